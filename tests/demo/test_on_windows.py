"""The package for Windows with Python inside, in Wine: installed by its script, it pays there what it pays here."""

from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from presales_xl.addin import bundle
from presales_xl.cli import main
from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook.layout import IDENTITY
from tests.conftest import do_without
from tests.engines import EngineMissingError, wine

FOLDER = "考核 (1) & 示例"
PROJECT = "presales-demo"


@dataclass(frozen=True)
class Installed:
    """A Windows on which somebody unpacked the package and opened its first script."""

    windows: wine.Windows
    package: Path
    program: Path
    said: str

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command of the product in a folder of the user's; return its exit code and what it printed."""
        folder = self.windows.local / FOLDER
        folder.mkdir(exist_ok=True)
        python = self.program / "python" / "python.exe"
        code, said = self.windows.program(folder, str(python), "-X", "utf8", "-m", "presales_xl", *words)
        return code, said.decode()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("windows")
    try:
        windows = wine.Windows(folder / "prefix")
        windows.complete()
        python = wine.embeddable(folder)
        bundle.write(folder / "包.zip", python, "zh")
    except EngineMissingError as missing:
        do_without(missing)
    except ProblemsError as error:
        if error.problems[0].code != "addin_bundle.pip":
            raise
        do_without(EngineMissingError("pip fetches no libraries here"))
    with ZipFile(folder / "包.zip") as archive:
        archive.extractall(folder / FOLDER)
    [package] = (folder / FOLDER).iterdir()
    (package / "program" / "python" / "Lib" / "site-packages" / "sitecustomize.py").write_bytes(wine.patience())
    code, said = windows.script(package, "安装.cmd", "/quiet")
    assert code == 0, said
    return Installed(windows, package, windows.local / "presales-xl" / "program", said.decode("gbk", "replace"))


def test_the_script_installs_the_add_in_and_the_check_finds_everything_in_place(installed: Installed) -> None:
    add_in = installed.windows.local.parent / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "presales.xlam"
    assert add_in.exists()
    code, said = installed.run("addin", "doctor")
    assert code == 0
    assert f"✓ 加载项已就位：C:\\users\\{installed.windows.local.parts[-3]}" in said
    assert "✓ 安装包完整" in said and "✗" not in said


def test_three_months_on_windows_pay_to_the_cent_what_they_pay_here(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = installed.run("demo")
    assert (code, "0 个错误" in said) == (0, True), said
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["demo"])
    assert not left.value.code
    there, here = installed.windows.local / FOLDER / PROJECT, tmp_path / PROJECT
    tables = of_months(here, "*.xlsx")
    assert len(tables) >= 9 and tables == of_months(there, "*.xlsx")
    for name in tables:
        if "collected" not in name:  # when and where each file lay
            assert cells(there / name) == cells(here / name), name
    pages = of_months(here, "**/*.html")
    assert len(pages) > 90 and pages == of_months(there, "**/*.html")
    for name in pages:
        assert (there / name).read_text(encoding="utf-8") == (here / name).read_text(encoding="utf-8"), name
    code, said = installed.run("ledger", "verify", "--project", PROJECT)
    assert code == 0, said


def of_months(project: Path, pattern: str) -> list[str]:
    return sorted(path.relative_to(project).as_posix() for path in project.glob(f"results/*/{pattern}"))


def cells(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what stands in a workbook, but for the hidden sheet: its seal is of the project's own key."""
    book = openpyxl.load_workbook(file, data_only=True)
    return {
        sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets if sheet.title != IDENTITY
    }
