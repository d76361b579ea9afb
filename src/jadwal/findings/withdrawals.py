"""Findings about nations that leave early and what goes with them, and about equipment nobody has approved.

In: a :class:`Frame`.  Out: findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from jadwal.findings.frame import Frame, finding, listed
from jadwal.model.case import Function, Nation, Text
from jadwal.model.timetable import Finding

APPROVED = ("gift", "sell")  # what somebody has to approve


def function_withdrawn(f: Frame) -> Iterator[Finding]:
    """A nation leaves early, or withholds its consent, and without its units too few provide a function."""
    for nation in _leaving(f):
        functions = [x.name for x in f.case.functions if _short(f, x, nation)]
        if functions and nation.departs is not None:
            by = nation.departs
            yield finding("withdrawal", nation.id, nation=nation.name, functions=listed(functions), by=by)
        elif functions:
            yield finding("withdrawal-undated", nation.id, nation=nation.name, functions=listed(functions))


def guards_withdrawn(f: Frame) -> Iterator[Finding]:
    """A nation leaves early, or withholds its consent, and its units guard a site where others are."""
    for nation in _leaving(f):
        sites = [s.name for s in f.case.sites if _unguarded(f, s.id, nation)]
        if sites:
            yield finding("withdrawal-guards", nation.id, nation=nation.name, sites=listed(sites))


def _leaving(f: Frame) -> list[Nation]:
    """Nations that go at their own time."""
    return [n for n in f.case.nations if n.departs is not None or n.consent == "withheld"]


def _short(f: Frame, function: Function, nation: Nation) -> bool:
    """True when a nation provides a function, and the others alone are fewer than it needs while it is needed."""
    units = [u for u in f.case.units if u.function == function.id]
    own = sum(u.headcount.likely for u in units if u.nation == nation.id)
    left = sum(u.headcount.likely for u in units) - own
    return own > 0 and left < function.need.likely and not _released(f, function, nation)


def _released(f: Frame, function: Function, nation: Nation) -> bool:
    """True when in every reading's aim the function is needed no more by the day on which the nation leaves."""
    if nation.departs is None:
        return False
    for planned in f.planned:
        days = [o.first for o in planned.result.schedule.openings if o.condition == function.until_condition]
        substitute = planned.finish(function.until_activity) if function.until_activity else None
        ends = min([*days, *([substitute] if substitute else [])], default=None)
        if ends is None or ends > nation.departs:
            return False
    return bool(f.planned)


def _unguarded(f: Frame, site: str, nation: Nation) -> bool:
    """True when a nation guards others at a site, and the ratio there needs more guards than the other nations have."""
    row = f.case.protection
    here = [u for u in f.case.units if u.site == site]
    own = sum(u.headcount.likely for u in here if u.role == "protection" and u.nation == nation.id)
    guards = sum(u.headcount.likely for u in here if u.role == "protection") - own
    others = sum(u.headcount.likely for u in here if u.role != "protection" and u.nation != nation.id)
    if row is None or not own:
        return False
    threat = next(s.threat_weight for s in f.case.sites if s.id == site)
    percent = [b.percent.likely for b in sorted(row.bands, key=lambda b: b.threat_from) if b.threat_from <= threat]
    return (percent or [row.percent.likely])[-1] * others > 100 * guards


def not_approved(f: Frame) -> Iterator[Finding]:
    """Equipment is to be given away or sold, and no permission says that anybody approves it."""
    approved = {p.activity.removeprefix("dispose:") for p in f.case.permissions if p.activity}
    for e in f.case.equipment:
        if e.disposition in APPROVED and e.id not in approved:
            yield finding("approval", e.id, equipment=e.name, id=Text(en=e.id, ar=e.id))
