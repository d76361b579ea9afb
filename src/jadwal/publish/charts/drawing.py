"""Drawing: the one way in which SVG is written here.

In: shapes, labels and items in pixels.  Out: a :class:`~jadwal.publish.charts.chart.Chart`.  The rule this module
owns: *whatever can be pointed at can be reached by keyboard, and its details are words in the drawing* that show
without script; they are drawn above what stands before them, so items go from top to bottom.

Small on purpose: classes instead of attributes, one decimal, no style on an element.
"""

from __future__ import annotations

from collections.abc import Sequence

from jadwal.publish.charts.bidi import ISOLATES, markup
from jadwal.publish.charts.chart import Chart, Table, row_id
from jadwal.publish.charts.measure import width, wrapped
from jadwal.publish.charts.words import say
from jadwal.text import PDI

TIP_ROOM, TIP_SIZE, TIP_LINE, TIP_PAD = 600, 12, 18, 6  # pixels
ANCHORS = {"start": "", "middle": "m", "end": "e"}


def px(value: float) -> str:
    """A length or position with at most one decimal."""
    short = f"{value:.1f}"
    return "0" if short == "-0.0" else short.removesuffix(".0")


def path(cls: str, d: str) -> str:
    """A path of a class."""
    return f'<path class="{cls}" d="{d}"/>'


def bar(left: float, right: float, y: float) -> str:
    """Path data of a horizontal stroke (its class gives the thickness); at least one pixel long."""
    return f"M{px(left)} {px(y)}h{px(max(right - left, 1))}"


def box(left: float, top: float, wide: float, high: float) -> str:
    """Path data of a rectangle."""
    return f"M{px(left)} {px(top)}h{px(wide)}v{px(high)}h{px(-wide)}z"


def diamond(x: float, y: float, r: float) -> str:
    """Path data of a diamond around a point."""
    return f"M{px(x)} {px(y - r)}l{px(r)} {px(r)}l{px(-r)} {px(r)}l{px(-r)} {px(-r)}z"


def line(points: Sequence[tuple[float, float]]) -> str:
    """Path data of straight lines through points."""
    return "M" + "L".join(f"{px(x)} {px(y)}" for x, y in points)


def steps(points: Sequence[tuple[float, float]]) -> str:
    """Path data of a step line: each value holds until the next point."""
    drawn, last = f"M{px(points[0][0])} {px(points[0][1])}", points[0][1]
    for x, y in points[1:]:
        if y != last:
            drawn += f"H{px(x)}V{px(y)}"
            last = y
    return drawn + f"H{px(points[-1][0])}"


def label(x: float, y: float, said: str, lang: str, cls: str = "", anchor: str = "start") -> str:
    """A text with its baseline at ``y``; ``anchor`` is start (left), middle or end (right), in both languages."""
    names = " ".join(filter(None, (cls, ANCHORS[anchor])))
    named = f' class="{names}"' if names else ""
    return f'<text x="{round(x)}" y="{round(y)}"{named}>{markup(said, lang)}</text>'


