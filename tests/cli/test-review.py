#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl run where somebody judges: what a model is given and says, what goes back, and what is kept of it."""

import json
import re

import harness
from harness import claim

FAST = ["--set", "preferred_models=rehearsal-fast"]


def scene(place, **ticket):
    """A project with one ticket, that “judge” judges."""
    project = place.project()
    place.nobody_judges()
    place.persona("judge", system_prompt="Be strict.", temperature=0.5, tier_assignments={"qa": {"top_p": 0.9}})
    place.track(project, "one", [{"id": "A", "title": "Build", "description": "Build the tower.", "acceptance": "It stands.",
                                  "verify": "make stand", "max_retries": 1} | ticket], goal="A tower")
    return project


def named(events, name, **members):
    return [event for event in events if event["event"] == name and all(event.get(key) == members[key] for key in members)]


def order(events):
    """What was told of A, each run of pieces of text as one."""
    told = []
    for event in events:
        if event.get("ticket") != "A":
            continue
        word = event["state"] if event["event"] == "ticket-state" else f"{event['tier']} {event['attempt']} {event['event']}"
        if told[-1:] != [word]:
            told.append(word)
    return told


@claim("what is rejected goes back with the reasons, and is accepted at the second attempt")
def _(place):
    project = scene(place)
    server = place.server("good,call-reject,good,call-accept", text="The tower.")
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()
    assert order(events) == [
        "ready", "running", "worker 1 worker-started", "worker 1 text", "worker 1 usage",
        "review", "qa 1 worker-started", "qa 1 usage", "qa 1 tool-call", "qa 1 tool-result",
        "ready", "running", "worker 2 worker-started", "worker 2 text", "worker 2 usage",
        "review", "qa 2 worker-started", "qa 2 usage", "qa 2 tool-call", "qa 2 tool-result", "completed"], order(events)
    assert (events[-1]["event"], events[-1]["state"]) == ("run-finished", "completed"), events[-1]

    back, = [event for event in named(events, "ticket-state", state="ready") if event["previous"] == "review"]
    assert (back["attempt"], back["tier"], back["reasons"]) == (1, "worker", "It is too short."), back
    assert back["reason"] == "It was not accepted: It is too short.", back
    call, accepted = named(events, "tool-call")
    assert (call["tool"], call["category"], call["permission"], call["rule"]) == ("submit_verdict", "answer", None, None), call
    assert call["arguments"] == {"verdict": "reject", "reasons": ["It is too short"]} and "from_text" not in call, call
    assert accepted["arguments"] == {"verdict": "accept"} and accepted["persona_id"] == "judge", accepted

    bodies = [body for _, _, body in server.requests(4)]
    assert len(bodies) == 4
    judged = bodies[1]["messages"]
    assert [tool["function"]["name"] for tool in bodies[1]["tools"]] == ["submit_verdict"], bodies[1]["tools"]
    assert "Be strict." in judged[0]["content"] and "You judge finished work" in judged[0]["content"], judged[0]
    for part in ("# A: Build\n\nBuild the tower.", "It stands.", "make stand", "It was not run.", "The tower."):
        assert part in judged[1]["content"], (part, judged[1])
    assert "(It was not accepted: It is too short.)" in bodies[2]["messages"][1]["content"], bodies[2]["messages"]
    assert "## Attempt 1\n\nIt is too short." in bodies[3]["messages"][1]["content"], bodies[3]["messages"]
    assert bodies[3]["messages"][0] == judged[0]


@claim("what is never accepted fails with the last reasons and blocks what waits for it, status 1")
def _(place):
    project = scene(place)
    place.track(project, "two", [{"id": "A", "max_retries": 1}, {"id": "B", "depends_on": ["A"]}])
    server = place.server("good,call-reject", text="The tower.")
    result = place.run("--json", "run", "two", *server.options, cwd=project).expect(1, err="1 ticket failed")
    states = {event["ticket"]: (event["state"], event["reason"]) for event in named(result.lines(), "ticket-state")}
    # The script's last line holds from there on: the second attempt is nothing but a call that no worker may make.
    assert states["A"][0] == "failed" and states["B"][0] == "blocked", states

    server = place.server("good,call-reject,good,call-reject", text="The tower.")
    result = place.run("run", "two", *server.options, cwd=project).expect(1, err="1 ticket failed")
    assert re.search(r"↺ goes back: It was not accepted: It is too short\.", result.out), result.out
    assert re.search(r"✗ failed: It was not accepted after 2 attempts: It is too short\.", result.out), result.out
    assert "→ submit_verdict" in result.out, result.out


