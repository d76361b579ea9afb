"""What holds a date where it is: one step back after another, until something that waits for nothing.

In: a problem, the aim dates of its tasks, the day each condition opens.  Out: a chain of :class:`Hold`, the asked-for
task first.  The rule this module owns: *each step is recomputed from the dates*: it names a link, a gate, a permission,
a day or a level that leaves the task no earlier start, all else being where it is.

A task that stands later than all of these would allow is not held: it has room (``free``), because no aim is better
for its being earlier.  Where several things hold a task to the same day, one is named: work waited for first (the one
that ends last), then gates, permissions, agreed days, the as-of date, levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from jadwal.model.case import Value
from jadwal.plan.cpsat.aims import WAITED_FOR, WAITING, Aims, Side, Window, window
from jadwal.plan.problem import Problem, Profile, Span, Task

By = Literal["link", "gate", "permission", "not-before", "as-of", "level", "fact", "free", "never"]
Dates = Mapping[str, int | None]
RANK: tuple[By, ...] = ("link", "gate", "permission", "not-before", "as-of")


class Hold(Value, frozen=True, kw_only=True):
    """``task`` cannot be earlier because of ``by``.

    ``since`` is the day or instant from which that would have let it; ``closed`` how many closed days of its calendar
    came on top, ``closed_by`` the rules that closed the last of them.  ``other`` is the task waited for (a link, a
    permission's asking, whoever makes room in a level), ``about`` the condition, permission or profile, ``rule`` the
    rule's id (empty: none of the case's rules).
    """

    task: str
    start: int | None
    finish: int | None
    by: By
    rule: str = ""
    about: str = ""
    other: str = ""
    since: int = 0
    closed: int = 0
    closed_by: tuple[str, ...] = ()


class _Bound(Value, frozen=True, kw_only=True):
    """One thing that keeps a task from starting before ``start``."""

    by: By
    since: int
    start: int  # the first start day that it and the task's calendar allow
    rule: str = ""
    about: str = ""
    other: str = ""


def chain(
    problem: Problem, openings: Mapping[str, int | None], starts: Dates, finishes: Dates, task: str
) -> tuple[Hold, ...]:
    """What holds ``task``, what holds that, and so on.  Raises ``KeyError`` for an unknown task."""
    dates = _Dated(problem, openings, starts, finishes)
    found: list[Hold] = []
    at, seen = task, set[str]()
    while at and at not in seen:
        seen.add(at)
        found.append(dates.hold(at))
        at = found[-1].other
    return tuple(found)


class _Dated:
    """A problem with dates on it."""

    def __init__(self, problem: Problem, openings: Mapping[str, int | None], starts: Dates, finishes: Dates) -> None:
        self.problem, self.openings, self.starts, self.finishes = problem, openings, starts, finishes
        self.aims = Aims(problem, openings)

    def hold(self, id: str) -> Hold:
        """The one thing that holds a task where it is."""
        task, start, finish = self.aims.tasks[id], self.starts[id], self.finishes[id]
        seen = {"task": id, "start": start, "finish": finish}
        if start is None or finish is None:
            return self._never(task)
        if (id, "start") in self.aims.facts:
            return Hold(**seen, by="fact", since=start)  # type: ignore[arg-type]
        full = window(task.days.likely, self.problem.days, self.aims.calendar(task), task.breakable)
        bounds = sorted(
            self._bounds(task, full), key=lambda b: (-b.start, RANK.index(b.by), -b.since, b.other, b.about)
        )
        first = bounds[0]
        if first.start >= start:
            closed = start - first.since if task.days.likely else 0
            closed = max(0, closed) if first.by != "link" or self._at_start(first, task) else 0
            return Hold(
                **seen, by=first.by, rule=first.rule, about=first.about, other=first.other,  # type: ignore[arg-type]
                since=first.since, closed=closed, closed_by=self._closed_by(task, start) if closed else (),
            )  # fmt: skip
        level = self._level(task, full, start)
        if level is not None:
            profile, rule, other = level
            return Hold(**seen, by="level", rule=rule, about=profile.id, other=other, since=start)  # type: ignore[arg-type]
        return Hold(**seen, by="free", since=first.start)  # type: ignore[arg-type]

    def _closed_by(self, task: Task, start: int) -> tuple[str, ...]:
        """The rules that close a day on which the task would work if it started the day before."""
        days = range(start - 1, start - 1 + (1 if task.breakable else task.days.likely))
        calendars = {c.id: c for c in self.problem.calendars}
        own = calendars.get(task.calendar)
        singles = {c.closed_by[0]: c.open for c in self.problem.calendars if len(c.closed_by) == 1}
        parts = own.closed_by if own is not None else ()
        return tuple(p for p in parts if any(not singles[p][d] for d in days if 0 <= d < self.problem.days))

    def _at_start(self, bound: _Bound, task: Task) -> bool:
        """True when a link holds the start, so that what is between is closed days only."""
        links = (
            k for k in self.problem.links if k.after == task.id and k.before == bound.other and k.rule == bound.rule
        )
        return all(WAITING[k.type] == "start" for k in links)

    def _bounds(self, task: Task, full: Window) -> Iterator[_Bound]:
        """Everything but levels that keeps the task from starting earlier."""
        for k in self.problem.links:
            if k.after == task.id and (since := self._point(k.before, WAITED_FOR[k.type])) is not None:
                yield self._bound(full, WAITING[k.type], "link", since + k.lag, rule=k.rule, other=k.before)
        for c in self.aims.gates(task):
            if (opening := self.openings[c]) is not None:
                kind = "gate-start" if c in task.start_gates else "gate-continue"
                yield self._bound(full, "start", "gate", opening, rule=f"{kind}:{c}:{task.id}", about=c)
        for p in (self.aims.permissions[id] for id in task.permissions):
            asked = 0 if not p.asked_after else self._point(p.asked_after, "finish")
            day = p.granted if p.granted is not None else (asked or 0) + p.lead.likely
            other = p.asked_after if p.granted is None else ""
            yield self._bound(full, "start", "permission", day, rule=p.rule, about=p.id, other=other)
        if task.not_before > 0:
            rule = next((r.id for r in self.problem.rules if r.family == "not-before"), "")
            yield self._bound(full, "start", "not-before", task.not_before, rule=rule)
        yield self._bound(full, "start", "as-of", 0)

    def _bound(self, full: Window, side: Side, by: By, since: int, **rest: str) -> _Bound:
        start = full.since(side, since).first("start")
        return _Bound(by=by, since=since, start=self.problem.days if start is None else start, **rest)

    def _point(self, id: str, side: Side) -> int | None:
        return self.starts[id] if side == "start" else self.finishes[id]

    def _never(self, task: Task) -> Hold:
        """Why a task has no dates: its own gate, else something it waits for, else a level that stays up."""
        seen = {"task": task.id, "start": self.starts[task.id], "finish": None}
        for c in self.aims.gates(task):
            if self.openings[c] is None:
                kind = "gate-start" if c in task.start_gates else "gate-continue"
                return Hold(**seen, by="never", rule=f"{kind}:{c}:{task.id}", about=c)  # type: ignore[arg-type]
        for k in self.problem.links:
            if k.after == task.id and (k.before, WAITED_FOR[k.type]) in self.aims.never:
                return Hold(**seen, by="never", rule=k.rule, other=k.before)  # type: ignore[arg-type]
        for p in (self.aims.permissions[id] for id in task.permissions):
            if p.granted is None and p.asked_after and (p.asked_after, "finish") in self.aims.never:
                return Hold(**seen, by="never", rule=p.rule, about=p.id, other=p.asked_after)  # type: ignore[arg-type]
        for f in self.problem.profiles:
            if any(s.begin and s.begin[0] == task.id for s in f.spans):
                stuck = next((c for s in f.spans if (c := s.end_condition) and self.openings[c] is None), "")
                stays = next(
                    (s.end[0] for s in f.spans if s.end and s.end in self.aims.never and s.end[0] != task.id), ""
                )
                if stuck or stays:
                    return Hold(**seen, by="never", rule=f.rule, about=stuck or f.id, other=stays)  # type: ignore[arg-type]
        return Hold(**seen, by="never")  # type: ignore[arg-type]

    def _level(self, task: Task, full: Window, start: int) -> tuple[Profile, str, str] | None:
        """The profile that leaves no room on the start day before this one, its rule (or the one that takes room of it
        then), and the task that makes the room."""
        earlier = full.until("start", start - 1)
        if not len(earlier.starts):
            return None
        at = {"start": int(earlier.starts[-1]), "finish": int(earlier.finishes[-1])}
        for profile in self.problem.profiles:
            own = [s for s in profile.spans if task.id in _tasks(s)]
            day = self._overfull(profile, own, task.id, at) if own else None
            if day is not None:
                taken = (s.rule for s in profile.spans if s.rule and s.fixed and s.first <= day < s.first + s.length)
                return profile, next(taken, profile.rule), self._room_by(profile, task.id, day)
        return None

    def _overfull(self, profile: Profile, own: list[Span], id: str, at: Mapping[str, int]) -> int | None:
        """The last day on which the level would exceed its capacity with ``id`` at ``at``, where it raises it."""
        marks: dict[int, int] = {}
        raised: list[tuple[int, int]] = []
        for s in profile.spans:
            low, high = self._days(s, id, at)
            if s in own and s.begin and s.begin[0] == id and low < high:
                raised.append((low, high))
            if low < high:
                marks[low] = marks.get(low, 0) + s.amount
                marks[high] = marks.get(high, 0) - s.amount
        level, found = 0, None
        days = sorted(marks)
        for n, day in enumerate(days):
            level += marks[day]
            until = days[n + 1] if n + 1 < len(days) else day + 1
            for low, high in raised:
                if level > profile.capacity and low < until and day < high:
                    found = min(until, high) - 1
        return found

    def _days(self, s: Span, id: str, at: Mapping[str, int]) -> tuple[int, int]:
        """The days of a span, first and the one after the last, with ``id`` moved to ``at``."""

        def known(point: tuple[str, Side] | None, none: int) -> int:
            if point is None:
                return none
            if point[0] == id:
                return at[point[1]]
            found = self._point(*point)
            return self.problem.days + 1 if found is None else found

        low = known(s.begin, s.first)
        if s.length:
            return max(low, 0), low + s.length
        opening = self.openings[s.end_condition] if s.end_condition else None
        high = known(s.end, self.problem.days + 1)
        return max(low, 0), high if opening is None else min(high, opening)

    def _room_by(self, profile: Profile, id: str, day: int) -> str:
        """The task whose leaving or arriving makes the room: of those in the way on ``day`` the first to end after."""
        ends = []
        for s in profile.spans:
            if id in _tasks(s):
                continue
            low, high = self._days(s, id, {})
            point = s.end or (s.begin if s.length else None)
            if low <= day < high and point:
                ends.append((high, point[0]))
        return min(ends)[1] if ends else ""


def _tasks(s: Span) -> set[str]:
    return {point[0] for point in (s.begin, s.end) if point}
