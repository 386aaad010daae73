"""A step of HR's month from the ribbon: the command's own work, its questions, and its result as a sheet with links.

A button hands its work to `in_period` (or `in_project`). The work gets a step: who is asked, the project, the period;
it returns a `StepResult`, or raises what the command raises. What comes of it is told in one message and listed on a
sheet of the open workbook.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from presales_xl.addin import native
from presales_xl.addin.choices import ALL, TRIES, CancelledError, choose
from presales_xl.addin.native import Book, is_modified
from presales_xl.addin.open_book import file_of, sheets_by_name
from presales_xl.addin.own_sheet import Heads, Rows, Strong, link, link_to, write_sheet
from presales_xl.addin.ribbon import (
    LONGEST,
    WORKBOOKS,
    Ask,
    Reply,
    Severity,
    StoppedError,
    beginning,
    cut_off,
    in_one_message,
    label,
    more_problems,
)
from presales_xl.cycle import changes
from presales_xl.cycle.changes import Affected
from presales_xl.files import folder_above
from presales_xl.ledger import marks
from presales_xl.ledger.ledger import Ledger, is_lost
from presales_xl.periods import Period, last_day, parse_period, period_written, today
from presales_xl.problem_texts import explain, is_to_mend, sentences
from presales_xl.project import Project, load
from presales_xl.scheme.errors import ClosedError, Place, Problem, ProblemsError, TooEarlyError
from presales_xl.scheme.model import Cycle
from presales_xl.settings import FILE
from presales_xl.texts import Lang, text
from presales_xl.titled_table import TitledTable
from presales_xl.workbook.layout import quoted

if TYPE_CHECKING:
    from presales_xl.cycle.next_steps import Ahead


class Rehearsable(Protocol):
    """What came of work that can be done as a dry run: at least what there is to tell of it."""

    @property
    def problems(self) -> Sequence[Problem]:
        """Return what is wrong or odd."""
        ...


T = TypeVar("T")
R = TypeVar("R", bound=Rehearsable)
S = TypeVar("S", bound="HrStep")
_SIGNS = {"error": "✗", "warning": "▲"}
_COLUMNS = 10  # of a selected row in which somebody is named
_LATEST = 6  # periods that are named
_LONGEST = 600  # characters of changes that a question tells in full
_ODD = 4  # problems that a question names: a message box holds about 1,000 characters


@dataclass(frozen=True)
class StepResult:
    """What came of a step: in a few lines what was done, files that were written, what is wrong, tables.

    Where the step `goes_on`, its own lines say how; else `comes_next` is said: unless the step has found it, what comes
    next in the period, and in others of those `affected`, whose results were relied on and are changed, which is told
    and listed.
    """

    lines: Sequence[str] = ()
    problems: Sequence[Problem] = ()
    files: Sequence[Path] = ()
    tables: Sequence[TitledTable] = ()
    affected: Sequence[Affected] = ()
    goes_on: bool = False
    comes_next: str = ""


@dataclass(frozen=True)
class HrStep:
    """One click of HR's: the workbook that is open, who is asked, the project, and the words of the selected row.

    `shown` are the results that the click has listed, the last one of which its sheet shows.
    """

    book: Book
    ask: Ask
    project: Project
    selected: frozenset[str]
    shown: list[StepResult] = field(default_factory=list, kw_only=True)

    @property
    def lang(self) -> Lang:
        """Return the language of whoever clicked."""
        return self.ask.lang

    def agree(
        self, question: str, odd: Sequence[Problem] = (), tables: Sequence[TitledTable] = (), *, proposed: bool = True
    ) -> None:
        """Raise CancelledError unless the answer to a question is yes; see `yes`."""
        if not self.yes(question, odd, tables, proposed=proposed):
            raise CancelledError

    def yes(
        self, question: str, odd: Sequence[Problem] = (), tables: Sequence[TitledTable] = (), *, proposed: bool = True
    ) -> bool:
        """Return whether the answer to a question is yes.

        What is `odd` about it is listed with the `tables` that it is about, and the beginning of what is odd stands
        before the question, which always fits its box. What nobody can take back, or what says something of the world
        outside, is not `proposed`.
        """
        return self.ask.yes(self._with_details(question, odd, tables), proposed=proposed)

    def _with_details(self, question: str, odd: Sequence[Problem], tables: Sequence[TitledTable] = ()) -> str:
        """List what a question is about, and return the question with the beginning of what is odd before it."""
        if not odd and not any(table.rows for table in tables):
            return question
        why_not = self.show(StepResult(problems=odd, tables=tables))
        where = _where(why_not, self.lang)
        return "\n\n".join(filter(None, [*_in_short(odd, self.lang), where, question] if odd else [question, where]))

    def rehearsed(
        self,
        work: Callable[..., R],
        question: Callable[[R], str],
        tables: Callable[[R], Sequence[TitledTable]] = lambda _: (),
    ) -> R:
        """Return what came of work that is agreed to after its rehearsal, by what it would do and what is odd about it.

        There is no question, "", where it would do nothing. The work takes the reason to reopen, and whether it is a
        `dry_run`. Raises as the work, and CancelledError.
        """
        would, reason = self.with_reason(lambda given: work(given, dry_run=True))
        if asked := question(would):
            self.agree(asked, would.problems, tables(would))
        return work(reason)

    def saved(self, *places: Path) -> None:
        """Offer to save what is open of some files, or of what lies in folders, with changes that nobody has saved."""
        unsaved = []
        with suppress(Exception):  # a program that does not tell
            for each in (each for each in self.book.app.books if is_modified(each)):
                file = file_of(each).resolve()
                if any(place.resolve() in (file, *file.parents) for place in places):
                    unsaved.append(each)
        names = text(self.lang, "problems.comma").join(each.name for each in unsaved)
        if unsaved and self.ask.yes(text(self.lang, "hr.unsaved", files=names)):
            for each in unsaved:
                each.save()

    def files(self, title: str, endings: Sequence[str] = WORKBOOKS) -> list[Path]:
        """Return files that are chosen, saved if they are open; CancelledError for none."""
        files = self.ask.files(title, endings)
        if not files:
            raise CancelledError
        self.saved(*files)
        return files

    def typed(self, question: str, proposed: str = "") -> str:
        """Return a line that is typed; a blank one is asked for again. CancelledError for none and for three blanks."""
        asked = question
        for _ in range(TRIES):
            typed = self.ask.line(asked, proposed)
            if typed is None:
                break
            if typed.strip():
                return typed.strip()
            asked = f"{text(self.lang, 'hr.required')}\n{question}"
        else:
            raise CancelledError(text(self.lang, "hr.required"))
        raise CancelledError

    def chosen(self, question: str, choices: Sequence[str], proposed: int | None = 0) -> int:
        """Return the place of the one that is chosen; of what somebody else has said or decided none is proposed."""
        return choose(self.ask, question, choices, proposed=proposed)[0]

    def chosen_person(self, question: str, people: Sequence[str]) -> int:
        """Return the place of who is chosen; proposed is who stands in the row that is selected, or nobody."""
        return choose(self.ask, question, people, proposed=self._selected_of(people))[0]

    def chosen_people(self, question: str, people: Sequence[str], whose: Sequence[str] = ()) -> list[int]:
        """Return the places of those who are chosen; proposed is who stands in the row that is selected, or nobody.

        Of each choice it may be said `whose` it is (see `choose`).
        """
        return choose(self.ask, question, people, several=True, proposed=self._selected_of(people), whose=whose)

    def _selected_of(self, people: Sequence[str]) -> int | None:
        fits = (place for place, each in enumerate(people) if self.selected & set(each.casefold().split()))
        return next(fits, None)

    def chosen_of(self, question: str, choices: Sequence[str], *, are_proposed: bool = True) -> list[int]:
        """Return the places of those that are chosen, of one or several; proposed are all, or none."""
        return choose(self.ask, question, choices, several=True, proposed=ALL if are_proposed else None)

    def with_reason(self, change: Callable[[str], T]) -> tuple[T, str]:
        """Return what came of a change and for which reason it was made, "" for none: only what is closed wants one.

        ProblemsError as the change; ClosedError, with nothing changed, where nobody gives a reason.
        """
        try:
            return change(""), ""
        except ClosedError as error:
            reason = self.reason_for(error.problems)
            if reason is None:
                raise
            return change(reason), reason

    def reason_for(self, problems: Sequence[Problem], question: str = "hr.reopen") -> str | None:
        """Return why something unusual is to be done, by default why results that people rely on are to change.

        None when nobody says so: then it is not done.
        """
        words = [(problem.place.file, sentences(self.lang, problem)[1]) for problem in problems]
        named = (text(self.lang, "status.reason", where=file, what=what) if file else what for file, what in words)
        message = "\n\n".join(named) if len(words) > 1 else "".join(what for _, what in words)
        affected = {id(each): each for problem in problems for each in _affected_of(problem)}
        if affected or len(message) > _LONGEST:
            why_not = self.show(StepResult(problems=problems, tables=[changed(list(affected.values()), self.lang)]))
            if len(message) > _LONGEST:
                first, *rest = message.splitlines()
                first = cut_off(first, _LONGEST // 2)
                one = [first, *beginning(rest, _LONGEST - len(first), self.lang)]
                short = one if len(words) == 1 else _in_short(problems, self.lang, _LONGEST)
                message = "\n\n".join(["\n".join(short), _where(why_not, self.lang)])
        return self.ask.line(text(self.lang, question, changes=message), "") or None

    def folders(self) -> list[Path]:
        """Return the folders in which a file that a problem names may lie."""
        return [self.project.folder]

    def too_early(self, error: TooEarlyError) -> str:
        """Return what is missing and which button comes first."""
        comes_first = self.next() or text(self.lang, "next.first", command="generate", why="").rstrip()
        return "\n\n".join([sentences(self.lang, error.problems[0])[1], comes_first])

    def next(self, affected: Sequence[Affected] = ()) -> str:
        """Return which button comes next and why, "" where that is not known; see `PeriodStep.next`."""
        return text(self.lang, "next.why.restore") if is_lost(self.project) else ""

    def show(self, result: StepResult) -> str:
        """List a result on its sheet; return why that was not possible, "" where it was."""
        self.shown.append(result)
        return _listed(self.book, self.ask, self.project.company, self._rows(result))

    def ended(self, words: str, severity: Severity = "info", *, cancelled: bool = False) -> Reply:
        """Return how a click ended without a result, which its sheet says, too: no list of a former click stays."""
        listed = self.shown[-1] if self.shown else StepResult()
        if self.shown or _has_sheet(self.book, self.lang):
            self.show(replace(listed, lines=[*words.splitlines(), *listed.lines]))
        return Reply(words, severity, cancelled=cancelled)

    def _rows(self, result: StepResult) -> Rows:
        rows: list[Sequence[object]] = [[line] for line in _lines(result, self.lang)]
        for file in result.files:
            rows.append([link_to(file, str(file)) if file.is_file() else link(str(file), str(file))])
        rows += [Strong([line]) for line in result.comes_next.splitlines()]
        if result.problems:
            rows += [[], Heads(text(self.lang, f"hr.column.{key}") for key in ("sign", "where", "what", "mend"))]
        for problem in ranked_problems(result.problems, self.lang):
            where, what, mend = sentences(self.lang, problem)
            first, *more = what.splitlines() or [""]  # a line each: of one cell only the last ones would be seen
            rows.append([_SIGNS[problem.severity], self._link(problem.place, where), first, mend])
            rows += [[None, None, line] for line in more]
        for table in (each for each in (changed(result.affected, self.lang), *result.tables) if each.rows):
            rows += [[], [table.title], Heads(table.heads), *table.rows]
        return rows

    def _link(self, place: Place, shown: str) -> str:
        """Return a link to the file of a problem and its cell, where it lies in one of the project's folders."""
        known = (folder / place.file for folder in self.folders())
        file = next((file for file in known if place.file and file.is_file()), None)
        cell = place.cell.partition(":")[0]
        if file is not None and place.sheet and file.name == self.book.name:
            return link(f"#{quoted(place.sheet)}!{cell or 'A1'}", shown)
        return link_to(file, shown, place.sheet, cell)


