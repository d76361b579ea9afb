"""Paths of counts: the past year's weeks stand for the coming ones, together, and future k is one world."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import watched
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.assess import Assessment, assess
from jadwal.assess import forecast as fc
from jadwal.incidents import count_record
from jadwal.model.case import Case, Event, Rule


def feed(kind: str, weekly: list[int], **rest: Any) -> list[Event]:
    """Events of a kind: so many on the Thursday of each week, and a feed kept to the end by an event of nobody's."""
    rows = [watched.event(f"{kind}{week}", 7 * week + 3, kind, count=n, **rest) for week, n in enumerate(weekly) if n]
    ends = [watched.event(f"{kind}-{d}", d, kind, count=0) for d in (0, 7 * len(weekly) - 1)]
    return rows + ends


def of(case: Case, futures: int = 500, seed: int = 1) -> Assessment:
    """Assess with a modest number of futures."""
    return assess(case, seed=seed, futures=futures)


def noted(case: Case) -> set[str]:
    """Codes of the notes on the only row."""
    return {code for code, _ in of(case, 20).board[0].notes}


def weeks(seed: int, n: int = 60) -> list[int]:
    """A fictional weekly series."""
    draw = random.Random(seed)
    return [draw.choice((0, 0, 1, 2, 5, 9)) for _ in range(n)]


RAIDS, MARCHES = watched.indicator("raids"), watched.indicator("marches")


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 40),
    st.integers(0, 20),
    st.integers(0, 30),
    st.sampled_from(("at_most", "at_least")),
    st.integers(0, 100),
    st.integers(0, 20),
)
def test_a_path_holds_exactly_where_its_windows_do(
    window: int, sustained: int, value: int, comparator: str, coverage: int, gap: int
) -> None:
    """Against a plain day-by-day reading of the same paths, with a gap between the last observed day and today."""
    rule = Rule(
        indicator="raids",
        comparator=comparator,  # type: ignore[arg-type]
        value=value,
        window_days=window,
        sustained_days=sustained,
        coverage_percent=coverage,
    )
    past = weeks(3, 12)
    case = watched.case(RAIDS, *feed("raids", past), as_of=7 * len(past) - 1 + gap)
    record = count_record(case, RAIDS)
    assert record is not None
    assert not isinstance(record, tuple)
    series = fc.series(record, today=case.as_of.toordinal(), seed=1, histories=10)
    assert isinstance(series, fc.Series)
    reach = window + sustained + 5
    ((_, _, counts),) = fc.paths({"raids": series}, {"raids": reach}, days=40, seed=1, futures=6)
    holds = fc.holding(counts, series, rule, reach)
    first = 1 - len(record.observed)  # day of the record's first entry, counted from today
    for k in range(6):
        for d in range(40):
            expected = True
            for end in range(d - sustained, d + 1):
                days = range(end - window + 1, end + 1)
                seen = [day for day in days if day > series.last or (day >= first and record.observed[day - first])]
                total = sum(int(counts[reach + day, k]) for day in days)
                within = total <= value if comparator == "at_most" else total >= value
                expected &= within and len(seen) * 100 >= coverage * window
            assert holds[k, d] == expected


def test_observed_days_fill_the_window() -> None:
    """Twenty raids six days ago: at most 10 in 28 days cannot hold before day 22, whatever the path brings."""
    past = [2] * 30 + [20]
    case = watched.case(
        RAIDS, watched.condition("quiet", "raids", value=10), *feed("raids", past), as_of=7 * 31 - 1 + 3
    )
    found = of(case)
    assert found.board[0].state == "not-met"
    assert not found.days.holds("quiet", 0, 500)[:, :22].any()
    assert found.days.holds("quiet", 0, 500)[:, 22:].any()


def test_sustained_periods_reach_back_too() -> None:
    """Quiet for 40 of the 50 days asked for: it can hold on day 10, and not before."""
    past = [9] * 20 + [0] * 9  # the last raid leaves the 28-day window 35 days before the end
    asked = watched.condition("quiet", "raids", value=8, sustained_days=50)
    case = watched.case(RAIDS, asked, *feed("raids", past), as_of=7 * 29 - 1)
    first = of(case, 2_000).days.first_day("quiet")
    last_raid = 7 * 19 + 3 - (7 * 29 - 1)
    assert first.min() == last_raid + 28 + 50


def weekly(case: Case, futures: int = 400) -> dict[str, npt.NDArray[np.int64]]:
    """Per series, (weeks, futures) counts of whole weeks on the paths, from the day after the as-of date on."""
    known = {}
    for indicator in case.indicators:
        record = count_record(case, indicator)
        assert record is not None
        assert not isinstance(record, tuple)
        known[indicator.id] = fc.series(record, today=case.as_of.toordinal(), seed=1, histories=futures)
    series = {id: s for id, s in known.items() if isinstance(s, fc.Series)}
    drawn = fc.paths(series, dict.fromkeys(series, 0), days=7 * 20 + 1, seed=1, futures=futures)
    return {id: np.asarray(counts[1:]).reshape(20, 7, futures).sum(axis=1) for _, id, counts in drawn}


