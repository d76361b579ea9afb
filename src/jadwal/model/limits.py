"""Limits that hold for some days only: capacities that change, blackouts, budgets.

In: nothing (pure types).  Out: rows of the case that ``model/case.py`` hands on.  The rule this module owns: *a period
includes its first and its last day*.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from jadwal.model.base import Estimate, Row, Text


class Capacity(Row, frozen=True, kw_only=True):
    """What a lane carries, or how many of a crew work, at once from ``first`` to ``last``, in place of its own."""

    of: str  # a lane or a crew
    first: date
    last: date
    capacity: Estimate


class Blackout(Row, frozen=True, kw_only=True):
    """Days on which no work is done in the mission, at a site or on a lane: an election, a visit, a closed border."""

    name: Text
    scope: Literal["mission", "site", "lane"]
    of: str = ""  # the site or lane
    first: date
    last: date


class Budget(Row, frozen=True, kw_only=True):
    """What the transition may cost from ``first`` to ``last``.  A promised rule."""

    name: Text
    first: date
    last: date
    most: int  # thousand US dollars
    readings: tuple[str, ...] = ()
    weight: int = 1
