"""The board on a day: every condition by working group.

In: a case folder, a day to replay.  Out: :class:`Board`, with the chance of each condition having been met by each
agreed date that needs it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jadwal.assess import assess as assess_case
from jadwal.assess import capability, levels
from jadwal.case import read_case
from jadwal.model.case import Case, Value
from jadwal.model.level import CountLevel
from jadwal.model.rated import Capability
from jadwal.model.timetable import BoardRow
from jadwal.workflow.agreed import agreed, end_agreed

SEED = 1
FUTURES = 20_000


class Board(Value, frozen=True, kw_only=True):
    """The conditions as they stand, and what is agreed so far."""

    case: Case
    agreed: bool
    end_agreed: bool
    rows: tuple[BoardRow, ...]
    levels: tuple[CountLevel, ...] = ()
    capability: tuple[Capability, ...] = ()


def assess(folder: Path, as_of: date | None = None) -> Board:
    """Assess the case in ``folder`` as known on ``as_of``; raises ``BadInput``."""
    case = read_case(folder, as_of)
    found = assess_case(case, seed=SEED, futures=FUTURES)
    return Board(
        case=case,
        agreed=agreed(case),
        end_agreed=end_agreed(case),
        rows=found.board,
        levels=levels(case),
        capability=capability(case),
    )
