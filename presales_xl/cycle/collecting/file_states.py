"""What a file that came back comes to: its verdict, and where each of its people stands.

It follows from what was found in the file and from where everybody stands by now, so it changes with what is confirmed,
issued anew or decided since; `collect` and `status` ask here, and so say the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from types import MappingProxyType
from typing import Any, Literal, get_args

from presales_xl.cycle.answering import objections
from presales_xl.cycle.approving.approvals import Approval
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.standing import Standings
from presales_xl.ledger import issues, publications
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.publications import Answer, Publication
from presales_xl.ledger.step import Reading
from presales_xl.ledger.submissions import Submission
from presales_xl.people.decisions import Document
from presales_xl.people.notices import (
    BlankNotice,
    ChangedEntry,
    ChangedResult,
    Objection,
    OpenNotice,
    OverruledEntry,
    PersonProblem,
    QuestionNotice,
    ShownOtherwise,
    WaitingNotice,
)
from presales_xl.people.questions import SHOWN
from presales_xl.problem_texts import as_json, explain, sentences
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang, counted, first_of, text

#: `waits`: the file lacks nothing, but HR, raters or others in the cohort still owe something.
State = Literal["complete", "waits", "confirm", "open"]
#: `replaced`: another file counts instead, and nothing is to be done about it. `closed`: it stays in the inbox,
#: because it would change results that were settled, paid or published.
Verdict = Literal["accepted", "confirm", "in_part", "replaced", "closed", "set_aside"]

#: What a notice comes to for whom it is about; an error leaves them open. What raters gave is not the manager's to
#: confirm: the file waits for them.
_COMES_TO: Mapping[type[Problem], State] = {
    OpenNotice: "open",
    QuestionNotice: "confirm",
    ShownOtherwise: "confirm",
    WaitingNotice: "waits",
}
_WORST_FIRST: Sequence[State] = ("open", "confirm", "waits", "complete")
_ANSWERED_ALIKE = ("collect.question", "collect.changed", "shown.differs")
_LINES = 8  # of one person, or one file
_NAMED = 6  # people that one line is about


@dataclass(frozen=True)
class PersonState:
    """Where somebody stands by a file.

    `problems` are what leaves the person open, then what is to be confirmed, then other notices.
    """

    employee_id: str
    name: str
    state: State
    problems: Sequence[Problem] = ()

    @property
    def to_mend(self) -> list[Problem]:
        """Return what leaves the person open, is to be confirmed, or is waited for."""
        return [problem for problem in self.problems if _comes_to(problem) != "complete"]

    @property
    def changes(self) -> list[Problem]:
        """Return what the file changed of what had counted before."""
        return [problem for problem in self.problems if isinstance(problem, ChangedEntry | ChangedResult)]


@dataclass(frozen=True)
class FileState:
    """A file that came back: its verdict, its people where it counts, and those `problems` that are nobody's.

    A form for answering is nobody's workbook: it has `answers` to what was `told`.
    """

    submission: Submission
    workbook: LedgerWorkbook | None
    verdict: Verdict
    people: Sequence[PersonState] = ()
    problems: Sequence[Problem] = ()
    told: Publication | None = None
    answers: Sequence[Answer] = ()

    @property
    def kind(self) -> str:
        """Return `manager`, `rater` or `answer`, "" of a file that is nobody's."""
        return self.workbook.kind if self.workbook else "answer" if self.told else ""

    @property
    def recipient_id(self) -> str:
        """Return the id of whose file it is, "" where it is nobody's."""
        return self.workbook.recipient_id if self.workbook else self.told.employee_id if self.told else ""

    @property
    def recipient(self) -> str:
        """Return the name of whose file it is."""
        return self.workbook.recipient if self.workbook else self.answers[0].author if self.answers else ""

    @property
    def team(self) -> str:
        """Return the team of whose file it is; approvers have none."""
        return self.workbook.team if self.workbook else self.told.team if self.told else ""

    @property
    def says_yes(self) -> bool:
        """Return whether it is a form in which all is confirmed or approved: nothing is to be done about it."""
        return bool(self.answers) and not self.problems

    @property
    def overruled(self) -> list[Problem]:
        """Return what it says of its people otherwise than upheld appeals have decided: that does not count."""
        return [problem for person in self.people for problem in person.problems if isinstance(problem, OverruledEntry)]

    def of(self, state: State) -> list[PersonState]:
        """Return those of its people who are in a state."""
        return [person for person in self.people if person.state == state]

    @property
    def questions(self) -> int:
        """Return how much is to be confirmed."""
        return sum(isinstance(problem, QuestionNotice) for problem in self._all_problems())

    @property
    def changed(self) -> int:
        """Return how many entries the file changed of those that had counted before."""
        return sum(isinstance(problem, ChangedEntry) for problem in self._all_problems())

    def _all_problems(self) -> Iterator[Problem]:
        return chain(self.problems, *(person.problems for person in self.people))


