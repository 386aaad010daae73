"""pydantic's errors of a scheme as problems for people, each with the dotted path of its field."""

import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from presales_xl.scheme.errors import MissingField, Place, Problem
from presales_xl.scheme.json_schema import known_fields

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


def problems_of(error: ValidationError, content: Mapping[str, object]) -> list[Problem]:
    """Return the problems that an error stands for, one for each field, and none for a field around another one."""
    problems = [_problem_of(detail, content) for detail in error.errors()]
    fields = {problem.place.field for problem in problems}
    first: dict[str, Problem] = {}  # a field that may be one of several things has a problem for each of them
    for problem in problems:
        if not any(other.startswith(f"{problem.place.field}.") for other in fields):
            first.setdefault(problem.place.field, problem)
    return list(first.values())


def _problem_of(detail: ErrorDetails, content: Mapping[str, object]) -> Problem:
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
    made = MissingField if code == _CODES["missing"] else Problem
    return made(code, Place(field=".".join(path)), {**fields, **(context if ours else {})})


def unknown_field(name: str, content: Mapping[str, object]) -> Problem:
    """Return the problem of a field of the whole that no file states, as of one that the model does not know."""
    fields = {"found": _written(content[name]), "field": name, "expected": known_fields((), content)}
    return Problem("scheme.unknown_field", Place(field=name), fields)


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
