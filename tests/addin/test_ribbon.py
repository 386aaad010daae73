"""The ribbon: each command has a button and each button a command, in the form that Office reads."""

import re
import runpy
import subprocess
import sys
from html import escape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from presales_xl.addin import buttons
from presales_xl.addin.addin_file import custom_ui, sources
from presales_xl.addin.ribbon import command_of, commands, groups, label
from presales_xl.resources import folder
from presales_xl.texts import LANGUAGES, Lang, text

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
BUTTONS = [button for buttons in groups().values() for button in buttons]
VBA = (folder("macros") / "Presales.bas").read_text(encoding="ascii")
#: Names of Office's icons since 2010, as published by Microsoft; a name that Excel does not know gives no icon.
ICONS = {
    "AccountingFormat",
    "CalculateNow",
    "CalculateSheet",
    "ChartTypeColumnInsertGallery",
    "Consolidate",
    "DataValidation",
    "ErrorChecking",
    "FileNew",
    "FileOpen",
    "FilePrint",
    "FilePrintPreview",
    "FileSave",
    "FileSendAsAttachment",
    "FormulaEvaluate",
    "FunctionWizard",
    "Help",
    "Info",
    "ReviewNewComment",
}
#: What each element may have, of the attributes that we use (customUI14.xsd), and the longest texts.
ATTRIBUTES = {
    "customUI": {"onLoad"},
    "ribbon": set[str](),
    "tabs": set[str](),
    "tab": {"id", "label", "keytip", "insertAfterMso"},
    "group": {"id", "label", "getVisible"},
    "button": {"id", "tag", "keytip", "label", "imageMso", "size", "screentip", "supertip", "onAction", "getEnabled"},
}
LONGEST = 1024


@pytest.fixture(params=LANGUAGES)
def ui(request: pytest.FixtureRequest) -> ElementTree.Element:
    return ElementTree.fromstring(custom_ui(request.param))  # noqa: S314 - our own


def test_every_command_has_one_button_and_every_button_a_command() -> None:
    modules = {file.stem for file in Path(str(buttons.__file__)).parent.glob("*.py")} - {"__init__"}
    assert sorted(commands()) == sorted(modules)
    assert all(button.alone for button in BUTTONS if not button.python)
    assert all(callable(command_of(command)) for command in commands())


def test_a_command_is_imported_when_its_button_is_clicked() -> None:
    program = (
        "import sys; from presales_xl.addin.ribbon import command_of; command_of('validate'); "
        "print(*(name for name in sys.modules if name.startswith('presales_xl.addin.buttons.')))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, encoding="utf-8")
    assert run.stdout.split() == ["presales_xl.addin.buttons.validate"]


def test_the_macros_let_through_the_tags_of_the_ribbon_and_no_others() -> None:
    cases = re.search(r"Select Case Control\.Tag\r\n(.*?)End Select", sources()["Presales"], re.DOTALL)
    assert cases
    let_through = [re.findall(r'"([^"]*)"', line) for line in re.findall(r"^ +Case (.*)$", cases[1], re.MULTILINE)]
    assert let_through == [commands(), [button.command for button in BUTTONS if not button.python]]


def test_what_a_button_does_without_python_is_a_function_of_the_macros() -> None:
    functions = set(re.findall(r"^Public Function (\w+)\(\) As String", "".join(sources().values()), re.MULTILINE))
    assert {button.alone for button in BUTTONS if button.alone} <= functions


def test_the_ribbon_is_what_office_reads(ui: ElementTree.Element) -> None:
    for node in ui.iter():
        assert node.tag.startswith(UI)
        kind = node.tag.removeprefix(UI)
        assert set(node.attrib) <= ATTRIBUTES[kind]
        assert all(0 < len(value) <= LONGEST for value in node.attrib.values())
    ids = [node.attrib["id"] for node in ui.iter() if "id" in node.attrib]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z]\w*", name) and not name.startswith("mso") for name in ids)


def test_every_button_has_an_icon_that_excel_knows_and_says_what_it_does(ui: ElementTree.Element) -> None:
    for button in ui.iter(f"{UI}button"):
        assert button.attrib["imageMso"] in ICONS
        assert button.attrib["size"] in ("normal", "large")
        label, tip, more = (button.attrib[part] for part in ("label", "screentip", "supertip"))
        assert len({label, tip, more}) == 3
        assert len(more) > len(tip)


