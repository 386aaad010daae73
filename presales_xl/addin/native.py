"""Excel as xlwings gives it: whatever a next version of xlwings spells otherwise, and what it has no public way for.

Two modules of the add-in import xlwings: this one uses it, `without_pandas` makes its first import cheap. No other one
counts its cells or says its words. What else the plans for xlwings 1.0 would change of this product is told in
`docs/extending.md`.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

import xlwings as xw

from presales_xl.people.table import Merged
from presales_xl.scheme.errors import Place, fail
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.style import note_size

_POINTS = 0.75  # of a pixel
_FOLDERS = 4  # msoFileDialogFolderPicker
_TEXT = 2  # of Application.InputBox
_YES_NO, _SECOND, _YES = 0x4, 0x100, 6  # of MessageBox: MB_YESNO, MB_DEFBUTTON2, IDYES
VERSION: str = xw.__version__
App: TypeAlias = xw.App
Book: TypeAlias = xw.Book
Range: TypeAlias = xw.Range
Sheet: TypeAlias = xw.Sheet
#: What a manager may still do on a protected sheet.
_ALLOWED = {"filtering": True, "formatting_columns": True, "formatting_rows": True}


def shipped(*names: str) -> bytes:
    """Return a file that comes with xlwings."""
    return Path(xw.__file__).parent.joinpath(*names).read_bytes()


def caller() -> Book | None:
    """Return the workbook that a test or a script has set as the one that a click came from, if it has."""
    return Book.caller() if hasattr(Book, "_mock_caller") else None


def app_of(window: int | None) -> App | None:
    """Return the Excel with a window, on Windows; elsewhere the one that is in front, None where there is none."""
    if window is not None and sys.platform == "win32":
        from xlwings import _xlwindows  # noqa: PLC0415  # as Book.caller does it: there is no public way

        return xw.App(impl=_xlwindows.App(xl=window))
    book = caller()
    return book.app if book else xw.apps.active


def window_of(app: App) -> int | None:
    """Return the number of Excel's window on Windows; elsewhere it has none."""
    return app.hwnd if sys.platform == "win32" else None


def tell(app: App, message: str, title: str, *, is_wrong: bool = False) -> None:
    """Show a message in a box."""
    app.alert(message, title=title, mode="critical" if is_wrong else "info")


def agreed(app: App, question: str, title: str, *, proposed: bool = True) -> bool:
    """Return whether the answer to a question in a box is yes; Enter says no to what is not `proposed` (Windows)."""
    if sys.platform == "win32" and not proposed:
        import ctypes  # noqa: PLC0415 - xlwings' own box has no other default

        return bool(ctypes.windll.user32.MessageBoxW(app.hwnd, question, title, _YES_NO | _SECOND) == _YES)
    return bool(app.alert(question, title=title, buttons="yes_no") == "yes")


def say_ended() -> None:
    """Have xlwings' macro on a Mac look what this program left behind, as it does when a program ends by itself."""
    if sys.platform == "darwin":
        from xlwings import _xlmac  # noqa: PLC0415  # there on a Mac only

        _xlmac.cleanup()


def show_progress(app: App, words: str) -> None:
    """Say in Excel's status bar what is being done."""
    with suppress(Exception):  # programs without a status bar
        app.status_bar = words


def cells(sheet: Sheet, row: int, column: int, rows: int = 1, columns: int = 1) -> Range:
    """Return cells of a sheet; row and column from 0."""
    return sheet.range((row + 1, column + 1), (row + rows, column + columns))


def used(sheet: Sheet, rows: int, columns: int) -> Range:
    """Return the cells from A1 to the last one that is used, as far as so many rows and columns."""
    last = sheet.used_range.last_cell
    return cells(sheet, 0, 0, rows=min(last.row, rows), columns=min(last.column, columns))


