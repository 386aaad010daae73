"""Every problem with a returned workbook is told with file, sheet, cell, what was found and what was expected."""

import datetime as dt
import math
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from presales_xl import texts
from presales_xl.catalogue import load
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import FIRST_ROW, IDENTITY
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import missing_inputs
from presales_xl.workbook.review import review
from tests.workbook.returned import (
    Mistake,
    a_row_below_the_table,
    agents,
    eleven_rows,
    engineers,
    entry,
    exempt,
    place_of,
    remove,
    returned,
    typed,
    with_a_copied_column,
    without_the_id,
    written,
)
from tests.workbook.samples import opened, team

SOURCES = [
    Path(texts.__file__).parent / name
    for name in ("workbook/returned.py", "workbook/owners.py", "workbook/review.py", "people/entries.py")
]
#: Those that have tests of their own.
ELSEWHERE = {
    "input.covered",
    "input.question",
    "workbook.blank",
    "workbook.merged",
    "workbook.id_changed",
    "workbook.lost_formulas",  # a text
    "workbook.not_ours",
    "workbook.row_check",
    "workbook.row_check_alone",
    "workbook.row_elsewhere",
    "workbook.row_of_several",
    "workbook.row_of_whom",
    "workbook.row_without_table",
    "workbook.sheet_moved",
    "workbook.showing_missing",
    "workbook.too_few_rows",
}


