"""Incidents: what is known about past counts, from tallies and event rows.

In: a case and an indicator of kind count.  Out: a :class:`CountRecord` (observed days, bounds, daily histories),
the tallies that contradict each other, or None; and the figures of other counters.  The rule this room owns:
*counts are as exact as their sources, and counters are never mixed*.
"""

from __future__ import annotations

from jadwal.incidents.intervals import OtherCount, figure, interval
from jadwal.incidents.record import CountRecord, EventRecord, TallyRecord, count_record, matches, other_counts
from jadwal.incidents.system import OPEN

__all__ = [
    "OPEN",
    "CountRecord",
    "EventRecord",
    "OtherCount",
    "TallyRecord",
    "count_record",
    "figure",
    "interval",
    "matches",
    "other_counts",
]
