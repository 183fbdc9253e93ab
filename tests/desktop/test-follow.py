#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to the editor, and who follows what is changed in it, or on the disk. test-follow.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from form import Editor
from pane import ADA, Pane, read, start, write
from session import Session, Tap

TRACK = {"format": "troupe-track/1", "id": "both", "title": "Both", "goal": "Try it", "tickets": [
    {"id": "ONE", "title": "First part", "persona_id": "ada"}, {"id": "TWO", "title": "Second part", "persona_id": "bob"}]}


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        write(os.path.join(session.home, "weather/.troupe/tracks/both.json"), TRACK)
        _, personas = start(session)
        path = os.path.join(personas, "ada.json")
        session.action("select-persona", "ada")
        pane = Pane(session)
        pane.expect_persona("Ada")

        def ticket(words):
            """Whether a row of the Dashboard shows these words."""
            page = session.find("group", "Dashboard")
            return session.wait(lambda: any(words in session.texts(row) for row in session.all("list item", None, page)),
                                f"a ticket of {words}")

        with tap.claim("from the persona selector, by mouse and by key"):
            session.click("button", re.compile("^Persona: Ada"))
            session.settle()
            session.click("button", re.compile("^_?Edit…"))
            editor = Editor(session, "Edit Persona")
            session.key("Escape")
            session.gone("dialog", "Edit Persona")
            session.key("ctrl+e")
            editor = Editor(session, "Edit Persona")
            editor.fill("Name", "Ada Renamed")
            editor.keep()

        with tap.claim("the selector follows at once"):
            pane.expect_persona("Ada Renamed")

        with tap.claim("from the Dashboard, by the ticket that is on show"):
            session.action("show-page", "dashboard")
            ticket("Ada Renamed")
            # With what it would be performed, and where that comes from: the line that explain has too.
            session.wait_label("persona ada@")
            session.wait_label("temperature 0.255 (persona:ada)")
            session.shot("follow-dashboard")
            session.click("button", "Edit Ada Renamed…")
            editor = Editor(session, "Edit Persona")
            editor.fill("Name", "Ada Again")
            editor.keep()
            ticket("Ada Again")
            session.find("button", "Edit Ada Again…")

        with tap.claim("what is changed on the disk is followed too"):
            write(path, dict(ADA, name="Ada on Disk", temperature=0.5))
            ticket("Ada on Disk")
            session.find("button", "Edit Ada on Disk…")
            session.action("show-page", "discussion")
            pane.expect_persona("Ada on Disk")
            pane.expect("Temperature", "0.50")

        with tap.claim("from the Library, by its row"):
            session.action("show-page", "library")
            session.wait_label("Ada on Disk", session.find("group", "Library"))
            session.action("edit-definition", ("persona", "ada"))
            editor = Editor(session, "Edit Persona")
            editor.fill("Name", "Ada")
            editor.keep()
            session.wait_label("Ada", session.find("group", "Library"))
            assert read(path)["name"] == "Ada"

        with tap.claim("a persona that is deleted is gone from the cast, and Undo brings it back"):
            session.action("show-page", "dashboard")
            ticket("Bob")
            session.action("delete-definition", ("persona", "bob"))
            session.wait(lambda: not os.path.exists(os.path.join(personas, "bob.json")), "the file to go")
            page = session.find("group", "Dashboard")
            session.wait(lambda: not any("Bob" in session.texts(row) for row in session.all("list item", None, page)),
                         "no ticket to be Bob's")
            session.action("undo")
            ticket("Bob")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
