"""What issuing a period once more takes from whom: who is in it no more, who has another manager, what is void."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.drafts import Draft
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.people.stints import person_id
from presales_xl.periods import Period
from presales_xl.scheme.errors import Problem, warning
from presales_xl.texts import Lang, first_of, text

_NAMED = 12  # people, or files, that a message names


def reissued(
    latest: Iterable[LedgerWorkbook],
    drafts: Sequence[Draft],
    written: Sequence[Draft],
    roster: Roster,
    period: Period,
    lang: Lang,
) -> Iterator[Problem]:
    """Yield a warning for whom the `latest` issues have and the `drafts` have not, for movers, and for new issues.

    Who is on the roster all the same is in roles that are not due. Of the drafts those are issued that could be
    `written`.
    """
    before = _whose(issuing.out(latest))
    after = _whose(draft.new for draft in drafts)
    gone: dict[str, list[str]] = {}
    moved = []
    for key, (name, managers) in before.items():
        there = " + ".join(managers.values())
        if key not in after:
            code = "generate.left_by_role" if key in roster.elsewhere else "generate.left_out"
            gone.setdefault(code, []).append(text(lang, "roster.was_with", id=key, name=name, manager=there))
        elif not managers.keys() <= after[key][1].keys():
            now = " + ".join(after[key][1].values())
            moved.append(text(lang, "roster.moved_to", id=key, name=name, before=there, after=now))
    for code, people in gone.items():
        yield warning(code, period=period.text, count=len(people), people=first_of(people, _NAMED, lang))
    if moved:
        yield warning("generate.moved", count=len(moved), people=first_of(moved, _NAMED, lang))
    if anew := [draft.new.file for draft in written if draft.is_anew and draft.number > 1]:
        yield warning("generate.anew", count=len(anew), files=first_of(anew, _NAMED, lang, "collecting.and_more"))


def _whose(workbooks: Iterable[LedgerWorkbook]) -> Mapping[str, tuple[str, dict[str, str]]]:
    """Return of each person of managers' workbooks the name, and the managers who appraise it, names by id."""
    whose: dict[str, tuple[str, dict[str, str]]] = {}
    for workbook in (each for each in workbooks if each.kind == "manager"):
        for key, name in issuing.people_of(workbook).items():
            _, managers = whose.setdefault(person_id(key), (name, {}))
            managers[workbook.recipient_id] = workbook.recipient
    return whose
