"""What xlwings has no public way for stands in one module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import presales_xl

FOLDER = Path(presales_xl.__file__).parent
#: What is not xlwings' public interface: an object of the program itself, and modules and names with an underscore.
BEHIND = {"api", "impl", "_xlwindows", "_xlmac", "_mock_caller"}


def reaching_behind(module: Path) -> Iterator[str]:
    """Yield what a module says that is not public in xlwings."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [node.attr] if isinstance(node, ast.Attribute) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
        names += [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []
        yield from BEHIND.intersection(names)


def test_one_module_only_reaches_behind_the_public_interface_of_xlwings() -> None:
    modules = [*(FOLDER / "addin").rglob("*.py"), *(FOLDER / "cli").rglob("*.py")]
    assert {module.name for module in modules if any(reaching_behind(module))} == {"native.py"}
