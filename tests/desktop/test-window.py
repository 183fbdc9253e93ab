#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window itself: narrow and wide, light and dark, left and right. test-window.py PROGRAM BUILD-ROOT"""

import os
import shutil
import subprocess
import sys

from session import Session, Tap

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/examples/weather-cli")


def open_window(session, project, **settings):
    session.settings = {"window-width": "1280", "window-height": "800", **settings}
    session.launch("--project", project)
    session.wait(lambda: session.state("new-persona")[1], "the workspace")
    session.action("select-persona", "careful-reviewer")
    session.find("button", "Persona: Careful Reviewer")


def shows(session, role, name):
    return session.maybe(role, name) is not None


def main(program, build_root):
    tap = Tap()

    with Session(program, build_root) as session:
        project = os.path.join(session.home, "weather-cli")
        shutil.copytree(EXAMPLE, project)

        with tap.claim("the window opens wide, with sidebar and pane"):
            open_window(session, project)
            session.find("list item", "Discussion")
            session.find("spin button", "Temperature")
            session.action("set-field", ("max_output_tokens", "8192"))
            session.wait_label("1 override")
            session.shot("window-light")

        with tap.claim("F9 hides the pane and shows it again"):
            session.key("F9")
            session.gone("spin button", "Temperature")
            assert session.state("toggle-pane")[0] is False
            session.shot("window-without-pane")
            session.key("F9")
            session.find("spin button", "Temperature")

        with tap.claim("the window can be as narrow as a phone, and the pane is a page of it"):
            width, height = session.resize(360, 600)
            assert width <= 360, f"the window is {width} wide"
            session.gone("spin button", "Temperature")
            session.shot("window-narrow")
            session.action("toggle-pane")
            session.find("spin button", "Temperature")
            session.shot("window-narrow-settings")
            session.key("Escape")
            session.gone("spin button", "Temperature")
            session.action("toggle-sidebar")
            session.find("list item", "Dashboard")
            session.shot("window-narrow-sidebar")
            session.action("show-page", "discussion")
            session.gone("list item", "Dashboard")

        with tap.claim("a middle width keeps the sidebar"):
            session.resize(800, 600)
            session.find("list item", "Dashboard")
            session.gone("spin button", "Temperature")
            session.shot("window-middle")
            session.resize(1280, 800)
            session.find("spin button", "Temperature")

        with tap.claim("each place has its page"):
            for page in ("dashboard", "discussion"):
                session.key("ctrl+1" if page == "discussion" else "ctrl+2")
                session.wait(lambda: session.state("show-page")[0] == page, f"the page {page}")
                nameless = list(session.nameless())
                assert not nameless, "\n".join(nameless)
                if page == "dashboard":
                    session.wait_label("REVIEW")
                session.shot("window-" + page)

        with tap.claim("preferences, shortcuts and about open and close"):
            for name, title in (("preferences", "General"), ("shortcuts", "Shortcuts"), ("about", "Troupe")):
                before = len(session.window_ids())
                session.action(name, application=True)
                session.wait(lambda: len(session.window_ids()) > before, f"the window of {name}")
                session.shot("window-" + name)
                session.key("Escape")
                session.wait(lambda: len(session.window_ids()) == before, f"the window of {name} to close")

        with tap.claim("the same in the dark"):
            session.quit()
            open_window(session, project, **{"color-scheme": "'dark'"})
            session.action("set-field", ("max_output_tokens", "8192"))
            session.wait_label("1 override")
            session.shot("window-dark")
            session.action("edit-persona", "")
            session.settle()
            session.shot("window-editor-dark")
            session.find("dialog", "Copy of Careful Reviewer")
            session.key("Escape")
            session.gone("dialog", "Copy of Careful Reviewer")

        with tap.claim("and from right to left"):
            session.quit()
            session.settings = {"color-scheme": "'light'"}
            session.launch("--project", project, environment=session.right_to_left())
            session.wait(lambda: session.state("new-persona")[1], "the workspace")
            session.action("set-field", ("max_output_tokens", "8192"))
            session.wait_label("1 override")
            picture = session.shot("window-rtl")
            width, height = session.geometry()
            at_start = session.color_at(picture, width - 30, height - 60)
            assert at_start.startswith("#E"), f"the sidebar is not at the right: {at_start}"
            session.action("show-page", "dashboard")
            session.shot("window-rtl-dashboard")

        with tap.claim("with large text too, on a narrow screen too"):
            session.quit()
            session.large_text()
            session.launch("--project", project)
            session.wait(lambda: session.state("new-persona")[1], "the workspace")
            session.shot("window-large")
            width, height = session.resize(400, 640)
            assert width <= 400, f"the window is {width} wide"
            session.shot("window-large-narrow")
            session.action("show-page", "discussion")
            session.shot("window-large-narrow-discussion")
            session.action("show-page", "dashboard")
            # There is no room for ids.
            session.wait_label("Put hours into the sample forecast")
            width, height = session.resize(360, 294)
            assert width <= 360 and height <= 294, f"the dashboard is {width} × {height}"
            session.shot("window-large-narrow-dashboard")
            session.large_text(100)

        with tap.claim("and in high contrast"):
            session.quit()
            session.settings = {"window-width": "1280", "window-height": "800"}
            session.launch("--project", project, environment={"ADW_DEBUG_HIGH_CONTRAST": "1"})
            session.wait(lambda: session.state("new-persona")[1], "the workspace")
            session.shot("window-high-contrast")

        with tap.claim("a second start with the same project shows the same window"):
            before = session.windows()
            second = subprocess.run([program, "--project", project], env=session.env, timeout=20, check=False,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            assert second.returncode == 0, f"it ended with {second.returncode}"
            assert session.windows() == before, "there is another window"

        with tap.claim("another project has a window of its own, and is the one that is there next time"):
            other = os.path.join(session.home, "other")
            os.makedirs(other)
            session.action("open-project", other, application=True)
            session.find("button", "Project: other")
            assert len(session.windows()) == len(before) + 1
            session.quit()
            session.launch()
            session.find("button", "Project: other")
            session.click("button", "Project: other")
            session.wait_label("weather-cli")
            session.key("Escape")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
