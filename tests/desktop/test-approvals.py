#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tools that have to be asked for, in the real application. test-approvals.py PROGRAM BUILD-ROOT"""

import os
import re
import sqlite3
import sys
import time

from pane import start, write
from session import Session, Tap

CALL = '[rehearse: call read_file {"path": "notes.txt"}]'
TRACK = {"format": "troupe-track/1", "id": "asking", "title": "Asking", "goal": "Read", "tickets": [
    {"id": "ONE", "title": "First", "description": CALL, "persona_id": "reader"},
    {"id": "TWO", "title": "Second", "description": CALL, "persona_id": "reader", "depends_on": ["ONE"]},
    {"id": "THREE", "title": "Third", "description": CALL, "persona_id": "reader", "depends_on": ["TWO"]},
    {"id": "FOUR", "title": "Fourth", "description": CALL, "persona_id": "reader", "depends_on": ["THREE"]}]}


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1100", "window-height": "760"}

    with Session(program, build_root, settings=settings) as session:
        project = os.path.join(session.home, "weather")
        write(os.path.join(project, ".troupe/tracks/asking.json"), TRACK)
        write(os.path.join(session.home, ".local/share/troupe/tool-presets/asking.json"),
              {"format": "troupe-tool-preset/1", "id": "asking", "name": "Asking", "categories": {"files": {"read_file": "ask"}}})
        write(os.path.join(project, ".troupe/personas/reader.json"),
              {"format": "troupe-persona/1", "id": "reader", "name": "Reader", "provider": "rehearsal",
               "preferred_models": ["rehearsal-fast"], "tool_preset_id": "asking"})
        with open(os.path.join(project, "notes.txt"), "w", encoding="utf-8") as file:
            file.write("Remember the milk.\n")
        start(session)
        session.action("show-page", "dashboard")
        page = session.find("group", "Dashboard")

        def asked(ticket):
            session.wait_label(f"Reader wants to use read_file for {ticket}", page)

        def press(word, after):
            """A question that has just come takes no click for a moment: it would have been meant for the one before."""
            end = time.monotonic() + 10
            while time.monotonic() < end and not any(after(text) for text in session.texts(page) if text):
                session.click("button", re.compile(word + "$"), page)
                session.settle()

        with tap.claim("a tool that has to be asked for is shown with what it is to do, and nothing goes on by itself"):
            session.action("run-track")
            asked("ONE")
            session.wait_label("notes.txt", page)
            nameless = list(session.nameless(page))
            assert not nameless, "\n".join(nameless)
            session.settle()
            session.shot("approvals-asked")
            session.key("Return")
            session.settle()
            asked("ONE")

        with tap.claim("it is allowed once, and the next one asks again"):
            press("Allow Once", lambda text: text.endswith("for TWO"))
            asked("TWO")

        with tap.claim("it is denied, with a reason that the model reads"):
            session.set_text(session.find("text", "Reason to Deny", page), "Not these notes")
            press("Deny", lambda text: text.endswith("for THREE"))
            asked("THREE")
            with sqlite3.connect(os.path.join(session.home, ".local/share/troupe/ledger.db")) as ledger:
                decided = ledger.execute("SELECT answer, decided_by, reason FROM approvals ORDER BY id").fetchall()
                result = ledger.execute("SELECT result FROM tool_calls WHERE tool = 'read_file' ORDER BY id").fetchall()[1][0]
            assert decided[:2] == [("allow-once", "person", None), ("deny", "person", "Not these notes")], decided
            assert "Not these notes" in result, result

        with tap.claim("it is allowed for the run, and nothing is asked any more"):
            session.action("answer-approval", ("run", "of another question"))
            session.settle()
            asked("THREE")
            session.action("answer-approval", ("run", ""))
            session.wait_label("4 of 4 tickets", page)
            assert not any("wants to use" in text for text in session.texts(page) if text), session.texts(page)
            session.shot("approvals-done")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
