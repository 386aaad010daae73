"""Drafts of forms that are written as rows of a sheet, and what tests read of them by the names of the indicators."""

from pathlib import Path
from typing import Any

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft, import_form
from presales_xl.workbook import reader
from tests.design.imported.forms import workbook
from tests.design.imported.layouts import Rows


def of_rows(folder: Path, rows: Rows, *merged: str) -> FormDraft:
    """Return the draft of a form with these rows."""
    return draft(form_reader.parse(workbook(folder / "a.xlsx", rows, merged)), "zh")


def with_fates(folder: Path, rows: Rows, *merged: str) -> tuple[FormDraft, dict[str, tuple[str, str]]]:
    """Return the draft of a form with these rows, and by the workbook of it mark and fate of each text."""
    target = folder / "草稿.xlsx"
    made = import_form(workbook(folder / "考核表.xlsx", rows, merged), target, "zh")
    return made, {str(row[2]): (str(row[3]), str(row[4])) for row in reader.parse(target)["原文对照"][3:]}


def points(made: FormDraft) -> dict[str, float | None]:
    """Return the full points of each indicator."""
    return {each.item.name: each.points for each in made.indicators}


def rules(made: FormDraft) -> dict[str, Any]:
    """Return the rule of each indicator, None of one without."""
    return {each.item.name: each.made.indicator["rule"] if each.made else None for each in made.indicators}
