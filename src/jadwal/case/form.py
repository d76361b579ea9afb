"""Checks of single rows: what a row must say to be usable, each a small function.

In: all rows of a folder and the case's settings.  Out: mistakes.  The rule this module owns: *a row that is
accepted can be planned with*; whether the plan is good is not its business.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from jadwal.case.dictionary import fields, nearest
from jadwal.case.report import Report
from jadwal.case.risks import check_risks
from jadwal.case.rows import Placed, Rows
from jadwal.case.values import NO, YES
from jadwal.model.case import USUAL
from jadwal.text import western_digits

FIRST_DAY = date(1990, 1, 1)
LONGEST = 20  # years from the as-of date to the horizon: longer than any transition, short enough to simulate


def check_as_of(rows: Rows, report: Report) -> None:
    """The case looks from its as-of date to a horizon that lies after it and within twenty years."""
    for placed in rows.of("case"):
        as_of, horizon = placed.row.as_of, placed.row.horizon
        if as_of >= horizon:
            report.add(
                "case.as-of-after-horizon",
                placed.spot.at("horizon"),
                as_of=as_of.isoformat(),
                horizon=horizon.isoformat(),
            )
        elif horizon - as_of > timedelta(days=366 * LONGEST):
            report.add("case.horizon-too-far", placed.spot.at("horizon"), horizon=horizon.isoformat(), years=LONGEST)


def check_dates(rows: Rows, report: Report) -> None:
    """Every date lies between 1990 and the horizon."""
    horizons = [p.row.horizon for p in rows.of("case")]
    last = max(horizons) if horizons else date.max
    for placed in rows.all:
        for f in fields(placed.table):
            value = getattr(placed.row, f.name, None) if f.kind == "date" else None
            if f.name in placed.typed and value is not None and not FIRST_DAY <= value <= last:
                report.add(
                    "case.date-outside",
                    placed.spot.at(f.name),
                    day=value.isoformat(),
                    first=FIRST_DAY.isoformat(),
                    last=last.isoformat(),
                )


_ORDERED = {
    "calendar.closed": ("first", "last"),
    "blackouts": ("first", "last"),
    "budget": ("first", "last"),
    "capacities": ("first", "last"),
    "condition.scenario": ("first", "likely", "last"),
    "progress": ("started", "finished", "known_from"),
    "tallies": ("since", "as_of", "known_from"),
    "shocks": ("started", "ended"),
    "observations": ("observed", "known_from"),
    "events": ("day", "known_from"),
}


def check_order_of_dates(rows: Rows, report: Report) -> None:
    """Dates of one row stand in their order: first before last, started before finished, happened before known."""
    for table, names in (*_ORDERED.items(), *((t, ("window_first", "window_last")) for t in ("shocks", "risks"))):
        for placed in rows.of(table):
            given = [(n, getattr(placed.row, n)) for n in names if getattr(placed.row, n) is not None]
            for (first, early), (last, late) in pairwise(given):
                if early > late:
                    report.add(
                        "case.reversed",
                        placed.spot.at(last),
                        first=first,
                        early=early.isoformat(),
                        last=last,
                        late=late.isoformat(),
                    )


def check_basis(rows: Rows, report: Report) -> None:
    """What is reported names a source; what is assumed states a low and a high."""
    for placed in rows.all:
        basis = getattr(placed.row, "basis", "")
        if basis == "reported" and hasattr(placed.row, "source") and not placed.row.source:
            report.add("case.no-source", placed.spot.at("source"))
        if basis == "assumed":
            for f in fields(placed.table):
                if f.kind == "estimate" and f.name in placed.typed and f"{f.name}.range" not in placed.typed:
                    report.add("case.no-range", placed.spot.at(f.name), field=f.name)


def check_movement(rows: Rows, report: Report) -> None:
    """Who departs or relocates has a lane; who relocates has a site to go to; a second leg has its own lane."""
    for placed in rows.of("units"):
        unit, at = placed.row, placed.spot.at
        moves = unit.disposition in ("depart", "relocate")
        if moves and not unit.lane:
            report.add("case.no-lane", at("lane"), id=unit.id)
        if unit.disposition == "relocate" and not unit.to_site:
            report.add("case.no-to-site", at("to_site"), id=unit.id)
        if unit.disposition != "relocate":
            for name in ("to_site", "then_phase", "then_lane"):
                if getattr(unit, name):
                    report.add("case.not-relocating", at(name), id=unit.id, field=name)
        elif unit.to_site == unit.site:
            report.add("case.self-link", at("to_site"), id=unit.id)
        if unit.then_phase and not unit.then_lane:
            report.add("case.no-then-lane", at("then_lane"), id=unit.id)
        if unit.then_lane and not unit.then_phase:
            report.add("case.no-then-phase", at("then_phase"), id=unit.id)
        if moves and unit.loads and unit.loads.likely and not unit.cargo_lane:
            report.add("case.no-cargo-lane", at("cargo_lane"), id=unit.id)


def check_hubs(rows: Rows, report: Report) -> None:
    """Movements of a site go through another site, and hubs do not go round in a circle."""
    hubs = {p.row.id: (p.row.hub, p.spot) for p in sorted(rows.of("sites"), key=lambda p: p.known_from)}
    for id, (hub, spot) in sorted(hubs.items()):
        if hub == id:
            report.add("case.self-link", spot.at("hub"), id=id)
            continue
        seen = [id]
        while hub and hub in hubs and hub not in seen:
            seen.append(hub)
            hub = hubs[hub][0]
        if hub == id and id == min(seen):
            report.add("case.hub-cycle", spot.at("hub"), chain=" → ".join([*seen, id]))


def check_self_links(rows: Rows, report: Report) -> None:
    """Nothing waits for itself."""
    for placed in rows.of("activities"):
        if any(link.before == placed.row.id for link in placed.row.after):
            report.add("case.self-link", placed.spot.at("after"), id=placed.row.id)
    for placed in rows.of("milestone"):
        if placed.row.id in placed.row.after:
            report.add("case.self-link", placed.spot.at("after"), id=placed.row.id)
    for placed in rows.of("nations"):
        if placed.row.depends_on == placed.row.id:
            report.add("case.self-link", placed.spot.at("depends_on"), id=placed.row.id)


def check_gates(rows: Rows, report: Report) -> None:
    """A gate names a phase or an activity: one of them, not both."""
    for placed in rows.of("condition.gate"):
        if bool(placed.row.phase) == bool(placed.row.activity):
            report.add("case.gate-target", placed.spot)


def check_rules(rows: Rows, report: Report) -> None:
    """A condition compares as its indicator's kind can be compared, with a rung of its ladder."""
    indicators = {p.row.id: p.row for p in rows.of("indicator")}
    fits = {"count": ("at_most", "at_least"), "rating": ("at_least",), "fact": ("is_true",)}
    for placed in rows.of("condition.rule"):
        rule = placed.row
        indicator = indicators.get(rule.indicator)
        if indicator is None:
            continue
        allowed = fits[indicator.kind]
        if rule.comparator not in allowed:
            report.add(
                "case.rule-kind",
                placed.spot.at("comparator"),
                comparator=rule.comparator,
                indicator=indicator.id,
                kind=indicator.kind,
                allowed=", ".join(allowed),
            )
        elif indicator.kind == "rating" and rule.rating not in indicator.ladder:
            _not_on_ladder(placed, "rating", rule.rating, indicator.id, indicator.ladder, report)
        elif indicator.kind == "count" and "value" not in placed.typed:
            report.add("case.missing-value", placed.spot.at("value"), field="value")


