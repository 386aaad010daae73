"""What the sheets of a workbook show, beside what is computed from the same entries.

Results on role sheets are compared person by person; the sheets on which nothing is entered (the form that people sign,
for one) are written again with the same entries and compared cell by cell.

A cell may show something else because its formula was typed over, because cells were moved by cut and paste, which
changes the formulas that read them, or because no program computed the workbook before it was saved.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from textwrap import shorten

from presales_xl.backends.frame import text_entry
from presales_xl.backends.words import column_in_full
from presales_xl.people.employees import DetailRow, Employee, Entry, Role
from presales_xl.people.notices import (
    ComputedShown,
    EntryProblem,
    MovedCells,
    ResultShown,
    SeenOtherwise,
    StrayRow,
    TakenEntry,
    UnreadWords,
)
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.people.table import UNCOMPUTED, Value, cell_at
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, DetailTable, Kind
from presales_xl.scheme.errors import Place, Problem
from presales_xl.scheme.states import NORMAL, STATE
from presales_xl.texts import Lang, first_of, text
from presales_xl.workbook.build import KINDS, layout_of
from presales_xl.workbook.form import CHOICE, DATA
from presales_xl.workbook.formulas import Shown, cell_value, column_shown, in_words, missing_text, shown
from presales_xl.workbook.layout import (
    FIRST_ROW,
    ORDER,
    BookLayout,
    RoleLayout,
    TableLayout,
    cell_name,
    cell_place,
    label_of,
)
from presales_xl.workbook.question_list import NOTE, is_note
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.recorded import formula_values
from presales_xl.workbook.returned import Returned, confirmations

#: Columns of these kinds are what people take with them from a sheet.
RESULTS: tuple[Kind, ...] = ("points", "adjustment", "total", "grade", "rank", "completeness", "flags", "pay")
#: The kinds of sheets beside those of roles whose formulas are compared.
ELSEWHERE = frozenset(key for key, kind in KINDS.items() if kind.only_shows)
_NAMED = 20  # cells of a sheet that are named; of more is told how many
_SAME = 1e-9  # relative: what a program's last binary digits may differ by; money and totals are rounded to 0.01


#: What HR gave, as it was issued, by employee id and column id.
Given = Mapping[str, Mapping[str, float]]


def as_formulas_see(role: Role, returned: Returned, sheets: Sheets) -> Role:
    """Return a role with the entries that the formulas of its sheets see.

    A number that is a text is none to them, and what is no text to read (blanks, an error) is one that is written. Rows
    that name nobody are nobody's.
    """
    if any(person.employee_id in returned.as_seen for person in role.people):
        role = replace(role, people=[_as_seen(person, returned) for person in role.people])
    seen: dict[tuple[str, str], str] = {}
    for each in returned.problems:
        cell = each.place.sheet, each.place.cell
        if isinstance(each, EntryProblem) and cell[1]:
            content = cell_at(sheets.get(cell[0], []), *cell_place(cell[1]))
            if isinstance(content, str):
                seen[cell] = content
    written = {person.employee_id: _written(person, role, returned, sheets) for person in role.people}
    if not seen and not any(written.values()):
        return role

    def of_row(table: DetailTable, row: DetailRow) -> DetailRow:
        line = cell_place(row.place.cell)[0]
        places = returned.columns[row.place.sheet]
        cells = {key: (row.place.sheet, cell_name(line, places.get(key, 0))) for key in row.entries}
        return replace(row, entries=of_cells(table.columns, row.entries, cells))

    def of_cells(
        specs: Mapping[str, ColumnSpec], entries: Mapping[str, Entry], cells: Mapping[str, tuple[str, str]]
    ) -> dict[str, Entry]:
        """Return entries with what cells for numbers hold; a choice that is asked about is what was chosen."""
        texts = {key: seen[cells[key]] for key in entries if cells[key] in seen and specs[key].is_number}
        return {**entries, **{key: text_entry(specs[key], content) for key, content in texts.items()}}

    people = []
    for person in role.people:
        cells = {key: returned.cells.get((person.employee_id, key), ("", "")) for key in person.entries}
        entries = of_cells(role.plan.columns, person.entries, cells)
        rows = {
            key: [of_row(role.plan.tables[key], row) if row.place.cell else row for row in filled]
            for key, filled in person.rows.items()
        }
        people.append(
            replace(person, entries=entries, rows=rows, texts={**person.texts, **written[person.employee_id]})
        )
    return replace(role, people=people)


def _as_seen(person: Employee, returned: Returned) -> Employee:
    """Return a person without what lets the result wait for rows that formulas do not take for the person's."""
    seen = returned.as_seen.get(person.employee_id)
    return replace(person, entries={**person.entries, **seen.entries}, rows=seen.rows) if seen else person


