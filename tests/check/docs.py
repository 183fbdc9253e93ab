#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a function that others may call has nothing said of it. docs.py SOURCE-ROOT

A prototype in a header of src/ wants a gtk-doc block in a source file of the same folder, one with a sentence in it: of the
function, or of what it returns. For a header whose name ends in -private.h a plain comment right above the function will do.
What the type macros make (_get_type, _quark) needs none."""

import os
import re
import sys

from tap import Tap

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PROTOTYPE = re.compile(r"^[A-Za-z_][\w \t*]*?[\s*](\w+)\s*\([^;{}]*?\)\s*(?:G_GNUC_\w+\s*(?:\([^)]*\))?\s*)*;", re.MULTILINE)
BLOCK = re.compile(r"/\*\*\n \* (\w+):?\n(.*?)\*/", re.DOTALL)
MADE = ("_get_type", "_quark")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def files(root, ending):
    for folder, _, names in sorted(os.walk(os.path.join(root, "src"))):
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(ending))


def prototypes(text):
    """The functions that a header declares; not its inline ones, types and macros."""
    text = COMMENT.sub("", text)
    text = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(?:typedef|struct|union|enum|static|G_DECLARE_\w+|G_DEFINE_\w+)\b[^{;]*(?:\{.*?^\}[^;\n]*;?|;|$)", "", text,
                  flags=re.MULTILINE | re.DOTALL)
    return [name for name in PROTOTYPE.findall(text) if not name.endswith(MADE)]


def says_something(body):
    """Whether there is more than the parameters: a sentence, or what is returned."""
    body = re.sub(r"^ \* ?", "", body, flags=re.MULTILINE)
    rest = re.sub(r"^@.*?(?=^@|^$|\Z)", "", body, flags=re.MULTILINE | re.DOTALL)
    return bool(re.search(r"\w", rest))


def parameters(source, name):
    """The names of the parameters at the definition, or None where there is no definition."""
    found = re.search(r"^" + name + r" \(([^{;]*?)\)\n\{", source, re.MULTILINE)
    if not found:
        return None
    names = [re.search(r"(\w+)(?:\[\w*\])?\s*$", part) for part in found[1].split(",")]
    return [match[1] for match in names if match and match[1] != "void"]


def undocumented(root):
    sources = {path: read(path) for path in files(root, (".c", ".cpp"))}
    for header in files(root, ".h"):
        folder = os.path.dirname(header)
        near = [text for path, text in sources.items() if os.path.dirname(path) == folder]
        blocks = {name: body for text in near for name, body in BLOCK.findall(text)}
        for name in prototypes(read(header)):
            if name in blocks and says_something(blocks[name]):
                continue
            plain = any(re.search(r"\*/\n[^\n;]+\n" + name + r" \(", text) for text in near)
            if not (header.endswith("-private.h") and plain):
                yield f"{os.path.relpath(header, root)}: nothing is said of {name}()"


def wrong_names(root):
    for path in files(root, (".c", ".cpp")):
        text = read(path)
        for name, body in BLOCK.findall(text):
            inside = parameters(text, name)
            said = re.findall(r"^ \* @(\w+):", body, re.MULTILINE)
            if inside is None:
                continue
            for parameter in said:
                if parameter not in inside:
                    yield f"{os.path.relpath(path, root)}: {name}() has no @{parameter}"
            for parameter in inside:
                if said and parameter not in said:
                    yield f"{os.path.relpath(path, root)}: {name}() has a {parameter}, and nothing is said of it"


def main():
    root = sys.argv[1]
    tap = Tap()
    tap.claim("every public function is documented", undocumented(root))
    tap.claim("what is documented is what is there", wrong_names(root))
    tap.done()


main()
