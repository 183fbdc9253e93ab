#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The library in the real application. test-library.py PROGRAM BUILD-ROOT"""

import os
import re
import subprocess
import sys
import time

from pane import read, write
from place import list_rows, on_screen
from session import Failure, Session, Tap

READER = {"format": "troupe-persona/1", "id": "reader", "name": "Reader", "description": "Reads aloud.", "icon": "📖",
          "system_prompt": "You pronounce every syllable.", "prompt_preset_id": "manners", "tier_assignments": {"qa": {}}}
SINGER = {"format": "troupe-persona/1", "id": "singer", "name": "Größte Sängerin", "description": "Sings.",
          "prompt_preset_id": "manners", "tool_preset_id": "read-only"}
DANCER = {"format": "troupe-persona/1", "id": "dancer", "name": "Dancer <b>&amp;", "description": "Dances."}
MANNERS = {"format": "troupe-prompt/1", "id": "manners", "name": "Manners", "system_prompt": "Say please."}
SHARED = {"format": "troupe-persona/1", "id": "shared", "name": "Shared", "description": "Of the project."}

TITLES = {"persona": "Personas", "prompt-preset": "Prompt Presets", "tool-preset": "Tool Presets",
          "bias-profile": "Bias Profiles"}


class Library:
    """The page, as a person reads it."""

    def __init__(self, session, home):
        self.session = session
        self.home = home

    def page(self):
        return self.session.find("group", "Library")

    def items(self, kind="persona"):
        session = self.session
        view = session.maybe("list", TITLES[kind], self.page())
        return {item.get_name(): item for item in session.all("list item", None, view)} if view is not None else {}

    def rows(self, kind="persona"):
        view = self.session.maybe("list", TITLES[kind], self.page())
        return list_rows(self.session, view) if view is not None else []

    def expect(self, rows, kind="persona"):
        seen = []

        def fits():
            seen[:] = self.rows(kind)
            return seen == rows
        try:
            self.session.wait(fits, "the rows of the list")
        except Failure:
            raise Failure(f"there is {seen} in place of {rows}") from None

    def has(self, *names, kind="persona"):
        self.session.wait(lambda: set(names) <= set(self.items(kind)) or set(names) <= set(self.rows(kind)), f"{names} in the list")

    def lacks(self, *names, kind="persona"):
        self.session.wait(lambda: not set(names) & set(self.rows(kind)), f"{names} to leave the list")

    def texts(self, name, kind="persona"):
        item = self.session.wait(lambda: self.items(kind).get(name), f"the row of “{name}”")
        return self.session.texts(item)

    def select(self, *ids):
        self.session.action("library-select", self.session.GLib.Variant("as", ids))
        if len(ids) > 1:
            self.session.wait_label(f"{len(ids)} selected")
        else:
            self.session.wait(lambda: self.session.state("library-delete")[1], "something to be selected")

    def take_in(self, *paths):
        uris = ["file://" + path for path in paths]
        self.session.action("library-import-files", self.session.GLib.Variant("as", uris))

    def point(self, node, button=1):
        """Clicks on it with the mouse: a check box has no action in older versions of the toolkit."""
        session = self.session
        session.settle()
        left, top, width, height = on_screen(session, node)
        subprocess.run(["xdotool", "mousemove", str(left + width // 2), str(top + height // 2), "click", str(button)],
                       env=session.env, check=True, stdout=subprocess.DEVNULL)

    def open_and_close_menu(self, name, label):
        """Clicks on a row until its menu is there, and closes it by key.

        On GTK 4.8 and X11, any menu that was closed by key can still get the next clicks although it is gone."""
        item = re.compile(label)

        def opened():
            self.point(self.items()[name], 3)
            for _ in range(20):
                if self.session.maybe("menu item", item):
                    return True
                time.sleep(0.05)
            return False

        self.session.wait(opened, f"the menu of “{name}”")
        self.session.key("Escape")
        self.session.gone("menu item", item)

    def choose(self, name):
        """Clicks on a row until it is the one that is selected; see open_and_close_menu()."""
        def chosen():
            self.point(self.items()[name])
            time.sleep(0.2)
            return self.items()[name].get_state_set().contains(self.session.Atspi.StateType.SELECTED)

        self.session.wait(chosen, f"“{name}” to be selected")

    def undo(self):
        """Takes back by the button, or by the action where a busy machine took longer than it stays, or an older one is going."""
        buttons = list(self.session.all("button", re.compile("Undo")))
        if len(buttons) != 1 or self.session.press(buttons[0]) is None:
            self.session.action("undo")

    def file(self, kind, name):
        return os.path.join(self.home, kind, name + ".json")


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800", "page": "'library'"}

    with Session(program, build_root, settings=settings) as session:
        home = os.path.join(session.home, ".local/share/troupe")
        project = os.path.join(session.home, "project")
        outside = os.path.join(session.home, "outside")
        os.makedirs(outside)
        library = Library(session, home)
        for definition in (READER, SINGER, DANCER):
            write(library.file("personas", definition["id"]), definition)
        write(library.file("prompts", "manners"), MANNERS)
        write(os.path.join(project, ".troupe/personas/shared.json"), SHARED)

        with tap.claim("the personas of all scopes are listed, and each control has a name"):
            session.launch("--project", project)
            library.has("Careful Reviewer", "Reader", "Größte Sängerin", "Dancer <b>&amp;", "Shared")
            texts = library.texts("Reader")
            assert "User" in texts and "Reads aloud." in texts and "QA" in texts, texts
            assert "Project" in library.texts("Shared"), library.texts("Shared")
            nameless = list(session.nameless(library.page()))
            assert not nameless, "\n".join(nameless)
            session.shot("library")

        with tap.claim("what is typed is searched in names, descriptions and prompts"):
            session.key("ctrl+f")
            search = session.find("text", "Search names, descriptions and prompts")
            session.wait(lambda: (focused := session.focused()) is not None and focused.get_role_name() in ("text", "entry"),
                         "the focus to be in the search")
            session.type("SYLL")
            library.expect(["Reader"])
            session.wait_label("1 of 13 personas")
            session.set_text(search, "grosste sang")
            library.expect(["Größte Sängerin"])
            session.set_text(search, "<b>&")
            library.expect(["Dancer <b>&amp;"])
            session.set_text(search, "qqq zzz")
            session.wait_label("Nothing Found")
            session.shot("library-nothing-found")
            session.click("button", re.compile("Show All$"))
            library.has("Careful Reviewer", "Reader")

        with tap.claim("scope and tier filter, and the order can be chosen"):
            session.click("button", "User", library.page())
            library.expect(["Dancer <b>&amp;", "Größte Sängerin", "Reader"])
            session.action("library-tier", "qa")
            library.expect(["Reader"])
            session.click("button", "All", library.page())
            library.expect(["Careful Reviewer", "Reader"])
            session.action("library-tier", "any")
            session.action("library-sort", "scope")
            session.wait(lambda: library.rows()[:4] == ["Shared", "Dancer <b>&amp;", "Größte Sängerin", "Reader"],
                         "the project's persona to be first")
            write(library.file("personas", "reader"), dict(READER, description="Reads very loudly."))
            session.action("library-sort", "changed")
            session.wait(lambda: library.rows()[:1] == ["Reader"], "what was changed last to be first")
            assert "Reads very loudly." in library.texts("Reader"), library.texts("Reader")
            session.action("library-sort", "name")
            session.click("button", "Library Menu")
            session.find("menu item", re.compile("Worker"))
            session.shot("library-view-menu")
            session.key("Escape")

        with tap.claim("each kind says by whom it is used"):
            session.click("button", "Prompt Presets", library.page())
            library.has("Manners", "House Rules", kind="prompt-preset")
            texts = library.texts("Manners", "prompt-preset")
            assert "Used by Größte Sängerin and Reader" in texts and "Say please." in texts, texts
            session.click("button", "Tool Presets", library.page())
            library.has("Read Only", kind="tool-preset")
            session.wait(lambda: any(text.startswith("Used by ") for text in library.texts("Read Only", "tool-preset")), "users")
            session.click("button", "Bias Profiles", library.page())
            library.has("Prefer Search", kind="bias-profile")
            session.shot("library-bias")

        with tap.claim("deleting what is used says by whom, and Undo brings it back"):
            session.action("library-kind", "prompt-preset")
            library.select("manners")
            session.action("library-delete")
            session.wait_label("Deleted “Manners”, used by Größte Sängerin and Reader")
            session.shot("library-deleted-used")
            library.lacks("Manners", kind="prompt-preset")
            library.undo()
            library.has("Manners", kind="prompt-preset")
            assert read(library.file("prompts", "manners")) == MANNERS

        with tap.claim("several are selected and deleted, what is built in stays, and Undo brings them back"):
            session.action("library-kind", "persona")
            library.select("reader", "dancer", "planner")
            nameless = list(session.nameless(library.page()))
            assert not nameless, "\n".join(nameless)
            session.find("check box", "Select “Reader”")
            session.shot("library-selecting")
            session.click("button", re.compile("Delete$"), library.page())
            session.wait_label("Deleted 2 personas; 1 is built in and stays")
            library.lacks("Reader", "Dancer <b>&amp;")
            library.has("Planner", "Größte Sängerin")
            library.undo()
            library.has("Reader", "Dancer <b>&amp;")
            library.select("planner")
            session.action("library-delete")
            session.wait_label("What is built in cannot be deleted")
            library.has("Planner")

        with tap.claim("a row is selected by a click on its box, and Escape lets go of all"):
            session.action("library-scope", "user")
            library.expect(["Dancer <b>&amp;", "Größte Sängerin", "Reader"])
            session.click("button", "Select Several")
            library.point(session.find("check box", "Select “Reader”"))
            session.wait_label("1 selected")
            library.point(library.items()["Größte Sängerin"])
            session.wait_label("2 selected")
            library.point(library.items()["Größte Sängerin"])
            session.wait_label("1 selected")
            session.action("library-cancel")
            session.wait_label("3 of 13 personas")

        with tap.claim("a row has its menu at a right click and by the menu key, and keys of its own"):
            for name in ("Reader", "Größte Sängerin", "Reader"):
                library.open_and_close_menu(name, "Use in Discussion")
            library.choose("Größte Sängerin")
            session.wait(lambda: session.state("library-edit")[1], "a row to be selected")
            session.key("Menu")
            session.find("menu item", re.compile("Rename"))
            session.key("Escape")
            session.gone("menu item", re.compile("Rename"))
            session.key("F2")
            session.find("dialog", "Rename")
            session.key("Escape")
            session.gone("dialog", "Rename")
            session.key("ctrl+a")
            session.wait_label("3 selected")
            session.key("Escape")
            session.wait_label("3 of 13 personas")
            library.choose("Größte Sängerin")
            session.key("Delete")
            library.lacks("Größte Sängerin")
            library.undo()
            library.has("Größte Sängerin")
            session.action("library-scope", "all")
            library.has("Planner")

        with tap.claim("Duplicate, Rename and Restore Original"):
            library.select("reader")
            session.action("library-duplicate")
            session.wait_label("Duplicated “Reader”")
            library.has("Reader Copy")
            assert read(library.file("personas", "reader-copy"))["system_prompt"] == READER["system_prompt"]
            session.wait(lambda: session.state("library-rename")[1], "the copy to be selected")
            session.action("library-rename")
            dialog = session.find("dialog", "Rename")
            session.set_text(session.find("text", "Name", dialog), "Whisperer")
            session.shot("library-rename")
            session.click("button", re.compile("Rename$"), dialog)
            library.has("Whisperer")
            library.lacks("Reader Copy")
            library.undo()
            library.has("Reader Copy")
            library.select("reader-copy")
            session.action("library-delete")
            library.lacks("Reader Copy")

            library.select("planner")
            session.action("library-rename-to", "My Planner")
            library.has("My Planner")
            assert "User" in library.texts("My Planner"), library.texts("My Planner")
            session.wait(lambda: session.state("library-delete")[1], "it to be selected")
            session.click("button", "Actions for “My Planner”")
            session.find("menu item", re.compile("Restore Original"))
            session.shot("library-menu")
            session.click("menu item", re.compile("Restore Original"))
            session.wait_label("Restored the original “My Planner”")
            library.has("Planner")
            library.undo()
            library.has("My Planner")
            library.select("planner")
            session.action("library-delete")
            library.has("Planner")

        with tap.claim("what is selected is exported into a folder or a file"):
            library.select("reader", "singer")
            folder = os.path.join(outside, "folder")
            os.makedirs(folder)
            session.action("library-export-folder", "file://" + folder)
            session.wait_label("Exported to")
            assert sorted(os.listdir(folder)) == ["reader.json", "singer.json"], os.listdir(folder)
            assert read(os.path.join(folder, "singer.json")) == SINGER
            bundle = os.path.join(outside, "bundle.json")
            session.action("library-export-file", "file://" + bundle)
            session.wait(lambda: os.path.exists(bundle), "the bundle")
            assert [entry["id"] for entry in read(bundle)["definitions"]] == ["singer", "reader"], read(bundle)
            session.action("library-export")
            session.find("dialog", re.compile("Export 2 personas"))
            session.shot("library-export")
            session.key("Escape")
            session.action("library-cancel")

        with tap.claim("files are imported, twice makes nothing twice, and Undo takes them out again"):
            juggler = os.path.join(outside, "juggler.json")
            tools = os.path.join(outside, "tools.json")
            write(juggler, {"format": "troupe-persona/1", "id": "juggler", "name": "Juggler"})
            write(tools, {"format": "troupe-tool-preset/1", "id": "juggling", "name": "Juggling", "categories": {}})
            library.take_in(juggler, tools)
            library.has("Juggler")
            session.wait(lambda: os.path.exists(library.file("tool-presets", "juggling")), "the tool preset")
            library.take_in(juggler, tools, bundle)
            # Behind the toasts that came before it.
            session.wait(lambda: any("Nothing to import" in text for text in session.texts()), "“Nothing to import”", 60)
            session.action("undo")
            library.lacks("Juggler")
            session.wait(lambda: not os.path.exists(library.file("tool-presets", "juggling")), "the tool preset to go")

        with tap.claim("an id that is taken is skipped, replaced or imported as new, as one says"):
            other = os.path.join(outside, "reader.json")
            write(other, dict(READER, name="Other Reader"))
            for response in ("Skip", "Import as New", "Replace"):
                library.take_in(other)
                dialog = session.find("dialog", re.compile("Replace What Is There"))
                session.wait_label("Other Reader has the id of something else")
                session.shot("library-conflict")
                session.click("button", re.compile(response + "$"), dialog)
                session.gone("dialog", re.compile("Replace What Is There"))
                if response == "Skip":
                    library.has("Reader")
                    library.lacks("Other Reader", "Other Reader (imported)")
                else:
                    library.has("Other Reader (imported)" if response == "Import as New" else "Other Reader")
                    session.action("undo")
                    library.has("Reader")
                    library.lacks("Other Reader", "Other Reader (imported)")

        with tap.claim("a broken file says where it is broken, and the others are imported"):
            broken = os.path.join(outside, "broken.json")
            with open(broken, "w", encoding="utf-8") as file:
                file.write('{\n  "format": "troupe-persona/1",\n  "id": broken\n}\n')
            library.take_in(broken, juggler)
            session.wait_label("“broken.json”, line 3, column 9")
            session.wait_label("Correct what is wrong there, and import it again.")
            session.shot("library-broken")
            session.click("button", re.compile("Close$"), session.find("dialog", re.compile("Not Everything")))
            library.has("Juggler")

        with tap.claim("a persona is used in a discussion, and the selector follows the library"):
            library.select("juggler")
            session.action("library-use")
            session.find("button", re.compile("Juggler"))
            session.action("show-page", "library")
            library.select("juggler")
            session.action("library-rename-to", "Plate Spinner")
            library.has("Plate Spinner")
            session.action("show-page", "discussion")
            session.find("button", re.compile("Plate Spinner"))
            assert not session.state("library-focus-search")[1], "Ctrl+F searches the library from another place"

        with tap.claim("by keys alone: searched, reached and opened, and an edit shows in the row"):
            session.action("show-page", "library")
            session.action("library-cancel")
            session.key("ctrl+f")
            session.wait(lambda: (focused := session.focused()) is not None and focused.get_role_name() in ("text", "entry"),
                         "the focus to be in the search")
            session.key("ctrl+a")
            session.type("plate spin")
            library.expect(["Plate Spinner"])
            assert not session.state("library-delete")[1], "a key for the text has selected rows"
            session.key("Down")
            session.wait(lambda: (focused := session.focused()) is not None and focused.get_role_name() == "list item",
                         "the focus to be in the list")
            session.key("ctrl+f")
            session.wait(lambda: (focused := session.focused()) is not None and focused.get_role_name() in ("text", "entry"),
                         "the focus to be in the search again")
            library.expect(["Plate Spinner"])
            session.key("Down")
            session.wait(lambda: (focused := session.focused()) is not None and focused.get_role_name() == "list item",
                         "the focus to be in the list again")
            session.key("Return")
            dialog = session.find("dialog", re.compile("Edit Persona"))
            session.set_text(session.find("text", "Description", dialog), "Spins plates.")
            session.click("button", re.compile("Save$"), dialog)
            session.gone("dialog", re.compile("Edit Persona"))
            session.wait(lambda: "Spins plates." in library.texts("Plate Spinner"), "the new description")
            session.click("button", "Search")
            library.has("Reader", "Plate Spinner")

        with tap.claim("it fits on a narrow screen"):
            width, _ = session.resize(360, 640)
            assert width <= 360, f"the window is {width} wide"
            session.shot("library-narrow")
            library.select("reader", "dancer")
            session.shot("library-narrow-selecting")
            session.action("library-cancel")

        with tap.claim("nothing was complained of"):
            session.quit()
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

        with tap.claim("in the dark, and from right to left with large text on a narrow screen"):
            session.settings = {"window-width": "1280", "window-height": "800", "page": "'library'", "color-scheme": "'dark'"}
            session.launch("--project", project)
            library.has("Reader")
            session.action("library-select", session.GLib.Variant("as", ["reader", "shared"]))
            session.wait_label("2 selected")
            session.shot("library-dark")
            session.quit()

            session.large_text()
            session.settings = {"window-width": "1000", "window-height": "800", "page": "'library'"}
            session.launch("--project", project, environment=session.right_to_left())
            library.has("Reader")
            session.shot("library-large-rtl")
            width, _ = session.resize(360, 640)
            assert width <= 360, f"the window is {width} wide"
            session.shot("library-large-rtl-narrow")
            session.quit()
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(*sys.argv[1:3])
