"""The cell 计分 of a rule, and the cell of what is remembered: clauses in words, by the kind of the rule.

A kind of rule says which clauses it has, a table below those of what is remembered; `FieldClause` is one, with its
words in `texts/design.yaml` (`design.clause.<name>`), in which a blank is a figure: `每低 {short_step} 扣 {per_short}`.
Both ways follow from that.
"""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unicodedata import normalize

from presales_xl.design.designbook.codecs import (
    Around,
    BandsCell,
    Cell,
    FormulaCell,
    NamesCell,
    NumberCell,
    TargetCell,
    Value,
    bound_text,
    clauses,
    named_number,
    number_text,
    read_bound,
)
from presales_xl.scheme.bands import ELSE
from presales_xl.scheme.clauses import Clause, FiguresClause, Held, Lines, ValueClause
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.scheme.rules import RULE_KINDS

_BLANK = re.compile(r"\{(\w+)\}")


def is_rate(around: Around) -> bool:
    """Return whether what a rule measures is a share, by the formula in `of`."""
    rule, content = around.item, around.names.content
    formula = str(rule.get("of") or rule.get("formula") or "")
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except SyntaxError:
        return False
    name = tree.id if isinstance(tree, ast.Name) else ""
    field_type = content.get("inputs", {}).get(name, {}).get("type")
    unit = content.get("measures", {}).get(name, {}).get("unit")
    return "rate" in (field_type, unit) or (isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div))


@dataclass(frozen=True)
class FieldClause:
    """A clause with figures in it; one without any says that a field has a `value`."""

    name: str
    figures: Mapping[str, Cell] = field(default_factory=dict)
    value: Any = True

    def show(self, item: Mapping[str, Any], around: Around) -> list[str]:
        """Return the clause where the item has what it says, in a list."""
        if not self.figures:
            key, wanted = self.name, self.value
            return [self.words(around)] if item.get(key) == wanted else []
        if not any(item.get(key) is not None for key in self.figures):
            return []
        shown = {key: _text(cell.show(item[key], around)) for key, cell in self.figures.items()}
        return [_BLANK.sub(lambda blank: shown[blank[1]], self.words(around))]

    def read(self, clause: str, around: Around) -> dict[str, Any] | None:
        """Return what a clause says, None where it is another one."""
        pattern = "".join(
            r"\s*(.+)\s*" if place % 2 else r"\s*".join(map(re.escape, part.split()))
            for place, part in enumerate(_BLANK.split(normalize("NFKC", self.words(around))))
        )
        keys = _BLANK.findall(self.words(around))
        match = re.fullmatch(pattern, clause.strip(), re.IGNORECASE)
        if match is None:
            return None
        if not keys:
            return {self.name: self.value}
        return {key: self.figures[key].read(part, around) for key, part in zip(keys, match.groups(), strict=True)}

    def words(self, around: Around) -> str:
        """Return the clause with its blanks."""
        return around.say(f"clause.{self.name}")

    def example(self, around: Around) -> str:
        """Return how the clause is written, with … for its figures."""
        return _BLANK.sub("…", self.words(around))


def _text(shown: Value) -> str:
    return number_text(shown) if isinstance(shown, float | int) else str(shown)


@dataclass(frozen=True)
class Counts(FieldClause):
    """Clauses of counts: so many points each time, `每 投诉次数 扣 5`; `name` is the field that holds them."""

    figures: Mapping[str, Cell] = field(default_factory=lambda: {"count": FormulaCell(), "each": NumberCell()})

    def show(self, item: Mapping[str, Any], around: Around) -> list[str]:
        pairs = (item.get(self.name) or {}).items()
        return [
            part for count, each in pairs for part in FieldClause.show(self, {"count": count, "each": each}, around)
        ]

    def read(self, clause: str, around: Around) -> dict[str, Any] | None:
        read = FieldClause.read(self, clause, around)
        return None if read is None else {self.name: {read["count"]: read["each"]}}


@dataclass(frozen=True)
class BandClauses(FieldClause):
    """The lines of a table of bounds."""

    rates: bool | None = None  # by what is measured where nothing is said

    def _cell(self, around: Around) -> BandsCell:
        return BandsCell(lambda _: is_rate(around) if self.rates is None else self.rates)

    def show(self, item: Mapping[str, Any], around: Around) -> list[str]:
        return [str(self._cell(around).show(item[self.name], around))] if item.get(self.name) else []

    def read(self, clause: str, around: Around) -> dict[str, Any] | None:
        bound, worth = self._cell(around).band(clause, around)
        return {self.name: {bound: worth}}


@dataclass(frozen=True)
class CaseClauses(FieldClause):
    """The lines of a table of conditions: `投诉 = 0 且 回访 ≥ 1 → 10`."""

    def show(self, item: Mapping[str, Any], around: Around) -> list[str]:
        return [
            f"{around.say('word.else')} {number_text(worth)}"
            if test == ELSE
            else f"{around.names.formula(test, around.table)} → {number_text(worth)}"
            for test, worth in (item.get(self.name) or {}).items()
        ]

    def read(self, clause: str, around: Around) -> dict[str, Any] | None:
        test, arrow, worth = re.sub(r"->|=>", "→", clause).rpartition("→")
        if not arrow:
            name, number = named_number(clause)
            return {self.name: {read_bound(name, around.say("word.else")): number}}
        return {self.name: {around.names.read_formula(test, around.table): NumberCell().read(worth.strip(), around)}}


