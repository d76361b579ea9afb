"""What-ifs side by side: when the end comes in each, as dots on one time axis or as a map of two figures.

In: :class:`Ends` (one per what-if, in order), or :class:`Grid` for two axes.  Out: a chart.  The rule this module
owns: *a what-if that has no plan has a row or a cell that says so*; colour and length only repeat what is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from jadwal.model.case import Text, Value
from jadwal.publish.charts.axes import AXIS_ROOM, time_axis
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, bar, box, diamond, label, nothing, path, px
from jadwal.publish.charts.measure import fitted
from jadwal.publish.charts.scales import Time
from jadwal.publish.charts.words import chance, dated, say

WIDE, NAME, HEAD, ROW, FOOT = 900.0, 300.0, 14.0, 26.0, 30.0  # pixels
MOST = 100  # what-ifs drawn; the table has all
SHADES = 5
LEAST_DAYS = 120  # of the axis: a difference of days is to look like one
CELL, SIDE = 44.0, 190.0  # pixels: height of a cell, room for the values of the first axis


class Ends(Value, frozen=True, kw_only=True):
    """When the end comes in one what-if: dates by which so many futures have it, None where fewer reach it.

    ``why``: a sentence in both languages in place of dates; ``at``: positions on the axes of a grid.
    """

    name: Text
    p50: date | None = None
    p80: date | None = None
    p90: date | None = None
    reached_ppm: int = 0
    why: Text | None = None
    best: bool = False
    at: tuple[int, ...] = ()


class Compared(Value, frozen=True, kw_only=True):
    """What-ifs in the order in which they are drawn; ``axes``: (name, values) of a grid, where there is one."""

    id: str
    end: Text
    ends: tuple[Ends, ...]
    axes: tuple[tuple[str, tuple[str, ...]], ...] = ()


def compared(data: Compared, lang: str) -> Chart:
    """A map of two figures where the what-ifs are such a grid and some reach the end in 80 % of futures, else dots."""
    grid = len(data.axes) == 2 and all(e.at for e in data.ends[1:])
    return heat(data, lang) if grid and any(e.p80 for e in data.ends if e.at) else dots(data, lang)


def dots(data: Compared, lang: str) -> Chart:
    """One row for each what-if: a bar from P50 to P90, a diamond at P80."""
    title = say("chart.sweep", lang, name=clean(data.end.of(lang)))
    table = _table(data, lang)
    days = [d for e in data.ends for d in (e.p50, e.p80, e.p90) if d is not None]
    if not days:
        return nothing(data.id, lang, title, say("chart.sweep-none", lang), table)
    drawn = data.ends[:MOST]
    bottom = HEAD + ROW * len(drawn)
    pad = timedelta(days=max(LEAST_DAYS // 2, (max(days) - min(days)).days // 10))
    time = Time(min(days) - pad, max(days) + pad, NAME + 10, WIDE - 16)
    drawing = Drawing(data.id, lang, "wide sweep", WIDE, bottom + AXIS_ROOM + FOOT)
    time_axis(drawing, time, HEAD, bottom)
    for n, end in enumerate(drawn):
        _row(drawing, end, n, HEAD + ROW * n, time)
    drawing.label(WIDE - 16, bottom + AXIS_ROOM + 18, say("chart.sweep-key", lang), "note", "end")
    return drawing.chart(title, _described(data, lang), table)


def _row(drawing: Drawing, end: Ends, n: int, y: float, time: Time) -> None:
    lang, middle = drawing.lang, y + ROW / 2
    name = clean(end.name.of(lang))
    shown = fitted(name, NAME - 30, 13)
    x, anchor = (NAME - 4, "end") if lang == "ar" else (22.0, "start")
    parts = [path("hit", box(1, y + 1, WIDE - 2, ROW - 2)), label(x, middle + 4, shown, lang, "halo", anchor)]
    if end.best:
        parts.append(path("commit", diamond(10, middle, 5)))
    if end.p50 is None:
        parts.append(label(NAME + 14, middle + 4, fitted(_why(end, lang), WIDE - NAME - 40, 12), lang, "note"))
    else:
        left, right = time.at(end.p50), time.after(end.p90) if end.p90 else time.end
        parts.append(path("b3" if end.p90 else "b1", bar(left, right, middle)))
        parts.append(path("middle", f"M{px(left)} {px(middle - 7)}v14"))
        if end.p80:
            parts.append(path("aim", diamond(time.after(end.p80), middle, 6)))
    details = f"{name}. {_said(end, lang)}"
    drawing.item(*parts, details=details, row=n, at=(WIDE / 2, y), below=n < 2)


def heat(data: Compared, lang: str) -> Chart:
    """A cell for each pair of values: P80 of the end, the darker the later."""
    title = say("chart.sweep-heat", lang, name=clean(data.end.of(lang)))
    table = _table(data, lang)
    (down, rows), (across, columns) = data.axes
    days = sorted({e.p80 for e in data.ends if e.at and e.p80 is not None})
    if not days:
        return nothing(data.id, lang, title, say("chart.sweep-heat-none", lang), table)
    wide = (WIDE - SIDE - 12) / len(columns)
    top = 54.0
    drawing = Drawing(data.id, lang, "wide sweep", WIDE, top + CELL * len(rows) + FOOT)
    drawing.label(WIDE - 12, 18, fitted(f"{clean(across)} →", WIDE - SIDE, 13), "strong", "end")
    drawing.label(8, 18, fitted(f"{clean(down)} ↓", SIDE + 60, 13), "strong")
    for n, value in enumerate(columns):
        drawing.label(SIDE + wide * (n + 0.5), top - 10, fitted(clean(value), wide - 8, 12), "tick", "middle")
    for n, value in enumerate(rows):
        drawing.label(SIDE - 10, top + CELL * (n + 0.5) + 4, fitted(clean(value), SIDE - 20, 12), "tick", "end")
    for n, end in enumerate(data.ends):
        if end.at:
            _cell(drawing, end, n, (SIDE + wide * end.at[1], top + CELL * end.at[0], wide), days)
    key = say("chart.sweep-heat-key", lang)
    drawing.label(WIDE - 12, top + CELL * len(rows) + 20, key, "note", "end")
    return drawing.chart(title, _described(data, lang), table)


def _cell(drawing: Drawing, end: Ends, n: int, place: tuple[float, float, float], days: Sequence[date]) -> None:
    lang, (x, y, wide) = drawing.lang, place
    said = dated(end.p80, lang) if end.p80 else NONE if end.why else say("chart.sweep-late", lang)
    shade = _shade(end.p80, days) if end.p80 else 0
    cell = box(x + 1, y + 1, wide - 2, CELL - 2)
    parts = [path(f"h{shade}", cell), path("hit", cell)]
    if end.best:
        parts.append(path("best", box(x + 3, y + 3, wide - 6, CELL - 6)))
    parts.append(label(x + wide / 2, y + CELL / 2 + 4, fitted(said, wide - 10, 13), lang, "halo", "middle"))
    details = f"{clean(end.name.of(lang))}. {_said(end, lang)}"
    drawing.item(*parts, details=details, row=n, at=(WIDE / 2, y), below=end.at[0] < 2)


def _shade(day: date, days: Sequence[date]) -> int:
    """1 for the earliest day of all to ``SHADES`` for the latest."""
    span = (days[-1] - days[0]).days
    return 1 + (0 if span == 0 else (day - days[0]).days * (SHADES - 1) // span)


NONE = "—"


def _why(end: Ends, lang: str) -> str:
    return clean(end.why.of(lang)) if end.why else say("chart.sweep-late", lang)


def _said(end: Ends, lang: str) -> str:
    if end.p50 is None:
        return _why(end, lang)
    p50, p80, p90 = (dated(d, lang) if d else NONE for d in (end.p50, end.p80, end.p90))
    return say("chart.sweep-said", lang, p50=p50, p80=p80, p90=p90, reached=chance(end.reached_ppm, lang))


def _described(data: Compared, lang: str) -> str:
    best = next((e for e in data.ends if e.best), None)
    said = [say("chart.sweep-of", lang, count=len(data.ends))]
    if best is not None:
        said.append(say("chart.sweep-best", lang, name=clean(best.name.of(lang))))
        said.append(_said(best, lang))
    if len(data.ends) > MOST:
        said.append(say("chart.sweep-more", lang, count=MOST))
    return " ".join(said)


def _table(data: Compared, lang: str) -> Table:
    heads = tuple(say(f"chart.sweep-column-{c}", lang) for c in ("name", "p50", "p80", "p90", "reached", "note"))
    rows = []
    for e in data.ends:
        note = say("chart.sweep-is-best", lang) if e.best else (_why(e, lang) if e.why else "")
        dates = tuple(d.isoformat() if d else NONE for d in (e.p50, e.p80, e.p90))
        rows.append((clean(e.name.of(lang)), *dates, NONE if e.why else chance(e.reached_ppm, lang), note))
    return Table(heads, tuple(rows))
