"""One exported file on disk: whole and old, or whole and new; and nobody else's file is lost.

In: a path, the bytes, how to tell an export of the same kind. Out: that file. The rules this module owns: *a file
that jadwal did not write is replaced only when that is asked for*, and *a place that cannot be written is refused
before the work*.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from jadwal.messages import BadInput, Mistake
from jadwal.swap import sync, write_file

Ours = Callable[[bytes], bool]
HEAD = 4096  # bytes of a file from which its writer is told
RESULT = "timetable.json"


def ready(target: Path, ours: Ours, *, force: bool = False) -> None:
    """Raise ``BadInput`` when ``target`` cannot be written, or is a file that ``ours`` does not know."""
    try:
        if target.is_dir() or (target.exists() and not target.is_file()):
            raise bad("exchange.not-a-file", target)
        if (target.resolve().parent / RESULT).is_file():
            raise bad("exchange.in-a-result", target)
        if target.exists() and not force:
            with target.open("rb") as file:
                head = file.read(HEAD)
            if head and not ours(head):
                raise bad("exchange.foreign-file", target)
        _try(target.resolve().parent)
    except OSError as why:
        raise bad("exchange.unwritable", target) from why


def write(content: bytes, target: Path) -> Path:
    """Write ``content`` as ``target`` and return it; raises ``BadInput`` and leaves the old file when that fails."""
    draft: Path | None = None
    try:
        place = target.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
        handle, name = tempfile.mkstemp(prefix=f".{place.name[:80]}.", suffix=".new", dir=place.parent)
        os.close(handle)
        draft = Path(name)
        write_file(draft, content)
        draft.chmod(mode)
        draft.replace(place)
        draft = None
        sync(place.parent)
    except OSError as why:
        raise bad("exchange.unwritable", target) from why
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
    return target


def bad(code: str, file: Path) -> BadInput:
    """A mistake about a file."""
    return BadInput([Mistake(code=code, file=str(file), params=(("file", str(file)),))])


def _try(folder: Path) -> None:
    """Make a file in the nearest folder that is there: permission bits alone do not tell."""
    while not folder.exists():
        folder = folder.parent
    handle, name = tempfile.mkstemp(prefix=".jadwal-", dir=folder)
    os.close(handle)
    Path(name).unlink()
