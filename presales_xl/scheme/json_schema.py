"""The published JSON Schema of scheme files, so that editors complete and check them while they are written."""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from presales_xl.scheme.model import OF_ROSTER, Scheme
from presales_xl.scheme.names import Model
from presales_xl.scheme.variant import Variant

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Node = Mapping[str, Any]


@cache
def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scheme files; its descriptions are the docstrings of the model and the rules."""
    shapes: list[tuple[type[Model], Literal["validation"]]] = [(Scheme, "validation"), (Variant, "validation")]
    _, definitions = models_json_schema(shapes)
    for model in _models(Model):
        if model.__name__ in definitions["$defs"]:
            _describe(definitions["$defs"][model.__name__]["properties"], model)
    for name in OF_ROSTER:
        del definitions["$defs"]["Scheme"]["properties"][name]
    schema = {
        "$schema": DIALECT,
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Variant"},
        "else": {"$ref": "#/$defs/Scheme"},
        **definitions,
    }
    _close(schema)
    return schema


def _models(model: type[Model]) -> Iterator[type[Model]]:
    """Yield what inherits from a model."""
    for inheriting in model.__subclasses__():
        yield inheriting
        yield from _models(inheriting)


def _describe(properties: Mapping[str, dict[str, Any]], model: type[Model]) -> None:
    """Describe fields by the texts below them in the code: pydantic would read it whenever the models are imported."""
    for base in model.__mro__:
        if issubclass(base, Model):
            tree = ast.walk(ast.parse(inspect.getsource(base)))
            for field, below in pairwise(next(node for node in tree if isinstance(node, ast.ClassDef)).body):
                match field, below:
                    case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(words))):
                        properties[name].setdefault("description", inspect.cleandoc(words))


def _close(node: Any) -> None:
    """Allow no other names where names have a pattern, as the model does."""
    if isinstance(node, dict) and "patternProperties" in node:
        node["additionalProperties"] = False
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _close(inner)


def known_fields(path: Sequence[str], content: object) -> list[str]:
    """Return the fields that may stand at a place of a scheme file, none where nothing says.

    `content` is the whole file, which tells the kind of a rule on the way.
    """
    variant = isinstance(content, Mapping) and "extends" in content
    node: Node = json_schema()["then" if variant else "else"]
    for step in path:
        content = content.get(step) if isinstance(content, Mapping) else None
        kind = content.get("kind") if isinstance(content, Mapping) else None
        inside = [inner for option in _options(node, None) for inner in _inside(option, step)]
        node = {"anyOf": [option for inner in inside for option in _options(inner, kind)]}
    return list(dict.fromkeys(field for option in _options(node, None) for field in option.get("properties", ())))


def _options(node: Node, kind: object) -> Iterator[Node]:
    """Yield the alternatives of a node, only the one of this kind where there are kinds."""
    if "$ref" in node:
        yield from _options(json_schema()["$defs"][node["$ref"].rpartition("/")[2]], kind)
    elif isinstance(kind, str) and kind in node.get("discriminator", {}).get("mapping", {}):
        yield from _options({"$ref": node["discriminator"]["mapping"][kind]}, None)
    else:
        for option in node.get("anyOf", ()) or node.get("oneOf", ()):
            yield from _options(option, kind)
        yield node


def _inside(node: Node, step: str) -> Iterator[Node]:
    """Yield what stands in a node under the name `step`."""
    if step in node.get("properties", {}):
        yield node["properties"][step]
    else:
        yield from node.get("patternProperties", {}).values()
        more = node.get("additionalProperties")
        if isinstance(more, Mapping):
            yield more
