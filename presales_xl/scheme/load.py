"""Scheme text (YAML) → compiled and checked scheme; every problem names file, line and field."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from presales_xl.scheme.check import asked
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.scheme.layers import Layers, Looked, plan_of
from presales_xl.scheme.pydantic_errors import problems_of
from presales_xl.scheme.remedies import mended, rejoined
from presales_xl.scheme.variant import Variant, compile_variant
from presales_xl.scheme.yaml_text import Mended, read_mended

Extended = Callable[[str], Plan]


def _none(scheme_id: str) -> Plan:
    raise fail("scheme.unknown", found=scheme_id, known=[])


def load(source: str, file: str, *, expected_id: str = "", extended: Extended = _none) -> Plan:
    """Return the compiled scheme that a YAML text states.

    `file` names the text in messages; `expected_id` is the id that it must state, where one is given; `extended`
    returns the scheme that this one extends. Raises ProblemsError when anything is wrong with it, in the order of its
    lines.
    """
    text = read_mended(source, file)
    if not text.problems:
        with suppress(ProblemsError):
            plan, problems = _looked(text.document.content, extended)
            if plan is not None and not problems and expected_id in ("", plan.scheme.id):
                return plan
    _, found = _found(text, expected_id, extended)
    raise ProblemsError(problem for problem in found if problem.severity == "error")


def findings(
    source: str, file: str, *, expected_id: str = "", extended: Extended = _none
) -> tuple[Plan | None, list[Problem]]:
    """Return the scheme that a YAML text states, and all that is wrong with it or may not be meant, by line.

    What is wrong in one layer (YAML, fields, formulas, what must hold between the parts) hides nothing in the others.
    Where one of the problems is an error, the scheme is what is left without it, or None.
    """
    try:
        text = read_mended(source, file)
    except ProblemsError as error:
        return None, list(error.problems)
    return _found(text, expected_id, extended)


def _found(text: Mended, expected_id: str, extended: Extended) -> tuple[Plan | None, list[Problem]]:
    document, problems, left_out = text
    content: dict[str, Any] = dict(document.content)
    of_content = list(rejoined(content))
    layers = Layers(content, lambda each: _looked(each, extended), mended=mended, left_out=left_out)
    of_content += [problem for layer in layers.problems(partly=bool(problems)) for problem in layer]
    stated_id = content.get("id")
    if expected_id and isinstance(stated_id, str) and stated_id != expected_id:
        of_content.append(
            Problem("scheme.id_differs", Place(field="id"), {"found": stated_id, "expected": expected_id})
        )
    if layers.plan is not None:
        of_content += asked(layers.plan)
    placed = [problem if problem.place.file else document.placed(problem) for problem in of_content]
    return layers.plan, sorted([*problems, *placed], key=lambda problem: problem.place.line)


def _looked(content: Mapping[str, Any], extended: Extended) -> Looked:
    """Return the plan of a scheme, or of one that extends another, and what the first layer with a mistake tells."""
    if "extends" not in content:
        return plan_of(content)
    try:
        variant = Variant.model_validate(content)
    except ValidationError as error:
        return None, problems_of(error, content)
    try:
        return compile_variant(variant, _base(variant, extended)), ()
    except ProblemsError as error:
        return None, error.problems


def _base(variant: Variant, extended: Extended) -> Plan:
    try:
        return extended(variant.extends)
    except ProblemsError as error:  # those of the other file name it
        raise ProblemsError(p if p.place.file else p.at(field="extends") for p in error.problems) from None
