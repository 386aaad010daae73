"""A person's dossier and export: told when, by which rules, answered what, decided by whom; nothing of others."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing.appeal import decide, open_appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.records.dossier import dossier, export
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import deliveries, publications
from presales_xl.ledger.deliveries import Delivery
from presales_xl.ledger.ledger import Ledger, tail
from presales_xl.ledger.publications import Answer
from presales_xl.project import Project
from presales_xl.texts import Lang
from tests.cycle.company import company, fill, refused
from tests.cycle.published import collected
from tests.cycle.returned import PEOPLE, PERIOD, run
from tests.cycle.test_words import with_raters


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project in which somebody was told a result, objected, appealed and was told anew."""
    project = replace(collected(tmp_path), claimed="何芳")
    ledger = Ledger.open(project.ledger)
    settle(project, ledger, PERIOD, "zh")
    publish(project, PERIOD, "zh", with_pdf=False)
    with ledger.step("何芳", "answer", PERIOD.text) as step:
        told = publications.last_of(step, PERIOD.text, "statement")["E1"]
        publications.record_answer(step, Answer(PERIOD.text, told.id, "E1", "objected", reason="漏算一个客户"))
    appeal, _ = open_appeal(project, PERIOD, "E1", "未解决客户数有误", lang="zh")
    decide(project, appeal.id, upheld=True, note="查证属实", settings=["unresolved=0"], lang="zh")
    publish(project, PERIOD, "zh", with_pdf=False)
    return project


def test_a_dossier_says_what_a_person_was_told_answered_and_by_which_rules(project: Project) -> None:
    page = dossier(project, "E1", "zh").read_text(encoding="utf-8")
    for words in (
        "E1 张三",
        "公布通知单（",
        "对绩效结果通知单（第 1 版）答复：有异议（人事登记）；原因：漏算一个客户",
        "登记申诉 1：未解决客户数有误",
        "申诉 1 成立：查证属实；未解决客户数 0",
        "重新公布通知单第 2 版",
        "收回 赵一_华东_2026-11.xlsx：已接收",
        "≥90",
        "台账核验：完好",
        tail(Ledger.open(project.ledger), 1)[0].hash,
    ):
        assert words in page, words
    assert page.index("收回 赵一") < page.index("公布通知单（") < page.index("登记申诉 1")
    assert "王五" not in page
    assert "E3" not in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_export_holds_every_row_about_the_person_and_none_about_others(project: Project, lang: Lang) -> None:
    page, data, *statements = export(project, "E1", lang)
    held = json.loads(data.read_text(encoding="utf-8"))
    counts = {name: len(rows) for name, rows in held.items() if isinstance(rows, list) and name != "log"}
    assert counts == {
        "workbook": 1,
        "submission": 1,
        "entry": 1,
        "result": 1,
        "publication": 2,
        "answer": 1,
        "appeal": 1,
        "mark": 1,
    }
    assert {line["by"] for line in held["log"]} >= {"何芳"}
    assert [file.suffix for file in statements] == [".html"]
    for file in (page, data):
        words = file.read_text(encoding="utf-8")
        assert not [other for other in ("王五", "李四", "E3", "E2") if f'"{other}"' in words or f">{other}<" in words]


def test_both_say_which_document_was_mailed_and_of_what_somebody_was_reminded(project: Project) -> None:
    ledger = Ledger.open(project.ledger)
    with ledger.step("何芳", "publish", PERIOD.text) as step:
        told = publications.last_of(step, PERIOD.text, "statement")["E1"]
        for document in (f"publication {told.id}", f"reminder 2026-12-08 publication {told.id}"):
            mail = Delivery(document, "zhang@example.com", PERIOD.text, f"<{document}>")
            deliveries.claim(step, mail)
            deliveries.sent(step, mail)
    page, data, *_ = export(project, "E1", "zh")
    words = page.read_text(encoding="utf-8")
    assert "邮件发至 zhang@example.com：绩效结果通知单（第 2 版）" in words
    assert "邮件发至 zhang@example.com：提醒交回或答复绩效结果通知单（第 2 版）" in words
    assert len(json.loads(data.read_text(encoding="utf-8"))["delivery"]) == 2


