"""Numbers, ranges, tables and figures per level read back as they are shown, and as people write them."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presales_xl.design.designbook.codecs import (
    Around,
    BandsCell,
    BoundCell,
    Cell,
    NumberCell,
    PairCell,
    PerKeyCell,
    WeightsCell,
    number_of,
    number_text,
)
from presales_xl.design.designbook.vocabulary import Vocabulary
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import LANGUAGES

LEVELS = {
    "junior": {"name": {"zh": "初级", "en": "Junior 1"}},
    "senior": {"name": {"zh": "高级：2 级", "en": "Senior, 2"}},
}
AROUND = {lang: Around(Vocabulary({"levels": LEVELS, "grades": {}}, lang)) for lang in LANGUAGES}
NUMBERS = st.decimals(-1_000_000, 1_000_000, allow_nan=False, places=6).map(float)
RATES = st.booleans()


@given(NUMBERS, RATES)
def test_a_number_reads_back_as_it_is_shown(number: float, rate: bool) -> None:
    assert number_of(number_text(number, rate=rate)) == number
    assert number_of(number_text(number, rate=rate, grouped=True)) == number


@given(st.tuples(NUMBERS, NUMBERS), RATES)
def test_a_range_reads_back_as_it_is_shown(numbers: tuple[float, float], rate: bool) -> None:
    pair = sorted(numbers)
    around = Around(AROUND["zh"].names, {"type": "rate" if rate else "money"})
    assert PairCell().read(PairCell().show(pair, around), around) == pair


@given(st.sampled_from(LANGUAGES), st.fixed_dictionaries({"junior": NUMBERS, "senior": NUMBERS}))
def test_figures_per_level_read_back_as_they_are_shown(lang: str, figures: Mapping[str, float]) -> None:
    around = AROUND["zh" if lang == "zh" else "en"]
    assert PerKeyCell("level").read(PerKeyCell("level").show(figures, around), around) == figures


@given(st.sampled_from(LANGUAGES), st.lists(NUMBERS, min_size=1, max_size=6, unique=True), RATES)
def test_a_table_reads_back_as_it_is_shown(lang: str, bounds: list[float], rate: bool) -> None:
    around = AROUND["zh" if lang == "zh" else "en"]
    bands = {f"≥{number_text(bound)}": float(place) for place, bound in enumerate(bounds)} | {"else": 0.5}
    cell = BandsCell(lambda _: rate)
    assert cell.read(cell.show(bands, around), around) == bands


@pytest.mark.parametrize(
    ("cell", "typed", "read"),
    [
        (NumberCell(), "１，０００", 1000),
        (NumberCell(), " 15 分", 15),
        (NumberCell("rate"), "12.5％", 0.125),
        (NumberCell(), "不设", None),
        (PairCell(), "18～22", [18, 22]),
        (PairCell(), "18 至 22", [18, 22]),
        (PairCell(), "-500 – 5,000", [-500, 5000]),
        (PairCell(), 60, [60, 60]),
        (BoundCell(), "不低于 90", "≥90"),
        (BoundCell(), "60以上", "≥60"),
        (BoundCell(), "其他", "else"),
        (
            PerKeyCell("level"),
            "初级：15，高级：2 级 20".replace("，", "；").replace("高级：2 级", "「高级：2 级」"),
            {"junior": 15, "senior": 20},
        ),
        (PerKeyCell("level"), "12", 12),
        (PerKeyCell("level"), "待定", None),
        (WeightsCell(), "上级评 80%；自评 20%", {"superior": 0.8, "self": 0.2}),
        (WeightsCell(), "上级评80%、自评20%", {"superior": 0.8, "self": 0.2}),
        (WeightsCell(), "客户评", {"customer": 1}),
    ],
)
def test_a_cell_is_understood_as_people_write_it(cell: Cell, typed: str | float, read: Any) -> None:
    assert cell.read(typed, AROUND["zh"]) == read


@pytest.mark.parametrize(
    ("cell", "typed"),
    [
        (NumberCell(), "十五"),
        (NumberCell(), "1.2.3"),
        (PairCell(), "大约 20"),
        (BoundCell(), "优秀"),
        (PerKeyCell("level"), "初级"),
        (PerKeyCell("level"), "初级 15；中级 18"),
        (WeightsCell(), "老板 100%"),
        (BandsCell(), "≥90"),
        (BandsCell(), "≥90 → 5；≥90 → 6；其余 0"),
    ],
)
def test_what_is_not_understood_is_refused(cell: Cell, typed: str) -> None:
    with pytest.raises(ProblemsError):
        cell.read(typed, AROUND["zh"])
