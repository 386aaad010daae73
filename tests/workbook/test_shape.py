"""A workbook that is filled into a shape is the one that is written: the same bytes in every part."""

import gc
import pickle
import re
import weakref
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest

from presales_xl.people.employees import INDIVIDUAL, Employee, Role
from presales_xl.people.outcome import outcome, outcomes
from presales_xl.people.questions import Confirmation
from presales_xl.scheme.columns import Plan, individual_column
from presales_xl.scheme.individual import adjustable, individual
from presales_xl.scheme.names import Names
from presales_xl.scheme.states import STATE
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook import build, identity
from presales_xl.workbook.guard import check
from presales_xl.workbook.layout import IDENTITY, Book
from presales_xl.workbook.shape import Shapes
from presales_xl.workbook.style import now
from tests.conftest import Validate
from tests.engines import Recalculate
from tests.lint import lint
from tests.workbook.alike import another, like
from tests.workbook.samples import COMPANY, SCHEMES, opened, roles, team

CORE = "docProps/core.xml"


def seal(digest: str) -> str:
    return digest[::-1]


def parts(path: Path) -> dict[str, bytes]:
    """Return the parts of a file, its own time aside."""
    with ZipFile(path) as file:
        assert file.testzip() is None
        content = {name: file.read(name) for name in file.namelist()}
    return {**content, CORE: re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"", content[CORE])}


def filled(books: Sequence[Book], lang: Lang, folder: Path) -> dict[int, Path]:
    """Fill books into shapes; returns the files by the numbers of their books."""
    files = {}
    for number, shape, layout in Shapes(lang, worth=1).fitting(books):
        content, _ = shape.fill(layout, seal, now())
        files[number] = folder / f"filled {number}.xlsx"
        files[number].write_bytes(content)
    return files


