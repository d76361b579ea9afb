"""What waits for what: agreement first, links, phases, the order of work at a site, the gap between phases, hubs last.

In: a :class:`Record`.  Out: the waits that the case demands, and violations of those that the dates break.  The rule
this module owns: *nothing comes before what it waits for* (docs/method.md sections 2 and 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from jadwal.model.case import LinkType
from jadwal.plan.check.reading import AFTER_LEAVING
from jadwal.plan.check.record import Record, Work
from jadwal.plan.check.violation import Violation, broken

REDUCING = ("pack", "movement", "conversion", "cleanup", "disposal", "notice")
BEFORE_ITS_PHASE = ("receiver", "training", "milestone")  # may be done before the phase they belong to opens


@dataclass(frozen=True)
class Wait:
    """``after`` waits for ``before`` by a rule of ``family`` about ``subject``; types and lags as in
    ``activities.csv``."""

    before: str
    after: str
    family: str
    subject: str
    type: LinkType = "FS"
    lag: int = 0


def waits(r: Record) -> Iterator[Wait]:
    """Everything in the case that waits for something else in it."""
    yield from _agreement(r)
    yield from _links(r)
    yield from _phases(r)
    yield from _site_order(r)
    yield from _leaving(r)
    yield from _hubs(r)
    yield from _equipment(r)
    yield from _staff(r)
    yield from _nations(r)


def _agreement(r: Record) -> Iterator[Wait]:
    for agreed in (w for w in r.works.values() if w.need.kind == "agreement"):
        for w in r.works.values():
            opens = w.id.startswith("phase-start:") or w.need.kind in ("receiver", "training")
            if opens or (not r.reading.phases and w.need.kind in REDUCING and r.reading.gated(w.need)):
                yield Wait(agreed.id, w.id, "agreement", w.id)


def _links(r: Record) -> Iterator[Wait]:
    for id, a in r.reading.own.items():
        for link in a.after:
            yield Wait(r.reading.plan_id(link.before), id, "precedence", id, link.type, link.lag)
    for m in r.case.milestones:
        for before in m.after:
            yield Wait(r.reading.plan_id(before), m.id, "precedence", m.id)


def _phases(r: Record) -> Iterator[Wait]:
    phases = r.reading.phases
    for p in phases:
        start, end = f"phase-start:{p.id}", f"phase-end:{p.id}"
        yield Wait(start, end, "precedence", p.id)
        for w in r.works.values():
            if w.need.phase == p.id and w.id not in (start, end):
                yield Wait(w.id, end, "precedence", p.id)
                if w.need.kind not in BEFORE_ITS_PHASE and r.reading.gated(w.need):
                    yield Wait(start, w.id, "precedence", p.id)
    gap = r.case.reduction.gap_days.likely if r.case.reduction else 0
    for before, after in pairwise(phases):
        yield Wait(f"phase-end:{before.id}", f"phase-start:{after.id}", "smallest-gap", after.id, lag=gap)


def _site_order(r: Record) -> Iterator[Wait]:
    for w in r.works.values():
        if w.leaves:
            yield Wait(w.id, "last-out", "site-order", "last-out")
    for s in r.case.sites:
        left = f"left:{s.id}"
        for w in r.at_site[s.id]:
            if w.need.kind in ("movement", "conversion") and w.need.unit:
                yield Wait(w.id, left, "site-order", s.id)
        if s.fate != "transfer":
            continue
        if s.receiver is None:
            for after in (f"training:{s.id}", f"transfer:{s.id}"):
                yield Wait(f"receiver:{s.id}", after, "receiver", s.id)
        chain = [left, *(f"{k}:{s.id}" for k in AFTER_LEAVING), f"closed:{s.id}"]
        chain = [id for id in chain if id in r.reading.needs]
        for one, next_one in pairwise(chain):
            yield Wait(one, next_one, "site-order", s.id)
        if f"training:{s.id}" in r.reading.needs:
            for first in [chain[1], *_last_to_leave(r, s.id)]:
                yield Wait(f"training:{s.id}", first, "site-order", s.id)


def _last_to_leave(r: Record, site: str) -> Iterator[str]:
    """The first steps (packing; serials where nothing is packed) of units that leave a site in its last phase."""
    for unit, leg, phase in r.reading.legs(site):
        stays = unit.disposition in ("convert", "pass") or unit.nation in r.reading.withheld
        if phase == r.reading.closing[site] and not stays:
            yield from _first_steps(r, unit.id, leg)


def _first_steps(r: Record, unit: str, leg: str) -> list[str]:
    if f"pack:{unit}{leg}" in r.reading.needs:
        return [f"pack:{unit}{leg}"]
    found = [r.carriages.get(f"{kind}:{unit}{leg}") for kind in ("move", "cargo")]
    return [id for c in found if c is not None for id in r.serials(c)]


def _leaving(r: Record) -> Iterator[Wait]:
    """Serials wait for packing; the second leg of a relocated unit for every serial of the first."""
    for c in r.reading.carriages:
        leg = ":2" if c.stem.endswith(":2") and c.stem.count(":") == 2 else ""
        for id in r.serials(c):
            if f"pack:{c.unit}{leg}" in r.reading.needs:
                yield Wait(f"pack:{c.unit}{leg}", id, "site-order", c.unit)
            if not leg:
                for first in _first_steps(r, c.unit, ":2"):
                    yield Wait(id, first, "site-order", c.unit)


def _hubs(r: Record) -> Iterator[Wait]:
    for s in r.case.sites:
        if s.hub and s.hub != s.id:
            yield Wait(f"left:{s.id}", f"left:{s.hub}", "hub-last", s.hub)
            if s.hub in r.reading.closing:
                for first in _last_to_leave(r, s.hub):
                    yield Wait(f"left:{s.id}", first, "hub-last", s.hub)


def _equipment(r: Record) -> Iterator[Wait]:
    """Equipment goes after its unit has packed where it is (handed over: once there is a receiver), before all is
    left."""
    serials = {c.stem: c for c in r.reading.carriages}
    for e in r.case.equipment:
        shipped = serials.get(f"ship:{e.id}")
        ids = [f"dispose:{e.id}"] if shipped is None else r.serials(shipped)
        after = [f"receiver:{e.site}"] if e.disposition == "hand-over" else []
        after += [f"pack:{u.id}{leg}" for u, leg, _ in r.reading.legs(e.site) if u.id == e.unit]
        for id in ids:
            yield Wait(id, f"left:{e.site}", "disposal", e.id)
            for before in after:
                yield Wait(before, id, "disposal", e.id)


def _staff(r: Record) -> Iterator[Wait]:
    for x in r.case.staff:
        yield Wait(f"notice:{x.id}", f"transfer:{x.site}", "notice", x.id)


def _nations(r: Record) -> Iterator[Wait]:
    announced = {n.id for n in r.case.nations if n.departs is not None}
    for w in r.works.values():
        unit = r.reading.units.get(w.need.unit)
        if unit and unit.nation in announced and w.need.kind in ("movement", "conversion"):
            yield Wait(w.id, f"gone:{unit.nation}", "precedence", unit.nation)


def order(r: Record) -> Iterator[Violation]:
    """Nothing starts or finishes before what it waits for; what has happened already is not judged."""
    for wait in sorted(set(waits(r)), key=repr):
        before, after = r.works.get(wait.before), r.works.get(wait.after)
        if before and after:
            yield from _kept(wait, before, after)


def _kept(wait: Wait, before: Work, after: Work) -> Iterator[Violation]:
    at_start = wait.type in ("FS", "SS")
    found = after.start if at_start else after.finish
    if found is None or (after.has_started if at_start else after.has_finished):
        return
    since = before.finish if wait.type in ("FS", "FF") else before.start
    shown = _shown(after, found, at_start)
    on = shown.toordinal()
    names: dict[str, Any] = {"after": after.entry.name, "before": before.entry.name, "found": shown.isoformat()}
    if since is None:
        yield broken(wait.family, wait.after, "before-undated", on, **names)
    elif found < since + wait.lag:
        earliest = _shown(after, since + wait.lag, at_start)
        yield broken(wait.family, wait.after, day=on, **names, earliest=earliest.isoformat())


def _shown(work: Work, at: int, at_start: bool) -> date:
    """The date under which a start or finish is shown."""
    return date.fromordinal(at if at_start and work.entry.days else at - 1)
