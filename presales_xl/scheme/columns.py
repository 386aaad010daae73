"""A scheme as ordered columns: what every backend and the workbook work from."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from presales_xl.scheme.model import Input, Scheme, Words
from presales_xl.scheme.names import NOTHING, Names
from presales_xl.scheme.nodes import (
    Alike,
    Bands,
    Column,
    Const,
    Expr,
    Keyed,
    Missing,
    Param,
    Rows,
    row_count_column,
    stated,
    walk,
)
from presales_xl.scheme.rules import Figure

#: Characters that a text of a detail table may have, and those it may not: they mean something in a search criterion.
TEXT_MOST, TEXT_REFUSED = 100, "*?~<>="
#: Blanks that are written instead of an ordinary one: of Chinese typesetting, and that no line breaks at.
WIDE_BLANKS = "\u3000\u00a0"

Kind = Literal[
    "level",
    "employment",
    "input",
    "words",
    "rows",
    "measure",
    "score",
    "points",
    "adjustment",
    "total",
    "grade",
    "rank",
    "exempt",
    "completeness",
    "pay",
    "flags",
    "state",
    "last",
    "question",
    "asked",
]
_About = ParamSpec("_About")
_Found = TypeVar("_Found")
Unit = str  # "", count, number, money, rate, score, seconds, points, text
#: What columns are shown with that are of no indicator and of no detail table. No id of a scheme begins with a point.
ADJUSTMENTS, SUMMARY, PAY, FLAGS = ".adjustments", ".summary", ".pay", ".flags"
WORDS, LAST, QUESTION, ASKED = ".words", ".last", ".question", ".asked"
#: What figures belong to that are of no indicator: the grades, or as `.measure.key` one thing of a block.
GRADES, QUOTA, OF_ADJUSTMENT, OF_MEASURE, OF_USUAL = ".grades", ".quota", ".adjustment", ".measure", ".usual"
#: Figures in points that say what a rule gives only beside its best case.
_NO_OUTCOME = ("points", "last")


@dataclass(frozen=True)
class Dimension:
    """The labels that a text column may hold, best first."""

    id: str
    keys: tuple[str, ...]
    names: tuple[Names, ...]


@dataclass(frozen=True)
class PlanParameter:
    """A changeable figure: one number, or one per key of a dimension.

    `owner` is the indicator that it belongs to, or what GRADES and the like say, `label` (with `index`) names its role
    there ("cap", "bound", of a choice or rater `.key`), `sign` the comparison of a bound (`>=`); parameters of the
    scheme have a `name` instead.
    Figures of a table stand side by side in its `line`, from 1, by their `index`, one without behind the others; 0 is
    a line of its own.
    `reading` says why the figure is a choice.
    """

    id: str
    value: Figure
    owner: str = ""
    label: str = ""
    index: int = 0
    dimension: str = ""
    unit: Unit = ""
    sign: str = ""
    line: int = 0
    name: Names | None = None
    reading: Names | None = None
    range: tuple[float, float] | None = None

    @property
    def is_set(self) -> bool:
        """Whether the figure is given, for every key; one that is not is left for HR to fill in (NaN)."""
        return not any(map(math.isnan, self.value.values() if isinstance(self.value, Mapping) else [self.value]))

    @property
    def is_never_negative(self) -> bool:
        """Whether the figure is 0 or more, for every key."""
        return all(value >= 0 for value in (self.value.values() if isinstance(self.value, Mapping) else [self.value]))

    def is_outcome_of(self, indicator: str) -> bool:
        """Whether the figure is what an indicator's rule may give, but for its full points and the last place."""
        return self.owner == indicator and self.unit == "points" and self.label not in _NO_OUTCOME

    def of(self, key: str) -> float:
        """Return the figure for a key of its dimension: of a figure that does not differ, the one that it is."""
        return self.value[key] if isinstance(self.value, Mapping) else self.value


@dataclass(frozen=True)
class Level:
    """A level that a rater picks, or whose range a rating falls into; `text` says what earns it.

    The range begins at `low` (None: at the lowest that may be given) and ends before that of the next better level.
    `points` are what picking the level gives, where a rule says so. A level that is only a number has no name.
    """

    name: Names | None
    text: Names
    low: Expr | None = None
    points: Expr | None = None


