"""The state of a condition on a date: met, not met, or cannot tell; missing data is never met."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import watched
from hypothesis import given, settings
from hypothesis import strategies as st

from jadwal.assess import assess
from jadwal.incidents import TallyRecord, count_record
from jadwal.messages import BadInput
from jadwal.model.case import Case, Tally
from jadwal.model.timetable import BoardRow

OF = watched.indicator("raids", counter="Bureau", scope="North")
LADDER = ("weak", "fair", "good")
SKILL = watched.indicator("skill", "rating", ladder=LADDER)
ABLE = watched.condition("able", "skill", "at_least", rating="fair")


def row(case: Case) -> BoardRow:
    """The only row of the board."""
    (only,) = assess(case, seed=1, futures=20).board
    return only


@st.composite
def watched_counts(draw: st.DrawFn) -> tuple[Case, list[Tally]]:
    """Tallies true of one history, with gaps, and a condition over them, on a day after all of them."""
    truth = draw(st.lists(st.integers(0, 3), min_size=5, max_size=40))
    tallies = []
    for n in range(draw(st.integers(1, 5))):
        first = draw(st.integers(0, len(truth) - 1))
        last = draw(st.integers(first, len(truth) - 1))
        total = sum(truth[first : last + 1])
        word = draw(st.sampled_from(("exactly", "at_most", "at_least")))
        tallies.append(watched.tally(f"t{n}", "raids", first, last, word, total))
    condition = watched.condition(
        "quiet",
        "raids",
        draw(st.sampled_from(("at_most", "at_least"))),
        value=draw(st.integers(0, 20)),
        window_days=draw(st.integers(1, 20)),
        sustained_days=draw(st.integers(0, 10)),
        coverage_percent=draw(st.integers(0, 100)),
    )
    as_of = len(truth) - 1 + draw(st.integers(0, 15))
    return watched.case(OF, condition, *tallies, as_of=as_of), tallies


def days_of(tallies: list[Tally]) -> set[date]:
    """Every day that some tally covers."""
    return {date.fromordinal(d) for t in tallies for d in range(t.since.toordinal(), t.as_of.toordinal() + 1)}


@settings(max_examples=150, deadline=None)
@given(watched_counts())
def test_never_met_when_too_few_days_were_observed(made: tuple[Case, list[Tally]]) -> None:
    """Any window of the sustained period with too little coverage keeps the state from being met."""
    case, tallies = made
    rule = case.conditions[0].rule
    seen = days_of(tallies)
    for back in range(rule.sustained_days + 1):
        end = case.as_of.toordinal() - back
        window = {date.fromordinal(d) for d in range(end - rule.window_days + 1, end + 1)}
        if len(window & seen) * 100 < rule.coverage_percent * rule.window_days:
            assert row(case).state != "met"


@settings(max_examples=150, deadline=None)
@given(watched_counts())
def test_a_verdict_is_true_of_every_history(made: tuple[Case, list[Tally]]) -> None:
    """Met: every history that the tallies allow is within the limit on each day; not met: every one is beyond it."""
    case, _ = made
    rule = case.conditions[0].rule
    state = row(case).state
    if state == "cannot-tell":
        return
    record = count_record(case, OF)
    assert isinstance(record, TallyRecord)
    for history in record.histories(3, 25):
        within = []
        for back in range(rule.sustained_days + 1):
            end = len(history) - 1 - back
            total = int(history[max(0, end - rule.window_days + 1) : max(0, end + 1)].sum())
            within.append(total <= rule.value if rule.comparator == "at_most" else total >= rule.value)
        assert all(within) if state == "met" else not all(within)


def quiet(as_of: int, *tallies: Tally, **rest: Any) -> BoardRow:
    """At most 5 in 28 days, on day ``as_of``."""
    return row(watched.case(OF, watched.condition("quiet", "raids", value=5, **rest), *tallies, as_of=as_of))


def test_since_is_the_first_day_of_the_present_run() -> None:
    """Exact weekly tallies: 9 on days 0-6, then none. Day 34's window (7 … 34) is the first without them."""
    loud = watched.tally("loud", "raids", 0, 6, "exactly", 9)
    still = watched.tally("still", "raids", 7, 60, "exactly", 0)
    found = quiet(60, loud, still)
    assert (found.state, found.since, found.low, found.high) == ("met", watched.day(33 + 1), 0, 0)
    assert quiet(60, loud, still, sustained_days=10).since == watched.day(44)
    before = quiet(27, loud, watched.tally("part", "raids", 7, 27, "exactly", 0))
    assert before.state == "not-met"
    # on day 22 the first window with 80 % of its 28 days observed ends: 9 are already too many
    assert before.since == watched.day(22)


def test_between_the_bounds_it_cannot_be_told() -> None:
    """At least 3 in the window may be 3 or 30: no upper end, no date."""
    found = quiet(40, watched.tally("t", "raids", 0, 40, "at_least", 3))
    assert (found.state, found.since, found.low, found.high) == ("cannot-tell", None, 0, None)


def test_enough_but_not_all_days_observed() -> None:
    """The case says how much of a window must be observed: 80 % of 28 days are 23."""
    first = watched.tally("t", "raids", 0, 40, "exactly", 0)
    assert quiet(45, first).state == "met"
    assert quiet(46, first).state == "cannot-tell"
    assert quiet(46, first).coverage_ppm == 22 * 1_000_000 // 28
    assert quiet(46, first).last_observed == watched.day(40)


