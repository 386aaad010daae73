"""What is taken over of the month before, by workbooks: on earlier days, under another id, typed for want of it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from presales_xl.cycle.collecting.collect import Collected, collect
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.generate import Generated, generate
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.publishing.appeal import decide, open_appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import payments
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import Period, parse_period
from presales_xl.project import Project
from presales_xl.scheme.errors import ClosedError
from tests.cycle.company import Sheets, company, fill_all, messages_of

JULY, AUGUST = parse_period("2026-07"), parse_period("2026-08")
GOOD, FAIR = 95, 80
AWARD = """\
id: engineers
name: 月奖
cycles: [month]
inputs:
  quality: {name: 质量, type: score}
  sales: {name: 销售额, type: money, default: 0}
  sold: {name: 上月销售额, type: money, given_by: hr, default: 0, remembered: {kind: previous, of: sales}}
  score: {name: 上月总分, type: score, given_by: hr, default: 0, remembered: {kind: previous, of: total}}
  star: {name: 上月奖, type: money, given_by: hr, default: 0, remembered: {kind: award, flag: star, amount: each}}
  excellent: {name: 优秀次数, type: count, given_by: hr, default: 0, remembered: {kind: times, grade: A, within: 2}}
  receipts: {name: 回款, type: money, given_by: hr, default: 0}
  before: {name: 上月质量, type: score, given_by: hr, remembered: {kind: previous, of: quality}}
parameters:
  base: {name: 月奖基数, value: 1000, unit: money}
  each: {name: 每次优秀, value: 100, unit: money}
  high: {name: 高分, value: 87}
  part: {name: 提成比例, value: 0.01, unit: rate}
indicators:
  quality: {name: 质量, points: 100, rule: {kind: formula, formula: points * quality / 100}}
grades:
  scale: {A: ≥90, B: else}
pay:
  monthly: {name: 月奖, formula: base, prorated: true}
  excellence: {name: 优秀奖, formula: excellent * each}
  quality: {name: 质量奖, formula: before}
  share: {name: 提成, formula: receipts * part}
  kept: {name: 留存奖, formula: (sold + score + star) * 0}
flags:
  star: {name: 单项奖, when: total >= high}
"""


@pytest.fixture(autouse=True)
def _schemes(tmp_path: Path) -> None:
    (tmp_path / "schemes").mkdir()
    lines = [line for line in AWARD.replace("id: engineers", "id: experts").splitlines() if "before" not in line]
    for key, source in {"engineers": AWARD, "experts": "\n".join(lines)}.items():
        (tmp_path / "schemes" / f"{key}.yaml").write_text(source, encoding="utf-8")


def issued(
    folder: Path,
    period: Period,
    *moves: list[str | None],
    ids: Mapping[str, str] | None = None,
    receipts: Mapping[str, float] | None = None,
    agreed: Iterable[str] = (),
    by: str = "工号",
    reopen: str = "",
) -> Generated:
    """Issue a month; `moves` are changes of roles, `ids` the new ids by the old, another rate is `agreed` with some."""

    def change(sheets: Sheets) -> None:
        sheets["岗位"] = [["岗位", "方案", "周期"], ["工程师", "engineers", "月"], ["顾问", "experts", "月"]]
        sheets["员工"] = [[(ids or {}).get(row[0], row[0]), *row[1:4]] for row in sheets["员工"]]
        sheets["目标与工资"] = [["工号", "回款"], *map(list, (receipts or {}).items())]
        sheets["个别调整"] = [
            ["调整哪个数", "值", "原因", by],
            *(["提成比例", 0.02, "约定", key] for key in agreed),
        ]
        sheets["人员变动"] = [["工号", "自", "至", "变动", "值"], *moves]

    return generate(company(folder, change), period, "zh", reopen=reopen)


def returned(
    project: Project, period: Period, people: Mapping[str, float | None], typed: Iterable[str] = (), reopen: str = ""
) -> Collected:
    """Collect a month with everybody's quality, and with 90 of the month before for whom that is typed, July all."""
    before = {key: {"before": 90} for key in (people if period is JULY else typed)}
    fill_all(project, period, {key: {"quality": each, **before.get(key, {})} for key, each in people.items()})
    return collect(project, period, [], "zh", reopen=reopen)


