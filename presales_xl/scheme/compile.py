"""Scheme → columns: resolves names, lowers rules, keeps every figure as a parameter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from presales_xl.scheme import doubts, nodes, states
from presales_xl.scheme.bands import Bound, bands_over
from presales_xl.scheme.beyond_others import beyond_others
from presales_xl.scheme.columns import (
    ADJUSTMENTS,
    ASKED,
    FLAGS,
    GRADES,
    LAST,
    OF_USUAL,
    PAY,
    QUESTION,
    QUOTA,
    SUMMARY,
    WORDS,
    ColumnSpec,
    DetailTable,
    Plan,
    PlanParameter,
    is_individual,
    told_column,
)
from presales_xl.scheme.doubts import beside
from presales_xl.scheme.errors import fail
from presales_xl.scheme.formula import parse
from presales_xl.scheme.model import COMMENT, INDIVIDUAL, Detail, Flag, GradeScale, Input, Scheme, Veto, Words
from presales_xl.scheme.names import Names
from presales_xl.scheme.nodes import Column, Const, Expr, Keyed, Param
from presales_xl.scheme.resolve import Resolver
from presales_xl.scheme.scope import IndicatorScope

TOTAL_DIGITS = 2
MONEY_DIGITS = 2


#: What ids of columns begin with, which no detail table may be called.
PREFIXES = {
    "input",
    "exempt",
    "measure",
    "score",
    "points",
    "adjustment",
    "pay",
    "rows",
    "total",
    "grade",
    "level",
    "state",
    "flags",
    "words",
}
#: Columns that money may come from without hanging on anybody's appraisal.
_OUTSIDE_APPRAISAL = ("level", "input", "measure", "rows", "exempt")


class Compiler(Resolver):
    """Builds the plan of one scheme."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__(scheme)
        #: Amounts that hang on no appraisal, with what they come from.
        self.lasting: set[str] = set()

    def compile(self) -> Plan:
        """Return the plan; ProblemsError names the first thing that does not hold together."""
        self._start()
        for indicator_id, indicator in self.scheme.enabled().items():
            with self.within(indicator_id), self.at(self.scheme.path_of(indicator_id), indicator):
                IndicatorScope(self, indicator_id, indicator).compile()
        for key, adjustment in self.scheme.adjustments.items():
            with self.within(ADJUSTMENTS), self.at(f"adjustments.{key}", adjustment):
                IndicatorScope(self, f"adjustment.{key}", adjustment).compile()
        with self.within(SUMMARY):
            scale = self._summary()
        with self.within(PAY):
            self._pay()
            self._flags()
            self._remembered()
        self._questions()
        with self.within(SUMMARY):
            self._words()
            waiting = self._wait_for_tags() | self._wait_for_words()
            self._wait_for_hr()
            self._completeness(waiting)
        self._refuse_unset()
        inputs = [spec for spec in self.columns.values() if spec.kind == "input" and not is_individual(spec.id)]
        first = [states.state_column(), *states.appraisal_columns(inputs, self.tables)]
        self.dimension(states.STATE, states.STATES)
        columns = {**{spec.id: spec for spec in first}, **self.columns}
        tables = {key: self._table(key, columns) for key, columns in self.tables.items()}
        return Plan(
            self.scheme,
            dimensions=self.dimensions,
            parameters=self._with_readings(),
            columns=states.gated(columns, self.lasting),
            tables=tables,
            readings=self._own_readings(),
            grade_scale=scale,
            lasting=frozenset(key for key in self.lasting if self.columns[key].kind == "pay"),
        )

    def _start(self) -> None:
        scheme = self.scheme
        if scheme.levels:
            self.dimension("level", scheme.levels)
            name = scheme.level_name
            self.add(ColumnSpec("level", "level", SUMMARY, name, label="level", unit="text", dimension="level"))
        if scheme.grades:
            names = {key: scheme.grades.names.get(key, Names(zh=key, en=key)) for key in scheme.grades.scale}
            self.dimension("grade", names)
        for key, detail in scheme.details.items():
            with self.at(f"details.{key}"):
                self._detail(key, detail)

    def _detail(self, key: str, detail: Detail) -> None:
        if key in PREFIXES:
            raise fail("scheme.name_reserved", name=key)
        if "state" in {*detail.columns, *detail.measures}:  # which says of a row whether it is complete
            raise fail("scheme.name_reserved", name="state")
        self.tables[key] = {}
        for name, field in detail.columns.items():
            with self.at(f"details.{key}.columns.{name}"), self.named(**self._own_names(key)):
                self.add_input(f"{key}.{name}", field, table=key)
        for name, measure in detail.measures.items():
            with self.at(f"details.{key}.measures.{name}.formula"), self.named(**self._own_names(key)):
                expr = parse(measure.formula, self)
            column = f"{key}.{name}"
            self.tables[key][column] = ColumnSpec(
                column, "measure", key, name=measure.name, unit=measure.unit or "number", expr=expr
            )
        state = ColumnSpec(f"{key}.state", "state", key, label="state")
        self.tables[key][state.id] = state
        self.add(
            ColumnSpec(
                nodes.row_count_column(key).id,
                "rows",
                key,
                name=detail.name,
                label="rows",
                unit="count",
                expr=nodes.RowCount(key, detail.least, detail.most),
            )
        )

    def _table(self, key: str, columns: dict[str, ColumnSpec]) -> DetailTable:
        """Return a detail table with the conditions that its rows must meet."""
        if shared := [name for name in columns if name in self.columns]:
            with self.at(f"details.{key}"):
                raise fail("scheme.duplicate", name=shared[0])
        checks = []
        for name, check in self.scheme.details[key].checks.items():
            with self.at(f"details.{key}.checks.{name}.when"), self.named(**self._own_names(key)):
                checks.append(parse(check.when, self))
        computed = [*checks, *(spec.expr for spec in columns.values() if spec.expr is not None)]
        keys = {node.key.id for expr in computed for node in nodes.walk(expr) if isinstance(node, nodes.Alike)}
        shown = {name: replace(spec, is_key=True) if name in keys else spec for name, spec in columns.items()}
        return DetailTable(key, shown, tuple(checks), tuple(beyond_others(check, columns) for check in checks))

    def _own_names(self, table: str) -> dict[str, Expr]:
        """Return what the names of a detail table's columns stand for in its own formulas: entries or defaults."""
        names: dict[str, Expr] = {}
        for key, spec in self.tables[table].items():
            entry = Column(key)
            names[key.removeprefix(f"{table}.")] = self._or_default(entry, spec.field) if spec.field else entry
        return names

    def _summary(self) -> nodes.Bands | None:
        """Add total, grade and rank; return the table that gives the grade by the total, where there is one."""
        scheme = self.scheme
        points = self._points()
        adjustments = tuple(Column(spec.id) for spec in self.columns.values() if spec.kind == "adjustment")
        if scheme.total is None:
            total = nodes.all_points(points, adjustments)
        else:
            with self.named(points=nodes.all_points(points)), self.at("total.formula"):
                total = nodes.sum_of((parse(scheme.total.formula, self), *adjustments))
        vetoes = {
            effect: [self._test("vetoes", key) for key, veto in scheme.vetoes.items() if veto.effect == effect]
            for effect in ("total_zero", "lowest_grade")
        }
        rounded: Expr = nodes.Round(total, TOTAL_DIGITS)
        if vetoes["total_zero"]:
            rounded = nodes.Cases(((_any(vetoes["total_zero"]), Const(0)),), otherwise=rounded)
        unit = scheme.total.unit if scheme.total else "points"
        name = scheme.total.name if scheme.total else None
        self.add(
            ColumnSpec(
                "total",
                "total",
                SUMMARY,
                name=name,
                label="total",
                unit=unit,
                expr=rounded,
                exempt=states.NOT_APPRAISED,
            )
        )
        scale = self._grade(scheme.grades, vetoes["lowest_grade"]) if scheme.grades else None
        rank = nodes.Cohort("rank_high", self._standing([test for tests in vetoes.values() for test in tests]))
        self.add(ColumnSpec("rank", "rank", SUMMARY, label="rank", unit="count", expr=rank))
        return scale

    def _points(self) -> tuple[Expr, ...]:
        """Return the points of all indicators; where some may not apply, one sum that spreads their weight."""
        specs = [spec for spec in self.columns.values() if spec.kind == "points"]
        if not any(spec.exempt for spec in specs):
            return tuple(Column(spec.id) for spec in specs)
        whole = self.scheme.full_points
        parts: list[tuple[Expr, Expr, Column | None]] = []
        for spec in specs:
            marks = self._full_marks(spec.group) if spec.exempt or whole is None else Const(0)
            parts.append((self._applying(spec), marks, Column(spec.exempt) if spec.exempt else None))
        scale = nodes.sum_of(tuple(marks for _, marks, _ in parts)) if whole is None else Const(whole)
        return (nodes.Spread(tuple(parts), scale, scale),)

    def _full_marks(self, key: str) -> Expr:
        """Return the full points of an indicator: as stated, else the best that its rule gives."""
        stated = self.scheme.enabled()[key].points
        if stated is not None:
            return self.figure(key, "points", stated, unit="points")
        return nodes.Greatest(
            tuple(self.of_person(Param(figure.id)) for figure in self.parameters.values() if figure.is_outcome_of(key))
        )

    @staticmethod
    def _applying(spec: ColumnSpec, *also: str) -> Expr:
        """Return a column as a sum takes it: 0 for whom it does not apply, by its own column or one of `also`."""
        exempt = tuple(Column(key) for key in (spec.exempt, *also) if key)
        return nodes.Applying(Column(spec.id), exempt) if exempt else Column(spec.id)

    def _standing(self, vetoes: list[Expr]) -> Column:
        """Return the column that people are ranked by: the total, lowered below everybody's where a veto holds."""
        total = Column("total")
        if not vetoes:
            return total
        spread = nodes.Arith("-", nodes.Cohort("max", total), nodes.Cohort("min", total))
        behind = nodes.Round(nodes.Arith("-", nodes.Arith("-", total, spread), Const(1)), TOTAL_DIGITS)
        standing = nodes.Worded(nodes.Cases(((_any(vetoes), behind),), otherwise=total), "standing")
        unit = self.columns["total"].unit
        return self.add(ColumnSpec("measure.standing", "measure", SUMMARY, label="standing", unit=unit, expr=standing))

    def _grade(self, grades: GradeScale, vetoes: list[Expr]) -> nodes.Bands:
        """Add the grade, which may be lowered or vetoed; return the table behind it."""
        for key, share in grades.quota.items():
            self.figure(QUOTA, key, share, unit="rate", label="quota")
        keys, last = list(grades.scale), Const(len(grades.scale))

        def limit(place: int, bound: Bound) -> Expr:
            key = keys[place - 1]
            return self.figure(GRADES, key, bound.value, unit="points", label="grade_bound", sign=bound.op)

        scale = bands_over(Column("total"), list(grades.scale.values()), limit, Const)
        position: Expr = scale
        if grades.lowered_by:
            with self.at("grades.lowered_by"):
                position = nodes.Moved(position, parse(grades.lowered_by, self), last, "lowered")
        if vetoes:
            position = nodes.Cases(((_any(vetoes), last),), otherwise=position)
        if grades.raised_by:
            with self.at("grades.raised_by"):
                position = nodes.Moved(position, parse(grades.raised_by, self), Const(1), "raised")
        grade = nodes.Nth("grade", position)
        self.add(ColumnSpec("grade", "grade", SUMMARY, label="grade", unit="text", expr=grade, dimension="grade"))
        return scale

    def _pay(self) -> None:
        items: list[ColumnSpec] = []
        for key, item in self.scheme.pay.items():
            with self.at(f"pay.{key}.formula"):
                amount = parse(item.formula, self)
                money = nodes.Round(self.prorated(amount) if item.prorated else amount, MONEY_DIGITS)
            spec = ColumnSpec(
                f"pay.{key}", "pay", PAY, item.name, unit="money", expr=money, exempt=self._unset(key, money)
            )
            self.add(spec)
            items.append(spec)
        self.lasting = self._lasting(items)
        if len(items) > 1:
            # beside amounts that hang on no appraisal, the others are nothing for whom nobody appraises
            hanging = {spec.id for spec in items if self.lasting and spec.id not in self.lasting}
            parts = tuple(
                self._applying(spec, *([states.NOT_APPRAISED] if spec.id in hanging else [])) for spec in items
            )
            total = nodes.Round(nodes.sum_of(parts), MONEY_DIGITS)
            spec = ColumnSpec("pay.total", "pay", PAY, label="pay_total", unit="money", expr=total)
            self.add(spec)
            self.lasting |= {spec.id} if self.lasting else set()

    def _lasting(self, items: Iterable[ColumnSpec]) -> set[str]:
        """Return the amounts that hang on no appraisal and on nobody else, with the measures that they come from."""
        lasting: set[str] = set()
        for spec in items:
            sources = self._sources(spec.id)
            if all(self.columns[key].kind in _OUTSIDE_APPRAISAL for key in sources - {spec.id}):
                lasting |= sources
        return lasting

    def _sources(self, key: str) -> set[str]:
        """Return a column with all that it is calculated from; what a cohort is compared on counts as its ranks."""
        sources = {key}
        for node in nodes.walk(self.columns[key].expr or Const(0)):
            if isinstance(node, nodes.Cohort):
                sources.add("total")
            elif isinstance(node, Column) and node.id in self.columns:
                sources |= self._sources(node.id)
        return sources

    def _unset(self, key: str, money: Expr) -> str:
        """Return the column that says for whom an amount waits for a figure of HR's, "" where it never does."""
        figures = dict.fromkeys(node for node in nodes.walk(money) if isinstance(node, Param | Keyed))
        unset = [nodes.Unset(self.of_person(figure)) for figure in figures if not self.parameters[figure.id].is_set]
        if not unset:
            return ""
        tested = nodes.Cases(((_any(list(unset)), Const(1)),), otherwise=Const(0))
        return self.add(ColumnSpec(f"exempt.pay.{key}", "exempt", PAY, label="unset", unit="count", expr=tested)).id

    def _refuse_unset(self) -> None:
        """Refuse a figure that is left for HR anywhere but in an amount of money, which then waits for it."""
        for spec in self.columns.values():
            for node in nodes.walk(spec.expr or Const(0)) if not spec.id.startswith(("pay.", "exempt.pay.")) else ():
                if isinstance(node, Param | Keyed) and not self.parameters[node.id].is_set:
                    with self.at(f"parameters.{node.id}.value"):
                        raise fail("scheme.unset_figure", name=self.parameters[node.id].name)

    def _completeness(self, waiting: set[str]) -> None:
        """Add the share of the results that are there: 0 before the manager enters anything, 1 when nothing is missing.

        It is 1 for whom nobody appraises, unless such a one is to be paid all the same, and who waits for HR alone, as
        who is exempt of all that is paid for. What comes about without the manager counts only while it is missing.
        """
        awaited = {spec.id for spec in self.columns.values() if self._waits_for_manager(spec)}
        results = [
            spec
            for spec in self.columns.values()
            if spec.kind in ("points", "pay")
            or spec.id in waiting
            or (spec.kind == "adjustment" and spec.id in awaited)
        ] or [self.columns["total"]]
        entered = [spec for spec in results if spec.id in awaited] or results
        others = [spec for spec in results if spec not in entered]
        count: Expr = Const(len(results))
        count = nodes.Arith("-", count, _given(others)) if others else count
        left_out, is_paid = states.is_not_appraised(), self._lasting_is_done()
        done = [left_out if is_paid is None else nodes.All((left_out, is_paid))]
        if states.WAITING in self.columns:
            done.append(_is_one(states.WAITING))
        exempt = [spec.exempt for spec in results if spec.kind == "points"]
        if exempt and any(spec.kind == "pay" for spec in results) and all(exempt):
            needed = self._needed_of_manager()
            is_given = nodes.Compare("==", nodes.CountGiven(needed), Const(len(needed)))
            done.append(nodes.All((*map(_is_one, filter(None, exempt)), is_given)))
        share = nodes.Cases(((_any(done), Const(1)),), otherwise=nodes.Arith("/", _given(entered), count))
        self.add(ColumnSpec("completeness", "completeness", SUMMARY, label="completeness", unit="rate", expr=share))

    def _lasting_is_done(self) -> Expr | None:
        """Return the test that what hangs on no appraisal is there, or nothing is entered of what it comes from."""
        columns = [spec for key, spec in self.columns.items() if key in self.lasting]
        inputs = [spec for spec in columns if spec.kind == "input" and not is_individual(spec.id)]
        read = (node for spec in columns if spec.expr is not None for node in nodes.walk(spec.expr))
        tables = dict.fromkeys(node.table for node in read if isinstance(node, nodes.Rows | nodes.RowCount))
        if not inputs and not tables:
            return None
        paid = [spec for spec in columns if spec.kind == "pay"]
        is_paid = nodes.Compare(">=", _given(paid), Const(len(paid)))
        return nodes.Any((_is_one(states.AWAY), states.nothing_entered(inputs, tables), is_paid))

    def _wait_for_hr(self) -> None:
        """Add the column that says whose results are open by what HR said, though the manager has given everything."""
        columns = self.columns.values()
        choices = [spec.expr for spec in columns if isinstance(spec.expr, nodes.ByLabel) and spec.kind == "measure"]
        tests: list[Expr] = []
        for choice in choices:
            field = self.columns[choice.text.id].field if isinstance(choice.text, Column) else None
            if choice.is_partial and field and field.given_by == "hr":
                labels = set(range(len(self.dimensions[choice.dimension].keys)))
                open_ = labels.difference(position for position, _ in choice.worth)
                tests.append(nodes.OneOf(choice.text, choice.dimension, tuple(sorted(open_))))
        if not tests:
            return
        waits = nodes.Cases(((_any(tests), Const(1)),), otherwise=Const(0))
        expr = nodes.Needs(waits, self._needed_of_manager())
        self.add(ColumnSpec(states.WAITING, "exempt", SUMMARY, label="waiting", unit="count", expr=expr))

    def _needed_of_manager(self) -> tuple[Column, ...]:
        """Return the columns that nobody may leave blank, and that the manager gives."""
        columns = self.columns.values()
        inputs = (spec for spec in columns if spec.kind == "input" and self._waits_for_manager(spec))
        needed = [spec for spec in inputs if spec.field and not spec.field.may_stay_blank]
        needed += [spec for spec in columns if spec.kind == "rows" or spec.label == "told"]
        return tuple(Column(spec.id) for spec in needed)

    def _waits_for_manager(self, spec: ColumnSpec) -> bool:
        """Return whether a column stays open until the manager has entered something."""
        if spec.field is not None:
            return spec.field.given_by == "manager"
        if isinstance(spec.expr, nodes.RowCount):
            return spec.expr.least > 0
        needed = nodes.reads(spec.expr).needed if spec.expr is not None else ()
        return any(self._waits_for_manager(self.columns[column.id]) for column in needed if column.id in self.columns)

    def _flags(self) -> None:
        tags: dict[str, Veto | Flag] = {**self.scheme.vetoes, **self.scheme.flags}
        if not tags:
            return
        self.dimension("flags", {key: tag.name for key, tag in tags.items()})
        tests = [self._test("vetoes", key) for key in self.scheme.vetoes]
        tests += [self._test("flags", key) for key in self.scheme.flags]
        shown = nodes.Tags("flags", tuple(tests))
        self.add(ColumnSpec("flags", "flags", FLAGS, label="flags", unit="text", expr=shown, dimension="flags"))

    def _remembered(self) -> None:
        """Bring into use what later periods take over, though nothing in this one reads it."""
        handed_on = self.scheme.handed_on
        for name in handed_on or ():
            parse(name, self)
        for key, field in self.scheme.inputs.items():
            is_told = handed_on is not None and field.remembered and field.remembered.taken_of
            if field.remembered and f"input.{key}" in self.columns and not is_told:
                with self.at(f"inputs.{key}.remembered"):
                    for name in field.remembered.reads:
                        parse(name, self)

    def _wait_for_tags(self) -> set[str]:
        """Keep total and pay open while an entry is blank that only a veto or a flag asks for; return what waits."""
        paid = [spec for spec in self.columns.values() if spec.kind == "pay"]
        scored = [spec for spec in self.columns.values() if spec.kind in ("points", "adjustment")]
        asked = self._required(self._test("vetoes", key) for key in self.scheme.vetoes)
        asked |= self._required(self._test("flags", key) for key in self.scheme.flags) - self._required(_exprs(paid))
        asked -= self._required(_exprs(scored))
        undecided = tuple(Column(key) for key in self.columns if key in asked)
        waiting = [self.columns["total"], *paid] if undecided else []
        for spec, expr in zip(waiting, _exprs(waiting), strict=True):
            self.columns[spec.id] = replace(spec, expr=nodes.Needs(expr, undecided))
        return {spec.id for spec in waiting}

    def _words(self) -> None:
        """Add the texts that are written: reasons of what managers add and deduct, those of the scheme, the comment."""
        for key, adjustment in self.scheme.adjustments.items():
            entries = self._entered(Column(f"adjustment.{key}"))
            if entries:
                name = Names(zh=f"{adjustment.name.zh}说明", en=f"{adjustment.name.en}: reason")
                reason = Words(name=name, explains=entries, required=adjustment.reason == "required")
                self._text(f"{key}_reason", reason)
        if any(map(is_individual, self.columns)):
            self._text("individual", INDIVIDUAL)
        for key, words in {**self.scheme.words, "comment": self.scheme.words.get("comment", COMMENT)}.items():
            with self.at(f"words.{key}"):
                self._text(key, words)

    def _entered(self, column: Column) -> list[str]:
        """Return the ids of the numbers that managers enter and that a column is calculated from."""
        spec = self.columns.get(column.id)
        if spec is None or spec.expr is None:
            is_managers = spec and spec.field and spec.field.given_by == "manager" and spec.is_number
            return [column.id.removeprefix("input.")] if is_managers else []
        read = nodes.reads(spec.expr)
        return list(dict.fromkeys(key for part in read.needed + read.optional for key in self._entered(part)))

    def _text(self, key: str, words: Words) -> None:
        """Add the column of a text, unless nothing that it explains is in use."""
        explained = self._explained(words)
        if words.explains and not explained:
            return
        by = "" if words.written_by in ("manager", "hr") else words.written_by
        if by:
            self.rater(by)
        field = Input(
            name=words.name,
            type="text",
            help=words.help,
            given_by="hr" if words.written_by == "hr" else "manager",
            optional=bool(explained) or not words.required,
        )
        group = self.columns[explained[-1]].group if explained else WORDS
        self.add(ColumnSpec(f"words.{key}", "words", group, words.name, unit="text", field=field, by=by, words=words))

    def _wait_for_words(self) -> set[str]:
        """Keep total and pay open while a text is blank that is required; return what waits."""
        told = [self._told(spec, spec.words) for spec in self.columns.values() if spec.words and spec.words.required]
        if not told:
            return set()
        waiting = {"total"} | {spec.id for spec in self.columns.values() if spec.kind == "pay"}
        columns = list(self.columns.values())
        place = list(self.columns).index("total")
        columns[place:place] = told
        needed = tuple(Column(column.id) for column in told)
        self.columns = {
            spec.id: replace(spec, expr=nodes.Needs(spec.expr, needed)) if spec.id in waiting and spec.expr else spec
            for spec in columns
        }
        return waiting

    def _told(self, spec: ColumnSpec, words: Words) -> ColumnSpec:
        """Return the column that is 1 where a text is written that is required, or there is nothing to explain."""
        explained = tuple(Column(key) for key in self._explained(words))
        test = nodes.Told(Column(spec.id), explained, Column(states.NOT_APPRAISED))
        told = nodes.Worded(nodes.Cases(((test, Const(1)),), otherwise=nodes.Missing()), "told")
        name = Names(zh=f"{words.name.zh}已填", en=f"{words.name.en}: given")
        return ColumnSpec(told_column(spec.id), "measure", SUMMARY, name, label="told", unit="count", expr=told)

    def _explained(self, words: Words) -> list[str]:
        return [f"input.{name}" for name in words.explains if f"input.{name}" in self.columns]

    def _required(self, exprs: Iterable[Expr]) -> set[str]:
        """Return the entries, and the tables of details, without which these stay open; not those of other results."""
        required: set[str] = set()
        for column in (column for expr in exprs for column in nodes.reads(expr).needed):
            spec = self.columns.get(
                column.id
            )  # None for one of a detail table, which is no place for it: `check` says so
            if spec and (spec.expr is None or spec.kind == "rows"):
                required.add(spec.id)
            elif spec and spec.expr and spec.kind in ("measure", "score"):
                required |= self._required([spec.expr])
        return required

    def _questions(self) -> None:
        """Add for what is entered last period's value (of numbers), why it is doubted, and a count of the questions.

        `asked.…` counts a row's questions from the first input to this one, so that a list finds each by its number.
        """
        for spec in [*self.columns.values()]:
            if spec.kind == "input" and spec.is_number and not is_individual(spec.id):
                self.add(ColumnSpec(beside(spec.id, "last"), "last", LAST, spec.name, unit=spec.unit))
        for table, columns in {"": self.columns, **self.tables}.items():
            for spec in list(self._asking(table, columns)):
                columns[spec.id] = spec

    def _asking(self, table: str, columns: Mapping[str, ColumnSpec]) -> Iterator[ColumnSpec]:
        """Yield for what is entered in a table, and may be doubted, why it is, then the counts of the questions."""
        related = doubts.related_tests(columns)
        entered: list[ColumnSpec] = []
        for spec in [spec for spec in columns.values() if spec.kind == "input" and not is_individual(spec.id)]:
            chosen = [*doubts.by_period(spec, self.scheme.month), *doubts.left_out(spec, self._left_out(table, spec))]
            if not (spec.is_number or chosen):
                continue
            usual, full_mark = self._usual(spec), self.full_mark(spec.high)
            doubt = doubts.question(spec, full_mark, usual, [*related.get(spec.id, ()), *chosen])
            entered.append(spec)
            yield ColumnSpec(beside(spec.id), "question", QUESTION, spec.name, unit="count", expr=doubt)
        before: Column | None = None
        for spec in entered:
            count = nodes.Asked(Column(beside(spec.id)), before)
            before = Column(beside(spec.id, "asked"))
            yield ColumnSpec(before.id, "asked", ASKED, spec.name, unit="count", expr=count)

    def _left_out(self, table: str, spec: ColumnSpec) -> list[Expr]:
        """Return the conditions under which an input counts for nothing."""
        path, tests = f"details.{table}.columns" if table else "inputs", []
        for number, formula in enumerate(spec.field.left_out if spec.field else ()):
            own_names = self._own_names(table) if table else {}
            with self.at(f"{path}.{spec.id.partition('.')[2]}.left_out.{number}"), self.named(**own_names):
                tests.append(parse(formula, self))
        return tests

    def _usual(self, spec: ColumnSpec) -> tuple[Expr, Expr] | None:
        """Return the lowest and highest value of an input that nobody wonders at, where it has such."""
        bounds = spec.field.usual if spec.field else None
        if bounds is None:
            return None
        key = spec.id.removeprefix("input.")
        low, high = (
            self.figure(f"{OF_USUAL}.{key}", side, bound, unit=spec.unit, label=f"usual_{side}")
            for side, bound in zip(("low", "high"), bounds, strict=True)
        )
        return low, high

    def _test(self, block: str, key: str) -> Expr:
        """Return the condition of a veto or flag."""
        tag: Veto | Flag = self.scheme.vetoes[key] if block == "vetoes" else self.scheme.flags[key]
        with self.at(f"{block}.{key}.when"):
            return parse(tag.when, self)

    def _reading(self, key: str) -> Names | None:
        return next((why for pattern, why in self.scheme.readings.items() if fnmatchcase(key, pattern)), None)

    def _with_readings(self) -> dict[str, PlanParameter]:
        return {key: replace(figure, reading=self._reading(key)) for key, figure in self.parameters.items()}

    def _own_readings(self) -> dict[str, Names]:
        """Return the readings that mark an indicator or a part of the method instead of a figure."""
        method = {}
        for pattern, why in self.scheme.readings.items():
            if not any(fnmatchcase(key, pattern) for key in self.parameters):
                method[pattern] = why
        return method


def _exprs(specs: Iterable[ColumnSpec]) -> list[Expr]:
    return [spec.expr for spec in specs if spec.expr is not None]


def _given(specs: Iterable[ColumnSpec]) -> Expr:
    """Return how many of some columns have a value or do not apply."""
    columns = list(specs)
    exempt = tuple(nodes.OrElse(Column(spec.exempt), Const(0)) for spec in columns if spec.exempt)
    return nodes.sum_of((nodes.CountGiven(tuple(Column(spec.id) for spec in columns)), *exempt))


def _is_one(column: str) -> Expr:
    return nodes.Compare("==", nodes.OrElse(Column(column), Const(0)), Const(1))


def _any(parts: list[Expr]) -> Expr:
    return parts[0] if len(parts) == 1 else nodes.Any(tuple(parts))


def compile_scheme(scheme: Scheme) -> Plan:
    """Return the plan of a scheme; ProblemsError (`scheme.…`) names what does not hold together."""
    return Compiler(scheme).compile()
