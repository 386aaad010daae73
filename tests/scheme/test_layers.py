"""All that is wrong with a scheme file is told at once, with its cause; one mistake hides nothing of the others."""

import pytest

from presales_xl.problem_texts import explain
from presales_xl.scheme.load import findings
from presales_xl.texts import LANGUAGES
from tests.scheme.small import SMALL, changed
from tests.scheme.spoiled import EVERYTHING, FILES, Mistake, Spoiled


def told(source: str) -> list[tuple[str, int]]:
    """Return code and line of each error."""
    return [(each.code, each.place.line) for each in findings(source, "small.yaml")[1] if each.severity == "error"]


@pytest.mark.parametrize("name", FILES)
def test_a_spoiled_file_is_answered_with_its_one_mistake_and_the_cause(name: str) -> None:
    spoiled = FILES[name]
    [mistake] = spoiled.mistakes
    assert told(spoiled.source) == [(mistake.code, spoiled.line_of(mistake))]
    assert_said(spoiled, mistake)


def test_mistakes_of_every_layer_are_told_in_one_run_in_the_order_of_their_lines() -> None:
    expected = [(mistake.code, EVERYTHING.line_of(mistake)) for mistake in EVERYTHING.mistakes]
    assert told(EVERYTHING.source) == sorted(expected, key=lambda each: each[1])
    for mistake in EVERYTHING.mistakes:
        assert_said(EVERYTHING, mistake)


def assert_said(spoiled: Spoiled, mistake: Mistake) -> None:
    problem = next(each for each in findings(spoiled.source, "small.yaml")[1] if each.code == mistake.code)
    for message in [explain(lang, problem) for lang in LANGUAGES]:
        assert [part for part in mistake.said if part not in message] == []


def test_a_file_of_mistakes_only_is_answered_with_a_hundred_of_them() -> None:
    assert told("\ta: 1\n" * 150) == [("scheme.yaml_tab", line) for line in range(1, 101)]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("id: x\nname: {zh：一 {}\n", "yaml_wide"),
        ("id: x\nindicators: {“a：b”c: }\n", "missing_field"),
        ("id: x\n" + "name: 'a' b\n", "yaml"),
        (
            "id: x\nname: y\nvetoes: []\nindicators:\n  a: {name: x, when: 1, effect: total_zero}\n",
            "belongs_to",
        ),
        (
            "id: x\nname: y\ncycles: [month]\nindicators: {a: {name: x, points: 100, rule: {kind: levle}}}\n",
            "value_close",
        ),
        ("id: x\nname: y\ncycles: [monthly]\n", "value_close"),
        ('id: x\nname: "y\n', "yaml_bracket"),
        ("id: x\nname: y\n  b: 1\n", "yaml_indent"),
        ("id: x\nname: y\nfull_points: 80%\n", "percent"),
        ("id: x\nname: y\nreading: {}\n", "field_misspelt"),
        ("id: x\nname: y\ninputs: {a: {name: x, type: count, usual: [20%, 1]}}\n", "not_number"),
        ("id: x\nabout: {zh: 1,\n  en: 2}\nname: y\n  b: 1\n", "yaml_indent"),
        ('id: x\npay:\n  a: {"b\n    name: x\n  c: 1\n', "yaml_bracket"),
        ('id: x\npay:\n  a:\n    name: x\n    formula: "b\n  c: {name: y}\n', "yaml_bracket"),
        ("id: x\nname: y\nabout: {a:b]c}\n", "yaml_bracket"),
        ("id: x\nname: y\nabout: {a：b：c}\n", "unknown_field"),
        ("id: x\nname: y\ngrades: {scale: {A: ≥90%, B: else}}\n", "percent"),
    ],
)
def test_what_is_wrong_beside_the_usual_is_told_too(source: str, code: str) -> None:
    assert f"scheme.{code}" in [told_code for told_code, _ in told(source)]


def test_an_addition_that_counts_as_full_points_is_told_by_its_name() -> None:
    more = "      extra: {name: x, points: 5, rule: {kind: add, additions: {score: 1}, cap: 5}}\n"
    head = "id: small\nname: x\ncycles: [month]\ninputs: {score: {name: x, type: score}}\nsections:\n  a:\n"
    work = "    name: x\n    indicators:\n      work: {name: x, points: 100, rule: {kind: rating}}\n"
    assert told(f"{head}{work}{more}") == [("scheme.sum_with_additions", 5)]
    assert told(f"{head}{work}{more}".replace("100", "90")) == [("scheme.sum", 5)]


def test_a_scheme_that_extends_another_is_told_all_that_is_wrong_with_it_too() -> None:
    source = "id: x\nname: y\nextends: z\nparameters: {a.b: one, c: 80%}\nenable: 3\n"
    assert told(source) == [
        ("scheme.unknown", 3),
        ("scheme.not_number", 4),
        ("scheme.percent", 4),
        ("scheme.not_list", 5),
    ]


def test_a_reading_of_what_is_not_used_is_no_second_mistake() -> None:
    spare = ("parameters:\n", "parameters:\n  idle: {name: x, value: 1}\n"), ("  rate.cap:", "  idle: x\n  rate.cap:")
    assert [code for code, _ in told(changed(SMALL, *spare))] == ["scheme.unused"]
