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
        if level > profile.capacity and any(rise > 0 for rise in _rises(profile, day, points, opens, known).values()):
            found.append(day)
    return found


def _rises(
    profile: Profile, day: int, points: Points, opens: Mapping[str, int], known: set[tuple[str, str]]
) -> dict[str, int]:
    """By how much each task raises the level on a day: what begins with it that day, less what ends with it."""
    found: dict[str, int] = {}
    for s in profile.spans:
        if s.begin is not None and s.begin not in known and points[s.begin] == day and _covers(s, day, points, opens):
            found[s.begin[0]] = found.get(s.begin[0], 0) + s.amount
        ends = s.end is not None and s.end not in known and not s.length and points[s.end] == day
        if ends and s.end is not None and _covers(s, day, {**points, s.end: NEVER}, opens) and day > _begin(s, points):
            found[s.end[0]] = found.get(s.end[0], 0) - s.amount
    return found


def _begin(s: Span, points: Points) -> int:
    return -1 if s.begin is None else points[s.begin]


def _covers(s: Span, day: int, points: Points, opens: Mapping[str, int]) -> bool:
    begin = 0 if s.begin is None else points[s.begin]
    if begin >= NEVER or day < begin:
        return False
    if s.length:
        return day < begin + s.length
    if s.end is not None and day >= points[s.end]:
        return False
    return not (s.end_condition and day >= opens[s.end_condition])
