#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a layer includes what it must not: a layer above it or beside it, a toolkit, or a library that belongs
to another layer. layers.py SOURCE-ROOT"""

import os
import re
import sys
import tempfile

from tap import Tap

# Which layers each may include, and from which no other folder than the top one (the abstract classes).
ALLOWED = {
    "base": set(),
    "model": {"base"},
    "store": {"base", "model"},
    "provider": {"base", "model"},
    "tool": {"base", "model"},
    "engine": {"base", "model", "provider", "tool"},
    "workspace": {"base", "model", "store", "provider", "tool", "engine"},
    "cli": {"base", "model", "store", "provider", "tool", "engine", "workspace"},
    "app": {"base", "model", "store", "provider", "tool", "engine", "workspace"},
}
ABSTRACT_ONLY = {("engine", "provider"), ("engine", "tool")}

# Libraries and the only layers that may use them.
LIBRARIES = {
    r"gtk/|gdk/|gsk/|adwaita\.h|gtksourceview/|md4c\.h": {"app"},
    r"libsoup/": {"provider"},
    r"sqlite3\.h": {"store"},
    r"libsecret/": {"store"},
    r"toml": {"store"},
    r"nats": {"engine"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def sources(root):
    for layer in ALLOWED:
        for folder, _, names in os.walk(os.path.join(root, "src", layer)):
            for name in sorted(names):
                if name.endswith((".c", ".h", ".cpp", ".hpp")):
                    yield layer, folder, name


def check(root):
    home = {}
    for layer, folder, name in sources(root):
        if name.endswith((".h", ".hpp")):
            inside = os.path.relpath(folder, os.path.join(root, "src", layer))
            home[name] = (layer, inside)

    problems = []
    for layer, folder, name in sources(root):
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        shown = os.path.relpath(path, root)
        for kind, header in INCLUDE.findall(text):
            base = os.path.basename(header)
            if kind == '"' and ".." in header.split("/"):
                problems.append(f'{shown} includes "{header}": no path leads out of a folder')
            if base in home:
                owner, inside = home[base]
                if owner != layer and owner not in ALLOWED[layer]:
                    problems.append(f"{shown} includes {base}, and {layer} may not know {owner}")
                elif (layer, owner) in ABSTRACT_ONLY and inside != ".":
                    problems.append(f"{shown} includes {base}, and {layer} may know no particular {owner}")
            for library, layers in LIBRARIES.items():
                if kind == "<" and re.match(library, header) and layer not in layers:
                    problems.append(f"{shown} includes <{header}>, which is for {', '.join(sorted(layers))} alone")
    return problems


def trial(files):
    """The problems of a made-up tree."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            full = os.path.join(root, "src", path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        return check(root)


TRIALS = [
    ("a layer above", {"store/s.h": "", "model/m.c": '#include "s.h"\n'}),
    ("a layer beside", {"tool/t.h": "", "provider/p.c": '#include "t.h"\n'}),
    ("the other shell", {"app/a.h": "", "cli/c.c": '#  include "a.h"\n'}),
    ("a particular provider in the engine", {"provider/openai/o.h": "", "engine/e.c": '#include "o.h"\n'}),
    ("GTK below the application", {"workspace/w.c": "#include <gtk/gtk.h>\n"}),
    ("libadwaita in the command", {"cli/c.c": "#include <adwaita.h>\n"}),
    ("SQLite outside the store", {"model/m.c": "#include <sqlite3.h>\n"}),
    ("a path upwards", {"base/b.c": '#include "../x.h"\n'}),
]


def subdir_order(root):
    """The subdir() lines of the top meson.build, each of which may follow only what it may know."""
    with open(os.path.join(root, "meson.build"), encoding="utf-8") as file:
        order = re.findall(r"^\s*subdir\('src/(\w+)'\)", file.read(), re.MULTILINE)
    problems = [f"src/{layer} is not built" for layer in ALLOWED if layer not in order]
    for position, layer in enumerate(order):
        for lower in ALLOWED.get(layer, ()):
            if lower in order[position:]:
                problems.append(f"src/{layer} comes before src/{lower}, which it builds on")
    return problems


def main():
    root = sys.argv[1]
    tap = Tap()
    for what, files in TRIALS:
        found = trial(files)
        tap.claim(f"the check sees {what}", [] if len(found) == 1 else [f"it found {found}"])
    tap.claim("the order of the folders follows the layers", subdir_order(root))
    tap.claim("no layer reaches up or sideways", check(root))
    tap.done()


main()
