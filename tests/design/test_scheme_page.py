"""A scheme's page says what is measured, how it is scored and paid, by the product's own words and figures."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from presales_xl import catalogue
from presales_xl.design.example import example
from presales_xl.design.scheme_page import page
from presales_xl.resources import SCHEMES
from presales_xl.texts import LANGUAGES, Lang
from tests.cli.running import Runner, run
from tests.english import chinese_punctuation

__all__ = ["run"]

DOCS = Path(__file__).resolve().parents[2] / "docs"
SHIPPED = sorted(file.stem for file in SCHEMES.glob("*.yaml"))


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_scheme_pages", DOCS / "make_scheme_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_in_docs_are_up_to_date_and_all_there() -> None:
    made = maker().pages()
    there = {file.name: file.read_text(encoding="utf-8") for file in (DOCS / "schemes").glob("*.md")}
    assert sorted(there) == sorted(made)
    stale = [name for name, content in made.items() if there[name] != content]
    assert stale == [], "run python docs/make_scheme_pages.py"


@pytest.mark.parametrize("scheme", SHIPPED)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_names_every_indicator_grade_amount_and_reading_of_its_scheme(scheme: str, lang: Lang) -> None:
    plan = catalogue.load(scheme)
    content = page(plan, lang)
    said = plan.scheme
    wanted = [said.name[lang], *(indicator.name[lang] for indicator in said.enabled().values())]
    wanted += [item.name[lang] for item in said.pay.values()]
    wanted += [flag.name[lang] for flag in said.flags.values()]
    wanted += [veto.name[lang] for veto in said.vetoes.values()]
    wanted += [f"`{key}`" for key in plan.inputs()]
    wanted += [figure.reading[lang] for figure in plan.parameters.values() if figure.reading]
    wanted += [why[lang] for why in plan.readings.values()]
    escaped = content.replace("\\", "")
    assert [part for part in wanted if part not in escaped] == []
    if lang == "en":
        grades = "".join(said.grades.scale) if said.grades else ""  # which may have no English name
        assert set(re.findall(r"[\u4e00-\u9fff]", content)) <= set(grades)
        assert chinese_punctuation(content) == []


@pytest.mark.parametrize("scheme", SHIPPED)
def test_the_example_is_complete_good_and_always_the_same(scheme: str) -> None:
    plan = catalogue.load(scheme)
    found = example(plan)
    assert found.outcome.is_complete
    assert example(plan).entries == pytest.approx(found.entries, nan_ok=True)


def test_a_page_shows_the_way_from_entries_to_pay() -> None:
    content = page(catalogue.load("software_presales"), "zh")
    assert "| 项目中标率<br>`win_rate` | 15 / 18 / 20 |" in content
    assert "| D | 其余 | 10% (C+D) |" in content
    assert "| 季度绩效奖金 | 6,000 元 × 25% × 1.2 = 1,800 元 | 1,800 元 |" in content
    assert "可选、未启用的指标：客户一年内复购率 `repurchase_rate`" in content


def test_readings_are_marked_and_figures_that_the_source_states_are_not() -> None:
    content = page(catalogue.load("support_engineer_kpi"), "zh")
    assert "≥90 ※" in content
    assert "※" not in next(line for line in content.splitlines() if "`resolution`" in line)


def test_what_users_write_into_a_scheme_stays_text_in_a_table(tmp_path: Path) -> None:
    source = (SCHEMES / "support_engineer_kpi.yaml").read_text(encoding="utf-8")
    file = tmp_path / "support_engineer_kpi.yaml"
    file.write_text(source.replace("zh: 项目技术解决率", 'zh: "解|决*率"'), encoding="utf-8")
    assert "| 解\\|决\\*率<br>`resolution` |" in page(catalogue.load_file(file), "zh")


def test_the_command_shows_or_writes_the_page(run: Runner, tmp_path: Path) -> None:
    wanted = page(catalogue.load("repair_stars"), "zh")
    said = run("scheme", "show", "repair_stars", "--format", "markdown")
    assert (said.code, said.out) == (0, wanted)
    assert run("scheme", "show", "repair_stars", "--format", "markdown", "-o", "pages/r.md").code == 0
    assert (tmp_path / "pages" / "r.md").read_text(encoding="utf-8") == wanted
