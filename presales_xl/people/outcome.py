"""What comes out for a group of people under one scheme: of all of them in columns, of one of them by itself."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from presales_xl.backends.explain import Explained, causes, flags
from presales_xl.backends.frame import Inputs, Known, Number, evaluate, from_other_rows, row_columns
from presales_xl.backends.levels import level_at, levels_in_words, rated_for
from presales_xl.backends.numbers import Floats
from presales_xl.backends.words import own_name
from presales_xl.cache import Kept
from presales_xl.people.employees import Role
from presales_xl.people.entries import fillable, is_required
from presales_xl.people.table import Coded
from presales_xl.scheme.columns import ColumnSpec, Kind, Plan, individual_column
from presales_xl.scheme.nodes import Expr
from presales_xl.scheme.states import AWAY, LEAVE, NORMAL, NOT_APPRAISED, STATE
from presales_xl.texts import Lang, text

#: Result columns by kind, in the order in which tables show them.
_ORDER: tuple[Kind, ...] = ("points", "score", "adjustment", "total", "grade", "rank", "pay", "flags")
#: What shows where something does not apply, of columns of a kind.
_NOT_APPLYING: Mapping[Kind, str] = {"pay": "unset", "total": "not_appraised"}
_TOGETHER = 1024  # people whose numbers are evaluated together when one of them is to be explained
#: What a table shows of one value: a number, a label, None where there is nothing.
Cell = str | int | float | None
Column = list[Cell]


@dataclass(frozen=True)
class Outcome:
    """Every column of a plan for `size` people, as numbers; NaN is missing. `inputs` is what it came from."""

    plan: Plan
    inputs: Inputs
    values: Mapping[str, Floats]

    @property
    def size(self) -> int:
        """Return how many people there are."""
        return self.inputs.size

    @property
    def results(self) -> list[ColumnSpec]:
        """Return the result columns in order."""
        return [spec for kind in _ORDER for spec in self.plan.of_kind(kind)]

    @cached_property
    def complete(self) -> NDArray[np.bool_]:
        """Return for each person whether nothing is missing: of whom nobody appraises, of what is paid all the same."""
        done = np.ones(self.size, dtype=bool)
        for spec in self.results:
            done &= np.isfinite(self.values[spec.id]) | self.exempt(spec)
        return np.where(self.appraised, done, self.values["completeness"] == 1)

    @cached_property
    def appraised(self) -> NDArray[np.bool_]:
        """Return for each person whether they are appraised in the period; whose state is not valid is to be."""
        return np.not_equal(self.values[NOT_APPRAISED], 1)

    @cached_property
    def vetoed(self) -> NDArray[np.bool_]:
        """Return for each person whether a veto holds: the flags begin with the vetoes."""
        up = np.nan_to_num(self.values["flags"]) if "flags" in self.values else np.zeros(self.size)
        vetoed: NDArray[np.bool_] = up % 2 ** len(self.plan.scheme.vetoes) != 0
        return vetoed

    @cached_property
    def by_person(self) -> Floats:
        """Return every value, a row per person: so those of one are fetched at once."""
        return np.array([*self.values.values()], dtype=float).T.copy()

    def exempt(self, spec: ColumnSpec) -> NDArray[np.bool_]:
        """Return for each person whether a column does not apply."""
        return self.values[spec.exempt] == 1 if spec.exempt else np.zeros(self.size, dtype=bool)

    @cached_property
    def ranked(self) -> NDArray[np.int64]:
        """Return for each person how many of the cohort have a rank."""
        if "rank" not in self.values or not self.size:
            return np.zeros(self.size, dtype=np.int64)
        cohort = self.inputs.cohort
        groups = np.zeros(self.size, dtype=np.int64) if cohort is None else np.unique(cohort, return_inverse=True)[1]
        return np.bincount(groups, np.isfinite(self.values["rank"])).astype(np.int64)[groups]

    @cached_property
    def others(self) -> Mapping[Expr, Floats]:
        """Return every figure that the results take from other rows, by node (see `from_other_rows`)."""
        return from_other_rows(self.plan, self.inputs, self.values)

    @cached_property
    def explained(self) -> dict[tuple[str, Lang], Explained]:
        """Return how values came about, by column and language, as far as it was said."""
        return {}

    @cached_property
    def _known(self) -> dict[int, Known]:
        return {}

    def numbers(self, place: int) -> Number:
        """Return what gives the value of any node of the plan for one person, NaN where it is missing.

        The people around are evaluated at once, and kept until somebody else is asked for.
        """
        block = place // _TOGETHER
        known = self._known.get(block)
        if known is None:
            part = slice(block * _TOGETHER, (block + 1) * _TOGETHER)
            values = {key: column[part] for key, column in self.values.items()}
            others = {key: figures[part] for key, figures in self.others.items()}
            known = Known(self.plan, len(self.appraised[part]), values, others=others)
            self._known.clear()
            self._known[block] = known
        return known.numbers(place % _TOGETHER)

    @cached_property
    def details(self) -> Mapping[str, Mapping[str, Floats]]:
        """Return every column of the rows of each detail table, by table and column id."""
        left_out = self.values[NOT_APPRAISED]
        given, is_part = self.inputs.details, self.inputs.is_part
        return {key: row_columns(self.plan, key, rows, left_out, is_part=is_part) for key, rows in given.items()}

    def person(self, place: int) -> "PersonOutcome":
        """Return what came out for one person; `place` counts from 0."""
        return PersonOutcome(self, place)

    @cached_property
    def required(self) -> list[str]:
        """Return the ids of the inputs that nobody may leave blank; `rows.…` for a detail table."""
        wanted = [spec.id for spec in fillable(self.plan) if is_required(spec)]
        return [*wanted, *(spec.id for spec in self.plan.of_kind("rows"))]

    def blanks(self, places: NDArray[np.int64]) -> Iterator[list[str]]:
        """Yield the required inputs that each of some people lacks."""
        lacking = [(np.isnan(self.values[key]) & self.appraised)[places].tolist() for key in self.required]
        for lacks in zip(*lacking, strict=True) if lacking else ([] for _ in places):
            yield [key for key, is_blank in zip(self.required, lacks, strict=True) if is_blank]

    def status(self, lang: Lang) -> Coded:
        """Return 完成, 未完成 or 不考核 for each person."""
        words = [text(lang, f"columns.{key}") for key in ("incomplete", "complete", "not_appraised")]
        return Coded(words, np.where(self.appraised, self.complete, 2))

    def column(self, column_id: str, lang: Lang) -> Column:
        """Return a column as tables show it: numbers, labels in `lang`, None where there is nothing."""
        return self.coded(column_id, lang).listed()

    def coded(self, column_id: str, lang: Lang) -> Coded:
        """Return a column as tables show it, each different cell once."""
        spec = self.plan.columns.get(column_id)
        if spec is None:
            return Coded([None], np.zeros(self.size, dtype=np.int64))
        distinct, places = np.unique(self.values[column_id] + 0.0, return_inverse=True)  # −0 is 0
        if spec.dimension:
            return Coded([_label(self.plan, spec, value, lang) for value in distinct.tolist()], places)
        cells: Column = distinct.tolist()
        if cells and math.isnan(distinct[-1]):
            cells[-1] = None
        cells.append(not_applying(spec, lang))
        return Coded(cells, np.where(self.exempt(spec), len(cells) - 1, places))

    def table(self, lang: Lang) -> dict[str, Column]:
        """Return the result table without its first column: `status`, points, …, `flags`."""
        return {key: column.listed() for key, column in self.columns(lang).items()}

    def columns(self, lang: Lang) -> dict[str, Coded]:
        """Return the result table as `table` does, of each column each different cell once."""
        ids = [spec.id for spec in self.results]
        for place, key in enumerate(("total", "grade", "rank")):
            if key not in ids:  # a scheme without grades has the column all the same
                ids.insert(ids.index("total") + place, key)
        if "flags" not in ids:
            ids.append("flags")
        return {"status": self.status(lang), **{key: self.coded(key, lang) for key in ids}}


def not_applying(spec: ColumnSpec, lang: Lang) -> str:
    """Return what a column shows for whom it does not apply."""
    return text(lang, f"columns.{_NOT_APPLYING.get(spec.kind, 'exempt')}")


def _label(plan: Plan, spec: ColumnSpec, value: float, lang: Lang) -> str | None:
    """Return the label that a value stands for, of flags all that are up; None for a missing value."""
    if spec.kind == "employment" and math.isnan(value):
        value = NORMAL
    if not math.isfinite(value):
        return None
    names = [name[lang] for name in plan.dimensions[spec.dimension].names]
    if spec.kind == "flags":
        return text(lang, "explain.join").join(names[place] for place in plan.flags_up(value))
    return names[int(value)]


@dataclass(frozen=True)
class PersonOutcome:
    """What came out for one person: a view of an outcome, `place` being the person's place in it."""

    of: Outcome
    place: int

    @property
    def plan(self) -> Plan:
        """Return the plan."""
        return self.of.plan

    @cached_property
    def own_plan(self) -> Plan:
        """Return the plan with the figures that HR set for the person alone, to put into words."""
        columns = {individual_column(key) for key in self.plan.scheme.individual}
        return self.plan.of_person({column: self.value(column) for column in columns}) if columns else self.plan

    @cached_property
    def values(self) -> Mapping[str, float]:
        """Return every column by id; NaN is missing."""
        return dict(zip(self.of.values, self.of.by_person[self.place].tolist(), strict=True))

    def value(self, column_id: str) -> float:
        """Return the value of a column, NaN where it is missing or the plan has no such column."""
        column = self.of.values.get(column_id)
        return math.nan if column is None else float(column[self.place])

    def entered(self, spec: ColumnSpec) -> list[float]:
        """Return what was entered in an input: one value, of a detail table's one in each of the person's rows."""
        table = spec.id.partition(".")[0]
        if table not in self.of.details:
            return [self.value(spec.id)]
        owned = self.of.inputs.details[table].owner == self.place
        return [float(value) for value in self.of.details[table][spec.id][owned]]

    def cell(self, column_id: str, lang: Lang) -> Cell:
        """Return a value as tables show it (see `Outcome.column`); `status` is 完成, 未完成 or 不考核."""
        if column_id == "status":
            done = "complete" if self.is_complete else "incomplete"
            return text(lang, f"columns.{done if self.is_appraised else 'not_appraised'}")
        spec, value = self.plan.columns.get(column_id), self.value(column_id)
        if spec is not None and self.is_exempt(spec):
            return not_applying(spec, lang)
        if spec is not None and spec.dimension:
            return _label(self.plan, spec, value, lang)
        return None if math.isnan(value) else value

    def is_exempt(self, spec: ColumnSpec) -> bool:
        """Return whether a column does not apply to the person."""
        return self.value(spec.exempt) == 1

    def levels(self, spec: ColumnSpec, lang: Lang) -> Iterator[str]:
        """Yield the levels that points come from, picked ones or those that ratings fall into, with what earns them."""
        rated = rated_for(self.plan, spec) if spec.kind in ("points", "adjustment") else []
        for each in rated:
            places = [level_at(self.own_plan, each, value) for value in self.entered(each)]
            whose = each.rater[lang] if each.rater else own_name(each, lang)
            for place, level in enumerate(levels_in_words(self.own_plan, each, lang)):
                if place in places:
                    yield text(lang, "levels.of", whose=whose, level=level) if len(rated) > 1 else str(level)

    def number(self, node: Expr) -> float:
        """Return the value of any node of the plan for the person, NaN where it is missing."""
        return self.of.numbers(self.place)(node)

    def explained(self, spec: ColumnSpec, lang: Lang) -> str:
        """Return how the value of a column came about, or what is lacking for it."""
        key, said = (spec.id, lang), self.of.explained
        if key not in said:
            said[key] = Explained(self.plan, spec, lang)
        return said[key].of(self.of.numbers(self.place))

    @property
    def is_appraised(self) -> bool:
        """Return whether the person is appraised in the period."""
        return bool(self.of.appraised[self.place])

    @property
    def is_complete(self) -> bool:
        """Return whether nothing is missing (see `Outcome.complete`)."""
        return bool(self.of.complete[self.place])

    @property
    def open_results(self) -> list[ColumnSpec]:
        """Return the results that are missing: of whom nobody appraises, those that are paid all the same."""
        if self.is_complete:
            return []
        of = [spec for spec in self.of.results if self.is_appraised or spec.id in self.plan.lasting]
        return [spec for spec in of if not math.isfinite(self.value(spec.id)) and not self.is_exempt(spec)]

    @property
    def is_vetoed(self) -> bool:
        """Return whether a veto holds."""
        return bool(self.of.vetoed[self.place])

    @property
    def total(self) -> float:
        """Return the total, NaN where it is missing."""
        return self.value("total")

    @property
    def grade(self) -> str:
        """Return the key of the grade, "" where there is none."""
        value = self.value("grade")
        return self.plan.dimensions["grade"].keys[int(value)] if math.isfinite(value) else ""

    @property
    def rank(self) -> int | None:
        """Return the rank, None where there is none."""
        value = self.value("rank")
        return int(value) if math.isfinite(value) else None

    @property
    def ranked(self) -> int:
        """Return how many of the person's cohort have a rank."""
        return int(self.of.ranked[self.place])

    @property
    def money(self) -> float:
        """Return the sum of what is paid, NaN where it is missing or the scheme pays nothing."""
        return self.value(self.plan.pay_total())

    def flags(self, lang: Lang) -> Iterator[tuple[str, str]]:
        """Yield the name of each flag that is up, and the flag with its reason."""
        return flags(self.plan, self.of.numbers(self.place), lang)

    def blank_inputs(self) -> list[str]:
        """Return the ids of the inputs that the person lacks; `rows.…` for a table without rows.

        Those that may stay blank are among them only where nothing else is blank and a result waits for them. Who is
        not appraised lacks only what keeps open what is paid all the same.
        """
        if self.is_appraised and (blank := [key for key in self.of.required if math.isnan(self.value(key))]):
            return blank
        blanks = (each for spec in self.open_results for each in causes(self.plan, spec, self.of.numbers(self.place)))
        return list(dict.fromkeys(part for reason, part in blanks if reason == "blank" and isinstance(part, str)))

    def not_computed(self) -> list[str]:
        """Return the columns that could not be computed."""
        return [spec.id for spec in self.open_results if spec.kind in ("points", "adjustment", "pay")]


