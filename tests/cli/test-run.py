#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl run and plan: the example as it is, and all that can go otherwise."""

import contextlib
import hashlib
import json
import re
import signal
import sqlite3
import subprocess

import harness
from harness import REVISION, claim

FAST = ["--set", "preferred_models=rehearsal-fast"]
PLAN = ["DATA", "READ", "COMMAND", "TESTS", "README", "REVIEW"]

# Who performs each ticket of the example, who said so, and the temperature in force with its origin.
CAST = {
    "DATA": ("implementer", "tier:worker", 0.1, "tier:worker"),
    "READ": ("implementer", "tier:worker", 0.1, "tier:worker"),
    "COMMAND": ("implementer", "tier:worker", 0.1, "tier:worker"),
    "TESTS": ("test-writer", "ticket:TESTS", 0.1, "tier:worker"),
    "README": ("technical-writer", "ticket:README", 0.3, "ticket:README"),
    "REVIEW": ("careful-reviewer", "ticket:REVIEW", 0.1, "tier:worker"),
}


def fingerprint(folder):
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def revisions(place, **options):
    listed = place.run("--json", "personas", "list", **options).expect(0).json()["personas"]
    return {persona["id"]: persona["revision"] for persona in listed}


def states(events):
    return [(event["ticket"], event["state"]) for event in events if event["event"] == "ticket-state"]


@claim("the example track is performed as it is, and every member of every metadata line is right")
def _(place):
    project = place.example()
    before = fingerprint(project)
    known = revisions(place)
    events = place.run("--json", "run", "add-hourly", *FAST, cwd=project).expect(0).lines()

    assert (events[0]["event"], events[0]["track"], events[0]["tickets"]) == ("run-started", "add-hourly", 6), events[0]
    assert (events[-1]["event"], events[-1]["state"], events[-1]["reason"]) == ("run-finished", "completed", None), events[-1]
    assert {event["run"] for event in events} == {events[0]["run"]}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["time"]) for event in events)
    assert [event["time"] for event in events] == sorted(event["time"] for event in events)

    judged = [event for event in events if event["event"] == "worker-started" and event["tier"] == "qa"]
    assert sorted(event["ticket"] for event in judged) == sorted(CAST), judged
    for event in judged:
        assert (event["attempt"], event["persona_id"], event["origins"]["persona_id"]) == (1, "careful-reviewer", "tier:qa"), event

    started = {event["ticket"]: event for event in events if event["event"] == "worker-started" and event["tier"] == "worker"}
    assert sorted(started) == sorted(CAST) and len(started) == 6
    for ticket, event in started.items():
        persona, persona_origin, temperature, temperature_origin = CAST[ticket]
        line = event.pop("line")
        assert event == {
            "time": event["time"], "event": "worker-started", "run": events[0]["run"],
            "ticket": ticket, "attempt": 1, "tier": "worker",
            "persona_id": persona, "persona_revision": known[persona],
            "provider": "rehearsal", "model": "rehearsal-fast",
            "parameters": {"temperature": temperature},
            "origins": {"persona_id": persona_origin, "provider": "built-in", "model": "session",
                        "temperature": temperature_origin},
        }, event
        assert REVISION.match(known[persona]), known
        for word in (f"ticket {ticket}", "tier worker", "attempt 1", f"persona {persona}@{known[persona]} ({persona_origin})",
                     "provider rehearsal (built-in)", "model rehearsal-fast (session)",
                     f"temperature {temperature} ({temperature_origin})"):
            assert word in line, (word, line)

    for ticket in CAST:
        own = [event["event"] for event in events if event.get("ticket") == ticket and event["event"] != "ticket-state"]
        assert own[0] == "worker-started" and own[-1] == "tool-result" and own.count("worker-started") == 2, own
        assert set(own) == {"worker-started", "text", "usage", "tool-call", "tool-result"}, own
        assert [state for id, state in states(events) if id == ticket] == ["ready", "running", "review", "completed"], states(events)
    assert fingerprint(project) == before, "a run changed the project"


@claim("a ticket starts only when all that it depends on is completed")
def _(place):
    project = place.example()
    depends_on = {ticket["id"]: ticket["depends_on"] for ticket in
                  place.run("--json", "plan", "add-hourly", cwd=project).expect(0).json()["tickets"]}
    completed = set()
    for event in place.run("--json", "run", "add-hourly", *FAST, cwd=project).expect(0).lines():
        if event["event"] == "worker-started" and event["tier"] == "worker":
            assert set(depends_on[event["ticket"]]) <= completed, event
        if event["event"] == "ticket-state" and event["state"] == "completed":
            completed.add(event["ticket"])


