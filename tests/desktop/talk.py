# SPDX-License-Identifier: GPL-3.0-or-later
"""What several tests do on the discussion page, and the model server that they ask."""

import json
import os
import re
import subprocess

# A button with a mnemonic has its name twice over on GTK 4.8.
STOP = re.compile("Stop$")


def write(path, content):
    """Writes a file as an editor does: a new one, moved over the old."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(content if isinstance(content, str) else json.dumps(content, indent=2) + "\n")
    os.rename(path + ".new", path)


class Server:
    """The scripted model server; it ends with this process."""

    def __init__(self, build_root, *arguments):
        self.child = subprocess.Popen([os.path.join(build_root, "tests/support/llm-server"), "--url",
                                       "--until-stdin-closes", *arguments],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.child.stdout.readline().strip()

    def stop(self):
        self.child.stdin.close()
        self.child.wait(10)
        self.child.stdout.close()


class Talk:
    """The discussion page, as a person uses it."""

    def __init__(self, session):
        self.session = session

    def open(self, project, **settings):
        session = self.session
        session.settings = {"window-width": "1280", "window-height": "800", "page": "'discussion'", **settings}
        session.launch("--project", project)
        self.ready()

    def ready(self):
        self.session.wait(lambda: self.session.state("new-discussion")[1] and not self.session.state("stop-answer")[1],
                          "the discussion to be ready")

    def composer(self):
        return self.session.find("text", "Message")

    def type(self, text):
        """Types as a person does, and waits until all of it is there."""
        self.session.action("focus-message")
        self.session.wait(lambda: self.session.focused() is not None, "the focus")
        self.session.type(text)
        self.session.wait(lambda: self.session.text(self.composer()).endswith(text), "what was typed")

    def send(self, text):
        self.session.action("send-message", text)

    def answered(self):
        self.session.wait(lambda: self.session.state("retry-answer")[1] and not self.session.state("stop-answer")[1],
                          "the end of the answer")

    def reads(self, text):
        self.session.wait_label(text)

    def matches(self, pattern):
        self.session.wait(lambda: any(pattern.search(line) for line in self.session.texts()),
                          f"“{pattern.pattern}” to be shown")

    def texts(self):
        return "\n".join(self.session.texts())
