"""Rows that name other rows.

In: all rows of a folder.  Out: mistakes.  The rule this module owns: *a row names only what exists, and what was
known no later than itself*, so that a replay of any day is complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from jadwal.case.dictionary import Field, fields, nearest
from jadwal.case.files import inside
from jadwal.case.report import Report, Spot
from jadwal.case.rows import Placed, Rows
from jadwal.case.tables import BY_NAME

SCOPES = ("lane", "site", "nation")
NAMING = {"list:pause": SCOPES, "list:scope": SCOPES, "list:reach": (*SCOPES, "crew")}


def first_known(rows: Rows) -> dict[str, dict[str, date]]:
    """For every table the ids that exist, with the first day on which each was known (a reading: its question's)."""
    found: dict[str, dict[str, date]] = {}
    for name, placed, known in _dated(rows):
        id = str(getattr(placed.row, "id", ""))
        if id:
            ids = found.setdefault(name, {})
            ids[id] = min(known, ids.get(id, known))
    return found


def _dated(rows: Rows) -> Iterator[tuple[str, Placed, date]]:
    """(table, row, day it was known), rows inside others with the day of the row around them."""
    for outer in (p for name in rows.by_table for p in rows.by_table[name]):
        yield outer.table, outer, outer.known_from
        for inner in outer.inside:
            yield inner.table, inner, max(inner.known_from, outer.known_from)


def check_references(rows: Rows, report: Report) -> None:
    """Every ``ref`` names a row that stands in the folder and was known when the row that names it was."""
    ids = first_known(rows)
    for _, placed, day in _dated(rows):
        known = day if day > date.min else date.max  # what carries no date is asked for on the as-of date
        for f in fields(placed.table):
            if (f.kind == "ref" or f.about.startswith("ref:")) and f.name in placed.typed:
                value = getattr(placed.row, f.name)
                for one in value if isinstance(value, tuple) else (value,):
                    check_reference(f, one, known, placed.spot.at(f.name), rows, ids, report)
        for f in fields(placed.table):
            if f.type in NAMING:
                _check_scopes(placed, f.name, NAMING[f.type], rows, ids, report)


def check_reference(
    f: Field, value: str, known: date, spot: Spot, rows: Rows, ids: dict[str, dict[str, date]], report: Report
) -> None:
    """One reference: to a row that exists, is known in time, and is not the row itself."""
    tables = f.choices
    days = [ids.get(t, {}).get(value) for t in tables]
    days_known = [d for d in days if d is not None]
    if not days_known:
        if not any(rows.may_stand(t, value) for t in tables):
            near = nearest(value, [id for t in tables for id in ids.get(t, {})]) or "-"
            report.add("case.dangling", spot, value=value[:80], table=_named(tables), nearest=near)
    elif min(days_known) > known:
        first = min(days_known).isoformat()
        report.add("case.known-later", spot, value=value, known=known.isoformat(), first=first)


def _named(tables: tuple[str, ...]) -> str:
    names = [BY_NAME[t].file if BY_NAME[t].sheet else f"[[{t}]]" for t in tables]
    return ", ".join(names)


def _check_scopes(
    placed: Placed, name: str, scopes: Iterable[str], rows: Rows, ids: dict[str, dict[str, date]], report: Report
) -> None:
    """The lanes, sites, nations and crews that a shock pauses, a risk hits or a factor acts on."""
    for one in getattr(placed.row, name):
        scope, colon, value = one.partition(":")
        if colon and scope in scopes:
            f = _reference_to(f"{scope}s")
            check_reference(f, value, placed.known_from, placed.spot.at(name), rows, ids, report)


def _reference_to(table: str) -> Field:
    near = fields("units")[0]
    return Field(**{**near.__dict__, "type": f"ref:{table}"})


def check_duplicates(rows: Rows, report: Report) -> None:
    """One id may stand twice in a table only with different days on which it was known."""
    for name in rows.by_table:
        seen: dict[tuple[str, date], Spot] = {}
        for placed in rows.by_table[name]:
            id = getattr(placed.row, "id", None)
            if id is None:
                continue
            before = seen.setdefault((id, placed.known_from), placed.spot)
            if before is not placed.spot:
                where = f"{before.file}:{before.row}"
                code = "case.duplicate" if BY_NAME[name].dated else "case.duplicate-undated"
                report.add(code, placed.spot.at("id"), id=id, where=where)


def check_ids_inside(rows: Rows, report: Report) -> None:
    """Ids of readings are unique among all questions, those of promises among all clauses (vintages of one aside)."""
    for name in ("question.reading", "clause.promise"):
        seen: dict[str, tuple[str, Spot]] = {}
        for outer in rows.of(BY_NAME[name].parent):
            here: set[str] = set()
            for inner in (p for p in outer.inside if p.table == name):
                owner, spot = seen.setdefault(inner.row.id, (outer.row.id, inner.spot))
                if owner != outer.row.id or inner.row.id in here:
                    where = f"{spot.file}:{spot.row}"
                    report.add("case.duplicate-undated", inner.spot.at("id"), id=inner.row.id, where=where)
                here.add(inner.row.id)


def check_documents(folder: Path, rows: Rows, report: Report) -> None:
    """A source that names a file names one inside the case folder."""
    for placed in rows.of("sources"):
        url = placed.row.url
        if not url or url.startswith(("http://", "https://")):
            continue
        if not inside(folder, folder / url):
            report.add("case.path-trick", placed.spot.at("url"), value=url[:80])
        elif not (folder / url).is_file():
            report.add("case.no-document", placed.spot.at("url"), value=url[:80])
