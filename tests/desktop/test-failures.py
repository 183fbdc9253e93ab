#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong while talking, and what the application says then. test-failures.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from pane import sensitive
from session import Session, Tap
from talk import STOP, Server, Talk, write

TESTER = {"format": "troupe-persona/1", "id": "tester", "name": "Tester", "icon": "🧪", "provider": "test",
          "preferred_models": ["test-model"], "system_prompt": "You are asked by a test."}
# What the scripted server does, and what the answer says then.
FAILURES = (
    ("401", re.compile(r"\bkey\b", re.I)),
    ("429", re.compile(r"\b7 seconds|again", re.I)),
    ("cut", re.compile(r"again", re.I)),
    ("html", re.compile(r"base URL|address", re.I)),
)
ANSWER = "All **is** well."


FAST = {**TESTER, "id": "fast", "name": "Fast", "provider": "fast"}
WORDS = 4000


def providers(**urls):
    return {"format": "troupe-providers/1",
            "providers": [{"id": name, "kind": "openai", "name": name, "base_url": url} for name, url in urls.items()]}


def main(program, build_root):
    tap = Tap()
    # Each failure once, then a good answer to the same question.
    scripts = ",".join(f"{name},good" for name, _ in FAILURES)
    server = Server(build_root, "--script", scripts + ",mismatch,good", "--text", ANSWER)
    fast = Server(build_root, "--text", " ".join(f"word{number}" for number in range(WORDS)))

    with Session(program, build_root, environment={"TROUPE_TEST_API_KEY": "sesame", "TROUPE_FAST_API_KEY": "sesame"}) as session:
        project = os.path.join(session.home, "weather-cli")
        persona = os.path.join(project, ".troupe/personas/tester.json")
        write(persona, TESTER)
        write(os.path.join(project, ".troupe/personas/fast.json"), FAST)
        write(os.path.join(session.home, ".config/troupe/providers.json"), providers(test=server.url, fast=fast.url))
        talk = Talk(session)
        talk.open(project, **{"pane-visible": "false"})
        session.action("select-persona", "tester")
        session.wait(lambda: session.state("select-persona")[0] == "tester", "the persona")

        for name, says in FAILURES:
            with tap.claim(f"{name}: the answer says what to do, and asking again gives an answer"):
                talk.send(f"Question for {name}")
                talk.answered()
                talk.matches(says)
                assert "sesame" not in talk.texts(), "the key is shown"
                session.shot("failure-" + name)
                session.key("ctrl+r")
                talk.reads("All is well.")
                talk.answered()

        with tap.claim("a server that serves another model is found out"):
            talk.send("Who are you?")
            talk.reads("Asked test-model, served another-model")
            talk.answered()

        with tap.claim("a fast stream is shown whole, and the window stays alive"):
            session.action("new-discussion")
            session.action("select-persona", "fast")
            session.wait(lambda: session.state("select-persona")[0] == "fast", "the persona")
            talk.send("Fast, please")
            talk.reads(f"word{WORDS - 1}")
            talk.answered()
            shown = " ".join(text for text in session.texts() if "word" in text).split()
            missing = [number for number in range(WORDS) if f"word{number}" not in shown]
            assert not missing, f"{len(missing)} words are missing or cut, the first is {missing[0]}"
            session.action("select-persona", "tester")

        with tap.claim("a persona that is gone is said to be gone, and nobody answers in its place"):
            os.rename(persona, persona + ".away")
            talk.reads("The persona “tester” of this discussion does not exist any more.")
            assert not session.state("send-message")[1], "a message can be sent"
            talk.type("Still there?")
            assert not session.state("send")[1], "Send is possible"
            assert not session.state("retry-answer")[1], "the last question can be asked again"
            buttons = list(session.all("button", "Ask Again"))
            assert buttons, "no answer has Ask Again"
            before = talk.texts()
            for button in buttons:
                assert not sensitive(session, button), "Ask Again can be pressed"
                session.click(button)
            assert talk.texts() == before, "pressing Ask Again did something"
            session.shot("failure-persona-gone")
            session.quit()
            talk.open(project)
            talk.reads("The persona “tester” of this discussion does not exist any more.")
            session.wait_text("text", "Message", "Still there?")

        with tap.claim("it is cast again when it comes back"):
            os.rename(persona + ".away", persona)
            session.wait(lambda: session.state("send")[1], "Send to be possible")
            assert session.state("select-persona")[0] == "tester"
            session.key("ctrl+l", "ctrl+Return")
            session.wait(lambda: session.state("retry-answer")[1], "the answer")

        with tap.claim("a broken definition is named with file and line, and all can be seen"):
            write(os.path.join(project, ".troupe/personas/broken.json"), '{\n  "format": "troupe-persona/1",\n  oops\n}\n')
            talk.matches(re.compile(r"broken\.json:3:\d+: "))
            write(os.path.join(project, ".troupe/personas/worse.json"), '{\n')
            talk.reads("2 files cannot be read")
            session.click("button", re.compile("Details$"))
            talk.matches(re.compile(r"worse\.json:\d+:\d+: "))
            session.shot("failure-problems")
            # Mended while they are looked at, one after the other.
            for name in ("broken", "worse"):
                os.unlink(os.path.join(project, f".troupe/personas/{name}.json"))
                session.wait(lambda: f"{name}.json" not in talk.texts(), f"the problem of {name}.json to go")
            session.wait(lambda: "cannot be read" not in talk.texts(), "the problems to go")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    server.stop()
    fast.stop()
    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
