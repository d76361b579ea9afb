"""The checker's own reading of the case: which tasks it requires, with what place, work, calendar and people.

In: a case.  Out: :class:`Need` per required task, :class:`Carriage` per group of serials.  The rule this module owns:
*what the finished timetable must contain is read from the case alone* (docs/method.md section 2), without the
planning problem.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from jadwal.model.case import (
    SITE_WORK_KINDS,
    Activity,
    Alternative,
    Case,
    Equipment,
    Estimate,
    Site,
    SiteWork,
    Staff,
    Text,
    Unit,
    Value,
)
from jadwal.model.fitting import fits

NO_DAYS = Estimate(low=0, likely=0, high=0)
UNIT_KINDS = ("pack", "movement", "conversion")
AFTER_LEAVING = ("cleanup", "inspection", "transfer", "guard")


class Need(Value, frozen=True, kw_only=True):
    """One task that the case requires, and what it must look like."""

    id: str
    kind: str
    name: Text
    days: Estimate = NO_DAYS
    calendar: str = ""  # empty: every day is open
    site: str = ""
    to_site: str = ""
    unit: str = ""
    phase: str = ""
    lane: str = ""
    crew: str = ""
    crew_need: int = 0
    people: int = 0
    owner: str = ""


class Carriage(Value, frozen=True, kw_only=True):
    """People or loads of one unit, or equipment, on one lane: serials ``stem:1``, ``stem:2``, … that together carry
    ``total``."""

    stem: str
    name: Text
    unit: str
    site: str
    to_site: str
    phase: str
    lane: str
    total: int
    most: int  # per serial, on whichever of its lanes
    cargo: bool


def task_id(activity: Activity) -> str:
    """The id in the plan of an activity: a row of a site-work kind for one site or unit keeps the generated id."""
    if activity.kind == "pack" and activity.unit:
        return f"pack:{activity.unit}"
    if activity.kind in SITE_WORK_KINDS and activity.kind != "pack" and activity.site:
        return f"{activity.kind}:{activity.site}"
    return activity.id


class Reading:
    """A case read for checking: required tasks, serials, closing phases."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.lanes = {x.id: x for x in case.lanes}
        self.crews = {x.id: x for x in case.crews}
        self.units = {x.id: x for x in case.units}
        self.sites = {x.id: x for x in case.sites}
        self.phases = sorted(case.phases, key=lambda p: (p.order, p.id))
        self.own = {task_id(a): a for a in case.activities}
        self.observed = fits(case.durations)
        self.usual: dict[str, SiteWork] = {w.kind: w for w in case.site_work}
        self.closing = {s.id: self._closing_phase(s) for s in case.sites}
        self.headcount = sum(u.headcount.likely for u in case.units)  # at the outset
        self.withheld = {n.id for n in case.nations if n.consent == "withheld"}
        self.ways = self._ways()
        self.carriages = (
            *(c for u in case.units for c in self._carriages(u)),
            *(c for e in case.equipment for c in self._shipments(e)),
        )
        self.needs = {n.id: n for n in self._needs()}

    def _ways(self) -> dict[str, dict[str, Alternative]]:
        """Other ways of doing work, by its id (serials: by what their ids begin with), then by the way's own."""
        found: dict[str, dict[str, Alternative]] = {}
        for row in self.case.modes:
            activity = any(a.id == row.of for a in self.case.activities)
            of = f"move:{row.of}" if row.of in self.units and not activity else self.plan_id(row.of)
            if of == row.of and any(e.id == row.of for e in self.case.equipment):
                of = f"ship:{row.of}"
            found.setdefault(of, {})[row.id] = row
        return found

    def ways_of(self, need: Need) -> dict[str, Alternative]:
        """The other ways in which a piece of work can be done."""
        return self.ways.get(need.id.rpartition(":")[0] if need.kind == "movement" else need.id, {})

    def in_mode(self, need: Need, mode: str) -> Need:
        """What the work must look like when done in that way; as usual for the usual way and for one unknown."""
        row = self.ways_of(need).get(mode)
        if row is None:
            return need
        changed: dict[str, object] = {}
        calendar = need.calendar or (self.case.mission_calendar if need.kind not in ("movement", "notice") else "")
        if row.lane:
            lane = self.lanes[row.lane]
            changed, calendar = {"lane": row.lane, "days": lane.days}, lane.calendar
        if row.crew_need is not None:
            changed["crew"], changed["crew_need"] = row.crew, row.crew_need
        if row.crew:
            calendar = self.crews[row.crew].calendar or calendar
        if row.days is not None:
            changed["days"] = row.days
        done = msgspec.structs.replace(need, **changed)
        return msgspec.structs.replace(done, calendar=(row.calendar or calendar) if done.days.high else "")

    def _most(self, stem: str, lane: str, *, cargo: bool) -> int:
        """What one serial carries at most: it must fit every lane that it may take."""
        others = (row.lane for row in self.ways.get(stem, {}).values() if row.lane in self.lanes)
        every = [self.lanes[id] for id in (lane, *others)]
        return min(x.loads_per_serial if cargo else x.people_per_serial for x in every)

    def plan_id(self, id: str) -> str:
        """The id under which the plan knows what a link, gate or permission names."""
        row = next((a for a in self.case.activities if a.id == id), None)
        if row is None and any(e.id == id and e.disposition != "ship" for e in self.case.equipment):
            return f"dispose:{id}"
        return task_id(row) if row else id

    def gated(self, need: Need) -> bool:
        """True for what waits for the commission; the units of a nation that withholds consent do not."""
        unit = self.units.get(need.unit)
        return unit is None or need.kind not in UNIT_KINDS or unit.nation not in self.withheld

    def legs(self, site: str) -> Iterator[tuple[Unit, str, str]]:
        """(unit, leg suffix, phase) of everyone who leaves ``site``: stationed there, or relocated to it and moving
        on."""
        for u in self.case.units:
            if u.site == site:
                yield u, "", u.phase
            if u.disposition == "relocate" and u.to_site == site and u.then_phase:
                yield u, ":2", u.then_phase

    def _closing_phase(self, site: Site) -> str:
        if site.closes_in or not self.phases:
            return site.closes_in
        leaving = {phase for _, _, phase in self.legs(site.id)}
        in_order = [p.id for p in self.phases]
        return next((p for p in reversed(in_order) if p in leaving), in_order[-1])

    def _needs(self) -> Iterator[Need]:
        for m in self.case.milestones:
            yield Need(id=m.id, kind="milestone", name=m.name)
        for p in self.case.phases:
            yield Need(id=f"phase-start:{p.id}", kind="milestone", name=p.name, phase=p.id)
            yield Need(id=f"phase-end:{p.id}", kind="milestone", name=p.name, phase=p.id)
        yield Need(id="last-out", kind="milestone", name=self.case.name)
        for s in self.case.sites:
            yield from self._site(s)
        for u in self.case.units:
            yield from self._unit(u)
        for e in self.case.equipment:
            if e.disposition != "ship":
                yield self._disposal(e)
        for x in self.case.staff:
            yield self._notice(x)
        for n in self.case.nations:
            if n.departs is not None:
                yield Need(id=f"gone:{n.id}", kind="milestone", name=n.name)
        for id, a in self.own.items():
            if id == a.id:
                yield self._work(a.id, a.kind, a.name, a, site=a.site, unit=a.unit, phase=a.phase)

    def _work(
        self, id: str, kind: str, name: Text, row: Activity | SiteWork | None, site: str, unit: str, phase: str
    ) -> Need:
        if row is None:
            return Need(id=id, kind=kind, name=name, site=site, unit=unit, phase=phase)
        days: Estimate = row.days
        if isinstance(row, SiteWork):  # what was observed there, else anywhere, comes before what is said of all sites
            days = self.observed.get((kind, site), self.observed.get((kind, ""), days))
        crew = self.crews.get(row.crew)
        calendar = row.calendar or (crew.calendar if crew else "") or self.case.mission_calendar
        return Need(
            id=id,
            kind=kind,
            name=name,
            days=days,
            calendar=calendar if days.high else "",
            site=site,
            unit=unit,
            phase=phase,
            crew=row.crew,
            crew_need=row.crew_need,
            owner=row.owner if isinstance(row, Activity) else "",
        )

    def _disposal(self, e: Equipment) -> Need:
        days, crew = e.days or NO_DAYS, self.crews.get(e.crew)
        calendar = (crew.calendar if crew else "") or self.case.mission_calendar
        return Need(
            id=f"dispose:{e.id}",
            kind="disposal",
            name=e.name,
            days=days,
            calendar=calendar if days.high else "",
            site=e.site,
            phase=e.phase or self.closing[e.site],
            crew=e.crew,
            crew_need=e.crew_need,
        )

    def _notice(self, x: Staff) -> Need:
        phase = x.phase or self.closing[x.site]
        return Need(id=f"notice:{x.id}", kind="notice", name=x.name, days=x.notice, site=x.site, phase=phase)

    def _shipments(self, e: Equipment) -> Iterator[Carriage]:
        if e.disposition == "ship" and e.loads and e.lane in self.lanes:
            yield Carriage(
                stem=f"ship:{e.id}",
                name=e.name,
                unit="",
                site=e.site,
                to_site="",
                phase=e.phase or self.closing[e.site],
                lane=e.lane,
                total=e.loads.likely,
                most=self._most(f"ship:{e.id}", e.lane, cargo=True),
                cargo=True,
            )

    def _site(self, site: Site) -> Iterator[Need]:
        phase = self.closing[site.id]
        yield Need(id=f"left:{site.id}", kind="milestone", name=site.name, site=site.id, phase=phase)
        if site.fate != "transfer":
            return
        for kind in ("receiver", "training", *AFTER_LEAVING):
            id = f"{kind}:{site.id}"
            row = self.own.get(id) or self.usual.get(kind)
            wanted = site.receiver is None if kind == "receiver" else row is not None or kind == "transfer"
            if wanted:
                yield self._work(id, kind, site.name, row, site=site.id, unit="", phase=phase)
        yield Need(id=f"closed:{site.id}", kind="milestone", name=site.name, site=site.id, phase=phase)

    def _unit(self, unit: Unit) -> Iterator[Need]:
        if unit.disposition in ("convert", "pass"):
            yield Need(
                id=f"convert:{unit.id}",
                kind="conversion",
                name=unit.name,
                site=unit.site,
                unit=unit.id,
                phase=unit.phase,
                people=unit.headcount.likely,
            )
            return
        row = self.own.get(f"pack:{unit.id}") or self.usual.get("pack")
        if row is None:
            return
        yield self._work(f"pack:{unit.id}", "pack", unit.name, row, site=unit.site, unit=unit.id, phase=unit.phase)
        if unit.to_site and unit.then_phase:
            id = f"pack:{unit.id}:2"
            yield self._work(id, "pack", unit.name, row, site=unit.to_site, unit=unit.id, phase=unit.then_phase)

    def _carriages(self, unit: Unit) -> Iterator[Carriage]:
        if unit.disposition in ("convert", "pass"):
            return
        legs = [("", unit.site, unit.to_site, unit.phase, unit.lane)]
        if unit.to_site and unit.then_phase:
            legs.append((":2", unit.to_site, "", unit.then_phase, unit.then_lane))
        for suffix, site, to_site, phase, lane in legs:
            place = {"unit": unit.id, "site": site, "to_site": to_site, "phase": phase, "name": unit.name}
            if lane in self.lanes:
                yield Carriage(
                    stem=f"move:{unit.id}{suffix}",
                    lane=lane,
                    total=unit.headcount.likely,
                    most=self._most(f"move:{unit.id}{suffix}", lane, cargo=False),
                    cargo=False,
                    **place,  # type: ignore[arg-type]
                )
            if unit.loads and unit.cargo_lane in self.lanes:
                yield Carriage(
                    stem=f"cargo:{unit.id}{suffix}",
                    lane=unit.cargo_lane,
                    total=unit.loads.likely,
                    most=self._most(f"cargo:{unit.id}{suffix}", unit.cargo_lane, cargo=True),
                    cargo=True,
                    **place,  # type: ignore[arg-type]
                )
