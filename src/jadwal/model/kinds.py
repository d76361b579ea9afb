"""The kinds of work: what may be typed, what is generated, and which belong to a site or to the commission.

In: nothing.  Out: names.  The rule this module owns: *every task is of exactly one kind*.
"""

from __future__ import annotations

from typing import Literal

ACTIVITY_KINDS = (
    "round",  # a round of the commission's talks
    "assessment",  # a working group assesses its subject
    "report",  # a working group reports
    "recommendation",  # the groups' joint recommendation
    "agreement",  # both parties agree on the timetable: no reduction precedes it
    "decision",  # a decision of the parties (the mission's end is one)
    "relations",  # work on the bilateral relations that follow
    "receiver",  # naming the body that takes a site
    "training",  # handover training of the receiver
    "pack",  # packing a unit
    "movement",  # one serial on a lane (generated from units)
    "conversion",  # a unit becomes a bilateral arrangement or passes to another mission (generated)
    "cleanup",  # clean-up of a site
    "inspection",  # joint inspection
    "transfer",  # transfer of a site to its receiver
    "guard",  # guard after handover
    "disposal",  # equipment is handed over, given, sold or destroyed (generated)
    "notice",  # a contract with staff runs out after its notice (generated)
    "other",
    "milestone",  # a dated point (generated)
)
ActivityKind = Literal[
    "round",
    "assessment",
    "report",
    "recommendation",
    "agreement",
    "decision",
    "relations",
    "receiver",
    "training",
    "pack",
    "movement",
    "conversion",
    "cleanup",
    "inspection",
    "transfer",
    "guard",
    "disposal",
    "notice",
    "other",
    "milestone",
]
SITE_WORK_KINDS = ("receiver", "training", "pack", "cleanup", "inspection", "transfer", "guard")
COMMISSION_KINDS = ("round", "assessment", "report", "recommendation", "agreement", "decision", "relations")
