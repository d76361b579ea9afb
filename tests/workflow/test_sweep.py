"""Sweeps: every scenario planned once, kept whole, resumed after a kill with the same bytes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jadwal.case import write_skeleton
from jadwal.messages import BadInput
from jadwal.workflow.executor import InTurn, Processes
from jadwal.workflow.scenarios import read_scenarios
from jadwal.workflow.sweep import PARTS, sweep, write
from jadwal.workflow.sweep_files import sweep_files

GRID = """
seed = 3
futures = 100
[[axis]]
name = "Lane"
set = "lanes/road-west.capacity"
values = [1, 2]
[[axis]]
set = "permissions/convoys.lead"
values = ["5..10..25", { low = 20, likely = 30, high = 60 }]
[[scenario]]
id = "other-lane"
name.en = "No such lane"
name.ar = "مسار غير موجود"
set = { "units/east-advisers.lane" = "nowhere" }
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The skeleton case."""
    folder = tmp_path_factory.mktemp("case") / "small"
    write_skeleton(folder)
    return folder


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of scenarios."""
    file = tmp_path_factory.mktemp("grid") / "scenarios.toml"
    file.write_text(GRID, "utf-8")
    return file


@pytest.fixture(scope="module")
def whole(small: Path, grid: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sweep that nobody disturbed, in one process."""
    out = tmp_path_factory.mktemp("whole") / "out"
    ran = sweep(small, grid, out, executor=InTurn())
    write(sweep_files(ran.result, "en"), out)
    return out


def results(out: Path) -> dict[str, bytes]:
    """The result files by name."""
    return {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}


def mistakes(tmp_path: Path, text: str | bytes) -> list[tuple[str, str]]:
    """(code, place) of every mistake in a file of scenarios."""
    file = tmp_path / "s.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput) as bad:
        read_scenarios(file)
    assert all(m.what("ar") and m.would_be_right("ar") for m in bad.value.mistakes)
    return [(m.code, m.place()) for m in bad.value.mistakes]


def test_a_sweep_has_a_row_for_the_case_for_every_pair_and_for_what_is_listed(
    small: Path, grid: Path, whole: Path
) -> None:
    """What will not do is a row that says why, and not the end of the sweep."""
    ran = sweep(small, grid, whole, executor=InTurn())
    assert (ran.planned, ran.read) == (0, 6)
    found = {r.id: r.outcome for r in ran.result.rows}
    assert [*found] == ["case", "grid-1-1", "grid-1-2", "grid-2-1", "grid-2-2", "other-lane"]
    assert [o.status for o in found.values()] == ["planned"] * 5 + ["bad-input"]
    (why,) = found["other-lane"].mistakes
    assert why.place().startswith("scenarios.toml:")
    assert "units/east-advisers.lane" in why.place()
    assert ran.result.seed == 3
    assert b"nowhere" in (whole / "sweep.csv").read_bytes()
    assert (whole / "sweep.csv").read_bytes().count(b"\xef\xbb\xbf") == 1


def test_two_processes_give_the_bytes_of_one(small: Path, grid: Path, whole: Path, tmp_path: Path) -> None:
    """The executor changes nothing but the time."""
    ran = sweep(small, grid, tmp_path / "out", executor=Processes(2))
    write(sweep_files(ran.result, "en"), tmp_path / "out")
    assert results(tmp_path / "out") == results(whole)


def test_a_killed_sweep_goes_on_and_ends_in_the_same_bytes(
    small: Path, grid: Path, whole: Path, tmp_path: Path
) -> None:
    """SIGKILL to the whole group as soon as a part is there; the next run reads it and plans the rest only."""
    out = tmp_path / "out"
    command = [sys.executable, "-m", "jadwal", "sweep", str(small), str(grid), "--out", str(out), "--workers", "1"]
    child = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not list((out / PARTS).glob("*.json")) and child.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    done = len(list((out / PARTS).glob("*.json")))
    assert 1 <= done < 6, "killed in the middle"
    assert results(out) == {}, "nothing half-written"
    ran = sweep(small, grid, out, executor=InTurn())
    assert (ran.read, ran.planned) == (done, 6 - done)
    write(sweep_files(ran.result, "en"), out)
    assert results(out) == results(whole)
    assert [p.name for p in (out / PARTS).iterdir() if p.name.startswith(".")] == []


def test_a_damaged_part_is_planned_again_and_told(small: Path, grid: Path, whole: Path, tmp_path: Path) -> None:
    """Cut short, or one figure changed: it is not believed."""
    out = Path(shutil.copytree(whole, tmp_path / "out"))
    first, second, *_ = sorted((out / PARTS).glob("*.json"))
    first.write_bytes(first.read_bytes()[:50])
    data = second.read_bytes()
    second.write_bytes(data.replace(b'ppm":', b'ppm":1', 1) if b'ppm":' in data else b"{}")
    ran = sweep(small, grid, out, executor=InTurn())
    assert (ran.damaged, ran.planned, ran.read) == (2, 2, 4)
    write(sweep_files(ran.result, "en"), out)
    assert results(out) == results(whole)


def test_a_changed_case_runs_again_and_a_reordered_one_does_not(
    small: Path, grid: Path, whole: Path, tmp_path: Path
) -> None:
    """Parts go by what the case says, not by how it is typed."""
    case, out = Path(shutil.copytree(small, tmp_path / "case")), Path(shutil.copytree(whole, tmp_path / "out"))
    (case / "lanes.csv").write_text("# a remark\n" + (case / "lanes.csv").read_text("utf-8"), "utf-8")
    assert sweep(case, grid, out, executor=InTurn()).planned == 0
    text = (case / "case.toml").read_text("utf-8")
    (case / "case.toml").write_text(text.replace("step_days = 14", "step_days = 15"), "utf-8")
    assert sweep(case, grid, out, executor=InTurn()).read == 0


def test_a_folder_with_other_files_is_refused(small: Path, grid: Path, tmp_path: Path) -> None:
    """Nothing of anybody else's is deleted."""
    (tmp_path / "mine.txt").write_text("x", "utf-8")
    with pytest.raises(BadInput, match=r"mine\.txt"):
        sweep(small, grid, tmp_path)


def test_a_grid_beyond_counting_is_refused_before_it_is_built(tmp_path: Path) -> None:
    """Nine axes of ten values each are 10^9 scenarios."""
    axis = '[[axis]]\nset = "lanes/l{n}.capacity"\nvalues = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n'
    began = time.monotonic()
    assert mistakes(tmp_path, "".join(axis.format(n=n) for n in range(9))) == [("sweep.too-many", "s.toml")]
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (b"\xff\xfe", "case.not-utf8", "s.toml"),
        ("[[axis]]\nset = \n", "case.bad-toml", "s.toml:2"),
        ("", "sweep.empty", "s.toml"),
        ("sede = 1", "case.unknown-key", "s.toml sede"),
        ("seed = nan", "sweep.number", "s.toml seed"),
        ("futures = 5", "sweep.number", "s.toml futures"),
        ("limits = 3", "case.not-a-table", "s.toml limits"),
        ("axis = 3", "sweep.tables", "s.toml axis"),
        ("\n[[axis]]\nvalues = [1]", "case.missing-value", "s.toml:2 axis[1].set"),
        ("\n[[axis]]\nset = 'a/b.c'\nvalues = 3", "sweep.values", "s.toml:2 axis[1].values"),
        ("\n[[axis]]\nset = 'a/b.c'\nvalues = [1, 1]", "sweep.value-twice", "s.toml:2 axis[1].values[2]"),
        ("[[scenario]]\nid = 'A B'\nset = {}", "sweep.id", "s.toml:1 scenario[1].id"),
        ("[[scenario]]\nid = 'case'\nset = {x = 1}", "sweep.id", "s.toml:1 scenario[1].id"),
        ("[[scenario]]\nid = 'a'\n", "sweep.set", "s.toml:1 scenario[1].set"),
        ("[[scenario]]\nid = 'a'\nname = 'A'\nset = {x = 1}", "sweep.name-both", "s.toml:1 scenario[1].name"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path, text: str | bytes, code: str, place: str) -> None:
    """Of what is no TOML the line, of what is in a table the table's line and the key."""
    assert any(c == code and p.startswith(place) for c, p in mistakes(tmp_path, text))


def test_axes_and_scenarios_have_names_of_their_own(tmp_path: Path) -> None:
    """Two axes of one name, two of one figure, two scenarios of one id: all told at once."""
    axis = "[[axis]]\nname = 'a'\nset = 'lanes/x.days'\nvalues = [1]\n"
    listed = "[[scenario]]\nid = 's'\nset = { 'lanes/x.days' = 1 }\n"
    codes = [code for code, _ in mistakes(tmp_path, axis * 2 + listed * 2)]
    assert sorted(codes) == ["sweep.axis-twice", "sweep.axis-twice", "sweep.id-twice"]


def test_values_that_cannot_be_read_are_told_before_anything_is_planned(small: Path, tmp_path: Path) -> None:
    """NaN, a text, an unknown field: each with the axis and the position of the value."""
    file = tmp_path / "s.toml"
    file.write_text(
        "[[axis]]\nset = 'lanes/road-west.capacity'\nvalues = [1, nan, 'x']\n"
        "[[scenario]]\nid = 'a'\nset = { 'lanes/road-west.capasity' = 1 }\n",
        "utf-8",
    )
    with pytest.raises(BadInput) as bad:
        sweep(small, file, tmp_path / "out")
    assert [(m.code, m.place()) for m in bad.value.mistakes] == [
        ("case.fraction", "s.toml:1 axis[1].values[2]"),
        ("case.not-integer", "s.toml:1 axis[1].values[3]"),
        ("whatif.unknown-field", "s.toml:4 scenario[1].set.lanes/road-west.capasity"),
    ]
    assert not (tmp_path / "out").exists()
