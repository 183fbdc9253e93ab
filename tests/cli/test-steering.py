#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl run, steered: paused, stepped, stopped, within a budget, and with servers that have too much to do."""

import contextlib
import json
import os
import pty
import select
import sqlite3
import termios
import time

import harness
from harness import Steered, claim

FAST = ["--set", "preferred_models=rehearsal-fast"]
TWO = ["--set", "preferred_models=first,second"]
CHAIN = [{"id": "A", "persona_id": "plain-assistant"},
         {"id": "B", "persona_id": "plain-assistant", "depends_on": ["A"]},
         {"id": "C", "persona_id": "plain-assistant", "depends_on": ["B"]}]


def scene(place, tickets=CHAIN):
    project = place.project()
    place.track(project, "one", tickets)
    return project


def named(events, name):
    return [event for event in events if event["event"] == name]


def final(events):
    states = {}
    for event in named(events, "ticket-state"):
        states[event["ticket"]] = event["state"]
    return states


@claim("a run is stepped ticket by ticket, goes on, and comes to its end")
def _(place):
    run = Steered(place, *FAST, "--step", "ticket", cwd=scene(place))
    assert run.until(lambda event: event["event"] == "run-state")["state"] == "paused"
    run.say("step")
    run.until_state("B", "ready")
    assert not [event for event in run.events if event.get("ticket") == "B" and event["event"] == "worker-started"]
    run.say("step")
    run.until_state("C", "ready")
    run.say("continue")
    assert final(run.end(0)) == {"A": "completed", "B": "completed", "C": "completed"}
    assert [event["state"] for event in named(run.events, "run-state")] == ["paused", "running"]


@claim("a step is one model call, or one tool call")
def _(place):
    project = scene(place, [{"id": "A", "description": "[rehearse: call list_files {}]"}])
    place.persona("reader", tool_preset_id="mine")
    place.write(place.data / "tool-presets" / "mine.json",
                {"format": "troupe-tool-preset/1", "id": "mine", "name": "Mine", "categories": {"files": {"*": "auto"}}})
    run = Steered(place, *FAST, "--persona", "reader", "--step", "model", cwd=project)
    run.until(lambda event: event["event"] == "run-state")
    run.say("step")
    run.until(lambda event: event["event"] == "usage")
    time.sleep(0.2)
    run.say("step")
    run.until(lambda event: event["event"] == "usage")
    assert len(named(run.events, "tool-result")) == 1, run.events
    run.end(0)


@claim("a paused run of which nobody will say that it goes on is stopped")
def _(place):
    run = Steered(place, *FAST, "--step", "ticket", cwd=scene(place))
    run.until(lambda event: event["event"] == "run-state")
    assert final(run.end(130)) == {"A": "cancelled", "B": "cancelled", "C": "cancelled"}


@claim("the word cancel stops a run")
def _(place):
    server = place.server("good", text="one two three four five six seven eight", delay_ms=200)
    run = Steered(place, *server.options, cwd=scene(place))
    run.until(lambda event: event["event"] == "worker-started")
    run.say("cancel")
    events = run.end(130)
    assert final(events) == {"A": "cancelled", "B": "cancelled", "C": "cancelled"}


@claim("pause lets the call come to its end, and nothing is asked after that")
def _(place):
    server = place.server("good", text="one two three four five", delay_ms=60)
    run = Steered(place, *server.options, cwd=scene(place))
    run.until(lambda event: event["event"] == "text")
    run.say("pause")
    run.until_state("A", "completed")
    run.until_state("B", "ready")
    time.sleep(0.3)
    assert len(server.requests(1)) == 1
    run.say("continue")
    assert final(run.end(0)) == {"A": "completed", "B": "completed", "C": "completed"}


PAIR = [{"id": "A", "persona_id": "plain-assistant"}, {"id": "B", "persona_id": "plain-assistant", "depends_on": ["A"]},
        {"id": "C", "persona_id": "plain-assistant", "depends_on": ["B"]}, {"id": "D", "persona_id": "plain-assistant"}]


