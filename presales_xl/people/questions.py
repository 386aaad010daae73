"""What is to be asked back (▲): entries that count and are doubted, why, and which of them somebody has confirmed.

An entry may also be refused (✗) because of what else is entered: such as 0 that something is to be shared out over.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.numbers import Floats
from presales_xl.backends.words import column_name, quantity
from presales_xl.people.notices import EntryProblem, PersonProblem, QuestionNotice
from presales_xl.people.outcome import Outcome
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan, once_per_plan
from presales_xl.scheme.doubts import REFUSED, beside, reason_of, shared_over
from presales_xl.scheme.states import AWAY, EXEMPT, STATE
from presales_xl.texts import Lang, text

#: What stands for a column where not an entry is asked about but results that a sheet showed otherwise than they count.
SHOWN = "shown"
#: Places that a confirmation says a value in, of a rate its percentage: programs write no smaller ones alike.
PLACES = 4


@dataclass(frozen=True)
class Question:
    """A doubted or refused entry: of the person at a place, the input's column id, the value, why, last period's.

    `reason` is one of `doubts.REASONS`; `last` is NaN where nothing is known. Values that differ by no more than
    `tolerance` are one and the same to whoever confirms them. Where the column is SHOWN, `cells` are those that showed
    something else, and the value stands for all that they showed. Of an entry of a detail table `row` is the number of
    its row among all of the table.
    """

    place: int
    column: str
    value: float
    reason: str
    last: float
    tolerance: float
    cells: str = ""
    row: int = -1

    @property
    def table(self) -> str:
        """Return the id of the detail table that the entry stands in, "" for one of the main table."""
        return self.column.partition(".")[0] if self.row >= 0 else ""

    @property
    def key(self) -> str:
        """Return how people who confirm it call what is asked about: the input's id, or SHOWN."""
        return self.column.removeprefix("input.")

    def name(self, plan: Plan, lang: Lang) -> str:
        """Return the name of what is asked about."""
        return text(lang, "questions.results") if self.column == SHOWN else entry_name(plan, self.column, lang)

    @property
    def refuses(self) -> bool:
        """Return whether the entry cannot count, whatever anybody says."""
        return self.reason in REFUSED


@dataclass(frozen=True)
class Confirmation:
    """Somebody's word that an entry of an employee is right: it holds for the value that was seen, and no other.

    `reason` says why it is so, `at` when that was said (UTC).
    """

    period: str
    employee_id: str
    column: str
    value: float
    reason: str = ""
    author: str = ""
    at: str = ""
    id: int = 0

    def answers(self, employee_id: str, question: Question) -> bool:
        """Return whether this confirms what a question asks of an employee."""
        same = math.isclose(self.value, question.value, rel_tol=1e-9, abs_tol=question.tolerance)
        return self.employee_id == employee_id and self.column == question.column and same


def entry_name(plan: Plan, column: str, lang: Lang) -> str:
    """Return what an input is called: one of a detail table with the table's name before it."""
    name, table = column_name(plan.column(column), lang), column.partition(".")[0]
    if table not in plan.tables:
        return name
    return text(lang, "questions.of_table", table=plan.scheme.details[table].name[lang], name=name)


def doubted(plan: Plan, table: str = "") -> list[ColumnSpec]:
    """Return the inputs of the main table or of a detail table that may be asked back, in their order."""
    columns = plan.tables[table].columns if table else plan.columns
    return [spec for spec in columns.values() if spec.field and beside(spec.id) in columns]


