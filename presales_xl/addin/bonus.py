"""核算奖金: every employee's pay items with the calculation, and the team's total."""

import math

import xlwings as xw

from presales_xl.addin.open_book import OpenBook
from presales_xl.addin.registry import NOBODY, Answer, Ask, command
from presales_xl.addin.results import Results, Told, doubtful, folded, results
from presales_xl.backends.words import column_name
from presales_xl.cycle.settling.payroll import fen, items, yuan
from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.areas import BONUS, HEADER, LINE, LINES

_WHO, _AMOUNT, _WHY = 0, 2, 3  # columns of the area
_WIDTH = 96  # of the columns that an explanation may reach over, in half-width characters


@command
def compute_bonus(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Write to 汇总 each employee's pay items with amount and explanation, the employee's sum and the team's total.

    Employees who lack something are listed with what that is, and do not count. ProblemsError `workbook.not_ours`,
    `addin.no_pay`, those of `OpenBook.area`.
    """
    opened = OpenBook.read(book)
    lang = opened.issued.identity.lang
    opened.area(BONUS)
    review = opened.review()
    found = [one for one in results(opened, review, lang) if one.role.plan.pay_total()]
    if not found:
        raise fail("addin.no_pay")
    told, said, total, left = Told(), [], 0, 0
    for one in found:
        total += (own := _write(told, one, lang))
        done = int(one.outcome.complete.sum())
        left += one.outcome.size - done
        said.append(text(ask.lang, "addin.bonus.summary", role=one.role.name, people=done, total=yuan(own)))
    if len(found) > 1:
        said.append(text(ask.lang, "addin.bonus.total", total=yuan(total)))
    if left:
        said.append(text(ask.lang, "addin.bonus.left", count=left))
    told.write(opened, BONUS)
    doubt = doubtful(review, ask.lang)
    said += ["", text(ask.lang, "addin.bonus.done"), *filter(None, [doubt])]
    return Answer("\n".join(said), "warning" if left or doubt else "info")


def _write(told: Told, found: Results, lang: Lang) -> int:
    """Add a role's rows, and return its total in fen."""
    plan, column = found.role.plan, found.role.plan.pay_total()
    told.heading("addin.bonus.heading", lang, role=found.role.name)
    headers = {_WHO: "who", _AMOUNT: "amount", _WHY: "why"}
    told.add(HEADER, {place: text(lang, f"addin.bonus.{key}") for place, key in headers.items()})
    total = 0
    for place, is_complete in enumerate(found.outcome.complete.tolist()):
        if is_complete:
            amount = float(found.outcome.values[column][place])
            total += fen(amount)
            _person(told, found, place, amount, lang)
        else:  # not paid before everything is there, even where the money does not depend on it
            results = [plan.columns[column], *found.outcome.results]
            lacking = next(spec for spec in results if not math.isfinite(found.outcome.values[spec.id][place]))
            _explained(told, {_WHO: found.link(place)}, found.outcome.person(place).explained(lacking, lang), lang)
    people = int(found.outcome.complete.sum())
    told.add(HEADER, {_WHO: text(lang, "addin.bonus.sum", people=people), _AMOUNT: total / 100})
    told.gap()
    return total


def _person(told: Told, found: Results, place: int, amount: float, lang: Lang) -> None:
    """Add the rows of one person; with a single item, that is the sum."""
    plan = found.role.plan
    own = items(plan)
    if len(own) == 1:
        explained = found.outcome.person(place).explained(own[0], lang)
        _explained(told, {_WHO: found.link(place), _AMOUNT: amount}, explained, lang)
        return
    told.add(LINE, {_WHO: found.link(place), _AMOUNT: amount, _WHY: text(lang, "addin.bonus.all_items")})
    for spec in own:
        name = text(lang, "addin.bonus.item", name=column_name(plan, spec, lang))
        value = float(found.outcome.values[spec.id][place])
        _explained(told, {_WHO: name, _AMOUNT: value}, found.outcome.person(place).explained(spec, lang), lang)


def _explained(told: Told, cells: dict[int, object], why: str, lang: Lang) -> None:
    """Add a row with an explanation, and what does not fit in rows below it."""
    for number, line in enumerate(folded(why, _WIDTH, LINES)):
        told.add(
            LINE,
            {**(cells if number == 0 else {}), _WHY: text(lang, f"addin.{'goes_on' if number else 'mark'}", said=line)},
        )
