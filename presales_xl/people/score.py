"""Scores a table of inputs without any workbook: `presales-xl score SCHEME INPUTS -o RESULTS`."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.explain import refused_rows
from presales_xl.backends.frame import (
    BLOCK,
    INVALID,
    DetailRows,
    Inputs,
    beyond_limits,
    in_whole_cohort,
    of_whole_cohort,
)
from presales_xl.backends.numbers import Floats
from presales_xl.people import alike_names, questions
from presales_xl.people.entries import (
    Headers,
    fillable,
    is_required,
    means,
    names_ids,
    names_of,
    out_of_range,
    read_column,
)
from presales_xl.people.notices import BlankNotice
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.people.plain_rows import PlainRows
from presales_xl.people.questions import Doubts
from presales_xl.people.rows_of_others import hanging_on_rows, reckoned_with
from presales_xl.people.table import Table
from presales_xl.people.unresolved import without_result
from presales_xl.progress import Track, quiet
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem, ProblemsError, Severity
from presales_xl.texts import Lang, text

_IGNORED = ("name",)  # a column that people put beside the id; nothing is read from it
_MARK, _ODD, _SMALL = 2**64 - 1, 0x9E3779B97F4A7C15, 32  # of ids: the largest mark, what spreads them, a small letter's
_NAMED = 6  # people that a notice names
#: Whose rows of a table are, in order: texts, or bytes of nothing but letters and figures.
Ids = Sequence[str] | NDArray[np.bytes_]


@dataclass(frozen=True)
class Notices:
    """Problems of one severity, one for each of what they are `about`, made when they are looked at."""

    about: Sequence[Any]
    made: Callable[[Any], Problem]
    severity: Severity = "warning"

    def __len__(self) -> int:
        return len(self.about)

    def __iter__(self) -> Iterator[Problem]:
        return map(self.made, self.about)


@dataclass
class Tally:
    """The problems of a table's blocks, group by group: the first `most` of each severity, and how many there are."""

    most: int
    counts: Counter[Severity] = field(default_factory=Counter)
    _groups: dict[int, list[Problem]] = field(default_factory=dict)

    def add(self, groups: Sequence[Sequence[Problem] | Notices]) -> None:
        """Add the groups of a block, each to those of the same place in other blocks."""
        for place, group in enumerate(groups):
            listed = self._groups.setdefault(place, [])
            have = Counter(problem.severity for problem in listed)
            if isinstance(group, Notices):
                self.counts[group.severity] += len(group)
                listed += islice(group, max(self.most - have[group.severity], 0))
                continue
            for problem in group:
                self.counts[problem.severity] += 1
                have[problem.severity] += 1
                if have[problem.severity] <= self.most:
                    listed.append(problem)

    @property
    def problems(self) -> list[Problem]:
        """Return those that are kept: for each severity the first `most` of all, and maybe more."""
        return [problem for group in self._groups.values() for problem in group]


@dataclass(frozen=True)
class Scored:
    """The results of a table or a block of it, in its order, and what is wrong with its entries, group by group."""

    ids: Ids
    outcome: Outcome
    told: Sequence[Sequence[Problem] | Notices]

    @property
    def employee_ids(self) -> list[str]:
        """Return whose results these are."""
        return [_text(each) for each in self.ids]

    @property
    def problems(self) -> list[Problem]:
        """Return what is wrong with the entries."""
        return [problem for group in self.told for problem in group]


@dataclass
class _Entries:
    """What a table says: whose each row is, what it is called, its entries and their problems by column id."""

    owners: Ids = ()
    called: Sequence[str] = ()
    columns: dict[str, Floats] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)

    def owner(self, row: int) -> str:
        """Return whose a row is."""
        return _text(self.owners[row])


def score(plan: Plan, inputs: Table, details: Mapping[str, Table], lang: Lang) -> Scored:
    """Return the results of everybody in `inputs`; `details` are the rows of the detail tables, by table id.

    An entry that is not valid counts as missing and is among the problems. ProblemsError when a table cannot
    be read at all: without ids, with an id or a column twice, with detail rows of somebody unknown.
    """
    (whole,) = in_blocks(plan, inputs, details, lang, size=max(len(inputs.rows), 1))
    return whole


