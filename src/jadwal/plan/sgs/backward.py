"""The same problem with time running backwards, to see how late everything could be.

In: a compiled problem.  Out: :class:`Backward`, which gives each task the latest start at
which, by schedule generation, everything still finishes by a given instant.  The rule this module owns: *day d becomes
day D - 1 - d*, so links, calendars and levels turn round.  Conditions, permissions, agreed
days and what has begun are left out: the result says in which order to place tasks (justification: Valls, Ballestin and
Quintanilla 2005, EJOR 165: 375-386), never when they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from jadwal.plan.problem import Calendar, Link, Problem, Profile, Span, Task
from jadwal.plan.sgs.arrays import Compiled, expected, in_ways, lay_out, placed
from jadwal.plan.sgs.kernel import NEVER
from jadwal.plan.sgs.ranked import ranking

I32 = npt.NDArray[np.int32]
Point = tuple[str, Literal["start", "finish"]]
TURNED: Mapping[str, Literal["FS", "SS", "FF", "SF"]] = {"FS": "FS", "SS": "FF", "FF": "SS", "SF": "SF"}


class Backward:
    """A problem turned round."""

    def __init__(self, compiled: Compiled) -> None:
        self.days = compiled.problem.days
        self.columns = np.array(
            [i for i, t in enumerate(compiled.problem.tasks) if t.started is None and t.finished is None], np.int32
        )
        self.compiled = lay_out(turned(compiled.problem))
        self.ranking = ranking(self.compiled)
        self.world = expected(self.compiled, {})
        self.rows = _rows(compiled, self.compiled)

    def latest(self, finishes: I32, rows: I32 | None = None) -> I32:
        """(n,) start days when tasks are placed from the last ``finishes`` back, in the order of those finishes.

        ``rows``: the ways in which they are done, where some have several.

        What has begun, and what finds no place, keeps ``NEVER``.  No task finishes after the last of ``finishes``.
        """
        mine = finishes[self.columns].astype(np.int64)
        last = int(mine[mine < NEVER].max(initial=0))
        ranks = np.empty(len(mine), np.int32)
        ranks[np.argsort(-mine, kind="stable")] = np.arange(len(mine), dtype=np.int32)
        lower = np.full(len(mine), self.days - last, np.int32)
        done = (self.compiled, self.world)
        if rows is not None:
            done = in_ways(*done, self.rows[rows[self.columns]])
        _, ends = placed(*done, self.ranking.order(ranks), lower)
        found = np.full(len(finishes), NEVER, np.int32)
        found[self.columns] = np.where(ends < NEVER, self.days - ends, NEVER)
        return found


def _rows(compiled: Compiled, other: Compiled) -> I32:
    """For each way of doing a task the same way as a row of a problem without some of the tasks (-1: it has none)."""
    if compiled.ways is None or other.ways is None:
        return np.zeros(0, np.int32)
    found = np.full(len(compiled.ways.modes), -1, np.int32)
    for i, t in enumerate(compiled.problem.tasks):
        if t.id in other.index:
            found[compiled.ways.of(i)] = other.ways.of(other.index[t.id])
    return found


def turned(problem: Problem) -> Problem:
    """The problem with time running backwards, without what has begun."""
    tasks = tuple(_task(t) for t in problem.tasks if t.started is None and t.finished is None)
    ids = {t.id for t in tasks}
    return msgspec.structs.replace(
        problem,
        tasks=tasks,
        links=tuple(_link(k) for k in problem.links if k.before in ids and k.after in ids),
        profiles=tuple(
            Profile(
                id=p.id,
                capacity=p.capacity,
                spans=tuple(_span(s, problem.days) for s in p.spans if _turns(s, ids)),
                rule=p.rule,
            )
            for p in problem.profiles
        ),
        calendars=tuple(
            Calendar(id=c.id, open=c.open[: problem.days].ljust(problem.days, b"\0")[::-1]) for c in problem.calendars
        ),
        permissions=(),
        shocks=(),
    )


def _task(t: Task) -> Task:
    modes = tuple(msgspec.structs.replace(m, permissions=(), shocks=()) for m in t.modes)
    free = {"start_gates": (), "continue_gates": (), "permissions": (), "shocks": (), "not_before": 0}
    return msgspec.structs.replace(t, modes=modes, **free)


def _link(k: Link) -> Link:
    return Link(before=k.after, after=k.before, type=TURNED[k.type], lag=k.lag, rule=k.rule)


def _turns(s: Span, ids: set[str]) -> bool:
    """True for a span that unstarted tasks alone begin and end."""
    return not s.end_condition and all(point[0] in ids for point in (s.begin, s.end) if point)


def _span(s: Span, days: int) -> Span:
    """A span that lasts so many days begins, turned round, with the same point: that shifts the whole level.

    One over certain days lies on the same days, counted from the end.
    """
    if s.fixed:
        return msgspec.structs.replace(s, first=days - s.first - s.length)
    if s.length:
        return msgspec.structs.replace(s, begin=_point(s.begin))
    return Span(begin=_point(s.end), end=_point(s.begin), amount=s.amount, mode=s.mode)


def _point(point: Point | None) -> Point | None:
    return None if point is None else (point[0], "finish" if point[1] == "start" else "start")
