"""Rules in words and results explained: short enough for a header, nothing lost, the branch that was taken."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from presales_xl import catalogue, texts
from presales_xl.backends.explain import Explained, explain, flags
from presales_xl.backends.frame import DetailRows, Inputs, Known, evaluate, from_other_rows, number_of_one
from presales_xl.backends.phrases import Printer
from presales_xl.backends.rule_sentences import rule_in_short, rule_in_words, sentence
from presales_xl.backends.words import LISTED, quantity
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import LANGUAGES, Lang
from tests.backends.cohort import INVALID, Entry, Rows, inputs_of, known
from tests.scheme import small
from tests.scheme.small import EVERY_KIND, Change, plan_of

SHIPPED = list(catalogue.shipped())
SMALL, KINDS = plan_of(), plan_of(EVERY_KIND)
PLANS = {plan.scheme.id: plan for plan in [*SHIPPED, SMALL, KINDS]}
SUPPORT, SOFTWARE, TAOBAO, REPAIR, QUALITY = (
    PLANS[key]
    for key in ("support_engineer_kpi", "software_presales", "taobao_presales", "repair_stars", "ecom_service_quality")
)
GOLDEN = YAML(typ="safe").load(Path(__file__).with_name("explained.yaml").read_text(encoding="utf-8"))
LONGEST = 120  # characters of a rule above its columns


@pytest.mark.parametrize(
    ("lang", "plan", "column", "text"),
    [
        pytest.param(lang, PLANS[scheme], column, text, id=f"{lang} {scheme} {column}")
        for lang, schemes in GOLDEN["rules"].items()
        for scheme, rules in schemes.items()
        for column, text in rules.items()
    ],
)
def test_a_rule_is_told_in_words(lang: Lang, plan: Plan, column: str, text: str) -> None:
    assert sentence(plan, plan.columns[column], lang) == text


def test_a_rule_in_words_is_that_of_the_indicators_points() -> None:
    assert rule_in_words(SMALL, "effort", "en") == sentence(SMALL, SMALL.columns["points.effort"], "en")


def test_every_rule_of_a_shipped_scheme_fits_above_its_columns() -> None:
    rules = {
        f"{plan.scheme.id} {spec.id}": sentence(plan, spec, "zh")
        for plan in SHIPPED
        for spec in plan.of_kind("points", "score", "adjustment", "pay")
    }
    assert {name: len(text) for name, text in rules.items() if len(text) > LONGEST} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_figure_of_a_rule_is_lost_in_words(lang: Lang) -> None:
    for plan in [*SHIPPED, SMALL, KINDS]:
        for spec in plan.of_kind("points", "adjustment", "pay"):
            text = sentence(plan, spec, lang)
            for key in figures(plan, spec):
                value = plan.parameters[key].value
                many = isinstance(value, Mapping) and len(value) > LISTED and len(set(value.values())) > 1
                if many and plan.parameters[key].dimension != "grade":
                    assert called(plan, key, lang) in text, f"{spec.id}: {key} is not in {text}"
                    continue
                for figure in value.values() if isinstance(value, Mapping) else [value]:
                    shown = {
                        quantity(figure, "", lang),
                        quantity(figure, "rate", lang),
                        quantity(figure, "money", lang),
                    }
                    assert any(form in text for form in shown), f"{spec.id}: {key} {figure} is not in {text}"


def called(plan: Plan, key: str, lang: Lang) -> str:
    """Return what a figure with many values is called: its values stand on the parameter sheet."""
    figure = plan.parameters[key]
    return figure.name[lang] if figure.name else texts.text(lang, f"figures.{figure.label}")


def test_points_of_a_level_without_weight_are_explained_as_not_counted() -> None:
    plan = PLANS["sales_2024"]
    column = "points.brand_awareness"
    assert sentence(plan, plan.columns[column], "zh") == "满分（权重） × 品牌认知率；权重为 0 不计，可不填"
    assert why(plan, column, {"level": "standard"}) == "权重为 0，不计"
    assert why(plan, column, {"level": "new_market", "brand_awareness": 0.5}) == "6 × 50% = 3"
    assert "品牌认知率" in why(plan, column, {"level": "new_market"})


def test_raters_of_whom_nothing_came_are_left_out_of_a_blend_and_of_its_words() -> None:
    plan, column = PLANS["sales_2024"], "points.needs_documents"
    blend = "自评 × 10% + 上级评 × 50% + 客户评 × 30% + 跨部门评 × 10%；没有评分的一方不计，其余按比例折算"
    assert sentence(plan, plan.columns[column], "zh") == f"（{blend}） ÷ 100 × 满分（权重）"
    everybody = {f"needs_documents_{rater}": 80 for rater in ("self", "superior", "customer", "cross_department")}
    said: dict[str, Entry] = {"level": "standard", **everybody}
    assert why(plan, column, said) == "(80 × 10% + 80 × 50% + 80 × 30% + 80 × 10%) ÷ 100 × 4 = 3.2"
    some: dict[str, Entry] = {**said, "needs_documents_self": None, "needs_documents_customer": 50}
    assert why(plan, column, some) == "(80 × 50% + 50 × 30% + 80 × 10%) ÷ (50% + 30% + 10%) ÷ 100 × 4 = 2.8"
    one: dict[str, Entry] = {"level": "standard", "needs_documents_superior": 70}
    assert why(plan, column, one) == "70 ÷ 100 × 4 = 2.8"
    wrong = why(plan, column, {**one, "needs_documents_self": math.inf})
    assert "自评" in wrong
    assert "客户评" not in wrong
    assert "客户评" in why(plan, column, {"level": "standard"})


def figures(plan: Plan, spec: ColumnSpec) -> set[str]:
    """Return the parameters of a column and of the score and the unnamed measures that it is made of."""
    found: set[str] = set()
    for node in nodes.walk(spec.expr or nodes.Missing()):
        match node:
            case nodes.Param(id=key) | nodes.Keyed(id=key):
                found.add(key)
            case nodes.Column(id=key) if key in plan.columns:
                inner = plan.columns[key]
                if inner.kind == "score" or (inner.kind == "measure" and inner.name is None):
                    found |= figures(plan, inner)
    return found


def why(plan: Plan, column: str, person: Mapping[str, Entry], lang: Lang = "zh", **details: Rows) -> str:
    """Return the explanation of an employee's value, who is alone in the cohort."""
    number = known(plan, inputs_of(plan, [person], None, **details)).numbers(0)
    return explain(plan, plan.columns[column], number, lang)


