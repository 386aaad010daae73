"""`presales-xl confirm`: HR's word that a doubted entry is right."""

from collections.abc import Iterator
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
    project: Project, period: Period, employee_id: str, input_id: str, *, reason: str, lang: Lang
) -> tuple[Confirmation, Problem]:
    """Record that an entry as it counts now is right, and return the word with the question that it answers.

    `input_id` may also be `shown`: of somebody whose sheet showed other results, those that count are right. It
    holds for that value only. What waited for it, in later periods too, follows at once.
    ProblemsError `confirm.no_reason`, and `confirm.nothing` where nothing is asked of it.
    """
    if not reason.strip():
        raise fail("confirm.no_reason")
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.step(project.by, "confirm", period.text, employee=employee_id, input=input_id) as step:
        asked = list(_asked(standings(project, step, period, lang), lang))
        wanted = employee_id.strip().casefold(), input_id.strip().removeprefix("input.")
        open_question = next((each for each in asked if (each[0].employee_id.casefold(), each[1].key) == wanted), None)
        if open_question is None:
            known = [f"{who.employee_id} {question.key}" for who, question, _ in asked]
            raise fail("confirm.nothing", id=employee_id, input=input_id, known=known or ["—"])
        who, question, words = open_question
        said = Confirmation(period.text, who.employee_id, question.column, question.value, reason=reason.strip())
        by_hand.record_confirmations(step, [said])
        command = f"confirm {period} {said.employee_id} {question.key}"
        recompute.renew(step, period, Reopening(project, command, said.reason, lang))
    recompute.rewrite_after(step, project, lang)
    return said, words


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