def check_ladders(rows: Rows, report: Report) -> None:
    """A rated indicator has a ladder of two rungs or more."""
    for placed in rows.of("indicator"):
        if placed.row.kind == "rating" and len(placed.row.ladder) < 2:
            report.add("case.no-ladder", placed.spot.at("ladder"), id=placed.row.id)


def check_observations(rows: Rows, report: Report) -> None:
    """An observed value is of its indicator's kind: a whole number, a rung of the ladder, or yes or no."""
    indicators = {p.row.id: p.row for p in rows.of("indicator")}
    for placed in rows.of("observations"):
        indicator, value = indicators.get(placed.row.indicator), placed.row.value
        if indicator is None:
            continue
        if indicator.kind == "rating" and value not in indicator.ladder:
            _not_on_ladder(placed, "value", value, indicator.id, indicator.ladder, report)
        elif indicator.kind == "fact" and value not in (*YES, *NO):
            report.add("case.not-yes-or-no", placed.spot.at("value"), value=value[:60])
        elif indicator.kind == "count" and not western_digits(value).isdecimal():
            report.add("case.not-integer", placed.spot.at("value"), value=value[:60])


def _not_on_ladder(p: Placed, name: str, value: str, indicator: str, ladder: tuple[str, ...], report: Report) -> None:
    rungs = ", ".join(ladder) or "-"
    near = nearest(value, ladder) or "-"
    report.add("case.not-on-ladder", p.spot.at(name), value=value[:60], indicator=indicator, ladder=rungs, nearest=near)


def check_tallies(rows: Rows, report: Report) -> None:
    """Tallies and the counting of events are for indicators that are counts."""
    kinds = {p.row.id: p.row.kind for p in rows.of("indicator")}
    for placed in rows.of("tallies"):
        kind = kinds.get(placed.row.indicator, "count")
        if kind != "count":
            report.add("case.not-a-count", placed.spot.at("indicator"), indicator=placed.row.indicator, kind=kind)


def check_questions(rows: Rows, report: Report) -> None:
    """A question has two readings or more."""
    for placed in rows.of("question"):
        if len(placed.row.readings) < 2:
            report.add("case.one-reading", placed.spot.at("reading"), id=placed.row.id)