@dataclass(frozen=True)
class LevelClauses(FieldClause):
    """Levels with their points, `优 10；良 8`, or with where their ranges begin, `优 ≥9；良 其余`."""

    bounds: bool = False

    def show(self, item: Mapping[str, Any], around: Around) -> list[str]:
        shown = []
        for key, worth in (item.get(self.name) or {}).items():
            name = around.names.listed("choice", key)
            words = bound_text(worth, rate=False, otherwise=around.say("word.else")) if self.bounds else ""
            shown.append(f"{name} {words or number_text(worth)}")
        return shown

    def read(self, clause: str, around: Around) -> dict[str, Any] | None:
        if not self.bounds:
            name, number = named_number(clause)
            return {self.name: {around.names.id_of("choice", name): number}}
        match = re.fullmatch(r"(.+?)\s*(\S+)", clause) if " " not in clause else re.fullmatch(r"(.+)\s+(\S+)", clause)
        if match is None:
            raise fail("design.bound", found=clause)
        return {self.name: {around.names.id_of("choice", match[1]): read_bound(match[2], around.say("word.else"))}}


def _one(name: str, **figures: Cell) -> FieldClause:
    return FieldClause(name, figures)


#: The cell of what a field of a rule holds.
_HELD: Mapping[Held, Cell] = {
    "number": NumberCell(),
    "rate": NumberCell("rate"),
    "target": TargetCell(is_rate),
    "formula": FormulaCell(),
}
#: The lines of a table that a field of a rule holds.
_LINES: Mapping[Lines, Callable[[str], FieldClause]] = {
    "counts": Counts,
    "bands": BandClauses,
    "ratio_bands": partial(BandClauses, rates=True),
    "place_bands": partial(BandClauses, rates=False),
    "cases": CaseClauses,
    "levels": LevelClauses,
    "level_ranges": partial(LevelClauses, bounds=True),
}


def _worded(clause: Clause) -> FieldClause:
    """Return how a clause of a kind of rule is shown and read."""
    if isinstance(clause, FiguresClause):
        return FieldClause(clause.name, {key: _HELD[held] for key, held in clause.held.items()})
    if isinstance(clause, ValueClause):
        return FieldClause(clause.name, value=clause.value)
    return _LINES[clause.lines](clause.name)


#: The clauses of each kind of rule; the last one is taken for whatever the others are not.
RULES = {kind.key(): tuple(map(_worded, kind.clauses)) for kind in RULE_KINDS}
#: The clauses of what an input takes over from earlier periods; the first one of each names the kind.
REMEMBERED: dict[str, Sequence[FieldClause]] = {
    "previous": (_one("remembered_previous", of=NamesCell("value", elsewhere=True)), _one("first", first=NumberCell())),
    "times": (_one("remembered_times", within=NumberCell(), grade=NamesCell("grade")),),
    "running_last": (_one("remembered_running_last", smallest=NamesCell("parameter")),),
    "award": (_one("remembered_award", flag=NamesCell("flag", "veto"), amount=NamesCell("parameter")),),
    "quarter_without": (_one("remembered_quarter_without", of=NamesCell("value", many=True)),),
    "sum_of_quarters": (_one("remembered_sum_of_quarters", of=NamesCell("value", elsewhere=True)),),
    "mean_of_quarters": (_one("remembered_mean_of_quarters", of=NamesCell("indicator", elsewhere=True)),),
    "paid": (_one("remembered_paid", quarter=NumberCell(), item=NamesCell("item", elsewhere=True)),),
}


def _merged(into: dict[str, Any], read: Mapping[str, Any]) -> None:
    """Add what a clause says; of tables a line."""
    for key, value in read.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            if again := [each for each in value if each in into[key]]:
                raise fail("design.twice", found=again[0])
            into[key] |= value
        elif key in into:
            raise fail("design.twice", found=key)
        else:
            into[key] = value


class RuleCell(Cell):
    """The figures of a rule in words; what is read is several fields of the rule."""

    def show(self, value: Any, around: Around) -> Value:
        shown = [part for clause in RULES[value["kind"]] for part in clause.show(value, around)]
        return around.say("then").join(shown)

    def read(self, cell: Value, around: Around) -> Any:
        read: dict[str, Any] = {}
        if "kind" not in around.item:  # which is told at its own cell
            return read
        kinds = RULES[around.item["kind"]]
        if not kinds and clauses(cell):
            raise fail("design.no_figures", kind=around.say(f"rule.{around.item['kind']}"), found=cell)
        for part in clauses(cell):
            _merged(read, _read(part, kinds, around))
        return read


def _read(part: str, kinds: Sequence[FieldClause], around: Around) -> dict[str, Any]:
    """Return what a clause says, by the first of several that it may be."""
    reason: ProblemsError | None = None
    for clause in kinds:
        try:
            if (read := clause.read(part, around)) is not None:
                return read
        except ProblemsError as error:
            reason = error
    if reason:
        raise reason
    raise fail("design.clause", found=part, expected=[clause.example(around) for clause in kinds] or ["—"])


class RememberedCell(Cell):
    """What an input takes over from earlier periods, in words."""

    def show(self, value: Any, around: Around) -> Value:
        shown = [part for clause in REMEMBERED[value["kind"]] for part in clause.show(value, around)]
        return around.say("then").join(shown)

    def read(self, cell: Value, around: Around) -> Any:
        first, *others = clauses(cell)
        reason: ProblemsError | None = None
        for kind, known in REMEMBERED.items():
            try:
                read = known[0].read(first, around)
            except ProblemsError as error:
                reason = error
                continue
            if read is not None:
                for part in others:
                    _merged(read, _read(part, known[1:], around))
                return {"kind": kind, **read}
        if reason:
            raise reason
        raise fail("design.clause", found=first, expected=[each[0].example(around) for each in REMEMBERED.values()])