def _written(person: Employee, role: Role, returned: Returned, sheets: Sheets) -> dict[str, str]:
    """Return what cells for texts hold of a person that is none: COUNTA counts it nevertheless."""
    words = {}
    for key in (spec.id for spec in role.plan.of_kind("words") if spec.id not in person.texts):
        sheet, cell = returned.cells.get((person.employee_id, key), ("", ""))
        place = cell_place(cell) if cell else (0, 0)
        value = cell_at(sheets.get(sheet, []), *place)
        if value is not None or place in sheets.formulas.get(sheet, ()):
            words[key] = in_words(value) or " "
    return words


def as_counted(role: Role, given: Given) -> Role:
    """Return a role with the entries that count: what HR gave, and nothing where raters are asked."""
    people = []
    for person in role.people:
        fixed = {**dict.fromkeys(person.awaited, math.nan), **given.get(person.employee_id, {})}
        entries = {key: fixed.get(key, value) for key, value in person.entries.items()}
        people.append(replace(person, entries=entries))
    is_same = all(repr(one.entries) == repr(other.entries) for one, other in zip(people, role.people, strict=True))
    return role if is_same else replace(role, people=people)


def shown_otherwise(
    sheets: Sheets,
    returned: Returned,
    layouts: Sequence[RoleLayout],
    kinds: Collection[Kind] = (),
    counted: Sequence[Role | None] = (),
) -> list[Problem]:
    """Return the computed cells that show something else than follows from the entries, then others without a formula.

    `layouts` are those of the roles, `kinds` and `counted` as `differences` takes them, the latter of each role.
    """
    problems = []
    for role, layout, counts in zip(returned.roles, layouts, counted or [None] * len(layouts), strict=True):
        sees, lang = as_formulas_see(role, returned, sheets), returned.identity.lang
        texts = as_counted(sees, returned.issued.given) if sees is not role else None
        problems += differences(
            sheets,
            sees,
            layout,
            returned=returned,
            kinds=kinds,
            counted=counts,
            texts=texts,
        )
        if texts and counts:
            problems += _by_texts(sheets, texts, counted=counts, layout=layout, returned=returned)
        problems += row_differences(sheets, sees, layout, returned.columns, lang=lang)
    cells = {(problem.place.sheet, problem.place.cell) for problem in problems}
    return [*problems, *(each for each in returned.overwritten if (each.place.sheet, each.place.cell) not in cells)]


def elsewhere(
    sheets: Sheets,
    returned: Returned,
    layouts: Sequence[RoleLayout],
    counted: Sequence[Role],
    known: Sequence[Problem],
) -> list[Problem]:
    """Return what the sheets on which nothing is entered show otherwise, where all stands as it was issued.

    `known` are the problems known by now. The data on the form of somebody whose entries cannot be read repeat what was
    typed, and 检查 counts rows that are nobody's and states that nobody may give: neither can be written again.
    """
    if any(isinstance(each, MovedCells) for each in known):
        return []
    chosen = dict(_chosen(sheets, layouts))
    entered = [as_formulas_see(role, returned, sheets) for role in returned.roles]
    confirmed = [each for role in entered for each in confirmations(sheets, role, returned)]
    on_forms = {
        layout.form: role.people[chosen.get(layout.form, 0)] for layout, role in zip(layouts, entered, strict=True)
    }
    unread = {each.fields.get("id") for each in known if isinstance(each, UnreadWords)}
    typed = {form for form, person in on_forms.items() if is_refused(person) or person.employee_id in unread}
    left_out = set()
    states = [person.entries.get(STATE, NORMAL) for role in entered for person in role.people]
    lang = returned.identity.lang
    if any(isinstance(each, StrayRow) for each in known) or not all(map(math.isfinite, states)):
        left_out.add(text(lang, "workbook.sheet.checks"))

    def written_again() -> Iterator[BookLayout]:
        yield layout_of(returned.issued, [_with_texts(role, returned, sheets) for role in entered], confirmed, chosen)
        yield layout_of(returned.issued, counted, confirmed, chosen)

    causes = [each for each in known if isinstance(each, ResultShown | TakenEntry)]
    return list(differences_elsewhere(sheets, written_again(), lang, causes, leave_out=left_out, typed=typed))


