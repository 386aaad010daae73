"""Whether a returned file may count, and what was found in it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from presales_xl.backends.words import column_name
from presales_xl.cycle.collecting.incoming import Incoming
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import Keys, is_whole
from presales_xl.ledger import issues
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.step import now
from presales_xl.ledger.submissions import Submission
from presales_xl.people.employees import Employee
from presales_xl.people.questions import Confirmation
from presales_xl.periods import Period
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import EncryptedError, Place, Problem, ProblemsError, warning
from presales_xl.texts import Lang
from presales_xl.workbook import identity
from presales_xl.workbook.formulas import shown
from presales_xl.workbook.identity import Issued, plan_of
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.returned import Returned, changed_parameters, confirmations, opens_one_person, review


@dataclass(frozen=True)
class Judged:
    """One file: its verdict with all that was found, whose workbook it is, and what everybody entered and confirmed.

    `file` is how messages call it, `cells` gives sheet and cell of each entry by employee id and column id. `saved` is
    when it was saved last (ISO, UTC), "" where its clock is not believed, `arrived` when it came into its folder. One
    that `stays` where it is though it does not count is under a password: a table of passwords may open it.
    """

    path: Path
    file: str
    digest: str
    problems: Sequence[Problem]
    workbook: LedgerWorkbook | None = None
    entered: Sequence[Employee] = ()
    confirmed: Sequence[Confirmation] = ()
    cells: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    saved: str = ""
    arrived: float = 0.0
    stays: bool = False

    @property
    def counts(self) -> bool:
        """Return whether the file may count, but for a newer one that counts instead."""
        return self.workbook is not None and not _is_useless(self.problems)

    def submission(self, period: Period) -> Submission:
        """Return the file as the ledger keeps it."""
        key = None if self.workbook is None else self.workbook.id
        return Submission(
            period=period.text,
            workbook_id=key,
            file=self.file,
            digest=self.digest,
            verdict="accepted" if self.counts else "set_aside",
            problems=self.problems,
            saved=self.saved,
        )


@dataclass(frozen=True)
class Judge:
    """Judges the files of one period of a company.

    `issued` is every workbook issued for it, `sources` the schemes that they were issued with, by digest.
    """

    company: str
    period: Period
    keys: Keys
    issued: Sequence[LedgerWorkbook]
    sources: Mapping[str, str]

    def judge(self, came: Incoming) -> Judged:
        """Return the verdict on a file; raises what is no verdict, a mistake of the program."""
        blank = Judged(came.path, came.file, came.digest, (), arrived=came.arrived)
        try:
            if isinstance(came.sheets, Exception):
                raise came.sheets
            return self._judged(blank, came.sheets, came.saved)
        except ProblemsError as error:
            problems = error.at(file=came.file).problems
            return replace(blank, problems=problems, stays=isinstance(error, EncryptedError))

    def again(self, came: Incoming, before: Submission, entered: Sequence[Employee]) -> Judged:
        """Return the verdict on a file that was accepted before: it stays accepted, unless a newer issue is out.

        Neither another key nor another version of the product takes back what counts already.
        """
        workbook = next(each for each in self.issued if each.id == before.workbook_id)
        latest = [each for each in self.issued if each.whose == workbook.whose][-1]
        judged = Judged(came.path, came.file, came.digest, before.problems, workbook=workbook, arrived=came.arrived)
        if older := self._older(workbook, latest, came.file):
            return replace(judged, problems=[older])
        return replace(judged, entered=entered, saved=before.saved)

    def _judged(self, blank: Judged, sheets: Sheets, saved: str) -> Judged:
        file, issued = blank.file, identity.read(sheets.get(IDENTITY, ()))
        if issued is None:
            return replace(blank, problems=[Problem("workbook.not_ours", Place(file=file))])
        if wrong := self._not_this(issued, file):
            return replace(blank, problems=[wrong])
        known = issued.identity
        issues = [each for each in self.issued if each.whose == (known.kind, known.recipient_id)]
        workbook = next((each for each in issues if each.issue == known.issue and each.file), None)
        if workbook is None:
            return replace(blank, problems=[self._problem("collect.not_issued", file, issued)])
        ours = replace(blank, workbook=workbook, saved=_believed(saved, workbook))
        if not is_whole(issued, self.keys.seal(workbook.key)) or issued.seal != workbook.seal:
            return replace(ours, problems=list(self._tampered(workbook, issued, sheets, file)))
        if older := self._older(workbook, issues[-1], file):
            return replace(ours, problems=[older])
        returned = review(sheets, file, alone=False)
        problems = [*returned.problems, *_hr_figures(workbook, returned, file)]
        if _is_useless(problems):
            causes_first = sorted(problems, key=lambda each: each.severity != "error" or opens_one_person(each))
            return replace(ours, problems=causes_first)
        said = [
            replace(each, author=returned.identity.recipient)
            for role in returned.roles
            for each in confirmations(sheets, role, returned)
        ]
        return replace(ours, problems=problems, entered=_entered(returned), confirmed=said, cells=returned.cells)

    def _not_this(self, issued: Issued, file: str) -> Problem | None:
        """Return why a workbook of ours does not belong here."""
        known, place = issued.identity, Place(file=file)
        if known.company != self.company:
            return Problem("collect.other_company", place, {"found": known.company, "expected": self.company})
        if known.period != self.period.text:
            return Problem("collect.other_period", place, {"found": known.period, "expected": self.period.text})
        return None

    @staticmethod
    def _older(workbook: LedgerWorkbook, latest: LedgerWorkbook, file: str) -> Problem | None:
        """Return why nobody's entries in an issue count any more; None where somebody's do."""
        if issuing.unchanged(workbook, latest):
            return None
        fields = {"who": workbook.recipient, "found": workbook.issue, "expected": latest.issue}
        return Problem("collect.older_issue" if latest.file else "collect.withdrawn", Place(file=file), fields)

    def _tampered(self, workbook: LedgerWorkbook, issued: Issued, sheets: Sheets, file: str) -> Iterator[Problem]:
        """Yield that the seal is broken, and which parameters are not as the ledger says that they were issued."""
        yield self._problem("collect.seal_broken", file, issued)
        used = {str(person["scheme"]) for person in workbook.content.get("people", ())}
        plans = {plan.scheme.id: plan for plan in (plan_of(self.sources[key]) for key in used)}
        if workbook.kind == "manager" and set(issued.schemes) == set(plans):  # else more was changed than parameters
            in_order = [plans[scheme] for scheme in issued.schemes]
            yield from changed_parameters(sheets, file, in_order, issued.identity.lang)

    @staticmethod
    def _problem(code: str, file: str, issued: Issued) -> Problem:
        return Problem(code, Place(file=file), {"who": issued.identity.recipient, "issue": issued.identity.issue})


def _believed(saved: str, workbook: LedgerWorkbook) -> str:
    """Return when a file was saved by its own clock, "" where that cannot be: before it was issued, or after now."""
    return saved if workbook.issued_at < saved <= now() else ""


def _is_useless(problems: Sequence[Problem]) -> bool:
    """Return whether a file cannot be used at all; what is wrong with one person's entries leaves that person open."""
    return any(problem.severity == "error" and not opens_one_person(problem) for problem in problems)


