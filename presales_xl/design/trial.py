"""What a scheme would have done to the last periods, and which ones were issued without it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from presales_xl import project
from presales_xl.cycle.generating.other_version import issued_otherwise
from presales_xl.ledger import marks
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import Period, order
from presales_xl.progress import Track, quiet
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, TooEarlyError, warning
from presales_xl.settings import FILE
from presales_xl.texts import Lang, signed, text

if TYPE_CHECKING:  # pandas, which is imported where something is tried
    from presales_xl.design.what_if_ledger import Moves

LAST = 3  # periods that a scheme is tried on


def ledger_of(folder: Path) -> Ledger | None:
    """Return the ledger of a project, None where there is none yet."""
    if not (folder / FILE).is_file():
        return None
    try:
        return Ledger.open(project.load(folder).ledger, create=False)
    except TooEarlyError:
        return None


def periods_of(folder: Path, scheme_id: str) -> list[Period]:
    """Return the last periods of a project in which a scheme has results."""
    if (ledger := ledger_of(folder)) is None:
        return []
    from presales_xl.design import what_if_ledger  # noqa: PLC0415 - pandas, which is not needed without a ledger

    with ledger.reading() as read:
        return what_if_ledger.last_periods(read, scheme_id, LAST)


def tried(
    folder: Path, plan: Plan, periods: Sequence[Period], lang: Lang, track: Track = quiet
) -> Iterator[tuple[str, "Moves", Sequence[Problem]]]:
    """Yield of each period whose results a plan would have moved, and what there is to tell."""
    from presales_xl.design import what_if_ledger  # noqa: PLC0415 - as above

    for period in track(periods, "trial"):
        cases = what_if_ledger.try_cases(project.load(folder), plan.scheme.id, [period], [plan], lang=lang)
        yield period.text, what_if_ledger.moves(cases, 1), cases.problems


def in_words(period: str, moves: "Moves", lang: Lang) -> list[str]:
    """Return in a line each whose totals, grades and pay would have been others in a period."""
    fields: dict[str, dict[str, object]] = {
        "period": {"period": period, "results": moves.results},
        "totals": {"count": moves.totals, "mean": signed(moves.mean), "most": signed(moves.most)},
        "grades": {"count": moves.better + moves.worse, "up": moves.better, "down": moves.worse},
        "pay": {"count": moves.paid, "money": signed(moves.money)},
    }
    return [text(lang, f"commands.adopt.{key}", **each) for key, each in fields.items()]


def issued_before(folder: Path, scheme_id: str) -> Iterator[Problem]:
    """Yield a warning of the periods that stay by the version of a scheme they were issued with, not by its new one.

    One that nobody relies on yet may be issued anew.
    """
    if (ledger := ledger_of(folder)) is None:
        return
    schemes, relied = project.load(folder).schemes, list[str]()
    with ledger.reading() as read:
        for period in sorted(marks.periods(read), key=order):
            if marks.is_retained(read, period) or scheme_id not in issued_otherwise(read, period, schemes):
                continue
            if marks.relied_on(read, period):
                relied.append(period)
            else:
                yield warning("design.issued", period=period, scheme=scheme_id)
    if relied:
        yield warning("design.settled", periods=relied, scheme=scheme_id, last=relied[-1])
