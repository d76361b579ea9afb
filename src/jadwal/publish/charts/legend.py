"""The legend: every sign of a chart beside its words.

In: signs and words.  Out: lines of them, drawn.  The rule this module owns: *no sign without its words in the same
picture*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jadwal.publish.charts.drawing import Drawing, label
from jadwal.publish.charts.measure import fitted, width

SIZE, LINE, SIGN, BETWEEN = 12, 18, 22, 18  # pixels: of the words, a line, a sign with its gap, two entries


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign, drawn in a field of 16 by 12 pixels around its middle, and its words."""

    draw: Callable[[float, float], str]  # the middle of the field → SVG
    said: str


class Legend:
    """Signs in as many lines as they need between two edges."""

    def __init__(self, signs: Sequence[Sign], left: float, right: float) -> None:
        self.placed: list[tuple[float, int, Sign, str]] = []
        self.lines = 1 if signs else 0
        self.ends = left + right
        x = left
        for sign in signs:
            said = fitted(sign.said, right - left - SIGN, SIZE)
            wide = SIGN + width(said, SIZE)
            if x > left and x + wide > right:
                x = left
                self.lines += 1
            self.placed.append((x, self.lines - 1, sign, said))
            x += wide + BETWEEN

    @property
    def high(self) -> float:
        """Pixels it takes."""
        return LINE * self.lines

    def draw(self, drawing: Drawing, top: float) -> None:
        """Draw it from ``top`` on downwards."""
        parts = []
        for x, at, sign, said in self.placed:
            y = top + LINE * at + LINE / 2
            if drawing.lang == "ar":  # read from the right: the sign, then its words to the left of it
                x = self.ends - x
                parts += [sign.draw(x - 8, y), label(x - SIGN, y + 4, said, drawing.lang, "note", "end")]
            else:
                parts += [sign.draw(x + 8, y), label(x + SIGN, y + 4, said, drawing.lang, "note")]
        drawing.hidden(*parts)
