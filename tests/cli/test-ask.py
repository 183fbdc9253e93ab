#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl ask: the answer, the object that it comes to, and all that can go wrong on the way."""

import json
import signal

import harness
from harness import REVISION, claim

FAST = ["--set", "preferred_models=rehearsal-fast"]
MEMBERS = ["text", "reasoning", "persona_id", "persona_revision", "provider", "model_requested", "model_served",
           "stop_reason", "complete", "usage", "cost", "duration_ms", "first_token_ms", "error"]

# What the server does, and words of the sentence that says so, with what to do next.
FAILURES = {
    "400": ["temperature"],
    "401": ["key", "TROUPE_OPENAI_API_KEY"],
    "402": ["credit"],
    "403": ["key"],
    "404": ["test-model"],
    "429": ["7 seconds"],
    "429-money": ["quota"],
    "500": ["Internal Server Error"],
    "502-html": ["Bad Gateway"],
    "503": ["2 minutes"],
    "cut": ["broke off"],
    "ends-early": ["broke off"],
    "hang-up": ["127.0.0.1"],
    "html": ["base URL"],
    "json-other": ["base URL"],
    "not-json": ["base URL"],
    "error-in-stream": ["fell over"],
    "finish-error": ["without saying why"],
    "tool-calls": ["asked for a tool"],
    "says-nothing": ["empty"],
    "empty": [""],
    "length": ["max_output_tokens"],
}


@claim("ask writes the answer, and nothing else")
def _(place):
    result = place.run("ask", *FAST, "Who are you?").expect(0)
    assert "rehearsal" in result.out and "Who are you?" in result.out, result.out
    assert result.out.endswith("\n") and not result.out.endswith("\n\n"), result.out


@claim("ask --json is one object with all its members in their order")
def _(place):
    answer = place.run("--json", "ask", "--persona", "debugger", *FAST, "Hello").expect(0).json()
    assert list(answer) == MEMBERS, list(answer)
    assert list(answer["usage"]) == ["input", "cache_read", "cache_write", "output"], answer["usage"]
    assert answer["persona_id"] == "debugger" and REVISION.match(answer["persona_revision"]), answer
    assert (answer["provider"], answer["model_requested"]) == ("rehearsal", "rehearsal-fast"), answer
    assert (answer["stop_reason"], answer["complete"], answer["error"]) == ("end", True, None), answer
    assert answer["reasoning"] is None and answer["cost"] == 0, answer
    assert answer["usage"]["output"] > 0 and answer["duration_ms"] >= answer["first_token_ms"] >= 0, answer


@claim("without --persona the plain assistant answers")
def _(place):
    assert place.run("--json", "ask", *FAST, "Hello").expect(0).json()["persona_id"] == "plain-assistant"


@claim("what is not known is null")
def _(place):
    server = place.server("no-done", text="An answer")
    answer = place.run("--json", "ask", *server.options, "Hello").expect(0).json()
    assert answer["text"] == "An answer" and answer["complete"] is True, answer
    assert answer["cost"] is None and answer["reasoning"] is None and answer["error"] is None, answer
    assert list(answer["usage"].values()) == [None] * 4, answer


@claim("the stream is shown as it comes")
def _(place):
    server = place.server("good", text="one two three four five six seven eight", delay_ms=50)
    process = place.start("ask", *server.options, "Hello")
    seen = harness.read_some(process, b"one")
    assert b"eight" not in seen, seen
    assert harness.finish(process, seen).expect(0).out == "one two three four five six seven eight\n"


@claim("reasoning is in the object, and not in the text for people")
def _(place):
    server = place.server("reasoning", text="Yes.")
    options = [*server.options, "--set", "preferred_models=m"]
    assert place.run("ask", *options, "Hello").expect(0).out == "Yes.\n"
    answer = place.run("--json", "ask", *options, "Hello").expect(0).json()
    assert answer["reasoning"].startswith("Let me think.") and answer["text"] == "Yes.", answer


@claim("“-” reads the question from standard input")
def _(place):
    server = place.server()
    place.run("ask", *server.options, "-", stdin="Ångström?\nIn nanometres.\n").expect(0)
    (_, _, body), = server.requests(1)
    assert body["messages"][-1] == {"role": "user", "content": "Ångström?\nIn nanometres."}, body

    place.run("ask", *server.options, "-", stdin="\n    if x:\n        y ()\n").expect(0)
    assert server.requests(2)[1][2]["messages"][-1]["content"] == "    if x:\n        y ()", server.requests(2)

    for stdin, words in [("", "empty"), (" \n", "empty"), (b"caf\xe9", "UTF-8"), (b"a\0b", "UTF-8"),
                         ("x" * (1024 * 1024 + 1), "MiB")]:
        result = place.run("ask", *server.options, "-", stdin=stdin).expect(2, err=words)
        assert result.out == "", result.out
    assert len(server.requests(2)) == 2


