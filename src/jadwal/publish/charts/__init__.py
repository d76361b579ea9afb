"""Charts: own SVG in two languages, with words, keyboard, table and picture.

In: small frozen values of a chart's own module and a language.  Out: a :class:`Chart`.  The rule this room owns: *a
chart can be read without its colours, without a pointer, without script, and without the picture*.

**A chart** is a module with frozen input values, ``of(timetable, …)`` that fills them from a timetable, and one
function ``name(data, lang) -> Chart``.  It does this, with what stands here::

    drawing = Drawing(data.id, lang, "small curve", wide=640, high=320)  # "small" 640 or "wide" 900 px, then its class
    time = Time(first, last, start=60, end=620)                 # days onto pixels; .at(day), .after(day)
    scale = Linear(0, rounded_up(most), start=280, end=40)      # numbers onto pixels; .at(value)
    time_axis(drawing, time, top=40, bottom=280)                # grid, measured ticks, "time runs left to right"
    value_axis(drawing, scale, left=60, right=620, unit=…)
    Moments(moments, time, lang).draw(drawing, top, bottom)     # as-of day, agreed dates; labels keep clear
    drawing.add(path("band", "M…z"))                            # shapes by class; classes are in charts.css
    drawing.label(x, y, fitted(clean(name), room), anchor="end")
    drawing.item(path("l1", line(points)), details=…, row=3, at=(x, y))   # focusable; row of the table
    return drawing.chart(title, description, Table(columns, rows))

and says :func:`no_data` (or :func:`nothing` with a reason of its own) when there is nothing to draw.

*Texts.*  Names of a case go through :func:`clean` first (control characters, line ends), are cut to their room by
:func:`fitted` or :func:`wrapped`, and are isolated and escaped by whatever draws them (``label``, ``Drawing``); nothing
else writes text into SVG.  Sentences come from the catalogue (``chart.*`` in ``chart.toml``) by ``messages.text``.
Dates: :func:`dated`, :func:`between`, chances: :func:`chance`; a date is never said without its chance.
*Anchors* are left, middle, right in both languages; the drawing is ``direction="ltr"`` in any page.
*Places of labels.*  :func:`beside` (points of a map), :func:`spread` (ends of lines), :func:`lanes` (a row of labels).
*Series* are ``s1`` … ``s8`` (areas) and ``l1`` … ``l8`` (lines, each with its own dashes), labelled where they are.
*Items* are drawn from top to bottom: details lie over what was drawn before.  Their row of the table must have the
id :func:`row_id` in the page, which also gives the table.

*In a page* a chart stands in ``<div class="scroll" dir="ltr">``; the page holds :func:`stylesheet` once, and
:func:`font_css` of all its text.  ``<html data-theme="dark">`` (or ``light``) decides over the system's choice.
*Files*: :func:`standalone`, :func:`png`, ``chart.table.csv()``.
"""

from __future__ import annotations

from jadwal.publish.charts.axes import AXIS_ROOM, Moment, Moments, time_axis, value_axis
from jadwal.publish.charts.bidi import clean, markup, shown
from jadwal.publish.charts.chart import (
    THEMES,
    Chart,
    Table,
    Theme,
    colours,
    png,
    row_id,
    standalone,
    stylesheet,
)
from jadwal.publish.charts.drawing import (
    Drawing,
    bar,
    box,
    diamond,
    label,
    line,
    no_data,
    nothing,
    path,
    px,
    steps,
)
from jadwal.publish.charts.fonts import font_css
from jadwal.publish.charts.legend import Legend, Sign
from jadwal.publish.charts.measure import FAMILY, REGULAR, SEMIBOLD, fitted, width, wrapped
from jadwal.publish.charts.placing import Spot, beside, lanes, overlap, spread
from jadwal.publish.charts.scales import Linear, Tick, Time, nice_step, rounded_up
from jadwal.publish.charts.words import aim_chance, between, chance, dated, finishing, month, month_year, number

__all__ = [
    "AXIS_ROOM",
    "FAMILY",
    "REGULAR",
    "SEMIBOLD",
    "THEMES",
    "Chart",
    "Drawing",
    "Legend",
    "Linear",
    "Moment",
    "Moments",
    "Sign",
    "Spot",
    "Table",
    "Theme",
    "Tick",
    "Time",
    "aim_chance",
    "bar",
    "beside",
    "between",
    "box",
    "chance",
    "clean",
    "colours",
    "dated",
    "diamond",
    "finishing",
    "fitted",
    "font_css",
    "label",
    "lanes",
    "line",
    "markup",
    "month",
    "month_year",
    "nice_step",
    "no_data",
    "nothing",
    "number",
    "overlap",
    "path",
    "png",
    "px",
    "rounded_up",
    "row_id",
    "shown",
    "spread",
    "standalone",
    "steps",
    "stylesheet",
    "time_axis",
    "value_axis",
    "width",
    "wrapped",
]
