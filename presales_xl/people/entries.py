"""What is entered: which columns are, which of them a header names, and how a raw value becomes a number.

A raw value is what a cell of a workbook or a field of a CSV file holds; a number stands for it, or a problem says what
was expected.
"""

import datetime as dt
import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

import numpy as np

from presales_xl.backends.frame import INVALID
from presales_xl.backends.numbers import Floats
from presales_xl.backends.numerals import units
from presales_xl.backends.words import column_name, expected, own_name
from presales_xl.people.employees import REMARKS, WITHHELD, Employee
from presales_xl.people.notices import EntryProblem, NumberAsText, TakenEntry, UnreadWords, WordsProblem
from presales_xl.people.plain_rows import PlainRows
from presales_xl.people.table import UNCOMPUTED, CellError, Table, Value, as_error, heading
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import TEXT_MOST, ColumnSpec, Dimension, Plan, without_stray_blanks
from presales_xl.scheme.doubts import factors
from presales_xl.scheme.errors import Problem
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import LANGUAGES, Lang, text

#: Characters that a text may have which somebody writes of an employee.
WORDS_MOST = 500
REASON_MOST = 100  # of a text that explains an entry: the form has it beside what it explains
_NUMBER = re.compile(r"[-+]?([\d,]+(\.[\d,]*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_DASHES = ("-", "–", "—")
_DIGITS = 15  # that Excel shows and compares: whoever types =0.3*3 means 0.9
_TRUTH_WORDS = {"true": "yes", "y": "yes", "1": "yes", "false": "no", "n": "no", "0": "no"}


def fillable(plan: Plan, table: str = "") -> list[ColumnSpec]:
    """Return the columns that somebody fills in: of the main table (level, state, texts too), or of a detail table."""
    if table:
        return [spec for spec in plan.tables[table].columns.values() if spec.field]
    return plan.of_kind("level", "employment", "input", "words")


def asked_of_manager(plan: Plan, who: Employee) -> list[str]:
    """Return the ids of the inputs of an employee that the manager gives: neither HR nor raters do."""
    return [spec.id for spec in plan.of_kind("input") if spec.id not in who.locked and spec.id not in who.awaited]


def is_required(spec: ColumnSpec) -> bool:
    """Return whether a column may not stay blank."""
    return spec.field is None or not spec.field.may_stay_blank


def denominators(plan: Plan) -> frozenset[str]:
    """Return the ids of the inputs that something is divided by."""
    inputs: set[str] = set()
    for spec in plan.columns.values():
        for node in nodes.walk(spec.expr) if spec.expr else ():
            if isinstance(node, nodes.Arith) and node.divisor:
                inputs |= factors(plan.columns, node.divisor)
    return frozenset(inputs)


def names_of(plan: Plan, column_ids: Sequence[str], lang: Lang) -> list[str]:
    """Return the names of columns as people read them; points by their indicator."""
    return list(dict.fromkeys(own_name(plan.column(key), lang) for key in column_ids))


class Headers:
    """Finds the input that a column header names: by id, by column id, or by its name in any language."""

    def __init__(self, plan: Plan, table: str = "") -> None:
        self._ids: dict[str, ColumnSpec] = {}
        self._names: dict[str, dict[str, ColumnSpec]] = {}
        for spec in fillable(plan, table):
            self._ids[heading(spec.id)] = spec
            for lang in LANGUAGES:
                self._names.setdefault(heading(own_name(spec, lang)), {})[spec.id] = spec

        for spec in fillable(plan, table):
            self._ids.setdefault(heading(spec.id.partition(".")[2] or spec.id), spec)
        if not table:  # what was entered in the period before, for who has it in the same table
            self._ids |= {heading(spec.id): spec for spec in plan.of_kind("last")}

    def find(self, header: str) -> list[ColumnSpec]:
        """Return the columns that a header may name: none, one, or several that share a name.

        Behind a name its own unit may stand in brackets, as 合同额（万元）; another unit is another figure.
        """
        key = heading(header)
        if key in self._ids:
            return [self._ids[key]]
        if key in self._names or not key.endswith(")"):
            return list(self._names.get(key, {}).values())
        name, _, unit = key[:-1].rpartition("(")
        return [spec for spec in self._names.get(name.strip(), {}).values() if unit in map(str.casefold, units(spec))]


def means(header: str, key: str, texts: str = "columns") -> bool:
    """Return whether a header is the id, or the name in any language, of a column that no scheme names."""
    return heading(header) in _names_of(key, texts)


@lru_cache(maxsize=256)
def _names_of(key: str, texts: str) -> frozenset[str]:
    return frozenset({key, *(heading(text(lang, f"{texts}.{key}")) for lang in LANGUAGES)})


def names_ids(header: str) -> bool:
    """Return whether a header names the ids of employees, without which no table of theirs can be read."""
    return means(header, "employee_id")


def read_entry(
    plan: Plan, spec: ColumnSpec, raw: object, lang: Lang, *, typed: bool = True
) -> tuple[float, Problem | None]:
    """Return the number that `raw` stands for, and what is to be said of it: an error where it does not count.

    The number is NaN when `raw` is blank, infinite when it does not count. `typed` values come from a workbook of ours
    in language `lang`: a choice is one of the labels to the letter, and of a number that is a text, for which the
    sheet shows no points, a notice says that it counts. Tables of HR's are read generously. Of limits that differ by
    what stands beside the input the widest ones are checked here; see `out_of_range`.
    """
    raw = as_error(raw)
    if raw is None or raw == "" or (not typed and isinstance(raw, str) and not raw.strip()):
        return math.nan, None
    if isinstance(raw, float) and math.isnan(raw):
        return math.nan, None

    def wrong(code: str, found: object = raw, kind: type[EntryProblem] = EntryProblem) -> tuple[float, EntryProblem]:
        return INVALID, kind(code, fields=_said(plan, spec, found, lang, typed=typed))

    if raw == UNCOMPUTED:
        return wrong("input.formula", kind=TakenEntry)
    if spec.kind == "words":
        written, problem = read_words(spec, raw, lang)
        return (1.0 if written else math.nan), problem
    if isinstance(raw, CellError):
        return wrong("input.error", raw.code)
    if spec.is_free_text:
        return _free_text(raw, spec, column_name(spec, lang), typed=typed)
    if spec.dimension:
        position = _choice(plan.dimensions[spec.dimension], raw, lang, typed=typed)
        return wrong("input.choice") if position is None else (position, None)
    if isinstance(raw, dt.time | dt.timedelta):
        return wrong("input.time", _hours(raw), TakenEntry)
    if isinstance(raw, dt.date):
        return wrong("input.date", kind=TakenEntry)
    value = _number(raw, spec, typed=typed)
    if isinstance(value, str):
        return wrong(value)
    if code := _beyond(plan, spec, value):
        invalid, problem = wrong(code)
        of_hundred = {"percent": f"{value:.10g}", "times_hundred": f"{value * 100:.10g}"}
        return invalid, replace(problem, fields={**problem.fields, **of_hundred})
    if isinstance(raw, str) and typed:
        fields = {"name": column_name(spec, lang), "found": raw, "counts": value}
        return value, NumberAsText("input.as_text", fields=fields, severity="warning")
    return value, None


def out_of_range(plan: Plan, spec: ColumnSpec, raw: object, lang: Lang) -> Problem:
    """Return the error that an entry is beyond limits that differ by what stands beside it."""
    return EntryProblem("input.range", fields=_said(plan, spec, raw, lang, typed=False))


def _said(plan: Plan, spec: ColumnSpec, found: object, lang: Lang, *, typed: bool) -> dict[str, object]:
    found = f"{found:.15g}" if isinstance(found, float) else found  # as the cell holds it: a last digit may be wrong
    return {"name": column_name(spec, lang), "found": found, "expected": _offered(plan, spec, lang, typed=typed)}


def _offered(plan: Plan, spec: ColumnSpec, lang: Lang, *, typed: bool) -> str:
    """Return in words what an input may hold: in a workbook without the state that HR alone gives."""
    if spec.id == STATE and typed:
        return " / ".join(names[lang] for place, names in enumerate(plan.dimensions[STATE].names) if place != EXEMPT)
    return expected(plan, spec, lang)


def _hours(raw: dt.time | dt.timedelta) -> str:
    """Return a time as a cell shows it, hours and minutes."""
    seconds = raw.total_seconds() if isinstance(raw, dt.timedelta) else (raw.hour * 60 + raw.minute) * 60
    return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02}"


