"""Common factors: what comes together changes, how long each piece of work is does not (docs/method.md section 5)."""

from __future__ import annotations

import itertools
import math
from statistics import NormalDist

import mission
import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from small import always, estimate, link, problem, task

from jadwal.draws import durations
from jadwal.model.case import Estimate, Factor
from jadwal.plan.problem import FactorSpec, Problem
from jadwal.simulate import simulate
from jadwal.simulate.drivers import FUTURES, drivers
from jadwal.simulate.factors import Common, durations_of
from jadwal.simulate.network.order import partial_order
from jadwal.simulate.network.run import run
from jadwal.simulate.network.tables import Factor as NetworkFactor
from jadwal.simulate.network.tables import tables
from jadwal.simulate.world import draw

FEW_IN_A_THOUSAND = 1.95  # Kolmogorov's limit on the distance of a sample of n from its law, times root(n)
LAW = NormalDist()
DAYS = {"a": estimate(10, 20, 60), "b": estimate(5, 30, 35), "c": estimate(20, 40, 90)}
WEATHER, STAFF = 300_000, 500_000

F64 = npt.NDArray[np.float64]


def chain(factors: tuple[FactorSpec, ...], days: dict[str, Estimate] = DAYS) -> Problem:
    """Work one piece after another, then the end."""
    ids = (*days, "end")
    links = [link(one, other) for one, other in itertools.pairwise(ids)]
    made = problem(*(task(id, d) for id, d in days.items()), task("end"), days=2_000, links=links)
    return msgspec.structs.replace(made, factors=factors)


TWO = (
    FactorSpec(id="staff", share_ppm=STAFF, tasks=("b", "c")),
    FactorSpec(id="weather", share_ppm=WEATHER, tasks=("a", "b")),
)


@pytest.mark.parametrize("futures", [300, 4_000])
def test_without_factors_and_beside_them_the_draws_are_what_they_were(futures: int) -> None:
    """Bit for bit: each task by its own stream; and so is a task that no factor acts on, or one of share 0."""
    plain, body = chain(()), chain((FactorSpec(id="f", share_ppm=400_000, tasks=("a",)), _nothing("b")))
    expected = {id: durations(d, 7, f"days:{id}", futures) for id, d in DAYS.items()}
    columns = {t.id: i for i, t in enumerate(plain.tasks)}
    drawn, shared = draw(plain, 7, futures).durations, draw(body, 7, futures).durations
    for id, days in expected.items():
        assert drawn[:, columns[id]].tolist() == days.tolist()
        assert (shared[:, columns[id]].tolist() == days.tolist()) == (id != "a")


def _nothing(task: str) -> FactorSpec:
    return FactorSpec(id="nothing", share_ppm=0, tasks=(task,))


def test_a_future_draws_the_same_however_many_there_are() -> None:
    """Future k depends on seed, stream and k only."""
    assert durations_of(chain(TWO), 5, 4_000)[:700].tolist() == durations_of(chain(TWO), 5, 700).tolist()


@pytest.mark.parametrize("id", sorted(DAYS))
def test_how_long_each_piece_of_work_is_does_not_change(id: str) -> None:
    """Its own law by Kolmogorov's distance: of the uniform number, and of the whole days against the triangular law."""
    n = 20_000
    u = np.sort(Common(chain(TWO), 11, n).uniform(id))
    assert max(abs(u - (np.arange(n) + 0.5) / n)) < FEW_IN_A_THOUSAND / math.sqrt(n)
    body = chain(TWO)
    found = durations_of(body, 11, n)[:, [t.id for t in body.tasks].index(id)]
    for day in range(DAYS[id].low, DAYS[id].high + 1):
        assert abs((found <= day).mean() - _below(DAYS[id], day + 0.5)) < FEW_IN_A_THOUSAND / math.sqrt(n), day


def _below(e: Estimate, x: float) -> float:
    """The triangular distribution function (Kotz and van Dorp 2004, chapter 1)."""
    if x >= e.high:
        return 1.0
    width = e.high - e.low
    if x <= e.likely:
        return (x - e.low) ** 2 / (width * (e.likely - e.low))
    return 1 - (e.high - x) ** 2 / (width * (e.high - e.likely))


def test_the_correlation_of_two_scores_is_the_sum_of_products_of_their_loads() -> None:
    """a and b share the weather, b and c the staff, a and c nothing; within four standard errors."""
    n, common = 40_000, Common(chain(TWO), 3, 40_000)
    z = {id: np.array([LAW.inv_cdf(max(x, 2.0**-54)) for x in common.uniform(id)]) for id in DAYS}
    for one, other, rho in (("a", "b", WEATHER / 1e6), ("b", "c", STAFF / 1e6), ("a", "c", 0.0)):
        assert abs(np.corrcoef(z[one], z[other])[0, 1] - rho) < 4 * (1 - rho**2) / math.sqrt(n), (one, other)


