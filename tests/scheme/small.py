"""Small schemes to change in tests: a sound one, one with every kind of rule, one whose detail rows hang together."""

from functools import cache

from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.scheme.load import load

SMALL = """\
id: small
name: {zh: 小方案, en: Small scheme}
cycles: [month]
levels: {junior: {zh: 初级, en: Junior}, senior: {zh: 资深, en: Senior}}
choices: {good: {zh: 好, en: Good}, poor: {zh: 差, en: Poor}}
inputs:
  won: {name: {zh: 中标数, en: Won}, type: count}
  joined: {name: {zh: 投标数, en: Joined}, type: count}
  manner: {name: {zh: 态度, en: Manner}, type: choice, choices: [good, poor]}
  salary: {name: {zh: 工资, en: Salary}, type: money, default: 0}
parameters:
  share: {name: {zh: 比例, en: Share}, value: 0.25, unit: rate, range: [0.2, 0.3]}
  factor: {name: {zh: 系数, en: Factor}, by: grade, value: {A: 1.5, B: 1}}
  extra: {name: {zh: 附加, en: Extra}, by: level, value: {junior: 1, senior: 2}}
details:
  visits:
    name: {zh: 拜访, en: Visits}
    row_name: {zh: 拜访, en: Visit}
    rows: 2
    most: 5
    columns: {hours: {name: {zh: 小时, en: Hours}, type: number}}
measures:
  win_rate: {name: {zh: 中标率, en: Win rate}, formula: won / joined, unit: rate}
sections:
  results:
    name: {zh: 结果, en: Results}
    share: [50, 80]
    indicators:
      rate:
        name: {zh: 中标, en: Winning}
        range: [50, 80]
        points: {junior: 60, senior: 70}
        rule: {kind: target_ratio, of: win_rate, target: 0.5, cap: 1.2}
  conduct:
    name: {zh: 行为, en: Conduct}
    indicators:
      manner_points:
        name: {zh: 态度分, en: Manner points}
        points: {junior: 30, senior: 20}
        out_of: 100
        rule: {kind: levels, of: manner, points: {good: 100, poor: 0}}
      effort:
        name: {zh: 投入, en: Effort}
        points: 10
        rule: {kind: formula, formula: "min(total_of(visits.hours) * extra, points)"}
      spare:
        name: {zh: 备用, en: Spare}
        enabled: false
        rule: {kind: bands, of: won, bands: {≥3: 5, ≥1: 2, else: 0}}
vetoes:
  rude: {name: {zh: 恶劣, en: Rude}, when: manner == 'poor' and won < 1, effect: lowest_grade}
grades:
  scale: {A: ≥80, B: else}
  quota: {A: 0.2, B: 0.8}
pay:
  bonus: {name: {zh: 奖金, en: Bonus}, formula: salary * share * factor}
flags:
  praise: {name: {zh: 表扬, en: Praise}, when: grade == 'A'}
readings:
  rate.cap: {zh: 示例, en: An example}
"""

EVERY_KIND = """\
id: every_kind
name: Every kind of rule
cycles: [month]
full_points: null
choices: {good: {zh: 好, en: Good}, poor: {zh: 差, en: Poor}}
inputs:
  score: {name: {zh: 考分, en: Score}, type: score}
  sales: {name: {zh: 销售额, en: Sales}, type: money}
  last_sales: {name: {zh: 上期销售额, en: Last sales}, type: money}
  errors: {name: {zh: 差错数, en: Errors}, type: count}
  skipped: {name: {zh: 无甲项, en: No first}, type: yes_no, default: "no"}
details:
  chats: {name: {zh: 聊天, en: Chats}, row_name: {zh: 聊天, en: Chat}}
indicators:
  bands: {name: {zh: 区间, en: Bands}, rule: {kind: bands, of: score, bands: {≥90: 10, else: 5}}}
  cases:
    name: {zh: 情形, en: Cases}
    rule: {kind: cases, cases: {score > 100 or errors < 1: 3, not errors > 1: 2, else: 0}}
  levels: {name: {zh: 等级, en: Levels}, rule: {kind: levels, points: {good: 5, poor: 0}}}
  judged:
    name: {zh: 双选, en: Judged}
    rule: {kind: levels, points: {good: 5, poor: 0}, raters: {superior: 0.8, self: 0.2}}
  rows: {name: {zh: 抽查, en: Sampled}, rule: {kind: levels, table: chats, points: {good: 5, poor: 0}}}
  rating: {name: {zh: 直评, en: Rated}, points: 15, rule: {kind: rating}}
  scaled: {name: {zh: 换算, en: Scaled}, points: 20, rule: {kind: rating, scale: 100}}
  raters: {name: {zh: 双评, en: Two raters}, points: 10, rule: {kind: rating, raters: {peer: 0.4, superior: 0.6}}}
  rescaled:
    name: {zh: 折算, en: Rescaled}
    points: 10
    rule: {kind: rating, raters: {peer: 1, superior: 5}, rescaled: true}
  target: {name: {zh: 目标, en: Target}, points: 10, rule: {kind: target_ratio, of: sales, target: 1000, cap: 1.2}}
  steps:
    name: {zh: 基准, en: Steps}
    points: 20
    rule: {kind: standard_steps, of: score / 100, standard: 0.9,
           short_step: 0.05, per_short: 2, over_step: 0.01, per_over: 0.5}
  deduct: {name: {zh: 扣分, en: Deducted}, points: 10, rule: {kind: deduct, deductions: {errors: 2}}}
  add: {name: {zh: 加分, en: Added}, points: 0, rule: {kind: add, additions: {errors: -1}}}
  done: {name: {zh: 完成, en: Done}, points: 5, rule: {kind: all_or_nothing}}
  mean:
    name: {zh: 均值, en: Mean}
    rule: {kind: vs_mean, of: sales, bands: {≥1.2: 10, else: 5}}
  rank: {name: {zh: 名次, en: Place}, rule: {kind: rank_bands, of: sales, bands: {≤1: 10, ≤3: 8, else: 5}, last: 1}}
  growth:
    name: {zh: 增长, en: Growth}
    points: 5
    rule: {kind: growth, of: sales, previous: last_sales, step: 0.1, per_step: 1, cap: 5}
  formula:
    name: {zh: 公式, en: Formula}
    points: 5
    rule: {kind: formula, formula: "round(max(points - floor(errors / 100), 0), 1)"}
  sum:
    name: {zh: 相加, en: Sum}
    points: 10
    zero_when: errors > 100
    rule:
      kind: sum
      floor: 0
      cap: 12
      parts:
        first: {kind: bands, of: score, bands: {≥60: 10, else: 0}}
        second: {kind: deduct, deductions: {errors: 1}, floor: null}
  average:
    name: {zh: 平均, en: Average}
    points: 10
    rule:
      kind: mean
      parts:
        first: {name: {zh: 甲, en: First}, kind: bands, of: score, bands: {≥60: 10, else: 0}}
        second: {name: {zh: 乙, en: Second}, kind: rating}
  weighted:
    name: {zh: 加权, en: Weighted}
    points: 10
    rule:
      kind: mean
      weights: {first: 0.3, second: 0.7}
      parts:
        first: {name: {zh: 甲, en: First}, kind: bands, of: score, bands: {≥60: 10, else: 0}}
        second: {name: {zh: 乙, en: Second}, kind: rating}
  where_done:
    name: {zh: 有则平均, en: Where done}
    points: 10
    rule:
      kind: mean
      left_out: {first: skipped == 'yes'}
      parts:
        first: {name: {zh: 甲, en: First}, kind: bands, of: errors, bands: {≤0: 10, else: 0}}
        second: {name: {zh: 乙, en: Second}, kind: rating}
  described: {name: {zh: 描述, en: Described}, points: 10, rule: {kind: level_range, levels: {good: ≥8, poor: else}}}
"""

