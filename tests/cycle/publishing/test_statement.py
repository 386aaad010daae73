"""Statements of every shipped scheme, and what is special about some of them."""

import datetime as dt
import math
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from presales_xl import catalogue
from presales_xl.cycle.publishing import pdf
from presales_xl.cycle.publishing.names_of_others import People, hide_others, names_in
from presales_xl.cycle.publishing.printed import printed
from presales_xl.cycle.publishing.statement import Notice, Statement, statement
from presales_xl.cycle.publishing.wording import period_name, render
from presales_xl.design.example import example
from presales_xl.people.appraised import Standing, appraise
from presales_xl.people.employees import DetailRow, Employee, Manager, Role
from presales_xl.periods import parse_period
from presales_xl.resources import SCHEMES
from presales_xl.scheme.columns import Plan
from presales_xl.texts import LANGUAGES, Lang, text
from tests.conftest import Overflowing
from tests.cycle.publishing.said import OnPaper, not_the_same, together
from tests.english import chinese_punctuation

NOTICE = Notice("甲公司", "2026-11", dt.date(2026, 12, 3), interview_days=5, appeal_days=5, cohort="role")
SHIPPED = sorted(file.stem for file in SCHEMES.glob("*.yaml"))


def standing(plan: Plan, *names: str, **changed: float) -> Standing:
    """Return people who all have the entries of the scheme's example, but for those of the last one `changed`."""
    sample = example(plan)
    people = []
    for number, name in enumerate(names, 1):
        entries = {key: value for key, value in sample.entries.items() if key in plan.columns}
        if number == len(names):
            entries |= {f"input.{key}": value for key, value in changed.items()}
        rows = {
            table: [
                DetailRow(
                    {spec.id: sample.entries[spec.id] for spec in spec_of.inputs},
                    {spec.id: f"{name}的第 {row} 项" for spec in spec_of.inputs if spec.is_free_text},
                )
                for row in range(1, sample.rows[table] + 1)
            ]
            for table, spec_of in plan.tables.items()
        }
        people.append(Employee(f"E{number}", name, entries, rows, role="岗位", manager_id="M1"))
    manager = Manager("M1", "赵一", "华东", department="售前中心")
    return appraise(Role("岗位", plan, people), {"M1": manager})


def first(role: Standing, lang: Lang = "zh") -> Statement:
    return statement(role.people[0], NOTICE, names_in([role]), lang)


def page_of(made: Statement, lang: Lang = "zh") -> str:
    return render("statement.html.j2", lang, d=printed(made, NOTICE, lang))


@pytest.mark.parametrize("scheme", SHIPPED)
def test_every_scheme_has_a_statement_that_says_the_same_on_screen_and_on_paper(scheme: str, on_paper: OnPaper) -> None:
    plan = catalogue.load(scheme)
    role = standing(plan, "张三", "李四")
    for lang in LANGUAGES:
        made = first(role, lang)
        assert sum(len(lines) for _, lines in made.blocks) == len(plan.of_kind("points", "adjustment"))
        assert len(made.conclusion) == len(plan.of_kind("total", "grade"))
        html, paper = page_of(made, lang), on_paper(printed(made, NOTICE, lang))
        assert "李四" not in html
        assert not_the_same(html, paper) == []
        if lang == "en":
            assert chinese_punctuation(html) == []


def test_statements_fit_a_phone_and_a_desk_and_their_amounts_are_whole(overflowing: Overflowing) -> None:
    pages = {}
    for scheme in SHIPPED:
        role = standing(catalogue.load(scheme), "欧阳克里斯托弗·亚历山大", "李四")
        for lang in LANGUAGES:
            pages[f"{scheme} {lang}"] = page_of(first(role, lang), lang)
    assert overflowing(pages, (390, 1280)) == {}


def test_what_is_to_be_signed_stays_on_one_page_and_no_heading_alone_ends_one(
    on_paper: OnPaper,
) -> None:
    signed = [text("zh", f"publish.{key}") for key in ("heading.confirm", "sign.employee", "sign.hr", "private")]
    headings = [text("zh", f"publish.heading.{key}") for key in ("indicators", "conclusion", "pay", "interview")]
    for scheme in ("ecom_presales_service", "values_and_post", "ecom_service_quality"):
        made = first(standing(catalogue.load(scheme), "张三"))
        pages = on_paper(printed(made, NOTICE, "zh"))
        assert all(words in pages[-1] for words in signed), scheme
        for page in pages:
            said, _, _ = page.rpartition(together(printed(made, NOTICE, "zh")["name"]))  # the foot of the page
            assert not said.endswith(tuple(headings)), scheme


