"""The clauses of rules are read as the guide to design workbooks writes them, and written in the same words."""

import re
from pathlib import Path

import pytest

from presales_xl.design.designbook.codecs import Around
from presales_xl.design.designbook.rule_words import RULES, RuleCell
from presales_xl.design.designbook.vocabulary import Vocabulary
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import Lang, text

DOCS = Path(__file__).parents[3] / "docs"
CONTENT = {
    "inputs": {
        "calls": {"name": {"zh": "接听数", "en": "Calls"}, "type": "count"},
        "solved": {"name": {"zh": "解决数", "en": "Solved"}, "type": "count"},
        "complaints": {"name": {"zh": "投诉次数", "en": "Complaints"}, "type": "count"},
        "received": {"name": {"zh": "实收款", "en": "Received"}, "type": "money"},
        "due": {"name": {"zh": "应收款", "en": "Receivable"}, "type": "money"},
    },
    "choices": {"good": {"name": {"zh": "好", "en": "Good"}}, "poor": {"name": {"zh": "差", "en": "Poor"}}},
}
LINE = re.compile(r"\| ([^|]+) \|(?: `([^`]+)`)? \| `([^`]+)` \|")


def examples() -> list[tuple[Lang, str, str, str]]:
    """Return the rules of the guides in both languages: kind, what is measured, how it gives points."""
    pages: dict[Lang, str] = {"zh": "design.zh-CN.md", "en": "design.md"}
    return [
        (lang, line[1], line[2] or "", line[3])
        for lang, name in pages.items()
        for line in LINE.finditer((DOCS / name).read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("lang", "kind", "of", "figures"), examples())
def test_a_rule_of_the_guide_is_understood_and_shown_in_the_same_words(
    lang: Lang, kind: str, of: str, figures: str
) -> None:
    names = Vocabulary(CONTENT, lang)
    key = next(key for key in RULES if text(lang, f"design.rule.{key}") == kind)
    rule = {"kind": key, "of": names.read_formula(of)} if of else {"kind": key}
    read = RuleCell().read(figures, Around(names, rule))
    assert RuleCell().show({**rule, **read}, Around(names, {**rule, **read})) == figures


def test_the_guides_show_every_kind_that_has_figures() -> None:
    for lang in ("zh", "en"):
        shown = {kind for language, kind, _, _ in examples() if language == lang}
        assert shown == {text(lang, f"design.rule.{key}") for key, clauses in RULES.items() if clauses}


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        ("bands", "不低于90%得15分；80%以上：10分；否则0", {"bands": {"≥0.9": 15, "≥0.8": 10, "else": 0}}),
        ("bands", "大于 95 -> 10\n不足 60 -> 2\n其他 5", {"bands": {">95": 10, "<60": 2, "else": 5}}),
        ("deduct", "每投诉次数扣 5 分", {"deductions": {"complaints": 5}}),
        ("levels", "好：10分；差：0", {"points": {"good": 10, "poor": 0}}),
        ("target_ratio", "目标1,000", {"target": 1000}),
        ("target_ratio", "目标 60%", {"target": 0.6}),
        ("cases", "接听数 > 0 → 5；其余 0", {"cases": {"calls > 0": 5, "else": 0}}),
    ],
)
def test_a_rule_is_understood_as_people_write_it(kind: str, typed: str, read: dict[str, object]) -> None:
    assert RuleCell().read(typed, Around(Vocabulary(CONTENT, "zh"), {"kind": kind})) == read


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("deduct", "看情况扣分", "看不懂"),
        ("deduct", "每 接听数 扣 5；每 接听数 扣 3", "写了两次"),
        ("bands", "≥90 → 十五", "“十五”不是数"),
        ("bands", "九十以上 → 15", "不是界限"),
        ("levels", "好 10；中 5", "没有叫“中”的"),
        ("standard_steps", "基准 100；每少 5 扣 1", "每低 … 扣 …"),
    ],
)
def test_what_is_not_understood_is_said_with_what_may_stand_there(kind: str, typed: str, said: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        RuleCell().read(typed, Around(Vocabulary(CONTENT, "zh"), {"kind": kind}))
    assert said in explain("zh", caught.value.problems[0])
