"""What the page shows, put in order: the same in both languages.

In: a timetable.  Out: rows and groups for the templates.  The rule this module owns: *the page is made from the
timetable alone*, so that what was left out of it for the public cannot come back.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeAlias, TypeVar

from jadwal.model.case import Clause, Promise, Site, Source, Text
from jadwal.model.timetable import (
    Band,
    BoardRow,
    DecisionPoint,
    Driver,
    EarlierReading,
    Entry,
    MilestoneResult,
    PromiseResult,
    ReadingResult,
    Sensitivity,
    Span,
    Timetable,
)
from jadwal.publish.page.names import Names
from jadwal.publish.page.work import Step, steps

SUBJECTS = ("threat", "requirements", "capability", "other")
MOST_DRIVERS, MOST_ASSUMED = 10, 8
LEAST_CHANGE_PPM = 500
QUARTER = 91  # days
_STAGES = ("phase-start:", "phase-end:", "closed:")

T = TypeVar("T")
Cells: TypeAlias = list[tuple[ReadingResult, T | None]]  # under each reading; None: not under this one
Matrix: TypeAlias = list[tuple[T, Cells[T]]]  # rows with the first reading's value in front


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the timetable: a task, and when it ends over the futures."""

    entry: Entry
    span: Span | None
    heads: bool  # opens a phase


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site today: people there, and the receiver (None: nobody is named)."""

    site: Site
    people: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and what rests on it: clauses by number, conditions, so many totals."""

    source: Source
    clauses: tuple[int, ...]
    conditions: tuple[Text, ...]
    tallies: int

    @property
    def bears(self) -> bool:
        """True when anything does."""
        return bool(self.clauses or self.conditions or self.tallies)


@dataclass(frozen=True, slots=True)
class Moved:
    """A milestone in the earlier timetable and in this one."""

    now: MilestoneResult
    then: MilestoneResult | None

    @property
    def days(self) -> int | None:
        """Days by which its P80 has moved; None where one of the two has none."""
        before = self.then.quantiles.p80 if self.then else None
        after = self.now.quantiles.p80
        return None if before is None or after is None else (after - before).days


