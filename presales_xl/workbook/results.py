"""The results workbook: a summary with charts, a sheet per scheme, every item explained. Values only."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from xlsxwriter.worksheet import Worksheet

from presales_xl.backends.words import own_name
from presales_xl.grouping import grouped
from presales_xl.people.appraised import Appraised, Standing
from presales_xl.people.entries import texts_of
from presales_xl.people.outcome import Cell
from presales_xl.people.stints import joined_in_words, titled
from presales_xl.scheme.columns import ColumnSpec, GradeGroup, Plan
from presales_xl.scheme.states import STATE
from presales_xl.texts import Lang, text
from presales_xl.workbook.blocks import (
    SHARES,
    Fact,
    hatched,
    solid,
    write_band,
    write_column_chart,
    write_facts,
    write_top,
)
from presales_xl.workbook.formulas import cell_value, shown
from presales_xl.workbook.layout import sheet_name
from presales_xl.workbook.style import Style, new_workbook, number_format, page
from presales_xl.workbook.table_sheet import WRAPPED, Look, SheetColumn, SheetTable, write_sheet, write_table

_AS_OF = "As of"  # the workbook's property that says which results of the ledger it is of


def as_of(path: Path) -> str:
    """Return which results of the ledger a workbook is of, as `write` was told; "" where it does not say."""
    try:
        with ZipFile(path) as book:
            properties = book.read("docProps/custom.xml").decode("utf-8", "replace")
    except (OSError, KeyError, BadZipFile):
        return ""
    found = re.search(rf'name="{_AS_OF}"[^>]*>\s*<vt:lpwstr>([^<]*)<', properties)
    return found[1] if found else ""


def write(
    path: Path,
    standings: Sequence[Standing],
    *,
    company: str,
    period: str,
    cohort: str,
    lang: Lang,
    as_of: str,
) -> None:
    """Write the results; `cohort` is "role" or "team": among whom ranks and means were taken.

    `as_of` says which results of the ledger they are.

    ProblemsError `file.locked` when the target is open in another program.
    """
    title = text(lang, "results.title", company=company, period=period)
    with new_workbook(path, lang, title=title, company=company, author="presales_xl") as book:
        book.set_custom_property(_AS_OF, as_of)
        style = Style(book, lang)
        names = {key: text(lang, f"results.sheet.{key}") for key in ("summary", "details")}
        summary = book.add_worksheet(names["summary"])
        taken = {name.casefold() for name in names.values()}
        for scheme_id, roles in by_scheme(standings).items():
            plan = roles[0].plan
            name = sheet_name(plan.scheme.name[lang])
            name = sheet_name(scheme_id) if not name or name.casefold() in taken else name
            taken.add(name.casefold())
            _scheme_sheet(book.add_worksheet(name), style, plan, [p for role in roles for p in role.people])
        _items_sheet(book.add_worksheet(names["details"]), style, standings)
        _summary_sheet(summary, style, title, standings, cohort=cohort)
        summary.activate()


def by_scheme(roles: Sequence[Standing]) -> dict[str, list[Standing]]:
    """Return the roles by the id of their scheme."""
    return grouped(roles, lambda role: role.plan.scheme.id)


# The sheet of a scheme: a row per employee.

_KINDS = ("total", "grade", "rank", "pay", "flags", "points", "score", "adjustment")
_WIDTHS = {"flags": 26, "pay": 13, "status": 9, "total": 9, "grade": 7, "rank": 7}


def _scheme_sheet(sheet: Worksheet, style: Style, plan: Plan, people: Sequence[Appraised]) -> None:
    """Write all employees of a scheme, one row each."""
    lang = style.lang
    columns: list[SheetColumn[Appraised]] = [
        SheetColumn("id", text(lang, "results.id"), lambda person: person.employee_id),
        SheetColumn("name", text(lang, "results.name"), lambda person: person.name),
        SheetColumn("manager", text(lang, "results.manager"), lambda person: person.manager.name),
        SheetColumn("team", text(lang, "results.team"), lambda person: person.manager.team),
        SheetColumn("role", text(lang, "results.role_header"), lambda person: person.employee.role),
    ]
    if "level" in plan.columns:
        columns.append(_result_column(plan, plan.columns["level"], lang))
    columns.append(SheetColumn(STATE, text(lang, "results.state"), partial(_cell, STATE, lang), 9, look=_CENTRED))
    columns.append(
        SheetColumn("status", text(lang, "results.status"), partial(_cell, "status", lang), 9, look=_CENTRED)
    )
    columns += [
        _result_column(plan, spec, lang) for kind in _KINDS for spec in plan.columns.values() if spec.kind == kind
    ]
    employees = [person.employee for person in people]
    columns += [_words_column(key, name) for key, name in texts_of(plan, employees, lang).items()]
    table = SheetTable(columns, people, head_height=48, row_height=18)
    write_sheet(sheet, style, table, title=plan.scheme.name[lang], titled=True, frozen=2)


_CENTRED: Look = {"align": "center"}


def _result_column(plan: Plan, spec: ColumnSpec, lang: Lang) -> SheetColumn[Appraised]:
    """Return the column of one result; a total that is missing is coloured."""
    name = own_name(spec, lang)
    if spec.kind == "score":
        indicator = plan.scheme.enabled()[spec.group].name[lang]
        name = text(lang, "results.points_of", name=indicator, kind=text(lang, "columns.score"))
    look: dict[str, object] = {"bold": True} if spec.id in ("total", "grade") else {}
    if spec.id in ("grade", "rank", "level"):
        look |= _CENTRED

    def blank(person: Appraised) -> Look:
        if person.cell(spec.id, lang) is not None:
            return {}
        return {"fill": "missing" if spec.id == "total" else "computed"}

    unit = "" if spec.dimension else spec.unit
    value = partial(_cell, spec.id, lang)
    return SheetColumn(spec.id, name, value, width=_WIDTHS.get(spec.kind, 12), unit=unit, look=look, mark=blank)


def _words_column(key: str, name: str) -> SheetColumn[Appraised]:
    """Return the column of a text that was written of each employee."""
    return SheetColumn(key, name, lambda person: person.employee.texts.get(key), width=44, look=WRAPPED, letters=44)


def _cell(column: str, lang: Lang, person: Appraised) -> Cell:
    return person.cell(column, lang)


# The sheet with every item explained: what was entered, how the rule was applied, what came out.

_EXPLAINED = ("points", "adjustment", "total", "grade", "pay")


@dataclass(frozen=True)
class _Item:
    """An indicator, adjustment, total, grade or amount of one employee."""

    person: Appraised
    role: str
    name: str
    inputs: str
    rule: str
    result: str | float
    look: Look


def _items_sheet(sheet: Worksheet, style: Style, roles: Sequence[Standing]) -> None:
    """Write a row per employee and item; of whoever is not appraised just that, and money that hangs on nothing."""

    def title(key: str) -> str:
        return text(style.lang, f"results.{key}")

    result: Look = {"bold": True, "align": "right", "valign": "top"}
    columns: list[SheetColumn[_Item]] = [
        SheetColumn("id", title("id"), lambda item: item.person.employee_id, 11, look=WRAPPED),
        SheetColumn("name", title("name"), lambda item: item.person.name, 10, look=WRAPPED),
        SheetColumn("role", title("role_header"), lambda item: item.role, 16, look=WRAPPED),
        SheetColumn("item", title("item"), lambda item: item.name, 26, look=WRAPPED),
        SheetColumn("inputs", title("inputs"), lambda item: item.inputs, 44, look=WRAPPED, letters=44),
        SheetColumn("rule", title("rule"), lambda item: item.rule, 70, look=WRAPPED, letters=70),
        SheetColumn("result", title("result"), lambda item: item.result, 11, look=result, mark=lambda item: item.look),
    ]
    table = SheetTable(columns, list(_items(roles, style.lang)), row_height=18, line_height=14.5)
    write_sheet(sheet, style, table, title=title("sheet.details"), frozen=4)


def _items(roles: Sequence[Standing], lang: Lang) -> Iterator[_Item]:
    for role in roles:
        specs = _explained(role.plan)
        for person in role.people:
            for stint in [replace(each, employee=titled(each.employee, lang)) for each in person.stints] or [person]:
                for spec, inputs in specs if stint.outcome.plan is role.plan else _explained(stint.outcome.plan):
                    outcome = stint.outcome
                    if outcome.is_appraised or spec.id == "total" or math.isfinite(outcome.value(spec.id)):
                        yield _item(stint, spec, inputs, lang)
            if person.stints:
                yield from _joined(role, person, lang)


def _explained(plan: Plan) -> list[tuple[ColumnSpec, list[ColumnSpec]]]:
    """Return the columns that are explained, each with the inputs that it comes from."""
    return [(spec, list(entered(plan, spec))) for spec in plan.columns.values() if spec.kind in _EXPLAINED]


def _joined(role: Standing, person: Appraised, lang: Lang) -> Iterator[_Item]:
    """Yield how total, grade and pay of somebody with several stints were joined."""
    for spec in role.plan.of_kind("total", "grade", "pay") if person.outcome.is_complete else ():
        parts = [f"{paid:,.2f}" for _, paid in person.pay_by_stint.get(spec.id, ())]
        rules = {"total": joined_in_words(person, lang), "pay": " + ".join(parts)}
        yield replace(_item(person, spec, (), lang), rule=rules.get(spec.kind, ""))


def _item(person: Appraised, spec: ColumnSpec, inputs: Sequence[ColumnSpec], lang: Lang) -> _Item:
    plan, value = person.outcome.plan, person.outcome.value(spec.id)
    look: Look = {"colour": "missing_line"}
    result: str | float = text(lang, "columns.incomplete")
    if math.isfinite(value) or person.outcome.is_exempt(spec):
        result = cell_value(person.outcome, spec.id, lang)
        look = {} if isinstance(result, str) else {"num_format": number_format(spec.unit)}
    return _Item(
        person,
        role=person.employee.role,
        name=own_name(spec, lang),
        inputs=text(lang, "results.separator").join(_entry(plan, source, person, lang) for source in inputs),
        rule=person.outcome.explained(spec, lang),
        result=result,
        look=look,
    )


def _entry(plan: Plan, spec: ColumnSpec, person: Appraised, lang: Lang) -> str:
    value = person.outcome.value(spec.id)
    entry = shown(plan, spec, value, lang) if math.isfinite(value) else text(lang, "results.blank")
    if not isinstance(entry, str):
        entry = f"{entry:.1%}" if spec.unit == "rate" else f"{entry:,.10g}"
    name = own_name(spec, lang)
    return text(lang, "results.input", name=name, value=entry)


def entered(plan: Plan, spec: ColumnSpec) -> list[ColumnSpec]:
    """Return the inputs that a column comes from, in the order of the scheme; none for sums, which name their parts."""
    if spec.kind in ("total", "grade") or spec.label == "pay_total":
        return []
    sources = plan.sources(spec, through=("measure", "score", "points", "adjustment", "rank", "pay"))
    return [source for source in sources if source.kind in ("input", "rows", "level")]


# The summary: a block per role with the grades against the target shares, and a native chart beside it.

_CHART_COL, _CHART_ROWS, _LAST_COL = 6, 11, 11
_SUMMARY_WIDTHS = (2, 20, 13, 13, 15, 3, 11, 11, 11, 11, 11, 11, 3)


def _group_name(role: Standing, group: GradeGroup, counts: Counter[int], lang: Lang) -> str:
    """Return what the grades of a group are called, of several with how many people have each."""
    names = [role.plan.dimensions["grade"].names[grade][lang] for grade in group.grades]
    if len(names) == 1:
        return names[0]
    parts = " + ".join(f"{counts[grade]} {name}" for grade, name in zip(group.grades, names, strict=True))
    return text(lang, "results.together", grades="+".join(names), counts=parts)


def _summary_sheet(sheet: Worksheet, style: Style, title: str, standings: Sequence[Standing], *, cohort: str) -> None:
    about = text(style.lang, f"results.cohort.{cohort}")
    row = write_top(sheet, style, title, [about], widths=_SUMMARY_WIDTHS)
    for role in standings:
        row = _role_block(sheet, style, role, row) + 2
    page(sheet, landscape=False, title=title)


def _role_block(sheet: Worksheet, style: Style, role: Standing, row: int) -> int:
    """Write the block of one role and return its last row."""
    lang = style.lang
    scheme = role.plan.scheme.name[lang]
    write_band(sheet, style, text(lang, "results.role", role=role.role, scheme=scheme), row=row, last_column=_LAST_COL)
    write_facts(sheet, style, _facts(role, lang), row + 1, head_height=28, height=22)
    groups, quota = role.plan.grade_groups(), role.plan.quota()
    if not groups:
        return row + 2
    grades = [person.outcome.value("grade") for person in role.people]
    counts = Counter(int(grade) for grade in grades if math.isfinite(grade))
    heads = {group.key: sum(counts[grade] for grade in group.grades) for group in groups}
    total = sum(heads.values())

    def title(key: str) -> str:
        return text(lang, f"results.{key}")

    bold: Look = {"bold": True, "align": "center"}
    columns: list[SheetColumn[GradeGroup]] = [
        SheetColumn("grade", title("grade"), lambda group: _group_name(role, group, counts, lang), look=bold),
        SheetColumn("heads", title("heads"), lambda group: heads[group.key], unit="count", look=_CENTRED),
        SheetColumn(
            "share", title("share"), lambda group: heads[group.key] / total if total else 0, unit="rate", look=_CENTRED
        ),
    ]
    if quota:
        columns.append(SheetColumn("quota", title("quota"), lambda group: group.share, unit="rate", look=_CENTRED))
    cells = write_table(sheet, style, SheetTable(columns, groups, head_height=None), row + 4, left=1)
    if total:
        write_column_chart(
            sheet,
            style,
            (row + 1, _CHART_COL),
            cells,
            title=title("chart_quota" if quota else "chart"),
            description=_described(role, groups, heads, lang),
            categories="grade",
            series={"share": solid("brand"), "quota": hatched("input_header")},
            axis=SHARES,
            size=(440, _CHART_ROWS * 20),
        )
    else:
        sheet.write_string(row + 2, _CHART_COL, title("no_grades"), style(colour="muted"))
    return max(cells.last_row, row + _CHART_ROWS)


def _described(role: Standing, groups: Sequence[GradeGroup], heads: Mapping[str, int], lang: Lang) -> str:
    """Return what the chart says: the shares of all grades and their quotas."""
    total = sum(heads.values())
    parts = []
    for group in groups:
        name = "+".join(role.plan.dimensions["grade"].names[grade][lang] for grade in group.grades)
        quota = text(lang, "results.of_quota", quota=f"{group.share:.0%}") if group.share else ""
        parts.append(f"{name} {heads[group.key] / total:.0%}{quota}")
    return text(lang, "results.chart_described", role=role.role, shares=text(lang, "problems.comma").join(parts))


def _facts(role: Standing, lang: Lang) -> list[Fact]:
    """Return how many are appraised, how many of them complete, their mean total, and the money that is due."""
    plan = role.plan
    appraised = [person for person in role.people if person.outcome.is_appraised]
    people = text(lang, "results.people")
    if not_appraised := len(role.people) - len(appraised):
        people = text(lang, "results.people_but", count=not_appraised)
    totals = [person.outcome.total for person in role.people if math.isfinite(person.outcome.total)]
    mean = "mean" if plan.columns["total"].unit == "points" else "mean_count"
    facts = [
        Fact(people, len(appraised), "count"),
        Fact(text(lang, "results.done"), sum(person.outcome.is_complete for person in appraised), "count"),
        Fact(text(lang, f"results.{mean}"), sum(totals) / len(totals) if totals else None, "points"),
    ]
    if plan.pay_total():
        due = [person.money for person in role.due() if math.isfinite(person.money)]
        left_out = sum(math.isfinite(person.money) for person in role.people) - len(due)
        title = text(lang, "results.money_due", count=left_out) if left_out else text(lang, "results.money")
        facts.append(Fact(title, math.fsum(due), "money"))
    return facts
