"""Choices by name: whoever is asked types names, parts of them, or their numbers in the list that is shown."""

import re
from collections.abc import Sequence

from presales_xl.addin.ribbon import Ask
from presales_xl.people.table import normal
from presales_xl.texts import Lang, text

ALL = -1  # in the place of one that is proposed
_SHOWN = 40  # choices that a question lists
TRIES = 3  # in which somebody is asked the same
_BETWEEN = re.compile(r"[、，,;；\n]+")
_WORDS = re.compile(r"[\s:(]+")
_LINE = re.compile(r"(\d+)\.(?:\s+(.*))?")  # as the list shows it, or its number with the dot alone

_WITH_ID = re.compile(r"([^()]+)\(([^()]+)\)")  # as messages name somebody, where lists have the id first


class CancelledError(Exception):
    """Whoever was asked did not answer, or not in a way that is understood, which it says: nothing is done."""


def choose(
    ask: Ask,
    question: str,
    choices: Sequence[str],
    *,
    several: bool = False,
    proposed: int | None = 0,
    whose: Sequence[str] = (),
) -> list[int]:
    """Return the places of those that are chosen of several choices, in the order in which they are named.

    With `several` all are chosen by a word for it, which is what `ALL` proposes; None proposes nothing. Where it is
    said `whose` each choice is, a person's name or id means all of that person's. CancelledError where nobody chooses,
    and, saying why, where three times what is named is none of them, or more than one.
    """
    lines = [f"{number}. {choice}" for number, choice in enumerate(choices[:_SHOWN], 1)]
    if len(choices) > _SHOWN:
        lines.append(text(ask.lang, "hr.choose.more", count=len(choices) - _SHOWN))
    how = text(ask.lang, f"hr.choose.{'several' if several else 'one'}")
    everybody = text(ask.lang, "hr.choose.all")
    proposal = "" if proposed is None or not choices else everybody if proposed == ALL else choices[proposed]
    unclear = ""
    for _ in range(TRIES):
        typed = ask.line("\n".join(filter(None, [unclear, question, *lines, how])), proposal)
        if not typed or not choices:
            raise CancelledError
        if typed in choices:
            return [choices.index(typed)]
        if several and typed.strip() == everybody:
            return list(range(len(choices)))
        named = [_places(part.strip(), choices, whose) for part in _BETWEEN.split(typed) if part.strip()]
        wrong = next((part for part in named if isinstance(part, str)), "")
        if not wrong and (several or len(named) == 1):
            return list(dict.fromkeys(place for places in named for place in places if isinstance(place, int)))
        unclear = _unclear(wrong or typed, _people(wrong, whose) or choices, ask.lang)
    raise CancelledError(unclear)


def _places(typed: str, choices: Sequence[str], whose: Sequence[str]) -> list[int] | str:
    """Return the places of what is meant, of one choice or all of one person; what is typed itself where neither is."""
    meant = _meant(typed, choices)
    if isinstance(meant, int):
        return [meant]
    people = _people(typed, whose)
    return [place for place, who in enumerate(whose) if who == people[0]] if len(people) == 1 else typed


def _people(typed: str, whose: Sequence[str]) -> list[str]:
    """Return those among whose choices there are who are called as is typed."""
    people = list(dict.fromkeys(whose))
    return [people[place] for place in _fitting(normal(typed), people)] if typed else []


def _meant(typed: str, choices: Sequence[str]) -> int | str:
    """Return the place of the choice that is meant, what is typed itself where none or several are.

    A number is that of a line, unless another line has it as a word, an id: then nobody knows.
    """
    plain = normal(typed)
    line = _LINE.fullmatch(plain)
    shown = _number(line[1], choices) if line else 0
    if line and shown and line[2] in (None, "", normal(choices[shown - 1])):
        return shown - 1
    fitting = _fitting(plain, choices) or _fitting(_WITH_ID.sub(r"\2 \1", plain), choices)
    if number := _number(plain, choices):
        words = [place for place, choice in enumerate(choices) if plain in _words(choice)]
        fitting = list({number - 1, *words})
    return fitting[0] if len(fitting) == 1 else typed


def _number(typed: str, choices: Sequence[str]) -> int:
    """Return the number of a line that is typed, 0 for none."""
    number = int(typed) if typed.isascii() and typed.isdecimal() else 0
    return number if number <= len(choices) else 0


def _fitting(typed: str, choices: Sequence[str]) -> list[int]:
    """Return the places of the choices that hold a text: as first word, else as a word, at its beginning, anywhere."""
    known = [(place, normal(choice)) for place, choice in enumerate(choices)]
    ways = (
        [place for place, choice in known if typed == _words(choice)[0]],
        [place for place, choice in known if typed in _words(choice)],
        [place for place, choice in known if choice.startswith(typed)],
        [place for place, choice in known if typed in choice],
    )
    return next((found for found in ways if found), [])


def _words(choice: str) -> list[str]:
    return _WORDS.split(normal(choice))


def _unclear(typed: str, choices: Sequence[str], lang: Lang) -> str:
    fitting = [choices[place] for place in _fitting(normal(typed), choices)]
    if number := _number(normal(typed), choices):
        fitting = list(dict.fromkeys([choices[number - 1], *fitting]))
    key = "several_fit" if len(fitting) > 1 else "none_fits"
    return text(lang, f"hr.choose.{key}", found=typed, choices=text(lang, "problems.comma").join(fitting[:5]))
