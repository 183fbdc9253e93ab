#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to the editor, and who follows what is changed in it, or on the disk. test-follow.py PROGRAM BUILD-ROOT"""

import os
import re
import subprocess
import sys

from form import Editor
from pane import ADA, Pane, read, start, write
from session import Session, Tap

TRACK = {"format": "troupe-track/1", "id": "both", "title": "Both", "goal": "Try it", "tickets": [
    {"id": "ONE", "title": "First part", "persona_id": "ada"}, {"id": "TWO", "title": "Second part", "persona_id": "bob"}]}


def count_red(path):
    """How many pixels of a picture are red."""
    out = subprocess.run(["convert", path, "-depth", "8", "rgb:-"], stdout=subprocess.PIPE, check=True).stdout
    return sum(red > 190 and green < 90 and blue < 90 for red, green, blue in zip(out[0::3], out[1::3], out[2::3]))


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

        def library(name, is_there=True):
            """Waits until the Library has a persona of exactly this name, or none."""
            session.wait(lambda: (name in session.texts(session.find("group", "Library"))) == is_there,
                         f"“{name}” {'to be' if is_there else 'not to be'} in the Library")

        def chosen(name, is_there=True):
            """Waits until the list of the selector has a persona of this name, or none."""
            session.click(pane.selector)
            search = session.find("text", "Search personas")
            session.set_text(search, name)
            listed = session.find("list", "Personas")
            session.wait(lambda: (name in session.texts(listed)) == is_there,
                         f"“{name}” {'to be' if is_there else 'not to be'} among those to choose from")
            session.key("Escape")
            session.gone("text", "Search personas")

        def reds():
            """How much red is to be seen on each page: assistive technology passes over a face, beside a name."""
            found = []
            for page in ("discussion", "library", "dashboard"):
                session.action("show-page", page)
                found.append(count_red(session.shot("follow-face-" + page)))
            return found

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
            session.wait_label("Talk With Ada Renamed")
            session.find("button", "Ada Renamed", session.find("group", "Discussion"))

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

        with tap.claim("from the Library, by its row, and there the name is followed as well"):
            session.action("show-page", "library")
            library("Ada on Disk")
            session.click("button", "Actions for “Ada on Disk”")
            session.click("menu item", "Edit…")
            editor = Editor(session, "Edit Persona")
            editor.fill("Name", "Ada")
            editor.keep()
            library("Ada")
            library("Ada on Disk", False)
            assert read(path)["name"] == "Ada"

        with tap.claim("a new face shows in the selector, the Library and the Dashboard"):
            before = reds()
            session.action("edit-definition", ("persona", "ada"))
            editor = Editor(session, "Edit Persona")
            editor.section("JSON")
            text = editor.shown("JSON")
            assert "🦉" in text, text
            session.set_text(session.find("text", "JSON", editor.dialog), text.replace("🦉", "🟥"))
            session.settle()
            editor.keep()
            assert read(path)["icon"] == "🟥"
            session.wait(lambda: all(new > old + 60 for old, new in zip(before, reds())), "the new face everywhere", 30)
            write(path, dict(read(path), icon="🦉"))
            session.wait(lambda: all(new < old + 20 for old, new in zip(before, reds())), "the old face everywhere", 30)

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

        with tap.claim("one that is on show and deleted is missed in AI Settings until Undo brings it back"):
            session.action("show-page", "discussion")
            pane.expect_persona("Ada")
            session.action("delete-definition", ("persona", "ada"))
            session.wait(lambda: not os.path.exists(path), "the file to go")
            session.wait(lambda: pane.persona() != "Ada" or session.description(pane.selector), "the selector to say so")
            session.shot("follow-missing")
            chosen("Ada", False)
            session.action("undo")
            session.wait(lambda: os.path.exists(path), "the file to come back")
            pane.expect_persona("Ada")
            pane.expect("Temperature", "0.50")
            chosen("Ada")

        with tap.claim("one whose file is deleted on the disk vanishes everywhere"):
            chosen("Bob")
            os.unlink(os.path.join(personas, "bob.json"))
            chosen("Bob", False)
            session.action("show-page", "library")
            library("Bob", False)
            session.action("show-page", "dashboard")
            page = session.find("group", "Dashboard")
            session.wait(lambda: not any("Bob" in session.texts(row) for row in session.all("list item", None, page)),
                         "no ticket to be Bob's")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
