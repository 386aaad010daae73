"""What is done with a returned file in the process that reads files: the only one that looks into it.

Two calls: what the file claims to be, of which only the seal is made sure of outside; and, where that holds, what was
entered. The process keeps the sheets that it read last. What comes back is bounded, and never sheets.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from presales_xl.people.employees import Employee
from presales_xl.people.notices import PersonProblem
from presales_xl.people.questions import Confirmation
from presales_xl.scheme.errors import Place, Problem, fail, warning
from presales_xl.texts import Lang
from presales_xl.workbook import answer_form, identity, reader, review
from presales_xl.workbook.answer_form import LineAnswer
from presales_xl.workbook.identity import Identity, Issued, plan_of
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.returned import Returned, confirmations
from presales_xl.workbook.review import changed_parameters
from presales_xl.workbook.submission import changed_since, handed_in_at

_MOST_PROBLEMS = 20_000  # of one file
_MOST_WORDS = 300  # characters of a text in one, and of what a file says of itself
_WORDS = ("company", "period", "recipient_id", "recipient", "team", "returns")
_kept = Sheets()
_issued: Issued | None = None


@dataclass(frozen=True)
class Claim:
    """What a file says of itself, before anybody knows whether that is true; `identity` is None when it is not ours.

    `digest` is that of what its `seal` should be over, `saved` when it was saved last (ISO, UTC), "" where it does not
    say. A form for answering names a `document` and the digest of the `facts` that it stated.
    """

    identity: Identity | None
    seal: str = ""
    digest: str = ""
    saved: str = ""
    document: str = ""
    facts: str = ""


@dataclass(frozen=True)
class Reviewed:
    """What is in a file whose seal holds: what everybody entered and confirmed, and what is wrong with it.

    What makes the file useless comes first in `problems`; `scheme` of an employee is the id of a scheme, and `schemes`
    are those as the file holds them, by id.
    """

    problems: Sequence[Problem]
    entered: Sequence[Employee]
    confirmed: Sequence[Confirmation]
    schemes: Mapping[str, str] = field(default_factory=dict)


def claim(path: Path) -> Claim:
    """Return what a file claims to be; raises as `reader.parse`."""
    _kept.clear()  # before there is another: two together might be too much
    return keep(reader.parse(path))


def claim_of_bytes(data: bytes) -> Claim:
    """Return what a file in memory claims to be; raises as `reader.parse_bytes`."""
    _kept.clear()
    return keep(reader.parse_bytes(data))


def keep(sheets: Sheets) -> Claim:
    """Keep sheets for the next call; returns what they claim to be."""
    global _kept, _issued
    issued = identity.read(sheets.get(IDENTITY, ()))
    _kept, _issued = sheets, issued
    saved = max(sheets.saved, handed_in_at(sheets))
    if issued is None:
        return Claim(None, saved=saved)
    said = {name: str(getattr(issued.identity, name))[:_MOST_WORDS] for name in _WORDS}
    known = replace(issued.identity, **said)  # type: ignore[arg-type]
    document, facts = issued.document[:_MOST_WORDS], issued.facts[:_MOST_WORDS]
    return Claim(known, issued.seal[:_MOST_WORDS], issued.digest(), saved, document=document, facts=facts)


def reviewed(file: str) -> Reviewed:
    """Return what is in the sheets that were kept last, whose seal holds; messages call them `file`.

    ProblemsError as `review.review`.
    """
    returned = review.review(_kept, file, alone=False, issued=_issued)
    problems = [*returned.problems, *changed_since(_kept, returned, file)]
    causes_first = sorted(problems, key=lambda each: each.severity != "error" or isinstance(each, PersonProblem))
    said = [
        replace(each, author=returned.identity.recipient)
        for role in returned.roles
        for each in confirmations(_kept, role, returned)
    ]
    return Reviewed(bounded(causes_first, file), _entered(returned), said, schemes=returned.issued.schemes)


def answered(file: str) -> tuple[list[LineAnswer], list[Problem]]:
    """Return what the form that was kept last answers, and what is wrong with it, as `answer_form.read`."""
    if _issued is None or not _issued.people:
        raise fail("workbook.not_ours", Place(file=file))
    answers, problems = answer_form.read(_kept, _issued, file)
    return answers[:_MOST_PROBLEMS], bounded(problems, file)


def differing_parameters(given: tuple[str, Sequence[str], Lang]) -> list[Problem]:
    """Return which parameters in the sheets that were kept last are not those of schemes (as issued, in order)."""
    file, sources, lang = given
    return bounded(list(changed_parameters(_kept, file, map(plan_of, sources), lang)), file)


def bounded(problems: Sequence[Problem], file: str) -> list[Problem]:
    """Return problems of which there are not too many, with texts that are not too long."""
    told = [
        replace(each, fields={key: _short(value) for key, value in each.fields.items()})
        for each in problems[:_MOST_PROBLEMS]
    ]
    if more := len(problems) - len(told):
        told.append(warning("collect.more_problems", Place(file=file), count=more))
    return told


def _short(value: object) -> object:
    return f"{value[:_MOST_WORDS]}…" if isinstance(value, str) and len(value) > _MOST_WORDS else value


def _entered(found: Returned) -> list[Employee]:
    """Return what a workbook says of everybody; of somebody who stands on two sheets of a rater, all ratings."""
    by_id: dict[str, Employee] = {}
    places: dict[str, dict[str, Place]] = defaultdict(dict)
    for (employee_id, column), (sheet, cell) in found.cells.items():
        places[employee_id][column] = Place(sheet=sheet, cell=cell)
    for role in found.roles:
        for employee in role.people:
            before = by_id.get(employee.employee_id)
            entries = {**(before.entries if before else {}), **employee.entries}
            texts = dict(before.texts) if before else {}
            for key, words in employee.texts.items():  # the comment of a rater in two capacities
                texts[key] = f"{texts[key]}\n{words}" if key in texts else words
            by_id[employee.employee_id] = replace(
                employee,
                entries=entries,
                texts=texts,
                scheme=role.plan.scheme.id,
                places=places[employee.employee_id],
            )
    return list(by_id.values())
