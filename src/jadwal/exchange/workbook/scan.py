"""What must be known about a sheet before its cells are read one by one.

In: the XML of a sheet as it stands in the archive.  Out: a :class:`Scan`.  The rule this module owns: *a sheet is read
to its last row that holds anything*: a million formatted empty rows cost a glance at their bytes and no memory, and a
value below a gap is not lost.

Tags are looked for as bytes, without building anything (a sheet of 500 MB takes seconds).  The shape is that of
ECMA-376 part 1, 18.3.1 (``row``, ``c``, ``v``, ``is``, ``f``, ``col``, ``mergeCell``).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from jadwal.exchange.workbook.guard import CHUNK, refuse_text

_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_HIDDEN = rb"""[^<>]*\bhidden\s*=\s*["'](?:1|true|on)["'][^<>]*"""
_FROM_TO = re.compile(rb"""\bmin\s*=\s*["'](\d{1,5})["']""")
_REFERENCE = re.compile(rb"""\bref\s*=\s*["']([A-Z0-9:]{1,30})["']""")


@dataclass
class Scan:
    """What stands in a sheet: its last row with a value, the first merged range, hidden row and column, its tags."""

    last_row: int = 0
    merged: str = ""
    hidden_row: int = 0
    hidden_column: int = 0
    tags: int = 0  # down to the last row with a value


def scan(archive: zipfile.ZipFile, part: str, file: Path) -> Scan:
    """Look through one sheet; raises ``BadInput`` for what no sheet may hold."""
    found = _Seen()
    carried, first = b"", True
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            piece = carried + chunk
            refuse_text(piece, file, first=first)
            whole = piece.rfind(b"<")
            carried = piece[max(whole, 0) :]  # a tag is looked at when it has come as a whole
            found.look(piece[: max(whole, 0)])
            first = False
    found.look(carried)
    return found.scan


class _Seen:
    """Goes over the pieces of a sheet, which are cut between tags."""

    def __init__(self) -> None:
        self.scan = Scan()
        self.prefix: bytes | None = None
        self.row = self.rows = self.tags = 0

    def look(self, piece: bytes) -> None:
        if self.prefix is None:
            root = re.search(rb"<([A-Za-z_][\w.-]*:)?worksheet\b", piece)
            self.prefix = (root[1] or b"") if root else b""
            self.row_tag = re.compile(rb"<" + self.prefix + rb"row\b[^<>]*")
            self.values = re.compile(rb"<" + self.prefix + rb"(?:v|is|f)[\s>/]")
            self.hidden_rows = re.compile(rb"<" + self.prefix + rb"row\b" + _HIDDEN)
            self.hidden_columns = re.compile(rb"<" + self.prefix + rb"col\b" + _HIDDEN)
            self.merges = re.compile(rb"<" + self.prefix + rb"mergeCell\b[^<>]*")
        self._structure(piece)
        self._last_row(piece)

    def _structure(self, piece: bytes) -> None:
        """Merged ranges, hidden rows and columns; a word is looked for first, which is much faster than a pattern."""
        if not self.scan.merged and b"mergeCell" in piece and (tag := self.merges.search(piece)):
            reference = _REFERENCE.search(tag[0])
            self.scan.merged = reference[1].decode() if reference else "?"
        if b"hidden" not in piece:
            return
        if not self.scan.hidden_column and (tag := self.hidden_columns.search(piece)):
            at = _FROM_TO.search(tag[0])
            self.scan.hidden_column = int(at[1]) if at else 1
        if not self.scan.hidden_row and (tag := self.hidden_rows.search(piece)):
            self.scan.hidden_row = self._number(tag[0], piece, tag.start())

    def _last_row(self, piece: bytes) -> None:
        at = -1
        for value in self.values.finditer(piece):
            at = value.start()
        if at >= 0:
            self.scan.last_row = self._row_before(piece, at)
            self.scan.tags = self.tags + piece.count(b"<", 0, at)
        self.tags += piece.count(b"<")
        self.row = self._row_before(piece, len(piece))
        self.rows += self._rows_in(piece, len(piece))

    def _row_before(self, piece: bytes, end: int) -> int:
        """The number of the last row that begins before ``end``; that of an earlier piece when none does."""
        begins = b"<" + (self.prefix or b"") + b"row"
        while (tag := piece.rfind(begins, 0, end)) >= 0:
            if found := self.row_tag.match(piece, tag):
                return self._number(found[0], piece, tag)
            end = tag  # <rowBreaks>
        return self.row

    def _number(self, tag: bytes, piece: bytes, at: int) -> int:
        """The row's own number, or its place among the rows where it has none."""
        found = _ROW_NUMBER.search(tag)
        return int(found[1]) if found else self.rows + self._rows_in(piece, at) + 1

    def _rows_in(self, piece: bytes, end: int) -> int:
        begins = b"<" + (self.prefix or b"") + b"row"
        return sum(piece.count(begins + after, 0, end) for after in (b" ", b">", b"/"))
