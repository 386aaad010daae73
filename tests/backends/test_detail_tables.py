"""Detail tables whose rows hang together: sums over all rows with the same text, checks, how many rows one needs."""

import numpy as np
import pytest

from presales_xl.backends.excel import formula, not_valid, row_state
from presales_xl.backends.explain import refused_rows
from presales_xl.backends.frame import AS_TEXT, DetailRows, failed_checks, row_columns
from presales_xl.backends.words import expected, figure_owner
from presales_xl.scheme.columns import PARTIAL, Plan
from presales_xl.scheme.doubts import number_of
from presales_xl.scheme.errors import ProblemsError
from tests.backends.cohort import INVALID, NAN, Entry, Rows, computed, inputs_of
from tests.backends.test_excel import Names
from tests.scheme.small import CHANGES, PROJECTS, SMALL, plan_of

PLAN = plan_of(PROJECTS)
LIMITED = plan_of(CHANGES)
ONE, OTHER = 1.0, 2.0  # codes of two texts
PERSON = {"work": 10.0}
#: In a formula: the name of a project is too long for one, or holds a sign that a criterion would read.
SIGNS = (f'COUNTIFS(projects_project:projects_project,"*{sign}*")' for sign in ("~*", "~?", "~~", "<", ">", "="))
PLAIN = 'SUBSTITUTE(SUBSTITUTE(projects_project,"\u3000"," "),"\u00a0"," ")'
NOT_A_TEXT = f'LEN(projects_project)>100,{"+".join(SIGNS)}>0,TRIM({PLAIN})<>projects_project&""'


def row(project: float, share: float, receipts: float = 1000.0) -> dict[str, float]:
    return {"project": project, "receipts": receipts, "share": share}


def of_rows(column: str, rows: Rows, plan: Plan = PLAN, *, is_part: bool = True) -> list[float]:
    """Return a column of the project table."""
    details = inputs_of(plan, [PERSON] * 3, projects=rows).details["projects"]
    columns = row_columns(plan, "projects", details, is_part=is_part)
    return [float(value) for value in columns[f"projects.{column}"]]


def failed(rows: Rows) -> list[int]:
    return failed_checks(PLAN, "projects", inputs_of(PLAN, [PERSON] * 3, projects=rows).details["projects"])["whole"]


def test_alike_sums_over_all_rows_with_the_same_text_whoever_has_them() -> None:
    rows = [(0, row(ONE, 0.5)), (1, row(OTHER, 0.25)), (2, row(ONE, 0.25)), (0, row(ONE, 0.125))]
    assert of_rows("shares", rows) == [0.875, 0.25, 0.875, 0.875]


@pytest.mark.parametrize("share", [NAN, INVALID])
def test_alike_leaves_out_what_is_blank_or_not_valid_and_is_missing_beside_it(share: float) -> None:
    shares = of_rows("shares", [(0, row(ONE, 0.5)), (1, row(ONE, share))])
    assert shares == pytest.approx([0.5, NAN], nan_ok=True)


def test_alike_counts_a_blank_that_counts_as_0_and_no_entry_that_is_not_valid() -> None:
    plan = plan_of(PROJECTS, ("type: rate}", "type: rate, default: 0}"))
    rows = [(0, row(ONE, 0.5)), (1, row(ONE, NAN)), (1, row(ONE, INVALID)), (0, row(NAN, 0.5))]
    assert of_rows("shares", rows, plan) == pytest.approx([0.5, 0.5, NAN, NAN], nan_ok=True)
    assert of_rows("state", [(0, row(ONE, 1)), (1, row(ONE, NAN))], plan) == [1, 1]
    assert formula(plan, plan.column("projects.shares"), Names()) == (
        '=IFERROR(IF(OR(projects_project="",'
        f"{NOT_A_TEXT},COUNTA(projects_share)>COUNT(projects_share),ISLOGICAL(projects_share),"
        'projects_share<0,projects_share>1),"",'
        "SUMIFS(all_projects_share,all_projects_project,projects_project,"
        'all_projects_share,">="&0,all_projects_share,"<="&1*1.00000000000001)),"")'
    )


