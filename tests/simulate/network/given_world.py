"""Worlds that a test has chosen, laid into the kernel's scratch: the passes without the draws.

In: tables, a :class:`~jadwal.simulate.world.Drawn`, holding days.  Out: scratch after the forward and the backward
pass, and the futures in which each task was critical.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jadwal.plan.problem import Problem
from jadwal.plan.sgs import NEVER
from jadwal.simulate.network.chance import hold_up, mark, open_days
from jadwal.simulate.network.kernel import Scratch, backward, forward
from jadwal.simulate.network.tables import Tables, scratch
from jadwal.simulate.world import Drawn


def passed(t: Tables, problem: Problem, drawn: Drawn) -> tuple[Scratch, npt.NDArray[np.bool_]]:
    """Both passes over every future of ``drawn``, whose columns are the tasks of ``problem``; (tasks, F) critical."""
    count = len(drawn.durations)
    room = scratch(t, 32)
    column = {id: i for i, id in enumerate(t.tasks)}
    for i, task in enumerate(problem.tasks):
        room.durations[column[task.id], :count] = drawn.durations[:, i]
    words, permissions = t.network.words, len(t.network.asked)
    for k in range(count):
        room.pauses[:] = 0
        for s, pauses in enumerate(drawn.pauses):
            for first, end in pauses[k].tolist():
                if first < NEVER:
                    hold_up(room.pauses, s * words, first, end, problem.days, problem.shocks[s].slows)
        open_days(t.network, t.chance, room, k, k % len(t.chance.holds))
        for p, (spec, grants) in enumerate(zip(problem.permissions, drawn.grants, strict=True)):
            row = (k * permissions + p) * words
            room.granted[row : row + words] = 0
            for grant in (g for g in grants[k].tolist() if g < NEVER):
                end = grant + spec.valid_days if spec.valid_days else problem.days + 1
                mark(room.granted, row, min(max(grant, 0), problem.days + 1), min(max(end, 0), problem.days + 1))
    forward(t.network, room, count)
    critical = np.zeros((len(t.tasks), count), np.bool_)
    before = np.zeros(len(t.tasks), np.int64)
    for k in range(1, count + 1):
        found = np.zeros(len(t.tasks), np.int64)
        backward(t.network, room, k, found)
        critical[:, k - 1] = found > before
        before = found
    return room, critical
