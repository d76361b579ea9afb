"""``jadwal explain --why``: any date is traced back, in both languages, with a picture."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from commands import jadwal, mistakes


def test_why_traces_a_date_back_to_something_that_waits_for_nothing(case: Path, tmp_path: Path) -> None:
    """Each step waits for the next one; every gain was solved; a picture and its table are there."""
    out = tmp_path / "why"
    done = jadwal("explain", str(case), "--why", "last-out", "--out", str(out), "--json")
    assert done.returncode == 0, done.stderr
    readings = json.loads(done.stdout)["readings"]
    assert readings
    for reading in readings:
        chain = reading["chain"]
        assert chain[0]["task"] == "last-out"
        assert all(a["other"] == b["task"] for a, b in pairwise(chain))
        assert chain[-1]["by"] in ("gate", "permission", "not-before", "as-of", "fact", "free")
        assert reading["gains"]
        assert len(reading["says"]["steps"]) == len(chain)
    for n in range(1, len(readings) + 1):
        ElementTree.parse(out / f"why-{n}.svg")
        assert (out / f"why-{n}.csv").stat().st_size > 100


def test_why_speaks_arabic(case: Path) -> None:
    """The answer, the steps and the gains."""
    done = jadwal("explain", str(case), "--why", "last-out", "--lang", "ar")
    assert done.returncode == 0
    assert "وما يبقيه فيه" in done.stdout
    assert "ما تعطيه وحدة إضافية" in done.stdout


def test_an_unknown_id_is_told_with_those_near_it(case: Path) -> None:
    """Exit code 2, one mistake, and the id that was meant among those named."""
    done = jadwal("explain", str(case), "--why", "last-ou", "--json")
    assert done.returncode == 2
    (mistake,) = mistakes(done)
    assert mistake["code"] == "cli.why-unknown"
    assert "last-out" in json.dumps(mistake)
