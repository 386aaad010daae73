"""What the buttons without Python tell fits into a box, and its end, where it says what to do, is never cut off."""

from collections.abc import Callable
from pathlib import Path

import pytest

from presales_xl.addin.addin_file import sentences_of
from presales_xl.addin.ribbon import ribbon_buttons
from presales_xl.texts import LANGUAGES, Lang, text
from tests.addin.test_without_python_cut import cut
from tests.addin.vba import ROLE, Excel, said
from tests.workbook.returned import sellers

SHOWN = 900  # characters of a box
EXCHANGED = ("H6:AF6 H60", "H13:AF13 H6", "H60:AF60 H13")
BUTTONS = [
    button.command for button in ribbon_buttons() if button.alone and button.command not in ("open_help", "check_setup")
]
Boxes = Callable[[str], list[str]]


@pytest.fixture
def boxes(tmp_path: Path) -> Boxes:
    """Return how to click a button in the workbook of eight people, in English; gives what the boxes say."""
    (tmp_path / "team").mkdir()
    sellers(tmp_path / "team", "en")
    excel = Excel(tmp_path, "en")
    excel.open(tmp_path / "team" / "team.xlsx")
    cut(excel, "售前", *EXCHANGED)

    def clicked(python: str) -> list[str]:
        excel.set_up(python and "C:/python.exe", python)
        excel.click("validate")
        return [message.replace("\r", "") for _, message, _, _ in excel.app.dialogs]

    return clicked


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_so_long_that_a_list_in_it_has_no_room(lang: Lang) -> None:
    assert {key for key, words in sentences_of(lang).items() if len(words) > SHOWN - 200} == set()


def test_a_long_list_is_shortened_and_what_is_to_be_done_stays(boxes: Boxes) -> None:
    before, _, remedy = text("en", "addin.say.FORMULAS_CUT").partition("%2")
    (message,) = boxes("")
    assert SHOWN - 200 < len(message) <= SHOWN
    assert message.startswith(before.partition("%1")[0])
    assert message.endswith(f"\n…{remedy}")
    assert message.count(" E0 ") >= 2


def test_why_python_failed_stands_in_a_box_of_its_own_where_one_does_not_hold_it(boxes: Boxes) -> None:
    reason = " ".join(["ModuleNotFoundError"] * 12)
    workbook, python = boxes(reason)
    assert workbook.endswith(text("en", "addin.say.FORMULAS_CUT").partition("%2")[2])
    assert python == f"{text('en', 'addin.say.FAILED')}\n{reason}"


def test_of_a_long_entry_as_much_is_told_as_leaves_room_for_what_is_to_be_done(excel: Excel) -> None:
    excel.do(f'{ROLE}.Range("G7").Formula = "=G7{"+1" * 600}"')
    message = excel.click("validate")
    assert f"=G7{'+1' * 28}+…" in message
    assert message.endswith(said("ENTRY_CIRCULAR").partition("%2")[2])


def test_of_errors_those_in_entries_are_told_which_can_be_mended(excel: Excel) -> None:
    excel.put("工程师", "H7", "#N/A")
    message = excel.click("recalculate").replace("\r", "")
    assert message.endswith(said("ERRORS_IN", "1", "\n工程师 H7"))


def test_errors_in_locked_cells_of_formulas_as_issued_are_to_be_undone_or_sent(excel: Excel) -> None:
    plain = f'Mid({ROLE}.Range("P6").Formula, 2)'  # it reads what it did
    excel.do(f'{ROLE}.Range("P6").Formula = "=NA()+0*(" & {plain} & ")"')
    before, after = said("ERRORS_LOCKED").split("%2")
    message = excel.click("recalculate").replace("\r", "")
    assert "工程师 P6" in message.partition(before.partition("%1")[2])[2]
    assert message.endswith(after)


def test_no_button_goes_by_a_workbook_that_excel_rounds_to_what_it_shows(excel: Excel) -> None:
    excel.set_precision_as_displayed(on=True)
    excel.pick("工程师", "P6")
    for command in BUTTONS:
        assert excel.click(command) == said("PRECISION")
        assert excel.done == []
    excel.set_precision_as_displayed(on=False)
    assert excel.click("explain_score") != said("PRECISION")


def test_that_excel_calculates_by_hand_is_told(excel: Excel) -> None:
    assert said("MANUAL") not in excel.click("recalculate")
    excel.do("Application.Calculation = xlCalculationManual")
    assert excel.click("recalculate").replace("\r", "") == f"{said('FORMULAS_FINE')}\n\n{said('MANUAL')}"
