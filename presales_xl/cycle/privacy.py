"""Before a workbook is mailed: it must hold nobody outside the recipient's team.

Everything is searched, shown or not: every cell of every sheet, the names of sheets, and the raw parts of the file
(comments, properties, headers, lists of validations). Where the product writes people's ids, any that is not the
recipient's to see is found; elsewhere those of other people of the roster, and their names.
"""

import html
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from presales_xl.cycle.roster import Roster
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import catalogue, text
from presales_xl.workbook import identity, reader
from presales_xl.workbook.identity import Identity, Issued
from presales_xl.workbook.layout import FIRST_ROW, FIXED_SHEETS, ID_ROW, IDENTITY, cell_name, sheet_name
from presales_xl.workbook.reader import Sheets

_ID_COLUMNS = ("employee_id", "employee")  # column ids of role and detail sheets that hold people
_RUN = re.compile(r"[A-Za-z0-9_./-]+")  # what may be an id inside a longer text
_TEXT = re.compile(r">([^<]+)<")
_ATTRIBUTE = re.compile(
    r'(?:prompt|promptTitle|error|errorTitle|name|displayName|tooltip|display|descr|title|author)="([^"]+)"'
)
_FUNCTION = re.compile(r"[A-Za-z.]+\(")  # MAX( is nobody called Max
_TOLD = 5  # finds of one file that are listed


@dataclass(frozen=True)
class Circle:
    """Whom a recipient may see, and everybody else: names by id."""

    inside: Mapping[str, str]
    outside: Mapping[str, str]

    def is_inside(self, person_id: str) -> bool:
        """Return whether an id is that of somebody whom the recipient may see."""
        return person_id.casefold() in {key.casefold() for key in self.inside}


def circle(roster: Roster, kind: str, recipient_id: str) -> Circle:
    """Return whom a manager sees (the own team) or a rater (those to rate), each with themselves."""
    everybody = {employee.person.employee_id: employee.person.name for employee in roster.employees}
    everybody |= {manager.manager_id: manager.name for manager in roster.managers.values()}
    everybody |= {rater.rater_id: rater.name for rater in roster.raters.values()}
    if kind == "manager":
        seen = {employee.person.employee_id for employee in roster.team(recipient_id)}
    else:
        seen = {one.employee_id for one in roster.assignments if one.rater_id == recipient_id}
    inside = {key: name for key, name in everybody.items() if key in seen or key == recipient_id}
    return Circle(inside, {key: name for key, name in everybody.items() if key not in inside})


def check(path: Path, shown: str, circle: Circle, expected: Identity) -> list[Problem]:
    """Return why a workbook must not be mailed, empty when it may; `shown` is how messages call the file.

    `expected` is whose workbook it is by the ledger: the file must say the same of itself. A file that cannot be
    read is a problem too.
    """
    try:
        sheets = reader.read_one(path)
    except ProblemsError as error:
        return [problem.at(file=shown) for problem in error.problems]
    issued = identity.read(sheets.get(IDENTITY, ()))
    if issued is None:
        return [Problem("workbook.not_ours", Place(file=shown))]
    found = [*_other_recipient(issued, expected), *_other_sheets(sheets, issued), *_strangers(sheets, issued, circle)]
    search = _Search(circle, _ordinary(issued))
    found += [*search.cells(sheets), *search.parts(path)]
    unique = {(p.code, p.place, str(p.fields)): p for p in (problem.at(file=shown) for problem in found)}
    return list(unique.values())[:_TOLD]


def _other_recipient(issued: Issued, expected: Identity) -> Iterator[Problem]:
    same = ("company", "period", "kind", "recipient_id", "issue")
    if any(getattr(issued.identity, key) != getattr(expected, key) for key in same):
        own = issued.identity
        fields = {"found": f"{own.recipient} {own.period}", "issue": own.issue, "expected": expected.recipient}
        yield Problem("privacy.other_recipient", fields=fields | {"expected_issue": expected.issue})


def _other_sheets(sheets: Sheets, issued: Issued) -> Iterator[Problem]:
    """Yield the sheets that the product did not make."""
    lang = issued.identity.lang
    fixed = [text(lang, f"workbook.sheet.{key}") for key in FIXED_SHEETS] if issued.identity.kind == "manager" else []
    forms = [sheet_name(f"{text(lang, 'workbook.sheet.form')} {part.role}") for part in issued.parts]
    known = {IDENTITY, *(part.sheet for part in issued.parts), *fixed, *forms}
    for name in sheets:
        if name not in known:
            yield Problem("privacy.other_sheet", Place(sheet=name))


