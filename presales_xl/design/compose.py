"""`presales-xl scheme compose`: an own scheme file from indicators of the library, with weights and periods."""

import io
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any, get_args

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from presales_xl import catalogue
from presales_xl.resources import SCHEMES
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.scheme.load import load
from presales_xl.scheme.model import Cycle, Scheme
from presales_xl.scheme.rules import TOLERANCE

LIBRARY = "indicator_library"
WHOLE = 100  # what the weights of the indicators sum to
_OPTION = Place(field="--indicator")


@dataclass(frozen=True)
class ChosenIndicator:
    """An indicator with its weight (for an incentive: points each time), and its periods where they are other ones."""

    key: str
    weight: float
    periods: tuple[str, ...] = ()


def choices(written: Sequence[str]) -> list[ChosenIndicator]:
    """Return the choices written as `bid_rate=30` or `bid_rate=30@quarter,year`.

    ProblemsError lists everything wrong: what is not written so, indicators that the library lacks or that come
    twice, periods that there are not, weights that do not sum to 100.
    """
    if not written:
        raise fail("compose.nothing", _OPTION)
    library = _library()
    known = [*library.enabling().enabled(), *library.adjustments]
    chosen: list[ChosenIndicator] = []
    problems: list[Problem] = []
    for text in written:
        choice = _choice(text)
        if choice is None:
            problems.append(Problem("compose.choice", _OPTION, {"found": text}))
        elif choice.key not in known:
            close = get_close_matches(choice.key, known, n=5, cutoff=0.4) or known
            problems.append(Problem("compose.unknown", _OPTION, {"found": choice.key, "close": close}))
        elif any(other.key == choice.key for other in chosen):
            problems.append(Problem("compose.twice", _OPTION, {"name": choice.key}))
        elif wrong := [period for period in choice.periods if period not in get_args(Cycle)]:
            problems.append(Problem("compose.period", _OPTION, {"found": wrong, "known": list(get_args(Cycle))}))
        else:
            chosen.append(choice)
    total = sum(choice.weight for choice in chosen if choice.key not in library.adjustments)
    if not problems and abs(total - WHOLE) > TOLERANCE:
        problems.append(Problem("compose.sum", _OPTION, {"found": total, "expected": WHOLE}))
    if problems:
        raise ProblemsError(problems)
    return chosen


def compose(scheme_id: str, name: str, chosen: Sequence[ChosenIndicator], *, pay: bool = False) -> str:
    """Return the text of a scheme file with the chosen indicators; with `pay` also the library's pay.

    ProblemsError when the file would not be sound, as for an id that cannot be one.
    """
    source = YAML(typ="rt").load((SCHEMES / f"{LIBRARY}.yaml").read_text(encoding="utf-8"))
    by_key = {choice.key: choice for choice in chosen}
    plan = compile_scheme(_restricted(by_key, pay=pay))
    made = CommentedMap()
    made["id"], made["name"] = scheme_id, name
    made["cycles"] = CommentedSeq(plan.scheme.cycles)
    made["cycles"].fa.set_flow_style()
    used = {
        "inputs": plan.inputs(),
        "parameters": plan.parameters,
        "sections": plan.scheme.sections,
        "adjustments": by_key,
        "grades": plan.scheme.grades.scale if plan.scheme.grades else (),
        "pay": plan.scheme.pay,
    }
    for block, keys in used.items():
        kept = source[block] if block == "grades" else {key: node for key, node in source[block].items() if key in keys}
        if kept:
            made[block] = CommentedMap(deepcopy(kept))
    for section in made["sections"].values():
        section["indicators"] = CommentedMap(_indicators(section["indicators"], by_key))
    for key, adjustment in made.get("adjustments", {}).items():
        _reweigh(adjustment["rule"], by_key[key].weight)
    made["readings"] = CommentedMap(
        {pattern: why for pattern, why in source["readings"].items() if _marks(pattern, plan)}
    )
    stream = io.StringIO()
    dumper = YAML(typ="rt")
    dumper.width = 4096  # an input stays on its line
    dumper.dump(made, stream)
    load(stream.getvalue(), f"{scheme_id}.yaml", expected_id=scheme_id)
    return stream.getvalue()


def _library() -> Scheme:
    return catalogue.load(LIBRARY).scheme


def _choice(text: str) -> ChosenIndicator | None:
    key, _, rest = text.partition("=")
    weight, _, periods = rest.partition("@")
    try:
        value = float(weight)
    except ValueError:
        return None
    if not 0 < value < float("inf"):
        return None
    return ChosenIndicator(key.strip(), value, tuple(period.strip() for period in periods.split(",") if period.strip()))


def _restricted(by_key: Mapping[str, ChosenIndicator], *, pay: bool) -> Scheme:
    """Return the library with the chosen indicators only, one weight each, and what belongs to them."""
    library = _library().enabling()
    sections = {}
    for key, section in library.sections.items():
        indicators = {
            name: indicator.model_copy(
                update={"points": by_key[name].weight, "periods": list(by_key[name].periods or indicator.periods)}
            )
            for name, indicator in section.indicators.items()
            if name in by_key
        }
        if indicators:
            sections[key] = section.model_copy(update={"indicators": indicators})
    due = {period for section in sections.values() for each in section.indicators.values() for period in each.periods}
    changes: dict[str, Any] = {
        "levels": {},
        "cycles": [cycle for cycle in library.cycles if cycle in due],
        "sections": sections,
        "adjustments": {key: each for key, each in library.adjustments.items() if key in by_key},
        "pay": library.pay if pay else {},
    }
    return library.model_copy(update=changes)


def _indicators(
    nodes: Mapping[str, CommentedMap], by_key: Mapping[str, ChosenIndicator]
) -> Iterator[tuple[str, CommentedMap]]:
    """Yield the chosen indicators as the file states them, with their weight and periods."""
    for key, node in nodes.items():
        if key in by_key:
            node.pop("enabled", None)
            node["points"] = _plain(by_key[key].weight)
            if by_key[key].periods:
                node["periods"] = CommentedSeq(by_key[key].periods)
                node["periods"].fa.set_flow_style()
            yield key, node


def _reweigh(rule: CommentedMap, weight: float) -> None:
    """Give an incentive other points each time, and a cap in proportion."""
    for count, points in rule["additions"].items():
        rule["cap"] = _plain(rule["cap"] / points * weight)
        rule["additions"][count] = _plain(weight)


def _plain(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _marks(pattern: str, plan: Plan) -> bool:
    """Return whether a reading still marks something; the weights are not the library's any more."""
    return pattern != "*.points" and any(fnmatchcase(key, pattern) for key in plan.parameters)
