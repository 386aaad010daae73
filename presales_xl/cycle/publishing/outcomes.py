"""What follows from a result: the flags that are up, each with why."""

import math
from collections.abc import Iterator, Mapping

from presales_xl.backends.explain import explain
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.nodes import Expr
from presales_xl.texts import Lang


def raised(
    plan: Plan, values: Mapping[str, float], others: Mapping[Expr, float], lang: Lang
) -> Iterator[tuple[str, str]]:
    """Yield the name of each flag of an employee and the flag with its reason; arguments as of `explain`."""
    spec = plan.columns.get("flags")
    tags = values.get("flags", math.nan)
    if spec is None or not math.isfinite(tags):
        return
    for place, name in enumerate(plan.dimensions[spec.dimension].names):
        if int(tags) >> place & 1:
            alone = {**values, "flags": 2.0**place}
            yield name[lang], explain(plan, spec, alone, lang, others)
