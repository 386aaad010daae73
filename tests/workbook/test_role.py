"""The role sheet: entries side by side within a screen, results open to the right with their rules, workings apart."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.backends.rule_sentences import sentence
from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.scheme.columns import individual_column
from presales_xl.scheme.individual import individual
from presales_xl.scheme.names import Names
from presales_xl.scheme.nodes import Column
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import lay_out_book, layout_of, write
from presales_xl.workbook.formulas import waiting_text
from presales_xl.workbook.headings import MOST_LINES, length
from presales_xl.workbook.layout import COLUMN_ROW, FIRST_ROW, GROUP_ROW, SECTION_ROW, Book, BookLayout, RoleLayout
from presales_xl.workbook.role import PAGE_WIDTH
from tests.workbook.samples import EVERYBODY, SCHEMES, BookIn, TeamFile, opened, team

SCREEN, WIDEST, FROZEN = 1060, 3200, 480  # pixels
FEW = 16  # entries of one person
RESULTS = ("points", "adjustment", "pay", "flags")


def pixels(sheet: Worksheet, first: int, last: int) -> int:
    """Return how wide columns (from 0) are at 100 %: a width of the file holds 5 pixels beside its letters."""
    widths: dict[int, float] = {}
    for column in sheet.column_dimensions.values():
        widths |= dict.fromkeys(range(column.min or 0, (column.max or 0) + 1), column.width)
    return sum(round(widths[place + 1] * 7) for place in range(first, last + 1))


def block(role: RoleLayout) -> list[int]:
    """Return the places of the columns that the manager fills in."""
    return [role.main.place(column) for group in role.of_part("entries") for column in group.columns]


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> Lang:
    return "zh" if request.param == "zh" else "en"


@pytest.fixture(scope="module")
def written(lang: Lang, book_in: BookIn) -> openpyxl.Workbook:
    return book_in(lang)


@pytest.fixture(scope="module")
def places(lang: Lang) -> BookLayout:
    return lay_out_book(team(EVERYBODY, lang), lang)


# Widths


def test_all_entries_of_a_person_are_seen_at_once(written: openpyxl.Workbook, places: BookLayout) -> None:
    """Texts are not counted: they stand at the end, or are written after what they explain."""
    on_a_screen = 0
    for role in places.roles:
        sheet, frozen = written[role.main.sheet], len(role.frozen)
        entries = [place for place in block(role) if not role.plan.columns[role.main.columns[place]].words]
        width = sum(pixels(sheet, place, place) for place in entries)
        left = pixels(sheet, 0, frozen - 1)
        assert left <= FROZEN, role.main.sheet
        if len(entries) <= FEW:
            on_a_screen += 1
            assert width <= SCREEN, role.main.sheet
        assert left + width <= WIDEST, role.main.sheet
    assert on_a_screen >= 24


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_block_with_what_hr_did_not_give_is_no_wider(scheme: str, lang: Lang, tmp_path: Path) -> None:
    """As a workbook is issued: what HR may leave out, and did, is nobody's to fill in."""
    plan = load(scheme)
    fields = [(spec.id, spec.field) for spec in plan.of_kind("input", "words") if spec.field]
    of_hr = {key: field for key, field in fields if field.given_by == "hr"}
    locked = frozenset(key for key, field in of_hr.items() if field.may_stay_blank and not field.remembered)
    book = one_role(scheme, [Employee("1", "甲", locked=locked)])
    write(book, tmp_path / "a.xlsx", lang)
    (role,) = lay_out_book(book, lang).roles
    sheet, frozen = opened(tmp_path / "a.xlsx")["工程师"], len(role.frozen)
    entries = [place for place in block(role) if not role.plan.columns[role.main.columns[place]].words]
    assert {role.main.place(key) for key in of_hr.keys() - locked} <= set(block(role))
    width = sum(pixels(sheet, place, place) for place in entries)
    assert width <= (SCREEN if len(entries) <= FEW else WIDEST - pixels(sheet, 0, frozen - 1))


