"""From a workbook to the rows of a case, or to every mistake in it by sheet and cell.

In: the path of a workbook; the case that it is to replace, if there is one.  Out: a :class:`Brought`, or ``BadInput``.
The rule this module owns: *nothing of a case is lost by what is not there*: a sheet or a column that is gone while the
case has something in it is a mistake, not an empty table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from jadwal.case import CaseFolder
from jadwal.case.reading import assemble
from jadwal.case.report import Report, Spot
from jadwal.case.rows import Placed, Rows
from jadwal.case.tables import BY_NAME, ROOTS
from jadwal.case.writing import typed_values
from jadwal.exchange.workbook.cells import shown
from jadwal.exchange.workbook.guard import opened
from jadwal.exchange.workbook.layout import Sheet, sheets, title
from jadwal.exchange.workbook.pages import Pages, read_pages
from jadwal.exchange.workbook.places import told
from jadwal.exchange.workbook.records import Records, feeds, records
from jadwal.messages import BadInput, Mistake

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Brought:
    """What a workbook says: the rows of a case, warnings, and the digest of the case that it was made from."""

    rows: Rows
    warnings: tuple[Mistake, ...]
    made_from: str = ""  # empty when the first sheet does not say


def read_workbook(file: Path, lang: str = "en", current: CaseFolder | None = None) -> Brought:
    """The case in ``file``, checked like a case folder; raises ``BadInput`` with every mistake.

    ``lang`` names the sheets that are missing.  With ``current``, the case that the workbook is to replace, what is
    there and gone from the workbook is a mistake.
    """
    report = Report()
    pages = read_pages(opened(file), file, report)
    found = records(pages, report)
    _missing_sheets(pages, found, lang, current, report)
    if current is not None:
        for sheet in sheets():
            _lost_columns(sheet, found, current, report)
    _single_rows(found, report)
    for table in ROOTS:
        if table.needed and table.name in found.read and not found.by_table[table.name]:
            if table.name not in found.unread:
                name = found.read[table.name].title
                report.add("case.empty-table", Spot(name), table=name)
            found.unread.add(table.name)
    files = {record.spot.row: name for record, name in feeds(found, report)}
    rows = assemble(found.by_table, found.unread, report)
    if current is not None and rows.of("case"):
        _other_case(rows, current, report)
    mistakes = told(report.all(), found.read, lang)
    if report.errors:
        raise BadInput(mistakes)
    if rows.of("events"):
        rows.by_table["events"] = [replace(p, spot=replace(p.spot, file=files[p.spot.row])) for p in rows.of("events")]
    digests = [t for t in pages.start if _DIGEST.fullmatch(t)]
    return Brought(rows, mistakes, digests[0] if digests else "")


def _missing_sheets(pages: Pages, found: Records, lang: str, current: CaseFolder | None, report: Report) -> None:
    for sheet in sheets():
        if sheet.table in pages.by_table or sheet.table in pages.refused:
            continue
        name = title(sheet.table, lang)
        rows = len(current.table(sheet.table)) if current is not None else 0
        if sheet.table == "case" or BY_NAME[sheet.table].needed:
            report.add("workbook.missing-sheet", Spot(name), sheet=name)
        elif rows:
            report.add("workbook.lost-sheet", Spot(name), sheet=name, rows=rows)
        else:
            continue
        found.unread.add(sheet.table)
        if sheet.parent:
            found.unread.add(sheet.parent)


def _lost_columns(sheet: Sheet, found: Records, current: CaseFolder, report: Report) -> None:
    """Columns that rows of the case have something in and the sheet no longer has."""
    read = found.read.get(sheet.table)
    if read is None or not read.whole:
        return
    there = {c.name for c in read.columns.values()}
    counts: dict[str, int] = {}
    for placed in current.table(sheet.table):
        for name in _filled(placed):
            if name not in there:
                counts[name] = counts.get(name, 0) + 1
    for name, rows in counts.items():
        report.add("workbook.lost-column", Spot(read.title).at(name), column=name, rows=rows)


def _filled(placed: Placed) -> Iterator[str]:
    for f, value in typed_values(placed).items():
        yield from shown(f, value, "en")


def _single_rows(found: Records, report: Report) -> None:
    """The settings of a case and its objectives are one row each."""
    for table in ("case", *(t.name for t in ROOTS if t.single and not t.dated)):
        rows = found.by_table.get(table, [])
        for record in rows[1:]:
            report.add("workbook.only-one-row", record.spot, sheet=record.spot.file)
        del rows[1:]
        if table == "case" and not rows and table in found.read and table not in found.unread:
            report.add("workbook.only-one-row", Spot(found.read[table].title), sheet=found.read[table].title)


def _other_case(rows: Rows, current: CaseFolder, report: Report) -> None:
    brought, here = rows.of("case")[0], current.table("case")[0]
    if brought.row.id != here.row.id:
        report.add("workbook.other-case", brought.spot.at("id"), found=brought.row.id, wanted=here.row.id)
