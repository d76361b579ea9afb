"""What ``jadwal compare`` says, and what ``jadwal replan`` says first.

In: a comparison.  Out: text, or the bytes of ``compare.json``.  The rule this module owns: *the causes come before the
list*: how much moved because of each, and how much without a known one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from jadwal.cli.amounts import sampled
from jadwal.cli.screen import Screen, chance, shown
from jadwal.messages import text
from jadwal.messages.shares import grouped
from jadwal.model.compared import Comparison, Move, PromiseChange, ReadingChange
from jadwal.publish import PAGE
from jadwal.publish.because import because, by_cause, counts, move_said, moved_said, names_in
from jadwal.publish.earned import days_said, index_said, why_said

MOST_MOVES = 12  # tasks listed on the screen; compare.csv holds all
MOST_GROUPS = 20
WHOLE_PPM = 1_000_000


def show_comparison(found: Comparison, folder: Path | None, lang: str, *, as_json: bool) -> None:
    """The whole answer of ``jadwal compare``."""
    if as_json:
        from jadwal.workflow.compare import encode_comparison

        sys.stdout.write(encode_comparison(found).decode("utf-8"))
        return
    screen = Screen(lang, sys.stdout)
    screen.line(found.name.of(lang), style="bold")
    screen.say("change.from-to", before=found.before, after=found.after)
    if found.partial:
        screen.say("change.partial")
    if not found.readings:
        screen.say("change.no-reading")
    for n, change in enumerate(found.readings, 1):
        if change.names:
            name = screen.word("and").join(x.of(lang) for x in change.names)
            screen.heading(screen.word("reading", n=n, of=len(found.readings), name=name))
        _reading(screen, change)
    if found.only_before and found.readings:
        screen.say("change.only-before", n=len(found.only_before))
    if folder is not None:
        screen.console.print()
        screen.say("change.written", folder=str(folder), page=str(folder / PAGE))


def _reading(screen: Screen, change: ReadingChange) -> None:
    code, params = counts(change)
    screen.say(code, **params)
    _milestones(screen, change)
    _causes(screen, change)
    _groups(screen, change)
    _moves(screen, change)
    _promises(screen, change)
    _headcount(screen, change)
    _amounts(screen, change)
    _earned(screen, change)


def _milestones(screen: Screen, change: ReadingChange) -> None:
    """Milestones whose aim, commit date or chance differs."""
    names = names_in(change.moves)
    rows = []
    for m in change.milestones:
        same = (m.aim_before, m.commit_before, m.aim_ppm_before) == (m.aim_after, m.commit_after, m.aim_ppm_after)
        if same and m.middle_before == m.middle_after:
            continue
        name = m.name.of(screen.lang) + (" *" if m.headline else "")
        why = "" if m.aim_before == m.aim_after else "\n← " + because(m.causes, screen.lang, names)
        rows.append(
            [
                shown(m.aim_before),
                shown(m.aim_after),
                moved_said(m.aim_days, screen.lang),
                f"{chance(m.aim_ppm_before)} → {chance(m.aim_ppm_after)}",
                f"{_commit(screen, m.commit_before, m.why_before)}\n{_commit(screen, m.commit_after, m.why_after)}",
                name + why,
            ]
        )
    if rows:
        screen.heading(screen.word("milestones"))
        words = ("change-before", "change-after", "change-move", "aim-chance", "commit", "milestone")
        screen.table([screen.word(w) for w in words], rows)


def _commit(screen: Screen, day: object, why: str) -> str:
    return str(day) if day else screen.word(f"commit-{why or 'none'}")


def _causes(screen: Screen, change: ReadingChange) -> None:
    """Every first cause with how many tasks it moved and by how much at most; last those without a known one."""
    moved = by_cause(change.moves, screen.lang)
    if not moved:
        return
    screen.heading(screen.word("change-causes"))
    rows = []
    for said, moves in moved:
        rows.append([str(len(moves)), _range(screen, moves), said or text("change.unknown", screen.lang)])
    screen.table([screen.word(w) for w in ("change-tasks", "change-by", "change-because")], rows, right=1)


def _range(screen: Screen, moves: list[Move]) -> str:
    days = [d for m in moves if (d := m.finish_days if m.finish_days is not None else m.start_days) is not None]
    if not days:
        return screen.word("change-dates")
    low, high = min(days), max(days)
    if low == high:
        return moved_said(low, screen.lang)
    return f"{moved_said(low, screen.lang)} – {moved_said(high, screen.lang)}"


def _groups(screen: Screen, change: ReadingChange) -> None:
    """Work that moved, by site and by unit."""
    groups = [g for g in change.groups if g.scope in ("site", "unit")]
    if not groups:
        return
    screen.heading(screen.word("change-groups"))
    rows = []
    for g in groups[:MOST_GROUPS]:
        days = moved_said(g.least, screen.lang)
        if g.least != g.most:
            days = f"{days} – {moved_said(g.most, screen.lang)}"
        rows.append([f"{g.moved} / {g.of}", days, f"{g.name.of(screen.lang)} ({screen.word(f'change-{g.scope}')})"])
    screen.table([screen.word(w) for w in ("change-tasks", "change-by", "change-place")], rows, right=1)
    if len(groups) > MOST_GROUPS:
        screen.say("change.more", n=len(groups) - MOST_GROUPS)


def _moves(screen: Screen, change: ReadingChange) -> None:
    """The tasks that moved furthest, and those that came or went."""
    if not change.moves:
        return
    far = sorted(change.moves, key=lambda m: (m.status == "moved", -abs(m.finish_days or 0), m.id))
    names = names_in(change.moves)
    screen.heading(screen.word("change-moves"))
    rows = [
        [
            shown(m.finish_before),
            shown(m.finish_after),
            move_said(m, screen.lang),
            m.name.of(screen.lang)
            + ("\n← " + because(m.causes, screen.lang, names) if m.status not in ("added", "removed") else ""),
        ]
        for m in far[:MOST_MOVES]
    ]
    words = ("change-before", "change-after", "change-move", "change-task")
    screen.table([screen.word(w) for w in words], rows)
    if len(far) > MOST_MOVES:
        screen.say("change.more", n=len(far) - MOST_MOVES)


def _promises(screen: Screen, change: ReadingChange) -> None:
    """Promises newly missed or kept, added or dropped, or kept with another chance."""
    told = [p for p in change.promises if p.status not in ("kept", "missed") or _other_chance(p)]
    if not told:
        return
    screen.heading(screen.word("promises"))
    rows = [
        [
            f"{chance(p.kept_ppm_before)} → {chance(p.kept_ppm_after)}",
            shown(p.day_after or p.day_before),
            screen.word(f"change-promise-{p.status}"),
            p.name.of(screen.lang),
        ]
        for p in told
    ]
    screen.table([screen.word(w) for w in ("kept", "day", "change-by-aim", "promise")], rows)


def _other_chance(p: PromiseChange) -> bool:
    return abs((p.kept_ppm_before or 0) - (p.kept_ppm_after or 0)) >= WHOLE_PPM // 200


def _headcount(screen: Screen, change: ReadingChange) -> None:
    """Where the planned headcounts differ most, in one sentence."""
    if change.headcount:
        day, before, after = max(change.headcount, key=lambda d: (abs(d[2] - d[1]), -d[0].toordinal()))
        first = change.headcount[0][0]
        screen.console.print()
        screen.say("change.headcount", first=first, day=day, before=before, after=after)


def _amounts(screen: Screen, change: ReadingChange) -> None:
    """Cost and exposure of both, each from its own as-of date on."""
    rows = []
    for a in change.amounts:
        was, now = (a.aim_before, a.p50_before, a.p80_before), (a.aim_after, a.p50_after, a.p80_after)
        for word, (aim, p50, p80), what in (("before", was, screen.word(f"amount-{a.kind}")), ("after", now, "")):
            rows.append([screen.word(f"change-{word}"), grouped(aim), sampled(p50), sampled(p80), what])
    if rows:
        screen.heading(screen.word("change-amounts"))
        screen.table(["", *(screen.word(w) for w in ("aim", "p50", "p80", "amount"))], rows)


def _earned(screen: Screen, change: ReadingChange) -> None:
    """Planned against actual: the mission first, then phases, nations and sites."""
    if all(e.why == "not-begun" for e in change.earned):
        return
    screen.heading(screen.word("earned"))
    names = dict(change.scopes)
    rows = []
    for e in (e for e in change.earned if e.why != "not-begun"):
        name = (
            screen.word("mission") if e.scope == "mission" else names[e.id].of(screen.lang) if e.id in names else e.id
        )
        forecast = shown(e.forecast) if e.forecast else why_said(e, screen.lang)
        if e.why == "finished":
            forecast = f"{shown(e.forecast)} ({why_said(e, screen.lang)})"
        rows.append(
            [
                chance(e.planned_ppm),
                chance(e.earned_ppm),
                days_said(e),
                index_said(e),
                shown(e.planned_end),
                forecast,
                f"{name} · {text(f'earned.measure-{e.measure}', screen.lang)}",
            ]
        )
    words = ("earned-planned", "earned-actual", "earned-variance", "earned-index", "earned-end", "earned-forecast")
    screen.table([screen.word(w) for w in (*words, "earned-scope")], rows, right=4)