@pytest.mark.parametrize(
    ("plan", "column", "person", "text"),
    [
        pytest.param(PLANS[scheme], case["column"], case["person"], case["text"], id=f"{scheme} {case['text']}")
        for scheme, cases in GOLDEN["reasons"].items()
        for case in cases
    ],
)
def test_a_result_is_explained_by_the_branch_taken_with_the_numbers_put_in(
    plan: Plan, column: str, person: Mapping[str, Entry], text: str
) -> None:
    assert why(plan, column, person) == text


STARS: dict[str, Entry] = {
    "stock_in_signed": "yes",
    "genuine_units": 200,
    "class_b_units": 40,
    "skill_complaints": 0,
    "severe": "no",
}


def test_grade_and_pay_are_explained_up_to_the_settled_star() -> None:
    person = {**STARS, "major_complaints": 1}
    assert why(REPAIR, "total", person) == "入库件数 240"
    assert why(REPAIR, "measure.signed_units", person) == "入库单已签收：是；200 + 40 = 240"
    assert why(REPAIR, "grade", person) == "技能投诉次数 0 < 3；有效件数 240 ≥ 230 → 4★；再降 1 级 → 3★"
    assert why(REPAIR, "pay.base", person) == "等级 3★：400 元"
    assert why(REPAIR, "pay.piece", person) == "(200 × 5 元 + 40 × 4 元 + 240 × 0 元) × 100% = 1,160 元"
    assert why(REPAIR, "pay.total", person, "en") == "400 yuan + 1,160 yuan + 0 yuan = 1,560 yuan"


def test_flags_that_are_up_are_told_with_their_reason_and_none_is_told_as_none() -> None:
    assert why(REPAIR, "flags", {**STARS, "severe": "yes", "major_complaints": 0}) == "建议辞退（情节严重：是）"
    assert why(REPAIR, "flags", {**STARS, "major_complaints": 0}) == "无"
    people = [{**STARS, "severe": "yes", "major_complaints": 0}, {**STARS, "major_complaints": 0}]
    told = known(REPAIR, inputs_of(REPAIR, people))
    assert list(flags(REPAIR, told.numbers(0), "zh")) == [("建议辞退", "建议辞退（情节严重：是）")]
    assert list(flags(REPAIR, told.numbers(1), "zh")) == []
    assert list(flags(plan_of(EVERY_KIND), number_of_one(KINDS, {}), "zh")) == []


