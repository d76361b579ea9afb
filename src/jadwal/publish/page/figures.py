"""The charts of the page: which ones, of which reading, beside what, and which matter most.

In: a timetable, a language.  Out: charts by section, the most important first.  The rule this module owns: *a chart
stands in one place*: here it is decided which are drawn, so that the page and the files beside it show the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from markupsafe import Markup

from jadwal.model.timetable import Timetable
from jadwal.publish.charts import map as site_maps
from jadwal.publish.charts.assumed import assumed, assumed_of
from jadwal.publish.charts.candidates import Candidates, candidates
from jadwal.publish.charts.chart import Chart, row_id
from jadwal.publish.charts.comparison import comparison
from jadwal.publish.charts.counts import counts, counts_of
from jadwal.publish.charts.critical import CriticalWork, critical
from jadwal.publish.charts.curve import curve
from jadwal.publish.charts.drivers import drivers, drivers_of
from jadwal.publish.charts.exposure import Exposure, exposure
from jadwal.publish.charts.from_timetable import curves_of, gantt_of, headcount_of
from jadwal.publish.charts.gantt import gantt
from jadwal.publish.charts.headcount import headcount
from jadwal.publish.charts.joint import Joint, joint
from jadwal.publish.charts.levels import Levelled, levels
from jadwal.publish.charts.outlook import outlook, outlook_of
from jadwal.publish.charts.pairing import comparison_of

MOST_LEVELS = 12  # charts of levels
Drawn: TypeAlias = tuple[str, int | str | None, str, Chart]  # section, key, name of the files, chart


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

    def drawing(self, tabled: bool) -> Markup:
        """The drawing; its items lead to rows of its table, or to the figure where the table is not on the page."""
        return (
            self.svg if tabled else Markup(re.sub(rf'(href="#{re.escape(self.chart.id)})-\d+"', r'\1"', self.chart.svg))
        )

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


def _drawn(t: Timetable, lang: str) -> Iterator[Drawn]:
    """First what is of the first reading, then what is of all, then the other readings."""
    if t.readings:
        yield from _main(t, 0, lang)
        if t.context.sites:
            yield (
                "map",
                None,
                "map",
                site_maps.site_map(replace(site_maps.of(t, own=t.context.places), id=f"map-{lang}"), lang),
            )
        yield from _causes(t, 0, lang)
    if t.earlier is not None and t.readings:
        yield "compare", None, "comparison", comparison(comparison_of(t, f"comparison-{lang}"), lang)
    if t.board:
        yield "board", None, "outlook", outlook(outlook_of(t, f"outlook-{lang}"), lang)
    for at, counted in enumerate(t.counts):
        name = f"counts-{at + 1}"
        yield "counts", counted.indicator, name, counts(counts_of(t, at, f"{name}-{lang}"), lang)
    looked_at = {c.indicator for c in t.counts}
    drawable = [v for v in t.levels if v.spans and v.indicator in looked_at]
    for at, level in enumerate(drawable[:MOST_LEVELS], 1):
        data = Levelled(id=f"levels-{at}-{lang}", as_of=t.as_of, level=level)
        yield "counts", level.indicator, f"levels-{at}", levels(data, lang)
    if t.readings:
        yield from _amounts(t, 0, lang)
    for drawn in (_main, _causes, _amounts):
        for reading in range(1, len(t.readings)):
            yield from drawn(t, reading, lang)


def _main(t: Timetable, reading: int, lang: str) -> Iterator[Drawn]:
    """When, how many, how sure: under one reading; none where the public version leaves nothing to draw."""
    result, n = t.readings[reading], reading + 1
    if result.schedule.entries or result.milestones:
        yield "timetable", reading, f"timetable-{n}", gantt(gantt_of(t, reading, f"timetable-{n}-{lang}"), lang)
    if len(result.headcount) > 1:
        data = headcount_of(t, reading, f"headcount-{n}-{lang}")
        yield "headcount", reading, f"headcount-{n}", headcount(data, lang)
    if result.milestones:
        yield "end", reading, f"milestones-{n}", curve(curves_of(t, reading, f"milestones-{n}-{lang}"), lang)


def _amounts(t: Timetable, reading: int, lang: str) -> Iterator[Drawn]:
    """Time and cost together, and exposure, under one reading; none where the case or the version has none."""
    result, n = t.readings[reading], reading + 1
    ends = [m.name for m in result.milestones if m.id == t.context.objectives.end]
    if result.joint is not None and ends:
        yield "end", reading, f"joint-{n}", joint(Joint(id=f"joint-{n}-{lang}", end=ends[0], joint=result.joint), lang)
    if result.exposure is not None:
        data = Exposure(id=f"exposure-{n}-{lang}", as_of=t.as_of, exposure=result.exposure)
        yield "headcount", reading, f"exposure-{n}", exposure(data, lang)


def _causes(t: Timetable, reading: int, lang: str) -> Iterator[Drawn]:
    """What moves the end under one reading, which assumed values decide it, and what the choice of the plan gained."""
    result, n = t.readings[reading], reading + 1
    if result.critical:
        data = CriticalWork(id=f"critical-{n}-{lang}", work=result.critical)
        yield "drivers", reading, f"critical-{n}", critical(data, lang)
    if result.drivers:
        yield "drivers", reading, f"drivers-{n}", drivers(drivers_of(t, reading, f"drivers-{n}-{lang}"), lang)
    if any(s.decides for s in result.sensitivities):
        yield "assumed", reading, f"assumed-{n}", assumed(assumed_of(t, reading, f"assumed-{n}-{lang}"), lang)
    if result.choosing is not None and result.choosing.contenders:
        chosen = Candidates(id=f"candidates-{n}-{lang}", choosing=result.choosing)
        yield "drivers", reading, f"candidates-{n}", candidates(chosen, lang)
