"""Reads the roster workbook: who works for whom in which role, which scheme a role has, which figures HR gives.

Sheets: 员工 employees, 经理 managers, 岗位 roles; 目标与工资 figures, 评分人 raters, 人员变动 changes and 个别调整
individual figures may be missing. Headers and sheet names are understood in both languages. Everything that is wrong is
found in one reading.
"""

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from presales_xl import catalogue
from presales_xl.backends.words import own_name
from presales_xl.cycle.rosters.figures import RosterFigures
from presales_xl.cycle.rosters.individual_sheet import IndividualSheet
from presales_xl.cycle.rosters.roster import Roster, file_stem
from presales_xl.cycle.rosters.roster_dates import read_employments
from presales_xl.cycle.rosters.roster_raters import RaterSheet
from presales_xl.cycle.rosters.roster_sheet import RosterSheet, by_key, not_read, sheets_of
from presales_xl.grouping import grouped
from presales_xl.people import stints
from presales_xl.people.appraised import Appraised
from presales_xl.people.employees import Assignment, Employee, Manager, Rater, of_plan, with_days
from presales_xl.people.employment import Employment, Post, Presence, Stint, appraised_in
from presales_xl.people.entries import (
    read_entry,
)
from presales_xl.people.table import normal
from presales_xl.periods import (
    CYCLES,
    Period,
    containing,
    ending_with,
    first_day,
    first_month,
    last_day,
    months,
    months_from,
    parse_period,
)
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import by_days, not_handed_on, weighed
from presales_xl.scheme.errors import Problem, ProblemsError, warning
from presales_xl.scheme.individual import individual
from presales_xl.scheme.model import Cycle, Scheme
from presales_xl.scheme.ratings import kinds
from presales_xl.scheme.states import (
    DAYS_AT_WORK,
    EXEMPT,
    LEFT,
    NORMAL,
    PROBATION,
    STATE,
    STATES,
)
from presales_xl.texts import LANGUAGES, Lang, first_of, text
from presales_xl.workbook import hand_made
from presales_xl.workbook.build import names_of_role, reserved_names
from presales_xl.workbook.layout import SHEET_NAME_MOST, sheet_name

_EXCELS_OWN_SHEETS = ("History",)
_NAMED = 12  # people that a message names
_APART = re.compile(r"[、,，;；/|]")


def load_roster(
    project: Project, lang: Lang, period: Period | None = None, issued: Mapping[str, Plan] | None = None
) -> Roster:
    """Return a project's roster; ProblemsError (`roster.…`, `file.…`) lists everything that is wrong.

    With a `period` it holds the roles that are due in it, and their plans only what is due in a period of that length.
    Schemes that were `issued` for it, by id, stand for those of the project.
    """
    file, sheets = str(project.roster), hand_made.sheets(project.roster)
    reading = _Reading(project, sheets_of(file, sheets), lang, period)
    reading.issued = issued or {}
    reading.problems += not_read(file, sheets)
    return reading.roster()


def not_employed(project: Project, lang: Lang, period: Period, people: Iterable[Appraised]) -> list[str]:
    """Return ids with names of those who by the roster's dates are not employed in a period; none if it is not read."""
    if not (names := {who.employee_id: f"{who.employee_id} {who.name}" for who in people}):
        return []
    try:
        absent = load_roster(project, lang, period).absent
    except ProblemsError:  # which generating tells of
        return []
    return [name for employee_id, name in names.items() if employee_id in absent]


