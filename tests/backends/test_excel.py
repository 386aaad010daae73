"""Formulas: brackets where they are needed and only there, empty while something is missing or not valid."""

import re
from dataclasses import replace

import pytest

from presales_xl import catalogue
from presales_xl.backends.excel import count_not_valid, formula, not_valid, printed, row_state
from presales_xl.scheme import nodes
from tests.scheme import small
from tests.scheme.small import EVERY_KIND, plan_of

SMALL = plan_of()
KINDS = plan_of(EVERY_KIND)
WON, JOINED, VISITS = nodes.Column("input.won"), nodes.Column("input.joined"), nodes.Column("rows.visits")
VISITED = "+".join(f'COUNTIFS(owners_visits,{mine},all_visits_state,">=0")' for mine in ("me", "my_id"))


class Names:
    """References that say what they mean, in place of cells."""

    def cell(self, column_id: str) -> str:
        """Return a name for a column's cell."""
        return column_id.replace("input.", "").replace(".", "_")

    def whole(self, column_id: str) -> str:
        """Return a name for a column's cells."""
        return f"all_{self.cell(column_id)}"

    def together(self, column_id: str) -> list[str]:
        """Return the name for a column's cells: of no other sheet rows are reckoned together with its own."""
        return [self.whole(column_id)]

    def parameter(self, parameter_id: str) -> str:
        """Return a name for a parameter."""
        return f"p_{self.cell(parameter_id)}"

    def labels(self, dimension: str) -> str:
        """Return a name for a dimension's labels."""
        return f"labels_{dimension}"

    def label(self, dimension: str, position: int) -> str:
        """Return a name for one label."""
        return f"{dimension}_{position}"

    def owner(self, table: str) -> tuple[str, str, str]:
        """Return names for the owners' cells and this row's employee."""
        return f"owners_{table}", "me", "my_id"


def whole(column: str, missing: str = "") -> str:
    """Return the whole formula of a column of the small scheme."""
    return formula(SMALL, SMALL.columns[column], Names(), missing)


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (nodes.Arith("+", nodes.Arith("*", WON, JOINED), nodes.Const(1)), "won*joined+1"),
        (nodes.Arith("*", nodes.Arith("+", WON, JOINED), nodes.Const(100)), "(won+joined)*100"),
        (nodes.Arith("-", WON, nodes.Arith("+", JOINED, nodes.Const(1))), "won-(joined+1)"),
        (nodes.Arith("-", WON, nodes.Arith("-", JOINED, nodes.Const(1))), "won-(joined-1)"),
        (nodes.Arith("-", nodes.Arith("-", WON, JOINED), nodes.Const(1)), "won-joined-1"),
        (nodes.Arith("/", WON, nodes.Arith("*", JOINED, nodes.Const(2))), "won/(joined*2)"),
        (nodes.Arith("*", WON, nodes.Arith("/", JOINED, nodes.Const(2))), "won*(joined/2)"),
        (nodes.Arith("+", WON, nodes.Arith("+", JOINED, nodes.Const(1))), "won+(joined+1)"),
        (nodes.Arith("-", nodes.Const(0), nodes.Arith("*", WON, JOINED)), "0-won*joined"),
        (nodes.Arith("-", nodes.Const(9), nodes.CountEntered((WON, VISITS))), f"9-(COUNTA(won)+{VISITED})"),
        (nodes.Compare("!=", nodes.Arith("+", WON, nodes.Const(1)), JOINED), "won+1<>joined"),
        (nodes.Not(nodes.Compare("==", WON, nodes.Const(0.5))), "NOT(won=0.5)"),
        (
            nodes.Any((nodes.Compare("<=", WON, JOINED), nodes.Is(nodes.Column("level"), "level", 1))),
            "OR(won<=joined,level=level_1)",
        ),
        (nodes.If(nodes.Compare(">", WON, nodes.Const(0)), WON, nodes.Const(0)), "IF(won>0,won,0)"),
        (nodes.Least((WON, nodes.Greatest((JOINED, nodes.Const(0))))), "MIN(won,MAX(joined,0))"),
        (nodes.Round(nodes.Arith("/", WON, JOINED), 10), "ROUND(won/joined,10)"),
        (nodes.Whole(WON), "INT(won)"),
        (nodes.Keyed("extra", nodes.Column("level")), "INDEX(p_extra,MATCH(level,labels_level,0))"),
        (nodes.OrElse(WON, nodes.Const(0)), 'IF(won="",0,won)'),
        (nodes.Cohort("mean", WON), "AVERAGE(all_won)"),
        (nodes.Cohort("count", WON), "COUNT(all_won)"),
        (nodes.Cohort("rank_high", WON), "RANK(won,all_won)"),
        (nodes.Cohort("rank_low", WON), "RANK(won,all_won,1)"),
        (nodes.Rows("sum", "visits", nodes.Column("visits.hours")), "SUMIFS(all_visits_hours,owners_visits,me)"),
        (
            nodes.Rows("count", "visits", where=((nodes.Column("visits.hours"), nodes.Const(2)),)),
            "COUNTIFS(owners_visits,me,all_visits_hours,2)",
        ),
        (nodes.CountGiven((WON, JOINED)), "COUNT(won,joined)"),
    ],
)
def test_brackets_keep_the_order_of_evaluation_and_stand_nowhere_else(expr: nodes.Expr, text: str) -> None:
    assert printed(SMALL, expr, Names()) == text