class Verdicts:
    """The verdicts on the files of a period.

    `open_ends` are what there is to tell of where people stand (`recompute.open_ends`), `known` how far approvals are.
    """

    def __init__(
        self,
        read: Reading,
        period: str,
        current: Standings,
        open_ends: Iterable[Problem],
        known: Mapping[str, Approval] = MappingProxyType({}),
    ) -> None:
        self._read = read
        self._approvals = known
        self._known = {each.id: each for each in issues.all_of(read, period)}
        self._latest = {each.whose: each for each in self._known.values()}  # in the order of issues
        self._names = {each.employee_id: each.name for each in current.roster.employees}
        self._given = {each.employee_id: each.locked for each in current.roster.employees}
        incomplete = {each.employee_id for role in current.apart for each in role.incomplete}
        self._complete = {each.employee_id for each in current.every_stint} - incomplete
        documents = [each for kind in get_args(Document) for each in publications.all_of(read, period, kind)]
        self._told = {each.id: each for each in documents}
        self._answers: dict[int | None, list[Answer]] = defaultdict(list)
        for answer in publications.answers_of(read, period):
            self._answers[answer.submission_id].append(answer)
        self._live: dict[str, list[Problem]] = defaultdict(list)
        self._owed = current.owed
        for problem in open_ends:
            self._live[str(problem.fields.get("id", ""))].append(problem)

    def of(self, submission: Submission) -> FileState:
        """Return the verdict on a file."""
        workbook = self._known.get(submission.workbook_id or 0)
        if workbook is None and submission.verdict == "accepted":  # a form for answering
            given = self._answers[submission.id]
            told = self._told[given[0].publication_id] if given else None
            problems = list(self._still_open(submission.problems, told, given))
            verdict = _verdict((), problems)
            return FileState(submission, None, verdict, problems=problems, told=told, answers=given)
        if workbook is None or submission.verdict == "set_aside":
            return FileState(submission, workbook, "set_aside", problems=submission.problems)
        if submission.superseded_by is not None:
            return FileState(submission, workbook, "replaced", problems=submission.problems)
        latest = self._latest[workbook.whose]
        counts = issuing.still_counting(self._read, submission.id, workbook, latest)
        asked = issuing.people_of(latest)
        by_person: dict[str, list[Problem]] = defaultdict(list)
        left = {*issuing.people_of(workbook)} - counts
        for problem in submission.problems:
            employee_id = str(problem.fields.get("id", ""))
            is_given = problem.fields.get("input") in self._given.get(employee_id, ())  # by HR, later
            if employee_id not in left and not (is_given and isinstance(problem, BlankNotice)):
                by_person[employee_id if employee_id in asked else ""].append(problem)
        people = []
        for key, name in asked.items():
            live = self._live[key] if workbook.kind == "manager" else self._owed.get((key, workbook.recipient_id), ())
            asks = any(problem.fields.get("input") == SHOWN for problem in live)  # else somebody has confirmed it
            problems = [*(each for each in by_person[key] if asks or not isinstance(each, ShownOtherwise)), *live]
            if key not in counts:
                fields = {
                    "id": key,
                    "person": self._names.get(key, name),
                    "found": workbook.issue,
                    "expected": latest.issue,
                }
                problems = [OpenNotice("collect.issued_anew", Place(file=submission.file), fields, "warning")]
            people.append(self._person(workbook, key, problems))
        verdict = _verdict(people, by_person[""])
        return FileState(submission, workbook, verdict, people=people, problems=by_person[""])

    def _still_open(
        self, problems: Iterable[Problem], told: Publication | None, given: Sequence[Answer]
    ) -> Iterator[Problem]:
        """Yield what is still to be told of a form: of what an approver refused that which is as it was, with names.

        What a later form of the approver's has asked or answered is over.
        """
        for problem in problems:
            now = self._approvals.get(str(problem.fields.get("id", "")))
            if told and now and now.told and now.told.id > told.id:
                continue
            if told is None or told.document != "approval" or not isinstance(problem, Objection):
                yield problem
                continue
            refused = {key for key, each in self._approvals.items() if each.state == "refused"}
            answers = [each for each in given if each.employee_id in refused]
            for each in objections(told, told.name, answers, self._names):
                yield each.at(file=problem.place.file)

    def _person(self, workbook: LedgerWorkbook, key: str, problems: Sequence[Problem]) -> PersonState:
        """Return where somebody stands; whose results are complete is not open, whatever was found in the file."""
        is_done = workbook.kind == "manager" and key in self._complete

        def place(problem: Problem) -> int:
            return _WORST_FIRST.index(_comes_to(problem))

        ordered = sorted((each for each in problems if place(each) or not is_done), key=place)
        state = _WORST_FIRST[place(ordered[0])] if ordered else "complete"
        if state in ("waits", "complete"):
            is_waiting = state == "waits" or not is_done
            state = "waits" if is_waiting and workbook.kind == "manager" else "complete"
        return PersonState(key, self._names.get(key, key), state, ordered)


