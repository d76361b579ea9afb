"""The sheets of a workbook as rows of cells.

In: the archive of a workbook that :mod:`guard` let through.  Out: a :class:`Page` per sheet of ours, and mistakes about
sheets.  The rules this module owns: *what a person does not see is not read* (hidden sheets, rows and columns are told,
not guessed at), and *a sheet is read to its last value*.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from jadwal.case.dictionary import nearest
from jadwal.case.report import Report, Spot
from jadwal.exchange.workbook.cells import Cell
from jadwal.exchange.workbook.guard import TAGS, bad
from jadwal.exchange.workbook.layout import START, by_title
from jadwal.exchange.workbook.scan import Scan, scan
from jadwal.messages import BadInput

GAP = 10_000  # empty rows between two rows with values: more are a slip, not a table
COLUMNS_SEEN = 400  # columns of a sheet: more than any table has, so that a stray cell beyond them is told


@dataclass(frozen=True)
class Page:
    """One sheet: its table, its name in the file, and its rows with anything in them."""

    table: str
    title: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass
class Pages:
    """All sheets of a workbook that a case is made from."""

    by_table: dict[str, Page] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)  # tables whose sheet is there and was not read
    mac: bool = False  # days are counted from 1904
    start: tuple[str, ...] = ()  # the texts of the first sheet


def read_pages(archive: zipfile.ZipFile, file: Path, report: Report) -> Pages:
    """Every sheet; what is wrong with sheets goes to ``report``, what is wrong with the file is raised."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: styles, extensions, dates out of range
        try:
            return _read(archive, file, report)
        finally:
            archive.close()


def _read(archive: zipfile.ZipFile, file: Path, report: Report) -> Pages:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        parts = _parts(archive)
        scans = {part.title: scan(archive, part.name, file) for part in parts}
        assert archive.fp is not None
        archive.fp.seek(0)
        book = load_workbook(archive.fp, read_only=True, data_only=False, keep_links=False)
        found = Pages(mac=book.epoch == CALENDAR_MAC_1904)
        sheets = {s.title: s for s in book.worksheets}
    except BadInput:
        raise
    except Exception as why:  # whatever a damaged part makes the parser raise
        raise bad("workbook.damaged", file) from why
    seen: dict[str, str] = {}
    for part in parts:
        title, sheet = part.title, sheets.get(part.title)
        table = by_title().get(title.strip().casefold(), "") if sheet is not None else ""  # None: a chart
        if not _fits(table, title, part.state, seen, report):
            found.refused |= {table} - {""}
            continue
        seen[table] = title
        looked = scans[title]
        if table == START:
            found.start = tuple(_texts(sheet, min(looked.last_row, 60)))
        elif _readable(looked, title, report):
            rows = _rows(sheet, looked, title, file, report)
            if rows is None:
                found.refused.add(table)
            else:
                found.by_table[table] = Page(table, title, rows)
        else:
            found.refused.add(table)
    return found


def _fits(table: str, title: str, state: str, seen: dict[str, str], report: Report) -> bool:
    spot = Spot(title)
    if state != "visible":
        report.add("workbook.hidden-sheet", spot, sheet=title)
        return False
    if not table:
        report.add("workbook.unknown-sheet", spot, sheet=title, nearest=nearest(title.casefold(), by_title()))
        return False
    if table in seen:
        report.add("workbook.sheet-twice", spot, sheet=title, other=seen[table])
        return False
    return True


def _readable(looked: Scan, title: str, report: Report) -> bool:
    before = len(report.mistakes)
    if looked.merged:
        report.add("workbook.merged", Spot(f"{title}!{looked.merged}"), cells=looked.merged)
    if looked.hidden_row:
        report.add("workbook.hidden-row", Spot(title), row=looked.hidden_row)
    if looked.hidden_column:
        from openpyxl.utils import get_column_letter

        report.add("workbook.hidden-column", Spot(title), column=get_column_letter(looked.hidden_column))
    if looked.tags > TAGS:
        report.add("workbook.too-many-cells", Spot(title), file=title, most=TAGS)
    return len(report.mistakes) == before


def _rows(sheet: Any, looked: Scan, title: str, file: Path, report: Report) -> tuple[tuple[Cell, ...], ...] | None:
    """The rows with anything in them; None after telling that one stands far below all others."""
    found: list[tuple[Cell, ...]] = []
    last = 0
    try:
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_row=max(looked.last_row, 1)), 1):
            if number - last > GAP:
                report.add("workbook.far-below", Spot(title), row=looked.last_row, above=last, most=GAP)
                return None
            filled = tuple(_filled(cells[:COLUMNS_SEEN])) if cells else ()
            if filled:
                found.append(filled)
                last = number
    except Exception as why:  # whatever a damaged sheet makes the parser raise
        raise bad("workbook.damaged", file) from why
    return tuple(found)


def _filled(cells: tuple[Any, ...]) -> Iterator[Cell]:
    for cell in cells:
        if cell.value is not None and not (isinstance(cell.value, str) and not cell.value.strip()):
            number = cell.number_format if isinstance(cell.value, (int, float)) else ""
            yield Cell(cell.value, str(cell.data_type), number or "", cell.column, cell.row)


def _texts(sheet: Any, rows: int) -> Iterator[str]:
    sheet.reset_dimensions()
    for cells in sheet.iter_rows(max_row=max(rows, 1), max_col=2, values_only=True):
        yield from (c.strip() for c in cells if isinstance(c, str))


@dataclass(frozen=True)
class _Part:
    """A sheet as the workbook lists it: its name, the part that it stands in, ``visible`` or hidden in some way."""

    title: str
    name: str
    state: str


def _parts(archive: zipfile.ZipFile) -> list[_Part]:
    """Every sheet in its order (ECMA-376 part 1, 18.2.19 and part 2, 9.3)."""
    from defusedxml.ElementTree import fromstring

    book = fromstring(archive.read("xl/workbook.xml"))
    links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {e.get("Id"): str(e.get("Target", "")) for e in links}
    found = []
    for sheet in (e for e in book.iter() if e.tag.rpartition("}")[2] == "sheet"):
        id = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        target = targets.get(id, "")
        part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        found.append(_Part(str(sheet.get("name")), part, str(sheet.get("state", "visible"))))
    return found
