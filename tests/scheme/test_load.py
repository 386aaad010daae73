"""A wrong scheme file is answered with file, line, field, what was found and what was expected, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presales_xl import catalogue
from presales_xl.problem_texts import explain
from presales_xl.resources import SCHEMES
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.scheme.load import load
from presales_xl.texts import LANGUAGES
from tests.scheme.small import SMALL, Change, changed, problems_of

RATE = "sections.results.indicators.rate"
MANNER = "sections.conduct.indicators.manner_points"
SPARE = "sections.conduct.indicators.spare"
ADJUSTED = "adjustments: {extra: {name: x, rule: {kind: add, additions: {wins: 1}}}}\ngrades:\n"
DIGITS = "9" * 5000
TABLE = "details.visits.columns.mood"
MORE = "grades:\n"  # where tests put further blocks


def line_of(source: str, part: str) -> int:
    """Return the line (from 1) of the first place where a part stands."""
    return source[: source.index(part)].count("\n") + 1


def messages_of(problem: Problem) -> list[str]:
    """Return the message in every language."""
    return [explain(lang, problem) for lang in LANGUAGES]


@pytest.mark.parametrize(
    ("change", "field", "found", "expected"),
    [
        (("id: small", "id: Small-1"), "id", "Small-1", "win_rate"),
        (("cycles: [month]", "cycles: [week]"), "cycles.0", "week", "quarter"),
        (("cycles: [month]", "cycles: month"), "cycles", "month", "[month, quarter]"),
        (("cycles: [month]", "cycles: []"), "cycles", "", ""),
        (("type: count}\n  joined", "type: counts}\n  joined"), "inputs.won.type", "counts", "money"),
        (("Salary}, type: money, default: 0", "Salary}, type: money, min: low"), "inputs.salary.min", "low", "0.6"),
        (("{zh: 中标数, en: Won}", "{zh: 中标数, en: Won, fr: Gagné}"), "inputs.won.name.fr", "fr", "zh"),
        (("{zh: 中标数, en: Won}", "{zh: 中标数}"), "inputs.won.name.en", "en", ""),
        (("{zh: 中标数, en: Won}", "2024-01-01"), "inputs.won.name", "2024-01-01", ""),
        (("value: 0.25", "value: .nan"), "parameters.share.value", "nan", "0.6"),
        (("range: [0.2, 0.3]", "range: [0.2]"), "parameters.share.range", "[…]", "[15, 20]"),
        (("range: [0.2, 0.3]", "range: [0.2, 0.3, 0.4]"), "parameters.share.range", "[…]", "[15, 20]"),
        (("range: [0.2, 0.3]", "range: 0.2"), "parameters.share.range", "0.2", "[15, 20]"),
        (("{A: 1.5, B: 1}", "{A: 1.5, B: one}"), "parameters.factor.value.B", "one", "0.6"),
        (("    rows: 2", "    rows: 2.5"), "details.visits.rows", "2.5", "3"),
        (("    rows: 2", "    rows: 0"), "details.visits.rows", "0", "1"),
        (
            ("    rows: 2", f"    rows: '{DIGITS}'"),
            "details.visits.rows",
            DIGITS,
            "maximum size",
        ),  # in pydantic's words
        (("enabled: false", "enabled: perhaps"), f"{SPARE}.enabled", "perhaps", "true"),
        (("kind: levels", "kind: level"), f"{MANNER}.rule", "level", "all_or_nothing"),
        (("kind: levels, of", "of"), f"{MANNER}.rule.kind", "kind", ""),
        (("cap: 1.2", "capp: 1.2"), f"{RATE}.rule.capp", "capp", "target"),
        (("of: win_rate", 'of: ""'), f"{RATE}.rule.of", "", ""),
        (("points: {good: 100, poor: 0}", "points: {}"), f"{MANNER}.rule.points", "", ""),
        (("≥3: 5", "3: 5"), f"{SPARE}.rule.bands", "3", "≥0.9"),
        (("kind: bands, of: won, bands", "kind: bands, bands"), f"{SPARE}.rule.of", "of", ""),
        (("≥3: 5, ≥1: 2", "≥1: 2, ≥3: 5"), f"{SPARE}.rule.bands", "≥3", "≥1"),
        (("≥3: 5, ≥1: 2", "≥3: 5, ≤1: 2"), f"{SPARE}.rule.bands", "", "≥"),
        (("≥1: 2, else: 0", "≥1: 2"), f"{SPARE}.rule.bands", "else", "else"),
        (("scale: {A: ≥80, B: else}", "scale: {A: 80, B: else}"), "grades.scale", "80", "≥0.9"),
        (("scale: {A: ≥80, B: else}", "scale: {B: else, A: ≥80}"), "grades.scale", "else", "else"),
        ((MORE, "full_points: 0x\ngrades:\n"), "full_points", "0x", "0.6"),
        ((MORE, "pays: {}\ngrades:\n"), "pays", "pays", "pay"),
        (("formula: won / joined", "formula: 3"), "measures.win_rate.formula", "3", ""),
        (("sections:\n", "adjustments: 3\nsections:\n"), "adjustments", "3", "{"),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else None,
)
def test_a_wrong_field_is_named_with_its_line_and_what_it_should_be(
    change: Change, field: str, found: str, expected: str
) -> None:
    [problem] = problems_of(change)
    assert problem.place.field == field
    for message in messages_of(problem):
        assert message.startswith(f"small.yaml › {'第 ' if '第' in message else 'line '}{line_of(SMALL, change[0])}")
        assert f" › {field}" in message
        assert found in message
        assert expected in message


def test_nothing_in_a_message_stays_in_the_other_language_or_in_english_jargon() -> None:
    [problem] = problems_of(("value: 0.25", "value: quarter"))
    assert messages_of(problem) == [
        "small.yaml › 第 12 行 › parameters.share.value：写的是「quarter」，应为数字。例如 0.6、15；百分比写成小数。",
        "small.yaml › line 12 › parameters.share.value: “quarter” is written here; a number is expected. "
        "For example 0.6 or 15; a percentage is written as a fraction.",
    ]


@pytest.mark.parametrize("cases", ["won > 1: 5", "else: 0, won > 1: 5", "won > 1: 5, joined > 1: 2"])
def test_cases_end_in_else(cases: str) -> None:
    [problem] = problems_of(
        ("kind: bands, of: won, bands: {≥3: 5, ≥1: 2, else: 0}", f"kind: cases, cases: {{{cases}}}")
    )
    assert (problem.code, problem.place.field) == ("scheme.bands_else", f"{SPARE}.rule.cases")


@pytest.mark.parametrize("weights", ["a: 1", "a: 0.5, c: 0.5", "a: 0.2, b: 0.3, c: 0.5"])
def test_weights_of_parts_are_one_for_each_part(weights: str) -> None:
    parts = "a: {name: x, kind: rating}, b: {name: y, kind: rating}"
    rule = f"kind: mean, weights: {{{weights}}}, parts: {{{parts}}}"
    [problem] = problems_of(("kind: bands, of: won, bands: {≥3: 5, ≥1: 2, else: 0}", rule))
    assert (problem.code, problem.place.field) == ("scheme.keys_differ", f"{SPARE}.rule")
    assert all("a" in message and "b" in message for message in messages_of(problem))


def test_a_scheme_can_only_extend_one_where_others_can_be_looked_up() -> None:
    with pytest.raises(ProblemsError) as error:
        load("id: mine\nname: x\nextends: small\n", "mine.yaml")
    [problem] = error.value.problems
    assert (problem.code, problem.place.field, problem.fields["found"]) == ("scheme.unknown", "extends", "small")


@pytest.mark.parametrize(
    ("written", "shown"), [("true", "true"), ("false", "false"), ("null", "null"), ("{a: 1}", "{…}")]
)
def test_what_is_found_is_shown_as_it_stands_in_the_file(written: str, shown: str) -> None:
    [problem] = problems_of(("id: small", f"id: {written}"))
    assert (problem.code, problem.fields["found"]) == ("scheme.not_text", shown)


def test_shares_of_raters_that_do_not_sum_to_1_are_told_of() -> None:
    change = (
        'kind: formula, formula: "min(total_of(visits.hours) * extra, points)"',
        "kind: rating, raters: {peer: 0.4, superior: 0.7}",
    )
    [problem] = problems_of(change)
    assert problem.code == "scheme.shares"
    assert all("1.1" in message for message in messages_of(problem))


def test_all_wrong_fields_are_told_of_at_once_in_the_order_of_their_lines() -> None:
    problems = problems_of(
        ("formula: won / joined", "formula: 3"), ("cycles: [month]", "cycles: []"), ("cap: 1.2", "capp: 1")
    )
    assert [problem.place.field for problem in problems] == [
        "cycles",
        "measures.win_rate.formula",
        f"{RATE}.rule.capp",
    ]


@pytest.mark.parametrize(
    ("change", "field", "parts"),
    [
        (("of: win_rate", "of: win_rat"), f"{RATE}.rule.of", ["win_rat"]),
        (("formula: won / joined", "formula: won / join"), "measures.win_rate.formula", ["won / join", "join"]),
        (("formula: won / joined", "formula: win_rate * 1"), "measures.win_rate.formula", ["win_rate → win_rate"]),
        (("salary * share * factor", "salary * share * 12"), "pay.bonus.formula", ["12", "0"]),
        (("when: grade == 'A'", "when: grade == 'S'"), "flags.praise.when", ["S", "A", "B"]),
        (("manner == 'poor' and won < 1", "manner == 'bad' and won < 1"), "vetoes.rude.when", ["bad", "good"]),
        ((MORE, "total: {formula: pints + 1}\ngrades:\n"), "total.formula", ["pints"]),
        (("scale: {A", "lowered_by: complaints\n  scale: {A"), "grades.lowered_by", ["complaints"]),
        (
            ("        enabled: false\n", "        zero_when: lost > 0\n        enabled: false\n"),
            f"{SPARE}.zero_when",
            ["lost"],
        ),
        (
            ("kind: bands, of: won, bands: {≥3: 5, ≥1: 2,", "kind: cases, cases: {won > 0 and loss: 5,"),
            f"{SPARE}.rule.cases.won > 0 and loss",
            ["loss"],
        ),
        (("of: manner,", "of: won,"), MANNER, ["won"]),
        (("points: {good: 100, poor: 0}", "points: {good: 100}"), MANNER, ["poor"]),
        (("kind: levels, of: manner,", "kind: levels, table: chats,"), MANNER, ["chats", "visits"]),
        (("choices: [good, poor]", "choices: [good, bad]"), "inputs.manner", ["bad", "poor"]),
        (("choices: [good, poor]", "choices: []"), "inputs.manner", ["choices"]),
        (("choices: [good, poor]", "choices: [good, poor], default: bad"), "inputs.manner", ["bad", "good"]),
        (("{hours: {", "{mood: {name: x, type: choice, choices: [no]}, hours: {"), TABLE, ["no"]),
        ((MORE, ADJUSTED), "adjustments.extra.rule.additions.wins", ["wins"]),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else None,
)
def test_what_does_not_compile_is_named_with_the_field_where_it_is_written(
    change: Change, field: str, parts: list[str]
) -> None:
    [problem] = problems_of(change)
    source = changed(SMALL, change)
    assert problem.place.field == field
    where = "manner_points:" if field.endswith("manner_points") else change[1]
    assert problem.place.line == line_of(source, where)
    for message in messages_of(problem):
        assert f" › {field}" in message
        assert [part for part in parts if part not in message] == []


def test_a_wrong_field_of_a_reading_is_named_though_its_pattern_has_a_dot() -> None:
    change = ("  rate.cap: {zh: 示例, en: An example}", "  usual.*: {zh: 常见范围, eng: Usual}")
    problems = problems_of(change)
    assert {problem.code for problem in problems} >= {"scheme.unknown_field", "scheme.missing_field"}
    assert {problem.place.line for problem in problems} == {line_of(SMALL, "  rate.cap: {zh")}


def test_a_field_that_is_there_twice_is_named() -> None:
    with pytest.raises(ProblemsError) as error:
        load("id: a\nname: b\nid: c\n", "small.yaml")
    assert error.value.problems[-1].fields == {"field": "id"}


@pytest.mark.parametrize(
    ("source", "line", "code"),
    [
        ("id: a\nname: [\n", 2, "scheme.yaml_bracket"),
        ("id: a\n\tname: b\n", 2, "scheme.yaml_tab"),
        ("id: a\nname: b\nid: c\n", 3, "scheme.field_twice"),
        ("id: \x07\n", 0, "scheme.yaml"),
        ("id: 2024-13-45\n", 0, "scheme.yaml"),
        ("&all {id: small, indicators: *all}\n", 0, "scheme.yaml"),
        ("", 0, "scheme.no_fields"),
        ("- id\n", 0, "scheme.no_fields"),
        ("just words", 0, "scheme.no_fields"),
    ],
)
def test_what_is_no_yaml_mapping_is_a_message_too(source: str, line: int, code: str) -> None:
    with pytest.raises(ProblemsError) as error:
        load(source, "small.yaml")
    problem = next(problem for problem in error.value.problems if problem.code == code)
    assert line in (0, problem.place.line)
    for problem in error.value.problems:
        assert all(message.startswith("small.yaml") for message in messages_of(problem))


def test_fields_that_come_by_a_yaml_merge_are_read() -> None:
    change = (
        "  salary: {name: {zh: 工资, en: Salary}, type: money, default: 0}",
        "  salary: {<<: &money {type: money, default: 0}, name: x}",
    )
    assert problems_of(change) == []


@pytest.mark.parametrize("file", sorted(SCHEMES.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_scheme_is_sound(file: Path) -> None:
    assert catalogue.load_file(file).scheme.id == file.stem


def test_a_file_whose_name_differs_from_its_id_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(SMALL, encoding="utf-8")
    with pytest.raises(ProblemsError) as error:
        catalogue.load_file(file)
    [problem] = error.value.problems
    assert (problem.code, problem.place.line, problem.place.field) == ("scheme.id_differs", 1, "id")
    assert all("small" in message and "other" in message for message in messages_of(problem))


def test_a_file_in_another_encoding_or_none_at_all_is_a_message(tmp_path: Path) -> None:
    gbk, marked, missing = (tmp_path / name for name in ("gbk.yaml", "small.yaml", "missing.yaml"))
    gbk.write_text(SMALL, encoding="gbk")
    marked.write_text(SMALL, encoding="utf-8-sig")
    assert [problem.code for problem in file_problems(gbk)] == ["scheme.not_utf8"]
    assert [problem.code for problem in file_problems(missing)] == ["file.missing"]
    assert [problem.code for problem in file_problems(tmp_path)] == ["file.unreadable"]
    assert catalogue.load_file(marked).scheme.id == "small"


def file_problems(file: Path) -> Iterator[Problem]:
    with pytest.raises(ProblemsError) as error:
        catalogue.load_file(file)
    yield from error.value.problems


def test_an_unknown_scheme_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(ProblemsError) as error:
        catalogue.load("repair_star")
    assert all("repair_stars" in message for message in messages_of(error.value.problems[0]))


SOURCES = [file.read_text(encoding="utf-8") for file in sorted(SCHEMES.glob("*.yaml"))]
WORDS = st.sampled_from(
    ["", "{", "}", ":", "- ", "null", "[]", "{}", "3", "x", "'", "name", "points", "else", "\n", "  "]
)


@pytest.mark.parametrize("kind", ["[]", "[{}]", "[rating]", "5"])
def test_a_kind_of_rule_that_is_no_word_is_told_like_one_that_there_is_not(kind: str) -> None:
    source = changed(SMALL, ("kind: target_ratio", f"kind: {kind}"))
    with pytest.raises(ProblemsError) as raised:
        load(source, "small.yaml")
    assert raised.value.problems[0].place.field == "sections.results.indicators.rate.rule"


@settings(max_examples=150)
@given(data=st.data(), source=st.sampled_from(SOURCES))
def test_however_a_file_is_damaged_the_answer_is_a_plan_or_messages(data: st.DataObject, source: str) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(source)))
        length = data.draw(st.integers(0, 20))
        source = source[:start] + data.draw(WORDS) + source[start + length :]
    try:
        load(source, "damaged.yaml")
    except ProblemsError as error:
        assert error.problems
        for problem in error.problems:
            assert all(message.startswith("damaged.yaml") for message in messages_of(problem))
