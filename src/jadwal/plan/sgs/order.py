"""The order in which tasks are placed: links first, then aim dates or phases, and nothing for which there is no room
yet.

In: a :class:`~jadwal.plan.problem.Problem`, aim starts if there are any.  Out: task ids.  The rule this module owns:
*nothing is placed before what it waits for, nor before those who must leave to make room for it* (guards wait for
those they guard, and who goes to a site waits for its guards), as far as links allow.

Room is judged by the levels that remain once everything placed so far is done: then a task that has room finds a day
for it.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from jadwal.messages.mistakes import BadInput, Mistake
from jadwal.plan.problem import Problem, Span, Task

Edges = dict[str, set[str]]
Key = tuple[int | str, ...]
FAR = 1_000_000_000


def default_order(problem: Problem) -> tuple[str, ...]:
    """Task ids without aims: what has started, then by ``priority`` (phase, guards last), longest tail of work, id.

    Raises ``BadInput`` when tasks wait for one another in a circle.
    """
    after = waits(problem)
    tail = _tails(problem, after)
    return _sorted(problem, after, {t.id: (_begun(t), t.priority, -tail[t.id], t.id) for t in problem.tasks})


def order_from(problem: Problem, starts: Mapping[str, int | None]) -> tuple[str, ...]:
    """Task ids in the order of their aim starts, then ``priority``; those without an aim last, in their default
    order.

    Raises ``BadInput`` when tasks wait for one another in a circle.
    """
    rank = {id: n for n, id in enumerate(default_order(problem))}
    key: dict[str, Key] = {}
    for t in problem.tasks:
        aim = starts.get(t.id)
        key[t.id] = (min(FAR if aim is None else aim, _begun(t)), t.priority if aim is not None else 0, rank[t.id])
    return _sorted(problem, waits(problem), key)


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
    circle = [*reversed(seen[seen.index(at) :])]
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]


class _Room:
    """The level of each profile that remains once everything placed so far is done."""

    def __init__(self, problem: Problem) -> None:
        self.done = {(t.id, side) for t in problem.tasks for side in _known(t)}
        self.spans: dict[str, list[tuple[int, Span]]] = {t.id: [] for t in problem.tasks}
        self.capacity = [p.capacity for p in problem.profiles]
        self.level = [0] * len(problem.profiles)
        for p, profile in enumerate(problem.profiles):
            for s in profile.spans:
                self.level[p] += self._amount(s)
                for id in {point[0] for point in (s.begin, s.end) if point}:
                    self.spans[id].append((p, s))

    def changes(self, id: str) -> dict[int, int]:
        """Profile → change of its level when the task is placed."""
        points = {(id, "start"), (id, "finish")} - self.done
        found: dict[int, int] = {}
        for p, s in self.spans[id]:
            found[p] = found.get(p, 0) - self._amount(s)
        self.done |= points
        for p, s in self.spans[id]:
            found[p] += self._amount(s)
        self.done -= points
        return found

    def fits(self, id: str) -> bool:
        """True when no level would rise above its capacity."""
        return all(n <= 0 or self.level[p] + n <= self.capacity[p] for p, n in self.changes(id).items())

    def place(self, id: str) -> bool:
        """Place a task; true when it makes room somewhere."""
        changes = self.changes(id)
        self.done |= {(id, "start"), (id, "finish")}
        for p, n in changes.items():
            self.level[p] += n
        return any(n < 0 for n in changes.values())

    def _amount(self, s: Span) -> int:
        """What a span adds in the end; one that passes by itself, or that a condition ends, nothing."""
        begun = s.begin is None or s.begin in self.done
        passes = s.length or s.end_condition or (s.end is not None and s.end in self.done)
        return s.amount if begun and not passes else 0


def _known(task: Task) -> tuple[str, ...]:
    if task.finished is not None:
        return "start", "finish"
    return () if task.started is None else ("start",)


def _sorted(problem: Problem, after: Edges, key: Mapping[str, Key]) -> tuple[str, ...]:
    """Always the first by key of the tasks that wait for nothing unplaced and have room; if none has, the first."""
    waiting, room = _counted(after), _Room(problem)
    found: list[str] = []
    ready = [(key[id], id) for id, n in waiting.items() if n == 0]
    crowded: list[tuple[Key, str]] = []
    heapq.heapify(ready)
    while ready or crowded:
        if ready:
            first = heapq.heappop(ready)
            if not room.fits(first[1]):
                crowded.append(first)
                continue
        else:
            first = min(crowded)
            crowded.remove(first)
        found.append(first[1])
        if room.place(first[1]):
            for one in crowded:
                heapq.heappush(ready, one)
            crowded = []
        for id in after[first[1]]:
            waiting[id] -= 1
            if waiting[id] == 0:
                heapq.heappush(ready, (key[id], id))
    return tuple(found)


def _counted(after: Edges) -> dict[str, int]:
    """For each task how many it waits for."""
    count = dict.fromkeys(after, 0)
    for following in after.values():
        for id in following:
            count[id] += 1
    return count
