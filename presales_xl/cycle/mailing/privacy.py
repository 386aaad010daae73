"""Before something is mailed: it must hold nobody whom its recipient may not see.

Everything is searched, shown or not: every cell of every sheet, the names of sheets, and the raw parts of the file
(comments, properties, headers, lists of validations). Where the product writes people's ids, any that is not the
recipient's to see is found; elsewhere those of other people of the roster, and their names.
"""

import html
import io
import operator
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from presales_xl.cycle.generating.seal import is_whole
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.people.stints import person_id
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang, all_texts
from presales_xl.workbook import identity
from presales_xl.workbook.build import names_of_role, reserved_names
from presales_xl.workbook.identity import HEAD, KINDS, Identity, Issued, Seal
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY, cell_name
from presales_xl.workbook.reader import Sheets

RUN = re.compile(r"[A-Za-z0-9_./-]+")  # what may be an id inside a longer text
_ID_COLUMNS = ("employee_id", "employee")  # column ids of role and detail sheets that hold people
_TEXT = re.compile(r">([^<]+)<")
_ATTRIBUTE = re.compile(
    r'(?:prompt|promptTitle|error|errorTitle|name|displayName|tooltip|display|descr|title|author)="([^"]+)"'
)
_FUNCTION = re.compile(r"[A-Za-z.]+\(")  # MAX( is nobody called Max
_STRING = re.compile(r'"([^"]*)"')  # what a scheme's source says, heading by heading
_TOLD = 5  # finds of one file that are listed


class WordSearch:
    """Many words, to be found in texts: by their first two signs, then by their lengths."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word for word in words if word}
        self._lengths: dict[str, set[int]] = {}
        for word in self._words:
            self._lengths.setdefault(word[:2], set()).add(len(word))

    def within(self, content: str) -> Iterator[str]:
        """Yield each of the words that stands in a text once."""
        starts = {*content, *map(operator.add, content, content[1:])}
        for start in starts & self._lengths.keys():
            place, words = content.find(start), set[str]()
            while place >= 0:
                words |= {content[place : place + length] for length in self._lengths[start]}
                place = content.find(start, place + 1)
            yield from words & self._words


class Everybody:
    """The employees, managers and raters of a roster, by what they are found by in a text; and whom one may see.

    It is made once for all letters of a run: what one costs hangs on its length, not on how many people there are.
    """

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        employees = ((each.employee_id, each.name) for each in roster.employees)
        managers = ((each.manager_id, each.name) for each in roster.managers.values())
        raters = ((each.rater_id, each.name) for each in roster.raters.values())
        self.names: Mapping[str, str] = dict(chain(employees, managers, raters))
        self._called = _grouped((name, key) for key, name in self.names.items())
        self._approved = _grouped((each.approver, each.manager_id) for each in roster.managers.values())
        self.bearers = _grouped((name.casefold(), person_id(key)) for key, name in self.names.items() if name)
        self.written = {name.casefold(): name for name in self.names.values()}
        self.ids = _grouped((key.casefold(), person_id(key)) for key in self.names)
        self.known_names = WordSearch(self.bearers)
        self.longer_ids = WordSearch(key for key in self.ids if not RUN.fullmatch(key))

    def circle(self, kind: str, recipient_id: str, also: Iterable[str] = ()) -> Mapping[str, str]:
        """Return whom a recipient sees, and those of these ids `also`: names by id.

        A manager sees the team, a rater those to rate, an approver (who has a name for an id) the teams whose results
        go there with their managers, an employee who is told a plan or a statement nobody. Everybody sees themselves.
        """
        seen = [recipient_id, *also]
        if kind == "approval":
            seen += self._called.get(recipient_id, ())
            for manager in self._approved.get(recipient_id, ()):
                seen += [manager, *self._team(manager)]
        elif kind == "manager":
            seen += self._team(recipient_id)
        elif kind not in ("plan", "statement"):
            seen += [each.employee_id for each in self.roster.asked.get(recipient_id, ())]
        return {key: self.names[key] for key in seen if key in self.names}

    def _team(self, manager_id: str) -> list[str]:
        return [employee.employee_id for employee in self.roster.team(manager_id)]


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def check(sheets: Sheets, data: bytes, everybody: Everybody, expected: Identity, *, seal: Seal) -> list[Problem]:
    """Return why a workbook must not be mailed, empty when it may.

    `sheets` are what the guarded reader found in `data`, the file itself. `expected` is whose workbook it is by the
    ledger: the file must say the same of itself, under the `seal` of the project.
    """
    issued = identity.read(sheets.get(IDENTITY, ()))
    if issued is None:
        return [Problem("workbook.not_ours")]
    circle = everybody.circle(issued.document or expected.kind, expected.recipient_id)
    broken = [] if is_whole(issued.seal, issued.digest(), seal) else [Problem("privacy.seal", Place(sheet=IDENTITY))]
    problems = [
        *broken,
        *_other_recipient(issued, expected),
        *_other_sheets(sheets, issued),
        *_strangers(sheets, issued, {key.casefold() for key in circle}),
    ]
    # What the seal proves to be as issued: a scheme, figures, or addresses and digests, some of which look like ids.
    kinds = ("scheme", "constants", "formulas", "given")
    sealed = {str(row[2]).casefold() for row in sheets[IDENTITY] if row[0] in kinds}
    search = _Search(everybody, circle, _ordinary(issued), sealed, figures=True)
    problems += [*search.cells(sheets), *search.parts(data)]
    unique = {(problem.code, problem.place, str(problem.fields)): problem for problem in problems}
    return list(unique.values())[:_TOLD]


def check_page(
    places: Mapping[str, str],
    everybody: Everybody,
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
    circle = everybody.circle("plan", who, managers)
    search = _Search(everybody, circle, _Ordinary(ordinary, lang), (), figures=False)
    problems = []
    for place, content in places.items():
        named, packed = [person_id(who), circle.get(who, "")], "".join(content.split())
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


class _Ordinary:
    """Words that stand somewhere whoever it is for, and the product's: a name that is one of them says nothing."""

    def __init__(self, words: Sequence[str], lang: Lang) -> None:
        products, runs, self._sentences = _products(lang)
        self.words = products, "\n".join(words).casefold()
        self.runs = runs.union(RUN.findall(self.words[1]))
        self.own = {text.strip().casefold() for word in words for text in (word, *_STRING.findall(word))}

    def __contains__(self, name: str) -> bool:
        return any(name in words for words in self.words)

    def tells(self, line: str) -> bool:
        """Return whether a line is none of ours: a heading, a choice, the team's name say nothing about anybody."""
        return (said := line.strip().casefold()) not in self.own and said not in self._sentences


