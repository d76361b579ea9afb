"""The bytes of a workbook, without a clock.

In: an openpyxl workbook, a day.  Out: the bytes of its file.  The rule this module owns: *no byte tells when or where
it was written*: the properties carry the day of the case, the archive a fixed one.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

_FIXED = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip archive can name
_MODIFIED = re.compile(rb"(<dcterms:(modified|created)[^>]*>)[^<]*(</dcterms:\2>)")


def packed(book: Workbook, day: date) -> bytes:
    """The file of ``book``, dated ``day``: the same for the same content, whenever it is made."""
    book.properties.creator = "jadwal"
    book.properties.created = datetime.combine(day, time())
    written = io.BytesIO()
    book.save(written)
    out = io.BytesIO()
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(written) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in found.namelist():
            content = found.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content)
    return out.getvalue()