@dataclass(frozen=True)
class PeriodStep(HrStep):
    """A step of one period."""

    period: Period

    def folders(self) -> list[Path]:
        """Return the folders in which a file that a problem names may lie: the project's, and those of the period."""
        of_period = (self.project.inbox, self.project.quarantine, self.project.results, self.project.outbox)
        return [*super().folders(), *(folder(self.period) for folder in of_period)]

    def before_its_end(self, question: str) -> str:
        """Return a question, with a word before it where the period is not over yet: another one may be meant."""
        last = last_day(self.period.text)
        if last <= today():
            return question
        return "\n\n".join([text(self.lang, "hr.not_over", period=self.period, last=last), question])

    def ahead(self, lang: Lang | None = None) -> "Ahead":
        """Return what lies ahead in the period now, in the language of who clicked or another one.

        ProblemsError as `ahead_of`.
        """
        from presales_xl.cycle.next_steps import ahead_of  # noqa: PLC0415 - it tries all that comes after

        return ahead_of(self.project, self.period, lang or self.lang)

    def next(self, affected: Sequence[Affected] = ()) -> str:
        """Return which button comes next and why, in the period and in others of those `affected`."""
        return self.ahead().comes_next(affected)


def in_project(book: Book, ask: Ask, work: Callable[[HrStep], StepResult]) -> Reply:
    """Do a step of a project and tell what came of it."""
    begun = _replacing(book, ask, lambda: HrStep(book, ask, _project(book, ask), _selected(book)))
    return _done(work, begun, ask.lang)


