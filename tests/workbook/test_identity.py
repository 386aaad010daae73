"""The hidden sheet: what a workbook was issued as, read back to the same whatever the scheme and the period."""

from dataclasses import replace
from pathlib import Path
from textwrap import wrap

import pytest

from presales_xl.catalogue import load
from presales_xl.people.table import Value
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import due
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.model import Cycle
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook import identity
from presales_xl.workbook.build import lay_out_book, layout_of, write
from presales_xl.workbook.identity import Identity, Issued, SheetPart, as_issued, is_sealed_so, plan_of
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import read_one
from tests.workbook.samples import EVERYBODY, SCHEMES, team

CYCLES: tuple[Cycle, ...] = ("month", "quarter", "half_year", "year")
KNOWN = Identity(
    "甲\t公司",
    "2026-11",
    kind="manager",
    recipient_id="007",
    recipient="=1+1",
    team="",
    lang="zh",
    issue=12,
    returns="//服务器/考核",
)
PARTS = [
    SheetPart("工程师", "工程师", "kpi"),
    SheetPart("明细", "工程师", "kpi", table="chats", rows=20, columns=("a", "b")),
]
ISSUED = Issued(
    KNOWN,
    PARTS,
    people={"工程师": [("01", "张 三"), ("1", "张三")]},
    schemes={"kpi": "字" * 70_000, "other": "{}"},
    sheets={"首页": (), "工程师": ("employee_id", "input.a"), "明细": ("employee", "a", "b")},
    areas={"checks": ("检查", 20)},
    given={"01": {"input.a": 0.5, "level": 1.0}},
    spelled={"01": {"level": "1f2e3d4c5a6b"}},
    awaited={"01": ("input.peer", "input.self")},
    seal="ab12",
)


def rows(issued: Issued) -> list[list[Value]]:
    """Return the hidden sheet as a reader finds it: rows of one length, blanks for empty texts."""
    said = [list(row) for row in [*issued.rows(), ("seal", issued.seal)]]
    widest = max(map(len, said))
    found: list[list[Value]] = [[value or None for value in row] for row in said]
    return [row + [None] * (widest - len(row)) for row in found]


