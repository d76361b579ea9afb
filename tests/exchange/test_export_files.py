"""An exported file is old and whole, or new and whole; nobody else's file is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jadwal.exchange.files import ready, write
from jadwal.messages import BadInput


def ours(head: bytes) -> bool:
    """Files of these tests begin so."""
    return head.startswith(b"ours")


def names(folder: Path) -> list[str]:
    """What a folder holds."""
    return [p.name for p in folder.iterdir()]


def refused(error: pytest.ExceptionInfo[BadInput]) -> str:
    """The code of the only mistake, which is told in both languages with what would be right."""
    (mistake,) = error.value.mistakes
    for lang in ("en", "ar"):
        assert mistake.what(lang)
        assert mistake.would_be_right(lang)
    return mistake.code


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """Also in folders that are not there yet; the mode of an old file stays."""
    target = tmp_path / "not" / "there" / "a.ics"
    ready(target, ours)
    write(b"ours 1", target)
    target.chmod(0o600)
    ready(target, ours)
    write(b"ours 2", target)
    assert target.read_bytes() == b"ours 2"
    assert target.stat().st_mode & 0o777 == 0o600
    assert names(target.parent) == ["a.ics"]


def test_a_foreign_file_is_replaced_only_when_that_is_asked_for(tmp_path: Path) -> None:
    """An empty one may go: nothing is lost."""
    target = tmp_path / "a.ics"
    target.write_bytes(b"mine")
    with pytest.raises(BadInput) as error:
        ready(target, ours)
    assert refused(error) == "exchange.foreign-file"
    ready(target, ours, force=True)
    target.write_bytes(b"")
    ready(target, ours)
    assert target.exists()


def test_a_folder_or_a_device_is_no_file(tmp_path: Path) -> None:
    """Even when asked for by force."""
    for target in (tmp_path, Path(os.devnull)):
        with pytest.raises(BadInput) as error:
            ready(target, ours, force=True)
        assert refused(error) == "exchange.not-a-file"


def test_an_export_does_not_spoil_a_result_folder(tmp_path: Path) -> None:
    """jadwal plan refuses to renew a folder with anything foreign in it."""
    (tmp_path / "timetable.json").write_text("{}")
    with pytest.raises(BadInput) as error:
        ready(tmp_path / "a.ics", ours, force=True)
    assert refused(error) == "exchange.in-a-result"


def test_a_place_below_a_file_is_refused_before_the_work(tmp_path: Path) -> None:
    """And leaves nothing behind."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput) as error:
        ready(tmp_path / "file" / "a.ics", ours)
    assert refused(error) == "exchange.unwritable"
    assert names(tmp_path) == ["file"]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no file system here that takes no file")
def test_a_place_that_takes_no_file_is_refused_before_the_work() -> None:
    """Not even the superuser can make a file there, whatever its permission bits say."""
    with pytest.raises(BadInput) as error:
        ready(Path("/proc/a.ics"), ours)
    assert refused(error) == "exchange.unwritable"


def test_a_name_too_long_for_the_disk_is_refused(tmp_path: Path) -> None:
    """As a mistake, not as a fault."""
    with pytest.raises(BadInput) as error:
        ready(tmp_path / ("n" * 400), ours)
    assert refused(error) == "exchange.unwritable"


def test_a_link_keeps_pointing_to_the_file_that_is_replaced(tmp_path: Path) -> None:
    """The file it names is renewed, not the link."""
    (tmp_path / "real.ics").write_bytes(b"ours 1")
    (tmp_path / "link.ics").symlink_to(tmp_path / "real.ics")
    write(b"ours 2", tmp_path / "link.ics")
    assert (tmp_path / "link.ics").is_symlink()
    assert (tmp_path / "real.ics").read_bytes() == b"ours 2"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft is gone and the mistake is told."""
    target = tmp_path / "a.ics"
    write(b"ours 1", target)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadInput) as error:
        write(b"ours 2", target)
    assert refused(error) == "exchange.unwritable"
    assert target.read_bytes() == b"ours 1"
    assert names(tmp_path) == ["a.ics"]


KILLED = """
import os, signal, sys
from pathlib import Path
from jadwal.exchange import files
name = sys.argv[2]
def dying(*given):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(os if name == "fsync" else Path, name, dying)
files.write(b"ours 2", Path(sys.argv[1]))
"""


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_whoever_is_killed_leaves_the_old_file_whole(tmp_path: Path, step: str) -> None:
    """Killed while flushing, before the rename: the old bytes stand."""
    target = tmp_path / "a.ics"
    write(b"ours 1", target)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(target), step], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert target.read_bytes() == b"ours 1"
