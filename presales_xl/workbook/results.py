"""The results workbook: a summary with charts, a sheet per scheme, every item explained, all problems. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem
from presales_xl.scheme.nodes import Expr
from presales_xl.texts import Lang, sentences, text
from presales_xl.workbook.headers import wide
from presales_xl.workbook.layout import sheet_name
from presales_xl.workbook.results_items import items_sheet
from presales_xl.workbook.results_summary import summary_sheet
from presales_xl.workbook.style import Style, new_workbook, page

Cell = str | float | None


@dataclass(frozen=True)
class ResultPerson:
    """One employee's results: shown values and numbers by column id, `status` among the shown ones.

    `others` are the employee's figures from other rows (see `frame.from_other_rows`).
    """

    employee_id: str
    name: str
    manager: str
    team: str
    role: str
    shown: Mapping[str, Cell]
    values: Mapping[str, float]
    others: Mapping[Expr, float]


@dataclass(frozen=True)
class ResultRole:
    """The people of one role."""

    name: str
    plan: Plan
    people: Sequence[ResultPerson]


@dataclass(frozen=True)
class Results:
    """What the workbook says; `cohort` is "role" or "team": among whom ranks and means were taken."""

    company: str
    period: str
    cohort: str
    roles: Sequence[ResultRole]
    problems: Sequence[Problem]


#: Columns of a scheme's sheet before the results.
_PERSON = ("id", "name", "manager", "team", "role_header")
_KINDS = ("total", "grade", "rank", "pay", "flags", "points", "score", "adjustment")
_WIDTHS = {"flags": 26, "pay": 13, "status": 9, "total": 9, "grade": 7, "rank": 7}


def write(results: Results, path: Path, lang: Lang) -> None:
    """Write the results; ProblemsError `file.locked` when the target is open in another program."""
    title = text(lang, "results.title", company=results.company, period=results.period)
    with new_workbook(path, title=title, company=results.company, author="presales_xl") as book:
        style = Style(book, lang)
        names = {key: text(lang, f"results.sheet.{key}") for key in ("summary", "details", "problems")}
        summary = book.add_worksheet(names["summary"])
        taken = {name.casefold() for name in names.values()}
        for scheme_id, roles in by_scheme(results.roles).items():
            plan = roles[0].plan
            name = sheet_name(plan.scheme.name[lang])
            name = sheet_name(scheme_id) if not name or name.casefold() in taken else name
            taken.add(name.casefold())
            _scheme_sheet(book.add_worksheet(name), style, plan, [p for role in roles for p in role.people])
        items_sheet(book.add_worksheet(names["details"]), style, results.roles)
        _problem_sheet(book.add_worksheet(names["problems"]), style, results.problems)
        summary_sheet(summary, style, title, results.roles, text(lang, f"results.cohort.{results.cohort}"))
        summary.activate()


def by_scheme(roles: Sequence[ResultRole]) -> dict[str, list[ResultRole]]:
    """Return the roles by the id of their scheme."""
    found: dict[str, list[ResultRole]] = {}
    for role in roles:
        found.setdefault(role.plan.scheme.id, []).append(role)
    return found


def _scheme_sheet(sheet: Worksheet, style: Style, plan: Plan, people: Sequence[ResultPerson]) -> None:
    """Write all employees of a scheme, one row each."""
    lang = style.lang
    specs = [spec for kind in _KINDS for spec in plan.columns.values() if spec.kind == kind]
    levels = [plan.columns["level"]] if "level" in plan.columns else []
    heads: list[tuple[str, str, str]] = [(text(lang, f"results.{key}"), "", "") for key in _PERSON]
    heads += [(spec.name[lang] if spec.name else text(lang, "results.level"), "level", "") for spec in levels]
    heads.append((text(lang, "results.status"), "status", ""))
    for spec in specs:
        name = spec.name[lang] if spec.name else text(lang, f"columns.{spec.label}")
        if spec.kind == "score":
            indicator = plan.scheme.enabled()[spec.group].name[lang]
            name = text(lang, "results.points_of", name=indicator, kind=text(lang, "columns.score"))
        heads.append((name, spec.id, "" if spec.dimension else spec.unit))
    first = 2
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, plan.scheme.name[lang], style.title())
    sheet.set_row(1, 48)
    for place, (name, key, _) in enumerate(heads):
        sheet.write_string(1, place, name, style.header())
        kind = plan.columns[key].kind if key in plan.columns else key
        sheet.set_column(place, place, _WIDTHS.get(kind, 12))
    for number, person in enumerate(people, first):
        sheet.set_row(number, 18)
        own: list[Cell] = [person.employee_id, person.name, person.manager, person.team, person.role]
        cells = own + [person.shown.get(key) for _, key, _ in heads[len(own) :]]
        for place, (value, (_, key, unit)) in enumerate(zip(cells, heads, strict=True)):
            if isinstance(value, str):
                more = {"align": "center"} if key in ("grade", "status", "level") else {}
                sheet.write_string(number, place, value, style.cell("text", bold=key == "grade", **more))
            elif value is None:
                sheet.write_blank(number, place, None, style.cell(fill="missing" if key == "total" else "computed"))
            else:
                align = {"align": "center"} if key == "rank" else {}
                sheet.write_number(number, place, value, style.cell(unit, bold=key == "total", **align))
    sheet.freeze_panes(first, 2)
    sheet.autofilter(1, 0, first + len(people) - 1, len(heads) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{first + len(people)}"})
    page(sheet, lang, landscape=True, title=plan.scheme.name[lang], repeat=(0, 1))


def _problem_sheet(sheet: Worksheet, style: Style, problems: Sequence[Problem]) -> None:
    """Write all problems, errors first."""
    lang = style.lang
    columns = {"severity": 9, "file": 34, "sheet": 18, "cell": 9, "what": 60, "mend": 60}
    for place, (key, width) in enumerate(columns.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, text(lang, f"results.problem.{key}"), style.header())
    sheet.set_row(0, 24)
    for row, problem in enumerate(sorted(problems, key=lambda problem: problem.severity != "error"), 1):
        _, what, mend = sentences(lang, problem)
        where = problem.place
        error = problem.severity == "error"
        mark = style.cell("text", bold=error, colour="bad" if error else "missing_line")
        sheet.write_string(row, 0, text(lang, f"results.problem.{problem.severity}"), mark)
        cell = where.cell or (str(where.line) if where.line else "")
        for column, value in enumerate((where.file, where.sheet, cell, what, mend), 1):
            sheet.write_string(row, column, value, style.cell("text", text_wrap=True, valign="top"))
        lines = max(-(-wide(words) // 56) for words in (what, mend))
        sheet.set_row(row, max(18, 15 * lines))
    if not problems:
        sheet.write_string(1, 0, text(lang, "results.problem.none"), style(colour="good"))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(problems), 1), len(columns) - 1)
    page(sheet, lang, landscape=True, title=text(lang, "results.sheet.problems"), repeat=(0, 0))
