"""A finished chart: a drawing with its words and its numbers, in one language.

In: what a chart function made.  Out: the drawing for a page, a file of its own, a picture, a table as CSV.  The rule
this module owns: *no chart without its title, its description and its data*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import resvg_py

from jadwal.publish.charts.bidi import markup
from jadwal.publish.charts.measure import FAMILY, REGULAR, SEMIBOLD, font_file, wrapped
from jadwal.publish.tables import encode, guarded
from jadwal.text import strip_controls

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
MARGIN, TITLE_SIZE, TITLE_LINE = 12, 16, 24  # pixels, in a file of its own

_ROOT = re.compile(r":root[^{]*\{([^}]*)\}")
_VARIABLE = re.compile(r"(--jadwal-[a-z0-9-]+):([^;}]+)")
_USE = re.compile(r"var\((--jadwal-[a-z0-9-]+)\)")
_PAGE_ONLY = "/* Only in a page"
_DETAILS = re.compile(r'<g><path d="[^"]*"/><text[^>]*>(?:(?!</text>).)*</text></g></a>')
_LINK = re.compile(r'<a href="[^"]*">(?:<rect [^>]*/>|<path class="hit"[^>]*/>)?')
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Table:
    """The data of a chart: headers in its language, then rows of text; the first column names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    def csv(self) -> bytes:
        """The table as UTF-8 CSV with a byte-order mark; no cell is taken for a formula."""
        return encode(tuple(guarded(strip_controls(cell)) for cell in row) for row in (self.columns, *self.rows))


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart in one language.

    ``id``: unique in a page (letters, digits, hyphens); ``title`` and ``description``: plain text; ``svg``: the
    drawing to stand inside a page that has :func:`stylesheet`; ``table``: what it shows, row by row.
    """

    id: str
    lang: str
    title: str
    description: str
    svg: str
    table: Table


def row_id(chart: str, row: int) -> str:
    """The id that row ``row`` (from 0) of a chart's table must have in the page: items of the drawing link to it."""
    return f"{chart}-{row}"


@cache
def stylesheet() -> str:
    """The rules and colours of all charts, light, dark and in print."""
    return resources.files(__package__).joinpath("charts.css").read_text("utf-8")


@cache
def colours(theme: Theme) -> dict[str, str]:
    """The colour variables of a theme by name, as the stylesheet has them."""
    light, dark = (dict(_VARIABLE.findall(block)) for block in _ROOT.findall(stylesheet())[:2])
    return light if theme == "light" else {**light, **dark}


@cache
def _own_rules(theme: Theme) -> str:
    """The stylesheet of a file of its own: no variables, no media, nothing that answers to a pointer."""
    rules = stylesheet().partition(_PAGE_ONLY)[0]
    rules = _ROOT.sub("", rules[rules.index("/* Drawing") :]).replace(" a >", " .item >")
    return _USE.sub(lambda name: colours(theme)[name[1]], re.sub(r"/\*.*?\*/\s*", "", rules, flags=re.DOTALL)).strip()


def standalone(chart: Chart, theme: Theme = "light") -> str:
    """The chart as a complete SVG file: its title above it, its colours resolved, without details and links."""
    found = _SIZE.search(chart.svg)
    assert found is not None, "a drawing has a viewBox"
    wide, high = float(found[1]), float(found[2])
    lines = wrapped(chart.title, wide, TITLE_SIZE, SEMIBOLD, most=2)
    head = MARGIN + TITLE_LINE * len(lines)
    anchor, x = ("end", MARGIN + wide) if chart.lang == "ar" else ("start", MARGIN)
    said = "".join(
        f'<text class="title" x="{x:g}" y="{MARGIN + TITLE_LINE * (k + 0.7):g}" text-anchor="{anchor}">'
        f"{markup(line, chart.lang)}</text>"
        for k, line in enumerate(lines)
    )
    inner = _LINK.sub('<g class="item">', _DETAILS.sub("</g>", chart.svg)).replace("</a>", "</g>")
    inner = inner.replace("<svg ", f'<svg x="{MARGIN}" y="{head:g}" ', 1)
    full_wide, full_high = wide + 2 * MARGIN, head + high + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="jadwal-chart" direction="ltr" xml:lang="{chart.lang}" '
        f'width="{full_wide:g}" height="{full_high:g}" viewBox="0 0 {full_wide:g} {full_high:g}">'
        f"<style>{_own_rules(theme)}</style>"
        f'<rect class="paper" width="100%" height="100%"/>{said}{inner}</svg>\n'
    )


def png(chart: Chart, theme: Theme = "light", zoom: int = 2) -> bytes:
    """The chart as a picture, ``zoom`` pixels to each of the drawing's, with the packaged fonts and no others."""
    return resvg_py.svg_to_bytes(
        svg_string=standalone(chart, theme),
        zoom=zoom,
        skip_system_fonts=True,
        font_files=[font_file(REGULAR), font_file(SEMIBOLD)],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
