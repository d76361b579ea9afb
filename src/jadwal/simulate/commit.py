"""Commit dates: the dates that hold together with the confidence the parties chose.

In: finish instants of the headline milestones over the futures, the confidence, which milestones have no outlook.
Out: a :class:`Commit`.  The rule this module owns (docs/method.md section 6): *c_i = Q_i(q) with the smallest q for
which P(all T_i <= c_i) is at least the confidence*; when no q does, no date but the highest joint chance there is.

Q_i(q) is the empirical quantile: the value of rank ceil(q n) among n futures, and never later than the latest finish
reached. So only q = r / n matter, and future k keeps every date from r_k on, the largest over i of (futures in which
i is earlier) + 1: the smallest r is the m-th smallest r_k, m = ceil(confidence n).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jadwal.assess.holding import HoldingDays
from jadwal.plan.problem import Problem
from jadwal.plan.sgs.kernel import NEVER

MILLION = 1_000_000
I32 = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Commit:
    """``dates``: instants, empty when not attainable.  ``q_ppm``: the common quantile.  Chances in parts per million.

    ``joint_ppm`` is the chance that every date is kept (0 without dates), ``reached_ppm`` that every milestone is
    reached at all.
    """

    dates: Mapping[str, int]
    q_ppm: int
    joint_ppm: int
    reached_ppm: int


def ppm(part: int, whole: int) -> int:
    """A share in parts per million, rounded down."""
    return part * MILLION // whole


def commit(finishes: Mapping[str, I32], confidence_ppm: int) -> Commit:
    """Commit dates of the milestones whose finish instants (F,) are given; ``NEVER`` keeps no date."""
    if not finishes:
        return Commit(dates={}, q_ppm=0, joint_ppm=0, reached_ppm=0)
    ordered = {id: np.sort(at) for id, at in finishes.items()}
    count = len(next(iter(finishes.values())))
    reached = np.logical_and.reduce([at < NEVER for at in finishes.values()])
    earlier = [np.searchsorted(ordered[id], at, side="left") for id, at in finishes.items()]
    rank = np.where(reached, np.maximum.reduce(earlier) + 1, count + 1)
    needed = max(1, -(-confidence_ppm * count // MILLION))
    smallest = int(np.sort(rank)[needed - 1])
    reached_ppm = ppm(int(reached.sum()), count)
    if smallest > count:
        return Commit(dates={}, q_ppm=0, joint_ppm=0, reached_ppm=reached_ppm)
    dates = {id: int(min(at[smallest - 1], at[at < NEVER][-1])) for id, at in ordered.items()}
    kept = np.logical_and.reduce([at <= dates[id] for id, at in finishes.items()])
    return Commit(
        dates=dates, q_ppm=ppm(smallest, count), joint_ppm=ppm(int(kept.sum()), count), reached_ppm=reached_ppm
    )


def without_outlook(problem: Problem, days: HoldingDays) -> dict[str, tuple[str, ...]]:
    """Per task the conditions it depends on that have neither data nor a declared scenario and do not hold already.

    A task depends on its gates, on what it is linked to, on what its permissions are asked after, and, when it lowers
    a level that a condition is to release (function cover), on that condition.
    """
    blind = {c for c in days.conditions if days.outlook(c) == "none" and not (days.first_day(c) == 0).all()}
    found: dict[str, set[str]] = {t.id: set() for t in problem.tasks}
    asked = {p.id: p.asked_after for p in problem.permissions if p.asked_after and p.granted is None}
    before: dict[str, set[str]] = {t.id: {asked[p] for p in t.permissions if p in asked} for t in problem.tasks}
    for link in problem.links:
        before[link.after].add(link.before)
    for t in problem.tasks:
        if t.started is None and t.finished is None:
            found[t.id] |= blind.intersection(t.start_gates)
        if t.finished is None:
            found[t.id] |= blind.intersection(t.continue_gates)
    for profile in problem.profiles:
        until = {s.end_condition for s in profile.spans if s.end_condition and s.end is None}
        lasting = [s for s in profile.spans if s.begin and s.end is None and not s.length and not s.end_condition]
        if sum(s.amount for s in profile.spans if not s.length) > profile.capacity:
            for s in lasting:
                found[s.begin[0] if s.begin else ""] |= blind & until
    for t in problem.tasks:
        if t.finished is not None:
            before[t.id], found[t.id] = set(), set()
    grown = True
    while grown:
        grown = False
        for id, waits in before.items():
            more = set().union(*(found[b] for b in waits)) - found[id]
            grown = grown or bool(more)
            found[id] |= more
    return {id: tuple(sorted(conditions)) for id, conditions in found.items() if conditions}
