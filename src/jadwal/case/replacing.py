"""A case folder on disk, new or changed: whole before, whole after, never half.

In: the text of files by their name inside the folder.  Out: the folder.  The rules this module owns: *a new folder
appears whole or not at all, and nothing is overwritten*; *a folder that is there already is exchanged in one step with
a copy in which those files are new*, and every other file in it (documents, notes, feeds) is kept.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from jadwal.messages import BadInput, Mistake
from jadwal.swap import exchange, sync, write_file


def write_new(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write a new folder and return its files; ``BadInput`` when it is there and not empty, or cannot be written."""
    refuse_taken(folder)
    draft: Path | None = None
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        draft.chmod(0o755)
        for name, text in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        draft.replace(folder)
    except OSError as why:
        raise _unwritable(folder) from why
    finally:
        if draft is not None and draft.exists():
            shutil.rmtree(draft, ignore_errors=True)
    return tuple(folder / name for name in files)


def refuse_taken(folder: Path) -> None:
    """Raise ``BadInput`` when ``folder`` is something else than an empty folder or nothing."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        code = "case.folder-not-empty" if folder.is_dir() else "case.not-a-folder"
        raise BadInput([Mistake(code=code, file=folder.name, params=(("name", folder.name),))])


def replace_files(folder: Path, files: Mapping[str, str]) -> None:
    """Give ``folder`` these files in place of those of the same names, all at once; ``BadInput`` when it cannot be.

    The other files are not copied but linked into the new folder where the file system can, so that documents of any
    size cost nothing; whoever interrupts this leaves the old folder as it was (and perhaps a draft beside it).
    """
    if not files:
        return
    target = folder.resolve()
    draft: Path | None = None
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent)).resolve()
        shutil.copytree(target, draft, symlinks=True, copy_function=_linked, dirs_exist_ok=True)
        for name, text in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.parent.resolve().is_relative_to(draft):
                raise _unwritable(folder)  # a link to a folder elsewhere
            path.unlink(missing_ok=True)  # a link to the old file: writing through it would change the old folder
            write_file(path, text.encode("utf-8"))
        sync(draft)
        exchange(draft, target)
        sync(target.parent)
    except (OSError, shutil.Error) as why:
        raise _unwritable(folder) from why
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)  # after the exchange this is the old folder


def _linked(old: str, new: str) -> str:
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)
    return new


def _unwritable(folder: Path) -> BadInput:
    return BadInput([Mistake(code="case.unwritable", file=folder.name, params=(("name", folder.name),))])
