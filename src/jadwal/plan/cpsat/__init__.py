"""The optimiser: the only place that knows OR-Tools.

In: a :class:`~jadwal.plan.problem.Problem` and the expected opening of each condition.  Out: :func:`solve` gives aim
dates with the exact status of each level, :func:`feasible` says whether every rule and promise can be kept.
"""

from __future__ import annotations

from jadwal.plan.cpsat.solver import Solution, feasible, solve

__all__ = ["Solution", "feasible", "solve"]