class _Reading:
    def __init__(self, project: Project, sheets: Mapping[str, RosterSheet], lang: Lang, period: Period | None) -> None:
        self.project = project
        self.period = period
        self.issued: Mapping[str, Plan] = {}
        self.cycles: dict[str, Sequence[Cycle]] = {}
        self.begins: dict[str, str] = {}  # the first month from the period's on that a period of some length appraises
        self.due: dict[str, Callable[[str], bool]] = {}  # whether a role is, in a period
        self.employments: Mapping[str, Employment] = {}
        self.managers: Mapping[str, Manager] = {}
        self.told: dict[str, list[str]] = {}  # people by what their dates make of the period
        self.absent: set[str] = set()  # ids of those who are not employed in it
        self.sheets = sheets
        self.lang = lang
        self.problems: list[Problem] = []

    def roster(self) -> Roster:
        roles = self._roles()
        self.managers = managers = self._managers()
        names = {"role": {normal(name): name for name in roles}, "manager": {normal(key): key for key in managers}}
        self.employments = read_employments(self.sheets["employees"], self.sheets.get("changes"), names, self.lang)
        figures = RosterFigures(roles, self.lang, alike=self._alike())
        employees = list(self._employees(roles, managers, figures))
        self._figures(figures, employees)
        employees = [figures.give(employee) for employee in employees]
        mail = {stints.person_id(employee.employee_id): employee.email for employee in employees}
        raters, assignments = self._raters(roles, managers, employees)
        bases = {name: plan for name, plan in roles.items() if plan and self._is_due(name)}
        individual_figures = self._individual(roles, managers, employees, bases)
        self.problems += _sheet_names(roles, self.sheets["roles"], self.lang)
        self._idle(managers, {employee.manager_id for employee in employees})
        for key, sheet in self.sheets.items():
            self.problems += sheet.problems
            self.problems += sheet.unused() if key not in ("employees", "figures") else ()
        self.problems += figures.problems
        if any(problem.severity == "error" for problem in self.problems):
            raise ProblemsError(self.problems)
        employees = [employee for employee in employees if employee.employee_id not in self.absent]
        self.problems += [
            warning(code, people=first_of(people, _NAMED, self.lang)) for code, people in self.told.items()
        ]
        self.problems += self._not_handed_on(bases, employees)
        manned, there = {employee.role for employee in employees}, {employee.employee_id for employee in employees}
        employees = [employee for employee in employees if self._is_due(employee.role)]
        plans = _weighed(bases, employees)
        if individual_figures:
            plans = {name: individual(plan, individual_figures.names_of(name)) for name, plan in plans.items()}
            employees = [individual_figures.give(employee, plans[employee.role]) for employee in employees]
        whole = plans
        plans, employees = self._by_days(whole, employees)
        rated = {employee.employee_id for employee in employees}
        roster = Roster(
            managers=managers,
            roles=plans,
            employees=employees,
            warnings=self.problems,
            raters=raters,
            assignments=[each for each in self._of_stints(assignments, employees, plans) if each.employee_id in rated],
            bases=bases,
            whole={name: plan for name, plan in whole.items() if plan is not plans[name]},
            absent={key: self.employments[key.casefold()] for key in sorted(self.absent)},
            elsewhere=there - {employee.employee_id for employee in employees},
            cycles={name: cycles for name, cycles in self.cycles.items() if name in manned},
            begins=self.begins,
            ending=self._ending(manned),
            mail=mail,
        )
        return self._without_who_is_away(roster)

    def _alike(self) -> dict[tuple[str, int], str]:
        """Return by sheet and place the columns that are called nearly as one that is read."""
        return {
            (each.table.sheet, place): name for each in self.sheets.values() for place, name in each.alike().items()
        }

    def _individual(
        self,
        roles: Mapping[str, Plan | None],
        managers: Mapping[str, Manager],
        employees: Sequence[Employee],
        bases: Mapping[str, Plan],
    ) -> IndividualSheet | None:
        """Return what is set otherwise for some, None where the roster has no such sheet."""
        if (sheet := self.sheets.get("individual")) is None:
            return None
        figures = IndividualSheet(
            sheet,
            [each for each in employees if each.role],
            managers,
            roles=roles,
            plans=bases,
            whole=lambda role: self._whole(roles[role]),
            period=self.period,
            lang=self.lang,
        )
        figures.read()
        return figures

    def _is_due(self, role: str) -> bool:
        return self.period is None or self.period.cycle in self.cycles[role]

    def _is_begun(self, role: str) -> bool:
        """Return whether a role is appraised by now: before there is a version of its scheme it is not due."""
        return self.period is None or self.begins[role] <= first_month(self.period.text)

    def _without_who_is_away(self, roster: Roster) -> Roster:
        """Return the roster with nobody asked to rate those whom nobody appraises; who was to be is told."""
        away = roster.not_appraised
        spared = {each.employee_id for each in roster.assignments if each.employee_id in away}
        names = [f"{each.employee_id} {each.name}" for each in roster.employees if each.employee_id in spared]
        if names:
            self.problems.append(warning("roster.not_rated", people=names))
        assignments = tuple(each for each in roster.assignments if each.employee_id not in away)
        asked: dict[str, set[str]] = {}
        for each in assignments:
            asked.setdefault(each.employee_id, set()).add(each.kind)
        employees = [
            _awaiting(employee, roster.roles[employee.role], asked.get(employee.employee_id, ()))
            for employee in roster.employees
        ]
        return replace(roster, employees=employees, assignments=assignments)

    def _of_stints(
        self, assignments: Sequence[Assignment], employees: Sequence[Employee], plans: Mapping[str, Plan]
    ) -> list[Assignment]:
        """Return who rates whom with the person's raters for each earlier stint of which the sheet names none."""
        named = grouped(assignments, lambda each: each.employee_id)
        raters = list(assignments)
        for employee in employees:
            if stints.is_earlier(employee.employee_id) and employee.employee_id not in named:
                person, asked = stints.person_id(employee.employee_id), kinds(plans[employee.role])
                theirs = (each for each in named.get(person, ()) if each.kind in asked)
                raters += [replace(each, employee_id=employee.employee_id) for each in theirs]
        return raters

    def _roles(self) -> dict[str, Plan | None]:
        """Return the roles; one whose scheme is not known or wrong is there without a plan."""
        sheet = self.sheets["roles"]
        roles: dict[str, Plan | None] = {}
        known: dict[str, str] = {}
        for row in sheet:
            name = sheet.name(row, "role")
            if not name:
                continue
            if normal(name) in known:
                sheet.wrong("roster.role_twice", row, "role", found=name, other=known[normal(name)])
                continue
            known[normal(name)] = name
            cycles = self._cycles(sheet, row)
            try:
                plan = catalogue.load(
                    sheet.text(row, "scheme"),
                    self.project.schemes,
                    place=sheet.place(row, "scheme"),
                    period=self.period,
                    whole=self.period is not None and self.period.cycle not in (cycles or CYCLES),
                    ahead=True,
                )
            except ProblemsError as error:
                self.problems += error.problems
                roles[name] = None
            else:
                self.due[name] = due = partial(self._due_in, plan.scheme.id, cycles)
                self.begins[name] = self._begins(plan.scheme.id, due)
                self.cycles[name] = (cycles or plan.scheme.cycles) if self._is_begun(name) else ()
                roles[name] = self.issued.get(plan.scheme.id, plan) if self._is_due(name) else plan
        return roles

    def _due_in(self, scheme: str, written: Sequence[Cycle], name: str) -> bool:
        """Return whether a scheme is due in a period: by the version that holds when it begins, if there is one."""
        period, own = parse_period(name), self.project.schemes
        try:
            version = catalogue.load(scheme, own, period=period, whole=True).scheme
        except ProblemsError:  # there is none yet, or nothing can be said of it before that is mended
            return False
        return period.cycle in (written or version.cycles)

    def _begins(self, scheme: str, is_due: Callable[[str], bool]) -> str:
        """Return the first month, from the period's on, that some period appraises by a scheme; no period: "".

        That is at last the January after the newest version begins.
        """
        first = first_month(self.period.text) if self.period else ""
        starts = catalogue.starts(scheme, self.project.schemes)
        if not first or starts == [""]:  # one version for all periods, as nearly every scheme has
            return first
        months = months_from(first, f"{int(max(first, starts[-1])[:4]) + 1:04}-01")
        return next((month for month in months if any(map(is_due, containing(month).values()))), first)

    def _ending(self, manned: Collection[str]) -> dict[str, list[str]]:
        """Return which roles that have people are due in longer periods that end with this one, by these periods."""
        longer = ending_with(self.period.text).values() if self.period else ()
        due = {each: [name for name in self.cycles if name in manned and self.due[name](each)] for each in longer}
        return {each: roles for each, roles in due.items() if roles}

    def _cycles(self, sheet: RosterSheet, row: int) -> list[Cycle]:
        """Return the periods in which a role is due as its cell says; none where that is blank or not understood."""
        known = {normal(word): cycle for cycle in CYCLES for word in _cycle_words(cycle)}
        written = [normal(word) for word in _APART.split(sheet.text(row, "cycle")) if word.strip()]
        if all(word in known for word in written):
            return [cycle for cycle in CYCLES if cycle in {known[word] for word in written}]
        names = [text(self.lang, f"commands.cycle.{cycle}") for cycle in CYCLES]
        sheet.wrong("roster.unknown_cycle", row, "cycle", found=sheet.text(row, "cycle"), known=names)
        return []

    def _managers(self) -> dict[str, Manager]:
        sheet = self.sheets["managers"]
        managers: dict[str, Manager] = {}
        for row in sheet.unique("manager_id"):
            manager_id = sheet.text(row, "manager_id")
            team = sheet.name(row, "team", empty="roster.no_team", id=manager_id)
            name = sheet.name(row, "name")
            email, department = sheet.text(row, "email"), sheet.text(row, "department")
            managers[manager_id] = Manager(
                manager_id=manager_id,
                name=name,
                team=team,
                email=email,
                department=department,
                approver=sheet.text(row, "approver"),
                approver_email=sheet.text(row, "approver_email"),
            )
        by_id = {manager_id.casefold(): manager for manager_id, manager in managers.items()}
        managers = {key: _with_approver(manager, by_id) for key, manager in managers.items()}
        self._approvers(managers)
        return managers

    def _approvers(self, managers: Mapping[str, Manager]) -> None:
        """Note where an approver has two addresses, so that nobody knows whom the forms are for."""
        sheet, addresses = self.sheets["managers"], dict[str, str]()
        for row in sheet:
            if (manager := managers.get(sheet.text(row, "manager_id"))) is None or not manager.approver_email:
                continue
            known = addresses.setdefault(manager.approver, manager.approver_email)
            if known.casefold() != manager.approver_email.casefold():
                fields = {"name": manager.approver, "found": manager.approver_email, "other": known}
                sheet.wrong("roster.approver_addresses", row, "approver", **fields)

    def _employees(
        self, roles: Mapping[str, Plan | None], managers: Mapping[str, Manager], figures: RosterFigures
    ) -> Iterator[Employee]:
        """Yield the employees; a role or manager that is not known is a problem, and stays blank."""
        sheet = self.sheets["employees"]
        by_id = {manager_id.casefold(): manager_id for manager_id in managers}
        by_name = {normal(name): name for name in roles}
        for row in sheet.unique("employee_id"):
            employee_id = sheet.text(row, "employee_id")
            sheet.name(row, "name")  # notes what it may not be
            manager, role = sheet.text(row, "manager_id"), sheet.text(row, "role")
            if not manager:
                sheet.wrong("roster.no_manager", row, "manager_id", id=employee_id)
            elif manager.casefold() not in by_id:
                sheet.wrong("roster.unknown_manager", row, "manager_id", found=manager, known=list(managers))
            if not role:
                sheet.wrong("roster.no_role", row, "role", id=employee_id, known=list(roles))
            elif normal(role) not in by_name:
                sheet.wrong("roster.unknown_role", row, "role", found=role, known=list(roles))
            post = by_name.get(normal(role), ""), by_id.get(manager.casefold(), "")
            for employee in self._of_row(sheet, row, post, roles):
                figures.add(employee)
                yield employee
            figures.read_row(sheet.table, row, sheet.others, employee_id)

    def _of_row(self, sheet: RosterSheet, row: int, post: Post, roles: Mapping[str, Plan | None]) -> Iterator[Employee]:
        """Yield the employee of a row, of somebody who has several stints in the period each, the earliest first.

        `post` are role and manager as long as no change says otherwise.
        """
        employee_id, name, email = (sheet.text(row, key) for key in ("employee_id", "name", "email"))
        presence, spans = self._presence(employee_id), self._spans(employee_id, post)
        parts = self._parts(employee_id, name, post=post, spans=spans, roles=roles)
        for key, (role, manager_id, stint) in zip(stints.numbered(employee_id, len(parts)), parts, strict=True):
            at_end = presence if key == employee_id or stint is None else self._until(employee_id, stint)
            level = self._level(sheet, row, roles.get(role))
            entries = {**level, **self._state(sheet, row, roles.get(role), at_end, is_last=key == employee_id)}
            locked = frozenset([STATE] if entries.get(STATE) == EXEMPT else [])
            yield Employee(
                key, name, entries, role=role, manager_id=manager_id, email=email, locked=locked, stint=stint
            )
        if any(each in self.cycles and self._is_due(each) for each, *_ in parts):
            plan = roles.get(role)
            is_too_new = plan is not None and presence.is_too_new(plan.scheme.appraised.least_days)
            self._tell(f"{employee_id} {name}", presence, entries.get(STATE), is_too_new=is_too_new)
        if presence.absent and entries.get(STATE, LEFT) == LEFT:
            self.absent.add(employee_id)
        else:
            self._tell_not_begun(f"{employee_id} {name}", spans)

    def _parts(
        self, employee_id: str, name: str, post: Post, spans: Sequence[Stint], roles: Mapping[str, Plan | None]
    ) -> list[tuple[str, str, Stint | None]]:
        """Return role, manager and stint in which somebody is appraised; of a stint that is the whole period None.

        Stints of roles that are not due are left out; what becomes of a change within the period is told.
        """
        if self.period is None:
            return [(*post, None)]
        first, last = first_day(self.period.text), last_day(self.period.text)
        employment, who = self.employments[employee_id.casefold()], f"{employee_id} {name}"
        plans = [plan for each in spans if (plan := roles.get(each.role))]
        if len(spans) <= 1 or len(plans) < len(spans):
            if any(move.value in post for move in employment.moves(first, last)):
                self.told.setdefault("roster.no_move", []).append(who)
            return [(*spans[-1].post, None)]
        if not (due := [each for each in spans if self._is_due(each.role)]):
            return [(*spans[-1].post, None)]
        schemes = {each.role: plan.scheme for each, plan in zip(spans, plans, strict=True)}
        least = schemes[due[-1].role].appraised.least_stint_days
        posts = appraised_in(due, schemes, least)
        kept = employment.stints(first, last, post, {each.post: posts.get(each.post) for each in spans})
        if len(kept) == 1 and len(due) == len(spans):
            self.told.setdefault("roster.moved", []).append(f"{who} ({self._named(kept[0])})")
            return [(*kept[0].post, None)]
        for short in (stint for stint in due if stint.days < least and posts[stint.post] != stint.post):
            self.told.setdefault("roster.stint_short", []).append(f"{who} ({self._named(short)})")
        parts = _taking_over(kept, schemes)
        if len(parts) > 1 or not any(map(self._is_nowhere, spans)):  # those of whom days are nowhere are told of that
            for key, each in zip(stints.numbered(employee_id, len(parts)), parts, strict=True):
                code = "roster.stints" if len(parts) > 1 else "roster.stint_only"
                self.told.setdefault(code, []).append(f"{key} {name} ({self._named(each)})")
        return [(*each.post, each) for each in parts]

    def _spans(self, employee_id: str, post: Post) -> list[Stint]:
        """Return somebody's stints in the period, whatever the roles; all of it where dates say there is no day."""
        if self.period is None:
            return []
        first, last = first_day(self.period.text), last_day(self.period.text)
        employment = self.employments[employee_id.casefold()]
        return employment.stints(first, last, post) or [Stint(first, last, 0, *post)]

    def _not_handed_on(self, plans: Mapping[str, Plan], employees: Sequence[Employee]) -> Iterator[Problem]:
        """Yield a warning per role and longer period of what that takes over of this one, which does not have it.

        That is where another version of the scheme holds by now, or an indicator is due in longer periods only.
        """
        people = grouped(employees, lambda employee: employee.role)
        if self.period is None:
            return
        within = containing(first_month(self.period.text)).values()
        all_longer = [each for each in within if months(each) > months(self.period.text)]
        for role, plan in ((role, plan) for role, plan in plans.items() if role in people):
            scheme = plan.scheme.id
            is_one = catalogue.starts(scheme, self.project.schemes) == [""]
            if is_one and not any(each.remembered for each in plan.scheme.inputs.values()):
                continue
            for longer in filter(self.due[role], all_longer):
                later = catalogue.load(scheme, self.project.schemes, period=parse_period(longer))
                lacking = not_handed_on(plan, later, self.period.cycle)
                names = [f"{own_name(spec, self.lang)} ({', '.join(of)})" for spec, of in lacking]
                if names:
                    who = first_of([f"{each.employee_id} {each.name}" for each in people[role]], _NAMED, self.lang)
                    yield warning("roster.not_handed_on", role=role, longer=longer, names=names, people=who)

    def _is_nowhere(self, stint: Stint) -> bool:
        """Return whether a stint has days that no period of any length appraises."""
        return stint.first.isoformat()[:7] < self.begins.get(stint.role, "")

    def _tell_not_begun(self, who: str, spans: Sequence[Stint]) -> None:
        """Note who is in a role whose scheme only begins later, of several stints those that are appraised nowhere."""
        is_alone = len(spans) == 1
        for each in (each for each in spans if each.role in self.begins):
            if self._is_nowhere(each) or (is_alone and not self._is_begun(each.role)):
                days = "" if is_alone else f": {self._named(each)}"
                self.told.setdefault("roster.not_begun", []).append(f"{who} ({self.begins[each.role]}{days})")

    def _named(self, stint: Stint) -> str:
        manager = self.managers.get(stint.manager_id)
        who = f"{stint.manager_id} {manager.name}" if manager else stint.manager_id
        return f"{stint.first:%m-%d} – {stint.last:%m-%d} {who} {stint.role}"

    def _presence(self, employee_id: str) -> Presence:
        """Return what an employee's dates make of the period; of none where no period is asked for."""
        if self.period is None:
            return Presence()
        days = first_day(self.period.text), last_day(self.period.text)
        return self.employments[stints.person_id(employee_id).casefold()].during(*days)

    def _until(self, employee_id: str, stint: Stint) -> Presence:
        """Return what an employee's dates make of a stint; who is too new to be appraised is so by the whole period."""
        there = self.employments[employee_id.casefold()].during(stint.first, stint.last)
        return replace(there, since=self._presence(employee_id).since)

    def _by_days(
        self, plans: Mapping[str, Plan], employees: Sequence[Employee]
    ) -> tuple[dict[str, Plan], list[Employee]]:
        """Return the plans by days at work, where somebody under the scheme is not there all of them; who has them."""
        days = {each.employee_id: self._days(each) for each in employees} if self.period else {}
        in_part = (each for each in employees if days and len({*days[each.employee_id]}) > 1)
        schemes = {plans[each.role].scheme.id for each in in_part}
        counted = {name: by_days(plan) if plan.scheme.id in schemes else plan for name, plan in plans.items()}
        has_days = {name for name, plan in counted.items() if days and DAYS_AT_WORK in plan.columns}
        people = (with_days(each, *days[each.employee_id]) if each.role in has_days else each for each in employees)
        return counted, [of_plan(each, counted[each.role]) for each in people]

    def _days(self, employee: Employee) -> tuple[float, float]:
        """Return days at work and days of the period; all of these where HR says they are there against dates."""
        presence, is_there = self._presence(employee.employee_id), employee.entries.get(STATE) in (NORMAL, PROBATION)
        at_work = presence.of if is_there and not presence.days else presence.days
        if employee.stint:
            at_work = employee.stint.days
        return float(at_work), float(presence.of)

    def _tell(self, who: str, presence: Presence, state: float | None, *, is_too_new: bool) -> None:
        """Note what the dates of somebody make of the period that nobody sees in a workbook."""
        if presence.absent:
            if state in (None, LEFT):
                code = "roster.left" if presence.absent == "left" else "roster.not_joined"
                self.told.setdefault(code, []).append(who)
        elif state == EXEMPT and is_too_new:
            self.told.setdefault("roster.too_new", []).append(f"{who} ({presence.since})")
        elif state is not None and state == presence.state:
            state_in_words = [
                list(STATES.values())[int(state)][self.lang],
                *([str(presence.left)] if state == LEFT else []),
            ]
            self.told.setdefault("roster.by_dates", []).append(f"{who} ({' '.join(state_in_words)})")

    def _figures(self, figures: RosterFigures, employees: Sequence[Employee]) -> None:
        """Read the sheet of figures, which the roster may not have; its ids must be those of employees."""
        if (sheet := self.sheets.get("figures")) is None:
            return
        known = {employee.employee_id.casefold(): employee.employee_id for employee in employees}
        alike = by_key(known.values())
        for row in sheet.unique("employee_id", like=known):
            employee_id = sheet.text(row, "employee_id")
            if employee_id.casefold() not in known:
                sheet.nobody(row, alike)
                continue
            figures.read_row(sheet.table, row, sheet.others, known[employee_id.casefold()])

    def _raters(
        self, roles: Mapping[str, Plan | None], managers: Mapping[str, Manager], employees: Sequence[Employee]
    ) -> tuple[dict[str, Rater], Sequence[Assignment]]:
        """Return the raters by id, and who rates whom; the roster may have no such sheet."""
        if "raters" not in self.sheets:
            return {}, ()
        whole = {name: self._whole(plan) for name, plan in roles.items()}  # who is not asked in a month may be later
        return RaterSheet(
            self.sheets["raters"], employees, managers=managers.values(), plans=whole, lang=self.lang
        ).read()

    def _whole(self, plan: Plan | None) -> Plan | None:
        """Return the whole scheme of which a plan is what is due in the period."""
        return plan and catalogue.load(plan.scheme.id, self.project.schemes, period=self.period, whole=True, ahead=True)

    def _level(self, sheet: RosterSheet, row: int, plan: Plan | None) -> dict[str, float]:
        """Return the level as an entry, where the scheme has levels; of several the one that it has."""
        if plan is None or "level" not in plan.columns:
            return {}
        spec, written = plan.columns["level"], sheet.text(row, "level")
        level, problem = read_entry(plan, spec, written, self.lang, typed=False)
        for part in _APART.split(written) if problem else ():
            entry, wrong = read_entry(plan, spec, part, self.lang, typed=False)
            if wrong is None and math.isfinite(entry):
                level, problem = entry, None
        if problem:
            sheet.wrong(problem.code, row, "level", **problem.fields)
        elif level != level:  # noqa: PLR0124 - NaN: blank
            known = [name[self.lang] for name in plan.dimensions["level"].names]
            sheet.wrong("roster.no_level", row, "level", scheme=plan.scheme.id, known=known)
        else:
            return {"level": level}
        return {}

    def _state(
        self, sheet: RosterSheet, row: int, plan: Plan | None, presence: Presence, *, is_last: bool
    ) -> dict[str, float]:
        """Return the state as an entry, where one is written or dates say one; what is written counts.

        It is the state at the end of the period: of an earlier stint only whether somebody is exempt.
        """
        if plan is None:
            return {}
        written, problem = read_entry(plan, plan.columns[STATE], sheet.text(row, "state"), self.lang, typed=False)
        dated = EXEMPT if presence.is_too_new(plan.scheme.appraised.least_days) else presence.state
        if not is_last:
            state = EXEMPT if written == EXEMPT else dated
            return {} if state is None else {STATE: state}
        if problem:
            sheet.wrong(problem.code, row, "state", **problem.fields)
        if not math.isfinite(written):
            return {} if dated is None else {STATE: dated}
        if presence.absent == "not_joined" or written != (written if dated is None else dated):
            names = [names[self.lang] for names in STATES.values()]
            says = text(self.lang, "roster.not_joined") if dated is None else names[dated]
            fields = {"id": sheet.text(row, "employee_id"), "found": names[int(written)], "dated": says}
            self.problems.append(warning("roster.state_differs", sheet.place(row, "state"), **fields))
        return {STATE: written}

    def _idle(self, managers: Mapping[str, Manager], used: set[str]) -> None:
        """Tell of managers without people, and of managers whose workbooks would have one name."""
        sheet = self.sheets["managers"]
        rows = {sheet.text(row, "manager_id"): row for row in reversed(list(sheet))}
        for manager in managers.values():
            if manager.manager_id not in used:
                row = rows[manager.manager_id]
                place = sheet.place(row, "manager_id")
                self.problems.append(warning("roster.idle_manager", place, id=manager.manager_id, name=manager.name))
        seen: dict[str, Manager] = {}
        for manager in (managers[key] for key in managers if key in used):
            stem = file_stem(manager.name, manager.team)
            other = seen.setdefault(stem.casefold(), manager)
            if other is not manager:
                row = rows[manager.manager_id]
                sheet.wrong("roster.file_clash", row, "name", id=manager.manager_id, other=other.manager_id, file=stem)


