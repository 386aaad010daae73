"""What can be said of a workbook from itself alone; the way through `collect` is in tests/cycle/test_judge.py."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.people.employees import Employee
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.ratings import kinds
from presales_xl.workbook import rater_form
from presales_xl.workbook.build import write
from presales_xl.workbook.identity import Identity
from presales_xl.workbook.layout import Book
from presales_xl.workbook.rater_form import Ratings
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import Returned
from presales_xl.workbook.review import review
from tests.engines.libreoffice import LibreOffice
from tests.workbook.files import ordinary
from tests.workbook.returned import agents, engineers, place_of
from tests.workbook.samples import opened, team


def reviewed(
    folder: Path, make: Callable[..., Book], sheet: str = "", change: Callable[[Worksheet], object] | None = None
) -> Returned:
    """Review a workbook that somebody changed one sheet of."""
    make(folder)
    path = folder / "team.xlsx"
    if change is not None:
        book = opened(path)
        change(book[sheet])
        book.save(path)
    return review(read_one(path), path.name)


def messages(found: Returned) -> list[str]:
    return [explain("zh", problem).split("。")[0] for problem in found.problems]


def put(row: int, column: str, value: object) -> Callable[[Worksheet], object]:
    return lambda sheet: setattr(sheet.cell(row, place_of(sheet, column)), "value", value)


def over(value: object) -> Callable[[Worksheet], object]:
    """Return what types over the last formula of a sheet."""
    return lambda sheet: setattr(
        [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"][-1], "value", value
    )


def figure(value: object) -> Callable[[Worksheet], object]:
    """Return what types over the figure 90 on the sheet of parameters."""
    return lambda sheet: setattr(sheet["C8"], "value", value)


def added(sheet: Worksheet) -> None:
    """Enter somebody below the people: a remark there has no name and no entries."""
    for column, value in (("employee_id", "1009"), ("name", "新人"), ("input.complaints", 0)):
        put(10, column, value)(sheet)


def test_a_workbook_that_is_filled_in_has_nothing_wrong(tmp_path: Path) -> None:
    found = reviewed(tmp_path, engineers)
    assert found.problems == []
    assert [(role.name, [person.name for person in role.people]) for role in found.roles] == [
        ("工程师", ["张三", "李四", "王五"])
    ]
    assert found.issued.identity.recipient == "王芳"


@pytest.mark.parametrize(
    ("make", "sheet", "change", "expected"),
    [
        (engineers, "工程师", put(1, "points.learning", None), "找不到：points.learning"),
        (agents, "明细 客服", put(1, "chats.state", None), "明细 客服 › 1:1：隐藏的编号行被改动，找不到：chats.state"),
        (engineers, "工程师", lambda sheet: sheet.delete_rows(7), "少了员工 李四（1001）"),
        (engineers, "工程师", put(8, "name", "王 五"), "工程师 › B8：工号 1002 的姓名是「王 五」"),
        (engineers, "工程师", added, "工程师 › A10：多了员工 新人（1009）"),
        (engineers, "参数", figure(89), "参数 › C8：参数「"),
        (engineers, "参数", figure("=80+10"), "参数 › C8：参数「"),
        (engineers, "参数", figure(None), "现在是「」，发放时是「90」"),
        (engineers, "参数", figure("90"), "参数 › C8：参数「"),
    ],
)
def test_what_somebody_changed_is_named_with_its_cell(
    tmp_path: Path, make: Callable[..., Book], sheet: str, change: Callable[[Worksheet], object], expected: str
) -> None:
    found = reviewed(tmp_path, make, sheet, change)
    assert any(expected in message for message in messages(found)), messages(found)
    assert any(problem.severity == "error" for problem in found.problems)


@pytest.mark.parametrize(
    ("make", "sheet", "change", "expected"),
    [
        (engineers, "工程师", put(7, "grade", "S"), "工程师 › E7：李四 的「等级」表里显示「S」，按计入的内容应为「A」"),
        (engineers, "工程师", put(7, "points.learning", 15), "表里显示「15」，按计入的内容应为「10」：公式被输入的"),
        (engineers, "工程师", put(7, "rank", 9), "李四 的「名次」表里显示「9」，按计入的内容应为「1」"),
        (
            agents,
            "明细 客服",
            put(20, "chats.state", "x"),
            "「状态」这里显示「x」，按计入的内容应为「」：公式被输入的内容",
        ),
        (engineers, "考核表", over(60), "张三 的「评语」表里显示「60」，按计入的内容应为「」：公式被输入的内容"),
        (engineers, "汇总", over("S"), "这里显示「S」，按计入的内容应为「A」：公式被输入的内容"),
    ],
)
def test_what_was_typed_over_a_formula_is_told_and_everything_counts(
    tmp_path: Path, make: Callable[..., Book], sheet: str, change: Callable[[Worksheet], object], expected: str
) -> None:
    [told] = reviewed(tmp_path, make, sheet, change).problems
    assert expected in explain("zh", told)
    assert told.severity == "warning"


def test_headings_that_changed_places_over_their_entries_are_named(tmp_path: Path) -> None:
    changed: set[str] = set()

    def exchanged(sheet: Worksheet) -> None:
        places = [place_of(sheet, f"input.{key}") for key in ("unresolved", "satisfaction")]
        for row in (4, 5):
            first, last = (sheet.cell(row, place) for place in places)
            if first.__class__ is last.__class__:  # the cells of one heading are merged
                first.value, last.value = last.value, first.value
                changed.update((first.coordinate, last.coordinate))

    found = reviewed(tmp_path, engineers, "工程师", exchanged)
    told = [problem for problem in found.problems if problem.code == "review.heading_changed"]
    assert {problem.place.cell for problem in told} == changed
    assert {problem.severity for problem in told} == {"error"}


@pytest.mark.parametrize("people", [7, 1])  # a table, a page of one person
def test_what_a_raters_form_says_of_an_item_is_as_issued_or_it_is_named(tmp_path: Path, people: int) -> None:
    path = form(tmp_path, people)
    book = opened(path)
    sheet = book.worksheets[0]
    lines = [list(line) for line in (sheet.iter_cols() if people > 1 else sheet.iter_rows())]
    item = next(line for line in lines if str(line[0].value).startswith("input."))
    said = [cell for cell in item[1:5] if cell.value]
    said[-1].value = f"{said[-1].value}（100 分）"
    book.save(path)
    told = [each for each in review(read_one(path), "form.xlsx").problems if each.code == "review.heading_changed"]
    assert [each.place.cell for each in told] == [said[-1].coordinate]


@pytest.mark.parametrize(
    ("sheet", "code", "severity"),
    [
        ("工程师", "review.heading_changed", "error"),
        ("评分标准", "review.heading_changed", "error"),
        ("考核表", "review.label_changed", "warning"),
        ("汇总", "review.label_changed", "warning"),
        ("首页", "review.label_changed", "warning"),
        ("检查", "review.label_changed", "warning"),
        ("计算过程", "review.label_changed", "warning"),
        ("参数", "review.label_changed", "warning"),
    ],
)
def test_a_label_that_says_something_else_than_was_issued_is_named_by_its_cell_with_both(
    tmp_path: Path, sheet: str, code: str, severity: str
) -> None:
    changed, before = [], []

    def relabel(opened: Worksheet) -> None:
        texts = (cell for row in opened.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str))
        label = next(cell for cell in texts if not str(cell.value).startswith("="))
        before.append(" ".join(str(label.value).split()))
        label.value = "随便写的"
        changed.append(label.coordinate)

    [told] = reviewed(tmp_path, engineers, sheet, relabel).problems
    assert (told.code, told.severity, [told.place.cell]) == (code, severity, changed)
    assert f"不是发放时的「{before[0]}」，现在是「随便写的」" in explain("zh", told)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("BB6", "我不同意这个分"), ("B40", "备注"), ("BB2", 100), ("A40", "数据已核对"), ("A10", "1009")],
)
def test_what_is_written_outside_the_table_is_told_with_its_cell(tmp_path: Path, cell: str, value: object) -> None:
    def written(sheet: Worksheet) -> None:
        sheet[cell].value = value

    [told] = reviewed(tmp_path, engineers, "工程师", written).problems
    assert (told.code, told.place.cell, told.severity) == ("review.outside", cell, "warning")
    assert str(value) in explain("zh", told)


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [
        ("考核表", "H13"),
        ("首页", "J3"),
        ("汇总", "L21"),
        ("评分标准", "J5"),
        ("参数", "AB8"),
        ("计算过程", "BB6"),
        ("检查", "M3"),
    ],
)
def test_what_is_written_beside_what_a_sheet_shows_is_told_with_its_cell(tmp_path: Path, sheet: str, cell: str) -> None:
    def written(opened: Worksheet) -> None:
        opened[cell].value = "调整后总分 100"

    [told] = reviewed(tmp_path, engineers, sheet, written).problems
    assert (told.code, told.place.sheet, told.place.cell, told.severity) == ("review.outside", sheet, cell, "warning")


def test_of_many_texts_outside_the_table_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    def written(sheet: Worksheet) -> None:
        for row in range(40, 70):
            sheet.cell(row, 2).value = "备注"

    codes = Counter(problem.code for problem in reviewed(tmp_path, engineers, "工程师", written).problems)
    assert codes == {"review.outside": 20, "review.outside_more": 1}


def test_an_entry_of_nobody_that_is_told_of_by_itself_is_no_text_outside_the_table(tmp_path: Path) -> None:
    def written(sheet: Worksheet) -> None:
        for row in range(40, 60):
            sheet.cell(row, 2).value = "备注"
        places = {sheet.cell(1, place).value: place for place in range(1, sheet.max_column + 1)}
        sheet.cell(40, places["input.complaints"]).value = 3

    codes = Counter(problem.code for problem in reviewed(tmp_path, engineers, "工程师", written).problems)
    assert codes == {"workbook.nobody": 1, "review.outside": 20}


def test_a_row_of_totals_below_the_people_is_told_of_and_nobody_is_said_to_have_been_added(tmp_path: Path) -> None:
    def totalled(sheet: Worksheet) -> None:
        last = sheet.max_row + 1
        places = {sheet.cell(1, place).value: place for place in range(1, sheet.max_column + 1)}
        for key, value in (("employee_id", "合计"), ("total", 267), ("input.complaints", 3)):
            sheet.cell(last, places[key]).value = value

    told = reviewed(tmp_path, engineers, "工程师", totalled).problems
    assert Counter((problem.code, problem.severity) for problem in told) == {
        ("workbook.nobody", "warning"): 1,
        ("review.outside", "warning"): 2,
    }


def test_ids_and_names_that_changed_places_are_told_of(tmp_path: Path) -> None:
    def exchanged(sheet: Worksheet) -> None:
        for column in (1, 2):
            first, last = sheet.cell(6, column), sheet.cell(8, column)
            first.value, last.value = last.value, first.value

    [told] = reviewed(tmp_path, engineers, "工程师", exchanged).problems
    assert "工程师 › A6：这里是 1002，发放时这里是 1000" in explain("zh", told)
    assert told.severity == "warning"


def test_a_sheet_that_is_gone_is_told_of_once_and_not_for_everybody_on_it(tmp_path: Path) -> None:
    engineers(tmp_path)
    book = opened(tmp_path / "team.xlsx")
    book.remove(book["工程师"])
    book.save(tmp_path / "team.xlsx")
    found = review(read_one(tmp_path / "team.xlsx"), "team.xlsx")
    assert [problem.code for problem in found.problems] == ["workbook.sheet_missing"]


def swapped(*ids: str) -> Callable[[Worksheet], object]:
    """Return what exchanges two ids in the hidden row."""

    def change(sheet: Worksheet) -> None:
        first, second = (sheet.cell(1, place_of(sheet, key)) for key in ids)
        first.value, second.value = second.value, first.value

    return change


@pytest.mark.parametrize(
    ("make", "sheet", "change", "expected"),
    [
        (
            engineers,
            "工程师",
            swapped("input.satisfaction", "input.complaints"),
            [
                "H1：第 1 行的编号被改动：此处是「input.complaints」，发放时是「input.satisfaction」",
                "J1：第 1 行的编号被改动：此处是「input.satisfaction」，",
            ],
        ),
        (
            engineers,
            "工程师",
            swapped("total", "employee_id"),
            ["A1：第 1 行的", "此处是「employee_id」，发放时是「total」"],
        ),
        (
            engineers,
            "计算过程",
            swapped("away", "employee_id"),
            ["计算过程 › A1：", "C1：第 1 行的编号被改动：此处是「employee_id」"],
        ),
        (
            engineers,
            "工程师",
            put(1, "input.complaints", "被改了"),
            ["找不到：input.complaints", "此处是「被改了」，发放时是「—」"],
        ),
        (agents, "明细 客服", swapped("chats.language", "chats.respect"), ["明细 客服 › ", "明细 客服 › "]),
    ],
)
def test_ids_that_were_exchanged_or_changed_are_named_with_their_cells(
    tmp_path: Path, make: Callable[..., Book], sheet: str, change: Callable[[Worksheet], object], expected: list[str]
) -> None:
    told = [message for message in messages(reviewed(tmp_path, make, sheet, change)) if "编号" in message]
    assert len(told) == len(expected)
    assert all(part in message for part, message in zip(expected, told, strict=True)), told


def test_a_column_that_a_manager_puts_in_does_no_harm(tmp_path: Path) -> None:
    engineers(tmp_path)
    found = reviewed(tmp_path, engineers, "工程师", lambda sheet: sheet.insert_cols(9))
    assert [problem for problem in found.problems if "id" in problem.code or problem.severity == "error"] == []


def test_sheets_that_are_moved_renamed_or_gone_are_named(tmp_path: Path) -> None:
    engineers(tmp_path)
    book = opened(tmp_path / "team.xlsx")
    book.move_sheet("工程师", 1)
    book["首页"].title = "我的"
    book.create_sheet("算一算", 1)
    book.save(tmp_path / "team.xlsx")
    assert messages(review(read_one(tmp_path / "team.xlsx"), "team.xlsx")) == [
        "team.xlsx › 首页：缺少这张工作表（被删除或改名），填写的内容不在这一页上",
        "team.xlsx › 考核表：这张表换了位置：发放时此处是「工程师」",
        "team.xlsx › 工程师：这张表换了位置：发放时此处是「考核表」",
        "team.xlsx › 我的：多了一张工作表，不是发放时的；里面的内容没有读取",
        "team.xlsx › 算一算：多了一张工作表，不是发放时的；里面的内容没有读取",
    ]


def test_a_parameter_typed_again_to_its_value_is_as_it_was(tmp_path: Path) -> None:
    assert reviewed(tmp_path, engineers, "参数", figure(90.0)).problems == []


def test_a_workbook_of_somebody_else_is_not_ours(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"workbook\.not_ours"):
        review(read_one(ordinary(tmp_path / "a.xlsx")))


def form(folder: Path, count: int = 7) -> Path:
    """Write the form of a rater who rates so many people."""
    plan = team("presales_system", "zh").roles[0].plan
    people = [Employee(f"E{number}", f"同事{number}") for number in range(1, count + 1)]
    by = "peer"
    columns = tuple(spec.id for spec in kinds(plan)[by])
    whose = Identity("甲公司", "2026-Q4", "rater", recipient_id="R1", recipient="王芳", team="", lang="zh")
    ratings = [Ratings("顾问", plan, by=by, called="同事评", people=people, columns=columns)]
    rater_form.write(whose, ratings, folder / "team.xlsx")
    return folder / "team.xlsx"


def test_a_form_of_a_rater_is_reviewed_by_its_ratings_alone(tmp_path: Path) -> None:
    path = form(tmp_path)
    blank = review(read_one(path), "form.xlsx")
    assert {problem.code for problem in blank.problems} == {"workbook.blank"}
    book = opened(path)
    sheet = book["顾问"]
    ratings = [place for place, cell in enumerate(sheet[1], 1) if str(cell.value).startswith("input.")]
    for row in range(6, 13):
        for place in ratings:
            sheet.cell(row, place).value = 80
    book.save(path)
    assert review(read_one(path), "form.xlsx").problems == []
    sheet.cell(6, ratings[0]).value = 800
    sheet.cell(7, 1).value = "E9"
    book.save(path)
    codes = [problem.code for problem in review(read_one(path), "form.xlsx").problems]
    assert sorted(codes) == ["input.range", "review.person_added", "review.person_missing"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("scheme", ["erp_project_consultant", "software_presales", "repair_stars"])
def test_libreoffice_saves_a_workbook_again_without_anything_being_wrong_then(
    tmp_path: Path, scheme: str, libreoffice: LibreOffice
) -> None:
    path, again = tmp_path / "team.xlsx", tmp_path / "again.xlsx"
    write(team(scheme, "zh"), path, "zh", lambda content: f"{len(content)}")
    libreoffice.save_again(path, again)
    before, after = review(read_one(path), "a"), review(read_one(again), "a")
    assert after.issued == before.issued
    assert messages_of(after) == messages_of(before)
    assert entries(after) == entries(before)
    assert read_one(again).saved >= read_one(path).saved


def messages_of(found: Returned) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in found.problems]


def entries(found: Returned) -> list[tuple[str, dict[str, str]]]:
    people = [person for role in found.roles for person in role.people]
    return [(person.employee_id, {key: str(value) for key, value in person.entries.items()}) for person in people]


def test_a_problem_of_a_review_says_in_which_file(tmp_path: Path) -> None:
    found = reviewed(tmp_path, engineers, "工程师", put(6, "total", 1)).problems
    assert {problem.place.file for problem in found} == {"team.xlsx"}
