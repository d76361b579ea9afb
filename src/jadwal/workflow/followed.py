"""What a planned reading says besides its dates: how sound it is, what it covers, how the baseline is followed.

In: a case, a planned reading, the baseline timetable if there is one.  Out: the reading with ``health``, ``earned`` and
``requirements``.  The rule this module owns: *plan against fact is asked of the baseline, never of the new plan*.
"""

from __future__ import annotations

import msgspec

from jadwal.findings.health import health
from jadwal.findings.requirements import requirements
from jadwal.model.case import Case
from jadwal.model.timetable import ReadingResult, Timetable
from jadwal.plan.baseline import reading_of
from jadwal.plan.earned import earned


def followed(case: Case, result: ReadingResult, baseline: Timetable | None) -> ReadingResult:
    """``result`` with health, requirements, and planned against actual where a baseline has been followed."""
    was = None if baseline is None else reading_of(baseline, result.readings)
    before = () if was is None else was.schedule.entries
    actuals = {e.id: (e.actual_start, e.actual_finish) for e in result.schedule.entries}
    rows = earned(before, baseline.as_of, actuals, case.as_of) if baseline is not None else ()
    return msgspec.structs.replace(
        result, health=health(case, result, before), earned=rows, requirements=requirements(case, result)
    )
