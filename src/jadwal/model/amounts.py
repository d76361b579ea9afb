"""What leaving costs and how exposed people are while they leave, over the futures, as frozen values.

In: nothing (pure types; ``simulate/amounts.py`` and ``simulate/joint.py`` fill them).  Out: a part of the shape of
``timetable.json``.  The rule this module owns: *no amount without its unit, and none without its error*: costs are in
thousand US dollars, exposure in person-days weighted by threat (at a threat weight of 100 a person-day counts once),
both from the as-of date on; chances are parts per million.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from jadwal.model.base import Value


class Sampled(Value, frozen=True, kw_only=True):
    """A figure over the futures with its Monte-Carlo standard error, in the same unit."""

    value: int
    error: int


class Band(Value, frozen=True, kw_only=True):
    """A figure on a day: aim, and the 10th, 50th and 90th percentile over futures.

    Headcount: in the mission at the end of that day.  Exposure: in the seven days that end with it.
    """

    day: date
    aim: int
    p10: int
    p50: int
    p90: int


class Amount(Value, frozen=True, kw_only=True):
    """An amount that every future has: the aim's with the chance that no more comes of it, its mean, its quantiles.

    What is not over by the horizon is counted up to it: ``cut_ppm`` is the share of futures in which there is such a
    thing, ``aim_cut`` says it of the aim.
    """

    aim: int
    aim_ppm: int
    mean: Sampled
    p10: Sampled
    p50: Sampled
    p80: Sampled
    p90: Sampled
    curve: tuple[tuple[int, int], ...] = ()  # S-curve: (amount, ppm in which it is no more)
    cut_ppm: int = 0
    aim_cut: bool = False


class CostResult(Amount, frozen=True, kw_only=True):
    """Cost in thousand US dollars; ``once``: what of the aim's is paid once, for work that starts."""

    once: int = 0


class ExposureResult(Amount, frozen=True, kw_only=True):
    """Exposure in weighted person-days; ``bands``: that of each week, up to the last in which there is any."""

    bands: tuple[Band, ...] = ()


class JointPoint(Value, frozen=True, kw_only=True):
    """The chance that the end is reached by ``day`` at a cost of no more than ``amount`` thousand US dollars.

    ``aim``: the aim's date and cost; ``commit``: the commit date of the end and the cost's P80; ``own``: where the end
    has none, the date that holds with the confidence by itself, and that P80; ``balanced``: date and cost at one
    quantile of each, the smallest that reaches the confidence together.
    """

    kind: Literal["aim", "commit", "own", "balanced"]
    day: date
    amount: int
    ppm: int
    error_ppm: int


class Cell(Value, frozen=True, kw_only=True):
    """The share of futures that end from ``first`` on at a cost from ``low`` on, as far as the next cells."""

    first: date
    low: int
    ppm: int


class JointResult(Value, frozen=True, kw_only=True):
    """End and cost together: the pairs (day, amount) that reach the confidence, each the least amount for its day.

    A future that never reaches the end counts against every day.  ``cells`` are ``cell_days`` wide and
    ``cell_amount`` high and hold the futures that reach it.
    """

    confidence_ppm: int
    reached_ppm: int
    frontier: tuple[tuple[date, int], ...] = ()  # days rising, amounts falling; empty: no pair reaches the confidence
    points: tuple[JointPoint, ...] = ()
    cell_days: int = 1
    cell_amount: int = 1
    cells: tuple[Cell, ...] = ()
