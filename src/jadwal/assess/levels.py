"""Level, trend and breaks of every counted series: whole indicators, and their areas and sites.

In: a case as known on its as-of date.  Out: :class:`CountLevel`.  The rule this module owns: *quiet is not peace*:
weeks that nobody observed enter no figure, and weeks in which nothing was counted although the earlier rate makes that
nearly impossible are named as a possible silence of the feed.

Weeks are counted back from the as-of date.  Only weeks observed in full and known exactly enter levels, trends and
breaks; the rate also takes totals between bounds.  Formulas, thresholds and sources: docs/method.md, section 7.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp, log, sqrt

import numpy as np
import numpy.typing as npt

from jadwal.assess import changes
from jadwal.assess.gamma import Floats, quantile
from jadwal.incidents import OPEN, CountRecord, EventRecord, count_record
from jadwal.model.case import Case, Event, Indicator, Text
from jadwal.model.level import CountLevel, Gap, LevelSpan, Rate, Shift, Trend, Verdict

WEEK = 7
MOST_WEEKS = 520  # ten years are looked at …
SHOWN = 208  # … and four shown
LEAST_WEEKS, LEAST_EVENTS = 8, 10  # for a level
BAND = 0.8
Z = 1.2815515655446004  # of the 80 % band of a normal variable
RECENT, YEAR = 4, 48  # weeks: the last ones, and those before them
LEAST_RECENT, LEAST_YEAR = 2, 26  # of them observed
MORE, FAR_MORE = 1.5, 3.0  # times as many; their inverses for fewer
TREND_WEEKS = 52
SILENT_WEEKS = 4
SILENT = 0.001  # a chance of silence below which it is named
CLASSES = 7  # kinds or sources apart; the others together
MILLION, MILLI = 1_000_000, 1000
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Series:
    """Weeks that end with the as-of date, oldest first: first days, least, most, whether observed in full."""

    days: Longs
    low: Longs
    high: Longs
    seen: npt.NDArray[np.bool_]
    record: CountRecord | None = None  # of a whole indicator: it may know a stretch better than its weeks

    def total(self, part: slice) -> tuple[int, int, int | None]:
        """Weeks observed in full, and the least and the most counted in them (None: no upper end)."""
        seen, days = self.seen[part], self.days[part]
        if self.record is None:
            return int(seen.sum()), int(self.low[part][seen].sum()), int(self.high[part][seen].sum())
        runs = list(_runs(seen))
        first = np.array([days[a] for a, _ in runs], np.int64)
        last = np.array([days[b - 1] + WEEK - 1 for _, b in runs], np.int64)
        low, high = self.record.bounds(first, last) if runs else (first, last)
        return int(seen.sum()), int(low.sum()), None if bool((high >= OPEN).any()) else int(high.sum())

    @property
    def exact(self) -> npt.NDArray[np.bool_]:
        """Observed in full and known exactly."""
        known: npt.NDArray[np.bool_] = self.seen & (self.low == self.high)
        return known


def levels(case: Case) -> tuple[CountLevel, ...]:
    """All count indicators with anything known, by id; after each its areas, then its sites, by the number counted."""
    found: list[CountLevel] = []
    for indicator in sorted((i for i in case.indicators if i.kind == "count"), key=lambda i: i.id):
        record = count_record(case, indicator)
        if record is None or isinstance(record, tuple):
            continue
        found += _levels(case, indicator, record)
    return tuple(found)


def _levels(case: Case, indicator: Indicator, record: CountRecord) -> Iterator[CountLevel]:
    today = case.as_of.toordinal()
    series = weekly(record, today)
    shifts: tuple[Shift, ...] = ()
    parts: list[tuple[str, str, Series]] = []
    left_out = 0
    if isinstance(record, EventRecord):
        shifts = _shifts(record, series)
        parts, left_out = _parts(record, series)
    stopped = _stopped(record, today) if isinstance(record, EventRecord) else ()
    named = {s.id: s.name for s in case.sites}
    yield _level(indicator, series, "all", "", None, shifts, stopped, left_out)
    for scope, of, part in parts:
        name = named.get(of, Text(en=of, ar=of)) if scope == "site" else Text(en=of, ar=of)
        yield _level(indicator, part, scope, of, name, shifts, (), 0)


def weekly(record: CountRecord, today: int) -> Series:
    """The weeks of a record, at most :data:`MOST_WEEKS`."""
    observed = record.observed
    number = min(MOST_WEEKS, len(observed) // WEEK)
    days = today - WEEK * np.arange(number, 0, -1, dtype=np.int64) + 1
    seen = np.all(observed[len(observed) - WEEK * number :].reshape(number, WEEK), axis=1)
    low, high = record.bounds(days, days + WEEK - 1)
    return Series(days, low, high, seen, record)


def _parts(record: EventRecord, whole: Series) -> tuple[list[tuple[str, str, Series]], int]:
    """(scope, area or site, weeks) of what names one and has enough events; how many have too few."""
    found: list[tuple[str, str, Series]] = []
    left_out = 0
    for scope in ("area", "site"):
        rows: dict[str, list[Event]] = {}
        for e in record.rows:
            if of := getattr(e, scope):
                rows.setdefault(of, []).append(e)
        total = {of: sum(e.count for e in some) for of, some in rows.items()}
        for of in sorted(rows, key=lambda k: (-total[k], k)):
            if total[of] < LEAST_EVENTS:
                left_out += 1
                continue
            if len(rows) > 1 or scope == "site":
                counts = _by_week(((e.day, e.count) for e in rows[of]), whole)
                found.append((scope, of, Series(whole.days, counts, counts, whole.seen)))
    return found, left_out


def _by_week(rows: Iterable[tuple[date, int]], whole: Series) -> Longs:
    counts = np.zeros(len(whole.days), np.int64)
    for day, count in rows:
        week = (day.toordinal() - int(whole.days[0])) // WEEK if len(counts) else -1
        if 0 <= week < len(counts):
            counts[week] += count
    return counts


def _level(
    indicator: Indicator,
    series: Series,
    scope: str,
    of: str,
    name: Text | None,
    shifts: tuple[Shift, ...],
    stopped: tuple[Gap, ...],
    left_out: int,
) -> CountLevel:
    exact = series.exact
    counts = series.low[exact]
    days = series.days[exact]
    phi = changes.dispersion(counts) if len(counts) > 1 else 1.0
    spans: tuple[LevelSpan, ...] = ()
    silent: tuple[Gap, ...] = ()
    trend, why, number = None, "", 0
    if len(counts) < LEAST_WEEKS:
        inexact = int(series.seen.sum()) - len(counts)
        why, number = ("levels.inexact", inexact) if inexact else ("levels.few-weeks", len(counts))
    elif counts.sum() < LEAST_EVENTS:
        why, number = "levels.few-events", int(counts.sum())
    else:
        found = changes.breaks(counts)
        spans = tuple(_spans(counts, days, found, phi, shifts))
        trend = _trend(counts, days, found[-1].at if found else 0, phi)
        silent = tuple(_silences(counts, days, [0, *(b.at for b in found)], phi))
    gaps = tuple(sorted((*unobserved(series), *silent, *stopped), key=lambda g: (g.first, g.kind)))
    quiet = any(g.kind != "unobserved" and g.last.toordinal() >= series.days[-1] for g in gaps if len(series.days))
    return CountLevel(
        indicator=indicator.id,
        name=indicator.name,
        unit=indicator.unit,
        scope=scope,  # type: ignore[arg-type]
        of=of,
        of_name=name,
        weeks=tuple(
            (date.fromordinal(int(d)), int(low) if known else None)
            for d, low, known in zip(series.days[-SHOWN:], series.low[-SHOWN:], exact[-SHOWN:], strict=True)
        ),
        spans=spans,
        dispersion_milli=round(phi * MILLI),
        trend=trend,
        rate=rate(series, phi, quiet),
        gaps=gaps,
        shifts=shifts if scope == "all" else (),
        why=why,
        number=number,
        left_out=left_out,
    )


def _spans(
    counts: Longs, days: Longs, found: Sequence[changes.Break], phi: float, shifts: Sequence[Shift]
) -> Iterator[LevelSpan]:
    a, b = changes.prior(counts.astype(np.float64))
    for begin, end in pairwise([None, *found, None]):
        first = 0 if begin is None else begin.at
        last = len(counts) if end is None else end.at
        shape = a + float(counts[first:last].sum()) / phi
        rate_ = b + (last - first) / phi
        low, high = (round(MILLI * quantile(q, shape, rate_)) for q in ((1 - BAND) / 2, (1 + BAND) / 2))
        span = LevelSpan(
            first=_day(days[first]),
            last=_day(days[last - 1] + WEEK - 1),
            level_milli=round(MILLI * shape / rate_),
            low_milli=low,
            high_milli=high,
        )
        if begin is None:
            yield span
            continue
        between = _between(days, begin)
        yield LevelSpan(
            first=span.first,
            last=span.last,
            level_milli=span.level_milli,
            low_milli=low,
            high_milli=high,
            chance_ppm=_chance(begin.chance),
            low_day=between[0],
            high_day=between[1],
            reporting=any(_meet(between, (s.low_day, s.high_day)) for s in shifts),
        )


def _between(days: Longs, b: changes.Break) -> tuple[date, date]:
    """The first day on which the new level may have begun (after the last week of the old one) and the last."""
    return _day(days[b.low - 1] + WEEK), _day(days[b.high])


def _meet(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """True when two ranges of days are no more than a week apart."""
    return (one[0] - other[1]).days <= WEEK and (other[0] - one[1]).days <= WEEK


def _trend(counts: Longs, days: Longs, since: int, phi: float) -> Trend | None:
    """The log-linear trend of the weeks of the present level, at most :data:`TREND_WEEKS`, by quasi-likelihood."""
    begin = max(since, len(counts) - TREND_WEEKS)
    y = counts[begin:].astype(np.float64)
    if len(y) < LEAST_WEEKS or y.sum() < LEAST_EVENTS:
        return None
    x = (days[begin:] - days[begin:].mean()) / (RECENT * WEEK)  # four weeks are 1
    fitted = log_linear(x, y)
    if fitted is None:
        return None
    slope, variance = fitted
    error = Z * sqrt(phi * variance)
    low, high = slope - error, slope + error
    return Trend(
        weeks=len(y),
        change_ppm=_ppm(exp(slope) - 1),
        low_ppm=_ppm(exp(low) - 1),
        high_ppm=_ppm(exp(min(high, 10.0)) - 1),
        direction="rising" if low > 0 else "falling" if high < 0 else "unclear",
    )


def log_linear(x: Floats, y: Floats) -> tuple[float, float] | None:
    """Slope of ln E(y) = a + b x and its Poisson variance, by Fisher scoring; None where it does not settle."""
    a, b = log(float(y.mean())), 0.0
    for _ in range(50):
        mean = np.exp(np.clip(a + b * x, -30, 30))
        information = np.array([[mean.sum(), (mean * x).sum()], [(mean * x).sum(), (mean * x * x).sum()]])
        determinant = information[0, 0] * information[1, 1] - information[0, 1] ** 2
        if determinant <= 1e-12:
            return None
        score = np.array([(y - mean).sum(), ((y - mean) * x).sum()])
        step = np.linalg.solve(information, score)
        a, b = a + float(step[0]), b + float(step[1])
        if float(np.abs(step).max()) < 1e-10:
            return b, float(information[0, 0] / determinant)
    return None


def rate(series: Series, phi: float, quiet: bool) -> Rate:
    """The last four weeks against the 48 before them."""
    recent, year = slice(-RECENT, None), slice(-RECENT - YEAR, -RECENT)
    (weeks, low, high), (year_weeks, year_low, year_high) = (series.total(part) for part in (recent, year))
    verdict: Verdict
    ratios: tuple[int | None, int | None, int | None] = (None, None, None)
    if quiet:
        verdict = "silent"
    elif weeks < LEAST_RECENT:
        verdict = "unobserved"
    elif year_weeks < LEAST_YEAR:
        verdict = "short"
    else:
        ends = [
            None if most is None or least is None else ratio(most, weeks, least, year_weeks, phi)
            for most, least in ((low, year_high), (high, year_low))
        ]
        words = {None if r is None else _verdict(r) for r in ends}
        said = words.pop() if len(words) == 1 else None
        verdict = said or "inexact"
        if low == high and year_low == year_high and ends[0] is not None:
            one, two, three = (round(MILLI * v) for v in ends[0])
            ratios = one, two, three
    return Rate(
        recent_weeks=weeks,
        recent_low=low,
        recent_high=high,
        year_weeks=year_weeks,
        year_low=year_low,
        year_high=year_high,
        verdict=verdict,
        ratio_milli=ratios[0],
        ratio_low_milli=ratios[1],
        ratio_high_milli=ratios[2],
    )


def ratio(recent: int, weeks: int, year: int, year_weeks: int, phi: float) -> tuple[float, float, float]:
    """The ratio of two rates with its 80 % band, by the logarithm with half a count added to each (Haldane 1956,
    Anscombe 1956)."""
    centre = log((recent + 0.5) / weeks) - log((year + 0.5) / year_weeks)
    error = Z * sqrt(phi * (1 / (recent + 0.5) + 1 / (year + 0.5)))
    return exp(centre), exp(centre - error), exp(centre + error)


def _verdict(found: tuple[float, float, float]) -> Verdict:
    """In words: by the ratio, and only where its band lies on one side of 1."""
    centre, low, high = found
    if low > 1 and centre >= MORE:
        return "far-more" if centre >= FAR_MORE else "more"
    if high < 1 and centre <= 1 / MORE:
        return "far-fewer" if centre <= 1 / FAR_MORE else "fewer"
    return "alike"


def unobserved(series: Series) -> Iterator[Gap]:
    """Stretches of weeks that were not observed in full, of those shown."""
    seen = series.seen[-SHOWN:]
    days = series.days[-SHOWN:]
    for begin, end in _runs(~seen):
        first, last = _day(days[begin]), _day(days[end - 1] + WEEK - 1)
        yield Gap(kind="unobserved", first=first, last=last, weeks=end - begin)


def _silences(counts: Longs, days: Longs, begins: Sequence[int], phi: float) -> Iterator[Gap]:
    """Runs of weeks without any count that are nearly impossible at the rate of the (at most 52) weeks before."""
    a, b = changes.prior(counts.astype(np.float64))
    for begin, end in _runs(counts == 0):
        if end - begin < SILENT_WEEKS:
            continue
        since = max([s for s in begins if s < begin], default=0)
        before = counts[max(since, begin - TREND_WEEKS) : begin]
        if not len(before):
            continue
        chance = silence(a + float(before.sum()) / phi, b + len(before) / phi, (end - begin) / phi)
        if chance < SILENT:
            yield Gap(
                kind="silent",
                first=_day(days[begin]),
                last=_day(days[end - 1] + WEEK - 1),
                weeks=end - begin,
                chance_ppm=_chance(chance),
                earlier_milli=round(MILLI * float(before.mean())),
            )


def silence(shape: float, rate_: float, time: float) -> float:
    """The chance of no event in ``time`` at a rate that is gamma with ``shape`` and ``rate_``: (r / (r + t))^shape."""
    return float((rate_ / (rate_ + time)) ** shape)


def _stopped(record: EventRecord, today: int) -> tuple[Gap, ...]:
    """The feed's last day was so long ago that at its own earlier rate it has stopped."""
    last = int(np.flatnonzero(record.observed)[-1])
    days = today - record.first - last
    counted = record.daily[max(0, last - TREND_WEEKS * WEEK + 1) : last + 1]
    weeks = len(counted) // WEEK
    if days < SILENT_WEEKS * WEEK or weeks < LEAST_WEEKS:
        return ()
    by_week = counted[len(counted) - weeks * WEEK :].reshape(weeks, WEEK).sum(axis=1).astype(np.int64)
    phi = changes.dispersion(by_week)
    a, b = changes.prior(by_week.astype(np.float64))
    chance = silence(a + float(by_week.sum()) / phi, b + weeks / phi, days / WEEK / phi)
    if chance >= SILENT:
        return ()
    return (
        Gap(
            kind="feed-stopped",
            first=_day(record.first + last + 1),
            last=_day(today),
            weeks=days // WEEK,
            chance_ppm=_chance(chance),
            earlier_milli=round(MILLI * float(by_week.mean())),
        ),
    )


