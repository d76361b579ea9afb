"""Levels counted anew from dates: what a profile holds on each day of one future.

In: a profile, points, the first day of each condition.  Out: the days on which a level rises above its capacity.
"""

from __future__ import annotations

from collections.abc import Mapping

from jadwal.plan.problem import Profile, Span, Task
from jadwal.plan.sgs import NEVER

Points = Mapping[tuple[str, str], int]


def facts(task: Task) -> set[str]:
    """The points of a task that have happened."""
    if task.finished is not None:
        return {"start", "finish"}
    return set() if task.started is None else {"start"}


def overfull(
    profile: Profile, points: Points, opens: Mapping[str, int], known: set[tuple[str, str]], days: int
) -> list[int]:
    """Days on which something that has not happened yet raises the level above the capacity."""
    found = []
    for day in range(days):
        level = sum(s.amount for s in profile.spans if _covers(s, day, points, opens))
        rises = any(
            s.begin is not None and s.begin not in known and points[s.begin] == day and _covers(s, day, points, opens)
            for s in profile.spans
        )
        if rises and level > profile.capacity:
            found.append(day)
    return found


def _covers(s: Span, day: int, points: Points, opens: Mapping[str, int]) -> bool:
    begin = 0 if s.begin is None else points[s.begin]
    if begin >= NEVER or day < begin:
        return False
    if s.length:
        return day < begin + s.length
    if s.end is not None and day >= points[s.end]:
        return False
    return not (s.end_condition and day >= opens[s.end_condition])
