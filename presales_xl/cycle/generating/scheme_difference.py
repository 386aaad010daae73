"""What differs between two schemes, or two versions of one, in the sentences that explain them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from presales_xl.backends.phrases import Printer
from presales_xl.backends.rule_sentences import rule_in_words, sentence
from presales_xl.backends.words import column_in_full, figure_in_full, full_points, own_name, quantity
from presales_xl.scheme.columns import OF_USUAL, ColumnSpec, Plan, PlanParameter
from presales_xl.texts import Lang, text

Block = Literal["scheme", "inputs", "measures", "indicators", "results", "pay", "flags", "figures"]
_Said = dict[tuple[Block, str], tuple[str, str]]  # by block and id: what it is called, and what is said of it
_LONG, _AROUND = 60, 4  # characters from which on a clause is cut, and words that stay on each side of what differs


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
    """One thing that is said otherwise: `before` is "" where it is new, `after` where it is no more.

    Of two sentences they are what differs, with … for what is the same around it.
    """

    block: Block
    name: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """Return what became of it: it is new, gone, only renamed, or changed."""
        if not self.before or not self.after:
            return "gone" if self.before else "new"
        return "renamed" if self.before == self.after else "changed"

    def in_words(self, lang: Lang) -> str:
        """Return it as a sentence."""
        return text(lang, f"difference.{self.kind}", name=self.name, before=self.before, after=self.after)


def differences(before: Plan, after: Plan, lang: Lang) -> list[Difference]:
    """Return what is said otherwise of the second scheme, in the order of the first; what is new comes last.

    A figure with a name of its own is told once, by itself, and not again by the rules that it stands in. What is only
    called otherwise is told by its names.
    """
    was, now = _said(before, lang), _said(after, lang)
    figures = {key: each for key, each in before.parameters.items() if _is_in_both(each, after.parameters.get(key))}
    values = {key: figure.value for key, figure in figures.items()}
    same_was, same_now = (_said(plan.with_parameters(values), lang) for plan in (before, after))
    found, told = [], set()
    for key in (*was, *(key for key in now if key not in was)):
        (old_name, old), (new_name, new) = was.get(key, ("", "")), now.get(key, ("", ""))
        is_told_by_figure = key[0] != "figures" and same_was.get(key) == same_now.get(key)
        is_told_by_rule = key[0] == "measures" and _rule_of(key[1], before, after) in told
        if (old_name, old) != (new_name, new) and not is_told_by_figure and not is_told_by_rule:
            renamed = old_name and new_name and old_name != new_name
            name = f"{old_name} → {new_name}" if renamed else old_name or new_name
            found.append(Difference(key[0], name, *_apart(old, new, lang)))
            told.add(key)
    return found


def _is_in_both(was: PlanParameter, now: PlanParameter | None) -> bool:
    """Return whether a figure of one scheme that is told by itself can stand for that of the other."""
    return now is not None and _is_told(was) and _is_told(now) and was.dimension == now.dimension


def _is_told(figure: PlanParameter) -> bool:
    """Return whether a figure is told by itself: one with a name of its own, or a bound of what is usual.

    All others are told by the rules that they belong to.
    """
    return not figure.owner or figure.owner.startswith(OF_USUAL)


def _rule_of(measure: str, *plans: Plan) -> tuple[Block, str]:
    """Return the rule that says what a measure of an indicator is, too."""
    return "indicators", next((plan.columns[measure].group for plan in plans if measure in plan.columns), "")


def _apart(was: str, now: str, lang: Lang) -> tuple[str, str]:
    """Return the clauses of two sentences that differ, and of long ones the words that do."""
    if not was or not now or was == now:
        return was, now
    join = text(lang, "explain.join")
    old, new = _middle(was.split(join), now.split(join), around=0)
    if len(old) == len(new):
        for place, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after and len(before) > _LONG:
                words = _middle(before.split(" "), after.split(" "), around=_AROUND)
                old[place], new[place] = (" ".join(part) for part in words)
    return join.join(old), join.join(new)


def _middle(was: Sequence[str], now: Sequence[str], *, around: int) -> tuple[list[str], list[str]]:
    """Return two lists without what they begin and end with alike but `around` parts, … in its place; none is empty."""
    shorter = min(len(was), len(now))
    head = next((place for place in range(shorter) if was[place] != now[place]), shorter)
    tail = next((place for place in range(shorter - head) if was[-1 - place] != now[-1 - place]), shorter - head)
    around = around or (1 if head + tail == shorter else 0)
    head, tail = max(head - around, 0), max(tail - around, 0)

    def middle(parts: Sequence[str]) -> list[str]:
        return [*(["…"] if head else []), *parts[head : len(parts) - tail], *(["…"] if tail else [])]

    return middle(was), middle(now)


def _said(plan: Plan, lang: Lang) -> _Said:
    """Return everything that is said of a scheme, by what it is about."""
    said: _Said = {("scheme", key): (text(lang, f"difference.{key}"), words) for key, words in _of_all(plan, lang)}
    levels = {f"level.{key}": name[lang] for key, name in plan.scheme.levels.items()}
    said |= {("scheme", key): (name, text(lang, "difference.level")) for key, name in levels.items()}
    of_tables = [spec for table in plan.tables.values() for spec in table.columns.values()]
    for spec in (*plan.columns.values(), *of_tables):
        if spec.kind in ("input", "words"):
            said["inputs", spec.id] = own_name(spec, lang), _input(plan, spec, lang)
    for table in plan.tables:
        said |= _of_rows(plan, table, lang)
    for key in plan.scheme.enabled():
        name = own_name(plan.columns[f"points.{key}"], lang)
        points = full_points(plan, key, lang).removeprefix(name).strip()
        said["indicators", key] = name, f"{points} {rule_in_words(plan, key, lang)}"
    for spec in plan.columns.values():
        if block := _BLOCKS.get(spec.kind):
            said[block, spec.id] = column_in_full(plan, spec, lang), sentence(plan, spec, lang)
    if plan.quota():
        shares = " / ".join(f"{key} {share:.0%}" for key, share in plan.quota().items())
        said["results", "quota"] = text(lang, "difference.quota"), shares
    for key, figure in plan.parameters.items():
        if _is_told(figure):
            said["figures", key] = figure_in_full(plan, figure, lang), _value(plan, figure, lang)
    return said


def _of_rows(plan: Plan, key: str, lang: Lang) -> _Said:
    """Return what is said of a detail table beside its inputs: how many rows one has, what is reckoned, what must hold.

    It is said by the names that the sheet of the rows has.
    """
    detail, table, words = plan.scheme.details[key], plan.tables[key], Printer(plan, lang)
    rows = text(lang, "difference.rows", least=detail.least, most=detail.most)
    said: _Said = {("inputs", f"rows.{key}"): (detail.name[lang], rows)}
    for check, test in zip(detail.checks, table.checks, strict=True):
        said["inputs", f"{key}.checks.{check}"] = detail.checks[check].name[lang], words.text(test)
    for spec in table.columns.values():
        if spec.kind == "measure":
            said["measures", spec.id] = own_name(spec, lang), sentence(plan, spec, lang)
    return said


def _of_all(plan: Plan, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what is said of a scheme as a whole."""
    scheme = plan.scheme
    yield "name", scheme.name[lang]
    yield "cycles", " / ".join(text(lang, f"commands.cycle.{cycle}") for cycle in scheme.cycles)
    yield "least_days", f"{scheme.appraised.least_days}"
    yield "approval", text(lang, f"difference.{'yes' if scheme.approval else 'no'}")
    yield "prorated", text(lang, "page.join").join(name[lang] for name in scheme.prorated())


def _input(plan: Plan, spec: ColumnSpec, lang: Lang) -> str:
    """Return what an input may hold, and who gives it."""
    given = spec.field.given_by if spec.field else ""
    words = [sentence(plan, spec, lang), text(lang, "commands.show.hr") if given == "hr" else ""]
    return text(lang, "problems.semicolon").join(filter(None, words))


def _value(plan: Plan, figure: PlanParameter, lang: Lang) -> str:
    if isinstance(figure.value, int | float):
        return quantity(figure.value, figure.unit, lang)
    names = dict(zip(plan.dimensions[figure.dimension].keys, plan.dimensions[figure.dimension].names, strict=True))
    return " / ".join(f"{names[key][lang]} {quantity(value, figure.unit, lang)}" for key, value in figure.value.items())