def test_the_mean_over_detail_rows_says_how_many_rows_have_which_label() -> None:
    rows = [(0, {"recommendation": key}) for key in ("full", "full", "partial")]
    whole = {name.split(".")[1]: "full" for name, spec in QUALITY.tables["chats"].columns.items() if spec.field}
    chats = [(owner, {**whole, **row}) for owner, row in rows]
    text = why(QUALITY, "points.recommendation", {}, chats=chats)
    assert text == "按条数 全部满足 2，部分满足 1：(2 × 10 + 1 × 6) ÷ 3 = 8.6667"


@pytest.mark.parametrize(
    ("person", "zh", "en"),
    [
        ({}, "未完成：缺 级别、中标项目数、参与投标项目数", "incomplete: no Level, Bids won, Bids joined"),
        ({"level": "mid", "bids_won": 3}, "未完成：缺 参与投标项目数", "incomplete: no Bids joined"),
        (
            {"level": "mid", "bids_won": 1, "bids_joined": 0},
            "未完成：参与投标项目数 为 0，不能作除数",
            "incomplete: Bids joined is 0, nothing can be divided by it",
        ),
        (
            {"level": "mid", "bids_won": 0, "bids_joined": 0},
            "本期不适用：参与投标项目数 0 = 0",
            "Not applicable: Bids joined 0 = 0",
        ),
        (
            {"bids_won": INVALID, "bids_joined": 4},
            "未完成：缺 级别；中标项目数 填写有误",
            "incomplete: no Level; Bids won not valid",
        ),
    ],
)
def test_what_is_lacking_is_said_by_its_name(person: Mapping[str, Entry], zh: str, en: str) -> None:
    assert why(SOFTWARE, "points.win_rate", person) == zh
    assert why(SOFTWARE, "points.win_rate", person, "en") == en


def test_a_blank_that_counts_as_its_default_is_not_lacking() -> None:
    visits = [(0, {"hours": 2.0})]
    lacking = {**WHOLE, "level": None, "salary": None}
    assert why(SMALL, "pay.bonus", lacking, "en", visits=visits) == "incomplete: no Level"
    not_valid = {**WHOLE, "level": None, "salary": INVALID}
    assert why(SMALL, "pay.bonus", not_valid, "en", visits=visits) == "incomplete: no Level; Salary not valid"


def test_a_total_that_is_missing_names_everything_that_is_lacking_once() -> None:
    text = why(TAOBAO, "grade", {"sales": 100, "buyers": 0, "visitors": 3})
    assert text.startswith("未完成：缺 首次响应、平均响应")
    assert text.count("平均响应") == 1
    assert text.endswith("；成交人数 为 0，不能作除数")


def test_without_the_cohorts_figures_the_result_itself_tells_which_branch_was_taken() -> None:
    people = [{"sales": figure} for figure in (600.0, 500.0, 400.0, 300.0, 200.0, 100.0)]
    cohort, spec = known(KINDS, inputs_of(KINDS, people)), KINDS.columns["points.rank"]
    third, last = (
        number_of_one(KINDS, {key: float(values[place]) for key, values in cohort.values.items()}) for place in (2, 5)
    )
    assert explain(KINDS, spec, cohort.numbers(5), "zh") == "最后一名，同岗位人数 6 ≥ 6 → 1 分"
    assert explain(KINDS, spec, last, "zh") == "最后一名，同岗位人数 ≥ 6 → 1 分"
    assert explain(KINDS, spec, third, "zh") == "名次 3 ≤ 3 → 8 分"


