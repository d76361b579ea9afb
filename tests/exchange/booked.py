"""A workbook to break: that of the skeleton, with ways to change one thing in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from jadwal.case import CaseFolder, load, write_skeleton
from jadwal.exchange.workbook import Brought, read_workbook, workbook_bytes
from jadwal.messages import BadInput, Mistake

FIRST = 3  # the first row of a table, below the names of its columns and their meanings


_MADE: dict[str, bytes] = {}


def _bytes(lang: str, folder: Path) -> bytes:
    """The workbook of the skeleton in a language, made once."""
    if lang not in _MADE:
        _MADE[lang] = workbook_bytes(load(folder), lang)
    return _MADE[lang]


class Book:
    """The workbook of a whole and valid case, open to be changed; what reads it saves it first."""

    def __init__(self, path: Path, lang: str = "en") -> None:
        self.folder = path / "case"
        write_skeleton(self.folder)
        self.file = path / "case.xlsx"
        self.file.write_bytes(_bytes(lang, self.folder))
        self.book = load_workbook(self.file)
        self.changes: list[tuple[str, Callable[[bytes], bytes]]] = []
        self.extra: dict[str, bytes] = {}

    def sheet(self, name: str) -> Worksheet:
        """One sheet."""
        found = self.book[name]
        assert isinstance(found, Worksheet)
        return found

    def cell(self, sheet: str, column: str, row: int = FIRST) -> Cell:
        """The cell of a row in the column of this name."""
        page = self.sheet(sheet)
        names = [c.value for c in page[1]]
        found = page.cell(row, 1 + names.index(column))
        assert isinstance(found, Cell)
        return found

    def put(self, sheet: str, column: str, value: Any, row: int = FIRST, format: str = "General") -> Book:
        """Type something into a cell."""
        cell = self.cell(sheet, column, row)
        cell.value = value
        cell.number_format = format
        return self

    def text(self, sheet: str, column: str, value: str, row: int = FIRST) -> Book:
        """Type text into a cell that is formatted as text."""
        self.put(sheet, column, value, row, "@")
        self.cell(sheet, column, row).data_type = "s"
        return self

    def rewrite(self, part: str, old: bytes, new: bytes) -> Book:
        """Change the bytes of one part after saving."""

        def change(content: bytes) -> bytes:
            assert old in content, (part, old)
            return content.replace(old, new, 1)

        self.changes.append((part, change))
        return self

    def add(self, part: str, content: bytes) -> Book:
        """Add a part to the file."""
        self.extra[part] = content
        return self

    def part(self, sheet: str) -> str:
        """The part that a sheet stands in once it has been saved."""
        return f"xl/worksheets/sheet{1 + self.book.sheetnames.index(sheet)}.xml"

    def saved(self) -> Path:
        """The file as changed."""
        out = io.BytesIO()
        self.book.save(out)
        with zipfile.ZipFile(out) as found, zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED) as made:
            for name in found.namelist():
                content = found.read(name)
                for part, change in self.changes:
                    content = change(content) if part == name else content
                made.writestr(name, content)
            for name, content in self.extra.items():
                made.writestr(name, content)
        return self.file

    def read(self, current: CaseFolder | None = None, lang: str = "en") -> Brought:
        """What jadwal reads from it."""
        return read_workbook(self.saved(), lang, current)

    def mistakes(self, current: CaseFolder | None = None, lang: str = "en") -> tuple[Mistake, ...]:
        """Everything that is wrong with it."""
        try:
            return self.read(current, lang).warnings
        except BadInput as bad:
            return bad.mistakes

    def told(self, current: CaseFolder | None = None) -> list[tuple[str, str]]:
        """(code, place) of every mistake."""
        return [(m.code, m.place()) for m in self.mistakes(current)]
