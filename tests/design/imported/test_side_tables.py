"""Rules that only say in which table they stand: that table is read, and where it cannot be, the rule is asked."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.drafts import of_rows
from tests.design.imported.forms import document
from tests.design.imported.layouts import Rows


def bands(made: FormDraft) -> dict[str, object]:
    return {each.item.name: each.made and each.made.indicator["rule"].get("bands") for each in made.indicators}


def asked(made: FormDraft) -> set[str]:
    return {each.item.name for each in made.indicators if each.rule_mark == "not_understood"}


def test_the_bands_of_a_table_beside_the_form_are_the_rule_of_each_line_that_calls_it(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["序号", "指标", "权重", "评分标准", "", "表T1", "", "", "附表2 满意度评分标准", ""],
            [1, "接通率", "30%", "见表T1", "", "等级", "区间", "得分", "满意度（%）", "得分"],
            [2, "质检率", "30%", "按表T1计分", "", "优", "≥96%", 100, "≥98", 100],
            [3, "满意度", "40%", "评分标准见附表2", "", "良", "91%≤X<96%", 85, "≥95", 70],
            ["", "", "", "", "", "差", "<91%", 0, "<95", 0],
        ],
        "F1:H1",
        "I1:J1",
    )
    own = {"≥0.96": 100, "≥0.91": 85, "else": 0}
    assert bands(made) == {"接通率": own, "质检率": own, "满意度": {"≥0.98": 100, "≥0.95": 70, "else": 0}}
    assert [each.points for each in made.indicators] == [30, 30, 40]
    assert not asked(made)


def test_tables_below_the_form_are_read_upright_and_on_their_side_and_from_a_sentence(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["考核项目", "分值", "评分标准"],
            ["出库差错", 30, "见表一"],
            ["库存准确率", 30, "按表B对应分值得分"],
            ["响应时间", 20, "详见附件三"],
            ["到货率", 20, "根据表4执行"],
            ["合计", 100, ""],
            ["表一  出库差错评分"],
            ["差错次数", "得分"],
            ["0次", 30],
            ["1-2次", 18],
            ["3次及以上", 0],
            ["表B"],
            ["库存准确率", "≥99%", "≥97%", "<97%"],
            ["得分", 30, 21, 0],
            ["附件三：20分钟内响应得20分，40分钟内响应得12分，超过40分钟不得分"],
            ["表4", "≥98%", "≥94%", "<94%"],
            ["分值", 20, 13, 0],
        ],
    )
    assert bands(made) == {
        "出库差错": {"≤0": 30, "≤2": 18, "else": 0},
        "库存准确率": {"≥0.99": 30, "≥0.97": 21, "else": 0},
        "响应时间": {"≤20": 20, "≤40": 12, "else": 0},
        "到货率": {"≥0.98": 20, "≥0.94": 13, "else": 0},
    }


def test_a_table_of_a_document_below_its_label_is_the_rule_that_calls_it(tmp_path: Path) -> None:
    path = document(
        tmp_path / "a.docx",
        [
            "采购员考核",
            [["指标", "权重", "评分办法"], ["到货及时率", "60%", "详见附表一"], ["降本率", "40%", "详见附表二"]],
            "附表一",
            [["完成情况", "得分"], ["100%", "100"], ["96%(含)以上", "75"], ["96%以下", "0"]],
            [[("附表二：降本率", 2)], ["降本率", "扣分"], ["低于4%", "20"], ["低于2%", "60"]],
        ],
    )
    made = draft(form_reader.parse(path), "zh")
    assert bands(made)["到货及时率"] == {"≥1": 100, "≥0.96": 75, "else": 0}
    assert not [line for line in made.sourced.lines if not line.row and line.mark == "not_understood"]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["表1", "", ""], ["修复率", "甲区得分", "乙区得分"], ["≥95%", 60, 50], ["≥90%", 40, 30]],
        [["表1", "", ""], ["修复率", "系数", ""], ["≥95%", 1, ""], ["≥90%", 0.8, ""]],
        [["表1 呼损率得分", "", ""], ["比例", "得分", ""], ["≥95%", 60, ""], ["≥90%", 40, ""]],
        [["表1", "", ""], ["修复率", "得分", ""], ["≥95%", 60, ""], ["表1", "", ""], ["修复率", "得分", ""]],
    ],
    ids=["no table", "two kinds of points", "factors", "of another line", "twice"],
)
def test_a_rule_whose_table_cannot_be_taken_for_its_own_is_asked(tmp_path: Path, rows: Rows) -> None:
    head: Rows = [["指标", "分值", "评分标准"], ["修复率", 60, "按表1计分"], ["呼损率", 40, "见表2"]]
    made = of_rows(tmp_path, [*head, *rows])
    assert asked(made) == {"修复率", "呼损率"}
    assert [each.points for each in made.indicators] == [60, 40]


@pytest.mark.parametrize("rule", ["按表1计分，另每投诉一次扣5分", "见右表", "详见附表", "评分标准见附件2"])
def test_a_rule_that_stands_elsewhere_beside_what_it_says_itself_is_asked(tmp_path: Path, rule: str) -> None:
    table: Rows = [["表1", "", ""], ["修复率", "得分", ""], ["≥95%", 60, ""], ["<95%", 40, ""]]
    made = of_rows(tmp_path, [["指标", "分值", "评分标准"], ["修复率", 60, rule], ["呼损率", 40, "每次扣2分"], *table])
    assert "修复率" in asked(made)
