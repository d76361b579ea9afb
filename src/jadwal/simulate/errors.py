"""Monte-Carlo errors of shares and quantiles, and when there are futures enough.

In: finish instants over the futures.  Out: standard errors, 95 % intervals.  The rule this module owns: *futures that
live on one path of the conditions, or on one history of counts, are counted together*.

Share: root(p (1 - p) / n); in clusters (futures k mod c) the ratio estimate of cluster sampling (Cochran 1977, chapter
9).  Quantile of share p: the values of the ranks n (p -+ 1.96 s) with s the error of that share, which hold the
quantile in 95 of 100 runs (Woodruff 1952, JASA 47: 635-646; David and Nagaraja 2003, section 7.1).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from jadwal.plan.sgs.kernel import NEVER

MILLION = 1_000_000
WIDE = 1.96  # standard errors to each side of 95 in 100
ENOUGH_DAYS = 5  # half the 95 % interval of the P80 (P50) of the end
ENOUGH_PPM = 5_000  # standard error of a joint chance

I32 = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Interval = tuple[int, int, int]  # a quantile, and the instants its 95 % interval reaches from and to; NEVER: none


def share_error(kept: Bools, clusters: int) -> float:
    """The standard error of a share of futures, where future k belongs to cluster k mod ``clusters`` (0: to none)."""
    count, share = len(kept), float(kept.mean())
    if not 0 < clusters < count:
        return math.sqrt(share * (1 - share) / count)
    if clusters == 1:
        return math.inf
    padded = np.pad(kept.astype(np.float64), (0, -count % clusters)).reshape(-1, clusters).sum(axis=0)
    sizes = np.full(clusters, count // clusters) + (np.arange(clusters) < count % clusters)
    beside = padded - share * sizes  # ratio estimate: clusters differ by one future at most
    return math.sqrt(clusters / (clusters - 1) * float(np.square(beside).sum())) / count


def in_ppm(share: float) -> int:
    """A standard error in parts per million, rounded up; at most the whole."""
    return min(MILLION, math.ceil(share * MILLION)) if math.isfinite(share) else MILLION


def quantile_interval(finishes: I32, ordered: I32, share: float, clusters: int) -> Interval:
    """The quantile of ``share`` (rank ceil(share n)) and its 95 % interval; ``ordered`` are the finishes sorted."""
    count = len(ordered)
    at = int(ordered[max(1, math.ceil(share * count - 1e-9)) - 1])
    error = math.sqrt(share * (1 - share) / count)
    if 0 < clusters < count:  # as many independent futures as the clusters' own shares at this date tell
        error = max(error, share_error(finishes <= at, clusters))
    wide = WIDE * error
    low, high = math.floor((share - wide) * count), math.ceil((share + wide) * count) + 1
    return at, int(ordered[max(low, 1) - 1]), int(ordered[min(high, count) - 1])


def within(interval: Interval) -> int | None:
    """Days to the farther end of a quantile's interval; None where the quantile or an end of it is not reached."""
    at, low, high = interval
    return None if NEVER in interval else max(at - low, high - at)


def times_as_many(end: I32, joint: Iterable[Bools], clusters: int) -> float:
    """How many times as many futures would make the errors small (errors fall with the root of the futures).

    At most 1: there are enough; infinite: it cannot be told.  The errors are those of the end's date and of each joint
    chance.  The date is the end's P80; where fewer than 80 % of the futures reach it, its P50; where fewer than half
    do, none.
    """
    ordered = np.sort(end, kind="stable")  # radix sort
    dates = [i for share in (0.8, 0.5) if (i := quantile_interval(end, ordered, share, clusters))[0] < NEVER]
    wide = within(dates[0]) if dates else 0
    if wide is None:
        return math.inf
    errors = [wide / ENOUGH_DAYS, *(in_ppm(share_error(kept, clusters)) / ENOUGH_PPM for kept in joint)]
    return max(errors) ** 2
