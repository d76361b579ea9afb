"""What a timetable takes with it from the case, so that it explains itself.

In: a case as known on its as-of date; a baseline timetable if there is one.  Out: :class:`Context` and
:class:`Earlier`.  The rule this module owns: *whoever shows a timetable needs nothing beside it*.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import msgspec

from jadwal.model.case import Case
from jadwal.model.place import Province
from jadwal.model.timetable import Context, Earlier, EarlierReading, Presence, Timetable, encode
from jadwal.places import at_most
from jadwal.plan.rules_limits import shared_calendars

MOST_POINTS = 5_000  # of the case's own map that a timetable carries


def context(case: Case, areas: tuple[Province, ...] = ()) -> Context:
    """Names, clauses, sources, calendars and limits of ``case``, who is where on its as-of date, and its own map."""
    same = {name: getattr(case, name) for name in Context.__struct_fields__ if hasattr(case, name)}
    made = {
        "presence": presence(case),
        "shocks": tuple((s.id, s.name) for s in case.shocks),
        "places": at_most(areas, MOST_POINTS),
        "calendars": (*case.calendars, *shared_calendars(case)),
    }
    return Context(**same | made)


def presence(case: Case) -> tuple[Presence, ...]:
    """People at each site on the as-of date, by nation and role: who has arrived elsewhere or left counts no longer."""
    done = {p.id: p.finished for p in case.progress if p.finished is not None and p.finished <= case.as_of}
    there: Counter[tuple[str, str, str]] = Counter()
    for u in case.units:
        there[u.site, u.nation, u.role] += u.headcount.likely
    return tuple(
        Presence(site=site, nation=nation, role=role, people=people)
        for (site, nation, role), people in sorted(_moved(case, there, set(done)).items())
        if people
    )


def _moved(case: Case, there: Counter[tuple[str, str, str]], done: set[str]) -> Counter[tuple[str, str, str]]:
    """The headcounts after the serials and conversions that have finished."""
    from jadwal.plan.tasks import Tasks

    units = {u.id: u for u in case.units}
    for task in Tasks(case).all():
        if task.id in done and task.people:
            u = units[task.unit]
            there[task.site, u.nation, u.role] -= task.people
            if task.to_site:
                there[task.to_site, u.nation, u.role] += task.people
    return there


def earlier(baseline: Timetable | None) -> Earlier | None:
    """What is told of the timetable that this one was asked to change as little as possible."""
    if baseline is None:
        return None
    return Earlier(
        digest=sha256(encode(baseline)).hexdigest(),
        version=baseline.version,
        as_of=baseline.as_of,
        seed=baseline.seed,
        futures=baseline.futures,
        readings=tuple(
            EarlierReading(
                readings=r.readings,
                milestones=tuple(msgspec.structs.replace(m, curve=()) for m in r.milestones),
            )
            for r in baseline.readings
        ),
    )
