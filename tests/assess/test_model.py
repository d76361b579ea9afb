"""The forecast model: an exact filter, joint paths keyed by future, areas that move together, never a look ahead."""

from __future__ import annotations

from dataclasses import replace
from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt
import pytest

from jadwal.assess.model import Plan, Spell, back_test, fit, sample
from jadwal.assess.model import draw as drawing
from jadwal.assess.model.backtest import model
from jadwal.assess.model.grid import LEVELS, Parameters, grid, landing, moves, run, transition
from jadwal.assess.model.together import shares

Ints = npt.NDArray[np.int64]


def mass(y: int, mean: float, size: float) -> float:
    """The negative binomial's probability, written out."""
    p = size / (size + mean)
    return exp(lgamma(y + size) - lgamma(size) - lgamma(y + 1) + size * log(p) + y * log(1 - p))


def panel(areas: int, periods: int, *, together: float, seed: int, step: float = 0.15, mean: float = 8.0) -> Ints:
    """Fictional counts: log levels that walk, with so much of each step common to all areas."""
    rng = np.random.default_rng(seed)
    level, out = np.full(areas, np.log(mean)), np.empty((areas, periods), np.int64)
    for t in range(periods):
        common, own = rng.standard_normal(), rng.standard_normal(areas)
        level = level + step * (together**0.5 * common + (1 - together) ** 0.5 * own) - step**2 / 2
        out[:, t] = rng.negative_binomial(6, 6 / (6 + np.exp(level)))
    return out


def test_the_filter_is_the_sum_over_all_ways_of_the_level() -> None:
    """Likelihood and last level of four periods, by summing over every sequence of levels."""
    p = Parameters(0.97, 0.3, 0.02, 2.5)
    counts, scale = np.array([[3, 0, 7, 2]], np.int64), np.array([2.0])
    likelihood, last = np.empty(1), np.empty((1, LEVELS))
    run(counts, scale, p, likelihood, last)
    seen = [np.array([mass(int(y), 2.0 * exp(x), 2.5) for x in grid()]) for y in counts[0]]
    k = transition(p)
    joint = np.einsum("a,a,ab,b,bc,c,cd,d->abcd", landing(), seen[0], k, seen[1], k, seen[2], k, seen[3])
    first = float(landing() @ seen[0])  # a quarter of the periods is burn-in
    assert likelihood[0] == pytest.approx(log(joint.sum() / first), abs=1e-9)
    assert last[0] == pytest.approx(joint.sum(axis=(0, 1, 2)) / joint.sum(), abs=1e-9)


def test_the_expected_count_stays_where_it_is() -> None:
    x, inner = grid(), slice(20, 45)
    ahead = (moves(1.0, 0.3) @ np.exp(x))[inner]
    assert ahead == pytest.approx(np.exp(x)[inner], rel=0.01)
    assert float(landing() @ np.exp(x)) == pytest.approx(1.0, rel=0.03)  # the grid ends at e^3


@pytest.mark.parametrize(("mean", "size"), [(0.02, 0.1), (0.7, 1.5), (12.0, 3.0), (300.0, 20.0)])
def test_quantiles_of_counts_are_the_smallest_counts_that_reach_the_chance(mean: float, size: float) -> None:
    chance = drawing.chances()
    found = np.empty((1, drawing.BINS), np.int32)
    drawing.count_quantiles(np.array([mean]), size, chance, found)
    reached = np.cumsum([mass(y, mean, size) for y in range(int(found.max()) + 2)])
    assert np.array_equal(found[0], np.searchsorted(reached, chance))


@pytest.mark.parametrize(("mean", "size"), [(30_000.0, 0.5), (2e6, 10.0), (1e5, 0.25)])
def test_quantiles_of_very_high_counts_keep_mean_and_spread(mean: float, size: float) -> None:
    chance, found = drawing.chances(), np.empty((1, drawing.BINS), np.int32)
    drawing.count_quantiles(np.array([mean]), size, chance, found)
    weight = np.diff(np.concatenate([[0.0], (chance[:-1] + chance[1:]) / 2, [1.0]]))
    assert float(weight @ found[0]) == pytest.approx(mean, rel=0.01)
    spread = float(weight @ (found[0] - mean) ** 2) ** 0.5
    assert spread == pytest.approx((mean + mean**2 / size) ** 0.5, rel=0.02)


