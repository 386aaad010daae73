"""The pages of a period that people get in writing, with a PDF and the form for answering beside each.

Each is one page in the folder of the team. A list of them all tells HR what is due when, and the next run which files
are its own: it takes away those that it no longer makes, and no other file.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from glob import escape
from pathlib import Path
from typing import Any

from presales_xl.cores import Cores, in_blocks
from presales_xl.cycle.answering import document_name, write_form
from presales_xl.cycle.generating.filling import writing_to
from presales_xl.cycle.generating.seal import Keys
from presales_xl.cycle.publishing import pdf, wording
from presales_xl.cycle.publishing.printed import printed
from presales_xl.cycle.publishing.statement import Notice, Statement
from presales_xl.files import file_part, new_text, sweep, take_away, write_or_tell
from presales_xl.ledger.codec import digest
from presales_xl.ledger.publications import Publication
from presales_xl.people.stints import person_id
from presales_xl.progress import Track
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, ProblemsError, warning
from presales_xl.texts import Lang, text
from presales_xl.workbook import table_files
from presales_xl.workbook.answer_form import AnswerLine, Head

PAGE, PDF, FORM = ".html", ".pdf", ".xlsx"
_KEYS = ("employee_id", "name", "team", "revision", "published", "interview", "appeal", "page", "pdf", "form")
_FILES = 3  # columns of the list, at its end, that name files
_BLOCK = 50  # people whose documents a process gets at once
_WORTH, _WORTH_SET = 1500, 300  # people whose pages two processes write sooner than one; with PDFs, which take longer
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
class PageDraft:
    """A document to be written: the revision that counts, the address, decisions on appeals that it tells beside facts.

    `content` makes what it says; it is asked only where a file is not there yet.
    """

    now: Publication
    email: str
    content: Callable[[], tuple[Statement, Notice]]
    decisions: Sequence[str] = ()


@dataclass(frozen=True)
class _Left:
    """A document of which files are missing, or say something else than what they are marked by."""

    draft: PageDraft
    made: Page
    mark: str
    missing: Collection[str]


@dataclass(frozen=True)
class _Task:
    """What is left as a process gets it: the files, and what they say."""

    made: Page
    missing: Collection[str]
    mark: str
    document: Mapping[str, Any]
    day: dt.date


def stem_of(now: Publication) -> str:
    """Return what the files of a document are called: by id and name, of one stint of several with its days."""
    base = f"{file_part(person_id(now.employee_id))} {file_part(now.name)}"
    return f"{base} {now.days}" if now.days else base


def place_of(folder: Path, now: Publication) -> Path:
    """Return where the page of a document lies among the pages in a folder."""
    return folder / file_part(now.team) / f"{stem_of(now)}{PAGE}"


def lying_nowhere(folder: Path, told: Iterable[Publication]) -> list[Publication]:
    """Return of what was told the documents of which no page among those in a folder is the one on record.

    Writing it was stopped, or was not possible. The page is written last of a document's files.
    """
    return [now for now in told if not _is_there(place_of(folder, now), _on_record(now))]


def behind(files: Iterable[Path], folder: Path, told: Iterable[Publication]) -> list[Path]:
    """Return which of some files, written after the pages in a folder, are not there or older than one of these.

    Writing them was stopped, or was not possible.
    """
    last = max((_written_at(place_of(folder, now)) for now in told), default=0)
    return [path for path in files if _written_at(path) < last]


def _written_at(path: Path) -> int:
    """Return when a file was written last, in nanoseconds; 0 where there is none."""
    return path.stat().st_mtime_ns if path.is_file() else 0


def _is_there(place: Path, mark: str) -> bool:
    """Return whether a page, or one beside it of somebody who is called alike, is marked so."""
    return _says(place, mark) or any(
        _says(other, mark) for other in place.parent.glob(f"{escape(place.stem)} (*){PAGE}")
    )


def _says(page: Path, mark: str) -> bool:
    """Return whether a page is marked so; one that cannot be read is not."""
    try:
        return mark.encode() in page.read_bytes()
    except OSError:
        return False


def _on_record(now: Publication) -> str:
    """Return what marks the page of a document as what the ledger has on record, in whatever language."""
    return digest([now.revision, now.day, now.facts])


def written_late(lacking: Iterable[Publication], pages: "Pages", today: dt.date) -> Iterator[Problem]:
    """Yield a notice of documents that lay nowhere and are written only now, under the day that is on record."""
    there = {made.now.id for made in pages.ready}
    late = [each for each in lacking if each.id in there and each.day < str(today)]
    if late:
        day, last = min(each.day for each in late), min(each.answer_by for each in late)
        yield warning("publish.written_late", count=len(late), day=day, last=last)


def form_name(page: str, lang: Lang) -> str:
    """Return what the form for answering is called that goes with a page."""
    return f"{page} {text(lang, 'answers.file')}{FORM}"


def write_form_of(project: Project, keys: Keys, path: Path, now: Publication, lang: Lang) -> None:
    """Write the form in which an employee answers a plan or a statement; ProblemsError `file.locked`."""
    revision = text(lang, "answers.revision", revision=now.revision)
    shown = (document_name(now, lang), wording.period_name(now.period, lang), revision, now.day)
    heads = [Head(text(lang, f"answers.column.{key}")) for key in _ANSWER_HEADS]
    lines = [AnswerLine(now.employee_id, now.name, shown)]
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

    def write(self, drafts: Iterable[PageDraft], *, with_pdf: bool, track: Track, cores: Cores) -> list[Problem]:
        """Write the pages with their forms and PDFs, then the list of them all; returns what could not be written.

        What lies there already as it is to be, in this language, is left alone.
        """
        problems: list[Problem] = []
        try:
            with_pdf = with_pdf and bool(pdf.compiler())
        except ProblemsError as error:
            problems += [replace(problem, severity="warning") for problem in error.problems]
            with_pdf = False
        left: list[_Left] = []
        for draft in drafts:
            path = self._path(draft.now)
            made = Page(draft.now, draft.email, path, path.with_name(form_name(path.stem, self.lang)))
            self.written.append(made)
            mark = f"{_on_record(draft.now)} {digest([list(draft.decisions), self.lang])}"
            if missing := _missing(made, mark, with_pdf=with_pdf):
                left.append(_Left(draft, made, mark, missing))
        for folder in dict.fromkeys(each.made.file.parent for each in left):
            sweep(folder)
        results = in_blocks(
            partial(_written, project=self.project, keys=self.keys, lang=self.lang),
            left,
            _BLOCK,
            prepare=partial(_task, lang=self.lang),
            name=lambda each: each.made.file.name,
            least=_WORTH_SET if with_pdf else _WORTH,
            track=track,
            what="publish",
            cores=cores,
        )
        unwritten = {each.made.file: problems for each, problems in zip(left, results, strict=True)}
        self.ready += [made for made in self.written if not unwritten.get(made.file)]
        problems += [problem for each in unwritten.values() for problem in each]
        write_or_tell(problems, self._finish)
        return problems

    @property
    def pages(self) -> list[Path]:
        """Return the pages of everybody so far."""
        return [made.file for made in self.written if made.file in self._there]

    @property
    def unwritten(self) -> list[Publication]:
        """Return the documents that could not be written."""
        ready = {made.file for made in self.ready}
        return [made.now for made in self.written if made.file not in ready]

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

    def _path(self, now: Publication) -> Path:
        place = place_of(self.folder, now)
        base, folder = place.name.removesuffix(PAGE), place.parent
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


def _missing(made: Page, mark: str, *, with_pdf: bool) -> list[str]:
    """Return which files of a document are not there as they are to be."""
    same = _says(made.file, mark)
    wanted = {FORM: not (same and made.form.is_file()), PDF: with_pdf and not (same and made.pdf.is_file())}
    return [kind for kind, is_missing in {**wanted, PAGE: not same}.items() if is_missing]


def _task(left: _Left, lang: Lang) -> _Task:
    content, notice = left.draft.content()
    return _Task(left.made, left.missing, left.mark, document=printed(content, notice, lang), day=notice.published)


def _written(tasks: Sequence[_Task], project: Project, keys: Keys, lang: Lang) -> list[list[Problem]]:
    """Write what is missing of documents; returns for each what could not be written."""
    told: list[list[Problem]] = [[] for _ in tasks]
    with writing_to(dict.fromkeys(task.made.file.parent for task in tasks)):
        for task, problems in zip(tasks, told, strict=True):
            write_or_tell(problems, partial(_write, task, project, keys, lang=lang))
    return told


def _write(task: _Task, project: Project, keys: Keys, lang: Lang) -> None:
    """Write what is missing of a document, PDF and form first: where the page is new, so are they.

    ProblemsError `file.locked`, `file.unwritable`; what is there stays then.
    """
    made = task.made
    if FORM in task.missing:
        write_form_of(project, keys, made.form, made.now, lang=lang)
    if PAGE in task.missing:
        take_away(made.pdf)  # it would say something else than the page
    if PDF in task.missing:
        pdf.write(made.pdf, task.document, task.day)
    if PAGE in task.missing:
        with new_text(made.file) as file:
            file.write(wording.render("statement.html.j2", lang, d=task.document, mark=task.mark))
