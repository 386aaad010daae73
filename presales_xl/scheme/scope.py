"""What a rule gets when it asks while it lowers: columns, figures and inputs of its own indicator."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from presales_xl.scheme import nodes, states
from presales_xl.scheme.bands import Bound, bands_over
from presales_xl.scheme.columns import ADJUSTMENTS, ColumnSpec, Level, is_individual
from presales_xl.scheme.errors import fail
from presales_xl.scheme.formula import parse
from presales_xl.scheme.model import Adjustment, Indicator, Input
from presales_xl.scheme.names import NOTHING, Names
from presales_xl.scheme.nodes import Column, Const, Expr
from presales_xl.scheme.resolve import Resolver
from presales_xl.scheme.rules import USUAL_RATER, Figure, Scope


class IndicatorScope(Scope):
    """What `Scope` promises, for one indicator (or adjustment) or a named part of its rule."""

    def __init__(
        self,
        compiler: Resolver,
        owner: str,
        indicator: Indicator | Adjustment,
        part: str = "",
        name: Names | None = None,
        *,
        optional: bool = False,
    ) -> None:
        self.compiler = compiler
        self.owner = owner
        self.indicator = indicator
        self.path = f"{owner}.{part}" if part else owner
        self.whose = self.path if isinstance(indicator, Indicator) else f".{self.path}"
        self.named = name or indicator.name
        self.optional = optional
        self.measured = ""
        self.empty = indicator.empty if isinstance(indicator, Indicator) else "missing"
        self._exempt: tuple[Expr, Expr] | None = None

    def compile(self) -> None:
        """Add the columns of the indicator or adjustment, the last of them its points."""
        points = self.indicator.rule.lower(self)
        if isinstance(self.indicator, Indicator):
            self._indicator(self.indicator, points)
        else:
            name = self.indicator.name
            self.compiler.add(ColumnSpec(self.owner, "adjustment", ADJUSTMENTS, name=name, unit="points", expr=points))

    def _indicator(self, indicator: Indicator, score: Expr) -> None:
        """Add the columns that follow from a score; at a level with no weight nothing need be given."""
        add, key = self.compiler.add, self.owner
        if indicator.left_out:
            self.exempt_where(self.expr(indicator.left_out), Const(0))
        column = self.exempt_column(score)
        exempt = column.id if column else ""
        if self.empty == "exempt" and not any(column.startswith(f"exempt.{key}") for column in self.compiler.columns):
            raise fail("scheme.no_share", name=indicator.name)
        score = self._where_empty(score)
        if indicator.zero_when:
            score = nodes.Cases(((self.expr(indicator.zero_when), Const(0)),), otherwise=score)
        if indicator.out_of is not None or f"{key}.points" in self.compiler.scheme.individual:
            raw = ColumnSpec(f"score.{key}", "score", key, label="score", unit="points", expr=score, exempt=exempt)
            score = self._weighed(add(raw), indicator.out_of, self._full_points())
        if indicator.weighs_nothing_at_some_level:
            counted = self.derived("counted", score, "points")
            score = nodes.WhereWeighed(self._full_points(), counted)
        points = add(
            ColumnSpec(
                f"points.{key}",
                "points",
                key,
                name=indicator.name,
                label="points",
                unit="points",
                expr=score,
                exempt=exempt,
            )
        )
        for rater in self.compiler.scheme.beside:
            best = None if indicator.points is not None else indicator.rule.best()
            self._beside(rater, points, nodes.stated(self._full_points()) if best is None else Const(best))

    @staticmethod
    def _weighed(score: Column, out_of: float | None, points: Expr) -> Expr:
        """Return a score of 0 to `out_of`, else to the scheme's full points, as it counts for the full points."""
        if out_of is not None:
            return nodes.Scaled(score, points, Const(out_of))
        return nodes.Reweighed(score, points) if isinstance(points, nodes.Individual) else score

    def _beside(self, rater: str, points: Column, high: Expr) -> None:
        """Show what a rater would give, from 0 to `high`, and how far the points are from it."""
        with self.compiler.at("beside"):
            by = self.compiler.rater(rater)
        rating = self.rating(rater, high, counts=False)
        name = Names(zh=f"与{by.zh}之差", en=f"Difference ({by.en})")
        self.derived(f"difference_{rater}", nodes.Arith("-", points, rating), "points", name)

    def expr(self, formula: str) -> Expr:
        stated = isinstance(self.indicator, Indicator) and self.indicator.points is not None
        with self.compiler.named(**({"points": self.points()} if stated and "points" in formula else {})):
            return parse(formula, self.compiler)

    def measure(self, formula: str, *, rounded: bool = True) -> Column:
        expr = self.expr(formula)
        if isinstance(expr, Column):
            self.measured = self.compiler.spec(expr).unit
            return expr
        self.measured = self._unit(expr)
        return self.derived("measure", nodes.Comparable(expr) if rounded else expr, self.measured)

    def compared(self, formula: str) -> Column:
        return self.compiler.cohort_column(self.measure(formula))

    def ranked(self, formula: str, *, high: bool) -> Column:
        value = self.compared(formula)
        test = self._nothing_to_share(value) if self.empty == "zero" else None
        if test is None:
            return value
        self.empty = "missing"  # the place says it all
        worst = nodes.Cohort("min" if high else "max", value)
        behind = nodes.WhereEmpty(test, nodes.Arith("-" if high else "+", worst, Const(1)), value)
        return self.derived("ranked", behind, self.measured)

    # What holds where a share is to be taken of nothing.

    def exempt_where(self, test: Expr, needs: Expr) -> None:
        self._exempt = (test, needs)

    def exempt_column(self, points: Expr) -> Column | None:
        if self._exempt is None and self.empty == "exempt" and (nothing := self._nothing_to_share(points)):
            self._exempt = (nothing, Const(0))
        if self._exempt is None:
            return None
        test, needs = self._exempt
        cases: tuple[tuple[Expr, Expr], ...] = ((test, Const(1)),)
        if isinstance(self.indicator, Indicator) and self.indicator.weighs_nothing_at_some_level:
            cases = ((nodes.Compare("<=", self._full_points(), Const(0)), Const(0)), *cases)
        tested: Expr = nodes.Cases(cases, otherwise=Const(0))
        if needed := nodes.reads(needs).needed:
            tested = nodes.Needs(tested, needed)
        group = self.compiler.group
        spec = ColumnSpec(f"exempt.{self.path}", "exempt", group, label="exempt", unit="count", expr=tested, test=test)
        return self.compiler.add(spec)

    def _where_empty(self, score: Expr) -> Expr:
        """Return the score with what it is worth where a share is to be taken of nothing."""
        if self.empty not in ("zero", "full"):
            return score
        test = self._nothing_to_share(score)
        if test is None:
            raise fail("scheme.no_share", name=self.named)
        worst = score.otherwise if isinstance(score, nodes.Choice) else Const(0)
        worth = worst if self.empty == "zero" else self.points()
        return nodes.WhereEmpty(test, worth, self.derived("by_rule", score, "points"))

    def _nothing_to_share(self, expr: Expr) -> Expr | None:
        """Return whether a share that stands in an expression is one of nothing; None where none does."""
        shares = tuple(dict.fromkeys(self._shares(expr)))
        return None if not shares else shares[0] if len(shares) == 1 else nodes.Any(shares)

    def _shares(self, expr: Expr) -> Iterator[Expr]:
        """Yield the shares of what people enter, through measures; a target is nothing to take a share of."""
        match expr:
            case nodes.PointsByRatio(ratio=nodes.Arith(left=actual)):
                yield from self._shares(actual)
                return
            case nodes.Arith(op="/", left=amount, right=Column(id=states.DAYS_OF_PERIOD)):
                yield from self._shares(amount)
                return
            case nodes.Applying():  # a part that says for itself when it does not apply
                return
            case nodes.Spread(parts=parts):
                for part, _, _ in parts:
                    yield from self._shares(part)
                return
            case nodes.RatioToMean(value=value) | nodes.Cohort(column=value):
                yield from self._shares(value)
                return
            case Column() if expr.id in self.compiler.columns:
                spec = self.compiler.columns[expr.id]
                if spec.kind == "measure" and spec.expr is not None:
                    yield from self._shares(spec.expr)
                return
            case nodes.Arith(op="/", left=part, right=whole) if self.compiler.reads_entries(whole):
                yield nodes.NothingOf(part, whole)
        for child in nodes.children(expr):
            yield from self._shares(child)

    def _unit(self, expr: Expr) -> str:
        """Return how a computed measure is shown: a quotient as a rate, sums of money as money."""
        if nodes.is_quotient(expr):
            return "rate"
        read = [node for node in nodes.walk(expr) if isinstance(node, Column) and not is_individual(node.id)]
        units = {self.compiler.spec(node).unit for node in read}
        return units.pop() if len(units) == 1 else "number"

    def derived(self, name: str, expr: Expr, unit: str = "", shown: Names | None = None) -> Column:
        column_id = f"measure.{self.path}" if name == "measure" else f"measure.{self.path}.{name}"
        return self.compiler.add(
            ColumnSpec(
                column_id, "measure", self.compiler.group, name=shown, label=name, unit=unit or "number", expr=expr
            )
        )

    def figure(
        self,
        name: str,
        value: Figure,
        *,
        unit: str = "",
        index: int = 0,
        sign: str = "",
        line: int = 0,
        label: str = "",
    ) -> Expr:
        unit = self.measured if unit == "measure" else unit
        return self.compiler.figure(self.whose, name, value, unit=unit, index=index, sign=sign, line=line, label=label)

    def weight(self, key: str, value: float, name: Names | None) -> Expr:
        return self.compiler.figure(
            f"{self.whose}.weight",
            key,
            value,
            unit="rate",
            label=f".{key}",
            name=name or self.compiler.rater(key),
        )

    def points(self) -> Expr:
        if isinstance(self.indicator, Indicator) and self.indicator.out_of is not None:
            return Const(self.indicator.out_of)
        return nodes.stated(self._full_points())

    def _full_points(self) -> Expr:
        stated = self.indicator.points if isinstance(self.indicator, Indicator) else None
        if stated is None:
            raise fail("scheme.no_points", name=self.owner)
        return self.compiler.figure(self.owner, "points", stated, unit="points")

    def rating(self, rater: str, high: Expr, *, alone: bool = False, counts: bool = True) -> nodes.Rated:
        name, shown, by = self._of_rater(rater, alone=alone)
        field = Input(name=shown, type="score", optional=self.optional or not counts)
        return nodes.Rated(self.compiler.add_input(f"input.{name}", field, high=high, rater=by, by=rater))

    def _of_rater(self, rater: str, *, alone: bool) -> tuple[str, Names, Names | None]:
        """Return id and name of a rater's own input, and who that is among the indicator's several."""
        name, by, key = self.named, self.compiler.rater(rater), self.path.replace(".", "_")
        if not (alone and rater == USUAL_RATER):
            name = Names(zh=f"{name.zh}（{by.zh}）", en=f"{name.en} ({by.en})")
        if alone:
            return key, name, None
        return f"{key}_{rater}", name, by if self.path == self.owner else None

    def describe(
        self,
        column: Column,
        described: Mapping[str, Names],
        *,
        lows: Mapping[str, Expr] | None = None,
        points: Mapping[str, Expr] | None = None,
    ) -> None:
        labels = self.compiler.labels(column)
        spec, names, lows, points = self.compiler.spec(column), self.compiler.scheme.choices, lows or {}, points or {}
        before = dict(zip(labels, spec.levels, strict=False))
        levels = [
            Level(
                names.get(key),
                described[key] if key in described else before[key].text if key in before else NOTHING,
                low=lows.get(key),
                points=points.get(key),
            )
            for key in labels or described
        ]
        self.compiler.describe(column, levels)

    def guided(self, rating: nodes.Rated, bounds: dict[str, str], lows: Mapping[str, Expr]) -> nodes.Rated:
        dimension, keys = self.compiler.dimension_of_choices(list(bounds)), list(bounds)

        def limit(place: int, _: Bound) -> Expr:
            return lows[keys[place - 1]]

        guide = bands_over(rating.entry, list(bounds.values()), limit, Const)
        self.compiler.add(
            ColumnSpec(
                f"measure.{self.path}.level",
                "measure",
                self.compiler.group,
                label="level_range",
                unit="text",
                expr=nodes.Nth(dimension, guide),
                dimension=dimension,
            )
        )
        return replace(rating, guide=guide, dimension=dimension)

    def choice(
        self, keys: list[str], of: str | None, table: str | None, rater: str, *, alone: bool, counts: bool
    ) -> Column:
        if of is not None:
            column = self.expr(of)
            if not isinstance(column, Column) or set(self.compiler.labels(column)) != set(keys):
                labels = self.compiler.labels(column) if isinstance(column, Column) else ()
                raise fail("scheme.levels_differ", input=of, found=keys, expected=labels)
            return column
        name, shown, by = self._of_rater(rater, alone=alone)
        field = Input(name=shown, type="choice", choices=keys, optional=self.optional or not counts)
        if table is None:
            return self.compiler.add_input(f"input.{name}", field, rater=by, by=rater)
        if table not in self.compiler.tables:
            raise fail("scheme.unknown_table", found=table, known=list(self.compiler.tables))
        return self.compiler.add_input(f"{table}.{name}", field, table=table, rater=by, by=rater)

    def yes_or_no(self, rater: str, *, alone: bool, counts: bool) -> Column:
        name, shown, by = self._of_rater(rater, alone=alone)
        field = Input(name=shown, type="yes_no", optional=self.optional or not counts)
        is_fact = alone and rater == USUAL_RATER  # that something was done: nobody's rating
        return self.compiler.add_input(f"input.{name}", field, rater=by, by="" if is_fact else rater)

    def by_label(self, column: Column, worth: Mapping[str, Expr], otherwise: Expr) -> Expr:
        return nodes.ByLabel(
            column, self.compiler.dimension_of(column), self._positions(column, worth), otherwise=otherwise
        )

    def mean_of_rows(self, table: str, column: Column, worth: Mapping[str, Expr]) -> Expr:
        return nodes.MeanOfRows(table, column, self.compiler.dimension_of(column), self._positions(column, worth))

    def _positions(self, column: Column, worth: Mapping[str, Expr]) -> tuple[tuple[int, Expr], ...]:
        labels = self.compiler.labels(column)
        return tuple((labels.index(key), value) for key, value in worth.items())

    def part(self, key: str, name: Names | None = None, *, optional: bool = False) -> "IndicatorScope":
        return IndicatorScope(self.compiler, self.owner, self.indicator, part=key, name=name, optional=optional)
