"""The common factors of a case and the work of the plan that they act on.

In: the factors of a case, the tasks made from it; later the tasks as the plan does them.  Out: :class:`FactorSpec`
values.  The rule this module owns: *a factor acts on uncertain work that is not done, by what that work is and where
and by whom it is done*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from jadwal.model.case import Factor
from jadwal.plan.problem import FactorSpec, Task

PPM = 10_000  # parts per million in a percent


def specs(factors: Iterable[Factor], tasks: Sequence[Task]) -> tuple[FactorSpec, ...]:
    """The factors that have any strength, with the work they act on."""
    made = (
        FactorSpec(id=f.id, share_ppm=f.correlation.likely * PPM, acts_on=f.acts_on, tasks=())
        for f in factors
        if f.correlation.likely
    )
    return acting(made, tasks)


def acting(factors: Iterable[FactorSpec], tasks: Sequence[Task]) -> tuple[FactorSpec, ...]:
    """The factors with what they act on as the tasks are done; without those that act on nothing in any way of it."""
    open = [t for t in tasks if t.finished is None and not t.days.exact]
    undecided = any(t.modes for t in tasks)
    found = []
    for f in factors:
        reached = tuple(t.id for t in open if _scopes(t).intersection(f.acts_on))
        if reached or undecided:
            found.append(msgspec.structs.replace(f, tasks=reached))
    return tuple(found)


def _scopes(task: Task) -> set[str]:
    """What a factor may name to act on a task.  A notice runs out by contract: only its own kind names it."""
    places = (("site", task.site), ("lane", task.lane), ("crew", task.crew), ("nation", task.nation))
    named = {f"{kind}:{id}" for kind, id in places if id}
    return {f"kind:{task.kind}"} if task.kind == "notice" else {"all", f"kind:{task.kind}", *named}