def in_period(book: Book, ask: Ask, work: Callable[[PeriodStep], StepResult | None], *, begins: bool = False) -> Reply:
    """Do a step of a period and tell what came of it, unless that is to be seen; proposed is the one that is at work.

    A step that `begins` one is proposed that of today.
    """

    def begun() -> PeriodStep:
        project = _project(book, ask)
        period = _period(project, book, ask, begins=begins)
        return PeriodStep(book, ask, project, _selected(book), period=period)

    return _done(work, _replacing(book, ask, begun), ask.lang)


def _replacing(book: Book, ask: Ask, begin: Callable[[], S]) -> Callable[[], S]:
    """Return what begins a step, and where it fails leaves no list of a former click in the sheet of results."""

    def begun() -> S:
        try:
            return begin()
        except ProblemsError as error:
            if _has_sheet(book, ask.lang):
                _listed(book, ask, "", [["".join(sentences(ask.lang, each)[1:])] for each in error.problems])
            raise

    return begun


def _done(work: Callable[[S], StepResult | None], begin: Callable[[], S], lang: Lang) -> Reply:
    try:
        step = begin()
    except CancelledError as error:
        return Reply(_cancelled(error, lang), cancelled=True)
    try:
        result: StepResult | None = work(step)
    except TooEarlyError as error:
        return step.ended(step.too_early(error), "error")
    except ProblemsError as error:
        result = StepResult(problems=error.problems, goes_on=True)
    except CancelledError as error:
        return step.ended(_cancelled(error, lang), cancelled=True)
    except StoppedError:
        return step.ended(text(lang, "hr.stopped"), "warning")
    except Exception as error:
        step.ended(text(lang, "hr.failed", reason=f"{type(error).__name__}: {error}"[:LONGEST]))
        raise
    if result is None:
        return Reply("", quiet=True)
    if not (result.goes_on or result.comes_next):
        with suppress(Exception):  # what was done is done, whatever keeps it from being known what comes next
            result = replace(result, comes_next=step.next(result.affected))
    why_not = step.show(result)
    ranked = ranked_problems(result.problems, lang)
    lines = [*_lines(result, lang), *(map(str, result.files) if why_not else ())]
    where = _where(why_not, lang)
    parts = ["\n".join(lines), in_one_message(ranked, lang, in_short=not why_not), result.comes_next, where]
    return Reply("\n\n".join(filter(None, parts)), ranked[0].severity if ranked else "info")


