"""What a collection has changed, and who has answered what, in lines: the same words for the command and the button."""

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter

from presales_xl.cycle.answering import document_name
from presales_xl.cycle.collecting.file_states import FileState, PersonState
from presales_xl.people.decisions import wants_reason
from presales_xl.people.notices import ChangedEntry, ChangedResult
from presales_xl.problem_texts import sentences
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang, text
from presales_xl.workbook import answer_form

_FEW, _WORDS = 3, 40  # changes of one person that are listed, and characters of a text in one


def answered(returns: Sequence[FileState], lang: Lang) -> str:
    """Return how many have confirmed or approved what, "" for nobody; who objects is told with the file."""
    given = [(answer.id, state.told, answer) for state in returns for answer in state.answers if state.told]
    last = {
        (told.id, answer.employee_id): (told, answer.decision) for _, told, answer in sorted(given, key=itemgetter(0))
    }
    said = Counter(
        (document_name(told, lang), answer_form.said(decision, lang))
        for told, decision in last.values()
        if not wants_reason(decision)
    )
    counts = [
        text(lang, "collecting.answered", document=document, decision=decision, count=count)
        for (document, decision), count in said.items()
    ]
    return text(lang, "collecting.answers", counts=text(lang, "collecting.comma").join(counts)) if counts else ""


def changed(state: FileState, lang: Lang, most: int) -> Iterator[str]:
    """Yield how much a file changed of what had counted before, if anything, then a line each for `most` people."""
    people = [person for person in state.people if person.changes]
    if people:
        yield text(lang, "collecting.changed", count=state.changed, people=len(people))
        yield from _of_most([_of_person(person, lang) for person in people], lang, most)


def moved(notices: Sequence[Problem], lang: Lang, most: int) -> Iterator[str]:
    """Yield how many others' results changed by what is entered of their cohort, then a line each for `most` of them.

    `notices` are those of `Collected.moved`.
    """
    if notices:
        yield text(lang, "collecting.moved", count=len(notices))
        yield from _of_most([f"  {sentences(lang, each)[1]}" for each in notices], lang, most)


def _of_most(lines: Sequence[str], lang: Lang, most: int) -> Iterator[str]:
    yield from lines[:most]
    if len(lines) > most:
        yield text(lang, "collecting.more_people", count=len(lines) - most)


def _of_person(person: PersonState, lang: Lang) -> str:
    """Return the first entries that were changed of a person, before and after, and what all of them come to."""
    entries = [each.fields for each in person.changes if isinstance(each, ChangedEntry)]
    said = []
    for fields in entries[:_FEW]:
        before, after = (_short(str(fields[key])) for key in ("before", "after"))
        said.append(text(lang, "collecting.entry", name=fields["name"], before=before, after=after))
    if len(entries) > _FEW:
        said.append(text(lang, "collecting.and_more", count=len(entries) - _FEW))
    effects = next((each.fields["effects"] for each in person.changes if isinstance(each, ChangedResult)), ())
    comma = text(lang, "collecting.comma")
    what = text(lang, "results.separator").join(
        comma.join(part) for part in (said, effects) if isinstance(part, Sequence) and part
    )
    who = text(lang, "settlement.person", id=person.employee_id, name=person.name)
    return f"  {text(lang, 'collecting.of', who=who, what=what)}"


def _short(words: str) -> str:
    """Return a text in one line, of a long one how it begins."""
    line = " ".join(words.split())
    return line if len(line) <= _WORDS else f"{line[:_WORDS]}…"
