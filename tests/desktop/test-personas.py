#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Personas and AI Settings in the real application. test-personas.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from pane import ADA, Pane, read, sensitive, start, write
from session import Session, Tap


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        mine = os.path.join(session.home, ".local/share/troupe/personas")
        with tap.claim("the window opens with AI Settings and a persona"):
            _, personas = start(session)
            pane = Pane(session)
            session.action("select-persona", "ada")
            pane.expect_persona("Ada")

        with tap.claim("a broken file is named, and its last good version stays"):
            with open(os.path.join(personas, "ada.json"), "w", encoding="utf-8") as file:
                file.write('{"format": "troupe-persona/1",\n  "id": ada}\n')
            session.wait_label("ada.json")
            pane.expect("Temperature", "0.255", "")
            session.shot("personas-broken")
            write(os.path.join(personas, "ada.json"), dict(ADA, temperature=0.5))
            pane.expect("Temperature", "0.50", "")

        with tap.claim("the selector finds by any word, and Return chooses"):
            session.click(pane.selector)
            search = session.find("text", "Search personas")
            session.shot("personas-selector")
            session.set_text(search, "build thi")
            session.wait(lambda: len(list(session.all("list item", None, session.find("list", "Personas")))) == 2
                         or session.maybe("label", "Bob") is not None, "Bob to be found")
            session.key("Return")
            pane.expect_persona("Bob")

        with tap.claim("a new persona is made in the dialog and selected"):
            session.action("new-persona")
            dialog = session.find("dialog", "New Persona")
            save = session.find("button", re.compile("Save$"), dialog)
            assert not sensitive(session, save), "Save is sensitive without a name"
            nameless = list(session.nameless(dialog))
            assert not nameless, "\n".join(nameless)
            session.set_text(session.find("text", "Name", dialog), "Dora the Debugger")
            session.set_text(session.find("text", "Description", dialog), "Finds it")
            session.click("button", "Prompt", dialog)
            session.set_text(session.find("text", "System Prompt", dialog), "You are Dora.\nYou look first.")
            session.shot("personas-editor-new")
            session.wait(lambda: sensitive(session, save), "Save to become sensitive")
            session.click(save)
            pane.expect_persona("Dora the Debugger")
            saved = read(os.path.join(mine, "dora-the-debugger.json"))
            assert saved["system_prompt"] == "You are Dora.\nYou look first.", saved
            assert "temperature" not in saved, saved

        with tap.claim("an edit is saved, Cancel and Escape drop it after asking"):
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Name", dialog), "Dora")
            session.shot("personas-editor")
            session.click("button", re.compile("Save$"), dialog)
            pane.expect_persona("Dora")
            session.gone("dialog", "Edit Persona")
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Name", dialog), "Nobody")
            session.click("button", re.compile("Cancel$"), dialog)
            session.wait_label("Save Changes?")
            session.shot("personas-unsaved")
            session.click("button", re.compile("Discard$"))
            session.gone("dialog", "Edit Persona")
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.settle()
            session.key("Escape")
            session.gone("dialog", "Edit Persona")
            pane.expect_persona("Dora")
            assert read(os.path.join(mine, "dora-the-debugger.json"))["name"] == "Dora"

        with tap.claim("quitting with an unsaved edit asks first, once, and closes nothing"):
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Name", dialog), "Nobody")
            windows = session.window_ids()
            for name, leave in (("quit", lambda: session.action("quit", application=True)),
                                ("Alt+F4", lambda: session.key("alt+F4"))):
                leave()
                session.wait(lambda: len(session.window_ids()) > len(windows), f"{name} to ask")
                session.wait_label("Save Changes?")
                asking = session.window_ids()
                session.action("quit", application=True)
                assert session.texts() and session.window_ids() == asking, "it asks again over the question"
                session.key("Escape")
                session.wait(lambda: session.window_ids() == windows, "the question to go")
                assert session.text(session.find("text", "Name", dialog)) == "Nobody"
            session.key("Escape")
            session.wait_label("Save Changes?")
            session.click("button", re.compile("Discard$"))
            session.gone("dialog", "Edit Persona")
            assert read(os.path.join(mine, "dora-the-debugger.json"))["name"] == "Dora"

        with tap.claim("duplicating from the dialog's menu asks about an unsaved edit first"):
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Name", dialog), "Dora D.")
            session.click("button", "Persona Menu", dialog)
            session.click("menu item", "Duplicate")
            session.wait_label("Save Changes?")
            session.click("button", re.compile("Save$"), session.find(None, re.compile("Save Changes")))
            copy = session.find("dialog", "New Persona")
            session.wait(lambda: read(os.path.join(mine, "dora-the-debugger.json"))["name"] == "Dora D.", "the edit saved")
            session.click("button", re.compile("Cancel$"), copy)
            session.gone("dialog", "New Persona")
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Name", dialog), "Dora")
            session.click("button", re.compile("Save$"), dialog)
            session.gone("dialog", "Edit Persona")

        with tap.claim("a file that changed under the dialog is a conflict, and a person chooses"):
            path = os.path.join(mine, "dora-the-debugger.json")
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Description", dialog), "Mine")
            write(path, dict(read(path), description="Theirs"))
            session.find("button", "Keep Mine", dialog)
            save = session.find("button", re.compile("Save$"), dialog)
            assert not sensitive(session, save), "Save would overwrite what nobody has looked at"
            assert read(path)["description"] == "Theirs"
            session.shot("personas-conflict")
            session.click("button", "Compare…", dialog)
            compare = session.find("dialog", "Compare")
            text = session.text(session.find("text", "Differences", compare))
            assert '-  "description": "Theirs"' in text and '+  "description": "Mine"' in text, text
            session.shot("personas-compare")
            session.key("Escape")
            session.gone("dialog", "Compare")
            session.click("button", "Keep Mine", dialog)
            session.wait(lambda: sensitive(session, save), "Save again")
            session.click(save)
            session.gone("dialog", "Edit Persona")
            assert read(path)["description"] == "Mine"
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Description", dialog), "Mine again")
            write(path, dict(read(path), description="Theirs again"))
            session.click("button", "Take Theirs", dialog)
            session.wait_text("text", "Description", "Theirs again", dialog)
            write(path, dict(read(path), description="Theirs for good"))
            session.wait_text("text", "Description", "Theirs for good", dialog)
            session.key("Escape")
            session.gone("dialog", "Edit Persona")
            assert read(path)["description"] == "Theirs for good"

        with tap.claim("a duplicate keeps all but name and id, however long and in whatever script"):
            text = "Zeile 🎭 שורה\n" * 4000
            write(os.path.join(personas, "ada.json"), dict(ADA, system_prompt=text))
            session.action("select-persona", "ada")
            pane.expect("System Prompt", re.compile("^Zeile"))
            session.action("duplicate-persona", "ada")
            dialog = session.find("dialog", "New Persona")
            assert session.text(session.find("text", "Name", dialog)) == "Ada Copy"
            session.set_text(session.find("text", "Name", dialog), "عدا 🦉")
            session.shot("personas-editor-long")
            session.click("button", re.compile("Save$"), dialog)
            session.gone("dialog", "New Persona")
            pane.expect_persona("عدا 🦉")
            copies = [read(os.path.join(personas, name)) for name in os.listdir(personas)]
            copy = next(each for each in copies if each["name"] == "عدا 🦉")
            assert copy["system_prompt"] == text and copy["temperature"] == 0.255 and copy["x-kept"] == [1, 2.5], copy["id"]

        with tap.claim("overrides are saved as a new persona, and nothing is left to undo"):
            session.action("select-persona", "ada")
            session.action("set-field", ("temperature", "0.9"))
            pane.expect_overrides(["Temperature"])
            session.action("save-as-persona")
            dialog = session.find("dialog", "New Persona")
            session.set_text(session.find("text", "Name", dialog), "Hot Ada")
            session.click("button", re.compile("Save$"), dialog)
            pane.expect_persona("Hot Ada")
            pane.expect("Temperature", "0.90", "")
            assert read(os.path.join(personas, "hot-ada.json"))["temperature"] == 0.9
            assert read(os.path.join(personas, "ada.json"))["temperature"] == 0.255
            assert not any("dropped" in text for text in session.texts())

        with tap.claim("editing a built-in makes a copy of one's own, which can be restored"):
            session.action("select-persona", "careful-reviewer")
            session.action("set-field", ("temperature", "0.9"))
            pane.expect_overrides(["Temperature"])
            session.action("save-to-persona")
            pane.expect("Temperature", "0.90", "")
            path = os.path.join(mine, "careful-reviewer.json")
            assert read(path)["temperature"] == 0.9
            session.action("delete-persona", "careful-reviewer")
            pane.expect("Temperature", "0.10", "")
            assert not os.path.exists(path)

        with tap.claim("a deleted persona comes back with Undo"):
            path = os.path.join(mine, "dora-the-debugger.json")
            with open(path, "rb") as file:
                before = file.read()
            session.action("select-persona", "dora-the-debugger")
            session.action("set-field", ("temperature", "0.7"))
            pane.expect_overrides(["Temperature"])
            session.action("delete-persona", "dora-the-debugger")
            session.wait_label("Deleted “Dora”")
            session.wait_label("This persona is not there any more")
            session.wait(lambda: not os.path.exists(path), "the file to go")
            session.action("undo")
            session.wait(lambda: os.path.exists(path), "the file to come back")
            with open(path, "rb") as file:
                assert file.read() == before
            pane.expect_persona("Dora")
            pane.expect_overrides(["Temperature"])
            assert session.maybe("label", re.compile("not there any more")) is None
            session.action("revert-all")

        with tap.claim("after a restart everything is as it was"):
            session.action("delete-persona", "bob")
            session.wait(lambda: not os.path.exists(os.path.join(personas, "bob.json")), "Bob to go")
            session.quit()
            session.launch()
            pane = Pane(session)
            session.wait(lambda: session.state("new-persona")[1], "the workspace")
            session.action("select-persona", "dora-the-debugger")
            pane.expect_persona("Dora")
            pane.expect("System Prompt", re.compile("^You are Dora. You look first."), "")
            session.action("select-persona", "bob")
            session.wait_label("bob")
            pane.expect_persona("Dora")

        with tap.claim("Ctrl+Q in an editor asks about the edit, once, and quits when that is answered"):
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Name", dialog), "Dora Q.")
            windows = session.window_ids()
            for key in ("ctrl+q", "ctrl+w"):
                session.key(key)
                session.wait_label("Save Changes?")
                session.key("Escape")
                session.wait(lambda: session.window_ids() == windows, "the question to go")
            session.key("ctrl+q")
            question = session.find(None, re.compile("Save Changes"))
            asking = session.window_ids()
            session.key("ctrl+q")
            session.settle()
            assert session.window_ids() == asking, "it asks again over the question"
            session.click("button", re.compile("Save$"), question)
            session.app.wait(20)
            session.quit()
            assert read(os.path.join(mine, "dora-the-debugger.json"))["name"] == "Dora Q."

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
