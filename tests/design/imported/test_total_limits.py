"""Lowest and highest totals that sentences state hold for the sum of everything."""

from pathlib import Path

import pytest

from presales_xl.design.designbook import adoption, design_reader
from presales_xl.design.imported.form_draft import FormDraft, import_form
from tests.backends.cohort import Entry, computed
from tests.design.imported.forms import decided

FORM = "售前月度考核\n考核项目\t加减分标准\n投诉\t每次扣5分\n中标\t每个加5分\n"


def draft(tmp_path: Path, text: str) -> FormDraft:
    """Return the draft of a form in a text."""
    source = tmp_path / "考核.txt"
    source.write_text(text, encoding="utf-8")
    return import_form(source, tmp_path / "草稿.xlsx", "zh")


def totals(found: FormDraft, *counts: tuple[float, float]) -> list[float]:
    """Return the totals of people with so many complaints and wins."""
    assert found.plan is not None
    keys = [
        next(key for key, said in found.content["inputs"].items() if said["name"] == name) for name in ("投诉", "中标")
    ]
    return list(computed(found.plan, [dict(zip(keys, each, strict=True)) for each in counts])["total"])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("起始分100，加减后不高于110、不低于40", [40, 95, 110]),
        ("总分最高不超过120分", [0, 95, 120]),
        ("加减分项合计不超过±10分。", [90, 95, 110]),
        ("每月基础分100分，加分后总分最高120分，扣完为止", [0, 95, 120]),
        ("基准分为100分，最高110分，最低60分", [60, 95, 110]),
        ("加减分后总分上限120分，下限0分", [0, 95, 120]),
        ("月度总分上限为110分，下限为0分。", [0, 95, 110]),
        ("总分不封顶，最低为50分", [50, 95, 200]),
        ("考核总分超过120分的按120分计", [0, 95, 120]),
        ("考核得分低于30分的按30分计算", [30, 95, 200]),
    ],
)
def test_the_total_goes_no_further_than_a_sentence_says(tmp_path: Path, sentence: str, expected: list[float]) -> None:
    found = draft(tmp_path, FORM + sentence)
    assert totals(found, (20, 0), (1, 0), (0, 20)) == expected
    assert [line.mark for line in found.sourced.lines if line.words == sentence] == ["assumed"]


def test_limits_are_adopted_with_the_draft(tmp_path: Path) -> None:
    draft(tmp_path, FORM + "起始分100，加减后不高于110、不低于40")
    plan = adoption.plan_of(design_reader.read(decided(tmp_path / "草稿.xlsx")))
    assert "total_limit" in plan.scheme.adjustments


def test_limits_of_some_people_are_left_to_decide(tmp_path: Path) -> None:
    found = draft(tmp_path, FORM + "总分最高120分，试用期最高100分")
    assert totals(found, (0, 20)) == [200]
    assert found.sourced.lines[-1].mark == "not_understood"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("加分项合计不超过10分", [110, 105, 0]),
        ("各项加分累计最高不超过20分。", [120, 115, 0]),
        ("扣分合计最多30分", [200, 195, 70]),
    ],
)
def test_additions_or_deductions_together_go_no_further_than_a_sentence_says(
    tmp_path: Path, sentence: str, expected: list[float]
) -> None:
    found = draft(tmp_path, FORM + sentence)
    assert totals(found, (0, 20), (1, 20), (20, 0)) == expected
    assert found.sourced.lines[-1].mark == "assumed"


def test_a_form_may_start_from_any_points(tmp_path: Path) -> None:
    assert totals(draft(tmp_path, FORM + "起评分80分"), (1, 0)) == [75]


def test_the_total_goes_no_further_where_something_holds(tmp_path: Path) -> None:
    sentence = "2、造成停产的，当月考核得分不得高于60分。"
    found = draft(tmp_path, FORM + sentence)
    assert found.plan is not None
    names = {said["name"]: key for key, said in found.content["inputs"].items()}
    people: list[dict[str, Entry]] = [
        {names["投诉"]: count, names["中标"]: 0, names["造成停产"]: held}
        for count, held in ((1, "yes"), (1, "no"), (10, "yes"))
    ]
    assert list(computed(found.plan, people)["total"]) == [60, 95, 50]
    assert found.sourced.lines[-1].mark == "assumed"


@pytest.mark.parametrize(
    "sentence",
    [
        "各项得分相加为总分，总分最高110分",
        "注：上述各项得分之和为当月绩效得分，满分100分，最高不超过110分。",
        "总分＝各项得分之和，总分上限110分",
    ],
)
def test_a_limit_behind_the_arithmetic_of_the_total_holds_for_everybody(tmp_path: Path, sentence: str) -> None:
    form = "售前月度考核\n一、方案（100分）\n每中标一个得60分\n" + sentence
    found = draft(tmp_path, form)
    assert "total_limit" in found.content["adjustments"]
    assert [said["name"] for said in found.content.get("inputs", {}).values() if said["type"] == "yes_no"] == []
    assert found.sourced.lines[-1].mark == "assumed"


def test_a_scale_that_not_all_items_have_is_not_said_to_be_that_of_the_draft(tmp_path: Path) -> None:
    sentence = "各指标均按百分制计分，乘以权重后相加为总分，总分最高110分。"
    found = draft(
        tmp_path, f"售前考核\n指标\t权重\t评分标准\n方案\t60%\t每错一处扣2分\n演示\t40%\t优40分，差0分\n{sentence}"
    )
    assert "total_limit" in found.content["adjustments"]
    assert found.sourced.lines[-1].mark == "not_understood"
