"""Rolling-origin back-tests: how good forecasts have been.

In: a table of counts, forecasters, where to begin.  Out: scores per forecaster, all on the same origins.  The rule this
module owns: *a forecaster is given the counts before the origin and nothing else* (Tashman 2000, Int. J. Forecasting
16: 437-450).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from jadwal.assess.changes import breaks
from jadwal.assess.model.fit import WEEKS, fit
from jadwal.assess.model.grid import Floats, Ints
from jadwal.assess.model.paths import sample
from jadwal.assess.model.plain import Forecaster, Samples, climatology, conflictology, last_poisson, negative_binomial
from jadwal.assess.model.scores import covered, crps
from jadwal.assess.model.spells import Spell

Row = tuple[Any, Any, Any, Any, Any, Any, Any]  # of one origin, in the order of Score's fields
LEVELS_CHECKED = (10, 20, 30, 40, 50, 60, 70, 80, 90)  # percent, for calibration
LEAST_EVENTS = 10  # a year: with fewer, an area's condition is not forecast
FRESH = 8  # weeks after a break in which it is not either


def model(year: int = WEEKS) -> Forecaster:
    """The mixture of this room as a forecaster."""

    def drawn(before: Ints, ahead: int, futures: int, seed: int) -> Samples:
        return sample(fit(before, year=year), ahead=ahead, futures=futures, seed=seed)

    return drawn


def weekly() -> dict[str, Forecaster]:
    """The model and what it is compared with, for weekly counts."""
    return {
        "model": model(),
        "conflictology-12w": conflictology(12),
        "conflictology-26w": conflictology(26),
        "conflictology-52w": conflictology(52),
        "climatology": climatology,
        "last-value Poisson": last_poisson,
        "negative binomial 12w": negative_binomial(12),
    }


@dataclass(frozen=True)
class Plan:
    """Where origins lie and what is asked: all in periods (weeks)."""

    train: int = 60
    step: int = 4
    horizon: int = 26
    block: int = 13  # totals over so many periods are checked too
    futures: int = 1_000
    seed: int = 1
    condition: Spell | None = field(default_factory=lambda: Spell(most=3, window=4, held=13, within=39))

    def origins(self, periods: int) -> range:
        """Periods before which all is known, each with ``horizon`` periods after it; empty when there is none."""
        return range(self.train, periods - self.horizon + 1, self.step)


@dataclass(frozen=True, eq=False)
class Score:
    """One forecaster's scores; rows are origins.

    ``crps``: (origins, areas) mean over periods; ``weekly``: (origins, areas) share of counts within 80 %; ``blocks``:
    (origins, areas, blocks) whether the total is; ``calibration``: (origins, levels) share of counts within each of
    LEVELS_CHECKED; ``whole``: (origins,) share of the totals over all areas within 80 %; ``whole_block``: whether the
    first block's total over all areas is, ``whole_far``: (origins,) its squared distance from the mean forecast, over
    the forecast's variance; ``chances``: of the condition, case by case.
    """

    crps: Floats
    weekly: Floats
    blocks: Floats
    calibration: Floats
    whole: Floats
    whole_block: Floats
    whole_far: Floats
    chances: Floats


@dataclass(frozen=True, eq=False)
class BackTest:
    """Scores by forecaster; the condition's cases as (origin, area), what came of each, climatology's chances, and
    whether a break of the area's level lies less than ``FRESH`` weeks before the origin (``changes.breaks`` of the
    counts before it): then the forecast abstains."""

    origins: tuple[int, ...]
    scores: dict[str, Score]
    cases: tuple[tuple[int, int], ...]
    came: npt.NDArray[np.bool_]
    base: Floats
    fresh: npt.NDArray[np.bool_]

    def abstaining(self, name: str) -> Floats:
        """A forecaster's chances of the condition, climatology's where it abstains."""
        return np.where(self.fresh, self.base, self.scores[name].chances)


def back_test(
    counts: Ints,
    plan: Plan,
    forecasters: Mapping[str, Forecaster] | None = None,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> BackTest:
    """Score ``forecasters`` (default: ``weekly()``) on ``counts`` (areas, periods).

    ``told`` is called with origins done and all.  Raises ValueError when no origin has enough periods after it.
    """
    ways = weekly() if forecasters is None else forecasters
    starts = plan.origins(counts.shape[1])
    if not starts:
        raise ValueError(
            f"{counts.shape[1]} periods leave no origin with {plan.train} before it and {plan.horizon} after it"
        )
    cases, came, base = _cases(counts, plan, starts)
    rows: dict[str, list[Row]] = {name: [] for name in ways}
    chances: dict[str, list[float]] = {name: [] for name in ways}
    ahead = max(plan.horizon, plan.condition.within if plan.condition else 0)
    for done, origin in enumerate(starts):
        before, after = counts[:, :origin], counts[:, origin : origin + plan.horizon]
        for name, way in ways.items():
            drawn = way(before, ahead, plan.futures, plan.seed + origin)
            rows[name].append(_scored(drawn[:, : plan.horizon], after, plan.block))
            if plan.condition:
                asked = [area for at, area in cases if at == origin]
                chances[name] += [float(plan.condition.met(before[a], drawn[a]).mean()) for a in asked]
        told(done + 1, len(starts))
    scores = {name: Score(*_columns(rows[name]), np.array(chances[name])) for name in ways}
    fresh = [any(b.at > origin - FRESH for b in breaks(counts[area, :origin])) for origin, area in cases]
    return BackTest(tuple(starts), scores, tuple(cases), came, base, np.array(fresh, np.bool_))


def _scored(drawn: Samples, after: Ints, block: int) -> Row:
    whole, came = drawn.sum(axis=0, dtype=np.int64), after.sum(axis=0)
    cuts = [slice(b * block, (b + 1) * block) for b in range(after.shape[1] // block)]
    totals = [covered(drawn[:, cut].sum(axis=1, dtype=np.int64), after[:, cut].sum(axis=1)) for cut in cuts]
    first, fell = whole[:block].sum(axis=0), came[:block].sum()
    variance = max(float(first.var()), 1e-9)
    return (
        crps(drawn, after).mean(axis=1),
        covered(drawn, after).mean(axis=1),
        np.array(totals, np.float64).reshape(len(cuts), len(after)).T,
        np.array([covered(drawn, after, p).mean() for p in LEVELS_CHECKED]),
        covered(whole, came).mean(),
        np.float64(covered(first, fell)),
        np.float64((fell - first.mean()) ** 2 / variance),
    )


def _columns(rows: list[Row]) -> Row:
    a, b, c, d, e, f, g = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    return a, b, c, d, e, f, g


def _cases(counts: Ints, plan: Plan, starts: range) -> tuple[list[tuple[int, int]], npt.NDArray[np.bool_], Floats]:
    """(origin, area) of the condition, what came, and climatology's chance at each: the share (met + 1) / (n + 2) of
    all such cases, of any area and week, that were settled by then."""
    rule = plan.condition
    if rule is None:
        return [], np.zeros(0, np.bool_), np.zeros(0)
    found: list[tuple[int, int, bool]] = []
    for week in range(rule.back + 1, counts.shape[1] - rule.within + 1):
        before = counts[:, :week]
        asked = ~rule.holds(before) & (before[:, -WEEKS:].sum(axis=1) >= LEAST_EVENTS)
        found += [
            (week, int(area), bool(rule.met(before[area], counts[area, week:, None])[0]))
            for area in np.flatnonzero(asked)
        ]
    at = np.array([week for week, _, _ in found], np.int64)
    met = np.array([what for _, _, what in found], np.int64)
    chosen = [(week, area, what) for week, area, what in found if week in starts]
    settled = [at + rule.within <= week for week, _, _ in chosen]
    base = np.array([(met[s].sum() + 1) / (s.sum() + 2) for s in settled], np.float64)
    return [(w, a) for w, a, _ in chosen], np.array([what for _, _, what in chosen], np.bool_), base
