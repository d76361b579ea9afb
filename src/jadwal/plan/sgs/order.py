"""The order in which tasks are placed: links first, then aim dates or phases, and what frees room before what needs
it.

In: a :class:`~jadwal.plan.problem.Problem`, aim starts if there are any.  Out: task ids.  The rule this module owns:
*nothing is placed before what it waits for, and a level that only falls (people who leave, a function no longer
needed) is placed before the one that rises against it* (guards who leave), as far as links and aims allow.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from itertools import product

from jadwal.messages.mistakes import BadInput, Mistake
from jadwal.plan.problem import Problem, Task

Edges = dict[str, set[str]]
FAR = 1_000_000_000


def default_order(problem: Problem) -> tuple[str, ...]:
    """Task ids without aims: what has started, then by ``priority`` (phase, guards last), longest tail of work, id.

    Raises ``BadInput`` when tasks wait for one another in a circle.
    """
    hard = waits(problem)
    tail = _tails(problem, hard)
    key = {t.id: (_begun(t), t.priority, -tail[t.id], t.id) for t in problem.tasks}
    return _sorted(problem, hard, _room(problem, hard, lambda freed, used: True), key)


def order_from(problem: Problem, starts: Mapping[str, int | None]) -> tuple[str, ...]:
    """Task ids in the order of their aim starts, then ``priority``; those without an aim last, in their default
    order.

    Raises ``BadInput`` when tasks wait for one another in a circle.
    """
    rank = {id: n for n, id in enumerate(default_order(problem))}
    finish = {t.id: _finish(problem, t, starts.get(t.id)) for t in problem.tasks}

    def when(point: tuple[str, str]) -> int:
        day = starts.get(point[0]) if point[1] == "start" else finish[point[0]]
        return FAR if day is None else day

    hard = waits(problem)
    key: dict[str, tuple[int | str, ...]] = {}
    for t in problem.tasks:
        aim = starts.get(t.id)
        key[t.id] = (min(FAR if aim is None else aim, _begun(t)), t.priority if aim is not None else 0, rank[t.id])
    return _sorted(problem, hard, _room(problem, hard, lambda freed, used: when(freed) <= when(used)), key)


def waits(problem: Problem) -> Edges:
    """For each task the tasks that are placed after it: by links, and by permissions asked for after it."""
    after: Edges = {t.id: set() for t in problem.tasks}
    for link in problem.links:
        after[link.before].add(link.after)
    asked = {p.id: p.asked_after for p in problem.permissions if p.asked_after and p.granted is None}
    for t in problem.tasks:
        for p in t.permissions:
            if p in asked:
                after[asked[p]].add(t.id)
    return after


def _begun(task: Task) -> int:
    """What has happened already comes first."""
    return -FAR if task.finished is not None or task.started is not None else FAR


def _finish(problem: Problem, task: Task, start: int | None) -> int | None:
    """The finish of a task that starts on ``start``, by its calendar and most likely days; None when it has no aim."""
    if start is None or task.finished is not None:
        return task.finished
    day, left = max(start, 0), task.days.likely + min(start, 0)
    calendar = next((c.open for c in problem.calendars if c.id == task.calendar), b"")
    while left > 0 and day < problem.days:
        left -= calendar[day] if calendar else 1
        day += 1
    return day


def _tails(problem: Problem, after: Edges) -> dict[str, int]:
    """The most likely days of work from each task's start to the end, along the longest chain."""
    days = {t.id: t.days.likely for t in problem.tasks}
    tail: dict[str, int] = {}
    for id in reversed(_levelled(after)):
        tail[id] = days[id] + max((tail[n] for n in after[id]), default=0)
    return tail


def _levelled(after: Edges) -> list[str]:
    """A topological order by id; raises ``BadInput`` when there is a circle."""
    waiting = _counted(after)
    ready = sorted(id for id, n in waiting.items() if n == 0)
    heapq.heapify(ready)
    found: list[str] = []
    while ready:
        found.append(heapq.heappop(ready))
        for id in sorted(after[found[-1]]):
            waiting[id] -= 1
            if waiting[id] == 0:
                heapq.heappush(ready, id)
    if len(found) < len(after):
        circle = ", ".join(_circle(after, set(after) - set(found)))
        raise BadInput([Mistake(code="simulate.circle", file="activities.csv", params=(("tasks", circle),))])
    return found


def _circle(after: Edges, left: set[str]) -> list[str]:
    """Tasks of one circle among those that could not be placed, in the order in which they wait."""
    before = {id: min(b for b in left if id in after[b]) for id in sorted(left) if any(id in after[b] for b in left)}
    at, seen = min(before), list[str]()
    while at not in seen:
        seen.append(at)
        at = before[at]
    return [*reversed(seen[seen.index(at) :])]


def _room(
    problem: Problem, hard: Edges, wanted: Callable[[tuple[str, str], tuple[str, str]], bool]
) -> Iterator[tuple[str, str]]:
    """(frees room, needs it) for each profile: ends of levels that were there before begins of levels that stay.

    Only pairs that are ``wanted`` (freed point, used point) and do not go against the links.
    """
    followers = _followers(hard)
    for profile in problem.profiles:
        frees = [s.end for s in profile.spans if s.end and (s.begin is None or s.begin[0] != s.end[0])]
        stays = [
            s for s in profile.spans if not s.length and (s.end is None or s.begin is None or s.end[0] != s.begin[0])
        ]
        needs = [s.begin for s in stays if s.begin]
        for freed, used in product(frees, needs):
            if freed[0] != used[0] and freed[0] not in followers[used[0]] and wanted(freed, used):
                yield freed[0], used[0]


def _followers(after: Edges) -> dict[str, set[str]]:
    """For each task all that wait for it, directly or not."""
    found: dict[str, set[str]] = {}
    for id in reversed(_levelled(after)):
        found[id] = set(after[id]).union(*(found[n] for n in after[id]))
    return found


def _sorted(
    problem: Problem, hard: Edges, room: Iterator[tuple[str, str]], key: Mapping[str, tuple[int | str, ...]]
) -> tuple[str, ...]:
    """Of the tasks that wait for nothing unplaced, always the first by key; one that room is still to be made for,
    last.
    """
    soft: Edges = {id: set() for id in hard}
    for freed, used in room:
        soft[freed].add(used)
    waiting, wanting = _counted(hard), _counted(soft)
    placed: set[str] = set()
    found: list[str] = []
    heap = [(wanting[id] > 0, key[id], id) for id, n in waiting.items() if n == 0]
    heapq.heapify(heap)
    while heap:
        wants, _, id = heapq.heappop(heap)
        if id in placed or (wants and not wanting[id]):
            continue
        placed.add(id)
        found.append(id)
        for following in hard[id]:
            waiting[following] -= 1
        for following in soft[id]:
            wanting[following] -= 1
        for following in sorted((hard[id] | soft[id]) - placed):
            if waiting[following] == 0:
                heapq.heappush(heap, (wanting[following] > 0, key[following], following))
    return tuple(found)


def _counted(after: Edges) -> dict[str, int]:
    """For each task how many it waits for."""
    count = dict.fromkeys(after, 0)
    for following in after.values():
        for id in following:
            count[id] += 1
    return count
