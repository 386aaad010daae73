"""Scheme → design workbook: a sheet for each thing that a scheme can say, ready to be changed and added to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from presales_xl.design.designbook.codecs import Around, NumberCell, Value, written
from presales_xl.design.designbook.design_sheets import (
    FACTS,
    RULE_ROWS,
    SHEETS,
    DesignColumn,
    DesignRow,
    DesignSheet,
    Tree,
    at,
    rows,
    tree_of,
)
from presales_xl.design.designbook.draft_origins import (
    LINES,
    SIGN,
    UNSURE,
    Sourced,
    seen_in,
    sign_column,
    signs,
    write_lines,
)
from presales_xl.design.designbook.restated import restated
from presales_xl.design.designbook.vocabulary import Vocabulary
from presales_xl.design.example import Example, example
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang, text
from presales_xl.workbook.build import add_sheets, lay_out_book
from presales_xl.workbook.detail import DetailSheet
from presales_xl.workbook.layout import FIRST_ROW, Book
from presales_xl.workbook.role import RoleSheet
from presales_xl.workbook.style import Style, new_workbook
from presales_xl.workbook.table_sheet import (
    INPUT,
    WRAPPED,
    Link,
    Look,
    SheetColumn,
    SheetTable,
    TableCells,
    write_sheet,
)

#: The very hidden sheet with what names, texts and ids were when the workbook was written, and the one with lists.
RECORDS, LISTS = "_design", "_lists"
FORMAT = "1"
NEW_ID = "our_scheme"  # of a new scheme until somebody writes another; what it becomes has a number behind it
KEYS_ROW, ABOUT_ROW, HEADER_ROW = 0, 1, 2
ID_COLUMN = 0
READY = 12  # blank rows below the last one, at least
_HEIGHT, _HINT_MOST = 20, 255


@dataclass(frozen=True)
class ShownColumn:
    """One column as it stands on a sheet: its key in the hidden first row, its title, and what shows in it."""

    key: str
    title: str
    column: DesignColumn


def content(plan: Plan) -> dict[str, Any]:
    """Return what a scheme says, without what holds when nothing is said.

    ProblemsError `design.variant` of one that changes a figure which the other one does not state by itself.
    """
    return restated(plan)


def blank() -> dict[str, Any]:
    """Return what a new scheme begins with."""
    return {"id": NEW_ID, "cycles": ["month"]}


def write(
    said: Mapping[str, Any], path: Path, lang: Lang, plan: Plan | None = None, sourced: Sourced | None = None
) -> None:
    """Write the design workbook of what a scheme file says, whole or not at all; `said` may lack anything.

    With its `plan` the workbook has sheets to try it on, with the formulas of a manager's workbook. Of a draft it shows
    where everything comes from.

    ProblemsError `file.locked` when the target is open in another program.
    """
    tree = tree_of(said)
    names = Vocabulary(tree, lang)
    title = text(lang, "design.title")
    with new_workbook(path, lang, title=title, author="presales_xl") as book:
        _DesignBook(book, tree, names, sourced).write(plan)


def trial_role(plan: Plan, lang: Lang) -> Role:
    """Return the three people to try a scheme on, the first of them filled in."""
    names = [text(lang, "design.trial.person", number=number) for number in (1, 2, 3)]
    others = [Employee(f"T{number}", name) for number, name in enumerate(names[1:], 2)]
    return Role(text(lang, "design.sheet.trial"), plan, [_filled(example(plan), plan, names[0]), *others])


def columns_of(sheet: DesignSheet, names: Vocabulary) -> Iterator[ShownColumn]:
    """Yield the columns of a sheet: that of the kinds of rows, where there are several, then those of the items."""
    say = Around(names).say
    for column in sheet.columns:
        yield ShownColumn(column.key, say(f"column.{column.key}"), column)
        if column.key == "points":
            for key, name in names.names["level"].items():
                of_level = DesignColumn(f"points:{key}", f"points.{key}", NumberCell(), width=9, rows=column.rows)
                yield ShownColumn(of_level.key, name, of_level)


def _shown(value: object) -> str:
    """Return what somebody sees in a cell of a row."""
    return written(value) if isinstance(value, str | int | float) else ""


class _DesignBook:
    """Writes the sheets of one design workbook."""

    def __init__(self, book: Workbook, tree: Tree, names: Vocabulary, sourced: Sourced | None) -> None:
        self.book, self.tree, self.names, self.sourced = book, tree, names, sourced
        self.style = Style(book, names.lang)
        self.say = Around(names).say
        self.lists: list[Sequence[str]] = []
        self.unsure: list[tuple[str, str, str]] = []

    def write(self, plan: Plan | None) -> None:
        """Write all sheets, the hidden ones last."""
        guide = self.book.add_worksheet(self.say("sheet.guide"))
        self._facts(self.book.add_worksheet(self.say("sheet.scheme")))
        for sheet in SHEETS:
            self._rows(self.book.add_worksheet(self.say(f"sheet.{sheet.key}")), sheet)
        self._guide(guide, tried=plan is not None)
        if self.sourced is not None:
            sheet = self.book.add_worksheet(text(self.names.lang, "imported.lines.title"))
            keys = write_lines(sheet, self.style, self.sourced, HEADER_ROW)
            self._head(sheet, LINES, keys)
            column, below = keys.index(SIGN), HEADER_ROW + max(len(self.sourced.lines), 1)
            self._offer(sheet, (HEADER_ROW + 1, column, below, column), signs(self.names.lang), SIGN)
        if plan is not None:
            self._trial(plan)
        self._lists()
        self._records()

    def _guide(self, sheet: Worksheet, *, tried: bool) -> None:
        columns: list[SheetColumn[str]] = [
            SheetColumn("sheet", self.say("guide.sheet"), self._link, width=18),
            SheetColumn(
                "about",
                self.say("guide.about"),
                lambda key: self.say(f"about.{key}"),
                width=96,
                look=WRAPPED,
                letters=96,
            ),
        ]
        keys = ["scheme", *(each.key for each in SHEETS), *(["trial"] if tried else [])]
        table = SheetTable(columns, keys, row_height=_HEIGHT)
        lines = self.say("guide.lines").strip().splitlines()
        lines[:0] = [text(self.names.lang, "imported.lines.guide")] if self.sourced else []
        write_sheet(sheet, self.style, table, title=self.say("title"), top=len(lines) + 2, titled=True, filtered=False)
        for row, line in enumerate(lines, 1):
            sheet.write_string(row, 0, line, self.style(colour="muted"))
        sheet.freeze_panes(0, 0)
        sheet.activate()

    def _trial(self, plan: Plan) -> None:
        """Add the sheets of a workbook for three people, the first filled in; those that only reckon are hidden."""
        role = trial_role(plan, self.names.lang)
        book = Book(
            self.say("title"),
            plan.scheme.name[self.names.lang],
            manager_id="T",
            manager=role.name,
            team="",
            roles=[role],
            task=self.say("trial.task"),
        )
        layout = lay_out_book(book, self.names.lang, named=self.say("trial.named"))
        for sheet in add_sheets(self.book, self.style, layout):
            sheet.write()
            if sheet.key == RoleSheet.key:
                below = FIRST_ROW + len(role.people) + 1
                sheet.sheet.write_string(below, 0, self.say("about.trial"), self.style(bold=True))
            if sheet.key not in (RoleSheet.key, DetailSheet.key):
                sheet.sheet.hide()

    def _link(self, key: str) -> Link:
        name = self.say(f"sheet.{key}")
        return Link(f"internal:'{name}'!A1", name)

    def _facts(self, sheet: Worksheet) -> None:
        columns: list[SheetColumn[DesignColumn]] = [
            SheetColumn("scheme", "", lambda fact: fact.key, hidden=True),
            SheetColumn("title", self.say("guide.fact"), lambda fact: self.say(f"column.{fact.key}"), width=24),
            SheetColumn(
                "value",
                self.say("guide.value"),
                self._fact,
                width=64,
                look={**INPUT, **WRAPPED},
                mark=lambda fact: self.sourced.look("", fact.key) if self.sourced else {},
                letters=64,
            ),
            SheetColumn("about", self.say("guide.about"), self._hint, width=70, look=WRAPPED, letters=70),
        ]
        if (sourced := self.sourced) is not None:
            columns.append(sign_column(self.names.lang, lambda fact: sourced.fact(fact.key)))
        cells = write_sheet(
            sheet,
            self.style,
            SheetTable(columns, FACTS, row_height=_HEIGHT),
            title=self.say("sheet.scheme"),
            top=HEADER_ROW,
            frozen=0,
            filtered=False,
        )
        self._head(sheet, "scheme", [column.key for column in columns])
        for row, fact in enumerate(FACTS, cells.first_row):
            self._offer(sheet, (row, 2, row, 2), fact.cell.offered(Around(self.names)), "")
            if self.sourced and (note := self.sourced.notes.get(("", fact.key))):
                note.put(sheet, row, 2)
        if SIGN in cells.columns:
            self._offer(sheet, cells.area(SIGN), signs(self.names.lang), SIGN)

    def _fact(self, fact: DesignColumn) -> Value:
        value = at(self.tree, fact.field)
        stated = at(self.tree, fact.field.rpartition(".")[0] or "id") is not None
        if value is None and not (stated and fact.field in self.tree):
            return None
        return fact.cell.show(value, Around(self.names, self.tree))

    def _hint(self, column: DesignColumn) -> str:
        return self.say(f"hint.{column.key.partition(':')[0]}")

    def _rows(self, sheet: Worksheet, described: DesignSheet) -> None:
        shown = list(columns_of(described, self.names))
        items = list(rows(described, self.tree))
        columns = self._columns(described, shown, items)
        table = SheetTable(columns, items, row_height=_HEIGHT, growing=True, ready=len(items) + READY, mark=_of_row)
        cells = write_sheet(
            sheet,
            self.style,
            table,
            title=self.say(f"sheet.{described.key}"),
            top=HEADER_ROW,
            frozen=len(columns) - len(shown) + 1,
            filtered=False,
        )
        self._head(sheet, described.key, [column.key for column in columns])
        self._fold(sheet, shown, items, len(columns) - len(shown))
        self._notes(sheet, items, cells)
        if len(described.kinds) > 1:
            self._offer(sheet, cells.area("row"), [self.say(f"row.{kind.key}") for kind in described.kinds], "row")
        if SIGN in cells.columns:
            self._offer(sheet, cells.area(SIGN), signs(self.names.lang), SIGN)
            self.unsure += self._unsure(described, columns, items)
        for each in shown:
            offered = each.column.cell.offered(Around(self.names))
            self._offer(sheet, cells.area(each.key), offered, each.column.key.partition(":")[0])

    def _columns(
        self, described: DesignSheet, shown: Sequence[ShownColumn], items: Sequence[DesignRow]
    ) -> list[SheetColumn[DesignRow]]:
        """Return the columns of a sheet: keys, the kind of the row, the sign of a draft, then the fields."""
        columns: list[SheetColumn[DesignRow]] = [SheetColumn(described.key, "", lambda row: row.key, hidden=True)]
        if len(described.kinds) > 1:
            columns.append(
                SheetColumn(
                    "row",
                    self.say("column.row"),
                    lambda row: self.say(f"row.{row.kind}"),
                    width=10,
                    look={**INPUT, **WRAPPED},
                )
            )
        sourced = self.sourced
        if sourced is not None and any(row.path in sourced.marks for row in items):
            columns.append(sign_column(self.names.lang, lambda row: sourced.marks.get(row.path)))
        for each in shown:
            columns.append(
                SheetColumn(
                    each.key,
                    each.title,
                    partial(self.value, each.column),
                    each.column.width,
                    unit="figure",
                    look={**INPUT, **WRAPPED},
                    letters=each.column.width,
                    mark=partial(self._mark, each.column),
                )
            )
        return columns

    def _unsure(
        self, described: DesignSheet, columns: Sequence[SheetColumn[DesignRow]], items: Sequence[DesignRow]
    ) -> Iterator[tuple[str, str, str]]:
        """Yield the rows of a draft whose rules are filled in though they are to be decided, as they stand."""
        marks = self.sourced.marks if self.sourced else {}
        texts = [[_shown(column.value(row)) for column in columns if column.key != SIGN] for row in items]
        for number, row in enumerate(items):
            if marks.get(row.path) == "not_understood" and row.item.get("rule"):
                below = takewhile(lambda at: items[at].kind in RULE_ROWS, range(number + 1, len(items)))
                yield described.key, row.key, seen_in([texts[number], *(texts[at] for at in below)])

    def _fold(self, sheet: Worksheet, shown: Sequence[ShownColumn], items: Sequence[DesignRow], first: int) -> None:
        """Fold columns away that few schemes want and this one does not have."""
        for place, each in enumerate(shown, first):
            if each.column.rare and all(self.value(each.column, row) is None for row in items):
                look = self.style.cell("figure", edge="", **INPUT, **WRAPPED)
                sheet.set_column(place, place, each.column.width, look, options={"level": 1, "hidden": True})

    def _mark(self, column: DesignColumn, row: DesignRow) -> Look:
        """Return the look of a cell that a row of this kind does not have, or that a draft is not sure of."""
        if column.rows and row.kind not in column.rows:
            return {"fill": "result"}
        return self.sourced.look(row.path, column.key) if self.sourced else {}

    def _notes(self, sheet: Worksheet, items: Sequence[DesignRow], cells: TableCells) -> None:
        """Put beside the cells of a draft where they come from."""
        for number, row in enumerate(items, cells.first_row):
            for key, place in cells.columns.items():
                if self.sourced and (note := self.sourced.notes.get((row.path, key))):
                    note.put(sheet, number, place)

    def value(self, column: DesignColumn, row: DesignRow) -> Value:
        """Return what a cell shows of an item."""
        if column.rows and row.kind not in column.rows:
            return None
        around = Around(self.names, row.item, row.path, row.table)
        if column.key == "name" and row.kind == "period":
            return self.say(f"word.cycle.{row.key}")
        if column.key == "name" and row.kind == "together":
            return "+".join(self.names.shown("grade", key) for key in row.key.split("+"))
        field = column.field_of(row.kind)
        if field.startswith("^"):
            value = at(row.above, f"{field[1:]}.{row.key}")
            return None if value is None else column.cell.show(value, around)
        rule = row.item.get("rule", row.item) if column.field.startswith("rule.") else row.item
        around = Around(self.names, rule, row.path, row.table)
        if field.endswith("*"):
            return column.cell.show(rule, around) if rule.get("kind") else None
        if column.key == "points" and self._by_level(row):
            return None
        name = field.rpartition(".")[2]
        holder = at(row.item, field.rpartition(".")[0]) if "." in field else row.item
        if not isinstance(holder, Mapping) or name not in holder or (holder[name] is None and column.key == "name"):
            return None
        return column.cell.show(holder[name], around)

    def _by_level(self, row: DesignRow) -> bool:
        """Return whether the points of an indicator stand in columns of their own."""
        points = row.item.get("points")
        return isinstance(points, Mapping) and points.keys() <= self.names.names["level"].keys()

    def _head(self, sheet: Worksheet, about: str, keys: Sequence[str]) -> None:
        """Write what a sheet is for above its table, and the keys of the columns above that, out of sight."""
        for place, key in enumerate(keys):
            sheet.write_string(KEYS_ROW, place, key)
        sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
        look = self.style(colour="muted")  # of the whole row, where the columns below are to be filled in
        sheet.set_row(ABOUT_ROW, _HEIGHT, look)
        sheet.write_string(ABOUT_ROW, 1, self.say(f"about.{about}"), look)

    def _offer(self, sheet: Worksheet, area: tuple[int, int, int, int], offered: Sequence[str], hint: str) -> None:
        """Offer a list in some cells, and say what belongs there."""
        rule: dict[str, Any] = {"validate": "any"}
        if offered:
            self.lists.append(offered)
            column = xl_col_to_name(len(self.lists) - 1)
            source = f"={LISTS}!${column}$1:${column}${len(offered)}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
        if hint:
            rule["input_message"] = self.say(f"hint.{hint}")[:_HINT_MOST]
        if len(rule) > 1:
            sheet.data_validation(*area, rule)

    def _lists(self) -> None:
        sheet = self.book.add_worksheet(LISTS)
        for place, offered in enumerate(self.lists):
            sheet.write_column(0, place, offered)
        sheet.very_hidden()

    def _records(self) -> None:
        sheet = self.book.add_worksheet(RECORDS)
        records: list[tuple[str, ...]] = [("format", FORMAT), ("lang", self.names.lang)]
        records += [("text", path, *both) for path, both in _texts(self.tree, "", self.names.lang)]
        for kind, names in self.names.names.items():
            records += [("name", kind, key, name) for key, name in names.items()]
        records += [(UNSURE, *each) for each in self.unsure]
        for row, record in enumerate(records):
            sheet.write_row(row, 0, record)
        sheet.very_hidden()


def _filled(shown: Example, plan: Plan, name: str) -> Employee:
    """Return a plausible employee of a scheme."""
    rows = {}
    for key, table in plan.tables.items():
        texts = {spec.id: name for spec in table.inputs if spec.is_free_text}
        entries = {spec.id: 1.0 if spec.id in texts else shown.entries[spec.id] for spec in table.inputs}
        rows[key] = [DetailRow(entries, texts)] * shown.rows[key]
    entries = {key: value for key, value in shown.entries.items() if key in plan.columns}
    return Employee("T1", name, entries, rows)


def _of_row(row: DesignRow) -> Look:
    return {"bold": True, "fill": "section"} if row.kind in ("section", "table") else {}


def _texts(value: Any, path: str, lang: Lang) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the path of every text with what is shown of it, and the text in the other language."""
    if not isinstance(value, Mapping):
        return
    if value.keys() == {"zh", "en"}:
        other = "en" if lang == "zh" else "zh"
        yield path, (value[lang], value[other])
        return
    for key, inner in value.items():
        yield from _texts(inner, f"{path}.{key}" if path else key, lang)
