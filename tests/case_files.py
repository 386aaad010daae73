"""Reads `cases/<scheme>.yaml`: what must come out for people described in sentences.

    base: {unresolved: 0, satisfaction: 100}       # the entries that a case takes unless it says otherwise
    rows: {chats: {language: full}}                # the same for one row of each detail table, or several
    edges:                                         # one entry differs from the base: entry -> the column's value
      points.resolution: {unresolved: {0: 35, 1: 30}}
    cases:
      one complaint costs 5 points:
        inputs: {complaints: 1}
        expect: {points.complaints: 10, total: 95, grade: S, flags: []}
      a cohort has a line per person, some columns of entries and some of what is expected:
        columns: [sales, points.sales_vs_mean, rank]
        people: [[15000, 25, 1], [5000, 5, 2]]
      what rows of other teams may make complete counts in a workbook, and not once all teams are there:
        all_teams: true                          # there is nobody else: a workbook, too, holds everybody
        projects: [{contribution: 0.9}]
        expect: {pay.projects: null}

    a year has rules of its own:
      cycle: year                                  # of the scheme as it is due in a period of that length
      levels: [senior]                             # and for a role of these levels only
      inputs: {won: 3}
      expect: {total: 90}

Choices, levels, grades and flags go by their ids. An entry that is `null` is blank, an expected `null` is missing, and
`exempt` says that the column does not apply, a total of `waiting` that HR alone keeps it open. Rows of a detail table
are given under the table's id: `chats: [{respect: none}, {}]`; a case that gives none has those of `rows`. What a row
does not say it takes from there, the first row from the first, further ones from the last. A row may be a list of its
entries in the order of the table, and a line may have such rows of its own: `changes: [[poc, 10, A]]`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from presales_xl.catalogue import load
from presales_xl.people.outcome import not_applying
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan, once_per_plan
from presales_xl.scheme.due import due, weighed
from presales_xl.scheme.model import Cycle
from presales_xl.texts import Lang
from presales_xl.workbook.formulas import Shown, missing_text, shown, waiting_text
from tests.filling import Cohort, Raw, RawRow, label

FOLDER = Path(__file__).with_name("cases")
LANG: Lang = "zh"
EDGES = "edges"
TOGETHER = "together"
RESULTS = ("points.", "score.", "measure.", "adjustment.", "pay.", "rows.")
SUMMARY = ("total", "grade", "rank", "completeness", "flags")
KEYS = {"base", "rows", "edges", "cases"}
CASE_KEYS = {"cycle", "levels", "inputs", "expect", "columns", "people", "all_teams"}


@dataclass(frozen=True)
class Case:
    """One sentence: the cohort that it speaks of, and per person what must be shown, by column id."""

    scheme: str
    sentence: str
    cohort: str
    expected: Mapping[int, Mapping[str, Shown]]

    def __str__(self) -> str:
        """Return the test's id."""
        return f"{self.scheme}: {self.sentence}"


@dataclass(frozen=True)
class CaseFile:
    """All cases of a scheme and the cohorts that they are about.

    The edges share one, and so do the cases of a plan in which nothing depends on who else there is: each cohort is a
    sheet, which engines take their time over.
    """

    scheme: str
    cohorts: Sequence[Cohort]
    cases: Sequence[Case]


def read(file: Path) -> CaseFile:
    """Return the cases of one file; KeyError or ValueError for what the scheme does not have."""
    return cases_of(load(file.stem), file.read_text(encoding="utf-8"))


def cases_of(plan: Plan, text: str) -> CaseFile:
    """Return the cases that a text states of a scheme; KeyError or ValueError for what it does not have."""
    said, scheme = YAML(typ="safe").load(text), plan.scheme.id
    if unknown := set(said) - KEYS:
        raise ValueError(f"{scheme}: {unknown}")
    reader = _Reader(plan, said.get("base", {}), said.get("rows", {}))
    periods = [plan, *(due(plan, cycle) for cycle in plan.scheme.cycles)]
    known = {column for period in periods for column in period.columns}
    if unknown := {key for key in said.get("base", {}) if _column(key) not in known}:
        raise ValueError(f"{scheme}: {unknown}")
    reader.edges(said.get("edges", {}))
    for sentence, case in said.get("cases", {}).items():
        reader.case(sentence, case)
    return CaseFile(scheme, list(reader.cohorts.values()), reader.cases)


