"""Damaged files: what was read, what was refused and why; and no part of a batch is ever to be seen."""

from __future__ import annotations

import csv
import gzip
import os
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

import ged_size
import pytest
from feed_rows import ged, saved

from jadwal.incidents.feeds import Brought, Wanted, batches, bring, held, table
from jadwal.incidents.feeds import bring as _bring
from jadwal.incidents.feeds.batches import FOLDER
from jadwal.messages import BadInput
from jadwal.workflow.new import new

KNOWN = date(2032, 6, 1)


def one(tmp_path: Path, content: str | bytes, name: str = "GEDEvent_v32_1.csv", encoding: str = "") -> Brought:
    """What comes of one file in an empty case."""
    return bring(tmp_path / "case", [saved(tmp_path, content, name)], KNOWN, Wanted(encoding=encoding))[0]


def aside(brought: Brought) -> dict[int, str]:
    """The rows set aside: number and reason, from the file beside the batch."""
    with (brought.batch.folder / "rejected.csv").open(newline="") as file:
        return {int(row["row"]): row["reason"] for row in csv.DictReader(file)}


def kept(brought: Brought) -> dict[str, int]:
    """Ids of the events kept, with their row."""
    found = table([brought.batch])
    return {str(i): int(r) for i, r in zip(found["id"], found["row"], strict=True)}


def test_absurd_values_are_set_aside_by_row_and_reason(tmp_path: Path) -> None:
    """Each row with its own fault, and a good one at either end."""
    brought = one(
        tmp_path,
        ged(
            {},
            {"latitude": "0", "longitude": "0"},
            {"date_start": "9999-01-01", "date_end": "9999-01-01"},
            {"date_start": "2031-02-30"},
            {"date_start": "", "date_end": ""},
            {"date_end": "2031-03-01"},
            {"latitude": "133.5"},
            {"longitude": "east"},
            {"best": "some"},
            {"best": "2.5"},
            {"where_prec": "9"},
            {"date_prec": ""},
            {"event_clarity": "3"},
            {"id": ""},
            {"id": "1"},
            {"id": "1", "best": "9"},
            {"date_start": "1812-01-01", "date_end": "1812-01-01"},
            {},
        ),
    )
    assert aside(brought) == {
        3: "coordinates-absurd",
        4: "day-absurd",
        5: "day-unread",
        6: "day-missing",
        7: "days-reversed",
        8: "coordinates-absurd",
        9: "coordinates-unread",
        10: "figure-unread",
        11: "figure-unread",
        12: "precision-unknown",
        13: "precision-unknown",
        14: "precision-unknown",
        15: "id-missing",
        16: "repeated-row",
        17: "repeated-id",
        18: "day-absurd",
    }
    assert kept(brought) == {"1": 2, "18": 19}
    assert brought.batch.head.rejected["figure-unread"] == 2
    assert {m.code for m in brought.warnings} >= {f"feed.reason.{r}" for r in set(aside(brought).values())}


def test_rows_that_do_not_read_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    """Short, long, badly quoted and mis-encoded rows among good ones; the good ones keep their own numbers."""
    header, *rows = ged(*({} for _ in range(8))).splitlines()
    lines = [row.encode() for row in rows]
    lines[1] = b"2,short"
    lines[3] += b",more,more"
    lines[4] = lines[4].replace(b"Front", b"Fr\xf6nt")
    lines[6] = lines[6].replace(b"Front", b'"Fro"nt')
    brought = one(tmp_path, b"\n".join([header.encode(), *lines]) + b"\n")
    assert aside(brought) == {3: "columns-missing", 5: "columns-too-many", 6: "encoding", 8: "quotation"}
    assert kept(brought) == {"1": 2, "3": 4, "6": 7, "8": 9}


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only(tmp_path: Path) -> None:
    """Twice in one file, once before a row with quoted cells and once near the end."""
    header, *rows = ged(*({"side_b": 'The "Front", so called'} for _ in range(9))).splitlines()
    rows[2] = rows[2].replace("North", '"North')
    rows[7] = rows[7].replace("North", '"North')
    rows[4] = "5,short"
    brought = one(tmp_path, "\n".join([header, *rows]) + "\n")
    assert aside(brought) == {4: "quotation", 6: "columns-missing", 9: "quotation"}
    assert kept(brought) == {"1": 2, "2": 3, "4": 5, "6": 7, "7": 8, "9": 10}


