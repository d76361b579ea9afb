"""The fonts of a self-contained page: cut down to the characters it shows, as style rules.

In: the text of the page.  Out: ``@font-face`` rules with the fonts in data addresses (WOFF2).  The rule this module
owns: *the same text gives the same bytes, and Arabic letters still join*: what shapes a line is kept, hinting, names
and dates of making are not.

HarfBuzz cuts (milliseconds; fontTools needs a second for the same), fontTools packs.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import lru_cache

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from jadwal.publish.charts.measure import FAMILY, REGULAR, SEMIBOLD, font_file

FEATURES = ("ccmp", "init", "medi", "fina", "rlig", "liga", "calt", "locl", "kern", "mark", "mkmk")
DROPPED = ("meta", "DSIG", "gasp")


def font_css(text: str, weights: Sequence[int] = (REGULAR, SEMIBOLD)) -> str:
    """``@font-face`` rules for the characters of ``text``, one for each weight (400, 600)."""
    used = frozenset(text)
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff2;base64,{base64.b64encode(_cut(used, weight)).decode("ascii")}) format("woff2")}}\n'
        for weight in weights
    )


@lru_cache(maxsize=8)
def _cut(used: frozenset[str], weight: int) -> bytes:
    """The font of a weight with nothing but the characters ``used``, as WOFF2."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.unicode_set.update(ord(c) for c in used)
    features = wanted.layout_feature_tag_set
    features.clear()
    features.update(_tag(name) for name in FEATURES)
    wanted.name_id_set.clear()  # the table itself must stay: browsers refuse a font without one
    wanted.drop_table_tag_set.update(_tag(name) for name in DROPPED)
    cut = hb.subset(hb.Face(hb.Blob.from_file_path(font_file(weight))), wanted)
    font = TTFont(io.BytesIO(cut.blob.data), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed, reorderTables=False)
    return packed.getvalue()


def _tag(name: str) -> int:
    """A four-letter name of a table or feature as the number it is stored as."""
    return int.from_bytes(name.encode("ascii"), "big")
