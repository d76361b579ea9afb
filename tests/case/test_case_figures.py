"""How each figure is known, and a case with one of them fixed."""

from __future__ import annotations

from datetime import date

import pytest
from draft import Draft

from jadwal.case import Assumed, assumed_values, counts, read_case, with_value
from jadwal.model.case import Estimate


def test_figures_are_counted_by_how_they_are_known(draft: Draft) -> None:
    """Marking one reported headcount as entered moves one figure, and marking it assumed another."""
    before = counts(read_case(draft.path))
    draft.cell("units.csv", "east-advisers", "basis", "entered")
    after = counts(read_case(draft.path))
    assert (before.reported - after.reported, after.entered - before.entered) == (1, 1)
    assert before.assumed == after.assumed
    draft.cell("units.csv", "east-advisers", "basis", "assumed")
    draft.cell("units.csv", "east-advisers", "headcount_low", "30")
    draft.cell("units.csv", "east-advisers", "headcount_high", "50")
    assert counts(read_case(draft.path)).assumed == before.assumed + 1


def test_every_assumed_range_is_listed_and_nothing_else(draft: Draft) -> None:
    """Reported and entered figures, and assumed ones without a range, are not run again."""
    values = assumed_values(read_case(draft.path))
    assert list(values) == sorted(values, key=lambda a: (a.table, a.row, a.field))
    named = {(a.table, a.row, a.field): a.value for a in values}
    assert named["activities", "agreement", "days"] == Estimate(low=5, likely=10, high=40)
    assert named["reduction", "reduction", "gap_days"] == Estimate(low=0, likely=10, high=20)
    assert named["protection", "protection", "percent"].high == 20
    assert named["site_work", "training", "days"].low == 10
    assert named["conditions", "brigade-ready", "never_percent"].high == 15
    outlook = named["conditions", "brigade-ready", "first/likely/last"]
    assert (date.fromordinal(outlook.low), date.fromordinal(outlook.high)) == (date(2025, 5, 1), date(2026, 1, 31))
    assert ("units", "east-advisers", "headcount") not in named
    assert ("site_work", "transfer", "days") not in named
    assert all(a.value.low < a.value.high for a in values)


def test_fixing_a_value_changes_it_and_nothing_else(draft: Draft) -> None:
    """Each assumed value fixed at its low is gone from the list, and all the others stay as they were."""
    case = read_case(draft.path)
    values = assumed_values(case)
    for one in values:
        fixed = with_value(case, one.table, one.row, one.field, one.value.low)
        assert set(assumed_values(fixed)) == set(values) - {one}
        assert fixed != case
        again = with_value(fixed, one.table, one.row, one.field, one.value.low)
        assert again == fixed


def test_an_outlook_fixed_at_its_low_comes_on_its_first_day(draft: Draft) -> None:
    """All three dates are the earliest; the chance of never stays."""
    case = read_case(draft.path)
    (one,) = (a for a in assumed_values(case) if a.field == "first/likely/last")
    (scenario,) = with_value(case, *one[:3], one.value.low).conditions[0].scenarios
    assert {scenario.first, scenario.likely, scenario.last} == {date(2025, 5, 1)}
    assert scenario.never_percent == case.conditions[0].scenarios[0].never_percent


def test_a_fixed_value_has_no_range(draft: Draft) -> None:
    """The single reduction of a case is fixed like any row."""
    fixed = with_value(read_case(draft.path), "reduction", "reduction", "step_people", 30)
    assert fixed.reduction is not None
    assert fixed.reduction.step_people == Estimate(low=30, likely=30, high=30)


def test_a_value_that_is_not_there_cannot_be_fixed(draft: Draft) -> None:
    """A wrong row is a fault of the caller, not a silent no-op."""
    with pytest.raises(KeyError, match="nobody"):
        with_value(read_case(draft.path), "units", "nobody", "headcount", 1)


def test_an_assumed_value_names_its_place() -> None:
    """Table, row, field and range, as the timetable's sensitivities say them."""
    assert Assumed._fields == ("table", "row", "field", "value")
