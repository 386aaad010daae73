"""Who of an open workbook has no result though nothing is left to fill in, and what each waits for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from presales_xl.addin.ribbon import first_few
from presales_xl.people.employees import Employee
from presales_xl.people.notices import DecisionNotice
from presales_xl.texts import Lang, text
from presales_xl.workbook.layout import label_of
from presales_xl.workbook.returned import Returned

_NAMED = 5  # people whom a message names


def waits(checked: Returned, lang: Lang) -> dict[str, str]:
    """Return by employee id what those wait for who have no result though nothing is left to fill in."""
    words: dict[str, str] = {}
    for problem in checked.waiting:
        names = text(lang, "problems.comma").join(cast(Sequence[str], problem.fields["names"]))
        is_decided = isinstance(problem, DecisionNotice)
        awaited = text(lang, "addin.for_hr") if is_decided else text(lang, "workbook.role.waiting", names=names)
        words[str(problem.fields["id"])] = awaited
    return words


def in_words(people: Iterable[Employee], known: Mapping[str, str], lang: Lang) -> str:
    """Return those of some people who wait, with what for, as messages name them; `known` is that by employee id."""
    waiting = [
        text(lang, "addin.waits", who=label_of(who.employee_id, who.name), awaited=known[who.employee_id])
        for who in people
        if who.employee_id in known
    ]
    return first_few(waiting, _NAMED, lang)
