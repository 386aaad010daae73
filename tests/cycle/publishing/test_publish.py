"""Publishing: what is written for whom, that it is theirs alone, and that a second run ends in the same."""

import datetime as dt
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.publishing import pdf
from presales_xl.cycle.publishing.publish import Published, publish
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import by_hand, marks, payments
from presales_xl.ledger.ledger import Ledger, tail
from presales_xl.people.appraised import CalibratedGrade
from presales_xl.project import Project
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook import reader
from tests.conftest import Validate
from tests.cycle.company import ENGINEER, Sheets, company, fill, messages_of, read_csv, refused
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PERIOD, issued, returned, run

DAY = dt.date(2026, 12, 3)
BEFORE = dt.date(2026, 1, 5)  # over, whenever this runs
#: Steps that were left out before publishing here, and are told.
EARLY = ["standing.uncalibrated", "publish.not_settled"]


class _Words(HTMLParser):
    """Gathers the texts of a page without its style sheet, and what its tags name."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._style:
            self.words.append(" ".join(data.split()))


def page(path: Path) -> _Words:
    words = _Words()
    words.feed(path.read_text(encoding="utf-8"))
    return words


def says(path: Path) -> str:
    return "\n".join(page(path).words)


def published(
    project: Project, day: dt.date | None = DAY, *, with_pdf: bool = False, lang: Lang = "zh", reopen: str = ""
) -> Published:
    return publish(project, PERIOD, lang, day=day, with_pdf=with_pdf, reopen=reopen)


def statement_of(project: Project, employee_id: str) -> Path:
    (found,) = (project.results(PERIOD) / "statements").rglob(f"{employee_id} *.html")
    return found


def calibrate(project: Project, employee_id: str, before: str, after: str, reason: str) -> None:
    with Ledger.open(project.ledger).step("HR", "calibrate", PERIOD.text) as step:
        step.note(basis="")
        roster = issuing.roster(step, PERIOD.text)
        scheme = roster.roles[roster.by_id[employee_id].role].scheme.id
        decided = CalibratedGrade(PERIOD.text, employee_id, before, after, reason=reason, author="HR", scheme=scheme)
        by_hand.record_grades(step, [decided])


def test_everybody_with_a_result_gets_a_statement_in_the_folder_of_the_team(tmp_path: Path) -> None:
    project = collected(tmp_path)
    made = published(project)
    folder = project.results(PERIOD) / "statements"
    assert [path.relative_to(folder).as_posix() for path in made.pages] == [
        "华东/E1 张三.html",
        "华南/E3 王五.html",
        "华东/E2 李四.html",
    ]
    assert [problem.code for problem in made.problems] == EARLY
    assert {path.name for path in made.files} == {"report.html", "lists.xlsx", "statements.csv"}
    assert all(path.is_file() for path in made.files)


def test_what_changes_after_the_payroll_was_handed_over_is_not_told_as_to_be_settled(tmp_path: Path) -> None:
    project = collected(tmp_path)
    ledger = Ledger.open(project.ledger)
    settle(project, ledger, PERIOD, "zh")
    settle(project, ledger, PERIOD, "zh", paid_out=True)
    assert messages_of(publish(project, PERIOD, "zh", dry_run=True).problems, "publish.paid_later") == []
    file = project.inbox(PERIOD) / FIRST
    fill(file, file, {"E2": {"bids_won": 1, "led_amount": 100000, "proposals_adopted": 2, "high_value_projects": 0}})
    collect(project, PERIOD, (), "zh", reopen="漏计")
    (message,) = messages_of(publish(project, PERIOD, "zh", dry_run=True).problems)
    assert "1 人的奖金之后有变化" in message
    assert "差额在结算下一个周期时" in message


def test_a_statement_tells_entries_rule_calculation_points_total_grade_and_place(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project)
    words = says(statement_of(project, "E1"))
    for part in (
        "甲公司",
        "2026年11月",
        "张三",
        "华东",
        "赵一",
        "售前技术支持工程师 KPI",
        "93",
        "S",
        "第 1 名 / 共 2 人",
        "未解决客户数",
        "未解决客户数 2 ≤ 3 → 30 分",
        "未解决客户数 ≤0 → 35 分；≤3 → 30 分",
        "30 + 12 + 15 + 10 + 15 + 11 = 93",
        "总分 93 ≥ 90 → S",
    ):
        assert part in words


def test_a_statement_tells_the_arithmetic_of_the_pay_and_what_follows(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project)
    words = says(statement_of(project, "E2"))
    assert "36,000 元 × 25% × 1.5 = 13,500 元" in words
    assert words.count("13,500.00 元") == 3  # in the result, in the line, in the sum
    assert "可晋升（等级：S）" in words


def test_interview_and_appeal_are_due_in_working_days_from_the_day_of_publication(tmp_path: Path) -> None:
    project = collected(tmp_path, settings="[publish]\ninterview_days = 3\nappeal_days = 7\n")
    published(project)
    words = says(statement_of(project, "E1"))
    assert "请在 2026-12-08 之前完成面谈（公布后 3 个工作日内）" in words
    assert "请在 2026-12-14 之前（公布后 7 个工作日内）向人事书面申诉" in words
    row = read_csv(project.results(PERIOD) / "statements.csv")[0]
    assert (row["面谈截止"], row["申诉截止"], row["通知单"]) == ("2026-12-08", "2026-12-14", "华东/E1 张三.html")


def test_due_dates_that_no_calendar_knows_yet_are_marked(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project)
    assert "尚未收录" not in says(statement_of(project, "E1"))
    published(project, dt.date(2090, 12, 29), reopen="日期写错")
    assert "该年度法定节假日安排尚未收录" in says(statement_of(project, "E1"))


def test_a_calibrated_grade_is_told_beside_that_of_the_total_with_its_reason_and_the_pay_follows_it(
    tmp_path: Path,
) -> None:
    project = collected(tmp_path)
    calibrate(project, "E2", "S", "A", reason="同池排名第二")
    published(project)
    words = says(statement_of(project, "E2"))
    assert "按总分为 S，校准后为 A。原因：同池排名第二" in words
    assert "总分 100.89 ≥ 90 → S" in words  # how the total came to its grade
    assert "10,800.00 元" in words


def test_no_statement_names_anybody_else(tmp_path: Path) -> None:
    project = collected(tmp_path)
    calibrate(project, "E2", "S", "A", reason="与张三（E1）比较，李四略低")
    made = published(project)
    people = {"E1": "张三", "E2": "李四", "E3": "王五"}
    for path in made.pages:
        words, own = says(path), path.name[:2]
        for employee_id, name in people.items():
            assert (name in words, employee_id in words) == (employee_id == own, employee_id == own)
    assert "与○○（○○）比较，李四略低" in says(statement_of(project, "E2"))


def test_names_and_texts_are_shown_as_they_are_and_never_become_part_of_the_page(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}"

    def change(sheets: Sheets) -> None:
        sheets["员工"][1][1] = hostile
        sheets["经理"][1][2] = "<b>华东</b>&amp;"

    project = company(tmp_path, change)
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, {"E1": ENGINEER, "E3": ENGINEER})
    run(project)
    calibrate(project, "E1", "S", "A", reason="<img src=x onerror=alert(1)>")
    published(project)
    found = page(statement_of(project, "E1"))
    assert {tag for tag, _ in found.tags}.isdisjoint({"script", "img"})
    words = "\n".join(found.words)
    assert hostile in words
    assert "<img src=x onerror=alert(1)>" in words
    assert "<b>华东</b>&amp;" in words


def test_who_has_no_complete_result_gets_no_statement_which_is_told(tmp_path: Path) -> None:
    project = collected(tmp_path, {"E1": ENGINEER | {"satisfaction": None}})
    made = published(project)
    assert [path.name for path in made.pages] == ["E3 王五.html", "E2 李四.html"]
    (message,) = messages_of(made.problems, "publish.incomplete")
    assert message.startswith("岗位「工程师」有 1 人结果不完整，没有出通知单：E1 张三。")


def test_a_second_run_ends_in_the_same_files_with_the_day_of_the_first(tmp_path: Path) -> None:
    project = collected(tmp_path)
    first = published(project)
    texts = {path: path.read_bytes() for path in (*first.pages, first.files[0], first.files[2])}
    before = tail(Ledger.open(project.ledger), 1)
    again = published(project, None)
    assert (again.day, again.first, again.revised) == (str(DAY), [], [])
    assert {path: path.read_bytes() for path in texts} == texts
    assert tail(Ledger.open(project.ledger), 1) == before


def test_another_day_moves_the_due_dates_only_with_a_reason(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project)
    again = published(project, dt.date(2026, 12, 7))
    assert (again.day, len(again.revised)) == ("2026-12-03", 0)
    (kept,) = messages_of(again.problems, "publish.day_kept")
    assert kept.startswith("3 份通知单内容没有变，日期没有改成 2026-12-07。")
    again = published(project, dt.date(2026, 12, 7), reopen="公布推迟")
    assert (again.day, len(again.revised)) == ("2026-12-07", 3)
    assert published(project, None).day == "2026-12-07"
    words = says(statement_of(project, "E1"))
    assert "2026-12-14" in words
    assert "第 2 版，代替 2026-12-03 公布的通知单。" in words
    assert "公布日期 2026-12-03 → 2026-12-07" in words
    assert "原因：公布推迟。" in words


def test_a_statement_that_is_not_made_any_more_goes_and_nothing_else_does(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project)
    folder = project.results(PERIOD) / "statements"
    mine = folder / "华南" / "面谈记录.html"
    mine.write_text("x", encoding="utf-8")
    project = returned(tmp_path, {"E3": ENGINEER | {"unresolved": None}})
    collect(project, PERIOD, [], "zh", reopen="王五的数作废")
    published(project)
    assert sorted(path.name for path in folder.rglob("*.html")) == ["E1 张三.html", "E2 李四.html", "面谈记录.html"]


def test_money_of_an_earlier_period_is_a_line_of_its_own_in_the_sum(tmp_path: Path) -> None:
    project = collected(tmp_path)
    with Ledger.open(project.ledger).step("HR", "settle", "2026-10") as step:
        marks.begin(step, "2026-10")
        payments.settle(step, "2026-10", PERIOD.text, {("E2", "pay.bonus"): 12345})
    published(project)
    words = says(statement_of(project, "E2"))
    assert "2026年10月" in words
    assert "123.45 元" in words
    assert "13,623.45 元" in words


def test_the_lists_name_who_is_on_them_and_why(tmp_path: Path) -> None:
    project = collected(tmp_path)
    sheets = reader.read_one(published(project).files[1])
    assert list(sheets) == ["名单", "可晋升", "改进计划"]
    assert [row[:2] for row in sheets["名单"][3:]] == [["可晋升", 1], ["改进计划", 0]]
    assert sheets["可晋升"][2][:9] == ["E2", "李四", "顾问", None, "华东", "赵一", "100.89", "S", "可晋升（等级：S）"]


@pytest.mark.validator
def test_the_lists_are_a_valid_workbook(tmp_path: Path, validate: Validate) -> None:
    assert validate([published(collected(tmp_path)).files[1]]) == []


def test_nothing_is_published_before_anything_is_complete(tmp_path: Path) -> None:
    project = issued(tmp_path)
    assert refused(lambda: published(project))[0].startswith("2026-11 还没有可以公布的结果：3 人未完成")
    assert not project.results(PERIOD).exists()


def test_statements_come_in_english_too(tmp_path: Path) -> None:
    project = collected(tmp_path)
    published(project, lang="en")
    words = says(statement_of(project, "E1"))
    assert "Appraisal statement" in words
    assert "1 of 2" in words


@pytest.mark.usefixtures("typesetting")
def test_a_pdf_lies_beside_each_page_on_a4_and_follows_it(tmp_path: Path) -> None:
    project = collected(tmp_path)
    made = published(project, with_pdf=True)
    assert [path.with_suffix(".html") for path in made.pdfs] == list(made.pages)
    paper = PdfReader(made.pdfs[0])
    assert [round(float(side)) for side in paper.pages[0].mediabox[2:]] == [595, 842]
    words = "".join(page.extract_text() for page in paper.pages)
    assert re.search(r"未解决客户数\s*2\s*≤\s*3\s*→\s*30\s*分", words)
    assert "王五" not in words
    published(project, dt.date(2026, 12, 7), reopen="公布推迟")  # no PDF is made: none may say the old
    assert not any(path.exists() for path in made.pdfs)


def test_a_file_that_cannot_be_written_is_told_of_and_does_not_stop_the_others(tmp_path: Path) -> None:
    project = collected(tmp_path)
    (project.results(PERIOD) / "statements" / "华东" / "E1 张三.html").mkdir(parents=True)
    (project.results(PERIOD) / "report.html").mkdir()
    made = published(project)
    files = [problem.place.file for problem in made.problems if problem.severity == "error"]
    assert [file.rpartition("/")[2] for file in files] == ["E1 张三.html", "report.html"]
    assert [path.name for path in made.pages] == ["E3 王五.html", "E2 李四.html"]
    assert [path.name for path in made.files] == ["lists.xlsx", "statements.csv"]


def test_a_statement_on_record_that_could_not_be_written_is_named_until_it_lies_there(tmp_path: Path) -> None:
    project = collected(tmp_path)
    kept_open = project.results(PERIOD) / "statements" / "华东" / "E1 张三.html"
    kept_open.mkdir(parents=True)
    made = published(project, BEFORE)
    assert [each.employee_id for each in made.unwritten] == ["E1"]
    assert "E1" not in {each.now.employee_id for each in made.documents}  # which are what is mailed
    said = "2026-11：写成 2 份通知单；1 份已按公布日期 2026-01-05 记入台账，文件却没有写成"
    assert made.in_words(PERIOD, "zh").startswith(said)
    would = publish(project, PERIOD, "zh", dry_run=True)
    assert would.counts == {"first": 0, "revised": 0, "unwritten": 1, "behind": 0}
    kept_open.rmdir()
    again = published(project, None)
    assert again.in_words(PERIOD, "zh").startswith("2026-11 已公布")
    assert [
        each
        for each in messages_of(again.problems)
        if "1 份文件这次才写成，上面的日期仍是记入台账的 2026-01-05" in each
    ]
    for lang in LANGUAGES:
        assert not publish(project, PERIOD, lang, dry_run=True).unwritten
    assert "这次才写成" not in str(messages_of(published(project, None, lang="en").problems))


@pytest.mark.parametrize("name", ["report.html", "lists.xlsx", "statements.csv"])
def test_a_file_of_hrs_that_was_in_use_while_statements_were_published_is_what_comes_next(
    tmp_path: Path, name: str
) -> None:
    project = collected(tmp_path)
    published(project)
    in_use = project.results(PERIOD) / name
    assert not publish(project, PERIOD, "zh", dry_run=True).behind
    in_use.rename(tmp_path / name)
    in_use.mkdir()
    assert published(project, dt.date(2026, 12, 7), reopen="公布推迟").behind == [in_use]
    in_use.rmdir()
    (tmp_path / name).rename(in_use)  # as it was before
    told = [(each.step, each.why) for each in ahead_of(project, PERIOD, "zh").steps()]
    assert ("publish", "通知单：给人事的报告、名单、清单有 1 个没有写成。") in told
    assert not published(project, None).behind
    assert "publish" not in [each.step for each in ahead_of(project, PERIOD, "zh").steps()]


def test_without_typst_or_a_font_pages_are_written_and_the_lack_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = collected(tmp_path)
    for lacking in ("typst", "font"):
        pdf.compiler.cache_clear()
        with monkeypatch.context() as without:
            if lacking == "typst":
                without.setitem(sys.modules, "typst", None)
            else:
                without.setattr(pdf, "FONTS", ("No Such Font",))
            made = published(project, with_pdf=True)
        assert ([path.name for path in made.pages][:1], made.pdfs) == (["E1 张三.html"], [])
        (message,) = messages_of(made.problems, f"publish.no_{lacking.replace('typst', 'pdf')}")
        assert ('pip install "presales-xl[pdf]"' if lacking == "typst" else "中文字体") in message
        assert {problem.severity for problem in made.problems} == {"warning"}
