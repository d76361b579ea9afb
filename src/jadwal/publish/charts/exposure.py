"""How exposed people are over time: the weighted person-days of each week, in the aim and over the futures.

In: :class:`Exposure`.  Out: a chart.  The rule this module owns: *the line is the aim, the band is what may happen*,
as in the chart of the headcount.
"""

from __future__ import annotations

from datetime import date

from jadwal.model.amounts import Band, ExposureResult
from jadwal.model.case import Value
from jadwal.publish.charts.axes import AXIS_ROOM, time_axis, value_axis
from jadwal.publish.charts.band import MOST_ROWS, band, bends, marked, signs, slices, until_empty
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, line, no_data, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import width
from jadwal.publish.charts.scales import TICK_SIZE, Linear, Time, rounded_up
from jadwal.publish.charts.words import dated, number, say

WIDE, PLOT, LEAST_LEFT = 640.0, 210.0, 58.0  # pixels: the drawing, how high the plot is, where it begins at the least


class Exposure(Value, frozen=True, kw_only=True):
    """The exposure of one reading."""

    id: str
    as_of: date
    exposure: ExposureResult


def exposure(data: Exposure, lang: str) -> Chart:
    """The exposure of each week as a chart in ``lang``."""
    title = say("chart.exposure", lang)
    bands = until_empty(data.exposure.bands)
    days = marked([b.day for b in bands], MOST_ROWS)
    table = _table([b for b in bands if b.day in set(days)], lang)
    if len(bands) < 2:
        return no_data(data.id, lang, title, table)
    most = rounded_up(max(max(b.aim, b.p90) for b in bands))
    left = max(LEAST_LEFT, width(number(most), TICK_SIZE) + 14)
    time = Time(data.as_of, bands[-1].day, left, WIDE - 12)
    planned = Sign(lambda x, y: path("l1", f"M{px(x - 8)} {px(y)}h16"), say("chart.sign-aim-line", lang))
    legend = Legend([planned, *signs(lang)], 4, WIDE - 4)
    top = round(legend.high + 30)
    scale = Linear(0, most, top + PLOT, top)
    drawing = Drawing(data.id, lang, "small exposure", WIDE, top + PLOT + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, top + PLOT)
    value_axis(drawing, scale, left, WIDE - 12, say("chart.exposure-unit", lang))
    aims = [(round(time.at(b.day)), round(scale.at(b.aim))) for b in bands]
    drawing.add(*band(bands, time, scale), path("l1", line(bends(aims))))
    slices(drawing, bands, days, time, (top, top + PLOT), "chart.exposure-week")
    return drawing.chart(title, _said(data.exposure, bands, lang), table)


def _said(of: ExposureResult, bands: list[Band], lang: str) -> str:
    last = max((b for b in bands if b.aim), key=lambda b: b.day, default=bands[0])
    figures = {"aim": number(of.aim), "low": number(of.p10.value), "high": number(of.p90.value)}
    return say("chart.exposure-said", lang, day=dated(last.day, lang), **figures)


def _table(bands: list[Band], lang: str) -> Table:
    heads = (say(f"chart.column-{c}", lang) for c in ("week-to", "aim-people", "low", "middle", "high"))
    rows = ((b.day.isoformat(), *(str(v) for v in (b.aim, b.p10, b.p50, b.p90))) for b in bands)
    return Table(tuple(heads), tuple(rows))
