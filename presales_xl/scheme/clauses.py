"""How the figures of a rule kind stand in the cell 计分 of a design workbook: clauses, each with fields of the rule.

A kind says which ones it has; their words are texts (`design.clause.<name>`), and `design/designbook/rule_words` reads
and writes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

#: What a field in a clause holds: a number, a share, a share where what is measured is one, a target, a formula.
Held = Literal["number", "rate", "target", "formula"]
#: What the lines of a table say: points by count, by bound (of what is measured, of a ratio, of a place), by
#: condition, by level, or where the range of a level begins.
Lines = Literal["counts", "bands", "ratio_bands", "place_bands", "cases", "levels", "level_ranges"]


@dataclass(frozen=True)
class FiguresClause:
    """A clause with figures in it, each a field of the rule: `每低 {short_step} 扣 {per_short}`."""

    name: str
    held: Mapping[str, Held]

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that the clause says."""
        return tuple(self.held)


@dataclass(frozen=True)
class ValueClause:
    """A clause that says of a field that it has a value."""

    name: str
    value: Any = True

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the field that the clause says."""
        return (self.name,)


@dataclass(frozen=True)
class TableClauses:
    """A clause for each line of a table that a field holds."""

    name: str
    lines: Lines

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the field that the clauses say."""
        return (self.name,)


Clause = FiguresClause | ValueClause | TableClauses


def single(name: str, held: Held = "number") -> FiguresClause:
    """Return the clause of a single figure, called like its field."""
    return FiguresClause(name, {name: held})
