"""A second, much faster simulation: the plan as a partial order, tens of thousands of futures through it at once.

In: a problem, its aim, the days on which conditions hold; common factors and risks if there are any.  Out: results
with their Monte-Carlo errors: dates and S-curves of milestones, criticality and cruciality of every task.  The rule
this package owns: *whoever takes room waits for those who made it*, so that a future is one pass over the links.

``simulate/futures.py`` enforces every physical rule and stays the source of commit dates; here constant capacities
are kept by the aim's sequence, which no future changes.
"""

from __future__ import annotations

from jadwal.simulate.network.analysis import laid_out, risk_analysis
from jadwal.simulate.network.continuous import run_plain
from jadwal.simulate.network.order import PartialOrder, partial_order
from jadwal.simulate.network.results import NetworkResult, result, until_small_enough
from jadwal.simulate.network.run import Run, run
from jadwal.simulate.network.tables import Factor, Risk, Tables, register, tables

__all__ = [
    "Factor",
    "NetworkResult",
    "PartialOrder",
    "Risk",
    "Run",
    "Tables",
    "laid_out",
    "partial_order",
    "register",
    "result",
    "risk_analysis",
    "run",
    "run_plain",
    "tables",
    "until_small_enough",
]