def read_words(spec: ColumnSpec, raw: object, lang: Lang) -> tuple[str, Problem | None]:
    """Return the text that a cell holds which somebody wrote, whatever is in it, and what is to be said of it.

    One that is too long is told of, and counts as it is: nothing that was written is lost. A formula without a value,
    or an error, has none, nor have blanks, of which is told where a text is required.
    """
    name, raw = column_name(spec, lang), as_error(raw)
    lines = str("" if raw is None else raw).replace("\r\n", "\n").replace("\r", "\n")
    written = "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc").strip()
    is_blank = raw is not None and not written and spec.words is not None and spec.words.required
    if raw == UNCOMPUTED or isinstance(raw, CellError) or is_blank:
        return "", UnreadWords("words.formula", fields={"name": name}, severity="warning")
    most = words_most(spec)
    if len(written) <= most:
        return written, None
    fields = {"name": name, "count": len(written), "most": most}
    return written, WordsProblem("words.long", fields=fields, severity="warning")


def words_most(spec: ColumnSpec) -> int:
    """Return how many characters a text that somebody writes may have."""
    return REASON_MOST if spec.words and spec.words.explains else WORDS_MOST


def texts_of(plan: Plan, people: Iterable[Employee], lang: Lang) -> dict[str, str]:
    """Return the names of what is written of people, by the keys of their texts; of raters where any of them wrote."""
    names = {spec.id: own_name(spec, lang) for spec in plan.of_kind("words")}
    written = {key for person in people for key in person.texts}
    of_raters = {REMARKS: text(lang, "columns.remarks"), WITHHELD: text(lang, "columns.withheld")}
    return names | {key: name for key, name in of_raters.items() if key in written}


