"""`presales-xl scheme import`: a company's form becomes a draft, which is adopted when everything is decided."""

from pathlib import Path

import openpyxl
import pytest

from tests.cli.running import Runner, run
from tests.design.imported.layouts import LAYOUTS

__all__ = ["run"]


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # Excel keeps it
def test_a_form_becomes_a_draft_that_says_how_much_is_to_be_decided_and_then_a_scheme(
    run: Runner, tmp_path: Path
) -> None:
    run("init", str(tmp_path / "公司"))
    form = LAYOUTS["dimensions"].write(tmp_path)
    draft = tmp_path / "草稿.xlsx"
    said = run("scheme", "import", str(form), "-o", str(draft))
    assert said.code == 0
    assert "4 个指标、0 项加减分：3 个 ✓ 读懂，1 个 ▲ 有假定要确认，2 个 ✗ 要决定" in said.out  # sentences
    assert run("scheme", "adopt", str(draft), "--project", str(tmp_path / "公司")).code == 1  # who rates is asked
    book = openpyxl.load_workbook(draft)
    for rater in ("自评", "上级评"):
        row = next(row for row in book["原文对照"].iter_rows() if rater in [cell.value for cell in row])
        next(cell for cell in row if cell.value == "✗").value = "✓"
    book.save(draft)
    adopted = run("scheme", "adopt", str(draft), "--project", str(tmp_path / "公司"))
    assert adopted.code == 0
    assert "华东大区售前岗位月度绩效考核表" in adopted.out


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_what_stands_without_a_rule_is_named(run: Runner, tmp_path: Path, lang: str) -> None:
    form = tmp_path / "考核.csv"
    form.write_text(
        "考核项目,权重,评分标准\n响应速度,60,≤2小时得60分，≤4小时得40分，＞4小时得0分\n创新,40,视贡献大小另议\n",
        encoding="utf-8",
    )
    said = run("scheme", "import", str(form), "-o", str(tmp_path / "草稿.xlsx"), "--lang", lang)
    assert said.code == 0
    assert "创新" in said.out


def test_a_draft_is_not_written_over_without_force(run: Runner, tmp_path: Path) -> None:
    form, draft = LAYOUTS["aligned"].write(tmp_path), tmp_path / "草稿.xlsx"
    draft.write_text("mine", encoding="utf-8")
    assert run("scheme", "import", str(form), "-o", str(draft)).code == 1
    assert draft.read_text(encoding="utf-8") == "mine"
    assert run("scheme", "import", str(form), "-o", str(draft), "--force").code == 0


def test_a_file_without_indicators_leaves_no_draft(run: Runner, tmp_path: Path) -> None:
    form, draft = tmp_path / "通知.txt", tmp_path / "草稿.xlsx"
    form.write_text("关于中秋放假的通知\n各部门做好值班安排。\n", encoding="utf-8")
    said = run("scheme", "import", str(form), "-o", str(draft))
    assert said.code == 1
    assert "没有找到考核指标" in said.err
    assert not draft.exists()
