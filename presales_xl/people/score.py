"""Scores a table of inputs without any workbook: `presales-xl score SCHEME INPUTS -o RESULTS`."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.explain import refused_rows
from presales_xl.backends.frame import DetailRows, Inputs
from presales_xl.backends.numbers import Floats
from presales_xl.people import questions
from presales_xl.people.entries import Headers, fillable, is_required, means, names_ids, names_of, read_column
from presales_xl.people.outcome import Outcome, PersonOutcome, outcome
from presales_xl.people.questions import Question
from presales_xl.people.table import Table
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang

_IGNORED = ("name",)  # a column that people put beside the id; nothing is read from it


@dataclass(frozen=True)
class Scored:
    """The results of a table, in its order, and what is wrong with its entries."""

    employee_ids: Sequence[str]
    outcome: Outcome
    problems: Sequence[Problem]


@dataclass
class _Entries:
    """What a table says: whose each row is, what it is called, and its columns of entries by column id."""

    owners: list[str]
    called: list[str]
    columns: dict[str, Floats] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Column:
    """A column of entries as it is read, part by part."""

    numbers: list[Floats] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def score(plan: Plan, inputs: Table, details: Mapping[str, Table], lang: Lang) -> Scored:
    """Return the results of everybody in `inputs`; `details` are the rows of the detail tables, by table id.

    An entry that is not valid counts as missing and is among the problems. ProblemsError when a table cannot
    be read at all: without ids, with an id or a column twice, with detail rows of somebody unknown.
    """
    main = _read(plan, "", inputs, lang)
    _check_unique(inputs, main.owners)
    unknown = [
        Problem("table.no_such_detail", fields={"found": key, "known": list(plan.tables)})
        for key in details
        if key not in plan.tables
    ]
    if unknown:
        raise ProblemsError(unknown)
    problems = main.problems
    rows, parts = {}, {"": main}
    for key in plan.tables:
        if key in details:
            part = parts[key] = _read(plan, key, details[key], lang)
            rows[key] = _own(plan, key, table=details[key], part=part, ids=main.owners)
            problems += [*part.problems, *_unfinished_rows(plan, details[key], part, lang)]
            problems += _failed_rows(plan, key, table=details[key], part=part, rows=rows[key], lang=lang)
        elif plan.scheme.details[key].least:
            problems.append(Problem("table.no_detail", inputs.place(), {"table": key}))
        else:
            rows[key] = DetailRows(np.zeros(0, dtype=np.int64), {})
    result = outcome(plan, Inputs(len(main.owners), main.columns, rows))
    doubted = list(questions.questions(result))
    refused = {asked.place for asked in doubted if asked.refuses}
    unfinished = _unfinished(inputs, main, rows=rows, result=result, refused=refused, lang=lang)
    told = _asked({"": inputs, **details}, parts, result=result, doubted=doubted, lang=lang)
    return Scored(main.owners, result, [*problems, *unfinished, *told])


def _asked(
    tables: Mapping[str, Table],
    parts: Mapping[str, _Entries],
    *,
    result: Outcome,
    doubted: Iterable[Question],
    lang: Lang,
) -> Iterator[Problem]:
    """Yield the notice of each entry that is doubted, and the error of one that is refused: of equal ones alike."""
    lines = {key: np.flatnonzero(_filled(part)).tolist() for key, part in parts.items() if key}
    alike: dict[tuple[object, ...], Problem] = {}
    for asked in doubted:
        key = (asked.column, asked.value, asked.reason, str(asked.last))
        if key not in alike:
            alike[key] = questions.problem(result.plan, asked, "", "table.question", lang=lang)
        line = lines[asked.table][asked.row] if asked.table else asked.place
        fields = {**alike[key].fields, "id": parts[""].owners[asked.place]}
        yield replace(alike[key], place=tables[asked.table].place(line), fields=fields)


def _read(plan: Plan, table_id: str, table: Table, lang: Lang) -> _Entries:
    """Return the entries of a table; every column that is not understood is a warning."""
    places, problems = _places(plan, table_id, table)
    owners = _owners(table, places.pop(""))
    named = next((spec.id for spec in fillable(plan, table_id) if spec.is_free_text and spec.id in places), "")
    called = [table.text(row, places[named]) or "" for row in range(len(owners))] if named else owners
    entries = _Entries(owners, called, problems=problems)
    absent = [spec for spec in fillable(plan, table_id) if spec.id not in places]
    needed = [spec.id for spec in absent if is_required(spec)]
    if needed:
        fields = {
            "ids": [key.removeprefix("input.") for key in needed],
            "names": names_of(plan, needed, lang),
        }
        problems.append(Problem("table.inputs_missing", table.place(), fields))
    read = {column_id: _Column() for column_id in places}
    for part in table.parts():
        for column_id, place in places.items():
            numbers, wrong = read_column(plan, plan.column(column_id), table=part, place=place, lang=lang)
            read[column_id].numbers.append(numbers)
            read[column_id].problems += wrong
    for column_id, column in read.items():
        entries.columns[column_id] = np.concatenate(column.numbers) if column.numbers else np.zeros(0)
        problems += column.problems
    for spec in absent if table_id else ():
        entries.columns[spec.id] = np.full(len(table.rows), np.nan)
    return entries


def _places(plan: Plan, table_id: str, table: Table) -> tuple[dict[str, int], list[Problem]]:
    """Return where the columns stand, by column id and "" for the employee's, and warnings about others."""
    headers = Headers(plan, table_id)
    places: dict[str, int] = {}
    wrong, unknown = [], []
    for place, header in enumerate(table.header):
        specs = headers.find(header)
        key = "" if names_ids(header) else specs[0].id if specs else None
        if key is None:
            if header and not any(means(header, ignored) for ignored in _IGNORED):
                unknown.append(header)
        elif len(specs) > 1:
            wrong.append(_ambiguous(table, place, specs))
        elif key in places:
            fields = {"found": header, "other": table.header[places[key]]}
            wrong.append(Problem("table.column_twice", table.place(None, place), fields))
        else:
            places[key] = place
    if "" not in places:
        wrong.append(Problem("table.no_ids", table.place(), {"found": [name for name in table.header if name]}))
    if wrong:
        raise ProblemsError(wrong)
    warning = Problem("table.unknown_columns", table.place(), {"found": unknown}, "warning")
    return places, [warning] if unknown else []


