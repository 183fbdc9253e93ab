#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl explain: each value, who says so, what that shadows; and that a server gets what it says."""

import json

import harness
from harness import REVISION, claim

FIELDS = ["provider", "preferred_models", "temperature", "top_p", "max_output_tokens", "reasoning_effort", "system_prompt",
          "prompt_preset_id", "tool_preset_id", "bias_profile_id"]

# A value for each field, as it is typed and as it is in a file.
VALUES = {
    "temperature": ("0.7", 0.7),
    "top_p": ("0.9", 0.9),
    "max_output_tokens": ("1234", 1234),
    "reasoning_effort": ("high", "high"),
}

# Where the values are in a request.
MEMBERS = {"temperature": "temperature", "top_p": "top_p", "max_output_tokens": "max_tokens",
           "reasoning_effort": "reasoning_effort"}


def explain(place, *arguments, **options):
    explained = place.run("--json", "explain", *arguments, **options).expect(0).json()
    assert [field["name"] for field in explained["fields"]] == FIELDS, explained
    for field in explained["fields"]:
        assert field["state"] in ("set", "omitted", "unset"), field
        assert (field["origin"] is None) == (field["state"] == "unset"), field
        assert field["value"] is None or field["state"] == "set", field
    return explained, {field["name"]: field for field in explained["fields"]}


@claim("each layer is told by its name, and what it shadows with it, highest first")
def _(place):
    project = place.project()
    place.write(place.config / "defaults.json", {"format": "troupe-defaults/1", "temperature": 0.1})
    place.write(project / ".troupe" / "defaults.json", {"format": "troupe-defaults/1", "temperature": 0.2})
    place.write(place.data / "prompts" / "calm.json",
                {"format": "troupe-prompt/1", "id": "calm", "name": "Calm", "system_prompt": "Be calm.", "temperature": 0.3})
    place.persona("layered", prompt_preset_id="calm", temperature=0.4, tier_assignments={"qa": {"temperature": 0.5}},
                  preferred_models=[{"provider": "rehearsal", "model": "rehearsal-fast", "top_p": 0.5}])
    place.track(project, "tower", [{"id": "T1", "persona_id": "layered", "overrides": {"temperature": 0.7}}],
                tiers={"qa": {"persona_id": "layered", "temperature": 0.6}})

    explained, fields = explain(place, "--track", "tower", "--ticket", "T1", "--tier", "qa", "--set", "temperature=0.8", cwd=project)
    assert (explained["track"], explained["ticket"], explained["tier"]) == ("tower", "T1", "qa"), explained
    assert explained["persona_id"] == "layered" and REVISION.match(explained["persona_revision"]), explained
    assert (explained["provider"], explained["model"]) == ("rehearsal", "rehearsal-fast"), explained

    temperature = fields["temperature"]
    assert (temperature["value"], temperature["state"], temperature["origin"]) == (0.8, "set", "session"), temperature
    assert [(shadow["origin"], shadow["value"]) for shadow in temperature["shadowed"]] == [
        ("ticket:T1", 0.7), ("tier:qa", 0.6), ("tier:qa", 0.5), ("persona:layered", 0.4), ("preset:calm", 0.3),
        ("project", 0.2), ("user", 0.1)], temperature
    assert fields["top_p"]["origin"] == "model:rehearsal-fast" and fields["top_p"]["value"] == 0.5, fields["top_p"]
    assert fields["provider"]["origin"] == "model:rehearsal-fast", fields["provider"]
    assert fields["provider"]["shadowed"] == [{"origin": "built-in", "value": "rehearsal", "state": "set"}], fields

    # The text of a preset is sent before the persona's own, which does not shadow it.
    place.persona("spoken", prompt_preset_id="calm", system_prompt="Be brief.")
    _, fields = explain(place, "--persona", "spoken", cwd=project)
    assert fields["system_prompt"]["value"] == "Be brief." and fields["system_prompt"]["shadowed"] == [], fields["system_prompt"]
    assert fields["system_prompt"]["after"] == [{"origin": "preset:calm", "value": "Be calm.", "state": "set"}], fields
    text = place.run("explain", "--persona", "spoken", cwd=project).expect(0).out
    assert ["after", "Be", "calm.", "preset:calm"] in [line.split() for line in text.splitlines()], text


@claim("--set states, omits with “omit”, and takes an earlier one back with nothing")
def _(place):
    place.persona("warm", temperature=0.4, max_output_tokens=100)
    for assignments, expected in [
            ([], (0.4, "set", "persona:warm")),
            (["temperature=0"], (0, "set", "session")),
            (["temperature=omit"], (None, "omitted", "session")),
            (["temperature=0.9", "temperature="], (0.4, "set", "persona:warm")),
            (["temperature=omit", "temperature="], (0.4, "set", "persona:warm")),
            (["temperature="], (0.4, "set", "persona:warm")),
            (["temperature=0.9", "temperature=0.1"], (0.1, "set", "session"))]:
        options = [word for assignment in assignments for word in ("--set", assignment)]
        _, fields = explain(place, "--persona", "warm", *options)
        field = fields["temperature"]
        assert (field["value"], field["state"], field["origin"]) == expected, (assignments, field)
        shadowed = [("persona:warm", 0.4)] if expected[2] == "session" else []
        assert [(shadow["origin"], shadow["value"]) for shadow in field["shadowed"]] == shadowed, (assignments, field)


