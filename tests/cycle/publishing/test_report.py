"""The management report: its figures, and a page that needs nothing but itself."""

import datetime as dt
import math
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from presales_xl import catalogue
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.publishing.report import COLUMNS, LEAST, Cost, Report, TotalsSpread, page, report, tells_of_few
from presales_xl.ledger import kept_results
from presales_xl.ledger.ledger import Ledger
from presales_xl.texts import LANGUAGES, Lang
from tests.conftest import Overflowing
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD

CONSULTANTS = {"顾问": catalogue.load("software_presales")}  # S, A, B, C, D; targets S 10 %, A 20 %, B 60 %, C+D 10 %


def fact(total: float, grade: float, money: float = 0, team: str = "华东", **other: float | str) -> dict[str, object]:
    """Return somebody's figures in November, as a consultant, unless `other` says otherwise; NaN is missing."""
    who = {"period": "2026-11", "role": "顾问", "department": "", "team": team, "flags": ()}
    return {**who, "total": total, "money": money, "grade": grade, "by_scale": grade, **other}


def of(*facts: dict[str, object], lang: Lang = "zh") -> Report:
    people = pd.DataFrame(list(facts), columns=COLUMNS)
    return report("甲公司", "2026-11", people, CONSULTANTS, appeals=0, lang=lang)


def test_grades_stand_beside_their_target_and_grades_that_share_one_together() -> None:
    (role,) = of(fact(95, 0), fact(85, 2, by_scale=1), fact(65, 3), fact(50, 4), fact(math.nan, math.nan)).roles
    assert [(share.grade, share.people, share.before, share.share, share.target) for share in role.shares] == [
        ("S", 1, 1, 0.25, 0.1),
        ("A", 0, 1, 0.0, 0.2),
        ("B", 1, 0, 0.25, 0.6),
        ("C + D", 2, 2, 0.5, 0.1),
    ]


def test_it_counts_who_has_a_result_and_whose_grade_was_changed() -> None:
    summary = of(fact(95, 0), fact(85, 2, by_scale=1), fact(math.nan, math.nan))
    assert (summary.people, summary.complete, summary.changed) == (3, 2, 1)


def test_a_period_in_which_nobody_is_appraised_is_not_told_of_as_the_one_before() -> None:
    summary = of(*three(70, 90, period="2026-10"))
    assert (summary.period, summary.people, summary.complete) == ("2026年11月", 0, 0)
    assert "2026年11月" in page(summary, "zh")


def three(*totals: float, **other: float | str) -> list[dict[str, object]]:
    """Return three people for each total, enough to be shown."""
    return [fact(total, 1, **other) for total in totals for _ in range(3)]  # type: ignore[arg-type]


def test_each_team_has_mean_and_spread_the_best_first() -> None:
    (role,) = of(*three(70, 90), *three(95, team="华南"), fact(math.nan, math.nan)).roles
    assert list(role.teams) == [
        TotalsSpread("华南", 3, mean=95, low=95, high=95, deviation=0),
        TotalsSpread("华东", 6, mean=80, low=70, high=90, deviation=10),
    ]


def test_money_is_summed_by_team_role_and_period_to_the_cent() -> None:
    earlier = [fact(80, 1, money, period="2026-10") for money in (0.1, 0.1, 0.1)]
    south = [fact(85, 1, 200.2, "华南") for _ in range(3)]
    summary = of(*earlier, *three(95, money=100.1), *south, fact(math.nan, math.nan, math.nan))
    assert list(summary.by_team) == [Cost("华南", 3, 600.6), Cost("华东", 3, 300.3)]
    assert list(summary.by_role) == [Cost("顾问", 6, 900.9)]
    assert [(cost.name, cost.money) for cost in summary.by_period] == [("2026-10", 0.3), ("2026-11", 900.9)]
    assert summary.money_before == 0.3


