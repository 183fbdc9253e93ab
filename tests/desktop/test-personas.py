#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Personas and AI Settings in the real application. test-personas.py PROGRAM BUILD-ROOT"""

import json
import os
import re
import sys

from session import Failure, Session, Tap

PROMPT = "You are Ada. You answer in one sentence.\n\nNever two."

ADA = {
    "format": "troupe-persona/1", "id": "ada", "name": "Ada", "description": "Counts everything", "icon": "🦉",
    "provider": "rehearsal", "preferred_models": ["ada-model", "spare-model"],
    # More digits than any spin button shows.
    "temperature": 0.255, "top_p": None, "max_output_tokens": 1234, "reasoning_effort": "high",
    "system_prompt": PROMPT, "prompt_preset_id": "house-rules", "tool_preset_id": "read-only",
    "bias_profile_id": "prefer-search", "x-kept": [1, 2.50],
}
BOB = {
    "format": "troupe-persona/1", "id": "bob", "name": "Bob", "description": "Builds things", "icon": "🦫",
    "provider": "rehearsal", "preferred_models": ["bob-model"], "temperature": 0, "top_p": 0.9,
    "system_prompt": "You are Bob.", "tool_preset_id": "gone-preset",
}

ROWS = ["Provider", "Model", "Temperature", "Top P", "Maximum Output", "Reasoning", "Prompt Preset", "System Prompt",
        "Tool Preset", "Bias Profile"]


