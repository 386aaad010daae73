"""What the cycle does for a manager costs the same among few and among many: counted in steps, not in seconds."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from sqlalchemy import Engine, event

import presales_xl
from presales_xl.cycle.calibrating import calibrate
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing.page_mail import prepare_pages
from presales_xl.cycle.mailing.send import prepare
from presales_xl.cycle.publishing.pages import Page
from presales_xl.cycle.publishing.plan import plan
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import parse_period
from presales_xl.project import Project
from tests.cycle.company import CONSULTANT, Sheets, company, fill
from tests.cycle.returned import PERIOD

PRODUCT = str(Path(presales_xl.__file__).parent)
#: What a pass over people stands in; a workbook's own cells are counted by nobody.
COUNTED = tuple(f"{PRODUCT}/{folder}/" for folder in ("cycle", "ledger", "people"))
SIZES = (10, 20, 40)
MOST = 1.02  # times as many lines from 20 managers to 40 as twice from 10 to 20
QUADRATIC = 3.5  # times as many of one function: twice in a linear pass, four times in a quadratic one


class Steps:
    """How many lines of the product were run, by function, and how many statements the ledger was asked."""

    def __init__(self) -> None:
        self.lines: Counter[str] = Counter()
        self.statements = 0
        self._is_counted: dict[CodeType, bool] = {}

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count what happens inside."""
        before = sys.gettrace()
        event.listen(Engine, "before_cursor_execute", self._statement)
        sys.settrace(self._call)
        try:
            yield
        finally:
            sys.settrace(before)
            event.remove(Engine, "before_cursor_execute", self._statement)

    def _statement(self, *_: object) -> None:
        self.statements += 1

    def _call(self, frame: FrameType, _event: str, _argument: object) -> Callable[..., Any] | None:
        code = frame.f_code
        if code not in self._is_counted:
            self._is_counted[code] = code.co_filename.startswith(COUNTED)
        return self._line if self._is_counted[code] else None

    def _line(self, frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        if event == "line":
            self.lines[f"{Path(frame.f_code.co_filename).name} {frame.f_code.co_qualname}"] += 1
        return self._line


def with_teams(count: int) -> Callable[[Sheets], object]:
    """Let a roster have managers with one consultant each."""

    def change(sheets: Sheets) -> None:
        sheets["员工"][1:] = [[f"E{n:03}", f"员工{n:03}", f"M{n:03}", "顾问", "中级"] for n in range(count)]
        sheets["经理"][1:] = [[f"M{n:03}", f"经理{n:03}", f"团队{n:03}", None] for n in range(count)]
        del sheets["岗位"][1]
        sheets["目标与工资"][1:] = [[f"E{n:03}", 500000, 36000] for n in range(count)]

    return change


def with_everything_of_a_roster(count: int) -> Callable[[Sheets], object]:
    """Let a roster have raters, approvers, changes of managers, and managers without people."""

    def change(sheets: Sheets) -> None:
        sheets["员工"][1:] = [[f"E{n:03}", f"员工{n:03}", f"M{n:03}", "工程师", None] for n in range(count)]
        sheets["经理"] = [["经理工号", "姓名", "团队", "审批人"]]
        sheets["经理"] += [[f"M{n:03}", f"经理{n:03}", f"团队{n:03}", f"M{(n + 1) % count:03}"] for n in range(count)]
        sheets["经理"] += [[f"X{n:03}", f"闲人{n:03}", f"空队{n:03}", None] for n in range(count)]
        sheets["岗位"] = [["岗位", "方案"], ["工程师", "five_dimension"]]
        sheets["目标与工资"] = [["工号"], ["E001"]]
        sheets["人员变动"] = [["工号", "自", "变动", "值"]]
        sheets["人员变动"] += [[f"E{n:03}", "2026-11-10", "经理", f"M{(n + 1) % count:03}"] for n in range(count)]
        sheets["评分人"] = [["被评人工号", "评分角色", "评分人工号"]]
        sheets["评分人"] += [[f"E{n:03}", "同事", f"E{(n + 1) % count:03}"] for n in range(count)]

    return change


def planned(project: Project) -> Sequence[Page]:
    """Return the pages of plans, which are there."""
    return plan(project, PERIOD, "zh", with_pdf=False).pages


def whole_cycle(folder: Path, count: int) -> Mapping[str, Steps]:
    """Run a period of so many managers; returns what each part of it took."""
    project = company(folder, with_teams(count))
    parts: dict[str, Callable[[Project], object]] = {
        "generate": lambda project: generate(project, PERIOD, "zh"),
        "generate again": lambda project: generate(project, PERIOD, "zh"),
        "send": lambda project: prepare(project, PERIOD, "zh"),
        "plan": lambda project: plan(project, PERIOD, "zh", with_pdf=False),
        "send plans": lambda project: prepare_pages(project, PERIOD, planned(project), "zh"),
        "collect": lambda project: collect(project, PERIOD, (), "zh"),
        "collect again": lambda project: collect(project, PERIOD, (), "zh"),
        "status": lambda project: status(project, PERIOD, "zh"),
        "calibrate": lambda project: calibrate.write(project, PERIOD, "zh"),
        "settle": lambda project: settle(project, Ledger.open(project.ledger), PERIOD, "zh"),
        "publish": lambda project: publish(project, PERIOD, "zh", with_pdf=False),
    }
    taken = {}
    for name, part in parts.items():
        if name == "collect":
            people = {f"E{n:03}": CONSULTANT | {"bids_won": n % 10} for n in range(count)}
            for file in project.outbox(PERIOD).glob("*.xlsx"):
                fill(file, project.inbox(PERIOD) / file.name, people)
        taken[name] = Steps()
        with taken[name].counted():
            part(project)
    return taken


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Mapping[str, Steps]]:
    return [whole_cycle(tmp_path_factory.mktemp(str(count)), count) for count in SIZES]