class View:
    """A timetable in the order of the page."""

    def __init__(self, timetable: Timetable) -> None:
        self.t = timetable
        self.names = Names(timetable)
        self.public = timetable.release == "public"
        self.most_assumed = MOST_ASSUMED
        self.end = timetable.context.objectives.end

    @cached_property
    def clauses(self) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
        """Clauses that set dates, the newest first, and the others, the oldest first."""
        every = self.t.context.clauses
        dated = sorted((c for c in every if c.promises or c.kind == "date"), key=lambda c: c.id)
        dated.sort(key=lambda c: c.known_from, reverse=True)
        others = sorted((c for c in every if c not in dated), key=lambda c: (c.known_from, c.id))
        return tuple(dated), tuple(others)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        dated, others = self.clauses
        return {c.id: n for n, c in enumerate((*dated, *others), 1)}

    def number(self, clause: Clause) -> int:
        """The number of a clause on the page, from 1."""
        return self._numbers[clause.id]

    def kept(self, promise: Promise) -> tuple[int, int] | None:
        """Least and greatest chance over the readings that a promise is kept; None when it was not reckoned."""
        found = [p.kept_ppm for r in self.t.readings for p in r.promises if p.id == promise.id]
        return (min(found), max(found)) if found else None

    def ended(self, result: ReadingResult) -> MilestoneResult | None:
        """The milestone whose date is the end."""
        return next((m for m in result.milestones if m.id == self.end), None)

    def headlines(self, result: ReadingResult) -> list[MilestoneResult]:
        """The milestones that are promised together, by date."""
        return [m for m in self.milestones(result) if m.headline and m.id != self.end]

    def milestones(self, result: ReadingResult) -> list[MilestoneResult]:
        """All milestones of a reading by date."""
        last = date.max
        return sorted(
            result.milestones, key=lambda m: (m.aim or m.quantiles.p50 or last, m.quantiles.p50 or last, m.id)
        )

    @cached_property
    def by_milestone(self) -> Matrix[MilestoneResult]:
        """All milestones by date, under each reading."""
        return self._matrix(self.milestones, lambda m: m.id)

    @cached_property
    def by_promise(self) -> Matrix[PromiseResult]:
        """All promises by day, under each reading."""
        return self._matrix(lambda r: sorted(r.promises, key=lambda p: (p.day, p.id)), lambda p: p.id)

    @cached_property
    def by_decision(self) -> Matrix[DecisionPoint]:
        """All decisions still to be taken, under each reading."""
        return self._matrix(lambda r: r.decisions, lambda d: d.id)

    @cached_property
    def by_driver(self) -> Matrix[Driver]:
        """What moves the end under any reading, the most first."""
        every = self._matrix(lambda r: r.drivers, lambda d: (d.kind, d.id))
        told = [(max(map(_weight, (d for _, d in cells if d))), first, cells) for first, cells in every]
        return [(first, cells) for weight, first, cells in _heaviest(told) if weight > 0][:MOST_DRIVERS]

    @cached_property
    def by_assumption(self) -> Matrix[Sensitivity]:
        """Assumed values that decide under any reading."""
        every = self._matrix(lambda r: r.sensitivities, lambda s: (s.table, s.row, s.field))
        rows = [(first, cells) for first, cells in every if any(s and s.decides for _, s in cells)]
        return sorted(rows, key=lambda row: -max(_reach(s) for _, s in row[1] if s))

    @cached_property
    def stages(self) -> Matrix[Stage]:
        """The steps of the timetable under each reading."""
        return self._matrix(self._stages, lambda s: s.entry.id)

    @cached_property
    def bands(self) -> list[tuple[date, Cells[Band]]]:
        """Headcount under each reading by quarter, the last day included; a day that a reading lacks has no cell."""
        found = [{b.day: b for b in r.headcount} for r in self.t.readings]
        kept: list[date] = []
        days = sorted({day for bands in found for day in bands})
        while len(days) > 1 and all(_same(of.get(days[-1]), of.get(days[-2])) for of in found):
            days.pop()  # nobody leaves any more
        for day in days:
            if not kept or day == days[-1] or (day - kept[-1]).days >= QUARTER:
                kept.append(day)
        return [(day, [(r, of.get(day)) for r, of in zip(self.t.readings, found, strict=True)]) for day in kept]

    def _matrix(self, of: Callable[[ReadingResult], Iterable[T]], key: Callable[[T], Hashable]) -> Matrix[T]:
        """Rows of all readings by key, in the order of the first reading that has them."""
        found = [{key(row): row for row in of(r)} for r in self.t.readings]
        firsts: dict[Hashable, T] = {}
        for rows in found:
            for at, row in rows.items():
                firsts.setdefault(at, row)
        return [
            (first, [(r, rows.get(at)) for r, rows in zip(self.t.readings, found, strict=True)])
            for at, first in firsts.items()
        ]

    def _stages(self, result: ReadingResult) -> list[Stage]:
        """Phases in order, and within each the sites: the last person out, the handover."""
        spans = {s.id: s for s in result.spans}
        order = {p.id: p.order for p in self.t.context.phases}
        kept = [e for e in result.schedule.entries if e.id.startswith(_STAGES)]
        handed = {e.phase for e in kept if e.id.startswith("closed:")}  # such a phase ends with its last handover
        kept = [e for e in kept if not (e.id.startswith("phase-end:") and e.phase in handed)]
        ends = {e.site: e.finish for e in kept if e.id.startswith("closed:") and e.finish}

        def place(e: Entry) -> tuple[object, ...]:
            rank = 0 if e.id.startswith("phase-start:") else 2 if e.id.startswith("phase-end:") else 1
            return order.get(e.phase, 99), e.phase, rank, ends.get(e.site, date.max), e.site, e.finish or date.max, e.id

        return [Stage(e, spans.get(e.id), e.id.startswith("phase-start:")) for e in sorted(kept, key=place)]

    def tells(self, d: Driver) -> bool:
        """True when a cause changes the chance of reaching the end by what can be told."""
        return abs(d.attainable_ppm) >= LEAST_CHANGE_PPM

    @cached_property
    def board(self) -> list[tuple[str, list[BoardRow]]]:
        """Conditions by working group, in the case's order of subjects."""
        subject = {g.id: SUBJECTS.index(g.subject) for g in self.t.context.groups}
        groups = sorted({row.group for row in self.t.board}, key=lambda g: (subject.get(g, 9), g))
        return [(g, [row for row in self.t.board if row.group == g]) for g in groups]

    def needs(self, row: BoardRow) -> list[tuple[str, list[tuple[date, int]]]]:
        """What needs a condition, each with its days and the chance that it is met by then."""
        found: dict[str, list[tuple[date, int]]] = {}
        for what, day, ppm in row.by:
            found.setdefault(what, []).append((day, ppm))
        return list(found.items())

    @cached_property
    def states(self) -> list[tuple[str, int]]:
        """How many conditions are in each state."""
        found = [row.state for row in self.t.board]
        return [(state, found.count(state)) for state in ("met", "not-met", "cannot-tell") if state in found]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The commission's own work."""
        return steps(self.t)

    @cached_property
    def done(self) -> tuple[list[Step], list[Step]]:
        """The commission's work that is done, and that is not."""
        return [s for s in self.steps if s.state == "done"], [s for s in self.steps if s.state != "done"]

    def moves(self) -> list[tuple[str, list[Step]]]:
        """Whose move it is: what each owner can do now, or has in hand."""
        own: dict[str, list[Step]] = {}
        for step in self.steps:
            if step.state in ("move", "in-hand"):
                own.setdefault(step.entry.owner, []).append(step)
        return list(own.items())

    @cached_property
    def sites(self) -> list[SiteRow]:
        """Sites by headcount."""
        people: dict[str, int] = {}
        for p in self.t.context.presence:
            people[p.site] = people.get(p.site, 0) + p.people
        rows = [SiteRow(s, people.get(s.id, 0)) for s in self.t.context.sites]
        return sorted(rows, key=lambda r: (-r.people, r.site.id))

    @cached_property
    def sources(self) -> list[SourceRow]:
        """Sources by date, with what rests on each."""
        rows = []
        tallies = [mark for counts in self.t.counts for mark in counts.tallies]
        for source in sorted(self.t.context.sources, key=lambda s: (s.published or date.max, s.id)):
            clauses = sorted(self.number(c) for c in self.t.context.clauses if source.id in c.source)
            conditions = tuple(b.statement for b in self.t.board if source.id in b.sources)
            counted = sum(source.id in mark.source for mark in tallies)
            rows.append(SourceRow(source, tuple(clauses), conditions, counted))
        return rows

    @cached_property
    def _listed(self) -> dict[str, int]:
        return {row.source.id: n for n, row in enumerate(self.sources, 1)}

    def source(self, id: str) -> int:
        """The number of a source in the list, from 1; 0 when it is not in it."""
        return self._listed.get(id, 0)

    @cached_property
    def compared(self) -> Matrix[Moved]:
        """Each milestone beside what it was in the earlier timetable."""
        return self._matrix(self._moved, lambda m: m.now.id)

    def _moved(self, result: ReadingResult) -> Iterable[Moved]:
        earlier = self._earlier(result)
        then = {m.id: m for m in earlier.milestones} if earlier else {}
        return (Moved(m, then.get(m.id)) for m in self.milestones(result)) if earlier else ()

    def _earlier(self, result: ReadingResult) -> EarlierReading | None:
        if self.t.earlier is None:
            return None
        same = [r for r in self.t.earlier.readings if r.readings == result.readings]
        shared = [r for r in self.t.earlier.readings if set(r.readings) <= set(result.readings)]
        return next(iter(same or shared), None)

    def gap(self, result: ReadingResult) -> int:
        """Days by which the end could be earlier than its aim date at most."""
        return next((level.gap for level in result.solver.levels if level.level == "end"), 0)

    @property
    def people(self) -> int:
        """People at all sites on the as-of date."""
        return sum(row.people for row in self.sites)

    def owners(self, ids: Iterable[str]) -> list[Text]:
        """The names of parties, groups or nations."""
        return [self.names.owner(id) for id in ids]

    def conditions(self, ids: Iterable[str]) -> list[Text]:
        """The statements of conditions."""
        return [self.names.condition(id) for id in ids]

    def link(self, url: str) -> str:
        """``url`` where it may be followed: a page of the web, nothing else; empty otherwise."""
        return url if url.lower().startswith(("https://", "http://")) else ""


def _weight(d: Driver) -> int:
    """How much a cause moves: days, and a day for each tenth of a percent point."""
    return abs(d.days) + (abs(d.attainable_ppm) // 1000 if abs(d.attainable_ppm) >= LEAST_CHANGE_PPM else 0)


def _heaviest(told: list[tuple[int, Driver, Cells[Driver]]]) -> list[tuple[int, Driver, Cells[Driver]]]:
    return sorted(told, key=lambda row: (-row[0], row[1].kind, row[1].id))


def _same(one: Band | None, other: Band | None) -> bool:
    """True when two bands say the same about their days."""
    if one is None or other is None:
        return one is other
    return (one.aim, one.p10, one.p90) == (other.aim, other.p10, other.p90)


def _reach(s: Sensitivity) -> int:
    """How far an assumed value moves the end: days, and more than any when it is not reached."""
    return max(10**9 if days is None else abs(days) for days in (s.days_at_low, s.days_at_high))
