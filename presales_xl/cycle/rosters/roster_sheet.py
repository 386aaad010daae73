"""One sheet of the roster: its columns by key, its texts, and what is wrong with them; what ids and names may be."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from itertools import chain

from presales_xl.people.table import CellError, Table, Value, any_value, heading, of_sheet
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import LANGUAGES, text
from presales_xl.workbook.reader import Sheets

#: The columns of each sheet: those that must be there, then those that may.
COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "employees": (("employee_id", "name", "manager_id", "role"), ("level", "email", "state", "joined", "left")),
    "managers": (("manager_id", "name", "team"), ("email", "department", "approver", "approver_email")),
    "roles": (("role", "scheme"), ("cycle",)),
    "figures": (("employee_id",), ()),
    "raters": (("rated_id", "rater_kind", "rater_id"), ("rater_name", "email", "weight")),
    "changes": (("employee_id", "since", "change"), ("until", "value")),
}
OPTIONAL = ("figures", "raters", "changes")
ID_MOST, NAME_MOST = 50, 100
_ID = re.compile(r"[\w./-]+")  # ids are criteria of SUMIFS: no blank, no wildcard, no sign of comparison
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?", re.ASCII)
#: Direction marks: a name with one of them reads differently from what it holds.
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def sheets_of(file: str, sheets: Sheets) -> dict[str, "RosterSheet"]:
    """Return the roster's sheets by key; ProblemsError for sheets and columns that are missing."""
    by_key: dict[str, RosterSheet] = {}
    problems: list[Problem] = []
    for key in COLUMNS:
        name = next((name for name in sheets if _is_named(name, f"roster.sheet.{key}", key)), None)
        if name is None:
            if key not in OPTIONAL:
                fields = {"name": _both(f"roster.sheet.{key}"), "found": list(sheets)}
                problems.append(Problem("roster.no_sheet", Place(file=file), fields))
            continue
        try:
            table = of_sheet(
                file, name, sheets[name], knows=partial(_is_needed, key), merged=sheets.merged.get(name, ())
            )
            by_key[key] = RosterSheet(key, table)
        except ProblemsError as error:
            if key not in OPTIONAL or any_value(chain.from_iterable(sheets[name])):
                problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return by_key


def _is_named(written: str, key: str, plain: str) -> bool:
    return heading(written) in {plain, *(heading(text(lang, key)) for lang in LANGUAGES)}


def _is_needed(sheet: str, header: str) -> bool:
    return any(_is_named(header, f"roster.column.{column}", column) for column in COLUMNS[sheet][0])


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
            column = next((c for c in (*needed, *optional) if _is_named(header, f"roster.column.{c}", c)), None)
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
        for column, place in self.places.items():
            if column.endswith("_id"):
                self.problems += table.cut_ids(place)

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
        return (self.table.text(row, self.places[column]) or "") if column in self.places else ""

    def name(self, row: int, column: str, empty: str = "roster.empty", **fields: object) -> str:
        """Return the text of a cell that must hold a name, noting what a name may not be."""
        raw, name = self.raw(row, column), self.text(row, column)
        title = self.table.header[self.places[column]]
        if not name:
            code = empty if raw is None or raw == "" or isinstance(raw, str) else "roster.not_text"
            self.wrong(code, row, column, title=title, found=_shown(raw), **fields)
        elif flaw := name_flaw(name):
            self.wrong(flaw, row, column, title=title, found=visible(name), most=NAME_MOST)
        return name

    def unique(self, column: str, like: Collection[str] = ()) -> Iterator[int]:
        """Yield the rows whose id is fine and new, noting those whose id is not; fine is one that is among `like`."""
        seen: dict[object, tuple[str, int]] = {}
        title = self.table.header[self.places[column]]
        for row in self:
            raw, written = self.raw(row, column), self.text(row, column)
            if not written:
                code = "roster.id_empty" if raw is None or isinstance(raw, str) else "roster.not_text"
                self.wrong(code, row, column, title=title, found=_shown(raw))
                continue
            if written.casefold() not in like and (flaw := id_flaw(written)):
                self.wrong(flaw, row, column, title=title, found=visible(written), most=ID_MOST)
                continue
            before = seen.setdefault(id_key(written), (written, self.table.lines[row]))
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


def id_flaw(employee_id: str) -> str:
    """Return the code of what is wrong with an id, "" for a good one."""
    if not _ID.fullmatch(employee_id):
        return "roster.id_characters"
    return "roster.too_long" if len(employee_id) > ID_MOST else ""


def id_key(employee_id: str) -> object:
    """Return the same for ids that a search in Excel takes for one: 007 and 7, 1-2 and 1/2, a1 and A1."""
    plain = unicodedata.normalize("NFKC", employee_id).casefold()
    if _NUMBER.fullmatch(plain):
        return float(plain)
    parts = re.split(r"[-./]", plain)
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else plain


def name_flaw(name: str) -> str:
    """Return the code of what is wrong with a name, "" for a good one. It may begin with =: it stays text."""
    for character in name:
        control = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        if control or character in _DIRECTIONS or character in "\ufffe\uffff":
            return "roster.control"
    return "roster.too_long" if len(name) > NAME_MOST else ""


def visible(text: str) -> str:
    """Return a text with its control characters spelled out, shortened."""
    spelled = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return spelled if len(spelled) <= NAME_MOST else f"{spelled[:NAME_MOST]}…"
