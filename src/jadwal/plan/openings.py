"""The day on which each condition is taken to open in the aim.

In: a problem and the median first day of every condition.  Out: a mapping condition → day (None: never in half the
paths).
"""

from __future__ import annotations

from collections.abc import Callable

from jadwal.plan.problem import Problem


def gating(problem: Problem) -> tuple[str, ...]:
    """Every condition that the problem reads: of gates to start and to continue, and of function cover; sorted."""
    used = {c for t in problem.tasks for c in (*t.start_gates, *t.continue_gates)}
    return tuple(sorted(used | {s.end_condition for f in problem.profiles for s in f.spans if s.end_condition}))


def openings(problem: Problem, first_day: Callable[[str], int | None]) -> dict[str, int | None]:
    """The opening day of each condition that the problem reads."""
    return {condition: first_day(condition) for condition in gating(problem)}
