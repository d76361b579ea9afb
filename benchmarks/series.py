"""Tables of counts for the back-tests: from an event file or from a table of areas and weeks.

In: a CSV file, plain or gzipped.  Out: areas by seven-day weeks.  The rule this module owns: *what is not counted is
counted too: rows without an area or a date are set aside and said*.

Kinds are told by the header: ``week_start,area,area,...`` is a table; ``date_start`` and ``adm_1`` make UCDP GED
events, one per row, by first-level area (all rows, whatever their precision).
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt


class UnreadableError(Exception):
    """A file that is no series, and why."""


@dataclass(frozen=True, eq=False)
class Series:
    """Counts (areas, weeks) from ``first`` on, and the rows set aside."""

    areas: tuple[str, ...]
    first: date
    counts: npt.NDArray[np.int64]
    aside: int


def read(path: Path) -> Series:
    """The series of a file; raises UnreadableError with the line that is wrong."""
    raw = path.read_bytes()
    try:
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as why:
        raise UnreadableError(f"{path.name}: {why}") from why
    rows = csv.reader(io.StringIO(text, newline=""))
    header = next(rows, [])
    if header[:1] == ["week_start"] and len(header) > 1:
        return _table(path.name, header[1:], rows)
    if {"date_start", "adm_1"} <= set(header):
        return _events(path.name, header, rows)
    raise UnreadableError(f"{path.name}: neither week_start,area,... nor date_start and adm_1 in the first line")


def _events(name: str, header: list[str], rows: Iterator[list[str]]) -> Series:
    at, place, aside = header.index("date_start"), header.index("adm_1"), 0
    seen: Counter[tuple[str, date]] = Counter()
    for row in rows:
        day = _day(row[at][:10]) if len(row) == len(header) else None
        if day is None or not row[place].strip():
            aside += 1
        else:
            seen[row[place].strip(), day] += 1
    if not seen:
        raise UnreadableError(f"{name}: no row has a date and an area")
    first, last = min(d for _, d in seen), max(d for _, d in seen)
    weeks = ((last - first).days + 1) // 7
    if not weeks:
        raise UnreadableError(f"{name}: less than a week, {first} to {last}")
    areas = sorted({a for a, _ in seen})
    counts = np.zeros((len(areas), weeks), np.int64)
    for (area, day), n in seen.items():
        week = (day - first).days // 7
        if week < weeks:
            counts[areas.index(area), week] += n
    return Series(tuple(areas), first, counts, aside)


def _table(name: str, areas: list[str], rows: Iterator[list[str]]) -> Series:
    if len(set(areas)) != len(areas):
        raise UnreadableError(f"{name}: an area stands twice in the first line")
    starts: list[date] = []
    cells: list[list[int]] = []
    for line, row in enumerate(rows, start=2):
        start = _day(row[0]) if row else None
        if start is None or len(row) != len(areas) + 1:
            raise UnreadableError(f"{name}: line {line} is not a date and {len(areas)} counts")
        if starts and start - starts[-1] != timedelta(days=7):
            raise UnreadableError(f"{name}: line {line} begins on {start}, not seven days after {starts[-1]}")
        if not all(cell.isascii() and cell.isdigit() for cell in row[1:]):
            raise UnreadableError(
                f"{name}: line {line} has a cell that is not a count; weeks nobody observed are not zero"
            )
        starts.append(start)
        cells.append([int(cell) for cell in row[1:]])
    if not cells:
        raise UnreadableError(f"{name}: no weeks")
    return Series(tuple(areas), starts[0], np.array(cells, np.int64).T, 0)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