class TwoSheets(Names):
    """Names in a workbook in which rows of two sheets are reckoned together."""

    def together(self, column_id: str) -> list[str]:
        """Return the names of a column's cells on both sheets."""
        return [self.whole(column_id), f"other_{self.whole(column_id)}"]


def test_alike_sums_over_the_rows_of_all_sheets_that_are_reckoned_together() -> None:
    plan = plan_of(PROJECTS, ("alike(share, project)", "1 - alike(share, project)"))
    sums = (
        f"SUMIFS({of}all_projects_share,{of}all_projects_project,projects_project,"
        f'{of}all_projects_share,">="&0,{of}all_projects_share,"<="&1*1.00000000000001)'
        for of in ("", "other_")
    )
    assert f',1-({"+".join(sums)})),"")' in formula(plan, plan.column("projects.shares"), TwoSheets())


def test_rows_without_a_text_are_not_alike() -> None:
    shares = of_rows("shares", [(0, row(NAN, 0.5)), (1, row(NAN, 0.5)), (2, row(INVALID, 1)), (0, row(ONE, 0.5))])
    assert shares == pytest.approx([NAN, NAN, NAN, 0.5], nan_ok=True)


@pytest.mark.parametrize(
    ("weight", "leads", "sums"),
    [
        ("1", ["yes", "no", "no"], [2, 1, 2]),
        ("rate", ["yes", "no", "no"], [1, 0.5, 1]),
        ("rate if leads == 'no' else 1", ["yes", "no", "no"], [1.5, 0.5, 1.5]),
        ("rate if leads == 'no' else 1", ["no", "no", "no"], [1, 0.5, 1]),
        ("rate if leads == 'no' else 1", ["yes", "yes", "yes"], [2, 1, 2]),
        ("rate if leads == 'no' else 1", [], []),
    ],
)
def test_alike_sums_a_weight_that_is_the_same_in_every_row_or_hangs_on_a_choice_alone(
    weight: str, leads: list[Entry], sums: list[float]
) -> None:
    plan = plan_of(
        PROJECTS,
        ("type: rate}", "type: rate}\n      leads: {name: {zh: 负责人, en: Leads}, type: yes_no}"),
        ("measures:\n", f'measures:\n      weight: {{name: {{zh: 权重, en: Weight}}, formula: "{weight}"}}\n'),
        ("alike(share, project)", "alike(weight, project)"),
    )
    rows = [(0, {**row(project, 1), "leads": lead}) for project, lead in zip((ONE, OTHER, ONE), leads, strict=False)]
    assert of_rows("shares", rows, plan) == sums


def test_a_figure_that_is_the_same_in_every_row_stands_in_none_without_an_entry() -> None:
    one = "measures:\n", "measures:\n      one: {name: {zh: 一, en: One}, formula: rate + rate}\n"
    plan = plan_of(PROJECTS, one)
    assert of_rows("one", [(0, row(NAN, 1, NAN))], plan) == [1]
    assert formula(plan, plan.column("projects.one"), Names()) == (
        '=IFERROR(IF(COUNTA(projects_project,projects_receipts,projects_share)=0,"",p_rate+p_rate),"")'
    )


def test_a_row_that_fails_a_check_is_incomplete_and_told_of() -> None:
    rows = [(0, row(ONE, 0.6)), (1, row(OTHER, 1)), (2, row(ONE, 0.5))]
    assert of_rows("state", rows) == [0, 1, 0]
    assert failed(rows) == [0, 2]


def test_a_row_that_fails_a_check_which_rows_of_others_may_meet_is_partial_and_told_of() -> None:
    rows = [(0, row(ONE, 0.6)), (1, row(OTHER, 1)), (2, row(ONE, 0.3))]
    assert of_rows("state", rows) == [PARTIAL, 1, PARTIAL]
    assert of_rows("state", rows, is_part=False) == [0, 1, 0], "there are no others"
    assert failed(rows) == [0, 2]


