"""What futures cost and how exposed people are in them, counted by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import mission
import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import estimate, link, problem, task

from jadwal.assess import HoldingDays, Paths
from jadwal.model.amounts import Sampled
from jadwal.plan.problem import Problem, RiskSpec
from jadwal.plan.sgs import NEVER
from jadwal.simulate import Futures, costs, simulate
from jadwal.simulate.commit import Commit
from jadwal.simulate.costs import cost_result, exposed, exposure_result, mean_of, paid, sampled, weekly
from jadwal.simulate.joint import amounts, balanced, frontier, joint_result

N = 20


def spread(never: int = 0) -> HoldingDays:
    """Calm from day 30 on in future 0, from day 31 on in future 1, …; never in the last ``never`` futures."""
    first = np.arange(30, 30 + N, dtype=np.int32)
    first[N - never :] = 80
    return HoldingDays(N, 80, {"calm": Paths.from_day("scenario", first)})


def two_sites(**rest: Any) -> Problem:
    """Two sites: the first closes on day 10 after work of 10 days that costs 70; the second when it is calm, +5."""
    tasks = (
        task("clean", 10, cost=70),
        task("ship", 5, cost=30, start_gates=("calm",)),
        task("closed:a"),
        task("closed:b"),
        task("end"),
    )
    links = [link("clean", "closed:a"), link("ship", "closed:b"), link("closed:a", "end"), link("closed:b", "end")]
    return problem(*tasks, days=80, links=links, costs=[("closed:a", 3), ("closed:b", 2)], headline=("end",), **rest)


def ran(body: Problem, days: HoldingDays) -> Futures:
    """Twenty futures without aims."""
    return simulate(body, {}, days, seed=1, futures=N)


def aims(starts: dict[str, int | None], finishes: dict[str, int | None]) -> Any:
    """A solution."""
    return SimpleNamespace(starts=starts, finishes=finishes)


PLANNED = aims(
    {"clean": 0, "ship": 30, "closed:a": 10, "closed:b": 35, "end": 35},
    {"clean": 10, "ship": 35, "closed:a": 10, "closed:b": 35, "end": 35},
)


def test_cost_is_what_is_paid_once_and_each_site_for_its_open_days() -> None:
    """70 + 30 once, 3 a day for 10 days, 2 a day for 35 + k days: 200 + 2 k thousand in future k."""
    body = two_sites()
    futures = ran(body, spread())
    assert paid(body, futures.starts, futures.finishes).tolist() == [200 + 2 * k for k in range(N)]
    found = cost_result(body, PLANNED, futures)
    assert found is not None
    assert (found.aim, found.aim_ppm, found.once) == (200, 50_000, 100)
    assert [q.value for q in (found.p10, found.p50, found.p80, found.p90)] == [202, 218, 230, 234]
    assert (found.cut_ppm, found.aim_cut) == (0, False)
    assert (found.mean.value, found.curve[0], found.curve[-1]) == (219, (200, 50_000), (238, 1_000_000))
    assert found.mean.error == int(np.ceil(np.std([2.0 * k for k in range(N)], ddof=1) / np.sqrt(N)))


def test_what_never_happens_is_not_paid_and_what_never_closes_counts_to_the_horizon() -> None:
    """In the last five futures nothing is shipped: 70 + 3 x 10 + 2 x 80 days."""
    body = two_sites()
    futures = ran(body, spread(never=5))
    assert paid(body, futures.starts, futures.finishes)[-5:].tolist() == [260] * 5
    never = {"ship": None, "closed:b": None, "end": None}
    found = cost_result(body, aims({**PLANNED.starts, **never}, {**PLANNED.finishes, **never}), futures)
    assert found is not None
    assert (found.cut_ppm, found.aim_cut, found.aim, found.once) == (250_000, True, 260, 70)


def test_what_was_paid_before_the_as_of_date_and_what_is_closed_costs_nothing_more() -> None:
    """Work that began two days ago is paid; a site that closed three days ago has no days to come."""
    tasks = (task("clean", 10, cost=70, started=-2), task("closed:a", finished=-3), task("late", 1, cost=9))
    body = problem(*tasks, days=80, costs=[("closed:a", 3)])
    futures = ran(body, spread())
    assert set(paid(body, futures.starts, futures.finishes).tolist()) == {9}


def test_a_case_that_states_no_costs_has_none() -> None:
    """Nor a joint confidence of time and cost; nobody to leave, no exposure."""
    body = mission.body()
    futures = ran(body, spread())
    found = amounts(body, aims({}, {}), futures, Commit(dates={}, q_ppm=0, joint_ppm=0, reached_ppm=0), 800_000)
    assert found == {"costs": None, "exposure": None, "joint": None}


def test_a_mitigation_that_the_plan_counts_on_is_paid_in_every_future() -> None:
    """25 thousand, also where the case states no other cost; one that is not counted on costs nothing."""
    with_it = (estimate(10), estimate(1))
    flood = RiskSpec(id="f", effect="delay", how="series", tasks=("end",), chance_percent=estimate(50),
                     impact=estimate(5), mitigation=with_it, mitigated=True, cost=25)  # fmt: skip
    body = mission.body(risks=(flood, msgspec.structs.replace(flood, id="g", mitigated=False)))
    found = cost_result(body, aims({}, {}), ran(body, spread()))
    assert found is not None
    assert (found.aim, found.once, found.p10.value, found.p90.value) == (25, 25, 25, 25)


def leaving() -> Problem:
    """Forty leave from a calm site on day 4; sixty when it is calm, at a site of weight 150."""
    out = {"kind": "movement", "breakable": False}
    tasks = (
        task("early", 1, people=40, not_before=4, **out),
        task("late", 1, people=60, start_gates=("calm",), **out),
        task("end"),
    )
    return problem(*tasks, days=80, exposure=[("early", 4_000), ("late", 9_000)])


def test_exposure_is_people_by_threat_until_they_leave() -> None:
    """40 x 4 days + 90 x (30 + k) days; to the horizon (80 days) where it is never calm."""
    body = leaving()
    futures = ran(body, spread(never=2))
    assert exposed(body, futures.starts).tolist() == [100 * (160 + 90 * (30 + k)) for k in range(18)] + [736_000] * 2
    planned = aims({"early": 4, "late": 30}, {"early": 5, "late": 31})
    found = exposure_result(body, planned, futures)
    assert found is not None
    assert (found.aim, found.aim_ppm, found.cut_ppm, found.aim_cut) == (2_860, 50_000, 100_000, False)
    assert (found.p50.value, found.p90.value) == (160 + 90 * 39, 160 + 90 * 47)


def test_the_weeks_of_exposure_add_up_and_end_with_the_last_that_has_any() -> None:
    """The first week: 40 x 4 + 90 x 7; then 90 x 7 until the week of the leaving; the aim leaves on day 30."""
    body = leaving()
    futures = ran(body, spread())
    found = exposure_result(body, aims({"early": 4, "late": 30}, {"early": 5, "late": 31}), futures)
    assert found is not None
    assert [b.aim for b in found.bands] == [790, 630, 630, 630, 180, 0, 0]
    assert sum(b.aim for b in found.bands) == found.aim
    assert [b.day for b in found.bands[:2]] == [mission.day(6), mission.day(13)]
    assert [(b.p10, b.p50, b.p90) for b in found.bands[4:]] == [(270, 630, 630), (0, 360, 630), (0, 0, 450)]


def test_who_has_left_before_and_who_never_leaves_are_counted_within_the_horizon() -> None:
    """Nothing for the first, all 10 days for the second, in weeks of 7 and 3 days; a half is rounded upwards."""
    body = problem(task("a"), task("b"), days=10, exposure=[("a", 500), ("b", 50)])
    starts = np.array([[-4, NEVER]], np.int32)
    assert exposed(body, starts).tolist() == [500]
    ends, weeks = weekly(body, starts)
    assert (ends.tolist(), weeks[:, 0].tolist()) == ([7, 10], [4, 2])


def test_going_to_a_more_dangerous_site_adds_to_the_exposure() -> None:
    """Ten people at weight 100 until day 3, at 200 until day 8, as the level counts it: 30 + 100 person-days."""
    body = problem(task("one"), task("two"), days=20, exposure=[("one", 10 * (100 - 200)), ("two", 10 * 200)])
    starts = np.array([[3, 8]], np.int32)
    assert exposed(body, starts).tolist() == [13_000]
    assert weekly(body, starts)[1][:, 0].tolist() == [110, 20, 0]


def test_blocks_change_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three futures at once, as all at once."""
    body, sites = leaving(), two_sites()
    futures, closing = ran(body, spread()), ran(sites, spread(never=3))
    whole = [weekly(body, futures.starts)[1], exposed(body, futures.starts)]
    cost = paid(sites, closing.starts, closing.finishes)
    monkeypatch.setattr(costs, "BLOCK", 3)
    assert (weekly(body, futures.starts)[1] == whole[0]).all()
    assert (exposed(body, futures.starts) == whole[1]).all()
    assert (paid(sites, closing.starts, closing.finishes) == cost).all()


