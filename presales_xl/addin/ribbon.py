"""The ribbon: what `macros/ribbon.yaml` declares, and the customUI part that Excel reads, in one language."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined
from ruamel.yaml import YAML

from presales_xl.resources import folder
from presales_xl.texts import Lang, text

_MACROS = folder("macros")


@dataclass(frozen=True, slots=True)
class Button:
    """One button: the command that it starts, Office's icon, and whether any workbook will do."""

    command: str
    image: str
    large: bool = False
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A named part of the tab."""

    id: str
    buttons: tuple[Button, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Return the tab's groups, from left to right."""
    declared: list[dict[str, Any]] = YAML(typ="safe").load((_MACROS / "ribbon.yaml").read_text(encoding="utf-8"))
    return tuple(Group(group["group"], tuple(Button(**button) for button in group["buttons"])) for group in declared)


def word(lang: Lang, key: str) -> str:
    """Return a text of the ribbon: `tab`, `group.<id>`, `button.<command>.label | screentip | supertip`."""
    return text(lang, f"ribbon.{key}")


def custom_ui(lang: Lang) -> str:
    """Return the XML of the part customUI14.xml."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    template = environment.from_string((_MACROS / "customUI14.xml.j2").read_text(encoding="utf-8"))
    return template.render(groups=groups(), word=lambda key: word(lang, key))
