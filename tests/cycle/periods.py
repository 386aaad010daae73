"""A company's periods run on a real ledger without workbooks: remembered, issued, returned, computed, settled."""

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from presales_xl import catalogue
from presales_xl.cycle import recompute
from presales_xl.cycle.generating import history, issuing
from presales_xl.cycle.generating.history import Remembered
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.settling.debts import returned_written
from presales_xl.cycle.settling.settle import Settled, settle
from presales_xl.cycle.standing import standings
from presales_xl.ledger import appeals, by_hand, issues, submissions
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Step
from presales_xl.ledger.submissions import Submission
from presales_xl.people.appraised import CalibratedGrade, Standing
from presales_xl.people.employees import Employee, Manager
from presales_xl.periods import parse_period
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import due, in_month
from presales_xl.workbook.identity import as_issued

Said = Mapping[str, float | str]


class Company:
    """One team in one role; a scheme may be another one in each period."""

    def __init__(self, ledger: Ledger, folder: Path, people: Mapping[str, str]) -> None:
        self.ledger = ledger
        self.project = Project(folder, "云帆科技")
        self.people = dict(people)
        self.role = "岗位"
        self.sent = 0

    def generate(self, text: str, scheme: str | Plan, given: Mapping[str, Said] | None = None) -> Remembered:
        """Issue a period's workbook with what HR gives and what earlier periods leave."""
        period = parse_period(text)
        plan = due(catalogue.load(scheme) if isinstance(scheme, str) else scheme, period.cycle)
        rules = plan = in_month(plan, period.month)
        plan = replace(plan, scheme=plan.scheme.model_copy(update={"approval": False}))
        employees = [self._person(plan, key, name, (given or {}).get(key, {})) for key, name in self.people.items()]
        manager = Manager("M1", "赵一", "华东", "")
        with self.ledger.reading() as read:
            roster = Roster({"M1": manager}, {self.role: plan}, employees, [], bases={self.role: rules})
            remembered = history.remember(read, roster, period, "zh")
        content = issuing.team_content(remembered.roster, manager)
        new = LedgerWorkbook(
            text,
            kind="manager",
            recipient_id="M1",
            recipient="赵一",
            team="华东",
            digest=issuing.digest(content),
            seal="",
            file="a.xlsx",
            content=content,
        )
        with self.ledger.step("HR", "generate", text) as step:
            issues.keep_scheme(step, as_issued(plan), plan.scheme.id)
            issues.issue(step, [new])
            history.record(step, remembered)
        return remembered

    def returned(self, text: str, people: Mapping[str, Said], reopen: str = "", *, alone: bool = True) -> Standing:
        """Return the workbook of a period filled in, a newer one each time, and compute, by default it `alone`."""
        period = parse_period(text)
        with self.ledger.step("HR", "collect", text) as step:
            (workbook,) = issues.latest_of(step, text)
            plan = issuing.roster(step, text).roles[self.role]
            digest = issues.scheme_digest(as_issued(plan))
            entered = [
                replace(self._person(plan, key, self.people[key], said), scheme=digest) for key, said in people.items()
            ]
            self.sent += 1
            new = Submission(text, workbook.id, file="a.xlsx", digest=f"{self.sent:064}", verdict="accepted")
            submissions.record(step, [(new, entered)])
            computed = standings(self.project, step, period, "zh")
            recompute.keep(step, period, computed, Reopening(self.project, f"collect {text}", reopen), alone=alone)
        return computed.roles[0]

    def run(
        self, text: str, scheme: str | Plan, people: Mapping[str, Said], given: Mapping[str, Said] | None = None
    ) -> Standing:
        """Issue a period and return it filled in."""
        self.generate(text, scheme, given)
        return self.returned(text, people)

    def settle(
        self,
        text: str,
        *,
        budget: int | None = None,
        deduct: bool | None = None,
        paid_out: bool = False,
        returned: str = "",
        reopen: str = "",
    ) -> Settled:
        """Settle a period."""
        work = partial(settle, self.project, self.ledger, parse_period(text), lang="zh", budget=budget, reopen=reopen)
        return work(deduct=deduct, paid_out=paid_out, returned=returned_written(returned))

    def upheld(self, text: str, employee_id: str, column: str, value: float) -> None:
        """Let an appeal change an entry."""
        with self.ledger.step("HR", "appeal", text) as step:
            appeal = appeals.begin(step, text, employee_id, "有误")
            appeals.decide(step, appeal.id, "upheld", changes={column: value})
            self._keep(step, text, "appeal", "有误")

    def calibrated(self, text: str, employee_id: str, was: str, now: str) -> None:
        """Give somebody another grade."""
        with self.ledger.step("HR", "calibrate", text) as step:
            step.note(basis="")
            plan = issuing.roster(step, text).roles[self.role]
            decided = CalibratedGrade(
                text, employee_id, was, now, reason="强制分布", author="人力资源", scheme=plan.scheme.id
            )
            by_hand.record_grades(step, [decided])
            self._keep(step, text, "calibrate", "强制分布")

    def _keep(self, step: Step, text: str, command: str, reason: str) -> None:
        period, reopening = parse_period(text), Reopening(self.project, command, reason)
        recompute.keep(step, period, standings(self.project, step, period, "zh"), reopening)

    def _person(self, plan: Plan, key: str, name: str, said: Said) -> Employee:
        texts = {name: str(value) for name, value in said.items() if name.startswith("words.")}
        columns = {
            name if name in ("level", "state") else f"input.{name}": value
            for name, value in said.items()
            if name not in texts
        }
        entries = {column: _number(plan, column, value) for column, value in columns.items()}
        hr = {column for column in entries if (own := plan.columns[column].field) and own.given_by == "hr"}
        return Employee(key, name, entries, role=self.role, manager_id="M1", locked=frozenset(hr), texts=texts)


def _number(plan: Plan, column: str, value: float | str) -> float:
    dimension = plan.columns[column].dimension
    return float(plan.dimensions[dimension].keys.index(str(value))) if dimension else float(value)


def values(standing: Standing, column: str) -> list[float | None]:
    """Return a column's values of everybody, None where there is none."""
    return [None if math.isnan(value) else round(float(value), 6) for value in standing.outcome.values[column]]


def entries(remembered: Remembered, column: str) -> dict[str, float]:
    """Return what everybody's input was issued with, where it was."""
    people = remembered.roster.employees
    return {one.employee_id: one.entries[f"input.{column}"] for one in people if f"input.{column}" in one.entries}
