"""What is kept for a user is what was made, and is never taken from a place that somebody else can write to."""

import math
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from presales_xl import cache, catalogue
from presales_xl.resources import LOOK, SCHEMES, declared, folder


class Mine:
    """A pickle of this tells that it was read."""

    read: bool = False

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        """Run code when it is read, as anybody's pickle may."""
        return setattr, (Mine, "read", True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep things in a folder of this test; return it."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "kept")
    monkeypatch.setattr(Mine, "read", False)
    return tmp_path / "kept"


def entries(home: Path) -> list[Path]:
    """Return the files of all things that are kept."""
    return [file for file in home.glob("*/*") if file.name != "swept"]


def made_of(*sources: str) -> tuple[object, int]:
    """Return what is kept of the sources, and how often it was made anew."""
    made: list[str] = []

    def make() -> str:
        made.append("")
        return "made"

    return cache.kept(str, sources, make), len(made)


def test_what_was_made_of_the_same_sources_is_not_made_again() -> None:
    assert made_of("a", "b") == ("made", 1)
    assert made_of("a", "b") == ("made", 0)
    assert made_of("ab") == ("made", 1)
    assert made_of("a", "c") == ("made", 1)


@pytest.mark.parametrize("content", [b"", b"no pickle", pickle.dumps("made")[:-3], pickle.dumps(7), pickle.dumps(None)])
def test_what_cannot_be_read_or_is_something_else_is_made_anew(home: Path, content: bytes) -> None:
    made_of("a")
    [file] = entries(home)
    file.write_bytes(content)
    assert made_of("a") == ("made", 1)
    assert made_of("a") == ("made", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps profiles private by itself")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_nothing_is_read_from_a_folder_that_others_can_write_to_and_nothing_is_kept_there(
    home: Path, mode: int
) -> None:
    made_of("a")
    [file] = entries(home)
    file.write_bytes(pickle.dumps(Mine()))
    home.chmod(mode)
    assert made_of("a") == ("made", 1)
    assert made_of("b") == ("made", 1)
    assert (Mine.read, entries(home)) == (False, [file])
    home.chmod(0o700)
    cache.kept(str, ["a"], lambda: "")
    assert Mine.read  # so the pickle would have run


@pytest.mark.skipif(sys.platform == "win32", reason="as above")
def test_a_folder_of_somebody_else_is_not_trusted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_of("a")
    someone_else = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: someone_else)
    assert made_of("a") == ("made", 1)


def test_a_folder_that_begins_where_the_user_happens_to_be_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cache, "folder", lambda: Path("kept"))
    assert made_of("a") == ("made", 1)
    assert made_of("a") == ("made", 1)
    assert list(tmp_path.rglob("str-*")) == []


def test_a_home_that_cannot_be_written_to_does_no_harm(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    assert made_of("a") == ("made", 1)


def test_what_nobody_used_for_long_goes(home: Path) -> None:
    made_of("old")
    [old] = entries(home)
    for file in (old, old.with_name("swept")):
        os.utime(file, (0, 0))
    made_of("new")
    assert old not in entries(home)


def test_what_is_kept_is_looked_through_once_a_day_at_most(home: Path) -> None:
    made_of("old")
    [old] = entries(home)
    os.utime(old, (0, 0))
    made_of("new")
    assert old in entries(home)


def test_what_other_code_kept_goes_with_the_first_thing_that_this_code_keeps(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_code", lambda: "before")
    made_of("a")
    made_of("b")
    (home / "log").mkdir()
    monkeypatch.setattr(cache, "_code", lambda: "now")
    assert made_of("a") == ("made", 1)
    assert [file.parent.name for file in entries(home)] == ["code-now"]
    assert (home / "log").is_dir()  # nothing else goes


def test_a_scheme_is_compiled_anew_when_its_file_or_the_one_that_it_extends_changes(tmp_path: Path) -> None:
    base = (SCHEMES / "repair_stars.yaml").read_text(encoding="utf-8").replace("id: repair_stars", "id: base")
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    (tmp_path / "own.yaml").write_text("id: own\nextends: base\nname: {zh: 自有, en: Own}\n", encoding="utf-8")
    names = []
    for name in ("严重投诉", "另一个名称"):
        (tmp_path / "base.yaml").write_text(base.replace("zh: 重大投诉次数", f"zh: {name}"), encoding="utf-8")
        spec = catalogue.load("own", tmp_path).columns["input.major_complaints"]
        assert spec.name is not None
        names.append(spec.name.zh)
    assert names == ["严重投诉", "另一个名称"]


def test_nothing_is_kept_in_a_project(tmp_path: Path, home: Path) -> None:
    own = tmp_path / "project" / "schemes"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_bytes((SCHEMES / "repair_stars.yaml").read_bytes().replace(b"repair_stars", b"mine"))
    catalogue.load("mine", own)
    assert [file.name for file in own.parent.rglob("*")] == ["schemes", "mine.yaml"]
    assert len(entries(home)) == 1


def test_what_is_left_open_is_equal_however_often_it_was_kept() -> None:
    def open_() -> dict[str, float]:
        return cache.kept(dict, ["open"], lambda: {"bonus": math.nan})

    assert open_() == open_() == {"bonus": math.nan}


@pytest.mark.parametrize(("file", "kind"), [(LOOK, dict), (folder("macros") / "ribbon.yaml", list)])
def test_a_shipped_file_says_the_same_when_it_is_not_read_again(
    file: Path, kind: type[object], tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    assert declared(file, kind) == said
    assert len(entries(home)) == 1
    (tmp_path / "other.yaml").write_bytes(file.read_bytes() + b"# a word more\n")
    monkeypatch.setattr("ruamel.yaml.YAML", None)
    assert declared(file, kind) == said
    with pytest.raises(TypeError):  # another text is read
        declared(tmp_path / "other.yaml", kind)
