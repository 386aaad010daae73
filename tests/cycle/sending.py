"""A project with workbooks to be mailed, and what tests ask of a mailing."""

import shutil
import threading
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.smtp import Envelope

from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing import send
from presales_xl.cycle.mailing.send import Parcel
from presales_xl.periods import parse_period
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem
from tests.cycle.company import Sheets, company, kept_folder
from tests.cycle.generating.test_raters import with_raters
from tests.cycle.postbox import Postbox
from tests.processes import command

PERIOD = parse_period("2026-Q4")
FIRST, SECOND, RATER = "z@example.com", "q@example.com", "zhou@example.com"


def people(sheets: Sheets) -> None:
    """Give the second manager an address, and E1 a customer who rates."""
    with_raters(["E1", "客户", "C01", "周客户", RATER])(sheets)
    sheets["经理"][2][3] = SECOND


def project_at(folder: Path, port: int, security: str = "none", more: str = "", ledger: str | Path = "") -> Project:
    place = f'ledger = "{ledger if isinstance(ledger, str) else ledger.as_posix()}"\n' if ledger else ""
    mail = f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "{security}"\nsender = "人事部 <hr@example.com>"\n'
    return company(folder, people, place + mail + more)


@cache
def _original() -> Path:
    """Return a project with two workbooks and a rater's form; made once, copied for each test."""
    folder = kept_folder()
    assert len(generate(company(folder, people), PERIOD, "zh").files) == 3
    return folder


def issued(folder: Path, port: int, security: str = "none", more: str = "", ledger: str | Path = "") -> Project:
    """Return a project with two workbooks and a rater's form in its outbox."""
    if not ledger:
        shutil.copytree(_original(), folder, dirs_exist_ok=True)
        return project_at(folder, port, security=security, more=more)
    project = project_at(folder, port, security=security, more=more, ledger=ledger)
    assert len(generate(project, PERIOD, "zh").files) == 3
    return project


class Mailed(NamedTuple):
    parcels: list[Parcel]
    problems: list[Problem]


def mailed(project: Project, table: dict[str, str] | None = None, again: tuple[str, ...] = ()) -> Mailed:
    parcels, left = send.send(project, PERIOD, send.prepare(project, PERIOD, "zh", table=table, again=again), "zh")
    return Mailed(parcels, [*(problem for parcel in parcels for problem in parcel.problems), *left])


def states(sent: Mailed) -> dict[str, str]:
    return {parcel.address: parcel.state for parcel in sent.parcels}


def words(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def killed_in_the_second_letter(post: Postbox, project: Project, *words: str) -> None:
    """Start a command that mails, and kill it when the server has the second letter and has not said so yet."""
    arrived, killed = threading.Event(), threading.Event()

    def wait(number: int, _envelope: Envelope) -> str | None:
        if number == 2:
            arrived.set()
            killed.wait()
        return None

    post.answer = wait
    sender = command(project, *words)
    arrived.wait()
    sender.kill()
    sender.join()
    killed.set()
    post.answer = lambda _number, _envelope: None
