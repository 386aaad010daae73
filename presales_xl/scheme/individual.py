"""Figures that HR sets otherwise for a person, a team or a role: which may be, and a plan in which they are."""

from collections.abc import Iterable, Iterator, Mapping

from presales_xl.scheme import nodes
from presales_xl.scheme.columns import GRADES, OF_USUAL, QUOTA, Plan, PlanParameter
from presales_xl.scheme.due import only, remade
from presales_xl.scheme.names import Names
from presales_xl.scheme.nodes import Expr

#: Owners of figures that are of everybody: what a grade begins with, how many may have it, what is usual.
_OF_EVERYBODY = (GRADES, QUOTA, f"{OF_USUAL}.")


def adjustable(plan: Plan) -> Mapping[str, PlanParameter]:
    """Return the figures that HR may set otherwise for some, by id, in the order of the plan.

    Not those that differ by grade or choice, that limit what may be entered, that count within detail rows, or that
    everybody is measured by.
    """
    computed = {node for spec in plan.columns.values() for node in _figures(spec.expr)}
    own = {node.id for node in computed if isinstance(node, nodes.Param) or node.key.id == "level"}
    specs = [*plan.columns.values(), *(spec for table in plan.tables.values() for spec in table.columns.values())]
    bounds = {node.id for spec in specs for bound in (spec.low, spec.high) for node in _figures(bound)}
    of_rows = {
        node.id for table in plan.tables.values() for spec in table.columns.values() for node in _figures(spec.expr)
    }
    figures = {key: figure for key, figure in plan.parameters.items() if key in own - of_rows} | _unstated_points(plan)
    return {
        key: figure
        for key, figure in figures.items()
        if not figure.owner.startswith(_OF_EVERYBODY) and (figure.label == "points" or key not in bounds)
    }


def individual(plan: Plan, names: Mapping[str, Names]) -> Plan:
    """Return the plan in which HR may set some figures otherwise for some, `names` by id; without any as it is."""
    if not names:
        return plan
    stated = {figure.owner: figure.value for key, figure in _unstated_points(plan).items() if key in names}
    enabled = plan.scheme.enabled()
    stating = {key: enabled[key].model_copy(update={"points": points}) for key, points in stated.items()}
    scheme = only(plan.scheme, {**enabled, **stating}) if stating else plan.scheme
    return remade(scheme.model_copy(update={"individual": dict(names)}), plan.changed)


def individual_as(plan: Plan, issued: Plan) -> Plan:
    """Return a plan in which HR may set what it could in another one, as far as it has such figures."""
    figures = adjustable(plan) if issued.scheme.individual else {}
    return individual(plan, {key: name for key, name in issued.scheme.individual.items() if key in figures})


def with_individual_of(plan: Plan, others: Iterable[Plan]) -> Plan:
    """Return a plan in which HR may set what it can in others of the scheme, too, as far as it has such figures."""
    own = plan.scheme.individual
    further = {key: name for other in others for key, name in other.scheme.individual.items() if key not in own}
    figures = adjustable(plan) if further else {}
    further = {key: name for key, name in further.items() if key in figures}
    return individual(plan, {**own, **further}) if further else plan


def _unstated_points(plan: Plan) -> dict[str, PlanParameter]:
    """Return the full points of indicators that state none: the best that their rules give."""
    unstated = [key for key, indicator in plan.scheme.enabled().items() if indicator.points is None]
    return {
        f"{key}.points": PlanParameter(f"{key}.points", best, owner=key, label="points", unit="points")
        for key in unstated
        if (best := plan.best(key))
    }


def _figures(expr: Expr | None) -> Iterator[nodes.Param | nodes.Keyed]:
    return (node for node in nodes.walk(expr or nodes.Missing()) if isinstance(node, nodes.Param | nodes.Keyed))