def test_contradicting_tallies_cannot_be_told() -> None:
    """The row names them and cites their sources; nothing crashes."""
    found = quiet(
        20,
        watched.tally("ten", "raids", 0, 9, "exactly", 40, source=("a",)),
        watched.tally("twenty", "raids", 0, 19, "exactly", 30, source=("b",)),
    )
    notes = dict(found.notes)
    assert (found.state, found.outlook, found.sources) == ("cannot-tell", "none", ("a", "b"))
    listed = dict(notes["assess.tallies-contradict"])["tallies"]
    assert listed.of("en") == (  # type: ignore[union-attr]
        "ten (40, 2031-03-01 to 2031-03-10); twenty (30, 2031-03-01 to 2031-03-20)"
    )


def test_the_figure_is_the_sources_own() -> None:
    """The board shows "> 150", not a number nobody said."""
    found = quiet(40, watched.tally("t", "raids", 0, 40, "more_than", 150))
    assert (found.figure, found.low) == ("> 150", 0)


def test_no_tally_at_all_cannot_be_told() -> None:
    """No figure, no coverage, no date."""
    found = quiet(40)
    assert (found.state, found.figure, found.low, found.coverage_ppm) == ("cannot-tell", "", None, 0)
    assert "assess.no-outlook" in dict(found.notes)


def rated(as_of: int, *seen: tuple[int, str, int | None], **rest: Any) -> BoardRow:
    """The rating condition after these observations (day observed, value, day known)."""
    rows = [watched.observation(f"o{n}", "skill", on, v, known) for n, (on, v, known) in enumerate(seen)]
    return row(
        watched.case(SKILL, watched.condition("able", "skill", "at_least", rating="fair", **rest), *rows, as_of=as_of)
    )


def test_a_rating_holds_from_the_day_it_was_known() -> None:
    """Observed on day 3, known on day 10: met on day 10, not before."""
    assert rated(9, (3, "good", 10)).state == "cannot-tell"
    found = rated(12, (3, "good", 10))
    assert (found.state, found.since, found.figure, found.low) == ("met", watched.day(10), "good", 2)
    assert found.last_observed == watched.day(3)


def test_a_later_rating_below_the_rung_ends_it() -> None:
    """And a better one begins it anew."""
    fell = rated(20, (1, "fair", None), (15, "weak", None))
    assert (fell.state, fell.since) == ("not-met", watched.day(15))
    rose = rated(30, (1, "fair", None), (15, "weak", None), (22, "fair", None), (25, "good", None))
    assert (rose.state, rose.since) == ("met", watched.day(22))


def test_an_old_rating_known_late_changes_nothing() -> None:
    """What counts is what is known about the latest day."""
    assert rated(30, (15, "good", None), (3, "weak", 28)).state == "met"


def test_a_sustained_rating_must_have_lasted() -> None:
    """Known on day 10, for 30 days: cannot be told before day 40."""
    assert rated(39, (10, "fair", None), sustained_days=30).state == "cannot-tell"
    assert rated(40, (10, "fair", None), sustained_days=30).since == watched.day(40)


def test_assessors_who_differ_leave_it_open_only_across_the_rung() -> None:
    """weak and good about one day: cannot tell; fair and good: met all the same."""

    def both(one: str, other: str) -> BoardRow:
        rows = [
            watched.observation("a", "skill", 5, one, assessor="host"),
            watched.observation("b", "skill", 5, other, assessor="coalition"),
        ]
        return row(watched.case(SKILL, ABLE, *rows, as_of=9))

    assert (both("weak", "good").state, both("weak", "good").figure) == ("cannot-tell", "weak … good")
    assert both("fair", "good").state == "met"
    assert "assess.assessors-differ" in dict(both("fair", "good").notes)


def test_a_fact_is_yes_or_no() -> None:
    """No word yet: cannot tell; no: not met since it was known; yes: met."""
    fact = watched.indicator("law", "fact")
    passed = watched.condition("passed", "law", "is_true")
    no, yes = watched.observation("n", "law", 3, "no"), watched.observation("y", "law", 8, "yes")
    assert row(watched.case(fact, passed, as_of=9)).state == "cannot-tell"
    assert row(watched.case(fact, passed, no, as_of=5)).state == "not-met"
    assert row(watched.case(fact, passed, no, yes, as_of=9)).since == watched.day(8)


def test_a_value_off_the_ladder_is_refused_with_the_ladder() -> None:
    """In both languages, naming the row."""
    case = watched.case(SKILL, ABLE, watched.observation("o", "skill", 1, "superb"), as_of=2)
    with pytest.raises(BadInput) as refused:
        assess(case, seed=1, futures=10)
    (mistake,) = refused.value.mistakes
    assert (mistake.code, mistake.file) == ("assess.not-on-ladder", "observations.csv")
    assert "superb" in mistake.what("en")
    assert "weak, fair, good" in mistake.would_be_right("ar")


def test_an_unknown_indicator_is_refused() -> None:
    """Naming the condition and what it asked for."""
    with pytest.raises(BadInput) as refused:
        assess(watched.case(watched.condition("quiet", "nothing")), seed=1, futures=10)
    assert refused.value.mistakes[0].what("en") == (
        "The condition quiet names the indicator “nothing”, which does not exist."
    )
