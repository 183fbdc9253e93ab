#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One definition of each kind with every field there is, made by hand. test-every-field.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from form import Editor, parameters, pick_owl
from pane import read, start
from session import Session, Tap

PROMPT = {
    "format": "troupe-prompt/1", "id": "all-of-it", "name": "All of It", "description": "Every field of a preset",
    "system_prompt": "Be *brief*.\nThen stop.", "provider": "rehearsal", "preferred_models": ["rehearsal-fast"],
    "temperature": 0.125, "top_p": None, "max_output_tokens": 2000, "reasoning_effort": "high",
    "tool_preset_id": "read-only", "bias_profile_id": "neutral",
}
TOOLS = {
    "format": "troupe-tool-preset/1", "id": "all-tools", "name": "All Tools", "description": "Every category",
    "categories": {"files": {"*": "off", "read_file": "auto", "write_file": "ask"}, "shell": {"run_command": "ask"},
                   "mcp:github": {"*": "ask"}},
}
BIAS = {
    "format": "troupe-bias-profile/1", "id": "all-weights", "name": "All Weights", "description": "Weights and multipliers",
    "tool_weights": {"read_file": 5, "run_command": 0, "own_tool": 3}, "category_multipliers": {"shell": 0.5},
}
PERSONA = {
    "format": "troupe-persona/1", "id": "all-of-me", "name": "All of Me", "description": "Every field of a persona",
    "provider": "openai", "preferred_models": ["first", {"model": "second", "provider": "rehearsal", "temperature": 0.25,
                                                         "top_p": None, "max_output_tokens": 77, "reasoning_effort": "low"}],
    "temperature": 0.125, "top_p": None, "max_output_tokens": 2000, "reasoning_effort": "high",
    "system_prompt": "You are all of me.", "prompt_preset_id": "all-of-it", "tool_preset_id": "all-tools",
    "bias_profile_id": "all-weights",
    "tier_assignments": {"worker": {"temperature": 0.5}, "qa": {}},
}


def identity(editor, definition):
    editor.section("Identity")
    editor.fill("Name", definition["name"])
    editor.fill("Description", definition["description"])


