"""A table of names and one of rules with the same numbers are read as one; what has no rule among these is asked."""

import logging
from pathlib import Path
from typing import Any

import pytest

from presales_xl.design.imported import form_reader, item_reading
from presales_xl.design.imported.form_draft import FormDraft, draft
from presales_xl.design.imported.recognised import FormItem
from tests.design.imported.forms import Cell, document

NAMED: list[list[Cell]] = [
    ["编号", "指标", "分值", "目标"],
    ["K01", "接通率", "40", "≥95%"],
    ["K02", "录入差错", "30", "0次"],
    ["K03", "归档", "20", "按时"],
    ["K04", "回访周期", "10", "≤3天"],
    ["合计", "", "100", ""],
]
RULES: list[list[Cell]] = [
    ["编号", "细则", "数据部门"],
    ["K03", "按时归档20分；有缺漏10分；未归档0分", "档案室"],
    ["K01", "95%及以上40分；90%（含）～95% 20分；90%以下0分", "客服部"],
    ["K02", "每错1次扣5分，扣完为止", "质检"],
]


def made_of(folder: Path, *tables: list[list[Cell]]) -> FormDraft:
    return draft(form_reader.parse(document(folder / "a.docx", ["客服考核表", *tables])), "zh")


def kinds(made: FormDraft) -> dict[str, object]:
    return {each.item.name: each.made and each.made.indicator["rule"]["kind"] for each in made.indicators}


def test_each_row_of_rules_belongs_to_the_name_of_the_same_number_in_whatever_order(tmp_path: Path) -> None:
    made = made_of(tmp_path, NAMED, RULES)
    assert kinds(made) == {"接通率": "bands", "录入差错": "deduct", "归档": "levels", "回访周期": "rating"}
    assert [each.points for each in made.indicators] == [40, 30, 20, 10]
    (bands,) = (each.made for each in made.indicators if each.item.name == "接通率")
    assert bands and bands.indicator["rule"]["bands"] == {"≥0.95": 40, "≥0.9": 20, "else": 0}


def test_who_has_only_a_figure_to_reach_among_others_with_rules_is_asked_about(tmp_path: Path) -> None:
    made = made_of(tmp_path, NAMED, RULES)
    assert {each.item.name for each in made.indicators if each.rule_mark == "not_understood"} == {"回访周期"}


def test_a_row_that_has_a_number_of_its_own_is_told_of_and_no_items_rule(tmp_path: Path) -> None:
    more: list[list[Cell]] = [*RULES, ["K09", "每缺勤1次扣2分", "人事"]]
    made = made_of(tmp_path, NAMED, more)
    assert kinds(made) == kinds(made_of(tmp_path, NAMED, RULES))
    (told,) = (each for each in made.sourced.lines if "缺勤" in each.words)
    assert told.mark != "understood"


@pytest.mark.parametrize("number", ["K02", "K01"])
def test_numbers_that_are_there_twice_join_nothing(tmp_path: Path, number: str) -> None:
    twice: list[list[Cell]] = [*RULES, [number, "另有规定", "质检"]]
    assert kinds(made_of(tmp_path, NAMED, twice))["接通率"] != "bands"


def test_an_item_that_cannot_be_read_for_a_mistake_of_the_program_is_asked_about_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    read = item_reading._indicator

    def mistaken(item: FormItem, *about: Any) -> item_reading.ItemReading:
        if item.name == "归档":
            raise ZeroDivisionError
        return read(item, *about)

    monkeypatch.setattr(item_reading, "_indicator", mistaken)
    with caplog.at_level(logging.ERROR):
        made = made_of(tmp_path, NAMED, RULES)
    assert kinds(made) == {"接通率": "bands", "录入差错": "deduct", "归档": None, "回访周期": "rating"}
    (failed,) = (each for each in made.indicators if each.item.name == "归档")
    assert failed.of_rule == ("open.not_read",)
    assert failed.points == 20
    assert "ZeroDivisionError" in caplog.text
