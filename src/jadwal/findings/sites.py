"""Findings about sites: receivers, permissions on the only way out, and which site comes last.

In: a :class:`Frame`.  Out: findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jadwal.findings.frame import Frame, Planned, finding, phrase
from jadwal.model.case import Permission, Site
from jadwal.model.timetable import Finding

FEW_LEFT_PERCENT = 10  # of the headcount at first; fewer than that are too few for the clean-up of the largest site


def receiver_not_named(f: Frame) -> Iterator[Finding]:
    """A site is to be handed over, and nobody is named to take it."""
    named = {p.id for p in f.case.progress if p.finished is not None}
    for site in f.case.sites:
        if site.fate != "transfer" or site.receiver is not None or f"receiver:{site.id}" in named:
            continue
        closes = f.earliest(f"closed:{site.id}")
        if closes:
            yield finding("receiver", site.id, site=site.name, closes=closes)
        else:
            yield finding("receiver-undated", site.id, site=site.name)


def handover_refused(f: Frame) -> Iterator[Finding]:
    """A receiver may refuse a site that is still to be handed over: with what chance, and what is done then."""
    over = {p.id for p in f.case.progress if p.finished is not None}
    for risk in f.case.risks:
        if risk.effect != "refuse" or risk.fallback is None:
            continue
        for site in f.case.sites:
            hit = {"all", "kind:transfer", f"site:{site.id}", f"transfer:{site.id}"}.intersection(risk.on)
            if not hit or site.fate != "transfer" or f"transfer:{site.id}" in over:
                continue
            chance = risk.mitigated_chance_percent if risk.mitigated else None
            days = risk.mitigated_impact if risk.mitigated else None
            yield finding(
                "refusal",
                f"{site.id}:{risk.id}",
                site=site.name,
                receiver=site.receiver or phrase("receiver"),
                chance=(chance or risk.chance_percent).likely,
                fallback=risk.fallback,
                days=(days or risk.impact).likely,
            )


def permission_on_the_only_path(f: Frame) -> Iterator[Finding]:
    """Everybody at a site can leave only on a lane whose permission somebody else grants."""
    for permission in f.case.permissions:
        for site in f.case.sites:
            lanes, movers = _ways_out(f, site)
            granted = permission.granted is not None and permission.granted <= f.case.as_of
            lasts = granted and not permission.valid_days
            if lanes == {permission.lane} and not lasts and permission.granter not in movers:
                yield _only_path(f, permission, site)


def _ways_out(f: Frame, site: Site) -> tuple[set[str], set[str]]:
    """The lanes by which people leave a site, and the nations and parties whose people they are."""
    parties = {n.id: n.party for n in f.case.nations}
    lanes, movers = set(), set()
    for u in f.case.units:
        if u.disposition in ("convert", "pass"):
            continue
        leaves = [u.lane] if u.site == site.id else [u.then_lane] if u.to_site == site.id and u.then_phase else []
        lanes |= set(leaves)
        movers |= {u.nation, parties.get(u.nation, "")} if leaves else set()
    return lanes, movers


def _only_path(f: Frame, permission: Permission, site: Site) -> Finding:
    return finding(
        "permission",
        f"{site.id}:{permission.id}",
        site=site.name,
        permission=permission.name,
        granter=f.name(permission.granter),
        lane=f.name(permission.lane),
    )


def largest_site_last(f: Frame) -> Iterator[Finding]:
    """The site with the most people closes last, when few people remain in the mission to clean it up."""
    at_first = {s.id: sum(u.headcount.likely for u in f.case.units if u.site == s.id) for s in f.case.sites}
    if len(at_first) < 2:
        return
    largest = max(f.case.sites, key=lambda s: (at_first[s.id], s.id))
    total = sum(at_first.values())
    found = [one for planned in f.planned if (one := _closes_last(planned, largest))]
    if found:
        left, closes = min(found)
        if left * 100 < FEW_LEFT_PERCENT * total:
            yield finding(
                "largest-last",
                largest.id,
                site=largest.name,
                closes=closes,
                left=left,
                total=total,
                percent=FEW_LEFT_PERCENT,
            )


def _closes_last(planned: Planned, site: Site) -> tuple[int, date] | None:
    """(people still in the mission when its clean-up begins, its closing) for a site that closes after every other."""
    closing = {s.id: planned.finish(f"closed:{s.id}") for s in planned.case.sites if s.fate == "transfer"}
    own = closing.pop(site.id, None)
    others = [day for day in closing.values() if day is not None]
    if own is None or not others or max(others) >= own:
        return None
    cleanup = planned.entries.get(f"cleanup:{site.id}")
    begins = cleanup.start if cleanup else planned.finish(f"left:{site.id}")
    return _remaining(planned, begins or own), own


def _remaining(planned: Planned, day: date) -> int:
    """People still in the mission on ``day`` in the aim."""
    gone = sum(e.people for _, e in planned.leaving() if e.finish is not None and e.finish < day)
    return sum(u.headcount.likely for u in planned.case.units) - gone
