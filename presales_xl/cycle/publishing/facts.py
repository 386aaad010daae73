"""What the report is made from: everybody's figures of this period, and what the ledger kept of earlier ones."""

import math
from collections.abc import Iterator, Sequence

from presales_xl.cycle.publishing.outcomes import raised
from presales_xl.cycle.publishing.report import Fact, Past
from presales_xl.ledger import kept_periods, kept_results
from presales_xl.ledger.kept_results import Result
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import Standing
from presales_xl.periods import cycle_of
from presales_xl.texts import Lang

PERIODS = 12  # that the report looks back over, this one included


def now(standings: Sequence[Standing], lang: Lang) -> Iterator[Fact]:
    """Yield the figures of everybody in this period."""
    for standing in standings:
        plan, final = standing.plan, standing.outcome
        for place, who in enumerate(standing.people):
            values = {key: float(column[place]) for key, column in final.values.items()}
            flags = [name for name, _ in raised(plan, values, {}, lang)]
            grade, by_scale = (
                _grade(each.values.get("grade", [math.nan] * final.size)[place]) for each in (final, standing.by_scale)
            )
            money = values.get(plan.pay_total(), math.nan)
            yield Fact(standing.role, who.manager.team, values["total"], money, grade, by_scale, flags)


def before(read: Reading, period: str) -> list[Past]:
    """Return the earlier periods of the same cycle that the ledger has results of, in order."""
    earlier = [one.period for one in kept_periods.all_of(read, cycle_of(period)) if one.period < period]
    found = [Past(one, [_fact(each) for each in kept_results.all_of(read, one)]) for one in earlier[1 - PERIODS :]]
    return [each for each in found if each.facts]


def _fact(result: Result) -> Fact:
    pay = {key: value for key, value in result.columns.items() if key.startswith("pay.")}
    money = pay.get("pay.total", math.fsum(pay.values()) if pay else math.nan)
    return Fact(result.role, result.team, math.nan if result.total is None else result.total, money)


def _grade(position: float) -> int | None:
    return int(position) if math.isfinite(position) else None
