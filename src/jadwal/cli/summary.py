"""What ``jadwal plan`` says at the end.

In: a timetable, already at its level of release, and the case it was made from.  Out: text, or the bytes of
``timetable.json``. The rules this module owns: *what is agreed and what is not stands in the first lines*, and *no
date stands without its chance*.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from jadwal.cli.amounts import amounts
from jadwal.cli.board import by_group, standing
from jadwal.cli.requirements import show_requirements
from jadwal.cli.screen import NONE, Screen, chance, shown, tenths
from jadwal.messages import counted, remedy, text
from jadwal.model.case import Case
from jadwal.model.timetable import (
    Context,
    Driver,
    MilestoneResult,
    PromiseResult,
    ReadingResult,
    Sensitivity,
    Timetable,
    encode,
)
from jadwal.publish.chosen import said as choice_said
from jadwal.publish.ways import otherwise, way_name
from jadwal.workflow.write import PAGE, SCENARIO_DATES, figure

MOST_DRIVERS = 8
MOST_ASSUMED = 8
MOST_WAYS = 12
LEAST_CHANGE_PPM = 500
ASSUMED_DECIDES = "finding.assumed-decides"


def show_plan(timetable: Timetable, case: Case, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """The whole answer of ``jadwal plan``."""
    if as_json:
        sys.stdout.write(encode(timetable).decode("utf-8"))
        return
    screen = Screen(lang, sys.stdout)
    screen.line(timetable.name.of(lang), style="bold")
    screen.say("cli.plan-as-of", day=timetable.as_of, futures=timetable.futures, seed=timetable.seed)
    standing(screen, timetable.agreed, timetable.end_agreed)
    if timetable.release == "public":
        screen.say("cli.public")
    _side_by_side(screen, case, timetable)
    for n, result in enumerate(timetable.readings, 1):
        _reading(
            screen, case, timetable.context, result, n, len(timetable.readings), public=timetable.release == "public"
        )
    screen.heading(screen.word("board"))
    by_group(screen, case, timetable.board, notes=False)
    _findings(screen, timetable)
    screen.console.print()
    found = timetable.inputs
    screen.say("cli.inputs", reported=found.reported, assumed=found.assumed, entered=found.entered)
    if folder is not None:
        screen.say("cli.written", page=str(folder / PAGE), folder=str(folder))


def _side_by_side(screen: Screen, case: Case, timetable: Timetable) -> None:
    """The end under each reading, in one table."""
    rows = []
    for n, result in enumerate(timetable.readings, 1):
        for m in result.milestones:
            if m.id == case.objectives.end:
                q = m.quantiles
                dates = [shown(d) for d in (q.p10, q.p50, q.p90)]
                name = screen.word("reading", n=n, of=len(timetable.readings), name=_reading_name(screen, case, result))
                rows.append([shown(m.aim), chance(m.aim_ppm), *dates, chance(q.reached_ppm), name])
    if len(rows) < 2:
        return
    end = next(m.name.of(screen.lang) for m in case.milestones if m.id == case.objectives.end)
    screen.heading(screen.word("side-by-side", milestone=end))
    screen.table([screen.word(w) for w in ("aim", "aim-chance", "p10", "p50", "p90", "reached", "as-read")], rows)


def _reading_name(screen: Screen, case: Case, result: ReadingResult) -> str:
    names = {(q.id, r.id): r.name.of(screen.lang) for q in case.questions for r in q.readings}
    return screen.word("and").join(names.get(pair, pair[1]) for pair in result.readings)


def _reading(
    screen: Screen, case: Case, context: Context, result: ReadingResult, n: int, of: int, *, public: bool
) -> None:
    if result.readings:
        screen.heading(screen.word("reading", n=n, of=of, name=_reading_name(screen, case, result)))
    _solver(screen, result)
    _chosen(screen, result)
    screen.heading(screen.word("milestones"))
    _milestones(screen, case, result)
    _promises(screen, case, result)
    amounts(screen, case, result, public=public)
    _decisions(screen, result)
    show_requirements(screen, case, result)
    _ways(screen, context, result)
    _critical(screen, result)
    _drivers(screen, result)
    _assumed(screen, case, result)


def _solver(screen: Screen, result: ReadingResult) -> None:
    screen.say(f"cli.solver-{result.solver.status}")
    end = next((level for level in result.solver.levels if level.level == "end"), None)
    if end is not None and end.gap > 0:
        screen.say("cli.solver-gap", days=end.gap)
    if not result.solver.reproducible:
        screen.say("cli.solver-not-reproducible")


def _chosen(screen: Screen, result: ReadingResult) -> None:
    """What choosing among candidates gained over the deterministic optimum, measure by measure."""
    if result.choosing is None:
        return
    screen.line(choice_said(result.choosing, screen.lang))


def _milestones(screen: Screen, case: Case, result: ReadingResult) -> None:
    lang = screen.lang
    words = ("aim", "aim-chance", "commit", "p10", "p50", "p90", "reached", "milestone")
    rows, why = [], []
    late = max((m.quantiles.p90 for m in result.milestones if m.quantiles.p90), default=case.horizon)
    for m in sorted(result.milestones, key=lambda m: (m.aim or m.quantiles.p50 or late, m.id)):
        q = m.quantiles
        commit = shown(m.commit) if m.commit else screen.word(f"commit-{m.commit_why or 'none'}")
        errors = (None,) * 3 if m.errors is None else (m.errors.p10, m.errors.p50, m.errors.p90)
        dates = [_dated(d, error) for d, error in zip((q.p10, q.p50, q.p90), errors, strict=True)]
        name = m.name.of(lang) + (" *" if m.headline else "")
        rows.append([shown(m.aim), chance(m.aim_ppm), commit, *dates, chance(q.reached_ppm), name])
        why += _why(screen, case, m)
    screen.table([screen.word(w) for w in words], rows)
    asked, joint = chance(result.joint_confidence_ppm), chance(result.joint_reached_ppm)
    if any(m.commit_why == "not-attainable" for m in result.milestones):
        screen.say("cli.not-attainable", asked=asked, joint=joint)
    elif any(m.commit and m.commit_why != "reached" for m in result.milestones):
        screen.say("cli.commit-joint", asked=asked)
    _errors(screen, result)
    for sentence in why:
        screen.line(sentence)


def _dated(day: date | None, error: int | None) -> str:
    """A quantile with the days to the farther end of its interval."""
    return shown(day) if day is None or error is None else f"{day.isoformat()} ±{error}"


def _errors(screen: Screen, result: ReadingResult) -> None:
    """How many futures were run for this reading, how good its figures are, and whether that is good enough."""
    found = [m.errors for m in result.milestones if m.errors is not None]
    if not found:
        return
    most = max(max(e.reached_ppm, e.aim_ppm or 0) for e in found)
    screen.say("cli.errors", futures=result.futures, most=tenths(max(most, result.joint_error_ppm)))
    if not result.errors_small:
        screen.say("cli.errors-not-small")


def _why(screen: Screen, case: Case, m: MilestoneResult) -> list[str]:
    if m.commit_why != "no-outlook":
        return []
    statements = {c.id: c.statement.of(screen.lang) for c in case.conditions}
    blocked = "; ".join(statements.get(id, id) for id in m.blocked_by)
    return [text("cli.no-outlook", screen.lang, milestone=m.name, conditions=blocked)]


def _promises(screen: Screen, case: Case, result: ReadingResult) -> None:
    if not result.promises:
        screen.say("cli.no-promises")
        return
    screen.heading(screen.word("promises"))
    headers = [screen.word(w) for w in ("kept", "error", "day", "aim-keeps", "promise")]
    rows = []
    for p in sorted(result.promises, key=lambda p: (p.day, p.id)):
        keeps = screen.word("yes" if p.aim_keeps else "no")
        day = "–" if p.kind in ("last-days", "longest-lag") else p.day.isoformat()
        rows.append([chance(p.kept_ppm), f"± {tenths(p.error_ppm)}", day, keeps, _promise(screen, case, p)])
    screen.table(headers, rows)


def _promise(screen: Screen, case: Case, promise: PromiseResult) -> str:
    names = {m.id: m.name for m in case.milestones} | {f.id: f.name for f in case.functions}
    if promise.milestone in names and promise.kind != "longest-lag":
        return names[promise.milestone].of(screen.lang)
    limit = next((c for c in case.ceilings if c.id == promise.id and promise.kind == "ceiling"), None)
    if limit is not None:
        return text("cli.ceiling", screen.lang, most=limit.most, of=limit.of or screen.word("mission"))
    floor = next((f for f in case.floors if f.id == promise.id and promise.kind == "floor"), None)
    if floor is not None:
        return text("cli.floor", screen.lang, least=floor.least, of=floor.of or screen.word("mission"))
    if promise.kind == "consent" and promise.name is not None:
        return text("cli.consent", screen.lang, name=promise.name)
    if promise.kind == "budget" and promise.name is not None:
        return text("cli.budget", screen.lang, name=promise.name)
    if promise.kind == "longest-lag" and promise.name is not None:
        return text("cli.longest-lag", screen.lang, name=promise.name)
    if promise.kind == "last-days":
        return text("cli.last-days", screen.lang)
    return names[promise.id].of(screen.lang) if promise.id in names else promise.id


def _decisions(screen: Screen, result: ReadingResult) -> None:
    """The latest day of each decision; nothing where there are no commit dates to keep, for that was said above."""
    points = [d for d in result.decisions if d.why != "no-commit"]
    if not points:
        return
    screen.heading(screen.word("decisions"))
    rows = []
    for d in points:
        latest = screen.word("any-day") if d.why == "any-day" else shown(d.latest)
        rows.append([latest, chance(d.joint_ppm), f"± {tenths(d.error_ppm)}", shown(d.aim), d.name.of(screen.lang)])
    screen.table([screen.word(w) for w in ("latest", "joint", "error", "aim", "decision")], rows)


def _ways(screen: Screen, context: Context, result: ReadingResult) -> None:
    """What is done another way than usual, where the case gives several; and how much could be and is not."""
    several = [e for e in result.schedule.entries if e.mode]
    if not several:
        return
    other = otherwise(several)
    screen.heading(screen.word("ways"))
    rows = [
        [shown(e.start), shown(e.finish), way_name(context, e.mode).of(screen.lang), e.name.of(screen.lang)]
        for e in other[:MOST_WAYS]
    ]
    if rows:
        screen.table([screen.word(w) for w in ("starts", "finishes", "way", "work")], rows)
    if len(other) > MOST_WAYS:
        screen.say("cli.more-ways", n=len(other) - MOST_WAYS)
    screen.say("cli.ways-usual", n=len(several) - len(other), of=len(several))


def _critical(screen: Screen, result: ReadingResult) -> None:
    """The work whose delay moves the end most often."""
    if not result.critical:
        return
    screen.heading(screen.word("critical"))
    rows = [
        [
            chance(c.criticality_ppm),
            f"± {tenths(c.criticality_error_ppm)}",
            NONE if c.cruciality_ppm is None else chance(max(0, c.cruciality_ppm)),
            c.name.of(screen.lang),
        ]
        for c in result.critical[:MOST_DRIVERS]
    ]
    screen.table([screen.word(w) for w in ("criticality", "error", "cruciality", "work")], rows)


def _drivers(screen: Screen, result: ReadingResult) -> None:
    drivers = [d for d in result.drivers if d.days or d.unmitigated_days or abs(d.attainable_ppm) >= LEAST_CHANGE_PPM]
    if not drivers:
        return
    screen.heading(screen.word("drivers", p=result.end_share_ppm // 10_000))
    headers = [screen.word(w) for w in ("earlier", "error", "reached-change", "without")]
    rows = [
        [_moved(screen, d.days), _days_error(d.error_milli), _points(d.attainable_ppm), _cause(screen, d)]
        for d in drivers[:MOST_DRIVERS]
    ]
    screen.table(headers, rows)


def _cause(screen: Screen, d: Driver) -> str:
    """A cause by name and kind; a risk also with what it does without and with its mitigation."""
    said = f"{d.name.of(screen.lang)} ({screen.word(f'driver-{d.kind}')})"
    if d.unmitigated_days is None or d.mitigated_days is None:
        return said
    before, after = _moved(screen, d.unmitigated_days), _moved(screen, d.mitigated_days)
    return said + "\n" + text("cli.risk-mitigated", screen.lang, before=before, after=after)


def _days_error(milli: int) -> str:
    tenths = (milli + 50) // 100
    return f"± {tenths // 10}.{tenths % 10}"


def _moved(screen: Screen, days: int) -> str:
    return "0" if days == 0 else ("−" if days < 0 else "+") + counted(abs(days), "day", screen.lang)


def _points(ppm: int) -> str:
    return NONE if abs(ppm) < LEAST_CHANGE_PPM else f"{'−' if ppm < 0 else '+'}{tenths(abs(ppm))}"


def _assumed(screen: Screen, case: Case, result: ReadingResult) -> None:
    deciding = [s for s in result.sensitivities if s.decides]
    screen.heading(screen.word("assumed", p=result.end_share_ppm // 10_000))
    if not deciding:
        screen.say("cli.none-decides")
        return
    headers = [screen.word(w) for w in ("at-low", "at-high", "value", "assumption")]
    rows = [_assumption(screen, case, s) for s in deciding[:MOST_ASSUMED]]
    screen.table(headers, rows)
    if len(deciding) > MOST_ASSUMED:
        screen.say("cli.more-decide", n=len(deciding) - MOST_ASSUMED)


def _assumption(screen: Screen, case: Case, s: Sensitivity) -> list[str]:
    def end(days: int | None) -> str:
        return screen.word("not-reached") if days is None else _moved(screen, days)

    low, likely, high = (figure(s.field, v) for v in (s.low, s.value, s.high))
    value = f"{likely}\n({low}–{high})" if s.field == SCENARIO_DATES else f"{likely} ({low}–{high})"
    return [end(s.days_at_low), end(s.days_at_high), value, f"{_row_name(case, s, screen.lang)} · {s.table}.{s.field}"]


def _row_name(case: Case, s: Sensitivity, lang: str) -> str:
    places = (case.activities, case.units, case.sites, case.lanes, case.crews, case.modes)
    for table in (*places, case.permissions, case.shocks, case.risks):
        for row in table:
            if row.id == s.row:
                return row.name.of(lang)
    for condition in case.conditions:
        if condition.id == s.row:
            return condition.statement.of(lang)
    return s.row


def _findings(screen: Screen, timetable: Timetable) -> None:
    """All findings, those about assumed values as one: they stand in the tables above."""
    screen.heading(screen.word("findings"))
    assumed = [f for f in timetable.findings if f.code == ASSUMED_DECIDES]
    rows = []
    for f in timetable.findings:
        if f.code == ASSUMED_DECIDES:
            continue
        said = text(f.code, screen.lang, **dict(f.params))
        advice = remedy(f.code, screen.lang, **dict(f.params))
        rows.append([screen.word(f"severity-{f.severity}"), said + (f"\n→ {advice}" if advice else "")])
    if assumed:
        said, advice = (say("cli.assumed-decide", screen.lang, n=len(assumed)) for say in (text, remedy))
        rows.append([screen.word(f"severity-{assumed[0].severity}"), f"{said}\n→ {advice}"])
    if rows:
        screen.table(["", ""], rows)
    else:
        screen.say("cli.no-findings")