@cache
def _products(lang: Lang) -> tuple[str, frozenset[str], frozenset[str]]:
    """Return the words of the product in small letters, what could be an id among them, and its texts."""
    texts = [sentence[lang].casefold() for sentence in all_texts().values()]
    words = "\n".join(texts)
    return words, frozenset(RUN.findall(words)), frozenset({*texts, *HEAD, *KINDS})


def _ordinary(issued: Issued) -> _Ordinary:
    whose = issued.identity
    words = (whose.company, whose.team, whose.period, *issued.people, *issued.schemes.values())
    return _Ordinary(words, whose.lang)


class _Search:
    """Looks for people outside a circle in texts; `ordinary` are words that stand there whoever they are for."""

    def __init__(
        self,
        everybody: Everybody,
        circle: Mapping[str, str],
        ordinary: _Ordinary,
        left_out: Collection[str],
        *,
        figures: bool,
    ) -> None:
        self.everybody = everybody
        self.persons = frozenset(map(person_id, circle))  # whose other stints are no secret
        self.ordinary, self.left_out, self.figures = ordinary, left_out, figures
        self.inside = {name.casefold() for name in circle.values()}

    def _is_outside(self, persons: Sequence[str]) -> bool:
        return not self.persons.issuperset(persons)

    def _is_id(self, run: str) -> bool:
        """Return whether a run of signs is the id of somebody outside, and stands for nothing else."""
        persons = self.everybody.ids.get(run)
        if not persons or not _tells(run) or (run.isdigit() and not self.figures) or run in self.ordinary.runs:
            return False
        return self._is_outside(persons)

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
                texts = dict.fromkeys(_words(archive.read(part)))
                told = [each for each in texts if each.casefold() not in self.left_out and self.ordinary.tells(each)]
                if person := next(self._names(_FUNCTION.sub("(", "\n".join(told))), ""):
                    yield _person(person, Place(sheet=part))

    def people(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield the names and ids of other people in some texts."""
        for text in texts:
            written = "\n".join(filter(self.ordinary.tells, text.split("\n")))
            content = written.casefold()
            yield from self._names(written)
            yield from (run for run in RUN.findall(content) if self._is_id(run.strip(".")))
            longer = self.everybody.longer_ids.within(content)
            yield from (key for key in longer if self._is_outside(self.everybody.ids[key]))

    def _names(self, written: str) -> Iterator[str]:
        """Yield other people's names in a text; one inside a name of the circle does not count.

        A name that is an ordinary word, too, is one where it stands alone, and is spelled as the name is: the Will of a
        roster is not the will of a sentence. One that is the team's name, or a word of the scheme, tells nothing.
        """
        content = written.casefold()
        for name in self.everybody.known_names.within(content):
            if name in self.inside or name in self.ordinary.own or name not in content or not re.search(r"\w", name):
                continue
            if not self._is_outside(self.everybody.bearers[name]):
                continue
            for longer in sorted((known for known in self.inside if name in known), key=len, reverse=True):
                content = content.replace(longer, "\n")
            is_common = len(name) == 1 or name in self.ordinary
            edge = r"\w" if is_common else "[a-z]" if name.isascii() else None
            pattern = re.escape(name) if edge is None else f"(?<!{edge}){re.escape(name)}(?!{edge})"
            called = self.everybody.written[name]
            if re.search(pattern, content) and not (is_common and called.isascii() and called not in written):
                yield called


def _words(part: bytes) -> Iterator[str]:
    """Yield what of a part's XML is words for people: texts, prompts and names, no markup."""
    xml = part.decode("utf-8", errors="replace")
    yield from map(html.unescape, (*_TEXT.findall(xml), *_ATTRIBUTE.findall(xml)))


def _tells(key: str) -> bool:
    """Return whether an id inside a text can be taken for one: short figures and single letters stand for anything."""
    return len(key) > 1 and (not key.replace(".", "").isdigit() or len(key) > 3)


def _person(shown: str, place: Place) -> Problem:
    return Problem("privacy.person", place, {"found": shown})
