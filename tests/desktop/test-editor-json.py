#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The section JSON of the editors in the real application. test-editor-json.py PROGRAM BUILD-ROOT"""

import json
import os
import re
import sys

from form import Editor
from pane import read, sensitive, start, write
from session import Session, Tap

DEE = {"format": "troupe-persona/1", "id": "dee", "name": "Dee", "x-own": {"kept": [1, 2.5]}}


def main(program, build_root):
    tap = Tap()
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        folder = os.path.join(session.home, "weather/.troupe/personas")
        path = os.path.join(folder, "dee.json")
        write(path, DEE)
        start(session)
        editor = Editor.edit(session, "persona", "dee")

        def text():
            return session.find("text", "JSON", editor.dialog)

        def retype(old, new):
            session.set_text(text(), session.text(text()).replace(old, new, 1))

        with tap.claim("it says what the file says, and nothing is changed by looking"):
            assert editor.json() == DEE, editor.shown("JSON")
            assert not sensitive(session, editor.save)
            session.shot("json-persona")

        with tap.claim("what can be read flows into the form as it is typed"):
            retype('"name": "Dee"', '"name": "Dee Dee",\n  "temperature": 0.125,\n  "preferred_models": ["one", {"model": "two", "top_p": 1}],\n'
                   '  "tier_assignments": {"qa": {"temperature": null}}')
            session.wait(lambda: sensitive(session, editor.save), "Save to become sensitive")
            editor.section("Identity")
            session.wait_text("text", "Name", "Dee Dee", editor.dialog)
            editor.section("Model")
            editor.expect_models("one", "two")
            session.wait_text("spin button", "Temperature", "0.125", editor.dialog)
            editor.section("Tiers")
            assert session.find("list item", "QA", editor.dialog) is not None

        with tap.claim("what the form says flows into the text"):
            editor.section("Identity")
            editor.fill("Description", "Said in the form")
            found = editor.json()
            assert found["description"] == "Said in the form" and found["x-own"] == DEE["x-own"], found
            assert found["preferred_models"] == ["one", {"model": "two", "top_p": 1}], found

        with tap.claim("what can't be read is marked with line and column, and holds back Save"):
            retype('"name"', 'name')
            session.wait_label("Line 4, column 3: ", editor.dialog)
            session.wait(lambda: not sensitive(session, editor.save), "Save to be held back")
            assert "Line 4, column 3" in session.description(editor.save), session.description(editor.save)
            session.shot("json-wrong")

        with tap.claim("it stays as it was typed while other sections are used, and Cancel asks"):
            editor.section("Identity")
            editor.fill("Description", "Said meanwhile")
            editor.section("JSON")
            assert '\n  name: "Dee Dee"' in editor.shown("JSON"), editor.shown("JSON")
            session.wait_label("put together with this text", editor.dialog)
            session.key("Escape")
            session.find("dialog", "Save Changes?")
            session.key("Escape")
            session.gone("dialog", "Save Changes?")

        with tap.claim("once it can be read again, both are there, and Save keeps them"):
            retype('name: ', '"name": ')
            session.wait(lambda: "Said meanwhile" in session.text(text()), "both to be put together")
            editor.keep()
            saved = read(path)
            assert saved == {**DEE, "name": "Dee Dee", "description": "Said meanwhile", "temperature": 0.125,
                             "preferred_models": ["one", {"model": "two", "top_p": 1}],
                             "tier_assignments": {"qa": {"temperature": None}}}, saved

        with tap.claim("text alone that can't be read is asked for too, and can be thrown away"):
            before = read(path)
            editor = Editor.edit(session, "persona", "dee")
            editor.section("JSON")
            retype("{", "{{")
            session.wait_label("Line 1, column 2: ", editor.dialog)
            session.key("Escape")
            session.find("dialog", "Save Changes?")
            session.click("button", re.compile("Discard$"))
            session.gone("dialog", "Edit Persona")
            assert read(path) == before

        with tap.claim("a name that is misspelt is missed"):
            before = read(path)
            editor = Editor.edit(session, "persona", "dee")
            editor.section("JSON")
            retype('"name": ', '"nom": ')
            session.find("button", "A persona needs a name", editor.dialog)
            assert not sensitive(session, editor.save), "Save is sensitive without a name"
            retype('"nom": ', '"name": ')
            session.wait(lambda: session.maybe("button", "A persona needs a name", editor.dialog) is None, "the foot to go")
            session.key("Escape")
            session.gone("dialog", "Edit Persona")
            assert read(path) == before

        with tap.claim("the id of what is saved stays"):
            editor = Editor.edit(session, "persona", "dee")
            editor.section("JSON")
            retype('"id": "dee"', '"id": "eve"')
            session.wait_label("the id stays “dee”", editor.dialog)
            retype('"id": "eve"', '"id": "dee"')
            session.wait(lambda: not sensitive(session, editor.save), "nothing to be changed")
            session.key("Escape")
            session.gone("dialog", "Edit Persona")

        for kind, folder, words in (("prompt-preset", "prompts", '"system_prompt": "Be brief.",\n  "temperature": 0.3'),
                                    ("tool-preset", "tool-presets", '"categories": {"files": {"*": "ask"}}'),
                                    ("bias-profile", "bias-profiles", '"tool_weights": {"read_file": 5}')):
            with tap.claim(f"a {kind} is made of JSON alone"):
                editor = Editor.new(session, kind)
                format_word = editor.json()["format"]
                session.set_text(text(), '{"format": "%s", "id": "made", "name": "Made", %s, "x-own": [1]}' % (format_word, words))
                session.shot("json-" + kind)
                editor.keep()
                saved = read(os.path.join(session.home, ".local/share/troupe", folder, "made.json"))
                wanted = {"format": format_word, "id": "made", "name": "Made", "x-own": [1], **json.loads("{%s}" % words)}
                assert {key: value for key, value in saved.items() if value != {}} == wanted, saved

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
