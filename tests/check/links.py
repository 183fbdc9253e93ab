#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when troupectl loads a toolkit or a display library. links.py TROUPECTL"""

import re
import subprocess
import sys

from tap import Tap

TOOLKIT = re.compile(r"^lib(gtk|gdk|gsk|adwaita|gtksourceview|pango|cairo|X11|wayland|graphene|epoxy)[-.]")


def libraries(binary):
    lines = subprocess.run(["ldd", binary], check=True, capture_output=True, text=True).stdout.splitlines()
    return [line.split()[0] for line in lines if line.strip()]


def main():
    tap = Tap()
    loaded = libraries(sys.argv[1])
    tap.claim("ldd lists what troupectl loads", [] if any("libglib" in name for name in loaded) else [str(loaded)])
    tap.claim("troupectl loads no toolkit", [name for name in loaded if TOOLKIT.match(name)])
    if len(sys.argv) > 2:
        seen = [name for name in libraries(sys.argv[2]) if TOOLKIT.match(name)]
        tap.claim("the check sees the toolkit of the application", [] if seen else ["it saw none"])
    tap.done()


main()