def pair(first: list[int], second: list[int]) -> Case:
    """Two series, each with a condition."""
    return watched.case(
        RAIDS,
        MARCHES,
        watched.condition("few-raids", "raids", value=8),
        watched.condition("few-marches", "marches", value=8),
        *feed("raids", first),
        *feed("marches", second),
        as_of=7 * len(first) - 1,
    )


def test_series_move_together_as_they_did() -> None:
    """Raids and marches that added up to nine in every past week do so in every week of every path."""
    found = weekly(pair(weeks(1), [9 - n for n in weeks(1)]))
    assert (found["raids"] + found["marches"] == 9).all()
    assert found["raids"].std() > 2


def test_correlation_across_series_is_preserved() -> None:
    """Loosely coupled series keep their correlation of the last 52 weeks, up to sampling error."""
    draw = random.Random(11)
    raids = weeks(1)
    marches = [n + draw.randrange(8) for n in raids]
    found = weekly(pair(raids, marches))
    past = np.corrcoef(raids[-52:], marches[-52:])[0, 1]
    assert 0.6 < past < 0.95
    assert abs(np.corrcoef(found["raids"].ravel(), found["marches"].ravel())[0, 1] - past) < 0.05


def test_permuting_one_condition_against_another_changes_what_they_do_together() -> None:
    """Conditions on one and the same counts hold on the same days; on permuted paths they no longer do."""
    days = of(pair(weeks(1), weeks(1)), 2_000).days
    assert np.array_equal(days.holds("few-raids", 0, 2_000), days.holds("few-marches", 0, 2_000))
    apart = days.permuted("few-marches", np.roll(np.arange(2_000), 1))
    both = apart.holds("few-raids", 0, 2_000) & apart.holds("few-marches", 0, 2_000)
    assert both.sum() < 0.8 * days.holds("few-raids", 0, 2_000).sum()


def test_a_shorter_series_moves_with_the_longer_one_where_both_were_observed() -> None:
    """Of 52 weeks 30 were observed for both, and alike: so are at least 30 of 52 coming ones, all of its own values."""
    raids = weeks(1)
    marches = [e for e in feed("marches", raids) if e.day >= watched.day(7 * 30)]
    start = watched.event("m0", 7 * 30, "marches", count=0)
    found = weekly(watched.changed(pair(raids, raids), events=(*feed("raids", raids), *marches, start)))
    assert (found["raids"] == found["marches"]).mean() > 30 / 52 - 0.03
    assert not (found["raids"] == found["marches"]).all()
    assert set(np.unique(found["marches"]).tolist()) == set(raids[30:])


def test_future_k_does_not_depend_on_how_many_are_asked_for() -> None:
    """Also across blocks of futures, and beyond the number of drawn histories."""
    case = pair(weeks(1), weeks(2))
    tallies = [watched.tally(f"t{n}", "fires", 0, 30 * n, "approx", 20 * n) for n in range(1, 14)]
    fires = watched.indicator("fires", counter="Bureau", scope="North")
    law = watched.indicator("law", "fact")
    declared = watched.condition("passed", "law", "is_true", scenarios=(watched.scenario(500, 520, 560, never=10),))
    burning = watched.condition("few-fires", "fires", value=18)
    case = watched.changed(
        case,
        indicators=(*case.indicators, fires, law),
        conditions=(*case.conditions, burning, declared),
        tallies=tuple(tallies),
    )
    many, few = of(case, fc.BLOCK + 1_200).days, of(case, 1_300).days
    assert many.conditions == ("few-fires", "few-marches", "few-raids", "passed")
    for c in many.conditions:
        assert np.array_equal(few.holds(c, 0, 1_300), many.holds(c, 0, 1_300)), c
        assert np.array_equal(few.first_day(c), many.first_day(c)[:1_300])
        assert np.array_equal(many.restricted(1_300).holds(c, 0, 1_300), few.holds(c, 0, 1_300))


def test_the_same_seed_gives_the_same_paths_and_another_seed_others() -> None:
    """Whatever the order of rows."""
    case = pair(weeks(1), weeks(2))
    shuffled = watched.changed(
        case, events=case.events[::-1], conditions=case.conditions[::-1], indicators=case.indicators[::-1]
    )
    one, two = of(case), of(shuffled)
    assert one.board == two.board
    for c in one.days.conditions:
        assert np.array_equal(one.days.holds(c, 0, 500), two.days.holds(c, 0, 500))
    other = of(case, seed=2).days.holds("few-raids", 0, 500)
    assert not np.array_equal(one.days.holds("few-raids", 0, 500), other)


def test_a_week_follows_the_week_before_it_in_twelve_of_thirteen() -> None:
    """Blocks of 13 weeks in the mean; every week of the pool is as likely as any other."""
    drawn: npt.NDArray[np.int16] = fc.weeks_drawn(60, 40, seed=1, futures=2_000)
    follows = (drawn[1:] == (drawn[:-1] + 1) % 40).mean()
    expected = 12 / 13 + 1 / 13 / 40
    assert abs(follows - expected) < 0.003
    share = np.bincount(drawn.ravel(), minlength=40) / drawn.size
    assert len(share) == 40
    assert abs(share - 1 / 40).max() < 0.004


