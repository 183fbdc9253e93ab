#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is killed at any moment and gone on with comes to the same end, and nothing completed is done twice. What was being
judged is judged again, and the work is not done again for that. What a person said meanwhile holds: who performs with what, what is
done again, what came of it, and what that is worth.

TROUPE_CRASH_POINTS says how often it is killed, TROUPE_CRASH_SEED makes the same choices again.
"""

import concurrent.futures
import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import time

import harness
from harness import TROUPECTL, claim

N_POINTS = int(os.environ.get("TROUPE_CRASH_POINTS", "200"))
SEED = int(os.environ.get("TROUPE_CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
N_AT_ONCE = 3
FAST = ["--set", "preferred_models=rehearsal-fast"]
CHANGES = {"T3-1": "temperature=0.125", "T1-2": "persona_id=plain-assistant"}
SETS = [f"set {ticket} {change}" for ticket, change in CHANGES.items()]

# Five layers of three: each ticket waits for two of the layer above.
TICKETS = [{"id": f"T{layer}-{i}", "title": f"Part {i} of layer {layer}", "description": "Do it.",
            "depends_on": [] if layer == 0 else [f"T{layer - 1}-{i}", f"T{layer - 1}-{(i + 1) % 3}"]}
           for layer in range(5) for i in range(3)]


class Cut:
    """One run in a home of its own that is killed, perhaps more than once."""

    def __init__(self, place, project, number):
        self.project = project
        self.home = place.root / f"cut-{number}"
        self.environment = place.environment | {
            "XDG_DATA_HOME": str(self.home / "data"), "XDG_CONFIG_HOME": str(self.home / "config")}

    def command(self, *arguments):
        return subprocess.run([TROUPECTL, "--json", *arguments], cwd=self.project, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=harness.DEADLINE)

    def kill(self, after_s, *arguments, words=()):
        """Gives what was shown until then; None if it was over before."""
        with subprocess.Popen([TROUPECTL, "--json", *arguments], cwd=self.project, env=self.environment,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write("".join(f"{word}\n" for word in words).encode())
                process.stdin.close()
            process.stdin = None
            time.sleep(after_s)
            over = process.poll() is not None
            process.kill()
            out, _ = process.communicate(timeout=harness.DEADLINE)
        return None if over else [json.loads(line) for line in out.decode().split("\n")[:-1]]

    def ask(self, sql):
        with contextlib.closing(sqlite3.connect(self.home / "data" / "troupe" / "ledger.db", timeout=harness.DEADLINE)) as db:
            return db.execute(sql).fetchall()

    def remove(self):
        shutil.rmtree(self.home, ignore_errors=True)


def describe(cut):
    """How a run ended: each ticket's state, and what it came to."""
    shown = json.loads(cut.command("runs", "show", "last").stdout)
    return shown["state"], [(ticket["id"], ticket["state"], [(attempt["state"], attempt["text"]) for attempt in ticket["attempts"]][-1:])
                            for ticket in shown["ticket_list"]]


def check_shown(cut, shown):
    """What anybody saw is in the ledger; pieces of text may follow within 250 ms."""
    kept = {row[0] for row in cut.ask("SELECT event FROM run_events")}
    for event in shown:
        if event["event"] not in ("text", "reasoning"):
            assert json.dumps(event, separators=(",", ":"), ensure_ascii=False) in kept, f"shown and not kept: {event}"


def check_order(cut):
    """No ticket is begun once it is completed, unless a person had it done again, and each is completed once."""
    completed = []
    worked = []
    for kind, ticket, tier, event in cut.ask("SELECT kind, ticket, tier, event FROM run_events ORDER BY id"):
        if kind == "worker-started":
            assert ticket not in completed, f"{ticket} was judged once more"
            assert tier == "qa" or ticket not in worked, f"{ticket} was done twice"
            assert tier == "worker" or ticket in worked, f"{ticket} was judged before it was done"
        elif (kind == "retry" or (kind == "verdict" and '"reject"' in event)) and ticket in completed:
            completed.remove(ticket)
            worked.remove(ticket)
        elif kind == "ticket-state":
            state = json.loads(event)["state"]
            worked += [ticket] if state == "review" else []
            completed += [ticket] if state == "completed" else []
    assert sorted(worked) == sorted(completed), worked
    assert sorted(completed) == sorted(ticket["id"] for ticket in TICKETS), completed


def check_changes(cut):
    """What a person changed of a ticket holds for whatever begins after that, whoever goes on with the run."""
    changed = set()
    for kind, ticket, event in cut.ask("SELECT kind, ticket, event FROM run_events WHERE ticket IS NOT NULL ORDER BY id"):
        if kind == "recast":
            assert json.loads(event)["change"] == CHANGES[ticket], event
            changed.add(ticket)
        elif kind == "worker-started" and ticket in changed and json.loads(event)["tier"] == "worker":
            name, _, value = CHANGES[ticket].partition("=")
            event = json.loads(event)
            assert value in (event["persona_id"], str(event["parameters"].get(name))), event
            assert event["origins"][name] == f"ticket:{ticket}", event
    return changed


