"""Counts by week and counted totals: what was observed, how exactly it is known, and what the forecast says.

In: :class:`Counted` (one counted indicator).  Out: a chart: above the totals as their counters put them, each over
its period, below the weeks.  The rule this module owns: *a week is drawn as exactly as it is known*: from its least to
its most, open where there is no upper end, hatched where nobody observed; nothing is drawn where nothing is forecast.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from jadwal.messages import stored
from jadwal.model.case import Text, Value
from jadwal.model.timetable import Counts, Fan, Timetable
from jadwal.publish.charts import tallies
from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis, value_axis
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, label, line, no_data, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import width, wrapped
from jadwal.publish.charts.scales import Linear, Time, rounded_up
from jadwal.publish.charts.words import between, dated, say

WIDE, LEFT, PLOT = 640.0, 46.0, 170.0  # pixels: the drawing, where the plot begins, its height (as in charts.css)
WEEK = timedelta(days=6)  # from a week's first day to its last
AHEAD, MOST_SLICES = 26, 4  # weeks of the forecast; items of the observed weeks
ABSTAINS = "assess.abstains-"
Note = tuple[str, tuple[tuple[str, str | int | Text], ...]]


class Counted(Value, frozen=True, kw_only=True):
    """A counted indicator; ``counts`` None: nothing is counted; ``why``: the board's reasons for no forecast."""

    id: str
    as_of: date
    counts: Counts | None
    why: tuple[Note, ...] = ()


def counts_of(timetable: Timetable, at: int, id: str) -> Counted:
    """The counted indicator number ``at``, its forecast cut to the next :data:`AHEAD` weeks.

    A condition is taken to look at the indicator when its sources are those of the indicator's tallies, or when the
    indicator is the only one that is not forecast.
    """
    if at >= len(timetable.counts):
        return Counted(id=id, as_of=timetable.as_of, counts=None)
    counts = timetable.counts[at]
    alone = sum(not c.fan for c in timetable.counts) == 1
    sources = {source for mark in counts.tallies for source in mark.source}
    why = [
        note
        for row in timetable.board
        if alone or sources.intersection(row.sources)
        for note in row.notes
        if note[0].startswith(ABSTAINS)
    ]
    shown = Counts(
        indicator=counts.indicator,
        name=counts.name,
        unit=counts.unit,
        counter=counts.counter,
        scope=counts.scope,
        weeks=counts.weeks,
        tallies=counts.tallies,
        fan=counts.fan[:AHEAD],
    )
    return Counted(id=id, as_of=timetable.as_of, counts=shown, why=() if counts.fan else tuple(dict.fromkeys(why)))


def counts(data: Counted, lang: str) -> Chart:
    """The counts as a chart in ``lang``."""
    found = data.counts
    name = clean(found.name.of(lang)) if found else ""
    title = say("chart.counts", lang, name=name) if name else say("chart.counts-none", lang)
    if found is None or not (found.weeks or found.tallies or found.fan):
        return no_data(data.id, lang, title, _table(found, lang))
    return _drawn(data, found, title, lang)


def _drawn(data: Counted, found: Counts, title: str, lang: str) -> Chart:
    time = Time(*_days(data, found), LEFT, WIDE - 14)
    totals = tallies.groups(found)
    legend = Legend(tuple(_signs(data, found, lang)), 4, WIDE - 4)
    moments = Moments([Moment(data.as_of, "today", say("chart.as-of", lang, day=dated(data.as_of, lang)))], time, lang)
    head = round(legend.high + tallies.high(totals) + 6)
    top = round(head + moments.high + 30)
    bottom, notes = top + PLOT, _notes(data, found, lang)
    drawing = Drawing(data.id, lang, "small counts", WIDE, bottom + AXIS_ROOM + 16 * len(notes))
    legend.draw(drawing, 2)
    tallies.draw(drawing, found, totals, legend.high + 6, time)
    scale = Linear(0, rounded_up(_most(found)), bottom, top)
    time_axis(drawing, time, top, bottom)
    value_axis(drawing, scale, LEFT, time.end, say("chart.counts-week", lang))
    drawing.add(*_unseen(data, found, time, (top, bottom), lang))
    drawing.add(*_weeks(found, time, scale), *_fan(found.fan, time, scale))
    moments.draw(drawing, head + 6, bottom)
    _slices(drawing, found, time, (top, bottom))
    for k, said in enumerate(notes):
        x, anchor = (WIDE - 4, "end") if lang == "ar" else (4, "start")
        drawing.label(x, bottom + AXIS_ROOM + 10 + 16 * k, said, "note", anchor)
    return drawing.chart(title, _said(data, found, lang), _table(found, lang))


