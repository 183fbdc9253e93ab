#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person makes of what a ticket came to: another text, or a verdict, while the run goes and when it is gone on with."""

import pathlib

import harness
from harness import Steered, claim

FAST = ["--set", "preferred_models=rehearsal-fast"]
CHAIN = [{"id": "A", "persona_id": "plain-assistant"}, {"id": "B", "persona_id": "plain-assistant", "depends_on": ["A"]}]


def named(events, name, **members):
    return [event for event in events if event["event"] == name and all(event.get(key) == members[key] for key in members)]


def scene(place, tickets=CHAIN, is_judged=True, **members):
    project = place.project()
    place.nobody_judges()
    if is_judged:
        place.persona("judge", tier_assignments={"qa": {}})
    place.track(project, "one", tickets, **members)
    place.write(project / "better.md", "A better tower.\n")
    return project


def show(place, project):
    return {ticket["id"]: ticket for ticket in place.run("--json", "runs", "show", "last", cwd=project).expect(0).json()["ticket_list"]}


@claim("what nobody accepted is edited and accepted by a person, and what waits for it is given the new text")
def _(place):
    project = scene(place, [CHAIN[0] | {"max_retries": 0}, CHAIN[1]])
    server = place.server("good,call-reject,good,call-accept", text="The tower.")
    place.run("--json", "run", "one", *server.options, cwd=project).expect(1, err="1 ticket failed")
    events = place.run("--json", "resume", "last", "--do", "edit A better.md", "--do", "accept A", cwd=project).expect(0).lines()
    assert [event["event"] for event in events[:3]] == ["result-edited", "verdict", "ticket-state"], events[:3]
    edited, verdict, state = events[:3]
    assert (edited["by"], edited["text"], edited["attempt"], edited["tier"]) == ("person", "A better tower.\n", 1, "worker"), edited
    assert (verdict["by"], verdict["verdict"], verdict["reasons"]) == ("person", "accept", None), verdict
    assert (state["ticket"], state["state"], state["reason"]) == ("A", "completed", "A person accepted it."), state
    assert "A better tower." in server.requests(4)[2][2]["messages"][1]["content"]

    tickets = show(place, project)
    work, judged = tickets["A"]["attempts"]
    assert (work["text"], work["edited_text"], work["edited_by"]) == ("The tower.", "A better tower.\n", "person"), work
    assert (work["verdict"], work["verdict_by"], work["reason"]) == ("accept", "person", None), work
    assert (judged["verdict"], judged["verdict_by"], judged["state"]) == (None, None, "completed"), judged
    assert tickets["B"]["attempts"][0]["verdict_by"] is None, tickets["B"]
    text = place.run("runs", "show", "last", cwd=project).expect(0).out
    assert "edited by a person" in text and "accepted by a person" in text, text
    exported = place.run("--json", "runs", "export", "last", cwd=project).expect(0).lines()
    assert named(exported, "verdict", by="person") and named(exported, "result-edited", by="person")


@claim("what was accepted is sent back by a person, however often it went back before, and who does it again is told why")
def _(place):
    project = scene(place, [CHAIN[0] | {"max_retries": 0}])
    server = place.server("good,call-accept,good,call-accept", text="The tower.")
    place.run("run", "one", *server.options, cwd=project).expect(0)
    events = place.run("--json", "resume", "last", "--do", "reject A It leans.", cwd=project).expect(0).lines()
    state = named(events, "ticket-state")[0]
    assert (state["state"], state["reason"]) == ("todo", "A person sent it back: It leans."), state
    assert "(It was not accepted: It leans.)" in server.requests(4)[2][2]["messages"][1]["content"]
    first, _, second, _ = show(place, project)["A"]["attempts"]
    assert (first["verdict"], first["verdict_by"], first["reason"]) == ("reject", "person", "It leans."), first
    assert second["verdict"] is None


@claim("a person judges while somebody is just judging, who is stopped, and the verdict outlives the process")
def _(place):
    for words, state, n_works in ((["accept A"], "completed", 1), (["reject A It leans."], "ready", 2)):
        project = scene(place) if n_works == 1 else place.root / "project"
        run = Steered(place, *FAST, "--step", "model", cwd=project)
        run.until(lambda event: event["event"] == "run-state")
        run.say("step")
        run.until(lambda event: event["event"] == "worker-started" and event["tier"] == "qa")
        for word in words:
            run.say(word)
        told = run.until(lambda event: event["event"] == "verdict")
        assert told["by"] == "person", told
        run.until_state("A", state)
        run.process.kill()
        run.process.wait()

        ticket = show(place, project)["A"]
        assert [(attempt["tier"], attempt["state"]) for attempt in ticket["attempts"][:2]] == [
            ("worker", "completed"), ("qa", "cancelled")], ticket
        assert ticket["attempts"][0]["verdict_by"] == "person", ticket
        events = place.run("--json", "resume", "last", cwd=project).expect(0).lines()
        assert len(named(events, "worker-started", ticket="A", tier="worker")) == n_works - 1, events
        assert show(place, project)["A"]["state"] == "completed"


