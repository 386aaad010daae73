"""The scripts of the package for Windows, run by Wine; in the place of Python stands a program that says its call."""

from pathlib import Path

import pytest

from presales_xl.addin.bundle import COMMAND, scripts
from presales_xl.texts import Lang
from tests.conftest import do_without
from tests.engines import EngineMissingError, wine


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> wine.Windows:
    try:
        return wine.Windows(tmp_path_factory.mktemp("wine") / "prefix")
    except EngineMissingError as missing:
        do_without(missing)


NAMES: dict[Lang, list[str]] = {
    "zh": ["安装", "环境检查", "卸载", "新建项目", "命令行"],
    "en": ["install", "check", "uninstall", "new-project", "command-line"],
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_scripts_install_check_and_remove_from_a_folder_of_any_name(
    windows: wine.Windows, tmp_path: Path, lang: Lang
) -> None:
    folder = tmp_path / "售前 (1) & 考核"
    python = folder / "program" / "python"
    python.mkdir(parents=True)
    for name, data in scripts(lang).items():
        (folder / name).write_bytes(data)
    (python / "python.exe").write_bytes(wine.echo())
    (python.parent / "presales-xl.cmd").write_bytes(COMMAND)
    installed = windows.local / "presales-xl" / "program"
    install, check, uninstall, new_project, command_line = (f"{name}.cmd" for name in NAMES[lang])

    code, _ = windows.script(folder, check, "/quiet")
    assert code == 2, "not installed yet"
    (installed / "old").mkdir(parents=True)  # of an earlier version
    (python / "python.exe").write_bytes(b"cannot be started, as an add-in that is in use cannot be replaced")
    code, _ = windows.script(folder, install, "/quiet")
    assert code != 0
    assert [path.name for path in installed.parent.iterdir()] == ["program"]
    assert [path.name for path in installed.iterdir()] == ["old"], "the program that was there is kept"
    (python / "python.exe").write_bytes(wine.echo())
    code, said = windows.script(folder, install, "/quiet")
    language = {"zh": b"zh-CN", "en": b"en"}[lang]
    assert code == 0
    assert b"-m presales_xl addin install --lang " + language in said
    assert b"presales-xl\\program\\python\\python.exe" in said, "that of the user's folder"
    assert not (installed / "old").exists()
    kept = installed.parent
    assert {path.name for path in kept.iterdir()} == {"program", install, check, uninstall, new_project, command_line}
    assert (installed / "python" / "python.exe").exists()
    code, said = windows.script(kept, install, "/quiet")
    assert (code, b"-m presales_xl addin install --lang " + language in said) == (0, True), "the copy that is kept"
    assert (installed / "python" / "python.exe").exists()
    code, said = windows.answered(kept, new_project, "", "Jia")
    assert (code, b"-m presales_xl init" in said) == (0, True)
    code, said = windows.script(kept, command_line, "/quiet")
    assert (code, b"-m presales_xl --version" in said) == (0, True), "the command is found by its name"
    code, said = windows.script(kept, check, "/quiet")
    assert (code, b"-m presales_xl addin doctor --lang " + language in said) == (0, True)
    for own in ("Cache", "Logs"):
        (kept / own / "of a click").mkdir(parents=True)
    code, said = windows.script(kept, uninstall, "/quiet")
    assert (code, b"-m presales_xl addin uninstall --lang " + language in said) == (0, True)
    assert list(kept.iterdir()) == [], "the scripts and what the program kept for itself, too"
    code, said = windows.script(folder, uninstall, "/quiet")
    assert (code, install.encode() in said) == (0, False), "nobody who wants to remove it is told to install it"


@pytest.mark.parametrize(
    ("answers", "made"),
    [
        (["", "A & B\\"], r'init "C:\users\root\Appraisal\." --company "A & B\ "'),
        (["D:\\my (own) project\\", "", "  ", '"Jia, Ltd"'], r'init "D:\my (own) project\\." --company "Jia, Ltd "'),
        (['"D:\\a & b"', "Jia"], r'init "D:\a & b\." --company "Jia "'),
        (["", "", "", ""], ""),
        ([], ""),
    ],
)
def test_a_new_project_lies_out_of_the_cloud_and_is_made_under_no_name_but_one_that_was_typed(
    windows: wine.Windows, answers: list[str], made: str
) -> None:
    kept = windows.local / "presales-xl"
    (kept / "program" / "python").mkdir(parents=True, exist_ok=True)
    (kept / "program" / "python" / "python.exe").write_bytes(wine.echo())
    (kept / "new-project.cmd").write_bytes(scripts("en")["new-project.cmd"])
    code, said = windows.answered(kept, "new-project.cmd", *answers)
    user = windows.local.parts[-3]
    assert made.replace("root", user).encode() in said
    assert (code, b" init " in said) == ((0, True) if made else (1, False))


def test_a_script_that_was_opened_inside_the_zip_says_to_unpack_it_first(windows: wine.Windows, tmp_path: Path) -> None:
    (tmp_path / "install.cmd").write_bytes(scripts("en")["install.cmd"])
    code, said = windows.script(tmp_path, "install.cmd", "/quiet")
    assert code == 2
    assert b"Unpack the whole zip" in said
