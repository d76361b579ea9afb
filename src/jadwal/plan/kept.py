"""A first plan that keeps to a baseline: what slipped moves what waits for it, and nothing else.

In: a problem with a baseline, the opening of each condition.  Out: start days and finish instants.  The rule this
module owns: *nothing starts before its baseline date because something else slipped*.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from jadwal.plan.modes import fixed
from jadwal.plan.problem import Problem
from jadwal.plan.sgs import list_schedule, order_from

Dates = tuple[dict[str, int | None], dict[str, int | None]]


def kept_schedule(problem: Problem, openings: Mapping[str, int | None]) -> Dates:
    """A plan in the order of the baseline in which nothing starts before its baseline date (right-shift repair).

    Where the baseline still keeps every physical rule this is the baseline itself; what slipped moves what waits for
    it and no more.  The source of the idea: right-shift rescheduling, Raheja and Subramaniam (2002),
    "Reactive recovery of job shop schedules: a review".  Work with several modes is done in that of the baseline.
    """
    problem = fixed(problem, dict(problem.kept_modes))
    planned = {id: start for id, start, _ in problem.baseline}
    held = tuple(
        t
        if t.started is not None or t.finished is not None or t.id not in planned
        else msgspec.structs.replace(t, not_before=max(t.not_before, planned[t.id]))
        for t in problem.tasks
    )
    return list_schedule(msgspec.structs.replace(problem, tasks=held), order_from(problem, planned), openings)
