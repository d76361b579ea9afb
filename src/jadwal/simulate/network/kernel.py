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
    GATE,
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
    WORK,
)
from jadwal.simulate.network.compiled import ahead, back, compiled, last_bit, next_bit

I32 = npt.NDArray[np.int32]
U8 = npt.NDArray[np.uint8]
U64 = npt.NDArray[np.uint64]
F64 = npt.NDArray[np.float64]


class Network(NamedTuple):
    """A partial order of n tasks over D days; tables have the columns of ``plan/sgs/kernel.py``."""

    days: int  # D
    words: int  # of 64 days, for days 0 to D
    end: int  # the task whose finish is the end
    kinds: int  # of work days; kinds of start days follow
    sequence: I32  # (n,) tasks, each after all it waits for
    task: I32  # (n, 12)
    link: I32  # (links, 4)
    need: I32  # permissions needed
    asked: I32  # per permission: task after whose finish it is asked for, -1: day 0
    uses: I32  # (kinds of days, 1 + C + K) calendar (-1: every day), conditions, shocks
    calendars: U64  # calendars x words, then one row in which every day is open
    matters: U8  # (n,) 1: the end waits for it, or it is the end
    shown: I32  # (H,) tasks whose finishes are kept


class Scratch(NamedTuple):
    """A block of L futures; the last axis of tables is the future, rows of bits are future by future."""

    durations: I32  # (n, L) working days
    points: I32  # (n, 2, L) start and finish
    latest: I32  # (n, 2, L) start and finish that leave the end where it is
    bounds: I32  # (2, L)
    days: U64  # L x kinds of days x words: open
    granted: U64  # L x permissions x words: days from the day of asking on which it is valid
    pauses: U64  # shocks x words, of one future
    factors: F64  # (factors, L)
    risks: I32  # (risks, L) days by which each delays
    drawn: npt.NDArray[np.uint32]  # (L,)


@compiled
def forward(o: Any, r: Any, lanes: int) -> None:
    """Start and finish of every task in the first ``lanes`` futures of a block."""
    kinds, words, days, most = o.uses.shape[0], o.words, o.days, r.bounds.shape[1]
    permissions = o.asked.shape[0]
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
        started, gate = np.int64(o.task[t, STARTED]), np.int64(o.task[t, GATE])
        needs, needs_end = o.task[t, NEEDS], o.task[t, NEEDS_END]
        for w in range(lanes):
            row = np.int64((w * kinds + o.task[t, WORK]) * words)
            dur, s, bound = np.int64(r.durations[t, w]), np.int64(r.bounds[START, w]), np.int64(r.bounds[FINISH, w])
            f = np.int64(NEVER)
            if started != NEVER:
                s = started
                left = dur + min(s, 0)
                last = ahead(r.days, row, words, min(max(s, 0), days), max(left, 1) - 1)
                if last != NEVER and bound <= days:
                    f = max(bound, 1, last + (1 if left > 0 else 0))
                r.points[t, START, w], r.points[t, FINISH, w] = s, f
                continue
            if bound > days:
                s = NEVER
            elif dur == 0:
                s = max(s, bound)
            elif bound > 0:  # the start whose last working day is the first that ends at the bound or later
                last = next_bit(r.days, row, words, bound - 1)
                if last == NEVER:
                    s = NEVER
                else:
                    first = back(r.days, row, last, dur - 1)
                    s = max(s, next_bit(r.days, row, words, 0) if first < 0 else first)
            while s <= days:
                before_day = s
                if dur > 0:
                    s = next_bit(r.days, row, words, s)
                    if s > days:
                        break
                    if o.task[t, UNBROKEN] and ahead(r.days, row, words, s, dur - 1) - s != dur - 1:
                        s += 1
                        continue
                if gate >= 0:
                    s = next_bit(r.days, np.int64((w * kinds + o.kinds + gate) * words), words, s)
                for j in range(needs, needs_end):
                    p = np.int64(o.need[j])
                    asked = np.int64(0)
                    if o.asked[p] >= 0:
                        asked = np.int64(max(np.int64(0), np.int64(r.points[o.asked[p], FINISH, w])))
                    if asked > days or s > days:
                        s = np.int64(NEVER)
                        break
                    wait = next_bit(r.granted, np.int64((w * permissions + p) * words), words, max(s - asked, 0))
                    s = np.int64(NEVER) if wait == NEVER else asked + wait
                if s == before_day:
                    break
            if s <= days:
                f = s if dur == 0 else ahead(r.days, row, words, s, dur - 1) + 1
            if s > days or f > days:
                s, f = np.int64(NEVER), np.int64(NEVER)
            r.points[t, START, w], r.points[t, FINISH, w] = s, f


