"""Monte-Carlo errors: shares, quantiles, futures that belong together, and when there are enough."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from jadwal.plan.sgs import NEVER
from jadwal.simulate.errors import ENOUGH_DAYS, in_ppm, quantile_interval, share_error, times_as_many, within
from jadwal.workflow.plan import plan

TWO_CAMPS = Path(__file__).parents[2] / "examples" / "two-camps"


def test_the_error_of_a_share_of_futures_on_their_own() -> None:
    kept = np.arange(400) < 100
    assert share_error(kept, 0) == pytest.approx(math.sqrt(0.25 * 0.75 / 400))
    assert share_error(kept, 400) == share_error(kept, 0)  # every future a cluster: none belong together


def test_futures_that_all_do_the_same_count_once() -> None:
    each = np.arange(40) < 10
    kept = np.tile(each, 50)  # future k belongs to cluster k mod 40, and does as the cluster does
    assert share_error(kept, 40) == pytest.approx(math.sqrt(0.25 * 0.75 / 39))
    assert share_error(kept, 40) > 6 * share_error(kept, 0)


def test_futures_that_have_nothing_in_common_lose_nothing_by_clusters() -> None:
    kept = np.random.default_rng(3).random(200_000) < 0.3
    assert share_error(kept, 1_000) == pytest.approx(share_error(kept, 0), rel=0.1)


def test_one_cluster_says_nothing_of_the_error() -> None:
    assert share_error(np.arange(10) < 5, 1) == math.inf
    assert in_ppm(math.inf) == 1_000_000
    assert in_ppm(0.000_000_2) == 1


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_the_interval_of_a_quantile_holds_it_in_95_of_100_runs(share: float) -> None:
    rng = np.random.default_rng(11)
    true, held = -1_000 * math.log(1 - share), 0  # of an exponential law with mean 1000
    for _ in range(1_000):
        finishes = np.ceil(rng.exponential(1_000, 500)).astype(np.int32)
        at, low, high = quantile_interval(finishes, np.sort(finishes), share, 0)
        assert low <= at <= high
        held += low <= true <= high
    assert 0.93 <= held / 1_000 <= 0.98


def test_the_interval_is_wider_where_futures_belong_together() -> None:
    each = np.random.default_rng(5).integers(0, 1_000, 50).astype(np.int32)
    finishes = np.tile(each, 40)
    alone = quantile_interval(finishes, np.sort(finishes), 0.5, 0)
    together = quantile_interval(finishes, np.sort(finishes), 0.5, 50)
    assert together[2] - together[1] > 3 * (alone[2] - alone[1])


def test_days_to_the_farther_end_of_an_interval() -> None:
    assert within((100, 97, 108)) == 8
    assert within((100, 97, NEVER)) is None
    assert within((NEVER, 97, NEVER)) is None


def spread(days: int, count: int = 2_000) -> np.ndarray:
    """Finishes uniform over so many days."""
    return (np.arange(count) * days // count).astype(np.int32)


def test_there_are_enough_futures_when_the_end_is_known_to_a_few_days() -> None:
    half = 1.96 * math.sqrt(0.8 * 0.2 / 2_000)  # of the interval, as a share
    assert times_as_many(spread(int(0.9 * ENOUGH_DAYS / half)), [], 0) <= 1
    assert times_as_many(spread(int(1.2 * ENOUGH_DAYS / half)), [], 0) > 1


def test_the_errors_fall_with_the_root_of_the_futures() -> None:
    half = 1.96 * math.sqrt(0.8 * 0.2 / 2_000)
    assert times_as_many(spread(int(3 * ENOUGH_DAYS / half)), [], 0) == pytest.approx(9, rel=0.15)
    assert times_as_many(spread(10), [np.arange(2_000) < 1_000], 0) == pytest.approx((1.118 / 0.5) ** 2, rel=0.01)


def test_an_end_that_too_few_reach_is_looked_at_where_half_do() -> None:
    end = spread(100)
    end[1_400:] = NEVER  # P80 is not reached; P50 is
    assert times_as_many(end, [], 0) <= 1
    end[:1_400] = spread(8_000, 1_400)
    assert times_as_many(end, [], 0) > 1
    end[900:] = NEVER  # fewer than half: no date to know better
    assert times_as_many(end, [], 0) <= 1


def test_an_end_that_just_so_many_reach_needs_more_futures() -> None:
    end = spread(100)
    end[1_601:] = NEVER
    assert times_as_many(end, [], 0) > 1


def test_a_joint_chance_is_known_to_half_a_percent() -> None:
    end = spread(10)
    assert times_as_many(end, [np.arange(2_000) < 1_000], 0) > 1  # root(1/4 / 2000) = 1.1 %
    assert times_as_many(end, [np.arange(2_000) < 1_990], 0) <= 1  # 0.16 %


def test_more_futures_are_run_until_the_errors_are_small_or_the_limit_is_reached() -> None:
    few = plan(TWO_CAMPS, futures=250).readings[0]
    more = plan(TWO_CAMPS, futures=250, most=1_000).readings[0]
    assert (few.futures, few.errors_small) == (250, False)
    assert (more.futures, more.errors_small) == (1_000, False)
    assert few.schedule == more.schedule  # the aim is the same: only what is said of it is known better
    for before, after in zip(few.milestones, more.milestones, strict=True):
        assert before.errors is not None
        assert after.errors is not None
        assert (after.errors.p90 or 0) < (before.errors.p90 or 0)
        assert after.errors.reached_ppm < before.errors.reached_ppm
