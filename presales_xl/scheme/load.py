"""Scheme text (YAML) → compiled and checked scheme; every problem names file, line and field."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from presales_xl.scheme.check import check
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.scheme.json_schema import known_fields
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.names import Model
from presales_xl.scheme.variant import Variant, compile_variant

Shape = TypeVar("Shape", bound=Model)


@dataclass(frozen=True)
class _Document:
    """What a scheme file holds, and the line of each of its fields by dotted path."""

    file: str
    content: Mapping[str, object]
    lines: Mapping[str, int]

    def placed(self, problem: Problem) -> Problem:
        """Return the problem with file and line: that of its field, or of the nearest field around it."""
        path = problem.place.field
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return problem.at(file=self.file, line=self.lines.get(path, 1))


def _none(scheme_id: str) -> Plan:
    raise fail("scheme.unknown", found=scheme_id, known=[])


def load(source: str, file: str, *, expected_id: str = "", extended: Callable[[str], Plan] = _none) -> Plan:
    """Return the compiled scheme that a YAML text states.

    `file` names the text in messages; `expected_id` is the id that it must state, where one is given; `extended`
    returns the scheme that this one extends. Raises ProblemsError when anything is wrong with it, in the order of its
    lines.
    """
    document = _read(source, file)
    try:
        if "extends" in document.content:
            plan, problems = _variant(_validated(document, Variant), extended), []
        else:
            plan = compile_scheme(_validated(document, Scheme))
            problems = check(plan)
        stated_id = plan.scheme.id
        if expected_id and stated_id != expected_id:
            fields = {"found": stated_id, "expected": expected_id}
            problems.append(Problem("scheme.id_differs", Place(field="id"), fields))
        if not problems:
            return plan
    except ProblemsError as error:
        problems = list(error.problems)
    raise _all(problem if problem.place.file else document.placed(problem) for problem in problems)


def _variant(variant: Variant, extended: Callable[[str], Plan]) -> Plan:
    try:
        base = extended(variant.extends)
    except ProblemsError as error:  # those of the other file name it
        raise ProblemsError(p if p.place.file else p.at(field="extends") for p in error.problems) from None
    return compile_variant(variant, base)


def parse(source: str, file: str) -> Scheme:
    """Return the scheme that a YAML text states, its fields valid but their meaning not checked yet."""
    return _validated(_read(source, file), Scheme)


def _validated(document: _Document, model: type[Shape]) -> Shape:
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        problems = [problem_of(detail, document.content) for detail in error.errors()]
    fields = {problem.place.field for problem in problems}
    inner = {field for field in fields if not any(other.startswith(f"{field}.") for other in fields)}
    first: dict[str, Problem] = {}  # a field that may be one of several things has a problem for each of them
    for problem in problems:
        if problem.place.field in inner:
            first.setdefault(problem.place.field, document.placed(problem))
    raise _all(first.values())


def _all(problems: Iterable[Problem]) -> ProblemsError:
    return ProblemsError(sorted(problems, key=lambda problem: problem.place.line))


def _read(source: str, file: str) -> _Document:
    try:
        document = YAML(typ="rt").load(source)
        if isinstance(document, CommentedMap):
            return _Document(file, _plain_map(document), dict(_lines(document)))
    except DuplicateKeyError as error:
        key = re.search(r'"(.*?)"', error.problem or "")
        place = Place(file=file, line=error.problem_mark.line + 1)
        raise fail("scheme.field_twice", place, field=key[1] if key else "") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise fail(
            "scheme.yaml", Place(file=file, line=mark.line + 1 if mark else 0), found=error.problem or ""
        ) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise fail("scheme.yaml", Place(file=file), found=str(error).splitlines()[0]) from None
    raise fail("scheme.no_fields", Place(file=file))


def _plain_map(node: Mapping[object, object]) -> dict[str, object]:
    return {str(key): _plain(value) for key, value in node.items()}


def _plain(node: object) -> object:
    """Return ruamel's containers as plain ones, so that pydantic sees nothing special; keys become text."""
    if isinstance(node, Mapping):
        return _plain_map(node)
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    for base in (int, float, str):
        if isinstance(node, base):
            return base(node)
    return node


