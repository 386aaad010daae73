"""The pages about the add-in keep up with it: every button, every file that is written."""

import re
from pathlib import Path

import pytest

from presales_xl.addin.places import PROJECT, mac_places, windows_places
from presales_xl.addin.ribbon import groups, label, ribbon_buttons
from presales_xl.addin.settings_file import NAMES
from presales_xl.texts import Lang, text

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES: tuple[tuple[Lang, str], ...] = (("zh", "addin.zh-CN.md"), ("en", "addin.md"))


@pytest.mark.parametrize(("lang", "page"), PAGES)
def test_every_button_is_explained_by_its_label_and_no_other(lang: Lang, page: str) -> None:
    rows = [line for line in (DOCS / page).read_text(encoding="utf-8").splitlines() if line.startswith("| **")]
    explained = {tuple(cell.strip(" *`") for cell in row.split("|")[1:3]) for row in rows}
    assert explained == {(label(button.command, lang), button.command) for button in ribbon_buttons()}


def what_works_where(page: str) -> list[list[str]]:
    """Return the cells of the table that says what works in which program, its heads first."""
    section = re.split(
        r"^## (?:What works where|什么在哪里能用)$", (DOCS / page).read_text(encoding="utf-8"), flags=re.M
    )[1]
    lines = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    heads, rule, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    assert set("".join(rule)) <= {"-", " "}
    return [heads, *rows]


@pytest.mark.parametrize(("lang", "page"), PAGES)
def test_what_works_where_is_told_of_every_button_in_the_order_of_the_ribbon(lang: Lang, page: str) -> None:
    heads, *rows = what_works_where(page)
    told = [name for row in rows for name in re.split("、|, ", row[0])]
    of_hr = "人事的按钮" if lang == "zh" else "HR's buttons"
    wanted = [
        of_hr if group == "hr" else label(each.command, lang) for group, all_ in groups().items() for each in all_
    ]
    assert told == list(dict.fromkeys(wanted))
    assert {len(row) for row in rows} == {len(heads)} and all(all(row) for row in rows)
    without_python = {row[0]: row[2] for row in rows}
    needing = [name for name, said in without_python.items() if said.startswith(("不可以", "no:"))]
    assert needing == [of_hr], "of the buttons only those of HR need Python"
    assert {name for name, all_ in groups().items() if not any(each.alone for each in all_)} == {"hr"}


def test_what_works_where_says_the_same_in_both_languages() -> None:
    zh, en = (
        [[re.findall(r"`[^`]+`|✗|▲|PDF|Python", cell) for cell in row[1:]] for row in what_works_where(page)[1:]]
        for _, page in PAGES
    )
    assert zh == en


@pytest.mark.parametrize("page", [page for _, page in PAGES])
def test_the_files_that_are_written_are_named_where_they_lie(page: str) -> None:
    written = (DOCS / page).read_text(encoding="utf-8")
    home = Path("~")
    on_mac, on_windows = mac_places(home, home), windows_places(home, home)
    for path in (on_mac.addin, on_mac.launcher, on_mac.scripts, on_mac.record.parent):
        assert f"{path}".replace("\\", "/") in written
    roaming = on_windows.addin.relative_to(home / "AppData" / "Roaming")
    assert "%APPDATA%\\" + "\\".join(roaming.parts) in written
    assert f"%USERPROFILE%\\.{PROJECT}\\{PROJECT}.conf" in written


@pytest.mark.parametrize(("lang", "page"), PAGES)
def test_each_setting_is_explained_and_each_script_of_the_package_is_named_by_what_it_is_called(
    lang: Lang, page: str
) -> None:
    written = (DOCS / page).read_text(encoding="utf-8")
    for name in NAMES:
        assert name in written
    for script in ("install", "check", "uninstall", "new_project"):
        assert text(lang, f"addin_install.bundle.{script}") in written