@claim("files stand before the question, each with its name and in fences that it can't close")
def _(place):
    server = place.server()
    place.write(place.empty / "notes.md", "Some\n```\ncode\n```\n")
    place.write(place.empty / "empty.txt", "")
    place.run("ask", *server.options, "--file", "notes.md", "--file", "empty.txt", "What is this?").expect(0)
    (_, _, body), = server.requests(1)
    assert body["messages"][-1]["content"] == (
        "notes.md\n````\nSome\n```\ncode\n```\n````\n\nempty.txt\n```\n```\n\nWhat is this?"), body


@claim("a file that can't be taken is named, and nobody is asked")
def _(place):
    server = place.server()
    place.write(place.empty / "picture.png", b"\x89PNG\r\n\x1a\n\0\0")
    place.write(place.empty / "large.txt", "x" * (1024 * 1024 + 1))
    (place.empty / "folder").mkdir()
    for name, words in [("nowhere.txt", "No such file"), ("picture.png", "UTF-8"), ("large.txt", "MiB"),
                        ("folder", "Is a directory")]:
        place.run("ask", *server.options, "--file", name, "Hello").expect(2, err=[name, words])
    assert server.requests(0) == []


@claim("whatever a server does wrong is one sentence with what to do, status 4, and an object that says so")
def _(place):
    for script, words in FAILURES.items():
        server = place.server(script, text="A sentence of several words to be broken off")
        try:
            result = place.run("ask", *server.options, "Hello").expect(4, err=words)
            assert result.err.count("\n") == 1, result.err
            answer = place.run("--json", "ask", *server.options, "Hello").expect(4, err=words).json()
            assert list(answer) == MEMBERS and answer["complete"] is False, answer
            assert answer["error"] or script == "length", answer
        except AssertionError as error:
            raise AssertionError(f"{script}: {error}") from error


@claim("a server that says nothing is given up, and what came before it fell silent is kept")
def _(place):
    for script in ("silence", "silence-mid"):
        server = place.server(script, text="one two three four")
        place.write(place.config / "providers.json", {"format": "troupe-providers/1", "providers": [
            {"id": "quiet", "kind": "openai", "base_url": server.url, "idle_timeout_ms": 200, "connect_timeout_ms": 200}]})
        answer = place.run("--json", "ask", "--provider", "quiet", "--set", "preferred_models=m", "Hello").expect(4, err="").json()
        assert answer["complete"] is False and answer["error"], answer
        assert ("one" in answer["text"]) == (script == "silence-mid"), answer


@claim("an answer that was cut short keeps what came, and the advice names the limit")
def _(place):
    server = place.server("length", text="As far as it goes")
    result = place.run("ask", *server.options, "--set", "max_output_tokens=5", "Hello").expect(4, err=["5", "omit"])
    assert result.out == "As far as it goes\n", result.out
    answer = place.run("--json", "ask", *server.options, "Hello").expect(4, err="").json()
    assert answer["stop_reason"] == "length" and answer["text"] == "As far as it goes", answer


@claim("invalid UTF-8 in a stream becomes valid text")
def _(place):
    server = place.server("invalid-utf8", text="and on")
    answer = place.run("--json", "ask", *server.options, "Hello").expect(0).json()
    assert "\ufffd" in answer["text"] and answer["text"].endswith("and on"), answer


@claim("a key is never shown, not even when the server repeats it")
def _(place):
    key = "sk-test-0123456789abcdef0123456789abcdef"
    server = place.server("401")
    for arguments in (["ask", *server.options, "Hello"], ["--json", "ask", *server.options, "Hello"],
                      ["models", "openai", "--base-url", server.url]):
        result = place.run(*arguments, environment={"TROUPE_OPENAI_API_KEY": key}).expect(4, err="key")
        assert key not in result.out + result.err and key[3:] not in result.out + result.err, result.err


@claim("when a model is missing the next preferred one is asked, and somebody is told")
def _(place):
    server = place.server("404,good", text="Here I am.")
    result = place.run("--json", "ask", "--provider", "openai", "--base-url", server.url,
                       "--set", "preferred_models=gone,here", "Hello").expect(0, err="next preferred model")
    assert result.json()["model_requested"] == "here", result.out
    assert [body["model"] for _, _, body in server.requests(2)] == ["gone", "here"]


