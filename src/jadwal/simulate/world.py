"""What chance decides besides the conditions: durations, answers to requests for permission, shocks.

In: a problem, a seed, a number of futures.  Out: :class:`Drawn`, one row per future.  The rule this module owns:
*future k's draws depend on (seed, stream, k) only* (``jadwal.draws``), and no stream is used twice: ``days:<task>``,
``factor:<factor>``, ``lead:<permission>:<n>``, ``refusal:<permission>:<n>`` (of one that a shock ended
``<permission>:<shock>:<n>:<n>``), ``shock:<shock>:<what>:<n>``; those of risks in ``risks.py``.

Formulas of docs/method.md section 5.  Arrivals of a shock: exponential gaps by inversion, -ln(1-u) times the mean
gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from jadwal.draws import triangular, uniform
from jadwal.plan.problem import DAYS_PER_DECADE, MOST_REQUESTS, PermissionSpec, Problem, ShockSpec
from jadwal.plan.sgs.kernel import NEVER
from jadwal.simulate import risks
from jadwal.simulate.factors import durations_of

I32 = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Drawn:
    """Draws for F futures of a problem with n tasks, in its order of tasks, permissions and shocks.

    ``durations`` (F, n) working days, with what risks add.  ``grants`` per permission (F, ·) days of grants counted
    from the day of asking (absolute for one granted already), ``NEVER``: none.  ``pauses`` per shock (F, ·, 2) first
    day and the day after the last, of the whole stretch for one that slows.  ``risks`` per risk (F,) its impact, 0: it
    does not come.  ``again`` per permission (F, ·, 3): on which day a shock ends it, until which day the next column
    holds (the next such day), and the day on which it is granted again, all absolute, ``NEVER``: none.
    """

    durations: I32
    grants: tuple[I32, ...]
    pauses: tuple[I32, ...]
    risks: tuple[I32, ...] = ()
    again: tuple[I32, ...] = ()

    def first(self, count: int) -> Drawn:
        """The draws of the first ``count`` futures."""
        rows = {f.name: tuple(d[:count] for d in getattr(self, f.name)) for f in fields(self) if f.name != "durations"}
        return Drawn(durations=self.durations[:count], **rows)


def draw(problem: Problem, seed: int, futures: int) -> Drawn:
    """All draws of ``futures`` futures."""
    drawn = durations_of(problem, seed, futures)
    assert ((drawn >= 0) & (drawn < NEVER)).all(), "a duration is out of range"
    hits, stops = risks.drawn(problem, seed, futures), {r.id: r for r in problem.risks}
    arrivals = tuple(
        risks.stop(stops[s.risk], problem.days, seed, futures) if s.risk else pauses(s, problem.days, seed, futures)
        for s in problem.shocks
    )
    begins = {s.id: table[:, :, 0] for s, table in zip(problem.shocks, arrivals, strict=True)}
    return Drawn(
        durations=risks.hit(problem, drawn, hits),
        grants=tuple(grants(p, problem.days, seed, futures) for p in problem.permissions),
        pauses=arrivals,
        risks=hits,
        again=tuple(again(p, begins, problem.days, seed, futures) for p in problem.permissions),
    )


def grants(spec: PermissionSpec, days: int, seed: int, futures: int, asking_again: str = "") -> I32:
    """(futures, requests) the day each request is granted on, counted from the day of asking; ``NEVER`` when refused.

    A refused request is made again at once.  With an expiry the renewal is asked for one likely lead before it runs
    out, on the as-of date at the earliest.  ``asking_again``: ``:<shock>:<n>``, after the n-th time the shock ended it.
    """
    stream, refusal = spec.id + asking_again, spec.refusal_percent.likely / 100
    asked = np.zeros(futures, np.int64)
    columns: list[I32] = []
    asking = np.ones(futures, np.bool_)
    if spec.granted is not None and not asking_again:
        columns.append(np.full(futures, spec.granted, np.int32))
        asking[:] = spec.valid_days > 0
        asked[:] = max(0, spec.granted + spec.valid_days - spec.lead.likely)
    n = 0
    while refusal < 1 and asking.any() and n < MOST_REQUESTS:
        answered = asked + triangular(spec.lead, uniform(seed, f"lead:{stream}:{n}", futures))
        granted = asking & (uniform(seed, f"refusal:{stream}:{n}", futures) >= refusal) & (answered <= days)
        columns.append(np.where(granted, answered, NEVER).astype(np.int32))
        renewed = np.maximum(answered, answered + spec.valid_days - spec.lead.likely)
        asked = np.where(granted, renewed, answered)
        asking &= (asked <= days) & (~granted | (spec.valid_days > 0))
        n += 1
    return np.stack(columns, axis=1) if columns else np.full((futures, 1), NEVER, np.int32)


def again(spec: PermissionSpec, begins: Mapping[str, I32], days: int, seed: int, futures: int) -> I32:
    """(futures, ·, 3) each day on which a shock ends the permission, the next such day, a day it is granted again.

    It is asked for again on the day it ends.  Of shocks that end it on one day the first one counts.
    """
    table = [(f":{id}:{n}", begins[id][:, n]) for id in spec.ended_by for n in range(begins[id].shape[1])]
    ends = [np.where((at < 0) | (at >= days), NEVER, at).astype(np.int64) for _, at in table]
    columns: list[npt.NDArray[np.int64]] = []
    for n, (stream, _) in enumerate(table):
        for earlier in ends[:n]:
            ends[n] = np.where(ends[n] == earlier, NEVER, ends[n])
        if (ends[n] < NEVER).any():
            following = [np.where(other > ends[n], other, NEVER) for other in ends]
            until = np.minimum.reduce(following)
            for granted in grants(spec, days, seed, futures, stream).T:
                at = np.where((ends[n] < NEVER) & (granted < NEVER), np.minimum(ends[n] + granted, NEVER), NEVER)
                columns.append(np.stack([ends[n], until, at], axis=1))
    return np.stack(columns, axis=1).astype(np.int32) if columns else np.zeros((futures, 0, 3), np.int32)


def pauses(spec: ShockSpec, days: int, seed: int, futures: int) -> I32:
    """(futures, arrivals, 2) the first day of each pause and the day after its last; both ``NEVER`` when it does not
    come.
    """

    def lengths(n: int) -> I32:
        return triangular(spec.days, uniform(seed, f"shock:{spec.of or spec.id}:days:{n}", futures))

    columns: list[I32] = []
    if spec.ongoing_since is not None:
        end = np.maximum(spec.ongoing_since + lengths(-1), 1)
        columns.append(_pause(np.full(futures, spec.ongoing_since), end))
    if spec.per_decade is not None and spec.per_decade.likely > 0:
        mean = DAYS_PER_DECADE / spec.per_decade.likely
        at, n = np.zeros(futures), 0
        while True:
            at = at - np.log1p(-uniform(seed, f"shock:{spec.of or spec.id}:gap:{n}", futures)) * mean
            if at.min() >= days:
                break
            day = np.minimum(at, days).astype(np.int64)
            columns.append(_pause(np.where(day < days, day, NEVER), day + lengths(n)))
            n += 1
    elif spec.window is not None and spec.ongoing_since is None:
        first, last = spec.window
        comes = uniform(seed, f"shock:{spec.of or spec.id}:comes:0", futures)
        day = first + (uniform(seed, f"shock:{spec.of or spec.id}:day:0", futures) * (last - first + 1)).astype(
            np.int64
        )
        chance = 1.0 if spec.chance_percent is None else spec.chance_percent.likely / 100
        columns.append(_pause(np.where(comes < chance, day, NEVER), day + lengths(0)))
    return np.stack(columns, axis=1) if columns else np.full((futures, 1, 2), NEVER, np.int32)


def _pause(first: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> I32:
    """(futures, 2) one pause; one that never begins, or lasts no day, is no pause."""
    none = (first >= NEVER) | (end <= first)
    return np.where(none[:, None], NEVER, np.stack([first, end], axis=1)).astype(np.int32)
