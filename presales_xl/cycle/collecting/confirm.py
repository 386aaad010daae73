"""`presales-xl confirm`: HR's word that a doubted entry is right."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from presales_xl.cycle import recompute
from presales_xl.cycle.recompute import Reopening, confirming
from presales_xl.cycle.standing import Standings, standings
from presales_xl.ledger import by_hand
from presales_xl.ledger.ledger import Ledger
from presales_xl.people import questions
from presales_xl.people.appraised import Appraised
from presales_xl.people.questions import Confirmation, Question
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, fail
from presales_xl.texts import Lang


def confirm(
    project: Project,
    period: Period,
    employee_id: str,
    input_id: str,
    *,
    reason: str,
    lang: Lang,
    reopen: str = "",
    dry_run: bool = False,
) -> tuple[Confirmation, Problem]:
    """Record that an entry as it counts now is right; see `confirm_all`."""
    entries = [(employee_id, input_id)]
    (said,) = confirm_all(project, period, entries, reason=reason, lang=lang, reopen=reopen, dry_run=dry_run)
    return said


def confirm_all(
    project: Project,
    period: Period,
    entries: Sequence[tuple[str, str]],
    *,
    reason: str,
    lang: Lang,
    reopen: str = "",
    dry_run: bool = False,
) -> list[tuple[Confirmation, Problem]]:
    """Record that entries as they count now are right, all or none, and return the words with their questions.

    They are named by employee and input id, which may also be `shown`: of somebody whose sheet showed other results,
    those that count are right. It holds for that value only. What waited for it, in later periods too, follows at once;
    where people rely on that there must be a reason to `reopen` it, which is that of the word by default. A `dry_run`
    records nothing. ProblemsError `confirm.no_reason`, `confirm.nothing` where nothing is asked of an entry, and
    `period.closed`.
    """
    reason = reason.strip() or reopen.strip()
    if not reason:
        raise fail("confirm.no_reason")
    ids, inputs = (", ".join(dict.fromkeys(each)) for each in zip(*entries, strict=True))
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.step(project.by, "confirm", period.text, dry_run=dry_run, employee=ids, input=inputs) as step:
        asked = list(_asked(standings(project, step, period, lang), lang))
        known = {(who.employee_id.casefold(), question.key): (who, question, words) for who, question, words in asked}
        said = []
        for employee_id, input_id in entries:
            wanted = employee_id.strip().casefold(), input_id.strip().removeprefix("input.")
            if wanted not in known:
                names = [f"{who.employee_id} {question.key}" for who, question, _ in asked]
                raise fail("confirm.nothing", id=employee_id, input=input_id, known=names or ["—"])
            who, question, words = known[wanted]
            word = Confirmation(period.text, who.employee_id, question.column, question.value, reason=reason)
            said.append((word, words))
        by_hand.record_confirmations(step, [word for word, _ in said])
        command = f"confirm {period} {ids} {inputs}"
        reopening = Reopening(project, command, reopen.strip(), lang, dry_run=dry_run, because=reason)
        recompute.renew(step, period, reopening)
    if not dry_run:
        recompute.rewrite_after(step, project, lang)
    return said


def open_entries(
    project: Project, period: Period, lang: Lang, *, current: Standings | None = None
) -> list[tuple[Appraised, Question, Problem]]:
    """Return every open question of a period with whom it is about and its words; ProblemsError as `standings`.

    `current` is where everybody stands, where that is known.
    """
    if current is None:
        with Ledger.open(project.ledger, create=False).reading() as read:
            current = standings(project, read, period, lang)
    return [
        (
            who,
            question,
            replace(
                words,
                fields={**words.fields, "command": confirming(project, period, who.employee_id, question, lang=lang)},
            ),
        )
        for who, question, words in _asked(current, lang)
    ]


def _asked(current: Standings, lang: Lang) -> Iterator[tuple[Appraised, Question, Problem]]:
    """Yield every open question with whom it is about and its words."""
    for role in current.apart:
        for question in role.asked:
            who = role.people[question.place]
            code = "collect.question"
            words = questions.problem(role.plan, question, who.employee_id, code, lang=lang, name=who.name)
            yield who, question, words
