"""What is told to change for somebody when results are made anew."""

from collections.abc import Sequence

from presales_xl.cycle import changes
from presales_xl.people.appraised import Appraised, appraise
from presales_xl.people.employees import Employee, Manager, Role
from presales_xl.scheme.load import load
from tests.people.test_stints import MOVED, joined, person

SHOP = """\
id: shop
name: {zh: 门店方案, en: Shop}
cycles: [month]
inputs:
  craft: {name: {zh: 手艺, en: Craft}, type: score}
  sold: {name: {zh: 件数, en: Sold}, type: count}
indicators:
  craft_points: {name: {zh: 手艺分, en: Craft}, points: 100, rule: {kind: formula, formula: points * craft / 100}}
parameters:
  bonus_rate: {name: {zh: 每分奖金, en: Bonus rate}, value: 10, unit: money}
  sold_rate: {name: {zh: 每件提成, en: Commission rate}, value: 2, unit: money}
pay:
  bonus: {name: {zh: 奖金, en: Bonus}, formula: total * bonus_rate}
  commission: {name: {zh: 提成, en: Commission}, formula: sold * sold_rate}
"""


def test_who_is_incomplete_before_and_after_is_told_what_changes_and_not_that_all_pay_is_lost() -> None:
    plan = load(SHOP, "shop.yaml")
    manager = Manager("M1", "经理", "一组")

    def standing(sold: float) -> tuple[dict[str, float], list[changes.Change]]:
        person = Employee("E1", "某人", {"input.sold": sold}, role="店员", manager_id="M1")
        (who,) = appraise(Role("店员", plan, [person]), {"M1": manager}).people
        values = dict(who.outcome.values)
        return values, changes.of_person(before or values, before or values, who, changes.RESULTS, lang="zh")

    before: dict[str, float] = {}
    before, nothing = standing(10)
    assert before["pay.commission"] == 20
    assert nothing == []
    _, found = standing(15)
    assert [(each.name, each.before, each.after) for each in found] == [("提成", "20.00 元", "30.00 元")]


def test_who_has_the_same_roles_in_another_order_is_told_what_each_item_pays_and_no_entry_of_one_role_alone() -> None:
    back = joined([person("E1#1", "店员", 75, (1, 14)), person("E1", "师傅", 92, (15, 30)), *MOVED[1:2]])["E1"]
    now, was = joined(MOVED)["E1"], back.outcome.plan
    kinds = (*changes.RESULTS, *changes.ENTRIES)
    values, stints = back.outcome.values, [each.outcome.values for each in back.stints]
    found = changes.of_person(values, back.pay, now, kinds, lang="zh", was=was, stints=stints)
    # in the shop 1000 × 14 ÷ 30 and as a master 2000 × 16 ÷ 30, then 2000 × 14 ÷ 30 and 1000 × 16 ÷ 30
    assert [(each.name, each.before, each.after) for each in found if each.kind != "rank"] == [
        ("总分", "84.07", "82.93"),
        ("奖金", "1,533.34 元", "1,466.66 元"),
        ("店薪", "1,400.00 元", "1,600.00 元"),
        ("奖金合计", "2,933.34 元", "3,066.66 元"),
    ]


def test_who_is_split_between_two_managers_late_is_told_what_each_part_has_and_not_the_last_as_all_of_it() -> None:
    whole = joined([person("E1", "店员", 90)])["E1"]
    parts = [person("E1#1", "店员", 90, (1, 14)), person("E1", "店员", 75, (15, 30), "M2")]
    split = joined(parts)["E1"]

    def told(before: Appraised, now: Appraised, stints: Sequence[Appraised] = ()) -> list[tuple[str, str, str]]:
        was = [{**each.employee.entries, **each.outcome.values} for each in (*stints, before)]
        hidden, values = ["points.craft_points"], was[-1]
        found = changes.of_person(
            values, before.pay, now, ("input", "points"), lang="zh", stints=was[:-1], hidden=hidden
        )
        return [(each.name, each.before, each.after) for each in found]

    assert told(whole, split) == [("手艺", "90", "依次 90、75")]
    assert told(split, whole, split.stints) == [("手艺", "依次 90、75", "90")]
    assert told(split, split, split.stints) == []
