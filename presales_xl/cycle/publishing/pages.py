"""The HTML pages: Jinja2 templates of `workbook_templates/publish/`, every value escaped, nothing from elsewhere."""

import math
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from presales_xl.resources import folder
from presales_xl.texts import Lang, text
from presales_xl.workbook.style import look


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(folder("workbook_templates") / "publish", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.globals |= {"colours": {key: f"#{value}" for key, value in look()["colours"].items()}}
    found.tests["known"] = math.isfinite
    return found


def render(template: str, lang: Lang, **values: Any) -> str:
    """Return a page; templates say a text of `publish.yaml` by `t("key", blank=…)`."""

    def say(key: str, /, **fields: object) -> str:
        return text(lang, f"publish.{key}", **fields)

    return _environment().get_template(template).render(t=say, lang=lang, **values)
