"""Tallies are interval constraints that hold all at once; what they leave open stays open."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import counted
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.incidents import OPEN, TallyRecord, count_record, interval, other_counts
from jadwal.model.case import Tally

REAL = Path(__file__).parents[3] / "shared" / "data" / "threat" / "us_force_attack_tallies_2023_24.csv"
WORDS = ("exactly", "at_least", "more_than", "nearly", "approx", "at_most", "less_than")


def record(*rows: Tally, **rest: Any) -> TallyRecord:
    """The record of a case that holds these tallies."""
    case = counted.case(*rows, **rest)
    found = count_record(case, case.indicators[0])
    assert isinstance(found, TallyRecord)
    return found


def drawn_sum(of: TallyRecord, first: int, last: int, histories: int = 300) -> Any:
    """Drawn counts over days first … last (offsets)."""
    start = counted.day(0).toordinal() - of.first
    return of.histories(1, histories)[:, start + first : start + last + 1].sum(axis=1)


@st.composite
def true_tallies(draw: st.DrawFn) -> tuple[list[int], list[Tally]]:
    """A true daily history and tallies that are all true of it."""
    truth = draw(st.lists(st.integers(0, 6), min_size=2, max_size=25))
    rows = []
    for n in range(draw(st.integers(1, 7))):
        first = draw(st.integers(0, len(truth) - 1))
        last = draw(st.integers(first, len(truth) - 1))
        total = sum(truth[first : last + 1])
        word = draw(st.sampled_from(WORDS))
        value = {
            "exactly": total,
            "at_least": draw(st.integers(0, total)),
            "more_than": draw(st.integers(0, max(0, total - 1))),
            "nearly": total + 1,
            "approx": total,
            "at_most": total + draw(st.integers(0, 9)),
            "less_than": total + 1 + draw(st.integers(0, 9)),
        }[word]
        low, high = interval(word, value)  # type: ignore[arg-type]
        if low <= total and (high is None or total <= high):
            rows.append(counted.tally(f"t{n}", first, last, word, value))
    return truth, rows


@settings(max_examples=60, deadline=None)
@given(true_tallies())
def test_every_drawn_history_satisfies_every_tally(made: tuple[list[int], list[Tally]]) -> None:
    """Also where tallies overlap, nest, leave gaps or tie each other exactly."""
    _, rows = made
    if not rows:
        return
    of = record(*rows)
    histories = of.histories(7, 40)
    assert histories.min() >= 0
    assert not histories[:, ~of.observed].any(), "nothing is counted on a day nobody observed"
    for t in rows:
        first, last = t.since.toordinal() - of.first, t.as_of.toordinal() - of.first
        for total in histories[:, first : last + 1].sum(axis=1):
            assert counted.satisfied(int(total), t.comparator, t.value), (t.id, int(total))


@settings(max_examples=60, deadline=None)
@given(true_tallies(), st.data())
def test_bounds_contain_the_truth(made: tuple[list[int], list[Tally]], data: st.DataObject) -> None:
    """Whatever really happened on the observed days of any period lies between its bounds."""
    truth, rows = made
    if not rows:
        return
    of = record(*rows)
    first = data.draw(st.integers(0, len(truth) - 1))
    last = data.draw(st.integers(first, len(truth) - 1))
    start = counted.day(0).toordinal()
    seen = sum(truth[d] for d in range(first, last + 1) if start + d >= of.first and of.observed[start + d - of.first])
    low, high = of.bounds(np.array([start + first]), np.array([start + last]))
    assert low[0] <= seen <= high[0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.integers(0, 3), st.sampled_from(("exactly", "at_most", "approx")), st.integers(0, 4)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_bounds_are_the_tightest_and_contradictions_are_found(drawn: list[tuple[int, int, str, int]]) -> None:
    """Against all histories of four days, enumerated: the same bounds, and a contradiction exactly when none exists."""
    rows = [counted.tally("all", 0, 3, "at_most", 4)]
    rows += [counted.tally(f"t{n}", min(a, b), max(a, b), word, v) for n, (a, b, word, v) in enumerate(drawn)]
    allowed = [
        days
        for days in product(range(5), repeat=4)
        if all(
            interval(t.comparator, t.value)[0]
            <= sum(days[(t.since - counted.ORIGIN).days : (t.as_of - counted.ORIGIN).days + 1])
            <= (interval(t.comparator, t.value)[1] or 0)
            for t in rows
        )
    ]
    case = counted.case(*rows, as_of=3)
    found = count_record(case, case.indicators[0])
    if not allowed:
        assert isinstance(found, tuple)
        assert set(found) <= {t.id for t in rows}
        assert found
        return
    assert isinstance(found, TallyRecord)
    for first in range(4):
        for last in range(first, 4):
            totals = [sum(days[first : last + 1]) for days in allowed]
            low, high = found.bounds(np.array([found.first + first]), np.array([found.first + last]))
            assert (low[0], high[0]) == (min(totals), max(totals))


def test_the_words_of_a_tally_are_intervals() -> None:
    """As method.md, section 7, has them."""
    assert interval("exactly", 102) == (102, 102)
    assert interval("at_least", 13) == (13, None)
    assert interval("more_than", 150) == (151, None)
    assert interval("nearly", 100) == (90, 99)
    assert interval("approx", 160) == (144, 176)
    assert interval("at_most", 5) == (0, 5)
    assert interval("less_than", 5) == (0, 4)


def test_the_width_of_an_open_interval_survives() -> None:
    """At least 40 is drawn over nearly all of 40 … 80 (twice the value, assumed), also between two exact tallies."""
    of = record(counted.tally("open", 0, 29, "at_least", 40), counted.tally("before", 0, 9, "exactly", 10))
    totals = drawn_sum(of, 0, 29)
    assert of.assumed == ("open",)
    assert totals.min() <= 43
    assert totals.max() >= 77
    assert 9 < totals.std() < 15, "a flat draw over 40 … 80 has a standard deviation of about 12"


def test_a_later_tally_closes_an_open_end() -> None:
    """Then nothing is assumed."""
    of = record(counted.tally("open", 0, 9, "more_than", 20), counted.tally("later", 0, 19, "exactly", 50))
    totals = drawn_sum(of, 0, 9)
    assert of.assumed == ()
    assert totals.min() >= 21
    assert 45 <= totals.max() <= 50


def test_closing_an_open_end_never_contradicts_another_tally() -> None:
    """At least 10 in a month of which one day alone had at least 100: the month is closed above that."""
    of = record(counted.tally("month", 0, 29, "at_least", 10), counted.tally("day", 4, 4, "at_least", 100))
    assert drawn_sum(of, 4, 4).min() >= 100
    assert of.assumed == ("month",), "the day is closed by the month"


def test_an_assumed_end_does_not_enter_the_bounds() -> None:
    """What is assumed for the draws is not known."""
    of = record(counted.tally("open", 0, 9, "at_least", 40))
    low, high = of.bounds(np.array([of.first]), np.array([of.first + 9]))
    assert low[0] == 40
    assert high[0] >= OPEN


def test_all_totals_are_equally_likely() -> None:
    """Two free dates inside 0 … 2: the six ways are drawn alike, though one pair of dates is tied by an exact tally."""
    rows = [
        counted.tally("all", 0, 11, "exactly", 4),
        counted.tally("tied", 4, 7, "exactly", 2),
        counted.tally("a", 0, 1, "at_most", 9),
    ]
    of = record(*rows)
    histories = of.histories(3, 1_000)
    ways = Counter(tuple(int(histories[k, a:b].sum()) for a, b in ((0, 2), (2, 4), (8, 12))) for k in range(1_000))
    assert set(ways) == {w for w in product(range(3), repeat=3) if sum(w) == 2}
    for n in ways.values():
        assert abs(n - 1_000 / 6) < 5 * (1_000 * 5 / 36) ** 0.5


def test_a_segment_is_never_spread_evenly() -> None:
    """Two events on three days: each of the six ways is as likely as the others."""
    histories = record(counted.tally("t", 0, 2, "exactly", 2), as_of=2).histories(5, 1_000)
    ways = Counter(map(tuple, histories.tolist()))
    assert len(ways) == 6
    for n in ways.values():
        assert abs(n - 1_000 / 6) < 5 * (1_000 * 5 / 36) ** 0.5


def test_two_draws_differ_and_the_same_draw_repeats() -> None:
    """History k depends on seed and k only, not on how many are drawn."""
    of = record(counted.tally("t", 0, 29, "approx", 60))
    first = of.histories(1, 50)
    assert len({h.tobytes() for h in first}) > 45
    assert np.array_equal(first, of.histories(1, 50))
    assert np.array_equal(first[:20], of.histories(1, 20))
    assert not np.array_equal(first, of.histories(2, 50))


@settings(max_examples=20, deadline=None)
@given(true_tallies(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(made: tuple[list[int], list[Tally]], order: Any) -> None:
    """Draws are byte for byte the same."""
    _, rows = made
    if not rows:
        return
    shuffled = list(rows)
    order.shuffle(shuffled)
    assert np.array_equal(record(*rows).histories(1, 10), record(*shuffled).histories(1, 10))


def test_contradicting_tallies_are_named_and_others_are_not() -> None:
    """40 by day 9 and 30 by day 19 since the same day cannot both be true; the third is innocent."""
    rows = (
        counted.tally("ten", 0, 9, "exactly", 40),
        counted.tally("twenty", 0, 19, "exactly", 30),
        counted.tally("late", 30, 39, "exactly", 5),
    )
    case = counted.case(*rows)
    assert count_record(case, case.indicators[0]) == ("ten", "twenty")


def test_another_counter_is_listed_and_never_averaged() -> None:
    """Another counter's figure changes no draw and no bound; it is marked when no total satisfies both."""
    mine = counted.tally("mine", 0, 29, "exactly", 100)
    theirs = counted.tally("theirs", 0, 19, "more_than", 160, counter="Institute")
    same = counted.tally("same", 0, 29, "approx", 105, definition="claimed")
    wider = counted.tally("wider", 0, 29, "exactly", 300, scope="North and South")
    alone, among = record(mine), record(mine, theirs, same, wider)
    assert np.array_equal(alone.histories(1, 20), among.histories(1, 20))
    case = counted.case(mine, theirs, same, wider)
    found = {o.tally.id: (o.how, o.low, o.high) for o in other_counts(case, case.indicators[0], among)}
    assert found == {
        "theirs": ("disagrees", 0, 100),
        "same": ("agrees", 100, 100),
        "wider": ("elsewhere", 100, 100),
    }