@dataclass(frozen=True)
class Doubts:
    """What is asked of the rows of a table, the main one or one of details, row by row, as arrays.

    `people` are those whose rows they are, `rows` and `specs` what each question is about, `reasons` their numbers.
    """

    table: str
    values: Mapping[str, Floats]
    people: NDArray[np.int64]
    rows: NDArray[np.int64]
    specs: Sequence[ColumnSpec]
    reasons: Floats

    @property
    def refused(self) -> NDArray[np.bool_]:
        """Return which of the questions are about entries that cannot count."""
        return np.less(self.reasons, 0)

    def question(self, number: int) -> Question:
        """Return one of the questions."""
        spec, row = self.specs[number], int(self.rows[number])
        last = self.values.get(beside(spec.id, "last"))
        return Question(
            int(self.people[row]),
            spec.id,
            value=float(self.values[spec.id][row]),
            reason=reason_of(self.reasons[number]),
            last=math.nan if last is None else float(last[row]),
            tolerance=0.5 * 10**-PLACES / (100 if spec.unit == "rate" else 1),
            row=row if self.table else -1,
        )


def doubts(outcome: Outcome) -> Iterator[Doubts]:
    """Yield what is asked of each table: the main one, then those of details."""
    yield _of_table(outcome.plan, "", outcome.values, np.arange(outcome.size))
    for table, rows in outcome.inputs.details.items():
        if len(rows.owner):
            yield _of_table(outcome.plan, table, outcome.details[table], rows.owner)


def questions(outcome: Outcome) -> Iterator[Question]:
    """Yield every doubted or refused entry, person by person; then those of detail tables, row by row."""
    for asked in doubts(outcome):
        yield from map(asked.question, range(len(asked.rows)))


def _of_table(plan: Plan, table: str, values: Mapping[str, Floats], people: NDArray[np.int64]) -> Doubts:
    specs = doubted(plan, table)
    numbers = np.array([values[beside(spec.id)] for spec in specs]).reshape(len(specs), len(people)).T
    rows, places = np.nonzero(np.abs(numbers) > 0)
    asked = [specs[place] for place in places.tolist()]
    return Doubts(table, values, people, rows=rows, specs=asked, reasons=numbers[rows, places])


def open_questions(
    outcome: Outcome,
    employee_ids: Sequence[str],
    confirmed: Collection[Confirmation],
    further: Sequence[Question] = (),
) -> list[Question]:
    """Return the doubted entries, and of the `further` questions those, that nobody has confirmed.

    `employee_ids` are those of the outcome, in its order.
    """
    return [
        question
        for question in (*questions(outcome), *further)
        if not question.refuses and not any(each.answers(employee_ids[question.place], question) for each in confirmed)
    ]


def refused(outcome: Outcome) -> list[Question]:
    """Return the entries that cannot count because of what else is entered."""
    return [question for question in questions(outcome) if question.refuses]


def waiting(outcome: Outcome, asked: Collection[Question], to_come: Collection[int] = ()) -> Callable[[int], bool]:
    """Return whether total or pay of the person at a place hang on an open question: on an own entry, or on anybody's.

    Where people are compared with their cohort, all wait while anybody in it has an open question on what is compared,
    or is not complete, or at one of the places of which more is `to_come`. Results that were shown otherwise hold back
    the person's alone.
    """
    own, shared = _hanging(outcome.plan)
    groups = np.zeros(outcome.size, dtype=int) if outcome.inputs.cohort is None else outcome.inputs.cohort
    unready = {question.place for question in asked if question.column in shared}
    if shared:
        unready |= {*np.flatnonzero(~outcome.complete).tolist(), *to_come}
        unready.difference_update(np.flatnonzero(outcome.values[STATE] == EXEMPT).tolist())  # compared with nobody
    open_groups = {int(groups[place]) for place in unready}
    places = {question.place for question in asked if question.column in own or question.column == SHOWN}
    return lambda place: place in places or int(groups[place]) in open_groups