def _comes_to(problem: Problem) -> State:
    """Return where a problem leaves whom it is about."""
    kinds: Iterator[State] = (state for kind, state in _COMES_TO.items() if isinstance(problem, kind))
    return "open" if problem.severity == "error" else next(kinds, "complete")


def _verdict(people: Sequence[PersonState], problems: Sequence[Problem]) -> Verdict:
    outcomes = {*map(_comes_to, problems), *(person.state for person in people)}
    return "in_part" if "open" in outcomes else "confirm" if "confirm" in outcomes else "accepted"


# In words.


def in_lines(problems: Iterable[Problem], lang: Lang) -> Iterator[str]:
    """Yield what is wrong with one person's entries, or one file: of blank entries one line with their cells.

    What to do about several of one kind is said once, at the last; how questions are answered not at all: it is the
    same for all. Of many lines the first are given.
    """
    blank: dict[str, list[str]] = defaultdict(list)
    others: list[tuple[str, str]] = []
    for problem in problems:
        where, what, mend = sentences(lang, problem.at(file=""))
        if problem.code == "workbook.blank":
            blank[problem.place.sheet].append(problem.place.cell or str(problem.fields["name"]))
        else:
            reason = text(lang, "status.reason", where=where, what=what) if where else what
            others.append((reason, "" if problem.code in _ANSWERED_ALIKE else mend))
    if blank:
        cells = [" ".join((sheet, text(lang, "problems.comma").join(named))).strip() for sheet, named in blank.items()]
        count = sum(map(len, blank.values()))
        yield text(lang, "collecting.blank", count=count, cells=text(lang, "results.separator").join(cells))
    shown = others[:_LINES]
    for (reason, mend), (_, next_mend) in zip_longest(shown, shown[1:], fillvalue=("", "")):
        is_last = mend and mend != next_mend
        yield text(lang, "collecting.and_mend", what=reason, mend=mend) if is_last else reason
    if len(others) > _LINES:
        yield text(lang, "collecting.and_more", count=len(others) - _LINES)