def test_every_callback_of_the_ribbon_is_a_macro_with_the_parameters_that_office_passes(
    ui: ElementTree.Element,
) -> None:
    signatures = {
        "onLoad": r"\w+ As IRibbonUI",
        "onAction": r"\w+ As IRibbonControl",
        "getEnabled": r"\w+ As IRibbonControl, ByRef \w+ As Variant",
        "getVisible": r"\w+ As IRibbonControl, ByRef \w+ As Variant",
    }
    used = {(name, value) for node in ui.iter() for name, value in node.attrib.items() if name in signatures}
    assert {name for name, _ in used} == set(signatures)
    for name, macro in used:
        assert re.search(rf"^Public Sub {macro}\({signatures[name]}\)$", VBA, re.MULTILINE), macro


def test_every_button_has_a_key_of_its_own_and_none_begins_with_anothers(ui: ElementTree.Element) -> None:
    keys = sorted(button.attrib["keytip"] for button in ui.iter(f"{UI}button"))
    assert all(re.fullmatch(r"[A-Z0-9]{1,3}", key) for key in keys)
    assert not any(after.startswith(key) for key, after in pairwise(keys))


def test_only_the_group_of_hr_may_be_hidden(ui: ElementTree.Element) -> None:
    shown = {group.attrib["id"]: group.attrib.get("getVisible") for group in ui.iter(f"{UI}group")}
    assert {name for name, callback in shown.items() if callback} == {"group_hr"}


def test_only_hr_and_help_can_be_clicked_in_any_workbook(ui: ElementTree.Element) -> None:
    always = {button.attrib["tag"] for button in ui.iter(f"{UI}button") if "getEnabled" not in button.attrib}
    assert always == {*(button.command for button in groups()["hr"]), "check_setup", "open_help"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_the_buttons_are_those_of_the_texts(lang: Lang) -> None:
    ui = ElementTree.fromstring(custom_ui(lang))  # noqa: S314 - our own
    shown = {button.attrib["tag"]: dict(button.attrib) for button in ui.iter(f"{UI}button")}
    for button in BUTTONS:
        for part in ("label", "screentip", "supertip"):
            assert shown[button.command][part] == text(lang, f"buttons.{button.command}.{part}")


def test_the_tab_is_named_in_both_languages() -> None:
    assert (text("zh", "addin.title"), text("en", "addin.title")) == ("售前考核", "Pre-sales appraisal")


@pytest.mark.parametrize("file", sorted(folder("macros").glob("*.[bc][al]s")), ids=lambda file: file.name)
def test_the_macros_are_ascii(file: Path) -> None:
    assert file.read_bytes().isascii()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pictures_in_the_documentation_show_the_ribbon_as_it_is_in_the_language_of_the_page(lang: Lang) -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    drawing = runpy.run_path(str(docs / "make_ribbon_picture.py"))
    drawn = drawing["picture"](lang)
    assert drawing["TARGETS"][lang].read_text(encoding="utf-8") == drawn
    page = docs / ("addin.md" if lang == "en" else "addin.zh-CN.md")
    assert f"]({drawing['TARGETS'][lang].relative_to(docs).as_posix()})" in page.read_text(encoding="utf-8")
    icons = re.findall(r"<g transform=.translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)", drawn)
    boxes = [(float(x), float(y), float(scale) * 32) for x, y, scale in icons]
    places = [(x + step, y + step) for x, y, size in boxes for step in (1.0, size - 1)]
    assert len(boxes) == len(BUTTONS)
    for x, y, size in boxes:
        assert sum(x < across < x + size and y < down < y + size for across, down in places) == 2, "none over another"
    large = [x for x, _, size in boxes if size > 18]
    small = [x for x, _, size in boxes if size <= 18]
    assert not [x for x in small if any(x - 6 < each < x + 60 for each in large)], "nor over its words"
    for button in BUTTONS:
        assert f">{escape(label(button.command, lang))}</text>" in drawn
