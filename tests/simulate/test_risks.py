"""Risks in closed form: chance, mean impact, series and parallel, mitigation; and draws that nothing else changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import always, estimate, link, problem, task

from jadwal.model.case import Estimate
from jadwal.plan.problem import Problem, RiskSpec, ShockSpec
from jadwal.plan.risks import stops
from jadwal.simulate import NEVER, simulate
from jadwal.simulate.costs import paid
from jadwal.simulate.network import laid_out, register, run
from jadwal.simulate.risks import comes, impacts
from jadwal.simulate.world import draw

FUTURES = 20_000
FOUR = 4.0  # standard errors


def risk(id: str, chance: int, impact: int | Estimate, *tasks: str, effect: str = "delay", **rest: Any) -> RiskSpec:
    """A risk on tasks."""
    days = estimate(impact) if isinstance(impact, int) else impact
    body: dict[str, Any] = {"how": "series", "chance_percent": estimate(chance), "impact": days, **rest}
    return RiskSpec(id=id, effect=effect, tasks=tasks, **body)  # type: ignore[arg-type]


def chain(*risks: RiskSpec, **rest: Any) -> Problem:
    """Ten days of work, then twenty, then the end."""
    tasks = (task("a", 10), task("b", 20), task("end"))
    links = (link("a", "b"), link("b", "end"))
    return problem(*tasks, days=400, links=links, risks=risks, shocks=stops(risks), **rest)


def ends(body: Problem, futures: int = FUTURES) -> np.ndarray[Any, np.dtype[np.int32]]:
    """When the end is reached in each future."""
    return simulate(body, {}, always(futures=futures, days=400), seed=7, futures=futures).finish("end")


def close(found: np.ndarray[Any, Any], mean: float) -> bool:
    """True when the mean of the draws lies within four of its standard errors of ``mean``."""
    return bool(abs(found.mean() - mean) <= FOUR * found.std(ddof=1) / len(found) ** 0.5)


def test_a_risk_comes_with_its_chance_and_adds_its_mean() -> None:
    """30 %, 4 to 16 days about 10: the end is 30 + 0.3 x 10 days on average, exactly 30 where it does not come."""
    body = chain(risk("flood", 30, Estimate(low=4, likely=10, high=16), "b"))
    found = ends(body)
    came = comes(body.risks[0], 7, FUTURES)
    assert close(came.astype(float), 0.3)
    assert close(found, 30 + 0.3 * 10)
    assert (found[~came] == 30).all()
    assert set(found[came].tolist()) == set(range(34, 47))


def test_a_risk_on_two_pieces_of_work_comes_once_and_hits_both() -> None:
    """40 % of 5 days on both: the end is 30 or 40 and never 35."""
    found = ends(chain(risk("flood", 40, 5, "a", "b")))
    assert set(found.tolist()) == {30, 40}
    assert close(found == 40, 0.4)


def test_series_add_up_and_of_parallel_ones_the_largest_counts() -> None:
    """50 % of 8 days and 20 % of 3: means 4.6 in series; in parallel 0.1 x 8 + 0.4 x 8 + 0.1 x 3 = 4.3."""
    series = chain(risk("x", 50, 8, "b"), risk("y", 20, 3, "b"))
    parallel = chain(risk("x", 50, 8, "b", how="parallel"), risk("y", 20, 3, "b", how="parallel"))
    assert close(ends(series), 30 + 4.6)
    assert close(ends(parallel), 30 + 4.3)
    assert set(ends(series).tolist()) == {30, 33, 38, 41}
    assert set(ends(parallel).tolist()) == {30, 33, 38}


def test_slower_work_takes_percent_of_what_was_drawn_and_then_the_delay() -> None:
    """50 % slower with 25 %, then 4 days with 50 %: 20 days become 20, 24, 30 or 34."""
    found = ends(chain(risk("heat", 25, 50, "b", effect="slow"), risk("flood", 50, 4, "b")))
    assert set(found.tolist()) == {30, 34, 40, 44}
    assert close(found, 30 + 0.25 * 10 + 0.5 * 4)


def test_a_stop_begins_on_any_day_of_its_window() -> None:
    """Eight days of stop from a day of 12 to 15: the work of days 10 to 29 rests eight days, with 60 %."""
    stop = risk("strike", 60, 8, "b", effect="stop", window=(12, 15))
    tasks = (task("a", 10), task("b", 20, shocks=("risk:strike",)), task("end"))
    links = (link("a", "b"), link("b", "end"))
    body = problem(*tasks, days=400, links=links, risks=(stop,), shocks=stops((stop,)))
    found = simulate(body, {}, always(futures=FUTURES, days=400), seed=7, futures=FUTURES)
    first = found.drawn.pauses[0][:, 0, 0]
    assert close(found.finish("end") == 38, 0.6)
    assert set(found.finish("end").tolist()) == {30, 38}
    for day in (12, 13, 14, 15):
        assert close(first == day, 0.15)
    assert ((first == NEVER) | (found.drawn.pauses[0][:, 0, 1] == first + 8)).all()


def test_mitigation_in_closed_form() -> None:
    """50 % of 10 days on average, with the mitigation 20 % of 4: 5 and 0.8 days."""
    with_it = (estimate(20), Estimate(low=2, likely=4, high=6))
    flood = risk("flood", 50, Estimate(low=5, likely=10, high=15), "b", mitigation=with_it)
    before = ends(chain(flood))
    after = ends(chain(risk("flood", 50, Estimate(low=5, likely=10, high=15), "b", mitigation=with_it, mitigated=True)))
    assert close(before, 35)
    assert close(after, 30.8)
    assert (after <= before).all()


ESTIMATES = st.lists(st.integers(0, 40), min_size=3, max_size=3).map(sorted)


@settings(max_examples=60, deadline=None)
@given(ESTIMATES, st.lists(st.integers(0, 40), min_size=3, max_size=3), st.integers(0, 100), st.integers(0, 100))
def test_with_its_mitigation_a_risk_comes_no_more_often_and_costs_no_more(
    days: list[int], less: list[int], chance: int, fewer: int
) -> None:
    """In each of 300 futures, whatever the figures: the same uniforms are used."""
    lower = sorted(max(0, d - x) for d, x in zip(days, less, strict=True))
    lower = [min(x, d) for x, d in zip(lower, days, strict=True)]
    with_it = (estimate(min(fewer, chance)), estimate(*lower))
    plain = risk("r", chance, estimate(*days), "b", mitigation=with_it)
    eased = risk("r", chance, estimate(*days), "b", mitigation=with_it, mitigated=True)
    assert (comes(eased, 3, 300) <= comes(plain, 3, 300)).all()
    assert (impacts(eased, 3, 300) <= impacts(plain, 3, 300)).all()


def test_future_k_draws_the_same_however_many_there_are_and_whatever_else_comes() -> None:
    """The first hundred of a thousand are the hundred; another risk, and other work, change no draw of this one."""
    flood = risk("flood", 30, Estimate(low=4, likely=10, high=16), "b")
    few, many = draw(chain(flood), 5, 100), draw(chain(flood), 5, 1_000)
    assert (few.durations == many.durations[:100]).all()
    assert (few.risks[0] == many.risks[0][:100]).all()
    more = draw(chain(flood, risk("storm", 50, 3, "a")), 5, 1_000)
    assert (more.risks[0] == many.risks[0]).all()
    assert (more.durations[:, 1:] == many.durations[:, 1:]).all()


def test_without_risks_nothing_is_drawn_otherwise() -> None:
    """The work that no risk hits keeps its draws bit by bit."""
    tasks = (task("a", Estimate(low=2, likely=9, high=30)), task("b", Estimate(low=1, likely=2, high=3)), task("end"))
    plain = draw(problem(*tasks), 5, 500)
    hit = draw(problem(*tasks, risks=(risk("flood", 50, 7, "b"),)), 5, 500)
    assert (plain.durations[:, 0] == hit.durations[:, 0]).all()
    assert ((hit.durations[:, 1] - plain.durations[:, 1]) == hit.risks[0]).all()
    assert plain.risks == ()


@pytest.mark.parametrize("how", ["series", "parallel"])
def test_criticality_lives_in_the_same_risks(how: str) -> None:
    """The fast simulation draws by its own counter and has the same means, in series and in parallel, slow and stop."""
    stop = risk("strike", 40, 6, "b", effect="stop", window=(15, 18))
    risks = (
        risk("cold", 50, 40, "b", effect="slow", how=how),
        risk("flood", 30, Estimate(low=4, likely=10, high=16), "a", "b", how=how),
        risk("heat", 50, 10, "b", effect="slow", how=how),
        risk("storm", 50, 7, "b", how=how),
        stop,
    )
    tasks = (task("a", 10), task("b", 20, shocks=("risk:strike",)), task("end"))
    links = (link("a", "b"), link("b", "end"))
    body = problem(*tasks, days=400, links=links, risks=risks, shocks=stops(risks))
    found = simulate(body, {}, always(futures=FUTURES, days=400), seed=7, futures=FUTURES).finish("end")
    other = run(laid_out(body, {}, {}, None, risks=register(body))[0], seed=7, futures=FUTURES).finishes[:, 0]
    error = (found.var(ddof=1) / len(found) + other.var(ddof=1) / len(other)) ** 0.5
    assert abs(found.mean() - other.mean()) < FOUR * error


def test_stops_are_shocks_of_their_own() -> None:
    """A stop is laid out as a shock under the id of its risk, which no shock of the case can have."""
    stop = risk("strike", 40, 6, "b", effect="stop", window=(3, 9))
    assert stops((stop, risk("flood", 1, 1, "b"))) == (
        ShockSpec(
            id="risk:strike", days=estimate(6), per_decade=None, window=(3, 9), chance_percent=estimate(40),
            ongoing_since=None, risk="strike",
        ),
    )  # fmt: skip


def test_a_mitigation_that_the_plan_counts_on_is_paid_in_every_future() -> None:
    """Forty thousand where it is counted on, nothing where it is only known of."""
    points = np.zeros((3, 3), np.int32)
    for counted, cost in ((True, 40), (False, 0)):
        flood = risk("flood", 30, 5, "b", mitigation=(estimate(10), estimate(5)), mitigated=counted, cost=40)
        assert paid(chain(flood), points, points).tolist() == [cost] * 3
