"""Risks do to dates what was worked out by hand, and the checker reads the register by itself."""

from __future__ import annotations

from typing import Any

import cases as c
import pytest
import risk_cases as r
from test_futures_pass import run, uncertain

from jadwal.assess.holding import HoldingDays
from jadwal.model.case import Estimate
from jadwal.model.timetable import Hit, Pause, Schedule
from jadwal.plan.build import build, choices
from jadwal.plan.check import check
from jadwal.simulate import simulate


def future(make: Any) -> Schedule:
    """The only future of a case whose risks are certain."""
    problem = build(make(), choices(make())[0])
    return simulate(problem, {}, HoldingDays(1, problem.days, {}), seed=1, futures=1).schedule(0)


def dates(schedule: Schedule) -> dict[str, Any]:
    """First and last day of every entry, in days from day 0."""
    day = c.AS_OF
    return {e.id: ((e.start - day).days, (e.finish - day).days) for e in schedule.entries if e.start and e.finish}


@pytest.mark.parametrize("name", r.COUNTED)
def test_a_future_with_the_risk_has_the_dates_worked_out_by_hand(name: str) -> None:
    """Each effect binds: every task is dated as counted, and the checker, with its own reading, finds nothing."""
    make, counted = r.COUNTED[name]
    found = future(make)
    assert dates(found) == {id: at if isinstance(at, tuple) else (at, at) for id, at in counted.items()}
    assert check(make(), found, future=True) == ()


@pytest.mark.parametrize("name", r.COUNTED)
def test_without_the_register_the_dates_are_the_plain_ones(name: str) -> None:
    """Taken out of the register, the risk moves nothing: what moved the dates was the risk."""
    make, counted = r.COUNTED[name]
    assert dates(future(lambda: c.but(make(), risks=()))) == dates(future(c.one_site)) != counted


@pytest.mark.parametrize("name", r.COUNTED)
def test_a_future_that_hides_its_risks_is_refused(name: str) -> None:
    """The same dates without the hits and stops that explain them: work longer than the case says, days unused."""
    make, _ = r.COUNTED[name]
    found = future(make)
    hidden = c.but(found, hits=())
    if found.hits:
        assert "duration" in {v.family for v in check(make(), hidden, future=True)}
    else:
        early = c.but(future(c.one_site), pauses=found.pauses)
        assert "pause" in {v.family for v in check(make(), early, future=True)}


def test_the_aim_counts_on_no_risk() -> None:
    """Certain or not, a risk is not in the aim; an aim that names one is refused."""
    case = r.flood()
    plain = c.schedule(case, c.ONE_SITE)
    assert check(case, plain) == ()
    named = c.but(plain, hits=(Hit(risk="flood", impact=2),))
    assert [v.code for v in check(case, named)] == ["check.risk-in-aim"]


BAD: dict[str, tuple[Any, dict[str, Any], str]] = {
    "unknown": (r.flood, {"hits": (Hit(risk="storm", impact=1),)}, "check.unknown-risk"),
    "another effect": (r.strike, {"hits": (Hit(risk="strike", impact=4),)}, "check.unknown-risk"),
    "too much": (r.flood, {"hits": (Hit(risk="flood", impact=3),)}, "check.risk-impact"),
    "twice": (r.flood, {"hits": (Hit(risk="flood", impact=2),) * 2}, "check.risk-impact"),
    "unknown stop": (
        r.flood,
        {"pauses": (Pause(shock="risk:flood", first=c.day(40), last=c.day(41)),)},
        "check.unknown-risk",
    ),
    "too long": (
        r.strike,
        {"pauses": (Pause(shock="risk:strike", first=c.day(6), last=c.day(10)),)},
        "check.risk-stop",
    ),
    "too late": (
        r.strike,
        {"pauses": (Pause(shock="risk:strike", first=c.day(7), last=c.day(10)),)},
        "check.risk-stop",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_timetable_whose_risks_the_register_does_not_allow_is_refused(name: str) -> None:
    """Unknown risks, impacts beyond the range, stops beyond the window: each is told, in both languages."""
    make, changes, code = BAD[name]
    found = [v for v in check(make(), c.but(future(make), **changes), future=True) if v.family == "risk"]
    assert [v.code for v in found] == [code]
    assert all(v.kind == "physical" and v.text("en") != v.text("ar") for v in found)


def test_the_impact_that_the_plan_counts_on_is_the_mitigated_one() -> None:
    """A flood of up to five days, at most two with a dyke that the plan counts on: three are refused."""
    wide = Estimate(low=1, likely=2, high=5)
    rest = {"mitigation": c.named("dyke"), "mitigated_impact": Estimate(low=0, likely=1, high=2), "mitigated": True}
    flood = r.risk("flood", "delay", "lane:road", 2)
    case = c.one_site(risks=(c.but(flood, impact=wide, **rest),))
    three = c.but(future(r.flood), hits=(Hit(risk="flood", impact=3),))
    assert "check.risk-impact" in {v.code for v in check(case, three, future=True)}
    assert check(c.but(case, risks=(c.but(flood, impact=wide),)), future(r.flood), future=True) == ()


def test_two_hundred_futures_with_uncertain_risks_pass_the_checker() -> None:
    """Every effect at once, uncertain, on wide durations with shocks and refused permissions."""
    window: dict[str, Any] = {"window_first": c.day(3), "window_last": c.day(40)}
    rows = (
        r.risk("a", "delay", "all", Estimate(low=0, likely=2, high=6)),
        r.risk("b", "slow", "site:k1;nation:us", Estimate(low=10, likely=50, high=200), how="parallel"),
        r.risk("c", "slow", "kind:movement;move:adv", Estimate(low=0, likely=40, high=90), how="parallel"),
        r.risk("d", "stop", "lane:road;kind:training", Estimate(low=1, likely=5, high=20), **window),
        r.risk("e", "refuse", "all", Estimate(low=1, likely=5, high=20), fallback=c.named("ministry")),
    )
    case = c.but(uncertain(c.permitted()), risks=tuple(c.but(x, chance_percent=c.exactly(60)) for x in rows))
    futures = run(case)
    assert all(0 < (impacts > 0).sum() < futures.count for impacts in futures.drawn.risks)
    for k in range(futures.count):
        assert [(k, v.family, v.text("en")) for v in check(case, futures.schedule(k), future=True)] == []