def test_headers_leave_most_of_a_screen_to_the_people(written: openpyxl.Workbook, places: BookLayout) -> None:
    for role in places.roles:
        heights = [written[role.main.sheet].row_dimensions[row].height for row in range(2, FIRST_ROW + 1)]
        assert heights[GROUP_ROW - 1] <= 150
        assert sum(heights) <= 285


def test_no_heading_needs_more_lines_than_its_row_has(written: openpyxl.Workbook, places: BookLayout) -> None:
    for role in places.roles:
        sheet = written[role.main.sheet]
        for place in range(2, len(role.main.columns)):
            lines = str(sheet.cell(GROUP_ROW + 1, place + 1).value or "").count("\n") + 1
            assert lines <= MOST_LINES
            assert lines * 12 < sheet.row_dimensions[GROUP_ROW + 1].height
            title = str(sheet.cell(COLUMN_ROW + 1, place + 1).value)
            assert title.count("\n") < 5
            assert not re.search(r"\n[）)，；]", title)


# One block


def test_what_the_manager_fills_in_is_one_block_of_unlocked_cells(
    written: openpyxl.Workbook, places: BookLayout
) -> None:
    for role in places.roles:
        columns = block(role)
        assert columns == list(range(len(role.frozen), len(role.frozen) + len(columns)))
        for row in range(FIRST_ROW, role.main.last_row + 1):
            for column in columns:
                assert not written[role.main.sheet].cell(row + 1, column + 1).protection.locked


def test_entries_come_first_then_what_others_give_then_results_and_no_workings() -> None:
    for scheme in SCHEMES:
        (role,) = lay_out_book(team(scheme, "zh"), "zh").roles
        kinds = [role.plan.columns[key].kind for key in role.main.columns[len(role.frozen) :]]
        order = [("input", "words", "rows").count(kind) == 0 for kind in kinds]
        assert order == sorted(order)
        assert not {"measure", "score"} & set(kinds)


def one_role(scheme: str, people: list[Employee]) -> Book:
    roles = [Role("工程师", load(scheme), people)]
    return Book("甲公司", "2026-11", "M1", manager="王芳", team="华东", roles=roles)


def test_what_raters_give_of_some_people_stays_in_the_block_and_takes_nothing_typed(tmp_path: Path) -> None:
    awaited = frozenset({"input.expertise_self"})
    book = one_role("competency", [Employee("1", "甲", awaited=awaited), Employee("2", "乙")])
    write(book, tmp_path / "a.xlsx", "zh")
    (role,) = lay_out_book(book, "zh").roles
    sheet = opened(tmp_path / "a.xlsx")["工程师"]
    place = role.main.place("input.expertise_self")
    assert place in block(role)
    cells = [sheet.cell(row + 1, place + 1) for row in (FIRST_ROW, FIRST_ROW + 1)]
    assert [cell.protection.locked for cell in cells] == [False, False]
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation if cells[0].coordinate in rule.sqref}
    assert (rules["custom"].formula1, rules["custom"].prompt) == ("FALSE", text("zh", "raters.awaited"))


def test_what_raters_give_of_everybody_stands_with_what_hr_gives(tmp_path: Path) -> None:
    awaited = frozenset({"input.expertise_self"})
    book = one_role("competency", [Employee(number, "甲", awaited=awaited) for number in "12"])
    issued = write(book, tmp_path / "a.xlsx", "zh")
    (role,) = lay_out_book(book, "zh").roles
    assert role.main.place("input.expertise_self") not in block(role)
    assert opened(tmp_path / "a.xlsx")["工程师"][role.address("input.expertise_self", FIRST_ROW)].protection.locked
    assert issued.awaited == {"1": ("input.expertise_self",), "2": ("input.expertise_self",)}


