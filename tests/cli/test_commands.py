"""The command line as people use it: every command through the real entry point."""

import json
import logging
import re
import sys
from pathlib import Path

import pytest

from presales_xl import __version__, catalogue, settings
from presales_xl.cli import main
from presales_xl.cli.command import width_of
from presales_xl.cli.console import INTERNAL
from presales_xl.files import pasted
from presales_xl.resources import SCHEMES
from presales_xl.settings import Settings
from presales_xl.texts import LANGUAGES, Lang, text
from tests.cli.running import Runner, inputs, run
from tests.cycle.company import ENGINEER, company, fill, opened, read_csv, write_csv
from tests.scheme.spoiled import EVERYTHING, FILES

__all__ = ["run"]

USUAL = Settings()


@pytest.mark.parametrize(("period", "people"), [("2026-11", 8), ("2026-Q4", 7), ("2026", 5)])
def test_init_makes_a_project_from_which_the_workbooks_that_are_due_can_be_generated(
    run: Runner, tmp_path: Path, period: str, people: int
) -> None:
    assert run("init", "考核").code == 0
    said = run("generate", period, "--project", "考核")
    assert said.code == 0
    assert f"{people} 人，工作簿 1 份，其中新发 1 份\n" in said.out
    assert len(list((tmp_path / "考核" / "outbox" / period).glob("*.xlsx"))) == 1


def test_a_period_in_which_no_role_is_due_is_an_error(run: Runner) -> None:
    run("init", "考核")
    said = run("generate", "2026-H2", "--project", "考核")
    assert (said.code, said.out) == (1, "")
    assert "2026-H2 没有到期的岗位：解决方案顾问（季度、年）" in said.err


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_settings_that_init_writes_name_all_there_are_and_say_what_holds_without_them(
    run: Runner, tmp_path: Path, lang: str
) -> None:
    run("init", "d", "--lang", lang)
    written = tmp_path / "d" / "presales.toml"
    own = {"company", "lang"}
    assert settings.read(written).model_dump(exclude=own) == USUAL.model_dump(exclude=own)
    everything = re.sub(r"^# (?=\[|[a-z_]+ = |\")", "", written.read_text(encoding="utf-8"), flags=re.MULTILINE)
    written.write_text(everything, encoding="utf-8")
    said = settings.read(written)
    assert said.model_fields_set == set(USUAL.model_dump())
    for table in ("calibration", "publish", "mail"):
        assert getattr(said, table).model_fields_set == set(getattr(USUAL, table).model_dump())


def test_init_does_not_write_over_anything_unless_forced(run: Runner) -> None:
    run("init", "考核")
    assert run("init", "考核").code == 1
    assert run("init", "考核", "--force").code == 0


def test_generate_outside_a_project_says_how_to_make_one(run: Runner) -> None:
    said = run("generate", "2026-11")
    assert said.code == 1
    assert "presales-xl init" in said.err


def test_generate_lists_everything_wrong_with_a_roster_and_counts_it(run: Runner, tmp_path: Path) -> None:
    def change(sheets: dict[str, list[list[object]]]) -> None:
        sheets["员工"][1][3], sheets["员工"][2][4] = "司机", "专家"

    company(tmp_path, change)
    said = run("generate", "2026-11")
    assert (said.code, said.out) == (1, "")
    assert said.err.count("错误　") == 2
    assert "2 个错误，0 个提醒。" in said.err


def test_a_key_that_is_gone_is_told_of_and_nothing_but_generate_with_a_reason_makes_another(
    run: Runner, tmp_path: Path
) -> None:
    company(tmp_path)
    run("generate", "2026-11")
    for file in (tmp_path / "outbox" / "2026-11").iterdir():
        fill(file, tmp_path / "inbox" / "2026-11" / file.name, dict.fromkeys(("E1", "E2", "E3"), ENGINEER))
    assert run("collect", "2026-11").code == 0
    (tmp_path / "presales.key").unlink()
    for command in ("send", "collect", "calibrate"):
        said = run(command, "2026-11")
        assert said.code == 1
        assert "封签密钥文件不见了" in said.err
    said = run("generate", "2026-11")
    assert (said.code, "封签密钥文件却不见了" in said.err) == (1, True)
    assert not (tmp_path / "presales.key").exists()
    run("generate", "2026-11", "--reopen", "没有备份")
    assert (tmp_path / "presales.key").exists()


