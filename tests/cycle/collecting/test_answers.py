"""Forms for answering in the inbox: they count beside the workbooks, once, and only for what was really sent out."""

import datetime as dt
from pathlib import Path

from presales_xl.cycle.answering import AnswerByHand, enter, write_form
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.publishing.appeal import decide, open_appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.ledger import publications
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.ledger.publications import Answer, Publication
from presales_xl.project import Project
from presales_xl.workbook.answer_form import AnswerLine, Head
from tests.cycle.company import messages_of, opened
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD, reasons, run, verdicts

Who = tuple[str, str]
E1: Who = ("E1", "张三")
NAME = "回执 E1.xlsx"


def published(folder: Path) -> tuple[Project, Publication]:
    project = collected(folder)
    publish(project, PERIOD, "zh", with_pdf=False)
    with Ledger.open(project.ledger).reading() as read:
        return project, publications.last_of(read, PERIOD.text, "statement")["E1"]


def form(
    project: Project, told: Publication, decision: str = "", reason: str = "", name: str = NAME, who: Who = E1
) -> Path:
    path = project.inbox(PERIOD) / name
    line = AnswerLine(*who, who[:1])
    write_form(project, keys_of(project), path, told, heads=(Head("工号"),), lines=[line], lang="zh")
    book = opened(path)
    book.worksheets[0]["B6"].value, book.worksheets[0]["C6"].value = decision, reason
    book.save(path)
    return path


def kept(project: Project) -> list[Answer]:
    with Ledger.open(project.ledger).reading() as read:
        return publications.answers_of(read, PERIOD.text)


def test_an_answer_is_kept_with_its_reason_and_changes_nobodys_results(tmp_path: Path) -> None:
    project, told = published(tmp_path)
    form(project, told, "有异议", "漏算一个项目")
    made = run(project)
    assert verdicts(made)[NAME] == "accepted"
    assert not made.affected
    [notice] = messages_of(made.problems, "answers.no_to_statement")
    assert "张三 对绩效结果通知单（第 1 版）的答复：有异议；原因：漏算一个项目。" in notice
    [answer] = kept(project)
    assert (answer.publication_id, answer.employee_id, answer.decision) == (told.id, "E1", "objected")
    assert (answer.reason, answer.author) == ("漏算一个项目", "张三")
    assert verify(Ledger.open(project.ledger)) == []


def test_collected_again_it_is_the_same_answer_and_a_later_one_counts_instead(tmp_path: Path) -> None:
    project, told = published(tmp_path)
    form(project, told, "有异议", "漏算一个项目")
    run(project)
    run(project)
    assert len(kept(project)) == 1
    form(project, told, "已知悉并确认", name="回执 E1 (2).xlsx")
    run(project)
    assert [each.decision for each in kept(project)] == ["objected", "confirmed"]
    with Ledger.open(project.ledger).reading() as read:
        assert publications.last_answers(read, PERIOD.text)[told.id, "E1"].decision == "confirmed"


def test_a_blank_form_is_set_aside_with_what_to_do(tmp_path: Path) -> None:
    project, told = published(tmp_path)
    form(project, told)
    made = run(project)
    assert (verdicts(made)[NAME], reasons(made, NAME)) == ("set_aside", ["answers.nothing"])
    assert kept(project) == []
    assert not (project.inbox(PERIOD) / NAME).exists()


def test_whose_form_was_set_aside_is_a_step_of_the_month_until_there_is_an_answer(tmp_path: Path) -> None:
    project, told = published(tmp_path)
    form(project, told)
    run(project)

    def said() -> list[str]:
        return [each.why for each in ahead_of(project, PERIOD, "zh").steps() if each.step == "unusable_statement"]

    assert said() and said()[0].startswith("1 人的回执不能用，已移到隔离文件夹（E1 张三）")
    enter(project, PERIOD, [AnswerByHand("E1", "statement", "confirmed")])
    assert said() == []


def test_a_reason_that_is_a_formula_or_an_error_is_set_aside_with_its_cell(tmp_path: Path) -> None:
    project, told = published(tmp_path)
    form(project, told, "有异议", '=HYPERLINK("https://example.com","漏算")')
    made = run(project)
    [said] = messages_of(made.problems, "answers.formula")
    assert (verdicts(made)[NAME], "C6" in said) == ("set_aside", True)
    assert kept(project) == []


def test_a_form_under_another_seal_or_of_a_document_that_was_never_sent_is_set_aside(tmp_path: Path) -> None:
    project, told = published(tmp_path / "a")
    other, _ = published(tmp_path / "b")
    other.key.unlink()
    file = form(other, told, "已知悉并确认")
    made = run(project, file)
    assert reasons(made, NAME) == ["collect.seal_broken"]
    never = Publication(PERIOD.text, "plan", "E1", 1, day="2026-11-02", answer_by="2026-11-09")
    form(project, never, "已知悉并确认", name="b.xlsx")
    assert reasons(run(project), "b.xlsx") == ["answers.not_told"]
    assert kept(project) == []


def test_of_an_objection_of_which_something_came_nothing_is_told_any_more(tmp_path: Path) -> None:
    project, told = published(tmp_path)
    form(project, told, "有异议", "漏算一个项目")
    run(project)
    assert messages_of(run(project).problems, "answers.no_to_statement")
    opened_now, _ = open_appeal(project, PERIOD, "E1", "漏算一个项目", lang="zh")
    assert not messages_of(run(project).problems, "answers.no_to_statement")
    decide(project, opened_now.id, upheld=False, note="核对无误", settings=[], lang="zh")
    assert not messages_of(run(project).problems, "answers.no_to_statement")


def test_an_answer_to_a_replaced_revision_is_kept_and_told_of(tmp_path: Path) -> None:
    project, told = published(tmp_path)
    form(project, told, "已知悉并确认")
    publish(
        project, PERIOD, "zh", with_pdf=False, day=dt.date.fromisoformat(told.day) + dt.timedelta(1), reopen="日期写错"
    )
    made = run(project)
    assert verdicts(made)[NAME] == "accepted"
    [notice] = messages_of(made.problems, "answers.replaced")
    assert "张三 答复的是第 1 版，之后已发出第 2 版" in notice
    assert [each.publication_id for each in kept(project)] == [told.id]
