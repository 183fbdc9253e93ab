#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl plan --goal and --fill: from a goal to a track that is performed."""

import json
import signal
import subprocess
import time

import harness
from harness import REVISION, claim

FAST = ["--set", "preferred_models=rehearsal-fast"]
GOAL = "Add a search to the list"
ID = "add-a-search-to-the-list"


def track_file(folder, id=ID):
    return folder / "tracks" / f"{id}.json"


def read(path):
    return json.loads(path.read_text())


def named(events, name):
    return [event for event in events if event["event"] == name]


def equal_part(events):
    """What two rehearsals share: all but times, ids of runs, durations, and where the pieces of text part."""
    kept, text = [], {}
    for event in events:
        event = {name: value for name, value in event.items()
                 if name not in ("time", "run", "duration_ms", "first_token_ms", "file")}
        if event["event"] == "text":
            text[event["ticket"]] = text.get(event["ticket"], "") + event["text"]
        else:
            kept.append(event)
    return kept, text


@claim("a goal becomes a track, the plan is shown with how to perform it, and it is performed to the end")
def _(place):
    result = place.run("plan", "--goal", GOAL, *FAST).expect(0)
    lines = result.out.rstrip("\n").splitlines()
    assert lines[-1] == f"Perform it with: troupectl run {ID}", lines[-1]
    assert "tier orchestrator · attempt 1 · persona planner@" in result.out, result.out
    assert "tier tech-lead · attempt 1 · persona tech-lead@" in result.out, result.out

    track = read(track_file(place.data))
    assert (track["format"], track["id"], track["title"], track["goal"]) == ("troupe-track/1", ID, GOAL, GOAL), track
    assert track["spec"] in result.out and track["spec"] == track["spec"].strip() != "", track["spec"]
    assert [ticket["id"] for ticket in track["tickets"]] == ["T1", "T2", "T3", "T4"], track["tickets"]
    assert "plans" not in track, track
    place.run("personas", "check").expect(0)

    plan = place.run("--json", "plan", ID).expect(0).json()
    assert plan["levels"] == [["T1"], ["T2", "T3"], ["T4"]] and plan["ready"] == ["T1"], plan
    fields = place.run("--json", "explain", "--track", ID, "--ticket", "T2").expect(0).json()
    assert fields["persona_id"] == "implementer", fields
    assert f"Perform it with: troupectl run {ID}\n" in result.out
    events = place.run("--json", "run", ID, *FAST).expect(0).lines()
    assert (events[-1]["event"], events[-1]["state"]) == ("run-finished", "completed"), events[-1]


@claim("in a project the track goes there, unless it is said otherwise, and nothing else of it is touched")
def _(place):
    project = place.project()
    before = {path for path in project.rglob("*")}
    result = place.run("--project", str(project), "plan", "--goal", GOAL, *FAST).expect(0)
    assert f"troupectl --project {project} run {ID}" in result.out.replace("'", ""), result.out
    assert {path for path in project.rglob("*")} - before == {project / ".troupe" / "tracks", track_file(project / ".troupe")}
    place.run("--project", str(project), "plan", "--goal", "Another", "--scope", "user", *FAST).expect(0)
    assert track_file(place.data, "another").exists() and not track_file(project / ".troupe", "another").exists()


@claim("with --json each line is an event, and those of a written track name its file")
def _(place):
    events = place.run("--json", "plan", "--goal", GOAL, *FAST).expect(0).lines()
    started = {event["ticket"]: event for event in named(events, "worker-started")}
    assert list(started) == ["spec", "tickets"], started
    for ticket, tier, persona in (("spec", "orchestrator", "planner"), ("tickets", "tech-lead", "tech-lead")):
        event = started[ticket]
        assert (event["tier"], event["persona_id"], event["origins"]["persona_id"]) == (tier, persona, f"tier:{tier}"), event
        assert REVISION.match(event["persona_revision"]) and event["model"] == "rehearsal-fast", event
    assert [(event["ticket"], event["persona_id"]) for event in named(events, "usage")][0] == ("spec", "planner")
    assert ("tickets", "tech-lead") in [(event["ticket"], event["persona_id"]) for event in named(events, "usage")]
    assert named(events, "run-started")[0]["track"] == ID

    call = [event for event in named(events, "tool-call") if event["tool"] == "submit_tickets"][-1]
    written = named(events, "track-written")
    assert [(event["track"], event["scope"], event["spec"]) for event in written] == [(ID, "user", True)] * len(written), written
    assert written[-1]["tickets"] == 4 == len(call["arguments"]["tickets"]), written
    assert written[-1]["file"] == str(track_file(place.data)), written
    assert {event["run"] for event in events} == {events[0]["run"]}

    exported = place.run("runs", "export", "last").expect(0).lines()
    assert exported == [event for event in events if event["event"] != "track-written"]


