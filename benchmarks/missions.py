"""Synthetic missions of any size: ``python benchmarks/missions.py --sites N [--seed S] [--modes] --out FOLDER``.

In: a number of sites and a seed.  Out: a mission as the rows of a case folder (:func:`mission`), as files that ``jadwal
check`` accepts (:func:`files`, :func:`write`), or as the case itself (:func:`case_of`).  The rule this module owns:
*the same number of sites and seed give the same bytes, and no row is drawn that a case folder could not hold*.  Places,
people and dates are made up; only the proportions are meant.

Proportions, all assumed but for the two that fix the scale: in the drawdown of 2009 to 2011 in Iraq 341 bases were
closed and some 60,000 containers moved, so that a site has ``LOADS_PER_SITE`` = 176 loads; ``PEOPLE_PER_SITE`` = 370
makes 350 sites the size of that force.

- One site in ``SPOKES`` + 1 is a hub, each with a region of its own lanes: flights for people, a road for equipment, a
  feeder road from its spokes.  Everybody of a region leaves through its hub, which closes last.
- People per site have a heavy tail: log-normal, median 120 at a spoke (sigma 1.0) and 2,500 at a hub (sigma 0.5),
  then scaled so that the mission has ``PEOPLE_PER_SITE`` on average.  Loads follow people with a log-normal factor.
- A site's people are advisers or support, a part of which leaves early where there are many, and guards: 18 to 30 per
  100 others, where 15 are asked for.  Hubs also have enablers, who provide three functions.  One spoke in eight sends
  its advisers to the hub first.  One unit in four belongs to one of the smaller nations.
- Units are at most 1,000 people; flights carry 250, convoys 50 loads, feeder convoys 120 people.  So a mission has
  about 18 tasks per site, whatever its size.
- Lanes are so wide that their likely work fills ``LANE_DAYS`` days; crews grow with the sites.  So missions of all
  sizes take about equally long (two to three years), and a larger one is more of the same at once.
- With ``--modes`` there are several ways of doing things: a firm cleans up each site in half the days, without a team
  of engineers and for money; whoever flies can also go by coach, in twice the days, on lanes half as wide.
- Five phases: settling the details (no one leaves), a first reduction, the small outposts (a third of the spokes),
  the other spokes, the hubs.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from jadwal.case import read_case
from jadwal.case.tables import CASE_FILE, CONDITIONS_FILE, EVENTS, ROOTS
from jadwal.case.writing import csv_table, toml_header, toml_table, toml_value
from jadwal.model.case import Case

PEOPLE_PER_SITE, LOADS_PER_SITE = 370, 176
SPOKES = 11  # of a hub
PER_FLIGHT, PER_CONVOY, PER_FEEDER, PER_UNIT = 250, 50, 120, 1000
LANE_DAYS = 240  # days in which a lane does its likely work when it is never idle
STEP = 8  # percent of the mission that may leave in thirty days
SHARED = Path(__file__).with_name("mission.toml")
UNDATED = ("party", "objectives")  # rows without the day from which they are known
AS_OF = date(2031, 1, 1)
HORIZON = date(2035, 6, 30)
KNOWN: Mapping[str, Any] = {"known_from": date(2030, 12, 1), "basis": "assumed"}
FUNCTIONS = (("medical-evacuation", "medevac"), ("air-surveillance", "surveillance"), ("logistics", "logistics"))

Row = dict[str, Any]
Tables = dict[str, list[Row]]


@dataclass
class Place:
    """One site while the mission is drawn."""

    id: str
    number: int
    region: int
    hub: str  # empty: it is one
    people: int  # others than guards
    loads: int
    phase: str
    name: Row
    arriving: int = 0  # people who are to come from its spokes

    @property
    def moves_in(self) -> bool:
        """True for a spoke that sends its advisers to the hub first."""
        return bool(self.hub) and self.number % 8 == 3

    @property
    def advisers(self) -> int:
        """How many of its people advise."""
        return self.people // (2 if self.moves_in or self.people < 60 else 4)


def mission(sites: int, seed: int = 1, *, modes: bool = False) -> Tables:
    """The rows of a mission with so many ``sites`` (at least 2) by table, those of ``case`` its settings.

    ``modes``: with several ways of doing things; the rest of the mission is the same.
    """
    if sites < 2:
        raise ValueError("a mission has at least two sites")
    draw = random.Random(f"jadwal mission {sites} {seed}")
    places = _places(sites, draw)
    nations = _nations(sites)
    units = [unit for place in places for unit in _units(place, nations, draw)]
    people = sum(u["headcount"]["likely"] for u in units)
    rows, lanes = [_site(place, draw) for place in places], _lanes(places, units)
    return {
        "case": [_settings(sites, seed)],
        **_shared(people, places),
        "ceiling": _ceilings(people, nations, units),
        "nations": nations,
        "sites": rows,
        "units": units,
        "lanes": [*lanes, *(_coach(lane) for lane in lanes if modes and lane["kind"] == "air")],
        "modes": [*_firms(rows), *_coaches(units)] if modes else [],
        "permissions": _permissions(places),
        "crews": _crews(sites),
        "functions": _functions(units),
    }


def files(tables: Tables) -> dict[str, str]:
    """The text of every file of the mission's folder by name."""
    made = {CASE_FILE: _toml(CASE_FILE, tables), CONDITIONS_FILE: _toml(CONDITIONS_FILE, tables)}
    for table in ROOTS:
        if table.sheet and table.file != EVENTS and tables.get(table.name):
            made[table.file] = csv_table(table, tables[table.name])
    return made


