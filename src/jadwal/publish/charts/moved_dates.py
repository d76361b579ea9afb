"""Which dates moved: one line for each, from where it stood to where it stands.

In: :class:`MovedDates` (the moved points and the last serial of each unit).  Out: a dumbbell chart.  The rule this
module owns: *the hollow end is the earlier timetable, the filled one the later*; a date that came or went is one end
alone, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from jadwal.model.case import Text, Value
from jadwal.model.compared import Move, ReadingChange
from jadwal.publish.because import because, iso, move_said, moved_said, names_in, signed
from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, label, nothing, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import fitted
from jadwal.publish.charts.scales import Time
from jadwal.publish.charts.words import dated, say

WIDE, NAMES, ROW = 900.0, 236.0, 24.0  # pixels: the drawing, the names, a row
RIGHT, NAME_ROOM = WIDE - 148, NAMES - 20
MOST_ROWS = 60  # those that moved furthest; the table holds all
POINTS = "milestone"


class Dumbbell(Value, frozen=True, kw_only=True):
    """One date: where it stood (None: it had none) and where it stands (None: it has none)."""

    name: Text
    before: date | None
    after: date | None
    move: Move


class MovedDates(Value, frozen=True, kw_only=True):
    """One reading's moved dates, in the order in which they are drawn, and the two as-of days."""

    id: str
    before: date
    after: date
    rows: tuple[Dumbbell, ...]
    moves: tuple[Move, ...]  # for the names of what causes came through


def moved_dates_of(change: ReadingChange, before: date, after: date, id: str) -> MovedDates:
    """Milestones and other points, work of the commission, and of each unit the serial that now leaves last."""
    last: dict[str, Move] = {}
    rows = []
    for m in change.moves:
        if m.kind == "movement" and m.unit:
            known = last.get(m.unit)
            if known is None or (m.finish_after or date.min, m.id) > (known.finish_after or date.min, known.id):
                last[m.unit] = m
        elif m.kind == POINTS or not (m.site or m.unit):
            rows.append(m)
    rows += list(last.values())
    furthest = sorted(rows, key=lambda m: (not m.headline, -abs(m.finish_days or 10_000), m.id))[:MOST_ROWS]
    drawn = sorted(furthest, key=lambda m: (m.finish_after or m.finish_before or date.max, m.id))
    return MovedDates(
        id=id,
        before=before,
        after=after,
        rows=tuple(Dumbbell(name=m.name, before=m.finish_before, after=m.finish_after, move=m) for m in drawn),
        moves=change.moves,
    )


def moved_dates(data: MovedDates, lang: str) -> Chart:
    """The moved dates as a chart in ``lang``."""
    title, table = say("chart.moved-dates", lang), _table(data, lang)
    days = [d for row in data.rows for d in (row.before, row.after) if d]
    if not days:
        return nothing(data.id, lang, title, say("chart.moved-none", lang), table)
    first, last = min(*days, data.before, data.after), max(*days, data.before, data.after)
    time = Time(first, last + timedelta(days=max((last - first).days // 40, 7)), NAMES, RIGHT)
    legend = Legend(_signs(lang), 4, WIDE - 4)
    moments = Moments(_moments(data, lang), time, lang)
    top = round(legend.high + moments.high + 10)
    bottom = top + ROW * len(data.rows) + 4
    drawing = Drawing(data.id, lang, "wide moved", WIDE, bottom + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, bottom)
    moments.draw(drawing, legend.high + 6, bottom)
    names = names_in(data.moves)
    for at, row in enumerate(data.rows):
        _draw(drawing, row, at, top + ROW * at, time, because(row.move.causes, lang, names))
    later = sum((row.move.finish_days or 0) > 0 for row in data.rows)
    sooner = sum((row.move.finish_days or 0) < 0 for row in data.rows)
    said = say("chart.moved-said", lang, count=len(data.rows), later=later, sooner=sooner)
    return drawing.chart(title, said, table)


def _draw(drawing: Drawing, row: Dumbbell, at: int, y: float, time: Time, why: str) -> None:
    lang, middle = drawing.lang, y + ROW / 2
    full = clean(row.name.of(lang))
    x, anchor = (NAMES - 10, "end") if lang == "ar" else (6, "start")
    parts = [
        path("hit", box(1, y + 1, WIDE - 2, ROW - 2)),
        label(x, middle + 4, fitted(full, NAME_ROOM), lang, "strong" if row.move.headline else "", anchor),
    ]
    ends = [time.after(day) if day else None for day in (row.before, row.after)]
    if ends[0] is not None and ends[1] is not None:
        parts.append(path("whisker", f"M{px(ends[0])} {px(middle)}H{px(ends[1])}"))
    if ends[0] is not None:
        parts.append(_dot("was-at", ends[0], middle))
    if ends[1] is not None:
        parts.append(_dot("is-at", ends[1], middle))
    parts.append(label(RIGHT + 12, middle + 4, fitted(move_said(row.move, lang), WIDE - RIGHT - 16, 12), lang, "tick"))
    known = [dated(day, lang) if day else say("chart.moved-no-date", lang) for day in (row.before, row.after)]
    details = say("chart.moved-details", lang, name=full, before=known[0], after=known[1], why=why)
    drawing.item(*parts, details=details, row=at, at=(WIDE / 2, y))


def _dot(cls: str, x: float, y: float) -> str:
    return path(cls, f"M{px(x - 4.5)} {px(y)}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z")


def _signs(lang: str) -> tuple[Sign, ...]:
    return (
        Sign(lambda x, y: _dot("was-at", x, y), say("chart.sign-was-at", lang)),
        Sign(lambda x, y: _dot("is-at", x, y), say("chart.sign-is-at", lang)),
    )


def _moments(data: MovedDates, lang: str) -> Iterable[Moment]:
    if data.before != data.after:
        yield Moment(data.before, "today", say("chart.as-of-earlier", lang, day=dated(data.before, lang)))
    yield Moment(data.after, "today", say("chart.as-of", lang, day=dated(data.after, lang)))


def _table(data: MovedDates, lang: str) -> Table:
    heads = [say(f"chart.moved-column-{c}", lang) for c in ("name", "before", "after", "days", "move", "why")]
    names = names_in(data.moves)
    rows = [
        (
            clean(r.name.of(lang)),
            iso(r.before),
            iso(r.after),
            signed(r.move.finish_days),
            moved_said(r.move.finish_days, lang) if r.move.status == "moved" else move_said(r.move, lang),
            because(r.move.causes, lang, names),
        )
        for r in data.rows
    ]
    return Table(tuple(heads), tuple(rows))
