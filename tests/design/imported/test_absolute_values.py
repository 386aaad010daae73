"""What a form says of an absolute value is calculated as one, or asked: a bar is never a part of a name."""

from typing import Any

import pytest

from presales_xl.design.imported.item_reading import ItemReading, indicators
from presales_xl.design.imported.recognised import Form, FormItem
from presales_xl.design.imported.source import Passage, Spot
from tests.backends.cohort import computed
from tests.design.sentences.test_drafted import compiled


def read(rule: str, name: str = "需求预测") -> ItemReading:
    [found] = indicators(Form("考核表", [FormItem(name, worth=20, rules=[Passage(rule, Spot(row=1))])]))
    return found


def scored(found: ItemReading, **values: float) -> list[float]:
    """Return the points of what is entered by the names of the figures, and of the same the other way round."""
    assert found.made is not None
    keys = {str(said["name"]): key for key, said in found.made.inputs.items()}
    assert keys.keys() == values.keys()
    entered: list[dict[str, Any]] = [{keys[name]: value for name, value in values.items()}]
    return computed(compiled(found.made), entered)["points.item_1"]


@pytest.mark.parametrize(
    "rule",
    [
        "得分=(1-|预测量-销售量|/预测量)×20",
        "得分=（1－｜预测量－销售量｜÷预测量）×20",
        "得分=(1-ABS(预测量-销售量)/预测量)×20",
        "得分=(1-abs(销售量-预测量)/预测量)×20",
        "得分=(1-绝对值(预测量-销售量)/预测量)×20",
        "按(1-∣预测量-销售量∣/预测量)×分值计分",
    ],
)
@pytest.mark.parametrize("actual", [160, 240])
def test_an_absolute_difference_counts_the_same_on_both_sides(rule: str, actual: float) -> None:
    assert scored(read(rule), 预测量=200, 销售量=actual) == pytest.approx([16])


@pytest.mark.parametrize(
    "rule",
    [
        "准确率=1-|预测-实际|/预测，≥90%得20分，≥80%得10分，其余0分",
        "|预测-实际|≤5得20分，其余0分",
        "偏差率|(实际-预测)/预测|≤5%得20分，其余0分",
        "得分=(1-|预测-实际/预测)×20",
        "偏差|越小越好，≤5得20分，其余0分",
        "得分=20-|偏差-3|×2",
    ],
)
def test_no_figure_is_named_by_a_bar(rule: str) -> None:
    found = read(rule)
    names = [str(said["name"]) for said in found.made.inputs.values()] if found.made else []
    assert found.mark == "not_understood" or not any("|" in name for name in names)


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("费用偏差±4%以内得20分，±9%以内得8分，其余不得分", "费用偏差（绝对值）"),
        ("误差在±4%以内得20分，±4%~±9%得8分，超过±9%得0分", "误差（绝对值）"),
        ("±4%以内得20分，±9%以内得8分，超出不得分", "需求预测（与目标的偏差，绝对值）"),
        ("费用率在±4%以内得20分，±9%以内得8分，超出不得分", "费用率与目标的偏差（绝对值）"),
    ],
)
def test_a_figure_with_both_signs_is_entered_without_one(rule: str, name: str) -> None:
    found = read(rule)
    assert found.mark == "assumed" and "assumed.absolute" in found.of_rule
    assert found.made is not None
    [said] = found.made.inputs.values()
    assert said["name"] == name and not said.get("may_be_negative")


def test_steps_beyond_a_figure_with_both_signs_are_of_the_figure_without_one() -> None:
    found = read("盘点误差在±2%以内，超出每1%扣3分")
    assert found.made is not None
    assert [said["name"] for said in found.made.inputs.values()] == ["盘点误差（绝对值）"]


def test_what_is_added_or_taken_by_steps_to_both_sides_has_no_absolute_value() -> None:
    assert "assumed.absolute" not in read("完成率100%得20分，每±1%加减0.5分").of_rule
