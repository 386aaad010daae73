"""Plans and statements by mail, each page with its form to its employee, and forms for approving to their approvers.

All of it is looked at as workbooks are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from presales_xl.cycle.approving.approve import Form
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import Keys, is_whole, keys_of
from presales_xl.cycle.mailing import passwords, privacy
from presales_xl.cycle.mailing.send import Mailed, Parcel, Sending, held, sheets_of
from presales_xl.cycle.publishing.pages import Addressee, Page
from presales_xl.cycle.rosters.roster import Roster, load_roster
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Publication
from presales_xl.people.employees import Employee
from presales_xl.people.stints import person_id
from presales_xl.periods import Period
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang
from presales_xl.workbook import identity
from presales_xl.workbook.identity import Identity, Issued, as_issued
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import Sheets

_VERBS = {"plan": "plan", "statement": "publish", "approval": "approve"}


def prepare_pages(
    project: Project,
    period: Period,
    pages: Sequence[Page],
    lang: Lang,
    *,
    table: Mapping[str, str] | None = None,
    again: Collection[str] = (),
    track: Track = quiet,
) -> list[Parcel]:
    """Return what `send` would do with pages, with nothing sent: each parcel with what stands against it.

    The PDF is what is mailed where there is one, else the page itself; with a `table` of passwords by employee id it is
    the PDF under a password. ProblemsError when the roster is wrong, or an id of `again` is that of nobody's page.
    """
    keys = keys_of(project, make=False)
    sending = Sending.of(project, period, [page.who.employee_id for page in pages], table=table, again=again)
    check, owners = _looking(project, period, keys, lang)
    for page in pages:
        owners.setdefault(page.who.email.casefold(), {})[page.who.employee_id] = page.who.name
    parcels = []
    for page in pages:
        file = page.pdf if page.pdf.is_file() else page.file
        parcels.append(sending.parcel(_mailed(page.now, page.who), file, [page.form]))
    forms = sheets_of([parcel.enclosed[0] if parcel.enclosed else ("", b"") for parcel in parcels], track)
    checked = []
    for page, parcel, form in zip(pages, parcels, forms, strict=True):
        if parcel.state in ("ready", "held") and form is not None:
            [(_, data)] = parcel.enclosed
            against = [*_same_address(parcel.mailed, owners), *check.page(page, parcel.data)]
            checked.append(held(parcel, [*against, *check.form(page.now, parcel.mailed, data, form)]))
        else:
            checked.append(parcel)
    return checked


def prepare_forms(
    project: Project,
    period: Period,
    forms: Sequence[Form],
    lang: Lang,
    *,
    table: Mapping[str, str] | None = None,
    again: Collection[str] = (),
    track: Track = quiet,
) -> list[Parcel]:
    """Return what `send` would do with forms for approving, with nothing sent: each with what stands against it.

    With a `table` of passwords by approver the forms go under these. ProblemsError when the roster is wrong, or `again`
    names nobody who has a form.
    """
    keys = keys_of(project, make=False)
    sending = Sending.of(project, period, [form.approver for form in forms], table=table, again=again)
    check, owners = _looking(project, period, keys, lang)
    parcels = [sending.parcel(_mailed_form(form), form.file) for form in forms]
    sheets = sheets_of([(parcel.file.name, parcel.data) for parcel in parcels], track)
    return [
        held(
            parcel, [*_same_address(parcel.mailed, owners), *check.form(form.told, parcel.mailed, parcel.data, content)]
        )
        if content is not None
        else parcel
        for form, parcel, content in zip(forms, parcels, sheets, strict=True)
    ]


def _mailed_form(form: Form) -> Mailed:
    who = Addressee(form.approver, form.approver, "", form.email)
    return replace(_mailed(form.told, who), people=len(form.told.facts["people"]))


def _mailed(now: Publication, who: Addressee) -> Mailed:
    return Mailed(
        f"publication {now.id}",
        _VERBS[now.document],
        kind=now.document,
        recipient_id=who.employee_id,
        recipient=who.name,
        team=who.team,
        address=who.email,
        issue=now.revision,
        seal=f"{now.document} {now.digest}",
        due=now.answer_by,
    )


def _looking(project: Project, period: Period, keys: Keys, lang: Lang) -> tuple["_Check", dict[str, dict[str, str]]]:
    """Return what looks for others in what is mailed of a period, and whose each address is."""
    with Ledger.open(project.ledger, create=False).reading() as read:
        issued = issuing.roster(read, period.text)
    check = _Check(project, _everybody(load_roster(project, lang, period), issued), issued, keys, lang=lang)
    return check, _owners(check.roster)


def _everybody(roster: Roster, issued: Roster) -> Roster:
    """Return the roster of today with those as well whom a period was issued for and who are not on it any more."""
    known = {employee.employee_id for employee in roster.employees}
    gone = [employee for employee in issued.employees if employee.employee_id not in known]
    return replace(
        roster,
        employees=[*roster.employees, *gone],
        managers={**issued.managers, **roster.managers},
        raters={**issued.raters, **roster.raters},
    )


def _owners(roster: Roster) -> dict[str, dict[str, str]]:
    """Return whose each address is, in small letters: names by id."""
    people = [(each.email, each.employee_id, each.name) for each in roster.employees]
    people += [(each.email, each.manager_id, each.name) for each in roster.managers.values()]
    people += [(each.email, each.rater_id, each.name) for each in roster.raters.values()]
    people += [(each.approver_email, each.approver, each.approver) for each in roster.managers.values()]
    owners: dict[str, dict[str, str]] = {}
    for email, key, name in people:
        owners.setdefault(email.casefold(), {})[key] = name
    return owners


def _same_address(mailed: Mailed, owners: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Yield that an address is somebody else's too; under another id with the same name it is the same person."""
    sharing = owners.get(mailed.address.casefold(), {}) if mailed.address else {}
    named = mailed.recipient
    if others := [f"{key} {name}" for key, name in sharing.items() if key != mailed.recipient_id and name != named]:
        fields = {"id": mailed.recipient_id, "name": named, "address": mailed.address, "others": others}
        yield Problem("send.same_address", fields=fields)


