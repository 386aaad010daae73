"""Which language the user reads: that of a command line."""

import os
import tomllib
from collections.abc import Sequence
from pathlib import Path

from presales_xl.files import decoded
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.texts import Lang, language

VARIABLE = "PRESALES_XL_LANG"
_SETTINGS = "presales.toml"


def chosen(words: Sequence[str]) -> tuple[Lang, Problem | None]:
    """Return the language of a command line, and a problem when it names one that we do not have.

    It is that of `--lang`, else of the project's `presales.toml`, else of PRESALES_XL_LANG, else Chinese.
    """
    default = _of_project(words) or language(os.environ.get(VARIABLE, "")) or "zh"
    code = _option(words, "--lang")
    if code is None:
        return default, None
    lang = language(code)
    wrong = Problem("project.value", Place(field="--lang"), {"found": code, "expected": "zh-CN / en"})
    return lang or default, None if lang else wrong


def _option(words: Sequence[str], name: str) -> str | None:
    """Return the value of an option, None when it is not there."""
    for place, word in enumerate(words):
        if word == name:
            return words[place + 1] if place + 1 < len(words) else None
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _of_project(words: Sequence[str]) -> Lang | None:
    """Return the language that a project's settings name; whatever else is wrong with them, the command tells."""
    file = Path(_option(words, "--project") or ".") / _SETTINGS
    try:
        return language(str(tomllib.loads(decoded(file)).get("lang", "zh"))) if file.is_file() else None
    except (ProblemsError, tomllib.TOMLDecodeError, OSError):
        return None
