#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Talking with a persona in the real application. test-discussion.py PROGRAM BUILD-ROOT"""

import os
import re
import signal
import subprocess
import sys

from session import Session, Tap
from talk import STOP, Talk


def check_talking(tap, session, talk):
    with tap.claim("every control has a name"):
        nameless = list(session.nameless(session.find("group", "Discussion")))
        assert not nameless, "\n".join(nameless)
        session.shot("discussion-empty")

    with tap.claim("what is typed is sent with Return, and an answer streams in"):
        assert not session.state("send")[1], "an empty message can be sent"
        talk.type("Show me a list and some code")
        session.wait(lambda: session.state("send")[1], "Send to be possible")
        session.key("Return")
        session.find("button", STOP)
        talk.answered()
        assert session.text(talk.composer()) == "", "the message is still in the composer"
        session.shot("discussion-light")

    with tap.claim("Markdown is shown as what it means"):
        talk.reads("This is a rehearsal: no model was asked.")
        shown = talk.texts()
        assert "*This is" not in shown and "```" not in shown, shown
        code = session.find("text", "C")
        assert "int\nmain (void)" in session.text(code), session.text(code)

    with tap.claim("the answer says who gave it, with which model, tokens and time"):
        talk.matches(re.compile(r"^rehearsal · [\d,]+ in, [\d,]+ out · [\d.]+ s$"))
        details = [session.description(node) for node in session.all("label", re.compile("^rehearsal ·"))]
        assert any("Persona: plain-assistant" in text and re.search("Revision: [0-9a-f]{12}", text)
                   for text in details), details

    with tap.claim("code is copied as it is"):
        code = session.text(session.find("text", "C"))
        session.click("button", "Copy Code")
        session.find("button", "Copied")
        session.action("focus-message")
        session.key("ctrl+v")
        session.wait(lambda: session.text(talk.composer()) == code, "the code to be pasted")
        session.set_text(talk.composer(), "")

    with tap.claim("the last answer is copied as Markdown"):
        session.key("ctrl+shift+c")
        talk.reads("Answer copied")
        session.action("focus-message")
        session.key("ctrl+v")
        session.wait(lambda: "```" in session.text(talk.composer()), "the answer to be pasted")
        session.set_text(talk.composer(), "")

    with tap.claim("a second question is asked with the first and its answer"):
        talk.send("And a second question")
        talk.reads("messages: 3")
        talk.answered()
        talk.reads("4 messages")


def check_asking_again(tap, session, talk):
    with tap.claim("what an older answer's Ask Again replaces can be brought back"):
        session.click(next(session.all("button", "Ask Again")))
        talk.reads("3 earlier messages replaced")
        talk.answered()
        assert "And a second question" not in talk.texts(), "the second question is still there"
        session.action("undo")
        talk.reads("You said: “And a second question”")
        talk.reads("4 messages")
        assert len(list(session.all("button", "Ask Again"))) == 2, "there is not one answer to each question"


def check_stopping(tap, session, talk):
    with tap.claim("Stop keeps what came, and says so"):
        talk.send("Go on for long [rehearse: slow][rehearse: long 400]")
        session.find("button", STOP)
        talk.reads("This is a rehearsal")
        session.key("ctrl+period")
        talk.answered()
        talk.reads("stopped")
        session.gone("button", STOP)

    with tap.claim("Ask Again asks the same question anew"):
        before = len(list(session.all("button", "Ask Again")))
        session.key("ctrl+r")
        session.wait(lambda: session.state("stop-answer")[1], "an answer under way")
        session.click("button", STOP)
        talk.answered()
        assert len(list(session.all("button", "Ask Again"))) == before, "there is another answer"

    with tap.claim("a model other than the one asked for is shown"):
        talk.send("Who are you? [rehearse: mismatch]")
        talk.reads("Asked rehearsal, served rehearsal-understudy")
        talk.answered()
        session.shot("discussion-mismatch")

    with tap.claim("a failure says what to do, and Ask Again is there"):
        talk.send("Fail [rehearse: fail rate]")
        talk.answered()
        talk.reads("ask for a pause of 1 second")