def test_a_file_cut_in_a_row_loses_that_row(tmp_path: Path) -> None:
    """And a packed one that ends too early says so."""
    content = ged(*({} for _ in range(50)))
    brought = one(tmp_path, content[: len(content) - 40])
    assert list(aside(brought).items()) == [(51, "columns-missing")]
    assert brought.batch.head.events == 49
    noise = "".join(f"{n * 7919 % 100_003:x}" for n in range(30_000))  # so that packing leaves several blocks
    packed = gzip.compress(ged(*({"source_headline": noise[n : n + 300]} for n in range(2_000))).encode())
    (tmp_path / "b").mkdir()
    short = one(tmp_path / "b", packed[: len(packed) * 2 // 3], "GEDEvent_v32_1.csv.gz")
    assert short.batch.head.notes == ("cut-short",)
    assert 0 < short.batch.head.events < 2_000
    assert "feed.note.cut-short" in {m.code for m in short.warnings}


def test_line_ends_of_two_kinds_and_other_encodings(tmp_path: Path) -> None:
    """Made alike, recoded and said; a wrong encoding is refused."""
    header, *rows = ged({}, {"adm_1": "الأنبار"}, {}).splitlines()
    mixed = header + "\r\n" + "\n".join(rows[:2]) + "\r\n" + rows[2] + "\n"
    brought = one(tmp_path, mixed)
    assert brought.batch.head.events == 3
    whole = ged({}, {"adm_1": "الأنبار"})
    for n, (content, encoding) in enumerate([(whole.encode("utf-16"), ""), (whole.encode("cp1256"), "cp1256")]):
        folder = tmp_path / str(n)
        folder.mkdir()
        found = one(folder, content, encoding=encoding)
        assert list(table([found.batch])["admin1"]) == ["North", "الأنبار"]
        assert "feed.note.recoded" in {m.code for m in found.warnings}
    (tmp_path / "x").mkdir()
    with pytest.raises(BadInput) as bad:
        one(tmp_path / "x", whole.encode("cp1256"), encoding="ascii")
    assert [m.code for m in bad.value.mistakes] == ["feed.not-that-encoding"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "feed.empty"),
        (b"PK\x03\x04rest", "feed.archive"),
        (b"\x1f\x8bnothing", "feed.broken-gzip"),
        (ged({"latitude": "0", "longitude": "0"}).encode(), "feed.nothing"),
        (bytes(range(256)) * 40, "feed.unknown"),
    ],
)
def test_what_is_no_feed_is_refused_whole(tmp_path: Path, content: bytes, code: str) -> None:
    """With one sentence, and nothing left behind."""
    with pytest.raises(BadInput) as bad:
        one(tmp_path, content)
    assert [m.code for m in bad.value.mistakes] == [code]
    assert not (tmp_path / "case" / FOLDER).exists()


def test_of_several_files_all_come_in_or_none(tmp_path: Path) -> None:
    """Every file's mistakes are told at once."""
    good, bad_file = saved(tmp_path, ged({}), "GEDEvent_v32_1.csv"), saved(tmp_path, "a,b\n", "b.csv")
    with pytest.raises(BadInput) as bad:
        bring(tmp_path / "case", [good, bad_file, tmp_path / "none.csv", tmp_path], KNOWN)
    assert [m.code for m in bad.value.mistakes] == ["feed.unknown", "feed.no-file", "feed.folder"]
    assert batches(tmp_path / "case") == ()


def test_an_interruption_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However late it comes; and what a killed run left is cleared away by the next."""
    case = tmp_path / "case"
    first = one(tmp_path, ged({}))
    left = case / FOLDER / ".draft-left"
    left.mkdir()
    (left / "events.parquet").write_bytes(b"half")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sys.modules[_bring.__module__], "write_file", stop)
        with pytest.raises(KeyboardInterrupt):
            one(tmp_path, ged({}, {}))
    assert [b.id for b in held(case, KNOWN)] == [first.batch.id]
    assert sorted(p.name for p in (case / FOLDER).iterdir()) == [first.batch.id]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    """A real one as far as the program can tell: the system refuses to write more than 200 kB to any file."""
    case = tmp_path / "case"
    new(case)
    file = tmp_path / "GEDEvent_v32_1.csv"
    ged_size.write(file, 4_000)
    small = saved(tmp_path, ged({}), "GEDEvent_v31_1.csv")
    words = [sys.executable, "-m", "jadwal", "ingest", str(case), "--known-from", "2032-06-01"]
    assert subprocess.run([*words, str(small)], capture_output=True, check=False).returncode == 0
    before = {p: p.read_bytes() for p in sorted((case / FOLDER).rglob("*")) if p.is_file()}

    def tight() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        [*words, str(file)], capture_output=True, encoding="utf-8", check=False, preexec_fn=tight, env={**os.environ}
    )
    assert done.returncode == 2, done.stderr
    assert "stand as before" in done.stderr
    assert {p: p.read_bytes() for p in sorted((case / FOLDER).rglob("*")) if p.is_file()} == before


@pytest.mark.parametrize("name", ["head.json", "events.parquet"])
def test_a_batch_that_was_changed_is_not_used(tmp_path: Path, name: str) -> None:
    """One byte is enough."""
    brought = one(tmp_path, ged({}))
    path = brought.batch.folder / name
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    with pytest.raises(BadInput) as bad:
        held(tmp_path / "case", KNOWN)
    assert {m.code for m in bad.value.mistakes} == {"feed.damaged"}


def test_a_large_file_with_faults_is_read_to_its_end(tmp_path: Path) -> None:
    """Rows beyond one block of the reader keep their numbers: ids are numbered in order, so each can be checked."""
    file = tmp_path / "GEDEvent_v26_1.csv"
    ged_size.write(file, 30_000)
    lines = file.read_bytes().split(b"\n")
    for row in (5_000, 15_000, 29_999):
        lines[row - 1] = b"broken"
    file.write_bytes(b"\n".join(lines))
    brought = bring(tmp_path / "case", [file], KNOWN)[0]
    assert list(aside(brought)) == [5_000, 15_000, 29_999]
    assert all(int(i) == row - 1 for i, row in kept(brought).items())
    assert brought.batch.head.events == 29_997
