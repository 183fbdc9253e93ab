# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are on the screen, and what is in a list but not on the screen."""

import re
import subprocess

from tree import ACCESSIBLE

COMPONENT = "org.a11y.atspi.Component"
TOPLEVELS = ("dialog", "alert", "frame", "window")


def extents(session, node):
    """Left, top, width and height, as the toolkit has them in a window."""
    return node.call(COMPONENT, "GetExtents", session.GLib.Variant("(u)", (1,))).unpack()[0]


def on_screen(session, node):
    """Left, top, width and height of a node on the screen.

    Newer versions of the toolkit measure a window with the border that it draws, and older ones without it."""
    top = node
    while top.get_parent() is not None and top.get_role_name() not in TOPLEVELS:
        top = top.get_parent()
    out = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{re.escape(top.get_name())}$", "getwindowgeometry",
                          "--shell"], env=session.env, stdout=subprocess.PIPE, text=True, check=True).stdout
    at = {key: int(value) for key, value in (line.split("=") for line in out.splitlines() if "=" in line)}
    left, upper, width, height = extents(session, top)
    border = (at["WIDTH"] - width) // 2 - 2 * left, (at["HEIGHT"] - height) // 2 - 2 * upper
    left, upper, width, height = extents(session, node)
    return at["X"] + border[0] + left, at["Y"] + border[1] + upper, width, height


def rows_in_tree(session, view):
    """The names of the rows of a list that are in the tree, from first to last, and how many it says that there are."""
    items = list(session.all("list item", None, view))
    count = int(items[0].call(ACCESSIBLE, "GetAttributes").unpack()[0].get("setsize", 0)) if items else 0
    if count:
        # An older toolkit has them all, in their order, and no place for what is out of view.
        items.sort(key=lambda item: extents(session, item)[1])
    return [item.get_name() for item in items], count


def scroll_bar(session, node):
    """What scrolls a node up and down."""
    while node.get_role_name() != "scroll pane":
        node = node.get_parent()
    return next(bar for bar in session.all("scroll bar", None, node)
                if bar.get_state_set().contains(session.Atspi.StateType.VERTICAL))


def list_rows(session, view):
    """The name of each row of a list, from first to last.

    Newer versions of the toolkit have only the rows in view in the tree, and say how many there are. So it is scrolled
    through, half a page at a time, and scrolled back. The number that they give a row is not that of its place once
    another one was removed."""
    rows, count = rows_in_tree(session, view)
    if len(rows) >= count:
        return rows
    bar = scroll_bar(session, view)
    before, step, last = session.value(bar), extents(session, bar)[3] // 2, bar.property("org.a11y.atspi.Value", "MaximumValue")
    position, rows = 0, []
    while len(rows) < count and position < last + step:
        session.set_value(bar, min(position, last))
        session.settle()
        more = rows_in_tree(session, view)[0]
        known = next(length for length in range(min(len(rows), len(more)), -1, -1) if rows[len(rows) - length:] == more[:length])
        rows += more[known:]
        position += step
    session.set_value(bar, before)
    session.settle()
    return rows