@claim("two rehearsals of one goal are equal, and the second gets an id of its own")
def _(place):
    first = place.run("--json", "plan", "--goal", GOAL, *FAST).expect(0).lines()
    before = track_file(place.data).read_bytes()
    second = place.run("--json", "plan", "--goal", GOAL, *FAST).expect(0).lines()
    assert track_file(place.data).read_bytes() == before
    assert read(track_file(place.data, f"{ID}-2"))["tickets"] == read(track_file(place.data))["tickets"]
    first, first_text = equal_part(first)
    second, second_text = equal_part(second)
    renamed = [event | {"track": ID} if event.get("track") == f"{ID}-2" else event for event in second]
    assert [event for event in first if event["event"] != "track-written"] == \
           [event for event in renamed if event["event"] != "track-written"]
    assert first_text == second_text


@claim("a person stops after the spec, edits it, and has tickets made of that")
def _(place):
    result = place.run("plan", "--goal", GOAL, "--until", "spec", *FAST).expect(0)
    assert f"troupectl plan {ID} --fill" in result.out.splitlines()[-1], result.out
    path = track_file(place.data)
    track = read(path)
    assert track["tickets"] == [] and track["spec"], track
    place.run("plan", ID, "--fill", "--until", "spec", *FAST).expect(2, err="has a spec")

    place.write(path, track | {"spec": "Edited by hand.", "mine": [1]})
    server = place.server("call-tickets")
    place.run("plan", ID, "--fill", *server.options).expect(0)
    filled = read(path)
    assert (filled["spec"], filled["mine"]) == ("Edited by hand.", [1]), filled
    assert [ticket["id"] for ticket in filled["tickets"]] == ["T1", "T2"], filled
    (_, _, body), = server.requests(1)
    assert "Edited by hand." in body["messages"][0]["content"], body["messages"]
    place.run("plan", ID, "--fill", *FAST).expect(2, err="has tickets")


@claim("a track with nothing but a goal is filled, and one without is refused")
def _(place):
    project = place.project()
    place.track(project, "wish", [], goal="Peace", tiers={"orchestrator": {"persona_id": "debugger", "temperature": 0.7}})
    place.track(project, "void", [])
    place.run("run", "wish", *FAST, cwd=project).expect(3, err="troupectl plan wish --fill")
    assert "troupectl plan wish --fill" in place.run("plan", "wish", cwd=project).expect(0).out
    events = place.run("--json", "plan", "wish", "--fill", *FAST, cwd=project).expect(0).lines()
    started = named(events, "worker-started")
    assert (started[0]["persona_id"], started[0]["parameters"]["temperature"]) == ("debugger", 0.7), started[0]
    track = read(track_file(project / ".troupe", "wish"))
    assert track["tiers"]["orchestrator"]["persona_id"] == "debugger" and len(track["tickets"]) == 4 and track["spec"], track
    place.run("plan", "void", "--fill", *FAST, cwd=project).expect(2, err="neither a goal nor a spec")
    place.run("plan", "none", "--fill", *FAST, cwd=project).expect(3, err="none")


