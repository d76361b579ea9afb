"""The finished timetable laid beside the case: every task with its start and its finishing instant, and who is where.

In: a :class:`Reading` of the case and a dated timetable.  Out: :class:`Record`, which the rules read.  The rule this
module owns: *what a date means* (docs/method.md section 1): days are date ordinals; a start is a day, a finish the
instant that ends a day, so it is the ordinal of the day after; a task of no days lies at one instant and is shown on
the day that ends there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from jadwal.model.case import Unit
from jadwal.model.timetable import Entry, Schedule
from jadwal.plan.check.reading import Carriage, Need, Reading
from jadwal.plan.check.risks import hits

TALKS = ("round", "assessment", "report", "recommendation", "agreement", "decision")


@dataclass(frozen=True)
class Work:
    """One required task as dated: ``start`` is a day (of no days: an instant), ``finish`` an instant; None: never."""

    entry: Entry
    need: Need
    start: int | None
    finish: int | None
    has_started: bool  # progress says so
    has_finished: bool

    @property
    def id(self) -> str:
        """Id of the task."""
        return self.entry.id

    @property
    def goes(self) -> int | None:
        """When its people stop counting at their site: a serial's start, a conversion's finish."""
        return self.start if self.need.kind == "movement" else self.finish

    @property
    def leaves(self) -> bool:
        """True for a serial or conversion that takes people out of the mission."""
        return self.need.people > 0 and not self.need.to_site


class Record:
    """The dated timetable as the rules read it."""

    def __init__(self, reading: Reading, schedule: Schedule, *, future: bool) -> None:
        self.reading = reading
        self.case = reading.case
        self.schedule = schedule
        self.future = future
        self.first_day = self.case.as_of.toordinal()
        self.last_day = self.case.horizon.toordinal()
        self.progress = {self.reading.plan_id(p.id): p for p in self.case.progress}
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        for entry in schedule.entries:
            self.entries[entry.id].append(entry)
        self.works = {w.id: w for w in self._works()}
        self.closed = {
            c.id: {d for x in c.closed for d in range(x.first.toordinal(), x.last.toordinal() + 1)}
            for c in self.case.calendars
        }
        self.days_off = {c.id: frozenset(c.days_off) for c in self.case.calendars}
        self.paused = self._paused()
        self.hits = {h.risk: h.impact for h in schedule.hits}
        self._stopped: dict[str, frozenset[int]] = {}
        self.openings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for o in schedule.openings:
            last = o.last.toordinal() if o.last else self.last_day
            self.openings[o.condition].append((o.first.toordinal(), last))
        self.start_gates: dict[str, set[str]] = defaultdict(set)
        self.continue_gates: dict[str, set[str]] = defaultdict(set)
        self._gates()

    def serials(self, carriage: Carriage) -> list[str]:
        """Ids of the serials of a carriage that the timetable holds, in order of their numbers."""
        return [f"{carriage.stem}:{n}" for n in sorted(self._numbers.get(carriage.stem, ()), key=int)]

    @cached_property
    def _numbers(self) -> dict[str, list[str]]:
        """The numbers of the serials in the timetable by what stands before them."""
        found: dict[str, list[str]] = defaultdict(list)
        for id in self.entries:
            stem, _, number = id.rpartition(":")
            if number.isdecimal():
                found[stem].append(number)
        return found

    def _works(self) -> Iterator[Work]:
        for id, need in self.reading.needs.items():
            if id in self.entries:
                yield self._work(self.entries[id], need)
        for c in self.reading.carriages:
            lane = self.reading.lanes[c.lane]
            for id in self.serials(c):
                need = Need(
                    id=id,
                    kind="movement",
                    name=c.name,
                    days=lane.days,
                    calendar=lane.calendar,
                    site=c.site,
                    to_site=c.to_site,
                    unit=c.unit,
                    phase=c.phase,
                    lane=c.lane,
                    people=0 if c.cargo else sum(e.people for e in self.entries[id][:1]),
                )
                yield self._work(self.entries[id], need)

    def _work(self, entries: list[Entry], need: Need) -> Work:
        entry = min(entries, key=repr)
        need = self.reading.in_mode(need, entry.mode)
        done = self.progress.get(entry.id)
        finish = entry.finish.toordinal() + 1 if entry.finish else None
        begun = entry.start or (done.started if done else None)  # begun and never done: shown without dates
        start = begun.toordinal() if begun else None
        if start is not None and entry.days == 0:
            start += 1
        return Work(
            entry=entry,
            need=need,
            start=start,
            finish=finish,
            has_started=done is not None and (done.started or done.finished) is not None,
            has_finished=done is not None and done.finished is not None,
        )

    def applies(self, readings: Iterable[str]) -> bool:
        """True when what is limited to ``readings`` (nothing: any) holds under those of this timetable."""
        wanted = set(readings)
        return not wanted or bool(wanted & set(self.schedule.readings))

    def open(self, calendar: str, day: int) -> bool:
        """True when ``day`` is a working day of ``calendar`` (empty: every day is)."""
        if calendar not in self.closed:
            return True
        weekday = (day - 1) % 7  # ordinal 1 was a Monday
        return weekday not in self.days_off[calendar] and day not in self.closed[calendar]

    def _paused(self) -> dict[str, set[int]]:
        shocks = {s.id: s for s in self.case.shocks}
        days: dict[str, set[int]] = defaultdict(set)  # scope → days
        for p in self.schedule.pauses:
            if p.shock not in shocks:
                continue
            shock, span = shocks[p.shock], range(p.first.toordinal(), p.last.toordinal() + 1)
            for scope in shock.pauses:
                days[scope] |= set(span)
            percent = shock.slow_percent.likely if shock.slow_percent else 0
            done = [100 * n // (100 + percent) for n in range(len(span) + 1)]  # of its first n days so many count
            for scope in shock.slows:
                days[scope] |= {day for n, day in enumerate(span) if done[n + 1] == done[n]}
        return days

    def is_paused(self, need: Need, day: int) -> bool:
        """True when a shock pauses this kind of work, at this place, on ``day``."""
        scopes = ["all", f"site:{need.site}", f"lane:{need.lane}"]
        scopes += ["talks"] if need.kind in TALKS else []
        scopes += ["movement"] if need.kind == "movement" else []
        if need.kind in ("milestone", "notice"):
            return False
        return any(day in self.paused.get(s, ()) for s in scopes) or day in self.stopped(need)

    def stopped(self, need: Need) -> frozenset[int]:
        """The days on which a risk of the register stops this work."""
        if need.id not in self._stopped:
            stops = {f"risk:{x.id}" for x in self.case.risks if x.effect == "stop" and hits(self.reading, x, need)}
            pauses = [p for p in self.schedule.pauses if p.shock in stops]
            spans = (range(p.first.toordinal(), p.last.toordinal() + 1) for p in pauses)
            self._stopped[need.id] = frozenset(day for span in spans for day in span)
        return self._stopped[need.id]

    def holds(self, condition: str, day: int) -> bool:
        """True when the condition is taken to hold on ``day``."""
        return any(first <= day <= last for first, last in self.openings[condition])

    def first_holds(self, condition: str) -> int | None:
        """The first day on which the condition is taken to hold."""
        return min((first for first, _ in self.openings[condition]), default=None)

    def _gates(self) -> None:
        for condition in self.case.conditions:
            for gate in condition.gates:
                if not self.applies(gate.readings):
                    continue
                gates = self.start_gates if gate.kind == "start" else self.continue_gates
                if gate.activity:
                    gates[self.reading.plan_id(gate.activity)].add(condition.id)
                elif gate.kind == "start":
                    gates[f"phase-start:{gate.phase}"].add(condition.id)
                else:
                    for w in self.works.values():
                        rests = w.need.kind not in ("milestone", "notice") and self.reading.gated(w.need)
                        if w.need.phase == gate.phase and rests:
                            gates[w.id].add(condition.id)

    def of_unit(self, unit: Unit) -> Iterator[Work]:
        """The serials and conversions of a unit that carry people."""
        return iter(self._with_people.get(unit.id, ()))

    @cached_property
    def _with_people(self) -> dict[str, list[Work]]:
        found: dict[str, list[Work]] = defaultdict(list)
        for w in self.works.values():
            if w.need.people:
                found[w.need.unit].append(w)
        return found

    @cached_property
    def carriages(self) -> dict[str, Carriage]:
        """What is carried in serials, by what their ids begin with."""
        return {c.stem: c for c in self.reading.carriages}

    @cached_property
    def at_site(self) -> dict[str, list[Work]]:
        """The work at each site."""
        found: dict[str, list[Work]] = defaultdict(list)
        for w in self.works.values():
            found[w.need.site].append(w)
        return found

    @cached_property
    def _units_at(self) -> dict[str, dict[str, Unit]]:
        """For each site the units that are there at first, or that their serials take from it or to it."""
        found: dict[str, dict[str, Unit]] = defaultdict(dict)
        for u in self.reading.units.values():
            for site in (u.site, *(s for w in self.of_unit(u) for s in (w.need.site, w.need.to_site))):
                found[site][u.id] = u
        return found

    def presence(self, site: str, *, guards: bool | None = None) -> list[tuple[int, int]]:
        """(day, change) of people at a site: all of them, only guards, or only others; those there at first on day
        1."""
        changes: list[tuple[int, int]] = []
        for u in self._units_at[site].values():
            if guards is not None and (u.role == "protection") != guards:
                continue
            if u.site == site:
                changes.append((1, u.headcount.likely))
            for w in self.of_unit(u):
                if w.need.site == site and w.goes is not None:
                    changes.append((w.goes, -w.need.people))
                if w.need.to_site == site and w.finish is not None:
                    changes.append((w.finish, w.need.people))
        return changes


def levels(changes: Iterable[tuple[int, int]], first_day: int) -> Iterator[tuple[int, int]]:
    """(day, level) on ``first_day`` and on every later day on which the level changes."""
    by_day: dict[int, int] = defaultdict(int)
    level = 0
    for day, change in changes:
        if day <= first_day:
            level += change
        else:
            by_day[day] += change
    yield first_day, level
    for day in sorted(by_day):
        level += by_day[day]
        yield day, level
