"""How HR's buttons mail: who would get what is listed first, then names are chosen, and what was sent is listed."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from presales_xl.addin.hr_steps import PeriodStep, StepResult
from presales_xl.addin.own_sheet import link_to
from presales_xl.addin.ribbon import first_few
from presales_xl.cycle.mailing import passwords
from presales_xl.cycle.mailing.send import Parcel, hand_over, in_words, send, to_hand_over
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang, text
from presales_xl.titled_table import TitledTable

_NAMED = 20  # recipients that a question names
_ENDINGS = ("csv", "xlsx")
#: Returns the parcels: with passwords by recipient id, and the ids of those who get something once more.
Prepare = Callable[[Mapping[str, str] | None, Collection[str]], Sequence[Parcel]]
#: The parcels, and what is odd about all of them.
Mailing = tuple[Prepare, Sequence[Problem]]


def mail(step: PeriodStep, prepare: Prepare, notices: Sequence[Problem] = (), *, files: bool = True) -> StepResult:
    """List who would get what, and mail it to those that are chosen; `files` may be put under passwords.

    Without a sender in the settings they are listed only. What is odd about all of it are `notices`, told before it is
    agreed to. ProblemsError as `prepare` and `send`.
    """
    lang = step.lang
    parcels = prepare(None, ())
    if not parcels:
        return StepResult([text(lang, "send.nobody")], notices)
    preview = text(lang, "hr.mail.preview", counts=in_words(parcels, lang))
    would = _told(step, [preview], parcels, notices)
    if not step.project.settings.mail.is_set:
        return _by_hand(step, parcels, replace(would, lines=[preview, text(lang, "hr.mail.set")]))
    step.show(would)
    open_ones = [parcel for parcel in parcels if parcel.state != "held" or parcel.lacks_passwords]
    if not open_ones:
        return would
    chosen = _chosen(step, preview, open_ones)
    once_more = [each for each in chosen if not _is_new(each)]
    again = [each.mailed.recipient_id for each in once_more]
    if again:
        step.agree(text(lang, "hr.mail.again", people=_people(once_more, lang)), proposed=False)
    table = _passwords(step, proposed=any(each.lacks_passwords for each in chosen)) if files else None
    if again or table is not None:
        whom = {each.mailed.document for each in chosen}
        chosen = [each for each in prepare(table, again) if each.mailed.document in whom]
    mailable = [each for each in chosen if each.state != "held"]
    held = [problem for each in chosen if each.state == "held" for problem in each.problems]
    if not mailable:
        return _told(step, [text(lang, "hr.mail.nobody", count=len(chosen))], chosen, notices)
    step.agree(
        text(lang, "hr.mail.agree", count=len(mailable), people=_people(mailable, lang)),
        [*notices, *held],
        proposed=False,
    )
    sent, failures = send(step.project, step.period, chosen, step.project.lang, track=step.ask.track)
    told = _told(step, [text(lang, "send.finished", counts=in_words(sent, lang))], sent)
    return replace(told, problems=[*told.problems, *failures], goes_on=False)


def _by_hand(step: PeriodStep, parcels: Sequence[Parcel], listed: StepResult) -> StepResult:
    """Return what is to be sent by hand, noted as sent where HR says that it is."""
    left = to_hand_over(parcels)
    if not left:
        nobody = text(step.lang, "send.nobody")
        return replace(listed, lines=[nobody], goes_on=any(parcel.problems for parcel in parcels))
    step.show(listed)
    if not step.ask.yes(text(step.lang, "hr.mail.by_hand", count=len(left)), proposed=False):
        return listed
    whom = step.chosen_of(text(step.lang, "hr.mail.whom_by_hand"), [*map(_name, left)]) if len(left) > 1 else [0]
    noted = {each.mailed: each for each in hand_over(step.project, step.period, [left[place] for place in whom])}
    now = _told(step, [], [noted.get(each.mailed, each) for each in parcels])
    line = text(step.lang, "send.handed_over", count=len(noted))
    return replace(now, lines=[line], problems=listed.problems, goes_on=False)


def _chosen(step: PeriodStep, preview: str, parcels: Sequence[Parcel]) -> Sequence[Parcel]:
    """Return the parcels of those whom HR names; all are those that are ready, and where none is nobody is proposed."""
    ready = [parcel for parcel in parcels if _is_new(parcel)]
    names = [_name(parcel) if _is_new(parcel) else _with_state(parcel, step.lang) for parcel in parcels]
    places = step.chosen_of(text(step.lang, "hr.mail.whom", preview=preview), names, are_proposed=bool(ready))
    everybody = len(places) == len(parcels) and bool(ready)
    return ready if everybody else [parcels[place] for place in places]


def _is_new(parcel: Parcel) -> bool:
    """Return whether something is to go out that has not gone out yet, perhaps under a password that is yet to come."""
    return parcel.state == "ready" or parcel.lacks_passwords


def _people(parcels: Sequence[Parcel], lang: Lang) -> str:
    """Return who recipients are, by name; those who are called alike with what tells them apart."""
    alike = Counter(parcel.mailed.recipient for parcel in parcels)
    names = [_name(each) if alike[each.mailed.recipient] > 1 else each.mailed.recipient for each in parcels]
    return first_few(names, _NAMED, lang)


def _name(parcel: Parcel) -> str:
    """Return how a recipient is chosen: by name, with the id where that says more."""
    mailed = parcel.mailed
    parts = [mailed.recipient, mailed.recipient_id] if mailed.recipient_id != mailed.recipient else [mailed.recipient]
    return " ".join([*parts, *([mailed.team] if mailed.team else [])])


def _with_state(parcel: Parcel, lang: Lang) -> str:
    """Return how somebody is chosen who was sent it, or may have been."""
    return text(lang, "buttons.enter_answers.given", who=_name(parcel), said=text(lang, f"send.state.{parcel.state}"))


def _passwords(step: PeriodStep, *, proposed: bool) -> Mapping[str, str] | None:
    """Return the passwords of a table that is chosen, None where none are wanted; proposed where there were some."""
    kinds = [text(step.lang, f"hr.mail.{key}") for key in ("plain", "protected")]
    if step.chosen(text(step.lang, "hr.mail.password"), kinds, proposed=int(proposed)) == 0:
        return None
    return password_table(step, passwords.LEAST)


def password_table(step: PeriodStep, least: int = 1) -> Mapping[str, str]:
    """Return the passwords of a table that is chosen; raises CancelledError for none, and as `passwords.read`."""
    return passwords.read(step.files(text(step.lang, "hr.mail.table"), _ENDINGS)[0], least)


def _told(
    step: PeriodStep, lines: Sequence[str], parcels: Sequence[Parcel], notices: Sequence[Problem] = ()
) -> StepResult:
    lang = step.lang
    heads = [text(lang, f"send.column.{key}") for key in ("recipient", "address", "state", "file")]
    rows = [
        [
            each.mailed.recipient,
            each.address,
            text(lang, f"send.state.{each.state}"),
            each.said or link_to(each.file if each.file.name else None),
        ]
        for each in parcels
    ]
    problems = [*notices, *(problem for parcel in parcels for problem in parcel.problems)]
    return StepResult(lines, problems, tables=[TitledTable(text(lang, "hr.mail.list"), heads, rows)], goes_on=True)
