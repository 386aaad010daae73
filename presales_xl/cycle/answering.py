"""What people answer to what they were told: the form for it, and what is said of an answer that came."""

from collections.abc import Sequence
from pathlib import Path

from presales_xl.cycle.generating.seal import Keys
from presales_xl.ledger.answers import Answer
from presales_xl.ledger.publications import Publication
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, warning
from presales_xl.scheme.names import Names
from presales_xl.texts import Lang, text
from presales_xl.workbook import answer_form
from presales_xl.workbook.answer_form import Asked, Line
from presales_xl.workbook.identity import Identity, Issued

_NAMED = 12  # people whose answer a message names


def write_form(
    project: Project,
    keys: Keys,
    path: Path,
    told: Publication,
    *,
    recipient: str,
    team: str,
    heads: Sequence[str],
    lines: Sequence[Line],
    lang: Lang,
) -> Issued:
    """Write the form in which a publication is answered; `recipient` is the name of whoever answers.

    ProblemsError `file.locked`, `file.unwritable`.
    """
    whose = Identity(
        project.company,
        told.period,
        kind="answer",
        recipient_id=told.employee_id,
        recipient=recipient,
        team=team,
        lang=lang,
        issue=told.revision,
    )
    fields = {"company": project.company, "period": told.period, "revision": told.revision}
    fields |= {"who": recipient, "id": told.employee_id, "day": told.day, "due": told.answer_by}
    asked = Asked(
        told.document,
        told.digest,
        title=text(lang, f"answers.title.{told.document}", **fields),
        about=[text(lang, f"answers.about.{told.document}", **fields)],
        heads=heads,
        lines=lines,
    )
    return answer_form.write(whose, asked, path, keys.seal())


def came(told: Publication, recipient: str, answers: Sequence[Answer]) -> Problem:
    """Return the notice of what somebody has answered to a publication."""

    def said(lang: Lang) -> str:
        parts = []
        for decision in dict.fromkeys(answer.decision for answer in answers):
            same = [answer for answer in answers if answer.decision == decision]
            reasons = [_with_reason(answer, told, lang) for answer in same[:_NAMED] if answer.reason]
            fields = {"decision": answer_form.said(decision, lang), "count": len(same)}
            parts.append(text(lang, f"answers.said.{'all' if len(answers) > 1 else 'one'}", **fields))
            parts += reasons
        return text(lang, "answers.gap").join(parts)

    names = Names(zh=document_name(told, "zh"), en=document_name(told, "en"))
    both = Names(zh=said("zh"), en=said("en"))
    return warning("answers.came", who=recipient, document=names, revision=told.revision, said=both)


def _with_reason(answer: Answer, told: Publication, lang: Lang) -> str:
    own = answer.employee_id == told.employee_id
    return text(lang, "answers.reason" if own else "answers.reason_of", id=answer.employee_id, why=answer.reason)


def document_name(told: Publication, lang: Lang) -> str:
    """Return what a kind of document is called."""
    return text(lang, f"answers.document.{told.document}")
