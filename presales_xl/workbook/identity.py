"""The very hidden sheet: what the workbook is, which sheet holds what, for whom, and the schemes as issued."""

import hashlib
import json
import math
import re
import zlib
from binascii import crc_hqx
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast, get_args
from zipfile import BadZipFile, ZipFile

from pydantic import VERSION, ValidationError
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from presales_xl import __version__
from presales_xl.cache import kept
from presales_xl.people.employees import Employee
from presales_xl.people.table import Value
from presales_xl.scheme.columns import Plan, once_per_plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import ProblemsError, fail
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY, Book, BookLayout, cell_name
from presales_xl.workbook.varying import BookWorksheet

MARK = "presales_xl workbook"
FORMAT = 10  # of this sheet; a reader refuses another one
_DIGITS = 5  # of rows and issues
_LONGEST_PATH = 260  # characters, as Windows has it
_CHUNK = 30_000  # characters; a cell holds 32,767
#: As many areas as a cell takes; of one by itself all, however long.
_AREAS = re.compile(rf"[^ ](?:.{{0,{_CHUNK - 1}}}(?![^ ])|[^ ]*)", re.DOTALL)
_SHORT = 300  # characters of a text whose digest is kept in mind: labels, rules
_CONSTANTS = 1_500  # cells with their digests that fit into such a chunk
#: A cell or an area that a formula names, behind the name of its sheet in quotation marks or without.
_READ = re.compile(r"(?:'((?:[^']|'')+)'!|([^\W\d]\w*)!)?(\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)(?![\w(])")
_SIGNS = str.maketrans(dict.fromkeys("=+-*/^&(),<>;%{}\" '", ""))  # what formulas are cut at without Python
_SPELLED = re.compile(r"(\S+?)=[^:\s]*:(\w+)")  # of what somebody was given, with the digest of a text
#: Kinds of rows whose texts hang on whose workbook it is.
OF_PEOPLE = frozenset(
    ("recipient_id", "recipient", "team", "issue", "constants", "person", "given", "awaited", "exempted", "seal")
)

Kind = Literal["manager", "rater", "answer"]
Row = tuple[str, ...]
#: Makes the seal over the digest of a sheet's content; who cannot make the same one did not issue the workbook.
Seal = Callable[[str], str]


def unsealed(_digest: str) -> str:
    """Return no seal: for workbooks that nobody takes back."""
    return ""


@dataclass(frozen=True)
class Identity:
    """What a workbook says of itself: whose it is, for which period, which issue, which folder it returns to."""

    company: str
    period: str
    kind: Kind
    recipient_id: str
    recipient: str
    team: str
    lang: Lang
    issue: int = 1
    returns: str = ""

    @property
    def returns_to(self) -> str:
        """Return the folder that it returns to in one line, no longer than a path: no workbook words a question."""
        return " ".join(self.returns.splitlines())[:_LONGEST_PATH]


#: Kinds of rows that every workbook has, one each.
HEAD = ("mark", "format", *(each.name for each in fields(Identity)), "seal")
#: Kinds of the other rows.
KINDS = (
    *("version", "part", "sheet", "constants", "formulas", "person", "area", "given", "awaited", "exempted"),
    *("others", "document", "scheme"),
)


