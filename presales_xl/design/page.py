"""A scheme as a page of Markdown: indicators with points and rules, grades, pay, readings, and a worked example."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from presales_xl.backends.explain import sentence
from presales_xl.backends.phrases import Printer
from presales_xl.backends.words import figure_in_full, quantity
from presales_xl.design.page_example import worked
from presales_xl.design.page_parts import cell, heading, table
from presales_xl.scheme.columns import ColumnSpec, Parameter, Plan
from presales_xl.scheme.model import Indicator
from presales_xl.scheme.nodes import Expr, Keyed, Param, Tags, walk
from presales_xl.texts import Lang, text
from presales_xl.workbook.headers import rule_in_words

MARK = "※"


def page(plan: Plan, lang: Lang) -> str:
    """Return the page of a scheme, ending in one line break."""
    lines = list(_Page(plan, lang).lines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n"


class _Page:
    def __init__(self, plan: Plan, lang: Lang) -> None:
        self.plan = plan
        self.lang = lang
        self.scheme = plan.scheme

    def say(self, key: str, **fields: object) -> str:
        return text(self.lang, f"page.{key}", **fields)

    def lines(self) -> Iterator[str]:
        scheme, lang = self.scheme, self.lang
        cycles = " / ".join(text(lang, f"commands.cycle.{cycle}") for cycle in scheme.cycles)
        yield from (f"# {scheme.name[lang]}", "", f"<!-- {self.say('made', id=scheme.id)} -->", "")
        yield self.say("facts", id=scheme.id, cycles=cycles, indicators=len(scheme.enabled()))
        if scheme.about[lang]:
            yield from ("", scheme.about[lang])
        if scheme.levels:
            yield from (
                "",
                self.say("levels", levels=self.say("join").join(name[lang] for name in scheme.levels.values())),
            )
        if self.plan.readings or any(figure.reading for figure in self.plan.parameters.values()):
            yield from ("", self.say("mark"))
        yield from self.indicators()
        yield from self.formulas("measures", [f"measure.{key}" for key in scheme.measures])
        yield from self.formulas("adjustments", [f"adjustment.{key}" for key in scheme.adjustments])
        yield from self.grades()
        yield from self.formulas("pay", [f"pay.{key}" for key in scheme.pay])
        yield from self.tags()
        yield from self.inputs()
        yield from heading(lang, "example")
        yield from worked(self.plan, lang)
        yield from self.readings()

    def marked(self, expr: Expr | None, *ids: str) -> str:
        """Return the mark of readings where a figure of the expression, or the method of one of these ids, is one."""
        method = any(fnmatchcase(key, pattern) for pattern in self.plan.readings for key in ids)
        figures = {node.id for node in walk(expr) if isinstance(node, Param | Keyed)} if expr else set()
        return f" {MARK}" if method or any(self.plan.parameters[key].reading for key in figures) else ""

    def indicators(self) -> Iterator[str]:
        if not self.scheme.enabled():
            return
        yield from heading(self.lang, "indicators")
        for _, section, group in self.scheme.all_sections():
            if section:
                share = "" if section.share is None else f"（{section.share[0]:g}–{section.share[1]:g}）"
                yield from (f"### {section.name[self.lang]}{share}", "")
            rows = [self.indicator(key, indicator) for key, indicator in group.items()]
            yield from table(self.lang, ("indicator", "points", "rule"), rows)
        spare = {key: one for key, one in self.scheme.enabling().enabled().items() if key not in self.scheme.enabled()}
        if spare:
            names = (f"{indicator.name[self.lang]} `{key}`" for key, indicator in spare.items())
            yield from (self.say("optional", names=self.say("join").join(names)), "")

    def indicator(self, key: str, indicator: Indicator) -> list[str]:
        name = indicator.name[self.lang]
        if indicator.red_line:
            name += f" [{text(self.lang, 'commands.show.red_line')}]"
        levels = list(self.scheme.levels) or [""]
        points = dict.fromkeys(f"{self.plan.full_points(level)[key]:g}" for level in levels)
        shown = (
            " / ".join(f"{self.plan.full_points(level)[key]:g}" for level in levels)
            if len(points) > 1
            else next(iter(points))
        )
        columns = [spec for spec in self.plan.columns.values() if spec.group == key]
        marks = (self.marked(spec.expr, key, spec.id) for spec in columns if spec.kind in ("points", "score"))
        rule = rule_in_words(self.plan, key, self.lang) + max(marks)
        return [
            f"{name}<br>`{key}`",
            shown,
            f"{rule}<br>{indicator.help[self.lang]}" if indicator.help[self.lang] else rule,
        ]

    def formulas(self, block: str, columns: Sequence[str]) -> Iterator[str]:
        """Yield a table of computed columns with how each comes about."""
        specs = [self.plan.columns[key] for key in columns if key in self.plan.columns]
        if specs:
            yield from heading(self.lang, block)
            rows = [
                [
                    self.name(spec),
                    sentence(self.plan, spec, self.lang) + self.marked(spec.expr, spec.id, spec.id.partition(".")[2]),
                ]
                for spec in specs
            ]
            yield from table(self.lang, ("name", "how"), rows)

    def name(self, spec: ColumnSpec) -> str:
        return spec.name[self.lang] if spec.name else text(self.lang, f"columns.{spec.label}")

    def grades(self) -> Iterator[str]:
        yield from heading(self.lang, "grades")
        total = self.plan.columns["total"]
        yield from (
            f"{self.name(total)}：{sentence(self.plan, total, self.lang)}{self.marked(total.expr, 'total')}",
            "",
        )
        grades = self.scheme.grades
        if grades is None:
            return
        names = dict(zip(grades.scale, (name[self.lang] for name in self.plan.dimensions["grade"].names), strict=True))
        quota = self.plan.quota()
        rows = []
        for key in grades.scale:
            figure = self.plan.parameters.get(f"grades.{key}")
            bound = self.bound(figure) if figure else self.say("rest")
            group = next((group for group in quota if key in (group, *group.split("+"))), "")
            share = f"{quota[group]:.0%}" if group else ""
            together = f" ({'+'.join(names.get(one, one) for one in group.split('+'))})" if "+" in group else ""
            rows.append([names[key], bound, f"{share}{together}"])
        yield from table(self.lang, ("grade", "bound", "quota"), rows)
        if grades.lowered_by or self.scheme.vetoes:
            yield from (sentence(self.plan, self.plan.columns["grade"], self.lang), "")

    def bound(self, figure: Parameter) -> str:
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
            yield from heading(self.lang, "vetoes")
            rows = [
                [veto.name[self.lang], tests[key], self.say(f"effect.{veto.effect}")]
                for key, veto in self.scheme.vetoes.items()
            ]
            yield from table(self.lang, ("name", "when", "effect"), rows)
        if self.scheme.flags:
            yield from heading(self.lang, "flags")
            rows = [[flag.name[self.lang], tests[key]] for key, flag in self.scheme.flags.items()]
            yield from table(self.lang, ("name", "when"), rows)

    def inputs(self) -> Iterator[str]:
        yield from heading(self.lang, "inputs")
        specs = list(self.plan.inputs().values())
        if specs:
            yield from self.input_table(specs)
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
            [f"`{spec.id.partition('.')[2]}`", self.name(spec), sentence(self.plan, spec, self.lang), self.remark(spec)]
            for spec in specs
        ]
        yield from table(self.lang, ("id", "name", "may_be", "remark"), rows)

    def remark(self, spec: ColumnSpec) -> str:
        field = spec.field
        if field is None:
            return ""
        notes = [field.unit[self.lang], field.help[self.lang]]
        if field.given_by == "hr":
            notes.append(text(self.lang, "commands.show.hr"))
        if field.may_stay_blank:
            notes.append(text(self.lang, "commands.show.optional"))
        return self.say("semicolon").join(note for note in notes if note)

    def readings(self) -> Iterator[str]:
        """Yield every figure that is an example, and every part of the method."""
        by_reason: dict[str, list[str]] = {}
        for figure in self.plan.parameters.values():
            if figure.reading:
                shown = f"{figure_in_full(self.plan, figure, self.lang)} {self.value(figure)} (`{figure.id}`)"
                by_reason.setdefault(figure.reading[self.lang], []).append(shown)
        for pattern, why in self.plan.readings.items():
            by_reason.setdefault(why[self.lang], []).append(f"`{pattern}`")
        if by_reason:
            yield from heading(self.lang, "readings")
            rows = [["<br>".join(map(cell, names)), why] for why, names in by_reason.items()]
            yield from table(self.lang, ("value", "why"), rows, raw=True)

    def value(self, figure: Parameter) -> str:
        if isinstance(figure.value, int | float):
            return quantity(figure.value, figure.unit, self.lang)
        labels = self.plan.dimensions[figure.dimension]
        names = dict(zip(labels.keys, (name[self.lang] for name in labels.names), strict=True))
        return " / ".join(
            f"{names[key]} {quantity(value, figure.unit, self.lang)}" for key, value in figure.value.items()
        )
