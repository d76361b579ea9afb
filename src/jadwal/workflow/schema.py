"""The JSON Schemas of what goes in and of what comes out.

In: nothing.  Out: the schemas of a case folder and of ``timetable.json`` (draft 2020-12), made from the data
dictionary and from the types.
"""

from __future__ import annotations

from typing import Any

import msgspec

from jadwal.case.schema import case_schema
from jadwal.model.timetable import Timetable


def schemas() -> dict[str, Any]:
    """``case`` and ``timetable``, each a JSON Schema as plain data."""
    return {"case": case_schema(), "timetable": msgspec.json.schema(Timetable)}
