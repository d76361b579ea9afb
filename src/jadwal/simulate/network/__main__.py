"""Compile the kernels now, so that the first run need not wait for them: ``python -m jadwal.simulate.network``.

In: nothing.  Out: numba's cache beside the modules.  The rule this module owns: *what is compiled here is what a run
calls*: one task of one or two days goes through the same functions.
"""

from __future__ import annotations

from jadwal.model.case import Estimate
from jadwal.plan.sgs.__main__ import one_task
from jadwal.simulate.network import risk_analysis, run_plain


def main() -> None:
    """Run one task in one future, by either kernel."""
    problem = one_task(Estimate(low=1, likely=1, high=2))
    risk_analysis(problem, {}, {}, None, seed=1, futures=1)
    run_plain(problem, seed=1, futures=1)


if __name__ == "__main__":
    main()