def test_a_ratio_is_empty_until_both_parts_are_there_and_valid() -> None:
    assert whole("measure.win_rate") == (
        '=IFERROR(IF(OR(not_appraised<>0,COUNT(won,joined)<2,ISLOGICAL(won),won<0,won<>INT(won),ISLOGICAL(joined),joined<0,joined<>INT(joined)),"",'
        'ROUND(won/joined,10)),"")'
    )


def test_a_choice_is_compared_with_the_cells_of_its_labels() -> None:
    assert whole("score.manner_points") == (
        '=IFERROR(IF(OR(not_appraised<>0,SUMPRODUCT((labels_good_poor=manner)*1)=0),"",'
        'IF(manner=good_poor_0,p_manner_points_good,p_manner_points_poor)),"")'
    )


def test_a_figure_by_level_is_looked_up_and_a_missing_or_unknown_level_leaves_the_cell_empty() -> None:
    assert whole("points.rate") == (
        '=IFERROR(IF(OR(COUNT(measure_win_rate)<1,SUMPRODUCT((labels_level=level)*1)=0),"",'
        "INDEX(p_rate_points,MATCH(level,labels_level,0))*MAX(MIN(measure_win_rate/p_rate_target,p_rate_cap),0))"
        ',"")'
    )


def test_a_grade_is_a_label_and_its_bounds_are_cells() -> None:
    assert whole("grade", "未完成") == (
        "=IFERROR(IF(OR(COUNT(won,total)<2,SUMPRODUCT((labels_good_poor=manner)*1)=0,ISLOGICAL(won),won<0,"
        'won<>INT(won)),"未完成",INDEX(labels_grade,IF(AND(manner=good_poor_1,won<1),2,IF(total>=p_grades_A,1,2)))),"未完成")'
    )


def test_a_default_stands_in_for_a_blank_but_not_for_a_wrong_entry() -> None:
    assert whole("pay.bonus") == (
        '=IFERROR(IF(OR(grade="",COUNTA(salary)>COUNT(salary),ISLOGICAL(salary),salary<0),"",'
        'ROUND(IF(salary="",0,salary)*p_share*INDEX(p_factor,MATCH(grade,labels_grade,0)),2)),"")'
    )


def test_detail_rows_are_counted_only_when_none_is_incomplete() -> None:
    assert whole("rows.visits") == (
        "=IFERROR(IF(OR(COUNTIFS(owners_visits,me,all_visits_state,0)>0,"
        "COUNTIFS(owners_visits,my_id,all_visits_state,0)>0,"
        'COUNTIFS(owners_visits,me,all_visits_state,">0")>5,COUNTIFS(owners_visits,me,all_visits_state,">0")<1),'
        '"",COUNTIFS(owners_visits,me,all_visits_state,">0")),"")'
    )


def test_a_detail_row_is_blank_complete_or_incomplete() -> None:
    assert row_state(SMALL, "visits", Names(), "stranger") == (
        '=IFERROR(IF(COUNTA(visits_hours)=0,"",'
        "IF(OR(stranger,COUNT(visits_hours)<1,ISLOGICAL(visits_hours),visits_hours<0),0,1)),0)"
    )


def test_an_entry_that_is_not_valid_is_told_from_a_blank() -> None:
    refused = not_valid(SMALL, SMALL.columns["input.won"], Names())
    assert refused == "OR(COUNTA(won)>COUNT(won),ISLOGICAL(won),won<0,won<>INT(won))"
    assert not_valid(SMALL, SMALL.columns["input.manner"], Names()) == (
        'AND(manner<>"",SUMPRODUCT((labels_good_poor=manner)*1)=0)'
    )


