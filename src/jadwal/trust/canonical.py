"""Canonical bytes: one value, one byte string, one digest.

In: plain data or msgspec structs of integers, strings, booleans, dates and containers.  Out: JSON in the canonical
form of RFC 8785, and its SHA-256.  The rule this module owns: *what is signed or compared is these bytes and no
others*.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import rfc8785


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of ``value``; dates become ISO strings.  Raises ``rfc8785.CanonicalizationError`` for integers
    beyond ±(2**53 - 1), which no JSON reader is bound to keep exact, and for floats that are not numbers."""
    return rfc8785.dumps(msgspec.to_builtins(value, str_keys=True))


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, as 64 lower-case hexadecimal digits (FIPS 180-4)."""
    return hashlib.sha256(canonical(value)).hexdigest()
