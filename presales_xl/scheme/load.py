"""Scheme text (YAML) → Scheme, with messages that name file, line, field, what was found and what was expected."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.scheme.model import Scheme

#: pydantic's kinds of error that have a message of their own; every other one is `scheme.value`.
_CODES = {"missing": "scheme.missing_field", "extra_forbidden": "scheme.unknown_field"}


def parse(source: str, file: str) -> Scheme:
    """Return the scheme that a YAML text states; ProblemsError has one problem per wrong field."""
    try:
        document = YAML(typ="rt").load(source)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(file=file, line=mark.line + 1 if mark else 0)
        raise ProblemsError([Problem("scheme.yaml", place, {"found": error.problem or ""})]) from None
    if not isinstance(document, CommentedMap):
        raise ProblemsError([Problem("scheme.yaml", Place(file=file), {"found": type(document).__name__})])
    try:
        return Scheme.model_validate(_plain(document))
    except ValidationError as error:
        problems: dict[tuple[int, str], Problem] = {}
        for detail in error.errors():
            problem = _problem(detail, document, file)
            problems.setdefault((problem.place.line, problem.place.field), problem)
        raise ProblemsError(problems.values()) from None


def _plain(node: object) -> object:
    """Return ruamel's containers as plain ones, so that pydantic sees nothing special; keys become text."""
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    for base in (int, float, str):
        if isinstance(node, base):
            return base(node)
    return node


def _problem(detail: ErrorDetails, document: CommentedMap, file: str) -> Problem:
    path, line = _locate(document, detail["loc"])
    found = detail["input"]
    fields = {
        "found": "…" if isinstance(found, Mapping | list) else found,
        "expected": detail["msg"].removeprefix("Value error, "),
        "field": path.split(".")[-1],
    }
    place = Place(file=file, line=line, field=path)
    return Problem(_CODES.get(detail["type"], "scheme.value"), place, fields)


def _locate(document: CommentedMap, loc: tuple[int | str, ...]) -> tuple[str, int]:
    """Return the path in the file and its line; steps that only pydantic knows (union members) are left out."""
    node: object = document
    path: list[str] = []
    line = 1
    for number, step in enumerate(loc):
        if isinstance(node, CommentedMap):
            keys = {str(key): key for key in node}
            if str(step) in keys:
                line = node.lc.key(keys[str(step)])[0] + 1
                node = node[keys[str(step)]]
                path.append(str(step))
            elif number == len(loc) - 1:
                path.append(str(step))
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
            node = node[step]
            path.append(str(step))
    return ".".join(path), line