def _hanging(plan: Plan) -> tuple[set[str], set[str]]:
    """Return the inputs that total, grade and pay hang on: one's own, and those of the whole cohort."""
    seen: set[tuple[str, bool]] = set()

    def visit(column: str, shared: bool) -> None:
        if column not in plan.columns or (column, shared) in seen or column == AWAY:  # whatever the entries are
            return
        seen.add((column, shared))
        for node in nodes.walk(plan.columns[column].expr or nodes.Missing()):
            if isinstance(node, nodes.Cohort):
                visit(node.column.id, True)
            elif isinstance(node, nodes.Column):
                visit(node.id, shared)
            elif isinstance(node, nodes.Rows | nodes.RowCount):
                seen.update((spec.id, shared) for spec in doubted(plan, node.table))

    for spec in plan.of_kind("total", "grade", "pay"):
        visit(spec.id, False)
    return {key for key, shared in seen if not shared}, {key for key, shared in seen if shared}


def reason_in_words(plan: Plan, reason: str, lang: Lang) -> str:
    """Return why entries are doubted or refused for a reason, in a period of the plan."""
    return text(lang, f"questions.{reason}", quarter=math.ceil(plan.scheme.month / 3))


#: The reasons that hang on other inputs by name.
COMPARING = ("nothing_of", "above_whole")


@once_per_plan
def _shared_over(plan: Plan, table: str) -> dict[str, list[str]]:
    """Return of which others shares of each input are taken, of a detail table or of the main one."""
    return shared_over(plan.tables[table].columns if table in plan.tables else plan.columns)


def compared_with(plan: Plan, spec: ColumnSpec, reason: str, lang: Lang) -> str:
    """Return, behind a reason, which other inputs an entry is compared with; "" for a reason that is none of these."""
    table = spec.id.partition(".")[0]
    if reason == "nothing_of":
        names = [column_name(plan.column(key), lang) for key in _shared_over(plan, table).get(spec.id, ())]
        return text(lang, "questions.divided", names=text(lang, "questions.and").join(names)) if names else ""
    if reason == "above_whole" and spec.field and spec.field.part_of:
        return text(lang, "questions.whole", name=column_name(plan.column(f"{table}.{spec.field.part_of}"), lang))
    return ""


def why(plan: Plan, question: Question, lang: Lang) -> str:
    """Return why an entry is doubted, with what it is compared with."""
    spec = plan.column(question.column)
    words = reason_in_words(plan, question.reason, lang)
    bounds = [plan.parameters.get(f"usual.{spec.id.removeprefix('input.')}.{side}") for side in ("low", "high")]
    if question.reason.endswith("_usual") and all(bounds):
        low, high = (quantity(float(str(bound.value)), spec.unit, lang) for bound in bounds if bound)
        return words + text(lang, "questions.usual", low=low, high=high)
    if question.reason in ("tenfold", "tenth"):
        return words + text(lang, "questions.last", last=quantity(question.last, spec.unit, lang))
    return words + compared_with(plan, spec, question.reason, lang)


def problem(
    plan: Plan,
    question: Question,
    who: str,
    code: str,
    *,
    lang: Lang,
    name: str = "",
    kind: type[PersonProblem] = QuestionNotice,
) -> PersonProblem:
    """Return the notice that an entry is to be confirmed, of a kind of its own; the error where it is refused.

    Whom it is about is told by id, and by `name` where that is given.
    """
    called = f"{who} {name}".rstrip()
    if question.column == SHOWN:
        fields = {
            "id": who,
            "who": called,
            "name": question.name(plan, lang),
            "input": question.key,
            "found": question.cells,
        }
        return QuestionNotice("collect.shown", fields=fields, severity="warning")
    spec = plan.column(question.column)
    label = plan.dimensions[spec.dimension].names[int(question.value)][lang] if spec.dimension else ""
    fields = {
        "id": who,
        "who": called,
        "name": question.name(plan, lang),
        "input": question.key,
        "found": label or quantity(question.value, spec.unit, lang),
        "why": why(plan, question, lang),
    }
    if question.refuses:
        return EntryProblem("input.refused", fields=fields)
    return kind(code, fields=fields, severity="warning")