def values(cells: Range) -> list[list[Any]]:
    """Return what cells hold by row, an error as the text that the cell shows."""
    return list(cells.options(ndim=2, err_to_str=True).value)


def merged(sheet: Sheet, row: int, column: int, rows: int, columns: int) -> list[Merged]:
    """Return the merged areas (from 0) that some cells are of, none where a program does not tell.

    It says of a whole block whether any cell of it is merged: mostly one call is enough.
    """
    areas: list[Merged] = []
    blocks = [(row, column, rows, columns)] if rows > 0 and columns > 0 else []
    with suppress(Exception):
        while blocks:
            row, column, rows, columns = blocks.pop()
            last = row + rows - 1, column + columns - 1
            is_known = any(a[0] <= row and a[1] <= column and last[0] <= a[2] and last[1] <= a[3] for a in areas)
            block = cells(sheet, row, column, rows=rows, columns=columns)
            if is_known or block.merge_cells is False:
                continue
            if rows == columns == 1:
                area = block.merge_area
                areas.append((area.row - 1, area.column - 1, area.last_cell.row - 1, area.last_cell.column - 1))
            elif rows > 1:
                half = rows // 2
                blocks += [(row + half, column, rows - half, columns), (row, column, half, columns)]
            else:
                half = columns // 2
                blocks += [(row, column + half, 1, columns - half), (row, column, 1, half)]
    return areas


def clear(sheet: Sheet) -> None:
    """Empty a sheet."""
    sheet.used_range.clear()


def select(sheet: Sheet, address: str) -> None:
    """Select a cell of a sheet in front, such as `F7`."""
    sheet.range(address).select()


def selected(book: Book) -> tuple[Sheet, int, int] | None:
    """Return sheet, row and column (from 0) of the first selected cell, None for a chart, a picture, nothing."""
    with suppress(Exception):  # programs differ in what they say then
        at = book.selection
        return (at.sheet, at.row - 1, at.column - 1) if at is not None else None
    return None


def add_note(cell: Range, words: str) -> None:
    """Put a note at a cell, of a size that shows all of its words."""
    note = cell.add_note(words)
    with suppress(Exception):  # known to Excel for Windows only; LibreOffice's fit their words by themselves
        width, height = note_size(words)
        box = note.api.Shape
        box.Width, box.Height = width * _POINTS, height * _POINTS


def take_keys(app: App, yes: bool) -> None:
    """Let Excel take what is typed and clicked, or not."""
    with suppress(Exception):  # known to Excel for Windows only
        app.api.Interactive = yes


def chosen_folder(app: App, title: str, proposed: Path | None) -> str:
    """Return the folder that is chosen in Excel's dialog, "" for none."""
    dialog = app.api.FileDialog(_FOLDERS)
    dialog.Title = title
    if proposed:
        dialog.InitialFileName = f"{proposed}\\"
    return str(dialog.SelectedItems(1)) if dialog.Show() else ""


def chosen_files(app: App, title: str, endings: Sequence[str]) -> list[str]:
    """Return the files with these endings that are chosen in Excel's dialog."""
    pattern = ";".join(f"*.{ending}" for ending in endings)
    chosen = app.api.GetOpenFilename(FileFilter=f"{pattern},{pattern}", Title=title, MultiSelect=True)
    return [str(file) for file in chosen] if isinstance(chosen, list | tuple) else []


def typed_line(app: App, title: str, question: str, proposed: str) -> str | None:
    """Return the line that is typed into Excel's dialog, None when it is cancelled."""
    typed = app.api.InputBox(Prompt=question, Title=title, Default=proposed, Type=_TEXT)
    return typed if isinstance(typed, str) else None


def is_read_only(book: Book) -> bool:
    """Return whether Excel for Windows has the workbook open for reading only; False where it is not known."""
    with suppress(Exception):  # known to Excel for Windows only
        return bool(book.api.ReadOnly is True)
    return False