@compiled
def backward(o: Any, r: Any, lanes: int, critical: Any) -> None:
    """Latest dates of what the end waits for; adds to ``critical`` (n,) the futures in which a task has no float."""
    kinds, words, days, most = o.uses.shape[0], o.words, o.days, r.bounds.shape[1]
    permissions = o.asked.shape[0]
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
        started, gate = o.task[t, STARTED] != NEVER, np.int64(o.task[t, GATE])
        needs, needs_end, unbroken = o.task[t, NEEDS], o.task[t, NEEDS_END], o.task[t, UNBROKEN]
        count = 0
        for w in range(most):
            r.bounds[START, w] = NEVER
            r.bounds[FINISH, w] = NEVER
        for w in range(lanes):
            latest, finish = np.int64(r.latest[t, START, w]), np.int64(r.latest[t, FINISH, w])
            s, f = np.int64(r.points[t, START, w]), np.int64(r.points[t, FINISH, w])
            if r.points[o.end, FINISH, w] == NEVER or f == NEVER or (latest > days and finish > days):
                continue
            row = np.int64((w * kinds + o.task[t, WORK]) * words)
            dur = np.int64(r.durations[t, w])
            if dur == 0 and not started:
                finish = min(latest, finish)
                later = f + 1
            elif unbroken:
                later = f + 1
            else:
                later = next_bit(r.days, row, words, f) + 1
            if later > finish or (s + 1 > latest and not started):
                count += 1
            if started:
                r.bounds[FINISH, w] = finish
                continue
            finish = min(finish, days)
            if dur == 0:
                at = min(latest, finish)
            elif unbroken:
                at = min(latest, finish - dur)
            else:
                at = min(latest, np.int64(back(r.days, row, finish - 1, dur - 1)))
            while at > s:
                before_day = at
                if dur > 0:
                    at = last_bit(r.days, row, at)
                    if unbroken and at > s and ahead(r.days, row, words, at, dur - 1) - at != dur - 1:
                        at -= 1
                        continue
                if gate >= 0:
                    at = last_bit(r.days, np.int64((w * kinds + o.kinds + gate) * words), at)
                for j in range(needs, needs_end):
                    p, asked = np.int64(o.need[j]), np.int64(0)
                    if o.asked[p] >= 0:
                        asked = np.int64(max(np.int64(0), np.int64(r.points[o.asked[p], FINISH, w])))
                    if at > s:
                        at = asked + last_bit(r.granted, np.int64((w * permissions + p) * words), at - asked)
                if at == before_day:
                    break
            at = max(at, s)
            r.bounds[START, w] = at
            r.bounds[FINISH, w] = at if dur == 0 else ahead(r.days, row, words, at, dur - 1) + 1
            for j in range(needs, needs_end):
                p = np.int64(o.need[j])
                if o.asked[p] >= 0:
                    grant = np.int64((w * permissions + p) * words)
                    asked = np.int64(max(np.int64(0), np.int64(r.points[o.asked[p], FINISH, w])))
                    since = _run_begins(r.granted, grant, s - asked)
                    before = np.int64(o.asked[p])
                    r.latest[before, FINISH, w] = min(np.int64(r.latest[before, FINISH, w]), at - since)
        critical[t] += count
        for j in range(o.task[t, LINKS], o.task[t, LINKS_END]):
            before, side, to, lag = np.int64(o.link[j, BEFORE]), o.link[j, FROM], o.link[j, TO], o.link[j, LAG]
            for w in range(most):
                r.latest[before, side, w] = min(r.latest[before, side, w], np.int32(r.bounds[to, w] - lag))


@compiled
def _run_begins(bits: U64, row: int, day: int) -> int:
    """The first day of the run of days that ``day`` belongs to."""
    while day > 0 and last_bit(bits, row, day - 1) == day - 1:
        day -= 1
    return day
