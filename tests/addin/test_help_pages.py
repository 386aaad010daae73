"""The documentation as help: its pages build, and the button opens the one about what is selected."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from presales_xl import resources
from presales_xl.addin.ribbon import Ask, dispatch
from tests.addin.commanding import Answering
from tests.conftest import OpenBook
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


@pytest.mark.libreoffice
def test_help_opens_the_page_of_the_scheme_that_is_selected_else_that_of_the_buttons_or_the_month(
    tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = (
        "schemes/support_engineer_kpi",
        "schemes/support_engineer_kpi.zh-CN",
        "addin",
        "addin.zh-CN",
        "month.zh-CN",
    )
    for name in names:
        page = tmp_path / "help" / f"{name}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.touch()
    monkeypatch.setattr(resources, "HELP", tmp_path / "help")
    engineers(tmp_path)
    book = open_book(tmp_path / "team.xlsx")

    def opened(ask: Answering) -> list[str]:
        assert dispatch("open_help", book, ask).quiet
        return ask.asked

    book.sheets["工程师"].range("D7").select()
    assert opened(Answering()) == ["support_engineer_kpi.zh-CN.html"]
    assert opened(Answering(lang="en")) == ["support_engineer_kpi.html"]
    book.sheets["汇总"].range("B2").select()
    assert opened(Answering()) == ["addin.zh-CN.html"]
    assert opened(Answering("en")) == ["addin.html"]
    told = dispatch("open_help", book, Ask())
    assert not told.quiet and (tmp_path / "help" / "addin.zh-CN.html").as_uri() in told.text
    book = open_book(ordinary(tmp_path / "名单.xlsx"))
    assert opened(Answering()) == ["month.zh-CN.html"]


def test_where_the_pages_were_not_built_the_button_says_how_to_get_them(
    tmp_path: Path, open_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "HELP", tmp_path)
    answer = dispatch("open_help", open_book(ordinary(tmp_path / "名单.xlsx")), Answering())
    assert answer.severity == "error"
    assert "没有带说明" in answer.text