def test_rare_letters_and_signs_of_markup_are_printed_as_they_are(
    on_paper: OnPaper,
) -> None:
    name = '𠮷㐂䶮 #strong[x] *a* _b_ $c$ <d> "e" `f` // g \\ \\u{41} @h = i & {{ j }}'
    made = replace(
        first(standing(catalogue.load("four_dimension"), "张三")), name=name, words=[("评语", f"{name}\n另一行")]
    )
    words = "".join(on_paper(printed(made, NOTICE, "zh")))
    assert words.count(together(name)) >= 2


def test_a_word_longer_than_its_column_is_broken(on_paper: OnPaper) -> None:
    made = replace(first(standing(catalogue.load("four_dimension"), "张三")), words=[("评语" * 30, "x" * 3000)])
    assert "".join(on_paper(printed(made, NOTICE, "zh"))).count("x") == 3000


@pytest.mark.usefixtures("typesetting")
def test_the_same_statement_gives_the_same_bytes(tmp_path: Path) -> None:
    document = printed(first(standing(catalogue.load("four_dimension"), "张三")), NOTICE, "zh")
    for name in ("a.pdf", "b.pdf"):
        pdf.write(tmp_path / name, document, NOTICE.published)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.usefixtures("typesetting")
def test_a_statement_set_after_others_is_the_one_that_is_set_alone(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        for name, scheme in (("张三", "four_dimension"), ("赵六", "competency"), ("李四 & 王五", "four_dimension")):
            document = printed(first(standing(catalogue.load(scheme), name)), NOTICE, "zh")
            pdf.write(tmp_path / "after.pdf", document, NOTICE.published)
            told = PdfReader(tmp_path / "after.pdf").metadata
            assert told is not None
            assert told.title == document["name"]
        alone.submit(pdf.write, tmp_path / "alone.pdf", document, NOTICE.published).result()
    assert (tmp_path / "after.pdf").read_bytes() == (tmp_path / "alone.pdf").read_bytes()


def test_a_table_with_many_columns_is_turned_and_holds_the_employees_rows_alone() -> None:
    chats = first(standing(catalogue.load("ecom_service_quality"), "张三", "李四")).tables[0]
    assert (chats.heads, len(chats.rows)) == (["项目", "1"], 15)
    items = first(standing(catalogue.load("presales_manager"), "张三", "李四")).tables[0]
    assert items.heads[:2] == ["指标名称", "权重"]
    assert [row[0] for row in items.rows] == [f"张三的第 {number} 项" for number in (1, 2, 3, 4)]


def test_how_measures_came_about_is_told_once_before_what_is_calculated_from_them() -> None:
    made = first(standing(catalogue.load("ecom_dept_presales"), "张三"))
    _, lines = made.blocks[0]
    steps = lines[0].steps
    assert steps[0].startswith("有效销售额：")
    assert steps[1].startswith("考核目标：")
    commission = next(line for line in made.pay if line.name == "提成")
    assert len(commission.steps) == 1  # the measures were explained above


@pytest.mark.parametrize(
    ("scheme", "indicator", "entered", "told"),
    [
        (
            "competency",
            "工作量",
            {"workload_superior": 12},
            ["良好 7 分至不足 13 分：工作饱满，按计划完成，经安排能分担他人的部分工作"],
        ),
        (
            "technical_support_110",
            "工作量",
            {"workload_superior": 1, "workload_self": 0},
            ["上级评 一般 8 分：工作饱满，工作量居部门中游", "自评 好 10 分：工作很饱满，工作量居部门前列"],
        ),
        ("ecom_service_quality", "规范用语", {}, ["全部满足 3 分：用语规范、得体"]),
    ],
)
def test_the_level_that_was_reached_is_told_with_what_earns_it(
    scheme: str, indicator: str, entered: dict[str, float], told: list[str]
) -> None:
    made = first(standing(catalogue.load(scheme), "张三", **entered))
    (steps,) = (line.steps for _, lines in made.blocks for line in lines if line.name == indicator)
    assert list(steps)[1:] == told


def test_every_part_that_is_rated_by_a_level_tells_its_own() -> None:
    made = first(standing(catalogue.load("values_and_post"), "张三"), "en")
    (steps,) = (line.steps for _, lines in made.blocks for line in lines if line.name == "Values")
    assert [step.partition(": ")[0] for step in steps[1:]][:2] == ["Customer first, 5 points", "Teamwork, 5 points"]
    assert len(steps) == 7


def test_what_is_carried_to_the_next_period_is_told_and_not_paid() -> None:
    made = first(standing(catalogue.load("nc_u8_consultant"), "张三"))
    (carried,) = [line for line in made.pay if line.name.startswith("NC 转下季")]
    assert carried.name == "NC 转下季：−167.5（不计入本期）"
    assert carried.result == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_that_a_text_is_there_is_no_step_of_a_result(lang: Lang) -> None:
    told = first(standing(catalogue.load("repair_stars"), "张三", upgrade_stars=0, extra_rate=0), lang)
    told_of = [step for line in (*told.conclusion, *told.pay) for step in line.steps]
    name = {"zh": "升星加价理由", "en": "Reason of the grant"}[lang]
    assert told_of
    assert not [step for step in told_of if name in step]


def test_an_amount_below_nothing_is_to_be_returned() -> None:
    plan = catalogue.load("nc_u8_settlement")
    made = first(standing(plan, "张三", paid_q1=10.0**7))
    assert made.results[-1][0] == "合计（负数，须退回）"
    assert made.results[-1][1].startswith("−")


def test_hidden_names_are_whole_names_and_ids_and_never_ones_own() -> None:
    names = names_in([standing(catalogue.load("competency"), "张伟", "张伟强", "李四")])
    assert hide_others("张伟强比张伟和李四（E3）高，见 E31", names, "张伟强", "E2") == "张伟强比○○和○○（○○）高，见 E31"


@given(
    st.lists(st.text("ab1一二 #", min_size=1, max_size=4), max_size=6),
    st.text("ab1一二 #", max_size=30),
    st.text("ab1一二", max_size=3),
)
def test_names_are_found_as_a_pattern_of_all_of_them_would(names: list[str], words: str, known: str) -> None:
    longest_first = sorted(map(re.escape, set(names)), key=len, reverse=True)
    edges = [rf"(?<![0-9A-Za-z]){part}(?![0-9A-Za-z])" if part.isascii() else part for part in longest_first]
    pattern = re.compile("|".join(edges) or r"(?!)")
    expected = pattern.sub(lambda found: found[0] if found[0] == known else "○○", words)
    assert hide_others(words, People(names), known) == expected


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2026-11", "2026年11月", "2026-11"),
        ("2026-Q4", "2026年第4季度", "2026 Q4"),
        ("2026-H2", "2026年下半年", "2026 H2"),
        ("2026", "2026年度", "2026"),
    ],
)
def test_a_period_is_named_as_people_say_it(period: str, zh: str, en: str) -> None:
    assert (period_name(period, "zh"), period_name(period, "en")) == (zh, en)