def test_what_hr_did_not_give_stands_before_the_comment_under_a_section_that_says_so(tmp_path: Path) -> None:
    left_out = {"input.upgrade_stars", "input.extra_rate", "words.grant_reason"}
    by_ledger = {"input.complaint_free_quarter"}
    people = [
        Employee(
            "1",
            "甲",
            {"input.stock_in_signed": 0.0},
            locked=frozenset({"input.stock_in_signed"} | left_out | by_ledger),
        ),
        Employee("2", "乙", locked=frozenset(left_out | by_ledger)),
    ]
    book = one_role("repair_stars", people)
    issued = write(book, tmp_path / "a.xlsx", "zh")
    (role,) = lay_out_book(book, "zh").roles
    sheet = opened(tmp_path / "a.xlsx")["工程师"]
    missing, comment = (role.main.columns[place] for place in block(role)[-2:])
    assert (missing, comment) == ("input.stock_in_signed", "words.comment")
    assert words(sheet.cell(SECTION_ROW + 1, role.main.place(missing) + 1).value) == "人事未提供，请填写"
    cells = [sheet[role.address(missing, FIRST_ROW + number)] for number in (0, 1)]
    assert [(cell.value, cell.protection.locked) for cell in cells] == [("是", True), (None, False)]
    for key in left_out | by_ledger:
        assert role.main.place(key) > role.main.place(comment)
        assert all(sheet[role.address(key, FIRST_ROW + number)].protection.locked for number in (0, 1))
    assert [each.main for each in layout_of(issued).roles] == [role.main]  # as whoever reads it lays it out


def test_who_waits_for_hr_alone_is_told_so_and_nothing_is_left_to_the_manager(lang: Lang, tmp_path: Path) -> None:
    unsigned = {"input.stock_in_signed": 1.0, "input.severe": 1.0}
    counts = ("genuine_units", "class_b_units", "major_complaints", "skill_complaints")
    entries = {**unsigned, **dict.fromkeys((f"input.{key}" for key in counts), 5.0)}
    people = [Employee("1", "甲", entries), Employee("2", "乙", unsigned)]
    book = one_role("repair_stars", people)
    write(book, tmp_path / "a.xlsx", lang)
    (role,) = lay_out_book(book, lang).roles
    shown = opened(tmp_path / "a.xlsx", values=True)
    sheet, checks = shown["工程师"], shown[text(lang, "workbook.sheet.checks")]
    waiting, not_done = waiting_text(role.plan, lang), text(lang, "workbook.role.not_done")
    totals = [sheet[role.address("total", FIRST_ROW + number)] for number in (0, 1)]
    assert [cell.value for cell in totals] == [waiting, not_done]
    assert totals[0].alignment.shrink_to_fit
    assert length(waiting, 8) <= pixels(sheet, totals[0].column - 1, totals[0].column - 1)  # 8 points at least
    lines = {str(row[1].value): (row[5].value, row[7].value) for row in checks.iter_rows()}
    assert [lines["1 甲"], lines["2 乙"]] == [(waiting, "✓"), (None, "✗")]


# Rules and workings


def words(cell: object) -> str:
    return re.sub(r"\s", "", str(cell or ""))


def headings(sheet: Worksheet, role: RoleLayout) -> Iterator[tuple[str, str]]:
    for key in role.main.columns:
        yield key, words(sheet.cell(GROUP_ROW + 1, role.main.place(key) + 1).value)


def test_a_name_stands_once_above_its_columns(written: openpyxl.Workbook, places: BookLayout) -> None:
    for role in places.roles:
        band = ""
        for place, (_, heading) in enumerate(headings(written[role.main.sheet], role)):
            band = words(written[role.main.sheet].cell(SECTION_ROW + 1, place + 1).value) or band
            assert not heading or heading != band, role.main.sheet


def test_every_result_says_its_whole_rule_above_its_column(
    written: openpyxl.Workbook, places: BookLayout, lang: Lang
) -> None:
    told = 0
    join = words(text(lang, "explain.join"))
    for role in places.roles:
        for key, heading in headings(written[role.main.sheet], role):
            spec = role.plan.columns.get(key)
            if spec is not None and spec.kind in RESULTS:
                assert words(sentence(role.plan, spec, lang)).replace(join, "") in heading.replace(join, "")
                told += 1
    assert told > 250


