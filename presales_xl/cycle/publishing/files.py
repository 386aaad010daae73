"""The statements on disk: one page per employee in the folder of the team, a PDF beside it, and a list of them all.

The list tells HR what is due when, and the next run which files are its own: it takes away those that it no longer
makes, and no other file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from presales_xl.cycle.publishing import statement_sheet
from presales_xl.cycle.publishing.pages import render
from presales_xl.cycle.publishing.statement import Individual, Notice, statement
from presales_xl.files import file_part, new_text
from presales_xl.office.libreoffice import Office
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, ProblemsError, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook import table_files

PAGE, PDF = ".html", ".pdf"
_KEYS = ("employee_id", "name", "team", "interview", "appeal", "page", "pdf")


@dataclass
class Statements:
    """Writes the statements of a period below `folder`; with an `office`, as PDF too."""

    folder: Path
    notice: Notice
    lang: Lang
    office: Office | None = None
    _people: list[tuple[Individual, Path]] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)

    @property
    def manifest(self) -> Path:
        """Return the list of the statements."""
        return self.folder.parent / "statements.csv"

    def write(self, plan: Plan, person: Individual) -> None:
        """Write an employee's statement, unless it is there and says the same.

        The PDF comes first: where the page is new, so is the PDF. ProblemsError as `Office.to_pdf`, and `file.locked`;
        what is there stays then.
        """
        path = self._path(person)
        pdf = path.with_suffix(PDF)
        self._people.append((person, path))
        content = statement(plan, person, self.notice, self.lang)
        page = render("statement.html.j2", self.lang, s=content, notice=self.notice)
        same = path.is_file() and path.read_text(encoding="utf-8") == page
        if self.office is not None and not (same and pdf.is_file()):
            with TemporaryDirectory(prefix="presales-", ignore_cleanup_errors=True) as folder:
                sheet = Path(folder) / "statement.xlsx"
                statement_sheet.write(sheet, content, self.notice, self.lang)
                self.office.to_pdf(sheet, pdf)
        elif not same:
            _remove(pdf)  # it would say something else than the page
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
                _remove(path)
                if path.parent.is_dir() and not any(path.parent.iterdir()):
                    path.parent.rmdir()
        columns = zip(*(self._row(person, path) for person, path in self._people), strict=True)
        heads = [text(self.lang, f"publish.statements.{key}") for key in _KEYS]
        table_files.write(self.manifest, heads, list(columns) or [[] for _ in _KEYS], self.lang)

    def _row(self, person: Individual, path: Path) -> tuple[str, ...]:
        files = [self._relative(each) if each.is_file() else "" for each in (path, path.with_suffix(PDF))]
        due = [str(self.notice.interview.day), str(self.notice.appeal.day)]
        return person.employee_id, person.name, person.team, *due, *files

    def _path(self, person: Individual) -> Path:
        base = f"{file_part(person.employee_id)} {file_part(person.name)}"
        folder = self.folder / file_part(person.team)
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


def _remove(path: Path) -> None:
    """Take a file away, if it is there."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        raise fail("file.locked", Place(file=str(path))) from None