def test_a_number_just_below_a_bound_is_not_shown_as_the_bound() -> None:
    person = {"satisfaction": 89.99999}
    assert why(SUPPORT, "points.satisfaction", person) == "支持满意度 89.99999 ≥ 85 → 10 分"


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.6, "rate", "60%", "60%"),
        (0.995, "rate", "99.5%", "99.5%"),
        (1234567.5, "money", "1,234,567.5 元", "1,234,567.5 yuan"),
        (30, "seconds", "30 秒", "30 s"),
        (-2, "points", "−2", "−2"),
        (-0.0, "", "0", "0"),
        (-1e-12, "money", "0 元", "0 yuan"),
        (0.0000275, "", "0.0000275", "0.0000275"),
        (1e-12, "rate", "0.0000000001%", "0.0000000001%"),
        (1e16, "money", "10,000,000,000,000,000 元", "10,000,000,000,000,000 yuan"),
        (0.1 + 0.2, "", "0.3", "0.3"),
        (1e12, "number", "1000000000000", "1000000000000"),
    ],
)
def test_a_figure_is_shown_as_people_write_it(value: float, unit: str, zh: str, en: str) -> None:
    assert (quantity(value, unit, "zh"), quantity(value, unit, "en")) == (zh, en)


@st.composite
def cohorts(draw: st.DrawFn) -> tuple[Plan, Inputs]:
    """Return a scheme and a cohort with all kinds of entries: usual ones, blanks, zeros, entries that are not valid."""
    plan = draw(st.sampled_from([*SHIPPED, SMALL, KINDS]))
    size = draw(st.integers(1, 7))
    entry = st.one_of(
        st.sampled_from([math.nan, INVALID, 0.0, 1.0, 2.0]), st.floats(0, 120).map(lambda value: round(value, 2))
    )

    def column(spec: ColumnSpec, length: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        labels = len(plan.dimensions[spec.dimension].keys) if spec.dimension else 0
        cell = st.sampled_from([math.nan, *map(float, range(labels))]) if labels else entry
        return np.array(draw(st.lists(cell, min_size=length, max_size=length)), dtype=float)

    columns = {key: column(spec, size) for key, spec in plan.columns.items() if spec.expr is None}
    details = {}
    for key, table in plan.tables.items():
        owners = draw(st.lists(st.integers(0, size - 1), max_size=4))
        fields = {name: column(spec, len(owners)) for name, spec in table.columns.items() if spec.field}
        details[key] = DetailRows(np.array(owners, dtype=np.int64), fields)
    return plan, Inputs(size, columns, details)


@settings(max_examples=80)
@given(cohorts(), st.sampled_from(LANGUAGES), st.booleans(), st.booleans())
def test_every_value_is_explained_and_whoever_has_the_same_numbers_is_told_what_would_be_said_to_them_alone(
    cohort: tuple[Plan, Inputs], lang: Lang, are_others_known: bool, has_room: bool
) -> None:
    plan, inputs = cohort
    columns = evaluate(plan, inputs)
    others = from_other_rows(plan, inputs, columns) if are_others_known else {}
    numbers = list(map(Known(plan, inputs.size, columns, others).numbers, range(inputs.size)))
    for spec in plan.columns.values():
        explained = Explained(plan, spec, lang, room=1000 if has_room else 1)
        alone = [explain(plan, spec, number, lang) for number in numbers]
        for _ in range(2):
            assert list(map(explained.of, numbers)) == alone
        for value, text in zip(columns[spec.id].tolist(), alone, strict=True):
            assert text.strip()
            if spec.kind == "points" and math.isfinite(value):
                assert quantity(value, "", lang, 4) in text
            elif spec.kind == "grade" and math.isfinite(value):
                assert text.endswith(plan.dimensions["grade"].names[int(value)][lang])


def test_the_same_numbers_are_put_into_words_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = SUPPORT.of_kind("points")[0]
    explained = Explained(SUPPORT, spec, "zh")
    numbers = [number_of_one(SUPPORT, dict.fromkeys(SUPPORT.columns, value)) for value in (2.0, math.nan)]
    before = [explained.of(number) for number in numbers]
    monkeypatch.delattr("presales_xl.backends.explain.explain")
    assert [explained.of(number) for number in numbers] == before
    with pytest.raises(NameError):
        explained.of(number_of_one(SUPPORT, dict.fromkeys(SUPPORT.columns, 3.0)))


A, B, C = nodes.Column("input.won"), nodes.Column("input.joined"), nodes.Column("input.salary")


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (nodes.Arith("-", A, nodes.Arith("-", B, C)), "Won − (Joined − Salary)"),
        (nodes.Arith("-", A, nodes.Sum((B, C))), "Won − (Joined + Salary)"),
        (nodes.Arith("-", nodes.Arith("-", A, B), C), "Won − Joined − Salary"),
        (nodes.Sum((A, nodes.Arith("-", B, C))), "Won + Joined − Salary"),
        (nodes.Sum((A, nodes.Negative(B))), "Won + (−Joined)"),
        (nodes.Arith("-", A, nodes.Negative(B)), "Won − (−Joined)"),
        (nodes.Negative(nodes.Sum((A, B))), "−(Won + Joined)"),
        (nodes.Negative(nodes.Arith("*", A, B)), "−Won × Joined"),
        (nodes.Arith("/", A, nodes.Arith("/", B, C)), "Won ÷ (Joined ÷ Salary)"),
        (nodes.Arith("/", A, nodes.Arith("*", B, C)), "Won ÷ (Joined × Salary)"),
        (nodes.Arith("*", A, nodes.Arith("/", B, C)), "Won × Joined ÷ Salary"),
        (nodes.Arith("*", nodes.Sum((A, B)), C), "(Won + Joined) × Salary"),
        (nodes.Arith("/", nodes.Arith("/", A, B), C), "Won ÷ Joined ÷ Salary"),
        (nodes.Sum((A, nodes.Const(-1))), "Won + (−1)"),
        (nodes.Sum((A, nodes.Arith("*", nodes.Const(-1), B))), "Won + (−1 × Joined)"),
        (nodes.Arith("-", A, nodes.Sum((nodes.Negative(B), C))), "Won − (−Joined + Salary)"),
        (nodes.Negative(nodes.Const(-1)), "−(−1)"),
        (nodes.Sum((nodes.Const(-1), A)), "−1 + Won"),
        (nodes.Sum((A, nodes.Const(-1e-12))), "Won + 0"),
    ],
)
def test_a_calculation_has_the_brackets_that_it_needs_and_no_other(expr: nodes.Expr, text: str) -> None:
    assert Printer(SMALL, "en").text(expr) == text


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (nodes.Clamp(A, nodes.Const(0)), "Won"),
        (nodes.Clamp(nodes.Arith("-", A, B), nodes.Const(0)), "max(Won − Joined, 0)"),
        (nodes.Clamp(A, nodes.Param("share")), "max(Won, 25%)"),
        (nodes.Clamp(A, nodes.Const(0), nodes.Const(5)), "min(Won, 5)"),
        (nodes.Greatest((A, nodes.Const(0))), "max(Won, 0)"),
    ],
)
def test_a_floor_of_0_is_told_only_where_something_may_fall_below_it(expr: nodes.Expr, text: str) -> None:
    assert Printer(SMALL, "en").text(expr) == text


