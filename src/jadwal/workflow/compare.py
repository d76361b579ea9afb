"""Two timetables of one case beside each other, or a timetable beside what truly happened.

In: two places: result folders, ``timetable.json`` files, and for the second one also a case folder.  Out: a
:class:`Comparison`, and a folder with it.  The rules this module owns: *what cannot be compared is refused with the
reason*; and *a case folder is read for its facts only*: nothing is planned anew.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from jadwal.case import read_case
from jadwal.messages import BadInput, Mistake
from jadwal.model.case import Case
from jadwal.model.compared import Comparison
from jadwal.model.timetable import Entry, Timetable
from jadwal.plan.compare import compare as compared
from jadwal.publish import folder
from jadwal.publish.compared import MAIN, OWNED, encode_comparison, files
from jadwal.workflow.write import timetable_in

__all__ = ["compare", "compared", "encode_comparison", "ready", "write"]

CASE = "case.toml"


def compare(before: Path, after: Path, as_of: date | None = None) -> Comparison:
    """What moved from ``before`` to ``after``; raises ``BadInput``.

    ``after`` may be a case folder: then its ``progress.csv``, as known on ``as_of`` (the case's own day when None), is
    set against the timetable ``before``.
    """
    was = timetable_in(before)
    if (after / CASE).is_file():
        return compared(was, _in_fact(was, _facts(was, before, after, as_of)))
    if as_of is not None:
        raise _bad("change.as-of-needs-case", "--as-of", file=str(after))
    now = timetable_in(after)
    if was.case != now.case:
        raise _bad("change.other-case", "", file=str(after), found=now.case, wanted=was.case)
    return compared(was, now)


def _facts(was: Timetable, before: Path, after: Path, as_of: date | None) -> Case:
    case = read_case(after, as_of)
    if case.id != was.case:
        raise _bad("change.other-case", "", file=str(after), found=case.id, wanted=was.case)
    if was.release == "public":
        raise _bad("publish.baseline-public", "", file=str(before))
    if case.as_of < was.as_of:
        raise _bad("publish.baseline-later", "", file=str(before), found=was.as_of, wanted=case.as_of)
    return case


def _in_fact(was: Timetable, case: Case) -> Timetable:
    """The timetable with what has truly started and finished in the place of what was planned."""
    from jadwal.plan.tasks import Tasks

    origin = case.as_of.toordinal()
    actual: dict[str, tuple[date | None, date | None]] = {
        t.id: (
            None if t.started is None else date.fromordinal(origin + t.started),
            None if t.finished is None else date.fromordinal(origin + t.finished - 1),
        )
        for t in Tasks(case).all()
    }
    readings = tuple(
        msgspec.structs.replace(
            r,
            schedule=msgspec.structs.replace(
                r.schedule,
                as_of=case.as_of,
                entries=tuple(_entry(e, *actual[e.id]) for e in r.schedule.entries if e.id in actual),
            ),
        )
        for r in was.readings
    )
    return msgspec.structs.replace(was, as_of=case.as_of, readings=readings)


def _entry(e: Entry, started: date | None, finished: date | None) -> Entry:
    """An entry as it truly went: work that began late goes on as long as it was planned to."""
    finish = finished or e.finish
    if started and not finished and e.start and e.finish:
        finish = e.finish + (started - e.start)
    start = started or (min(e.start, finished) if finished and e.start else e.start)
    if finished and not e.days:
        start = finished
    return msgspec.structs.replace(e, start=start, finish=finish, actual_start=started, actual_finish=finished)


def ready(out: Path) -> None:
    """Raise ``BadInput`` when ``out`` cannot become the folder of a comparison."""
    folder.refuse(out, OWNED, MAIN)


def write(found: Comparison, out: Path) -> Path:
    """Write a comparison with its tables and charts as the folder ``out`` and return it; raises ``BadInput``."""
    return folder.write(files(found), out, OWNED, MAIN)


def _bad(code: str, field: str, **params: str | date) -> BadInput:
    given = tuple((k, v.isoformat() if isinstance(v, date) else v) for k, v in params.items())
    return BadInput([Mistake(code=code, file=str(params.get("file", "")), field=field, params=given)])
