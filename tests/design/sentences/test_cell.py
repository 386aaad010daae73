"""A cell of a company's form is read as it is meant; what the source leaves open is said, and no figure is made up."""

import importlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presales_xl import catalogue
from presales_xl.backends.rule_sentences import rule_in_words
from presales_xl.design.sentences import cell, conditions, equations
from presales_xl.design.sentences.cell import About, CellReading, read, read_rows
from presales_xl.design.sentences.characters import plain
from presales_xl.design.sentences.pieces import Figure, figure, in_unit, in_words
from presales_xl.resources import SCHEMES
from presales_xl.scheme.rules import BandsRule, DeductRule, StandardStepsRule, TargetRatioRule
from presales_xl.texts import LANGUAGES, all_texts
from tests.design.sentences.stated import SENTENCES

FOLDER = Path(cell.__file__).parent
read_once = cache(read)  # for all that is asked about a sentence


def remarks(reading: CellReading) -> set[str]:
    return {*reading.remarks, *(remark for piece in reading.pieces for remark in piece.remarks)}


def reading_of(sentence: Mapping[str, Any]) -> CellReading:
    about: About = sentence.get("about", "rule")
    return read_once(sentence["cell"], about=about, points=sentence.get("points"))


# Two hundred sentences.


def test_there_are_two_hundred_sentences_and_none_twice() -> None:
    assert len({sentence["cell"] for sentence in SENTENCES}) == len(SENTENCES) > 200


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["cell"][:24])
def test_a_sentence_is_read_as_it_is_meant(sentence: Mapping[str, Any]) -> None:
    reading = reading_of(sentence)
    assert reading.mark == sentence["mark"]
    assert remarks(reading) == set(sentence.get("remarks", ()))
    if "rule" in sentence:
        assert reading.rule == sentence["rule"]
    if "pieces" in sentence:
        assert [str(piece).split(" [", maxsplit=1)[0] for piece in reading.pieces] == sentence["pieces"]
    if "weight" in sentence:
        assert str(reading.weight) == sentence["weight"]


def test_a_table_with_the_points_in_a_column_of_their_own_is_one_rule() -> None:
    rows = [("≥100%", "100"), ("90%≤A<100%", "90"), ("80%≤A＜90%", "80"), ("<80%", "0")]
    reading = read_rows(rows)
    assert reading.rule == {"kind": "bands", "of": "", "bands": {"≥1": 100, "≥0.9": 90, "≥0.8": 80, "else": 0}}
    assert reading.mark == "understood"
    ranked = read_rows([("第1名", "10"), ("第2-3名", "8"), ("第4名以后", "5"), ("倒数第一", "-2")])
    assert ranked.rule["bands"] == {"≤1": 10, "≤3": 8, "else": 5}
    assert ranked.rule["last"] == -2
    levels = read_rows([("主动承担，结果超出预期", "10分"), ("按要求完成", "8分"), ("需要督促", "0分")])
    assert levels.rule == {
        "kind": "levels",
        "points": [["主动承担，结果超出预期", 10], ["按要求完成", 8], ["需要督促", 0]],
    }


@pytest.mark.parametrize(
    ("rows", "bands"),
    [
        ([("部门排名前20%", "100"), ("前50%", "80"), ("前80%", "60"), ("后20%", "0")], [0.2, 0.5, 0.8]),
        ([("前20%", "100"), ("20%-50%", "80"), ("50%-80%", "60"), ("后20%", "0")], [0.2, 0.5, 0.8]),
        ([("排名前30%", "100"), ("其余", "60")], [0.3]),
    ],
)
def test_rows_of_places_in_shares_are_bands_of_the_place(rows: list[tuple[str, str]], bands: list[float]) -> None:
    reading = read_rows(rows, points=100)
    assert reading.rule["of"] == "名次占人数的百分比"
    ends = [*(f"≤{end:g}" for end in bands), "else"]
    assert reading.rule["bands"] == {end: float(given) for end, (_, given) in zip(ends, rows, strict=True)}
    assert reading.mark == "assumed"