@claim("a ticket is skipped, cancelled and restored by words")
def _(place):
    run = Steered(place, *FAST, "--step", "ticket", cwd=scene(place, PAIR))
    run.until(lambda event: event["event"] == "run-state")
    run.say("skip A")
    run.until_state("B", "ready")
    run.say("cancel B")
    run.until_state("C", "cancelled")
    run.say("restore B")
    run.until_state("B", "ready")
    run.say("cancel  D ")
    run.until_state("D", "cancelled")
    run.say("continue")
    assert final(run.end(130)) == {"A": "skipped", "B": "completed", "C": "completed", "D": "cancelled"}, final(run.events)


@claim("what is cancelled and restored in one breath is done again, whether somebody works on it or not")
def _(place):
    server = place.server("good", text="one two three four five six", delay_ms=60)
    project = scene(place)
    run = Steered(place, *server.options, cwd=project)
    run.until(lambda event: event["event"] == "text")
    run.say("cancel A\nrestore A\ncancel C\nrestore C")
    assert final(run.end(0)) == {"A": "completed", "B": "completed", "C": "completed"}, final(run.events)
    states = [event["state"] for event in named(run.events, "ticket-state") if event["ticket"] == "A"]
    assert states == ["ready", "running", "cancelled", "ready", "running", "completed"], states
    assert run.process.stderr.read() == b""

    run = Steered(place, *server.options, cwd=project)
    run.until(lambda event: event["event"] == "text")
    run.say("cancel A\nrestore A\ncancel A\nrestore Z\nrestore A\nskip A\nrestore A")
    assert final(run.end(0)) == {"A": "skipped", "B": "completed", "C": "completed"}, final(run.events)
    said = run.process.stderr.read().decode()
    assert "no ticket “Z”" in said and "A was not cancelled" in said, said

    run = Steered(place, *FAST, "--step", "ticket", cwd=project)
    run.until(lambda event: event["event"] == "run-state")
    run.process.kill()
    run.process.wait()
    place.run("resume", "last", "--do", "cancel", cwd=project).expect(2, err="id of a ticket")
    result = place.run("--json", "resume", "last", "--do", "cancel A", "--do", "restore A", "--do", "cancel B", cwd=project)
    events = result.expect(130, err="Interrupted").lines()
    assert final(events) == {"A": "completed", "B": "cancelled", "C": "cancelled"}, events
    place.run("resume", "last", "--do", "cancel A", cwd=project).expect(2, err="A is completed already")


@claim("a ticket that failed is done again by somebody else, while the run goes and when it is gone on with")
def _(place):
    place.persona("ada", system_prompt="You are Ada.")
    project = scene(place, [{"id": "A", "description": "[rehearse: fail key]", "persona_id": "plain-assistant"},
                            {"id": "B", "persona_id": "plain-assistant", "depends_on": ["A"]},
                            {"id": "C", "persona_id": "plain-assistant", "description": "[rehearse: slow] [rehearse: long 40]"}])
    run = Steered(place, *FAST, cwd=project)
    run.until_state("B", "blocked")
    run.say("retry A ada")
    retried = run.until(lambda event: event["event"] == "recast")
    assert (retried["ticket"], retried["change"], retried["persona_id"]) == ("A", "persona_id=ada", "ada"), retried
    again = run.until(lambda event: event["event"] == "worker-started" and event.get("attempt") == 2)
    assert (again["ticket"], again["persona_id"], again["origins"]["persona_id"]) == ("A", "ada", "ticket:A"), again
    assert final(run.end(1)) == {"A": "failed", "B": "blocked", "C": "completed"}, final(run.events)

    place.run("resume", "last", cwd=project).expect(2, err="--do")
    place.run("resume", "last", "--do", "pause", cwd=project).expect(2, err="nothing that a run can begin with")
    place.run("resume", "last", "--do", "retry C", "--do", "retry Z", cwd=project).expect(2, err="no ticket “Z”")
    place.run("resume", "last", "--do", "retry A nobody", cwd=project).expect(3, err="nobody")
    events = place.run("--json", "resume", "last", "--do", "skip A", cwd=project).expect(0).lines()
    assert final(events) == {"A": "skipped", "B": "completed"}, events
    assert named(events, "run-finished")[0]["counts"]["skipped"] == 1, events[-1]
    assert not [event for event in events if event.get("ticket") == "C"], "what was completed is done again"


