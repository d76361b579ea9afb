"""The figures of a case and how each is known.

In: a case as known on a day.  Out: how many figures are reported, assumed and entered; the assumed ones with their
range; the case with one of them fixed.  The rule this module owns: *an assumption is never silent*: every estimate
of an assumed row, and every assumed outlook, is listed and can be run again at its low and its high.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import msgspec

from jadwal.case.dictionary import fields
from jadwal.case.tables import ROOTS
from jadwal.model.case import Case, Estimate
from jadwal.model.fitting import fits
from jadwal.model.timetable import InputCount

SCENARIO = "condition.scenario"
SCENARIO_DATES = "first/likely/last"
BAND = "protection.band"
BELOW = {"closed": "calendar.closed", "scenarios": SCENARIO, "promises": "clause.promise", "bands": BAND}


class Assumed(NamedTuple):
    """One assumed figure: ``table`` is the attribute of the case that holds the row (``units``, ``conditions``, …).

    The dates of a scenario stand for one figure, in date ordinals.
    """

    table: str
    row: str
    field: str
    value: Estimate


def figures(case: Case) -> Iterator[tuple[str, Any, str, str, Estimate | None]]:
    """(table, row, field, basis, estimate or None) of every figure: the numbers and dates, not ids or names."""
    for table in ROOTS:
        if not table.dated:
            continue
        for row in _rows(case, table.attribute):
            yield from _of_row(table.attribute, table.name, row, row.basis)
            for below, name in BELOW.items():
                for inner in getattr(row, below, ()):
                    yield from _of_row(table.attribute, name, inner, getattr(inner, "basis", row.basis), row)


def _of_row(
    attribute: str, table: str, row: Any, basis: str, outer: Any = None
) -> Iterator[tuple[str, Any, str, str, Estimate | None]]:
    for f in fields(table):
        value = getattr(row, f.name, None)
        figure = f.kind in ("int", "estimate", "date", "decimal") or (table, f.name) == ("observations", "value")
        if not figure or f.name == "known_from" or value in (None, ""):
            continue
        if table == SCENARIO and f.kind == "date" and f.name != "first":
            continue  # the three dates are one figure
        if f.kind == "int" and f.default and str(value) == f.default:
            continue
        name = f"{f.name} ({row.threat_from}+)" if table == BAND else f.name
        yield attribute, outer or row, name, basis, value if isinstance(value, Estimate) else None


def _rows(case: Case, attribute: str) -> tuple[Any, ...]:
    found = getattr(case, attribute)
    return found if isinstance(found, tuple) else () if found is None else (found,)


def counts(case: Case) -> InputCount:
    """How many figures of the case are reported, assumed and entered."""
    bases = [basis for _, _, _, basis, _ in figures(case)]
    return InputCount(reported=bases.count("reported"), assumed=bases.count("assumed"), entered=bases.count("entered"))


def assumed_values(case: Case) -> tuple[Assumed, ...]:
    """Every assumed estimate with a range, and every assumed outlook's dates, sorted by table, row and field."""
    observed = fits(case.durations)
    found = [
        Assumed(table, row.id, name, value)
        for table, row, name, basis, value in figures(case)
        if basis == "assumed" and value is not None and value.low < value.high
        if not (table == "site_work" and name == "days" and (row.kind, "") in observed)  # what was observed holds
    ]
    for c in case.conditions:
        for s in c.scenarios:
            dates = Estimate(low=s.first.toordinal(), likely=s.likely.toordinal(), high=s.last.toordinal())
            if s.basis == "assumed" and dates.low < dates.high:
                found.append(Assumed("conditions", c.id, SCENARIO_DATES, dates))
    return tuple(sorted(found, key=lambda a: (a.table, a.row, a.field)))


def with_value(case: Case, table: str, row: str, field: str, value: int) -> Case:
    """The case with one estimate fixed at ``value`` (a scenario's dates: all three on that date ordinal).

    Raises ``KeyError`` when the case has no such row.
    """
    point = Estimate(low=value, likely=value, high=value)
    if table == "conditions":
        changes: dict[str, Any] = {field: point}
        if field == SCENARIO_DATES:
            changes = dict.fromkeys(("first", "likely", "last"), date.fromordinal(value))
        return _replaced(case, "conditions", row, lambda c: _with_outlook(c, changes))
    if table == "protection" and field != "percent":
        return _replaced(case, table, row, lambda r: _with_band(r, field, point))
    return _replaced(case, table, row, lambda r: msgspec.structs.replace(r, **{field: point}))


def _with_band(protection: Any, field: str, point: Estimate) -> Any:
    """The protection with the percent of one band (``percent (200+)``) fixed."""
    bands = tuple(
        msgspec.structs.replace(b, percent=point) if field == f"percent ({b.threat_from}+)" else b
        for b in protection.bands
    )
    return msgspec.structs.replace(protection, bands=bands)


def _with_outlook(condition: Any, changes: dict[str, Any]) -> Any:
    scenarios = tuple(msgspec.structs.replace(s, **changes) for s in condition.scenarios)
    return msgspec.structs.replace(condition, scenarios=scenarios)


def _replaced(case: Case, attribute: str, id: str, change: Any) -> Case:
    rows = _rows(case, attribute)
    if id not in {r.id for r in rows}:
        raise KeyError(f"{attribute}: {id}")
    changed = tuple(change(r) if r.id == id else r for r in rows)
    single = not isinstance(getattr(case, attribute), tuple)
    return msgspec.structs.replace(case, **{attribute: changed[0] if single else changed})
