"""In what share of the futures a task is going on, day by day, from the quantiles of its start and its finish.

In: :class:`~jadwal.model.timetable.Quantiles` of start and finish.  Out: stretches of days in which the share is at
least so much.  The rule this module owns: *going on = begun and not yet finished*; both shares are read off the
quantiles, straight between them.

Only 10, 50, 80 and 90 % and the share that is reached at all are known.  Before the first of them the line goes on
down to none, and after the last up to the share reached, as steeply as beside them; that is drawing, not data.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from jadwal.model.timetable import Quantiles

MILLION = 1_000_000
SHARES = (100_000, 500_000, 800_000, 900_000)
LEVELS = (0.0999, 0.3, 0.5, 0.75)  # least shares of the four shades; the first is just met at the 10 % quantile
Knot = tuple[float, float]  # day (proleptic ordinal), share of the futures by then


def reached_by(quantiles: Quantiles, after_day: bool) -> tuple[Knot, ...]:
    """Knots of the share reached over time, straight between them; ``after_day``: reached at the end of its day."""
    marks = (quantiles.p10, quantiles.p50, quantiles.p80, quantiles.p90)
    known = [(float(q.toordinal() + after_day), s / MILLION) for q, s in zip(marks, SHARES, strict=True) if q]
    if not known:
        return ()
    slope = (known[1][0] - known[0][0]) / 0.4 if len(known) > 1 else 0.0
    knots = [(known[0][0] - slope * known[0][1], 0.0), *known]
    rest = quantiles.reached_ppm / MILLION - known[-1][1]
    if rest > 0:
        (a, low), (b, high) = knots[-2:]
        knots.append((b + rest * (b - a) / (high - low), known[-1][1] + rest))
    return tuple(knots)


def share(knots: Sequence[Knot], at: float) -> float:
    """The share reached at a moment (at a step: after it)."""
    found = bisect_right(knots, (at, 2.0))
    if found == 0:
        return 0.0
    if found == len(knots):
        return knots[-1][1]
    (a, low), (b, high) = knots[found - 1 : found + 1]
    return low + (high - low) * (at - a) / (b - a)


def at_least(
    start: Quantiles, finish: Quantiles, first: date, last: date
) -> tuple[tuple[tuple[float, float], ...], ...]:
    """For each of :data:`LEVELS` the stretches (from, to: ordinals) in which at least that share is going on."""
    begun, done = reached_by(start, after_day=False), reached_by(finish, after_day=True)
    low, high = float(first.toordinal()), float(last.toordinal() + 1)
    knots = {low, high, *(k[0] for k in (*begun, *done) if low < k[0] < high)}
    steps = {b[0] for line in (begun, done) for a, b in pairwise(line) if a[0] == b[0] and low < b[0] < high}
    points = sorted((*knots, *(k - 1e-6 for k in steps)))
    line = [(at, _going(begun, done, at)) for at in points]
    return tuple(_above(line, level) for level in LEVELS)


def _going(begun: Sequence[Knot], done: Sequence[Knot], at: float) -> float:
    return max(share(begun, at) - share(done, at), 0.0)


def _above(line: Sequence[Knot], level: float) -> tuple[tuple[float, float], ...]:
    """Where a line of straight pieces is at least at ``level``."""
    found: list[tuple[float, float]] = []
    for (a, low), (b, high) in pairwise(line):
        if low < level and high < level:
            continue
        cross = a + (b - a) * (level - low) / (high - low) if high != low else a
        begin, end = (a if low >= level else cross), (b if high >= level else cross)
        if found and begin - found[-1][1] < 1e-3:
            found[-1] = (found[-1][0], end)
        elif end > begin:
            found.append((begin, end))
    return tuple(found)
