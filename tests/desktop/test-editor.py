#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of the persona editor in the real application. test-editor.py PROGRAM BUILD-ROOT"""

import os
import re
import subprocess
import sys

from pane import read, sensitive, start
from session import Session, Tap

SECTIONS = ["Identity", "Model", "Prompt", "Tools", "Tiers", "Try It"]


def tabbed(session, dialog, key, times=13):
    """The names of what has the focus, one press after the other, and of what that is part of."""
    passed = set()
    for _ in range(times):
        session.key(key)
        session.settle()
        node = next((node for node in session.walk(dialog)
                     if node.get_state_set().contains(session.Atspi.StateType.FOCUSED)), None)
        for _ in range(3):
            if node is not None:
                passed.add(node.get_name())
                node = node.get_parent()
    return passed


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        project, personas = start(session)
        path = os.path.join(personas, "ada.json")
        before = read(path)

        with tap.claim("every section opens, looks at nothing but the copy, and names its controls"):
            session.action("edit-persona", "ada")
            dialog = session.find("dialog", "Edit Persona")
            save = session.find("button", re.compile("Save$"), dialog)
            for title in SECTIONS:
                session.click("button", title, dialog)
                session.settle()
                nameless = list(session.nameless(dialog))
                assert not nameless, title + "\n" + "\n".join(nameless)
                session.shot("editor-" + title.lower().replace(" ", "-"))
            assert not sensitive(session, save), "looking at a section changed the persona"
            assert read(path) == before

        with tap.claim("Ctrl+Page Up and Ctrl+Page Down go round the sections"):
            session.key("ctrl+Page_Down")
            session.find("text", "Name", dialog)
            session.key("ctrl+Page_Down")
            session.find("button", "Add Model", dialog)
            session.key("ctrl+Page_Up")
            session.find("text", "Name", dialog)
            session.key("Tab", "Tab", "Tab")
            for role, control in (("text", "Name"), ("button", "Add Model"), ("text", "System Prompt")):
                session.find(role, control, dialog)
                session.key("ctrl+Page_Down")
            session.find("combo box", "Tool Preset", dialog)

        with tap.claim("Tab goes through all of a section, the list of sections and the buttons, both ways"):
            for section, control, key in (("Identity", "Change Icon…", "Tab"), ("Prompt", "Prompt Preset", "shift+Tab")):
                session.click("button", section, dialog)
                passed = tabbed(session, dialog, key)
                missed = {section, control, "Persona Menu"} - passed
                assert not missed, f"{key} in {section} never comes to {missed}, only to {passed}"

        with tap.claim("a prompt that is typed shows as it will be sent"):
            session.click("button", "Prompt", dialog)
            session.set_text(session.find("text", "System Prompt", dialog), "You are Ada.\nYou count *pears*.")
            session.wait_label("You are Ada. You count", dialog)
            session.wait(lambda: sensitive(session, save), "Save to become sensitive")

        with tap.claim("the tools follow from the tool preset"):
            session.click("button", "Tools", dialog)
            session.wait_label("search_files")
            session.click("combo box", "Tool Preset", dialog)
            session.settle()
            session.key("Up")
            session.key("Return")
            session.settle()
            session.shot("editor-tools-chosen")

        with tap.claim("the persona is heard before it is kept"):
            session.click("button", "Try It", dialog)
            session.settle()
            session.set_text(session.find("text", "Something to Try", dialog), "How many pears?")
            session.click("button", "Send", dialog)
            session.wait_label("How many pears?", dialog)
            session.gone("button", "Stop", dialog)
            session.wait_label("is a rehearsal", dialog)
            session.shot("editor-try-it-answer")
            assert read(path) == before, "trying wrote the file"

        with tap.claim("Save keeps what was set, and a restart finds it"):
            session.click(save)
            session.gone("dialog", "Edit Persona")
            session.wait(lambda: read(path).get("system_prompt") == "You are Ada.\nYou count *pears*.", "the prompt to be saved")
            saved = read(path)
            assert saved.get("tool_preset_id") != before.get("tool_preset_id"), saved
            session.quit()
            session.launch("--project", project)
            session.action("edit-persona", "ada")
            dialog = session.find("dialog", "Edit Persona")
            session.click("button", "Prompt", dialog)
            assert session.text(session.find("text", "System Prompt", dialog)) == "You are Ada.\nYou count *pears*."
            session.key("Escape")
            session.gone("dialog", "Edit Persona")
            assert read(path) == saved

        with tap.claim("what holds Save back is said at the foot, which leads there"):
            session.action("edit-definition", ("persona", "ada"))
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Name", dialog), "")
            session.wait_label("A persona needs a name", dialog)
            session.click("button", "Tools", dialog)
            session.settle()
            assert "needs a name" in session.description(session.find("button", "Identity", dialog))
            session.click("button", "Identity", dialog)
            session.set_text(session.find("text", "Description", dialog), "No name, but a description")
            session.settle()
            assert session.text(session.find("text", "Name", dialog)) == "", "its id has become its name"
            session.click("button", "Tools", dialog)
            session.click("button", "A persona needs a name", dialog)
            session.find("text", "Name", dialog)
            session.settle()
            session.type("Ada")
            session.wait_text("text", "Name", "Ada", dialog)
            session.wait(lambda: session.maybe("button", "A persona needs a name", dialog) is None, "the foot to go")
            session.settle()
            session.key("Escape")
            session.find("dialog", "Save Changes?")
            session.click("button", re.compile("Discard$"))
            session.gone("dialog", "Edit Persona")

        with tap.claim("in a narrow window a button opens the list of sections"):
            windows = set(session.window_ids())
            session.action("edit-persona", "ada")
            dialog = session.find("dialog", "Edit Persona")
            window = session.wait(lambda: next(iter(set(session.window_ids()) - windows), None), "the dialog's window")
            subprocess.run(["xdotool", "windowsize", "--sync", window, "380", "640"], env=session.env, check=False, timeout=20)
            session.settle()
            session.click("button", "Section Identity, 1 of 7", dialog)
            session.settle()
            session.shot("editor-narrow-sections")
            session.click("button", "Tools", dialog)
            session.find("combo box", "Tool Preset", dialog)
            session.settle()
            session.shot("editor-narrow-tools")
            session.key("ctrl+Page_Down")
            session.find("button", "Section Tiers, 5 of 7", dialog)
            session.key("Escape")
            session.gone("dialog", "Edit Persona")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
