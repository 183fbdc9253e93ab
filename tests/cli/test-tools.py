#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl run with tools: what a model asks for, what it is given, and what it is not."""

import os
import pty
import re
import select

import harness
from harness import claim

FAST = ["--set", "preferred_models=rehearsal-fast"]


def scene(place, preset, ticket=None, name="project"):
    """A project with a README, and a persona with the given tool preset."""
    project = place.project(name)
    place.write(project / "README.md", "Read me first.\n")
    place.write(place.root / "secret", "OUTSIDE")
    place.write(project / ".env", "PASSWORD=OUTSIDE")
    place.write(place.data / "tool-presets" / "mine.json",
                {"format": "troupe-tool-preset/1", "id": "mine", "name": "Mine", "categories": {"files": preset}})
    place.persona("reader", tool_preset_id="mine")
    place.track(project, "one", [{"id": "A", "persona_id": "reader"} | (ticket or {})])
    return project


def named(events, name):
    return [event for event in events if event["event"] == name]


def told(body):
    return {message["tool_call_id"]: message["content"] for message in body["messages"] if message["role"] == "tool"}


@claim("a tool call that comes in pieces is run, and its result goes back")
def _(place):
    project = scene(place, {"*": "auto"})
    server = place.server("call-read,good", text="Done as asked.")
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()

    own = [event["event"] for event in events if event.get("ticket") == "A" and event["event"] != "ticket-state"]
    assert own == ["worker-started", "usage", "tool-call", "tool-result", "text", "usage"] or \
        own[:4] == ["worker-started", "usage", "tool-call", "tool-result"] and set(own[4:-1]) == {"text"}, own
    call, = named(events, "tool-call")
    assert (call["call"], call["tool"], call["category"], call["arguments"], call["permission"], call["rule"], call["round"]) == \
        ("call_a", "read_file", "files", {"path": "README.md"}, "auto", "preset:mine", 1), call
    result, = named(events, "tool-result")
    assert (result["outcome"], result["text"]) == ("ok", "Read me first.\n"), result
    assert all(event["persona_id"] == "reader" and event["attempt"] == 1 for event in events if event["event"].startswith("tool-"))

    (_, _, first), (_, _, second) = server.requests(2)
    assert [tool["function"]["name"] for tool in first["tools"]] == ["read_file", "list_files", "search_files"], first["tools"]
    assert all(tool["function"]["parameters"]["type"] == "object" for tool in first["tools"])
    asked, answered = second["messages"][-2:]
    assert asked["role"] == "assistant" and asked["tool_calls"][0]["function"]["arguments"] == '{"path":"README.md"}', asked
    assert answered == {"role": "tool", "tool_call_id": "call_a", "content": "Read me first.\n"}, answered
    usage = named(events, "usage")
    assert [event["usage"]["input"] for event in usage] == [20, 7], usage


@claim("several calls at once, torn at every fifth byte, come back in their order")
def _(place):
    project = scene(place, {"*": "auto"})
    server = place.server("call-two,good", text="Done.")
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()
    assert [event["call"] for event in named(events, "tool-result")] == ["call_a", "call_b"]
    _, (_, _, second) = server.requests(2)
    assert told(second) == {"call_a": "Read me first.\n", "call_b": "README.md\n"}, second


@claim("what is wrong or off goes back to the model in words, and nothing from outside gets to it")
def _(place):
    project = scene(place, {"*": "auto"})
    server = place.server("call-bad,good", text="Done.")
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0).lines()
    assert [event["outcome"] for event in named(events, "tool-result")] == ["error", "error", "denied"]
    denied = named(events, "tool-call")[2]
    assert (denied["permission"], denied["rule"]) == ("off", "hard-floor"), denied
    _, (_, _, second) = server.requests(2)
    words = told(second)
    assert "not valid JSON" in words["call_a"] and "There is no tool “delete_all”" in words["call_b"], words
    assert "not inside the project" in words["call_c"] and "OUTSIDE" not in str(second), words
    assert [call["function"]["arguments"] for call in second["messages"][-4]["tool_calls"]] == ["{}", "{}", '{"path":"../secret"}']


@claim("where nobody can be asked a tool is denied, the model is told, and what was done without is done")
def _(place):
    project = scene(place, {"*": "ask"})
    server = place.server("call-read,good", text="Done.")
    result = place.run("--json", "run", "one", *server.options, cwd=project).expect(0, err="nobody is here")
    events = result.lines()
    asked, = named(events, "approval-asked")
    decided, = named(events, "approval-decided")
    assert (asked["tool"], asked["rule"], asked["arguments"]) == ("read_file", "preset:mine", {"path": "README.md"}), asked
    assert (decided["answer"], decided["by"], decided["rule"], decided["reason"]) == ("deny", "rule", "no-one-to-ask", None), decided
    assert named(events, "tool-result")[0]["outcome"] == "denied"
    assert events[-1]["state"] == "completed", events[-1]
    _, (_, _, second) = server.requests(2)
    assert "nobody to ask" in told(second)["call_a"], second


@claim("a tool that is off is never offered, and a tool preset that is not there asks for everything")
def _(place):
    project = scene(place, {"*": "off"})
    server = place.server("call-read", text="Done.")
    place.run("run", "one", *server.options, cwd=project).expect(1, err="failed")
    (_, _, body), = server.requests(1)
    assert "tools" not in body, body

    place.persona("reader", tool_preset_id="gone")
    server = place.server("call-read,good", text="Done.")
    result = place.run("--json", "run", "one", *server.options, cwd=project)
    if result.status != 3:
        result.expect(0, err="nobody is here")
        assert named(result.lines(), "tool-call")[0]["rule"] == "preset-missing:gone"


