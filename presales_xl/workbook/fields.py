"""Input cells: what Excel accepts in them, the prompt that it shows, and the mark of what is not valid."""

from collections.abc import Iterator
from dataclasses import replace

from xlsxwriter.worksheet import Worksheet

from presales_xl.backends.excel import Addresses, not_valid, printed
from presales_xl.backends.levels import levels_in_words
from presales_xl.backends.words import column_name, expected
from presales_xl.people.entries import words_most
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.nodes import Const, Expr, Keyed
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang, text
from presales_xl.workbook.layout import Span
from presales_xl.workbook.style import Style, number_format
from presales_xl.workbook.table_sheet import Area

TITLE_MOST, MESSAGE_MOST = 32, 255  # what Excel allows


def validate(sheet: Worksheet, plan: Plan, spec: ColumnSpec, where: Area, at: Addresses, lang: Lang) -> None:
    """Let the cells accept only what the input may hold, with a prompt before and a stop message after."""
    name = column_name(spec, lang)
    words = expected(plan, spec, lang) if spec.id != STATE else " / ".join(_of_manager(plan, lang))
    stop = "words_stop" if spec.words else "stop"
    most = words_most(spec)
    rule: dict[str, object] = {
        "ignore_blank": True,
        "input_title": name[:TITLE_MOST],
        "input_message": _prompt(plan, spec, words, lang)[:MESSAGE_MOST],
        "error_title": text(lang, "workbook.prompt.stop_title")[:TITLE_MOST],
        "error_message": text(lang, f"workbook.prompt.{stop}", name=name, expected=words, most=most)[:MESSAGE_MOST],
        "error_type": "stop",
    }
    if spec.words:
        rule |= {"validate": "length", "criteria": "<=", "value": most}
    elif spec.dimension:
        rule |= {
            "validate": "list",
            "source": _of_manager(plan, lang) if spec.id == STATE else f"={at.labels(spec.dimension)}",
        }
    elif spec.smallest or spec.is_free_text:  # between 0 and the smallest, in a text some signs, nothing may stand
        rule |= {"validate": "custom", "value": f"=NOT({not_valid(plan, spec, at)})"}
    else:
        rule |= {"validate": "integer" if spec.field and spec.field.is_whole else "decimal"} | _limits(plan, spec, at)
    sheet.data_validation(*where, rule)


def _of_manager(plan: Plan, lang: Lang) -> list[str]:
    """Return the states that a manager may give."""
    return [name[lang] for place, name in enumerate(plan.dimensions[STATE].names) if place != EXEMPT]


def _limits(plan: Plan, spec: ColumnSpec, at: Addresses) -> dict[str, object]:
    lowest, highest = plan.limits(spec)
    low, high = _operand(plan, spec.low, at, lowest), _operand(plan, spec.high, at, highest)
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low, "maximum": high}
    if high is not None:
        return {"criteria": "<=", "value": high}
    return {"criteria": ">=", "value": -1e12 if low is None else low}


def _operand(plan: Plan, bound: Expr | None, at: Addresses, widest: float | None) -> float | str | None:
    """Return a limit: a figure or the formula of one, the widest while that by which it differs is blank."""
    if bound is None or isinstance(bound, Const):
        return bound.value if bound else None
    formula = printed(plan, bound, at)
    return f"=IFERROR({formula},{widest:g})" if isinstance(bound, Keyed) else f"={formula}"


def _prompt(plan: Plan, spec: ColumnSpec, words: str, lang: Lang) -> str:
    if spec.words:
        kept = "words_confidential" if spec.words.confidential else "words"
        required = ["words_required"] if spec.words.required and spec.words.explains else []
        parts = [text(lang, f"workbook.prompt.{key}", most=words_most(spec)) for key in (*required, kept)]
        return "\n".join(filter(None, [spec.words.help[lang], *parts]))
    key = "number" if not spec.dimension else "level" if spec.is_described else "choice"
    parts = [text(lang, f"workbook.prompt.{key}", expected=words)]
    if spec.id == STATE:
        return "\n".join([*parts, text(lang, "workbook.prompt.state")])
    field = spec.field
    if field is not None:
        if field.help[lang]:
            parts.insert(0, field.help[lang])
        if field.default is not None:
            parts.append(text(lang, "workbook.prompt.optional", default=_default(field.default, lang)))
        elif field.optional:
            parts.append(text(lang, "workbook.prompt.may_stay_blank"))
    if spec.is_described:
        parts += _levels(plan, spec, lang, MESSAGE_MOST - sum(len(part) + 1 for part in parts))
    return "\n".join(parts)


