"""Every mistake of form in a case folder.

In: a folder.  Out: all mistakes at once, sorted by place; none when the case can be planned.
"""

from __future__ import annotations

from pathlib import Path

from jadwal.case import check as check_form
from jadwal.messages import BadInput, Mistake
from jadwal.places import of_case


def check(folder: Path) -> tuple[Mistake, ...]:
    """All mistakes and warnings of the case in ``folder``, those of its own map included."""
    found = check_form(folder)
    try:
        of_case(folder)
    except BadInput as bad:
        found = (*found, *bad.mistakes)
    return tuple(sorted(set(found), key=lambda m: (m.file, m.row, m.field, m.code, m.params)))
