"""分数说明: the rule of the selected cell and the numbers that went into it, in words."""

import math
from dataclasses import replace

import numpy as np
import xlwings as xw
from xlsxwriter.utility import xl_cell_to_rowcol

from presales_xl.addin.open_book import OpenBook
from presales_xl.addin.registry import NOBODY, Answer, Ask, command
from presales_xl.addin.results import Results, results
from presales_xl.addin.selected import Selected, column_at, selected
from presales_xl.backends.explain import explain as in_numbers
from presales_xl.backends.explain import sentence
from presales_xl.backends.frame import row_columns
from presales_xl.backends.words import column_in_full, column_name
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.texts import Lang, sentences, text
from presales_xl.workbook.identity import SheetPart
from presales_xl.workbook.issued import plan_of
from presales_xl.workbook.layout import FIRST_ROW, label_of
from presales_xl.workbook.review import Review


@command
def explain(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Tell of the selected cell what is wrong with it, the rule of its column, and how its value came about.

    Above the people, the rule alone. ProblemsError `workbook.not_ours`, `addin.nothing_selected`,
    `addin.nothing_to_explain`.
    """
    opened = OpenBook.read(book)
    at = selected(book)
    part = next((part for part in opened.issued.parts if part.sheet == at.sheet), None)
    column = column_at(opened, at)
    if part is None or not column:
        raise fail("addin.nothing_to_explain", Place(sheet=at.sheet, cell=at.cell))
    found = opened.review()
    told = _Telling(opened, found, part, at, ask.lang)
    if column in ("employee_id", "name", "employee"):
        return told.answer(text(ask.lang, "addin.explain.who" if column != "employee" else "addin.explain.owner"))
    plan = plan_of(opened.issued.schemes[part.scheme])
    spec = (plan.tables[part.table] if part.table else plan).columns.get(column)
    if spec is None:
        raise fail("addin.nothing_to_explain", Place(sheet=at.sheet, cell=at.cell))
    return told.row_cell(plan, spec) if part.table else told.person_cell(plan, spec)


class _Telling:
    """Puts together what is told of one cell."""

    def __init__(self, opened: OpenBook, found: Review, part: SheetPart, at: Selected, lang: Lang) -> None:
        self.opened = opened
        self.found = found
        self.part = part
        self.at = at
        self.lang = lang
        self.wrong = [
            problem for problem in found.problems if (problem.place.sheet, problem.place.cell) == (at.sheet, at.cell)
        ]

    def answer(self, *told: str, who: str = "", what: str = "") -> Answer:
        """Return the message: where, what is wrong, the rest."""
        where = f"{self.at.sheet} {self.at.cell}"
        head = text(self.lang, "addin.explain.head", where=where, what=" · ".join(filter(None, (who, what))))
        is_wrong = any(one.severity == "error" for one in self.wrong)
        lines = "\n".join(filter(None, [*map(self._problem, self.wrong), *told]))
        return Answer(f"{head}\n\n{lines}", "warning" if is_wrong else "info")

    def _problem(self, problem: Problem) -> str:
        _, what, mend = sentences(self.lang, problem)
        return text(self.lang, "addin.explain.wrong", what=what, mend=mend)

    def person_cell(self, plan: Plan, spec: ColumnSpec) -> Answer:
        """Tell of a cell on a role's sheet."""
        what = column_in_full(plan, spec, self.lang)
        rows = self.found.returned.rows.get(self.at.sheet, {})
        employee_id = next((key for key, row in rows.items() if row == self.at.row), None)
        if employee_id is None or self.at.row < FIRST_ROW:
            return self.answer(self.rule(plan, spec), what=what)
        own = next(one for one in results(self.opened, self.found, self.lang) if one.sheet == self.at.sheet)
        place = [person.employee_id for person in own.role.people].index(employee_id)
        person = own.role.people[place]
        who = label_of(employee_id, person.name)
        if spec.id in person.awaited:
            return self.answer(self.rule(plan, spec), text(self.lang, "raters.awaited"), who=who, what=what)
        return self.answer(self.rule(plan, spec), self.numbers(own, spec, place), who=who, what=what)

    def numbers(self, own: Results, spec: ColumnSpec, place: int) -> str:
        """Return how a person's value came about, and where the sheet shows another one."""
        if spec.expr is None and not math.isfinite(own.outcome.values[spec.id][place]):
            return "" if self.wrong else text(self.lang, "addin.explain.blank")
        return text(self.lang, "addin.explain.numbers", told=own.outcome.person(place).explained(spec, self.lang))

    def rule(self, plan: Plan, spec: ColumnSpec) -> str:
        """Return the rule of a column, of an input what it may hold."""
        if spec.kind == "state":
            return text(self.lang, "addin.explain.state")
        key = "rule" if spec.expr is not None else "level" if spec.kind == "level" else "may"
        optional = key == "may" and spec.field is not None and spec.field.may_stay_blank
        told = text(self.lang, f"addin.explain.{key}", told=sentence(plan, spec, self.lang))
        return told + (text(self.lang, "workbook.prompt.may_stay_blank") if optional else "")

    def row_cell(self, plan: Plan, spec: ColumnSpec) -> Answer:
        """Tell of a cell on the sheet of a detail table."""
        inner = replace(plan, columns=plan.tables[self.part.table].columns)
        what = column_name(plan, spec, self.lang)
        role = next(one for one in self.found.roles if one.name == self.part.role)
        here = [
            (number, role.people[place])
            for number, (place, row) in enumerate(role.rows(self.part.table))
            if row.place.cell and xl_cell_to_rowcol(row.place.cell)[0] == self.at.row
        ]
        if not here:
            return self.answer(self.rule(inner, spec), what=what)
        number, person = here[0]
        who = label_of(person.employee_id, person.name)
        if spec.kind == "state":
            return self.answer(self.rule(inner, spec), who=who, what=what)
        columns = row_columns(plan, self.part.table, role.inputs().details[self.part.table])
        values = {key: float(column[number]) for key, column in columns.items()}
        if spec.expr is None and not np.isfinite(values[spec.id]):
            told = "" if self.wrong else text(self.lang, "addin.explain.blank")
        elif spec.is_free_text or (
            spec.expr is not None and any(isinstance(n, nodes.Alike) for n in nodes.walk(spec.expr))
        ):
            told = ""  # a text says itself; of sums over all rows with the same text the rule says enough
        else:
            told = text(self.lang, "addin.explain.numbers", told=in_numbers(inner, spec, values, self.lang))
        return self.answer(self.rule(inner, spec), told, who=who, what=what)