WHOLE_ZH, WHOLE_EN = "不小于 0 的整数", "a whole number of at least 0"
PROBLEMS = {
    "input.text": entry(
        *("工程师", "input.complaints", 7, "两次"),
        f"「客户投诉次数」填的是「两次」，不是数字。应为：{WHOLE_ZH}。",
        f"“Customer complaints” holds “两次”, which is not a number. It must be {WHOLE_EN}.",
    ),
    "input.date": entry(
        *("工程师", "input.complaints", 7, dt.date(2026, 11, 1)),
        f"「客户投诉次数」填的是日期 2026-11-01。应为：{WHOLE_ZH}；请把单元格改回数字后重填。",
        f"“Customer complaints” holds the date 2026-11-01. It must be {WHOLE_EN}; "
        "set the cell back to a number and fill it in again.",
    ),
    "input.time": entry(
        *("工程师", "input.complaints", 7, dt.time(4, 30)),
        f"「客户投诉次数」填的是时间 4:30。应为：{WHOLE_ZH}；请把单元格改回数字后重填。",
        f"“Customer complaints” holds the time 4:30. It must be {WHOLE_EN}; "
        "set the cell back to a number and fill it in again.",
    ),
    "input.range": entry(
        *("工程师", "input.satisfaction", 8, 100.5),
        "「支持满意度」填的是 100.5，超出范围。应为：0 到 100 分（91 分请填 91，不是 0.91 或 91%）。",
        "“Support satisfaction” holds 100.5, which is out of range. "
        "It must be 0 to 100 points (91 points are written 91, not 0.91 or 91%).",
    ),
    "input.whole": entry(
        *("工程师", "input.complaints", 6, 1.5),
        f"「客户投诉次数」填的是 1.5，不是整数。应为：{WHOLE_ZH}。",
        f"“Customer complaints” holds 1.5, which is not whole. It must be {WHOLE_EN}.",
    ),
    "input.percentage": entry(
        *("工程师", "input.satisfaction", 6, 0.91),
        "「支持满意度」填的是 0.91，像是 91%，不是分数。91 分请填 91。",
        "“Support satisfaction” holds 0.91, which looks like 91% and is no score. Write 91 points as 91.",
    ),
    "input.rate": entry(
        *("明细 顾问", "projects.contribution", 6, 95),
        "「贡献比例」填的是 95：95% 还是 9500%？应为：百分数，如 95%（0% 到 100%）。",
        "“Contribution” holds 95: 95% or 9500%? It must be a percentage, such as 95% (0% to 100%).",
    ),
    "input.exempt": Mistake(
        engineers,
        "工程师",
        exempt,
        zh="「状态」填的是「免考」，只有人事能定。请改成别的状态，或请人事在名单里写上，再重新发一份工作簿。",
        en="“State” holds “exempt”, which HR alone can give. "
        "Choose another state, or ask HR to put it into the roster and issue the workbook anew.",
        column="state",
        row=6,
    ),
    "input.choice": entry(
        *("工程师", "input.report_quality", 6, "excellent"),
        "「日报质量」填的是「excellent」，不在选项中。请从这些选项中选：深刻 / 一般 / 敷衍。",
        "“Report quality” holds “excellent”, which is none of the choices. "
        "Choose one of: Thorough / Ordinary / Perfunctory.",
    ),
    "input.error": entry(
        *("工程师", "input.complaints", 6, "#N/A"),
        f"「客户投诉次数」里是错误值 #N/A。请删掉它，重填{WHOLE_ZH}。",
        f"“Customer complaints” holds the error #N/A. Delete it and fill in {WHOLE_EN}.",
    ),
    "input.formula": entry(
        *("工程师", "input.complaints", 6, "=1+1"),
        "「客户投诉次数」里是公式，但没有算出数值，或用到了这一格自己（循环引用）。"
        f"请用 Excel 打开并保存一次，或直接填{WHOLE_ZH}。",
        "“Customer complaints” holds a formula that has no value, or reads its own cell. "
        f"Open the file in Excel and save it, or fill in {WHOLE_EN} itself.",
    ),
    "input.comma": entry(
        *("工程师", "input.complaints", 6, "1,5"),
        "「客户投诉次数」填的是「1,5」，其中的逗号不是千位分隔。"
        "小数点请用「.」，例如 1500.50；千位分隔请写成 1,200,000。",
        "“Customer complaints” holds “1,5”, in which a comma does not group thousands. "
        "Write the decimal point as “.”, for example 1500.50, and thousands as 1,200,000.",
    ),
    "input.as_text": entry(
        *("工程师", "input.complaints", 6, "１"),
        "「客户投诉次数」填的是文本「１」，按 1 计；表上不显示得分。请重新输入这个数。",
        "“Customer complaints” holds the text “１”, which counts as 1; the sheet shows no points for it. "
        "Type the number again.",
    ),
    "input.free_text": entry(
        *("明细 顾问", "projects.project", 6, "ERP*"),
        "「项目名称」填的是「ERP*」，含有 * ? ~ < > = 之一。请去掉这些符号；最多写 100 字。",
        "“Project” holds “ERP*”, with one of * ? ~ < > = in it. Leave those signs out; write at most 100 characters.",
    ),
    "input.stray_blanks": entry(
        *("明细 顾问", "projects.project", 6, "ERP  甲\u3000"),
        "「项目名称」填的是「ERP  甲\u3000」，前后有空格，或连着几个空格，或有全角空格："
        "看上去和「ERP 甲」一样，却算成另一个。请重新输入：ERP 甲。",
        "“Project” holds “ERP  甲\u3000”, with blanks at an end, several in a row or a wide one: "
        "it looks like “ERP 甲” and is counted as another. Type it again: ERP 甲.",
    ),
    "input.text_length": entry(
        *("明细 顾问", "projects.project", 6, "甲" * 101),
        f"「项目名称」填的文字太长：「{'甲' * 101}」。请写不超过 100 字。",
        f"“Project” is too long: “{'甲' * 101}”. Write at most 100 characters.",
    ),
    "workbook.nobody": entry(
        *("工程师", "input.complaints", 12, 3),
        "此处的「3」不属于任何员工，没有计入。是某人的数据请填到该员工处；是说明请写在评语里。",
        "“3” stands here for no employee and does not count. "
        "Enter it where the employee stands, or write a remark as a comment.",
    ),
    "workbook.person_twice": entry(
        *("工程师", "employee_id", 8, "1000"),
        "工号 1000 重复，第 6 行已经有了；这一行没有读取。请只保留一行。",
        "employee 1000 stands here again after row 6; this row was not read. Keep one row only.",
    ),
    "workbook.row_of_nobody": entry(
        *("明细 客服", "employee", 9, "合计："),
        "明细行的员工是「合计：」，不是本组人员；这一行没有计入。请从下拉列表中选择员工；不该有的请清空整行。",
        "the row's employee is “合计：”, who is not of this team; the row does not count. "
        "Choose the employee from the list, or clear the whole row.",
    ),
    "workbook.row_misnamed": entry(
        *("明细 客服", "employee", 9, "1001 李"),
        "明细行的员工写成了「1001 李」，应为「1001 李四」，该员工暂时未完成。请从下拉列表中选择员工。",
        "the row's employee is written “1001 李” instead of “1001 李四”, so the employee is incomplete. "
        "Choose the employee from the list.",
    ),
    "workbook.row_incomplete": entry(
        *("明细 客服", "chats.respect", 9, None),
        "员工 1001 的这一行没有填完，缺 不辱骂、不中断交流，该员工暂时未完成。请填完，或清空整行。",
        "this row of employee 1001 lacks Respect, so the employee is incomplete. Fill it in or clear the whole row.",
    ),
    "workbook.row_below": Mistake(
        agents,
        "明细 客服",
        a_row_below_the_table,
        zh="员工 1000 的这一行在表格以下（这张表到第 25 行为止）：计入了，但表里的公式看不到它，显示的结果里没有它。"
        "请核对；多加的行请移到表内的空行，不该有的请删除。",
        en="this row of employee 1000 stands below the table, which ends at row 25: it counts, but the formulas of the "
        "sheet do not see it, so that it is in nothing that they show. "
        "Look at it: a row that is meant belongs into a blank row of the table, any other one is to be deleted.",
        column="employee",
        row=FIRST_ROW + 21,
    ),
    "workbook.too_many_rows": Mistake(
        agents,
        "明细 客服",
        eleven_rows,
        zh="员工 1000 的明细超过 10 行。请删去多余的行。",
        en="employee 1000 has more than 10 rows. Remove the rows that are too many.",
        column="employee",
        row=FIRST_ROW + 11,
    ),
    "workbook.sheet_missing": Mistake(
        engineers,
        "工程师",
        remove,
        zh="缺少这张工作表（被删除或改名）。请恢复原来的表名，或在人事重新发放的文件里填写。",
        en="this sheet is missing (deleted or renamed). Give it its old name back, or fill in a newly issued file.",
    ),
    "workbook.columns_missing": Mistake(
        engineers,
        "工程师",
        without_the_id,
        zh="隐藏的编号行被改动，找不到：input.complaints。请不要删除列或改动第 1 行；请在人事重新发放的文件里填写。",
        en="the hidden id row was changed; not found: input.complaints. "
        "Columns and row 1 must stay as they are; fill in a newly issued file.",
    ),
    "workbook.column_twice": Mistake(
        engineers,
        "工程师",
        with_a_copied_column,
        zh="编号「input.complaints」出现了两次，只读第一列。请删除复制出来的列。",
        en="the id “input.complaints” stands twice; only the first column is read. Delete the copied column.",
    ),
}
PLACES = {"workbook.sheet_missing": "", "workbook.columns_missing": "1:1"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", PROBLEMS)
def test_each_problem_is_told_with_file_sheet_cell_what_was_found_and_what_was_expected(
    code: str, lang: Lang, tmp_path: Path
) -> None:
    case = PROBLEMS[code]
    case.make(tmp_path, lang)
    workbook = opened(tmp_path / "team.xlsx")
    name = case.sheet if lang == "zh" else case.sheet.replace("明细", "Detail")
    sheet = workbook[name]
    case.change(sheet)
    cell = PLACES.get(code, get_column_letter(sheet.max_column) + "1")
    if case.row:
        cell = f"{get_column_letter(place_of(sheet, case.column))}{case.row}"
    workbook.save(tmp_path / "filled.xlsx")
    problems = [problem for problem in returned(tmp_path / "filled.xlsx").problems if problem.code == code]
    where = " › ".join(part for part in ("filled.xlsx", name, cell) if part)
    told = f"{where}：{case.zh}" if lang == "zh" else f"{where}: {case.en}"
    assert [explain(lang, problem) for problem in problems] == [told]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_still_blank_is_told_with_its_cell_and_what_may_stay_blank_is_not(lang: Lang, tmp_path: Path) -> None:
    plan = load("support_kpi_85_15")  # feedback_deduction is optional there
    blank = ("input.plan_completion", "input.feedback_deduction")
    entries = {spec.id: 0.0 for spec in plan.of_kind("input") if spec.id not in blank}
    written(tmp_path, Role("客服", plan, [Employee("1000", "张三", entries)]), lang)
    back = returned(tmp_path / "team.xlsx")
    cell = f"{get_column_letter(place_of(opened(tmp_path / 'team.xlsx')['客服'], 'input.plan_completion'))}6"
    told = [explain(lang, problem) for problem in missing_inputs(back.roles[0], back, "team.xlsx", lang)]
    zh = f"team.xlsx › 客服 › {cell}：张三 的「工作计划按时完成率」还没有填。请填写后重新交回；在此之前该员工为未完成。"
    en = f"team.xlsx › 客服 › {cell}: “Plans completed in time” of 张三 is still blank. "
    en += "Fill it in and return the file again; until then the employee is incomplete."
    assert told == [zh if lang == "zh" else en]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_of_somebody_else_is_not_ours(lang: Lang, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "其他.xlsx")
    with pytest.raises(ProblemsError) as caught:
        returned(tmp_path / "其他.xlsx")
    told = {
        "zh": "其他.xlsx：这不是本系统发出的考核工作簿。请交回人事发出的原文件（不要另建文件，也不要另存为其他格式）。",
        "en": "其他.xlsx: this is not an appraisal workbook that presales_xl issued. "
        "Return the file that HR sent out, not one made anew or saved in another format.",
    }
    assert [explain(lang, problem) for problem in caught.value.problems] == [told[lang]]


def test_a_workbook_without_its_hidden_sheet_or_of_a_later_format_is_not_ours_either(tmp_path: Path) -> None:
    engineers(tmp_path)
    for change in (remove, lambda sheet: sheet.__setitem__("B2", "99")):
        workbook = opened(tmp_path / "team.xlsx")
        change(workbook[IDENTITY])
        workbook.save(tmp_path / "changed.xlsx")
        with pytest.raises(ProblemsError, match=r"workbook\.not_ours"):
            returned(tmp_path / "changed.xlsx")


def test_every_problem_that_reading_can_tell_of_is_tested_here() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in SOURCES)
    codes = set(re.findall(r"\"((?:workbook|input)\.[a-z_]+)\"", source))
    assert codes - set(PROBLEMS) == ELSEWHERE


