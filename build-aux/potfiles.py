#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of files with strings for translators.

potfiles.py --write    brings po/POTFILES.in up to date
potfiles.py --check    says what is missing, superfluous or out of order, and fails if anything is
"""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CALL = re.compile(r'\b(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|gettext|dgettext|g_dpgettext2?) ?\(')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def has_strings(path):
    if path.endswith((".desktop.in", ".metainfo.xml.in", ".gschema.xml.in")):
        return True
    if not path.endswith((".c", ".cpp", ".ui")):
        return False
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".ui"):
        return re.search(r'translatable="(yes|true|1)"', text) is not None
    return CALL.search(COMMENT.sub("", text)) is not None


def wanted():
    found = []
    for top in ("data", "src"):
        for folder, folders, names in os.walk(os.path.join(ROOT, top)):
            folders[:] = [name for name in folders if name != "examples"]
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), ROOT)
                if has_strings(path):
                    found.append(path)
    return sorted(found)


def listed():
    with open(os.path.join(ROOT, "po", "POTFILES.in"), encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def problems():
    want, have = wanted(), listed()
    found = [f"{path} has strings and is not in po/POTFILES.in" for path in want if path not in have]
    found += [f"{path} is in po/POTFILES.in and has no strings" for path in have if path not in want]
    found += [f"{path} is in po/POTFILES.in twice" for path in sorted(set(have)) if have.count(path) > 1]
    if not found and have != sorted(have):
        found.append("po/POTFILES.in is not sorted")
    return found


def main():
    if sys.argv[1:] == ["--write"]:
        with open(os.path.join(ROOT, "po", "POTFILES.in"), "w", encoding="utf-8") as file:
            file.write("# Made by build-aux/potfiles.py --write\n")
            file.writelines(path + "\n" for path in wanted())
        return 0
    if sys.argv[1:] == ["--check"]:
        found = problems()
        print("\n".join(found))
        if found:
            print("Mend it with build-aux/potfiles.py --write")
        return 1 if found else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
