"""Every sentence a user sees, in Arabic and English, and the one way to report bad input.

In: a message code and its parameters.  Out: the sentence.  The rule this module owns: *both languages say everything*:
the catalogues ``en/*.toml`` and ``ar/*.toml`` hold the same codes with the same placeholders (a test compares them).

A catalogue entry is a table named by its code with ``text`` and, for mistakes and findings, ``remedy``::

    ["case.unknown-column"]
    text = "There is no column “{column}” in this table."
    remedy = "Did you mean “{nearest}”?"

Placeholders: ``{name}`` inserts the parameter; ``{n:day}`` a counted noun by CLDR plural rules from ``units.toml``.
Texts in both languages (``Text``) and dates are rendered for the language asked for.  Stored text holds no bidi
controls.
"""

from __future__ import annotations

from jadwal.messages.catalogue import codes, counted, remedy, stored, text
from jadwal.messages.mistakes import BadInput, Mistake

__all__ = ["BadInput", "Mistake", "codes", "counted", "remedy", "stored", "text"]
