"""The inbox as it is: zip files, copies, and what other programs leave."""

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from presales_xl.cli import main
from presales_xl.cycle.collecting import collected_book, inbox
from presales_xl.cycle.collecting.inbox import copy_of, listed
from presales_xl.cycle.collecting.status import status
from presales_xl.project import Project
from presales_xl.workbook import reader
from tests.cycle.company import messages_of
from tests.cycle.returned import FIRST, PERIOD, SECOND, returned, run, verdicts


def zipped(project: Project, members: Mapping[str, Path | bytes], name: str = "华东.zip") -> Path:
    """Put a zip file into the inbox; what is given by its path is moved into it."""
    target = project.inbox(PERIOD) / name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content if isinstance(content, bytes) else content.read_bytes())
            if isinstance(content, Path):
                content.unlink()
    return target


def names_in(project: Project) -> list[str]:
    return [file.name for file in listed(project.inbox(PERIOD), [])[0]]


def test_workbooks_in_a_zip_file_count_each_by_itself(tmp_path: Path) -> None:
    project = returned(tmp_path)
    lying = project.inbox(PERIOD)
    zipped(project, {f"一组/{FIRST}": lying / FIRST, SECOND: lying / SECOND, "坏.xlsx": b"hello"})
    made = run(project)
    assert verdicts(made) == {
        f"华东.zip › 一组/{FIRST}": "accepted",
        f"华东.zip › {SECOND}": "accepted",
        "华东.zip › 坏.xlsx": "set_aside",
    }
    assert (made.complete, made.people) == (3, 3)
    (kept,) = project.quarantine(PERIOD).glob("坏_*.xlsx")
    assert kept.read_bytes() == b"hello"
    assert [file.name for file in lying.iterdir()] == ["华东.zip"]
    again = {name: verdict for name, verdict in verdicts(made).items() if verdict != "set_aside"}
    assert verdicts(run(project)) == again  # what was set aside is not told again, though it is still in the zip file
    assert verdicts(run(project, lying / "华东.zip")) == verdicts(made)  # unless it is asked for
    assert status(project, PERIOD, "zh").waiting == 0


def test_what_counts_and_was_given_from_elsewhere_is_kept_in_the_inbox_under_a_name_of_its_own(tmp_path: Path) -> None:
    project = returned(tmp_path)
    inbox, desk = project.inbox(PERIOD), tmp_path / "桌面"
    shutil.move(inbox, desk)
    inbox.mkdir()
    given = desk / "华东.zip"
    zipped(project, {SECOND: desk / SECOND}).rename(given)
    (inbox / FIRST).write_bytes(b"hello")  # another file of the same name
    first = run(project, desk / FIRST, given)
    assert first.complete == 3
    shutil.rmtree(desk)
    kept = sorted(file.name for file in inbox.iterdir())
    assert [name.startswith(Path(FIRST).stem) for name in kept].count(True) == 2
    assert SECOND in kept
    (inbox / FIRST).unlink()
    assert set(verdicts(run(project)).values()) == {"accepted"}


def test_names_in_a_zip_file_are_read_as_windows_and_macs_wrote_them(tmp_path: Path) -> None:
    project = returned(tmp_path)
    data = (project.inbox(PERIOD) / FIRST).read_bytes()
    zipped(project, {"赵.xlsx": data, "a1.xlsx": data, "a22.xlsx": data})
    target = project.inbox(PERIOD) / "华东.zip"
    whole = target.read_bytes()  # names of a length: GBK and UTF-8 without the flag that says so
    for plain, name in ((b"a1.xlsx", "钱".encode("gbk") + b".xlsx"), (b"a22.xlsx", "孙".encode() + b".xlsx")):
        whole = whole.replace(plain, name)
    target.write_bytes(whole)
    assert {name for name in names_in(project) if name.startswith("华东.zip")} == {
        "华东.zip › 赵.xlsx",
        "华东.zip › 钱.xlsx",
        "华东.zip › 孙.xlsx",
    }


def test_what_else_is_in_a_zip_file_is_told_of_and_what_a_mac_adds_is_not(tmp_path: Path) -> None:
    project = returned(tmp_path)
    data = (project.inbox(PERIOD) / FIRST).read_bytes()
    zipped(project, {FIRST: data, "说明.docx": b"PK", f"__MACOSX/._{FIRST}": b"x", ".DS_Store": b"x", "~$a.xlsx": b"x"})
    _, (notice,) = listed(project.inbox(PERIOD), [])
    assert (notice.severity, notice.fields) == ("warning", {"names": ["说明.docx"], "count": 1})
    assert "华东.zip：压缩包里还有 1 个其他文件，没有读取：说明.docx。" in messages_of([notice])[0]


