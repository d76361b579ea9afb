"""A case as one Excel workbook, the tool people have, and back.

In: a case folder as read, or a workbook.  Out: the bytes of a workbook, or the rows of a case.  The rules this room
owns: *a round trip loses nothing but comments*, *nothing in a workbook runs* (no formula, macro or link is written or
accepted), and *every mistake is told by sheet and cell*.  openpyxl is known here and nowhere else, and imported only
when a workbook is opened.
"""

from __future__ import annotations

from jadwal.exchange.workbook.reading import Brought, read_workbook
from jadwal.exchange.workbook.writing import workbook_bytes

__all__ = ["Brought", "read_workbook", "workbook_bytes"]
