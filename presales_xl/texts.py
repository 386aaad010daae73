"""The product's words in the user's language.

`workbook_templates/texts/` holds every sentence once, in both languages side by side; a sentence is named by file and
path, `workbook.sheet.cover`, one in a folder by that too: `problems/seal.yaml` holds `problems.seal.broken.what`.
The program reads them from `workbook_templates/texts.json`, which `python -m presales_xl.texts` makes of these files.

What is to be done stands in them as the command that does it: `{do:settle {period}}`, "run presales-xl settle 2026-11";
at the beginning of an English sentence `{Do:…}`, for the command alone `{run:…}`, which has no brackets around a button
as `{bare:…}`, in a cell of its own. Shown by a click it is the button, for an option (`{do:--by}`) the question of a
button that asks for it; in brackets behind words that say as much it is left out, as a `{setting:…}` is. What only a
command line does is `{cli:send {period} --by-hand}`, how a library is had that is lacking, `{get:pdf}`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from presales_xl.resources import TEXTS, is_package

Lang = Literal["zh", "en"]
MINUS = "\N{MINUS SIGN}"
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
#: Every sentence in one file: parsing the YAML files takes longer than most commands do.
BUILT = TEXTS.with_suffix(".json")
#: `{count:person|people}` says the first of both where the number is 1, the second otherwise.
_PLURAL = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")
_WAYS = ("do", "Do", "run", "bare", "cli", "get", "setting")
_SAYS_WHAT_TO_DO = re.compile(rf"\{{({'|'.join(_WAYS)}):")
_OPTION = "\0"  # stands around what a click shows in place of an option or a setting
_BEHIND_LETTERS = re.compile(rf"{_OPTION} (?=[^\x00-\x7f])")
_IN_BRACKETS = re.compile(rf"（{_OPTION}[^）]*）| \({_OPTION}[^)]*\)")
#: Where a click shows what is said: the ribbon's buttons by the commands that do the same, else nothing.
_BUTTONS: ContextVar[Mapping[str, str]] = ContextVar("buttons", default=MappingProxyType({}))
_CODES: Mapping[str, Lang] = {"zh-cn": "zh", "zh": "zh", "en": "en"}


def language(code: str) -> Lang | None:
    """Return the language that `zh-CN`, `zh` or `en` names, None for anything else."""
    return _CODES.get(code.strip().replace("_", "-").casefold())


class NotBuiltError(Exception):
    """The file with all sentences is missing, so that its own sentence is said in English only."""


@cache
def all_texts() -> Mapping[str, Mapping[Lang, str]]:
    """Return every sentence by its key, each as `{"zh": …, "en": …}`, in the order of the files.

    NotBuiltError where nobody has made one file of them yet.
    """
    try:
        texts: dict[str, Mapping[Lang, str]] = json.loads(BUILT.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotBuiltError(f"{BUILT} is missing: `python -m presales_xl.texts` builds it from {TEXTS}") from None
    return texts


def text(lang: Lang, key: str, /, **fields: object) -> str:
    """Return the sentence `key` with its blanks filled in, words by their number; KeyError for an unknown key."""
    texts = all_texts()
    if key not in texts:
        raise KeyError(f"{key}: no such text; `python -m presales_xl.texts` takes over what was written into {TEXTS}")
    template = texts[key][lang]
    to_do = _SAYS_WHAT_TO_DO.search(template)
    if not fields and not to_do:
        return template
    if "|" in template:
        template = _PLURAL.sub(lambda found: found[2 if str(fields[found[1]]) == "1" else 3], template)
    if not to_do:
        return template.format(**fields)
    sentence = template.format(**{way: _WhatToDo(lang, way) for way in _WAYS}, **fields)
    return _for_a_click(sentence) if _BUTTONS.get() else sentence


def counted(lang: Lang, counts: Mapping[str, int], kinds: str = "next.count") -> str:
    """Return how many there are of each kind, as the texts of the `kinds` say it, without those of which there is none.

    It is "" where there is nothing.
    """
    comma = text(lang, "addin.comma")
    return comma.join(text(lang, f"{kinds}.{kind}", count=count) for kind, count in counts.items() if count)


def _for_a_click(said: str) -> str:
    """Return a text without the options in brackets, for which a button asks, and blanks where a command stood."""
    bare = _BEHIND_LETTERS.sub("", _IN_BRACKETS.sub("", said)).replace(_OPTION, "")
    return bare.replace(" 「", "「").replace("」 ", "」")


def button_of(line: str, buttons: Mapping[str, str]) -> str:
    """Return the button that does the same as a command line, of buttons by commands and options, "" for none.

    An option says what a command is for; an argument may be called as another command is.
    """
    words = line.split()
    named = [*(word for word in words if word.startswith("--")), " ".join(words[:2]), *words[:1]]
    return next((buttons[word] for word in named if word in buttons), "")


@contextmanager
def shown_by_a_click(buttons: Mapping[str, str]) -> Iterator[None]:
    """Let texts name buttons and not the commands (or options, which come first) by which they are given."""
    before = _BUTTONS.set(buttons)
    try:
        yield
    finally:
        _BUTTONS.reset(before)


@dataclass(frozen=True)
class _WhatToDo:
    """What stands in a text for a command line: the command, or the button where a click shows the text."""

    lang: Lang
    way: str

    def __format__(self, line: str) -> str:
        buttons = _BUTTONS.get()
        if self.way == "setting":  # of a setting, which stands in brackets behind the words for it
            return _OPTION if buttons else line
        brought = "package" if is_package() else "pip"
        if self.way == "get":
            return text(self.lang, f"do.get.{brought}", line=line)
        where = text(self.lang, f"do.where.{brought}")
        if line.startswith("--"):
            return self._option(line, where) if buttons else text(self.lang, "do.option", line=line)
        is_name, button = self.way in ("run", "bare"), button_of(line, buttons) if self.way != "cli" else ""
        if button:
            label = text(self.lang, f"buttons.{button}.label")
            bare = label if self.way == "bare" else ""
            words = bare or text(self.lang, "do.label" if is_name else "do.button", label=label)
        else:
            key = "do.line" if is_name else "do.elsewhere" if buttons and self.way == "cli" else "do.command"
            words = text(self.lang, key, line=line, where=where)
        return words[:1].upper() + words[1:] if self.way == "Do" else words

    def _option(self, line: str, where: str) -> str:
        """Return the question of the button that asks for an option, or where it is typed."""
        asked = f"do.asked.{line.removeprefix('--')}"
        if asked in all_texts():
            return f"{_OPTION}{text(self.lang, asked)}{_OPTION}"
        return _OPTION + text(self.lang, "do.with", line=line, where=where)


def signed(value: float) -> str:
    """Return a difference with its sign, 0 without."""
    return f"{value:+,.2f}".replace("-", MINUS) if round(value, 2) else "0"


def first_of(words: Sequence[str], most: int, lang: Lang, more: str = "settlement.and_more") -> list[str]:
    """Return as many words as a message names, and how many `more` there are (people, unless a text says otherwise)."""
    left = len(words) - most
    return [*words[:most], *([text(lang, more, count=left)] if left > 0 else [])]


def sources() -> list[Path]:
    """Return the files that people write the sentences in."""
    return sorted(TEXTS.rglob("*.yaml"))


def built() -> str:
    """Return what `texts.json` must hold by these files: a line per sentence, so that changes of two people merge."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import, and only whoever changed a text needs it

    lines: list[str] = []

    def gather(node: Mapping[str, object], prefix: str) -> None:
        for key, value in node.items():
            if not isinstance(value, Mapping):
                raise TypeError(f"{prefix}{key} is no pair of zh and en")
            if "zh" in value:
                pair = {lang: str(value[lang]) for lang in LANGUAGES}
                lines.append(f"{json.dumps(f'{prefix}{key}')}: {json.dumps(pair, ensure_ascii=False)}")
            else:
                gather(value, f"{prefix}{key}.")

    for file in sources():
        prefix = ".".join(file.relative_to(TEXTS).with_suffix("").parts)
        gather(YAML(typ="safe").load(file.read_text(encoding="utf-8")), f"{prefix}.")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    BUILT.write_text(built(), encoding="utf-8", newline="\n")
