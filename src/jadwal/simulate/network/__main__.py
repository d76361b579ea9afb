"""Compile the kernels now, so that the first run need not wait for them: ``python -m jadwal.simulate.network``.

In: nothing.  Out: numba's cache beside the modules.  The rule this module owns: *what is compiled here is what a run
calls*: one task of one or two days goes through the same functions.
"""

from __future__ import annotations

from jadwal.model.case import Estimate, Text
from jadwal.plan.problem import Problem, Task
from jadwal.simulate.network import risk_analysis, run_plain


def main() -> None:
    """Run one task in one future, by either kernel."""
    days = Estimate(low=1, likely=1, high=2)
    task = Task(id="compile", name=Text(en="compile", ar="تجميع"), kind="other", days=days)
    body = dict.fromkeys(("links", "profiles", "promises", "ceilings", "permissions", "shocks", "calendars"), ())
    problem = Problem(
        case="compile", reading=(), origin=1, days=7, tasks=(task,), end=task.id,
        rules=(), levels=(), exposure=(), costs=(), headline=(), **body,
    )  # fmt: skip
    risk_analysis(problem, {}, {}, None, seed=1, futures=1)
    run_plain(problem, seed=1, futures=1)


if __name__ == "__main__":
    main()
