"""A result folder on disk: whole and old, or whole and new, never half.

In: file contents by name, the folder to write.  Out: that folder.  The rules this module owns: *results are swapped
in by one rename*, so that whoever interrupts a command keeps the old results whole; and *foreign files are never
deleted*: a folder that holds anything jadwal does not write is refused, before any work is done.

Everything is written to a folder beside the target (same file system), flushed to disk, and exchanged with it
(``swap.py`` says how).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from jadwal.messages import BadInput, Mistake
from jadwal.swap import exchange as _exchange
from jadwal.swap import sync as _sync
from jadwal.swap import write_file as _write_file

MAIN = "timetable.json"


def refuse(out: Path, names: Container[str], main: str = MAIN) -> None:
    """Raise ``BadInput`` when ``out`` cannot become a result folder whose files are called ``names``.

    A name may lead into a folder, one level down: ``charts/x.svg``.  ``main``: the file by which a folder of this kind
    is known.
    """
    target = _resolved(out)
    if target.exists() and not target.is_dir():
        raise _bad("publish.not-a-folder", out)
    if target.is_dir():
        found = sorted(_names(target, out))
        foreign = [name for name in found if name not in names]
        if foreign or (found and main not in found):
            raise _bad("publish.foreign-files", out, name=(foreign or found)[0])
    above = target.parent
    while not above.exists():
        above = above.parent
    try:  # permission bits do not bind the superuser, and some file systems take no folder at all: only trying tells
        Path(tempfile.mkdtemp(prefix=".jadwal-", dir=above)).rmdir()
    except OSError as why:
        raise _bad("publish.unwritable", out) from why


def write(files: Mapping[str, bytes], out: Path, names: Container[str] | None = None, main: str = MAIN) -> Path:
    """Write ``files`` as the folder ``out`` and return it; raises ``BadInput`` when that is refused or not possible.

    ``names``: what may be replaced there; those of ``files`` when None.
    """
    refuse(out, frozenset(files) if names is None else names, main)
    target = _resolved(out)
    draft: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
        draft.chmod(0o755)
        inner = sorted({path.parent for path in map(draft.joinpath, files)} - {draft})
        for folder in inner:
            folder.mkdir()
        for name in sorted(files):
            _write_file(draft / name, files[name])
        for folder in (*inner, draft):
            _sync(folder)
        if target.exists():
            _exchange(draft, target)
        else:
            draft.replace(target)
        _sync(target.parent)
    except OSError as why:
        raise _bad("publish.unwritable", out) from why
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)  # after an exchange this is the old folder
    return target


def _resolved(out: Path) -> Path:
    try:
        return out.resolve()
    except (OSError, RuntimeError) as why:
        raise _bad("publish.unwritable", out) from why


def _listed(target: Path, out: Path) -> list[Path]:
    try:
        return list(target.iterdir())
    except OSError as why:
        raise _bad("publish.unwritable", out) from why


def _names(target: Path, out: Path) -> Iterator[str]:
    """What a folder holds, and what the folders in it hold; an empty one, or a deeper one, ends in a slash."""
    for path in _listed(target, out):
        if not path.is_dir() or path.is_symlink():
            yield path.name
            continue
        inner = _listed(path, out)
        yield from (f"{path.name}/{p.name}{'/' * p.is_dir()}" for p in inner)
        if not inner:
            yield f"{path.name}/"


def _bad(code: str, out: Path, **more: str) -> BadInput:
    return BadInput([Mistake(code=code, file=str(out), params=(("folder", str(out)), *more.items()))])
