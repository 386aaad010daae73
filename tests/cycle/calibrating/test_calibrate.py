"""Calibrating a period of a project: from what came back to grades in the ledger and in the results, and back again."""

import shutil
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import openpyxl

from presales_xl.cycle.approving.approve import ask
from presales_xl.cycle.calibrating import calibrate
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.period_settings import other_settings
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.settling.settle import settle
from presales_xl.cycle.standing import standings
from presales_xl.ledger import by_hand, kept_results, marks
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.periods import parse_period
from presales_xl.problem_texts import explain
from presales_xl.project import Project, load
from presales_xl.texts import shown_by_a_click
from tests.cycle.calibrated import SCHEME, edited, rows
from tests.cycle.company import Sheets, company, fill, fill_all, kept_folder, messages_of, read_csv, refused

PERIOD = parse_period("2026-11")
TOTALS = {f"E{n:02}": 99 - n for n in range(1, 11)}  # 98 … 89: S by the scale but the last one


def _craftsmen(sheets: Sheets) -> None:
    staff = [
        [employee_id, f"{employee_id}号", "M1" if employee_id < "E07" else "M2", "师傅", None] for employee_id in TOTALS
    ]
    sheets["员工"] = [sheets["员工"][0], *staff]
    sheets["岗位"] = [["岗位", "方案"], ["师傅", "craft"]]
    sheets["目标与工资"] = [["工号"]]


@cache
def _collected(back: int) -> Path:
    folder = kept_folder()
    (folder / "schemes").mkdir()
    (folder / "schemes" / "craft.yaml").write_text(SCHEME, encoding="utf-8")
    project = company(folder, _craftsmen)
    for file in sorted(generate(project, PERIOD, "zh").files, reverse=True)[:back]:
        entries = {key: {"craft": total, "manner": total} for key, total in TOTALS.items()}
        fill(file, project.inbox(PERIOD) / file.name, entries)
    collect(project, PERIOD, (), "zh")
    return folder


def collected(folder: Path, mode: str, least: int = 5, back: int = 2) -> Project:
    """Return a project whose workbooks were collected: two teams of six and four, one pool of small teams.

    Of one that is `back` it is that of the four.
    """
    target = folder / "公司 甲"
    shutil.copytree(_collected(back), target)
    settings = f'company = "甲公司"\n[calibration]\nmode = "{mode}"\npool_min = {least}\n'
    (target / "presales.toml").write_text(settings, encoding="utf-8")
    return load(target)


def grades(project: Project) -> str:
    """Return the grades of the results, in the order of ids."""
    found = {row["employee_id"]: row["grade"] for row in read_csv(project.results(PERIOD) / "results.csv")}
    return "".join(found[key] for key in TOTALS)


def ranks(project: Project) -> list[int | None]:
    with Ledger.open(project.ledger).reading() as read:
        return [each.rank for each in kept_results.all_of(read, PERIOD.text)]


def recorded(project: Project) -> dict[str, tuple[str, str, str, str]]:
    with Ledger.open(project.ledger).reading() as read:
        found = by_hand.all_grades(read, PERIOD.text)
    return {one.employee_id: (one.from_grade, one.to_grade, one.reason, one.author) for one in found}


def test_an_enforced_distribution_reaches_ledger_results_and_pay(tmp_path: Path) -> None:
    project = collected(tmp_path, "enforce", 10)
    made = calibrate.write(project, PERIOD, "zh")
    assert (made.people, made.pools, grades(project)) == (10, 1, "SSSSSSSSSA")
    decisions = calibrate.read(replace(project, claimed="人事小李"), PERIOD, "zh").decisions
    assert (len(decisions), grades(project)) == (9, "SAABBBBBBC")
    assert recorded(project)["E10"] == ("A", "C", "按强制分布的名额确定", "人事小李")
    pay = {row["employee_id"]: row["pay.total"] for row in read_csv(project.results(PERIOD) / "results.csv")}
    assert (pay["E01"], pay["E02"], pay["E10"]) == ("2000", "1500", "500")
    with Ledger.open(project.ledger).reading() as read:
        kept = next(one for one in kept_results.all_of(read, PERIOD.text) if one.employee_id == "E10")
    assert (kept.grade, kept.grade_by_scale, kept.columns["pay.bonus"]) == ("C", "A", 500)


