"""A declared scenario as days: when a condition first holds in each future, if ever.

In: the scenarios of a condition, its state on the as-of date.  Out: one day per future.  The rule this module owns: *a
scenario speaks only of days that are still open*.

The date is triangular (first, likely, last); with the declared chance it never holds.  Days on which the condition
is known not to have held are ruled out: up to and including the as-of date when it is not met, up to the day before
when that cannot be told (had it been found to hold before, it would be met).  Both the date and the chance of never
are conditioned on that by Bayes' rule: with F the share of the triangular ruled out and p the declared chance of
never, never becomes p / (p + (1 - p)(1 - F)).  A scenario that lies entirely on ruled-out days is stale and says
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from jadwal.assess.holding import Ints
from jadwal.draws import triangular, uniform
from jadwal.model.case import Estimate, Scenario


def declared(scenarios: Iterable[Scenario], as_of: date) -> Scenario | None:
    """The scenario that holds on the as-of date: the latest one known."""
    known = [s for s in scenarios if s.known_from <= as_of]
    return max(known, key=lambda s: (s.known_from, s.first, s.likely, s.last), default=None)


def earliest(as_of: date, not_met: bool) -> int:
    """The first date ordinal that is still open."""
    return as_of.toordinal() + (1 if not_met else 0)


def stale(scenario: Scenario, open_from: int) -> bool:
    """True when every date of the scenario is ruled out."""
    return scenario.last.toordinal() < open_from


def first_days(
    scenario: Scenario, open_from: int, as_of: date, days: int, *, key: str, seed: int, futures: int
) -> Ints:
    """(futures,) the first day (0 = as-of) on which the condition holds; ``days`` when not within the horizon."""
    dates = Estimate(low=scenario.first.toordinal(), likely=scenario.likely.toordinal(), high=scenario.last.toordinal())
    gone = ruled_out(dates, open_from)
    p = scenario.never_percent.likely / 100
    never = p / (p + (1 - p) * (1 - gone)) if p else 0.0
    u = gone + (1 - gone) * uniform(seed, f"scenario:{key}", futures)
    day = np.clip(triangular(dates, u), open_from, None) - as_of.toordinal()
    never_holds = uniform(seed, f"never:{key}", futures) < never
    first: Ints = np.where(never_holds, days, np.minimum(day, days)).astype(np.int32)
    return first


def ruled_out(dates: Estimate, open_from: int) -> float:
    """The share of the triangular that rounds to a day before ``open_from`` (Kotz and van Dorp 2004, ch. 1)."""
    a, m, b, x = dates.low, dates.likely, dates.high, open_from - 0.5
    if x <= a:
        return 0.0
    if x >= b:
        return 0.0 if b >= open_from else 1.0
    if x <= m:
        return float((x - a) ** 2 / ((b - a) * (m - a)))
    return float(1 - (b - x) ** 2 / ((b - a) * (b - m)))
