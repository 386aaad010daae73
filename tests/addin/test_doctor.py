"""The doctor finds whatever keeps the add-in from working, and finds nothing where all is well."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from presales_xl import resources
from presales_xl.addin.addin_file import built
from presales_xl.addin.click import log_in
from presales_xl.addin.doctor import Finding, findings, is_trusted
from presales_xl.addin.installation import install
from presales_xl.addin.places import Places, settings_of, windows_places
from presales_xl.texts import LANGUAGES, Lang, text
from tests.addin.homes import mac, tree, windows

OFFICE = r"software\microsoft\office\16.0"
POLICIES = r"software\policies\microsoft\office\16.0"
CLOUD = r"software\policies\microsoft\cloud\office\16.0"
LOCATION = rf"{OFFICE}\excel\security\trusted locations\location1"


def keys(points: list[Finding], state: str) -> list[str]:
    return [finding.key for finding in points if finding.state == state]


def trusting(places: Places) -> dict[str, dict[str, object]]:
    """Return a registry in which Excel trusts its startup folder, as it does by default."""
    return {LOCATION: {"path": f"{places.addin.parent}/"}}


@pytest.mark.parametrize("home", [windows, mac])
def test_after_installing_nothing_is_wrong_and_looking_changes_nothing(
    tmp_path: Path, home: Callable[[Path], Places]
) -> None:
    places = home(tmp_path)
    install(places, "en")
    before = tree(tmp_path)
    points = findings(places, trusting(places))
    assert keys(points, "wrong") == []
    assert keys(points, "unknown") == ([] if places.system == "windows" else ["trust_mac"])
    assert tree(tmp_path) == before


def test_every_finding_has_words_in_both_languages_with_its_versions_and_files(tmp_path: Path) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    for lang in LANGUAGES:
        said = "\n".join(finding.words(lang) for finding in findings(places, trusting(places)))
        for part in (sys.version.split()[0], sys.executable, str(places.addin)):
            assert part in said


def other_python(places: Places) -> None:
    places.addin.write_bytes(built("zh", {"INTERPRETER_WIN": "D:\\old\\python.exe"}))


def other_version(places: Places) -> None:
    with ZipFile(places.addin) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    held["customUI/customUI14.xml"] += b"<!-- older -->"
    write(places.addin, held)


def signed(places: Places) -> None:
    with ZipFile(places.addin) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    write(places.addin, held | {"xl/vbaProjectSignature.bin": b"signature"})


def write(file: Path, held: dict[str, bytes]) -> None:
    with ZipFile(file, "w") as parts:
        for name, content in held.items():
            parts.writestr(name, content)


def downloaded(places: Places) -> None:
    note = "[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://mail.example.com/\r\n"
    Path(f"{places.addin}:Zone.Identifier").write_text(note, encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "state", "key"),
    [
        (lambda places: places.addin.unlink(), "wrong", "addin_missing"),
        (lambda places: places.addin.write_bytes(b"not a workbook"), "wrong", "problem"),
        (other_python, "wrong", "interpreter_other"),
        (other_version, "wrong", "addin_outdated"),
        (signed, "unknown", "addin_signed"),
        (downloaded, "wrong", "mark"),
    ],
)
def test_on_windows_each_thing_that_is_wrong_is_found_and_only_that(
    tmp_path: Path, damage: Callable[[Places], object], state: str, key: str
) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    damage(places)
    points = findings(places, trusting(places))
    assert keys(points, "wrong") + keys(points, "unknown") == [key]
    assert keys(points, state) == [key]


def test_a_folder_of_logs_that_is_gone_is_nothing_wrong_since_the_next_click_makes_it(tmp_path: Path) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    assert places.logs is not None
    places.logs.rmdir()
    assert keys(findings(places, trusting(places)), "wrong") == []
    log_in(places.logs)
    assert places.logs.is_dir()


@pytest.mark.parametrize("policy", ["requireaddinsig", "alllocationsdisabled"])
def test_what_asks_for_a_signature_is_nothing_wrong_where_the_addin_has_one(tmp_path: Path, policy: str) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    key = rf"{POLICIES}\excel\security" + ("" if policy == "requireaddinsig" else r"\trusted locations")
    registry = trusting(places) | {key: {policy: 1}}
    assert len(keys(findings(places, registry), "wrong")) == 1
    signed(places)
    points = findings(places, registry)
    assert (keys(points, "wrong"), keys(points, "unknown")) == ([], ["addin_signed"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_signed_addin_without_its_python_is_never_to_be_installed_over(tmp_path: Path, lang: Lang) -> None:
    places = windows(tmp_path)
    places.addin.parent.mkdir(parents=True)
    places.addin.write_bytes(built("zh"))
    signed(places)
    [wrong] = [point for point in findings(places, trusting(places)) if point.state == "wrong"]
    said = wrong.words(lang)
    assert f'"INTERPRETER_WIN","{places.python}"' in said and str(places.company) in said
    assert "addin install" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_has_the_package_is_told_its_script_and_others_the_command(tmp_path: Path, lang: Lang) -> None:
    program = tmp_path / "Users" / "张 三" / "AppData" / "Local" / "presales-xl" / "program"
    for python, told, not_told in (
        (program / "python" / "python.exe", text(lang, "addin_install.bundle.install"), "presales-xl addin install"),
        (tmp_path / "venv" / "Scripts" / "python.exe", "presales-xl addin install", "%LOCALAPPDATA%"),
    ):
        python.parent.mkdir(parents=True)
        (python.parent.parent / "contents.json").write_text('{"files": {}}', encoding="utf-8")
        places = windows(tmp_path / python.parent.name, python) if "venv" in python.parts else of(tmp_path, python)
        registry: dict[str, dict[str, object]] = {rf"{POLICIES}\common": {"vbaoff": 1}}
        said = "\n".join(point.words(lang) for point in findings(places, registry) if point.state == "wrong")
        assert told in said and not_told not in said
        assert ("presales-xl run" in said) == (told == "presales-xl addin install")


def of(folder: Path, python: Path) -> Places:
    return windows_places(folder / "Users" / "张 三", python, code_page="gbk")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'"INTERPRETER_WIN","PYTHON"\r\n\r\n"HELP","\\\\server\\help"\r\n"hr","YES"\r\n', {}),
        (b'INTERPRETER_WIN=PYTHON\r\n"HR","yes"\r\n', {"settings_no_comma": 1, "interpreter_other": 0}),
        (b'"HR","yes"\n"INTERPRETER","PYTHON"\n', {"settings_unknown": 2, "interpreter_other": 0}),
        (b'"INTERPRETER_WIN","PYTHON"\r\n"interpreter_win","C:\\x.exe"', {"settings_twice": 2}),
        (b'"INTERPRETER_WIN","PYTHON"\r\n"HELP",\r\n', {"settings_blank": 2}),
        (b'"INTERPRETER_WIN","PYTHON"\r\n"HR","true"\r\n', {"settings_not_yes": 2}),
        (b'\xef\xbb\xbf"INTERPRETER_WIN","PYTHON"\r\n', {"settings_unicode": 0, "interpreter_other": 0}),
        ('"INTERPRETER_WIN","D:\\考核\\python.exe"\r\n'.encode(), {"settings_unicode": 0, "interpreter_other": 0}),
        ('"INTERPRETER_WIN","PYTHON"\n"HELP","D:\\帮助"\n'.encode("gbk"), {}),
    ],
)
def test_each_line_of_the_companys_settings_that_does_nothing_is_told_by_its_number(
    tmp_path: Path, data: bytes, found: dict[str, int]
) -> None:
    places = windows(tmp_path)
    places.addin.parent.mkdir(parents=True)
    places.addin.write_bytes(built("zh"))
    places.company.parent.mkdir()
    places.company.write_bytes(data.replace(b'PYTHON"', f'{places.python}"'.encode("gbk")))
    wrong = [point for point in findings(places, trusting(places)) if point.state == "wrong"]
    assert {point.key: point.fields.get("line", 0) for point in wrong} == found
    for point in wrong:
        assert str(places.company) in point.words("zh") + point.words("en") or point.key == "interpreter_other"


def test_a_line_that_the_settings_inside_the_addin_overrule_is_told_but_is_nothing_wrong(tmp_path: Path) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    places.company.parent.mkdir()
    places.company.write_bytes(b'"HR","yes"\r\n"INTERPRETER_WIN","D:\\old\\python.exe"\r\n')
    points = findings(places, trusting(places))
    assert (keys(points, "wrong"), keys(points, "unknown")) == ([], ["settings_overruled"])


@pytest.mark.parametrize(
    ("damage", "key"),
    [
        (lambda places: places.launcher.unlink(), "launcher_other"),
        (lambda places: places.launcher.chmod(0o644), "launcher_other"),
        (
            lambda places: places.launcher.write_text("#!/bin/sh\nexec /old/python\n", encoding="utf-8"),
            "launcher_other",
        ),
        (lambda places: shutil.rmtree(places.scripts), "applescript_other"),
    ],
)
def test_on_the_mac_what_excel_needs_beside_the_addin_is_looked_at(
    tmp_path: Path, damage: Callable[[Places], object], key: str
) -> None:
    if sys.platform == "win32" and key == "launcher_other":
        pytest.skip("Windows does not know which files are programs")
    places = mac(tmp_path)
    install(places, "zh")
    damage(places)
    assert keys(findings(places), "wrong") == [key]


def test_an_addin_from_the_company_without_settings_reads_those_that_the_company_wrote(tmp_path: Path) -> None:
    places = windows(tmp_path)
    places.addin.parent.mkdir(parents=True)
    places.addin.write_bytes(built("zh"))
    assert keys(findings(places, trusting(places)), "wrong") == ["interpreter_other"]
    places.company.parent.mkdir()
    places.company.write_text(f'"INTERPRETER_WIN","{places.python}"\n', encoding="gbk")
    assert keys(findings(places, trusting(places)), "wrong") == []


@pytest.mark.parametrize(
    ("key", "values", "found"),
    [
        (rf"{POLICIES}\common", {"vbaoff": 1}, "policy_vba"),
        (rf"{CLOUD}\common", {"vbaoff": 1}, "policy_vba"),
        (rf"{POLICIES}\excel\security", {"disablealladdins": 1}, "policy_addins"),
        (rf"{OFFICE}\excel\security", {"requireaddinsig": 1}, "policy_signature"),
        (rf"{POLICIES}\common\security", {"requirealwaysonmacrosig": 1}, "policy_signature"),
        (rf"{POLICIES}\excel\security\trusted locations", {"alllocationsdisabled": 1}, "policy_locations"),
        (
            rf"{OFFICE}\excel\resiliency\disableditems",
            {"1a2b": b"\x01\x00" + "C:\\Users\\x\\PRESALES.XLAM".encode("utf-16-le")},
            "disabled",
        ),
    ],
)
def test_what_policies_and_excel_itself_hold_against_the_addin_is_found(
    tmp_path: Path, key: str, values: dict[str, object], found: str
) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    harmless = {name: b"" if isinstance(value, bytes) else 0 for name, value in values.items()}
    assert keys(findings(places, trusting(places) | {key: harmless}), "wrong") == []
    assert keys(findings(places, trusting(places) | {key: values}), "wrong") == [found]


@pytest.mark.parametrize(
    ("key", "name", "value", "told"),
    [
        (r"windows defender exploit guard\asr\rules", "d4f940ab-401b-4efc-aadc-ad5f3c50688a", "1", True),
        (r"windows defender exploit guard\asr\rules", "d4f940ab-401b-4efc-aadc-ad5f3c50688a", "2", False),
        (r"policy manager", "asrrules", "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B=1|56a863a9=1", True),
        (r"policy manager", "asrrules", "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B=2|56a863a9=1", False),
    ],
)
def test_defenders_rules_against_programs_of_office_are_told(
    tmp_path: Path, key: str, name: str, value: str, told: bool
) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    rules: dict[str, dict[str, object]] = {rf"software\policies\microsoft\windows defender\{key}": {name: value}}
    assert keys(findings(places, trusting(places) | rules), "unknown") == (["defender"] if told else [])


@pytest.mark.parametrize(("value", "told"), [(1, True), (2, False), (0, False)])
def test_a_policy_that_forbids_the_packages_scripts_is_told_and_keeps_no_click_from_working(
    tmp_path: Path, value: int, *, told: bool
) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    policy: dict[str, dict[str, object]] = {r"software\policies\microsoft\windows\system": {"disablecmd": value}}
    points = findings(places, trusting(places) | policy)
    assert (keys(points, "wrong"), keys(points, "unknown")) == ([], ["no_scripts"] if told else [])
    for point in points[-1:] if told else []:
        for lang in LANGUAGES:
            scripts = [
                text(lang, f"addin_install.bundle.{key}") for key in ("install", "uninstall", "check", "new_project")
            ]
            assert all(name in point.words(lang) for name in scripts)


def test_trusted_locations_are_told_in_any_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPDATA", "C:\\Users\\张三\\AppData\\Roaming")
    folder = Path("C:\\Users\\张三\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART")
    assert is_trusted({LOCATION: {"path": "%APPDATA%\\Microsoft\\Excel\\xlstart\\"}}, folder)
    above = {"path": "C:/Users/张三/AppData/Roaming/Microsoft"}
    assert not is_trusted({LOCATION: above}, folder)
    assert is_trusted({LOCATION: above | {"allowsubfolders": 1}}, folder)
    assert not is_trusted(
        {LOCATION: {"path": "C:\\Users\\张三\\AppData\\Roaming\\Micro", "allowsubfolders": 1}}, folder
    )


def test_where_only_policies_may_name_locations_the_users_own_do_not_count(tmp_path: Path) -> None:
    places = windows(tmp_path)
    install(places, "zh")
    only_policy: dict[str, dict[str, object]] = {
        rf"{POLICIES}\common\security\trusted locations": {"allow user locations": 0}
    }
    assert keys(findings(places, trusting(places) | only_policy), "unknown") == ["trust_unlisted"]
    by_policy: dict[str, dict[str, object]] = {
        rf"{POLICIES}\excel\security\trusted locations\location7": {"path": str(places.addin.parent)}
    }
    assert keys(findings(places, only_policy | by_policy), "unknown") == []


def test_a_python_of_the_microsoft_store_is_found(tmp_path: Path) -> None:
    base = Path("C:/Program Files/WindowsApps/PythonSoftwareFoundation.Python.3.11")
    places = windows_places(tmp_path, Path(sys.executable), code_page="gbk", base=base)
    assert keys(findings(places, {}), "wrong") == ["store_python", "addin_missing"]


def test_the_record_is_readable_json_with_a_digest_for_every_file(tmp_path: Path) -> None:
    places = mac(tmp_path)
    install(places, "zh")
    record = json.loads(places.record.read_text(encoding="utf-8"))
    assert {Path(name) for name in record["files"]} >= {places.addin, places.launcher}
    assert all(len(entry["digest"]) == 64 for entry in record["files"].values())


@pytest.mark.parametrize("is_there", [True, False])
def test_whether_the_pages_of_the_help_are_there_is_told_and_the_addin_knows_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    monkeypatch.setattr(resources, "HELP", tmp_path / "帮助 页")
    if is_there:
        resources.HELP.mkdir()
        (resources.HELP / "index.html").write_text("", encoding="utf-8")
    places = windows(tmp_path)
    install(places, "zh")
    told = {finding.key for finding in findings(places, {})}
    assert ("help" in told) is is_there
    assert settings_of(places.addin).get("HELP") == (str(resources.HELP) if is_there else None)
    assert "addin" in told
