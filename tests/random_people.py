"""Draws people whose entries lie where schemes decide: on bounds and a hair beside them, at 0, on caps, tied.

Some entries are blank, some are what nobody should type: texts, errors, values out of range, fractions of a count.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random

import numpy as np

from presales_xl.backends.frame import evaluate
from presales_xl.people.table import CellError
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang
from tests.filling import Cohort, Raw, RawRow, label

STEPS = (1e-12, 1e-9, 1e-4, 0.01, 1)  # relative to the size of a bound; engines take less than 1e-14 for nothing
LEAST = 0.1  # of an amount that is not 0: nobody divides by a millionth of a yuan
WORKING = 0.7  # share of people of whose state nothing is said
ULP = 0.05  # share of numbers that lie one binary digit beside a bound
USUAL = (0, 1, 0.5, 0.95, 2, 3, 5, 10, 100)
#: Case does not count; digits alone and truth values are numbers to some engines where texts are searched for.
TEXTS = ("甲项目", "ERP-2", "erp-2", "乙 项目（二期）", "a", "客户/华东&1")
SHARES = {1: (1.0,), 2: (0.7, 0.3), 3: (0.1, 0.2, 0.7)}  # which floats sum up to 1 only nearly
WRONG = ("请假", "50", "１２", "1,200", "1500,50", "95%", " ", CellError("#N/A"), CellError("#DIV/0!"))


@dataclass(frozen=True)
class Shape:
    """What a drawn workbook is like: people per role sheet, shares of blank and of wrong entries, language."""

    sizes: tuple[int, ...]
    blank: float
    wrong: float
    lang: Lang
    seed: int


@dataclass(frozen=True)
class Drawer:
    """Draws the people of one scheme."""

    plan: Plan
    shape: Shape
    random: Random
    truths: bool
    """Whether TRUE may stand in a cell; otherwise its name does, which is no more valid."""

    def cohorts(self) -> list[Cohort]:
        """Return the cohorts of one workbook, which comes with what is valid of the first, the third and so on."""
        return [
            self._cohort(f"role {number}", size, is_given=number % 2 == 1)
            for number, size in enumerate(self.shape.sizes, 1)
        ]

    def _cohort(self, name: str, size: int, *, is_given: bool) -> Cohort:
        bounds = {key: sorted(figures) for key, figures in _landmarks(self.plan).items()}
        texts = [spec for spec in self.plan.of_kind("words") if spec.words and not spec.words.required]
        specs = [spec for spec in self.plan.columns.values() if spec.is_entered and spec not in texts]
        people = [{spec.id: self._sound(spec, bounds[spec.id]) for spec in specs} for _ in range(size)]
        self._steer(people, bounds)
        for person in people:
            if person["state"] and self.random.random() < 0.5:  # nothing is entered for whoever is away
                person.update({spec.id: None for spec in specs if spec.kind == "input" and _is_of_manager(spec)})
            elif self.random.random() < 0.4:  # the others stay complete, so that totals, grades and pay are compared
                self._spoil(person, specs)
        self._remember(people)
        cohort = Cohort(name, self.plan, people)
        rows = {table: self._rows(cohort, table) for table in self.plan.tables}
        return Cohort(name, self.plan, people, rows=rows, is_given=is_given)

    def _remember(self, people: list[dict[str, Raw]]) -> None:
        """Give most people what they entered in the period before: the same, ten times it, a tenth of it."""
        for spec in self.plan.of_kind("last"):
            for person in people:
                now = person.get(f"input.{spec.id.removeprefix('last.')}")
                if type(now) is float and self.random.random() < 0.7:
                    person[spec.id] = now * self.random.choice((1, 10, 0.1, -10, 0, 9.99))

    def _sound(self, spec: ColumnSpec, bounds: Sequence[float]) -> Raw:
        """Return an entry that may stand in the column."""
        if spec.dimension:
            return self._label(spec)
        if spec.is_free_text:
            return self.random.choice(TEXTS)
        low, high = self._limits(spec)
        draw = self.random.random()
        value = self.random.choice(bounds)
        if draw < ULP and value:  # as formulas in a cell may leave it: =0.3*3
            value = math.nextafter(value, self.random.choice((-math.inf, math.inf)))
        elif draw < 0.3:
            value += self.random.choice((-1, 1)) * self.random.choice(STEPS) * max(abs(value), 1)
        elif draw < 0.6:
            value = round(self.random.uniform(low, high), self.random.randrange(5))
        if spec.field and spec.field.is_whole:
            value = round(value)
        if spec.high is None and abs(value) < LEAST:
            value = 0
        return float(value if draw < ULP else min(max(value, low), high)) + 0.0  # nobody can type −0

    def _limits(self, spec: ColumnSpec) -> tuple[float, float]:
        low, high = self.plan.limits(spec)
        usual = {"money": 200000.0, "seconds": 90.0, "count": 14.0}.get(spec.unit, 12.0)
        return (-1e6 if low is None else low), (max(low or 0, usual) if high is None else high)

    def _label(self, spec: ColumnSpec) -> str | None:
        if spec.kind == "employment" and self.random.random() < WORKING:
            return None
        return self.random.choice(self.plan.dimensions[spec.dimension].names)[self.shape.lang]

    def _steer(self, people: list[dict[str, Raw]], bounds: Mapping[str, Sequence[float]]) -> None:
        """Move one entry of most people so that a computed column comes to lie on one of its bounds, or beside it.

        Most measures are linear in each of their entries, so that two evaluations tell where to go.
        """
        compared = _compared(self.plan)
        aims = [key for key, spec in self.plan.columns.items() if spec.expr is not None and key in compared]
        movable = [key for key, spec in self.plan.columns.items() if spec.is_entered and spec.is_number]
        if not aims or not movable or not people:
            return
        entries = {aim: _entries(self.plan, aim) for aim in aims}
        plan: list[tuple[str, str, float]] = []
        for _ in people:
            aim = self.random.choice(aims)
            sources = [key for key in entries[aim] if key in movable] or movable
            step = self.random.choice((0, 0, 1, -1)) * self.random.choice(STEPS)
            bound = self.random.choice(bounds[aim])
            plan.append((aim, self.random.choice(sources), bound + step * max(abs(bound), 1)))
        before = self._values(people)
        moved = [
            {**person, key: float(person[key] or 0) + 1}  # type: ignore[arg-type]
            for person, (_, key, _) in zip(people, plan, strict=True)
        ]
        after = self._values(moved)
        for number, (aim, key, bound) in enumerate(plan):
            slope = after[aim][number] - before[aim][number]
            if np.isfinite(slope) and slope:
                spec = self.plan.columns[key]
                value = float(people[number][key] or 0) + (bound - before[aim][number]) / slope  # type: ignore[arg-type]
                low, high = self._limits(spec)
                value = round(value) if spec.field and spec.field.is_whole else round(value, 9)
                people[number][key] = float(min(max(value, low), max(high, 1e6 if spec.high is None else high)))

    def _values(
        self, people: Sequence[Mapping[str, Raw]]
    ) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
        return evaluate(self.plan, Cohort("", self.plan, people).inputs(self.shape.lang))

    def _spoil(self, person: dict[str, Raw], specs: Sequence[ColumnSpec]) -> None:
        for spec in specs:
            draw = self.random.random()
            if draw < self.shape.blank:
                person[spec.id] = None
            elif draw < self.shape.blank + self.shape.wrong:
                person[spec.id] = self._wrong(spec)

    def _wrong(self, spec: ColumnSpec) -> Raw:
        low, high = self.plan.limits(spec)
        wrong: list[Raw] = [*WRONG]
        if spec.is_free_text:  # which may be any text
            return self.random.choice([each for each in WRONG if isinstance(each, CellError)])
        if spec.dimension:
            wrong += ["不知道", 1.0]
        if low is not None:
            wrong += [low - 1, low - 1e-6]
        if high is not None:
            wrong += [high + 1, high + 1e-6]
        if spec.field and spec.field.is_whole:
            wrong += [2.5, 1e-6]
        wrong += [True, False] if self.truths else ["TRUE", "FALSE"]
        return self.random.choice(wrong)

    def _rows(self, cohort: Cohort, table: str) -> list[RawRow]:
        """Return rows in no order: of everybody, of nobody, incomplete, blank; as many as the sheet holds.

        Where rows are summed over all with the same text, a stranger's would count in a workbook and not when it is
        collected: there everybody owns what they fill in.
        """
        own, detail = self.plan.tables[table], self.plan.scheme.details[table]
        by_text = any(
            isinstance(node, nodes.Alike)
            for spec in own.columns.values()
            if spec.expr
            for node in nodes.walk(spec.expr)
        )
        rows: list[RawRow] = []
        fair: list[list[RawRow]] = []
        for person in range(len(cohort.people)):
            spoilt = self.random.random() < 0.2
            usual = max(self.random.choice((1, 2, 3, 3)), detail.least)
            drawn = []
            for _ in range(self.random.choice((0, 1, 1, 2, 2, 3, 3, 4)) if spoilt else usual):
                entries = {spec.id: self._sound(spec, USUAL) for spec in own.inputs}
                entries |= {spec.id: None for spec in _choices_with_default(own.inputs) if self.random.random() < 0.95}
                self._keep_limits(entries, own.inputs)
                owner: str | None = label(person)
                if spoilt:
                    self._spoil(entries, own.inputs)
                    if self.random.random() < 0.2:
                        entries = dict.fromkeys(entries)
                    if not by_text:
                        owner = self.random.choice((owner, owner, owner, f"{owner}x", "9999 无名", None))
                drawn.append(RawRow(owner, entries))
            if spoilt:
                rows += drawn
            else:
                fair.append(drawn)
        for group in self._in_threes(fair) if by_text else fair:
            rows += self._summing_to_1(group, own.inputs, f"{len(rows)}" if by_text else "")
        self.random.shuffle(rows)
        return rows[: detail.most * len(cohort.people)]

    def _keep_limits(self, entries: dict[str, Raw], specs: Sequence[ColumnSpec]) -> None:
        """Move, nine times in ten, what has limits that differ by a choice in its row to one of them."""
        for spec in specs:
            if isinstance(spec.low, nodes.Keyed) and isinstance(spec.high, nodes.Keyed) and self.random.random() < 0.9:
                figure = self.plan.parameters[self.random.choice((spec.low.id, spec.high.id))]
                labels = self.plan.dimensions[figure.dimension]
                names = [names[self.shape.lang] for names in labels.names]
                entries[spec.id] = figure.of(labels.keys[names.index(str(entries[spec.low.key.id]))])

    def _in_threes(self, groups: Sequence[Sequence[RawRow]]) -> Iterator[list[RawRow]]:
        """Yield the rows of all groups anew in groups of three, whoever's they are."""
        rows = [row for group in groups for row in group]
        self.random.shuffle(rows)
        yield from (rows[first : first + 3] for first in range(0, len(rows), 3))

    def _summing_to_1(self, rows: list[RawRow], specs: Sequence[ColumnSpec], text: str) -> list[RawRow]:
        """Return the rows, nine times in ten with rates that sum to 1; with `text` as well all under one text."""
        rates = [spec.id for spec in specs if spec.unit == "rate"]
        texts = [spec.id for spec in specs if spec.is_free_text]
        if not (rates and texts and len(rows) in SHARES) or self.random.random() < 0.1:
            return rows
        changed: list[dict[str, Raw]] = [{rates[0]: share} for share in SHARES[len(rows)]]
        for spec in _choices_with_default(specs) if self.random.random() < 0.5 else ():  # one row takes the rest
            changed[-1] = {rates[0]: None, spec.id: self.plan.dimensions[spec.dimension].names[0][self.shape.lang]}
        if text:
            changed = [{**change, texts[0]: self.random.choice(("Erp-", "ERP-")) + text} for change in changed]
        return [RawRow(row.owner, {**row.entries, **change}) for row, change in zip(rows, changed, strict=True)]


