"""What a file must be before anything in it is opened as a workbook.

In: a path.  Out: its bytes, or one mistake.  The rule this module owns: *nothing is unpacked, parsed or followed before
it is known to be small, plain and self-contained*: no archive that unpacks to more than a table could be, no macro, no
link to another file, no document type with entities.

Formats are told by their first bytes: a ZIP archive (PKWARE APPNOTE 4.3.7), or the compound file of old and of
encrypted workbooks (MS-CFB 2.2).
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from jadwal.messages import BadInput, Mistake

MEGABYTE = 1_000_000
FILE_BYTES = 50 * MEGABYTE
ALL_BYTES, SHEET_BYTES, STRINGS_BYTES, PART_BYTES = (n * MEGABYTE for n in (800, 500, 48, 8))
RATIO, RATIO_FROM = 200, MEGABYTE  # deflate reaches about 1,000; tables written by programs stay below 60
PARTS = 1_000
TAGS = 6_000_000  # of one part: as many as a million cells have
CHUNK = 1 << 20

_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "xl/workbook.xml"
_MACROS = ("vbaproject.bin", "vbadata.xml")
_LINKED = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_DTD = (b"<!DOCTYPE", b"<!ENTITY")


def opened(file: Path) -> zipfile.ZipFile:
    """The archive of a workbook that may be read; raises ``BadInput``."""
    try:
        if not file.is_file():
            raise bad("workbook.no-file", file)
        size = file.stat().st_size
        if size > FILE_BYTES:
            raise bad("workbook.too-big", file, size=size // MEGABYTE, most=FILE_BYTES // MEGABYTE)
        content = file.read_bytes()
    except OSError as why:
        raise bad("case.unreadable", file, number=why.errno or 0) from why
    if content.startswith(_COMPOUND):
        raise bad("workbook.encrypted" if _ENCRYPTED in content else "workbook.old-format", file)
    if not content.startswith(_ZIP):
        raise bad("workbook.not-a-workbook", file)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _check_parts(archive, file)
        _check_texts(archive, file)
    except BadInput:
        raise
    except Exception as why:  # whatever a damaged archive makes zipfile and zlib raise
        raise bad("workbook.damaged", file) from why
    return archive


def _check_parts(archive: zipfile.ZipFile, file: Path) -> None:
    """The parts by their names and their stated sizes, which zipfile never exceeds when it unpacks."""
    parts = archive.infolist()
    names = [p.filename.lower() for p in parts]
    if len(parts) > PARTS:
        raise bad("workbook.too-many-parts", file, parts=len(parts), most=PARTS)
    total = sum(p.file_size for p in parts)
    if total > ALL_BYTES:
        raise bad("workbook.unpacks-too-large", file, size=total // MEGABYTE, most=ALL_BYTES // MEGABYTE)
    for p in parts:
        most = _most(p.filename.lower())
        if p.file_size > most:
            raise bad("workbook.unpacks-too-large", file, size=p.file_size // MEGABYTE, most=most // MEGABYTE)
        if p.file_size > RATIO_FROM and p.file_size > RATIO * max(p.compress_size, 1):
            raise bad("workbook.packed-too-tightly", file, ratio=p.file_size // max(p.compress_size, 1), most=RATIO)
    if any(p.flag_bits & 1 for p in parts):
        raise bad("workbook.encrypted", file)
    if any(name.endswith(_MACROS) for name in names):
        raise bad("workbook.macros", file)
    if _WORKBOOK not in names or len(set(names)) < len(names):
        raise bad("workbook.not-a-workbook" if _WORKBOOK not in names else "workbook.damaged", file)
    if any(name.startswith(_LINKED) for name in names):
        raise bad("workbook.linked", file)


def _most(name: str) -> int:
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        return SHEET_BYTES
    return STRINGS_BYTES if name == "xl/sharedstrings.xml" else PART_BYTES


def _check_texts(archive: zipfile.ZipFile, file: Path) -> None:
    """No part but a sheet (:mod:`scan` looks at those) holds a document type, another encoding, or a mass of tags."""
    for part in archive.infolist():
        name = part.filename.lower()
        if not name.endswith((".xml", ".rels", ".vml")) or _most(name) == SHEET_BYTES:
            continue
        before, tags = b"", 0
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                refuse_text(before + chunk, file, first=not before)
                tags += chunk.count(b"<")
                before = chunk[-16:]
        if tags > TAGS:
            raise bad("workbook.too-many-cells", file, most=TAGS)
        if name == "[content_types].xml":
            _check_types(archive.read(part), file)


def _check_types(types: bytes, file: Path) -> None:
    if b"macroEnabled" in types:
        raise bad("workbook.macros", file)


def refuse_text(chunk: bytes, file: Path, *, first: bool) -> None:
    """Raise ``BadInput`` for XML with a document type, or (in the ``first`` chunk) in another encoding than UTF-8."""
    if first and b"\0" in chunk[:4]:
        raise bad("workbook.damaged", file)
    if any(mark in chunk for mark in _DTD):
        raise bad("workbook.entities", file)


def bad(code: str, file: Path, **params: str | int) -> BadInput:
    """One mistake about the whole file."""
    return BadInput([Mistake(code=code, file=file.name, params=tuple(sorted({"file": file.name, **params}.items())))])
