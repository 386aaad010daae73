"""A file that would say what it says stays; any other is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from presales_xl import cache, unchanged
from presales_xl.scheme.names import Names


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep things in a folder of this test; return it."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "kept")
    return tmp_path / "kept"


@dataclass(frozen=True)
class Inner:
    name: str
    figures: dict[str, float] = field(default_factory=dict)
    some: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outer:
    first: Inner
    second: Inner
    column: object = None


def writer(path: Path) -> tuple[list[int], Callable[[object], bytes]]:
    """Return how often a file was written, and what writes it from something and returns its bytes."""
    times: list[int] = []

    def make() -> None:
        times.append(1)
        path.write_bytes(b"written %d" % len(times))

    def write(about: object) -> bytes:
        unchanged.write(path, about, make)
        return path.read_bytes()

    return times, write


def test_a_file_is_written_once_while_it_would_say_the_same(tmp_path: Path) -> None:
    times, write = writer(tmp_path / "a.csv")
    assert [write(["a", 1.5]), write(["a", 1.5]), len(times)] == [b"written 1", b"written 1", 1]
    assert [write(["a", 1.6]), write(["a", 1.6])] == [b"written 2", b"written 2"]
    assert write(["a", 1.5]) == b"written 3"


def test_a_file_that_somebody_changed_or_took_away_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    _, write = writer(path)
    write("a")
    path.write_bytes(b"mine")
    assert write("a") == b"written 2"
    path.unlink()
    assert [write("a"), write("a")] == [b"written 3", b"written 3"]


def test_nothing_is_left_out_where_nothing_can_be_kept(tmp_path: Path, home: Path) -> None:
    home.write_text("no folder", encoding="utf-8")
    _, write = writer(tmp_path / "a.csv")
    assert [write("a"), write("a")] == [b"written 1", b"written 2"]


def test_a_file_that_could_not_be_written_is_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    times, write = writer(path)

    def refuse() -> None:
        raise PermissionError(path)

    write("a")
    with pytest.raises(PermissionError):
        unchanged.write(path, "b", refuse)
    assert [write("b"), len(times)] == [b"written 2", 2]


def test_a_digest_tells_apart_whatever_differs_and_nothing_else() -> None:
    def of(figure: float = 1.0, some: tuple[str, ...] = ("a", "b"), column: object = None) -> str:
        inner = Inner("x", {"k": figure}, frozenset(some))
        return unchanged.digest(Outer(inner, inner, np.array([1.0, np.nan]) if column is None else column))

    assert of() == of(some=("b", "a"))
    others = [of(2.0), of(some=("a",)), of(float("nan")), of(column=np.array([1.0, 2.0])), of(column="x")]
    assert len({of(), *others}) == len(others) + 1
    names = [Names(zh="好", en="good"), Names(zh="好", en="fine")]
    assert unchanged.digest(names[0]) == unchanged.digest(names[0].model_copy()) != unchanged.digest(names[1])


def test_what_nothing_is_known_of_is_never_the_same() -> None:
    strange = object()
    assert unchanged.digest(strange) != unchanged.digest(strange)


def test_in_a_digest_something_may_stand_for_an_object() -> None:
    instead: unchanged.Instead = {Inner: lambda inner: inner.name}
    first, second = Inner("a", {"k": 1}), Inner("a", {"k": 2})
    assert unchanged.digest([first], instead) == unchanged.digest([second], instead)
