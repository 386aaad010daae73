"""Inputs: prompts that say what earns each level, within what Excel shows; numbers as they were typed."""

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.catalogue import load
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import lay_out_book
from presales_xl.workbook.fields import MESSAGE_MOST, entry_format
from presales_xl.workbook.layout import FIRST_ROW
from tests.backends.test_levels import DESCRIBED
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
