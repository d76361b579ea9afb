"""Results on disk: old and whole, or new and whole; foreign files are never touched."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jadwal import swap
from jadwal.messages import BadInput
from jadwal.publish import FILE_NAMES, MAIN, OWNED, PAGE, refuse, write
from jadwal.publish import folder as publish_folder

NAMES = frozenset({MAIN, "a.csv", "b.csv"})
OLD = {MAIN: b"old", "a.csv": b"old a", "b.csv": b"old b"}
OWNED_HERE = NAMES | {f"charts/{name}" for name in ("x.en.svg", "x.csv", "y.ar.svg")}
NEW = {MAIN: b"new", "a.csv": b"new a", "b.csv": b"new b"}

KILLED = """
import os, signal, sys
from pathlib import Path
from jadwal.publish import folder
step, names = int(sys.argv[2]), ["_write_file"] * 3 + ["_sync", "_exchange", "_sync"]
done = 0
def dying(name, real):
    def call(*given):
        global done
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1
        return real(*given)
    return call
for name in set(names):
    setattr(folder, name, dying(name, getattr(folder, name)))
folder.write({"timetable.json": b"new", "a.csv": b"new a", "b.csv": b"new b"}, Path(sys.argv[1]))
"""


def content(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def said(error: pytest.ExceptionInfo[BadInput], lang: str = "en") -> str:
    """What the only mistake says."""
    (mistake,) = error.value.mistakes
    return mistake.what(lang)


def test_a_result_folder_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """Also the first time, and in folders that are not there yet."""
    out = tmp_path / "not" / "there" / "out"
    write(OLD, out)
    assert content(out) == OLD
    write(NEW, out)
    assert content(out) == NEW
    assert [p.name for p in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("step", range(6))
def test_whoever_is_killed_at_any_step_leaves_results_whole(tmp_path: Path, step: int) -> None:
    """Killed before each step of writing: the old results stand until the exchange, the new ones after it."""
    out = tmp_path / "out"
    write(OLD, out)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(out), str(step)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert content(out) == (OLD if step < 5 else NEW)


def test_where_names_cannot_be_exchanged_at_once_two_renames_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems cannot."""
    monkeypatch.setattr(swap, "swapped", lambda one, other: False)
    write(OLD, tmp_path / "out")
    write(NEW, tmp_path / "out")
    assert content(tmp_path / "out") == NEW
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_when_the_second_rename_fails_the_old_results_are_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the user reads that the folder cannot be written."""
    out = tmp_path / "out"
    write(OLD, out)
    monkeypatch.setattr(swap, "swapped", lambda one, other: False)
    real = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise OSError("no")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(BadInput) as error:
        write(NEW, out)
    assert said(error) == f"The folder “{out}” cannot be written."
    assert content(out) == OLD
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_a_foreign_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """The file that is in the way is named, in both languages."""
    out = tmp_path / "out"
    write(OLD, out)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(BadInput) as error:
        write(NEW, out)
    assert "holds “notes.txt”, which jadwal did not write" in said(error)
    assert "notes.txt" in said(error, "ar")
    assert content(out) == {**OLD, "notes.txt": b"mine"}


def test_a_folder_of_tables_without_a_timetable_is_nobodys_result(tmp_path: Path) -> None:
    """Somebody's own a.csv is not to be replaced."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.csv").write_text("mine")
    with pytest.raises(BadInput) as error:
        refuse(out, NAMES)
    assert "holds “a.csv”" in said(error)


def test_an_empty_folder_and_a_missing_one_are_fine(tmp_path: Path) -> None:
    """Nothing is lost by using them."""
    refuse(tmp_path, NAMES)
    refuse(tmp_path / "new", NAMES)


def test_a_file_or_a_folder_below_a_file_cannot_be_results(tmp_path: Path) -> None:
    """Each with its own sentence."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput) as error:
        refuse(tmp_path / "file", NAMES)
    assert said(error) == f"“{tmp_path / 'file'}” is there and is not a folder."
    with pytest.raises(BadInput) as error:
        refuse(tmp_path / "file" / "out", NAMES)
    assert said(error) == f"The folder “{tmp_path / 'file' / 'out'}” cannot be written."


def test_a_full_disk_leaves_the_old_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while writing is told as a mistake, and the draft is gone."""
    out = tmp_path / "out"
    write(OLD, out)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publish_folder, "_write_file", full)
    with pytest.raises(BadInput) as error:
        write(NEW, out)
    assert said(error) == f"The folder “{out}” cannot be written."
    assert content(out) == OLD
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_link_to_a_result_folder_keeps_pointing_there(tmp_path: Path) -> None:
    """The folder it names is replaced, not the link."""
    write(OLD, tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(NEW, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "real") == NEW


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no file system here that takes no folder")
def test_a_place_that_takes_no_folder_is_refused_before_the_work() -> None:
    """Not even the superuser can make a folder there, whatever its permission bits say."""
    with pytest.raises(BadInput) as refused:
        refuse(Path("/proc/results"), frozenset({"timetable.json"}))
    assert [m.code for m in refused.value.mistakes] == ["publish.unwritable"]
    assert refused.value.mistakes[0].would_be_right("ar")


CHARTED = {**OLD, "charts/x.en.svg": b"<svg/>", "charts/x.csv": b"x"}


def nested(folder: Path) -> dict[str, bytes]:
    """All files of a folder and of the folders in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_charts_stand_in_a_folder_of_their_own_and_are_replaced_with_the_rest(tmp_path: Path) -> None:
    """Those that the new result does not have are gone."""
    out = tmp_path / "out"
    write(CHARTED, out, OWNED_HERE)
    assert nested(out) == CHARTED
    fewer = {**NEW, "charts/y.ar.svg": b"<svg/>"}
    write(fewer, out, OWNED_HERE)
    assert nested(out) == fewer
    write(NEW, out, OWNED_HERE)
    assert nested(out) == NEW


@pytest.mark.parametrize(
    "name",
    ["charts/notes.txt", "charts/X.en.svg", "charts/x.fr.svg", "charts/deep/x.csv", "other/x.csv", "a.csv/x.csv"],
)
def test_a_foreign_file_in_any_folder_is_named_and_left_as_it_is(tmp_path: Path, name: str) -> None:
    """Also one that only looks like a chart, and one below a folder that has the name of a table."""
    out = tmp_path / "out"
    write({MAIN: b"old"}, out)
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("mine")
    with pytest.raises(BadInput) as error:
        write(NEW, out, OWNED_HERE)
    assert f"holds “{'/'.join(name.split('/')[:2])}" in said(error)
    assert nested(out) == {MAIN: b"old", name: b"mine"}


def test_what_jadwal_writes_is_what_it_may_replace() -> None:
    """The page, the tables and every name a chart can have; nothing else."""
    for name in (PAGE, *FILE_NAMES, "charts/timetable-1.en.svg", "charts/counts-12.csv", "charts/map.ar.png"):
        assert name in OWNED, name
    for name in ("charts/../x.csv", "charts/a/b.csv", "charts/x.svg", "index.htm", "charts/x.en.csv", 7):
        assert name not in OWNED, name
