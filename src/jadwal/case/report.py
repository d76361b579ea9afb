"""Where a value stands and what is wrong with it.

In: mistakes as they are found.  Out: all of them, sorted by file, row and field.  The rule this module owns: *a
mistake names the column or key as the person typed it*.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from jadwal.messages import Mistake


@dataclass(frozen=True)
class Spot:
    """A place in the folder: file, line, and inside a TOML file the path of the table."""

    file: str
    row: int = 0
    path: str = ""
    sheet: bool = False
    name: str = ""

    def at(self, name: str) -> Spot:
        """A column or key of this row."""
        return replace(self, name=name)

    def part(self, part: str) -> Spot:
        """A part of a value: ``name_ar`` in a sheet, ``name.ar`` in TOML."""
        return replace(self, name=f"{self.name}{'_' if self.sheet else '.'}{part}" if part else self.name)

    def inside(self, path: str, row: int = 0) -> Spot:
        """A table inside this one."""
        return replace(self, path=f"{self.path}.{path}" if self.path else path, row=row or self.row, name="")

    @property
    def field(self) -> str:
        """The field as a mistake names it."""
        return f"{self.path}.{self.name}" if self.path and self.name else self.path or self.name


@dataclass
class Report:
    """Collects mistakes while a folder is read."""

    mistakes: list[Mistake] = field(default_factory=list)
    _noted: set[Mistake] = field(default_factory=set)

    def add(self, code: str, spot: Spot, **params: str | int) -> None:
        """Note a mistake that must be put right; what stands there already is noted once."""
        self._note(code, spot, "error", params)

    def warn(self, code: str, spot: Spot, **params: str | int) -> None:
        """Note something that is accepted but worth a look."""
        self._note(code, spot, "warning", params)

    def _note(self, code: str, spot: Spot, severity: Literal["error", "warning"], params: dict[str, str | int]) -> None:
        mistake = Mistake(
            code=code,
            file=spot.file,
            row=spot.row,
            field=spot.field,
            params=tuple(sorted(params.items())),
            severity=severity,
        )
        if mistake not in self._noted:
            self._noted.add(mistake)
            self.mistakes.append(mistake)

    @property
    def errors(self) -> bool:
        """True when something must be put right before the case can be read."""
        return any(m.severity == "error" for m in self.mistakes)

    def all(self) -> tuple[Mistake, ...]:
        """Everything noted, sorted by file, row and field."""
        return tuple(sorted(self.mistakes, key=lambda m: (m.file, m.row, m.field, m.code, m.params)))
