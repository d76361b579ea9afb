"""The compiled kernel: places tasks one at a time, each on the first day on which every physical rule holds.

In: flat arrays of one problem (:class:`Arrays`), one world per future (:class:`World`), an order.  Out: start days
and finish instants, written into the caller's arrays.  The rule this module owns: *a serial schedule generation
scheme* (Kolisch 1996, EJOR 90: 320-333) in which people not yet placed are still there.

A point (start or finish of a task) that is not known yet stands at ``NEVER``; so a span that ends with it lasts, and
a span that begins with it is not there.  Placing a task moves its points and changes its profiles by the difference;
the level is tested on each day on which it rises.  A conflict on day *d* rules out every start up to *d* (for a level
that rises at the finish: every start whose finish is up to *d*), because finishes never fall as starts rise; so the
search jumps past the last conflict, and is exact.  A task that would not finish within the horizon is not begun.

No fast-math; integers only; futures do not see one another, so neither blocks nor threads change a result.  Tables
are few and wide, and whole numbers are widened before calls, because Numba's compile time grows with arrays and with
argument types.  The kernel allocates nothing and runs without Numba's reference counts, on which threads would wait for
one another.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jadwal.compiling import compiled

NEVER = 1_000_000_000  # a day or instant that does not come
START, FINISH = 0, 1  # sides: columns of points
BEGINS, ENDS = 1, 2  # what a task does to a span: bits of a touch's role

# columns of Arrays.task; of lists, the first and the one after the last row
UNBROKEN, EARLIEST, STARTED, FINISHED, WORK, GATE, LINKS, LINKS_END, NEEDS, NEEDS_END, TOUCHES, TOUCHES_END = range(12)
BEFORE, FROM, TO, LAG = range(4)  # columns of Arrays.link: task waited for, its side, the waiting side, days
PROFILE, AMOUNT, BEGIN, BEGIN_SIDE, END, END_SIDE, LENGTH, CONDITION = range(8)  # columns of Arrays.span; -1: none
SPAN, ROLE = 0, 1  # columns of Arrays.touch
CALENDAR, USES = 0, 1  # columns of Arrays.work: calendar (-1: every day), then one column per condition and per shock
FIRST, LAST, VALID, SINCE, AGAIN, AGAIN_END = range(6)  # columns of World.permission; see there
LAPSE, UNTIL, GRANTED = range(3)  # columns of World.again
LOW, HIGH, CHANGE = range(3)  # columns of Scratch.change

I32 = npt.NDArray[np.int32]
U8 = npt.NDArray[np.uint8]


class Arrays(NamedTuple):
    """One problem, flat: n tasks, D days, C conditions, K shocks, P profiles; columns are named above."""

    days: int  # D
    task: I32  # (n, 12)
    link: I32  # (links, 4), those of one waiting task together
    need: I32  # permissions needed, those of one task together
    asked: I32  # per permission: task after whose finish it is asked for, -1: day 0
    calendars: U8  # (calendars, D) 1: open
    work: I32  # (kinds of work days, 1 + C + K)
    gate: I32  # (kinds of start days, C + K)
    span: I32  # (spans, 8)
    touch: I32  # (touches, 2), those of one task together, by profile
    conditional: I32  # spans that are there from the beginning until a condition holds
    capacity: I32  # (P,)
    initial: I32  # (P, D+1) levels before anything is placed, without the conditional spans


class World(NamedTuple):
    """What is drawn, for F futures.  Days are absolute but for grants, which count from the day of asking."""

    durations: I32  # (F, n) working days
    grants: I32  # (F, ·) days of grants, NEVER: none
    permission: I32  # (permissions, 6) from and to column of grants, days valid (0: for ever), the day it was granted
    # already (NEVER: it is to be asked for), from and to column of again
    again: I32  # (F, ·, 3) absolute: the day on which it lapses, until which day the next column holds, granted again
    pauses: I32  # (F, ·, 2) first day, first day after
    pause_at: I32  # (K+1,) pauses of shock s are rows pause_at[s] to pause_at[s+1]
    slows: I32  # (K,) percent by which a shock slows work; 0: it pauses it
    holds: U8  # (F, C, D)
    opens: I32  # (F, C) first day of holding, NEVER: none


class Scratch(NamedTuple):
    """What one future is worked out in."""

    allowed: U8  # (D,)
    paused: U8  # (K, D)
    counts: I32  # (kinds of work days, D+1) open days before a day
    positions: I32  # (kinds of work days, D+1) the n-th open day
    totals: I32  # (kinds of work days,) open days
    gates: I32  # (kinds of start days, D+1) next day on which a start is allowed
    levels: I32  # (P, D+1)
    points: I32  # (n, 2) start and finish
    change: I32  # (most touches of a task, 3)


def place(a: Arrays, w: World, order: I32, lower: I32, starts: I32, finishes: I32) -> None:
    """Place every task of every future of ``w`` in ``order``, none to start before ``lower``; fills both (F, n)."""
    _place_all(a, w, _scratch(a, w), order, lower, starts, finishes)


def place_in_ways(
    a: Arrays, w: World, order: I32, first: I32, wanted: I32, starts: I32, finishes: I32, chosen: I32
) -> None:
    """Place every task of the one future of ``w`` in ``order``, each in a way of its own; fills starts and finishes.

    ``a.task``, the durations of ``w``, starts, finishes and ``chosen`` have a row per way: those of task ``t`` are
    ``t`` and ``first[t]`` to ``first[t + 1]``.  A task is done in the row ``wanted`` for it (-1: that in which it
    finishes first; of several, the first), which becomes ``chosen``.
    """
    _place_in_ways(a, w, _scratch(a, w), order, first, wanted, starts, finishes, chosen)


def _scratch(a: Arrays, w: World) -> Scratch:
    days, kinds, gates = a.days, len(a.work), len(a.gate)
    touches = a.task[:, TOUCHES_END] - a.task[:, TOUCHES]
    return Scratch(
        allowed=np.zeros(days, np.uint8),
        paused=np.zeros((len(w.pause_at) - 1, days), np.uint8),
        counts=np.zeros((kinds, days + 1), np.int32),
        positions=np.zeros((kinds, days + 1), np.int32),
        totals=np.zeros(kinds, np.int32),
        gates=np.full((gates, days + 1), NEVER, np.int32),
        levels=np.zeros_like(a.initial),
        points=np.zeros((len(a.task), 2), np.int32),
        change=np.zeros((max(1, int(touches.max(initial=0))), 3), np.int32),
    )


_compiled = compiled(_nrt=False)


@_compiled
def _allowed(w: Any, r: Any, k: int, uses: I32, allowed: U8) -> None:
    """Closes the days of ``allowed`` on which a used condition does not hold in future ``k`` or a used shock pauses."""
    conditions = w.holds.shape[1]
    for c in range(conditions):
        if uses[c]:
            for d in range(allowed.shape[0]):
                allowed[d] &= w.holds[k, c, d]
    for s in range(r.paused.shape[0]):
        if uses[conditions + s]:
            for d in range(allowed.shape[0]):
                allowed[d] &= 1 - r.paused[s, d]


@_compiled
def _prepare(a: Any, w: Any, r: Any, k: int) -> None:
    """Day tables of future ``k``: open days counted and listed, and the next day on which a gate lets work start.

    Kinds of work days that neither conditions nor shocks change are worked out once, for the first future.
    """
    allowed = r.allowed
    for s in range(r.paused.shape[0]):
        r.paused[s, :] = 0
        for j in range(w.pause_at[s], w.pause_at[s + 1]):
            for d in range(max(w.pauses[k, j, 0], 0), min(w.pauses[k, j, 1], a.days)):
                n, whole = d - w.pauses[k, j, 0] + 1, 100 + w.slows[s]  # slowed: 100 of each 100 + percent days count
                if w.slows[s] == 0 or (100 * n) // whole == (100 * (n - 1)) // whole:
                    r.paused[s, d] = 1
    for g in range(a.work.shape[0]):
        fixed = True
        for j in range(USES, a.work.shape[1]):
            fixed = fixed and a.work[g, j] == 0
        if fixed and k > 0:
            continue
        for d in range(a.days):
            allowed[d] = 1 if a.work[g, CALENDAR] < 0 else a.calendars[a.work[g, CALENDAR], d]
        _allowed(w, r, k, a.work[g, USES:], allowed)
        n = 0
        for d in range(a.days):
            r.counts[g, d] = n
            r.positions[g, n] = d
            n += allowed[d]
        r.counts[g, a.days] = n
        r.totals[g] = n
    for g in range(a.gate.shape[0]):
        for d in range(a.days):
            allowed[d] = 1
        _allowed(w, r, k, a.gate[g], allowed)
        following = NEVER
        for d in range(a.days - 1, -1, -1):
            following = d if allowed[d] else following
            r.gates[g, d] = following


@_compiled
def _next_permitted(w: Any, k: int, p: int, day: int, asked: int) -> int:
    """The first day from ``day`` on, on which permission ``p``, asked for on day ``asked``, is valid.

    It lapses on the first day of a column of ``again`` that came after it was asked for (granted already: after that).
    """
    since: Any = np.int64(asked if w.permission[p, SINCE] == NEVER else w.permission[p, SINCE])
    valid: Any = np.int64(w.permission[p, VALID])
    following: Any = np.int64(NEVER)
    lapse: Any = np.int64(NEVER)
    for j in range(w.permission[p, AGAIN], w.permission[p, AGAIN_END]):
        if w.again[k, j, LAPSE] > since:
            lapse = min(lapse, np.int64(w.again[k, j, LAPSE]))
            first: Any = np.int64(w.again[k, j, GRANTED])
            last: Any = np.int64(w.again[k, j, UNTIL])
            last = last if valid == 0 else min(first + valid, last)
            if first < last and day < last:
                following = min(following, max(first, day))
    for j in range(w.permission[p, FIRST], w.permission[p, LAST]):
        if w.grants[k, j] < NEVER:
            first = asked + np.int64(w.grants[k, j])
            last = lapse if valid == 0 else min(first + valid, lapse)
            if first < last and day < last:
                following = min(following, max(first, day))
    return following  # type: ignore[no-any-return]


@_compiled
def _first_start(a: Any, w: Any, r: Any, k: int, t: int, s: int, dur: int) -> int:
    """The first day from ``s`` on that calendar, gates and permissions allow task ``t`` to start on; NEVER: none."""
    g = a.task[t, WORK]
    while s <= a.days:
        before = s
        if dur > 0:
            if s == a.days:
                return NEVER
            first = r.counts[g, s]
            last = first + dur - 1
            if last >= r.totals[g]:
                return NEVER
            s = r.positions[g, first]
            if a.task[t, UNBROKEN] and r.positions[g, last] - s != dur - 1:
                s += 1
                continue
        if a.task[t, GATE] >= 0:
            s = r.gates[a.task[t, GATE], s]
        for j in range(a.task[t, NEEDS], a.task[t, NEEDS_END]):
            p = a.need[j]
            asked = np.int64(0 if a.asked[p] < 0 else max(0, r.points[a.asked[p], FINISH]))
            if asked > a.days or s > a.days:
                return NEVER
            s = _next_permitted(w, k, p, max(s, asked), asked)
        if s == before:
            return s
    return NEVER


@_compiled
def _changes(a: Any, w: Any, r: Any, k: int, t: int, s: int, f: int) -> None:
    """How placing task ``t`` at (s, f) changes its spans: by so much on days LOW … HIGH - 1, a row per touch."""
    for j in range(a.task[t, TOUCHES], a.task[t, TOUCHES_END]):
        i, role, row = a.touch[j, SPAN], a.touch[j, ROLE], j - a.task[t, TOUCHES]
        begins, ends, released = 0, NEVER, NEVER
        if role & BEGINS:
            begins = s if a.span[i, BEGIN_SIDE] == START else f
        elif a.span[i, BEGIN] >= 0:
            begins = r.points[a.span[i, BEGIN], a.span[i, BEGIN_SIDE]]
        if role & ENDS:
            ends = s if a.span[i, END_SIDE] == START else f
        elif a.span[i, END] >= 0:
            ends = r.points[a.span[i, END], a.span[i, END_SIDE]]
        if a.span[i, CONDITION] >= 0:
            released = w.opens[k, a.span[i, CONDITION]]
        if a.span[i, LENGTH] > 0:
            ends, released = begins + a.span[i, LENGTH], NEVER
        if role & BEGINS:
            r.change[row, LOW] = max(begins, 0)
            r.change[row, HIGH] = min(ends, released, a.days + 1)
            r.change[row, CHANGE] = a.span[i, AMOUNT]
        else:
            r.change[row, LOW] = max(begins, ends, 0)
            r.change[row, HIGH] = min(released, a.days + 1)
            r.change[row, CHANGE] = -a.span[i, AMOUNT]


@_compiled
def _last_conflict(a: Any, r: Any, t: int) -> int:
    """The last day on which a level that task ``t`` raises would exceed its capacity, -1 for none.

    Where its finish raises the level that day, ``-2 - day`` is returned.
    """
    first, end = a.task[t, TOUCHES], a.task[t, TOUCHES_END]
    j = first
    while j < end:
        profile = a.span[a.touch[j, SPAN], PROFILE]
        after, lowest, highest, most = j, NEVER, 0, 0
        while after < end and a.span[a.touch[after, SPAN], PROFILE] == profile:
            row = after - first
            if r.change[row, CHANGE] > 0 and r.change[row, LOW] < r.change[row, HIGH]:
                lowest, highest = min(lowest, r.change[row, LOW]), max(highest, r.change[row, HIGH])
                most += r.change[row, CHANGE]
            after += 1
        level, top = r.levels[profile], np.int32(0)
        for d in range(lowest, highest):
            top = max(top, level[d])
        if top + most > a.capacity[profile]:
            for d in range(highest - 1, lowest - 1, -1):
                if level[d] + most <= a.capacity[profile]:
                    continue
                rise, by_finish = 0, False
                for row in range(j - first, after - first):
                    if r.change[row, LOW] <= d < r.change[row, HIGH]:
                        rise += r.change[row, CHANGE]
                        if r.change[row, CHANGE] > 0 and a.span[a.touch[first + row, SPAN], BEGIN_SIDE] == FINISH:
                            by_finish = True
                if rise > 0 and level[d] + rise > a.capacity[profile]:
                    return -2 - d if by_finish else d
        j = after
    return -1


@_compiled
def _place_one(a: Any, w: Any, r: Any, k: int, t: int, s: Any, bound: Any) -> None:
    """Place task ``t`` from ``s`` on, its finish from ``bound`` on; its points stay ``NEVER`` when it cannot be placed.

    A started task keeps its start: days before day 0 count as worked, what is left goes on as days allow.  Its finish
    waits for room, but a serial on the road cannot: where there is none when it arrives, it is not reached.
    """
    g, dur = a.task[t, WORK], np.int64(w.durations[k, t])
    started = a.task[t, STARTED] != NEVER
    if started:
        s = np.int64(a.task[t, STARTED])
        left = dur + min(s, 0)
        last = r.counts[g, min(max(s, 0), a.days)] + max(left, 1) - 1
        bound = max(bound, 1, r.positions[g, last] + (1 if left > 0 else 0)) if last < r.totals[g] else NEVER
    while bound <= a.days:
        f: Any = bound
        if started:
            pass
        elif dur == 0:
            s = _first_start(a, w, r, k, t, max(s, bound), dur)
            f = s
        else:
            if bound > 0:  # the start whose last working day is the first that ends at the bound or later
                first = max(0, r.counts[g, bound - 1] - dur + 1)
                if first >= r.totals[g]:
                    return
                s = max(s, np.int64(r.positions[g, first]))
            s = _first_start(a, w, r, k, t, s, dur)
            f = NEVER if s == NEVER else np.int64(r.positions[g, r.counts[g, s] + dur - 1]) + 1
        if s == NEVER:
            return
        _changes(a, w, r, k, t, s, f)
        conflict = _last_conflict(a, r, t)
        if conflict == -1:
            r.points[t, START] = s
            r.points[t, FINISH] = f
            return
        if started and a.task[t, UNBROKEN]:
            return
        if conflict < 0:
            bound = max(bound, -1 - conflict)
        else:
            s = conflict + 1


@_compiled
def _set_out(a: Any, w: Any, r: Any, k: int) -> None:
    """Points and levels of future ``k`` before anything is placed."""
    for i in range(a.task.shape[0]):
        r.points[i, START] = a.task[i, STARTED]
        r.points[i, FINISH] = a.task[i, FINISHED]
    for p in range(a.initial.shape[0]):
        for d in range(a.days + 1):
            r.levels[p, d] = a.initial[p, d]
    for i in a.conditional:
        begins, ends = 0, w.opens[k, a.span[i, CONDITION]]
        if a.span[i, BEGIN] >= 0:
            begins = r.points[a.span[i, BEGIN], a.span[i, BEGIN_SIDE]]
        if a.span[i, END] >= 0:
            ends = min(ends, r.points[a.span[i, END], a.span[i, END_SIDE]])
        for d in range(max(begins, 0), min(ends, a.days + 1)):
            r.levels[a.span[i, PROFILE], d] += a.span[i, AMOUNT]


@_compiled
def _waits(a: Any, r: Any, t: int, s: Any) -> tuple[Any, Any]:
    """The first day, from ``s`` on, and the first finish that what task ``t`` waits for allows."""
    bound: Any = np.int64(0)
    for j in range(a.task[t, LINKS], a.task[t, LINKS_END]):
        since = np.int64(r.points[a.link[j, BEFORE], a.link[j, FROM]]) + a.link[j, LAG]
        if a.link[j, TO] == START:
            s = max(s, since)
        else:
            bound = max(bound, since)
    return s, bound


@_compiled
def _move_levels(a: Any, r: Any, t: int) -> None:
    """Bring the levels that task ``t`` touches to what :func:`_changes` has written for it."""
    for j in range(a.task[t, TOUCHES], a.task[t, TOUCHES_END]):
        level, row = r.levels[a.span[a.touch[j, SPAN], PROFILE]], j - a.task[t, TOUCHES]
        amount = np.int32(r.change[row, CHANGE])
        for d in range(r.change[row, LOW], r.change[row, HIGH]):
            level[d] += amount


@_compiled
def _place_all(a: Any, w: Any, r: Any, order: I32, lower: I32, starts: I32, finishes: I32) -> None:
    """Every future of ``w``, one after another."""
    for k in range(w.durations.shape[0]):
        _prepare(a, w, r, k)
        _set_out(a, w, r, k)
        for n in range(order.shape[0]):
            t = np.int64(order[n])
            if a.task[t, FINISHED] != NEVER:
                continue
            s, bound = _waits(a, r, t, np.int64(max(a.task[t, EARLIEST], lower[t])))
            _place_one(a, w, r, k, t, s, bound)
            if r.points[t, FINISH] != NEVER:
                _move_levels(a, r, t)
        for i in range(a.task.shape[0]):
            starts[k, i] = r.points[i, START]
            finishes[k, i] = r.points[i, FINISH]


@_compiled
def _place_in_ways(
    a: Any, w: Any, r: Any, order: I32, first: I32, wanted: I32, starts: I32, finishes: I32, chosen: I32
) -> None:
    """The one future of ``w``, each task in the way in which it finishes first unless one is wanted."""
    _prepare(a, w, r, 0)
    _set_out(a, w, r, 0)
    for n in range(order.shape[0]):
        t = np.int64(order[n])
        if a.task[t, FINISHED] != NEVER:
            continue
        s, bound = _waits(a, r, t, np.int64(a.task[t, EARLIEST]))
        best: Any = np.int64(wanted[t])
        if best >= 0:
            _place_one(a, w, r, 0, best, s, bound)
        else:
            best = t
            _place_one(a, w, r, 0, best, s, bound)
            for row in range(first[t], first[t + 1]):
                other: Any = np.int64(row)
                _place_one(a, w, r, 0, other, s, bound)
                if r.points[other, FINISH] < r.points[best, FINISH]:
                    best = other
        chosen[t] = best
        s, f = np.int64(r.points[best, START]), np.int64(r.points[best, FINISH])
        r.points[t, START] = s
        r.points[t, FINISH] = f
        if f != NEVER:
            _changes(a, w, r, 0, best, s, f)
            _move_levels(a, r, best)
    for i in range(a.task.shape[0]):
        starts[i] = r.points[i, START]
        finishes[i] = r.points[i, FINISH]
