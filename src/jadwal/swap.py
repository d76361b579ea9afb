"""A folder that takes another's place in one step, and files that are on disk before anybody relies on them.

In: a folder written beside the one that it replaces (same file system).  Out: their names exchanged.  The rule this
module owns: *at every moment one whole folder carries the name*: atomically where the system can exchange two names
(renameat2 with RENAME_EXCHANGE on Linux, renameatx_np with RENAME_SWAP on macOS), else by two renames with the old one
put back when the second fails.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from pathlib import Path

_AT_FDCWD = -100 if sys.platform != "darwin" else -2
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS are the same number


def write_file(path: Path, content: bytes) -> None:
    """Write ``content`` and wait until the disk has it; raises ``OSError``."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Wait until the disk has the names in ``folder``; raises ``OSError``."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def exchange(draft: Path, target: Path) -> None:
    """Make ``draft`` the target and the target ``draft``; raises ``OSError`` and leaves the target as it was."""
    if swapped(draft, target):
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.old-", dir=target.parent))
    try:
        target.replace(aside)
        try:
            draft.replace(target)
        except OSError:
            aside.replace(target)
            raise
        aside.replace(draft)
    finally:
        if aside.exists() and not any(aside.iterdir()):
            aside.rmdir()


def swapped(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False when the system or the file system cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    call = getattr(library, "renameatx_np" if sys.platform == "darwin" else "renameat2", None)
    if call is None:
        return False
    done: int = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
    return done == 0
