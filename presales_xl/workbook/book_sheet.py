"""What every sheet of a manager's workbook is to `build`, which has the list of them.

A new sheet is a module with a class of one of the two kinds here, its texts (`workbook.sheet.<key>` is its name) and a
line in `build.SHEETS`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar

from xlsxwriter.worksheet import Worksheet

from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang, text
from presales_xl.workbook.areas import KeptArea
from presales_xl.workbook.layout import BookLayout, Tab, sheet_name
from presales_xl.workbook.style import Style


class BookSheet(ABC):
    """A sheet that writes itself; `areas` are the places on it that are kept for the add-in, by name."""

    key: ClassVar[str]
    tab_colour: ClassVar[str] = "brand"
    #: Whether all that its formulas show is compared with what they should show, when it comes back.
    only_shows: ClassVar[bool] = True

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        self.sheet = sheet
        self.style = style
        self.lang: Lang = style.lang
        self.book = layout.book
        self.tab = tab
        self.areas: dict[str, KeptArea] = {}

    @classmethod
    def names(cls, lang: Lang, role: str = "", plan: Plan | None = None, *, only: bool = True) -> Mapping[str, str]:
        """Return the names of the sheets of this kind by detail table, "" where they are of none.

        Sheets per role are those of the role with this name; `plan` is None where its scheme is not known, `only` says
        that the workbook has no other role.
        """
        name = text(lang, f"workbook.sheet.{cls.key}")
        return {"": name if only else sheet_name(f"{name} {role}")}

    @classmethod
    def needed(cls, plans: Iterable[Plan]) -> bool:
        """Return whether a workbook has a sheet of this kind, by the schemes of its roles."""
        return True

    @abstractmethod
    def write(self) -> None:
        """Write everything, the print set-up included."""

    def first_blank(self) -> tuple[int, int] | None:
        """Return row and column of the first cell that the manager still has to fill in, None where there is none."""
        return None

    def say(self, key: str, **fields: object) -> str:
        """Return a text of this sheet."""
        return text(self.lang, f"workbook.{self.key}.{key}", **fields)


class TeamSheet(BookSheet):
    """A sheet that a workbook has one of, whatever its roles are."""

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        self.layout = layout


class PerRoleSheet(BookSheet):
    """A sheet that a workbook has one of per role, or per detail table of each role."""

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        self.layout = layout.roles[tab.role]
        self.plan: Plan = self.layout.plan

    def task(self) -> str:
        """Return what the manager is to do, by when, and where to return it."""
        book = self.book
        if book.task:
            return book.task
        told = "to_folder" if book.returns else "to_contact" if book.contact else "to_sender"
        cells = "cells_details" if self.layout.details else "cells"
        where, what = (text(self.lang, f"workbook.role.{key}", contact=book.contact) for key in (told, cells))
        return text(
            self.lang, f"workbook.role.{'task_due' if book.due else 'task'}", due=book.due, cells=what, where=where
        )
