#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The editors for the four kinds of definitions in the real application. test-definitions.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from pane import read, sensitive, start, write
from session import Session, Tap

KINDS = [
    ("prompt-preset", "Prompt Preset", "prompts"),
    ("tool-preset", "Tool Preset", "tool-presets"),
    ("bias-profile", "Bias Profile", "bias-profiles"),
]


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        _, personas = start(session)
        mine = os.path.join(session.home, ".local/share/troupe")

        def save(dialog):
            session.click("button", re.compile("Save$"), dialog)

        for kind, title, folder in KINDS:
            path = os.path.join(mine, folder, "my-own.json")
            with tap.claim(f"a {kind} is made, edited, duplicated and deleted, and comes back with Undo"):
                session.action("new-definition", kind)
                dialog = session.find("dialog", "New " + title)
                assert not sensitive(session, session.find("button", re.compile("Save$"), dialog)), "no name, yet Save"
                nameless = list(session.nameless(dialog))
                assert not nameless, "\n".join(nameless)
                assert session.maybe("button", re.compile("Icon…$"), dialog) is None, "only personas have faces"
                session.set_text(session.find("text", "Name", dialog), "My Own")
                session.set_text(session.find("text", "Description", dialog), "Made here")
                session.shot("definition-new-" + kind)
                save(dialog)
                session.gone("dialog", "New " + title)
                assert read(path)["name"] == "My Own" and read(path)["description"] == "Made here", read(path)

                session.action("edit-definition", (kind, "my-own"))
                dialog = session.find("dialog", "Edit " + title)
                session.set_text(session.find("text", "Name", dialog), "Renamed")
                save(dialog)
                session.gone("dialog", "Edit " + title)
                assert read(path)["name"] == "Renamed" and read(path)["id"] == "my-own", read(path)

                session.action("edit-definition", (kind, "my-own"))
                dialog = session.find("dialog", "Edit " + title)
                session.click("button", title + " Menu", dialog)
                session.click("menu item", "Duplicate")
                dialog = session.find("dialog", "New " + title)
                assert session.text(session.find("text", "Name", dialog)) == "Renamed Copy"
                save(dialog)
                session.gone("dialog", "New " + title)
                assert read(os.path.join(mine, folder, "renamed-copy.json"))["description"] == "Made here"

                session.action("edit-definition", (kind, "my-own"))
                dialog = session.find("dialog", "Edit " + title)
                session.click("button", title + " Menu", dialog)
                session.click("menu item", "Delete")
                session.wait_label("Deleted “Renamed”")
                session.wait(lambda: not os.path.exists(path), "the file to go")
                session.action("undo")
                session.wait(lambda: os.path.exists(path), "the file to come back")

        with tap.claim("what is not there is said to be gone, and a word that names no kind does nothing"):
            session.action("edit-definition", ("tool-preset", "nobody"))
            session.wait_label("There is no “nobody” any more")
            session.action("new-definition", "track")
            session.action("new-definition", "pear")
            session.settle()
            # A toast is a dialog too, with no name, where the toolkit says so.
            dialogs = [node.get_name() for node in session.all("dialog") if node.get_name()]
            assert dialogs == ["New Discussion"], dialogs

        with tap.claim("a built-in one opens as a copy"):
            session.action("edit-definition", ("tool-preset", "read-only"))
            dialog = session.find("dialog", "Copy of Read Only")
            session.shot("definition-built-in")
            session.set_text(session.find("text", "Name", dialog), "Read Only, Mine")
            save(dialog)
            session.gone("dialog", "Copy of Read Only")
            assert read(os.path.join(mine, "tool-presets/read-only.json"))["name"] == "Read Only, Mine"

        with tap.claim("a preset is made and edited from the persona that has it"):
            session.action("edit-persona", "ada")
            dialog = session.find("dialog", "Edit Persona")
            session.click("button", "Tools", dialog)
            session.settle()
            session.click("button", "New Tool Preset…", dialog)
            inner = session.find("dialog", "New Tool Preset")
            session.shot("definition-nested")
            session.set_text(session.find("text", "Name", inner), "Nested")
            save(inner)
            session.gone("dialog", "New Tool Preset")
            session.wait(lambda: session.description(session.find("combo box", "Tool Preset", dialog)) == "Nested",
                         "the new preset to be chosen")
            session.click("button", "Edit Tool Preset…", dialog)
            inner = session.find("dialog", "Edit Tool Preset")
            session.set_text(session.find("text", "Name", inner), "Nested Twice")
            save(inner)
            session.gone("dialog", "Edit Tool Preset")
            session.wait(lambda: session.description(session.find("combo box", "Tool Preset", dialog)) == "Nested Twice",
                         "the new name to show")
            save(dialog)
            session.gone("dialog", "Edit Persona")
            assert read(os.path.join(personas, "ada.json"))["tool_preset_id"] == "nested"

        def menu(dialog, title, item):
            session.click("button", title + " Menu", dialog)
            session.click("menu item", item)

        def choose(title, path):
            session.find(None, title)
            session.settle()
            if title == "Import":
                session.key("ctrl+l")
                session.settle()
            session.key("ctrl+a")
            session.type(path)
            session.settle()
            # What was completed meanwhile is of no use.
            session.key("shift+End", "Delete")
            session.settle()
            session.key("Return")

        with tap.claim("an export says what is in the form, Rename leads to the name"):
            out = os.path.join(session.home, "out.json")
            session.action("edit-definition", ("bias-profile", "my-own"))
            dialog = session.find("dialog", "Edit Bias Profile")
            menu(dialog, "Bias Profile", "Rename")
            session.settle()
            session.type("Typed Anew")
            session.wait_text("text", "Name", "Typed Anew", dialog)
            menu(dialog, "Bias Profile", "Export…")
            choose("Export", out)
            session.wait(lambda: os.path.exists(out), "the file to be written")
            session.wait_label("Exported to “out.json”")
            session.shot("definition-exported")
            assert read(out)["name"] == "Typed Anew", read(out)
            assert read(os.path.join(mine, "bias-profiles/my-own.json"))["name"] == "Renamed"

        with tap.claim("an import fills the form and keeps the id"):
            write(out, dict(read(out), id="another", name="From Outside", tool_weights={"read_file": 5}))
            menu(dialog, "Bias Profile", "Import…")
            choose("Import", out)
            session.wait_text("text", "Name", "From Outside", dialog)
            save(dialog)
            session.gone("dialog", "Edit Bias Profile")
            saved = read(os.path.join(mine, "bias-profiles/my-own.json"))
            assert saved["id"] == "my-own" and saved["name"] == "From Outside" and saved["tool_weights"] == {"read_file": 5}, saved

        with tap.claim("a file with a mistake says where, and changes nothing"):
            with open(out, "w", encoding="utf-8") as file:
                file.write('{"format": "troupe-bias-profile/1",\n  "id": pear}\n')
            session.action("edit-definition", ("bias-profile", "my-own"))
            dialog = session.find("dialog", "Edit Bias Profile")
            menu(dialog, "Bias Profile", "Import…")
            choose("Import", out)
            session.wait_label("correct the file and import it again. “out.json”, line 2, column 9: ", dialog)
            session.shot("definition-import-mistake")
            write(out, {"format": "troupe-prompt/1", "id": "a", "name": "A"})
            menu(dialog, "Bias Profile", "Import…")
            choose("Import", out)
            session.wait_label("“out.json”: there is no bias profile in it; choose another file", dialog)
            session.key("Escape")
            session.gone("dialog", "Edit Bias Profile")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