def test_many_futures_take_little_memory() -> None:
    """4,000 futures of 300 tasks (4.8 MB each of starts and finishes): amounts hold no copy of them."""
    import tracemalloc

    tasks = [task(f"t{k:03}", cost=1) for k in range(300)]
    body = problem(*tasks, days=700, exposure=[(t.id, 100) for t in tasks], costs=[(t.id, 1) for t in tasks])
    points = np.random.default_rng(1).integers(0, 700, (4_000, 300), dtype=np.int32)
    tracemalloc.start()
    paid(body, points, points)
    exposed(body, points)
    assert tracemalloc.get_traced_memory()[1] < 4.8e6 * 3
    tracemalloc.stop()


def quantile(of: np.ndarray[Any, Any], share: float, clusters: int = 0) -> Sampled:
    """A quantile with its error."""
    return sampled(of, np.sort(of), share, clusters)


def test_the_error_of_a_quantile_is_that_of_its_rank() -> None:
    """Among 1 … 100 the median's rank has a deviation of 5: ranks 45 to 55, 5 on either side."""
    of = np.arange(1, 101, dtype=np.int64) * 10
    assert quantile(of, 0.5) == Sampled(value=500, error=50)
    assert quantile(of, 0.9) == Sampled(value=900, error=30)
    assert quantile(np.full(100, 7, np.int64), 0.8) == Sampled(value=7, error=0)


