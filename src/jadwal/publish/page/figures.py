"""The charts of the page: which ones, of which reading, beside what, and which matter most.

In: a timetable, a language.  Out: charts by section, the most important first.  The rule this module owns: *a chart
stands in one place*: here it is decided which are drawn, so that the page and the files beside it show the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from jadwal.model.timetable import Timetable
from jadwal.publish.charts import map as site_maps
from jadwal.publish.charts.chart import Chart, row_id
from jadwal.publish.charts.curve import curve
from jadwal.publish.charts.from_timetable import curves_of, gantt_of, headcount_of
from jadwal.publish.charts.gantt import gantt
from jadwal.publish.charts.headcount import headcount


@dataclass(frozen=True)
class Figure:
    """One chart in one language, where it stands, and whether its files stand beside the page.

    ``key``: the reading's number, a condition, an indicator, or None; ``name``: of its files, without ending.
    """

    section: str
    key: int | str | None
    name: str
    chart: Chart
    beside: bool = False

    @property
    def reading(self) -> int | None:
        """The reading it shows, if it is of one."""
        return self.key if isinstance(self.key, int) else None

    @property
    def slot(self) -> Markup:
        """The place of the figure on the page, until it is known what there is room for."""
        return Markup("<!--chart {} {}-->").format(self.name, self.chart.lang)

    @cached_property
    def svg(self) -> Markup:
        """The drawing, made and escaped by the charts."""
        return Markup(self.chart.svg)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of its table."""
        return self.chart.table.rows

    def row_id(self, row: int) -> str:
        """The id of a row of its table."""
        return row_id(self.chart.id, row)


def figures(timetable: Timetable, lang: str, *, beside: bool = False) -> list[Figure]:
    """All charts of a timetable in ``lang``, the most important first."""
    return [Figure(section, key, name, chart, beside) for section, key, name, chart in _drawn(timetable, lang)]


def _drawn(t: Timetable, lang: str) -> Iterator[tuple[str, int | str | None, str, Chart]]:
    """(section, key, name, chart): first of the first reading, then of all, then of the other readings."""
    if not t.readings:
        return
    yield from _of_reading(t, 0, lang)
    if t.context.sites:
        yield "map", None, "map", site_maps.site_map(site_maps.of(t), lang)
    for reading in range(1, len(t.readings)):
        yield from _of_reading(t, reading, lang)


def _of_reading(t: Timetable, reading: int, lang: str) -> Iterator[tuple[str, int | str | None, str, Chart]]:
    """The charts of one reading; none where the public version leaves nothing to draw."""
    public, n = t.release == "public", reading + 1
    data = gantt_of(t, reading, f"timetable-{n}")
    if data.rows:
        yield "timetable", reading, data.id, gantt(data, lang)
    if len(t.readings[reading].headcount) > 1 and not public:
        heads = headcount_of(t, reading, f"headcount-{n}")
        yield "headcount", reading, heads.id, headcount(heads, lang)
    if t.readings[reading].milestones:
        curves = curves_of(t, reading, f"milestones-{n}")
        yield "end", reading, curves.id, curve(curves, lang)
