"""Whatever a scheme file can say has a place in the design workbook."""

import pytest

from presales_xl.design.designbook.design_sheets import FACTS, SHEETS, content_of, tree_of
from presales_xl.design.designbook.rule_words import REMEMBERED
from presales_xl.scheme import model, remembered
from presales_xl.scheme.names import Model
from presales_xl.scheme.rules import RULE_KINDS, RuleKind

#: Fields that are no cells: rules and blocks are rows, and what is set by dates is nobody's to say.
ROWS = {"rule", "rules", "indicators", "columns", "measures", "checks", "parts"}
BY_DATES = {"by_days", "month", "handed_on", "individual"}
OF_KINDS: dict[str, type[Model]] = {
    "section": model.Section,
    "indicator": model.Indicator,
    "input": model.Input,
    "table": model.Detail,
    "column": model.Input,
    "check": model.RowCheck,
    "adjustment": model.Adjustment,
    "veto": model.Veto,
    "flag": model.Flag,
    "item": model.PayItem,
    "parameter": model.Parameter,
    "text": model.Words,
}


@pytest.mark.parametrize(("kind", "shape"), OF_KINDS.items(), ids=OF_KINDS)
def test_every_field_of_an_item_has_a_column(kind: str, shape: type[Model]) -> None:
    (sheet,) = (sheet for sheet in SHEETS if kind in [each.key for each in sheet.kinds])
    columns = {column.field for column in sheet.columns if not column.rows or kind in column.rows}
    assert set(shape.model_fields) - ROWS <= columns


@pytest.mark.parametrize("name", ["measures", "details"])
def test_every_field_of_a_measure_has_a_column(name: str) -> None:
    (sheet,) = (sheet for sheet in SHEETS if sheet.key == name)
    shape = model.Measure if name == "measures" else model.RowMeasure
    assert set(shape.model_fields) <= {column.field for column in sheet.columns}


def test_every_field_of_a_scheme_is_a_fact_or_a_block_of_rows() -> None:
    facts = {fact.field.partition(".")[0] for fact in FACTS}
    blocks = {block for sheet in SHEETS for kind in sheet.kinds for block in kind.blocks.values()}
    assert set(model.Scheme.model_fields) - BY_DATES <= facts | blocks
    assert set(model.AppraisedPeople.model_fields) == stated("appraised")
    assert set(model.Total.model_fields) == stated("total")
    assert set(model.GradeScale.model_fields) - stated("grade_moves") == {"scale", "names", "quota"}


def stated(block: str) -> set[str]:
    """Return the fields of a block that are facts."""
    return {fact.field.partition(".")[2] for fact in FACTS if fact.field.startswith(f"{block}.")}


@pytest.mark.parametrize("kind", RULE_KINDS, ids=lambda kind: kind.__name__)
def test_every_field_of_a_kind_of_rule_is_a_column_or_stands_in_its_clauses(kind: type[RuleKind]) -> None:
    (sheet,) = (sheet for sheet in SHEETS if sheet.key == "indicators")
    columns = {column.field.removeprefix("rule.").removeprefix("^") for column in sheet.columns}
    said = {field for clause in kind.clauses for field in clause.fields}
    assert set(kind.model_fields) - ROWS - {"formula"} <= columns | said


@pytest.mark.parametrize("name", REMEMBERED)
def test_every_field_of_what_is_remembered_stands_in_its_clauses(name: str) -> None:
    shapes = {
        shape.model_fields["kind"].annotation.__args__[0]: shape  # type: ignore[union-attr]
        for shape in remembered._Kind.__subclasses__()
    }
    assert set(shapes) == set(REMEMBERED)
    assert set(shapes[name].model_fields) - {"kind"} == {key for clause in REMEMBERED[name] for key in clause.figures}


def test_rows_and_what_a_file_says_are_each_others_inverse() -> None:
    said_of_grades = {
        "grades": {
            "scale": {"A": "≥90", "B": "else"},
            "names": {"A": {"zh": "优", "en": "Good"}},
            "quota": {"A+B": 1},
            "lowered_by": "x",
        },
        "levels": {"junior": {"zh": "初级", "en": "Junior"}},
        "parameters": {"x": {"name": "甲", "value": 1}},
        "readings": {"x": "示例", "*.points": "示例"},
        "indicators": {"i": {"name": "乙", "rule": {"kind": "formula", "formula": "points"}}},
    }
    assert content_of(tree_of(said_of_grades)) == said_of_grades