_LATEST, _FEW = 12, 100  # outcomes that are kept in mind, and people of one that is
_latest = Kept[Outcome](_LATEST)


def outcome(plan: Plan, inputs: Inputs) -> Outcome:
    """Return what comes out of these inputs; for a few people it is worked out once, though several ask one by one."""

    def made() -> Outcome:
        return Outcome(plan, inputs, evaluate(plan, inputs))

    if inputs.size > _FEW:
        return made()
    key = (id(plan), *_bytes_of(inputs))  # of a plan that the outcome keeps: no other one has its number
    return _latest.get(key, made)


def _bytes_of(inputs: Inputs) -> Iterator[object]:
    """Yield what tells inputs apart: their numbers to the last binary digit."""
    yield inputs.size, inputs.is_part, None if inputs.cohort is None else inputs.cohort.tobytes()
    for columns in (inputs.columns, inputs.given, inputs.others):
        yield tuple((key, column.tobytes()) for key, column in columns.items())
    for table, rows in inputs.details.items():
        yield table, rows.owner.tobytes()
        for columns in (rows.columns, rows.beside):
            yield tuple((key, column.tobytes()) for key, column in columns.items())


def outcomes(teams: Sequence[Role]) -> list[Outcome]:
    """Return what comes out for each of some teams of one role, for each what `outcome` gives, evaluated together."""
    if not teams:
        return []
    plan = teams[0].plan
    if plan.is_shared:  # takes rows of everybody together
        return [outcome(team.plan, team.inputs()) for team in teams]
    everybody = [person for team in teams for person in team.people]
    cohort = [str(number) for number, team in enumerate(teams) for _ in team.people]
    inputs = replace(teams[0], people=everybody).inputs(cohort)
    values = evaluate(plan, inputs)
    edges = list(accumulate((len(team.people) for team in teams), initial=0))
    return [_of_team(plan, inputs, values, *edge) for edge in pairwise(edges)]


def _of_team(plan: Plan, inputs: Inputs, values: Mapping[str, Floats], first: int, after: int) -> Outcome:
    details = {}
    for table, rows in inputs.details.items():
        own = rows.some(slice(*np.searchsorted(rows.owner, (first, after)).tolist()))
        details[table] = replace(own, owner=own.owner - first)
    columns = {key: column[first:after] for key, column in inputs.columns.items()}
    of_team = Inputs(after - first, columns, details)
    return Outcome(plan, of_team, {key: column[first:after] for key, column in values.items()})


def not_appraised(role: Role) -> frozenset[str]:
    """Return the ids of those people of a role whom nobody appraises, by their states and entries alone."""
    if not any(person.entries.get(STATE, NORMAL) >= LEAVE for person in role.people):
        return frozenset()
    kept = {
        k: s for k, s in role.plan.columns.items() if s.expr is None or s.kind == "rows" or k in (AWAY, NOT_APPRAISED)
    }
    values = evaluate(replace(role.plan, columns=kept), role.inputs())[NOT_APPRAISED]
    return frozenset(person.employee_id for person, value in zip(role.people, values, strict=True) if value == 1)
