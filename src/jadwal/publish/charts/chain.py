"""What holds a date: its chain of work, gates, permissions and levels, the earliest step above, drawn on time.

In: :class:`Chain` (steps in the order in which they come).  Out: a chart of one row each.  The rule this module owns:
*a row says what holds it*: work is a bar, a point a diamond, waiting a thin line from the day that would have let it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from jadwal.model.case import Text, Value
from jadwal.publish.charts.axes import AXIS_ROOM, time_axis
from jadwal.publish.charts.bidi import clean
from jadwal.publish.charts.chart import Chart, Table
from jadwal.publish.charts.drawing import Drawing, bar, box, diamond, label, no_data, path, px
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import fitted, width
from jadwal.publish.charts.scales import Time
from jadwal.publish.charts.words import say

WIDE, ROW, NAME = 640.0, 40.0, 17.0  # pixels: the drawing, a row, the line of its name

Held = Literal["link", "gate", "permission", "not-before", "as-of", "level", "fact", "free"]


class Step(Value, frozen=True, kw_only=True):
    """One step: its days, what holds it there, since when that would have let it, and the whole in a sentence."""

    name: Text
    start: date
    finish: date
    point: bool
    held: Held
    since: date
    says: Text


class Chain(Value, frozen=True, kw_only=True):
    """The steps that hold one date, the first in time first."""

    id: str
    name: Text
    steps: tuple[Step, ...]


def chain(data: Chain, lang: str) -> Chart:
    """What holds a date as a chart in ``lang``."""
    title = say("chart.chain", lang, name=clean(data.name.of(lang)))
    heads = tuple(say(f"chart.column-{c}", lang) for c in ("what", "start", "finish", "held"))
    table = Table(heads, tuple(_cells(step, lang) for step in data.steps))
    if not data.steps:
        return no_data(data.id, lang, title, table)
    first = min(min(s.start, s.since) for s in data.steps)
    last = max(s.finish for s in data.steps)
    time = Time(first, last + timedelta(days=max(7, (last - first).days // 40)), 14, WIDE - 14)
    legend = Legend(_signs(lang), 4, WIDE - 4)
    top = round(legend.high + 12)
    bottom = top + ROW * len(data.steps)
    drawing = Drawing(data.id, lang, "small chain", WIDE, bottom + AXIS_ROOM)
    legend.draw(drawing, 2)
    time_axis(drawing, time, top, bottom)
    for at, step in enumerate(data.steps):
        _draw(drawing, step, at, top + ROW * at, time)
    said = say("chart.chain-said", lang, steps=len(data.steps), last=data.steps[-1].says)
    return drawing.chart(title, said, table)


def _draw(drawing: Drawing, step: Step, at: int, y: float, time: Time) -> None:
    lang, middle = drawing.lang, y + 29
    note = say(f"chart.held-{step.held}", lang)
    room = WIDE - 24 - width(note, 12)
    name_x, name_side, note_x, note_side = (
        (WIDE - 4, "end", 4.0, "start") if lang == "ar" else (4.0, "start", WIDE - 4, "end")
    )
    shape = (
        diamond(time.after(step.finish), middle, 5)
        if step.point
        else bar(time.at(step.start), time.after(step.finish), middle)
    )
    waited = time.at(step.since) < time.at(step.start)
    wait = f"M{px(time.at(step.since))} {px(middle - 4)}v8m0 -4H{px(time.at(step.start))}" if waited else ""
    parts = [
        path("hit", box(1, y + 1, WIDE - 2, ROW - 2)),
        label(name_x, y + NAME, fitted(clean(step.name.of(lang)), room), lang, "halo", name_side),
        label(note_x, y + NAME, note, lang, "note halo", note_side),
        path("whisker", wait) if wait else "",
        path("gate" if step.point else "b4", shape),
    ]
    drawing.item(*(p for p in parts if p), details=step.says.of(lang), row=at, at=(WIDE / 2, y))


def _signs(lang: str) -> tuple[Sign, ...]:
    return (
        Sign(lambda x, y: path("b4", bar(x - 8, x + 8, y)), say("chart.sign-work", lang)),
        Sign(lambda x, y: path("gate", diamond(x, y, 5)), say("chart.sign-point", lang)),
        Sign(lambda x, y: path("whisker", f"M{px(x - 8)} {px(y - 4)}v8m0 -4h16"), say("chart.sign-rest", lang)),
    )


def _cells(step: Step, lang: str) -> tuple[str, ...]:
    return (clean(step.name.of(lang)), step.start.isoformat(), step.finish.isoformat(), clean(step.says.of(lang)))
