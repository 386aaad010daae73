"""What xlwings has no public way for, and what a next version of it may spell otherwise, stands in one module."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

import presales_xl
from presales_xl.addin import native
from presales_xl.workbook.style import wide

FOLDER = Path(presales_xl.__file__).parent
#: What is not xlwings' public interface: an object of the program itself, and modules and names with an underscore.
BEHIND = {"api", "impl", "_xlwindows", "_xlmac", "_mock_caller"}


#: What the plans for xlwings 1.0 touch: words that become enums, what is counted from 1, shapes of values, names.
SPELLED = {"alert", "range", "options", "used_range", "last_cell", "selection", "status_bar"}
#: The engine that stands in for Excel derives from xlwings' classes; a click first makes its import cheap.
IMPORTING = {
    "addin/native.py",
    "addin/without_pandas.py",
    "office/xlwings_engine/app.py",
    "office/xlwings_engine/books.py",
    "office/xlwings_engine/ranges.py",
}


def nodes(module: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(module.read_text(encoding="utf-8")))


def reaching_behind(module: Path) -> Iterator[str]:
    """Yield what a module says that is not public in xlwings."""
    for node in nodes(module):
        names = [node.attr] if isinstance(node, ast.Attribute) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
        names += [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []
        yield from BEHIND.intersection(names)


def imported(module: Path) -> Iterator[str]:
    """Yield the packages that a module imports."""
    for node in nodes(module):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (name.partition(".")[0] for name in names)


def test_no_other_modules_import_xlwings_than_whoever_raises_its_version_is_told_of() -> None:
    modules = [module for module in FOLDER.rglob("*.py") if "xlwings" in imported(module)]
    assert {module.relative_to(FOLDER).as_posix() for module in modules} == IMPORTING
    guide = (FOLDER.parent / "docs" / "extending.md").read_text(encoding="utf-8")
    told = re.findall(r"^- `presales_xl/([\w/.]+)`", guide.partition("## The next major version of xlwings")[2], re.M)
    assert all(any(module.startswith(place) for place in told) for module in IMPORTING)


def test_one_module_only_says_what_the_plans_for_xlwings_touch() -> None:
    modules = [*(FOLDER / "addin").rglob("*.py"), FOLDER / "cli" / "run.py"]
    said = {module: {node.attr for node in nodes(module) if isinstance(node, ast.Attribute)} for module in modules}
    assert {module.name: names & SPELLED for module, names in said.items() if names & SPELLED} == {"native.py": SPELLED}


def test_one_module_only_reaches_behind_the_public_interface_of_xlwings() -> None:
    modules = [*(FOLDER / "addin").rglob("*.py"), *(FOLDER / "cli").rglob("*.py")]
    assert {module.name for module in modules if any(reaching_behind(module))} == {"native.py"}


class _Box:
    """The box of a note in Excel for Windows, of the size that a new one has."""

    Width, Height = 108.0, 59.25


class _Cell:
    """A cell that takes a note: of Excel for Windows, or of a program whose notes have no box of their own."""

    def __init__(self, box: object) -> None:
        self.api = type("Comment", (), {"Shape": box} if box else {})()
        self.words = ""

    def add_note(self, words: str) -> "_Cell":
        self.words = words
        return self


@pytest.mark.parametrize("words", ["✗ 还空着，请补上。", "✗ " + "满意度应为 0 到 100 分，" * 70, "▲ 一\n" * 30])
def test_a_note_is_as_large_as_its_words_want_it_in_excel_for_windows(words: str) -> None:
    cell = _Cell(_Box())
    native.add_note(cast("native.Range", cell), words)
    box = cell.api.Shape
    letters = box.Width // 4.5  # half-width characters of 9 points in a line
    lines = sum(-(-wide(line) // int(letters)) for line in words.splitlines())
    assert cell.words == words
    assert lines * 11.25 <= box.Height <= 480
    assert box.Width <= 480


def test_where_notes_have_no_size_there_is_the_note_all_the_same() -> None:
    cell = _Cell(None)
    native.add_note(cast("native.Range", cell), "✗")
    assert cell.words == "✗"
