"""A case folder to break: the skeleton, with ways to change one thing in it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from jadwal.case import check, write_skeleton
from jadwal.messages import Mistake


class Draft:
    """A whole and valid case in a folder of its own."""

    def __init__(self, path: Path) -> None:
        write_skeleton(path)
        self.path = path

    def read(self, file: str) -> str:
        """The text of a file."""
        return (self.path / file).read_text("utf-8")

    def write(self, file: str, text: str) -> Draft:
        """Replace a file, with the line ends as given."""
        (self.path / file).write_text(text, "utf-8", newline="")
        return self

    def swap(self, file: str, old: str, new: str) -> Draft:
        """Replace the first occurrence of a text, which must be there."""
        text = self.read(file)
        assert old in text, (file, old)
        return self.write(file, text.replace(old, new, 1))

    def add(self, file: str, text: str) -> Draft:
        """Append to a file."""
        return self.write(file, self.read(file) + text)

    def cell(self, file: str, id: str, column: str, value: str) -> Draft:
        """Change one cell of the row with this id."""
        comments, names, rows = self._sheet(file)
        next(r for r in rows if r["id"] == id)[column] = value
        return self._put(file, comments, names, rows)

    def row(self, file: str, **cells: str) -> Draft:
        """Append a row, known from the day of the skeleton's rows unless said otherwise."""
        comments, names, rows = self._sheet(file)
        return self._put(file, comments, names, [*rows, {"known_from": "2025-01-10", **cells}])

    def again(self, file: str, like: str, /, **cells: str) -> Draft:
        """Append a copy of a row with some cells changed."""
        comments, names, rows = self._sheet(file)
        copy = next(r for r in rows if r["id"] == like)
        return self._put(file, comments, names, [*rows, {**copy, **cells}])

    def drop_column(self, file: str, column: str) -> Draft:
        """Take a column out of a sheet."""
        comments, names, rows = self._sheet(file)
        return self._put(file, comments, [n for n in names if n != column], rows)

    def shuffle(self, file: str) -> Draft:
        """Turn the rows of a sheet round."""
        comments, names, rows = self._sheet(file)
        return self._put(file, comments, names[::-1], rows[::-1])

    def _sheet(self, file: str) -> tuple[list[str], list[str], list[dict[str, str]]]:
        lines = self.read(file).splitlines(keepends=True)
        comments = [line for line in lines if line.startswith("#")]
        reader = csv.DictReader(io.StringIO("".join(line for line in lines if not line.startswith("#"))))
        return comments, list(reader.fieldnames or ()), list(reader)

    def _put(self, file: str, comments: list[str], names: list[str], rows: list[dict[str, str]]) -> Draft:
        out = io.StringIO()
        out.write("".join(comments))
        writer = csv.DictWriter(out, names, lineterminator="\n", extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows)
        return self.write(file, out.getvalue())

    def mistakes(self) -> tuple[Mistake, ...]:
        """Everything that is wrong with it."""
        return check(self.path)
