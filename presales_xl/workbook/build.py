"""Book → .xlsx: the list of sheets, where everything stands on them, and the file, saved whole or not at all."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from xlsxwriter import Workbook

from presales_xl.people.employees import Employee, Role, with_others
from presales_xl.people.questions import Confirmation
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang, text
from presales_xl.workbook import areas, identity
from presales_xl.workbook.areas import KeptArea
from presales_xl.workbook.book_sheet import BookSheet, PerRoleSheet
from presales_xl.workbook.checks import ChecksSheet
from presales_xl.workbook.cover import CoverSheet
from presales_xl.workbook.criteria import CriteriaSheet
from presales_xl.workbook.detail import DetailSheet
from presales_xl.workbook.form import FormSheet
from presales_xl.workbook.identity import Issued, Seal, plan_of, unsealed
from presales_xl.workbook.layout import (
    IDENTITY,
    PEOPLE_COL,
    PEOPLE_ROW,
    Book,
    BookLayout,
    RoleLayout,
    Span,
    Tab,
    lay_out_role,
    sheet_name,
)
from presales_xl.workbook.parameter_block import FIRST_LINE, ParameterBlock, block_of
from presales_xl.workbook.parameters import ParameterSheet
from presales_xl.workbook.role import RoleSheet
from presales_xl.workbook.style import Style, new_workbook, unsaved_workbook
from presales_xl.workbook.summary import SummarySheet
from presales_xl.workbook.varying import BookWorksheet
from presales_xl.workbook.workings import WorkingsSheet

#: All sheets in the order of their tabs; those of one line stand together, role by role.
SHEETS: Sequence[Sequence[type[BookSheet]]] = (
    (CoverSheet,),
    (RoleSheet, DetailSheet),
    (FormSheet,),
    (CriteriaSheet,),
    (SummarySheet,),
    (ChecksSheet,),
    (WorkingsSheet,),
    (ParameterSheet,),
)
#: The kinds of sheets by their keys.
KINDS = {kind.key: kind for line in SHEETS for kind in line}
#: What works on a protected sheet; to sort does not, as rows hold locked cells.
_PROTECTION = {"autofilter": True, "format_columns": True, "format_rows": True}


def write(book: Book, path: Path, lang: Lang, seal: Seal = unsealed) -> Issued:
    """Write a manager's workbook to `path`, with the seal that `seal` makes; returns what it was issued as.

    Raises ProblemsError (`file.locked`) when the target is open in another program; nothing is left behind then.
    """
    layout = lay_out_book(book, lang)
    with new_workbook(path, lang, **properties(book, lang)) as file:
        return write_sheets(file, layout, lang, seal)


def properties(book: Book, lang: Lang) -> dict[str, str]:
    """Return what a workbook says of itself to whom only its file is shown."""
    title = text(lang, "workbook.title", company=book.company, period=book.period)
    whose = {"subject": f"{book.team} {book.manager}", "company": book.company}
    return {"title": title, "author": "presales_xl", **whose}


def write_sheets(
    file: Workbook, layout: BookLayout, lang: Lang, seal: Seal, kind: type[BookWorksheet] = BookWorksheet
) -> Issued:
    """Write all sheets of a manager's workbook, as worksheets of a kind; returns what it is issued as, sealed."""
    style = Style(file, lang)
    sheets = add_sheets(file, style, layout, kind)
    _add_sheet(file, layout, IDENTITY, kind)
    kept: dict[str, KeptArea] = {}
    for sheet in sheets:
        sheet.write()
        kept |= sheet.areas
    areas.prepare(file, style, layout, kept)
    issued = identity.of_book(layout, lang, {name: (area.sheet, area.row) for name, area in kept.items()})
    sealed = identity.write(file, issued, seal)
    _open_at_first_blank(sheets)
    return sealed


def add_sheets(
    file: Workbook, style: Style, layout: BookLayout, kind: type[BookWorksheet] = BookWorksheet
) -> list[BookSheet]:
    """Add all sheets of a layout to a workbook as worksheets of a kind, protected and still to be written."""
    sheets = [KINDS[tab.kind](_add_sheet(file, layout, tab.name, kind), style, layout, tab) for tab in layout.tabs]
    for sheet in sheets:
        sheet.sheet.protect("", _PROTECTION)
        sheet.sheet.set_tab_color(style.colour(sheet.tab_colour))
    return sheets


def _add_sheet(
    file: Workbook, layout: BookLayout, name: str, kind: type[BookWorksheet] = BookWorksheet
) -> BookWorksheet:
    sheet = file.add_worksheet(name, kind)
    sheet.layout = layout
    return cast(BookWorksheet, sheet)


def written(layout: BookLayout, lang: Lang, kinds: Collection[str]) -> Workbook:
    """Return a workbook that is never saved, in which the sheets of some kinds are written."""
    file = unsaved_workbook()
    style = Style(file, lang)
    for tab in layout.tabs:
        sheet = _add_sheet(file, layout, tab.name)  # in their order: charts and links name others
        if tab.kind in kinds:
            KINDS[tab.kind](sheet, style, layout, tab).write()
    return file


