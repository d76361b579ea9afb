"""Compile the kernel now, so that the first plan need not wait for it: ``python -m jadwal.plan.sgs``.

In: nothing.  Out: numba's cache beside the modules.  The rule this module owns: *what is compiled here is what a plan
calls*: it places one task through the same functions, in one way and in one of two.
"""

from __future__ import annotations

import msgspec

from jadwal.model.case import USUAL, Estimate, Text
from jadwal.plan.problem import Mode, Problem, Task
from jadwal.plan.sgs import default_order, list_schedule
from jadwal.plan.sgs.improve import improve


def one_task(days: Estimate) -> Problem:
    """The smallest problem there is."""
    task = Task(id="compile", name=Text(en="compile", ar="تجميع"), kind="other", days=days)
    body = dict.fromkeys(("links", "profiles", "promises", "ceilings", "permissions", "shocks", "calendars"), ())
    return Problem(
        case="compile", reading=(), origin=1, days=7, tasks=(task,), end=task.id,
        rules=(), levels=(), exposure=(), costs=(), headline=(), **body,
    )  # fmt: skip


def two_ways(problem: Problem) -> Problem:
    """The same problem, in which its task can be done in two ways."""
    (task,) = problem.tasks
    ways = tuple(Mode(id=id, name=task.name, days=task.days) for id in (USUAL, "other"))
    return msgspec.structs.replace(problem, tasks=(msgspec.structs.replace(task, modes=ways),))


def main() -> None:
    """Place one task of one day, in one way and in one of two."""
    problem = one_task(Estimate(low=1, likely=1, high=1))
    list_schedule(problem, default_order(problem), {})
    improve(two_ways(problem), {}, evaluations=1)


if __name__ == "__main__":
    main()
