"""The management report: its figures, and a page that needs nothing but itself."""

import datetime as dt
import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from presales_xl import catalogue
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.publishing.report import COLUMNS, Cost, Report, Spread, page, report
from presales_xl.ledger import kept_results
from presales_xl.ledger.ledger import Ledger
from presales_xl.texts import Lang
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD

CONSULTANTS = {"顾问": catalogue.load("software_presales")}  # S, A, B, C, D; targets S 10 %, A 20 %, B 60 %, C+D 10 %


def fact(total: float, grade: float, money: float = 0, team: str = "华东", **other: float | str) -> dict[str, object]:
    """Return somebody's figures in November, as a consultant, unless `other` says otherwise; NaN is missing."""
    who = {"period": "2026-11", "role": "顾问", "team": team, "flags": ()}
    return {**who, "total": total, "money": money, "grade": grade, "by_scale": grade, **other}


def of(*facts: dict[str, object], lang: Lang = "zh") -> Report:
    people = pd.DataFrame(list(facts), columns=COLUMNS)
    return report("甲公司", people, CONSULTANTS, appeals=0, lang=lang)


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


def test_each_team_has_mean_and_spread_the_best_first() -> None:
    (role,) = of(fact(70, 2), fact(90, 0), fact(95, 0, team="华南"), fact(math.nan, math.nan)).roles
    assert list(role.teams) == [
        Spread("华南", 1, mean=95, low=95, high=95, deviation=0),
        Spread("华东", 2, mean=80, low=70, high=90, deviation=10),
    ]


def test_money_is_summed_by_team_role_and_period_to_the_cent() -> None:
    earlier = [fact(80, 1, money, period="2026-10") for money in (0.1, 0.2)]
    summary = of(*earlier, fact(95, 0, 100.1), fact(85, 1, 200.2, "华南"), fact(math.nan, math.nan, math.nan))
    assert list(summary.by_team) == [Cost("华南", 1, 200.2), Cost("华东", 1, 100.1)]
    assert list(summary.by_role) == [Cost("顾问", 2, 300.3)]
    assert [(cost.name, cost.money) for cost in summary.by_period] == [("2026-10", 0.3), ("2026-11", 300.3)]


def test_the_trend_leaves_a_gap_where_nobody_had_a_result() -> None:
    earlier = [fact(total, 1, period="2026-09") for total in (80, 90)]
    (role,) = of(*earlier, fact(50, 1, period="2026-10", role="工程师"), fact(95, 0)).roles
    assert (role.means[0], math.isnan(role.means[1]), role.means[2]) == (85, True, 95)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_needs_nothing_but_itself(lang: Lang) -> None:
    earlier = [fact(80, 1, 5, period="2026-09"), fact(math.nan, math.nan, math.nan, period="2026-10")]
    html = page(of(*earlier, fact(95, 0, 10), fact(85, 1, 20, "华南"), lang=lang), lang)
    assert re.search(r"<script|<link|<img|@import|url\(|https?:|src=", html) is None
    charts = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    kinds = {match[1] for match in re.finditer(r'<svg class="(\w+)"', html)}
    assert (len(charts) > 8, kinds) == (True, {"bar", "chart"})
    for chart in charts:
        ElementTree.fromstring(chart)  # noqa: S314 - our own
    assert "nan" not in re.sub(r"<style>.*</style>", "", html, flags=re.DOTALL)


def test_a_first_period_without_money_has_neither_trend_nor_cost() -> None:
    html = page(of(fact(95, 0, math.nan)), "zh")
    assert "还没有走势" in html
    assert "奖金成本" not in html


def test_earlier_periods_come_from_the_ledger(tmp_path: Path) -> None:
    project = collected(tmp_path)
    with Ledger.open(project.ledger).step("HR", "collect", "2026-10") as step:
        now = kept_results.all_of(step, PERIOD.text)
        before = [type(one)(**vars(one) | {"period": "2026-10", "total": 61.5}) for one in now]
        kept_results.put(step, "2026-10", before)
    made = publish(project, PERIOD, "zh", day=dt.date(2026, 12, 3), with_pdf=False)
    html = made.files[0].read_text(encoding="utf-8")
    assert re.findall(r'<text class="label"[^>]*>(2026-\d\d)</text>', html)[:2] == ["2026-10", "2026-11"]
    assert '">61.5</text>' in html
    assert "奖金总额，比上期 +0.0%" in html
    assert not any(name in html for name in ("张三", "李四", "王五"))
