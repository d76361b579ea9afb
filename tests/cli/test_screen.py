"""Text on a terminal: logical order, Arabic in the last column, a mark after each Arabic cell."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadwal.cli.screen import Screen, chance, marked
from jadwal.text import LRM


def test_an_arabic_cell_is_followed_by_a_left_to_right_mark() -> None:
    """So that the next column keeps its place; English needs none."""
    assert marked("متحقق") == "متحقق" + LRM
    assert marked("met") == "met"
    assert marked("سطر\nline") == f"سطر{LRM}\nline"


def test_a_table_keeps_its_cells_in_logical_order() -> None:
    """Dates first, the Arabic name last, whatever the direction of the text."""
    out = io.StringIO()
    Screen("ar", out).table(["المستهدف", "المَعلم"], [["2025-09-30", "انتهاء المهمة"]])
    header, row = out.getvalue().splitlines()
    assert header.index("المستهدف") < header.index("المَعلم")
    assert row.split() == ["2025-09-30", "انتهاء", "المهمة" + LRM]


@given(st.integers(0, 1_000_000))
def test_a_chance_is_never_rounded_into_certainty(ppm: int) -> None:
    """0 % and 100 % are said only when they are meant."""
    assert (chance(ppm) == "0 %") == (ppm == 0)
    assert (chance(ppm) == "100 %") == (ppm == 1_000_000)


@pytest.mark.parametrize(("ppm", "said"), [(1, "<1 %"), (453_210, "45 %"), (999_999, ">99 %"), (None, "–")])
def test_chances_read_as_whole_percent(ppm: int | None, said: str) -> None:
    """And an unknown one is a dash."""
    assert chance(ppm) == said