def _cancelled(error: CancelledError, lang: Lang) -> str:
    """Return that nothing was done, after why an answer was not understood, where that is so."""
    return "\n".join(filter(None, [str(error), text(lang, "hr.cancelled")]))


def changed(affected: Sequence[Affected], lang: Lang) -> TitledTable:
    """Return the table of whose results change, value by value; nobody's rank alone is left out of it."""
    heads = [text(lang, f"publish.appeal.column.{key}") for key in ("period", "name", "item", "before", "after")]
    rows = [[each.period, each.name, one.name, one.before, one.after] for each in affected for one in each.changes]
    return TitledTable(text(lang, "publish.appeal.results"), heads, rows)


def _affected_of(problem: Problem) -> Sequence[Affected]:
    """Return whose results a problem says would change."""
    affected = problem.fields.get("affected", ())
    return affected if isinstance(affected, Sequence) else ()


def _lines(result: StepResult, lang: Lang) -> list[str]:
    """Return what was done, and whose results that were relied on it changed."""
    if not result.affected:
        return [*result.lines]
    count = len({each.employee_id for each in result.affected})
    told = text(lang, "status.reopened", count=count) + changes.in_short(result.affected, lang)
    return [*result.lines, told]


def _listed(book: Book, ask: Ask, company: str, rows: Rows) -> str:
    """Write the sheet of results, which names its click; return why that was not possible, "" where it was."""
    when = f"{dt.datetime.now().astimezone():%Y-%m-%d %H:%M}"
    heading = text(ask.lang, "hr.of", company=company, button=label(ask.button, ask.lang), when=when)
    ask.listed(rows)
    try:
        write_sheet(book, text(ask.lang, "hr.sheet"), text(ask.lang, "hr.title"), [[heading], *rows])
    except ProblemsError as error:
        return "".join(sentences(ask.lang, error.problems[0])[1:])
    except Exception as error:  # what was done is done: the message tells it
        return f"{type(error).__name__}"
    return ""


