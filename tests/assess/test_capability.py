"""Ratings: agreement, age and progress worked out by hand."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest
import watched

from jadwal.assess import capability
from jadwal.assess.capability import alpha, confidence, triangle
from jadwal.messages import BadInput
from jadwal.model.case import Case, Progress, Row
from jadwal.model.rated import Capability
from jadwal.publish.rated import sentences

LADDER = ("none", "some", "most", "all")
SKILL = watched.indicator("skill", "rating", ladder=LADDER, formation="Army")


def wanted(rating: str = "all", **rest: Any) -> Row:
    """The condition that the formation is rated so far."""
    return watched.condition("able", "skill", "at_least", "capability", rating=rating, **rest)


def rated(*rows: Row, as_of: int = 0) -> Capability:
    """The one capability of a case of these rows."""
    (found,) = capability(watched.case(SKILL, *rows, as_of=as_of))
    return found


def word(id: str, on: int, value: str, assessor: str = "A", **rest: Any) -> Row:
    """One rating."""
    return watched.observation(id, "skill", on, value, assessor=assessor, **rest)


def test_alpha_by_hand() -> None:
    """(1, 1), (2, 3), (0, 0): observed 2/6, expected 82/30, so 1 - (1/3) / (82/30); all alike, or once: none."""
    assert alpha([(1, 1), (2, 3), (0, 0)]) == pytest.approx(1 - (1 / 3) / (82 / 30))
    assert alpha([(2, 2), (2, 2)]) is None
    assert alpha([]) is None
    assert alpha([(0, 0, 0), (3, 3, 3)]) == 1.0


def test_the_latest_words_with_how_far_they_differ() -> None:
    """On day 20 A says most and B some; on day 5 both said none; C's word of day 5 stays C's latest."""
    found = rated(
        word("a1", 5, "none"), word("b1", 5, "none", "B"), word("c1", 5, "some", "C"),
        word("a2", 20, "most"), word("b2", 20, "some", "B"), wanted(), as_of=20,
    )  # fmt: skip
    assert (found.low, found.high, found.observed) == (1, 2, watched.day(20))
    assert [(r.assessor, r.step, r.observed) for r in found.ratings] == [
        ("A", 2, watched.day(20)),
        ("B", 1, watched.day(20)),
        ("C", 1, watched.day(5)),
    ]
    assert found.twice == 2
    assert found.alpha_milli == round(1000 * (alpha([(0, 0, 1), (2, 1)]) or 0))
    assert "differ by 1 steps" in " ".join(sentences(found, "en"))


def test_confidence_halves_in_180_days_and_thrice_as_fast_once_the_unit_leaves() -> None:
    """180 days: 1/2.  Of 90 days the last 45 without the assessors: 45 + 3 · 45 = 180, 1/2 as well."""
    assert confidence(watched.day(0), None, watched.day(180)) == pytest.approx(0.5)
    assert confidence(watched.day(0), watched.day(45), watched.day(90)) == pytest.approx(0.5)
    assert confidence(watched.day(60), watched.day(0), watched.day(60)) == 1.0
    rows = (word("a", 0, "some", assessor_unit="bat"), word("b", 0, "some", "B"), wanted())
    moved = Progress(id="move:bat:1", known_from=watched.day(45), finished=watched.day(45))
    found = rated(*rows, moved, as_of=90)
    assert [(r.left, r.confidence_ppm) for r in found.ratings] == [
        (watched.day(45), 500_000),
        (None, round(1_000_000 * 2**-0.5)),
    ]
    assert found.confidence_ppm == round(1_000_000 * 2**-0.5)
    other = Progress(id="move:battery", known_from=watched.day(45), finished=watched.day(45))
    assert rated(*rows, other, as_of=90).ratings[0].left is None
    assert "began to leave" in " ".join(sentences(found, "en"))


def test_the_pace_and_the_declared_dates_are_averaged_by_precision() -> None:
    """One step in 100 days, one to go: 100 ± √2 · 100 days from day 100; declared 50, 110, 140: 100 ± √350."""
    declared = watched.scenario(150, 210, 240)
    found = rated(word("a", 0, "some"), word("b", 100, "most"), wanted(scenarios=(declared,)), as_of=100).progress
    assert found is not None
    assert triangle(50, 110, 140)[0] == 100.0
    assert triangle(50, 110, 140)[1] == pytest.approx(350.0)
    weight = (1 / 20_000) / (1 / 20_000 + 1 / 350)
    error = 1.2815515655446004 / sqrt(1 / 20_000 + 1 / 350)
    assert (found.basis, found.remaining, found.gained, found.days_a_step) == ("both", 1, 1, 100)
    assert found.share_ppm == round(1_000_000 * weight)
    assert (found.early, found.middle, found.late) == (
        watched.day(round(200 - error)),
        watched.day(200),
        watched.day(round(200 + error)),
    )


def test_a_faster_pace_draws_the_dates_forward() -> None:
    """Two steps in 40 days and one to go: sooner than declared, later than the pace alone."""
    rows = (word("a", 0, "none"), word("b", 20, "some"), word("c", 40, "most"))
    alone = rated(*rows, wanted(), as_of=40).progress
    both = rated(*rows, wanted(scenarios=(watched.scenario(140, 240, 340),)), as_of=40).progress
    assert alone is not None
    assert both is not None
    assert alone.basis == "observed"
    assert alone.middle == watched.day(60)
    assert both.middle is not None
    assert watched.day(60) < both.middle < watched.day(240)


def test_without_a_step_up_the_declared_dates_stand_alone_and_without_both_nothing_is_said() -> None:
    """The same rating twice; a fall; never rated; dates that have all passed."""
    declared = wanted(scenarios=(watched.scenario(50, 110, 140),))
    still = rated(word("a", 0, "some"), word("b", 40, "some"), declared, as_of=40)
    assert still.progress is not None
    assert (still.progress.basis, still.progress.share_ppm, still.progress.middle) == ("declared", 0, watched.day(100))
    assert "no step up was observed in 40 days" in " ".join(sentences(still, "en"))
    fallen = rated(word("a", 0, "most"), word("b", 40, "some"), wanted(), as_of=40).progress
    assert fallen is not None
    assert (fallen.basis, fallen.gained, fallen.middle) == ("none", -1, None)
    never = rated(declared, as_of=1)
    assert never.progress is not None
    assert (never.progress.basis, never.progress.remaining) == ("declared", 3)
    assert "Never rated" in " ".join(sentences(never, "en"))
    passed = rated(word("a", 0, "some"), declared, as_of=140).progress
    assert passed is not None
    assert (passed.basis, passed.declared) == ("none", None)


def test_what_is_reached_is_said_to_be() -> None:
    """The lowest of the latest ratings counts."""
    reached = rated(word("a", 0, "most"), wanted("most"), as_of=1)
    assert reached.progress is not None
    assert reached.progress.basis == "reached"
    split = rated(word("a", 0, "most"), word("b", 0, "some", "B"), wanted("most"), as_of=1)
    assert split.progress is not None
    assert split.progress.remaining == 1


def test_a_rating_off_the_ladder_is_refused() -> None:
    """By code, with the row."""
    with pytest.raises(BadInput) as caught:
        rated(word("a", 0, "splendid"), as_of=1)
    assert [m.code for m in caught.value.mistakes] == ["assess.not-on-ladder"]


def test_what_is_known_later_is_not_known_now() -> None:
    """A rating of day 5 that was known on day 30 enters on day 30."""
    late = word("late", 5, "all", "B", known=30)
    assert rated(word("a", 0, "some"), late, as_of=29).high == 1
    assert rated(word("a", 0, "some"), late, as_of=30).high == 3


def test_every_sentence_is_said_in_both_languages() -> None:
    """As many, and none empty."""
    of: Case = watched.case(SKILL, word("a", 0, "some"), word("b", 40, "most"), wanted(), as_of=60)
    (found,) = capability(of)
    english, arabic = (list(sentences(found, lang)) for lang in ("en", "ar"))
    assert len(english) == len(arabic) == 3
    assert all(arabic)
