"""Project scheduling under scarce resources, as the public benchmarks have it (PSPLIB).

In: a ``.sm`` or ``.mm`` file (:func:`read`) or an :class:`~jadwal.plan.project.Instance`.  Out: a :class:`Result` whose
schedule has been checked (:func:`solve`).  The rule this package owns: *the case's engine and the benchmark's share
their means*: compiled schedule generation in ``plan/sgs``, CP-SAT in ``plan/cpsat``.
"""

from __future__ import annotations

from jadwal.plan.project import Activity, Instance, Mode, Schedule, breaches, first_bound
from jadwal.plan.rcpsp.psplib import read
from jadwal.plan.rcpsp.solve import Result, solve

__all__ = ["Activity", "Instance", "Mode", "Result", "Schedule", "breaches", "first_bound", "read", "solve"]