@pytest.mark.parametrize(
    ("check", "shares", "state"),
    [
        ("1 == shares", [0.75], PARTIAL),
        ("1 == shares", [0.5, 0.75], 0),
        ("shares >= 1", [0.75], PARTIAL),
        ("shares <= 0", [0.75], 0),
        ("shares != 1", [1.0], PARTIAL),
        ("shares == 1 or shares >= 100", [0.5, 0.75], PARTIAL),
        ("shares == 1 and share <= 0", [0.75], 0),
        ("share <= 0", [0.75], 0),
        ("share >= 0", [0.75], 1),
        ("1 - shares == 0", [0.75], PARTIAL),
        ("1 - shares == 0", [0.5, 0.75], 0),
        ("1 / shares == 1", [0.75], PARTIAL),
        ("1 / shares == 1", [0.5, 0.75], 0),
        ("0 == 100 * shares - 100", [0.5, 0.75], 0),
        ("floor(max(min(shares, 100), 0)) == 1", [0.75], PARTIAL),
        ("not shares < 1", [0.75], PARTIAL),
        ("not (not (shares <= 0))", [0.75], 0),
        ("not (shares < 1 or shares > 1)", [0.75], PARTIAL),
        ("not (shares < 1 or shares > 1)", [0.5, 0.75], 0),
        ("not (shares <= 1 and shares >= 1)", [0.5, 0.5], PARTIAL),
        ("1 - shares >= 1", [0.75], 0),
        ("shares <= 0 if share > 0 else shares == 1", [0.75], 0),
        ("shares == 1 if share > 0 else shares <= 0", [0.75], PARTIAL),
        ("(1 if shares == 1 else 0) == 1", [0.5, 0.75], PARTIAL),
        ("(100 if share > 0 else 1) * shares == 1", [0.75], 0),
        ("shares * shares == 1", [0.75], PARTIAL),
        ("(share - 1) * shares == 0", [0.75], PARTIAL),
        ("share - round(share, 1) + shares == 1", [0.75], PARTIAL),
        ("shares >= 1 if shares > 0 else share <= 0", [0.75], 0),
    ],
)
def test_what_of_a_check_rows_of_others_may_meet_is_partial_whatever_its_comparison(
    check: str, shares: list[float], state: float
) -> None:
    plan = plan_of(PROJECTS, ("round(shares, 10) == 1", check))
    assert of_rows("state", [(owner, row(ONE, share)) for owner, share in enumerate(shares)], plan)[0] == state


@pytest.mark.parametrize(
    ("counted", "state"),
    [
        ("share if share > 0 else 0", 0),
        ("max(share - 1, 0)", PARTIAL),
        ("min(share, 1)", 0),
        ("round(share, 1)", 0),
        ("mean(share, share)", 0),
        ("0 - share", PARTIAL),
        ("share * 100 / 100", 0),
        ("share - 0", PARTIAL),
    ],
)
def test_a_sum_is_too_large_for_good_only_of_what_is_never_below_0(counted: str, state: float) -> None:
    measures = (
        f'    measures:\n      counted: {{name: {{zh: 计入, en: Counted}}, formula: "{counted}", unit: rate}}\n'
        '      all: {name: {zh: 计入合计, en: All}, formula: "alike(counted, project)", unit: rate}\n'
    )
    plan = plan_of(PROJECTS, ("    measures:\n", measures), ("round(shares, 10) == 1", "all <= 0 and shares >= 0"))
    of = [(owner, row(ONE, 0.75)) for owner in range(2)]
    states = of_rows("state", of, plan)
    meets = of_rows("all", of, plan)[0] <= 0
    assert states == [1 if meets else state] * 2


@pytest.mark.parametrize("shifts", [[500.0], [-500.0], [500.0, -400.0]])
def test_a_sum_of_what_may_be_negative_is_open_whichever_way_it_misses(shifts: list[float]) -> None:
    shift = '      shift: {name: {zh: 调整, en: Shift}, formula: "alike(receipts, project)", unit: money}\n'
    plan = plan_of(
        PROJECTS,
        ("type: money}", "type: money, may_be_negative: true}"),
        ("    measures:\n", f"    measures:\n{shift}"),
        ("round(shares, 10) == 1", "shift == 0"),
    )
    assert set(of_rows("state", [(owner, row(ONE, 0.5, each)) for owner, each in enumerate(shifts)], plan)) == {PARTIAL}


