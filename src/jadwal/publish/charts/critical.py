"""Which work decides the end: the share of futures in which it is critical, and how its duration goes with the end.

In: :class:`CriticalWork`.  Out: a chart of bars from 0 to 100 %.  The rule this module owns: *the bar is the
criticality, the diamond the cruciality*, and both are said in words.
"""

from __future__ import annotations

from jadwal.messages.shares import tenths
from jadwal.model.case import Value
from jadwal.model.timetable import Critical
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, box, diamond, label, no_data, path, px
from jadwal.publish.charts.drivers import headed
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.scales import Linear
from jadwal.publish.charts.words import chance, say

WIDE, ROW, THICK, FOOT, MOST = 640.0, 40.0, 13.0, 24.0, 12


class CriticalWork(Value, frozen=True, kw_only=True):
    """The work of one reading, the most critical first."""

    id: str
    work: tuple[Critical, ...]


def critical(data: CriticalWork, lang: str) -> Chart:
    """Which work decides the end as a chart in ``lang``."""
    title = say("chart.critical", lang)
    heads = ("what", "criticality", "criticality-error", "cruciality")
    table = Table(tuple(say(f"chart.column-{c}", lang) for c in heads), tuple(_cells(c, lang) for c in data.work))
    if not data.work:
        return no_data(data.id, lang, title, table)
    shown = data.work[:MOST]
    scale = Linear(0, 1_000_000, 8, WIDE - 8)
    signs = (
        Sign(lambda x, y: path("longer", box(x - 8, y - 5, 16, 10)), say("chart.sign-criticality", lang)),
        Sign(lambda x, y: path("gate", diamond(x, y, 5)), say("chart.sign-cruciality", lang)),
    )
    legend = Legend(signs, 4, WIDE - 4)
    top = round(legend.high + 10)
    bottom = top + ROW * len(shown)
    drawing = Drawing(data.id, lang, "small drivers", WIDE, bottom + FOOT)
    legend.draw(drawing, 2)
    ticks = range(0, 1_000_001, 250_000)
    drawing.hidden(
        path("grid", "".join(f"M{px(scale.at(v))} {px(top)}V{px(bottom)}" for v in ticks)),
        *(_tick(scale.at(v), bottom + 15, v, lang) for v in ticks),
    )
    for at, one in enumerate(shown):
        _draw(drawing, one, at, top + ROW * at, scale)
    first = shown[0]
    said = say("chart.critical-said", lang, name=clean(first.name.of(lang)), chance=chance(first.criticality_ppm, lang))
    return drawing.chart(title, said, table)


def _tick(x: float, y: float, ppm: int, lang: str) -> str:
    anchor = "start" if ppm == 0 else "end" if ppm == 1_000_000 else "middle"
    return label(x, y, chance(ppm, lang), lang, "tick", anchor)


def _draw(drawing: Drawing, one: Critical, at: int, y: float, scale: Linear) -> None:
    lang, middle = drawing.lang, y + 30
    cells = _cells(one, lang)
    name, words = headed(one.name.of(lang), f"{cells[1]} ± {cells[2]}", y + 17, lang)
    end = scale.at(one.criticality_ppm)
    parts = [
        path("hit", box(1, y + 1, WIDE - 2, ROW - 2)),
        *words,
        path("longer", box(scale.start, middle - THICK / 2, max(end - scale.start, 1.5), THICK)),
    ]
    if one.cruciality_ppm is not None and one.cruciality_ppm >= 0:
        parts.append(path("gate", diamond(scale.at(one.cruciality_ppm), middle, 5)))
    said = say("chart.critical-item", lang, criticality=cells[1], error=cells[2], cruciality=cells[3])
    drawing.item(*parts, details=f"{name}. {said}" if name else said, row=at, at=(WIDE / 2, y))


def _cells(one: Critical, lang: str) -> tuple[str, ...]:
    crucial = "" if one.cruciality_ppm is None else chance(max(0, one.cruciality_ppm), lang)
    shares = (chance(one.criticality_ppm, lang), tenths(one.criticality_error_ppm))
    return clean(one.name.of(lang)), *shares, crucial or say("chart.no-spread", lang)
