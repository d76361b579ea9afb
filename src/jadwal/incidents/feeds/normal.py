"""Feed columns in the terms of the event table.

In: a feed's kind and columns.  Out: for each column of the event table, an SQL expression over the feed's text
columns.  The rule this module owns: *precision is the feed's own, on one ladder, and never better than stated*.

The event table (``events.parquet``), one row per event:

=================  ========  ==========================================================================================
``id``             text      the feed's own id
``source``         text      the feed: ``ucdp-ged``, ``ucdp-candidate``, ``acled``, ``gtd`` or a mapping's name
``first_day``      date      the first day on which it may have happened
``last_day``       date      the last such day
``day_precision``  1 … 5     1 the day, 2 a few days, 3 a week, 4 a month, 5 longer
``latitude``       degrees   empty: not stated
``longitude``      degrees
``place_prec``     1 … 7     1 the place, 2 near it, 3 district, 4 province, 5 line or area, 6 country, 7 abroad
``placeable``      yes/no    whether it may be placed at a site: coordinates, and ``place_prec`` 1 or 2
``admin1``         text      first-level area as the feed names it
``country``        text
``kind``           text      state-based, non-state, one-sided; ACLED's event and sub-event type; a mapping's own
``actor_a``        text      UCDP's side A, ACLED's actor 1; no direction is meant
``actor_b``        text
``deaths_low``     persons   low <= best <= high where the feed gives all three
``deaths_best``    persons
``deaths_high``    persons
``clarity``        text      ``event``; ``total``: a count over several events (UCDP event_clarity 2)
``row``            number    in the file as it was given, the header being 1
=================  ========  ==========================================================================================

Ladders.  UCDP ``date_prec`` and ``where_prec`` are these ladders (GED codebook).  ACLED ``time_precision`` 1, 2, 3 are
the day, the week, the month: 2 may have happened three days before to three days after, 3 in that calendar month;
``geo_precision`` 1, 2, 3 are the place, near it, the province.
"""

from __future__ import annotations

from collections.abc import Mapping

from jadwal.incidents.feeds.layouts import ACLED, CANDIDATE, GED
from jadwal.incidents.feeds.reading import literal, quoted

COLUMNS = (
    "id", "source", "first_day", "last_day", "day_precision", "latitude", "longitude", "place_prec", "placeable",
    "admin1", "country", "kind", "actor_a", "actor_b", "deaths_low", "deaths_best", "deaths_high", "clarity", "row",
)  # fmt: skip
NUMBERS = ("day_precision", "latitude", "longitude", "place_prec", "deaths_low", "deaths_best", "deaths_high")
PLACED = 2  # the worst precision that may be placed at a site

_ACLED_DAYS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d-%B-%Y", "%d-%b-%Y")


def expressions(kind: str) -> dict[str, str]:
    """SQL for ``id`` … ``clarity`` of the event table, but ``source``, ``placeable`` and ``row``; all of text.

    Numbers come as text, so that one that does not read is told from one that is missing; days come as dates, with
    ``day_given`` beside them for the same reason.
    """
    return dict(_ucdp() if kind in (GED, CANDIDATE) else _acled() if kind == ACLED else {})


def number(text: str) -> str:
    """SQL: a number as text, ``214797.0`` being 214797."""
    return f"regexp_replace(trim({text}), '\\.0+$', '')"


def _ucdp() -> Mapping[str, str]:
    kinds = "MAP {'1': 'state-based', '2': 'non-state', '3': 'one-sided'}"
    violence = number(quoted("type_of_violence"))
    return {
        "id": number(quoted("id")),
        "day_given": 'coalesce("date_start", "date_end")',
        "first_day": 'try_cast(left("date_start", 10) AS DATE)',
        "last_day": 'try_cast(left("date_end", 10) AS DATE)',
        "day_precision": number(quoted("date_prec")),
        "latitude": quoted("latitude"),
        "longitude": quoted("longitude"),
        "place_prec": number(quoted("where_prec")),
        "admin1": quoted("adm_1"),
        "country": quoted("country"),
        "kind": f"coalesce({kinds}[{violence}], {violence})",
        "actor_a": quoted("side_a"),
        "actor_b": quoted("side_b"),
        "deaths_low": number(quoted("low")),
        "deaths_best": number(quoted("best")),
        "deaths_high": number(quoted("high")),
        "clarity": f"CASE {number(quoted('event_clarity'))} WHEN '1' THEN 'event' WHEN '2' THEN 'total' END",
    }


def _acled() -> Mapping[str, str]:
    day = f'try_strptime(trim("event_date"), [{", ".join(literal(f) for f in _ACLED_DAYS)}])::DATE'
    precision = number(quoted("time_precision"))
    dead = number(quoted("fatalities"))
    return {
        "id": 'trim("event_id_cnty")',
        "day_given": quoted("event_date"),
        "first_day": f"CASE {precision} WHEN '2' THEN {day} - 3 WHEN '3' THEN date_trunc('month', {day})::DATE "
        f"ELSE {day} END",
        "last_day": f"CASE {precision} WHEN '2' THEN {day} + 3 WHEN '3' THEN last_day({day}) ELSE {day} END",
        "day_precision": f"CASE {precision} WHEN '2' THEN '3' WHEN '3' THEN '4' ELSE {precision} END",
        "latitude": quoted("latitude"),
        "longitude": quoted("longitude"),
        "place_prec": f"CASE {number(quoted('geo_precision'))} WHEN '3' THEN '4' ELSE "
        f"{number(quoted('geo_precision'))} END",
        "admin1": quoted("admin1"),
        "country": quoted("country"),
        "kind": "concat_ws(': ', nullif(trim(\"event_type\"), ''), nullif(trim(\"sub_event_type\"), ''))",
        "actor_a": quoted("actor1"),
        "actor_b": quoted("actor2"),
        "deaths_low": "NULL",
        "deaths_best": dead,
        "deaths_high": "NULL",
        "clarity": "'event'",
    }
