"""The list of sheets: whoever asks for names or order gets them from there."""

import pytest

from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import SHEETS, lay_out_book, names_of_role, reserved_names
from tests.workbook.samples import EVERYBODY, SCHEMES, team


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sheet_has_a_reserved_name_or_one_of_its_role_and_no_two_share_one(lang: Lang) -> None:
    book = team(EVERYBODY, lang)
    sheets = list(lay_out_book(book, lang).sheets())
    known = reserved_names(lang).union(*(names_of_role(role.name, role.plan, lang) for role in book.roles))
    assert set(sheets) <= known
    assert len({name.casefold() for name in sheets}) == len(sheets)


def test_sheets_of_a_role_stand_together_and_every_kind_where_the_list_has_it() -> None:
    order = [kind.key for line in SHEETS for kind in line]
    tabs = lay_out_book(team(EVERYBODY, "zh"), "zh").tabs
    assert list(dict.fromkeys(tab.kind for tab in tabs)) == order
    assert [tab.role for tab in tabs if tab.kind in ("role", "detail")] == sorted(
        tab.role for tab in tabs if tab.kind in ("role", "detail")
    )


def test_a_workbook_with_one_role_names_its_form_without_the_role() -> None:
    layout = lay_out_book(team(SCHEMES[0], "zh"), "zh")
    assert layout.roles[0].form == "考核表"
    assert "考核表" in reserved_names("zh")
