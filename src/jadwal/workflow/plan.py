"""The main job: from a case folder to a checked, simulated timetable.  Start reading here.

In: a case folder, a day to replay, a seed, a number of futures.  Out: a :class:`Timetable` of frozen values.  The
rule this module owns: *nothing leaves unchecked*, and every stage takes frozen values and returns frozen values.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from jadwal import __version__
from jadwal.assess import Assessment, assess, capability, levels, needs
from jadwal.case import CaseFolder, counts, inputs_digest, known, load
from jadwal.findings import find
from jadwal.model.case import Case
from jadwal.model.place import Province
from jadwal.model.timetable import SCHEMA, ReadingResult, Timetable
from jadwal.places import of_case
from jadwal.plan.build import Choice, choices
from jadwal.workflow.agreed import agreed, end_agreed
from jadwal.workflow.anytime import Watch, watching
from jadwal.workflow.context import context, earlier
from jadwal.workflow.executor import PROCESSES, Executor
from jadwal.workflow.followed import followed
from jadwal.workflow.outcome import FULL, Depth
from jadwal.workflow.progress import Progress, quiet


def plan(
    folder: Path,
    *,
    as_of: date | None = None,
    seed: int = 1,
    futures: int = 20_000,
    baseline: Timetable | None = None,
    replan: bool = False,
    progress: Progress = quiet,
    seconds: float | None = None,
    most: int = 0,
) -> Timetable:
    """Plan the case in ``folder`` as known on ``as_of`` (its own as-of date when None).

    ``replan``: keep to ``baseline`` before anything but promises and its end.  ``seconds`` of wall-clock time end all
    searches: the result is then marked as not reproducible.  ``most``: where the errors of ``futures`` futures are not
    small enough, twice as many are run, and again, up to so many.
    Raises ``BadInput`` with every mistake in the case, and ``NoPlan`` when physical rules leave no timetable.
    """
    progress("read", 0.0)
    loaded, areas = load(folder), of_case(folder)
    return plan_case(
        loaded,
        areas,
        as_of=as_of,
        seed=seed,
        futures=futures,
        baseline=baseline,
        replan=replan,
        progress=progress,
        seconds=seconds,
        most=most,
    )


def plan_case(
    loaded: CaseFolder,
    areas: tuple[Province, ...] = (),
    *,
    as_of: date | None = None,
    seed: int,
    futures: int,
    baseline: Timetable | None = None,
    replan: bool = False,
    depth: Depth = FULL,
    executor: Executor = PROCESSES,
    progress: Progress = quiet,
    seconds: float | None = None,
    most: int = 0,
) -> Timetable:
    """Plan a case that has been read, each reading by ``executor``; :func:`plan` says what is raised.

    ``depth`` "dates" leaves out what takes most of the time: drivers, sensitivities and decision points.
    """
    case = known(loaded, as_of)

    progress("assess", 0.05)
    assessment = assess(case, seed=seed, futures=futures)

    progress("readings", 0.1)
    with watching(progress.news, lambda: progress("stopping", 0.1), seconds) as searches:
        tasks = [
            (case, choice, assessment, seed, baseline, replan, depth, searches.watch(n), most)
            for n, choice in enumerate(choices(case), 1)
        ]
        with progress.searching(searches.stop):
            readings = executor.run(planned, tasks, lambda done: progress("readings", 0.1 + 0.85 * done / len(tasks)))
    readings = tuple(followed(case, result, baseline) for result in readings)

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
        readings=readings,
        findings=find(case, board, readings),
        context=context(case, areas),
        counts=assessment.counts,
        capability=capability(case) if depth == FULL else (),
        levels=levels(case) if depth == FULL else (),
        earlier=earlier(baseline),
    )


def planned(
    case: Case,
    choice: Choice,
    assessment: Assessment,
    seed: int,
    baseline: Timetable | None,
    replan: bool,
    depth: Depth,
    watch: Watch,
    most: int = 0,
) -> ReadingResult:
    """One reading, planned.  The optimiser and the compiled kernel are loaded only in the process that uses them."""
    from jadwal.workflow.reading import plan_reading

    return plan_reading(case, choice, assessment, seed, baseline, replan=replan, depth=depth, watch=watch, most=most)


def needed_by(case: Case, readings: Iterable[ReadingResult]) -> dict[str, tuple[tuple[str, date], ...]]:
    """Per condition the days that need it: agreed dates, and the aim dates of what it gates under any reading."""
    found = {condition: set(days) for condition, days in needs(case).items()}
    for result in readings:
        starts = {e.id: e.start for e in result.schedule.entries}
        for condition in case.conditions:
            for gate in condition.gates:
                target = gate.activity or f"phase-start:{gate.phase}"
                when = starts.get(target)
                if when is not None:
                    found.setdefault(condition.id, set()).add((target, when))
    return {condition: tuple(sorted(days, key=lambda d: (d[1], d[0]))) for condition, days in found.items()}
