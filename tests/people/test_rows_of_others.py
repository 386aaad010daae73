"""Who comes out otherwise by rows that somebody else adds, and so waits for everybody."""

from string import Template

import pytest

from presales_xl.people.rows_of_others import changed_by_others
from tests.backends.cohort import Entry, inputs_of
from tests.scheme.small import plan_of

POOLS = Template("""\
id: pools
name: {zh: 项目奖金, en: Project bonus}
cycles: [month]
full_points: null
choices: {easy: {zh: 易, en: Easy}, hard: {zh: 难, en: Hard}}
parameters:
  half: {name: {zh: 半, en: Half}, value: 0.5}
details:
  jobs:
    name: {zh: 项目, en: Projects}
    row_name: {zh: 项目, en: Project}
    columns:
      project: {name: {zh: 项目名称, en: Project}, type: text}
      pool: {name: {zh: 奖金包, en: Pool}, type: money}
      hours: {name: {zh: 工时, en: Hours}, type: number}
      free: {name: {zh: 免计工时, en: Hours for free}, type: number}
      kind: {name: {zh: 难度, en: Kind}, type: choice, choices: [easy, hard]}
      leads: {name: {zh: 负责人, en: Leads}, type: yes_no}
    measures:
      weight: {name: {zh: 权重, en: Weight}, formula: "$weight"}
      weights: {name: {zh: 合计, en: Weights}, formula: "alike(weight, project)"}
      part: {name: {zh: 应得, en: Part}, formula: "$part", unit: money}
indicators:
  work: {name: {zh: 工作, en: Work}, points: 10, rule: {kind: rating}}
pay:
  award: {name: {zh: 奖金, en: Award}, formula: total_of(jobs.part) * half}
""")
ROW: dict[str, Entry] = {"project": 1.0, "pool": 1000.0, "hours": 8.0, "free": 0.0, "kind": "easy", "leads": "no"}


def waits(weight: str, part: str) -> bool:
    """Return whether somebody waits for rows of others whose part of a pool is reckoned so."""
    plan = plan_of(POOLS.substitute(weight=weight, part=part))
    return changed_by_others(plan, inputs_of(plan, [{"work": 10.0}], jobs=[(0, ROW)]).details) == {0}


@pytest.mark.parametrize(
    "weight",
    [
        "1",
        "half if leads == 'yes' else 1",
        "1 if leads == 'no' else 0",
        "hours * (half if kind == 'hard' else 1)",
        "hours if kind == 'easy' or leads == 'no' else 0",
        "max(hours - free, 0)",
    ],
)
def test_whose_part_hangs_on_how_many_rows_others_add_or_on_what_these_hold_waits_for_them(weight: str) -> None:
    assert waits(weight, "pool * weight / weights")


def test_who_takes_what_nobody_else_has_chosen_waits_for_what_others_choose() -> None:
    assert waits("1 if kind == 'hard' and leads == 'yes' else 0", "pool if weights > 0 else 0")


def test_who_states_what_is_counted_waits_for_nobody() -> None:
    assert not waits("hours * (half if kind == 'hard' else 1)", "pool * weight")