def _days(data: Counted, found: Counts) -> tuple[date, date]:
    """From the first day that anything is known of to the last that is forecast."""
    first = min([data.as_of, *(w[0] for w in found.weeks), *(t.since for t in found.tallies)])
    last = found.fan[-1].week + WEEK if found.fan else data.as_of
    return first, max(last, first + WEEK) + timedelta(days=1)


def _most(found: Counts) -> int:
    """The greatest figure to be drawn; of a week without an upper end its least."""
    return max([1, *(low if most is None else most for _, low, most in found.weeks), *(f.p90 for f in found.fan)])


def _weeks(found: Counts, time: Time, scale: Linear) -> Iterable[str]:
    """Each observed week from its least to its most; an exact one as a bold line; an open one with an arrow."""
    closed = exact = opened = ""
    for day, low, most in found.weeks:
        left, right = round(time.at(day)) + 1, round(time.after(day + WEEK)) - 1
        wide, y = max(right - left, 1), round(scale.at(low))
        if most is None:
            top, middle, half = round(scale.end), left + wide / 2, min(wide / 2, 4)
            opened += f"M{left} {top + 4}V{y}h{wide}V{top + 4}M{px(middle - half)} {top}l{px(half)}-6l{px(half)} 6"
        elif most == low:
            exact += f"M{left} {y}h{wide}"
        else:
            closed += box(left, high := round(scale.at(most)), wide, y - high)
    yield from (path(cls, d) for cls, d in (("week", closed), ("week open", opened), ("exact", exact)) if d)


def _fan(fan: Sequence[Fan], time: Time, scale: Linear) -> Iterable[str]:
    """The area between the 10th and the 90th percentile, and the line of the 50th, level through each week."""
    if not fan:
        return
    low, half, high = (
        _level([(f.week, v) for f, v in zip(fan, values, strict=True)], time, scale)
        for values in ([f.p10 for f in fan], [f.p50 for f in fan], [f.p90 for f in fan])
    )
    yield path("band", f"{line(high)}L{line(low[::-1])[1:]}z")
    yield path("edge", line(high) + line(low))
    yield path("half", line(half))


def _level(values: Sequence[tuple[date, int]], time: Time, scale: Linear) -> list[tuple[float, float]]:
    """Corners of a line that is level through each week."""
    corners: list[tuple[float, float]] = []
    for day, value in values:
        left, right, y = time.at(day), time.after(day + WEEK), scale.at(value)
        if corners and corners[-1][1] == y:
            corners[-1] = (right, y)
        else:
            corners += [(left, y), (right, y)]
    return corners


def gaps(data: Counted) -> tuple[tuple[date, date], ...]:
    """Stretches of days between the first known and the as-of day that lie in no observed week."""
    found = data.counts
    if found is None:
        return ()
    day, last = _days(data, found)[0], data.as_of
    stretches = []
    for first, _, _ in found.weeks:
        if first > day:
            stretches.append((day, first - timedelta(days=1)))
        day = first + WEEK + timedelta(days=1)
    return (*stretches, (day, last)) if day <= last else tuple(stretches)


def _unseen(data: Counted, found: Counts, time: Time, plot: tuple[float, float], lang: str) -> Iterable[str]:
    """What was not observed in full, hatched, and said in words where there is room."""
    stretches = [(time.at(a), time.after(b)) for a, b in gaps(data)]
    middle = (plot[0] + plot[1]) / 2
    if stretches:
        yield path("unseen", "".join(f"M{px(a)} {px(middle)}H{px(b)}" for a, b in stretches))
    said = say("chart.counts-unseen", lang)
    for a, b in stretches:
        if b - a > width(said, 12) + 12:
            yield label((a + b) / 2, middle, said, lang, "note halo", "middle")


def _notes(data: Counted, found: Counts, lang: str) -> tuple[str, ...]:
    """Why there is no forecast, in at most three lines."""
    if found.fan:
        return ()
    return wrapped(_reason(data, lang), WIDE - 8, 12)


def _slices(drawing: Drawing, found: Counts, time: Time, plot: tuple[float, float]) -> None:
    """Items from left to right: the weeks in a few slices, then the forecast."""
    lang, (top, bottom) = drawing.lang, plot
    count = min(MOST_SLICES, len(found.weeks))
    edges = [round(k * len(found.weeks) / count) for k in range(count + 1)] if count else []
    slices = [(a, b, _observed(found.weeks[a:b], lang)) for a, b in pairwise(edges)]
    spans = [(found.weeks[a][0], found.weeks[b - 1][0] + WEEK, a, said) for a, b, said in slices]
    if found.fan:
        row = len(found.weeks) + len(found.tallies)
        spans.append((found.fan[0].week, found.fan[-1].week + WEEK, row, _ahead(found.fan, lang)))
    for first, last, row, said in spans:
        left, right = round(time.at(first)), round(time.after(last))
        hit = path("hit", box(left, top, right - left, bottom - top))
        drawing.item(hit, details=said, row=row, at=((left + right) / 2, top - 2))


