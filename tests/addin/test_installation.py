"""The add-in is put where Excel starts it, knows its Python, and is taken away without a trace."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import xlwings

from presales_xl.addin.addin_file import built
from presales_xl.addin.installation import install, uninstall
from presales_xl.addin.places import Places, mac_places, settings_of, windows_places
from presales_xl.scheme.errors import ProblemsError
from tests.addin.homes import held, mac, tree, windows

Home = Callable[[Path], Places]
on_either = pytest.mark.parametrize("home", [windows, mac])
ACTIONS: tuple[Callable[[Places], object], ...] = (lambda places: install(places, "en"), uninstall)
WINDOWS_ADDIN = "Users/张 三/AppData/Roaming/Microsoft/Excel/XLSTART/presales.xlam"
MAC_ADDIN = (
    "Users/zhangsan/Library/Group Containers/UBF8T346G9.Office/"
    "User Content.localized/Startup.localized/Excel/presales.xlam"
)
SCRIPTS = "Users/zhangsan/Library/Application Scripts/com.microsoft.Excel"


def code_of(error: pytest.ExceptionInfo[ProblemsError]) -> str:
    (problem,) = error.value.problems
    return problem.code


def test_on_windows_the_addin_lies_where_excel_starts_it_and_knows_its_python(tmp_path: Path) -> None:
    python = tmp_path / "考核 环境" / "Scripts" / "python.exe"
    places = windows(tmp_path, python)
    assert install(places, "zh").written == [tmp_path / WINDOWS_ADDIN]
    known = settings_of(tmp_path / WINDOWS_ADDIN)
    assert known["INTERPRETER_WIN"] == str(python)
    assert places.logs is not None and places.logs.is_dir()
    assert known["LANG"] == "zh"


def test_pythonw_gives_way_to_python_whose_messages_can_be_read(tmp_path: Path) -> None:
    places = windows_places(tmp_path, tmp_path / "Scripts" / "pythonw.exe", code_page="gbk")
    install(places, "zh")
    assert settings_of(places.addin)["INTERPRETER_WIN"] == str(tmp_path / "Scripts" / "python.exe")


def test_redirected_windows_folders_are_followed(tmp_path: Path) -> None:
    roaming, local = tmp_path / "server" / "profile", tmp_path / "本机"
    places = windows_places(tmp_path, Path(sys.executable), roaming=roaming, local=local, code_page="gbk")
    install(places, "zh")
    assert (roaming / "Microsoft" / "Excel" / "XLSTART" / "presales.xlam").is_file()
    assert places.record.is_relative_to(local)


def test_on_the_mac_excel_also_gets_its_applescript_and_a_launcher(tmp_path: Path) -> None:
    places = mac(tmp_path)
    install(places, "en")
    script = f"xlwings-{xlwings.__version__}.applescript"
    assert (tmp_path / SCRIPTS / script).read_bytes() == (Path(xlwings.__file__).parent / script).read_bytes()
    known = settings_of(tmp_path / MAC_ADDIN)
    assert known["INTERPRETER_MAC"] == str(tmp_path / "Users/zhangsan/.presales-xl/python")
    assert known["LANG"] == "en"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_the_shell_line_of_xlwings_starts_a_python_whose_path_has_spaces_quotes_and_chinese(tmp_path: Path) -> None:
    folder = tmp_path / "考核's 环境"
    folder.mkdir()
    python = folder / "python"
    python.symlink_to(sys.executable)
    places = mac(tmp_path, python)
    install(places, "zh")
    interpreter = settings_of(places.addin)["INTERPRETER_MAC"]
    line = f'{interpreter} -B -u -W ignore -c "import sys; print(sys.argv, sys.orig_argv[0]) " "--wb=张 三.xlsx"'
    run = subprocess.run(["/bin/sh", "-c", line], capture_output=True, encoding="utf-8", check=True)
    assert run.stdout.strip() == f"{['-c', '--wb=张 三.xlsx']} {python}"


@on_either
def test_installing_twice_is_installing_once(tmp_path: Path, home: Home) -> None:
    places = home(tmp_path)
    install(places, "zh")
    before, times = tree(tmp_path), places.addin.stat().st_mtime_ns
    assert install(places, "zh").written == []
    assert (tree(tmp_path), places.addin.stat().st_mtime_ns) == (before, times)


@on_either
def test_uninstalling_leaves_the_users_folders_as_they_were(tmp_path: Path, home: Home) -> None:
    places = home(tmp_path)
    before = tree(tmp_path)
    written = install(places, "zh").written
    assert uninstall(places).removed == written
    assert tree(tmp_path) == before


@on_either
def test_what_the_user_has_of_xlwings_and_of_excel_stays_through_both(tmp_path: Path, home: Home) -> None:
    places = home(tmp_path)
    theirs = [places.addin.with_name("xlwings.xlam"), places.addin.with_name("PERSONAL.XLSB")]
    theirs += [places.company.parent.with_name(".xlwings") / "xlwings.conf", places.company.with_name("xlwings.conf")]
    if places.scripts is not None:
        script = f"xlwings-{xlwings.__version__}.applescript"
        theirs += [places.scripts / "xlwings-0.30.0.applescript", places.scripts / script]
    for file in theirs:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b'"INTERPRETER_WIN","C:\\mine\\python.exe"\r\n')
    if places.scripts is not None:  # the very same as ours: the user's own all the same
        theirs[-1].write_bytes((Path(xlwings.__file__).parent / theirs[-1].name).read_bytes())
    before = tree(tmp_path)
    install(places, "zh")
    assert {key: content for key, content in tree(tmp_path).items() if key in before} == before
    uninstall(places)
    assert tree(tmp_path) == before


@on_either
def test_an_older_addin_that_was_there_comes_back(tmp_path: Path, home: Home) -> None:
    places = home(tmp_path)
    places.addin.parent.mkdir(parents=True, exist_ok=True)
    places.addin.write_bytes(built("en"))
    before = tree(tmp_path)
    install(places, "zh")
    assert settings_of(places.addin)["LANG"] == "zh"
    assert uninstall(places).restored == [places.addin]
    assert tree(tmp_path) == before


@on_either
def test_an_upgrade_points_to_the_new_python_and_uninstalls_to_what_was_before_the_first(
    tmp_path: Path, home: Home
) -> None:
    places = home(tmp_path)
    before = tree(tmp_path)
    install(replace(places, python=Path("/旧/python")), "en")
    install(places, "zh")
    once = tree(tmp_path)
    assert install(places, "zh").written == []
    started = (
        places.launcher.read_text(encoding="utf-8") if places.launcher else settings_of(places.addin)["INTERPRETER_WIN"]
    )
    assert sys.executable in started
    assert "旧" not in started
    uninstall(places)
    assert tree(tmp_path) == before
    install(places, "zh")
    assert tree(tmp_path) == once


def test_an_upgrade_takes_away_the_applescript_of_an_older_xlwings(tmp_path: Path) -> None:
    places = mac(tmp_path)
    install(places, "zh")
    old = tmp_path / SCRIPTS / "xlwings-0.30.0.applescript"
    old.write_bytes(b"old")
    record = json.loads(places.record.read_text(encoding="utf-8"))
    record["files"][str(old)] = {"digest": hashlib.sha256(b"old").hexdigest(), "before": None}
    places.record.write_text(json.dumps(record), encoding="utf-8")
    assert install(places, "zh").removed == [old]
    assert not old.exists()


@on_either
def test_a_file_that_somebody_changed_since_is_left_and_named(tmp_path: Path, home: Home) -> None:
    places = home(tmp_path)
    install(places, "zh")
    places.addin.write_bytes(b"signed by the company")
    done = uninstall(places)
    assert done.left == [places.addin]
    assert places.addin.read_bytes() == b"signed by the company"
    assert not places.record.exists()
    assert [file for file in done.removed if file.exists()] == []


def test_a_file_that_somebody_took_away_since_is_no_trouble(tmp_path: Path) -> None:
    places = windows(tmp_path)
    before = tree(tmp_path)
    install(places, "zh")
    places.addin.unlink()
    uninstall(places)
    assert tree(tmp_path) == before


def test_while_excel_holds_the_addin_nothing_is_changed_and_later_it_works(tmp_path: Path) -> None:
    places = mac(tmp_path)
    install(places, "zh")
    before = tree(tmp_path)
    with held(places.addin):
        for action in ACTIONS:
            with pytest.raises(ProblemsError) as error:
                action(places)
            assert code_of(error) == "file.locked"
            assert tree(tmp_path) == before
    install(places, "en")
    assert settings_of(places.addin)["LANG"] == "en"
    uninstall(places)
    assert not places.addin.exists()


@pytest.mark.parametrize("part", [MAC_ADDIN, f"{SCRIPTS}/xlwings-{xlwings.__version__}.applescript"])
def test_an_installation_that_broke_off_can_be_gone_on_with_and_undone(tmp_path: Path, part: str) -> None:
    places = mac(tmp_path)
    missing = [folder for folder in (tmp_path / part).parents if not folder.exists()]
    before = tree(tmp_path)
    (tmp_path / part).mkdir(parents=True)  # a folder stands where the file should be
    with pytest.raises(ProblemsError) as error:
        install(places, "zh")
    assert code_of(error) == "file.unreadable"
    (tmp_path / part).rmdir()
    uninstall(places)
    for folder in missing:  # they were made by this test
        folder.rmdir()
    assert tree(tmp_path) == before
    install(places, "zh")
    assert places.addin.is_file()
    uninstall(places)
    assert tree(tmp_path) == before


def test_a_damaged_record_is_told_and_nothing_is_touched(tmp_path: Path) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    places.record.write_text("{", encoding="utf-8")
    before = tree(tmp_path)
    for action in ACTIONS:
        with pytest.raises(ProblemsError) as error:
            action(places)
        assert code_of(error) == "addin_install.record"
        assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("python", "code_page"),
    [
        ("/envs/考核/python.exe", "cp1252"),  # an English Windows cannot open it from VBA
        ("/envs/🙂/python.exe", "gbk"),
        ("/envs/100%PATH%/python.exe", "gbk"),  # xlwings would put a variable there
    ],
)
def test_a_python_that_excel_could_not_start_is_refused_before_anything_is_written(
    tmp_path: Path, python: str, code_page: str
) -> None:
    places = windows(tmp_path, Path(python), code_page)
    before = tree(tmp_path)
    with pytest.raises(ProblemsError) as error:
        install(places, "zh")
    assert code_of(error) == "addin_install.interpreter"
    assert tree(tmp_path) == before


def test_a_python_of_the_microsoft_store_is_refused(tmp_path: Path) -> None:
    base = tmp_path / "Program Files" / "WindowsApps" / "PythonSoftwareFoundation.Python.3.11"
    places = windows_places(tmp_path, Path("/env/Scripts/python.exe"), code_page="gbk", base=base)
    with pytest.raises(ProblemsError) as error:
        install(places, "zh")
    assert code_of(error) == "addin_install.store_python"
    assert tree(tmp_path) == {}


def test_a_mac_home_that_a_shell_would_split_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as error:
        install(mac_places(tmp_path / "zhang san", Path(sys.executable)), "zh")
    assert code_of(error) == "addin_install.home"
    assert tree(tmp_path) == {}