def test_total_and_grade_say_their_rule_above_the_people(
    written: openpyxl.Workbook, places: BookLayout, lang: Lang
) -> None:
    for role in places.roles:
        above = words(written[role.main.sheet].cell(GROUP_ROW + 1, 3).value)
        for key in {"total", "grade"} & set(role.plan.columns):
            assert words(sentence(role.plan, role.plan.columns[key], lang)) in above


def test_points_lead_to_their_workings(written: openpyxl.Workbook, places: BookLayout) -> None:
    linked = 0
    for role in places.roles:
        cells = written[role.main.sheet][COLUMN_ROW + 1]
        for link in filter(None, (cell.hyperlink for cell in cells)):
            sheet, cell = str(link.location).replace("'", "").rsplit("!", 1)
            assert sheet == role.workings.sheet
            assert written[sheet][cell].row == COLUMN_ROW + 1
            linked += 1
    assert linked > 60


def test_workings_have_the_rows_of_the_role_sheet(written: openpyxl.Workbook, places: BookLayout) -> None:
    for role in places.roles:
        ids = [
            [written[table.sheet].cell(row + 1, 1).value for row in range(FIRST_ROW, table.last_row + 1)]
            for table in (role.main, role.workings)
        ]
        assert ids[0] == ids[1]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_result_of_a_role_sheet_is_a_copy_of_an_entry_of_its_indicator(scheme: str) -> None:
    (role,) = lay_out_book(team(scheme, "zh"), "zh").roles
    for group in role.of_part("results"):
        for key in group.columns:
            assert not isinstance(role.plan.columns[key].expr, Column) or group.id in role.plan.scheme.enabled()


def test_a_persons_points_show_the_full_points_of_that_persons_level(tmp_path: Path) -> None:
    plan = load("software_presales")
    people = [Employee(str(level), "甲", {"level": float(level)}) for level in range(3)]
    book = one_role("software_presales", people)
    write(book, tmp_path / "a.xlsx", "zh")
    (role,) = lay_out_book(book, "zh").roles
    sheet = opened(tmp_path / "a.xlsx")["工程师"]
    formats = [sheet[role.address("points.win_rate", FIRST_ROW + number)].number_format for number in range(3)]
    full = [plan.full_points(level)["win_rate"] for level in plan.dimensions["level"].keys]
    assert formats == [f'0.00" /{points:g}"' for points in full]


def test_of_whom_hr_set_other_full_points_those_of_the_level_are_not_shown(tmp_path: Path) -> None:
    own = individual_column("win_rate.points")
    plan = individual(load("software_presales"), {"win_rate.points": Names(zh="满分", en="full")})
    people = [
        Employee(key, "甲", {"level": 1.0, own: figure}, locked=frozenset((own,)))
        for key, figure in (("1", 20.0), ("2", math.nan))
    ]
    book = replace(one_role("software_presales", []), roles=[Role("工程师", plan, people)])
    write(book, tmp_path / "a.xlsx", "zh")
    (role,) = lay_out_book(book, "zh").roles
    sheet = opened(tmp_path / "a.xlsx")["工程师"]
    formats = [sheet[role.address("points.win_rate", FIRST_ROW + number)].number_format for number in range(2)]
    assert formats == ["0.00", f'0.00" /{plan.full_points("mid")["win_rate"]:g}"']


# What works on a protected sheet


def test_the_filter_works_on_a_protected_sheet_and_covers_the_table(
    written: openpyxl.Workbook, places: BookLayout
) -> None:
    for role in places.roles:
        for table in (role.main, role.workings):
            sheet = written[table.sheet]
            last = get_column_letter(len(table.columns))
            assert sheet.auto_filter.ref == f"A{COLUMN_ROW + 1}:{last}{table.last_row + 1}"
            assert not sheet.protection.autoFilter  # not forbidden
            assert sheet.protection.sort
            assert not sheet.protection.selectLockedCells


def test_tabs_have_a_colour_by_kind_of_sheet(written: openpyxl.Workbook, places: BookLayout) -> None:
    colours: dict[str, set[str]] = {}
    for tab in places.tabs:
        colour = written[tab.name].sheet_properties.tabColor
        colours.setdefault(tab.kind, set()).add(colour.rgb if colour else "")
    assert all(len(found) == 1 for found in colours.values())
    assert colours["role"] == colours["detail"]
    assert len({colours[kind].copy().pop() for kind in ("cover", "role", "checks", "workings")}) == 4


