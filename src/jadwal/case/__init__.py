"""The case room: a folder of files a person edits, read into frozen values and checked for form.

In: a case folder (TOML and CSV).  Out: a :class:`CaseFolder` with every vintage of every row, a ``Case`` as known
on a day, every mistake at once.  The rule this room owns: *what stands in* ``fields.csv`` *is what may stand in a
folder*.
"""

from __future__ import annotations

from jadwal.case.figures import Assumed, assumed_values, counts, with_value
from jadwal.case.reading import CaseFolder, check, inputs_digest, known, load, read_case
from jadwal.case.schema import case_schema
from jadwal.case.skeleton import write_skeleton

__all__ = [
    "Assumed",
    "CaseFolder",
    "assumed_values",
    "case_schema",
    "check",
    "counts",
    "inputs_digest",
    "known",
    "load",
    "read_case",
    "with_value",
    "write_skeleton",
]
