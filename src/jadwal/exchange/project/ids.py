"""Numbers for names: the UIDs of a project file, the same in every export.

In: ids.  Out: a number for each.  The rule this module owns: *an id keeps its number*: it depends on the id, and on
others only where two of them would share one.

Numbers are 1 to 2,097,151: the greatest unique id that MS Project handles (``MAX_UNIQUE_ID`` of MPXJ's
``MicrosoftProjectConstants``).  Among 1,000 tasks about one pair in four exports wants the same number; the id that
sorts first keeps it and the other takes its next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

MOST = 2_097_151


def numbers(ids: Iterable[str]) -> dict[str, int]:
    """A number for each of ``ids``, all different."""
    found: dict[str, int] = {}
    taken: set[int] = set()
    for id in sorted(set(ids)):
        turn = 0
        while (number := _number(id, turn)) in taken:
            turn += 1
        taken.add(number)
        found[id] = number
    return found


def _number(id: str, turn: int) -> int:
    digest = sha256(f"{id}\n{turn}".encode()).digest()
    return int.from_bytes(digest[:8]) % MOST + 1
