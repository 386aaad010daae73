"""What differs between two schemes, or two versions of one, in the sentences that explain them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from presales_xl.backends.explain import rule_in_words, sentence
from presales_xl.backends.words import figure_in_full, full_points, own_name, quantity
from presales_xl.scheme.columns import ColumnSpec, Parameter, Plan
from presales_xl.texts import Lang, text

Block = Literal["scheme", "inputs", "measures", "indicators", "results", "pay", "flags", "figures"]
_Said = dict[tuple[Block, str], tuple[str, str]]  # by block and id: what it is called, and what is said of it


_BLOCKS: Mapping[str, Block] = {
    "measure": "measures",
    "adjustment": "results",
    "total": "results",
    "grade": "results",
    "pay": "pay",
    "flags": "flags",
}


@dataclass(frozen=True)
class Difference:
    """One thing that is said otherwise: `before` is "" where it is new, `after` where it is no more."""

    block: Block
    name: str
    before: str
    after: str


def differences(before: Plan, after: Plan, lang: Lang) -> list[Difference]:
    """Return what is said otherwise of the second scheme, in the order of the first; what is new comes last.

    What is only called otherwise is told by its names.
    """
    was, now = _said(before, lang), _said(after, lang)
    found = []
    for key in (*was, *(key for key in now if key not in was)):
        (old_name, old), (new_name, new) = was.get(key, ("", "")), now.get(key, ("", ""))
        if (old_name, old) != (new_name, new):
            renamed = old_name and new_name and old_name != new_name
            name = f"{old_name} → {new_name}" if renamed else old_name or new_name
            found.append(Difference(key[0], name, old, new))
    return found


def _said(plan: Plan, lang: Lang) -> _Said:
    """Return everything that is said of a scheme, by what it is about."""
    said: _Said = {("scheme", key): (text(lang, f"difference.{key}"), words) for key, words in _of_all(plan, lang)}
    levels = {f"level.{key}": name[lang] for key, name in plan.scheme.levels.items()}
    said |= {("scheme", key): (name, text(lang, "difference.level")) for key, name in levels.items()}
    of_tables = [spec for table in plan.tables.values() for spec in table.columns.values()]
    for spec in (*plan.columns.values(), *of_tables):
        if spec.kind in ("input", "words"):
            said["inputs", spec.id] = own_name(spec, lang), _input(plan, spec, lang)
    for key in plan.scheme.enabled():
        name = own_name(plan.columns[f"points.{key}"], lang)
        points = full_points(plan, key, lang).removeprefix(name).strip()
        said["indicators", key] = name, f"{points} {rule_in_words(plan, key, lang)}"
    for spec in plan.columns.values():
        if block := _BLOCKS.get(spec.kind):
            said[block, spec.id] = own_name(spec, lang), sentence(plan, spec, lang)
    if plan.quota():
        shares = " / ".join(f"{key} {share:.0%}" for key, share in plan.quota().items())
        said["results", "quota"] = text(lang, "difference.quota"), shares
    for key, figure in plan.parameters.items():
        if not figure.owner:
            said["figures", key] = figure_in_full(plan, figure, lang), _value(plan, figure, lang)
    return said


def _of_all(plan: Plan, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what is said of a scheme as a whole."""
    scheme = plan.scheme
    yield "name", scheme.name[lang]
    yield "cycles", " / ".join(text(lang, f"commands.cycle.{cycle}") for cycle in scheme.cycles)
    yield "least_days", f"{scheme.appraised.least_days}"
    yield "approval", text(lang, f"difference.{'yes' if scheme.approval else 'no'}")
    yield "prorated", text(lang, "page.join").join(name[lang] for name in scheme.prorated()) or "—"


def _input(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return what an input may hold, and who gives it."""
    given = spec.field.given_by if spec.field else ""
    words = [sentence(plan, spec, lang), text(lang, "commands.show.hr") if given == "hr" else ""]
    return text(lang, "problems.semicolon").join(filter(None, words))


def _value(plan: Plan, figure: Parameter, lang: Lang) -> str:
    if isinstance(figure.value, int | float):
        return quantity(figure.value, figure.unit, lang)
    names = dict(zip(plan.dimensions[figure.dimension].keys, plan.dimensions[figure.dimension].names, strict=True))
    return " / ".join(f"{names[key][lang]} {quantity(value, figure.unit, lang)}" for key, value in figure.value.items())
