"""Simulation: tens of thousands of futures of a plan, and what they say about its dates.

In: a problem, aim dates, the days on which conditions hold.  Out: :class:`Futures`, and from them chances, quantiles,
commit dates and what moves the end.  The rule this room owns: *physical rules hold in every future* (docs/method.md
sections 5, 6, 8).
"""

from __future__ import annotations

from jadwal.plan.sgs.kernel import NEVER
from jadwal.simulate.futures import Futures, simulate

__all__ = ["NEVER", "Futures", "simulate"]