@pytest.mark.parametrize("receipts", [[100.0, 1000.0], [1000.0, 100.0]])
def test_amounts_of_which_one_is_wrong_are_wrong_in_each_row_whoever_has_it(receipts: list[float]) -> None:
    same = "round(alike(award, project) - receipts * rate * shares, 2) == 0"
    plan = plan_of(PROJECTS, ("round(shares, 10) == 1", same))
    assert of_rows("state", [(owner, row(ONE, 0.5, each)) for owner, each in enumerate(receipts)], plan) == [0, 0]
    assert of_rows("state", [(0, row(ONE, 0.5)), (1, row(ONE, 0.25))], plan) == [1, 1]


@pytest.mark.parametrize(("share", "comes_to"), [(0.3, "90%"), (0.39999, "99.999%"), (0.5, "110%")])
def test_a_row_that_fails_a_check_says_what_it_comes_to_with_enough_places(share: float, comes_to: str) -> None:
    rows = inputs_of(PLAN, [PERSON] * 2, projects=[(0, row(ONE, 0.6)), (1, row(ONE, share))]).details["projects"]
    refused = list(refused_rows(PLAN, "projects", rows, "en"))
    assert [(number, why.split()[-3:]) for number, _, why in refused] == [
        (number, [comes_to, "≠", "100%"]) for number in (0, 1)
    ]


def test_shares_that_floats_sum_up_to_1_only_nearly_pass() -> None:
    rows = [(0, row(ONE, 0.1)), (1, row(ONE, 0.2)), (2, row(ONE, 0.7))]
    assert of_rows("state", rows) == [1, 1, 1]
    assert failed(rows) == []


def test_a_row_that_lacks_what_a_check_reads_is_incomplete_and_fails_no_check() -> None:
    rows = [(0, row(ONE, NAN)), (0, row(ONE, 0.5))]
    assert of_rows("state", rows) == [0, PARTIAL]
    assert failed(rows) == [1]


@pytest.mark.parametrize("points", [15.01, INVALID])
def test_of_an_entry_that_is_not_valid_no_check_says_what_it_comes_to(points: float) -> None:
    rows: Rows = [(0, {"kind": "praise", "points": points, "reason": ONE})]
    details = inputs_of(LIMITED, [{"work": 50.0}], changes=rows).details["changes"]
    assert failed_checks(LIMITED, "changes", details) == {"limits": []}


def test_one_failing_row_makes_everybody_on_the_project_incomplete_and_nobody_else() -> None:
    rows = [(0, row(ONE, 0.6)), (0, row(OTHER, 1)), (1, row(ONE, 0.3))]
    columns = computed(PLAN, [PERSON] * 3, projects=rows)
    assert columns["pay.award"] == pytest.approx([NAN, NAN, 0], nan_ok=True)
    assert columns["points.work"] == [10, 10, 10]


def test_measures_of_rows_are_summed_up_for_their_employee() -> None:
    rows = [(0, row(ONE, 0.6)), (1, row(ONE, 0.4)), (0, row(OTHER, 1, 10.0))]
    assert computed(PLAN, [PERSON] * 3, projects=rows)["pay.award"] == [305, 200, 0]


@pytest.mark.parametrize(("least", "counts"), [(0, [0, 1, 2]), (1, [NAN, 1, 2]), (2, [NAN, NAN, 2])])
def test_who_has_fewer_rows_than_needed_is_incomplete(least: int, counts: list[float]) -> None:
    plan = plan_of(PROJECTS, ("least: 0", f"least: {least}"))
    rows = [(1, row(3.0, 1)), (2, row(ONE, 1)), (2, row(OTHER, 1))]
    assert computed(plan, [PERSON] * 3, projects=rows)["rows.projects"] == pytest.approx(counts, nan_ok=True)


def test_without_a_single_row_a_table_is_no_error() -> None:
    details = inputs_of(PLAN, [PERSON], projects=[]).details["projects"]
    assert np.size(row_columns(PLAN, "projects", details)["projects.state"]) == 0
    assert computed(PLAN, [PERSON])["pay.award"] == [0]


def test_a_formula_sums_what_is_within_its_limits_over_the_rows_with_the_same_text() -> None:
    assert formula(PLAN, PLAN.column("projects.shares"), Names()) == (
        "=IFERROR(IF(OR(COUNT(projects_share)<1,ISLOGICAL(projects_share),projects_share<0,projects_share>1,"
        f'projects_project="",{NOT_A_TEXT}),"",'
        "SUMIFS(all_projects_share,all_projects_project,projects_project,"
        'all_projects_share,">="&0,all_projects_share,"<="&1*1.00000000000001)),"")'
    )


