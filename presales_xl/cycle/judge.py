"""The verdict on one returned file: it counts, it counts with warnings, or it is set aside, and why."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from presales_xl.cycle.project import Period
from presales_xl.cycle.seal import is_whole
from presales_xl.ledger import issues, schemes
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.step import Reading
from presales_xl.ledger.submissions import Entered, EnteredRow, NewSubmission, Verdict
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import Lang
from presales_xl.workbook import identity
from presales_xl.workbook.entries import column_name
from presales_xl.workbook.identity import Issued, Seal
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.review import Review, review
from presales_xl.workbook.values import shown

#: What is checked over all workbooks together, and so not held against one of them.
_TOGETHER = "workbook.row_check"


@dataclass(frozen=True)
class Judged:
    """One file: its verdict with all that was found, whose workbook it is, and what everybody entered.

    `file` is how messages call it; `saved` when it was saved last, as far as it says (ISO, UTC).
    """

    path: Path
    file: str
    digest: str
    problems: Sequence[Problem]
    workbook: LedgerWorkbook | None = None
    entered: Sequence[Entered] = ()
    saved: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return whether the file counts."""
        if self.workbook is None or any(problem.severity == "error" for problem in self.problems):
            return "set_aside"
        return "warned" if self.problems else "accepted"

    def submission(self, period: Period) -> NewSubmission:
        """Return the file as the ledger keeps it."""
        key = None if self.workbook is None else self.workbook.id
        return NewSubmission(period.text, key, self.file, self.digest, self.verdict, self.problems, self.saved)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, of its name when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return hashlib.sha256(str(path).encode()).hexdigest()


@dataclass(frozen=True)
class Judge:
    """Judges the files of one period of a company."""

    company: str
    period: Period
    seal: Seal
    read: Reading

    def judge(self, path: Path, file: str, sheets: Sheets | Problem) -> Judged:
        """Return the verdict on a file that was read, or that the guard refused."""
        blank = Judged(path, file, digest_of(path), ())
        if isinstance(sheets, Problem):
            return replace(blank, problems=[sheets.at(file=file)])
        issued = identity.read(sheets.get(IDENTITY, ()))
        if issued is None:
            return replace(blank, problems=[Problem("workbook.not_ours", Place(file=file))])
        blank = replace(blank, saved=sheets.saved)
        wrong = next(self._not_this(issued, file), None)
        known = issued.identity
        workbook = issues.find(self.read, self.period.text, known.kind, known.recipient_id, known.issue)
        if wrong is not None or workbook is None:
            return replace(blank, problems=[wrong or self._problem("collect.not_issued", file, issued)])
        own = replace(blank, workbook=workbook)
        if not is_whole(issued, self.seal) or issued.seal != workbook.seal:
            return replace(own, problems=[self._problem("collect.seal_broken", file, issued)])
        try:
            found = review(sheets, file)
        except ProblemsError as error:
            return replace(own, problems=[problem.at(file=file) for problem in error.problems])
        problems = [problem for problem in found.problems if problem.code != _TOGETHER]
        problems += _hr_figures(workbook, found, file)
        return replace(own, problems=[*self._older(workbook, file), *problems], entered=_entered(found))

    def _not_this(self, issued: Issued, file: str) -> Iterator[Problem]:
        """Yield why a workbook of ours does not belong here."""
        known, place = issued.identity, Place(file=file)
        if known.company != self.company:
            yield Problem("collect.other_company", place, {"found": known.company, "expected": self.company})
        if known.period != self.period.text:
            yield Problem("collect.other_period", place, {"found": known.period, "expected": self.period.text})

    def _older(self, workbook: LedgerWorkbook, file: str) -> Iterator[Problem]:
        latest = issues.latest(self.read, self.period.text, workbook.kind, workbook.recipient_id)
        if latest is not None and latest.issue > workbook.issue:
            fields = {"who": workbook.recipient, "found": workbook.issue, "expected": latest.issue}
            yield Problem("collect.older_issue", Place(file=file), fields)

    @staticmethod
    def _problem(code: str, file: str, issued: Issued) -> Problem:
        return Problem(code, Place(file=file), {"who": issued.identity.recipient, "issue": issued.identity.issue})


def _entered(found: Review) -> list[Entered]:
    """Return what a workbook says of everybody; of somebody who stands on two sheets of a rater, all ratings."""
    by_person: dict[str, Entered] = {}
    for role, returned in zip(found.roles, found.returned.roles, strict=True):
        scheme = schemes.digest_of(found.issued.schemes[returned.scheme_id])
        for person in role.people:
            rows = {
                table: [
                    EnteredRow(row.entries, row.texts, row.place)
                    for row in own
                    if row.employee_id == person.employee_id
                ]
                for table, own in role.details.items()
            }
            before = by_person.get(person.employee_id)
            entries = {**(before.entries if before else {}), **person.entries}
            by_person[person.employee_id] = Entered(person.employee_id, person.name, role.name, scheme, entries, rows)
    return list(by_person.values())


def _hr_figures(workbook: LedgerWorkbook, found: Review, file: str) -> Iterator[Problem]:
    """Yield a warning per figure of HR that is not as it was issued; what was issued counts."""
    issued = {one["id"]: one for one in workbook.content.get("people", ())}
    for role in found.roles:
        for person in role.people:
            given = issued.get(person.employee_id, {"entries": {}, "locked": []})
            for key in sorted({*given["locked"], *({"level"} & set(given["entries"]))} & set(person.entries)):
                value, came = float(given["entries"].get(key, math.nan)), person.entries[key]
                if came != value and not (math.isnan(came) and math.isnan(value)):
                    sheet, cell = found.returned.cells[person.employee_id, key]
                    lang = found.issued.identity.lang
                    name = column_name(role.plan, role.plan.columns[key], lang)
                    fields = {"id": person.employee_id, "name": name, "found": _shown(role.plan, key, came, lang),
                              "expected": _shown(role.plan, key, value, lang)}  # fmt: skip
                    yield Problem("collect.hr_figure", Place(file, sheet, cell), fields, "warning")


def _shown(plan: Plan, key: str, value: float, lang: Lang) -> str:
    return str(shown(plan, plan.columns[key], value, lang)) if math.isfinite(value) else "—"