def _lines(node: object, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Yield the dotted path and the line (from 1) of every field."""
    if isinstance(node, CommentedMap):
        positions = node.lc.data or {}
        for key, value in node.items():
            if key in positions:  # what comes from a merged mapping (<<) has its line there
                yield f"{prefix}{key}", positions[key][0] + 1
            yield from _lines(value, f"{prefix}{key}.")
    elif isinstance(node, CommentedSeq):
        for place, value in enumerate(node):
            yield from _lines(value, f"{prefix}{place}.")


#: Our message for each of pydantic's kinds of error; a kind that begins with `scheme.` is a message of ours itself.
_CODES = {
    "bool_parsing": "scheme.not_truth",
    "bool_type": "scheme.not_truth",
    "dict_type": "scheme.not_fields",
    "extra_forbidden": "scheme.unknown_field",
    "finite_number": "scheme.not_number",
    "float_parsing": "scheme.not_number",
    "float_type": "scheme.not_number",
    "greater_than": "scheme.not_above",
    "greater_than_equal": "scheme.below",
    "int_from_float": "scheme.not_whole",
    "int_parsing": "scheme.not_whole",
    "int_type": "scheme.not_whole",
    "less_than": "scheme.not_below",
    "less_than_equal": "scheme.above",
    "list_type": "scheme.not_list",
    "literal_error": "scheme.not_one_of",
    "missing": "scheme.missing_field",
    "model_attributes_type": "scheme.not_fields",
    "model_type": "scheme.not_fields",
    "string_pattern_mismatch": "scheme.not_identifier",
    "string_too_short": "scheme.empty",
    "string_type": "scheme.not_text",
    "too_long": "scheme.not_pair",
    "too_short": "scheme.empty",
    "tuple_type": "scheme.not_pair",
    "union_tag_invalid": "scheme.not_rule_kind",
    "union_tag_not_found": "scheme.missing_field",
}
_NEW = ("missing", "extra_forbidden")
_WRITTEN = {True: "true", False: "false", None: "null"}


def problem_of(detail: ErrorDetails, content: Mapping[str, object]) -> Problem:
    """Return the problem that one of pydantic's errors stands for; its field is the dotted path in the file."""
    kind, path = detail["type"], _path(detail["loc"], content, names_new=detail["type"] in _NEW)
    ours = kind.startswith("scheme.")
    code = kind if ours else _CODES.get(kind, "scheme.value")
    if kind == "union_tag_not_found":
        path = [*path, "kind"]
    if kind == "missing" and path[-1].isdecimal():
        code, path = "scheme.not_pair", path[:-1]
    context = detail.get("ctx", {})
    choices = None if ours else context.get("expected") or context.get("expected_tags")
    fields: dict[str, object] = {"found": _written(detail["input"]), "field": path[-1] if path else ""}
    if choices:
        fields["expected"] = re.findall(r"'([^']*)'", choices)
    elif kind == "extra_forbidden":
        fields["expected"] = known_fields(path[:-1], content)
    elif not ours and kind not in _CODES:
        fields["expected"] = detail["msg"]
    if kind == "union_tag_invalid":
        code = "scheme.not_remembered_kind" if path[-1:] == ["remembered"] else code
        fields["found"] = context["tag"]
    for limit in context.keys() & {"gt", "ge", "lt", "le"}:
        fields["limit"] = context[limit]
    return Problem(code, Place(field=".".join(path)), {**fields, **(context if ours else {})})


def _written(value: object) -> object:
    """Return a value much as it stands in the file."""
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    return _WRITTEN[value] if value is None or isinstance(value, bool) else value


def _path(loc: Sequence[int | str], content: object, *, names_new: bool) -> list[str]:
    """Return the steps of an error's place that the file has too; others name alternatives that pydantic tried.

    With `names_new` the last step names a field that the file lacks.
    """
    path: list[str] = []
    kind = None
    for number, step in enumerate(loc):
        inside = isinstance(content, Mapping) and step in content
        inside = inside or (isinstance(content, list) and isinstance(step, int) and step < len(content))
        if step == kind:  # the kind of a rule, named after the field that holds the rule
            kind = None
        elif inside:
            content = content[step]  # type: ignore[index]
            kind = content.get("kind") if isinstance(content, Mapping) else None
            path.append(str(step))
        elif names_new and number == len(loc) - 1:
            path.append(str(step))
    return path
