"""The plan chosen for its uncertainty, on a case worked out by hand.

One crew does ``a`` (2 to 20 days, most likely 5) and ``b`` (5 days); ``tail`` takes 12 days after ``b``; the end needs
``a`` and ``tail`` and comes no earlier than day 22.  With most likely durations both orders end on day 22:

- ``a`` first: b ends at 10, tail at 22;
- ``b`` first: tail ends at 17, a at 10.

``a`` first is the optimum, for people wait at ``a``.  When ``a`` takes d days the ends are max(22, d + 17) and
max(22, d + 5).  d is triangular: F(x) = 1 - (20 - x)^2 / 270, so 80 % lie below 20 - sqrt(54) = 12.65, rounded 13:
P80 is 30 against 22.  The chance of keeping day 22 is F(5.5) = 1 - 14.5^2 / 270 = 22.1 % against F(17.5) = 97.7 %.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from math import sqrt
from typing import Any

import msgspec
import numpy as np
import pytest
from small import estimate, link, permission, problem, shock, task

from jadwal.assess import HoldingDays
from jadwal.plan.cpsat import solve
from jadwal.plan.problem import Problem, Profile, Promise, Span
from jadwal.plan.sgs import lay_out
from jadwal.plan.sgs.improve import improve
from jadwal.simulate import choosing, simulate
from jadwal.simulate.candidates import Candidate, Maker
from jadwal.simulate.choosing import Chosen, choose, counts_for, selection_seed
from jadwal.simulate.commit import commit
from jadwal.simulate.measures import Difference, Sampler, deciding, first_decisive, measures, resamples
from jadwal.simulate.world import Drawn, draw

FUTURES = 3_000
NO_CONDITIONS = HoldingDays(FUTURES, 60, {})
VARIABLE, FIXED = estimate(2, 5, 20), estimate(5)
LEVELS = ("broken", "end", "exposure", "cost")


def two_orders(first: Any = VARIABLE, **rest: Any) -> Problem:
    """The case above."""
    crew = Profile(
        id="crew:c",
        capacity=1,
        spans=tuple(Span(begin=(id, "start"), end=(id, "finish"), amount=1) for id in "ab"),
        rule="crew:c",
    )
    return problem(
        task("a", first),
        task("b", 5),
        task("tail", 12),
        task("end", not_before=22),
        links=(link("b", "tail"), link("a", "end"), link("tail", "end")),
        profiles=(crew,),
        levels=LEVELS,
        exposure=(("a", 1),),
        headline=("end",),
        **rest,
    )


def maker(p: Problem) -> Maker:
    """Candidates beside the optimiser's plan."""
    best = solve(p, {}, deterministic_time=0.1)
    optimum = Candidate("optimum", 0, best.starts, best.finishes, {})
    return Maker(lay_out(p), optimum, lambda percent: {}, improve(p, {}, seed=1, evaluations=60).orders)


def chosen(p: Problem, seed: int = 1, passes: Callable[[Candidate], bool] = lambda _: True) -> Chosen:
    """The choice; 80 % are the confidence of the commit date of the end."""
    return choose(
        p, maker(p), NO_CONDITIONS, NO_CONDITIONS, joint=("end",), confidence_ppm=800_000, seed=seed, passes=passes
    )


def of(found: tuple[Difference, ...], measure: str) -> Difference:
    """One measure."""
    return next(d for d in found if d.measure == measure)


def test_the_deterministic_optimum_puts_the_variable_work_first() -> None:
    """Both orders end on day 22, and people wait at ``a``."""
    optimum = maker(two_orders()).optimum
    assert (optimum.starts["a"], optimum.starts["b"], optimum.finishes["end"]) == (0, 5, 22)


def test_the_order_that_is_better_under_uncertainty_is_chosen_with_the_gain_worked_out_by_hand() -> None:
    """P80 and commit date 30 against 22: eight days, inside the interval, over fresh futures."""
    found = chosen(two_orders())
    assert found.plan is found.best
    assert (found.plan.starts["b"], found.plan.starts["a"], found.plan.finishes["end"]) == (0, 5, 22)
    assert found.decided == "commit"
    for measure in ("commit", "end"):
        gain = of(found.fresh, measure)
        assert (gain.reference, gain.value) == (30, 22)
        assert gain.low <= 8 <= gain.high
        assert gain.sign == 1
    exposure = of(found.fresh, "exposure")  # what it costs: those at a wait five days longer, in every future
    assert (exposure.gain, exposure.low, exposure.high, exposure.sign) == (-5, -5, -5, -1)


