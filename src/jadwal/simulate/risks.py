"""The risk register in the futures: which risks come, what they add to the work they hit, when they stop it.

In: the risks of a problem, a seed, a number of futures.  Out: durations with what risks add to them, and the pauses of
those that stop work.  The rules this module owns: *a risk comes at most once in a future, and then hits all its work*;
*with its mitigation it draws the same numbers*, so that, whatever is drawn, it comes no more often and costs no more.

Streams: ``risk:<id>:comes``, ``risk:<id>:days``, ``risk:<id>:day``.  Of a piece of work that takes d working days
drawn: d, then percent of d (rounded to the nearest day, halves up), then days.  Percent and days of risks in series add
up; of those in parallel the largest counts (docs/method.md section 5).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jadwal.draws import durations, uniform
from jadwal.plan.problem import Problem, RiskSpec
from jadwal.plan.sgs.kernel import NEVER

I32 = npt.NDArray[np.int32]


def comes(spec: RiskSpec, seed: int, futures: int) -> npt.NDArray[np.bool_]:
    """(futures,) whether the risk comes."""
    return uniform(seed, f"risk:{spec.id}:comes", futures) * 100 < spec.chance.likely


def impacts(spec: RiskSpec, seed: int, futures: int) -> I32:
    """(futures,) its impact: working days, percent or days of pause; 0 where it does not come."""
    drawn = durations(spec.days, seed, f"risk:{spec.id}:days", futures)
    return np.where(comes(spec, seed, futures), drawn, 0).astype(np.int32)


def drawn(problem: Problem, seed: int, futures: int) -> tuple[I32, ...]:
    """The impacts of each risk of the problem, in its order."""
    return tuple(impacts(r, seed, futures) for r in problem.risks)


def hit(problem: Problem, work: I32, drawn: tuple[I32, ...]) -> I32:
    """(futures, tasks) working days with what the risks add to ``work``, the days without them."""
    column = {t.id: i for i, t in enumerate(problem.tasks)}
    hits: dict[int, list[tuple[RiskSpec, I32]]] = {}
    for r, impact in zip(problem.risks, drawn, strict=True):
        for id in r.tasks if r.effect != "stop" else ():
            hits.setdefault(column[id], []).append((r, impact))
    if not hits:
        return work
    found = work.copy()
    for i, risks in hits.items():
        slow = _together([(r, n) for r, n in risks if r.effect == "slow"], work[:, i])
        delay = _together([(r, n) for r, n in risks if r.effect != "slow"], work[:, i])
        found[:, i] += (work[:, i] * slow + 50) // 100 + delay
    return found


def _together(risks: list[tuple[RiskSpec, I32]], like: I32) -> I32:
    """The sum of those in series and the largest of those in parallel."""
    series, parallel = np.zeros_like(like), np.zeros_like(like)
    for r, impact in risks:
        if r.how == "series":
            series += impact
        else:
            parallel = np.maximum(parallel, impact)
    return series + parallel


def stop(spec: RiskSpec, days: int, seed: int, futures: int) -> I32:
    """(futures, 1, 2) the first day of the stop and the day after its last; both ``NEVER`` when it does not come."""
    assert spec.window is not None
    first, last = spec.window
    day = first + (uniform(seed, f"risk:{spec.id}:day", futures) * (last - first + 1)).astype(np.int64)
    length = impacts(spec, seed, futures)
    none = (length == 0) | (day >= days)
    pause = np.stack([day, day + length], axis=1)
    return np.where(none[:, None], NEVER, pause).astype(np.int32)[:, None, :]


def mitigations_cost(problem: Problem) -> int:
    """Thousand US dollars, paid once: the mitigations that the plan counts on."""
    return sum(r.cost for r in problem.risks if r.mitigation is not None and r.mitigated)