def test_what_managers_return_is_collected(run: Runner, tmp_path: Path) -> None:
    company(tmp_path, lambda sheets: sheets["员工"].pop(2) and sheets["目标与工资"].pop(1))
    run("generate", "2026-11")
    for file in (tmp_path / "outbox" / "2026-11").iterdir():
        fill(file, tmp_path / "inbox" / "2026-11" / file.name, {"E1": ENGINEER, "E3": ENGINEER})
    said = run("collect", "2026-11")
    assert (said.code, said.err) == (0, "")
    assert said.out.count("✓ ") == 2
    assert "本次 2 个文件：接收 2。" in said.out
    assert "本周期已交工作簿 2／2 份，2 人中 2 人完成。" in said.out
    assert [row["total"] for row in read_csv(tmp_path / "results" / "2026-11" / "results.csv")] == ["93", "93"]
    assert run("collect", "2026-11", *(tmp_path / "inbox" / "2026-11").iterdir()).code == 0
    assert run("collect", "2026-12").code == 1


def test_score_writes_one_row_per_person_in_their_order(run: Runner, tmp_path: Path) -> None:
    said = run("score", "support_engineer_kpi", inputs(tmp_path, {"unresolved": 4}, {}), "-o", "out.csv")
    assert (said.code, said.err) == (0, "")
    assert [(row["employee_id"], row["total"], row["rank"]) for row in read_csv(tmp_path / "out.csv")] == [
        ("E1", "88", "2"),
        ("E2", "93", "1"),
    ]


def test_score_ends_well_when_something_is_blank_and_not_when_something_is_wrong(run: Runner, tmp_path: Path) -> None:
    blank = run("score", "support_engineer_kpi", inputs(tmp_path, {"unresolved": ""}), "-o", "a.csv")
    wrong = run("score", "support_engineer_kpi", inputs(tmp_path, {"unresolved": "x"}, {}), "-o", "b.csv")
    assert (blank.code, wrong.code) == (0, 1)
    assert "提醒" in blank.err
    assert "错误" in wrong.err
    assert [row["status"] for row in read_csv(tmp_path / "b.csv")] == ["未完成", "完成"]


def test_score_takes_detail_rows(run: Runner, tmp_path: Path) -> None:
    people = write_csv(tmp_path / "in.csv", [["employee_id"], ["E1"]])
    items = list(catalogue.load("ecom_service_quality").scheme.enabled())
    chats = write_csv(tmp_path / "chats.csv", [["employee_id", *items], ["E1", *["full"] * len(items)]])
    said = run("score", "ecom_service_quality", people, "-o", "out.xlsx", "--detail", f"chats={chats}")
    assert (said.code, said.err) == (0, "")
    assert (tmp_path / "out.xlsx").is_file()
    assert "--detail" in run("score", "ecom_service_quality", people, "-o", "o.csv", "--detail", "chats").err


def test_score_suggests_schemes_for_a_typo(run: Runner, tmp_path: Path) -> None:
    said = run("score", "suport_engineer_kpi", inputs(tmp_path, {}), "-o", "out.csv")
    assert said.code == 1
    assert "您是否想用 support_engineer_kpi" in said.err


def test_a_long_list_of_problems_is_cut_and_still_counted(run: Runner, tmp_path: Path) -> None:
    wrong: dict[str, object] = {"unresolved": "x"}
    said = run("score", "support_engineer_kpi", inputs(tmp_path, *[wrong] * 250), "-o", "out.csv")
    assert said.err.count("错误　") == 100
    assert "另有 150 条没有列出。" in said.err
    assert "250 个错误" in said.err


