"""How wide a text is: measured by shaping it with the fonts that will draw it.

In: text, a size in pixels, a weight.  Out: widths in pixels; texts shortened or broken to a width.  The rule this
module owns: *a label's place is measured, never guessed from the number of its letters*.

The font is IBM Plex Sans Arabic (Regular, SemiBold), which holds both scripts; HarfBuzz shapes each run of one
direction, as browsers do.  Measured against Chromium: within 2 % (``tests/publish/test_charts_measure.py``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import fontpkg
import uharfbuzz as hb

from jadwal.text import strip_controls

FAMILY = "IBM Plex Sans Arabic"
REGULAR, SEMIBOLD = 400, 600
ELLIPSIS = "…"

_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_RUNS = re.compile(f"[{_ARABIC}](?:[{_ARABIC} ]*[{_ARABIC}])?|[^{_ARABIC}]+")
_IS_ARABIC = re.compile(f"[{_ARABIC}]")
_MARK = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u200d]")


@cache
def font_file(weight: int) -> str:
    """Path of the packaged font file of a weight."""
    return str(fontpkg.path(FAMILY, weight))


def width(said: str, size: float = 13, weight: int = REGULAR) -> float:
    """Width in pixels of ``said`` on one line at ``size`` pixels."""
    return _ems(said, weight) * size


def fitted(said: str, room: float, size: float = 13, weight: int = REGULAR) -> str:
    """``said``, or as much of its beginning as fits ``room`` pixels with an ellipsis; empty when not even that fits.

    Give it text without isolates (:func:`~jadwal.publish.charts.bidi.clean`) and isolate what comes back.
    """
    if width(said, size, weight) <= room:
        return said
    low, high = 0, len(said)
    while low < high:
        middle = (low + high + 1) // 2
        if width(said[:middle].rstrip() + ELLIPSIS, size, weight) <= room:
            low = middle
        else:
            high = middle - 1
    while low and low < len(said) and _MARK.match(said[low]):
        low -= 1
    return said[:low].rstrip(" ,،.") + ELLIPSIS if low else ""


def wrapped(said: str, room: float, size: float = 13, weight: int = REGULAR, most: int = 3) -> tuple[str, ...]:
    """``said`` broken at spaces into at most ``most`` lines of ``room`` pixels; the last one is shortened."""
    words, lines, line, filled = said.split(" "), list[str](), "", 0.0
    space = width(" ", size, weight)
    for at, word in enumerate(words):
        wide = width(word, size, weight)
        if line and filled + space + wide > room:
            if len(lines) == most - 1:
                return (*lines, fitted(" ".join((line, *words[at:])), room, size, weight))
            lines.append(line)
            line, filled = word, wide
        else:
            line, filled = (f"{line} {word}", filled + space + wide) if line else (word, wide)
    return (*lines, fitted(line, room, size, weight))


@lru_cache(maxsize=8192)
def _ems(said: str, weight: int) -> float:
    """Width of ``said`` in units of the font size."""
    font, upem = _font(weight)
    total = 0
    for run in _RUNS.findall(strip_controls(said)):
        buffer = hb.Buffer()
        buffer.add_str(run)
        arabic = _IS_ARABIC.match(run) is not None
        buffer.direction, buffer.script = ("rtl", "Arab") if arabic else ("ltr", "Latn")
        buffer.language = "ar" if arabic else "en"
        hb.shape(font, buffer)
        total += sum(p.x_advance for p in buffer.glyph_positions)
    return total / upem


@cache
def _font(weight: int) -> tuple[hb.Font, int]:
    face = hb.Face(hb.Blob.from_file_path(font_file(weight)))
    return hb.Font(face), face.upem