def _choices_with_default(specs: Sequence[ColumnSpec]) -> list[ColumnSpec]:
    return [spec for spec in specs if spec.dimension and spec.field and spec.field.default is not None]


def _is_of_manager(spec: ColumnSpec) -> bool:
    return spec.field is not None and spec.field.given_by == "manager"


def _landmarks(plan: Plan) -> dict[str, set[float]]:
    """Return by column the figures that it is compared with, its own limits, and a few that people often enter."""
    found: dict[str, set[float]] = {}
    for key, spec in plan.columns.items():
        limits = (plan.limit(spec.low), plan.limit(spec.high))
        found[key] = {float(value) for value in (*USUAL, *limits) if value is not None}
    for node in _nodes(plan):
        if isinstance(node, nodes.Compare | nodes.Least | nodes.Greatest):
            figures = set(_figures(plan, node))
            for column in {part.id for part in nodes.walk(node) if isinstance(part, nodes.Column)} & found.keys():
                found[column] |= figures
    return found


def _nodes(plan: Plan) -> Iterator[nodes.Expr]:
    """Yield every node of every column."""
    return chain.from_iterable(nodes.walk(spec.expr) for spec in plan.columns.values() if spec.expr)


def _figures(plan: Plan, node: nodes.Expr) -> Iterator[float]:
    for child in nodes.children(node):
        if isinstance(child, nodes.Const):
            yield child.value
        elif isinstance(child, nodes.Param):
            value = plan.parameters[child.id].value
            if not isinstance(value, Mapping):
                yield value


def _compared(plan: Plan) -> set[str]:
    """Return the columns that some column compares with a figure."""
    sides = {side for node in _nodes(plan) if isinstance(node, nodes.Compare) for side in (node.left, node.right)}
    return {side.id for side in sides if isinstance(side, nodes.Column)}


def _entries(plan: Plan, column: str) -> list[str]:
    """Return the inputs that a computed column depends on."""
    found: dict[str, None] = {}

    def visit(key: str) -> None:
        if key in found:
            return
        found[key] = None
        for node in nodes.walk(plan.columns[key].expr or nodes.Missing()):
            if isinstance(node, nodes.Column) and node.id in plan.columns:
                visit(node.id)

    visit(column)
    return [key for key in found if plan.columns[key].is_entered]
