"""One raw entry (a cell, a CSV field) → a number, or a problem that says what was expected."""

import datetime as dt
import math
import re
import unicodedata

from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem
from presales_xl.scheme.expr import Const, Expr, Keyed, Param
from presales_xl.texts import Lang, text
from presales_xl.workbook.reader import CellError

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_TRUTH = {True: "yes", False: "no", 1: "yes", 0: "no"}
_TRUTH_WORDS = {"true": "yes", "y": "yes", "1": "yes", "false": "no", "n": "no", "0": "no"}


def read_entry(plan: Plan, spec: ColumnSpec, raw: object, lang: Lang, *, typed: bool = True) -> float | Problem:
    """Return the number that `raw` stands for, NaN when it is blank, or the problem with it.

    `typed` values come from a workbook, where a text is never a number; CSV fields are texts that may be one.
    The range of an input that depends on the level is not checked here.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return math.nan
    if isinstance(raw, float) and math.isnan(raw):
        return math.nan
    name = column_name(plan, spec, lang)
    if isinstance(raw, CellError):
        return Problem("input.error", fields={"name": name, "found": raw, "expected": expected(plan, spec, lang)})
    if spec.dimension:
        return _choice(plan, spec, raw, lang, name)
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
    return value if math.isfinite(value) else "input.text"


def _choice(plan: Plan, spec: ColumnSpec, raw: object, lang: Lang, name: str) -> float | Problem:
    dimension = plan.dimensions[spec.dimension]
    written = str(raw).strip().casefold()
    if dimension.id == "yes_no":
        written = _TRUTH_WORDS.get(written, written)
        if isinstance(raw, bool | int | float) and raw in _TRUTH:
            written = _TRUTH[raw]  # type: ignore[index]
    for position, (key, names) in enumerate(zip(dimension.keys, dimension.names, strict=True)):
        if written in (key.casefold(), names.zh.casefold(), names.en.casefold()):
            return float(position)
    fields = {"name": name, "found": raw, "expected": expected(plan, spec, lang)}
    return Problem("input.choice", fields=fields)


def expected(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return in words what an input may hold: a range, or the labels to choose from."""
    if spec.dimension:
        return " / ".join(names[lang] for names in plan.dimensions[spec.dimension].names)
    low, high = limit(plan, spec.low), limit(plan, spec.high)
    kind = "whole" if spec.field is not None and spec.field.is_whole else "number"
    if low is None and high is None:
        return text(lang, f"problems.expected.{kind}")
    if high is None:
        return text(lang, f"problems.expected.{kind}_from", low=f"{low:g}")
    return text(lang, f"problems.expected.{kind}_between", low=f"{low or 0:g}", high=f"{high:g}")


def limit(plan: Plan, bound: Expr | None) -> float | None:
    """Return a bound as a number; the widest one where it differs by level."""
    match bound:
        case Const(value=value):
            return value
        case Param(id=key) | Keyed(id=key):
            value = plan.parameters[key].value
            return value if isinstance(value, int | float) else max(value.values())
    return None


def column_name(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return a column's name for people: its own, or its role within the indicator."""
    own = spec.name[lang] if spec.name else ""
    if spec.kind == "points":
        return text(lang, "columns.points")
    return own or text(lang, f"columns.{spec.label}")