def save_copy(book: Book, place: Path) -> bool:
    """Return whether Excel wrote a copy of the workbook as it is open: of one in the cloud the file may be older."""
    copy = place.with_name(f"copy{Path(str(book.name)).suffix}")  # Excel may add an ending to a name without
    with suppress(Exception):  # known to Excel for Windows only
        book.api.SaveCopyAs(str(copy))
        if copy.stat().st_size:
            copy.replace(place)
            return True
    return False


def is_modified(book: Book) -> bool:
    """Return whether a workbook has changes that nobody has saved; no where a program does not tell."""
    with suppress(Exception):
        native: Any = book.api
        if hasattr(native, "isModified"):  # LibreOffice
            return bool(native.isModified())
        return not (native.Saved if sys.platform == "win32" else native.saved.get())
    return False


def is_rounded(book: Book) -> bool:
    """Return whether a program rounds whatever a workbook holds to what its cells show; no where it does not tell."""
    with suppress(Exception):
        native: Any = book.api
        if hasattr(native, "isModified"):  # LibreOffice
            return native.CalcAsShown is True
        said = native.PrecisionAsDisplayed if sys.platform == "win32" else native.precision_as_displayed.get()
        return said is True  # a Mac's Excel may have another word for what it does not know
    return False


def names(book: Book) -> dict[str, str]:
    """Return what the names of a workbook stand for, none where a program does not tell."""
    with suppress(Exception):
        return {str(each.name): str(each.refers_to) for each in book.names}
    return {}


@contextmanager
def unmodified(book: Book) -> Iterator[None]:
    """Let what is done meanwhile be no change that somebody is asked to save, where there was none before."""
    before = is_modified(book)
    yield
    with suppress(Exception):
        native: Any = None if before else book.api
        if hasattr(native, "setModified"):
            native.setModified(False)
        elif sys.platform == "win32" and native is not None:
            native.Saved = True
        elif native is not None:
            native.saved.set(True)


@contextmanager
def unlocked(sheets: Iterable[Sheet]) -> Iterator[None]:
    """Take the protection off some sheets and put it back, whatever happens meanwhile.

    ProblemsError `addin.protected` for a sheet that somebody has given a password, `addin.record_protected` for the
    hidden one.
    """
    with ExitStack() as stack:
        for sheet in sheets:
            stack.enter_context(_unlocked(sheet))
        yield


@contextmanager
def _unlocked(sheet: Sheet) -> Iterator[None]:
    native: Any = None
    with suppress(Exception):  # engines without one
        native = sheet.api
    spelling = _spelling(native)
    if spelling is None or not spelling[0]():
        yield
        return
    is_protected, unprotect, protect = spelling
    try:
        with suppress(Exception):  # a wrong password
            unprotect()
        if is_protected():
            raise fail(
                "addin.record_protected" if sheet.name == IDENTITY else "addin.protected", Place(sheet=sheet.name)
            )
        yield
    finally:
        try:
            protect()
        except Exception:  # Excel is busy at times
            protect()


def _spelling(native: Any) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[], Any]] | None:
    """Return what says whether a sheet is protected, what takes the protection off and what puts it on."""
    if hasattr(native, "isProtected"):  # LibreOffice keeps what is allowed
        return native.isProtected, lambda: native.unprotect(""), lambda: native.protect("")
    if hasattr(native, "protect_worksheet"):  # Excel for Mac
        return (
            native.protect_contents.get,
            native.unprotect,
            lambda: native.protect_worksheet(**{f"allow_{what}": yes for what, yes in _ALLOWED.items()}),
        )
    if hasattr(native, "ProtectContents"):  # Excel for Windows
        allowed = {"Allow" + what.title().replace("_", ""): yes for what, yes in _ALLOWED.items()}
        # Without an argument Excel would ask for the password.
        return lambda: native.ProtectContents, lambda: native.Unprotect(""), lambda: native.Protect(**allowed)
    return None