@claim("whoever can't be asked, or says no verdict, fails the ticket and says what to do")
def _(place):
    for name, script, words in [("key", "good,401", "It could not be judged: .*key"),
                                ("words", "good", "It could not be judged: .*“submit_verdict”.*try again, or try another model")]:
        place_for = scene(place) if name == "key" else place.root / "project"
        server = place.server(script, text="I like it.")
        result = place.run("run", "one", *server.options, cwd=place_for).expect(1, err="1 ticket failed")
        assert re.search(words, result.out), result.out
    assert len(server.requests(5)) == 5  # a worker, and whoever judges, who is told three times
    *_, (_, _, body) = server.requests(5)
    assert "without calling the tool “submit_verdict”" in body["messages"][-1]["content"], body["messages"][-1]


@claim("a model that calls no tools gives its verdict in the text, and that is told")
def _(place):
    project = scene(place)
    server = place.server("good", text='Fine. {"verdict": "accept"}')
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()
    call, = named(events, "tool-call", tool="submit_verdict")
    assert call["from_text"] is True and call["arguments"] == {"verdict": "accept"}, call


@claim("explain says who judges a ticket, and with what, and that is what is sent")
def _(place):
    place.persona("builder", temperature=0.1)
    project = scene(place, persona_id="builder")
    server = place.server("good,call-accept", text="The tower.")
    explained = place.run("--json", "explain", "--track", "one", "--ticket", "A", "--tier", "qa", *server.options,
                          cwd=project).expect(0).json()
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()
    started, = named(events, "worker-started", tier="qa")
    body = server.requests(2)[1][2]

    fields = {field["name"]: field for field in explained["fields"]}
    assert explained["persona_id"] == started["persona_id"] == "judge", explained["persona_id"]
    assert explained["persona_revision"] == started["persona_revision"]
    assert explained["model"] == started["model"] == body["model"], body["model"]
    for name, value in (("temperature", 0.5), ("top_p", 0.9)):
        assert fields[name]["value"] == started["parameters"][name] == body[name] == value, (name, body)
        assert fields[name]["origin"] == started["origins"][name], (name, started["origins"])
    assert body["messages"][0]["content"] == "\n\n".join(part["text"] for part in explained["prompt"]), body["messages"][0]


@claim("whoever judges reads the project if its tools allow it, and never changes it")
def _(place):
    project = scene(place)
    place.write(project / "README.md", "Read me first.\n")
    place.write(place.data / "tool-presets" / "all.json", {
        "format": "troupe-tool-preset/1", "id": "all", "name": "All",
        "categories": {"files": {"*": "auto"}, "shell": {"*": "auto"}}})
    place.persona("judge", tool_preset_id="all", tier_assignments={"qa": {}})
    server = place.server("good,call-read,call-accept", text="The tower.")
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()
    assert [(event["tool"], event["permission"]) for event in named(events, "tool-call", tier="qa")] == \
        [("read_file", "auto"), ("submit_verdict", None)], events
    bodies = [body for _, _, body in server.requests(3)]
    offered = [tool["function"]["name"] for tool in bodies[1]["tools"]]
    assert offered == ["read_file", "list_files", "search_files", "submit_verdict"], offered
    assert bodies[2]["messages"][-1]["content"] == "Read me first.\n", bodies[2]["messages"][-1]


@claim("reviews are kept as attempts of their own, and what they used adds up by tier")
def _(place):
    project = scene(place)
    server = place.server("good,call-reject,good,call-accept", text="The tower.")
    place.run("--json", "run", "one", *server.options, cwd=project).expect(0)
    shown = place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()
    attempts = shown["ticket_list"][0]["attempts"]
    assert [(attempt["tier"], attempt["number"], attempt["state"], attempt["persona_id"]) for attempt in attempts] == [
        ("worker", 1, "completed", "implementer"), ("qa", 1, "completed", "judge"),
        ("worker", 2, "completed", "implementer"), ("qa", 2, "completed", "judge")], attempts
    assert [attempt["reason"] for attempt in attempts] == ["It is too short.", None, None, None], attempts
    assert [attempt["text"] for attempt in attempts] == ["The tower.", "", "The tower.", ""], attempts
    assert {row["key"]: row["answers"] for row in shown["usage"]["tier"]} == {"worker": 2, "qa": 2}, shown["usage"]["tier"]
    assert {row["key"]: row["answers"] for row in shown["usage"]["persona"]} == {"implementer": 2, "judge": 2}
    assert {row["key"]: row["usage"]["output"] for row in shown["usage"]["tier"]}["qa"] == 16, shown["usage"]["tier"]

    text = place.run("runs", "show", "last", cwd=project).expect(0).out
    assert re.search(r"^A +completed +2 completed +implementer ", text, re.MULTILINE), text
    assert re.search(r"^ +review +2 completed +judge ", text, re.MULTILINE), text


