"""A scheme may call its things what the product calls its own: every id that it accepts works like any other."""

from pathlib import Path
from typing import Any

from presales_xl.cycle.generating.generate import generate
from presales_xl.scheme.load import load
from presales_xl.scheme.variant import value_problems
from tests.cycle.company import SHEETS, Sheets, company, fill, messages_of, opened
from tests.cycle.returned import FIRST, PERIOD, results, run

GROUPS = ("last", "summary", "pay", "flags", "words", "question", "asked", "adjustments", "not_given")
BLOCKS = ("grades", "quota", "usual", "measure", "adjustment")
#: Indicators of 10 points each, then one of every other thing.
SCHEME = """\
id: fixed
name: 固定词
cycles: [month]
full_points: null
levels: {level: 初级, total: 资深}
choices: {last: 好, cap: 差}
raters: {cap: 甲方, floor: 乙方}
inputs:
  flag: {name: 件数, type: count, usual: [1, 50]}
  title: {name: 态度, type: choice, choices: [last, cap]}
  weight: {name: 表扬, type: count, optional: true}
parameters:
  employee_id: {name: 每分, by: grade, value: {total: 3, rank: 1}}
  completeness: {name: 每行, by: level, value: {level: 1, total: 2}}
measures:
  exempt: {name: 折算, formula: flag, bands: {≥3: 4, else: 1}}
details:
  order:
    name: 工单
    row_name: 工单
    rows: 1
    most: 3
    columns: {self: {name: 小时, type: number}, manner: {name: 倍数, type: number}}
    measures: {last: {name: 折合, formula: self * manner}}
indicators:
RATINGS
  manner: {name: 态度分, rule: {kind: levels, of: title, points: {last: 20, cap: 5}}}
  rows: {name: 工单分, points: 30, rule: {kind: formula, formula: "min(points, total_of(order.last) * completeness)"}}
  state: {name: 双评, points: 20, rule: {kind: rating, raters: {cap: 0.5, floor: 0.5}}}
adjustments:
  weight: {name: 加分, rule: {kind: add, additions: {weight: 3}, cap: 9}}
vetoes:
  level: {name: 否决, when: weight > 100, effect: lowest_grade}
grades:
  scale: {total: ≥100, rank: else}
  quota: {total: 0.5, rank: 0.5}
pay:
  summary: {name: 奖金, formula: total * employee_id + points.pay}
  flags: {name: 津贴, formula: exempt * 100}
flags:
  pay: {name: 达标, when: flag > 1}
words:
  level: {name: 评价}
  summary: {name: 说明, explains: [flag]}
"""
RATINGS = "\n".join(
    f"  {key}: {{name: 指标{number}, points: 10, rule: {{kind: rating}}}}"
    for number, key in enumerate(GROUPS + BLOCKS, start=1)
)
OWN = SCHEME.replace("RATINGS", RATINGS)


def consultant(sheets: Sheets) -> None:
    """Leave one consultant, of the better level, whose scheme it is."""
    sheets["员工"] = [SHEETS["员工"][0], ["E2", "李四", "M1", "顾问", "资深"]]
    sheets["岗位"] = [SHEETS["岗位"][0], ["顾问", "fixed", "月"]]
    sheets["目标与工资"] = [["工号"]]
    del sheets["经理"][2]


def test_a_scheme_whose_things_are_all_named_by_words_of_the_product_s_own_is_filled_in_and_counts(
    tmp_path: Path,
) -> None:
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "fixed.yaml").write_text(OWN, encoding="utf-8")
    project = company(tmp_path, consultant)
    generate(project, PERIOD, "zh")
    entries: dict[str, Any] = dict.fromkeys(GROUPS + BLOCKS, 8) | {"state_cap": 18, "state_floor": 16}
    entries |= {"flag": 4, "title": "好", "weight": 2, "words.level": "好评", "words.summary": "都按时"}
    file = fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E2": entries})
    book = opened(file)
    rows = book["明细 顾问"]
    rows["A6"], rows["B6"], rows["C6"] = "E2 李四", 5, 1.5
    book.save(file)
    assert messages_of(run(project).problems) == []
    row = results(project, "fixed.csv")["E2"]
    points = {key: float(row[f"points.{key}"]) for key in (*GROUPS, *BLOCKS, "manner", "rows", "state")}
    assert points == dict.fromkeys(GROUPS + BLOCKS, 8) | {"manner": 20, "rows": 15, "state": 17}
    total = 14 * 8 + 20 + 15 + 17 + 6
    money = {"pay.summary": total * 3 + 8, "pay.flags": 400, "pay.total": total * 3 + 408}
    assert {key: float(row[key]) for key in ("total", *money)} == {"total": total, **money}
    assert (row["grade"], row["flags"]) == ("total", "达标")


def test_figures_of_an_adjustment_named_weight_are_no_shares_of_raters() -> None:
    assert value_problems(load(OWN, "fixed.yaml")) == []