def _ambiguous(table: Table, place: int, specs: Sequence[ColumnSpec]) -> Problem:
    ids = [spec.id.partition(".")[2] for spec in specs]
    return Problem("table.column_ambiguous", table.place(None, place), {"found": table.header[place], "ids": ids})


def _owners(table: Table, place: int) -> list[str]:
    owners, wrong = table.ids(place), table.cut_ids(place)
    for row, employee_id in enumerate(owners) if not all(owners) else ():
        if not employee_id:
            code = "table.id_empty" if employee_id == "" else "table.id_not_text"
            wrong.append(Problem(code, table.place(row, place), {"found": table.rows[row][place]}))
    if wrong:
        raise ProblemsError(wrong)
    return [employee_id or "" for employee_id in owners]


def _check_unique(table: Table, ids: Sequence[str]) -> None:
    if len(set(map(str.casefold, ids))) == len(ids):
        return
    first: dict[str, int] = {}
    twice = []
    for row, employee_id in enumerate(ids):
        before = first.setdefault(employee_id.casefold(), row)
        if before != row:
            fields = {"found": employee_id, "line": table.lines[before]}
            twice.append(Problem("table.id_twice", table.place(row), fields))
    if twice:
        raise ProblemsError(twice)


def _own(plan: Plan, table_id: str, table: Table, part: _Entries, ids: Sequence[str]) -> DetailRows:
    """Return detail rows with the index of their employee; rows without any entry do not count."""
    index = {employee_id.casefold(): place for place, employee_id in enumerate(ids)}
    owner = np.array([index.get(employee_id.casefold(), -1) for employee_id in part.owners], dtype=np.int64)
    wrong = [
        Problem("table.id_unknown", table.place(row), {"found": part.owners[row]})
        for row in np.flatnonzero(owner < 0).tolist()
    ]
    filled = _filled(part)
    most = plan.scheme.details[table_id].most
    counts = np.bincount(owner[filled & (owner >= 0)], minlength=len(ids))
    for person in np.flatnonzero(counts > most).tolist():
        fields = {"found": ids[person], "count": int(counts[person]), "most": most}
        wrong.append(Problem("table.too_many_rows", table.place(), fields))
    if wrong:
        raise ProblemsError(wrong)
    return DetailRows(owner[filled], {key: values[filled] for key, values in part.columns.items()})


