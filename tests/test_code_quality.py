"""The code keeps its own rules: linted, typed, imports downwards, encodings named."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "presales_xl"
SOURCES = sorted(
    file for top in ("presales_xl", "tests", "docs", "macros", "benchmarks") for file in (CHECKOUT / top).rglob("*.py")
)
MODULES = {
    ".".join(file.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__"): file
    for file in SOURCES
    if file.is_relative_to(PACKAGE)
}
# A module imports from lower floors and from its own folder; folders on one floor know nothing of each other.
# What is not named here is a helper, such as `texts`: it imports only `scheme` and helpers, and anything
# but `scheme` may import it.
FLOORS = {
    "scheme": 0,
    "backends": 1,
    "people": 2,
    "workbook": 3,
    "ledger": 3,
    "office": 3,
    "cycle": 4,
    "design": 5,
    "demo": 5,
    "addin": 6,
    "cli": 7,
    "__main__": 8,
}
CUSTOMARY = {
    "numpy": "np",
    "pandas": "pd",
    "datetime": "dt",
    "xlwings": "xw",
    "xml.etree.ElementTree": "ET",
    "hypothesis.strategies": "st",
    "tkinter": "tk",
}
Part = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.Call | ast.Compare
LINES = 55  # of a function, its docstring included: what fits a screen
PLACES = 4  # arguments that a call may give by their place
BY_CODE = 2  # where another line is written for it: a mistake would be seen
UNFORMATTED = 10  # lines in the whole tree that the formatter leaves alone


@cache
def parts_of(file: Path) -> list[Part]:
    """Return the imports, functions, calls and comparisons of a file, which is walked through once."""
    return [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, Part)]


def parts() -> Iterator[tuple[Path, Part]]:
    """Yield those of all files, each with its file."""
    yield from ((file, node) for file in SOURCES for node in parts_of(file))


def place(file: Path, node: ast.stmt | ast.expr) -> str:
    return f"{file.relative_to(CHECKOUT).as_posix()}:{node.lineno}"


def hooks() -> list[str]:
    """Return what pre-commit runs."""
    said = YAML(typ="safe").load((CHECKOUT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    return [hook["entry"] for repo in said["repos"] for hook in repo["hooks"]]


@pytest.mark.parametrize("command", hooks())
def test_the_tools_have_nothing_to_say(command: str) -> None:
    words = [
        sys.executable,
        *command.split()[1:],
        *{"check": ["."], "format": ["--check", "."]}.get(command.rsplit(maxsplit=1)[-1], []),
    ]
    run = subprocess.run(words, cwd=CHECKOUT, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr


# Imports.


def test_imports_go_down_only() -> None:
    found = [
        f"{name} imports {target}"
        for name, targets in imports().items()
        for target in sorted(targets)
        if not may_import(top_of(name), top_of(target))
    ]
    assert found == []


def may_import(importing: str, imported: str) -> bool:
    if importing == imported:
        return True
    if importing == "scheme" or imported in FLOORS:
        return FLOORS.get(imported, 99) < FLOORS.get(importing, 1)
    return True


def top_of(module: str) -> str:
    """Return the folder or module right under the package that a module belongs to."""
    return module.split(".")[1] if "." in module else ""


def test_no_imports_go_in_circles() -> None:
    """Neither do two modules import each other."""
    try:
        TopologicalSorter(imports()).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]), pytrace=False)


@cache
def imports() -> dict[str, set[str]]:
    """Return which modules of the package each of them imports, wherever in the file it does; not its own folder."""
    found: dict[str, set[str]] = {}
    for name, file in MODULES.items():
        folder = name if file.stem == "__init__" else name.rpartition(".")[0]
        found[name] = set(_imported(file, folder)) - {name}
    return found


def _imported(file: Path, folder: str) -> Iterator[str]:
    for node in parts_of(file):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom():
                inside = folder.split(".")
                base = inside[: len(inside) + 1 - node.level] if node.level else []
                names = [".".join(filter(None, (*base, node.module, alias.name))) for alias in node.names]
            case _:
                continue
        for name in names:
            wanted = name if name in MODULES else name.rpartition(".")[0]
            if wanted in MODULES and wanted != "presales_xl":
                yield wanted


def test_no_import_gives_another_name_but_where_it_is_the_custom() -> None:
    found = [
        f"{place(file, node)}: {alias.name} as {alias.asname}"
        for file, node in parts()
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.asname and not _is_customary(node, alias)
    ]
    assert found == []


def _is_customary(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
    module = f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
    return CUSTOMARY.get(module) == alias.asname


# Sizes and names.


def test_a_function_fits_a_screen() -> None:
    found = [
        f"{place(file, node)}: {node.name} has {lines} lines"
        for file, node in parts()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LINES
    ]
    assert found == []


def test_a_call_names_its_arguments_where_there_are_more_than_four() -> None:
    """But where the function takes any number of one kind: ours with `*args`, and the strategies of Hypothesis."""
    take_any_number = {node.name for _, node in parts() if isinstance(node, ast.FunctionDef) and node.args.vararg}
    found = [
        f"{place(file, node)}: {len(node.args)}"
        for file, node in parts()
        if isinstance(node, ast.Call) and len(node.args) > PLACES
        if (called := ast.unparse(node.func)).rpartition(".")[2] not in take_any_number and not called.startswith("st.")
    ]
    assert found == []


def test_the_formatter_is_kept_off_in_ten_places_at_most() -> None:
    found = [file for file in SOURCES for _ in re.finditer(r"# fmt: ", file.read_text(encoding="utf-8"))]
    assert len(found) - 1 <= UNFORMATTED  # this file itself speaks of it


def test_what_code_does_hangs_on_the_type_of_a_problem_and_not_on_the_code_of_its_text() -> None:
    """But where it did so before, and where another text is chosen: a misspelt code is no mistake to any tool."""
    found = [
        f"{place(file, node)}: {ast.unparse(node)}"
        for file, node in parts()
        if isinstance(node, ast.Compare) and file.is_relative_to(PACKAGE)
        if any(isinstance(side, ast.Attribute) and side.attr == "code" for side in (node.left, *node.comparators))
    ]
    assert len(found) <= BY_CODE, "\n".join(found)


def test_no_two_modules_share_a_name() -> None:
    """But a command and the verb that it runs, a folder and the module in it that the folder is about."""
    named: dict[str, list[str]] = defaultdict(list)
    for name in MODULES:
        folder, _, own = name.rpartition(".")
        if top_of(name) != "cli" and own not in ("__main__", folder.rpartition(".")[2]):
            named[own].append(name)
    assert [names for names in named.values() if len(names) > 1] == []


# Files.


def test_every_text_file_is_read_and_written_with_its_encoding_named() -> None:
    found = [
        place(file, node)
        for file, node in parts()
        if isinstance(node, ast.Call)
        and reads_or_writes_text(node)
        and all(word.arg != "encoding" for word in node.keywords)
    ]
    assert found == []


def reads_or_writes_text(call: ast.Call) -> bool:
    """Return whether the call needs an encoding; PLW1514 sees more kinds of calls, but not on every path."""
    match call.func, call.args:
        case ast.Attribute(attr="read_text" | "write_text"), _:
            return True
        case ast.Attribute(attr="open"), []:
            return True
        case ast.Attribute(attr="open"), [ast.Constant(value=str(mode)), *_]:
            return re.fullmatch(r"[rwaxt+]+", mode) is not None
    return any(word.arg == "text" and ast.unparse(word.value) == "True" for word in call.keywords)


def test_the_lock_holds_every_library_that_is_asked_for_in_a_version_that_is_allowed() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [Requirement(line) for line in chain(project["dependencies"], *extras.values())]
    lines = (CHECKOUT / "requirements-test.lock").read_text(encoding="utf-8").splitlines()
    locked: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        if not line.startswith("#"):
            requirement = Requirement(line)
            locked[canonicalize_name(requirement.name)] += [each.version for each in requirement.specifier]
    for requirement in asked:
        if requirement.name != project["name"]:
            versions = locked[canonicalize_name(requirement.name)]
            assert versions, f"{requirement.name}: renew the lock as CONTRIBUTING.md says"
            assert all(map(requirement.specifier.contains, versions)), requirement