@claim("people see for each ticket first the metadata line, then whole lines under its name, then how it ended")
def _(place):
    project = place.example()
    text = place.run("run", "add-hourly", *FAST, cwd=project).expect(0).out
    lines = text.splitlines()
    assert lines[0] == "Add an hourly forecast" and re.fullmatch(r"6 of 6 tickets completed in \d+\.\d s", lines[-1]), text
    for ticket in PLAN:
        own = [line.partition(" │ ")[2] for line in lines if line.startswith(f"{ticket:7} │ ")]
        assert own[0].startswith(f"ticket {ticket} · tier worker · attempt 1 · persona "), own[0]
        assert own[1] == "*This is a rehearsal: no model was asked.*" and own[-1] == "✓ completed", own
    assert all(" │ " in line for line in lines[1:-1]), text


@claim("streams that go on at once are never torn")
def _(place):
    project = place.project()
    words = "alpha beta gamma delta epsilon"
    place.track(project, "wide", [{"id": f"T{n}", "description": f"[rehearse: say {words} {n}]"} for n in range(8)])
    lines = place.run("run", "wide", "--jobs", "8", "--set", "preferred_models=rehearsal", cwd=project).expect(0).out.splitlines()
    for n in range(8):
        own = [line.partition(" │ ")[2] for line in lines if line.startswith(f"T{n} │ ")]
        assert f"{words} {n}" in own, (n, own)


@claim("a line that does not end is shown all the same, broken between words, while others stream")
def _(place):
    project = place.project()
    place.track(project, "wide", [{"id": "A"}, {"id": "B"}])
    server = place.server("good", text="word " * 100 + "end")
    lines = place.run("run", "wide", *server.options, cwd=project).expect(0).out.splitlines()
    for id in ("A", "B"):
        own = [line.partition(" │ ")[2] for line in lines if line.startswith(f"{id} │ ")][1:-1]
        assert " ".join(own).split() == ["word"] * 100 + ["end"], own

    server = place.server("good", text="word " * 100, delay_ms=10)
    process = place.start("run", "wide", *server.options, cwd=project)
    seen = harness.read_some(process, b"word word")
    assert b"completed" not in seen and b"\xe2\x9c\x93" not in seen, seen
    harness.finish(process, seen).expect(0)


@claim("with one job at a time there are no names, and the order is that of the plan")
def _(place):
    project = place.example()
    text = place.run("run", "add-hourly", "--jobs", "1", *FAST, cwd=project).expect(0).out
    assert " │ " not in text, text
    assert re.findall(r"^✓ (\w+) completed$", text, re.MULTILINE) == PLAN, text
    assert re.findall(r"^ticket (\w+) · tier (\w+) ·", text, re.MULTILINE) == \
           [(id, tier) for id in PLAN for tier in ("worker", "qa")], text


@claim("at most so many tickets are performed at once as were asked for")
def _(place):
    project = place.project()
    place.track(project, "wide", [{"id": f"T{n}"} for n in range(6)])
    for jobs in (1, 3):
        running = most = 0
        for event in place.run("--json", "run", "wide", "--jobs", str(jobs), *FAST, cwd=project).expect(0).lines():
            if event["event"] == "ticket-state":
                running += {"running": 1, "completed": -1}.get(event["state"], 0)
                most = max(most, running)
        assert most == jobs, (most, jobs)


@claim("a ticket that fails blocks what waits for it and nothing else, status 1")
def _(place):
    project = place.project()
    place.track(project, "fragile", [{"id": "A", "description": "[rehearse: fail key]"}, {"id": "B", "depends_on": ["A"]},
                                     {"id": "C", "depends_on": ["B"]}, {"id": "D"}])
    result = place.run("--json", "run", "fragile", *FAST, cwd=project).expect(1, err=["1 ticket failed", "blocked"])
    events = result.lines()
    last = dict(states(events))
    assert last == {"A": "failed", "B": "blocked", "C": "blocked", "D": "completed"}, last
    assert events[-1]["state"] == "failed", events[-1]

    text = place.run("run", "fragile", *FAST, cwd=project).expect(1, err="1 ticket failed").out
    assert re.search(r"^A │ ✗ failed: .*key", text, re.MULTILINE), text
    assert re.search(r"^B │ ✗ blocked: .*A", text, re.MULTILINE), text
    assert "1 of 4 tickets completed" in text, text


@claim("values stated with --set hold in the run, as its session")
def _(place):
    project = place.example()
    events = place.run("--json", "run", "add-hourly", *FAST, "--set", "temperature=omit", "--set", "top_p=0.5", cwd=project).expect(0).lines()
    for event in events:
        if event["event"] == "worker-started":
            assert event["parameters"] == {"temperature": None, "top_p": 0.5}, event
            assert event["origins"]["temperature"] == event["origins"]["top_p"] == "session", event


