"""`presales-xl init`: a new project folder with its settings and a sample roster."""

from collections.abc import Sequence
from pathlib import Path

from presales_xl.cycle.rosters import roster_book
from presales_xl.demo import sample
from presales_xl.demo.sample import RosterContent
from presales_xl.files import new_text
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.settings import FILE, ROSTER
from presales_xl.texts import Lang, text

SAMPLE_TEAMS = 2


def create(
    folder: Path, lang: Lang, *, force: bool = False, company: str = "", content: RosterContent | None = None
) -> Sequence[Path]:
    """Write `presales.toml` and a roster into `folder` and return both; the sample roster when none is given.

    ProblemsError `project.exists` for each file that is there already, unless `force`; nothing is written.
    """
    settings, roster = folder / FILE, folder / ROSTER
    there = [file for file in (settings, roster) if file.exists()]
    if there and not force:
        raise ProblemsError(Problem("project.exists", Place(file=str(file))) for file in there)
    roster_book.write(roster, content or sample.roster(lang, SAMPLE_TEAMS), lang)
    said = text(
        lang,
        "roster.project.toml",
        company=company or text(lang, "roster.project.company"),
        lang="zh-CN" if lang == "zh" else lang,
    )
    with new_text(settings) as file:
        file.write(said)
    return [settings, roster]
