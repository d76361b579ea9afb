"""A partial order and its laws of chance as flat tables for the kernel.

In: a :class:`~jadwal.simulate.network.order.PartialOrder`, common factors, risks, the days on which conditions hold.
Out: :class:`~jadwal.simulate.network.kernel.Network` and :class:`~jadwal.simulate.network.chance.Chance`.  The rule
this module owns: *a stream of draws is named after what it decides* (``days:<task>``, ``factor:<id>``, ``risk:<id>``,
``shock:<id>``, ``lead:<permission>``), never after a place in a table, so that a plan with one task more draws the
same for all others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from jadwal.assess.holding import HoldingDays
from jadwal.model.case import Estimate, FittedDays
from jadwal.plan.problem import DAYS_PER_DECADE, PermissionSpec, Problem, ShockSpec
from jadwal.plan.sgs import Compiled, lay_out
from jadwal.plan.sgs.kernel import CALENDAR, GATE, NEVER, USES, WORK
from jadwal.simulate.network.chance import Chance, packed
from jadwal.simulate.network.compiled import stream
from jadwal.simulate.network.kernel import FIXED, STARTS, WORKS, Network, Scratch
from jadwal.simulate.network.order import PartialOrder

MILLION = 1_000_000
AT_ONCE = 1_000  # paths packed into bits at once

I32 = npt.NDArray[np.int32]
U64 = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Factor:
    """A cause that many durations share: ``share_ppm`` of the variance of each task's normal score.

    ``tasks``: those it reaches; empty: all.  The shares of all factors of a task add up to at most a million.
    """

    id: str
    share_ppm: int
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Risk:
    """An event that comes with ``chance_ppm`` and then adds ``days`` of work, drawn once, to each of ``tasks``.

    ``slows``: what is drawn are not days but percent of each task's.  ``impact``: in series it adds to other risks of a
    task; of those in parallel only the longest counts.
    """

    id: str
    chance_ppm: int
    days: Estimate
    tasks: tuple[str, ...]
    impact: Literal["series", "parallel"] = "series"
    slows: bool = False


@dataclass(frozen=True, eq=False)
class Tables:
    """What a run reads; ``paths`` is how many paths the conditions have (0: none matters)."""

    network: Network
    chance: Chance
    tasks: tuple[str, ...]
    shown: tuple[str, ...]
    paths: int


def register(problem: Problem) -> tuple[Risk, ...]:
    """The risks of a problem that add to work; those that stop it are shocks of the problem."""
    return tuple(
        Risk(r.id, r.chance.likely * MILLION // 100, r.days, r.tasks, r.how, r.effect == "slow")
        for r in problem.risks
        if r.effect != "stop"
    )


def tables(
    order: PartialOrder,
    days: HoldingDays | None,
    factors: Sequence[Factor] = (),
    risks: Sequence[Risk] = (),
    shown: Sequence[str] = (),
) -> Tables:
    """Lay out a partial order; ``shown`` are the tasks whose finishes are kept beside the end's."""
    problem = order.problem
    assert len({f.id for f in factors}) == len(factors), "two factors have one id"
    assert len({r.id for r in risks}) == len(risks), "two risks have one id"
    laid = lay_out(problem)
    kept = tuple(dict.fromkeys((problem.end, *shown)))
    network = _network(order, laid, kept)
    holds, paths = _holds(laid, days, network.words)
    return Tables(
        network=network,
        chance=_chance(problem, laid.index, factors, risks, holds),
        tasks=tuple(t.id for t in problem.tasks),
        shown=kept,
        paths=paths,
    )


def _network(order: PartialOrder, laid: Compiled, shown: Sequence[str]) -> Network:
    problem, a = order.problem, laid.arrays
    words, causes = problem.days // 64 + 1, len(laid.conditions) + len(problem.shocks)
    kinds: dict[bytes, int] = {}
    starts, work = a.gate.reshape(len(a.gate), causes), a.work[:, USES:].reshape(len(a.work), causes)
    held = [kinds.setdefault(row.tobytes(), len(kinds)) for row in [*work, *starts]]
    calendar = np.where(a.work[:, CALENDAR] < 0, len(a.calendars) + 1, a.work[:, CALENDAR])
    day_rows = np.full((len(a.task), 3), -1, np.int32)
    for t, row in enumerate(a.task):
        day_rows[t, FIXED], day_rows[t, WORKS] = calendar[row[WORK]] * words, held[row[WORK]]
        if row[GATE] >= 0:
            day_rows[t, STARTS] = held[len(work) + row[GATE]]
    every_day = np.ones((1, problem.days), np.uint8)
    calendars = packed(np.concatenate([a.calendars, every_day]).astype(np.bool_), words).reshape(-1)
    return Network(
        days=problem.days,
        words=words,
        end=laid.index[problem.end],
        sequence=laid.order(order.order),
        task=a.task,
        rows=day_rows,
        link=a.link,
        need=a.need,
        asked=a.asked,
        uses=np.array([np.frombuffer(k, np.int32) for k in kinds], np.int32).reshape(len(kinds), causes),
        calendars=np.concatenate([calendars, np.full(words, 2**64 - 1, np.uint64)]),
        every=len(a.calendars) * words,
        matters=_matters(order, laid),
        shown=laid.order(shown),
    )


