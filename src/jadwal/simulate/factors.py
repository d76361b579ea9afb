"""Durations that share causes: a Gaussian copula over the tasks' own ranges.

In: a problem with its common factors, a seed, a number of futures.  Out: working days of every task in every future.
The rule this module owns: *a factor changes which durations come together, never how long any one of them is*.

With shares s_if of the factors f that act on task i, F_f and e_i standard normal and independent,

    z_i = sum of root(s_if) F_f + root(1 - sum of s_if) e_i,    u_i = Phi(z_i),

so u_i is uniform, and the correlation of z_i and z_j is the sum of root(s_if s_jf) (Clemen and Reilly 1999, Management
Science 45: 208-224, for the normal copula in decision and risk analysis).  e_i is the normal score of the stream
``days:<task>``, F_f that of ``factor:<id>``: a task that no factor acts on draws what it drew without any.
``simulate/network`` has the same law inside its kernel.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from jadwal.draws import Floats, durations, triangular, uniform
from jadwal.model.case import Estimate, FittedDays
from jadwal.model.uncertain import TAIL_PERCENT
from jadwal.plan.problem import Problem, Task
from jadwal.simulate.network.compiled import chance_below, compiled, normal

MILLION = 1_000_000
LEAST = 2.0**-54  # half the step of the draws: the least of them is 0, which has no normal score

I32 = npt.NDArray[np.int32]


class Common:
    """The draws of the factors of a problem in so many futures; those of ``still`` are at their median in all."""

    def __init__(self, problem: Problem, seed: int, futures: int, still: Collection[str] = ()) -> None:
        self.seed, self.futures = seed, futures
        self.shares: dict[str, list[tuple[str, int]]] = {}
        self.scores: dict[str, Floats] = {}
        for f in problem.factors:
            steady = f.id in still
            self.scores[f.id] = np.zeros(futures) if steady else _scores(uniform(seed, f"factor:{f.id}", futures))
            for task in f.tasks:
                self.shares.setdefault(task, []).append((f.id, f.share_ppm))

    def uniform(self, task: str) -> Floats:
        """(futures,) numbers in [0, 1), one for the duration of the task in each future."""
        own, shares = uniform(self.seed, f"days:{task}", self.futures), self.shares.get(task, [])
        if not any(share for _, share in shares):
            return own
        left = MILLION - sum(share for _, share in shares)
        assert left >= 0, f"the factors of {task} explain more than the whole"
        z = math.sqrt(left / MILLION) * _scores(own)
        for factor, share in shares:
            z += math.sqrt(share / MILLION) * self.scores[factor]
        return _below(z)

    def days(self, task: Task) -> I32:
        """(futures,) working days of the task."""
        if not isinstance(task.days, FittedDays) and (task.id not in self.shares or task.days.exact):
            return durations(task.days, self.seed, f"days:{task.id}", self.futures)
        return quantile(task.days, self.uniform(task.id))


def quantile(days: Estimate, u: Floats) -> I32:
    """Whole days at ``u`` in [0, 1): of the triangular range, or of the fitted lognormal between its percentiles."""
    if not isinstance(days, FittedDays) or days.exact:
        return triangular(days, u)
    tail = TAIL_PERCENT / 100
    z = _scores(tail + (1 - 2 * tail) * u)
    found = np.rint(np.exp(days.log_mean + days.log_sigma * z))
    return np.clip(found, days.low, days.high).astype(np.int32)


def durations_of(problem: Problem, seed: int, futures: int, still: Collection[str] = ()) -> I32:
    """(futures, tasks) working days, in the problem's order of tasks."""
    common = Common(problem, seed, futures, still)
    drawn = np.empty((futures, len(problem.tasks)), np.int32)
    for i, task in enumerate(problem.tasks):
        drawn[:, i] = common.days(task)
    return drawn


def _scores(u: Floats) -> Floats:
    """Normal scores."""
    out = np.empty_like(u)
    _fill_scores(u, out)
    return out


def _below(z: Floats) -> Floats:
    """The chance that a normal score is below each."""
    out = np.empty_like(z)
    _fill_below(z, out)
    return out


@compiled
def _fill_scores(u: Any, out: Any) -> None:
    for k in range(u.shape[0]):
        out[k] = normal(max(u[k], LEAST))


@compiled
def _fill_below(z: Any, out: Any) -> None:
    for k in range(z.shape[0]):
        out[k] = chance_below(z[k])
