"""The roster's sheet 个别调整: figures of a scheme that are others for a person, a team or a role, when and why."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nlargest
from itertools import chain, pairwise

from presales_xl.backends.phrases import SIGNS
from presales_xl.backends.words import figure_in_full, quantity
from presales_xl.cycle.rosters.roster_dates import day_of
from presales_xl.cycle.rosters.roster_sheet import RosterSheet, by_key
from presales_xl.grouping import grouped
from presales_xl.people.employees import INDIVIDUAL, Employee, Manager
from presales_xl.people.entries import WORDS_MOST, fillable, read_entry
from presales_xl.people.stints import person_id
from presales_xl.people.table import normal
from presales_xl.periods import Period, first_day, last_day, period_written
from presales_xl.scheme.columns import Plan, PlanParameter, individual_column
from presales_xl.scheme.errors import BestDiffers, Problem, ProblemsError, warning
from presales_xl.scheme.individual import adjustable, individual
from presales_xl.scheme.names import Names
from presales_xl.scheme.variant import value_problems
from presales_xl.texts import LANGUAGES, Lang, text

_REASON_MOST = 100  # characters: several reasons stand in one cell
_CLOSE = 8  # figures that a message names


class FigureNames:
    """What the figures of a scheme are called that may be set for some, and which one a name means."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.figures = adjustable(plan)
        zh, en = map(self._named, LANGUAGES)
        self.names = {key: Names(zh=zh[key], en=en[key]) for key in self.figures}

    def _named(self, lang: Lang) -> Mapping[str, str]:
        """Return the names by id; where several would have one, as bounds have, what it is for all tells them apart."""
        names = {key: figure_in_full(self.plan, figure, lang) for key, figure in self.figures.items()}
        values = {key: f"{names[key]} {_value(figure, lang)}" for key, figure in self.figures.items()}
        of_name, of_value = Counter(names.values()), Counter(values.values())
        return {
            key: name if of_name[name] == 1 else values[key] if of_value[values[key]] == 1 else f"{name} {key}"
            for key, name in names.items()
        }

    @cached_property
    def _known(self) -> Mapping[str, list[str]]:
        known: dict[str, list[str]] = {}
        for key, names in self.names.items():
            for name in dict.fromkeys(chain([_bare(key)], *map(_spelled, (names.zh, names.en)))):
                known.setdefault(name, []).append(key)
        return known

    def find(self, written: str) -> str:
        """Return the id of the figure that is meant, "" where none or more than one is."""
        keys = self._known.get(_bare(written), [])
        return keys[0] if len(keys) == 1 else ""

    def is_entry(self, written: str) -> bool:
        """Return whether a name means what is filled in for everybody, and no figure of the scheme."""
        names = (spec.name for spec in fillable(self.plan) if spec.name)
        return _bare(written) in {_bare(name) for each in names for name in (each.zh, each.en)}

    def like(self, written: str, lang: Lang) -> list[str]:
        """Return the names that are near to what is written: those that share most pairs of letters with it."""
        wanted = Counter(pairwise(_bare(written)))

        def shared(names: Names) -> int:
            return max((wanted & Counter(pairwise(spelled))).total() for spelled in _spelled(names[lang]))

        return [names[lang] for names in nlargest(_CLOSE, self.names.values(), shared)]


def _value(figure: PlanParameter, lang: Lang) -> str:
    values = figure.value.values() if isinstance(figure.value, Mapping) else [figure.value]
    return SIGNS.get(figure.sign, "") + "/".join(quantity(value, figure.unit, lang) for value in values)


def _bare(name: str) -> str:
    """Return a name without blanks and without what stands in brackets behind it: 满分（权重） is 满分."""
    return re.sub(r"(?<=.)\([^()]*\)$", "", "".join(normal(name).split()))


def _spelled(name: str) -> list[str]:
    """Return how a name may be written: 满分（权重） is 满分 and 权重."""
    bare = _bare(name)
    other = re.search(r"\(([^()]*)\)$", normal(name))
    owner, blank, _ = name.rpartition(" ")
    return [bare, _bare(owner + blank + other[1])] if other else [bare]


