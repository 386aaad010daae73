"""What differs between two schemes is told in the sentences that explain them."""

from pathlib import Path

import pytest

from presales_xl import catalogue
from presales_xl.cli import main
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.generating.scheme_difference import differences
from presales_xl.resources import SCHEMES
from presales_xl.texts import LANGUAGES
from tests.cycle.company import Sheets, company
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD


def changed(folder: Path, *replaced: tuple[str, str], scheme: str = "repair_stars") -> Path:
    """Return a file with a shipped scheme otherwise."""
    source = (SCHEMES / f"{scheme}.yaml").read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in source
        source = source.replace(old, new, 1)
    file = folder / f"{scheme}.yaml"
    file.write_text(source, encoding="utf-8")
    return file


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_scheme_says_the_same_as_itself(lang: str) -> None:
    for plan in catalogue.shipped():
        assert differences(plan, plan, lang) == []  # type: ignore[arg-type]


def test_a_bound_an_amount_and_a_new_flag_are_told_where_they_count(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        ("4★: ≥230", "4★: ≥240"),
        ("value: 5, unit: money", "value: 6, unit: money"),
        ("flags:\n", "flags:\n  many: {name: {zh: 件数多, en: Many}, when: total < 100}\n"),
    )
    found = differences(catalogue.load("repair_stars"), catalogue.load_file(file), "zh")
    told = {(each.block, each.name): (each.before, each.after) for each in found}
    assert len(told) == 3
    assert told["results", "等级"] == ("…；≥230 → 4★；…", "…；≥240 → 4★；…")
    assert told["figures", "正品计件单价"] == ("5 元", "6 元")
    ((before, after),) = (words for (block, _), words in told.items() if block == "flags")
    assert "件数多" in after
    assert "件数多" not in before


def test_what_differs_is_told_once_and_without_what_is_the_same_around_it(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        ("value: 0.3}", "value: 0.35}"),  # in the rule of an indicator and in what it measures
        ("value: 0.25, unit: rate", "value: 0.3, unit: rate"),  # in pay
        ("of: high_value_projects / bids_joined", "of: high_value_projects / bids_won"),
        ("given_by: hr, prorated: true}", "given_by: hr}"),
        ("usual: [0.1, 1]", "usual: [0.2, 1]"),
        scheme="software_presales",
    )
    found = differences(catalogue.load("software_presales"), catalogue.load_file(file), "en")
    told = {(each.block, each.name): (each.before, each.after) for each in found}
    assert told["figures", "Part: led the design"] == ("0.3", "0.35")
    assert told["figures", "Performance share of pay"] == ("25%", "30%")
    assert told["figures", "Research completeness Usual lowest"] == ("10%", "20%")
    assert told["indicators", "High-value project rate"] == (
        "… min((High-value projects ÷ Bids joined) ÷ 30%, 1.2); not applicable where Bids joined = 0",
        "… min((High-value projects ÷ Bids won) ÷ 30%, 1.2); not applicable where Bids won = 0",
    )
    assert set(told) - {("figures", name) for _, name in told} == {
        ("scheme", "By days at work"),
        ("indicators", "High-value project rate"),
    }


def test_what_is_said_no_more_is_gone_and_not_a_dash(tmp_path: Path) -> None:
    file = changed(tmp_path, (", prorated: true", ""))
    (found,) = differences(catalogue.load("repair_stars"), catalogue.load_file(file), "en")
    assert (found.name, found.before, found.after) == ("By days at work", "Base pay", "")


def test_what_rows_come_to_what_they_must_meet_and_how_many_there_may_be_is_told_as_their_sheet_calls_it(
    tmp_path: Path,
) -> None:
    contributions = "      contributions: {name: {zh: 同一项目各顾问的贡献比例合计为 100%, en: "
    file = changed(
        tmp_path,
        ("formula: project_award * share,", "formula: project_award * share * share,"),
        ("formula: net_receipts / vat", "formula: receipts / vat"),
        (f'{contributions}"The contributions to a project sum to 100 %"}}, when: contributions == 1}}\n', ""),
        ("when: contribution > 0 or takes_rest", "when: contribution >= 1 or takes_rest"),
        ("most: 20", "most: 3"),
        scheme="erp_project_consultant",
    )
    found = differences(catalogue.load("erp_project_consultant"), catalogue.load_file(file), "zh")
    assert {(each.block, each.name): (each.before, each.after) for each in found} == {
        ("inputs", "项目"): ("每人 0 到 20 行", "每人 0 到 3 行"),
        ("inputs", "同一项目各顾问的贡献比例合计为 100%"): ("本项目比例合计 =1", ""),
        ("inputs", "每行填贡献比例，或在“其余”选“是”"): (
            "贡献比例（未填按 0） >0 或 其余（未填按 否） = 是",
            "贡献比例（未填按 0） ≥1 或 其余（未填按 否） = 是",
        ),
        ("measures", "项目奖金总额"): (
            "合同额 >50,000 元 → 净到款 ÷ 1.17 × 1%；…",
            "合同额 >50,000 元 → 项目到款 ÷ 1.17 × 1%；…",
        ),
        ("measures", "项目奖金"): ("项目奖金总额 × 计入比例", "项目奖金总额 × 计入比例 × 计入比例"),
    }


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["scheme", "diff", *map(str, words), "--lang", "zh-CN"])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out + said.err


def test_a_scheme_as_issued_is_compared_with_the_file_of_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = collected(tmp_path)
    own = project.schemes / "support_engineer_kpi.yaml"
    own.parent.mkdir(exist_ok=True)
    source = (SCHEMES / own.name).read_text(encoding="utf-8")
    own.write_text(source.replace("≥95", "≥96", 1), encoding="utf-8")
    issued = f"support_engineer_kpi@{PERIOD}"
    code, said = run(capsys, issued, "support_engineer_kpi", "--project", tmp_path)
    assert code == 0
    assert "≥96" in said
    code, said = run(capsys, issued, issued, "--project", tmp_path)
    assert "没有不同" in said
    code, said = run(capsys, f"repair_stars@{PERIOD}", "repair_stars", "--project", tmp_path)
    assert code == 1
    assert "software_presales" in said


def test_days_at_work_that_a_roster_has_are_no_change_of_the_scheme(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def dated(sheets: Sheets) -> None:
        sheets["岗位"][1] = ["工程师", "repair_stars", "月"]
        sheets["员工"][0].append("入职日期")
        for row in sheets["员工"][1:]:
            row.append("2024-01-01")

    generate(company(tmp_path, dated), PERIOD, "zh")
    code, said = run(capsys, f"repair_stars@{PERIOD}", "repair_stars", "--project", tmp_path)
    assert code == 0
    assert "没有不同" in said
