"""`presales-xl init`: a new project folder with its settings and a roster."""

import json
from collections.abc import Sequence
from pathlib import Path

from presales_xl.cycle.rosters import roster_book
from presales_xl.cycle.rosters.roster_book import RosterContent
from presales_xl.files import new_text
from presales_xl.scheme.errors import Place, Problem, ProblemsError
from presales_xl.settings import FILE, ROSTER
from presales_xl.texts import Lang, text


def create(
    folder: Path, lang: Lang, content: RosterContent, *, company: str = "", force: bool = False
) -> Sequence[Path]:
    """Write `presales.toml` and a roster with this content into `folder` and return both.

    ProblemsError `project.exists` for each file that is there already, unless `force`; nothing is written.
    """
    settings, roster = folder / FILE, folder / ROSTER
    existing = [file for file in (settings, roster) if file.exists()]
    if existing and not force:
        raise ProblemsError(Problem("project.exists", Place(file=str(file))) for file in existing)
    roster_book.write(roster, content, lang)
    toml = text(
        lang,
        "roster.project.toml",
        company=json.dumps(company or text(lang, "roster.project.company"), ensure_ascii=False)[1:-1],  # as TOML quotes
        lang="zh-CN" if lang == "zh" else lang,
    )
    with new_text(settings) as file:
        file.write(toml)
    return [settings, roster]
