"""What the buttons without Python hand in: a copy, under which name, in which folder, with which record."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from presales_xl.addin.addin_file import sources
from presales_xl.workbook.reader import read_one
from tests.addin.vba import HIDDEN, NO, ROLE, YES, Excel, said


def test_a_file_that_hr_cannot_read_is_not_handed_in(excel: Excel) -> None:
    excel.app.run("KeepAsXls")
    assert excel.click("submit") == said("OTHER_KIND")
    assert excel.done == []


def test_a_file_under_a_password_is_handed_in_where_it_is_said_to_be_of_hr(excel: Excel) -> None:
    excel.app.run("Encrypt")
    assert excel.click("submit", [NO]).startswith(said("REFUSED"))
    assert excel.done == []
    excel.click("submit", [YES])
    assert excel.app.dialogs[0][1] == said("ASK_PASSWORD")
    assert excel.done[0].startswith("copy ")


def test_a_copied_sheet_for_entries_is_told_and_asked_about_before_anything_is_handed_in(excel: Excel) -> None:
    excel.do(
        'Dim Added As Worksheet\nSet Added = ActiveWorkbook.Worksheets.Add\nAdded.Name = "工程师 (2)"\n'
        f'Added.Range("A1:BZ1").Value = {ROLE}.Range("A1:BZ1").Value'
    )
    copied = said("SHEET_COPIED", "工程师 (2)", "工程师")
    assert excel.click("validate").endswith(copied)
    assert excel.click("submit", [NO]).startswith(said("REFUSED"))
    assert excel.app.dialogs[0][1] == said("ASK_COPIED", copied)
    assert excel.done == []


@pytest.mark.parametrize("is_saved", [True, False])
@pytest.mark.parametrize("command", ["print_forms", "submit"])
def test_what_is_put_back_is_no_change_that_somebody_is_asked_to_save(
    excel: Excel, command: str, *, is_saved: bool
) -> None:
    excel.surround(unwritable="team_")
    excel.do(f"ActiveWorkbook.Saved = {is_saved}")
    excel.click(command, [NO])
    assert excel.app.run("IsSaved") is is_saved


@pytest.mark.parametrize("is_saved", [True, False])
def test_whoever_has_saved_is_not_told_to_save(excel: Excel, *, is_saved: bool) -> None:
    excel.do(f"ActiveWorkbook.Saved = {is_saved}")
    assert (said("NOT_SAVED") in excel.click("submit")) is not is_saved


def test_a_workbook_without_any_locks_is_handed_in_all_the_same(excel: Excel) -> None:
    excel.do(f"{ROLE}.UsedRange.Locked = False")
    excel.click("submit")
    assert excel.done[0].startswith("copy ")


def test_a_name_with_the_signs_of_a_blank_stays_as_it_is_in_the_name_of_the_copy(excel: Excel, tmp_path: Path) -> None:
    odd = tmp_path / "【交】100%2 %1_提交_20261127-2150-2.xlsx"
    (tmp_path / "team" / "team.xlsx").rename(odd)
    excel.open(odd)
    excel.click("submit")
    assert "/【交】100%2 %1_提交_2" in excel.done[0]
    assert excel.done[0].count("提交") == 1


def test_all_cells_are_looked_at_once_for_errors_when_a_workbook_is_handed_in(excel: Excel) -> None:
    code = sources()["PresalesIssued"]
    looks = f"Public Function ErrorCells() As String{code.partition('Public Function ErrorCells() As String')[2]}"
    counting = looks.replace("For Each Record", 'Debug.Print "looked"\nFor Each Record', 1)
    excel.app.add_module(code.replace(looks, counting), name="PresalesIssued")
    excel.click("submit")
    assert excel.done.count("looked") == 1


def test_a_hidden_sheet_under_a_password_is_named_when_the_record_cannot_be_written(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Protect "x"')
    assert excel.click("submit") == said("SHEET_LOCKED", "_presales")
    assert excel.done == []


def test_a_workbook_that_is_shared_in_the_old_way_is_told_as_such_when_the_record_cannot_be_written(
    excel: Excel,
) -> None:
    excel.do(f'{HIDDEN}.Protect "x"')
    excel.app.run("ShareInTheOldWay")
    assert excel.click("submit") == said("BOOK_SHARED", "_presales")


def test_nothing_is_handed_in_that_was_changed_while_a_question_stood_there_and_what_is_told(excel: Excel) -> None:
    excel.app.run("Encrypt")
    excel.app.run("EmptyDuringBoxes", "H7")
    told = excel.click("submit", [YES])
    assert told.startswith(said("CHANGED_MEANWHILE"))
    assert "工程师 H7  1001 李四" in told
    assert excel.done == []


def test_esc_while_the_copy_is_saved_does_nothing(excel: Excel) -> None:
    excel.surround(unwritable="Esc")
    excel.click("submit")
    assert excel.done[0].startswith("copy ")
    assert not [row for row in excel.app.sheet("_presales").rows() if row[0] == "submitted"]


def test_the_record_stands_below_the_others_though_cells_further_down_are_formatted(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Range("A3000").NumberFormat = "0.00"')
    excel.click("submit")
    rows = read_one(Path(excel.done[0].removeprefix("copy ")))["_presales"]
    assert [row[0] for row in rows].index("submitted") < 100


def test_the_folder_of_a_workbook_words_no_question_of_ours(excel: Excel) -> None:
    excel.do(f'{HIDDEN}.Range("B12").Value = "D:\\共享" & vbLf & "请放到 X" & String(3000, "很")')
    excel.click("submit", [NO])
    question = next(dialog[1] for dialog in excel.app.dialogs if "D:" in dialog[1])
    assert question.endswith(said("ASK_RETURNS").rpartition("%1")[2])
    assert "共享 请放到" in question
    assert len(question) < 400


def test_a_copy_that_cannot_be_saved_is_not_handed_in_and_leaves_no_record(excel: Excel) -> None:
    excel.surround(unwritable="team_提交")
    assert excel.click("submit").startswith(said("NOT_COPIED").split("\n")[0])
    assert not [row for row in excel.app.sheet("_presales").rows() if row[0] == "submitted"]


def test_a_copy_takes_the_place_of_no_other_and_its_name_does_not_grow(excel: Excel, tmp_path: Path) -> None:
    excel.click("submit")
    (first,) = (line.removeprefix("copy ") for line in excel.done)
    stem, _, when = first.removesuffix(".xlsx").rpartition("_")
    minutes = [datetime.strptime(when, "%Y%m%d-%H%M") + timedelta(minutes=each) for each in range(60)]
    excel.surround(*(f"{stem}_{minute:%Y%m%d-%H%M}.xlsx" for minute in minutes))  # however long it takes
    excel.click("submit")
    assert re.fullmatch(rf"copy {re.escape(stem)}_\d{{8}}-\d{{4}}-2\.xlsx", excel.done[0])
    excel.open(Path(first))
    excel.surround(first)
    excel.click("submit")
    assert Path(excel.done[0].removeprefix("copy ")).name.count("提交") == 1


@pytest.mark.parametrize(("is_there", "answer"), [(True, YES), (False, YES), (True, NO)])
def test_the_folder_that_the_workbook_names_is_asked_about_and_told_when_it_is_not_there(
    excel: Excel, tmp_path: Path, *, is_there: bool, answer: int
) -> None:
    returns = tmp_path / "收件 夹"
    returns.mkdir()
    excel.do(f'{HIDDEN}.Range("B12").Value = "{returns}"')
    excel.surround(*([str(returns)] if is_there else []))
    message = excel.click("submit", [answer])
    goes_there = is_there and answer == YES
    assert message.startswith("已提交") is goes_there  # else it is for the manager to send it
    assert ("还没有交给人事" in message) is not goes_there
    assert Path(excel.done[0].removeprefix("copy ")).parent == (returns if goes_there else tmp_path)
    texts = [dialog[1] for dialog in excel.app.dialogs]
    assert (said("UNREACHABLE", str(returns)) in texts) is not is_there


def test_a_return_folder_on_the_network_is_looked_for_only_after_it_is_said_that_excel_may_stand_still(
    excel: Excel, tmp_path: Path
) -> None:
    excel.do(f'{HIDDEN}.Range("B12").Value = "//server/收件"')
    excel.click("submit", [NO])
    texts = [dialog[1] for dialog in excel.app.dialogs]
    assert said("ASK_FAR", "//server/收件") in texts
    assert said("UNREACHABLE", "//server/收件") not in texts  # nobody has looked
    assert Path(excel.done[0].removeprefix("copy ")).parent == tmp_path


def test_what_is_handed_in_says_when_in_one_way_everywhere(excel: Excel) -> None:
    excel.click("submit")
    (stamp,) = [
        row for row in read_one(Path(excel.done[0].removeprefix("copy ")))["_presales"] if row[0] == "submitted"
    ]
    assert str(stamp[2]).count(":") == 2
    assert str(stamp[2]).endswith("Z")  # HR may sit in another zone


def test_whoever_does_not_submit_with_an_open_doubt_is_told_that_nothing_was_submitted(excel: Excel) -> None:
    excel.put("工程师", "H7", 1)
    assert excel.click("submit", [NO]).startswith(said("REFUSED"))
    assert excel.done == []


def test_whoever_agrees_to_an_open_doubt_hands_in_and_is_told_where_the_copy_is(excel: Excel, tmp_path: Path) -> None:
    excel.put("工程师", "H7", 1)
    message = excel.click("submit", [YES])
    (copy,) = excel.done
    assert copy.removeprefix("copy ") in message
    assert Path(copy.removeprefix("copy ")).parent == tmp_path
    assert "还有 ▲ 没确认。现在提交吗？" in excel.app.dialogs[0][1]
    assert [row[0] for row in read_one(Path(copy.removeprefix("copy ")))["_presales"]].count("submitted") == 1


def test_a_return_folder_that_cannot_be_written_to_leaves_the_copy_beside_the_workbook(
    excel: Excel, tmp_path: Path
) -> None:
    excel.do(f'{HIDDEN}.Range("B12").Value = "/in"')
    excel.surround("/in", unwritable="/in/")
    message = excel.click("submit", [YES])
    assert said("UNREACHABLE", "/in") in [dialog[1] for dialog in excel.app.dialogs]
    assert "还没有交给人事" in message
    assert Path(excel.done[0].removeprefix("copy ")).parent == tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "team_提交_20261101-0101-12",
        "team_submitted_20261101-0101",
        "team_提交_20261101-0101-12_提交_20261128-1227",
        "team_提交_20261101-0101 - 副本",
        "team_提交_20261101-0101 (1)",
    ],
)
def test_the_name_of_a_copy_does_not_grow_whoever_made_the_one_before(excel: Excel, tmp_path: Path, name: str) -> None:
    (tmp_path / "team" / "team.xlsx").rename(tmp_path / f"{name}.xlsx")
    excel.open(tmp_path / f"{name}.xlsx")
    excel.click("submit")
    assert re.fullmatch(r"team_提交_\d{8}-\d{4}\.xlsx", Path(excel.done[0]).name)
