"""`presales-xl scheme show`: a scheme in words."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import click

from presales_xl import catalogue
from presales_xl.backends.explain import rule_in_words, sentence
from presales_xl.backends.levels import levels_in_words
from presales_xl.backends.words import figure_in_full, figure_name, full_points, own_name, quantity
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.design.page import page
from presales_xl.files import new_text
from presales_xl.scheme.columns import ColumnSpec, Parameter, Plan


@command(
    "show",
    options.scheme_id,
    click.option("--format", "shape", metavar="text|markdown", type=click.Choice(["text", "markdown"]), default="text"),
    click.option("--output", "-o", "page_file", metavar="FILE", type=options.FILE),
    options.project_folder,
)
def show_scheme(session: Session, scheme_id: str, shape: str, page_file: Path | None, project: Path) -> int:
    """Explain a scheme in words, on the terminal or as a page of Markdown."""
    plan = catalogue.load(scheme_id, project / "schemes")
    if page_file is not None:
        with new_text(page_file) as file:
            file.write(page(plan, session.lang))
        session.say("commands.done.page", "bold green", file=page_file)
    elif shape == "markdown":
        click.echo(page(plan, session.lang), nl=False)
    else:
        _Shown(session, plan).show()
    return 0


class _Shown:
    def __init__(self, session: Session, plan: Plan) -> None:
        self.session = session
        self.plan = plan
        self.lang = session.lang
        ids = [*plan.inputs(), *(key.partition(".")[2] for table in plan.tables.values() for key in table.columns)]
        self.untold = dict(plan.readings)  # those about the method, by pattern
        self.width = max(map(len, ids), default=0)

    def heading(self, key: str) -> None:
        self.session.print()
        self.session.say(f"commands.show.{key}", "bold")

    def show(self) -> None:
        scheme, lang = self.plan.scheme, self.lang
        cycles = " / ".join(self.session.word(f"commands.cycle.{cycle}") for cycle in scheme.cycles)
        self.session.print(f"{scheme.name[lang]}  ({scheme.id}, {cycles})", "bold cyan")
        if scheme.about[lang]:
            self.session.print(scheme.about[lang])
        if scheme.appraised.least_days:
            self.session.say("page.appraised", days=scheme.appraised.least_days)
        self.session.say(f"page.stints.{scheme.appraised.stints}", days=scheme.appraised.least_stint_days)
        if scheme.approval:
            self.session.say("page.approval")
        if prorated := scheme.prorated():
            names = self.session.word("page.join").join(name[lang] for name in prorated)
            self.session.say("page.by_days", names=names)
        self._inputs()
        self._measures()
        self._rules()
        self._summary()
        if self.untold:
            self.session.print()
        for why in dict.fromkeys(why[lang] for why in self.untold.values()):
            self._reading(why)

    def _inputs(self) -> None:
        self.heading("inputs")
        if "level" in self.plan.columns:
            self._line("level", self.plan.columns["level"])
        for key, spec in self.plan.inputs().items():
            self._line(key, spec)
        for key, table in self.plan.tables.items():
            detail = self.plan.scheme.details[key]
            self.session.print()
            says = "commands.show.detail_from" if detail.least > 1 else "commands.show.detail"
            self.session.say(says, "bold", name=detail.name[self.lang], id=key, least=detail.least, most=detail.most)
            for spec in table.columns.values():
                if spec.kind in ("input", "measure"):
                    self._line(spec.id.partition(".")[2], spec)
            for check in detail.checks.values():
                self.session.say("commands.show.check", name=check.name[self.lang])
        self.session.print()
        self.session.say("page.heading.words", "bold")
        for spec in self.plan.of_kind("words"):
            self._words(spec)

    def _words(self, spec: ColumnSpec) -> None:
        """Print one text: id, name, who gives it, what it explains, whether results wait for it."""
        explained = [own_name(self.plan.columns[key], self.lang) for key in self.plan.explained(spec)]
        names = self.session.word("page.join").join(explained)
        notes = [self.session.word("page.explains", names=names)] if explained else []
        notes += [self.session.word("page.required")] if spec.words and spec.words.required else []
        told = "; ".join([*self._notes(spec), *notes])
        self.session.print(f"  {spec.id.partition('.')[2]:<{self.width}}  {own_name(spec, self.lang)}: {told}")

    def _line(self, key: str, spec: ColumnSpec) -> None:
        """Print one input: id, name, what it may hold, who gives it; or how a figure of a detail row comes about."""
        name = own_name(spec, self.lang)
        notes = [sentence(self.plan, spec, self.lang), *self._notes(spec)]
        self.session.print(f"  {key:<{self.width}}  {name}: {'; '.join(notes)}")
        for level in levels_in_words(self.plan, spec, self.lang) if spec.is_described else ():
            self.session.print(f"  {'':<{self.width}}    {level}")

    def _notes(self, spec: ColumnSpec) -> Iterator[str]:
        field = spec.field
        if field is None:
            return
        if field.unit[self.lang]:
            yield field.unit[self.lang]
        if field.given_by == "hr":
            yield self.session.word("commands.show.hr")
        if field.default is not None:
            default = f"{field.default:g}" if isinstance(field.default, float) else self._label(spec, field.default)
            yield self.session.word("commands.show.default", default=default)
        elif field.optional:
            yield self.session.word("commands.show.optional")
        if field.help[self.lang]:
            yield field.help[self.lang]

    def _label(self, spec: ColumnSpec, key: str) -> str:
        dimension = self.plan.dimensions[spec.dimension]
        return dimension.names[dimension.keys.index(key)][self.lang]

    def _measures(self) -> None:
        """Print the figures that rules and pay are calculated from, and how they come about themselves."""
        measures = self.plan.scheme.measures
        if measures:
            self.heading("measures")
        for key, measure in measures.items():
            spec = self.plan.columns.get(f"measure.{key}")
            if spec:
                self.session.print(f"  {measure.name[self.lang]}: {sentence(self.plan, spec, self.lang)}")
                self._method(key, spec.id)
                self._readings(figure for figure in self._figures() if figure.owner == spec.id)

    def _rules(self) -> None:
        scheme = self.plan.scheme
        if scheme.enabled():
            self.heading("rules")
        for _, section, indicators in scheme.all_sections():
            if section:
                self.session.print(f" {section.name[self.lang]}", "cyan")
            for key, indicator in indicators.items():
                red = f" [{self.session.word('commands.show.red_line')}]" if indicator.red_line else ""
                self.session.print(f"  {key}  {full_points(self.plan, key, self.lang)}{red}", "bold")
                self.session.print(f"    {rule_in_words(self.plan, key, self.lang)}")
                self._method(key, f"points.{key}")
                figures = [figure for figure in self._figures() if _owner(figure) == key]
                self._readings(sorted(figures, key=lambda figure: figure.index or len(figures)))
        if scheme.adjustments:
            self.heading("adjustments")
        for key, adjustment in scheme.adjustments.items():
            rule = sentence(self.plan, self.plan.columns[f"adjustment.{key}"], self.lang)
            self.session.print(f"  {adjustment.name[self.lang]}: {rule}")
            self._readings(figure for figure in self._figures() if figure.owner == f"adjustment.{key}")

    def _summary(self) -> None:
        """Print total, grades, pay and flags, and the named figures that are readings."""
        plan, lang = self.plan, self.lang
        self.heading("total")
        for spec in plan.of_kind("total", "grade"):
            name = own_name(spec, lang)
            self.session.print(f"  {name}: {sentence(plan, spec, lang)}")
            self._method(spec.id)
        if plan.quota():
            shares = " / ".join(f"{key} {share:.0%}" for key, share in plan.quota().items())
            self.session.print(f"  {self.session.word('commands.show.quota', shares=shares)}")
        marked = [figure for figure in self._figures() if figure.owner in ("grades", "quota")]
        self._readings(reversed(marked))  # they were made from the last grade to the first
        for kind, key in (("pay", "pay"), ("flags", "flags")):
            specs = [spec for spec in plan.columns.values() if spec.kind == kind]
            if specs:
                self.heading(key)
            for spec in specs:
                name = own_name(spec, lang)
                self.session.print(f"  {name}: {sentence(plan, spec, lang)}")
                self._method(spec.id)
        figures = sorted(self._figures(), key=lambda figure: bool(figure.owner))  # the named ones first
        if figures:
            self.heading("figures")
        width = max((len(figure.id) for figure in figures), default=0)
        for figure in figures:
            self.session.print(f"  {figure.id:<{width}}  {figure_in_full(plan, figure, lang)} {self._value(figure)}")
            if not figure.owner:
                self._readings([figure], named=False)

    def _figures(self) -> Iterable[Parameter]:
        return self.plan.parameters.values()

    def _value(self, figure: Parameter) -> str:
        if isinstance(figure.value, int | float):
            return quantity(figure.value, "", self.lang)
        labels = self.plan.dimensions[figure.dimension]
        names = dict(zip(labels.keys, labels.names, strict=True))
        values = {key: quantity(value, "", self.lang) for key, value in figure.value.items()}
        return " / ".join(f"{names[key][self.lang]} {value}" for key, value in values.items())

    def _method(self, *ids: str) -> None:
        """Print why one of these is worked out as it is, where that is a reading and was not told of before."""
        for pattern, why in list(self.untold.items()):
            if any(fnmatchcase(key, pattern) for key in ids):
                self._reading(why[self.lang])
                del self.untold[pattern]

    def _readings(self, figures: Iterable[Parameter], *, named: bool = True) -> None:
        """Print, once per reason, which of the figures are readings and why."""
        reasons: dict[str, list[str]] = {}
        for figure in figures:
            if figure.reading:
                what = reasons.setdefault(figure.reading[self.lang], [])
                if named and (name := self._name(figure)) not in what:
                    what.append(name)
        for why, names in reasons.items():
            self._reading(f"{why} ({', '.join(names)})" if names else why)

    def _name(self, figure: Parameter) -> str:
        """Return what a figure is called within its rule, a choice's points by the choice, with its value."""
        return f"{figure_name(self.plan, figure, self.lang)} {self._value(figure)}"

    def _reading(self, why: str) -> None:
        self.session.print(f"    ※ {self.session.word('commands.show.reading', why=why)}", "yellow")


def _owner(figure: Parameter) -> str:
    """Return the indicator that a figure belongs to; a part's figure belongs to its indicator."""
    return figure.owner.partition(".")[0]