def unwritten(plan: Plan, person: Employee) -> list[ColumnSpec]:
    """Return the texts that a person lacks, with which the manager is to say why an entry is not 0, or in any case."""
    specs = (spec for spec in plan.of_kind("words") if spec.words and spec.words.required)
    own = (spec for spec in specs if spec.id not in person.awaited | person.locked and not person.texts.get(spec.id))
    return [spec for spec in own if is_asked(plan, spec, person)]


def is_asked(plan: Plan, spec: ColumnSpec, person: Employee) -> bool:
    """Return whether a text has something to explain, or explains nothing and is asked in any case."""
    explained = [person.entries.get(key, math.nan) for key in plan.explained(spec)]
    return not explained or any(entry != 0 and not math.isnan(entry) for entry in explained)


def _beyond(plan: Plan, spec: ColumnSpec, value: float) -> str:
    """Return the code of the problem with a number that may not stand in an input, "" for one that may."""
    low, high = plan.limits(spec)
    if 0 < value < spec.smallest:
        return "input.percentage"
    if high is not None and value > high:
        return "input.rate" if spec.unit == "rate" and value > 1 else "input.range"
    if low is not None and value < low:
        return "input.range"
    return "input.whole" if spec.field is not None and spec.field.is_whole and value != math.floor(value) else ""


def _free_text(raw: object, spec: ColumnSpec, name: str, *, typed: bool) -> tuple[float, Problem | None]:
    """Return a code that is equal for equal texts; what is too long or holds a sign that is refused is not valid.

    Nor is a text by which rows are sought, and which on the sheet is another one by blanks that nobody sees.
    """
    plain = without_stray_blanks(str(raw))
    written = str(raw) if typed else plain
    fields = {"name": name, "found": raw, "expected": " ".join(spec.refused), "most": TEXT_MOST}
    if set(written) & set(spec.refused):
        return INVALID, EntryProblem("input.free_text", fields=fields)
    if spec.refused and written != plain:
        return INVALID, EntryProblem("input.stray_blanks", fields={**fields, "expected": plain})
    if len(str(raw)) > TEXT_MOST:  # blanks around it count on the sheet
        return INVALID, EntryProblem("input.text_length", fields=fields)
    digest = hashlib.sha256(written.casefold().encode()).digest()
    return float(int.from_bytes(digest[:6], "big")), None


def _number(raw: object, spec: ColumnSpec, *, typed: bool) -> float | str:
    """Return the number, or the code of the problem."""
    if isinstance(raw, str):
        return _written(raw, spec, typed=typed)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return "input.text"
    value = float(raw)
    return float(f"{value:.{_DIGITS}g}") + 0.0 if math.isfinite(value) else "input.text"  # −0 is 0


def _written(raw: str, spec: ColumnSpec, *, typed: bool) -> float | str:
    """Return the number that a text holds, or the code of the problem; as `plain_number`, with the input's unit.

    A dash alone is what accounting formats show for 0; of a workbook's text nobody knows.
    """
    cleaned = _half_width(raw)
    if spec.unit == "money":
        cleaned = cleaned.lstrip("¥$").strip()
    for unit in units(spec):
        cleaned = cleaned.removesuffix(unit).strip()
    if not typed and cleaned in _DASHES:
        return 0.0
    return plain_number(cleaned, percent=spec.unit not in ("money", "seconds"))


