"""What upheld appeals have decided, beside what is issued: it counts, whatever the roster or a manager says later.

So that is named which does not go by it: figures that HR gives otherwise, days that are put together otherwise, and
what is of nobody any more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from presales_xl.backends.words import own_name
from presales_xl.cycle.generating import issuing, refill
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.grouping import grouped
from presales_xl.ledger import appeals, issues
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import is_of_person
from presales_xl.people.employees import Employee
from presales_xl.people.stints import days_of, person_id
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, warning
from presales_xl.texts import Lang, text
from presales_xl.workbook.formulas import entry_in_words
from presales_xl.workbook.layout import Book

#: Entries by employee and column id.
Decided = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class _Figure:
    """What an appeal has decided: an entry of an employee, or of one of a person's stints."""

    appeal: int
    employee_id: str
    column: str
    value: float

    @property
    def person(self) -> str:
        """Return the id of the person."""
        return person_id(self.employee_id)

    def counts_in(self, roster: Roster) -> bool:
        """Return whether it counts: of whom the roster has, in a column that the scheme has."""
        now = roster.by_id.get(self.employee_id)
        return now is not None and self.column in roster.roles[now.role].columns

    def in_words(self, plan: Plan, lang: Lang) -> str:
        """Return it as messages say it."""
        spec = plan.columns[self.column]
        value = entry_in_words(plan, spec, self.value, lang)
        return text(lang, "publish.appeal.figure", name=own_name(spec, lang), value=value)


def decided(
    read: Reading, period: str, roster: Roster | None = None, people: Iterable[Employee] | None = None
) -> Decided:
    """Return the entries that upheld appeals have put right, by employee and column id: they count, whatever comes.

    What is of the person, as a figure that HR gave once, is put right in all stints, whichever of them was appealed of.
    By default it is that of the roster as issued, and of its people, who may be given with what came back.
    """
    entries = dict[str, dict[str, float]]()
    if not (known := appeals.upheld(read, period)):  # as nearly always
        return entries
    roster = roster or issuing.roster(read, period)
    stints = grouped(people or roster.employees, lambda each: person_id(each.employee_id))
    for appeal in known:
        whose = appeal.employee_id
        of_person = {each.employee_id: each for each in stints.get(person_id(whose), ())}
        for each in of_person.values() if whose in of_person else ():
            again = ((_again(key, of_person[whose], each, roster.roles), key) for key in appeal.entries)
            entries.setdefault(each.employee_id, {}).update({to: appeal.entries[key] for to, key in again if to})
        entries.setdefault(whose, {}).update(appeal.entries)
    return entries


def _again(column: str, whose: Employee, other: Employee, roles: Mapping[str, Plan]) -> str:
    """Return the column of another stint in which an entry of one is once more, whatever appeals have decided of it.

    It is "" where there is none. What HR gave once, by its name, each scheme may have under an id of its own. What
    earlier periods leave as an amount is the last one's.
    """
    plan, of_other = roles[whose.role], roles[other.role]
    spec = plan.columns.get(column)
    if spec is None:
        return ""
    named_alike = (each.id for each in of_other.of_kind("input") if each.name == spec.name)
    called = column if column in of_other.columns else next(named_alike, "")
    if not called or not refill.means_the_same(column, plan, of_other, called):
        return ""
    if whose.entries.get(column) != other.entries.get(called):
        return ""
    if column in whose.of_person and called in other.of_person:
        return called
    is_amount = spec.field and spec.field.remembered and spec.field.remembered.is_amount
    is_one = plan.scheme.id == of_other.scheme.id and not is_amount and is_of_person(plan, column, whose, other)
    return column if is_one else ""


def put_right(who: Employee, plan: Plan, entries: Mapping[str, float]) -> Employee:
    """Return an employee with the entries that appeals put right; what HR gave in no stint is then given once."""
    if not entries:
        return who
    left_out = {spec.id for spec in plan.given_by_hr() if spec.id in entries and spec.id not in who.entries}
    return replace(who, entries={**who.entries, **entries}, of_person=left_out.union(who.of_person))


