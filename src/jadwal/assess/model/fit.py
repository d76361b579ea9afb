"""Fitting: the parameters all areas share, by likelihood, and where each area's level is.

In: counts (areas, periods) up to the origin.  Out: two filters with where each area's level is, and the shares of the
common factors.  The rule this module owns: *parameters are pooled: no area has its own, so that an area with few
events borrows from the others*.

Each filter's parameters are the best of a small grid by the sum of the areas' log likelihoods (of one-step predictive
densities, hence prequential; Dawid 1984, JRSS A 147: 278-292), found by climbing one coordinate after the other, twice
around.  An area's scale is its mean over the filter's last ``span`` periods.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from jadwal.assess.model.grid import LEVELS, Floats, Ints, Parameters, run
from jadwal.assess.model.together import shares

LEAST_SCALE = 0.02  # events per period
THREADS = 2
WEEKS = 52  # the year for which the grids of parameters are given
SIZES = (0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 4.5, 6.0, 10.0, 20.0)
STEPS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.45)


@dataclass(frozen=True)
class Kind:
    """A filter's name, the periods its areas' scales are the mean of, and the parameters it may take."""

    name: str
    span: int
    persistence: tuple[float, ...]
    step: tuple[float, ...]
    jump: tuple[float, ...]
    size: tuple[float, ...]


def kinds(year: int) -> tuple[Kind, ...]:
    """The slow filter and the one with jumps, for ``year`` periods a year.

    Given for weeks; for other periods steps grow by the root of their length, chances of jumps in proportion, and
    persistence becomes its power.
    """
    longer = WEEKS / year
    steps = tuple(s * longer**0.5 for s in STEPS)

    def chances(*weekly: float) -> tuple[float, ...]:
        return tuple(1.0 - (1.0 - c) ** longer for c in weekly)

    def persistence(*weekly: float) -> tuple[float, ...]:
        return tuple(float(p**longer) for p in weekly)

    return (
        Kind("slow", year, (1.0,), steps, chances(0.0, 0.003, 0.01), SIZES),
        Kind(
            "jumps",
            max(1, year // 2),
            persistence(0.94, 0.97, 0.99, 1.0),
            steps,
            chances(0.003, 0.01, 0.03, 0.06),
            SIZES,
        ),
    )


@dataclass(frozen=True, eq=False)
class Filter:
    """One fitted filter: ``scale`` (areas,) events per period, ``last`` (areas, levels) the level at the origin."""

    kind: Kind
    parameters: Parameters
    likelihood: float
    scale: Floats
    last: Floats


@dataclass(frozen=True, eq=False)
class Fitted:
    """What paths are drawn from: the counts (areas, periods), the filters, the shares of the common factors."""

    counts: Ints
    year: int
    filters: tuple[Filter, ...]
    level_share: float
    count_share: float


def fit(counts: npt.NDArray[np.integer], *, year: int = WEEKS) -> Fitted:
    """Fit the filters to ``counts`` (areas, periods), all before the origin; ``year``: periods in a year.

    Raises ValueError for a table without areas or periods and for negative counts.
    """
    y = np.ascontiguousarray(counts, np.int64)
    if y.ndim != 2 or 0 in y.shape:
        raise ValueError(f"counts must be a table of areas by periods with at least one of each, not {y.shape}")
    if y.min() < 0:
        raise ValueError("counts must not be negative")
    filters = tuple(_fitted(y, kind) for kind in kinds(year))
    slow = filters[0]
    return Fitted(y, year, filters, *shares(y, slow.scale, slow.parameters))


def _fitted(y: Ints, kind: Kind) -> Filter:
    scale = np.maximum(y[:, -kind.span :].mean(axis=1), LEAST_SCALE)
    found: dict[Parameters, tuple[float, Floats]] = {}

    def tried(p: Parameters) -> float:
        if p not in found:
            found[p] = _filtered(y, scale, p)
        return found[p][0]

    choices = (kind.persistence, kind.step, kind.jump, kind.size)
    at = [len(c) // 2 for c in choices]

    def value(place: int, index: int) -> float:
        tries = [*at[:place], index, *at[place + 1 :]]
        return tried(Parameters(*(c[n] for c, n in zip(choices, tries, strict=True))))

    for _ in range(2):
        for place in (3, 1, 2, 0):
            for way in (1, -1):
                here = at[place]
                while 0 <= here + way < len(choices[place]) and value(place, here + way) > value(place, here):
                    here += way
                at[place] = here
    best = Parameters(*(c[n] for c, n in zip(choices, at, strict=True)))
    tried(best)
    likelihood, last = found[best]
    return Filter(kind, best, likelihood, scale, last)


def _filtered(y: Ints, scale: Floats, p: Parameters) -> tuple[float, Floats]:
    areas = len(y)
    likelihood, last = np.empty(areas), np.empty((areas, LEVELS))
    in_parts(areas, lambda s: run(y[s], scale[s], p, likelihood[s], last[s]))
    return float(likelihood.sum()), last


def in_parts(areas: int, work: Callable[[slice], None]) -> None:
    """Do ``work`` on the areas, in threads when there are many; each area's result is the same however they are cut."""
    if areas < 8:
        work(slice(0, areas))
        return
    cuts = [areas * n // THREADS for n in range(THREADS + 1)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, [slice(a, b) for a, b in pairwise(cuts)]))