def pick_icon(session, editor):
    """Takes an emoji out of the chooser, by searching for it."""
    session.click("button", re.compile("Icon…$"), editor.dialog)
    session.settle()
    pick_owl(session, editor.dialog)


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        project, _ = start(session)
        mine = os.path.join(session.home, ".local/share/troupe")
        paths = {"prompt-preset": os.path.join(mine, "prompts/all-of-it.json"),
                 "tool-preset": os.path.join(mine, "tool-presets/all-tools.json"),
                 "bias-profile": os.path.join(mine, "bias-profiles/all-weights.json"),
                 "persona": os.path.join(mine, "personas/all-of-me.json")}
        wanted = {"prompt-preset": PROMPT, "tool-preset": TOOLS, "bias-profile": BIAS, "persona": PERSONA}

        def named(editor):
            nameless = list(session.nameless(editor.dialog))
            assert not nameless, "\n".join(nameless)

        with tap.claim("a prompt preset with every field"):
            editor = Editor.new(session, "prompt-preset")
            identity(editor, PROMPT)
            editor.section("Prompt")
            editor.fill("System Prompt", PROMPT["system_prompt"])
            named(editor)
            editor.section("Values")
            parameters(editor, ("0.125", None, "2000", "High"))
            editor.choose("Provider", "Rehearsal")
            editor.add_model("rehearsal-fast")
            editor.choose("Tool Preset", "Read Only")
            editor.choose("Bias Profile", "Neutral")
            named(editor)
            session.shot("every-prompt-preset")
            editor.keep()
            assert read(paths["prompt-preset"]) == PROMPT, read(paths["prompt-preset"])

        with tap.claim("a tool preset with every field"):
            editor = Editor.new(session, "tool-preset")
            identity(editor, TOOLS)
            editor.section("Tools")
            editor.choose("Permission of all other tools, Files", "Off")
            editor.choose("Permission of read_file, Files", "Auto")
            editor.choose("Permission of write_file, Files", "Ask")
            editor.choose("Permission of run_command, Shell", "Ask")
            editor.type_into("Add Category", "mcp:github")
            editor.choose(re.compile("^Permission of all other tools, .*github"), "Ask")
            named(editor)
            session.shot("every-tool-preset")
            editor.keep()
            assert read(paths["tool-preset"]) == TOOLS, read(paths["tool-preset"])

        with tap.claim("a bias profile with every field"):
            editor = Editor.new(session, "bias-profile")
            identity(editor, BIAS)
            editor.section("Weights")
            editor.choose("Weight of read_file", "5, Preferred")
            editor.choose("Weight of run_command", "0, Left Out")
            editor.type_into("Add Tool", "own_tool", session.find("list", "Weights", editor.dialog))
            session.set_text(session.find("text", "Multiplier of Shell", editor.dialog), "0.5")
            named(editor)
            session.shot("every-bias-profile")
            editor.keep()
            assert read(paths["bias-profile"]) == BIAS, read(paths["bias-profile"])

        with tap.claim("a persona with every field"):
            editor = Editor.new(session, "persona")
            identity(editor, PERSONA)
            pick_icon(session, editor)
            named(editor)
            editor.section("Model")
            editor.choose("Provider", "OpenAI")
            parameters(editor, ("0.125", None, "2000", "High"))
            editor.add_model("first")
            editor.add_model("second")
            session.click("button", "More of second", editor.dialog)
            session.settle()
            row = editor.row("second")
            editor.choose("Provider", "Rehearsal", row)
            parameters(editor, ("0.25", None, "77", "Low"), row)
            named(editor)
            editor.section("Prompt")
            editor.choose("Prompt Preset", "All of It")
            editor.fill("System Prompt", PERSONA["system_prompt"])
            named(editor)
            editor.section("Tools")
            editor.choose("Tool Preset", "All Tools")
            editor.choose("Bias Profile", "All Weights")
            named(editor)
            session.shot("every-persona-tools")
            editor.section("Tiers")
            session.click(session.find(None, "Cast by Default as Worker", editor.dialog))
            session.click(session.find(None, "Cast by Default as QA", editor.dialog))
            session.settle()
            row = editor.row("Worker")
            editor.number("Temperature", "0.5", row)
            named(editor)
            session.shot("every-persona-tiers")
            editor.keep()
            saved = read(paths["persona"])
            # A sign that it is to be shown in colors may follow.
            assert saved.pop("icon").startswith("🦉"), read(paths["persona"])
            assert saved == PERSONA, saved

        with tap.claim("a restart finds the same in each of them, and looking changes nothing"):
            session.quit()
            session.launch("--project", project)
            session.wait(lambda: session.state("new-persona")[1], "the workspace")
            for kind, path in paths.items():
                before = read(path)
                editor = Editor.edit(session, kind, wanted[kind]["id"])
                assert editor.shown("Name") == wanted[kind]["name"]
                for node in session.all("list item", None, editor.dialog):
                    node.get_name()
                assert editor.json() == before, editor.shown("JSON")
                session.key("Escape")
                session.gone("dialog", editor.title)
                assert read(path) == before

        with tap.claim("each value can be taken back, and its member goes"):
            editor = Editor.edit(session, "prompt-preset", "all-of-it")
            editor.fill("Description", "")
            editor.section("Prompt")
            editor.fill("System Prompt", "")
            editor.section("Values")
            for title in ("Temperature Is", "Top P Is", "Maximum Output Is", "Reasoning Is", "Provider", "Tool Preset", "Bias Profile"):
                editor.choose(title, "Inherit")
            session.click("button", "Menu of rehearsal-fast", editor.dialog)
            session.click("menu item", re.compile("^Remove"))
            editor.keep()
            assert read(paths["prompt-preset"]) == {key: PROMPT[key] for key in ("format", "id", "name")}, read(paths["prompt-preset"])

            editor = Editor.edit(session, "bias-profile", "all-weights")
            editor.section("Weights")
            editor.choose("Weight of read_file", "Not Stated")
            editor.choose("Weight of run_command", "Not Stated")
            session.click("button", "Remove own_tool", editor.dialog)
            session.set_text(session.find("text", "Multiplier of Shell", editor.dialog), "")
            editor.keep()
            assert not read(paths["bias-profile"])["tool_weights"], read(paths["bias-profile"])
            assert not read(paths["bias-profile"])["category_multipliers"], read(paths["bias-profile"])

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
