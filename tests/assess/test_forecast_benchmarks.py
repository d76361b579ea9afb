"""The back-test programs on small files: what they read, what they refuse, what they print and write."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import forecast
import numpy as np
import pytest
import series
import views_cm
from feed_rows import acled


def events(path: Path, rows: list[tuple[str, str]]) -> Path:
    """A file of events, area and day."""
    lines = ["id,adm_1,date_start", *(f"{n},{area},{day}" for n, (area, day) in enumerate(rows))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def weeks(path: Path, counts: np.ndarray) -> Path:
    """A table of areas and weeks."""
    starts = [date(2020, 1, 6) + timedelta(days=7 * n) for n in range(counts.shape[1])]
    head = ",".join(["week_start", *(f"area {i}" for i in range(len(counts)))])
    lines = [",".join([str(day), *map(str, row)]) for day, row in zip(starts, counts.T.tolist(), strict=True)]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def test_events_become_seven_day_weeks_from_the_first_day(tmp_path: Path) -> None:
    rows = [("North", "2020-01-01"), ("North", "2020-01-07 00:00:00"), ("South", "2020-01-08"), ("", "2020-01-09")]
    rows += [("South", "2020-01-14"), ("North", "2020-01-15"), ("North", "next week")]
    found = series.read(events(tmp_path / "e.csv", rows))
    assert (found.areas, found.first, found.aside) == (("North", "South"), date(2020, 1, 1), 2)
    assert found.counts.tolist() == [[2, 0], [0, 2]]  # the third week is not whole


def test_a_gzipped_file_reads_the_same(tmp_path: Path) -> None:
    plain = events(tmp_path / "e.csv", [("A", "2020-01-01"), ("A", "2020-01-20")])
    packed = tmp_path / "e.csv.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + plain.read_bytes()))
    assert series.read(packed).counts.tolist() == series.read(plain).counts.tolist() == [[1, 0]]


def test_any_feed_that_ingest_knows_reads_by_first_day_and_area(tmp_path: Path) -> None:
    rows = [("A1", "2024-01-01", "North"), ("A2", "2024-01-08", "North"), ("A3", "2024-01-14", "South")]
    text = acled(*({"event_id_cnty": n, "event_date": day, "admin1": area} for n, day, area in rows))
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    found = series.read(path)
    assert (found.areas, found.first) == (("North", "South"), date(2024, 1, 1))
    assert found.counts.tolist() == [[1, 1], [0, 1]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "no feed that ingest knows"),
        ("week_start,a,a\n2020-01-06,1,2\n", "twice"),
        ("week_start,a\n2020-01-06,1\n2020-01-14,1\n", "line 3 begins on 2020-01-14"),
        ("week_start,a\n2020-01-06,\n", "line 2 has a cell that is not a count"),
        ("week_start,a\n2020-01-06,-1\n", "line 2 has a cell that is not a count"),
        ("week_start,a\n2020-01-06,1,2\n", "line 2 is not a date and 1 counts"),
        ("week_start,a\n", "no weeks"),
        ("date_start,adm_1\n,\n", "no row has a date and an area"),
        ("date_start,adm_1\n2020-01-01,A\n", "less than a week"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(series.UnreadableError, match=says):
        series.read(path)


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "e.csv.gz"
    path.write_bytes(gzip.compress(b"date_start,adm_1\n2020-01-01,A\n" * 50)[:-20])
    with pytest.raises(series.UnreadableError):
        series.read(path)


def test_the_back_test_prints_a_table_and_writes_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = np.random.default_rng(1).poisson(2.0, (3, 80))
    path, out = weeks(tmp_path / "w.csv", counts), tmp_path / "out"
    asked = ["--train-weeks", "40", "--step", "8", "--horizon", "26", "--futures", "50"]
    assert forecast.main([str(path), *asked, "--json", str(tmp_path / "r.json"), "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert result["origins"] == [40, 48]
    assert result["events"] == int(counts.sum())
    assert set(result["forecasters"]) >= {"model", "conflictology-26w", "climatology", "last-value Poisson"}
    assert f"{result['forecasters']['model']['crps']:.3f}" in printed
    lines = (out / "calibration.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("promised_percent,model,")
    assert "<title>Calibration" in (out / "calibration.svg").read_text(encoding="utf-8")
    assert (out / "calibration.png").read_bytes()[:4] == b"\x89PNG"


def test_a_file_that_is_too_short_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = weeks(tmp_path / "w.csv", np.ones((2, 50), np.int64))
    assert forecast.main([str(path)]) == 2
    assert "50 periods leave no origin" in capsys.readouterr().err


def challenge(path: Path, first: int, months: int, *, without: int = -1) -> Path:
    """Two countries, one at peace."""
    lines = ["month_id,country_id,ged_sb"]
    for month in range(first, first + months):
        lines += [f"{month},{country},{(country - 1) * (month % 7)}" for country in (1, 2) if month != without]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_challenge_is_trained_to_october_and_scored_from_january(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    november_2017 = 455
    path = challenge(tmp_path / "v.csv", november_2017, 38)
    assert views_cm.windows(november_2017, 38) == {2019: 14, 2020: 26}
    assert views_cm.main([str(path), "--futures", "50", "--json", str(tmp_path / "v.json")]) == 0
    result = json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))
    assert result["years"] == [2019, 2020]
    assert "conflictology-12" in capsys.readouterr().out


def test_a_challenge_file_with_a_gap_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert views_cm.main([str(challenge(tmp_path / "v.csv", 455, 38, without=460))]) == 2
    assert "country 1 has no month 460" in capsys.readouterr().err
