"""The main job as a whole: the same inputs give the same bytes, any past day is replayed, futures keep the rules.

A small case (the skeleton of ``jadwal new``) stands for any case; the real example is used where its richness matters.
"""

from __future__ import annotations

import csv
import os
import pickle
import random
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
import pytest

from jadwal.assess import assess
from jadwal.case import read_case, write_skeleton
from jadwal.messages import BadInput, Mistake, remedy, text
from jadwal.model.timetable import Timetable, decode, encode
from jadwal.plan.build import build, choices
from jadwal.plan.check import check, physical
from jadwal.plan.openings import openings
from jadwal.plan.sgs import default_order, list_schedule
from jadwal.publish import release
from jadwal.simulate import simulate
from jadwal.simulate.results import joint_commit, milestone_results
from jadwal.workflow.outcome import NoPlan
from jadwal.workflow.plan import plan

IRAQ = Path(__file__).parents[2] / "examples" / "iraq-2024"
FUTURES = 400


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skeleton case."""
    folder = tmp_path_factory.mktemp("case") / "small"
    write_skeleton(folder)
    return folder


@pytest.fixture(scope="module")
def planned(small: Path) -> Timetable:
    """The skeleton, planned."""
    return plan(small, futures=FUTURES)


@pytest.fixture(scope="module")
def iraq() -> Timetable:
    """The real example, planned as of 27 September 2024."""
    return plan(IRAQ, futures=FUTURES)


def in_a_process(folder: Path, **environment: str) -> bytes:
    """The bytes of the timetable, planned by a fresh interpreter."""
    script = (
        "import sys; from pathlib import Path; from jadwal.workflow.plan import plan; "
        "from jadwal.model.timetable import encode; "
        f"sys.stdout.buffer.write(encode(plan(Path(sys.argv[1]), futures={FUTURES})))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, check=True, env={**os.environ, **environment}
    )
    return ran.stdout


def shuffled(folder: Path, to: Path) -> Path:
    """The same case with the rows of every table in another order."""
    shutil.copytree(folder, to)
    for path in sorted(to.rglob("*.csv")):
        rows_as_text = path.read_text("utf-8-sig").splitlines()
        lines = [r for r in csv.reader(rows_as_text) if r and not r[0].startswith("#")]
        rows = lines[1:]
        random.Random(3).shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([lines[0], *rows])
    return to


def test_the_same_inputs_give_the_same_bytes_whatever_the_process_hash_seed_and_threads(
    small: Path, planned: Timetable
) -> None:
    here = encode(planned)
    assert in_a_process(small, PYTHONHASHSEED="1", NUMBA_NUM_THREADS="1") == here
    assert in_a_process(small, PYTHONHASHSEED="2", NUMBA_NUM_THREADS="2", OMP_NUM_THREADS="1") == here


def test_another_seed_draws_other_futures(small: Path, planned: Timetable) -> None:
    other = plan(small, futures=FUTURES, seed=2)
    assert other.inputs_digest == planned.inputs_digest
    assert [m.curve for m in other.readings[0].milestones] != [m.curve for m in planned.readings[0].milestones]


def test_the_order_of_rows_changes_no_byte(small: Path, planned: Timetable, tmp_path: Path) -> None:
    assert encode(plan(shuffled(small, tmp_path / "shuffled"), futures=FUTURES)) == encode(planned)


def test_a_timetable_is_read_back_whole_and_holds_no_fraction(planned: Timetable) -> None:
    data = encode(planned)
    assert decode(data) == planned
    numbers = re.findall(rb"(?<=[:\[, ])-?\d+\.\d+(?=[,\s\]}])", data)
    assert numbers == [], "days and parts per million are whole numbers"


def cut_back(folder: Path, to: Path, day: date) -> Path:
    """The case as somebody would have had it on ``day``: rows and clauses known later are gone from every file."""
    shutil.copytree(folder, to)
    for path in sorted(to.rglob("*.toml")):
        kept, keeping = [], True
        for block in re.split(r"(?m)^(?=\[)", path.read_text("utf-8")):
            known = re.search(r"(?m)^known_from = (\S+)", block)
            own = known is None or date.fromisoformat(known[1]) <= day
            nested = re.match(r"\[\[\w+\.", block) is not None
            keeping = keeping if nested else own
            kept += [block] if keeping and own else []
        path.write_text(re.sub(r"(?m)^as_of = .*", f"as_of = {day}", "".join(kept)), "utf-8")
    for path in sorted(to.rglob("*.csv")):
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
        if rows and "known_from" in rows[0]:
            with path.open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, rows[0].keys())
                writer.writeheader()
                writer.writerows(r for r in rows if date.fromisoformat(r["known_from"]) <= day)
    return to


def test_a_replay_knows_only_what_was_known(tmp_path: Path) -> None:
    """Tables cut back to the day give the case that the replay of the whole folder gives."""
    day = date(2024, 1, 26)
    then = read_case(cut_back(IRAQ, tmp_path / "then", day), day)
    assert read_case(IRAQ, day) == then


def test_on_26_january_2024_nothing_is_agreed_and_the_commission_comes_first() -> None:
    found = plan(IRAQ, as_of=date(2024, 1, 26), futures=FUTURES)
    assert not found.agreed
    assert not found.end_agreed
    for reading in found.readings:
        assert reading.promises == ()
        entries = {e.id: e for e in reading.schedule.entries}
        agreed = entries["agreement"].finish
        assert agreed is not None
        leaving = [e.start for e in entries.values() if e.kind in ("pack", "movement", "conversion") and e.start]
        assert all(agreed < start for start in leaving), "no reduction precedes agreement"


def test_on_27_september_2024_both_readings_of_the_statement_stand_side_by_side(iraq: Timetable) -> None:
    assert iraq.agreed
    assert iraq.end_agreed
    days = {dict(r.readings)["end-of-september-2025"]: {p.id: p.day for p in r.promises} for r in iraq.readings}
    assert days["host"]["kurdistan-sites-2026"] == date(2026, 9, 30)
    assert "kurdistan-sites-2026" not in days["coalition"]
    assert days["coalition"]["mission-ended-2025"] == date(2025, 9, 30)


@pytest.mark.parametrize("as_of", [date(2024, 1, 26), date(2024, 9, 27)])
def test_two_hundred_futures_of_the_example_pass_the_checker(as_of: date) -> None:
    case = read_case(IRAQ, as_of)
    outlook = assess(case, seed=5, futures=200)
    for choice in choices(case):
        problem = build(case, choice)
        starts, _ = list_schedule(problem, default_order(problem), openings(problem, outlook.days.median_first_day))
        futures = simulate(problem, starts, outlook.days, seed=5, futures=200)
        for k in range(200):
            broken = physical(check(case, futures.schedule(k), future=True))
            assert broken == (), f"future {k}: {broken[0].text('en')}"


def test_who_permutes_the_paths_of_one_condition_changes_a_joint_result() -> None:
    """Future k uses path k everywhere: two gates that fall together are not two gates apart."""
    case = read_case(IRAQ)
    outlook = assess(case, seed=1, futures=2_000).days
    choice = (("attacks", "attacks-pause"), ("end-of-september-2025", "coalition"))
    problem = build(case, choice)
    opening = openings(problem, outlook.median_first_day)
    starts, finishes = list_schedule(problem, default_order(problem), opening)

    late_first = np.argsort(-outlook.first_day("isis-threat"), kind="stable")
    early_first = np.argsort(outlook.first_day("requirements"), kind="stable")
    aligned = outlook.permuted("isis-threat", late_first[::-1]).permuted("requirements", early_first)
    opposed = outlook.permuted("isis-threat", late_first).permuted("requirements", early_first)

    class Aim:
        """The aim, as a solution has it."""

        def __init__(self) -> None:
            self.finishes = finishes

    found = []
    for days in (aligned, opposed):
        futures = simulate(problem, starts, days, seed=1, futures=2_000)
        committed = joint_commit(case, problem, futures, days)
        found.append(milestone_results(case, problem, Aim(), futures, days, committed))
    assert found[0]["joint_reached_ppm"] != found[1]["joint_reached_ppm"]


def test_a_plan_against_its_own_baseline_changes_nothing_and_says_so(small: Path, planned: Timetable) -> None:
    again = plan(small, futures=FUTURES, baseline=planned)
    change = {level.level: level.value for level in again.readings[0].solver.levels}["change"]
    assert change == 0
    assert again.readings[0].schedule.entries == planned.readings[0].schedule.entries


def test_a_case_without_a_plan_says_so_from_whatever_process(tmp_path: Path) -> None:
    """Ninety people of one contingent pass to another mission at one stroke, and no step may be of more than forty."""
    shutil.copytree(IRAQ, tmp_path / "steps")
    toml = tmp_path / "steps" / "case.toml"
    steps = "step_people = { low = 30, likely = 40, high = 50 }"
    toml.write_text(re.sub(r"(?m)^step_people = .*", steps, toml.read_text("utf-8")), "utf-8")
    with pytest.raises(NoPlan) as found:
        plan(tmp_path / "steps", futures=FUTURES)
    assert found.value.status == "infeasible"
    assert dict(found.value.choice).keys() == {"attacks", "end-of-september-2025"}


def test_mistakes_come_whole_out_of_another_process() -> None:
    bad = BadInput([Mistake(code="cli.no-plan", file="case.toml", row=3)])
    assert pickle.loads(pickle.dumps(bad)).mistakes == bad.mistakes


def test_every_finding_and_note_of_the_example_reads_in_both_languages(iraq: Timetable) -> None:
    said = [(f.code, dict(f.params)) for f in iraq.findings]
    said += [(code, dict(params)) for row in iraq.board for code, params in row.notes]
    assert said
    for code, params in said:
        for lang in ("en", "ar"):
            assert text(code, lang, **params).strip()
            assert "{" not in text(code, lang, **params) + remedy(code, lang, **params)


def test_a_timetable_refuses_to_be_changed(planned: Timetable) -> None:
    with pytest.raises(AttributeError, match="immutable"):
        planned.seed = 3  # type: ignore[misc]
    assert msgspec.structs.replace(planned, seed=3) != planned


def test_a_phase_of_one_site_is_as_withheld_as_the_site(small: Path, planned: Timetable) -> None:
    """The skeleton closes a camp in each of its phases, so no opening of a phase is public, on the board neither."""
    case = read_case(small)
    data = encode(release(planned, "public", case)).decode()
    phases = {f"phase-{end}:{p.id}" for p in case.phases for end in ("start", "end")}
    names = {name for s in case.sites for name in (s.id, s.name.en, s.name.ar)}
    assert phases
    assert [found for found in phases | names if found in data] == []
