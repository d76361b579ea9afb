"""Tasks that every rule and every aim treats alike, such as equal serials of one unit.

In: :class:`~jadwal.plan.cpsat.aims.Aims`.  Out: groups of task ids.  The rule this module owns: *exchanging the dates
of two tasks of a group turns a plan into a plan of the same worth*, so asking for one order among them loses nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable

from jadwal.plan.cpsat.aims import Aims
from jadwal.plan.problem import Problem

SELF = "\x00"  # stands for the task itself in what is said about it


def alike(aims: Aims) -> tuple[tuple[str, ...], ...]:
    """Groups of two or more tasks with an aim that only their ids tell apart, each in the order of its ids."""
    said = _said(aims.problem)
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for id in aims.windows:
        t = aims.tasks[id]
        own = (t.days.likely, t.calendar, t.breakable, t.not_before, aims.gates(t), tuple(sorted(t.permissions)))
        price = t.cost if aims.problem.budgets else 0
        modes = (price, t.modes, tuple(way.mode for way in aims.ways[id]))
        groups[own, modes, tuple(sorted(said[id], key=repr))].append(id)
    return tuple(tuple(sorted(g, key=natural)) for g in groups.values() if len(g) > 1)


def natural(id: str) -> tuple[tuple[int, str], ...]:
    """Sort key that counts: serial 2 before serial 10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", id))


def _said(problem: Problem) -> dict[str, list[tuple[Hashable, ...]]]:
    """Everything the problem says about each task, with the task itself written as ``SELF``."""
    said: dict[str, list[tuple[Hashable, ...]]] = {t.id: [] for t in problem.tasks}
    for k in problem.links:
        said[k.before].append(("link", SELF, k.after, k.type, k.lag))
        said[k.after].append(("link", k.before, SELF, k.type, k.lag))
    for profile in problem.profiles:
        for s in profile.spans:
            for point in {s.begin, s.end} - {None}:
                if point is not None:
                    id = point[0]
                    ends = tuple(p if p is None or p[0] != id else (SELF, p[1]) for p in (s.begin, s.end))
                    said[id].append(("span", profile.id, *ends, s.length, s.end_condition, s.amount, s.mode))
    for p in problem.promises:
        said[p.task].append(("promise", p.id))
    for c in problem.ceilings:
        for name, people in (("leaves", c.people), ("arrives", c.arrivals)):
            for id, n in people:
                said[id].append((name, c.id, n))
    for f in problem.floors:
        for id, side, n in f.people:
            said[id].append(("leaves", f.id, side, n))
        for id, n in f.arrivals:
            said[id].append(("arrives", f.id, n))
    for x in problem.last_days:
        for id, n in x.people:
            said[id].append(("leaves", x.id, n))
    for lag in problem.lags:
        for id in {lag.before[0], lag.after[0]}:
            ends = tuple((SELF, side) if task == id else (task, side) for task, side in (lag.before, lag.after))
            said[id].append(("lag", lag.id, *ends))
    for name, weights in (("exposure", problem.exposure), ("cost", problem.costs)):
        for id, weight in weights:
            said[id].append((name, weight))
    for id, start, weight in problem.baseline:
        said[id].append(("baseline", start, weight))
    for permission in problem.permissions:
        if permission.asked_after:
            said[permission.asked_after].append(("asked", permission.id))
    if problem.end:
        said[problem.end].append(("end",))
    return said