@pytest.mark.parametrize(("won", "text"), [(3, "3 − 2"), (2, "2 − 2"), (1, "max(1 − 2, 0)")])
def test_a_floor_of_0_is_shown_to_whoever_it_lifts_and_to_nobody_else(won: float, text: str) -> None:
    numbers = number_of_one(SMALL, {"input.won": won, "input.joined": 2.0})
    assert Printer(SMALL, "en", numbers).text(nodes.Clamp(nodes.Arith("-", A, B), nodes.Const(0))) == text


@pytest.mark.parametrize(
    ("floor", "text"),
    [
        ("0", "10 × min(Sales ÷ 1,000 yuan, 1.2)"),
        ("0.5", "10 × max(min(Sales ÷ 1,000 yuan, 1.2), 0.5)"),
        ("null", "10 × min(Sales ÷ 1,000 yuan, 1.2)"),
    ],
)
def test_limits_of_a_ratio_stand_within_the_calculation(floor: str, text: str) -> None:
    plan = plan_of(EVERY_KIND, ("target: 1000, cap: 1.2", f"target: 1000, cap: 1.2, floor: {floor}"))
    assert rule_in_words(plan, "target", "en") == text


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("kind: rating", "x：直接评 0–9 分，最多 5"),
        ("kind: level_range, levels: {a: ≥8, b: else}", "x：直接评 0–9 分（≥8 A；其余 B），最多 5"),
        ("kind: levels, points: {a: 9, b: 0}", "x：A 9；B 0；结果最多 5"),
        ("kind: add, additions: {n: 2}", "n × 2，最多 5"),
    ],
)
def test_a_limit_behind_a_rule_of_several_clauses_says_that_it_holds_for_all_of_them(part: str, text: str) -> None:
    plan = plan_of(
        "id: small\nname: x\ncycles: [month]\nfull_points: null\nchoices: {a: A, b: B}\n"
        "inputs: {n: {name: n, type: count}, c: {name: c, type: choice, choices: [a, b]}}\n"
        "flags: {f: {name: f, when: c == 'a' and n > 1}}\n"
        f"indicators:\n  x: {{name: x, points: 9, rule: {{kind: sum, cap: 5, parts: {{p: {{{part}}}}}}}}}\n"
    )
    assert rule_in_words(plan, "x", "zh") == text