def test_rows_of_bare_shares_are_what_has_to_be_reached_and_others_the_rest() -> None:
    reading = read_rows([("100%", "10"), ("90%", "8"), ("其他", "0")], points=10)
    assert reading.rule == {"kind": "bands", "of": "", "bands": {"≥1": 10, "≥0.9": 8, "else": 0}}
    assert reading.mark == "understood"


# Marks.


def test_every_remark_is_said_in_both_languages_and_none_is_left_over() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.py"))
    used = set(re.findall(r'"((?:assumed|open)\.[a-z_0-9]+)"', sources))
    assert {f"sentences.{remark}" for remark in used} == {key for key in all_texts() if key.startswith("sentences.")}
    assert all(in_words(lang, remark) for lang in LANGUAGES for remark in used)


def test_what_somebody_has_to_decide_outweighs_what_is_assumed() -> None:
    reading = read("90%以上得10分，80%以上得8分")
    assert remarks(reading) == {"assumed.or_more", "open.rest"}
    assert reading.mark == "not_understood"
    assert [piece.mark for piece in reading.pieces] == ["assumed", "assumed"]
    assert in_words("zh", "open.rest") == "其余情况得多少分？"


# No figure is made up.


def stated(reading: CellReading) -> Iterator[Figure]:
    for piece in reading.pieces:
        yield from piece.figures.values()


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["cell"][:24])
def test_every_figure_stands_in_the_source_where_the_reading_says(sentence: Mapping[str, Any]) -> None:
    figures = [
        each
        for piece in reading_of(sentence).pieces
        for role, each in piece.figures.items()
        if "off" not in piece.figures or role not in ("low", "high", "points")  # worked out from what stands there
    ]
    for each in figures:
        source = plain(sentence["cell"][each.start : each.end])
        if "分别" in source:  # 「前三名分别得」: the places from the first on
            continue
        if re.search(r"\d|百分之|[一二两三四五六七八九十半]", source):
            digits = re.sub(r"^\D*?(?=-?\d|[百千万]分之|[一二两三四五六七八九十半])", "", source, count=1)
            own = in_unit(figure(digits, each.start), each.unit)
            assert abs(own.value) in (abs(each.value), abs(round(each.value * 100, 10)))
        else:  # 不得分, 扣完为止, 末位
            assert (each.value, source) in ((0.0, source), (1.0, source))


def numbers_in(value: object) -> Iterator[float]:
    match value:
        case str():
            yield from (float(found) for found in re.findall(r"\d+(?:\.\d+)?", value))
        case int() | float():
            yield float(value)
        case Mapping():
            for key, inner in value.items():
                if re.match(r"[≥≤<>\d]", str(key)):
                    yield from numbers_in(key)
                yield from numbers_in(inner)
        case list():
            for inner in value:
                yield from numbers_in(inner) if not isinstance(inner, str) else ()


def ends_of_lines(reading: CellReading, full: float) -> Iterator[float]:
    """Yield where steps in a straight line from the target, or from a standard, reach what limits them."""
    yield 1.0
    limits = [piece.figures["points"].value for piece in reading.pieces if piece.kind == "cap"]
    standards = [piece.figures["standard"].value for piece in reading.pieces if piece.kind == "standard"]
    for piece in reading.pieces:
        if piece.kind in ("short", "over"):
            steps = [abs(full - limit) / abs(piece.figures["points"].value) for limit in (0.0, *limits)]
            off = [each * piece.figures["step"].value * (1, -1)[piece.kind == "short"] for each in steps]
            yield from (start + each for start in (1, *standards) for each in off)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["cell"][:24])