def paid(project: Project, period: Period, *, paid_out: bool = False) -> dict[str, float]:
    """Settle a month, and return what everybody was settled for, in yuan."""
    ledger = Ledger.open(project.ledger)
    settle(project, ledger, period, "zh", paid_out=paid_out)
    with ledger.reading() as read:
        return {key: fen / 100 for key, fen in payments.by_employee(payments.paid(read, period.text)).items()}


EXPERT = {"quality": GOOD, "sales": 40000}
PEOPLE = {"E1": GOOD, "E2": GOOD, "E3": FAIR}


@pytest.mark.parametrize("is_late", [False, True], ids=["before the issue", "after it"])
def test_earlier_days_in_another_role_keep_what_was_paid_and_wait_while_the_month_they_count_is_open_again(
    tmp_path: Path, *, is_late: bool
) -> None:
    project = company(tmp_path)
    issued(tmp_path, JULY)
    if not is_late:
        returned(project, JULY, PEOPLE)
    issued(tmp_path, AUGUST, ["E2", "2026-08-16", None, "岗位", "工程师"])
    if is_late:
        returned(project, JULY, PEOPLE)
    returned(project, AUGUST, dict.fromkeys([*PEOPLE, "E2#1"], FAIR), typed=["E2"])
    before = paid(project, AUGUST, paid_out=True)
    assert before["E2"] == 1190  # 1,000 for all days, July's A as a consultant, and 90 as was typed
    returned(project, JULY, PEOPLE | {"E2": None}, reopen="待核")
    collect(project, AUGUST, [], "zh")
    assert paid(project, AUGUST) == before
    made = settle(project, Ledger.open(project.ledger), AUGUST, "zh")
    assert [(each.employee.employee_id, each.cause) for each in made.payroll.unpaid] == [("E2#1", "earlier")]
    returned(project, JULY, PEOPLE)
    assert paid(project, AUGUST) == before


def test_what_two_managers_counted_in_a_month_is_taken_over_whole_and_what_is_not_the_same_of_both_is_left_to_hr(
    tmp_path: Path,
) -> None:
    project = company(tmp_path)
    issued(tmp_path, JULY, ["E1", "2026-07-16", None, "经理", "M2"])
    entries = {"E1#1": (40000, GOOD), "E1": (60000, FAIR), "E2": (50000, GOOD), "E3": (50000, FAIR)}
    people = {key: {"sales": sales, "quality": quality, "before": 90} for key, (sales, quality) in entries.items()}
    fill_all(project, JULY, people)
    collect(project, JULY, [], "zh")
    (told,) = messages_of(issued(tmp_path, AUGUST).problems, "history.missing")
    assert "「上月质量」" in told and told.count("张三") == 1 and "王五" not in told
    with Ledger.open(project.ledger).reading() as read:
        roster = issuing.roster(read, AUGUST.text)
    of = {name: [each.entries[f"input.{name}"] for each in roster.employees] for name in ("sold", "score", "star")}
    # the total is (95 × 15 + 80 × 16) ÷ 31, and the award is that of the person
    assert of == {"sold": [100000, 50000, 50000], "score": [87.26, 95, 80], "star": [100, 100, 0]}


def test_what_somebody_did_in_a_role_before_leaving_it_within_a_month_is_taken_over_on_return_to_it(
    tmp_path: Path,
) -> None:
    project = company(tmp_path)
    moved: list[str | None] = ["E2", "2026-07-16", "2026-07-31", "岗位", "工程师"]
    issued(tmp_path, JULY, moved)
    fill_all(project, JULY, {key: {"quality": FAIR, "before": 90} for key in PEOPLE} | {"E2#1": EXPERT})
    collect(project, JULY, [], "zh")
    assert messages_of(issued(tmp_path, AUGUST, moved).problems, "history.missing") == []
    with Ledger.open(project.ledger).reading() as read:
        entries = issuing.roster(read, AUGUST.text).by_id["E2"].entries
    of = {name: entries[f"input.{name}"] for name in ("sold", "score", "star", "excellent")}
    assert of == {"sold": 40000, "score": GOOD, "star": 100, "excellent": 1}


