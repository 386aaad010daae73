"""A design workbook that somebody filled in becomes a scheme, or all that is wrong with it is told by cell."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl import catalogue
from presales_xl.design.designbook.adoption import Proposal, keep, marked_copy, plan_of, propose
from presales_xl.design.designbook.design_book import blank, content, write
from presales_xl.design.designbook.design_reader import read
from presales_xl.problem_texts import explain
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, ProblemsError, TakenError
from presales_xl.workbook.style import note_size
from tests.design.designbook.typing_in import change, type_in

HELPDESK = {
    "选项与级别": [
        {"名称": "好"},
        {"名称": "差"},
        {"行类别": "级别", "名称": "初级"},
        {"行类别": "级别", "名称": "高级"},
    ],
    "输入项": [
        {"名称": "接听数", "类型": "个数"},
        {"名称": "解决数", "类型": "个数", "属于（不超过）": "接听数"},
        {"名称": "投诉次数", "类型": "个数"},
        {"名称": "月工资", "类型": "金额", "谁给": "人事", "常见范围": "1000－500,000"},
    ],
    "参数": [
        {"名称": "奖金比例", "数值": "20%", "示例值的理由": "示例比例"},
        {"名称": "等级系数", "数值": "A 1.2；B 1；C 0", "按什么分别取值": "等级"},
    ],
    "指标": [
        {"行类别": "板块", "名称": "业绩", "板块分值": "60"},
        {
            "名称": "解决率",
            "计分方式": "区间得分",
            "衡量什么": "解决数÷接听数",
            "计分": "90%以上:60;80% 以上 → 40;其余 0",
        },
        {"行类别": "板块", "名称": "行为"},
        {
            "名称": "态度",
            "计分方式": "等级选择",
            "计分": "好 30；差 0",
            "各等级的标准": "好：主动，客户有好评\n差：推诿，或被投诉",
        },
        {"名称": "投诉", "满分": "初级 10；高级 10", "计分方式": "按次扣分", "计分": "每 投诉次数 扣 5 分"},
    ],
    "等级": [
        {"名称": "A", "从多少分起": "≥90"},
        {"名称": "B", "从多少分起": "60 以上"},
        {"名称": "C", "从多少分起": "其余"},
    ],
    "奖金": [{"名称": "奖金", "公式": "月工资 × 奖金比例 × 等级系数", "按在岗天数": "是"}],
    "一票否决与标记": [
        {"行类别": "一票否决", "名称": "重大投诉", "条件": "投诉次数≥3", "结果": "最低等级"},
        {"名称": "表扬名单", "条件": "等级 = “A” 且 投诉次数 = 0"},
    ],
}
FACTS = {"方案名称": "服务台", "方案代号": "helpdesk", "考核周期": "月、季度"}


@pytest.fixture
def design(tmp_path: Path) -> Path:
    """Return a blank design workbook."""
    file = tmp_path / "设计.xlsx"
    write(blank(), file, "zh")
    return file


def of(scheme: str, folder: Path) -> Path:
    """Return the design workbook of a shipped scheme."""
    file = folder / f"{scheme}.xlsx"
    write(content(catalogue.load(scheme)), file, "zh")
    return file


def adopt(file: Path, folder: Path, start: str = "", *, force: bool = False) -> tuple[Proposal, list[Problem]]:
    """Adopt a design workbook."""
    proposal = propose(file, folder, start, force=force)
    return proposal, keep(proposal)


def problems(file: Path) -> Sequence[Problem]:
    """Return what is wrong with a design workbook."""
    with pytest.raises(ProblemsError) as caught:
        plan_of(read(file))
    return caught.value.problems


def cells(file: Path) -> list[tuple[str, str]]:
    """Return the cells that are wrong."""
    return [(problem.place.sheet, problem.place.cell) for problem in problems(file)]


def adopted(file: Path) -> Plan:
    """Return the plan of a design workbook that is right."""
    return plan_of(read(file))


def test_a_blank_workbook_that_was_filled_in_by_names_alone_is_a_scheme(design: Path, tmp_path: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    proposal, _ = adopt(design, tmp_path / "schemes")
    plan = catalogue.load_file(proposal.file)
    assert proposal.file == tmp_path / "schemes" / "helpdesk.yaml"
    assert plan == catalogue.load("helpdesk", tmp_path / "schemes")
    assert [each.name.zh for each in plan.scheme.enabled().values()] == ["解决率", "态度", "投诉"]
    assert plan.scheme.full_points == 100
    assert plan.scheme.inputs["input_4"].usual == (1000, 500000)
    assert plan.parameters["parameter_1"].value == 0.2
    assert plan.scheme.vetoes["veto_1"].when == "input_3 >= figure_1"
    assert plan.scheme.parameters["figure_1"].name.zh == "重大投诉（3）"
    assert plan.scheme.parameters["figure_1"].value == 3


def test_what_was_adopted_is_not_replaced_unasked(design: Path, tmp_path: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    adopt(design, tmp_path)
    with pytest.raises(ProblemsError) as caught:
        adopt(design, tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["project.exists"]
    adopt(design, tmp_path, force=True)


def test_two_schemes_to_which_nobody_gave_an_id_stand_side_by_side(design: Path, tmp_path: Path) -> None:
    folder = tmp_path / "schemes"
    unnamed = {key: value for key, value in FACTS.items() if key != "方案代号"}
    type_in(design, HELPDESK, unnamed)
    first, _ = adopt(design, folder)
    with pytest.raises(TakenError) as caught:  # the same once more
        adopt(design, folder)
    assert caught.value.problems[0].fields == {"id": "our_scheme_1", "before": "服务台", "name": "服务台"}
    again, _ = adopt(design, folder, force=True)
    type_in(design, {}, {"方案名称": "驻场"})
    second, _ = adopt(design, folder)
    assert [each.file.name for each in (first, again, second)] == [f"our_scheme_{n}.yaml" for n in (1, 1, 2)]
    assert catalogue.load("our_scheme_1", folder).scheme.name.zh == "服务台"


def test_a_scheme_that_got_its_id_keeps_it_when_it_is_renamed(design: Path, tmp_path: Path) -> None:
    folder = tmp_path / "schemes"
    type_in(design, HELPDESK, {key: value for key, value in FACTS.items() if key != "方案代号"})
    adopt(design, folder)
    write(content(catalogue.load("our_scheme_1", folder)), design, "zh")
    type_in(design, {}, {"方案名称": "服务台（新）"})
    proposal, _ = adopt(design, folder, force=True)
    assert proposal.file.name == "our_scheme_1.yaml"


def test_a_renamed_entry_is_the_same_wherever_its_old_name_stands(tmp_path: Path) -> None:
    file = of("support_engineer_kpi", tmp_path)
    change(file, "输入项", "B4", "悬而未决的客户")
    plan = adopted(file)
    assert plan.scheme.inputs["unresolved"].name.zh == "悬而未决的客户"
    assert (
        plan.scheme.indicators["resolution"].rule
        == catalogue.load("support_engineer_kpi").scheme.indicators["resolution"].rule
    )


def test_a_name_that_did_not_change_keeps_its_other_language(tmp_path: Path) -> None:
    plan = adopted(of("support_engineer_kpi", tmp_path))
    assert plan.scheme.inputs["unresolved"].name.en == "Unresolved customers"


def test_a_changed_figure_is_the_only_thing_that_changes(tmp_path: Path) -> None:
    file = of("support_engineer_kpi", tmp_path)
    change(file, "指标", "G4", "≤0 → 35；≤3 → 30；≤5 → 25；≤12 → 20；其余 10")
    before, after = catalogue.load("support_engineer_kpi").scheme, adopted(file).scheme
    said, now = before.model_dump(), after.model_dump()
    rule = now["indicators"]["resolution"]["rule"]
    assert rule["bands"].pop("≤12") == said["indicators"]["resolution"]["rule"]["bands"].pop("≤10")
    assert now == said


def test_a_row_that_was_copied_below_itself_is_a_new_thing(tmp_path: Path) -> None:
    file = of("support_engineer_kpi", tmp_path)
    book = openpyxl.load_workbook(file)
    sheet = book["输入项"]
    for column in range(1, sheet.max_column + 1):
        sheet.cell(12, column).value = sheet.cell(4, column).value
    sheet["B12"] = "升级客户数"
    book["一票否决与标记"]["C4"], book["一票否决与标记"]["D4"] = "升级提醒", "升级客户数 ≥ 1"
    book.save(file)
    plan = adopted(file)
    assert [*plan.scheme.inputs][-1] == "input_1"
    assert [flag.when for flag in plan.scheme.flags.values()] == ["input_1 >= 1"]


def test_forty_cells_with_mistakes_are_found_in_one_run(tmp_path: Path) -> None:
    file = of("software_presales", tmp_path)
    book = openpyxl.load_workbook(file)
    wrong: set[tuple[str, str]] = set()

    def spoil(sheet: str, cell: str, value: str) -> None:
        book[sheet][cell] = value
        wrong.add((sheet, cell))

    for row in range(4, 18):
        spoil("输入项", f"C{row}", "数目")
    for row in range(4, 16):
        spoil("参数", f"C{row}", "约二成")
    for row in range(4, 7):
        spoil("奖金", f"C{row}", "没有这个名称 × 2") if book["奖金"][f"B{row}"].value else None
    rows = [row for row in range(4, 31) if book["指标"][f"B{row}"].value == "指标"]
    for row in rows[:9]:
        spoil("指标", f"E{row}", "看情况")
    for row in range(4, 8):
        spoil("等级", f"D{row}", "九十") if book["等级"][f"B{row}"].value else None
    book.save(file)
    assert len(wrong) >= 40
    assert set(cells(file)) >= wrong


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "said"),
    [
        ("指标", "F4", "未解决的客户", "没有叫“未解决的客户”的"),
        ("指标", "G4", "≤0 → 三十五；其余 0", "“三十五”不是数"),
        ("指标", "G4", "≤3 → 35；≤0 → 30；其余 0", "≤0"),
        ("指标", "G5", "≥95 → 15；≥90 → 12", "其余"),
        ("指标", "E4", "区间", "不在可选之列"),
        ("指标", "D7", "十五", "“十五”不是数"),
        ("指标", "G7", "每次投诉扣 5", "没有叫"),
        ("输入项", "C4", "人数", "不在可选之列"),
        ("等级", "D4", "九十", "“九十”不是界限"),
        ("指标", "H4", 3, "这个计分方式没有“最低”"),
        ("指标", "G8", "每 投诉 扣 5", "计分方式“分项相加”不用写计分"),
        ("指标", "G4", None, "没有写“计分”"),
        ("方案", "C5", "Our KPI", "不能作代号"),
        ("方案", "C6", "每月", "不在可选之列"),
        ("指标", "B4", "项目", "不在可选之列"),
    ],
)
def test_a_mistake_is_told_at_its_cell(
    tmp_path: Path, sheet: str, cell: str, typed: str | float | None, said: str
) -> None:
    file = of("support_engineer_kpi", tmp_path)
    change(file, sheet, cell, typed)
    (problem, *others) = problems(file)
    assert (problem.place.sheet, problem.place.cell) == (sheet, cell)
    assert said in explain("zh", problem)
    assert others == []


def test_a_cell_that_is_to_be_filled_is_named_by_its_own_heading(tmp_path: Path) -> None:
    file = of("support_engineer_kpi", tmp_path)
    book = openpyxl.load_workbook(file)
    sheet = book["指标"]
    for cell in ("E4", "F4", "G4"):  # as in a form that says nothing of how points are given
        sheet[cell] = None
    sheet["B9"] = "指标"  # the only part of the one above becomes one of its own
    sheet["B10"] = "指标"
    book.save(file)
    missing = [each for each in problems(file) if each.code == "design.missing"]
    assert [each.place.cell for each in missing] == ["E4", "G8"]
    assert "没有写“计分方式”" in explain("zh", missing[0])
    assert "没有写“分项”" in explain("zh", missing[1])


def test_points_for_all_and_for_each_level_are_told_of(tmp_path: Path) -> None:
    file = of("software_presales", tmp_path)
    change(file, "指标", "D5", 15)
    assert "写了两次" in explain("zh", problems(file)[0])


def test_a_cell_that_is_longer_than_anybody_writes_is_not_looked_at(tmp_path: Path) -> None:
    file = of("support_engineer_kpi", tmp_path)
    change(file, "指标", "F4", "(" * 30000)
    assert "30000 个字" in explain("zh", problems(file)[0])


def test_what_only_the_whole_shows_is_told_at_a_cell_too(tmp_path: Path) -> None:
    file = of("support_engineer_kpi", tmp_path)
    change(file, "指标", "D7", 20)
    assert [problem.code for problem in problems(file)] == ["design.sum"]
    assert cells(file)[0][0] == "指标"


def test_the_copy_has_the_cells_marked_and_says_why(tmp_path: Path) -> None:
    file = of("support_engineer_kpi", tmp_path)
    change(file, "指标", "F4", "未解决的客户")
    before = file.read_bytes()
    copy = marked_copy(file, problems(file), "zh")
    cell = openpyxl.load_workbook(copy)["指标"]["F4"]
    assert copy.name == "support_engineer_kpi_需修改.xlsx"
    assert cell.comment is not None
    assert "未解决的客户" in cell.comment.text
    with ZipFile(copy) as parts:
        boxes = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".vml"))
    width, height = note_size(cell.comment.text)
    assert f"width:{width}px;height:{height}px" in boxes
    assert cell.fill.fgColor.rgb == "00FFD8A8"
    assert file.read_bytes() == before


def test_a_workbook_that_is_no_design_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(file)
    with pytest.raises(ProblemsError) as caught:
        read(file)
    assert [problem.code for problem in caught.value.problems] == ["design.no_design"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda sheet: sheet.delete_rows(1),
        lambda sheet: sheet.delete_rows(2),
        lambda sheet: sheet.insert_rows(3),
        lambda sheet: sheet.delete_cols(1),
        lambda sheet: sheet.delete_cols(5),
        lambda sheet: sheet.parent.remove(sheet),
    ],
    ids=["hidden row", "row above the titles", "row put in", "hidden column", "column of effects", "sheet"],
)
def test_what_was_taken_out_of_a_sheet_is_told_and_not_left_out_silently(
    design: Path, tmp_path: Path, harm: Callable[[Worksheet], object]
) -> None:
    type_in(design, HELPDESK, FACTS)
    book = openpyxl.load_workbook(design)
    harm(book["一票否决与标记"])
    book.save(design)
    with pytest.raises(ProblemsError) as caught:
        adopt(design, tmp_path / "schemes")
    assert [problem.place.sheet for problem in caught.value.problems] == ["一票否决与标记"]
    assert not (tmp_path / "schemes").exists()


def test_a_mistake_in_merged_cells_is_marked_in_the_copy(design: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    book = openpyxl.load_workbook(design)
    book["指标"].merge_cells("F5:G7")
    book.save(design)
    found = problems(design)
    copy = openpyxl.load_workbook(marked_copy(design, found, "zh"))
    assert all(copy[problem.place.sheet][problem.place.cell].comment for problem in found)


def test_a_copy_keeps_the_sheets_that_were_renamed_and_those_of_another_language(design: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    change(design, "指标", "G5", "乱")
    book = openpyxl.load_workbook(design)
    book["指标"].title = "KPI"
    book.create_sheet("人事的备注")
    book.save(design)
    copy = openpyxl.load_workbook(marked_copy(design, problems(design), "en"))
    assert copy.sheetnames == book.sheetnames
    assert copy["KPI"]["G5"].comment


def test_an_indicator_that_cannot_be_read_makes_nothing_else_wrong(design: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    change(design, "指标", "G5", "≥90%→60；≥80%→40")
    found = problems(design)
    assert [(problem.place.sheet, problem.place.cell) for problem in found] == [("指标", "G5")]
    assert "else" not in str(explain("zh", found[0]))


@pytest.mark.parametrize("name", ["con", "nul", "com1", "a" * 60])
def test_an_id_that_cannot_be_a_file_on_every_computer_is_told(design: Path, tmp_path: Path, name: str) -> None:
    type_in(design, HELPDESK, {**FACTS, "方案代号": name})
    assert cells(design) == [("方案", "C5")]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "words"),
    [
        ("方案", "C6", "每月", "可以写：月、"),
        ("输入项", "H7", "500000-1000", "最低–最高"),
        ("指标", "C7", '="态"&"度"', "这一格是公式"),
        ("指标", "D7", "#REF!", "错误值 #REF!"),
    ],
)
def test_a_message_says_what_may_stand_in_the_cell(design: Path, sheet: str, cell: str, value: str, words: str) -> None:
    type_in(design, HELPDESK, FACTS)
    change(design, sheet, cell, value)
    assert words in str(explain("zh", problems(design)[0]))


def test_bands_may_be_written_as_forms_write_them(design: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    change(design, "指标", "G5", "≥90%，得60分；80%以上,得40分；其余，得0分")
    assert list(adopted(design).scheme.enabled()["indicator_1"].rule.bands) == ["≥0.9", "≥0.8", "else"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("sheet", "row", "cell", "first"),
    [
        ("指标", {"名称": "态度", "满分": 0, "计分方式": "按次加分", "计分": "每 解决数 加 1"}, "C9", "C7"),
        ("输入项", {"名称": "投诉次数", "类型": "个数"}, "B8", "B6"),
        ("等级", {"名称": "A", "从多少分起": "≥50"}, "C7", "C4"),
        ("参数", {"名称": "奖金比例", "数值": 3}, "B6", "B4"),
    ],
)
def test_a_name_that_is_there_already_is_told_at_its_second_cell_alone(
    design: Path, sheet: str, row: Mapping[str, str | float], cell: str, first: str
) -> None:
    type_in(design, HELPDESK, FACTS)
    type_in(design, {sheet: [row]})
    (problem, *others) = problems(design)
    assert (problem.code, problem.place.sheet, problem.place.cell) == ("design.same_name", sheet, cell)
    assert f"在 {first} 已经有了" in explain("zh", problem)
    assert others == []


def test_measures_in_a_circle_are_told_by_their_names(design: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    type_in(design, {"计算项": [{"名称": "甲值", "公式": "乙值+1"}, {"名称": "乙值", "公式": "甲值+1"}]})
    (problem,) = problems(design)
    assert (problem.place.sheet, problem.place.cell) == ("计算项", "C4")
    assert "绕成了圈：甲值 → 乙值 → 甲值" in explain("zh", problem)


def test_an_unused_figure_is_told_at_its_name(design: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    type_in(design, {"参数": [{"名称": "没用的", "数值": 3, "示例值的理由": "还没定"}]})
    assert cells(design) == [("参数", "B6")]


def test_an_example_that_is_of_nothing_is_told_at_its_own_row(design: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    type_in(design, {"参数": [{"名称": "没用的", "数值": 3}]})
    type_in(
        design,
        {"示例值": [{"哪个数": "奖金比例", "示例值的理由": "试行"}, {"哪个数": "没用的", "示例值的理由": "试行"}]},
    )
    assert cells(design) == [("参数", "B6")]


def test_an_addition_without_a_cap_is_asked_about_at_its_row(design: Path, tmp_path: Path) -> None:
    type_in(design, HELPDESK, FACTS)
    type_in(design, {"加减分": [{"名称": "多解决", "计分方式": "按次加分", "计分": "每 解决数 加 2"}]})
    _, (asked,) = adopt(design, tmp_path / "schemes")
    assert (asked.place.sheet, asked.place.cell) == ("加减分", "C4")
    assert "没有封顶，总分可能超过满分 100" in explain("zh", asked)


def test_the_id_of_a_shipped_scheme_is_replaced_only_where_that_is_wanted(tmp_path: Path) -> None:
    file = of("support_engineer_kpi", tmp_path)
    change(file, "指标", "G4", "≤0 → 35；≤3 → 30；≤5 → 25；≤12 → 20；其余 10")
    with pytest.raises(ProblemsError) as caught:
        adopt(file, tmp_path / "schemes")
    assert [(each.code, each.place.cell) for each in caught.value.problems] == [("design.shipped_id", "C5")]
    adopt(file, tmp_path / "schemes", force=True)