def test_every_figure_of_a_rule_is_one_of_the_source(sentence: Mapping[str, Any]) -> None:
    reading = reading_of(sentence)
    full, told = float(sentence.get("points", 0)), remarks(reading)
    known = {abs(each.value) for each in stated(reading)} | {0.0, full}
    known |= {
        abs(full + each.value * (-1 if piece.kind == "deduct" else 1))
        for piece in reading.pieces
        if piece.kind in ("deduct", "add")
        for each in piece.figures.values()
    }
    known |= {float(found) for piece in reading.pieces for found in re.findall(r"\d+(?:\.\d+)?", piece.words)}
    of = str(reading.rule.get("of", ""))
    known |= {float(found) for found in re.findall(r"\d+(?:\.\d+)?", of if of in sentence["cell"] else "")}
    known |= {each.value * full for each in stated(reading) if each.unit == "%"}  # 「得 80%」 of the full points
    raters = reading.rule.get("raters") if reading.rule.get("kind") == "rating" else None
    rated = raters if isinstance(raters, dict) else {}
    known |= {1.0} if reading.rule.get("kind") == "rating" else set()  # somebody rates alone
    known |= {1 / len(rated)} if rated else set()  # or several do alike
    is_beyond = "超预算" in sentence["cell"] or "against" in reading.rule
    known |= {1 + each.value for each in stated(reading) if each.unit == "%" and is_beyond}
    known |= {*ends_of_lines(reading, full)} if reading.rule.get("kind") == "linear" else set()
    known |= {each.figures["since"].value - 1 for each in reading.pieces if "since" in each.figures}  # 「第 3 次起」
    known |= {1.0} if "assumed.beyond" in told else set()
    taken = [each.figures["points"].value for each in reading.pieces if each.kind in ("short", "over")]
    known |= {abs(after - before) for before, after in pairwise(taken)} if "assumed.progressive" in told else set()
    worths = [each.value for piece in reading.pieces for role, each in piece.figures.items() if role == "points"]
    known |= {abs(one - two) for one, two in pairwise(worths)} if "assumed.and_so_on" in told else set()
    known |= {1.0} if "assumed.all_is_1" in reading.remarks else set()
    is_of_target = reading.rule.get("of") == "完成率" or "measures" in reading.rule
    known |= {1.0} if is_of_target and "assumed.standard" in reading.remarks else set()  # all of it
    known |= {1.0} if any(piece.kind == "over" and "step" not in piece.figures for piece in reading.pieces) else set()
    known |= {1.0} if "assumed.all_of_it" in told else set()
    base = [each.value for piece in reading.pieces for role, each in piece.figures.items() if role == "weight"]
    known |= {full - each for each in base} if "assumed.base" in told else set()  # as much as is left to be added
    each_takes = [piece.figures["points"].value for piece in reading.pieces if piece.kind == "deduct"]
    known |= {full - times * each for times in range(10) for each in each_takes} if "assumed.heavier" in told else set()
    known |= {float(times) for times in range(10)} if "assumed.heavier" in told else set()
    parts = reading.rule.get("parts", [reading.rule])
    ratios = [part for part in parts if part.get("kind") == "target_ratio"] if isinstance(parts, list) else []
    known |= (
        {1.0} if ratios and "assumed.together" in told else set()
    )  # all of a target, beyond which something is added
    known |= {each.value / (full or 1) for each in stated(reading) if each.unit == "分" and ratios}
    known |= {each.value / 100 for each in stated(reading) if each.unit == "分" and ratios}
    found = {abs(each) for each in numbers_in({**reading.rule, "kind": ""})}
    assert {each for each in found if not any(abs(each - other) < 1e-9 for other in known)} == set()


# What the product itself says of its schemes.


@cache
def said_by_the_product() -> list[tuple[str, object]]:
    """Return the sentence of every indicator of every scheme, with its rule."""
    plans = [catalogue.load(file.stem) for file in sorted(SCHEMES.glob("*.yaml"))]
    return [
        (rule_in_words(plan, key, "zh"), indicator.rule)
        for plan in plans
        for key, indicator in plan.scheme.enabled().items()
        if f"points.{key}" in plan.columns and not (indicator.out_of or indicator.rules or indicator.zero_when)
    ]


def test_bands_that_the_product_puts_into_words_are_read_back() -> None:
    told = [(sentence, rule) for sentence, rule in said_by_the_product() if isinstance(rule, BandsRule)]
    for sentence, rule in told:
        reading = read(sentence.split("；其余")[0] + "；其余" + sentence.split("；其余")[1].split("；")[0])
        assert reading.rule["bands"] == {re.sub(">=", "≥", key): value for key, value in rule.bands.items()}
        assert reading.mark == "understood"
    assert len(told) > 10


