"""What ``jadwal plan`` says of cost and exposure.

In: one reading.  Out: a table and sentences.  The rule this module owns: *no amount without its unit, none without its
error*.
"""

from __future__ import annotations

from jadwal.cli.screen import Screen, chance, shown, tenths
from jadwal.messages import text
from jadwal.messages.shares import grouped
from jadwal.model.amounts import Amount, JointResult, Sampled
from jadwal.model.case import Case
from jadwal.model.timetable import ReadingResult


def amounts(screen: Screen, case: Case, result: ReadingResult, *, public: bool) -> None:
    """Cost, exposure and the joint confidence of time and cost; nothing in a public version, which has none."""
    if public:
        return
    told = [(kind, of) for kind, of in (("cost", result.costs), ("exposure", result.exposure)) if of is not None]
    if told:
        screen.heading(screen.word("amounts", day=case.as_of))
        words = ("aim", "aim-chance", "p10", "p50", "p80", "p90", "amount")
        screen.table([screen.word(w) for w in words], [_row(screen, kind, of) for kind, of in told])
    for kind, of in told:
        if of.cut_ppm:
            screen.say(f"cli.{kind}-cut", chance=chance(of.cut_ppm), day=case.horizon)
    if result.costs is None:
        screen.say("cli.no-costs")
    if result.joint is not None:
        _joint(screen, case, result.joint)


def sampled(one: Sampled) -> str:
    """A figure with its standard error, where it has one."""
    return f"{grouped(one.value)} ± {grouped(one.error)}" if one.error else grouped(one.value)


def _row(screen: Screen, kind: str, of: Amount) -> list[str]:
    marks = [sampled(one) for one in (of.p10, of.p50, of.p80, of.p90)]
    return [grouped(of.aim), chance(of.aim_ppm), *marks, screen.word(f"amount-{kind}")]


def _joint(screen: Screen, case: Case, joint: JointResult) -> None:
    """Pairs of a date and an amount: what reaches the confidence, and the chance of the dates that are told."""
    end = next((m.name for m in case.milestones if m.id == case.objectives.end), None)
    asked = chance(joint.confidence_ppm)
    if not joint.frontier:
        screen.say("cli.joint-none", asked=asked, reached=chance(joint.reached_ppm))
    else:
        pairs = [joint.frontier[0], *joint.frontier[-1:]] if len(joint.frontier) > 1 else [*joint.frontier]
        middle = [(p.day, p.amount) for p in joint.points if p.kind == "balanced"]
        said = [
            text("cli.joint-pair", screen.lang, day=shown(day), amount=grouped(amount))
            for day, amount in sorted({*pairs, *middle})
        ]
        screen.say(
            "cli.joint-frontier", asked=asked, end=end or case.objectives.end, pairs=screen.word("and").join(said)
        )
    for p in joint.points:
        if p.kind != "balanced":
            figures = {"day": shown(p.day), "amount": grouped(p.amount), "chance": chance(p.ppm)}
            screen.say(f"cli.joint-{p.kind}", error=tenths(p.error_ppm), **figures)