@claim("--persona does what nobody is cast for")
def _(place):
    project = place.project()
    place.persona("implementer")  # the built-in one of that id is assigned to the tier
    place.persona("mine")
    place.track(project, "free", [{"id": "A"}, {"id": "B", "persona_id": "researcher"}])
    for arguments, persona in [(["--persona", "mine"], "mine"), ([], "plain-assistant")]:
        events = place.run("--json", "run", "free", *arguments, *FAST, cwd=project).expect(0).lines()
        assert {event["ticket"]: event["persona_id"] for event in events if event["event"] == "worker-started"} == {
            "A": persona, "B": "researcher"}


@claim("the example track is performed against an OpenAI-compatible server, with the values that were told")
def _(place):
    project = place.example()
    # It does as a worker's result and, for a model that calls no tools, as a verdict.
    server = place.server("good", text='Done as asked. {"verdict": "accept"}')
    events = place.run("--json", "run", "add-hourly", *server.options, cwd=project).expect(0).lines()
    assert events[-1]["state"] == "completed"
    started = {(event["ticket"], event["tier"]): event for event in events if event["event"] == "worker-started"}
    requests = server.requests(12)
    assert len(requests) == 12
    for _, _, body in requests:
        ticket, = [id for id in PLAN if f"# Your ticket\n{id}:" in body["messages"][0]["content"]]
        tier = "qa" if "submit_verdict" in json.dumps(body.get("tools")) else "worker"
        told = started.pop((ticket, tier))
        assert body["model"] == told["model"] == "test-model", body["model"]
        assert body.get("temperature") == told["parameters"].get("temperature"), body
        assert tier == "qa" or body["temperature"] == CAST[ticket][2], body
        assert told["origins"]["provider"] == "session", told
    assert started == {}, started
    text = "".join(event["text"] for event in events
                   if event["event"] == "text" and (event["ticket"], event["tier"]) == ("DATA", "worker"))
    assert text.startswith("Done as asked."), text
    # What a ticket came to reaches those that depend on it.
    read, = [body for _, _, body in requests if "# Your ticket\nREAD:" in body["messages"][0]["content"]
             and "submit_verdict" not in json.dumps(body.get("tools"))]
    assert "Done as asked." in read["messages"][-1]["content"], read["messages"][-1]


@claim("a server in trouble fails the ticket with its reason, status 1")
def _(place):
    project = place.project()
    place.track(project, "one", [{"id": "A"}])
    for script, words in [("401", "TROUPE_OPENAI_API_KEY"), ("404", "test-model"), ("500", "Internal Server Error"), ("cut", "broke off"),
                          ("finish-error", "without saying why"),
                          ("tool-calls", "asked for a tool"), ("says-nothing", "empty")]:
        server = place.server(script, text="one two three four")
        result = place.run("run", "one", *server.options, cwd=project).expect(1, err="failed")
        assert re.search(rf"✗ A failed: .*{words}", result.out), (script, result.out)


@claim("a fall-over is told with the metadata line taken anew")
def _(place):
    project = place.project()
    place.track(project, "one", [{"id": "A"}])
    server = place.server("404,good", text="Here.")
    options = ["--provider", "openai", "--base-url", server.url, "--set", "preferred_models=gone,here"]
    events = place.run("--json", "run", "one", *options, cwd=project).expect(0).lines()
    hop, = [event for event in events if event["event"] == "model-hop"]
    assert hop["from"] == {"provider": "openai", "model": "gone"} and hop["model"] == "here" and hop["reason"], hop

    server = place.server("404,good", text="Here.")
    options[options.index("--base-url") + 1] = server.url
    text = place.run("run", "one", *options, cwd=project).expect(0).out
    assert [model for model in re.findall(r"· model (\w+) ", text)] == ["gone", "here"], text


@claim("Ctrl-C ends a run cleanly with 130, and all that is written is whole")
def _(place):
    project = place.project()
    place.track(project, "long", [{"id": "A"}, {"id": "B"}, {"id": "C", "depends_on": ["A"]}])
    for number in (signal.SIGINT, signal.SIGTERM):
        server = place.server("good", text="one two three " * 500, delay_ms=20)
        process = place.start("--json", "run", "long", *server.options, cwd=project)
        seen = harness.read_some(process, b'"event":"text"')
        harness.interrupt(process, number)
        result = harness.finish(process, seen).expect(130, err="Interrupted")
        events = result.lines()
        assert (events[-1]["event"], events[-1]["state"]) == ("run-finished", "cancelled"), events[-1]
        assert set(dict(states(events)).values()) == {"cancelled"}, states(events)

    server = place.server("good", text="one two three " * 500, delay_ms=20)
    process = place.start("run", "long", *server.options, cwd=project)
    seen = harness.read_some(process, b"one two")
    harness.interrupt(process)
    text = harness.finish(process, seen).expect(130, err="Interrupted").out
    assert text.endswith("s\n") and "0 of 3 tickets completed" in text and text.count("– cancelled") == 3, text[-500:]


