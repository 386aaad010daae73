"""What people answer to what they were told: the form for it, HR's entry of it, and who has answered what."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from presales_xl.cycle.generating.seal import Keys
from presales_xl.grouping import grouped
from presales_xl.ledger import appeals, kept_results, publications
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Answer, Publication
from presales_xl.ledger.step import Reading
from presales_xl.people.decisions import DECISIONS, Decision, Document, wants_reason
from presales_xl.people.entries import names_ids
from presales_xl.people.notices import Objection
from presales_xl.people.stints import person_id
from presales_xl.people.table import Table, heading
from presales_xl.periods import Period, today
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.scheme.names import Names
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook import answer_form, filled_form, table_files
from presales_xl.workbook.answer_form import AnswerLine, AskedDocument, Head
from presales_xl.workbook.identity import Identity, Issued

_NAMED = 12  # people whose answer a message names
_NO: Mapping[Document, str] = {
    "plan": "answers.no_to_plan",
    "statement": "answers.no_to_statement",
    "approval": "answers.no_to_approval",
}
_OF_EMPLOYEES: Sequence[Document] = ("plan", "statement")
_Key = TypeVar("_Key", Document, Decision)
_COLUMNS = ("document", "decision", "reason")  # of a table of answers, beside the ids


@dataclass(frozen=True)
class ToldDocument:
    """The last revision of somebody's document, and the answer that counts, which may be to an older revision.

    It `is_over` where nobody waits for an answer any more: a plan of which the statement is out, and whatever was told
    of a period in which somebody was not employed, but the statement that says so. An answer is `settled` where an
    appeal of that person was decided since, `appealed` while one waits to be decided.
    """

    now: Publication
    answer: Answer | None
    answered: Publication | None
    is_over: bool = False
    settled: bool = False
    appealed: bool = False

    def is_late(self, today: dt.date) -> bool:
        """Return whether the day is over by which this revision should have been answered."""
        return self.is_awaited and str(today) > self.now.answer_by

    @property
    def is_awaited(self) -> bool:
        """Return whether an answer to this revision is waited for."""
        return self.decision is None and not self.is_over

    @property
    def decision(self) -> Decision | None:
        """Return the answer to this revision, or an objection that is open; None while there is neither."""
        return self.answer.decision if self.answer and (self.answered is self.now or self._objected) else None

    @property
    def _objected(self) -> tuple[Publication, Answer] | None:
        """Return an objection of which nothing came yet, with what it is to: of a statement any revision.

        A plan that is told anew is what came of it.
        """
        if self.answer is None or self.answered is None or not wants_reason(self.answer.decision):
            return None
        stands = self.answered is self.now or self.now.document == "statement"
        return (self.answered, self.answer) if stands and not (self.settled or self.is_over) else None

    @property
    def may_be_appeal(self) -> bool:
        """Return whether somebody objects to a statement and nobody has made an appeal of it yet."""
        return self.now.document == "statement" and self.objection is not None and not self.appealed

    @property
    def objection(self) -> Problem | None:
        """Return a notice of an objection of which nothing came yet, None where there is none."""
        if self._objected is None:
            return None
        told, answer = self._objected
        [notice] = objections(told, self.now.name, [answer])
        return replace(notice, fields={**notice.fields, "last": self.now.answer_by})

    def objection_in_words(self, lang: Lang) -> str:
        """Return an objection of which nothing came yet and its reason, "" where there is none."""
        return in_words(self._objected[0], [self._objected[1]], lang) if self._objected else ""

    def in_words(self, lang: Lang) -> str:
        """Return which revision was told when, and what was answered when."""
        fields = {"revision": self.now.revision, "day": self.now.day}
        told = text(lang, "answers.told", **fields)
        if self.answer is None or self.answered is None:
            return text(lang, "answers.and_not", told=told)
        day = local_day(self.answer.at)
        decision = answer_form.said(self.answer.decision, lang)
        if self.answered is self.now:
            return text(lang, "answers.and", told=told, day=day, decision=decision)
        older = text(lang, "answers.told", revision=self.answered.revision, day=self.answered.day)
        older = text(lang, "answers.and", told=older, day=day, decision=decision)
        return text(lang, "answers.and_not", told=f"{older}{text(lang, 'answers.gap')}{told}")


@dataclass(frozen=True)
class AnswerByHand:
    """What HR enters for somebody: to which document, which decision, why; in a table who and why have places.

    Of several documents of a person, one a stint, `publication_id` is the one that is meant, 0 for all.
    """

    employee_id: str
    document: Document
    decision: Decision
    reason: str = ""
    place: Place = field(default_factory=Place)
    reason_place: Place = field(default_factory=Place)
    publication_id: int = 0


def refuse_unknown(ids: Collection[str], recipients: Collection[str]) -> None:
    """Refuse (ProblemsError `send.unknown_recipient`) ids, in letters of any case, that are of no recipient."""
    known = {key.casefold() for key in recipients}
    if unknown := [key for key in ids if key.casefold() not in known]:
        close = [near for key in unknown for near in get_close_matches(key, recipients, n=3)]
        raise fail("send.unknown_recipient", found=unknown, close=close or [*recipients][:3] or ["—"])


def by_day(due: dt.date | str, lang: Lang) -> str:
    """Return in words by when something is to come back: by its day, and where that is over soon."""
    is_over = str(due) < str(today())
    return text(lang, "status.soon") if is_over else text(lang, "status.by", due=due)


def local_day(at: str) -> dt.date:
    """Return the day here of a moment in UTC."""
    return dt.datetime.fromisoformat(at).astimezone().date()


def people_told(read: Reading, period: str, document: Document) -> list[ToldDocument]:
    """Return everybody's last revision of a kind of document with the answer, in the order of the first revisions."""
    given = publications.last_answers(read, period)
    every = grouped(publications.all_of(read, period, document), lambda each: each.employee_id)
    stated = publications.last_of(read, period, "statement") if document == "plan" else ()
    over = {person_id(key) for key in stated}
    # Of who turned out not to have been employed in the period nothing is left to be confirmed.
    nobody = {result.employee_id for result in kept_results.all_of(read, period) if result.is_of_nobody}
    known = appeals.all_of(read, period)
    decided = {person_id(each.employee_id): each.decided_at for each in known if each.decided_at}
    appealing = {person_id(each.employee_id) for each in known if not each.decided_at}
    people = []
    for key, revisions in every.items():
        answered = next((each for each in reversed(revisions) if (each.id, key) in given), None)
        answer = given[answered.id, key] if answered else None
        settled = answer is not None and document == "statement" and decided.get(person_id(key), "") >= answer.at
        is_withdrawn = person_id(key) in nobody and not revisions[-1].is_withdrawal
        is_over, appealed = person_id(key) in over or is_withdrawn, person_id(key) in appealing
        people.append(
            ToldDocument(revisions[-1], answer, answered, is_over=is_over, settled=settled, appealed=appealed)
        )
    return people