def test_future_k_is_the_same_whatever_else_is_drawn() -> None:
    fitted = fit(panel(3, 80, together=0.3, seed=1))
    names = ["north", "south", "east"]
    whole = sample(fitted, ahead=20, futures=103, seed=5, areas=names)
    assert np.array_equal(sample(fitted, ahead=20, futures=40, seed=5, areas=names), whole[:, :, :40])
    assert np.array_equal(sample(fitted, ahead=7, futures=103, seed=5, areas=names), whole[:, :7])
    first = replace(
        fitted,
        counts=fitted.counts[:1],
        filters=tuple(replace(f, scale=f.scale[:1], last=f.last[:1]) for f in fitted.filters),
    )
    assert np.array_equal(sample(first, ahead=20, futures=103, seed=5, areas=names[:1]), whole[:1])
    assert not np.array_equal(sample(fitted, ahead=20, futures=103, seed=6, areas=names), whole)


def test_what_is_drawn_from_a_steady_series_has_its_mean_and_spread() -> None:
    rng = np.random.default_rng(3)
    counts = rng.negative_binomial(4, 4 / (4 + 9.0), (12, 156))
    drawn = sample(fit(counts), ahead=8, futures=2_000, seed=1).astype(np.float64)
    assert drawn.mean() == pytest.approx(9.0, rel=0.1)
    assert drawn.std() == pytest.approx((9 + 81 / 4) ** 0.5, rel=0.25)


def test_parameters_follow_the_data() -> None:
    """Levels that stand still take a smaller step than levels that walk."""
    steady, walking = panel(12, 150, together=0.0, seed=2, step=1e-9), panel(12, 150, together=0.0, seed=2, step=0.15)
    assert fit(steady).filters[0].parameters.step < fit(walking).filters[0].parameters.step


def test_areas_that_move_together_are_seen_to() -> None:
    apart = [fit(panel(12, 180, together=0.0, seed=s)) for s in range(4)]
    joined = [fit(panel(12, 180, together=0.8, seed=s)) for s in range(4)]
    assert np.mean([f.level_share for f in apart]) < 0.1
    assert np.mean([f.level_share for f in joined]) > 0.5


def test_one_area_or_a_short_history_says_nothing_of_moving_together() -> None:
    p, long = Parameters(1.0, 0.15, 0.01, 6.0), panel(4, 180, together=0.9, seed=1)
    assert shares(long[:1], np.array([8.0]), p) == (0.0, 0.0)
    assert shares(np.ascontiguousarray(long[:, :31]), np.full(4, 8.0), p) == (0.0, 0.0)


def test_the_variance_of_the_total_over_areas_is_right() -> None:
    """Squared error of a quarter's total over its forecast variance, over many histories that move together: about 1
    with the common factor, far from it without."""
    far: dict[bool, list[float]] = {True: [], False: []}
    inside: dict[bool, list[bool]] = {True: [], False: []}
    for seed in range(30):
        counts = panel(12, 193, together=0.7, seed=100 + seed, step=0.1, mean=30.0)
        fitted, came = fit(counts[:, :180]), int(counts[:, 180:].sum())
        for common in (True, False):
            used = fitted if common else replace(fitted, level_share=0.0, count_share=0.0)
            filters = [k for k in range(600) if k % 5 != 4]  # the empirical draw keeps weeks together anyway
            total = sample(used, ahead=13, futures=600, seed=seed)[:, :, filters].sum(axis=(0, 1), dtype=np.int64)
            far[common].append(float((came - total.mean()) ** 2 / total.var()))
            low, high = np.quantile(total, [0.1, 0.9])
            inside[common].append(bool(low <= came <= high))
    assert 0.5 < np.mean(far[True]) < 1.6
    assert np.mean(far[False]) > 2 * np.mean(far[True])
    assert 0.68 <= np.mean(inside[True]) <= 0.95
    assert np.mean(inside[False]) < np.mean(inside[True]) - 0.15