def test_the_state_of_a_row_asks_for_its_texts_its_measures_and_its_checks() -> None:
    state = (
        '=IFERROR(IF(COUNTA(projects_project,projects_receipts,projects_share)=0,"",'
        "IF(OR(stranger,COUNT(projects_receipts,projects_share,projects_shares,projects_award)<4,"
        'projects_project="",'
        f"{NOT_A_TEXT},"
        'IFERROR(LEN(SUBSTITUTE(" #DIV/0! #GETTING_DATA #N/A #NAME? #NULL! #NUM! #REF! #VALUE! ",'
        '" "&projects_project&" ","")),0)<62,'
        "ISLOGICAL(projects_receipts),projects_receipts<0,ISLOGICAL(projects_share),projects_share<0,projects_share>1,"
        "NOT(ROUND(projects_shares,10){})),0,{})),0)"
    )
    assert row_state(PLAN, "projects", Names(), "stranger") == state.format("=1", "1")
    of_part = state.format("<=1", "IF(NOT(ROUND(projects_shares,10)=1),0.5,1)")
    assert row_state(PLAN, "projects", Names(), "stranger", is_part=True) == of_part


def test_what_is_doubted_in_a_row_stands_in_columns_of_their_own_that_leave_its_state_alone() -> None:
    plan = plan_of(PROJECTS, ("type: money}", "type: money, usual: [1000, 100000]}"))
    assert plan.tables["projects"].asking == [
        "projects.question.receipts",
        "projects.question.share",
        "projects.asked.receipts",
        "projects.asked.share",
    ]
    rows = [(0, row(ONE, 1, 999)), (1, row(OTHER, 1, 1000)), (2, row(3.0, 1, NAN))]
    low = number_of("below_usual")
    assert of_rows("question.receipts", rows, plan) == pytest.approx([low, 0, NAN], nan_ok=True)
    assert of_rows("asked.share", rows, plan) == [1, 0, 0]
    assert of_rows("state", rows, plan) == [1, 1, 0]
    assert formula(plan, plan.column("projects.asked.share"), Names()) == (
        '=IFERROR(projects_asked_receipts+COUNTIFS(projects_question_share:projects_question_share,">0")'
        '+COUNTIFS(projects_question_share:projects_question_share,"<0"),"")'
    )
    printed = formula(plan, plan.column("projects.question.receipts"), Names())
    assert f"IF(projects_receipts<p_usual_projects_receipts_low,{low}," in printed
    low_rows = inputs_of(plan, [PERSON] * 2, projects=[(0, row(ONE, 1, 999)), (1, row(OTHER, 1, 999))])
    asked = row_columns(plan, "projects", low_rows.details["projects"], np.array([0.0, 1.0]))
    assert asked["projects.question.receipts"].tolist() == [low, 0], "of who is not appraised nothing is asked"
    assert str(figure_owner(plan, plan.parameters["usual.projects.receipts.low"])) == str(
        plan.column("projects.receipts").name
    )


def test_a_part_is_one_of_a_number_in_its_own_row() -> None:
    def problems(whole: str) -> list[str]:
        try:
            plan_of(PROJECTS, ("type: rate}", f"type: rate, part_of: {whole}}}"))
        except ProblemsError as error:
            return [problem.code for problem in error.problems]
        return []

    assert problems("receipts") == []
    assert problems("project") == problems("work") == ["scheme.no_entered_number"]


@pytest.mark.parametrize(("least", "enough"), [(0, ""), (2, ',COUNTIFS(owners_projects,me,all_projects_state,">0")<2')])
def test_a_formula_counts_rows_when_there_are_enough_and_not_too_many_and_none_is_incomplete(
    least: int, enough: str
) -> None:
    plan = plan_of(PROJECTS, ("least: 0", f"least: {least}"))
    assert formula(plan, plan.columns["rows.projects"], Names()) == (
        "=IFERROR(IF(OR(COUNTIFS(owners_projects,me,all_projects_state,0)>0,"
        "COUNTIFS(owners_projects,my_id,all_projects_state,0)>0,"
        f'COUNTIFS(owners_projects,me,all_projects_state,">0")>10{enough}),'
        '"",COUNTIFS(owners_projects,me,all_projects_state,">0")),"")'
    )