@claim("a bad request never goes on to another model")
def _(place):
    server = place.server("400,good")
    place.run("ask", "--provider", "openai", "--base-url", server.url, "--set", "preferred_models=one,two",
              "Hello").expect(4, err="temperature")
    assert len(server.requests(1)) == 1


@claim("that another model answered than was asked is told")
def _(place):
    server = place.server("mismatch")
    answer = place.run("--json", "ask", *server.options, "Hello").expect(0, err=["test-model", "answered"]).json()
    assert answer["model_served"] not in (None, "test-model"), answer


@claim("orders for a terminal that a model writes are not passed on to one")
def _(place):
    orders = "before \x1b]0;title\x07 \x9b31m after"  # which Rehearsal repeats
    status, text = place.run_on_terminal("ask", *FAST, orders, environment={"NO_COLOR": "1"})
    assert status == 0 and "before" in text and "after" in text, text
    assert "\x1b" not in text and "\x07" not in text and "\x9b" not in text, text
    assert orders in place.run("ask", *FAST, orders).expect(0).out


@claim("a persona, a provider or a preset that does not exist is status 3, and nobody is asked")
def _(place):
    for arguments, word in [(["--persona", "nobody"], "nobody"), (["--provider", "nothing"], "nothing"),
                            (["--set", "provider=nothing", "--set", "preferred_models=m"], "nothing"),
                            (["--set", "prompt_preset_id=no-prompt"], "no-prompt"),
                            (["--set", "bias_profile_id=no-bias"], "no-bias")]:
        result = place.run("ask", *arguments, "Hello").expect(3, err=word)
        assert result.out == "", result.out


@claim("what is broken is named with its place and never replaced by what has the same id, status 3")
def _(place):
    broken = "{\n  \"format\": \"troupe-persona/1\",\n  \"id\": \"debugger\",\n  \"temperature\": 9\n}\n"
    for path, content, arguments, words in [
            (place.data / "personas" / "debugger.json", broken, ["--persona", "debugger"], "debugger.json:4:"),
            (place.data / "personas" / "mine.json", "[" * 100000, ["--persona", "mine"], "mine.json:1:"),
            (place.data / "prompts" / "house-rules.json", "{", ["--persona", "implementer"], "house-rules.json:1:"),
            (place.config / "defaults.json", "{\"temperature\": \"hot\"}", [], "defaults.json:1:"),
            (place.config / "providers.json", "{'providers': []}", [], "providers.json:1:")]:
        place.write(path, content)
        before = path.read_bytes()
        result = place.run("ask", *FAST, *arguments, "Hello").expect(3, err=words)
        assert result.out == "" and path.read_bytes() == before
        path.unlink()
    place.run("ask", *FAST, "Hello").expect(0)


@claim("a broken definition that is not needed is in nobody's way")
def _(place):
    place.write(place.data / "personas" / "mine.json", "{")
    place.run("ask", *FAST, "Hello").expect(0)


@claim("Ctrl-C ends an answer cleanly with 130, and what came is kept")
def _(place):
    for arguments in ([], ["--json"]):
        server = place.server("good", text="one two three " * 500, delay_ms=20)
        process = place.start(*arguments, "ask", *server.options, "Hello")
        seen = b"" if arguments else harness.read_some(process, b"two")
        server.requests(1)
        harness.interrupt(process)
        result = harness.finish(process, seen).expect(130, err="Interrupted")
        if arguments:
            answer = result.json()
            assert (answer["stop_reason"], answer["complete"], answer["error"]) == ("cancelled", False, "Interrupted."), answer
        else:
            assert result.out.startswith("one two") and result.out.endswith("\n"), result.out


@claim("Ctrl-C ends the wait for a server, and the wait for standard input; so does being told to end")
def _(place):
    server = place.server("silence")
    for count, number in enumerate((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), 1):
        process = place.start("ask", *server.options, "Hello")
        server.requests(count)
        harness.interrupt(process, number)
        harness.finish(process).expect(130, err="Interrupted")

    process = place.start("ask", "-", stdin=harness.subprocess.PIPE)
    wait_for_read(process)
    harness.interrupt(process)
    harness.finish(process).expect(130, err="Interrupted")


def wait_for_read(process):
    """Waits until the process waits for standard input."""
    for _ in harness.wait("a read of standard input"):
        with open(f"/proc/{process.pid}/wchan", encoding="ascii") as where:
            if "pipe" in where.read():
                return
        with open(f"/proc/{process.pid}/syscall", encoding="ascii") as call:
            if call.read().startswith("0 0x0 "):
                return


@claim("asking leaves no trace on disk")
def _(place):
    place.run("ask", *FAST, "Hello").expect(0)
    assert [path for path in place.home.rglob("*") if path.is_file()] == []


harness.main()
