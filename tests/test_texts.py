"""Every sentence exists in both languages with the same blanks, and every one that the code asks for exists."""

import ast
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from presales_xl.addin.ribbon import buttons_by_command
from presales_xl.cli.console import INTERNAL
from presales_xl.problem_texts import explain
from presales_xl.resources import TEXTS
from presales_xl.scheme.errors import Place, Problem
from presales_xl.scheme.names import Names
from presales_xl.texts import BUILT, LANGUAGES, Lang, all_texts, built, button_of, shown_by_a_click, sources, text

PACKAGE = Path(__file__).resolve().parents[1] / "presales_xl"
TREES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(PACKAGE.rglob("*.py"))}
#: Codes that are looked up in a table and not written where the problem is made.
TABLED = re.compile(r"scheme\.[a-z_]+")


#: That something be undone, which Excel cannot after a button wrote; taking a protection away can always be done.
_UNDO = re.compile(r"撤销(?!了|不|工作[表簿]保护)|\b[Uu]ndo\b|Ctrl ?\+ ?Z")
_ELSE = re.compile(r"撤销不了|或|不行|\bor\b|\bif\b|otherwise|cannot be undone")


def test_no_text_of_a_button_that_writes_advises_to_undo_and_others_say_what_to_do_where_that_is_not_possible() -> None:
    advising = {
        (key, lang): said for key, texts in all_texts().items() for lang, said in texts.items() if _UNDO.search(said)
    }
    assert advising
    assert not [key for key, _ in advising if key.startswith(("buttons.", "hr."))]
    advice = {key: said for key, said in advising.items() if key[0].startswith(("addin.", "problems."))}
    begun = {key: re.split(r"[。.:：] ?(?=[^。.:：]*(?:撤销|[Uu]ndo))", said)[1:] for key, said in advice.items()}
    assert [key for key, rest in begun.items() if not _ELSE.search("".join(rest) or advice[key])] == []
    assert not [key for key, texts in all_texts().items() if re.search(r"Ctrl ?\+ ?Z", "".join(texts.values()))]


def test_the_built_texts_are_those_of_the_files_that_people_write() -> None:
    assert BUILT.read_text(encoding="utf-8") == built(), "old: renew it by `python -m presales_xl.texts` and commit it"


def test_nothing_asks_for_a_text_when_it_is_imported() -> None:
    """A module that did would be in one language for good, and every command would pay for the texts."""
    program = (
        "import importlib, pathlib, pkgutil, presales_xl, presales_xl.texts as texts\n"
        "texts.BUILT = pathlib.Path('unreachable.json')\n"
        "for module in pkgutil.walk_packages(presales_xl.__path__, 'presales_xl.'):\n"
        "    if not module.name.endswith('__main__') and '.bridge.' not in module.name:\n"
        "        importlib.import_module(module.name)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, encoding="utf-8", check=False
    )
    assert (said.returncode, said.stderr) == (0, "")


