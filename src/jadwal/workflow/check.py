"""Every mistake of form in a case folder.

In: a folder.  Out: all mistakes at once, sorted by place; none when the case can be planned.
"""

from __future__ import annotations

from pathlib import Path

from jadwal.case import check as check_form
from jadwal.messages import Mistake


def check(folder: Path) -> tuple[Mistake, ...]:
    """All mistakes and warnings of the case in ``folder``."""
    return check_form(folder)
