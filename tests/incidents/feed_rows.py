"""Small feed files, written by hand: every figure in the tests that use them can be counted from these rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from jadwal.incidents.feeds.layouts import ACLED_31, GED_49

GED_ROW = {
    "id": "1",
    "year": "2031",
    "code_status": "Clear",
    "type_of_violence": "1",
    "side_a": "Government of Nowhere",
    "side_b": "Front",
    "where_prec": "1",
    "adm_1": "North",
    "latitude": "33.5",
    "longitude": "44.25",
    "country": "Nowhere",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2031-03-03 00:00:00.000",
    "date_end": "2031-03-03 00:00:00.000",
    "low": "1",
    "best": "2",
    "high": "3",
}
ACLED_ROW = {
    "event_id_cnty": "NWH1",
    "event_date": "03 March 2031",
    "year": "2031",
    "time_precision": "1",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike",
    "actor1": "Zarqun Brigade",
    "actor2": "Forces of Nowhere",
    "country": "Nowhere",
    "admin1": "North",
    "latitude": "33.5",
    "longitude": "44.25",
    "geo_precision": "1",
    "notes": "a marked note",
    "fatalities": "0",
}


def text(columns: Sequence[str], rows: Sequence[Mapping[str, str]], *, header: bool = True) -> str:
    """A CSV of ``columns``; what a row does not have is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def ged(*changes: Mapping[str, str], columns: Sequence[str] = GED_49, header: bool = True) -> str:
    """A UCDP GED file: one row for each of ``changes`` to the row above, with ids 1, 2, …"""
    rows = [{**GED_ROW, "id": str(n), **change} for n, change in enumerate(changes, 1)]
    return text(columns, [{k: v for k, v in r.items() if k in columns} for r in rows], header=header)


def acled(*changes: Mapping[str, str]) -> str:
    """An ACLED export with BOM, likewise."""
    rows = [{**ACLED_ROW, "event_id_cnty": f"NWH{n}", **change} for n, change in enumerate(changes, 1)]
    return "\ufeff" + text(ACLED_31, rows)


def saved(folder: Path, content: str | bytes, name: str = "GEDEvent_v32_1.csv") -> Path:
    """``content`` in a file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