@claim("a setting that is changed while the run goes counts from the next attempt on, is explained, and outlives the process")
def _(place):
    project = scene(place)
    run = Steered(place, *FAST, "--step", "ticket", cwd=project)
    run.until(lambda event: event["event"] == "run-state")
    run.say("set B temperature=0.125")
    run.until(lambda event: event["event"] == "recast")
    run.say("explain B")
    line = run.until(lambda event: event["event"] == "outlook")["line"]
    assert "temperature 0.125 (ticket:B)" in line, line
    run.say("set C temperature=nonsense")
    run.say("set C persona_id=nobody")
    run.say("set C max_retries=7")
    run.say("fly C")
    run.say("skip")
    run.say("pause B")
    run.say("set C system_prompt=" + "x" * 5000)
    run.say("set C system_prompt=" + "x" * 2000000)
    run.say("step")
    run.until_state("A", "completed")
    run.process.kill()
    run.process.wait()
    said = run.process.stderr.read().decode()
    for words in ("temperature", "nobody", "no field “max_retries” that is set of a ticket; use one of persona_id, provider", "“fly” is no word", "“skip” needs the id of a ticket",
                  "about all of the run", "too long to be read"):
        assert words in said, (words, said)

    # One row for each change, and not the whole track anew; an older ledger has both, and comes to the same.
    with contextlib.closing(sqlite3.connect(place.data / "ledger.db")) as ledger, ledger:
        (text,), = ledger.execute("SELECT track FROM run_tracks").fetchall()
        assert "0.125" not in text and "x" * 5000 not in text, text[:500]
        track = json.loads(text)
        track["tickets"][1]["overrides"] = {"temperature": 0.125}
        ledger.execute("UPDATE run_tracks SET track = ?", (json.dumps(track),))

    explained = place.run("--json", "explain", "--run", "last", "--ticket", "B", cwd=project).expect(0).json()
    field, = [field for field in explained["fields"] if field["name"] == "temperature"]
    assert (field["value"], field["origin"]) == (0.125, "ticket:B"), field
    assert explained["run"] == run.events[0]["run"] and explained["model"] == "rehearsal-fast", explained
    assert "0.125" in place.run("explain", "--run", "last", "--ticket", "B", cwd=project).expect(0).out
    place.run("explain", "--run", "last", "--track", "one", cwd=project).expect(2, err="one of the two")
    place.run("explain", "--run", "nothing", cwd=project).expect(3, err="no run “nothing”")
    place.run("explain", "--run", "last", "--ticket", "Z", cwd=project).expect(3, err="no ticket “Z”")

    result = place.run("--json", "resume", "last", "--do", "explain B", cwd=project).expect(0)
    first, *events = result.lines()
    assert first["event"] == "outlook" and first["ticket"] == "B" and "temperature 0.125 (ticket:B)" in first["line"], first
    started = {event["ticket"]: event for event in named(events, "worker-started")}
    assert sorted(started) == ["B", "C"], sorted(started)
    assert started["B"]["parameters"]["temperature"] == 0.125 and started["B"]["origins"]["temperature"] == "ticket:B"
    asked = place.run("--json", "runs", "export", "last", cwd=project).expect(0).lines()
    assert [event["change"] for event in named(asked, "recast")] == ["temperature=0.125", "system_prompt=" + "x" * 5000], asked
    assert started["C"]["parameters"].get("temperature") != 0.125
    # The file of the track says what it said.
    assert "0.125" not in (project / ".troupe/tracks/one.json").read_text()


@claim("steps need somebody")
def _(place):
    place.run("run", "one", *FAST, "--step", "ticket", cwd=scene(place)).expect(2, err="--step")


@claim("a budget that is used up where nobody can be asked ends the run with status 5")
def _(place):
    project = scene(place)
    for words in ([], ["--json"]):
        result = place.run(*words, "run", "one", *FAST, "--budget", "calls=2", cwd=project)
        result.expect(5, err="2 model calls is used up")
        if words:
            events = result.lines()
            assert final(events) == {"A": "completed", "B": "completed", "C": "cancelled"}, final(events)
            assert "2 model calls" in named(events, "run-state")[0]["reason"]
            assert events[-1]["state"] == "cancelled", events[-1]
    place.run("run", "one", *FAST, "--budget", "calls=3,minutes=5,tokens=1000000", cwd=project).expect(0)


