#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every field of a persona, made, changed and taken back by keys alone. test-keys.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from form import pick_owl
from keys import Keys
from pane import read, start
from session import Session, Tap

MADE = {
    "format": "troupe-persona/1", "id": "by-keys", "name": "By Keys", "description": "Typed", "icon": "🦉",
    "provider": "openai",
    "preferred_models": [{"model": "second", "provider": "rehearsal", "temperature": 0.25, "top_p": None,
                          "max_output_tokens": 77, "reasoning_effort": "low"}, "first"],
    "temperature": 0.75, "top_p": None, "max_output_tokens": 2000, "reasoning_effort": "high",
    "system_prompt": "Typed.\nTwice.", "prompt_preset_id": "house-rules", "tool_preset_id": "read-only",
    "bias_profile_id": "neutral",
    "tier_assignments": {"orchestrator": {}, "tech-lead": {}, "worker": {
        "provider": "rehearsal", "preferred_models": ["third"], "temperature": 0.5, "top_p": None, "max_output_tokens": 99,
        "reasoning_effort": "minimal", "system_prompt": "Work.", "prompt_preset_id": "", "tool_preset_id": "read-only",
        "bias_profile_id": "neutral"}, "qa": {}},
}
CHANGED = {
    "format": "troupe-persona/1", "id": "by-keys", "name": "By Hand", "description": "Typed again", "icon": "🦉",
    "provider": "rehearsal", "preferred_models": ["first", {"model": "another", "provider": "rehearsal", "temperature": None}],
    "temperature": None, "top_p": 0.5, "max_output_tokens": None, "reasoning_effort": "low",
    "system_prompt": "Typed anew.", "prompt_preset_id": "", "tool_preset_id": "read-and-write", "bias_profile_id": "prefer-search",
    "tier_assignments": {"worker": {"temperature": 1.5, "system_prompt": "Work on.", "tool_preset_id": "read-and-write"}, "qa": {}},
}
BARE = {"format": "troupe-persona/1", "id": "by-keys", "name": "By Hand"}


def open_in_library(session, name):
    """Finds the persona in the library and opens it."""
    session.key("ctrl+3")
    session.settle()
    session.key("ctrl+f")
    session.settle()
    session.key("ctrl+a")
    session.type(name)
    session.settle()
    session.key("Down")
    session.wait(lambda: (focused := session.focused()) is not None and focused.get_role_name() == "list item", "the row")
    session.key("Return")
    return Keys(session)


def main(program, build_root):
    tap = Tap()

    with Session(program, build_root, settings={"window-width": "1280", "window-height": "800"}) as session:
        start(session)
        path = os.path.join(session.home, ".local/share/troupe/personas/by-keys.json")

        def expect(wanted):
            saved = read(path)
            # A sign that it is to be shown in colors may follow.
            if "icon" in saved:
                saved["icon"] = saved["icon"][:1]
            assert saved == wanted, "\n".join(f"{key}: {saved.get(key)} in place of {wanted.get(key)}"
                                              for key in {*saved, *wanted} if saved.get(key) != wanted.get(key))

        with tap.claim("a persona with every field is made by keys alone"):
            session.key("ctrl+shift+n")
            keys = Keys(session)
            keys.write("Name", "By Keys")
            keys.write("Description", "Typed")
            keys.go(re.compile("Icon…$"), "button")
            keys.press("space")
            pick_owl(session, keys.dialog)
            keys.go("Project", "button")
            keys.press("space")
            keys.go("User", "button", "shift+Tab")
            keys.press("space")
            keys.section("Model")
            keys.choose("Provider", "OpenAI")
            keys.add_model("first")
            keys.add_model("second")
            keys.go("second", "list item")
            keys.press("alt+Up", "Return")
            keys.choose("Provider", "Rehearsal")
            keys.parameters("0.25", None, "77", "Low")
            keys.go("first", "list item")
            keys.parameters("0.75", None, "2000", "High")
            session.shot("keys-model")
            keys.section("Prompt")
            keys.choose("Prompt Preset", "House Rules")
            keys.go("System Prompt", "text")
            session.type("Typed.")
            keys.press("Return")
            session.type("Twice.")
            keys.section("Tools")
            keys.choose("Tool Preset", "Read Only")
            keys.choose("Bias Profile", "Neutral")
            keys.section("Tiers")
            for title in ("Orchestrator", "Tech Lead", "Worker"):
                keys.switch("Cast by Default as " + title, True)
            keys.choose("Provider", "Rehearsal")
            keys.add_model("third")
            keys.parameters("0.5", None, "99", "Minimal")
            keys.choose("System Prompt Is", "Value")
            keys.go("System Prompt", "text")
            keys.press("ctrl+a")
            session.type("Work.")
            keys.choose("Prompt Preset", "None")
            keys.choose("Tool Preset", "Read Only")
            keys.choose("Bias Profile", "Neutral")
            session.shot("keys-tiers")
            keys.switch("Cast by Default as QA", True)
            keys.save()
            expect(MADE)

        with tap.claim("each of them is changed by keys alone"):
            keys = open_in_library(session, "By Keys")
            keys.write("Name", "By Hand")
            keys.write("Description", "Typed again")
            keys.section("Model")
            keys.choose("Provider", "Rehearsal")
            keys.go("second", "list item")
            keys.press("Delete")
            keys.add_model("another")
            keys.go("another", "list item")
            keys.press("Return")
            keys.choose("Provider", "Rehearsal")
            keys.number("Temperature", None)
            keys.go("another", "list item", "shift+Tab")
            keys.press("Return")
            keys.parameters(None, "0.5", None, "Low")
            keys.section("Prompt")
            keys.choose("Prompt Preset", "None")
            keys.go("System Prompt", "text")
            keys.press("ctrl+a")
            session.type("Typed anew.")
            keys.section("Tools")
            keys.choose("Tool Preset", "Read and Write")
            keys.choose("Bias Profile", "Prefer Search")
            keys.section("Tiers")
            for title in ("Orchestrator", "Tech Lead"):
                keys.switch("Cast by Default as " + title, False)
            keys.go("Worker", "list item")
            keys.press("Return")
            keys.choose("Provider", "Inherit")
            keys.go("third", "list item")
            keys.press("Delete")
            keys.parameters("1.5", "Inherit", "Inherit", "Inherit")
            keys.go("System Prompt", "text")
            keys.press("ctrl+a")
            session.type("Work on.")
            keys.choose("Prompt Preset", "Inherit")
            keys.choose("Tool Preset", "Read and Write")
            keys.choose("Bias Profile", "Inherit")
            keys.save()
            expect(CHANGED)

        with tap.claim("and each is taken back by keys alone"):
            keys = open_in_library(session, "By Hand")
            keys.write("Description", "")
            keys.go("Remove Icon", "button")
            keys.press("space")
            keys.section("Model")
            keys.choose("Provider", "Inherit")
            for name in ("first", "another"):
                keys.go(name, "list item")
                keys.press("Delete")
            keys.parameters("Inherit", "Inherit", "Inherit", "Inherit")
            keys.section("Prompt")
            keys.choose("Prompt Preset", "Inherit")
            keys.go("System Prompt", "text")
            keys.press("ctrl+a", "BackSpace")
            keys.section("Tools")
            keys.choose("Tool Preset", "Inherit")
            keys.choose("Bias Profile", "Inherit")
            keys.section("Tiers")
            for title in ("Worker", "QA"):
                keys.switch("Cast by Default as " + title, False)
            keys.save()
            expect(BARE)

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
