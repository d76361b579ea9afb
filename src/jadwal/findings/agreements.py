"""Findings about what was agreed: whose consent hangs on whom, deadlines without a day, clauses read in two ways.

In: a :class:`Frame`.  Out: findings.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

from jadwal.findings.frame import Frame, finding, phrase
from jadwal.model.case import Clause, Promise, Question, Reading
from jadwal.model.timetable import Finding

Agreed = tuple[date, str, str]  # day, milestone, kind of promise
Side = tuple[Agreed | None, Reading]


def consent_depends(f: Frame) -> Iterator[Finding]:
    """A sending nation's consent waits for somebody else's decision."""
    for nation in f.case.nations:
        if nation.depends_on:
            yield finding(
                "consent",
                nation.id,
                "public",
                "note" if nation.consent == "given" else "warning",
                nation=nation.name,
                whom=f.name(nation.depends_on),
            )


def deadline_without_a_day(f: Frame) -> Iterator[Finding]:
    """A date was agreed for a month or a year, not for a day."""
    for clause in f.case.clauses:
        for p in clause.promises:
            if p.kind == "by" and p.precision != "day":
                yield finding(
                    f"deadline-{p.precision}",
                    p.id,
                    "public",
                    "note",
                    milestone=f.name(p.milestone),
                    last=_last_day(p),
                )


def _last_day(p: Promise) -> date:
    if p.precision == "year":
        return date(p.day.year, 12, 31)
    return p.day.replace(day=monthrange(p.day.year, p.day.month)[1])


def read_in_two_ways(f: Frame) -> Iterator[Finding]:
    """One clause sets different dates under different readings of a question."""
    for clause in f.case.clauses:
        for question in f.case.questions:
            for one, other in combinations(sorted(question.readings, key=lambda r: r.id), 2):
                mine, theirs = _dates(clause, question, one), _dates(clause, question, other)
                if mine != theirs:
                    a, b = (min(mine - theirs, default=None), one), (min(theirs - mine, default=None), other)
                    first, second = sorted((a, b), key=_undated_last)
                    yield _two(f, clause, first, second)


def _dates(clause: Clause, question: Question, reading: Reading) -> set[Agreed]:
    """What a clause sets under one reading of this question; promises for other questions make no difference to it."""
    ids = {r.id for r in question.readings}
    own = [p for p in clause.promises if reading.id in p.readings or not ids & set(p.readings)]
    return {(p.day, p.milestone, p.kind) for p in own}


def _undated_last(side: Side) -> tuple[bool, str]:
    return side[0] is None, side[1].id


def _two(f: Frame, clause: Clause, first: Side, second: Side) -> Finding:
    """The first date in which two readings differ, as each has it; ``first`` always has one."""
    params: dict[str, Any] = {"clause": clause.text, "one": first[1].name, "other": second[1].name}
    for side, agreed in (("one", first[0]), ("other", second[0])):
        if agreed is not None:
            day, milestone, kind = agreed
            params |= {f"{side}_day": day, f"{side}_milestone": f.name(milestone), f"{side}_kind": phrase(kind)}
    code = "two-readings" if second[0] else "two-readings-one-date"
    ids = sorted((first[1].id, second[1].id))
    return finding(code, ":".join((clause.id, *ids)), "public", **params)
