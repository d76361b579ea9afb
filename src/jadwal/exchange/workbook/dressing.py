"""How the sheets look and what they offer: headers, comments, drop-downs, formats, direction.

In: sheets with the cells of their rows.  Out: an openpyxl workbook.  The rule this module owns: *whatever a column
takes can be seen on it*: its meaning below its name, the rest in a comment, the choices in a drop-down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from jadwal.exchange.workbook.cells import TEXT, YES_NO, Shown
from jadwal.exchange.workbook.layout import Column, Sheet, sheets
from jadwal.exchange.workbook.writing import FIRST, HEADER, MEANING, comment, format_of, meaning

ROOM = 500  # rows below the last one in which drop-downs work
INLINE = 255  # characters that Excel takes in a drop-down that lists its choices
WIDEST, NARROWEST = 60, 13
LINE, LETTERS = 15, 88  # height of a line in points; letters of one on the first sheet
LEFT_TO_RIGHT, RIGHT_TO_LEFT = 1.0, 2.0
_STYLE = "_style"  # where openpyxl keeps the numbers of a cell's styles; its documentation copies cells by it

_NAME = Font(name="Calibri", bold=True, color="FFFFFF")
_NEEDED, _FREE = PatternFill("solid", fgColor="1F4E79"), PatternFill("solid", fgColor="7F8C99")
_MEANING = Font(name="Calibri", italic=True, color="595959", size=9)
_PALE = PatternFill("solid", fgColor="F2F4F7")
_LINE = Border(bottom=Side("thin", color="A6A6A6"))


class Dresser:
    """Fills a workbook in one language, sheet after sheet."""

    def __init__(self, lang: str, ids: Mapping[str, Sequence[str]]) -> None:
        self.lang, self.ids = lang, ids
        self.styles: dict[tuple[str, float, bool, bool], Any] = {}
        self.book = Workbook()
        first = self.book.active
        assert first is not None
        self.book.remove(first)

    def start(self, title: str, lines: Sequence[tuple[str, str]]) -> None:
        """The first sheet: labels and sentences."""
        page = self._page(title)
        page.sheet_view.showGridLines = False
        page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 96
        for n, (label, text) in enumerate(lines, 1):
            for column, said in ((1, label), (2, text)):
                if said:
                    cell = _cell(page, n, column)
                    self._text(cell, said)
                    cell.alignment = self._aligned(said)
            page.cell(n, 1).font = Font(name="Calibri", bold=True)
            page.row_dimensions[n].height = LINE * (1 + len(text) // LETTERS)
        page.cell(1, 2).font = Font(name="Calibri", bold=True, size=13)
        page.row_dimensions[1].height = 2 * LINE

    def sheet(self, sheet: Sheet, rows: Sequence[dict[str, Shown]]) -> None:
        """One table."""
        page = self._page(sheet.title(self.lang))
        page.freeze_panes = f"{'C' if sheet.parent else 'B'}{FIRST}"
        for n, column in enumerate(sheet.columns, 1):
            self._head(page, n, column)
            self._column(page, n, column, rows)
            self._offer(page, n, column, FIRST + len(rows) + ROOM)
        page.row_dimensions[MEANING].height = 4 * LINE
        for number, cells in enumerate(rows, FIRST):
            for n, column in enumerate(sheet.columns, 1):
                if (shown := cells.get(column.name)) is not None:
                    self._fill(_cell(page, number, n), shown, column)

    def _page(self, title: str) -> Worksheet:
        page: Worksheet = self.book.create_sheet(title)
        page.sheet_view.rightToLeft = self.lang == "ar"
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        return page

    def _head(self, page: Worksheet, n: int, column: Column) -> None:
        name = _cell(page, HEADER, n)
        self._text(name, column.name)
        name.font, name.fill = _NAME, _NEEDED if column.required else _FREE
        name.alignment = Alignment(horizontal="center", vertical="center", readingOrder=LEFT_TO_RIGHT)
        note = Comment(comment(column, self.lang), "jadwal", height=150, width=320)
        name.comment = note
        said = _cell(page, MEANING, n)
        self._text(said, meaning(column, n == 1, self.lang))
        said.font, said.fill, said.border = _MEANING, _PALE, _LINE
        said.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=self._reading)

    def _column(self, page: Worksheet, n: int, column: Column, rows: Sequence[dict[str, Shown]]) -> None:
        longest = max((len(str(r[column.name].value)) for r in rows if column.name in r), default=0)
        width = max(NARROWEST, len(column.name) + 3, min(longest + 2, WIDEST))
        found = page.column_dimensions[get_column_letter(n)]
        found.width = width
        found.number_format = format_of(column)

    def _fill(self, cell: Cell, shown: Shown, column: Column) -> None:
        cell.value = shown.value
        order = 0.0
        if isinstance(shown.value, str):
            cell.data_type = "s"
            order = RIGHT_TO_LEFT if column.part == "ar" else LEFT_TO_RIGHT if column.part == "en" else order
        kind = (shown.format, order, isinstance(shown.value, str) and "\n" in shown.value, shown.guarded)
        if kind in self.styles:
            setattr(cell, _STYLE, self.styles[kind])  # looking a style up for every cell takes most of the time
            return
        cell.number_format = shown.format
        cell.alignment = Alignment(wrap_text=kind[2], vertical="top", readingOrder=order)
        if shown.guarded:
            cell.quotePrefix = True
        self.styles[kind] = getattr(cell, _STYLE)

    @staticmethod
    def _text(cell: Cell, text: str) -> None:
        """Text as text: openpyxl would take what begins with = for a formula, and #REF! for an error."""
        cell.value = text
        cell.data_type = "s"
        cell.number_format = TEXT

    @property
    def _reading(self) -> float:
        return RIGHT_TO_LEFT if self.lang == "ar" else LEFT_TO_RIGHT

    def _aligned(self, said: str) -> Alignment:
        arabic = any("\u0600" <= c <= "\u06ff" for c in said)
        return Alignment(wrap_text=True, vertical="top", readingOrder=RIGHT_TO_LEFT if arabic else LEFT_TO_RIGHT)

    def _offer(self, page: Worksheet, n: int, column: Column, last: int) -> None:
        """The drop-down of a column: the choices of an enum, yes and no, the ids of another sheet."""
        formula = self._choices(column)
        if not formula:
            return
        offer = DataValidation(type="list", formula1=formula, allow_blank=True)
        offer.showErrorMessage = column.field.kind in ("enum", "bool")
        letter = get_column_letter(n)
        offer.add(f"{letter}{FIRST}:{letter}{last}")
        page.add_data_validation(offer)

    def _choices(self, column: Column) -> str:
        f = column.field
        if f.kind == "enum":
            return _listed(f.choices)
        if f.kind == "bool":
            return _listed(YES_NO[self.lang])
        if f.kind != "ref":
            return ""
        if len(f.choices) > 1:  # no range spans several sheets: the ids as they are now
            return _listed(tuple(dict.fromkeys(id for table in f.choices for id in self.ids[table])))
        other = next(s for s in sheets() if s.table == f.choices[0])
        letter = get_column_letter(1 + [c.name for c in other.columns].index("id"))
        last = FIRST + len(self.ids[other.table]) + ROOM
        return f"'{other.title(self.lang)}'!${letter}${FIRST}:${letter}${last}"


def _cell(page: Worksheet, row: int, column: int) -> Cell:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def _listed(choices: Sequence[str]) -> str:
    listed = ",".join(choices)
    return f'"{listed}"' if choices and len(listed) <= INLINE else ""