def _chosen(sheets: Sheets, layouts: Sequence[RoleLayout]) -> Iterator[tuple[str, int]]:
    """Yield the place of the person who is chosen on each form, by its sheet."""
    row, column = cell_place(CHOICE.replace("$", ""))
    for role in layouts:
        labels = [label_of(each.employee_id, each.name).casefold() for each in role.role.people]
        label = cell_at(sheets.get(role.form, []), row, column)
        if isinstance(label, str) and label.casefold() in labels:
            yield role.form, labels.index(label.casefold())


def _with_texts(role: Role, returned: Returned, sheets: Sheets) -> Role:
    """Return a role with the texts as cells hold them, however long."""
    people = []
    for person in role.people:
        cells = {key: returned.cells[person.employee_id, key] for key in person.texts}
        values = {key: cell_at(sheets[sheet], *cell_place(cell)) for key, (sheet, cell) in cells.items()}
        texts = {key: in_words(value) for key, value in values.items()}
        people.append(replace(person, texts=texts))
    return replace(role, people=people)


def differences(
    sheets: Sheets,
    role: Role,
    layout: RoleLayout,
    *,
    returned: Returned,
    kinds: Collection[Kind] = (),
    counted: Role | None = None,
    texts: Role | None = None,
) -> list[Problem]:
    """Return a warning per computed cell of a role's people that shows something else than follows from the entries.

    `role` has the entries as formulas see them, `counted` those that count, where a sheet may hold others, `texts`
    those but for numbers that are texts, of which `_by_texts` tells.
    Where `kinds` are given, columns of others are told of only where a difference begins. Nothing is told of a formula
    without a value, and where entries were not found.
    """
    columns, lang = returned.columns, returned.identity.lang
    entered = [key for key in layout.main.columns if (spec := role.plan.columns.get(key)) and spec.is_entered]
    if not columns.get(layout.main.sheet, {}).keys() >= set(entered):
        return []
    computed = outcome(role.plan, role.inputs())
    counting = computed if counted is None or counted is role else outcome(role.plan, counted.inputs())
    without = outcome(role.plan, texts.inputs()) if texts else None
    entries = zip(role.people, (counted or role).people, strict=True)
    refused = [is_refused(person) or is_refused(came) for person, came in entries]
    differing = _taken(role, returned)  # cells by column and the person's place: what others may follow from
    taken = {cell for cells in differing.values() for cell in cells.values()}
    problems: list[tuple[int, Problem]] = []
    for spec, sheet, (row, column), place, is_right in _computed_cells(
        sheets, role, computed, layout, returned=returned
    ):
        if is_right and counting is computed:
            continue
        person, found = role.people[place], cell_at(sheets[sheet], row, column)
        counts = cell_value(counting.person(place), spec.id, lang)
        is_open = is_same(found, missing_text(spec, lang))
        is_by_texts = without and is_same(found, cell_value(without.person(place), spec.id, lang))
        is_told = is_right and (is_open or refused[place] or is_by_texts)  # by what is wrong with an entry
        if is_told or _shows(sheets, sheet, (row, column), counts):
            continue
        cell, cause = cell_name(row, column), _cause(spec, place, differing)
        is_formula = (row, column) in sheets.formulas.get(sheet, ())
        why = "entries" if is_right else _why(is_formula=is_formula, is_open=is_open, cause=cause)
        if not is_right:
            differing.setdefault(spec.id, {})[place] = cause if cause in taken else f"{sheet} {cell}"
        if why == "follows" and cause in taken:
            if refused[place]:  # that the entry does not count is told of the person
                continue
            why = "taken"
        if spec.kind in kinds or not kinds or why in ("moved", "overwritten"):
            fields = _said(sheets[sheet], (row, column), column_in_full(role.plan, spec, lang), expected=counts)
            fields |= {**_who(person), "cause": cause, "why": _because(sheets, why, lang, cell=cause)}
            problems.append((place, ResultShown("shown.differs", Place(sheet=sheet, cell=cell), fields, "warning")))
    return [problem for _, problem in sorted(problems, key=lambda each: each[0])]


