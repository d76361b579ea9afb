"""Capability: how far each partner formation is in each function, how sure that is, and when it may be far enough.

In: nothing (pure types).  Out: the types of the ratings in ``jadwal assess`` and ``timetable.json``.  The rule this
module owns: *a rating is somebody's, of a day*: who, when, on what source, and how old it is, stand with it.

Steps are places on the indicator's own ladder, the lowest 0.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from jadwal.model.base import Text, Value


class Rating(Value, frozen=True, kw_only=True):
    """One assessor's latest word; ``left``: the day from which the assessor's unit has begun to leave, if it has."""

    assessor: str
    unit: str
    observed: date
    step: int
    source: tuple[str, ...] = ()
    left: date | None = None
    confidence_ppm: int = 0


class Progress(Value, frozen=True, kw_only=True):
    """When the wanted rating may be reached: the declared dates, the observed pace, the two together.

    ``early``, ``middle``, ``late``: the 10 %, 50 % and 90 % of the dates that hold (None: nothing says); ``share_ppm``:
    weight of the observed pace in them; ``days_a_step`` None: no step up was observed.
    """

    basis: Literal["reached", "declared", "observed", "both", "none"]
    remaining: int
    gained: int
    over_days: int
    days_a_step: int | None = None
    declared: tuple[date, date, date] | None = None
    early: date | None = None
    middle: date | None = None
    late: date | None = None
    share_ppm: int = 0


class Capability(Value, frozen=True, kw_only=True):
    """One rated indicator: a function of a formation.

    ``low`` … ``high``: the latest rating, as wide as the assessors differ; ``alpha_milli``: their agreement over all
    that was rated twice on this ladder (Krippendorff's alpha in thousandths; None: nothing was, or nothing differed
    at all); ``twice``: how often something was.
    """

    indicator: str
    name: Text
    formation: str
    function: str
    ladder: tuple[str, ...]
    condition: str = ""
    wanted: int | None = None
    low: int | None = None
    high: int | None = None
    observed: date | None = None
    confidence_ppm: int = 0
    ratings: tuple[Rating, ...] = ()
    alpha_milli: int | None = None
    twice: int = 0
    progress: Progress | None = None
