#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a file of data/, po/ or docs/ is malformed, forgotten or not fit for translators. files.py SOURCE-ROOT"""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from tap import Tap

SVG = "{http://www.w3.org/2000/svg}"
TEXTS = {"label", "title", "subtitle", "tooltip-text", "placeholder-text", "description", "text", "heading", "body",
         "secondary-text", "tooltip"}
CAST = ("personas", "prompts", "tool-presets", "bias-profiles")
FOLDERS = {"personas": "persona", "prompts": "prompt", "tool-presets": "tool-preset", "bias-profiles": "bias-profile"}


def walk(root, top, ending):
    found = []
    for folder, _, names in os.walk(os.path.join(root, top)):
        found += [os.path.join(folder, name) for name in sorted(names) if name.endswith(ending)]
    return sorted(found)


def malformed(paths):
    for path in paths:
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            yield f"{path}: {error}"


def icons(root, kind, size):
    for path in walk(root, f"data/icons/hicolor/{kind}", ".svg"):
        svg = ElementTree.parse(path).getroot()
        if (svg.get("width"), svg.get("height"), svg.get("viewBox")) != (size, size, f"0 0 {size} {size}"):
            yield f"{path} is not {size} by {size}"


def strokes(root):
    paths = walk(root, "data/icons/hicolor/symbolic", ".svg") + walk(root, "data/icons/scalable", "-symbolic.svg")
    for path in paths:
        for element in ElementTree.parse(path).iter():
            if element.get("stroke", "none") != "none" or "stroke:" in element.get("style", ""):
                yield f"{path} has a stroke, which GTK does not recolor"
            if element.tag in (SVG + "linearGradient", SVG + "radialGradient", SVG + "image", SVG + "text"):
                yield f"{path} has a {element.tag[len(SVG):]}"


def untranslatable(root):
    letters = re.compile(r"[A-Za-z]{3}")
    for path in walk(root, "data/ui", ".ui"):
        for element in ElementTree.parse(path).iter():
            name = (element.get("name") or "").replace("_", "-")
            if element.tag not in ("property", "attribute", "item", "row") or element.get("translatable"):
                continue
            if (element.tag == "item" or name in TEXTS) and element.text and letters.search(element.text):
                yield f"{path}: “{element.text.strip()}” is not translatable"


def resources(root, name):
    tree = ElementTree.parse(os.path.join(root, "data", name))
    return {element.text.strip() for element in tree.iter("file")}


def forgotten(root, listed, tops, ending):
    for top in tops:
        for path in walk(root, f"data/{top}", ending):
            inside = os.path.relpath(path, os.path.join(root, "data"))
            if inside not in listed:
                yield f"data/{inside} is in no resource"


def definitions(root):
    for folder, kind in FOLDERS.items():
        for path in walk(root, f"data/{folder}", ".json"):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            try:
                content = json.loads(text)
            except ValueError as error:
                yield f"{path}: {error}"
                continue
            if content.get("format") != f"troupe-{kind}/1":
                yield f"{path} does not say that it is a troupe-{kind}/1"
            if content.get("id") != os.path.basename(path)[:-len(".json")]:
                yield f"{path} is not named for its id"
            if not text.endswith("}\n"):
                yield f"{path} does not end with a line feed"


def dead_links(root):
    paths = [os.path.join(root, name) for name in ("README.md", "CONTRIBUTING.md")] + walk(root, "docs", ".md")
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" not in target and not os.path.exists(os.path.join(os.path.dirname(path), target)):
                yield f"{path} points at {target}, which is not there"


def potfiles(root):
    script = os.path.join(root, "build-aux", "potfiles.py")
    result = subprocess.run([sys.executable, script, "--check"], check=False, capture_output=True, text=True)
    return result.stdout.strip().splitlines() if result.returncode else []


def languages(root):
    with open(os.path.join(root, "po", "LINGUAS"), encoding="utf-8") as file:
        listed = {line.strip() for line in file if line.strip() and not line.startswith("#")}
    there = {os.path.basename(path)[:-len(".po")] for path in walk(root, "po", ".po")}
    return [f"{name} is only one of po/LINGUAS and po/{name}.po" for name in sorted(listed ^ there)]


def main():
    root = sys.argv[1]
    tap = Tap()
    tap.claim("every template and drawing is well-formed",
              malformed(walk(root, "data", ".ui") + walk(root, "data", ".svg") + walk(root, "data", ".xml")))
    tap.claim("the application icon keeps to its grid", icons(root, "scalable", "128"))
    tap.claim("the symbolic icon keeps to its grid", icons(root, "symbolic", "16"))
    tap.claim("symbolic icons are filled paths", strokes(root))
    tap.claim("every text of a template can be translated", untranslatable(root))
    tap.claim("every template is in the application's resource",
              forgotten(root, resources(root, "troupe.gresource.xml"), ["ui"], ".ui"))
    tap.claim("every drawing of our own is in the application's resource",
              forgotten(root, resources(root, "troupe-icons.gresource.xml.in"), ["icons/scalable"], ".svg"))
    tap.claim("every built-in definition is in its resource",
              forgotten(root, resources(root, "troupe-cast.gresource.xml"), CAST, ".json"))
    tap.claim("built-in definitions say what they are", definitions(root))
    tap.claim("every file with strings is in po/POTFILES.in", potfiles(root))
    tap.claim("every translation is in po/LINGUAS", languages(root))
    tap.claim("the pages point at files that exist", dead_links(root))
    tap.done()


main()
