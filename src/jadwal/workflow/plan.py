"""The main job: from a case folder to a checked, simulated timetable.  Start reading here.

In: a case folder, a day to replay, a seed, a number of futures.  Out: a :class:`Timetable` of frozen values.  The
rule this module owns: *nothing leaves unchecked*, and every stage takes frozen values and returns frozen values.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jadwal import __version__
from jadwal.assess import assess
from jadwal.case import counts, inputs_digest, known, load
from jadwal.findings import find
from jadwal.model.timetable import SCHEMA, Timetable
from jadwal.plan.build import choices
from jadwal.workflow.progress import Progress, quiet
from jadwal.workflow.reading import agreed, end_agreed, needed_by, plan_reading


def plan(
    folder: Path,
    *,
    as_of: date | None = None,
    seed: int = 1,
    futures: int = 20_000,
    baseline: Timetable | None = None,
    progress: Progress = quiet,
) -> Timetable:
    """Plan the case in ``folder`` as known on ``as_of`` (its own as-of date when None).

    Raises ``BadInput`` with every mistake in the case, and ``NoPlan`` when physical rules leave no timetable.
    """
    progress("read", 0.0)
    loaded = load(folder)
    case = known(loaded, as_of)

    progress("assess", 0.05)
    assessment = assess(case, seed=seed, futures=futures)

    readings = []
    options = choices(case)
    for n, choice in enumerate(options):
        step = progress.part(0.1 + 0.85 * n / len(options), 0.1 + 0.85 * (n + 1) / len(options))
        readings.append(plan_reading(case, choice, assessment, seed=seed, baseline=baseline, progress=step))

    progress("findings", 0.95)
    board = assessment.board_for(needed_by(case, readings))
    return Timetable(
        schema=SCHEMA,
        version=__version__,
        case=case.id,
        name=case.name,
        as_of=case.as_of,
        horizon=case.horizon,
        release="parties",
        seed=seed,
        futures=futures,
        inputs_digest=inputs_digest(loaded),
        inputs=counts(case),
        agreed=agreed(case),
        end_agreed=end_agreed(case),
        board=board,
        readings=tuple(readings),
        findings=find(case, board, tuple(readings)),
    )
