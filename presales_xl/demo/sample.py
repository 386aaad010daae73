"""The sample company of `workbook_templates/demo.yaml`: its roster, and what its managers fill in."""

import random
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from presales_xl import catalogue
from presales_xl.cycle.rosters.roster_book import Cell, RosterContent
from presales_xl.people.employees import COMMENT
from presales_xl.resources import DEMO
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.states import STATES
from presales_xl.texts import Lang, text


@cache
def company() -> Mapping[str, Any]:
    """Return the file's content."""
    content: Mapping[str, Any] = YAML(typ="safe").load(DEMO.read_text(encoding="utf-8"))
    return content


def name(lang: Lang) -> str:
    """Return the company's name."""
    return str(company()["company"][lang])


def months() -> list[str]:
    """Return the months that the sample runs through."""
    return [str(month) for month in company()["months"]]


def event(name: str) -> Mapping[str, Any]:
    """Return one of the things that do not go smoothly: when, and with whom."""
    planned: Mapping[str, Any] = company()["events"][name]
    return planned


def roster(lang: Lang, teams: int | None = None, month: int | None = None) -> RosterContent:
    """Return the sample roster of the first `teams` managers where a number is given, of all else.

    It is of no period, and roles are due as their schemes say; of a `month` (by number) all are due in it.
    """
    data = company()
    managers, approver = data["managers"][:teams], data["approver"].values()
    ids = {manager["id"] for manager in managers}
    people = [(*row, "")[:5] for row in data["employees"] if row[2] in ids]
    used = {row[3] for row in people}
    roles = {key: role for key, role in data["roles"].items() if key in used}
    return {
        "managers": [[m["id"], m["name"], m["team"][lang], m["email"], "", *approver] for m in managers],
        "roles": [
            [
                role["name"][lang],
                catalogue.load(role["scheme"]).scheme.name[lang],
                _cycles(role["scheme"], lang, month is not None),
            ]
            for role in roles.values()
        ],
        "employees": [
            [
                *(key, who, manager, roles[role]["name"][lang], _level(roles[role]["scheme"], level, lang), ""),
                STATES[data["away"]["state"]][lang] if month is not None and is_away(key, months()[month]) else "",
                *(str(data[date].get(key, "")) for date in ("joined", "left")),
            ]
            for key, who, manager, role, level in people
        ],
        "figures": _figures(people, roles, lang, month),
        "changes": [
            [
                moved["employee"],
                str(moved["since"]),
                text(lang, "roster.change.manager").split("|")[0],
                "",
                moved["manager"],
            ]
            for moved in [data["moved"]]
            if moved["manager"] in ids
        ],
    }


def is_away(employee_id: str, month: str) -> bool:
    """Return whether an employee is on leave for a month."""
    away = company()["away"]
    return (str(away["month"]), away["employee"]) == (month, employee_id)


def has_just_joined(employee_id: str, month: str) -> bool:
    """Return whether an employee joins in a month, too late to be appraised in it."""
    return str(company()["joined"].get(employee_id, "")).startswith(month)


def _cycles(scheme: str, lang: Lang, monthly: bool) -> str:
    cycles = ["month"] if monthly else catalogue.load(scheme).scheme.cycles
    return text(lang, "problems.comma").join(text(lang, f"commands.cycle.{cycle}") for cycle in cycles)


def _level(scheme: str, level: str, lang: Lang) -> str:
    return catalogue.load(scheme).scheme.levels[level][lang] if level else ""


def _figures(
    people: Sequence[Sequence[str]], roles: Mapping[str, Any], lang: Lang, month: int | None
) -> list[list[Cell]]:
    """Return the sheet of figures: a column per input that HR gives under any scheme in use."""
    columns = [
        (role["scheme"], key, catalogue.load(role["scheme"]).scheme.inputs[key].name[lang])
        for role in roles.values()
        for key in company()["figures"].get(role["scheme"], {})
    ]
    rows: list[list[Cell]] = [["", *(title for _, _, title in columns)]]
    for employee_id, _, _, role, level in people:
        used = roles[role]["scheme"]
        given = [
            _given(used, key, level, month=month, lang=lang) if scheme == used else None for scheme, key, _ in columns
        ]
        if any(value is not None for value in given):
            rows.append([employee_id, *given])
    return rows


def _given(scheme: str, key: str, level: str, *, month: int | None, lang: Lang) -> Cell:
    """Return a figure of HR: the same for everybody, by level, or by month (of none: nothing); the name of a choice."""
    figure = company()["figures"][scheme][key]
    if isinstance(figure, Mapping):
        figure = figure[level]
    elif isinstance(figure, list):
        figure = None if month is None else figure[month]
    if isinstance(figure, str):
        plan = catalogue.load(scheme)
        dimension = plan.dimensions[plan.columns[f"input.{key}"].dimension]
        return dimension.names[dimension.keys.index(figure)][lang]
    return None if figure is None else float(figure)


class Filling:
    """What managers fill in for a month: every employee has a strength, and each figure follows it with some chance."""

    def __init__(self, month: str) -> None:
        self._month = month
        self._strength: dict[str, float] = {}
        self._figures: dict[tuple[str, ...], random.Random] = {}

    def value(self, plan: Plan, spec: ColumnSpec, employee_id: str, lang: Lang) -> Cell:
        """Return what is filled in for an employee; None for what is left blank."""
        key = spec.id.partition(".")[2]
        if is_away(employee_id, self._month) or has_just_joined(employee_id, self._month):
            return None
        if spec.words:
            comments = company()["comments"]
            place = int(self._place(employee_id, key) * len(comments))
            return str(comments[min(place, len(comments) - 1)][lang]) if spec.id == COMMENT else None
        left = company()["blank"]
        known = company()["inputs"][plan.scheme.id]
        blank = (left["month"], left["employee"], left["input"]) == (self._month, employee_id, key)
        if blank or not {key, "*"} & set(known):
            return None
        span = known.get(key, known.get("*"))
        where = self._place(employee_id, key)
        if spec.dimension:
            dimension = plan.dimensions[spec.dimension]
            choices = [choice for choice in span if choice in dimension.keys]
            chosen = choices[min(int(where * len(choices)), len(choices) - 1)]
            return dimension.names[dimension.keys.index(chosen)][lang]
        worst, best, decimals = (*span, 0)[:3]
        value = round(worst + (best - worst) * where, decimals)
        return value if decimals else int(value)

    def _place(self, employee_id: str, key: str) -> float:
        """Return where between worst and best a figure lies: around the employee's strength."""
        if employee_id not in self._strength:
            self._strength[employee_id] = _chance(employee_id).betavariate(4, 2)  # the same in every month
        figure = (self._month, employee_id, key)
        if figure not in self._figures:
            self._figures[figure] = _chance(*figure)
        return min(max(self._figures[figure].gauss(self._strength[employee_id], 0.16), 0.0), 1.0)


def _chance(*of: str) -> random.Random:
    """Return the chances of something in the sample, the same in every run."""
    return random.Random(" ".join((str(company()["seed"]), *of)))  # noqa: S311 - a sample
