#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl runs and resume: what there was, who has it, and to go on with it."""

import os
import socket
import subprocess

import harness
from harness import claim

FAST = ["--set", "preferred_models=rehearsal-fast"]
SLOW = ["--provider", "rehearsal"]


def chain(count):
    return [{"id": f"T{i}", "title": f"Part {i}", "depends_on": [f"T{i - 1}"] if i > 0 else []} for i in range(count)]


def cut_off(place, project, *options, after=b'"state":"completed"'):
    """A run of which one ticket at least is completed when it is killed."""
    process = place.start("--json", "run", "long", *SLOW, *options, cwd=project)
    harness.read_some(process, after)
    process.kill()
    process.communicate()


def project_with(place, count=3):
    project = place.project()
    place.track(project, "long", chain(count))
    return project


@claim("a project without runs has none to list, and none to go on with")
def _(place):
    project = place.project()
    assert place.run("--json", "runs", "list", cwd=project).expect(0).json() == {"runs": []}
    place.run("runs", "list", cwd=project).expect(0)
    place.run("resume", "last", cwd=project).expect(3, err="There was no run")
    place.run("runs", "show", "0000", cwd=project).expect(3, err="There was no run")


@claim("a run that went to its end is listed, shown with what it used, and exported as it was told")
def _(place):
    project = project_with(place)
    told = place.run("--json", "run", "long", *FAST, cwd=project).expect(0).out
    listed = place.run("--json", "runs", "list", cwd=project).expect(0).json()["runs"]
    assert len(listed) == 1 and listed[0]["state"] == "completed" and listed[0]["track"] == "long", listed
    assert (listed[0]["tickets"], listed[0]["completed"], listed[0]["can_resume"]) == (3, 3, False), listed
    assert listed[0]["started"] <= listed[0]["finished"]

    assert place.run("--json", "runs", "export", "last", cwd=project).expect(0).out == told
    assert place.run("runs", "export", listed[0]["id"], cwd=project).expect(0).out == told

    shown = place.run("--json", "runs", "show", listed[0]["id"][:20], cwd=project).expect(0).json()
    assert [ticket["state"] for ticket in shown["ticket_list"]] == ["completed"] * 3
    attempt = shown["ticket_list"][0]["attempts"][0]
    assert attempt["persona_id"] == "implementer" and "This is a rehearsal" in attempt["text"], attempt
    assert shown["session"] == {"preferred_models": ["rehearsal-fast"]}, shown["session"]

    used = shown["usage"]
    assert sorted(used) == ["model", "persona", "run", "ticket", "tier"], used
    assert [row["key"] for row in used["ticket"]] == ["T0", "T1", "T2"]
    assert used["run"][0]["answers"] >= 3, used["run"]
    for name in used:
        assert sum(row["answers"] for row in used[name]) == used["run"][0]["answers"], used[name]
        assert sum(row["usage"]["output"] for row in used[name]) == used["run"][0]["usage"]["output"], used[name]
        assert all(row["cost"] == 0 and row["answers_with_cost"] == row["answers"] for row in used[name]), used[name]

    text = place.run("runs", "show", "last", cwd=project).expect(0).out
    assert "implementer" in text and "resume" not in text, text
    place.run("resume", "last", cwd=project).expect(2, err="came to its end")


@claim("a run that was cut off goes on, keeps what was completed, and hands its results on")
def _(place):
    project = project_with(place)
    cut_off(place, project, "--jobs", "1")
    before = place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()
    assert (before["state"], before["can_resume"], before["performed_by"]) == ("interrupted", True, None), before
    states = [ticket["state"] for ticket in before["ticket_list"]]
    assert states[0] == "completed" and states[2] == "todo", states
    text = place.run("runs", "show", "last", cwd=project).expect(0).out
    assert "interrupted" in text and f"troupectl resume {before['id']}" in text, text

    # What the track says by now is of no account.
    place.track(project, "long", chain(1))
    events = place.run("--json", "resume", "last", *FAST, cwd=project).expect(0).lines()
    assert (events[0]["event"], events[0]["resumed"], events[0]["tickets"], events[0]["jobs"]) == ("run-started", True, 3, 1), events[0]
    assert events[0]["run"] == before["id"]
    assert not [event for event in events if event.get("ticket") == "T0"], "T0 was completed"
    after = place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()
    assert after["state"] == "completed"
    assert after["ticket_list"][0] == before["ticket_list"][0]
    for ticket, was in zip(after["ticket_list"], before["ticket_list"]):
        # The work that was complete when it was being judged is judged again, and not done again.
        attempts = [(attempt["tier"], attempt["state"]) for attempt in ticket["attempts"]]
        was_cut = was["state"] in ("todo", "ready") and was["attempts"]
        assert [state for tier, state in attempts if tier == "worker"] == (["interrupted"] if was_cut else []) + ["completed"], ticket
        assert attempts[-1] == ("qa", "completed"), ticket
    assert place.run("--json", "runs", "list", cwd=project).expect(0).json()["runs"][0]["state"] == "completed"


