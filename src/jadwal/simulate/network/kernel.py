"""The passes over the partial order: every task's dates in a block of futures, then how late each might be.

In: the order as flat tables (:class:`Network`), working days drawn and days open per future (:class:`Scratch`).  Out:
starts and finishes, and for each task the latest start and finish that leave the end where it is.  The rule this
module owns: *a task starts and finishes by the same reading of links, calendars, gates, permissions and progress as
schedule generation* (``plan/sgs/kernel.py``); room is kept by links, so one pass is enough.

Forward and backward pass of the critical path method (Kelley 1961, Operations Research 9: 296-320) in whole days.  A
task is *critical* in a future when one working day more of it would move the end: its total float is 0.  Days closed
by a calendar, gate or shock are no float; days spent waiting for a gate or a permission are.  The latest dates are
exact but for permissions that expire, whose windows are taken to stand where they stand in that future.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jadwal.plan.sgs.kernel import (
    BEFORE,
    EARLIEST,
    FINISH,
    FINISHED,
    FROM,
    LAG,
    LINKS,
    LINKS_END,
    NEEDS,
    NEEDS_END,
    NEVER,
    START,
    STARTED,
    TO,
    UNBROKEN,
)
from jadwal.simulate.network.compiled import ahead, back, compiled, last_bit, next_bit

FIXED, WORKS, STARTS = range(3)  # columns of Network.rows

I32 = npt.NDArray[np.int32]
U8 = npt.NDArray[np.uint8]
U64 = npt.NDArray[np.uint64]
F64 = npt.NDArray[np.float64]


class Network(NamedTuple):
    """A partial order of n tasks over D days; tables have the columns of ``plan/sgs/kernel.py``."""

    days: int  # D
    words: int  # of 64 days, for days 0 to D
    end: int  # the task whose finish is the end
    sequence: I32  # (n,) tasks, each after all it waits for
    task: I32  # (n, 12)
    rows: I32  # (n, 3) place of its calendar in calendars, kind of its work days, kind of its start days (-1: any)
    link: I32  # (links, 4)
    need: I32  # permissions needed
    asked: I32  # per permission: task after whose finish it is asked for, -1: day 0
    uses: I32  # (kinds of days, C + K) conditions and shocks that close them
    calendars: U64  # calendars x words, then a row of days 0 to D - 1, then a row of all bits
    every: int  # place of the row of days 0 to D - 1
    matters: U8  # (n,) 1: the end waits for it, or it is the end
    shown: I32  # (H,) tasks whose finishes are kept


class Scratch(NamedTuple):
    """A block of L futures; the last axis of tables is the future, rows of bits are future by future."""

    durations: I32  # (n, L) working days
    points: I32  # (n, 2, L) start and finish
    latest: I32  # (n, 2, L) start and finish that leave the end where it is
    bounds: I32  # (2, L)
    days: U64  # L x kinds of days x words: left open by conditions and shocks
    granted: U64  # L x permissions x words: days from the day of asking on which it is valid
    pauses: U64  # shocks x words, of one future
    factors: F64  # (factors, L)
    risks: I32  # (risks, L) days by which each delays, or percent, or percent
    scores: F64  # (2, L) of one task: uniform and normal
    drawn: npt.NDArray[np.uint32]  # (L,)


@compiled
def forward(o: Any, r: Any, lanes: int) -> None:
    """Start and finish of every task in the first ``lanes`` futures of a block."""
    kinds, words, days, most, permissions = o.uses.shape[0], o.words, o.days, r.bounds.shape[1], o.asked.shape[0]
    fixed, moving, all_days = o.calendars, r.days, np.int64(o.calendars.shape[0] - o.words)
    for n in range(o.sequence.shape[0]):
        t = np.int64(o.sequence[n])
        if o.task[t, FINISHED] != NEVER:
            for w in range(most):
                r.points[t, START, w] = o.task[t, STARTED]
                r.points[t, FINISH, w] = o.task[t, FINISHED]
            continue
        for w in range(most):
            r.bounds[START, w] = o.task[t, EARLIEST]
            r.bounds[FINISH, w] = 0
        for j in range(o.task[t, LINKS], o.task[t, LINKS_END]):
            before, side, to, lag = np.int64(o.link[j, BEFORE]), o.link[j, FROM], o.link[j, TO], o.link[j, LAG]
            for w in range(most):
                r.bounds[to, w] = max(r.bounds[to, w], np.int32(r.points[before, side, w] + lag))
        started, unbroken = np.int64(o.task[t, STARTED]), o.task[t, UNBROKEN] != 0
        needs, needs_end = o.task[t, NEEDS], o.task[t, NEEDS_END]
        a, works, gate = np.int64(o.rows[t, FIXED]), np.int64(o.rows[t, WORKS]), np.int64(o.rows[t, STARTS])
        held = gate >= 0 or needs < needs_end or unbroken
        for w in range(lanes):
            b = np.int64((w * kinds + works) * words)
            dur, s, bound = np.int64(r.durations[t, w]), np.int64(r.bounds[START, w]), np.int64(r.bounds[FINISH, w])
            f = np.int64(NEVER)
            if started != NEVER:
                s = started
                left = dur + min(s, 0)
                last = ahead(fixed, a, moving, b, words, min(max(s, 0), days), max(left, 1) - 1)
                if last != NEVER and bound <= days:
                    f = max(bound, 1, last + (1 if left > 0 else 0))
                r.points[t, START, w], r.points[t, FINISH, w] = s, f
                continue
            if bound > days:
                s = NEVER
            elif dur == 0:
                s = max(s, bound)
            elif bound > 0:  # the start whose last working day is the first that ends at the bound or later
                last = next_bit(fixed, a, moving, b, words, bound - 1)
                if last == NEVER:
                    s = NEVER
                else:
                    begin = back(fixed, a, moving, b, last, dur - 1)
                    s = max(s, next_bit(fixed, a, moving, b, words, 0) if begin < 0 else begin)
            while s <= days:
                before_day = s
                if dur > 0:
                    s = next_bit(fixed, a, moving, b, words, s)
                    if s > days or not held:
                        break
                    if unbroken and ahead(fixed, a, moving, b, words, s, dur - 1) - s != dur - 1:
                        s += 1
                        continue
                if gate >= 0:
                    s = next_bit(fixed, all_days, moving, np.int64((w * kinds + gate) * words), words, s)
                for j in range(needs, needs_end):
                    p, asked = np.int64(o.need[j]), np.int64(0)
                    if o.asked[p] >= 0:
                        asked = np.int64(max(np.int64(0), np.int64(r.points[o.asked[p], FINISH, w])))
                    if asked > days or s > days:
                        s = np.int64(NEVER)
                        break
                    row = np.int64((w * permissions + p) * words)
                    wait = next_bit(fixed, all_days, r.granted, row, words, max(s - asked, 0))
                    s = np.int64(NEVER) if wait == NEVER else asked + wait
                if s == before_day:
                    break
            if s <= days:
                f = s if dur == 0 else ahead(fixed, a, moving, b, words, s, dur - 1) + 1
            if s > days or f > days:
                s, f = np.int64(NEVER), np.int64(NEVER)
            r.points[t, START, w], r.points[t, FINISH, w] = s, f


@compiled
def backward(o: Any, r: Any, lanes: int, critical: Any) -> None:
    """Latest dates of what the end waits for; adds to ``critical`` (n,) the futures in which a task has no float."""
    kinds, words, days, most, permissions = o.uses.shape[0], o.words, o.days, r.bounds.shape[1], o.asked.shape[0]
    fixed, moving, all_days = o.calendars, r.days, np.int64(o.calendars.shape[0] - o.words)
    for t in range(o.task.shape[0]):
        for w in range(most):
            r.latest[t, START, w] = NEVER
            r.latest[t, FINISH, w] = NEVER
    for w in range(lanes):
        r.latest[o.end, FINISH, w] = r.points[o.end, FINISH, w]
    for n in range(o.sequence.shape[0] - 1, -1, -1):
        t = np.int64(o.sequence[n])
        if o.matters[t] == 0 or o.task[t, FINISHED] != NEVER:
            continue
        started, unbroken = o.task[t, STARTED] != NEVER, o.task[t, UNBROKEN] != 0
        needs, needs_end = o.task[t, NEEDS], o.task[t, NEEDS_END]
        a, works, gate = np.int64(o.rows[t, FIXED]), np.int64(o.rows[t, WORKS]), np.int64(o.rows[t, STARTS])
        held, bounded, count = gate >= 0 or needs < needs_end or unbroken, False, 0
        for j in range(o.task[t, LINKS], o.task[t, LINKS_END]):
            bounded = bounded or o.link[j, TO] == FINISH
        for w in range(most):
            r.bounds[START, w] = NEVER
            r.bounds[FINISH, w] = NEVER
        for w in range(lanes):
            latest, finish = np.int64(r.latest[t, START, w]), np.int64(r.latest[t, FINISH, w])
            s, f = np.int64(r.points[t, START, w]), np.int64(r.points[t, FINISH, w])
            if r.points[o.end, FINISH, w] == NEVER or f == NEVER or (latest > days and finish > days):
                continue
            b = np.int64((w * kinds + works) * words)
            dur = np.int64(r.durations[t, w])
            if dur == 0 and not started:
                finish = min(latest, finish)
            if finish <= days and (dur == 0 or unbroken) and not (started and not unbroken):
                late = finish <= f
            elif finish <= days:  # one working day more would end later than the last that is left
                late = last_bit(fixed, a, moving, b, finish - 1) < f
            else:
                late = False
            if late or (s >= latest and not started):
                count += 1
            if started:
                r.bounds[FINISH, w] = finish
                continue
            finish = min(finish, days)
            if late:
                at = s
            elif dur == 0:
                at = finish
            elif unbroken:
                at = finish - dur
            else:
                at = np.int64(back(fixed, a, moving, b, finish - 1, dur - 1))
            if at > latest or held:
                at = min(at, latest)
                while at > s:
                    before_day = at
                    if dur > 0:
                        at = last_bit(fixed, a, moving, b, at)
                        if unbroken and at > s and ahead(fixed, a, moving, b, words, at, dur - 1) - at != dur - 1:
                            at -= 1
                            continue
                    if gate >= 0:
                        at = last_bit(fixed, all_days, moving, np.int64((w * kinds + gate) * words), at)
                    for j in range(needs, needs_end):
                        p, asked = np.int64(o.need[j]), np.int64(0)
                        if o.asked[p] >= 0:
                            asked = np.int64(max(np.int64(0), np.int64(r.points[o.asked[p], FINISH, w])))
                        if at > s:
                            row = np.int64((w * permissions + p) * words)
                            at = asked + last_bit(fixed, all_days, r.granted, row, at - asked)
                    if at == before_day:
                        break
                at = max(at, s)
            r.bounds[START, w] = at
            if bounded:
                r.bounds[FINISH, w] = at if dur == 0 else ahead(fixed, a, moving, b, words, at, dur - 1) + 1
            for j in range(needs, needs_end):
                p = np.int64(o.need[j])
                if o.asked[p] >= 0:
                    row, before = np.int64((w * permissions + p) * words), np.int64(o.asked[p])
                    asked = np.int64(max(np.int64(0), np.int64(r.points[before, FINISH, w])))
                    since = _run_begins(fixed, all_days, r.granted, row, s - asked)
                    r.latest[before, FINISH, w] = min(np.int64(r.latest[before, FINISH, w]), at - since)
        critical[t] += count
        for j in range(o.task[t, LINKS], o.task[t, LINKS_END]):
            before, side, to, lag = np.int64(o.link[j, BEFORE]), o.link[j, FROM], o.link[j, TO], o.link[j, LAG]
            for w in range(most):
                r.latest[before, side, w] = min(r.latest[before, side, w], np.int32(r.bounds[to, w] - lag))


@compiled
def _run_begins(fixed: U64, a: int, moving: U64, b: int, day: int) -> int:
    """The first day of the run of marked days that ``day`` belongs to."""
    while day > 0 and last_bit(fixed, a, moving, b, day - 1) == day - 1:
        day -= 1
    return day