def test_only_the_last_52_weeks_stand_for_the_coming_ones() -> None:
    """Raids of two years ago do not come back."""
    past = [20] * 40 + [1] * 52
    case = watched.case(RAIDS, watched.condition("quiet", "raids", value=4), *feed("raids", past), as_of=7 * 92 - 1)
    assert of(case).days.holds("quiet", 0, 500).all()


@pytest.mark.parametrize(
    ("past", "later", "why"),
    [
        ([0] * 43 + [1] * 9, 0, "assess.abstains-few-events"),
        ([3] * 7, 0, "assess.abstains-few-weeks"),
        ([3] * 30, 56, "assess.abstains-stale"),
    ],
)
def test_it_abstains_and_says_why(past: list[int], later: int, why: str) -> None:
    """Fewer than ten events, fewer than eight observed weeks, or nothing observed for eight weeks."""
    case = watched.case(
        RAIDS,
        watched.condition("busy", "raids", "at_least", value=100),
        *feed("raids", past),
        as_of=7 * len(past) - 1 + later,
    )
    assert why in noted(case)
    assert of(case, 20).board[0].outlook == "none"
    declared = watched.changed(
        case,
        conditions=(
            watched.condition("busy", "raids", "at_least", value=100, scenarios=(watched.scenario(600, 610, 620),)),
        ),
    )
    assert of(declared, 20).board[0].outlook == "scenario"


def test_at_the_edge_it_does_not_abstain() -> None:
    """Ten events, eight weeks, and an observation 55 days ago are enough."""
    for past, later in (([0] * 42 + [1] * 10, 0), ([3] * 8, 0), ([3] * 30, 55)):
        case = watched.case(
            RAIDS,
            watched.condition("busy", "raids", "at_least", value=100),
            *feed("raids", past),
            as_of=7 * len(past) - 1 + later,
        )
        assert of(case, 20).board[0].outlook == "data"


def test_what_is_met_today_may_be_lost_along_the_path() -> None:
    """Met on day 0 in every future, lost in some later; and day 0 is never open when it is known not to be met."""
    past = [6, 6, 0, 0, 0, 0] * 10
    quiet, busy = watched.condition("quiet", "raids", value=5), watched.condition("busy", "raids", "at_least", value=5)
    found = of(watched.case(RAIDS, quiet, busy, *feed("raids", past), as_of=7 * 60 - 1))
    assert {r.condition: r.state for r in found.board} == {"quiet": "met", "busy": "not-met"}
    holds = found.days.holds("quiet", 0, 500)
    assert holds[:, 0].all()
    assert not holds[:, 1:].all()
    assert not found.days.holds("busy", 0, 500)[:, 0].any()


def test_met_with_too_few_events_to_forecast_stays_met_and_says_so() -> None:
    """A year without a raid cannot say how the next one comes."""
    case = watched.case(RAIDS, watched.condition("quiet", "raids", value=2), *feed("raids", [0] * 60), as_of=7 * 60 - 1)
    found = of(case, 50)
    assert (found.board[0].state, found.board[0].outlook_basis) == ("met", "met")
    assert {"assess.relapse-not-modelled", "assess.abstains-few-events"} <= noted(case)
    assert found.days.holds("quiet", 0, 50).all()


def test_events_of_another_actor_change_nothing() -> None:
    """A whole year of Blue Band's raids leaves the condition on Red Band's as it was, state and every path."""
    red = watched.indicator("raids", event_actors=("Red Band",))
    quiet = watched.condition("quiet", "raids", value=6)
    rows = feed("raids", weeks(4), actor="Red Band")
    alone = watched.case(red, quiet, *rows, as_of=7 * 60 - 1)
    draw = random.Random(7)
    blue = [watched.event(f"blue{n}", draw.randrange(7 * 60), "raids", actor="Blue Band", count=50) for n in range(90)]
    among = watched.case(red, quiet, *rows, *blue, as_of=7 * 60 - 1)
    assert of(alone).board == of(among).board
    assert np.array_equal(of(alone).days.holds("quiet", 0, 500), of(among).days.holds("quiet", 0, 500))


def test_the_width_of_an_open_tally_survives_into_the_paths() -> None:
    """At least 30 in the last month may be 30 or 60: whether at most 40 holds today differs with the history."""
    rows = [watched.tally(f"t{n}", "raids", 0, 30 * n - 1, "exactly", 10 * n) for n in range(1, 12)]
    counted = watched.indicator("raids", counter="Bureau", scope="North")
    condition = watched.condition("quiet", "raids", value=40, window_days=30)
    last = 30 * 12 - 1

    def held(word: str) -> float:
        case = watched.case(counted, condition, *rows, watched.tally("last", "raids", 330, last, word, 30), as_of=last)
        return float((of(case, 1_000).days.first_day("quiet") == 0).mean())

    assert held("exactly") == 1.0
    assert 0.15 < held("at_least") < 0.6, "a flat draw over 30 … 60 is at most 40 in about a third"
