"""Charts as a page of their own: the drawing, its description, its table, in light and dark.

In: charts, sentences.  Out: HTML that needs nothing beside it.  The rule this module owns: *nothing is fetched, nothing
runs*, and every text of a case stands isolated from the direction of the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from jadwal.publish.charts.chart import Chart, row_id, stylesheet
from jadwal.publish.charts.fonts import font_css

_OWN = (
    "body{margin:2rem auto;max-width:66rem;padding:0 1rem;background:var(--jadwal-paper);color:var(--jadwal-ink);"
    'font-family:"IBM Plex Sans Arabic",sans-serif}table{border-collapse:collapse;width:100%}'
    "th,td{border-bottom:1px solid var(--jadwal-grid);padding:.3rem .6rem;text-align:start}"
    "tr:target{background:var(--jadwal-stripe)}.scroll{overflow-x:auto}.scroll table{min-width:44rem}a{color:inherit}"
    ".day{white-space:nowrap}"
)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # read from left to right in whatever stands around it


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: a heading (may be empty), sentences, a list of sentences, charts with their tables."""

    heading: str = ""
    notes: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What a page says in one language; ``name`` is the language's own name for itself."""

    title: str
    name: str
    sections: tuple[Section, ...]


def page(chart: Chart, notes: tuple[str, ...] = ()) -> str:
    """The chart with its table as an HTML page; ``notes`` are plain sentences below the title."""
    body = f"<h1>{escape(chart.title)}</h1>{_sentences((chart.description, *notes))}{_drawing(chart)}{_table(chart)}"
    return _document(chart.lang, chart.title, body, [chart.title, *notes, *_words(chart)])


def book(parts: Mapping[str, Part]) -> str:
    """A page with a part for each language, the first one first, and links from each to the others at the top."""
    words = [x for part in parts.values() for x in (part.title, part.name, *_of(part.sections))]
    links = " · ".join(f'<a href="#{lang}" lang="{lang}">{escape(part.name)}</a>' for lang, part in parts.items())
    body = f"<nav>{links}</nav>" + "".join(
        f'<article id="{lang}" lang="{lang}" dir="{_direction(lang)}"><h1>{_said(part.title)}</h1>'
        f"{''.join(_section(s) for s in part.sections)}</article>"
        for lang, part in parts.items()
    )
    first = next(iter(parts))
    return _document(first, parts[first].title, body, words)


def _section(s: Section) -> str:
    heading = f"<h2>{_said(s.heading)}</h2>" if s.heading else ""
    items = "".join(f"<li>{_said(item)}</li>" for item in s.listed)
    drawn = "".join(
        f"<h3>{escape(c.title)}</h3>{_sentences((c.description,))}{_drawing(c)}{_table(c)}" for c in s.charts
    )
    return f"<section>{heading}{_sentences(s.notes)}{f'<ul>{items}</ul>' if items else ''}{drawn}</section>"


def _of(sections: Iterable[Section]) -> list[str]:
    found: list[str] = []
    for s in sections:
        found += [s.heading, *s.notes, *s.listed, *(w for c in s.charts for w in (c.title, *_words(c)))]
    return found


def _words(chart: Chart) -> list[str]:
    return [chart.description, *chart.table.columns, *(c for r in chart.table.rows for c in r)]


def _sentences(notes: Iterable[str]) -> str:
    return "".join(f"<p>{_said(note)}</p>" for note in notes)


def _said(sentence: str) -> str:
    """A sentence isolated from what stands around it, and each day in it from the sentence."""
    days = _DAY.sub(r'<bdi class="day" dir="ltr">\g<0></bdi>', escape(sentence))
    return f"<bdi>{days}</bdi>"


def _drawing(chart: Chart) -> str:
    return f'<div class="scroll" dir="ltr">{chart.svg}</div>'


def _table(chart: Chart) -> str:
    heads = "".join(f'<th scope="col">{escape(c)}</th>' for c in chart.table.columns)
    rows = "".join(
        f'<tr id="{row_id(chart.id, n)}">{"".join(f"<td>{_said(c)}</td>" for c in row)}</tr>'
        for n, row in enumerate(chart.table.rows)
    )
    return f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _direction(lang: str) -> str:
    return "rtl" if lang == "ar" else "ltr"


def _document(lang: str, title: str, body: str, words: Iterable[str]) -> str:
    return (
        f'<!doctype html>\n<html lang="{lang}" dir="{_direction(lang)}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'font-src data:"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{font_css(' '.join(words))}{stylesheet()}{_OWN}</style></head>"
        f"<body>{body}</body></html>\n"
    )
