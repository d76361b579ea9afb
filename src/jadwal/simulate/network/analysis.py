"""Criticality, cruciality and dates of a plan over many futures: the entry to the fast simulation.

In: a problem, its aim, the days on which conditions hold; common factors and risks if there are any; a seed.  Out: a
:class:`~jadwal.simulate.network.results.NetworkResult`.  The rule this module owns: *the partial order is made from
the aim once, and every future runs through the same one*.
"""

from __future__ import annotations

from collections.abc import Sequence

from jadwal.assess.holding import HoldingDays
from jadwal.plan.openings import gating
from jadwal.plan.problem import Problem
from jadwal.simulate.network.order import Dates, partial_order
from jadwal.simulate.network.results import NetworkResult, result
from jadwal.simulate.network.run import run
from jadwal.simulate.network.tables import Factor, Risk, Tables, tables

FUTURES = 20_480


def risk_analysis(
    problem: Problem,
    starts: Dates,
    finishes: Dates,
    days: HoldingDays | None,
    *,
    seed: int,
    futures: int = FUTURES,
    factors: Sequence[Factor] = (),
    risks: Sequence[Risk] = (),
    threads: int | None = None,
) -> NetworkResult:
    """Run ``futures`` futures of the plan with aim ``starts`` and ``finishes`` (None: no aim date).

    ``days`` may hold fewer paths than there are futures: future k lives on path k mod their number.  It may be None
    where the plan reads no condition.  Shown are the end and the headline milestones.  Raises ``BadInput`` when tasks
    wait for one another in a circle.
    """
    laid, unheld = laid_out(problem, starts, finishes, days, factors, risks)
    found = run(laid, seed=seed, futures=futures, threads=threads)
    return result(found, tasks=[t.id for t in problem.tasks], unheld=unheld)


def laid_out(
    problem: Problem,
    starts: Dates,
    finishes: Dates,
    days: HoldingDays | None,
    factors: Sequence[Factor] = (),
    risks: Sequence[Risk] = (),
) -> tuple[Tables, tuple[tuple[str, str], ...]]:
    """The tables of a plan's partial order, for several runs; and the room that it cannot hold."""
    openings = {c: None if days is None else days.median_first_day(c) for c in gating(problem)}
    order = partial_order(problem, starts, finishes, openings)
    return tables(order, days, factors, risks, shown=problem.headline), order.unheld