@claim("a second Ctrl-C ends at once")
def _(place):
    project = place.project()
    place.track(project, "long", [{"id": "A"}])
    server = place.server("good", text="one two three " * 500, delay_ms=20)
    process = place.start("run", "long", *server.options, cwd=project)
    harness.read_some(process, b"one two")
    # Stopped, so that both are there before the program can do anything about the first.
    process.send_signal(signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGCONT)
    result = harness.finish(process)
    assert result.status == 130 and result.err == "", (result.status, result.err)  # no time for any word


@claim("a reader that goes away stops the run")
def _(place):
    project = place.project()
    place.track(project, "long", [{"id": f"T{n}"} for n in range(50)])
    server = place.server("good", text="one two three " * 100, delay_ms=10)
    for arguments in (["run", "long"], ["--json", "run", "long"]):
        process = place.start(*arguments, *server.options, cwd=project)
        harness.read_some(process)
        process.stdout.close()
        process.stdout = None
        result = harness.finish(process)
        assert result.status == -signal.SIGPIPE and result.err == "", (result.status, result.err)
    assert len(server.requests(0)) < 100


@claim("a track that can't be performed is refused before anybody is asked, with the ticket's name, status 3")
def _(place):
    project = place.project()
    server = place.server()
    place.track(project, "nobody", [{"id": "A"}, {"id": "B", "persona_id": "somebody"}])
    place.track(project, "untold", [{"id": "A", "overrides": {"prompt_preset_id": "none-such"}}])
    place.track(project, "round", [{"id": "A", "depends_on": ["C"]}, {"id": "B", "depends_on": ["A"]}, {"id": "C", "depends_on": ["B"]}])
    place.track(project, "twice", [{"id": "A"}, {"id": "A"}])
    place.track(project, "lost", [{"id": "A", "depends_on": ["Z"]}])
    place.track(project, "miscast", [{"id": "A"}], tiers={"qa": {"persona_id": "somebody"}})
    place.write(project / ".troupe" / "tracks" / "half.json", '{\n "format": "troupe-track/1",\n "id": half}')
    for track, words in [("nobody", ["nobody.json:1:", ": Ticket B names the persona “somebody”, which does not exist; make it"]),
                         ("untold", ["A", "none-such"]), ("round", ["A", "B", "C", "round.json:"]),
                         ("twice", ["A", "twice.json:"]), ("lost", ["A", "Z", "lost.json:"]), ("miscast", ["miscast.json:1:", "qa", "somebody"]),
                         ("half", "half.json:3:"), ("none", "none")]:
        result = place.run("run", track, *server.options, cwd=project).expect(3, err=words)
        assert result.out == "" and result.err.count("\n") == 1, (track, result.err)
        assert result.err.endswith(".\n") or track not in ("nobody", "miscast"), result.err

    # Whoever reads the events, and the ledger, learn of it too.
    for track in ("nobody", "untold"):
        events = place.run("--json", "run", track, *server.options, cwd=project).expect(3, err="B" if track == "nobody" else "A").lines()
        assert [event["event"] for event in events] == ["run-started", "run-finished"], events
        assert events[1]["state"] == "failed" and events[1]["reason"], events
        with contextlib.closing(sqlite3.connect(place.data / "ledger.db")) as ledger:
            row = ledger.execute("SELECT track_id, state, reason FROM runs WHERE id = ?", (events[0]["run"],)).fetchone()
        assert row == (track, "failed", events[1]["reason"]), row
    assert server.requests(0) == []


@claim("a ticket without a model is refused before anybody is asked")
def _(place):
    project = place.project()
    place.track(project, "one", [{"id": "A"}])
    place.run("run", "one", "--provider", "openai", cwd=project).expect(2, err=["A", "model"])


@claim("a ticket that would read what is outside the project is refused by policy, status 5")
def _(place):
    project = place.project()
    server = place.server()
    for path in ("../secret.txt", "/etc/passwd"):
        place.track(project, "spy", [{"id": "A", "context_files": [path]}])
        result = place.run("run", "spy", *server.options, cwd=project).expect(5, err=["A", path])
        assert result.out == "", result.out
    assert server.requests(0) == []


