"""Durations fitted to what was observed.

In: rows of observed durations.  Out: for each kind of work, and each kind at a site, the fitted duration.  The rule
this module owns: *fewer than five observations say nothing*: no fit is made of them.

Lognormal by maximum likelihood on the logarithms (Johnson, Kotz and Balakrishnan 1994, chapter 14): with n durations
x_i, m = (sum of ln x_i) / n and s^2 = (sum of (ln x_i - m)^2) / n.  It is cut off at its own 1st and 99th percentile,
so that durations are bounded and the median stays exp(m).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from statistics import NormalDist

from jadwal.model.uncertain import TAIL_PERCENT, FittedDays, ObservedDays

LEAST = 5  # observations


def fit(days: tuple[int, ...]) -> FittedDays:
    """The fitted duration of so many observed ones, each of a day or more."""
    logs = [math.log(d) for d in days]
    mean = math.fsum(logs) / len(logs)
    sigma = math.sqrt(math.fsum((x - mean) ** 2 for x in logs) / len(logs)) if len(set(days)) > 1 else 0.0
    far = NormalDist().inv_cdf(1 - TAIL_PERCENT / 100) * sigma
    low, likely, high = (max(1, round(math.exp(x))) for x in (mean - far, mean, mean + far))
    return FittedDays(low=low, likely=likely, high=high, count=len(days), log_mean=mean, log_sigma=sigma)


@lru_cache(maxsize=64)
def fits(observed: tuple[ObservedDays, ...]) -> Mapping[tuple[str, str], FittedDays]:
    """By (kind of work, site), and by (kind, "") for every site: the fits of five observations or more."""
    groups: dict[tuple[str, str], list[int]] = {}
    for row in observed:
        for site in {"", row.site}:
            groups.setdefault((row.kind, site), []).append(row.days)
    return {group: fit(tuple(sorted(days))) for group, days in groups.items() if len(days) >= LEAST}
