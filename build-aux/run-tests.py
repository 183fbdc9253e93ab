#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs `meson test` and counts what the tests themselves counted.

run-tests.py BUILD-FOLDER [ARGUMENT OF meson test]...

The last line is `N passed, N failed`. A TAP test counts once for each of its points, any other test once. A skipped
one is neither; they are named, because a skipped test proves nothing. A test that dies or runs out of time counts as
one failure even when all that it reported was well.

One thing is tried again, once, and said: a test that LeakSanitizer itself broke, which stops all threads of a program that ends
and at times fails to. It proves nothing about the test then.
"""

import json
import os
import re
import subprocess
import sys

TRACER = "LeakSanitizer has encountered a fatal error"
POINT = re.compile(r"^\s*(not )?ok\b(?P<rest>.*)$", re.MULTILINE)


def count(record):
    """(passed, failed, skipped names) of one line of meson's log."""
    points = list(POINT.finditer(record.get("stdout") or ""))
    result = record["result"]
    name = record["name"]
    if result == "SKIP" or not points:
        good = result in ("OK", "EXPECTEDFAIL")
        skipped = [name] if result == "SKIP" else []
        return int(good), int(not good and not skipped), skipped

    passed = failed = 0
    skipped = []
    for point in points:
        if re.search(r"#\s*SKIP", point["rest"], re.IGNORECASE):
            skipped.append(name + ":" + point["rest"])
        elif point[1] and not re.search(r"#\s*TODO", point["rest"], re.IGNORECASE):
            failed += 1
        else:
            passed += 1
    if result not in ("OK", "EXPECTEDFAIL") and failed == 0:
        failed = 1
    return passed, failed, skipped


def complaints(record):
    """What a failed test said of its failed points: each with the comments below it. Meson shows stderr alone."""
    if record["result"] in ("OK", "EXPECTEDFAIL", "SKIP"):
        return []
    said = []
    below = False
    for line in (record.get("stdout") or "").splitlines():
        text = line.strip()
        if text.startswith("not ok") and not re.search(r"#\s*TODO", text, re.IGNORECASE):
            below = True
        elif not text.startswith("#"):
            below = False
        if below or text.startswith("Bail out!"):
            said.append(f"{record['name']}: {text}")
    return said


def run(build, base, arguments):
    """(status, records) of `meson test`; its log has the name @base."""
    log = os.path.join(build, "meson-logs", base + ".json")
    if os.path.exists(log):
        os.unlink(log)

    command = ["meson", "test", "-C", build, "--no-rebuild", "--print-errorlogs", "--logbase", base, *arguments]
    status = subprocess.run(command, check=False).returncode
    if not os.path.exists(log):
        return status, []
    with open(log, encoding="utf-8") as lines:
        return status, [json.loads(line) for line in lines]


def is_broken_by_tracer(record):
    said = (record.get("stdout") or "") + (record.get("stderr") or "")
    return record["result"] in ("FAIL", "ERROR") and TRACER in said and not re.search(r"^\s*not ok", said, re.MULTILINE)


def main():
    build = sys.argv[1]
    status, records = run(build, "testlog", sys.argv[2:])

    for number, record in enumerate(records):
        if is_broken_by_tracer(record):
            name = record["name"].rpartition(" / ")[2]
            print(f"{name}: LeakSanitizer itself failed; running it once more", flush=True)
            again, more = run(build, "again", [name])
            if len(more) == 1:
                records[number] = more[0]
            if again == 0 and all(other["result"] in ("OK", "EXPECTEDFAIL", "SKIP") for other in records):
                status = 0

    passed = failed = 0
    skipped = []
    said = []
    for record in records:
        said += complaints(record)
        more_passed, more_failed, more_skipped = count(record)
        passed += more_passed
        failed += more_failed
        skipped += more_skipped

    if status != 0 and failed == 0:
        failed = 1
    for name in skipped:
        print("skipped:", name)
    for line in said:
        print(line)
    if passed == 0 and failed == 0:
        print("No test ran.")
        status = 1

    totals = os.environ.get("TROUPE_TEST_TOTALS")
    if totals:
        with open(totals, "a", encoding="utf-8") as file:
            file.write(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if status != 0 or failed > 0 else 0


sys.exit(main())
