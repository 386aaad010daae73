"""What has become of a period, as its marks say."""

from presales_xl.ledger import marks
from presales_xl.ledger.ledger import Ledger
from tests.ledger.samples import PERIOD


def kinds(ledger: Ledger) -> list[str]:
    with ledger.reading() as read:
        return [mark.kind for mark in marks.all_of(read, PERIOD)]


def test_a_period_is_open_until_it_is_marked_and_each_state_is_said_once(ledger: Ledger) -> None:
    with ledger.step("何芳", "generate", PERIOD) as step:
        marks.begin(step, PERIOD)
        assert marks.state_of(marks.all_of(step, PERIOD)) == {}
    for _ in range(2):
        with ledger.step("何芳", "settle", PERIOD) as step:
            marks.add(step, PERIOD, "published")
            marks.add(step, PERIOD, "settled")
    with ledger.reading() as read:
        state = marks.state_of(marks.all_of(read, PERIOD))
    assert [(name, mark.author) for name, mark in state.items()] == [("settled", "何芳"), ("published", "何芳")]
    assert kinds(ledger) == ["published", "settled"]


def test_after_a_reopening_a_state_is_said_once_more_but_money_is_handed_over_once(ledger: Ledger) -> None:
    with ledger.step("何芳", "settle", PERIOD) as step:
        marks.add(step, PERIOD, "settled")
        marks.pay_out(step, PERIOD)
    with ledger.step("王总", "collect", PERIOD) as step:
        marks.reopen(step, PERIOD, "collect", "漏报一单")
    for _ in range(2):
        with ledger.step("何芳", "settle", PERIOD) as step:
            marks.add(step, PERIOD, "settled")
            marks.pay_out(step, PERIOD)
    assert kinds(ledger) == ["settled", "paid", "reopened", "settled"]
    with ledger.reading() as read:
        reopened = marks.all_of(read, PERIOD)[2]
    assert (reopened.author, reopened.action, reopened.reason) == ("王总", "collect", "漏报一单")
