"""Mixed Arabic and English text on its way into a drawing: cleaned, isolated, escaped.

In: plain text (names of a case, sentences of the catalogue).  Out: text for SVG or HTML.  The rule this module owns:
*every text in a chart goes through* :func:`shown`, *which leaves nothing to the direction of the page around it*.

Five ways in which mixed text fails, and what answers each (golden tests: ``tests/publish/test_charts_bidi.py``):

1. an ISO date after Arabic text reads backwards: figures are isolated, one by one (FSI … PDI);
2. ``text-anchor`` flips in a right-to-left page: the drawing says ``direction="ltr"`` (``drawing.py``);
3. mixed labels reorder in a left-to-right drawing: an Arabic label is one right-to-left isolate (RLI … PDI);
4. the digits of a locale mix with others: digits are Western everywhere;
5. a mirrored time axis makes a falling headcount rise: time runs left to right and the axis says so (decision 9).
"""

from __future__ import annotations

import re
from html import escape

from jadwal.text import FSI, LRI, PDI, RLI, isolate, strip_controls, western_digits

ISOLATES = frozenset((LRI, RLI, FSI))
_AT_ISOLATES = re.compile("([\u2066-\u2069])")
_OVERRIDES = re.compile("[\u061c\u200e\u200f\u202a-\u202e]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SPACES = re.compile(r"\s+")
_FIGURE = re.compile(
    r"(?<![A-Za-z0-9.,])"  # a figure stands by itself: 12, 1,200, -3, 44%, 2025-09-30, 1.5, 10–20, 2024/25
    r"(?:[+\-−±]\d[\d.,]*%?|\d+(?:[.,:/\-–]\d+)+%?|\d+%)(?![A-Za-z0-9])"
)


def clean(name: str) -> str:
    """A name as it may be shown: no bidi or other control characters, one line, Western digits."""
    return _SPACES.sub(" ", western_digits(_NOT_XML.sub("", strip_controls(name)))).strip()


def named(name: str, lang: str) -> str:
    """A name inside a sentence: clean; one in Latin letters is isolated in an Arabic sentence."""
    name = clean(name)
    return isolate(name) if lang == "ar" and _LATIN.search(name) else name


def shown(said: str, lang: str) -> str:
    """``said`` for a drawing in ``lang``, not yet escaped: isolates that are closed are kept, overrides never.

    Arabic text becomes one right-to-left isolate in which each date, range, percentage and signed figure stands as
    written.
    """
    said = western_digits(_NOT_XML.sub("", _OVERRIDES.sub("", said)))
    if not balanced(said):
        said = strip_controls(said)
    return f"{RLI}{_figures_isolated(said)}{PDI}" if lang == "ar" else said


def markup(said: str, lang: str) -> str:
    """:func:`shown`, with the characters of markup escaped."""
    return escape(shown(said, lang), quote=False)


def balanced(said: str) -> bool:
    """True when every isolate that is opened is closed, and none is closed that was not opened."""
    depth = 0
    for c in _AT_ISOLATES.findall(said):
        depth += -1 if c == PDI else 1
        if depth < 0:
            return False
    return depth == 0


def _figures_isolated(said: str) -> str:
    """``said`` with every figure isolated that does not stand in an isolate already."""
    parts, depth = [], 0
    for part in _AT_ISOLATES.split(said):
        parts.append(part if depth or not part else _isolate_figures(part))
        depth += (part in ISOLATES) - (part == PDI)
    return "".join(parts)


def _isolate_figures(said: str) -> str:
    return _FIGURE.sub(lambda found: isolate(found[0]), said)