def _taking_over(parts: Sequence[Stint], schemes: Mapping[str, Scheme]) -> list[Stint]:
    """Return the stints of a person; what earlier periods leave is taken over by the last one under each scheme."""
    ids = [schemes[each.role].id for each in parts]
    return [
        replace(each, takes_over=scheme not in ids[place:])
        for place, (each, scheme) in enumerate(zip(parts, ids, strict=True), 1)
    ]


def _cycle_words(cycle: Cycle) -> Iterator[str]:
    """Yield what a cycle may be called in the roster: 季度, 季, quarterly."""
    for lang in LANGUAGES:
        yield text(lang, f"commands.cycle.{cycle}")
        yield from text(lang, f"roster.cycle.{cycle}").split("|")


def _weighed(roles: Mapping[str, Plan], employees: Sequence[Employee]) -> dict[str, Plan]:
    """Return the plans of roles without what weighs nothing for anybody under the same scheme."""
    places: dict[str, set[float]] = {plan.scheme.id: set() for plan in roles.values()}
    for employee in employees:
        places[roles[employee.role].scheme.id].add(employee.entries.get("level", math.nan))
    return {
        name: weighed(plan, [level for at, level in enumerate(plan.scheme.levels) if at in places[plan.scheme.id]])
        for name, plan in roles.items()
    }


