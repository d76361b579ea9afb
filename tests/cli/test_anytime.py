"""Ctrl-C while a plan is being improved: the best one so far is checked, written and marked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import ROOT
from missions import mission, write

from jadwal.cli.stopping import gently, listening
from jadwal.cli.telling import Words
from jadwal.workflow.anytime import News, Watch, watching


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A mission of twenty-four sites, on which the optimiser works for seconds."""
    write(mission(24), tmp_path / "case")
    return tmp_path / "case"


def planning(case: Path, out: Path, *words: str) -> subprocess.Popen[bytes]:
    """``jadwal plan`` in a process group of its own."""
    command = [sys.executable, "-m", "jadwal", "plan", str(case), "--out", str(out), "--futures", "100", *words]
    return subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )  # fmt: skip


def until(child: subprocess.Popen[bytes], word: bytes) -> None:
    """Read standard error up to the line that says ``word``."""
    assert child.stderr is not None
    while word not in (line := child.stderr.readline()):
        assert line, "ended before it was stopped"


def test_the_first_interruption_stops_the_search_and_the_result_says_so(folder: Path, tmp_path: Path) -> None:
    """Sent to the whole group, as a terminal does; the page, the terminal and timetable.json say it."""
    child = planning(folder, tmp_path / "out")
    until(child, b"bound")
    os.killpg(child.pid, signal.SIGINT)
    said, told = child.communicate(timeout=120)
    assert child.returncode in (0, 1), told
    assert b"going on with the best plan so far" in told
    assert b"Traceback" not in told
    assert b"not reproducible" in said
    (reading,) = json.loads((tmp_path / "out" / "timetable.json").read_bytes())["readings"]
    assert (reading["solver"]["reproducible"], reading["solver"]["status"]) == (False, "feasible")
    assert b"not reproducible" in (tmp_path / "out" / "index.html").read_bytes()


def test_the_second_interruption_ends_the_command(folder: Path, tmp_path: Path) -> None:
    """With the exit code and the old results of any interrupted command."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "timetable.json").write_text("old")
    child = planning(folder, out)
    until(child, b"bound")
    os.killpg(child.pid, signal.SIGINT)
    until(child, b"going on")
    os.killpg(child.pid, signal.SIGINT)
    _, told = child.communicate(timeout=120)
    assert child.returncode == 130
    assert b"Traceback" not in told
    assert {p.name: p.read_text() for p in out.iterdir()} == {"timetable.json": "old"}


def test_a_wall_clock_limit_that_fires_is_said(folder: Path, tmp_path: Path) -> None:
    """One second is over before the optimiser has proven anything."""
    child = planning(folder, tmp_path / "out", "--seconds", "1")
    child.communicate(timeout=120)
    (reading,) = json.loads((tmp_path / "out" / "timetable.json").read_bytes())["readings"]
    assert not reading["solver"]["reproducible"]


def test_an_interruption_is_gentle_only_where_there_is_something_to_go_on_with() -> None:
    """A search that has a plan is asked to stop, once; then the interruption comes through."""
    with watching(lambda news: None, lambda: None) as searches, listening(), gently(searches.stop):
        with pytest.raises(KeyboardInterrupt):
            _interrupt()
        with searches.watch(1).searching():
            assert not searches.watch(2).stopped()
            _interrupt()
            assert searches.watch(2).stopped()
            with pytest.raises(KeyboardInterrupt):
                _interrupt()


def _interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)


def test_news_reach_the_main_process_and_read_as_a_sentence() -> None:
    """Dates for the end, whatever process it was found in."""
    heard: list[News] = []
    with watching(heard.append, lambda: None) as searches:
        searches.watch(3).tell("end", 15, 11, 738_000)
        time.sleep(0.6)
    assert [Words("en")(news) for news in heard] == ["reading 3: end 2021-08-12, bound 2021-08-08, gap 4 days"]


def test_without_anybody_listening_a_search_goes_on() -> None:
    """Nothing is written and nothing stops it, but its own time."""
    with Watch().searching():
        Watch().tell("end", 1, 0, 738_000)
        assert not Watch().stopped()
    assert Watch(until=time.time() - 1).stopped()
