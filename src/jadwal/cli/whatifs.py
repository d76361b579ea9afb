"""What ``jadwal whatif`` and ``jadwal sweep`` say.

In: their results.  Out: text, or the bytes of ``whatif.json`` and ``sweep.json``.  The rule this module owns: *a move
stands beside both dates, and a date beside its chance*.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from jadwal.cli.amounts import sampled
from jadwal.cli.screen import NONE, Screen, chance, shown
from jadwal.messages import counted, text
from jadwal.messages.shares import grouped
from jadwal.model.amounts import Amount
from jadwal.model.case import Case
from jadwal.model.timetable import Finding, MilestoneResult
from jadwal.workflow.sweep import Ran, SweepRow
from jadwal.workflow.sweep_files import end_of, made_with, name_of, why, worst_reading
from jadwal.workflow.whatif import Move, Outcome, Planned, WhatIf, encode


def show_whatif(found: WhatIf, case: Case, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """The whole answer of ``jadwal whatif``."""
    if as_json:
        sys.stdout.write(encode(found).decode("utf-8"))
        return
    screen = Screen(lang, sys.stdout)
    screen.line(found.name.of(lang), style="bold")
    for setting in found.settings:
        screen.say("sweep.with", setting=setting)
    screen.line(made_with(found, lang))
    if found.same:
        screen.say("sweep.same")
    if found.base.status == found.changed.status == "planned":
        screen.say("sweep.paired")
        after = {r.readings: r for r in found.changed.readings}
        for r in found.base.readings:
            _reading(screen, case, found, r, after.get(r.readings))
        _findings(screen, "gained", found.findings_gained)
        _findings(screen, "lost", found.findings_lost)
    else:
        for which, made in (("base", found.base), ("changed", found.changed)):
            reason = why(made)
            said = reason.of(lang) if reason else screen.word("planned")
            screen.say(f"sweep.status-{which}", said=said)
    if folder is not None:
        screen.say("sweep.written", folder=str(folder))


def _reading(screen: Screen, case: Case, found: WhatIf, before: Planned, after: Planned | None) -> None:
    if after is None:
        return
    names = {(q.id, r.id): r.name.of(screen.lang) for q in case.questions for r in q.readings}
    if before.readings:
        screen.heading(screen.word("and").join(names.get(pair, pair[1]) for pair in before.readings))
    moves = {m.milestone: m for m in found.moves if m.readings == before.readings}
    later = {m.id: m for m in after.milestones}
    rows: list[list[str]] = []
    for m in before.milestones:
        if (m.headline or m.id == found.base.end) and m.id in later:
            rows += _milestone(screen, m, later[m.id], moves[m.id])
    words = ("aim", "p50", "p80", "commit", "reached", "milestone")
    screen.table(["", *(screen.word(w) for w in words)], rows)
    others = {p.id: p for p in after.promises}
    kept = [
        [
            chance(p.kept_ppm),
            chance(others[p.id].kept_ppm),
            p.day.isoformat(),
            p.name.of(screen.lang) if p.name else p.id,
        ]
        for p in before.promises
        if p.id in others
    ]
    if kept:
        screen.table([screen.word(w) for w in ("kept-base", "kept-changed", "day", "promise")], kept)
    screen.say("sweep.joint", before=chance(before.joint_ppm), after=chance(after.joint_ppm))
    pairs = (("cost", before.costs, after.costs), ("exposure", before.exposure, after.exposure))
    told = [row for kind, was, now in pairs if was or now for row in _amount(screen, kind, was, now)]
    if told:
        screen.table(["", *(screen.word(w) for w in ("aim", "p10", "p50", "p80", "p90", "amount"))], told)


def _milestone(screen: Screen, m: MilestoneResult, n: MilestoneResult, move: Move) -> list[list[str]]:
    def cells(one: MilestoneResult) -> list[str]:
        q = one.quantiles
        commit = shown(one.commit) if one.commit else screen.word(f"commit-{one.commit_why or 'none'}")
        return [shown(one.aim), shown(q.p50), shown(q.p80), commit, chance(q.reached_ppm)]

    moved = [_moved(screen, d) for d in (move.aim, move.p50, move.p80, move.commit)]
    return [
        [screen.word("base"), *cells(m), m.name.of(screen.lang)],
        [screen.word("changed"), *cells(n), ""],
        [screen.word("moved"), *moved, "", ""],
    ]


def _amount(screen: Screen, kind: str, was: Amount | None, now: Amount | None) -> list[list[str]]:
    """An amount as it is, changed, and by how much more (quantiles of either, not of the difference)."""

    def figures(of: Amount) -> list[int]:
        return [of.aim, of.p10.value, of.p50.value, of.p80.value, of.p90.value]

    def cells(of: Amount | None) -> list[str]:
        return [grouped(of.aim), *map(sampled, (of.p10, of.p50, of.p80, of.p90))] if of else [NONE] * 5

    more = [NONE] * 5
    if was and now:
        moved = [b - a for a, b in zip(figures(was), figures(now), strict=True)]
        more = [("+" if n > 0 else "") + grouped(n) for n in moved]
    return [
        [screen.word("base"), *cells(was), screen.word(f"amount-{kind}")],
        [screen.word("changed"), *cells(now), ""],
        [screen.word("moved"), *more, ""],
    ]


def _moved(screen: Screen, days: int | None) -> str:
    if days is None:
        return NONE
    return "0" if not days else ("−" if days < 0 else "+") + counted(abs(days), "day", screen.lang)


def _findings(screen: Screen, which: str, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    screen.heading(screen.word(f"findings-{which}"))
    for f in findings:
        screen.line(f"• {text(f.code, screen.lang, **dict(f.params))}")


def show_sweep(ran: Ran, folder: Path, lang: str, *, as_json: bool) -> None:
    """The whole answer of ``jadwal sweep``."""
    if as_json:
        sys.stdout.write(encode(ran.result).decode("utf-8"))
        return
    screen = Screen(lang, sys.stdout)
    screen.line(ran.result.name.of(lang), style="bold")
    screen.line(made_with(ran.result, lang))
    screen.say("sweep.ran", planned=ran.planned, read=ran.read)
    if ran.damaged:
        screen.say("sweep.damaged", count=ran.damaged)
    words = ("p50", "p80", "commit", "reached", "joint", "kept", "findings", "scenario")
    screen.table([screen.word(w) for w in words], [_scenario(screen, r, ran.result.best) for r in ran.result.rows])
    screen.say("sweep.worst-reading")
    if ran.result.best:
        screen.say("sweep.best", id=ran.result.best)
    screen.say("sweep.written", folder=str(folder))


def _scenario(screen: Screen, row: SweepRow, best: str) -> list[str]:
    name = f"{'* ' if row.id == best else ''}{row.id}: {name_of(row).of(screen.lang)}"
    made: Outcome = row.outcome
    if not made.readings:
        reason = why(made)
        return [*(NONE,) * 7, f"{name}\n{reason.of(screen.lang) if reason else ''}"]
    reading = worst_reading(made)
    end = end_of(made, reading)
    kept = f"{sum(p.aim_keeps for p in reading.promises)}/{len(reading.promises)}" if reading.promises else NONE
    q = end.quantiles
    commit = shown(end.commit) if end.commit else screen.word(f"commit-{end.commit_why or 'none'}")
    dates = [shown(q.p50), shown(q.p80), commit, chance(q.reached_ppm)]
    return [*dates, chance(reading.joint_ppm), kept, str(len(made.findings)), name]


def say_stopped(done: int, of: int, lang: str, stream: TextIO) -> None:
    """How much of a stopped sweep is kept."""
    Screen(lang, stream).say("sweep.stopped", done=done, of=of)
