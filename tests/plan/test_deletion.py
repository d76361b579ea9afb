"""Take any one rule away from the problem or the optimiser, and the checker finds its absence in some small case."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from datetime import timedelta

import cases as c
import limits_cases as limits
import mode_cases as m
import people_cases as p
import pytest

from jadwal.model.case import Case
from jadwal.model.timetable import Schedule
from jadwal.plan import build as building
from jadwal.plan.check import Violation, check, physical
from jadwal.plan.cpsat import aims, solve
from jadwal.plan.cpsat.constraints import Constraints
from jadwal.plan.dated import aim
from jadwal.plan.modes import fixed
from jadwal.plan.openings import openings

PROBLEM_RULES = building.RULES
Made = tuple[Callable[[], Case], str]


def optimum(case: Case) -> Schedule | None:
    """The aim timetable of a case; None when there is no plan.  Conditions open on day 20."""
    problem = building.build(case, building.choices(case)[0])
    opening: Mapping[str, int | None] = openings(problem, lambda condition: 20)
    solution = solve(problem, opening)
    if solution.run.status == "infeasible":
        return None
    assert solution.run.status == "optimal"
    return aim(fixed(problem, solution.modes), solution.starts, solution.finishes, opening)


def found(case: Case) -> tuple[Violation, ...] | None:
    """What the checker finds in the optimum of a case; None when there is no plan."""
    schedule = optimum(case)
    return None if schedule is None else check(case, schedule)


def gated_to_continue() -> Case:
    """Work rests until a condition holds."""
    return c.gated("continue")


def reports() -> Case:
    """A report that waits for its round."""
    return c.linked("FS", 2)


# rule of plan/rules.py → a case that needs it, and the family that is missed
RULES: dict[str, Made] = {
    "agreement_first": (c.one_site, "agreement"),
    "precedence": (reports, "precedence"),
    "site_order": (c.one_site, "site-order"),
    "named_receiver": (c.unnamed_receiver, "receiver"),
    "lanes": (c.one_site, "lane"),
    "crews": (c.small_crew, "crew"),
    "protection": (c.heavy_guard, "protection"),
    "cover": (c.covered, "cover"),
    "largest_step": (c.small_steps, "largest-step"),
    "smallest_gap": (c.two_phases, "smallest-gap"),
    "hub_last": (c.hub_and_spoke, "hub-last"),
    "gates_to_start": (c.gated, "gate-start"),
    "gates_to_continue": (gated_to_continue, "gate-continue"),
    "permissions": (c.permitted, "permission"),
    "agreed_dates": (c.rivals, "agreed-date"),
    "not_before": (c.promised, "not-before"),
    "ceilings": (c.two_nations, "ceiling"),
    "floors": (p.floored, "floor"),
    "largest_share": (p.small_share, "largest-share"),
    "last_days": (p.unbunched, "last-days"),
    "departures": (p.announced, "consent"),
    "disposals": (p.shipped, "disposal"),
    "notices": (p.noticed, "notice"),
    "budgets": (limits.budgeted, "budget"),
    "capacities": (limits.narrow_road, "capacity"),
    "blackouts": (limits.border, "blackout"),
    "longest_lags": (limits.prompt, "longest-lag"),
    "party_calendars": (limits.parties, "party-calendar"),
    "modes": (m.contractor, "mode"),
}

# method of plan/cpsat/constraints.py → a case that needs it, and the family that is missed
METHODS: dict[str, Made] = {
    "_modes": (m.full_air, "calendar"),
    "_precedence": (c.one_site, "site-order"),
    "_progress": (c.on_the_road, "calendar"),
    "_gates": (c.gated, "gate-start"),
    "_permissions": (c.permitted, "permission"),
    "_not_before": (c.promised, "not-before"),
    "_profiles": (c.one_site, "lane"),
    "_agreed_dates": (c.rivals, "agreed-date"),
    "_ceilings": (c.two_nations, "ceiling"),
    "_floors": (p.floored, "floor"),
    "_last_days": (p.unbunched, "last-days"),
    "_budgets": (limits.budgeted, "budget"),
    "_longest_lags": (limits.prompt, "longest-lag"),
}
NOT_RULES = {"_alike"}  # breaks ties between tasks that every rule treats alike


def families(case: Case) -> set[str]:
    """Families of the rules that the optimum breaks."""
    return {v.family for v in found(case) or ()}


def test_every_rule_of_the_problem_is_tried() -> None:
    """No rule can be added to the problem without a case that needs it."""
    assert {rule.__name__ for rule in PROBLEM_RULES} == set(RULES)


def test_every_method_of_the_optimiser_is_tried() -> None:
    """No constraint method can be added to the optimiser without a case that needs it."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(Constraints.add)))
    called = {n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)}
    assert called == set(METHODS) | NOT_RULES


