#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl import: the old presets, profiles and personas in TOML, and definitions in JSON."""

import json

import harness
from harness import claim

PRESETS = """\
[presets."Careful Reader"]
system_prompt = "Read twice."
temperature = 0.2
"""

TOOLS = """\
[presets.Safe.categories.files]
read_file = "auto"
write_file = "ask"
[presets.Weighed.categories]
shell = [{ name = "run_command", approval = "ask", weight = 0.5 }]
[bias_profiles.Calm]
tool_weights = { read_file = 5 }
category_multipliers = { shell = 0.5 }
"""

PERSONAS = """\
[personas.Ada]
system_prompt = "You build."
provider = "rehearsal"
model = "rehearsal"
temperature = 0
tool_preset = "Safe"
bias_profile = "Calm"
tier_assignments = ["worker"]
"""

IDS = {("prompt-preset", "careful-reader"), ("tool-preset", "safe"), ("tool-preset", "weighed"), ("bias-profile", "calm"),
       ("bias-profile", "weighed"), ("persona", "ada")}


def write(place, **files):
    return [str(place.write(place.root / f"{name}.toml", text)) for name, text in files.items()]


def old_files(place):
    return write(place, personas=PERSONAS, tool_presets=TOOLS, presets=PRESETS)


def files_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def outcomes(result):
    return [entry["outcome"] for entry in result["entries"]]


@claim("the three old files are imported, in any order, and what they name is found")
def _(place):
    result = place.run("--json", "import", *old_files(place)).expect(0).json()
    assert {(entry["kind"], entry["id"]) for entry in result["entries"]} == IDS, result
    assert result["imported"] == 6 and result["scope"] == "user" and not result["dry_run"] and result["notes"] == [], result
    assert set(outcomes(result)) == {"new"}, result
    ada = json.loads((place.data / "personas" / "ada.json").read_text())
    assert ada["tool_preset_id"] == "safe" and ada["bias_profile_id"] == "calm", ada
    assert ada["temperature"] == 0 and ada["preferred_models"] == ["rehearsal"] and ada["tier_assignments"] == {"worker": {}}, ada
    assert "[rehearsal]" in place.run("ask", "--persona", "ada", "Hello").expect(0).out.lower() or \
        "rehears" in place.run("ask", "--persona", "ada", "Hello").expect(0).out.lower()
    place.run("personas", "check").expect(0)


@claim("importing it twice makes nothing twice, in either scope")
def _(place):
    files = old_files(place)
    place.run("import", *files).expect(0)
    before = files_below(place.data)
    for scope in ("user", "project"):
        result = place.run("--json", "import", "--scope", scope, *reversed(files), cwd=place.project(scope)).expect(0).json()
        assert set(outcomes(result)) == {"same"} and result["imported"] == 0, result
    assert {name: text for name, text in files_below(place.data).items() if not name.startswith("ledger")} == \
        {name: text for name, text in before.items() if not name.startswith("ledger")}


@claim("a dry run tells all and changes nothing")
def _(place):
    files = old_files(place)
    result = place.run("--json", "import", "--dry-run", *files).expect(0).json()
    assert result["dry_run"] and result["imported"] == 0 and set(outcomes(result)) == {"new"}, result
    text = place.run("import", "--dry-run", *files).expect(0).out
    for word in ("persona", "prompt preset", "Ada", "careful-reader", "presets.toml", "6 definitions would be imported"):
        assert word in text, text
    assert not (place.data / "personas").exists() and not (place.data / "prompts").exists()


@claim("a project has it for itself")
def _(place):
    project = place.project()
    place.run("--project", str(project), "import", "--scope", "project", *old_files(place)).expect(0)
    assert (project / ".troupe" / "personas" / "ada.json").exists()
    assert not (place.data / "personas").exists()