@claim("a review counts for the budget")
def _(place):
    project = scene(place)
    server = place.server("good,call-accept", text="The tower.")
    result = place.run("--json", "run", "one", *server.options, "--budget", "calls=1", cwd=project).expect(5, err="budget")
    assert named(result.lines(), "ticket-state")[-1]["state"] in ("review", "cancelled"), result.out
    assert len(server.requests(1)) == 1


@claim("a run that is killed while a ticket is judged judges it again, and the work is not done again")
def _(place):
    project = scene(place)
    place.track(project, "two", [{"id": "A", "max_retries": 1}, {"id": "B", "depends_on": ["A"]}])
    server = place.server("good,good", text="The tower stands.", delay_ms=50)
    process = place.start("--json", "run", "two", *server.options, cwd=project)
    seen = harness.read_some(process, b'"state":"review"')
    while b'"event":"text"' not in seen.split(b'"state":"review"', 1)[1]:
        seen += harness.read_some(process)
    process.kill()
    process.communicate()
    before = place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()
    ticket = before["ticket_list"][0]
    assert (before["state"], before["can_resume"], ticket["state"]) == ("interrupted", True, "review"), before
    assert [(attempt["tier"], attempt["state"]) for attempt in ticket["attempts"]] == [("worker", "completed"), ("qa", "interrupted")]
    assert "in review" in place.run("runs", "show", "last", cwd=project).expect(0).out

    server = place.server("call-accept,good,call-accept", text="The flag.")
    events = place.run("--json", "resume", "last", *server.options, cwd=project).expect(0).lines()
    assert order(events) == ["qa 2 worker-started", "qa 2 usage", "qa 2 tool-call", "qa 2 tool-result", "completed"], order(events)
    (_, _, first), (_, _, second), _ = server.requests(3)
    assert "```\nThe tower stands.\n```" in first["messages"][1]["content"], first["messages"][1]
    assert "The tower stands." in second["messages"][1]["content"], second["messages"][1]
    after = place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()
    assert [(attempt["tier"], attempt["number"], attempt["state"]) for attempt in after["ticket_list"][0]["attempts"]] == [
        ("worker", 1, "completed"), ("qa", 1, "interrupted"), ("qa", 2, "completed")], after["ticket_list"][0]


@claim("several who would judge are named before anybody is asked, status 3")
def _(place):
    project = scene(place)
    place.persona("other", tier_assignments={"qa": {}})
    result = place.run("run", "one", *FAST, cwd=project).expect(3, err=["judge", "other", "qa"])
    assert "attempt" not in result.out, result.out
    place.track(project, "one", [{"id": "A"}], tiers={"qa": {"persona_id": "other"}})
    events = place.run("--json", "run", "one", *FAST, cwd=project).expect(0).lines()
    assert named(events, "worker-started", tier="qa")[0]["persona_id"] == "other", events


@claim("where nobody is cast nothing is judged")
def _(place):
    project = scene(place)
    place.persona("judge")
    events = place.run("--json", "run", "one", *FAST, cwd=project).expect(0).lines()
    assert [event["state"] for event in named(events, "ticket-state")] == ["ready", "running", "completed"], events
    assert not [event for event in events if event.get("tier") == "qa"], events
    place.run("explain", "--track", "one", "--ticket", "A", "--tier", "qa", cwd=project).expect(3, err=["qa", "one", "Nobody is cast"])
    assert "nobody is cast for the tier qa" in place.run("run", "one", *FAST, cwd=project).expect(0).out


