"""What a design workbook holds: its sheets, their rows and their columns, described once for writing and for reading.

A row is an item of a scheme: its kind says in which block of the file it stands, and in which one of the item above it.
A column is a field of the items, with the kind of cell that shows it. Blocks whose items are mere texts or lie in
several mappings are items here too: see `tree_of` and `content_of`, which are each other's inverse.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args

from presales_xl.design.designbook.codecs import (
    BandsCell,
    BoundCell,
    Cell,
    DefaultCell,
    DescribedCell,
    FormulaCell,
    FormulasCell,
    NamesCell,
    NumberCell,
    OneOfCell,
    PairCell,
    PerKeyCell,
    PlainCell,
    ReadingCell,
    SeveralCell,
    WeightsCell,
)
from presales_xl.design.designbook.rule_words import RULES, RememberedCell, RuleCell
from presales_xl.scheme.model import Cycle, InputType

#: What a scheme file holds, as items that are rows (see `tree_of`).
Tree = dict[str, Any]
#: How deep the parts of a rule may lie within each other.
DEEPEST = 4
_PARTS = tuple("part" if depth == 1 else f"part_{depth}" for depth in range(1, DEEPEST + 1))
_CYCLES = get_args(Cycle)
#: Kinds of rows that are a rule themselves, where an indicator has one.
RULE_ROWS = ("period", *_PARTS)
_RULED = ("indicator", "adjustment", *RULE_ROWS)
YES = (True,)


@dataclass(frozen=True)
class RowKind:
    """A kind of row: the block that it stands in, by the kind of the row above; "" is the scheme itself."""

    key: str
    blocks: Mapping[str, str]


@dataclass(frozen=True)
class DesignColumn:
    """A column: its key, which names its texts, the field of the items, the kind of its cells, the rows that have it.

    A field `*` of something stands for several fields there; `^weights` is what the rule above says of a part. Columns
    that few schemes want are `rare`: folded away where nothing stands in them.
    """

    key: str
    field: str
    cell: Cell
    width: float = 12
    rows: tuple[str, ...] = ()
    rare: bool = False

    def field_of(self, kind: str) -> str:
        """Return the field in a row of a kind: of a rule by itself without `rule`."""
        return self.field.removeprefix("rule.") if kind in RULE_ROWS else self.field


@dataclass(frozen=True)
class DesignSheet:
    """A sheet: its key, which names its texts, the kinds of its rows, the usual one first, and its columns."""

    key: str
    kinds: tuple[RowKind, ...]
    columns: tuple[DesignColumn, ...]


def _named(width: float = 26) -> DesignColumn:
    return DesignColumn("name", "name", Cell(), width)


_HELP = DesignColumn("help", "help", Cell(), 30)
_PERIODS = SeveralCell("word.cycle", _CYCLES)
_YES = OneOfCell("word", YES)
_YES_NO = OneOfCell("word", (True, False))
_RULE = (
    DesignColumn("kind", "rule.kind", OneOfCell("rule", tuple(RULES)), 12, rows=_RULED),
    DesignColumn("of", "rule.of", FormulaCell(), 34, rows=_RULED),
    DesignColumn("figures", "rule.*", RuleCell(), 44, rows=_RULED),
    DesignColumn("floor", "rule.floor", NumberCell(), 9, rows=_RULED),
    DesignColumn("cap", "rule.cap", NumberCell(), 9, rows=_RULED),
    DesignColumn("raters", "rule.raters", WeightsCell(), 26, rows=_RULED),
    DesignColumn("described", "rule.described", DescribedCell(), 40, rows=_RULED),
    DesignColumn("weight", "^weights", NumberCell("rate"), 9, rows=_PARTS, rare=True),
    DesignColumn("part_left_out", "^left_out", FormulaCell(), 22, rows=_PARTS, rare=True),
    DesignColumn("rows_of", "rule.table", NamesCell("table"), 14, rows=_RULED, rare=True),
)


def _parts(*above: str) -> tuple[RowKind, ...]:
    """Return the kinds of rows for parts of rules, below those kinds."""
    first = {kind: "parts" if kind in RULE_ROWS else "rule.parts" for kind in above}
    return (
        RowKind(_PARTS[0], first),
        *(RowKind(inner, {outer: "parts"}) for outer, inner in pairwise(_PARTS)),
    )


def _inputs(*rows: str) -> tuple[DesignColumn, ...]:
    """Return the columns of what somebody enters."""
    return (
        DesignColumn("type", "type", OneOfCell("type", get_args(InputType)), 10, rows=rows),
        DesignColumn("unit", "unit", Cell(), 8, rows=rows),
        DesignColumn("choices", "choices", NamesCell("choice", many=True), 24, rows=rows),
        DesignColumn("given_by", "given_by", OneOfCell("word", ("hr",)), 10, rows=rows),
        DesignColumn("rated_by", "rated_by", NamesCell("rater"), 12, rows=rows, rare=True),
        DesignColumn("usual", "usual", PairCell(), 16, rows=rows),
        DesignColumn("min", "min", NumberCell(), 8, rows=rows, rare=True),
        DesignColumn("max", "max", NumberCell(), 8, rows=rows, rare=True),
        DesignColumn("limits", "limits", NamesCell("parameter", many=True), 20, rows=rows, rare=True),
        DesignColumn("may_be_negative", "may_be_negative", _YES, 8, rows=rows, rare=True),
        DesignColumn("default", "default", DefaultCell(), 10, rows=rows, rare=True),
        DesignColumn("optional", "optional", _YES, 8, rows=rows, rare=True),
        DesignColumn("prorated", "prorated", _YES, 8, rows=rows, rare=True),
        DesignColumn("part_of", "part_of", NamesCell("value"), 18, rows=rows, rare=True),
        DesignColumn("left_out", "left_out", FormulasCell(), 24, rows=rows, rare=True),
        DesignColumn("quarters", "quarters", _YES, 8, rows=rows, rare=True),
        DesignColumn("remembered", "remembered", RememberedCell(), 30, rows=rows, rare=True),
        DesignColumn("described", "described", DescribedCell(), 40, rows=rows, rare=True),
        DesignColumn("help", "help", Cell(), 40, rows=rows),
    )


_SHOWN_AS = OneOfCell("unit", ("rate", "money", "points", "count"))

#: The single facts of a scheme, a row each on the sheet `scheme`.
FACTS = (
    DesignColumn("scheme_name", "name", Cell()),
    DesignColumn("id", "id", PlainCell()),
    DesignColumn("cycles", "cycles", _PERIODS),
    DesignColumn("tracks", "tracks", _PERIODS),
    DesignColumn("about", "about", Cell()),
    DesignColumn("level_name", "level_name", Cell()),
    DesignColumn("full_points", "full_points", NumberCell()),
    DesignColumn("beside", "beside", NamesCell("rater", many=True)),
    DesignColumn("approval", "approval", _YES_NO),
    DesignColumn("least_days", "appraised.least_days", NumberCell()),
    DesignColumn("stints", "appraised.stints", OneOfCell("stints", ("by_days", "last", "longest"))),
    DesignColumn("least_stint_days", "appraised.least_stint_days", NumberCell()),
    DesignColumn("total_name", "total.name", Cell()),
    DesignColumn("total_formula", "total.formula", FormulaCell()),
    DesignColumn("total_unit", "total.unit", OneOfCell("unit", ("points", "count", "money"))),
    DesignColumn("lowered_by", "grade_moves.lowered_by", FormulaCell()),
    DesignColumn("raised_by", "grade_moves.raised_by", FormulaCell()),
)

#: All other sheets in the order of their tabs.
SHEETS = (
    DesignSheet(
        "indicators",
        (
            RowKind("indicator", {"section": "indicators", "": "indicators"}),
            RowKind("section", {"": "sections"}),
            *_parts("indicator", "period"),
            RowKind("period", {"indicator": "rules"}),
        ),
        (
            _named(),
            DesignColumn("points", "points", PerKeyCell("level"), 9, rows=("indicator",)),
            *_RULE,
            DesignColumn(
                "empty",
                "empty",
                OneOfCell("empty", ("exempt", "zero", "full", "missing")),
                width=12,
                rows=("indicator",),
                rare=True,
            ),
            DesignColumn("indicator_left_out", "left_out", FormulaCell(), 24, rows=("indicator",), rare=True),
            DesignColumn("zero_when", "zero_when", FormulaCell(), 24, rows=("indicator",), rare=True),
            DesignColumn("periods", "periods", _PERIODS, 12, rows=("indicator",), rare=True),
            DesignColumn("share", "share", PairCell(), 11, rows=("section",), rare=True),
            DesignColumn("range", "range", PairCell(), 11, rows=("indicator",), rare=True),
            DesignColumn("out_of", "out_of", NumberCell(), 9, rows=("indicator",), rare=True),
            DesignColumn("red_line", "red_line", _YES, 8, rows=("indicator",), rare=True),
            DesignColumn("enabled", "enabled", _YES_NO, 8, rows=("indicator",), rare=True),
            DesignColumn("help", "help", Cell(), 40, rows=("indicator",)),
        ),
    ),
    DesignSheet("inputs", (RowKind("input", {"": "inputs"}),), (_named(), *_inputs())),
    DesignSheet(
        "options",
        (
            RowKind("choice", {"": "choices"}),
            RowKind("level", {"": "levels"}),
            RowKind("rater", {"": "raters"}),
        ),
        (_named(),),
    ),
    DesignSheet(
        "details",
        (
            RowKind("column", {"table": "columns"}),
            RowKind("table", {"": "details"}),
            RowKind("measure", {"table": "measures"}),
            RowKind("check", {"table": "checks"}),
        ),
        (
            _named(),
            DesignColumn("row_name", "row_name", Cell(), 12, rows=("table",)),
            DesignColumn("least", "least", NumberCell(), 8, rows=("table",)),
            DesignColumn("ready", "rows", NumberCell(), 8, rows=("table",)),
            DesignColumn("most", "most", NumberCell(), 8, rows=("table",)),
            DesignColumn("formula", "formula", FormulaCell(), 34, rows=("measure",)),
            DesignColumn("shown_as", "unit", _SHOWN_AS, 10, rows=("measure",)),
            DesignColumn("when", "when", FormulaCell(), 34, rows=("check",)),
            *_inputs("column"),
        ),
    ),
    DesignSheet(
        "measures",
        (RowKind("measure", {"": "measures"}),),
        (
            _named(),
            DesignColumn("formula", "formula", FormulaCell(), 60),
            DesignColumn("bands", "bands", BandsCell(), 44),
            DesignColumn("shown_as", "unit", _SHOWN_AS, 10),
        ),
    ),
    DesignSheet(
        "adjustments",
        (RowKind("adjustment", {"": "adjustments"}), *_parts("adjustment")),
        (
            _named(),
            *_RULE,
            DesignColumn("reason", "reason", OneOfCell("reason", ("optional", "required")), 12, rows=("adjustment",)),
        ),
    ),
    DesignSheet(
        "vetoes",
        (RowKind("flag", {"": "flags"}), RowKind("veto", {"": "vetoes"})),
        (
            _named(),
            DesignColumn("when", "when", FormulaCell(), 50),
            DesignColumn("effect", "effect", OneOfCell("effect", ("total_zero", "lowest_grade")), 16, rows=("veto",)),
            DesignColumn("periods", "periods", _PERIODS, 14, rows=("flag",), rare=True),
        ),
    ),
    DesignSheet(
        "grades",
        (RowKind("grade", {"": "grades"}), RowKind("together", {"": "grades"})),
        (
            _named(14),
            DesignColumn("bound", "bound", BoundCell(), 12, rows=("grade",)),
            DesignColumn("quota", "quota", NumberCell("rate"), 14),
        ),
    ),
    DesignSheet(
        "pay",
        (RowKind("item", {"": "pay"}),),
        (
            _named(),
            DesignColumn("formula", "formula", FormulaCell(), 70),
            DesignColumn("periods", "periods", _PERIODS, 14, rare=True),
            DesignColumn("prorated", "prorated", _YES, 10, rare=True),
        ),
    ),
    DesignSheet(
        "parameters",
        (RowKind("parameter", {"": "parameters"}),),
        (
            _named(34),
            DesignColumn("value", "value", PerKeyCell(), 40),
            DesignColumn("by", "by", NamesCell("key", "input", "column"), 14),
            DesignColumn("shown_as", "unit", _SHOWN_AS, 10),
            DesignColumn("value_range", "range", PairCell(), 12, rare=True),
            DesignColumn("why", "why", Cell(), 40),
        ),
    ),
    DesignSheet(
        "words",
        (RowKind("text", {"": "words"}),),
        (
            _named(),
            DesignColumn("written_by", "written_by", NamesCell("writer", "rater"), 12),
            DesignColumn("explains", "explains", NamesCell("value", many=True), 34, rare=True),
            DesignColumn("required", "required", _YES, 8),
            DesignColumn("confidential", "confidential", _YES, 8, rare=True),
            DesignColumn("periods", "periods", _PERIODS, 14, rare=True),
            _HELP,
        ),
    ),
    DesignSheet(
        "readings",
        (RowKind("reading", {"": "readings"}),),
        (
            DesignColumn("reading_of", "of", ReadingCell(), 34),
            DesignColumn("why", "why", Cell(), 70),
        ),
    ),
)


@dataclass(frozen=True)
class DesignRow:
    """An item with its kind, id and path in the tree; `above` is the rule that it is a part of."""

    kind: str
    key: str
    path: str
    item: Mapping[str, Any]
    above: Mapping[str, Any]
    table: str = ""


def rows(sheet: DesignSheet, tree: Tree) -> Iterator[DesignRow]:
    """Yield the rows of a sheet in their order."""
    yield from _below(sheet, "", "", tree)


def _below(sheet: DesignSheet, above: str, path: str, item: Mapping[str, Any], table: str = "") -> Iterator[DesignRow]:
    kinds = sorted(sheet.kinds, key=lambda kind: (kind.key == "period", kind.key == "indicator"))
    for kind in kinds:
        block = kind.blocks.get(above)
        for key, inner in (at(item, block) or {}).items() if block else ():
            if is_together(inner) != (kind.key == "together"):
                continue
            where = f"{path}.{block}.{key}".lstrip(".")
            rule = item.get("rule", item)
            inside = key if kind.key == "table" else table
            yield DesignRow(kind.key, key, where, inner, above=rule, table=inside)
            yield from _below(sheet, kind.key, where, inner, table=inside)


def is_together(item: object) -> bool:
    """Return whether a row gives several grades a share together."""
    return isinstance(item, Mapping) and "together" in item


def at(item: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a dotted path, None where nothing does."""
    value: Any = item
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
    return value