# What one bad entry costs


def test_a_wrong_entry_costs_that_entry_and_nothing_else(tmp_path: Path) -> None:
    engineers(tmp_path)
    workbook = opened(tmp_path / "team.xlsx")
    typed("input.complaints", 7, "两次")(workbook["工程师"])
    workbook.save(tmp_path / "filled.xlsx")
    (role,) = returned(tmp_path / "filled.xlsx").roles
    wrong = {(p.employee_id, key) for p in role.people for key, value in p.entries.items() if math.isinf(value)}
    assert wrong == {("1001", "input.complaints")}
    assert all(value in (0, 1, 91) or math.isinf(value) for p in role.people for value in p.entries.values())


@pytest.mark.parametrize(("kind", "points"), [(1, 16), (1, "16"), (5, -30), (6, 0)])
def test_a_figure_beyond_the_limits_of_its_kind_is_told_at_its_cell_as_any_other_is(
    tmp_path: Path, kind: int, points: float | str
) -> None:
    plan = load("technical_support_110")
    rows = {"changes": [DetailRow({"changes.kind": kind, "changes.points": 5}, {"changes.reason": "技术创新"})]}
    written(tmp_path, Role("支持", plan, [Employee("T2", "张八", rows=rows)]), "zh")
    workbook = opened(tmp_path / "team.xlsx")
    sheet = workbook["明细 支持"]
    (row,) = (line for line in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(line, 1).value == "T2 张八")
    typed("changes.points", row, points)(sheet)
    workbook.save(tmp_path / "filled.xlsx")
    cell = f"{get_column_letter(place_of(sheet, 'changes.points'))}{row}"
    back = review(read_one(tmp_path / "filled.xlsx"), "filled.xlsx")
    (told,) = (explain("zh", problem) for problem in back.problems if problem.place.sheet == "明细 支持")
    assert told.startswith(f"filled.xlsx › 明细 支持 › {cell}：「分数」填的是 {points}，超出范围。应为：")
    assert "技术创新 5 到 15；" in told
    ((_, entered),) = back.roles[0].rows("changes")
    assert entered.entries["changes.points"] == math.inf