def write(tables: Tables, folder: Path) -> None:
    """Write the mission into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(tables).items():
        (folder / name).write_text(text, "utf-8")


def case_of(tables: Tables) -> Case:
    """The case that the mission's folder reads as."""
    with tempfile.TemporaryDirectory() as folder:
        write(tables, Path(folder))
        return read_case(Path(folder))


def _toml(file: str, tables: Tables) -> str:
    lines: list[str] = []
    if file == CASE_FILE:
        lines += [f"{key} = {toml_value(value)}" for key, value in tables["case"][0].items()]
    for table in (t for t in ROOTS if t.file == file):
        for row in tables.get(table.name, []):
            lines += ["", *toml_table(table, toml_header(table), row)]
    return "\n".join(lines).strip() + "\n"


def _named(en: str, ar: str) -> Row:
    return {"en": en, "ar": ar}


def _about(likely: int, low: float = 0.5, high: float = 2.0) -> Row:
    """An assumed figure with its range."""
    return {"low": math.floor(likely * low), "likely": likely, "high": math.ceil(likely * high)}


def _settings(sites: int, seed: int) -> Row:
    return {
        "schema": 1,
        "id": f"mission-{sites}-{seed}",
        "name": _named(f"Synthetic mission of {sites} sites", f"بعثة مصطنعة، عدد مواقعها {sites}"),
        "as_of": AS_OF,
        "horizon": HORIZON,
        "confidence": 80,
        "mission_calendar": "mission",
    }


def _places(sites: int, draw: random.Random) -> list[Place]:
    """Hubs, each followed by its spokes; as many people and loads as the proportions say."""
    regions = max(1, round(sites / (SPOKES + 1)))
    drawn: list[Place] = []
    for n in range(sites):
        region, hub = n % regions, n < regions
        people = draw.lognormvariate(math.log(2500 if hub else 120), 0.5 if hub else 1.0)
        name = _named(f"{'Hub' if hub else 'Camp'} {n + 1:03}", f"{'المركز' if hub else 'المعسكر'} {n + 1:03}")
        home = "" if hub else f"hub-{region + 1:03}"
        drawn.append(Place(f"{'hub' if hub else 'camp'}-{n + 1:03}", n, region, home, round(people), 0, "hubs", name))
    share = PEOPLE_PER_SITE * sites / (1.24 * sum(p.people for p in drawn))  # 1.24: with the guards
    for p in drawn:
        p.people = max(12, round(p.people * share))
        p.loads = round(p.people * draw.lognormvariate(0, 0.5) * 100)
    share = LOADS_PER_SITE * sites / sum(p.loads for p in drawn)
    spokes = sorted((p for p in drawn if p.hub), key=lambda p: (p.people, p.id))
    for n, p in enumerate(spokes):
        p.phase = "outposts" if n < len(spokes) / 3 else "sites"
    for p in drawn:
        p.loads = max(1, round(p.loads * share))
    hubs = {p.id: p for p in drawn if not p.hub}
    for p in spokes:
        hubs[p.hub].arriving += p.advisers if p.moves_in else 0
    return sorted(drawn, key=lambda p: (p.region, bool(p.hub), p.id))


