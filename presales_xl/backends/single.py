"""One employee's part of an evaluation: the value of any node, for explanations."""

from collections.abc import Callable, Mapping

import numpy as np

from presales_xl.backends.frame import Evaluation, Inputs
from presales_xl.backends.numbers import Floats
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import Plan


class _Single(Evaluation):
    """One employee, whose columns and figures from other rows are known; what is not known is missing."""

    def __init__(self, plan: Plan, values: Mapping[str, float], others: Mapping[nodes.Expr, float]) -> None:
        super().__init__(plan, Inputs(1, {}))
        self.values = {key: self.full(values.get(key, np.nan)) for key in plan.columns}
        self.others = others

    def value(self, node: nodes.Expr) -> Floats:
        if isinstance(node, nodes.Cohort | nodes.Rows | nodes.RowCount):
            return self.full(self.others.get(node, np.nan))
        return super().value(node)


def single(
    plan: Plan, values: Mapping[str, float], others: Mapping[nodes.Expr, float]
) -> Callable[[nodes.Expr], float]:
    """Return a function that gives the value of any node for one employee, NaN where it is missing.

    `values` are the employee's columns by id, `others` the employee's part of `from_other_rows`.
    """
    run = _Single(plan, values, others)

    def value(node: nodes.Expr) -> float:
        with np.errstate(all="ignore"):
            return float(run.value(node)[0])

    return value
