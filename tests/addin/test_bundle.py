"""The package for Windows that brings Python along."""

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.tags import compatible_tags, cpython_tags

from presales_xl import resources
from presales_xl.addin.bundle import scripts, write
from presales_xl.addin.doctor import findings
from presales_xl.addin.places import windows_places
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang
from tests.conftest import do_without
from tests.engines import EngineMissingError

TOP = "售前考核/"
SITE = f"{TOP}program/python/Lib/site-packages/"


def embeddable(file: Path, *, machine: int = 0x8664, minor: int = 11, without: str = "") -> Path:
    """Write what python.org offers, as far as it is looked at: a program's head, the library, the paths."""
    head = bytearray(0x100)
    head[:2], head[0x3C], head[0x80:0x84] = b"MZ", 0x80, b"PE\0\0"
    head[0x84:0x86] = machine.to_bytes(2, "little")
    names = ("python.exe", f"python3{minor}.dll", f"python3{minor}.zip", f"python3{minor}._pth", "vcruntime140.dll")
    with ZipFile(file, "w") as archive:
        for name in names:
            if name != without:
                archive.writestr(name, bytes(head) if name.endswith(".exe") else b"")
    return file


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Write a package by the command, with libraries as pip fetches them; return it and what the command says.

    It is for a ledger in PostgreSQL: one for a ledger in a file is made where it is installed, in tests/demo.
    """
    folder = tmp_path_factory.mktemp("包 一")
    words: list[str | Path] = [
        "addin",
        "bundle",
        "--python",
        embeddable(folder / "python.zip"),
        "-o",
        folder / "售前考核.zip",
        "--postgresql",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "presales_xl", *words], capture_output=True, check=False, encoding="utf-8"
    )
    if without_libraries(done.stderr):
        do_without(EngineMissingError("pip fetches no libraries here"))
    assert done.returncode == 0, done.stderr
    return folder / "售前考核.zip", done.stdout


def without_libraries(said: str) -> bool:
    """Return whether it is pip that is told to have failed."""
    begun = explain("zh", Problem("addin_bundle.pip", fields={"said": "…"})).partition("…")[0]
    return begun in said.replace("\n", "")


@pytest.fixture(scope="module")
def made(told: tuple[Path, str]) -> Path:
    return told[0]


@pytest.fixture(scope="module")
def names(made: Path) -> set[str]:
    with ZipFile(made) as archive:
        return set(archive.namelist())


def test_every_library_in_the_package_runs_on_windows_with_that_python(made: Path) -> None:
    runs = set(cpython_tags((3, 11), platforms=["win_amd64"])) | set(compatible_tags((3, 11), "cp311", ["win_amd64"]))
    with ZipFile(made) as archive:
        wheels = [name for name in archive.namelist() if name.endswith(".dist-info/WHEEL")]
        assert len(wheels) > 20
        for name in wheels:
            lines = archive.read(name).decode().splitlines()
            tags = {line.removeprefix("Tag: ") for line in lines if line.startswith("Tag: ")}
            assert {str(tag) for tag in runs} & tags, name
        assert not [name for name in archive.namelist() if name.endswith((".so", ".dylib"))]


def test_whatever_the_product_imports_is_in_the_package(names: set[str]) -> None:
    inside = {name.removeprefix(SITE).split("/")[0].split(".")[0] for name in names if name.startswith(SITE)}
    inside |= {"pythoncom", "win32com", "win32api"} if f"{SITE}pywin32.pth" in names else set()
    elsewhere = {"appscript", "aem", "fcntl", "typst", "distributed", "dask", "tkinter", "uno", "unohelper"}
    wanted = {name for file in Path("presales_xl").rglob("*.py") for name in imported(file)}
    assert wanted - inside - set(sys.stdlib_module_names) <= elsewhere


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_the_tests_of_libraries_are_not_in_the_package(names: set[str]) -> None:
    assert [name for name in names if "/tests/" in name] == []


def test_nothing_in_the_package_is_under_a_licence_that_companies_may_not_use(names: set[str]) -> None:
    assert [name for name in names if "/xlwings/pro/" in name or "LICENSE_PRO" in name or "xlwings64" in name] == []


def test_the_product_in_the_package_has_its_schemes_texts_and_macros(names: set[str]) -> None:
    product = f"{SITE}presales_xl/"
    assert {
        f"{product}__main__.py",
        f"{product}macros/ribbon.yaml",
        f"{product}workbook_templates/schemes/sales_2024.yaml",
        f"{product}requirements-test.lock",
    } <= names
    assert not [name for name in names if "__pycache__" in name]


def test_the_command_says_where_the_package_is_with_how_many_files(told: tuple[Path, str], names: set[str]) -> None:
    file, said = told
    assert f"安装包已写入：{file}（{len(names)} 个文件）" in said.replace("\n", "")


def test_what_the_package_lists_is_what_it_holds(made: Path, names: set[str]) -> None:
    with ZipFile(made) as archive:
        listed = json.loads(archive.read(f"{TOP}program/contents.json"))["files"]
        assert {f"{TOP}program/{name}" for name in listed} == {
            name for name in names if name.startswith(f"{TOP}program/") and not name.endswith("contents.json")
        }
        some = sorted(listed)[::97]
        for name in some:
            assert hashlib.sha256(archive.read(f"{TOP}program/{name}")).hexdigest() == listed[name]


def test_the_unpacked_program_runs_by_its_own_libraries(made: Path, tmp_path: Path) -> None:
    """Its pure parts do on every system: the product, found where Windows finds it, says its version."""
    with ZipFile(made) as archive:
        archive.extractall(tmp_path)
    site = tmp_path / SITE
    code = "import sys; sys.path[:0] = [sys.argv[1]]; import presales_xl.resources as r; print(r.SCHEMES, r.LOCK)"
    done = subprocess.run([sys.executable, "-I", "-c", code, site], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.split() == [
        str(site / "presales_xl" / "workbook_templates" / "schemes"),
        str(site / "presales_xl" / "requirements-test.lock"),
    ]


def test_doctor_names_a_file_that_protection_software_took_out_of_the_package(tmp_path: Path) -> None:
    python = tmp_path / "program" / "python" / "python.exe"
    python.parent.mkdir(parents=True)
    python.write_bytes(b"MZ")
    listed = {"python/python.exe": hashlib.sha256(b"MZ").hexdigest()}
    contents = python.parent.parent / "contents.json"
    contents.write_text(json.dumps({"files": listed}), encoding="utf-8")
    places = windows_places(tmp_path, python, code_page="gbk")
    assert "bundle" in [finding.key for finding in findings(places, {})]
    python.write_bytes(b"")
    [wrong] = [finding for finding in findings(places, {}) if finding.key == "bundle_damaged"]
    assert "1 个文件" in wrong.words("zh") and "python/python.exe" in wrong.words("zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_scripts_are_in_the_code_page_that_they_set_or_in_any_and_end_lines_as_windows_does(lang: Lang) -> None:
    pages, encoding = {"zh": (["chcp 936 >nul"], "gbk"), "en": ([], "ascii")}[lang]
    commands = {name: data for name, data in scripts(lang).items() if name.endswith(".cmd")}
    assert len(commands) == 5
    for data in commands.values():
        lines = data.decode(encoding).split("\r\n")
        assert "\n" not in "".join(lines)
        assert [line for line in lines if "chcp" in line] == pages
        said = [line.strip().removeprefix("echo ") for line in lines if line.strip().startswith("echo ")]
        assert said
        assert not set("".join(said)) & set('&|<>^%!)"')  # what cmd does not take as text


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"machine": 0xAA64}, "addin_bundle.machine"),
        ({"machine": 0x014C}, "addin_bundle.machine"),
        ({"minor": 10}, "addin_bundle.version"),
        ({"without": "python.exe"}, "addin_bundle.python"),
        ({"without": "python311.dll"}, "addin_bundle.python"),
        ({"without": "python311._pth"}, "addin_bundle.python"),
    ],
)
def test_another_python_than_the_embeddable_one_for_64_bits_is_refused(
    tmp_path: Path, fields: dict[str, object], key: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        write(tmp_path / "x.zip", embeddable(tmp_path / "python.zip", **fields), "zh")  # type: ignore[arg-type]
    assert caught.value.problems[0].code == key
    assert not (tmp_path / "x.zip").exists()


def test_a_file_that_is_no_zip_or_names_folders_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04")
    with ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("../python.exe", b"")
    for name in ("a.zip", "b.zip"):
        with pytest.raises(ProblemsError) as caught:
            write(tmp_path / "x.zip", tmp_path / name, "zh")
        assert caught.value.problems[0].code == "addin_bundle.python"


def test_without_a_network_wheels_come_from_a_folder_and_what_is_missing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wheels").mkdir()
    monkeypatch.setattr(resources, "HELP", tmp_path)  # as in a wheel, which brings the pages along
    with pytest.raises(ProblemsError) as caught:
        write(tmp_path / "x.zip", embeddable(tmp_path / "python.zip"), "en", wheels=tmp_path / "wheels")
    assert caught.value.problems[0].code == "addin_bundle.pip"


def test_a_package_for_a_ledger_in_postgresql_brings_its_driver_for_windows(names: set[str]) -> None:
    assert [name for name in names if "psycopg_binary/" in name and name.endswith("win_amd64.pyd")]


def test_the_package_has_the_help_pages_from_a_checkout_too(names: set[str]) -> None:
    pages = {
        f"{SITE}presales_xl/help/{name}.html" for name in ("index", "addin.zh-CN", "month", "schemes/repair_stars")
    }
    assert pages <= names


def test_without_what_builds_the_help_pages_no_package_is_made_and_the_remedy_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "HELP", tmp_path / "help")
    monkeypatch.setattr(resources, "DOCS", tmp_path / "docs")
    with pytest.raises(ProblemsError) as caught:
        write(tmp_path / "a.zip", embeddable(tmp_path / "python.zip"), "zh")
    assert caught.value.problems[0].code == "addin_bundle.no_help"
    assert "pip install sphinx" in explain("zh", caught.value.problems[0])
    assert not (tmp_path / "a.zip").exists()
