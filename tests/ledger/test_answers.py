"""What people were told and answered: revisions with their facts, and answers of which the last one counts."""

from dataclasses import replace

from presales_xl.ledger import issues, publications
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.ledger.publications import Answer, Publication
from presales_xl.ledger.step import Step
from tests.ledger.samples import PERIOD, WORKBOOK, returned

PLAN = Publication(PERIOD, "plan", "E1", 1, day="2026-11-02", answer_by="2026-11-09", facts={"stated": {"a": 1.5}})


def told(step: Step) -> Publication:
    return publications.record(step, [PLAN])[0]


def test_a_document_that_states_the_same_is_the_same_revision_whatever_its_day(ledger: Ledger) -> None:
    with ledger.step("何芳", "plan", PERIOD) as step:
        first = told(step)
        changed = replace(PLAN, revision=2, facts={"stated": {"a": 2.0}})
        assert publications.states_the_same(first, replace(PLAN, revision=2, day="2026-11-05"))
        assert not publications.states_the_same(first, changed)
        assert not publications.states_the_same(None, PLAN)
        other, anew = publications.record(step, [changed, replace(PLAN, employee_id="E2")])
        assert [each.id for each in publications.all_of(step, PERIOD, "plan")] == [first.id, other.id, anew.id]
        assert [each.employee_id for each in publications.all_of(step, PERIOD, "plan")] == ["E1", "E1", "E2"]
        assert publications.last_of(step, PERIOD, "plan") == {"E1": other, "E2": anew}
        assert publications.last_of(step, PERIOD, "statement") == {}
    assert replace(first, at="", id=0) == PLAN
    assert verify(ledger) == []


def test_the_last_answer_counts_a_file_says_it_once_and_hr_not_what_counts_already(ledger: Ledger) -> None:
    with ledger.step("何芳", "collect", PERIOD) as step:
        document = told(step)
        file = returned(step, issues.issue(step, [WORKBOOK])[0].id)
        objected = Answer(PERIOD, document.id, "E1", "objected", reason="目标太高", author="李雷")
        by_form = replace(objected, submission_id=file.id)
        assert [publications.record_answer(step, by_form) for _ in range(2)] == [True, False]
    with ledger.step("何芳", "answer", PERIOD) as step:
        confirmed = Answer(PERIOD, document.id, "E1", "confirmed")
        assert [publications.record_answer(step, confirmed) for _ in range(2)] == [True, False]
        assert not publications.record_answer(step, by_form)
    with ledger.reading() as read:
        every, last = publications.answers_of(read, PERIOD), publications.last_answers(read, PERIOD)
    assert [(each.decision, each.reason, each.author) for each in every] == [
        ("objected", "目标太高", "李雷"),
        ("confirmed", "", "何芳"),
    ]
    assert list(last.values()) == every[1:]
    assert verify(ledger) == []