@pytest.mark.skipif(not REAL.exists(), reason="the announced totals of 2023-24 are not in this checkout")
def test_the_announced_totals_of_2023_24_hold_together() -> None:
    """The Pentagon's own totals for Iraq and Syria agree with each other; the other institute's does not with them."""
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = [
            counted.tally(f"t{n}", 0, 0, r["comparator"], int(r["value"]), counter=r["counter"], scope=r["scope"])
            for n, r in enumerate(csv.DictReader(file))
        ]
    with REAL.open(encoding="utf-8", newline="") as file:
        dates = [(date.fromisoformat(r["since"]), date.fromisoformat(r["as_of"])) for r in csv.DictReader(file)]
    rows = [msgspec.structs.replace(t, since=a, as_of=b, known_from=b) for t, (a, b) in zip(rows, dates, strict=True)]
    of = counted.indicator(counter="US Department of Defense", scope="Iraq and Syria")
    case = msgspec.structs.replace(counted.case(of=of), as_of=date(2024, 2, 10), tallies=tuple(rows))
    found = count_record(case, of)
    assert isinstance(found, TallyRecord)
    histories = found.histories(1, 200)
    for t in found.rows:
        first, last = t.since.toordinal() - found.first, t.as_of.toordinal() - found.first
        totals = histories[:, first : last + 1].sum(axis=1)
        assert all(counted.satisfied(int(n), t.comparator, t.value) for n in totals)
    at_christmas = histories[:, : date(2023, 12, 15).toordinal() - found.first + 1].sum(axis=1)
    assert len(set(at_christmas.tolist())) > 5, "“nearly 100” keeps its width"
    others = {(o.tally.counter, o.tally.scope): o.how for o in other_counts(case, of, found)}
    assert others["GTTAC", "Iraq and Syria"] == "disagrees"
    assert others["US Department of Defense", "Middle East incl. Jordan"] == "elsewhere"