class _Check:
    """Looks for others on pages and forms; `roster` is everybody, `issued` the roster as the period was issued."""

    def __init__(self, project: Project, roster: Roster, issued: Roster, keys: Keys, *, lang: Lang) -> None:
        self.project = project
        self.roster = roster
        self.issued = issued
        self.keys = keys
        self.lang = lang
        self.employees: dict[str, Employee] = {each.employee_id: each for each in issued.employees}
        self.sources = {role: as_issued(plan) for role, plan in issued.roles.items()}

    def page(self, page: Page, data: bytes) -> list[Problem]:
        """Return what stands against a page, in what is mailed and in the page of HTML that says the same."""
        places = {page.file.name: privacy.words_of_page(page.file.read_bytes() if page.file.is_file() else data)}
        if data.startswith(b"%PDF"):
            try:
                places[page.pdf.name] = passwords.words_of_pdf(PdfReader(BytesIO(data)))
            except (PyPdfError, ValueError, KeyError, OSError) as error:
                return [Problem("privacy.unreadable", Place(), {"reason": str(error)[:100]})]
        ordinary = [self.project.company, page.who.team, page.now.period, *self.sources]
        who = page.who.employee_id
        stints = [each for key, each in self.employees.items() if person_id(key) == person_id(who)]
        managers = {each.manager_id for each in stints}
        ordinary += [self.sources.get(each.role, "") for each in stints]
        return privacy.check_page(places, self.roster, who, managers, ordinary=ordinary, lang=self.lang)

    def form(self, now: Publication, mailed: Mailed, data: bytes, form: Sheets | list[Problem]) -> Sequence[Problem]:
        """Return what stands against a form for answering, given by its bytes and what was read in them."""
        if isinstance(form, list):
            return form
        expected = Identity(
            self.project.company,
            now.period,
            kind="answer",
            recipient_id=mailed.recipient_id,
            recipient=mailed.recipient,
            team=mailed.team,
            lang=self.lang,
            issue=now.revision,
        )
        issued = identity.read(form.get(IDENTITY, ()))
        asks = issued is not None and (issued.document, issued.facts) == (now.document, now.digest)
        other = [] if asks else [Problem("privacy.other_page", fields={"expected": expected.recipient})]
        key = next((key for key in self.keys.by_digest if issued and is_sealed(issued, self.keys, key)), "")
        return [*other, *privacy.check(form, data, self.roster, expected, seal=self.keys.seal(key))]


def is_sealed(issued: Issued, keys: Keys, key: str) -> bool:
    """Return whether a form was sealed with one of the project's keys."""
    return is_whole(issued.seal, issued.digest(), keys.seal(key))
