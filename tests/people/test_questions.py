"""What is asked back (▲): which entries are doubted and why, and what a confirmation answers."""

import math

import numpy as np
import pytest

from presales_xl.backends.frame import DetailRows, Inputs
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.people.questions import Confirmation, open_questions, questions, waiting, why
from presales_xl.scheme.columns import Plan
from tests.scheme.small import PROJECTS, plan_of

SCHEME = """\
id: small
name: 小方案
cycles: [month]
full_points: null
inputs:
  heads: {name: 人数, type: count}
  amount: {name: 金额, type: money, may_be_negative: true}
  receipts: {name: 回款, type: number, unit: 万元, usual: [-500, 5000]}
  part: {name: 占比, type: rate, usual: [0.1, 1]}
  test: {name: 测试分, type: score}
  small: {name: 小分, type: score, max: 10}
  nps: {name: NPS, type: number, min: -100, max: 100}
indicators:
  work: {name: 工作, points: 10, rule: {kind: formula, formula: heads + receipts + test + small + nps}}
  rank: {name: 名次, points: 10, rule: {kind: rank_bands, of: part, bands: {≤1: 10, else: 5}}}
pay:
  bonus: {name: 奖金, formula: amount}
  share: {name: 分成, formula: points.rank}
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(SCHEME)


def people(plan: Plan, *entries: dict[str, float]) -> Outcome:
    """Return what comes out for people of whom some entries are given, by column id."""
    columns = {key: np.array([each.get(key, math.nan) for each in entries]) for each in entries for key in each}
    return outcome(plan, Inputs(len(entries), columns))


@pytest.mark.parametrize(
    ("name", "value", "last", "reason"),
    [
        ("test", 91, None, ""),
        ("test", 0, None, ""),
        ("test", 1, None, "one_point"),
        ("test", 9.1, 91, "tenth"),
        ("test", 0, 91, ""),
        ("receipts", 0, 20, ""),
        ("small", 0.9, None, "below_one"),
        ("small", 1, None, ""),
        ("small", 0, None, ""),
        ("nps", 0.5, None, ""),
        ("nps", 1, None, ""),
        ("part", 0.0095, None, "below_usual"),
        ("part", 0.95, None, ""),
        ("part", 0.1, None, ""),
        ("receipts", 1500000, None, "above_usual"),
        ("receipts", -30, None, ""),
        ("receipts", -501, None, "below_usual"),
        ("amount", 100000, 10000, "tenfold"),
        ("amount", 99999, 10000, ""),
        ("amount", 1000, 10000, "tenth"),
        ("amount", 1001, 10000, ""),
        ("amount", -100000, 10000, "tenfold"),
        ("amount", 5, 0.5, "tenfold"),
        ("amount", 100000, 0, ""),
        ("amount", 100000, None, ""),
        ("heads", 100, 10, "tenfold"),
        ("heads", 90, 9, ""),
        ("heads", 1, 10, "tenth"),
        ("part", 1, 0.1, "tenfold"),
        ("part", 0.99, 0.09, ""),
    ],
)
def test_an_entry_is_doubted_for_a_reason_of_its_own(
    plan: Plan, name: str, value: float, last: float | None, reason: str
) -> None:
    entries = {f"input.{name}": float(value)} | ({} if last is None else {f"last.{name}": float(last)})
    found = [(each.column, each.value, each.reason) for each in questions(people(plan, entries))]
    assert found == ([(f"input.{name}", value, reason)] if reason else [])


def test_what_is_blank_or_not_valid_is_not_asked_about(plan: Plan) -> None:
    assert not list(questions(people(plan, {"input.part": math.nan}, {"input.part": math.inf})))


def test_questions_come_person_by_person_and_say_what_the_entry_is_compared_with(plan: Plan) -> None:
    known = people(
        plan,
        {"input.part": 0.5, "input.amount": 500.0, "last.amount": 5.0},
        {"input.part": 0.0095, "input.amount": 500.0, "last.amount": 5.0},
    )
    found = list(questions(known))
    assert [(each.place, each.column) for each in found] == [
        (0, "input.amount"),
        (1, "input.part"),
        (1, "input.amount"),
    ]
    assert why(plan, found[0], "zh") == "是上期的 10 倍或更多（上期 5 元）"
    assert why(plan, found[1], "zh") == "低于常见范围，数和单位对吗（常见 10% 到 100%）"


@pytest.mark.parametrize(
    ("confirmation", "left"),
    [
        (Confirmation("2026-11", "1001", "input.test", 1, reason="只收回一份"), []),
        (Confirmation("2026-11", "1001", "input.test", 2, reason="只收回一份"), ["input.test"]),
        (Confirmation("2026-11", "1002", "input.test", 1, reason="只收回一份"), ["input.test"]),
        (Confirmation("2026-11", "1001", "input.small", 1, reason="只收回一份"), ["input.test"]),
    ],
)
def test_a_confirmation_holds_for_the_value_that_it_saw(
    plan: Plan, confirmation: Confirmation, left: list[str]
) -> None:
    known = people(plan, {"input.test": 1.0})
    assert [each.column for each in open_questions(known, ["1001"], [confirmation])] == left


FULL = {f"input.{key}": value for key, value in {"heads": 5, "receipts": 1, "test": 90, "small": 5, "nps": 0}.items()}
ALONE = "\n".join(line for line in SCHEME.splitlines() if not line.strip().startswith(("rank:", "share:", "part:")))


def waits_of(known: Outcome) -> list[bool]:
    waits = waiting(known, open_questions(known, ["1", "2"], []))
    return [waits(0), waits(1)]


def test_total_and_pay_wait_for_the_own_entries_that_they_hang_on() -> None:
    plan = plan_of(ALONE)
    doubted, other = {"input.amount": 500.0, "last.amount": 5.0}, {"input.amount": 6.0, "last.amount": 5.0}
    assert waits_of(people(plan, FULL | doubted, FULL | other)) == [True, False]
    assert waits_of(people(plan, FULL | other | {"input.test": 1.0}, FULL | other)) == [True, False]
    assert waits_of(people(plan, other, FULL | other)) == [False, False]  # who is not complete holds back nobody else


def test_who_is_compared_with_others_waits_for_what_they_have_not_entered_or_not_confirmed(plan: Plan) -> None:
    full = FULL | {"input.amount": 6.0, "last.amount": 5.0, "input.part": 0.5}
    assert waits_of(people(plan, full, full)) == [False, False]
    assert waits_of(people(plan, full | {"input.part": 0.01}, full)) == [True, True]
    assert waits_of(people(plan, full, full | {"input.heads": math.nan})) == [True, True]
    assert waits_of(people(plan, full | {"last.amount": 0.5}, full)) == [True, False]


DETAILS = PROJECTS.replace("type: money}", "type: money, usual: [1000, 100000]}").replace(
    "      share:",
    "      paid: {name: {zh: 已付, en: Paid}, type: money, part_of: receipts}\n"
    "      mark: {name: {zh: 评分, en: Mark}, type: score}\n      share:",
)


def of_rows(plan: Plan, *rows: tuple[int, float, float, float]) -> Outcome:
    """Return what comes out for two people who have rows: whose each is, its receipts, what is paid, its mark."""
    owner, *columns = zip(*rows, strict=True)
    entries = {
        f"projects.{key}": np.array(each, dtype=float)
        for key, each in zip(("receipts", "paid", "mark"), columns, strict=True)
    }
    entries |= {"projects.project": np.arange(len(rows), dtype=float), "projects.share": np.ones(len(rows))}
    details = {"projects": DetailRows(np.array(owner, dtype=np.int64), entries)}
    return outcome(plan, Inputs(2, {"input.work": np.array([10.0, 10.0])}, details))


@pytest.mark.parametrize(
    ("receipts", "paid", "mark", "expected"),
    [
        (1000, 1000, 91, []),
        (100000, 0, 0, []),
        (999.99, 0, 91, ["receipts below_usual"]),
        (100000.01, 0, 91, ["receipts above_usual"]),
        (1000, 1000.01, 91, ["paid above_whole"]),
        (1000, 5, 1, ["mark one_point"]),
        (50, 51, 1, ["receipts below_usual", "paid above_whole", "mark one_point"]),
        (1000, 5, math.inf, []),
        (math.nan, 5, 91, []),
        (-math.inf, 5, 91, ["receipts text"]),
    ],
)
def test_entries_of_detail_rows_are_doubted_like_those_of_people(
    receipts: float, paid: float, mark: float, expected: list[str]
) -> None:
    known = of_rows(plan_of(DETAILS), (0, 5000, 0, 90), (1, receipts, paid, mark))
    found = list(questions(known))
    assert [f"{each.key.removeprefix('projects.')} {each.reason}" for each in found] == expected
    assert {(each.place, each.row, each.table) for each in found} <= {(1, 1, "projects")}


def test_a_doubted_detail_row_holds_back_its_person_alone_until_its_value_is_confirmed() -> None:
    plan = plan_of(DETAILS)
    known = of_rows(plan, (1, 50, 0, 90), (0, 5000, 0, 90), (1, 60, 0, 90))
    said = [Confirmation("2026-11", "2", "projects.receipts", value) for value in (50, 60)]
    found = open_questions(known, ["1", "2"], said[:1])
    assert [(each.value, each.name(plan, "zh")) for each in found] == [(60, "项目：到款")]
    assert why(plan, found[0], "zh") == "低于常见范围，数和单位对吗（常见 1,000 元 到 100,000 元）"
    assert [waiting(known, found)(place) for place in (0, 1)] == [False, True]
    assert not open_questions(known, ["1", "2"], said)