def _awaiting(employee: Employee, plan: Plan, asked: Collection[str]) -> Employee:
    """Return the employee with the ratings that are due from the kinds of raters that are asked."""
    due = kinds(plan) if asked else {}
    awaited = frozenset(spec.id for kind in asked for spec in due.get(kind, ()))
    return replace(employee, awaited=awaited) if awaited else employee


def _with_approver(manager: Manager, by_id: Mapping[str, Manager]) -> Manager:
    """Return a manager whose approver is named: one whom the roster names by a manager's id has that name."""
    if (above := by_id.get(manager.approver.casefold())) is None:
        return manager
    return replace(manager, approver=above.name, approver_email=manager.approver_email or above.email)


def _sheet_names(roles: Mapping[str, Plan | None], sheet: RosterSheet, lang: Lang) -> Iterator[Problem]:
    """Yield a problem per role whose sheets would have no name or the name of another sheet."""
    taken = {name.casefold(): "" for name in (*reserved_names(lang), *_EXCELS_OWN_SHEETS)}
    for row in sheet:
        role = sheet.text(row, "role")
        if not role or role not in roles:
            continue
        fields = {"found": role, "most": SHEET_NAME_MOST}
        if not sheet_name(role):
            yield Problem("roster.no_sheet_name", sheet.place(row, "role"), fields)
            continue
        for name in names_of_role(role, roles[role], lang):
            other = taken.setdefault(name.casefold(), role)
            if other != role:
                code = "roster.sheet_clash" if other else "roster.sheet_reserved"
                yield Problem(code, sheet.place(row, "role"), fields | {"other": other, "sheet": name})
                break