@claim("a budget of money is no budget where nobody knows what answers cost, and a rehearsal costs nothing")
def _(place):
    project = scene(place)
    server = place.server("good", text="Done.")
    place.run("run", "one", *server.options, "--budget", "cost=1", cwd=project).expect(5, err="Nobody knows what the answers cost")
    assert len(server.requests(1)) == 1
    place.run("run", "one", *FAST, "--budget", "cost=0.01", cwd=project).expect(0)


@claim("a budget that is used up is granted again by whoever says continue")
def _(place):
    run = Steered(place, *FAST, "--budget", "calls=2", cwd=scene(place))
    run.until(lambda event: event["event"] == "run-state")
    run.say("continue")
    assert final(run.end(0)) == {"A": "completed", "B": "completed", "C": "completed"}


@claim("after a 429 the next model is asked, when the server says, and all of it is told")
def _(place):
    server = place.server("429-soon,good", text="Done.")
    events = place.run("--json", "run", "one", *server.options, *TWO, cwd=scene(place, CHAIN[:1])).expect(0).lines()
    waiting, = named(events, "waiting")
    hop, = named(events, "model-hop")
    assert (waiting["model"], waiting["wait_ms"]) == ("first", 50), waiting
    assert (hop["from"]["model"], hop["model"]) == ("first", "second"), hop
    assert events.index(waiting) < events.index(hop)
    assert [body["model"] for _, _, body in server.requests(2)] == ["first", "second"]


@claim("with one model a 429 is waited for, and it is asked again")
def _(place):
    server = place.server("429-soon,429-soon,good", text="Done.")
    project = scene(place, CHAIN[:1])
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()
    assert len(named(events, "waiting")) == 2
    assert len(server.requests(3)) == 3

    server = place.server("429-soon,good", text="Done.")
    assert "Waiting for less than a second: " in place.run("run", "one", *server.options, cwd=project).expect(0).out


@claim("so many tickets ask the same provider at once, and no more")
def _(place):
    project = scene(place, [{"id": id, "persona_id": "plain-assistant"} for id in "ABC"])
    events = place.run("--json", "run", "one", *FAST, "--provider-jobs", "1", cwd=project).expect(0).lines()
    shown = [(event["ticket"], event["state"]) for event in named(events, "ticket-state") if event["state"] != "ready"]
    assert shown == [(id, state) for id in "ABC" for state in ("running", "completed")], shown


@claim("a bad key goes to the next model at once; a bad request and a refusal go nowhere")
def _(place):
    project = scene(place, CHAIN[:1])
    for script, n_requests, status in (("401,good", 2, 0), ("400,good", 1, 1), ("refusal,good", 1, 1)):
        server = place.server(script, text="Done.")
        result = place.run("--json", "run", "one", *server.options, *TWO, cwd=project)
        assert result.status == status, (script, result.status, result.err)
        events = result.lines()
        assert not named(events, "waiting"), (script, events)
        assert len(named(events, "model-hop")) == n_requests - 1, (script, events)
        assert len(server.requests(n_requests)) == n_requests, script


@claim("another model than was asked for is told of, and fails its ticket where that is wanted")
def _(place):
    project = scene(place, CHAIN[:2])
    server = place.server("mismatch", text="Done.")
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()
    assert all(event["served_differs"] for event in named(events, "usage"))
    events = place.run("--json", "run", "one", *server.options, "--exact-model", cwd=project).expect(5, err="1 ticket").lines()
    assert final(events) == {"A": "failed", "B": "blocked"}, final(events)
    assert "was asked for" in [event for event in named(events, "ticket-state") if event["state"] == "failed"][0]["reason"]


