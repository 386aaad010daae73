"""分数说明: the rule of the selected cell and the numbers that went into it, in words."""

import math
from dataclasses import replace

import numpy as np
from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin.native import Book
from presales_xl.addin.open_book import OpenBook, Selected, column_at, selected_cell
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.addin.role_results import results_by_role
from presales_xl.backends.explain import explain
from presales_xl.backends.frame import number_of_one, row_columns
from presales_xl.backends.levels import levels_in_words
from presales_xl.backends.rule_sentences import sentence
from presales_xl.backends.words import column_in_full, column_name
from presales_xl.people.outcome import PersonOutcome
from presales_xl.problem_texts import sentences
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.identity import SheetPart, plan_of
from presales_xl.workbook.layout import FIRST_ROW, label_of
from presales_xl.workbook.returned import Returned


def run(book: Book, ask: Ask) -> Reply:
    """Tell of the selected cell what is wrong with it, the rule of its column, and how its value came about.

    Above the people, the rule alone. ProblemsError `workbook.not_ours`, `addin.nothing_selected`,
    `addin.nothing_to_explain`.
    """
    opened = OpenBook.read(book)
    at = selected_cell(book)
    part = _part(opened, at.sheet)
    column = column_at(opened, at)
    if part is None or not column:
        raise fail("addin.nothing_to_explain", at.place)
    cell = _Cell(opened, opened.review(), part, at, lang=ask.lang)
    if column in ("employee_id", "name", "employee"):
        key = "owner" if column == "employee" else "who"
        return cell.answer(text(ask.lang, f"buttons.explain_score.{key}"))
    plan = plan_of(opened.issued.schemes[part.scheme])
    spec = (plan.tables[part.table] if part.table else plan).columns.get(column)
    if spec is None:
        raise fail("addin.nothing_to_explain", at.place)
    return cell.of_detail_row(plan, spec) if part.table else cell.of_person(plan, spec)


def _part(opened: OpenBook, sheet: str) -> SheetPart | None:
    """Return what a sheet holds; of one with a role's workings, what the role's sheet does."""
    roles = opened.layout.roles if opened.layout else ()
    of_workings = {role.workings.sheet: role.main.sheet for role in roles}
    wanted = of_workings.get(sheet, sheet)
    return next((part for part in opened.issued.parts if part.sheet == wanted), None)


class _Cell:
    """The selected cell, and what is told of it."""

    def __init__(self, opened: OpenBook, checked: Returned, part: SheetPart, at: Selected, *, lang: Lang) -> None:
        self.opened = opened
        self.checked = checked
        self.part = part
        self.at = at
        self.lang = lang
        place = (at.place.sheet, at.place.cell)
        self.problems = [problem for problem in checked.problems if (problem.place.sheet, problem.place.cell) == place]

    def answer(self, *lines: str, who: str = "", what: str = "") -> Reply:
        """Return the message: where, what is wrong, the rest."""
        fields = {"where": f"{self.at.place.sheet} {self.at.place.cell}", "what": " · ".join(filter(None, (who, what)))}
        head = text(self.lang, "buttons.explain_score.head", **fields)
        is_wrong = any(problem.severity == "error" for problem in self.problems)
        body = "\n".join(filter(None, [*map(self._words, self.problems), *lines]))
        return Reply(f"{head}\n\n{body}", "warning" if is_wrong else "info")

    def _words(self, problem: Problem) -> str:
        _, what, mend = sentences(self.lang, problem)
        return text(self.lang, "buttons.explain_score.wrong", what=what, mend=mend)

    def of_person(self, plan: Plan, spec: ColumnSpec) -> Reply:
        """Tell of a cell on a role's sheet."""
        what = column_in_full(plan, spec, self.lang)
        rule = self.rule(plan, spec)
        rows = self.checked.rows.get(self.at.sheet, {})
        own = self.at.column if self.part.turned else self.at.row
        employee_id = next((key for key, row in rows.items() if row == own), None)
        if employee_id is None or own < FIRST_ROW:
            return self.answer(rule, what=what)
        roles = results_by_role(self.opened, self.checked)
        results = next(results for results in roles if results.sheet == self.part.sheet)
        place = [person.employee_id for person in results.role.people].index(employee_id)
        person = results.role.people[place]
        awaited = spec.id in person.awaited
        value = text(self.lang, "raters.awaited") if awaited else self.numbers(results.outcome.person(place), spec)
        return self.answer(rule, value, who=label_of(employee_id, person.name), what=what)

    def numbers(self, person: PersonOutcome, spec: ColumnSpec) -> str:
        """Return how a person's value came about."""
        if spec.expr is None and not math.isfinite(person.value(spec.id)):
            return self._blank()
        numbers = text(self.lang, "buttons.explain_score.numbers", numbers=person.explained(spec, self.lang))
        return "\n".join([numbers, *person.levels(spec, self.lang)])

    def _blank(self) -> str:
        return "" if self.problems else text(self.lang, "buttons.explain_score.blank")

    def rule(self, plan: Plan, spec: ColumnSpec) -> str:
        """Return the rule of a column, of an input what it may hold."""
        if spec.kind == "state":
            return text(self.lang, "buttons.explain_score.state")
        key = "rule" if spec.expr is not None else "level" if spec.kind == "level" else "may"
        optional = key == "may" and spec.field is not None and spec.field.may_stay_blank
        rule = text(self.lang, f"buttons.explain_score.{key}", rule=sentence(plan, spec, self.lang))
        rule += text(self.lang, "workbook.prompt.may_stay_blank") if optional else ""
        return "\n".join([rule, *(map(str, levels_in_words(plan, spec, self.lang)) if spec.is_described else ())])

    def of_detail_row(self, plan: Plan, spec: ColumnSpec) -> Reply:
        """Tell of a cell on the sheet of a detail table."""
        inner = replace(plan, columns=plan.tables[self.part.table].columns)
        what, rule = column_name(spec, self.lang), self.rule(inner, spec)
        role = next(role for role in self.checked.roles if role.name == self.part.role)
        rows = list(role.rows(self.part.table))
        cells = [row.place.cell for _, row in rows]
        number = next((n for n, cell in enumerate(cells) if cell and xl_cell_to_rowcol(cell)[0] == self.at.row), None)
        if number is None:
            return self.answer(rule, what=what)
        owner = role.people[rows[number][0]]
        who = label_of(owner.employee_id, owner.name)
        if spec.kind == "state":
            return self.answer(rule, who=who, what=what)
        columns = row_columns(plan, self.part.table, role.inputs().details[self.part.table])
        values = {key: float(column[number]) for key, column in columns.items()}
        if spec.expr is None and not np.isfinite(values[spec.id]):
            value = self._blank()
        elif spec.is_free_text or (
            spec.expr is not None and any(isinstance(node, nodes.Alike) for node in nodes.walk(spec.expr))
        ):
            value = ""  # a text says itself; of sums over all rows with the same text the rule says enough
        else:
            numbers = explain(inner, spec, number_of_one(inner, values), self.lang)
            value = text(self.lang, "buttons.explain_score.numbers", numbers=numbers)
        return self.answer(rule, value, who=who, what=what)