def _taken(role: Role, returned: Returned) -> dict[str, dict[int, str]]:
    """Return the cells, by column and the person's place, whose entry does not count though formulas go on from it."""
    wrong = {(each.place.sheet, each.place.cell) for each in returned.problems if isinstance(each, TakenEntry)}
    cells: dict[str, dict[int, str]] = {}
    for place, person in enumerate(role.people if wrong else ()):
        for key in person.entries:
            if (cell := returned.cells.get((person.employee_id, key))) in wrong:
                cells.setdefault(key, {})[place] = " ".join(cell or ())
    return cells


def _computed_cells(
    sheets: Sheets, role: Role, computed: Outcome, layout: RoleLayout, *, returned: Returned
) -> Iterator[tuple[ColumnSpec, str, tuple[int, int], int, bool]]:
    """Yield each computed cell of a role's people: column, sheet, cell, whose it is, whether it shows what it should.

    Columns come in the order in which they are computed.
    """
    lang = returned.identity.lang
    rows = {sheet: [of.get(each.employee_id) for each in role.people] for sheet, of in returned.rows.items()}
    for spec in (spec for spec in role.plan.columns.values() if spec.expr is not None):
        sheet = layout.table_of(spec.id).sheet
        column = returned.columns.get(sheet, {}).get(spec.id)
        if column is None:
            continue
        right = column_shown(role.plan, computed.values, spec.id, lang)
        for place, row in enumerate(rows.get(sheet, ())):
            if row is not None:
                yield spec, sheet, (row, column), place, is_same(cell_at(sheets[sheet], row, column), right[place])


def _by_texts(sheets: Sheets, texts: Role, counted: Role, layout: RoleLayout, returned: Returned) -> Iterator[Problem]:
    """Yield a notice per sheet whose results lack a number that is a text, or have a reason that is none.

    Such a number counts, such a reason does not: means and rankings of others move with it.
    """
    plan, lang = texts.plan, returned.identity.lang
    sheet_names = {layout.main.sheet, *(table.sheet for table in layout.tables)}
    unread = (each for each in returned.problems if isinstance(each, SeenOtherwise))
    cause = next((each for each in unread if each.place.sheet in sheet_names), None)
    shows, counts = outcome(plan, texts.inputs()), outcome(plan, counted.inputs())
    lacking: dict[str, dict[tuple[int, int], Shown]] = {}
    for spec in (spec for spec in plan.columns.values() if spec.kind in RESULTS):
        sheet = layout.table_of(spec.id).sheet
        column = returned.columns.get(sheet, {}).get(spec.id)
        for place, person in enumerate(texts.people):
            row = returned.rows.get(sheet, {}).get(person.employee_id)
            if row is None or column is None or is_refused(person):
                continue
            shown_now, right = (cell_value(each.person(place), spec.id, lang) for each in (shows, counts))
            found = cell_at(sheets[sheet], row, column)
            if is_same(found, shown_now) and not is_same(found, right):
                lacking.setdefault(sheet, {})[row, column] = right
    if cause:
        yield from (_following(sheet, sheets[sheet], cells, cause, lang=lang) for sheet, cells in lacking.items())


