"""Assessment: conditions over indicators, their state today and the days on which they hold in every future.

In: a case as known on its as-of date.  Out: the board and :class:`HoldingDays`.  The rule this room owns: *unknown
stays unknown* (method, section 7).
"""

from __future__ import annotations

from jadwal.assess.assessment import Assessment, assess
from jadwal.assess.capability import capability
from jadwal.assess.forecast import HISTORIES
from jadwal.assess.holding import HoldingDays, Paths
from jadwal.assess.levels import levels
from jadwal.assess.needs import Needed, needs

__all__ = ["HISTORIES", "Assessment", "HoldingDays", "Needed", "Paths", "assess", "capability", "levels", "needs"]
