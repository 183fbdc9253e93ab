# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives troupectl as a person or a script would: the real program, a home of its own, and a server on loopback.

A test is a function with a claim for its name:

    @claim("ask writes the answer and nothing else")
    def _(place):
        ...

It gets a `Place`, a person with an empty home, and fails by an assertion.
"""

import json
import os
import pathlib
import pty
import re
import select
import signal
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

TROUPECTL = os.environ.get("TROUPECTL", "troupectl")
LLM_SERVER = os.environ.get("TROUPE_LLM_SERVER", "llm-server")
EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "data" / "examples" / "weather-cli"
DEADLINE = 20 * float(os.environ.get("MESON_TEST_TIMEOUT_MULTIPLIER", "1"))
REVISION = re.compile(r"^[0-9a-f]{12}$")

_claims = []


def claim(text):
    def register(function):
        _claims.append((text, function))
        return function
    return register


class Result:
    def __init__(self, status, out, err):
        self.status = status
        self.out = out
        self.err = err

    def json(self):
        assert self.out.endswith("\n") and self.out.count("\n") == 1, f"not one line: {self.out!r}"
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def expect(self, status, *, err=None):
        """The status is this, and standard error is empty, or one sentence for people with these words in it."""
        assert self.status == status, f"status {self.status}, not {status}; stderr: {self.err!r}; stdout: {self.out[-500:]!r}"
        if err is None:
            assert self.err == "", f"stderr: {self.err!r}"
        else:
            assert self.err.startswith("troupectl: "), f"stderr: {self.err!r}"
            for word in [err] if isinstance(err, str) else err:
                assert word in self.err, f"no {word!r} in stderr: {self.err!r}"
        return self


class Place:
    """A home, and maybe a project, with nothing in them."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="troupe-cli."))
        self.home = self.root / "home"
        self.data = self.home / "data" / "troupe"
        self.config = self.home / "config" / "troupe"
        self.empty = self.root / "empty"
        self.running = []
        self.servers = []
        for folder in (self.data, self.config, self.empty):
            folder.mkdir(parents=True)

        self.environment = {
            name: value for name, value in os.environ.items()
            if not re.fullmatch(r"TROUPE_.*_API_KEY", name) and not name.lower().endswith("_proxy") and name != "NO_COLOR"
        }
        self.environment |= {
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_STATE_HOME": str(self.home / "state"),
        }

    def check(self):
        """Whatever happened, the servers are still there."""
        for process in self.servers:
            assert process.poll() is None, f"a server ended with {process.returncode}"

    def close(self):
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()
        shutil.rmtree(self.root)

    def write(self, path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, (str, bytes)):
            content = json.dumps(content)
        if isinstance(content, str):
            content = content.encode()
        path.write_bytes(content)
        return path

    def persona(self, id, folder=None, **members):
        return self.write((folder or self.data) / "personas" / f"{id}.json",
                          {"format": "troupe-persona/1", "id": id, "name": id.title(), **members})

    def nobody_judges(self):
        """The built-in persona of tier 4 is one that is assigned to no tier, so that what a worker comes to is the end of it."""
        self.persona("careful-reviewer")

    def project(self, name="project"):
        folder = self.root / name
        (folder / ".troupe").mkdir(parents=True)
        return folder

    def track(self, project, id, tickets, **members):
        return self.write(project / ".troupe" / "tracks" / f"{id}.json",
                          {"format": "troupe-track/1", "id": id, "title": id.title(), "tickets": tickets, **members})

    def example(self):
        folder = self.root / "weather-cli"
        shutil.copytree(EXAMPLE, folder)
        return folder

    def start(self, *arguments, cwd=None, environment=None, **options):
        """Starts troupectl; what it writes comes through pipes."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        process = subprocess.Popen([TROUPECTL, *arguments], cwd=cwd or self.empty,
                                   env=self.environment | (environment or {}), **options)
        self.running.append(process)
        return process

    def run(self, *arguments, stdin=None, **options):
        """Runs troupectl to its end."""
        if stdin is not None:
            options["stdin"] = subprocess.PIPE
            stdin = stdin.encode() if isinstance(stdin, str) else stdin
        process = self.start(*arguments, **options)
        out, err = process.communicate(stdin, timeout=DEADLINE)
        return Result(process.returncode, (out or b"").decode(), (err or b"").decode())

    def run_on_terminal(self, *arguments, environment=None):
        """Runs troupectl with a terminal for its output, and gives all that it wrote there."""
        master, slave = pty.openpty()
        process = self.start(*arguments, stdout=slave, stderr=slave, environment={"TERM": "xterm"} | (environment or {}))
        os.close(slave)
        seen = b""
        try:
            while True:
                ready, _, _ = select.select([master], [], [], DEADLINE)
                assert ready, f"nothing more came after {seen!r}"
                piece = os.read(master, 65536)
                if not piece:
                    break
                seen += piece
        except OSError:
            pass  # the terminal is gone when the last writer is
        finally:
            os.close(master)
        return process.wait(DEADLINE), seen.decode()

    def server(self, script="good", text=None, delay_ms=0):
        return Server(self, script, text, delay_ms)


class Server:
    """The scripted server, until the place is closed."""

    def __init__(self, place, script, text, delay_ms):
        self.log = place.root / f"requests-{len(place.running)}.log"
        command = [LLM_SERVER, "--url", "--until-stdin-closes", "--script", script, "--delay", str(delay_ms),
                   "--log", str(self.log)]
        if text is not None:
            command += ["--text", text]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=place.environment)
        place.running.append(process)
        place.servers.append(process)
        self.url = process.stdout.readline().decode().strip()
        assert self.url.startswith("http://127.0.0.1:"), self.url
        self.options = ["--provider", "openai", "--base-url", self.url, "--set", "preferred_models=test-model"]

    def requests(self, count):
        """(method, path, body) of each request, once there are so many."""
        found = []
        for _ in wait(f"{count} requests"):
            text = self.log.read_text() if self.log.exists() else ""
            found = [line.split(" ", 2) for line in text.splitlines()]
            if len(found) >= count and (not text or text.endswith("\n")):
                break
        return [(method, path, json.loads(body) if body else None) for method, path, body in found]


class Steered:
    """A run with --json, of the track “one” if nothing else is said, one event after the other."""

    def __init__(self, place, *arguments, command=("run", "one"), **options):
        self.process = place.start("--json", *command, *arguments, stdin=subprocess.PIPE, **options)
        self.events = []
        self.unread = b""

    def say(self, word):
        self.process.stdin.write(f"{word}\n".encode())
        self.process.stdin.flush()

    def until(self, wanted):
        while True:
            while b"\n" not in self.unread:
                ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE)
                assert ready, f"nothing more came after {self.events[-1:]}"
                piece = os.read(self.process.stdout.fileno(), 65536)
                assert piece, f"the end came after {self.events[-1:]}; stderr: {self.process.stderr.read()!r}"
                self.unread += piece
            line, _, self.unread = self.unread.partition(b"\n")
            event = json.loads(line)
            self.events.append(event)
            if wanted(event):
                return event

    def until_state(self, ticket, state):
        return self.until(lambda event: (event.get("ticket"), event.get("state")) == (ticket, state))

    def end(self, status):
        self.process.stdin.close()
        for line in (self.unread + self.process.stdout.read()).splitlines():
            self.events.append(json.loads(line))
        assert self.process.wait(DEADLINE) == status, (self.process.returncode, self.process.stderr.read())
        return self.events


def wait(what):
    """Goes on until what is waited for breaks the loop; fails at the deadline."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        yield
        time.sleep(0.01)
    raise AssertionError(f"{what} did not come")