def test_results_that_cannot_be_written_are_told_of(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    said = run("score", "support_engineer_kpi", inputs(tmp_path, {}), "-o", "file/out.csv")
    assert said.code == 1
    assert "无法写入" in said.err


def test_schemes_are_listed_with_ids_and_names_and_the_projects_own(run: Runner, tmp_path: Path) -> None:
    own = tmp_path / "schemes" / "mine.yaml"
    own.parent.mkdir()
    source = (SCHEMES / "repair_stars.yaml").read_text(encoding="utf-8")
    own.write_text(source.replace("id: repair_stars", "id: mine"), encoding="utf-8")
    said = run("scheme", "list")
    assert said.code == 0
    assert "support_engineer_kpi" in said.out
    assert "公司自有" in said.out


@pytest.mark.parametrize("scheme", sorted(file.stem for file in SCHEMES.glob("*.yaml")))
def test_every_scheme_is_shown_in_words_with_its_readings_and_figures(run: Runner, scheme: str) -> None:
    plan = catalogue.load(scheme)
    reasons = [*plan.readings.values(), *(figure.reading for figure in plan.parameters.values() if figure.reading)]
    for lang, heading in (("zh", "示例值"), ("en", "Examples to confirm")):
        said = run("scheme", "show", scheme, "--lang", lang)
        assert (said.code, said.err) == (0, "")
        assert (heading in said.out.splitlines()) == bool(reasons)
        shown = "".join(said.out.split())
        assert [key for key in (*plan.inputs(), *plan.parameters) if "".join(key.split()) not in shown] == []


def test_a_shown_scheme_says_what_is_filled_in_and_how_points_come_about(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    said = run("scheme", "show", "repair_stars").out
    assert re.search(r"genuine_units +正品合格件数 +不小于 0 的整数 +件", said)
    assert "≥280 → 5★；≥230 → 4★" in said
    assert re.search(r"grades\.2★ +2★ +150 +原方案 120–149 件无规定", said)
    assert re.search(r"grant_reason +升星加价理由 +人事提供 +说明：批准升星、批准计件加价；有数值时必填", said)
    assert re.search(r"upgrade_stars .*不填按 0 计", said)
    assert re.search(r"class_b_rate +B 类计件单价 +4\b", said)
    said = run("scheme", "show", "four_dimension").out
    assert re.search(r"teamwork +合作精神 +优秀 / 达标 / 待提高", said)
    assert re.search(r"达标 +80% +服从分工，按时完成协作事项", said)


def test_a_shown_scheme_says_what_is_calculated_first_and_which_figures_are_readings(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    said = run("scheme", "show", "draft_scheme").out
    assert re.search(r"NPS 折算分 +\(NPS \+ 100\) ÷ 2 ※? *\n", said)
    assert re.search(r"满意度得分 +未测满意度（未填按 否）：是 NPS 折算分；否 客户满意度（客户评）", said)
    said = run("scheme", "show", "ecom_presales_service").out
    assert "÷ 60 ※" in said


def test_a_scheme_file_is_checked_by_line_and_field(run: Runner, tmp_path: Path) -> None:
    good = SCHEMES / "repair_stars.yaml"
    assert "没有错误" in run("scheme", "check", good).out
    bad = tmp_path / "repair_stars.yaml"
    bad.write_text(good.read_text(encoding="utf-8").replace("type: yes_no}", "type: perhaps}", 1), encoding="utf-8")
    said = run("scheme", "check", bad)
    assert said.code == 1
    assert "第 " in said.err
    assert "inputs.severe.type" in said.err
    assert "没有这个文件" in run("scheme", "check", "nope.yaml").err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_is_wrong_in_twenty_scheme_files_is_told_in_one_run(run: Runner, tmp_path: Path, lang: Lang) -> None:
    files = {name: each for name, each in {**FILES, "everything": EVERYTHING}.items() if name != "no_blank"}
    for name, spoiled in files.items():
        (tmp_path / f"{name}.yaml").write_text(spoiled.source.replace("id: small", f"id: {name}"), encoding="utf-8")
    said = run("--lang", lang, "scheme", "check", *(tmp_path / f"{name}.yaml" for name in files))
    assert (said.code, len(files) >= 20) == (1, True)
    for name, spoiled in files.items():
        for mistake in spoiled.mistakes:
            where = f"{name}.yaml › {text(lang, 'problems.line', line=spoiled.line_of(mistake))}"
            lines = [line for line in said.err.splitlines() if where in line]
            assert any(all(part in line for part in mistake.said) for line in lines)
    mistakes = sum(len(spoiled.mistakes) for spoiled in files.values())
    severity = text(lang, "commands.severity.error")
    assert sum(line.startswith(severity) for line in said.err.splitlines()) == mistakes


def test_levels_without_a_description_are_warned_of_and_the_scheme_is_good(run: Runner, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    manner = "{name: 态度, rule: {kind: levels, points: {good: 100, poor: 0}}}"
    head = "id: own\nname: 自有方案\ncycles: [month]\nchoices: {good: 好, poor: 差}\n"
    own.write_text(f"{head}indicators:\n  manner: {manner}\n", encoding="utf-8")
    said = run("scheme", "check", own)
    assert (said.code, "没有错误" in said.out) == (0, True)
    assert "提醒　own.yaml › 第 6 行 › indicators.manner：「态度」的各等级没有说明怎样才能评上" in said.err


@pytest.mark.parametrize("scheme", ["", "support_engineer_kpi"])
def test_a_design_is_written_once_unless_forced(run: Runner, scheme: str) -> None:
    words = ["scheme", "design", *filter(None, [scheme]), "-o", "设 计.xlsx"]
    said = run(*words)
    assert said.code == 0
    assert f"presales-xl scheme adopt {pasted(Path('设 计.xlsx'))}" in said.out
    assert run(*words).code == 1
    assert run(*words, "--force").code == 0


def test_a_design_is_a_workbook_whatever_its_file_was_to_be_called(run: Runner, tmp_path: Path) -> None:
    said = run("scheme", "design", "-o", "设计.csv")
    assert said.code == 1
    assert "请写成 设计.xlsx" in said.err
    assert not (tmp_path / "设计.csv").exists()


def test_a_design_is_adopted_as_a_scheme_of_the_project(run: Runner, tmp_path: Path) -> None:
    run("scheme", "design", "support_engineer_kpi", "-o", "设计.xlsx")
    said = run("scheme", "adopt", "设计.xlsx", "--project", "考核")
    assert said.code == 1
    assert "“support_engineer_kpi”是自带方案的代号" in said.err
    said = run("scheme", "adopt", "设计.xlsx", "--project", "考核", "--force")
    assert said.code == 0
    assert "方案 support_engineer_kpi（售前技术支持工程师 KPI）已收进项目：6 个指标" in said.out
    assert catalogue.load_file(tmp_path / "考核" / "schemes" / "support_engineer_kpi.yaml").scheme.enabled()
    assert "project.exists" not in (again := run("scheme", "adopt", "设计.xlsx", "--project", "考核")).err
    assert again.code == 1
    assert run("scheme", "adopt", "设计.xlsx", "--project", "考核", "--force").code == 0


def test_a_design_with_mistakes_is_told_of_by_cell_and_marked_in_a_copy(run: Runner, tmp_path: Path) -> None:
    run("scheme", "design", "-o", "设计.xlsx")
    said = run("scheme", "adopt", "设计.xlsx")
    assert said.code == 1
    assert "设计.xlsx › 方案 › C4：没有写“名称”" in said.err
    assert "共 1 处要改，已在副本里标好：设计_需修改.xlsx" in said.err
    assert (tmp_path / "设计_需修改.xlsx").is_file()


def test_a_scheme_that_only_changes_figures_has_these_in_its_design(run: Runner, tmp_path: Path) -> None:
    (tmp_path / "schemes").mkdir()
    own = "id: own\nname: 我们的\nextends: support_engineer_kpi\nparameters: {resolution.bound_2: 4, grades.S: 95}\n"
    (tmp_path / "schemes" / "own.yaml").write_text(own, encoding="utf-8")
    assert run("scheme", "design", "own", "-o", "设计.xlsx").code == 0
    book = opened(tmp_path / "设计.xlsx")
    assert book["指标"]["G4"].value == "≤0 → 35；≤4 → 30；≤5 → 25；≤10 → 20；其余 10"
    assert book["等级"]["D4"].value == "≥95"


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_list_of_schemes_fits_80_columns_and_no_id_is_cut(run: Runner, lang: str) -> None:
    said = run("scheme", "list", "--lang", lang)
    assert (said.code, said.err) == (0, "")
    assert max(map(width_of, said.out.splitlines())) <= 80
    shown = {line.split()[0] for line in said.out.splitlines() if line[2:3].strip()}
    assert {file.stem for file in SCHEMES.glob("*.yaml")} <= shown


def test_the_list_of_schemes_can_be_read_by_a_program(run: Runner, tmp_path: Path) -> None:
    own = tmp_path / "schemes" / "wrong.yaml"
    own.parent.mkdir()
    own.write_text("id: other", encoding="utf-8")
    said = run("scheme", "list", "--json")
    assert (said.code, "wrong.yaml" in said.err) == (1, True)
    entries = {entry["id"]: entry for entry in json.loads(said.out)}
    assert list(entries) == sorted(file.stem for file in SCHEMES.glob("*.yaml"))
    assert entries["repair_stars"] == {
        "id": "repair_stars",
        "name": {"zh": "售前维修人员（星级 + 计件）", "en": "Repair staff (stars and piece pay)"},
        "cycles": ["month"],
        "indicators": 0,
        "own": False,
        "versions": [],
    }


def test_what_init_says_to_paste_holds_where_the_folder_has_blanks(run: Runner) -> None:
    said = run("init", "our people (new)")
    quote = '"' if sys.platform == "win32" else "'"
    assert said.out.rstrip().endswith(f"--project {quote}our people (new){quote}")


def test_a_path_is_quoted_for_the_shell_of_the_system() -> None:
    assert [pasted(Path(name), windows=False) for name in ("考核", "a b", "it's")] == ["考核", "'a b'", "'it'\"'\"'s'"]
    assert [pasted(Path(name), windows=True) for name in ("考核", "a b", "a(1)")] == ["考核", '"a b"', '"a(1)"']


def test_a_mistake_of_the_program_is_logged_and_ends_with_a_code_of_its_own(
    run: Runner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise KeyError("mistaken")

    monkeypatch.setattr("presales_xl.cli.score.in_blocks", mistaken)
    with pytest.raises(SystemExit) as left:
        main(["score", "support_engineer_kpi", str(inputs(Path(), {})), "-o", "out.csv"])
    assert left.value.code == INTERNAL
    said = run.capsys.readouterr().err
    assert "程序本身出错了" in said
    log = re.search(r"详情已写入 (.+?)，", said)
    assert log is not None
    logged = Path(log[1]).read_text(encoding="utf-8")
    assert "KeyError: 'mistaken'" in logged
    assert f"presales-xl {__version__} score … … -o …" in logged  # no values: one may be a password
    assert "KeyError: 'mistaken'" in caplog.text


def test_a_mistake_of_the_program_is_told_with_its_code_where_no_log_can_be_written(
    run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise KeyError("mistaken")

    in_the_way = tmp_path / "no folder"
    in_the_way.write_text("", encoding="utf-8")
    monkeypatch.setattr("presales_xl.cli.program.platformdirs.user_log_path", lambda *_, **__: in_the_way)
    monkeypatch.setattr(logging.getLogger("presales_xl"), "handlers", [])
    monkeypatch.setattr("presales_xl.cli.score.in_blocks", mistaken)
    with pytest.raises(SystemExit) as left:
        main(["score", "support_engineer_kpi", str(inputs(Path(), {})), "-o", "out.csv"])
    assert left.value.code == INTERNAL
    said = run.capsys.readouterr().err
    assert "KeyError: 'mistaken'" in said
    assert "程序本身出错了" in said


def test_a_folder_among_the_schemes_is_no_scheme_and_keeps_none_from_being_listed(run: Runner, tmp_path: Path) -> None:
    folder = company(tmp_path).schemes
    (folder / "old.yaml").mkdir(parents=True)
    (folder / "ours.yaml").write_text("extends: support_engineer_kpi\nid: ours\nname: Ours\n", encoding="utf-8")
    done = run("scheme", "list", "--json", "--project", str(tmp_path))
    assert [entry["id"] for entry in json.loads(done.out) if entry["own"]] == ["ours"]