def carried(book: Book, decided: Decided) -> Book:
    """Return a manager's workbook in which what was `decided` stands in the cells that are locked."""
    if not decided:  # as nearly always
        return book

    def with_decided(person: Employee) -> Employee:
        of_person = decided.get(person.employee_id, {})
        locked = {key: value for key, value in of_person.items() if key in person.locked}
        return replace(person, entries={**person.entries, **locked})

    return replace(book, roles=[replace(role, people=list(map(with_decided, role.people))) for role in book.roles])


def otherwise(read: Reading, period: str, roster: Roster, lang: Lang) -> Iterator[Problem]:
    """Yield what is otherwise in the roster by which a period is about to be issued than appeals have decided.

    That is figures that HR gives, the days of a stint, and what counts no more (see `void`).
    """
    before = issuing.roster(read, period).by_id if (decided := _decided(read, period)) else {}
    counting = [each for each in decided if each.counts_in(roster)]
    for appeal, figures in grouped(counting, lambda each: each.appeal).items():
        now = roster.by_id[figures[0].employee_id]
        plan, was = roster.roles[now.role], before.get(now.employee_id)
        fields: dict[str, object] = {"number": appeal, "id": now.employee_id, "name": now.name, "period": period}
        given = [each for each in figures if each.column in now.locked]
        if given := [each for each in given if now.entries.get(each.column, each.value) != each.value]:
            fields["found"] = [replace(each, value=now.entries[each.column]).in_words(plan, lang) for each in given]
            fields["figures"] = [each.in_words(plan, lang) for each in given]
            yield warning("appeal.given_otherwise", Place(), **fields)
        if was is not None and _days(was) != _days(now):
            fields |= {"before": _days_in_words(was, lang), "after": _days_in_words(now, lang)}
            fields["figures"] = [each.in_words(plan, lang) for each in figures]
            yield warning("appeal.other_days", Place(), **fields)
    yield from void(read, period, roster, lang)


def void(read: Reading, period: str, roster: Roster, lang: Lang) -> Iterator[Problem]:
    """Yield what appeals have decided and counts no more of people whom a roster has: a warning per appeal.

    It is of a stint that is none any more, or a figure that the scheme lacks. What a later appeal has decided instead,
    of any stint of the person, is not named.
    """
    decided = _decided(read, period)
    people = {person_id(each.employee_id): each for each in roster.employees}
    instead = {(each.person, each.column): place for place, each in enumerate(decided) if each.counts_in(roster)}
    lost = [
        each
        for place, each in enumerate(decided)
        if each.person in people and not each.counts_in(roster) and instead.get((each.person, each.column), -1) < place
    ]
    for appeal, figures in grouped(lost, lambda each: each.appeal).items():
        whose = figures[0]
        plan = _plan_then(read, period, whose)
        fields = {
            "number": appeal,
            "id": whose.employee_id,
            "name": people[whose.person].name,
            "person": whose.person,
            "figures": [each.in_words(plan, lang) for each in figures],
            "period": period,
        }
        code = "appeal.void_figure" if whose.employee_id in roster.by_id else "appeal.void_stint"
        yield warning(code, Place(), **fields)


def _decided(read: Reading, period: str) -> list[_Figure]:
    """Return what counts of all that appeals have decided: of each entry the last word, in the order of these."""
    last: dict[tuple[str, str], _Figure] = {}
    for each in appeals.upheld(read, period):
        for column, value in each.entries.items():
            last.pop((each.employee_id, column), None)
            last[each.employee_id, column] = _Figure(each.id, each.employee_id, column, value)
    return list(last.values())


def _plan_then(read: Reading, period: str, figure: _Figure) -> Plan:
    """Return the scheme with a figure by which somebody was issued last, under an id that nobody may have any more."""
    people = (person for book in reversed(issues.all_of(read, period)) for person in book.content.get("people", ()))
    schemes = dict.fromkeys(str(each["scheme"]) for each in people if each["id"] == figure.employee_id)
    return next(plan for scheme in schemes if figure.column in (plan := issuing.plan_issued(read, scheme)).columns)


def _days(employee: Employee) -> object:
    """Return which days of the period an employee is about, None for all of them."""
    return employee.stint and (employee.stint.first, employee.stint.last)


def _days_in_words(employee: Employee, lang: Lang) -> str:
    return days_of(employee, lang) or text(lang, "publish.appeal.whole_period")
