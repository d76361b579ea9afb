"""Planned against actual: what was to be earned by each day, and what has been.

In: the rows of :class:`Earned` that hold curves (those of the mission).  Out: a chart of two panels of steps.  The rule
this module owns: *the actual line ends on the as-of day*; what comes after it is the forecast's mark, not a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from jadwal.model.case import Value
from jadwal.model.timetable import Earned
from jadwal.publish.because import iso
from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, diamond, label, nothing, path, px, steps
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import fitted, wrapped
from jadwal.publish.charts.scales import Linear, Time
from jadwal.publish.charts.words import chance, dated, say
from jadwal.publish.earned import index_said, why_said

WIDE, NAMES, PANEL, GAP = 640.0, 196.0, 110.0, 26.0  # pixels: the drawing, the words, a panel, between two
NAME_ROOM = NAMES - 20
MILLION = 1_000_000


class Followed(Value, frozen=True, kw_only=True):
    """The mission's rows of one reading."""

    id: str
    as_of: date
    rows: tuple[Earned, ...]


def followed_of(rows: Sequence[Earned], as_of: date, id: str) -> Followed:
    """The rows that hold curves."""
    return Followed(id=id, as_of=as_of, rows=tuple(r for r in rows if r.planned))


def followed(data: Followed, lang: str) -> Chart:
    """Planned against actual as a chart in ``lang``."""
    title, table = say("chart.followed", lang), _table(data, lang)
    if not data.rows:
        return nothing(data.id, lang, title, say("chart.followed-none", lang), table)
    first = min(r.begin for r in data.rows)
    last = max([data.as_of, *(r.planned_end for r in data.rows), *(r.forecast for r in data.rows if r.forecast)])
    time = Time(first, last + timedelta(days=max((last - first).days // 40, 7)), NAMES + 36, WIDE - 12)
    legend = Legend(_signs(lang), 4, WIDE - 4)
    moments = Moments([Moment(data.as_of, "today", say("chart.as-of", lang, day=dated(data.as_of, lang)))], time, lang)
    top = round(legend.high + moments.high + 14)
    bottom = top + (PANEL + GAP) * len(data.rows) - GAP + 4
    drawing = Drawing(data.id, lang, "small followed", WIDE, bottom + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, bottom)
    moments.draw(drawing, legend.high + 6, bottom)
    for at, row in enumerate(data.rows):
        _panel(drawing, row, at, top + (PANEL + GAP) * at, time)
    said = " ".join(_said(r, lang) for r in data.rows)
    return drawing.chart(title, said, table)


def _panel(drawing: Drawing, row: Earned, at: int, top: float, time: Time) -> None:
    lang = drawing.lang
    share = Linear(0, MILLION, top + PANEL, top)
    levels = "".join(f"M{px(time.start)} {px(share.at(p))}H{px(time.end)}" for p in (0, MILLION // 2, MILLION))
    ends = [(share.at(0) + 1, "0%"), (share.at(MILLION) + 8, "100%")]
    drawing.hidden(path("grid", levels), *(label(time.start - 5, y, said, lang, "tick", "end") for y, said in ends))
    x, anchor = (NAMES - 16, "end") if lang == "ar" else (4, "start")
    name = fitted(say(f"earned.measure-{row.measure}", lang), NAME_ROOM)
    parts = [path("hit", box(1, top - 4, WIDE - 2, PANEL + 8)), label(x, top + 12, name, lang, "strong", anchor)]
    for k, said in enumerate(wrapped(_short(row, lang), NAME_ROOM, 12, most=4)):
        parts.append(label(x, top + 31 + 17 * k, said, lang, "note", anchor))
    for cls, points, end in (("l8", row.planned, time.end), ("l1", row.actual, None)):
        drawn = [(time.at(row.begin), share.at(0)), *((time.after(day), share.at(ppm)) for day, ppm in points)]
        if len(drawn) > 1:
            parts.append(path(cls, steps(drawn if end is None else [*drawn, (end, drawn[-1][1])])))
    if row.forecast and row.why != "finished":
        parts.append(path("gate", diamond(time.after(row.forecast), share.at(MILLION), 5)))
    drawing.item(*parts, details=_said(row, lang), row=at, at=(WIDE / 2, top - 2))


def _short(row: Earned, lang: str) -> str:
    return say("chart.followed-short", lang, planned=chance(row.planned_ppm, lang), earned=chance(row.earned_ppm, lang))


def _said(row: Earned, lang: str) -> str:
    """One row in a sentence or two."""
    forecast = why_said(row, lang) if row.forecast is None or row.why else dated(row.forecast, lang)
    return say(
        "chart.followed-said",
        lang,
        measure=say(f"earned.measure-{row.measure}", lang),
        planned=chance(row.planned_ppm, lang),
        earned=chance(row.earned_ppm, lang),
        index=index_said(row),
        forecast=forecast,
    )


def _signs(lang: str) -> tuple[Sign, ...]:
    def stroke(cls: str) -> Sign:
        return Sign(lambda x, y: path(cls, f"M{px(x - 8)} {px(y)}h16"), say(f"chart.sign-{cls}-followed", lang))

    return (
        stroke("l8"),
        stroke("l1"),
        Sign(lambda x, y: path("gate", diamond(x, y, 5)), say("chart.sign-forecast", lang)),
    )


def _table(data: Followed, lang: str) -> Table:
    heads = [
        say(f"earned.column-{c}", lang) for c in ("measure", "planned", "earned", "index", "planned-end", "forecast")
    ]
    rows = [
        (
            say(f"earned.measure-{r.measure}", lang),
            chance(r.planned_ppm, lang),
            chance(r.earned_ppm, lang),
            index_said(r),
            iso(r.planned_end),
            iso(r.forecast) or why_said(r, lang),
        )
        for r in data.rows
    ]
    return Table(tuple(heads), tuple(rows))
