"""Which entry the buttons without Python go to, and that nothing is told or printed from one that does not count."""

from pathlib import Path

import pytest

from presales_xl.catalogue import load
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.texts import text
from tests.addin.vba import Excel, with_team
from tests.workbook.returned import engineers, written

YES = 6
ROLE = 'ActiveWorkbook.Worksheets("工程师").Range("%s")'
NO_RULES = f"Dim Cell As Object\nFor Each Cell In {ROLE}.Cells\nCell.Validation.Delete\nNext\n"


@pytest.fixture
def filled(tmp_path: Path) -> Excel:
    """Return Excel with the workbook of three engineers who have everything filled in."""
    return with_team(tmp_path, engineers)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ('NumberFormat = "yyyy-mm-dd"', "日期或时间"),
        ('Formula = "=G7"', "循环引用"),
    ],
)
def test_nothing_is_told_or_printed_from_an_entry_that_does_not_count_and_the_check_goes_to_it(
    filled: Excel, harm: str, told: str
) -> None:
    filled.do(f"{ROLE % 'G7'}.{harm}")
    filled.pick("工程师", "D7")
    for command in ("compute_grades", "compute_bonus", "explain_score", "show_form", "print_forms"):
        message = filled.click(command, [YES])
        assert message.startswith("「工程师 G7」")
        assert told in message
        assert filled.done == []
    for command in ("validate", "submit"):
        filled.pick("工程师", "D6")
        message = filled.click(command)
        assert "全部通过" not in message  # the checks know nothing of it
        assert "工程师 G7  1001 李四 未解决客户数" in message
        assert filled.picked() == "工程师 G7"
    assert filled.done == []


@pytest.mark.parametrize("typed", ["离职了", "正常 ", "免考"])
@pytest.mark.parametrize("rules", ["", NO_RULES % "C6:C8"])
def test_a_state_that_cannot_be_chosen_is_found_with_its_rule_or_without(filled: Excel, typed: str, rules: str) -> None:
    if rules:
        filled.do(rules)
    filled.put("工程师", "C8", typed)
    for command in ("validate", "submit"):
        message = filled.click(command)
        assert filled.picked() == "工程师 C8"
        assert "工程师 C8  1002 王五" in message
        assert f"填的是「{typed}」，不能用" in message


def test_a_line_whose_cell_is_not_found_names_its_column_and_nobody(filled: Excel) -> None:
    filled.do('ActiveWorkbook.Worksheets("检查").Range("F8").Formula = "=1+0"')
    message = filled.click("validate")
    assert "工程师 C5  状态" in message
    assert "张三" not in message


def test_a_number_typed_as_text_is_gone_to_before_what_is_only_to_be_confirmed(filled: Excel) -> None:
    filled.put("工程师", "H7", 1)
    filled.do(f'{ROLE % "K7"}.NumberFormat = "@"\n{ROLE % "K7"}.Value = "５"')
    message = filled.click("submit")
    assert filled.picked() == "工程师 K7"
    assert "不能用：是文本，请重新输入。" in message


def test_an_error_in_the_place_of_a_choice_is_told_with_the_choices_as_its_rule_is_there(filled: Excel) -> None:
    filled.do(f'{ROLE % "N7"}.Formula = "=NA()"')
    message = filled.click("validate")
    assert "深刻 / 一般 / 敷衍" in message
    assert text("zh", "addin.say.RULE_GONE") not in message


def _consultant(place: Path) -> None:
    plan = load("erp_project_consultant")
    good = {spec.id: 0.0 if spec.dimension else 1.0 for spec in plan.of_kind("input")}
    good["input.quarter"] = 0.0  # of another quarter than the period: to be confirmed
    good = {key: value for key, value in good.items() if not key.startswith("input.team_spirit")}
    inputs = [spec for spec in plan.tables["projects"].inputs if spec.is_number]
    share = {spec.id: 1.0 for spec in inputs} | {"projects.contribution": 0.5}
    rows = [DetailRow(share, {"projects.project": name}) for name in ("项目甲", "项目乙")]
    written(place, Role("顾问", plan, [Employee("1000", "张三", good, rows={"projects": rows})]), "zh")


def test_shares_that_do_not_sum_are_told_with_what_they_are_of_and_the_rows_that_were_summed(tmp_path: Path) -> None:
    excel = with_team(tmp_path, _consultant)
    message = excel.click("validate")
    while "贡献比例合计" not in message:
        sheet, _, cell = excel.picked().rpartition(" ")
        excel.put(sheet, cell, 1)
        message = excel.click("validate")
    assert "「项目名称」同为「项目甲」的各行：6；" in message


def test_an_entry_that_another_one_makes_needed_is_gone_to_before_what_is_only_to_be_confirmed(tmp_path: Path) -> None:
    excel = with_team(tmp_path, _consultant)
    for row in ("6", "7"):
        excel.put("明细 顾问", f"I{row}", 1)
    message = excel.click("submit")
    assert message.endswith(text("zh", "addin.say.CELL_BLANK"))
    assert "顾问 O6  1000 张三 销售总监评" in message
