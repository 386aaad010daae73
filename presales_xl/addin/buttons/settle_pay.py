"""结算: HR's verb from the ribbon, the same as on the command line: what would be paid is shown first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from presales_xl.addin.choices import CancelledError
from presales_xl.addin.hr_steps import PeriodStep, StepResult, changed, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.cycle.period_settings import kept_otherwise, with_own_settings
from presales_xl.cycle.settling import payroll_files
from presales_xl.cycle.settling.debts import add_returned, returned_written
from presales_xl.cycle.settling.payroll import Unpaid
from presales_xl.cycle.settling.settle import Settled, settle
from presales_xl.grouping import grouped
from presales_xl.ledger import marks
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.appraised import yuan
from presales_xl.people.table import normal
from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang, first_of, text
from presales_xl.titled_table import TitledTable

_NAMED = 12  # people that a question names


def run(book: Book, ask: Ask) -> Reply:
    """Say what would be paid, and settle when that is agreed; nothing is written else.

    Where nothing is new, ask whether the payroll was handed over, which is noted; where people have to return money,
    what came back meanwhile, and whether the rest is taken from what they get now. ProblemsError as `settle`.
    """
    return in_period(book, ask, _settled)


def _settled(step: PeriodStep) -> StepResult:
    project, period, lang = step.project, step.period, step.lang
    ledger = Ledger.open(project.ledger, create=False)
    by_current = _by_current_settings(step, ledger)
    settled = partial(settle, project, ledger, period, lang=project.lang, current_settings=by_current)
    would, reason = step.with_reason(lambda given: settled(reopen=given, dry_run=True))
    if not would.settings:
        would.payroll.refuse_nobody(lang)
    as_written = payroll_files.written_payable(project.results(period))
    noted: list[str] = []
    if returned := came_back(step, [*would.owing, *would.taken], would.noted):
        settled = partial(settled, returned=returned)
        before, would = [*would.owing, *would.taken], settled(reopen=reason, dry_run=True)
        came = _what_came_back(before, [*would.owing, *would.taken], lang)
        step.agree(text(lang, "buttons.settle_pay.note", lines="\n".join(came)), proposed=False)
        noted = [text(lang, "buttons.settle_pay.noted", what=each) for each in came]
    is_new = bool(would.added or noted) or as_written != would.payroll.payable
    deduct: bool | None = None
    if would.deductible and (is_new or not _is_said(step, ledger, would)):
        deduct = _deducts(step, ledger, would)
        would = settled(reopen=reason, dry_run=True, deduct=deduct)
    rewritten = as_written not in (None, would.payroll.payable)
    sums = {"before": yuan(as_written or 0), "after": yuan(would.payroll.payable)}
    due = _due(would)
    if questions := [*_to_agree(step, would, sums if rewritten else {})]:
        step.agree("\n\n".join(questions), would.problems, [changed(would.affected, lang)] if would.settings else ())
    made = settled(reopen=reason, deduct=deduct)
    settled = partial(settled, returned=None, current_settings=False)  # that is noted now
    with ledger.reading() as read:
        is_paid = bool(marks.paid_at(read, period.text))
    # Nobody hands over a payroll that is not written, or that nobody has seen yet.
    can_be_paid = made.files and not (would.added or would.settings or rewritten or noted or is_paid)
    question = text(lang, "buttons.settle_pay.handed_over", period=period, **due)
    paid_out = bool(can_be_paid) and step.yes(step.before_its_end(question), made.problems, proposed=False)
    if paid_out:
        made = settled(reopen=reason, deduct=deduct, paid_out=True)
    elif can_be_paid and made.deductible and deduct is None:  # that was said before, and may be said otherwise
        deduct = _deducts(step, ledger, made)
        after = settled(reopen=reason, dry_run=True, deduct=deduct).payroll.payable
        rewritten, sums = after != as_written, {**sums, "after": yuan(after)}
        if rewritten:
            step.agree(text(lang, "buttons.settle_pay.changed", **sums), made.problems)
        made = settled(reopen=reason, deduct=deduct)
    if rewritten and made.files and not made.added:
        noted.append(text(lang, "settlement.rewritten", **sums))
    return _told(step, made, noted, paid_out=paid_out)


def _is_said(step: PeriodStep, ledger: Ledger, would: Settled) -> bool:
    """Return whether it was said of all that can be taken from what people get whether it is."""
    with ledger.reading() as read:
        return marks.deduction(read, step.period.text).amount == _owed(would.deductible).total()


def _deducts(step: PeriodStep, ledger: Ledger, would: Settled) -> bool:
    """Ask whether what people have to return is taken from what they get; proposed is what was said last."""
    with ledger.reading() as read:
        before_now = marks.deduction(read, step.period.text).yes
    fields = {"amount": yuan(_owed(would.deductible).total()), "people": _in_lines(would.deductible, step.lang)}
    return step.ask.yes(text(step.lang, "buttons.settle_pay.deduct", **fields), proposed=before_now)


def _by_current_settings(step: PeriodStep, ledger: Ledger) -> bool | None:
    """Ask whether a period that keeps other settings is to go by those of now; None where it keeps no others.

    ProblemsError `ledger.retained` of one that goes by nothing else any more.
    """
    with ledger.reading() as read:
        marks.refuse_retained(read, step.period.text)
        own = with_own_settings(step.project, read, step.period.text).settings
    kept = kept_otherwise(step.project, own, step.lang)
    found = text(step.lang, "problems.comma").join(kept)
    question = text(step.lang, "buttons.settle_pay.settings", period=step.period, found=found)
    return step.ask.yes(question, proposed=False) if kept else None


def _to_agree(step: PeriodStep, would: Settled, rewritten: Mapping[str, str]) -> Iterator[str]:
    """Yield what is to be agreed to before anything is written; nothing where nothing would be new.

    A payroll that is `rewritten` comes to other sums, before and after.
    """
    lang, period = step.lang, step.period
    if would.settings:
        found = text(lang, "problems.comma").join(would.settings)
        count = len({each.employee_id for each in would.affected})
        yield text(lang, "buttons.settle_pay.by_settings", period=period, found=found, count=count)
    if would.added:
        added = yuan(sum(line.fen for line in would.added))
        count = len(would.payroll.not_settled())
        left = text(lang, "buttons.settle_pay.left", count=count) if count else ""
        question = text(lang, "buttons.settle_pay.agree", period=period, added=added, left=left, **_due(would))
        yield step.before_its_end(question)
    elif rewritten:
        yield text(lang, "buttons.settle_pay.changed", **rewritten)
    elif would.settings:
        yield text(lang, "buttons.settle_pay.nothing_paid", period=period)


def _due(would: Settled) -> dict[str, object]:
    """Return how many people are in a payroll, and what it comes to."""
    return {"people": would.payroll.heads(), **{key: yuan(fen) for key, fen in would.payroll.sums().items()}}


def came_back(step: PeriodStep, owing: Sequence[Unpaid], noted: Sequence[Unpaid]) -> Mapping[str, int | None]:
    """Ask by ids or names what has come back of what people have to return by payrolls that were handed over.

    What was `noted` as returned since is told, and may be taken back.
    """
    if not owing and not noted:
        return {}
    questions = {"returned": owing, "noted_lately": noted}
    parts = [
        text(step.lang, f"buttons.settle_pay.{key}", people=_in_lines(people, step.lang))
        for key, people in questions.items()
        if people
    ]
    typed = step.ask.line("\n\n".join(parts), "")
    if typed is None:
        raise CancelledError
    called = grouped({**_owed(owing), **_owed(noted)}, lambda who: normal(who[1]))
    returned: dict[str, int | None] = {}
    for who, amount in returned_written(typed).items():
        ids = [key for key, _ in called.get(normal(who), ())]
        if len(ids) > 1:
            raise fail("settlement.returned_several", found=who, ids=ids)
        add_returned(returned, ids[0] if ids else who, amount)
    return returned


def _in_lines(owing: Sequence[Unpaid], lang: Lang) -> str:
    """Return who has to return how much, a line each; of many the first."""
    lines = [
        text(lang, "buttons.settle_pay.owes", id=key, name=name, amount=yuan(amount))
        for (key, name), amount in _owed(owing).items()
    ]
    return "\n".join(first_of(lines, _NAMED, lang))


def _owed(owing: Sequence[Unpaid]) -> Counter[tuple[str, str]]:
    """Return how much people have to return in all, in fen, by id and name."""
    sums: Counter[tuple[str, str]] = Counter()
    for each in owing:
        sums[each.employee.employee_id, each.employee.name] -= each.fen or 0
    return sums


def _what_came_back(before: Sequence[Unpaid], after: Sequence[Unpaid], lang: Lang) -> list[str]:
    """Return in words what people have returned, and what they still have to."""
    owed, left = _owed(before), _owed(after)
    came = ((who, owed[who] - left[who]) for who in {**owed, **left})
    return [
        text(lang, f"buttons.settle_pay.{key}", id=who[0], name=who[1], amount=yuan(abs(amount)), left=yuan(left[who]))
        for who, amount in came
        for key in ["came_back" if amount > 0 else "taken_back"]
        if amount
    ]


def _told(step: PeriodStep, made: Settled, noted: Sequence[str], *, paid_out: bool) -> StepResult:
    lang = step.lang
    done = text(lang, "settlement.done", period=step.period, **_due(made))
    lines = [done] if made.payroll.lines or not made.settings else []  # other settings alone settle nobody
    if made.settings:
        found = text(lang, "problems.comma").join(made.settings)
        lines.append(text(lang, "settlement.settings", period=step.period, found=found))
    if made.added:
        amount = yuan(sum(line.fen for line in made.added))
        lines.append(text(lang, "settlement.added", lines=len(made.added), amount=amount))
    elif made.files and not noted:
        lines.append(text(lang, "settlement.nothing_added"))
    lines += noted
    if paid_out:
        lines.append(text(lang, "settlement.paid_out", period=step.period))
    unpaid = [
        [each.employee.name, each.manager.name, each.period, "" if each.fen is None else yuan(each.fen), each.why]
        for each in made.payroll.unpaid
    ]
    heads = [text(lang, f"settlement.column.{key}") for key in ("name", "manager", "period", "amount", "why")]
    table = TitledTable(text(lang, "buttons.settle_pay.unpaid"), heads, unpaid)
    return StepResult(lines, made.problems, made.files, [table], affected=made.affected)