@pytest.mark.parametrize(("names", "text"), [("abc", "各项得分之和"), ("ab", "各项得分之和"), ("a", "a")])
def test_a_total_of_two_indicators_or_more_is_told_as_the_sum_of_all_points(names: str, text: str) -> None:
    own = "".join(f"  {name}: {{name: {name}, points: 5, rule: {{kind: rating}}}}\n" for name in names)
    plan = plan_of(f"id: small\nname: x\ncycles: [month]\nfull_points: null\nindicators:\n{own}")
    assert sentence(plan, plan.columns["total"], "zh") == f"{text}，保留 2 位小数"


FLAG, BONUS = "when: grade == 'A'", "salary * share * factor"
WHOLE: dict[str, Entry] = {"level": "senior", "won": 3, "joined": 10, "manner": "good", "salary": 8000}


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("not won < 1", "Won 3 ≥ 1"),
        ("not (won < 1 or joined < 1)", "Won 3 ≥ 1, Joined 10 ≥ 1"),
        ("won > 1 if joined > 1 else won > 0", "Won >1 if Joined >1, else Won >0"),
        ("manner >= 'poor' and won >= 1", "Manner: Good, Won 3 ≥ 1"),
    ],
)
def test_a_flag_is_explained_by_what_made_its_condition_hold(condition: str, reason: str) -> None:
    plan = plan_of(small.SMALL, (FLAG, f"when: {condition}"))
    assert why(plan, "flags", WHOLE, "en", visits=[(0, {"hours": 2.0})]) == f"Praise ({reason})"


@pytest.mark.parametrize(
    ("rule", "sentence_of", "reason"),
    [
        (
            "1 if manner == 'good' else 0",
            "Manner: Good 1 yuan; else 0 yuan; result to 2 decimals",
            "Manner: Good → 1 yuan",
        ),
        (
            "1 if level == 'junior' else 0 if level == 'senior' else 100",
            "Level: Junior 1 yuan; Senior 0 yuan; result to 2 decimals",
            "Level: Senior → 0 yuan",
        ),
        ("share", "25%, to 2 decimals", "0.25 yuan"),
        ("total_of(visits.hours) * share", "sum of Hours over Visits × 25%, to 2 decimals", "2 × 25% = 0.5 yuan"),
        ("total_of(visits.hours)", "sum of Hours over Visits, to 2 decimals", "sum of Hours over Visits 2 yuan"),
    ],
)
def test_an_amount_is_told_and_explained(rule: str, sentence_of: str, reason: str) -> None:
    more: Change = (f"formula: {BONUS}}}", f"formula: {BONUS}}}\n  more: {{name: More, formula: {rule}}}")
    choices: Change = ("choices: [good, poor]", "choices: [good, fair, poor]")
    fair: Change = ("poor: {zh: 差, en: Poor}}", "poor: {zh: 差, en: Poor}, fair: {zh: 中, en: Fair}}")
    points: Change = ("points: {good: 100, poor: 0}", "points: {good: 100, fair: 50, poor: 0}")
    plan = plan_of(small.SMALL, more, choices, fair, points)
    assert sentence(plan, plan.columns["pay.more"], "en") == sentence_of
    assert why(plan, "pay.more", WHOLE, "en", visits=[(0, {"hours": 2.0})]) == reason


def test_a_label_at_a_computed_position_is_told_by_its_number() -> None:
    assert Printer(SMALL, "en").text(nodes.Nth("grade", A)) == "grade number Won"


