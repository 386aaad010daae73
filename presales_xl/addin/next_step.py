"""How far a period is, as HR's buttons see it, and which of them comes next: for the period and for each recipient."""

from dataclasses import dataclass

from presales_xl.cycle.collecting.status import Return, Status, status
from presales_xl.ledger import appeals, deliveries
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import TooEarlyError
from presales_xl.texts import Lang


@dataclass(frozen=True)
class Month:
    """A period: how far it is, None before anything is issued; whether mails may be sent and were; open appeals."""

    now: Status | None
    mails: bool = False
    sent: bool = False
    appeals: int = 0

    def next_for(self, each: Return) -> str:
        """Return the button that comes next for a recipient, "" for none."""
        match each.state:
            case "complete":
                return ""
            case "confirm":
                return "confirm_entries"
            case "missing" if self.mails and not self.sent:
                return "send_documents"
        return "remind"

    @property
    def next_command(self) -> str:
        """Return the button of the ribbon that comes next in the period."""
        if self.now is None:
            return "generate_workbooks"
        states = {mark.kind for mark in self.now.states()}
        if "published" in states:
            return "decide_appeals" if self.appeals else "verify_ledger"
        if "settled" in states:
            return "publish_results"
        if self.now.waiting:
            return "collect_returns"
        if waiting := [self.next_for(each) for each in self.now.returns if each.state != "complete"]:
            return max(waiting, key=waiting.count)
        if self.now.uncalibrated:
            return "calibrate_grades"
        if any(each.state != "approved" for each in self.now.approvals.values()):
            return "approve_results"
        return "settle_pay"


def month_of(project: Project, period: Period, lang: Lang) -> Month:
    """Return how far a period is; ProblemsError as `status`, but for a period of which nothing is issued yet."""
    try:
        now = status(project, period, lang)
    except TooEarlyError:
        return Month(None)
    with Ledger.open(project.ledger, create=False).reading() as read:
        sent = any(each.document.startswith("workbook") for each in deliveries.all_of(read, period.text))
        sent = sent or any(each.state != "missing" for each in now.returns)  # by hand
        undecided = sum(not each.decided_at for each in appeals.all_of(read, period.text))
    return Month(now, mails=bool(project.settings.mail.sender), sent=sent, appeals=undecided)
