"""Whether a returned file may count, and what was found in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import get_args

from presales_xl.cycle.answering import objections, told_of
from presales_xl.cycle.collecting import reading
from presales_xl.cycle.collecting.incoming import Incoming
from presales_xl.cycle.collecting.reading import Claim, Reviewed
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import Keys, is_whole
from presales_xl.grouping import grouped
from presales_xl.ledger import issues, publications
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.publications import Answer, Publication
from presales_xl.ledger.step import Reading, now
from presales_xl.ledger.submissions import Submission
from presales_xl.people.decisions import Document, wants_reason
from presales_xl.people.employees import Employee
from presales_xl.people.notices import BlankAnswers, Objection, OutdatedAnswer, PersonProblem
from presales_xl.people.questions import Confirmation
from presales_xl.periods import Period
from presales_xl.scheme.errors import EncryptedError, Place, Problem, ProblemsError, warning
from presales_xl.workbook import reader
from presales_xl.workbook.answer_form import left_blank
from presales_xl.workbook.identity import Identity, plan_of

#: The field of what is wrong with a form for answering that says to whose document it is: `statement E1`.
ANSWER_TO = "answer_to"
_NAMED = 10  # people that a message names


@dataclass(frozen=True)
class JudgedFile:
    """One file: its verdict with all that was found, whose workbook it is, and what everybody entered and confirmed.

    A form for answering is nobody's workbook; it has `answers`.

    `file` is how messages call it. `saved` is when it was saved last (ISO, UTC), "" where its clock is not believed,
    `arrived` when it came into its folder. One that `stays` where it is though it does not count may still: it
    `is_locked`, under a password that a table may open, or under a seal whose key is gone.
    """

    path: Path
    file: str
    digest: str
    problems: Sequence[Problem]
    workbook: LedgerWorkbook | None = None
    entered: Sequence[Employee] = ()
    confirmed: Sequence[Confirmation] = ()
    answers: Sequence[Answer] = ()
    saved: str = ""
    arrived: float = 0.0
    stays: bool = False
    is_locked: bool = False

    @property
    def counts(self) -> bool:
        """Return whether the file may count, but for a newer one that counts instead."""
        return bool(self.answers) or (self.workbook is not None and not _is_useless(self.problems))

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

    `issued` is every workbook issued for it, `sources` the schemes that they were issued with, by digest, `told` what
    people were told in writing.
    """

    company: str
    period: Period
    keys: Keys
    issued: Sequence[LedgerWorkbook]
    sources: Mapping[str, str]
    told: Sequence[Publication] = ()

    @cached_property
    def by_number(self) -> Mapping[int, LedgerWorkbook]:
        """Return the workbooks by their numbers in the ledger."""
        return {each.id: each for each in self.issued}

    @cached_property
    def by_recipient(self) -> Mapping[tuple[str, str], Sequence[LedgerWorkbook]]:
        """Return what was issued to each recipient, in the order of issues."""
        return grouped(self.issued, lambda each: each.whose)

    def judge(self, came: Incoming) -> JudgedFile:
        """Return the verdict on a file; raises what is no verdict, a mistake of the program."""
        blank = JudgedFile(came.path, came.file, came.digest, (), arrived=came.arrived)
        try:
            if isinstance(came.claim, Exception):
                raise came.claim
            return self._judged(blank, came.claim)
        except ProblemsError as error:
            problems = error.at(file=came.file).problems
            is_locked = isinstance(error, EncryptedError)
            return replace(blank, problems=problems, stays=is_locked, is_locked=is_locked)

    def again(self, came: Incoming, before: Submission, entered: Sequence[Employee]) -> JudgedFile:
        """Return the verdict on a file that was accepted before: it stays accepted, unless a newer issue is out.

        Neither another key nor another version of the product takes back what counts already.
        """
        workbook = self.by_number[before.workbook_id or 0]
        latest = self.by_recipient[workbook.whose][-1]
        judged = JudgedFile(came.path, came.file, came.digest, before.problems, workbook=workbook, arrived=came.arrived)
        older = self._older(workbook, latest, came.file, entered)
        if _is_useless(older):
            return replace(judged, problems=older)
        return replace(judged, entered=entered, saved=before.saved)

    def _judged(self, blank: JudgedFile, claim: Claim) -> JudgedFile:
        file, known = blank.file, claim.identity
        if known is None:
            return replace(blank, problems=[Problem("workbook.not_ours", Place(file=file))])
        if wrong := self._not_this(known, file):
            return replace(blank, problems=[wrong])
        if known.kind == "answer":
            return self._of_answer(blank, claim, known)
        issues = self.by_recipient.get((known.kind, known.recipient_id), ())
        workbook = next((each for each in issues if each.issue == known.issue and each.file), None)
        if workbook is None:
            return replace(blank, problems=[self._problem("collect.not_issued", file, known)])
        ours = replace(blank, workbook=workbook, saved=_believed(claim.saved, workbook))
        if workbook.key not in self.keys.by_digest:
            return replace(ours, problems=[self._problem("collect.other_key", file, known)], stays=True)
        if claim.seal != workbook.seal:  # and so nobody's of ours
            return replace(blank, problems=[self._problem("collect.not_this_project", file, known)])
        if not is_whole(claim.seal, claim.digest, self.keys.seal(workbook.key)):
            return replace(ours, problems=self._tampered(workbook, known, file))
        reviewed = reader.reading_process().run(reading.reviewed, file)
        older = self._older(workbook, issues[-1], file, entered(reviewed))
        if _is_useless(older):
            return replace(ours, problems=older)
        if _is_useless(reviewed.problems):
            return replace(ours, problems=reviewed.problems)
        return replace(
            ours,
            problems=[*reviewed.problems, *older],
            entered=entered(reviewed),
            confirmed=reviewed.confirmed,
        )

    def _of_answer(self, blank: JudgedFile, claim: Claim, known: Identity) -> JudgedFile:
        """Return the verdict on a form for answering; one that does not count says to whose document it is."""
        try:
            judged = self._answered(blank, claim, known)
        except ProblemsError as error:
            judged = replace(blank, problems=error.at(file=blank.file).problems)
        if judged.counts:
            return judged
        told = {ANSWER_TO: f"{claim.document} {known.recipient_id}"}
        return replace(judged, problems=[replace(each, fields={**each.fields, **told}) for each in judged.problems])

    def _answered(self, blank: JudgedFile, claim: Claim, known: Identity) -> JudgedFile:
        """Return the verdict on a form for answering."""
        named = (claim.document, known.recipient_id, known.issue)
        of_one = [each for each in self.told if (each.document, each.employee_id) == named[:2]]
        asked = next((each for each in of_one if each.revision == known.issue and each.digest == claim.facts), None)
        if not any(is_whole(claim.seal, claim.digest, self.keys.seal(key)) for key in self.keys.by_digest):
            return replace(blank, problems=[self._problem("collect.seal_broken", blank.file, known)])
        if asked is None:
            return replace(blank, problems=[self._problem("answers.not_told", blank.file, known)])
        lines, problems = reader.reading_process().run(reading.answered, blank.file)
        answers = [
            Answer(
                self.period.text,
                asked.id,
                line.employee_id,
                decision=line.decision,
                reason=line.reason,
                author=known.recipient,
            )
            for line in lines
        ]
        told = [problem.at(file=blank.file) for problem in objections(asked, known.recipient, answers)]
        if answers and of_one[-1].revision > asked.revision:
            fields = {"who": known.recipient, "found": asked.revision, "now": of_one[-1].revision}
            told.append(OutdatedAnswer("answers.replaced", Place(file=blank.file), fields, "warning"))
            problems = [problem for problem in problems if not isinstance(problem, BlankAnswers)]  # the new one asks
        told += self._by_replaced_approver(asked, answers, blank.file)
        return replace(blank, answers=answers, problems=[*told, *problems])

    def _by_replaced_approver(self, asked: Publication, answers: Sequence[Answer], file: str) -> Iterator[Problem]:
        """Yield whose approvals do not count, as somebody else was asked about them since, by that approver."""
        approvals = [each for each in self.told if each.document == "approval"] if asked.document == "approval" else []
        people: dict[str, list[str]] = {}
        for answer in answers:
            last = [each for each in approvals if answer.employee_id in each.facts["people"]][-1:]
            for other in (each.employee_id for each in last if each.employee_id != asked.employee_id):
                people.setdefault(other, []).append(answer.employee_id)
        for approver, ids in people.items():
            fields = {"who": asked.employee_id, "now": approver, "count": len(ids), "people": ids[:_NAMED]}
            yield warning("answers.other_approver", Place(file=file), **fields)

    def _not_this(self, known: Identity, file: str) -> Problem | None:
        """Return why a workbook of ours does not belong here."""
        place = Place(file=file)
        if known.company != self.company:
            return Problem("collect.other_company", place, {"found": known.company, "expected": self.company})
        if known.period != self.period.text:
            return Problem("collect.other_period", place, {"found": known.period, "expected": self.period.text})
        return None

    def _older(
        self, workbook: LedgerWorkbook, latest: LedgerWorkbook, file: str, returned: Sequence[Employee]
    ) -> list[Problem]:
        """Return that nobody's entries in an issue count any more, or of a manager's workbook whose do not."""
        counting = issuing.unchanged(workbook, latest, returned, lambda digest: plan_of(self.sources[digest]))
        fields = {"who": workbook.recipient, "found": workbook.issue, "expected": latest.issue}
        if not counting:
            return [Problem("collect.older_issue" if latest.file else "collect.withdrawn", Place(file=file), fields)]
        others = [each for each in returned if each.employee_id not in counting]
        if workbook.kind != "manager" or not others:
            return []
        people = [f"{each.employee_id} {each.name}" for each in others[:_NAMED]]
        told = {"who": workbook.recipient, "found": workbook.issue, "people": people, "count": len(others)}
        return [warning("collect.older_part", Place(file=file), **told)]

    def _tampered(self, workbook: LedgerWorkbook, known: Identity, file: str) -> list[Problem]:
        """Return that the seal is broken, and which parameters are not as the ledger says that they were issued."""
        broken = self._problem("collect.seal_broken", file, known)
        if workbook.kind != "manager":
            return [broken]
        roles = list(workbook.content.get("roles", ()))
        people = sorted(workbook.content.get("people", ()), key=lambda person: roles.index(person["role"]))
        sources = [self.sources[key] for key in dict.fromkeys(str(person["scheme"]) for person in people)]
        return [broken, *reader.reading_process().run(reading.differing_parameters, (file, sources, known.lang))]

    @staticmethod
    def _problem(code: str, file: str, known: Identity) -> Problem:
        return Problem(code, Place(file=file), {"who": known.recipient, "issue": known.issue})


