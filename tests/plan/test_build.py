"""From a case to a problem: nobody is lost, rows may come in any order, and readings choose what holds."""

from __future__ import annotations

import random
from datetime import date

import cases
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jadwal.model.case import Calendar, Case, Clause, Promise, Question, Reading
from jadwal.plan.build import build, choices
from jadwal.plan.calendars import open_days
from jadwal.plan.check import check
from jadwal.plan.cpsat import solve
from jadwal.plan.dated import aim
from jadwal.plan.openings import openings
from jadwal.plan.rules import first_day, last_day
from jadwal.plan.tasks import split

SMALL = (
    cases.one_site,
    cases.unnamed_receiver,
    cases.linked,
    cases.working_week,
    cases.small_crew,
    cases.heavy_guard,
    cases.relocation,
    cases.covered,
    cases.small_steps,
    cases.two_phases,
    cases.hub_and_spoke,
    cases.gated,
)


@given(total=st.integers(0, 5000), most=st.integers(1, 400))
def test_serials_carry_everybody_and_none_is_overfull(total: int, most: int) -> None:
    parts = split(total, most)
    assert sum(parts) == total
    assert all(0 < n <= most for n in parts)
    assert len(parts) == -(-total // most)


@pytest.mark.parametrize("make", SMALL, ids=lambda m: m.__name__)
def test_everybody_is_on_a_task_that_takes_them_away(make: object) -> None:
    case = make()  # type: ignore[operator]
    problem = build(case, ())
    for unit in case.units:
        for site in (unit.site, unit.to_site if unit.then_phase else unit.site):
            assert sum(t.people for t in problem.tasks if t.unit == unit.id and t.site == site) == unit.headcount.likely


@pytest.mark.parametrize("make", SMALL, ids=lambda m: m.__name__)
def test_the_order_of_rows_changes_nothing(make: object) -> None:
    case = make()  # type: ignore[operator]
    rng = random.Random(7)
    shuffled = {
        f: tuple(rng.sample(v, len(v))) for f in case.__struct_fields__ if isinstance(v := getattr(case, f), tuple)
    }
    moved = msgspec.structs.replace(case, **shuffled)
    assert sorted(build(moved, ()).tasks, key=lambda t: t.id) == list(build(case, ()).tasks)
    assert build(moved, ()).links == build(case, ()).links
    assert {r.id: r for r in build(moved, ()).rules} == {r.id: r for r in build(case, ()).rules}


@pytest.mark.parametrize("make", SMALL, ids=lambda m: m.__name__)
def test_the_independent_checker_passes_the_optimum(make: object) -> None:
    case = make()  # type: ignore[operator]
    problem = build(case, ())
    opening = openings(problem, lambda condition: 20)
    found = solve(problem, opening)
    assert found.run.status == "optimal"
    assert check(case, aim(problem, found.starts, found.finishes, opening)) == ()


def promised(*readings: tuple[str, ...]) -> Case:
    """One site, and one promise to be over by day 5 for each tuple of readings."""
    question = Question(
        id="q",
        text=cases.named("how is it read"),
        readings=(Reading(id="end", name=cases.named("end")), Reading(id="review", name=cases.named("review"))),
        **cases.KNOWN,
    )
    promises = tuple(
        Promise(id=f"p{n}", milestone="over", kind="by", day=cases.day(5), readings=r) for n, r in enumerate(readings)
    )
    clause = Clause(id="c", text=cases.named("clause"), kind="date", promises=promises, **cases.KNOWN)
    return cases.one_site(questions=(question,), clauses=(clause,))


def test_each_reading_is_planned_with_the_dates_it_sets() -> None:
    case = promised(("end",), ())
    assert choices(case) == ((("q", "end"),), (("q", "review"),))
    by_choice = {choice[0][1]: [p.id for p in build(case, choice).promises] for choice in choices(case)}
    assert by_choice == {"end": ["p0", "p1"], "review": ["p1"]}


def test_a_date_agreed_for_a_month_holds_until_its_last_day_and_from_its_first() -> None:
    assert last_day(date(2024, 2, 1), "month") == date(2024, 2, 29)
    assert last_day(date(2025, 9, 30), "day") == date(2025, 9, 30)
    assert first_day(date(2026, 9, 30), "month") == date(2026, 9, 1)


def test_an_agreed_day_is_kept_by_what_finishes_on_it() -> None:
    problem = build(promised(()), (("q", "end"),))
    assert problem.promises[0].by == 6, "the instant that ends day 5"


def test_calendars_close_on_days_off_and_in_closed_periods() -> None:
    week = Calendar(id="week", name=cases.named("week"), days_off=(4, 5), **cases.KNOWN)
    assert open_days(cases.one_site(), week)[:8] == bytes((1, 1, 1, 1, 0, 0, 1, 1)), "day 0 is a Monday"
