"""Other ways of doing a piece of work: by road instead of by air, by a contractor instead of the mission's own crew.

In: nothing (pure types).  Out: :class:`Alternative`, a row of ``modes.csv``.  The rule this module owns: *a row says
only what differs from the usual way*, which is the one that the other tables describe.
"""

from __future__ import annotations

from jadwal.model.base import Estimate, Row, Text

USUAL = "usual"  # the id of the way that the other tables describe


class Alternative(Row, frozen=True, kw_only=True):
    """Another way of doing ``of``: work of the plan by its id, a unit's serials of people, or equipment.

    What is left out is as usual.  ``crew_need`` 0: no crew is needed.  ``cost``: thousand US dollars for each piece of
    work (each serial) done this way, beyond what it costs the usual way; negative when this way is cheaper.
    """

    of: str
    name: Text
    days: Estimate | None = None
    calendar: str = ""
    crew: str = ""
    crew_need: int | None = None
    lane: str = ""
    cost: int = 0
