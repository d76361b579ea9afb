"""Findings about results: assumed values that decide, promises unlikely to be kept, commit dates that cannot be given.

In: a :class:`Frame`.  Out: findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jadwal.findings.frame import Frame, finding, listed, phrase
from jadwal.model.case import Ceiling, Floor, Text
from jadwal.model.timetable import Finding, PromiseResult, Sensitivity

UNLIKELY_PPM = 500_000  # a promise kept in fewer futures than this is more likely broken than kept


def assumed_decides(f: Frame) -> Iterator[Finding]:
    """An assumed value decides the result: at its low or its high the end moves by weeks or is not reached."""
    most: dict[str, Sensitivity] = {}
    for planned in f.planned:
        for s in planned.result.sensitivities:
            subject = f"{s.table}:{s.row}:{s.field}"
            if s.decides and (subject not in most or _weight(s) > _weight(most[subject])):
                most[subject] = s
    for subject, s in most.items():
        yield finding(
            "assumed-decides",
            subject,
            table=s.table,
            row=s.row,
            field=s.field,
            value=s.value,
            low=s.low,
            high=s.high,
            at_low=_moves(s.days_at_low),
            at_high=_moves(s.days_at_high),
        )


def _weight(s: Sensitivity) -> tuple[bool, int]:
    days = (s.days_at_low, s.days_at_high)
    return None in days, max(abs(d) for d in (*days, 0) if d is not None)


def _moves(days: int | None) -> Text:
    if days is None:
        return phrase("not-reached")
    if days == 0:
        return phrase("same")
    return phrase("later" if days > 0 else "earlier", days=abs(days))


def promise_unlikely(f: Frame) -> Iterator[Finding]:
    """A promise is more likely to be missed than kept."""
    lowest: dict[str, PromiseResult] = {}
    for planned in f.planned:
        for p in planned.result.promises:
            unlikely = p.kind != "cover" and p.kept_ppm < UNLIKELY_PPM
            if unlikely and (p.id not in lowest or p.kept_ppm < lowest[p.id].kept_ppm):
                lowest[p.id] = p
    public = {m.id for m in f.case.milestones if m.release == "public"}
    for id, p in lowest.items():
        yield finding(
            f"promise-unlikely-{p.kind}",
            id,
            release="public" if p.milestone in public else "parties",
            name=_promised(f, p),
            day=p.day,
            chance=p.kept_ppm // 10_000,
            percent=UNLIKELY_PPM // 10_000,
        )


def _promised(f: Frame, p: PromiseResult) -> Text:
    if p.kind == "date":
        return f.name(p.milestone)
    if p.kind in ("consent", "longest-lag", "budget") and p.name is not None:
        return p.name
    rows: tuple[Ceiling | Floor, ...] = f.case.ceilings if p.kind == "ceiling" else f.case.floors
    limit = next((row for row in rows if row.id == p.id), None)
    return f.case.name if limit is None or limit.scope == "mission" else f.name(limit.of)


def commit_not_attainable(f: Frame) -> Iterator[Finding]:
    """No dates hold with the joint confidence that the parties chose; the reading in which they hold least is named."""
    names = {r.id: r.name for q in f.case.questions for r in q.readings}
    missing = [
        p.result for p in f.planned if any(m.headline and m.commit_why == "not-attainable" for m in p.result.milestones)
    ]
    if not missing:
        return
    least = min(missing, key=lambda r: (r.joint_reached_ppm, r.readings))
    said: dict[str, Any] = {
        "asked": least.joint_confidence_ppm // 10_000,
        "chance": least.joint_reached_ppm // 10_000,
    }
    if least.readings:
        read = listed(names[reading] for _, reading in least.readings)
        yield finding("commit-reading", ":".join(r for _, r in least.readings), "public", reading=read, **said)
    else:
        yield finding("commit", f.case.id, "public", **said)
