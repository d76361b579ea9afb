"""Words for chances and ranges, plain texts, and the reading that a word means."""

from __future__ import annotations

import pytest
from exported import day, named, quantiles

from jadwal.exchange.choice import called, chosen
from jadwal.exchange.choice import named as named_reading
from jadwal.exchange.words import between, by_then, lines, one_line, percent
from jadwal.messages import BadInput
from jadwal.model.case import Question, Reading


@pytest.mark.parametrize(
    ("ppm", "said"),
    [(0, "0 %"), (1, "<1 %"), (9_999, "<1 %"), (10_000, "1 %"), (494_999, "49 %"), (495_000, "50 %"),
     (990_000, "99 %"), (990_001, ">99 %"), (1_000_000, "100 %")],
)  # fmt: skip
def test_nearly_none_and_nearly_all_are_not_none_and_all(ppm: int, said: str) -> None:
    """0 and 100 % are said of nothing else."""
    assert percent(ppm) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (9, "in fewer than 1 of 10 futures by this day"),
        (10, "in 1 to 5 of 10 futures by this day"),
        (20, "in 5 to 8 of 10 futures by this day"),
        (35, "in 8 to 9 of 10 futures by this day"),
        (40, "in 9 of 10 futures or more by this day"),
    ],
)
def test_a_day_is_placed_between_the_percentiles(n: int, said: str) -> None:
    """P10 to P90 on days 10, 20, 30 and 40."""
    assert by_then(day(n), quantiles(10, 20, 30, 40), "en") == said


def test_percentiles_that_are_never_reached_count_as_later() -> None:
    """No P80 and P90 within the horizon: never more than between 5 and 8 of 10."""
    assert by_then(day(900), quantiles(10, 20, None, None), "en") == "in 5 to 8 of 10 futures by this day"
    assert by_then(day(900), quantiles(None, None, None, None), "en") == "in fewer than 1 of 10 futures by this day"


def test_the_range_is_said_as_far_as_it_reaches() -> None:
    """Whole, on one day, without an upper end, without any."""
    assert between(quantiles(1, 2, 3, 4, ppm=1_000_000), "en") == (
        "8 of 10 futures fall between 2031-01-02 and 2031-01-05 (P10 to P90)."
    )
    assert between(quantiles(1, 1, 1, 1, ppm=1_000_000), "en").startswith(
        "At least 8 of 10 futures have it on 2031-01-02"
    )
    assert "no P90" in between(quantiles(1, 2, 3, None), "en")
    assert between(quantiles(None, None, None, None, ppm=40_000), "en") == (
        "Fewer than 1 of 10 futures reach it within the horizon (no P10)."
        " Chance that it is reached at all within the horizon: 4 %, almost no chance."
    )


def test_a_name_stands_on_one_line_without_controls() -> None:
    """Line ends become spaces, bidi and control characters go, what is too long ends with an ellipsis."""
    assert one_line("a\r\nb\u2028c\td\x00\u202ee\ufffe\ud800 ") == "a b c de"
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("abcd", 4) == "abcd"
    assert lines("a\r\nb\x0bc\u2068d\u2069") == "a\nbc\u2068d\u2069"


CHOICES = (
    (("attacks", "apart"), ("end", "host")),
    (("attacks", "apart"), ("end", "coalition")),
    (("attacks", "pause"), ("end", "host")),
)


@pytest.mark.parametrize(
    ("typed", "which"),
    [
        ("apart+host", 0),
        ("host+apart", 0),
        ("coalition", 1),
        ("pause", 2),
        ("end=host;attacks=pause", 2),
        ("pause, host", 2),
    ],
)
def test_a_word_means_one_reading(typed: str, which: int) -> None:
    """In any order, as far as it is needed, or as the tables write it."""
    assert chosen(typed, CHOICES) == CHOICES[which]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "which-reading"), ("host", "several-readings"), ("nobody", "no-such-reading"),
     ("pause+coalition", "no-such-reading"),
     ("host=end", "no-such-reading")],
)  # fmt: skip
def test_a_word_that_means_none_or_several_is_refused_with_the_choices(typed: str, code: str) -> None:
    """And nothing typed, when there are several."""
    with pytest.raises(BadInput) as error:
        chosen(typed, CHOICES)
    (mistake,) = error.value.mistakes
    assert mistake.code == f"exchange.{code}"
    assert "apart+host, apart+coalition, pause+host" in mistake.would_be_right("en")


def test_a_timetable_with_one_reading_needs_no_word() -> None:
    """Whether a question was asked or not."""
    assert chosen("", [()]) == ()
    assert chosen("", CHOICES[:1]) == CHOICES[0]
    assert called(()) == ""
    assert called(CHOICES[0]) == "apart+host"


def test_a_reading_has_the_names_of_its_parts() -> None:
    """In both languages; an id stands for a name that is not known."""
    question = Question(
        id="end",
        text=named("End?", "النهاية؟"),
        known_from=day(0),
        readings=(Reading(id="host", name=named("Host's", "المضيف")),),
    )
    assert named_reading(CHOICES[0], [question]) == named("apart; Host's", "apart؛ المضيف")
