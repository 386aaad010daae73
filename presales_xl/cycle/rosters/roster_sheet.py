"""One sheet of the roster: its columns by key, its texts, and what is wrong with them; what ids and names may be."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from itertools import chain

from presales_xl.people.entries import means
from presales_xl.people.table import (
    UNCOMPUTED,
    CellError,
    Table,
    Value,
    any_value,
    is_there,
    normal,
    of_sheet,
    unexplained,
)
from presales_xl.scheme.errors import Place, Problem, ProblemsError, warning
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
    "individual": (("figure", "value", "reason"), ("employee_id", "team", "role", "since", "until")),
}
OPTIONAL = ("figures", "raters", "changes", "individual")
ID_MOST, NAME_MOST = 50, 100
_NEAR = 0.5  # 离职时间 is as near to 离职日期 as that
_ID = re.compile(r"[\w./-]+")  # ids are criteria of SUMIFS: no blank, no wildcard, no sign of comparison
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?", re.ASCII)
#: Direction marks: a name with one of them reads differently from what it holds.
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def is_roster(names: Collection[str]) -> bool:
    """Return whether a workbook with sheets of these names has those that every roster has."""
    return all(any(means(name, key, "roster.sheet") for name in names) for key in COLUMNS if key not in OPTIONAL)


def sheets_of(file: str, sheets: Sheets) -> dict[str, "RosterSheet"]:
    """Return the roster's sheets by key; ProblemsError for sheets and columns that are missing."""
    by_key: dict[str, RosterSheet] = {}
    problems: list[Problem] = []
    for key in COLUMNS:
        names = [name for name in sheets if means(name, key, "roster.sheet")]
        if len(names) != 1:
            if names or key not in OPTIONAL:
                code = "roster.sheet_twice" if names else "roster.no_sheet"
                fields = {"name": _both(f"roster.sheet.{key}"), "found": names or list(sheets)}
                problems.append(Problem(code, Place(file=file), fields))
            continue
        (name,) = names
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


def not_read(file: str, sheets: Sheets) -> Iterator[Problem]:
    """Yield a warning per sheet that is not read and whose name is near that of one that the roster might have."""
    lacking = [key for key in OPTIONAL if not any(means(name, key, "roster.sheet") for name in sheets)]
    known = {text(lang, f"roster.sheet.{key}"): key for key in lacking for lang in LANGUAGES}
    for name, rows in sheets.items():
        bare = name.strip()
        part = [each for each in known if len(bare) > 1 and (bare in each or each in bare)]
        if any(means(name, key, "roster.sheet") for key in COLUMNS) or not any_value(chain.from_iterable(rows)):
            continue
        if near := part or get_close_matches(bare, known, n=1):
            yield warning(
                "roster.sheet_not_read", Place(file=file, sheet=name), expected=_both(f"roster.sheet.{known[near[0]]}")
            )


def _is_needed(sheet: str, header: str) -> bool:
    return any(_names(written, column) for written in (header, unexplained(header)) for column in COLUMNS[sheet][0])


def _names(header: str, column: str) -> bool:
    return means(header, column, "roster.column")


def _both(key: str) -> str:
    return " / ".join(dict.fromkeys(text(lang, key) for lang in LANGUAGES))