_TEXTS = ("levels", "choices", "raters")


def tree_of(content: Mapping[str, Any]) -> Tree:
    """Return what a scheme file says with an item for each row: texts as names, grades with bound and share."""
    tree = {key: value for key, value in content.items() if key not in (*_TEXTS, "grades", "readings", "parameters")}
    tree |= {key: {each: {"name": name} for each, name in content.get(key, {}).items()} for key in _TEXTS}
    grades, readings = content.get("grades") or {}, content.get("readings", {})
    names, quota = grades.get("names", {}), grades.get("quota", {})
    tree["grades"] = {
        key: {"name": names.get(key, key), "bound": bound} | ({"quota": quota[key]} if key in quota else {})
        for key, bound in grades.get("scale", {}).items()
    }
    tree["grades"] |= {
        key: {"name": key, "quota": share, "together": True}
        for key, share in quota.items()
        if key not in tree["grades"]
    }
    tree["grade_moves"] = {key: grades[key] for key in ("lowered_by", "raised_by") if key in grades}
    parameters = content.get("parameters", {})
    tree["parameters"] = {
        key: {**item, **({"why": readings[key]} if key in readings else {})} for key, item in parameters.items()
    }
    tree["readings"] = {key: {"of": key, "why": why} for key, why in readings.items() if key not in parameters}
    return {key: _renamed(value, "formula", "of") if key not in _TEXTS else value for key, value in tree.items()}