def differences_elsewhere(
    sheets: Sheets,
    layouts: Iterator[BookLayout],
    lang: Lang,
    causes: Sequence[Problem],
    leave_out: Collection[str],
    typed: Collection[str],
) -> Iterator[Problem]:
    """Yield a warning per cell of the sheets on which nothing is entered that shows something else than it should.

    `layouts` hold the entries as formulas see them, and at last as they count: what follows from any is right. Where
    results differ already (`causes`), one per sheet tells what follows from that. Sheets to `leave_out` are not
    compared, nor what forms repeat that was `typed`. Of a form for nobody that there is, cells are blank.
    """
    first = next(layouts)
    right = [_expected(first, lang)]
    forms = {role.form: role.role.people[first.book.chosen.get(role.form, 0)] for role in first.roles}
    for sheet in (name for name in right[0] if name in sheets and name not in leave_out):
        rows = sheets[sheet]
        differing = [cell for cell, expected in right[0][sheet].items() if not _shows(sheets, sheet, cell, expected)]
        if sheet in typed:
            bottom, last = map(max, zip(*right[0][sheet], strict=True))  # the comment, and the points
            differing = [(row, column) for row, column in differing if row < bottom and not DATA <= column < last]
        if sheet in forms and sheet not in first.book.chosen:
            differing = [cell for cell in differing if cell_at(rows, *cell) is not None]
        if sheet == text(lang, "workbook.sheet.checks"):
            differing = [cell for cell in differing if not (cell[1] == NOTE and is_note(rows[cell[0]], lang))]
        if differing:
            right += (_expected(layout, lang) for layout in layouts)
        differing = [
            cell for cell in differing if not any(_shows(sheets, sheet, cell, each[sheet][cell]) for each in right)
        ]
        person = forms.get(sheet)
        of_person = [each for each in causes if person is None or each.fields.get("id") == person.employee_id]
        if of_person and differing:
            yield _following(sheet, rows, {cell: right[-1][sheet][cell] for cell in differing}, of_person[0], lang=lang)
            continue
        for row, column in differing[:_NAMED]:
            before = rows[row][:column] if row < len(rows) else ()  # a program may have left the whole row out
            name = next((" ".join(each.split()) for each in before if isinstance(each, str)), sheet)
            expected = right[-1][sheet][row, column]
            yield _other(sheets, sheet, (row, column), name, expected=expected, lang=lang, person=person)
        if len(differing) > _NAMED:
            yield Problem("shown.more", Place(sheet=sheet), {"count": len(differing) - _NAMED}, "warning")


def _expected(layout: BookLayout, lang: Lang) -> dict[str, dict[tuple[int, int], Shown]]:
    """Return what sheets must show by sheet and cell, of the workings each person's place in the ranking."""
    values = formula_values(layout, lang, ELSEWHERE)
    for role in layout.roles:
        places, column = ("" if math.isnan(place) else place for place in role.order), role.workings.place(ORDER)
        values[role.workings.sheet] = {(row, column): place for row, place in enumerate(places, FIRST_ROW)}
    return values


def _following(
    sheet: str, rows: Sequence[Sequence[Value]], cells: Mapping[tuple[int, int], Shown], cause: Problem, *, lang: Lang
) -> Problem:
    """Return the notice of what differs on a sheet because what it reads differs already."""
    named = [
        f"{cell_name(*cell)} {_short(in_words(cell_at(rows, *cell)))} → {_short(in_words(expected))}"
        for cell, expected in cells.items()
    ]
    fields = {
        "count": len(cells),
        "cells": first_of(named, _NAMED, lang, "workbook.shown.more"),
        "cause": f"{cause.place.sheet} {cause.place.cell}",
    }
    return Problem("shown.follows", Place(sheet=sheet), fields, "warning")


def _shows(sheets: Sheets, sheet: str, cell: tuple[int, int], expected: Shown) -> bool:
    """Return whether a cell shows what it should (NaN: nobody can tell), or holds a formula saved without a value."""
    rows = sheets[sheet]
    value = cell_at(rows, *cell)
    if is_same(value, expected) or value == UNCOMPUTED or expected != expected:  # noqa: PLR0124 - NaN
        return True
    is_unsaid = value is None and (cell[0] >= len(rows) or UNCOMPUTED in rows[cell[0]])
    return is_unsaid and cell in sheets.formulas.get(sheet, ())


def _short(words: str) -> str:
    return shorten(words, 100, placeholder="…")


def is_refused(person: Employee) -> bool:
    """Return whether something that was entered of a person is not valid."""
    entered = [person.entries, *(row.entries for rows in person.rows.values() for row in rows)]
    return any(math.isinf(value) for entries in entered for value in entries.values())


def row_differences(
    sheets: Sheets, role: Role, layout: RoleLayout, columns: Mapping[str, Mapping[str, int]], lang: Lang
) -> Iterator[Problem]:
    """Yield a warning per computed cell of a filled row of details that shows something else than follows from it.

    Takes what `differences` does.
    """
    details = outcome(role.plan, role.inputs()).details if layout.details else {}
    for table, detail in layout.details.items():
        yield from _of_blank_rows(sheets, role, detail, columns.get(detail.sheet, {}), lang=lang)
        places, own = columns.get(detail.sheet, {}), role.plan.tables[table]
        for number, (owner, row) in enumerate(role.rows(table)):
            person = role.people[owner]
            for spec in own.columns.values() if row.place.cell else ():
                if (spec.expr is None and spec.kind != "state") or spec.id not in places:
                    continue
                cell = cell_place(row.place.cell)[0], places[spec.id]
                expected = shown(role.plan, spec, float(details[table][spec.id][number]), lang)
                if not _shows(sheets, detail.sheet, cell, expected):
                    name = column_in_full(role.plan, spec, lang)
                    yield _other(sheets, detail.sheet, cell, name, expected=expected, lang=lang, person=person)


