"""The product's words in the user's language.

`workbook_templates/texts/` holds every sentence once, in both languages side by side; a sentence is named by file and
path, `workbook.sheet.cover`, one in a folder by that too: `problems/seal.yaml` holds `problems.seal.broken.what`.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from ruamel.yaml import YAML

from presales_xl.resources import TEXTS
from presales_xl.scheme.errors import Place, Problem
from presales_xl.scheme.names import Names

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)


def files() -> list[Path]:
    """Return the files with the sentences."""
    return sorted(TEXTS.rglob("*.yaml"))


@cache
def catalogue() -> Mapping[str, Mapping[Lang, str]]:
    """Return every sentence by its key, each as `{"zh": …, "en": …}`."""
    found: dict[str, Mapping[Lang, str]] = {}

    def gather(node: Mapping[str, object], prefix: str) -> None:
        for key, value in node.items():
            if not isinstance(value, Mapping):
                raise TypeError(f"{prefix}{key} is no pair of zh and en")
            if "zh" in value:
                found[f"{prefix}{key}"] = {lang: str(value[lang]) for lang in LANGUAGES}
            else:
                gather(value, f"{prefix}{key}.")

    for file in files():
        prefix = ".".join(file.relative_to(TEXTS).with_suffix("").parts)
        gather(YAML(typ="safe").load(file.read_text(encoding="utf-8")), f"{prefix}.")
    return found


def text(lang: Lang, key: str, /, **fields: object) -> str:
    """Return the sentence `key` with its blanks filled in; KeyError for an unknown key."""
    template = catalogue()[key][lang]
    return template.format(**fields) if fields else template


def explain(lang: Lang, problem: Problem) -> str:
    """Return a problem as one message: place, what is wrong, how to mend it."""
    where, what, mend = sentences(lang, problem)
    key = "problems.message" if where else "problems.message_without_place"
    return text(lang, key, where=where, what=what, mend=mend)


def sentences(lang: Lang, problem: Problem) -> tuple[str, str, str]:
    """Return a problem in its parts: where it lies, what is wrong, how to mend it."""
    fields = {key: _shown(lang, value) for key, value in problem.fields.items()}
    what = text(lang, f"problems.{problem.code}.what", **fields)
    return _where(lang, problem.place), what, text(lang, f"problems.{problem.code}.mend", **fields)


def _shown(lang: Lang, value: object) -> str:
    match value:
        case float():
            return f"{value:.10g}"
        case Names():
            return value[lang]
        case list() | tuple():
            return text(lang, "problems.comma").join(_shown(lang, part) for part in value)
    return str(value)


def _where(lang: Lang, place: Place) -> str:
    line = text(lang, "problems.line", line=place.line) if place.line else ""
    return " › ".join(part for part in (place.file, place.sheet, place.cell, line, place.field) if part)
