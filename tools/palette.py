"""Small PNG files: at most 256 colours, chosen from the picture itself.

In: pixels, ``uint8[height, width, 3]`` (red, green, blue).  Out: the bytes of a PNG.  The rule this module owns: *what
is flat stays exact*: a colour that is kept is one of the picture's own, the most frequent of its neighbourhood.
"""

from __future__ import annotations

import struct
import zlib
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Pixels: TypeAlias = npt.NDArray[np.uint8]
Whole: TypeAlias = npt.NDArray[np.int64]

MOST = 256
SIGNATURE = b"\x89PNG\r\n\x1a\n"
INDEXED = 3  # PNG (third edition), 11.2.1: colour type


def packed(pixels: Pixels) -> bytes:
    """The PNG of a picture; exact when it has at most 256 colours. PNG, third edition (W3C 2025)."""
    height, width, _ = pixels.shape
    palette, places = reduced(pixels)
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with filter 0: none
    rows[:, 1:] = places
    head = struct.pack(">IIBBBBB", width, height, 8, INDEXED, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def reduced(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """(palette ``uint8[at most 256, 3]``, place in it of every pixel ``uint8[height, width]``)."""
    height, width, _ = pixels.shape
    flat = pixels.reshape(-1, 3).astype(np.int64)
    coded = flat[:, 0] << 16 | flat[:, 1] << 8 | flat[:, 2]
    colours, inverse, counts = np.unique(coded, return_inverse=True, return_counts=True)
    if len(colours) <= MOST:
        palette, nearest = colours, np.arange(len(colours))
    else:
        palette = np.sort(_chosen(colours, counts))
        nearest = _nearest(_split(colours), _split(palette))
    return _split(palette).astype(np.uint8), nearest[inverse].astype(np.uint8).reshape(height, width)


def _chosen(colours: Whole, counts: Whole) -> Whole:
    """The most frequent colours, one of each neighbourhood of 8 x 8 x 8 colours."""
    ordered = colours[np.lexsort((colours, -counts))]
    parts = _split(ordered) >> 3
    _, first = np.unique(parts[:, 0] << 10 | parts[:, 1] << 5 | parts[:, 2], return_index=True)
    chosen: Whole = ordered[np.sort(first)[:MOST]]
    return chosen


def _nearest(colours: Whole, palette: Whole) -> Whole:
    """For every colour the place of the nearest of the palette."""
    found = np.empty(len(colours), np.int64)
    for start in range(0, len(colours), 4096):
        part = colours[start : start + 4096, None, :] - palette[None, :, :]
        found[start : start + 4096] = np.argmin((part * part).sum(axis=2), axis=1)
    return found


def _split(coded: Whole) -> Whole:
    """Red, green and blue of each colour."""
    return np.stack([coded >> 16, coded >> 8 & 255, coded & 255], axis=1)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
