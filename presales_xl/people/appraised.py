"""Where everybody of a role stands in a period: who they are, what came out, and what was decided of it since."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, Protocol

import numpy as np

from presales_xl.backends.frame import values_of
from presales_xl.backends.numbers import Floats
from presales_xl.people.employees import Employee, Manager, Role
from presales_xl.people.outcome import Cell, Outcome, PersonOutcome, outcome
from presales_xl.people.questions import Question, waiting
from presales_xl.scheme.columns import ColumnSpec, Kind, Plan, is_individual
from presales_xl.scheme.states import PROBATION, STATE
from presales_xl.texts import Lang

#: Why somebody's pay is not due: results are open, an own entry is to be confirmed, or one that the cohort hangs on, or
#: an earlier result that something is taken over from is not due, or rows of others that this person's rows reckon with
#: are open, or the enforced quota of the pool is not kept, or one above has not approved the result.
Cause = Literal["incomplete", "confirm", "cohort", "earlier", "shared", "calibration", "approval"]
_WAITS: tuple[Cause, ...] = ("confirm", "cohort", "earlier", "shared")
#: What each stint has by itself, though the total is one.
_OF_STINT: tuple[Kind, ...] = ("score", "points", "adjustment")
_COMPUTED: tuple[Kind, ...] = ("measure", "score", "points", "adjustment", "total", "grade", "rank", "exempt", "pay")


@dataclass(frozen=True)
class CalibratedGrade:
    """One change of an employee's grade by hand: grade keys, the reason, who, when (UTC).

    `to_grade` is "" where an earlier change is withdrawn. `scheme` is the id of the one whose pool it was decided in:
    it says nothing about grades under another one.
    """

    period: str
    employee_id: str
    from_grade: str
    to_grade: str
    reason: str
    author: str
    scheme: str
    at: str = ""
    id: int = 0


@dataclass(frozen=True)
class Appraised:
    """One employee in a period, with all entries that count.

    `by_scale` is what the totals alone give, `outcome` what follows from the calibrated grades. `file` is the returned
    file that the entries came from, "" when none was. `calibration` is the one that counts, `void` one that does not:
    under another scheme, above what a veto or the scheme's own lowering leaves, or of whom no grade is calibrated (see
    `is_calibrated`); of several stints it still limits those under its scheme (see `limited`). `stints` are all of a
    person who has several in the period, each by itself, the earliest first; entries and indicators are then those of
    the last one (see `people/stints`).
    """

    employee: Employee
    manager: Manager
    outcome: PersonOutcome
    by_scale: PersonOutcome
    file: str = ""
    calibration: CalibratedGrade | None = None
    void: CalibratedGrade | None = None
    stints: Sequence["Appraised"] = ()

    @property
    def employee_id(self) -> str:
        """Return the employee's id."""
        return self.employee.employee_id

    @property
    def name(self) -> str:
        """Return the employee's name."""
        return self.employee.name

    def cell(self, column_id: str, lang: Lang) -> Cell:
        """Return a value as tables show it (see `PersonOutcome.cell`); None for what each of several stints has."""
        spec = self.outcome.plan.columns.get(column_id)
        is_of_stint = bool(self.stints) and spec is not None and spec.kind in _OF_STINT
        return None if is_of_stint else self.outcome.cell(column_id, lang)

    @property
    def is_stale(self) -> bool:
        """Return whether the grade has come out otherwise by the scale, or is void, since it was calibrated.

        Of whom no grade is calibrated any more nothing is stale, nor is one that still limits a stint.
        """
        moved = self.calibration is not None and self.calibration.from_grade != self.by_scale.grade
        return is_calibrated(self.by_scale) and (moved or (self.void is not None and not self.limited))

    @property
    def limited(self) -> list["Appraised"]:
        """Return the stints that are paid by a calibrated grade that is void for the person, below their own."""
        return [
            each
            for each in self.stints
            if self.void
            and each.outcome.plan.scheme.id == self.void.scheme
            and each.outcome.grade == self.void.to_grade != each.by_scale.grade
        ]

    @property
    def is_vetoed(self) -> bool:
        """Return whether a veto holds, in any stint."""
        return self.by_scale.is_vetoed or any(each.is_vetoed for each in self.stints)

    @property
    def pay(self) -> Mapping[str, float]:
        """Return what the items of pay come to, in yuan, by column id: of all stints, whatever their roles.

        What HR gave once for the person, and what looks back on earlier periods, is paid once, by the last stint that
        has it.
        """
        if self.stints:
            return {key: round(math.fsum(paid for _, paid in of), 2) for key, of in self.pay_by_stint.items()}
        amounts = {spec.id: self.outcome.value(spec.id) for spec in pay_items(self.outcome.plan)}
        return {key: amount for key, amount in amounts.items() if math.isfinite(amount)}

    @property
    def pay_by_stint(self) -> Mapping[str, list[tuple["Appraised", float]]]:
        """Return what each stint is paid for, in yuan, by column id; items that are of the person by the last alone."""
        amounts: dict[str, list[tuple[Appraised, float]]] = {}
        for place, each in enumerate(self.stints, 1):
            for key, amount in each.pay.items():
                if not any(_is_again(key, each, later) for later in self.stints[place:]):
                    amounts.setdefault(key, []).append((each, amount))
        return amounts

    @property
    def pay_in_full(self) -> Mapping[str, list[float]]:
        """Return the items that several stints are paid and that are not prorated: a fixed amount is there twice."""
        schemes = [each.outcome.plan.scheme for each in self.stints]
        full = {f"pay.{key}" for scheme in schemes for key, item in scheme.pay.items() if not item.prorated}
        paid = {key: [amount for _, amount in of if amount] for key, of in self.pay_by_stint.items()}
        return {key: parts for key, parts in paid.items() if len(parts) > 1 and key in full}

    @property
    def money(self) -> float:
        """Return the sum of what is paid, NaN where it is missing, of any stint, or nothing is paid."""
        if not self.stints:
            return self.outcome.money
        is_whole = bool(self.pay) and all(each.outcome.is_complete for each in self.stints)
        return round(math.fsum(self.pay.values()), 2) if is_whole else math.nan


