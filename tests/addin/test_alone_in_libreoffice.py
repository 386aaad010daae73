"""The buttons without Python, run by LibreOffice's Basic: they say and do what they do in the interpreter of VBA.

Two engines that share nothing, neither the language nor Excel's object model nor the formulas: what both say of a
workbook is what the VBA says. The modules are as they are built; what LibreOffice has not is named in clicking.py.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_rowcol_to_cell

from presales_xl.addin.addin_file import write
from presales_xl.addin.places import NAME
from presales_xl.catalogue import load
from presales_xl.cycle.collecting import collect
from presales_xl.cycle.generating import generate
from presales_xl.office.libreoffice import Office
from presales_xl.periods import parse_period
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.layout import FIRST_ROW, IDENTITY
from presales_xl.workbook.reader import read_one
from tests.addin.test_without_python_figures import NOTE, own_figures
from tests.addin.vba import Excel
from tests.cycle.company import CONSULTANT, ENGINEER, company, fill
from tests.random_people import Drawer, Shape
from tests.workbook.returned import agents, engineers, three_sellers, written

pytestmark = pytest.mark.libreoffice
YES, NO = 6, 7
SEPARATOR = "\a"  # between the messages of a click, see clicking.py
Team = Callable[[Path, Lang], object]


def supporters(folder: Path, lang: Lang) -> None:
    """Write the workbook of people with pay and details, who have everything filled in and some of it doubtful."""
    shape = Shape((2,), blank=0, wrong=0, lang=lang, seed=4)
    (cohort,) = Drawer(load("u8erp_support_dept"), shape, Random(4), truths=False).cohorts()  # noqa: S311 - not at random
    written(folder, replace(cohort, name="支持").given(lang), lang)


@dataclass
class Both:
    """A workbook opened in LibreOffice and in the interpreter of VBA, a copy each."""

    office: Office
    addin: int
    book: int
    excel: Excel
    folder: Path

    def put(self, sheet: str, cell: str, value: Any) -> None:
        """Type into a cell."""
        self.excel.put(sheet, cell, value)
        self.office.ask("put", document=self.book, sheet=sheet, area=area(cell), block=[[value]])

    def loosen(self, sheet: str) -> None:
        """Take the protection of a sheet off."""
        self.excel.app.sheet(sheet).sheet.vba_get("Unprotect")
        self.office.ask("unprotect", document=self.book, sheet=sheet, password="")

    def pick(self, sheet: str, cell: str) -> None:
        """Select a cell."""
        self.excel.pick(sheet, cell)
        self.office.ask("select", document=self.book, sheet=sheet, area=area(cell))

    def click(self, tag: str, answers: Sequence[int] = ()) -> str:
        """Click a button: both say the same and go to the same cell. Return what they say last."""
        self.excel.click(tag, answers)
        said = [(title, self._plain(message, self.excel.folder)) for _, message, title, _ in self.excel.app.dialogs]
        told = shown(self.office, self.addin, tag, answers)
        assert [(title, self._plain(message, self.folder)) for title, message in told] == said
        sheet, (row, column, _, _) = self.office.ask("selection", document=self.book)
        assert f"{sheet} {xl_rowcol_to_cell(row - 1, column - 1)}" == self.excel.picked()
        return said[-1][1] if said else ""

    def cell(self, sheet: str, key: str, row: int) -> str:
        """Return the address of a cell by the id of its column."""
        return f"{xl_col_to_name(read_one(self.folder / 'team.xlsx')[sheet][0].index(key))}{row}"

    @staticmethod
    def _plain(message: str, folder: Path) -> str:
        """Return a message without times, places, and whether the workbook is saved.

        For LibreOffice it is changed once it was calculated, for the interpreter only by what is typed.
        """
        for lang in LANGUAGES:
            message = message.replace(text(lang, "addin.say.NOT_SAVED"), "")
        plain = message.replace("\r\n", "\n").replace(str(folder), "").rstrip()
        return re.sub(r"\d{8}-\d{4}", "(now)", plain)


def shown(office: Office, addin: int, tag: str, answers: Sequence[int]) -> list[tuple[str, str]]:
    """Click a button in LibreOffice and return titles and messages."""
    office.ask("call", document=addin, function="Answer", arguments=["".join(map(str, answers))])
    _, _, said = office.ask("call", document=addin, function="Click", arguments=[tag, "", ""]).partition("\t")
    found = (each.partition(": ") for each in said.split(SEPARATOR)[:-1])
    return [(title, message) for title, _, message in found]


Start = Callable[[Lang, Team], Both]


@pytest.fixture
def loaded(clicking_office: Office, tmp_path: Path) -> Iterator[Callable[[Lang], int]]:
    """Return how to load the add-in in a language."""
    documents = []

    def load_addin(lang: Lang) -> int:
        write(tmp_path / NAME, lang)
        document: int = clicking_office.ask("load_addin", file=str(tmp_path / NAME))
        documents.append(document)
        return document

    yield load_addin
    for document in documents:
        clicking_office.ask("close", document=document)


@pytest.fixture
def start(clicking_office: Office, loaded: Callable[[Lang], int], tmp_path: Path) -> Iterator[Start]:
    """Return how to open a workbook in both."""
    opened = []

    def started(lang: Lang, team: Team) -> Both:
        for folder in ("office", "excel"):
            (tmp_path / folder).mkdir()
        team(tmp_path / "office", lang)
        file = tmp_path / "office" / "team.xlsx"
        excel = Excel(tmp_path / "excel", lang)
        excel.open(file)
        addin = loaded(lang)
        opened.append(clicking_office.ask("open", file=str(file)))
        return Both(clicking_office, addin, book=opened[-1], excel=excel, folder=file.parent)

    yield started
    for document in opened:
        clicking_office.ask("close", document=document)


def area(cell: str) -> list[int]:
    row, column = xl_cell_to_rowcol(cell)
    return [row + 1, column + 1, 1, 1]


@pytest.mark.parametrize(
    ("team", "lang", "explained"),
    [
        (agents, "zh", ("客服", "points.language", "grade")),
        (three_sellers, "en", ("售前", "points.sales_contribution", "pay.bonus")),
        (supporters, "zh", ("支持", "total", "pay.total")),
    ],
)
def test_of_a_complete_workbook_both_say_the_same_and_hand_in_the_same(
    start: Start, team: Team, lang: Lang, explained: tuple[str, ...]
) -> None:
    both = start(lang, team)
    sheet, *ids = explained
    said = [both.click(tag) for tag in ("validate", "compute_grades", "compute_bonus")]
    for key in ids:
        both.pick(sheet, both.cell(sheet, key, FIRST_ROW + 1))
        said.append(both.click("explain_score"))
    assert both.click("show_form") == ""
    both.click("print_forms", [YES])
    assert len(list(both.folder.glob("*.pdf"))) == len(both.excel.done) > 1
    said.append(both.click("submit", [YES, YES]))
    assert len({each for each in said if each}) == len(said)
    if team is three_sellers:
        assert "S:  People 3  Share 100.0%  Quota 10%  Places 0  Over + or under − (people) +3" in said[1]
    assert record(both.folder) == record(both.excel.folder)
    assert text(lang, "addin.say.FAILED_ALONE").split("%")[0] not in "".join(said)


def record(folder: Path) -> object:
    """Return what the copy in a folder says of what was shown when it was handed in."""
    (copy,) = (file for file in folder.glob("*.xlsx") if file.name != "team.xlsx")
    (stamp,) = (row for row in read_one(copy)[IDENTITY] if row[0] == "submitted")
    return stamp[3]


def test_both_go_from_one_cell_at_fault_to_the_next_and_ask_about_what_is_only_doubtful(start: Start) -> None:
    both = start("zh", engineers)
    unresolved, satisfaction = (both.cell("工程师", f"input.{key}", 7) for key in ("unresolved", "satisfaction"))
    both.put("工程师", unresolved, None)
    both.put("工程师", satisfaction, "很好")
    assert "还空着" in both.click("validate")
    assert "很好" in both.click("validate")
    assert "没有提交" in both.click("submit")
    both.put("工程师", unresolved, 1)
    both.put("工程师", satisfaction, 1)
    assert "只有 1 分" in both.click("validate")
    assert "没有提交" in both.click("submit", [NO])
    assert "还没有交给人事" in both.click("submit", [YES])


def test_both_find_the_cell_at_fault_in_a_table_of_details_and_an_overwritten_formula(start: Start) -> None:
    both = start("en", agents)
    (details,) = (sheet for sheet in read_one(both.folder / "team.xlsx") if sheet.endswith(" 客服"))
    both.put(details, "B6", "perhaps")
    assert "perhaps" in both.click("validate")
    both.put(details, "B6", None)
    assert "blank" in both.click("validate")
    cell = both.cell("客服", "total", FIRST_ROW)
    both.loosen("客服")
    both.put("客服", cell, 100)
    assert f"客服 {cell}" in both.click("recalculate")
    assert f"客服 {cell}" in both.click("compute_grades")


def test_both_explain_figures_of_somebodys_own_and_name_what_counts_for_nobody(start: Start) -> None:
    both = start("zh", own_figures)
    both.pick("售前", both.cell("售前", "pay.bonus", FIRST_ROW + 1))
    assert NOTE in both.click("explain_score")
    below = both.cell("售前", "input.bids_won", FIRST_ROW + 3)
    both.loosen("售前")
    both.put("售前", below, 5)
    assert f"售前 {below}  此处的「5」不属于任何员工" in both.click("validate")
    both.put("售前", below, None)
    assert "全部通过" in both.click("validate")


def test_hr_takes_what_was_handed_in_by_libreoffice(
    clicking_office: Office, loaded: Callable[[Lang], int], tmp_path: Path
) -> None:
    project, period = company(tmp_path / "公司"), parse_period("2026-11")
    generate.generate(project, period, "zh")
    issued = next(file for file in project.outbox(period).glob("*.xlsx") if "赵一" in file.name)
    filled = fill(issued, tmp_path / "我的" / issued.name, {"E1": ENGINEER, "E2": CONSULTANT})
    addin = loaded("zh")
    book = clicking_office.ask("open", file=str(filled))
    said = shown(clicking_office, addin, "submit", [YES])
    clicking_office.ask("close", document=book)
    (copy,) = (file for file in filled.parent.iterdir() if str(file) in said[-1][1])
    (judged,) = collect.collect(project, period, [copy], "zh").judged
    assert judged.counts
    assert not [problem for problem in judged.problems if problem.code == "submission.changed"]
