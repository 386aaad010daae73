"""What is meant where a scheme file says something else: a misspelt name, a field or an item in another's place.

What is certain is mended in what was read, so that the rest can be looked at, and told with its cause.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from io import StringIO
from typing import Any, get_args

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from presales_xl.scheme.errors import MisplacedItem, Place, Problem
from presales_xl.scheme.json_schema import known_fields
from presales_xl.scheme.layers import Content, at, item_of
from presales_xl.scheme.model import Scheme
from presales_xl.scheme.names import Model
from presales_xl.scheme.rules import RULE_KINDS, TOLERANCE, AddRule

_PERCENT = re.compile(r"([≥≤<>=]*\s*)(-?\d+(?:\.\d+)?)\s*[%％]")
#: How people write signs of formulas, and how these are written here.
_TYPED = {
    **{"，": ", ", "（": "(", "）": ")", "“": "'", "”": "'", "‘": "'", "’": "'", "：": ":"},
    **{
        "≥": " >= ",
        "≤": " <= ",
        "≠": " != ",
        "<>": " != ",
        "×": " * ",
        "÷": " / ",
        "−": "-",
        "&&": " and ",
        "||": " or ",
    },
}
_TYPED_SIGN = re.compile("|".join(map(re.escape, _TYPED)) + r"|(?<![=<>!])=(?!=)")
#: What the items of each block may and must say.
_BLOCKS: Mapping[str, type[Model]] = {
    block: get_args(Scheme.model_fields[block].annotation)[-1]
    for block in ("inputs", "parameters", "measures", "indicators", "adjustments", "vetoes", "pay", "flags", "details")
}
_KINDS = [kind.key() for kind in RULE_KINDS]  # a list: what a file says in their place may be anything
_ADDED = AddRule.key()


# What YAML takes apart: `{formula: min(a, b)}` has two entries for it, `{≥90：10}` one without a value.


def rejoined(node: Any, path: str = "") -> Iterator[Problem]:
    """Put together again what was taken apart in a mapping, list by list; yield what was."""
    if isinstance(node, dict):
        yield from _split(node, path)
        yield from _joined(node, path)
        for key, value in node.items():
            yield from rejoined(value, f"{path}{key}.")
    elif isinstance(node, list):
        yield from _joined_list(node, path)
        for place, value in enumerate(node):
            yield from rejoined(value, f"{path}{place}.")


def _split(node: dict[str, Any], path: str) -> Iterator[Problem]:
    """Split names without a value that hold a colon: a full-width one, or one without a blank after it."""
    for key in [key for key, value in node.items() if value is None and re.search(r"[：:]", key)]:
        typed = re.sub(r"\s*，\s*", ", ", re.sub(r"\s*[：:]\s*", ": ", key))
        try:
            parts = YAML(typ="safe").load(StringIO(f"{{{typed}}}"))
        except YAMLError:
            continue
        wide = [sign for sign in "：，" if sign in key]
        fields = {"found": wide, "expected": [":", ","][: len(wide)]} if wide else {"found": key, "expected": typed}
        yield Problem("scheme.yaml_wide" if wide else "scheme.yaml_no_blank", Place(field=f"{path}{key}"), fields)
        _replace_keys(node, {key: {str(name): value for name, value in parts.items()}})


def _joined(node: dict[str, Any], path: str) -> Iterator[Problem]:
    """Join an entry whose brackets are still open with those after it."""
    entries, result = list(node.items()), dict[str, Any]()
    while entries:
        key, value = entries.pop(0)
        first, at_key = key, value is None
        words, tail = (key if at_key else value), None
        while isinstance(words, str) and _is_open(words) and entries and (at_key or entries[0][1] is None):
            part, tail = entries.pop(0)
            words = f"{words}, {part}"
            if tail is not None:
                break
        if words is not (key if at_key else value):
            yield Problem("scheme.comma", Place(field=f"{path}{first}"), {"found": words, "expected": f'"{words}"'})
        result |= {words: tail} if at_key else {key: words}
    node.clear()
    node.update(result)


def _joined_list(node: list[Any], path: str) -> Iterator[Problem]:
    place = 0
    while place < len(node) - 1:
        if isinstance(node[place], str) and _is_open(node[place]) and isinstance(node[place + 1], str | float | int):
            node[place : place + 2] = [f"{node[place]}, {node[place + 1]}"]
            if not _is_open(node[place]):
                fields = {"found": node[place], "expected": f'"{node[place]}"'}
                yield Problem("scheme.comma", Place(field=f"{path}{place}"), fields)
        else:
            place += 1


def _is_open(words: str) -> bool:
    return words.count("(") > words.count(")")


def _replace_keys(node: dict[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> None:
    """Put other entries into the place of some."""
    items = [pair for key, value in node.items() for pair in entries.get(key, {key: value}).items()]
    node.clear()
    node.update(items)


# What a problem comes from.


def mended(content: Content, problem: Problem) -> Problem | None:
    """Return a problem with its cause once what is meant was put into the content; None where that is not certain."""
    for remedy in () if problem.place.file else _REMEDIES.get(problem.code, ()):
        if (found := remedy(content, problem)) is not None:
            return found
    return None


def _elsewhere(content: Content, problem: Problem, *, is_pointless: bool = False) -> Problem | None:
    """Move an item that says what those of another block say; one without points that adds some is an adjustment."""
    path = item_of(content, problem.place.field)
    holder_path, _, key = path.rpartition(".")
    holder, item = at(content, holder_path), at(content, path)
    if not path or not isinstance(holder, dict) or not isinstance(item, dict):
        return None
    rule, said = item.get("rule"), item
    if isinstance(rule, Mapping) and rule.get("kind") not in _KINDS:  # {name: …, rule: {kind: veto, when: …}}
        said = {name: value for name, value in {**item, **rule}.items() if name not in ("rule", "points", "kind")}
    block = "indicators" if "indicators" in holder_path.split(".") else holder_path
    is_added = isinstance(rule, Mapping) and rule.get("kind") == _ADDED and is_pointless
    fits = ["adjustments"] if is_added else [name for name in _BLOCKS if name != block and _is_of(name, said)]
    if not fits or (said is item and not is_added and _is_of(block, said)):
        return None
    if len(fits) == 1 and isinstance(others := content.setdefault(fits[0], {}), dict):
        del holder[key]
        others[key] = said
    return MisplacedItem("scheme.belongs_to", Place(field=path), {"name": key, "found": block, "expected": fits})


def _additions(content: Content, problem: Problem) -> Problem | None:
    """Move additions whose points are what the full points are too many by."""
    sections = [section for section in (content.get("sections") or {}).values() if isinstance(section, dict)]
    holders = [holder.get("indicators") or {} for holder in (content, *sections)]
    added = {
        key: (holder, item["points"])
        for holder in holders
        for key, item in holder.items()
        if at(item, "rule.kind") == _ADDED and isinstance(item.get("points"), int | float)
    }
    more = float(str(problem.fields["found"])) - float(str(problem.fields["expected"]))
    if not added or abs(sum(points for _, points in added.values()) - more) > TOLERANCE:
        return None
    for key, (holder, _) in added.items():
        item = holder.pop(key)
        del item["points"]
        content.setdefault("adjustments", {})[key] = item
    return replace(problem, code="scheme.sum_with_additions", fields={**problem.fields, "names": list(added)})


def _is_of(block: str, said: Mapping[str, Any]) -> bool:
    """Return whether an item says what those of a block say: nothing else, and all that they must."""
    fields = _BLOCKS[block].model_fields if block in _BLOCKS else {}
    needed = {name for name, field in fields.items() if field.is_required()}
    return needed <= said.keys() <= fields.keys()


def _misspelt(content: Content, problem: Problem) -> Problem | None:
    """Call a field by the name that it nearly has, or put it where one of its name is known."""
    holder_path, _, name = problem.place.field.rpartition(".")
    holder = at(content, holder_path)
    known = known_fields(holder_path.split(".") if holder_path else [], content)
    if not isinstance(holder, dict) or name not in holder:
        return None
    for inner, value in holder.items():
        path = [*filter(None, holder_path.split(".")), inner]
        if inner in known and isinstance(value, dict) and name in known_fields(path, content) and name not in value:
            value[name] = holder.pop(name)
            return replace(problem, code="scheme.field_inside", fields={"field": name, "expected": inner})
    free = [field for field in known if field not in holder]
    if not (close := get_close_matches(name.casefold().replace("-", "_"), free, n=1, cutoff=0.7)):
        return None
    _replace_keys(holder, {name: {close[0]: holder[name]}})
    return replace(problem, code="scheme.field_misspelt", fields={**problem.fields, "close": close[0]})


def _near_value(content: Content, problem: Problem) -> Problem | None:
    """Name the value that is nearest to one that is none."""
    found, expected = problem.fields["found"], problem.fields["expected"]
    close = get_close_matches(str(found).casefold(), expected, n=1, cutoff=0.7) if isinstance(expected, list) else []
    if not close:
        return None
    holder_path, _, name = problem.place.field.rpartition(".")
    value = at(content, problem.place.field)
    holder, name = (value, "kind") if isinstance(value, dict) else (at(content, holder_path), name)
    if isinstance(holder, dict):
        holder[name] = close[0]
    return replace(problem, code="scheme.value_close", fields={**problem.fields, "close": close[0]})


def _percent(content: Content, problem: Problem) -> Problem | None:
    """Write a percentage, as a value or as the bound of a band, as a fraction."""
    match = _PERCENT.fullmatch(str(problem.fields["found"]))
    if match is None:
        return None
    right = f"{match[1]}{float(match[2]) / 100:.10g}"
    place = at(content, problem.place.field)
    holder_path, _, name = problem.place.field.rpartition(".")
    holder = at(content, holder_path)
    if isinstance(place, dict):
        _replace_keys(place, {key: {_fraction(key): value} for key, value in place.items()})
    elif isinstance(holder, dict):
        holder[name] = float(right)
    else:
        return None
    fields = {"found": match[0], "expected": right}
    return replace(problem, code="scheme.percent", fields=fields)


def _fraction(bound: str) -> str:
    return _PERCENT.sub(lambda found: f"{found[1]}{float(found[2]) / 100:.10g}", bound)


def _typed(content: Content, problem: Problem) -> Problem | None:
    """Write the signs of a formula as formulas have them."""
    formula = str(problem.fields["formula"])
    signs = list(dict.fromkeys(found[0] for found in _TYPED_SIGN.finditer(formula)))
    if not signs:
        return None
    right = _TYPED_SIGN.sub(lambda found: _TYPED.get(found[0], " == "), formula)
    right = " ".join(right.split())
    _replace_formula(content, problem, right)
    return replace(problem, code="scheme.formula_typed", fields={"formula": formula, "found": signs, "expected": right})


def _near_name(content: Content, problem: Problem) -> Problem | None:
    """Call something in a formula by the name that it nearly has."""
    formula, name = str(problem.fields["formula"]), str(problem.fields["name"])
    known = [key for block in ("inputs", "measures", "parameters") for key in content.get(block) or ()]
    if not (close := get_close_matches(name, known, n=1, cutoff=0.75)):
        return None
    _replace_formula(content, problem, re.sub(rf"\b{re.escape(name)}\b", close[0], formula))
    return replace(problem, code="scheme.formula_name_close", fields={**problem.fields, "close": close[0]})


def _replace_formula(content: Content, problem: Problem, right: str) -> None:
    """Put another formula into its place in the item that a problem is of."""
    formula = problem.fields["formula"]

    def replaced(node: Any) -> Any:
        if isinstance(node, dict):
            return {right if key == formula else key: replaced(value) for key, value in node.items()}
        if isinstance(node, list):
            return [replaced(value) for value in node]
        return right if node == formula else node

    block = problem.place.field.partition(".")[0]
    content[block] = replaced(content[block])


Remedy = Callable[[Content, Problem], Problem | None]
_REMEDIES: Mapping[str, tuple[Remedy, ...]] = {
    "scheme.unknown_field": (_elsewhere, _misspelt),
    "scheme.missing_field": (_elsewhere,),
    "scheme.no_points": (partial(_elsewhere, is_pointless=True),),
    "scheme.not_rule_kind": (_elsewhere, _near_value),
    "scheme.not_remembered_kind": (_near_value,),
    "scheme.not_one_of": (_near_value,),
    "scheme.not_number": (_percent,),
    "scheme.sum": (_additions,),
    "scheme.bound": (_percent,),
    "scheme.formula_syntax": (_typed,),
    "scheme.formula_name": (_near_name,),
}
