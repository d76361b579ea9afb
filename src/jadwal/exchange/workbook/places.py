"""Where a mistake stands in the workbook.

In: mistakes as the case room tells them (file, row, field).  Out: the same, placed by sheet and cell (``units!C7``).
The rule this module owns: *a person finds the cell without counting*: mistakes come in the order of the sheets, and
name sheets where a folder would name files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from jadwal.case.tables import CASE_FILE, EVENTS, TABLES
from jadwal.exchange.workbook.layout import sheets, title
from jadwal.exchange.workbook.records import Read
from jadwal.messages import Mistake

_CELL = re.compile(r"(.*)!([A-Z]*)(\d*)(?::[A-Z]+\d+)?")
_WHERE = re.compile(r"(.+):(\d+)")


def told(mistakes: tuple[Mistake, ...], read: Mapping[str, Read], lang: str) -> tuple[Mistake, ...]:
    """The mistakes with their cells, sorted by sheet, row and column."""
    names = _sheet_names(read, lang)
    letters = {r.title: _letters(r) for r in read.values()}
    order = {names[s.table]: n for n, s in enumerate(sheets())}
    placed = [_placed(m, names, letters) for m in mistakes]
    return tuple(sorted(placed, key=lambda m: (*_place(m.file, order), m.field, m.code, m.params)))


def _sheet_names(read: Mapping[str, Read], lang: str) -> dict[str, str]:
    """The name in the workbook of every table, and of every file and TOML table that a message may name."""
    names: dict[str, str] = {}
    for sheet in sheets():
        there = read.get(sheet.table)
        names[sheet.table] = there.title if there else title(sheet.table, lang)
    for table in TABLES:
        if table.sheet and table.file != EVENTS:
            names[table.file] = names[table.name]
        names |= {f"[[{table.name}]]": names[table.name], f"[{table.name}]": names[table.name]}
    return names | {CASE_FILE: names["case"]}


def _letters(read: Read) -> dict[str, str]:
    from openpyxl.utils import get_column_letter

    return {column.name: get_column_letter(n) for n, column in read.columns.items()}


def _placed(mistake: Mistake, names: Mapping[str, str], letters: Mapping[str, Mapping[str, str]]) -> Mistake:
    sheet = names.get(mistake.file, mistake.file)
    cells = letters.get(sheet, {})
    place = sheet
    if mistake.row:
        place = f"{sheet}!{cells.get(mistake.field, '')}{mistake.row}"
    params = tuple((key, _named(key, value, names, letters)) for key, value in mistake.params)
    return msgspec.structs.replace(mistake, file=place, row=0, params=params)


def _named(key: str, value: str | int, names: Mapping[str, str], letters: Mapping[str, Mapping[str, str]]) -> str | int:
    if not isinstance(value, str):
        return value
    if key == "table":
        return ", ".join(names.get(one, one) for one in value.split(", "))
    if key == "where" and (found := _WHERE.fullmatch(value)):
        sheet = names.get(found[1], found[1])
        return f"{sheet}!{letters.get(sheet, {}).get('id', '')}{found[2]}"
    return value


def _place(place: str, order: Mapping[str, int]) -> tuple[int, int, int, str]:
    found = _CELL.fullmatch(place)
    sheet = found[1] if found else place
    row = int(found[3] or 0) if found else 0
    column = 0
    for letter in found[2] if found else "":
        column = column * 26 + ord(letter) - 64
    return order.get(sheet, -1), row, column, place
