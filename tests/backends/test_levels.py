"""Described levels in words: every level of every shipped scheme is described, with its points or their range."""

from dataclasses import replace

import pytest

from presales_xl.backends.levels import described, item_name, level_at, levels_in_words, rated_for
from presales_xl.catalogue import load, shipped
from presales_xl.scheme.check import undescribed
from presales_xl.scheme.columns import Level, Plan
from presales_xl.scheme.names import NOTHING
from presales_xl.scheme.nodes import Column, Const, Keyed
from presales_xl.texts import Lang

SHIPPED = [plan.scheme.id for plan in shipped()]
DESCRIBED = {
    "four_dimension",
    "erp_project_consultant",
    "ecom_service_quality",
    "values_and_post",
    "ecom_dept_presales",
    "u8erp_support_dept",  # what is a breach of which kind
    "support_engineer_kpi",
    "competency",
    "technical_support_110",
    "presales_staff_form",
    "taobao_presales",
    "senior_presales_engineer",
}


def called(plan: Plan, column: str, lang: Lang = "zh") -> list[str]:
    return [level.called for level in levels_in_words(plan, plan.column(column), lang)]


def test_the_schemes_with_levels_are_those_of_the_catalogue() -> None:
    assert {plan.scheme.id for plan in shipped() if described(plan)} == DESCRIBED


@pytest.mark.parametrize("scheme", SHIPPED)
def test_every_level_of_a_shipped_scheme_is_described_in_both_languages(scheme: str) -> None:
    plan = load(scheme)
    assert undescribed(plan) == []
    for spec in described(plan):
        texts = [level.text for level in spec.levels]
        assert all(words.zh and words.en for words in texts), spec.id
        assert len({words.zh for words in texts}) == len({words.en for words in texts}) == len(texts), spec.id
        assert all("档" not in level for level in called(plan, spec.id)), spec.id


def test_a_range_begins_at_its_bound_and_ends_before_the_next_better_one() -> None:
    plan = load("competency")
    assert called(plan, "input.workload_self") == [
        "优秀 13–15 分",
        "良好 7 分至不足 13 分",
        "一般 2 分至不足 7 分",
        "较差 不足 2 分",
    ]
    assert called(plan, "input.talent_superior", "en")[1] == "Good, 2 to under 4 points"
    workload = plan.column("input.workload_superior")
    assert [level_at(plan, workload, value) for value in (15, 13, 12.99, 7, 2, 0)] == [0, 0, 1, 1, 2, 3]
    assert level_at(plan, workload, float("nan")) is None


def test_a_range_of_the_full_points_alone_is_one_number() -> None:
    assert called(load("presales_staff_form"), "input.proposal")[0] == "优秀 15 分"


def test_whole_values_have_a_level_each_and_no_name() -> None:
    plan = load("values_and_post")
    assert called(plan, "input.integrity") == ["5 分", "4 分", "3 分", "2 分", "1 分"]
    assert called(plan, "input.integrity", "en")[3:] == ["2 points", "1 point"]
    assert level_at(plan, plan.column("input.integrity"), 4) == 1


def test_levels_to_choose_say_what_they_give() -> None:
    kpi, quality = load("support_engineer_kpi"), load("ecom_service_quality")
    assert called(kpi, "input.report_quality") == ["深刻 +2 分", "一般 0 分", "敷衍 −1 分"]
    assert called(quality, "chats.process_a") == ["全部满足 4 分", "部分满足 3 分", "不满足 0 分"]
    assert called(load("four_dimension"), "input.teamwork") == ["优秀 100%", "达标 80%", "待提高 50%"]
    assert called(load("senior_presales_engineer"), "input.research") == ["优秀 100%", "良好 80%", "合格 60%"]


def test_levels_follow_figures_that_a_company_changed() -> None:
    plan = load("competency").with_parameters({"workload.excellent": 12.5, "workload.points": 20})
    assert called(plan, "input.workload_self")[:2] == ["优秀 12.5–20 分", "良好 7 分至不足 12.5 分"]


def test_what_several_raters_rate_is_told_once_by_the_indicators_name() -> None:
    names = {key: [item_name(load(key), spec, "zh") for spec in described(load(key))] for key in DESCRIBED}
    assert names["technical_support_110"] == ["工作量（10 分）", "文档撰写（5 分）", "工作态度（5 分）", "类别"]
    assert names["values_and_post"][:2] == ["价值观：客户第一", "价值观：团队合作"]
    assert names["ecom_service_quality"][0] == "规范用语（3 分）"
    assert names["support_engineer_kpi"] == ["日报总结：日报质量"]
    assert names["four_dimension"][2] == "客户服务（20 分）"
    assert len(names["competency"]) == 8


def test_points_know_whose_described_levels_they_come_from_and_tell_the_one_that_was_picked() -> None:
    plan = load("technical_support_110")
    (workload, by_self) = rated_for(plan, plan.column("points.workload"))
    assert (workload.id, by_self.id) == ("input.workload_superior", "input.workload_self")
    picked = levels_in_words(plan, workload, "zh")[level_at(plan, workload, 2.0) or 0]
    assert str(picked) == "差 5 分：工作不饱满，时间安排不当，工作量居部门末位"
    assert rated_for(plan, plan.column("points.training")) == []


def test_a_best_level_without_an_upper_bound_goes_up_from_its_own() -> None:
    plan = load("technical_support_110")
    support = plan.column("input.project_support_superior")
    levels = (Level(None, NOTHING, low=Const(15)), Level(None, NOTHING))
    by_level = replace(support, levels=levels, high=Keyed("x", Column("level")))
    assert [level.called for level in levels_in_words(plan, by_level, "zh")] == ["15 分及以上", "不足 15 分"]
