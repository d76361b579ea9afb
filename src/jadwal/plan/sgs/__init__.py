"""Schedule generation: tasks placed one at a time, each on the first day on which every physical rule holds.

In: a :class:`~jadwal.plan.problem.Problem`, an order of its tasks.  Out: start days and finish instants, for one
expected world (:func:`list_schedule`) or, laid out as arrays, for many (``kernel.py``).  The rule this package owns:
*one reading of the physical rules serves hints, sensitivities and futures alike*.
"""

from __future__ import annotations

from jadwal.plan.sgs.arrays import Compiled, lay_out, list_schedule
from jadwal.plan.sgs.kernel import NEVER
from jadwal.plan.sgs.order import default_order, order_from

__all__ = ["NEVER", "Compiled", "default_order", "lay_out", "list_schedule", "order_from"]
