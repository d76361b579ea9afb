"""From the case to tasks: the commission's own work, then each unit's leaving, then each site's handing over.

In: a case as known on its as-of date.  Out: the tasks of docs/method.md section 2, without gates, permissions or shocks
(``plan/rules.py`` adds those).  The rule this module owns: *every person and every load of the case is on exactly one
task that takes it away, or stays and is counted as staying*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

import msgspec

from jadwal.messages import stored
from jadwal.model.case import (
    SITE_WORK_KINDS,
    Activity,
    Case,
    Equipment,
    Estimate,
    Reduction,
    Site,
    SiteWork,
    Staff,
    Text,
    Unit,
)
from jadwal.model.fitting import fits
from jadwal.plan.modes import Modes
from jadwal.plan.problem import Task

NONE = Estimate(low=0, likely=0, high=0)
SITE_ORDER = ("receiver", "training", "cleanup", "inspection", "transfer", "guard")


@lru_cache(maxsize=4096)
def named(code: str, name: Text | None = None, **params: int) -> Text:
    """The name of a generated task in both languages, from the catalogue."""
    return Text(
        en=stored(f"task.{code}", "en", name=name.en if name else "", **params),
        ar=stored(f"task.{code}", "ar", name=name.ar if name else "", **params),
    )


def split(total: int, most: int) -> tuple[int, ...]:
    """``total`` in the fewest parts of at most ``most``, equal but for the last one, which carries what remains."""
    if total <= 0:
        return ()
    parts = -(-total // most)
    size = -(-total // parts)
    return (*(size for _ in range(parts - 1)), total - size * (parts - 1))


def last_legs(case: Case, site: str) -> tuple[tuple[Unit, str], ...]:
    """Units that leave ``site``, each with its phase: those stationed there, and those relocated to it."""
    here = [(u, u.phase) for u in case.units if u.site == site]
    moved_in = [(u, u.then_phase) for u in case.units if u.to_site == site and u.then_phase]
    return tuple(here + moved_in)


def closing_phase(case: Case, site: Site) -> str:
    """The phase of a site's handover: its ``closes_in``, else the last in which anybody leaves it, else the last."""
    if site.closes_in or not case.phases:
        return site.closes_in
    order = {p.id: p.order for p in case.phases}
    leaving = [phase for _, phase in last_legs(case, site.id) if phase in order]
    return max(leaving or order, key=lambda p: (order[p], p))


def outset(case: Case) -> int:
    """The mission's headcount at the outset: all units, whatever has left since."""
    return sum(u.headcount.likely for u in case.units)


