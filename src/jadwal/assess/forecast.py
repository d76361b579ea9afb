"""Count conditions along joint sample paths: the empirical "conflictology" draw.

In: records of past counts, the rules over them.  Out: for every future the days on which each rule holds, or why
there is no forecast.  The rule this module owns: *the past weeks of all series stand for the coming ones together*:
in future k every series repeats the same weeks.

After Hegre et al. (the past year's values as the predictive distribution) as joint paths: future k takes drawn
history k (mod their number) and continues it, from its last observed day on, with blocks of consecutive past weeks
(stationary bootstrap, Politis and Romano 1994): each week is the one after the last, or with chance 1/13 any week
of the pool.  Weeks are counted back from the as-of date.  The pool of a series is its last 52 fully observed weeks;
weeks are drawn from the pools' union, and a series that was not observed in a drawn week repeats one of its own
instead, always the same for that week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jadwal.assess.holding import Bools, Paths, joined
from jadwal.draws import uniform
from jadwal.incidents import CountRecord
from jadwal.model.case import Rule

HISTORIES = 1_000
MEAN_BLOCK = 13  # weeks
POOL = 52  # weeks
STALE = 8  # weeks: abstain when none of the last so many was observed
LEAST_WEEKS = 8
LEAST_EVENTS = 10
BLOCK = 5_000  # futures at once, a multiple of HISTORIES
Counts = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Abstention:
    """Why a series is not forecast: a message code and its number."""

    code: str
    number: int


@dataclass(frozen=True, eq=False)
class Series:
    """A forecast series: ``histories`` (K, days to the as-of date), the pool's weeks back from as-of, oldest first."""

    record: CountRecord
    histories: npt.NDArray[np.int32]
    pool: tuple[int, ...]
    last: int  # last observed day, <= 0


def series(record: CountRecord, *, today: int, seed: int, histories: int) -> Series | Abstention:
    """The series of a record, or why it abstains; ``today`` is the as-of date's ordinal."""
    observed = record.observed
    last = int(np.flatnonzero(observed)[-1]) - (len(observed) - 1)
    if last <= -7 * STALE:
        return Abstention("assess.abstains-stale", STALE)
    weeks = _observed_weeks(observed)
    if sum(w < POOL for w in weeks) < LEAST_WEEKS:
        return Abstention("assess.abstains-few-weeks", sum(w < POOL for w in weeks))
    least = int(record.bounds(np.array([today - 7 * POOL + 1]), np.array([today]))[0][0])
    if least < LEAST_EVENTS:
        return Abstention("assess.abstains-few-events", least)
    return Series(record, record.histories(seed, histories), tuple(reversed(weeks[:POOL])), last)


def _observed_weeks(observed: Bools) -> list[int]:
    """Fully observed weeks counted back from the as-of date (0: the seven days that end on it), latest first."""
    n = len(observed) // 7
    full: Bools = np.all(observed[len(observed) - 7 * n :].reshape(n, 7), axis=1)
    return [int(w) for w in np.flatnonzero(full[::-1])]


def weeks_drawn(weeks: int, pool: int, *, seed: int, futures: int) -> npt.NDArray[np.int16]:
    """(weeks, futures) positions in a pool of weeks, oldest first: a stationary bootstrap along each future."""
    drawn = np.empty((weeks, futures), np.int16)
    for f in range(weeks):
        u = uniform(seed, f"weeks:{f}", futures)
        if f == 0:
            drawn[f] = u * pool
            continue
        fresh = np.minimum(u * (MEAN_BLOCK * pool), pool - 1).astype(np.int16)
        after = drawn[f - 1] + np.int16(1)
        after[after == pool] = 0
        drawn[f] = np.where(u < 1 / MEAN_BLOCK, fresh, after)
    return drawn


def forecast(
    known: Mapping[str, Series],
    rules: Mapping[str, tuple[str, Rule]],
    *,
    days: int,
    seed: int,
    futures: int,
    today: Mapping[str, bool | None],
) -> dict[str, Paths]:
    """The paths of each condition in ``rules`` (condition -> series id, rule).

    ``today`` fixes day 0 where the state on the as-of date is known (None: as the path says).
    """
    parts: dict[str, list[Paths]] = {c: [] for c in rules}
    reach = {
        id: max([r.window_days + r.sustained_days for s, r in rules.values() if s == id], default=0) for id in known
    }
    for _, id, counts in paths(known, reach, days=days, seed=seed, futures=futures):
        for condition, (of, rule) in rules.items():
            if of == id:
                holds = holding(counts, known[id], rule, reach[id])
                fixed = today[condition]
                if fixed is not None:
                    holds[:, 0] = fixed
                parts[condition].append(Paths.from_days("data", holds))
    return {c: joined(p) for c, p in parts.items()}


