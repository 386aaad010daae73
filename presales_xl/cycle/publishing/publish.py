"""`presales-xl publish`: a statement per employee, the lists for HR, the management report.

The day of publication is kept in the ledger: due dates count from it, and a run that names no day uses it again.

Each statement is one page in the folder of the team, with a PDF beside it. A list of them all tells HR what is due
when, and the next run which files are its own: it takes away those that it no longer makes, and no other file.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from presales_xl.backends.words import own_name
from presales_xl.cycle.publishing import lists, report, statement_sheet, wording
from presales_xl.cycle.publishing.lists import Listed
from presales_xl.cycle.publishing.statement import Notice, Statement, names_in, statement
from presales_xl.cycle.publishing.workdays import ACTION, published_on, today
from presales_xl.cycle.standing import standings
from presales_xl.files import file_part, new_text, take_away
from presales_xl.ledger import appeals, marks, payments
from presales_xl.ledger.appeals import Appeal
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading
from presales_xl.office.libreoffice import NoOfficeError, Office
from presales_xl.people.appraised import Appraised, Standing
from presales_xl.periods import Period
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, ProblemsError, fail, warning
from presales_xl.texts import Lang, text
from presales_xl.workbook import table_files

REPORT, LISTS, STATEMENTS = "report.html", "lists.xlsx", "statements"
PAGE, PDF = ".html", ".pdf"
_KEYS = ("employee_id", "name", "team", "interview", "appeal", "page", "pdf")


@dataclass(frozen=True)
class Published:
    """What was written, the day that due dates count from, and what there is to tell."""

    folder: Path
    day: dt.date
    pages: Sequence[Path]
    pdfs: Sequence[Path]
    files: Sequence[Path]
    problems: Sequence[Problem]


def publish(
    project: Project,
    period: Period,
    lang: Lang,
    *,
    day: dt.date | None = None,
    with_pdf: bool = True,
    track: Track = quiet,
) -> Published:
    """Write everything that leaves the appraisal of a period, from what the ledger knows of it.

    `day` is the day of publication: by default the one of the first run, which is today. Who has no complete result
    gets no statement. ProblemsError `ledger.missing`, `publish.nothing`, `standing.nothing_issued`, `file.locked`.
    """
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.reading() as read:
        current = standings(project, read, period, lang)
        corrections = _corrections(read, period, current.roles, lang)
        appealed = appeals.all_of(read, period.text)
        facts = report.facts(current.roles, read, period.text, lang)
    if not any(role.due() for role in current.roles):
        raise fail("publish.nothing", period=period.text)
    day = _day(ledger, period, day)
    settings = project.settings.publish
    notice = Notice(
        project.company,
        period.text,
        published=day,
        interview_days=settings.interview_days,
        appeal_days=settings.appeal_days,
        cohort=project.settings.cohort,
        anonymous_below=project.settings.anonymous_below,
    )
    people = [who for standing in current.roles for who in standing.due()]
    names, decisions = names_in(current.roles), _decisions(appealed, lang)
    folder = project.results(period)
    problems = [*current.problems, *_incomplete(current.roles)]
    with ExitStack() as stack:
        office = _office(stack, problems) if with_pdf else None
        statements = Statements(folder / STATEMENTS, notice, lang, office)
        for who in track(people, "publish"):
            paid, decided = corrections[who.employee_id], decisions[who.employee_id]
            content = statement(who, notice, names, lang, corrections=paid, decisions=decided)
            _try(problems, partial(statements.write, who, content))
    title = text(lang, "publish.list.title", company=project.company, period=wording.period_name(period.text, lang))
    _try(problems, partial(lists.write, folder / LISTS, title, _lists(people, lang), lang=lang))
    plans = {role.role: role.plan for role in current.roles}
    overview = report.report(project.company, facts, plans, appeals=len(appealed), lang=lang)
    _try(problems, partial(_write, folder / REPORT, report.page(overview, lang)))
    _try(problems, statements.finish)
    files = [path for path in (folder / REPORT, folder / LISTS, statements.manifest) if path.is_file()]
    return Published(folder, day, pages=statements.pages, pdfs=statements.pdfs, files=files, problems=problems)


def _try(problems: list[Problem], write: Callable[[], None]) -> None:
    """Write a file; one that cannot be written is told of and does not stop the others."""
    try:
        write()
    except ProblemsError as error:
        problems += error.problems


def _write(path: Path, content: str) -> None:
    with new_text(path) as file:
        file.write(content)


def _day(ledger: Ledger, period: Period, day: dt.date | None) -> dt.date:
    """Return the day of publication, and keep it in the ledger before anything that names it is written."""
    with ledger.step("", ACTION, period.text) as step:
        before = published_on(step, period.text)
        day = day or before or today()
        step.note(day=day.isoformat())
        marks.add(step, period.text, "published")
        if not step.changed and day == before:
            step.nothing()
    return day


def _office(stack: ExitStack, problems: list[Problem]) -> Office | None:
    """Return a running LibreOffice, None where there is none, which is told."""
    try:
        return stack.enter_context(Office())
    except NoOfficeError as error:
        problems.append(warning("publish.no_pdf"))
        problems += [replace(problem, severity="warning") for problem in error.problems]
        return None


def _decisions(appealed: Sequence[Appeal], lang: Lang) -> defaultdict[str, list[str]]:
    """Return what was decided on the appeals of each employee."""
    decisions = defaultdict(list)
    for appeal in appealed:
        if appeal.decided_at:
            state = text(lang, f"publish.appeal.state.{appeal.outcome}")
            decision = text(lang, "publish.appeal.decision", number=appeal.id, state=state, note=appeal.note)
            decisions[appeal.employee_id].append(decision)
    return decisions


def _incomplete(roles: Sequence[Standing]) -> Iterator[Problem]:
    """Yield a notice of those who get no statement."""
    for standing in roles:
        people = [f"{who.employee_id} {who.name}" for who in standing.people if not who.outcome.is_complete]
        if people:
            yield warning("publish.incomplete", role=standing.role, count=len(people), people=people)
        if people := [f"{who.employee_id} {who.name}" for who in standing.waiting()]:
            yield warning("publish.to_confirm", role=standing.role, count=len(people), people=people)


def _corrections(
    read: Reading, period: Period, roles: Sequence[Standing], lang: Lang
) -> defaultdict[str, list[tuple[str, float]]]:
    """Return the money of earlier periods that is paid with this one, by employee: what it is, and how many yuan."""
    plans = {who.employee_id: standing.plan for standing in roles for who in standing.people}
    corrections = defaultdict(list)
    for line in payments.payroll(read, period.text):
        if line.period != period.text and line.employee_id in plans:
            plan = plans[line.employee_id]
            spec = plan.columns.get(line.item)
            item = own_name(spec, lang) if spec else text(lang, "publish.earlier_item")
            name = text(lang, "publish.earlier", period=wording.period_name(line.period, lang), item=item)
            corrections[line.employee_id].append((name, line.fen / 100))
    return corrections


def _lists(people: Sequence[Appraised], lang: Lang) -> dict[str, list[Listed]]:
    """Return who is on which list; a list that nobody is on is there all the same."""
    listed: dict[str, list[Listed]] = {}
    for who in people:
        plan = who.outcome.plan
        flags = plan.columns.get("flags")
        for label in plan.dimensions[flags.dimension].names if flags else ():
            listed.setdefault(label[lang], [])
        for name, why in who.outcome.flags(lang):
            listed[name].append((who, why))
    return listed


@dataclass
class Statements:
    """Writes the statements of a period below `folder`; with an `office`, as PDF too."""

    folder: Path
    notice: Notice
    lang: Lang
    office: Office | None = None
    _people: list[tuple[Appraised, Path]] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)

    @property
    def manifest(self) -> Path:
        """Return the list of the statements."""
        return self.folder.parent / "statements.csv"

    def write(self, who: Appraised, content: Statement) -> None:
        """Write an employee's statement, unless it is there and says the same.

        The PDF comes first: where the page is new, so is the PDF. ProblemsError as `Office.to_pdf`, and `file.locked`;
        what is there stays then.
        """
        path = self._path(who)
        pdf = path.with_suffix(PDF)
        self._people.append((who, path))
        page = wording.render("statement.html.j2", self.lang, s=content, notice=self.notice)
        same = path.is_file() and path.read_text(encoding="utf-8") == page
        if self.office is not None and not (same and pdf.is_file()):
            with TemporaryDirectory(prefix="presales-", ignore_cleanup_errors=True) as folder:
                sheet = Path(folder) / "statement.xlsx"
                statement_sheet.write(sheet, content, self.notice, self.lang)
                self.office.to_pdf(sheet, pdf)
        elif not same:
            take_away(pdf)  # it would say something else than the page
        if not same:
            with new_text(path) as file:
                file.write(page)

    @property
    def pages(self) -> list[Path]:
        """Return the pages of everybody so far."""
        return [path for _, path in self._people if path.is_file()]

    @property
    def pdfs(self) -> list[Path]:
        """Return the PDFs beside them."""
        return [pdf for path in self.pages if (pdf := path.with_suffix(PDF)).is_file()]

    def finish(self) -> None:
        """Take away what an earlier run made and this one does not, and write the list; ProblemsError `file.locked`."""
        kept = {self._relative(path) for path in (*self.pages, *self.pdfs)}
        for old in self._made_before():
            path = (self.folder / old).resolve()
            if old not in kept and path.is_relative_to(self.folder.resolve()) and path.suffix in (PAGE, PDF):
                take_away(path)
                if path.parent.is_dir() and not any(path.parent.iterdir()):
                    path.parent.rmdir()
        heads = [text(self.lang, f"publish.statements.{key}") for key in _KEYS]
        rows = [self._row(who, path) for who, path in self._people]
        table_files.write(self.manifest, table_files.of_rows(heads, rows), self.lang)

    def _row(self, who: Appraised, path: Path) -> tuple[str, ...]:
        files = [self._relative(each) if each.is_file() else "" for each in (path, path.with_suffix(PDF))]
        due = [str(self.notice.interview.day), str(self.notice.appeal.day)]
        return who.employee_id, who.name, who.manager.team, *due, *files

    def _path(self, who: Appraised) -> Path:
        base = f"{file_part(who.employee_id)} {file_part(who.name)}"
        folder = self.folder / file_part(who.manager.team)
        name, number = base, 1
        while str(folder / name).casefold() in self._taken:
            number += 1
            name = f"{base} ({number})"
        self._taken.add(str(folder / name).casefold())
        return folder / f"{name}{PAGE}"

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _made_before(self) -> Iterable[str]:
        try:
            table, _ = table_files.read(self.manifest)
        except ProblemsError:  # the first run, or a list that somebody spoiled: then nothing is taken away
            return []
        width = len(_KEYS)
        cells = (table.text(row, place) for row in range(len(table.rows)) for place in (width - 2, width - 1))
        return [cell for cell in cells if cell] if len(table.header) == width else []
