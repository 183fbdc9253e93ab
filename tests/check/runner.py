#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner of the tests counts what failed, and tries again only what LeakSanitizer itself broke."""

import json
import os
import subprocess
import sys
import tempfile

from tap import Tap

MESON = """#!/usr/bin/python3
import json, os, sys
folder = sys.argv[sys.argv.index("-C") + 1]
base = sys.argv[sys.argv.index("--logbase") + 1]
rounds = json.load(open(os.path.join(folder, "rounds.json")))
now = rounds.pop(0)
json.dump(rounds, open(os.path.join(folder, "rounds.json"), "w"))
with open(os.path.join(folder, "meson-logs", base + ".json"), "w") as log:
    for record in now:
        log.write(json.dumps(record) + "\\n")
sys.exit(any(record["result"] not in ("OK", "SKIP") for record in now))
"""

TRACER = "==1==LeakSanitizer has encountered a fatal error.\n"


def record(name, result, stdout="ok 1 /a\nok 2 /b\n1..2\n", stderr=""):
    return {"name": "troupe:unit / " + name, "result": result, "stdout": stdout, "stderr": stderr}


def run(runner, *rounds):
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "meson-logs"))
        with open(os.path.join(folder, "meson"), "w", encoding="utf-8") as meson:
            meson.write(MESON)
        os.chmod(meson.name, 0o755)
        with open(os.path.join(folder, "rounds.json"), "w", encoding="utf-8") as file:
            json.dump(rounds, file)
        environment = dict(os.environ, PATH=folder + ":" + os.environ["PATH"])
        environment.pop("TROUPE_TEST_TOTALS", None)
        done = subprocess.run([sys.executable, runner, folder], env=environment, text=True, capture_output=True, check=False)
        with open(os.path.join(folder, "rounds.json"), encoding="utf-8") as file:
            left = len(json.load(file))
    return done.returncode, done.stdout.splitlines()[-1], left


def compare(found, wanted):
    return [] if found == wanted else [f"{found} instead of {wanted}"]


def main():
    runner = os.path.join(sys.argv[1], "build-aux", "run-tests.py")
    tap = Tap()
    good = record("good", "OK")
    bad = record("bad", "FAIL", "ok 1 /a\nnot ok 2 /b\n1..2\n")
    broken = record("broken", "ERROR", stderr=TRACER)
    tap.claim("what passes and what fails is counted", compare(run(runner, [good, bad]), (1, "3 passed, 1 failed", 0)))
    tap.claim("a test that died is a failure", compare(run(runner, [good, record("dead", "ERROR")], [good]), (1, "4 passed, 1 failed", 1)))
    tap.claim("what LeakSanitizer broke is tried again", compare(run(runner, [good, broken], [record("broken", "OK")]), (0, "4 passed, 0 failed", 0)))
    tap.claim("and no third time", compare(run(runner, [good, broken], [broken], [good]), (1, "4 passed, 1 failed", 1)))
    tap.claim("a failed point is not excused by it",
              compare(run(runner, [record("bad", "FAIL", bad["stdout"], TRACER)], [good]), (1, "1 passed, 1 failed", 1)))
    tap.claim("it excuses no other test", compare(run(runner, [bad, broken], [record("broken", "OK")]), (1, "3 passed, 1 failed", 0)))
    tap.done()


main()
