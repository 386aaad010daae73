"""The names of others, which are taken out of what somebody wrote by hand before an employee reads it."""

import re
from collections.abc import Iterable, Sequence

from presales_xl.people.appraised import Appraised, Standing
from presales_xl.people.employees import Employee

_HIDDEN = "○○"
_FIGURE = re.compile(r"\d{1,3}")  # ids that may as well be a place or a count


class People:
    """Finds people by their names and ids in what somebody wrote by hand, in the same time however many they are."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        self.firsts = {name[0] for name in self.names}
        self.lengths = sorted(set(map(len, self.names)), reverse=True)  # the longest name counts

    def at(self, words: str, place: int) -> str:
        """Return who is named at a place of a text, "" for nobody; letters and digits end only where others begin."""
        for length in self.lengths if words[place] in self.firsts else ():
            name, around = words[place : place + length], words[max(place - 1, 0) : place] + words[place + length :][:1]
            if name in self.names and not (name.isascii() and any(map(_is_ascii_word, around))):
                return name
        return ""


def _is_ascii_word(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def names_in(standings: Iterable[Standing], others: Iterable[Employee] = ()) -> People:
    """Return what finds the names and ids of employees, and of `others`, in texts that somebody wrote by hand."""
    return names_of([*(who for standing in standings for who in standing.people), *others])


def names_of(people: Sequence[Appraised | Employee]) -> People:
    """Return what finds the names and ids of these people."""
    ids = (who.employee_id for who in people)
    return People(
        [who.name for who in people if len(who.name) > 1] + [key for key in ids if not _FIGURE.fullmatch(key)]
    )


def hide_others(words: str, people: People, *known: str) -> str:
    """Return a text with the names of all but those `known`, a person's own, taken out."""
    parts, place = [], 0
    while place < len(words):
        name = people.at(words, place)
        parts.append(_HIDDEN if name and name not in known else name or words[place])
        place += len(name) or 1
    return "".join(parts)
