"""The charts of the page: which ones, of which reading, beside what.

In: a timetable, a language.  Out: charts by section.  The rule this module owns: *a chart stands in one place*: here
it is decided which are drawn, so that the page and the files beside it show the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from jadwal.model.timetable import Timetable


@dataclass(frozen=True)
class Figure:
    """One chart in one language, where it stands, and whether its files stand beside the page.

    ``key``: the reading's number, a condition, an indicator, or None; ``name``: of its files, without ending.
    """

    section: str
    key: int | str | None
    name: str
    chart: Any
    beside: bool = False

    @property
    def reading(self) -> int | None:
        """The reading it shows, if it is of one."""
        return self.key if isinstance(self.key, int) else None

    @cached_property
    def svg(self) -> Markup:
        """The drawing, made and escaped by the charts."""
        return Markup(self.chart.svg)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of its table."""
        return tuple(self.chart.table.rows)

    def row_id(self, row: int) -> str:
        """The id of a row of its table."""
        return f"{self.chart.id}-r{row}"


def figures(timetable: Timetable, lang: str, *, beside: bool = False) -> list[Figure]:
    """All charts of a timetable in ``lang``."""
    return []
