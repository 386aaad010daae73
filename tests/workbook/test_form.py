"""One employee's form: what was measured, once, the rules and points of this employee, on one page that can be read."""

from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from presales_xl.catalogue import load
from presales_xl.people.employees import COMMENT, Employee, Role
from presales_xl.scheme.due import due
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.form import CHOICE, DATA, FULL, PAGE_HEIGHT, PAGE_WIDTH, RULE, SIZE
from presales_xl.workbook.layout import Book
from tests.engines import Recalculate
from tests.workbook.samples import SCHEMES, BookIn


def a_book(*roles: Role) -> Book:
    return Book("示例公司", "2026-11", manager_id="m1", manager="李娜", team="华东", roles=roles)


def texts(path: Path, sheet: str, column: int) -> list[str]:
    with CalamineWorkbook.from_path(str(path)) as book:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [str(row[column]) for row in rows]


def test_a_figure_that_is_compared_with_the_mean_stands_on_the_form_once(tmp_path: Path) -> None:
    write(a_book(Role("客服", load("values_and_post"), [Employee("1000", "王芳")])), tmp_path / "book.xlsx", "zh")
    data = "\n".join(texts(tmp_path / "book.xlsx", "考核表", DATA))
    assert (data.count("完成率"), data.count("询盘转化率 "), data.count("与均值之比")) == (1, 1, 5)


@pytest.mark.parametrize(
    ("department", "said"), [("市场部", "部门：市场部　　岗位：客服"), ("", "团队：华东　　岗位：客服")]
)
def test_the_form_names_the_department_and_where_none_is_known_the_team(
    tmp_path: Path, department: str, said: str
) -> None:
    book = a_book(Role("客服", load("values_and_post"), [Employee("1000", "王芳")]))
    write(replace(book, department=department), tmp_path / "book.xlsx", "zh")
    assert [cell for cell in texts(tmp_path / "book.xlsx", "考核表", DATA) if "岗位" in cell] == [said]


def test_no_figure_stands_on_the_form_of_an_online_shop_twice(tmp_path: Path) -> None:
    write(a_book(Role("客服", load("ecom_dept_presales"), [Employee("1000", "王芳")])), tmp_path / "book.xlsx", "zh")
    data = "\n".join(texts(tmp_path / "book.xlsx", "考核表", DATA))
    for name in ("客户好评数", "客户差评数", "有效销售额", "任务完成率", "此前连续垫底月数", "当月平均客单价"):
        assert data.count(f"{name} ") == 1, name


def test_additions_and_pay_stand_with_their_rules(tmp_path: Path) -> None:
    write(a_book(Role("客服", load("ecom_dept_presales"), [Employee("1000", "王芳")])), tmp_path / "book.xlsx", "zh")
    rules = ["".join(rule.split()) for rule in texts(tmp_path / "book.xlsx", "考核表", RULE)]  # lines are folded
    assert "一般维权数×(−1)+严重维权数（有损失）×(−2)" in rules
    assert any("175元÷当月平均客单价" in rule for rule in rules)


def test_full_points_and_rules_are_those_of_the_level_of_whoever_is_chosen(
    tmp_path: Path, recalculate: Recalculate
) -> None:
    plan = load("sales_2024")
    people = [Employee(f"{place}", "王芳", {"level": float(place)}) for place in (0, 1)]
    book = a_book(Role("销售", plan, people))
    write(book, tmp_path / "book.xlsx", "zh")
    form = lay_out_book(book, "zh").roles[0].form
    for place, level in enumerate(plan.dimensions["level"].keys[:2]):
        cells = recalculate(tmp_path / "book.xlsx", {form: {CHOICE.replace("$", ""): f"{place} 王芳"}})[form]
        full = plan.full_points(level)["new_contracts"]
        row = next(address[1:] for address, value in cells.items() if value == "新签合同额")
        assert cells[f"{'ABCD'[FULL]}{row}"] == full
        assert str(cells[f"{'ABCD'[RULE]}{row}"]).startswith(f"{full:g} × min(")


def test_below_a_level_it_is_said_what_earns_it_of_whoever_is_chosen(tmp_path: Path, recalculate: Recalculate) -> None:
    scheme = load("competency")
    people = [
        Employee("1", "王芳", {"input.workload_superior": 14.0}),
        Employee("2", "李娜", {"input.workload_superior": 8.0}),
    ]
    roles = [Role("客服", load("values_and_post"), [Employee("3", "赵敏")]), Role("顾问", scheme, people)]
    book = a_book(*roles)
    write(book, tmp_path / "book.xlsx", "zh")
    form = lay_out_book(book, "zh").roles[1].form
    excellent, good, *_ = (level.text.zh for level in scheme.columns["input.workload_superior"].levels)
    for choice, reached, other in ((None, excellent, good), ("2 李娜", good, excellent)):
        changes = {form: {CHOICE.replace("$", ""): choice}} if choice else None
        shown = "\n".join(map(str, recalculate(tmp_path / "book.xlsx", changes)[form].values()))
        assert (reached in shown, other in shown) == (True, False)