def _observed(weeks: Sequence[tuple[date, int, int | None]], lang: str) -> str:
    """Some weeks in words: the least and the most that one of them may have had."""
    days = between(weeks[0][0], weeks[-1][0] + WEEK, lang)
    low, most = min(w[1] for w in weeks), max((w[2] for w in weeks if w[2] is not None), default=None)
    opened = sum(w[2] is None for w in weeks)
    if most is None:
        return say("chart.counts-slice-open", lang, days=days, low=low)
    said = say("chart.counts-slice", lang, days=days, low=low, most=most)
    return f"{said} {say('chart.counts-slice-some', lang, count=opened)}" if opened else said


def _ahead(fan: Sequence[Fan], lang: str) -> str:
    """The forecast in words: its first and its last week."""
    first, last = fan[0], fan[-1]
    weeks = (first,) if first is last else (first, last)
    return " ".join(_week(f, lang) for f in weeks)


def _week(f: Fan, lang: str) -> str:
    days = between(f.week, f.week + WEEK, lang)
    return say("chart.counts-ahead", lang, days=days, low=f.p10, half=f.p50, high=f.p90)


def _signs(data: Counted, found: Counts, lang: str) -> Iterable[Sign]:
    def add(name: str, *parts: tuple[str, str]) -> Sign:
        def draw(x: float, y: float) -> str:
            return "".join(path(cls, f"M{px(x)} {px(y)}{d}") for cls, d in parts)

        return Sign(draw, say(f"chart.sign-{name}", lang))

    if any(most is not None and most > low for _, low, most in found.weeks):
        yield add("week", ("week", "m-4-6h8v12h-8z"))
    if any(most == low for _, low, most in found.weeks):
        yield add("exact", ("exact", "m-6 0h12"))
    if any(most is None for _, _, most in found.weeks):
        yield add("open", ("week open", "m-4-3v9h8v-9m-8 0l4-4l4 4"))
    if gaps(data):
        yield add("unseen", ("unseen short", "m-8 0h16"))
    if found.fan:
        yield add("fan", ("band", "m-8-6h16v12h-16z"), ("edge", "m-8-6h16m-16 12h16"))
        yield add("fan-half", ("half", "m-8 0h16"))


def _said(data: Counted, found: Counts, lang: str) -> str:
    """The description: how many weeks, totals and what the forecast says."""
    opened = sum(most is None for _, _, most in found.weeks)
    said = [say("chart.counts-said", lang, weeks=len(found.weeks), open=opened, tallies=len(found.tallies))]
    return " ".join([*said, _ahead(found.fan, lang) if found.fan else _reason(data, lang)])


def _reason(data: Counted, lang: str) -> str:
    """Why there is no forecast, in the words of the board."""
    why = " ".join(stored(code, lang, **dict(params)) for code, params in data.why)
    return why or say("chart.counts-no-fan", lang)


def _table(found: Counts | None, lang: str) -> Table:
    """One row for each observed week, then for each tally (own first), then for each week of the forecast."""
    heads = [say(f"chart.column-{c}", lang) for c in
             ("kind", "first-day", "last-day", "least", "half-count", "most", "in-words", "counter")]  # fmt: skip
    rows: list[tuple[str, ...]] = []
    if found:
        for day, low, most in found.weeks:
            upper = say("chart.open-end", lang) if most is None else str(most)
            rows.append((say("chart.kind-week", lang), *_iso(day, day + WEEK), str(low), "", upper, "", ""))
        for t in tallies.listed(found):
            kind = say("chart.kind-own" if t.own else "chart.kind-other", lang)
            who = f"{clean(t.counter)} ({clean(t.scope)})" if t.scope else clean(t.counter)
            rows.append((kind, *_iso(t.since, t.as_of), "", "", "", tallies.figure(t, lang), who))
        for f in found.fan:
            figures = (str(f.p10), str(f.p50), str(f.p90))
            rows.append((say("chart.kind-fan", lang), *_iso(f.week, f.week + WEEK), *figures, "", ""))
    return Table(tuple(heads), tuple(rows))


def _iso(first: date, last: date) -> tuple[str, str]:
    return first.isoformat(), last.isoformat()
