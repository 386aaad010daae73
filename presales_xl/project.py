"""A project folder: `presales.toml`, the roster, own schemes, and three folders with one of each period.

`outbox/2026-11` holds what goes out, `inbox/2026-11` what came back (`quarantine/2026-11` what of it cannot be used),
`results/2026-11` the results. The ledger and the key that seals workbooks lie beside them, and `copies` with
those that `run` made of returned workbooks.
"""

from dataclasses import dataclass, field
from pathlib import Path

from presales_xl import settings
from presales_xl.files import pasted
from presales_xl.periods import Period
from presales_xl.scheme.errors import Place, fail
from presales_xl.settings import FILE, Settings
from presales_xl.texts import Lang, language


@dataclass(frozen=True)
class Project:
    """One company's folder and what its `presales.toml` says."""

    folder: Path
    company: str
    lang: Lang = "zh"
    settings: Settings = field(default_factory=Settings)

    @property
    def option(self) -> str:
        """Return what a command to be pasted names this project by: nothing where it is the current folder."""
        return "" if self.folder == Path() else f" --project {pasted(self.folder)}"

    @property
    def roster(self) -> Path:
        """Return the roster workbook."""
        return self.folder / self.settings.roster

    @property
    def schemes(self) -> Path:
        """Return the folder of the company's own schemes; it need not exist."""
        return self.folder / "schemes"

    @property
    def key(self) -> Path:
        """Return the file with the key that workbooks are sealed with."""
        return self.folder / "presales.key"

    @property
    def ledger(self) -> str | Path:
        """Return the ledger's database: a file in the folder, or a URL."""
        place = self.settings.ledger
        return place if "://" in place else self.folder / place

    def outbox(self, period: Period) -> Path:
        """Return the folder of the workbooks that go out."""
        return self.folder / "outbox" / period.text

    def inbox(self, period: Period) -> Path:
        """Return the folder that HR drops the returned workbooks into."""
        return self.folder / "inbox" / period.text

    def quarantine(self, period: Period) -> Path:
        """Return the folder of the returned files that could not be used."""
        return self.folder / "quarantine" / period.text

    def results(self, period: Period) -> Path:
        """Return the folder of the results."""
        return self.folder / "results" / period.text


def load(folder: Path) -> Project:
    """Return the project in `folder`; ProblemsError when its `presales.toml` is missing or wrong."""
    file = folder / FILE
    if not file.is_file():
        raise fail("project.missing", Place(file=str(file)))
    stated = settings.read(file)
    return Project(folder, stated.company, language(stated.lang) or "zh", stated)
