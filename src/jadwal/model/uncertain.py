"""What makes durations uncertain beyond a range that somebody states: common factors, and what was observed.

In: nothing (pure types).  Out: types that ``model/case.py`` exports again.  The rule this module owns: *what several
pieces of work share is said once*, with how strongly they share it.
"""

from __future__ import annotations

from typing import Literal

from jadwal.model.base import Estimate, Row, Text

TAIL_PERCENT = 1  # of a fitted duration that is cut off at either end


class Factor(Row, frozen=True, kw_only=True):
    """A cause that many durations share: whatever it acts on is long together and short together.

    ``correlation``: percent; of the normal scores of any two pieces of work that it acts on.  ``acts_on`` lists scopes:
    ``all``, ``kind:<kind>``, ``site:<id>``, ``lane:<id>``, ``crew:<id>``, ``nation:<id>``.
    """

    name: Text
    correlation: Estimate
    acts_on: tuple[str, ...] = ("all",)


class ObservedDays(Row, frozen=True, kw_only=True):
    """How many working days one piece of site work has taken, there or at a site that the case does not have."""

    kind: Literal["receiver", "training", "pack", "cleanup", "inspection", "transfer", "guard"]
    site: str = ""
    days: int


class FittedDays(Estimate, frozen=True, kw_only=True):
    """A duration fitted to ``count`` observed ones: lognormal, cut off at its 1st and 99th percentile.

    ``low`` and ``high`` are those percentiles and ``likely`` the median, in whole days; ``log_mean`` and ``log_sigma``
    are of the logarithm of days.
    """

    count: int
    log_mean: float
    log_sigma: float