def test_reading_the_same_workbook_again_changes_nothing(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise")
    file = edited(calibrate.write(project, PERIOD, "zh").file, {"E09": ("B", "请假较多")})
    calibrate.read(project, PERIOD, "zh", file=file)
    ledger = Ledger.open(project.ledger)
    (before,) = tail(ledger, 1)
    assert calibrate.read(project, PERIOD, "zh", file=file).decisions == []
    assert tail(ledger, 1) == [before]
    assert verify(ledger) == []


def test_whose_total_has_come_to_another_grade_since_it_was_calibrated_is_told_and_nobody_else(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise")
    file = edited(calibrate.write(project, PERIOD, "zh").file, {"E08": ("B", "请假较多"), "E09": ("B", "请假较多")})
    calibrate.read(project, PERIOD, "zh", file=file)
    assert stale(project) == []
    entries = {key: {"craft": total, "manner": total} for key, total in {**TOTALS, "E09": 80}.items()}
    fill_all(project, PERIOD, entries)
    collect(project, PERIOD, (), "zh")
    (told,) = stale(project)
    assert "E09号（E09）校准时按分数是 S，现在按分数是 A；最终等级仍是 B。" in told


def stale(project: Project, code: str = "standing.stale_calibration") -> list[str]:
    with Ledger.open(project.ledger).reading() as read:
        return messages_of(standings(project, read, PERIOD, "zh").problems, code)


def test_a_veto_that_is_known_after_a_grade_was_calibrated_gives_the_lowest_and_is_recorded_as_it_stands(
    tmp_path: Path,
) -> None:
    project = collected(tmp_path, "advise")
    file = edited(calibrate.write(project, PERIOD, "zh").file, {"E09": ("B", "请假较多"), "E10": ("S", "带教突出")})
    calibrate.read(project, PERIOD, "zh", file=file)
    assert grades(project)[8:] == "BS"
    entries = {key: {"craft": total, "manner": total} for key, total in TOTALS.items()}
    fill_all(project, PERIOD, {**entries, "E10": {**entries["E10"], "breaches": 1}})
    collect(project, PERIOD, (), "zh")
    assert grades(project)[8:] == "BD"
    assert "E10号（E10）有一票否决：校准的等级 S 不再计入，等级是 D。" in stale(project, "standing.void_veto")[0]
    said = calibrate.read(project, PERIOD, "zh", file=calibrate.write(project, PERIOD, "zh").file)
    assert [each.to_grade for each in said.decisions] == [""]
    assert (stale(project, "standing.void_veto"), grades(project)[8:]) == ([], "BD")


def test_who_is_on_probation_since_a_grade_was_calibrated_is_graded_by_the_scale(tmp_path: Path) -> None:
    for mode in ("advise", "off"):
        project = collected(tmp_path / mode, mode)
        file = edited(calibrate.write(project, PERIOD, "zh").file, {"E10": ("S", "带教突出")})
        calibrate.read(project, PERIOD, "zh", file=file)
        assert grades(project) == "SSSSSSSSSS"
        entries = {key: {"craft": total, "manner": total} for key, total in TOTALS.items()}
        fill_all(project, PERIOD, {**entries, "E10": {**entries["E10"], "state": "试用"}})
        collect(project, PERIOD, (), "zh")
        assert grades(project) == "SSSSSSSSSA"
        assert (
            "E10号（E10）试用，等级按分数定：校准的等级 S 不再计入，等级是 A。"
            in stale(project, "standing.void_probation")[0]
        )
        assert calibrate.write(project, PERIOD, "zh").people == 9


def test_a_grade_that_was_calibrated_says_nothing_of_somebody_whose_scheme_is_another_one_since(
    tmp_path: Path,
) -> None:
    project = collected(tmp_path, "advise")
    file = edited(calibrate.write(project, PERIOD, "zh").file, {"E09": ("B", "请假较多"), "E10": ("S", "带教突出")})
    calibrate.read(project, PERIOD, "zh", file=file)
    for key, grade in (("craft2", "S"), ("craft3", "优")):
        source = SCHEME.replace("id: craft", f"id: {key}").replace("S: ", f"{grade}: ")
        (project.folder / "schemes" / f"{key}.yaml").write_text(source, encoding="utf-8")

    def moved(sheets: Sheets) -> None:
        _craftsmen(sheets)
        sheets["岗位"] += [["同级", "craft2"], ["另级", "craft3"]]
        for row in sheets["员工"][1:]:
            row[3] = {"E09": "另级", "E10": "同级"}.get(str(row[0]), row[3])

    project = replace(company(project.folder, moved), settings=project.settings)
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, {key: {"craft": total, "manner": total} for key, total in TOTALS.items()})
    collect(project, PERIOD, (), "zh")
    assert grades(project) == "SSSSSSSS优A"
    told = stale(project, "standing.void_of_scheme")
    assert ["E09" in each or "E10" in each for each in told] == [True, True]
    calibrate.read(project, PERIOD, "zh", file=calibrate.write(project, PERIOD, "zh").file)
    assert stale(project, "standing.void_of_scheme") == []


def test_one_wrong_row_keeps_all_others_from_being_recorded(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise")
    file = edited(calibrate.write(project, PERIOD, "zh").file, {"E08": ("B", "请假较多"), "E09": ("D", None)})
    assert len(refused(lambda: calibrate.read(project, PERIOD, "zh", file=file))) == 1
    assert recorded(project) == {}


def test_a_workbook_of_results_that_changed_since_is_refused_and_what_was_typed_is_kept(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise")
    file = edited(calibrate.write(project, PERIOD, "zh").file, {"E09": ("B", "请假较多")})
    returned = next(project.inbox(PERIOD).glob("*.xlsx"))
    fill(returned, returned, {"E01": {"craft": 60}, "E07": {"craft": 60}})
    collect(project, PERIOD, (), "zh")
    assert "考核结果或校准设置变了" in refused(lambda: calibrate.read(project, PERIOD, "zh", file=file))[0]
    assert calibrate.write(project, PERIOD, "zh").carried == 1
    calibrate.read(project, PERIOD, "zh")
    assert recorded(project)["E09"][:3] == ("S", "B", "请假较多")


def test_two_people_with_a_workbook_each_do_not_overrule_one_another(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise")
    first = calibrate.write(project, PERIOD, "zh").file
    second = Path(shutil.copy(first, tmp_path / "另一份.xlsx"))
    by_a, by_b = (replace(project, claimed=name) for name in "甲乙")
    calibrate.read(by_a, PERIOD, "zh", file=edited(first, {"E09": ("B", "请假较多")}))
    edited(second, {"E09": ("A", "不同意")})
    assert "已另外改成「B」" in refused(lambda: calibrate.read(by_b, PERIOD, "zh", file=second))[0]
    calibrate.read(by_b, PERIOD, "zh", file=edited(second, {"E09": ("S", None), "E08": ("A", "见习")}))
    assert {key: (one[1], one[3]) for key, one in recorded(project).items()} == {"E09": ("B", "甲"), "E08": ("A", "乙")}


def test_what_a_workbook_recorded_is_decided_otherwise_in_it_by_whoever_recorded_it(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise")
    file = calibrate.write(project, PERIOD, "zh").file
    for grade, reason in (("B", "请假较多"), ("A", "请假已补"), (None, None)):
        calibrate.read(project, PERIOD, "zh", file=edited(file, {"E09": (grade or "S", reason), "E08": ("A", "见习")}))
        assert grades(project) == f"SSSSSSSA{grade or 'S'}A"
    assert recorded(project)["E09"][1] == ""  # the scale counts again
    by_other = replace(project, claimed="乙")
    edited(file, {"E08": ("B", "不同意")})
    assert "已另外改成「A」" in refused(lambda: calibrate.read(by_other, PERIOD, "zh", file=file))[0]
    calibrate.write(by_other, PERIOD, "zh")
    calibrate.read(by_other, PERIOD, "zh", file=edited(file, {"E08": ("C", "不同意")}))
    edited(file, {"E08": ("B", "再看过")})
    assert "已另外改成「C」" in refused(lambda: calibrate.read(project, PERIOD, "zh", file=file))[0]
    assert grades(project) == "SSSSSSSCSA"


MISSING = "还有 6 人没有结果，没有参加名额分配：赵一（华东）6 人"


def test_grades_within_a_quota_wait_for_who_has_no_result_yet_unless_a_reason_says_why_not(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise", back=1)
    made = calibrate.write(project, PERIOD, "zh")
    (told,) = messages_of(made.problems)
    assert MISSING in told
    looked_at = calibrate.read(project, PERIOD, "zh")
    assert (looked_at.decisions, any(MISSING in said for said in messages_of(looked_at.problems))) == ([], True)
    with Ledger.open(project.ledger).reading() as read:
        assert read.last_facts("calibrate", PERIOD.text) is None  # who is missing is still to be looked at
    edited(made.file, {"E10": ("B", "请假较多")})
    (said,) = refused(lambda: calibrate.read(project, PERIOD, "zh"))
    assert ("--incomplete" in said, recorded(project)) == (True, {})
    assert len(calibrate.read(project, PERIOD, "zh", incomplete="赵一住院").decisions) == 1
    assert "赵一住院" in tail(Ledger.open(project.ledger), 1)[0].facts


def test_an_enforced_quota_is_given_out_when_everybody_is_there_and_never_before(tmp_path: Path) -> None:
    project = collected(tmp_path, "enforce", 10, back=1)
    calibrate.write(project, PERIOD, "zh")
    (said,) = refused(lambda: calibrate.read(project, PERIOD, "zh", incomplete="赵一住院"))
    assert (MISSING in said, "人不齐不能记入" in said, recorded(project)) == (True, True, {})
    assert "人的等级等校准" in status(project, PERIOD, "zh").without_in_words("zh")


def test_without_a_quota_grades_wait_for_nobody(tmp_path: Path) -> None:
    project = collected(tmp_path, "off", back=1)
    made = calibrate.write(project, PERIOD, "zh")
    edited(made.file, {"E10": ("B", "请假较多")})
    assert (made.problems, len(calibrate.read(project, PERIOD, "zh").decisions)) == ([], 1)


def test_before_anything_came_back_or_was_written_it_says_what_to_do_first(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise")
    assert "presales-xl calibrate 2026-11" in refused(lambda: calibrate.read(project, PERIOD, "zh"))[0]
    december = parse_period("2026-12")
    assert refused(lambda: calibrate.write(project, december, "zh"))
    generate(project, december, "zh")
    assert "还没有人得出等级" in refused(lambda: calibrate.write(project, december, "zh"))[0]


def test_the_workbook_shows_who_is_in_which_pool(tmp_path: Path) -> None:
    project = collected(tmp_path, "enforce")
    book = openpyxl.load_workbook(calibrate.write(project, PERIOD, "zh").file)
    assert [row[0].value for _, row, _ in rows(book)] == ["华东（赵一）"] * 6 + ["全公司 · 其余小团队合并"] * 4


def paid(project: Project) -> dict[str, int]:
    """Settle and return what everybody is paid, in yuan."""
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    return {line.employee.employee_id: line.fen // 100 for line in made.payroll.lines}


def test_an_enforced_quota_binds_nobody_is_paid_or_told_a_grade_before_it_is_calibrated(tmp_path: Path) -> None:
    project = collected(tmp_path, "enforce", 10)
    ledger = Ledger.open(project.ledger)
    made = settle(project, ledger, PERIOD, "zh")
    told = [problem for problem in made.problems if problem.code == "settlement.calibration"]
    assert (made.payroll.lines, [problem.fields["count"] for problem in told]) == ([], [10])
    assert {each.cause for each in made.payroll.unpaid} == {"calibration"}
    assert "还没有可以公布的结果" in refused(lambda: publish(project, PERIOD, "zh", with_pdf=False))[0]
    calibrate.write(project, PERIOD, "zh")
    calibrate.read(project, PERIOD, "zh")
    assert paid(project) == {
        "E01": 2000, "E02": 1500, "E03": 1500, **dict.fromkeys(list(TOTALS)[3:9], 1000), "E10": 500
    }  # fmt: skip
    assert len(publish(project, PERIOD, "zh", with_pdf=False).first) == 10


def test_what_was_settled_stays_when_a_quota_is_enforced_later(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise", 10)
    before = paid(project)
    file = project.folder / "presales.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("advise", "enforce"), encoding="utf-8")
    later = load(project.folder)
    made = settle(later, Ledger.open(project.ledger), PERIOD, "zh")
    assert (made.added, made.payroll.unpaid, len(before)) == ([], [], 10)
    (told,) = (each for each in made.problems if each.code == "standing.other_settings")
    assert told.fields["found"] == ['名额只作建议（[calibration] mode = "advise"）']
    assert "calibrate" not in ahead_of(later, PERIOD, "zh").comes_next()


def test_settings_that_are_changed_after_a_period_was_settled_hold_for_later_periods_alone(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise", 10)
    before, ranked = paid(project), ranks(project)
    file = project.folder / "presales.toml"
    changed = 'approval = true\ncohort = "team"\n' + file.read_text(encoding="utf-8").replace("advise", "off")
    file.write_text(changed, encoding="utf-8")
    later = load(project.folder)
    made = settle(later, Ledger.open(project.ledger), PERIOD, "zh", reopen="重算")
    assert (made.added, made.payroll.unpaid, paid(later)) == ([], [], before)
    collect(later, PERIOD, (), "zh")
    assert ranks(later) == ranked
    assert "那时没有要求审批" in refused(lambda: ask(later, PERIOD, "zh"))[0]
    pages = publish(later, PERIOD, "zh", with_pdf=False).pages
    assert "同岗位名次" in pages[0].read_text(encoding="utf-8")
    (told,) = (each for each in made.problems if each.code == "standing.other_settings")
    assert told.fields["found"] == [
        '名次按岗位排（cohort = "role"）',
        "只有方案要求的结果要审批（approval = false）",
        '名额只作建议（[calibration] mode = "advise"）',
    ]
    with shown_by_a_click({"settle": "settle_pay"}):
        (told,) = other_settings(later, project.settings, PERIOD.text, "zh")
        assert "：名次按岗位排、只有方案要求的结果要审批、名额只作建议。" in explain("zh", told)
    settle(later, Ledger.open(project.ledger), PERIOD, "zh", current_settings=True, reopen="设置写错")
    assert ranks(later) == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4]  # in two teams
    made = settle(later, Ledger.open(project.ledger), PERIOD, "zh")
    assert "standing.other_settings" not in {each.code for each in made.problems}
    assert "没有审批人" in refused(lambda: ask(later, PERIOD, "zh"))[0]  # it is wanted now


def test_going_by_the_settings_of_now_shows_first_what_it_pays_wants_a_reason_and_is_one_step(tmp_path: Path) -> None:
    project = collected(tmp_path, "enforce", 10)
    calibrate.write(project, PERIOD, "zh")
    calibrate.read(project, PERIOD, "zh")
    paid(project)
    file = project.folder / "presales.toml"
    changed = file.read_text(encoding="utf-8").replace("enforce", "off")
    file.write_text(f'cohort = "team"\n{changed}', encoding="utf-8")
    ledger, later = Ledger.open(project.ledger), load(project.folder)
    settled = partial(settle, later, ledger, PERIOD, lang="zh", current_settings=True)
    (last,) = tail(ledger, 1)
    assert "改按现在的设置（名次按团队排（" in refused(lambda: settled(dry_run=True))[0]
    would = settled(reopen="设置写错", dry_run=True)
    assert tail(ledger, 1) == [last]
    (told,) = (each for each in would.problems if each.code == "standing.still_calibrated")
    assert told.fields["count"] == 9  # whom the quota gave another grade than the scale
    made = settled(reopen="设置写错")
    assert (made.added, made.settings) == (would.added, would.settings)
    assert made.settings == ['名次按团队排（cohort = "team"）', '不按名额定等级（[calibration] mode = "off"）']
    (after,) = tail(ledger, 1)
    assert after.seq == last.seq + 1
    assert settled().settings == []
    with ledger.reading() as read:
        (mark,) = (each for each in marks.all_of(read, PERIOD.text) if each.kind == "settings")
    assert (mark.reason, "名次按团队排" in mark.action) == ("设置写错", True)


def test_a_quota_that_advises_and_was_not_looked_at_is_told_before_pay_and_statements(tmp_path: Path) -> None:
    project = collected(tmp_path, "advise", 10)
    for told in (
        settle(project, Ledger.open(project.ledger), PERIOD, "zh", dry_run=True).problems,
        publish(project, PERIOD, "zh", dry_run=True).problems,
    ):
        assert [each.fields["count"] for each in told if each.code == "standing.uncalibrated"] == [9]
    edited(calibrate.write(project, PERIOD, "zh").file, {"E02": ("A", None)})
    calibrate.read(project, PERIOD, "zh")
    told = settle(project, Ledger.open(project.ledger), PERIOD, "zh", dry_run=True).problems
    assert "standing.uncalibrated" not in {each.code for each in told}
