#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each row of AI Settings, set by its own control as a person does. test-setting-rows.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from form import Editor
from pane import ADA, ROWS, Pane, start, write
from session import Session, Tap

# Everything has a value, so that each row has its control.
EVA = dict(ADA, id="eva", name="Eva", top_p=0.5)


class Rows(Editor):
    """The controls of a pane, which are those of the editor too."""

    def __init__(self, session, pane):
        self.session = session
        self.pane = pane
        self.typed = set()

    def pick(self, title, label):
        self.choose(title, label, self.pane.row(title))

    def spin(self, title, text):
        """Types it, the first time, and has an assistive technology set it after that."""
        if title in self.typed:
            self.session.set_value(self.pane.control("spin button", title), float(text))
            return
        self.typed.add(title)
        self.go_to("spin button", title)
        self.session.key("ctrl+a")
        self.session.type(text)
        self.session.key("Return")

    def model(self, title, name):
        session = self.session
        session.click("button", re.compile("^Model: "), self.pane.row(title))
        entry = session.find("text", "Model name")
        session.find("list", "Models")
        session.settle()
        session.type(name)
        session.wait(lambda: session.text(entry) == name, "the name to be typed")
        session.key("Return")

    def prompt(self, title, text):
        session = self.session
        session.click("button", "Edit System Prompt", self.pane.row(title))
        dialog = session.find("dialog", "System Prompt")
        session.set_text(session.find("text", "System Prompt", dialog), text)
        session.click("button", re.compile("Apply$"), dialog)
        session.gone("dialog", "System Prompt")


# How a row is set, to what, and what it shows of Eva
TABLE = {
    "Provider": (Rows.pick, "Shed", "Rehearsal"),
    "Model": (Rows.model, "typed-model", "ada-model"),
    "Temperature": (Rows.spin, "0.75", "0.255"),
    "Top P": (Rows.spin, "0.30", "0.50"),
    "Maximum Output": (Rows.spin, "99", re.compile("^1.?234$")),
    "Reasoning": (Rows.pick, "Medium", "High"),
    "Prompt Preset": (Rows.pick, "Another Prompt", "House Rules"),
    "System Prompt": (Rows.prompt, "You are somebody else.", re.compile("^You are Ada")),
    "Tool Preset": (Rows.pick, "Another Preset", "Read Only"),
    "Bias Profile": (Rows.pick, "Another Profile", "Prefer Search"),
}


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        with tap.claim("there is something to choose in each row"):
            folder = os.path.join(session.home, "weather/.troupe")
            write(os.path.join(folder, "personas/eva.json"), EVA)
            write(os.path.join(folder, "prompts/another.json"),
                  {"format": "troupe-prompt/1", "id": "another", "name": "Another Prompt", "system_prompt": "Be another."})
            write(os.path.join(folder, "tool-presets/another.json"),
                  {"format": "troupe-tool-preset/1", "id": "another", "name": "Another Preset", "categories": {}})
            write(os.path.join(folder, "bias-profiles/another.json"),
                  {"format": "troupe-bias-profile/1", "id": "another", "name": "Another Profile", "tool_weights": {}})
            write(os.path.join(session.home, ".config/troupe/providers.json"),
                  {"format": "troupe-providers/1", "providers": [
                      {"id": "shed", "kind": "openai", "name": "Shed", "base_url": "http://127.0.0.1:1/v1"}]})
            start(session)
            pane = Pane(session)
            rows = Rows(session, pane)
            assert sorted(TABLE) == sorted(ROWS)
            session.action("select-persona", "eva")
            pane.expect_persona("Eva")
            for title, (_, _, inherited) in TABLE.items():
                pane.expect(title, inherited)

        for title, (set_row, value, inherited) in TABLE.items():
            with tap.claim(f"{title} is set, reset, set again, locked, kept through another persona, and let go"):
                session.action("revert-all")
                session.action("select-persona", "eva")
                pane.expect(title, inherited)
                set_row(rows, title, value)
                pane.expect(title, value)
                session.wait(lambda: pane.caption(title).startswith("Overrides Eva"), f"{title} to override Eva")
                pane.expect_overrides([title])
                session.click("button", "Reset " + title, pane.row(title))
                pane.expect(title, inherited)
                pane.expect_overrides([])

                set_row(rows, title, value)
                pane.expect(title, value)
                session.click("button", "Lock " + title, pane.row(title))
                session.wait(lambda: pane.caption(title).startswith("Locked"), f"{title} to be locked")
                session.action("select-persona", "bob")
                pane.expect_persona("Bob")
                pane.expect(title, value)
                session.click("button", "Lock " + title, pane.row(title))
                session.wait(lambda: pane.caption(title).startswith("Overrides Bob"), f"{title} to be unlocked")
                session.click("button", "Reset " + title, pane.row(title))
                session.wait(lambda: not pane.caption(title).startswith("Overrides"), f"{title} to be reset")
                assert pane.shown(title) != value, f"{title} still shows {value}"
                session.action("select-persona", "eva")
                pane.expect_persona("Eva")
                pane.expect(title, inherited)
                pane.expect_overrides([])

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