def told_of(read: Reading, period: str) -> list[ToldDocument]:
    """Return who was told what in the plans and statements of a period."""
    return [each for kind in _OF_EMPLOYEES for each in people_told(read, period, kind)]


def told_in(project: Project, period: Period) -> list[ToldDocument]:
    """Return the same as `told_of` from the ledger of a project."""
    with Ledger.open(project.ledger, create=False).reading() as read:
        return told_of(read, period.text)


def enter(project: Project, period: Period, entries: Sequence[AnswerByHand]) -> list[Problem]:
    """Record what people answered by word or on paper, all or nothing; returns a notice of each who objects.

    ProblemsError `answers.no_document` for somebody who was told nothing of the kind,
    `answers.no_reason_entered`.
    """
    wrong: list[Problem] = []
    notices = []
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.step(project.by, "answer", period.text, answers=len(entries)) as step:
        kinds = {entry.document: people_told(step, period.text, entry.document) for entry in entries}
        for entry in entries:
            wanted = entry.employee_id.casefold()
            mine = [
                each
                for each in kinds[entry.document]
                if entry.publication_id in (0, each.now.id)
                and wanted in (each.now.employee_id.casefold(), person_id(each.now.employee_id).casefold())
            ]
            if not mine:
                names = Names(**{lang: text(lang, f"answers.document.{entry.document}") for lang in LANGUAGES})
                fields = {"id": entry.employee_id, "document": names, "period": period.text}
                wrong.append(Problem("answers.no_document", entry.place, fields))
            elif wants_reason(entry.decision) and not entry.reason.strip():
                fields = {"id": mine[0].now.employee_id, "person": mine[0].now.name}
                wrong.append(Problem("answers.no_reason_entered", entry.reason_place, fields))
            else:  # of a person with two stints both plans, unless one is meant
                for key, now in ((each.now.employee_id, each.now) for each in mine):
                    answer = Answer(period.text, now.id, key, entry.decision, reason=entry.reason.strip())
                    publications.record_answer(step, answer)
                    notices += objections(now, f"{person_id(key)} {mine[0].now.name}", [answer])
        if wrong:
            raise ProblemsError(wrong)
    return notices


def entries_of(file: Path) -> list[AnswerByHand]:
    """Return the answers in a table with columns of ids, documents, decisions and, where somebody objects, reasons.

    ProblemsError `answers.columns`, `answers.cell`, `table.…`.
    """
    table, problems = table_files.read(file, names_ids)
    ids = [place for place, header in enumerate(table.header) if names_ids(header)]
    places = {key: _column(table, key) for key in _COLUMNS}
    if len(ids) != 1 or None in (places["document"], places["decision"]):
        raise fail("answers.columns", table.place(), found=[header for header in table.header if header])
    problems += table.cut_ids(ids[0])
    documents, decisions = _called(_OF_EMPLOYEES, "document"), _called(DECISIONS["plan"], "decision")
    entries = []
    for row in range(len(table.rows)):
        cells = {key: "" if at is None else table.text(row, at) or "" for key, at in places.items()}
        document, decision = documents.get(heading(cells["document"])), decisions.get(heading(cells["decision"]))
        for key, found, expected in (("document", document, documents), ("decision", decision, decisions)):
            if found is None:
                fields = {"found": cells[key], "expected": [*expected]}
                problems.append(Problem("answers.cell", table.place(row, places[key]), fields))
        if document and decision:
            where, reason_at = table.place(row, ids[0]), table.place(row, places["reason"])
            who, why = table.id(row, ids[0]) or "", cells["reason"]
            entries.append(AnswerByHand(who, document, decision, why, place=where, reason_place=reason_at))
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsError(problems)
    return entries


