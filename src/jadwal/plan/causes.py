"""Because of what a task moved: the change that made its other date impossible, followed to where it began.

In: the entries of two dated timetables with their contexts.  Out: :class:`Cause` values per task.  The rule this
module owns: *a cause is shown only where it stood in the way*: the world in which the task is later must forbid the
day on which it starts (or finishes) in the other one; of several such things the one that forbids longest is named.
Where links, conditions, permissions and progress explain the whole move nothing else is asked; else the lane, crew or
protection that a task shares with others that moved is named as probable.  What is left has no known cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal

import msgspec

from jadwal.model.case import USUAL, Calendar, Link, Permission, Text
from jadwal.model.compared import Cause, CauseKind
from jadwal.model.timetable import Context, Entry, Schedule

Side = Literal["start", "finish"]
MOST = 3  # causes named for one move
WAITED_FOR: dict[str, Side] = {"FS": "finish", "FF": "finish", "SS": "start", "SF": "start"}
WAITING: dict[str, Side] = {"FS": "start", "SS": "start", "FF": "finish", "SF": "finish"}
LEAVING = ("movement", "conversion")


def point(e: Entry, side: Side) -> int | None:
    """Start day or finish instant as a number (day ordinal; an instant is the ordinal of the day after it)."""
    day = e.start if side == "start" else e.finish
    if day is None:
        return None
    return day.toordinal() + (1 if side == "finish" or not e.days else 0)


def _shift(was: Entry, now: Entry, side: Side) -> int:
    a, b = point(was, side), point(now, side)
    return 0 if a is None or b is None else b - a


def _said(k: Link) -> str:
    """A link as it is typed."""
    longest = "" if k.most is None else f"..{k.most}"
    return f"{k.before} {k.type}" + (f"+{k.lag}{longest}" if k.lag or longest else "")


def _idle(what: Cause | tuple[str, bool]) -> bool:
    return isinstance(what, Cause) and what.kind == "not-begun"


@dataclass(frozen=True)
class World:
    """One dated timetable with what its reader knows of the case."""

    schedule: Schedule
    context: Context

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Entries by id; a point that waits for nothing any more has its date, and does not move with the as-of day."""
        planned = {e.id: e for e in self.schedule.entries}
        latest = self.schedule.as_of.toordinal() + 1

        @cache
        def reached(id: str) -> int | None:
            e = planned[id]
            if e.actual_finish is not None:
                return e.actual_finish.toordinal() + 1
            passed = e.finish is not None and e.finish.toordinal() < latest
            if e.days or e.gates or not e.after or not passed:
                return None
            if any(k.before not in planned or WAITED_FOR[k.type] == "start" for k in e.after):
                return None
            since = [(reached(k.before), k.lag) for k in e.after]
            known = [at + lag for at, lag in since if at is not None]
            return max(known) if len(known) == len(since) and max(known) <= latest else None

        def settled(e: Entry) -> Entry:
            at = None if e.days or e.actual_finish else reached(e.id)
            if at is None:
                return e
            day = date.fromordinal(at - 1)
            return msgspec.structs.replace(e, start=day, finish=day, actual_start=day, actual_finish=day)

        return {id: settled(e) for id, e in planned.items()}

    @cached_property
    def openings(self) -> dict[str, date]:
        """First day of each condition."""
        return {o.condition: o.first for o in self.schedule.openings}

    @cached_property
    def grants(self) -> dict[str, date]:
        """First day of each permission."""
        return {g.permission: g.first for g in self.schedule.grants}

    @cached_property
    def calendars(self) -> dict[str, Calendar]:
        """Calendars by id."""
        return {c.id: c for c in self.context.calendars}

    def permissions(self, e: Entry) -> Iterator[Permission]:
        """The permissions that a task needs."""
        for p in self.context.permissions:
            if (e.kind == "movement" and p.lane and p.lane == e.lane) or (p.activity and p.activity == e.id):
                yield p

    def open_from(self, e: Entry, day: int) -> int:
        """The first day from ``day`` on that the task's calendar has open."""
        calendar = self.calendars.get(e.calendar) if e.days else None
        while calendar is not None and not _open(calendar, day):
            day += 1
        return day


def _open(calendar: Calendar, day: int) -> bool:
    if len(calendar.days_off) >= 7:
        return True  # never open at all: nothing to look for
    when = date.fromordinal(day)
    return when.weekday() not in calendar.days_off and not any(c.first <= when <= c.last for c in calendar.closed)


