"""Files set aside: moved or copied, whole, with a text beside each that says why."""

import shutil
from pathlib import Path

import pytest

from presales_xl.cycle.collecting import incoming
from presales_xl.files import digest_of
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem
from tests.cycle.company import ENGINEER, messages_of, refused
from tests.cycle.returned import FIRST, PERIOD, SECOND, changed, issued, returned, run, typed

WHY = [Problem("workbook.not_ours", Place(file="坏.xlsx"))]


def bad(project: Project, content: bytes = b"hello", name: str = "坏.xlsx") -> Path:
    """Put a file that is no workbook into the inbox."""
    path = project.inbox(PERIOD) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def aside(project: Project) -> list[str]:
    """Return the names of the files set aside, without the digits that tell them apart."""
    files = project.quarantine(PERIOD).glob("*")
    return sorted(f"{file.name.split('_')[0]}{''.join(file.suffixes)}" for file in files)


def test_a_file_set_aside_leaves_the_inbox_with_a_text_that_says_why_and_what_to_do(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = bad(project)
    run(project)
    assert not file.exists()
    assert aside(project) == ["坏.xlsx", "坏.xlsx.txt"]
    (note,) = project.quarantine(PERIOD).glob("*.txt")
    assert note.read_bytes().startswith(b"\xef\xbb\xbf")  # Notepad shows Chinese then
    lines = note.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "文件「坏.xlsx」没有计入，原因和改法如下："
    assert lines[2].startswith("坏.xlsx：这是纯文本（CSV / TXT），不是 .xlsx 工作簿")
    assert "请用原来的 .xlsx 工作簿" in lines[2]


def test_a_file_from_elsewhere_is_copied_and_stays_where_it_is(tmp_path: Path) -> None:
    project = issued(tmp_path / "project")
    elsewhere = tmp_path / "下载" / "坏.xlsx"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(b"hello")
    run(project, elsewhere)
    assert elsewhere.read_bytes() == b"hello"
    assert aside(project) == ["坏.xlsx", "坏.xlsx.txt"]


def test_what_counts_stays_in_the_inbox(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    assert {file.name for file in project.inbox(PERIOD).iterdir()} == {FIRST, SECOND}
    assert not project.quarantine(PERIOD).exists()


def test_two_bad_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    project = returned(tmp_path)
    bad(project)
    run(project)
    bad(project, b"other")
    run(project)
    kept = [file.read_bytes() for file in project.quarantine(PERIOD).glob("*.xlsx")]
    assert sorted(kept) == [b"hello", b"other"]


def test_the_same_bad_file_again_is_set_aside_once(tmp_path: Path) -> None:
    project = returned(tmp_path)
    for _ in range(2):
        bad(project)
        assert not run(project).judged[0].counts
    assert aside(project) == ["坏.xlsx", "坏.xlsx.txt"]


@pytest.mark.parametrize("name", ["坏" * 80 + ".xlsx", "无后缀", "坏.et", "坏.XLSX", "b.tar.gz"])
def test_a_file_of_any_name_can_be_set_aside(tmp_path: Path, name: str) -> None:
    project = returned(tmp_path)
    file = bad(project, name=name)
    run(project)
    assert not file.exists()
    (kept,) = [file for file in project.quarantine(PERIOD).iterdir() if file.suffix != ".txt"]
    assert (kept.read_bytes(), kept.suffix) == (b"hello", file.suffix)


def test_a_copy_that_was_cut_off_is_made_again_before_the_file_leaves_the_inbox(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = bad(project)
    half = project.quarantine(PERIOD) / f"坏_{digest_of(file)[:8]}.xlsx"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"he")
    run(project)
    assert half.read_bytes() == b"hello"
    assert not file.exists()


def test_the_note_beside_a_file_says_person_by_person_what_else_is_to_be_mended(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E1": ENGINEER | {"satisfaction": None, "complaints": None, "unresolved": 3.5}})
    changed(project, FIRST, typed("工程师", 6, "name", "张三丰"))
    run(project)
    (note,) = project.quarantine(PERIOD).glob("*.txt")
    first, *others = note.read_text(encoding="utf-8-sig").split("\n\n")[1:]
    assert "工号 E1 的姓名是「张三丰」" in first
    assert others == [
        "E1：2 项未填（工程师 H6、J6）。\n工程师 › G6：「未解决客户数」填的是 3.5，不是整数。应为：不小于 0 的整数。\n"
    ]


def test_a_file_that_changed_after_it_was_judged_stays(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = bad(project)
    digest = digest_of(file)
    file.write_bytes(b"a better one")
    folder = project.quarantine(PERIOD)
    message = refused(
        lambda: incoming.set_aside(file, digest, folder=folder, inbox=project.inbox(PERIOD), problems=WHY, lang="zh")
    )[0]
    assert "文件在读取时还在变动" in message
    assert file.read_bytes() == b"a better one"
    assert not list(folder.glob("*.xlsx"))


def test_a_file_that_somebody_else_has_moved_away_meanwhile_is_no_failure(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = bad(project)
    digest, inbox, folder = digest_of(file), project.inbox(PERIOD), project.quarantine(PERIOD)
    incoming.set_aside(file, digest, folder=folder, inbox=inbox, problems=WHY, lang="zh")
    target = incoming.set_aside(file, digest, folder=folder, inbox=inbox, problems=WHY, lang="zh")
    assert target.read_bytes() == b"hello"


def test_a_quarantine_that_cannot_be_written_to_is_told_of_and_the_rest_goes_on(tmp_path: Path) -> None:
    project = returned(tmp_path)
    file = bad(project)
    project.quarantine(PERIOD).parent.write_text("no folder", encoding="utf-8")
    made = run(project)
    assert (file.read_bytes(), made.complete) == (b"hello", 3)
    assert any("无法写入" in message for message in messages_of(made.problems))
    project.quarantine(PERIOD).parent.unlink()
    run(project)
    assert aside(project) == ["坏.xlsx", "坏.xlsx.txt"]


def test_what_other_programs_leave_in_the_inbox_is_left_alone(tmp_path: Path) -> None:
    project = returned(tmp_path)
    names = [f"~${FIRST}", ".~lock.a.xlsx#", ".DS_Store", "Thumbs.db", "desktop.ini", "a.xlsx.crdownload", "b.tmp"]
    for name in names:
        bad(project, name=name)
    made = run(project)
    assert len(made.judged) == 2
    assert all((project.inbox(PERIOD) / name).exists() for name in names)


def test_a_folder_in_the_inbox_is_looked_into(tmp_path: Path) -> None:
    project = returned(tmp_path)
    inner = project.inbox(PERIOD) / "华东"
    inner.mkdir()
    shutil.move(project.inbox(PERIOD) / FIRST, inner / FIRST)
    assert [one.file for one in run(project).judged] == [f"华东/{FIRST}", SECOND]
