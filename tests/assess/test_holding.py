"""Days of holding: one row per future, and rows of different conditions belong together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from jadwal.assess import HoldingDays, Paths

NONE = Paths.from_day("none", np.full(4, 10, np.int32))


def firsts(*days: int, horizon: int = 10) -> HoldingDays:
    """One condition ``c`` that holds from these days on."""
    return HoldingDays(len(days), horizon, {"c": Paths.from_day("scenario", np.array(days, np.int32))})


@given(arrays.arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 40))), st.data())
def test_a_pattern_comes_back_as_it_was(holds: npt.NDArray[np.bool_], data: st.DataObject) -> None:
    """Any block of futures, and the first day of each."""
    found = HoldingDays(len(holds), holds.shape[1], {"c": Paths.from_days("data", holds)})
    first = data.draw(st.integers(0, found.futures - 1))
    last = data.draw(st.integers(first, found.futures))
    assert np.array_equal(found.holds("c", first, last), holds[first:last])
    for k in range(found.futures):
        days = np.flatnonzero(holds[k])
        assert found.first_day("c")[k] == (days[0] if len(days) else found.days)


def test_a_day_beyond_the_horizon_is_never() -> None:
    """Day 12 of a horizon of 10 days."""
    found = firsts(3, 12)
    assert found.first_day("c").tolist() == [3, 10]
    assert found.holds("c", 1, 2).sum() == 0


def test_the_median_day_needs_more_than_half_of_the_futures() -> None:
    """Never in at least half of them: none."""
    assert firsts(1, 2, 10, 10).median_first_day("c") is None
    assert firsts(1, 2, 7, 10).median_first_day("c") == 7
    assert firsts(1, 2, 10).median_first_day("c") == 2
    assert firsts(0).median_first_day("c") == 0


def test_a_permutation_keeps_each_chance_and_changes_the_joint_one() -> None:
    """Two conditions that hold in the same two futures; after swapping the halves of one, never together."""
    path = Paths.from_day("scenario", np.array([0, 0, 10, 10], np.int32))
    both = HoldingDays(4, 10, {"a": path, "b": path})
    apart = both.permuted("b", np.array([2, 3, 0, 1]))
    for found, together in ((both, 2), (apart, 0)):
        assert [int((found.first_day(c) < 10).sum()) for c in found.conditions] == [2, 2]
        assert int((found.holds("a", 0, 4) & found.holds("b", 0, 4)).any(axis=1).sum()) == together


def test_an_opened_condition_holds_always_and_the_others_stay() -> None:
    """What the drivers take away is one gate."""
    found = HoldingDays(4, 10, {"a": NONE, "b": NONE}).opened("a")
    assert found.holds("a", 0, 4).all()
    assert not found.holds("b", 0, 4).any()
    assert found.outlook("b") == "none"
