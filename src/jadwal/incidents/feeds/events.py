"""From rows of text to events: typed, checked, each row kept, warned of or set aside.

In: the raw table of a feed and its expressions.  Out: ``events.parquet``, ``rejected.csv`` and the counts of both.
The rule this module owns: *what is absurd is set aside with its row and reason, never mended*; what is only doubtful
is kept and counted.

Set aside: no id, an id for the second time, a day that is none or absurd (before 1900, or more than 800 days after
the batch was known), a last day before the first, coordinates that are no numbers or absurd (0, 0 or off the globe), a
precision off its ladder, a figure that is no whole number.  Kept and counted: low, best and high out of order; not
placeable; spread over days; totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from jadwal.incidents.feeds.normal import NUMBERS, PLACED
from jadwal.incidents.feeds.reading import Raw, connect, literal, quoted

if TYPE_CHECKING:
    import duckdb

EARLIEST = date(1900, 1, 1)
BEYOND = timedelta(days=800)  # a day that much after the batch was known is absurd, not merely too late
SPREAD = 3  # from this day precision on an event is spread over its days


@dataclass(frozen=True)
class Told:
    """What became of the rows: by reason, by doubt, and the days they span (None: no event)."""

    events: int
    rejected: Mapping[str, int]
    doubts: Mapping[str, int]
    first_day: date | None
    last_day: date | None
    latest: date | None  # the last first day: later than that, nothing is sure to have happened


def write(raw: Raw, folder: Path, source: str, columns: Mapping[str, str], known_from: date) -> Told:
    """Write ``events.parquet`` and ``rejected.csv`` into ``folder``; raises ``OSError``."""
    import duckdb

    with connect() as base:
        try:
            return _write(base, raw, folder, source, columns, known_from)
        except duckdb.IOException as why:
            raise OSError(str(why).splitlines()[0]) from None


def _write(
    base: duckdb.DuckDBPyConnection,
    raw: Raw,
    folder: Path,
    source: str,
    columns: Mapping[str, str],
    known_from: date,
) -> Told:
    chosen = ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
    base.execute(
        f'CREATE TEMP TABLE given AS SELECT "#", {raw.number()} AS row, {chosen} '
        f"FROM read_parquet({literal(str(raw.path))})"
    )
    casts = ", ".join(f"try_cast(given.{n} AS DOUBLE) AS {n}" for n in NUMBERS)
    base.execute(
        'CREATE TEMP VIEW typed AS SELECT "#", row, id, day_given, first_day, last_day, admin1, country, kind, '
        f"actor_a, actor_b, clarity, {casts}, {_none_read()} AS unread FROM given"
    )
    base.execute(
        'CREATE TEMP TABLE again AS SELECT "#", id FROM (SELECT "#", id, row_number() OVER (PARTITION BY id '
        'ORDER BY "#") AS n '
        "FROM given WHERE id IN (SELECT id FROM given GROUP BY id HAVING count(*) > 1)) WHERE n > 1"
    )
    base.execute("CREATE TEMP TABLE same (n BIGINT)")
    if _one(base, "SELECT count(*) FROM again"):
        _note_same(base, raw)
    base.execute(f"CREATE TEMP TABLE judged AS SELECT *, {_reason(known_from)} AS reason FROM typed")
    base.execute(
        f"COPY (SELECT id, {literal(source)} AS source, first_day, coalesce(last_day, first_day) AS last_day, "
        f"day_precision::TINYINT AS day_precision, latitude, longitude, place_prec::TINYINT AS place_prec, "
        f"latitude IS NOT NULL AND longitude IS NOT NULL AND place_prec <= {PLACED} AS placeable, "
        f"coalesce(trim(admin1), '') AS admin1, coalesce(trim(country), '') AS country, coalesce(kind, '') AS kind, "
        f"coalesce(actor_a, '') AS actor_a, coalesce(actor_b, '') AS actor_b, deaths_low::INTEGER AS deaths_low, "
        f"deaths_best::INTEGER AS deaths_best, deaths_high::INTEGER AS deaths_high, clarity, row::INTEGER AS row "
        f'FROM judged WHERE reason IS NULL ORDER BY "#") '
        f"TO {literal(str(folder / 'events.parquet'))} (FORMAT parquet, COMPRESSION zstd)"
    )
    base.execute("CREATE TEMP TABLE refused (row BIGINT, reason VARCHAR)")
    if raw.refused:
        base.executemany("INSERT INTO refused VALUES (?, ?)", [[n, r] for n, r in raw.refused.items()])
    base.execute("INSERT INTO refused SELECT row, reason FROM judged WHERE reason IS NOT NULL")
    base.execute(
        f"COPY (SELECT row, reason FROM refused ORDER BY row, reason) TO {literal(str(folder / 'rejected.csv'))} "
        f"(FORMAT csv, HEADER)"
    )
    events = f"read_parquet({literal(str(folder / 'events.parquet'))})"
    counts = base.execute(
        "SELECT count(*), count(*) FILTER (deaths_low > deaths_best OR deaths_best > deaths_high OR "
        "deaths_low > deaths_high), count(*) FILTER (NOT placeable), "
        f"count(*) FILTER (day_precision >= {SPREAD} AND last_day > first_day), count(*) FILTER (clarity = 'total'), "
        f"min(first_day), max(last_day), max(first_day) FROM {events}"
    ).fetchall()[0]
    doubts = dict(zip(("deaths-order", "unplaceable", "spread", "totals"), counts[1:5], strict=True))
    rejected = base.execute("SELECT reason, count(*) FROM refused GROUP BY reason ORDER BY reason").fetchall()
    return Told(counts[0], dict(rejected), {k: n for k, n in doubts.items() if n}, *counts[5:])


def _none_read() -> str:
    """SQL: the first of the number columns that is there and does not read as a number, or NULL."""
    cases = " ".join(
        f"WHEN given.{n} IS NOT NULL AND NOT isfinite(coalesce(try_cast(given.{n} AS DOUBLE), 'nan'::DOUBLE)) "
        f"THEN '{n}'"
        for n in NUMBERS
    )
    return f"CASE {cases} END"


def _reason(known_from: date) -> str:
    """SQL: why a row is set aside, the first that holds; NULL: it is kept."""
    latest = (known_from + BEYOND).isoformat()
    whole = " OR ".join(
        f"({n} <> floor({n}) OR {n} < 0 OR {n} > 2000000000)" for n in ("deaths_low", "deaths_best", "deaths_high")
    )
    return (
        "CASE WHEN id IS NULL OR id = '' THEN 'id-missing' "
        "WHEN first_day IS NULL AND day_given IS NULL THEN 'day-missing' "
        "WHEN first_day IS NULL THEN 'day-unread' "
        f"WHEN first_day < DATE '{EARLIEST}' OR greatest(first_day, last_day) > DATE '{latest}' THEN 'day-absurd' "
        "WHEN last_day < first_day THEN 'days-reversed' "
        "WHEN unread IN ('latitude', 'longitude') THEN 'coordinates-unread' "
        "WHEN (latitude = 0 AND longitude = 0) OR abs(latitude) > 90 OR abs(longitude) > 180 THEN 'coordinates-absurd' "
        "WHEN unread IN ('day_precision', 'place_prec') OR NOT coalesce(day_precision IN (1, 2, 3, 4, 5), false) "
        "OR NOT coalesce(place_prec IN (1, 2, 3, 4, 5, 6, 7), false) OR clarity IS NULL THEN 'precision-unknown' "
        f"WHEN unread IS NOT NULL OR {whole} THEN 'figure-unread' "
        "WHEN \"#\" IN (SELECT n FROM same) THEN 'repeated-row' "
        'WHEN "#" IN (SELECT "#" FROM again) THEN \'repeated-id\' END'
    )


def _note_same(base: duckdb.DuckDBPyConnection, raw: Raw) -> None:
    """Fill ``same``: the rows that repeat the first one of their id in every column."""
    table = f"read_parquet({literal(str(raw.path))})"
    names = [str(name) for name, *_ in base.execute(f"DESCRIBE SELECT * FROM {table}").fetchall() if name != "#"]
    whole = ", ".join(f"coalesce(r.{quoted(n)}, '')" for n in names)
    base.execute(
        f'INSERT INTO same WITH twice AS (SELECT r."#" AS n, g.id AS id, md5(concat_ws(chr(31), {whole})) AS content '
        f'FROM {table} r JOIN given g ON r."#" = g."#" WHERE g.id IN (SELECT id FROM again)), '
        "first AS (SELECT id, min_by(content, n) AS content FROM twice GROUP BY id) "
        'SELECT n FROM twice JOIN first USING (id, content) WHERE n IN (SELECT "#" FROM again)'
    )


def _one(base: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(base.execute(query).fetchall()[0][0])
