"""presales.toml, periods and the folders of a project."""

import getpass
from pathlib import Path

import pytest

from presales_xl import catalogue, project
from presales_xl.cycle import init
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.demo import sample
from presales_xl.periods import Period, parse_period, period_written
from presales_xl.project import user
from presales_xl.resources import SCHEMES
from presales_xl.texts import Lang
from tests.cycle.company import refused


@pytest.mark.parametrize(
    ("written", "cycle"),
    [("2026-11", "month"), ("2026-q4", "quarter"), ("2026-H2", "half_year"), (" 2026 ", "year")],
)
def test_a_period_is_a_month_a_quarter_a_half_year_or_a_year(written: str, cycle: str) -> None:
    assert parse_period(written) == Period(written.strip().upper(), cycle)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("period", "ways"),
    [
        ("2026-11", ["2026/11", "2026年11月", "2026年11月份", "２０２６－１１", "2026 - 11", "2026—11"]),
        ("2026-01", ["2026-1", "2026年1月"]),
        ("2026-Q4", ["2026q4", "2026年第4季度", "2026年四季度", "2026 第四季", "2026-Q4"]),
        ("2026-H2", ["2026年下半年", "2026h2"]),
        ("2026", ["2026年", "2026年度"]),
    ],
)
def test_a_period_may_be_written_as_people_write_it(period: str, ways: list[str]) -> None:
    assert {period_written(way).text for way in ways} == {period}


@pytest.mark.parametrize("written", ["2026.10", "2026-13", "2026年0月", "11月", "2026-Q5", "20261", ""])
def test_what_may_mean_two_things_or_none_is_no_period(written: str) -> None:
    assert refused(lambda: period_written(written)) == refused(lambda: parse_period(written))


@pytest.mark.parametrize("written", ["2026-13", "2026-Q5", "2026-H3", "26-11", "", "2026/11", "../2026", "２０２６-11"])
def test_anything_else_is_no_period_and_the_message_says_how_to_write_one(written: str) -> None:
    assert refused(lambda: parse_period(written)) == [
        f"「{written}」不是考核周期。请写成 2026-11（月）、2026-Q4（季）、2026-H2（半年）或 2026（年）。"
    ]


