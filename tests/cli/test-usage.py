#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How troupectl is called, and what it says when it is called wrongly."""

import re
import signal
import subprocess

import harness
from harness import claim

COMMANDS = ["ask", "run", "plan", "explain", "personas", "import", "models", "providers"]

WRONG = [
    ([], "Name a command"),
    (["frobnicate"], "frobnicate"),
    (["--frobnicate"], "--frobnicate"),
    (["ask"], "question"),
    (["ask", "--frobnicate", "Hello"], "--frobnicate"),
    (["ask", "Hello", "you"], "quotes"),
    (["ask", "  "], "empty"),
    (["ask", "--set", "temperature", "Hello"], "FIELD=VALUE"),
    (["ask", "--set", "temprature=1", "Hello"], "temprature"),
    (["ask", "--set", "temperature=warm", "Hello"], "warm"),
    (["ask", "--set", "temperature=2.5", "Hello"], "0 to 2"),
    (["ask", "--set", "max_output_tokens=0", "Hello"], "max_output_tokens"),
    (["ask", "--set", "provider=omit it", "Hello"], "omit it"),
    (["ask", "--base-url", "http://localhost/v1", "Hello"], "--provider"),
    (["ask", "--provider", "openai", "--base-url", "localhost", "Hello"], "localhost"),
    (["ask", "--provider", "openai", "Hello"], "troupectl models openai"),
    (["--project", "/nowhere/at/all", "ask", "Hello"], "/nowhere/at/all"),
    (["run"], "track"),
    (["run", "one", "two"], "two"),
    (["run", "--jobs", "0", "one"], "--jobs"),
    (["run", "--jobs", "many", "one"], "--jobs"),
    (["run", "--provider-jobs", "no", "one"], "--provider-jobs"),
    (["run", "--step", "often", "one"], "--step"),
    (["run", "--budget", "pages=1", "one"], "tokens=N"),
    (["plan"], "track"),
    (["plan", "--goal", " "], "empty"),
    (["plan", "--goal", "World peace", "one"], "one"),
    (["plan", "--goal", "World peace", "--until", "peace"], "--until"),
    (["plan", "--goal", "World peace", "--scope", "world"], "--scope"),
    (["plan", "--goal", "World peace", "--scope", "project"], "project"),
    (["plan", "--goal", "World peace", "--step", "often"], "--step"),
    (["plan", "--goal", "World peace", "--cast", "planner"], "--cast"),
    (["plan", "--goal", "World peace", "--cast", "boss=planner"], "boss"),
    (["plan", "--fill"], "track"),
    (["plan", "--fill", "one", "--cast", "qa=planner"], "--cast"),
    (["plan", "--fill", "one", "two"], "two"),
    (["plan", "one", "--until", "spec"], "--goal"),
    (["plan", "one", "--set", "temperature=0"], "--goal"),
    (["explain", "Hello"], "Hello"),
    (["explain", "--tier", "boss"], "boss"),
    (["explain", "--ticket", "T1"], "--track"),
    (["personas"], "list"),
    (["personas", "eat"], "eat"),
    (["personas", "list", "all"], "all"),
    (["personas", "show"], "persona"),
    (["personas", "delete"], "persona"),
    (["import"], "files"),
    (["import", "--scope", "world", "x.toml"], "world"),
    (["import", "--scope", "project", "x.toml"], "--project"),
    (["models"], "provider"),
    (["providers"], "list"),
    (["providers", "test"], "provider"),
    (["providers", "list", "all"], "all"),
]


@claim("a wrong call is one sentence with how to get help, and status 2")
def _(place):
    for arguments, word in WRONG:
        for more in ([], ["--json"]):
            result = place.run(*more, *arguments)
            try:
                result.expect(2, err=[word, "--help"])
                assert result.out == "", result.out
                assert result.err.count("\n") == 1, result.err
            except AssertionError as error:
                raise AssertionError(f"{more + arguments}: {error}") from error


@claim("the help of the program names every command, and each command has help of its own")
def _(place):
    text = place.run("--help").expect(0).out
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\S", text, re.MULTILINE), command
        help = place.run(command, "--help").expect(0).out
        assert f"troupectl {command}" in help and "--json" in help, help


@claim("the manual has every command, every option and every exit status")
def _(place):
    manual = (harness.EXAMPLE.parents[1] / "man" / "troupectl.1").read_text().replace("\\-", "-")
    for command in COMMANDS:
        assert re.search(rf'^\.SS "{command}\b', manual, re.MULTILINE), command
        for option in re.findall(r"--[a-z-]+", place.run(command, "--help").expect(0).out):
            assert option in manual, option
    for status in (0, 1, 2, 3, 4, 5, 130):
        assert f"\n.B {status}\n" in manual, status