@claim("a persona that is broken is not replaced by the built-in one of the same id")
def _(place):
    project = place.example()
    place.write(place.data / "personas" / "test-writer.json", "{")
    place.run("run", "add-hourly", *FAST, cwd=project).expect(3, err="test-writer.json:1:")


@claim("a run is in the ledger")
def _(place):
    project = place.project()
    place.track(project, "one", [{"id": "A", "description": "[rehearse: say Remember me]"}])
    run = place.run("--json", "run", "one", *FAST, cwd=project).expect(0).lines()[0]["run"]
    ledger = b"".join(path.read_bytes() for path in place.data.glob("ledger.db*"))
    assert run.encode() in ledger and b"Remember" in ledger


@claim("without a ledger no run begins")
def _(place):
    project = place.project()
    place.track(project, "one", [{"id": "A"}])
    place.write(place.data / "ledger.db", "This is no database, only some text that is long enough to be looked at. " * 20)
    result = place.run("--json", "run", "one", *FAST, cwd=project).expect(1, err="ledger.db")
    assert result.out == "" and result.err.count("\n") == 1, (result.out, result.err)


@claim("a plan tells order, levels, who and the ready set")
def _(place):
    project = place.example()
    known = revisions(place)
    plan = place.run("--json", "plan", "add-hourly", cwd=project).expect(0).json()
    assert plan["order"] == PLAN and plan["ready"] == ["DATA"], plan
    assert plan["levels"] == [["DATA"], ["READ"], ["COMMAND", "TESTS"], ["README"], ["REVIEW"]], plan["levels"]
    for ticket in plan["tickets"]:
        persona = CAST[ticket["id"]][0]
        assert (ticket["persona_id"], ticket["persona_revision"], ticket["tier"]) == (persona, known[persona], "worker"), ticket
        assert ticket["id"] in plan["levels"][ticket["level"]], ticket

    lines = [line.split() for line in place.run("plan", "add-hourly", cwd=project).expect(0).out.splitlines()]
    assert [line[1] for line in lines if line and line[0].isdigit()] == PLAN, lines
    assert ["Ready:", "DATA"] in lines, lines


@claim("a plan goes by priority first, and then by order in the file")
def _(place):
    project = place.project()
    place.track(project, "urgent", [{"id": "A", "priority": "low"}, {"id": "B"}, {"id": "C", "priority": "high"}, {"id": "D"},
                                    {"id": "E", "priority": "high", "depends_on": ["A"]}])
    plan = place.run("--json", "plan", "urgent", cwd=project).expect(0).json()
    assert plan["order"] == ["C", "B", "D", "A", "E"] and plan["ready"] == ["C", "B", "D", "A"], plan


@claim("a plan of a track that names nobody we know is refused")
def _(place):
    project = place.project()
    place.track(project, "nobody", [{"id": "A", "persona_id": "somebody"}])
    place.run("plan", "nobody", cwd=project).expect(3, err=["nobody.json:1:", "A", "somebody"])
    place.run("plan", "none", cwd=project).expect(3, err="none")


@claim("what stands among the overrides and is no setting is ignored, kept, and told with its place before anything runs")
def _(place):
    project = place.project()
    file = place.track(project, "tower", [{"id": "T1"}, {"id": "T2", "overrides": {"provider_id": "openai", "x-mine": 1, "max_retries": 1}}],
                       tiers={"worker": {"model": "big"}})
    before = file.read_text()
    for arguments in (["run", "tower"], ["--json", "run", "tower"], ["plan", "tower"], ["explain", "--track", "tower"]):
        told = place.run(*arguments, cwd=project).expect(0, err="troupectl: ").err
        for sentence in [
                "Ticket T2 overrides “provider_id”, which is no setting and is ignored. Do you mean “provider”?",
                "Ticket T2 has “max_retries” among its overrides, where it is ignored; put it into the ticket itself, beside “overrides”.",
                "The tier worker states “model”, which is no setting and is ignored. Do you mean “preferred_models”?"]:
            assert any(sentence in line and "tower.json:1:" in line for line in told.splitlines()), (arguments, told)
        assert "x-mine" not in told, told
    assert file.read_text() == before

    result = place.run("--json", "personas", "check", file, cwd=project)
    checked = result.json()
    assert result.status == 3, result.status
    assert [problem["message"].split("”")[0] for problem in checked["problems"]] == [
        "The tier worker states “model", "Ticket T2 overrides “provider_id",
        "Ticket T2 has “max_retries"], checked


harness.main(is_judged=False)
