"""A project folder: `presales.toml`, the roster, own schemes, and three folders with one of each period.

`outbox/2026-11` holds what goes to the managers, `inbox/2026-11` what came back, `results/2026-11` the
results.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from presales_xl import catalogue
from presales_xl.cycle.files import decoded
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.due import due
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.scheme.model import Cycle
from presales_xl.texts import Lang

FILE = "presales.toml"
Cohort = Literal["role", "team"]

#: What `presales.toml` may say, with what it says when it is silent.
DEFAULTS = {"company": "", "lang": "zh-CN", "roster": "roster.xlsx", "cohort": "role"}
_LANGUAGES: Mapping[str, Lang] = {"zh-cn": "zh", "zh": "zh", "en": "en"}
_ALLOWED = {"lang": ("zh-CN", "en"), "cohort": ("role", "team")}

_PERIODS: Mapping[Cycle, re.Pattern[str]] = {
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII),
    "quarter": re.compile(r"\d{4}-Q[1-4]", re.ASCII),
    "half_year": re.compile(r"\d{4}-H[12]", re.ASCII),
    "year": re.compile(r"\d{4}", re.ASCII),
}


@dataclass(frozen=True)
class Period:
    """A period as folders are named by it (`2026-11`, `2026-Q4`, `2026-H2`, `2026`), and its cycle."""

    text: str
    cycle: Cycle

    def __str__(self) -> str:
        """Return the period as it is written."""
        return self.text


def parse_period(text: str) -> Period:
    """Return the period that `text` names; ProblemsError `period.unknown` for anything else."""
    written = text.strip().upper()
    for cycle, pattern in _PERIODS.items():
        if pattern.fullmatch(written):
            return Period(written, cycle)
    raise fail("period.unknown", found=text)


def language(code: str) -> Lang | None:
    """Return the language that `zh-CN`, `zh` or `en` names, None for anything else."""
    return _LANGUAGES.get(code.strip().replace("_", "-").casefold())


@dataclass(frozen=True)
class Project:
    """One company's folder and what its `presales.toml` says."""

    folder: Path
    company: str
    lang: Lang = "zh"
    roster_name: str = DEFAULTS["roster"]
    cohort: Cohort = "role"

    @property
    def roster(self) -> Path:
        """Return the roster workbook."""
        return self.folder / self.roster_name

    @property
    def schemes(self) -> Path:
        """Return the folder of the company's own schemes; it need not exist."""
        return self.folder / "schemes"

    def outbox(self, period: Period) -> Path:
        """Return the folder of the workbooks that go to the managers."""
        return self.folder / "outbox" / period.text

    def inbox(self, period: Period) -> Path:
        """Return the folder that HR drops the returned workbooks into."""
        return self.folder / "inbox" / period.text

    def results(self, period: Period) -> Path:
        """Return the folder of the results."""
        return self.folder / "results" / period.text


def load(folder: Path) -> Project:
    """Return the project in `folder`; ProblemsError when its `presales.toml` is missing or wrong."""
    file = folder / FILE
    if not file.is_file():
        raise fail("project.missing", Place(file=str(file)))
    said = _parse(file)
    problems = [_unknown(file, key) for key in said if key not in DEFAULTS]
    problems += [
        _wrong(file, key, value) for key, value in said.items() if key in DEFAULTS and not _allowed(key, value)
    ]
    if problems:
        raise ProblemsError(problems)
    values = DEFAULTS | {key: str(value).strip() for key, value in said.items()}
    return Project(
        folder,
        values["company"],
        language(values["lang"]) or "zh",
        values["roster"],
        "team" if values["cohort"] == "team" else "role",
    )


def _parse(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(decoded(file))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = Place(file=str(file), line=int(line[1]) if line else 0)
        raise fail("project.toml", place, found=str(error)) from None


def _unknown(file: Path, key: str) -> Problem:
    return Problem("project.unknown_key", Place(file=str(file), field=key), {"known": list(DEFAULTS)})


def _allowed(key: str, value: object) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    return language(value) is not None if key == "lang" else value in _ALLOWED.get(key, (value,))


def _wrong(file: Path, key: str, value: object) -> Problem:
    expected = " / ".join(f'"{allowed}"' for allowed in _ALLOWED.get(key, ("…",)))
    return Problem("project.value", Place(file=str(file), field=key), {"found": value, "expected": expected})


def find_scheme(
    scheme_id: str, own: Path | None = None, place: Place | None = None, cycle: Cycle | None = None
) -> Plan:
    """Return the compiled scheme of that id, the company's own before the shipped ones.

    With a `cycle` that it has, it holds only what is due in a period of that length. ProblemsError
    `project.unknown_scheme` suggests ids that are close to a wrong one and lists all.
    """
    known = catalogue.files(own)
    if scheme_id in known:
        plan = catalogue.load_file(known[scheme_id])
        return due(plan, cycle) if cycle in plan.scheme.cycles else plan
    close = get_close_matches(scheme_id.casefold(), known, n=3, cutoff=0.5)
    code = "project.unknown_scheme_close" if close else "project.unknown_scheme"
    raise fail(code, place, found=scheme_id, close=close, known=sorted(known))
