"""Canonical bytes: one value, one byte string."""

from __future__ import annotations

import json
from datetime import date

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from jadwal.model.case import Text
from jadwal.trust.canonical import canonical, digest

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_bytes_are_json_that_says_the_same(value: object) -> None:
    """Reading the bytes back gives the value, and canonical bytes of that are the same bytes."""
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(st.text("abcمن", max_size=3), st.integers(0, 9)))
def test_the_order_of_keys_never_matters(value: dict[str, int]) -> None:
    """Two parties that build the same record in another order sign the same digest."""
    assert digest(dict(reversed(list(value.items())))) == digest(value)


def test_a_known_answer() -> None:
    """Sorted keys, no spaces, Arabic text as it stands, dates in ISO form; SHA-256 of exactly those bytes."""
    value = {"b": [1, True, None], "a": Text(en="end", ar="نهاية"), "day": date(2024, 9, 27)}
    assert canonical(value).decode() == '{"a":{"ar":"نهاية","en":"end"},"b":[1,true,null],"day":"2024-09-27"}'
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_an_integer_that_json_readers_may_round_is_refused() -> None:
    """Nothing is signed that another reader could read as another number."""
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(2**53)