@claim("the goal is read from standard input, whatever is in it")
def _(place):
    goal = "# Fix “it” & <all>\n\n- 日本\n"
    place.run("plan", "--goal", "-", *FAST, stdin=goal).expect(0)
    assert read(track_file(place.data, "fix-it-all"))["goal"] == goal.strip()
    place.run("plan", "--goal", "-", *FAST, stdin="\n").expect(2, err="empty")


@claim("what a goal says to Rehearsal alone is heeded, and is in neither the title nor the id")
def _(place):
    for goal, title, id in [
            ("Build [rehearse: tech-lead cycle] a tower [rehearse: think]", "Build a tower", "build-a-tower"),
            ("[rehearse: think]\n# Paint the fence\n\nIn green.", "Paint the fence", "paint-the-fence"),
            ("[rehearse: think]", "[rehearse: think]", "rehearse-think"),
            ("Mend [rehearse: the roof", "Mend [rehearse: the roof", "mend-rehearse-the-roof")]:
        events = place.run("--json", "plan", "--goal", goal, *FAST).expect(0).lines()
        track = read(track_file(place.data, id))
        assert (track["title"], track["goal"]) == (title, goal), track
        assert not [event for event in named(events, "run-started") if "]" in event["track"]], events
        if "cycle" in goal:
            assert [event["outcome"] for event in named(events, "tool-result")] == ["error", "ok"], events


@claim("a real server is asked for the spec, then for tickets by a tool call, and performs the track with all four tiers")
def _(place):
    server = place.server("good,call-tickets,good,call-accept,good,call-accept", text="# Search\n\nIt finds things.")
    place.run("plan", "--goal", GOAL, *server.options).expect(0)
    track = read(track_file(place.data))
    assert track["spec"] == "# Search\n\nIt finds things.", track
    assert [(ticket["id"], ticket["depends_on"]) for ticket in track["tickets"]] == [("T1", []), ("T2", ["T1"])], track

    first, second = [body for _, _, body in server.requests(2)]
    assert "tools" not in first or not first["tools"], first.get("tools")
    tool, = second["tools"]
    assert tool["function"]["name"] == "submit_tickets", tool
    assert tool["function"]["parameters"]["required"] == ["tickets"], tool
    assert len(second["messages"]) == 2 and "It finds things." in second["messages"][1]["content"], second["messages"]
    events = place.run("--json", "run", ID, *server.options).expect(0).lines()
    assert [(event["ticket"], event["tier"]) for event in named(events, "usage")] == [
        ("T1", "worker"), ("T1", "qa"), ("T2", "worker"), ("T2", "qa")], events


@claim("tickets with a circle go back with its edges, and are mended")
def _(place):
    server = place.server("good,call-circle,call-tickets")
    events = place.run("--json", "plan", "--goal", GOAL, *server.options).expect(0).lines()
    results = named(events, "tool-result")
    assert [event["outcome"] for event in results] == ["error", "ok"], results
    assert "T1 depends on T2, T2 depends on T1" in results[0]["text"], results[0]
    bodies = [body for _, _, body in server.requests(3)]
    assert "T1 depends on T2, T2 depends on T1" in bodies[2]["messages"][-1]["content"], bodies[2]["messages"][-1]
    assert len(read(track_file(place.data))["tickets"]) == 2
    place.run("plan", ID).expect(0)


@claim("from a goal over a circle that is mended and a result that is rejected to a run that is completed, at one server")
def _(place):
    server = place.server("good,call-circle,call-tickets,good,call-reject,good,call-accept,good,call-accept", text="It finds things.")
    planned = place.run("--json", "plan", "--goal", GOAL, *server.options).expect(0).lines()
    assert [event["outcome"] for event in named(planned, "tool-result")] == ["error", "ok"], planned
    assert [ticket["depends_on"] for ticket in read(track_file(place.data))["tickets"]] == [[], ["T1"]]

    events = place.run("--json", "run", ID, *server.options).expect(0).lines()
    assert [(event["ticket"], event["tier"], event["attempt"]) for event in named(events, "usage")] == [
        ("T1", "worker", 1), ("T1", "qa", 1), ("T1", "worker", 2), ("T1", "qa", 2), ("T2", "worker", 1), ("T2", "qa", 1)], events
    back, = [event for event in named(events, "ticket-state") if "reasons" in event and event["reasons"]]
    assert (back["ticket"], back["state"], back["reasons"]) == ("T1", "ready", "It is too short."), back
    assert (events[-1]["event"], events[-1]["state"]) == ("run-finished", "completed"), events[-1]

    bodies = [body for _, _, body in server.requests(9)]
    assert len(bodies) == 9, len(bodies)
    assert "T1 depends on T2, T2 depends on T1" in bodies[2]["messages"][-1]["content"], bodies[2]
    assert "It was not accepted: It is too short." in bodies[5]["messages"][1]["content"], bodies[5]
    shown = place.run("--json", "runs", "show", "last").expect(0).json()
    assert [ticket["state"] for ticket in shown["ticket_list"]] == ["completed", "completed"], shown["ticket_list"]