class Drawing:
    """One drawing in the making: ``add`` shapes, ``item`` what has details, then ``chart``.

    ``kind`` is the class of the drawing besides ``jadwal-chart``; ``wide`` and ``high`` are pixels.
    """

    def __init__(self, id: str, lang: str, kind: str, wide: float, high: float) -> None:
        self.id, self.lang, self.kind, self.wide, self.high = id, lang, kind, wide, high
        self._parts: list[str] = []

    def add(self, *parts: str) -> None:
        """Put shapes above what is drawn already."""
        self._parts += parts

    def hidden(self, *parts: str) -> None:
        """Put shapes that a screen reader need not read (axes, grids: the table has the numbers)."""
        self._parts.append(f'<g aria-hidden="true">{"".join(parts)}</g>')

    def label(self, x: float, y: float, said: str, cls: str = "", anchor: str = "start") -> None:
        """Put a text (:func:`label`)."""
        self._parts.append(label(x, y, said, self.lang, cls, anchor))

    def item(self, *parts: str, details: str, row: int, at: tuple[float, float], below: bool = False) -> None:
        """Put what can be pointed at or reached by keyboard: a link to row ``row`` of the table.

        ``details`` show at the point ``at`` (above it, or ``below``) while the item has the focus or the pointer;
        with the labels among ``parts`` they are the item's name for a screen reader; leave them empty when the labels
        say everything.  Give no group (``<g>``) among
        ``parts``: the details are the one group of an item.
        """
        tip = self._tip(details, *at, below) if details else ""
        self._parts.append(f'<a href="#{row_id(self.id, row)}">{"".join(parts)}{tip}</a>')

    def chart(self, title: str, description: str, table: Table) -> Chart:
        """The finished chart."""
        t, d = f"{self.id}-t", f"{self.id}-d"
        size = f"{px(self.wide)} {px(self.high)}"
        svg = (
            f'<svg class="jadwal-chart {self.kind}" viewBox="0 0 {size}" width="{px(self.wide)}" '
            f'height="{px(self.high)}" direction="ltr" lang="{self.lang}" role="group" aria-labelledby="{t} {d}">'
            f'<title id="{t}">{markup(title, self.lang)}</title><desc id="{d}">{markup(description, self.lang)}</desc>'
            f"{''.join(self._parts)}</svg>"
        )
        return Chart(self.id, self.lang, title, description, svg, table)

    def _tip(self, details: str, x: float, y: float, below: bool) -> str:
        """Details as one text of some lines, inside the drawing; read from the right where the language is."""
        lines = _closed(wrapped(details, min(TIP_ROOM, self.wide - 4 * TIP_PAD), TIP_SIZE, most=5))
        wide = max(width(said, TIP_SIZE) for said in lines)
        high = TIP_LINE * (len(lines) - 1)
        left = min(max(x - wide / 2, TIP_PAD), self.wide - wide - TIP_PAD)
        left, wide = round(left), round(wide)
        edge = left + wide if self.lang == "ar" else left
        base = round(min(max(y + TIP_LINE if below else y - TIP_PAD - high, TIP_SIZE), self.high - high - TIP_PAD))
        said = markup(lines[0], self.lang)
        said += "".join(f'<tspan x="{edge}" dy="{TIP_LINE}">{markup(k, self.lang)}</tspan>' for k in lines[1:])
        under = f"M{left} {base - 4}h{wide}" + f"m{-wide} {TIP_LINE}h{wide}" * (len(lines) - 1)
        return f'<g><path d="{under}"/><text x="{edge}" y="{base}">{said}</text></g>'


def nothing(id: str, lang: str, title: str, why: str, table: Table, wide: float = 640) -> Chart:
    """A chart without data: it says so, in its area and in its description."""
    drawing = Drawing(id, lang, "small empty", wide, 96)
    drawing.add(path("frame", box(0.5, 0.5, wide - 1, 95)))
    for k, said in enumerate(_closed(wrapped(why, wide - 32, 13, most=3))):
        drawing.label(wide / 2, 44 + 18 * k, said, anchor="middle")
    return drawing.chart(title, why, table)


def no_data(id: str, lang: str, title: str, table: Table) -> Chart:
    """:func:`nothing`, for want of any better reason."""
    return nothing(id, lang, title, say("chart.nothing", lang), table)


def _closed(lines: Sequence[str]) -> list[str]:
    """Lines of one broken text with every isolate closed at a line's end and opened again on the next."""
    whole, open_ = [], ""
    for said in lines:
        said = open_ + said
        stack: list[str] = []
        for c in said:
            if c in ISOLATES:
                stack.append(c)
            elif c == PDI and stack:
                stack.pop()
        open_ = "".join(stack)
        whole.append(said + PDI * len(stack))
    return whole
