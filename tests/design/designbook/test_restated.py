"""A figure of the company's own is put where the scheme states the one that it replaces, and nowhere else."""

from collections.abc import Mapping
from random import Random

import pytest

from presales_xl import catalogue
from presales_xl.design.designbook.restated import restated
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.rules import Figure
from presales_xl.scheme.variant import changed

#: A figure of each kind that schemes state, with another value.
OTHER: dict[str, tuple[str, Mapping[str, Figure]]] = {
    "a named figure": ("repair_stars", {"genuine_rate": 6}),
    "of one per grade": ("software_presales", {"coefficient": {"S": 1.6}}),
    "bounds, points of bands, a grade": (
        "support_engineer_kpi",
        {"resolution.bound_2": 4, "resolution.value_2": 31, "resolution.else": 9, "grades.S": 95},
    ),
    "what a case takes": ("support_engineer_kpi", {"complaints.deduction_1": 6}),
    "full points of a level": ("software_presales", {"win_rate.points": {"mid": 17}, "insight.points": {"mid": 9}}),
    "a part's": ("support_engineer_kpi", {"learning.training.bound_3": 81, "daily_report.quality.deep": 3}),
    "what is usual": ("software_presales", {"usual.led_amount.high": 90_000_000}),
    "shares of raters": (
        "technical_support_110",
        {"daily_report.weight.self": 0.4, "daily_report.weight.superior": 0.6},
    ),
    "a standard and its steps": (
        "u8erp_support_dept",
        {"good_proposal_rate.standard": 0.85, "good_proposal_rate.per_short": 3},
    ),
    "the forced distribution": ("software_presales", {"quota.S": 0.15, "quota.B": 0.55}),
}


def figures(plan: Plan) -> dict[str, str]:
    """Return all figures of a scheme as texts, in which one that is not set is itself."""
    return {key: repr(figure.value) for key, figure in plan.parameters.items()}


@pytest.mark.parametrize("kind", OTHER)
def test_a_figure_stands_where_the_scheme_states_it(kind: str) -> None:
    scheme, values = OTHER[kind]
    wanted = changed(catalogue.load(scheme), {key: values[key] for key in values})
    whole = compile_scheme(Scheme.model_validate(restated(wanted)))
    floats = {
        key: repr({name: float(number) for name, number in each.value.items()})
        if isinstance(each.value, Mapping)
        else repr(float(each.value))
        for key, each in wanted.parameters.items()
    }
    assert figures(whole) == floats
    assert whole.changed == {}


@pytest.mark.parametrize("scheme", sorted(catalogue.files()))
def test_any_figure_of_a_shipped_scheme_finds_its_place(scheme: str) -> None:
    plan = catalogue.load(scheme)
    alone = [key for key in plan.parameters if ".weight." not in key and not key.startswith("quota.")]
    for key in Random(1).sample(alone, min(4, len(alone))):  # noqa: S311 - not a secret
        value = plan.parameters[key].value
        other = (
            {each: _moved(number) for each, number in value.items()} if isinstance(value, Mapping) else _moved(value)
        )
        whole = restated(plan.with_parameters({key: other}))
        assert figures(compile_scheme(Scheme.model_validate(whole)))[key] == repr(other), key


def _moved(number: float) -> float:
    return number + 1 if isinstance(number, int) else round(number * 1.0001 + 1e-6, 9)
