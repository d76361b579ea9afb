"""The optimiser: the only place that knows OR-Tools.

In: a :class:`~jadwal.plan.problem.Problem` and the expected opening of each condition.  Out: :func:`solve` gives aim
dates with the exact status of each level, :func:`feasible` says whether every rule and promise can be kept,
:func:`earliest` how early one task can finish when they are.
"""

from __future__ import annotations

from jadwal.plan.cpsat.solver import Solution, earliest, feasible, solve

__all__ = ["Solution", "earliest", "feasible", "solve"]
