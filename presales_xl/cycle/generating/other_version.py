"""Periods that were issued by another version of a scheme than the project has for them now.

What was issued counts, whatever became of the scheme since; that it does is told where results are relied on next, and
where issuing once more turns people to the version of now.
"""

from collections.abc import Iterator
from pathlib import Path

from presales_xl import catalogue
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.scheme_difference import differences
from presales_xl.cycle.rosters.roster import Roster, digest_of
from presales_xl.ledger import issues, marks
from presales_xl.ledger.step import Reading
from presales_xl.periods import Period, parse_period
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import by_days
from presales_xl.scheme.errors import Problem, ProblemsError, warning
from presales_xl.scheme.individual import individual_as
from presales_xl.texts import Lang, first_of, text

_NAMED = 6  # differences that a message names


def issued_otherwise(read: Reading, period: str, schemes: Path) -> list[str]:
    """Return the ids of the schemes by which a period was issued and which a project's folder has otherwise now.

    One that cannot be loaded any more is passed over.
    """
    when = parse_period(period)
    bases = _bases(read, period)
    return sorted(key for key, known in bases.items() if not known <= {_basis(key, schemes, when) or min(known)})


def turned(read: Reading, period: str, roster: Roster, lang: Lang) -> list[Problem]:
    """Return a warning per scheme of a roster by another version of which a period was issued until now: what differs.

    Whoever is under it is appraised by the version of now as soon as the roster is issued.
    """
    now = {plan.scheme.id: role for role, plan in roster.roles.items()}
    bases, before = _bases(read, period), issuing.schemes_of(read, period)
    found = []
    for key in sorted(bases.keys() & now.keys()):
        if bases[key] <= {roster.basis[now[key]]}:
            continue
        after = individual_as(roster.bases.get(now[key], roster.roles[now[key]]), before[key])
        after = by_days(after) if before[key].scheme.by_days else after
        said = [each.in_words(lang) for each in differences(before[key], after, lang)]
        told = text(lang, "problems.semicolon").join(first_of(said, _NAMED, lang, "collecting.and_more")) or "—"
        name = after.scheme.name[lang]
        found.append(warning("generate.turned", period=period, scheme=key, name=name, differences=told))
    return found


def versions_issued(read: Reading, period: str) -> dict[str, Plan]:
    """Return the schemes by which a period was issued last, by id, as far as the ledger has them."""
    books = sorted(issuing.out(issues.latest_of(read, period)), key=lambda book: book.id)
    digests = dict.fromkeys(person["basis"] for book in books for person in book.content.get("people", ()))
    known = {digest: issues.scheme_id(read, digest) for digest in digests}
    return {scheme: issuing.plan_issued(read, digest) for digest, scheme in known.items() if scheme}


def _bases(read: Reading, period: str) -> dict[str, set[str]]:
    """Return by scheme, by its id, the digests of the versions by which a period was issued."""
    issued: dict[str, set[str]] = {}
    for book in issuing.out(issues.latest_of(read, period)):
        for person in book.content.get("people", ()):
            issued.setdefault(person["scheme"], set()).add(person["basis"])
    bases: dict[str, set[str]] = {}
    for digest, known in issued.items():
        bases.setdefault(issues.scheme_id(read, digest), set()).update(known)
    return bases


def _basis(scheme_id: str, schemes: Path, period: Period) -> str:
    """Return the digest of a scheme as a period would be issued by it, "" where it cannot be loaded."""
    try:
        return digest_of(catalogue.load(scheme_id, schemes, period=period))
    except ProblemsError:
        return ""


def other_version(project: Project, read: Reading, period: str, *, relied: bool = False) -> Iterator[Problem]:
    """Yield a warning that a period is by another version of its schemes; not once it is paid out and published.

    Where its results are `relied` on, from now on or already, issuing it anew takes a reason.
    """
    if {"paid", "published"} <= marks.state_of(marks.all_of(read, period)).keys():
        return
    if schemes := issued_otherwise(read, period, project.schemes):
        is_relied = relied or marks.relied_on(read, period)
        code = "standing.other_version_relied" if is_relied else "standing.other_version"
        yield warning(code, period=period, schemes=schemes)
