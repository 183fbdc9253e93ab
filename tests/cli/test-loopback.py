#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers do, well or badly, and what each tier makes of it: one table for a worker, the judge and the tech lead."""

import harness
from harness import claim

TWO = ["--set", "preferred_models=first,second"]

# What the server does, and: how often it is asked, how many waits there are, how many hops, whether the tier came to an answer.
TABLE = [
    ("429-soon,GOOD", 2, 1, 1, True),
    ("429-soon,429-soon,GOOD", 3, 2, 2, True),
    ("429-money,GOOD", 2, 0, 1, True),
    ("401,GOOD", 2, 0, 1, True),
    ("401,401", 2, 0, 1, False),
    ("404,GOOD", 2, 0, 1, True),
    ("400,GOOD", 1, 0, 0, False),
    ("too-long,GOOD", 1, 0, 0, False),
    ("refusal,GOOD", 1, 0, 0, False),
]


def named(events, name):
    return [event for event in events if event["event"] == name]


def scene(place, **members):
    project = place.project()
    place.write(project / "grüße-日本-😀-😀.md", "Wide.\n")
    place.track(project, "one", [{"id": "A", "title": "Part", "persona_id": "plain-assistant"} | members])
    return project


def check(events, server, row, tier, n_before):
    """The events and requests of one tier are those of the row."""
    script, n_requests, n_waits, n_hops, _ = row
    waits = [event for event in named(events, "waiting") if event["tier"] == tier]
    hops = [event for event in named(events, "model-hop") if event["tier"] == tier]
    assert len(hops) == n_hops, (tier, script, hops)
    assert len(waits) == n_waits, (tier, script, waits)
    asked = [body["model"] for _, _, body in server.requests(n_before + n_requests)][n_before:]
    assert len(asked) == n_requests, (tier, script, asked)
    assert [hop["model"] for hop in hops] == asked[1:], (tier, script, asked, hops)
    assert all(hop["reason"] for hop in hops), (tier, script, hops)


@claim("a worker whose server is busy, closed or wrong")
def _(place):
    place.nobody_judges()
    project = scene(place)
    for row in TABLE:
        server = place.server(row[0].replace("GOOD", "good"), text="Done.")
        result = place.run("--json", "run", "one", *server.options, *TWO, cwd=project)
        assert result.status == (0 if row[4] else 1), (row, result.status, result.err)
        check(result.lines(), server, row, "worker", 0)


@claim("a judge whose server is busy, closed or wrong: what could not be judged is not accepted")
def _(place):
    project = scene(place, max_retries=0)
    for row in TABLE:
        server = place.server("good," + row[0].replace("GOOD", "call-accept"), text="Done.")
        result = place.run("--json", "run", "one", *server.options, *TWO, cwd=project)
        events = result.lines()
        states = [event["state"] for event in named(events, "ticket-state")]
        assert states[-1] == ("completed" if row[4] else "failed"), (row, states, result.err)
        check(events, server, row, "qa", 1)


@claim("a tech lead whose server is busy, closed or wrong: no ticket comes of it, and the spec is kept")
def _(place):
    for number, row in enumerate(TABLE):
        server = place.server("good," + row[0].replace("GOOD", "call-tickets"), text="A spec.")
        result = place.run("--json", "plan", "--goal", f"Goal {number}", *server.options, *TWO)
        events = result.lines()
        assert result.status == (0 if row[4] else 4), (row, result.status, result.err)
        check(events, server, row, "tech-lead", 1)
        written = named(events, "track-written")
        assert written, (row, events[-1])


@claim("a hop is in the ledger as it was told")
def _(place):
    place.nobody_judges()
    server = place.server("429-soon,good", text="Done.")
    project = scene(place)
    told = place.run("--json", "run", "one", *server.options, *TWO, cwd=project).expect(0).lines()
    kept = place.run("--json", "runs", "export", told[0]["run"], cwd=project).expect(0).lines()
    for name in ("waiting", "model-hop"):
        assert len(named(told, name)) == 1 and named(kept, name) == named(told, name), (name, named(kept, name), named(told, name))


@claim("another model than was asked for is told of, for each tier")
def _(place):
    project = scene(place)
    server = place.server("mismatch,call-accept", text="Done.")
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()
    usages = {event["tier"]: (event["model_requested"], event["model_served"], event["served_differs"])
              for event in named(events, "usage")}
    assert usages["worker"] == ("test-model", "another-model", True), usages
    assert not usages["qa"][2], usages


@claim("arguments that are cut within escapes and characters, and come a byte at a time, are what was meant")
def _(place):
    place.nobody_judges()
    place.write(place.data / "tool-presets" / "mine.json",
                {"format": "troupe-tool-preset/1", "id": "mine", "name": "Mine", "categories": {"files": {"*": "auto"}}})
    place.persona("reader", tool_preset_id="mine")
    server = place.server("call-wide,good", text="Done.")
    events = place.run("--json", "run", "one", *server.options, cwd=scene(place, persona_id="reader")).expect(0).lines()
    call, = named(events, "tool-call")
    assert call["arguments"] == {"path": "grüße-日本-😀-😀.md"}, call
    result, = named(events, "tool-result")
    assert (result["outcome"], result["text"]) == ("ok", "Wide.\n"), result


harness.main()
