"""Plans and statements by mail, each page with its form to its employee, and forms for approving to their approvers.

All of it is looked at as workbooks are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from presales_xl.cycle.answering import identity_of
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import Keys, is_whole, keys_of
from presales_xl.cycle.mailing import encryption, privacy
from presales_xl.cycle.mailing.privacy import Everybody
from presales_xl.cycle.mailing.send import Parcel, Sending, held, of_publication, sheets_of
from presales_xl.cycle.publishing.pages import Page
from presales_xl.cycle.publishing.withdrawn import withdrawn
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.grouping import grouped
from presales_xl.ledger import issues
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
from presales_xl.workbook.identity import as_issued
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import Sheets


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
    """Return what `send` would do with pages or forms for approving, with nothing sent: each with what stands against.

    The PDF is what is mailed where there is one, else the page itself; with a `table` of passwords by recipient id it
    is the PDF under a password, or the form for approving. ProblemsError when the roster is wrong, or an id of `again`
    is that of nobody who gets something.
    """
    keys = keys_of(project, make=False)
    sending = Sending.of(project, period, [page.now.employee_id for page in pages], table=table, again=again)
    roster = load_roster(project, lang, period)
    pages = [_addressed(page, roster) for page in pages]
    check, owners = _looking(project, period, roster, keys=keys, lang=lang)
    parcels = []
    for page in pages:
        if page.now.document != "approval":
            owners.setdefault(page.email.casefold(), {})[page.now.employee_id] = page.now.name
        file, beside = page.mailed
        parcels.append(sending.parcel(of_publication(page.now, page.email), file, beside))
    forms = sheets_of([next(iter(parcel.enclosed), ("", parcel.data))[1] for parcel in parcels], track)
    return [
        parcel if form is None else held(parcel, [*_same_address(page, owners), *check.all(page, parcel, form)])
        for page, parcel, form in zip(pages, parcels, forms, strict=True)
    ]


def _addressed(page: Page, roster: Roster) -> Page:
    """Return a page to the address that the roster of now gives, whatever it was when the period was issued."""
    return replace(page, email=roster.address_of(page.now.document, page.now.employee_id, page.email))


def _looking(
    project: Project, period: Period, roster: Roster, keys: Keys, lang: Lang
) -> tuple["_Check", dict[str, dict[str, str]]]:
    """Return what looks for others in what is mailed of a period, and whose each address is."""
    with Ledger.open(project.ledger, create=False).reading() as read:
        issued = issuing.roster(read, period.text)
        gone = [each.employee for each in withdrawn(read, period.text)]
        managers: dict[str, set[str]] = {}
        for book in (each for each in issues.all_of(read, period.text) if each.kind == "manager"):
            for key in issuing.people_of(book):
                managers.setdefault(person_id(key), set()).add(book.recipient_id)
    everybody = _everybody(roster, issued, gone)
    check = _Check(project, everybody, issued, managers, keys=keys, lang=lang)
    return check, _owners(check.everybody.roster)


def _everybody(roster: Roster, issued: Roster, told: Sequence[Employee]) -> Roster:
    """Return the roster of today with those as well whom a period was issued for, or who were `told` something of it.

    They are those who are not on it any more.
    """
    known = {employee.employee_id for employee in roster.employees}
    gone = [employee for employee in (*issued.employees, *told) if employee.employee_id not in known]
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


def _same_address(page: Page, owners: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Yield that an address is somebody else's too; under another id with the same name it is the same person."""
    who, named = page.now.employee_id, page.now.name
    sharing = owners.get(page.email.casefold(), {}) if page.email else {}
    if others := [f"{key} {name}" for key, name in sharing.items() if key != who and name != named]:
        fields = {"id": who, "name": named, "address": page.email, "others": others}
        yield Problem("send.same_address", fields=fields)


class _Check:
    """Looks for others on pages and forms; `roster` is everybody, `issued` the roster as the period was issued.

    `managers` are those of each person in any issue of the period: a page that says that somebody has another one now
    names both.
    """

    def __init__(
        self,
        project: Project,
        roster: Roster,
        issued: Roster,
        managers: Mapping[str, Collection[str]],
        *,
        keys: Keys,
        lang: Lang,
    ) -> None:
        self.project = project
        self.everybody = Everybody(roster)
        self.managers = managers
        self.keys = keys
        self.lang = lang
        self.stints = grouped(issued.employees, lambda each: person_id(each.employee_id))
        self.sources = {role: as_issued(plan) for role, plan in issued.roles.items()}

    def all(self, page: Page, parcel: Parcel, form: Sheets | list[Problem]) -> Iterator[Problem]:
        """Yield what stands against a parcel: against the page, where there is one, and against the form."""
        if parcel.enclosed:
            yield from self.page(page, parcel.data)
        [(_, data)] = parcel.enclosed or [("", parcel.data)]
        yield from self.form(page.now, data, form)

    def page(self, page: Page, data: bytes) -> list[Problem]:
        """Return what stands against a page, in what is mailed and in the page of HTML that says the same."""
        places = {page.file.name: privacy.words_of_page(page.file.read_bytes() if page.file.is_file() else data)}
        if data.startswith(b"%PDF"):
            from pypdf import PdfReader  # noqa: PLC0415 - most pages are HTML
            from pypdf.errors import PyPdfError  # noqa: PLC0415

            try:
                places[page.pdf.name] = encryption.words_of_pdf(PdfReader(BytesIO(data)))
            except (PyPdfError, ValueError, KeyError, OSError) as error:
                return [Problem("privacy.unreadable", Place(), {"reason": str(error)[:100]})]
        ordinary = [self.project.company, page.now.team, page.now.period, *self.sources]
        who = page.now.employee_id
        stints = self.stints.get(person_id(who), ())
        managers = self.managers.get(person_id(who), ())
        ordinary += [self.sources.get(each.role, "") for each in stints]
        return privacy.check_page(places, self.everybody, who, managers, ordinary=ordinary, lang=self.lang)

    def form(self, now: Publication, data: bytes, form: Sheets | list[Problem]) -> Sequence[Problem]:
        """Return what stands against a form for answering, given by its bytes and what was read in them."""
        if isinstance(form, list):
            return form
        expected = identity_of(self.project, now, self.lang)
        issued = identity.read(form.get(IDENTITY, ()))
        asks = issued is not None and (issued.document, issued.facts) == (now.document, now.digest)
        other = [] if asks else [Problem("privacy.other_page", fields={"expected": expected.recipient})]
        digest = issued.digest() if issued else ""
        key = next((k for k in self.keys.by_digest if issued and is_whole(issued.seal, digest, self.keys.seal(k))), "")
        return [*other, *privacy.check(form, data, self.everybody, expected, seal=self.keys.seal(key))]