def test_a_table_without_areas_or_with_negative_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one of each"):
        fit(np.zeros((0, 10), np.int64))
    with pytest.raises(ValueError, match="negative"):
        fit(np.array([[1, -1, 2]]))
    with pytest.raises(ValueError, match="different names"):
        sample(fit(np.ones((2, 20), np.int64)), ahead=2, futures=5, seed=1, areas=["a", "a"])


def test_an_area_without_any_event_stays_near_nothing() -> None:
    counts = np.zeros((2, 60), np.int64)
    counts[0] = 5
    drawn = sample(fit(counts), ahead=13, futures=1_000, seed=1)
    assert drawn[1].mean() < 0.2
    assert drawn[0].mean() == pytest.approx(5, rel=0.2)


def test_one_period_is_enough_to_run() -> None:
    assert sample(fit(np.array([[4]])), ahead=3, futures=10, seed=1).shape == (1, 3, 10)


SMALL = Plan(train=60, step=10, horizon=13, futures=100, condition=Spell(most=3, window=4, held=3, within=13))


def test_nothing_after_the_origin_changes_a_forecast() -> None:
    """Scores of the first origins stay when all later counts are others, or are cut off."""
    counts = panel(3, 120, together=0.2, seed=4, mean=2.0)
    other = counts.copy()
    other[:, 83:] = 50 - np.minimum(other[:, 83:], 50)
    whole, changed, cut = (back_test(c, SMALL) for c in (counts, other, np.ascontiguousarray(counts[:, :83])))
    assert whole.origins[:2] == changed.origins[:2] == cut.origins[:2] == (60, 70)
    early = [n for n, (origin, _) in enumerate(whole.cases) if origin + 13 <= 83]
    assert early
    for test in (changed, cut):
        assert test.cases[: len(early)] == whole.cases[: len(early)]
        assert np.array_equal(test.base[: len(early)], whole.base[: len(early)])
        for name, score in test.scores.items():
            assert np.array_equal(score.crps[:2], whole.scores[name].crps[:2]), name
            assert np.array_equal(score.chances[: len(early)], whole.scores[name].chances[: len(early)]), name
    assert not np.array_equal(whole.scores["model"].crps[3:], changed.scores["model"].crps[3:])


def test_a_forecaster_gets_the_counts_before_the_origin_only() -> None:
    counts, given = panel(2, 100, together=0.0, seed=1), []

    def nosy(before: Ints, ahead: int, futures: int, seed: int) -> Ints:
        given.append(before.shape[1])
        return np.zeros((len(before), ahead, futures), np.int64)

    test = back_test(counts, replace(SMALL, condition=None), {"nosy": nosy})
    assert given == [60, 70, 80] == list(test.origins)
    assert test.scores["nosy"].crps.mean(axis=1) == pytest.approx([counts[:, o : o + 13].mean() for o in given])


def test_a_table_too_short_for_any_origin_is_refused() -> None:
    with pytest.raises(ValueError, match="72 periods leave no origin"):
        back_test(np.ones((2, 72), np.int64), SMALL, {"model": model()})


def test_a_forecast_abstains_within_eight_weeks_of_a_break_and_scores_as_climatology() -> None:
    """A level of 40 falls to 8 after week 75: five weeks later that is fresh, fifteen weeks later it is not."""
    rng = np.random.default_rng(2)
    counts = rng.poisson(np.where(np.arange(120) < 75, 40, 8), (2, 120)).astype(np.int64)

    def certain(before: Ints, ahead: int, futures: int, seed: int) -> Ints:
        return np.zeros((len(before), ahead, futures), np.int64)

    test = back_test(counts, SMALL, {"certain": certain})
    fresh = {origin for (origin, _), f in zip(test.cases, test.fresh, strict=True) if f}
    assert {origin for origin, _ in test.cases} == {60, 70, 80, 90, 100}
    assert fresh == {80}
    sparing, chances = test.abstaining("certain"), test.scores["certain"].chances
    assert np.array_equal(sparing[test.fresh], test.base[test.fresh])
    assert np.array_equal(sparing[~test.fresh], chances[~test.fresh])
