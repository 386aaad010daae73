"""The documentation as help: its pages build, and the button opens the one about what is selected."""

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlwings as xw

from presales_xl import resources
from presales_xl.addin.ribbon import Ask, dispatch
from presales_xl.cycle.calibrating import calibrate
from presales_xl.design.designbook import design_book
from presales_xl.texts import Lang
from tests.addin.commanding import Answering, two_schemes
from tests.conftest import OpenBook
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD
from tests.workbook.files import ordinary
from tests.workbook.returned import engineers

DOCS = Path("docs")


def test_every_page_of_the_documentation_builds_without_a_warning_and_has_its_pictures(tmp_path: Path) -> None:
    words: list[str | Path] = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-d",
        tmp_path / "read",
    ]
    done = subprocess.run([*words, DOCS, tmp_path / "help"], capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "help" / "search.html").exists()
    for file in DOCS.rglob("*.md"):
        page = tmp_path / "help" / file.relative_to(DOCS).with_suffix(".html")
        assert page.is_file(), file
        shown = page.read_text(encoding="utf-8")
        assert "http://" not in shown.replace("http://www.w3.org", ""), "no network"
        frame = shown.partition('<div class="sphinxsidebar"')[2] + shown.partition("</title>")[0]
        has_chinese = re.search("[\u4e00-\u9fff]", frame) is not None
        assert has_chinese == file.name.endswith(".zh-CN.md"), "each page in a frame of its own language"
        assert "<input" not in shown, "no search, which would find no Chinese word"
        assert ('<html lang="zh-CN"' if has_chinese else '<html lang="en"') in shown


def test_a_wheel_that_is_built_has_the_help_pages_texts_and_macros(tmp_path: Path) -> None:
    words: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    done = subprocess.run(words, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    pages = {file.relative_to(DOCS).with_suffix(".html").as_posix() for file in DOCS.rglob("*.md")}
    assert {f"presales_xl/help/{page}" for page in pages} <= names
    assert {f"presales_xl/{name}" for name in ("macros/ribbon.yaml", "requirements-test.lock")} <= names
    assert "presales_xl/workbook_templates/schemes/sales_2024.yaml" in names


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a help with the pages of one scheme and of the guides."""
    schemes = (f"schemes/{name}" for name in ("support_engineer_kpi", "repair_stars"))
    for name in (*schemes, "addin", "month", "calibration", "design"):
        for suffix in ("", ".zh-CN"):
            page = tmp_path / "help" / f"{name}{suffix}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.touch()
    monkeypatch.setattr(resources, "HELP", tmp_path / "help")
    return resources.HELP


def opened(book: xw.Book, lang: Lang = "zh") -> str:
    """Return the page that the button opens."""
    ask = Answering(lang)
    assert dispatch("open_help", book, ask).quiet
    [page] = ask.asked
    return page


@pytest.mark.libreoffice
def test_help_in_a_workbook_of_one_scheme_opens_its_page_but_on_the_first_sheet_that_of_the_buttons(
    tmp_path: Path, open_book: OpenBook, pages: Path
) -> None:
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")
    for sheet in ("工程师", "汇总", "检查", "考核表"):
        book.sheets[sheet].range("B7").select()
        assert opened(book) == "support_engineer_kpi.zh-CN.html", sheet
    assert opened(book, "en") == "support_engineer_kpi.html"
    book.sheets[0].range("B2").select()
    assert opened(book) == "addin.zh-CN.html"
    assert opened(book, "en") == "addin.html"
    told = dispatch("open_help", book, Ask())
    assert not told.quiet and (pages / "addin.zh-CN.html").as_uri() in told.text
    (pages / "schemes" / "support_engineer_kpi.zh-CN.html").unlink()  # a scheme of the company's own has none
    book.sheets["汇总"].range("B7").select()
    assert opened(book) == "addin.zh-CN.html"


@pytest.mark.libreoffice
@pytest.mark.usefixtures("pages")
def test_help_in_a_workbook_of_several_schemes_opens_that_of_the_selected_role_else_that_of_the_buttons(
    tmp_path: Path, open_book: OpenBook
) -> None:
    two_schemes(tmp_path / "team.xlsx")
    book = open_book(tmp_path / "team.xlsx")
    book.sheets["repair_stars"].range("B7").select()
    assert opened(book) == "repair_stars.zh-CN.html"
    for sheet in ("ecom_service_quality", "汇总"):
        book.sheets[sheet].range("B7").select()
        assert opened(book) == "addin.zh-CN.html", sheet


@pytest.mark.libreoffice
@pytest.mark.usefixtures("pages")
def test_help_in_a_workbook_of_hrs_opens_what_is_done_in_it(tmp_path: Path, open_book: OpenBook) -> None:
    calibration = calibrate.write(collected(tmp_path / "公司"), PERIOD, "zh").file
    assert opened(open_book(calibration)) == "calibration.zh-CN.html"
    design_book.write(design_book.blank(), tmp_path / "设计.xlsx", "zh")
    assert opened(open_book(tmp_path / "设计.xlsx"), "en") == "design.html"
    assert opened(open_book(ordinary(tmp_path / "名单.xlsx"))) == "month.zh-CN.html"


def test_a_workbook_can_name_no_page_outside_the_help(pages: Path) -> None:
    (pages.parent / "elsewhere.html").touch()
    assert resources.help_page("schemes/../addin") == pages / "addin.html"
    for name in ("../elsewhere", str(pages.parent / "elsewhere")):
        assert resources.help_page(name) is None


def test_where_the_pages_were_not_built_the_button_says_how_to_get_them(
    tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "HELP", tmp_path)
    answer = dispatch("open_help", open_book(ordinary(tmp_path / "名单.xlsx")), Answering())
    assert answer.severity == "error"
    assert "没有带说明" in answer.text
