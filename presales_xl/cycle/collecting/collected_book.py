"""The workbook `collected.xlsx`: every file that counts or is open, its people, all problems, and what has changed."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from presales_xl import unchanged
from presales_xl.cycle.answering import document_name, in_words
from presales_xl.cycle.collecting import incoming
from presales_xl.cycle.collecting.file_states import FileState, PersonState, Verdict, in_lines
from presales_xl.ledger.submissions import Submission
from presales_xl.people.notices import ChangedResult
from presales_xl.periods import Period, local_time
from presales_xl.problem_texts import sentences
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang, text
from presales_xl.workbook.layout import quoted
from presales_xl.workbook.style import Style, new_workbook
from presales_xl.workbook.table_sheet import WRAPPED, Link, Look, SheetColumn, SheetTable, Value, write_sheet

FILE = "collected.xlsx"
_CELL = re.compile(r"[A-Z]{1,3}\d+", re.ASCII)
_LINKS_MOST = 60_000  # that Excel allows on a sheet, with some to spare
_TOP: Look = {"valign": "top"}
_GOOD: Look = {"colour": "good", **_TOP}
_ASK: Look = {"colour": "missing_line", **_TOP}
_BAD: Look = {"colour": "bad", "bold": True, **_TOP}
_LOOKS = {
    "accepted": _GOOD,
    "complete": _GOOD,
    "replaced": _TOP,
    "waits": _ASK,
    "confirm": _ASK,
    "in_part": _ASK,
    "open": _BAD,
    "closed": _BAD,
    "set_aside": _BAD,
}
_WORST_FIRST: Sequence[Verdict] = ("set_aside", "closed", "in_part", "confirm", "accepted", "replaced")
_EFFECTS = tuple(f"{result}_{when}" for result in ("total", "grade", "pay") for when in ("before", "after"))


@dataclass(frozen=True)
class _Line:
    """A row of one of the sheets: a file, one of its people, or a problem of one of them (or of no file).

    `effect` is what all changes of a person come to.
    """

    state: FileState | None
    person: PersonState | None = None
    problem: Problem | None = None
    effect: Problem | None = None
    by_others: bool = False


def write(
    project: Project,
    period: Period,
    states: Sequence[FileState],
    others: Sequence[Problem],
    *,
    moved: Sequence[Problem],
    lang: Lang,
) -> Path:
    """Write the workbook and return its path.

    `others` are problems of no file, `moved` the notices of people whose results changed by what is entered of others.
    ProblemsError `file.locked`.
    """
    path = project.results(period) / FILE
    states = sorted(states, key=lambda state: _WORST_FIRST.index(state.verdict))
    columns = _Columns(path.parent, project.inbox(period), project.quarantine(period), lang)
    title = text(lang, "collecting.book", company=project.company, period=period.text)
    sheets = {
        "files": (columns.files(), [_Line(state) for state in states]),
        "people": (columns.people(), [_Line(state, person) for state in states for person in state.people]),
        "problems": (columns.problems(), sorted(_problems(states, others), key=_is_notice)),
        "changes": (columns.changes(), list(_changes(states, moved))),
    }

    def make() -> None:
        _write(path, sheets, lang, title=title, company=project.company)

    links = [columns.path_of(state.submission) for state in states]
    unchanged.write(path, [states, others, moved, links, title, lang], make)
    return path


def _write(
    path: Path,
    sheets: Mapping[str, tuple[list[SheetColumn[_Line]], list[_Line]]],
    lang: Lang,
    *,
    title: str,
    company: str,
) -> None:
    with new_workbook(path, lang, title=title, company=company) as book:
        style = Style(book, lang)
        for key, (shown, lines) in sheets.items():
            name = text(lang, f"collecting.sheet.{key}")
            table = SheetTable(shown, lines, row_height=18, nothing=text(lang, f"collecting.nothing.{key}"))
            write_sheet(book.add_worksheet(name), style, table, title=f"{title} {name}", frozen=2)


def _problems(states: Sequence[FileState], others: Sequence[Problem]) -> Iterator[_Line]:
    for state in states:
        yield from (_Line(state, problem=problem) for problem in state.problems)
        for person in state.people:
            told = (problem for problem in person.problems if problem not in person.changes)
            yield from (_Line(state, person, problem) for problem in told)
    yield from (_Line(None, problem=problem) for problem in others)


def _changes(states: Sequence[FileState], moved: Sequence[Problem]) -> Iterator[_Line]:
    for state in states:
        for person in state.people:
            effect = next((each for each in person.changes if isinstance(each, ChangedResult)), None)
            changed = (each for each in person.changes if each is not effect)
            yield from (_Line(state, person, each, effect) for each in changed)
    yield from (_Line(None, problem=problem, by_others=True) for problem in moved)


def _is_notice(line: _Line) -> bool:
    return line.problem is None or line.problem.severity != "error"


class _Columns:
    """The columns of each sheet; links lead from the folder of the results to the files and their cells."""

    def __init__(self, results: Path, inbox: Path, quarantine: Path, lang: Lang) -> None:
        self.results = results
        self.inbox = inbox
        self.quarantine = quarantine
        self.lang = lang
        self._links = 0

    def files(self) -> list[SheetColumn[_Line]]:
        """Return the columns of the files."""

        def mark(line: _Line) -> Look:
            return _LOOKS[line.state.verdict] if line.state else {}

        verdict = self._of_file("verdict", lambda state: text(self.lang, f"collecting.verdict.{state.verdict}"))
        counts = [
            self._of_file("complete", lambda state: len(state.of("complete")) if state.people else None),
            self._of_file("open", lambda state: len(state.of("open")) or None),
            self._of_file("confirm", lambda state: state.questions or None),
            self._of_file("changed", lambda state: state.changed or None),
        ]
        return [
            SheetColumn(verdict.key, verdict.title, verdict.value, 16, mark=mark),
            self._file(),
            *self._recipient(),
            *counts,
            self._of_file("received", lambda state: local_time(state.submission.received_at), 18),
            self._wide("what", self._about_file),
        ]

    def people(self) -> list[SheetColumn[_Line]]:
        """Return the columns of the people."""

        def mark(line: _Line) -> Look:
            return _LOOKS[line.person.state] if line.person else {}

        def state(line: _Line) -> Value:
            return text(self.lang, f"collecting.person.{line.person.state}") if line.person else ""

        def what(line: _Line) -> Value:
            return "\n".join(in_lines(line.person.to_mend, self.lang)) if line.person else ""

        column = SheetColumn("state", self._title("state"), state, 11, mark=mark)
        return [*self._who(), column, *self._recipient(), self._file(), self._wide("what", what)]

    def problems(self) -> list[SheetColumn[_Line]]:
        """Return the columns of the problems."""

        def severity(line: _Line) -> Value:
            return self._title("notice" if _is_notice(line) else "error")

        def mark(line: _Line) -> Look:
            return _ASK if _is_notice(line) else _BAD

        column = SheetColumn("severity", self._title("severity"), severity, 9, mark=mark)
        what, mend = (self._wide(key, self._sentence(place)) for key, place in (("what", 1), ("mend", 2)))
        return [column, *self._who(), self._file(), self._where(), what, mend]

    def changes(self) -> list[SheetColumn[_Line]]:
        """Return the columns of what files have changed of what had counted before."""

        def field(key: str, width: float) -> SheetColumn[_Line]:
            def value(line: _Line) -> Value:
                fields = {
                    **(line.effect.fields if line.effect else {}),
                    **(line.problem.fields if line.problem else {}),
                }
                return str(fields.get(key, ""))

            return SheetColumn(key, self._title(key), value, width, look=WRAPPED)

        entries = [field("name", 24), field("before", 18), field("after", 18)]
        return [*self._who(), *entries, *(field(key, 14) for key in _EFFECTS), self._where(), self._file()]

    def _title(self, key: str) -> str:
        return text(self.lang, f"collecting.column.{key}")

    def _of_file(self, key: str, value: Callable[[FileState], Value], width: float = 10) -> SheetColumn[_Line]:
        def shown(line: _Line) -> Value:
            return value(line.state) if line.state else ""

        return SheetColumn(key, self._title(key), shown, width, unit="count", look=_TOP)

    def _recipient(self) -> list[SheetColumn[_Line]]:
        return [
            self._of_file("recipient", lambda state: state.recipient, 14),
            self._of_file("team", lambda state: state.team, 14),
        ]

    def _who(self) -> list[SheetColumn[_Line]]:
        def value(key: str, field: str) -> Callable[[_Line], Value]:
            def shown(line: _Line) -> Value:
                if line.person:
                    return str(getattr(line.person, key))
                return str(line.problem.fields[field]) if line.problem and line.by_others else ""

            return shown

        return [
            SheetColumn("id", self._title("id"), value("employee_id", "id"), 11, look=_TOP),
            SheetColumn("person", self._title("person"), value("name", "person"), 13, look=_TOP),
        ]

    def _wide(self, key: str, value: Callable[[_Line], Value]) -> SheetColumn[_Line]:
        return SheetColumn(key, self._title(key), value, 64, look=WRAPPED, letters=60)

    def _sentence(self, part: int) -> Callable[[_Line], Value]:
        return lambda line: sentences(self.lang, line.problem)[part] if line.problem else ""

    def _about_file(self, line: _Line) -> Value:
        """Return why a file does not count, or what is nobody's and who is open or to be confirmed."""
        state = line.state
        if state is None:
            return ""
        if state.verdict in ("set_aside", "closed"):
            return "\n".join(in_lines((each for each in state.problems if each.severity == "error"), self.lang))
        lines = list(in_lines(state.problems, self.lang))
        if state.told and state.says_yes:
            fields = {
                "who": document_name(state.told, self.lang),
                "what": in_words(state.told, state.answers, self.lang),
            }
            lines.append(text(self.lang, "collecting.of", **fields))
        for key in ("open", "confirm", "waits"):
            people = [f"{person.employee_id} {person.name}" for person in state.of(key)]
            if people:
                who = text(self.lang, f"collecting.person.{key}")
                lines.append(
                    text(self.lang, "collecting.of", who=who, what=text(self.lang, "problems.comma").join(people))
                )
        return "\n".join(lines)

    def _file(self) -> SheetColumn[_Line]:
        def value(line: _Line) -> Value:
            name = line.state.submission.file if line.state else line.problem.place.file if line.problem else ""
            return self._link(line.state, "", name)

        return SheetColumn("file", self._title("file"), value, 34, look=WRAPPED)

    def _where(self) -> SheetColumn[_Line]:
        def where(line: _Line) -> Value:
            place = line.problem.place if line.problem else Place()
            words = f"{place.sheet} {place.cell}".strip()
            if not _CELL.fullmatch(place.cell):
                return words
            return self._link(line.state, f"#{quoted(place.sheet)}!{place.cell}", words)

        return SheetColumn("where", self._title("where"), where, 20, look=WRAPPED)

    def _link(self, state: FileState | None, place: str, shown: str) -> Value:
        """Return a link to a file, or to a place in it, where the file lies in one of the project's folders."""
        if state is None or self._links >= _LINKS_MOST or "#" in state.submission.file:
            return shown
        path = self.path_of(state.submission)
        if path is None:
            return shown
        self._links += 1
        return Link(f"external:{os.path.relpath(path, self.results)}{place}", shown)

    def path_of(self, submission: Submission) -> Path | None:
        """Return where a file lies by now: in the inbox, or aside; None where it is gone."""
        name = PurePath(submission.file.rpartition(" › ")[2])  # of one from a zip file
        aside = incoming.quarantined(name, submission.digest, self.quarantine)
        return next((path for path in (self.inbox / submission.file, aside) if path.is_file()), None)
