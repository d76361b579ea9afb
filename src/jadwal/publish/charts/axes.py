"""Axes and the lines that cross a whole chart: time below, numbers at the left, agreed dates and the as-of day.

In: scales, a drawing.  Out: what they look like, drawn.  The rule this module owns: *the axis says in words which way
time runs*, and no line of a date runs through the label of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Literal

from jadwal.messages import text
from jadwal.publish.charts.drawing import Drawing, box, label, path, px
from jadwal.publish.charts.measure import fitted, width
from jadwal.publish.charts.scales import TICK_SIZE, Linear, Time

LANE = 17  # pixels of a line of labels above the plot
AXIS_ROOM = 40  # pixels that the time axis takes below the plot
PAD = 4


def time_axis(drawing: Drawing, time: Time, top: float, bottom: float) -> None:
    """Grid lines from ``top`` to ``bottom``, labels below, and the words that say which way time runs."""
    lang = drawing.lang
    ticks = time.ticks(lang)
    grid = "".join(f"M{px(t.at)} {px(top)}V{px(bottom)}" for t in ticks)
    labels = [label(t.at, bottom + 16, t.label, lang, "tick strong" if t.strong else "tick", "middle") for t in ticks]
    direction = label(time.end, bottom + 33, text("chart.left-to-right", lang), lang, "note", "end")
    line = path("axis", f"M{px(time.start)} {px(bottom)}H{px(time.end)}")
    drawing.hidden(path("grid", grid) if grid else "", line, *labels, direction)


def value_axis(drawing: Drawing, scale: Linear, left: float, right: float, unit: str) -> None:
    """Grid lines from ``left`` to ``right`` with numbers before them, and what is counted above the highest."""
    lang, ticks = drawing.lang, scale.ticks()
    grid = "".join(f"M{px(left)} {px(t.at)}H{px(right)}" for t in ticks)
    labels = [label(left - 6, t.at + 4, t.label, lang, "tick", "end") for t in ticks]
    drawing.hidden(path("grid", grid), *labels, label(2, min(t.at for t in ticks) - 10, unit, lang, "note"))


@dataclass(frozen=True, slots=True)
class Moment:
    """The beginning of the as-of day, or the end of an agreed one, across the whole chart.

    One with ``details`` is an item that leads to row ``row`` of the table."""

    day: date
    kind: Literal["today", "agreed"]
    label: str
    details: str = ""
    row: int = 0


class Moments:
    """The moments of one chart: how much room their labels need, and how they are drawn."""

    def __init__(self, moments: Sequence[Moment], time: Time, lang: str, room: float = 330) -> None:
        self.lang, self.time = lang, time
        self.moments = [m for m in sorted(moments, key=lambda m: (m.day, m.kind)) if time.holds(m.day)]
        self.labels = [fitted(m.label, room, TICK_SIZE) for m in self.moments]
        self.xs = [time.at(m.day) if m.kind == "today" else time.after(m.day) for m in self.moments]
        self.spans = [self._span(x, width(said, TICK_SIZE)) for x, said in zip(self.xs, self.labels, strict=True)]
        self.lines = self._lines()

    @property
    def high(self) -> float:
        """Pixels that the labels need above the plot."""
        return LANE * (max(self.lines, default=-1) + 1)

    def draw(self, drawing: Drawing, top: float, bottom: float) -> None:
        """Draw them: labels from ``top`` on downwards, lines to ``bottom``.  Call it before what lies above them."""
        for m, x, span, at, said in zip(self.moments, self.xs, self.spans, self.lines, self.labels, strict=True):
            y = top + LANE * at
            right = span[0] >= x
            parts = [
                path(m.kind, f"M{px(x)} {px(y + 2)}V{px(bottom)}"),
                label(x + PAD if right else x - PAD, y + 13, said, self.lang, "tick", "start" if right else "end"),
            ]
            if m.details:
                hit = path("hit", box(span[0], y, span[1] - span[0], LANE))
                drawing.item(hit, *parts, details=m.details, row=m.row, at=(x, y + LANE + 2), below=True)
            else:
                drawing.add(*parts)

    def _span(self, x: float, wide: float) -> tuple[float, float]:
        """Where the label lies: right of its line if it has room there, else left of it."""
        fits = x + wide + PAD <= self.time.end + 2 * PAD or x - wide - PAD < 0
        return (x, x + wide + 2 * PAD) if fits else (x - wide - 2 * PAD, x)

    def _lines(self) -> list[int]:
        """The least number of lines on which no label meets a label or another moment's line."""
        for most in count(1):
            found = self._fill([], most)
            if found is not None:
                return found
        raise AssertionError("counting does not end")

    def _fill(self, lines: list[int], most: int) -> list[int] | None:
        if len(lines) == len(self.xs):
            return lines
        if most > len(self.xs):
            return [*range(len(self.xs))]
        for at in range(most):
            if all(self._agree(k, lines[k], len(lines), at) for k in range(len(lines))):
                found = self._fill([*lines, at], most)
                if found is not None:
                    return found
        return None

    def _agree(self, a: int, line_a: int, b: int, line_b: int) -> bool:
        """True when two moments on these lines stay clear of each other."""
        (left_a, right_a), (left_b, right_b) = self.spans[a], self.spans[b]
        if line_a == line_b:
            return right_a <= left_b or right_b <= left_a
        upper, lower = (a, b) if line_a < line_b else (b, a)
        return not self.spans[lower][0] < self.xs[upper] < self.spans[lower][1]