def _shifts(record: EventRecord, series: Series) -> tuple[Shift, ...]:
    """Where the shares of kinds, or of sources, changed abruptly."""
    found: list[Shift] = []
    for of, classes in (
        ("kinds", {e.id: (e.kind,) for e in record.rows}),
        ("sources", {e.id: e.source for e in record.rows}),
    ):
        found += _shifts_of(of, record.rows, classes, series)
    return tuple(sorted(found, key=lambda s: (s.day, s.of)))


def _shifts_of(
    of: str, rows: Sequence[Event], classes: Mapping[str, tuple[str, ...]], series: Series
) -> Iterator[Shift]:
    total: Counter[str] = Counter()
    for e in rows:
        total.update(dict.fromkeys(classes[e.id], e.count))
    names = [n for n, _ in sorted(total.items(), key=lambda p: (-p[1], p[0]))]
    shown = names[:CLASSES]
    groups = [[n] for n in shown] + ([names[CLASSES:]] if len(names) > CLASSES else [])
    if len(groups) < 2 or not len(series.days):
        return
    table = np.stack(
        [
            _by_week(((e.day, e.count) for e in rows for c in classes[e.id] if c in group), series)
            for group in map(set, groups)
        ],
        axis=1,
    )
    seen = series.seen & (table.sum(axis=1) > 0)
    table, days = table[seen], series.days[seen]
    if len(table) < 2 * changes.LEAST:
        return
    breaks = changes.share_breaks(table)
    ends = [0, *(b.at for b in breaks), len(table)]
    for b, before, after in zip(breaks, ends, ends[2:], strict=False):
        earlier, later = (part.sum(axis=0) / part.sum() for part in (table[before : b.at], table[b.at : after]))
        most = int(np.abs(later - earlier).argmax())
        low, high = _between(days, b)
        yield Shift(
            of=of,  # type: ignore[arg-type]
            day=_day(days[b.at]),
            low_day=low,
            high_day=high,
            chance_ppm=_chance(b.chance),
            name=groups[most][0] if most < len(shown) else "…",
            before_ppm=_ppm(float(earlier[most])),
            after_ppm=_ppm(float(later[most])),
        )


def _runs(marks: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """(first, one after the last) of each run of marked places."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marks.astype(np.int8), [0]])))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(begin), int(end)


def _day(ordinal: int | np.integer) -> date:
    return date.fromordinal(int(ordinal))


def _chance(share: float) -> int:
    """A chance, never rounded to certainty."""
    return min(max(_ppm(share), 1), MILLION - 1)


def _ppm(share: float) -> int:
    return round(MILLION * share)