def test_shares_of_a_target_and_deductions_that_the_product_puts_into_words_are_read_back() -> None:
    counts = {"target_ratio": 0, "deduct": 0, "standard_steps": 0}
    for sentence, rule in said_by_the_product():
        reading = read(sentence.split(" 时本期不适用")[0].rpartition("；")[0] or sentence)
        match rule:
            case TargetRatioRule(cap=float(cap)) if reading.rule.get("kind") == "target_ratio":
                assert reading.rule["cap"] == cap
            case DeductRule() if reading.rule.get("kind") == "deduct":
                assert reading.rule["deductions"] and list(reading.rule["deductions"].values()) == list(  # type: ignore[attr-defined]
                    rule.deductions.values()
                )
            case StandardStepsRule() if reading.rule.get("kind") == "standard_steps":
                fields = ("standard", "short_step", "per_short", "over_step", "per_over", "floor")
                assert {field: reading.rule[field] for field in fields} == {
                    field: getattr(rule, field) for field in fields
                }
            case _:
                continue
        counts[rule.kind] += 1
    assert min(counts.values()) >= 2 and counts["target_ratio"] >= 10


def test_nothing_is_wrong_under_understood_where_the_product_speaks_of_its_own_rules() -> None:
    """Whatever is understood of a sentence is a kind that says the same as the rule behind it."""
    same = {
        "bands": {"bands", "vs_mean", "cases", "sum"},
        "vs_mean": {"vs_mean"},
        "target_ratio": {"target_ratio", "rating", "formula", "sum", "mean"},
        "deduct": {"deduct", "sum", "formula"},
        "levels": {"levels", "rating"},
        "rating": {"rating", "levels"},
        "formula": {"formula", "rating", "target_ratio", "mean", "sum", "growth"},
    }
    for sentence, rule in said_by_the_product():
        reading = read(sentence)
        if reading.mark == "understood" and "kind" in reading.rule:
            assert rule.kind in same[str(reading.rule["kind"])], sentence  # type: ignore[attr-defined]


# Rules at random, in the words of companies.

PERCENT = st.integers(1, 120).map(lambda value: f"{value}%")
MEASURES = st.sampled_from(["响应及时率", "方案通过率", "客户满意度", "回访完成率", "回款率"])
REACHED = st.sampled_from(["≥{}", "达到{}", "不低于{}", "大于等于{}"])
GIVES = st.sampled_from(["得{:g}分", "，得 {:g} 分", "→ {:g} 分", "计{:g}分"])


@settings(max_examples=80, deadline=None)
@given(
    measure=MEASURES,
    reached=REACHED,
    gives=GIVES,
    bounds=st.lists(st.integers(1, 130), min_size=2, max_size=6, unique=True),
    data=st.data(),
)
def test_bands_at_random_are_read_back(
    measure: str, reached: str, gives: str, bounds: list[int], data: st.DataObject
) -> None:
    ordered = sorted(bounds, reverse=True)
    worth = sorted(
        data.draw(st.lists(st.integers(1, 100), min_size=len(ordered), max_size=len(ordered), unique=True)),
        reverse=True,
    )
    parts = [reached.format(f"{bound}%") + gives.format(points) for bound, points in zip(ordered, worth, strict=True)]
    reading = read(f"{measure}{'；'.join(parts)}；低于{ordered[-1]}%不得分")
    expected = {f"≥{bound / 100:.12g}": points for bound, points in zip(ordered, worth, strict=True)}
    assert reading.rule == {"kind": "bands", "of": measure, "bands": {**expected, "else": 0}}
    assert reading.mark == "understood"


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["迟到", "客户投诉", "报价错误", "漏交周报"]),
    st.sampled_from(["{}每次扣{:g}分", "{}一次扣{:g}分", "每{}1次，扣{:g}分", "{}（扣{:g}分/次）", "{}：-{:g}分/次"]),
    st.integers(1, 200).map(lambda tenths: tenths / 10),
)
def test_deductions_at_random_are_read_back(counted: str, template: str, points: float) -> None:
    reading = read(template.format(counted, points) + "，扣完为止")
    assert reading.rule == {"kind": "deduct", "deductions": {counted: points}, "floor": 0}
    assert reading.mark == "understood"