def test_what_a_manager_typed_for_want_of_a_result_is_asked_about_once_the_ledger_has_another_one(
    tmp_path: Path,
) -> None:
    project = company(tmp_path)
    issued(tmp_path, JULY)
    returned(project, JULY, {"E2": GOOD, "E3": FAIR})
    issued(tmp_path, AUGUST)
    assert messages_of(returned(project, AUGUST, PEOPLE, typed=["E1"]).problems, "history.typed_otherwise") == []
    returned(project, JULY, PEOPLE)
    steps = [each.why for each in ahead_of(project, AUGUST, "zh").steps()]
    assert any("「上月质量」" in why and "台账 95" in why for why in steps)
    (told,) = messages_of(collect(project, AUGUST, [], "zh").problems, "history.typed_otherwise")
    assert "「工程师」的「上月质量」" in told and "E1 张三（经理 90，台账 95）" in told
    (told,) = messages_of(
        settle(project, Ledger.open(project.ledger), AUGUST, "zh").problems, "history.typed_otherwise"
    )
    assert paid(project, AUGUST)["E1"] == 1190  # July's A, and 90 as was typed
    issued(tmp_path, AUGUST, reopen="按台账")
    made = returned(project, AUGUST, PEOPLE, reopen="按台账")
    assert messages_of(made.problems, "history.typed_otherwise") == []
    assert paid(project, AUGUST)["E1"] == 1195


def test_who_may_have_been_in_earlier_months_under_another_id_is_named_when_a_month_is_issued(tmp_path: Path) -> None:
    project = company(tmp_path)
    issued(tmp_path, JULY)
    returned(project, JULY, PEOPLE)
    assert messages_of(issued(tmp_path, AUGUST).problems, "history.same_name") == []
    (told,) = messages_of(issued(tmp_path, AUGUST, ids={"E1": "E9"}).problems, "history.same_name")
    assert "张三（E9，原来可能是 E1）" in told


def test_what_hr_gives_for_each_manager_is_paid_for_each_though_it_is_the_same_and_what_it_gives_for_the_person_once(
    tmp_path: Path,
) -> None:
    project = company(tmp_path)
    moved: list[str | None] = ["E1", "2026-07-16", None, "经理", "M2"]
    once, each = {"E1": 15000, "E2": 30000}, {"E1#1": 15000, "E1": 15000, "E2": 30000}
    issued(tmp_path, JULY, moved, receipts=once, agreed=["E1"])
    returned(project, JULY, dict.fromkeys([*PEOPLE, "E1#1"], FAIR))
    shares = {"E1": 1090 + 300, "E2": 1000 + 300, "E3": 1090}
    assert paid(project, JULY) == shares
    pages = publish(project, JULY, "zh", with_pdf=False).pages
    (page,) = [each.read_text(encoding="utf-8") for each in pages if each.name.startswith("E1")]
    assert "300.00 元（07-16 至 07-31）" in page and "300.00 元（07-01 至 07-15）" not in page
    with pytest.raises(ClosedError):
        issued(tmp_path, JULY, moved, receipts=each, agreed=["E1"])
    issued(tmp_path, JULY, moved, receipts=each, agreed=["E1"], reopen="各段各算")
    assert paid(project, JULY) == shares | {"E1": 1090 + 600}


def test_what_hr_gives_for_the_person_once_is_paid_once_though_a_rate_holds_for_one_team_alone(tmp_path: Path) -> None:
    project = company(tmp_path)
    moved: list[str | None] = ["E1", "2026-07-16", None, "经理", "M2"]
    issued(tmp_path, JULY, moved, receipts={"E1": 15000}, agreed=["华南"], by="团队")
    returned(project, JULY, dict.fromkeys([*PEOPLE, "E1#1"], FAIR))
    assert paid(project, JULY)["E1"] == 1090 + 15000 * 0.02


def put_right(project: Project, period: Period, employee_id: str, setting: str) -> None:
    """Uphold an appeal that puts an entry of somebody, or of a stint, right."""
    made, _ = open_appeal(project, period, employee_id, "数据有误", lang="zh")
    decide(project, made.id, upheld=True, note="查证属实", settings=[setting], lang="zh")


def two_teams(folder: Path, receipts: Mapping[str, float]) -> tuple[Project, list[str | None]]:
    """Return a month settled in which E1 went to the second manager, with what HR gave of receipts."""
    project = company(folder)
    moved: list[str | None] = ["E1", "2026-07-16", None, "经理", "M2"]
    issued(folder, JULY, moved, receipts=receipts)
    returned(project, JULY, dict.fromkeys([*PEOPLE, "E1#1"], FAIR))
    return project, moved


