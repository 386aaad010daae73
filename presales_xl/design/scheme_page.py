"""A scheme as a page of Markdown: indicators with points and rules, grades, pay, readings, and a worked example."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from math import isfinite

from presales_xl.backends.levels import described, item_name, levels_in_words
from presales_xl.backends.phrases import Printer
from presales_xl.backends.rule_sentences import rule_in_words, sentence
from presales_xl.backends.words import figure_in_full, own_name, quantity
from presales_xl.design.example import Example, example
from presales_xl.people.employees import COMMENT
from presales_xl.scheme.columns import ColumnSpec, Kind, Plan, PlanParameter
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.due import of_period
from presales_xl.scheme.model import Cycle, Indicator
from presales_xl.scheme.nodes import Expr, Keyed, Param, Tags, walk
from presales_xl.scheme.resolve import RATERS
from presales_xl.texts import Lang, text

MARK = "※"
_RESULTS: tuple[Kind, ...] = (
    "adjustment",
    "total",
    "grade",
    "pay",
    "flags",
)  # kinds of columns that the example ends with


def page(plan: Plan, lang: Lang) -> str:
    """Return the page of a scheme, ending in one line break."""
    lines = list(_Page(plan, lang).lines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n"


class _Page:
    def __init__(self, plan: Plan, lang: Lang) -> None:
        self.plan = plan
        self.lang = lang
        self.scheme = plan.scheme
        #: The plans of periods that score something by a rule of their own.
        self.otherwise: dict[Cycle, Plan] = {
            cycle: compile_scheme(of_period(plan.scheme, cycle))
            for cycle in plan.scheme.cycles
            if any(cycle in indicator.rules for indicator in plan.scheme.enabled().values())
        }

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"page.{key}", **fields)

    def heading(self, key: str) -> Iterator[str]:
        """Yield a heading with blank lines around it."""
        yield from ("", f"## {self.say(f'heading.{key}')}", "")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """Yield a table with a blank line below it; columns in which no row says anything are left out."""
        used = [place for place in range(len(columns)) if any(row[place] for row in rows)]
        yield _row([self.say(f"column.{columns[place]}") for place in used])
        yield _row(["---"] * len(used))
        for row in rows:
            yield _row([_cell(row[place]) for place in used])
        yield ""

    def lines(self) -> Iterator[str]:
        scheme, lang = self.scheme, self.lang
        cycles = " / ".join(text(lang, f"commands.cycle.{cycle}") for cycle in scheme.cycles)
        yield from (f"# {scheme.name[lang]}", "", f"<!-- {self.say('made', id=scheme.id)} -->", "")
        yield self.say("facts", id=scheme.id, cycles=cycles, indicators=len(scheme.enabled()))
        if scheme.about[lang]:
            yield from ("", scheme.about[lang])
        if scheme.levels:
            levels = self.say("join").join(name[lang] for name in scheme.levels.values())
            yield from ("", self.say("levels", levels=levels))
        if scheme.appraised.least_days:
            yield from ("", self.say("appraised", days=scheme.appraised.least_days))
        yield from ("", self.say(f"stints.{scheme.appraised.stints}", days=scheme.appraised.least_stint_days))
        if scheme.approval:
            yield from ("", self.say("approval"))
        if prorated := scheme.prorated():
            names = self.say("join").join(name[lang] for name in prorated)
            yield from ("", self.say("by_days", names=names))
        yield from ("", self.say("mark"))
        yield from self.indicators()
        yield from self.levels()
        yield from self.formulas("measures", [f"measure.{key}" for key in scheme.measures])
        yield from self.formulas("adjustments", [f"adjustment.{key}" for key in scheme.adjustments])
        yield from self.grades()
        yield from self.formulas("pay", [f"pay.{key}" for key in scheme.pay])
        yield from self.tags()
        yield from self.inputs()
        yield from self.words()
        yield from self.example(example(self.plan))
        yield from self.figures()
        yield from self.readings()

    def marked(self, expr: Expr | None, *ids: str) -> str:
        """Return the mark of readings where a figure of the expression, or the method of one of these ids, is one."""
        method = any(fnmatchcase(key, pattern) for pattern in self.plan.readings for key in ids)
        figures = {node.id for node in walk(expr) if isinstance(node, Param | Keyed)} if expr else set()
        return f" {MARK}" if method or any(self.plan.parameters[key].reading for key in figures) else ""

    def indicators(self) -> Iterator[str]:
        if not self.scheme.enabled():
            return
        yield from self.heading("indicators")
        for _, section, group in self.scheme.all_sections():
            if section:
                title = section.name[self.lang]
                if section.share is not None:
                    share = "–".join(dict.fromkeys(f"{bound:g}" for bound in section.share))
                    title = self.say("section", name=title, share=share)
                yield from (f"### {title}", "")
            rows = [self.indicator(key, indicator) for key, indicator in group.items()]
            yield from self.table(("indicator", "points", "periods", "rule"), rows)
        offered, used = self.scheme.enabling().enabled(), self.scheme.enabled()
        names = [f"{indicator.name[self.lang]} `{key}`" for key, indicator in offered.items() if key not in used]
        if names:
            yield from (self.say("optional", names=self.say("join").join(names)), "")

    def indicator(self, key: str, indicator: Indicator) -> list[str]:
        name = indicator.name[self.lang]
        if indicator.red_line:
            name += f" [{text(self.lang, 'commands.show.red_line')}]"
        points = [f"{self.plan.full_points(level)[key]:g}" for level in list(self.scheme.levels) or [""]]
        shown = " / ".join(points) if len(set(points)) > 1 else points[0]
        columns = [spec for spec in self.plan.columns.values() if spec.group == key]
        marks = (self.marked(spec.expr, key, spec.id) for spec in columns if spec.kind in ("points", "score"))
        rule = rule_in_words(self.plan, key, self.lang) + max(marks)
        others = []
        for cycle in indicator.rules:
            other = rule_in_words(self.otherwise[cycle], key, self.lang)
            others.append(self.say("in_period", period=self.periods([cycle]), rule=other))
        told = [part for part in (rule, *others, indicator.help[self.lang]) if part]
        return [f"{name}<br>`{key}`", shown, self.periods(indicator.periods), "<br>".join(told)]

    def periods(self, cycles: Sequence[Cycle]) -> str:
        """Return the periods that something is bound to, "" for none."""
        return " / ".join(text(self.lang, f"commands.cycle.{cycle}") for cycle in cycles)

    def bound_to(self, name: str, cycles: Sequence[Cycle]) -> str:
        """Return a name with the periods that it is bound to."""
        return self.say("section", name=name, share=self.periods(cycles)) if cycles else name

    def levels(self) -> Iterator[str]:
        """Yield what earns the levels that raters pick or whose ranges guide them."""
        rated = described(self.plan)
        if not rated:
            return
        yield from self.heading("levels")
        rows = []
        for spec in rated:
            name = item_name(self.plan, spec, self.lang)
            for level in levels_in_words(self.plan, spec, self.lang):
                rows.append([name, level.name, level.points, level.text])
                name = ""
        yield from self.table(("indicator", "level", "scored", "described"), rows)

    def formulas(self, block: str, columns: Sequence[str]) -> Iterator[str]:
        """Yield a table of computed columns with how each comes about."""
        specs = [self.plan.columns[key] for key in columns if key in self.plan.columns]
        if specs:
            yield from self.heading(block)
            marks = [self.marked(spec.expr, spec.id, spec.id.partition(".")[2]) for spec in specs]
            bound = [item.periods for item in self.scheme.pay.values()] if block == "pay" else [[] for _ in specs]
            rows = [
                [self.bound_to(self.name(spec), cycles), self.how(spec) + mark]
                for spec, mark, cycles in zip(specs, marks, bound, strict=True)
            ]
            yield from self.table(("name", "how"), rows)

    def name(self, spec: ColumnSpec) -> str:
        return own_name(spec, self.lang)

    def how(self, spec: ColumnSpec) -> str:
        return sentence(self.plan, spec, self.lang)

    def grades(self) -> Iterator[str]:
        yield from self.heading("grades")
        total = self.plan.columns["total"]
        rule = self.how(total) + self.marked(total.expr, "total")
        yield from (text(self.lang, "explain.named", name=self.name(total), rule=rule), "")
        grades = self.scheme.grades
        if grades is None:
            return
        names = [name[self.lang] for name in self.plan.dimensions["grade"].names]
        groups = self.plan.quota_groups()
        rows = []
        for place, key in enumerate(grades.scale):
            figure = self.plan.parameters.get(f"grades.{key}")
            bound = self.bound(figure) if figure else self.say("rest")
            group = next((group for group in groups if place in group.grades), None)
            share = f"{group.share:.0%}" if group else ""
            if group and len(group.grades) > 1:
                share += f" ({'+'.join(names[grade] for grade in group.grades)})"
            rows.append([names[place], bound, share])
        yield from self.table(("grade", "bound", "quota"), rows)
        if grades.lowered_by or grades.raised_by or self.scheme.vetoes:
            yield from (self.how(self.plan.columns["grade"]), "")

    def bound(self, figure: PlanParameter) -> str:
        sign = figure.sign.replace(">=", "≥").replace("<=", "≤")
        return f"{sign}{figure.value:g}{f' {MARK}' if figure.reading else ''}"

    def tags(self) -> Iterator[str]:
        """Yield what vetoes and flags depend on."""
        spec = self.plan.columns.get("flags")
        if spec is None or not isinstance(spec.expr, Tags):
            return
        words = Printer(self.plan, self.lang)
        keys = [*self.scheme.vetoes, *self.scheme.flags]
        tests = {k: words.text(test) + self.marked(test, k) for k, test in zip(keys, spec.expr.tests, strict=True)}
        if self.scheme.vetoes:
            yield from self.heading("vetoes")
            rows = [
                [veto.name[self.lang], tests[key], self.say(f"effect.{veto.effect}")]
                for key, veto in self.scheme.vetoes.items()
            ]
            yield from self.table(("name", "when", "effect"), rows)
        if self.scheme.flags:
            yield from self.heading("flags")
            rows = [
                [self.bound_to(flag.name[self.lang], flag.periods), tests[key]]
                for key, flag in self.scheme.flags.items()
            ]
            yield from self.table(("name", "when"), rows)

    def inputs(self) -> Iterator[str]:
        yield from self.heading("inputs")
        specs = list(self.plan.inputs().values())
        if specs:
            yield from self.input_table(specs)
        for cycle, plan in self.otherwise.items():
            more = [spec for key, spec in plan.inputs().items() if key not in self.plan.inputs()]
            yield from (self.say("inputs_of", period=self.periods([cycle])), "")
            yield from self.input_table(more)
        for key, detail in self.scheme.details.items():
            name = detail.name[self.lang]
            says = "detail_from" if detail.least > 1 else "detail"
            yield from (self.say(says, name=name, id=key, least=detail.least, most=detail.most), "")
            columns = self.plan.tables[key].columns.values()
            yield from self.input_table(spec for spec in columns if spec.kind in ("input", "measure"))
            for check in detail.checks.values():
                yield from (self.say("check", name=check.name[self.lang]), "")

    def input_table(self, specs: Iterable[ColumnSpec]) -> Iterator[str]:
        rows = [
            [f"`{spec.id.partition('.')[2]}`", self.name(spec), self.how(spec), self.remark(spec)] for spec in specs
        ]
        yield from self.table(("id", "name", "may_be", "remark"), rows)

    def remark(self, spec: ColumnSpec) -> str:
        field = spec.field
        if field is None:
            return ""
        notes = [field.unit[self.lang], field.help[self.lang]]
        if field.given_by == "hr":
            notes.append(text(self.lang, "commands.show.hr"))
        if (default := field.default) is not None:
            choices = self.plan.dimensions[spec.dimension].keys if spec.dimension else ()
            blank = self.entry(spec, default if isinstance(default, float) else choices.index(default))
            notes.append(self.say("default", default=blank))
        elif field.may_stay_blank:
            notes.append(text(self.lang, "commands.show.optional"))
        return self.say("semicolon").join(note for note in notes if note)

    def words(self) -> Iterator[str]:
        """Yield what is written of each employee, but for the comment that every scheme has."""
        specs = [spec for spec in self.plan.of_kind("words") if spec.id != COMMENT]
        if not specs:
            return
        yield from self.heading("words")
        rows = []
        for spec in specs:
            if spec.words is None:
                continue
            explained = [self.name(self.plan.columns[key]) for key in self.plan.explained(spec)]
            notes = [self.say("explains", names=self.say("join").join(explained))] if explained else []
            notes += [self.say(key) for key in ("required", "confidential") if getattr(spec.words, key)]
            name, by = self.bound_to(self.name(spec), spec.words.periods), spec.words.written_by
            rows.append([f"`{spec.id.partition('.')[2]}`", name, self.writer(by), self.say("semicolon").join(notes)])
        yield from self.table(("id", "name", "written_by", "remark"), rows)

    def writer(self, by: str) -> str:
        """Return who writes a text."""
        if by == "hr":
            return text(self.lang, "commands.show.hr")
        named = {**RATERS, **self.scheme.raters}.get(by)
        return named[self.lang] if named else self.say("appraiser")

    def figures(self) -> Iterator[str]:
        """Yield the figures that the source states, by the ids that `what-if --set` takes; examples follow."""
        rows = [[f"`{each.id}`", *self.figure(each)] for each in self.plan.parameters.values() if not each.reading]
        if rows:
            yield from self.heading("figures")
            yield from self.table(("id", "name", "value"), rows)

    def figure(self, figure: PlanParameter) -> tuple[str, str]:
        return figure_in_full(self.plan, figure, self.lang), self.value(figure)

    def readings(self) -> Iterator[str]:
        """Yield every figure that is an example, and every part of the method, those of one reason together."""
        by_reason: dict[str, list[list[str]]] = {}
        for figure in self.plan.parameters.values():
            if figure.reading:
                row = [f"`{figure.id}`", *self.figure(figure)]
                by_reason.setdefault(figure.reading[self.lang], []).append(row)
        for pattern, why in self.plan.readings.items():
            by_reason.setdefault(why[self.lang], []).append([f"`{pattern}`", "", ""])
        if by_reason:
            yield from self.heading("readings")
            rows = [[*row, "" if place else why] for why, group in by_reason.items() for place, row in enumerate(group)]
            yield from self.table(("id", "name", "value", "why"), rows)

    def value(self, figure: PlanParameter) -> str:
        if isinstance(figure.value, int | float):
            return quantity(figure.value, figure.unit, self.lang)
        labels = self.plan.dimensions[figure.dimension]
        names = dict(zip(labels.keys, (name[self.lang] for name in labels.names), strict=True))
        return " / ".join(
            f"{names[key]} {quantity(value, figure.unit, self.lang)}" for key, value in figure.value.items()
        )

    def example(self, worked: Example) -> Iterator[str]:
        """Yield an employee who is alone in the role: entries, points with their reasons, total, grade and pay."""
        yield from self.heading("example")
        yield from (self.say("example"), "")
        specs = [spec for spec in self.plan.columns.values() if spec.is_entered and not spec.words]
        if any(isfinite(worked.entries[spec.id]) for spec in specs):
            yield from self.entries(worked, specs)
        for key, detail in self.plan.tables.items():
            yield from (self.say("rows", table=self.scheme.details[key].name[self.lang], count=worked.rows[key]), "")
            yield from self.entries(worked, detail.inputs)
        points = self.plan.of_kind("points")
        if points:
            yield from self.table(("indicator", "how", "scored"), list(self.results(worked, points)))
        results = [spec for kind in _RESULTS for spec in self.plan.of_kind(kind)]
        yield from self.table(("name", "how", "result"), list(self.results(worked, results)))

    def entries(self, worked: Example, specs: Sequence[ColumnSpec]) -> Iterator[str]:
        entered = [(spec, worked.entries[spec.id]) for spec in specs]
        rows = [[self.name(spec), self.entry(spec, value)] for spec, value in entered if isfinite(value)]
        yield from self.table(("name", "entry"), rows)

    def entry(self, spec: ColumnSpec, value: float) -> str:
        if spec.is_free_text:
            return "…"
        if spec.dimension:
            return self.plan.dimensions[spec.dimension].names[int(value)][self.lang]
        return quantity(value, spec.unit, self.lang, 2)

    def results(self, worked: Example, specs: Sequence[ColumnSpec]) -> Iterator[list[str]]:
        """Yield a row per column: what it is called, how it came about, what came out."""
        for spec in specs:
            value = worked.outcome.cell(spec.id, self.lang)
            shown = quantity(round(value, 2), spec.unit, self.lang) if isinstance(value, int | float) else value or ""
            yield [self.name(spec), worked.outcome.explained(spec, self.lang), shown]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(content: str) -> str:
    """Return a text as a table's cell: on one line, nothing in it taken for Markdown."""
    escaped = content.replace("|", "\\|").replace("*", "\\*").replace("~", "\\~")
    return "<br>".join(escaped.splitlines())
