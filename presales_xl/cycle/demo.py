"""`presales-xl demo`: a sample company, workbooks, managers who fill them in, results."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.cycle import collect as collecting
from presales_xl.cycle import generate as generating
from presales_xl.cycle import init, sample
from presales_xl.cycle import project as projects
from presales_xl.cycle import roster as rosters
from presales_xl.cycle.collect import Collected
from presales_xl.cycle.generate import Generated
from presales_xl.cycle.progress import Track, quiet
from presales_xl.cycle.project import Project, parse_period
from presales_xl.cycle.sample import Filling
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, lay_out_book

#: The sample has every scheme in one month, so that one run shows them all.
_LEFT_OUT = "period.other_cycle"


@dataclass(frozen=True)
class Demo:
    """Where the sample company lies, and what was made for it."""

    project: Project
    period: str
    generated: Generated
    collected: Collected


def demo(folder: Path, lang: Lang, *, force: bool = False, track: Track = quiet) -> Demo:
    """Make the sample company in `folder`: roster, workbooks, filled-in workbooks, results.

    The sample company may be made anew in its folder; ProblemsError `project.exists` when another project is there,
    unless `force`.
    """
    again = _is_sample(folder)
    init.create(folder, lang, force=force or again, company=sample.name(lang), content=sample.roster(lang))
    project = projects.load(folder)
    period = parse_period(str(sample.company()["period"]))
    for old in (project.outbox(period), project.inbox(period)) if again else ():
        for file in old.glob("*.xlsx"):
            file.unlink()
    generated = generating.generate(project, period, lang, track=track)
    fill_in(project, generated.files, lang, track)
    collected = collecting.collect(project, period, [], lang, track)
    told = [problem for problem in generated.problems if problem.code != _LEFT_OUT]
    return Demo(project, period.text, Generated(generated.files, generated.people, told), collected)


def _is_sample(folder: Path) -> bool:
    try:
        return projects.load(folder).company in [sample.name(lang) for lang in LANGUAGES]
    except ProblemsError:
        return False


def fill_in(project: Project, files: Sequence[Path], lang: Lang, track: Track = quiet) -> None:
    """Fill the workbooks in as managers would, and save them into the inbox: yellow cells only, by the id row."""
    period = parse_period(files[0].parent.name)
    roster = rosters.load(project, lang, period.cycle)
    filling = Filling()
    by_file = {generating.file_name(manager, period): manager for manager in roster.managers.values()}
    project.inbox(period).mkdir(parents=True, exist_ok=True)
    for file in track(files, "fill_in"):
        with warnings.catch_warnings():  # openpyxl tells what it will not keep: marks that nobody reads here
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(file, rich_text=True)
        for sheet in book.worksheets:
            _keep_labels(sheet)
        layout = lay_out_book(roster.book(project.company, period.text, by_file[file.name]), lang)
        for role in layout.roles:
            _fill(book[role.sheet], role.plan, "", filling, lang)
            for detail in role.details.values():
                _fill(book[detail.sheet], role.plan, detail.table, filling, lang)
        book.save(project.inbox(period) / file.name)


def _keep_labels(sheet: Worksheet) -> None:
    """Say of each chart label what it does not show: openpyxl forgets it, and then everything shows."""
    for chart in sheet._charts:  # type: ignore[attr-defined]
        for series in chart.series:
            for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
                setattr(series.dLbls, part, False)


def _fill(sheet: Worksheet, plan: Plan, table: str, filling: Filling, lang: Lang) -> None:
    """Fill in the unlocked cells of a role sheet or of one of its detail sheets."""
    ids = [cell.value for cell in sheet[ID_ROW + 1]]
    own = {spec.id for spec in (plan.tables[table].columns if table else plan.columns).values() if spec.field}
    for row in sheet.iter_rows(min_row=FIRST_ROW + 1):
        owner = str(row[0].value or "").split(" ")[0]
        for cell, key in zip(row, ids, strict=False):
            if owner and key in own and not cell.protection.locked:
                cell.value = filling.value(plan, plan.column(str(key)), owner, lang)
