#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""AI Settings and Live Binding in the real application. test-ai-settings.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from pane import ADA, BOB, ROWS, Pane, read, sensitive, start, write
from session import Session, Tap


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        with tap.claim("the window opens with AI Settings, a row for every setting, and every control has a name"):
            project, personas = start(session)
            pane = Pane(session)
            assert sorted(pane.rows) == sorted(ROWS), sorted(pane.rows)
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
            pane.expect("Tool Preset", "gone-preset (missing)")
            pane.expect_overrides([])
            session.shot("ai-settings-selected")

        with tap.claim("focus through every row and back makes no override"):
            session.action("select-persona", "ada")
            pane.expect("Temperature", "0.255")
            session.click(pane.selector)
            session.find("text", "Search personas")
            session.key("Escape")
            session.gone("text", "Search personas")
            # The focus passes through the rows in their order.
            left = list(ROWS)
            for _ in range(80):
                session.key("Tab")
                while left and has_focus(session, pane.row(left[0])):
                    left.pop(0)
                if not left:
                    break
            assert not left, f"not reached: {left}"
            session.key(*["shift+Tab"] * 60)
            pane.expect("Temperature", "0.255", "")
            pane.expect("Top P", "Not sent", "")
            pane.expect_overrides([])

        with tap.claim("loading every list again makes no override"):
            write(os.path.join(project, ".troupe/tool-presets/another.json"),
                  {"format": "troupe-tool-preset/1", "id": "another", "name": "Another", "categories": {}})
            write(os.path.join(project, ".troupe/bias-profiles/another.json"),
                  {"format": "troupe-bias-profile/1", "id": "another", "name": "Another", "tool_weights": {}})
            write(os.path.join(project, ".troupe/prompts/another.json"),
                  {"format": "troupe-prompt/1", "id": "another", "name": "Another", "system_prompt": "Be another."})
            write(os.path.join(session.home, ".config/troupe/providers.json"),
                  {"format": "troupe-providers/1", "providers": [
                      {"id": "shed", "kind": "openai", "name": "Shed", "base_url": "http://127.0.0.1:1/v1"}]})
            write(os.path.join(personas, "carl.json"), dict(BOB, id="carl", name="Carl"))
            write(os.path.join(personas, "ada.json"), dict(ADA, description="Counts all over again"))
            session.wait_label("Counts all over again")
            session.action("select-persona", "carl")
            pane.expect_persona("Carl")
            session.action("select-persona", "ada")
            pane.expect("Provider", "Rehearsal", "")
            pane.expect("Tool Preset", "Read Only", "")
            pane.expect("Bias Profile", "Prefer Search", "")
            pane.expect_overrides([])

        with tap.claim("a value that a person sets overrides the persona, and Reset takes it back"):
            session.set_value(pane.control("spin button", "Temperature"), 0.7)
            pane.expect("Temperature", "0.70", "Overrides Ada")
            pane.expect_overrides(["Temperature"])
            session.wait_label("1 override")
            session.wait(lambda: session.state("save-to-persona")[1], "Save to Persona to be possible")
            session.click("button", "Reset Temperature", pane.row("Temperature"))
            pane.expect("Temperature", "0.255", "")
            pane.expect_overrides([])
            session.wait(lambda: not session.state("save-to-persona")[1], "nothing to be left to save")

        with tap.claim("a choice by keyboard overrides, by id"):
            session.click(pane.control("combo box", "Tool Preset"))
            session.settle()
            session.key("Home", "Return")
            session.wait(lambda: pane.overrides() == ["Tool Preset"], "Tool Preset to be overridden")
            session.action("reset-field", "tool_preset_id")
            pane.expect("Tool Preset", "Read Only", "")

        with tap.claim("the system prompt is edited in a dialog, applied or dropped after asking"):
            session.click("button", "Edit System Prompt", pane.row("System Prompt"))
            dialog = session.find("dialog", "System Prompt")
            session.set_text(session.find("text", "System Prompt", dialog), "You are somebody else.")
            session.settle()
            session.key("Escape")
            session.wait_label("Apply Changes?")
            session.click("button", re.compile("Discard$"))
            session.gone("dialog", "System Prompt")
            pane.expect_overrides([])
            session.click("button", "Edit System Prompt", pane.row("System Prompt"))
            dialog = session.find("dialog", "System Prompt")
            session.set_text(session.find("text", "System Prompt", dialog), "You are somebody else.")
            session.click("button", re.compile("Apply$"), dialog)
            pane.expect("System Prompt", "You are somebody else.", "Overrides Ada")
            session.click("button", "Reset System Prompt", pane.row("System Prompt"))
            pane.expect("System Prompt", re.compile("^You are Ada"), "")

        with tap.claim("the origins of a value are listed, with what is shadowed"):
            session.action("set-field", ("reasoning_effort", "medium"))
            pane.expect("Reasoning", "Medium", "Overrides Ada")
            session.click("button", "Origin of Reasoning", pane.row("Reasoning"))
            reset = session.find("button", re.compile("Reset$"))
            shown = session.texts()
            for text in ("Session", "Set here, not saved", "Persona", "Ada", "High", "Project Defaults", "Low",
                         "User Defaults"):
                assert text in shown, f"“{text}” is not shown"
            session.shot("ai-settings-origin")
            session.click(reset)
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

        with tap.claim("another provider alone leaves the model unset and asks for one"):
            session.action("set-field", ("provider", "shed"))
            pane.expect("Provider", "Shed", "Overrides Ada")
            pane.expect("Model", "Not set", "Choose a model")
            session.shot("ai-settings-no-model")
            session.action("reset-field", "provider")
            pane.expect("Model", "ada-model", "")

        with tap.claim("a model that the provider does not list stays and says so"):
            session.click("button", re.compile("^Model: "), pane.row("Model"))
            entry = session.find("text", "Model name")
            session.find("list", "Models")
            session.settle()
            session.shot("ai-settings-models")
            session.set_text(entry, "typed-model")
            session.key("Return")
            pane.expect("Model", "typed-model", "Overrides Ada, Not listed")
            session.action("reset-field", "preferred_models")
            pane.expect("Model", "ada-model", "Not listed")

        with tap.claim("switching drops overrides and Undo brings them and the persona back"):
            session.action("set-field", ("temperature", "0.7"))
            session.action("set-field", ("max_output_tokens", "99"))
            pane.expect_overrides(["Temperature", "Maximum Output"])
            session.shot("ai-settings-overridden")
            session.action("select-persona", "bob")
            pane.expect("Temperature", "0.00", "")
            session.wait_label("2 overrides dropped for Bob")
            session.action("undo")
            pane.expect_persona("Ada")
            pane.expect("Temperature", "0.70", "Overrides Ada")
            pane.expect("Maximum Output", "99", "Overrides Ada")

        with tap.claim("a locked value survives the switch"):
            session.click("button", "Origin of Temperature", pane.row("Temperature"))
            session.click("button", re.compile("Lock$"))
            pane.expect("Temperature", "0.70", "Locked")
            session.action("select-persona", "bob")
            pane.expect("Temperature", "0.70", "Locked")
            pane.expect("Maximum Output", "Not set")
            session.shot("ai-settings-locked")
            session.click("button", "Lock Temperature", pane.row("Temperature"))
            pane.expect("Temperature", "0.70", "Overrides Bob")
            session.action("revert-all")
            session.action("select-persona", "ada")
            pane.expect("Temperature", "0.255", "")

        with tap.claim("the lock of each row keeps the value in force just as it is"):
            before = {title: pane.shown(title) for title in ROWS}
            assert before["Temperature"] == "0.255", before
            for title in ROWS:
                place = pane.place("Lock " + title, title)
                session.click("button", "Lock " + title, pane.row(title))
                session.wait(lambda: pane.caption(title).startswith("Locked"), f"{title} to be locked")
                session.settle()
                # A second click at the same place unlocks; it must not find another button there.
                assert pane.place("Lock " + title, title) == place, f"the lock of {title} moves when it is locked"
            session.shot("ai-settings-all-locked-first")
            session.action("select-persona", "bob")
            pane.expect_persona("Bob")
            for title in ROWS:
                assert pane.shown(title) == before[title], f"{title}: {pane.shown(title)}, not {before[title]}"
            session.shot("ai-settings-all-locked")
            for title in ROWS:
                session.click("button", "Lock " + title, pane.row(title))
                session.wait(lambda: not pane.caption(title).startswith("Locked"), f"{title} to be unlocked")
            session.action("revert-all")
            pane.expect("Temperature", "0.00", "")
            assert not sensitive(session, session.find("button", "Lock Maximum Output", pane.row("Maximum Output"))), \
                "there is no value to lock"
            session.action("select-persona", "ada")
            pane.expect("Temperature", "0.255", "")
            pane.expect_overrides([])

        with tap.claim("saving writes the overrides into the persona's file and keeps what it does not know"):
            session.action("set-field", ("temperature", "0.5"))
            pane.expect_overrides(["Temperature"])
            session.action("save-to-persona")
            pane.expect("Temperature", "0.50", "")
            saved = read(os.path.join(personas, "ada.json"))
            assert saved["temperature"] == 0.5 and saved["x-kept"] == [1, 2.5] and saved["top_p"] is None, saved

        with tap.claim("a change on disk reaches every row that is not overridden"):
            session.action("set-field", ("top_p", "0.3"))
            pane.expect("Top P", "0.30", "Overrides Ada")
            write(os.path.join(personas, "ada.json"), dict(ADA, temperature=0.125, top_p=0.8, name="Ada L."))
            pane.expect("Temperature", "0.125", "")
            pane.expect("Top P", "0.30", "Overrides Ada L.")
            pane.expect_persona("Ada L.")
            pane.expect_overrides(["Top P"])
            session.action("revert-all")
            pane.expect("Top P", "0.80", "")

        with tap.claim("Undo of Revert All brings the overrides back"):
            session.action("undo")
            pane.expect("Top P", "0.30", "Overrides Ada L.")
            session.action("revert-all")
            pane.expect("Top P", "0.80", "")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


def has_focus(session, row):
    return any(node.get_state_set().contains(session.Atspi.StateType.FOCUSED) for node in session.walk(row))


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
