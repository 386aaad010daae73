"""Which entry the buttons without Python go to, and that nothing is told or printed from one that does not count."""

from pathlib import Path

import pytest

from presales_xl.catalogue import load
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.texts import text
from presales_xl.workbook.circles import Circles
from presales_xl.workbook.layout import cell_place
from tests.addin.vba import CHECKS, Excel, with_team
from tests.workbook.files import pack, parts_of
from tests.workbook.returned import agents, engineers, written

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
        (f'NumberFormat = "$#,##0.00"\n{ROLE % "G7"}.Formula = "=G7"', "循环引用"),
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


@pytest.mark.parametrize(
    ("formula", "is_circle"),
    [
        ("=Own", True),
        ('=INDIRECT(""工程师!$G$7"")', True),
        ('=INDIRECT(""Own"")+1', True),
        ("=Other*2", False),
        ('=INDIRECT(""G8"")', False),
        ("=OFFSET(G8,0,0)", False),
    ],
)
def test_an_entry_is_followed_over_names_and_texts_for_places_as_collect_follows_it(
    filled: Excel, formula: str, is_circle: bool
) -> None:
    for name, cell in {"Own": "G7", "Other": "G8"}.items():
        filled.do(f'ActiveWorkbook.Names.Add "{name}", "=工程师!${cell[0]}${cell[1]}"')
    filled.do(f'{ROLE % "G7"}.Formula = "{formula}"')
    assert ("循环引用" in filled.click("validate")) == is_circle
    names = {"Own": "工程师!$G$7", "Other": "工程师!$G$8"}
    texts = {"工程师": {cell_place("G7"): formula.replace('""', '"')[1:]}}
    assert Circles(texts, names).holds("工程师", *cell_place("G7")) == is_circle


@pytest.mark.parametrize("sheet", ["[1]工程师", "'D:\\月报\\[上月.xlsx]工程师'"])
def test_an_entry_that_comes_from_the_same_cell_of_another_workbook_counts(tmp_path: Path, sheet: str) -> None:
    def team(folder: Path) -> None:
        engineers(folder)
        parts = parts_of(folder / "team.xlsx")
        name = "xl/worksheets/sheet2.xml"
        before, cell, rest = parts[name].decode().partition('<c r="G7"')
        parts[name] = f"{before}{cell}{rest.replace('<v>', f'<f>{sheet}!G7</f><v>', 1)}".encode()
        pack(folder / "team.xlsx", parts)

    assert with_team(tmp_path, team).click("validate") == text("zh", "addin.say.CHECKS_SAY").replace("%1", "全部通过 ✓")


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
    plain = f'Replace({CHECKS}.Range("F8").Formula, "COUNTIFS(", "COUNTA(")'  # it reads what it did
    filled.do(f'{CHECKS}.Range("F8").Formula = "=1+0*(" & Mid({plain}, 2) & ")"')
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
    excel.put("明细 顾问", "B7", "项目甲")
    excel.put("明细 顾问", "I6", 1)
    message = excel.click("validate")
    while "贡献比例合计" not in message:
        sheet, _, cell = excel.picked().rpartition(" ")
        excel.put(sheet, cell, 1)
        message = excel.click("validate")
    assert "「项目名称」同为「项目甲」的各行：6" in message


def test_an_entry_that_another_one_makes_needed_is_gone_to_before_what_is_only_to_be_confirmed(tmp_path: Path) -> None:
    excel = with_team(tmp_path, _consultant)
    for row in ("6", "7"):
        excel.put("明细 顾问", f"I{row}", 1)
    message = excel.click("submit")
    assert message.endswith(text("zh", "addin.say.CELL_BLANK"))
    assert "顾问 O6  1000 张三 销售总监评" in message


def test_each_row_of_details_and_each_remark_at_fault_is_gone_to_in_turn(tmp_path: Path) -> None:
    excel = with_team(tmp_path, agents)
    details = 'ActiveWorkbook.Worksheets("明细 客服").Range("%s").Value'
    excel.do(f'{details % "B6"} = "不"\n{details % "C9"} = "不"')
    for cell in ("B6  1000 张三 规范用语", "C9  1001 李四 提问得当", "B6  1000 张三 规范用语"):
        assert f"明细 客服 {cell}" in excel.click("validate")
    excel.do(f"{details % 'B6'} = {details % 'D9'}\n{details % 'C9'} = {details % 'C6'}")
    excel.put("客服", "G7", "长" * 501)
    for command in ("validate", "submit"):
        assert "客服 G7  1001 李四 评语" in excel.click(command)


def test_whoever_confirms_an_entry_in_a_line_that_has_moved_is_told_to_keep_what_stands_there(filled: Excel) -> None:
    filled.put("工程师", "H7", 1)
    filled.click("validate")
    line = next(row for row in range(10, 60) if "1001" in str(filled.shown("检查", f"M{row}")))
    target = filled.shown("检查", f"M{line}")
    filled.put("检查", f"E{line}", target)
    filled.put("检查", f"G{line}", "去年如此")
    filled.put("工程师", "H6", 1)
    told = text("zh", "addin.say.CONFIRM_MOVED").replace("%1", f"检查 E{line}").replace("%3", f"检查 E{line + 1}")
    assert filled.click("validate").endswith(told.replace("%2", filled.shown("检查", f"M{line}")))


def test_a_name_in_a_row_of_details_may_be_a_date_and_a_number_may_not(tmp_path: Path) -> None:
    excel = with_team(tmp_path, _consultant)
    details = 'ActiveWorkbook.Worksheets("明细 顾问").Range("%s").NumberFormat = "yyyy-mm-dd"'
    excel.do(f'{details % "B6"}\nActiveWorkbook.Worksheets("明细 顾问").Range("B6").Value = 45000')
    assert "日期或时间" not in excel.click("submit")
    excel.do(details % "C6")
    assert "「明细 顾问 C6」里是日期或时间" in excel.click("compute_grades")


def test_a_remark_that_is_an_error_is_gone_to(filled: Excel) -> None:
    filled.put("工程师", "O7", "#N/A")
    for command in ("validate", "submit"):
        assert "工程师 O7  1001 李四 评语" in filled.click(command)
        assert filled.picked() == "工程师 O7"


def test_grades_and_money_say_that_something_of_them_is_still_to_be_confirmed(filled: Excel) -> None:
    assert "▲" not in filled.click("compute_grades")
    filled.put("工程师", "H7", 1)
    assert filled.click("compute_grades").endswith("请确认 ▲（见下方清单）")


@pytest.mark.parametrize("function", ["Shown", "Held"])
def test_esc_while_a_cell_is_read_is_not_taken_for_a_blank_cell(filled: Excel, function: str) -> None:
    esc = "Public Property Get {0}() As Variant\nErr.Raise 18\nEnd Property\n"
    filled.app.add_module(esc.format("Text") + esc.format("Value2"), name="EscPressed", kind="class")
    with pytest.raises(Exception, match="18"):
        filled.do(f"Dim Cell As New EscPressed, Read As String\nRead = {function}(Cell)")
