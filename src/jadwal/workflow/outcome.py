"""What a run of the main job may end in besides a timetable.

In: nothing.  Out: :class:`NoPlan`, a finding about the case, and :class:`CheckFailed`, a fault of jadwal.  Both come
whole out of another process.
"""

from __future__ import annotations

from typing import Literal

Depth = Literal["full", "dates"]  # "dates": without drivers, sensitivities and decision points
FULL: Depth = "full"
DATES: Depth = "dates"


class NoPlan(Exception):  # noqa: N818 - a finding about the case, not a fault
    """The physical rules of the case leave no timetable under ``choice``; ``jadwal explain`` says which clash.

    ``status`` is "infeasible", or "unknown" when the limit of work ended before any plan was found.
    """

    def __init__(self, choice: tuple[tuple[str, str], ...], status: str) -> None:
        super().__init__(choice, status)
        self.choice = choice
        self.status = status


class CheckFailed(Exception):  # noqa: N818
    """The checker refused a timetable that the solver returned: a fault of jadwal, never of the case."""
