#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections Model and Tiers of the persona editor, all of them by hand. test-editor-model.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from form import Editor, parameters
from pane import read, sensitive, start, write
from session import Session, Tap

CY = {"format": "troupe-persona/1", "id": "cy", "name": "Cy", "x-kept": {"a": 1},
      "tier_assignments": {"qa": {"x-own": True}, "tier-9": {}}}

SAVED = {
    "provider": "openai",
    "preferred_models": ["pear", {"model": "plum-2", "provider": "rehearsal", "temperature": 0.25, "top_p": None,
                                  "max_output_tokens": 77, "reasoning_effort": "low"}],
    "temperature": 0.125, "top_p": None, "max_output_tokens": 2000, "reasoning_effort": "high",
    "tier_assignments": {
        "worker": {"provider": "rehearsal", "preferred_models": ["fig"], "temperature": 0.5, "top_p": 0.75,
                   "max_output_tokens": None, "reasoning_effort": "minimal", "system_prompt": "You work.\nQuietly.",
                   "prompt_preset_id": "", "tool_preset_id": "read-only", "bias_profile_id": "neutral"},
        "qa": {"x-own": True}, "tier-9": {}},
}


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        folder = os.path.join(session.home, "weather/.troupe/personas")
        path = os.path.join(folder, "cy.json")
        write(path, CY)
        project, _ = start(session)
        editor = Editor.edit(session, "persona", "cy")

        with tap.claim("what is inherited is shown with its origin"):
            editor.section("Model")
            for row, text in (("Provider", "Rehearsal, from the built-in defaults"),
                              ("Reasoning", "Low, from the project defaults"),
                              ("Temperature", "Not set, so the provider decides")):
                assert session.description(editor.row(row)) == text, session.description(editor.row(row))
            session.wait_label("rehearsal, from the built-in defaults", editor.dialog)
            assert not sensitive(session, editor.save)

        with tap.claim("provider and parameters are set by hand"):
            editor.choose("Provider", "OpenAI")
            # A name is never sent to another provider, so what is inherited is of no use.
            session.wait_label("belong to another provider", editor.dialog)
            parameters(editor, ("0.125", None, "2000", "High"))
            session.wait(lambda: sensitive(session, editor.save), "Save to become sensitive")

        with tap.claim("a number that is none holds Save back in words, and stays to be mended"):
            temperature = session.find("spin button", "Temperature", editor.dialog)
            session.set_text(temperature, "9")
            session.wait_label("Temperature is a number from 0 to 2", editor.dialog)
            session.wait(lambda: not sensitive(session, editor.save), "Save to be held back")
            session.shot("editor-model-wrong")
            session.set_text(temperature, "0.125")
            session.wait(lambda: sensitive(session, editor.save), "Save to become sensitive")

        with tap.claim("models are added by typing, and moved and removed by keys alone"):
            for name in ("apple", "pear", "plum", "quince"):
                editor.add_model(name)
            editor.expect_models("apple", "pear", "plum", "quince")
            editor.focus("apple")
            session.key("alt+Down", "alt+Down")
            editor.expect_models("pear", "plum", "apple", "quince")
            assert session.focused().get_name() == "apple", "the focus did not go along"
            session.key("Down")
            session.wait(lambda: session.focused().get_name() == "quince", "the next row to have the focus")
            session.key("alt+Up", "alt+Up", "alt+Up", "alt+Up")
            editor.expect_models("quince", "pear", "plum", "apple")
            session.key("Delete")
            editor.expect_models("pear", "plum", "apple")
            session.wait(lambda: session.focused().get_name() == "pear", "the row after it to have the focus")

        with tap.claim("models are moved from the menu and by dragging"):
            session.click("button", "Menu of apple", editor.dialog)
            session.shot("editor-model-menu")
            session.click("menu item", re.compile("^Move Up"))
            editor.expect_models("pear", "apple", "plum")
            session.settle()
            editor.drag(editor.point(editor.row("pear"), 20, 25), editor.point(editor.row("plum"), 60, -6))
            editor.expect_models("apple", "plum", "pear")
            editor.drag(editor.point(editor.row("pear"), 20, 25), editor.point(editor.row("apple"), 60, 6))
            editor.expect_models("pear", "apple", "plum")
            session.click("button", "Menu of apple", editor.dialog)
            session.click("menu item", re.compile("^Remove"))
            editor.expect_models("pear", "plum")
            session.shot("editor-model-list")

        with tap.claim("a model has a name, a provider and parameters of its own"):
            session.click("button", "More of plum", editor.dialog)
            session.settle()
            row = editor.row("plum")
            assert session.description(editor.row("Provider", row)) == "OpenAI, from the persona"
            assert session.description(editor.row("Temperature", row)) == "0.125, from the persona"
            editor.choose("Provider", "Rehearsal", row)
            parameters(editor, ("0.25", None, "77", "Low"), row)
            session.set_text(session.find("text", "Model Name", row), "plum-2")
            row = editor.row("plum-2")
            session.wait(lambda: "Rehearsal" in session.description(row), "the row to say its provider")
            nameless = list(session.nameless(editor.dialog))
            assert not nameless, "\n".join(nameless)
            session.shot("editor-model-open")
            session.click("button", "More of plum-2", editor.dialog)

        with tap.claim("a tier is switched on and has values of its own"):
            editor.section("Tiers")
            session.click(session.find(None, "Cast by Default as Worker", editor.dialog))
            session.settle()
            row = editor.row("Worker")
            assert session.description(row).startswith("Implementer is cast here too"), session.description(row)
            assert session.description(editor.row("Temperature", row)) == "0.125, from the persona"
            editor.choose("Provider", "Rehearsal", row)
            editor.add_model("fig", row)
            # The list was asked for when it was opened.
            session.wait(lambda: "Not listed" in session.description(editor.row("fig", row)), "fig to be marked")
            session.shot("editor-tiers-not-listed")
            parameters(editor, ("0.5", "0.75", None, "Minimal"), row)
            editor.choose("System Prompt Is", "Value", row)
            session.set_text(session.find("text", "System Prompt", row), "You work.\nQuietly.")
            editor.choose("Prompt Preset", "None", row)
            editor.choose("Tool Preset", "Read Only", row)
            editor.choose("Bias Profile", "Neutral", row)
            nameless = list(session.nameless(editor.dialog))
            assert not nameless, "\n".join(nameless)
            session.shot("editor-tiers-open")

        with tap.claim("a tier that is switched off and on again keeps what was typed"):
            for _ in range(2):
                session.click(session.find(None, "Cast by Default as Worker", editor.dialog))
                session.settle()
            assert session.text(session.find("text", "System Prompt", editor.row("Worker"))) == "You work.\nQuietly."

        with tap.claim("Save keeps it all, and what nobody knows"):
            session.click(editor.save)
            session.gone("dialog", "Edit Persona")
            session.wait(lambda: "provider" in read(path), "the file to be written")
            saved = read(path)
            for key, value in {**CY, **SAVED}.items():
                assert saved[key] == value, f"{key}: {saved[key]}"

        with tap.claim("a restart finds the same, and looking changes nothing"):
            session.quit()
            session.launch("--project", project)
            editor = Editor.edit(session, "persona", "cy")
            editor.section("Model")
            assert editor.chosen("Provider") == "OpenAI" and editor.chosen("Top P Is") == "Do Not Send"
            assert session.text(session.find("spin button", "Temperature", editor.dialog)) == "0.125"
            editor.expect_models("pear", "plum-2")
            session.click("button", "More of plum-2", editor.dialog)
            session.settle()
            row = editor.row("plum-2")
            assert editor.chosen("Reasoning", row) == "Low"
            assert session.text(session.find("spin button", "Maximum Output", row)) == "77"
            editor.section("Tiers")
            session.click("button", "More of Worker", editor.dialog)
            session.settle()
            row = editor.row("Worker")
            editor.expect_models("fig", within=row)
            assert editor.chosen("Tool Preset", row) == "Read Only" and editor.chosen("Bias Profile", row) == "Neutral"
            assert editor.chosen("Maximum Output Is", row) == "Do Not Send"
            assert session.text(session.find("text", "System Prompt", row)) == "You work.\nQuietly."
            for _ in range(45):
                session.key("Tab")
            session.settle()
            assert not sensitive(session, editor.save), "looking changed the persona"
            session.key("Escape")
            session.gone("dialog", "Edit Persona")
            assert read(path) == saved

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
