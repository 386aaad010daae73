"""Periods that were issued by another version of a scheme than the project has for them now.

What was issued counts, whatever became of the scheme since; that it does is told where results are relied on next.
"""

from collections.abc import Iterator
from pathlib import Path

from presales_xl import catalogue
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.rosters.roster import digest_of
from presales_xl.ledger import issues, marks
from presales_xl.ledger.step import Reading
from presales_xl.periods import Period, parse_period
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, ProblemsError, warning


def issued_otherwise(read: Reading, period: str, schemes: Path) -> list[str]:
    """Return the ids of the schemes by which a period was issued and which a project's folder has otherwise now.

    One that cannot be loaded any more is passed over.
    """
    issued: dict[str, set[str]] = {}
    for book in issuing.out(issues.latest_of(read, period)):
        for person in book.content.get("people", ()):
            issued.setdefault(person["scheme"], set()).add(person["basis"])
    bases: dict[str, set[str]] = {}
    for digest, known in issued.items():
        bases.setdefault(issues.scheme_id(read, digest), set()).update(known)
    when = parse_period(period)
    return sorted(key for key, known in bases.items() if not known <= {_basis(key, schemes, when) or min(known)})


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
