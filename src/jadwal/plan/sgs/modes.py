"""Modes within nonrenewable stocks, compiled: what a choice of modes uses, repair, and better modes while placing.

In: a mode for every activity.  Out: modes written back.  The rule this module owns: *a choice of modes within its
stocks stays within them*: repair only ever lowers what is used too much, and a mode is exchanged only where stocks
allow it.
"""

from __future__ import annotations

from typing import Any

from jadwal.plan.sgs.justify import I64, U64, below, clear, compiled, earliest, occupy


@compiled
def choose(a: Any, b: Any, modes: I64) -> Any:
    """Take days and needs of ``modes`` (rows of the layout); how far stocks are overdrawn in all."""
    for r in range(a.stock.shape[0]):
        b.slack[r] = a.stock[r]
    for j in range(modes.shape[0]):
        row = modes[j]
        b.days[j] = a.days[row]
        for w in range(a.full.shape[0]):
            b.need[j, w] = a.need[row, w]
        for r in range(a.stock.shape[0]):
            b.slack[r] -= a.use[row, r]
    overdrawn = 0
    for r in range(a.stock.shape[0]):
        overdrawn -= min(b.slack[r], 0)
    return overdrawn


@compiled
def _change(a: Any, b: Any, old: int, new: int) -> Any:
    """By how much the overdraft falls when mode row ``old`` becomes ``new``."""
    fall = 0
    for r in range(a.stock.shape[0]):
        slack = b.slack[r] + a.use[old, r] - a.use[new, r]
        fall += min(slack, 0) - min(b.slack[r], 0)
    return fall


@compiled
def _exchange(a: Any, b: Any, modes: I64, j: int, new: int) -> None:
    for r in range(a.stock.shape[0]):
        b.slack[r] += a.use[modes[j], r] - a.use[new, r]
    modes[j] = new
    b.days[j] = a.days[new]
    for w in range(a.full.shape[0]):
        b.need[j, w] = a.need[new, w]


@compiled
def repair(a: Any, b: Any, modes: I64, state: U64) -> Any:
    """Exchange modes until no stock is overdrawn, or no single exchange helps; the overdraft that is left."""
    n = modes.shape[0]
    overdrawn = choose(a, b, modes)
    while overdrawn > 0:
        fell, first = False, below(state, n)
        for k in range(n):
            j = (first + k) % n
            many = a.mode_at[j + 1] - a.mode_at[j]
            if many < 2:
                continue
            turn = below(state, many)
            for m in range(many):
                new = a.mode_at[j] + (turn + m) % many
                fall = _change(a, b, modes[j], new)
                if fall > 0:
                    _exchange(a, b, modes, j, new)
                    overdrawn -= fall
                    fell = True
                    break
            if overdrawn == 0:
                break
        if not fell:
            break
    return overdrawn


@compiled
def generate_with_modes(a: Any, b: Any, order: I64, modes: I64, starts: I64) -> Any:
    """Place activities in ``order``, each in the mode that finishes first within the stocks; the makespan.

    ``modes`` are those to begin from, already chosen, and take the exchanges.
    """
    clear(a, b)
    makespan = 0
    for k in range(order.shape[0]):
        j, ready = order[k], 0
        for e in range(a.before_at[j], a.before_at[j + 1]):
            finish = starts[a.before[e]] + b.days[a.before[e]]
            ready = max(ready, finish)
        best, start = modes[j], ready
        if b.days[j] > 0:
            start = earliest(a, b, ready, b.days[j], b.need[j])
        for row in range(a.mode_at[j], a.mode_at[j + 1]):
            days = a.days[row]
            if row == modes[j] or ready + days >= start + a.days[best] or _change(a, b, modes[j], row) < 0:
                continue
            other = ready
            if days > 0:
                other = earliest(a, b, ready, days, a.need[row])
            if other + days < start + a.days[best]:
                best, start = row, other
        if best != modes[j]:
            _exchange(a, b, modes, j, best)
        if b.days[j] > 0:
            occupy(b, start, b.days[j], b.need[j])
        starts[j] = start
        makespan = max(makespan, start + b.days[j])
        b.top[0] = max(b.top[0], makespan)
    return makespan