def write(path, definition):
    """Writes a file as an editor does: a new one, moved over the old."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(definition, file, indent=2, ensure_ascii=False)
        file.write("\n")
    os.rename(path + ".new", path)


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class Pane:
    """AI Settings, as a person reads it."""

    def __init__(self, session):
        self.session = session

    def row(self, title):
        return self.session.find("list item", title)

    def shown(self, title):
        """The value that a row shows."""
        session = self.session
        row = self.row(title)
        number = session.maybe("spin button", title, row)
        if number is not None:
            return session.text(number)
        choice = session.maybe("combo box", title, row)
        if choice is not None:
            return session.description(choice)
        for button in session.all("button", None, row):
            name = button.get_name()
            if name.startswith(title + ": "):
                return name[len(title) + 2:]
        if title == "System Prompt":
            labels = [session.text(node) for node in session.all("label", None, row)]
            return labels[-1] if labels else ""
        return None

    def caption(self, title):
        return self.session.description(self.row(title))

    def expect(self, title, value, caption=None):
        def right():
            shown = self.shown(title)
            same = shown is not None and (value.search(shown) if hasattr(value, "search") else shown == value)
            return same and (caption is None or self.caption(title) == caption)
        try:
            self.session.wait(right, f"{title} to show “{value}”")
        except Failure as failure:
            raise Failure(f"{failure}; it shows “{self.shown(title)}”, “{self.caption(title)}”") from None

    def expect_persona(self, name):
        self.session.find("button", f"Persona: {name}")

    def overrides(self):
        return [title for title in ROWS if self.caption(title).startswith(("Overrides", "Overridden"))]

    def expect_overrides(self, expected):
        try:
            self.session.wait(lambda: self.overrides() == expected, f"overrides of {expected}")
        except Failure as failure:
            raise Failure(f"{failure}; there are {self.overrides()}") from None


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        project = os.path.join(session.home, "weather")
        personas = os.path.join(project, ".troupe/personas")
        mine = os.path.join(session.home, ".local/share/troupe/personas")
        write(os.path.join(personas, "ada.json"), ADA)
        write(os.path.join(personas, "bob.json"), BOB)
        write(os.path.join(project, ".troupe/defaults.json"), {"format": "troupe-defaults/1", "reasoning_effort": "low"})
        pane = Pane(session)

        with tap.claim("the window opens with AI Settings and a persona"):
            session.launch("--project", project)
            session.find("button", re.compile("^Persona: "))
            session.wait(lambda: session.state("select-persona")[1] and session.state("new-persona")[1], "the workspace")

        with tap.claim("every control has a name"):
            nameless = list(session.nameless())
            assert not nameless, "\n".join(nameless)

        with tap.claim("selecting a persona fills every row"):
            session.action("select-persona", "ada")
            pane.expect_persona("Ada")
            pane.expect("Provider", "Rehearsal", "")
            pane.expect("Model", "ada-model", "")
            pane.expect("Temperature", "0.255", "")
            pane.expect("Top P", "Not sent", "")
            pane.expect("Maximum Output", re.compile("^1.?234$"), "")
            pane.expect("Reasoning", "High", "")
            pane.expect("Prompt Preset", "House Rules", "")
            pane.expect("System Prompt", re.compile("^You are Ada"), "")
            pane.expect("Tool Preset", "Read Only", "")
            pane.expect("Bias Profile", "Prefer Search", "")
            assert session.state("select-persona")[0] == "ada"

        with tap.claim("selecting another one says what is inherited, unset and missing"):
            session.action("select-persona", "bob")
            pane.expect("Model", "bob-model", "")
            pane.expect("Temperature", "0.00", "")
            pane.expect("Top P", "0.90", "")
            pane.expect("Reasoning", "Low", "From project defaults")
            pane.expect("Prompt Preset", "Not set")
            pane.expect("Tool Preset", re.compile("gone-preset"))
            pane.expect_overrides([])
            session.shot("personas-selected")

        with tap.claim("focus through every row and back makes no override"):
            session.action("select-persona", "ada")
            pane.expect("Temperature", "0.255")
            session.click("button", "Persona: Ada")
            session.find("text", "Search personas")
            session.key("Escape")
            for _ in range(30):
                session.key("Tab")
            for _ in range(30):
                session.key("shift+Tab")
            pane.expect("Temperature", "0.255", "")
            pane.expect_overrides([])

        with tap.claim("loading every list again makes no override"):
            write(os.path.join(project, ".troupe/tool-presets/another.json"),
                  {"format": "troupe-tool-preset/1", "id": "another", "name": "Another", "categories": {}})
            write(os.path.join(project, ".troupe/bias-profiles/another.json"),
                  {"format": "troupe-bias-profile/1", "id": "another", "name": "Another", "tool_weights": {}})
            write(os.path.join(personas, "carl.json"), dict(BOB, id="carl", name="Carl"))
            session.wait(lambda: select_is_possible(session, "carl"), "Carl to be known")
            session.action("select-persona", "ada")
            pane.expect("Tool Preset", "Read Only", "")
            pane.expect("Bias Profile", "Prefer Search", "")
            pane.expect_overrides([])

        with tap.claim("a value that a person sets overrides the persona, and Reset takes it back"):
            session.set_value(session.find("spin button", "Temperature"), 0.7)
            pane.expect("Temperature", "0.70", "Overrides Ada")
            pane.expect_overrides(["Temperature"])
            session.wait_label("1 override")
            session.click("button", "Reset Temperature")
            pane.expect("Temperature", "0.255", "")
            pane.expect_overrides([])

        with tap.claim("a choice by keyboard overrides, by id"):
            drop_down = session.find("combo box", "Tool Preset")
            session.click(drop_down)
            session.wait(lambda: session.maybe("list", None, None) is not None, "the list to open")
            session.key("Home", "Return")
            session.wait(lambda: pane.overrides() == ["Tool Preset"], "Tool Preset to be overridden")
            session.action("reset-field", "tool_preset_id")
            pane.expect("Tool Preset", "Read Only", "")

        with tap.claim("the origins of a value are listed, with what is shadowed"):
            session.action("set-field", ("reasoning_effort", "medium"))
            pane.expect("Reasoning", "Medium", "Overrides Ada")
            session.click("button", "Origin of Reasoning")
            for text in ("Session", "Set here, not saved", "Persona", "Ada", "High", "Project Defaults", "Low", "User Defaults"):
                session.wait_label(text)
            session.shot("personas-origin")
            session.click("button", "Reset")
            pane.expect("Reasoning", "High", "")

        with tap.claim("not sending a parameter is an override like any other"):
            session.action("set-field", ("temperature", "omit"))
            pane.expect("Temperature", "Not sent", "Overrides Ada")
            session.action("set-field", ("temperature", ""))
            pane.expect("Temperature", "0.255", "")

        with tap.claim("a value out of range is refused in a sentence"):
            session.action("set-field", ("temperature", "77"))
            session.wait_label("77")
            pane.expect("Temperature", "0.255", "")

        with tap.claim("switching drops overrides and Undo brings them and the persona back"):
            session.action("set-field", ("temperature", "0.7"))
            session.action("set-field", ("max_output_tokens", "99"))
            pane.expect_overrides(["Temperature", "Maximum Output"])
            session.shot("personas-overridden")
            session.action("select-persona", "bob")
            pane.expect("Temperature", "0.00", "")
            session.wait_label("2 overrides dropped for Bob")
            session.action("undo")
            pane.expect_persona("Ada")
            pane.expect("Temperature", "0.70", "Overrides Ada")
            pane.expect("Maximum Output", "99", "Overrides Ada")

        with tap.claim("a locked value survives the switch"):
            session.click("button", "Origin of Temperature")
            session.click("button", "Lock")
            pane.expect("Temperature", "0.70", "Locked")
            session.action("select-persona", "bob")
            pane.expect("Temperature", "0.70", "Locked")
            pane.expect("Maximum Output", re.compile(""), None)
            session.click("button", "Unlock Temperature")
            session.action("revert-all")
            session.action("select-persona", "ada")
            pane.expect("Temperature", "0.255", "")

        with tap.claim("saving writes the overrides into the persona's file and keeps what it does not know"):
            session.action("set-field", ("temperature", "0.5"))
            pane.expect_overrides(["Temperature"])
            session.action("save-to-persona")
            pane.expect("Temperature", "0.50", "")
            saved = read(os.path.join(personas, "ada.json"))
            assert saved["temperature"] == 0.5 and saved["x-kept"] == [1, 2.5] and saved["top_p"] is None, saved

        with tap.claim("a change of the file on disk flows in"):
            write(os.path.join(personas, "ada.json"), dict(ADA, temperature=0.125, max_output_tokens=777, name="Ada L."))
            pane.expect("Temperature", "0.125", "")
            pane.expect("Maximum Output", "777", "")
            pane.expect_persona("Ada L.")
            pane.expect_overrides([])

        with tap.claim("a broken file is named, and its last good version stays"):
            with open(os.path.join(personas, "ada.json"), "w", encoding="utf-8") as file:
                file.write('{"format": "troupe-persona/1",\n  "id": ada}\n')
            session.wait_label("ada.json")
            pane.expect("Temperature", "0.125", "")
            session.shot("personas-broken")
            write(os.path.join(personas, "ada.json"), ADA)
            pane.expect("Temperature", "0.255", "")

        with tap.claim("the selector finds by any word, and Return chooses"):
            session.click("button", "Persona: Ada")
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
            save = session.find("button", re.compile("^Save"), dialog)
            assert not sensitive(session, save), "Save is sensitive without a name"
            nameless = list(session.nameless(dialog))
            assert not nameless, "\n".join(nameless)
            session.set_text(session.find("text", "Name", dialog), "Dora the Debugger")
            session.set_text(session.find("text", "Description", dialog), "Finds it")
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
            session.click("button", re.compile("^Save"), dialog)
            pane.expect_persona("Dora")
            session.gone("dialog", "Edit Persona")
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Name", dialog), "Nobody")
            session.click("button", re.compile("^Cancel"), dialog)
            session.wait_label("Save Changes?")
            session.shot("personas-unsaved")
            session.click("button", "Discard")
            session.gone("dialog", "Edit Persona")
            pane.expect_persona("Dora")
            assert read(os.path.join(mine, "dora-the-debugger.json"))["name"] == "Dora"

        with tap.claim("a file that changed under the dialog is a conflict, and a person chooses"):
            path = os.path.join(mine, "dora-the-debugger.json")
            session.action("edit-persona", "dora-the-debugger")
            dialog = session.find("dialog", "Edit Persona")
            session.set_text(session.find("text", "Description", dialog), "Mine")
            write(path, dict(read(path), description="Theirs"))
            session.click("button", re.compile("^Save"), dialog)
            session.find("button", re.compile("Keep My Changes"), dialog)
            assert read(path)["description"] == "Theirs"
            session.shot("personas-conflict")
            session.click("button", re.compile("Keep My Changes"), dialog)
            session.wait(lambda: sensitive(session, session.find("button", re.compile("^Save"), dialog)), "Save again")
            session.click("button", re.compile("^Save"), dialog)
            session.gone("dialog", "Edit Persona")
            assert read(path)["description"] == "Mine"

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
            session.action("delete-persona", "dora-the-debugger")
            session.wait_label("Deleted “Dora”")
            session.wait(lambda: not os.path.exists(path), "the file to go")
            session.action("undo")
            session.wait(lambda: os.path.exists(path), "the file to come back")
            with open(path, "rb") as file:
                assert file.read() == before
            pane.expect_persona("Dora")

        with tap.claim("after a restart everything is as it was"):
            session.action("delete-persona", "bob")
            session.wait(lambda: not os.path.exists(os.path.join(personas, "bob.json")), "Bob to go")
            session.quit()
            session.launch()
            session.wait(lambda: session.state("new-persona")[1], "the workspace")
            session.action("select-persona", "dora-the-debugger")
            pane.expect_persona("Dora")
            pane.expect("System Prompt", re.compile("^You are Dora. You look first."), "")
            session.action("select-persona", "bob")
            session.wait_label("bob")
            pane.expect_persona("Dora")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


def sensitive(session, node):
    return node.get_state_set().contains(session.Atspi.StateType.SENSITIVE)


def select_is_possible(session, persona_id):
    session.action("select-persona", persona_id)
    return session.state("select-persona")[0] == persona_id


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
