#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Performing a track in the real application. test-dashboard.py PROGRAM BUILD-ROOT"""

import json
import os
import re
import shutil
import sys

from session import Failure, Session, Tap

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = os.path.join(ROOT, "data/examples/weather-cli")
STATES = ("To do", "Ready", "Running", "In review", "Completed", "Failed", "Blocked", "Skipped", "Cancelled")
METADATA = re.compile(r"^ticket (\S+) · tier worker · attempt 1 · persona ([a-z-]+)@([0-9a-f]{12}) \([A-Za-z:-]+\) · "
                      r"provider rehearsal \(built-in\) · model rehearsal \(built-in\) · temperature ")


class Board:
    """The dashboard, as a person reads it."""

    def __init__(self, session):
        self.session = session

    def page(self):
        return self.session.find("group", "Dashboard")

    def rows(self):
        """Each ticket's texts, by its id."""
        session = self.session
        rows = {}
        for item in session.all("list item", None, session.find(re.compile("list").pattern, "Tickets", self.page())):
            texts = session.texts(item)
            state = [text for text in texts if text in STATES]
            ids = [text for text in texts if re.fullmatch("[A-Z]+", text)]
            if state and ids:
                rows[ids[0]] = (state[0], texts)
        return rows

    def row(self, name):
        """The row of a ticket."""
        for item in self.session.all("list item", None, self.session.find("list", "Tickets", self.page())):
            if name in self.session.texts(item):
                return item
        raise Failure(f"there is no row for {name}")

    def focus(self, row):
        """Tabs until the row has the focus, which is the one that is selected."""
        session = self.session
        for _ in range(40):
            if any(node.get_state_set().contains(session.Atspi.StateType.FOCUSED) for node in session.walk(row)):
                return
            session.key("Tab")
        raise Failure("the row can't be reached by Tab")

    def menu(self):
        """The names in the menu that is open."""
        self.session.find("menu item", re.compile("^Edit "))
        return [node.get_name() for node in self.session.all("menu item")]

    def states(self):
        return {name: row[0] for name, row in self.rows().items()}

    def metadata(self):
        return [text for text in self.session.texts(self.page()) if text.startswith("ticket ")]

    def stream_title(self):
        return [text for text in self.session.texts(self.page()) if re.match("[A-Z]+  ", text)]


def selected(session, node):
    return session.tree.look(node).get_state_set().contains(session.Atspi.StateType.SELECTED)


def opens_with_metadata(texts):
    """Whether the metadata line follows the title of its ticket, with no text of the model above it."""
    at = next((index for index, text in enumerate(texts) if METADATA.match(text)), None)
    if at is None:
        return False
    titles = [text for text in texts[:at] if re.match("[A-Z]+  ", text)]
    return (titles and titles[-1].startswith(METADATA.match(texts[at]).group(1) + "  ")
            and not any("no model was asked" in text for text in texts[:at]))


