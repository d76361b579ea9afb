"""Findings about departures: bunched near the deadline, or before what those who leave provide is replaced.

In: a :class:`Frame`.  Out: findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jadwal.findings.frame import Frame, Planned, finding
from jadwal.model.case import Function
from jadwal.model.timetable import Finding

BUNCHED_PERCENT = 40  # of departures …
LAST_PERCENT = 20  # … in the last part of the time to the agreed end …
LAST_DAYS = 30  # … or in its last days, when these are no more than half of the time
OFTEN_PPM = 200_000  # share of futures in which those who provide a function may leave too early without a word


def exits_bunched(f: Frame) -> Iterator[Finding]:
    """Too large a share of the departures falls in the last part of the time to an agreed end, in the worst reading."""
    headline = {m.id for m in f.case.milestones if m.headline} | {f.case.objectives.end}
    worst: dict[date, tuple[int, str, int]] = {}  # agreed day → share, promise, days
    for planned in f.planned:
        for promise in planned.promises():
            window, share = _late_share(planned, promise.day)
            if promise.milestone in headline and share > worst.get(promise.day, (BUNCHED_PERCENT,))[0]:
                worst[promise.day] = (share, promise.id, window)
    for day, (share, promise_id, window) in worst.items():
        yield finding("bunched", promise_id, share=share, window=window, day=day, percent=BUNCHED_PERCENT)


def _late_share(planned: Planned, agreed: date) -> tuple[int, int]:
    """(days, percent): the last part of the time to an agreed day, and how much of the departures falls in it."""
    as_of = planned.case.as_of
    time = (agreed - as_of).days
    window = max(time * LAST_PERCENT // 100, min(LAST_DAYS, time // 2))
    ahead = [(day, e.people) for day, e in planned.leaving() if as_of <= day <= agreed]
    people = sum(n for _, n in ahead)
    late = sum(n for day, n in ahead if (agreed - day).days < window)
    return window, late * 100 // people if people else 0


def function_leaves_early(f: Frame) -> Iterator[Finding]:
    """Those who provide a function leave, in some reading's aim or in too many of its futures, before its condition."""
    for function in f.case.functions:
        early = []
        for planned in f.planned:
            leaves, until = _falls_short(planned, function), _released(planned, function)
            if leaves is not None and (until is None or leaves < until):
                early.append((until is not None, leaves, until))
        if early:
            _, leaves, until = min(early, key=lambda e: e[:2])
            yield _leaves(function, leaves, until)
        missed = max((_missed(planned, function) for planned in f.planned), default=0)
        if missed > OFTEN_PPM:
            yield finding(
                "function-leaves-often",
                function.id,
                function=function.name,
                share=missed // 10_000,
                percent=OFTEN_PPM // 10_000,
            )


def _missed(planned: Planned, function: Function) -> int:
    """Share of futures, in ppm, in which the promised cover of a function is missed."""
    ids = (function.id, f"cover:{function.id}")
    return max(
        (1_000_000 - p.kept_ppm for p in planned.result.promises if p.kind == "cover" and p.id in ids), default=0
    )


def _leaves(function: Function, leaves: date, until: date | None) -> Finding:
    need = function.need.likely
    if until is None:
        return finding("function-leaves-never", function.id, function=function.name, leaves=leaves, need=need)
    return finding("function-leaves", function.id, function=function.name, leaves=leaves, need=need, until=until)


def _falls_short(planned: Planned, function: Function) -> date | None:
    """The aim day on which fewer people than needed provide the function; who converts goes on providing it."""
    units = {u.id: u for u in planned.case.units if u.function == function.id}
    left = sum(u.headcount.likely for u in units.values())
    for day, entry in planned.leaving():
        if entry.unit in units and units[entry.unit].disposition != "convert":
            left -= entry.people
            if left < function.need.likely:
                return day
    return None


def _released(planned: Planned, function: Function) -> date | None:
    """The aim day from which the function is needed no more."""
    days = [o.first for o in planned.result.schedule.openings if o.condition == function.until_condition]
    substitute = planned.finish(function.until_activity) if function.until_activity else None
    return min([*days, *([substitute] if substitute else [])], default=None)