@claim("a track says by a tier qa that is null that nobody judges, whoever is assigned to that, also when it is gone on with")
def _(place):
    project = place.project()
    place.persona("first-judge", tier_assignments={"qa": {}})
    place.persona("second-judge", tier_assignments={"qa": {}})
    file = place.track(project, "one", [{"id": f"T{i}", "title": "Part", "depends_on": [f"T{i - 1}"] if i else []} for i in range(3)])
    place.run("run", "one", *FAST, cwd=project).expect(3, err=["first-judge", "second-judge"])

    content = json.loads(file.read_text())
    place.write(file, content | {"tiers": {"qa": None}})
    place.run("personas", "check", file, cwd=project).expect(0)
    events = place.run("--json", "run", "one", *FAST, cwd=project).expect(0).lines()
    assert {event["tier"] for event in events if event["event"] == "worker-started"} == {"worker"}, events
    assert not named(events, "ticket-state", state="review"), events
    place.run("explain", "--track", "one", "--ticket", "T0", "--tier", "qa", cwd=project).expect(3, err=["qa", "null", "not judged"])
    for words in (["plan", "one"], ["run", "one", *FAST]):
        assert "Nobody judges what the tickets come to: the track says so" in place.run(*words, cwd=project).expect(0).out
    assert place.run("--json", "plan", "one", cwd=project).expect(0).json()["judge"] is None
    assert "--no-review" in place.run("run", "one", *FAST, "--no-review", cwd=project).expect(0).out

    process = place.start("--json", "run", "one", "--provider", "rehearsal", "--jobs", "1", cwd=project)
    harness.read_some(process, b'"state":"completed"')
    process.kill()
    process.communicate()
    events = place.run("--json", "resume", "last", *FAST, cwd=project).expect(0).lines()
    assert {event["tier"] for event in events if event["event"] == "worker-started"} == {"worker"}, events

    # It stays in the file when that is filled.
    place.write(file, content | {"tiers": {"qa": None}, "tickets": [], "goal": "A tower"})
    place.run("plan", "one", "--fill", *FAST, cwd=project).expect(0)
    filled = json.loads(file.read_text())
    assert filled["tiers"] == {"qa": None} and filled["tickets"], filled
    place.write(file, content | {"tiers": {"worker": None}})
    place.run("run", "one", *FAST, cwd=project).expect(3, err="worker")


@claim("a rehearsal is judged as it is told to, and two of them are equal")
def _(place):
    project = scene(place, description="Do it. [rehearse: reject]", max_retries=2)
    shapes = []
    for _ in range(2):
        result = place.run("--json", "run", "one", *FAST, cwd=project)
        assert result.status == 1, result.err
        shapes.append([{key: value for key, value in event.items() if key not in ("time", "run", "duration_ms", "first_token_ms")}
                       for event in result.lines() if event["event"] != "text"])
        assert [word for word in order(result.lines()) if " " not in word] == ["ready", "running", "review"] * 3 + ["failed"]
    assert shapes[0] == shapes[1], json.dumps(shapes)


@claim("what is rejected as often as it may go back is accepted, and once more is the end of it, with the reasons")
def _(place):
    project = place.project()
    for n_rejected, status in ((0, 0), (1, 0), (2, 0), (3, 1), (9, 1)):
        place.track(project, "one", [{"id": "A", "title": "Build", "description": f"Do it. [rehearse: qa reject {n_rejected}]",
                                      "max_retries": 2}, {"id": "B", "title": "Paint", "depends_on": ["A"]}])
        result = place.run("--json", "run", "one", *FAST, cwd=project)
        assert result.status == status, (n_rejected, result.status, result.err)
        n_judged = min(n_rejected + 1, 3)
        events = result.lines()
        assert [word for word in order(events) if " " not in word] == ["ready", "running", "review"] * n_judged + [
            "completed" if status == 0 else "failed"], (n_rejected, order(events))
        rejected = [event for event in named(events, "ticket-state", ticket="A") if event.get("reasons")]
        assert len(rejected) == min(n_rejected, 3), (n_rejected, rejected)

        ticket, blocked = place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()["ticket_list"]
        if status == 0:
            assert (ticket["state"], blocked["state"]) == ("completed", "completed"), (ticket, blocked)
            continue
        assert (ticket["state"], blocked["state"]) == ("failed", "blocked"), (ticket, blocked)
        reasons = rejected[-1]["reasons"]
        assert ticket["reason"] == f"It was not accepted after 3 attempts: {reasons}", ticket
        assert [attempt["reason"] for attempt in ticket["attempts"] if attempt["tier"] == "worker"] == [
            event["reasons"] for event in rejected], ticket["attempts"]
        text = place.run("runs", "show", "last", cwd=project).expect(0).out
        assert "It was not accepted after 3 attempts" in text, text


@claim("nobody judges where nobody shall, and a run that is gone on with keeps to that")
def _(place):
    project = place.project()
    place.track(project, "long", [{"id": f"T{i}", "title": "Part", "depends_on": [f"T{i - 1}"] if i else []} for i in range(3)])
    process = place.start("--json", "run", "long", "--no-review", "--provider", "rehearsal", "--jobs", "1", cwd=project)
    harness.read_some(process, b'"state":"completed"')
    process.kill()
    process.communicate()
    events = place.run("--json", "resume", "last", "--set", "preferred_models=rehearsal-fast", cwd=project).expect(0).lines()
    assert {event["tier"] for event in events if event["event"] == "worker-started"} == {"worker"}, events
    events = place.run("--json", "run", "long", "--set", "preferred_models=rehearsal-fast", cwd=project).expect(0).lines()
    assert {event["tier"] for event in events if event["event"] == "worker-started"} == {"worker", "qa"}, events


harness.main()
