#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Old presets and personas taken into the library of the real application. test-import.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from pane import read
from place import list_rows
from session import Session, Tap

PRESETS = """\
[presets."Careful Reader"]
system_prompt = "Read twice."
temperature = 0.2
"""

TOOLS = """\
[presets.Safe.categories.files]
read_file = "auto"
write_file = "ask"
[presets.Weighed.categories]
shell = [{ name = "run_command", approval = "ask", weight = 0.5 }]
[bias_profiles.Calm]
tool_weights = { read_file = 5 }
"""

PERSONAS = """\
version = 2
[personas.Ada]
system_prompt = "You build."
provider = "rehearsal"
model = "rehearsal"
icon = "🦉"
tool_preset = "Safe"
bias_profile = "Calm"
[personas."ada!"]
system_prompt = "You count."
colour = "red"
temperature = 9
tool_preset = "Nobody"
[personas."שלום עולם"]
system_prompt = "You greet."
[personas.broken]
tier_assignments = ["worker", "boss"]
[personas]
nothing = 3
"""

DIALOG = "Import Legacy Presets"


class Import:
    """The preview, as a person reads it."""

    def __init__(self, session):
        self.session = session
        self.outside = os.path.join(session.home, "outside")
        os.makedirs(self.outside, exist_ok=True)

    def write(self, name, text):
        path = os.path.join(self.outside, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def start(self, *paths, action="import-legacy-files"):
        self.session.action(action, self.session.GLib.Variant("as", ["file://" + path for path in paths]))

    def dialog(self):
        return self.session.find("dialog", DIALOG)

    def rows(self):
        view = self.session.maybe("list", "What Is Imported", self.dialog())
        return list_rows(self.session, view) if view is not None else []

    def expect(self, *rows):
        self.session.wait(lambda: self.rows() == list(rows), f"{rows} in the preview, where there is {self.rows()}")

    def press(self, name):
        self.session.click("button", re.compile(f"{name}$"), self.dialog())
        self.session.gone("dialog", DIALOG)

    def file(self, kind, name, project=None):
        folder = os.path.join(project, ".troupe") if project else os.path.join(self.session.home, ".local/share/troupe")
        return os.path.join(folder, kind, name + ".json")


def fill(taking):
    return [taking.write("personas.toml", PERSONAS), taking.write("tool_presets.toml", TOOLS), taking.write("presets.toml", PRESETS)]


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800", "page": "'library'"}

    with Session(program, build_root, settings=settings) as session:
        taking = Import(session)
        project = os.path.join(session.home, "project")
        os.makedirs(os.path.join(project, ".troupe"))
        files = fill(taking)
        everything = ("nothing, Skipped", "ada! (2), Renamed", "broken, New", "Weighed, New", "Ada, New", "שלום עולם, New",
                      "Safe, New", "Weighed, New", "Calm, New", "Careful Reader, New")

        with tap.claim("the preview says what becomes of each, and why; each control has a name"):
            session.launch("--project", project)
            session.wait(lambda: session.state("import-legacy")[1], "the library")
            taking.start(*files)
            taking.expect(*everything)
            session.wait_label("8 new · 1 renamed · 1 skipped")
            session.wait_label("“version” is nothing that Troupe knows")
            texts = session.texts(taking.dialog())
            for words in ("The id “ada” is taken", "“colour” is nothing", "outside 0 to 2", "no tool preset “Nobody”", "“boss” is no tier",
                          "Persona · ada-2 · personas.toml"):
                assert any(words in text for text in texts), (words, texts)
            nameless = list(session.nameless(taking.dialog()))
            assert not nameless, "\n".join(nameless)
            session.shot("import")

        with tap.claim("Cancel and Escape make nothing"):
            taking.press("Cancel")
            taking.start(*files)
            taking.expect(*everything)
            session.key("Escape")
            session.gone("dialog", DIALOG)
            assert not os.path.exists(taking.file("personas", "ada"))

        with tap.claim("Import makes what was said, shows it, and Undo takes it back"):
            taking.start(*files)
            taking.expect(*everything)
            session.key("Return")
            session.gone("dialog", DIALOG)
            session.wait_label("Imported 9 definitions")
            ada = session.wait(lambda: os.path.exists(taking.file("personas", "ada")) and read(taking.file("personas", "ada")), "Ada")
            assert ada["tool_preset_id"] == "safe" and ada["bias_profile_id"] == "calm" and ada["icon"] == "🦉", ada
            assert read(taking.file("personas", "ada-2"))["name"] == "ada! (2)"
            session.find("list item", "Ada")
            session.click("button", re.compile("Undo"))
            session.wait(lambda: not os.path.exists(taking.file("personas", "ada")), "Ada to go")
            session.wait(lambda: not os.path.exists(taking.file("prompts", "careful-reader")), "the prompt preset to go")

        with tap.claim("a project has it for itself, if one says so, by the keyboard alone"):
            taking.start(*files)
            taking.expect(*everything)
            button = session.find("button", re.compile("Project$"), taking.dialog())
            session.wait(lambda: session.key("Tab") or session.tree.look(button).get_state_set().contains(session.Atspi.StateType.FOCUSED),
                         "the focus to reach “Project”")
            session.key("space")
            session.wait_label("Project: part of the project")
            session.key("alt+i")
            session.gone("dialog", DIALOG)
            session.wait(lambda: os.path.exists(taking.file("bias-profiles", "weighed", project)), "the weights")
            assert not os.path.exists(taking.file("personas", "ada"))

        with tap.claim("twice makes nothing twice"):
            taking.start(*reversed(files), action="library-import-files")
            session.wait_label("Nothing to import · 9 already there · 1 skipped")
            rows = session.wait(lambda: len(found := taking.rows()) == 10 and found, "the preview")
            assert [row for row in rows if not row.endswith(", Already There")] == ["nothing, Skipped"], rows
            session.shot("import-twice")
            session.key("Escape")
            session.gone("dialog", DIALOG)

        with tap.claim("a broken file is named by line and column, and nothing is imported of any"):
            broken = taking.write("broken.toml", "[presets.A]\nsystem_prompt = \n")
            new = taking.write("new.toml", "[presets.Brand-New]\nsystem_prompt = \"x\"\n")
            taking.start(new, broken)
            session.wait_label("“broken.toml”, line 2, column")
            session.shot("import-broken")
            session.click("button", re.compile("Close$"), session.find("dialog", re.compile("Nothing Was Imported")))
            session.gone("dialog", re.compile("Nothing Was Imported"))
            assert not os.path.exists(taking.file("prompts", "brand-new"))
            taking.start(taking.write("empty.toml", ""))
            session.wait_label("has no presets, bias profiles or personas in it")
            session.click("button", re.compile("Close$"), session.find("dialog", re.compile("Nothing to Import")))

        with tap.claim("files are chosen in a dialog"):
            session.action("import-legacy")
            # An older toolkit has no role for it.
            chooser = session.find(None, DIALOG)
            session.wait(lambda: session.maybe("button", re.compile("Open$"), chooser), "the dialog of files")
            session.key("ctrl+l")
            # Not typed: what the dialog completes comes into the middle of it in newer versions of the toolkit.
            session.set_text(session.find("text", None, chooser), new)
            session.settle()
            session.key("Return")
            session.wait_label("1 new")
            taking.expect("Brand-New, New")
            taking.press("Import")
            session.wait(lambda: os.path.exists(taking.file("prompts", "brand-new")), "what was chosen")
            session.shot("import-done")

        with tap.claim("it fits on a narrow screen"):
            session.resize(360, 640)
            more = taking.write("more.toml", PERSONAS.replace("[personas.Ada]", "[personas.\"Ada with a name that is long enough for two\"]"))
            taking.start(more)
            session.wait_label("skipped")
            session.shot("import-narrow")
            session.key("Escape")
            session.gone("dialog", DIALOG)
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

        with tap.claim("in the dark, and from right to left with large text on a narrow screen"):
            session.quit()
            session.settings = settings | {"color-scheme": "'dark'"}
            session.launch()
            session.wait(lambda: session.state("import-legacy")[1], "the library")
            taking.start(more)
            session.wait_label("skipped")
            session.shot("import-dark")
            session.quit()
            session.settings = settings
            session.large_text()
            session.launch("--project", project, environment=session.right_to_left())
            session.wait(lambda: session.state("import-legacy")[1], "the library")
            session.resize(400, 700)
            taking.start(more)
            session.wait_label("skipped")
            session.shot("import-large-rtl-narrow")
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(*sys.argv[1:3])