def plain_number(written: str, *, percent: bool = True) -> float | str:
    """Return the number that a text holds (" 3 ", "１２", "1,200,000", "95%"), or the code of the problem."""
    cleaned = _half_width(written)
    percent = percent and cleaned.endswith("%")
    match = _NUMBER.fullmatch(cleaned[:-1].strip() if percent else cleaned)
    if match is None:
        return "input.text"
    if "," in match[0] and not _GROUPED.fullmatch(match[0]):
        return "input.comma"
    value = float(match[0].replace(",", "")) / (100 if percent else 1)
    return float(f"{value:.{_DIGITS}g}")


def _half_width(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip().replace("−", "-")


def _choice(dimension: Dimension, raw: object, lang: Lang, *, typed: bool) -> float | None:
    """Return the position of the label that is written, None for any other text."""
    written = str(raw).casefold()
    if not typed:
        written = written.strip()
        if dimension.id == "yes_no":
            written = _TRUTH_WORDS.get(written.removesuffix(".0"), written)
    for position, (key, names) in enumerate(zip(dimension.keys, dimension.names, strict=True)):
        accepted = (names[lang],) if typed else (key, names.zh, names.en)
        if written in {label.casefold() for label in accepted}:
            return float(position)
    return None


def read_column(plan: Plan, spec: ColumnSpec, table: Table, place: int, lang: Lang) -> tuple[Floats, list[Problem]]:
    """Return a column of entries as numbers, NaN where blank, infinity where not valid, and the problems.

    Plainly written numbers within the limits are read all at once; only the others are looked at one by one.
    Choices may be written as ids or as labels in any language.
    """
    numbers, left = np.full(len(table.rows), np.nan), np.arange(len(table.rows))
    if spec.is_number:
        numbers = _plain_numbers(table, place)
        fine = np.isfinite(numbers)
        low, high = plan.limits(spec)
        fine &= (numbers >= (-np.inf if low is None else low)) & (numbers <= (np.inf if high is None else high))
        fine &= (numbers <= 0) | (numbers >= spec.smallest)
        if spec.field is not None and spec.field.is_whole:
            fine &= numbers == np.floor(numbers)
        left = np.flatnonzero(~fine)
    keys = [(type(value), value) for value in table.cells(place, left)]
    known = {key: read_entry(plan, spec, key[1], lang, typed=False) for key in dict.fromkeys(keys)}
    numbers[left] = [known[key][0] for key in keys]
    wrong = {key: problem for key, (_, problem) in known.items() if problem}
    told = ((row, wrong[key]) for row, key in zip(left.tolist(), keys, strict=True) if key in wrong) if wrong else ()
    problems = [replace(problem, place=table.place(row, place)) for row, problem in told]
    for row, column in sorted(table.shared) if spec.is_number else ():
        if column == place and not math.isnan(numbers[row]):
            numbers[row] = INVALID
            problems.append(merged_number(spec, table, row=row, place=place, lang=lang))
    return numbers, problems


def merged_number(spec: ColumnSpec, table: Table, row: int, place: int, lang: Lang) -> Problem:
    """Return the problem of a number merged over several rows: it may be everybody's, or that of all together."""
    return Problem("table.merged", table.place(row, place), {"name": column_name(spec, lang)})


def _plain_numbers(table: Table, place: int) -> Floats:
    """Return plainly written numbers as `_plain` does, without a look at each where all are texts, or blank."""
    if isinstance(table.rows, PlainRows):
        numbers, others = table.rows.numbers(place)
        numbers[others] = list(map(_plain, table.cells(place, others)))
        return numbers
    values = table.column(place)
    if set(map(type, values)) == {str}:
        written = [str(value) or "nan" for value in values]
        if max(map(len, written)) <= _DIGITS and "_" not in "".join(written):
            with suppress(ValueError):
                return np.fromiter(map(float, written), float, len(written))
    return np.fromiter(map(_plain, values), float, len(values))


def _plain(value: Value) -> float:
    """Return a plainly written number as `read_entry` does, NaN for everything that it has to look at."""
    if type(value) is float:
        return float(f"{value:.{_DIGITS}g}")
    if type(value) is int and abs(value) < 10**_DIGITS:
        return float(value)
    if not isinstance(value, str) or len(value) > _DIGITS or "_" in value:
        return math.nan
    try:
        return float(value)
    except ValueError:
        return math.nan