def test_where_the_managers_workbook_was_mailed_to_is_in_the_export_of_the_manager_alone(project: Project) -> None:
    held = {who: json.loads(export(project, who, "zh")[1].read_text(encoding="utf-8")) for who in ("E1", "M1")}
    assert [row["email"] for row in held["E1"]["workbook"]] == [""]
    assert [row["email"] for row in held["M1"]["workbook"]] == ["z@example.com"]


def test_mails_to_others_are_in_nobodys_export(project: Project) -> None:
    with Ledger.open(project.ledger).step("何芳", "publish", PERIOD.text) as step:
        told = publications.last_of(step, PERIOD.text, "statement")["E3"]
        mail = Delivery(f"publication {told.id}", "wang@example.com", PERIOD.text, "<1>")
        deliveries.claim(step, mail)
        deliveries.sent(step, mail)
    held = {who: json.loads(export(project, who, "zh")[1].read_text(encoding="utf-8")) for who in ("E1", "E3")}
    assert "delivery" not in held["E1"]
    assert [row["address"] for row in held["E3"]["delivery"]] == ["wang@example.com"]


def test_names_of_other_employees_in_what_was_written_are_in_neither(project: Project) -> None:
    with Ledger.open(project.ledger).step("何芳", "answer", PERIOD.text) as step:
        told = publications.last_of(step, PERIOD.text, "statement")["E1"]
        publications.record_answer(
            step, Answer(PERIOD.text, told.id, "E1", "objected", reason="比王五（E3）少，赵一和张三都知道")
        )
    page, data, *_ = export(project, "E1", "zh")
    for words in (page.read_text(encoding="utf-8"), data.read_text(encoding="utf-8")):
        assert "比○○（○○）少，赵一和张三都知道" in words
        assert "王五" not in words


def test_why_results_of_others_were_reopened_is_in_neither_of_somebody_whose_place_follows(project: Project) -> None:
    appeal, _ = open_appeal(project, PERIOD, "E1", "数错了", lang="zh")
    decide(project, appeal.id, upheld=True, note="多计一位客户", settings=["unresolved=30"], lang="zh")
    page = dossier(project, "E3", "zh").read_text(encoding="utf-8")
    held = export(project, "E3", "zh")[1].read_text(encoding="utf-8")
    assert "其他人的结果有变化，结果随之变化" in page
    assert [words for words in ("多计一位客户", "appeal 2") if words in page + held] == []


def test_the_manager_is_told_of_what_went_out_and_came_back_but_not_of_the_team(project: Project) -> None:
    _, data = export(project, "M1", "zh")
    held = json.loads(data.read_text(encoding="utf-8"))
    assert held.keys() == {"employee_id", "workbook", "submission", "log"}
    assert held["workbook"][0]["content"] == {"people": []}


def test_of_somebody_whom_nothing_names_nothing_is_written(project: Project) -> None:
    assert "没有工号「E9」" in refused(lambda: dossier(project, "E9", "zh"))[0]
    assert not (project.folder / "records" / "E9.html").exists()


@pytest.mark.parametrize("is_published", [True, False])
def test_ratings_that_a_statement_does_not_show_and_who_gave_them_are_in_neither(
    tmp_path: Path, is_published: bool
) -> None:
    project = company(tmp_path, with_raters)
    rated: dict[str, dict[str, Any]] = {
        "孙总": {"satisfaction": 91},
        "周总": {"satisfaction": 82},
        "王五": {"teamwork_peer": 85.5},
    }
    own = {"sales": 400000, "teamwork_superior": 88, "knowledge": 80, "growth_self": 70, "growth_superior": 80}
    for file in generate(project, PERIOD, "zh").files:
        rater = next((name for name in rated if file.name.startswith(name)), None)
        people = {"E1": rated[rater]} if rater else {**PEOPLE, "E1": own}
        fill(file, project.inbox(PERIOD) / file.name, people)
    run(project)
    if is_published:
        publish(project, PERIOD, "zh", with_pdf=False)
    page, data, *_ = export(project, "E1", "zh")
    for words in (page.read_text(encoding="utf-8"), data.read_text(encoding="utf-8")):
        assert not [name for name in (*rated, "85.5", "86.5") if name in words]
