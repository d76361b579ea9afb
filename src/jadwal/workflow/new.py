"""A new case folder.

In: a folder that is not there or empty, a language for the comments.  Out: the files of a case that ``check`` accepts.
"""

from __future__ import annotations

from pathlib import Path

from jadwal.case.skeleton import write_skeleton


def new(folder: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write a commented case into ``folder`` and return its files; raises ``BadInput`` when that cannot be done."""
    return write_skeleton(folder, lang)
