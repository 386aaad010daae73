"""The sample company of `workbook_templates/demo.yaml`: its roster, and what its managers fill in."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from presales_xl import catalogue
from presales_xl.resources import DEMO
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang

Cell = str | float | None


@dataclass(frozen=True)
class RosterContent:
    """The rows of a roster's sheets; `figures` starts with its header."""

    managers: Sequence[Sequence[Cell]]
    roles: Sequence[Sequence[Cell]]
    employees: Sequence[Sequence[Cell]]
    figures: Sequence[Sequence[Cell]]
    raters: Sequence[Sequence[Cell]] = ()


@cache
def company() -> Mapping[str, Any]:
    """Return the file's content."""
    found: Mapping[str, Any] = YAML(typ="safe").load(DEMO.read_text(encoding="utf-8"))
    return found


def name(lang: Lang) -> str:
    """Return the company's name."""
    return str(company()["company"][lang])


def roster(lang: Lang, teams: int | None = None) -> RosterContent:
    """Return the sample roster, of the first `teams` managers where a number is given."""
    data = company()
    managers = data["managers"][:teams]
    ids = {manager["id"] for manager in managers}
    people = [(*row, "")[:5] for row in data["employees"] if row[2] in ids]
    used = {row[3] for row in people}
    roles = {key: role for key, role in data["roles"].items() if key in used}
    return RosterContent(
        [[m["id"], m["name"], m["team"][lang], m["email"]] for m in managers],
        [[role["name"][lang], role["scheme"]] for role in roles.values()],
        [
            [key, who, manager, roles[role]["name"][lang], _level(roles[role]["scheme"], level, lang)]
            for key, who, manager, role, level in people
        ],
        list(_figures(people, roles, lang)),
    )


def _level(scheme: str, level: str, lang: Lang) -> str:
    return catalogue.load(scheme).scheme.levels[level][lang] if level else ""


def _figures(people: Sequence[Sequence[str]], roles: Mapping[str, Any], lang: Lang) -> list[list[Cell]]:
    """Return the sheet of figures: a column per input that HR gives under any scheme in use."""
    columns = [
        (role["scheme"], key, catalogue.load(role["scheme"]).scheme.inputs[key].name[lang])
        for role in roles.values()
        for key in company()["figures"].get(role["scheme"], {})
    ]
    rows: list[list[Cell]] = [["", *(title for _, _, title in columns)]]
    for employee_id, _, _, role, level in people:
        given = [_given(scheme, key, level) if scheme == roles[role]["scheme"] else None for scheme, key, _ in columns]
        if any(value is not None for value in given):
            rows.append([employee_id, *given])
    return rows


def _given(scheme: str, key: str, level: str) -> float:
    figure = company()["figures"][scheme][key]
    return float(figure[level] if isinstance(figure, Mapping) else figure)


class Filling:
    """What managers fill in: every employee has a strength, and each figure follows it with some chance."""

    def __init__(self) -> None:
        self._random = random.Random(company()["seed"])  # noqa: S311 - a sample, the same in every run
        self._strength: dict[str, float] = {}

    def value(self, plan: Plan, spec: ColumnSpec, employee_id: str, lang: Lang) -> Cell:
        """Return what is filled in for an employee; None for what is left blank."""
        key = spec.id.partition(".")[2]
        left = company()["blank"]
        known = company()["inputs"][plan.scheme.id]
        if (left["employee"], left["input"]) == (employee_id, key) or not {key, "*"} & set(known):
            return None
        span = known.get(key, known.get("*"))
        where = self._place(employee_id)
        if spec.dimension:
            dimension = plan.dimensions[spec.dimension]
            choices = [choice for choice in span if choice in dimension.keys]
            chosen = choices[min(int(where * len(choices)), len(choices) - 1)]
            return dimension.names[dimension.keys.index(chosen)][lang]
        worst, best, decimals = (*span, 0)[:3]
        value = round(worst + (best - worst) * where, decimals)
        return value if decimals else int(value)

    def _place(self, employee_id: str) -> float:
        """Return where between worst and best a figure lies: around the employee's strength."""
        strength = self._strength.setdefault(employee_id, self._random.betavariate(4, 2))
        return min(max(self._random.gauss(strength, 0.16), 0.0), 1.0)