def test_a_described_level_is_told_as_the_bounds_of_its_points() -> None:
    assert sentence(KINDS, KINDS.columns["measure.described.level"], "en") == "Described ≥8 → Good; else Poor"


def test_a_rule_that_asks_one_thing_is_told_in_short_without_what_it_asks() -> None:
    steps = rule_in_short(SUPPORT, SUPPORT.columns["points.satisfaction"], "zh")
    assert steps == ["≥95 → 15", "≥90 → 12", "≥85 → 10", "≥80 → 5", "其余 0"]
    assert rule_in_short(TAOBAO, TAOBAO.columns["points.attendance"], "zh") == ["全勤 2", "其他 0"]
    shop = PLANS["ecom_dept_presales"]
    assert rule_in_short(shop, shop.columns["points.reply_rate"], "en")[-2:] == ["else 0", "then × 5 ÷ 100"]


def test_a_short_rule_says_that_it_compares_with_the_mean_of_the_role() -> None:
    steps = rule_in_short(TAOBAO, TAOBAO.columns["points.sales_vs_mean"], "zh")
    assert steps[:2] == ["与同岗位均值之比 >150% → 30", "≥120% → 25"]


def test_a_rounded_rule_is_told_in_short_as_the_rule_itself() -> None:
    points = SUPPORT.columns["points.satisfaction"]
    rounded = replace(points, expr=nodes.Round(points.expr or nodes.Missing(), 2))
    assert rule_in_short(SUPPORT, rounded, "zh") == rule_in_short(SUPPORT, points, "zh")


def test_a_rule_that_asks_several_things_has_no_short_form() -> None:
    assert rule_in_short(TAOBAO, TAOBAO.columns["points.response"], "zh") == []
    assert rule_in_short(SOFTWARE, SOFTWARE.columns["points.win_rate"], "zh") == []


@pytest.mark.parametrize("plan", SHIPPED, ids=lambda plan: plan.scheme.id)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_short_rule_says_as_many_steps_as_the_whole_one(plan: Plan, lang: Lang) -> None:
    for spec in plan.of_kind("points"):
        short = rule_in_short(plan, spec, lang)
        if short:
            assert len(short) == len(sentence(plan, spec, lang).split(texts.text(lang, "explain.join")))


@pytest.mark.parametrize(("state", "zh", "en"), [("left", "离职", "left"), ("exempt", "免考", "exempt")])
@pytest.mark.parametrize("column", ["total", "points.effort", "grade", "pay.bonus"])
def test_whoever_is_not_appraised_is_told_so_with_the_state_and_nothing_is_lacking(
    column: str, state: str, zh: str, en: str
) -> None:
    number = known(SMALL, inputs_of(SMALL, [{"level": "senior", "state": state}])).numbers(0)
    told = [explain(SMALL, SMALL.columns[column], number, lang) for lang in LANGUAGES]
    assert told == [f"本期不考核：{zh}", f"Not appraised in this period: {en}"]


@pytest.mark.parametrize("column", ["pay.piece", "pay.total"])
def test_what_money_of_who_is_exempt_lacks_is_told_once_anything_is_entered_that_it_comes_from(column: str) -> None:
    piece = "pay:\n  piece: {name: {zh: 计件, en: Piece}, formula: win_rate * 100}\n"
    plan = plan_of(small.SMALL.replace("pay:\n", piece))
    told = []
    for entries in ({}, {"joined": 2.0}):
        person: Mapping[str, Entry] = {"level": "senior", "state": "exempt", **entries}
        number = known(plan, inputs_of(plan, [person])).numbers(0)
        told.append(explain(plan, plan.columns[column], number, "zh"))
    assert told == ["本期不考核：免考", "未完成：缺 中标数"]


def test_money_that_hangs_on_no_appraisal_is_explained_without_what_does() -> None:
    plan = plan_of(small.SMALL.replace("pay:\n", "pay:\n  wage: {name: {zh: 底薪, en: Wage}, formula: salary}\n"))
    person: Mapping[str, Entry] = {"level": "senior", "state": "exempt", "salary": 800.0}
    number = known(plan, inputs_of(plan, [person])).numbers(0)
    assert explain(plan, plan.columns["pay.total"], number, "zh") == "800 元 = 800 元"
