"""Results on disk, and an earlier one read back.

In: a timetable, a folder.  Out: the folder with the page, ``timetable.json``, charts and tables, replaced whole.  The
rule this module owns: *a folder that cannot be written is refused before the work, not after it*.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from jadwal.case import read_case
from jadwal.messages import BadInput, Mistake
from jadwal.model.case import Case
from jadwal.model.timetable import SCHEMA, Timetable, decode
from jadwal.publish import LEVELS, MAIN, OWNED, PAGE, SCENARIO_DATES, Level, figure, files, refuse
from jadwal.publish import release as release_at
from jadwal.publish import write as write_folder

__all__ = [
    "LEVELS",
    "PAGE",
    "SCENARIO_DATES",
    "Level",
    "case_of",
    "earlier",
    "figure",
    "ready",
    "released",
    "timetable_in",
    "write",
]


def ready(out: Path) -> None:
    """Raise ``BadInput`` when ``out`` cannot become a result folder."""
    refuse(out, OWNED)


def write(timetable: Timetable, out: Path, *, lang: str = "en", pictures: bool = False) -> Path:
    """Write ``timetable`` with its page, charts and tables as the folder ``out`` and return it; raises ``BadInput``.

    The page begins in ``lang``; ``pictures``: the charts as PNG too.
    """
    return write_folder(files(timetable, lang=lang, pictures=pictures), out, OWNED)


def released(timetable: Timetable, level: Level, case: Case) -> Timetable:
    """``timetable`` without anything above ``level``; ``case`` is the one it was made from."""
    return release_at(timetable, level, case)


def case_of(folder: Path, as_of: date | None) -> Case:
    """The case in ``folder`` as known on ``as_of``, for the names in it; raises ``BadInput``."""
    return read_case(folder, as_of)


def earlier(file: Path, case: Case) -> Timetable:
    """The baseline timetable in ``file`` (or in the result folder); raises ``BadInput`` when it will not do.

    It has to be of this case, no public version, and not from a day after the case's as-of date.
    """
    found = timetable_in(file)
    if found.case != case.id:
        raise _bad("publish.baseline-other-case", file, found=found.case, wanted=case.id)
    if found.release == "public":
        raise _bad("publish.baseline-public", file)
    if found.as_of > case.as_of:
        raise _bad("publish.baseline-later", file, found=found.as_of.isoformat(), wanted=case.as_of.isoformat())
    return found


class _Head(msgspec.Struct):
    """What every version of a timetable begins with."""

    schema: int


def timetable_in(place: Path) -> Timetable:
    """The timetable in a file or in a result folder; raises ``BadInput`` when there is none that can be read."""
    file = place / MAIN if place.is_dir() else place
    try:
        data = file.read_bytes()
        if msgspec.json.decode(data, type=_Head).schema > SCHEMA:
            raise _bad("publish.baseline-newer", file)
        return decode(data)
    except OSError as why:
        raise _bad("publish.baseline-missing", file) from why
    except (msgspec.DecodeError, UnicodeDecodeError) as why:  # also what is JSON and not a timetable
        raise _bad("publish.baseline-broken", file) from why


def _bad(code: str, file: Path, **more: str) -> BadInput:
    return BadInput([Mistake(code=code, file=str(file), params=(("file", str(file)), *more.items()))])
