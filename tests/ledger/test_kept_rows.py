"""Detail rows that people were settled for, as the ledger keeps them."""

from presales_xl.ledger import kept_rows
from presales_xl.ledger.ledger import Ledger
from tests.ledger.samples import PERIOD, ROW, entered, result

SHARES = {("chats", "project", 7.0): {"points": 4.5}}


def test_rows_are_kept_of_those_who_are_settled_anew_and_those_of_others_stay(ledger: Ledger) -> None:
    with ledger.step("何芳", "settle", PERIOD) as step:
        scheme = result(step).scheme
        both = [kept_rows.SettledRows(entered(scheme, key), SHARES) for key in ("E1#1", "E2")]
        kept_rows.put(step, PERIOD, both, of=["E1", "E2"])
        kept_rows.put(step, PERIOD, [], of=["E2"])
    with ledger.reading() as read:
        (kept,) = kept_rows.all_of(read, PERIOD)
    assert (kept.employee.employee_id, kept.employee.rows, kept.shares) == ("E1#1", {"chats": [ROW]}, SHARES)