@dataclass(frozen=True)
class SheetPart:
    """What a sheet holds: the people of a role, or (with a table) rows of one of its detail tables.

    `rows` is how many rows a detail sheet has ready; `columns` are the only inputs that a rater's sheet holds. A page
    for one person is turned: column ids stand down its first column, what is of the person in one column (`turned`).
    """

    sheet: str
    role: str
    scheme: str
    table: str = ""
    rows: int = 0
    columns: tuple[str, ...] = ()
    turned: bool = False

    def cell(self, row: int, column: int) -> str:
        """Return the cell where a person's row meets an id's column (both from 0), wherever the sheet has them."""
        return cell_name(*self.place(row, column))

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Return row and column, from 0, of that cell on the sheet."""
        return (column, row) if self.turned else (row, column)


@dataclass(frozen=True)
class Issued:
    """A workbook as it was issued.

    `sheets` are the names of all other sheets in order, each with the ids in its first row (of a turned page, in its
    first column), `constants` digests of the texts and numbers that nobody is to change, by sheet and cell,
    `formulas` the areas (`B4:B9`) of each sheet that hold formulas, each with what these read (see `read_in`). `people`
    are id and name by role, `schemes` the schemes as JSON by id, `areas` the sheet and first row (from 0) of the places
    that the add-in writes to, by name, `given` what HR gave or the ledger remembered (NaN for a text, and for what is
    still to come), `spelled` digests of it where its cell holds a text (`level`), and `awaited` the inputs that raters
    fill in elsewhere, by employee id. `exempted` are the ids of those whom HR exempts, `others` those of the schemes
    under which people of other workbooks may have rows that are reckoned together with these. A form for answering
    names the `document` that it asks about, whose revision is the issue, and the digest of the `facts` that it stated;
    its people are by sheet.
    """

    identity: Identity
    parts: Sequence[SheetPart]
    people: Mapping[str, Sequence[tuple[str, str]]]
    schemes: Mapping[str, str]
    sheets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    constants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    formulas: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    areas: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    given: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    spelled: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    awaited: Mapping[str, Sequence[str]] = field(default_factory=dict)
    exempted: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    document: str = ""
    facts: str = ""
    seal: str = ""

    def turned(self) -> dict[str, bool]:
        """Return the sheets on which something is entered, and whether they are turned."""
        return {part.sheet: part.turned for part in self.parts}

    def rows(self) -> Iterator[Row]:
        """Yield the sheet's rows but the one with the seal."""
        known = {key.name: str(getattr(self.identity, key.name)) for key in fields(Identity)}
        yield from {"mark": MARK, "format": str(FORMAT), "version": __version__, **known}.items()
        for part in self.parts:
            inputs, turned = " ".join(part.columns), "turned" if part.turned else ""
            yield "part", part.sheet, part.role, part.scheme, part.table, str(part.rows), inputs, turned
        yield from (("sheet", name, " ".join(ids)) for name, ids in self.sheets.items())
        for name, cells in self.constants.items():
            yield from constant_rows(name, [f"{cell}:{digest}" for cell, digest in cells.items()])
        for name, areas in self.formulas.items():
            yield from _formula_rows(name, areas)
        for role, people in self.people.items():
            yield from (("person", role, *person) for person in people)
        for name, (sheet, row) in self.areas.items():
            yield "area", name, sheet, str(row)
        for employee_id, figures in self.given.items():
            texts = self.spelled.get(employee_id, {})
            said = [f"{key}={figure!r}{f':{texts[key]}' if key in texts else ''}" for key, figure in figures.items()]
            yield "given", employee_id, " ".join(said)
        yield from (("awaited", employee_id, " ".join(columns)) for employee_id, columns in self.awaited.items())
        yield from (("exempted", employee_id) for employee_id in sorted(self.exempted))
        yield from (("others", scheme) for scheme in sorted(self.others))
        if self.document:
            yield "document", self.document, self.facts
        for scheme, source in self.schemes.items():
            for at in range(0, len(source), _CHUNK):
                yield "scheme", scheme, source[at : at + _CHUNK]

    def digest(self) -> str:
        """Return what the seal is made over."""
        return sealed_digest(self.rows())