@claim("what a server gets is what explain says, for each parameter set, omitted and unset in each layer")
def _(place):
    project = place.project()
    defaults = place.config / "defaults.json"
    project_defaults = project / ".troupe" / "defaults.json"
    server = place.server()
    count = 0

    for name, (text, value) in VALUES.items():
        other = VALUES[name][1] if name == "reasoning_effort" else value / 2
        other = int(other) if isinstance(value, int) else "low" if name == "reasoning_effort" else other
        for user, in_project, persona, session in [
                ({}, {}, {}, []), ({name: value}, {}, {}, []), ({name: other}, {name: value}, {}, []),
                ({}, {name: other}, {name: value}, []), ({}, {}, {name: other}, [f"{name}={text}"]),
                ({}, {}, {name: None}, []), ({name: value}, {}, {name: None}, []), ({name: value}, {name: None}, {}, []),
                ({}, {}, {name: value}, [f"{name}=omit"]), ({}, {}, {name: value}, [f"{name}=omit", f"{name}="])]:
            place.write(defaults, user)
            place.write(project_defaults, in_project)
            place.persona("asked", system_prompt="Answer.", **persona)
            options = ["--persona", "asked", *server.options]
            options += [word for assignment in session for word in ("--set", assignment)]

            explained, fields = explain(place, *options, cwd=project)
            place.run("ask", *options, "Hello", cwd=project).expect(0)
            count += 1
            _, path, body = server.requests(count)[-1]

            assert path.endswith("/chat/completions") and body["model"] == explained["model"] == "test-model", body
            for field, member in MEMBERS.items():
                assert body.get(member) == fields[field]["value"], (field, fields[field], body)
                assert (member in body) == (fields[field]["state"] == "set"), (field, fields[field], body)
            assert body["messages"][0]["content"] == "\n\n".join(part["text"] for part in explained["prompt"]), body


@claim("the system prompt is explained part by part, each with its origin, and that is what a server gets")
def _(place):
    project = place.project()
    place.nobody_judges()
    server = place.server()
    place.track(project, "tower", [{"id": "T1", "title": "Dig", "persona_id": "implementer"}], goal="A tower")
    explained, _ = explain(place, "--track", "tower", "--ticket", "T1", *server.options, cwd=project)
    assert [(part["name"], part["origin"]) for part in explained["prompt"]] == [
        ("preset", "preset:house-rules"), ("persona", "persona:implementer"), ("tier", "tier:worker"),
        ("tools", "persona:implementer"), ("ticket", "ticket:T1")], explained["prompt"]

    place.run("run", *server.options, "tower", cwd=project).expect(0)
    (_, _, body), = server.requests(1)
    assert body["messages"][0]["content"] == "\n\n".join(part["text"] for part in explained["prompt"]), body


@claim("overriding the provider alone leaves the model unset, and a name is never sent to another provider")
def _(place):
    explained, fields = explain(place, "--set", "provider=openai")
    assert explained["model"] is None and fields["provider"]["value"] == "openai", explained


@claim("people get a table with every field, its value, its origin and what it shadows")
def _(place):
    place.persona("warm", temperature=0.4, top_p=None, system_prompt="One line.\nAnother line.")
    text = place.run("explain", "--persona", "warm", "--set", "temperature=0.9").expect(0).out
    lines = [line.split() for line in text.splitlines()]
    for name in FIELDS:
        assert [line for line in lines if line[:1] == [name]], (name, text)
    assert ["temperature", "0.9", "session"] in lines and ["shadows", "0.4", "persona:warm"] in lines, text
    assert ["top_p", "not", "sent", "persona:warm"] in lines, text
    assert "Another line." not in text and "One line.…" in text, text
    table = [line for line in text.splitlines() if line.startswith(("FIELD", *FIELDS))]
    origins = {line.rindex(word) for line, word in ((table[0], "ORIGIN"), (table[1], "built-in"), (table[3], "session"))}
    assert len(origins) == 1, text


@claim("a persona plays the tier that it is named for, in a track it is the one of last resort")
def _(place):
    project = place.project()
    place.persona("mine")
    place.persona("implementer")  # the built-in one of that id is assigned to the tier
    place.track(project, "tower", [{"id": "T1", "persona_id": "debugger"}, {"id": "T2"}])
    for arguments, persona in [
            (["--tier", "worker", "--persona", "mine"], "mine"), (["--persona", "mine"], "mine"), ([], "plain-assistant"),
            (["--track", "tower", "--ticket", "T1", "--persona", "mine"], "debugger"),
            (["--track", "tower", "--ticket", "T2", "--persona", "mine"], "mine")]:
        explained, _ = explain(place, *arguments, cwd=project)
        assert explained["persona_id"] == persona, (arguments, explained["persona_id"])


@claim("a track, a ticket or a persona that does not exist is status 3")
def _(place):
    project = place.project()
    place.track(project, "tower", [{"id": "T1"}])
    for arguments, words in [(["--track", "none"], "none"), (["--track", "tower", "--ticket", "T9"], ["tower", "T9"]),
                             (["--persona", "nobody"], "nobody")]:
        place.run("explain", *arguments, cwd=project).expect(3, err=words)


@claim("several personas that claim a tier are named, with status 3")
def _(place):
    for id in ("one", "two"):
        place.persona(id, tier_assignments={"qa": {}})
    place.run("explain", "--tier", "qa").expect(3, err=["one", "two", "qa"])


harness.main()
