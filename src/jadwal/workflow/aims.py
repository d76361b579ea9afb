"""The aim dates of one reading: schedule generation finds a good timetable at once, the optimiser goes on from it.

In: a problem, the expected openings, a seed, who watches.  Out: a ``Solution``.  The rule this module owns: *whoever
asks for the aim dates of a problem gets the same ones*, whatever they are for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jadwal.plan.cpsat import Solution, solve
from jadwal.plan.kept import kept_schedule
from jadwal.plan.modes import fixed, modes_of
from jadwal.plan.problem import Problem
from jadwal.plan.sgs.improve import Improved, improve
from jadwal.workflow.anytime import Watch

WORK = 0.12  # deterministic time of the solver per reading (about a second of one core each)
REPLAN_WORK = 0.6  # of a replan: to change little is a sum over everything, and asked for less often
PLACED = 400_000  # tasks that the search over orders may place: about a second of one core
FEWEST, MOST = 60, 600  # timetables that it may generate


def aim_dates(
    problem: Problem,
    openings: Mapping[str, int | None],
    *,
    seed: int,
    deterministic_time: float = WORK,
    watch: Watch | None = None,
    heard: Callable[[Improved], None] = lambda _: None,
) -> Solution:
    """The best plan found within fixed amounts of work, or until ``watch`` says stop (then it is not reproducible).

    ``heard`` hears what the search over orders found (nothing where a baseline is kept to: there is no such search).
    """
    watch = watch or Watch()
    keeps = problem.keeps_to_baseline
    evaluations = max(FEWEST, min(MOST, PLACED // max(1, len(problem.tasks))))
    with watch.searching():
        if keeps:
            hint, modes = dated(*kept_schedule(problem, openings)), modes_of(fixed(problem, dict(problem.kept_modes)))
        else:
            generated = improve(problem, openings, seed=seed, evaluations=evaluations, stop=watch.stopped)
            heard(generated)
            hint, modes = dated(generated.starts, generated.finishes), generated.modes
        return solve(
            problem,
            openings,
            seed=seed,
            deterministic_time=REPLAN_WORK if keeps else deterministic_time,
            hint=hint,
            hint_modes=modes,
            told=lambda level, value, bound: watch.tell(level, value, bound, problem.origin),
            stop=watch.stopped,
        )


def dated(starts: Mapping[str, int | None], finishes: Mapping[str, int | None]) -> dict[str, tuple[int, int]]:
    """(start, finish) of the tasks that have both: where the optimiser begins."""
    return {
        id: (start, finish)
        for id, start in starts.items()
        if start is not None and (finish := finishes[id]) is not None
    }
