"""Design workbook → what a scheme file says; everything that is wrong with it at once, by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, takewhile
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.design.designbook.codecs import Around, Cell, NumberCell, Value, written
from presales_xl.design.designbook.design_book import FORMAT, HEADER_ROW, ID_COLUMN, KEYS_ROW, RECORDS
from presales_xl.design.designbook.design_sheets import (
    FACTS,
    RULE_ROWS,
    SHEETS,
    DesignColumn,
    DesignSheet,
    RowKind,
    Tree,
    content_of,
)
from presales_xl.design.designbook.draft_origins import LINES, SIGN, SIGNS, UNSURE, seen_in, signs
from presales_xl.design.designbook.vocabulary import AmbiguousName, Vocabulary, spelled
from presales_xl.people.table import UNCOMPUTED, CellError
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.reader import Sheets, read_one

#: How often the cells are read: for the names of everything, then for names that stand on names, then in earnest.
PASSES = 3
_TOLD = 40  # characters of a text that is told of
MOST_LETTERS = 4_000  # of one cell: what nobody writes by hand is not looked at
_FIRST = ("kind", "type", "by", "shown_as")  # columns by which others are read
FACT_COLUMN = 2  # of the sheet `scheme`: key, title, value


@dataclass(frozen=True)
class Design:
    """What a design workbook says, where each field of the scheme file stands in it, and what is wrong with cells."""

    content: Mapping[str, Any]
    places: Mapping[str, Place]
    lang: Lang
    problems: Sequence[Problem]
    broken: Sequence[str]  # paths of fields that could not be read
    undecided: Sequence[Problem] = ()  # what a draft marks ✗

    def place_of(self, path: str) -> Place:
        """Return the cell of a field of the scheme file, or of the nearest thing around it, at last the first cell."""
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        return self.places.get(path) or next(iter(self.places.values()), Place())


@dataclass
class _Records:
    """What the workbook was written with: texts in both languages by path, and names by kind and id."""

    lang: Lang
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    unsure: dict[tuple[str, str], str] = field(default_factory=dict)

    def both(self, path: str, shown: str) -> object:
        """Return a text with the one in the other language, where it is still what it was."""
        before, other = self.texts.get(path, ("", ""))
        if shown != before or shown == other:
            return shown
        return {"zh": shown, "en": other} if self.lang == "zh" else {"zh": other, "en": shown}


def read(path: Path) -> Design:
    """Return what a design workbook says; ProblemsError where it is none, or cannot be read (see `reader.read_one`)."""
    return read_sheets(read_one(path), path.name)


def read_sheets(sheets: Sheets, file: str) -> Design:
    """Return what the sheets of a design workbook say; see `read`."""
    records = _records(sheets, file)
    known = {str(rows[KEYS_ROW][ID_COLUMN]): name for name, rows in sheets.items() if rows and rows[KEYS_ROW]}
    if "scheme" not in known:
        raise fail("design.no_design", Place(file=file))
    if lost := list(_lost(sheets, known, records.lang, file)):
        raise ProblemsError(lost)
    names = Vocabulary({}, records.lang, records.names)
    for _ in range(PASSES):
        reading = _Reading(sheets, known, names=names, records=records, file=file)
        reading.read()
        figures = names.figures
        names = Vocabulary(reading.tree, records.lang, records.names)
    for key, item in reading.tree.get("readings", {}).items():  # which a scheme file names by what they are of
        reading.places.setdefault(f"readings.{item.get('of', key)}", reading.places[_stated(f"readings.{key}")])
    reading.tree["parameters"] = reading.tree.get("parameters", {}) | figures
    problems = [
        each
        for each in reading.problems
        if not isinstance(each, AmbiguousName) or each.fields["found"] not in reading.twice
    ]
    return Design(
        content_of(reading.tree),
        places=reading.places,
        lang=records.lang,
        problems=problems,
        broken=reading.broken,
        undecided=[*_undecided(sheets, file), *_unchanged(sheets, records, file)],
    )


def _undecided(sheets: Sheets, file: str) -> Iterator[Problem]:
    """Yield what a draft of a form marks ✗; a text that became part of a row is decided there."""
    for name, rows in sheets.items():
        keys = [str(key) for key in rows[KEYS_ROW]] if rows else []
        if SIGN not in keys:
            continue
        named = next(keys.index(key) for key in ("name", "words", "title", SIGN) if key in keys)
        for number, cells in enumerate(rows[HEADER_ROW + 1 :], HEADER_ROW + 1):
            line = _Line(name, number, cells, {})
            told_there = keys[ID_COLUMN] == LINES and line.shown(ID_COLUMN)
            if line.shown(keys.index(SIGN)) == SIGNS["not_understood"] and not told_there:
                yield Problem(
                    "design.undecided", line.place(keys.index(SIGN), file), {"found": line.shown(named)[:_TOLD]}
                )


def _unchanged(sheets: Sheets, records: _Records, file: str) -> Iterator[Problem]:
    """Yield rows that were marked ✗ and say what the draft filled in though their mark says that they are decided."""
    parts = [text(records.lang, f"design.row.{kind}") for kind in RULE_ROWS]
    for name, rows in sheets.items():
        keys = [str(key) for key in rows[KEYS_ROW]] if rows else []
        if SIGN not in keys or "row" not in keys:
            continue
        sign, named = keys.index(SIGN), keys.index("name")
        lines = [_Line(name, number, cells, {}) for number, cells in enumerate(rows)]
        texts = [[line.shown(at) for at in range(len(keys)) if at != sign] for line in lines]
        kinds = [line.shown(keys.index("row")) for line in lines]
        for number, line in enumerate(lines[HEADER_ROW + 1 :], HEADER_ROW + 1):
            drafted = records.unsure.get((keys[ID_COLUMN], line.shown(ID_COLUMN)))
            if drafted is None or line.shown(sign) not in (*list(SIGNS.values())[:2], ""):
                continue
            after = zip(texts[number + 1 :], kinds[number + 1 :], strict=True)
            below = [row for row, _ in takewhile(lambda each: each[1] in parts, after)]
            if seen_in([texts[number], *below]) == drafted:
                fields = {"found": line.shown(named)[:_TOLD], "sign": signs(records.lang)[-1]}
                yield Problem("design.unchanged", line.place(sign, file), fields)


def _lost(sheets: Sheets, known: Mapping[str, str], lang: Lang, file: str) -> Iterator[Problem]:
    """Yield sheets and columns that were taken out or moved: what they said would be missing without a word."""
    for sheet in SHEETS:
        keys = [*(["row"] if len(sheet.kinds) > 1 else []), *(column.key for column in sheet.columns)]
        titles = {key: text(lang, f"design.column.{key}") for key in keys}
        lines = sheets[known[sheet.key]] if sheet.key in known else []
        stated = [str(key) for key in lines[KEYS_ROW]] if lines else []
        head = lines[HEADER_ROW] if len(lines) > HEADER_ROW else []
        name = known.get(sheet.key, text(lang, f"design.sheet.{sheet.key}"))
        place = Place(file=file, sheet=name, cell=f"B{HEADER_ROW + 1}" if name in sheets else "")
        if not any(titles.get(key, "") == title for key, title in zip(stated, head, strict=False)):
            yield Problem("design.no_sheet", place, {"row": HEADER_ROW + 1})
        elif gone := [title for key, title in titles.items() if key not in stated]:
            yield Problem("design.no_column", place, {"found": gone})


def _records(sheets: Sheets, file: str) -> _Records:
    rows = [_Line(RECORDS, number, row, {}) for number, row in enumerate(sheets.get(RECORDS, []))]
    lines = [[row.shown(at) for at in range(len(row.cells))] for row in rows]
    facts = {line[0]: line[1] for line in lines if line and line[0] in ("format", "lang")}
    if facts.get("format") != FORMAT or facts.get("lang") not in ("zh", "en"):
        raise fail("design.no_design", Place(file=file))
    records = _Records("zh" if facts["lang"] == "zh" else "en")
    for kind, *parts in lines:
        if kind == "text":
            records.texts[parts[0]] = (parts[1], parts[2])
        elif kind == "name":
            records.names.setdefault(parts[0], {})[parts[1]] = parts[2]
        elif kind == UNSURE:
            records.unsure[parts[0], parts[1]] = parts[2]
    return records


@dataclass
class _Item:
    """An item that is being read: its kind, its path, and what is known of it."""

    kind: str
    path: str
    content: dict[str, Any]
    table: str = ""


class _Reading:
    """One pass over all cells."""

    def __init__(
        self, sheets: Sheets, known: Mapping[str, str], names: Vocabulary, records: _Records, file: str
    ) -> None:
        self.sheets, self.known, self.names, self.records, self.file = sheets, known, names, records, file
        self.tree: Tree = {}
        self.places: dict[str, Place] = {}
        self.problems: list[Problem] = []
        self.broken: list[str] = []
        self.made: dict[str, set[str]] = {}  # ids of new rows by their kind
        self.named: dict[tuple[str, str], str] = {}  # cells of names, by the path of their block and the name
        self.twice: set[str] = set()

    def read(self) -> None:
        """Read all sheets that are there."""
        self._facts(self.known["scheme"])
        for sheet in SHEETS:
            if sheet.key in self.known:
                self._rows(sheet, self.known[sheet.key])

    def _facts(self, name: str) -> None:
        facts = {fact.key: fact for fact in FACTS}
        for number, cells in enumerate(self.sheets[name]):
            line = _Line(name, number, cells, {})
            fact = facts.get(line.shown(ID_COLUMN))
            if fact is not None and len(cells) > FACT_COLUMN:
                around = Around(self.names, self.tree, fact.field, partner=self.records.both)
                self._keep(self.tree, fact, fact.field, line=line, at=FACT_COLUMN, around=around)

    def _rows(self, sheet: DesignSheet, name: str) -> None:
        lines = self.sheets[name]
        head = _Line(name, KEYS_ROW, lines[KEYS_ROW], {})
        keys = [head.shown(at) for at in range(len(head.cells))]
        columns = dict(_columns(sheet, keys))
        kinds = {self._say(f"row.{kind.key}"): kind for kind in sheet.kinds}
        open_items: dict[str, _Item] = {}
        for number, cells in enumerate(lines[HEADER_ROW + 1 :], HEADER_ROW + 1):
            line = _Line(name, number, cells, columns)
            if not any(line.shown(at) for at in columns):
                continue
            wanted = line.shown(keys.index("row")) if "row" in keys else ""
            if wanted and wanted not in kinds:
                self._wrong("design.one_of", line.place(keys.index("row"), self.file), found=wanted, expected=[*kinds])
            item = self._item(kinds.get(wanted, sheet.kinds[0]), line, open_items)
            if item:
                self._cells(item, line, open_items)

    def _item(self, kind: RowKind, line: "_Line", open_items: dict[str, _Item]) -> _Item | None:
        """Return a new item below the one that it belongs to, None where it belongs to none."""
        place = line.place(min(line.columns), self.file)
        otherwise = "" if "" in kind.blocks else None
        above = next((key for key in reversed(open_items) if key in kind.blocks), otherwise)
        if above is None:
            self._wrong("design.no_parent", place, found=self._say(f"row.{kind.key}"))
            return None
        parent = open_items.get(above)
        block: dict[str, Any] = parent.content if parent else self.tree
        path = f"{parent.path}." if parent else ""
        for step in kind.blocks[above].split("."):
            block = block.setdefault(step, {})
            path += f"{step}."
        key = self._key(kind, line, block, path)
        if key is None:
            return None
        item = _Item(kind.key, f"{path}{key}", {}, key if kind.key == "table" else parent.table if parent else "")
        block[key] = item.content
        _open(item, open_items)
        self.places[_stated(item.path)] = place
        self.places.setdefault(_stated(path.rstrip(".")), place)
        return item

    def _key(self, kind: RowKind, line: "_Line", block: Mapping[str, Any], path: str) -> str | None:
        """Return the id of a row: the one that it was written with, else a new one."""
        name = next((line.shown(at) for at, column in line.columns.items() if column.key == "name"), "")
        issued, place = line.shown(ID_COLUMN), line.place(min(line.columns), self.file)
        try:
            if kind.key == "period":
                return str(next(fact for fact in FACTS if fact.key == "cycles").cell.read(name, Around(self.names))[0])
            if kind.key == "together":
                return "+".join(self.names.id_of("grade", part) for part in name.split("+"))
        except (ProblemsError, IndexError):
            close = list(self.names.names["grade"].values())
            self._wrong("design.name_unknown" if close else "design.name_nowhere", place, found=name, close=close)
            return None
        if not name and kind.key not in ("reading", *RULE_ROWS):
            self._wrong("design.no_name", place)
        is_new = not issued or issued in block
        if self._is_taken(name, kind, "" if is_new else issued, path=path, place=place) and kind.key == "grade":
            return None
        if not is_new:
            return issued
        if kind.key == "grade":
            return name
        made = self.made.setdefault(kind.key, set())
        taken = {*block, *made, *self.records.names.get(kind.key, {})}
        taken |= {known.removeprefix(path).partition(".")[0] for known in self.records.texts if known.startswith(path)}
        key = next(key for number in count(1) if (key := f"{kind.key}_{number}") not in taken)
        made.add(key)
        return key

    def _is_taken(self, name: str, kind: RowKind, issued: str, *, path: str, place: Place) -> bool:
        """Tell of a name that another row of the kind has, unless the workbook was written with both."""
        if not name or kind.key in RULE_ROWS:
            return False
        block = "indicators" if kind.key == "indicator" else path  # whichever section they stand in
        first = self.named.setdefault((block, spelled(name)), place.cell)
        recorded = self.records.names.get(kind.key) or self.records.names.get("value", {})
        told_apart = f"{name}#{issued}"
        if first == place.cell or (issued and recorded.get(issued, told_apart) == told_apart):
            return False
        self.twice.add(name)
        self._wrong("design.same_name", place, found=name, cell=first)
        return True

    def _cells(self, item: _Item, line: "_Line", open_items: Mapping[str, _Item]) -> None:
        """Read the cells of a row, those first by which others are read."""
        if item.kind == "together":
            item.content["together"] = True
        name = next((line.shown(at) for at, column in line.columns.items() if column.key == "name"), "")
        self.names.owner = name or self._say(f"row.{item.kind}")
        for at in sorted(line.columns, key=lambda at: line.columns[at].key not in _FIRST):
            column = line.columns[at]
            if column.key == "name" and item.kind in ("period", "together"):
                continue
            if column.rows and item.kind not in column.rows:
                if line.shown(at):
                    row = self._say(f"row.{item.kind}")
                    self._wrong("design.not_here", line.place(at, self.file), found=line.shown(at), row=row)
                continue
            holder, where = item.content, column.field_of(item.kind)
            if where.startswith("^"):
                holder, where = _above(item, open_items), f"{where[1:]}.{item.path.rpartition('.')[2]}"
            inner = item.content.get("rule", item.content) if column.field.startswith("rule.") else item.content
            around = Around(self.names, inner, path=f"{item.path}.{where}", table=item.table, partner=self.records.both)
            # Where a rule lacks a field is told at its figures, where there is none at its kind.
            if column.key == "kind" or (column.key == "figures" and "kind" in inner):
                self.places[_stated(around.path.rpartition(".")[0])] = line.place(at, self.file)
            self._keep(holder, column, where, line=line, at=at, around=around)

    def _keep(
        self, holder: dict[str, Any], column: DesignColumn, where: str, *, line: "_Line", at: int, around: Around
    ) -> None:
        """Put what a cell says where it belongs, or its problem among the others."""
        place, cell = line.place(at, self.file), line.cells[at]
        self.places.setdefault(_stated(around.path), place)
        is_text = type(column.cell) is Cell
        if isinstance(cell, CellError):
            self._wrong("design.uncomputed" if cell == UNCOMPUTED else "design.cell_error", place, found=cell.code)
            self.broken.append(around.path)
            return
        if len(line.shown(at)) > MOST_LETTERS:
            self._wrong("design.long", place, found=len(line.shown(at)), limit=MOST_LETTERS)
            self.broken.append(around.path)
            return
        if not line.shown(at) and not (is_text and around.path in self.records.texts):
            return
        try:
            value = column.cell.read(line.value(at), around)
        except ProblemsError as error:
            self.problems += [replace(problem, place=place) for problem in error.problems]
            self.places[_stated(around.path)] = place
            self.broken.append(around.path)
            return
        if is_text and value == "":
            return
        *steps, last = where.split(".")
        for step in steps:
            holder = holder.setdefault(step, {})
            if not isinstance(holder, dict):  # one number for all, and one for each
                self._wrong("design.twice", place, found=line.shown(at))
                return
        said = value if last == "*" else {last: value}
        holder |= said
        for key in said:
            self.places[_stated(".".join([*around.path.split(".")[:-1], key]))] = place

    def _say(self, key: str) -> str:
        return Around(self.names).say(key)

    def _wrong(self, code: str, place: Place, **fields: object) -> None:
        self.problems.append(Problem(code, place, fields))


@dataclass(frozen=True)
class _Line:
    """One line of a sheet: its cells, and its columns by where they stand."""

    sheet: str
    number: int
    cells: Sequence[Any]
    columns: Mapping[int, DesignColumn]

    def value(self, at: int) -> Value:
        """Return what a cell holds, dates and the like as they are shown."""
        cell = self.cells[at]
        is_plain = cell is None or (isinstance(cell, str | int | float) and not isinstance(cell, bool))
        return cell if is_plain else str(cell)

    def shown(self, at: int) -> str:
        """Return what stands in a cell, "" where nothing does."""
        return written(self.value(at)) if at < len(self.cells) else ""

    def place(self, at: int, file: str) -> Place:
        """Return where a cell is."""
        return Place(file=file, sheet=self.sheet, cell=xl_rowcol_to_cell(self.number, at))


def _columns(sheet: DesignSheet, keys: Sequence[str]) -> Iterator[tuple[int, DesignColumn]]:
    """Yield the columns of a sheet by where they stand, as the hidden first row says."""
    described = {column.key: column for column in sheet.columns}
    for place, key in enumerate(keys):
        name, _, level = key.partition(":")
        if level and name in described:
            column = described[name]
            yield place, DesignColumn(key, f"{column.field}.{level}", NumberCell(), rows=column.rows)
        elif key in described:
            yield place, described[key]


def _open(item: _Item, open_items: dict[str, _Item]) -> None:
    """Let the rows below belong to an item, and to none of those that it ends."""
    order = ["section", "indicator", "adjustment", "table", *RULE_ROWS]
    if item.kind in order:
        for other in order[order.index(item.kind) :]:
            open_items.pop(other, None)
        open_items[item.kind] = item


def _above(item: _Item, open_items: Mapping[str, _Item]) -> dict[str, Any]:
    """Return the rule that a part belongs to."""
    path = item.path.removesuffix(f".parts.{item.path.rpartition('.')[2]}")
    above = next((each for each in open_items.values() if path in (each.path, f"{each.path}.rule")), None)
    content = above.content if above else {}
    return content.setdefault("rule", {}) if above and path != above.path else content


def _stated(path: str) -> str:
    """Return the path in the scheme file of a field of an item."""
    block, _, rest = path.partition(".")
    key, _, name = rest.partition(".")
    if block == "grades" and name:
        stated = {"bound": f"grades.scale.{key}", "name": f"grades.names.{key}", "quota": f"grades.quota.{key}"}
        return stated.get(name, path)
    if block == "grade_moves":
        return f"grades.{rest}"
    if block in ("levels", "choices", "raters", "readings") and name:
        return f"{block}.{key}"
    return path
