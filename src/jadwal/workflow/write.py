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
from jadwal.model.timetable import Timetable, decode
from jadwal.publish import LEVELS, OWNED, PAGE, SCENARIO_DATES, Level, figure, files, refuse
from jadwal.publish import release as release_at
from jadwal.publish import write as write_folder

__all__ = ["LEVELS", "PAGE", "SCENARIO_DATES", "Level", "case_of", "earlier", "figure", "ready", "released", "write"]


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
    """The baseline timetable in ``file``; raises ``BadInput`` when it is none of this case or was made public."""
    try:
        found = decode(file.read_bytes())
    except OSError as why:
        raise _bad("publish.baseline-missing", file) from why
    except msgspec.DecodeError as why:  # also what is JSON and not a timetable
        raise _bad("publish.baseline-broken", file) from why
    if found.case != case.id:
        raise _bad("publish.baseline-other-case", file, found=found.case, wanted=case.id)
    if found.release == "public":
        raise _bad("publish.baseline-public", file)
    return found


def _bad(code: str, file: Path, **more: str) -> BadInput:
    return BadInput([Mistake(code=code, file=str(file), params=(("file", str(file)), *more.items()))])