def _column(table: Table, key: str) -> int | None:
    """Return where a column of answers stands, None where it is not there."""
    names = {key, *(heading(text(lang, f"answers.column.table.{key}")) for lang in LANGUAGES)}
    return next((place for place, header in enumerate(table.header) if heading(header) in names), None)


def _called(keys: Sequence[_Key], kind: str) -> dict[str, _Key]:
    """Return what a table may call documents or decisions: their names in both languages, and their ids."""
    names = {heading(text(lang, f"answers.{kind}.{key}")): key for lang in LANGUAGES for key in keys}
    return names | {str(key): key for key in keys}


def as_json(each: ToldDocument) -> dict[str, object]:
    """Return what somebody was told and answered as JSON."""
    now, answer = each.now, each.answer if each.decision else None
    return {
        "document": now.document,
        "id": now.employee_id,
        "name": now.name,
        "revision": now.revision,
        "day": now.day,
        "answer_by": now.answer_by,
        "decision": each.decision or "",
        "reason": answer.reason if answer else "",
        "answered": answer.at if answer else "",
        "by": "" if answer is None else "form" if answer.submission_id else answer.author,
    }


def identity_of(project: Project, told: Publication, lang: Lang) -> Identity:
    """Return whose form for answering it is."""
    return Identity(
        project.company,
        told.period,
        kind="answer",
        recipient_id=told.employee_id,
        recipient=told.name,
        team=told.team,
        lang=lang,
        issue=told.revision,
    )


def write_form(
    project: Project,
    keys: Keys,
    path: Path,
    told: Publication,
    *,
    heads: Sequence[Head],
    lines: Sequence[AnswerLine],
    lang: Lang,
) -> Issued:
    """Write the form in which a publication is answered; ProblemsError `file.locked`, `file.unwritable`."""
    fields = {"company": project.company, "period": told.period, "revision": told.revision}
    fields |= {"who": told.name, "id": person_id(told.employee_id), "day": told.day, "due": told.answer_by}
    asked = AskedDocument(
        told.document,
        told.digest,
        title=text(lang, f"answers.title.{told.document}", **fields),
        about=[text(lang, f"answers.about.{told.document}", **fields)],
        heads=heads,
        lines=lines,
    )
    return filled_form.write(identity_of(project, told, lang), asked, path, keys.seal())


def objections(
    told: Publication, recipient: str, answers: Sequence[Answer], people: Mapping[str, str] = MappingProxyType({})
) -> list[Problem]:
    """Return a notice of what somebody objects to, with what to do; none of what is confirmed or approved.

    `people` are the names, by employee id, of those whom an approver decided on.
    """
    against = [answer for answer in answers if wants_reason(answer.decision)]
    if not against:
        return []
    names = Names(zh=document_name(told, "zh"), en=document_name(told, "en"))
    both = Names(**{lang: in_words(told, against, lang, people) for lang in LANGUAGES})
    fields: dict[str, object] = {"who": recipient, "document": names, "revision": told.revision, "said": both}
    fields |= {"id": told.employee_id, "period": told.period, "last": told.answer_by}
    return [Objection(_NO[told.document], fields=fields, severity="warning")]


def in_words(
    told: Publication, answers: Sequence[Answer], lang: Lang, people: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return what somebody has answered to a publication: each decision, of many people with their number, and why."""
    parts = []
    for decision in dict.fromkeys(answer.decision for answer in answers):
        same = [answer for answer in answers if answer.decision == decision]
        fields = {"decision": answer_form.said(decision, lang), "count": len(same)}
        parts.append(text(lang, f"answers.said.{'all' if told.document == 'approval' else 'one'}", **fields))
        parts += [_with_reason(answer, told, lang, people) for answer in same[:_NAMED] if answer.reason]
    return text(lang, "answers.gap").join(parts)


def _with_reason(answer: Answer, told: Publication, lang: Lang, people: Mapping[str, str]) -> str:
    own, key = answer.employee_id == told.employee_id, answer.employee_id
    who = f"{key} {people.get(key, '')}".rstrip()
    return text(lang, "answers.reason" if own else "answers.reason_of", id=who, why=answer.reason)


def document_name(told: Publication, lang: Lang) -> str:
    """Return what a kind of document is called."""
    return text(lang, f"answers.document.{told.document}")