# Where it opens


def entered(scheme: str, *blank: tuple[int, str]) -> Book:
    """Return a book of two people with everything entered but some cells, by number and column."""
    plan = load(scheme)
    entries = {spec.id: 0.0 for spec in plan.of_kind("input")}
    people = [
        Employee(str(n), "甲", {key: value for key, value in entries.items() if (n, key) not in blank})
        for n in range(2)
    ]
    return one_role(scheme, people)


@pytest.mark.parametrize("blank", [(1, "input.unresolved"), (0, "input.report_quality"), (1, "input.satisfaction")])
def test_it_opens_on_the_first_cell_that_is_still_blank(tmp_path: Path, blank: tuple[int, str]) -> None:
    book = entered("support_engineer_kpi", blank, (1, "input.report_quality"))
    write(book, tmp_path / "a.xlsx", "zh")
    (role,) = lay_out_book(book, "zh").roles
    file = opened(tmp_path / "a.xlsx")
    cell = role.address(blank[1], FIRST_ROW + blank[0])
    assert cell in {selection.activeCell for selection in file[role.main.sheet].sheet_view.selection}
    assert [sheet.title for sheet in file if sheet.sheet_view.tabSelected] == [role.main.sheet]


@pytest.mark.parametrize(
    ("due", "returns", "contact", "where"),
    [
        ("2026-12-03", "", "李梅 分机 8021", "to_contact"),
        ("2026-12-03", r"\\服务器\交回", "李梅 分机 8021", "to_folder"),
        ("", "", "", "to_sender"),
    ],
)
def test_the_sheet_that_it_opens_on_says_what_to_do_by_when_and_where_to_return_it(
    lang: Lang, tmp_path: Path, due: str, returns: str, contact: str, where: str
) -> None:
    for scheme, sheet in (("support_engineer_kpi", 0), ("ecom_service_quality", 1)):
        book = team(scheme, lang, filled=False)
        write(replace(book, due=due, returns=returns, contact=contact), tmp_path / "a.xlsx", lang)
        file, place = opened(tmp_path / "a.xlsx"), text(lang, f"workbook.role.{where}", contact=contact)
        assert file.active is file.worksheets[1 + sheet]  # after the first sheet
        told = [str(cell.value) for row in file.active.iter_rows(max_row=3) for cell in row if cell.value]
        assert any(due in words and place in words for words in told), scheme


def test_when_nothing_is_blank_it_opens_on_its_first_sheet(tmp_path: Path) -> None:
    write(entered("support_engineer_kpi"), tmp_path / "a.xlsx", "zh")
    file = opened(tmp_path / "a.xlsx")
    assert file.active is file["首页"]


def test_a_blank_cell_far_off_is_seen_when_it_opens(tmp_path: Path) -> None:
    people = [Employee(str(n), "甲", {spec.id: 0.0 for spec in load("sales_2024").of_kind("input")}) for n in range(40)]
    people[30] = replace(people[30], entries={**people[30].entries, "input.data_breaches": math.nan})
    write(one_role("sales_2024", people), tmp_path / "a.xlsx", "zh")
    sheet = opened(tmp_path / "a.xlsx")["工程师"]
    corner = sheet.sheet_view.pane.topLeftCell if sheet.sheet_view.pane else ""
    (role,) = lay_out_book(one_role("sales_2024", people), "zh").roles
    assert corner == role.address("input.data_breaches", FIRST_ROW + 30)


# On paper