def _levels(plan: Plan, spec: ColumnSpec, lang: Lang, room: int) -> Iterator[str]:
    """Yield a line for each level, shortened where they do not fit, with where they stand in full."""
    levels = levels_in_words(plan, spec, lang)
    pointer = text(lang, "workbook.prompt.in_full", sheet=text(lang, "workbook.sheet.criteria"))
    longest = max(len(level.text) for level in levels)
    for most in range(longest, 0, -1):
        lines = [str(replace(level, text=_cut(level.text, most))) for level in levels]
        lines += [pointer] if most < longest else []
        if sum(len(line) + 1 for line in lines) <= room:
            yield from lines
            return


def _cut(words: str, most: int) -> str:
    """Return a text of so many letters at most, cut between words where there are any."""
    if len(words) <= most:
        return words
    begun = words[: most - 1]
    return f"{(begun.rpartition(' ')[0] or begun).rstrip(',;，；、 ')}…"


def _default(default: float | str, lang: Lang) -> str:
    if isinstance(default, str):
        return text(lang, f"workbook.{default}") if default in ("yes", "no") else default
    return f"{default:g}"


def validate_person(sheet: Worksheet, where: Area, people: Span, title: str, lang: Lang) -> None:
    """Let the cells accept only people of the list on the first sheet."""
    rule = {
        "validate": "list",
        "source": f"={people}",
        "input_title": title,
        "input_message": text(lang, "workbook.prompt.person"),
        "error_title": text(lang, "workbook.prompt.stop_title"),
        "error_message": text(lang, "workbook.prompt.person_stop"),
    }
    sheet.data_validation(*where, rule)


def refuse(sheet: Worksheet, where: Area, title: str, message: str) -> None:
    """Let the cells accept nothing that is typed: others give what belongs there, and only they."""
    rule = {"validate": "custom", "value": "=FALSE", "input_title": title, "input_message": message}
    sheet.data_validation(*where, {**rule, "error_title": title, "error_message": message})


def entry_format(spec: ColumnSpec) -> str:
    """Return the number format of an entry, which shows what was typed: a count of 3.5 is not 4.

    Every number has one: a cell without (that is, with General alone) would stay one of percentages for good once 95%
    is typed into it.
    """
    if not spec.is_number or spec.unit == "money":
        return number_format(spec.unit)
    return number_format("exact_rate") if spec.unit == "rate" else "General;-General"


def mark_not_valid(sheet: Worksheet, style: Style, test: str, where: Area) -> None:
    """Mark cells that hold something not valid: white on red, bold, so that it also reads in black and white."""
    if test:
        form = style.condition(fill="bad", colour="on_brand", bold=True)
        rule = {"type": "formula", "criteria": f"=IFERROR({test},TRUE)", "format": form, "stop_if_true": True}
        sheet.conditional_format(*where, rule)


#: How an entry to be confirmed is marked: framed, in italics and underlined, so that it also reads in black and white.
ASKED_LOOK = {"fill": "asked", "italic": True, "bold": True, "underline": 1, "border": 1, "edge": "missing_line"}


def mark_asked(sheet: Worksheet, style: Style, question: str, where: Area) -> None:
    """Mark cells whose entry is to be confirmed; `question` is the cell with the number of the reason."""
    form = style.condition(**ASKED_LOOK)
    sheet.conditional_format(
        *where, {"type": "formula", "criteria": f"=SUM({question})>0", "format": form, "stop_if_true": True}
    )


def mark_missing(sheet: Worksheet, style: Style, test: str, where: Area) -> None:
    """Mark cells that are still to be filled in."""
    form = style.condition(fill="missing", border=4, edge="missing_line")
    sheet.conditional_format(*where, {"type": "formula", "criteria": f"={test}", "format": form})
