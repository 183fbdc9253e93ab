#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl personas: listing, showing, checking and deleting them."""

import json
import re
import subprocess

import harness
from harness import REVISION, claim

BUILT_IN = {"planner", "tech-lead", "implementer", "careful-reviewer", "test-writer", "debugger", "technical-writer",
            "plain-assistant"}

# What is broken, in which file, at which line and column, and a word of the reason.
BROKEN = [
    ("personas/half.json", "{\n  \"format\": \"troupe-persona/1\",\n  \"id\":", 3, None, "end"),
    ("personas/hot.json", '{\n  "format": "troupe-persona/1",\n  "id": "hot",\n  "temperature": 3\n}\n', 4, 18, "temperature"),
    ("personas/twice.json", '{"id": "twice",\n "id": "twice"}', 2, None, "id"),
    ("personas/named.json", '{\n  "format": "troupe-persona/1",\n  "id": "otherwise"\n}\n', 3, None, "otherwise"),
    ("personas/deep.json", "[" * 100000, 1, None, "deep"),
    ("personas/future.json", '{"format": "troupe-persona/9", "id": "future"}', 1, None, "troupe-persona/9"),
    ("personas/single.json", "{'format': 'troupe-persona/1'}", 1, 2, ""),
    ("prompts/empty.json", "", 1, None, ""),
    ("tool-presets/wide.json", '{"format": "troupe-tool-preset/1", "id": "wide", "name": "Wide",\n'
                               ' "categories": {"files": {"read_file": "always"}}}', 2, None, "always"),
    ("bias-profiles/heavy.json", '{"format": "troupe-bias-profile/1", "id": "heavy", "name": "Heavy",\n'
                                 ' "tool_weights": {"read_file": 9}}', 2, None, "0 to 5"),
    ("tracks/round.json", '{"format": "troupe-track/1", "id": "round", "title": "Round", "tickets": [\n'
                          ' {"id": "A", "depends_on": ["B"]},\n {"id": "B", "depends_on": ["A"]}]}', None, None, "A"),
    ("tracks/lost.json", '{"format": "troupe-track/1", "id": "lost", "title": "Lost", "tickets": [\n'
                         ' {"id": "A", "depends_on": ["Z"]}]}', 2, None, "Z"),
    ("tracks/nobody.json", '{"format": "troupe-track/1", "id": "nobody", "title": "Nobody", "tickets": [\n'
                           ' {"id": "A",\n  "persona_id": "somebody"}]}', 3, None, "somebody"),
    ("personas/unprompted.json", '{"format": "troupe-persona/1", "id": "unprompted",\n "prompt_preset_id": "none-such"}',
     2, None, "none-such"),
    ("personas/unbiased.json", '{"format": "troupe-persona/1", "id": "unbiased",\n\n "bias_profile_id": "none-such"}',
     3, None, "none-such"),
]


@claim("at least eight built-in personas are listed, each with name, description, scope and revision")
def _(place):
    personas = {persona["id"]: persona for persona in place.run("--json", "personas", "list").expect(0).json()["personas"]}
    assert BUILT_IN <= set(personas), personas.keys()
    for persona in personas.values():
        assert persona["scope"] == "built-in" and persona["file"] is None, persona
        assert persona["name"] and persona["description"] and persona["icon"], persona
        assert REVISION.match(persona["revision"]), persona


@claim("the narrower scope wins by id, and the file is named")
def _(place):
    project = place.project()
    of_user = place.persona("debugger", description="Mine")
    for cwd, scope, path in [(None, "user", of_user), (project, "user", of_user)]:
        check_debugger(place, cwd, scope, path)
    of_project = place.persona("debugger", project / ".troupe", description="Ours")
    check_debugger(place, project, "project", of_project)
    check_debugger(place, None, "user", of_user)


def check_debugger(place, cwd, scope, path):
    found = [persona for persona in place.run("--json", "personas", "list", cwd=cwd).expect(0).json()["personas"]
             if persona["id"] == "debugger"]
    assert [(persona["scope"], persona["file"]) for persona in found] == [(scope, str(path))], found


@claim("people get a table, in columns that also wide letters do not move")
def _(place):
    place.persona("wide", description="ascii")
    place.write(place.data / "personas" / "cjk.json",
                {"format": "troupe-persona/1", "id": "cjk", "name": "世界", "description": "wide\nlines"})
    lines = place.run("personas", "list").expect(0).out.splitlines()
    head = lines[0]
    assert re.fullmatch(r"ID +NAME +SCOPE +DESCRIPTION", head), head
    narrow, = [line for line in lines if line.startswith("wide ")]
    broad, = [line for line in lines if line.startswith("cjk ")]
    assert narrow.index("user") == head.index("SCOPE"), lines
    assert broad.index("user") == head.index("SCOPE") - 2 and broad.endswith("wide lines"), lines


@claim("show and export write the file of a persona, with the members that nobody here knows")
def _(place):
    members = {"description": "Reads twice.", "temperature": 0, "top_p": None, "x_unknown": {"b": 1, "a": [2]}}
    path = place.persona("mine", **members)
    for action in ("show", "export"):
        text = place.run("personas", action, "mine").expect(0).out
        assert json.loads(text) == json.loads(path.read_text()), text
        assert text.startswith('{\n  "format": "troupe-persona/1",\n  "id": "mine",\n  "name": "Mine",\n'), text
        assert text.endswith("}\n") and not text.endswith("\n\n"), text
        assert place.run("--json", "personas", action, "mine").expect(0).json() == json.loads(text)


