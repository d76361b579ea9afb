"""Publishing: a timetable at a level of release, as tables, as a folder on disk.

In: a timetable and its case.  Out: what may be shown, as files.  The rule this room owns: *nothing is shown above its
level of release, and results are replaced whole or not at all*.
"""

from __future__ import annotations

from jadwal.model.timetable import Timetable
from jadwal.model.timetable import encode as encode_timetable
from jadwal.publish.folder import MAIN, refuse, write
from jadwal.publish.release import LEVELS, Level, release
from jadwal.publish.tables import SCENARIO_DATES, TABLES, encode, figure, percent, reading_id, tables

FILE_NAMES = frozenset({MAIN, *TABLES})

__all__ = [
    "FILE_NAMES",
    "LEVELS",
    "MAIN",
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


def files(timetable: Timetable) -> dict[str, bytes]:
    """The files of a result folder by name: ``timetable.json`` and its tables."""
    return {MAIN: encode_timetable(timetable)} | {name: encode(rows) for name, rows in tables(timetable).items()}
