"""Checks of the case as known on a day: what only the rows together can get wrong.

In: all rows of a folder and a day.  Out: mistakes.  The rule this module owns: *whatever day is replayed, the case
hangs together*; what a case needs to be planned at all is asked on the day that it is planned on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations

from jadwal.case import limits
from jadwal.case.dictionary import fields, nearest
from jadwal.case.network import Network, mode_target, target, task_ids
from jadwal.case.reach import too_strong
from jadwal.case.references import SCOPES
from jadwal.case.report import Report, Spot
from jadwal.case.rows import Placed, Rows
from jadwal.case.tables import DATED
from jadwal.case.vintages import latest, view
from jadwal.model.case import USUAL, Case

RECORDS = ("durations", "observations", "tallies", "events", "relations")  # long tables that no rule of the plan reads
COMMON = (
    "activities",
    "milestone",
    "sites",
    "units",
    "phase",
    "site_work",
    "equipment",
    "staff",
)  # the tables that make work of the plan


@dataclass
class View:
    """The case on a day, with the places of its rows."""

    rows: Rows
    day: date
    report: Report

    @cached_property
    def case(self) -> Case:
        """The case as known on the day."""
        return view(self.rows, self.day)

    @cached_property
    def placed(self) -> dict[str, dict[str, Placed]]:
        """The rows that hold on the day, by table and id."""
        return {t.name: {p.row.id: p for p in latest(self.rows.of(t.name), self.day)} for t in DATED}

    @cached_property
    def network(self) -> Network:
        """What waits for what."""
        return Network(self.case)

    def note(self, code: str, spot: Spot, **params: str | int) -> None:
        """Note a mistake seen on this day, unless an earlier day showed the same one."""
        said = tuple(sorted((k, p) for k, p in params.items() if k != "day"))
        for m in self.report.mistakes:
            same_place = (m.code, m.file, m.row, m.field) == (code, spot.file, spot.row, spot.field)
            if same_place and tuple(p for p in m.params if p[0] != "day") == said:
                return
        self.report.add(code, spot, **params)

    def spot(self, table: str, id: str) -> Spot:
        """Where the row that holds stands."""
        return self.placed[table][id].spot


def check_tasks(v: View) -> None:
    """Links, milestones, gates, permissions and progress name work that the plan holds."""
    ids = task_ids(v.case)
    named = {f"receiver:{s.id}" for s in v.case.sites if s.receiver and s.fate == "transfer"}
    equipment = {e.id for e in v.case.equipment}
    for spot, id in _named_tasks(v):
        approved = spot.name == "activity" and spot.file == "permissions.csv" and id in equipment
        if id not in ids | named and not approved and not _may_stand(v, id):
            near = nearest(id, ids) or "-"
            v.note("case.unknown-task", spot, value=id[:80], day=v.day.isoformat(), nearest=near)


def _named_tasks(v: View) -> Iterable[tuple[Spot, str]]:
    for table, placed in ((t, p) for t, rows in v.placed.items() for p in rows.values()):
        for row in (placed, *placed.inside):
            for f in fields(row.table):
                value = getattr(row.row, f.name, None)
                if f.kind == "links":
                    yield from ((row.spot.at(f.name), link.before) for link in value or ())
                elif f.type == "list:task":
                    yield from ((row.spot.at(f.name), id) for id in value or ())
                elif f.type == "task" and value and table not in ("progress", "modes"):
                    yield row.spot.at(f.name), value


def check_progress(v: View) -> None:
    """Progress is about work that the plan holds, serials included."""
    ids = task_ids(v.case) | {f"receiver:{s.id}" for s in v.case.sites}
    legs = {w.id for w in v.network.work.values() if w.kind == "movement"}
    for id, placed in v.placed["progress"].items():
        stem, _, number = id.rpartition(":")
        serial = stem in legs and number.isdecimal() and int(number) > 0
        if id not in ids and not serial and not _may_stand(v, id):
            near = nearest(id, ids) or "-"
            v.note("case.unknown-task", placed.spot.at("id"), value=id[:80], day=v.day.isoformat(), nearest=near)


def _may_stand(v: View, id: str) -> bool:
    """True when ``id`` may be about a row that could not be read."""
    parts = {id, *id.split(":")}
    return not v.rows.whole("site_work") or any(v.rows.may_stand(t, part) for t in COMMON for part in parts)


def check_cycle(v: View) -> None:
    """Nothing waits, by however many steps, for itself."""
    circle = v.network.cycle()
    if not circle:
        return
    spots = {target(v.case, p.row): p.spot.at("after") for p in v.placed["activities"].values()}
    spots |= {p.row.id: p.spot.at("after") for p in v.placed["milestone"].values()}
    for t in ("units", "sites", "phase"):
        spots |= {
            f"{kind}:{id}": p.spot for id, p in v.placed[t].items() for kind in ("move", "pack", "left", "phase-end")
        }
    spot = next((spots[id] for id in circle if id in spots), Spot("activities.csv"))
    v.note("case.cycle", spot, chain=" → ".join(circle), steps=len(circle) - 1)


def check_task_ids(v: View) -> None:
    """An id stands for one piece of work: no activity is named like a milestone, and no site work is given twice."""
    for id in v.placed["activities"]:
        if id in v.placed["milestone"] or id == "last-out":
            v.note("case.task-twice", v.spot("activities", id).at("id"), id=id)
    if "last-out" in v.placed["milestone"]:
        v.note("case.task-twice", v.spot("milestone", "last-out").at("id"), id="last-out")
    seen: dict[str, str] = {}
    for a in v.case.activities:
        id = target(v.case, a)
        other = seen.setdefault(id, a.id)
        if other != a.id:
            v.note("case.work-twice", v.spot("activities", a.id).at("kind"), id=id, other=other)
    seen = {}
    for w in v.case.site_work:
        other = seen.setdefault(w.kind, w.id)
        if other != w.id:
            v.note("case.work-twice", v.spot("site_work", w.id).at("kind"), id=w.kind, other=other)


def check_phases(v: View) -> None:
    """Phases have an order of their own each, and once there are phases every unit is in one."""
    seen: dict[int, str] = {}
    for p in v.case.phases:
        other = seen.setdefault(p.order, p.id)
        if other != p.id:
            v.note("case.phase-order", v.spot("phase", p.id).at("order"), order=p.order, other=other)
    for u in v.case.units:
        if v.case.phases and not u.phase:
            v.note("case.no-phase", v.spot("units", u.id).at("phase"), id=u.id, day=v.day.isoformat())


def check_ceilings(v: View) -> None:
    """Two ceilings for the same people from the same day under the same reading say the same number."""
    same = defaultdict(list)
    for c in v.case.ceilings:
        same[c.scope, c.of, c.day].append(c)
    for group in same.values():
        for one, other in combinations(group, 2):
            overlap = not one.readings or not other.readings or set(one.readings) & set(other.readings)
            if overlap and one.most != other.most:
                spot = v.spot("ceiling", other.id).at("most")
                v.note("case.ceilings-clash", spot, other=one.id, most=other.most, other_most=one.most)


def check_lanes(v: View) -> None:
    """A lane that units or cargo are to use carries people or loads."""
    lanes = {lane.id: lane for lane in v.case.lanes}
    for u in v.case.units:
        uses = [("lane", u.lane, "people_per_serial"), ("then_lane", u.then_lane, "people_per_serial")]
        uses += [("cargo_lane", u.cargo_lane, "loads_per_serial")]
        for name, lane, what in uses:
            if lane in lanes and not getattr(lanes[lane], what):
                v.note("case.lane-empty", v.spot("units", u.id).at(name), lane=lane, field=what)


def check_single(v: View) -> None:
    """There is one reduction and one protection: later knowledge of it keeps its id."""
    for table in (t for t in ("reduction", "protection") if len(v.placed[t]) > 1):
        first, *others = sorted(v.placed[table], key=lambda name: (name != table, name))
        for id in others:
            v.note("case.only-one", v.spot(table, id).at("id"), table=table, other=first)


def check_floors(v: View) -> None:
    """A floor asks for no more people than there are, nor for more than a ceiling allows at the same time."""
    for f in v.case.floors:
        there = sum(
            u.headcount.likely
            for u in v.case.units
            if f.scope == "mission" or f.of in ((u.nation,) if f.scope == "nation" else (u.site, u.to_site))
        )
        spot = v.spot("floor", f.id).at("least")
        fits = f.scope == "mission" or f.of in {r.id for r in (v.case.nations if f.scope == "nation" else v.case.sites)}
        if fits and f.least > there and v.rows.whole("units"):
            v.note("case.floor-above-headcount", spot, least=f.least, there=there)
        for c in v.case.ceilings:
            overlap = not f.readings or not c.readings or set(f.readings) & set(c.readings)
            if (c.scope, c.of) == (f.scope, f.of) and overlap and c.day <= f.day and f.least > c.most:
                days = {"until": f.day.isoformat(), "from_": c.day.isoformat()}
                v.note("case.floor-above-ceiling", spot, least=f.least, ceiling=c.id, most=c.most, **days)


def check_equipment(v: View) -> None:
    """Equipment is where its unit once is, its crew is large enough for it, and its lane carries loads."""
    crews, lanes = {c.id: c for c in v.case.crews}, {lane.id: lane for lane in v.case.lanes}
    units, sites = {u.id: u for u in v.case.units}, {s.id for s in v.case.sites}
    for e in v.case.equipment:
        at, unit = v.spot("equipment", e.id).at, units.get(e.unit)
        if unit is not None and e.site in sites and e.site not in (unit.site, unit.to_site):
            v.note("case.equipment-elsewhere", at("unit"), id=e.id, site=e.site, unit=e.unit)
        crew = crews.get(e.crew)
        if crew is not None and e.crew_need > crew.capacity.likely:
            params = {"need": e.crew_need, "capacity": crew.capacity.likely}
            v.note("case.crew-too-small", at("crew_need"), id=e.id, crew=crew.id, **params)
        if e.disposition == "ship" and e.lane in lanes and not lanes[e.lane].loads_per_serial:
            v.note("case.lane-no-cargo", at("lane"), lane=e.lane, id=e.id)


def check_departs(v: View) -> None:
    """A nation that has announced to leave has no unit that relocates within the mission and stays."""
    announced = {n.id: n.departs for n in v.case.nations if n.departs is not None}
    for u in v.case.units:
        if u.nation in announced and u.disposition == "relocate" and not u.then_phase:
            day = announced[u.nation].isoformat()
            v.note("case.departs-stays", v.spot("nations", u.nation).at("departs"), id=u.nation, departs=day, unit=u.id)


def check_hits(v: View) -> None:
    """What a risk hits by its id is work of the plan, not a point or a notice, which nothing can delay."""
    legs = {w.id for w in v.network.work.values() if w.kind == "movement"}
    kinds = {w.id: w.kind for w in v.network.work.values()}
    ids = task_ids(v.case) | legs | {a.id for a in v.case.activities} | {e.id for e in v.case.equipment}
    for id, placed in v.placed["risks"].items():
        for one in placed.row.on:
            if one == "all" or one.partition(":")[0] in ("kind", *SCOPES):
                continue
            stem, _, number = one.rpartition(":")
            serial = stem in legs and number.isdecimal() and int(number) > 0
            spot = v.spot("risks", id).at("on")
            if kinds.get(one) in ("milestone", "notice"):
                v.note("case.risk-point", spot, id=id, value=one[:80], day=v.day.isoformat())
            elif one not in ids and not serial and not _may_stand(v, one):
                v.note(
                    "case.unknown-task", spot, value=one[:80], day=v.day.isoformat(), nearest=nearest(one, ids) or "-"
                )


def check_modes(v: View) -> None:
    """Another way is one of doing work: serials go by a lane that carries them, other work may have a crew."""
    crews, lanes = {c.id: c for c in v.case.crews}, {lane.id: lane for lane in v.case.lanes}
    units, equipment = ({r.id for r in rows} for rows in (v.case.units, v.case.equipment))
    for m in v.case.modes:
        at, id = v.spot("modes", m.id).at, mode_target(v.case, m.of)
        work = v.network.work.get(id)
        if work is None or work.kind in ("milestone", "conversion"):
            if work is None and _may_stand(v, m.of):
                continue
            near = nearest(m.of, _of_modes(v) | units | equipment) or "-"
            code = "case.mode-unknown" if work is None else "case.mode-point"
            v.note(code, at("of"), id=m.id, of=m.of[:80], day=v.day.isoformat(), nearest=near)
            continue
        serial = work.kind == "movement"
        if m.lane and not serial:
            v.note("case.mode-lane", at("lane"), id=m.id, of=m.of)
        if m.crew and serial:
            v.note("case.mode-crew-serial", at("crew"), id=m.id, of=m.of)
        what = "people_per_serial" if id.startswith("move:") else "loads_per_serial"
        if serial and m.lane in lanes and not getattr(lanes[m.lane], what):
            v.note("case.lane-empty", at("lane"), lane=m.lane, field=what)
        crew = crews.get(m.crew)
        if crew is not None and (m.crew_need or 0) > crew.capacity.likely:
            params = {"need": m.crew_need or 0, "capacity": crew.capacity.likely}
            v.note("case.crew-too-small", at("crew_need"), id=m.id, crew=crew.id, **params)


def _of_modes(v: View) -> set[str]:
    return {w.id for w in v.network.work.values() if w.kind not in ("milestone", "conversion")}


def check_modes_done(v: View) -> None:
    """Progress names a way in which that work can be done."""
    for id, placed in v.placed["progress"].items():
        mode, stem = placed.row.mode, id.rpartition(":")[0]
        work = stem if stem in v.network.work and id not in v.network.work else mode_target(v.case, id)
        ways = {m.id for m in v.case.modes if mode_target(v.case, m.of) == work}
        if mode and mode not in ways | {USUAL} and not v.rows.may_stand("modes", mode):
            named = ", ".join([USUAL, *sorted(ways)])
            v.note("case.mode-progress", placed.spot.at("mode"), id=id, value=mode, ways=named)


def check_factors(v: View) -> None:
    """The factors of one piece of work explain no more than the whole of its duration."""
    for work, factors, percent in too_strong(v.case, v.network):
        spot = v.spot("factor", factors[-1].id).at("correlation")
        named = ", ".join(f.id for f in factors)
        v.note("case.factors-too-strong", spot, named=named, work=work.id, percent=percent)


CONSISTENCY: tuple[Callable[[View], None], ...] = (
    check_tasks,
    check_progress,
    check_cycle,
    check_task_ids,
    check_phases,
    check_ceilings,
    check_lanes,
    check_single,
    check_floors,
    check_equipment,
    check_departs,
    check_hits,
    *limits.CHECKS,
    check_modes,
    check_modes_done,
    check_factors,
)


def check_agreement(v: View) -> None:
    """Exactly one activity is the agreement of both parties on the timetable."""
    agreements = [a.id for a in v.case.activities if a.kind == "agreement"]
    if len(agreements) != 1 and v.rows.whole("activities"):
        spot = v.spot("activities", agreements[-1]).at("kind") if agreements else Spot("activities.csv")
        named = ", ".join(agreements) or "-"
        v.note("case.agreements", spot, count=len(agreements), named=named, day=v.day.isoformat())


def check_end(v: View) -> None:
    """The end is a milestone that is known, and some milestone is a headline."""
    objectives = v.rows.of("objectives")
    ids = {m.id for m in v.case.milestones}
    if not v.rows.whole("milestone", "objectives"):
        return
    end = v.case.objectives.end
    if end not in ids and (not end or end in {p.row.id for p in v.rows.of("milestone")}):
        spot = objectives[0].spot.at("end") if objectives else Spot("case.toml").at("objectives")
        near = nearest(end, ids) or "-"
        v.note("case.no-end", spot, value=end or "-", day=v.day.isoformat(), nearest=near)
    if ids and not any(m.headline for m in v.case.milestones):
        v.note("case.no-headline", Spot("case.toml").at("milestone"), day=v.day.isoformat())


def check_calendar(v: View) -> None:
    """The calendars of the mission and of the parties are known."""
    calendar = v.case.mission_calendar
    later = {p.row.id for p in v.rows.of("calendar")} - {c.id for c in v.case.calendars}
    if calendar in later:
        spot = Spot("case.toml").at("mission_calendar")
        v.note("case.calendar-later", spot, value=calendar, day=v.day.isoformat())
    for party in v.rows.of("party"):
        if party.row.calendar in later:
            v.note("case.calendar-later", party.spot.at("calendar"), value=party.row.calendar, day=v.day.isoformat())


def check_known_rows(v: View) -> None:
    """Sites, units and parties on both sides are known."""
    for table, attribute in (("sites", "sites"), ("units", "units")):
        if not getattr(v.case, attribute) and v.rows.of(table) and v.rows.whole(table):
            v.note("case.nothing-known", Spot(f"{table}.csv"), table=f"{table}.csv", day=v.day.isoformat())
    sides = [p.side for p in v.case.parties]
    if v.rows.whole("party") and v.case.parties and sorted(sides) != ["coalition", "host"]:
        v.note("case.two-parties", Spot("case.toml").at("party"), count=len(sides))


COMPLETENESS: tuple[Callable[[View], None], ...] = (check_agreement, check_end, check_calendar, check_known_rows)


def check_days(rows: Rows, as_of: date, report: Report) -> None:
    """The case hangs together on every day on which something became known, and can be planned on its as-of date."""
    planned = Rows({t: found for t, found in rows.by_table.items() if t not in RECORDS}, rows.damaged, rows.unread)
    days = {p.known_from for p in planned.all if p.known_from != date.min}
    for day in sorted(days | {as_of}):
        v = View(planned, day, report)
        for check in CONSISTENCY:
            check(v)
    check_complete(rows, as_of, report)


def check_complete(rows: Rows, as_of: date, report: Report) -> None:
    """What a case needs to be planned was known on ``as_of``."""
    v = View(rows, as_of, report)
    for check in COMPLETENESS:
        check(v)
