"""Before something is mailed: it must hold nobody whom its recipient may not see.

Everything is searched, shown or not: every cell of every sheet, the names of sheets, and the raw parts of the file
(comments, properties, headers, lists of validations). Where the product writes people's ids, any that is not the
recipient's to see is found; elsewhere those of other people of the roster, and their names.
"""

import html
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from presales_xl.cycle.generating.seal import is_whole
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.people.stints import person_id
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang, all_texts
from presales_xl.workbook import identity
from presales_xl.workbook.build import names_of_role, reserved_names
from presales_xl.workbook.identity import Identity, Issued, Seal
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY, cell_name
from presales_xl.workbook.reader import Sheets

_ID_COLUMNS = ("employee_id", "employee")  # column ids of role and detail sheets that hold people
_RUN = re.compile(r"[A-Za-z0-9_./-]+")  # what may be an id inside a longer text
_TEXT = re.compile(r">([^<]+)<")
_ATTRIBUTE = re.compile(
    r'(?:prompt|promptTitle|error|errorTitle|name|displayName|tooltip|display|descr|title|author)="([^"]+)"'
)
_FUNCTION = re.compile(r"[a-z.]+\(")  # MAX( is nobody called Max
_TOLD = 5  # finds of one file that are listed


def circle(roster: Roster, kind: str, recipient_id: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return whom a recipient sees, and everybody else; both are names by id.

    A manager sees the team, a rater those to rate, an approver (who has a name for an id) the teams whose results go
    there with their managers, an employee who is told a plan or a statement nobody. Everybody sees themselves.
    """
    everybody = {employee.employee_id: employee.name for employee in roster.employees}
    everybody |= {manager.manager_id: manager.name for manager in roster.managers.values()}
    everybody |= {rater.rater_id: rater.name for rater in roster.raters.values()}
    own = {recipient_id}
    if kind in ("plan", "statement"):
        seen = set[str]()
    elif kind == "approval":
        own |= {key for key, name in everybody.items() if name == recipient_id}
        seen = {manager.manager_id for manager in roster.managers.values() if manager.approver == recipient_id}
        seen |= {employee.employee_id for key in list(seen) for employee in roster.team(key)}
    elif kind == "manager":
        seen = {employee.employee_id for employee in roster.team(recipient_id)}
    else:
        seen = {each.employee_id for each in roster.assignments if each.rater_id == recipient_id}
    inside = {key: name for key, name in everybody.items() if key in seen or key in own}
    known = {person_id(key) for key in inside}  # of whom another stint is somebody else's to see
    return inside, {key: name for key, name in everybody.items() if person_id(key) not in known}


def check(sheets: Sheets, data: bytes, roster: Roster, expected: Identity, *, seal: Seal) -> list[Problem]:
    """Return why a workbook must not be mailed, empty when it may.

    `sheets` are what the guarded reader found in `data`, the file itself. `expected` is whose workbook it is by the
    ledger: the file must say the same of itself, under the `seal` of the project.
    """
    issued = identity.read(sheets.get(IDENTITY, ()))
    if issued is None:
        return [Problem("workbook.not_ours")]
    inside, outside = circle(roster, issued.document or expected.kind, expected.recipient_id)
    broken = [] if is_whole(issued.seal, issued.digest(), seal) else [Problem("privacy.seal", Place(sheet=IDENTITY))]
    problems = [
        *broken,
        *_other_recipient(issued, expected),
        *_other_sheets(sheets, issued),
        *_strangers(sheets, issued, {key.casefold() for key in inside}),
    ]
    # What the seal proves to be as issued: a scheme, figures, or addresses and digests, some of which look like ids.
    kinds = ("scheme", "constants", "formulas", "given")
    sealed = {str(row[2]).casefold() for row in sheets[IDENTITY] if row[0] in kinds}
    search = _Search(inside, outside, _ordinary(issued), sealed)
    problems += [*search.cells(sheets), *search.parts(data)]
    unique = {(problem.code, problem.place, str(problem.fields)): problem for problem in problems}
    return list(unique.values())[:_TOLD]


def check_page(
    places: Mapping[str, str],
    roster: Roster,
    who: str,
    managers: Collection[str],
    *,
    ordinary: Sequence[str],
    lang: Lang,
) -> list[Problem]:
    """Return why a page must not be mailed to an employee, empty when it may.

    `places` are the words of page and PDF by what they are called. They must name the employee, and nobody else of the
    roster but the `managers`, by id; `ordinary` are words that stand on it whoever it is for. Ids of figures alone are
    not looked for: a page is full of figures.
    """
    inside, outside = circle(roster, "plan", who)
    inside |= {key: outside.pop(key) for key in managers if key in outside}
    words = "\n".join([*ordinary, *(sentence[lang] for sentence in all_texts().values())]).casefold()
    search = _Search(inside, outside, words, ())
    search.ids = {key for key in search.ids if not key.isdigit()}
    problems = []
    for place, content in places.items():
        named, packed = [person_id(who), inside.get(who, "")], "".join(content.split())
        if not all("".join(part.split()) in packed for part in named):
            problems.append(Problem("privacy.other_page", Place(sheet=place), {"expected": " ".join(named)}))
        if person := next(search.people([content]), ""):
            problems.append(_person(person, Place(sheet=place)))
    return problems


def words_of_page(page: bytes) -> str:
    """Return what of a page of HTML is words for people."""
    content = page.decode("utf-8", errors="replace").partition("</style>")[2]
    return "\n".join(html.unescape(words) for words in _TEXT.findall(content))


def _other_recipient(issued: Issued, expected: Identity) -> Iterator[Problem]:
    same = ("company", "period", "kind", "recipient_id", "issue")
    if any(getattr(issued.identity, key) != getattr(expected, key) for key in same):
        whose = issued.identity
        fields = {"found": f"{whose.recipient} {whose.period}", "issue": whose.issue, "expected": expected.recipient}
        yield Problem("privacy.other_recipient", fields=fields | {"expected_issue": expected.issue})


def _other_sheets(sheets: Sheets, issued: Issued) -> Iterator[Problem]:
    """Yield the sheets that the product did not make."""
    lang = issued.identity.lang
    known = {IDENTITY, *(part.sheet for part in issued.parts)}
    if issued.identity.kind == "answer":
        known |= set(issued.people)
    if issued.identity.kind == "manager":
        known |= reserved_names(lang).union(*(names_of_role(part.role, None, lang) for part in issued.parts))
    for name in sheets:
        if name not in known:
            yield Problem("privacy.other_sheet", Place(sheet=name))


def _strangers(sheets: Sheets, issued: Issued, inside: Collection[str]) -> Iterator[Problem]:
    """Yield the people in the columns of ids, and in the hidden list, whom the recipient may not see."""
    for people in issued.people.values():
        for key, name in people:
            if key.casefold() not in inside:
                yield _person(f"{key} {name}", Place(sheet=IDENTITY))
    for sheet in {part.sheet for part in issued.parts} & set(sheets):
        rows = sheets[sheet]
        for place, head in enumerate(rows[ID_ROW] if rows else []):
            for number in range(FIRST_ROW, len(rows)) if head in _ID_COLUMNS else ():
                value = rows[number][place]
                key = "" if value is None else str(value).split(" ")[0]
                if key and key.casefold() not in inside:
                    yield _person(str(value), Place(sheet=sheet, cell=cell_name(number, place)))


def _ordinary(issued: Issued) -> str:
    """Return the words that stand in a workbook whoever it is for: a name that is one of them says nothing."""
    whose = issued.identity
    words = [whose.company, whose.team, whose.period, *issued.people, *issued.schemes.values()]
    return "\n".join([*words, *(sentence[whose.lang] for sentence in all_texts().values())]).casefold()


class _Search:
    """Looks for other people in texts."""

    def __init__(
        self, inside: Mapping[str, str], outside: Mapping[str, str], ordinary: str, left_out: Collection[str]
    ) -> None:
        self.left_out = left_out
        self.inside = {name.casefold() for name in inside.values()}
        self.names = {name.casefold() for name in outside.values()} - self.inside - {""}
        self.ordinary = ordinary
        ordinary_runs = set(_RUN.findall(ordinary))
        ids = {key.casefold() for key in outside}
        self.ids = {key for key in ids if _RUN.fullmatch(key) and key not in ordinary_runs and _tells(key)}
        self.other_ids = {key for key in ids if not _RUN.fullmatch(key)}

    def cells(self, sheets: Sheets) -> Iterator[Problem]:
        """Yield the people in cells and in the names of sheets."""
        for sheet, rows in sheets.items():
            if person := next(self.people([sheet]), ""):
                yield _person(person, Place(sheet=sheet))
            texts = {value for row in rows for value in row if isinstance(value, str)}
            texts -= {value for value in texts if value.casefold() in self.left_out}
            suspicious = next(self.people(["\n".join(texts)]), "")  # one search, where most sheets hold nobody else
            telling = {value for value in texts if next(self.people([value]), "")} if suspicious else set()
            if not telling:
                continue
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, str) and value in telling:
                        yield _person(next(self.people([value])), Place(sheet=sheet, cell=cell_name(number, place)))

    def parts(self, data: bytes) -> Iterator[Problem]:
        """Yield the people in the raw parts of the file, by name; the reader has found the file to be sound."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                words = "\n".join(word for word in _words(archive.read(part)) if word not in self.left_out)
                if person := next(self._names(_FUNCTION.sub("(", words)), ""):
                    yield _person(person, Place(sheet=part))

    def people(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield the names and ids of other people in some texts."""
        for content in map(str.casefold, texts):
            yield from self._names(content)
            yield from (run for run in _RUN.findall(content) if run.strip(".") in self.ids)
            yield from (key for key in self.other_ids if key in content)

    def _names(self, content: str) -> Iterator[str]:
        """Yield other people's names in a text in small letters; one inside a name of the circle does not count."""
        for name in (name for name in self.names if name in content):
            for longer in sorted((known for known in self.inside if name in known), key=len, reverse=True):
                content = content.replace(longer, "\n")
            is_common = len(name) == 1 or name in self.ordinary
            edge = r"\w" if is_common else "[a-z]" if name.isascii() else None
            pattern = re.escape(name) if edge is None else f"(?<!{edge}){re.escape(name)}(?!{edge})"
            if re.search(pattern, content):
                yield name


def _words(part: bytes) -> Iterator[str]:
    """Yield what of a part's XML is words for people, in small letters: texts, prompts and names, no markup."""
    xml = part.decode("utf-8", errors="replace")
    for word in (*_TEXT.findall(xml), *_ATTRIBUTE.findall(xml)):
        yield html.unescape(word).casefold()


def _tells(key: str) -> bool:
    """Return whether an id inside a text can be taken for one: short figures and single letters stand for anything."""
    return len(key) > 1 and (not key.replace(".", "").isdigit() or len(key) > 3)


def _person(shown: str, place: Place) -> Problem:
    return Problem("privacy.person", place, {"found": shown})
