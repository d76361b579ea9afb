"""From a case to the bytes of a workbook.

In: a case folder as read, a language.  Out: an ``.xlsx`` file.  The rules this module owns: *the same case gives the
same bytes*, and *text is written as text*, never as a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jadwal import __version__
from jadwal.case import CaseFolder, inputs_digest
from jadwal.case.reading import settings
from jadwal.case.rows import Placed
from jadwal.case.tables import BY_NAME
from jadwal.case.writing import typed_values
from jadwal.exchange.workbook.cells import DATE, LONGEST, TEXT, Shown, escaped, shown
from jadwal.exchange.workbook.layout import FILE, REMARK, START, Column, Sheet, sheets, title
from jadwal.messages import BadInput, Mistake, stored

HEADER, MEANING, FIRST = 1, 2, 3  # rows of a sheet: column names, what they mean, the first row of the table


def workbook_bytes(case: CaseFolder, lang: str) -> bytes:
    """The case as a workbook in ``lang``; ``BadInput`` when a text is longer than a cell can be."""
    from jadwal.exchange.workbook.dressing import Dresser
    from jadwal.exchange.workbook.packing import packed

    filled = {sheet.table: tuple(_rows(sheet, case, lang)) for sheet in sheets()}
    _refuse_long(case, filled)
    ids = {table: [str(getattr(p.row, "id", "")) for p, _ in rows] for table, rows in filled.items()}
    dresser = Dresser(lang, ids)
    dresser.start(title(START, lang), tuple(_introduction(case, lang)))
    for sheet in sheets():
        dresser.sheet(sheet, [cells for _, cells in filled[sheet.table]])
    return packed(dresser.book, case.as_of)


def _rows(sheet: Sheet, case: CaseFolder, lang: str) -> Iterator[tuple[Placed, dict[str, Shown]]]:
    for outer, placed in _with_outer(sheet, case):
        cells: dict[str, Shown] = {}
        if outer is not None:
            cells[sheet.parent] = Shown(outer.row.id)
            cells[f"{sheet.parent}_known_from"] = Shown(outer.known_from, DATE)
        for f, value in typed_values(placed).items():
            cells |= shown(f, value, lang)
        if sheet.column(FILE) is not None:
            cells[FILE] = Shown(escaped(placed.spot.file.rpartition("/")[2]))
        yield placed, cells


def _with_outer(sheet: Sheet, case: CaseFolder) -> Iterator[tuple[Placed | None, Placed]]:
    if not sheet.parent:
        yield from ((None, p) for p in case.table(sheet.table))
    else:
        for outer in case.table(sheet.parent):
            yield from ((outer, p) for p in outer.inside if p.table == sheet.table)


def _refuse_long(case: CaseFolder, filled: dict[str, tuple[tuple[Placed, dict[str, Shown]], ...]]) -> None:
    long = [
        Mistake(
            code="workbook.long-cell",
            file=placed.spot.file,
            row=placed.spot.row,
            field=placed.spot.at(name).field,
            params=(("length", len(cell.value)), ("most", LONGEST)),
        )
        for rows in filled.values()
        for placed, cells in rows
        for name, cell in cells.items()
        if isinstance(cell.value, str) and len(cell.value) > LONGEST
    ]
    if long:
        raise BadInput(long)


def _introduction(case: CaseFolder, lang: str) -> Iterator[tuple[str, str]]:
    """(label, text) of every line of the first sheet."""
    head = settings(case.table("case")[0].row)
    name: dict[str, Any] = head["name"]
    yield "", stored("workbook.start.what", lang, name=name[lang])
    for label, value in (
        ("case", head["id"]),
        ("as-of", str(head["as_of"])),
        ("version", __version__),
        ("inputs", inputs_digest(case)),
    ):
        yield stored(f"workbook.start.{label}", lang), value
    for line in ("rows", "columns", "hash", "dates", "inside", "nothing-runs", "comments"):
        yield "", stored(f"workbook.start.{line}", lang)
    yield stored("workbook.start.back", lang), f"jadwal import-workbook FILE.xlsx {case.folder.name or 'CASE'}"
    yield stored("workbook.start.new", lang), "jadwal new FOLDER --from FILE.xlsx"
    for sheet in sheets():
        yield sheet.title(lang), stored(f"table.{sheet.table}", lang)


def comment(column: Column, lang: str) -> str:
    """What a person should know about a column: meaning, type, unit, bounds, default, whether every row needs it."""
    f = column.field
    lines = [f.meaning.of(lang)]
    part = {"en": "english", "ar": "arabic", "low": "low", "high": "high"}.get(column.part)
    if part:
        lines.append(stored(f"workbook.part.{part}", lang))
    if f.unit.en:
        lines.append(stored("workbook.comment.unit", lang, unit=f.unit.of(lang)))
    if f.kind in ("ref", "list") and any(c in BY_NAME for c in f.choices):
        named = "، ".join if lang == "ar" else ", ".join
        lines.append(stored("workbook.comment.names", lang, sheets=named(title(t, lang) for t in f.choices)))
    if f.kind in ("list", "links"):
        lines.append(stored("workbook.comment.several", lang))
    if f.kind == "enum" or f.about.startswith("enum:"):
        lines.append(stored("workbook.comment.one-of", lang, values=" | ".join(f.choices)))
    if f.kind in ("int", "estimate") and f.range:
        lines.append(stored("workbook.comment.range", lang, range=f.range.replace("..", " … ")))
    if f.default and not f.default.startswith("="):
        lines.append(stored("workbook.comment.default", lang, value=f.default))
    lines.append(stored(f"workbook.comment.{'needed' if column.required else 'may-be-empty'}", lang))
    return "\n".join(lines)


def meaning(column: Column, first: bool, lang: str) -> str:
    """The second header cell of a column: its meaning in short, after the mark of a remark in the first column."""
    said = column.field.meaning.of(lang)
    part = {"en": "english", "ar": "arabic", "low": "low", "high": "high"}.get(column.part)
    if part:
        said = f"{said} ({stored(f'workbook.part.{part}', lang)})"
    return f"{REMARK} {said}" if first else said


def format_of(column: Column) -> str:
    """The number format of a whole column, so that what is typed below the last row is taken as it is meant."""
    kind = column.field.kind
    if kind == "date":
        return DATE
    return "General" if kind in ("int", "estimate", "decimal") else TEXT
