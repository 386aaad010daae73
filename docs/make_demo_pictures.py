"""The pictures of the documentation, drawn from a sample company that is made for them.

    python docs/make_demo_pictures.py [OUTDIR]

Runs `presales-xl demo` in a folder that is gone afterwards and writes a picture for each of PICTURES. Needs what
`make_pictures.py` needs, and Chromium for web pages; what cannot be drawn for want of it is named.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from docs.make_pictures import make_pictures, save
from presales_xl import cli
from tests.engines.libreoffice import LibreOffice, Typed

PERIOD = "2026-11"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ENGINEERS = "技术支持工程师"
_TEAM = "陈建国_技术服务部"


def run(*words: str | Path) -> None:
    """Run a command of presales-xl; RuntimeError when it misuses the program or fails."""
    try:
        cli.main([*map(str, words), "--lang", "zh-CN"])
    except SystemExit as left:
        if left.code not in (0, 1):  # 1: it found something wrong, which a picture may be about
            raise RuntimeError(f"{' '.join(map(str, words))}: {left.code}") from None


def sheet(workbook: Path, name: str, cells: str, scratch: Path) -> Path:
    """Draw a sheet, or some of its cells."""
    return next(make_pictures(workbook, scratch / "drawn", [name], cells))


def checks(demo: Path, scratch: Path) -> Path:
    """Draw the list that Validate writes, of a manager's workbook with slips."""
    bad, done = scratch / "bad.xlsx", scratch / "checked.xlsx"
    with LibreOffice() as office:
        slips: Typed = {(_ENGINEERS, 5, 5): "三个", (_ENGINEERS, 6, 6): 196.0, (_ENGINEERS, 7, 7): 2.5}
        office.save_again(demo / "inbox" / PERIOD / f"{_TEAM}_{PERIOD}.xlsx", bad, slips)
    run("run", "validate", bad, "-o", done)
    column = openpyxl.load_workbook(done)["检查"]["B"]
    first = next(cell.row for cell in column if str(cell.value).startswith("校验发现"))
    return sheet(done, "检查", f"B{first}:H{first + len(slips) + 2}", scratch)


def rated(demo: Path, scratch: Path) -> Path:
    """Return the form of a rater: a manager rates the engineers, by a scheme that asks for ratings."""
    project = scratch / "raters"
    project.mkdir()
    shutil.copy(demo / "presales.toml", project)
    book = openpyxl.load_workbook(demo / "roster.xlsx")
    for role, scheme in book["岗位"].iter_rows(min_row=2):
        scheme.value = "competency" if role.value == _ENGINEERS else scheme.value
    for row in book["员工"].iter_rows(min_row=2, values_only=True):
        if row[3] == _ENGINEERS:
            book["评分人"].append([row[0], "上级", "M01"])
    book.save(project / "roster.xlsx")
    run("generate", PERIOD, "--project", project)
    return next((project / "outbox" / PERIOD / "raters").glob("*.xlsx"))


def page(file: Path, width: int, height: int, scratch: Path) -> Path:
    """Draw the top of a page as a browser shows it; FileNotFoundError where there is none."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise FileNotFoundError("no Chromium")
    target = scratch / f"{file.stem}.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}"]
    command = [browser, *options, f"--screenshot={target}", file.as_uri()]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a browser of this machine
    return target


def pictures(demo: Path, scratch: Path) -> Mapping[str, Callable[[], Path]]:
    """Return how each picture is drawn, by its name."""
    team = demo / "inbox" / PERIOD / f"{_TEAM}_{PERIOD}.xlsx"
    other = team.with_name(f"王晓芳_解决方案部_{PERIOD}.xlsx")
    results = demo / "results" / PERIOD
    return {
        "role": lambda: sheet(team, _ENGINEERS, "A2:P9", scratch),
        "form": lambda: sheet(team, f"考核表 {_ENGINEERS}", "", scratch),
        "summary": lambda: sheet(other, "汇总", "B2:M29", scratch),
        "checks": lambda: checks(demo, scratch),
        "rater": lambda: sheet(rated(demo, scratch), _ENGINEERS, "", scratch),
        "calibration": lambda: sheet(results / "calibration.xlsx", "定级 软件公司售前 KPI", "", scratch),
        "payroll": lambda: sheet(results / "payroll.xlsx", "工资单", "A1:K20", scratch),
        "statement": lambda: page(results / "statements" / "电商二部" / "1303 程浩然.html", 900, 1240, scratch),
        "report": lambda: page(results / "report.html", 1080, 1000, scratch),
    }


def main() -> None:
    """Read the command line, make the sample company and name each file that was written."""
    asked = argparse.ArgumentParser(description="Draw the pictures of the documentation from a sample company.")
    asked.add_argument("folder", type=Path, metavar="outdir", nargs="?", default=Path(__file__).parent / "pictures")
    folder: Path = asked.parse_args().folder
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        run("demo", scratch / "demo")
        for name, draw in pictures(scratch / "demo", scratch).items():
            try:
                with Image.open(draw()) as picture:
                    save(picture.convert("RGB"), folder / f"{name}.png")
                print(folder / f"{name}.png")
            except FileNotFoundError as error:
                print(f"{name}: left out: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