# A line so far, and what it can go on with.
COMPLETIONS = [
    ("troupectl ", {"ask", "run", "plan", "explain", "personas", "import", "models", "providers"}),
    ("troupectl ask --p", {"--persona", "--provider", "--project"}),
    ("troupectl ask --persona careful", {"careful-reviewer"}),
    ("troupectl --project . explain --tier ", {"orchestrator", "tech-lead", "worker", "qa"}),
    ("troupectl personas ", {"list", "show", "check", "export", "delete"}),
    ("troupectl personas show debug", {"debugger"}),
    ("troupectl run ", {"tower"}),
    ("troupectl plan ", {"tower"}),
    ("troupectl plan --f", {"--fill"}),
    ("troupectl plan --until ", {"spec", "tickets"}),
    ("troupectl import --d", {"--dry-run"}),
    ("troupectl import --scope ", {"user", "project"}),
    ("troupectl models rehea", {"rehearsal"}),
]


@claim("bash completes commands, options, personas, tracks and providers")
def _(place):
    project = place.project()
    place.track(project, "tower", [{"id": "T1"}])
    completion = harness.EXAMPLE.parents[1] / "completions" / "troupectl"
    binary = harness.pathlib.Path(harness.TROUPECTL).parent
    for line, expected in COMPLETIONS:
        words = line.split(" ")
        script = (f'source "{completion}"; COMP_WORDS=({" ".join(words[:-1])} "{words[-1]}"); COMP_CWORD={len(words) - 1}; '
                  '_troupectl; printf "%s\\n" "${COMPREPLY[@]}"')
        found = subprocess.run(["bash", "-c", script], cwd=project, capture_output=True, text=True, timeout=harness.DEADLINE,
                               env=place.environment | {"PATH": f"{binary}:{place.environment['PATH']}"})
        assert set(found.stdout.split()) == expected and not found.stderr, (line, found.stdout, found.stderr)


@claim("the version is told")
def _(place):
    assert re.fullmatch(r"troupectl \d+\.\d+\.\d+\n", place.run("--version").expect(0).out)


@claim("global options may stand before and after the command")
def _(place):
    before = place.run("--json", "models", "rehearsal").expect(0).json()
    assert before == place.run("models", "rehearsal", "--json").expect(0).json()


@claim("the project is the folder named, else this one, else the nearest above with a folder .troupe")
def _(place):
    project = place.project()
    deep = project / "a" / "b"
    deep.mkdir(parents=True)
    place.persona("native", project / ".troupe")

    for arguments, cwd, found in [(["--project", str(project)], None, True), ([], project, True), ([], deep, True),
                                  ([], None, False), (["--project", str(place.empty)], deep, False)]:
        personas = place.run("--json", *arguments, "personas", "list", cwd=cwd).expect(0).json()["personas"]
        assert ("native" in [persona["id"] for persona in personas]) == found, (arguments, cwd)


@claim("there is color on a terminal, none with NO_COLOR, and none elsewhere")
def _(place):
    status, text = place.run_on_terminal("personas", "list")
    assert status == 0 and "\033[" in text, text
    status, text = place.run_on_terminal("personas", "list", environment={"NO_COLOR": "1"})
    assert status == 0 and "\033" not in text, text
    assert "\033" not in place.run("personas", "list").expect(0).out


@claim("a reader that goes away ends the program without a word, as SIGPIPE does")
def _(place):
    for arguments in (["personas", "list"], ["ask", "[rehearse: long 2000] [rehearse: fast] Hello"],
                      ["--json", "ask", "Hello"]):
        process = place.start(*arguments)
        process.stdout.close()
        process.stdout = None
        result = harness.finish(process)
        assert result.status == -signal.SIGPIPE, (arguments, result.status, result.err)
        assert result.err == "", (arguments, result.err)


@claim("output that can't be written is told of")
def _(place):
    with open("/dev/full", "wb") as full:
        place.run("personas", "list", stdout=full).expect(1, err="No space left on device")


@claim("text from the command line is taken as it is in any locale, and refused when it is no UTF-8")
def _(place):
    for locale in ("C", "C.UTF-8"):
        answer = place.run("ask", "--json", "--set", "preferred_models=rehearsal-fast", "Grüße, 世界",
                           environment={"LC_ALL": locale}).expect(0).json()
        assert "Grüße, 世界" in answer["text"], answer
        place.run("ask", b"Gr\xfc\xdfe", environment={"LC_ALL": locale}).expect(2, err="UTF-8")


harness.main()
