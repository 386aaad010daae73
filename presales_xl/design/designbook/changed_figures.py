"""Figures of a scheme that are other ones: put where the scheme states them, and told from all other changes.

A design holds a whole scheme. One that extends another and says other figures is designed with those in their places;
one of which only figures of the sheet `parameters` are other ones than before is kept as the file that says these.
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from presales_xl.design.designbook.design_book import content, write
from presales_xl.design.designbook.design_reader import Design, read
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.rules import Figure

#: What a file that extends another scheme says by itself.
_OWN = ("id", "name", "about")


def other_figures(design: Design, base: Plan) -> dict[str, Figure] | None:
    """Return the figures that are others than those of `base`, by id; None where anything else is other, too.

    Both are compared as designs: a formula may be written in several ways.
    """
    try:
        said = content(base)
    except ProblemsError:  # it has figures that a design cannot show
        return None
    with TemporaryDirectory() as folder:
        file = Path(folder) / "base.xlsx"
        write(said, file, design.lang)
        was = _compared(read(file).content)
    now, figures = _compared(design.content), dict[str, Figure]()
    if now["parameters"].keys() != was["parameters"].keys():
        return None
    for key, item in now["parameters"].items():
        value, before = item.pop("value", None), was["parameters"][key].pop("value", None)
        if value == before:
            continue
        if value is None or (isinstance(value, Mapping) and None in value.values()):
            return None
        figures[key] = _differing(value, before)
        for each in (now, was):
            each["readings"].pop(key, None)  # a figure of the company's own is no example any more
    return figures if json.dumps(now) == json.dumps(was) else None


def _compared(said: Mapping[str, Any]) -> dict[str, Any]:
    whole = {key: value for key, value in deepcopy(dict(said)).items() if key not in _OWN}
    return {**whole, "parameters": whole.get("parameters", {}), "readings": whole.get("readings", {})}


def _differing(value: Any, before: Any) -> Figure:
    """Return of a figure per key the values that differ."""
    if not isinstance(value, Mapping) or not isinstance(before, Mapping) or value.keys() != before.keys():
        return value  # type: ignore[no-any-return]
    return {key: number for key, number in value.items() if number != before[key]}


def variant(design: Design, base: Plan, figures: Mapping[str, Figure]) -> dict[str, Any]:
    """Return what the file of a scheme says that has everything of `base` but some figures."""
    scheme, said = base.scheme.model_dump(mode="json"), design.content
    about = {"about": said["about"]} if said.get("about") and said["about"] != scheme["about"] else {}
    named = {"id": said["id"], "extends": scheme["id"], "name": said["name"], **about}
    return {**named, "parameters": dict(figures)} if figures else named
