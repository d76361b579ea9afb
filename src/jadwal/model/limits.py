"""Limits that hold for some days only: capacities that change.

In: nothing (pure types).  Out: rows of the case that ``model/case.py`` hands on.  The rule this module owns: *a period
includes its first and its last day*.
"""

from __future__ import annotations

from datetime import date

from jadwal.model.base import Estimate, Row


class Capacity(Row, frozen=True, kw_only=True):
    """What a lane carries, or how many of a crew work, at once from ``first`` to ``last``, in place of its own."""

    of: str  # a lane or a crew
    first: date
    last: date
    capacity: Estimate
