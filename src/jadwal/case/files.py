"""Files of a case folder, read safely.

In: a folder and a name inside it.  Out: the text, or mistakes.  The rules this module owns: *nothing outside the
folder is ever read* (no ``..``, no absolute name, no link that leads out), and *nothing is read that is too big to
be a table*.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from jadwal.case.report import Report, Spot

SHEET_BYTES = 20_000_000
TOML_BYTES = 2_000_000
FIELD_CHARACTERS = 100_000  # below the csv module's own limit of 131,072
_DRIVE = re.compile(r"[A-Za-z]:")


def path_trick(name: str) -> bool:
    """True for a name that could lead out of the folder: ``..``, absolute, backslash, drive letter, control."""
    return (
        name.startswith(("/", "~"))
        or "\\" in name
        or ".." in name.split("/")
        or _DRIVE.match(name) is not None
        or any(ord(c) < 32 for c in name)
    )


def inside(folder: Path, path: Path) -> bool:
    """True when ``path``, all links followed, lies in ``folder``."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def folder_stands(folder: Path, report: Report) -> bool:
    """Whether there is a folder to read."""
    spot = Spot(str(folder.name) or str(folder))
    if folder.is_dir():
        return True
    report.add("case.not-a-folder" if folder.exists() else "case.no-folder", spot, name=spot.file)
    return False


def check_links(folder: Path, report: Report) -> None:
    """Refuse every link inside the folder that leads out of it, whether or not its target would be read."""
    for base, folders, files in os.walk(folder):
        for name in sorted(folders + files):
            path = Path(base) / name
            if path.is_symlink() and not inside(folder, path):
                report.add("case.outside-link", Spot(path.relative_to(folder).as_posix()))


def read_text(folder: Path, name: str, report: Report) -> str | None:
    """The text of a file in UTF-8 (with or without BOM); None after noting why it cannot be read."""
    spot, path = Spot(name), folder / name
    if path_trick(name) or not inside(folder, path):
        if not path.is_symlink():
            report.add("case.path-trick", spot, value=name)
        return None  # a link that leads out is noted by check_links
    most = SHEET_BYTES if name.endswith(".csv") else TOML_BYTES
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            report.add("case.not-a-file", spot)
            return None
        if found.st_size > most:
            report.add("case.too-big", spot, size=found.st_size // 1_000_000, most=most // 1_000_000)
            return None
        data = path.read_bytes()
    except OSError as why:
        report.add("case.unreadable", spot, number=why.errno or 0)
        return None
    return _decoded(data, spot, report)


def _decoded(data: bytes, spot: Spot, report: Report) -> str | None:
    if (at := data.find(b"\0")) >= 0 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        report.add("case.nul", Spot(spot.file, data.count(b"\n", 0, at) + 1), offset=at)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        at = why.start
        report.add("case.not-utf8", Spot(spot.file, data.count(b"\n", 0, at) + 1), offset=at)
        return None
