"""Every command of a period leaves the same records and files on PostgreSQL as in a file."""

import datetime as dt
from pathlib import Path

from presales_xl.cycle.calibrating import calibration_book
from presales_xl.cycle.records.retain import retain
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.periods import today
from tests.cli.running import Runner, run
from tests.cycle.calibrated import edited
from tests.cycle.company import CONSULTANT, Sheets, company, fill, opened
from tests.cycle.mailing.test_approval_mail import approvers
from tests.cycle.postbox import Postbox, serving
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, column
from tests.cycle.test_killed import content
from tests.engines.postgresql import PostgreSQL

__all__ = ["run"]

#: What differs from one project to the next: keys, seals, digests of files with their time in them, and numbers, of
#: which a server leaves out those that a step took which was not kept.
_OWN = {"digest", "seal", "key", "message_id", "added_at", "claimed_at", "sent_at", "decided_at"}
_NUMBERS = {"id", "workbook_id", "submission_id", "superseded_by", "publication_id", "document"}
_SETTINGS = """\
ledger = "{ledger}"
approval = true
[calibration]
mode = "advise"
[mail]
host = "localhost"
port = {port}
security = "none"
sender = "人事部 <hr@example.com>"
"""
_DOUBTED = {**PEOPLE, "E2": CONSULTANT | {"bid_doc_score": 1}}


def _people(sheets: Sheets) -> None:
    approvers(sheets)
    sheets["经理"][2][3] = "q@example.com"


def _figures(sheets: Sheets) -> None:
    _people(sheets)
    sheets["目标与工资"][1][2] = 40000


class _Company:
    """A project on one kind of ledger; every command is run on it and leaves an exit code."""

    def __init__(self, folder: Path, ledger: str, port: int, day: dt.date, run: Runner) -> None:
        self.settings = _SETTINGS.format(ledger=ledger, port=port)
        self.project = company(folder, _people, self.settings)
        self.date = f"--date={day}"
        self.run = run
        self.said: list[tuple[str, int]] = []

    def do(self, verb: str, *words: str) -> None:
        place = ("--project", str(self.project.folder))
        by = () if verb in ("status", "what-if") or words[:1] in (("verify",), ("log",)) else ("--by", "何芳")
        done = self.run(verb, *words, *place, *by)
        self.said.append((" ".join((verb, *words[:2])), done.code))

    def records(self) -> dict[str, list[dict[str, object]]]:
        rows = content(self.project)
        return {table: sorted((_plain(row) for row in each), key=str) for table, each in rows.items()}

    def files(self) -> set[str]:
        return {path.relative_to(self.project.folder).as_posix() for path in self.project.results(PERIOD).rglob("*")}

    def whole_period(self) -> None:
        """Take the period through every command, and a reopening of each that has one."""
        inbox, outbox, results = (
            place(PERIOD) for place in (self.project.inbox, self.project.outbox, self.project.results)
        )
        self.do("generate", "2026-11")
        self.do("send", "2026-11", "--send")
        self.do("plan", "2026-11", "--no-pdf", "--send", self.date)
        self.do("answer", "2026-11", "E1", "plan", "--confirmed")
        self.do("status", "2026-11", "--remind", "--send")
        for file in outbox.glob("*.xlsx"):
            fill(file, inbox / file.name, _DOUBTED)
        self.do("collect", "2026-11")
        self.do("confirm", "2026-11", "E2", "bid_doc_score", "--reason", "只有一份标书")
        self.do("calibrate", "2026-11")
        edited(results / calibration_book.FILE, {"E1": ("A", "考评组")})
        self.do("calibrate", "2026-11", "--read")
        self.do("approve", "2026-11", "--send")
        for form in outbox.glob("审批表*.xlsx"):
            book = opened(form)
            decision = column(book.worksheets[0], "decision")
            for row in book.worksheets[0].iter_rows(min_row=6):
                if row[0].value:
                    row[decision - 1].value = "✓ 同意"
            book.save(inbox / form.name)
        self.do("collect", "2026-11")
        self.do("settle", "2026-11", "--paid-out")
        self.do("publish", "2026-11", "--no-pdf", "--send", self.date)
        self.do("appeal", "open", "2026-11", "E1", "--text", "未解决客户数有误")
        self.do("appeal", "decide", "1", "--upheld", "--note", "查证属实", "--set", "unresolved=0")
        fill(inbox / FIRST, inbox / f"新{FIRST}", {"E2": {"bids_won": 0}})
        self.do("collect", "2026-11", "--reopen", "漏报")
        self.do("approve", "2026-11", "E2", "--approved", "--reason", "会上同意")  # asked about anew first: refused
        self.do("approve", "2026-11")
        self.do("approve", "2026-11", "E2", "--approved", "--reason", "会上同意")
        self.do("approve", "2026-11", "E1", "--approved", "--reason", "会上同意")
        self.do("publish", "2026-11", "--no-pdf", self.date)
        self.project = company(self.project.folder, _figures, self.settings)
        self.do("generate", "2026-11", "--reopen", "目标有误")
        self.do("settle", "2026-11", "--reopen", "目标有误")
        self.do("status", "2026-11")
        self.do("ledger", "dossier", "E1")
        self.do("ledger", "export", "E2")
        self.do("ledger", "log", "--csv", str(self.project.folder / "log.csv"))
        self.do("ledger", "rotate-key")
        self.do("ledger", "verify")


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in _OWN | _NUMBERS}


def test_every_command_leaves_the_same_on_postgresql_as_in_a_file(
    tmp_path: Path, postgresql: PostgreSQL, run: Runner
) -> None:
    day = today()  # for both: it may end between them
    places = {"file": "ledger.sqlite", "server": postgresql.database()}
    letters: dict[str, list[str]] = {}
    companies: dict[str, _Company] = {}
    for name, place in places.items():
        post = Postbox()
        with serving(post) as port:
            companies[name] = _Company(tmp_path / name / "公司", place, port, day=day, run=run)
            companies[name].whole_period()
        letters[name] = sorted(post.addresses())
    file, server = companies["file"], companies["server"]
    assert server.said == file.said
    assert [verb for verb, code in file.said if code] == ["approve 2026-11 E2"]
    assert server.records() == file.records()
    assert (letters["server"], server.files()) == (letters["file"], file.files())
    retained = retain(server.project, months=-12, reason="满三年")  # as if a year had passed
    assert (retained.people, verify(Ledger.open(places["server"]))) == (6, [])
    assert not server.project.results(PERIOD).exists()
