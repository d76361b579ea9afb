"""Agreed and announced days: "not before" binds, "by" is a promise that may be missed.

In: a :class:`Record`.  Out: violations of the families ``not-before``, ``agreed-date`` and ``consent``.  The rule this
module owns: *a date agreed for a month or a year runs from its first day to its last*.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from jadwal.model.case import Promise
from jadwal.plan.check.record import Record
from jadwal.plan.check.violation import Violation, broken


def _span(p: Promise) -> tuple[date, date]:
    """First and last day that an agreed day allows, by the precision with which it was agreed."""
    year, month = p.day.year, p.day.month
    if p.precision == "year":
        return date(year, 1, 1), date(year, 12, 31)
    if p.precision == "month":
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return p.day, p.day


def _agreed(r: Record, kind: str) -> Iterator[Promise]:
    for clause in r.case.clauses:
        yield from (p for p in clause.promises if p.kind == kind and r.applies(p.readings))


def not_before(r: Record) -> Iterator[Violation]:
    """An agreed "not before" holds its milestone and the dated points that the milestone directly waits for."""
    waits_for = {m.id: m.after for m in r.case.milestones}
    for p in _agreed(r, "not-before"):
        first = _span(p)[0]
        own = r.reading.plan_id(p.milestone)
        for id in (own, *waits_for.get(p.milestone, ())):
            w = r.works.get(id)
            point = w is not None and (w.need.kind == "milestone" or id == own)
            if w and point and w.finish is not None and not w.has_finished and w.finish <= first.toordinal():
                found = date.fromordinal(w.finish - 1).isoformat()
                yield broken(
                    "not-before", p.id, day=w.finish - 1, name=w.entry.name, first=first.isoformat(), found=found
                )


def announced(r: Record) -> Iterator[Violation]:
    """A nation that has announced when it will have left has no serial or conversion that finishes later; promised."""
    for n in r.case.nations:
        if n.departs is None:
            continue
        own = [u.id for u in r.case.units if u.nation == n.id]
        ends = [w.finish for w in r.works.values() if w.need.unit in own and w.need.kind in ("movement", "conversion")]
        dated = [f for f in ends if f is not None]
        by, last = n.departs.isoformat(), n.departs.toordinal()
        if len(dated) < len(ends):
            yield broken("consent", n.id, "consent-undated", last, promised=True, name=n.name, by=by)
        elif dated and max(dated) > last + 1:
            found = date.fromordinal(max(dated) - 1).isoformat()
            yield broken("consent", n.id, day=last, promised=True, name=n.name, by=by, found=found)


def agreed_dates(r: Record) -> Iterator[Violation]:
    """An agreed date is kept when its milestone is reached by the end of that day; else it is reported as missed."""
    for p in _agreed(r, "by"):
        last = _span(p)[1]
        w = r.works.get(r.reading.plan_id(p.milestone))
        if w is None:
            continue
        name, by = w.entry.name, last.isoformat()
        if w.finish is None:
            yield broken("agreed-date", p.id, "agreed-date-undated", last.toordinal(), promised=True, name=name, by=by)
        elif w.finish > last.toordinal() + 1:
            found = date.fromordinal(w.finish - 1).isoformat()
            yield broken("agreed-date", p.id, day=last.toordinal(), promised=True, name=name, by=by, found=found)