@dataclass(frozen=True)
class ColumnSpec:
    """One column: an input that somebody fills in (`field`), or a value computed by `expr`.

    `group` is the indicator or detail table (or ADJUSTMENTS and the like) that the column is shown with. `low` and
    `high` bound an input, and nothing between 0 and `smallest` may stand in it: 0.91 of 100 points is 91 %, typed by
    mistake. A text column names its `dimension`. `label` names the column's role ("measure", "rank") where it has no
    name of its own. `rater` is who gives an input that several raters give for one indicator; `by` is the id of whoever
    rates, alone or not, "" for an input that is no rating. `levels` are those that an input is picked from or falls
    into, best first: of a choice in the order of its labels. `exempt` is the column that is 1 for whom this one does
    not apply: points without an occasion for them, pay by a figure that is not set. They have no value and lack none.
    `test` is what makes a column 1 that says so.
    `gate` is the column that is 0 for those for whom this one is computed; for everybody else it is missing.
    `words` says what a text is that somebody writes. `is_key` says that rows are sought by a text.
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
    smallest: float = 0
    rater: Names | None = None
    by: str = ""
    exempt: str = ""
    test: Expr | None = None
    gate: str = ""
    levels: tuple[Level, ...] = ()
    words: Words | None = None
    is_key: bool = False

    @property
    def is_number(self) -> bool:
        """Whether cells hold numbers."""
        return not self.dimension and not self.is_free_text

    @property
    def is_described(self) -> bool:
        """Whether something says what earns the levels that it is picked from or falls into."""
        return any(level.text != NOTHING for level in self.levels)

    @property
    def is_entered(self) -> bool:
        """Whether somebody enters it: an input, or the level."""
        return self.field is not None or self.kind == "level"

    @property
    def is_free_text(self) -> bool:
        """Whether cells hold any text; `frame` holds a code of it that only tells texts apart, of `words` 1 for any."""
        return self.field is not None and self.field.type == "text"

    @property
    def refused(self) -> str:
        """The signs that may not stand in a text: those with a meaning in the criteria by which rows are sought."""
        return TEXT_REFUSED if self.is_key else ""


def without_stray_blanks(written: str) -> str:
    """Return a text without blanks at its ends, and with one ordinary one for several: so it is told by sight."""
    for sign in WIDE_BLANKS:
        written = written.replace(sign, " ")
    return " ".join(filter(None, written.split(" ")))


PARTIAL = 0.5  # the state of a row that rows of others may make complete


@dataclass(frozen=True)
class DetailTable:
    """A detail table's columns, and the checks that its rows must meet.

    `state` is 1 for a complete row, 0 for an incomplete one, missing for a blank one, and PARTIAL for one that is
    complete but for checks which rows of others may yet meet: of these all that such rows cannot mend is met.
    """

    id: str
    columns: Mapping[str, ColumnSpec]
    checks: tuple[Expr, ...] = ()
    beyond_others: tuple[Expr, ...] = ()  # what of each check rows of others cannot mend

    @property
    def inputs(self) -> list[ColumnSpec]:
        """Return the columns that somebody fills in."""
        return [spec for spec in self.columns.values() if spec.field]

    @property
    def shown(self) -> list[str]:
        """Return the ids of the columns in the order in which a sheet shows them: inputs, measures, state."""
        return [
            spec.id for kind in ("input", "measure", "state") for spec in self.columns.values() if spec.kind == kind
        ]

    @property
    def asking(self) -> list[str]:
        """Return the ids of the columns that say what is doubted: the questions, then their counts."""
        return [spec.id for kind in ("question", "asked") for spec in self.columns.values() if spec.kind == kind]

    @property
    def is_shared(self) -> bool:
        """Return whether rows reckon with other rows, whoever's they are."""
        computed = (spec.expr for spec in self.columns.values() if spec.expr is not None)
        return any(isinstance(node, Alike) for expr in computed for node in walk(expr))

    @property
    def state(self) -> str:
        """Return the id of the column with the state of a row."""
        return f"{self.id}.state"


@dataclass(frozen=True)
class GradeGroup:
    """One grade, or several (`C+D`), that a quota gives a share: their places in the scale, 0 the best."""

    key: str
    grades: tuple[int, ...]
    share: float