@claim("tickets that are never mended come to an end, and the spec is kept to go on from")
def _(place):
    server = place.server("good,call-circle")
    result = place.run("plan", "--goal", GOAL, *server.options)
    result.expect(4, err=["T1 depends on T2, T2 depends on T1", "There are no tickets", str(track_file(place.data)),
                          f"troupectl plan {ID} --fill"])
    assert len(server.requests(5)) == 5
    track = read(track_file(place.data))
    assert track["spec"] and track["tickets"] == [], track
    place.run("resume", "last").expect(2, err="--fill")
    place.run("plan", ID, "--fill", *place.server("call-tickets").options).expect(0)


@claim("nothing is written where there is no spec, and it is said why")
def _(place):
    for script, word in (("refusal", "refused"), ("says-nothing", "empty"), ("length", "cut off"), ("401", "key")):
        server = place.server(script)
        result = place.run("plan", "--goal", GOAL, *server.options, environment={"TROUPE_OPENAI_API_KEY": "secret-1"})
        result.expect(4, err=["There is no spec", word])
        assert "secret-1" not in result.out + result.err
        assert len(server.requests(1)) == 1, script
    assert not (place.data / "tracks").exists() or not list((place.data / "tracks").iterdir())


@claim("a budget that is used up stops the planning, and the spec is kept")
def _(place):
    result = place.run("plan", "--goal", GOAL, "--budget", "calls=1", *FAST)
    result.expect(5, err=["budget", "--fill"])
    assert read(track_file(place.data))["spec"]


@claim("several who claim a tier are named before anybody is asked")
def _(place):
    place.persona("boss", tier_assignments={"tech-lead": {}})
    server = place.server("good")
    place.run("plan", "--goal", GOAL, *server.options).expect(3, err=["boss", "tech-lead", "--cast TIER=ID"])
    assert not server.log.exists() or not server.log.read_text()

    casts = ["--cast", "tech-lead=boss", "--cast", "qa=debugger"]
    events = place.run("--json", "plan", "--goal", GOAL, *casts, *FAST).expect(0).lines()
    assert [event["persona_id"] for event in named(events, "worker-started")] == ["planner", "boss"], events
    tiers = read(track_file(place.data))["tiers"]
    assert tiers == {"tech-lead": {"persona_id": "boss"}, "qa": {"persona_id": "debugger"}}, tiers
    place.run("plan", "--goal", GOAL, "--cast", "qa=nobody", *FAST).expect(3, err="nobody")


@claim("it is stepped by the words on standard input")
def _(place):
    process = place.start("--json", "plan", "--goal", GOAL, "--step", "model", *FAST, stdin=subprocess.PIPE)
    seen = harness.read_some(process, b'"paused"')
    assert b"worker-started" not in seen or b'"text"' not in seen
    process.stdin.write(b"step\n")
    process.stdin.flush()
    seen += harness.read_some(process, b'"track-written"')
    assert read(track_file(place.data))["tickets"] == []
    process.stdin.write(b"continue\n")
    process.stdin.flush()
    result = harness.finish(process, seen).expect(0)
    assert len(named(result.lines(), "track-written")) >= 2
    assert len(read(track_file(place.data))["tickets"]) == 4