@claim("while one process performs a run, another says who does, and may not")
def _(place):
    project = project_with(place)
    process = place.start("--json", "run", "long", *SLOW, cwd=project)
    harness.read_some(process, b"worker-started")
    who = f"process {process.pid} on {socket.gethostname()}, since "
    place.run("resume", "last", cwd=project).expect(1, err=who)
    listed = place.run("--json", "runs", "list", cwd=project).expect(0).json()["runs"][0]
    assert listed["state"] == "running" and listed["performed_by"].startswith(who) and not listed["can_resume"], listed
    shown = place.run("runs", "show", "last", cwd=project).expect(0).out
    assert who in shown and "resume" not in shown, shown
    process.kill()
    process.communicate()

    # Of two that try at once, one does.
    racers = [place.start("--json", "resume", "last", *FAST, cwd=project) for _ in range(2)]
    results = [harness.finish(racer) for racer in racers]
    won = [result for result in results if result.status == 0]
    lost = [result for result in results if result.status != 0]
    assert len(won) == 1, [(result.status, result.err) for result in results]
    assert lost[0].status in (1, 2) and ("is performed by" in lost[0].err or "came to its end" in lost[0].err), lost[0].err
    assert list((place.data / "runs").iterdir()) == []


@claim("a run that was held when it was killed is paused, and goes on")
def _(place):
    project = project_with(place)
    process = place.start("--json", "run", "long", *SLOW, cwd=project, stdin=subprocess.PIPE)
    harness.read_some(process, b"worker-started")
    process.stdin.write(b"pause\n")
    process.stdin.flush()
    harness.read_some(process, b'"state":"paused"')
    process.kill()
    process.communicate()
    listed = place.run("--json", "runs", "list", cwd=project).expect(0).json()["runs"][0]
    assert (listed["state"], listed["can_resume"]) == ("paused", True), listed
    events = place.run("--json", "resume", listed["id"], *FAST, cwd=project).expect(0).lines()
    assert (events[0]["resumed"], events[-1]["state"]) == (True, "completed"), events


@claim("a run that can't be gone on with now stays as it is")
def _(place):
    project = project_with(place)
    cut_off(place, project)
    place.run("resume", "last", "--set", "provider=nobody", cwd=project).expect(2, err="No model is chosen")
    assert place.run("--json", "runs", "list", cwd=project).expect(0).json()["runs"][0]["state"] == "interrupted"
    place.run("resume", "last", *FAST, cwd=project).expect(0)


@claim("a run is named by its id, the beginning of it, or last, and belongs to its project")
def _(place):
    project = project_with(place, 1)
    for _ in range(2):
        place.run("run", "long", *FAST, cwd=project).expect(0)
    ids = [run["id"] for run in place.run("--json", "runs", "list", cwd=project).expect(0).json()["runs"]]
    assert len(ids) == 2 and ids == sorted(ids, reverse=True), ids
    assert place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()["id"] == ids[0]
    assert place.run("--json", "runs", "show", ids[1], cwd=project).expect(0).json()["id"] == ids[1]
    place.run("runs", "show", os.path.commonprefix(ids), cwd=project).expect(2, err="More than one run")
    place.run("runs", "show", "", cwd=project).expect(3, err="There is no run")
    place.run("runs", "show", ids[0]).expect(3, err="There was no run")
    place.run("runs", cwd=project).expect(2, err="list, show or export")
    place.run("runs", "burn", "last", cwd=project).expect(2, err="burn")
    place.run("runs", "show", cwd=project).expect(2, err="Which run?")
    place.run("resume", "last", "--jobs", "none", cwd=project).expect(2, err="--jobs")


@claim("a run that was cut off goes on on the terms that it began with: its server, its budget, its ceiling")
def _(place):
    place.nobody_judges()
    project = project_with(place, 5)
    server = place.server("good", text="Done.", delay_ms=100)
    cut_off(place, project, *server.options, "--budget", "calls=3", "--jobs", "1", "--tools", "ask")
    n_asked = len(server.requests(1))
    assert n_asked <= 3, n_asked
    result = place.run("--json", "resume", "last", cwd=project).expect(5, err="3 model calls is used up")
    started = [event for event in result.lines() if event["event"] == "worker-started"]
    assert all((event["provider"], event["model"]) == ("openai", "test-model") for event in started), started
    # An answer that was cut off was paid for perhaps, but nobody knows what it used.
    n_asked = len(server.requests(3))
    assert n_asked in (3, 4), n_asked


@claim("a budget that is given anew begins with nothing used, and another server can be named")
def _(place):
    place.nobody_judges()
    project = project_with(place, 3)
    first = place.server("good", text="Done.", delay_ms=200)
    cut_off(place, project, *first.options, "--budget", "calls=2", "--jobs", "1")
    second = place.server("good", text="Done.")
    events = place.run("--json", "resume", "last", "--budget", "calls=9", *second.options, cwd=project).expect(0).lines()
    assert events[-1]["state"] == "completed", events[-1]
    # The one that was cut off may or may not have reached the first server.
    assert len(first.requests(1)) in (1, 2) and len(second.requests(2)) == 2