def _renamed(value: Any, old: str, new: str) -> Any:
    """Return items with the formula of each rule of the kind `formula` under another key.

    In the tree it stands in `of`, where other kinds say what is measured.
    """
    if not isinstance(value, Mapping):
        return value
    inner = {key: _renamed(each, old, new) for key, each in value.items()}
    return {(new if key == old else key): each for key, each in inner.items()} if is_formula(value) else inner


def is_formula(item: Mapping[str, Any]) -> bool:
    """Return whether an item is a rule of the kind `formula`."""
    return item.get("kind") == "formula"


def content_of(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a scheme file says, of the rows (see `tree_of`)."""
    told = {key: value for key, value in tree.items() if key != "grade_moves" and value != {}}
    content = {key: _renamed(value, "of", "formula") for key, value in told.items()}
    for block in _TEXTS:
        if block in content:
            content[block] = {key: item.get("name", "") for key, item in content[block].items()}
    grades = content.pop("grades", {})
    alone = {key: item for key, item in grades.items() if not is_together(item)}
    if grades or tree.get("grade_moves"):
        content["grades"] = {
            "scale": {key: item.get("bound", "") for key, item in alone.items()},
            "names": {key: item["name"] for key, item in alone.items() if item.get("name", key) != key},
            "quota": {key: item["quota"] for key, item in grades.items() if "quota" in item},
            **tree.get("grade_moves", {}),
        }
    readings = {}
    for key, item in content.get("parameters", {}).items():
        if "why" in item:
            readings[key] = item.pop("why")
    readings |= {item.get("of", key): item.get("why", "") for key, item in content.pop("readings", {}).items()}
    return content | ({"readings": readings} if readings else {})
