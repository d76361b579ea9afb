"""The counted indicators by week: what was observed, as intervals, and what the forecast says of the weeks to come.

In: a case, its count indicators with their records, the series that are forecast.  Out: one :class:`Counts` per
indicator.  The rule this module owns: *a week is as exact as its sources*: tallies of longer periods leave an interval
for each week inside them, and a week that was not observed in full is not shown as one.

Weeks are counted back from the as-of date, the last one ending on it.  Percentiles are of rank ceil(p n) over the
first 2,000 futures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from jadwal.assess import forecast as fc
from jadwal.incidents import OPEN, CountRecord
from jadwal.model.case import Case, Indicator
from jadwal.model.timetable import Counts, Fan, TallyMark

WEEK = 7
PAST, AHEAD = 104, 104  # weeks at most
FUTURES = 2_000


def counts(
    case: Case,
    known: Sequence[tuple[Indicator, CountRecord | None]],
    spoken: Mapping[str, fc.Series],
    *,
    days: int,
    seed: int,
    futures: int,
) -> tuple[Counts, ...]:
    """Every count indicator that a condition looks at, by id."""
    fans = fan(case.as_of, spoken, days=min(days, AHEAD * WEEK), seed=seed, futures=min(futures, FUTURES))
    found = {}
    for indicator, record in known:
        if indicator.kind == "count" and indicator.id not in found:
            found[indicator.id] = Counts(
                indicator=indicator.id,
                name=indicator.name,
                unit=indicator.unit,
                counter=indicator.counter,
                scope=indicator.scope,
                weeks=weeks(case.as_of, record) if record is not None else (),
                tallies=marks(case, indicator),
                fan=fans.get(indicator.id, ()),
            )
    return tuple(found[id] for id in sorted(found))


def weeks(as_of: date, record: CountRecord) -> tuple[tuple[date, int, int | None], ...]:
    """(first day, least, most) of the latest weeks that were observed in full, oldest first."""
    observed = record.observed
    number = min(PAST, len(observed) // WEEK)
    if not number:
        return ()
    whole = np.all(observed[len(observed) - WEEK * number :].reshape(number, WEEK), axis=1)
    first = as_of.toordinal() - WEEK * np.arange(number, 0, -1) + 1
    least, most = record.bounds(first, first + WEEK - 1)
    return tuple(
        (date.fromordinal(int(d)), int(low), None if high >= OPEN else int(high))
        for d, low, high, seen in zip(first, least, most, whole, strict=True)
        if seen
    )


def marks(case: Case, indicator: Indicator) -> tuple[TallyMark, ...]:
    """The tallies of an indicator known by the as-of date, those of other counters too, by period."""
    mine = (indicator.counter, indicator.scope, indicator.definition)
    rows = (t for t in case.tallies if t.indicator == indicator.id and t.as_of <= case.as_of)
    return tuple(
        TallyMark(
            id=t.id,
            counter=t.counter,
            scope=t.scope,
            since=t.since,
            as_of=t.as_of,
            comparator=t.comparator,
            value=t.value,
            own=bool(indicator.counter) and (t.counter, t.scope, t.definition) == mine,
            source=t.source,
        )
        for t in sorted(rows, key=lambda t: (t.since, t.as_of, t.id))
    )


def fan(
    as_of: date, spoken: Mapping[str, fc.Series], *, days: int, seed: int, futures: int
) -> dict[str, tuple[Fan, ...]]:
    """Percentiles of the counts of each whole week after the as-of date, per series that is forecast."""
    number = (days - 1) // WEEK
    if not spoken or not number:
        return {}
    parts: dict[str, list[npt.NDArray[np.int64]]] = {id: [] for id in spoken}
    for _, id, daily in fc.paths(spoken, dict.fromkeys(spoken, 0), days=days, seed=seed, futures=futures):
        ahead = daily[1 : 1 + WEEK * number]  # day 0 is the as-of date itself
        parts[id].append(ahead.reshape(number, WEEK, -1).sum(axis=1, dtype=np.int64))
    return {id: _percentiles(as_of, np.concatenate(blocks, axis=1)) for id, blocks in parts.items()}


def _percentiles(as_of: date, totals: npt.NDArray[np.int64]) -> tuple[Fan, ...]:
    """``totals`` (weeks, futures)."""
    ordered = np.sort(totals, axis=1)
    n = ordered.shape[1]
    p10, p50, p90 = (ordered[:, -(-share * n // 100) - 1] for share in (10, 50, 90))
    return tuple(
        Fan(week=date.fromordinal(as_of.toordinal() + 1 + WEEK * w), p10=int(p10[w]), p50=int(p50[w]), p90=int(p90[w]))
        for w in range(len(ordered))
    )
