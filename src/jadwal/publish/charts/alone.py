"""A chart as a page of its own: the drawing, its description, its table, in light and dark.

In: a chart.  Out: HTML that needs nothing beside it.  The rule this module owns: *nothing is fetched, nothing runs*.
"""

from __future__ import annotations

from html import escape

from jadwal.publish.charts.chart import Chart, row_id, stylesheet
from jadwal.publish.charts.fonts import font_css

_OWN = (
    "body{margin:2rem auto;max-width:66rem;padding:0 1rem;background:var(--jadwal-paper);color:var(--jadwal-ink);"
    'font-family:"IBM Plex Sans Arabic",sans-serif}table{border-collapse:collapse;width:100%}'
    "th,td{border-bottom:1px solid var(--jadwal-grid);padding:.3rem .6rem;text-align:start}"
    "tr:target{background:var(--jadwal-stripe)}"
)


def page(chart: Chart, notes: tuple[str, ...] = ()) -> str:
    """The chart with its table as an HTML page; ``notes`` are plain sentences below the title."""
    cells = [chart.title, chart.description, *notes, *chart.table.columns, *(c for r in chart.table.rows for c in r)]
    heads = "".join(f'<th scope="col">{escape(c)}</th>' for c in chart.table.columns)
    rows = "".join(
        f'<tr id="{row_id(chart.id, n)}">{"".join(f"<td><bdi>{escape(c)}</bdi></td>" for c in row)}</tr>'
        for n, row in enumerate(chart.table.rows)
    )
    said = "".join(f"<p><bdi>{escape(note)}</bdi></p>" for note in (chart.description, *notes))
    direction = "rtl" if chart.lang == "ar" else "ltr"
    return (
        f'<!doctype html>\n<html lang="{chart.lang}" dir="{direction}"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'font-src data:"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(chart.title)}</title><style>{font_css(' '.join(cells))}{stylesheet()}{_OWN}</style></head>"
        f'<body><h1>{escape(chart.title)}</h1>{said}<div class="scroll" dir="ltr">{chart.svg}</div>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></body></html>\n"
    )
