"""What a cell of a design workbook shows of a value of a scheme file, and how the value is read back.

A kind of cell is a class with both, so that they stay one: `show` is for what `read` returns. What is read is what a
scheme file would say; `read` raises ProblemsError with one problem `design.…` for anything else.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from presales_xl.design.designbook.vocabulary import Vocabulary, plain_name
from presales_xl.people.table import normal
from presales_xl.scheme.bands import ELSE, parse_bound
from presales_xl.scheme.errors import fail
from presales_xl.texts import all_texts, text

#: What a cell holds, as Excel tells it.
Value = str | float | None

_NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?\s*%?")
_PAIR = re.compile(rf"({_NUMBER.pattern})\s*(?:–|—|~|-|至|到|to)\s*({_NUMBER.pattern})")
_WHOLE = r"(?![^「」]*」)(?![^\[\]]*\])"  # a sign within a name in brackets parts nothing
_SEVERAL = re.compile(rf"[、,;\n]{_WHOLE}")
_CLAUSES = re.compile(rf"[;\n]{_WHOLE}")
_NAMED = re.compile(rf"(?:(.+?)\s*[: ]\s*({_NUMBER.pattern})|(.+?)({_NUMBER.pattern}))\s*分?")
_REST = re.compile(rf"(\D+?)\s*({_NUMBER.pattern})\s*分?")
_UNIT = "(?:分|次|个|家|例|件|天|人|项)?"
_SIGNS = {
    ">=": ("≥", ">=", "大于等于", "不低于", "不少于", "达到", "至少", "at least"),
    "<=": ("≤", "<=", "小于等于", "不超过", "不高于", "不多于", "至多", "at most"),
    ">": (">", "大于", "高于", "超过", "多于", "above"),
    "<": ("<", "小于", "低于", "少于", "不足", "below"),
}
_BOUND = re.compile(
    rf"({'|'.join(re.escape(sign) for signs in _SIGNS.values() for sign in signs)})\s*({_NUMBER.pattern})\s*{_UNIT}"
)
_ID = re.compile(r"[a-z][a-z0-9_]*")
_SUFFIXED = re.compile(rf"({_NUMBER.pattern})\s*{_UNIT}(以上|以下|及以上|及以下|or more|or less)")
_LEADS = re.compile(r"\s*,?\s*(?:→|->|=>|[:=得])\s*|\s+")


@dataclass(frozen=True)
class Around:
    """What a cell stands in: the names, the item of its row, the detail table of that, its path in the scheme file.

    `partner` returns a text in both languages, by the path and the text in the workbook's language.
    """

    names: Vocabulary
    item: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""
    table: str = ""
    partner: Callable[[str, str], object] = lambda _, shown: shown

    def say(self, key: str, **fields: object) -> str:
        """Return a text of the design workbook."""
        return text(self.names.lang, f"design.{key}", **fields)


class Cell:
    """A kind of cell; this one holds a text in the workbook's language."""

    def show(self, value: Any, around: Around) -> Value:
        """Return what stands in the cell; `value` is not None."""
        return plain_name(value, around.names.lang)

    def read(self, cell: Value, around: Around) -> Any:
        """Return the value that the cell says."""
        return around.partner(around.path, written(cell))

    def offered(self, around: Around) -> Sequence[str]:
        """Return what may be chosen in the cell; nothing where it is not one of a few."""
        return ()


def written(cell: Value) -> str:
    """Return what somebody sees in a cell."""
    return number_text(cell) if isinstance(cell, int | float) else (cell or "").strip()


def number_text(number: float, *, rate: bool = False, grouped: bool = False) -> str:
    """Return a number in full, 0.9 as a rate as 90%, a `grouped` one as 10,000."""
    exact = Decimal(repr(number)) * (100 if rate else 1)
    shown = format(exact.normalize(), ",f" if grouped else "f")
    return f"{shown}%" if rate else shown


