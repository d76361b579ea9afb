"""Checks of limits that hold for some days only, as known on a day.

In: a :class:`~jadwal.case.views.View`.  Out: mistakes.  The rule this module owns: *each day has one limit of a kind*.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jadwal.case.views import View


def check_capacities(v: View) -> None:
    """No two capacities of a lane or crew hold on one day, and it is clear whose each is."""
    both = {lane.id for lane in v.case.lanes} & {crew.id for crew in v.case.crews}
    rows = sorted(v.case.capacities, key=lambda x: (x.of, x.first, x.id))
    for row in rows:
        if row.of in both:
            v.note("case.capacity-of-two", v.spot("capacities", row.id).at("of"), of=row.of)
    for one, other in combinations(rows, 2):
        if one.of == other.of and other.first <= one.last and one.first <= other.last:
            spot = v.spot("capacities", other.id).at("first")
            when = max(one.first, other.first).isoformat()
            v.note("case.capacities-overlap", spot, id=other.id, other=one.id, of=one.of, when=when)


def check_blackouts(v: View) -> None:
    """A blackout of a site or a lane says of which; one of the mission names neither."""
    rows = {"mission": set[str](), "site": {s.id for s in v.case.sites}, "lane": {lane.id for lane in v.case.lanes}}
    for b in v.case.blackouts:
        known = b.of in rows["site"] | rows["lane"]
        if (b.scope == "mission") == bool(b.of) or (known and b.of not in rows[b.scope]):
            v.note("case.blackout-scope", v.spot("blackouts", b.id).at("of"), scope=b.scope)


CHECKS: tuple[Callable[[View], None], ...] = (check_capacities, check_blackouts)
