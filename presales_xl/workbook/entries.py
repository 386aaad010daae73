"""One raw entry (a cell, a CSV field) → a number, or a problem that says what was expected."""

import datetime as dt
import hashlib
import math
import re
import unicodedata

from presales_xl.backends.words import column_in_full, column_name, expected, limit
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang
from presales_xl.workbook.reader import CellError

__all__ = ["column_in_full", "column_name", "expected", "limit", "read_entry"]

#: Characters that a free text may hold, and those that mean something else in a formula's search criterion.
TEXT_MOST = 100
_CRITERIA = "*?~<>="
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_DIGITS = 15  # that Excel shows and compares: whoever types =0.3*3 means 0.9
_TRUTH_WORDS = {"true": "yes", "y": "yes", "1": "yes", "false": "no", "n": "no", "0": "no"}


def read_entry(plan: Plan, spec: ColumnSpec, raw: object, lang: Lang, *, typed: bool = True) -> float | Problem:
    """Return the number that `raw` stands for, NaN when it is blank, or the problem with it.

    `typed` values come from a workbook in language `lang`: they count just as its formulas count them, so a text is
    never a number and a choice is one of the labels to the letter. CSV fields are read generously.
    The range of an input that depends on the level is not checked here.
    """
    if raw is None or raw == "" or (not typed and isinstance(raw, str) and not raw.strip()):
        return math.nan
    if isinstance(raw, float) and math.isnan(raw):
        return math.nan
    name = column_name(plan, spec, lang)
    if isinstance(raw, CellError):
        return Problem("input.error", fields={"name": name, "found": raw.code, "expected": expected(plan, spec, lang)})
    if spec.field is not None and spec.field.type == "text":
        return _free_text(spec, raw, name)
    if spec.dimension:
        return _choice(plan, spec, raw, lang, name, typed=typed)
    value = _number(spec, raw, typed=typed)
    if isinstance(value, str):
        fields = {"name": name, "found": raw, "expected": expected(plan, spec, lang)}
        return Problem(value, fields=fields)
    low, high = limit(plan, spec.low), limit(plan, spec.high)
    code = ""
    if (low is not None and value < low) or (high is not None and value > high):
        code = "input.range"
    elif spec.field is not None and spec.field.is_whole and value != math.floor(value):
        code = "input.whole"
    if code:
        return Problem(code, fields={"name": name, "found": raw, "expected": expected(plan, spec, lang)})
    return value


def _free_text(spec: ColumnSpec, raw: object, name: str) -> float | Problem:
    """Return a code that is equal for equal texts; signs that mean something in search criteria are refused."""
    written = str(raw).strip()
    if set(written) & set(_CRITERIA) or len(written) > TEXT_MOST:
        fields = {"name": name, "found": raw, "expected": " ".join(_CRITERIA), "most": TEXT_MOST}
        return Problem("input.free_text", fields=fields)
    digest = hashlib.sha256(written.casefold().encode()).digest()
    return float(int.from_bytes(digest[:6], "big"))


def _number(spec: ColumnSpec, raw: object, *, typed: bool) -> float | str:
    """Return the number, or the code of the problem."""
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        return "input.date"
    if isinstance(raw, bool):
        return "input.text"
    if isinstance(raw, str):
        if typed:
            return "input.text"
        cleaned = unicodedata.normalize("NFKC", raw).strip().replace(",", "")
        percent = cleaned.endswith("%")
        match = _NUMBER.fullmatch(cleaned.removesuffix("%").strip())
        if match is None:
            return "input.text"
        raw = float(match[0]) / 100 if percent else float(match[0])
    if not isinstance(raw, int | float):
        return "input.text"
    value = float(raw)
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else "input.text"


def _choice(plan: Plan, spec: ColumnSpec, raw: object, lang: Lang, name: str, *, typed: bool) -> float | Problem:
    dimension = plan.dimensions[spec.dimension]
    written = str(raw).casefold()
    if not typed:
        written = written.strip()
        if dimension.id == "yes_no":
            written = _TRUTH_WORDS.get(written.removesuffix(".0"), written)
    for position, (key, names) in enumerate(zip(dimension.keys, dimension.names, strict=True)):
        accepted = (names[lang],) if typed else (key, names.zh, names.en)
        if written in {label.casefold() for label in accepted}:
            return float(position)
    fields = {"name": name, "found": raw, "expected": expected(plan, spec, lang)}
    return Problem("input.choice", fields=fields)
