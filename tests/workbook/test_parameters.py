"""The parameter sheet names every figure and tells every reading, also one that no figure shows."""

from presales_xl.catalogue import load
from presales_xl.workbook.parameter_block import ParameterBlock, ParameterLine


def lines_of(scheme: str) -> dict[str, ParameterLine]:
    """Return the lines of a scheme's block by the id that stands at their end."""
    return {line.id: line for line in ParameterBlock(load(scheme), "参数", 3, "zh").lines}


def test_a_reading_of_the_method_stands_beside_the_name_of_what_it_is_about() -> None:
    line = lines_of("ecom_presales_service")["knowledge"]
    assert line.owner == "业务知识考核"
    assert line.remark == "示例值，请按公司制度确认：原方案只写不及格倒扣，倒扣按差距比例计"


def test_a_figure_of_a_part_stands_beside_the_name_of_the_part() -> None:
    lines = lines_of("customer_development")
    assert lines["new_customers.win_rate.target"].owner == "新客户开发能力：签单率"
    assert lines["new_customers.points"].owner == "新客户开发能力"


def test_the_weights_of_raters_are_named_by_the_rater() -> None:
    lines = lines_of("presales_system")
    weights = {key: lines[f"collaboration.weight.{key}"] for key in ("superior", "peer")}
    assert [line.name for line in weights.values()] == ["上级评", "同事评"]
    assert all(line.remark.endswith("上级与同事的占比为示例") for line in weights.values())