def locked(path: Path) -> None:
    """Set the flag of encryption in every member of a zip file."""
    whole = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = whole.find(mark)
        while at >= 0:
            whole[at + offset] |= 1
            at = whole.find(mark, at + 1)
    path.write_bytes(bytes(whole))


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"照片.jpg": b"\xff\xd8\xff"}, "这是压缩包（ZIP），不是工作簿。请先解压"),
        ({"内层.zip": b"PK\3\4", "说明.txt": b"x"}, "这是压缩包（ZIP），不是工作簿。请先解压"),
        ({"a.xlsx": b"LOCKED"}, "这是设有密码的压缩包。请用密码解压"),
    ],
    ids=["no workbook", "another archive only", "under a password"],
)
def test_a_zip_file_that_is_not_opened_is_told_of_and_moved_away(
    tmp_path: Path, members: Mapping[str, bytes], expected: str
) -> None:
    project = returned(tmp_path)
    target = zipped(project, members)
    if b"LOCKED" in members.values():
        locked(target)
    made = run(project)
    assert any(expected in message for message in messages_of(made.problems)), messages_of(made.problems)
    assert verdicts(made)["华东.zip"] == "set_aside"
    assert not target.exists()


def test_a_zip_file_inside_a_zip_file_is_told_of(tmp_path: Path) -> None:
    project = returned(tmp_path)
    lying = project.inbox(PERIOD)
    inner = zipped(project, {SECOND: lying / SECOND}, "内.zip")
    zipped(project, {FIRST: lying / FIRST, "内.zip": inner})
    made = run(project)
    assert verdicts(made) == {f"华东.zip › {FIRST}": "accepted", "华东.zip › 内.zip": "set_aside"}
    assert any("华东.zip › 内.zip：这是压缩包（ZIP）" in message for message in messages_of(made.problems))


def test_a_zip_file_with_more_than_is_opened_at_once_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_UNPACKED", 10)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xlsx", b"12345678901")
    with pytest.raises(Exception, match=r"file\.archive"):
        inbox.unpack((path, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_member_with_a_path_that_leads_elsewhere_is_unpacked_in_its_own_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../a:b.xlsx", b"1")
    ((name, file),), _ = inbox.unpack((path, tmp_path / "out"))
    assert (name, file) == ("a:b.xlsx", tmp_path / "out" / "0" / "a b.xlsx")


def test_copies_that_run_made_are_left_out_and_told_of(tmp_path: Path) -> None:
    project = returned(tmp_path)
    lying = project.inbox(PERIOD)
    copy = copy_of(Path("/elsewhere") / FIRST, "validate")
    shutil.copy(lying / FIRST, lying / copy.name)
    for again in (" (1)", " - 副本", " - Copy (2)"):
        shutil.copy(lying / FIRST, lying / copy.name.replace(".xlsx", f"{again}.xlsx"))
    made = run(project)
    assert verdicts(made) == {FIRST: "accepted", SECOND: "accepted"}
    assert any("没有读取 4 份由本程序做出的副本" in message for message in messages_of(made.problems))


def test_a_copy_of_what_lies_in_the_inbox_goes_elsewhere(tmp_path: Path) -> None:
    project = returned(tmp_path)
    copy = copy_of(project.inbox(PERIOD) / FIRST, "validate")
    assert copy == tmp_path / "copies" / f"{Path(FIRST).stem}.presales-validate.xlsx"
    assert copy_of(tmp_path / "a.xlsx", "validate") == tmp_path / "a.presales-validate.xlsx"


@pytest.mark.parametrize("name", ["无后缀", "b.bin"])
def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path, name: str) -> None:
    project = returned(tmp_path)
    lying = project.inbox(PERIOD)
    (lying / FIRST).rename(lying / name)
    assert verdicts(run(project))[name] == "accepted"


def test_of_files_with_the_same_bytes_one_counts_and_each_other_is_named_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = returned(tmp_path)
    lying = project.inbox(PERIOD)
    run(project)
    shutil.copy(lying / FIRST, lying / "陈建国交表.xlsx")
    (lying / "更多").mkdir()
    shutil.copy(lying / FIRST, lying / "更多" / "副本.xlsx")
    zipped(project, {"b.xlsx": (lying / FIRST).read_bytes()}, "a.zip")
    with pytest.raises(SystemExit) as left:
        main(["collect", PERIOD.text, "--project", str(project.folder)])
    said = capsys.readouterr().out
    assert not left.value.code
    for name in ("陈建国交表.xlsx", "更多/副本.xlsx", "a.zip › b.xlsx"):
        assert f"＝ {name}　另一份计入：填写的内容与 {FIRST} 相同。" in said
    assert said.count("✓ ") == 2
    assert "本次 5 个文件：接收 2，另一份计入 3。" in said
    rows = reader.read_one(project.results(PERIOD) / collected_book.FILE)["文件"]
    assert sorted(str(row[1]) for row in rows[1:] if row[0] == "另一份计入") == [
        "a.zip › b.xlsx",
        "更多/副本.xlsx",
        "陈建国交表.xlsx",
    ]


def test_a_file_that_was_renamed_is_told_by_the_name_that_it_has_now(tmp_path: Path) -> None:
    project = returned(tmp_path)
    lying = project.inbox(PERIOD)
    run(project)
    (lying / FIRST).rename(lying / "新名.xlsx")
    assert {each.submission.file: each.verdict for each in run(project).returns} == {
        "新名.xlsx": "accepted",
        SECOND: "accepted",
    }