def step_share(reduction: Reduction, headcount: int) -> int | None:
    """People of the largest step as a share of the headcount at the outset, at least one; None: no such limit."""
    if reduction.step_percent is None:
        return None
    return max(1, reduction.step_percent.likely * headcount // 100)


def largest_part(reduction: Reduction, headcount: int) -> int:
    """The most people that leave in one serial: no more than either largest step."""
    share = step_share(reduction, headcount)
    return reduction.step_people.likely if share is None else min(reduction.step_people.likely, share)


class Tasks:
    """Makes the tasks of one case; :meth:`all` returns them sorted by id.

    ``kept``: the modes of a baseline timetable by task id, in which what has started since is done.
    """

    def __init__(self, case: Case, kept: Mapping[str, str] | None = None) -> None:
        self.case, self.kept = case, kept or {}
        self.modes = Modes(case)
        self.done_as: dict[str, str] = {}  # task id → mode that progress names
        self.origin = case.as_of.toordinal()
        self.lanes = {lane.id: lane for lane in case.lanes}
        self.crews = {crew.id: crew for crew in case.crews}
        self.work: dict[str, SiteWork] = {w.kind: w for w in case.site_work}
        self.phases = {p.id: p for p in case.phases}
        self.progress = {p.id: p for p in case.progress}
        self.fits = fits(case.durations)
        self.own: dict[tuple[str, str], Activity] = {
            (a.kind, a.unit if a.kind == "pack" else a.site): a
            for a in case.activities
            if a.kind in SITE_WORK_KINDS and (a.unit or a.site)
        }
        self.closing = {s.id: closing_phase(case, s) for s in case.sites}

    def all(self) -> tuple[Task, ...]:
        """Every task, sorted by id."""
        made = [*self._activities(), *self._phases(), *self._sites(), *self._milestones()]
        for unit in self.case.units:
            made += self._unit(unit)
        for equipment in self.case.equipment:
            made += self._equipment(equipment)
        made += [self._notice(staff) for staff in self.case.staff]
        made += self._departures()
        done = {**self.kept, **self.done_as}
        return tuple(sorted((self.modes.given(t, done.get(t.id, "")) for t in made), key=lambda t: t.id))

    def _equipment(self, row: Equipment) -> Iterator[Task]:
        """Cargo serials for what is shipped (the first carries its cost), one piece of work for what goes otherwise."""
        place = {"site": row.site, "phase": row.phase or self.closing[row.site]}
        if row.disposition == "ship":
            most = min(self.lanes[lane].loads_per_serial for lane in self.modes.lanes_of(f"ship:{row.id}", row.lane))
            parts = split(row.loads.likely if row.loads else 0, most)
            for n, serial in enumerate(self._serials(f"ship:{row.id}", row, parts, row.lane, place, "", cargo=True)):
                yield serial if n else msgspec.structs.replace(serial, cost=serial.cost + row.cost)
            return
        days = row.days or NONE
        yield self._make(
            f"dispose:{row.id}",
            "disposal",
            named(f"dispose-{row.disposition}", row.name),
            days,
            calendar=self._calendar(row) if days.high else "",
            crew=row.crew,
            crew_need=row.crew_need,
            cost=row.cost,
            **place,
        )

    def _notice(self, row: Staff) -> Task:
        """Notice to staff runs on every day; their contracts end with it."""
        phase, name = row.phase or self.closing[row.site], named("notice", row.name, n=row.headcount.likely)
        return self._make(f"notice:{row.id}", "notice", name, row.notice, site=row.site, phase=phase)

    def _make(self, id: str, kind: str, name: Text, days: Estimate = NONE, row: str = "", **rest: object) -> Task:
        done = self.progress.get(id) or self.progress.get(row)
        if done and done.mode:
            self.done_as[id] = done.mode
        phase = self.phases.get(str(rest.get("phase", "")))
        priority = (phase.order * 10 if phase else 0) + (5 if rest.pop("guard", False) else 0)
        return Task(
            id=id,
            kind=kind,
            name=name,
            days=days,
            started=self._day(done.started) if done else None,
            finished=self._instant(done.finished) if done else None,
            priority=priority,
            **rest,  # type: ignore[arg-type]
        )

    def _day(self, day: date | None) -> int | None:
        return None if day is None else day.toordinal() - self.origin

    def _instant(self, day: date | None) -> int | None:
        return None if day is None else day.toordinal() + 1 - self.origin

    def _calendar(self, row: Activity | SiteWork | Equipment) -> str:
        crew = self.crews.get(row.crew)
        own = "" if isinstance(row, Equipment) else row.calendar
        return own or (crew.calendar if crew else "") or self.case.mission_calendar

    def _days(self, row: Activity | SiteWork, site: str) -> Estimate:
        """An activity's own days; else those fitted to what was observed of its kind there, or anywhere; else usual."""
        if isinstance(row, Activity):
            return row.days
        return self.fits.get((row.kind, site)) or self.fits.get((row.kind, "")) or row.days

    def _activities(self) -> Iterator[Task]:
        for a in self.case.activities:
            if self.own.get((a.kind, a.unit if a.kind == "pack" else a.site)) is not a:
                yield self._make(
                    a.id,
                    a.kind,
                    a.name,
                    a.days,
                    calendar=self._calendar(a) if a.days.high else "",
                    site=a.site,
                    unit=a.unit,
                    phase=a.phase,
                    owner=a.owner,
                    crew=a.crew,
                    crew_need=a.crew_need,
                )

    def _phases(self) -> Iterator[Task]:
        for p in self.case.phases:
            yield self._make(f"phase-start:{p.id}", "milestone", named("phase-start", p.name), phase=p.id)
            yield self._make(f"phase-end:{p.id}", "milestone", named("phase-end", p.name), phase=p.id)

    def _milestones(self) -> Iterator[Task]:
        yield self._make("last-out", "milestone", named("last-out"))
        for m in self.case.milestones:
            yield self._make(m.id, "milestone", m.name)

    def _departures(self) -> Iterator[Task]:
        """For each nation that has announced when it will have left: the point at which it has."""
        for n in self.case.nations:
            if n.departs is not None:
                yield self._make(f"gone:{n.id}", "milestone", named("gone", n.name), nation=n.id)

    def _sites(self) -> Iterator[Task]:
        for s in self.case.sites:
            yield self._make(f"left:{s.id}", "milestone", named("left", s.name), site=s.id, phase=self.closing[s.id])
            if s.fate == "transfer":
                yield from self._site_work(s)

    def _site_work(self, site: Site) -> Iterator[Task]:
        phase = self.closing[site.id]
        for kind in SITE_ORDER:
            row = self.own.get((kind, site.id)) or self.work.get(kind)
            if kind == "receiver" and site.receiver is not None:
                continue
            if row is None and kind not in ("receiver", "transfer"):
                continue
            days = self._days(row, site.id) if row else NONE
            yield self._make(
                f"{kind}:{site.id}",
                kind,
                named(kind, site.name),
                days,
                calendar=self._calendar(row) if row and days.high else "",
                site=site.id,
                phase=phase,
                owner=row.owner if isinstance(row, Activity) else "",
                crew=row.crew if row else "",
                crew_need=row.crew_need if row else 0,
                row=row.id if isinstance(row, Activity) else "",
            )
        yield self._make(f"closed:{site.id}", "milestone", named("closed", site.name), site=site.id, phase=phase)

    def _unit(self, unit: Unit) -> Iterator[Task]:
        if unit.disposition in ("convert", "pass"):
            yield self._make(
                f"convert:{unit.id}",
                "conversion",
                named(unit.disposition, unit.name),
                site=unit.site,
                unit=unit.id,
                phase=unit.phase,
                nation=unit.nation,
                role=unit.role,
                people=unit.headcount.likely,
                guard=unit.role == "protection",
            )
            return
        yield from self._leg(unit, "", unit.site, unit.to_site, unit.phase, unit.lane)
        if unit.to_site and unit.then_phase:
            yield from self._leg(unit, ":2", unit.to_site, "", unit.then_phase, unit.then_lane)

    def _leg(self, unit: Unit, leg: str, site: str, to_site: str, phase: str, lane_id: str) -> Iterator[Task]:
        row = self.own.get(("pack", unit.id)) or self.work.get("pack")
        place = {"site": site, "unit": unit.id, "phase": phase, "nation": unit.nation}
        if row is not None:
            yield self._make(
                f"pack:{unit.id}{leg}",
                "pack",
                named("pack", unit.name),
                self._days(row, site),
                calendar=self._calendar(row),
                crew=row.crew,
                crew_need=row.crew_need,
                row=row.id if isinstance(row, Activity) and not leg else "",
                **place,
            )
        most = min(self.lanes[lane].people_per_serial for lane in self.modes.lanes_of(f"move:{unit.id}{leg}", lane_id))
        if self.case.reduction and not to_site:
            most = min(most, largest_part(self.case.reduction, outset(self.case)))
        loads = split(unit.headcount.likely, most)
        yield from self._serials(f"move:{unit.id}{leg}", unit, loads, lane_id, place, to_site, cargo=False)
        if unit.loads and unit.cargo_lane:
            lanes = self.modes.lanes_of(f"cargo:{unit.id}{leg}", unit.cargo_lane)
            cargo = split(unit.loads.likely, min(self.lanes[lane].loads_per_serial for lane in lanes))
            yield from self._serials(f"cargo:{unit.id}{leg}", unit, cargo, unit.cargo_lane, place, to_site, cargo=True)

    def _serials(
        self,
        stem: str,
        row: Unit | Equipment,
        parts: tuple[int, ...],
        lane_id: str,
        place: dict[str, str],
        to_site: str,
        *,
        cargo: bool,
    ) -> Iterator[Task]:
        lane = self.lanes[lane_id]
        for n, amount in enumerate(parts, 1):
            yield self._make(
                f"{stem}:{n}",
                "movement",
                named("cargo" if cargo else "serial", row.name, n=n, of=len(parts)),
                lane.days,
                calendar=lane.calendar,
                breakable=False,
                to_site=to_site,
                lane=lane_id,
                role="" if cargo or isinstance(row, Equipment) else row.role,
                people=0 if cargo else amount,
                loads=amount if cargo else 0,
                waits_for_aim=not lane.early,
                guard=isinstance(row, Unit) and row.role == "protection",
                **place,
            )
