"""Whose rows of details may be that do not begin with the label of anybody in the list, however they name somebody.

Such a row never counts: the results of those whose it may be wait until somebody mends it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from presales_xl.people.alike_names import folded, visible
from presales_xl.people.entries import is_required, read_entry
from presales_xl.people.notices import PersonProblem, StrayRow, UnplacedRow
from presales_xl.people.table import Value, in_half_width, is_total
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Severity
from presales_xl.workbook.identity import Issued, SheetPart
from presales_xl.workbook.layout import label_of

_LONGEST = 300  # characters that are looked at: a cell may hold a whole page that somebody pasted
_JOINING = "-_."  # signs within an id
_IDEOGRAPHS = "\u2e80"  # from here on words stand without blanks between them


class Strangers:
    """The rows of a table that do not begin with the label of anybody of its role.

    A row that nobody is known to have given may take points from any of them: without a name, everybody's result waits.
    """

    def __init__(self, issued: Issued, part: SheetPart, plan: Plan, own: Mapping[str, str]) -> None:
        """Keep what the workbook says of itself, the table's sheet and scheme, the names of the role's people by id."""
        self._issued, self._part, self._plan, self._own = issued, part, plan, own
        self._lang = issued.identity.lang

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        """Return the labels of everybody of the workbook, by id."""
        everybody = {key: name for people in self._issued.people.values() for key, name in people} | dict(self._own)
        return {key: label_of(key, name) for key, name in everybody.items()}

    @cached_property
    def _owners(self) -> "Owners":
        return Owners((key, label.removeprefix(f"{key} ")) for key, label in self._labels.items())

    def told(self, label: str, entries: Mapping[str, Value], *, is_below: bool) -> Iterator[PersonProblem]:
        """Yield what is told of a row, by the `id` of each whose it may be; one without an id of what is nobody's.

        Nothing is told of what stands below the table without a label, as a sum does.
        """
        seen = {key for key in [self.seen(label)] if key and not is_below}
        named = sorted(self._owners.named(label) | seen)
        found = visible(label, self._lang) or "—"
        if seen or self._is_somebodys(label, entries, is_below=is_below, is_named=bool(named)):
            for employee in named or self._own:
                code, fields = self._said(employee, named)
                yield UnplacedRow(code, fields={"id": employee, "found": found, **fields})
        elif label.strip() or not is_below:
            severity: Severity = "warning" if is_below else "error"
            yield StrayRow("workbook.row_of_nobody", fields={"found": found}, severity=severity)

    def seen(self, label: str) -> str:
        """Return the id of the employee whose result waits for rows with a label on the sheet, too; "" for nobody's."""
        return self._ids.get(label.casefold().partition(" ")[0], "")

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        return {key.casefold(): key for key in self._own}

    def _said(self, employee: str, named: Sequence[str]) -> tuple[str, dict[str, object]]:
        """Return the code and the fields of what is told of a row to somebody whose it may be."""
        if not named:
            return "workbook.row_of_whom", {}
        if len(named) > 1:
            return "workbook.row_of_several", {"people": [self._labels[key] for key in named]}
        fields: dict[str, object] = {"expected": self._labels[employee]}
        if employee in self._own:
            return "workbook.row_misnamed", fields
        role = next(role for role, people in self._issued.people.items() if any(key == employee for key, _ in people))
        tables = {each.table: each.sheet for each in self._issued.parts if each.table and each.role == role}
        if not tables:
            return "workbook.row_without_table", {**fields, "role": role}
        sheet = tables.get(self._part.table, next(iter(tables.values())))
        return "workbook.row_elsewhere", {**fields, "role": role, "sheet": sheet}

    def _is_somebodys(self, label: str, entries: Mapping[str, Value], *, is_below: bool, is_named: bool) -> bool:
        """Return whether a row is one of somebody's: no total, remark, signature, nor too little to tell from these.

        Below the table, where such lines stand, it is one only if all of it is there and valid; so is one that looks
        like such a line and names somebody.
        """
        plan = self._plan
        values = {key: read_entry(plan, plan.column(key), raw, self._lang)[0] for key, raw in entries.items()}
        is_whole = all(not math.isnan(value) or not is_required(plan.column(key)) for key, value in values.items())
        is_wrong = any(map(math.isinf, values.values()))
        first_word = f"{in_half_width(label).partition(' ')[0]}:"  # 签字 张三 is about the same as 签字：张三
        if any(is_total([said, *entries.values()], [0]) for said in (label, first_word)):
            return is_named and is_whole and not is_wrong
        if is_named:
            return True
        valid = [plan.column(key) for key, value in values.items() if math.isfinite(value)]
        is_chosen, is_figure = any(spec.dimension for spec in valid), any(spec.is_number for spec in valid)
        is_worded = any(spec.is_free_text for spec in valid)
        if is_below:
            return is_whole and (is_chosen or is_worded) and not is_wrong
        if label.strip():
            return any(not plan.column(key).is_free_text for key, raw in entries.items() if raw is not None)
        return is_whole or is_chosen or (is_figure and is_worded)


class Owners:
    """People as rows of details may name them, each with id and name."""

    def __init__(self, people: Iterable[tuple[str, str]]) -> None:
        self._people = list(people)

    def named(self, written: str) -> set[str]:
        """Return the ids of those whom a text names: nobody, one person, or several whom it cannot tell apart."""
        said = _folded(written[:_LONGEST])
        if whole := self._whole.get(_bare(said)):
            return whole
        found, at = set[str](), 0
        while at < len(said):
            sizes = (size for size in self._sizes if _is_apart(said, at, at + size))
            word = next((word for size in sizes if (word := said[at : at + size]) in self._words), "")
            found |= self._words.get(word, set())
            at += len(word) or 1
        return found

    @cached_property
    def _words(self) -> Mapping[str, set[str]]:
        """Return who has an id or a name, as texts are compared."""
        return _by_text((_folded(word), key) for key, name in self._people for word in (key, name))

    @cached_property
    def _sizes(self) -> list[int]:
        """Return how long ids and names are, the longest first: 张三丰 does not name 张三 where both are there."""
        return sorted(set(map(len, self._words)), reverse=True)

    @cached_property
    def _whole(self) -> Mapping[str, set[str]]:
        """Return who is named by id, name or both with nothing else but signs between them."""
        ways = ((key, key, name, key + name, name + key) for key, name in self._people)
        return _by_text((_bare(_folded(way)), key) for key, *said in ways for way in said)


def _by_text(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for said, key in pairs:
        if said:
            found.setdefault(said, set()).add(key)
    return found


def _folded(written: str) -> str:
    return folded(written, " ")


def _bare(folded: str) -> str:
    return "".join(filter(str.isalnum, folded))


def _is_apart(said: str, start: int, end: int) -> bool:
    """Return whether a part of a text is no piece of a longer word or id: 0-1 is one of 10-1 and of 0-1-2."""
    return not (_goes_on(said[:start][::-1], said[start]) or _goes_on(said[end:], said[end - 1 : end]))


def _goes_on(further: str, edge: str) -> bool:
    """Return whether what stands beside the edge of a word belongs to it."""
    beside = further[1:2] if further[:1] and further[0] in _JOINING else further[:1]
    return _is_letter(edge) and _is_letter(beside)


def _is_letter(sign: str) -> bool:
    """Return whether a sign is a digit or a letter of words that blanks part."""
    return sign.isalnum() and sign < _IDEOGRAPHS
