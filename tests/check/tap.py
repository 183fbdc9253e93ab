# SPDX-License-Identifier: GPL-3.0-or-later
"""Test points for the checks: each is a claim and the list of what speaks against it."""

import sys


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def claim(self, text, problems):
        self.count += 1
        problems = list(problems)
        for problem in problems:
            print(f"# {problem}")
        if problems:
            self.failed += 1
        print(f"{'not ok' if problems else 'ok'} {self.count} - {text}")

    def done(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)