@pytest.mark.parametrize("alike", [1, 10])
def test_errors_are_the_spread_over_many_samples(alike: int) -> None:
    """2,000 uniform amounts, each of them drawn once, or 200 of them ten times each (clusters): P80 and mean."""
    draws = np.tile(np.random.default_rng(3).integers(0, 1_000_000, (300, 2_000 // alike)), alike)
    clusters = 0 if alike == 1 else 2_000 // alike
    found, means = [quantile(row, 0.8, clusters) for row in draws], [mean_of(row, clusters) for row in draws]
    n = 2_000 // alike
    for marks, theory in ((found, (0.8 * 0.2 / n) ** 0.5), (means, (1 / 12 / n) ** 0.5)):
        assert np.std([q.value for q in marks]) == pytest.approx(theory * 1e6, rel=0.12)
        assert np.mean([q.error for q in marks]) == pytest.approx(theory * 1e6, rel=0.12)


ENDS = np.array([10, 10, 20, 20, 30, 30, 40, 40, NEVER, NEVER], np.int32)
COSTS = np.array([90, 80, 70, 60, 50, 40, 30, 20, 10, 10], np.int64)


def known(aim: int, p80: int) -> Any:
    """What is known of the cost."""
    return SimpleNamespace(aim=aim, p80=Sampled(value=p80, error=0))


def test_a_pair_counts_the_futures_that_keep_both() -> None:
    """Four of ten end by 20 and six cost 60 at most, but only one does both; of those that never end none counts."""
    found = joint_result(two_sites(), ENDS, COSTS, known(60, 70), 20, 30, 500_000)
    at = {p.kind: p for p in found.points}
    assert (at["aim"].day, at["aim"].amount, at["aim"].ppm) == (mission.day(19), 60, 100_000)
    assert (at["commit"].day, at["commit"].amount, at["commit"].ppm) == (mission.day(29), 70, 400_000)
    assert at["commit"].error_ppm == pytest.approx((0.4 * 0.6 / 10) ** 0.5 * 10**6, abs=1)
    assert found.reached_ppm == 800_000


def test_the_frontier_is_the_least_cost_for_each_date_that_reaches_the_confidence() -> None:
    """Half of ten futures: by 30 six end, five at 80 at most; by 40 eight end, five at 60 at most."""
    found = list(frontier(ENDS, COSTS, 500_000))
    assert (found[0], found[-1]) == ((30, 80), (40, 60))
    for at, least in found:
        kept = (at >= ENDS) & (least >= COSTS)
        assert kept.sum() >= 5 > ((at >= ENDS) & (least - 1 >= COSTS)).sum()
    assert list(frontier(ENDS, COSTS, 900_000)) == []


def test_the_balanced_pair_is_the_smallest_common_quantile() -> None:
    """The rank r keeps ends up to the r-th and costs up to the r-th: half is first kept at r = 7 (40 and 60)."""
    assert balanced(ENDS, COSTS, 500_000) == (40, 60)
    assert balanced(ENDS, COSTS, 900_000) is None


def test_independent_end_and_cost_multiply() -> None:
    """Every pair of 100 ends and 100 costs once: P(end <= d, cost <= c) is the product of the two shares."""
    ends = np.repeat(np.arange(1, 101, dtype=np.int32), 100)
    cost = np.tile(np.arange(1, 101, dtype=np.int64), 100)
    body = problem(task("end"), days=200)
    found = joint_result(body, ends, cost, known(50, 80), 50, 90, 640_000)
    assert {p.kind: p.ppm for p in found.points} == {"aim": 250_000, "commit": 720_000, "balanced": 640_000}
    assert [(p.amount, p.day) for p in found.points if p.kind == "balanced"] == [(80, mission.day(79))]
    assert found.frontier[0] == (mission.day(63), 100)
    assert found.frontier[-1] == (mission.day(99), 64)
    assert sum(c.ppm for c in found.cells) == 1_000_000


@given(st.lists(st.tuples(st.one_of(st.integers(0, 30), st.just(NEVER)), st.integers(0, 99)), min_size=1, max_size=40),
       st.integers(1, 999_999))  # fmt: skip
def test_every_pair_of_the_frontier_reaches_the_confidence_and_no_less_does(
    futures: list[tuple[int, int]], confidence: int
) -> None:
    """With the cells holding every future that ends, once."""
    ends = np.array([e for e, _ in futures], np.int32)
    cost = np.array([c for _, c in futures], np.int64)
    found = list(frontier(ends, cost, confidence))
    assert bool(found) == bool((ends < NEVER).sum() * 10**6 >= confidence * len(ends))
    assert [d for d, _ in found] == sorted({d for d, _ in found})
    assert [c for _, c in found] == sorted({c for _, c in found}, reverse=True)
    for at, least in found:
        assert ((ends <= at) & (cost <= least)).sum() * 10**6 >= confidence * len(ends)
        assert ((ends <= at) & (cost <= least - 1)).sum() * 10**6 < confidence * len(ends)
    whole = joint_result(problem(task("end"), days=60), ends, cost, known(0, 0), None, None, confidence)
    assert sum(c.ppm * len(ends) for c in whole.cells) == pytest.approx(int((ends < NEVER).sum()) * 10**6, abs=40 * 40)


def test_one_random_duration_moves_end_and_cost_as_one() -> None:
    """A site of 2 a day closes after 5 to 25 days: end and cost rank alike, so the joint chance is that of either."""
    body = problem(
        task("work", estimate(5, 10, 25)), task("closed:a"), task("end"), days=60,
        links=[link("work", "closed:a"), link("closed:a", "end")], costs=[("closed:a", 2)],
    )  # fmt: skip
    futures = simulate(body, {}, HoldingDays(2_000, 60, {}), seed=4, futures=2_000)
    days = np.sort(futures.finish("end"))
    planned = aims({"closed:a": 10}, {"closed:a": 10, "end": 10})
    committed = Commit(dates={"end": int(days[1_599])}, q_ppm=0, joint_ppm=0, reached_ppm=0)
    found = amounts(body, planned, futures, committed, 800_000)
    of, joint = found["costs"], found["joint"]
    assert of is not None
    assert joint is not None
    marks = [2 * int(days[r - 1]) for r in (200, 1_000, 1_600, 1_800)]
    assert [q.value for q in (of.p10, of.p50, of.p80, of.p90)] == marks
    assert joint.frontier == ((mission.day(int(days[1_599]) - 1), of.p80.value),)
    (commit,) = (p for p in joint.points if p.kind == "commit")
    assert commit.ppm == int((futures.finish("end") <= days[1_599]).sum()) * 10**6 // 2_000
