"""Formulas as text: what may be written, what it means, and what is refused."""

import pytest

from presales_xl.problem_texts import explain
from presales_xl.scheme import nodes
from presales_xl.scheme.compile import Compiler
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.formula import FUNCTIONS, parse
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.yaml_text import read_mended
from tests.scheme.small import SMALL

WON, JOINED, MANNER = nodes.Column("input.won"), nodes.Column("input.joined"), nodes.Column("input.manner")
SALARY = nodes.OrElse(nodes.Column("input.salary"), nodes.Const(0))
GRADE, TOTAL = nodes.Column("grade"), nodes.Column("total")
MAY_BE_BLANK = nodes.OrElse(WON, nodes.Missing())


@pytest.fixture(scope="module")
def names() -> Compiler:
    """Return what the names of the small scheme stand for."""
    compiler = Compiler(Scheme.model_validate(read_mended(SMALL, "small.yaml").document.content))
    compiler.compile()
    return compiler


@pytest.mark.parametrize(
    ("formula", "expr"),
    [
        ("won", WON),
        ("won + joined * 100", nodes.Sum((WON, nodes.Arith("*", JOINED, nodes.Const(100))))),
        ("won + joined + (won + 1)", nodes.Sum((WON, JOINED, nodes.Sum((WON, nodes.Const(1)))))),
        ("won - joined - 1", nodes.Arith("-", nodes.Arith("-", WON, JOINED), nodes.Const(1))),
        ("-won", nodes.Negative(WON)),
        ("won / (joined + won)", nodes.Arith("/", WON, nodes.Sum((JOINED, WON)))),
        ("share", nodes.Param("share")),
        ("factor", nodes.Keyed("factor", GRADE)),
        ("extra", nodes.Keyed("extra", nodes.Column("level"))),
        ("win_rate", nodes.Column("measure.win_rate")),
        ("total", nodes.Column("total")),
        ("points.rate", nodes.Column("points.rate")),
        ("salary", SALARY),
        ("given(won, joined)", nodes.OrElse(WON, JOINED)),
        ("partly_given(won, joined)", nodes.PartlyGiven((WON, JOINED))),
        ("min(won, 1)", nodes.Clamp(WON, cap=nodes.Const(1))),
        ("max(won, share)", nodes.Clamp(WON, floor=nodes.Param("share"))),
        ("min(won, joined)", nodes.Least((WON, JOINED))),
        ("max(won, joined, 0)", nodes.Greatest((WON, JOINED, nodes.Const(0)))),
        ("mean(won, joined)", nodes.Mean((WON, JOINED))),
        ("floor(won / joined)", nodes.Whole(nodes.Comparable(nodes.Arith("/", WON, JOINED)))),
        ("round(won, 1)", nodes.Round(WON, 1)),
        ("round(won, 10)", nodes.Comparable(WON)),
        (
            "won if joined > 0 else 0",
            nodes.Cases(((nodes.Compare(">", JOINED, nodes.Const(0)), WON),), otherwise=nodes.Const(0)),
        ),
        (
            "0 if joined > 0 else given(won)",
            nodes.Cases(((nodes.Compare(">", JOINED, nodes.Const(0)), nodes.Const(0)),), otherwise=MAY_BE_BLANK),
        ),
        ("won >= 1 and joined", nodes.All((nodes.Compare(">=", WON, nodes.Const(1)), JOINED))),
        ("not joined == 0", nodes.Not(nodes.Compare("==", JOINED, nodes.Const(0)))),
        (
            "won < 1 or joined != 0",
            nodes.Any((nodes.Compare("<", WON, nodes.Const(1)), nodes.Compare("!=", JOINED, nodes.Const(0)))),
        ),
        (
            "won - joined < 0",  # 0.3 − 0.1 − 0.2 is a hair below 0
            nodes.Compare("<", nodes.Comparable(nodes.Arith("-", WON, JOINED)), nodes.Const(0)),
        ),
        (
            "round(won / joined, 2) > 1",
            nodes.Compare(">", nodes.Round(nodes.Arith("/", WON, JOINED), 2), nodes.Const(1)),
        ),
        ("manner == 'poor'", nodes.Is(MANNER, "good_poor", 1)),
        ("manner != 'poor'", nodes.Is(MANNER, "good_poor", 0)),
        ("level == 'senior'", nodes.Is(nodes.Column("level"), "level", 1)),
        ("grade >= 'B'", nodes.OneOf(GRADE, "grade", (0, 1))),
        ("grade > 'B'", nodes.Is(GRADE, "grade", 0)),
        ("grade < 'A'", nodes.Is(GRADE, "grade", 1)),
        ("grade <= 'A'", nodes.OneOf(GRADE, "grade", (0, 1))),
        (
            "1 if manner == 'good' else won if manner == 'poor' else 0",
            nodes.ByLabel(MANNER, "good_poor", ((0, nodes.Const(1)), (1, WON)), otherwise=nodes.Const(0)),
        ),
        (
            "1 if manner == 'good' else won if level == 'senior' else 0",
            nodes.Cases(
                (
                    (nodes.Is(MANNER, "good_poor", 0), nodes.Const(1)),
                    (nodes.Is(nodes.Column("level"), "level", 1), WON),
                ),
                otherwise=nodes.Const(0),
            ),
        ),
        (
            "1 if manner == 'good' else won if won > 1 else 0",
            nodes.Cases(
                (
                    (nodes.Is(MANNER, "good_poor", 0), nodes.Const(1)),
                    (nodes.Compare(">", WON, nodes.Const(1)), WON),
                ),
                otherwise=nodes.Const(0),
            ),
        ),
        ("won == cohort_max(won)", nodes.IsBest(WON, nodes.Column("measure.won"))),
        ("won == cohort_max(joined)", nodes.Compare("==", WON, nodes.Cohort("max", nodes.Column("measure.joined")))),
        ("last(total)", nodes.IsLast(nodes.Cohort("rank_high", TOTAL), nodes.Cohort("rank_low", TOTAL))),
        ("cohort_min(total) > 0", nodes.Compare(">", nodes.Cohort("min", TOTAL), nodes.Const(0))),
        ("rank_high(total)", nodes.Cohort("rank_high", nodes.Column("total"))),
        ("cohort_count(win_rate)", nodes.Cohort("count", nodes.Column("measure.win_rate"))),
        ("cohort_mean(won)", nodes.Cohort("mean", nodes.Column("measure.won"))),
        ("rows(visits)", nodes.Column("rows.visits")),
        ("total_of(visits.hours)", nodes.Rows("sum", "visits", nodes.Column("visits.hours"))),
    ],
)
def test_a_formula_means_what_it_says(names: Compiler, formula: str, expr: nodes.Expr) -> None:
    assert parse(formula, names) == expr


