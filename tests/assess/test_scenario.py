"""A declared scenario speaks of the days that are still open, and of nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import watched
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.assess import HoldingDays, assess
from jadwal.assess.scenario import ruled_out
from jadwal.draws import triangular
from jadwal.model.case import Estimate, Row, Scenario

LAW = watched.indicator("law", "fact")
N = 4_000


def days(*scenarios: Scenario, as_of: int = 0, horizon: int = 400, seen: tuple[Row, ...] = ()) -> HoldingDays:
    """The days on which the law is passed, by these scenarios."""
    passed = watched.condition("passed", "law", "is_true", scenarios=scenarios)
    return assess(watched.case(LAW, passed, *seen, as_of=as_of, days=horizon), seed=1, futures=N).days


def test_dates_lie_between_first_and_last_around_the_likely_one() -> None:
    """A triangular from day 10 to day 100 with its peak at 40 has its median at 100 - sqrt(90 * 60 / 2) = 48."""
    first = days(watched.scenario(10, 40, 100)).first_day("passed")
    assert 10 <= first.min() < 20
    assert 90 < first.max() <= 100
    assert abs(float(np.median(first)) - 48) <= 2


def test_never_happens_in_the_declared_share() -> None:
    """Binomial error allowed for; those futures never hold."""
    found = days(watched.scenario(10, 40, 100, never=30))
    never = found.first_day("passed") == found.days
    assert abs(never.mean() - 0.3) < 4 * (0.21 / N) ** 0.5
    assert not found.holds("passed", 0, N)[never].any()


def test_once_it_holds_it_stays() -> None:
    """From the first day on, on every day."""
    found = days(watched.scenario(10, 40, 100))
    holds = found.holds("passed", 0, N)
    assert (holds.sum(axis=1) == found.days - found.first_day("passed")).all()


def test_a_half_past_scenario_is_conditioned_on_not_yet() -> None:
    """Known not met on day 40: dates and never as among the unconditioned futures that had not held by then."""
    no = watched.observation("n", "law", 40, "no")
    fresh = days(watched.scenario(0, 30, 100, never=20)).first_day("passed")
    left = fresh[fresh > 40]
    now = days(watched.scenario(0, 30, 100, never=20), as_of=40, horizon=360, seen=(no,)).first_day("passed") + 40
    assert now.min() > 40, "never on a day that is known not to have met it"
    error = (0.25 / len(left)) ** 0.5
    assert abs((now == 400).mean() - (left == 400).mean()) < 5 * error
    assert abs((now <= 60).mean() - (left <= 60).mean()) < 5 * error


def test_what_cannot_be_told_may_begin_today_but_not_before() -> None:
    """Nothing observed: day 0 is open."""
    first = days(watched.scenario(0, 30, 100), as_of=40).first_day("passed")
    assert first.min() == 0
    assert (first == 0).mean() < 0.1, "past dates are not piled up on today"


def test_a_scenario_that_has_passed_says_nothing() -> None:
    """No outlook, and the board says why."""
    passed = watched.condition("passed", "law", "is_true", scenarios=(watched.scenario(0, 5, 9),))
    found = assess(watched.case(LAW, passed, as_of=20), seed=1, futures=50)
    assert found.board[0].outlook == "none"
    assert {"assess.scenario-stale", "assess.no-outlook"} <= set(dict(found.board[0].notes))
    assert found.days.median_first_day("passed") is None
    assert not found.days.holds("passed", 0, 50).any()


def test_the_latest_known_scenario_speaks() -> None:
    """One known only later is not used when an earlier day is replayed."""
    early = watched.scenario(50, 50, 50)
    late = watched.scenario(90, 90, 90, known_from=watched.day(20))
    assert days(early, late, as_of=10).median_first_day("passed") == 40
    assert days(early, late, as_of=30).median_first_day("passed") == 60


def test_what_is_met_stays_met_whatever_the_scenario_says() -> None:
    """Data come first."""
    found = days(watched.scenario(50, 60, 70, never=50), as_of=9, seen=(watched.observation("y", "law", 3, "yes"),))
    assert found.outlook("passed") == "data"
    assert found.holds("passed", 0, N).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(-5, 125))
def test_the_share_ruled_out_is_the_share_of_drawn_dates_before(a: int, b: int, c: int, cut: int) -> None:
    """Against the draws themselves, on an even grid of probabilities."""
    dates = Estimate(low=a, likely=a + b, high=a + b + c)
    drawn = triangular(dates, (np.arange(20_000) + 0.5) / 20_000)
    assert ruled_out(dates, cut) == pytest.approx(float((drawn < cut).mean()), abs=2e-3)