class Terminal:
    """A run at a terminal, as a person sees it."""

    def __init__(self, place, *arguments, **options):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.process = place.start("run", "one", *arguments, stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                   environment={"TERM": "xterm", "NO_COLOR": "1"}, **options)
        self.seen = b""

    def type(self, words):
        os.write(self.master, words.encode())

    def read(self, seconds):
        """What comes in that time."""
        end = time.monotonic() + seconds
        start = len(self.seen)
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select([self.master], [], [], left)
            if ready:
                self.seen += os.read(self.master, 65536)
        return self.seen[start:].decode(errors="replace")

    def until(self, words, start=0):
        """Where it stands."""
        while words.encode() not in self.seen[start:]:
            ready, _, _ = select.select([self.master], [], [], harness.DEADLINE)
            assert ready, f"no {words!r} in {self.seen[start:]!r}"
            self.seen += os.read(self.master, 65536)
        return self.seen.index(words.encode(), start)

    def end(self, status):
        """All of it is read: a terminal that nobody reads holds the program up."""
        for _ in harness.wait("the end of the run"):
            self.read(0.05)
            if self.process.poll() is not None:
                break
        assert self.process.returncode == status, (self.process.returncode, self.seen)
        assert termios.tcgetattr(self.slave)[3] == self.before[3], "the terminal was left in another state"
        os.close(self.slave)
        os.close(self.master)


@claim("at a terminal p, s, c and q steer, and the terminal is left as it was found")
def _(place):
    project = scene(place)
    for last, status in (("c", 0), ("q", 130)):
        terminal = Terminal(place, *FAST, "--step", "ticket", cwd=project)
        terminal.until("c: continue")
        terminal.type("t")
        first = terminal.until("and Return:")
        terminal.type("set A temperature=0.125\nt")
        terminal.until("and Return:", first + 1)
        terminal.type("explain A\n")
        terminal.until("from its next attempt on")
        terminal.until("temperature 0.125 (ticket:A)")
        terminal.type("s")
        terminal.until("✓ completed")
        terminal.type(last)
        terminal.end(status)


@claim("nothing is written through a line that is typed after t; it comes when that is whole, all of it and in order")
def _(place):
    words = [f"word{number}" for number in range(60)]
    server = place.server("good", text=" ".join(words), delay_ms=30)
    terminal = Terminal(place, *server.options, cwd=scene(place, CHAIN[:1]))
    terminal.until("word3")
    terminal.type("t")
    start = terminal.until("and Return:") + len("and Return:")
    terminal.read(0.1)
    terminal.type("explain ")
    assert terminal.read(0.6).strip() == "explain", terminal.seen[start:]
    terminal.type("A\n")
    terminal.until("ticket A · tier worker · attempt 2", start)
    terminal.end(0)
    shown = terminal.seen[start:].decode().replace("\r", "")
    assert shown.startswith("\nexplain A\n"), shown
    first = next(number for number, word in enumerate(words) if word in shown.split())
    told = [word for word in shown.split() if word in words]
    assert told == words[first:] and first < 30, told


@claim("a question about a tool that comes up while a line is typed waits until that is whole")
def _(place):
    project = scene(place, [{"id": "A", "persona_id": "plain-assistant", "description": "[rehearse: slow] [rehearse: long 400]"},
                            {"id": "B", "persona_id": "reader", "description": "[rehearse: call list_files {}]"}])
    place.persona("reader", tool_preset_id="mine")
    place.write(place.data / "tool-presets" / "mine.json",
                {"format": "troupe-tool-preset/1", "id": "mine", "name": "Mine", "categories": {"files": {"*": "ask"}}})
    terminal = Terminal(place, *FAST, "--step", "ticket", cwd=project)
    terminal.until("c: continue")
    # Both keys are read at once, and the run goes on while the line is typed.
    terminal.type("ct")
    start = terminal.until("and Return:")
    for _ in harness.wait("a question"):
        with contextlib.closing(sqlite3.connect(place.data / "ledger.db")) as ledger:
            if ledger.execute("SELECT count(*) FROM approvals").fetchall() == [(1,)]:
                break
        time.sleep(0.02)
    assert "wants to use" not in terminal.read(0.3)
    terminal.type("skip A\n")
    asked = terminal.until("wants to use", start)
    assert terminal.until("skip A", start) < asked
    terminal.type("o\n")
    terminal.until("✓ completed", asked)
    terminal.end(0)
    assert "– skipped" in terminal.seen.decode(), terminal.seen


harness.main(is_judged=False)