@pytest.mark.parametrize(
    ("limits", "low"),
    [
        ("min: -5", "won<-5"),  # a blank counts as 0, which is no less
        ("", "won<0"),
        ("min: 0.5", 'AND(won<>"",won<0.5)'),
    ],
)
def test_a_blank_is_not_below_a_limit_above_0(limits: str, low: str) -> None:
    plan = plan_of(small.SMALL, ("en: Won}, type: count", f"en: Won}}, type: number, optional: true, {limits}"))
    spec = plan.columns["input.won"]
    assert not_valid(plan, spec, Names()) == f"OR(COUNTA(won)>COUNT(won),ISLOGICAL(won),{low})"


def test_a_blank_is_not_below_a_limit_that_a_figure_gives() -> None:
    spec = replace(SMALL.columns["input.won"], low=nodes.Param("share"))
    assert 'AND(won<>"",won<p_share)' in not_valid(SMALL, spec, Names())


def test_an_input_has_no_formula() -> None:
    with pytest.raises(ValueError, match="is an input"):
        whole("input.won")


def test_no_formula_of_any_rule_kind_holds_a_figure_that_somebody_might_change() -> None:
    allowed = {"0", "1", "2", "10", "100"}
    for plan in (SMALL, KINDS):
        for spec in plan.columns.values():
            if spec.expr is not None and spec.kind in ("points", "score", "pay"):
                text = formula(plan, spec, Names())
                assert set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", text)) <= allowed, spec.id


def test_flags_stand_one_after_the_other_each_with_its_mark() -> None:
    text = whole("flags")
    rude = "AND(IFERROR(IF(SUMPRODUCT((labels_good_poor=manner)*1)=0,0,manner=good_poor_1),0),"
    assert text.startswith(f'=IFERROR(IF(not_appraised<>0,"",IF({rude}')
    assert text.endswith('"●"&flags_0&" ","")&IF(IFERROR(IF(grade="",0,grade=grade_0),0),"●"&flags_1&" ","")),"")')


def test_a_flag_needs_only_what_decides_it() -> None:
    tests = (
        nodes.Any((nodes.Compare("==", nodes.Const(1), nodes.Const(1)), nodes.Is(nodes.Column("grade"), "grade", 0))),
    )
    assert printed(SMALL, nodes.Tags("flags", tests), Names()) == (
        'IF(OR(IFERROR(1=1,0),IFERROR(IF(grade="",0,grade=grade_0),0)),"●"&flags_0&" ","")'
    )


def test_entries_that_are_not_valid_are_counted_over_a_whole_column() -> None:
    won, manner = (SMALL.columns[f"input.{name}"] for name in ("won", "manner"))
    assert count_not_valid(SMALL, won, Names()) == 'COUNTA(all_won)-COUNTIFS(all_won,">="&0)'
    labels = "COUNTIFS(all_manner,good_poor_0)-COUNTIFS(all_manner,good_poor_1)"
    assert count_not_valid(SMALL, manner, Names()) == f"COUNTA(all_manner)-{labels}"
    free = replace(won, low=None, high=None)
    assert count_not_valid(SMALL, free, Names()) == "COUNTA(all_won)-COUNT(all_won)"


def test_a_sum_over_rows_needs_a_column() -> None:
    with pytest.raises(ValueError, match="a sum over rows needs a column"):
        printed(SMALL, nodes.Rows("sum", "visits"), Names())


def test_nothing_is_entered_where_no_cell_and_no_row_of_a_person_holds_anything() -> None:
    assert f"COUNTA(won,joined,manner,salary)+{VISITED}=0" in whole("away")
    only_rows = catalogue.load("ecom_service_quality")
    text = formula(only_rows, only_rows.columns["away"], Names())
    assert f"{VISITED.replace('visits', 'chats')}=0" in text
    assert "COUNTA" not in text


def test_who_is_not_appraised_has_no_total_and_is_told_so() -> None:
    text = formula(SMALL, SMALL.columns["total"], Names(), missing="open", exempt="not rated")
    assert text.startswith('=IF(not_appraised=1,"not rated",IFERROR(')


def test_a_choice_that_is_left_out_elsewhere_is_asked_about_as_a_choice_and_never_as_a_text_among_numbers() -> None:
    plan = catalogue.load("senior_presales_engineer")
    asked = formula(plan, plan.columns["question.research"], Names())
    assert 'AND(IF(no_research="",yes_no_1,no_research)=yes_no_0)),0),13,0)' in asked
    assert "ISTEXT" not in asked
    assert "ISTEXT(research_rated)" in formula(plan, plan.columns["question.research_rated"], Names())