def _nations(sites: int) -> list[Row]:
    """The leading nation and from two to twenty-four smaller ones."""
    lead: Row = {"id": "lead", "name": _named("Leading nation", "الدولة القائدة"), "consent": "given"}
    others = [
        {
            "id": f"nation-{n:02}",
            "name": _named(f"Nation {n}", f"الدولة {n}"),
            "consent": ("given", "needed", "unknown")[n % 3],
        }
        for n in range(1, min(24, 2 + sites // 10) + 1)
    ]
    return [{**row, "party": "coalition", **KNOWN} for row in (lead, *others)]


def _parts(total: int, count: int) -> list[int]:
    """``total`` in ``count`` parts as equal as whole numbers can be."""
    return [total // count + (n < total % count) for n in range(count)]


@dataclass(frozen=True)
class Group:
    """People of one role at a site who leave in one phase."""

    stem: str
    role: str
    people: int
    phase: str
    function: str = ""


def _groups(place: Place, draw: random.Random) -> list[Group]:
    """The people of one site: enablers (at hubs), advisers, support (a third early where there are many), guards."""
    found = []
    if not place.hub:
        found += [Group(f, "enabler", max(4, place.people // 25), place.phase, f) for f, _ in FUNCTIONS]
    advisers = place.advisers
    support = place.people - advisers - sum(g.people for g in found)
    early = support // 3 if place.people >= 200 and not place.moves_in else 0
    found.append(Group("advisers", "adviser", advisers, place.phase))
    if early:
        found.append(Group("support-early", "support", early, "first-reduction"))
    found.append(Group("support", "support", support - early, place.phase))
    guarded = place.people + place.arriving
    return [*found, Group("guards", "protection", max(6, math.ceil(guarded * draw.uniform(0.18, 0.30))), place.phase)]


def _units(place: Place, nations: Sequence[Row], draw: random.Random) -> Iterator[Row]:
    """The units of one site; its loads go with those who support, in proportion to their people."""
    groups = _groups(place, draw)
    supporting = [g for g in groups if g.role == "support"]
    shipped = [round(place.loads * g.people / sum(s.people for s in supporting)) for g in supporting[:-1]]
    loads = dict(zip(supporting, [*shipped, place.loads - sum(shipped)], strict=True))
    for group in groups:
        own = group.function or draw.random() < 0.75
        nation = nations[0] if own else draw.choice(nations[1:])
        count = -(-group.people // PER_UNIT)
        parts = zip(_parts(group.people, count), _parts(loads.get(group, 0), count), strict=True)
        for n, (people, carried) in enumerate(parts, 1):
            row = _unit(place, group, f"-{n}" if count > 1 else "", people, str(nation["id"]))
            if carried:
                row |= {"loads": _about(carried, 0.7, 1.6), "cargo_lane": f"road-{place.region + 1:02}"}
            yield row


ROLES = {
    "adviser": ("Advisers", "مستشارو"),
    "support": ("Support", "إسناد"),
    "enabler": ("Enablers", "وحدات الدعم المتخصص في"),
    "protection": ("Guards", "حرس"),
}


def _unit(place: Place, group: Group, part: str, people: int, nation: str) -> Row:
    en, ar = ROLES[group.role]
    number, stem = f"{place.region + 1:02}", f"{group.stem}{part}"
    row: Row = {
        "id": f"{place.id}-{stem}",
        "name": _named(f"{en}, {place.name['en']} ({stem})", f"{ar} {place.name['ar']} ({stem})"),
        "nation": nation,
        "site": place.id,
        "role": group.role,
        "headcount": _about(people, 0.8, 1.2),
        "disposition": "depart",
        "phase": group.phase,
        "lane": f"air-{number}",
        "function": group.function,
        **KNOWN,
    }
    if group.role == "adviser" and place.moves_in:
        row |= {"disposition": "relocate", "lane": f"feeder-{number}", "to_site": place.hub}
        row |= {"then_phase": "hubs", "then_lane": f"air-{number}"}
    return row


def _site(place: Place, draw: random.Random) -> Row:
    """The row of a site: six in ten have a named receiver; outposts near the front weigh more."""
    row: Row = {
        "id": place.id,
        "name": place.name,
        "latitude": f"{30.5 + (place.region % 6) * 1.1 + draw.uniform(-0.5, 0.5):.2f}",
        "longitude": f"{40.5 + (place.region // 6) * 1.1 + draw.uniform(-0.5, 0.5):.2f}",
        "area": f"Region {place.region + 1:02}",
        "fate": "keep" if place.hub and draw.random() < 0.06 else "transfer",
        "closes_in": place.phase,
        "threat_weight": draw.choice((50, 80, 100, 150, 250)),
        "daily_cost": 10 + place.people // 10,
        **KNOWN,
    }
    if place.hub:
        row["hub"] = place.hub
    if draw.random() < 0.6:
        row["receiver"] = _named("Ministry of Defence", "وزارة الدفاع")
    return row


def _lanes(places: Sequence[Place], units: Sequence[Row]) -> list[Row]:
    """Per region flights, a road for equipment and a feeder road, as wide as their work asks for."""
    work: dict[str, int] = {}
    for u in units:
        people, loads = u["headcount"]["likely"], u.get("loads", {"likely": 0})["likely"]
        step = PER_FEEDER if u["disposition"] == "relocate" else PER_FLIGHT
        asked = [(u["lane"], people, step), (u.get("then_lane", ""), people, PER_FLIGHT)]
        for lane, amount, most in (*asked, (u.get("cargo_lane", ""), loads, PER_CONVOY)):
            work[lane] = work.get(lane, 0) + -(-amount // most)
    rows: list[Row] = []
    for region in sorted({p.region for p in places}):
        number = f"{region + 1:02}"
        for stem, kind, days, people, loads in (
            ("air", "air", 3, PER_FLIGHT, 0),
            ("road", "road", 5, 0, PER_CONVOY),
            ("feeder", "road", 1, PER_FEEDER, 0),
        ):
            width = max(1, round(work.get(f"{stem}-{number}", 0) * days / LANE_DAYS))
            en, ar = {"air": ("Flights", "رحلات"), "road": ("Road", "طريق"), "feeder": ("Feeder road", "طريق رافد")}[
                stem
            ]
            rows.append(
                {
                    "id": f"{stem}-{number}",
                    "name": _named(f"{en} of region {number}", f"{ar} المنطقة {number}"),
                    "kind": kind,
                    "capacity": {"low": max(1, width // 2), "likely": width, "high": width * 2},
                    "days": _about(days, 0.6, 2.0) if days > 1 else {"low": 1, "likely": 1, "high": 2},
                    "people_per_serial": people,
                    "loads_per_serial": loads,
                    "calendar": "pilgrimage" if stem == "road" and region % 3 == 0 else "every-day",
                    **KNOWN,
                }
            )
    return rows


def _coach(flights: Row) -> Row:
    """Coaches beside flights: twice the days, half as many at once."""
    number = flights["id"].removeprefix("air-")
    width = max(1, flights["capacity"]["likely"] // 2)
    return {
        **flights,
        "id": f"coach-{number}",
        "name": _named(f"Coaches of region {number}", f"حافلات المنطقة {number}"),
        "kind": "road",
        "capacity": {"low": max(1, width // 2), "likely": width, "high": width * 2},
        "days": _about(2 * flights["days"]["likely"], 0.6, 2.0),
    }


def _coaches(units: Sequence[Row]) -> Iterator[Row]:
    """Whoever leaves on a flight may leave by coach."""
    for u in units:
        if u["lane"].startswith("air-"):
            name, lane = _named("by coach", "بالحافلات"), u["lane"].replace("air-", "coach-")
            yield {"id": f"{u['id']}-by-coach", "of": u["id"], "name": name, "lane": lane, "cost": -5, **KNOWN}


def _firms(sites: Sequence[Row]) -> Iterator[Row]:
    """A firm may clean up a site that is handed over."""
    for s in (s for s in sites if s["fate"] == "transfer"):
        row = {"days": _about(3), "crew_need": 0, "cost": 4 * s["daily_cost"]}
        name = _named("by a firm", "على يد شركة")
        yield {"id": f"{s['id']}-by-firm", "of": f"cleanup:{s['id']}", "name": name, **row, **KNOWN}


def _permissions(places: Sequence[Place]) -> list[Row]:
    """Every region's flights and convoys are cleared by the host; a third state's leave for half a year, by road."""
    rows: list[Row] = []
    for region in sorted({p.region for p in places}):
        number = f"{region + 1:02}"
        for stem, granter, lead, valid, en, ar in (
            ("air", "host", 10, 0, "Flight clearance", "إذن الطيران"),
            ("road", "transit state", 21, 180 if region % 2 else 0, "Transit of convoys", "عبور القوافل"),
        ):
            rows.append(
                {
                    "id": f"clearance-{stem}-{number}",
                    "name": _named(f"{en}, region {number}", f"{ar}، المنطقة {number}"),
                    "granter": granter,
                    "lead": _about(lead, 0.5, 3.0),
                    "refusal_percent": {"low": 0, "likely": 5, "high": 20},
                    "lane": f"{stem}-{number}",
                    "asked_after": "agreement",
                    "valid_days": valid,
                    **KNOWN,
                }
            )
    return rows


def _crews(sites: int) -> list[Row]:
    """Teams for the whole mission: trainers for one site in six at once, engineers in ten, inspectors in twenty."""
    wide = (
        ("trainers", "Handover trainers", "مدربو التسليم", max(2, sites // 6)),
        ("engineers", "Engineer teams", "فرق الهندسة", max(2, sites // 10)),
        ("inspectors", "Joint inspectors", "فرق التفتيش المشترك", max(1, sites // 20)),
    )
    return [
        {
            "id": id,
            "name": _named(en, ar),
            "capacity": {"low": max(1, n * 2 // 3), "likely": n, "high": n * 2},
            "calendar": "mission",
            **KNOWN,
        }
        for id, en, ar, n in wide
    ]


def _functions(units: Sequence[Row]) -> list[Row]:
    """Each function needs four in ten of those who provide it until its condition holds."""
    names = {"medical-evacuation": "الإخلاء الطبي", "air-surveillance": "المراقبة الجوية", "logistics": "الإمداد"}
    return [
        {
            "id": id,
            "name": _named(id.replace("-", " ").capitalize(), names[id]),
            "need": _about(sum(u["headcount"]["likely"] for u in units if u["function"] == id) * 2 // 5, 0.6, 1.5),
            "until_condition": f"{short}-capable",
            **KNOWN,
        }
        for id, short in FUNCTIONS
    ]


def _shared(people: int, places: Sequence[Place]) -> Tables:
    """The rows of ``mission.toml``, and of those that depend on the mission the steps and what milestones wait for."""
    tables: Tables = tomllib.loads(SHARED.read_text("utf-8"))
    spokes = [f"left:{p.id}" for p in places if p.hub]
    hubs = [f"left:{p.id}" for p in places if not p.hub]
    for row in tables["milestone"]:
        row["after"] = {"spokes-left": spokes, "hubs-left": hubs}.get(row["id"]) or row["after"]
    step, gap = _about(max(400, people * STEP // 100), 0.7, 1.5), {"low": 7, "likely": 14, "high": 30}
    tables["reduction"] = [{"step_people": step, "step_days": 30, "gap_days": gap}]
    known = {name: [row if name in UNDATED else {**row, **KNOWN} for row in rows] for name, rows in tables.items()}
    return {**known, "calendar": _calendars()}


def _calendars() -> list[Row]:
    """Fridays and Saturdays off, two feasts of four days a year; a road closed for a pilgrimage of sixteen days.

    The closed periods come eleven days earlier each year, as lunar dates do.
    """

    def closed(en: str, ar: str, first: date, days: int) -> list[Row]:
        found = []
        for year in range(AS_OF.year, HORIZON.year + 1):
            day = first.replace(year=year) - timedelta(days=11 * (year - first.year))
            name = _named(f"{en} {year}", f"{ar} {year}")
            found.append({"first": day, "last": day + timedelta(days=days - 1), "name": name, "basis": "assumed"})
        return found

    feasts = closed("Feast after the fast", "عيد الفطر", date(2031, 2, 24), 4)
    feasts += closed("Feast of sacrifice", "عيد الأضحى", date(2031, 5, 2), 4)
    pilgrimage = closed("Pilgrimage", "الزيارة", date(2031, 7, 1), 16)
    week = {"days_off": [4, 5], "closed": sorted(feasts, key=lambda c: str(c["first"]))}
    return [
        {"id": "mission", "name": _named("Working days", "أيام العمل"), **week, **KNOWN},
        {"id": "pilgrimage", "name": _named("Open road", "أيام انفتاح الطريق"), "closed": pilgrimage, **KNOWN},
        {"id": "every-day", "name": _named("Every day", "كل يوم"), **KNOWN},
    ]


def _ceilings(people: int, nations: Sequence[Row], units: Sequence[Row]) -> list[Row]:
    """Six in ten of the mission from March 2032 on, and half of the second nation from June 2032 on."""
    second = nations[1]["id"]
    theirs = sum(u["headcount"]["likely"] for u in units if u["nation"] == second)
    rows: list[Row] = [
        {"id": "mission-2032", "scope": "mission", "day": date(2032, 3, 1), "most": people * 6 // 10, **KNOWN}
    ]
    if theirs:
        rest = {"day": date(2032, 6, 1), "most": theirs // 2, **KNOWN}
        rows.append({"id": "second-nation-2032", "scope": "nation", "of": second, **rest})
    return rows


def main() -> None:
    """Write one mission."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sites", type=int, required=True)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--modes", action="store_true", help="several ways of doing things")
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    made = mission(given.sites, given.seed, modes=given.modes)
    write(made, given.out)
    people = sum(u["headcount"]["likely"] for u in made["units"])
    loads = sum(u["loads"]["likely"] for u in made["units"] if "loads" in u)
    print(f"{given.out}: {len(made['sites'])} sites, {len(made['units'])} units, {people} people, {loads} loads")


if __name__ == "__main__":
    main()
