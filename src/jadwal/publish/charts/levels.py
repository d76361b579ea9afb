"""A counted series by week with its levels: the count of each week, the level with its band, the breaks between.

In: :class:`Levelled`.  Out: a chart.  The rule this module owns: *a level is drawn only over the weeks it rests on*:
what nobody observed is hatched, and so is a silence too long to be believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from jadwal.model.case import Value
from jadwal.model.level import CountLevel, Gap, LevelSpan
from jadwal.publish import levelled
from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis, value_axis
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, no_data, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.scales import Linear, Time, rounded_up
from jadwal.publish.charts.words import dated, say

WIDE, LEFT, PLOT = 640.0, 46.0, 170.0  # pixels: the drawing, where the plot begins, its height (as in charts.css)
WEEK = timedelta(days=6)  # from a week's first day to its last
MOST_ITEMS = 8  # levels that can be pointed at, the latest


class Levelled(Value, frozen=True, kw_only=True):
    """One counted series."""

    id: str
    as_of: date
    level: CountLevel


def levels(data: Levelled, lang: str) -> Chart:
    """The series as a chart in ``lang``."""
    level = data.level
    title = say("chart.levels", lang, name=clean(levelled.name(level, lang, say)))
    weeks = _weeks(level)
    if not weeks or not level.spans:
        return no_data(data.id, lang, title, _table(level, lang))
    first = weeks[0][0]
    time = Time(first, max(data.as_of, weeks[-1][0] + WEEK) + timedelta(days=1), LEFT, WIDE - 14)
    legend = Legend(tuple(_signs(level, lang)), 4, WIDE - 4)
    moments = Moments([Moment(data.as_of, "today", say("chart.as-of", lang, day=dated(data.as_of, lang)))], time, lang)
    top = round(legend.high + moments.high + 36)
    bottom = top + PLOT
    drawing = Drawing(data.id, lang, "small counts levels", WIDE, bottom + AXIS_ROOM)
    legend.draw(drawing, 2)
    most = max([1, *(n for _, n in weeks if n is not None), *(-(-s.high_milli // 1000) for s in level.spans)])
    scale = Linear(0, rounded_up(most), bottom, top)
    time_axis(drawing, time, top, bottom)
    value_axis(drawing, scale, LEFT, time.end, say("chart.counts-week", lang))
    shown = [s for s in level.spans if s.last >= first]
    drawing.add(*_unseen(level.gaps, time, first, (top + bottom) / 2), *_breaks(shown, time, (top, bottom), first))
    drawing.add(*_counts(weeks, time, scale), *_levels(shown, time, scale, first))
    moments.draw(drawing, legend.high + 8, bottom)
    _items(drawing, level, time, (top, bottom), first)
    return drawing.chart(title, " ".join(levelled.sentences(level, lang, say)), _table(level, lang))


def _weeks(level: CountLevel) -> list[tuple[date, int | None]]:
    """The weeks from the first known one on."""
    known = next((k for k, (_, n) in enumerate(level.weeks) if n is not None), len(level.weeks))
    return list(level.weeks[known:])


def _counts(weeks: Iterable[tuple[date, int | None]], time: Time, scale: Linear) -> Iterator[str]:
    """A stroke for each week's count."""
    drawn = ""
    for day, n in weeks:
        if n is not None:
            left, right = round(time.at(day)), round(time.after(day + WEEK))
            drawn += f"M{left} {round(scale.at(n))}h{max(right - left - 1, 1)}"
    yield path("exact thin", drawn)


def _levels(spans: Iterable[LevelSpan], time: Time, scale: Linear, first: date) -> Iterator[str]:
    """Each level with its band over its weeks."""
    band = edge = half = ""
    for s in spans:
        left, right = round(time.at(max(s.first, first))), round(time.after(s.last))
        high, low, middle = (round(scale.at(m / 1000)) for m in (s.high_milli, s.low_milli, s.level_milli))
        band += box(left, high, right - left, low - high)
        edge += f"M{left} {high}H{right}M{left} {low}H{right}"
        half += f"M{left} {middle}H{right}"
    yield from (path("band", band), path("edge", edge), path("half", half))


def _breaks(spans: Iterable[LevelSpan], time: Time, plot: tuple[float, float], first: date) -> Iterator[str]:
    """The days between which each break lies."""
    drawn = ""
    for s in spans:
        if s.low_day is not None and s.high_day is not None and s.high_day >= first:
            left, right = round(time.at(max(s.low_day, first))), round(time.after(s.high_day))
            drawn += box(left, plot[0], max(right - left, 2), plot[1] - plot[0])
    if drawn:
        yield path("broken", drawn)


def _unseen(gaps: Iterable[Gap], time: Time, first: date, middle: float) -> Iterator[str]:
    drawn = "".join(
        f"M{px(time.at(max(g.first, first)))} {px(middle)}H{px(time.after(g.last))}" for g in gaps if g.last >= first
    )
    if drawn:
        yield path("unseen", drawn)


def _items(drawing: Drawing, level: CountLevel, time: Time, plot: tuple[float, float], first: date) -> None:
    """The levels from left to right, each with its break."""
    lang, (top, bottom) = drawing.lang, plot
    found = list(enumerate(pairwise((None, *level.spans))))
    for row, (before, span) in found[-MOST_ITEMS:]:
        assert span is not None
        if span.last < first:
            continue
        left, right = round(time.at(max(span.first, first))), round(time.after(span.last))
        said = levelled.at(span, lang, say)
        if before is not None:
            said += f" {levelled.broken(before, span, lang, say)}"
        hit = path("hit", box(left, top, right - left, bottom - top))
        drawing.item(hit, details=said, row=row, at=((left + right) / 2, top - 2))


def _signs(level: CountLevel, lang: str) -> Iterator[Sign]:
    def add(name: str, *parts: tuple[str, str]) -> Sign:
        def draw(x: float, y: float) -> str:
            return "".join(path(cls, f"M{px(x)} {px(y)}{d}") for cls, d in parts)

        return Sign(draw, say(f"chart.sign-{name}", lang))

    yield add("level-week", ("exact thin", "m-4 0h8"))
    yield add("level", ("half", "m-8 0h16"))
    yield add("level-band", ("band", "m-8-6h16v12h-16z"), ("edge", "m-8-6h16m-16 12h16"))
    if any(s.low_day for s in level.spans):
        yield add("level-break", ("broken", "m-3-6h6v12h-6z"))
    if level.gaps:
        yield add("level-unseen", ("unseen short", "m-8 0h16"))


def _table(level: CountLevel, lang: str) -> Table:
    """One row for each level, then one for each known week."""
    heads = (
        say(f"chart.column-{c}", lang)
        for c in ("kind", "first-day", "last-day", "count", "band-from", "band-to", "in-words")
    )
    rows: list[tuple[str, ...]] = []
    for before, s in pairwise((None, *level.spans)):
        assert s is not None
        figures = (levelled.per_week(m) for m in (s.level_milli, s.low_milli, s.high_milli))
        said = "" if before is None else levelled.broken(before, s, lang, say)
        rows.append((say("chart.kind-level", lang), s.first.isoformat(), s.last.isoformat(), *figures, said))
    for g in level.gaps:
        said = levelled.gap(g, lang, say)
        rows.append((say(f"chart.kind-{g.kind}", lang), g.first.isoformat(), g.last.isoformat(), "", "", "", said))
    for day, n in _weeks(level):
        count = "" if n is None else str(n)
        rows.append((say("chart.kind-week", lang), day.isoformat(), (day + WEEK).isoformat(), count, "", "", ""))
    return Table(tuple(heads), tuple(rows))