def in_blocks(
    plan: Plan, inputs: Table, details: Mapping[str, Table], lang: Lang, *, size: int = BLOCK, track: Track = quiet
) -> Iterator[Scored]:
    """Return what `score` does, so many people at a time: everybody's entries are held, as short as they can be.

    What people are compared with is found before the first block is returned, and what is raised comes before that. A
    table with merged cells, and one of a scheme with detail tables, is one block.
    """
    places, notices = _places(plan, "", inputs, lang)
    at = places.pop("")
    slices = inputs.slices(max(len(inputs.rows), 1) if plan.tables or inputs.shared else size)
    entries = []
    for piece in track(slices, "read"):
        entries.append(_read(plan, "", inputs.part(piece), places=places, ids=at, lang=lang))
        if len(slices) > 1:
            entries[-1].columns = {key: _short(column) for key, column in entries[-1].columns.items()}
    _own_alike(inputs, slices, entries, at)
    _check_unique(inputs, [entry.owners for entry in entries])
    rows, further = _detail_rows(plan, inputs, details, main=entries[0], lang=lang)
    blocks = [Inputs(len(entry.owners), entry.columns, rows) for entry in entries]
    if len(blocks) > 1:
        blocks = list(in_whole_cohort(blocks, of_whole_cohort(plan, blocks)))

    def scored(place: int) -> Scored:
        result, entry = outcome(plan, blocks[place]), entries[place]
        tables = {"": inputs.part(slices[place]), **details}
        of_rows = {key: part for key, (part, _) in further.items()}
        told: list[Sequence[Problem] | Notices] = [
            [] if place else notices,
            *entry.problems.values(),
            *(group for _, groups in further.values() for group in groups),
            *_unfinished_and_doubted(tables, {"": entry, **of_rows}, result, lang=lang),
        ]
        return Scored(entry.owners, result, told)

    return map(scored, track(range(len(slices)), "score"))


def _short(values: Floats) -> Floats:
    """Return numbers in the shortest type that has them all as they are."""
    with np.errstate(over="ignore"):
        for size in (np.float16, np.float32):
            short = values.astype(size)
            if np.array_equal(short, values, equal_nan=True):
                return short  # type: ignore[return-value]
    return values


_Groups = list[Sequence[Problem]]


def _detail_rows(
    plan: Plan, inputs: Table, details: Mapping[str, Table], *, main: _Entries, lang: Lang
) -> tuple[dict[str, DetailRows], dict[str, tuple[_Entries, _Groups]]]:
    """Return the rows of each detail table, and what was read of it with its problems."""
    unknown = [
        Problem("table.no_such_detail", fields={"found": key, "known": list(plan.tables)})
        for key in details
        if key not in plan.tables
    ]
    if unknown:
        raise ProblemsError(unknown)
    rows: dict[str, DetailRows] = {}
    read: dict[str, tuple[_Entries, _Groups]] = {}
    for key in plan.tables:
        if key in details:
            table = details[key]
            places, notices = _places(plan, key, table, lang)
            at = places.pop("")
            part = _read(plan, key, table, places=places, ids=at, lang=lang)
            _own_alike(table, table.slices(max(len(table.rows), 1)), [part], at)
            _name_rows(plan, key, table, part=part, places=places)
            rows[key] = _own(plan, key, table=table, part=part, ids=[_text(each) for each in main.owners])
            groups: _Groups = [notices, *part.problems.values(), list(_unfinished_rows(plan, table, part, lang))]
            groups.append(list(_failed_rows(plan, key, table=table, part=part, rows=rows[key], lang=lang)))
            groups.append(list(_alike_names(plan, key, table=table, part=part, places=places, lang=lang)))
            read[key] = part, groups
        elif plan.scheme.details[key].least:
            read[key] = _Entries(), [[Problem("table.no_detail", inputs.place(), {"table": key})]]
        else:
            rows[key] = DetailRows(np.zeros(0, dtype=np.int64), {})
    return rows, read