def test_when_an_indicator_does_not_apply_is_said_once_below_the_rules_that_are_marked(tmp_path: Path) -> None:
    person = Employee("1000", "王芳", {"level": 0.0})
    write(a_book(Role("顾问", load("indicator_library"), [person])), tmp_path / "book.xlsx", "zh")
    rules, first = (texts(tmp_path / "book.xlsx", "考核表", place) for place in (RULE, 0))
    assert sum(rule.endswith("※") for rule in rules) == 9
    assert not any("本期不适用" in rule for rule in rules)
    assert [words for words in first if words.startswith("※")] == [text("zh", "workbook.form.exempt_note")]


def test_an_indicator_without_weight_for_whoever_is_chosen_is_said_not_to_count(tmp_path: Path) -> None:
    plan = load("sales_2024")
    write(a_book(Role("销售", plan, [Employee("1", "王芳", {"level": 0.0})])), tmp_path / "book.xlsx", "zh")
    full, rules = (texts(tmp_path / "book.xlsx", "考核表", place) for place in (FULL, RULE))
    assert {points for points, rule in zip(full, rules, strict=True) if rule == "不计入"} == {"0.0"}
    assert rules.count("不计入") == full.count("0.0") > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_of_every_scheme_is_one_page_with_no_text_under_8_points(book_in: BookIn, lang: Lang) -> None:
    book = book_in(lang)
    forms = [sheet for sheet in book if sheet.title.startswith({"zh": "考核表", "en": "Form"}[lang])]
    assert len(forms) == len(SCHEMES)
    for sheet in forms:
        width = sum(column.width * 7 for key, column in sheet.column_dimensions.items() if key in "ABCDEFG")
        height = sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1))
        scale = min(1.0, PAGE_WIDTH / (width - 1), PAGE_HEIGHT / (height - 1))
        sizes = [cell.font.size for row in sheet.iter_rows() for cell in row if cell.value is not None]
        setup, fit = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
        assert (fit is not None and fit.fitToPage, setup.fitToWidth or 1, setup.fitToHeight or 1, setup.paperSize) == (
            True,
            1,
            1,
            9,
        )
        assert min(sizes) == SIZE
        assert min(sizes) * scale >= 8, sheet.title


def a_contributor(*, bids: float) -> Employee:
    entries = {
        "response_hours": 3.0,
        "delivery_days": 2.0,
        "bid_documents": bids,
        "bid_documents_in_time": bids,
        "benchmark_cases": 2.0,
        "base_pay": 8000.0,
    }
    written = {"words.benchmark_reason": "两个标杆案例已归档", COMMENT: "表现稳定"}
    return Employee(
        "1", "王芳", {"level": 0.0, **{f"input.{key}": value for key, value in entries.items()}}, texts=written
    )


def test_reasons_stand_beside_what_they_explain_and_the_comment_stands_alone(tmp_path: Path) -> None:
    plan = due(load("indicator_library"), "month")
    write(a_book(Role("顾问", plan, [a_contributor(bids=2)])), tmp_path / "book.xlsx", "zh")
    names, data, comment = (texts(tmp_path / "book.xlsx", "考核表", place) for place in (0, DATA, FULL))
    assert data[names.index("标杆案例贡献")] == "标杆案例数 2；说明：两个标杆案例已归档"
    assert comment[names.index("评语")] == "表现稳定"
    assert data[names.index("总分")] == ""


def test_a_total_of_what_applies_says_how_it_comes_about(tmp_path: Path, in_ironcalc: Recalculate) -> None:
    plan = due(load("indicator_library"), "month")
    write(a_book(Role("顾问", plan, [a_contributor(bids=0)])), tmp_path / "book.xlsx", "zh")
    names, data = (texts(tmp_path / "book.xlsx", "考核表", place) for place in (0, DATA))
    told = "按适用满分折算：66.67 ÷ 66.67 × 100 + 加减分 4"
    assert data[names.index("总分")] == told
    assert told in in_ironcalc(tmp_path / "book.xlsx")["考核表"].values()
