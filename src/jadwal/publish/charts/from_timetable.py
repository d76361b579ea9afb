"""What the charts of one reading show, taken out of a timetable and nothing else.

In: a timetable and the number of one of its readings.  Out: the frozen inputs of the charts.  The rule this module
owns: *a timetable explains itself*: no case, no clock; what is not in it (as in a public one) is not drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date

from jadwal.model.case import COMMISSION_KINDS, Promise, Text
from jadwal.model.timetable import Entry, MilestoneResult, ReadingResult, Span, Timetable
from jadwal.publish.charts.curve import Curve, Curves, Mark
from jadwal.publish.charts.gantt import Agreed, Gantt, Gate, Row
from jadwal.publish.charts.headcount import By, Headcount, Limit, layers
from jadwal.publish.charts.words import say
from jadwal.publish.ways import counted

WORK_KINDS = (*(k for k in COMMISSION_KINDS if k != "relations"), "other")
ROLES = ("adviser", "protection", "support", "enabler")
LEAVING_KINDS = ("pack", "movement", "conversion", "disposal")


def gantt_of(timetable: Timetable, reading: int, id: str) -> Gantt:
    """The timetable chart of one reading: work, phases, sites, milestones, relations."""
    rows = _Rows(timetable, timetable.readings[reading])
    return Gantt(
        id=id,
        as_of=timetable.as_of,
        horizon=timetable.horizon,
        rows=(*rows.work(), *rows.phases(), *rows.sites(), *rows.milestones()),
        agreed=agreed_dates(timetable, timetable.readings[reading]),
    )


def agreed_dates(timetable: Timetable, result: ReadingResult) -> tuple[Agreed, ...]:
    """Dates agreed under this reading with their chances; then those of other readings, by these futures."""
    found = [
        Agreed(name=p.name or Text(en=p.milestone, ar=p.milestone), day=p.day, kept_ppm=p.kept_ppm)
        for p in result.promises
        if p.kind == "date"
    ]
    here, same = {p.id for p in result.promises}, {(p.milestone, p.day) for p in result.promises}
    reached = {m.id: m for m in result.milestones}
    for promise in (p for c in timetable.context.clauses for p in c.promises):
        m, day = reached.get(promise.milestone), _last_day(promise)
        if m and promise.kind == "by" and promise.id not in here and (m.id, day) not in same:
            found.append(Agreed(name=m.name, day=day, kept_ppm=reached_ppm(m, day), otherwise=True))
    return tuple(found)


def reached_ppm(m: MilestoneResult, day: date) -> int:
    """The chance that a milestone is reached by the end of a day, from its curve (straight between its points)."""
    at = bisect_right(m.curve, (day, 1_000_001))
    if at == 0:
        return 0
    if at == len(m.curve):
        return m.curve[-1][1]
    (a, low), (b, high) = m.curve[at - 1 : at + 1]
    return low + (high - low) * (day - a).days // (b - a).days


def _last_day(promise: Promise) -> date:
    """The last day on which a promise is kept: that of the month or year it was made for."""
    day = promise.day
    if promise.precision == "year":
        return date(day.year, 12, 31)
    if promise.precision == "month":
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day


def _together(done: list[Entry]) -> Row:
    """Finished work in one row, named for how much it is and what was finished last."""
    stretches = sorted((e.actual_start or e.actual_finish, e.actual_finish) for e in done if e.actual_finish)
    last = max(done, key=lambda e: (e.actual_finish or date.min, e.id))
    en, ar = (say("chart.done-together", k, count=len(done), last=last.name.of(k)) for k in ("en", "ar"))
    return Row(
        group="work",
        name=Text(en=en, ar=ar),
        began=last.actual_start or last.actual_finish,
        ended=last.actual_finish,
        earlier=tuple((a, b) for a, b in stretches if a and b),
    )


class _Rows:
    """The rows of one reading."""

    def __init__(self, timetable: Timetable, result: ReadingResult) -> None:
        self.result, self.context = result, timetable.context
        self.entries = result.schedule.entries
        self.by_id = {e.id: e for e in self.entries}
        self.spans = {s.id: s for s in result.spans}
        self.opens = {o.condition: o.first for o in result.schedule.openings}
        self.board = {row.condition: row for row in timetable.board}
        self.owners = {x.id: x.name for x in self.context.parties}
        self.owners |= {x.id: x.name for x in self.context.groups} | {x.id: x.name for x in self.context.nations}
        self.named = {p.milestone: p.id for p in result.promises}

    def work(self) -> Iterator[Row]:
        """The commission's own work in the order of its beginnings, and the bilateral relations."""
        own = [e for e in self.entries if not e.site and not e.unit and e.kind in (*WORK_KINDS, "relations")]
        own.sort(key=lambda e: (e.actual_start or e.start or date.max, e.finish or date.max, e.id))
        done = [e for e in own if e.actual_finish and e.kind != "relations"]
        if len(done) > 1:
            yield _together(done)
        for e in own:
            if e not in done or len(done) == 1:
                yield self._row(e, e.id, e.id)

    def phases(self) -> Iterator[Row]:
        """Each phase from its opening to its end."""
        for phase in sorted(self.context.phases, key=lambda p: (p.order, p.id)):
            begin, end = self.by_id.get(f"phase-start:{phase.id}"), self.by_id.get(f"phase-end:{phase.id}")
            if begin and end:
                yield self._between(begin, end, phase.name, "phases", (begin, end))

    def sites(self) -> Iterator[Row]:
        """Each site from its first packing or leaving to its closing."""
        found = []
        for site in self.context.sites:
            there = [e for e in self.entries if e.site == site.id]
            going = [e for e in there if e.kind in LEAVING_KINDS]
            closed = self.by_id.get(f"closed:{site.id}") or self.by_id.get(f"left:{site.id}")
            if closed is None:
                continue
            spanned = [e for e in going if e.id in self.spans] or [closed]
            first = min(
                spanned,
                key=lambda e: (self.spans[e.id].start.p50 or date.max if e.id in self.spans else date.max, e.id),
            )
            people = sum(e.people for e in going if e.kind in ("movement", "conversion") and not e.to_site)
            found.append(self._between(first, closed, site.name, "sites", there, people))
        yield from sorted(found, key=lambda r: (r.ended or (r.finish and r.finish.p50) or date.max, r.name.en))

    def milestones(self) -> Iterator[Row]:
        """Each milestone with its aim, its commit date and their chances."""
        for m in sorted(self.result.milestones, key=lambda m: (m.quantiles.p50 or date.max, m.id)):
            done = m.commit_why == "reached"
            yield Row(
                group="milestones",
                name=m.name,
                finish=m.quantiles,
                aim=m.aim,
                aim_ppm=m.aim_ppm,
                commit=None if done else m.commit,
                commit_ppm=reached_ppm(m, m.commit) if m.commit else 0,
                ended=m.quantiles.p50 if done else None,
            )

    def _row(self, e: Entry, first: str, last: str) -> Row:
        start, finish = self._span(first), self._span(last)
        return Row(
            group="relations" if e.kind == "relations" else "work",
            name=e.name,
            start=start.start if start else None,
            finish=finish.finish if finish else None,
            aim_start=e.start,
            aim=e.finish,
            began=e.actual_start,
            ended=e.actual_finish,
            owner=self.owners.get(e.owner),
            gates=tuple(self._gates((e,))),
            ways=counted((e,), self.context),
        )

    def _between(
        self, first: Entry, last: Entry, name: Text, group: str, inside: Iterable[Entry], people: int = 0
    ) -> Row:
        begun, done = self._span(first.id), self._span(last.id)
        return Row(
            group="sites" if group == "sites" else "phases",
            name=name,
            start=begun.start if begun else None,
            finish=done.finish if done else None,
            aim_start=first.start,
            aim=last.finish,
            began=first.actual_start,
            ended=last.actual_finish,
            people=people,
            gates=tuple(self._gates(inside)),
            ways=counted(inside, self.context) if group == "sites" else (),
        )

    def _span(self, id: str) -> Span | None:
        return self.spans.get(id)

    def _gates(self, entries: Iterable[Entry]) -> Iterator[Gate]:
        """The conditions that gate any of the entries: each once, with its chance by the aim of the first it gates."""
        seen: set[str] = set()
        for e in sorted((e for e in entries if e.gates), key=lambda e: (e.start or date.max, e.id)):
            for condition in e.gates:
                row = self.board.get(condition)
                if row is None or condition in seen:
                    continue
                seen.add(condition)
                by = next(((day, ppm) for what, day, ppm in row.by if (what, day) == (e.id, e.start)), None)
                yield Gate(
                    name=row.statement,
                    day=self.opens.get(condition),
                    by=by[0] if by else None,
                    by_ppm=by[1] if by else 0,
                )