def main(program, build_root):
    tap = Tap()
    with open(os.path.join(EXAMPLE, ".troupe/tracks/add-hourly.json"), encoding="utf-8") as file:
        track = json.load(file)
    tickets = [ticket["id"] for ticket in track["tickets"]]

    with Session(program, build_root) as session:
        project = os.path.join(session.home, "weather-cli")
        shutil.copytree(EXAMPLE, project)
        # Slow enough to be seen, however busy the machine is.
        track["tickets"][0]["description"] += " [rehearse: qa slow]"
        with open(os.path.join(project, ".troupe/tracks/add-hourly.json"), "w", encoding="utf-8") as file:
            json.dump(track, file)
        board = Board(session)
        session.settings = {"window-width": "1280", "window-height": "800", "page": "'dashboard'"}

        with tap.claim("the track is shown with its tickets in order, who performs them and in which tier"):
            session.launch("--project", project)
            session.wait(lambda: session.state("run-track")[1], "the track")
            session.wait(lambda: list(board.rows()) == tickets, "the tickets")
            for name, (state, texts) in board.rows().items():
                assert state == "To do", f"{name} is {state}"
                assert "Worker" in texts, texts
            assert "Implementer" in board.rows()["DATA"][1]
            assert "Test Writer" in board.rows()["TESTS"][1]
            nameless = list(session.nameless(board.page()))
            assert not nameless, "\n".join(nameless)
            session.shot("dashboard-before")

        with tap.claim("Run performs it, and the stream opens with the metadata line"):
            session.key("F5")
            session.wait(lambda: session.state("stop-track")[1], "the run")
            # One look, and another one where the next ticket began in the middle of it.
            session.wait(lambda: opens_with_metadata(session.texts(board.page())),
                         "a stream that opens with the metadata line of its ticket")
            session.wait_label("no model was asked", board.page())
            session.shot("dashboard-running")

        with tap.claim("while a ticket is judged it shows by whom"):
            session.wait(lambda: any(state == "In review" and "QA" in texts and "Careful Reviewer" in texts
                                     for state, texts in board.rows().values()), "a ticket in review")

        with tap.claim("another ticket can be looked at while the run goes on"):
            states = board.states()
            assert {"Running", "In review", "Completed"} & set(states.values()), states
            session.wait(lambda: "Completed" in board.states().values(), "the first ticket to be completed")
            session.action("select-ticket", "DATA")
            session.wait(lambda: board.stream_title()[:1] == ["DATA  Put hours into the sample forecast"], "its stream")
            session.wait(lambda: METADATA.match((board.metadata() or [""])[0]), "its metadata line")

        with tap.claim("all tickets are completed in the end"):
            session.wait(lambda: session.state("run-track")[1], "the end of the run", 60)
            session.wait(lambda: set(board.states().values()) == {"Completed"}, "all tickets to be completed")
            session.wait_label(f"{len(tickets)} of {len(tickets)} tickets")
            assert board.stream_title()[:1] == ["DATA  Put hours into the sample forecast"], "the selection went elsewhere"
            session.shot("dashboard-completed")

        with tap.claim("Stop cancels what runs, and what waits for it"):
            session.action("run-track")
            session.wait(lambda: "Running" in board.states().values(), "a running ticket")
            session.key("shift+F5")
            session.wait(lambda: session.state("run-track")[1], "the end of the run")
            session.wait_label("The run was stopped")
            states = set(board.states().values())
            assert "Running" not in states and "Cancelled" in states, states
            session.shot("dashboard-stopped")

        with tap.claim("a ticket's menu opens by key at its row, and restores what was cancelled and goes on"):
            session.action("select-ticket", "DATA")
            board.focus(board.row("DATA"))
            session.key("shift+F10")
            names = board.menu()
            places = {node.get_name(): node for node in session.all("list item", re.compile("^(Dashboard|Library)$"))}
            assert selected(session, places["Dashboard"]) and not selected(session, places["Library"]), \
                "passing through the sidebar selects another place"
            assert names == ["Do Again", "Do Again With…", "Skip", "Restore", "Edit Implementer…"], names
            session.shot("dashboard-menu")
            session.click("menu item", "Restore")
            session.wait(lambda: "Running" in board.states().values(), "a running ticket")
            session.wait(lambda: session.state("run-track")[1], "the end of the run", 60)
            assert set(board.states().values()) == {"Completed"}, board.states()

        with tap.claim("a ticket is done again by somebody else, whom its row shows, and the menu edits them"):
            session.action("select-ticket", "DATA")
            session.click("button", "Ticket Menu", board.page())
            session.click("menu item", "Do Again With…")
            search = session.find("text", "Search personas")
            session.shot("dashboard-with")
            session.set_text(search, "Test Writer")
            session.settle()
            session.key("Return")
            session.wait(lambda: board.rows()["DATA"][0] in ("Running", "In review"), "DATA to be done again")
            session.wait(lambda: session.state("run-track")[1], "the end of the run", 60)
            assert "Test Writer" in board.rows()["DATA"][1], board.rows()["DATA"]
            assert any("persona test-writer" in line and "(ticket:DATA)" in line for line in board.metadata()), board.metadata()
            session.click("button", "Ticket Menu", board.page())
            session.click("menu item", "Edit Test Writer…")
            dialog = session.find("dialog", re.compile("Test Writer"))
            session.key("Escape")
            session.gone("dialog", re.compile("Test Writer"))

        with tap.claim("a ticket is skipped while others wait for it, and cancelled while it runs"):
            session.action("run-track")
            session.wait(lambda: "Running" in board.states().values(), "a running ticket")
            waiting = [name for name, state in board.states().items() if state == "To do"][-1]
            session.action("skip-ticket", waiting)
            session.wait(lambda: board.states()[waiting] == "Skipped", f"{waiting} to be skipped")
            running = session.wait(lambda: [name for name, state in board.states().items() if state == "Running"],
                                   "a running ticket")[0]
            session.action("cancel-ticket", running)
            session.wait(lambda: board.states()[running] == "Cancelled", f"{running} to be cancelled")
            session.wait(lambda: session.state("run-track")[1], "the end of the run", 60)

        with tap.claim("it fits on a narrow screen"):
            width, _ = session.resize(360, 640)
            assert width <= 360, f"the window is {width} wide"
            session.shot("dashboard-narrow")
            session.resize(1280, 800)

        with tap.claim("a track that cannot be run says why"):
            track["tickets"][0]["depends_on"] = [tickets[-1]]
            path = os.path.join(project, ".troupe/tracks/add-hourly.json")
            with open(path + ".new", "w", encoding="utf-8") as file:
                json.dump(track, file)
            os.rename(path + ".new", path)
            session.wait(lambda: any("add-hourly.json" in text for text in session.texts()), "the problem")
            session.shot("dashboard-cycle")

        with tap.claim("nothing was complained of"):
            complaints = session.complaints()
            assert not complaints, "\n".join(complaints)

    tap.done()


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
