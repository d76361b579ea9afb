"""What the feeds say as known on a day: the event table, and counts by area and week.

In: a case folder and a day.  Out: columns of events, or an area × week array.  The rules this module owns: *an event
counts once for its feed*, whichever batches hold it, and *an event whose day is not known is spread over the days on
which it may have happened*; feeds are never added to each other.

Spread: an event of day precision 3 or worse gives every week the share of its days that fall into it; the rest fall
whole into the week of their first day.  Totals (``clarity`` ``total``) are no events and are left out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jadwal.incidents.feeds.batches import Batch, batches, checked, covered_until, holding, numbers
from jadwal.incidents.feeds.bring import Wanted, bring
from jadwal.incidents.feeds.events import SPREAD
from jadwal.incidents.feeds.layouts import CANDIDATE, GED
from jadwal.incidents.feeds.normal import COLUMNS
from jadwal.incidents.feeds.reading import connect, literal

FAR = date(2100, 1, 1)  # a file read on its own, outside any case, is known whole
WEEK = 7


@dataclass(frozen=True, eq=False)
class AreaWeeks:
    """Counts of one feed: ``counts`` (areas, weeks) events a week, shares of spread ones included; ``areas`` are
    (country, first-level area); week w begins at ``first`` + 7 w days; ``batches`` are the ids they rest on.
    """

    areas: tuple[tuple[str, str], ...]
    first: date
    counts: npt.NDArray[np.float64]
    batches: tuple[str, ...]


def held(case: Path, known_on: date, feed: str = "", *, verify: bool = True) -> tuple[Batch, ...]:
    """The batches that hold as known on a day, of one feed (a kind) or of all; each compared with its digest.

    Raises ``BadInput`` for a damaged batch.
    """
    found = tuple(b for b in holding(batches(case), known_on) if not feed or _feed(b) == feed)
    if verify:
        checked(found)
    return found


def table(some: Sequence[Batch]) -> dict[str, npt.NDArray[Any]]:
    """The event table of ``some`` batches that hold: its columns and ``batch``, by source, first day and id."""
    if not some:
        return {}
    with connect() as base:
        query = f"SELECT * FROM ({_events(some)}) ORDER BY source, first_day, id, batch"
        found = base.execute(query).fetchnumpy()
    return {name: found[name] for name in (*COLUMNS, "batch")}


def feeds(some: Sequence[Batch]) -> tuple[str, ...]:
    """The feeds that ``some`` batches are of; UCDP GED and Candidate are one."""
    return tuple(sorted({_feed(b) for b in some}))


def area_weeks(
    some: Sequence[Batch], *, first: date | None = None, last: date | None = None, as_they_stand: bool = False
) -> AreaWeeks:
    """Events by area and seven-day week of the batches of one feed.

    ``first`` begins week 0 (else the Monday at or before the first event), ``last`` ends the last (else the last
    event's); days outside are left out.  ``as_they_stand``: every row counts one on its first day, totals and imprecise
    days too, for comparison with published series.  Raises ``ValueError`` for batches of several feeds or of none.
    """
    if len(feeds(some)) != 1:
        raise ValueError(f"batches of one feed, please, not of {feeds(some)}")
    with connect() as base:
        base.execute(f"CREATE TEMP VIEW held AS {_events(some)}")
        low, high = base.execute("SELECT min(first_day), max(last_day) FROM held").fetchall()[0]
        start = first or low - timedelta(days=low.weekday())
        end = last or high
        weeks = max(0, ((end - start).days + WEEK) // WEEK)
        only = "true" if as_they_stand else "clarity = 'event'"
        spread = "false" if as_they_stand else f"day_precision >= {SPREAD} AND last_day > first_day"
        base.execute(
            "CREATE TEMP TABLE areas AS "
            "SELECT country, admin1, row_number() OVER (ORDER BY country, admin1) - 1 AS area "
            f"FROM (SELECT DISTINCT country, admin1 FROM held WHERE {only})"
        )
        whole = base.execute(
            f"SELECT area, floor((first_day - DATE '{start}') / {WEEK})::INTEGER AS w, count(*) AS n "
            f"FROM held JOIN areas USING (country, admin1) WHERE {only} AND NOT ({spread}) GROUP BY ALL"
        ).fetchnumpy()
        parts = base.execute(
            f"SELECT area, first_day - DATE '{start}' AS a, last_day - DATE '{start}' AS b "
            f"FROM held JOIN areas USING (country, admin1) WHERE {only} AND {spread} ORDER BY area, a, b"
        ).fetchnumpy()
        areas = tuple(base.execute("SELECT country, admin1 FROM areas ORDER BY area").fetchall())
    counts = np.zeros((len(areas), weeks))
    inside = (whole["w"] >= 0) & (whole["w"] < weeks)
    counts[whole["area"][inside], whole["w"][inside]] = whole["n"][inside]
    _spread(counts, parts["area"], parts["a"].astype(np.int64), parts["b"].astype(np.int64))
    return AreaWeeks(areas, start, counts, tuple(b.id for b in some))


def _spread(
    counts: npt.NDArray[np.float64],
    area: npt.NDArray[np.int64],
    first: npt.NDArray[np.int64],
    last: npt.NDArray[np.int64],
) -> None:
    """Add to every week the share of each event's days (numbered from week 0 on) that fall into it."""
    begin, end = first // WEEK, last // WEEK
    each = end - begin + 1
    event = np.repeat(np.arange(len(area)), each)
    week = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each) + begin[event]
    days = np.minimum(last[event], WEEK * week + WEEK - 1) - np.maximum(first[event], WEEK * week) + 1
    inside = (week >= 0) & (week < counts.shape[1])
    share = days / (last - first + 1)[event]
    np.add.at(counts, (area[event][inside], week[inside]), share[inside])


def of_file(
    path: Path,
    wanted: Wanted | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    as_they_stand: bool = False,
) -> AreaWeeks:
    """Area × week of one event file outside any case (for benchmarks); raises as :func:`bring` does."""
    with tempfile.TemporaryDirectory() as folder:
        made = bring(Path(folder), [path], FAR, wanted)
        return area_weeks([b.batch for b in made], first=first, last=last, as_they_stand=as_they_stand)


def _feed(batch: Batch) -> str:
    return GED if batch.head.kind == CANDIDATE else batch.head.kind


def _events(some: Sequence[Batch]) -> str:
    """SQL: the events of batches that hold; each id of a feed once, from the batch that is best."""
    releases = [b for b in some if covered_until(b.head) is not None]
    parts = []
    order = sorted(some, key=lambda b: (b.head.known_from, b.head.kind == GED, numbers(b.head.version), b.id))
    for rank, batch in enumerate(order):
        part = f"SELECT *, '{batch.id}' AS batch, {rank} AS rank FROM read_parquet({literal(str(batch.events))})"
        if batch.head.kind == CANDIDATE:
            for release in releases:
                part += (
                    f" WHERE NOT (first_day <= DATE '{covered_until(release.head)}' AND country IN "
                    f"(SELECT country FROM read_parquet({literal(str(release.events))})))"
                ).replace(" WHERE ", " AND " if " WHERE " in part else " WHERE ", 1)
        parts.append(part)
    whole = " UNION ALL ".join(parts)
    if len(some) > len(feeds(some)):
        family = f"CASE source WHEN '{CANDIDATE}' THEN '{GED}' ELSE source END"
        whole = f"SELECT * FROM ({whole}) QUALIFY row_number() OVER (PARTITION BY {family}, id ORDER BY rank DESC) = 1"
    return f"SELECT * EXCLUDE (rank) FROM ({whole})"
