"""Numbers that are texts: what the formulas of a sheet take for one, as whoever reads a returned workbook does.

Formulas have no patterns, so a text is put through replacements, the same ones in a formula and in Python: one that a
number may be read from ends as "0".
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from presales_xl.scheme.columns import ColumnSpec
from presales_xl.texts import LANGUAGES

NUMERAL = "0"  # what the text of a number ends as
_POINTS = ("分", "points")
_NO_PERCENT = ("money", "seconds")  # units of which a text may not be in percent
_DIGITS = "123456789０１２３４５６７８９"
_HALF_WIDTH = {"，": ",", "．": ".", "　": " ", "－": "-", "−": "-", "＋": "+", "％": "%"}
_SIGNS_OF_MONEY = "￥¥$"
_NO = "x"  # stands for what no number has
_GROUPS = ((",0000", _NO), ("0000,", _NO), (",000", ";"))
_SHORTER = (("00", "0"),)
_BLANKS = (("0 0", _NO), ("- ", _NO), ("+ ", _NO), (" ", ""))
_POINT = ((".0;", _NO), (";", ""), (".0.", _NO), ("..", _NO), (".", ""), *_SHORTER)
_SIGN = (("0-", _NO), ("0+", _NO), ("-0", "0"), ("+0", "0"))


def units(spec: ColumnSpec) -> list[str]:
    """Return how an input's own unit may stand behind its number, in any language; that of a score is 分."""
    if spec.field is None:
        return []
    names = [unicodedata.normalize("NFKC", spec.field.unit[lang]) for lang in LANGUAGES]
    names += _POINTS if spec.field.type == "score" else ()
    return [name for name in names if name and not name.endswith("%")]


def replacements(spec: ColumnSpec) -> Sequence[tuple[str, str]]:
    """Return what to replace by what, in this order, in a text in a cell for an input: a number becomes `NUMERAL`."""
    return _replacements(spec.unit, tuple(units(spec)))


@lru_cache(maxsize=256)
def _replacements(unit: str, names: Sequence[str]) -> Sequence[tuple[str, str]]:
    replacements = [*((digit, "0") for digit in _DIGITS), *_HALF_WIDTH.items(), *_GROUPS, *_SHORTER * 4]
    replacements += [*_BLANKS, *_POINT, *_SIGN]
    replacements += [(f"{sign}0", "0") for sign in _SIGNS_OF_MONEY] if unit == "money" else []
    replacements += [] if unit in _NO_PERCENT else [("0%", "0")]
    return [*replacements, *((f"0{name.replace(' ', '')}", "0") for name in names)]


def is_numeral(spec: ColumnSpec, written: str) -> bool:
    """Return whether the formulas of a sheet take a text in a cell for an input for a number."""
    for old, new in replacements(spec):
        written = written.replace(old, new)
    return written == NUMERAL