def pay_items(plan: Plan) -> list[ColumnSpec]:
    """Return the columns of a plan's pay items, without their sum."""
    return [spec for spec in plan.of_kind("pay") if spec.label != "pay_total"]


def paid_by_item(values: Mapping[str, float]) -> dict[str, float]:
    """Return the items of pay among a person's values by column id, without their sum: of all stints' schemes."""
    return {key: value for key, value in values.items() if key.startswith("pay.") and key != "pay.total"}


def paid_in_all(values: Mapping[str, float]) -> float:
    """Return what the items of pay among some values come to, in yuan; NaN where there is none."""
    finite = [amount for amount in paid_by_item(values).values() if math.isfinite(amount)]
    return round(math.fsum(finite), 2) if finite else math.nan


def fen(value: float) -> int:
    """Return an amount in yuan, rounded to the cent already, as whole fen."""
    return round(value * 100)


def yuan(amount: int) -> str:
    """Return fen as yuan are written: `26,910.00`, `−5.00`."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02}"


def _is_again(item: str, stint: Appraised, later: Appraised) -> bool:
    """Return whether a later stint has an item of pay once more, whatever the days."""
    plan, key = stint.outcome.plan, item.removeprefix("pay.")
    if plan.scheme.id != later.outcome.plan.scheme.id or item not in later.pay or plan.scheme.pay[key].prorated:
        return False
    return is_of_person(plan, item, stint.employee, later.employee)


class OfStint(Protocol):
    """The entries of a stint, and which of them HR gave once for several (see `Employee`)."""

    @property
    def entries(self) -> Mapping[str, float]:
        """Return the entries by column id."""

    @property
    def of_person(self) -> Collection[str]:
        """Return the column ids that HR gave once for this stint and others."""


def is_of_person(plan: Plan, column: str, stint: OfStint, later: OfStint) -> bool:
    """Return whether a value of a stint is that of a later one under the same scheme once more: of the person.

    That is what earlier periods leave, and what comes of nothing but figures that HR gave once for both, or for none.
    Beside these stands what it set for somebody alone, or for a team, as a parameter does. Who entered or decided
    another figure in one of them made it that of the stint.
    """
    spec = plan.columns[column]
    sources = plan.sources(spec, through=_COMPUTED) if spec.expr is not None else [spec]
    remembered = [each.field.remembered for each in sources if each.field and each.field.remembered]
    entered = [each for each in sources if each.kind not in _COMPUTED and not (each.field and each.field.remembered)]
    before, after = stint.entries, later.entries

    def is_one(each: ColumnSpec) -> bool:
        is_given = each.id in stint.of_person and each.id in later.of_person
        is_left_out = each.field is not None and each.field.given_by == "hr" and each.id not in before
        is_same = before.get(each.id) == after.get(each.id) and (is_given or is_left_out)
        return is_same or is_individual(each.id)

    return any(not kind.is_amount for kind in remembered) or all(map(is_one, entered))


@dataclass(frozen=True)
class Standing:
    """A role in a period: the plan as issued, everybody of the company in it, and what came out.

    `by_scale` is as the totals alone say; `outcome` has the calibrated grades, and what follows from them. `asked` are
    the doubted entries that nobody has confirmed, `held` are those whom earlier stints or results, rows of others,
    their pool or a workbook that is still out hold back, and why. `unapproved` says by employee id why results are not
    approved, `refused` are the ids of those of whom an approver said so. `beside` is as in `Role`.
    """

    role: str
    plan: Plan
    people: Sequence[Appraised]
    outcome: Outcome
    by_scale: Outcome
    asked: Sequence[Question] = ()
    held: Mapping[str, Cause] = field(default_factory=dict)
    unapproved: Mapping[str, str] = field(default_factory=dict)
    refused: Collection[str] = ()
    beside: Sequence[Employee] = ()

    @cached_property
    def entered(self) -> Role:
        """Return the role with what was entered."""
        return Role(self.role, self.plan, [person.employee for person in self.people], self.beside)

    @cached_property
    def incomplete(self) -> list[Appraised]:
        """Return those of whom results are open, or something is still to come back that may change them."""
        held = {key for key, cause in self.held.items() if cause == "incomplete"}
        return [who for who in self.people if not who.outcome.is_complete or who.employee_id in held]

    @cached_property
    def held_back(self) -> Mapping[str, Cause]:
        """Return why pay and statement are not due, by the ids of those for whom they are not."""
        open_ = {who.employee_id: who.outcome.place for who in self.incomplete}
        is_waiting = waiting(self.outcome, self.asked, open_.values())
        doubted = {question.place for question in self.asked}
        held: dict[str, Cause] = {}
        for who in self.people:
            if who.employee_id in open_:
                held[who.employee_id] = "incomplete"
            elif is_waiting(who.outcome.place):
                held[who.employee_id] = "confirm" if who.outcome.place in doubted else "cohort"
            elif who.employee_id in self.held:
                held[who.employee_id] = self.held[who.employee_id]
            elif who.employee_id in self.unapproved:
                held[who.employee_id] = "approval"
        return held

    @property
    def pay_held_back(self) -> Mapping[str, Cause]:
        """Return why pay is not due, by the ids of those for whom it is not; nobody where the scheme pays nothing."""
        return self.held_back if pay_items(self.plan) else {}

    def due(self) -> list[Appraised]:
        """Return those whose results are complete and hang on nothing that is still to come or to be confirmed."""
        return [who for who in self.people if who.employee_id not in self.held_back]

    def waiting(self) -> list[Appraised]:
        """Return those whose results are complete, but for what is to be confirmed, or to come of others."""
        return [who for who in self.people if self.held_back.get(who.employee_id) in _WAITS]


def appraise(
    role: Role,
    managers: Mapping[str, Manager],
    calibrations: Mapping[str, CalibratedGrade] | None = None,
    files: Mapping[str, str] | None = None,
    *,
    by_team: bool = False,
    given: Mapping[str, Floats] | None = None,
) -> Standing:
    """Return where a role stands; `managers` are by id, `calibrations` and `files` by employee id.

    All are one cohort, or each manager's people are one. `given` are computed columns that are decided otherwise. A
    calibration that is void (see `Appraised`) changes nothing.
    """
    plan, files = role.plan, files or {}
    inputs = role.inputs([person.manager_id for person in role.people] if by_team else None)
    inputs = replace(inputs, given=given or {})
    by_scale = final = outcome(plan, inputs)
    recorded = [(calibrations or {}).get(person.employee_id) for person in role.people]
    counts = [False] * len(recorded)
    if "grade" in plan.columns and any(recorded):
        grades = np.array([calibrated_place(plan, each) for each in recorded])
        within = grades >= best_grades(by_scale)
        counts = [bool(each) and is_calibrated(by_scale.person(place)) for place, each in enumerate(within)]
        calibrated = np.where(counts, grades, np.nan)
        calibrated = np.where(np.isnan(calibrated), inputs.given.get("grade", calibrated), calibrated)
        final = outcome(plan, replace(inputs, given={**inputs.given, "grade": calibrated}))
    people = [
        Appraised(
            employee=person,
            manager=managers[person.manager_id],
            outcome=final.person(place),
            by_scale=by_scale.person(place),
            file=files.get(person.employee_id, ""),
            calibration=recorded[place] if counts[place] else None,
            void=None if counts[place] else recorded[place],
        )
        for place, person in enumerate(role.people)
    ]
    return Standing(role=role.name, plan=plan, people=people, outcome=final, by_scale=by_scale, beside=role.beside)


def is_calibrated(person: PersonOutcome) -> bool:
    """Return whether a person's grade may be given by hand: nobody's without a total and a grade by the scale.

    Whoever is on probation keeps that grade under a scheme with a quota.
    """
    keeps = person.value(STATE) == PROBATION and bool(person.plan.quota_groups())
    return math.isfinite(person.total + person.value("grade")) and not keeps


def best_grades(by_scale: Outcome) -> Floats:
    """Return for each person the best grade that may be given by hand, as its place in the scale, 0 the best.

    That is the lowest after a veto, of whatever days, the lowered one where the scheme lowers a grade, else the best.
    """
    plan, grade = by_scale.plan, by_scale.values["grade"]
    lowest = len(plan.dimensions["grade"].keys) - 1
    by_total = grade if plan.grade_scale is None else values_of(plan, by_scale.values, plan.grade_scale) - 1
    lowered = np.where(grade > by_total, grade, 0)
    vetoed_before = np.nan_to_num(by_scale.inputs.given.get("grade", np.zeros(by_scale.size)))
    return np.maximum(np.where(by_scale.vetoed, lowest, lowered), vetoed_before)


def calibrated_place(plan: Plan, calibration: CalibratedGrade | None) -> float:
    """Return the place of a calibrated grade, NaN for none and for one of another scheme or of other grades."""
    keys = plan.dimensions["grade"].keys
    is_of_plan = calibration is not None and calibration.scheme == plan.scheme.id
    return keys.index(calibration.to_grade) if calibration and is_of_plan and calibration.to_grade in keys else math.nan
