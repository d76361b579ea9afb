"""PSPLIB's files read: ``.sm`` (one mode per activity) and ``.mm`` (several).

In: a path.  Out: an :class:`~jadwal.plan.project.Instance`, or ``BadInput`` with every mistake of the file, each
with its line.  The rule this module owns: *an instance that is returned can be scheduled day by day*: its counts agree,
its links form no circle, and each activity has a mode that its renewable resources can carry.  (Whether the
nonrenewable ones suffice for all activities at once is a question for the solver; what is plainly impossible is
refused here.)

Release dates, due dates and tardiness costs stand in the format and play no part in the makespan; they are not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from jadwal.messages.mistakes import BadInput
from jadwal.plan.project import Activity, Instance, Mode, order
from jadwal.plan.rcpsp.sections import AVAILABLE, PRECEDENCE, REQUESTS, Notes, Row, Section, counts, sections, text_of

MOST_JOBS = 20_000
MOST_DAYS = 1_000_000  # the longest modes of all activities, one after another
SUFFIXES = (".sm", ".mm")


class _Link(msgspec.Struct, frozen=True):
    line: int
    modes: int
    successors: tuple[int, ...]


class _Work(msgspec.Struct, frozen=True):
    line: int
    modes: tuple[Mode, ...]
    lines: tuple[int, ...]


def read(path: Path | str) -> Instance:
    """The instance in a PSPLIB file; raises ``BadInput`` with every mistake found."""
    path = Path(path)
    notes = Notes(path.name)
    text = text_of(path, notes)
    instance = parse(text, path.stem, notes) if text is not None else None
    if instance is None or notes.found:
        raise BadInput(notes.all())
    return instance


def parse(text: str, name: str, notes: Notes) -> Instance | None:
    """The instance in the text of a PSPLIB file; mistakes go to ``notes``; None where they forbid one."""
    said = counts(text, notes)
    parts = sections(text, notes)
    renewable, nonrenewable = _resources(said, parts, notes)
    jobs = said["jobs"][0] if "jobs" in said else None
    if jobs is not None and not 1 <= jobs <= MOST_JOBS:
        notes.add("jobs", said["jobs"][1], "jobs", found=jobs, most=MOST_JOBS)
        return None
    if renewable is None or jobs is None:
        return None
    capacity = _capacity(parts.get(AVAILABLE), renewable + nonrenewable, notes)
    links = _links(parts[PRECEDENCE], jobs, notes) if PRECEDENCE in parts else {}
    work = _work(parts[REQUESTS], jobs, links, renewable, nonrenewable, notes) if REQUESTS in parts else {}
    circle = _circle(links)
    if circle:
        notes.add("circle", links[circle[0]].line, jobs=" → ".join(map(str, [*circle, circle[0]])))
    if capacity is not None:
        _enough(work, capacity, renewable, parts[AVAILABLE], len(work) == jobs, notes)
    days = sum(max((m.days for m in job.modes), default=0) for job in work.values())
    if days > MOST_DAYS:
        notes.add("too-long", parts[REQUESTS].line, days=days, most=MOST_DAYS)
    if notes.found or capacity is None:
        return None
    activities = tuple(Activity(work[j].modes, tuple(s - 1 for s in links[j].successors)) for j in range(1, jobs + 1))
    return Instance(name, activities, tuple(capacity[:renewable]), tuple(capacity[renewable:]))


def _resources(said: dict[str, tuple[int, int]], parts: dict[str, Section], notes: Notes) -> tuple[int | None, int]:
    """How many renewable (None: not known) and nonrenewable resources there are, by the header and the columns."""
    for key, most in (("projects", 1), ("doubly constrained", 0)):
        value, line = said.get(key, (most, 0))
        if value != most:
            notes.add("not-handled", line, key, key=key, found=value, wanted=most)
    if "renewable" not in said:
        return None, 0
    renewable, nonrenewable = said["renewable"][0], said.get("nonrenewable", (0, 0))[0]
    names = [f"R{i + 1}" for i in range(renewable)] + [f"N{i + 1}" for i in range(nonrenewable)]
    agree = True
    for heading in (REQUESTS, AVAILABLE):
        if heading in parts and parts[heading].columns and list(parts[heading].columns) != names:
            agree = False
            found = " ".join(parts[heading].columns)[:80]
            notes.add("columns", parts[heading].line + 1, heading, found=found, wanted=" ".join(names)[:80])
    return (renewable if agree else None), nonrenewable


def _capacity(section: Section | None, wanted: int, notes: Notes) -> tuple[int, ...] | None:
    if section is None:
        return None
    if not section.rows and wanted:
        notes.add("cut-short", section.end, AVAILABLE, section=AVAILABLE, found=0, wanted=1)
        return None
    for extra in section.rows[1:]:
        notes.add("extra-row", extra.line, AVAILABLE)
    row = section.rows[0] if section.rows else Row(section.line, ())
    return row.numbers if _width(row, wanted, notes) else None


def _width(row: Row, wanted: int, notes: Notes) -> bool:
    """True when a row has so many numbers; noted unless one of them was noted already."""
    if row.whole and len(row.numbers) != wanted:
        notes.add("row-width", row.line, found=len(row.numbers), wanted=wanted)
    return row.whole and len(row.numbers) == wanted


def _links(section: Section, jobs: int, notes: Notes) -> dict[int, _Link]:
    """The row of each job; a row with a mistake leaves its job out."""
    found: dict[int, _Link] = {}
    for place, row in enumerate(section.rows, 1):
        if place > jobs:
            notes.add("extra-row", row.line, PRECEDENCE)
        elif not row.whole:
            continue
        elif len(row.numbers) < 3:
            notes.add("row-width", row.line, found=len(row.numbers), wanted=3)
        elif row.numbers[0] != place:
            notes.add("job-number", row.line, found=row.numbers[0], wanted=place)
        else:
            link = _link(row, jobs, notes)
            if link:
                found[place] = link
    if len(section.rows) < jobs:
        notes.add("cut-short", section.end, PRECEDENCE, section=PRECEDENCE, found=len(section.rows), wanted=jobs)
    return found


def _link(row: Row, jobs: int, notes: Notes) -> _Link | None:
    job, modes, wanted = row.numbers[:3]
    successors = row.numbers[3:]
    before = len(notes.found)
    if modes == 0:
        notes.add("no-mode", row.line, job=job)
    if len(successors) != wanted:
        notes.add("successor-count", row.line, wanted=wanted, found=len(successors))
    for n, after in enumerate(successors):
        if after == job:
            notes.add("own-successor", row.line, job=job)
        elif not 1 <= after <= jobs:
            notes.add("unknown-successor", row.line, value=after, most=jobs)
        elif after in successors[:n]:
            notes.add("successor-twice", row.line, value=after)
    return _Link(row.line, modes, successors) if len(notes.found) == before else None


def _work(
    section: Section, jobs: int, links: dict[int, _Link], renewable: int, nonrenewable: int, notes: Notes
) -> dict[int, _Work]:
    """The modes of each job; a job with a mistake in one of its rows is left out."""
    rows: dict[int, list[tuple[int, Mode]]] = {}
    spoiled: set[int] = set()
    job, width = 0, renewable + nonrenewable
    for row in section.rows:
        numbers = row.numbers
        begins = len(numbers) == width + 3 or (job == 0 and row.whole)
        if begins and row.whole:
            if numbers and numbers[0] != job + 1:
                notes.add("job-number", row.line, found=numbers[0], wanted=job + 1)
            job, numbers = job + 1, numbers[1:]
        elif not row.whole:
            spoiled |= {job, job + 1}  # whose row it is can no longer be told
            job += len(numbers) + 1 >= width + 3 and _begins(row, numbers, job, rows, links)
            continue
        if job > jobs:
            notes.add("extra-row", row.line, REQUESTS)
            continue
        if len(numbers) != width + 2:
            notes.add("row-width", row.line, found=len(row.numbers), wanted=width + (3 if begins else 2))
            spoiled.add(job)
            continue
        seen = rows.setdefault(job, [])
        if numbers[0] != len(seen) + 1 and job not in spoiled:
            notes.add("mode-number", row.line, found=numbers[0], wanted=len(seen) + 1, job=job)
        uses = numbers[2:]
        seen.append((row.line, Mode(numbers[1], uses[:renewable], uses[renewable:])))
    if job < jobs:
        notes.add("cut-short", section.end, REQUESTS, section=REQUESTS, found=job, wanted=jobs)
    for j, seen in rows.items():
        if j in links and j not in spoiled and len(seen) != links[j].modes and (j < job or job == jobs):
            notes.add("mode-count", seen[0][0], job=j, found=len(seen), wanted=links[j].modes, there=links[j].line)
            spoiled.add(j)
    kept = {j: seen for j, seen in rows.items() if j not in spoiled}
    return {j: _Work(s[0][0], tuple(m for _, m in s), tuple(n for n, _ in s)) for j, s in kept.items()}


def _begins(
    row: Row, numbers: Sequence[int], job: int, rows: dict[int, list[tuple[int, Mode]]], links: dict[int, _Link]
) -> bool:
    """Whether a row with an unreadable number opens the next job: it names it, or the job before has all its modes."""
    named = bool(numbers) and numbers[0] == job + 1
    complete = job in links and len(rows.get(job, ())) >= links[job].modes
    return named or complete or job == 0


def _circle(links: dict[int, _Link]) -> tuple[int, ...]:
    """Jobs of one circle, in the order of their links, or none."""
    known = sorted(links)
    place = {j: n for n, j in enumerate(known)}
    after = tuple(tuple(place[s] for s in links[j].successors if s in place) for j in known)
    graph = Instance("", tuple(Activity((), successors) for successors in after))
    left = set(range(len(known))) - set(order(graph))
    if not left:
        return ()
    before = {s: i for i in sorted(left, reverse=True) for s in after[i] if s in left}
    at, seen = min(before), list[int]()
    while at not in seen:
        seen.append(at)
        at = before[at]
    circle = [known[i] for i in reversed(seen[seen.index(at) :])]
    first = circle.index(min(circle))
    return tuple(circle[first:] + circle[:first])


def _enough(
    work: dict[int, _Work], capacity: Sequence[int], renewable: int, available: Section, complete: bool, notes: Notes
) -> None:
    """Every job has a mode that fits each day, and the leanest modes of all fit the project's stocks."""
    for job, row in work.items():
        if any(all(need <= had for need, had in zip(m.renewable, capacity, strict=False)) for m in row.modes):
            continue
        for r in range(renewable):
            least = min(m.renewable[r] for m in row.modes)
            if least > capacity[r]:
                notes.add("too-much", row.line, job=job, needs=least, resource=f"R {r + 1}", most=capacity[r])
                break
        else:
            notes.add("no-fitting-mode", row.line, job=job)
    for n, most in enumerate(capacity[renewable:]):
        least = sum(min(m.nonrenewable[n] for m in row.modes) for row in work.values())
        if complete and least > most:
            line = available.rows[0].line
            notes.add("stock", line, f"N {n + 1}", resource=f"N {n + 1}", needs=least, most=most)
