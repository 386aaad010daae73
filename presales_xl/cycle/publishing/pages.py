"""The pages of a period that people get in writing, with a PDF and the form for answering beside each.

Each is one page in the folder of the team. A list of them all tells HR what is due when, and the next run which files
are its own: it takes away those that it no longer makes, and no other file.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from pathlib import Path

from presales_xl.cycle.answering import document_name, write_form
from presales_xl.cycle.generating.seal import Keys
from presales_xl.cycle.publishing import pdf, wording
from presales_xl.cycle.publishing.printed import printed
from presales_xl.cycle.publishing.statement import Notice, Statement
from presales_xl.files import drafts_in, file_part, new_text, take_away
from presales_xl.ledger.codec import digest
from presales_xl.ledger.publications import Publication
from presales_xl.people.stints import person_id
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang, text
from presales_xl.workbook import table_files
from presales_xl.workbook.answer_form import Line

PAGE, PDF, FORM = ".html", ".pdf", ".xlsx"
_KEYS = ("employee_id", "name", "team", "revision", "published", "interview", "appeal", "page", "pdf", "form")
_FILES = 3  # columns of the list, at its end, that name files
_ANSWER_HEADS = ("document", "period", "revision", "day")


@dataclass(frozen=True)
class Page:
    """What was told to whom, the address, and where it lies: a page with its form for answering, a PDF beside it.

    Of results to approve the form is all there is, and the `file` too.
    """

    now: Publication
    email: str
    file: Path
    form: Path

    @property
    def pdf(self) -> Path:
        """Return the file of the PDF, which is not there where no typst was."""
        return self.file.with_suffix(PDF)

    @property
    def files(self) -> list[Path]:
        """Return page, PDF and form."""
        return [self.file, self.pdf, self.form]

    @property
    def mailed(self) -> tuple[Path, list[Path]]:
        """Return what is mailed, perhaps under a password, and what goes beside it: the PDF where there is one."""
        if self.file == self.form:
            return self.form, []
        return self.pdf if self.pdf.is_file() else self.file, [self.form]


@dataclass(frozen=True)
class Draft:
    """A document to be written: the revision that counts, the address, decisions on appeals that it tells beside facts.

    `content` makes what it says; it is asked only where the page is not there yet.
    """

    now: Publication
    email: str
    content: Callable[[], tuple[Statement, Notice]]
    decisions: Sequence[str] = ()


def write_or_tell(problems: list[Problem], write: Callable[[], None]) -> None:
    """Write a file; one that cannot be written is told of among `problems` and does not stop the others."""
    try:
        write()
    except ProblemsError as error:
        problems += error.problems


def form_name(page: str, lang: Lang) -> str:
    """Return what the form for answering is called that goes with a page."""
    return f"{page} {text(lang, 'answers.file')}{FORM}"


def write_form_of(project: Project, keys: Keys, path: Path, now: Publication, lang: Lang) -> None:
    """Write the form in which an employee answers a plan or a statement; ProblemsError `file.locked`."""
    revision = text(lang, "answers.revision", revision=now.revision)
    shown = (document_name(now, lang), wording.period_name(now.period, lang), revision, now.day)
    heads = [text(lang, f"answers.column.{key}") for key in _ANSWER_HEADS]
    lines = [Line(now.employee_id, now.name, shown)]
    write_form(project, keys, path, now, heads=heads, lines=lines, lang=lang)


@dataclass
class Pages:
    """Writes the pages of a period below `folder`.

    What lies there of people who are `staying` is left as it is. Of those `written` some may not have been, because a
    file was in use; `ready` are those that lie there as they are to be.
    """

    project: Project
    folder: Path
    keys: Keys
    lang: Lang
    staying: Collection[str] = ()
    written: list[Page] = field(default_factory=list)
    ready: list[Page] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)
    _there: set[Path] = field(default_factory=set)  # files of those written that lay there in the end

    @property
    def manifest(self) -> Path:
        """Return the list of the pages."""
        return self.folder.with_suffix(".csv")

    def write(self, drafts: Iterable[Draft], *, with_pdf: bool) -> list[Problem]:
        """Write the pages with their forms and PDFs, then the list of them all; returns what could not be written."""
        problems: list[Problem] = []
        try:
            with_pdf = with_pdf and bool(pdf.compiler())
        except ProblemsError as error:
            problems += [replace(problem, severity="warning") for problem in error.problems]
            with_pdf = False
        for team, theirs in groupby(drafts, key=lambda draft: draft.now.team):
            with ExitStack() as stack:
                with suppress(ProblemsError):  # each file tells of it
                    stack.enter_context(drafts_in(self._folder(team)))
                for draft in theirs:
                    write_or_tell(problems, partial(self._write, draft, with_pdf=with_pdf))
        write_or_tell(problems, self._finish)
        return problems

    def _write(self, draft: Draft, *, with_pdf: bool) -> None:
        """Write a page and its form, unless this revision is there already in this language.

        PDF and form come first: where the page is new, so are they. ProblemsError `file.locked`, `file.unwritable`;
        what is there stays then.
        """
        now, path = draft.now, self._path(draft.now)
        made = Page(now, draft.email, path, path.with_name(form_name(path.stem, self.lang)))
        self.written.append(made)
        mark = digest([now.revision, now.day, now.facts, list(draft.decisions), self.lang])
        same = path.is_file() and mark in path.read_text(encoding="utf-8")
        if not (same and made.form.is_file()):
            write_form_of(self.project, self.keys, made.form, now, lang=self.lang)
        with_pdf = with_pdf and not (same and made.pdf.is_file())
        if not same:
            take_away(made.pdf)  # it would say something else than the page
        if with_pdf or not same:
            content, notice = draft.content()
            document = printed(content, notice, self.lang)
            if with_pdf:
                pdf.write(made.pdf, document, notice.published)
            if not same:
                with new_text(path) as file:
                    file.write(wording.render("statement.html.j2", self.lang, d=document, mark=mark))
        self.ready.append(made)

    @property
    def pages(self) -> list[Path]:
        """Return the pages of everybody so far."""
        return [made.file for made in self.written if made.file in self._there]

    @property
    def pdfs(self) -> list[Path]:
        """Return the PDFs beside them."""
        return [pdf for path in self.pages if (pdf := path.with_suffix(PDF)) in self._there]

    def _finish(self) -> None:
        """Take away what an earlier run made and this one does not, and write the list; ProblemsError `file.locked`."""
        self._there = {path for made in self.written for path in made.files if path.is_file()}
        kept = set(map(self._relative, self._there))
        before = self._made_before()
        staying = [row for row in before if row[0] in self.staying]
        for old in (cell for row in before if row not in staying for cell in row[-_FILES:] if cell):
            path = (self.folder / old).resolve()
            if old not in kept and path.is_relative_to(self.folder.resolve()) and path.suffix in (PAGE, PDF, FORM):
                take_away(path)
                if path.parent.is_dir() and not any(path.parent.iterdir()):
                    path.parent.rmdir()
        heads = [text(self.lang, f"publish.statements.{key}") for key in _KEYS]
        rows = [*(self._row(made) for made in self.written), *staying]
        table_files.write(self.manifest, table_files.of_rows(heads, rows), self.lang)

    def _row(self, made: Page) -> tuple[str, ...]:
        files = [self._relative(each) if each in self._there else "" for each in made.files]
        days = made.now.day, made.now.interview_by, made.now.answer_by
        return made.now.employee_id, made.now.name, made.now.team, str(made.now.revision), *days, *files

    def _folder(self, team: str) -> Path:
        return self.folder / file_part(team)

    def _path(self, now: Publication) -> Path:
        base = f"{file_part(person_id(now.employee_id))} {file_part(now.name)}"
        folder = self._folder(now.team)
        name, number = base, 1
        while str(folder / name).casefold() in self._taken:
            number += 1
            name = f"{base} ({number})"
        self._taken.add(str(folder / name).casefold())
        return folder / f"{name}{PAGE}"

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _made_before(self) -> list[tuple[str, ...]]:
        try:
            table, _ = table_files.read(self.manifest)
        except ProblemsError:  # the first run, or a list that somebody spoiled: then nothing is taken away
            return []
        places = range(len(_KEYS))
        rows = [tuple(table.text(row, place) or "" for place in places) for row in range(len(table.rows))]
        return rows if len(table.header) == len(_KEYS) else []