def settings(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    (folder / "presales.toml").write_text(content, encoding=encoding)
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_settings_are_read_in_whatever_encoding_an_editor_saved_them(tmp_path: Path, encoding: str) -> None:
    found = project.load(settings(tmp_path, 'company = "甲公司"\nlang = "en"\ncohort = "team"\n', encoding))
    assert (found.company, found.lang, found.settings.cohort) == ("甲公司", "en", "team")
    assert found.roster == tmp_path / "roster.xlsx"


def test_a_folder_without_settings_is_no_project(tmp_path: Path) -> None:
    assert "presales-xl init" in refused(lambda: project.load(tmp_path))[0]


def test_settings_that_are_wrong_are_told_of_all_at_once(tmp_path: Path) -> None:
    settings(tmp_path, 'company = ""\nlang = "fr"\ncohort = 3\ncompny = "x"\n')
    messages = refused(lambda: project.load(tmp_path))
    assert [message.split("：")[0].split(" › ")[1] for message in messages] == ["compny", "company", "lang", "cohort"]
    assert '应为 "role" / "team"' in messages[-1]


def test_settings_that_are_no_toml_are_told_of_by_line(tmp_path: Path) -> None:
    settings(tmp_path, 'company = "a"\nlang = \n')
    assert "第 2 行" in refused(lambda: project.load(tmp_path))[0]


def test_an_unknown_scheme_is_told_of_with_those_that_look_like_it() -> None:
    message = refused(lambda: catalogue.load("repair_star"))[0]
    assert "您是否想用 repair_stars" in message
    assert "taobao_presales" in message


@pytest.mark.parametrize("name", ["淘宝售前", "淘 宝售前 ", "Taobao Pre-Sales"])
def test_a_scheme_is_called_by_its_name_in_any_language(name: str) -> None:
    assert catalogue.load(name).scheme.id == "taobao_presales"


def test_a_name_that_several_own_schemes_have_is_asked_about_with_their_ids(tmp_path: Path) -> None:
    shipped = (SCHEMES / "repair_stars.yaml").read_text(encoding="utf-8")
    for scheme_id in ("north", "south"):
        own = shipped.replace("id: repair_stars", f"id: {scheme_id}")
        (tmp_path / f"{scheme_id}.yaml").write_text(own, encoding="utf-8")
    assert "north、south" in refused(lambda: catalogue.load("售前维修人员（星级 + 计件）", tmp_path))[0]
    (tmp_path / "south.yaml").unlink()
    assert catalogue.load("售前维修人员（星级+计件）", tmp_path).scheme.id == "north"  # before the shipped one


def test_a_projects_own_scheme_stands_before_a_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "schemes" / "repair_stars.yaml"
    own.parent.mkdir()
    shipped = (SCHEMES / "repair_stars.yaml").read_text(encoding="utf-8")
    own.write_text(shipped.replace("zh: 重大投诉次数", "zh: 大投诉"), encoding="utf-8")
    spec = catalogue.load("repair_stars", own.parent).columns["input.major_complaints"]
    assert spec.name is not None
    assert spec.name["zh"] == "大投诉"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_init_writes_is_a_project_with_a_roster_without_problems(tmp_path: Path, lang: Lang) -> None:
    init.create(tmp_path / "new", lang, sample.roster(lang, 2))
    found = project.load(tmp_path / "new")
    people = load_roster(found, lang)
    assert found.lang == lang
    assert len(people.employees) > 10
    assert people.warnings == []


def test_the_sample_company_has_thirty_one_people_four_managers_and_seven_schemes() -> None:
    content = sample.roster("zh")
    assert (len(content["employees"]), len(content["managers"])) == (31, 4)
    assert len({catalogue.load(str(row[1])).scheme.id for row in content["roles"]}) == 7


def test_init_changes_nothing_when_a_file_is_there(tmp_path: Path) -> None:
    kept = settings(tmp_path, "mine") / "presales.toml"
    assert "--force" in refused(lambda: init.create(tmp_path, "zh", sample.roster("zh")))[0]
    assert kept.read_text(encoding="utf-8") == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["presales.toml"]


def test_init_writes_over_files_when_forced(tmp_path: Path) -> None:
    settings(tmp_path, "mine")
    init.create(tmp_path, "zh", sample.roster("zh"), force=True)
    assert project.load(tmp_path).company == "示例公司"


FOUR_EYES = 'company = "甲公司"\nfour_eyes = true\n[users]\nhefang = "何芳"\nwang = "王总"\n'


def test_who_acts_is_the_name_that_is_said_or_that_of_the_system_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "hefang")
    settings(tmp_path, 'company = "甲公司"\n')
    assert (project.load(tmp_path).by, project.load(tmp_path, " 李四 ").by) == ("hefang", "李四")
    settings(tmp_path, 'company = "甲公司"\n[users]\nhefang = "何芳"\nwang = "王总"\n')
    assert [project.load(tmp_path, name).by for name in ("", "wang", "王总")] == ["何芳", "王总", "王总"]


def test_with_four_eyes_only_people_who_are_listed_act_and_none_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(tmp_path, FOUR_EYES)
    monkeypatch.setenv("LOGNAME", "hr-room")
    assert project.load(tmp_path, "王总").by == "王总"
    for name, told in (("", "hr-room"), ("李四", "李四")):
        (message,) = refused(lambda name=name: project.load(tmp_path, name).by)  # type: ignore[misc]
        assert f"不知道「{told}」是谁" in message
        assert "何芳、王总" in message
    monkeypatch.setenv("LOGNAME", "hefang")
    assert project.load(tmp_path).by == "何芳"
    assert "系统用户 hefang 是「何芳」" in refused(lambda: project.load(tmp_path, "王总").by)[0]


def test_a_computer_that_knows_no_user_still_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise ImportError("no pwd here")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert user() == "?"