def test_a_promise_counts_before_the_end_and_its_gain_is_the_chance_worked_out_by_hand() -> None:
    """By day 22: kept in 22.1 % against 97.7 % of the futures, at weight 2."""
    promise = Promise(id="p", clause="c", task="end", by=22, rule="agreed-date:p", weight=2)
    found = chosen(two_orders(promises=(promise,)))
    assert found.decided == "promises"
    gain = of(found.fresh, "promises")
    by_hand = 2 * (14.5**2 - 2.5**2) / 270
    assert gain.low < by_hand < gain.high
    assert gain.error == pytest.approx(2 * sqrt(0.756 * 0.244 / counts_for(two_orders(), FUTURES)[2]), rel=0.25)


def test_nothing_is_gained_where_nothing_is_uncertain() -> None:
    """Every future is the aim: the optimum stays, and no interval is asked for."""
    found = chosen(two_orders(FIXED))
    assert len(found.trials) > 1
    assert found.plan is found.best
    assert found.plan.kind == "optimum"
    assert found.fresh == ()
    assert found.decided is None


def test_what_the_checker_refuses_runs_in_no_future_and_is_not_chosen() -> None:
    """Refused are the orders that put ``b`` first; the optimum stays, and they are told as refused."""
    found = chosen(two_orders(), passes=lambda c: c.starts["b"] != 0)
    refused = [t for t in found.trials if not t.passed]
    assert refused
    assert all(t.futures is None and t.candidate.starts["b"] == 0 for t in refused)
    assert found.plan.starts["b"] == 5


def test_who_is_chosen_on_some_futures_is_judged_on_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rounds of draws from two seeds, no stream in both; the second is the results' own."""
    drawn: list[tuple[int, Any]] = []

    def spied(p: Problem, seed: int, futures: int) -> Any:
        drawn.append((seed, draw(p, seed, futures)))
        return drawn[-1][1]

    monkeypatch.setattr("jadwal.simulate.choosing.draw", spied)
    p = two_orders()
    found = chosen(p, seed=7)
    (first, selection), (second, fresh) = drawn
    assert (first, second) == (selection_seed(7), 7)
    column = [t.id for t in p.tasks].index("a")
    both = min(len(selection.durations), len(fresh.durations))
    mine, others = selection.durations[:both, column], fresh.durations[:both, column]
    assert abs(np.corrcoef(mine, others)[0, 1]) < 4 / sqrt(both)
    results = simulate(p, found.plan.starts, NO_CONDITIONS, seed=7, futures=FUTURES)
    assert (results.drawn.durations[: len(fresh.durations)] == fresh.durations).all()


def test_the_seed_of_the_choice_is_another_for_every_seed() -> None:
    """And never the seed itself."""
    seeds = range(1, 200)
    assert len({selection_seed(s) for s in seeds}) == len(seeds)
    assert all(selection_seed(s) not in seeds for s in seeds)


def test_the_choice_depends_on_the_seed_only_and_not_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """One core or many: the same figures."""
    several = chosen(two_orders())
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    one = chosen(two_orders())
    assert one.plan == several.plan
    assert one.fresh == several.fresh
    assert [t.found for t in one.trials] == [t.found for t in several.trials]
    assert chosen(two_orders(), seed=2).fresh != one.fresh


def test_large_problems_run_fewer_futures_and_never_more_than_there_are() -> None:
    """The work of one candidate is about the same."""
    small = two_orders()
    assert counts_for(small, 20_000) == (choosing.FEW, choosing.MANY, choosing.FRESH)
    assert counts_for(small, 50) == (50, 50, 50)
    large = problem(*(task(f"t{n}") for n in range(1_600)))
    assert counts_for(large, 20_000) == (choosing.FEWEST, 200, 300)
    assert counts_for(small, 2_700) == (choosing.FEW, 2_000, 2_000)


def difference(low: float, high: float, measure: Any = "commit") -> Difference:
    """One with this interval."""
    middle = (low + high) / 2
    return Difference(measure=measure, reference=middle, value=0, error=1, low=low, high=high)


def test_the_first_measure_whose_interval_does_not_hold_nought_decides() -> None:
    """An interval that touches 0 does not."""
    open_, worse, better = difference(0, 3, "promises"), difference(-3, -1), difference(1, 2, "exposure")
    assert first_decisive((open_, worse, better)) is worse
    assert first_decisive((open_, better)) is better
    assert first_decisive((open_,)) is None


