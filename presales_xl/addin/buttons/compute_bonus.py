"""核算奖金: every employee's pay items with the calculation, and the team's total."""

import math

from presales_xl.addin.native import Book
from presales_xl.addin.open_book import OpenBook
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.addin.role_results import RoleResults, SummaryRows, doubts, folded, results_by_role
from presales_xl.addin.waiting import in_words
from presales_xl.backends.words import column_name
from presales_xl.people.appraised import fen, pay_items, yuan
from presales_xl.people.outcome import PersonOutcome
from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.areas import BONUS, HEADER, LINE, LINES

_WHO, _AMOUNT, _WHY = 0, 2, 3  # columns of the area
_WIDTH = 96  # of the columns that an explanation may reach over, in half-width characters


def run(book: Book, ask: Ask) -> Reply:
    """Write to 汇总 each employee's pay items with amount and explanation, the employee's sum and the team's total.

    Employees who lack something are listed with what that is, and do not count. ProblemsError `workbook.not_ours`,
    `addin.no_pay`, those of `OpenBook.area`.
    """
    opened = OpenBook.read(book)
    opened.area(BONUS)
    checked = opened.review()
    roles = [results for results in results_by_role(opened, checked) if results.role.plan.pay_total()]
    if not roles:
        raise fail("addin.no_pay")
    rows, message, total, left = SummaryRows(), [], 0, 0
    for results in roles:
        role_total = _write_role(rows, results)
        total += role_total
        people = int(results.outcome.complete.sum())
        left += results.unfinished
        fields = {"role": results.role.name, "people": people, "total": yuan(role_total)}
        message.append(text(ask.lang, "buttons.compute_bonus.summary", **fields))
    if len(roles) > 1:
        message.append(text(ask.lang, "buttons.compute_bonus.total", total=yuan(total)))
    if left:
        message.append(text(ask.lang, "buttons.compute_bonus.left", count=left))
    if waiting := {key: words for results in roles for key, words in results.waits.items()}:
        who = in_words((each for results in roles for each in results.role.people), waiting, ask.lang)
        message.append(text(ask.lang, "buttons.compute_bonus.waiting", count=len(waiting), people=who))
    rows.write(opened, BONUS)
    doubt = doubts(checked, ask.lang)
    message += ["", text(ask.lang, "buttons.compute_bonus.done"), *filter(None, [doubt])]
    return Reply("\n".join(message), "warning" if left or waiting or doubt else "info")


def _write_role(rows: SummaryRows, results: RoleResults) -> int:
    """Add a role's rows, and return its total in fen."""
    plan, lang = results.role.plan, results.lang
    rows.heading("buttons.compute_bonus.heading", lang, role=results.role.name)
    headers = {_WHO: "who", _AMOUNT: "amount", _WHY: "why"}
    rows.add(HEADER, {place: text(lang, f"buttons.compute_bonus.{key}") for place, key in headers.items()})
    total = 0
    for person in map(results.outcome.person, range(results.outcome.size)):
        if person.is_complete:
            total += fen(person.money) if math.isfinite(person.money) else 0
            _write_person(rows, results, person)
        elif words := results.waits.get(results.role.people[person.place].employee_id):
            _explain(rows, {_WHO: results.link(person.place)}, words, lang)
        else:  # not paid before everything is there, even where the money does not depend on it
            needed = [plan.columns[plan.pay_total()], *results.outcome.results]
            lacking = next(s for s in needed if not math.isfinite(person.value(s.id)) and not person.is_exempt(s))
            _explain(rows, {_WHO: results.link(person.place)}, person.explained(lacking, lang), lang)
    people = int(results.outcome.complete.sum())
    rows.add(HEADER, {_WHO: text(lang, "buttons.compute_bonus.sum", people=people), _AMOUNT: total / 100})
    rows.gap()
    return total


def _write_person(rows: SummaryRows, results: RoleResults, person: PersonOutcome) -> None:
    """Add the rows of one person; with a single item, that is the sum."""
    plan, lang = person.plan, results.lang
    pay = pay_items(plan)
    who_and_sum: dict[int, object] = {_WHO: results.link(person.place), _AMOUNT: person.cell(plan.pay_total(), lang)}
    if len(pay) == 1:
        _explain(rows, who_and_sum, person.explained(pay[0], lang), lang)
        return
    rows.add(LINE, {**who_and_sum, _WHY: text(lang, "buttons.compute_bonus.all_items")})
    for spec in pay:
        name = text(lang, "buttons.compute_bonus.item", name=column_name(spec, lang))
        _explain(rows, {_WHO: name, _AMOUNT: person.cell(spec.id, lang)}, person.explained(spec, lang), lang)


def _explain(rows: SummaryRows, cells: dict[int, object], why: str, lang: Lang) -> None:
    """Add a row with an explanation, and what does not fit in rows below it."""
    for number, line in enumerate(folded(why, _WIDTH, LINES)):
        cell = text(lang, "addin.goes_on" if number else "addin.mark", words=line)
        rows.add(LINE, {**({} if number else cells), _WHY: cell})
