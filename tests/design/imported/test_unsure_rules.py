"""A rule that is filled in though it is to be decided is changed, or said to hold: a changed mark alone adopts none."""

from pathlib import Path

import pytest

from presales_xl.design.designbook import adoption, design_reader
from presales_xl.design.imported.form_draft import import_form
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import Lang
from presales_xl.workbook import reader
from tests.design.imported.forms import decided, workbook

#: Rules with a part that is not understood: one of one row, one with parts in rows below, one of what adds or takes.
ROWS: list[list[object]] = [
    ["考核指标", "分值", "评分标准"],
    ["差错", 40, "每发生一次扣5分；情节严重的由总经理决定扣减"],
    ["完成率", 20, "完成率达100%得20分，完成率达90%得10分"],
    ["服务", 40, "满意度≥90%得20分，其余0分；投诉一次扣5分；情节严重的由总经理决定扣减"],
]


def draft(tmp_path: Path, lang: Lang = "zh") -> tuple[Path, list[str]]:
    """Return a draft, and the names of its rows that are to be decided with a rule."""
    made = import_form(workbook(tmp_path / "a.xlsx", ROWS), tmp_path / "b.xlsx", lang)
    return tmp_path / "b.xlsx", [each.item.name for each in made.indicators if each.made and each.mark[:3] == "not"]


def rows_of(path: Path) -> list[list[object]]:
    """Return the rows of the sheet of indicators, from the first one of the sheet on."""
    return [list(row) for row in reader.parse(path)["指标"]]


def told(path: Path) -> dict[str, str]:
    """Return what is undecided in a draft: by name why."""
    return {str(each.fields["found"]): each.code for each in design_reader.read(path).undecided}


@pytest.mark.parametrize("sign", ["✓", "▲", ""])
def test_a_changed_mark_alone_decides_no_rule_that_is_filled_in(tmp_path: Path, sign: str) -> None:
    path, names = draft(tmp_path)
    assert names
    assert {*told(path).values()} == {"design.undecided"}
    assert told(decided(path, sign)) == dict.fromkeys(names, "design.unchanged")
    with pytest.raises(ProblemsError) as caught:
        adoption.plan_of(design_reader.read(path))
    assert {problem.place.cell[:1] for problem in caught.value.problems} == {"C"}


@pytest.mark.parametrize(("lang", "sign"), [("zh", "照草稿"), ("en", "as drafted")])
def test_a_rule_that_holds_as_it_is_filled_in_is_adopted_where_its_row_says_so(
    tmp_path: Path, lang: Lang, sign: str
) -> None:
    path, _ = draft(tmp_path, lang)
    assert not told(decided(path, sign))
    assert adoption.plan_of(design_reader.read(path)).scheme.indicators


def test_a_rule_that_was_changed_is_decided_with_its_mark_and_the_others_are_not(tmp_path: Path) -> None:
    path, names = draft(tmp_path)
    at = {row[3]: number for number, row in enumerate(rows_of(path), 1)}
    cells = {f"H{at['差错']}": "每 差错 扣 4", f"H{at['完成率']}": "≥100% → 20；≥90% → 10；其余 5"}
    left = told(decided(path, "✓", cells))
    assert {*left} == {*names} - {"差错", "完成率"}


def test_parts_below_a_row_belong_to_its_rule(tmp_path: Path) -> None:
    path, names = draft(tmp_path)
    assert "服务" in names
    part = next(number for number, row in enumerate(rows_of(path), 1) if row[1] == "分项")
    assert "服务" not in told(decided(path, "✓", {f"H{part}": "≥90% → 20；≥80% → 10；其余 0"}))