@pytest.mark.parametrize("name", RULES)
def test_a_problem_without_the_rule_yields_a_plan_that_breaks_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all rules the family holds; with this one taken away from the problem it is found broken."""
    make, family = RULES[name]
    assert family not in families(make())
    monkeypatch.setattr(building, "RULES", tuple(rule for rule in PROBLEM_RULES if rule.__name__ != name))
    assert family in families(make())


@pytest.fixture
def wide_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start days that links, gates and releases have not narrowed beforehand, so that the methods alone hold the
    rules."""
    monkeypatch.setattr(aims.Aims, "release", lambda self, task: 0)
    monkeypatch.setattr(aims.Aims, "_narrow", lambda self, link: False)


@pytest.mark.usefixtures("wide_windows")
@pytest.mark.parametrize("name", METHODS)
def test_an_optimiser_without_the_method_yields_a_plan_that_breaks_a_rule(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all methods the family holds, or there is no plan; with this one doing nothing it is found broken."""
    make, family = METHODS[name]
    assert family not in families(make())
    monkeypatch.setattr(Constraints, name, lambda self: None)
    assert family in families(make())


def test_an_optimiser_without_calendars_plans_work_on_days_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calendars are the domains of the start days: with every day open the checker finds work on a day off."""
    window = aims.window
    assert "calendar" not in families(c.working_week())
    monkeypatch.setattr(
        aims, "window", lambda days, horizon, calendar, breakable: window(days, horizon, None, breakable)
    )
    assert "calendar" in families(c.working_week())


def test_an_optimiser_that_breaks_serials_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A serial of three days that rests over the weekend on the road is found."""
    case = c.but(c.working_week(), lanes=(c.lane(calendar="week", days=3),))
    assert found(case) == ()
    window = aims.window
    monkeypatch.setattr(
        aims, "window", lambda days, horizon, calendar, breakable: window(days, horizon, calendar, True)
    )
    codes = {v.code for v in found(case) or ()}
    assert codes & {"check.broken-serial", "check.serial-days"}


@pytest.mark.parametrize("make", [*c.ALL, *p.ALL, *limits.ALL, *m.ALL], ids=lambda make: make.__name__)
def test_the_optimum_of_every_small_case_passes(make: Callable[[], Case]) -> None:
    """With every rule in place nothing physical is broken."""
    violations = found(make())
    assert violations is not None
    assert [v.text("en") for v in violations if v.kind == "physical"] == []


@pytest.mark.parametrize("make", c.ALL, ids=lambda make: make.__name__)
def test_nothing_in_an_optimum_can_come_a_day_earlier_unnoticed(make: Callable[[], Case]) -> None:
    """The optimum is as early as the rules allow, so a task moved a day back breaks one: the checker has no gap."""
    case = make()
    schedule = optimum(case)
    assert schedule is not None
    day = timedelta(days=1)
    for e in schedule.entries:
        begun = any(p.id == e.id for p in case.progress)
        if e.start is None or e.finish is None or begun:
            continue
        entries = tuple(
            c.but(x, start=e.start - day, finish=e.finish - day) if x.id == e.id else x for x in schedule.entries
        )
        assert physical(check(case, c.but(schedule, entries=entries))), f"{e.id} may come earlier"
