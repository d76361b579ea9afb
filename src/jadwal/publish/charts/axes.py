"""Axes and the lines that cross a whole chart: time below, numbers at the left, agreed dates and the as-of day.

In: scales, a drawing.  Out: what they look like, drawn.  The rule this module owns: *the axis says in words which way
time runs*, and no line of a date runs through the label of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from jadwal.publish.charts.drawing import Drawing, box, label, path, px
from jadwal.publish.charts.measure import fitted, width
from jadwal.publish.charts.scales import TICK_SIZE, Linear, Time
from jadwal.publish.charts.words import say

LANE = 17  # pixels of a line of labels above the plot
AXIS_ROOM = 40  # pixels that the time axis takes below the plot
PAD = 4
NAME_ROOMS = (330, 240, 170, 110, 60)  # pixels a name may take in the label of a moment, tried in turn
MOST_LINES = 4


def time_axis(drawing: Drawing, time: Time, top: float, bottom: float) -> None:
    """Grid lines from ``top`` to ``bottom``, labels below, and the words that say which way time runs."""
    lang = drawing.lang
    ticks = time.ticks(lang)
    grid = "".join(f"M{round(t.at)} {px(top)}V{px(bottom)}" for t in ticks)
    labels = [label(t.at, bottom + 16, t.label, lang, "strong" if t.strong else "") for t in ticks]
    direction = label(time.end, bottom + 33, say("chart.left-to-right", lang), lang, "note", "end")
    line = path("axis", f"M{px(time.start)} {px(bottom)}H{px(time.end)}")
    drawing.hidden(path("grid", grid) if grid else "", line, '<g class="tick m">', *labels, "</g>", direction)


def value_axis(drawing: Drawing, scale: Linear, left: float, right: float, unit: str) -> None:
    """Grid lines from ``left`` to ``right`` with numbers before them, and what is counted above the highest."""
    lang, ticks = drawing.lang, scale.ticks()
    grid = "".join(f"M{px(left)} {px(t.at)}H{px(right)}" for t in ticks)
    labels = [label(left - 6, t.at + 4, t.label, lang) for t in ticks]
    drawing.hidden(
        path("grid", grid),
        '<g class="tick e">',
        *labels,
        "</g>",
        label(2, min(t.at for t in ticks) - 10, unit, lang, "note"),
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """The beginning of the as-of day, or the end of an agreed one, across the whole chart.

    ``label`` holds ``name``, which alone is shortened where there is too little room. One with ``details`` is an item
    that leads to row ``row`` of the table.
    """

    day: date
    kind: Literal["today", "agreed", "otherwise"]
    label: str
    name: str = ""
    details: str = ""
    row: int = 0


class _Place(NamedTuple):
    """A label's line (0: the highest) and the pixels it takes; it stands right of its moment or left of it."""

    line: int
    left: float
    right: float


class Moments:
    """The moments of one chart: how much room their labels need, and how they are drawn."""

    def __init__(self, moments: Iterable[Moment], time: Time, lang: str) -> None:
        self.lang, self.time = lang, time
        self.moments = [m for m in sorted(moments, key=lambda m: (m.day, m.kind, m.row)) if time.holds(m.day)]
        self.xs = [time.at(m.day) if m.kind == "today" else time.after(m.day) for m in self.moments]
        self.labels: list[str] = []
        self.places: list[_Place] = []
        self._place()

    @property
    def high(self) -> float:
        """Pixels that the labels need above the plot."""
        return LANE * (max((p.line for p in self.places), default=-1) + 1)

    def draw(self, drawing: Drawing, top: float, bottom: float) -> None:
        """Draw them: labels from ``top`` on downwards, lines to ``bottom``.  Call it before what lies above them."""
        for m, x, place, said in zip(self.moments, self.xs, self.places, self.labels, strict=True):
            y = top + LANE * place.line
            right = place.left >= x
            parts = [
                path(m.kind, f"M{px(x)} {px(y + 2)}V{px(bottom)}"),
                label(x + PAD if right else x - PAD, y + 13, said, self.lang, "tick", "start" if right else "end"),
            ]
            if m.details:
                hit = path("hit", box(place.left, y, place.right - place.left, LANE))
                drawing.item(hit, *parts, details=m.details, row=m.row, at=(x, y))
            else:
                drawing.add(*parts)

    def _place(self) -> None:
        """Find the longest names with which no label meets a label or another moment's line, high lines first."""
        for room in NAME_ROOMS:
            self.labels = [_shortened(m, room) for m in self.moments]
            wide = [width(said, TICK_SIZE) + 2 * PAD for said in self.labels]
            found = self._fill([], wide)
            if found is not None:
                found.reverse()
                break
        else:
            found = [_Place(k, x, x + w) for k, (x, w) in enumerate(zip(self.xs, wide, strict=True))]
        used = sorted({place.line for place in found})
        self.places = [place._replace(line=used.index(place.line)) for place in found]

    def _fill(self, placed: list[_Place], wide: Sequence[float]) -> list[_Place] | None:
        """Places for all moments, the last first, after those that are ``placed``; or None."""
        if len(placed) == len(self.xs):
            return placed
        x, w = self.xs[-len(placed) - 1], wide[-len(placed) - 1]
        for line in range(MOST_LINES):
            for place in (_Place(line, x, x + w), _Place(line, x - w, x)):
                inside = place.left >= 0 and place.right <= self.time.end + 2 * PAD
                if inside and all(_apart(self.xs[-k - 1], other, x, place) for k, other in enumerate(placed)):
                    found = self._fill([*placed, place], wide)
                    if found is not None:
                        return found
        return None


def _apart(x: float, one: _Place, at: float, other: _Place) -> bool:
    """True when two labels, and the lines that run down from them at ``x`` and ``at``, stay clear of each other."""
    if one.line == other.line:
        return one.right <= other.left or other.right <= one.left
    upper, lower = (x, other) if one.line < other.line else (at, one)
    return not lower.left < upper < lower.right


def _shortened(m: Moment, room: float) -> str:
    """The label with its name cut to ``room`` pixels."""
    return m.label.replace(m.name, fitted(m.name, room, TICK_SIZE), 1) if m.name else m.label
