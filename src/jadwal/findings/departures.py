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
    """Too large a share of the departures falls in the last part of the time to an agreed end."""
    headline = {m.id for m in f.case.milestones if m.headline} | {f.case.objectives.end}
    for planned in f.planned:
        for promise in planned.promises():
            time = (promise.day - f.case.as_of).days
            if promise.milestone not in headline or time <= 0:
                continue
            window = max(time * LAST_PERCENT // 100, min(LAST_DAYS, time // 2))
            ahead = [(day, e.people) for day, e in planned.leaving() if f.case.as_of <= day <= promise.day]
            people = sum(n for _, n in ahead)
            late = sum(n for day, n in ahead if (promise.day - day).days < window)
            if people and late * 100 > BUNCHED_PERCENT * people:
                yield finding(
                    "bunched",
                    promise.id,
                    share=late * 100 // people,
                    window=window,
                    day=promise.day,
                    percent=BUNCHED_PERCENT,
                )


def function_leaves_early(f: Frame) -> Iterator[Finding]:
    """Those who provide a function leave, in the aim or in too many futures, before its condition holds."""
    for function in f.case.functions:
        for planned in f.planned:
            leaves = _falls_short(planned, function)
            until = _released(planned, function)
            if leaves is not None and (until is None or leaves < until):
                yield _leaves(function, leaves, until)
            for p in planned.result.promises:
                missed = 1_000_000 - p.kept_ppm
                if p.kind == "cover" and function.id in (p.id, p.id.removeprefix("cover:")) and missed > OFTEN_PPM:
                    yield finding(
                        "function-leaves-often",
                        function.id,
                        function=function.name,
                        share=missed // 10_000,
                        percent=OFTEN_PPM // 10_000,
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
