"""Serial schedule generation: a problem as flat arrays, and the one deterministic timetable they give.

In: a :class:`~jadwal.plan.problem.Problem` and an order of its tasks.  Out: :class:`Compiled` arrays for the kernel
in ``kernel.py``, and :func:`list_schedule`, the run with most likely durations, expected openings and likely
permission leads.  The rule this module owns: *what a problem says is laid out once, and every run reads the same
arrays*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from jadwal.plan.modes import done_in
from jadwal.plan.openings import gating
from jadwal.plan.problem import PermissionSpec, Problem, Span, Task
from jadwal.plan.sgs.kernel import BEGINS, ENDS, FINISH, I32, NEVER, START, Arrays, World, place, place_in_ways

Dates = dict[str, int | None]
Known = Mapping[tuple[str, str], int]  # points that are facts
SIDES: Mapping[str, int] = {"start": START, "finish": FINISH}


@dataclass(frozen=True)
class Ways:
    """Every way of doing every task: a row for each task, in its usual mode, then one for each other mode."""

    task: I32  # (rows, 12) as Arrays.task
    days: I32  # (rows,) most likely
    first: I32  # (n + 1,) the other modes of task i are rows first[i] to first[i + 1]
    more: npt.NDArray[np.int64]  # (rows,) cost beyond the usual mode
    modes: tuple[str, ...]  # (rows,) empty where a task has one way

    def of(self, i: int) -> list[int]:
        """The rows of a task, the usual mode first."""
        return [i, *range(self.first[i], self.first[i + 1])]


@dataclass(frozen=True)
class Compiled:
    """A problem laid out for the kernel; ``index`` maps task ids to columns, in the order of ``problem.tasks``.

    What has several modes is done in its usual one, unless ``ways`` (None: nothing has) are chosen.
    """

    problem: Problem
    index: Mapping[str, int]
    conditions: tuple[str, ...]  # those that the problem waits for, in the order of the kernel
    arrays: Arrays
    ways: Ways | None = None

    def order(self, ids: Sequence[str]) -> npt.NDArray[np.int32]:
        """Task ids as columns."""
        return np.array([self.index[id] for id in ids], np.int32)


def lay_out(problem: Problem) -> Compiled:
    """Lay a problem out as flat arrays."""
    index = {t.id: i for i, t in enumerate(problem.tasks)}
    conditions = gating(problem)
    places = {c: i for i, c in enumerate(conditions)}
    permission = {p.id: i for i, p in enumerate(problem.permissions)}
    rows = _ways(problem)
    work, gate, kinds = _day_kinds(problem, rows, places)
    links = _links(problem, index)
    needs = [[permission[p] for p in t.permissions] for t in rows]
    known = {(t.id, side): at for t in problem.tasks for side, at in zip(SIDES, _facts(t), strict=True) if at != NEVER}
    spans = [(p, s) for p, profile in enumerate(problem.profiles) for s in profile.spans if s.amount]
    touches = _touches(rows, spans, known)
    waits = _ranges(links)
    task = [
        (not t.breakable, max(0, t.not_before), *_facts(t), *kind, *waits[index[t.id]], *ranges)
        for t, kind, ranges in zip(rows, kinds, _ranges(needs, touches), strict=True)
    ]
    n = len(problem.tasks)
    arrays = Arrays(
        days=problem.days,
        task=_table(task[:n], 12),
        link=_table([row for of in links for row in of], 4),
        need=_table([row for of in needs for row in of]),
        asked=_table([index[p.asked_after] if _asked_later(p) else -1 for p in problem.permissions]),
        calendars=_calendars(problem),
        work=_table(work, 1 + len(conditions) + len(problem.shocks)),
        gate=_table(gate, len(conditions) + len(problem.shocks)),
        span=_table([_span(p, s, index, places) for p, s in spans], 8),
        touch=_table([row for of in touches for row in of], 2),
        conditional=_table([i for i, (_, s) in enumerate(spans) if _conditional(s, known)]),
        capacity=_table([p.capacity for p in problem.profiles]),
        initial=_initial(problem, spans, known),
    )
    ways = None
    if len(rows) > n:
        ways = Ways(
            task=_table(task, 12),
            days=_table([t.days.likely for t in rows]),
            first=np.cumsum([n, *(max(0, len(t.modes) - 1) for t in problem.tasks)]).astype(np.int32),
            more=np.array([t.cost - problem.tasks[index[t.id]].cost for t in rows], np.int64),
            modes=tuple(t.mode for t in rows),
        )
    return Compiled(problem=problem, index=index, conditions=conditions, arrays=arrays, ways=ways)


def _ways(problem: Problem) -> list[Task]:
    """Every task in its usual mode, then those with several in each of the others."""
    usual = [done_in(t, t.modes[0].id) if t.modes else t for t in problem.tasks]
    return usual + [done_in(t, m.id) for t in problem.tasks for m in t.modes[1:]]


def list_schedule(
    problem: Problem, order: Sequence[str], openings: Mapping[str, int | None], compiled: Compiled | None = None
) -> tuple[Dates, Dates]:
    """Start day and finish instant of every task (None: not reached), placed one by one in ``order``.

    Most likely durations, the usual mode of what has several; each condition holds from its day in ``openings`` on
    (None: never); a permission comes its likely lead after it can be asked for and does not expire; no shock comes.
    """
    compiled = lay_out(problem) if compiled is None else compiled
    starts, finishes = placed(compiled, expected(compiled, openings), compiled.order(order))
    return dates_of(problem, starts), dates_of(problem, finishes)


def expected(compiled: Compiled, openings: Mapping[str, int | None]) -> World:
    """The one world of :func:`list_schedule`."""
    problem = compiled.problem
    holds = np.zeros((1, len(compiled.conditions), problem.days), np.uint8)
    opens = np.full((1, len(compiled.conditions)), NEVER, np.int32)
    for i, condition in enumerate(compiled.conditions):
        day = openings[condition]
        if day is not None and day < problem.days:
            opens[0, i] = max(day, 0)
            holds[0, i, opens[0, i] :] = 1
    return World(
        durations=_table([[t.days.likely for t in problem.tasks]], len(problem.tasks)),
        grants=_table(
            [[0 if p.granted is not None else p.lead.likely for p in problem.permissions]], len(problem.permissions)
        ),
        permission=_table([(i, i + 1, 0, NEVER, 0, 0) for i in range(len(problem.permissions))], 6),
        again=np.zeros((1, 0, 3), np.int32),
        pauses=np.zeros((1, 0, 2), np.int32),
        pause_at=np.zeros(len(problem.shocks) + 1, np.int32),
        slows=np.zeros(len(problem.shocks), np.int32),
        holds=holds,
        opens=opens,
    )


def placed(
    compiled: Compiled,
    world: World,
    order: npt.NDArray[np.int32],
    lower: npt.NDArray[np.int32] | None = None,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """(n,) starts and finishes in a world of one future, none before ``lower``; ``NEVER`` where not reached."""
    n = len(compiled.problem.tasks)
    starts = np.full((1, n), NEVER, np.int32)
    finishes = np.full((1, n), NEVER, np.int32)
    place(compiled.arrays, world, order, np.zeros(n, np.int32) if lower is None else lower, starts, finishes)
    return starts[0], finishes[0]


def placed_in_ways(compiled: Compiled, world: World, order: I32, wanted: I32) -> tuple[I32, I32, I32]:
    """(n,) starts, finishes and rows of ``compiled.ways``: the row ``wanted`` for each task, where it is -1 the one in
    which it finishes first (the first of them)."""
    ways = compiled.ways
    assert ways is not None
    rows = len(ways.task)
    starts, finishes = np.full(rows, NEVER, np.int32), np.full(rows, NEVER, np.int32)
    chosen = np.arange(rows, dtype=np.int32)
    arrays, world = compiled.arrays._replace(task=ways.task), world._replace(durations=ways.days[None])
    place_in_ways(arrays, world, order, ways.first, wanted, starts, finishes, chosen)
    n = len(compiled.problem.tasks)
    return starts[:n], finishes[:n], chosen[:n]


def in_ways(compiled: Compiled, world: World, rows: I32) -> tuple[Compiled, World]:
    """The problem and its world with each task done in a row of ``compiled.ways``."""
    ways = compiled.ways
    if ways is None:
        return compiled, world
    arrays = compiled.arrays._replace(task=ways.task[rows])
    return replace(compiled, arrays=arrays), world._replace(durations=ways.days[rows][None])


def dates_of(problem: Problem, row: npt.NDArray[np.int32]) -> Dates:
    """Days by task id; None: not reached."""
    return {t.id: None if day == NEVER else int(day) for t, day in zip(problem.tasks, row, strict=True)}


def _asked_later(permission: PermissionSpec) -> bool:
    return bool(permission.asked_after) and permission.granted is None


def _facts(task: Task) -> tuple[int, int]:
    """Actual start and finish, ``NEVER``: none yet; a finish without a start began its likely days before."""
    if task.finished is not None:
        begun = task.started if task.started is not None else task.finished - task.days.likely
        return min(begun, task.finished), task.finished
    return (NEVER if task.started is None else task.started), NEVER


def _table(rows: Sequence[Any], columns: int | None = None) -> npt.NDArray[np.int32]:
    """Numbers, or rows of so many ``columns`` of them, as an array."""
    return np.array(rows, np.int32).reshape((len(rows),) if columns is None else (len(rows), columns))


def _ranges(*lists: Sequence[Sequence[Any]]) -> list[tuple[int, ...]]:
    """For each task the first row, and the one after the last, of each of its lists laid one after another."""
    ends = [np.cumsum([len(rows) for rows in of]) for of in lists]
    return [
        tuple(int(x) for end, of in zip(ends, lists, strict=True) for x in (end[i] - len(of[i]), end[i]))
        for i in range(len(lists[0]))
    ]


def _links(problem: Problem, index: Mapping[str, int]) -> list[list[tuple[int, int, int, int]]]:
    """What each task waits for: task, its side, the waiting side, lag."""
    found: list[list[tuple[int, int, int, int]]] = [[] for _ in problem.tasks]
    for k in problem.links:
        sides = (FINISH if side == "F" else START for side in k.type)
        found[index[k.after]].append((index[k.before], *sides, k.lag))  # type: ignore[arg-type]
    return [sorted(rows) for rows in found]


def _day_kinds(
    problem: Problem, rows: Sequence[Task], conditions: Mapping[str, int]
) -> tuple[list[list[int]], list[list[int]], list[tuple[int, int]]]:
    """Kinds of work days and of start days, each kept once, and for each task its two kinds (-1: starts on any day).

    A serial on the road arrives, so only its calendar says on which days it goes on; gates and shocks hold back its
    start. Work of at least a day starts on a work day, so that only its gates to start are left to look at.
    """
    work: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
    gate: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    kinds = []
    for t in rows:
        works = (t.calendar, t.continue_gates, t.shocks) if t.breakable else (t.calendar, (), ())
        starts = (tuple(sorted({*t.start_gates, *t.continue_gates})), t.shocks)
        if t.breakable and t.days.low > 0:
            starts = (t.start_gates, ())
        held = gate.setdefault(starts, len(gate)) if any(starts) else -1
        kinds.append((work.setdefault(works, len(work)), held))
    calendar = {c.id: i for i, c in enumerate(problem.calendars)}

    def uses(gates: tuple[str, ...], shocks: tuple[str, ...]) -> list[int]:
        return [int(c in gates) for c in conditions] + [int(s.id in shocks) for s in problem.shocks]

    days = [[calendar[c] if c else -1, *uses(gates, shocks)] for c, gates, shocks in work]
    return days, [uses(*starts) for starts in gate], kinds


def _calendars(problem: Problem) -> npt.NDArray[np.uint8]:
    """(calendars, days): 1 where work is done; days a calendar does not reach are closed."""
    table = np.zeros((len(problem.calendars), problem.days), np.uint8)
    for row, calendar in zip(table, problem.calendars, strict=True):
        opened = np.frombuffer(calendar.open, np.uint8)[: problem.days]
        row[: len(opened)] = opened
    return table


def _span(profile: int, s: Span, index: Mapping[str, int], conditions: Mapping[str, int]) -> tuple[int, ...]:
    begin = (index[s.begin[0]], SIDES[s.begin[1]]) if s.begin else (-1, START)
    end = (index[s.end[0]], SIDES[s.end[1]]) if s.end else (-1, START)
    return profile, s.amount, *begin, *end, s.length, conditions[s.end_condition] if s.end_condition else -1


def _touches(rows: Sequence[Task], spans: Sequence[tuple[int, Span]], known: Known) -> list[list[tuple[int, int]]]:
    """For each task, in each mode, the spans it begins or ends (those by a fact are not moved any more), with what it
    does to them."""
    touches: dict[str, list[tuple[int, int]]] = {t.id: [] for t in rows}
    for i, (_, s) in enumerate(spans):
        assert s.amount > 0, "a span may not lower its profile"
        roles: dict[str, int] = {}
        if s.begin and s.begin not in known:
            roles[s.begin[0]] = BEGINS
        if s.end and s.end not in known and not s.length:
            roles[s.end[0]] = roles.get(s.end[0], 0) | ENDS
        for id, role in roles.items():
            touches[id].append((i, role))
    modes = [s.mode for _, s in spans]
    return [[(i, role) for i, role in touches[t.id] if modes[i] in ("", t.mode)] for t in rows]


def _is_there(s: Span, known: Known) -> bool:
    return s.begin is None or s.begin in known


def _conditional(s: Span, known: Known) -> bool:
    return bool(s.end_condition) and not s.length and _is_there(s, known)


def _initial(problem: Problem, spans: Sequence[tuple[int, Span]], known: Known) -> npt.NDArray[np.int32]:
    """(profiles, days + 1): levels by what is there at first and by facts, without spans that a condition ends."""
    levels = np.zeros((len(problem.profiles), problem.days + 1), np.int32)
    for p, s in spans:
        if _is_there(s, known) and not _conditional(s, known):
            begin = known[s.begin] if s.begin else s.first
            end = begin + s.length if s.length else known.get(s.end, NEVER) if s.end else NEVER
            levels[p, max(begin, 0) : max(begin, end, 0)] += s.amount
    return levels