def _of_blank_rows(
    sheets: Sheets, role: Role, detail: TableLayout, places: Mapping[str, int], *, lang: Lang
) -> Iterator[Problem]:
    """Yield a warning per computed cell of a row without entries that shows something."""
    specs = role.plan.tables[detail.detail].columns
    entered = [places[key] for key, spec in specs.items() if spec.field and key in places]
    computed = {key: spec for key, spec in specs.items() if not spec.field and key in places}
    rows = sheets.get(detail.sheet, [])
    for row in range(FIRST_ROW, min(detail.last_row + 1, len(rows))):
        if any(cell_at(rows, row, place) is not None for place in entered):
            continue
        for key, spec in computed.items():
            expected: Shown = 0 if spec.kind == "asked" else ""
            cell = row, places[key]
            if not _shows(sheets, detail.sheet, cell, expected):
                name = column_in_full(role.plan, spec, lang)
                yield _other(sheets, detail.sheet, cell, name, expected=expected, lang=lang)


def _other(
    sheets: Sheets,
    sheet: str,
    cell: tuple[int, int],
    name: str,
    *,
    expected: Shown,
    lang: Lang,
    person: Employee | None = None,
) -> Problem:
    """Return the warning that a cell shows something else though nothing that it is computed from differs.

    It was typed over, or what it reads was moved; `person` is whose it is, if anybody's.
    """
    why = _because(sheets, "moved" if cell in sheets.formulas.get(sheet, ()) else "overwritten", lang)
    fields = _said(sheets[sheet], cell, name, expected=expected, why=why)
    place = Place(sheet=sheet, cell=cell_name(*cell))
    if person is None:
        return ComputedShown("shown.elsewhere", place, fields, "warning")
    return ResultShown("shown.differs", place, {**_who(person), **fields}, "warning")


def _who(person: Employee) -> dict[str, object]:
    return {"id": person.employee_id, "person": person.name or person.employee_id}


def _said(
    rows: Sequence[Sequence[Value]], cell: tuple[int, int], name: str, *, expected: Shown, why: str = ""
) -> dict[str, object]:
    """Return what a notice says of a cell, with which a difference begins."""
    values = {"found": _short(in_words(cell_at(rows, *cell))), "expected": _short(in_words(expected))}
    return {"name": name, **values, "cause": "", "why": why}


def _why(*, is_formula: bool, is_open: bool, cause: str) -> str:
    """Return why a cell shows something else than its formula gives: a key of `workbook.shown`."""
    if not is_formula:
        return "overwritten"
    if cause:
        return "follows"
    return "stale" if is_open else "moved"


def _because(sheets: Sheets, why: str, lang: Lang, cell: str = "") -> str:
    """Return in words why a cell shows something else: where Excel rounded all to what is shown, that may be it."""
    return text(lang, f"workbook.shown.{'rounded' if sheets.is_rounded and why == 'moved' else why}", cell=cell)


def _cause(spec: ColumnSpec, place: int, differing: Mapping[str, Mapping[int, str]]) -> str:
    """Return a cell that a person's cell is computed from and that differs itself, "" where none does."""
    for node in nodes.walk(spec.expr or nodes.Missing()):
        if isinstance(node, nodes.Cohort) and node.column.id in differing:
            return next(iter(differing[node.column.id].values()))
        if isinstance(node, nodes.Column) and place in differing.get(node.id, {}):
            return differing[node.id][place]
    return ""


def is_same(found: Value, expected: Shown) -> bool:
    """Return whether a cell shows what was computed."""
    if found == expected:
        return True
    if isinstance(expected, str):
        if isinstance(found, float | int):  # an id that was typed as a number
            found = in_words(found)
        return isinstance(found, str | None) and (found or "").casefold().split() == expected.casefold().split()
    if not isinstance(found, int | float):  # TRUE is a 1: 检查 repeats what was typed
        return False
    return math.isclose(found, expected, rel_tol=_SAME, abs_tol=_SAME)