def test_a_sure_difference_of_next_to_nothing_decides_nothing() -> None:
    small = Difference("promises", 0.5, 0.494, 0.001, 0.003, 0.009)  # surely less than a hundredth of a promise
    worth = Difference("promises", 0.5, 0.48, 0.002, 0.016, 0.024)
    worse = Difference("end", 300, 303, 0.5, -4, -2)
    day = Difference("end", 300, 299.5, 0.1, 0.3, 0.7)
    assert (small.sign, small.decides) == (1, 0)
    assert (worth.decides, worse.decides, day.decides) == (1, -1, 0)
    assert first_decisive([small, day]) is None
    assert first_decisive([small, worse]) is worse


def test_what_comes_after_the_end_is_told_but_does_not_decide() -> None:
    """In the order of the case: here exposure stands before the end, there after it."""
    dates = ("commit", "end", "missed")
    p = two_orders()
    assert deciding(p) == ("promises", *dates)
    assert deciding(msgspec.structs.replace(p, levels=("exposure", "end", "cost"))) == ("exposure", *dates)
    assert [d.measure for d in chosen(p).fresh] == ["promises", *dates, "exposure", "cost"]


def test_a_resample_is_worth_what_its_futures_are_worth_one_by_one() -> None:
    """Weights give the commit dates and quantiles of the futures written out as often as they come."""
    p = two_orders()
    optimum = maker(p).optimum
    futures = simulate(p, optimum.starts, NO_CONDITIONS, seed=3, futures=200)
    sample = Sampler(p, futures.tasks, ("end", "a"), 800_000).of(futures, 500_000)
    for weights in resamples(5, 20, 200, 1_000):
        rows = np.repeat(np.arange(200), weights)
        ends = {id: futures.finish(id)[rows] for id in ("end", "a")}
        dates = commit(ends, 800_000).dates
        assert sample.value("commit", weights) == sum(dates.values()) / 2
        assert sample.value("end", weights) == np.sort(ends["end"])[99]
        assert sample.value("exposure", weights) == 0


def test_the_first_futures_of_a_run_keep_all_that_was_drawn_for_them() -> None:
    """Grants, ends of permissions and pauses of the first 7 of 20 are those of a run of 7."""
    p = problem(
        task("a", VARIABLE, permissions=("p",), shocks=("s",)),
        permissions=(permission("p", lead=estimate(1, 5, 9), refusal=40, valid_days=10),),
        shocks=(shock("s", estimate(1, 2, 3), per_decade=60),),
    )
    few, many = draw(p, 4, 7), draw(p, 4, 20)
    assert simulated(p, few) == simulated(p, many.first(7))
    assert (many.first(7).durations == few.durations).all()
    assert {len(rows) for of in (many.first(7).grants, many.first(7).pauses, many.first(7).again) for rows in of} == {7}


def simulated(p: Problem, drawn: Drawn) -> list[int]:
    """When the end comes in seven futures."""
    found: list[int] = simulate(p, {}, NO_CONDITIONS, seed=4, futures=7, drawn=drawn).finish("a").tolist()
    return found


def test_futures_of_one_history_are_drawn_together() -> None:
    """Six futures on three histories: futures 0 and 3 come as often as each other, six in all."""
    weights = resamples(5, 50, 6, 3)
    assert (weights[:, :3] == weights[:, 3:]).all()
    assert (weights.sum(axis=1) == 6).all()
    assert len({tuple(row) for row in weights}) > 5
    with pytest.raises(AssertionError, match="size"):
        resamples(5, 1, 7, 3)


def test_what_is_not_reached_counts_as_the_day_after_the_horizon() -> None:
    """With 24 days, d + 17 is within the horizon up to d = 7: F(7.5) = 42 %, so no commit date and no median."""
    p = two_orders(days=24)
    days = HoldingDays(FUTURES, 24, {})
    futures = simulate(p, maker(p).optimum.starts, days, seed=3, futures=FUTURES)
    sample = Sampler(p, futures.tasks, ("end",), 800_000).of(futures, 500_000)
    once = np.ones(FUTURES, np.int64)
    assert sample.value("commit", once) == 25
    assert sample.value("end", once) == 25
    assert sample.value("missed", once) == pytest.approx(12.5**2 / 270, abs=0.03)
    assert measures(p) == ("promises", "commit", "end", "missed", "exposure", "cost")
