"""``jadwal ingest`` as a person sees it: what was read, what was set aside and why, in both languages."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from commands import jadwal, mistakes
from openpyxl import Workbook

HEADER = (
    "id,type_of_violence,side_a,side_b,where_prec,adm_1,latitude,longitude,country,event_clarity,date_prec,"
    "date_start,date_end,low,best,high\n"
)
GOOD = "1,1,Government,Front,1,North,33.5,44.2,Nowhere,1,1,2023-03-03,2023-03-03,1,1,1\n"
ABSURD = "2,1,Government,Front,1,North,0,0,Nowhere,1,1,2023-03-03,2023-03-03,1,1,1\n"


@pytest.mark.parametrize(("lang", "words"), [("en", "1 row set aside"), ("ar", "جُنّب سطر واحد")])
def test_what_was_set_aside_is_said(case: Path, tmp_path: Path, lang: str, words: str) -> None:
    """With the file that lists it; findings to look at, so exit code 1."""
    file = tmp_path / "GEDEvent_v24_1.csv"
    file.write_text(HEADER + GOOD + ABSURD, "utf-8")
    done = jadwal("ingest", str(case), str(file), "--known-from", "2024-06-01", "--lang", lang)
    assert done.returncode == 1, done.stderr
    assert words in done.stderr
    assert "rejected.csv" in done.stdout
    again = jadwal("ingest", str(case), str(file), "--known-from", "2024-06-01", "--lang", lang)
    assert again.returncode == 0
    listed = jadwal("ingest", str(case), "--as-of", "2024-06-01", "--lang", lang)
    assert "ucdp-ged 24.1" in listed.stdout
    assert "ucdp-ged" not in jadwal("ingest", str(case), "--as-of", "2024-05-31", "--lang", lang).stdout


def test_json_has_heads_and_warnings(case: Path, tmp_path: Path) -> None:
    """For programs."""
    file = tmp_path / "GEDEvent_v24_1.csv"
    file.write_text(HEADER + GOOD + ABSURD, "utf-8")
    done = jadwal("ingest", str(case), str(file), "--known-from", "2024-06-01", "--json")
    (batch,) = json.loads(done.stdout)["batches"]
    assert (batch["new"], batch["rows"], batch["events"]) == (True, 2, 1)
    assert batch["rejected"] == {"coordinates-absurd": 1}
    assert {m["code"] for m in mistakes(done)} == {"feed.reason.coordinates-absurd", "feed.lethal-only"}


def test_what_is_typed_wrong_is_said(case: Path, tmp_path: Path) -> None:
    """A kind that there is not, a day that is none, a mapping that is not there, a case that does not read."""
    file = tmp_path / "x.csv"
    file.write_text(HEADER + GOOD, "utf-8")
    for words, code in [
        (("--as", "gdelt"), "cli.not-a-choice"),
        (("--known-from", "May"), "cli.not-a-date"),
        (("--mapping", str(tmp_path / "none.toml")), "feed.no-file"),
        (("--mapping", str(tmp_path)), "feed.folder"),
        (("--known-from", "2023-01-01"), "feed.known-too-early"),
        (("--encoding", "klingon"), "feed.not-that-encoding"),
    ]:
        done = jadwal("ingest", str(case), str(file), *words, "--json")
        assert (done.returncode, [m["code"] for m in mistakes(done)]) == (2, [code])
    (case / "case.toml").unlink()
    assert jadwal("ingest", str(case), str(file)).returncode == 2
    assert not (case / "incidents" / "batches").exists()


def test_an_excel_sheet_by_a_mapping(case: Path, tmp_path: Path) -> None:
    """Days, numbers and Arabic digits as they stand in cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["No", "When", "Gov"])
    sheet.append([1, date(2023, 3, 3), "بغداد"])
    sheet.append(["٢", "2023-03-04", "بغداد"])
    sheet.append([3, "soon", ""])
    book.save(tmp_path / "log.xlsx")
    (tmp_path / "log.toml").write_text(
        'name = "our-log"\nlicence = "internal"\nholder = "us"\naggregates_only = true\n[columns]\nid = "No"\n'
        'admin1 = "Gov"\n[day]\ncolumn = "When"\n[place_precision]\nfixed = 4\n',
        "utf-8",
    )
    words = ("ingest", str(case), str(tmp_path / "log.xlsx"), "--mapping", str(tmp_path / "log.toml"), "--json")
    done = jadwal(*words, "--known-from", "2024-06-01")
    (batch,) = json.loads(done.stdout)["batches"]
    assert (batch["kind"], batch["events"], batch["rejected"]) == ("our-log", 2, {"day-unread": 1})
    assert (batch["source_name"], batch["first_day"], batch["last_day"]) == ("log.xlsx", "2023-03-03", "2023-03-04")
