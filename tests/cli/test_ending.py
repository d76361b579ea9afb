"""However a command ends, a person reads a sentence and finds whole results."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import ROOT

from jadwal.cli import entry
from jadwal.cli.stopping import heed, listening
from jadwal.messages import BadInput, Mistake
from jadwal.workflow.outcome import NoPlan


def ended(monkeypatch: pytest.MonkeyPatch, why: BaseException, *words: str) -> int:
    """The exit code of ``jadwal schema`` when its workflow raises ``why``."""

    def failing() -> dict[str, object]:
        raise why

    monkeypatch.setattr("jadwal.workflow.schema.schemas", failing)
    with pytest.raises(SystemExit) as left:
        entry.main(["schema", *words])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_an_interruption_says_that_results_are_as_they_were(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 130, as shells have it."""
    assert ended(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "Interrupted. Earlier results are as they were.\n"


def test_no_plan_points_to_explain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3."""
    assert ended(monkeypatch, NoPlan((), "infeasible")) == 3
    assert "jadwal explain says which of them clash" in capsys.readouterr().err


def test_a_search_that_ended_too_soon_claims_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3 too, but nobody has shown that there is no plan."""
    assert ended(monkeypatch, NoPlan((), "unknown")) == 3
    assert "whether there is one is not known" in capsys.readouterr().err


def test_a_fault_of_jadwal_is_a_sentence_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 70; what to do stands beside it."""
    assert ended(monkeypatch, ZeroDivisionError("by nothing")) == 70
    said = capsys.readouterr().err
    assert "jadwal made a mistake of its own: ZeroDivisionError: by nothing" in said
    assert "Traceback" not in said


def test_whoever_looks_for_the_fault_gets_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """JADWAL_TRACEBACK=1, as the sentence says."""
    monkeypatch.setenv("JADWAL_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        ended(monkeypatch, ZeroDivisionError("by nothing"))


def test_bad_input_prints_every_mistake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, not the first."""
    bad = BadInput(
        [
            Mistake(code="cli.not-a-choice", field=f, params=(("option", f), ("value", "x"), ("choices", "y")))
            for f in ("--a", "--b")
        ]
    )
    assert ended(monkeypatch, bad) == 2
    said = capsys.readouterr().err
    assert "--a" in said
    assert "--b" in said
    assert "2 mistakes, 0 warnings." in said


@pytest.mark.parametrize("out", ["file", "file/below", "foreign"])
def test_an_output_that_cannot_be_written_is_told_before_the_work(skeleton: Path, tmp_path: Path, out: str) -> None:
    """No progress line comes before it, and nothing is touched."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "notes.txt").write_text("mine")
    words = ["plan", str(skeleton), "--out", str(tmp_path / out), "--json"]
    done = subprocess.run([sys.executable, "-m", "jadwal", *words], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert done.stderr == ""
    (mistake,) = json.loads(done.stdout)["mistakes"]
    assert mistake["code"].startswith("publish.")
    assert (tmp_path / "foreign" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_plan_that_is_stopped_leaves_the_old_results_whole(skeleton: Path, tmp_path: Path, sign: int) -> None:
    """Stopped as soon as it says that it is at work on the plan."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "timetable.json").write_text("old")
    words = ["plan", str(skeleton), "--out", str(out), "--futures", "20000"]
    child = subprocess.Popen(
        [sys.executable, "-m", "jadwal", *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stderr is not None
    while b"10%" not in (line := child.stderr.readline()):
        assert line, "ended before it was stopped"
    os.killpg(child.pid, sign) if sign == signal.SIGINT else child.send_signal(sign)
    child.communicate(timeout=60)
    assert child.returncode == (130 if sign == signal.SIGINT else -signal.SIGTERM)
    assert {p.name: p.read_text() for p in out.iterdir()} == {"timetable.json": "old"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_an_interrupt_that_a_library_swallowed_is_heeded_before_anything_is_written() -> None:
    """Once the command is over, a later one begins afresh."""
    with listening():
        heed()
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)
        with pytest.raises(KeyboardInterrupt):
            heed()
    with listening():
        heed()
