"""The code keeps its own rules: linted, typed, imports downwards, modules short, encodings named."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "presales_xl"
SOURCES = sorted(file for top in ("presales_xl", "tests", "docs", "macros") for file in (CHECKOUT / top).rglob("*.py"))


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


def relative(file: Path) -> str:
    return file.relative_to(CHECKOUT).as_posix()


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "check", "--preview", "--select", "PLW1514", "."),  # unspecified-encoding
        ("ruff", "format", "--check", "."),
        ("mypy", "presales_xl", "tests", "docs"),
    ],
    ids=" ".join,
)
def test_the_tools_have_nothing_to_say(command: tuple[str, ...]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", *command], cwd=CHECKOUT, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=relative)
def test_imports_go_down_only(file: Path) -> None:
    here = top_of(file)
    upwards = [
        f"line {line}: {here} imports {there}"
        for line, there in imported(file)
        if there != here and not may_import(here, there)
    ]
    assert upwards == []


def may_import(here: str, there: str) -> bool:
    if here == "scheme" or there in FLOORS:
        return FLOORS.get(there, 99) < FLOORS.get(here, 1)
    return True


def top_of(file: Path) -> str:
    """Return the folder or module right under the package that the file belongs to."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Yield line and top folder or module of everything that the file imports from the package itself."""
    inside = ("presales_xl", *file.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom():
                base = inside[: len(inside) + 1 - node.level] if node.level else ()
                names = [".".join(filter(None, (*base, node.module, alias.name))) for alias in node.names]
            case _:
                continue
        tops = {name.split(".")[1] for name in names if name.startswith("presales_xl.")}
        yield from ((node.lineno, top) for top in sorted(tops))


@pytest.mark.parametrize("file", SOURCES, ids=relative)
def test_every_text_file_is_read_and_written_with_its_encoding_named(file: Path) -> None:
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    calls = (node for node in nodes if isinstance(node, ast.Call) and reads_or_writes_text(node))
    assert [f"line {call.lineno}" for call in calls if all(word.arg != "encoding" for word in call.keywords)] == []


def reads_or_writes_text(call: ast.Call) -> bool:
    """Return whether the call needs an encoding; PLW1514 sees more kinds of calls, but not on every path."""
    match call.func, call.args:
        case ast.Attribute(attr="read_text" | "write_text"), _:
            return True
        case ast.Attribute(attr="open"), []:
            return True
        case ast.Attribute(attr="open"), [ast.Constant(value=str(mode)), *_]:
            return re.fullmatch(r"[rwaxt+]+", mode) is not None
    return any(word.arg == "text" for word in call.keywords)
