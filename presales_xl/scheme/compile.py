"""Scheme → columns: resolves names, lowers rules, keeps every figure as a parameter."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase

from presales_xl.scheme.bands import parse_bound
from presales_xl.scheme.columns import ColumnSpec, Dimension, Parameter, Plan, Table
from presales_xl.scheme.errors import fail
from presales_xl.scheme.expr import (
    Any,
    Arith,
    Cohort,
    Column,
    Compare,
    Const,
    CountGiven,
    Expr,
    If,
    Keyed,
    Label,
    Least,
    Nth,
    OrElse,
    Param,
    Round,
    RowCount,
    Tags,
    row_count_column,
    total_of,
)
from presales_xl.scheme.formula import parse
from presales_xl.scheme.model import Detail, Input, Names, Scheme
from presales_xl.scheme.rule import Figure
from presales_xl.scheme.scope import IndicatorScope

YES_NO = {"yes": Names(zh="是", en="Yes"), "no": Names(zh="否", en="No")}
TOTAL_DIGITS = 2
MONEY_DIGITS = 2


class Compiler:
    """Builds the plan of one scheme; also resolves the names in its formulas."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.dimensions: dict[str, Dimension] = {}
        self.parameters: dict[str, Parameter] = {}
        self.columns: dict[str, ColumnSpec] = {}
        self.tables: dict[str, dict[str, ColumnSpec]] = {}
        self.group = "pay"
        self.local: dict[str, Expr] = {}
        self._open: list[str] = []

    def compile(self) -> Plan:
        """Return the plan; ProblemsError names the first thing that does not hold together."""
        self._start()
        for indicator_id, indicator in self.scheme.enabled().items():
            with self.within(indicator_id):
                IndicatorScope(self, indicator_id, indicator).compile()
        for key, adjustment in self.scheme.adjustments.items():
            with self.within("adjustments"):
                scope = IndicatorScope(self, f"adjustment.{key}", adjustment)
                self.add(ColumnSpec(f"adjustment.{key}", "adjustment", "adjustments", adjustment.name, unit="points",
                                    expr=adjustment.rule.lower(scope)))  # fmt: skip
        with self.within("summary"):
            self._summary()
        with self.within("pay"):
            self._pay()
            self._flags()
        tables = {key: Table(key, columns) for key, columns in self.tables.items()}
        plan = Plan(
            self.scheme, self.dimensions, self._with_readings(), self.columns, tables, self._own_readings()
        )
        return plan

    def _start(self) -> None:
        scheme = self.scheme
        if scheme.levels:
            self.dimension("level", scheme.levels)
            self.add(ColumnSpec("level", "level", "summary", label="level", unit="text", dimension="level"))
        if scheme.grades:
            names = {key: scheme.grades.names.get(key, Names(zh=key, en=key)) for key in scheme.grades.scale}
            self.dimension("grade", names)
        for key, detail in scheme.details.items():
            self._detail(key, detail)

    def _detail(self, key: str, detail: Detail) -> None:
        self.tables[key] = {}
        for name, field in detail.columns.items():
            self.add_input(f"{key}.{name}", field, table=key)
        state = ColumnSpec(f"{key}.state", "state", key, label="state")
        self.tables[key][state.id] = state
        self.add(
            ColumnSpec(row_count_column(key).id, "rows", key, detail.name, "rows", "count", RowCount(key))
        )

    def _summary(self) -> None:
        scheme = self.scheme
        points: list[Expr] = [Column(spec.id) for spec in self.columns.values() if spec.kind == "points"]
        adjustments: list[Expr] = [
            Column(spec.id) for spec in self.columns.values() if spec.kind == "adjustment"
        ]
        if scheme.total is None:
            total = total_of([*points, *adjustments])
        else:
            with self.named(points=total_of(points)):
                total = total_of([parse(scheme.total.formula, self), *adjustments])
        vetoes = {effect: [parse(veto.when, self) for veto in scheme.vetoes.values() if veto.effect == effect]
                  for effect in ("total_zero", "lowest_grade")}  # fmt: skip
        rounded: Expr = Round(total, TOTAL_DIGITS)
        if vetoes["total_zero"]:
            rounded = If(_any(vetoes["total_zero"]), Const(0), rounded)
        unit = scheme.total.unit if scheme.total else "points"
        self.add(
            ColumnSpec(
                "total", "total", "summary", scheme.total and scheme.total.name, "total", unit, rounded
            )
        )
        if scheme.grades:
            position = self._grade_position(vetoes["lowest_grade"])
            self.add(ColumnSpec("grade", "grade", "summary", None, "grade", "text", Nth("grade", position),
                                dimension="grade"))  # fmt: skip
        rank = Cohort("rank_high", Column("total"))
        self.add(ColumnSpec("rank", "rank", "summary", None, "rank", "count", rank))

    def _grade_position(self, vetoes: list[Expr]) -> Expr:
        grades = self.scheme.grades
        assert grades is not None  # noqa: S101 - the caller asked
        last = Const(len(grades.scale))
        position: Expr = last
        for number, (key, text) in reversed(list(enumerate(grades.scale.items(), 1))):
            bound = parse_bound(text)
            if bound is not None:
                limit = self.figure("grades", key, bound.value, unit="points", label="grade_bound")
                position = If(Compare(bound.op, Column("total"), limit), Const(number), position)
        if grades.lowered_by:
            position = Least((Arith("+", position, parse(grades.lowered_by, self)), last))
        return If(_any(vetoes), last, position) if vetoes else position

    def _pay(self) -> None:
        items: list[Expr] = []
        for key, item in self.scheme.pay.items():
            money = Round(parse(item.formula, self), MONEY_DIGITS)
            items.append(
                self.add(ColumnSpec(f"pay.{key}", "pay", "pay", item.name, unit="money", expr=money))
            )
        if len(items) > 1:
            total = Round(total_of(items), MONEY_DIGITS)
            self.add(ColumnSpec("pay.total", "pay", "pay", None, "pay_total", "money", total))
        done = tuple(Column(spec.id) for spec in self.columns.values() if spec.kind in ("points", "pay"))
        share = Arith("/", CountGiven(done), Const(len(done)))
        self.add(ColumnSpec("completeness", "completeness", "summary", None, "completeness", "rate", share))

    def _flags(self) -> None:
        tags = {**self.scheme.vetoes, **self.scheme.flags}
        if tags:
            self.dimension("flags", {key: tag.name for key, tag in tags.items()})
            tests = tuple(parse(tag.when, self) for tag in tags.values())
            self.add(ColumnSpec("flags", "flags", "summary", None, "flags", "text", Tags("flags", tests),
                                dimension="flags"))  # fmt: skip

    # What rules and formulas ask for.

    @contextmanager
    def within(self, group: str) -> Iterator[None]:
        """Show the columns that are made inside with `group`."""
        before, self.group = self.group, group
        yield
        self.group = before

    @contextmanager
    def named(self, **names: Expr) -> Iterator[None]:
        """Give the formulas read inside some more names."""
        before, self.local = self.local, {**self.local, **names}
        yield
        self.local = before

    def add(self, spec: ColumnSpec) -> Column:
        """Add a column to the main table and return a reference to it."""
        if spec.id in self.columns:
            raise fail("scheme.duplicate", name=spec.id)
        self.columns[spec.id] = spec
        return Column(spec.id)

    def add_input(self, column_id: str, field: Input, *, table: str = "", high: Expr | None = None) -> Column:
        """Add an input column, to a detail table when one is named."""
        dimension = ""
        if field.is_text:
            names = (
                YES_NO if field.type == "yes_no" else {key: self.scheme.choices[key] for key in field.choices}
            )
            dimension = self.dimension("_".join(names), names)
        low, top = field.bounds
        spec = ColumnSpec(
            column_id, "input", table or self.group, field.name, unit="text" if dimension else field.type, field=field,
            dimension=dimension, low=None if low is None else Const(low),
            high=high or (None if top is None else Const(top)),
        )  # fmt: skip
        if not table:
            return self.add(spec)
        self.tables[table][column_id] = spec
        return Column(column_id)

    def dimension(self, key: str, names: dict[str, Names]) -> str:
        """Declare the labels of a text column and return the dimension's id."""
        self.dimensions[key] = Dimension(key, tuple(names), tuple(names.values()))
        return key

    def figure(
        self, owner: str, name: str, value: Figure, *, unit: str, label: str = "", index: int = 0
    ) -> Expr:
        """Declare a figure as parameter `owner.name[_index]` and return it as a node."""
        key = f"{owner}.{name}_{index}" if index else f"{owner}.{name}"
        by_level = isinstance(value, dict)
        self.parameters[key] = Parameter(
            key, value, owner, label or name, index, "level" if by_level else "", unit
        )
        return Keyed(key, Column("level")) if by_level else Param(key)

    # Names in formulas.

    def name(self, name: str) -> Expr:
        """Return what a plain name stands for."""
        if name in self.local:
            return self.local[name]
        scheme = self.scheme
        if name in ("total", "grade", "rank", "level") and name in self.columns:
            return Column(name)
        if name in scheme.inputs:
            known = f"input.{name}" in self.columns
            column = (
                Column(f"input.{name}") if known else self.add_input(f"input.{name}", scheme.inputs[name])
            )
            return self._or_default(column, scheme.inputs[name])
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

    def spec(self, column: Column) -> ColumnSpec:
        """Return the column that a reference names."""
        table = self.tables.get(column.id.split(".")[0], {})
        return table.get(column.id) or self.columns[column.id]

    def labels(self, column: Column) -> tuple[str, ...]:
        """Return the keys that a text column may hold."""
        dimension = self.spec(column).dimension
        return self.dimensions[dimension].keys if dimension else ()

    def row_count(self, table: str) -> Column:
        """Return the column that counts an employee's rows in a detail table."""
        if table not in self.tables:
            raise KeyError(table)
        return row_count_column(table)

    def dimension_of(self, column: Column) -> str:
        """Return the dimension of a text column, "" for a number."""
        return self.spec(column).dimension

    def cohort_column(self, column: Column) -> Column:
        """Return the column to compare a cohort on: of an input, its valid values only.

        One bad entry must not move anybody else, so the cohort sees a column that leaves it out.
        """
        spec = self.spec(column)
        if spec.kind != "input":
            return column
        valid = f"measure.{column.id.removeprefix('input.')}"
        if valid not in self.columns:
            self.add(ColumnSpec(valid, "measure", self.group, spec.name, "", spec.unit, column))
        return Column(valid)

    def _or_default(self, column: Column, field: Input) -> Expr:
        """Return an input with its default, where it has one."""
        match field.default:
            case None:
                return column
            case str() as key:
                labels = self.labels(column)
                if key not in labels:
                    raise fail(
                        "scheme.formula_label", formula=column.id, label=key, expected=", ".join(labels)
                    )
                return OrElse(column, Label(self.dimension_of(column), labels.index(key)))
            case number:
                return OrElse(column, Const(number))

    def _measure(self, name: str) -> Column:
        if f"measure.{name}" in self.columns:
            return Column(f"measure.{name}")
        if name in self._open:
            raise fail("scheme.cycle", names=" → ".join([*self._open, name]))
        self._open.append(name)
        measure = self.scheme.measures[name]
        expr = parse(measure.formula, self)
        self._open.remove(name)
        unit = measure.unit or "number"
        return self.add(ColumnSpec(f"measure.{name}", "measure", self.group, measure.name, "", unit, expr))

    def _named_parameter(self, name: str) -> Expr:
        stated = self.scheme.parameters[name]
        self.parameters[name] = Parameter(
            name,
            stated.value,
            dimension=stated.by or "",
            unit=stated.unit,
            name=stated.name,
            range=stated.range,
        )
        return Keyed(name, Column(stated.by)) if stated.by else Param(name)

    # Readings.

    def _reading(self, key: str) -> Names | None:
        return next((why for pattern, why in self.scheme.readings.items() if fnmatchcase(key, pattern)), None)

    def _with_readings(self) -> dict[str, Parameter]:
        return {key: replace(figure, reading=self._reading(key)) for key, figure in self.parameters.items()}

    def _own_readings(self) -> dict[str, Names]:
        """Return the readings that mark an indicator or a part of the method instead of a figure."""
        found = {}
        for pattern, why in self.scheme.readings.items():
            if not any(fnmatchcase(key, pattern) for key in self.parameters):
                found[pattern] = why
        return found


def _any(parts: list[Expr]) -> Expr:
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def compile_scheme(scheme: Scheme) -> Plan:
    """Return the plan of a scheme; ProblemsError (`scheme.…`) names what does not hold together."""
    return Compiler(scheme).compile()
