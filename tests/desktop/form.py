# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor of a definition, driven as a person does: by its rows, lists and keys."""

import json
import re
import subprocess

from pane import sensitive
from place import on_screen
from session import Failure

TITLES = {"persona": "Persona", "prompt-preset": "Prompt Preset", "tool-preset": "Tool Preset", "bias-profile": "Bias Profile"}

# Where in its list a label mostly is
GUESSES = {"Do Not Send": 1, "Value": 2, "Minimal": 1, "Low": 2, "Medium": 3, "High": 4, "None": 1}


class Editor:
    """The dialog of a definition, as a person uses it."""

    dialog = None   # all of the window

    def __init__(self, session, title):
        self.session = session
        self.title = title
        self.dialog = session.find("dialog", title)
        self.save = session.find("button", re.compile("Save$"), self.dialog)

    @classmethod
    def edit(cls, session, kind, definition_id):
        session.action("edit-definition", (kind, definition_id))
        return cls(session, "Edit " + TITLES[kind])

    @classmethod
    def new(cls, session, kind):
        session.action("new-definition", kind)
        return cls(session, "New " + TITLES[kind])

    def keep(self):
        """Saves it, and waits until it is gone."""
        self.session.wait(lambda: sensitive(self.session, self.save), "Save to become sensitive")
        self.session.click(self.save)
        self.session.gone("dialog", self.title)

    def fill(self, name, text, within=None):
        self.session.set_text(self.session.find("text", name, within or self.dialog), text)

    def type_into(self, name, text, within=None):
        """Goes by Tab to a line, types, and presses Return.

        GTK 4.8 does not say that an entry row has the focus, so what is typed says so."""
        session = self.session
        line = session.find("text", name, within or self.dialog)
        for _ in range(120):
            session.key("Tab")
            session.settle()
            node = session.focused(self.dialog)
            if node is not None and not session.matches_role(node, "text"):
                continue
            session.type("x")
            session.settle()
            if session.text(line) == "x":
                session.key("BackSpace")
                session.type(text)
                session.key("Return")
                session.settle()
                return
            session.key("BackSpace")
        raise Failure(f"Tab never comes to “{name}”")

    def go_to(self, role, name):
        """Goes by Tab to what has this name, or is part of it."""
        session = self.session
        for _ in range(80):
            node = session.focused(self.dialog)
            while node is not None and session.role(node) != "dialog":
                if node.get_name() == name and session.matches_role(node, role):
                    return
                node = node.get_parent()
            session.key("Tab")
            session.settle()
        raise Failure(f"Tab never comes to “{name}”")

    def shown(self, name, within=None):
        return self.session.text(self.session.find("text", name, within or self.dialog))

    def json(self):
        """All of it, as its section JSON says."""
        self.section("JSON")
        return json.loads(self.shown("JSON"))

    def section(self, title):
        self.session.click("button", title, self.dialog)
        self.session.settle()

    def row(self, name, within=None):
        return self.session.find("list item", name, within or self.dialog)

    def choose(self, name, label, within=None):
        """Opens a list that drops down and goes through it by key until the label is chosen."""
        session = self.session
        within = within or self.dialog
        name = session.find("combo box", name, within).get_name()
        guess = GUESSES.get(label, 0)
        for step in [guess, *(step for step in range(14) if step != guess)]:
            session.click("combo box", name, within)
            session.wait(lambda: self.is_open(name), f"the list of “{name}” to have the focus")
            session.key("Home")
            session.key(*["Down"] * step, "Return")
            session.settle()
            if session.description(session.find("combo box", name, within)) == label:
                return
        raise Failure(f"“{name}” has no “{label}”")

    def is_open(self, name):
        """Whether the keys go to the list that drops down."""
        node = self.session.focused(self.dialog)
        while node is not None and not (self.session.role(node) == "combo box" and node.get_name() == name):
            if self.session.role(node) in ("push button", "button", "toggle button"):
                return False
            node = node.get_parent()
        return node is not None

    def chosen(self, name, within=None):
        return self.session.description(self.session.find("combo box", name, within or self.dialog))

    def number(self, title, text, within=None):
        """Types a number where it is asked for."""
        self.choose(title + " Is", "Value", within)
        self.session.set_text(self.session.find("spin button", title, within or self.dialog), text)

    def add_model(self, name, within=None):
        session = self.session
        session.click("button", "Add Model", within or self.dialog)
        session.wait(lambda: (node := session.focused(self.dialog)) is not None and session.matches_role(node, "text"),
                     "the line for a model")
        session.type(name)
        session.key("Return")
        self.row(name, within)
        session.settle()

    def models(self, within=None):
        """The models that are on show, in the order on the screen."""
        group = self.session.find("list", "Preferred Models", within or self.dialog)
        names = []
        for node in self.session.all("list item", None, group):
            found = re.match(r"(\d+), ", self.session.description(node))
            if found:
                names.append((int(found.group(1)), node.get_name()))
        assert [number for number, _ in names] == list(range(1, len(names) + 1)), names
        return [name for _, name in names]

    def expect_models(self, *names, within=None):
        try:
            self.session.wait(lambda: self.models(within) == list(names), f"the models {names}")
        except (Failure, AssertionError) as failure:
            raise Failure(f"{failure}; there are {self.models(within)}") from None

    def focus(self, name):
        """Goes by Tab alone until the row has the focus."""
        for _ in range(80):
            node = self.session.focused(self.dialog)
            if node is not None and node.get_name() == name and self.session.role(node) == "list item":
                return
            self.session.key("Tab")
            self.session.settle()
        raise Failure(f"Tab never comes to “{name}”")

    def point(self, node, x, y):
        """Where a point of a node is on the screen."""
        left, top, _, height = on_screen(self.session, node)
        return left + x, top + (y if y >= 0 else height + y)

    def drag(self, start, end):
        steps = ["mousemove", *map(str, start), "mousedown", "1"]
        for part in range(1, 9):
            steps += ["sleep", "0.03", "mousemove", *(str(round(a + (b - a) * part / 8)) for a, b in zip(start, end))]
        subprocess.run(["xdotool", *steps, "sleep", "0.1", "mouseup", "1"], env=self.session.env, check=True)
        self.session.settle()


def parameters(editor, values, within=None):
    """Sets the four parameters; None is not to be sent."""
    for title, value in zip(("Temperature", "Top P", "Maximum Output"), values):
        if value is None:
            editor.choose(title + " Is", "Do Not Send", within)
        else:
            editor.number(title, value, within)
    editor.choose("Reasoning Is", "Value", within)
    editor.choose("Reasoning", values[3], within)


def pick_owl(session, dialog):
    """Takes an emoji out of the chooser that is open, by searching for it."""
    def owl():
        session.key("ctrl+a")
        session.type("owl")
        session.settle()
        return any("🦉" in text for text in session.texts(dialog))
    # Newer versions of the toolkit load all emoji little by little, and find what came after the search by the next one.
    session.wait(owl, "the owl among the emoji", 60)
    session.key("Down", "Return")
    session.settle()