def test_who_has_more_rows_than_allowed_is_incomplete() -> None:
    praise: dict[str, Entry] = {"kind": "praise", "points": 5.0, "reason": ONE}
    rows: Rows = [(0, praise)] * 3 + [(1, praise)] * 4
    columns = computed(LIMITED, [{"work": 50.0}] * 3, changes=rows)
    assert columns["rows.changes"] == pytest.approx([3, NAN, 0], nan_ok=True)
    assert columns["total"] == pytest.approx([65, NAN, 50], nan_ok=True)


@pytest.mark.parametrize(
    ("kind", "points", "total"),
    [
        ("praise", 4.99, NAN),
        ("praise", 5.0, 55),
        ("praise", 15.0, 65),
        ("praise", 15.01, NAN),
        ("fault", 5.0, NAN),
        ("fault", -9.99, NAN),
        ("fault", -10.0, 40),
        ("fault", -20.0, 30),
        ("fault", -20.01, NAN),
        (None, 5.0, NAN),
    ],
)
def test_limits_may_differ_by_a_choice_in_the_same_row(kind: str | None, points: float, total: float) -> None:
    rows: Rows = [(0, {"kind": kind, "points": points, "reason": ONE})]
    assert computed(LIMITED, [{"work": 50.0}], changes=rows)["total"] == pytest.approx([total], nan_ok=True)


def test_a_number_that_is_a_text_is_asked_of_also_where_limits_differ_by_a_choice() -> None:
    rows: Rows = [(0, {"kind": "fault", "points": points, "reason": ONE}) for points in (AS_TEXT, INVALID)]
    details = inputs_of(LIMITED, [{"work": 50.0}], changes=rows).details["changes"]
    asked = row_columns(LIMITED, "changes", details)["changes.question.points"]
    assert list(asked) == pytest.approx([1, NAN], nan_ok=True)


def test_what_is_beyond_limits_of_its_level_is_not_valid() -> None:
    plan = plan_of(
        SMALL,
        ("parameters:\n", "parameters:\n  top: {name: Top, value: 5}\n"),
        ("en: Won}, type: count}", "en: Won}, type: count, limits: [extra, top]}"),
    )
    people: list[dict[str, Entry]] = [{"level": level, "won": 1.0, "joined": 4.0} for level in ("junior", "senior")]
    assert computed(plan, people)["measure.win_rate"] == pytest.approx([0.25, NAN], nan_ok=True)


def test_a_formula_asks_for_limits_beside_and_takes_a_blank_for_none() -> None:
    low, high = (f"INDEX(p_{name},MATCH(changes_kind,labels_praise_fault,0))" for name in ("least", "most"))
    points = LIMITED.column("changes.points")
    beyond = f"IFERROR(changes_points<{low},0)", f"IFERROR(changes_points>{high},0)"
    assert ",".join(beyond) in row_state(LIMITED, "changes", Names(), "stranger")
    assert not_valid(LIMITED, points, Names()) == (
        "OR(COUNTA(changes_points)>COUNT(changes_points),ISLOGICAL(changes_points),"
        f'AND(changes_points<>"",{beyond[0]}),AND(changes_points<>"",{beyond[1]}))'
    )


def test_what_may_stand_beside_each_choice_is_told() -> None:
    points = LIMITED.column("changes.points")
    assert expected(LIMITED, points, "en") == "Praise 5 to 15; Fault −20 to −10"
    single = plan_of(CHANGES, ("fault: -10}", "fault: -20}"))
    assert expected(single, single.column("changes.points"), "zh") == "表扬 5 到 15；过失 −20"


def test_some_of_the_rows_are_without_those_beside() -> None:
    rows = DetailRows(np.array([0, 1, 1]), {"share": np.array([0.5, 0.25, 0.25])}, {"share": np.array([0.1])})
    some = rows.some(slice(1, 3))
    assert (some.owner.tolist(), some.column("share").tolist(), some.size) == ([1, 1], [0.25, 0.25], 2)
