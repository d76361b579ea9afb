"""Planning again: what has started stays, what need not move does not move, the end is the least later one."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jadwal.case import read_case, write_skeleton
from jadwal.messages import BadInput
from jadwal.model.timetable import SCHEMA, Entry, Timetable, decode, encode
from jadwal.plan.baseline import levels, reading_of, weights
from jadwal.plan.build import build
from jadwal.publish import release
from jadwal.publish.compared import MAIN, files
from jadwal.swap import write_file
from jadwal.workflow import compare as comparing
from jadwal.workflow import write as results
from jadwal.workflow.compare import compare
from jadwal.workflow.plan import plan

FUTURES = 200
LATER = date(2025, 4, 20)
SLIPPED = (
    "assess-threat,2025-01-15,2025-02-25,,2025-02-26,,,",
    "assess-capability,2025-01-15,2025-02-25,,2025-02-26,,,",
    "recommendation,2025-02-26,2025-03-20,,2025-03-20,,,",
    "agreement,2025-04-01,2025-04-16,,2025-04-17,,,",
    "phase-start:east,2025-04-16,2025-04-16,,2025-04-17,,,",
    "medevac-substitute,2025-04-17,,,2025-04-18,,,",
)


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Timetable:
    """The skeleton as planned on its own day."""
    folder = tmp_path_factory.mktemp("first") / "case"
    write_skeleton(folder)
    return plan(folder, futures=FUTURES)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same case three months on: the agreement came three weeks late."""
    folder = tmp_path_factory.mktemp("later") / "case"
    write_skeleton(folder)
    with (folder / "progress.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(SLIPPED) + "\n")
    return folder


@pytest.fixture(scope="module")
def replanned(later: Path, baseline: Timetable) -> Timetable:
    """It, planned again."""
    return plan(later, as_of=LATER, futures=FUTURES, baseline=baseline, replan=True)


def entries(timetable: Timetable) -> dict[str, Entry]:
    """The entries of the only reading."""
    return {e.id: e for e in timetable.readings[0].schedule.entries}


def value(timetable: Timetable, level: str) -> int:
    """What a level of the aims came to."""
    return {k.level: k.value for k in timetable.readings[0].solver.levels}[level]


def test_started_work_is_frozen(replanned: Timetable) -> None:
    """Every start and finish of progress.csv stands in the new timetable."""
    found = entries(replanned)
    for id, started, finished, *_ in csv.reader(SLIPPED):
        if found[id].days:
            assert found[id].start == date.fromisoformat(started)
        if finished:
            assert found[id].finish == date.fromisoformat(finished)
    running = found["medevac-substitute"]
    assert running.actual_start == date(2025, 4, 17)
    assert running.finish is not None
    assert running.finish > LATER


def test_everything_that_can_be_kept_is_kept(baseline: Timetable, replanned: Timetable) -> None:
    """The second phase waits for a condition and not for what slipped: of its work nothing has moved."""
    before, after = entries(baseline), entries(replanned)
    west = [id for id, e in before.items() if e.phase == "west" and not id.startswith(("receiver", "training"))]
    assert len(west) > 10
    moved = [id for id in west if (before[id].start, before[id].finish) != (after[id].start, after[id].finish)]
    assert moved == []
    east = [id for id in before if id.startswith(("pack:east", "move:east"))]
    assert all((after[id].start or LATER) > (before[id].start or LATER) for id in east)


def test_the_end_is_no_later_than_the_baselines(baseline: Timetable, replanned: Timetable) -> None:
    """It need not be later here, and so it is not."""
    assert value(replanned, "late") == 0
    assert entries(replanned)["mission-ended"].finish == entries(baseline)["mission-ended"].finish
    assert [k.level for k in replanned.readings[0].solver.levels][:3] == ["broken", "late", "change"]


def test_no_plan_changes_less(baseline: Timetable, later: Path, replanned: Timetable) -> None:
    """The level is proven, and planning without keeping to the baseline changes more."""
    level = next(k for k in replanned.readings[0].solver.levels if k.level == "change")
    assert level.status == "optimal"
    anew = plan(later, as_of=LATER, futures=FUTURES)
    case = read_case(later, LATER)
    assert level.value == _change(case, baseline, replanned)
    assert level.value <= _change(case, baseline, anew)


def _change(case: Any, baseline: Timetable, timetable: Timetable) -> int:
    """The change of a timetable against the baseline, recomputed from dates."""
    weight = weights(case, build(case, ()).tasks)
    before, after = entries(baseline), entries(timetable)
    total = 0
    for id, e in after.items():
        old, new = before[id].start, e.start
        if e.actual_start is None and e.actual_finish is None and old is not None and new is not None:
            total += weight[id] * abs((new - old).days)
    return total


def test_an_end_that_cannot_be_kept_is_the_least_later_one(later: Path, baseline: Timetable, tmp_path: Path) -> None:
    """The host's own evacuation takes long and holds the end: it is as late as the earliest end there is."""
    case = shutil.copytree(later, tmp_path / "case")
    rows = (case / "activities.csv").read_text("utf-8")
    assert rows.count("\nend-decision,") == 1
    line = next(x for x in rows.splitlines() if x.startswith("end-decision,"))
    header = next(x for x in rows.splitlines() if x.startswith("id,"))
    cells = dict(zip(next(csv.reader([header])), next(csv.reader([line])), strict=False))
    longer = {**cells, "days": "90", "days_low": "90", "days_high": "90"}
    written = ",".join(longer.get(name, "") for name in next(csv.reader([header])))
    (case / "activities.csv").write_text(rows.replace(line, written), "utf-8")
    kept = plan(case, as_of=LATER, futures=FUTURES, baseline=baseline, replan=True)
    free = plan(case, as_of=LATER, futures=FUTURES)
    late = value(kept, "late")
    assert late > 0
    assert entries(kept)["mission-ended"].finish == entries(free)["mission-ended"].finish
    old, new = (entries(t)["mission-ended"].finish for t in (baseline, kept))
    assert old is not None
    assert new is not None
    assert (new - old).days == late


def test_planned_against_actual_stands_in_the_result(replanned: Timetable, baseline: Timetable) -> None:
    """Against the baseline, by mission, phase, nation and site; a first plan has none."""
    rows = replanned.readings[0].earned
    assert {r.scope for r in rows} == {"mission", "phase", "nation", "site"}
    mission = next(r for r in rows if (r.scope, r.measure) == ("mission", "work"))
    assert 0 < mission.earned_ppm < mission.planned_ppm
    assert mission.forecast is not None
    assert mission.forecast > mission.planned_end
    assert baseline.readings[0].earned == ()
    assert baseline.readings[0].health
    assert decode(encode(replanned)) == replanned


def test_the_baseline_is_what_health_asks_for_missed_work(replanned: Timetable) -> None:
    """Of what was due some finished late."""
    rows = {r.point: r for r in replanned.readings[0].health}
    assert rows["missed"].of > 0
    assert rows["missed"].passed is False


def test_a_replan_twice_gives_the_same_bytes(later: Path, baseline: Timetable, replanned: Timetable) -> None:
    """Whatever the process."""
    again = plan(later, as_of=LATER, futures=FUTURES, baseline=decode(encode(baseline)), replan=True)
    assert encode(again) == encode(replanned)


def test_a_baseline_with_unknown_and_missing_tasks_is_kept_as_far_as_it_goes(
    later: Path, baseline: Timetable, replanned: Timetable
) -> None:
    """Serials that are gone, tasks without dates and tasks that are new change nothing for the rest."""
    result = baseline.readings[0]
    ghost = msgspec.structs.replace(entries(baseline)["move:west-guards:1"], id="move:west-guards:9")
    changed = [
        msgspec.structs.replace(e, start=None, finish=None) if e.id == "pack:west-guards" else e
        for e in result.schedule.entries
        if e.id != "pack:west-advisers"
    ]
    schedule = msgspec.structs.replace(result.schedule, entries=(*changed, ghost))
    other = msgspec.structs.replace(baseline, readings=(msgspec.structs.replace(result, schedule=schedule),))
    found = entries(plan(later, as_of=LATER, futures=FUTURES, baseline=other, replan=True))
    whole = entries(replanned)
    assert set(found) == set(whole)
    kept = [id for id in whole if id.startswith(("move:", "closed:", "cleanup:"))]
    assert [(id, found[id].start) for id in kept] == [(id, whole[id].start) for id in kept]


@pytest.mark.parametrize(
    ("baseline", "replan", "wanted"),
    [
        (None, True, ("broken", "end", "exposure", "cost")),
        ({"over": 1}, False, ("broken", "end", "exposure", "cost", "change")),
        ({"over": 1}, True, ("broken", "late", "change", "end", "exposure", "cost")),
        ({"other": 1}, True, ("broken", "end", "change", "exposure", "cost")),
    ],
)
def test_the_order_of_the_aims(baseline: Mapping[str, int] | None, replan: bool, wanted: tuple[str, ...]) -> None:
    """A baseline whose end has no date cannot bound the end; then the end itself comes before change."""
    order = ("broken", "end", "exposure", "cost", "change")
    assert levels(order, baseline, "over", replan=replan) == wanted


def test_signed_dates_weigh_more_than_people_and_people_more_than_inner_work(later: Path) -> None:
    """By the weights of the case, which a case may set."""
    case = read_case(later)
    weight = weights(case, build(case, ()).tasks)
    assert weight["mission-ended"] == 1000
    assert (
        weight["move:east-advisers:1"] == entries_people(later)["move:east-advisers:1"] > weight["pack:east-advisers"]
    )
    assert weight["pack:east-advisers"] == 10
    own = msgspec.structs.replace(case.objectives, change_agreed=7, change_person=0, change_work=3)
    mine = weights(msgspec.structs.replace(case, objectives=own), build(case, ()).tasks)
    assert (mine["mission-ended"], mine["move:east-advisers:1"], mine["pack:east-advisers"]) == (7, 0, 3)


def entries_people(folder: Path) -> dict[str, int]:
    """People per serial."""
    return {t.id: t.people for t in build(read_case(folder), ()).tasks}


def test_the_reading_that_agrees_in_most_questions_is_the_baselines(baseline: Timetable) -> None:
    """The same choices first."""
    one, two = (
        msgspec.structs.replace(baseline.readings[0], readings=(("a", x), ("b", "y"))) for x in ("left", "right")
    )
    both = msgspec.structs.replace(baseline, readings=(one, two))
    assert reading_of(both, (("a", "right"), ("b", "y"))) is two
    assert reading_of(both, (("a", "right"), ("b", "other"))) is two
    assert reading_of(msgspec.structs.replace(baseline, readings=()), ()) is None


BAD: dict[str, Any] = {
    "publish.baseline-missing": None,
    "publish.baseline-broken": b"{}",
    "publish.baseline-newer": lambda t: encode(t).replace(b'"schema": %d' % SCHEMA, b'"schema": 99', 1),
    "publish.baseline-other-case": lambda t: encode(msgspec.structs.replace(t, case="another")),
    "publish.baseline-public": lambda t: encode(msgspec.structs.replace(t, release="public")),
    "publish.baseline-later": lambda t: encode(msgspec.structs.replace(t, as_of=date(2025, 4, 21))),
}


@pytest.mark.parametrize("code", BAD)
def test_a_baseline_that_will_not_do_is_refused_with_the_reason(
    code: str, later: Path, baseline: Timetable, tmp_path: Path
) -> None:
    """Missing, no timetable, by a newer version, of another case, public, or from a later day."""
    file = tmp_path / "timetable.json"
    made = BAD[code]
    if made is not None:
        file.write_bytes(made if isinstance(made, bytes) else made(baseline))
    with pytest.raises(BadInput) as bad:
        results.earlier(file, read_case(later, LATER))
    assert [m.code for m in bad.value.mistakes] == [code]


def test_a_baseline_may_be_named_by_its_folder(later: Path, baseline: Timetable, tmp_path: Path) -> None:
    """A result folder stands for its timetable."""
    (tmp_path / "timetable.json").write_bytes(encode(baseline))
    assert results.earlier(tmp_path, read_case(later, LATER)) == baseline


def stored(timetable: Timetable, place: Path) -> Path:
    """A timetable as a file."""
    place.write_bytes(encode(timetable))
    return place


def test_a_case_folder_is_compared_by_its_facts(later: Path, baseline: Timetable, tmp_path: Path) -> None:
    """What truly happened on another day has moved, what is to come has not."""
    found = compare(stored(baseline, tmp_path / "a.json"), later, LATER)
    (change,) = found.readings
    assert {m.id for m in change.moves if m.done} >= {"agreement", "recommendation"}
    assert all(m.done or m.start_after is not None for m in change.moves)
    assert not any(m.kind == "movement" for m in change.moves)
    assert change.earned
    assert found.after == LATER


@pytest.mark.parametrize("code", ["change.other-case", "publish.baseline-later", "publish.baseline-public"])
def test_a_case_folder_that_cannot_be_set_against_a_timetable_is_refused(
    code: str, later: Path, baseline: Timetable, tmp_path: Path
) -> None:
    """Another case, facts from before the timetable, a public timetable without sites."""
    changes: dict[str, Any] = {
        "change.other-case": {"case": "another"},
        "publish.baseline-later": {"as_of": date(2026, 1, 1)},
        "publish.baseline-public": {"release": "public"},
    }
    file = stored(msgspec.structs.replace(baseline, **changes[code]), tmp_path / "a.json")
    with pytest.raises(BadInput) as bad:
        compare(file, later, LATER)
    assert [m.code for m in bad.value.mistakes] == [code]


def test_timetables_of_two_cases_and_a_day_for_none_are_refused(baseline: Timetable, tmp_path: Path) -> None:
    """--as-of is for a case folder."""
    one = stored(baseline, tmp_path / "a.json")
    other = stored(msgspec.structs.replace(baseline, case="another"), tmp_path / "b.json")
    for when, code in ((None, "change.other-case"), (LATER, "change.as-of-needs-case")):
        with pytest.raises(BadInput) as bad:
            compare(one, other, when)
        assert [m.code for m in bad.value.mistakes] == [code]


def test_a_public_timetable_can_be_compared_and_holds_nothing_of_sites(
    later: Path, baseline: Timetable, replanned: Timetable, tmp_path: Path
) -> None:
    """With a public one and with a whole one; two public ones name no site, unit or lane."""
    case = read_case(later)
    public = [release(t, "public", case) for t in (baseline, replanned)]
    assert not any(r.health or r.earned for t in public for r in t.readings)
    places = [stored(t, tmp_path / f"{n}.json") for n, t in enumerate((*public, replanned))]
    open_ = compare(places[0], places[1])
    assert open_.release == "public"
    assert not open_.partial
    said = comparing.encode_comparison(open_).decode()
    assert [s.id for s in case.sites if s.id in said] == []
    assert [u.id for u in case.units if u.id in said] == []
    mixed = compare(places[0], places[2])
    assert mixed.partial
    assert {m.status for r in mixed.readings for m in r.moves} <= {"moved", "gained", "lost"}
    assert files(mixed)


def test_an_interrupted_comparison_leaves_the_old_folder_whole(
    baseline: Timetable, replanned: Timetable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up, or Ctrl-C, in the middle of writing."""
    found = compare(stored(baseline, tmp_path / "a.json"), stored(replanned, tmp_path / "b.json"))
    out = comparing.write(found, tmp_path / "out")
    old = {p.name: p.read_bytes() for p in out.iterdir()}
    assert set(old) == set(files(found))
    calls: list[Path] = []

    def failing(path: Path, content: bytes) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write_file(path, content)

    monkeypatch.setattr("jadwal.publish.folder._write_file", failing)
    with pytest.raises(KeyboardInterrupt):
        comparing.write(compare(tmp_path / "b.json", tmp_path / "a.json"), out)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == old
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "b.json", "out"]


def test_a_folder_of_something_else_is_not_replaced(tmp_path: Path) -> None:
    """Neither a result folder nor somebody's own files."""
    (tmp_path / "timetable.json").write_bytes(b"{}")
    with pytest.raises(BadInput) as bad:
        comparing.ready(tmp_path)
    assert [m.code for m in bad.value.mistakes] == ["publish.foreign-files"]
    assert MAIN == "compare.json"


def test_a_replan_that_is_killed_leaves_the_old_result_whole(later: Path, baseline: Timetable, tmp_path: Path) -> None:
    """Killed while it plans: the folder holds what it held."""
    out = results.write(baseline, tmp_path / "out")
    old = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    command = [sys.executable, "-m", "jadwal", "replan", str(later), "--baseline", str(out), "--out", str(out)]
    command += ["--as-of", LATER.isoformat(), "--futures", "100000"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(timeout=2)
    running.kill()
    running.wait()
    assert {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()} == old
