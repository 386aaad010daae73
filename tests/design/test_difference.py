"""What differs between two schemes is told in the sentences that explain them."""

from pathlib import Path

import pytest

from presales_xl import catalogue
from presales_xl.cli import main
from presales_xl.design.difference import differences
from presales_xl.resources import SCHEMES
from presales_xl.texts import LANGUAGES
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD

REPAIR = (SCHEMES / "repair_stars.yaml").read_text(encoding="utf-8")


def changed(folder: Path, *replaced: tuple[str, str]) -> Path:
    """Return a file with the shipped scheme otherwise."""
    source = REPAIR
    for old, new in replaced:
        assert old in source
        source = source.replace(old, new)
    file = folder / "repair_stars.yaml"
    file.write_text(source, encoding="utf-8")
    return file


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_scheme_says_the_same_as_itself(lang: str) -> None:
    for plan in catalogue.shipped():
        assert differences(plan, plan, lang) == []  # type: ignore[arg-type]


def test_a_bound_an_amount_and_a_new_flag_are_told_where_they_count(tmp_path: Path) -> None:
    file = changed(
        tmp_path,
        ("4★: ≥230", "4★: ≥240"),
        ("value: 5, unit: money", "value: 6, unit: money"),
        ("flags:\n", "flags:\n  many: {name: {zh: 件数多, en: Many}, when: total < 100}\n"),
    )
    found = differences(catalogue.load("repair_stars"), catalogue.load_file(file), "zh")
    told = {(each.block, each.name): (each.before, each.after) for each in found}
    before, after = told["results", "等级"]
    assert ("≥230 → 4★" in before, "≥240 → 4★" in after) == (True, True)
    assert told["figures", "正品计件单价"] == ("5 元", "6 元")
    ((before, after),) = (words for (block, _), words in told.items() if block == "flags")
    assert "件数多" in after
    assert "件数多" not in before


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["scheme", "diff", *map(str, words), "--lang", "zh-CN"])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out + said.err


def test_a_scheme_as_issued_is_compared_with_the_file_of_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = collected(tmp_path)
    own = project.schemes / "support_engineer_kpi.yaml"
    own.parent.mkdir(exist_ok=True)
    source = (SCHEMES / own.name).read_text(encoding="utf-8")
    own.write_text(source.replace("≥95", "≥96", 1), encoding="utf-8")
    issued = f"support_engineer_kpi@{PERIOD}"
    code, said = run(capsys, issued, "support_engineer_kpi", "--project", tmp_path)
    assert code == 0
    assert "≥96" in said
    code, said = run(capsys, issued, issued, "--project", tmp_path)
    assert "没有不同" in said
    code, said = run(capsys, f"repair_stars@{PERIOD}", "repair_stars", "--project", tmp_path)
    assert code == 1
    assert "software_presales" in said