def headcount_of(timetable: Timetable, reading: int, id: str, by: By = "nation") -> Headcount:
    """The headcount chart of one reading, in layers by nation or by role.

    People who go to another site of the mission stay in it; a unit that becomes a bilateral arrangement or passes to
    another mission leaves it.
    """
    result, context = timetable.readings[reading], timetable.context
    names = {n.id: n.name for n in context.nations} if by == "nation" else {
        role: Text(en=say(f"chart.role-{role}", "en"), ar=say(f"chart.role-{role}", "ar")) for role in ROLES
    }  # fmt: skip
    leaving = [e for e in result.schedule.entries if e.kind in ("movement", "conversion") and not e.to_site]
    priced = {p.id: p.kept_ppm for p in result.promises if p.kind == "ceiling"}
    chosen = {chosen for _, chosen in result.readings}
    limits = [
        Limit(day=c.day, most=c.most, kept_ppm=priced.get(c.id))
        for c in sorted(context.ceilings, key=lambda c: (c.day, c.id))
        if c.scope == "mission" and (not c.readings or chosen & {*c.readings})
    ]
    return Headcount(
        id=id,
        by=by,
        as_of=timetable.as_of,
        layers=layers(
            ((p.nation if by == "nation" else p.role, p.people) for p in context.presence),
            (
                (e.nation if by == "nation" else e.role, e.finish, e.people)
                for e in leaving
                if e.finish and (e.actual_finish is None or e.actual_finish > timetable.as_of)
            ),
            names,
            timetable.as_of,
        ),
        bands=result.headcount,
        limits=tuple(limits),
        withheld=timetable.release == "public",
    )


def curves_of(timetable: Timetable, reading: int, id: str) -> Curves:
    """The milestones' curves of one reading, headline milestones only where there are any still to come."""
    result = timetable.readings[reading]
    to_come = [m for m in result.milestones if m.commit_why != "reached"]
    chosen = [m for m in to_come if m.headline] or to_come
    agreed: dict[str, list[Mark]] = {}
    for p in result.promises:
        if p.kind == "date":
            agreed.setdefault(p.milestone, []).append(Mark(day=p.day, ppm=p.kept_ppm))
    return Curves(
        id=id,
        as_of=timetable.as_of,
        curves=tuple(
            Curve(
                name=m.name,
                points=m.curve,
                aim=Mark(day=m.aim, ppm=m.aim_ppm) if m.aim and m.aim_ppm is not None else None,
                commit=Mark(day=m.commit, ppm=reached_ppm(m, m.commit)) if m.commit else None,
                why=m.commit_why,
                reached_ppm=m.quantiles.reached_ppm,
                agreed=tuple(sorted(agreed.get(m.id, ()), key=lambda mark: mark.day)),
            )
            for m in sorted(chosen, key=lambda m: (m.quantiles.p50 or date.max, m.id))
        ),
    )