def test_a_page_begins_with_an_indicator_and_holds_no_more_than_fits(
    written: openpyxl.Workbook, places: BookLayout
) -> None:
    for role in places.roles:
        sheet, last = written[role.main.sheet], len(role.main.columns) - 1
        begins = [0, *(int(each.id or 0) for each in sheet.col_breaks.brk), last + 1]
        merged = {cells.min_col: cells.max_col for cells in sheet.merged_cells.ranges if cells.min_row == GROUP_ROW + 1}
        assert not [(place, first) for place in begins for first, end in merged.items() if first <= place < end]
        for first, after in pairwise(begins):
            repeated = pixels(sheet, 0, 1) if first else 0
            one_heading = merged.get(first + 1, first + 1) == after
            most = 100 * PAGE_WIDTH / int(sheet.page_setup.scale or 100)
            assert repeated + pixels(sheet, first, after - 1) <= most or one_heading


def test_every_page_says_whose_sheet_it_is_and_which_section_goes_on(
    written: openpyxl.Workbook, places: BookLayout
) -> None:
    for role in places.roles:
        sheet = written[role.main.sheet]
        assert role.role.name.replace("&", "&&") in str(sheet.oddHeader.left.text if sheet.oddHeader else "")
        for begin in sheet.col_breaks.brk:
            assert sheet.cell(SECTION_ROW + 1, int(begin.id or 0) + 1).value


def test_what_is_entered_stands_out_in_black_and_white(written: openpyxl.Workbook, places: BookLayout) -> None:
    for role in places.roles:
        sheet, columns = written[role.main.sheet], block(role)
        bands = [sheet.cell(SECTION_ROW + 1, place + 1).fill.fgColor.rgb for place in (0, *columns[:1])]
        if columns:
            assert bands[0] != bands[1]
            assert sheet.cell(FIRST_ROW + 1, columns[-1] + 1).border.right.style == "medium"


@pytest.mark.parametrize(("company", "group", "role"), [("58同城", "12组", "3级工程师"), ("A&B", "&8", "&P")])
def test_a_footer_of_digits_and_signs_stays_a_footer(tmp_path: Path, company: str, group: str, role: str) -> None:
    book = entered("support_engineer_kpi")
    roles = [replace(book.roles[0], name=role)]
    write(replace(book, company=company, team=group, roles=roles), tmp_path / "a.xlsx", "zh")
    for sheet in opened(tmp_path / "a.xlsx"):
        if sheet.sheet_state == "visible":
            code = sheet.oddFooter.left if sheet.oddFooter else None
            assert code is not None
            assert (code.size, code.font) == (8, "-,Regular")
            if sheet.title == "首页":
                assert str(code.text).startswith(company.replace("&", "&&"))


# Formats


def test_no_number_is_entered_into_a_cell_that_would_stay_one_of_percentages(
    written: openpyxl.Workbook, places: BookLayout
) -> None:
    for role in places.roles:
        for column in role.main.columns:
            spec = role.plan.columns.get(column)
            if spec and spec.field and spec.is_number:
                cell = written[role.main.sheet].cell(FIRST_ROW + 1, role.main.place(column) + 1)
                assert cell.number_format != "General", f"{role.main.sheet} {column}"  # Excel keeps what 95% made of it


def test_rows_of_people_grow_with_what_is_typed(places: BookLayout, everybody: dict[Lang, Path], lang: Lang) -> None:
    """A height that is `customHeight` is for good: a comment typed there would be cut on screen and on paper."""
    role = places.roles[0]
    number = list(places.sheets()).index(role.main.sheet) + 1
    with ZipFile(everybody[lang]) as book:
        rows = re.findall(r"<row r=\"(\d+)\"([^>]*)>", book.read(f"xl/worksheets/sheet{number}.xml").decode())
    custom = {int(row): "customHeight" in attributes for row, attributes in rows}
    assert custom[GROUP_ROW + 1]
    assert not any(custom[row + 1] for row in range(FIRST_ROW, role.main.last_row + 1))


def test_what_asks_about_an_entry_has_a_name_among_the_workings_and_no_rule_that_says_it_again(
    team_file: TeamFile,
) -> None:
    workings = opened(team_file("software_presales", "zh"))["计算过程"]
    asking = [place for place, cell in enumerate(workings[1], 1) if str(cell.value).startswith("question.")]
    assert asking
    for column in asking:
        heads = "".join(str(workings.cell(row, column).value or "") for row in range(2, 6))
        assert "有疑问的原因编号" not in "".join(heads.split())