@pytest.mark.parametrize(("label", "told"), [(None, []), ("合计", ["workbook.row_of_nobody"])])
def test_a_total_below_a_table_of_details_is_nobodys_row(tmp_path: Path, label: str | None, told: list[str]) -> None:
    agents(tmp_path)
    workbook = opened(tmp_path / "team.xlsx")
    sheet = workbook["明细 客服"]
    ready = next(part.rows for part in returned(tmp_path / "team.xlsx").issued.parts if part.table)
    typed("employee", 6 + ready + 1, label)(sheet)
    typed("chats.language", 6 + ready + 1, "合计 2 条")(sheet)
    workbook.save(tmp_path / "filled.xlsx")
    back = returned(tmp_path / "filled.xlsx")
    assert [(problem.code, problem.severity) for problem in back.problems] == [(code, "warning") for code in told]
    assert all(math.isfinite(value) for _, row in back.roles[0].rows("chats") for value in row.entries.values())


def test_a_sheet_that_is_missing_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    book = team("repair_stars", "zh")
    other = replace(team("support_engineer_kpi", "zh").roles[0], name="其他")
    write(replace(book, roles=[*book.roles, other]), tmp_path / "team.xlsx", "zh")
    workbook = opened(tmp_path / "team.xlsx")
    workbook.remove(workbook["repair_stars"])
    workbook.save(tmp_path / "filled.xlsx")
    back = returned(tmp_path / "filled.xlsx")
    assert [len(role.people) for role in back.roles] == [0, len(other.people)]
    assert [(problem.code, problem.place.sheet) for problem in back.problems] == [
        ("workbook.sheet_missing", "repair_stars")
    ]