def _entered(returned: Returned) -> list[Employee]:
    """Return what a workbook says of everybody; of somebody who stands on two sheets of a rater, all ratings."""
    by_id: dict[str, Employee] = {}
    for role in returned.roles:
        scheme = issues.scheme_digest(returned.issued.schemes[role.plan.scheme.id])
        for employee in role.people:
            before = by_id.get(employee.employee_id)
            entries = {**(before.entries if before else {}), **employee.entries}
            texts = dict(before.texts) if before else {}
            for key, words in employee.texts.items():  # the comment of a rater in two capacities
                texts[key] = f"{texts[key]}\n{words}" if key in texts else words
            by_id[employee.employee_id] = replace(employee, entries=entries, texts=texts, scheme=scheme)
    return list(by_id.values())


def _hr_figures(workbook: LedgerWorkbook, returned: Returned, file: str) -> Iterator[Problem]:
    """Yield a warning per figure of HR that is not as it was issued; what was issued counts."""
    issued = {person["id"]: person for person in workbook.content.get("people", ())}
    for role in returned.roles:
        for person in role.people:
            given = issued.get(person.employee_id, {"entries": {}, "locked": []})
            for key in sorted({*given["locked"], *({"level"} & set(given["entries"]))} & set(person.entries)):
                value, came = float(given["entries"].get(key, math.nan)), person.entries[key]
                if came != value and not (math.isnan(came) and math.isnan(value)):
                    sheet, cell = returned.cells.get((person.employee_id, key), ("", ""))
                    lang = returned.issued.identity.lang
                    name = column_name(role.plan.columns[key], lang)
                    found, expected = (_shown(role.plan, key, figure, lang) for figure in (came, value))
                    fields = {"id": person.employee_id, "name": name, "found": found, "expected": expected}
                    yield warning("collect.hr_figure", Place(file, sheet, cell), **fields)


def _shown(plan: Plan, key: str, value: float, lang: Lang) -> str | float:
    return shown(plan, plan.columns[key], value, lang) if math.isfinite(value) else "—"
