"""A form that is filled holds what one that is written holds, whatever is said of whom."""

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args
from zipfile import ZipFile

from hypothesis import given, settings
from hypothesis import strategies as st

from presales_xl.people.decisions import Document
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook import answer_form, filled_form, identity, reader
from presales_xl.workbook.answer_form import AnswerLine, AskedDocument, Head
from presales_xl.workbook.identity import Identity
from presales_xl.workbook.layout import IDENTITY
from tests.lint import lint

_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
odd = ["", " ", "张三", "a" * 90, "&[Page]", "&8 名"]
names = st.text("张三 &<>\"'=1a🙂䶮\n_x0041", max_size=12) | st.sampled_from(odd)


def seal(content: str) -> str:
    return f"sealed {content}"


def whose_of(company: str, number: int, name: str, team: str) -> Identity:
    return Identity(
        company,
        "2026-11",
        kind="answer",
        recipient_id=f"E{number}",
        recipient=name,
        team=team,
        lang="zh",
        issue=number,
    )


def parts_of(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as file:
        assert file.testzip() is None
        return {name: _TIME.sub(b"", file.read(name)) for name in file.namelist()}


@settings(max_examples=40)
@given(
    st.lists(st.tuples(names, names, names), min_size=1, max_size=3),
    names,
    st.sampled_from(get_args(Document)[:2]),
    st.sampled_from(LANGUAGES),
)
def test_a_filled_form_holds_what_a_written_one_holds(
    people: list[tuple[str, str, str]], about: str, document: Document, lang: Lang
) -> None:
    with TemporaryDirectory() as folder:
        for number, (name, team, shown) in enumerate(people, 1):
            whose = replace(whose_of("甲公司", number, name, team), lang=lang)
            line = AnswerLine(f"E{number}", name, [shown, "2026-12-03"])
            asked = AskedDocument(
                document,
                "digest",
                title=f"{name} {about}",
                about=[about, team],
                heads=[Head("文件"), Head("日期", figures=True)],
                lines=[line],
            )
            written, filled = (Path(folder) / f"{kind}.xlsx" for kind in ("written", "filled"))
            issued = [answer_form.write(whose, asked, written, seal), filled_form.write(whose, asked, filled, seal)]
            assert issued[0] == issued[1]
            sheets = reader.read_one(filled)
            assert dict(sheets) == dict(reader.read_one(written))
            assert identity.read(sheets[IDENTITY]) == issued[1]
            assert lint(filled) == []
            before, now = parts_of(written), parts_of(filled)
            assert list(before) == list(now)
            assert {name for name in now if now[name] != before[name]} <= {
                "xl/sharedStrings.xml",
                "xl/worksheets/sheet2.xml",
            }


def test_no_look_is_kept_for_good(tmp_path: Path) -> None:
    for number in range(filled_form._KEPT + 5):
        whose = whose_of(f"公司{number}", 1, "张三", "华东")
        asked = AskedDocument(
            "plan", "digest", title="张三", about=[], heads=[Head("文件")], lines=[AnswerLine("E1", "张三", ["计划"])]
        )
        filled_form.write(whose, asked, tmp_path / "a.xlsx", seal)
    assert len(filled_form._looks) == filled_form._KEPT
