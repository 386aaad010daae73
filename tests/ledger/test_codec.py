import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presales_xl.ledger.codec import (
    Stored,
    dumps,
    entries_in,
    entries_out,
    number_out,
    plain,
    problems_in,
    problems_out,
)
from presales_xl.people.notices import TYPES
from presales_xl.scheme.errors import Place, Problem
from tests.ledger.samples import PROBLEM


def bits(value: float) -> bytes:
    return struct.pack(">d", math.nan if math.isnan(value) else value)


@given(st.dictionaries(st.text(max_size=5), st.floats(allow_infinity=False) | st.just(math.inf), max_size=5))
def test_entries_come_back_bit_by_bit_blank_and_invalid_ones_too(entries: dict[str, float]) -> None:
    back = entries_in(json.loads(json.dumps(entries_out(entries))))
    assert {key: bits(value) for key, value in back.items()} == {key: bits(value) for key, value in entries.items()}


@given(st.dictionaries(st.text(max_size=3), st.floats(), max_size=2))
def test_whether_a_text_says_anything_is_known_before_it_is_read(entries: dict[str, float]) -> None:
    def unread(_stored: object) -> dict[str, float]:
        raise AssertionError("it was read")

    text = dumps(entries_out(entries))
    assert bool(Stored(text, unread)) == bool(Stored(text, entries_in).keys()) == bool(entries)


def test_a_value_has_one_json_text_with_chinese_as_it_is() -> None:
    assert dumps({"b": 1, "a": "满意"}) == dumps({"a": "满意", "b": 1}) == '{"a":"满意","b":1}'


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_json_that_others_could_not_read_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        dumps([value])


def test_an_invalid_number_is_no_amount() -> None:
    assert number_out(math.nan) is None
    with pytest.raises(ValueError, match="infinity"):
        number_out(math.inf)


def test_odd_file_names_are_kept_as_texts_that_every_database_takes() -> None:
    assert plain("报表\udcff\0.xlsx") == "报表?.xlsx"


def test_problems_come_back_with_place_names_and_values() -> None:
    odd = Problem("file.damaged", fields={"part": math.inf, "files": ("a", {"x"})})
    assert problems_in(problems_out([PROBLEM])) == (PROBLEM,)
    assert problems_in(problems_out([odd]))[0].fields == {"part": "inf", "files": ["a", "{'x'}"]}


@pytest.mark.parametrize("kind", [Problem, *TYPES.values()])
def test_what_is_told_apart_by_its_type_is_so_when_it_comes_back(kind: type[Problem]) -> None:
    told = kind("collect.changed", Place(file="甲.xlsx"), {"id": "E1"}, "warning")
    (back,) = problems_in(problems_out([told]))
    assert (type(back), back) == (kind, told)