@claim("what show wrote can be saved and means the same")
def _(place):
    before = [persona for persona in place.run("--json", "personas", "list").expect(0).json()["personas"]
              if persona["id"] == "planner"]
    place.write(place.data / "personas" / "planner.json", place.run("personas", "show", "planner").expect(0).out)
    after = [persona for persona in place.run("--json", "personas", "list").expect(0).json()["personas"]
             if persona["id"] == "planner"]
    assert after[0]["scope"] == "user" and after[0]["revision"] == before[0]["revision"], (before, after)


@claim("a deleted persona is gone, and the command that is told gets it back byte for byte")
def _(place):
    path = place.persona("mine", description="Precious")
    content = path.read_bytes()
    for arguments in ([], ["--json"]):
        result = place.run(*arguments, "personas", "delete", "mine").expect(0)
        assert not path.exists(), result.out
        place.run("personas", "show", "mine").expect(3, err="mine")
        way_back = result.json()["restore"] if arguments else result.out.splitlines()[-1].strip()
        subprocess.run(["sh", "-c", way_back], check=True, cwd=place.empty)
        assert path.read_bytes() == content
        place.run("personas", "show", "mine").expect(0)


@claim("deleting a changed copy of a built-in persona brings the original back, which can't be deleted")
def _(place):
    place.persona("debugger", description="Mine")
    place.run("personas", "delete", "debugger").expect(0)
    assert json.loads(place.run("personas", "show", "debugger").expect(0).out)["description"] != "Mine"
    place.run("personas", "delete", "debugger").expect(3, err=["debugger", "built in"])


@claim("a read-only folder keeps its persona, and that is told")
def _(place):
    path = place.persona("mine")
    if harness.os.geteuid() == 0:
        # Root may write everywhere, but not over a file where a folder should be made.
        place.write(place.data / ".trash", "in the way")
    else:
        path.parent.chmod(0o500)
    result = place.run("personas", "delete", "mine")
    path.parent.chmod(0o700)
    result.expect(3, err="mine")
    assert path.exists()


@claim("check finds everything in order, and counts it")
def _(place):
    place.persona("mine", prompt_preset_id="house-rules")
    place.write(place.config / "defaults.json", {"temperature": 0.5})
    checked = place.run("--json", "personas", "check").expect(0).json()
    assert checked["problems"] == [] and checked["checked"] > len(BUILT_IN), checked
    assert str(checked["checked"]) in place.run("personas", "check").expect(0).out


@claim("check tells file, line, column and reason of all that is broken, in every kind, with status 3")
def _(place):
    for name, content, *_ in BROKEN:
        place.write(place.data / name, content)
    result = place.run("--json", "personas", "check")
    assert result.status == 3, result.err
    check_broken(place, result)
    assert place.run("personas", "check").out == ""


@claim("check of files looks at those alone, and says the same of them")
def _(place):
    for name, content, *_ in BROKEN:
        place.write(place.data / name, content)
    good = place.persona("mine")
    result = place.run("--json", "personas", "check", str(good), *[str(place.data / name) for name, *_ in BROKEN])
    assert result.status == 3 and result.json()["checked"] == len(BROKEN) + 1, result.out
    check_broken(place, result)
    assert place.run("--json", "personas", "check", str(good)).expect(0).json() == {"checked": 1, "problems": []}


def check_broken(place, result):
    problems = {problem["file"]: problem for problem in result.json()["problems"]}
    assert len(problems) == len(result.json()["problems"]), result.out
    assert set(problems) == {str(place.data / name) for name, *_ in BROKEN}, set(problems) ^ {str(place.data / name) for name, *_ in BROKEN}
    for name, _, line, column, word in BROKEN:
        problem = problems[str(place.data / name)]
        assert problem["line"] and (line is None or problem["line"] == line), (name, problem)
        assert problem["column"] and (column is None or problem["column"] == column), (name, problem)
        assert word in problem["message"], (name, problem)
        place_of_it = f"{problem['file']}:{problem['line']}:{problem['column']}: {problem['message']}\n"
        assert place_of_it in result.err, (place_of_it, result.err)


@claim("check of a file that is missing, or that is no definition, says so")
def _(place):
    for content in ('{"format": "something/1"}', "[]", '"text"'):
        path = place.write(place.empty / "other.json", content)
        result = place.run("personas", "check", str(path))
        assert result.status == 3 and result.err.startswith(f"{path}:1:1: "), result.err
    result = place.run("personas", "check", "nowhere.json")
    assert result.status == 3 and "nowhere.json" in result.err, result.err


@claim("broken settings are found too")
def _(place):
    for name, content in [("defaults.json", '{"temperature": 7}'), ("providers.json", '{"providers": [{"id": "x"}]}')]:
        path = place.write(place.config / name, content)
        for arguments in ([], [str(path)]):
            result = place.run("personas", "check", *arguments)
            assert result.status == 3 and re.match(rf"{path}:1:\d+: ", result.err), result.err
        path.unlink()


@claim("a list tells which files are broken, and lists the rest")
def _(place):
    place.write(place.data / "personas" / "half.json", "{")
    result = place.run("--json", "personas", "list").expect(0, err="half.json:1:")
    assert BUILT_IN <= {persona["id"] for persona in result.json()["personas"]}


harness.main()
