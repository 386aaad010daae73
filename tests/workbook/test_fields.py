"""Inputs: prompts that say what earns each level, within what Excel shows; numbers as they were typed."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.scheme.doubts import number_of
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.fields import MESSAGE_MOST, entry_format
from presales_xl.workbook.layout import FIRST_ROW
from presales_xl.workbook.question_list import AS_TEXT
from tests.backends.test_levels import DESCRIBED
from tests.backends.test_numerals import NO_NUMBERS, NUMBERS
from tests.engines import Recalculate, Value
from tests.workbook.samples import SCHEMES, TeamFile, opened, team


def prompts(sheet: Worksheet) -> dict[str, str]:
    """Return the prompt of each column with one, by the id in row 1."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        for cells in rule.sqref.ranges:
            column = sheet.cell(1, cells.min_col).value
            if cells.min_row == FIRST_ROW + 1 and column:
                found[str(column)] = str(rule.prompt)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", sorted(DESCRIBED))
def test_prompts_say_of_every_level_what_earns_it_and_fit(scheme: str, lang: Lang, team_file: TeamFile) -> None:
    book, plan = team(scheme, lang), load(scheme)
    sheets = opened(team_file(scheme, lang))
    told = 0
    for name in lay_out_book(book, lang).sheets():
        for column, prompt in prompts(sheets[name]).items():
            spec = plan.column(column) if column.partition(".")[0] in ("input", *plan.tables) else None
            assert len(prompt) <= MESSAGE_MOST
            if spec is None or not spec.is_described:
                continue
            told += 1
            pointed = {"zh": "全文见「评分标准」。", "en": "In full: Rating criteria."}[lang] in prompt
            for level in spec.levels:
                whole = level.text[lang] in prompt
                assert whole or (pointed and level.text[lang][:8].rpartition(" ")[0] in prompt), prompt
    assert told


def test_a_prompt_of_a_range_and_of_a_choice(team_file: TeamFile) -> None:
    rating = prompts(opened(team_file("competency", "zh"))["competency"])["input.talent_superior"]
    assert rating == (
        "请填0 到 5 之间的数。\n优秀 4–5 分：一贯帮助他人成长\n良好 2 分至不足 4 分：工作需要时给予帮助\n"
        "一般 不足 2 分：只顾自己"
    )
    choice = prompts(opened(team_file("technical_support_110", "zh"))["technical_support_110"])["input.attitude_self"]
    assert choice == (
        "请从下拉列表中选择。\n好 5 分：对工作认真负责\n一般 3 分：表现平常\n差 0 分：不服从安排，工作懈怠"
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_number_is_shown_as_it_was_typed_whatever_marks_its_cell(scheme: str) -> None:
    """In a cell with General alone, 95% typed once makes percentages of all numbers that follow."""
    plan = load(scheme)
    numbers = [spec for spec in plan.inputs().values() if spec.is_number and spec.unit not in ("money", "rate")]
    for spec in numbers:
        assert entry_format(spec).split(";")[0] == "General"
        assert entry_format(spec) != "General"


def test_an_entry_is_on_the_sheet_what_it_is_to_whoever_reads_it(tmp_path: Path, recalculate: Recalculate) -> None:
    """Texts among numbers, truth values and a date; a question is the number of a reason, none where nothing counts."""
    asked: dict[Value, Value] = dict.fromkeys([*filter(None, NO_NUMBERS), "5 天", True, False], "")
    asked |= dict.fromkeys([*NUMBERS, "5 次"], AS_TEXT)
    asked |= {46329.0: number_of("date"), 3.0: 0}
    people = [Employee(f"{place}", str(entry)) for place, entry in enumerate(asked)]
    book = replace(team("support_engineer_kpi", "zh"), roles=[Role("工程师", load("support_engineer_kpi"), people)])
    (role,) = lay_out_book(book, "zh").roles
    write(book, tmp_path / "team.xlsx", "zh")
    rows = dict(zip(asked, range(FIRST_ROW, role.main.last_row + 1), strict=True))
    typed = {role.address("input.complaints", row): entry for entry, row in rows.items()}
    cells = recalculate(tmp_path / "team.xlsx", {role.main.sheet: typed})

    def shown(column: str) -> dict[Value, Value]:
        table = cells[role.table_of(column).sheet]
        return {entry: table.get(role.address(column, row), "") for entry, row in rows.items()}

    assert shown("question.complaints") == asked
    assert [entry for entry, points in shown("points.complaints").items() if points != ""] == [46329.0, 3.0]