def test_teams_of_fewer_than_3_are_shown_together_with_the_next_one_if_need_be() -> None:
    small = of(*three(70), fact(90, 0, 5, "华南"), fact(80, 1, 6, "西北"), fact(82, 1, 7, "西南"))
    assert [(team.team, team.people) for team in small.roles[0].teams] == [("其余团队合计", 3), ("华东", 3)]
    one = of(*three(70), fact(90, 0, 5, "华南"), *three(60, team="华北"), fact(61, 1, 0, "华北"))
    assert [(cost.name, cost.people, cost.money) for cost in one.by_team] == [("其余团队合计", 4, 5), ("华北", 4, 0)]


def test_of_a_role_of_fewer_than_3_nothing_is_shown_but_its_name() -> None:
    two = of(fact(87.5, 0, 1234.5, flags=("淘汰",)), fact(71.25, 1, 99))  # type: ignore[arg-type]
    html = page(two, "zh")
    assert (two.roles[0].shares, two.roles[0].teams, two.by_team, two.by_role) == ([], [], [], [])
    assert math.isnan(two.roles[0].mean)
    assert "不足 3 人的岗位不单独显示：顾问" in html
    assert "<td>淘汰</td>" in html
    shown = re.sub(r"<style>.*</style>", "", html, flags=re.DOTALL)
    assert [figure for figure in ("87.5", "71.2", "1,23", "1,33", ">99", ">1<") if figure in shown] == []


def test_names_of_teams_are_shown_as_they_are_and_never_become_part_of_the_page() -> None:
    assert "&lt;b&gt;华东&lt;/b&gt;&amp;amp; " in page(of(*three(95, team="<b>华东</b>&amp;")), "zh")