def check_ceilings(rows: Rows, report: Report) -> None:
    """A ceiling or floor for a nation or a site says which; one for the mission names neither."""
    nations = {p.row.id for p in rows.of("nations")}
    sites = {p.row.id for p in rows.of("sites")}
    for placed in (*rows.of("ceiling"), *rows.of("floor")):
        scope, of = placed.row.scope, placed.row.of
        fits = {"mission": {""}, "nation": nations, "site": sites}[scope]
        if (scope == "mission") == bool(of) or (of in nations | sites and of not in fits):
            report.add("case.ceiling-scope", placed.spot.at("of"), scope=scope)


def check_shocks(rows: Rows, report: Report) -> None:
    """A shock comes at a rate, or with a chance inside a window, or has already started; and it does something."""
    for placed in rows.of("shocks"):
        s = placed.row
        window = (s.window_first, s.window_last, s.chance_percent)
        some = [part for part in window if part is not None]
        if 0 < len(some) < 3 or not (some or s.per_decade or s.started):
            report.add("case.shock-when", placed.spot, id=s.id)
        if not s.pauses and not s.ends and not s.slows:
            report.add("case.shock-does", placed.spot.at("pauses"), id=s.id)
        if bool(s.slows) != (s.slow_percent is not None):
            report.add("case.shock-slows", placed.spot.at("slow_percent" if s.slows else "slows"), id=s.id)


def check_permissions(rows: Rows, report: Report) -> None:
    """A permission is for a lane or for an activity; one that is always refused can never be planned with."""
    for placed in rows.of("permissions"):
        if not placed.row.lane and not placed.row.activity:
            report.add("case.permission-for", placed.spot.at("lane"), id=placed.row.id)


def check_site_activities(rows: Rows, report: Report) -> None:
    """Work of a site-work kind says for which site (packing: for which unit) it is."""
    for placed in rows.of("activities"):
        kind, a = placed.row.kind, placed.row
        if kind in ("receiver", "training", "cleanup", "inspection", "transfer", "guard") and not a.site:
            report.add("case.work-for", placed.spot.at("site"), kind=kind, field="site")
        if kind == "pack" and not a.unit:
            report.add("case.work-for", placed.spot.at("unit"), kind=kind, field="unit")


def check_coordinates(rows: Rows, report: Report) -> None:
    """Coordinates come in pairs."""
    for placed in rows.of("sites"):
        if bool(placed.row.latitude) != bool(placed.row.longitude):
            name = "longitude" if placed.row.latitude else "latitude"
            report.add("case.missing-value", placed.spot.at(name), field=name)


def check_functions(rows: Rows, report: Report) -> None:
    """Only an enabler provides a function."""
    for placed in rows.of("units"):
        if placed.row.function and placed.row.role != "enabler":
            report.warn("case.not-an-enabler", placed.spot.at("function"), id=placed.row.id, role=placed.row.role)


def check_bands(rows: Rows, report: Report) -> None:
    """Two bands of guards do not begin at one threat weight."""
    for outer in rows.of("protection"):
        seen: set[int] = set()
        for placed in outer.inside:
            if placed.row.threat_from in seen:
                report.add("case.band-twice", placed.spot.at("threat_from"), threat_from=placed.row.threat_from)
            seen.add(placed.row.threat_from)


def check_equipment(rows: Rows, report: Report) -> None:
    """What is shipped has a lane and loads; what goes otherwise says how long that takes, and has no lane."""
    for placed in rows.of("equipment"):
        e, at = placed.row, placed.spot.at
        if e.disposition == "ship":
            for name in ("lane", "loads"):
                value = getattr(e, name)
                if not value or (name == "loads" and not value.likely):
                    report.add("case.equipment-lane", at(name), id=e.id, field=name)
            continue
        if e.days is None:
            report.add("case.equipment-days", at("days"), id=e.id)
        if e.lane:
            report.add("case.equipment-not-shipped", at("lane"), id=e.id)


def check_modes(rows: Rows, report: Report) -> None:
    """Another way of doing something differs from the usual one, which has an id of its own; a crew comes with its
    need."""
    for placed in rows.of("modes"):
        m, at = placed.row, placed.spot.at
        if m.id == USUAL:
            report.add("case.mode-usual", at("id"), id=m.id)
        if not (placed.typed & {"days", "calendar", "crew", "crew_need", "lane"} or m.cost):
            report.add("case.mode-same", placed.spot, id=m.id, of=m.of)
        if bool(m.crew) != bool(m.crew_need):
            report.add("case.mode-crew", at("crew_need" if m.crew else "crew"), id=m.id)


CHECKS: tuple[Callable[[Rows, Report], None], ...] = (
    check_as_of,
    check_dates,
    check_order_of_dates,
    check_basis,
    check_movement,
    check_hubs,
    check_self_links,
    check_gates,
    check_rules,
    check_ladders,
    check_observations,
    check_tallies,
    check_questions,
    check_ceilings,
    check_shocks,
    check_permissions,
    check_site_activities,
    check_coordinates,
    check_functions,
    check_bands,
    check_equipment,
    check_risks,
    check_modes,
)
