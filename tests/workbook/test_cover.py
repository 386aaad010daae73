"""The first sheet: what a manager knows at a glance."""

from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import PEOPLE_COL, PEOPLE_ROW
from tests.workbook.samples import TeamFile, opened, team


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_sheet_says_by_when_where_to_and_whom_to_ask(lang: Lang, tmp_path: Path) -> None:
    book = replace(
        team("support_engineer_kpi", lang), due="2026-12-03", returns=r"\\服务器\交回", contact="李梅 分机 8021"
    )
    write(book, tmp_path / "told.xlsx", lang)
    write(team("support_engineer_kpi", lang), tmp_path / "plain.xlsx", lang)
    told, plain = (opened(tmp_path / f"{name}.xlsx").worksheets[0] for name in ("told", "plain"))
    assert [told[cell].value for cell in ("B8", "C8", "F8")] == ["2026-12-03", r"\\服务器\交回", "李梅 分机 8021"]
    assert [plain[cell].value for cell in ("B8", "C8", "F8")] == [
        text(lang, f"workbook.cover.{key}") for key in ("as_agreed", "to_sender", "ask_sender")
    ]
    assert told["B3"].value == text(lang, "workbook.cover.private")


@pytest.mark.parametrize(
    ("scheme", "sheet", "words"),
    [
        ("ecom_service_quality", "明细 ecom_service_quality", "step1_details"),
        ("support_engineer_kpi", "support_engineer_kpi", "step1"),
    ],
)
def test_links_lead_to_where_the_entries_are_made(scheme: str, sheet: str, words: str, team_file: TeamFile) -> None:
    book = opened(team_file(scheme, "zh"))
    cover, checks = book["首页"], book["检查"]
    person = cover.cell(PEOPLE_ROW + 1, PEOPLE_COL + 7).hyperlink
    assert person is not None
    assert person.location == f"'{sheet}'!A6"
    assert cover["C10"].value == text("zh", f"workbook.cover.{words}")
    links = [cell.hyperlink.location for row in checks.iter_rows() for cell in row if cell.hyperlink]
    assert f"'{sheet}'!A6" in links


def test_the_list_of_people_shows_each_result_in_its_own_unit(team_file: TeamFile) -> None:
    cover = opened(team_file("software_presales", "zh"))["首页"]
    titles, first = cover[PEOPLE_ROW], cover[PEOPLE_ROW + 1]
    shown = {title.value: cell.number_format for title, cell in zip(titles, first, strict=True)}
    assert [shown[key] for key in ("完成度", "总分", "名次")] == ["0%", "0.00", "0"]
