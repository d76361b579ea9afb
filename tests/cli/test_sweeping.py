"""What if, as typed: a change and its moves, a sweep and its table, and how a stopped one goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import ROOT, jadwal, mistakes

FEW = ("--futures", "100")


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    """Four values of one figure."""
    file = tmp_path / "few.toml"
    text = "futures = 100\n[[axis]]\nname = 'Step'\nset = 'reduction.step_people'\nvalues = [30, 40, 50, 60]\n"
    file.write_text(text, "utf-8")
    return file


def test_a_change_is_told_beside_the_case_as_it_is(skeleton: Path, tmp_path: Path) -> None:
    """Dates of both, the days between them, and that they stand on the same futures; in files when asked for."""
    out = tmp_path / "out"
    done = jadwal("whatif", str(skeleton), "--set", "reduction.step_people+=20", *FEW, "--out", str(out))
    assert done.returncode == 0, done.stderr
    for words in ("With reduction.step_people+=20", "as it is", "changed", "moved by", "same futures", "Joint chance"):
        assert words in done.stdout
    assert {p.name for p in out.iterdir()} == {"whatif.json", "whatif.csv", "whatif.svg", "whatif.html"}
    arabic = jadwal("whatif", str(skeleton), "--set", "reduction.step_people=60", *FEW, "--lang", "ar")
    assert "كما هي" in arabic.stdout


def test_json_holds_both_and_their_moves(skeleton: Path) -> None:
    """The bytes of whatif.json and nothing else."""
    done = jadwal("whatif", str(skeleton), "--set", "lanes/road-west.capacity=1..1..2", *FEW, "--json")
    found = json.loads(done.stdout)
    assert found["same"]
    assert found["base"] == found["changed"]
    assert {m["p80"] for m in found["moves"]} == {0}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "whatif.none"),
        (("--set", "lanes"), "whatif.no-setting"),
        (("--set", "lans/road-west.capacity=3"), "whatif.unknown-table"),
        (("--set", "lanes/road-west.capacity=NaN"), "case.not-integer"),
    ],
)
def test_what_is_no_change_is_bad_input(skeleton: Path, words: tuple[str, ...], code: str) -> None:
    """Exit code 2, the place and what would be right."""
    done = jadwal("whatif", str(skeleton), *words, "--json")
    (mistake,) = mistakes(done)
    assert (done.returncode, mistake["code"], mistake["file"]) == (2, code, "--set")
    assert mistake["remedy"]


def test_a_sweep_shows_one_line_for_each_scenario_and_reads_what_is_finished(
    skeleton: Path, scenarios: Path, tmp_path: Path
) -> None:
    """The second run plans nothing and says the same; --fresh plans all again."""
    out = tmp_path / "out"
    words = ("sweep", str(skeleton), str(scenarios), "--out", str(out))
    first, second, third = jadwal(*words), jadwal(*words), jadwal(*words, "--fresh", "--workers", "1", "--json")
    assert first.returncode == 0, first.stderr
    assert "5 planned now, 0 read" in first.stdout
    assert "0 planned now, 5 read" in second.stdout
    assert first.stdout.split("\n")[3:] == second.stdout.split("\n")[3:]
    assert "* Best: grid-" in first.stdout
    assert third.stdout.encode() == (out / "sweep.json").read_bytes()
    page = (out / "sweep.html").read_text("utf-8")
    assert "prefers-color-scheme: dark" in page
    assert "<script" not in page


def test_ctrl_c_says_how_much_is_kept_and_how_to_go_on(skeleton: Path, scenarios: Path, tmp_path: Path) -> None:
    """The whole terminal's group hears it: exit code 130, two sentences, no traceback, no half result."""
    out = tmp_path / "out"
    command = [sys.executable, "-m", "jadwal", "sweep", str(skeleton), str(scenarios), "--out", str(out)]
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    until = time.monotonic() + 120
    while not list((out / "parts").glob("*.json")) and child.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(child.pid, signal.SIGINT)
    said, told = child.communicate(timeout=120)
    assert (child.returncode, said) == (130, "")
    assert "Traceback" not in told
    assert "of 5 scenarios are finished and kept. The same command goes on from there." in told
    assert [p.name for p in out.iterdir()] == ["parts"]
    kept = len(list((out / "parts").glob("*.json")))
    again = jadwal("sweep", str(skeleton), str(scenarios), "--out", str(out))
    assert f"{5 - kept} planned now, {kept} read" in again.stdout


def test_every_mistake_of_a_file_is_told_with_its_line(skeleton: Path, tmp_path: Path) -> None:
    """Two axes, two mistakes, nothing planned."""
    file = tmp_path / "bad.toml"
    file.write_text("[[axis]]\nset = 'lans/x.y'\nvalues = [1]\n[[axis]]\nset = 'case.horizn'\nvalues = [1]\n", "utf-8")
    found = mistakes(jadwal("sweep", str(skeleton), str(file), "--out", str(tmp_path / "out"), "--json"))
    assert [(m["code"], m["file"], m["row"]) for m in found] == [
        ("whatif.unknown-table", "bad.toml", 1),
        ("whatif.unknown-field", "bad.toml", 4),
    ]
