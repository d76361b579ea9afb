"""Scores against closed forms and brute force, conditions against plain loops, and the plain forecasts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.assess.model import plain
from jadwal.assess.model.scores import brier, covered, crps, interval
from jadwal.assess.model.spells import Spell

Ints = npt.NDArray[np.int64]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.integers(0, 40))
def test_crps_is_its_definition(samples: list[int], came: int) -> None:
    """The area between the empirical distribution function and the step at what came."""
    area = sum((sum(x <= v for x in samples) / len(samples) - (came <= v)) ** 2 for v in range(45))
    assert float(crps(np.array(samples), np.array(came))) == pytest.approx(area, abs=1e-9)


def test_crps_of_many_uniform_samples_is_the_closed_form() -> None:
    """Uniform on (0, 1), y inside: y^2 - y + 1/3."""
    n = 1_000
    samples = np.tile(np.arange(n) * 1_000 + 500, (3, 1))
    came = np.array([0, 250_000, 900_000])
    y = came / 1e6
    assert crps(samples, came) / 1e6 == pytest.approx(y**2 - y + 1 / 3, abs=1e-5)


def test_intervals_take_samples_at_the_tails() -> None:
    samples = np.arange(1, 11)
    assert [int(v) for v in interval(samples)] == [1, 9]
    inside = [bool(covered(samples, np.array(v))) for v in (0, 1, 9, 10)]
    assert inside == [False, True, True, False]
    assert bool(covered(samples, np.array(5), 20))


def test_brier_is_the_mean_squared_distance() -> None:
    assert brier([1.0, 0.0, 0.5, 0.25], [True, True, False, False]) == pytest.approx((0 + 1 + 0.25 + 0.0625) / 4)


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 3), min_size=20, max_size=30),
    st.integers(0, 6),
    st.integers(1, 4),
    st.integers(1, 5),
    st.integers(1, 8),
)
def test_a_condition_on_a_path_is_what_a_plain_loop_finds(
    counts: list[int], most: int, window: int, held: int, within: int
) -> None:
    rule = Spell(most, window, held, within)
    before, path = np.array(counts[:12]), np.array(counts[12:])
    whole = counts[: 12 + within]
    calm = {t: sum(whole[t - window + 1 : t + 1]) <= most for t in range(window - 1, len(whole))}
    met = any(all(calm[t - k] for k in range(held)) for t in range(12, len(whole)))
    assert bool(rule.met(before, path[:, None])[0]) == met
    assert bool(rule.holds(before[None, :])[0]) == all(calm[11 - k] for k in range(held))


def test_a_condition_needs_enough_weeks_on_both_sides() -> None:
    rule = Spell(3, 4, 13, 39)
    with pytest.raises(ValueError, match="needs 15 periods before and 39"):
        rule.met(np.zeros(14, np.int64), np.zeros((39, 1), np.int64))


def history() -> Ints:
    """Two areas whose periods all differ."""
    return np.array([np.arange(100, 140), np.arange(500, 540)])


def test_plain_forecasts_draw_what_their_names_say() -> None:
    y = history()
    for way, last in ((plain.conflictology(12), 12), (plain.climatology, 40)):
        drawn = way(y, 6, 2_000, 1)
        assert [set(drawn[i].ravel()) for i in range(2)] == [set(y[i, -last:]) for i in range(2)]
        assert np.array_equal(drawn, way(y, 6, 2_000, 1))
    assert set(plain.bootstrap(12)(y, 6, 2_000, 1)[0].ravel()) == set(y[:, -12:].ravel())
    assert plain.last_poisson(y, 5, 2_000, 1).mean(axis=(1, 2)) == pytest.approx(y[:, -1], rel=0.02)


def test_the_plain_negative_binomial_has_its_past_mean_and_variance() -> None:
    past = np.tile([0, 0, 20, 4], (1, 10))
    drawn = plain.negative_binomial(40)(past, 10, 5_000, 1)
    assert drawn.mean() == pytest.approx(6.0, rel=0.05)
    assert drawn.var() == pytest.approx(past.var(ddof=1), rel=0.1)
    steady = plain.negative_binomial(12)(np.full((1, 20), 3), 10, 5_000, 1)
    assert steady.var() == pytest.approx(3.0, rel=0.05)
    assert not plain.negative_binomial(12)(np.zeros((1, 20), np.int64), 3, 10, 1).any()
