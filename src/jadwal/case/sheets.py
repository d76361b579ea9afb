"""CSV tables as people export them: comma or semicolon, any line ends, comment lines, columns in any order.

In: the text of one table.  Out: :class:`Record` values keyed by field.  The rule this module owns: *a cell that
nobody has a column for is a mistake, never dropped*.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jadwal.case.dictionary import Field, columns, fields, nearest
from jadwal.case.files import FIELD_CHARACTERS
from jadwal.case.report import Report, Spot
from jadwal.text import unguarded


@dataclass(frozen=True)
class Record:
    """One row as typed: raw values by field name (absent when empty), and the tables inside it."""

    spot: Spot
    values: dict[str, object]
    inside: dict[str, list[Record]] = field(default_factory=dict)
    misspelt: frozenset[str] = frozenset()  # fields that an unknown key seems to mean: not missing, only misspelt
    refused: frozenset[str] = frozenset()  # fields of which something stands there that was told as a mistake already


def header(text: str) -> tuple[str, ...]:
    """The column names of a sheet, empty when it has no header."""
    for cells, _ in _lines(text):
        return tuple(c.strip() for c in cells)
    return ()


def read_sheet(table: str, file: str, text: str, report: Report) -> list[Record]:
    """The rows of one table; mistakes of its shape go to ``report``."""
    records: list[Record] = []
    names: tuple[str, ...] = ()
    line = 0
    try:
        for cells, line in _lines(text):
            spot = Spot(file, line, sheet=True)
            if any(len(c) > FIELD_CHARACTERS for c in cells):
                report.add("case.long-field", spot, most=FIELD_CHARACTERS)
            elif not names:
                names = tuple(c.strip() for c in cells)
                if not _header_fits(table, names, spot, report):
                    return []
            elif len(cells) > len(names) and any(c.strip() for c in cells[len(names) :]):
                report.add("case.too-many-cells", spot, cells=len(cells), columns=len(names))
            else:
                records.append(Record(spot, _values(table, dict(zip(names, cells, strict=False)))))
    except csv.Error as why:
        if "limit" in str(why):
            report.add("case.long-field", Spot(file, line + 1), most=FIELD_CHARACTERS)
        else:
            report.add("case.bad-csv", Spot(file, line + 1))
        return []
    return records


def _lines(text: str) -> Iterator[tuple[list[str], int]]:
    """(cells, first physical line) of every row that is neither empty nor a comment."""
    delimiter = _delimiter(text)
    reader = csv.reader(_without_comments(text), delimiter=delimiter, strict=True)
    before = 0
    for cells in reader:
        line, before = before + 1, reader.line_num
        if any(c.strip() for c in cells):
            yield cells, line


def _without_comments(text: str) -> Iterator[str]:
    quoted = False
    for line in io.StringIO(text, newline=""):
        if not quoted and line.lstrip().startswith("#"):
            yield "\n"
            continue
        quoted ^= line.count('"') % 2 == 1
        yield line


def _delimiter(text: str) -> str:
    """The separator of the header line: no column name holds one."""
    for line in _without_comments(text):
        if line.strip():
            return ";" if line.count(";") > line.count(",") else ","
    return ","


def _header_fits(table: str, names: tuple[str, ...], spot: Spot, report: Report) -> bool:
    known = columns(table)
    misspelt = set()
    for n, name in enumerate(names):
        if name not in known and (name or n < len(names) - 1):
            misspelt.add(nearest(name, known))
            report.add("case.unknown-column", spot.at(name), column=name, nearest=nearest(name, known))
        elif name and name in names[:n]:
            report.add("case.double-column", spot.at(name), column=name)
    missing = [c for f in fields(table) if f.required for c in _needed(f) if c not in names]
    for column in missing:
        if column not in misspelt:
            report.add("case.missing-column", spot.at(column), column=column)
    return not missing


def _needed(f: Field) -> tuple[str, ...]:
    return (f.name,) if f.kind == "estimate" else f.columns


def _values(table: str, cells: dict[str, str]) -> dict[str, object]:
    return joined(table, {c: unguarded(cell.strip()) for c, cell in cells.items() if cell.strip()})


def joined(table: str, cells: Mapping[str, object]) -> dict[str, object]:
    """Columns joined to fields: ``name_en, name_ar`` to ``name``, ``days_low, days, days_high`` to ``days``.

    ``cells`` holds what is not empty, by column.
    """
    found: dict[str, object] = {}
    for f in fields(table):
        given = {c: cells[c] for c in f.columns if c in cells}
        if not given:
            continue
        if f.kind == "text":
            found[f.name] = {c.removeprefix(f"{f.name}_"): v for c, v in given.items()}
        elif f.kind == "estimate" and set(given) != {f.name}:
            found[f.name] = {"likely" if c == f.name else c.removeprefix(f"{f.name}_"): v for c, v in given.items()}
        else:
            found[f.name] = given[f.name]
    return found
