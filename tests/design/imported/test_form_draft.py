"""A form that is read in becomes a design workbook: its figures, where they come from, and what is left to decide."""

from pathlib import Path

import pytest

from presales_xl.design.designbook import adoption, design_reader
from presales_xl.design.imported.form_draft import FormDraft, import_form
from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook import reader

TEXT = """售前工程师季度绩效考核办法
一、考核项目
考核指标\t权重\t备注
方案一次通过率\t40\t通过方案数/提交方案数
演示满意度\t30
知识分享\t30
* 方案一次通过率
达到95%得40分，达到90%得30分，达到80%得20分，低于80%不得分
* 演示的满意度
满意度≥90分得30分，≥80分得20分，≥70分得10分，＜70分得0分
* 知识分享
分享材料另见通知
二、其他
违反保密制度的，一票否决
部门经理签字：
"""


def drafted(tmp_path: Path, name: str, written: str, encoding: str = "utf-8") -> tuple[FormDraft, Path]:
    source, target = tmp_path / name, tmp_path / "草稿.xlsx"
    source.write_text(written, encoding=encoding)
    return import_form(source, target, "zh"), target


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_with_a_table_and_explanations_below_is_read(tmp_path: Path, encoding: str) -> None:
    made, _ = drafted(tmp_path, "考核.txt", TEXT, encoding)
    assert made.content["name"] == "售前工程师季度绩效考核办法"
    assert made.content["cycles"] == ["quarter"]
    found = [(each.item.name, each.points, each.mark) for each in made.indicators]
    assert found == [
        ("方案一次通过率", 40, "understood"),
        ("演示满意度", 30, "understood"),
        ("知识分享", 30, "not_understood"),
    ]
    bands = made.content["indicators"]["item_1"]["rule"]["bands"]
    assert bands == {"≥0.95": 40, "≥0.9": 30, "≥0.8": 20, "else": 0}


def test_every_sentence_of_the_form_stands_on_the_sheet_that_compares(tmp_path: Path) -> None:
    _, target = drafted(tmp_path, "考核.txt", TEXT)
    rows = reader.parse(target)["原文对照"][2:]
    told = [row[1] for row in rows]
    wanted = [cell for line in TEXT.splitlines() for cell in line.split("\t")]
    assert [text for text in told if text] == wanted
    marks = {row[1]: row[2] for row in rows}
    assert marks["违反保密制度的，一票否决"] == "✗"
    assert marks["满意度≥90分得30分，≥80分得20分，≥70分得10分，＜70分得0分"] == "✓"
    assert marks["部门经理签字："] == "✓"


def test_a_cell_of_the_draft_shows_the_sentence_that_it_comes_from(tmp_path: Path) -> None:
    _, target = drafted(tmp_path, "考核.txt", TEXT)
    read = reader.parse(target)
    notes = read.notes["指标"]
    assert read["指标"][4][3] == "演示满意度"
    assert "第 5 行" in notes["D5"]
    assert "满意度≥90分得30分" in notes["F5"]


def test_a_draft_is_adopted_or_says_which_cell_is_to_be_decided(tmp_path: Path) -> None:
    _, target = drafted(tmp_path, "考核.txt", TEXT)
    with pytest.raises(ProblemsError) as caught:
        adoption.plan_of(design_reader.read(target))
    assert [(problem.place.sheet, problem.place.cell) for problem in caught.value.problems] == [("指标", "H6")]
    (tmp_path / "more").mkdir()
    _, target = drafted(tmp_path / "more", "考核.txt", TEXT.replace("分享材料另见通知", "每少分享1次扣5分，扣完为止"))
    plan = adoption.plan_of(design_reader.read(target))
    assert [indicator.points for indicator in plan.scheme.enabled().values()] == [40, 30, 30]


def test_a_draft_can_be_tried_at_once(tmp_path: Path) -> None:
    made, target = drafted(tmp_path, "考核.txt", TEXT)
    assert "试算" in reader.parse(target)
    assert made.rated == ["知识分享"]