def _unfinished_and_doubted(
    tables: Mapping[str, Table], parts: Mapping[str, _Entries], result: Outcome, *, lang: Lang
) -> Iterator[Notices]:
    """Yield the notices of who is not complete, the errors of refused entries, and the notices of doubted ones."""
    doubts = list(questions.doubts(result))
    refused: set[int] = set()
    for asked in doubts:
        refused.update(asked.people[asked.rows[asked.refused]].tolist())
    yield _unfinished(tables[""], parts[""], result, refused=refused, lang=lang)
    yield _hanging_on_rows(tables[""], parts[""], result, doubts)
    for asked in doubts:
        made = _asked(tables, parts, result, asked=asked, lang=lang)
        yield Notices(np.flatnonzero(asked.refused).tolist(), made, "error")
        yield Notices(np.flatnonzero(~asked.refused).tolist(), made)


def _hanging_on_rows(table: Table, main: _Entries, result: Outcome, doubts: Sequence[Doubts]) -> Notices:
    """Return a notice for everybody who is complete by now and hangs on rows of others that are not."""
    hanging = hanging_on_rows(result) if result.plan.is_shared else []
    open_ = set(np.flatnonzero(~result.complete).tolist()) if hanging else set()
    open_.update(place for asked in doubts if asked.table and hanging for place in asked.people[asked.rows].tolist())
    others = [main.owner(place) for place in sorted(open_)][:_NAMED]

    def told(row: int) -> Problem:
        return Problem("table.hangs", table.place(row), {"id": main.owner(row), "others": others}, "warning")

    return Notices(hanging, told)


def _asked(
    tables: Mapping[str, Table], parts: Mapping[str, _Entries], result: Outcome, *, asked: Doubts, lang: Lang
) -> Callable[[int], Problem]:
    """Return what makes the notice of an entry that is doubted, and the error of one that is refused."""
    lines = np.flatnonzero(_filled(parts[asked.table])) if asked.table else np.arange(result.size)
    alike: dict[tuple[object, ...], Problem] = {}

    def problem(number: int) -> Problem:
        question = asked.question(number)
        key = (question.column, question.value, question.reason, str(question.last))
        if key not in alike:
            alike[key] = questions.problem(result.plan, question, "", "table.question", lang=lang)
        line = int(lines[asked.rows[number]])
        owner = parts[""].owner(question.place)
        fields = {**alike[key].fields, "id": owner, "who": owner}
        return replace(alike[key], place=tables[asked.table].place(line), fields=fields)

    return problem


def _read(plan: Plan, table_id: str, table: Table, *, places: Mapping[str, int], ids: int, lang: Lang) -> _Entries:
    """Return the entries of a table, whose columns stand at these places, and its owners where these are plain."""
    plain = table.rows.ids(ids) if isinstance(table.rows, PlainRows) else None
    entries = _Entries(() if plain is None else plain)
    numbers: dict[str, list[Floats]] = {column_id: [] for column_id in places}
    entries.problems = {column_id: [] for column_id in places}
    for part in table.parts():
        for column_id, place in places.items():
            read, wrong = read_column(plan, plan.column(column_id), table=part, place=place, lang=lang)
            numbers[column_id].append(read)
            entries.problems[column_id] += wrong
    entries.columns = {key: np.concatenate(parts) for key, parts in numbers.items()}
    for spec in fillable(plan, table_id) if table_id else ():
        if spec.id not in places:
            entries.columns[spec.id] = np.full(len(table.rows), np.nan)
    for key, beyond in beyond_limits(plan, table_id, entries.columns).items():
        rows = np.flatnonzero(beyond)
        for row, raw in zip(rows.tolist(), table.cells(places[key], rows) if len(rows) else (), strict=True):
            told = out_of_range(plan, plan.column(key), raw, lang)
            entries.problems[key].append(replace(told, place=table.place(row, places[key])))
        entries.columns[key][rows] = INVALID
    return entries