def without_past(judged: Sequence[JudgedFile], read: Reading, period: str) -> list[JudgedFile]:
    """Return forms without what is over by now, as the ledger and the other files know it.

    Over is a blank that another form of the same publication, or HR's entry, has answered; that an older revision was
    answered, once the new one is; an objection of which something came: an appeal, another answer, another question.
    """
    coming = [answer for file in judged for answer in file.answers]
    if not coming:
        return list(judged)
    since = _Since.of(read, period, coming)
    return [replace(file, problems=list(since.still_open(file))) if file.answers else file for file in judged]


@dataclass(frozen=True)
class _Since:
    """What came after an answer.

    `told` are all documents by their numbers, `given` the answers in the ledger, `known` those and the ones that come
    now, by number and employee id; `disputed` those in the ledger that are objections of which nothing came.
    """

    told: Mapping[int, Publication]
    given: Mapping[tuple[int, str], Answer]
    known: Collection[tuple[int, str]]
    disputed: Collection[tuple[int, str]]

    @classmethod
    def of(cls, read: Reading, period: str, coming: Sequence[Answer]) -> "_Since":
        """Return what the ledger knows, with the answers that are coming."""
        told = {each.id: each for kind in get_args(Document) for each in publications.all_of(read, period, kind)}
        given = publications.last_answers(read, period)
        disputed = {
            (each.answered.id, each.now.employee_id)
            for each in told_of(read, period)
            if each.answered and each.objection and not each.appealed
        }
        return cls(told, given, {*given, *map(_about, coming)}, disputed)

    def still_open(self, file: JudgedFile) -> Iterator[Problem]:
        """Yield what there is still to tell of a form."""
        against = [answer for answer in file.answers if wants_reason(answer.decision)]
        for problem in file.problems:
            people = problem.fields.get("blank")
            if isinstance(problem, BlankAnswers) and isinstance(people, Mapping):
                number = file.answers[0].publication_id
                if left := {key: who for key, who in people.items() if (number, key) not in self.known}:
                    yield left_blank(problem.place, left)
            elif not (
                (isinstance(problem, OutdatedAnswer) and not any(map(self._is_asked_anew, file.answers)))
                or (isinstance(problem, Objection) and all(map(self._is_dealt_with, against)))
            ):
                yield problem

    def _later(self, answer: Answer) -> Iterator[int]:
        """Yield the numbers of later revisions of what was answered, of an approver those that ask about the same."""
        asked = self.told[answer.publication_id]
        whose = (asked.document, asked.employee_id)
        for number, each in self.told.items():
            is_later = (each.document, each.employee_id) == whose and each.revision > asked.revision
            if is_later and answer.employee_id in each.facts.get("people", (answer.employee_id,)):
                yield number

    def _is_asked_anew(self, answer: Answer) -> bool:
        later = list(self._later(answer))
        return bool(later) and all((number, answer.employee_id) not in self.known for number in later)

    def _is_dealt_with(self, answer: Answer) -> bool:
        if self.told[answer.publication_id].document == "approval":
            last = self.given.get(_about(answer), answer)
            return any(self._later(answer)) or not wants_reason(last.decision)
        return _about(answer) in self.given and _about(answer) not in self.disputed


def _about(answer: Answer) -> tuple[int, str]:
    return answer.publication_id, answer.employee_id


def _believed(saved: str, workbook: LedgerWorkbook) -> str:
    """Return when a file was saved by its own clock, "" where that cannot be: before it was issued, or after now."""
    return saved if workbook.issued_at < saved <= now() else ""


def _is_useless(problems: Sequence[Problem]) -> bool:
    """Return whether a file cannot be used at all; what is wrong with one person's entries leaves that person open."""
    return any(problem.severity == "error" and not isinstance(problem, PersonProblem) for problem in problems)


def entered(reviewed: Reviewed) -> list[Employee]:
    """Return what was entered, with the schemes named as the ledger names them."""
    digests = {scheme: issues.scheme_digest(source) for scheme, source in reviewed.schemes.items()}
    return [replace(employee, scheme=digests[employee.scheme]) for employee in reviewed.entered]