def test_the_cohort_is_compared_on_a_column_that_leaves_out_what_is_not_valid(names: Compiler) -> None:
    parse("cohort_max(joined)", names)
    assert names.columns["measure.joined"].expr == nodes.Comparable(JOINED)


@pytest.mark.parametrize(
    ("formula", "code", "part"),
    [
        ("won +", "scheme.formula_syntax", "won +"),
        ("won = 1", "scheme.formula_syntax", "won = 1"),
        ("", "scheme.formula_syntax", ""),
        ("won\0", "scheme.formula_syntax", "won\0"),
        ("(" * 500 + "won" + ")" * 500, "scheme.formula_syntax", None),
        ("won ** joined", "scheme.formula_syntax", "won ** joined"),
        ("won // joined", "scheme.formula_syntax", "won // joined"),
        ("won % joined", "scheme.formula_syntax", "won % joined"),
        ("0 < won < 1", "scheme.formula_syntax", "0 < won < 1"),
        ("won[0]", "scheme.formula_syntax", "won[0]"),
        ("'won'", "scheme.formula_syntax", "'won'"),
        ("True", "scheme.formula_syntax", "True"),
        ("lambda: won", "scheme.formula_syntax", "lambda: won"),
        ("__import__('os')", "scheme.formula_syntax", "__import__('os')"),
        ("won.__class__.mro()", "scheme.formula_syntax", "won.__class__.mro()"),
        ("min()", "scheme.formula_syntax", "min()"),
        ("min(won, key=joined)", "scheme.formula_syntax", "min(won, key=joined)"),
        ("given(won)", "scheme.formula_syntax", "won"),
        ("1 + (0 if joined > 0 else given(won))", "scheme.formula_syntax", "won"),
        ("floor(won, 1)", "scheme.formula_syntax", "won, 1"),
        ("round(won)", "scheme.formula_syntax", "won"),
        ("rows(visits.hours > 1)", "scheme.formula_syntax", "visits.hours > 1"),
        ("total_of(won)", "scheme.formula_syntax", "won"),
        ("alike(won)", "scheme.formula_syntax", "won"),
    ],
)
def test_what_is_no_formula_is_refused_with_the_part_that_is_not_understood(
    names: Compiler, formula: str, code: str, part: str | None
) -> None:
    with pytest.raises(ProblemsError) as error:
        parse(formula, names)
    [problem] = error.value.problems
    assert problem.code == code
    assert problem.fields["formula"] == formula
    assert part is None or problem.fields["part"] == part


@pytest.mark.parametrize(
    ("formula", "code", "fields"),
    [
        ("won * 5", "scheme.formula_number", {"number": 5}),
        ("won * 0.2", "scheme.formula_number", {"number": 0.2}),
        ("wonn + 1", "scheme.formula_name", {"name": "wonn"}),
        ("points.rating", "scheme.formula_name", {"name": "points.rating"}),
        ("rows(chats)", "scheme.formula_name", {"name": "chats"}),
        ("total_of(points.rate)", "scheme.formula_name", {"name": "points"}),
        ("cohort_mean(won + 1)", "scheme.formula_column", {"part": "won + 1"}),
        ("given(share, 1)", "scheme.formula_column", {"part": "share"}),
        ("manner == 'bad'", "scheme.formula_label", {"label": "bad", "expected": ("good", "poor")}),
        ("grade >= 'E'", "scheme.formula_label", {"label": "E", "expected": ("A", "B")}),
        ("won == 'good'", "scheme.formula_not_text", {"part": "won"}),
        ("rows(visits.hours == 'good')", "scheme.formula_not_text", {"part": "visits.hours"}),
    ],
)
def test_a_name_number_or_label_that_does_not_fit_is_named(
    names: Compiler, formula: str, code: str, fields: dict[str, object]
) -> None:
    with pytest.raises(ProblemsError) as error:
        parse(formula, names)
    [problem] = error.value.problems
    assert problem.code == code
    assert {key: problem.fields[key] for key in fields} == fields


def test_a_message_on_what_is_no_formula_names_every_function_that_there_is(names: Compiler) -> None:
    with pytest.raises(ProblemsError) as error:
        parse("won **", names)
    said = explain("en", error.value.problems[0])
    assert said.endswith(f"and {', '.join(FUNCTIONS)}.")
    assert {"min", "first_given", "partly_given", "alike", "cohort_min", "last"} <= set(FUNCTIONS)