@claim("what answers cost is added up where their prices are known, and said to be unknown where not")
def _(place):
    project = project_with(place, 2)
    place.nobody_judges()
    server = place.server("good", text="Done.")

    def provide(prices):
        place.write(place.config / "providers.json", {"format": "troupe-providers/1", "providers": [
            {"id": "shed", "kind": "openai", "base_url": server.url, "prices": prices}]})
    shed = ["--provider", "shed", "--set", "preferred_models=test-model"]

    provide({"test-model": {"input": 500000, "cache_read": 50000, "output": 1000000, "x-own": 1}})
    answer = place.run("--json", "ask", *shed, "Hello").expect(0).json()
    used = answer["usage"]
    # The server counts 12 tokens, 5 of them from a cache; each is paid for once.
    assert (used["input"], used["cache_read"]) == (7, 5), used
    wanted = 0.5 * used["input"] + 0.05 * used["cache_read"] + used["output"]
    assert abs(answer["cost"] - wanted) < 1e-9 and wanted > 0, answer
    events = place.run("--json", "run", "long", *shed, cwd=project).expect(0).lines()
    costs = [event["cost"] for event in events if event["event"] == "usage"]
    assert all(cost and cost > 0 for cost in costs), costs
    shown = place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()
    assert abs(shown["usage"]["run"][0]["cost"] - sum(costs)) < 1e-6, shown["usage"]["run"]
    place.run("run", "long", *shed, "--budget", "cost=1", "--jobs", "1", cwd=project).expect(5, err="The budget of $1.00 is used up")

    # That a budget of money can't be kept is said before anything is used, once for each model; what is known to cost nothing is not.
    place.run("run", "long", "--budget", "cost=1", cwd=project).expect(0)
    provide({})
    told = place.run("run", "long", *shed, "--budget", "cost=1", "--jobs", "1", cwd=project).expect(5, err="troupectl: ").err
    note = "The budget in money can't be watched for “test-model” of shed, whose price is unknown"
    assert told.count(note) == 1 and told.index(note) < told.index("Nobody knows what the answers cost"), told
    place.run("run", "long", *shed, "--budget", "calls=100", cwd=project).expect(0)
    for budget in ("cost=1", "calls=1"):
        told = place.run("--json", "run", "long", *shed, "--budget", budget, cwd=project).expect(5, err="troupectl: ").err
        assert (note in told) == (budget == "cost=1"), (budget, told)

    # One kind of tokens has no price, so the cost of all of it is unknown, and not less.
    provide({"test-model": {"input": 1000000, "output": 1000000}})
    assert place.run("--json", "ask", *shed, "Hello").expect(0).json()["cost"] is None
    place.run("run", "long", *shed, cwd=project).expect(0)
    assert "unknown" in place.run("runs", "show", "last", cwd=project).expect(0).out
    provide({"test-model": {"input": "dear"}})
    place.run("ask", *shed, "Hello").expect(3, err="input")


@claim("where some of the costs are unknown the sum is said to be at least what is known, and what is unknown is no amount of money")
def _(place):
    project = place.project()
    place.nobody_judges()
    server = place.server("good,call-accept", text="Done.")
    place.write(place.config / "providers.json", {"format": "troupe-providers/1", "providers": [
        {"id": "shed", "kind": "openai", "base_url": server.url, "prices": {"test-model": {
            "input": 500000, "cache_read": 50000, "output": 1000000}}},
        {"id": "barn", "kind": "openai", "base_url": server.url}]})
    place.persona("judge", provider="barn", preferred_models=["test-model"], tier_assignments={"qa": {}})
    place.persona("builder", provider="shed", preferred_models=["test-model"])
    place.track(project, "one", [{"id": "A", "title": "Build", "persona_id": "builder"}])
    events = place.run("--json", "run", "one", cwd=project).expect(0).lines()
    costs = {event["tier"]: event["cost"] for event in events if event["event"] == "usage"}
    assert costs["worker"] > 0 and costs["qa"] is None, costs

    shown = place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()
    whole, = shown["usage"]["run"]
    assert (whole["cost"], whole["answers"], whole["answers_with_cost"]) == (costs["worker"], 2, 1), whole
    text = place.run("runs", "show", "last", cwd=project).expect(0).out
    rows = {line.split("  ")[0].strip(): line for line in text.splitlines()}
    assert f"at least {costs['worker']:.4f}" in rows["all of it"], text
    assert "at least" not in rows["builder"] and f"{costs['worker']:.4f}" in rows["builder"], text
    assert rows["judge"].rstrip().endswith("unknown") and "$" not in text, text


harness.main()