@dataclass(frozen=True)
class Setting:
    """What a row sets for a person: the value, why, and the row; `weight` is larger the fewer people the row is of."""

    value: float
    reason: str
    row: int
    weight: int


@dataclass(frozen=True)
class _Whom:
    """Of whom a row is: lower-case id, manager's ids, role; "" or nothing where the row does not say."""

    employee: str
    managers: frozenset[str]
    role: str

    def has(self, employee: Employee) -> bool:
        """Return whether somebody of whom the id may be is one of them."""
        return (not self.managers or employee.manager_id in self.managers) and self.role in ("", employee.role)

    @property
    def weight(self) -> int:
        """Return by how much the row counts before others: a person's before a team's, a team's before a role's."""
        return 4 * bool(self.employee) + 2 * bool(self.managers) + bool(self.role)


class IndividualSheet:
    """Reads the sheet; what is wrong gathers in the sheet's problems.

    `plans` are what of the schemes is due in the period, of the `roles` that are; `whole` gives the whole scheme of
    one. What a row sets that is due at other times waits for them.
    """

    def __init__(
        self,
        sheet: RosterSheet,
        employees: Sequence[Employee],
        managers: Mapping[str, Manager],
        *,
        roles: Collection[str],
        plans: Mapping[str, Plan],
        whole: Callable[[str], Plan | None],
        period: Period | None,
        lang: Lang,
    ) -> None:
        self.sheet = sheet
        self.employees = employees
        self.managers = managers
        self.roles = roles
        self.plans = plans
        self.whole = whole
        self.lang = lang
        self.first_day = first_day(period.text) if period else None
        self._names: dict[str, FigureNames] = {}  # by role, of those that rows are of: most rosters have no row
        self.settings: dict[str, dict[str, Setting]] = {}
        self._plans: dict[tuple[str, ...], Plan] = {}  # by role and the figures that may be set in it
        self._misfits: dict[tuple[str, ...], set[tuple[str, str]]] = {}  # by level too: those of nobody in particular

    def read(self) -> None:
        """Read every row; `settings` are then those of the period, by employee and figure."""
        for row in self.sheet:
            before = len(self.sheet.problems)
            whom, days = self._whom(row), self._days(row)
            written, reason = self.sheet.text(row, "figure"), self.sheet.text(row, "reason")
            for column, given in (("figure", written), ("reason", reason)):
                if not given:
                    self.sheet.wrong("individual.blank", row, column, title=self._title(column))
            if len(reason) > _REASON_MOST:
                self.sheet.wrong(
                    "roster.too_long", row, "reason", title=self._title("reason"), found=reason, most=_REASON_MOST
                )
            if len(self.sheet.problems) == before and self.is_due(days):
                self._set(row, whom, written, self._why(row, reason))
        for employee in self.employees:
            self._check(employee)

    def is_due(self, days: tuple[dt.date | None, dt.date | None]) -> bool:
        """Return whether a row counts for the period: it begins within the days, both included."""
        first, last = days
        begin = self.first_day
        return begin is None or ((first is None or first <= begin) and (last is None or begin <= last))

    def names_of(self, role: str) -> dict[str, Names]:
        """Return the figures that are set for anybody under a role's scheme, with their names."""
        scheme = self.plans[role].scheme.id
        alike = {name for name, plan in self.plans.items() if plan.scheme.id == scheme}
        used = {key for each in self.employees if each.role in alike for key in self.settings.get(each.employee_id, ())}
        return {key: name for key, name in self._figures(role).names.items() if key in used} if used else {}

    def give(self, employee: Employee, plan: Plan) -> Employee:
        """Return an employee with what is set; whatever is set of anybody of the role is locked for everybody."""
        columns = {key: individual_column(key) for key in plan.scheme.individual if key in plan.parameters}
        settings = {key: each for key, each in self.settings.get(employee.employee_id, {}).items() if key in columns}
        parts = [self._told(plan.parameters[key], plan.scheme.individual[key], each) for key, each in settings.items()]
        words = text(self.lang, "explain.join").join(parts)
        words = words if len(words) <= WORDS_MOST else f"{words[: WORDS_MOST - 1]}…"
        return replace(
            employee,
            entries={**employee.entries, **{columns[key]: each.value for key, each in settings.items()}},
            texts={**employee.texts, **({INDIVIDUAL: words} if words else {})},
            locked=employee.locked | {*columns.values(), INDIVIDUAL},
        )

    def _told(self, figure: PlanParameter, name: Names, setting: Setting) -> str:
        """Return what was set and why: 「商机转化率 目标 改为 25%（方案 30%）：新区域」."""
        value, of_all = (_value(each, self.lang) for each in (replace(figure, value=setting.value), figure))
        fields = {"name": name[self.lang], "value": value, "scheme": of_all, "reason": setting.reason}
        return text(self.lang, "roster.individual.told", **fields)

    def _title(self, column: str) -> str:
        return self.sheet.table.header[self.sheet.places[column]]

    def _whom(self, row: int) -> _Whom:
        """Return of whom a row is; what names nobody is noted."""
        sheet = self.sheet
        written, team, role = (sheet.text(row, key) for key in ("employee_id", "team", "role"))
        if not (written or team or role):
            sheet.wrong("individual.nobody", row, "figure")
        if written and written.casefold() not in self._people:
            sheet.nobody(row, by_key(self._people))
        managers = self._managers.get(normal(team), frozenset())
        if team and not managers:
            known = list(dict.fromkeys(each.team for each in self.managers.values()))
            sheet.wrong("individual.unknown_team", row, "team", found=team, known=known)
        roles = {normal(name): name for name in self.roles}
        if role and normal(role) not in roles:
            sheet.wrong("roster.unknown_role", row, "role", found=role, known=list(self.roles))
        return _Whom(written.casefold(), managers, roles.get(normal(role), ""))

    @cached_property
    def _people(self) -> Mapping[str, list[Employee]]:
        """Return everybody with the stints of the period, by the person's id in lower case."""
        return grouped(self.employees, lambda each: person_id(each.employee_id).casefold())

    @cached_property
    def _managers(self) -> Mapping[str, frozenset[str]]:
        """Return the ids of the managers of each team, by its name or a manager's id as they may be written."""
        named: dict[str, set[str]] = {}
        for key, each in self.managers.items():
            for name in (each.team, key):
                named.setdefault(normal(name), set()).add(key)
        return {name: frozenset(ids) for name, ids in named.items()}

    def _days(self, row: int) -> tuple[dt.date | None, dt.date | None]:
        """Return the days within which a period has to begin; None where there is no limit."""
        since, until = self._day(row, "since", last=False), self._day(row, "until", last=True)
        if since and until and until < since:
            found, other = (self.sheet.text(row, key) for key in ("until", "since"))
            self.sheet.wrong("individual.until_before_since", row, "until", found=found, other=other)
        return since, until

    def _day(self, row: int, column: str, *, last: bool) -> dt.date | None:
        value, written = self.sheet.raw(row, column), self.sheet.text(row, column)
        if value is None:
            return None
        try:
            period = period_written(written).text
        except ProblemsError:
            if (day := day_of(value)) is None:
                self.sheet.wrong("individual.no_period", row, column, title=self._title(column), found=written or "—")
            return day
        return last_day(period) if last else first_day(period)

    def _why(self, row: int, reason: str) -> str:
        """Return the reason with the periods for which the row counts, as whoever reads it is to know."""
        since, until = (self.sheet.text(row, key) for key in ("since", "until"))
        if not (since or until):
            return reason
        key = "from_to" if since and until else "from" if since else "to"
        return text(self.lang, f"roster.individual.{key}", reason=reason, since=since, until=until)

    def _set(self, row: int, whom: _Whom, written: str, reason: str) -> None:
        """Set a figure for those whom a row is of and whose scheme has it."""
        sheet = self.sheet
        candidates = self._people.get(whom.employee, []) if whom.employee else self.employees
        people = [each for each in candidates if whom.has(each)]
        due = [each for each in people if each.role in self.plans]
        roles = dict.fromkeys(each.role for each in due)
        key_of = {role: key for role in roles if (key := self._figures(role).find(written))}
        if not people:
            sheet.problems.append(warning("individual.of_none", sheet.place(row, "figure"), found=written))
        elif due and not key_of and not any(self._is_due_later(role, written) for role in roles):
            figures = self._figures(due[0].role)
            code = "individual.of_entry" if figures.is_entry(written) else "individual.unknown_figure"
            sheet.wrong(code, row, "figure", found=written, known=figures.like(written, self.lang))
        values = {role: self._value(row, role, key) for role, key in key_of.items()}
        for employee in due:
            value = values.get(employee.role)
            if value is None:
                continue
            settings, key = self.settings.setdefault(employee.employee_id, {}), key_of[employee.role]
            before = settings.get(key)
            if not self._weighs(employee, key):
                sheet.wrong("individual.no_weight", row, "value", id=employee.employee_id, found=written)
            elif self.first_day and before and before.weight == whom.weight and before.value != value:
                line = sheet.table.lines[before.row]
                sheet.wrong("individual.twice", row, "value", id=employee.employee_id, found=written, line=line)
            elif before is None or before.weight <= whom.weight:
                settings[key] = Setting(value, reason, row, whom.weight)

    def _value(self, row: int, role: str, key: str) -> float | None:
        """Return the value of a row as the role's scheme reads it, None where it is none."""
        sheet, plan = self.sheet, self._with(role, key)
        raw = sheet.raw(row, "value")
        if raw is None:
            sheet.wrong("individual.blank", row, "value", title=self._title("value"))
            return None
        entry, problem = read_entry(plan, plan.columns[individual_column(key)], raw, self.lang, typed=False)
        if problem and problem.severity == "error":
            sheet.problems.append(replace(problem, place=sheet.place(row, "value")))
            return None
        return entry

    def _figures(self, role: str) -> FigureNames:
        """Return what the figures of a role's scheme are called."""
        if role not in self._names:
            self._names[role] = FigureNames(self.plans[role])
        return self._names[role]

    def _is_due_later(self, role: str, written: str) -> bool:
        """Return whether a name means a figure of a role's scheme that is not due in the period."""
        plan = self.whole(role)
        return plan is not None and bool(FigureNames(plan).find(written))

    def _with(self, role: str, *keys: str) -> Plan:
        """Return the plan of a role in which some figures may be set for some."""
        if (role, *keys) not in self._plans:
            self._plans[role, *keys] = individual(
                self.plans[role], {key: self._figures(role).names[key] for key in keys}
            )
        return self._plans[role, *keys]

    def _weighs(self, employee: Employee, key: str) -> bool:
        """Return whether a figure may be set for a person: full points are scaled, of which there have to be some."""
        figure = self._figures(employee.role).figures[key]
        level = self.plans[employee.role].level_of(employee.entries)
        return figure.label != "points" or not figure.dimension or not level or figure.of(level) > 0

    def _check(self, employee: Employee) -> None:
        """Note what does not fit together any more of the figures of a person: sums of full points, bounds in order."""
        settings = self.settings.get(employee.employee_id)
        if not settings:
            return
        plan = self._with(employee.role, *sorted(settings))
        level = plan.level_of(employee.entries)
        plan = plan.at_level(level) if level else plan
        kind = (level, employee.role, *sorted(settings))
        if kind not in self._misfits:
            self._misfits[kind] = set(map(_key, value_problems(plan)))
        now = value_problems(plan.with_parameters({key: each.value for key, each in settings.items()}))
        # A full mark that was set for a person scales the score: the rule by itself may give another best.
        for problem in {_key(each): each for each in now if not isinstance(each, BestDiffers)}.values():
            if _key(problem) not in self._misfits[kind]:
                row = max(each.row for each in settings.values())
                cause = text(self.lang, f"problems.{problem.code}.what", **problem.fields).rstrip("。.")
                who = {"id": employee.employee_id, "name": employee.name}
                self.sheet.wrong("individual.misfit", row, "value", cause=cause, **who)


def _key(problem: Problem) -> tuple[str, str]:
    return problem.code, repr(sorted(problem.fields.items(), key=str))
