# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor by keys alone. The accessibility tree is only looked at: what has the focus, and what is shown."""

import re
import time

from form import GUESSES
from session import Failure

TITLE = re.compile("(New|Edit) Persona$")


class Keys:
    """What a person does who has no mouse."""

    def __init__(self, session):
        self.session = session
        self.dialog = session.find("dialog", TITLE)
        # Newer versions of the toolkit say that the line of a row has the focus, older ones say of nothing that it has.
        self.session.settle()

    def press(self, *keys):
        self.session.key(*keys)

    def look(self):
        """What has the focus and what it is in, from the inside out."""
        chain = []
        for node in self.session.walk(self.dialog):
            if node.get_state_set().contains(self.session.Atspi.StateType.FOCUSED):
                chain = [node]
        while chain and chain[-1].get_parent() is not None and self.session.role(chain[-1]) not in ("dialog", "frame"):
            chain.append(chain[-1].get_parent())
        return chain

    def moved(self, before):
        """Waits until the focus is elsewhere, and says where. Lines that are not said to have it are all the same."""
        end = time.monotonic() + 0.4
        while True:
            chain = self.look()
            if not chain or not before or chain[0].path != before[0].path or time.monotonic() > end:
                return chain
            time.sleep(0.02)

    def go(self, name, role=None, key="Tab", times=90):
        """Goes by Tab to what has this name, or is part of it."""
        matches = name.search if hasattr(name, "search") else lambda text: text == name
        chain = self.look()
        for _ in range(times):
            for node in chain[:4]:
                if matches(node.get_name() or "") and self.session.matches_role(node, role):
                    return node
                if self.session.role(node) in ("list item", "combo box"):
                    break
            self.press(key)
            chain = self.moved(chain)
        raise Failure(f"{key} never comes to “{name}”")

    def write(self, name, text):
        """Goes by Tab to a line, and types into it in place of what is there."""
        session = self.session
        chain = self.look()
        for _ in range(60):
            if not chain or session.matches_role(chain[0], "text"):
                lines = {line.path: session.text(line) for line in session.all("text", name, self.dialog)}
                session.key("End")
                session.type("x")
                session.settle()
                hit = [line for line in session.all("text", name, self.dialog) if session.text(line) != lines.get(line.path)]
                session.key("BackSpace")
                if hit:
                    session.key("ctrl+a")
                    if text:
                        session.type(text)
                    else:
                        session.key("BackSpace")
                    session.wait(lambda: session.text(hit[0]) == text, f"“{name}” to be “{text}”")
                    return
            self.press("Tab")
            chain = self.moved(chain)
        raise Failure(f"Tab never comes to “{name}”")

    def choose(self, name, label, key="Tab"):
        """Opens a list that drops down, and goes through it."""
        session = self.session
        combo = self.go(name, "combo box", key)
        guess = GUESSES.get(label, 0)
        for step in [guess, *(step for step in range(14) if step != guess)]:
            session.key("space")
            session.wait(lambda: self.is_open(combo), f"the list of “{name}” to have the focus")
            session.key("Home", *["Down"] * step, "Return")
            session.wait(lambda: not self.is_open(combo), f"the list of “{name}” to close")
            # Its value comes back a turn later than the focus.
            for _ in range(10):
                if session.description(combo) == label:
                    return
                time.sleep(0.03)
        raise Failure(f"“{name}” has no “{label}”")

    def is_open(self, combo):
        chain = self.look()
        paths = [node.path for node in chain]
        return combo.path in paths and not self.session.matches_role(chain[0], "button")

    def number(self, title, value):
        """Chooses what a number is: inherited, not sent, or the one that is typed."""
        if value in ("Inherit", None):
            self.choose(title + " Is", "Do Not Send" if value is None else value)
            return
        self.choose(title + " Is", "Value")
        # It stands before what says what it is.
        node = self.go(title, "spin button", "shift+Tab")
        self.press("ctrl+a")
        self.session.type(value)
        self.press("Tab")
        self.session.wait(lambda: abs(float(self.session.value(node)) - float(value)) < 1e-9, f"{title} to be {value}")

    def parameters(self, temperature, top_p, maximum, reasoning):
        self.number("Temperature", temperature)
        self.number("Top P", top_p)
        self.number("Maximum Output", maximum)
        if reasoning in ("Inherit", None):
            self.choose("Reasoning Is", "Do Not Send" if reasoning is None else reasoning)
        else:
            self.choose("Reasoning Is", "Value")
            self.choose("Reasoning", reasoning, "shift+Tab")

    def add_model(self, name):
        self.go("Add Model", "button")
        self.press("space")
        self.session.wait(lambda: (chain := self.look()) and self.session.matches_role(chain[0], "text"), "the line for a model")
        self.session.type(name)
        self.press("Return")
        self.session.wait(lambda: self.session.maybe("list item", name, self.dialog), f"the model {name}")

    def section(self, title):
        """Goes through the sections until this one is on show."""
        for _ in range(9):
            self.press("ctrl+Next")
            self.session.settle()
            button = self.session.find("button", title, self.dialog)
            states = button.get_state_set()
            if states.contains(self.session.Atspi.StateType.CHECKED) or states.contains(self.session.Atspi.StateType.PRESSED):
                return
        raise Failure(f"Ctrl+Page Down never comes to “{title}”")

    def switch(self, name, is_on):
        box = self.go(name)
        self.press("space")
        self.session.wait(lambda: self.find(box).get_state_set().contains(self.session.Atspi.StateType.CHECKED) == is_on,
                          f"“{name}” to be switched")

    def find(self, node):
        return next(other for other in self.session.walk(self.dialog) if other.path == node.path)

    def save(self):
        self.press("ctrl+s")
        self.session.gone("dialog", TITLE)
