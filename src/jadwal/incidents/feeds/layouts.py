"""The feeds that are known, by their columns, and which of them a file is.

In: a header, or the first row of a file without one.  Out: a :class:`Layout`, or what keeps the file from being one.
The rule this module owns: *a feed is known by its columns*: every needed column by its own name, none renamed; a file
without a header only when its width is a known layout's and its first row reads as one.

Columns as in the codebooks: UCDP GED 17.1 to 26.1 and UCDP Candidate (the same columns), ACLED 2023 (event types and
precision codes), GTD (by the mapping that ships).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

GED_49 = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best",
    "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
GED_41 = (
    "id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name",
    "side_a_new_id", "side_a", "side_b_new_id", "gwnob", "side_b", "number_of_sources", "source_article",
    "source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "adm_1",
    "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best",
    "high",
)  # fmt: skip
_ELSEWHERE = ("relid", "code_status", "conflict_dset_id", "dyad_dset_id", "side_a_dset_id", "side_b_dset_id",
              "geom_wkt", "priogrid_gid", "country_id", "gwnoa", "gwnob")  # fmt: skip
GED_38 = tuple(name for name in GED_49 if name not in _ELSEWHERE)
GED_NEEDED = (
    "id", "type_of_violence", "side_a", "side_b", "where_prec", "adm_1", "latitude", "longitude", "country",
    "event_clarity", "date_prec", "date_start", "date_end", "low", "best", "high",
)  # fmt: skip
ACLED_31 = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
ACLED_BEFORE = ("data_id", "event_id_no_cnty", "iso3", "population_best")  # in exports of other years
ACLED_NEEDED = (
    "event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2", "country",
    "admin1", "latitude", "longitude", "geo_precision", "fatalities",
)  # fmt: skip

GED, CANDIDATE, ACLED = "ucdp-ged", "ucdp-candidate", "acled"


@dataclass(frozen=True)
class Layout:
    """A known feed: the columns it must have, those it may have, and its orders where there is no header.

    ``open``: columns besides these are nobody's business (sheets read by a mapping).
    """

    kind: str
    needed: tuple[str, ...]
    known: frozenset[str]
    orders: tuple[tuple[str, ...], ...] = ()
    open: bool = False


LAYOUTS = (
    Layout(GED, GED_NEEDED, frozenset(GED_49), (GED_49, GED_41, GED_38)),
    Layout(CANDIDATE, GED_NEEDED, frozenset(GED_49), (GED_49, GED_41, GED_38)),
    Layout(ACLED, ACLED_NEEDED, frozenset((*ACLED_31, *ACLED_BEFORE)), (ACLED_31,)),
)


@dataclass(frozen=True)
class Misfit:
    """How far a header is from a layout: needed columns it lacks, each with the nearest strange one or ``""``."""

    layout: Layout
    missing: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Known:
    """A file's layout: its columns in order, whether its first row names them, and columns that are new to us."""

    layout: Layout
    columns: tuple[str, ...]
    header: bool
    extra: tuple[str, ...] = ()


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Column names as they are compared: no BOM, no blanks around them, small letters."""
    return tuple(c.replace("\ufeff", "").strip().lower() for c in cells)


def recognised(first: Sequence[str], layouts: Sequence[Layout]) -> Known | Misfit:
    """Which of ``layouts`` a file with this first row is, or how the nearest one is missed."""
    names = named(first)
    for layout in layouts:
        if set(layout.needed) <= set(names) and len(set(names)) == len(names):
            extra = () if layout.open else tuple(n for n in names if n not in layout.known)
            return Known(layout, names, True, extra)
    for layout in layouts:
        for order in layout.orders:
            if len(order) == len(first) and _reads_as(dict(zip(order, first, strict=True)), layout):
                return Known(layout, order, False)
    return min((_misfit(names, layout) for layout in layouts), key=lambda m: len(m.missing) / len(m.layout.needed))


def _misfit(names: tuple[str, ...], layout: Layout) -> Misfit:
    strange = [n for n in names if n not in layout.known and n]
    missing = []
    for column in layout.needed:
        if column not in names:
            near = difflib.get_close_matches(column, strange, 1, 0.6)
            missing.append((column, near[0] if near else ""))
    return Misfit(layout, tuple(missing) or ((names[0], ""),))


def _reads_as(row: dict[str, str], layout: Layout) -> bool:
    """Whether a row without a header holds numbers and days where the layout has them."""
    whole = (
        ("time_precision", "geo_precision") if layout.kind == ACLED else ("where_prec", "date_prec", "event_clarity")
    )
    try:
        if not all(1 <= float(row[c]) <= 9 for c in whole):
            return False
        if abs(float(row["latitude"])) > 90 or abs(float(row["longitude"])) > 180:
            return False
        if layout.kind != ACLED:
            date.fromisoformat(row["date_start"][:10])
            sides = (row["side_a"], row["side_b"])
            ordered = float(row["low"]) <= float(row["best"]) <= float(row["high"])
            return ordered and not any(_number(s) for s in sides) and _number(row["id"])
    except ValueError:
        return False
    return re.match(r"[A-Z]{2,4}\d+$", row["event_id_cnty"]) is not None


def _number(cell: str) -> bool:
    return re.fullmatch(r"\d*(\.0)?", cell.strip()) is not None


def ucdp_version(name: str) -> str:
    """The UCDP version in a file's name (``GEDEvent_v26_0_3.csv``: 26.0.3; ``ged261-csv``: 26.1), or ``""``."""
    found = re.search(r"(?:v|ged)[._]?(\d{2})[._]?(\d{1,2})((?:[._]\d{1,2}){0,2})(?!\d)", name.lower())
    if found is None:
        return ""
    rest = [str(int(n)) for n in re.findall(r"\d+", found[3])]
    return ".".join([found[1], str(int(found[2])), *rest])


def is_candidate(version: str) -> bool:
    """Whether a UCDP version is of the monthly Candidate series (``26.0.3``; ``26.1.26.9`` for nine months)."""
    return version.count(".") >= 2