@claim("what is edited while it is judged is judged anew, and the edit outlives the process")
def _(place):
    project = scene(place, CHAIN[:1])
    server = place.server("good,call-accept", text="The tower.")
    run = Steered(place, *server.options, "--step", "model", cwd=project)
    run.until(lambda event: event["event"] == "run-state")
    run.say("step")
    run.until(lambda event: event["event"] == "worker-started" and event["tier"] == "qa")
    run.say(f"edit A {project / 'better.md'}")
    run.until(lambda event: event["event"] == "result-edited")
    run.say("step")
    again = run.until(lambda event: event["event"] == "worker-started" and event["tier"] == "qa")
    assert again["attempt"] == 2, again
    run.process.kill()
    run.process.wait()
    states = [event["state"] for event in named(run.events, "ticket-state")]
    assert states == ["ready", "running", "review"], states
    assert show(place, project)["A"]["attempts"][0]["edited_text"] == "A better tower.\n"
    place.run("--json", "resume", "last", cwd=project).expect(0)
    assert "A better tower." in server.requests(2)[-1][2]["messages"][1]["content"]
    assert "The tower." not in server.requests(2)[-1][2]["messages"][1]["content"]


@claim("a person judges and edits where nobody else does, and what can't be is said in a sentence")
def _(place):
    project = scene(place, CHAIN + [{"id": "C", "persona_id": "plain-assistant", "depends_on": ["B"]}], is_judged=False)
    run = Steered(place, *FAST, "--step", "ticket", cwd=project)
    run.until(lambda event: event["event"] == "run-state")
    for word in ("accept A", "reject A", "reject A No.", "edit A", "edit A nowhere.md", "edit A better.md"):
        run.say(word)
    run.say("step")
    run.until_state("B", "ready")
    run.say("accept A")
    run.say("reject A Higher, please.")
    run.until_state("A", "ready")
    run.until_state("B", "todo")
    run.say("edit A better.md")
    run.until(lambda event: event["event"] == "result-edited")
    run.say("accept A")
    run.until_state("B", "ready")
    run.say("continue")
    run.end(0)
    assert len(named(run.events, "worker-started", ticket="A")) == 1, run.events
    said = place_errors(run)
    for words in ("Nobody has worked on A yet", "needs the reasons", "needs a file", "nowhere.md", "A is accepted already"):
        assert words in said, (words, said)

    place.run("resume", "last", "--do", "accept", cwd=project).expect(2, err="id of a ticket")
    place.run("resume", "last", "--do", "edit A better.md", "--do", "reject B", cwd=project).expect(2, err="reasons")
    place.write(project / "empty.md", "")
    place.run("resume", "last", "--do", "edit A empty.md", cwd=project).expect(1, err="has to say something")


def place_errors(run):
    return run.process.stderr.read().decode()


@claim("a ticket that a person had done again may go back as often as it says, also when the run was killed after that")
def _(place):
    for word in ("retry A", "reject A It leans."):
        project = scene(place, [CHAIN[0] | {"max_retries": 1}]) if word == "retry A" else place.root / "project"
        server = place.server("good,call-reject,good,call-reject,good,call-reject,good,call-accept", text="The tower.")
        place.run("--json", "run", "one", *server.options, cwd=project).expect(1, err="1 ticket failed")
        run = Steered(place, "last", "--step", "ticket", "--do", word, command=("resume",), cwd=project)
        run.until(lambda event: event["event"] == "run-state")
        run.process.kill()
        run.process.wait()
        events = place.run("--json", "resume", "last", cwd=project).expect(0).lines()
        assert len(named(events, "worker-started", tier="worker")) == 2, events
        back, = [event for event in named(events, "ticket-state") if event["previous"] == "review" and event["state"] == "ready"]
        assert back["reasons"] == "It is too short.", back


@claim("the spec of a planning is edited before tickets are made of it")
def _(place):
    project = scene(place, is_judged=False)
    run = Steered(place, *FAST, "--step", "ticket", command=("plan", "--goal", "Build a tower"), cwd=project)
    run.until(lambda event: event["event"] == "run-state")
    run.say("step")
    run.until_state("spec", "completed")
    run.say("edit spec better.md")
    run.until(lambda event: event["event"] == "result-edited")
    written = run.until(lambda event: event["event"] == "track-written")
    run.say("continue")
    run.end(0)
    assert "A better tower." in pathlib.Path(written["file"]).read_text()


harness.main()
