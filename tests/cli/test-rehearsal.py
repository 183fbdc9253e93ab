#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearsal plays all four tiers: from a goal to judged tickets, with failures on demand, twice the same, with no network."""

import collections
import subprocess

import harness
from harness import claim

FAST = ["--set", "preferred_models=rehearsal-fast"]
PASSING = {"time", "run", "duration_ms", "first_token_ms"}


def named(events, name):
    return [event for event in events if event["event"] == name]


def by_ticket(events):
    """What was told of each ticket, without what can't be the same twice."""
    told = collections.defaultdict(list)
    texts = {}
    for event in events:
        event = {key: value for key, value in event.items() if key not in PASSING}
        key = (event.get("ticket"), event.get("tier"), event.get("attempt"))
        # Where a text was cut is a matter of time.
        if event["event"] in ("text", "reasoning"):
            texts.setdefault((*key, event["event"]), []).append(event["text"])
        else:
            told[event.get("ticket")].append(event)
    return dict(told), {key: "".join(parts) for key, parts in texts.items()}


def final(events):
    return {event["ticket"]: event["state"] for event in named(events, "ticket-state")}


@claim("from a goal to judged tickets: every tier is played, through the tools that it has")
def _(place):
    project = place.project()
    events = place.run("--json", "plan", "--goal", "Add a search", *FAST, cwd=project).expect(0).lines()
    calls = named(events, "tool-call")
    assert [call["tool"] for call in calls] == ["submit_tickets"], calls
    assert {event["tier"] for event in named(events, "worker-started")} == {"orchestrator", "tech-lead"}
    events = place.run("--json", "run", "add-a-search", *FAST, cwd=project).expect(0).lines()
    assert {event["tier"] for event in named(events, "worker-started")} == {"worker", "qa"}
    assert final(events) == {f"T{number}": "completed" for number in range(1, 5)}, final(events)
    assert [call["arguments"]["verdict"] for call in named(events, "tool-call") if call["tool"] == "submit_verdict"] == ["accept"] * 4
    assert all(usage["persona_id"] for usage in named(events, "usage"))


@claim("tickets that go round in a circle, and arguments that are no JSON, come back and are mended")
def _(place):
    project = place.project()
    for cue in ("cycle", "bad-arguments"):
        goal = f"Try {cue}\n\n[rehearse: tech-lead {cue}]"
        events = place.run("--json", "plan", "--goal", goal, *FAST, cwd=project).expect(0).lines()
        results = [event["outcome"] for event in named(events, "tool-result")]
        assert len(results) == 2 and results[0] != "ok" and results[1] == "ok", results
        place.run("--json", "plan", f"try-{cue}", cwd=project).expect(0)


@claim("what is rejected is done again, told why, and accepted in the end")
def _(place):
    project = place.project()
    place.track(project, "one", [{"id": "A", "title": "Part", "description": "Do it. [rehearse: qa reject 1]"}])
    events = place.run("--json", "run", "one", *FAST, cwd=project).expect(0).lines()
    assert [call["arguments"]["verdict"] for call in named(events, "tool-call") if call["tool"] == "submit_verdict"] == ["reject", "accept"]
    attempts = [event["attempt"] for event in named(events, "worker-started") if event["tier"] == "worker"]
    assert attempts == [1, 2], attempts
    place.track(project, "never", [{"id": "A", "title": "Part", "description": "[rehearse: qa reject]", "max_retries": 1}])
    events = place.run("--json", "run", "never", *FAST, cwd=project).expect(1, err="1 ticket").lines()
    assert final(events) == {"A": "failed"}, final(events)


@claim("a failure can be asked of one tier alone")
def _(place):
    project = place.project()
    place.track(project, "judge", [{"id": "A", "title": "Part", "description": "[rehearse: qa fail key]"}])
    events = place.run("--json", "run", "judge", *FAST, cwd=project).expect(1, err="1 ticket").lines()
    assert final(events) == {"A": "failed"} and "could not be judged" in named(events, "ticket-state")[-1]["reason"], events[-2:]
    place.track(project, "work", [{"id": "A", "title": "Part", "description": "[rehearse: worker say done] [rehearse: qa say]"}])
    place.run("run", "work", *FAST, cwd=project).expect(0)
    result = place.run("plan", "--goal", "x [rehearse: orchestrator fail refused]", *FAST, cwd=project)
    assert result.status != 0 and "refuse" in result.err, result.err


@claim("two rehearsals of one track are equal")
def _(place):
    tickets = [{"id": "A", "title": "First", "description": "[rehearse: qa reject 1] [rehearse: think]"},
               {"id": "B", "title": "Second", "depends_on": ["A"]}, {"id": "C", "title": "Third", "depends_on": ["A"]},
               {"id": "D", "title": "Fourth", "depends_on": ["B", "C"], "description": "[rehearse: fail model]"}]
    project = place.project()
    place.track(project, "one", tickets)
    first, second = (by_ticket(place.run("--json", "run", "one", "--jobs", "4", *FAST, cwd=project).expect(1, err="ticket").lines())
                     for _ in range(2))
    assert first[0].keys() == second[0].keys()
    for ticket in first[0]:
        assert first[0][ticket] == second[0][ticket], ticket
    assert first[1] == second[1]


@claim("the example track runs with the network cut off")
def _(place):
    cut = ["unshare", "-n"] if subprocess.run(["unshare", "-n", "true"], check=False, capture_output=True).returncode == 0 else ["unshare", "-rn"]
    assert subprocess.run([*cut, "true"], check=False, capture_output=True).returncode == 0, \
        "this machine lets nobody cut off the network; allow unprivileged user namespaces"
    done = subprocess.run([*cut, harness.TROUPECTL, "--project", str(harness.EXAMPLE), "run", "add-hourly", *FAST], check=False,
                          env=place.environment, capture_output=True, text=True, timeout=harness.DEADLINE, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    assert "6 of 6 tickets completed" in done.stdout, done.stdout[-400:]


harness.main()
