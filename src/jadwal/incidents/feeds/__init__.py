"""Feeds of events: files as exported, brought in as batches that never change.

In: UCDP GED and Candidate releases, ACLED exports, any other sheet by a mapping.  Out: the event table and counts by
area and week as known on any day.  The rule this room owns: *what was known on a day can be told exactly, for ever*:
every batch names its source, version, terms and the day from which it was known.
"""

from __future__ import annotations

from jadwal.incidents.feeds.batches import Batch, Head, Terms, batches, holding
from jadwal.incidents.feeds.bring import Brought, Wanted, bring, kinds
from jadwal.incidents.feeds.known import AreaWeeks, area_weeks, feeds, held, of_file, table
from jadwal.incidents.feeds.layouts import ACLED, CANDIDATE, GED
from jadwal.incidents.feeds.mapping import Mapping, load

LETHAL_ONLY = (GED, CANDIDATE)  # feeds that hold only events in which somebody was killed: message feed.lethal-only

__all__ = [
    "ACLED",
    "CANDIDATE",
    "GED",
    "LETHAL_ONLY",
    "AreaWeeks",
    "Batch",
    "Brought",
    "Head",
    "Mapping",
    "Terms",
    "Wanted",
    "area_weeks",
    "batches",
    "bring",
    "feeds",
    "held",
    "holding",
    "kinds",
    "load",
    "of_file",
    "table",
]
