"""What rules and formulas ask for while a scheme is compiled: columns, labels, figures, and what names stand for."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from presales_xl.scheme import nodes, states
from presales_xl.scheme.bands import table
from presales_xl.scheme.columns import (
    OF_MEASURE,
    PAY,
    ColumnSpec,
    Dimension,
    Level,
    PlanParameter,
    individual_column,
)
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.scheme.formula import parse
from presales_xl.scheme.model import Input, Scheme
from presales_xl.scheme.names import NOTHING, Model, Names
from presales_xl.scheme.nodes import Column, Const, Expr, Keyed, Param
from presales_xl.scheme.rules import Figure

#: The full mark of scores that people take for percentages.
HUNDRED = 100
_RATE_MOST = 10.0  # of a rate that HR sets for somebody: more is a percentage that was typed without its sign
YES_NO = {"yes": Names(zh="是", en="Yes"), "no": Names(zh="否", en="No")}


#: Raters that every scheme knows; a scheme names its own positions.
RATERS = {
    "self": Names(zh="自评", en="self"),
    "superior": Names(zh="上级评", en="superior"),
    "peer": Names(zh="同事评", en="peer"),
    "customer": Names(zh="客户评", en="customer"),
    "sales": Names(zh="销售评", en="sales"),
    "cross_department": Names(zh="跨部门评", en="cross-department"),
}


class Resolver:
    """Collects the columns, labels and figures of a scheme while its formulas are read."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.dimensions: dict[str, Dimension] = {}
        self.parameters: dict[str, PlanParameter] = {}
        self.columns: dict[str, ColumnSpec] = {}
        self.tables: dict[str, dict[str, ColumnSpec]] = {}
        self.group = PAY
        self.local: dict[str, Expr] = {}
        self._open: list[str] = []

    @contextmanager
    def at(self, path: str, part: object = None) -> Iterator[None]:
        """Name the field of the scheme file that is read inside in every problem that names none itself.

        `part` is what stands there: a formula's problem then names the very field with that formula.
        """
        try:
            yield
        except ProblemsError as error:
            problems = []
            for problem in error.problems:
                inner = _path_to(part, problem.fields.get("formula"))
                field = f"{path}.{inner}" if inner else path
                problems.append(problem.at(field=problem.place.field or field))
            raise ProblemsError(problems) from None

    @contextmanager
    def within(self, group: str) -> Iterator[None]:
        """Show the columns that are made inside with `group`."""
        before, self.group = self.group, group
        yield
        self.group = before

    @contextmanager
    def named(self, /, **names: Expr) -> Iterator[None]:
        """Give the formulas read inside these names beside the scheme's own, and none of those given outside."""
        before, self.local = self.local, names
        yield
        self.local = before

    # What rules ask for.

    def add(self, spec: ColumnSpec) -> Column:
        """Add a column to the main table and return a reference to it."""
        if spec.id in self.columns:
            raise fail("scheme.duplicate", name=spec.id)
        self.columns[spec.id] = spec
        return Column(spec.id)

    def add_input(
        self,
        column_id: str,
        field: Input,
        *,
        table: str = "",
        high: Expr | None = None,
        rater: Names | None = None,
        by: str = "",
    ) -> Column:
        """Add an input column, to a detail table when one is named."""
        dimension = self._dimension_of_input(field) if field.is_text else ""
        low, top = self._limits(field)
        high = high or top
        spec = ColumnSpec(
            column_id,
            "input",
            table or self.group,
            field.name,
            unit="text" if dimension else field.type,
            field=field,
            dimension=dimension,
            low=low,
            high=high,
            smallest=1 if field.type == "score" and self.full_mark(high) >= HUNDRED else 0,
            rater=rater,
            by=by,
            levels=tuple(self._levels(field)),
        )
        if not table:
            return self.add(spec)
        if column_id in self.tables[table]:
            raise fail("scheme.duplicate", name=column_id)
        self.tables[table][column_id] = spec
        return Column(column_id)

    def _limits(self, field: Input) -> tuple[Expr | None, Expr | None]:
        """Return the lowest and highest number that an input may hold: figures, or parameters."""
        if field.limits:
            low, high = field.limits
            return self._limit(low), self._limit(high)
        lowest, highest = field.bounds
        return None if lowest is None else Const(lowest), None if highest is None else Const(highest)

    def _limit(self, name: str) -> Expr:
        if name not in self.scheme.parameters:
            raise fail("scheme.no_figure", found=name, known=list(self.scheme.parameters))
        return self._named_parameter(name)

    def _levels(self, field: Input) -> Iterator[Level]:
        """Yield the levels that an input describes itself: its choices, or where numbers begin to be something else."""
        if field.type == "choice":
            for key in field.choices:
                yield Level(self.scheme.choices[key], field.described.get(key, NOTHING))
        else:
            for low, words in sorted(field.described.items(), key=lambda level: -float(level[0])):
                yield Level(None, words, low=Const(float(low)))

    def describe(self, column: Column, levels: Iterable[Level]) -> None:
        """Keep with an input the levels that it is picked from or falls into, best first."""
        columns = self.tables.get(column.id.split(".", maxsplit=1)[0], self.columns)
        columns[column.id] = replace(columns[column.id], levels=tuple(levels))

    def full_mark(self, high: Expr | None) -> float:
        """Return the highest score that an input may hold, the highest of all levels."""
        match high:
            case Const(value=value):
                return value
            case Param(id=key) | Keyed(id=key):
                figure = self.parameters[key].value
                return max(figure.values()) if isinstance(figure, Mapping) else figure
        return 0

    def rater(self, key: str) -> Names:
        """Return what a rater is called: as the scheme says, or one of the usual ones."""
        names = {**RATERS, **self.scheme.raters}
        if key not in names:
            raise fail("scheme.unknown_rater", found=key, known=list(names))
        return names[key]

    def dimension_of_choices(self, keys: list[str]) -> str:
        """Return the dimension of some of the scheme's choices, declared if need be."""
        if unknown := [key for key in keys if key not in self.scheme.choices]:
            raise fail("scheme.unknown_choice", found=unknown, known=list(self.scheme.choices))
        return self.dimension("_".join(keys), {key: self.scheme.choices[key] for key in keys})

    def _dimension_of_input(self, field: Input) -> str:
        if field.type == "yes_no":
            return self.dimension("yes_no", YES_NO)
        if not field.choices:
            raise fail("scheme.no_choices", name=field.name)
        return self.dimension_of_choices(field.choices)

    def dimension(self, key: str, names: Mapping[str, Names]) -> str:
        """Declare the labels of a text column and return the dimension's id."""
        dimension = Dimension(key, tuple(names), tuple(names.values()))
        if self.dimensions.setdefault(key, dimension) != dimension:
            raise fail("scheme.duplicate", name=key)
        return key

    def figure(
        self,
        owner: str,
        key: str,
        value: Figure,
        *,
        unit: str,
        label: str = "",
        index: int = 0,
        sign: str = "",
        line: int = 0,
        name: Names | None = None,
    ) -> Expr:
        """Declare a figure as parameter `owner.key[_index]`, without the point before a block; return it as a node."""
        figure_id = f"{owner}.{key}{f'_{index}' if index else ''}".removeprefix(".")
        by_level = isinstance(value, dict)
        figure = PlanParameter(
            figure_id,
            value,
            owner=owner,
            label=label or key,
            index=index,
            dimension="level" if by_level else "",
            unit=unit,
            sign=sign,
            line=line,
            name=name,
        )
        if self.parameters.setdefault(figure_id, figure) != figure:
            raise fail("scheme.duplicate", name=figure_id)
        return self.of_person(Keyed(figure_id, Column("level")) if by_level else Param(figure_id))

    def of_person(self, figure: Param | Keyed) -> Expr:
        """Return a figure as it is for each person: HR sets some otherwise for some people."""
        if figure.id not in self.scheme.individual:
            return figure
        own = Column(individual_column(figure.id))
        if own.id not in self.columns:
            self.add_input(own.id, self._individual_input(self.parameters[figure.id]))
        return nodes.Individual(figure, own)

    def _individual_input(self, figure: PlanParameter) -> Input:
        """Return what HR enters where it sets a figure for a person alone: nothing unlike the figure of all others."""
        name, is_rate = self.scheme.individual[figure.id], figure.unit == "rate"
        low, high = figure.range or (0 if figure.is_never_negative else None, _RATE_MOST if is_rate else None)
        return Input(
            name=Names(zh=f"{name.zh}（个别调整）", en=f"{name.en} (individual)"),
            type="rate" if is_rate else "money" if figure.unit == "money" else "number",
            min=low,
            max=high,
            may_be_negative=low is None,
            given_by="hr",
            optional=True,
        )

    def spec(self, column: Column) -> ColumnSpec:
        """Return the column that a reference names."""
        table = self.tables.get(column.id.split(".", maxsplit=1)[0], {})
        return table.get(column.id) or self.columns[column.id]

    def reads_entries(self, expr: Expr) -> bool:
        """Return whether an expression stands on anything that people enter, through whatever measures."""
        specs = [self.columns[column.id] for column in nodes.reads(expr).needed if column.id in self.columns]
        return any(spec.expr is None or self.reads_entries(spec.expr) for spec in specs)

    def labels(self, column: Column) -> tuple[str, ...]:
        """Return the keys that a text column may hold."""
        dimension = self.spec(column).dimension
        return self.dimensions[dimension].keys if dimension else ()

    def row_count(self, table: str) -> Column:
        """Return the column that counts an employee's rows in a detail table."""
        if table not in self.tables:
            raise KeyError(table)
        return nodes.row_count_column(table)

    def dimension_of(self, column: Column) -> str:
        """Return the dimension of a text column, "" for a number."""
        return self.spec(column).dimension

    def comparable(self, number: Expr) -> Expr:
        """Return a number as comparisons take it: 0.3 − 0.1 − 0.2 is 0, not a hair below it."""
        spec = self.spec(number) if isinstance(number, Column) else None
        expr = (spec.expr if spec and spec.kind == "measure" else None) or number
        if isinstance(expr, nodes.Round | nodes.Comparable):
            return number
        worked_out = any(isinstance(node, nodes.Arith) for node in nodes.walk(expr))
        return nodes.Comparable(number) if worked_out else number

    def cohort_column(self, column: Column) -> Column:
        """Return the column to compare a cohort on: of an input, its valid values only.

        One bad entry must not move anybody else, so the cohort sees a column that leaves it out.
        """
        spec = self.spec(column)
        if spec.dimension:
            raise fail("scheme.needs_number")
        if spec.kind != "input":
            return column
        valid = f"measure.{column.id.removeprefix('input.')}"
        entry = nodes.Comparable(column)  # 1 − 0.9 and 0.1 share a rank
        if valid not in self.columns:
            self.add(ColumnSpec(valid, "measure", self.group, name=spec.name, unit=spec.unit, expr=entry))
        elif self.columns[valid].expr != entry:
            raise fail("scheme.duplicate", name=valid)
        return Column(valid)

    # Names in formulas.

    def name(self, name: str) -> Expr:
        """Return what a plain name stands for."""
        if name in self.local:
            return self.local[name]
        scheme = self.scheme
        if name in ("total", "grade", "rank", "level") and name in self.columns:
            return Column(name)
        if name in scheme.inputs:
            return self._input(name)
        if name in scheme.measures:
            return self._measure(name)
        if f"input.{name}" in self.columns:
            return Column(f"input.{name}")
        return self._named_parameter(name)

    def member(self, owner: str, name: str) -> Expr:
        """Return what `owner.name` stands for: points of an indicator, a pay item, a column of a detail table."""
        column_id = f"{owner}.{name}"
        if column_id in self.columns or column_id in self.tables.get(owner, {}):
            return Column(column_id)
        raise KeyError(column_id)

    def _input(self, name: str) -> Expr:
        field, column = self.scheme.inputs[name], Column(f"input.{name}")
        with self.at(f"inputs.{name}"):
            if column.id not in self.columns:
                if field.rated_by:
                    self.rater(field.rated_by)
                self.add_input(column.id, field, by=field.rated_by or "")
            value = self._or_default(column, field)
            if not field.prorated:
                return value
            if field.is_text:
                raise fail("scheme.needs_number")
            return self.prorated(value)

    def prorated(self, amount: Expr) -> Expr:
        """Return an amount of a whole period as the share of it for the days at work, where the roster has dates."""
        if not self.scheme.by_days:
            return amount
        for key, field in states.DAYS.items():
            if key not in self.columns:
                self.add_input(key, field)
        at_work = nodes.Arith("*", amount, Column(states.DAYS_AT_WORK))
        return nodes.Arith("/", at_work, Column(states.DAYS_OF_PERIOD))

    def _or_default(self, column: Column, field: Input) -> Expr:
        """Return an input with its default, where it has one."""
        if field.default is None:
            return column
        labels = self.labels(column)
        if labels and field.default in labels:
            return nodes.OrElse(column, nodes.Label(self.dimension_of(column), labels.index(str(field.default))))
        if not labels and isinstance(field.default, float):
            return nodes.OrElse(column, Const(field.default))
        expected = list(labels) or [field.type]
        raise fail("scheme.default", name=field.name, found=field.default, expected=expected)

    def _measure(self, name: str) -> Column:
        if f"measure.{name}" in self.columns:
            return Column(f"measure.{name}")
        if name in self._open:
            raise fail("scheme.cycle", names=" → ".join([*self._open, name]))
        self._open.append(name)
        measure = self.scheme.measures[name]
        with self.at(f"measures.{name}.formula"), self.named():
            expr = parse(measure.formula, self)
        self._open.remove(name)
        if nodes.is_quotient(expr):
            expr = nodes.Comparable(expr)
        if measure.bands:
            figure = partial(self.figure, f"{OF_MEASURE}.{name}")
            bound_unit = self.spec(expr).unit if isinstance(expr, Column) else ""
            expr = table(expr, measure.bands, figure, bound_unit=bound_unit, unit=measure.unit)
        unit = measure.unit or "number"
        return self.add(ColumnSpec(f"measure.{name}", "measure", self.group, name=measure.name, unit=unit, expr=expr))

    def _named_parameter(self, name: str) -> Expr:
        stated = self.scheme.parameters[name]
        with self.at(f"parameters.{name}.by"):
            key = self._key(stated.by) if stated.by else None
        dimension = self.dimension_of(key) if key and stated.by != "grade" else stated.by or ""
        self.parameters[name] = PlanParameter(
            name, stated.value, dimension=dimension, unit=stated.unit, name=stated.name, range=stated.range
        )
        return self.of_person(Keyed(name, key) if key else Param(name))

    def _key(self, by: str) -> Column:
        """Return the text column that a figure differs by: one of the same row, level, grade, an input with choices."""
        beside = self.local.get(by)
        if isinstance(beside, Column):
            return beside
        if by in ("level", "grade") and by in self.dimensions:
            return Column(by)
        key = self._input(by) if by in self.scheme.inputs else None
        if not isinstance(key, Column) or not self.dimension_of(key):
            raise fail("scheme.unknown_key", found=by)
        return key


def _path_to(part: Any, formula: object) -> str:
    """Return the dotted path from `part` of a scheme to the field, or the key, that holds a formula; "" for none."""
    if not isinstance(part, Model | dict) or formula is None:
        return ""
    for key, value in part.items() if isinstance(part, dict) else part:
        if formula in (key, value):
            return str(key)
        if inner := _path_to(value, formula):
            return f"{key}.{inner}"
    return ""
