"""What counts as one's own data: whoever changes in it is told why, and not only that others have changed."""

import pytest

from presales_xl import catalogue
from presales_xl.cycle import changes
from presales_xl.cycle.own_data import of_person_alone
from presales_xl.resources import SCHEMES
from presales_xl.scheme.columns import Plan


def of_others(plan: Plan) -> list[str]:
    """Return the results of a scheme, without ranks, that somebody else's data is in."""
    computed = [spec.id for spec in plan.of_kind("measure", *changes.RESULTS) if spec.kind != "rank"]
    return [key for key in computed if key not in of_person_alone(plan)]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("presales_manager", []),
        ("erp_project_consultant", ["pay.projects", "pay.total", "flags"]),
        ("ecom_service_quality", ["measure.standing"]),
        ("u8erp_support_dept", []),
        ("sales_2024", ["measure.standing"]),
    ],
)
def test_what_comes_of_entries_and_rows_is_ones_own_but_shares_with_others_and_places_among_them(
    scheme: str, expected: list[str]
) -> None:
    assert of_others(catalogue.load_file(SCHEMES / f"{scheme}.yaml")) == expected
