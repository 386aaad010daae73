"""The list on 检查 that asks entries back, recalculated as people type, and what comes back of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.catalogue import load
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.questions import Confirmation
from presales_xl.people.table import value_at
from presales_xl.scheme.doubts import number_of
from presales_xl.scheme.due import in_month
from presales_xl.texts import Lang, text
from presales_xl.workbook import question_list
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.layout import FIRST_ROW, Book, RoleLayout
from presales_xl.workbook.question_list import CONFIRM, ENTRY, OPEN, REASON, TARGET, VALUE, WHY
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.engines import Changes, Value, ironcalc
from tests.scheme.small import PROJECTS, plan_of
from tests.workbook.samples import opened

PLAN = load("support_engineer_kpi")
GOOD = {spec.id: 0.0 if spec.dimension else 91.0 if spec.smallest else 1.0 for spec in PLAN.of_kind("input")}
PEOPLE = [Employee(key, name, GOOD) for key, name in {"1000": "张三", "1001": "李四", "1002": "王五"}.items()]
RESULT = {"zh": "检查", "en": "Checks"}


def book_of(*people: Employee) -> Book:
    return Book("甲公司", "2026-11", "m1", manager="王芳", team="华东", roles=[Role("工程师", PLAN, people or PEOPLE)])


def layout_of(book: Book, lang: Lang) -> RoleLayout:
    return lay_out_book(book, lang).roles[0]


def lines(path: Path, lang: Lang, changes: Changes) -> tuple[str, list[list[Value]]]:
    """Return the verdict of 检查 and the lines of its list that ask something, after some changes."""
    cells = ironcalc.recalculate(path, changes)[RESULT[lang]]
    found = []
    for row in range(1, 200):
        if cells.get(f"{'ABCDEFGHIJKLMNOP'[TARGET]}{row}") and cells.get(f"{'ABCDEFGHIJKLMNOP'[OPEN]}{row}") in (0, 1):
            found.append(
                [row, *(cells.get(f"{'ABCDEFGHIJKLMNOP'[at]}{row}") for at in (ENTRY, WHY, VALUE, TARGET, OPEN))]
            )
    return str(cells["B4"]), found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_entry_is_asked_about_until_it_is_confirmed_with_a_reason_and_again_when_it_changes(
    tmp_path: Path, lang: Lang
) -> None:
    path, book = tmp_path / "team.xlsx", book_of()
    write(book, path, lang)
    role = layout_of(book, lang)
    cell = role.address("input.satisfaction", FIRST_ROW + 1)
    checks = RESULT[lang]
    assert "✓" in lines(path, lang, {})[0]

    verdict, [line] = lines(path, lang, {"工程师": {cell: 1}})
    assert "▲" in verdict
    row, entry, why, value, target, is_open = line
    assert str(entry).startswith("1001 李四 ")
    assert (why, value, is_open) == (text(lang, "questions.one_point"), 1, 1)
    assert str(target).endswith(" 1")

    said = {f"E{row}": target}
    assert lines(path, lang, {"工程师": {cell: 1}, checks: said})[1][0][-1] == 1, "a reason is lacking"
    said[f"G{row}"] = " \u3000 "
    assert lines(path, lang, {"工程师": {cell: 1}, checks: said})[1][0][-1] == 1, "blanks are no reason"
    said[f"G{row}"] = "只收回一份问卷"
    verdict, [line] = lines(path, lang, {"工程师": {cell: 1}, checks: said})
    assert (line[-1], "✓" in verdict) == (0, True)

    other = role.address("input.training_score", FIRST_ROW)
    verdict, (first, second) = lines(path, lang, {"工程师": {cell: 1, other: 1}, checks: said})
    assert [first[-1], second[-1]] == [1, 0], "the list has moved, the confirmation holds"
    assert "1" in verdict
    assert "▲" in verdict


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_another_quarter_than_that_of_the_period_is_asked_about_and_can_be_confirmed_by_its_name(
    tmp_path: Path, lang: Lang
) -> None:
    plan = in_month(load("nc_u8_consultant"), 12)
    first, fourth = (plan.dimensions[plan.columns["input.quarter"].dimension].names[at][lang] for at in (0, 3))
    path = tmp_path / "team.xlsx"
    entries = {spec.id: 3.0 if spec.dimension else 10.0 for spec in plan.of_kind("input")} | {"input.quarter": 3.0}
    book = replace(book_of(), roles=[Role("顾问", plan, [Employee("1000", "张三", entries)])])
    write(book, path, lang)
    name, cell = plan.columns["input.quarter"].name, layout_of(book, lang).address("input.quarter", FIRST_ROW)
    assert name is not None

    def asked(changes: Changes) -> list[list[Value]]:
        return [line for line in lines(path, lang, changes)[1] if str(line[1]).endswith(name[lang])]

    assert asked({"顾问": {cell: fourth}}) == []
    [(row, _, why, value, target, is_open)] = asked({"顾问": {cell: first}})
    assert (why, value, is_open) == (text(lang, "questions.other_quarter", quarter=4), first, 1)
    said = {f"E{row}": target, f"G{row}": "补发第一季度"}
    assert asked({"顾问": {cell: first}, RESULT[lang]: said})[0][-1] == 0
    found = question_list.confirmed(
        [[None] * CONFIRM + [target, None, "补发"]], plan, ["1000"], period="2026-Q4", lang=lang
    )
    assert [(each.column, each.value) for each in found] == [("input.quarter", 0)]


def test_a_text_is_shown_as_it_was_typed_and_cannot_be_confirmed(tmp_path: Path) -> None:
    plan = load("support_kpi_85_15")
    path, book = tmp_path / "team.xlsx", replace(book_of(), roles=[Role("工程师", plan, [Employee("1000", "张三")])])
    write(book, path, "zh")
    cell = layout_of(book, "zh").address("input.plan_completion", FIRST_ROW)
    cells = ironcalc.recalculate(path, {"工程师": {cell: "１２"}})["检查"]
    named = [key[1:] for key, value in cells.items() if key.startswith("B") and "工作计划" in str(value)]
    row = named[-1]  # of the list, which stands below the checks
    letter = "ABCDEFGHIJKLMNOP"
    assert (cells[f"{letter[VALUE]}{row}"], cells.get(f"{letter[TARGET]}{row}", "")) == ("１２", "")
    assert cells[f"{letter[WHY]}{row}"] == text("zh", "questions.text")


@pytest.mark.parametrize(
    ("typed", "signs"),
    [
        ("１２", ("▲", 0)),
        (" 91 ", ("▲", 0)),
        ("91分", ("▲", 0)),
        ("1,200", ("▲", 0)),
        ("1500,50", ("✗", 1)),
        ("1,5", ("✗", 1)),
        ("无", ("✗", 1)),
        (0.91, ("✗", 1)),
        (True, ("✗", 1)),
    ],
)
def test_a_number_that_is_a_text_is_asked_about_and_what_is_none_is_not_valid(
    tmp_path: Path, typed: Value, signs: tuple[str, int]
) -> None:
    path, book = tmp_path / "team.xlsx", book_of()
    write(book, path, "zh")
    cell = layout_of(book, "zh").address("input.satisfaction", FIRST_ROW)
    cells = ironcalc.recalculate(path, {"工程师": {cell: typed}})["检查"]
    row = next(key[1:] for key, value in cells.items() if key.startswith("B") and value == "支持满意度")
    assert (cells[f"H{row}"], cells[f"F{row}"]) == signs


def test_a_fraction_of_a_count_is_not_valid_on_the_sheet_of_checks(tmp_path: Path) -> None:
    path, book = tmp_path / "team.xlsx", book_of()
    write(book, path, "zh")
    cell = layout_of(book, "zh").address("input.complaints", FIRST_ROW)
    cells = ironcalc.recalculate(path, {"工程师": {cell: 3.5}})["检查"]
    row = next(key[1:] for key, value in cells.items() if key.startswith("B") and value == "客户投诉次数")
    assert (cells[f"H{row}"], cells[f"F{row}"]) == ("✗", 1)
    assert opened(path)["工程师"][cell].number_format.startswith("General")  # which shows 3.5 and not 4


def test_what_was_confirmed_comes_back_and_is_not_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    doubted = replace(PEOPLE[1], entries={**GOOD, "input.satisfaction": 1.0})
    write(book_of(PEOPLE[0], doubted), path, "zh")
    [asked] = [problem for problem in review(read_one(path)).problems if problem.code == "input.question"]
    assert (asked.severity, asked.fields["id"], asked.fields["why"]) == (
        "warning",
        "1001",
        "只有 1 分，是不是想填 100 分",
    )
    book = opened(path, values=True)
    row = next(
        int(cells[0].row or 0) for cells in book["检查"].iter_rows() if cells[TARGET].value == "是：1001 支持满意度 1"
    )
    book = opened(path)
    book["检查"].cell(row, CONFIRM + 1).value = "是：1001 支持满意度 1"
    book["检查"].cell(row, REASON + 1).value = "只收回一份问卷"
    book.save(path)
    sheets = read_one(path)
    [said] = question_list.confirmed(sheets["检查"], PLAN, ["1000", "1001"], period="2026-11", lang="zh")
    assert (said.employee_id, said.column, said.value, said.reason) == (
        "1001",
        "input.satisfaction",
        1,
        "只收回一份问卷",
    )
    codes = [problem.code for problem in review(sheets).problems]
    assert "input.question" not in codes


def test_the_value_of_the_period_before_is_compared_with(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    entries = {**GOOD, "input.unresolved": 1.0, "last.unresolved": 10.0}
    write(book_of(replace(PEOPLE[0], entries=entries, locked=frozenset({"last.unresolved"}))), path, "zh")
    [asked] = [problem for problem in review(read_one(path)).problems if problem.code == "input.question"]
    assert asked.fields["why"] == "只有上期的十分之一或更少（上期 10）"


@pytest.mark.parametrize(
    ("deals", "mark", "why", "confirmable"),
    [(0, "▲", "exempting", True), (5, "✗", "nothing_of", False)],
)
def test_a_0_without_occasion_is_to_be_confirmed_and_one_that_something_stands_over_is_not_valid(
    tmp_path: Path, deals: int, mark: str, why: str, confirmable: bool
) -> None:
    plan, path = load("draft_scheme"), tmp_path / "team.xlsx"
    book = replace(book_of(), roles=[Role("工程师", plan, [Employee("1001", "李四")])])
    write(book, path, "zh")
    role = layout_of(book, "zh")
    entries = {"input.deals": deals, "input.opportunities": 0}
    typed = {role.address(column, FIRST_ROW): value for column, value in entries.items()}
    cells = ironcalc.recalculate(path, {"工程师": typed})
    number = cells[role.workings.sheet][role.address("question.opportunities", FIRST_ROW)]
    assert number == number_of(why)
    name = plan.columns["input.opportunities"].field.name.zh  # type: ignore[union-attr]
    row = next(key[1:] for key, value in cells["检查"].items() if key.startswith("B") and value == name)
    assert [cells["检查"].get(f"{column}{row}") for column in "HF"] == [mark, int(mark == "✗")]
    code = "input.question" if confirmable else "input.refused"
    people = [Employee("1001", "李四", {key: float(value) for key, value in entries.items()})]
    write(replace(book, roles=[Role("工程师", plan, people)]), path, "zh")
    [told] = [each for each in review(read_one(path)).problems if each.fields.get("input") == "opportunities"]
    assert (told.code, told.place.cell) == (code, role.address("input.opportunities", FIRST_ROW))
    words = text("zh", f"questions.{why}") + ("" if confirmable else "（由它去除的：成交商机数）")
    [line] = [key[1:] for key, value in cells["检查"].items() if value == words and key[0] == "C"]
    assert told.fields["why"] == words
    assert str(cells["检查"][f"I{line}"]).startswith(mark)
    assert bool(cells["检查"].get(f"{'ABCDEFGHIJKLMNOP'[TARGET]}{line}")) == confirmable


def test_a_part_that_is_more_than_its_whole_is_told_with_the_name_of_the_whole_on_the_sheet_and_to_hr(
    tmp_path: Path,
) -> None:
    plan, path = load("draft_scheme"), tmp_path / "team.xlsx"
    book = replace(book_of(), roles=[Role("工程师", plan, [Employee("1001", "李四")])])
    write(book, path, "zh")
    role, entries = layout_of(book, "zh"), {"input.deals": 5, "input.opportunities": 3}
    typed = {role.address(column, FIRST_ROW): value for column, value in entries.items()}
    words = "部分比总数还大，有一个不对（总数：商机数）"
    assert words in ironcalc.recalculate(path, {"工程师": typed})["检查"].values()
    people = [Employee("1001", "李四", {key: float(value) for key, value in entries.items()})]
    write(replace(book, roles=[Role("工程师", plan, people)]), path, "zh")
    assert words in [each.value for row in opened(path, values=True)["检查"].iter_rows() for each in row]
    assert words in [problem.fields.get("why") for problem in review(read_one(path)).problems]


def test_a_confirmation_counts_wherever_it_stands_and_says_so_when_it_answers_nothing_any_more(tmp_path: Path) -> None:
    path, book = tmp_path / "team.xlsx", book_of()
    write(book, path, "zh")
    role = layout_of(book, "zh")
    typed: dict[str, Value] = {role.address("input.training_score", FIRST_ROW): 1}
    typed[role.address("input.satisfaction", FIRST_ROW + 1)] = 1
    second = lines(path, "zh", {"工程师": typed})[1][1]
    row, target = int(str(second[0])), second[4]
    said: dict[str, Value] = {f"E{row}": target, f"G{row}": "只收回一份"}

    def shown(above: Value, below: Value) -> dict[int, list[Value]]:
        """Return note and state of each line when the two scores are these."""
        entered = dict(zip(typed, (above, below), strict=True))
        cells = ironcalc.recalculate(path, {"工程师": entered, "检查": said})["检查"]
        return {at: [cells.get(f"{column}{at}") or "" for column in "FH"] for at in (row - 1, row)}

    assert shown(1, 1) == {row - 1: ["", "待确认"], row: ["", "已确认：只收回一份"]}
    assert shown(91, 1) == {row - 1: ["", "已确认：只收回一份"], row: ["是别的行的，仍有效", ""]}
    assert shown(1, 91) == {row - 1: ["", "待确认"], row: ["已失效，可删去", ""]}
    assert shown(91, 91) == {row - 1: ["", ""], row: ["已失效，可删去", ""]}
    said[f"E{row}"] = "是"
    assert shown(1, 1) == {row - 1: ["", "待确认"], row: ["请从下拉里选「是：…」", "待确认"]}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_formulas_take_as_a_confirmation_is_what_counts_when_it_comes_back(tmp_path: Path, lang: Lang) -> None:
    plan = plan_of(PROJECTS.replace("{zh: 工作, en: Work}", '{zh: "Won? 3~5 Ａb*标书", en: "Won? 3~5 Ａb*"}'))
    person = Employee("Ab1", "张三", {"input.work": 0.5})
    path = tmp_path / "team.xlsx"
    write(replace(book_of(), roles=[Role("工程师", plan, [person])]), path, lang)
    [line] = lines(path, lang, {})[1]
    row, target = line[0], str(line[4])
    assert target.endswith(" 0.5")
    taken = [target, target.upper(), target.lower(), target.swapcase()]
    others = [f"{target} ", f" {target}", target.replace(" ", "  "), target.replace(" ", "\u3000"), f"{target}\u3000"]
    others += [target.replace("Ab1", "Ａb1"), target.replace("Ａb", "Ab"), target.replace("?", "x"), f"{target}\n"]
    others += [
        target.removesuffix("0.5") + number for number in (".5", "0.50", "00.5", "5e-1", "０.5", "50%", "0.5%", "1")
    ]
    others += [target.replace(text(lang, "workbook.questions.yes"), begun) for begun in ("Yes : ", "是: ", "", "Ja: ")]
    for spelled in taken + others:
        said: Changes = {RESULT[lang]: {f"E{row}": spelled, f"G{row}": "只有一份"}}
        on_sheet = lines(path, lang, said)[1][0][-1] == 0
        found = question_list.confirmed(
            [[None] * CONFIRM + [spelled, None, "只有一份"]], plan, ["Ab1"], period="2026-11", lang=lang
        )
        assert on_sheet is (spelled in taken), spelled
        assert (0.5 in [each.value for each in found]) is on_sheet, spelled
    other: Lang = "en" if lang == "zh" else "zh"
    assert not question_list.confirmed(
        [[None] * CONFIRM + [target, None, "a"]], plan, ["Ab1"], period="2026-11", lang=other
    )


def test_a_confirmation_counts_in_the_list_of_another_role_too_and_the_first_that_is_found_gives_the_reason(
    tmp_path: Path,
) -> None:
    path, target = tmp_path / "team.xlsx", "是：e1 工作 0.5"
    roles = [
        Role(name, PROJECT_PLAN, [Employee(key, "张三", {"input.work": value})])
        for name, key, value in (("甲", "E0", 9.0), ("乙", "E1", 0.5))
    ]
    write(replace(book_of(), roles=roles), path, "zh")
    [line] = lines(path, "zh", {})[1]
    heads = [row for row, values in enumerate(read_one(path)["检查"], 1) if "无误：从下拉里选" in values]
    first = heads[0] + 1
    for reason, stands in (("只有一份", 0), (None, 1)):
        said: dict[str, Value] = {f"E{first}": target, f"G{first}": reason, f"E{line[0]}": target, f"G{line[0]}": "b"}
        cells = ironcalc.recalculate(path, {"检查": said})["检查"]
        assert cells[f"O{line[0]}"] == stands
        assert cells[f"F{first}"] == "是别的行的，仍有效"
        rows = [[*([None] * CONFIRM), target, None, each] for each in (reason, "b")]
        found = question_list.confirmed(rows, PROJECT_PLAN, ["E1"], period="2026-11", lang="zh")
        assert [each.reason for each in found] == ([reason] if reason else [])


def test_more_questions_than_lines_are_counted_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    usual = {key: 1.0 if PLAN.columns[key].smallest else value for key, value in GOOD.items()}
    people = [Employee(str(1000 + number), "张三", usual) for number in range(60)]
    book = book_of(*people)
    write(book, path, "zh")
    doubts = sum(1 for spec in PLAN.of_kind("input") if spec.smallest) * len(people)
    told = f"还有 {doubts - 100} 条没有列出"
    assert [value for value in cached(path) if told in str(value)]
    cells = ironcalc.recalculate(path, {})["检查"]
    assert [value for value in cells.values() if told in str(value)]
    verdict = f"有 {doubts} 处请确认 ▲，清单里没有列全：都无误的，交回后由人事逐条确认"
    assert cells["B4"] == opened(path, values=True)["检查"]["B4"].value == verdict
    role = layout_of(book, "zh")
    mended = {role.address("input.satisfaction", FIRST_ROW + number): 91 for number in range(60)}
    cells = ironcalc.recalculate(path, {"工程师": mended})["检查"]
    assert not [value for value in cells.values() if "没有列出" in str(value)]


def cached(path: Path) -> list[object]:
    """Return the values of 检查 as the file has them."""
    return [cell.value for row in opened(path, values=True)["检查"].iter_rows() for cell in row]


def test_a_workbook_issued_again_shows_what_was_confirmed_for_the_value_that_it_saw(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    entries = {**GOOD, "input.satisfaction": 1.0, "input.training_score": 1.0}
    said = [
        Confirmation("2026-11", "1001", "input.satisfaction", 1, reason="只收回一份问卷"),
        Confirmation("2026-11", "1001", "input.training_score", 2, reason="缺考"),
    ]
    book = replace(book_of(PEOPLE[0], replace(PEOPLE[1], entries=entries)), confirmed=said)
    write(book, path, "zh")
    assert "已确认：只收回一份问卷" in cached(path)
    assert not [value for value in cached(path) if "缺考" in str(value)]
    [asked] = [problem for problem in review(read_one(path)).problems if problem.code == "input.question"]
    assert asked.fields["input"] == "training_score"
    verdict, found = lines(path, "zh", {})
    assert [line[-1] for line in found] == [0, 1]
    assert verdict == opened(path, values=True)["检查"]["B4"].value


PROJECT_PLAN = plan_of(PROJECTS.replace("type: money}", "type: money, usual: [1000, 100000]}"))


def project_book(*rows: DetailRow) -> Book:
    people = [
        Employee("1000", "张三", {"input.work": 9.0}),
        Employee("1001", "李四", {"input.work": 9.0}, {"projects": rows}),
    ]
    return replace(book_of(), roles=[Role("工程师", PROJECT_PLAN, people)])


def detail_row(receipts: float, share: float = 1.0) -> DetailRow:
    entries = {"projects.project": receipts, "projects.receipts": receipts, "projects.share": share}
    return DetailRow(entries, {"projects.project": f"项目{receipts:g}"})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_entry_of_a_detail_row_is_asked_about_wherever_it_stands_until_its_value_is_confirmed(
    tmp_path: Path, lang: Lang
) -> None:
    path, book = tmp_path / "team.xlsx", project_book()
    write(book, path, lang)
    role, checks = layout_of(book, lang), RESULT[lang]
    sheet = role.details["projects"].sheet
    assert "✓" in lines(path, lang, {})[0]

    def rows(*receipts: Value, first: int) -> dict[str, Value]:
        typed: dict[str, Value] = {}
        for row, value in enumerate(receipts, first):
            typed |= {f"A{row}": "1001 李四", f"B{row}": f"p{row}", f"C{row}": value, f"D{row}": 1}
        return typed

    verdict, [line] = lines(path, lang, {sheet: rows(5000, 50, first=17)})
    at, entry, why, value, target, is_open = line
    assert "▲" in verdict
    assert (why, value, is_open) == (text(lang, "questions.below_usual"), 50, 1)
    assert str(entry).startswith("1001 李四 ")
    assert "18" in str(entry)
    cells = ironcalc.recalculate(path, {sheet: rows(5000, 50, first=17)})[checks]
    asked = {str(cells[f"B{row}"]): cells[f"G{row}"] for row in range(7, 20) if cells.get(f"G{row}") in range(1, 9)}
    assert list(asked.values()) == [1, 1], "counted with the table and with the person"
    assert list(asked)[1] == "1001 李四"

    said: dict[str, Value] = {f"E{at}": target, f"G{at}": "尾款"}
    for typed, stands in (
        (rows(5000, 50, first=17), [0]),
        (rows(50, 5000, 200000, first=8), [0, 1]),  # rows moved, and there is one more
        (rows(51, 5000, first=8), [1]),
    ):
        verdict, found = lines(path, lang, {sheet: typed, checks: said})
        assert [line[-1] for line in found] == stands
        assert ("▲" in verdict) == (1 in stands)


def test_what_was_confirmed_of_a_detail_row_comes_back_and_is_shown_when_it_is_issued_again(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    rows = detail_row(50), detail_row(5000), detail_row(60)
    said = Confirmation("2026-11", "1001", "projects.receipts", 60, reason="尾款")
    write(replace(project_book(*rows), confirmed=[said]), path, "zh")
    [asked] = [problem for problem in review(read_one(path)).problems if problem.code == "input.question"]
    assert (asked.fields["id"], asked.fields["found"], asked.place.cell) == ("1001", "50 元", "C9")
    [back] = question_list.confirmed(read_one(path)["检查"], PROJECT_PLAN, ["1001"], period="2026-11", lang="zh")
    assert back == said
    verdict, found = lines(path, "zh", {})
    assert [line[-1] for line in found] == [1, 0]
    assert verdict == opened(path, values=True)["检查"]["B4"].value


@pytest.mark.parametrize("reason", [None, " \u3000"])
def test_a_confirmation_without_a_reason_is_told_of_at_the_cell_that_lacks_it(
    tmp_path: Path, reason: str | None
) -> None:
    doubted = replace(PEOPLE[0], entries={**PEOPLE[0].entries, "input.satisfaction": 1.0})
    path = tmp_path / "team.xlsx"
    write(book_of(doubted, *PEOPLE[1:]), path, "zh")
    sheets = read_one(path)
    checks = sheets[RESULT["zh"]] = [list(row) for row in sheets[RESULT["zh"]]]
    place = next(number for number, row in enumerate(checks) if value_at(row, OPEN) == 1)
    checks[place][CONFIRM] = checks[place][TARGET]
    checks[place][REASON] = reason
    told = [each for each in review(sheets, path.name).problems if each.code == "review.without_reason"]
    assert [each.place.cell for each in told] == [f"G{place + 1}"]
    checks[place][REASON] = "只收回一份问卷"
    assert "review.without_reason" not in [each.code for each in review(sheets, path.name).problems]
