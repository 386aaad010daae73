"""Running commands as people do, through the real entry point, in an empty folder."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from presales_xl.cli import main
from presales_xl.cli.console import INTERNAL
from tests.cycle.company import ENGINEER, write_csv

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """What a command left: its exit code and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> "Runner":
    """Return a function that runs a command in an empty folder."""
    monkeypatch.delenv("PRESALES_XL_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return Runner(capsys)


class Runner:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str | Path) -> Run:
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        said = self.capsys.readouterr()
        assert "Traceback" not in said.err
        assert left.value.code != INTERNAL, said.err
        return Run(int(left.value.code or 0), said.out, said.err)


def inputs(folder: Path, *changes: dict[str, object]) -> Path:
    rows = [["employee_id", *ENGINEER]]
    rows += [[f"E{n}", *map(str, (ENGINEER | change).values())] for n, change in enumerate(changes, 1)]
    return write_csv(folder / "in.csv", rows)
