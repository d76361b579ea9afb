"""Which points of the plan can have an aim date, which are facts, and on which days work can be done.

In: a :class:`~jadwal.plan.problem.Problem` and the day on which each condition is expected to open.  Out:
:class:`Aims` (points that are facts, points that never come) and :class:`Window` (the start days a task may have, with
the finish of each).  The rule this module owns: *what waits for something that never comes gets no date, and what does
not wait for it is planned all the same*.

A point never comes when

- a gate of its task never opens, or a permission it needs is asked for after something that never comes;
- a link makes it wait for a point that never comes;
- a level that stays up because of that for ever (others who stay at a site, a function still needed, a crew still
  held) leaves no room for it.  Where such a level leaves room for some of those who would leave but not for all, the
  last stay: the deepest in the links, then the highest ``priority``, then the last id.

A profile that has no room even if everything comes is no such case: then the problem has no plan, and the solver says
so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from jadwal.plan.modes import done_in
from jadwal.plan.problem import Link, Problem, Profile, Span, Task

Side = Literal["start", "finish"]
Point = tuple[str, Side]
Days = npt.NDArray[np.int64]

WAITED_FOR: dict[str, Side] = {"FS": "finish", "FF": "finish", "SS": "start", "SF": "start"}
WAITING: dict[str, Side] = {"FS": "start", "SS": "start", "FF": "finish", "SF": "finish"}


@dataclass(frozen=True)
class Window:
    """The start days a task may have, rising, and the finish instant of each (same shape)."""

    starts: Days
    finishes: Days

    @property
    def sizes(self) -> Days:
        """Days from start to finish, rest days included, for each start."""
        return self.finishes - self.starts

    def first(self, side: Side) -> int | None:
        """The earliest start or finish; None for an empty window."""
        return int(self._of(side)[0]) if len(self.starts) else None

    def last(self, side: Side) -> int:
        """The latest start or finish of a window that is not empty."""
        return int(self._of(side)[-1])

    def since(self, side: Side, day: int) -> Window:
        """What of the window starts or finishes at ``day`` or later."""
        return self._slice(int(np.searchsorted(self._of(side), day, "left")), len(self.starts))

    def until(self, side: Side, day: int) -> Window:
        """What of the window starts or finishes at ``day`` or earlier."""
        return self._slice(0, int(np.searchsorted(self._of(side), day, "right")))

    def _of(self, side: Side) -> Days:
        return self.starts if side == "start" else self.finishes

    def _slice(self, first: int, last: int) -> Window:
        return Window(starts=self.starts[first:last], finishes=self.finishes[first:last])


@dataclass(frozen=True)
class Windows:
    """A window per mode of a task that has several, by mode; together they are asked like one :class:`Window`."""

    modes: tuple[tuple[str, Window], ...]

    @property
    def starts(self) -> Days:
        """The start days of all modes, rising."""
        return np.unique(np.concatenate([w.starts for _, w in self.modes]))

    @property
    def finishes(self) -> Days:
        """The finish instants of all modes, rising."""
        return np.unique(np.concatenate([w.finishes for _, w in self.modes]))

    @property
    def sizes(self) -> Days:
        """Days from start to finish over all modes, in no order."""
        return np.concatenate([w.sizes for _, w in self.modes])

    def first(self, side: Side) -> int | None:
        """The earliest start or finish in any mode; None when no mode has a day."""
        return min((day for _, w in self.modes if (day := w.first(side)) is not None), default=None)

    def last(self, side: Side) -> int:
        """The latest start or finish in any mode, where one has a day."""
        return max(w.last(side) for _, w in self.modes if len(w.starts))

    def since(self, side: Side, day: int) -> Windows:
        """What of the windows starts or finishes at ``day`` or later."""
        return Windows(tuple((mode, w.since(side, day)) for mode, w in self.modes))

    def until(self, side: Side, day: int) -> Windows:
        """What of the windows starts or finishes at ``day`` or earlier."""
        return Windows(tuple((mode, w.until(side, day)) for mode, w in self.modes))


def window(days: int, horizon: int, calendar: bytes | None, breakable: bool) -> Window:
    """The window of a task of ``days`` working days: it starts on an open day and finishes by ``horizon``.

    ``calendar`` holds one byte per day (None: every day is open).  Unbroken work needs all its days open; a task of no
    days may stand at any instant.
    """
    if days == 0:
        every = np.arange(horizon + 1)
        return Window(starts=every, finishes=every)
    opened = np.arange(horizon) if calendar is None else np.flatnonzero(np.frombuffer(calendar, np.uint8)[:horizon])
    if days > len(opened):
        return Window(starts=opened[:0], finishes=opened[:0])
    starts, finishes = opened[: len(opened) - days + 1], opened[days - 1 :] + 1
    if breakable:
        return Window(starts=starts, finishes=finishes)
    whole = finishes - starts == days
    return Window(starts=starts[whole], finishes=finishes[whole])


def resumed(task: Task, calendar: bytes | None, rests_until: int, horizon: int) -> int:
    """The finish of a task that has started: what is left of it is worked on the open days from ``rests_until`` on.

    Days before the as-of date count as worked, for calendars begin with it; the finish is no earlier than the as-of
    date. Beyond the horizon the instant ``horizon + 1`` stands for "too late".
    """
    begun = task.started if task.started is not None else 0
    left = task.days.likely + min(begun, 0)
    opened = np.arange(horizon) if calendar is None else np.flatnonzero(np.frombuffer(calendar, np.uint8)[:horizon])
    opened = opened[opened >= max(begun, rests_until, 0)]
    if max(left, 1) > len(opened):
        return horizon + 1
    return int(opened[left - 1]) + 1 if left > 0 else max(1, int(opened[0]))


class Aims:
    """Facts and points that never come, for one problem and one day per condition.

    ``facts`` maps points already passed to their day or instant (may be negative).  ``least`` maps each started,
    unfinished task to the instant its own work is done.  ``never`` holds the points without an aim.  ``ways`` holds
    each task as it is done in each of its modes that are possible at all (one way: itself).
    """

    def __init__(self, problem: Problem, openings: Mapping[str, int | None]) -> None:
        self.problem, self.openings = problem, openings
        self.tasks = {t.id: t for t in sorted(problem.tasks, key=lambda t: t.id)}
        self.calendars = {c.id: c.open for c in problem.calendars}
        self.permissions = {p.id: p for p in problem.permissions}
        self.facts: dict[Point, int] = {}
        self.least: dict[str, int] = {}
        for task in self.tasks.values():
            self._fact(task)
        self.ways = {t.id: tuple(done_in(t, m.id) for m in t.modes) or (t,) for t in self.tasks.values()}
        self.never: frozenset[Point] = self._never()
        self.windows: dict[
            str, Window | Windows
        ] = {}  # start days of each planned task that links and releases leave it
        self._windows()

    def calendar(self, task: Task) -> bytes | None:
        """The open days of a task's calendar; None when every day is open."""
        return self.calendars[task.calendar] if task.calendar else None

    def open_day(self, condition: str) -> int | None:
        """The day on which a condition is expected to open; None: never."""
        return self.openings[condition]

    def planned(self, id: str) -> bool:
        """True when the task has not started and gets an aim."""
        return (id, "start") not in self.facts and (id, "start") not in self.never

    def gates(self, task: Task) -> tuple[str, ...]:
        """Conditions that hold back the start of a task in the aim: those to start and those to continue."""
        return tuple(sorted({*task.start_gates, *task.continue_gates}))

    def released(self, span: Span) -> tuple[int | None, Point | None]:
        """What ends a span besides its length: its condition's opening and its end point, where they come."""
        opening = self.open_day(span.end_condition) if span.end_condition else None
        return opening, None if span.end is None or span.end in self.never else span.end

    def release(self, task: Task) -> int:
        """The first day on which only links hold back an unstarted task: no condition, permission or agreed day."""
        opened = [o for o in map(self.open_day, self.gates(task)) if o is not None]
        granted = [self.permissions[p].granted for p in task.permissions]
        return max([0, task.not_before, *opened, *(g for g in granted if g is not None)])

    def _windows(self) -> None:
        """Narrow every window until no link narrows it further (a forward and a backward pass)."""
        for task in self.tasks.values():
            if self.planned(task.id):
                each = tuple((way.mode, self._window(way)) for way in self.ways[task.id])
                self.windows[task.id] = Windows(each) if task.modes else each[0][1]
        self._narrow_all()

    def _window(self, way: Task) -> Window:
        """The window of a task done in one way."""
        full = window(way.days.likely, self.problem.days, self.calendar(way), way.breakable)
        return full.since("start", self.release(way))

    def finish_by(self, instants: Mapping[str, int]) -> None:
        """Leave each of these planned tasks no finish after its instant, and narrow the other windows accordingly."""
        cut = [self._cut_after((id, "finish"), at) for id, at in sorted(instants.items()) if id in self.windows]
        if any(cut):
            self._narrow_all()

    def _narrow_all(self) -> None:
        links = sorted(self.problem.links, key=lambda k: self._depth[k.before])
        for _ in range(2 * len(self.tasks) + 2):
            narrowed = [self._narrow(link) for link in links]
            if not any(narrowed):
                return
            links.reverse()  # down the chains and up again, so that few passes do

    def _narrow(self, link: Link) -> bool:
        """Narrow the windows at both ends of a link; True when one changed."""
        before, after = (link.before, WAITED_FOR[link.type]), (link.after, WAITING[link.type])
        if after[0] not in self.windows or before in self.never:
            return False
        earliest = self.facts.get(
            before, None if before[0] not in self.windows else self.windows[before[0]].first(before[1])
        )
        changed = False
        if earliest is not None:
            changed = self._cut_before(after, earliest + link.lag)
        if before[0] in self.windows and len(self.windows[after[0]].starts):
            latest = self.windows[after[0]].last(after[1]) - link.lag
            changed |= self._cut_after(before, latest)
        return changed

    def _cut_before(self, point: Point, day: int) -> bool:
        """Leave the point no day before ``day``; True when it had one."""
        window = self.windows[point[0]]
        first = window.first(point[1])
        if first is None or first >= day:
            return False
        self.windows[point[0]] = window.since(point[1], day)
        return True

    def _cut_after(self, point: Point, day: int) -> bool:
        """Leave the point no day after ``day``; True when it had one."""
        window = self.windows[point[0]]
        if not len(window.starts) or window.last(point[1]) <= day:
            return False
        self.windows[point[0]] = window.until(point[1], day)
        return True

    def _fact(self, task: Task) -> None:
        if task.finished is not None:
            begun = task.started if task.started is not None else task.finished - task.days.likely
            self.facts[task.id, "start"], self.facts[task.id, "finish"] = min(begun, task.finished), task.finished
        elif task.started is not None:
            self.facts[task.id, "start"] = task.started
            rests = [self.open_day(c) for c in task.continue_gates] if task.breakable else []
            if None not in rests:
                until = max([0, *(o for o in rests if o is not None)])
                self.least[task.id] = resumed(task, self.calendar(task), until, self.problem.days)

    @cached_property
    def _incoming(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {id: [] for id in self.tasks}
        for link in self.problem.links:
            found[link.after].append(link)
        return found

    @cached_property
    def _depth(self) -> dict[str, int]:
        """Length of the longest chain of links that leads to each task."""
        depth = dict.fromkeys(self.tasks, 0)
        for _ in self.tasks:
            longer = {k.after: depth[k.before] + 1 for k in self.problem.links if depth[k.before] >= depth[k.after]}
            if not longer:
                break
            depth.update(longer)
        return depth

    def _never(self) -> frozenset[Point]:
        self.never = frozenset()
        while True:
            found = self._follow(set(self.never))
            if len(found) > len(self.never):
                self.never = frozenset(found)
                continue
            out = next((s for p in sorted(self.problem.profiles, key=lambda p: p.id) for s in self._no_room(p)), None)
            if out is None:
                return self.never
            stays, mode = out
            self._cannot(stays, mode)
            if not mode or not self.ways[stays]:
                self.never = self.never | {(stays, "start"), (stays, "finish")}

    def _cannot(self, id: str, mode: str) -> None:
        """A task cannot be done in one of its modes."""
        if mode:
            self.ways[id] = tuple(way for way in self.ways[id] if way.mode != mode)

    def _follow(self, never: set[Point]) -> set[Point]:
        """``never`` with one more round of gates, permissions and links."""
        for task in self.tasks.values():
            waits = {(k, WAITING[k.type]) for k in self._incoming[task.id] if (k.before, WAITED_FOR[k.type]) in never}
            started = (task.id, "start") in self.facts
            if not started:
                for way in self.ways[task.id] if task.modes else ():
                    if self._unasked(way, never):
                        self._cannot(task.id, way.mode)
                shut = any(self.open_day(c) is None for c in self.gates(task))
                shut = shut or not self.ways[task.id] or (not task.modes and self._unasked(task, never))
                if shut or waits:
                    never |= {(task.id, "start"), (task.id, "finish")}
            elif (task.id, "finish") not in self.facts and (
                task.id not in self.least or any(side == "finish" for _, side in waits)
            ):
                never.add((task.id, "finish"))
        return never

    def _unasked(self, way: Task, never: set[Point]) -> bool:
        """True when a permission is asked for after something that never comes."""
        asked = [self.permissions[p] for p in way.permissions]
        return any(p.granted is None and p.asked_after and (p.asked_after, "finish") in never for p in asked)

    def _no_room(self, profile: Profile) -> list[tuple[str, str]]:
        """The task, if any, that has to stay because a level stays up for ever (a list of at most one).

        With the mode in which there is no room, where others may have some.
        """
        stuck = from_now = lasting = 0
        leaving: set[tuple[str, str]] = set()
        passing: list[tuple[int, tuple[str, str]]] = []
        for span in profile.spans:
            if span.begin in self.never or not self.possible(span):
                continue
            opening, end = self.released(span)
            unplanned = span.begin is None or span.begin in self.facts
            if not unplanned and span.begin is not None:
                passing.append((span.amount, (span.begin[0], span.mode)))
            if span.length or opening is not None or end is not None:
                continue
            lasting += span.amount
            if span.end is not None or span.end_condition:
                stuck += span.amount
                from_now += span.amount if unplanned else 0
            if not unplanned and span.begin is not None:
                leaving.add((span.begin[0], span.mode))
        crowded = {way for amount, way in passing if from_now and from_now + amount > profile.capacity >= amount}
        if stuck and lasting > profile.capacity:
            crowded |= leaving
        return sorted(crowded, key=lambda t: (self._depth[t[0]], self.tasks[t[0]].priority, t))[-1:]

    def possible(self, span: Span) -> bool:
        """False for a span of a mode in which its task cannot be done."""
        return not span.mode or span.begin is None or any(w.mode == span.mode for w in self.ways[span.begin[0]])
