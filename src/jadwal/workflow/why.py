"""Why a date of the plan stands where it does, under each reading.

In: a case folder, the id of a task or milestone, a day to replay, a seed.  Out: a :class:`Answer` per reading.  The
rule this module owns: *what is explained is the plan itself*: the aim dates are solved for and chosen
as ``jadwal plan`` does.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from jadwal.assess import Assessment, assess
from jadwal.case import read_case
from jadwal.messages import BadInput, Mistake
from jadwal.model.case import Case, Text, Value
from jadwal.plan.build import Choice, build, choices
from jadwal.plan.dated import day, instant
from jadwal.plan.holds import Hold
from jadwal.plan.problem import Problem
from jadwal.plan.why import Why
from jadwal.plan.why import why as why_of
from jadwal.plan.why_words import Said, sentences
from jadwal.publish.charts import standalone
from jadwal.publish.charts.chain import Chain, Step, chain
from jadwal.swap import write_file
from jadwal.workflow.candidates import planned
from jadwal.workflow.executor import PROCESSES
from jadwal.workflow.explain import SEED, Tell

PLANNED = 20_000  # futures, as jadwal plan assesses
NEAR = 6  # ids named when the one asked for does not exist


class Answer(Value, frozen=True, kw_only=True):
    """One reading: the chain, the gains, both in sentences, and the chain with names and dates."""

    readings: Choice
    found: Why
    steps: tuple[Step, ...]
    en: Said
    ar: Said

    def said(self, lang: str) -> Said:
        """The sentences in ``lang``."""
        return self.ar if lang == "ar" else self.en


class Answers(Value, frozen=True, kw_only=True):
    """All readings of a case in which there is such a task."""

    case: Case
    task: str
    answers: tuple[Answer, ...]


def why(folder: Path, task: str, as_of: date | None = None, *, progress: Tell | None = None) -> Answers:
    """Why ``task`` has its date.  Raises ``BadInput`` (also for an unknown id) and ``NoPlan``."""
    tell = progress or (lambda stage, share: None)
    tell("read", 0.0)
    case = read_case(folder, as_of)
    options = choices(case)
    problems = [build(case, choice) for choice in options]
    _known(task, problems)
    tell("assess", 0.05)
    assessment = assess(case, seed=SEED, futures=PLANNED)
    asked = [
        (case, choice, problem, assessment, task)
        for choice, problem in zip(options, problems, strict=True)
        if any(t.id == task for t in problem.tasks)
    ]
    tell("why", 0.1)
    answers = PROCESSES.run(_answer, asked, lambda done: tell("why", 0.1 + 0.9 * done / len(asked)))
    return Answers(case=case, task=task, answers=answers)


def _answer(case: Case, choice: Choice, problem: Problem, assessment: Assessment, task: str) -> Answer:
    made = planned(case, choice, problem, assessment, seed=SEED)
    problem, plan = made.problem, made.plan
    found = why_of(problem, plan.openings, plan.starts, plan.finishes, task, seed=SEED)
    about = dict(names(case))
    english, arabic = (sentences(found, problem, about, lang) for lang in ("en", "ar"))
    steps = tuple(_step(problem, *of) for of in zip(found.chain, english.steps, arabic.steps, strict=True))
    drawn = tuple(step for step in reversed(steps) if step is not None)
    return Answer(readings=choice, found=found, steps=drawn, en=english, ar=arabic)


def _step(problem: Problem, hold: Hold, english: str, arabic: str) -> Step | None:
    """One step as it is drawn; None without dates."""
    task = problem.task(hold.task)
    if hold.start is None or hold.finish is None or hold.by == "never":
        return None
    point = task.days.likely == 0
    start = instant(problem, hold.start) if point else day(problem, hold.start)
    return Step(
        name=task.name,
        start=start,
        finish=instant(problem, hold.finish),
        point=point,
        held=hold.by,
        since=min(start, day(problem, hold.since)) if hold.by in ("link", "gate", "permission") else start,
        says=Text(en=english, ar=arabic),
    )


def write(found: Answers, folder: Path, lang: str) -> tuple[Path, ...]:
    """Draw the chain of each reading into ``folder``: ``why-<n>.svg`` and its table ``why-<n>.csv``.

    Raises ``OSError``; a file is there whole or as it was before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for n, answer in enumerate(found.answers, 1):
        name = answer.steps[-1].name if answer.steps else Text(en=found.task, ar=found.task)
        drawn = chain(Chain(id=f"why-{n}", name=name, steps=answer.steps), lang)
        for suffix, content in ((".svg", standalone(drawn).encode()), (".csv", drawn.table.csv())):
            target = folder / f"why-{n}{suffix}"
            draft = target.with_name(f".{target.name}.new")
            write_file(draft, content)
            draft.replace(target)
            written.append(target)
    return tuple(written)


def names(case: Case) -> Iterator[tuple[str, Text]]:
    """What conditions, permissions, lanes, crews, sites, functions and calendars are called, by id."""
    for condition in case.conditions:
        yield condition.id, condition.statement
    for rows in (case.permissions, case.lanes, case.crews, case.sites, case.functions, case.calendars):
        for row in rows:
            yield row.id, row.name


def _known(task: str, problems: list[Problem]) -> None:
    ids = sorted({t.id for p in problems for t in p.tasks})
    if task in ids:
        return
    near = difflib.get_close_matches(task, ids, n=NEAR, cutoff=0.3) or ids[:NEAR]
    raise BadInput([Mistake(code="cli.why-unknown", field="--why", params=(("id", task), ("near", ", ".join(near))))])
