"""Managers' workbooks that have a shape in common are filled into it, and hold what they would if they were written."""

from pathlib import Path
from random import Random
from zipfile import ZipFile

from presales_xl.cycle.generating.filling import TeamWriter, faster, writing_to
from tests.workbook.alike import another

CORE = "docProps/core.xml"  # which names the time


def seal(digest: str) -> str:
    return f"seal of {digest}"


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist() if name != CORE}


def test_workbooks_of_a_shape_are_filled_with_what_would_be_written(tmp_path: Path) -> None:
    chance = Random(1)  # noqa: S311 - not at random
    books = [another("four_dimension", "zh", chance, filled=False) for _ in range(4)]
    writers = [TeamWriter(book, tmp_path / f"{number}.xlsx", "zh") for number, book in enumerate(books)]
    fillers = faster(
        [*writers, alone := TeamWriter(another("five_dimension", "zh", chance), tmp_path / "5.xlsx", "zh")]
    )
    assert fillers[-1] is alone
    for writer, filler in zip(writers, fillers[:-1], strict=True):
        assert filler is not writer
        for issue in (1, 2):
            sealed, written = writer(issue, seal), parts(writer.path)
            with writing_to([tmp_path]):
                assert (filler(issue, seal), parts(writer.path)) == (sealed, written)


def test_a_folder_that_cannot_be_written_to_is_left_to_each_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with writing_to([tmp_path / "file", tmp_path]):
        assert len([*tmp_path.glob(".presales-*.lock")]) == 1
