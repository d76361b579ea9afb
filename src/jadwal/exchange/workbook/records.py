"""From the rows of sheets to the records that the case room reads.

In: a :class:`Page`.  Out: :class:`Record` values with their places, nested as the case has them.  The rules this module
owns: *a cell that nobody has a column for is a mistake, never dropped*, and *a row inside another finds that row by id
and day, or is a mistake*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from jadwal.case.dates import read_date
from jadwal.case.dictionary import field as field_of
from jadwal.case.dictionary import nearest
from jadwal.case.files import path_trick
from jadwal.case.report import Report, Spot
from jadwal.case.sheets import Record, joined
from jadwal.case.tables import BY_NAME, INCIDENTS
from jadwal.case.writing import EVENTS_FILE
from jadwal.exchange.workbook.cells import Cell, CellError, raw
from jadwal.exchange.workbook.layout import FILE, REMARK, Column, Sheet, sheets
from jadwal.exchange.workbook.pages import Page, Pages

_FEED = re.compile(r"[^/\\]{1,120}\.csv", re.IGNORECASE)


@dataclass
class Read:
    """The records of one sheet, each with what says where it belongs, and the sheet's columns by their place."""

    title: str
    columns: dict[int, Column] = field(default_factory=dict)
    records: list[tuple[Record, dict[str, object]]] = field(default_factory=list)
    whole: bool = True  # False when its header or a row could not be read


@dataclass
class Records:
    """The records of a case by table, and what must be known to tell where a mistake stands."""

    by_table: dict[str, list[Record]]
    unread: set[str]
    read: dict[str, Read]


def records(pages: Pages, report: Report) -> Records:
    """Every sheet's records, those of tables inside others put into the rows that they name."""
    read = {
        s.table: _read(s, pages.by_table[s.table], pages.mac, report) for s in sheets() if s.table in pages.by_table
    }
    unread = pages.refused | {table for table, r in read.items() if not r.whole}
    for sheet in sheets():
        if sheet.parent and sheet.parent in read:
            inner = read.get(sheet.table)
            placed = inner is None or (_put_inside(sheet, inner, read[sheet.parent], report) and inner.whole)
            if not placed or sheet.table in pages.refused:
                _excuse(sheet.table, read[sheet.parent])
    by_table = {
        t: [r for r, _ in found.records] for t, found in read.items() if not BY_NAME.get(t) or not BY_NAME[t].parent
    }
    unread |= {BY_NAME[t].parent for t in unread if t in BY_NAME and BY_NAME[t].parent}
    return Records(by_table, unread, read)


def _read(sheet: Sheet, page: Page, mac: bool, report: Report) -> Read:
    found = Read(page.title)
    rows = iter(page.rows)
    header = next((r for r in rows if not _remark(r)), None)
    if header is None:
        report.add("workbook.no-header", Spot(page.title), sheet=page.title)
        found.whole = False
        return found
    if not _header_fits(sheet, header, found, report):
        found.whole = False
        return found
    for cells in rows:
        if not _remark(cells):
            found.records.append(_record(sheet, found, cells, mac, report))
    return found


def _remark(cells: tuple[Cell, ...]) -> bool:
    first = cells[0]
    return first.column == 1 and isinstance(first.value, str) and first.value.lstrip().startswith(REMARK)


def _header_fits(sheet: Sheet, header: tuple[Cell, ...], found: Read, report: Report) -> bool:
    """Take the columns as named; mistakes as in a CSV table."""
    known = [c.name for c in sheet.columns]
    spot = Spot(found.title, header[0].row, sheet=True)
    misspelt = set()
    for cell in header:
        name = str(cell.value).strip()
        column = sheet.column(name) if cell.type == "s" else None
        if cell.type == "f":
            report.add("workbook.formula", _at(found, cell))
        elif column is None:
            misspelt.add(nearest(name, known))
            report.add(
                "case.unknown-column", _at(found, cell, name[:60]), column=name[:60], nearest=nearest(name, known)
            )
        elif column in found.columns.values():
            report.add("case.double-column", _at(found, cell, name), column=name)
        else:
            found.columns[cell.column] = column
    there = {c.name for c in found.columns.values()}
    missing = [c.name for c in sheet.columns if c.required and c.name not in there]
    for name in missing:
        if name not in misspelt:
            report.add("case.missing-column", spot.at(name), column=name)
    return not missing


def _at(found: Read, cell: Cell, name: str = "") -> Spot:
    """The place of one cell, which may be in no column of the table."""
    from openpyxl.utils import get_column_letter

    return Spot(f"{found.title}!{get_column_letter(cell.column)}{cell.row}", name=name)