def _strangers(sheets: Sheets, issued: Issued, circle: Circle) -> Iterator[Problem]:
    """Yield the people in the columns of ids, and in the hidden list, whom the recipient may not see."""
    for people in issued.people.values():
        for key, name in people:
            if not circle.is_inside(key):
                yield _person(f"{key} {name}", Place(sheet=IDENTITY))
    for sheet in {part.sheet for part in issued.parts} & set(sheets):
        rows = sheets[sheet]
        for place, head in enumerate(rows[ID_ROW] if rows else []):
            for number in range(FIRST_ROW, len(rows)) if head in _ID_COLUMNS else ():
                value = rows[number][place]
                key = "" if value is None else str(value).split(" ")[0]
                if key and not circle.is_inside(key):
                    yield _person(str(value), Place(sheet=sheet, cell=cell_name(number, place)))


def _ordinary(issued: Issued) -> str:
    """Return the words that stand in a workbook whoever it is for: a name that is one of them says nothing."""
    own = issued.identity
    said = [own.company, own.team, own.period, *issued.people, *issued.schemes.values()]
    return "\n".join([*said, *(sentence[own.lang] for sentence in catalogue().values())]).casefold()


class _Search:
    """Looks for other people in texts."""

    def __init__(self, circle: Circle, ordinary: str) -> None:
        self.inside = {name.casefold() for name in circle.inside.values()}
        self.names = {name.casefold() for name in circle.outside.values()} - self.inside - {""}
        self.ordinary = ordinary
        ordinary_runs = set(_RUN.findall(ordinary))
        ids = {key.casefold() for key in circle.outside}
        self.ids = {key for key in ids if _RUN.fullmatch(key) and key not in ordinary_runs and _tells(key)}
        self.other_ids = {key for key in ids if not _RUN.fullmatch(key)}

    def cells(self, sheets: Sheets) -> Iterator[Problem]:
        """Yield the people in cells and in the names of sheets; the hidden sheet's schemes are no people."""
        for sheet, rows in sheets.items():
            if found := next(self.people([sheet]), ""):
                yield _person(found, Place(sheet=sheet))
            texts = {value for row in rows for value in row if isinstance(value, str)}
            telling = {value for value in texts if next(self.people([value]), "")} if self._any(texts) else set()
            if not telling:
                continue
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, str) and value in telling:
                        yield _person(next(self.people([value])), Place(sheet=sheet, cell=cell_name(number, place)))

    def parts(self, path: Path) -> Iterator[Problem]:
        """Yield the people in the raw parts of the file, by name; the reader has found the file to be sound."""
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                if found := next(self._names(_words(archive.read(part))), ""):
                    yield _person(found, Place(sheet=part))

    def people(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield the names and ids of other people in some texts."""
        for content in (one.casefold() for one in texts):
            yield from self._names(content)
            yield from (run for run in _RUN.findall(content) if run.strip(".") in self.ids)
            yield from (key for key in self.other_ids if key in content)

    def _any(self, texts: Collection[str]) -> bool:
        return next(self.people(["\n".join(texts)]), "") != ""

    def _names(self, content: str) -> Iterator[str]:
        """Yield other people's names in a text in small letters; one inside a name of the circle does not count."""
        for name in (name for name in self.names if name in content):
            longer = sorted((own for own in self.inside if name in own), key=len, reverse=True)
            for own in longer:
                content = content.replace(own, "\n")
            is_common = len(name) == 1 or name in self.ordinary
            edge = r"\w" if is_common else "[a-z]" if name.isascii() else None
            pattern = re.escape(name) if edge is None else f"(?<!{edge}){re.escape(name)}(?!{edge})"
            if re.search(pattern, content):
                yield name


def _words(part: bytes) -> str:
    """Return what of a part's XML is words for people, in small letters: texts, prompts and names, no markup."""
    xml = part.decode("utf-8", errors="replace")
    words = "\n".join([*_TEXT.findall(xml), *_ATTRIBUTE.findall(xml)])
    return html.unescape(_FUNCTION.sub("(", words)).casefold()


def _tells(key: str) -> bool:
    """Return whether an id inside a text can be taken for one: short figures and single letters stand for anything."""
    return len(key) > 1 and (not key.replace(".", "").isdigit() or len(key) > 3)


def _person(found: str, place: Place) -> Problem:
    return Problem("privacy.person", place, {"found": found})
