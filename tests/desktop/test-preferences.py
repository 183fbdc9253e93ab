#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Preferences, and a server of one's own by point and click. test-preferences.py PROGRAM BUILD-ROOT"""

import os
import re
import sys

from pane import Pane, read, sensitive, start
from session import Session, Tap
from talk import Server

KEY = "sesame-open-4711"


def main(program, build_root):
    tap = Tap()
    server = Server(build_root, "--text", "Here I am.")
    settings = {"window-width": "1280", "window-height": "800"}

    with Session(program, build_root, settings=settings) as session:
        providers = os.path.join(session.home, ".config/troupe/providers.json")

        with tap.claim("Ctrl+comma opens Preferences, and every control has a name"):
            start(session)
            pane = Pane(session)
            session.key("ctrl+comma")
            dialog = open_providers(session)
            nameless = unnamed(session, dialog)
            assert not nameless, "\n".join(nameless)
            session.shot("preferences-providers")

        with tap.claim("what is wrong with a new provider is said in words, and nothing is saved before it is right"):
            session.click("button", "Add Provider", dialog)
            save = session.find("button", re.compile("Save$"), dialog)
            assert not sensitive(session, save)
            session.set_text(session.find("text", "Name", dialog), "Garden Shed")
            session.set_text(session.find("text", "Base URL", dialog), "localhost")
            session.wait_label("The base URL has to be an http or https address", dialog)
            session.wait_label("garden-shed", dialog)
            assert not sensitive(session, save)
            session.shot("preferences-problem")
            nameless = unnamed(session, dialog)
            assert not nameless, "\n".join(nameless)

        with tap.claim("trying an address says what came, in a sentence"):
            session.set_text(session.find("text", "Base URL", dialog), "http://127.0.0.1:9/v1")
            session.click("button", re.compile("Try$"), dialog)
            session.wait_label("garden-shed", dialog)
            session.wait(lambda: outcome(session, dialog).endswith("."), "the outcome")
            assert "127.0.0.1" in outcome(session, dialog), outcome(session, dialog)
            session.set_text(session.find("text", "Base URL", dialog), server.url)
            session.click("button", re.compile("Try$"), dialog)
            session.wait(lambda: outcome(session, dialog).startswith("It answers, with"), "the models")
            session.shot("preferences-tried")

        with tap.claim("a provider is saved to its file and its key to the keyring alone"):
            session.set_text(session.find("text", "API Key", dialog), KEY)
            session.wait(lambda: sensitive(session, save), "Save to be possible")
            session.click(save)
            session.find("list item", "Garden Shed", dialog)
            saved = read(providers)["providers"]
            assert [(each["id"], each["name"], each["base_url"]) for each in saved] == \
                   [("garden-shed", "Garden Shed", server.url)], saved
            assert not files_with(session.home, KEY), files_with(session.home, KEY)
            assert KEY not in session.log()

        with tap.claim("a stored key is not shown, and can be removed"):
            open_provider(session, dialog, "Garden Shed")
            session.wait_label("A key is stored in the keyring", dialog)
            assert session.text(session.find("text", "API Key", dialog)) == ""
            session.shot("preferences-key")
            session.click("button", re.compile("Remove Key$"), dialog)
            session.wait(lambda: session.maybe("button", re.compile("Remove Key$"), dialog) is None, "the key to go")
            session.set_text(session.find("text", "API Key", dialog), KEY)
            session.click("button", re.compile("Save$"), dialog)
            session.gone("button", re.compile("Save$"), dialog)

        with tap.claim("the default provider and model are chosen here, and reach every persona that states none"):
            session.click("combo box", "Default Provider", dialog)
            session.settle()
            # After "Not set" and Rehearsal come those that a person set up.
            session.key("Home", "Down", "Down", "Return")
            pane.expect("Provider", "Garden Shed", "From user defaults")
            pane.expect("Model", "Not set")
            session.click("button", "Model: Not set", dialog)
            session.set_text(session.find("text", "Model name", dialog), "shed-model")
            session.key("Return")
            pane.expect("Model", re.compile("shed-model"))
            defaults = read(os.path.join(session.home, ".config/troupe/defaults.json"))
            assert defaults["provider"] == "garden-shed" and defaults["preferred_models"] == ["shed-model"], defaults
            pane.expect_overrides([])
            session.shot("preferences-defaults")

        with tap.claim("a provider that is removed comes back with Undo"):
            open_provider(session, dialog, "Garden Shed")
            session.click("button", re.compile("Remove Provider$"), dialog)
            session.wait_label("Removed “Garden Shed”", dialog)
            session.gone("list item", "Garden Shed", dialog)
            session.wait(lambda: read(providers)["providers"] == [], "the file to be without it")
            pane.expect("Provider", "garden-shed (missing)")
            session.click("button", re.compile("Undo$"), dialog)
            session.find("list item", "Garden Shed", dialog)
            pane.expect("Provider", "Garden Shed")
            session.key("Escape")

        with tap.claim("after a restart provider and key are there"):
            session.quit()
            session.launch()
            session.wait(lambda: session.state("new-persona")[1], "the workspace")
            session.action("preferences", application=True)
            dialog = open_providers(session)
            open_provider(session, dialog, "Garden Shed")
            session.wait_label("A key is stored in the keyring", dialog)
            session.quit()

        with tap.claim("with no keyring it says which variable takes the key"):
            session.launch(environment={"SECRET_BACKEND": "service"})
            session.wait(lambda: session.state("new-persona")[1], "the workspace")
            session.action("preferences", application=True)
            dialog = open_providers(session)
            open_provider(session, dialog, "Garden Shed")
            session.wait_label("TROUPE_GARDEN_SHED_API_KEY", dialog)
            session.set_text(session.find("text", "API Key", dialog), KEY)
            session.click("button", re.compile("Save$"), dialog)
            session.wait_label("The keyring did not take the key", dialog)
            session.shot("preferences-no-keyring")

        with tap.claim("nothing was complained of, and the key is in no file"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)
            assert not files_with(session.home, KEY), files_with(session.home, KEY)
            assert KEY not in session.log()

    server.stop()
    tap.done()


def open_providers(session):
    dialog = session.find("dialog", "Preferences")
    session.click("page tab", "Providers", dialog)
    session.find("list item", "Rehearsal", dialog)
    return dialog


def open_provider(session, dialog, name):
    # The page may still turn, and the list may still be filled anew.
    session.find("button", name, dialog)
    session.settle()
    session.click("button", name, dialog)
    session.find("button", re.compile("Save$"), dialog)


def outcome(session, dialog):
    """What trying has come to: the line under the row's title."""
    row = session.find("list item", "Connection", dialog)
    return [session.text(label) for label in session.all("label", None, row)][1]


def unnamed(session, dialog):
    """Controls without a name, but for those of the toolkit's own search, which is off."""
    return [path for path in session.nameless(dialog) if not path.startswith(("list “GtkListBox”", "entry “GtkSearchEntry”"))]


def files_with(folder, text):
    found = []
    for root, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(root, name), "rb") as file:
                if text.encode() in file.read():
                    found.append(os.path.join(root, name))
    return found


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
