# SPDX-License-Identifier: GPL-3.0-or-later
"""AI Settings as a person reads it, and the files that tests of personas begin with."""

import json
import os
import re

from place import extents
from session import Failure

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


def start(session):
    """Opens a project with Ada and Bob, and gives its folder and that of its personas."""
    project = os.path.join(session.home, "weather")
    personas = os.path.join(project, ".troupe/personas")
    write(os.path.join(personas, "ada.json"), ADA)
    write(os.path.join(personas, "bob.json"), BOB)
    write(os.path.join(project, ".troupe/defaults.json"), {"format": "troupe-defaults/1", "reasoning_effort": "low"})
    session.launch("--project", project)
    session.wait(lambda: session.state("select-persona")[1] and session.state("new-persona")[1], "the workspace")
    return project, personas


def sensitive(session, node):
    """Whether the node can be used now."""
    return session.tree.look(node).get_state_set().contains(session.Atspi.StateType.SENSITIVE)


class Pane:
    """The pane's rows. They live as long as the window, so each is looked for once."""

    def __init__(self, session):
        self.session = session
        self.selector = session.find("button", re.compile("^Persona: "))
        lists = [session.find("list", name) for name in ("Provider and model", "Sampling", "Prompt", "Tools")]
        self.rows = {node.get_name(): node for group in lists for node in session.all("list item", None, group)}

    def row(self, title):
        return self.rows[title]

    def shown(self, title):
        """The value that a row shows."""
        session = self.session
        last = None
        for node in session.walk(self.rows[title]):
            role, name = session.role(node), node.get_name() or ""
            if role == "spin button":
                return session.text(node)
            if role == "combo box":
                return session.description(node)
            if name.startswith(title + ": "):
                return name[len(title) + 2:]
            if role == "label":
                last = session.text(node)
        return last if title == "System Prompt" else None

    def caption(self, title):
        return self.session.description(self.rows[title])

    def place(self, name, title):
        """Where a button of a row is in the window: left, top, width, height."""
        return extents(self.session, self.session.find("button", name, self.row(title)))

    def expect(self, title, value, caption=None):
        def right():
            shown = self.shown(title)
            same = shown is not None and (value.search(shown) if hasattr(value, "search") else shown == value)
            return same and (caption is None or self.caption(title) == caption)
        try:
            self.session.wait(right, f"{title} to show “{value}”")
        except Failure as failure:
            raise Failure(f"{failure}; it shows “{self.shown(title)}”, “{self.caption(title)}”") from None

    def persona(self):
        return self.session.tree.look(self.selector).get_name().partition(": ")[2]

    def expect_persona(self, name):
        try:
            self.session.wait(lambda: self.persona() == name, f"{name} to be on show")
        except Failure as failure:
            raise Failure(f"{failure}; it is “{self.persona()}”") from None

    def overrides(self):
        return [title for title in ROWS if self.caption(title).startswith(("Overrides", "Overridden"))]

    def expect_overrides(self, expected):
        try:
            self.session.wait(lambda: self.overrides() == expected, f"overrides of {expected}")
        except Failure as failure:
            raise Failure(f"{failure}; there are {self.overrides()}") from None

    def control(self, role, title):
        return self.session.find(role, title, self.rows[title])
