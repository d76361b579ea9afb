"""From records as typed to rows of the model.

In: :class:`Record` values of one table.  Out: :class:`Placed` rows, each with its place.  The rule this module
owns: *a row with a mistake is set aside, not patched*; its id is remembered so that no other row is blamed for
naming it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import msgspec

from jadwal.case.dictionary import Field, fields
from jadwal.case.report import Report, Spot
from jadwal.case.sheets import Record
from jadwal.case.tables import BY_NAME, Table, children
from jadwal.case.values import RefusedError, convert


@dataclass(frozen=True)
class Placed:
    """A row and where it stands."""

    table: str
    row: Any
    spot: Spot
    typed: frozenset[str]  # fields that were given, estimates with both ends as ``name.range``
    inside: tuple[Placed, ...] = ()

    @property
    def known_from(self) -> date:
        """First day on which the row was known; the first of days for what carries no date."""
        found = getattr(self.row, "known_from", None)
        return found if isinstance(found, date) else date.min


@dataclass
class Rows:
    """All rows of a folder by table, the ids of those set aside, and the tables that could not be read whole."""

    by_table: dict[str, list[Placed]] = field(default_factory=dict)
    damaged: dict[str, set[str]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)  # tables of which some or all rows could not be read

    def of(self, table: str) -> list[Placed]:
        """The rows of a table (also of a table inside another)."""
        parent = BY_NAME[table].parent if table in BY_NAME else ""
        if parent:
            return [inner for outer in self.of(parent) for inner in outer.inside if inner.table == table]
        return self.by_table.get(table, [])

    def may_stand(self, table: str, id: str) -> bool:
        """True when a row with this id may stand in the folder although it could not be read."""
        around = BY_NAME[table].parent if table in BY_NAME else ""
        return table in self.unread or around in self.unread or id in self.damaged.get(table, ())

    def whole(self, *tables: str) -> bool:
        """False when a row of one of the tables was not read, so that nothing can be said about what is absent."""
        return not any(self.damaged.get(t) or t in self.unread for t in tables)

    @property
    def all(self) -> Iterable[Placed]:
        """Every row, those inside others too."""
        for rows in self.by_table.values():
            for placed in rows:
                yield placed
                yield from placed.inside


def build(table: Table, records: Iterable[Record], rows: Rows, report: Report) -> None:
    """Add the rows of one table to ``rows``."""
    for record in records:
        placed = build_row(table, record, None, report)
        if placed is None:
            rows.damaged.setdefault(table.name, set()).add(str(record.values.get("id", "")))
            for below in children(table.name):
                ids = {str(inner.values.get("id", "")) for inner in record.inside.get(below.attribute, [])}
                rows.damaged.setdefault(below.name, set()).update(ids)
        else:
            rows.by_table.setdefault(table.name, []).append(placed)


def build_row(table: Table, record: Record, parent: date | None, report: Report) -> Placed | None:
    """One row with the rows inside it; None after noting what is wrong with it."""
    values: dict[str, object] = {}
    typed: set[str] = set()
    whole = True
    for f in fields(table.name):
        if f.kind in ("tables", "table"):
            continue
        if f.name in record.refused:
            whole = False
            continue
        raw = record.values.get(f.name)
        if raw is None or raw in ("", []):
            if f.required:
                name = f.columns[0] if record.spot.sheet and f.kind == "text" else f.name
                if f.name not in record.misspelt:
                    report.add("case.missing-value", record.spot.at(name), field=name)
                whole = False
            else:
                _default(f, values, table)
            continue
        try:
            values[f.name] = convert(f, raw, record.spot.at(f.name), report)
        except RefusedError:
            whole = False
            continue
        typed.add(f.name)
        if isinstance(raw, dict) and {"low", "high"} <= set(raw):
            typed.add(f"{f.name}.range")
    for f in fields(table.name):
        if f.default.startswith("=") and f.name not in values:
            values[f.name] = values.get(f.default[1:], parent or date.min)
    known = values.get("known_from")
    inside, fine = _inside(table, record, known if isinstance(known, date) else None, values, report)
    if not whole or not fine:
        return None
    return Placed(table.name, table.struct(**values), record.spot, frozenset(typed), tuple(inside))


def _inside(
    table: Table, record: Record, known: date | None, values: dict[str, object], report: Report
) -> tuple[list[Placed], bool]:
    found: list[Placed] = []
    fine = True
    for f in fields(table.name):
        if f.kind not in ("tables", "table"):
            continue
        below = BY_NAME[f.about]
        records = record.inside.get(f.name, [])
        if not records and f.required:
            if f.key not in record.misspelt:
                report.add("case.missing-value", record.spot.at(f.key), field=f.key)
            fine = False
            continue
        made = [build_row(below, r, known, report) for r in records]
        good = [p for p in made if p is not None]
        fine = fine and len(good) == len(made)
        found += good
        if f.kind == "table":
            if good:
                values[f.name] = good[0].row
        else:
            values[f.name] = tuple(sorted((p.row for p in good), key=_order))
    return found, fine


def _order(row: Any) -> bytes:
    """Rows inside another have an order of their own: by id, else by content; the order typed never matters."""
    return str(getattr(row, "id", "")).encode() + b"\0" + msgspec.json.encode(row, order="sorted")


def _default(f: Field, values: dict[str, object], table: Table) -> None:
    if f.default.startswith("="):
        return  # that of another field, known when the whole row has been read
    if f.default:
        values[f.name] = default(f)
    elif f.name in _without_default(table):
        values[f.name] = ""


def default(f: Field) -> object:
    """The value that a field has when nothing is typed."""
    return convert(f, f.default, Spot("fields.csv"), Report())


@cache
def _without_default(table: Table) -> frozenset[str]:
    return frozenset(i.name for i in msgspec.structs.fields(table.struct) if i.required)
