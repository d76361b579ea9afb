"""The risk register: what may come, how likely, what it does to which work, and what would be done about it.

In: nothing (pure types).  Out: :class:`Risk`.  The rule this module owns: *a risk stands with and without its
mitigation*: both sets of figures are of the case, and ``mitigated`` says which of them the plan counts on.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from jadwal.model.base import Estimate, Row, Text

Effect = Literal["delay", "slow", "stop", "refuse"]
How = Literal["series", "parallel"]


class Risk(Row, frozen=True, kw_only=True):
    """An event that comes in a future with a chance, once, and then hits all the work it is on.

    ``on``: ``all``, ``kind:<kind of work>``, ``lane:<id>``, ``site:<id>``, ``nation:<id>``, or the id of work.
    ``impact``: working days more (``delay``; ``refuse``: of the fallback, before the transfer counts), percent more
    working days (``slow``), or days of pause (``stop``).
    """

    name: Text
    effect: Effect
    on: tuple[str, ...]
    chance_percent: Estimate
    impact: Estimate
    how: How = "series"
    window_first: date | None = None  # of a stop: the first and the last day on which it may begin
    window_last: date | None = None
    fallback: Text | None = None  # what is done when a receiver refuses
    mitigation: Text | None = None
    mitigation_cost: int = 0  # thousand US dollars
    mitigated_chance_percent: Estimate | None = None  # None: as without the mitigation
    mitigated_impact: Estimate | None = None
    mitigated: bool = False  # does the plan count on the mitigation?