def constant_rows(sheet: str, cells: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a sheet's locked cells, each with its digest (`B4:1f2e3d4c5a6b`)."""
    for at in range(0, len(cells), _CONSTANTS):
        yield "constants", sheet, " ".join(cells[at : at + _CONSTANTS])


def _formula_rows(sheet: str, areas: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of a sheet's formulas: each area with what it reads (`B4:B9,$C,Sheet!$D$6`), and how many."""
    told = " ".join(f"{area}{read}" for area, read in areas.items())
    for chunk in _AREAS.findall(told) or [""]:
        yield "formulas", sheet, chunk, str(chunk.count(" ") + 1 if chunk else 0)


def sealed_digest(rows: Iterable[Row]) -> str:
    """Return what the seal of a hidden sheet is made over: the SHA-256 of all its rows but the product's version."""
    content = json.dumps([row for row in rows if row[0] != "version"], ensure_ascii=False)
    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()


def of_book(layout: BookLayout, lang: Lang, areas: Mapping[str, tuple[str, int]]) -> Issued:
    """Return the identity of a manager's workbook."""
    parts = []
    for role in layout.roles:
        scheme = role.plan.scheme.id
        parts.append(SheetPart(role.main.sheet, role.role.name, scheme))
        parts += [
            SheetPart(sheet=d.sheet, role=role.role.name, scheme=scheme, table=table, rows=d.rows)
            for table, d in role.details.items()
        ]
    ids = {table.sheet: table.columns for role in layout.roles for table in role.tables}
    schemes = {role.plan.scheme.id: as_issued(role.plan) for role in layout.roles}
    sheets = {tab.name: ids.get(tab.name, ()) for tab in layout.tabs}
    others = frozenset(role.plan.scheme.id for role in layout.roles if role.role.is_part)
    of_all = of_people(layout.book, lang)
    return replace(of_all, parts=parts, schemes=schemes, sheets=sheets, areas=areas, others=others)


def of_people(book: Book, lang: Lang) -> Issued:
    """Return of a manager's workbook whose it is and what is known of the people, and nothing else."""
    identity = Identity(
        company=book.company,
        period=book.period,
        kind="manager",
        recipient_id=book.manager_id,
        recipient=book.manager,
        team=book.team,
        lang=lang,
        issue=book.issue,
        returns=book.returns,
    )
    everybody = [person for role in book.roles for person in role.people]
    given = {each.employee_id: _given(each) for each in everybody}
    spelled = {each.employee_id: _spelled(role.plan, each, lang) for role in book.roles for each in role.people}
    awaited = {person.employee_id: tuple(sorted(person.awaited)) for person in everybody if person.awaited}
    exempted = frozenset(person.employee_id for person in everybody if person.entries.get(STATE) == EXEMPT)
    return Issued(
        identity=identity,
        parts=(),
        people={role.name: [(person.employee_id, person.name) for person in role.people] for role in book.roles},
        schemes={},
        given={employee_id: figures for employee_id, figures in given.items() if figures},
        spelled={employee_id: texts for employee_id, texts in spelled.items() if texts},
        awaited=awaited,
        exempted=exempted,
    )


def _given(person: Employee) -> dict[str, float]:
    """Return what HR gave of somebody, by column id."""
    columns = {*person.locked, *({"level"} & person.entries.keys())}
    figures = {key: float(person.entries.get(key, math.nan)) for key in sorted(columns)}
    return {
        key: math.nan if math.isnan(figure) else figure for key, figure in figures.items()
    }  # NaN that equals itself


def _spelled(plan: Plan, person: Employee, lang: Lang) -> dict[str, str]:
    """Return digests of what HR gave of somebody where the cell holds a text, by column id."""
    texts = {key: person.texts[key] for key in person.locked & person.texts.keys() if person.texts[key]}
    for spec in (plan.columns[key] for key in {*person.locked, "level"} & person.entries.keys() & plan.columns.keys()):
        place = person.entries[spec.id]
        if spec.dimension and not math.isnan(place):
            texts[spec.id] = plan.dimensions[spec.dimension].names[int(place)][lang]
    return {key: constant_digest(said) for key, said in texts.items()}


def write(file: Workbook, issued: Issued, seal: Seal = unsealed) -> Issued:
    """Write the sheet, whose place among the sheets is kept, with its seal, when all others are written.

    Returns what the workbook was issued as, sealed.
    """
    texts = file.str_table.by_number()
    constants, formulas = {}, {}
    for name, ids in issued.sheets.items():
        sheet = file.get_worksheet_by_name(name)
        constants[name] = dict(_constants(sheet, texts, has_ids=bool(ids), is_turned=issued.turned().get(name, False)))
        formulas[name] = formulas_of(sheet)
    issued = replace(issued, constants=constants, formulas=formulas)
    return replace(issued, seal=write_rows(file.get_worksheet_by_name(IDENTITY), issued.rows(), seal))


def constant_cells(
    sheet: Worksheet, texts: Mapping[int, str], *, has_ids: bool, is_turned: bool = False
) -> Iterator[tuple[int, int, object]]:
    """Yield the locked cells of a sheet with row and column, whatever they hold.

    What stands in people's rows below ids is left out: that is compared by its meaning.
    """
    for row in sorted(sheet.table):
        for column, cell in sorted(sheet.table[row].items()):
            line, (id_row, id_column) = (column, (row, ID_ROW)) if is_turned else (row, (ID_ROW, column))
            id_cell = sheet.table.get(id_row, {}).get(id_column)
            is_compared_elsewhere = has_ids and line >= FIRST_ROW and constant_of(id_cell, texts)
            is_locked = cell.format is None or cell.format.locked
            if is_locked and not is_compared_elsewhere:
                yield row, column, cell


def _constants(
    sheet: Worksheet, texts: Mapping[int, str], *, has_ids: bool, is_turned: bool
) -> Iterator[tuple[str, str]]:
    """Yield the locked cells with a text or a number, each with the digest of what it says."""
    for row, column, cell in constant_cells(sheet, texts, has_ids=has_ids, is_turned=is_turned):
        value = constant_of(cell, texts)
        if value not in (None, ""):
            yield cell_name(row, column), constant_digest(value)


def constant_of(cell: object, texts: Mapping[int, str]) -> str | float | None:
    """Return the text or number of a cell of XlsxWriter's, None of another; shared `texts` are given by number."""
    if hasattr(cell, "number"):
        return float(cell.number)
    return getattr(cell, "raw_string", None) or texts.get(cast(int, getattr(cell, "string", None)))


def formulas_of(sheet: Worksheet) -> dict[str, str]:
    """Return what the formulas of a sheet read, by area: rows of a column whose formulas read the same are one."""
    areas: dict[tuple[int, int], int] = {}  # the last row by first row and column
    above: dict[int, tuple[int, object]] = {}  # by column where its last area begins, and that area's formula
    for row in sorted(sheet.table):
        own = _own(row + 1)
        for column, cell in sorted(sheet.table[row].items()):
            if not hasattr(cell, "formula"):
                continue
            alike = own.sub("", cell.formula), cell.formula.split("'")[1::2]  # the names of sheets are no places
            first, known = above.get(column, (row, None))
            if known != alike or areas[first, column] != row - 1:
                first = row
            above[column], areas[first, column] = (first, alike), row
    return {
        f"{cell_name(row, column)}{'' if row == last else f':{cell_name(last, column)}'}": read_in(
            sheet.table[row][column].formula, row + 1, sheet.name
        )
        for (row, column), last in areas.items()
    }


@lru_cache(maxsize=2**12)
def _own(row: int) -> re.Pattern[str]:
    """Return the pattern of a row's number (from 1) where a formula names the row so that it goes with the formula."""
    return re.compile(rf"(?<=[A-Z]){row}(?![0-9(])")


def read_in(formula: str, row: int, sheet: str) -> str:
    """Return what a formula in a row (from 1) of a sheet reads, as the macros find it, too (`ReadIn`).

    Each cell and area stands once, in the order of the formula and behind a comma. A row that goes with the formula and
    is its own is left out; what is of another sheet has its name in front, without signs.
    """
    own, home = _own(row), _bare(sheet)
    found = []
    for quoted, name, place in dict.fromkeys(_READ.findall('""'.join(formula.split('"')[::2]))):
        first, _, last = own.sub("", place).partition(":")
        area = f"{first}:{last}" if last not in ("", first) else first
        where = _bare(quoted or name)
        found.append(f",{area}" if where in ("", home) else f",{where}!{area}")
    return "".join(dict.fromkeys(found))


@lru_cache(maxsize=2**10)
def _bare(sheet: str) -> str:
    return sheet.translate(_SIGNS)


def constant_digest(value: Value) -> str:
    """Return what stands for a text or a number, however a program breaks lines and writes the last digits."""
    if isinstance(value, int | float):
        value = f"#{value:.12g}"
    if isinstance(value, str) and len(value) <= _SHORT:
        return _text_digest(value)
    return _digest(" ".join(str(value).split()))


@lru_cache(maxsize=2**15)
def _text_digest(text: str) -> str:
    return _digest(" ".join(str(text).split()))


def _digest(shown: str) -> str:
    """Return the beginning of the SHA-256, and behind it a CRC-16, which the macros can make without Python, too."""
    checksum = crc_hqx(shown.encode("utf-16-be", errors="surrogatepass"), 0)
    return f"{hashlib.sha256(shown.encode(errors='surrogatepass')).hexdigest()[:8]}{checksum:04x}"


def write_rows(sheet: Worksheet, rows: Iterable[Row], seal: Seal) -> str:
    """Write the rows of a hidden sheet with their seal, which is returned."""
    written = list(rows)
    sealed = seal(sealed_digest(written))
    for number, row in enumerate([*written, ("seal", sealed)]):
        is_own = isinstance(sheet, BookWorksheet) and row[0] in OF_PEOPLE
        for place, value in enumerate(row):
            (sheet.write_own if is_own and place else sheet.write_string)(number, place, value)
    sheet.very_hidden()
    sheet.protect()
    return sealed


@once_per_plan
def as_issued(plan: Plan) -> str:
    """Return a scheme as JSON text, as it was when the workbook was issued; `changed` are figures set otherwise."""
    issued = plan.scheme.model_dump(mode="json", exclude_defaults=True)
    if plan.changed:
        issued["changed"] = dict(plan.changed)
    return json.dumps(issued, ensure_ascii=False)  # in order: bands and grades stand best first


def is_sealed_so(path: Path, seal: str) -> bool:
    """Return whether a file that we wrote holds this seal, without reading it whole: False for any other file."""
    try:
        with ZipFile(path) as file:
            return bool(seal) and f">{seal}<".encode() in file.read("xl/sharedStrings.xml")
    except (OSError, KeyError, ValueError, BadZipFile, zlib.error):
        return False


def read(rows: Sequence[Sequence[Value]]) -> Issued | None:
    """Return what the sheet says, None when it is not ours or of another format."""
    texts = [tuple("" if value is None else str(value) for value in row) for row in rows]
    by_kind: dict[str, list[Row]] = {}
    for first, *others in filter(None, texts):
        by_kind.setdefault(first, []).append((*others, "", "", "", "", "", "", ""))
    facts = {key: rows_of[0][0] for key, rows_of in by_kind.items()}
    names = [key.name for key in fields(Identity)]
    if facts.get("mark") != MARK or facts.get("format") != str(FORMAT) or not set(names) <= set(facts):
        return None
    if not _is_number(facts["issue"]) or facts["kind"] not in get_args(Kind):
        return None
    identity = _identity(facts)
    parts = [
        SheetPart(
            sheet=sheet,
            role=role,
            scheme=scheme,
            table=table,
            rows=int(count) if _is_number(count) else 0,
            columns=tuple(columns.split()),
            turned=turned == "turned",
        )
        for sheet, role, scheme, table, count, columns, turned, *_ in by_kind.get("part", ())
    ]
    people: dict[str, list[tuple[str, str]]] = {}
    for role, employee_id, name, *_ in by_kind.get("person", ()):
        people.setdefault(role, []).append((employee_id, name))
    areas = {name: (sheet, int(row)) for name, sheet, row, *_ in by_kind.get("area", ()) if _is_number(row)}
    schemes: dict[str, str] = {}
    for scheme, chunk, *_ in by_kind.get("scheme", ()):
        schemes[scheme] = schemes.get(scheme, "") + chunk
    given = {employee_id: _figures(figures) for employee_id, figures, *_ in by_kind.get("given", ())}
    spelled = {employee_id: dict(_SPELLED.findall(figures)) for employee_id, figures, *_ in by_kind.get("given", ())}
    awaited = {employee_id: tuple(columns.split()) for employee_id, columns, *_ in by_kind.get("awaited", ())}
    return Issued(
        identity=identity,
        parts=parts,
        people=people,
        schemes=schemes,
        sheets={name: tuple(ids.split()) for name, ids, *_ in by_kind.get("sheet", ())},
        constants=_by_sheet(by_kind.get("constants", ()), r"([A-Z]+[0-9]+):(\w+)"),
        formulas=_by_sheet(by_kind.get("formulas", ()), r"([^, ]+)([^ ]*)"),
        areas=areas,
        given=given,
        spelled={employee_id: digests for employee_id, digests in spelled.items() if digests},
        awaited=awaited,
        exempted=frozenset(employee_id for employee_id, *_ in by_kind.get("exempted", ())),
        others=frozenset(scheme for scheme, *_ in by_kind.get("others", ())),
        document=facts.get("document", ""),
        facts=by_kind["document"][0][1] if "document" in by_kind else "",
        seal=facts.get("seal", ""),
    )


def _by_sheet(rows: Iterable[Row], pattern: str) -> dict[str, dict[str, str]]:
    """Return by sheet what the pairs of a pattern say in the rows of its cells or areas."""
    found: dict[str, dict[str, str]] = {}
    for name, cells, *_ in rows:
        pairs = _pairs(pattern, cells) if len(cells) <= _CHUNK else _pairs.__wrapped__(pattern, cells)
        found.setdefault(name, {}).update(pairs)
    return found


@lru_cache(maxsize=128)
def _pairs(pattern: str, said: str) -> Mapping[str, str]:
    """Return what pairs say by the first of each; of sheets that say nothing of people they are alike in many files."""
    return dict(re.findall(pattern, said))


def _figures(said: str) -> dict[str, float]:
    """Return figures by column id; of what is no number NaN: the seal is broken then."""
    figures = {}
    for column, _, known in (each.partition("=") for each in said.split()):
        figure = known.partition(":")[0]
        try:
            figures[column] = math.nan if figure == "nan" else float(figure)
        except ValueError:
            figures[column] = math.nan
    return figures


def _is_number(said: str) -> bool:
    """Return whether a text is a number such as workbooks count with."""
    return said.isascii() and said.isdecimal() and len(said) <= _DIGITS


def _identity(facts: Mapping[str, str]) -> Identity:
    lang: Lang = "en" if facts["lang"] == "en" else "zh"
    kind: Kind = next(kind for kind in get_args(Kind) if kind == facts["kind"])
    return Identity(
        company=facts["company"],
        period=facts["period"],
        kind=kind,
        recipient_id=facts["recipient_id"],
        recipient=facts["recipient"],
        team=facts["team"],
        lang=lang,
        issue=int(facts["issue"]),
        returns=facts["returns"],
    )


@lru_cache(maxsize=256)
def plan_of(source: str) -> Plan:
    """Return the plan of what `as_issued` gave: compiled once for this user, since a click has no time for it.

    ProblemsError `issued.damaged` when it is none: the sheet was tampered with, or is of a version whose schemes
    this one does not understand.
    """
    try:
        content = json.loads(source)
        changed = content.pop("changed", {})
        sources = VERSION, json.dumps(content)
        return kept(Plan, sources, lambda: compile_scheme(Scheme.model_validate(content))).with_parameters(changed)
    except ProblemsError:
        raise
    except (ValueError, AttributeError, TypeError, KeyError, ValidationError) as error:
        raise fail("issued.damaged", reason=str(error).split("\n")[0][:200]) from None