PROJECTS = """\
id: projects
name: {zh: 项目奖金, en: Project bonus}
cycles: [month]
full_points: null
parameters:
  rate: {name: {zh: 比例, en: Rate}, value: 0.5, unit: rate}
details:
  projects:
    name: {zh: 项目, en: Projects}
    row_name: {zh: 项目, en: Project}
    least: 0
    columns:
      project: {name: {zh: 项目名称, en: Project}, type: text}
      receipts: {name: {zh: 到款, en: Receipts}, type: money}
      share: {name: {zh: 占比, en: Share}, type: rate}
    measures:
      shares: {name: {zh: 占比合计, en: Shares}, formula: "alike(share, project)", unit: rate}
      award: {name: {zh: 奖金, en: Award}, formula: receipts * rate * share, unit: money}
    checks:
      whole: {name: {zh: 占比合计为 100%, en: "Shares sum to 100 %"}, when: "round(shares, 10) == 1"}
indicators:
  work: {name: {zh: 工作, en: Work}, points: 10, rule: {kind: rating}}
pay:
  award: {name: {zh: 奖金, en: Award}, formula: total_of(projects.award)}
"""

CHANGES = """\
id: changes
name: {zh: 加减分, en: Additions and deductions}
cycles: [month]
full_points: null
choices: {praise: {zh: 表扬, en: Praise}, fault: {zh: 过失, en: Fault}}
parameters:
  least: {name: {zh: 最低, en: Least}, by: kind, value: {praise: 5, fault: -20}}
  most: {name: {zh: 最高, en: Most}, by: kind, value: {praise: 15, fault: -10}}
details:
  changes:
    name: {zh: 加减分, en: Changes}
    row_name: {zh: 加减分, en: Change}
    least: 0
    most: 3
    columns:
      kind: {name: {zh: 类别, en: Kind}, type: choice, choices: [praise, fault]}
      points: {name: {zh: 分数, en: Points}, type: number, limits: [least, most]}
      reason: {name: {zh: 说明, en: Reason}, type: text}
    checks:
      limits: {name: {zh: 在范围内, en: Within limits}, when: points >= least and points <= most}
indicators:
  work: {name: {zh: 工作, en: Work}, points: 100, rule: {kind: rating}}
adjustments:
  changes: {name: {zh: 加减分, en: Changes}, rule: {kind: formula, formula: total_of(changes.points)}}
"""

Change = tuple[str, str]


def changed(source: str, *changes: Change) -> str:
    """Return the text with each first part replaced by the second; each must be there exactly once."""
    for old, new in changes:
        assert source.count(old) == 1, f"{old!r} is there {source.count(old)} times"
        source = source.replace(old, new)
    return source


def plan_of(source: str = SMALL, *changes: Change) -> Plan:
    """Return the plan of a changed scheme, which must be sound."""
    return _compiled(changed(source, *changes))


@cache
def _compiled(source: str) -> Plan:
    return load(source, "small.yaml")


def problems_of(*changes: Change) -> list[Problem]:
    """Return what is wrong with the small scheme after the changes, nothing for a sound one."""
    try:
        plan_of(SMALL, *changes)
    except ProblemsError as error:
        return list(error.problems)
    return []