@dataclass
class _Found:
    """What stood in a task's way: what changed (roots) and the moved tasks to follow (steps)."""

    roots: list[Cause] = field(default_factory=list)
    steps: list[tuple[str, bool]] = field(default_factory=list)  # (task, sure)


class Causes:
    """Looks for the causes of moves between two worlds; ``names`` gives what an id is called."""

    def __init__(self, before: World, after: World, names: dict[str, Text]) -> None:
        self.before, self.after, self.names = before, after, names
        self._known: dict[str, _Found] = {}

    def of(self, id: str) -> tuple[Cause, ...]:
        """The causes of a task's move, the nearest first; empty where none is known."""
        found: list[Cause] = []
        seen, queue = {id}, [(id, (), True)]
        while queue:
            at, via, sure = queue.pop(0)
            here = self._found(at)
            found += [msgspec.structs.replace(c, via=via, sure=sure and c.sure) for c in here.roots]
            for step, certain in here.steps:
                if step not in seen:
                    seen.add(step)
                    queue.append((step, (step, *via), sure and certain))  # type: ignore[arg-type]
        unique: dict[tuple[str, str], Cause] = {}
        for cause in sorted(found, key=lambda c: not c.sure):
            unique.setdefault((cause.kind, cause.id), cause)
        return tuple(unique.values())[:MOST]

    def inputs(self) -> tuple[Cause, ...]:
        """Everything that changed: progress, tasks' own figures, conditions, permissions, capacities, dates."""
        found = [c for id in self._both() for c in self._progress(id)]
        found += [c for id in self._both() for c in self._own(id)]
        found += [c for id in sorted({*self.before.openings} | {*self.after.openings}) for c in self._condition(id)]
        found += [c for id in sorted({*self.before.grants} | {*self.after.grants}) for c in self._permission(id)]
        for table in ("lanes", "crews"):
            ids = {r.id for w in (self.before, self.after) for r in getattr(w.context, table)}
            found += [c for id in sorted(ids) for c in self._capacity(table, id)]
        found += [c for id in sorted(self.after.calendars) for c in self._calendar(id)]
        return (*found, *self._agreed())

    def _both(self) -> list[str]:
        return [id for id in self.after.entries if id in self.before.entries]

    def _found(self, id: str) -> _Found:
        if id not in self._known:
            self._known[id] = self._look(id)
        return self._known[id]

    def _look(self, id: str) -> _Found:
        was, now = self.before.entries.get(id), self.after.entries.get(id)
        if was is None or now is None:
            return _Found()
        progress: dict[str, Cause] = {c.kind: c for c in self._progress(id)}
        if "started" in progress or "finished" in progress:
            return self._happened(was, now, progress)
        found = _Found(roots=list(progress.values()))
        if (was.start is None) != (now.start is None):
            self._undated(found, was, now)
            return found
        for side in ("start", "finish"):
            self._side(found, was, now, side)
        if _shift(was, now, "start") != _shift(was, now, "finish") or not (found.roots or found.steps):
            found.roots += [c for c in (*self._own(id), *self._calendar(now.calendar)) if c not in found.roots]
        return found

    def _happened(self, was: Entry, now: Entry, progress: dict[str, Cause]) -> _Found:
        """Why something truly started or finished on another day: what it had to wait for, and its own delay."""
        found = _Found()
        if "started" in progress:
            bound = self._side(found, was, now, "start")
            begun = point(now, "start")
            if begun is None or bound is None or self.after.open_from(now, bound) < begun or not found.steps:
                found.roots.append(progress["started"])
        if "finished" in progress and _shift(was, now, "finish") != _shift(was, now, "start"):
            found.roots.append(progress["finished"])
        if "running" in progress and not found.roots:
            found.roots.append(progress["running"])
        return found

    def _side(self, found: _Found, was: Entry, now: Entry, side: Side) -> int | None:
        """Add what stood in the way of the other date of one side, and return the day up to which it did."""
        a, b = point(was, side), point(now, side)
        if a is None or b is None or a == b:
            return None
        later, world, other, target = (now, self.after, self.before, a) if b > a else (was, self.before, self.after, b)
        blockers = sorted(self._blockers(later, world, other, side, target), key=lambda k: -k[0])
        longest = blockers[0][0] if blockers else target
        held = [what for bound, what in blockers if bound == longest]
        shared = _Found()
        if side == "start" and world.open_from(later, longest) < max(a, b) and now.actual_start is None:
            self._shared(shared, later, world, other, target)
        busy = len(shared.roots) + len(shared.steps) + sum(not _idle(what) for what in held)
        for what in (*held, *shared.roots, *shared.steps):
            if not (busy and _idle(what)):  # it had to wait for something: then nobody was idle
                self._add(found, what)
        return longest

    def _add(self, found: _Found, what: Cause | tuple[str, bool]) -> None:
        if isinstance(what, Cause):
            found.roots += [what] if what not in found.roots else []
        elif what not in found.steps:
            found.steps.append(what)

    def _blockers(
        self, e: Entry, world: World, other: World, side: Side, target: int
    ) -> Iterator[tuple[int, Cause | tuple[str, bool]]]:
        """(bound, what): everything in ``world`` that lets ``e`` come no earlier than a bound after ``target``."""
        theirs = other.entries[e.id]
        for link in e.after:
            before = world.entries.get(link.before)
            at = None if before is None else point(before, WAITED_FOR[link.type])
            if at is None or at + link.lag <= target or (WAITING[link.type] != side and e.days):
                continue
            if link in theirs.after:
                yield at + link.lag, (link.before, True)
            else:
                yield at + link.lag, self._cause("after", e.id, self._waits(e.id, True), self._waits(e.id, False))
        if side == "finish" and e.days:
            return
        for gate in e.gates:
            opens = world.openings.get(gate)
            if opens is not None and opens.toordinal() > target:
                for cause in list(self._condition(gate)) or self._own(e.id):
                    yield opens.toordinal(), cause
        for p in world.permissions(e):
            comes = world.grants.get(p.id)
            if comes is not None and comes.toordinal() > target:
                for cause in self._permission(p.id):
                    yield comes.toordinal(), cause
        if world is self.after:
            as_of = self.after.schedule.as_of.toordinal()
            if e.actual_start is None and e.actual_finish is None and as_of > target:
                yield as_of, self._dated("not-begun", e.id, self.before.entries[e.id].start, None)
        for bound, cause in self._not_before(e, world):
            if bound > target:
                yield bound, cause

    def _not_before(self, e: Entry, world: World) -> Iterator[tuple[int, Cause]]:
        changed = {c.id: c for c in self._agreed()}
        for clause in world.context.clauses:
            for p in clause.promises:
                if p.kind == "not-before" and p.milestone == e.id and p.id in changed:
                    yield p.day.toordinal() + 1, changed[p.id]

    def _shared(self, found: _Found, e: Entry, world: World, other: World, target: int) -> None:
        """Who else holds the lane or crew on the days the task would have, or is still to be guarded."""
        for table, id in (("lanes", e.lane), ("crews", e.crew)):
            if id:
                found.roots += [c for c in self._capacity(table, id) if c not in found.roots]
        end = target + max(e.days, 1)
        for rival in world.entries.values():
            if rival.id == e.id or not rival.days:
                continue
            here = other.entries.get(rival.id)
            shares = (e.lane and rival.lane == e.lane) or (e.crew and rival.crew == e.crew)
            guarded = e.role == "protection" and rival.site == e.site and rival.people and rival.role != "protection"
            start, finish = point(rival, "start"), point(rival, "finish")
            if start is None or finish is None or not (shares or guarded):
                continue
            if not ((shares and start < end and finish > target) or (guarded and start > target)):
                continue
            if here is None:
                found.roots.append(
                    msgspec.structs.replace(
                        self._cause("added" if world is self.after else "removed", rival.id), sure=False
                    )
                )
            elif here.start != rival.start or here.finish != rival.finish:
                self._add(found, (rival.id, False))

    def _undated(self, found: _Found, was: Entry, now: Entry) -> None:
        """Why a task has dates in one timetable and none in the other."""
        without, world, other = (now, self.after, self.before) if now.start is None else (was, self.before, self.after)
        for link in without.after:
            here, there = world.entries.get(link.before), other.entries.get(link.before)
            if here is not None and here.finish is None and there is not None and there.finish is not None:
                self._add(found, (link.before, True))
        for gate in without.gates:
            if gate not in world.openings:
                found.roots += self._condition(gate)
        for p in world.permissions(without):
            if p.id not in world.grants:
                found.roots += self._permission(p.id)

    def _progress(self, id: str) -> Iterator[Cause]:
        was, now = self.before.entries[id], self.after.entries[id]
        for kind, old, actual, planned in (
            ("started", was.actual_start, now.actual_start, was.start),
            ("finished", was.actual_finish, now.actual_finish, was.finish),
        ):
            if actual is not None and old != actual and actual != planned:
                yield self._dated(kind, id, planned, actual)  # type: ignore[arg-type]
        as_of = self.after.schedule.as_of
        begun = now.actual_start is not None and now.actual_finish is None
        if begun and was.finish is not None and was.finish < as_of and was.actual_finish is None:
            yield self._dated("running", id, was.finish, None)

    def _own(self, id: str) -> list[Cause]:
        was, now = self.before.entries[id], self.after.entries[id]
        found = []
        modes = [e.mode or USUAL for e in (was, now)]
        if modes[0] != modes[1]:
            found.append(self._cause("mode", id, *modes))
        elif was.days != now.days:
            found.append(self._cause("days", id, str(was.days), str(now.days)))
        carried = [f"{e.people or e.loads}" for e in (was, now)]
        if carried[0] != carried[1]:
            found.append(self._cause("people", id, *carried))
        if set(was.gates) != set(now.gates):
            found.append(self._cause("gates", id, ", ".join(was.gates), ", ".join(now.gates)))
        if set(was.after) != set(now.after):
            found.append(self._cause("after", id, self._waits(id, True), self._waits(id, False)))
        places = [", ".join(filter(None, (e.lane, e.crew, e.calendar))) for e in (was, now)]
        if places[0] != places[1] and modes[0] == modes[1]:
            found.append(self._cause("place", id, *places))
        return found

    def _waits(self, id: str, before: bool) -> str:
        """What of the links of a task is only in one timetable."""
        was, now = (set(w.entries[id].after) for w in (self.before, self.after))
        only = was - now if before else now - was
        return ", ".join(sorted(_said(k) for k in only))

    def _condition(self, id: str) -> Iterator[Cause]:
        was, now = self.before.openings.get(id), self.after.openings.get(id)
        if was != now:
            yield self._dated("condition", id, was, now)

    def _permission(self, id: str) -> Iterator[Cause]:
        was, now = self.before.grants.get(id), self.after.grants.get(id)
        if was != now:
            yield self._dated("permission", id, was, now)

    def _capacity(self, table: str, id: str) -> Iterator[Cause]:
        said = []
        for world in (self.before, self.after):
            row: Any = next((r for r in getattr(world.context, table) if r.id == id), None)
            days = f" × {row.days.likely}" if table == "lanes" and row is not None else ""
            rows = sorted((x for x in world.context.capacities if x.of == id), key=lambda x: x.first)
            also = "".join(f"; {x.first} – {x.last}: {x.capacity.likely}" for x in rows)
            said.append("" if row is None else f"{row.capacity.likely}{days}{also}")
        if said[0] and said[1] and said[0] != said[1]:
            yield self._cause("capacity", id, *said)

    def _calendar(self, id: str) -> list[Cause]:
        was, now = self.before.calendars.get(id), self.after.calendars.get(id)
        if was is None or now is None:
            return []
        rests = [(set(c.days_off), {(k.first, k.last) for k in c.closed}) for c in (was, now)]
        return [self._cause("calendar", id, *(str(len(closed)) for _, closed in rests))] if rests[0] != rests[1] else []

    def _agreed(self) -> Iterator[Cause]:
        was, now = (
            {p.id: (p, c) for c in world.context.clauses for p in c.promises} for world in (self.before, self.after)
        )
        for id in sorted({*was} | {*now}):
            old, new = (found[id][0] if id in found else None for found in (was, now))
            days = [None if p is None else p.day for p in (old, new)]
            if days[0] != days[1]:
                promise = new or old
                assert promise is not None
                cause = self._dated("agreed", id, *days)
                yield msgspec.structs.replace(cause, name=self.names.get(promise.milestone, cause.name))

    def _cause(self, kind: CauseKind, id: str, before: str = "", after: str = "") -> Cause:
        return Cause(kind=kind, id=id, name=self.names.get(id, Text(en=id, ar=id)), before=before, after=after)

    def _dated(self, kind: CauseKind, id: str, before: date | None, after: date | None) -> Cause:
        cause = self._cause(kind, id, *("" if d is None else d.isoformat() for d in (before, after)))
        days = (after - before).days if before and after else None
        return msgspec.structs.replace(cause, days=days)


def names_of(contexts: Iterable[Context], schedules: Iterable[Schedule], board: Iterable[Any]) -> dict[str, Text]:
    """What the ids of two timetables are called; the later one's names hold."""
    named: dict[str, Text] = {}
    for context in contexts:
        tables = (context.sites, context.lanes, context.crews, context.permissions, context.calendars)
        named |= {row.id: row.name for table in tables for row in table}
        named |= {row.id: row.name for table in (context.phases, context.nations, context.milestones) for row in table}
    named |= {row.condition: row.statement for row in board}
    for schedule in schedules:
        named |= {e.id: e.name for e in schedule.entries}
    return named
