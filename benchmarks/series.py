"""Tables of counts for the back-tests: from an event file or from a table of areas and weeks.

In: a CSV file, plain or gzipped.  Out: areas by seven-day weeks.  The rule this module owns: *what is not counted is
counted too: rows without an area or a date are set aside and said*.

Kinds are told by the header: ``week_start,area,area,...`` is a table; ``date_start`` and ``adm_1`` make UCDP GED
events, one per row, by first-level area (all rows, whatever their precision); any other file is left to the feeds that
``jadwal ingest`` knows (GED without a header, ACLED, GTD), each row likewise one event on its first day.
"""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jadwal.incidents.feeds import bring, table
from jadwal.messages import BadInput

FAR = date(2100, 1, 1)  # a file on its own is known whole


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
    return _feed(path)


def _feed(path: Path) -> Series:
    """The series of a file that ``jadwal ingest`` knows."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            held = [brought.batch for brought in bring(Path(folder), [path], FAR)]
        except BadInput as why:
            raise UnreadableError(f"{path.name}: no week_start,area,... and no feed that ingest knows: {why}") from why
        events = table(held)
    days = [day.item() for day in events["first_day"].astype("datetime64[D]")]
    seen = Counter((str(area).strip(), day) for area, day in zip(events["admin1"], days, strict=True))
    aside = sum(seen.pop(key) for key in [k for k in seen if not k[0]])
    return _counted(path.name, seen, aside)


def _events(name: str, header: list[str], rows: Iterator[list[str]]) -> Series:
    at, place, aside = header.index("date_start"), header.index("adm_1"), 0
    seen: Counter[tuple[str, date]] = Counter()
    for row in rows:
        day = _day(row[at][:10]) if len(row) == len(header) else None
        if day is None or not row[place].strip():
            aside += 1
        else:
            seen[row[place].strip(), day] += 1
    return _counted(name, seen, aside)


def _counted(name: str, seen: Counter[tuple[str, date]], aside: int) -> Series:
    """Seven-day weeks from the first day on; a last week that is not whole is left out."""
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
