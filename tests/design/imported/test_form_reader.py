"""Documents are read as the tables and lines that people see, and what cannot be read is told in words."""

import io
import zipfile
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import import_form
from presales_xl.design.imported.source import Document, Grid, Passage
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from tests.design.imported.forms import WORD, document, workbook
from tests.design.imported.layouts import Rows


def table(read: Document) -> list[list[str]]:
    grid = next(block for block in read.blocks if isinstance(block, Grid))
    return [[said.text for said in row] for row in grid.rows]


def refused(path: Path) -> tuple[str, str]:
    with pytest.raises(ProblemsError) as caught:
        form_reader.read(path)
    (problem,) = caught.value.problems
    return problem.code, explain("zh", problem)


def test_what_is_merged_stands_in_each_of_its_cells(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["指标", "分值"], ["响应", 10], [None, 20]], ["A2:A3"])
    read = form_reader.read(path)
    assert table(read) == [["指标", "分值"], ["响应", "10"], ["响应", "20"]]
    assert [said.text for said in read.everything()] == ["指标", "分值", "响应", "10", "20"]


def test_a_number_is_read_as_its_cell_shows_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["权重", "分"], [0.35, 35.0], [0.995, 1.2]], percent=["A2"])
    book = openpyxl.load_workbook(path)
    book.active["A3"].number_format = "0.0%"  # type: ignore[index]
    book.save(path)
    assert table(form_reader.read(path)) == [["权重", "分"], ["35%", "35"], ["99.5%", "1.2"]]


def test_merged_cells_of_a_word_document_are_read(tmp_path: Path) -> None:
    path = document(
        tmp_path / "a.docx",
        [
            "标题",
            [
                ["项目", "内容", "分"],
                [("合计", 2), "10"],
                [("甲", 1, "restart"), "乙", "1"],
                [("", 1, "continue"), "丙", "2"],
            ],
        ],
    )
    read = form_reader.read(path)
    assert table(read) == [["项目", "内容", "分"], ["合计", "合计", "10"], ["甲", "乙", "1"], ["甲", "丙", "2"]]
    assert [block.text for block in read.blocks if isinstance(block, Passage)] == ["标题"]


def test_of_a_word_document_deleted_text_is_not_read_and_text_boxes_are(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent></w:pict>"
    body = (
        "<w:p><w:r><w:t>留下</w:t></w:r><w:del><w:r><w:delText>删掉</w:delText></w:r></w:del>"
        f"<w:ins><w:r><w:t>补上</w:t></w:r></w:ins><w:r>{box}</w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件里</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    assert [said.text for said in form_reader.read(path).everything()] == ["留下补上", "框里的话", "控件里"]


def test_a_table_in_a_cell_is_a_table_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>里</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p>{inner}</w:tc></w:tr></w:tbl>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{outer}</w:body></w:document>')
    assert [said.text for said in form_reader.read(path).everything()] == ["外", "里"]


@pytest.mark.parametrize(
    "written",
    [
        "指标\t分值\n甲\t10\n",
        "指标    分值\n甲      10\n",
        "指标　　分值\n甲　　10\n",
        "| 指标 | 分值 |\n| --- | --- |\n| 甲 | 10 |\n",
    ],
)
def test_lines_of_a_text_that_are_parted_alike_are_a_table(tmp_path: Path, written: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"考核表\n{written}说明", encoding="utf-8")
    read = form_reader.read(path)
    assert table(read) == [["指标", "分值"], ["甲", "10"]]
    assert [said.text for said in read.everything()][0::5] == ["考核表", "说明"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "file.empty"),
        ("a.pdf", b"%PDF-1.7 ...", "imported.kind"),
        ("a.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "imported.kind"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "imported.kind"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "imported.kind"),
        ("a.txt", b"\n \n\t\n", "imported.no_text"),
        ("a.html", b"<html><table><tr><td>1</td></tr></table></html>", "imported.kind"),
    ],
)
def test_what_is_no_form_is_told_with_a_remedy(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found, said = refused(path)
    assert found == code
    assert name in said


def test_a_csv_file_that_is_called_a_workbook_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes("指标,分值\n响应,10\n".encode("gb18030"))
    assert table(form_reader.read(path)) == [["指标", "分值"], ["响应", "10"]]


def test_a_mistake_of_the_program_is_no_verdict_on_an_old_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(form_reader, "_shown", mistaken)
    with pytest.raises(ZeroDivisionError):
        next(form_reader._old_workbook(workbook(tmp_path / "a.xlsx", [["指标", 10]]).read_bytes()))


def test_a_container_that_holds_nothing_known_may_be_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000)
    assert refused(path)[0] == "file.maybe_encrypted"


@pytest.mark.parametrize("encoding", ["big5", "utf-8"])
def test_a_form_in_traditional_characters_is_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("考核項目,分值,評分標準\n客戶滿意度,20,每低1分扣2分\n".encode(encoding))
    with pytest.raises(ProblemsError) as caught:
        import_form(path, tmp_path / "草稿.xlsx", "zh")
    assert caught.value.problems[0].code == "imported.traditional"


def test_a_sum_that_no_program_has_computed_yet_is_computed_and_any_other_formula_is_told(tmp_path: Path) -> None:
    rows: Rows = [["指标", "分值", "评分标准"], ["差错", "=10+10", "每次扣2分"], ["投诉", 60, "每次扣5分"]]
    path = workbook(tmp_path / "a.xlsx", [*rows, ["资料", 20, "每次扣1分"], ["合计", "=SUM(B3:B4)", None]])
    assert [row[1] for row in table(form_reader.read(path))] == ["分值", "=10+10", "60", "20", "80"]
    made = import_form(path, tmp_path / "草稿.xlsx", "zh")
    assert {each.item.name: (each.points_mark, each.points) for each in made.indicators} == {
        "差错": ("not_understood", None),
        "投诉": ("understood", 60),
        "资料": ("understood", 20),
    }
    line = next(line for line in made.sourced.lines if line.words == "=10+10")
    assert line.mark == "not_understood"
    assert "Excel" in line.became


def test_a_form_under_a_password_is_told(tmp_path: Path) -> None:
    plain, path = workbook(tmp_path / "a.xlsx", [["指标", "分值"]]), tmp_path / "b.xlsx"
    locked = io.BytesIO()
    with plain.open("rb") as file:
        msoffcrypto.OfficeFile(file).encrypt("x", locked)
    path.write_bytes(locked.getvalue())
    assert refused(path)[0] == "file.encrypted"


def test_a_word_document_that_is_made_to_harm_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document xmlns:w="x"><w:body>&a;</w:body></w:document>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", bomb)
    assert refused(path)[0] == "file.doctype"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (120 * 2**20))
    assert refused(path)[0] == "file.unpacks_too_big"
    for depth in (5_000, 200_000):
        deep = "<w:sdt>" * depth + "</w:sdt>" * depth
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}">{deep}</w:document>')
        assert refused(path)[0].startswith("file.")