def assert_as_written(books: Sequence[Book], lang: Lang, folder: Path) -> None:
    files = filled(books, lang, folder)
    assert files.keys() == set(range(len(books)))
    for number, book in enumerate(books):
        build.write(book, folder / "written.xlsx", lang, seal)
        written, there = parts(folder / "written.xlsx"), parts(files[number])
        assert [*there] == [*written]
        assert [name for name in written if there[name] != written[name]] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_filled_workbook_has_the_bytes_of_a_written_one(scheme: str, lang: Lang, tmp_path: Path) -> None:
    chance = Random(f"{scheme} {lang}")  # noqa: S311 - not at random
    books = [another(scheme, lang, chance), another(scheme, lang, chance, filled=False)]
    assert_as_written(books, lang, tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_so_has_that_of_a_mixed_team(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)  # noqa: S311 - not at random
    lang = chance.choice(LANGUAGES)
    mixed = roles(chance.sample(SCHEMES, 3), lang)
    book = Book(company=COMPANY, period="2026-11", manager_id="m1", manager="王芳", team="华东", roles=mixed)
    book = replace(book, due="2026-12-05", contact="hr@example.com", returns="R:\\")
    assert_as_written([book, like(book, lang, chance), like(book, lang, chance)], lang, tmp_path)


def test_so_has_that_of_two_roles_that_share_projects(tmp_path: Path) -> None:
    chance = Random("two roles")  # noqa: S311 - not at random
    book = team("erp_project_consultant", "zh")
    (role,) = book.roles
    for is_part in (True, False):
        others = [replace(who, employee_id=f"9{who.employee_id}") for who in role.people]
        pair = [replace(role, is_part=is_part), replace(role, name="资深", people=others, is_part=is_part)]
        both = replace(book, roles=pair)
        assert_as_written([both, like(both, "zh", chance), like(both, "zh", chance)], "zh", tmp_path)


def test_people_of_any_levels_share_a_shape_though_points_look_otherwise_at_each(tmp_path: Path) -> None:
    book = team("software_presales", "zh")
    (role,) = book.roles
    count = len(role.plan.dimensions["level"].keys)
    books = [
        replace(book, roles=[replace(role, people=[_at(who, (n * step) % count) for n, who in enumerate(role.people)])])
        for step in range(3)
    ]
    assert len({id(shape) for _, shape, _ in Shapes("zh", worth=3).fitting(books)}) == 1
    assert_as_written(books, "zh", tmp_path)


@pytest.mark.parametrize("scheme", ["software_presales", "support_engineer_kpi", "technical_support_110"])
def test_so_has_that_of_a_team_of_whom_some_have_figures_of_their_own(scheme: str, tmp_path: Path) -> None:
    chance = Random(scheme)  # noqa: S311 - not at random
    book = team(scheme, "zh")
    (role,) = book.roles
    figures = list(adjustable(role.plan))
    names = {key: Names(zh=f"{key} 数", en=key) for key in (*figures[:6], *(key for key in figures if "points" in key))}
    plan = individual(role.plan, names)
    books = []
    for each in (book, like(book, "zh", chance), like(book, "zh", chance)):
        people = [_with_own_figures(who, plan, chance) for who in each.roles[0].people]
        books.append(replace(each, roles=[replace(role, plan=plan, people=people)]))
    assert_as_written(books, "zh", tmp_path)


def _with_own_figures(person: Employee, plan: Plan, chance: Random) -> Employee:
    """Return a person for whom HR has set some of the figures that it may set."""
    columns = [individual_column(key) for key in plan.scheme.individual]
    own = {column: chance.randrange(1, 40) / 8 for column in columns if chance.random() < 0.5}
    texts = {**person.texts, INDIVIDUAL: "<新区域> & 其他"} if own else person.texts
    locked = person.locked | {*columns, INDIVIDUAL}
    return replace(person, entries={**person.entries, **own}, texts=texts, locked=locked)


def _at(person: Employee, level: int) -> Employee:
    return replace(person, entries={**person.entries, "level": float(level)})


def test_so_has_that_of_a_team_with_a_name_of_any_length(tmp_path: Path) -> None:
    books = [replace(team("four_dimension", "zh"), team="华东" * length) for length in (0, 1, 4, 9, 20)]
    assert_as_written(books, "zh", tmp_path)


def test_names_that_look_like_rich_text_are_the_texts_that_they_are(tmp_path: Path) -> None:
    book = team("four_dimension", "zh")
    names = ["<r>甲</r>", "<r><t>乙</t></r>", "<r></si><si></r>"]
    people = [replace(who, name=name) for who, name in zip(book.roles[0].people, names, strict=False)]
    book = replace(book, company="<r>公司 & 分部</r>", roles=[replace(book.roles[0], people=people)])
    assert_as_written([book], "zh", tmp_path)
    build.write(book, tmp_path / "written.xlsx", "zh", seal)
    shown = {cell.value for sheet in opened(tmp_path / "written.xlsx") for row in sheet.rows for cell in row}
    assert shown >= {"<r>公司 & 分部</r>", *(who.name for who in people)}
    assert check(tmp_path / "written.xlsx").data
    issued = identity.read(rows_of(tmp_path / "written.xlsx"))
    assert issued is not None
    assert issued.seal == seal(issued.digest())


def rows_of(file: Path) -> list[list[str]]:
    return [[str(cell.value or "") for cell in row] for row in opened(file)[IDENTITY].rows]


def test_nothing_made_up_is_left_in_a_filled_workbook(tmp_path: Path) -> None:
    made_up = [
        text("zh", "workbook.made_up.person", number=""),
        *(text("zh", f"workbook.made_up.{key}") for key in WHO),
    ]
    (file,) = filled([team("software_presales", "zh")], "zh", tmp_path).values()
    words = b"".join(parts(file).values()).decode()
    assert [each for each in made_up if each.strip() in words] == []


WHO = ("manager", "team")


def test_a_filled_workbook_is_read_as_it_was_issued(tmp_path: Path) -> None:
    book = team("ecom_service_quality", "zh")
    (file,) = filled([book], "zh", tmp_path).values()
    assert check(file).data == file.read_bytes()
    issued = identity.read(rows_of(file))
    assert issued is not None
    assert issued.seal == seal(issued.digest())
    assert [*issued.people.values()] == [[(each.employee_id, each.name) for each in book.roles[0].people]]


def test_a_filled_workbook_is_valid(tmp_path: Path, validate: Validate) -> None:
    (file,) = filled([team("software_presales", "en")], "en", tmp_path).values()
    assert (validate([file]), lint(file)) == ([], [])


def test_engines_calculate_in_a_filled_workbook_what_it_shows(tmp_path: Path, recalculate: Recalculate) -> None:
    (file,) = filled([team("five_dimension", "zh")], "zh", tmp_path).values()
    sheet = "five_dimension"
    shown = opened(file, values=True)[sheet]
    cells = recalculate(file)[sheet]
    totals = [f"E{row}" for row in range(6, 12)]
    assert [cells[cell] for cell in totals] == [shown[cell].value or "" for cell in totals]


def test_a_workbook_that_no_shape_fits_is_left_to_be_written(tmp_path: Path) -> None:
    book = team("four_dimension", "zh")
    said = Confirmation("2026-11", "0-1000", "input.x", 1.0, reason="ja")
    (role,) = book.roles
    twice = replace(role, people=[role.people[0], *role.people[:-1]])
    others = replace(book, confirmed=[said]), replace(book, chosen={"考核表": 1}), replace(book, roles=[twice])
    assert [*filled([*others, book], "zh", tmp_path)] == [len(others)]


def test_a_shape_is_made_where_it_is_worth_it() -> None:
    book = team("four_dimension", "zh")
    shapes = Shapes("zh", worth=2)
    assert [*shapes.fitting([book])] == []
    assert [number for number, _, _ in shapes.fitting([book, book])] == [0, 1]
    assert [number for number, _, _ in shapes.fitting([book])] == [0]  # as it is there


@pytest.mark.parametrize("scheme", SCHEMES)
def test_teams_that_are_evaluated_together_get_what_each_gets_alone(scheme: str) -> None:
    chance = Random(scheme)  # noqa: S311 - not at random
    teams: list[Role] = [another(scheme, "zh", chance).roles[0] for _ in range(4)]
    for team_of, together in zip(teams, outcomes(teams), strict=True):
        alone = outcome(team_of.plan, team_of.inputs())
        for key, values in alone.values.items():
            assert values.tobytes() == together.values[key].tobytes(), key
        for table, columns in alone.details.items():
            for key, values in columns.items():
                assert values.tobytes() == together.details[table][key].tobytes(), key
        assert together.values[STATE].size == len(team_of.people)


def test_what_is_kept_does_not_grow_with_the_blocks_of_a_run() -> None:
    shapes, plans = Shapes("zh"), []
    content = pickle.dumps(team("four_dimension", "zh"))  # each block comes to its process with plans of its own
    for _ in range(40):
        book = pickle.loads(content)  # noqa: S301 - our own
        plans.append(weakref.ref(book.roles[0].plan))
        assert list(shapes.fitting([book])) == []
    del book
    gc.collect()
    assert sum(plan() is not None for plan in plans) < 20