def paths(
    known: Mapping[str, Series], reach: Mapping[str, int], *, days: int, seed: int, futures: int
) -> Iterator[tuple[int, str, Counts]]:
    """Daily counts, a block of futures at a time: (first future, series id, (reach + days, futures in block)).

    Row ``reach + d`` is day d; rows before it are the observed past, continued by the path from the last observed
    day on.
    """
    union = sorted({w for s in known.values() for w in s.pool}, reverse=True)
    if not union:
        return
    drawn = weeks_drawn(STALE + -(-(days - 1) // 7), len(union), seed=seed, futures=futures)
    tables = {id: _table(s, union) for id, s in sorted(known.items())}
    for first in range(0, futures, BLOCK):
        block = drawn[:, first : first + BLOCK]
        which = np.arange(first, first + block.shape[1])
        for id, table in tables.items():
            yield first, id, _continued(known[id], table, block, which, reach[id], days)


def _table(s: Series, union: Sequence[int]) -> Counts:
    """(7, histories * weeks) counts by day of the week for every week of the union, history by history."""
    rank = {w: n for n, w in enumerate(s.pool)}
    own = [w if w in rank else s.pool[n % len(s.pool)] for n, w in enumerate(union)]
    size = s.histories.shape[1]
    starts = np.array([size - 7 * (w + 1) for w in own])
    cells = s.histories[:, starts[:, None] + np.arange(7)]  # (K, weeks, 7)
    most = int(cells.max(initial=0))
    return np.ascontiguousarray(cells.reshape(-1, 7).T.astype(np.int16 if most < 2**15 else np.int32))


def _continued(
    s: Series, table: Counts, drawn: npt.NDArray[np.int16], which: npt.NDArray[np.intp], reach: int, days: int
) -> Counts:
    k, size = s.histories.shape
    weeks = table.shape[1] // k
    counts = np.zeros((reach + days, len(which)), table.dtype)
    history = which % k
    past = s.histories.T.astype(table.dtype)
    for day in range(max(1 - reach, 1 - size), s.last + 1):
        counts[reach + day] = past[size - 1 + day, history]
    base = (history * weeks).astype(np.int32)
    index = base
    begins = max(s.last + 1, 1 - reach)
    for day in range(begins, days):
        week, weekday = divmod(day - 1 + 7 * STALE, 7)
        if weekday == 0 or day == begins:
            index = base + drawn[week]
        np.take(table[weekday], index, out=counts[reach + day], mode="clip")
    return counts


def holding(counts: Counts, s: Series, rule: Rule, reach: int) -> Bools:
    """(futures, days) whether the rule holds on each day of the path.

    Windows and sustained periods that reach back before day 0 use the observed past; days that nobody observed
    before the path begins count as missing, and a window with too many of them does not hold.
    """
    total, futures = counts.shape
    w = rule.window_days
    opened = reach - rule.sustained_days  # row of the first window's last day
    wide = np.int32 if counts.dtype == np.int16 and int(counts.max(initial=0)) * w < 2**31 else np.int64
    enough = _covered(s, reach, total, w) * 100 >= rule.coverage_percent * w
    compare = np.less_equal if rule.comparator == "at_most" else np.greater_equal
    ok = np.zeros((total - opened, futures), np.bool_)
    run = counts[opened - w + 1 : opened + 1].sum(axis=0, dtype=wide)
    for row in range(opened, total):
        if row > opened:
            run += counts[row]
            run -= counts[row - w]
        if enough[row]:
            compare(run, rule.value, out=ok[row - opened])
    need, have = rule.sustained_days + 1, 1
    while have < need:  # a run of n + m days is a run of n days that begins m days into one of m
        step = min(have, need - have)
        ok = ok[step:] & ok[:-step]
        have += step
    return np.ascontiguousarray(ok.T)


def _covered(s: Series, reach: int, total: int, window: int) -> npt.NDArray[np.int64]:
    """Per row, how many days of the window that ends there were observed, or lie on the path."""
    seen = np.zeros(total + window, np.int64)  # row r of counts at r + window
    observed = s.record.observed[-(reach + window) :][::-1]
    seen[window + reach - np.arange(len(observed))] = observed  # latest observed day is day 0
    seen[max(0, window + reach + s.last + 1) :] = 1
    before = np.concatenate([[0], np.cumsum(seen)])
    rows = np.arange(total)
    covered: npt.NDArray[np.int64] = before[rows + window + 1] - before[rows + 1]
    return covered