def read_some(process, wanted=b""):
    """Reads standard output until `wanted` was there, or the first bytes."""
    seen = b""
    for _ in wait(f"{wanted!r} on standard output"):
        ready, _, _ = select.select([process.stdout], [], [], DEADLINE)
        assert ready, "nothing was written"
        piece = os.read(process.stdout.fileno(), 65536)
        assert piece, f"it ended after {seen!r}"
        seen += piece
        if wanted in seen:
            return seen
    return seen


def finish(process, seen=b"", timeout=None):
    """Waits for the end, and gives what was written, `seen` included."""
    out, err = process.communicate(timeout=timeout or DEADLINE)
    return Result(process.returncode, (seen + (out or b"")).decode(), (err or b"").decode())


def interrupt(process, number=signal.SIGINT):
    process.send_signal(number)


def main(is_judged=True):
    failed = 0
    print(f"1..{len(_claims)}", flush=True)
    for count, (text, function) in enumerate(_claims, 1):
        place = Place()
        if not is_judged:
            place.nobody_judges()
        try:
            function(place)
            place.check()
            print(f"ok {count} - {text}", flush=True)
        except Exception:  # a failed claim, whatever broke it
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {count} - {text}", flush=True)
        finally:
            place.close()
    sys.exit(1 if failed else 0)
