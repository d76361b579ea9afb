"""What is agreed so far: what nobody has agreed is not a date.

In: a case as known on its as-of date.  Out: whether a timetable, and whether an end date, is agreed.
"""

from __future__ import annotations

from jadwal.model.case import Case


def agreed(case: Case) -> bool:
    """True when the parties' agreement on the timetable is finished work."""
    done = {p.id for p in case.progress if p.finished is not None and p.finished <= case.as_of}
    return any(a.kind == "agreement" and a.id in done for a in case.activities)


def end_agreed(case: Case) -> bool:
    """True when a clause sets a last day for the end, or for a milestone that the end is made of."""
    after = {m.id: m.after for m in case.milestones}
    ends, wanted = set[str](), [case.objectives.end]
    while wanted:
        id = wanted.pop()
        if id in after and id not in ends:
            ends.add(id)
            wanted += after[id]
    return any(p.kind == "by" and p.milestone in ends for c in case.clauses for p in c.promises)
