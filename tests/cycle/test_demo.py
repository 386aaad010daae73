"""The sample company, from roster to results."""

from pathlib import Path

import pytest

from presales_xl.cycle.demo import demo
from presales_xl.texts import Lang
from tests.cycle.company import company, read_csv, refused


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sample_company_is_complete_but_for_one_blank(tmp_path: Path, lang: Lang) -> None:
    made = demo(tmp_path, lang)
    assert (len(made.generated.files), made.collected.people, made.collected.complete) == (4, 30, 29)
    assert [(problem.code, problem.severity) for problem in made.collected.problems] == [("workbook.blank", "warning")]
    rows = read_csv(made.project.folder / "results" / made.period / "results.csv")
    assert {row["scheme"] for row in rows} == {
        "software_presales", "support_engineer_kpi", "repair_stars", "ecom_dept_presales", "taobao_presales",
        "ecom_service_quality",
    }  # fmt: skip


def test_the_sample_company_can_be_made_again_even_in_another_language(tmp_path: Path) -> None:
    demo(tmp_path, "zh")
    assert demo(tmp_path, "en").collected.complete == 29


def test_another_project_is_not_written_over(tmp_path: Path) -> None:
    company(tmp_path)
    assert "文件已存在" in refused(lambda: demo(tmp_path, "zh"))[0]