@claim("a project’s preset grants nothing that the one it shadows does not, and a ticket’s rules only tighten")
def _(place):
    project = scene(place, {"read_file": "ask", "*": "off"}, ticket={"tools": {"files": {"list_files": "auto"}}})
    place.write(project / ".troupe" / "tool-presets" / "mine.json",
                {"format": "troupe-tool-preset/1", "id": "mine", "name": "Mine", "categories": {"files": {"*": "auto"}}})
    server = place.server("call-read,good", text="Done.")
    events = place.run("--json", "run", "one", *server.options, cwd=project).expect(0, err="nobody is here").lines()
    assert named(events, "tool-call")[0]["permission"] == "ask"
    first, _ = server.requests(2)
    assert [tool["function"]["name"] for tool in first[2]["tools"]] == ["read_file"], first

    project = scene(place, {"*": "auto"}, ticket={"tools": {"files": {"*": "off"}}}, name="other")
    server = place.server("good", text="Done.")
    place.run("run", "one", *server.options, cwd=project).expect(0)
    (_, _, body), = server.requests(1)
    assert "tools" not in body, body


@claim("no link leads out of the project, and no secret is shown, whatever a model asks")
def _(place):
    project = scene(place, {"*": "auto"}, ticket={"description": "".join(
        f"[rehearse: call {call}]\n" for call in ('read_file {"path": "link"}', 'read_file {"path": "folder/secret"}',
                                                  'read_file {"path": ".env"}', 'read_file {"path": "to-env"}',
                                                  'read_file {"path": "/etc/passwd"}', 'read_file {"path": "pipe"}',
                                                  'search_files {"text": "OUTSIDE"}', 'list_files {"hidden": true, "depth": 9}'))})
    os.symlink("../secret", project / "link")
    os.symlink("..", project / "folder")
    os.symlink(".env", project / "to-env")
    os.mkfifo(project / "pipe")
    events = place.run("--json", "run", "one", *FAST, cwd=project).expect(0).lines()
    results = named(events, "tool-result")
    assert [event["outcome"] for event in results] == ["denied"] * 5 + ["error", "ok", "ok"], results
    assert "OUTSIDE" not in "".join(event["text"] for event in results), results
    assert "Nothing was found." in results[6]["text"], results[6]
    assert results[7]["text"] == "README.md\nfolder (a link)\nlink (a link)\npipe (not a file)\nto-env (a link)\n", results[7]


@claim("people see each call in a line, and what was denied")
def _(place):
    project = scene(place, {"read_file": "ask", "*": "auto"}, ticket={
        "description": '[rehearse: call read_file {"path": "README.md"}] [rehearse: call list_files {}]'})
    result = place.run("run", "one", *FAST, cwd=project).expect(0, err="1 tool call was denied")
    lines = [line.partition(" │ ")[2] or line for line in result.out.splitlines()]
    call = next(index for index, line in enumerate(lines) if line.startswith("→ read_file"))
    assert lines[call] == '→ read_file {"path":"README.md"}', lines[call]
    denied = next(index for index, line in enumerate(lines) if line.startswith("✗ read_file: Denied: this has to be asked"))
    assert denied > call, lines
    assert "→ list_files {}" in lines and any(re.search("completed", line) for line in lines), lines


def answer_on_terminal(place, project, answers):
    """Runs the track with a terminal, and types the next answer whenever it is asked; gives the status and what was seen."""
    master, slave = pty.openpty()
    process = place.start("run", "one", *FAST, cwd=project, stdin=slave, stdout=slave, stderr=slave, environment={"TERM": "dumb"})
    os.close(slave)
    seen, n_asked = b"", 0
    try:
        while True:
            ready, _, _ = select.select([master], [], [], harness.DEADLINE)
            assert ready, f"nothing more came after {seen!r}"
            piece = os.read(master, 65536)
            if not piece:
                break
            seen += piece
            while seen.count(b"wants to use") > n_asked and n_asked < len(answers):
                os.write(master, answers[n_asked])
                n_asked += 1
    except OSError:
        pass  # the terminal is gone when the last writer is
    finally:
        os.close(master)
    return process.wait(harness.DEADLINE), seen.decode()


@claim("on a terminal a person is asked, and what they say holds as far as they say")
def _(place):
    project = scene(place, {"*": "ask"}, ticket={"description": '[rehearse: call read_file {"path": "README.md"}] '
                                                                '[rehearse: call read_file {"path": "nowhere"}]'})
    status, seen = answer_on_terminal(place, project, [b"o\n", b"what?\n", b"O\n"])
    assert status == 0 and seen.count("wants to use read_file") == 3, (status, seen)
    assert '"path":"README.md"' in seen and "✗ read_file: There is no file" in seen, seen

    status, seen = answer_on_terminal(place, project, [b"t\n"])
    assert status == 0 and seen.count("wants to use") == 1, (status, seen)

    status, seen = answer_on_terminal(place, project, [b"n not now\n", b"n\n"])
    assert status == 0 and "✗ read_file: A person denied this, and says why: not now" in seen, (status, seen)

    # The end of input is the end of whoever could answer.
    status, seen = answer_on_terminal(place, project, [b"\x04"])
    assert status == 0 and "nobody is here" in seen, (status, seen)


@claim("two rehearsals with tools are equal, and leave the project as it was")
def _(place):
    project = scene(place, {"*": "auto"})
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}

    def shape():
        events = place.run("--json", "run", "one", *FAST, cwd=project).expect(0).lines()
        return [{key: value for key, value in event.items() if key not in ("time", "run", "duration_ms", "first_token_ms")}
                for event in events if event["event"] not in ("text", "run-finished")]

    first = shape()
    assert [event["event"] for event in first if event["event"].startswith("tool")] == ["tool-call", "tool-result"], first
    assert first == shape()
    assert before == {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}


harness.main(is_judged=False)