def once_per_plan(
    function: Callable[Concatenate["Plan", _About], _Found],
) -> Callable[Concatenate["Plan", _About], _Found]:
    """Keep with a plan what a function of it returns for the same columns, texts and flags; nobody may change that."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def known(plan: "Plan", /, *about: _About.args, **how: _About.kwargs) -> _Found:
        key = (name, *[each.id if isinstance(each, ColumnSpec) else each for each in about], *how.values())
        found: _Found
        try:
            found = plan.known[key]
        except KeyError:
            found = plan.known[key] = function(plan, *about, **how)
        return found

    return known


@dataclass(frozen=True)
class Plan:
    """A compiled scheme: columns in the order in which they can be computed."""

    scheme: Scheme
    dimensions: Mapping[str, Dimension]
    parameters: Mapping[str, PlanParameter]
    columns: Mapping[str, ColumnSpec]
    tables: Mapping[str, DetailTable]
    readings: Mapping[str, Names] = field(default_factory=dict)
    changed: Mapping[str, Figure] = field(default_factory=dict)
    """The figures that are not as the scheme states them, by parameter id."""
    grade_scale: Bands | None = None
    """The table that gives a grade its number, from 1, by the total; None for a scheme without grades."""
    lasting: frozenset[str] = frozenset()
    """The columns of pay that hang on no appraisal, with the sum of all pay where there are any."""

    @cached_property
    def known(self) -> dict[tuple[object, ...], Any]:
        """What `once_per_plan` keeps."""
        return {}

    @once_per_plan
    def inputs(self) -> dict[str, ColumnSpec]:
        """Return the input columns of the main table, by input id (not column id)."""
        return {key.removeprefix("input."): spec for key, spec in self.columns.items() if spec.kind == "input"}

    @once_per_plan
    def of_kind(self, *kinds: Kind) -> list[ColumnSpec]:
        """Return the columns of these kinds, in order."""
        return [spec for spec in self.columns.values() if spec.kind in kinds]

    @once_per_plan
    def given_by_hr(self) -> list[ColumnSpec]:
        """Return the figures and texts that HR gives, in order."""
        return [spec for spec in self.of_kind("input", "words") if spec.field and spec.field.given_by == "hr"]

    def explained(self, spec: ColumnSpec) -> list[str]:
        """Return the ids of the inputs in use that a text gives the reason or the source of."""
        names = spec.words.explains if spec.words else ()
        return [f"input.{name}" for name in names if f"input.{name}" in self.columns]

    def column(self, column_id: str) -> ColumnSpec:
        """Return a column of the main table or of any detail table; KeyError when there is none."""
        if column_id in self.columns:
            return self.columns[column_id]
        return self.tables[column_id.split(".", maxsplit=1)[0]].columns[column_id]

    @property
    def is_shared(self) -> bool:
        """Return whether rows of a detail table reckon with other rows, whoever's they are."""
        return any(table.is_shared for table in self.tables.values())

    @once_per_plan
    def sources(self, spec: ColumnSpec, *, through: tuple[Kind, ...]) -> list[ColumnSpec]:
        """Return the columns that a column is calculated from, in the order in which they are computed.

        Of columns of the kinds `through` also those that they are calculated from themselves.
        """
        sources: set[str] = set()

        def visit(expr: Expr) -> None:
            for node in walk(expr):
                read = row_count_column(node.table) if isinstance(node, Rows) else node
                if isinstance(read, Column) and read.id in self.columns and read.id not in sources:
                    sources.add(read.id)
                    source = self.columns[read.id]
                    if source.kind in through and source.expr is not None:
                        visit(source.expr)

        visit(spec.expr or Missing())
        return [source for key, source in self.columns.items() if key in sources]

    @once_per_plan
    def full_points(self, level: str = "") -> dict[str, float]:
        """Return the full points of each indicator in use, for a level where they differ by level."""
        points: dict[str, float] = {}
        for key, indicator in self.scheme.enabled().items():
            stated = self.best(key) if indicator.points is None else indicator.points
            value = self.value(f"{key}.points", stated or 0)
            points[key] = float(value[level] if isinstance(value, Mapping) else value)
        return points

    def level_of(self, entries: Mapping[str, float]) -> str:
        """Return the key of a person's level, "" where that is blank or not valid, or there are none."""
        level, levels = entries.get("level", math.nan), list(self.scheme.levels)
        return levels[int(level)] if levels and math.isfinite(level) else ""

    def full_points_of(self, entries: Mapping[str, float]) -> dict[str, float]:
        """Return the full points of each indicator for a person: of the level, unless HR set them for the person."""
        points = self.full_points(self.level_of(entries) or next(iter(self.scheme.levels), ""))
        own = self.individual_figures(entries)
        return {key: own.get(f"{key}.points", full) for key, full in points.items()} if own else points

    def individual_figures(self, entries: Mapping[str, float]) -> dict[str, float]:
        """Return the figures that HR set for a person alone, by parameter id."""
        own = {key: entries.get(individual_column(key), math.nan) for key in self.scheme.individual}
        return {key: value for key, value in own.items() if math.isfinite(value)}

    def of_person(self, entries: Mapping[str, float]) -> "Plan":
        """Return the plan with the figures that HR set for a person, to put into words; scores keep their scale."""
        own = self.individual_figures(entries)
        values = {key: value for key, value in own.items() if self.parameters[key].label != "points"}
        return self.with_parameters(values) if values else self

    def value(self, parameter_id: str, otherwise: Figure) -> Figure:
        """Return the value of a parameter, `otherwise` when there is none of that id."""
        return self.parameters[parameter_id].value if parameter_id in self.parameters else otherwise

    def limits(self, spec: ColumnSpec, level: str = "") -> tuple[float | None, float | None]:
        """Return the lowest and highest number that an input may hold: where they differ, for a level or the widest."""
        return self.limit(spec.low, level, widest=min), self.limit(spec.high, level)

    def limit(
        self, bound: Expr | None, level: str = "", *, widest: Callable[[Iterable[float]], float] = max
    ) -> float | None:
        """Return a bound as a number: where it differs by level for that level, where it differs else the widest."""
        match stated(bound):
            case Const(value=value):
                return value
            case Param(id=key) | Keyed(id=key):
                figure = self.parameters[key].value
                if isinstance(figure, Mapping):
                    return float(figure[level] if level in figure else widest(figure.values()))
                return float(figure)
        return None

    def quota(self) -> dict[str, float]:
        """Return the shares of the forced distribution, by grade or grades together (`C+D`)."""
        shares = self.scheme.grades.quota if self.scheme.grades else {}
        now = {key: self.value(f"quota.{key}", share) for key, share in shares.items()}
        return {key: share for key, share in now.items() if not isinstance(share, Mapping)}

    def grade_groups(self) -> list[GradeGroup]:
        """Return the grades best first, those that share a quota together; each by itself where there is no quota.

        A quota may leave grades out; they are not among them.
        """
        keys = self.dimensions["grade"].keys if "grade" in self.dimensions else ()
        groups = []
        for key, share in (self.quota() or dict.fromkeys(keys, 0.0)).items():
            together = [key] if key in keys else key.split("+")  # a grade may be called A+
            groups.append(GradeGroup(key, tuple(sorted(map(keys.index, together))), share))
        return sorted(groups, key=lambda group: group.grades)

    def quota_groups(self) -> list[GradeGroup]:
        """Return the grades among which a quota gives out places, best first; none for a scheme without one."""
        groups = self.grade_groups()
        return groups if any(group.share for group in groups) else []

    def best(self, indicator: str) -> float | None:
        """Return the best points that an indicator's rule can give as its figures are now, None when it states none."""
        stated = self.scheme.enabled()[indicator].rule.best()
        outcomes = [figure.value for figure in self.parameters.values() if figure.is_outcome_of(indicator)]
        single = [value for value in outcomes if isinstance(value, int | float)]
        return max(single) if stated is not None and single else stated

    def flags_up(self, value: float) -> list[int]:
        """Return the positions of the flags that are up, from a value of the column `flags`: a bit for each."""
        names = self.dimensions["flags"].keys if "flags" in self.dimensions else ()
        up = int(value) if math.isfinite(value) else 0
        return [place for place in range(len(names)) if up >> place & 1]

    def pay_total(self) -> str:
        """Return the id of the column with all money of an employee, "" for a scheme without pay."""
        items = self.of_kind("pay")
        return items[-1].id if items else ""

    def with_parameters(self, values: Mapping[str, Figure]) -> "Plan":
        """Return the plan with other values for some parameters, then no readings; KeyError for an unknown id."""
        figures = {key: replace(self.parameters[key], value=value, reading=None) for key, value in values.items()}
        return replace(self, parameters={**self.parameters, **figures}, changed={**self.changed, **values})

    def at_level(self, level: str) -> "Plan":
        """Return the plan with the figures that differ by level as they are for one level, to put into words."""
        by_level = {key: figure for key, figure in self.parameters.items() if figure.dimension == "level"}
        return self.with_parameters({key: figure.of(level) for key, figure in by_level.items()})


def individual_column(parameter_id: str) -> str:
    """Return the id of the column with a figure that HR sets otherwise for some people."""
    return f"input.individual.{parameter_id}"


def is_individual(column_id: str) -> bool:
    """Return whether a column holds what HR set for a person alone."""
    return column_id.startswith(individual_column(""))


def told_column(text_id: str) -> str:
    """Return the id of the column that is 1 where a required text is written or has nothing to explain."""
    return f"measure.{text_id.partition('.')[2]}_told"
