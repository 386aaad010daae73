"""Rows to put into a ledger."""

import math
from dataclasses import replace

from presales_xl.ledger import (
    appeals,
    by_hand,
    deliveries,
    issues,
    kept_results,
    kept_rows,
    marks,
    payments,
    publications,
    repayments,
    submissions,
)
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Step
from presales_xl.people.appraised import CalibratedGrade
from presales_xl.people.employees import DetailRow, Employee
from presales_xl.people.questions import Confirmation
from presales_xl.scheme.errors import Place, Problem
from presales_xl.scheme.names import Names

PERIOD = "2026-11"
SOURCE = '{"id":"small","name":"小方案"}'
WORKBOOK = issues.LedgerWorkbook(
    PERIOD,
    kind="manager",
    recipient_id="M1",
    recipient="张经理",
    team="华东一组",
    digest="digest-1",
    seal="seal-1",
    file="张经理_华东一组_2026-11.xlsx",
    email="zhang@example.com",
    content={"people": {"售前": [["E1", "李雷"]]}},
)
ROW = DetailRow({"chats.score": 4.5, "chats.note": 7.0}, {"chats.note": "态度好"}, Place("a.xlsx", "明细", "C7"))
PROBLEM = Problem(
    "input.range",
    Place("a.xlsx", "售前", "F7"),
    {
        "name": Names(zh="满意度", en="Satisfaction"),
        "found": 101.5,
        "expected": ["0", "100"],
    },
    "warning",
)
RESULT = kept_results.Result(
    PERIOD,
    "E1",
    name="李雷",
    role="售前",
    manager_id="M1",
    manager="张经理",
    team="华东一组",
    department="华东",
    scheme="",
    total=88.5,
    grade="A",
    grade_by_scale="B",
    rank=2,
    cohort=6,
    held="",
    columns={"total": 88.5, "pay.bonus": 1234.56},
    entries={"input.csat": 0.1 + 0.2, "input.visits": math.nan, "input.late": math.inf},
    written="rows-1",
    stints=[
        kept_results.StintResult(
            "售后",
            "scheme",
            12,
            columns={"total": 1.5},
            entries={"input.late": math.nan},
            locked=["input.late"],
            of_person=["input.late"],
        )
    ],
)


def entered(scheme: str, employee_id: str = "E1") -> Employee:
    """Return entries of every kind: a plain one, a blank one, one that is not valid, a detail row."""
    places = {"input.csat": Place(sheet="售前", cell="G6")}
    return Employee(employee_id, "李雷", RESULT.entries, {"chats": [ROW]}, role="售前", scheme=scheme, places=places)


def returned(
    step: Step, workbook: int, digest: str = "file-1", verdict: submissions.Verdict = "accepted"
) -> submissions.Submission:
    """Record a file with the entries of one employee."""
    scheme = issues.keep_scheme(step, SOURCE, "small")
    new = submissions.Submission(
        PERIOD, workbook, file=f"{digest}.xlsx", digest=digest, verdict=verdict, problems=[PROBLEM]
    )
    return submissions.record(step, [(new, [entered(scheme)])])[0]


def result(step: Step, period: str = PERIOD, employee_id: str = "E1", **changes: object) -> kept_results.Result:
    """Return a result under the scheme of SOURCE."""
    scheme = issues.keep_scheme(step, SOURCE, "small")
    return replace(RESULT, **{"period": period, "employee_id": employee_id, "scheme": scheme} | changes)  # type: ignore[arg-type]


def whole_month(ledger: Ledger) -> None:
    """Write something into every table, each in a step of its own."""
    with ledger.step("何芳", "generate", PERIOD, workbooks=1) as step:
        book = issues.issue(step, [WORKBOOK])[0]
    with ledger.step("何芳", "send", PERIOD) as step:
        deliveries.sent(step, deliveries.Delivery(f"workbook {book.id}", WORKBOOK.email, PERIOD, "<1@example.com>"))
    with ledger.step("何芳", "collect", PERIOD) as step:
        first = returned(step, book.id, "file-1")
        submissions.supersede(step, first.id, returned(step, book.id, "file-2").id)
        kept_results.put(step, PERIOD, [result(step), result(step, employee_id="E2", total=None, rank=None)])
    with ledger.step("何芳", "calibrate", PERIOD) as step:
        by_hand.record_grades(
            step, [CalibratedGrade(PERIOD, "E1", "B", "A", reason="重点项目", author="王总", scheme="craft")]
        )
    with ledger.step("何芳", "settle", PERIOD) as step:
        payments.settle(step, PERIOD, PERIOD, {("E1", "pay.bonus"): 123456})
        rows = kept_rows.SettledRows(entered(result(step).scheme), {("chats", "project", 7.0): {"points": 4.5}})
        kept_rows.put(step, PERIOD, [rows], of=["E1"])
        repayments.record(step, [repayments.Repayment(PERIOD, "E1", 500)])
        marks.pay_out(step, PERIOD)
        by_hand.record_confirmations(step, [Confirmation(PERIOD, "E1", "input.visits", 1.0, reason="属实")])
        by_hand.record_overrides(step, [by_hand.Override(PERIOD, "E1", "input.carry_in", remembered=-21.5, given=0.0)])
        statement = publications.Publication(
            PERIOD, "statement", "E1", 1, day="2026-12-03", interview_by="2026-12-08", answer_by="2026-12-14"
        )
        publications.record(step, [statement])
        (told,) = publications.all_of(step, PERIOD, "statement")
        publications.record_answer(step, publications.Answer(PERIOD, told.id, "E1", "objected", reason="漏算一个项目"))
    with ledger.step("何芳", "appeal", PERIOD) as step:
        appeals.decide(
            step,
            appeals.begin(step, PERIOD, "E1", "漏算一个项目").id,
            "upheld",
            note="属实",
            changes={"input.visits": 3},
        )
