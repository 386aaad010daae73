"""What a scheme would have done to the last periods, and which settled ones it comes too late for."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from presales_xl import project
from presales_xl.ledger import marks
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import Period, first_month
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


def settled_before(folder: Path, scheme_id: str, month: str) -> Iterator[Problem]:
    """Yield a warning of the periods that are settled already and for which a version from that month on would hold."""
    ledger = ledger_of(folder)
    if ledger is None or not month:
        return
    with ledger.reading() as read:
        begun = [period for period in marks.periods(read) if first_month(period) >= month]
        settled = [period for period in begun if "settled" in marks.state_of(marks.all_of(read, period))]
    if settled:
        yield warning("design.settled", periods=settled, scheme=scheme_id)