#: Ratings of one item of a statement: by kind, what each rater gave.
Answers = dict[str, list[float]]


def rated_page(plan: Plan, answers: Answers) -> str:
    """Return the page of somebody whose needs documents were rated so, each rater counting as much as another."""
    item = "input.needs_documents"
    sample = example(plan)
    means = {f"{item}_{kind}": sum(given) / len(given) if given else math.nan for kind, given in answers.items()}
    raters = {f"{item}_{kind}": len(given) for kind, given in answers.items() if kind != "superior"}
    entries = {key: value for key, value in sample.entries.items() if key in plan.columns} | means
    person = Employee("E1", "张三", entries, role="岗位", manager_id="M1", raters=raters)
    role = appraise(Role("岗位", plan, [person]), {"M1": Manager("M1", "赵一", "华东")})
    return page_of(first(role))


@pytest.mark.parametrize(("customers", "departments"), [(1, 1), (2, 1), (3, 1), (2, 2), (3, 4)])
@pytest.mark.parametrize("kind", ["customer", "cross_department"])
def test_the_same_page_may_come_from_other_scores_of_every_rater(customers: int, departments: int, kind: str) -> None:
    plan = catalogue.load("sales_2024", period=parse_period("2026-Q4"))
    weights = {"customer": 0.3, "cross_department": 0.1}
    before: Answers = {
        "self": [70],
        "superior": [90],
        "customer": [60.0 + 4 * number for number in range(customers)],
        "cross_department": [50.0 + 8 * number for number in range(departments)],
    }
    after = {each: list(given) for each, given in before.items()}
    after[kind][0] += 12
    if len(after[kind]) > 1:
        after[kind][1] -= 12
    else:  # the only one of the kind: the other kind makes up for it
        other = next(each for each in weights if each != kind)
        after[other][0] -= 12 * weights[kind] / weights[other] * len(after[other])
    assert rated_page(plan, before) == rated_page(plan, after)
    after[kind][0] += 5
    assert rated_page(plan, before) != rated_page(plan, after)  # the result itself is printed
