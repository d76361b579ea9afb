"""What chance decides in a block of futures: durations, risks, shocks, answers to requests, and so the days open.

In: :class:`Chance` tables, a seed, the futures of a block.  Out: the block's :class:`Scratch` filled.  The rule this
module owns: *the same laws as* ``simulate/world.py`` (docs/method.md section 5), drawn from a counter inside the
kernel, and two things more: common factors and a register of risks.

Durations: u from the counter; with common factors z = sum of root(share_i) F_i + root(1 - sum of shares) e with
F_i and e standard normal, and u becomes the normal distribution function of z (Gaussian copula); then the triangular
quantile of u.  A task without factors, or with none that apply to it, keeps its u.

Risks: each comes in a future or does not, and adds so many working days there, or percent of those drawn (rounded to
the nearest day, halves up); impacts in series add up, of those in parallel the largest counts.

Conditions: future k lives on path k mod P of every condition.  Left out: that shocks end permissions.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from jadwal.model.uncertain import TAIL_PERCENT
from jadwal.plan.problem import MOST_REQUESTS
from jadwal.plan.sgs.kernel import FINISHED, NEVER, U8
from jadwal.simulate.network.compiled import (
    ALL,
    NONE,
    central,
    chance_below,
    compiled,
    normal,
    tail,
    triangular,
    uniform,
    words,
)

LOWEST, LIKELY, HIGHEST = range(3)  # columns of every table that begins with a range of days
LOG_MEAN, LOG_SIGMA = 3, 4  # more columns of Chance.duration
CHANCE, PARALLEL, SLOWS = 3, 4, 5  # more columns of Chance.risk; 1: in parallel with others; 1: percent, not days
MEAN_GAP, WINDOW_FIRST, WINDOW_LAST, COMES, SINCE, SLOWED = range(3, 9)  # of Chance.shock; NaN: none
REFUSED, VALID, GRANTED = range(3, 6)  # of Chance.permission; NaN: not yet
GAP, LENGTH, ARRIVES, ON_DAY = range(4)  # which of a shock's draws: number n of each is 4 n + this
CUT = TAIL_PERCENT / 100
ONGOING = 2**32 - 4  # the number of the draw that says how long an ongoing shock lasts yet

I32 = npt.NDArray[np.int32]
F64 = npt.NDArray[np.float64]
U64 = npt.NDArray[np.uint64]


class Chance(NamedTuple):
    """Laws of n tasks, R risks, K shocks, and the paths of C conditions."""

    duration: F64  # (n, 5) low, likely, high; of a fitted one mean and sigma of the logarithm, else 0
    streams: U64  # (n,)
    load_at: I32  # (n+1,) factors of task t are rows load_at[t] to load_at[t+1]
    load: I32  # factors
    weight: F64  # root of the share
    rest: F64  # (n,) root of what no factor explains; 1: no factors
    factor: U64  # (factors,) streams
    hit_at: I32  # (n+1,)
    hit: I32  # risks of a task
    risk: F64  # (R, 6) low, likely, high, chance, 1: parallel, 1: percent
    risks: U64  # (R,) streams
    shock: F64  # (K, 9)
    shocks: U64  # (K,) streams
    permission: F64  # (permissions, 6)
    permissions: U64  # streams
    holds: U64  # (paths, C, words)


@compiled
def draw_block(o: Any, c: Any, r: Any, seed: Any, first: int, lanes: int) -> None:
    """Everything that futures ``first`` … ``first + lanes - 1`` draw; ``first`` is a multiple of 32."""
    most = r.bounds.shape[1]
    for i in range(c.factor.shape[0]):
        words(seed, c.factor[i], 0, first, r.drawn)
        for w in range(most):
            r.factors[i, w] = normal((float(r.drawn[w]) + 0.5) * 2.0**-32)
    for i in range(c.risk.shape[0]):
        for w in range(lanes):
            r.risks[i, w] = 0
            if uniform(seed, c.risks[i], 0, first + w) < c.risk[i, CHANCE]:
                u = uniform(seed, c.risks[i], 1, first + w)
                r.risks[i, w] = triangular(u, c.risk[i, LOWEST], c.risk[i, LIKELY], c.risk[i, HIGHEST])
    _durations(o, c, r, seed, first, lanes)
    for w in range(lanes):
        for s in range(c.shock.shape[0]):
            _pauses(o, c, r, seed, s, first + w)
        open_days(o, c, r, w, (first + w) % c.holds.shape[0])
        for p in range(c.permission.shape[0]):
            _grants(o, c, r, seed, p, first + w, np.int64((w * c.permission.shape[0] + p) * o.words))


@compiled
def _durations(o: Any, c: Any, r: Any, seed: Any, first: int, lanes: int) -> None:
    """Working days of every task, risks included; each loop over futures is short, so that it uses whole vectors."""
    most = r.bounds.shape[1]
    for t in range(c.duration.shape[0]):
        low, likely, high = c.duration[t, LOWEST], c.duration[t, LIKELY], c.duration[t, HIGHEST]
        out = r.durations[t]
        if low == high or o.task[t, FINISHED] != NEVER:
            for w in range(most):
                out[w] = np.int32(likely)
        else:
            words(seed, c.streams[t], 0, first, r.drawn)
            u, z = r.scores[0], r.scores[1]
            for w in range(most):
                u[w] = (float(r.drawn[w]) + 0.5) * 2.0**-32
            if c.rest[t] < 1.0:
                _normals(u, z)
                for w in range(most):
                    z[w] *= c.rest[t]
                for j in range(c.load_at[t], c.load_at[t + 1]):
                    shared, weight = r.factors[c.load[j]], c.weight[j]
                    for w in range(most):
                        z[w] += weight * shared[w]
                for w in range(most):
                    u[w] = chance_below(z[w])
            if c.duration[t, LOG_SIGMA] > 0.0:
                _fitted(c.duration[t], u, z, out)
                if c.hit_at[t] < c.hit_at[t + 1]:
                    _delays(c, r, t, lanes)
                continue
            mode = (likely - low) / (high - low)
            left, right = (high - low) * (likely - low), (high - low) * (high - likely)
            for w in range(most):
                below, above = low + math.sqrt(u[w] * left), high - math.sqrt((1.0 - u[w]) * right)
                out[w] = np.int32(np.rint(below if u[w] < mode else above))
        if c.hit_at[t] < c.hit_at[t + 1]:
            _delays(c, r, t, lanes)


@compiled
def _fitted(law: F64, u: F64, z: F64, out: Any) -> None:
    """Days of a lognormal between its percentiles (``simulate/factors.py``)."""
    for w in range(u.shape[0]):
        u[w] = CUT + (1.0 - 2.0 * CUT) * u[w]
    _normals(u, z)
    for w in range(u.shape[0]):
        days = np.rint(math.exp(law[LOG_MEAN] + law[LOG_SIGMA] * z[w]))
        out[w] = np.int32(min(max(days, law[LOWEST]), law[HIGHEST]))


@compiled
def _normals(u: F64, z: F64) -> None:
    """Normal scores of a block; those far out, one in seven, one by one."""
    for w in range(u.shape[0]):
        z[w] = central(u[w] - 0.5)
    for w in range(u.shape[0]):
        if abs(u[w] - 0.5) > 0.425:
            z[w] = tail(u[w])


@compiled
def _delays(c: Any, r: Any, t: int, lanes: int) -> None:
    """What risks add to the days of task ``t``."""
    for w in range(lanes):
        series, parallel, slow, slowest = 0, 0, 0, 0
        for j in range(c.hit_at[t], c.hit_at[t + 1]):
            impact = r.risks[c.hit[j], w]
            together = c.risk[c.hit[j], PARALLEL] > 0.0
            if c.risk[c.hit[j], SLOWS] > 0.0:
                slow, slowest = slow + (0 if together else impact), max(slowest, impact if together else 0)
            else:
                series, parallel = series + (0 if together else impact), max(parallel, impact if together else 0)
        r.durations[t, w] += (r.durations[t, w] * (slow + slowest) + 50) // 100 + series + parallel


@compiled
def mark(bits: U64, row: int, first: int, end: int) -> None:
    """Days ``first`` … ``end - 1`` of a row are marked; both within the row."""
    while first < end:
        word, stop = first >> 6, min(end, (first | 63) + 1)
        bits[row + word] |= (ALL << np.uint64(first & 63)) & (ALL >> np.uint64(63 - ((stop - 1) & 63)))
        first = stop


@compiled
def hold_up(bits: U64, row: int, first: int, end: int, days: int, slows: int) -> None:
    """Days ``first`` … ``end - 1`` of a row are marked, inside ``days``; slowed by so many percent: those that are
    lost.
    """
    low, high = min(max(first, 0), days), min(max(end, 0), days)
    if slows == 0:
        mark(bits, row, low, high)
        return
    for d in range(low, high):
        n = d - first + 1
        if (100 * n) // (100 + slows) == (100 * (n - 1)) // (100 + slows):
            mark(bits, row, d, d + 1)


@compiled
def _pauses(o: Any, c: Any, r: Any, seed: Any, s: int, k: int) -> None:
    """The days on which shock ``s`` pauses work in future ``k``."""
    row = np.int64(s * o.words)
    for word in range(o.words):
        r.pauses[row + word] = NONE
    low, likely, high = c.shock[s, LOWEST], c.shock[s, LIKELY], c.shock[s, HIGHEST]
    ongoing = not math.isnan(c.shock[s, SINCE])
    if ongoing:
        since = np.int64(c.shock[s, SINCE])
        end = max(since + triangular(uniform(seed, c.shocks[s], ONGOING, k), low, likely, high), 1)
        hold_up(r.pauses, row, since, end, o.days, np.int64(c.shock[s, SLOWED]))
    if not math.isnan(c.shock[s, MEAN_GAP]):
        at, n = 0.0, 0
        while True:
            at -= math.log1p(-uniform(seed, c.shocks[s], 4 * n + GAP, k)) * c.shock[s, MEAN_GAP]
            if at >= o.days:
                break
            day = np.int64(at)
            length = triangular(uniform(seed, c.shocks[s], 4 * n + LENGTH, k), low, likely, high)
            hold_up(r.pauses, row, day, day + length, o.days, np.int64(c.shock[s, SLOWED]))
            n += 1
    elif not math.isnan(c.shock[s, WINDOW_FIRST]) and not ongoing:
        comes = uniform(seed, c.shocks[s], ARRIVES, k) < c.shock[s, COMES]
        if comes:
            window = c.shock[s, WINDOW_LAST] - c.shock[s, WINDOW_FIRST] + 1.0
            day = np.int64(c.shock[s, WINDOW_FIRST]) + np.int64(uniform(seed, c.shocks[s], ON_DAY, k) * window)
            length = triangular(uniform(seed, c.shocks[s], LENGTH, k), low, likely, high)
            hold_up(r.pauses, row, day, day + length, o.days, np.int64(c.shock[s, SLOWED]))


@compiled
def open_days(o: Any, c: Any, r: Any, w: int, path: int) -> None:
    """The days that gates and shocks leave open in lane ``w``, its pauses laid out, on a path of the conditions."""
    conditions, kinds = c.holds.shape[1], o.uses.shape[0]
    for g in range(kinds):
        row = np.int64((w * kinds + g) * o.words)
        for word in range(o.words):
            r.days[row + word] = o.calendars[o.every + word]
        for i in range(conditions):
            if o.uses[g, i]:
                for word in range(o.words):
                    r.days[row + word] &= c.holds[path, i, word]
        for s in range(c.shock.shape[0]):
            if o.uses[g, conditions + s]:
                for word in range(o.words):
                    r.days[row + word] &= ~r.pauses[s * o.words + word]


@compiled
def _grants(o: Any, c: Any, r: Any, seed: Any, p: int, k: int, row: int) -> None:
    """The days, from that of asking, on which permission ``p`` is valid in future ``k``.

    A refused request is made again at once; the renewal is asked for one likely lead before the permission runs out.
    """
    for word in range(o.words):
        r.granted[row + word] = NONE
    low, likely, high = c.permission[p, LOWEST], c.permission[p, LIKELY], c.permission[p, HIGHEST]
    valid, asked, asking, n = np.int64(c.permission[p, VALID]), 0, True, 0
    if not math.isnan(c.permission[p, GRANTED]):
        since = np.int64(c.permission[p, GRANTED])
        mark(r.granted, row, max(since, 0), o.days + 1 if valid == 0 else min(max(since + valid, 0), o.days + 1))
        asking = valid > 0
        asked = max(0, since + valid - np.int64(likely))
    while asking and asked <= o.days and c.permission[p, REFUSED] < 1.0 and n < MOST_REQUESTS:
        answered = asked + triangular(uniform(seed, c.permissions[p], 2 * n, k), low, likely, high)
        refused = uniform(seed, c.permissions[p], 2 * n + 1, k) < c.permission[p, REFUSED]
        asked = answered
        if not refused and answered <= o.days:
            mark(r.granted, row, answered, o.days + 1 if valid == 0 else min(answered + valid, o.days + 1))
            asked = max(answered, answered + valid - np.int64(likely))
            asking = valid > 0
        n += 1


def packed(holds: npt.NDArray[np.bool_], words: int) -> U64:
    """(rows, days) as (rows, words) bits, day d in bit d % 64 of word d // 64."""
    table = np.zeros((len(holds), words * 8), np.uint8)
    bytes: U8 = np.packbits(holds, axis=1, bitorder="little")
    table[:, : bytes.shape[1]] = bytes
    return table.view("<u8").astype(np.uint64)