def _open_at_first_blank(sheets: Sequence[BookSheet]) -> None:
    """Let the workbook open on the first cell that is still to be filled in, else on its first sheet."""
    sheets[0].sheet.set_first_sheet()
    for sheet in sheets:
        if (cell := sheet.first_blank()) is not None:
            sheet.sheet.set_selection(*cell, *cell)
            sheet.sheet.activate()
            return
    sheets[0].sheet.activate()


def lay_out_book(book: Book, lang: Lang, ready: Mapping[str, int] | None = None, *, named: str = "") -> BookLayout:
    """Return where everything of `book` stands; `ready` gives how many rows a detail sheet has, by its name.

    `named` is the pattern of the sheets' names but those of roles, where they stand in a workbook beside others.
    """
    tabs = tuple(
        tab if tab.kind == RoleSheet.key or not named else replace(tab, name=sheet_name(named.format(name=tab.name)))
        for tab in _tabs(book.roles, lang)
    )
    names = {tab.kind: tab.name for tab in tabs if tab.role < 0}
    blocks: dict[str, ParameterBlock] = {}
    row = FIRST_LINE
    for role in book.roles:
        if role.plan.scheme.id not in blocks:
            block = block_of(role.plan, names[ParameterSheet.key], row, lang)
            blocks[role.plan.scheme.id] = block
            row = block.end + 2
    roles: list[RoleLayout] = []
    first = PEOPLE_ROW
    for number, role in enumerate(with_others(book.roles)):
        after = first + len(role.people)
        people = Span(names[CoverSheet.key], PEOPLE_COL, first, after - 1)
        sheets = [tab for tab in tabs if tab.role == number]
        block = blocks[role.plan.scheme.id]
        roles.append(lay_out_role(number, role, sheets, block=block, people=people, ready=ready or {}))
        first = after
    return BookLayout(book, tabs, tuple(_beside_each_other(roles)), tuple(blocks.values()))


def _beside_each_other(roles: Sequence[RoleLayout]) -> Iterator[RoleLayout]:
    """Yield each role with the detail sheets of the others under its scheme, where rows reckon with others' rows."""
    for role in roles:
        others = (other for other in roles if other is not role and other.plan.scheme.id == role.plan.scheme.id)
        yield replace(role, beside=tuple(other.details for other in others) if role.plan.is_shared else ())


def _tabs(roles: Sequence[Role], lang: Lang) -> Iterator[Tab]:
    for line in SHEETS:
        if not issubclass(line[0], PerRoleSheet):
            plans = [role.plan for role in roles]
            kinds = [kind for kind in line if kind.needed(plans)]
            yield from (Tab(kind.key, name) for kind in kinds for name in kind.names(lang).values())
            continue
        for number, role in enumerate(roles):
            for kind in line:
                names = kind.names(lang, role.name, role.plan, only=len(roles) == 1)
                yield from (Tab(kind.key, name, number, table) for table, name in names.items())


def reserved_names(lang: Lang) -> set[str]:
    """Return the names that sheets have whatever the roles of a workbook are called."""
    return {name for kind in KINDS.values() for name in kind.names(lang).values() if name} | {IDENTITY}


def names_of_role(role: str, plan: Plan | None, lang: Lang) -> list[str]:
    """Return the names of all sheets of a role in a workbook with several; without `plan` those of no detail table."""
    kinds = (kind for kind in KINDS.values() if issubclass(kind, PerRoleSheet))
    names = (name for kind in kinds for name in kind.names(lang, role, plan, only=False).values())
    return list(dict.fromkeys(names))


def layout_of(
    issued: Issued,
    entered: Sequence[Role] = (),
    confirmed: Collection[Confirmation] = (),
    chosen: Mapping[str, int] | None = None,
) -> BookLayout:
    """Return where everything stands in a manager's workbook as it was issued; raises as `plan_of` does.

    Where something was `entered`, which may be of some only, the layout holds that, with what was `confirmed` and the
    places of those who are `chosen` on the forms, by the names of the sheets.
    """
    known = issued.identity
    came = {(role.name, person.employee_id): person for role in entered for person in role.people}

    def employee(role: str, employee_id: str, name: str) -> Employee:
        given, awaited = (frozenset(columns.get(employee_id, ())) for columns in (issued.given, issued.awaited))
        person = came.get((role, employee_id), Employee(employee_id, name))
        state = {STATE: float(EXEMPT)} if employee_id in issued.exempted else {}  # as HR gave it: formulas hang on it
        return replace(person, entries={**person.entries, **state}, locked=given, awaited=awaited)

    roles = [
        Role(
            part.role,
            plan_of(issued.schemes[part.scheme]),
            [employee(part.role, *who) for who in issued.people[part.role]],
            is_part=part.scheme in issued.others,
        )
        for part in issued.parts
        if not part.table
    ]
    book = Book(
        company=known.company,
        period=known.period,
        manager_id=known.recipient_id,
        manager=known.recipient,
        team=known.team,
        roles=roles,
        issue=known.issue,
        returns=known.returns,
        confirmed=confirmed,
        chosen=chosen or {},
    )
    return lay_out_book(book, known.lang, {part.sheet: part.rows for part in issued.parts if part.table})
