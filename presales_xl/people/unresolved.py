"""Whom all that must be given leaves without a result: what is lacking, and whether anybody but HR can mend that.

The buttons and `collect` ask here, and so leave the same people open.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from presales_xl.backends.explain import causes
from presales_xl.backends.words import column_name
from presales_xl.people import questions
from presales_xl.people.conditional_ratings import if_rated
from presales_xl.people.employees import Employee, Role
from presales_xl.people.entries import is_required, names_of
from presales_xl.people.notices import BlankNotice, DecisionNotice, UncomputedNotice, UnratedNotice, WaitingNotice
from presales_xl.people.outcome import Outcome, PersonOutcome
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import Kind, Plan
from presales_xl.scheme.errors import Place, Problem
from presales_xl.scheme.states import WAITING
from presales_xl.texts import Lang

_COMPUTED: tuple[Kind, ...] = ("measure", "score", "points", "adjustment", "exempt", "total", "grade")


def unresolved(role: Role, made: Outcome, lang: Lang) -> Iterator[Problem]:
    """Yield a notice of everybody who has no result though all that must be given is there and valid.

    It names what the manager left blank that may stay so elsewhere (the NPS of whom no satisfaction was measured) and
    would still be lacking once raters have given what is asked of them; what else no result comes from; or what HR or
    raters still owe. `made` is what came out of the entries of the role.
    """
    refused = {asked.place for asked in questions.refused(made)}
    rated: Outcome | None = None
    for place in (~made.complete).nonzero()[0].tolist():
        who, result = role.people[place], made.person(place)
        blank = result.blank_inputs()
        if place in refused or not _is_valid(who):
            continue
        if not blank:
            yield without_result(result, who.employee_id, lang)
            continue
        rated = rated or if_rated(role)
        if problem := _once_rated(who, blank, rated.person(place), lang):
            yield problem


def without_result(person: PersonOutcome, who: str, lang: Lang) -> Problem:
    """Return the notice of somebody of whom nothing is blank: what could not be computed and why, or what HR owes."""
    plan = person.plan
    if person.value(WAITING) == 1:
        return _waits(plan, who, of_hr(plan), lang)
    points = plan.of_kind("points")
    if (points and all(map(person.is_exempt, points))) or person.value("completeness") == 1:
        open_ = person.open_results
        names = names_of(plan, [spec.id for spec in open_], lang)
        fields = {"id": who, "names": names, "why": person.explained(open_[0], lang)}
        return DecisionNotice("table.for_hr", fields=fields, severity="warning")
    missing = person.not_computed()
    why = person.explained(plan.columns[missing[0]], lang) if missing else ""
    fields = {"id": who, "names": names_of(plan, missing, lang), "why": why}
    return UncomputedNotice("table.not_computed", fields=fields, severity="warning")


def of_hr(plan: Plan) -> list[str]:
    """Return the ids of the inputs of HR that keep results open by what HR said."""
    sources = plan.sources(plan.columns[WAITING], through=())
    return [spec.id for spec in sources if spec.field and spec.field.given_by == "hr"]


def owed_by_hr(who: Employee, person: PersonOutcome) -> list[str]:
    """Return the ids of the inputs by which HR alone keeps somebody's result open; none where others owe something."""
    if blank := person.blank_inputs():
        return blank if all(key in who.locked for key in blank) else []
    return of_hr(person.plan) if person.value(WAITING) == 1 else []


def _once_rated(who: Employee, blank: Sequence[str], rated: PersonOutcome, lang: Lang) -> Problem | None:
    """Return the notice of somebody of whom something is blank; None where a required entry is told by itself.

    `rated` is what would come out had raters given all that is asked of them.
    """
    plan, left = rated.plan, rated.blank_inputs()
    if own := [key for key in left if _is_managers_choice(plan, who, key)]:
        place = who.places.get(own[0], Place())
        fields = {"id": who.employee_id, "names": names_of(plan, own, lang)}
        return BlankNotice("table.blank", place, fields, "warning")
    if left:
        is_of_hr = all(key in who.locked and not is_required(plan.columns[key]) for key in left)
        return _waits(plan, who.employee_id, left, lang) if is_of_hr else None
    if rated.is_complete or (rated.value(WAITING) != 1 and _hangs_on(rated, who.awaited)):
        ratings = [key for key in blank if key in who.awaited]
        fields = {"id": who.employee_id, "names": names_of(plan, ratings, lang)}
        return UnratedNotice("table.unrated", fields=fields, severity="warning")
    return without_result(rated, who.employee_id, lang)


def _waits(plan: Plan, who: str, columns: Sequence[str], lang: Lang) -> Problem:
    fields = {"id": who, "names": [column_name(plan.column(key), lang) for key in columns]}
    return WaitingNotice("table.waits", fields=fields, severity="warning")


def _is_valid(who: Employee) -> bool:
    entries = chain([who.entries], (row.entries for row in chain.from_iterable(who.rows.values())))
    return not any(map(math.isinf, chain.from_iterable(held.values() for held in entries)))


def _is_managers_choice(plan: Plan, who: Employee, key: str) -> bool:
    """Return whether an input may stay blank, and the manager is the one to fill it in, be it in place of HR."""
    spec = plan.columns[key]
    if spec.kind != "input" or spec.field is None or key in who.awaited | who.locked:
        return False
    return spec.field.may_stay_blank


def _hangs_on(person: PersonOutcome, ratings: Collection[str]) -> bool:
    """Return whether it may be by ratings, which are not known yet, that something could not be computed."""
    plan = person.plan
    for spec in person.of.results:
        for _, part in causes(plan, spec, person.of.numbers(person.place)):
            read = [nodes.Column(part)] if isinstance(part, str) else nodes.walk(part)
            for column in (plan.columns[node.id] for node in read if isinstance(node, nodes.Column)):
                if column.id in ratings or any(each.id in ratings for each in plan.sources(column, through=_COMPUTED)):
                    return True
    return False
