"""What was changed in a workbook beside its entries, and what its sheets show: all that can be said from itself alone.

Ids, labels, rules, names, sheets, parameters and formulas are compared with what was issued, results with what follows
from the entries.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import product, zip_longest
from math import inf, isclose, isinf, isnan, nan
from textwrap import shorten

from presales_xl.backends.words import column_in_full
from presales_xl.people import questions
from presales_xl.people.alike_names import alike_rows
from presales_xl.people.employees import Employee, Role
from presales_xl.people.notices import (
    BlankNotice,
    ChangedLabel,
    EntryProblem,
    MovedCells,
    OverwrittenFormula,
    ShownOtherwise,
    UncomputedNotice,
    WaitingNotice,
)
from presales_xl.people.outcome import not_appraised, outcome
from presales_xl.people.table import Value, cell_at, value_at
from presales_xl.people.unresolved import unresolved
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Place, Problem, Severity, warning
from presales_xl.texts import Lang, text
from presales_xl.workbook import identity, question_list
from presales_xl.workbook.areas import FIRST_COL, KeptArea, area_at
from presales_xl.workbook.build import layout_of
from presales_xl.workbook.form import CHOICE
from presales_xl.workbook.formulas import entry_in_words, in_words
from presales_xl.workbook.identity import Issued
from presales_xl.workbook.layout import (
    FIRST_ROW,
    ID_ROW,
    IDENTITY,
    TableLayout,
    cell_name,
    cell_place,
)
from presales_xl.workbook.parameter_block import FIRST, FIRST_LINE, block_of
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.recorded import constants
from presales_xl.workbook.returned import Returned, confirmations, mendable, missing_inputs, read, row_checks, text_of
from presales_xl.workbook.sheet_xml import Positions
from presales_xl.workbook.shown import RESULTS, as_counted, elsewhere, shown_otherwise

#: What is still to be filled in: it leaves people open, and is not handed in.
_SAME = 1e-12  # relative: programs write the last binary digit of a figure differently
_WIDEST = 16_384  # columns of a sheet
_NAMED = 20  # cells of a sheet that are named; of more is told how many
_TYPED_OVER = 20  # formulas of a workbook that somebody may type over by hand


def review(sheets: Sheets, file: str = "", *, alone: bool = True, issued: Issued | None = None) -> Returned:
    """Return what a workbook of ours holds and everything that is wrong with it.

    `file` is how messages call it. Unless it is looked at `alone`, checks over rows of several teams are left to
    whoever has them all. `issued` is what the hidden sheet says, where that was read before. ProblemsError
    `workbook.not_ours`, `issued.damaged`.
    """
    returned = read(sheets, file, issued=issued)
    return _Looker(sheets, file, returned).reviewed(alone=alone)


class _Looker:
    def __init__(self, sheets: Sheets, file: str, returned: Returned) -> None:
        self.sheets = sheets
        self.file = file
        self.returned = returned
        self.issued = returned.issued
        self.lang = returned.identity.lang
        self.plans = {scheme: identity.plan_of(source) for scheme, source in self.issued.schemes.items()}
        self.book = layout_of(self.issued) if self.issued.identity.kind == "manager" else None
        self.layout = self.book.roles if self.book else ()
        self.own_sheets = {IDENTITY, *self.issued.sheets}

    def reviewed(self, *, alone: bool) -> Returned:
        people, workings = [*self.people(), *self.order()], list(self.workings())
        roles = [replace(role, people=list(map(self.with_last, role.people))) for role in self.returned.roles]
        if alone:
            self.returned = replace(self.returned, roles=roles)
        overwritten, waiting = [*self.formulas(), *self.formulas_elsewhere()], list[Problem]()
        seen = replace(self.returned, roles=roles, overwritten=overwritten)
        problems = [*self.returned.problems, *people, *workings]
        problems += [*self.ids(), *self.tabs(), *self.remarks(), *self.outside(), *self.without_reason()]
        of_hr = set[tuple[str, str]]()
        if self.issued.identity.kind == "manager":
            counted = [as_counted(role, self.issued.given) for role in roles]
            given = list(self.hr_figures(roles))
            of_hr = set(map(_cell, given))  # whatever stands there
            problems += given
            problems += self.hr_texts(roles)
            shown = shown_otherwise(self.sheets, seen, self.layout, kinds=RESULTS, counted=counted)
            others = elsewhere(self.sheets, seen, self.layout, counted, known=[*problems, *shown])
            cells = set(map(_cell, others))
            shown = [each for each in shown if _cell(each) not in cells]
            problems += [each.at(file=self.file) for each in (*self.without_formulas(shown), *others)]
            problems += changed_parameters(self.sheets, self.file, self.plans.values(), self.lang)
        problems = [each for each in problems if not isinstance(each, EntryProblem) or _cell(each) not in of_hr]
        told_of = set(map(_cell, problems))
        problems += (each for each in self.constants() if _cell(each) not in told_of)
        for role in self.returned.roles:
            lacking = missing_inputs(role, self.returned, self.file, self.lang)
            problems += [each for each in lacking if _cell(each) not in of_hr]
            problems += self.rows(role, alone=alone)
            if alone and self.issued.identity.kind == "manager":
                problems += self.questions(role)
                known = list(self.unresolved(role))
                waiting += [each for each in known if isinstance(each, WaitingNotice)]
                problems += [each for each in known if not isinstance(each, WaitingNotice)]
        problems += alike_rows(self.returned.roles, self.lang) if alone else ()
        blank: list[Problem] = [each for each in problems if isinstance(each, BlankNotice)]
        return replace(self.returned, problems=problems, blank=blank, overwritten=overwritten, waiting=waiting)

    def unresolved(self, role: Role) -> Iterator[Problem]:
        """Yield a notice, by a cell, of everybody who has no result though all that must be given is there and valid.

        An error where results do not come about by what is entered in this workbook alone.
        """
        part = next(part for part in self.issued.parts if part.role == role.name and not part.table)
        counted = as_counted(self.with_given(role), self.issued.given)
        for problem in unresolved(counted, outcome(role.plan, counted.inputs()), self.lang):
            columns, rows = self.returned.columns[part.sheet], self.returned.rows[part.sheet]
            cell = part.cell(rows[str(problem.fields["id"])], columns.get("total", columns["employee_id"]))
            at = replace(problem.place, file=self.file) if problem.place.cell else Place(self.file, part.sheet, cell)
            # Others' rows may make up for what is wrong with rows that are shared.
            is_wrong = isinstance(problem, UncomputedNotice) and not role.is_part
            yield replace(problem, place=at, severity="error" if is_wrong else problem.severity)

    def with_given(self, role: Role) -> Role:
        """Return a role whose people have what HR gave, locked for the manager, and the places of their entries."""
        places: dict[str, dict[str, Place]] = {person.employee_id: {} for person in role.people}
        for (whose, column), (sheet, cell) in self.returned.cells.items():
            if whose in places:
                places[whose][column] = Place(sheet=sheet, cell=cell)
        people = [
            replace(each, locked=frozenset(self.issued.given.get(key, ())), places=places[key])
            for key, each in ((each.employee_id, each) for each in role.people)
        ]
        return replace(role, people=people)

    def hr_figures(self, roles: Sequence[Role]) -> Iterator[Problem]:
        """Yield a warning per figure of HR, or of the period before, that is not as it was issued, which counts."""
        for role in roles:
            for person in role.people:
                given = self.issued.given.get(person.employee_id, {})
                yield from self.of_raters(role.plan, person)
                for key in sorted(given.keys() & person.entries):
                    value, came = given[key], person.entries[key]
                    if isclose(came, value, rel_tol=_SAME) or (isnan(came) and isnan(value)):
                        continue
                    at = self.returned.cells.get((person.employee_id, key))
                    sheet, cell = at or self.cell_of_workings(person.employee_id, key)
                    spec = role.plan.columns[key]
                    found, expected = (entry_in_words(role.plan, spec, figure, self.lang) for figure in (came, value))
                    if isinf(came):
                        stands = cell_at(self.sheets[sheet], *cell_place(cell))
                        found = _short(stands)
                        if stands == value or found == expected:  # nothing of somebody who stands there twice counts
                            continue
                    fields = {"id": person.employee_id, "name": column_in_full(role.plan, spec, self.lang)}
                    fields |= {"found": found, "expected": expected}
                    yield ShownOtherwise("review.hr_figure", Place(self.file, sheet, cell), fields, "warning")

    def hr_texts(self, roles: Sequence[Role]) -> Iterator[Problem]:
        """Yield a warning per text of HR's that is not as it was issued, which counts."""
        for role in roles:
            words = {spec.id: spec for spec in role.plan.of_kind("words")}
            for person in role.people:
                issued = self.issued.spelled.get(person.employee_id, {})
                for key in sorted(words.keys() & self.issued.given.get(person.employee_id, {})):
                    found = person.texts.get(key, "")
                    if (identity.constant_digest(found) if found else "") != issued.get(key, ""):
                        sheet, cell = self.returned.cells.get((person.employee_id, key), ("", ""))
                        fields = {"id": person.employee_id, "name": column_in_full(role.plan, words[key], self.lang)}
                        found = _short(found) if found else text(self.lang, "results.blank")
                        yield self.warning("review.hr_text", sheet, cell, **fields, found=found)

    def of_raters(self, plan: Plan, person: Employee) -> Iterator[Problem]:
        """Yield a warning per entry of somebody in a cell that raters fill in elsewhere, which does not count."""
        for key in self.issued.awaited.get(person.employee_id, ()):
            sheet, cell = self.returned.cells.get((person.employee_id, key), ("", ""))
            value = person.entries.get(key, nan)
            if not isnan(value):
                spec = plan.columns[key]
                found = entry_in_words(plan, spec, value, self.lang)
                fields = {"id": person.employee_id, "name": column_in_full(plan, spec, self.lang), "found": found}
                yield self.warning("review.of_raters", sheet, cell, **fields)

    def cell_of_workings(self, employee_id: str, column: str) -> tuple[str, str]:
        """Return where a column of somebody stands among the workings."""
        for sheet in (role.workings.sheet for role in self.layout):
            row = self.returned.rows.get(sheet, {}).get(employee_id)
            place = self.returned.columns.get(sheet, {}).get(column)
            if row is not None and place is not None:
                return sheet, cell_name(row, place)
        return "", ""

    def questions(self, role: Role) -> Iterator[Problem]:
        """Yield a warning per doubted entry that is not confirmed on 检查, an error per refused one, with the cell."""
        known = outcome(role.plan, role.inputs())
        people = [person.employee_id for person in role.people]
        confirmed = confirmations(self.sheets, role, self.returned)
        for asked in [*questions.refused(known), *questions.open_questions(known, people, confirmed)]:
            whose = people[asked.place]
            if asked.table:
                _, row = list(role.rows(asked.table))[asked.row]
                whose = f"{whose} {cell_place(row.place.cell)[0]}" if row.place.cell else whose
            sheet, cell = self.returned.cells.get((whose, asked.column), ("", ""))
            problem = questions.problem(role.plan, asked, people[asked.place], "input.question", lang=self.lang)
            yield problem.at(file=self.file, sheet=sheet, cell=cell)

    def without_reason(self) -> Iterator[Problem]:
        """Yield a warning per confirmation on 检查 that lacks its reason: it counts for nothing."""
        sheet = text(self.lang, "workbook.sheet.checks")
        for place in question_list.without_reason(self.sheets.get(sheet, []), self.lang):
            yield self.warning("review.without_reason", sheet, cell_name(*place))

    def with_last(self, person: Employee) -> Employee:
        """Return a person with what the sheet of workings says was entered in the period before."""
        last: dict[str, float] = {}
        for sheet, places in self.places_of_last.items():
            row = self.returned.rows.get(sheet, {}).get(person.employee_id)
            for key, place in places if row is not None else ():
                value = cell_at(self.sheets[sheet], row or 0, place)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    last[key] = float(value)
        return replace(person, entries={**person.entries, **last}) if last else person

    @cached_property
    def places_of_last(self) -> dict[str, list[tuple[str, int]]]:
        """Return by sheet of workings the columns of what was entered in the period before, and their places."""
        sheets = {role.workings.sheet for role in self.layout} & self.returned.columns.keys()
        columns = {sheet: self.returned.columns[sheet].items() for sheet in sheets}
        return {sheet: [each for each in of if each[0].startswith("last.")] for sheet, of in columns.items()}

    def moved(self, code: str, sheet: str, cell: str = "", **fields: object) -> Problem:
        return MovedCells(code, Place(self.file, sheet, cell), fields)

    def warning(self, code: str, sheet: str, cell: str = "", **fields: object) -> Problem:
        return warning(code, Place(self.file, sheet, cell), **fields)

    def overwritten(self, sheet: str, cell: tuple[int, int], name: str) -> Problem:
        """Return the notice that a cell (row and column from 0) holds no formula any more."""
        fields = {"name": name, "found": in_words(cell_at(self.sheets[sheet], *cell))}
        place = Place(self.file, sheet, cell_name(*cell))
        return OverwrittenFormula("review.formula_overwritten", place, fields, "warning")

    def people(self) -> Iterator[Problem]:
        """Yield who is missing, was added, or has another name than at the issue."""
        issued = {(role, key): name for role, people in self.issued.people.items() for key, name in people}
        roles_as_issued = {key: role for role, key in issued}
        parts = {part.role: part for part in self.issued.parts if not part.table}
        seen = set()
        for role in self.returned.roles:
            part = parts[role.name]
            for person in role.people:
                key = person.employee_id
                row, columns = self.returned.rows[part.sheet][key], self.returned.columns[part.sheet]
                name = issued.get((role.name, key))
                if name is None:
                    code = "review.person_moved" if key in roles_as_issued else "review.person_added"
                    cell = part.cell(row, columns["employee_id"])
                    fields = {"id": key, "name": person.name, "role": roles_as_issued.get(key, "")}
                    yield self.moved(code, part.sheet, cell, **fields)
                    seen.add((roles_as_issued.get(key), key))
                elif person.name != name:
                    place = Place(self.file, part.sheet, part.cell(row, columns["name"]))
                    fields = {"id": key, "found": person.name, "expected": name}
                    yield Problem("review.name_changed", place, fields)
                seen.add((role.name, key))
        for (role_name, key), name in issued.items():
            sheet = parts[role_name].sheet if role_name in parts else ""
            if (role_name, key) not in seen and sheet in self.sheets:  # of a sheet that is gone was told before
                yield self.moved("review.person_missing", sheet, id=key, name=name)

    def order(self) -> Iterator[Problem]:
        """Yield a warning per sheet on which people stand in another order: an id alone may have been moved."""
        for part in (part for part in self.issued.parts if not part.table):
            rows = self.returned.rows.get(part.sheet, {})
            issued = [key for key, _ in self.issued.people[part.role] if key in rows]
            here = sorted(issued, key=rows.__getitem__)
            for found, expected in zip(here, issued, strict=True):
                if found != expected:
                    cell = part.cell(rows[found], self.returned.columns[part.sheet]["employee_id"])
                    moved = self.moved("review.order_changed", part.sheet, cell, found=found, expected=expected)
                    yield replace(moved, severity="warning")
                    break

    def remarks(self) -> Iterator[Problem]:
        """Yield a warning per note, per sheet that was added, and where cells show something else than they hold.

        One more where Excel rounded what they hold to what they show.
        """
        if self.sheets.is_rounded:
            yield self.warning("review.precision", "")
        for sheet in self.sheets:
            for place, code in list(self.sheets.formats.get(sheet, {}).items())[:_NAMED]:
                yield self.warning("review.number_format", sheet, cell_name(*place), found=_short(code))
            if sheet not in self.own_sheets:
                copied = self.copied(sheet)
                told = self.warning("review.copied_sheet", sheet, sheets=copied) if copied else None
                yield told or self.warning("review.own_sheet", sheet)
            elif sheet != IDENTITY and (looks := self.looks(sheet)):
                odd = [text(self.lang, f"workbook.looks.{key}", cells=_short(cells)) for key, cells in looks.items()]
                yield self.warning("review.looks", sheet, found=text(self.lang, "results.separator").join(odd))
            for cell, note in self.sheets.notes.get(sheet, {}).items():
                yield self.warning("review.note", sheet, cell, text=" ".join(note.split()))
            if left := self.sheets.notes_left.get(sheet):
                yield self.warning("review.notes_more", sheet, count=left)

    def copied(self, sheet: str) -> list[str]:
        """Return those sheets of entries whose ids an added sheet has: nobody counts what was entered on a copy."""
        rows = self.sheets[sheet]
        across, down = {*(rows[ID_ROW] if rows else ())}, {value_at(row, ID_ROW) for row in rows}
        parts = ((part.sheet, down if part.turned else across) for part in self.issued.parts)
        return [name for name, ids in parts if name in self.sheets and ids.issuperset(self.issued.sheets[name])]

    def looks(self, sheet: str) -> dict[str, str]:
        """Return what keeps people from seeing what a sheet holds; what our rows are is not to be seen."""
        ours = {(row, area.kind_col) for area in self.areas(sheet) for row in range(area.row, area.row + area.rows)}
        unseen = next((cell_name(*cell) for cell in self.sheets.unseen.get(sheet, ()) if cell not in ours), None)
        return {**self.sheets.looks.get(sheet, {}), **({"unseen": unseen} if unseen else {})}

    def areas(self, sheet: str) -> Iterator[KeptArea]:
        """Yield the places of a sheet that the add-in writes to."""
        for name, (where, row) in self.issued.areas.items():
            if self.book and where == sheet:
                yield area_at(name, sheet, row, self.book)

    def workings(self) -> Iterator[Problem]:
        """Find columns and rows of the sheets on which nothing is entered; yield those sheets that are gone."""
        for sheet in (role.workings.sheet for role in self.layout):
            if sheet not in self.sheets:
                yield self.moved("workbook.sheet_missing", sheet)
                continue
            rows = self.sheets[sheet]
            ids = {value: place for place, value in enumerate(rows[ID_ROW] if rows else ()) if isinstance(value, str)}
            people = ((text_of(value_at(row, ids.get("employee_id", 0))), number) for number, row in enumerate(rows))
            self.returned.columns[sheet] = ids
            yield from self.of_workings(sheet, rows, ids)
            self.returned.rows[sheet] = {key: number for key, number in people if key and number >= FIRST_ROW}

    def of_workings(self, sheet: str, rows: Sequence[Sequence[Value]], ids: Mapping[str, int]) -> Iterator[Problem]:
        """Yield a warning per id and name among the workings that is not as it was issued."""
        role = next(role for role in self.layout if role.workings.sheet == sheet)
        for row, person in enumerate(role.role.people, FIRST_ROW):
            for key, issued in (("employee_id", person.employee_id), ("name", person.name)):
                found = cell_at(rows, row, ids.get(key, 0))
                if key in ids and text_of(found) != issued.strip():
                    was = text(self.lang, "workbook.shown.was", issued=issued)
                    place = Place(self.file, sheet, cell_name(row, ids.get(key, 0)))
                    fields = {"name": sheet, "found": _short(found), "was": was}
                    yield ChangedLabel("review.label_changed", place, fields, "warning")

    def computed(self) -> Iterator[tuple[Plan, TableLayout, list[ColumnSpec]]]:
        """Yield every table of a manager's workbook with its computed columns."""
        for role in self.layout:
            for table in role.tables:
                specs = (role.plan.tables[table.detail] if table.detail else role.plan).columns
                columns = (specs[key] for key in table.columns if key in specs)
                yield role.plan, table, [spec for spec in columns if is_computed(spec)]

    def constants(self) -> Iterator[Problem]:
        """Yield the labels, rules and figures that are not as issued.

        Errors where people enter and choose by what they read, warnings elsewhere.
        """
        turned = self.issued.turned()
        read_to_enter = {*turned, text(self.lang, "workbook.sheet.criteria")}
        for sheet, digests in self.issued.constants.items():
            rows = self.sheets.get(sheet, [])
            changed = list(self.changed_constants(sheet, rows, digests, turned)) if rows else []
            is_read = sheet in read_to_enter
            code = "review.heading_changed" if is_read else "review.label_changed"
            severity: Severity = "error" if is_read else "warning"
            for cell, place, value, issued_at in changed[:_NAMED]:
                name, was = self.name_at(sheet, place), self.was(sheet, issued_at, digests[issued_at])
                fields = {"name": name, "found": _short(value), "was": was}
                yield ChangedLabel(code, Place(self.file, sheet, cell), fields, severity)
            if len(changed) > _NAMED:
                left = {"count": len(changed) - _NAMED}
                yield ChangedLabel("review.labels_more", Place(self.file, sheet), left, severity)

    def changed_constants(
        self, sheet: str, rows: Sequence[Sequence[Value]], digests: Mapping[str, str], turned: Mapping[str, bool]
    ) -> Iterator[tuple[str, tuple[int, int], Value, str]]:
        """Yield what is not as issued on a sheet: its cell now, as A1 and by row and column, value, cell as issued."""
        formulas = self.sheets.formulas.get(sheet, frozenset())
        is_moved = any(issued != now for issued, now in self.moves(sheet))
        if not is_moved and formulas.isdisjoint(_cells_of(tuple(digests), ())):
            formulas = frozenset()
        id_axis = int(turned[sheet]) if sheet in turned else -1
        issued = map(cell_place, digests)
        places = self.places_now(sheet, issued) if is_moved else issued
        for place, (issued_at, digest) in zip(places, digests.items(), strict=True):
            if id_axis >= 0 and place[id_axis] == ID_ROW:
                continue  # of ids is told by themselves
            row, column = place
            line = rows[row] if row < len(rows) else ()
            value = line[column] if column < len(line) else None
            if value is None or identity.constant_digest(value) != digest or place in formulas:
                yield cell_name(*place), place, value, issued_at

    def was(self, sheet: str, cell: str, digest: str) -> str:
        """Return what a cell said when it was issued, where writing the workbook again tells that, else ""."""
        value = self.as_issued.get(sheet, {}).get(cell_place(cell))
        if value is None or identity.constant_digest(value) != digest:
            return ""
        return text(self.lang, "workbook.shown.was", issued=_short(value))

    @cached_property
    def as_issued(self) -> dict[str, dict[tuple[int, int], str | float | None]]:
        """Return the texts and numbers of a manager's workbook as it was issued, as far as the hidden sheet tells."""
        return constants(self.book, self.lang) if self.book else {}

    def places_now(self, sheet: str, cells: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield where cells stand now: each goes with the id of its column, or the one before, wherever that is."""
        is_turned, moves = self.issued.turned().get(sheet), self.moves(sheet)
        if all(issued == now for issued, now in moves):
            yield from cells
            return
        for row, column in cells:
            before = bisect_right(moves, (row if is_turned else column, inf))
            issued, place = moves[before - 1] if before else (0, 0)
            yield (row + place - issued, column) if is_turned else (row, column + place - issued)

    def moves(self, sheet: str) -> list[tuple[int, int]]:
        """Return where the ids of a sheet on which something is entered were issued, in order, and where they stand."""
        is_turned = self.issued.turned().get(sheet)
        if is_turned is None:
            return []
        now = {identity.constant_digest(key): place for key, place in self.returned.columns.get(sheet, {}).items()}
        digests = self.issued.constants.get(sheet, {})
        lines = ((cell_place(cell)[:: -1 if is_turned else 1], digest) for cell, digest in digests.items())
        return sorted((place, now[digest]) for (line, place), digest in lines if line == ID_ROW and digest in now)

    def name_at(self, sheet: str, place: tuple[int, int]) -> str:
        """Return what the column of a cell is called, the sheet's name where that has no ids there."""
        for part in (part for part in self.issued.parts if part.sheet == sheet):
            ids = {place: key for key, place in self.returned.columns.get(sheet, {}).items()}
            key = ids.get(place[0] if part.turned else place[1], "")
            plan = self.plans[part.scheme]
            specs = plan.tables[part.table].columns if part.table else plan.columns
            return column_in_full(plan, specs[key], self.lang) if key in specs else sheet
        return sheet

    def outside(self) -> Iterator[Problem]:
        """Yield a warning per text or figure where the issue left blank cells: nobody reads those otherwise."""
        told_of = set(map(_cell, self.returned.problems))
        parts = {part.sheet: part for part in self.issued.parts}
        for sheet in (name for name in self.issued.sheets if name in self.sheets):
            unread = self.unread(sheet, parts.get(sheet))
            named = ((Place(self.file, sheet, cell_name(*at)), value) for at, value in unread)
            strange = [(place, value) for place, value in named if (place.sheet, place.cell) not in told_of]
            yield from (warning("review.outside", place, text=_short(value)) for place, value in strange[:_NAMED])
            if len(strange) > _NAMED:
                yield self.warning("review.outside_more", sheet, count=len(strange) - _NAMED)

    def unread(self, sheet: str, part: identity.SheetPart | None) -> Iterator[tuple[tuple[int, int], Value]]:
        """Yield the cells of a sheet, as (row, column) from 0, that hold something where nothing is read."""
        places, people = self.returned.columns.get(sheet, {}), self.returned.rows.get(sheet, {})
        is_turned, is_table = (part.turned, bool(part.table)) if part else (False, False)
        owner = places.get("employee" if is_table else "employee_id")
        if part and owner is None:
            return
        known = _cells_of(tuple(self.issued.constants.get(sheet, ())), tuple(self.issued.formulas.get(sheet, ())))
        if any(issued != now for issued, now in self.moves(sheet)):
            known = Positions(self.places_now(sheet, known))
        columns, chosen = {*places.values()}, None
        lines = list(zip_longest(*self.sheets[sheet])) if is_turned else self.sheets[sheet]
        for line, values in enumerate(lines):
            is_row = (
                owner is not None and line >= FIRST_ROW and (is_table or text_of(value_at(values, owner)) in people)
            )
            bits = 0 if is_turned else known.row(line)
            for place, value in enumerate(values) if line != ID_ROW or owner is None else ():
                if value is None or bits >> place & 1 or (is_row and place in columns):
                    continue
                at = (place, line) if is_turned else (line, place)
                if at in known:
                    continue
                chosen = {*self.chosen(sheet)} if chosen is None else chosen
                if at not in chosen:
                    yield at, value

    def chosen(self, sheet: str) -> Iterator[tuple[int, int]]:
        """Yield the cells in which something is chosen or confirmed beside the entries, and those of the add-in."""
        if any(role.form == sheet for role in self.layout):
            yield cell_place(CHOICE.replace("$", ""))
        if sheet == text(self.lang, "workbook.sheet.checks"):
            yield from product(range(len(self.sheets[sheet])), (question_list.CONFIRM, question_list.REASON))
        for area in self.areas(sheet):
            yield from product(range(area.row, area.row + area.rows), range(FIRST_COL, area.kind_col + 1))

    def ids(self) -> Iterator[Problem]:
        """Yield the ids that do not stand where they were issued, by their cells, and those that are gone."""
        turned = {sheet for sheet, is_turned in self.issued.turned().items() if is_turned}
        for sheet, ids in self.issued.sheets.items():
            rows = self.sheets.get(sheet, [])
            line = [value_at(row, ID_ROW) for row in rows] if sheet in turned else list(rows[ID_ROW] if rows else ())
            place_of = {value: place for place, value in reversed(list(enumerate(line))) if isinstance(value, str)}
            places = sorted((place, value) for value, place in place_of.items())
            kept = [(place, value) for place, value in places if value in ids]
            right = dict(zip([place for place, _ in kept], [key for key in ids if key in place_of], strict=True))
            gone = [key for key in ids if key not in place_of]
            if gone and sheet in self.sheets and sheet not in self.returned.lacking:
                yield self.moved("workbook.columns_missing", sheet, "A:A" if sheet in turned else "1:1", ids=gone)
            for place, value in places if ids else ():
                if right.get(place) != value:
                    cell = cell_name(place, ID_ROW) if sheet in turned else cell_name(ID_ROW, place)
                    yield self.moved("workbook.id_changed", sheet, cell, found=value, expected=right.get(place, "—"))

    def tabs(self) -> Iterator[Problem]:
        """Yield a warning per sheet that is gone though nothing is read from it, and per sheet that was moved."""
        order = [name for name in self.sheets.order if name in self.issued.sheets]
        issued = [name for name in self.issued.sheets if name in order]
        read = text(self.lang, "workbook.sheet.parameters")
        for name, ids in self.issued.sheets.items():
            if order and name not in order and name != read and not ids:
                yield replace(self.moved("workbook.showing_missing", name), severity="warning")
        for name, expected in zip(order, issued, strict=True):
            if name != expected:
                yield self.warning("workbook.sheet_moved", name, expected=expected)

    def formulas(self) -> Iterator[Problem]:
        """Yield the computed cells that hold no formula any more."""
        for plan, table, computed in self.computed():
            with_formula = self.sheets.formulas.get(table.sheet, frozenset())
            columns = self.returned.columns.get(table.sheet, {})
            mask = sum(1 << place for place in {columns[each.id] for each in computed if each.id in columns})
            for row in self.table_rows(table):
                if isinstance(with_formula, Positions) and with_formula.row(row) & mask == mask:
                    continue
                for spec in computed:
                    place = columns.get(spec.id)
                    if place is not None and (row, place) not in with_formula:
                        yield self.overwritten(table.sheet, (row, place), column_in_full(plan, spec, self.lang))

    def without_formulas(self, shown: Sequence[Problem]) -> Iterator[Problem]:
        """Yield notices, those of overwritten formulas as one where a program must have left them out, not a person."""
        lost = Counter(each.place.sheet for each in shown if isinstance(each, OverwrittenFormula))
        if lost.total() <= _TYPED_OVER:
            yield from shown
            return
        yield from (each for each in shown if not isinstance(each, OverwrittenFormula))
        sheets = [text(self.lang, "workbook.lost_formulas", sheet=sheet, count=lost[sheet]) for sheet in lost]
        yield self.warning("review.formulas_lost", "", count=lost.total(), sheets=sheets)

    def formulas_elsewhere(self) -> Iterator[Problem]:
        """Yield the cells of the other sheets that hold no formula any more: the form is what people sign."""
        entered_on = self.issued.turned()
        for sheet in (name for name in self.issued.formulas if name in self.sheets and name not in entered_on):
            formulas, issued = self.sheets.formulas.get(sheet, ()), tuple(self.issued.formulas[sheet])
            if isinstance(formulas, Positions) and not _cells_of((), issued).without(formulas):
                continue
            gone = (cell for cell in _in_areas(issued) if cell not in formulas)
            yield from (self.overwritten(sheet, cell, sheet) for cell in gone)

    def table_rows(self, table: TableLayout) -> list[int]:
        """Return the rows of a sheet that must hold formulas: one per person, or all that a detail sheet has ready."""
        if table.detail:
            return list(range(FIRST_ROW, table.last_row + 1)) if table.sheet in self.sheets else []
        return list(self.returned.rows.get(table.sheet, {}).values())

    def rows(self, role: Role, *, alone: bool) -> Iterator[Problem]:
        """Yield a warning per employee with too few rows of a detail table, an error per row that meets not all checks.

        Who is not appraised needs none. The latter is told only of a workbook that is looked at alone: as a warning
        where other teams' rows may still make up for it.
        """
        details, left_out = role.inputs().details, not_appraised(role)
        for part in self.issued.parts:
            if part.role != role.name or not part.table:
                continue
            table, detail = part.table, role.plan.scheme.details[part.table]
            for person in role.people:
                count = len(person.rows.get(table, ()))
                if count < detail.least and person.employee_id not in left_out:
                    fields = {
                        "id": person.employee_id,
                        "table": detail.name[self.lang],
                        "count": count,
                        "least": detail.least,
                    }
                    yield BlankNotice("workbook.too_few_rows", Place(self.file, part.sheet), fields, "warning")
            if alone:
                may_come = mendable(role, table, details[table], self.lang) if role.is_part else ()
                for problem in row_checks(role, table, details[table], self.lang):
                    # Others' shares of the same thing may stand in workbooks of other teams.
                    of_others = replace(problem, code="workbook.row_check_alone", severity="warning")
                    yield of_others if (problem.fields["name"], problem.place) in may_come else problem


def _in_areas(areas: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the cells of areas (`B4:C9`), as (row, column) from 0."""
    for area in areas:
        (top, left), *_, (bottom, right) = map(cell_place, (area.split(":") * 2)[:2])
        yield from product(range(top, bottom + 1), range(left, right + 1))


@lru_cache(maxsize=500)
def _cells_of(cells: tuple[str, ...], areas: tuple[str, ...]) -> Positions:
    """Return cells and all those of areas, as far as a sheet reaches."""
    return Positions(cell for cell in (*map(cell_place, cells), *_in_areas(areas)) if cell[1] < _WIDEST)


def is_computed(spec: ColumnSpec) -> bool:
    """Return whether the cells of a column hold formulas."""
    return spec.expr is not None or spec.kind == "state"


def changed_parameters(sheets: Sheets, file: str, plans: Iterable[Plan], lang: Lang) -> Iterator[Problem]:
    """Yield the parameters of a workbook that are not those of the schemes that it was issued with, in their order."""
    sheet = text(lang, "workbook.sheet.parameters")
    if sheet not in sheets:
        yield Problem("workbook.sheet_missing", Place(file, sheet))
        return
    row = FIRST_LINE
    for plan in plans:
        block = block_of(plan, sheet, row, lang)
        owner = ""
        for number, line in enumerate(block.lines, block.first + 1):
            owner = line.owner or owner
            for cell in line.figures:
                place = FIRST + cell.place
                if not _same(cell_at(sheets[sheet], number, place), cell.value) or (
                    (number, place) in sheets.formulas.get(sheet, ())
                ):
                    fields = {
                        "name": " ".join(filter(None, (owner, line.name))),
                        "found": in_words(cell_at(sheets[sheet], number, place)),
                        "expected": cell.value,
                    }
                    yield Problem("review.parameter_changed", Place(file, sheet, cell_name(number, place)), fields)
        row = block.end + 2


def _same(value: Value, expected: float | str) -> bool:
    if isinstance(expected, str):
        return value is not None and str(value) == expected
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value - expected) <= _SAME * max(abs(expected), 1.0)


def _cell(problem: Problem) -> tuple[str, str]:
    return problem.place.sheet, problem.place.cell


def _short(value: Value) -> str:
    """Return what a cell shows as a message repeats it, a long text by its beginning."""
    return shorten(in_words(value), 200, placeholder="…")
