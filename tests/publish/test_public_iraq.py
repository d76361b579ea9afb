"""The real example, made public: every byte of every file is read for what may not be in it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from jadwal.cli.entry import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "iraq-2024"
WITHHELD = ("sites.csv", "units.csv", "lanes.csv", "permissions.csv", "crews.csv", "functions.csv")
SITE_TASKS = ("receiver", "training", "pack", "move", "cargo", "convert", "left", "cleanup", "inspection", "transfer")
SITE_TASK = re.compile(rf"\b(?:{'|'.join(SITE_TASKS)}|guard|closed):[a-z0-9]")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files that ``jadwal plan --release public`` writes."""
    out = tmp_path_factory.mktemp("public") / "out"
    with pytest.raises(SystemExit) as left:
        main(["plan", str(EXAMPLE), "--futures", "200", "--release", "public", "--out", str(out)])
    assert left.value.code in (0, 1)
    found = {p.relative_to(out).as_posix(): p.read_text("utf-8-sig") for p in out.rglob("*") if p.is_file()}
    assert {"index.html", "charts/timetable-1.en.svg"} <= set(found)
    whole = json.loads(found["timetable.json"])
    return found | {"timetable.json, unescaped": json.dumps(whole, ensure_ascii=False)}


def words() -> set[str]:
    """Ids and names in both languages of all sites, units, lanes, permissions, crews and functions."""
    found: set[str] = set()
    for name in WITHHELD:
        with (EXAMPLE / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found |= {row["id"], row["name_en"], row["name_ar"]}
    return found


def test_no_byte_names_a_site_a_unit_a_lane_or_a_permission(public: dict[str, str]) -> None:
    """By id or by name, in either language."""
    assert len(words()) > 30
    for name, said in public.items():
        for word in words():
            assert not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said, re.IGNORECASE), (name, word)


def test_no_byte_holds_a_serial_or_other_work_at_a_site(public: dict[str, str]) -> None:
    """Their ids tell the place and the order of movements."""
    for name, said in public.items():
        assert not SITE_TASK.search(said), name


def test_no_people_loads_or_protection_figure_is_in_it(public: dict[str, str]) -> None:
    """Nor a headcount to come, nor the sums over sites."""
    whole = json.loads(public["timetable.json"])
    for reading in whole["readings"]:
        assert all(not e["people"] and not e["loads"] and not e["site"] for e in reading["schedule"]["entries"])
        assert all(band["day"] <= whole["as_of"] for band in reading["headcount"])
        assert {level["level"] for level in reading["solver"]["levels"]} <= {"broken", "end"}
        assert all(s["table"] in ("activities", "shocks", "conditions") for s in reading["sensitivities"])


def test_what_was_publicly_agreed_is_still_there(public: dict[str, str]) -> None:
    """Both readings, the milestones of the statement and their chances."""
    whole = json.loads(public["timetable.json"])
    assert len(whole["readings"]) > 1
    found = {m["id"] for reading in whole["readings"] for m in reading["milestones"]}
    assert {"timetable-agreed", "federal-iraq-handed-over", "mission-ended"} <= found
    assert any(reading["promises"] for reading in whole["readings"])