def test_the_trend_leaves_a_gap_where_nobody_had_a_result() -> None:
    earlier = three(85, period="2026-09")
    (role,) = of(*earlier, fact(50, 1, period="2026-10", role="工程师"), *three(95)).roles
    assert (role.means[0], math.isnan(role.means[1]), role.means[2]) == (85, True, 95)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_needs_nothing_but_itself(lang: Lang) -> None:
    earlier = [*three(80, money=5, period="2026-09"), fact(math.nan, math.nan, math.nan, period="2026-10")]
    html = page(of(*earlier, *three(95, money=10), *three(85, money=20, team="华南"), lang=lang), lang)
    assert re.search(r"<script|<link|<img|@import|url\(|https?:|src=", html) is None
    charts = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    kinds = {match[1] for match in re.finditer(r'<svg class="(\w+)"', html)}
    assert (len(charts) > 8, kinds) == (True, {"bar", "chart"})
    for chart in charts:
        ElementTree.fromstring(chart)  # noqa: S314 - our own
    assert "nan" not in re.sub(r"<style>.*</style>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_fits_a_phone_and_a_desk_and_its_amounts_are_whole(lang: Lang, overflowing: Overflowing) -> None:
    months = [f"2026-{month:02}" for month in range(1, 12)]
    long = "大客户与重点行业解决方案售前支持中心（华东一区）"
    earlier = [who for month in months[:-1] for who in three(80, money=1234567.89, period=month)]
    rich = of(*earlier, *three(95, money=98765432.1), *three(85, money=2345678.9, team=long), lang=lang)
    assert overflowing({"full": page(rich, lang), "first": page(of(*three(95), lang=lang), lang)}, (390, 1280)) == {}


def test_a_first_period_without_money_has_neither_trend_nor_cost() -> None:
    html = page(of(fact(95, 0, math.nan)), "zh")
    assert "还没有走势" in html
    assert "奖金成本" not in html


def test_earlier_periods_come_from_the_ledger(tmp_path: Path) -> None:
    project = collected(tmp_path)
    with Ledger.open(project.ledger).step("HR", "collect", "2026-10") as step:
        now = kept_results.all_of(step, PERIOD.text)
        before = [
            type(one)(**vars(one) | {"period": "2026-10", "employee_id": f"{one.employee_id}{number}", "total": 61.5})
            for one in now
            for number in range(3)
        ]
        kept_results.put(step, "2026-10", before)
    made = publish(project, PERIOD, "zh", day=dt.date(2026, 12, 3), with_pdf=False)
    html = made.files[0].read_text(encoding="utf-8")
    assert re.findall(r'<text class="label"[^>]*>(2026-\d\d)</text>', html)[:2] == ["2026-10", "2026-11"]
    assert '">61.5</text>' in html
    assert not any(name in html for name in ("张三", "李四", "王五"))


def test_this_period_stands_beside_the_one_before_and_last_year() -> None:
    def month(period: str, money: float, total: float) -> list[dict[str, object]]:
        return [fact(total, 1, money, period=period, employee=f"E{number}") for number in range(4)]

    summary = of(*month("2025-11", 500, 70), *month("2026-10", 1000, 84), *month("2026-11", 1200, 80))
    figures = {each.key: (each.now, each.before, each.last_year, *each.changes) for each in summary.compared}
    assert figures["money"] == pytest.approx((4800, 4000, 2000, 0.2, 1.4))
    assert figures["per_head"] == pytest.approx((1200, 1000, 500, 0.2, 1.4))
    assert summary.roles[0].changes == (-4, 10)
    html = page(summary, "zh")
    assert "比上期 −4.0" in html
    assert "比去年同期 +10.0" in html


def test_the_same_month_a_year_ago_is_compared_with_and_no_part_of_a_trend_that_does_not_reach_it() -> None:
    months = ["2025-11", *(f"2026-{month:02}" for month in range(1, 12)), "2025-12"]
    summary = of(*(who for month in sorted(months) for who in three(80, period=month)))
    assert (len(summary.roles[0].means), summary.roles[0].last_year) == (12, 80)


def test_who_has_another_grade_than_before_is_counted_of_those_who_had_one_both_times() -> None:
    before = [fact(80, grade, period="2026-10", employee=f"E{at}") for at, grade in enumerate((0, 1, 1, 2, 3))]
    now = [fact(80, grade, employee=f"E{at}") for at, grade in enumerate((1, 0, 1, 1), 0)]
    assert of(*before, *now, fact(80, 0, employee="E9")).roles[0].moves == (2, 1, 1)
    assert of(*before[:2], *now[:2], fact(80, 0, employee="E9")).roles[0].moves is None  # two people


def test_a_team_is_strict_or_lenient_by_what_is_shown_of_it_and_its_roles() -> None:
    summary = of(*three(72), *three(88, team="华南"))
    differences = {team: round(difference, 3) for team, _, difference in summary.strictness}
    assert list(differences.items()) == [("华东", -0.1), ("华南", 0.1)]
    assert of(*three(72)).strictness == []


def test_cost_stands_against_the_budget_of_all_teams_that_are_shown_together() -> None:
    facts = [*three(80, 70, money=100), fact(80, 1, 50, "华南"), *three(80, money=10, team="华北")]
    people = pd.DataFrame(facts, columns=COLUMNS)
    budget = {"华东": 250.0, "华南": 60.0, "华北": 40.0}
    teams = report("甲公司", "2026-11", people, CONSULTANTS, appeals=0, budget=budget, lang="zh").by_team
    assert [(cost.name, cost.money, cost.budget) for cost in teams] == [("华东", 600, 250), ("其余团队合计", 80, 100)]
    html = page(report("甲公司", "2026-11", people, CONSULTANTS, appeals=0, budget=budget, lang="zh"), "zh")
    assert '<td class="n over">600 元</td>' in html
    without = report(
        "甲公司", "2026-11", people, CONSULTANTS, appeals=0, budget={"华东": 250, "华北": 40}, lang="zh"
    ).by_team
    assert [cost.budget for cost in without] == [250, None]


def sums_of_few(shown: Report, people: pd.DataFrame) -> bool:
    """Return whether the sums of money on a report tell what one or two people get, by trying all of them."""
    groups = []
    for by, costs in (("department", shown.by_department), ("team", shown.by_team), ("role", shown.by_role)):
        named = {cost.name for cost in costs}
        names = people[by].where(people[by].isin(named), "rest")
        groups += [(names == name).to_numpy(dtype=float) for name in sorted(set(names))] if costs else []
    known = np.array([np.ones(len(people)), *groups])
    rank = np.linalg.matrix_rank(known)
    few = [*combinations(range(len(people)), 1), *combinations(range(len(people)), 2)]
    rows = (np.isin(np.arange(len(people)), each).astype(float) for each in few)
    return any(np.linalg.matrix_rank(np.vstack([known, row])) == rank for row in rows)


def test_no_sum_of_fewer_than_3_people_can_be_worked_out_from_all_that_are_shown() -> None:
    rng, roles = np.random.default_rng(7), {"顾问": CONSULTANTS["顾问"], "工程师": CONSULTANTS["顾问"]}
    shown_by_role = 0
    for _ in range(150):
        size = int(rng.integers(3, 16))
        team = rng.integers(0, 5, size)
        people = pd.DataFrame(
            [
                fact(80, 1, float(rng.integers(1, 99)), f"T{at}", department=f"D{at // 2}", role=list(roles)[role])
                for at, role in zip(team, rng.integers(0, 2, size), strict=True)
            ],
            columns=COLUMNS,
        )
        shown = report("甲公司", "2026-11", people, roles, appeals=0, lang="zh")
        shown_by_role += bool(shown.by_role)
        assert not sums_of_few(shown, people), people[["department", "team", "role"]]
    assert 20 < shown_by_role < 150


def spanned(people: pd.DataFrame) -> bool:
    """Return what `tells_of_few` does by what the sums span, worked out cell by cell and pair by pair."""
    counts = people.groupby(["place", "role"]).size()
    names = [counts.index.get_level_values(column) for column in ("place", "role")]
    known = np.array([level == name for level in names for name in level.unique()], dtype=float)
    free = np.eye(len(counts)) - np.linalg.pinv(known) @ known
    cells = [free[:, at] for at in np.flatnonzero(counts < LEAST)]
    pairs = [first + second for first, second in combinations([free[:, at] for at in np.flatnonzero(counts == 1)], 2)]
    return any(np.allclose(cell, 0, atol=1e-9) for cell in (*cells, *pairs))


def test_whether_two_groupings_tell_of_few_is_found_as_by_what_their_sums_span() -> None:
    chance = np.random.default_rng(7)
    verdicts = []
    for _ in range(400):
        teams, roles, cells = chance.integers(1, 8), chance.integers(1, 5), chance.integers(1, 20)
        rows = [
            (f"{chance.integers(teams)}", f"{chance.integers(roles)}", size)
            for size in chance.choice([1, 1, 2, 3, 5], cells)
        ]
        people = pd.DataFrame([row[:2] for row in rows for _ in range(row[2])], columns=["place", "role"])
        verdicts.append(tells_of_few(people, "place", "role"))
        assert verdicts[-1] == spanned(people), people
    assert 100 < sum(verdicts) < 350
    assert not tells_of_few(people.iloc[:0], "place", "role")


def test_two_groupings_tell_of_few_where_nobody_elses_figures_can_move_instead() -> None:
    def cells(**sizes: int) -> pd.DataFrame:
        return pd.DataFrame(
            [tuple(cell) for cell, size in sizes.items() for _ in range(size)], columns=["place", "role"]
        )

    assert tells_of_few(cells(ax=9, ay=9, bx=1, by=9, cx=9, cy=9), "place", "role") is False
    assert tells_of_few(cells(ax=9, ay=1, bx=1, by=9), "place", "role") is False  # both rise while two others fall
    assert tells_of_few(cells(ax=9, ay=1, bx=9, by=1), "place", "role") is True  # all of role y
    assert tells_of_few(cells(ax=9, bx=9, cx=9, cy=1), "place", "role") is True  # what is left of team c
