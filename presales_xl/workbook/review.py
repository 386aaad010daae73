"""All that can be said of a workbook from itself alone: what was entered, and what is wrong with it, cell by cell.

The add-in's 校验输入 shows it to the manager, `collect` decides by it whether a returned workbook can be used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from presales_xl.backends.frame import DetailRows, failed_checks
from presales_xl.backends.words import column_in_full
from presales_xl.people.employees import Role
from presales_xl.people.table import Value
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook import identity, read
from presales_xl.workbook.identity import Issued, SheetPart
from presales_xl.workbook.issued import layout_of, plan_of
from presales_xl.workbook.layout import FIRST_ROW, IDENTITY, cell_name
from presales_xl.workbook.parameters import FIRST, FIRST_LINE, lay_out
from presales_xl.workbook.read import Returned
from presales_xl.workbook.reader import Sheets

_SAME = 1e-12  # relative: programs write the last binary digit of a figure differently


@dataclass(frozen=True)
class Review:
    """A workbook as it is now: what was entered, and what is wrong."""

    returned: Returned
    problems: tuple[Problem, ...]

    @property
    def roles(self) -> Sequence[Role]:
        """Return what was entered by role, with the plan as issued."""
        return self.returned.roles

    @property
    def issued(self) -> Issued:
        """Return what the workbook says of itself."""
        return self.returned.issued


def review(sheets: Sheets, file: str = "") -> Review:
    """Return what a workbook of ours holds and everything that is wrong with it.

    `file` is how messages call it. ProblemsError `workbook.not_ours`, `issued.damaged`.
    """
    issued = identity.read(sheets.get(IDENTITY, ()))
    if issued is None:
        raise fail("workbook.not_ours", Place(file=file))
    returned = read.read(sheets, file)
    return Review(returned, (*returned.problems, *_Looker(sheets, file, returned).problems()))


class _Looker:
    def __init__(self, sheets: Sheets, file: str, returned: Returned) -> None:
        self.sheets = sheets
        self.file = file
        self.returned = returned
        self.issued = returned.issued
        self.lang = returned.identity.lang
        self.plans = {scheme: plan_of(source) for scheme, source in self.issued.schemes.items()}

    def problems(self) -> Iterator[Problem]:
        yield from self.people()
        yield from self.formulas()
        if self.issued.identity.kind == "manager":
            yield from self.ids()
            yield from self.parameters()
        for role in self.returned.roles:
            yield from read.missing_inputs(role, self.returned, self.file, self.lang)
            yield from self.rows(role)

    def problem(self, code: str, sheet: str, cell: str = "", **fields: object) -> Problem:
        return Problem(code, Place(self.file, sheet, cell), fields)

    def people(self) -> Iterator[Problem]:
        """Yield who is missing, was added, or has another name than at the issue."""
        issued = {key: (role, name) for role, people in self.issued.people.items() for key, name in people}
        sheets = {part.role: part.sheet for part in self.issued.parts if not part.table}
        there = set()
        for role in self.returned.roles:
            sheet = sheets[role.name]
            for person in role.people:
                row, columns = self.returned.rows[sheet][person.employee_id], self.returned.columns[sheet]
                cell = cell_name(row, columns["employee_id"])
                own, name = issued.get(person.employee_id, ("", ""))
                if own != role.name:
                    code = "review.person_moved" if own else "review.person_added"
                    yield self.problem(code, sheet, cell, id=person.employee_id, name=person.name, role=own)
                elif person.name != name:
                    cell = cell_name(row, columns["name"])
                    yield self.problem(
                        "review.name_changed", sheet, cell, id=person.employee_id, found=person.name, expected=name
                    )
                there.add(person.employee_id)
        for key, (own, name) in issued.items():
            if key not in there and sheets.get(own) in self.sheets:  # a whole sheet that is gone was told of before
                yield self.problem("review.person_missing", sheets[own], id=key, name=name)

    def ids(self) -> Iterator[Problem]:
        """Yield the sheets on which ids of computed columns are gone; those of inputs are missed when they are read."""
        for role in layout_of(self.issued).roles:
            wanted = {role.sheet: (role.columns, role.plan.columns)}
            for table, detail in role.details.items():
                wanted[detail.sheet] = (detail.columns, role.plan.tables[table].columns)
            for sheet, (columns, specs) in wanted.items():
                there = self.returned.columns.get(sheet, {})
                computed = (key for key in columns if key in specs and _is_computed(specs[key]))
                gone = [key for key in computed if key not in there]
                if there and gone:
                    yield self.problem("workbook.columns_missing", sheet, "1:1", ids=gone)

    def formulas(self) -> Iterator[Problem]:
        """Yield the computed cells of role and detail sheets that hold no formula any more."""
        for part in self.issued.parts:
            plan, there = self.plans[part.scheme], self.sheets.formulas.get(part.sheet, frozenset())
            columns = self.returned.columns.get(part.sheet, {})
            specs = (plan.tables[part.table] if part.table else plan).columns.values()
            for row in self.table_rows(part):
                for spec in specs:
                    place = columns.get(spec.id)
                    if _is_computed(spec) and place is not None and (row, place) not in there:
                        found = _shown(self.sheets[part.sheet], row, place)
                        name = column_in_full(plan, spec, self.lang)
                        cell = cell_name(row, place)
                        yield self.problem("review.formula_overwritten", part.sheet, cell, name=name, found=found)

    def table_rows(self, part: SheetPart) -> list[int]:
        """Return the rows of a sheet that must hold formulas: one per person, or all that a detail sheet has ready."""
        if part.table:
            return list(range(FIRST_ROW, FIRST_ROW + part.rows)) if part.sheet in self.sheets else []
        return list(self.returned.rows.get(part.sheet, {}).values())

    def parameters(self) -> Iterator[Problem]:
        """Yield the parameters that are not as they were issued."""
        sheet = text(self.lang, "workbook.sheet.parameters")
        if sheet not in self.sheets:
            yield self.problem("workbook.sheet_missing", sheet)
            return
        row = FIRST_LINE
        for plan in self.plans.values():
            block = lay_out(plan, sheet, row, self.lang)
            owner = ""
            for number, line in enumerate(block.lines, block.first + 1):
                owner = line.owner or owner
                for cell in line.figures:
                    place = FIRST + cell.place
                    found = _value(self.sheets[sheet], number, place)
                    if not _same(found, cell.value) or (number, place) in self.sheets.formulas.get(sheet, ()):
                        name = " ".join(filter(None, (owner, line.name)))
                        shown = _shown(self.sheets[sheet], number, place)
                        yield self.problem(
                            "review.parameter_changed",
                            sheet,
                            cell_name(number, place),
                            name=name,
                            found=shown,
                            expected=cell.value,
                        )
            row = block.end + 2

    def rows(self, role: Role) -> Iterator[Problem]:
        """Yield a warning per employee with too few rows of a detail table, and per row that does not meet a check.

        Other teams' rows may still make up for the latter.
        """
        details = role.inputs().details
        for part in self.issued.parts:
            if part.role != role.name or not part.table:
                continue
            table, detail = part.table, role.plan.scheme.details[part.table]
            for person in role.people:
                count = len(person.rows.get(table, ()))
                if count < detail.least:
                    fields = {
                        "id": person.employee_id,
                        "table": detail.name[self.lang],
                        "count": count,
                        "least": detail.least,
                    }
                    yield Problem("workbook.too_few_rows", Place(self.file, part.sheet), fields, "warning")
            for problem in row_checks(role, table, details[table], self.lang):
                yield replace(problem, severity="warning")


def _is_computed(spec: ColumnSpec) -> bool:
    return spec.field is None and spec.kind != "level"


def row_checks(role: Role, table: str, entries: DetailRows, lang: Lang) -> Iterator[Problem]:
    """Yield an error for every row of a detail table that does not meet a check; `entries` are of the same rows."""
    rows, checks = list(role.rows(table)), role.plan.scheme.details[table].checks
    for key, failed in failed_checks(role.plan, table, entries).items():
        for place, row in (rows[number] for number in failed):
            called = next(iter(row.texts.values()), role.people[place].employee_id)
            yield Problem("workbook.row_check", row.place, {"row": called, "name": checks[key].name[lang]})


def _value(rows: list[list[Value]], row: int, place: int) -> Value:
    return rows[row][place] if row < len(rows) and place < len(rows[row]) else None


def _shown(rows: list[list[Value]], row: int, place: int) -> str:
    found = _value(rows, row, place)
    code = getattr(found, "code", None)
    return "" if found is None else str(code or (f"{found:.10g}" if isinstance(found, float) else found))


def _same(found: Value, expected: float | str) -> bool:
    if isinstance(expected, str):
        return found is not None and str(found) == expected
    if isinstance(found, bool) or not isinstance(found, int | float):
        return False
    return abs(found - expected) <= _SAME * max(abs(expected), 1.0)
