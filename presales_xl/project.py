"""A project folder: `presales.toml`, the roster, own schemes, and three folders with one of each period.

`outbox/2026-11` holds what goes out, `inbox/2026-11` what came back (`quarantine/2026-11` what of it cannot be used),
`results/2026-11` the results. The ledger and the key that seals workbooks lie beside them, and `copies` with
those that `run` made of returned workbooks.
"""

import getpass
from dataclasses import dataclass, field
from pathlib import Path

from presales_xl import settings
from presales_xl.files import pasted
from presales_xl.periods import Period
from presales_xl.scheme.errors import NoProjectError, Place, Problem, fail
from presales_xl.settings import FILE, Settings
from presales_xl.texts import Lang, language


@dataclass(frozen=True)
class Project:
    """One company's folder and what its `presales.toml` says."""

    folder: Path
    company: str
    lang: Lang = "zh"
    settings: Settings = field(default_factory=Settings)
    claimed: str = ""  # by whoever runs the command, as their name

    @property
    def option(self) -> str:
        """Return what a command to be pasted names this project by: nothing where it is the current folder."""
        return "" if self.folder == Path() else f" --project {pasted(self.folder)}"

    @property
    def by(self) -> str:
        """Return the name of who acts: as claimed, else by `users` the person that the system's user is.

        ProblemsError where four eyes are required: `acting.unknown` of somebody whom `users` does not list,
        `acting.another` where the system's user is listed as another person.
        """
        users, at_computer = self.settings.users, user()
        name = users.get(self.claimed or at_computer, self.claimed or at_computer)
        if self.settings.four_eyes:
            place = Place(file=str(self.folder / FILE))
            if name not in users.values():
                raise fail("acting.unknown", place, found=name, known=sorted(set(users.values())) or ["—"])
            if users.get(at_computer, name) != name:
                raise fail("acting.another", place, found=name, user=at_computer, person=users[at_computer])
        return name

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

    @property
    def was_at_work(self) -> bool:
        """Return whether workbooks or results of some period lie in the project."""
        return any(file.is_file() for folder in ("outbox", "results") for file in self.folder.glob(f"{folder}/*/*"))


def load(folder: Path, by: str = "") -> Project:
    """Return the project in `folder`; ProblemsError when its `presales.toml` is missing or wrong.

    `by` is the name of who acts, where it is not for the system's user to say.
    """
    file = folder / FILE
    if not file.is_file():
        raise NoProjectError([Problem("project.missing", Place(file=str(file)))])
    stated = settings.read(file)
    return Project(folder, stated.company, language(stated.lang) or "zh", stated, claimed=by.strip())


def user() -> str:
    """Return the name of this computer's user, "?" where it has none."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # no variable names one, and the system knows none
        return "?"