def _record(
    sheet: Sheet, found: Read, cells: tuple[Cell, ...], mac: bool, report: Report
) -> tuple[Record, dict[str, object]]:
    """One row as typed, and the cells that say where it belongs."""
    spot = Spot(found.title, cells[0].row, sheet=True)
    values: dict[str, object] = {}
    refused: set[str] = set()
    for cell in cells:
        column = found.columns.get(cell.column)
        if column is None:
            report.add("workbook.beyond-the-table", _at(found, cell))
            continue
        try:
            value = raw(column, cell, mac)
        except CellError as why:
            report.add(why.code, _at(found, cell, column.name), **why.params)
            refused.add(column.field.name if column.own else column.name)
            continue
        if value is not None:
            values[column.name] = value
    own = {c.name: values.pop(c.name) for c in sheet.columns if not c.own and c.name in values}
    return Record(spot, joined(sheet.table, values), refused=frozenset(refused)), own


def _excuse(table: str, outer: Read) -> None:
    """Rows that seem to lack the rows inside them are not blamed when those could not be read or placed."""
    attribute, key = BY_NAME[table].attribute, BY_NAME[table].key
    outer.records = [
        (r if r.inside.get(attribute) else replace(r, misspelt=r.misspelt | {key}), own) for r, own in outer.records
    ]


def _put_inside(sheet: Sheet, inner: Read, outer: Read, report: Report) -> bool:
    """Put every record of a sheet into the record that it names; False when one was not placed."""
    all_placed = True
    by_id: dict[str, list[tuple[date | None, Record]]] = {}
    usual = field_of(sheet.parent, "id").default  # of a row that need not be named, as there is one of its kind
    for record, _ in outer.records:
        id = str(record.values.get("id") or usual)
        by_id.setdefault(id, []).append((_day(record.values.get("known_from")), record))
    attribute, single = BY_NAME[sheet.table].attribute, BY_NAME[sheet.table].single
    for record, own in inner.records:
        parent = _parent(sheet, record, own, by_id, outer, report)
        if parent is None:
            all_placed = False
            continue
        there = parent.inside.setdefault(attribute, [])
        if there and single:
            report.add("workbook.second-row", record.spot.at(sheet.parent), id=str(parent.values.get("id", "")))
        else:
            there.append(record)
    return all_placed


def _parent(
    sheet: Sheet,
    record: Record,
    own: Mapping[str, object],
    by_id: Mapping[str, list[tuple[date | None, Record]]],
    outer: Read,
    report: Report,
) -> Record | None:
    name, vintage = sheet.parent, f"{sheet.parent}_known_from"
    if name in record.refused or vintage in record.refused:
        return None
    id = own.get(name)
    if id is None:
        report.add("case.missing-value", record.spot.at(name), field=name)
        return None
    rows = by_id.get(str(id), [])
    if not rows:
        if outer.whole and "" not in by_id:
            near = nearest(str(id), by_id) or "-"
            report.add("case.dangling", record.spot.at(name), value=str(id)[:80], table=outer.title, nearest=near)
        return None
    typed = own.get(vintage)
    if typed is None:
        if len(rows) == 1:
            return rows[0][1]
        report.add("workbook.which-row", record.spot.at(vintage), id=str(id), sheet=outer.title, column=vintage)
        return None
    day = _day(typed)
    if day is None:
        report.add("case.not-date", record.spot.at(vintage), value=str(typed)[:60])
        return None
    for known, parent in rows:
        if known == day or (known is None and len(rows) == 1):
            return parent
    days = ", ".join(str(known) for known, _ in rows if known)
    report.add("workbook.no-such-day", record.spot.at(vintage), id=str(id), day=day.isoformat(), days=days or "-")
    return None


def _day(typed: object) -> date | None:
    if isinstance(typed, date):
        return typed
    read = read_date(typed) if isinstance(typed, str) else None
    return read[0] if read else None


def feeds(found: Records, report: Report) -> Iterator[tuple[Record, str]]:
    """Every event record with the file inside the case folder that it belongs to."""
    for record, own in found.read["events"].records if "events" in found.read else ():
        name = own.get(FILE)
        if name is None:
            yield record, EVENTS_FILE
        elif isinstance(name, str) and _FEED.fullmatch(name) and not path_trick(name) and name.lower() != "tallies.csv":
            yield record, f"{INCIDENTS}/{name}"
        else:
            report.add("workbook.not-a-feed", record.spot.at(FILE), value=str(name)[:80])
