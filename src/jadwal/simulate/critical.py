"""Criticality and cruciality of each piece of work, from tens of thousands of futures of the plan's partial order.

In: a problem, its aim dates, the days on which conditions hold, a seed, a number of futures.  Out: one
:class:`Critical` per piece of work that is critical in some future.  The rule this module owns: *a point of no days is
no work*: what is told is what takes time.
"""

from __future__ import annotations

from collections.abc import Mapping

from jadwal.assess.holding import HoldingDays
from jadwal.model.timetable import Critical
from jadwal.plan.problem import Problem
from jadwal.simulate.network import Factor, register, risk_analysis

MOST = 40  # pieces of work told
LEAST_PPM = 10_000  # criticality told

Dates = Mapping[str, int | None]


def critical(
    problem: Problem, starts: Dates, finishes: Dates, days: HoldingDays, *, seed: int, futures: int
) -> tuple[Critical, ...]:
    """The work that is critical most often; nothing where the end is never reached, or has no aim."""
    if finishes.get(problem.end) is None:
        return ()
    risks, factors = register(problem), [Factor(f.id, f.share_ppm, f.tasks) for f in problem.factors]
    found = risk_analysis(problem, starts, finishes, days, seed=seed, futures=futures, factors=factors, risks=risks)
    hit = {id for r in risks for id in r.tasks}
    work = {t.id: t.name for t in problem.tasks if (t.days.high or t.id in hit) and t.finished is None}
    told = [
        Critical(
            id=t.id,
            name=work[t.id],
            criticality_ppm=t.criticality_ppm,
            criticality_error_ppm=t.criticality_error_ppm,
            cruciality_ppm=t.cruciality_ppm,
            cruciality_error_ppm=t.cruciality_error_ppm,
        )
        for t in found.tasks
        if t.id in work and t.criticality_ppm >= LEAST_PPM
    ]
    return tuple(sorted(told, key=lambda c: (-c.criticality_ppm, -(c.cruciality_ppm or 0), c.id))[:MOST])