def check_following(tap, session, talk):
    with tap.claim("the view follows while the reader is at the end, and else does not"):
        talk.send("Go on [rehearse: long 600]")
        session.wait(lambda: session.state("stop-answer")[1], "an answer under way")
        width, height = session.geometry()
        subprocess.run(["xdotool", "mousemove", "--window", session.main_window(), str(width // 2), str(height // 3)],
                       env=session.env, check=True)
        assert session.maybe("button", "Go to the End") is None, "the view did not follow"
        for _ in range(12):
            subprocess.run(["xdotool", "click", "4"], env=session.env, check=True)
        session.find("button", "Go to the End")
        talk.answered()
        session.find("button", "Go to the End")
        session.shot("discussion-scrolled")
        session.click("button", "Go to the End")
        session.gone("button", "Go to the End")


def check_restart(tap, session, talk, project):
    with tap.claim("after a restart everything is found, and what was just typed"):
        talk.type("half a thought")
        session.quit()
        talk.open(project)
        talk.reads("You said: “And a second question”")
        talk.ready()
        session.wait_text("text", "Message", "half a thought")
        talk.matches(re.compile(r"^rehearsal · [\d,]+ in"))

    with tap.claim("what had streamed in is there after a kill, and says that it was cut off"):
        session.set_text(talk.composer(), "")
        talk.send("Go on for long [rehearse: slow][rehearse: long 400]")
        talk.reads("the curtain rises")
        os.kill(session.app.pid, signal.SIGKILL)
        session.app.wait()
        session.app = None
        talk.open(project)
        talk.reads("Troupe ended while this answer was coming in")
        session.key("ctrl+r")
        session.wait(lambda: session.state("stop-answer")[1], "an answer under way")
        session.action("stop-answer")
        talk.answered()

    with tap.claim("a discussion that is deleted can be brought back"):
        session.action("delete-this-discussion")
        talk.reads("Deleted “Show me a list and some code”")
        session.gone("label", "Show me a list and some code")
        session.find("label", "New Discussion")
        session.click("button", re.compile("Undo$"))
        talk.reads("You said: “And a second question”")
        session.find("label", "Show me a list and some code")


def check_keys(tap, session):
    def focus_is(name):
        session.wait(lambda: (node := session.focused()) is not None and node.get_name() == name, f"the focus on “{name}”")

    with tap.claim("F6 goes from area to area, and Shift+F6 back"):
        session.action("focus-message")
        focus_is("Message")
        for key, name in (("F6", "Persona: Plain Assistant"), ("F6", "Project: weather-cli"), ("F6", "Message"),
                          ("shift+F6", "Project: weather-cli"), ("shift+F6", "Persona: Plain Assistant"),
                          ("shift+F6", "Message")):
            session.key(key)
            focus_is(name)

    def tab_to_recent():
        session.action("focus-message")
        focus_is("Message")
        session.key("shift+F6")
        focus_is("Project: weather-cli")
        for name in ("Main Menu", "Discussion", "Dashboard", "Library", "New Discussion"):
            session.key("Tab")
            focus_is(name)
        session.key("Tab")
        session.wait(lambda: (node := session.focused()) is not None and node.get_role_name() == "list item",
                     "the focus on a discussion")

    with tap.claim("Tab goes through the sidebar from top to bottom"):
        tab_to_recent()

    with tap.claim("a recent discussion has a menu, which opens by its keys and deletes with Undo"):
        title = "Show me a list and some code"
        session.key("shift+F10")
        focus_is("Open")
        session.key("Down")
        focus_is("Delete")
        session.shot("discussion-menu")
        session.key("Return")
        session.wait_label(f"Deleted “{title}”")
        session.gone("label", title)
        session.action("undo")
        session.find("label", title)


def main(program, build_root):
    tap = Tap()

    with Session(program, build_root) as session:
        project = os.path.join(session.home, "weather-cli")
        os.makedirs(project)
        talk = Talk(session)
        talk.open(project)
        check_talking(tap, session, talk)
        check_asking_again(tap, session, talk)
        check_stopping(tap, session, talk)
        check_following(tap, session, talk)
        check_restart(tap, session, talk, project)
        check_keys(tap, session)

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
