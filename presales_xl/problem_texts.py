"""Problems as sentences: where something lies, what is wrong with it, how to mend it."""

import re
from collections.abc import Mapping

from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang, all_texts, text

_ENGLISH_WORD = re.compile(r"[a-z]+(-[a-z]+)*,? ")


def explain(lang: Lang, problem: Problem) -> str:
    """Return a problem as one message: place, what is wrong, how to mend it."""
    where, what, mend = _parts(lang, problem)
    key = "problems.message" if where else "problems.message_without_place"
    return text(lang, key, where=where, what=what if where else _begun(what), mend=mend)


def sentences(lang: Lang, problem: Problem) -> tuple[str, str, str]:
    """Return a problem in its parts, sentences of their own: where it lies, what is wrong, how to mend it."""
    where, what, mend = _parts(lang, problem)
    return where, _begun(what), mend


def _begun(sentence: str) -> str:
    """Return a sentence as it begins: with a capital, unless with a name."""
    return sentence[0].upper() + sentence[1:] if _ENGLISH_WORD.match(sentence) else sentence


def _parts(lang: Lang, problem: Problem) -> tuple[str, str, str]:
    """Return the parts of a problem as they stand in the texts; what is wrong may follow a place."""
    fields = {key: _shown(lang, value) for key, value in problem.fields.items()}
    what = text(lang, f"problems.{problem.code}.what", **fields)
    return _where(lang, problem.place), what, text(lang, f"problems.{problem.code}.mend", **fields)


def is_to_mend(problem: Problem) -> bool:
    """Return whether anything is to be done about a problem: else the text for it begins by saying so."""
    return not all_texts()[f"problems.{problem.code}.mend"]["zh"].startswith(text("zh", "do.nothing"))


def as_json(lang: Lang, problem: Problem) -> Mapping[str, str]:
    """Return a problem as JSON: its code, where it is, and its sentences."""
    _, what, mend = sentences(lang, problem)
    place = problem.place
    where = {"file": place.file, "sheet": place.sheet, "cell": place.cell}
    return {"code": problem.code, "severity": problem.severity, **where, "what": what, "mend": mend}


def _shown(lang: Lang, value: object) -> str:
    match value:
        case float():
            return f"{value:.10g}"
        case object(zh=str(chinese), en=str(english)):  # `Names`, which would take pydantic along into every start
            return chinese if lang == "zh" else english
        case list() | tuple():
            return text(lang, "problems.comma").join(_shown(lang, part) for part in value)
    return str(value)


def _where(lang: Lang, place: Place) -> str:
    line = text(lang, "problems.line", line=place.line) if place.line else ""
    return " › ".join(part for part in (place.file, place.sheet, place.cell, line, place.field) if part)
