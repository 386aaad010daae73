"""Defined names of a book or of one of its sheets."""

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from presales_xl.office.bridge.formulas import excel_name
from presales_xl.office.xlwings_engine.range import Range

if TYPE_CHECKING:
    from presales_xl.office.xlwings_engine.book import Book

_BUILT_IN = "_xlnm."  # how a file marks what Excel shows as Print_Area


class Names(base_classes.Names):
    """All names of a book, or those of one sheet only."""

    def __init__(self, book: "Book", scope: str = "") -> None:
        self._book = book
        self._scope = scope

    @property
    def api(self) -> Any:
        """The book's number."""
        return self._book.api

    def snapshot(self) -> list[tuple[str, "Name"]]:
        """Return each name with its text."""
        found = self._book.ask("names")
        names = [Name(self._book, *one) for one in found if not self._scope or one[0] == self._scope]
        return [(name.name, name) for name in names]

    def __call__(self, name_or_index: str | int) -> "Name":
        """Return a name by its text, or by number from 1; KeyError when there is none."""
        names = self.snapshot()
        if isinstance(name_or_index, int):
            return names[name_or_index - 1][1]
        for text, name in names:
            if name_or_index.lower() in (text.lower(), *([name.plain.lower()] if self._scope else [])):
                return name
        raise KeyError(name_or_index)

    def contains(self, name_or_index: str | int) -> bool:
        """Return whether there is such a name."""
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

    def __len__(self) -> int:
        return len(self.snapshot())

    def add(self, name: str, refers_to: str) -> "Name":
        """Define a name, `参数` or `工程师!参数`, in place of the one that is there."""
        sheet, _, plain = name.rpartition("!")
        scope = sheet.strip("'").replace("''", "'") or self._scope
        self._book.ask("add_name", scope=scope, name=plain, refers_to=refers_to)
        return Name(self._book, scope, plain, refers_to)


class Name(base_classes.Name):
    """A defined name; `scope` is the sheet it belongs to, or empty."""

    def __init__(self, book: "Book", scope: str, key: str, refers_to: str) -> None:
        self._book = book
        self._scope = scope
        self._key = key
        self._refers_to = refers_to

    @property
    def api(self) -> str:
        """The name as LibreOffice keeps it."""
        return self._key

    @property
    def plain(self) -> str:
        """The name without its sheet."""
        return self._key.removeprefix(_BUILT_IN)

    @property
    def name(self) -> str:
        """The name, with its sheet where it belongs to one."""
        return f"{excel_name(self._scope)}!{self.plain}" if self._scope else self.plain

    @name.setter
    def name(self, value: str) -> None:
        self.delete()
        self._key = value.rpartition("!")[2]
        self.refers_to = self._refers_to

    @property
    def refers_to(self) -> str:
        """What it stands for: `=参数!$C$4`."""
        return self._refers_to

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._refers_to = value
        self._book.ask("add_name", scope=self._scope, name=self._key, refers_to=value)

    @property
    def refers_to_range(self) -> Range:
        """The cells that it stands for; ValueError when it stands for something else."""
        found = self._book.ask("name_area", scope=self._scope, name=self._key)
        if found is None:
            raise ValueError(f"{self.name} refers to no range: {self._refers_to}")
        return Range(self._book.sheet(found[0]), *found[1])

    def delete(self) -> None:
        """Take it away."""
        self._book.ask("delete_name", scope=self._scope, name=self._key)