@claim("a broken file is named by line and column, and nothing is imported of any")
def _(place):
    good = old_files(place)
    broken = [
        ("[presets.A]\ntemperature =\n", "line 2, column"),
        ("[presets.A]\nx = 1\n[presets.A]\n", "line 3, column"),
        (b"a = \"\xff\"\n", "line 1, column 6"),
        (b"a = 1\nb = \"\x00\"\n", "line 2, column 6"),
        ('{"format": "troupe-persona/1",\n "id": "x", }', "line 2, column"),
        ('{"format": "troupe-persona/1",\n "id": "x", "temperature": 7}', "line 2, column"),
        ("[" + "a." * 1000 + "a]\n", "line 1, column"),
        (b" " * (16 * 1024 * 1024 + 1), "16 MB"),
    ]
    for text, words in broken:
        path = str(place.write(place.root / "broken.toml", text))
        for files in ([path, *good], [*good, path]):
            place.run("import", *files).expect(3, err=["broken.toml", words])
            place.run("--json", "import", "--dry-run", *files).expect(3, err=["broken.toml", words])
    huge = place.root / "huge.toml"
    with open(huge, "wb") as file:
        file.truncate(1024 * 1024 * 1024)
    place.run("import", *good, str(huge)).expect(3, err=["huge.toml", "16 MB"])
    place.run("import", *good, str(place.root / "nowhere.toml")).expect(3, err="nowhere.toml")
    place.run("import", *good, str(place.root)).expect(3, err="no file")
    assert not (place.data / "personas").exists() and not (place.data / "prompts").exists()


@claim("what is taken is renamed, what can't be used is left out, and both are said")
def _(place):
    first, second = write(place, a='[personas.Ada]\nsystem_prompt = "one"\n',
                          b='version = 2\n[personas.Ada]\nsystem_prompt = "two"\ncolour = "red"\ntemperature = 9\ntool_preset = "x"\n')
    place.run("import", first).expect(0)
    text = place.run("import", second).expect(0).out
    for word in ("renamed", "Ada (2)", "ada-2", "taken", "colour", "outside 0 to 2", "no tool preset “x”", "“version”"):
        assert word in text, (word, text)
    assert json.loads((place.data / "personas" / "ada.json").read_text())["system_prompt"] == "one"
    assert json.loads((place.data / "personas" / "ada-2.json").read_text())["name"] == "Ada (2)"
    result = place.run("--json", "import", second, first).expect(0).json()
    assert outcomes(result) == ["same", "same"], result


@claim("names that are paths, emoji or from right to left go nowhere else")
def _(place):
    names = ["../../etc/passwd", "/", "🙂", "🙃", "שלום", "~"]
    path = write(place, presets="".join(f'[presets."{name}"]\nsystem_prompt = "{i}"\n' for i, name in enumerate(names)))
    for expected in ("new", "same"):
        result = place.run("--json", "import", *path).expect(0).json()
        assert {entry["name"] for entry in result["entries"]} == set(names), result
        assert {"new": {"new", "renamed"}, "same": {"same"}}[expected] >= set(outcomes(result)), result
    assert len(list((place.data / "prompts").glob("*.json"))) == len(names)
    assert not (place.home / "etc").exists()


@claim("an empty file, and one of something else, are no mistakes")
def _(place):
    for text in ("", "# nothing\n", "[tool.poetry]\nname = \"x\"\n"):
        path = write(place, other=text)
        result = place.run("--json", "import", *path).expect(0).json()
        assert result["entries"] == [] and result["notes"], result
        assert "Imported 0" in place.run("import", *path).expect(0).out


@claim("definitions and bundles in JSON are imported beside them")
def _(place):
    persona = {"format": "troupe-persona/1", "id": "bo", "name": "Bo", "tool_preset_id": "safe", "later": [1, 2]}
    preset = {"format": "troupe-tool-preset/1", "id": "safe", "name": "Safe", "categories": {"files": {"read_file": "off"}}}
    one = str(place.write(place.root / "bo.json", persona))
    bundle = str(place.write(place.root / "bundle.json", {"format": "troupe-bundle/1", "definitions": [persona, preset]}))
    place.run("import", one).expect(0)
    assert json.loads((place.data / "personas" / "bo.json").read_text())["later"] == [1, 2]
    place.run("import", *old_files(place)).expect(0)
    for expected in (["renamed", "renamed"], ["same", "same"]):
        result = place.run("--json", "import", bundle).expect(0).json()
        assert outcomes(result) == expected, result
    assert json.loads((place.data / "personas" / "bo-2.json").read_text())["tool_preset_id"] == "safe-2"


@claim("what can't be written is said, and what was written stays")
def _(place):
    place.write(place.data / "prompts", "a file in the way")
    result = place.run("import", *old_files(place))
    assert result.status not in (0, 2) and "imported all the same" in result.err, (result.status, result.err)


harness.main()