def growing(taken: Sequence[Mapping[str, Steps]]) -> list[str]:
    """Return which parts take more lines for each manager among more, with the functions that do."""
    found = []
    for part in taken[0]:
        few, more, most = (each[part].lines for each in taken)
        names = [
            f"{name} {few[name]} {more[name]} {most[name]}"
            for name in most
            if most[name] - more[name] > QUADRATIC * max(more[name] - few[name], 0) + 2 * SIZES[-1]
        ]
        if names or most.total() - more.total() > 2 * MOST * (more.total() - few.total()):
            found.append(f"{part}: {few.total()} {more.total()} {most.total()} lines: {names}")
    return found


def test_no_part_of_the_cycle_does_more_for_a_manager_among_many(taken: Sequence[Mapping[str, Steps]]) -> None:
    assert growing(taken) == []


def test_the_ledger_is_asked_as_often_for_few_managers_as_for_many(taken: Sequence[Mapping[str, Steps]]) -> None:
    asked = {part: [each[part].statements for each in taken] for part in taken[0]}
    assert [f"{part}: {counts}" for part, counts in asked.items() if counts[-1] > counts[0]] == []


def test_raters_approvers_and_changes_cost_the_same_for_each_among_many(tmp_path: Path) -> None:
    taken = []
    for count in SIZES:
        project, steps = company(tmp_path / str(count), with_everything_of_a_roster(count)), Steps()
        with steps.counted():
            made = generate(project, parse_period("2026-Q4"), "zh", dry_run=True)
        assert (made.counts["workbooks"], made.counts["forms"]) == (count, count)
        taken.append({"generate": steps})
    assert growing(taken) == []


def test_a_pass_over_everybody_for_each_would_be_found() -> None:
    def passes(count: int) -> Steps:
        steps = Steps()
        steps.lines = Counter(once=100 * count, each_for_each=count * count)
        return steps

    assert len(growing([{"part": passes(count)} for count in SIZES])) == 1