def test_without_the_built_texts_a_command_says_how_they_are_built() -> None:
    program = (
        "import pathlib, presales_xl.texts as texts\n"
        "from presales_xl.cli import main\n"
        "texts.BUILT = pathlib.Path('unreachable.json')\n"
        "main(['scheme', 'list'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout) == (INTERNAL, "")
    assert re.fullmatch(
        r"unreachable\.json is missing: `python -m presales_xl\.texts` builds it from .+\n", done.stderr
    )


#: What stands for a command in a text, each language where it reads well (see `presales_xl.texts`).
TO_DO = {"do", "Do", "run", "bare", "cli", "get", "setting"}


def blanks(template: str) -> set[str]:
    """Return the names of a template's blanks, those within what is to be done, too."""
    found = list(string.Formatter().parse(template))
    named = {name for _, name, _, _ in found if name is not None}
    return (named - TO_DO).union(*(blanks(line) for _, name, line, _ in found if name in TO_DO and line))


@pytest.mark.parametrize("file", sources(), ids=lambda file: file.stem)
def test_every_sentence_is_there_in_both_languages_and_nothing_else(file: Path) -> None:
    def gather(node: object, path: str) -> Iterator[str]:
        if not isinstance(node, dict):
            yield f"{path}: {node!r} is no pair of zh and en"
        elif "zh" in node or "en" in node:
            if set(node) != set(LANGUAGES):
                yield f"{path}: {sorted(node)}"
            yield from (f"{path}: {value!r} is no text" for value in node.values() if not isinstance(value, str))
        else:
            for key, inner in node.items():
                yield from gather(inner, f"{path}.{key}")

    assert list(gather(YAML(typ="safe").load(file.read_text(encoding="utf-8")), file.stem)) == []


def test_both_languages_of_a_sentence_have_the_same_blanks() -> None:
    differing = {
        key: {lang: sorted(blanks(sentence[lang])) for lang in LANGUAGES}
        for key, sentence in all_texts().items()
        if blanks(sentence["zh"]) != blanks(sentence["en"])
    }
    assert differing == {}


#: What only the command line says: of what no button does, or of its own options.
OF_COMMANDS = re.compile(
    r"problems\.(addin_\w+|what_if|compose|cores|office|retain|records|table\.\w*detail\w*|acting\.another"
    r"|project)\.|(send\.dry_run|approval\.next|calibration\.done\.next)"
)
#: Texts that a click may show: problems, and what the buttons of HR and the verbs below them say.
BY_CLICKS = (
    "problems",
    "hr",
    "buttons",
    "approval",
    "calibration",
    "collecting",
    "ledger",
    "send",
    "settlement",
    "status",
    "next",
)
SETTINGS = r"\bmode = |anonymous_below|approval:? (= )?true|prorated: true|stints: |least_stint_days|four_eyes"
#: Texts of which a command is a blank.
WITH_COMMAND = ("buttons.show_month.by", "status.reopen", "next.first", "next.also")
COMMANDS = r"generate|collect|confirm|calibrate|approve|settle|publish|appeal|adopt|verify|scheme show"
NAMES_COMMANDS = {
    "zh": re.compile(rf"presales-xl(?!\[)|(?<![\w-])--[a-z]|(?<![A-Za-z._/])({COMMANDS})(?![A-Za-z._])|{SETTINGS}"),
    "en": re.compile(rf"presales-xl(?!\[)|(?<![\w-])--[a-z]|{SETTINGS}"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_click_may_show_names_buttons_and_no_commands_and_no_keys_of_settings(lang: Lang) -> None:
    """What no button does is left to the command line by name."""
    wrong = {}
    elsewhere = re.compile(
        "|".join(
            text(lang, f"do.{key}", line=r"\S[-\w ]*", where=text(lang, "do.where.pip"))
            for key in ("elsewhere", "with")
        )
    )
    for key, sentence in all_texts().items():
        if key.split(".")[0] not in BY_CLICKS or OF_COMMANDS.match(key):
            continue
        lines = {"verb": "send"} | ({"command": "settle 2026-11"} if key in WITH_COMMAND else {})
        with shown_by_a_click(buttons_by_command()):
            said = text(lang, key, **{blank: lines.get(blank, "1") for blank in blanks(sentence[lang])})
        if NAMES_COMMANDS[lang].search(elsewhere.sub("", said)):
            wrong[key] = said
    assert wrong == {}


def test_what_is_to_be_done_is_a_command_on_the_command_line_and_a_button_after_a_click() -> None:
    late = Problem("standing.nothing_issued", fields={"period": "2026-11"})
    assert explain("zh", late).endswith("请先运行 presales-xl generate 2026-11。")
    assert explain("en", late).endswith("Run presales-xl generate 2026-11 first.")
    with shown_by_a_click(buttons_by_command()):
        assert explain("zh", late).endswith("请先点「生成工作簿」。")
        assert explain("en", late).endswith("Click Generate workbooks first.")


def test_an_option_in_brackets_is_said_where_commands_are_typed_and_not_after_a_click() -> None:
    blank = Problem("appeal.no_text")
    assert explain("zh", blank).endswith("（加 --text）。")
    with shown_by_a_click(buttons_by_command()):
        assert explain("zh", blank).endswith("为什么有异议。")
        assert explain("en", blank).endswith("and why.")
        for missing in ("calibration.incomplete_advise", "publish.no_pdf"):
            said = Problem(missing, fields=dict.fromkeys(("period", "count", "managers", "reason", "fonts"), 1))
            assert "命令行" not in explain("zh", said)
            assert "command line" not in explain("en", said)


def test_every_command_that_a_button_stands_for_is_one_of_the_command_line() -> None:
    helped = {key.split(".")[2] for key in all_texts() if key.startswith("commands.help.")}
    words = {word for each in helped for word in (*each.split("_"), each.replace("_", " "))}
    named = [word for word in buttons_by_command() if not word.startswith("--")]
    assert set(named) <= words
    assert buttons_by_command().keys() - named == {"--send", "--by-hand", "--remind"}


def test_a_button_is_named_by_the_command_and_what_it_is_for_and_not_by_what_it_is_about() -> None:
    objected = Problem(
        "answers.no_to_plan", fields=dict.fromkeys(("period", "id", "who", "document", "revision", "said"), "1")
    )
    with shown_by_a_click(buttons_by_command()):
        assert "谈妥不改的，点「登记答复」记下" in explain("zh", objected)


def test_english_counts_one_person_and_two_people() -> None:
    fields = {"approver": "Li", "revision": 1, "due": "2026-12-03"}
    assert text("en", "approval.form", count=1, **fields).startswith("Li: 1 person (")
    assert text("en", "approval.form", count=2, **fields).startswith("Li: 2 people (")
    assert text("zh", "approval.form", count=1, **fields).startswith("Li：1 人（")
    blank = Problem("answers.blank", fields={"count": 1, "people": "E2"})
    assert explain("en", blank).startswith("1 is not answered yet: E2.")


#: A number that a text counts by, and what is counted: limits of characters are never 1.
COUNTED = re.compile(
    r"\{\w+\} (?:\w+ )?(?:days|rows|people|entries|workbooks|forms|statements|plans|answers|choices|cells|problems|"
    r"notices|months|sheets|grades)\b"
)
#: What is never 1, or no number: groups and limits of some size, the name of a period; a formula says it; sheets that
#: are issued compare their headings.
MANY = r"calibration\.(rules|pool\.small)|design\.clause\.last_from|problems\.(file|scheme|settlement)\.|workbook\."
#: The form of a period's name and what is quoted as it is typed; a part of a sentence in place of a number.
CLOSE = r"publish\.period\.|problems\.imported\.no_items|commands\.help\.appeal_open|buttons\.settle_pay\.agree"
WITH_BLANKS = re.compile(r"\{(?:do|Do|run):((?:[^{}]|\{[^{}]*\})+)\}")
LINES = {line for both in all_texts().values() for said in both.values() for line in WITH_BLANKS.findall(said)}
COMMAND_LINES = {line for line in LINES if not line.startswith(("--", "{"))}


def test_english_counts_nothing_in_the_plural_that_may_be_one() -> None:
    wrong = {key: found[0] for key, both in all_texts().items() if (found := COUNTED.search(both["en"]))}
    assert [key for key in wrong if not re.match(MANY, key)] == []


def test_no_letter_in_english_counts_people_in_the_plural_alone() -> None:
    letters = {file.name: file.read_text(encoding="utf-8") for file in TEXTS.parent.glob("mail/*.en.j2")}
    assert {
        name for name, said in letters.items() if re.search(r"\{\{ (people|days|count) \}\} (people|days)\b", said)
    } == set()


def test_why_an_entry_is_asked_about_is_no_question_within_a_sentence() -> None:
    asks = re.compile(r"(?:^|[;:,] )(?:is it|are|were|was) ")
    said = {key: both["en"] for key, both in all_texts().items() if key.startswith("questions.")}
    assert {key: words for key, words in said.items() if asks.search(words)} == {}


def test_a_number_stands_apart_from_chinese() -> None:
    number = r"(?:\d|\{(?:count|people|days|most|least|number|left|lines|files)\})"
    close = re.compile(rf"[\u4e00-\u9fff]{number}|{number}[\u4e00-\u9fff]")
    wrong = {key for key, both in all_texts().items() if close.search(both["zh"])}
    assert [key for key in wrong if not re.match(CLOSE, key)] == []


@pytest.mark.parametrize("line", sorted(COMMAND_LINES))
def test_each_command_in_a_message_is_a_button_of_that_very_command(line: str) -> None:
    button = button_of(line, buttons_by_command())
    does = {name for name, of in buttons_by_command().items() if of == button}
    words = line.split()
    assert does & {words[0], " ".join(words[:2]), *(word for word in words if word.startswith("--"))}


def test_english_sentences_hold_no_chinese() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [key for key, sentence in all_texts().items() if chinese.search(sentence["en"])] == []


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield place and node of every call of one of these functions."""
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
                if name in names:
                    yield f"{file.relative_to(PACKAGE)}:{node.lineno}", node


def constants(node: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression may be: itself, or either side of a choice."""
    match node:
        case ast.Constant(value=str(value)):
            yield value
        case ast.IfExp(body=body, orelse=other):
            yield from constants(body)
            yield from constants(other)


def codes() -> Iterator[tuple[str, str]]:
    """Yield where and which problem codes the package uses."""
    for where, call in calls({"fail", "Problem", "PydanticCustomError"}):
        for value in constants(call.args[0]) if call.args else ():
            yield where, value
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and TABLED.fullmatch(node.value):
                yield f"{file.relative_to(PACKAGE)}:{node.lineno}", node.value


def test_every_problem_says_what_is_wrong_and_how_to_mend_it() -> None:
    found = set(codes())
    assert len({code for _, code in found}) > 50
    lacking = {
        (where, f"problems.{code}.{part}")
        for where, code in found
        for part in ("what", "mend")
        if f"problems.{code}.{part}" not in all_texts()
    }
    assert lacking == set()


def test_every_blank_of_a_problem_is_filled_where_its_fields_are_written_out() -> None:
    lacking = []
    for where, call in calls({"fail"}):
        filled = {word.arg for word in call.keywords}
        if None in filled:
            continue
        for code in constants(call.args[0]):
            parts = (all_texts()[f"problems.{code}.{part}"]["en"] for part in ("what", "mend"))
            needed = set[str]().union(*map(blanks, parts))
            if not needed <= filled:
                lacking.append(f"{where} {code}: {sorted(needed - {str(word) for word in filled})}")
    assert lacking == []


def test_every_text_that_the_code_names_exists() -> None:
    lacking = []
    for where, call in calls({"text", "say", "word"}):
        match call.func:
            case ast.Name(id="text"):
                prefix, place = "", 1
            case ast.Attribute(attr="say") if where.startswith("backends"):
                prefix, place = "explain.", 0
            case ast.Attribute(attr="say" | "word") if where.startswith("cli"):
                prefix, place = "", 0
            case _:  # another function of that name
                continue
        for key in call.args[place : place + 1]:
            for value in constants(key):
                if prefix + value not in all_texts():
                    lacking.append(f"{where} {prefix}{value}")
            if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                start = prefix + str(key.values[0].value)
                if not any(known.startswith(start) for known in all_texts()):
                    lacking.append(f"{where} {start}…")
    assert lacking == []


def test_no_problem_text_is_left_that_nothing_uses() -> None:
    used = {node.value for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    keys = [key for key in all_texts() if key.startswith("problems.") and key.endswith(".what")]
    stated = {key.removeprefix("problems.").removesuffix(".what") for key in keys}
    assert sorted(code for code in stated if code not in used) == []


def test_a_problem_is_told_with_its_place_and_its_values_in_the_readers_language() -> None:
    name = Names(zh="满意度", en="Satisfaction")
    place = Place(file="a.xlsx", sheet="售前", cell="F7")
    problem = Problem("input.range", place, {"name": name, "found": 101.50, "expected": ["0", name]})
    assert explain("zh", problem) == "a.xlsx › 售前 › F7：「满意度」填的是 101.5，超出范围。应为：0、满意度。"
    assert explain("en", problem) == (
        "a.xlsx › 售前 › F7: “Satisfaction” holds 101.5, which is out of range. It must be 0, Satisfaction."
    )


def test_braces_in_what_a_user_wrote_do_no_harm() -> None:
    problem = Problem("input.text", fields={"name": "{0}", "found": "{name} %s", "expected": "1"})
    assert "{0}" in explain("en", problem)
    assert "{name} %s" in explain("en", problem)
