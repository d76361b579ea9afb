"""An earlier timetable as the thing to change as little as possible.

In: an earlier timetable, the readings that are planned, the case.  Out: the baseline's start day of each task and what
a day's move of each task counts (:func:`starts`, :func:`weights`), and the order of the aims.  The rule this module
owns: *what both parties have signed weighs more than who is moved, and that more than inner work*.

A replan minimises level by level ``broken``, ``late`` (days by which the end comes after the baseline's), ``change``,
and then what is left of the case's own order; without a baseline date for the end ``end`` takes the place of ``late``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from jadwal.model.case import Case
from jadwal.model.timetable import Entry, ReadingResult, Timetable
from jadwal.plan.problem import Task

Choice = tuple[tuple[str, str], ...]


def reading_of(baseline: Timetable, choice: Choice) -> ReadingResult | None:
    """The baseline's reading of the same choices, else the one that agrees with them in most questions (first such)."""
    mine = dict(choice)

    def agreement(result: ReadingResult) -> tuple[bool, int]:
        theirs = dict(result.readings)
        shared = [mine[q] == r for q, r in theirs.items() if q in mine]
        return theirs == mine, sum(shared) - shared.count(False)

    return max(baseline.readings, key=agreement, default=None)


def starts(entries: Iterable[Entry], as_of: date) -> dict[str, int]:
    """Start day, or instant of a point, of every dated task, in days from ``as_of`` (before it: negative)."""
    return {e.id: (e.start - as_of).days + (0 if e.days else 1) for e in entries if e.start is not None}


def starts_in(baseline: Timetable | None, choice: Choice, as_of: date) -> dict[str, int] | None:
    """:func:`starts` of the reading of ``baseline`` that is planned; None without one."""
    result = None if baseline is None else reading_of(baseline, choice)
    return None if result is None else starts(result.schedule.entries, as_of)


def modes_in(baseline: Timetable | None, choice: Choice) -> dict[str, str]:
    """The modes of the tasks that have several, by task id, in the reading of ``baseline`` that is planned."""
    result = None if baseline is None else reading_of(baseline, choice)
    return {} if result is None else {e.id: e.mode for e in result.schedule.entries if e.mode}


def weights(case: Case, tasks: Iterable[Task]) -> dict[str, int]:
    """What a day's move of each task counts.

    ``change_agreed`` for a headline milestone or one with an agreed date; ``change_person`` for each person on a
    serial or conversion; ``change_work`` for everything else (``[[objectives]]`` of the case).
    """
    o = case.objectives
    agreed = {m.id for m in case.milestones if m.headline}
    agreed |= {p.milestone for c in case.clauses for p in c.promises}
    return {
        t.id: o.change_agreed if t.id in agreed else o.change_person * t.people if t.people else o.change_work
        for t in tasks
    }


def levels(order: tuple[str, ...], baseline: Mapping[str, int] | None, end: str, *, replan: bool) -> tuple[str, ...]:
    """The levels of the aims: the case's ``order``, without ``change`` when there is nothing to change."""
    if not baseline:
        return tuple(level for level in order if level != "change")
    if not replan:
        return order
    first = ("broken", "late" if end in baseline else "end", "change")
    return (*first, *(level for level in order if level not in first))