def _has_sheet(book: Book, lang: Lang) -> bool:
    """Return whether a former click has left a sheet of results."""
    return text(lang, "hr.sheet") in sheets_by_name(book)


def _where(why_not: str, lang: Lang) -> str:
    """Return where everything is listed, or why it is not."""
    return text(lang, "hr.unlisted", why=why_not) if why_not else text(lang, "hr.listed", sheet=text(lang, "hr.sheet"))


def _in_short(problems: Sequence[Problem], lang: Lang, most: int = 0) -> Iterator[str]:
    """Yield the first few problems in a line each, of `most` characters in all, and how many more there are."""
    ranked = ranked_problems(problems, lang)
    lines = [sentences(lang, problem)[1].splitlines()[0].rstrip("：:") for problem in ranked]
    files = [problem.place.file for problem in ranked]
    lines = [
        text(lang, "status.reason", where=file, what=line) if file else line
        for file, line in zip(files, lines, strict=True)
    ]
    room = max(LONGEST, most // max(1, min(len(lines), _ODD)))
    yield "\n".join(f"▲ {cut_off(line, room)}" for line in lines[:_ODD])
    if len(lines) > _ODD:
        yield more_problems(ranked[_ODD:], lang)


def ranked_problems(problems: Sequence[Problem], lang: Lang) -> list[Problem]:
    """Return problems, errors first, those last about which nothing is to be done; what is the same of several once."""
    once = {explain(lang, problem): problem for problem in problems}
    return sorted(once.values(), key=lambda problem: (problem.severity != "error", not is_to_mend(problem)))


def _selected(book: Book) -> frozenset[str]:
    """Return the words of the row that is selected, in small letters."""
    at = native.selected(book)
    if at is None:
        return frozenset()
    sheet, row, _ = at
    (line,) = native.values(native.cells(sheet, row, 0, columns=_COLUMNS))
    shown = (f"{cell:.15g}" if isinstance(cell, float) else str(cell) for cell in line if cell is not None)
    return frozenset(word.casefold() for word in shown)


def _project(book: Book, ask: Ask) -> Project:
    """Return the project that the open workbook lies in, else one that is chosen; CancelledError for none."""
    folder: Path | None = None
    with suppress(ProblemsError):  # a workbook that was never saved
        file = ask.origin(file_of(book))
        folder = folder_above(file, FILE)
    folder = folder or ask.folder(text(ask.lang, "hr.folder", file=FILE), None)
    if folder is None:
        raise CancelledError
    return load(folder)


def _period(project: Project, book: Book, ask: Ask, *, begins: bool) -> Period:
    """Return the period that is typed, with those begun before the eyes; CancelledError for none.

    Proposed is the one on the sheet of the month, else the last one that is not published.
    """
    known, at_work = _begun(project)
    at_work = next((name for name in known if name in _shown(book, ask.lang)), at_work)
    proposed = proposed_period(project) if begins or at_work is None else at_work
    lines = [_other_roster(project, book, ask)]
    if known:
        lines.append(text(ask.lang, "hr.begun", periods=text(ask.lang, "problems.comma").join(known[-_LATEST:])))
    question = "\n".join(filter(None, [*lines, text(ask.lang, "hr.period", company=project.company)]))
    if (period := asked_period(ask, question, proposed)) is None:
        raise CancelledError
    return period


def asked_period(ask: Ask, question: str, proposed: str = "") -> Period | None:
    """Return the period that is typed, None for a blank; what is none is asked for again.

    CancelledError where nobody answers, ProblemsError `period.unknown` for three that are none.
    """
    asked, wrong = question, list[Problem]()
    for _ in range(TRIES):
        typed = ask.line(asked, proposed)
        if typed is None:
            raise CancelledError
        try:
            return period_written(typed) if typed.strip() else None
        except ProblemsError as error:
            wrong = list(error.problems)
            asked = "\n".join(["".join(sentences(ask.lang, wrong[0])[1:]), question])
    raise ProblemsError(wrong)


def _other_roster(project: Project, book: Book, ask: Ask) -> str:
    """Return that people are read from the project's roster, where another one is open: a copy of it; else ""."""
    from presales_xl.cycle.rosters.roster_sheet import is_roster  # noqa: PLC0415 - it brings along what reads rosters

    file = Path(book.name)
    with suppress(ProblemsError):  # of what was never saved, or lies in the cloud, only the name is known
        file = ask.origin(file_of(book)).resolve()
    is_own = file == project.roster.resolve() or str(file) == project.roster.name
    if is_own or not is_roster(sheets_by_name(book)):
        return ""
    return text(ask.lang, "hr.other_roster", open=file.name, roster=project.roster)


def _begun(project: Project) -> tuple[list[str], str | None]:
    """Return the periods that were begun, and of those the last one that is not published, or just the last."""
    try:
        ledger = Ledger.open(project.ledger, create=False)
    except ProblemsError:
        return [], None
    with ledger.reading() as read:
        known = sorted(marks.periods(read), key=last_day)
        unpublished = [name for name in known if "published" not in marks.state_of(marks.all_of(read, name))]
    at_work = unpublished or known
    return known, at_work[-1] if at_work else None


def _shown(book: Book, lang: Lang) -> list[str]:
    """Return the words below the title of the sheet of the month, which name its period."""
    with suppress(Exception):  # there is no such sheet
        return str(native.cells(book.sheets[text(lang, "buttons.show_month.sheet")], 1, 0).value).split()
    return []


def proposed_period(project: Project) -> str:
    """Return the period that is most likely begun: of the length of the latest one in the outbox, and now."""
    cycle: Cycle = "month"
    folders = [folder for folder in project.folder.glob("outbox/*") if folder.is_dir()]
    for folder in sorted(folders, key=lambda folder: folder.stat().st_mtime):
        try:
            cycle = parse_period(folder.name).cycle
        except ProblemsError:  # a folder of somebody's own
            continue
    day = today()
    part = {
        "month": f"-{day.month:02}",
        "quarter": f"-Q{(day.month + 2) // 3}",
        "half_year": f"-H{1 + (day.month > 6)}",
        "year": "",
    }
    return f"{day.year}{part[cycle]}"
