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
    return [
        Figure(section, key, name, chart, beside) for section, key, name, chart in _drawn(timetable, lang)
    ]


def _drawn(t: Timetable, lang: str) -> Iterator[tuple[str, int | str | None, str, Chart]]:
    if t.context.sites:
        yield "map", None, "map", site_maps.site_map(site_maps.of(t), lang)