class _Reader:
    def __init__(self, plan: Plan, base: Mapping[str, Any], rows: Mapping[str, Any]) -> None:
        self.whole = self.plan = plan
        self.parts: dict[tuple[Cycle | None, tuple[str, ...]], Plan] = {(None, ()): plan}
        self.base = base
        self.base_rows = {key: rows.get(key, {}) for key in plan.tables}
        self.base_rows = {key: row if isinstance(row, list) else [row] for key, row in self.base_rows.items()}
        self.cohorts: dict[str, Cohort] = {}
        self.cases: list[Case] = []

    def edges(self, edges: Mapping[str, Mapping[str, Mapping[Any, Any]]]) -> None:
        people: list[Mapping[str, Any]] = []
        details: list[Mapping[str, Any]] = []
        for column, inputs in edges.items():
            for name, table in inputs.items():
                for entry, value in table.items():
                    sentence = f"{column} is {_said(value, 'missing')} when {name} is {_said(entry, 'blank')}"
                    expected = {len(people): self._expected({column: value})}
                    self.cases.append(Case(self.plan.scheme.id, sentence, EDGES, expected))
                    people.append({} if "." in name else {name: entry})
                    details.append(self._own_row({name: entry}))
        if people:
            self._add(EDGES, people, details)

    def case(self, sentence: str, case: Mapping[str, Any]) -> None:
        self.plan = self._part(case.get("cycle"), tuple(case.get("levels", ())))
        common = case.get("inputs", {})
        if "people" in case:
            columns = case["columns"]
            lines = [dict(zip(columns, line, strict=True)) for line in case["people"]]
        else:
            lines = [case["expect"]]
        own = [{key: value for key, value in line.items() if not _is_result(key)} for line in lines]
        entries = [
            {**common, **{key: value for key, value in line.items() if "." not in key and key not in self.plan.tables}}
            for line in own
        ]
        results = [{key: value for key, value in line.items() if _is_result(key)} for line in lines]
        if unknown := set(case) - {*CASE_KEYS, *self.plan.tables}:
            raise ValueError(f"{sentence}: {unknown}")
        if not all(results):
            raise ValueError(f"{sentence}: nothing is expected")
        rows = {table: case[table] for table in self.plan.tables if table in case}
        alone = _on_others(self.plan).isdisjoint(column for line in results for column in line)
        part = [id(plan) for plan in self.parts.values()].index(id(self.plan))
        is_part = not case.get("all_teams", False)
        name = f"{TOGETHER} {part}" if alone and is_part else f"case {len(self.cases)}"
        first = self._add(name, entries, [{**rows, **self._own_row(line)} for line in own], is_part=is_part)
        expected = {first + number: self._expected(line) for number, line in enumerate(results)}
        self.cases.append(Case(self.plan.scheme.id, sentence, name, expected))

    def _part(self, cycle: Cycle | None, levels: tuple[str, ...]) -> Plan:
        """Return the plan of a period, for people of some levels: the same one each time."""
        if (cycle, levels) not in self.parts:
            self.parts[cycle, levels] = weighed(due(self.whole, cycle) if cycle else self.whole, levels)
        return self.parts[cycle, levels]

    def _own_row(self, line: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """Return the detail rows of a line that says `chats.respect`, which is about the first row."""
        found: dict[str, list[dict[str, Any]]] = {}
        for key, value in line.items():
            table, _, name = key.partition(".")
            if table in self.plan.tables and not name:
                found[table] = value
            elif name:
                found.setdefault(table, [{} for _ in self.base_rows[table]])[0][name] = value
        return found

    def _add(
        self,
        name: str,
        people: Sequence[Mapping[str, Any]],
        details: Sequence[Mapping[str, Any]],
        *,
        is_part: bool = True,
    ) -> int:
        """Add people to a cohort of the plan; return the number of the first of them in it."""
        base = {key: value for key, value in self.base.items() if _column(key) in self.plan.columns}
        entries = [dict(self._entries({**base, **person})) for person in people]
        none = Cohort(name, self.plan, [], {table: [] for table in self.plan.tables}, is_part=is_part)
        cohort = self.cohorts.get(name, none)
        first = len(cohort.people)
        rows = {table: [*rows, *self._rows(table, first, details)] for table, rows in cohort.rows.items()}
        self.cohorts[name] = replace(cohort, people=[*cohort.people, *entries], rows=rows)
        return first

    def _entries(self, said: Mapping[str, Any]) -> Iterator[tuple[str, Raw]]:
        for name, value in said.items():
            spec = self.plan.columns[_column(name)]
            yield spec.id, self._typed(spec, value)

    def _rows(self, table: str, first: int, details: Sequence[Mapping[str, Any]]) -> Iterator[RawRow]:
        for person, detail in enumerate(details, first):
            base = self.base_rows[table]
            for number, row in enumerate(detail.get(table, [{} for _ in base])):
                listed = [spec.id.partition(".")[2] for spec in self.plan.tables[table].inputs]
                own = row if isinstance(row, Mapping) else dict(zip(listed, row, strict=True))
                said = {**base[min(number, len(base) - 1)], **own}
                columns = {f"{table}.{name}": value for name, value in said.items()}
                entries = {key: self._typed(self.plan.column(key), value) for key, value in columns.items()}
                yield RawRow(label(person), entries)

    def _typed(self, spec: ColumnSpec, value: Any) -> Raw:
        """Return an entry as a manager types it: a choice by its label, everything else as it is."""
        if spec.dimension and value is not None:
            dimension = self.plan.dimensions[spec.dimension]
            names = dict(zip(dimension.keys, dimension.names, strict=True))
            return names[value][LANG] if value in names else str(value)
        if value is None or isinstance(value, str | bool):
            return value
        return float(value)

    def _expected(self, said: Mapping[str, Any]) -> dict[str, Shown]:
        return {key: self._shown(self.plan.columns[key], value) for key, value in said.items()}

    def _shown(self, spec: ColumnSpec, value: Any) -> Shown:
        if value is None:
            return missing_text(spec, LANG)
        if value == "waiting":
            return waiting_text(self.plan, LANG)
        if value == "exempt" and spec.exempt:
            return not_applying(spec, LANG)
        if not spec.dimension:
            return float(value)
        keys = self.plan.dimensions[spec.dimension].keys
        chosen = [keys.index(key) for key in (value if spec.kind == "flags" else [value])]
        return shown(
            self.plan, spec, float(sum(1 << key for key in chosen) if spec.kind == "flags" else chosen[0]), LANG
        )


@once_per_plan
def _on_others(plan: Plan) -> frozenset[str]:
    """Return the columns in which a person's result may depend on who else there is, and on what they have."""
    tables = {key for key, table in plan.tables.items() if any(_compares(spec) for spec in table.columns.values())}
    found: set[str] = set()
    for key, spec in plan.columns.items():  # each stands behind those that it reads
        parts = [*nodes.walk(spec.expr)] if spec.expr else []
        of_tables = {part.table for part in parts if isinstance(part, nodes.Rows | nodes.RowCount)}
        read = {part.id for part in parts if isinstance(part, nodes.Column)}
        if _compares(spec) or of_tables & tables or read & found:
            found.add(key)
    return frozenset(found)


def _compares(spec: ColumnSpec) -> bool:
    return spec.expr is not None and any(isinstance(node, nodes.Cohort | nodes.Alike) for node in nodes.walk(spec.expr))


def _column(name: str) -> str:
    return name if name == "level" or name.startswith("words.") else f"input.{name}"


def _said(value: Any, nothing: str) -> str:
    return (
        nothing
        if value is None
        else " and ".join(map(str, value)) or "nothing"
        if isinstance(value, list)
        else str(value)
    )


def _is_result(name: str) -> bool:
    return name in SUMMARY or name.startswith(RESULTS)