def number_of(cell: Value) -> float:
    """Return the number in a cell, 90% as 0.9; ProblemsError `design.number`."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    typed = normalize("NFKC", str(cell)).strip().removesuffix("分").strip()
    if not _NUMBER.fullmatch(typed):
        raise fail("design.number", found=cell)
    try:
        exact = Decimal(re.sub(r"[,%\s]", "", typed).replace("−", "-")) / (100 if typed.endswith("%") else 1)
    except InvalidOperation:
        raise fail("design.number", found=cell) from None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


class PlainCell(Cell):
    """A text that is the same in every language: an id."""

    def show(self, value: Any, around: Around) -> Value:
        return str(value)

    def read(self, cell: Value, around: Around) -> Any:
        return written(cell)


class NumberCell(Cell):
    """A number; one that may be `none` says so in words, where a blank means something else."""

    def __init__(self, unit: str = "") -> None:
        self.unit = unit

    def show(self, value: Any, around: Around) -> Value:
        if value is None:
            return around.say("word.none")
        return number_text(value, rate=True) if self.unit == "rate" else float(value)

    def read(self, cell: Value, around: Around) -> Any:
        return None if written(cell) == around.say("word.none") else number_of(cell)


class OneOfCell(Cell):
    """One of a few words; `group` are their texts by value."""

    def __init__(self, group: str, values: Sequence[Any]) -> None:
        self.group, self.values = group, values

    def _word(self, value: Any, around: Around) -> str:
        return around.say(f"{self.group}.{str(value).lower() or 'none'}")

    def show(self, value: Any, around: Around) -> Value:
        return self._word(value, around)

    def read(self, cell: Value, around: Around) -> Any:
        words = {normal(self._word(value, around)): value for value in self.values}
        if normal(written(cell)) not in words:
            raise fail("design.one_of", found=cell, expected=[self._word(value, around) for value in self.values])
        return words[normal(written(cell))]

    def offered(self, around: Around) -> Sequence[str]:
        return [self._word(value, around) for value in self.values]


class SeveralCell(OneOfCell):
    """Several of a few words."""

    def show(self, value: Any, around: Around) -> Value:
        return around.say("and").join(self._word(each, around) for each in value)

    def read(self, cell: Value, around: Around) -> Any:
        return [OneOfCell.read(self, part, around) for part in _several(cell)]

    def offered(self, around: Around) -> Sequence[str]:
        return ()


def _several(cell: Value) -> list[str]:
    return [part.strip() for part in _SEVERAL.split(normalize("NFKC", written(cell))) if part.strip()]


class NamesCell(Cell):
    """Things that have a name: one, or several where `many`; `elsewhere` may be the id of a thing of another scheme."""

    def __init__(self, *kinds: str, many: bool = False, elsewhere: bool = False) -> None:
        self.kinds, self.many, self.elsewhere = kinds, many, elsewhere

    def show(self, value: Any, around: Around) -> Value:
        return around.say("and").join(self._name(key, around) for key in (value if self.many else [value]))

    def _name(self, key: str, around: Around) -> str:
        kind = next((kind for kind in self.kinds if key in around.names.names.get(kind, {})), self.kinds[0])
        return self.word(key, around) or around.names.listed(kind, key)

    def read(self, cell: Value, around: Around) -> Any:
        if not self.many:
            return self._id(written(cell), around)
        known = {normal(name) for kind in self.kinds for name in around.names.names.get(kind, {}).values()}
        if normal(written(cell)) in known:  # a name with a sign in it that parts several
            return [self._id(written(cell), around)]
        return [self._id(name, around) for name in _several(cell)]

    def _id(self, name: str, around: Around) -> str:
        for key in ("manager", "hr", "level", "grade"):
            if self.word(key, around) and normal(name) == normal(self.word(key, around)):
                return key
        for kind in self.kinds[:-1]:
            if around.names.ids(kind, name):
                return around.names.id_of(kind, name)
        if self.elsewhere and _ID.fullmatch(name) and not around.names.ids(self.kinds[-1], name):
            return name
        return around.names.id_of(self.kinds[-1], name)

    def word(self, key: str, around: Around) -> str:
        """Return the word for what has no name in a scheme file, "" for everything else."""
        words = {"writer": ("manager", "hr"), "key": ("level", "grade")}
        known = next((keys for kind, keys in words.items() if kind in self.kinds), ())
        return around.say(f"word.{key}") if key in known else ""

    def offered(self, around: Around) -> Sequence[str]:
        if self.many:
            return ()
        words = [around.say(f"word.{key}") for key in ("manager", "hr") if "writer" in self.kinds]
        return words + [name for kind in self.kinds for name in around.names.names.get(kind, {}).values()]


class FormulaCell(Cell):
    """A formula in names."""

    def show(self, value: Any, around: Around) -> Value:
        return around.names.formula(str(value), around.table)

    def read(self, cell: Value, around: Around) -> Any:
        return around.names.read_formula(written(cell), around.table)


class FormulasCell(FormulaCell):
    """Several formulas, a line each."""

    def show(self, value: Any, around: Around) -> Value:
        return "\n".join(around.names.formula(each, around.table) for each in value)

    def read(self, cell: Value, around: Around) -> Any:
        return [around.names.read_formula(line, around.table) for line in written(cell).splitlines() if line.strip()]


class TargetCell(FormulaCell):
    """A number, in % where what is measured is a share, or a formula in names."""

    def __init__(self, rate: Callable[[Around], bool] = lambda _: False) -> None:
        self.rate = rate

    def show(self, value: Any, around: Around) -> Value:
        return super().show(value, around) if isinstance(value, str) else number_text(value, rate=self.rate(around))

    def read(self, cell: Value, around: Around) -> Any:
        is_number = not isinstance(cell, str) or _NUMBER.fullmatch(normalize("NFKC", cell).strip())
        return number_of(cell) if is_number else super().read(cell, around)


class DefaultCell(Cell):
    """What a blank entry counts as: a number, or a choice by its name."""

    def show(self, value: Any, around: Around) -> Value:
        if not isinstance(value, str):
            return float(value)
        return around.names.shown("answer" if around.item.get("type") == "yes_no" else "choice", value)

    def read(self, cell: Value, around: Around) -> Any:
        if around.item.get("type") in ("choice", "yes_no"):
            return around.names.id_of("answer" if around.item["type"] == "yes_no" else "choice", written(cell))
        return float(number_of(cell))


class PairCell(Cell):
    """The lowest and the highest number: 18–22, or one number for both."""

    def show(self, value: Any, around: Around) -> Value:
        rate = around.item.get("type") == "rate" or around.item.get("unit") == "rate"
        return "–".join(dict.fromkeys(number_text(each, rate=rate, grouped=True) for each in value))

    def read(self, cell: Value, around: Around) -> Any:
        typed = normalize("NFKC", written(cell))
        if match := _PAIR.fullmatch(typed):
            lowest, highest = number_of(match[1]), number_of(match[2])
            if lowest <= highest:
                return [lowest, highest]
        if _NUMBER.fullmatch(typed):
            return [number_of(typed)] * 2
        raise fail("design.pair", found=cell)


def clauses(cell: Value) -> list[str]:
    """Return the clauses of a cell, parted by semicolons or lines."""
    return [" ".join(part.split()) for part in _CLAUSES.split(normalize("NFKC", written(cell))) if part.strip()]


def named_number(clause: str) -> tuple[str, float]:
    """Return the name and the number of a clause such as `甲 1.2`; ProblemsError `design.named_number`."""
    match = _NAMED.fullmatch(clause)
    if match is None:
        raise fail("design.named_number", found=clause)
    return (match[1] or match[3]).strip(), number_of(match[2] or match[4])


class PerKeyCell(Cell):
    """A number, or one per level, grade or choice: `甲 1.2；乙 1`."""

    def __init__(self, kind: str = "") -> None:
        self.kind = kind

    def kinds(self, around: Around) -> tuple[str, ...]:
        """Return the kinds of the keys: those of the column, or what a parameter differs by."""
        by = around.item.get("by", "")
        if by in ("level", "grade") or self.kind:
            return (self.kind or by,)
        return ("choice", "answer") if by else ("grade", "level", "choice", "answer")

    def show(self, value: Any, around: Around) -> Value:
        rate = around.item.get("unit") == "rate"
        if not isinstance(value, Mapping):
            return around.say("word.open") if value is None else self._single(value, rate=rate)
        kinds, names = self.kinds(around), around.names.names
        parts = []
        for key, number in value.items():
            kind = next((kind for kind in kinds if key in names.get(kind, {})), kinds[0])
            shown = around.say("word.open") if number is None else number_text(number, rate=rate)
            parts.append(f"{around.names.listed(kind, key)} {shown}")
        return around.say("then").join(parts)

    @staticmethod
    def _single(value: float, *, rate: bool) -> Value:
        return number_text(value, rate=True) if rate else float(value)

    def read(self, cell: Value, around: Around) -> Any:
        open_word = around.say("word.open")
        if not isinstance(cell, str) or _NUMBER.fullmatch(normalize("NFKC", cell).strip()):
            return number_of(cell)
        if written(cell) == open_word:
            return None
        numbers: dict[str, float | None] = {}
        if not re.search(r"\d", cell) and open_word not in cell:
            raise fail("design.number", found=cell)
        for clause in clauses(cell):
            is_open = clause.endswith(open_word)
            name, number = (clause.removesuffix(open_word).strip(), None) if is_open else named_number(clause)
            kinds = self.kinds(around)
            kind = next((kind for kind in kinds if around.names.ids(kind, name)), kinds[0])
            numbers[around.names.id_of(kind, name)] = number
        return numbers


class WeightsCell(Cell):
    """Raters and their weights: `上级评 80%；自评 20%`; one alone needs no weight."""

    def show(self, value: Any, around: Around) -> Value:
        names = {key: around.names.listed("rater", key) for key in value}
        if list(value.values()) == [1]:
            return next(iter(names.values()))
        return around.say("then").join(f"{names[key]} {number_text(share, rate=True)}" for key, share in value.items())

    def read(self, cell: Value, around: Around) -> Any:
        parts = clauses(str(cell).replace("、", ";"))
        if len(parts) == 1 and not _NAMED.fullmatch(parts[0]):
            return {around.names.id_of("rater", parts[0]): 1.0}
        named = [named_number(part) for part in parts]
        return {around.names.id_of("rater", name): number for name, number in named}


class DescribedCell(Cell):
    """What earns each level, a line each: `优秀：主动带教新人`; of a number what earns it from there on."""

    def show(self, value: Any, around: Around) -> Value:
        lines = []
        for key, words in value.items():
            name = around.names.listed("choice", key) if key in around.names.names["choice"] else key
            lines.append(f"{name}{around.say('colon')}{plain_name(words, around.names.lang)}")
        return "\n".join(lines)

    def read(self, cell: Value, around: Around) -> Any:
        described = {}
        for line in filter(str.strip, written(cell).splitlines()):
            name, colon, words = re.sub(rf"[:：]{_WHOLE}\s*", "\0", line, count=1).partition("\0")
            if not colon:
                raise fail("design.described", found=line)
            key = name.strip() if _NUMBER.fullmatch(name.strip()) else around.names.id_of("choice", name)
            described[key] = around.partner(f"{around.path}.{key}", words.strip())
        return described


def bound_text(bound: str, *, rate: bool, otherwise: str) -> str:
    """Return a bound of a table as cells show it: `≥90%`, the last one in a word."""
    parsed = parse_bound(bound)
    if parsed is None:
        return otherwise
    sign = parsed.op.replace(">=", "≥").replace("<=", "≤")
    return f"{sign}{number_text(parsed.value, rate=rate)}"


def read_bound(typed: str, otherwise: str) -> str:
    """Return a bound as scheme files write it; ProblemsError `design.bound`."""
    if normal(typed) in (normal(otherwise), ELSE, "其他", "其它", "否则"):
        return ELSE
    if suffixed := _SUFFIXED.fullmatch(typed.strip()):
        return f"{'≤' if suffixed[2] in ('以下', '及以下', 'or less') else '≥'}{number_text(number_of(suffixed[1]))}"
    match = _BOUND.fullmatch(typed.strip())
    if match is None:
        raise fail("design.bound", found=typed)
    sign = next(signs[0] for signs in _SIGNS.values() if match[1] in signs)
    return f"{sign}{number_text(number_of(match[2]))}"


class BoundCell(Cell):
    """One bound: `≥90`, `其余`."""

    def show(self, value: Any, around: Around) -> Value:
        return bound_text(value, rate=False, otherwise=around.say("word.else"))

    def read(self, cell: Value, around: Around) -> Any:
        return read_bound(normalize("NFKC", written(cell)), around.say("word.else"))


class BandsCell(Cell):
    """A table of bounds with what each is worth: `≥90% → 15；≥80% → 10；其余 0`."""

    def __init__(self, rate: Callable[[Around], bool] = lambda _: False) -> None:
        self.rate = rate

    def show(self, value: Any, around: Around) -> Value:
        rate, otherwise = self.rate(around), around.say("word.else")
        parts = []
        for bound, worth in value.items():
            shown = bound_text(bound, rate=rate, otherwise=otherwise)
            parts.append(f"{shown}{' → ' if shown != otherwise else ' '}{number_text(worth)}")
        return around.say("then").join(parts)

    def read(self, cell: Value, around: Around) -> Any:
        bands: dict[str, float] = {}
        for clause in clauses(cell):
            bound, worth = self.band(clause, around)
            if bound in bands:
                raise fail("design.twice", found=bound)
            bands[bound] = worth
        return bands

    def band(self, clause: str, around: Around) -> tuple[str, float]:
        """Return one line of the table."""
        parts = [part for part in _LEADS.split(normal(clause)) if part]
        if rest := _REST.fullmatch(normal(clause)) if len(parts) == 1 else None:
            parts = [rest[1], rest[2]]
        if len(parts) == 1:
            raise fail("design.band", found=clause)
        return read_bound("".join(parts[:-1]), around.say("word.else")), number_of(parts[-1])


class ReadingCell(Cell):
    """The figures that a note is of, by the ids of figures, each part of which has a name: `回款率·满分`."""

    KINDS = ("value", "indicator", "section", "input", "parameter", "veto", "flag", "grade", "choice", "rater")

    def show(self, value: Any, around: Around) -> Value:
        return "·".join(self._word(part, around) for part in str(value).split("."))

    def _word(self, part: str, around: Around) -> str:
        figure = re.fullmatch(r"([a-z_]+?)(_(?:\d+|\*))?", part)
        word = figure and _figures(around).get(figure[1])
        if word and figure:
            return f"{word}{(figure[2] or '').replace('_', ' ')}"
        for kind in self.KINDS:
            name = around.names.names.get(kind, {}).get(part)
            if name and self._id(name, around) == part:
                return name
        return part

    def read(self, cell: Value, around: Around) -> Any:
        return ".".join(self._id(part.strip(), around) for part in re.split(r"[·.]", written(cell)))

    def _id(self, name: str, around: Around) -> str:
        figures = {word: key for key, word in _figures(around).items()}
        if (match := re.fullmatch(r"(.+?)(?: (\d+|\*))?", name)) and match[1] in figures:
            return figures[match[1]] + (f"_{match[2]}" if match[2] else "")
        for kind in self.KINDS:
            if len(ids := around.names.ids(kind, name)) == 1:
                return ids[0]
        return name


def _figures(around: Around) -> dict[str, str]:
    """Return the words for parts of ids that name what a figure is."""
    known = (key.removeprefix("design.figure.") for key in all_texts() if key.startswith("design.figure."))
    return {key: around.say(f"figure.{key}") for key in known}
