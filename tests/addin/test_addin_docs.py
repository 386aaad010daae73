"""The pages about the add-in keep up with it: every button, every file that is written."""

from pathlib import Path

import pytest

from presales_xl.addin.places import PROJECT, mac_places, windows_places
from presales_xl.addin.ribbon import label, ribbon_buttons
from presales_xl.addin.settings_file import NAMES
from presales_xl.texts import Lang, text

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES: tuple[tuple[Lang, str], ...] = (("zh", "addin.zh-CN.md"), ("en", "addin.md"))


@pytest.mark.parametrize(("lang", "page"), PAGES)
def test_every_button_is_explained_by_its_label_and_no_other(lang: Lang, page: str) -> None:
    rows = [line for line in (DOCS / page).read_text(encoding="utf-8").splitlines() if line.startswith("| **")]
    explained = {tuple(cell.strip(" *`") for cell in row.split("|")[1:3]) for row in rows}
    assert explained == {(label(button.command, lang), button.command) for button in ribbon_buttons()}


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
