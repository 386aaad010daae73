"""Words above columns: folded where people would break them, in as little room as they need."""

import pytest

from presales_xl.workbook import headings
from presales_xl.workbook.headings import MOST_LINES, Heading, balanced, choose_rules, fold, length, narrowest

WHOLE = "未回复客户数 ≥1 → 0 分\n服务态度分 ≥90 → 10 分\n其余 0 分"
SHORT = "≥90 → 10\n其余 0"


@pytest.mark.parametrize("width", range(40, 200, 6))
@pytest.mark.parametrize(
    "words",
    [
        "严重维权数（有损失）",
        "Bad reviews of shared blame (per month)",
        "客单价（20 分）",
        "业务技能考核分 ≥90 → 3 分；其余 0 分",
        "10 × min((成交量 ÷ 咨询量目标) ÷ 40%, 1)",
        "平均(产品了解, 市场把握, 解决问题)",
    ],
)
def test_no_line_begins_with_a_bracket_that_closes_or_a_comma_and_nothing_is_lost(words: str, width: int) -> None:
    lines = fold(words, width)
    assert not [line for line in lines if line.startswith(("）", ")", "，", "；", "。", ","))]
    assert not [line for line in lines if line.endswith(("（", "("))]
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


@pytest.mark.parametrize(
    "words", [WHOLE, "  前面 空 格\u3000 与后面  ", "a b\n\n 长 " + "字（甲）" * 9 + "  ", "", " ", "x" * 60]
)
def test_a_text_that_fits_on_one_line_is_folded_as_others_are(words: str) -> None:
    for width in range(8, 700, 3):
        lines = []
        for paragraph in words.split("\n"):
            line = ""
            for piece in headings._pieces(paragraph, width - headings._ROOM):
                if line.strip() and length((line + piece).rstrip()) > width - headings._ROOM:
                    lines.append(line.rstrip() + " " * (line + piece)[len(line.rstrip()) :][:1].isspace())
                    line = ""
                line += piece if line else piece.lstrip()
            lines.append(line.rstrip() + headings.PARAGRAPH)
        assert fold(words, width) == (*lines[:-1], lines[-1].rstrip())


def test_no_line_parts_a_bound_from_what_it_leads_to_nor_a_level_from_its_points() -> None:
    words = "满意度 ≥95 → 15 分；≥90.5% → 5★；其余 0 分；另加 质量：深刻 2；一般 0；敷衍 −1；底薪 500 元，不低于 0"
    kept = ("≥95 → 15 分", "≥90.5% → 5★", "其余 0", "深刻 2", "一般 0", "敷衍 −1", "500 元", "不低于 0")
    widest = max(length(f"{piece}；") for piece in kept)
    for width in range(int(widest + headings._ROOM) + 1, 600, 3):
        text = "|".join(fold(words, width))
        assert [piece for piece in kept if piece not in text] == []


def test_lines_are_as_long_as_the_cell_is_wide() -> None:
    words = "主导项目销售额"
    for width in range(40, 120, 5):
        assert all(length(line) <= width for line in fold(words, width))


def test_what_stands_on_two_lines_is_halved() -> None:
    assert balanced("首次响应时长", 66) == ["首次响", "应时长"]
    assert balanced("首次响应\n（秒）", 60) == ["首次响应  ", "（秒）"]


def test_a_text_is_folded_at_each_width_as_if_it_had_never_been_at_another() -> None:
    words = f"{WHOLE}；Training score ≥95 → 10 分，（含 平均分）其余 0 分"
    widths = [width / 4 for width in range(80, 1600)]
    kept, alone = [fold(words, width) for width in widths], []
    for width in widths:
        headings._ways.cache_clear()
        alone.append(fold(words, width))
    assert kept == alone
    assert len({*kept}) > 20


def test_words_of_an_english_name_are_never_broken() -> None:
    name = "Cross-department cooperation"
    assert fold(name, narrowest(name, 3, 40)) == ("Cross-", "department ", "cooperation")


@pytest.mark.parametrize(("width", "rule"), [(300.0, WHOLE), (56.0, SHORT)])
def test_a_heading_shows_its_whole_rule_unless_a_shorter_one_spares_lines(width: float, rule: str) -> None:
    assert choose_rules([Heading(("a",), "服务态度", [WHOLE, SHORT, "见右"])], {"a": width}, most=0) == [rule]


def test_a_rule_is_shown_only_where_its_lines_are_no_wider_than_the_columns() -> None:
    whole = "未解决客户数 ≤0 → 35 分；≤3 → 30 分；≤5 → 25 分；≤10 → 20 分；其余 10 分"
    heading = Heading(
        ("a",), "项目技术解决率（35 分）", [whole, "≤0 → 35\n≤3 → 30\n≤5 → 25\n≤10 → 20\n其余 10", "见右"]
    )
    for width in range(50, 200):
        widths = {"a": float(width)}
        (rule,) = choose_rules([heading], widths, most=0)
        assert all(length(line.rstrip()) <= widths["a"] for line in fold(heading.words(rule), widths["a"]))


def test_columns_are_widened_for_a_rule_only_as_long_as_there_is_room() -> None:
    words = "未回复客户数、连带差评数与服务态度分" * 4
    heading = Heading(("a",), "服务态度", [words, "见右"])
    for most, rule, wider in ((54.0, 1, False), (400.0, 0, True)):
        widths = {"a": 54.0}
        assert choose_rules([heading], widths, most) == [heading.rules[rule]]
        assert (widths["a"] > 54) == wider
        assert heading.lines(heading.rules[rule], widths["a"]) <= MOST_LINES


@pytest.mark.parametrize(
    "words", ["Training score >95 → 10\n>90 → 8\nelse 5", "等级：总分 ≥90 → S；其余 D\n另加 分享案例数 × 2，最多 5"]
)
@pytest.mark.parametrize("width", [40, 70, 100])
def test_what_was_folded_can_be_put_together_again(words: str, width: float) -> None:
    for lines in (fold(words, width), balanced(words, width)):
        assert "\n".join(lines).replace("  \n", "\0").replace("\n", "").replace("\0", "\n") == words