def _filled(part: _Entries) -> NDArray[np.bool_]:
    """Return for each row whether anything stands in it."""
    filled = np.zeros(len(part.owners), dtype=bool)
    for values in part.columns.values():
        filled |= ~np.isnan(values)
    return filled


def _failed_rows(
    plan: Plan, table_id: str, table: Table, part: _Entries, rows: DetailRows, lang: Lang
) -> Iterator[Problem]:
    """Yield an error for every detail row that does not meet one of the table's checks."""
    lines = np.flatnonzero(_filled(part)).tolist()
    for row, asked, why in refused_rows(plan, table_id, rows, lang):
        line = lines[row]
        yield Problem("workbook.row_check", table.place(line), {"row": part.called[line], "name": asked, "why": why})


def _unfinished(
    table: Table,
    main: _Entries,
    rows: Mapping[str, DetailRows],
    result: Outcome,
    *,
    refused: Collection[int],
    lang: Lang,
) -> Iterator[Problem]:
    """Yield a notice for everybody whose results are not complete: blank inputs, or what else they wait for.

    Whoever has an entry that is not valid or `refused`, or lacks a whole column or detail table, is told so elsewhere.
    """
    plan = result.plan
    present = {*main.columns, *(f"rows.{key}" for key in rows)}
    present |= {spec.id for spec in fillable(plan) if not is_required(spec)}
    explained = np.full(result.size, any(is_required(s) and s.id not in present for s in fillable(plan)))
    explained |= len(rows) < len(plan.tables)
    for values in main.columns.values():
        explained |= np.isinf(values)
    with_rows = {f"rows.{key}": set(detail.owner.tolist()) for key, detail in rows.items()}
    counts = {key: np.bincount(detail.owner, minlength=result.size) for key, detail in rows.items()}
    incomplete = np.flatnonzero(~result.complete)
    names = lru_cache(maxsize=None)(lambda *lacking: names_of(plan, lacking, lang))
    for person, blanks in zip(incomplete.tolist(), result.blanks(incomplete), strict=True):
        outcome_of = result.person(person)
        blank = [key for key in blanks or outcome_of.blank_inputs() if key in present]
        lacking = [key for key in blank if person not in with_rows.get(key, ())]
        if lacking:
            fields = {"id": main.owners[person], "names": names(*lacking)}
            yield Problem("table.blank", table.place(person), fields, "warning")
        for key in rows:
            count, least = int(counts[key][person]), plan.scheme.details[key].least
            if 0 < count < least:
                few = {"id": main.owners[person], "table": plan.scheme.details[key].name[lang]}
                yield Problem(
                    "table.too_few_rows", table.place(person), few | {"count": count, "least": least}, "warning"
                )
        if not (blank or explained[person] or person in refused):
            yield replace(not_computed(outcome_of, main.owners[person], lang), place=table.place(person))


def _unfinished_rows(plan: Plan, table: Table, part: _Entries, lang: Lang) -> Iterator[Problem]:
    """Yield a notice for every detail row that is filled in only in part."""
    needed = [key for key in part.columns if is_required(plan.column(key))]
    blanks = np.array([np.isnan(part.columns[key]) for key in needed])
    if not blanks.size:
        return
    for row in np.flatnonzero(blanks.any(axis=0) & _filled(part)).tolist():
        blank = [key for key, lacks in zip(needed, blanks[:, row], strict=True) if lacks]
        fields = {"id": part.owners[row], "names": names_of(plan, blank, lang)}
        yield Problem("table.blank", table.place(row), fields, "warning")


def not_computed(person: PersonOutcome, who: str, lang: Lang) -> Problem:
    """Return the notice that something could not be computed, with what it waits for."""
    missing = person.not_computed()
    why = person.explained(person.plan.columns[missing[0]], lang) if missing else ""
    fields = {"id": who, "names": names_of(person.plan, missing, lang), "why": why}
    return Problem("table.not_computed", fields=fields, severity="warning")