@claim("Ctrl+C keeps the spec that was paid for, and says where")
def _(place):
    server = place.server("good,silence")
    process = place.start("plan", "--goal", GOAL, *server.options)
    server.requests(2)
    for _ in harness.wait("the spec"):
        if track_file(place.data).exists():
            break
    harness.interrupt(process)
    harness.finish(process).expect(130, err=[str(track_file(place.data)), f"troupectl plan {ID} --fill", "Interrupted"])
    assert read(track_file(place.data))["spec"]


@claim("a planning that was killed is gone on with: the spec is not asked for again")
def _(place):
    server = place.server("good,silence")
    process = place.start("plan", "--goal", GOAL, *server.options)
    server.requests(2)
    harness.interrupt(process, signal.SIGKILL)
    process.wait()
    track_file(place.data).unlink(missing_ok=True)

    shown = place.run("--json", "runs", "list").expect(0).json()["runs"][0]
    assert (shown["track"], shown["title"]) == (ID, f"Planning: {GOAL}"), shown
    again = place.server("call-tickets")
    events = place.run("--json", "resume", "last", *again.options).expect(0).lines()
    assert [event["ticket"] for event in named(events, "worker-started")] == ["tickets"], events
    track = read(track_file(place.data))
    assert track["spec"].startswith("Hello from the test server") and len(track["tickets"]) == 2, track
    assert len(again.requests(1)) == 1


@claim("a planning that is killed at any moment and gone on with comes to the same track")
def _(place):
    begun = time.monotonic()
    place.run("plan", "--goal", "Goal 0", *FAST).expect(0)
    took = time.monotonic() - begun
    expected = read(track_file(place.data, "goal-0"))
    n_resumed = 0
    for number in range(1, 13):
        process = place.start("plan", "--goal", f"Goal {number}", *FAST)
        time.sleep(took * number / 12)
        process.kill()
        process.communicate()
        id = f"goal-{number}"
        if place.run("--json", "runs", "list").expect(0).json()["runs"][0]["track"] != id:
            continue  # it had not begun
        place.run("resume", "last").expect(0)
        n_resumed += 1
        track = read(track_file(place.data, id))
        assert json.dumps(track).replace(f"Goal {number}", "Goal 0").replace(id, "goal-0") == json.dumps(expected), track
        assert not track_file(place.data, f"{id}-2").exists()
    assert n_resumed > 0


@claim("a planning that was done and not written is written by resume, and nobody is asked")
def _(place):
    place.run("plan", "--goal", GOAL, *FAST).expect(0)
    before = read(track_file(place.data))
    track_file(place.data).unlink()
    events = place.run("--json", "resume", "last").expect(0).lines()
    assert {event["event"] for event in events} == {"track-written"}, events
    assert read(track_file(place.data)) == before


@claim("what can't be written is not lost")
def _(place):
    blocker = place.write(place.data / "tracks", "no folder")
    place.run("plan", "--goal", GOAL, *FAST).expect(3, err="troupectl resume ")
    blocker.unlink()
    place.run("resume", "last").expect(0)
    assert len(read(track_file(place.data))["tickets"]) == 4


@claim("tools of the project are offered as the preset permits, and read for the plan")
def _(place):
    project = place.project()
    place.write(project / "README.md", "The list is in list.c.\n")
    server = place.server("call-read,good,call-tickets")
    events = place.run("--json", "plan", "--goal", GOAL, *server.options, cwd=project).expect(0).lines()
    bodies = [body for _, _, body in server.requests(3)]
    offered = [{tool["function"]["name"] for tool in body["tools"]} for body in bodies]
    assert "read_file" in offered[0] and "submit_tickets" not in offered[0], offered
    assert "submit_tickets" in offered[2] and "read_file" in offered[2], offered
    assert not any("write" in name or "run" in name for names in offered for name in names), offered
    assert "The list is in list.c." in json.dumps(bodies[1]), bodies[1]
    assert [event["tool"] for event in named(events, "tool-call")] == ["read_file", "submit_tickets"], events


harness.main()