def _places(plan: Plan, table_id: str, table: Table, lang: Lang) -> tuple[dict[str, int], list[Problem]]:
    """Return where the columns stand, by column id and "" for the employee's, and notices of others and of lacks."""
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
    notices = [Problem("table.unknown_columns", table.place(), {"found": unknown}, "warning")] if unknown else []
    needed = [spec.id for spec in fillable(plan, table_id) if spec.id not in places and is_required(spec)]
    if needed:
        ids = [key.removeprefix("input.") for key in needed]
        lacking: dict[str, object] = {"ids": ids, "names": names_of(plan, needed, lang)}
        notices.append(Problem("table.inputs_missing", table.place(), lacking))
    return places, notices


def _ambiguous(table: Table, place: int, specs: Sequence[ColumnSpec]) -> Problem:
    ids = [spec.id.partition(".")[2] for spec in specs]
    return Problem("table.column_ambiguous", table.place(None, place), {"found": table.header[place], "ids": ids})


def _name_rows(plan: Plan, table_id: str, table: Table, *, part: _Entries, places: Mapping[str, int]) -> None:
    """Put in what the rows of a detail table are called: by their first text, else by whose they are."""
    named = next((spec.id for spec in fillable(plan, table_id) if spec.is_free_text and spec.id in places), "")
    rows = range(len(table.rows))
    part.called = [table.text(row, places[named]) or "" if named else part.owner(row) for row in rows]


def _own_alike(table: Table, slices: Sequence[slice], entries: Sequence[_Entries], place: int) -> None:
    """Put in the owners of all parts of a table as texts, where those of one are not plain."""
    if all(isinstance(entry.owners, np.ndarray) for entry in entries):
        return
    wrong = []
    for piece, entry in zip(slices, entries, strict=True):
        part = table.part(piece)
        ids = part.ids(place)
        wrong += part.cut_ids(place)
        for row, employee_id in enumerate(ids) if not all(ids) else ():
            if not employee_id:
                code = "table.id_empty" if employee_id == "" else "table.id_not_text"
                wrong.append(Problem(code, part.place(row, place), {"found": part.rows[row][place]}))
        entry.owners = [employee_id or "" for employee_id in ids]
    if wrong:
        raise ProblemsError(wrong)


def _text(employee_id: str | bytes) -> str:
    return employee_id if isinstance(employee_id, str) else employee_id.decode()


def _check_unique(table: Table, owners: Sequence[Ids]) -> None:
    """Raise ProblemsError where ids are twice in a table; looked at closely are those alone whose marks are alike."""
    marks = np.concatenate([_marks(ids) for ids in owners])
    ordered = np.sort(marks)
    alike = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(alike):
        return
    starts = np.cumsum([0, *map(len, owners)])
    first: dict[str, int] = {}
    twice = []
    for row in np.flatnonzero(np.isin(marks, alike)).tolist():
        part = int(np.searchsorted(starts, row, side="right")) - 1
        employee_id = _text(owners[part][row - int(starts[part])])
        before = first.setdefault(employee_id.casefold(), row)
        if before != row:
            fields = {"found": employee_id, "line": table.lines[before]}
            twice.append(Problem("table.id_twice", table.place(row), fields))
    if twice:
        raise ProblemsError(twice)