class Way:
    """How a run is begun, what is said meanwhile, and what that changes of its end."""

    def __init__(self, choice):
        self.kind = choice.choice(["plain", "plain", "plain", "provider-jobs", "set", "set --do", "retry", "reject", "edit"])
        self.options = ["--provider-jobs", "1"] if self.kind == "provider-jobs" else []
        self.words = SETS if self.kind == "set" else []
        self.said = None

    def resume(self, cut, choice):
        """What is said when the run is gone on with."""
        words = SETS if self.kind == "set --do" else []
        completed = [ticket for ticket, in cut.ask("SELECT ticket FROM run_tickets WHERE state = 'completed' ORDER BY ticket")]
        rest = {"retry": "", "reject": " It is too short.", "edit": " README.md"}.get(self.kind)
        self.said = f"{self.kind} {choice.choice(completed)}" if rest is not None and completed else None
        if self.said is not None:
            words = [self.said + rest]
        return ["resume", "last", *(part for word in words for part in ("--do", word))]

    def check(self, cut, expected, is_said):
        found = describe(cut)
        if self.kind in ("plain", "provider-jobs"):
            assert found == expected, f"{found} is not {expected}"
        assert (found[0], [ticket[:2] for ticket in found[1]]) == (expected[0], [ticket[:2] for ticket in expected[1]]), found
        changed = check_changes(cut)
        assert self.kind != "set --do" or not is_said or changed == set(CHANGES), changed
        if is_said and self.said is not None:
            kind = {"retry": "retry", "reject": "verdict", "edit": "result-edited"}[self.kind]
            told = [row[0] for row in cut.ask(f"SELECT ticket FROM run_events WHERE kind = '{kind}'")]
            assert self.said.split()[1] in told, (self.said, told)
        if self.kind == "edit" and is_said:
            edited = cut.ask("SELECT DISTINCT ticket FROM attempts WHERE edited_text IS NOT NULL AND tier = 'worker'")
            assert {ticket for ticket, in edited} == set(told if self.said is not None else []), (edited, self.said)
        assert self.kind != "provider-jobs" or '"provider_jobs":1' in cut.ask("SELECT terms FROM runs")[0][0]


def is_over(cut):
    """What is said of tickets before a run goes on leaves it paused."""
    return cut.ask("SELECT state FROM runs") not in ([("running",)], [("paused",)])


def try_point(cut, choice, span_s, expected):
    """Gives how often it was killed, or None if that was before the beginning or after the end."""
    way = Way(choice)
    shown = cut.kill(choice.uniform(0.002, span_s), "run", "crash", "--jobs", "2", *way.options, *FAST, words=way.words)
    if shown is None or not (cut.home / "data" / "troupe" / "ledger.db").exists():
        return None
    try:
        if cut.ask("SELECT state FROM runs") != [("running",)]:
            return None
    except sqlite3.OperationalError:
        return None  # its tables were not made yet

    n_kills = 0
    is_said = False
    while shown is not None:
        n_kills += 1
        check_shown(cut, shown)
        was_running = set(cut.ask("SELECT ticket, tier, number FROM attempts WHERE state = 'running'"))
        if is_over(cut):
            break
        assert json.loads(cut.command("runs", "list").stdout)["runs"][0]["state"] in ("interrupted", "paused")
        # Some are killed again while they are gone on with.
        again = way.resume(cut, choice)
        shown = cut.kill(choice.uniform(0.002, span_s), *again) if choice.random() < (0.3 if len(again) == 2 else 0.6) else None
        if shown is None and not is_over(cut):
            result = cut.command(*again)
            is_said = True
            assert result.returncode == 0, f"status {result.returncode}: {result.stderr}"
        if shown is None:
            interrupted = set(cut.ask("SELECT ticket, tier, number FROM attempts WHERE state = 'interrupted'"))
            assert was_running <= interrupted, f"{was_running - interrupted} were cut off and do not say so"

    way.check(cut, expected, is_said)
    check_order(cut)
    assert cut.ask("SELECT count(*) FROM attempts WHERE state NOT IN ('completed', 'interrupted')") == [(0,)]
    assert cut.ask("PRAGMA integrity_check") == [("ok",)]
    assert cut.ask("PRAGMA foreign_key_check") == []
    return n_kills


@claim(f"a run that is killed at {N_POINTS} moments comes to the same end each time")
def _(place):
    print(f"# TROUPE_CRASH_SEED={SEED}", flush=True)
    project = place.example()
    place.track(project, "crash", TICKETS, tiers={"worker": {"persona_id": "implementer"}, "qa": {"persona_id": "careful-reviewer"}})

    whole = Cut(place, project, "none")
    started = time.monotonic()
    result = whole.command("run", "crash", "--jobs", "2", *FAST)
    span_s = time.monotonic() - started
    assert result.returncode == 0, result.stderr
    expected = describe(whole)
    assert expected[0] == "completed" and all(ticket[1] == ticket[2][0][0] == "completed" for ticket in expected[1]), expected

    def attempt(number):
        choice = random.Random(SEED * 1000003 + number)
        cut = Cut(place, project, number)
        try:
            return try_point(cut, choice, span_s, expected)
        except AssertionError as error:
            raise AssertionError(f"point {number}, {Way(random.Random(SEED * 1000003 + number)).kind}: {error}") from error
        finally:
            cut.remove()

    n_points = n_kills = n_outside = number = 0
    with concurrent.futures.ThreadPoolExecutor(N_AT_ONCE) as pool:
        while n_points < N_POINTS:
            numbers = range(number, number + min(N_POINTS - n_points, 20))
            number = numbers.stop
            for kills in pool.map(attempt, numbers):
                n_points += kills is not None
                n_kills += kills or 0
                n_outside += kills is None
            assert n_outside < 10 * N_POINTS + 50, f"{n_outside} kills were outside of the run, {n_points} inside"
    print(f"# killed {n_kills} times in {n_points} runs of {span_s * 1000:.0f} ms; {n_outside} more outside of them", flush=True)


if __name__ == "__main__":
    harness.main()
