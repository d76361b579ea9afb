"""Publishing: a timetable at a level of release, as a page, as charts, as tables, as a folder on disk.

In: a timetable; to release it, its case too.  Out: what may be shown, as files.  The rule this room owns: *nothing is
shown above its level of release, and results are replaced whole or not at all*.
"""

from __future__ import annotations

import re

from jadwal.model.timetable import Timetable
from jadwal.model.timetable import encode as encode_timetable
from jadwal.publish.charts.chart import png, standalone
from jadwal.publish.folder import MAIN, refuse, write
from jadwal.publish.page import LANGUAGES, figures
from jadwal.publish.page import page as written_page
from jadwal.publish.release import LEVELS, Level, release
from jadwal.publish.tables import SCENARIO_DATES, TABLES, encode, figure, percent, reading_id, tables

PAGE = "index.html"
FILE_NAMES = frozenset({PAGE, MAIN, *TABLES})
_CHART_FILE = re.compile(r"charts/(?:[a-z0-9-]+(?:\.csv|\.(?:en|ar)\.(?:svg|png)))?")

__all__ = [
    "FILE_NAMES",
    "LEVELS",
    "MAIN",
    "OWNED",
    "PAGE",
    "SCENARIO_DATES",
    "Level",
    "figure",
    "files",
    "percent",
    "reading_id",
    "refuse",
    "release",
    "tables",
    "write",
]


class _Owned:
    """The names of all files that a result folder may hold: what jadwal writes, whatever the case."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in FILE_NAMES or _CHART_FILE.fullmatch(name) is not None)


OWNED = _Owned()


def files(timetable: Timetable, *, lang: str = "en", pictures: bool = False) -> dict[str, bytes]:
    """The files of a result folder by name: the page, ``timetable.json``, its tables, and the charts in ``charts/``.

    ``lang``: the language the page begins in; ``pictures``: the charts as PNG too (light, two pixels for one).
    """
    drawn = {one: figures(timetable, one, beside=True) for one in LANGUAGES}
    made = {PAGE: written_page(timetable, lang=lang, drawn=drawn), MAIN: encode_timetable(timetable)}
    made |= {name: encode(rows) for name, rows in tables(timetable).items()}
    for one, found in drawn.items():
        for f in found:
            made[f"charts/{f.name}.{one}.svg"] = standalone(f.chart).encode("utf-8")
            if one == "en":
                made[f"charts/{f.name}.csv"] = f.chart.table.csv()
            if pictures:
                made[f"charts/{f.name}.{one}.png"] = png(f.chart)
    return made