def _marks(ids: Ids) -> NDArray[np.uint64]:
    """Return a number for each id, whatever its case: of two that are the same, the same one."""
    if not isinstance(ids, np.ndarray):
        return np.fromiter((hash(each.casefold()) & _MARK for each in ids), np.uint64, len(ids))
    words = -(-ids.itemsize // 8)
    signs = np.zeros((len(ids), words * 8), dtype=np.uint8)
    signs[:, : ids.itemsize] = ids.view(np.uint8).reshape(len(ids), ids.itemsize)
    signs[signs > 0] |= _SMALL
    factors = np.array([pow(_ODD, word + 1, _MARK + 1) for word in range(words)], dtype=np.uint64)
    marks: NDArray[np.uint64] = (signs.view(np.uint64) * factors).sum(axis=1)
    return marks


def _own(plan: Plan, table_id: str, table: Table, part: _Entries, ids: Sequence[str]) -> DetailRows:
    """Return detail rows with the index of their employee; rows without any entry do not count."""
    index = {employee_id.casefold(): place for place, employee_id in enumerate(ids)}
    owner = np.array([index.get(_text(each).casefold(), -1) for each in part.owners], dtype=np.int64)
    wrong = [
        Problem("table.id_unknown", table.place(row), {"found": part.owner(row)})
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


def _alike_names(
    plan: Plan, table_id: str, *, table: Table, part: _Entries, places: Mapping[str, int], lang: Lang
) -> Iterator[Problem]:
    """Yield a warning per name by which detail rows are reckoned together and that they have in several spellings."""

    def in_words(row: int) -> str:
        return text(lang, "workbook.row_of", id=part.owner(row), line=table.lines[row])

    for key in places.keys() & reckoned_with(plan, table_id):
        codes = part.columns[key]
        order = np.argsort(codes, kind="stable")
        found, starts = np.unique(codes[order], return_index=True)
        rows = dict(zip(found.tolist(), np.split(order, starts[1:]), strict=True))
        in_order = sorted((int(same[0]), code) for code, same in rows.items() if isfinite(code))
        names = {code: table.text(row, places[key]) or "" for row, code in in_order}
        for alike in alike_names.spelled_alike(names):
            spelled = [(alike_names.visible(names[code], lang), list(map(in_words, rows[code]))) for code in alike]
            yield alike_names.told_alike(spelled, table.place(int(rows[alike[0]][0]), places[key]), lang)


def _unfinished(table: Table, main: _Entries, result: Outcome, *, refused: Collection[int], lang: Lang) -> Notices:
    """Return a notice for everybody whose results are not complete: blank inputs, or what else they wait for.

    Whoever has an entry that is not valid or `refused`, or lacks a whole column or detail table, is told so elsewhere.
    """
    plan, rows = result.plan, result.inputs.details
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

    def told(person: int, blanks: Sequence[str]) -> Iterator[Problem]:
        lacking = [key for key in blanks or result.person(person).blank_inputs() if key in present]
        if keys := [key for key in lacking if person not in with_rows.get(key, ())]:
            yield _blank(table, main, person, names(*keys))
        for key in rows:
            count, least = int(counts[key][person]), plan.scheme.details[key].least
            if 0 < count < least:
                few: dict[str, object] = {"id": main.owner(person), "table": plan.scheme.details[key].name[lang]}
                few |= {"count": count, "least": least}
                yield Problem("table.too_few_rows", table.place(person), few, "warning")
        if not (lacking or explained[person] or person in refused):
            yield replace(without_result(result.person(person), main.owner(person), lang), place=table.place(person))

    about: list[Problem | tuple[int, list[str]]] = []
    for person, blanks in zip(incomplete.tolist(), result.blanks(incomplete), strict=True):
        if rows or (present.isdisjoint(blanks) and (explained[person] or person in refused)):
            about += told(person, blanks)
        else:  # of whom one thing is told, whatever it is
            about.append((person, blanks))
    return Notices(about, lambda each: each if isinstance(each, Problem) else next(told(*each)))


def _blank(table: Table, part: _Entries, row: int, names: Sequence[str]) -> Problem:
    return BlankNotice("table.blank", table.place(row), {"id": part.owner(row), "names": names}, "warning")


def _unfinished_rows(plan: Plan, table: Table, part: _Entries, lang: Lang) -> Iterator[Problem]:
    """Yield a notice for every detail row that is filled in only in part."""
    needed = [key for key in part.columns if is_required(plan.column(key))]
    blanks = np.array([np.isnan(part.columns[key]) for key in needed])
    if not blanks.size:
        return
    for row in np.flatnonzero(blanks.any(axis=0) & _filled(part)).tolist():
        blank = [key for key, lacks in zip(needed, blanks[:, row], strict=True) if lacks]
        yield _blank(table, part, row, names_of(plan, blank, lang))
