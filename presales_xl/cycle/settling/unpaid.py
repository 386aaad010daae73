"""What is not paid, to whom, for which period, and why: nothing that a period owes is passed over in silence."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from presales_xl.backends.words import column_name
from presales_xl.cycle import recompute
from presales_xl.cycle.settling.payroll import Line, Named, Unpaid, items
from presales_xl.people.appraised import Appraised, Cause, Standing
from presales_xl.people.outcome import PersonOutcome
from presales_xl.people.questions import Question
from presales_xl.people.stints import person_id
from presales_xl.periods import parse_period
from presales_xl.project import Project
from presales_xl.texts import Lang, text

_Command = Callable[[str, Question], str]


def unpaid_of(
    project: Project, known: Mapping[str, Sequence[Standing]], settled: Mapping[str, Mapping[str, int]], lang: Lang
) -> Iterator[Unpaid]:
    """Yield whose pay is not due in a period or in those before, the period itself first.

    `settled` is what people were settled with already, in fen by period and employee.
    """
    for name in reversed(list(known)):
        command = partial(recompute.confirming, project, parse_period(name), lang=lang)
        for unpaid in _unpaid(known[name], command, lang):
            already = settled[name].get(person_id(unpaid.employee.employee_id), 0)
            yield replace(unpaid, period=name, settled=already)


def not_in_a_payroll(
    owed: Mapping[str, Mapping[str, int]], names: Mapping[tuple[str, str], Named], lang: Lang
) -> Iterator[Unpaid]:
    """Yield what is due in a period and waits for a later payroll, by period and employee: its own was handed over."""
    for period, amounts in owed.items():
        for employee_id, amount in amounts.items():
            employee, manager, _ = names[period, employee_id]
            words = [text(lang, "settlement.waits.handed_over")]
            yield Unpaid(employee, manager, words, cause="handed_over", period=period, fen=amount)


def to_return(lines: Iterable[Line], lang: Lang) -> Iterator[Unpaid]:
    """Yield what people have to return and what is not deducted, by person and earning period."""
    of_person: dict[tuple[str, str], list[Line]] = {}
    for line in (line for line in lines if line.kind == "return"):
        of_person.setdefault((line.period, line.employee.employee_id), []).append(line)
    words = [text(lang, "settlement.waits.return")]
    for (period, _), theirs in of_person.items():
        amount = sum(line.fen for line in theirs)
        yield Unpaid(theirs[0].employee, theirs[0].manager, words, cause="return", period=period, fen=amount)


def _unpaid(roles: Sequence[Standing], command: _Command, lang: Lang) -> Iterator[Unpaid]:
    """Yield whose pay is not due, with the names of what is missing or to be confirmed, of their own or of others."""
    for standing in (standing for standing in roles if items(standing.plan)):
        plan = standing.plan
        for who in standing.people:
            match cause := standing.held_back.get(who.employee_id):
                case None:
                    continue
                case "incomplete":
                    missing = [key for key in who.outcome.blank_inputs() if key in plan.columns]
                    missing = missing or _not_remembered(who.outcome) or who.outcome.not_computed()
                    names = list(dict.fromkeys(column_name(plan.columns[key], lang) for key in missing))
                    yield Unpaid(who.employee, who.manager, names)
                case "approval":
                    yield Unpaid(who.employee, who.manager, [standing.unapproved[who.employee_id]], cause=cause)
                case _:
                    own = [asked for asked in standing.asked if asked.place == who.outcome.place]
                    yield _to_confirm(standing, who, own, cause, command=command, lang=lang)


def _to_confirm(
    standing: Standing, who: Appraised, own: Sequence[Question], cause: Cause, *, command: _Command, lang: Lang
) -> Unpaid:
    """Return somebody whose pay waits for `own` entries to be confirmed, or for others'."""
    names = [asked.name(standing.plan, lang) for asked in own or standing.asked]
    words = text(lang, f"settlement.waits.{cause}", names=text(lang, "problems.comma").join(dict.fromkeys(names)))
    commands = [command(who.employee_id, asked) for asked in own]
    return Unpaid(who.employee, who.manager, [words], cause=cause, commands=commands)


def _not_remembered(outcome: PersonOutcome) -> list[str]:
    """Return the inputs of a person that should have come from earlier periods and are blank."""
    inputs = [spec for spec in outcome.plan.inputs().values() if spec.field and spec.field.remembered]
    return [spec.id for spec in inputs if math.isnan(outcome.value(spec.id))]
