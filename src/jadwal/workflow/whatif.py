"""A what-if: a case as it is and with some figures changed, planned on the same futures.

In: a case folder and settings.  Out: two :class:`Outcome` values and what moved between them.  The rule this module
owns: *the difference is the change's alone*: both are planned with the same seed and the same draws, to the same depth
(dates only: no drivers, sensitivities or decision points, and no findings that rest on them).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from jadwal import __version__
from jadwal.case import CaseFolder, inputs_digest, load
from jadwal.case.report import Report, Spot
from jadwal.case.whatif import Setting, changed, located, typed_setting
from jadwal.messages import BadInput, Mistake
from jadwal.model.amounts import CostResult, ExposureResult
from jadwal.model.case import Text, Value
from jadwal.model.timetable import Finding, MilestoneResult, PromiseResult, Timetable
from jadwal.workflow.executor import PROCESSES, Executor, InTurn
from jadwal.workflow.outcome import DATES, NoPlan
from jadwal.workflow.plan import plan_case
from jadwal.workflow.progress import Progress, quiet

Status = Literal["planned", "no-plan", "no-plan-yet", "bad-input"]


class Planned(Value, frozen=True, kw_only=True):
    """One reading as planned: milestones (without their curves), promises, joint chance, cost and exposure."""

    readings: tuple[tuple[str, str], ...]
    milestones: tuple[MilestoneResult, ...]
    promises: tuple[PromiseResult, ...]
    joint_asked_ppm: int
    joint_ppm: int
    costs: CostResult | None = None  # without its curve
    exposure: ExposureResult | None = None  # without its curve and its weeks


class Outcome(Value, frozen=True, kw_only=True):
    """What came of one what-if; ``readings`` are empty unless it was planned."""

    status: Status
    end: str = ""  # id of the milestone that is the end
    readings: tuple[Planned, ...] = ()
    findings: tuple[Finding, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


class Move(Value, frozen=True, kw_only=True):
    """How one milestone moved under one reading, in days (None: not dated in both)."""

    readings: tuple[tuple[str, str], ...]
    milestone: str
    name: Text
    aim: int | None
    p50: int | None
    p80: int | None
    commit: int | None


class WhatIf(Value, frozen=True, kw_only=True):
    """The body of ``whatif.json``."""

    schema: int
    version: str
    case: str
    name: Text
    as_of: date
    seed: int
    futures: int
    inputs_digest: str
    settings: tuple[str, ...]
    same: bool  # the settings say what the case says already
    base: Outcome
    changed: Outcome
    moves: tuple[Move, ...]
    findings_gained: tuple[Finding, ...]
    findings_lost: tuple[Finding, ...]


def whatif(
    folder: Path,
    words: Sequence[str],
    *,
    as_of: date | None = None,
    seed: int = 1,
    futures: int = 20_000,
    executor: Executor = PROCESSES,
    progress: Progress = quiet,
) -> WhatIf:
    """Plan the case in ``folder`` as it is and with ``words`` (``PLACE=VALUE``) set.

    Raises ``BadInput`` with every mistake in the case, in the words and in what they bring about.
    """
    progress("read", 0.0)
    loaded = load(folder)
    settings = read_settings(words)
    other = changed(loaded, settings, as_of)
    same = inputs_digest(other) == inputs_digest(loaded)
    progress("whatif", 0.05)
    tasks = [(loaded, (), as_of, seed, futures), (loaded, settings, as_of, seed, futures)]
    made = executor.run(outcome, tasks, lambda done: progress("whatif", 0.05 + 0.9 * done / 2))
    base, then = made
    head = loaded.table("case")[0].row
    return WhatIf(
        schema=2,
        version=__version__,
        case=head.id,
        name=head.name,
        as_of=as_of or loaded.as_of,
        seed=seed,
        futures=futures,
        inputs_digest=inputs_digest(loaded),
        settings=tuple(s.shown for s in settings),
        same=same,
        base=base,
        changed=then,
        moves=moves(base, then),
        findings_gained=without(then.findings, base.findings),
        findings_lost=without(base.findings, then.findings),
    )


def read_settings(words: Sequence[str]) -> tuple[Setting, ...]:
    """What was typed after ``--set``; raises ``BadInput`` with every word that is no setting."""
    report = Report()
    read = [typed_setting(word, Spot("--set"), report) for word in words]
    if not words:
        report.add("whatif.none", Spot("--set"))
    if report.errors:
        raise BadInput(report.all())
    return tuple(s for s in read if s is not None)


def outcome(loaded: CaseFolder, settings: Sequence[Setting], as_of: date | None, seed: int, futures: int) -> Outcome:
    """``loaded`` with ``settings``, planned in turn in this process; a case that will not do is an outcome too."""
    try:
        case = changed(loaded, settings, as_of) if settings else loaded
        made = plan_case(case, as_of=as_of, seed=seed, futures=futures, depth=DATES, executor=InTurn())
    except BadInput as bad:
        return Outcome(status="bad-input", mistakes=bad.mistakes)
    except NoPlan as why:
        return Outcome(status="no-plan" if why.status == "infeasible" else "no-plan-yet")
    return of(made)


def of(timetable: Timetable) -> Outcome:
    """What a what-if keeps of a timetable."""
    return Outcome(
        status="planned",
        end=timetable.context.objectives.end,
        findings=timetable.findings,
        readings=tuple(
            Planned(
                readings=r.readings,
                milestones=tuple(msgspec.structs.replace(m, curve=()) for m in r.milestones),
                promises=r.promises,
                joint_asked_ppm=r.joint_confidence_ppm,
                joint_ppm=r.joint_reached_ppm,
                costs=msgspec.structs.replace(r.costs, curve=()) if r.costs else None,
                exposure=msgspec.structs.replace(r.exposure, curve=(), bands=()) if r.exposure else None,
            )
            for r in timetable.readings
        ),
    )


def moves(base: Outcome, then: Outcome) -> tuple[Move, ...]:
    """How every milestone that stands in both moved, reading by reading."""
    after = {r.readings: {m.id: m for m in r.milestones} for r in then.readings}
    found = []
    for r in base.readings:
        for m in r.milestones:
            other = after.get(r.readings, {}).get(m.id)
            if other is not None:
                found.append(
                    Move(
                        readings=r.readings,
                        milestone=m.id,
                        name=m.name,
                        aim=_days(m.aim, other.aim),
                        p50=_days(m.quantiles.p50, other.quantiles.p50),
                        p80=_days(m.quantiles.p80, other.quantiles.p80),
                        commit=_days(m.commit, other.commit),
                    )
                )
    return tuple(found)


def _days(before: date | None, after: date | None) -> int | None:
    return None if before is None or after is None else (after - before).days


def without(some: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of ``some`` about something that ``others`` find nothing of."""
    known = {(f.code, f.subject) for f in others}
    return tuple(f for f in some if (f.code, f.subject) not in known)


def misplaced(loaded: CaseFolder, settings: Sequence[Setting], as_of: date | None, report: Report) -> None:
    """Note what is wrong with ``settings`` themselves, before anything is planned."""
    located(loaded, settings, as_of, report)


def encode(result: Value) -> bytes:
    """The canonical bytes of a result (UTF-8, keys in declared order, newline at the end)."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"
