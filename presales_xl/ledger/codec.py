"""Values as the database holds them: JSON in one fixed spelling, entries exactly, problems with their places.

An entry is a float: NaN (blank) is stored as null, infinity (there, but not valid) as "invalid"; every other float
comes back bit by bit.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any, TypeVar

from presales_xl.people.employees import DetailRow
from presales_xl.people.notices import TYPES
from presales_xl.scheme.errors import Place, Problem
from presales_xl.scheme.names import Names

V = TypeVar("V")
_INVALID = "invalid"
_PLACE = [each.name for each in fields(Place)]
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=str)


def plain(text: str) -> str:
    """Return a text as every database takes it: without NUL and without halves of characters (odd file names)."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\0", "")


def dumps(value: object) -> str:
    """Return the one JSON text of a value: keys sorted, no spaces, Chinese as it is; other objects as their text.

    ValueError for NaN and infinity: entries go through `entries_out`.
    """
    return plain(_ENCODER.encode(value))


def digest(value: object) -> str:
    """Return the SHA-256 of a value's JSON text, as hex."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def number_out(value: float | None) -> float | None:
    """Return a number for a column that may be empty; NaN is empty. ValueError for infinity."""
    if value is None or math.isnan(value):
        return None
    if math.isinf(value):
        raise ValueError("infinity is no number to be kept")
    return float(value)


def entries_out(entries: Mapping[str, float]) -> dict[str, object]:
    """Return entries by column id as JSON holds them."""
    return {
        key: number if -math.inf < (number := float(value)) < math.inf else _out(number)
        for key, value in entries.items()
    }


def entries_in(stored: Mapping[str, object]) -> dict[str, float]:
    """Return entries by column id from what `entries_out` made of them."""
    return {key: value if isinstance(value, float) else _in(value) for key, value in stored.items()}


class Stored(Mapping[str, V]):
    """What a text of the ledger says, by key: it is read when something of it is first wanted, as mostly of few is."""

    def __init__(self, text: str, read: Callable[[Mapping[str, Any]], Mapping[str, V]]) -> None:
        self._text, self._read = text, read

    @cached_property
    def _said(self) -> Mapping[str, V]:
        return self._read(json.loads(self._text))

    def __getitem__(self, key: str) -> V:
        return self._said[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    def __bool__(self) -> bool:
        return self._text != "{}"  # which is how `dumps` spells it


def _out(value: float) -> str | None:
    return None if math.isnan(value) else _INVALID


def _in(value: object) -> float:
    if value is None:
        return math.nan
    return math.inf if value == _INVALID else float(str(value))


def place_out(place: Place) -> dict[str, object]:
    """Return a place as JSON holds it: only the parts that say something."""
    return {key: value for key in _PLACE if (value := getattr(place, key))}


def places_in(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Place]:
    """Return places by column id from what `place_out` made of each."""
    return {key: Place(**kept) for key, kept in stored.items()}


def rows_out(rows: Mapping[str, Sequence[DetailRow]]) -> str:
    """Return somebody's detail rows by table as JSON text."""
    return dumps(
        {
            table: [
                {"entries": entries_out(row.entries), "texts": dict(row.texts), "place": place_out(row.place)}
                for row in filled
            ]
            for table, filled in rows.items()
        }
    )


def rows_in(stored: str) -> dict[str, list[DetailRow]]:
    """Return detail rows by table from what `rows_out` made of them."""
    return {
        table: [DetailRow(entries_in(kept["entries"]), kept["texts"], Place(**kept["place"])) for kept in filled]
        for table, filled in json.loads(stored).items()
    }


def problems_out(problems: Sequence[Problem]) -> str:
    """Return problems as JSON text."""
    return dumps(
        [
            {
                "code": problem.code,
                "place": place_out(problem.place),
                "severity": problem.severity,
                "fields": {key: _field_out(value) for key, value in problem.fields.items()},
                **({} if type(problem) is Problem else {"type": type(problem).__name__}),
            }
            for problem in problems
        ]
    )


def problems_in(stored: str) -> tuple[Problem, ...]:
    """Return the problems of a JSON text; names in both languages are so again."""
    return tuple(
        TYPES.get(problem.get("type"), Problem)(
            problem["code"],
            Place(**problem["place"]),
            {key: _field_in(value) for key, value in problem["fields"].items()},
            problem["severity"],
        )
        for problem in json.loads(stored)
    )


def _field_out(value: object) -> object:
    match value:
        case Names():
            return {"zh": value.zh, "en": value.en}
        case bool() | int() | str() | None:
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case list() | tuple():
            return [_field_out(part) for part in value]
    return str(value)


def _field_in(value: object) -> object:
    match value:
        case {"zh": str(zh), "en": str(en)}:
            return Names(zh=zh, en=en)
        case list():
            return [_field_in(part) for part in value]
    return value