def test_the_finish_of_a_chain_spreads_by_variances_and_covariances() -> None:
    """Var = sum of variances + 2 sum of covariances, in the world, through all rules, and in the partial order.

    The covariance of X = x(Phi(Z)) and Y = y(Phi(W)) with corr(Z, W) = r is the sum over k >= 1 of r^k x_k y_k / k!
    with x_k = E[x(Phi(Z)) He_k(Z)] (Mehler's expansion), here of the whole days themselves.
    """
    n, body = 40_000, chain(TWO)
    shared = {("a", "b"): WEATHER / 1e6, ("b", "c"): STAFF / 1e6, ("a", "c"): 0.0}
    series = {id: _hermite(d) for id, d in DAYS.items()}
    alone = sum(_covariance(x, x, 1.0) for x in series.values())
    expected = alone + 2 * sum(_covariance(series[i], series[j], r) for (i, j), r in shared.items())
    assert expected > 1.3 * alone, "the factors matter"
    mean = sum(x[0] for x in series.values())

    finishes = [
        durations_of(body, 1, n).sum(axis=1),
        simulate(body, {}, always(days=2_000, futures=n), seed=2, futures=n).finish("end"),
        _network(body, n),
    ]
    for found in finishes:
        x = np.asarray(found, np.float64)
        spread = math.sqrt((((x - x.mean()) ** 4).mean() - x.var() ** 2) / n)
        assert abs(x.mean() - mean) < 4 * x.std() / math.sqrt(n)
        assert abs(x.var() - expected) < 4 * spread, (x.var(), expected)


def _network(body: Problem, n: int) -> npt.NDArray[np.int32]:
    at = dict.fromkeys((t.id for t in body.tasks), 0)
    laid = tables(
        partial_order(body, at, at, {}), None, [NetworkFactor(f.id, f.share_ppm, f.tasks) for f in body.factors]
    )
    return run(laid, seed=1, futures=n).finishes[:, 0]


def _hermite(e: Estimate, terms: int = 40, steps: int = 400_001) -> F64:
    """x_k / root(k!) of the rounded triangular quantile, by the trapezoid rule over z in [-9, 9]."""
    z = np.linspace(-9, 9, steps)
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi) * (z[1] - z[0])
    below = np.cumsum(density)
    mode, width = (e.likely - e.low) / (e.high - e.low), e.high - e.low
    left = e.low + np.sqrt(below * width * (e.likely - e.low))
    right = e.high - np.sqrt(np.maximum(1 - below, 0) * width * (e.high - e.likely))
    x = np.rint(np.where(below < mode, left, right))
    before, now, found = np.zeros_like(z), np.ones_like(z), []
    for k in range(terms):
        found.append(float((x * now * density).sum()))
        before, now = now, (z * now - math.sqrt(k) * before) / math.sqrt(k + 1)
    found[0] = float((x * density).sum())
    return np.array([*found, math.sqrt(float((x * x * density).sum()))])


def _covariance(x: F64, y: F64, r: float) -> float:
    """Of two different pieces of work; of one with itself (r = 1) its variance, whose series converges slowly."""
    if r == 1.0:
        return float(x[-1] ** 2 - x[0] ** 2)
    return float(sum(r**k * x[k] * y[k] for k in range(1, len(x) - 1)))


def test_a_factor_taken_away_stands_at_its_median() -> None:
    """Two symmetric ranges that it explains wholly: without it both last their median, 20 and 30 days, always."""
    days = {"a": estimate(10, 20, 30), "b": estimate(20, 30, 40)}
    body = chain((FactorSpec(id="pace", share_ppm=1_000_000, tasks=("a", "b")),), days)
    row = Factor(id="pace", name=mission.named("pace"), correlation=estimate(100), **mission.KNOWN)
    case = mission.case(factors=(row,), shocks=(), permissions=(), lanes=(), crews=())
    world = always(days=2_000, futures=FUTURES)
    found = {(d.kind, d.id): d for d in drivers(case, body, {}, world, seed=4)}
    finishes = np.sort(simulate(body, {}, world, seed=4, futures=FUTURES).finish("end"))
    assert finishes[0] < 40 < 60 < finishes[-1], "one luck for both"
    assert found["factor", "pace"].days == 50 - int(finishes[FUTURES * 4 // 5 - 1]) < 0
    assert found["factor", "pace"].name == row.name


def test_factors_that_explain_more_than_everything_are_not_drawn_from() -> None:
    """The case is refused before; the draw does not go on with nonsense either."""
    body = chain(tuple(FactorSpec(id=id, share_ppm=600_000, tasks=("a",)) for id in ("f", "g")))
    with pytest.raises(AssertionError, match="more than the whole"):
        durations_of(body, 1, 10)
