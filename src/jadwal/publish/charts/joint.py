"""Time and cost together: where the futures lie, and which pairs of a date and an amount are sure enough.

In: :class:`Joint`.  Out: a chart.  The rule this module owns: *up and to the right of the frontier a pair reaches the
confidence*, and what is drawn at a pair says its chance.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil, sqrt

from jadwal.model.amounts import Cell, JointPoint, JointResult
from jadwal.model.case import Text, Value
from jadwal.publish.charts.axes import AXIS_ROOM, time_axis, value_axis
from jadwal.publish.charts.band import marked
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, diamond, nothing, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import width
from jadwal.publish.charts.scales import TICK_SIZE, Linear, Time, nice_step
from jadwal.publish.charts.words import chance, dated, number, say

WIDE, PLOT, LEAST_LEFT = 640.0, 300.0, 58.0  # pixels: the drawing, how high the plot is, where it begins at the least
SHADES, MOST_PAIRS, MOST_ITEMS = 5, 24, 6
ORDER = ("aim", "commit", "own", "balanced")


class Joint(Value, frozen=True, kw_only=True):
    """Time and cost of one reading; ``end``: the name of the milestone that is the end."""

    id: str
    end: Text
    joint: JointResult


def joint(data: Joint, lang: str) -> Chart:
    """Time and cost together as a chart in ``lang``."""
    of, title = data.joint, say("chart.joint", lang)
    points = sorted(of.points, key=lambda p: ORDER.index(p.kind))
    days = marked([day for day, _ in of.frontier], MOST_PAIRS)
    pairs = [(day, amount) for day, amount in of.frontier if day in set(days)]
    table = _table(points, pairs, of, lang)
    if not of.cells:
        return nothing(data.id, lang, title, say("chart.joint-never", lang), table)
    amounts = [c.low for c in of.cells] + [c.low + of.cell_amount for c in of.cells]
    amounts += [p.amount for p in points] + [amount for _, amount in pairs]
    low, high = _rounded(min(amounts), max(amounts))
    left = max(LEAST_LEFT, width(number(high), TICK_SIZE) + 14)
    last = [c.first + timedelta(days=of.cell_days - 1) for c in of.cells] + [p.day for p in points]
    first = min([c.first for c in of.cells] + [p.day for p in points])
    time = Time(first, max(last), left, WIDE - 12)
    legend = Legend(_signs(of, points, lang), 4, WIDE - 4)
    top = round(legend.high + 30)
    scale = Linear(low, high, top + PLOT, top)
    drawing = Drawing(data.id, lang, "small sweep", WIDE, top + PLOT + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, top + PLOT)
    value_axis(drawing, scale, left, WIDE - 12, say("chart.joint-unit", lang))
    hit = path("hit", box(round(left), top, round(WIDE - 12 - left), PLOT))
    reached = _reached(data, lang)
    drawing.item(*_cells(of, time, scale), hit, details=reached, row=len(table.rows) - 1, at=(WIDE / 2, top - 2))
    if of.frontier:
        drawing.add(path("half", _staircase(of.frontier, time, scale, top)))
    for p in points:
        if p.kind in ("commit", "own"):
            x, y = time.after(p.day), scale.at(p.amount)
            drawing.add(path("edge", f"M{px(x)} {px(top)}V{px(top + PLOT)}M{px(left)} {px(y)}H{px(WIDE - 12)}"))
    for day in marked([day for day, _ in pairs], MOST_ITEMS):
        row = next(k for k, pair in enumerate(pairs) if pair[0] == day)
        _pair(drawing, pairs[row], len(points) + row, (time, scale), of.confidence_ppm)
    for row, p in enumerate(points):
        x, y = time.after(p.day), scale.at(p.amount)
        parts = (path("hit", box(round(x) - 12, round(y) - 12, 24, 24)), _sign(p.kind, x, y))
        drawing.item(*parts, details=_point(p, lang), row=row, at=(x, y - 10))
    return drawing.chart(title, _said(data, lang), table)


def _rounded(least: int, most: int) -> tuple[int, int]:
    """The range between the ticks around the amounts; the highest is a tick of its scale."""
    step, wanted = 0, nice_step(max(most - least, 1), 5)
    low = high = 0
    while wanted != step:
        step = wanted
        low, high = least // step * step, max(-(-most // step), least // step + 1) * step
        wanted = nice_step(high - low, 5)
    return low, high


def _cells(of: JointResult, time: Time, scale: Linear) -> Iterable[str]:
    """The cells, one path for each of five shades, the shade by the root of the share; neighbours in a row as one."""
    most = max(c.ppm for c in of.cells)
    shades: dict[int, list[Cell]] = {}
    for c in sorted(of.cells, key=lambda c: (c.low, c.first)):
        shades.setdefault(max(1, ceil(SHADES * sqrt(c.ppm / most))), []).append(c)
    for shade, cells in sorted(shades.items()):
        d = ""
        for begin, end in _runs(cells, of.cell_days):
            x0, x1 = round(time.at(begin.first)), round(time.after(end.first + timedelta(days=of.cell_days - 1)))
            y0, y1 = round(scale.at(begin.low)), round(scale.at(begin.low + of.cell_amount))
            d += box(x0, y1, max(x1 - x0, 1), max(y0 - y1, 1))
        yield path(f"h{shade}", d)


def _runs(cells: list[Cell], days: int) -> Iterable[tuple[Cell, Cell]]:
    """First and last of each run of neighbours in a row."""
    begin = end = cells[0]
    for c in cells[1:]:
        if c.low != end.low or c.first != end.first + timedelta(days=days):
            yield begin, end
            begin = c
        end = c
    yield begin, end


def _staircase(frontier: tuple[tuple[date, int], ...], time: Time, scale: Linear, top: float) -> str:
    """The frontier: straight down to its first pair, then along each amount to the next date."""
    d = f"M{px(time.after(frontier[0][0]))} {px(top)}"
    for day, amount in frontier:
        d += f"H{px(time.after(day))}V{px(scale.at(amount))}"
    return d + f"H{px(time.end)}"


def _pair(drawing: Drawing, pair: tuple[date, int], row: int, scales: tuple[Time, Linear], confidence_ppm: int) -> None:
    """A pair of the frontier as an item."""
    time, scale = scales
    lang, (day, amount) = drawing.lang, pair
    x, y = time.after(day), scale.at(amount)
    figures = {"day": dated(day, lang), "amount": number(amount), "chance": chance(confidence_ppm, lang)}
    hit = path("hit", box(round(x) - 12, round(y) - 12, 24, 24))
    parts = (hit, path("aim", box(round(x) - 3, round(y) - 3, 6, 6)))
    drawing.item(*parts, details=say("chart.joint-pair", lang, **figures), row=row, at=(x, y - 10))


def _sign(kind: str, x: float, y: float) -> str:
    if kind == "aim":
        return path("aim", f"M{px(x - 5)} {px(y - 5)}h10l-5 8z")
    if kind in ("commit", "own"):
        return path("commit", f"M{px(x - 6)} {px(y + 5)}h12l-6-10z")
    return path("gate", diamond(x, y, 6))


def _signs(of: JointResult, points: list[JointPoint], lang: str) -> list[Sign]:
    def shades(x: float, y: float) -> str:
        return (
            path("h1", box(x - 8, y - 6, 5, 12))
            + path("h3", box(x - 3, y - 6, 6, 12))
            + path("h5", box(x + 3, y - 6, 5, 12))
        )

    def edge(x: float, y: float) -> str:
        return path("half", f"M{px(x - 8)} {px(y - 6)}v6h8v6h8")

    found = [Sign(shades, say("chart.sign-cells", lang))]
    if of.frontier:
        found.append(Sign(edge, say("chart.sign-frontier", lang, chance=chance(of.confidence_ppm, lang))))
    for p in points:
        kind = p.kind
        found.append(Sign(lambda x, y, kind=kind: _sign(kind, x, y), say(f"chart.sign-joint-{kind}", lang)))  # type: ignore[misc]
    return found


def _point(p: JointPoint, lang: str) -> str:
    figures = {"day": dated(p.day, lang), "amount": number(p.amount), "chance": chance(p.ppm, lang)}
    return f"{say(f'chart.sign-joint-{p.kind}', lang)}: {say('chart.joint-pair', lang, **figures)}"


def _reached(data: Joint, lang: str) -> str:
    return say("chart.joint-end", lang, end=clean(data.end.of(lang)), chance=chance(data.joint.reached_ppm, lang))


def _said(data: Joint, lang: str) -> str:
    of = data.joint
    found = [_reached(data, lang)]
    balanced = next((p for p in of.points if p.kind == "balanced"), None)
    if balanced is None:
        found.append(say("chart.joint-none", lang, chance=chance(of.confidence_ppm, lang)))
    else:
        found.append(_point(balanced, lang))
    return " ".join(found)


def _table(points: list[JointPoint], pairs: list[tuple[date, int]], of: JointResult, lang: str) -> Table:
    heads = (say(f"chart.column-{c}", lang) for c in ("pair", "end-by", "cost-at-most", "both-chance"))
    rows = [
        (say(f"chart.sign-joint-{p.kind}", lang), p.day.isoformat(), str(p.amount), chance(p.ppm, lang)) for p in points
    ]
    frontier = say("chart.frontier", lang)
    sure = chance(of.confidence_ppm, lang)
    rows += [(frontier, day.isoformat(), str(amount), sure) for day, amount in pairs]
    rows.append((say("chart.joint-reached", lang), "", "", chance(of.reached_ppm, lang)))
    return Table(tuple(heads), tuple(rows))
