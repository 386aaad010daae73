"""The seal: only who has the project's key can make one, over everything that a workbook says of itself."""

from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.cycle.generating import seal
from presales_xl.cycle.generating.seal import is_whole, sealer
from presales_xl.project import Project
from presales_xl.workbook.identity import Identity, Issued, SheetPart
from tests.cycle.company import refused

KNOWN = Identity(
    "甲公司",
    "2026-11",
    kind="manager",
    recipient_id="M1",
    recipient="赵一",
    team="华东",
    lang="zh",
)
ISSUED = Issued(
    KNOWN,
    [SheetPart("工程师", "工程师", "kpi")],
    people={"工程师": [("E1", "张三")]},
    schemes={"kpi": '{"id": "kpi"}'},
    areas={"checks": ("检查", 20)},
    awaited={"E1": ("input.peer",)},
)


def project(folder: Path) -> Project:
    return Project(folder, "甲公司")


def sealed(folder: Path) -> Issued:
    return replace(ISSUED, seal=sealer(project(folder))(ISSUED.content()))


def test_what_was_sealed_is_whole_as_often_as_it_is_asked(tmp_path: Path) -> None:
    made = sealed(tmp_path)
    assert is_whole(made, sealer(project(tmp_path)))
    assert sealed(tmp_path) == made


@pytest.mark.parametrize(
    "change",
    [
        {"identity": replace(KNOWN, company="乙公司")},
        {"identity": replace(KNOWN, period="2026-12")},
        {"identity": replace(KNOWN, recipient_id="M2")},
        {"identity": replace(KNOWN, team="华南")},
        {"identity": replace(KNOWN, returns="//别处")},
        {"identity": replace(KNOWN, issue=2)},
        {"identity": replace(KNOWN, kind="rater")},
        {"parts": [SheetPart("工程师", "工程师", "kpi", rows=1)]},
        {"people": {"工程师": [("E1", "张三"), ("E2", "李四")]}},
        {"people": {"工程师": [("E1", "李四")]}},
        {"schemes": {"kpi": '{"id": "kpi "}'}},
        {"areas": {"checks": ("检查", 21)}},
        {"awaited": {}},
        {"seal": "0" * 64},
        {"seal": ""},
        {"seal": "封"},
    ],
    ids=str,
)
def test_whatever_a_workbook_says_of_itself_is_under_the_seal(tmp_path: Path, change: dict[str, object]) -> None:
    changed = replace(sealed(tmp_path), **change)  # type: ignore[arg-type]
    assert not is_whole(changed, sealer(project(tmp_path)))


def test_texts_that_hold_tabs_and_line_ends_cannot_stand_for_other_rows(tmp_path: Path) -> None:
    two = replace(ISSUED, people={"工程师": [("E1", "张三"), ("E2", "李四")]})
    one = replace(ISSUED, people={"工程师": [("E1\t张三\nperson\t工程师\tE2", "李四")]})
    made = sealer(project(tmp_path))
    assert made(one.content()) != made(two.content())


def test_another_project_makes_other_seals(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert sealed(tmp_path / "a").seal != sealed(tmp_path / "b").seal


def test_the_key_is_made_once_and_is_32_random_bytes(tmp_path: Path) -> None:
    sealed(tmp_path)
    key = project(tmp_path).key.read_bytes()
    sealed(tmp_path)
    assert project(tmp_path).key.read_bytes() == key
    assert len(bytes.fromhex(key.decode())) == 32
    assert [file.name for file in tmp_path.iterdir()] == ["presales.key"]


def test_a_key_that_somebody_else_made_a_moment_before_stays(tmp_path: Path) -> None:
    sealed(tmp_path)
    key = project(tmp_path).key.read_bytes()
    seal._make(project(tmp_path).key)
    assert project(tmp_path).key.read_bytes() == key
    assert [file.name for file in tmp_path.iterdir()] == ["presales.key"]


@pytest.mark.parametrize("content", [b"", b"abc", b"00" * 31, "密钥".encode(), b"\xff\xfe"])
def test_a_damaged_key_is_told_of_and_stays(tmp_path: Path, content: bytes) -> None:
    file = project(tmp_path).key
    file.write_bytes(content)
    assert refused(lambda: sealer(project(tmp_path)))[0].startswith(f"{file}：封签密钥文件损坏或读不出来。")
    assert file.read_bytes() == content


def test_a_key_that_is_gone_is_not_made_anew_where_workbooks_are_out(tmp_path: Path) -> None:
    file = project(tmp_path).key
    message = refused(lambda: sealer(project(tmp_path), make=False))[0]
    assert message.startswith(f"{file}：封签密钥文件不见了")
    assert not file.exists()
