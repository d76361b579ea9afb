"""Float of every task in a dated timetable, by links and calendars alone: nothing here has seen the solver.

In: entries, calendars, the as-of date.  Out: latest finishes for given ends, floats in working days, and where the end
goes when one task is held up.  The rule this module owns: *float is measured from the dates that stand in the
timetable* to the latest ones that its links and calendars allow (GAO-16-89G, best practice 8).

Days are ordinals; an instant is the ordinal of the day after it.  Work rests on closed days; a serial does not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from jadwal.model.case import Calendar, Link
from jadwal.model.timetable import Entry

ROOM = 1_500  # days looked at beyond the last date, for tasks that are held up
MOVES = ("movement",)


class Network:
    """The dated entries of one timetable with their links."""

    def __init__(self, entries: Iterable[Entry], calendars: Iterable[Calendar], as_of: date) -> None:
        self.entries = {e.id: e for e in entries if e.start and e.finish}
        self.calendars = {c.id: c for c in calendars}
        self.first = min([as_of, *(e.start for e in self.entries.values() if e.start)]).toordinal()
        self.last = max([as_of, *(e.finish for e in self.entries.values() if e.finish)]).toordinal() + 1
        self._opened: dict[str, list[int]] = {}

    def start(self, e: Entry) -> int:
        """Its first day, or the instant of a point."""
        assert e.start is not None
        return e.start.toordinal() + (0 if e.days else 1)

    def finish(self, e: Entry) -> int:
        """Its finish instant."""
        assert e.finish is not None
        return e.finish.toordinal() + 1

    @cached_property
    def links(self) -> list[tuple[str, Link]]:
        """(who waits, link) between dated entries."""
        return [(e.id, k) for e in self.entries.values() for k in e.after if k.before in self.entries]

    @cached_property
    def order(self) -> list[str]:
        """Ids so that nobody stands before what it waits for; as they come where tasks wait in a circle."""
        graph: dict[str, set[str]] = {id: set() for id in self.entries}
        for id, link in self.links:
            graph[id].add(link.before)
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError:
            return list(self.entries)

    @cached_property
    def following(self) -> dict[str, list[tuple[str, Link]]]:
        """Per task who waits for it."""
        found: dict[str, list[tuple[str, Link]]] = {id: [] for id in self.entries}
        for id, link in self.links:
            found[link.before].append((id, link))
        return found

    def opened(self, calendar: str) -> list[int]:
        """The open days of a calendar, rising."""
        if calendar not in self._opened:
            row, days = self.calendars.get(calendar), range(self.first, self.last + ROOM)
            shut = {d for c in row.closed for d in range(c.first.toordinal(), c.last.toordinal() + 1)} if row else set()
            off = row.days_off if row else ()
            self._opened[calendar] = [d for d in days if (d + 6) % 7 not in off and d not in shut]
        return self._opened[calendar]

    def working_days(self, calendar: str, since: int, until: int) -> int:
        """Open days from ``since`` to before ``until``; negative when that comes first."""
        days = self.opened(calendar)
        return bisect_left(days, until) - bisect_left(days, since)

    def latest(self, ends: Mapping[str, int], otherwise: int | None = None) -> dict[str, int]:
        """The latest finish instant of each task so that ``ends`` are kept; tasks that no end waits for: ``otherwise``.

        Tasks without a latest finish are left out (``otherwise`` None).
        """
        late: dict[str, int] = {}
        for id in reversed(self.order):
            e = self.entries[id]
            bounds = [ends[id]] if id in ends else []
            for after, link in self.following[id]:
                if after in late:
                    bounds.append(self._before(e, self.entries[after], link, late[after]))
            if bounds or otherwise is not None:
                late[id] = min(bounds) if bounds else otherwise  # type: ignore[assignment]
        return late

    def floats(self, ends: Mapping[str, int], otherwise: int | None = None) -> dict[str, int]:
        """Float in working days of each task's own calendar (:meth:`latest` minus its finish)."""
        late = self.latest(ends, otherwise)
        return {
            id: self.working_days(self.entries[id].calendar, self.finish(self.entries[id]), at)
            for id, at in late.items()
        }

    def held_up(self, id: str, days: int, end: str) -> int | None:
        """By how many days the point ``end`` moves when the finish of ``id`` moves by ``days``.

        Everything else starts on its date, or as soon after it as its links allow; None where there is no end.
        """
        if end not in self.entries:
            return None
        starts: dict[str, int] = {}
        finishes: dict[str, int] = {}
        for at in self.order:
            e = self.entries[at]
            start, finish = self.start(e), self.finish(e)
            for link in e.after:
                if link.before in finishes and e.actual_start is None:
                    point = (finishes if link.type in ("FS", "FF") else starts)[link.before] + link.lag
                    if link.type in ("FS", "SS"):
                        start = max(start, point)
                    else:
                        finish = max(finish, point)
            if start > self.start(e):
                finish = max(finish, self._ends(e, start))
            starts[at], finishes[at] = start, finish + (days if at == id else 0)
        return finishes[end] - self.finish(self.entries[end])

    def _before(self, e: Entry, after: Entry, link: Link, late: int) -> int:
        """The latest finish of ``e`` by one link, when ``after`` finishes by ``late``."""
        waiting = late if link.type in ("FF", "SF") else self._begins(after, late)
        point = waiting - link.lag
        return point if link.type in ("FS", "FF") else self._ends(e, point)

    def _begins(self, e: Entry, finish: int) -> int:
        """The latest start with which a task finishes by an instant."""
        if not e.days:
            return finish
        opened = self.opened(e.calendar)
        at = bisect_left(opened, finish) - e.days
        while at >= 0 and e.kind in MOVES and opened[at + e.days - 1] - opened[at] != e.days - 1:
            at -= 1
        return opened[at] if at >= 0 else self.first - 1

    def _ends(self, e: Entry, start: int) -> int:
        """The finish of a task that starts on a day or on the next open one."""
        if not e.days:
            return start
        opened = self.opened(e.calendar)
        at = bisect_left(opened, start)
        while at + e.days <= len(opened) and e.kind in MOVES and opened[at + e.days - 1] - opened[at] != e.days - 1:
            at += 1
        return opened[at + e.days - 1] + 1 if at + e.days <= len(opened) else start + e.days
