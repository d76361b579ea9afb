"""What the page shows, put in order: the same in both languages.

In: a timetable.  Out: rows and groups for the templates.  The rule this module owns: *the page is made from the
timetable alone*, so that what was left out of it for the public cannot come back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jadwal.model.case import Clause, Promise, Site, Source, Text
from jadwal.model.timetable import (
    Band,
    BoardRow,
    Driver,
    EarlierReading,
    Entry,
    MilestoneResult,
    ReadingResult,
    Sensitivity,
    Span,
    Timetable,
)
from jadwal.publish.page.names import Names
from jadwal.publish.page.work import Step, steps

SUBJECTS = ("threat", "requirements", "capability", "other")
MOST_DRIVERS = 10
MOST_ASSUMED = 12
LEAST_CHANGE_PPM = 500
QUARTER = 91  # days
_STAGES = ("phase-start:", "phase-end:", "left:", "closed:")
_STAGE_KINDS = ("receiver", "transfer")


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
    """A source and what rests on it."""

    source: Source
    clauses: tuple[Clause, ...]
    conditions: tuple[BoardRow, ...]

    @property
    def texts(self) -> list[Text]:
        """What rests on it, in words."""
        return [c.text for c in self.clauses] + [b.statement for b in self.conditions]


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
        self.end = timetable.context.objectives.end

    @cached_property
    def clauses(self) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
        """Clauses that set dates, the newest first, and the others, the oldest first."""
        every = self.t.context.clauses
        dated = sorted((c for c in every if c.promises or c.kind == "date"), key=lambda c: c.id)
        dated.sort(key=lambda c: c.known_from, reverse=True)
        others = sorted((c for c in every if c not in dated), key=lambda c: (c.known_from, c.id))
        return tuple(dated), tuple(others)

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
        return sorted(result.milestones, key=lambda m: (m.aim or m.quantiles.p50 or last, m.quantiles.p50 or last, m.id))

    def stages(self, result: ReadingResult) -> list[Stage]:
        """The steps of the timetable: phases, and at each site who takes it, the last person out, the handover."""
        spans = {s.id: s for s in result.spans}
        order = {p.id: p.order for p in self.t.context.phases}
        kept = [e for e in result.schedule.entries if e.id.startswith(_STAGES) or (e.kind in _STAGE_KINDS and e.site)]
        ends = {e.site: e.finish for e in kept if e.id.startswith("closed:") and e.finish}

        def place(e: Entry) -> tuple[object, ...]:
            rank = 0 if e.id.startswith("phase-start:") else 2 if e.id.startswith("phase-end:") else 1
            return order.get(e.phase, 99), e.phase, rank, ends.get(e.site, date.max), e.site, e.finish or date.max, e.id

        return [Stage(e, spans.get(e.id), e.id.startswith("phase-start:")) for e in sorted(kept, key=place)]

    @cached_property
    def board(self) -> list[tuple[str, list[BoardRow]]]:
        """Conditions by working group, in the case's order of subjects."""
        subject = {g.id: SUBJECTS.index(g.subject) for g in self.t.context.groups}
        groups = sorted({row.group for row in self.t.board}, key=lambda g: (subject.get(g, 9), g))
        return [(g, [row for row in self.t.board if row.group == g]) for g in groups]

    @cached_property
    def states(self) -> list[tuple[str, int]]:
        """How many conditions are in each state."""
        found = [row.state for row in self.t.board]
        return [(state, found.count(state)) for state in ("met", "not-met", "cannot-tell") if state in found]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The commission's own work."""
        return steps(self.t)

    def moves(self) -> list[tuple[str, list[Step]]]:
        """Whose move it is: what each owner can do now, or has in hand."""
        own: dict[str, list[Step]] = {}
        for step in self.steps:
            if step.state in ("move", "in-hand"):
                own.setdefault(step.entry.owner, []).append(step)
        return list(own.items())

    def drivers(self, result: ReadingResult) -> list[Driver]:
        """What moves the end, the most first."""
        telling = [d for d in result.drivers if d.days or abs(d.attainable_ppm) >= LEAST_CHANGE_PPM]
        return telling[:MOST_DRIVERS]

    def assumed(self, result: ReadingResult) -> list[Sensitivity]:
        """Assumed values that decide, the most first."""
        return [s for s in result.sensitivities if s.decides][:MOST_ASSUMED]

    def deciding(self, result: ReadingResult) -> int:
        """How many assumed values decide."""
        return sum(s.decides for s in result.sensitivities)

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
        for source in sorted(self.t.context.sources, key=lambda s: (s.published or date.max, s.id)):
            clauses = tuple(c for c in self.t.context.clauses if source.id in c.source)
            conditions = tuple(b for b in self.t.board if source.id in b.sources)
            rows.append(SourceRow(source, clauses, conditions))
        return rows

    @cached_property
    def listed(self) -> frozenset[str]:
        """Ids of sources that stand in the list."""
        return frozenset(s.id for s in self.t.context.sources)

    def compared(self, result: ReadingResult) -> tuple[Moved, ...]:
        """Each milestone beside what it was in the earlier timetable."""
        earlier = self._earlier(result)
        if earlier is None:
            return ()
        then = {m.id: m for m in earlier.milestones}
        return tuple(Moved(m, then.get(m.id)) for m in self.milestones(result))

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

    def bands(self, result: ReadingResult) -> list[Band]:
        """Headcount by quarter, the first and the last day included."""
        kept: list[Band] = []
        last = len(result.headcount) - 1
        for at, band in enumerate(result.headcount):
            if not kept or at == last or (band.day - kept[-1].day).days >= QUARTER:
                kept.append(band)
        return kept

    def owners(self, ids: Iterable[str]) -> list[Text]:
        """The names of parties, groups or nations."""
        return [self.names.owner(id) for id in ids]

    def conditions(self, ids: Iterable[str]) -> list[Text]:
        """The statements of conditions."""
        return [self.names.condition(id) for id in ids]

    def link(self, url: str) -> str:
        """``url`` where it may be followed: a page of the web, nothing else; empty otherwise."""
        return url if url.lower().startswith(("https://", "http://")) else ""
