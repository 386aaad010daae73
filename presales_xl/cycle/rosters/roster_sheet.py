"""One sheet of the roster: its columns by key, its texts, and what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from presales_xl.cycle.rosters import roster_checks as checks
from presales_xl.people.table import CellError, Table, Value, any_value, as_text, normal, of_sheet
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import LANGUAGES, text
from presales_xl.workbook.reader import Sheets

#: The columns of each sheet: those that must be there, then those that may.
COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "employees": (("employee_id", "name", "manager_id", "role"), ("level", "email")),
    "managers": (("manager_id", "name", "team"), ("email", "department")),
    "roles": (("role", "scheme"), ()),
    "figures": (("employee_id",), ()),
    "raters": (("rated_id", "rater_kind", "rater_id"), ("rater_name", "email", "weight")),
}
OPTIONAL = ("figures", "raters")


def sheets_of(file: str, sheets: Sheets) -> dict[str, "RosterSheet"]:
    """Return the roster's sheets by key; ProblemsError for sheets and columns that are missing."""
    found: dict[str, RosterSheet] = {}
    problems: list[Problem] = []
    for key in COLUMNS:
        name = next((name for name in sheets if _named(name, f"roster.sheet.{key}", key)), None)
        if name is None:
            if key not in OPTIONAL:
                fields = {"name": _both(f"roster.sheet.{key}"), "found": list(sheets)}
                problems.append(Problem("roster.no_sheet", Place(file=file), fields))
            continue
        try:
            found[key] = RosterSheet(key, of_sheet(file, name, sheets[name]))
        except ProblemsError as error:
            if key not in OPTIONAL or any_value(chain.from_iterable(sheets[name])):
                problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return found


def _named(written: str, key: str, own: str) -> bool:
    return normal(written) in {own, *(normal(text(lang, key)) for lang in LANGUAGES)}


def _both(key: str) -> str:
    return " / ".join(dict.fromkeys(text(lang, key) for lang in LANGUAGES))


class RosterSheet:
    """A sheet with its columns by key; iterating yields row numbers from 0. Problems gather in `problems`.

    ProblemsError when a needed column is missing or a column is there twice.
    """

    def __init__(self, key: str, table: Table) -> None:
        self.table = table
        self.problems: list[Problem] = []
        needed, optional = COLUMNS[key]
        self.places: dict[str, int] = {}
        self.others: list[int] = []
        wrong = []
        for place, header in enumerate(table.header):
            column = next((c for c in (*needed, *optional) if _named(header, f"roster.column.{c}", c)), None)
            if column is None:
                self.others.append(place)
            elif column in self.places:
                fields = {"found": header, "other": table.header[self.places[column]]}
                wrong.append(Problem("table.column_twice", table.place(None, place), fields))
            else:
                self.places[column] = place
        if missing := [column for column in needed if column not in self.places]:
            names = [_both(f"roster.column.{column}") for column in missing]
            lists = {"names": names, "found": [header for header in table.header if header]}
            wrong.append(Problem("roster.no_column", Place(file=table.file, sheet=table.sheet), lists))
        if wrong:
            raise ProblemsError(wrong)

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers of the rows."""
        return iter(range(len(self.table.rows)))

    def place(self, row: int, column: str) -> Place:
        """Return the cell of a column, the row's first cell where there is no such column."""
        return self.table.place(row, self.places.get(column, 0))

    def wrong(self, code: str, row: int, column: str, **fields: object) -> None:
        """Note an error in a cell."""
        self.problems.append(Problem(code, self.place(row, column), fields))

    def raw(self, row: int, column: str) -> Value:
        """Return what the cell holds, None where the sheet has no such column."""
        return self.table.rows[row][self.places[column]] if column in self.places else None

    def text(self, row: int, column: str) -> str:
        """Return the text of a cell; numbers as they look, "" for a blank and for what is no text."""
        return as_text(self.raw(row, column)) or ""

    def name(self, row: int, column: str, empty: str = "roster.empty", **fields: object) -> str:
        """Return the text of a cell that must hold a name, noting what a name may not be."""
        raw, name = self.raw(row, column), self.text(row, column)
        title = self.table.header[self.places[column]]
        if not name:
            code = empty if raw is None or raw == "" or isinstance(raw, str) else "roster.not_text"
            self.wrong(code, row, column, title=title, found=_shown(raw), **fields)
        elif flaw := checks.name_flaw(name):
            self.wrong(flaw, row, column, title=title, found=checks.visible(name), most=checks.NAME_MOST)
        return name

    def unique(self, column: str) -> Iterator[int]:
        """Yield the rows whose id is fine and new, noting those whose id is not."""
        seen: dict[object, tuple[str, int]] = {}
        title = self.table.header[self.places[column]]
        for row in self:
            raw, written = self.raw(row, column), self.text(row, column)
            if not written:
                code = "roster.id_empty" if raw is None or isinstance(raw, str) else "roster.not_text"
                self.wrong(code, row, column, title=title, found=_shown(raw))
                continue
            if flaw := checks.id_flaw(written):
                self.wrong(flaw, row, column, title=title, found=checks.visible(written), most=checks.ID_MOST)
                continue
            before = seen.setdefault(checks.id_key(written), (written, self.table.lines[row]))
            if before[1] != self.table.lines[row]:
                alike = before[0].casefold() != written.casefold()
                self.wrong(
                    "roster.id_alike" if alike else "roster.id_twice",
                    row,
                    column,
                    title=title,
                    found=written,
                    other=before[0],
                    line=before[1],
                )
                continue
            yield row

    def row_of(self, column: str, written: str) -> int:
        """Return the row whose cell in `column` holds `written`."""
        return next(row for row in self if self.text(row, column) == written)


def _shown(raw: Value) -> Value | str:
    return raw.code if isinstance(raw, CellError) else raw


__all__: Sequence[str] = ["COLUMNS", "RosterSheet", "sheets_of"]