@settings(max_examples=60, deadline=None)
@given(measure=MEASURES, standard=PERCENT, step=st.integers(1, 20), less=st.integers(1, 9), more=st.integers(1, 9))
def test_steps_from_a_standard_at_random_are_read_back(
    measure: str, standard: str, step: int, less: int, more: int
) -> None:
    reading = read(f"{measure}标准为{standard}，每低{step}%扣{less}分，每超{step}%加{more}分，扣完为止")
    size = round(step / 100, 12)
    assert reading.rule == {
        "kind": "standard_steps",
        "of": measure,
        "standard": figure(standard, 0).value,
        "short_step": size,
        "per_short": less,
        "over_step": size,
        "per_over": more,
        "floor": 0,
    }
    assert remarks(reading) == {"assumed.whole_steps", "assumed.no_cap"}


# Noise.

FIELD = (
    "得扣加每次分以上下不低于超过达到第一二三名前后最高封顶按完成率比例，；。、（）()%≥≤<>=+-×÷/0123456789.至~ \n"
    "①ABS优良差其余否则满标准为天个"
)


@settings(max_examples=400, deadline=None)
@given(st.text(st.sampled_from(FIELD), max_size=60), st.sampled_from(["rule", "grades", "raters", "weight", "pay"]))
def test_no_text_of_the_field_s_characters_stops_the_reader_or_makes_up_a_figure(text: str, about: About) -> None:
    reading = read(text, about=about)
    for each in stated(reading):
        assert 0 <= each.start <= each.end <= len(text)
        digits = re.findall(r"\d+(?:\.\d+)?", plain(text)[each.start : each.end].replace(",", ""))
        values = {float(found) for found in digits} | {float(found) / 100 for found in digits}
        assert not digits or any(abs(abs(each.value) - value) < 1e-9 for value in values)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_stops_the_reader(text: str) -> None:
    assert read(text).text == text


LONG = [
    "每",
    "一",
    "9",
    "9.",
    "(",
    "（含",
    "得",
    "扣完",
    " ",
    "≥",
    "90%以上",
    "最高",
    "第一名",
    "每低1%扣1分，",
    "优秀(90-100分)",
    "按实际",
    "a=b+",
    "x×",
    "，",
    "1、",
    "+1分",
    "上级60%、",
]


def steps(text: str) -> int:
    """Return how many calls reading a text takes, of functions in Python and in C."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("part", LONG)
def test_the_second_half_of_three_thousand_characters_takes_as_many_steps_as_the_first(part: str) -> None:
    text = (part * 3_000)[:3_000]
    read(part)  # what is made at first use
    half, whole = steps(text[:1_500]), steps(text)
    assert whole < 300 * len(text)
    assert whole < 2.1 * half


def repeats(parsed: Iterable[tuple[object, Any]], within: bool = False) -> Iterator[bool]:
    """Yield of every repetition without an end in a parsed pattern whether it stands in another one."""
    for operation, argument in parsed:
        endless = "REPEAT" in str(operation) and argument[1] > 10_000
        if endless:
            yield within
        for inner in argument if isinstance(argument, tuple | list) else [argument]:
            for part in inner if isinstance(inner, list) else [inner]:
                if hasattr(part, "data"):
                    yield from repeats(part.data, within or endless)


def test_no_pattern_of_the_grammars_can_go_back_over_what_it_read_again_and_again() -> None:
    """No repetition without an end stands in another one: a pattern reads a sign once, or looks ahead a little."""
    parse = importlib.import_module("re._parser").parse
    terminals = [*conditions.parser().terminals, *equations.parser().terminals]
    found = [terminal.name for terminal in terminals if any(repeats(parse(terminal.pattern.to_regexp()).data))]
    assert (len(terminals) > 40, found) == (True, [])
