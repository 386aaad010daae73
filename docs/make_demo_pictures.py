"""The pictures of the documentation, drawn from a sample company that is made for them, in each language.

    python docs/make_demo_pictures.py [OUTDIR] [--designs]

Runs `presales-xl demo` in a folder that is gone afterwards and writes a picture for each of `Sample.pictures`, those in
English into the folder `en`. Needs what `make_pictures.py` needs, and Chromium for web pages; what cannot be drawn for
want of it is named.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
from PIL import Image
from xlsxwriter.utility import xl_col_to_name

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from docs.make_pictures import make_pictures, save
from presales_xl import catalogue, cli
from presales_xl.demo.sample import company
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.layout import FIRST_ROW, sheet_name
from tests.engines.libreoffice import LibreOffice, Typed

PERIOD = "2026-11"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SLIPS: Mapping[str, str | float] = {"input.unresolved": "three", "input.satisfaction": 196.0, "input.not_visited": 2.5}


def folder_of(folder: Path, lang: Lang) -> Path:
    """Return where the pictures of a language lie below `folder`."""
    return folder if lang == "zh" else folder / lang


@dataclass(frozen=True)
class Sample:
    """The sample company in one language; `scratch` is a folder for what is made on the way."""

    folder: Path
    scratch: Path
    lang: Lang

    def run(self, *words: str | Path) -> None:
        """Run a command of presales-xl; RuntimeError when it misuses the program or fails."""
        try:
            cli.main([*map(str, words), "--lang", "zh-CN" if self.lang == "zh" else self.lang])
        except SystemExit as left:
            if left.code not in (0, 1):  # 1: it found something wrong, which a picture may be about
                raise RuntimeError(f"{' '.join(map(str, words))}: {left.code}") from None

    def pictures(self) -> Mapping[str, Callable[[], Path]]:
        """Return how each picture is drawn, by its name."""
        team, solutions = self.returned("M02"), self.returned("M01")
        results = self.folder / "results" / PERIOD
        scheme = catalogue.load("software_presales").scheme.name[self.lang]
        ranking = text(self.lang, "calibration.sheet.ranking", scheme=scheme)
        payroll = text(self.lang, "settlement.sheet.people")
        statement = results / "statements" / self.team("M01") / "1004 周志强.html"
        plan = results / "plans" / self.team("M01") / "1002 刘洋.html"
        answer = self.folder / "inbox" / PERIOD / f"1002 刘洋 {text(self.lang, 'answers.file')}.xlsx"
        return {
            "cover": lambda: self.sheet(team, self.name("cover"), "B2:H28"),
            "role": lambda: self.entries(team),
            "form": lambda: self.sheet(team, sheet_name(f"{self.name('form')} {self.role('support')}")),
            "summary": lambda: self.sheet(solutions, self.name("summary"), "B2:M29"),
            "checks": lambda: self.checks(team),
            "rater": self.rater,
            "calibration": lambda: self.sheet(results / "calibration.xlsx", sheet_name(ranking)),
            "payroll": lambda: self.sheet(results / "payroll.xlsx", payroll, "A1:K20"),
            "plan": lambda: self.page(plan, 900, 1100),
            "answer": lambda: self.sheet(answer, text(self.lang, "answers.sheet.plan")),
            "statement": lambda: self.page(statement, 900, 1240),
            "report": lambda: self.page(results / "report.html", 1080, 1000),
            **self.of_designs(),
        }

    def of_designs(self) -> Mapping[str, Callable[[], Path]]:
        """Return how each picture of a design workbook, or of the draft of one, is drawn; they need no company."""
        name = partial(text, self.lang)
        return {
            "design": lambda: self.sheet(self.design(), name("design.sheet.indicators"), "B2:J13"),
            "design_grades": lambda: self.sheet(self.design(), name("design.sheet.grades"), "B2:G8"),
            "design_trial": lambda: self.sheet(self.design(), name("design.sheet.trial"), "A2:P8"),
            "draft": lambda: self.sheet(self.draft(), name("design.sheet.indicators"), "B2:I6"),
            "draft_lines": lambda: self.sheet(self.draft(), name("imported.lines.title")),
        }

    def design(self) -> Path:
        """Return the design workbook of a scheme that the product ships."""
        file = self.scratch / "design.xlsx"
        self.run("scheme", "design", "support_engineer_kpi", "-o", file, "--force")
        return file

    def draft(self) -> Path:
        """Return the draft of a design that the form of the guide to such forms becomes."""
        form, file = self.scratch / "form.txt", self.scratch / "draft.xlsx"
        guide = Path(__file__).with_name("import.zh-CN.md").read_text(encoding="utf-8")
        form.write_text(guide.split("```text\n")[1].partition("```")[0], encoding="utf-8")
        self.run("scheme", "import", form, "-o", file, "--force")
        return file

    def name(self, sheet: str) -> str:
        """Return what a sheet of a manager's workbook is called."""
        return text(self.lang, f"workbook.sheet.{sheet}")

    def role(self, key: str) -> str:
        """Return what a role of the sample is called."""
        return str(company()["roles"][key]["name"][self.lang])

    def team(self, manager: str) -> str:
        """Return what a manager's team is called."""
        return str(next(each["team"][self.lang] for each in company()["managers"] if each["id"] == manager))

    def returned(self, manager: str) -> Path:
        """Return the workbook that a manager returned."""
        name = next(each["name"] for each in company()["managers"] if each["id"] == manager)
        return self.folder / "inbox" / PERIOD / f"{name}_{self.team(manager)}_{PERIOD}.xlsx"

    def sheet(self, workbook: Path, name: str, cells: str = "") -> Path:
        """Draw a sheet, or some of its cells."""
        return next(make_pictures(workbook, self.scratch / "drawn", [name], cells))

    def entries(self, workbook: Path) -> Path:
        """Draw the sheet of a role as far as it is filled in, with the first results."""
        ids = self.ids(workbook)
        points = next(place for place, key in enumerate(ids) if key.startswith("points."))
        return self.sheet(workbook, self.role("support"), f"A2:{xl_col_to_name(points + 1)}9")

    def ids(self, workbook: Path) -> list[str]:
        """Return the column ids of the engineers' sheet."""
        return [str(cell.value) for cell in openpyxl.load_workbook(workbook)[self.role("support")][1]]

    def checks(self, workbook: Path) -> Path:
        """Draw the list that Validate writes, of a manager's workbook with slips."""
        bad, done, role = self.scratch / "bad.xlsx", self.scratch / "checked.xlsx", self.role("support")
        ids = self.ids(workbook)
        slips: Typed = {
            (role, FIRST_ROW + number, ids.index(key)): value for number, (key, value) in enumerate(_SLIPS.items())
        }
        with LibreOffice() as office:
            office.save_again(workbook, bad, slips)
        self.run("run", "validate", bad, "-o", done)
        begin = text(self.lang, "buttons.validate.unlisted").partition("{")[0]
        column = openpyxl.load_workbook(done)[self.name("checks")]["B"]
        first = next(cell.row for cell in column if str(cell.value).startswith(begin))
        return self.sheet(done, self.name("checks"), f"B{first}:H{first + len(slips) + 2}")

    def rater(self) -> Path:
        """Draw the form of a rater: a manager rates the engineers, by a scheme that asks for ratings."""
        project = self.scratch / "raters"
        project.mkdir()
        shutil.copy(self.folder / "presales.toml", project)
        book = openpyxl.load_workbook(self.folder / "roster.xlsx")
        people, roles, raters = (
            book[text(self.lang, f"roster.sheet.{key}")] for key in ("employees", "roles", "raters")
        )
        for role, scheme, *_ in roles.iter_rows(min_row=2):
            scheme.value = "competency" if role.value == self.role("support") else scheme.value
        relation = text(self.lang, "raters.also.superior").partition("|")[0]
        for row in people.iter_rows(min_row=2, values_only=True):
            if row[3] == self.role("support"):
                raters.append([row[0], relation, "M01"])
        book.save(project / "roster.xlsx")
        self.run("generate", PERIOD, "--project", project)
        form = next((project / "outbox" / PERIOD / "raters").glob("*.xlsx"))
        return self.sheet(form, openpyxl.load_workbook(form).sheetnames[0])

    def page(self, file: Path, width: int, height: int) -> Path:
        """Draw the top of a page as a browser shows it; FileNotFoundError where there is none."""
        browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        if browser is None:
            raise FileNotFoundError("no Chromium")
        target = self.scratch / f"{file.stem}.png"
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--window-size={width},{height}",
        ]
        command = [browser, *options, f"--screenshot={target}", file.as_uri()]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a browser of this machine
        return target


def main() -> None:
    """Read the command line, make the sample company in each language and name each file that was written."""
    asked = argparse.ArgumentParser(description="Draw the pictures of the documentation from a sample company.")
    asked.add_argument("folder", type=Path, metavar="outdir", nargs="?", default=Path(__file__).parent / "pictures")
    asked.add_argument("--designs", action="store_true", help="only those of design workbooks and drafts")
    told = asked.parse_args()
    folder: Path = told.folder
    for lang in LANGUAGES:
        target = folder_of(folder, lang)
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as place:
            sample = Sample(Path(place, "demo"), Path(place), lang)
            if not told.designs:
                sample.run("demo", sample.folder)
            for name, draw in (sample.of_designs() if told.designs else sample.pictures()).items():
                try:
                    with Image.open(draw()) as picture:
                        save(picture.convert("RGB"), target / f"{name}.png")
                    print(target / f"{name}.png")
                except FileNotFoundError as error:
                    print(f"{name}: left out: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
