"""Risks do to dates what was worked out by hand, and the checker reads the register by itself."""

from __future__ import annotations

from typing import Any

import cases as c
import pytest
import risk_cases as r
from test_futures_pass import run, uncertain

from jadwal.assess.holding import HoldingDays
from jadwal.model.case import Estimate, Shock
from jadwal.model.timetable import Grant, Hit, Pause, Schedule
from jadwal.plan.build import build, choices
from jadwal.plan.check import check
from jadwal.simulate import NEVER, simulate
from jadwal.simulate.drivers import causes
from jadwal.simulate.world import draw


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


@pytest.mark.parametrize("name", r.ENDINGS)
def test_a_permission_that_a_shock_ends_is_asked_for_again(name: str) -> None:
    """Dates as worked out by hand; the checker finds nothing."""
    case, counted = r.ENDINGS[name]
    found = future(lambda: case)
    assert dates(found) == {id: at if isinstance(at, tuple) else (at, at) for id, at in counted.items()}
    assert check(case, found, future=True) == ()


def test_a_permission_used_after_a_shock_ended_it_is_refused() -> None:
    """Serials that go on under the old grant; a grant that outlives the shock; one that comes back too soon."""
    case, _ = r.ENDINGS["withdrawn between two serials"]
    found = future(lambda: case)
    assert [(g.first, g.last) for g in found.grants][:2] == [(c.day(12), c.day(12)), (c.day(23), c.day(52))]
    going_on = c.but(future(lambda: c.but(case, shocks=())), grants=found.grants, pauses=found.pauses)
    assert {v.subject for v in check(case, going_on, future=True)} == {"move:adv:2", "move:grd:1"}
    for first, last, code in ((12, 40, "check.withdrawn"), (20, 40, "check.granted-early")):
        bad = c.but(found, grants=(Grant(permission="convoys", first=c.day(first), last=c.day(last)), *found.grants))
        broken = [v for v in check(case, bad, future=True) if v.family == "permission"]
        assert [v.code for v in broken] == [code]
        assert all(v.text("en") != v.text("ar") for v in broken)


def test_futures_with_permissions_that_end_and_run_out_pass_the_checker() -> None:
    """Two shocks that come again and again, refusals, expiry, leads of five to twenty days."""
    length = Estimate(low=0, likely=2, high=5)
    shocks = tuple(
        Shock(
            id=id, name=c.named(id), days=length, ends=("convoys",), pauses=pauses, per_decade=c.exactly(n), **c.KNOWN
        )
        for id, pauses, n in (("quarrel", (), 90), ("war", ("movement",), 60))
    )
    long = Estimate(low=0, likely=8, high=40)
    slow: dict[str, Any] = {"slows": ("movement", "site:k1"), "slow_percent": c.exactly(70), "pauses": ("talks",)}
    shocks += (Shock(id="dust", name=c.named("dust"), days=long, per_decade=c.exactly(90), **slow, **c.KNOWN),)
    case = c.but(uncertain(c.permitted()), shocks=shocks, horizon=c.day(400))
    futures = run(case)
    assert (futures.drawn.again[0][:, :, 0] < NEVER).any()
    for k in range(futures.count):
        assert [(k, v.family, v.text("en")) for v in check(case, futures.schedule(k), future=True)] == []


def test_without_the_shock_its_endings_are_gone_too() -> None:
    """As a driver of the end a shock that only ends a permission is taken away whole."""
    case = r.ended(13)
    body = build(case, ())
    days = HoldingDays(1, body.days, {})
    cause = next(x for x in causes(case, body, 1) if x.kind == "shock")
    other, _, drawn = cause.without((body, days, draw(body, 1, 1)))
    assert dates(simulate(other, {}, days, seed=1, futures=1, drawn=drawn).schedule(0))["over"] == (19, 19)


@pytest.mark.parametrize("name", r.SLOWED)
def test_work_that_a_shock_slows_loses_the_days_worked_out_by_hand(name: str) -> None:
    """The checker finds nothing; of the same dates without the shock it finds work on lost days."""
    case, counted = r.SLOWED[name]
    found = future(lambda: case)
    assert dates(found) == {id: at if isinstance(at, tuple) else (at, at) for id, at in counted.items()}
    assert check(case, found, future=True) == ()
    early = c.but(future(c.one_site), pauses=found.pauses)
    assert {v.family for v in check(case, early, future=True)} == {"pause"}


def test_without_the_shock_nothing_is_slower() -> None:
    """As a driver of the end the shock is taken away whole."""
    case, _ = r.SLOWED["twice as long on the road"]
    body = build(case, ())
    days = HoldingDays(1, body.days, {})
    cause = next(x for x in causes(case, body, 1) if x.kind == "shock")
    other, _, drawn = cause.without((body, days, draw(body, 1, 1)))
    found = simulate(other, {}, days, seed=1, futures=1, drawn=drawn).schedule(0)
    assert dates(found) == dates(future(c.one_site))


@pytest.mark.parametrize("percent", [1, 30, 50, 100, 250, 1000])
def test_work_inside_a_slower_stretch_takes_exactly_so_many_percent_more(percent: int) -> None:
    """N days of work, begun when the stretch begins, take N (100 + percent) / 100 days, rounded up."""
    for work in (1, 2, 5, 9):
        case = c.one_site(activities=(c.activity("agree", "agreement", work),))
        stretch = c.but(r.slowed(0, percent, "talks").shocks[0], days=c.exactly(110))
        found = future(lambda case=case, stretch=stretch: c.but(case, shocks=(stretch,)))
        assert dates(found)["agree"][1] + 1 == -(-work * (100 + percent) // 100)