def by_person(problems: Iterable[Problem], lang: Lang) -> Iterator[str]:
    """Yield what is wrong with a file that is set aside: what is nobody's message by message, then person by person."""
    of_person: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        of_person[str(problem.fields.get("id", "")) if isinstance(problem, PersonProblem) else ""].append(problem)
    yield from (explain(lang, problem) for problem in of_person.pop("", ()))
    for employee_id, theirs in of_person.items():
        yield text(lang, "collecting.of", who=employee_id, what="\n".join(in_lines(theirs, lang)))


def said_of(people: Sequence[PersonState], lang: Lang) -> list[str]:
    """Return what is to be mended of people and where: of each in one line, or in a line each below the name.

    What leaves several of them open, as a row that may be anybody's, is said once with all their names.
    """
    whose: dict[tuple[str, Place, str], dict[str, PersonState]] = defaultdict(dict)
    for person in people:
        for problem in person.to_mend:
            whose[_but_for_whom(problem)][person.employee_id] = person
    shared = {key: list(them.values()) for key, them in whose.items() if len(them) > 1 and key[1].cell}
    said = []
    for key, them in shared.items():
        named = first_of([f"{person.employee_id} {person.name}" for person in them], _NAMED, lang)
        first = next(each for each in them[0].to_mend if _but_for_whom(each) == key)
        what = "".join(in_lines([first], lang))
        said.append(text(lang, "collecting.of", who=text(lang, "problems.comma").join(named), what=what))
    for person in people:
        lines = list(in_lines((each for each in person.to_mend if _but_for_whom(each) not in shared), lang))
        state = text(lang, f"collecting.person.{person.state}")
        who = text(lang, "collecting.who", id=person.employee_id, name=person.name, state=state)
        if lines:
            own = text(lang, "collecting.of", who=who, what=lines[0])
            said.append(own if len(lines) == 1 else "\n    ".join([who, *lines]))
    return said


def _but_for_whom(problem: Problem) -> tuple[str, Place, str]:
    """Return what a problem says, but for whose id it names."""
    return problem.code, problem.place, str({**problem.fields, "id": ""})


def counts_in_words(state: FileState, lang: Lang) -> str:
    """Return how many of a file's people are complete, open and to be confirmed."""
    order: tuple[State, ...] = ("complete", "open", "confirm", "waits")
    counts = {each: len(state.of(each)) for each in order}
    parts = [text(lang, f"collecting.count.{each}", count=count) for each, count in counts.items() if count]
    return text(lang, "collecting.comma").join(parts)


def files_in_words(states: Sequence[FileState], lang: Lang) -> str:
    """Return how many files came to which verdict."""
    counts = Counter(state.verdict for state in states)
    parts = counted(lang, {each: counts[each] for each in get_args(Verdict)}, "collecting.counted")
    return text(lang, "collecting.counts", files=len(states), counts=parts)


def file_as_json(state: FileState, lang: Lang) -> dict[str, Any]:
    """Return a file with its people as JSON."""
    return {
        "file": state.submission.file,
        "verdict": state.verdict,
        "received": state.submission.received_at,
        "kind": state.kind,
        "recipient_id": state.recipient_id,
        "recipient": state.recipient,
        "team": state.team,
        "complete": len(state.of("complete")),
        "open": len(state.of("open")),
        "confirm": len(state.of("confirm")),
        "waits": len(state.of("waits")),
        "questions": state.questions,
        "changed": state.changed,
        "people": [
            {
                "id": person.employee_id,
                "name": person.name,
                "state": person.state,
                "problems": [as_json(lang, problem) for problem in person.problems],
            }
            for person in state.people
        ],
        "problems": [as_json(lang, problem) for problem in state.problems],
    }