def _matters(order: PartialOrder, laid: Compiled) -> npt.NDArray[np.uint8]:
    """1 for the end and for everything that it waits for."""
    problem, index = order.problem, laid.index
    asked = {p.id: p.asked_after for p in problem.permissions if p.asked_after and p.granted is None}
    before: dict[str, set[str]] = {t.id: {asked[p] for p in t.permissions if p in asked} for t in problem.tasks}
    for k in problem.links:
        before[k.after].add(k.before)
    found = np.zeros(len(problem.tasks), np.uint8)
    open = [problem.end]
    while open:
        id = open.pop()
        if not found[index[id]]:
            found[index[id]] = 1
            open += before[id]
    return found


def _holds(laid: Compiled, days: HoldingDays | None, words: int) -> tuple[U64, int]:
    """(paths, conditions, words) of days on which each condition holds, and how many paths there are."""
    if not laid.conditions:
        return np.zeros((1, 0, words), np.uint64), 0
    assert days is not None, "the plan has gates, and nothing says when their conditions hold"
    length = laid.problem.days
    table = np.empty((days.futures, len(laid.conditions), words), np.uint64)
    for i, condition in enumerate(laid.conditions):
        for first in range(0, days.futures, AT_ONCE):
            last = min(first + AT_ONCE, days.futures)
            table[first:last, i] = packed(days.holds(condition, first, last)[:, :length], words)
    return table, days.futures


def _chance(
    problem: Problem, index: Mapping[str, int], factors: Sequence[Factor], risks: Sequence[Risk], holds: U64
) -> Chance:
    count = len(problem.tasks)
    loads: list[list[int]] = [[] for _ in range(count)]
    for i, factor in enumerate(factors):
        for column in (index[id] for id in factor.tasks) if factor.tasks else range(count):
            loads[column].append(i)
    left = np.array([MILLION - sum(factors[i].share_ppm for i in row) for row in loads])
    assert (left >= 0).all(), "the shares of a task's factors add up to more than the whole"
    hits: list[list[int]] = [[] for _ in range(count)]
    for i, risk in enumerate(risks):
        for id in risk.tasks:
            hits[index[id]].append(i)
    flat = [i for row in loads for i in row]
    return Chance(
        duration=_floats([_law(t.days) for t in problem.tasks], 5),
        streams=_streams("days", [t.id for t in problem.tasks]),
        load_at=_ends(loads),
        load=np.array(flat, np.int32),
        weight=np.sqrt(np.array([factors[i].share_ppm for i in flat], np.float64) / MILLION),
        rest=np.sqrt(left / MILLION),
        factor=_streams("factor", [f.id for f in factors]),
        hit_at=_ends(hits),
        hit=np.array([i for row in hits for i in row], np.int32),
        risk=_floats([(*_range(r.days), r.chance_ppm / MILLION, r.impact == "parallel", r.slows) for r in risks], 6),
        risks=_streams("risk", [r.id for r in risks]),
        shock=_floats([_shock(s) for s in problem.shocks], 9),
        shocks=_streams("shock", [s.of or s.id for s in problem.shocks]),
        permission=_floats([_permission(p) for p in problem.permissions], 6),
        permissions=_streams("lead", [p.id for p in problem.permissions]),
        holds=holds,
    )


def _law(days: Estimate) -> tuple[float, ...]:
    if isinstance(days, FittedDays) and not days.exact:
        return (*_range(days), days.log_mean, days.log_sigma)
    return (*_range(days), 0.0, 0.0)


def _range(days: Estimate) -> tuple[int, int, int]:
    return (days.likely,) * 3 if days.exact else (days.low, days.likely, days.high)


def _shock(s: ShockSpec) -> tuple[float, ...]:
    arrivals = s.per_decade.likely if s.per_decade is not None else 0
    first, last = s.window if s.window is not None else (math.nan, math.nan)
    if s.per_decade is not None and arrivals > 0:
        first = last = math.nan
    return (
        *_range(s.days),
        DAYS_PER_DECADE / arrivals if arrivals > 0 else math.nan,
        first,
        last,
        1.0 if s.chance_percent is None else s.chance_percent.likely / 100,
        math.nan if s.ongoing_since is None else s.ongoing_since,
        s.slows,
    )


def _permission(p: PermissionSpec) -> tuple[float, ...]:
    granted = math.nan if p.granted is None else p.granted
    return (*_range(p.lead), p.refusal_percent.likely / 100, p.valid_days, granted)


def _floats(rows: Sequence[Sequence[float]], columns: int) -> npt.NDArray[np.float64]:
    return np.array(rows, np.float64).reshape(len(rows), columns)


def _streams(kind: str, ids: Sequence[str]) -> U64:
    return np.array([stream(f"{kind}:{id}") for id in ids], np.uint64)


def _ends(rows: Sequence[Sequence[int]]) -> I32:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)


def scratch(t: Tables, lanes: int) -> Scratch:
    """Room for a block of so many futures."""
    network, chance, count = t.network, t.chance, len(t.tasks)
    return Scratch(
        durations=np.zeros((count, lanes), np.int32),
        points=np.full((count, 2, lanes), NEVER, np.int32),
        latest=np.full((count, 2, lanes), NEVER, np.int32),
        bounds=np.zeros((2, lanes), np.int32),
        days=np.zeros(lanes * len(network.uses) * network.words, np.uint64),
        granted=np.zeros(lanes * len(network.asked) * network.words, np.uint64),
        pauses=np.zeros(len(chance.shock) * network.words, np.uint64),
        factors=np.zeros((len(chance.factor), lanes)),
        risks=np.zeros((len(chance.risk), lanes), np.int32),
        scores=np.zeros((2, lanes)),
        drawn=np.zeros(lanes, np.uint32),
    )
