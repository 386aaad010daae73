"""A scheme as ordered columns: what every backend and the workbook work from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from presales_xl.scheme.expr import Expr
from presales_xl.scheme.model import Input, Scheme
from presales_xl.scheme.names import Names

Kind = Literal[
    "level", "input", "rows", "measure", "score", "points", "adjustment", "total", "grade", "rank", "completeness",
    "pay", "flags", "state",
]  # fmt: skip
Unit = str  # "", count, number, money, rate, score, seconds, points, text


@dataclass(frozen=True)
class Dimension:
    """The labels that a text column may hold, best first."""

    id: str
    keys: tuple[str, ...]
    names: tuple[Names, ...]


@dataclass(frozen=True)
class Parameter:
    """A changeable figure: one number, or one per key of a dimension.

    `owner` is the indicator, adjustment or block that it belongs to, `label` (with `index`) names its role there
    ("cap", "bound"), `sign` the comparison of a bound (`>=`); named parameters of the scheme have a `name` instead.
    `reading` says why the figure is a choice.
    """

    id: str
    value: float | Mapping[str, float]
    owner: str = ""
    label: str = ""
    index: int = 0
    dimension: str = ""
    unit: Unit = ""
    sign: str = ""
    name: Names | None = None
    reading: Names | None = None
    range: tuple[float, float] | None = None


@dataclass(frozen=True)
class ColumnSpec:
    """One column: an input that somebody fills in (`field`), or a value computed by `expr`.

    `group` is the indicator (or "adjustments", "pay", "summary") that the column is shown with. `low` and `high` bound
    an input. A text column names its `dimension`. `label` names the column's role ("measure", "rank") where it has no
    name of its own.
    """

    id: str
    kind: Kind
    group: str
    name: Names | None = None
    label: str = ""
    unit: Unit = ""
    expr: Expr | None = None
    field: Input | None = None
    dimension: str = ""
    low: Expr | None = None
    high: Expr | None = None

    @property
    def is_number(self) -> bool:
        """Whether cells hold numbers."""
        return not self.dimension and not self.is_free_text

    @property
    def is_free_text(self) -> bool:
        """Whether cells hold any text; `frame` holds a code of it that only tells texts apart."""
        return self.field is not None and self.field.type == "text"


@dataclass(frozen=True)
class Table:
    """A detail table's columns; `state` is 1 for a complete row, 0 for an incomplete one, missing for a blank one."""

    id: str
    columns: Mapping[str, ColumnSpec]
    checks: tuple[Expr, ...] = ()

    @property
    def inputs(self) -> list[ColumnSpec]:
        """Return the columns that somebody fills in."""
        return [spec for spec in self.columns.values() if spec.field]

    @property
    def shown(self) -> list[str]:
        """Return the ids of the columns in the order in which a sheet shows them: inputs, measures, state."""
        return [spec.id for kind in ("input", "measure", "state") for spec in self.columns.values() if spec.kind == kind]


@dataclass(frozen=True)
class Plan:
    """A compiled scheme: columns in the order in which they can be computed."""

    scheme: Scheme
    dimensions: Mapping[str, Dimension]
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, ColumnSpec]
    tables: Mapping[str, Table]
    readings: Mapping[str, Names] = field(default_factory=dict)

    def inputs(self) -> dict[str, ColumnSpec]:
        """Return the input columns of the main table, by input id (not column id)."""
        return {key.removeprefix("input."): spec for key, spec in self.columns.items() if spec.kind == "input"}

    def of_kind(self, *kinds: Kind) -> list[ColumnSpec]:
        """Return the columns of these kinds, in order."""
        return [spec for spec in self.columns.values() if spec.kind in kinds]

    def column(self, column_id: str) -> ColumnSpec:
        """Return a column of the main table or of any detail table; KeyError when there is none."""
        if column_id in self.columns:
            return self.columns[column_id]
        return self.tables[column_id.split(".", maxsplit=1)[0]].columns[column_id]

    def full_points(self, level: str = "") -> dict[str, float]:
        """Return the full points of each indicator in use, for a level where they differ by level."""
        found: dict[str, float] = {}
        for key, indicator in self.scheme.enabled().items():
            figure = self.parameters.get(f"{key}.points")
            stated = indicator.rule.best() if indicator.points is None else indicator.points
            value = figure.value if figure else stated
            found[key] = float(value[level] if isinstance(value, Mapping) else value or 0)
        return found

    def pay_total(self) -> str:
        """Return the id of the column with all money of an employee, "" for a scheme without pay."""
        items = self.of_kind("pay")
        return items[-1].id if items else ""

    def with_parameters(self, values: Mapping[str, float | Mapping[str, float]]) -> "Plan":
        """Return the plan with other values for some parameters; KeyError for an unknown id."""
        changed = {key: replace(self.parameters[key], value=value) for key, value in values.items()}
        return replace(self, parameters={**self.parameters, **changed})