@pytest.mark.parametrize("whose", ["E1", "E1#1"])
@pytest.mark.parametrize("receipts", [{"E1": 20000.0}, {}], ids=["given once", "given never"])
def test_an_appeal_puts_a_figure_that_hr_gives_once_right_in_all_stints_and_it_is_paid_once(
    tmp_path: Path, whose: str, receipts: dict[str, float]
) -> None:
    project, moved = two_teams(tmp_path, receipts)
    before = 1090 + 0.01 * receipts.get("E1", 0)
    assert paid(project, JULY, paid_out=True)["E1"] == before
    put_right(project, JULY, whose, "receipts=24000")
    issued(tmp_path, AUGUST, moved)
    returned(project, AUGUST, dict.fromkeys(PEOPLE, FAIR))

    def owed() -> float:
        made = settle(project, Ledger.open(project.ledger), AUGUST, "zh")
        lines = [line for line in made.payroll.lines if line.period == JULY.text]
        return sum(line.fen for line in lines if line.employee.employee_id == "E1") / 100

    assert owed() == 1090 + 240 - before
    put_right(project, JULY, "E1", "receipts=30000")
    put_right(project, JULY, "E1#1", "receipts=26000")
    assert owed() == 1090 + 260 - before


@pytest.mark.parametrize(("whose", "setting"), [("E2", "receipts=24000"), ("E2#1", "income=24000")])
def test_an_appeal_puts_a_figure_that_hr_gives_once_right_under_each_scheme_whatever_id_it_has_there(
    tmp_path: Path, whose: str, setting: str
) -> None:
    file = tmp_path / "schemes" / "experts.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("receipts", "income"), encoding="utf-8")
    project = company(tmp_path)
    issued(tmp_path, JULY, ["E2", "2026-07-16", None, "岗位", "工程师"], receipts={"E2": 20000})
    returned(project, JULY, dict.fromkeys([*PEOPLE, "E2#1"], FAIR))
    before = paid(project, JULY)["E2"]
    put_right(project, JULY, whose, setting)
    assert paid(project, JULY)["E2"] - before == (24000 - 20000) * 0.01 * 2


def test_an_appeal_puts_a_figure_that_hr_gives_for_each_manager_right_in_the_one_stint_that_it_names(
    tmp_path: Path,
) -> None:
    project, _ = two_teams(tmp_path, {"E1#1": 20000, "E1": 20000})
    assert paid(project, JULY)["E1"] == 1090 + 400
    put_right(project, JULY, "E1", "receipts=24000")
    assert paid(project, JULY)["E1"] == 1090 + 440
    put_right(project, JULY, "E1#1", "quality=90")
    put_right(project, JULY, "E1#1", "receipts=24000")
    assert paid(project, JULY)["E1"] == 1090 + 480


@pytest.mark.parametrize("is_back", [False, True], ids=["once, then for each", "for each, then once"])
def test_why_hr_gives_a_figure_for_each_stint_and_not_once_is_told_though_others_are_in_what_it_pays(
    tmp_path: Path, *, is_back: bool
) -> None:
    for file in (tmp_path / "schemes").iterdir():
        by_place = "{kind: rank_bands, of: receipts, bands: {≤1: 100, else: 60}}"
        source = file.read_text(encoding="utf-8").replace("{kind: formula, formula: points * quality / 100}", by_place)
        source = source.replace("formula: receipts * part", "formula: receipts * part * total / 100")
        source = source.replace("(sold +", "(quality + sold +")
        file.write_text(source, encoding="utf-8")
    given: list[dict[str, float]] = [{"E1": 15000}, {"E1#1": 15000, "E1": 15000}]
    first, second = given[::-1] if is_back else given
    project, moved = two_teams(tmp_path, first)
    publish(project, JULY, "zh", with_pdf=False)
    issued(tmp_path, JULY, moved, receipts=second, reopen="各段各算")
    (revised,) = publish(project, JULY, "zh", with_pdf=False).revised
    assert (revised.now.employee_id, revised.now.why) == ("E1", "各段各算")