class RosterSheet:
    """A sheet with its columns by key; iterating yields row numbers from 0. Problems gather in `problems`.

    Of a cell with an error that alone is told. ProblemsError when a needed column is missing or one is there twice.
    """

    def __init__(self, key: str, table: Table) -> None:
        self.key = key
        self.table = table
        self.problems: list[Problem] = []
        needed, optional = COLUMNS[key]
        self.places: dict[str, int] = {}
        self.others: list[int] = []
        self._texts: dict[int, Sequence[str]] = {}  # of columns by their places, as somebody asks for them
        wrong = []
        for place, header in enumerate(table.header):
            column = next((c for c in (*needed, *optional) if _names(header, c)), None)
            if column is None:
                self.others.append(place)
            elif column in self.places:
                fields = {"found": header, "other": table.header[self.places[column]]}
                wrong.append(Problem("table.column_twice", table.place(None, place), fields))
            else:
                self.places[column] = place
        for place in tuple(self.others):
            header = unexplained(table.header[place])
            column = next((c for c in needed if c not in self.places and _names(header, c)), None)
            if column:
                self.places[column] = place
                self.others.remove(place)
        if missing := [column for column in needed if column not in self.places]:
            wrong.append(self._lacks(missing))
        if wrong:
            raise ProblemsError(wrong)
        for column, place in self.places.items():
            if column.endswith("_id"):
                self.problems += table.cut_ids(place)
        self._broken = {(row, place) for place in self.places.values() for row in self if self._is_broken(row, place)}

    def _is_broken(self, row: int, place: int) -> bool:
        """Note a cell that holds an error, or a formula that nothing has computed."""
        value = self.table.rows[row][place]
        if isinstance(value, CellError):
            code = "table.uncomputed" if value == UNCOMPUTED else "table.error"
            fields = {"title": self.table.header[place], "found": value.code}
            self.problems.append(Problem(code, self.table.place(row, place), fields))
        return isinstance(value, CellError)

    def _lacks(self, columns: Iterable[str]) -> Problem:
        names = [_both(f"roster.column.{column}") for column in columns]
        lists = {"names": names, "found": [header for header in self.table.header if header]}
        return Problem("roster.no_column", Place(file=self.table.file, sheet=self.table.sheet), lists)

    def alike(self) -> dict[int, str]:
        """Return by the place of a column that the roster does not know the name of one that it lacks and is near."""
        lacking = [column for column in chain.from_iterable(COLUMNS[self.key]) if column not in self.places]
        known = {normal(text(lang, f"roster.column.{column}")): column for column in lacking for lang in LANGUAGES}
        headers = {place: normal(self.table.header[place]) for place in self.others}
        near = {place: get_close_matches(each, known, n=1, cutoff=_NEAR) for place, each in headers.items()}
        return {place: _both(f"roster.column.{known[names[0]]}") for place, names in near.items() if names}

    def unused(self) -> Iterator[Problem]:
        """Yield a warning per column that holds something and is none of the sheet's, with those that it may be."""
        every = list(chain.from_iterable(COLUMNS[self.key]))
        lacking = [column for column in every if column not in self.places] or every
        near, names = self.alike(), [_both(f"roster.column.{column}") for column in lacking]
        for place in self.others:
            header = self.table.header[place]
            if any_value(self.table.column(place)) and not means(header, "name"):
                known = [near[place]] if place in near else names
                yield warning("roster.column_unused", self.table.place(None, place), found=header or "—", known=known)

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers of the rows."""
        return iter(range(len(self.table.rows)))

    def place(self, row: int, column: str) -> Place:
        """Return the cell of a column, the row's first cell where there is no such column."""
        return self.table.place(row, self.places.get(column, 0))

    def wrong(self, code: str, row: int, column: str, **fields: object) -> None:
        """Note an error in a cell; of a column that the sheet lacks, once that it does."""
        if column not in self.places:
            lacks = self._lacks([column])
            self.problems += [lacks] if lacks not in self.problems else []
        elif (row, self.places[column]) not in self._broken:
            self.problems.append(Problem(code, self.place(row, column), fields))

    def nobody(self, row: int, known: Mapping[object, str]) -> None:
        """Note that an id is none of those `known` (see `by_key`), with the one that may be meant: 00045 for 45."""
        written = self.text(row, "employee_id")
        like = known.get(id_key(written), "") if written else ""
        code = "roster.unknown_employee_alike" if like else "roster.unknown_employee"
        self.wrong(code, row, "employee_id", found=written or "—", other=like)

    def raw(self, row: int, column: str) -> Value:
        """Return what the cell holds, None where that is nothing that can be seen, or the sheet has no such column."""
        value = self.table.rows[row][self.places[column]] if column in self.places else None
        return value if is_there(value) else None

    def text(self, row: int, column: str) -> str:
        """Return the text of a cell; numbers as they look, "" for a blank and for what is no text."""
        if (place := self.places.get(column)) is None:
            return ""
        if place not in self._texts:
            read = self.table.id if column.endswith("_id") else self.table.text
            self._texts[place] = [read(each, place) or "" for each in self]
        return self._texts[place][row]

    def name(self, row: int, column: str, empty: str = "roster.empty", **fields: object) -> str:
        """Return the text of a cell that must hold a name, noting what a name may not be."""
        name, title = self.text(row, column), self.table.header[self.places[column]]
        if not name:
            raw = self.raw(row, column)
            code = empty if raw is None or isinstance(raw, str) else "roster.not_text"
            self.wrong(code, row, column, title=title, found=shown(raw), **fields)
        elif flaw := name_flaw(name):
            self.wrong(flaw, row, column, title=title, found=visible(name), most=NAME_MOST)
        return name

    def unique(self, column: str, like: Collection[str] = ()) -> Iterator[int]:
        """Yield the rows whose id is fine and new, noting those whose id is not; fine is one that is among `like`."""
        seen: dict[object, tuple[str, int]] = {}
        title = self.table.header[self.places[column]]
        for row in self:
            written = self.text(row, column)
            if not written:
                raw = self.raw(row, column)
                code = "roster.id_empty" if raw is None or isinstance(raw, str) else "roster.not_text"
                self.wrong(code, row, column, title=title, found=shown(raw))
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


def shown(raw: Value) -> Value | str:
    """Return a cell as a sentence shows it: an error by its code."""
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


def by_key(ids: Iterable[str]) -> dict[object, str]:
    """Return ids by what a search in Excel takes them for; of several that are alike the first."""
    known: dict[object, str] = {}
    for each in ids:
        known.setdefault(id_key(each), each)
    return known


def name_flaw(name: str) -> str:
    """Return the code of what is wrong with a name, "" for a good one. It may begin with =: it stays text."""
    for character in name if not name.isprintable() else ():
        control = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        if control or character in _DIRECTIONS or character in "\ufffe\uffff":
            return "roster.control"
    return "roster.too_long" if len(name) > NAME_MOST else ""


def visible(text: str) -> str:
    """Return a text with its control characters spelled out, shortened."""
    spelled = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return spelled if len(spelled) <= NAME_MOST else f"{spelled[:NAME_MOST]}…"
