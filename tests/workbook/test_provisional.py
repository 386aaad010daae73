"""What a workbook says of amounts that rows of other teams may still change: wherever they stand, and nowhere else."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import Book
from tests.engines import Recalculate
from tests.workbook.samples import opened, team

WORDS: dict[Lang, str] = {"zh": "人事汇总前是暂算", "en": "provisional until HR has summed them up"}


def saying(cells: Mapping[str, Mapping[str, object]], lang: Lang) -> list[str]:
    """Return the sheets on which amounts are told to be provisional."""
    return [sheet for sheet, of in cells.items() if any(WORDS[lang] in str(value) for value in of.values())]


def changed(book: Book, *, is_part: bool = True, with_rows: bool = True) -> Book:
    """Return the book of a team beside others or not, whose people have rows or not."""
    (role,) = book.roles
    people = [who if with_rows else replace(who, rows={}) for who in role.people]
    return replace(book, roles=[replace(role, people=people, is_part=is_part)])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("is_part", "with_rows"), [(True, True), (True, False), (False, True)], ids=["shared", "no rows", "no other team"]
)
def test_form_summary_and_first_sheet_say_which_amounts_rows_of_other_teams_may_change_as_long_as_there_are_rows(
    tmp_path: Path, lang: Lang, recalculate: Recalculate, *, is_part: bool, with_rows: bool
) -> None:
    path = tmp_path / "team.xlsx"
    write(changed(team("erp_project_consultant", lang), is_part=is_part, with_rows=with_rows), path, lang)
    book = opened(path, values=True)
    at_first = {name: {c.coordinate: c.value for line in book[name] for c in line} for name in book.sheetnames}
    kinds = ("cover", "form", "summary") if is_part and with_rows else ()
    wanted = [text(lang, f"workbook.sheet.{kind}") for kind in kinds]
    assert saying(at_first, lang) == saying(recalculate(path, {}), lang) == wanted