def test_areas_of_formulas_stand_in_as_few_cells_as_hold_them() -> None:
    for width in (*range(5, 12), 20_000, 29_999, 30_000, 31_000):
        areas = {f"{'B' * width}{number}": ",$C" * (number % 7) for number in range(9_000 // width + 5)}
        told = [row[1:] for row in replace(ISSUED, formulas={"表": areas, "空": {}}).rows() if row[0] == "formulas"]
        words = " ".join(map("".join, areas.items()))
        chunks = wrap(words, 30_000, break_long_words=False, break_on_hyphens=False)
        assert told == [*(("表", chunk, str(len(chunk.split()))) for chunk in chunks), ("空", "", "0")]


def test_a_plan_that_was_kept_is_the_one_that_was_compiled() -> None:
    source = as_issued(load("repair_stars"))
    plan_of.cache_clear()
    before = plan_of(source)
    plan_of.cache_clear()
    assert plan_of(source) is not before
    assert plan_of(source) == before == load("repair_stars")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("cycle", CYCLES)
def test_a_scheme_as_issued_is_the_same_plan_in_every_period(scheme: str, cycle: Cycle) -> None:
    whole = load(scheme)
    plan = due(whole, cycle) if cycle in whole.scheme.cycles else whole
    again = plan_of(as_issued(plan))
    assert again.scheme == plan.scheme
    assert again.columns == plan.columns
    assert list(again.columns) == list(plan.columns)
    assert again.parameters == plan.parameters
    assert again.tables == plan.tables
    assert again.dimensions == plan.dimensions
    assert as_issued(again) == as_issued(plan)


def test_changed_figures_are_issued_as_they_were_changed() -> None:
    plan: Plan = load("support_engineer_kpi").with_parameters({"missing_reports_limit": 3})
    assert plan_of(as_issued(plan)).parameters == plan.parameters
    assert plan_of(as_issued(plan)).parameters != load("support_engineer_kpi").parameters


@pytest.mark.parametrize("source", ["", "[]", "{}", "{", '{"id": "x"}', "null", '{"changed": 1}'])
def test_what_is_no_scheme_is_told_of(source: str) -> None:
    with pytest.raises(ProblemsError):
        plan_of(source)


def test_the_sheet_is_read_back_to_what_was_written() -> None:
    assert identity.read(rows(ISSUED)) == ISSUED
    assert identity.read(rows(replace(ISSUED, parts=[], people={}, schemes={}, areas={}, awaited={}))) is not None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_says_where_everything_stands(tmp_path: Path, lang: Lang) -> None:
    book = team("ecom_service_quality", lang)
    made = write(book, tmp_path / "a.xlsx", lang, lambda content: f"seal of {len(content)}")
    found = identity.read(read_one(tmp_path / "a.xlsx")[IDENTITY])
    assert found == made
    layout, right = layout_of(made), lay_out_book(book, lang)
    assert list(layout.sheets()) == list(right.sheets())
    assert [*made.sheets, IDENTITY] == list(right.sheets())
    assert [role.main for role in layout.roles] == [role.main for role in right.roles]
    assert [role.details for role in layout.roles] == [role.details for role in right.roles]


@pytest.mark.parametrize("scheme", [*SCHEMES, EVERYBODY])
def test_the_ids_of_every_sheet_are_sealed_as_they_stand_there(tmp_path: Path, scheme: str) -> None:
    made = write(team(scheme, "zh", filled=False), tmp_path / "a.xlsx", "zh")
    sheets = read_one(tmp_path / "a.xlsx")
    assert [*made.sheets, IDENTITY] == list(sheets)
    for name, ids in made.sheets.items():
        assert not ids or [value for value in sheets[name][0] if value is not None] == list(ids)


@pytest.mark.parametrize(
    ("row", "value"),
    [("mark", "another"), ("format", "1"), ("kind", "boss"), ("issue", "-1"), ("issue", "one"), ("issue", "9" * 5000)],
)
def test_a_sheet_that_is_not_ours_or_of_another_format_is_none(row: str, value: str) -> None:
    spoiled = [
        [value if place == 1 and cells[0] == row else cell for place, cell in enumerate(cells)]
        for cells in rows(ISSUED)
    ]
    assert identity.read(spoiled) is None
    assert identity.read([cells for cells in rows(ISSUED) if cells[0] != row]) is None


@pytest.mark.parametrize(
    "content", [[], [[]], [[None]], [["part"]], [["mark", 1]], [[1.5, None]], [["mark"], ["scheme"]]]
)
def test_whatever_else_stands_on_such_a_sheet_is_none(content: list[list[Value]]) -> None:
    assert identity.read(content) is None


def test_the_version_of_the_product_is_not_under_the_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "version" in [row[0] for row in ISSUED.rows()]
    before = ISSUED.digest()
    monkeypatch.setattr(identity, "__version__", "99")
    assert ISSUED.digest() == before
    assert replace(ISSUED, people={}).digest() != before


@pytest.mark.parametrize(
    "role", ["技术\u3000支持", "技术\u00a0支持", '15" 屏支持', "O'Brien (A+B) & Co, 50%", "甲!乙#1", "1月"]
)
def test_what_a_role_is_called_does_not_break_the_seal_of_an_honest_workbook(tmp_path: Path, role: str) -> None:
    book = team("software_presales", "zh")
    book = replace(book, roles=[replace(each, name=role) for each in book.roles])
    write(book, tmp_path / "book.xlsx", "zh")
    issued = identity.read(read_one(tmp_path / "book.xlsx")[IDENTITY])
    assert issued is not None
    assert issued.seal == identity.unsealed(issued.digest())


def test_a_file_is_known_by_its_seal_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(team("support_engineer_kpi", "zh"), path, "zh", lambda _: "ab12cd")
    assert is_sealed_so(path, "ab12cd")
    assert not is_sealed_so(path, "ab12c")
    assert not is_sealed_so(path, "")
    path.write_bytes(path.read_bytes()[:-100])
    assert not is_sealed_so(path, "ab12cd")
    assert not is_sealed_so(tmp_path / "none.xlsx", "ab12cd")
