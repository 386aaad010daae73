"""What is wrong with a scheme, in all layers at once: fields, formulas, what must hold between the parts.

A scheme that does not compile tells its first mistake only. So what is wrong is put aside, or mended where it is
certain what is meant, and the rest is looked at without it, until nothing new comes up.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from presales_xl.scheme.check import check
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.errors import MisplacedItem, MissingField, Problem, ProblemsError, UnusedProblem, WholeProblem
from presales_xl.scheme.model import OF_ROSTER, Scheme
from presales_xl.scheme.pydantic_errors import problems_of, unknown_field

#: Blocks of which an item may be put aside, with what stands in for one that others may name.
_ASIDE: Mapping[str, Mapping[str, Any] | None] = {
    "adjustments": None,
    "pay": None,
    "flags": None,
    "vetoes": None,
    "words": None,
    "readings": None,
    "described": None,
    "inputs": {"type": "number"},
    "measures": {"formula": "0"},
    "parameters": {"value": 1},
}
#: What stands in for facts without which nothing can be looked at.
_FACTS: Mapping[str, Any] = {"id": "scheme", "name": "—", "cycles": ["month"], "enable": []}
#: Fields that never name anything else.
_NO_FORMULAS = ("name", "help", "unit", "type", "kind", "described")
_INDICATOR = re.compile(r"(sections\.\w+\.)?indicators\.(\w+)(\..*|$)")
_COLUMNS = re.compile(r"details\.(\w+)\.(columns|measures|checks)\.(\w+)")

Content = dict[str, Any]
Looked = tuple[Plan | None, Sequence[Problem]]


def plan_of(content: Mapping[str, Any]) -> Looked:
    """Return the plan of a scheme that compiles, and the problems of the first layer that has some."""
    if of_roster := [unknown_field(name, content) for name in OF_ROSTER if name in content]:
        return None, of_roster
    try:
        scheme = Scheme.model_validate(content)
    except ValidationError as error:
        return None, problems_of(error, content)
    try:
        plan = compile_scheme(scheme)
    except ProblemsError as error:
        return None, error.problems
    return plan, check(plan)


class Layers:
    """The layers of what a scheme says: `content` is that without what was put aside, `plan` what it compiles to."""

    def __init__(
        self,
        content: Mapping[str, Any],
        look: Callable[[Mapping[str, Any]], Looked] = plan_of,
        *,
        mended: Callable[[Content, Problem], Problem | None] = lambda content, problem: None,
        left_out: Iterable[str] = (),
    ) -> None:
        self.content: Content = deepcopy(dict(content))
        self.plan: Plan | None = None
        self.aside = set(left_out)
        self._look = look
        self._mended = mended

    def problems(self, *, partly: bool = False) -> Iterator[list[Problem]]:
        """Yield the problems of each layer, without those that only follow from what was put aside before.

        `partly` says that something is missing that is told elsewhere.
        """
        told = set[tuple[str, str]]()
        while True:
            self.plan, problems = self._look(self.content)
            if partly or self.aside:
                problems = [problem for problem in problems if not isinstance(problem, WholeProblem)]
            shown = [self._mended(self.content, problem) or problem for problem in problems]
            new = [each for each in shown if (each.code, each.place.field) not in told]
            new = [
                each for place, each in enumerate(new) if each not in new[:place] and not self._follows(each, problems)
            ]
            if not (new or told or partly):  # what follows from nothing that is told has to be told itself
                new = shown
            yield new
            kept = [each for each in new if each in problems or isinstance(each, MisplacedItem)]
            moved = [self.put_aside(each.place.field) for each in kept if not each.place.file]
            if not any(moved) and all(each in problems for each in new):
                return
            told |= {(each.code, each.place.field) for each in new}

    def _follows(self, problem: Problem, found: Sequence[Problem]) -> bool:
        """Return whether a problem only follows from another one."""
        item = item_of(self.content, problem.place.field)
        if item and at(self.content, item) is None:
            return problem in found  # the item was moved, for the problem that tells so
        if isinstance(problem, MissingField) and at(self.content, problem.place.field) is not None:
            return True  # a field was called by its right name
        unused = {other.fields["name"] for other in found if isinstance(other, UnusedProblem)}
        if isinstance(problem, WholeProblem) and problem.fields.get("pattern") in unused:
            return True
        names = " ".join(_read_by(at(self.content, item))) if item else ""
        return any(re.search(rf"\b{re.escape(key)}\b", names) for key in self.aside)

    def put_aside(self, path: str) -> bool:
        """Take the item that a field is of out of the scheme; return whether there was one."""
        content, block = self.content, path.partition(".")[0]
        item = item_of(content, path)
        if block in (*_FACTS, "grades") and block not in self.aside:
            self.aside.add(block)
            grades = content.get("grades")
            keys = list((isinstance(grades, Mapping) and grades.get("scale")) or ["—"])
            scale = {key: f"≥{len(keys) - place}" for place, key in enumerate(keys)} | {keys[-1]: "else"}
            content[block] = {"scale": scale} if block == "grades" else _FACTS[block]
            return True
        holder, key = holder_of(content, item)
        if not item or not isinstance(holder, dict) or key not in holder or key in self.aside:
            return False
        is_column = block == "details" and ".columns." in item
        stand_in = {"type": "number"} if is_column else _ASIDE.get(block)
        before = holder.pop(key)
        self.aside.add(key)
        if stand_in is not None and "extends" not in content:
            name = before.get("name") if isinstance(before, Mapping) else ""
            holder[key] = {"name": name or key, **stand_in}
        return True


def item_of(content: Mapping[str, Any], path: str) -> str:
    """Return the path of the item that a field is of, "" for a field of the scheme itself."""
    if match := _INDICATOR.match(path):
        return f"{match[1] or ''}indicators.{match[2]}"
    if match := _COLUMNS.match(path):
        return match[0]
    block, _, rest = path.partition(".")
    if not rest or block not in _ASIDE:
        return ""
    return f"{block}.{next(_followed(content.get(block), rest))[1]}"


def _read_by(node: Any) -> Iterator[str]:
    """Yield what may name something in an item: its formulas, also those that points are stated for."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if isinstance(value, int | float):
                yield key
            elif key not in _NO_FORMULAS:
                yield from _read_by(value)
    elif isinstance(node, list):
        for value in node:
            yield from _read_by(value)
    elif isinstance(node, str):
        yield node


def at(content: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a dotted path, all of it at "", None where there is nothing."""
    if not path:
        return content
    holder, key = holder_of(content, path)
    return holder.get(key) if isinstance(holder, Mapping) else None


def holder_of(content: Mapping[str, Any], path: str) -> tuple[Any, str]:
    """Return what holds the item at a dotted path, with the item's name there."""
    *_, last = _followed(content, path)
    return last


def _followed(content: Any, path: str) -> Iterator[tuple[Any, str]]:
    """Yield each step of a dotted path: what is stood in, and the name that is gone to.

    Names may have dots themselves (figures of a scheme that is extended, patterns of readings): the longest that is
    there is meant.
    """
    while True:
        names = [name for name in content if f"{path}.".startswith(f"{name}.")] if isinstance(content, Mapping) else []
        name = max(names, key=len, default=path.partition(".")[0])
        yield content, name
        if name == path:
            return
        content = content.get(name) if isinstance(content, Mapping) else None
        path = path[len(name) + 1 :]
