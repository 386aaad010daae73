"""Several files of one recipient: which of them counts, and what they say otherwise.

Of the newest issue that came back it is the file that was saved last. Where the clock of one of two files cannot be
believed (see `judge`) it is the one of them that came last.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from presales_xl.backends.words import own_name
from presales_xl.cycle.collecting.judge import JudgedFile
from presales_xl.cycle.generating import issuing, upheld
from presales_xl.cycle.standing import Standings
from presales_xl.ledger import issues, payments, submissions
from presales_xl.ledger.kept_results import Result
from presales_xl.ledger.step import Reading, Step
from presales_xl.ledger.submissions import Submission
from presales_xl.people import stints
from presales_xl.people.appraised import Appraised, fen, yuan
from presales_xl.people.employees import Employee
from presales_xl.people.entries import fillable, texts_of
from presales_xl.people.notices import ChangedEntry, ChangedResult, OverruledEntry
from presales_xl.periods import Period
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, warning
from presales_xl.texts import Lang, first_of, text
from presales_xl.workbook.formulas import entry_in_words

_NOTHING = "—"
_NAMED = 10  # entries that a message names
_UNSEEN = 2**62  # the number of a file that the ledger has not seen: later than all
_Whose = tuple[str, str]


def record(step: Step, period: Period, judged: Sequence[JudgedFile], lang: Lang) -> list[JudgedFile]:
    """Record files, those of one recipient in the order in which they came, and return them as they are given.

    One that begins to count says what it changes of what counted, and what an upheld appeal keeps from counting; one of
    which another counts instead, what differs.
    """
    books = {each.id: each for each in issues.all_of(step, period.text)}
    known = {each.digest: each for each in submissions.all_of(step, period.text)}
    counted: dict[_Whose, Submission] = {
        books[each.workbook_id or 0].whose: each for each in submissions.counting(step, period.text)
    }
    came: dict[str, JudgedFile] = {}
    for each in _as_they_came(judged):
        came.setdefault(each.digest, each)
    usable = {digest: file for digest, file in came.items() if file.counts}
    number_of_issue = {each.id: each.issue for each in books.values()}
    newest = _newest(period, known=known, counted=counted, came=came, number_of_issue=number_of_issue)
    instead: dict[str, Submission] = {}
    decided = upheld.decided(step, period.text)
    for digest, file in usable.items():
        whose = books[file.workbook.id].whose if file.workbook else ("", "")
        before, version = counted.get(whose), newest.get(whose) or _instead_of(digest, known)
        if version is not None and version.digest != digest:
            instead[digest] = version
            is_plain = version.digest in usable and _is_plainly_newer(version, file, known)
            came[digest] = _superseded(step, file, version, usable, is_plain=is_plain, lang=lang)
        elif file.workbook is not None and (before is None or before.digest != digest):
            told = [each.at(file=file.file) for each in _begins(step, decided, file, before, lang=lang)]
            came[digest] = replace(file, problems=[*file.problems, *told])
    numbers = {each.digest: each.id for each in counted.values()}
    recorded = submissions.record(step, [(file.submission(period), file.entered) for file in came.values()])
    numbers |= {each.digest: each.id for each in recorded}
    for whose, before in counted.items():
        if whose in newest and newest[whose].digest != before.digest:
            instead[before.digest] = newest[whose]
    for digest, version in instead.items():
        submissions.supersede(step, numbers[digest], version.id or numbers[version.digest])
    return [replace(came[each.digest], path=each.path, file=each.file) for each in judged]


def _begins(
    read: Reading, decided: upheld.Decided, file: JudgedFile, before: Submission | None, *, lang: Lang
) -> Iterator[Problem]:
    """Yield what there is to tell of a file that begins to count, maybe instead of one that counted `before`.

    What an upheld appeal has put right counts before and after, whatever the files say, and whoever handed in the file
    to which the appeal was made: that an entry says otherwise is told by itself.
    """
    now = _entered(file)
    if before is not None:
        was = _entered(file, submissions.entered(read, before.id))
        yield from differences(read, _as_decided(was, decided), _as_decided(now, decided), lang)
    for employee in (each for each in file.entered if each.employee_id in decided):
        plan = issuing.plan_issued(read, employee.scheme)
        yield from _overruled(plan, employee, decided[employee.employee_id], _fixed(file), lang=lang)


def _as_decided(people: Sequence[Employee], decided: upheld.Decided) -> list[Employee]:
    """Return people with what counts of their entries: what appeals have put right in place of what was handed in."""
    return [replace(each, entries={**each.entries, **decided.get(each.employee_id, {})}) for each in people]


def _overruled(
    plan: Plan, who: Employee, decided: Mapping[str, float], fixed: Mapping[str, Collection[str]], *, lang: Lang
) -> Iterator[Problem]:
    """Yield a warning of each entry that says otherwise than an upheld appeal; a blank one says nothing."""
    for spec in (spec for spec in fillable(plan) if spec.id in decided):
        found, counts = who.entries.get(spec.id, math.nan), decided[spec.id]
        if not (math.isnan(found) or found == counts):
            fields = {"id": who.employee_id, "person": who.name, "name": own_name(spec, lang)}
            words = {
                key: entry_in_words(plan, spec, each, lang) for key, each in (("found", found), ("counts", counts))
            }
            code = "collect.upheld_given" if spec.id in fixed.get(who.employee_id, ()) else "collect.upheld"
            yield OverruledEntry(code, who.places.get(spec.id, Place()), {**fields, **words}, "warning")


def _as_they_came(judged: Sequence[JudgedFile]) -> list[JudgedFile]:
    """Return files in the order in which they are given, but those of one recipient as they came."""
    first: dict[object, int] = {}
    for place, file in enumerate(judged):
        first.setdefault(_recipient(file), place)
    return sorted(judged, key=lambda file: (first[_recipient(file)], file.arrived))


def _recipient(file: JudgedFile) -> object:
    return file.workbook.whose if file.workbook else file.digest


def _instead_of(digest: str, known: Mapping[str, Submission]) -> Submission | None:
    """Return what counts instead of a file that was replaced once, and so for always."""
    before = known.get(digest)
    if before is None or before.superseded_by is None:
        return None
    return next(each for each in known.values() if each.id == before.superseded_by)


def _newest(
    period: Period,
    *,
    known: Mapping[str, Submission],
    counted: Mapping[_Whose, Submission],
    came: Mapping[str, JudgedFile],
    number_of_issue: Mapping[int, int],
) -> dict[_Whose, Submission]:
    """Return the file that counts of each recipient: of those that came now, or the one that counted so far.

    `came` and `known` are by digest: the files of this run, in the order in which they came, and those seen before.
    """
    versions = {whose: [each] for whose, each in counted.items() if each.digest not in came or came[each.digest].counts}
    for digest, file in came.items():
        if file.workbook is not None and file.counts and _instead_of(digest, known) is None:
            of_recipient = versions.setdefault(file.workbook.whose, [])
            if all(each.digest != digest for each in of_recipient):
                of_recipient.append(file.submission(period))

    def came_as(file: Submission) -> int:
        return known[file.digest].id if file.digest in known else _UNSEEN

    return {whose: latest(sorted(files, key=came_as), number_of_issue) for whose, files in versions.items()}


def latest(files: Sequence[Submission], number_of_issue: Mapping[int, int]) -> Submission:
    """Return which one counts of files of one recipient that stand in the order in which they came.

    Each takes the place of the one that counted until it came, unless it is of an older issue or, in the same issue,
    both clocks are believed and say that it was saved earlier: so it does not matter how many are collected at once.
    """
    counts = files[0]
    for file in files[1:]:
        newer_by = number_of_issue[file.workbook_id or 0] - number_of_issue[counts.workbook_id or 0]
        if newer_by > 0 or (newer_by == 0 and not "" < file.saved < counts.saved):
            counts = file
    return counts


def _is_plainly_newer(version: Submission, file: JudgedFile, known: Mapping[str, Submission]) -> bool:
    """Return whether what counts instead of a file is plainly the newer one.

    Of a file that has counted it is, unless the clocks contradict that; of any other where both clocks say so, and it
    did not count before that file came.
    """
    before = known.get(file.digest)
    if before is not None and before.verdict != "set_aside":
        return not "" < version.saved < file.saved
    return "" < file.saved < version.saved and version.digest not in known


def _superseded(
    read: Reading,
    file: JudgedFile,
    version: Submission,
    usable: Mapping[str, JudgedFile],
    *,
    is_plain: bool,
    lang: Lang,
) -> JudgedFile:
    """Return a file of which a newer one counts instead.

    It is no harm where both say the same, or where it `is_plain` that the other is the newer one: a correction.
    """
    counts = usable[version.digest].entered if version.digest in usable else submissions.entered(read, version.id)
    changes = list(differences(read, _entered(file), _entered(file, counts), lang))
    if not changes and {each.employee_id for each in file.entered} & {each.employee_id for each in counts}:
        same = warning("collect.same", Place(file=file.file), newer=version.file)
        return replace(file, problems=[same], confirmed=())
    sentences = [text(lang, "collecting.difference", **each.fields) for each in changes]
    listed = first_of(sentences, _NAMED, lang, "collecting.and_more")
    fields = {"newer": version.file, "count": len(changes), "differences": listed or ["—"]}
    differs = Problem("collect.superseded", Place(file=file.file), fields)
    if is_plain:
        differs = warning("collect.replaced", differs.place, **fields)
    return replace(file, problems=[differs], confirmed=())


def _entered(file: JudgedFile, people: Sequence[Employee] | None = None) -> list[Employee]:
    """Return people, by default those of a file, with what was theirs to enter in it who returned it."""
    fixed = _fixed(file)
    entered = []
    for each in file.entered if people is None else people:
        left_out = fixed.get(each.employee_id, set())
        entries = {key: value for key, value in each.entries.items() if key not in left_out}
        texts = {key: words for key, words in each.texts.items() if key not in left_out}
        entered.append(replace(each, entries=entries, texts=texts))
    return entered


def _fixed(file: JudgedFile) -> dict[str, set[str]]:
    """Return the column ids that were not theirs to enter who returned a file, by employee id."""
    content = file.workbook.content if file.workbook else {}
    return {person["id"]: {*person["locked"], *person["awaited"]} for person in content.get("people", ())}


def effects(
    step: Step,
    period: Period,
    judged: Sequence[JudgedFile],
    *,
    current: Standings,
    before: Mapping[str, Result],
    lang: Lang,
) -> list[JudgedFile]:
    """Return the files with what their changes do to total, grade and pay by now, and record that with them.

    `before` are the results by employee id as they were when the files that counted before had been computed.
    """
    people = {person.employee_id: person for person in current.everybody}
    files_told, recorded = [], []
    for file in judged:
        changed = (str(each.fields["id"]) for each in file.problems if isinstance(each, ChangedEntry))
        ids = dict.fromkeys(map(stints.person_id, changed))
        told = [each for each in file.problems if isinstance(each, ChangedResult)]
        if told:
            found = (_by_now(each, people, lang) for each in told)
        else:
            found = (_effect(people[key], before.get(key), "collect.effect", lang) for key in ids if key in people)
        if ids and (effects_of := [each.at(file=file.file) for each in found if each]) != told:
            others = [each for each in file.problems if not isinstance(each, ChangedResult)]
            files_told.append(replace(file, problems=[*others, *effects_of]))
            recorded.append((files_told[-1].submission(period), file.entered))
        else:
            files_told.append(file)
    submissions.record(step, recorded)
    return files_told


def since_settled(
    read: Reading, period: Period, *, current: Standings, before: Mapping[str, Result], lang: Lang
) -> Iterator[Problem]:
    """Yield a warning of those who are complete again, as they were not `before`, with other pay than was settled.

    Their settled results were reopened: nobody has been told since what the new entries make of them.
    """
    settled: Counter[str] = Counter()
    for (employee_id, _), amount in payments.paid(read, period.text).items():
        settled[employee_id] += amount
    open_still = {who.employee_id for role in current.roles for who in role.incomplete}
    again = (who for who in current.everybody if who.employee_id in settled.keys() - open_still)
    now = {who.employee_id: who for who in again if who.employee_id in before and not before[who.employee_id].complete}
    people = [
        text(lang, "collecting.since_settled", id=key, name=who.name, before=yuan(settled[key]), after=yuan(money))
        for key, who in now.items()
        for money in [sum(map(fen, who.pay.values()))]
        if money != settled[key]
    ]
    if people:
        named = first_of(people, _NAMED, lang)
        yield warning("collect.since_settled", people=named, count=len(people), period=period.text)


def by_others(
    fresh: Sequence[JudgedFile], *, current: Standings, before: Mapping[str, Result], lang: Lang
) -> list[Problem]:
    """Return notices of the people whose results changed though what is entered of them did not: by their cohort.

    `fresh` are the files that did not count before, `before` the results by employee id as they were, of those whose
    results are written anew.
    """
    problems = (each for file in fresh for each in file.problems if isinstance(each, ChangedEntry))
    changed_by_hand = {stints.person_id(str(each.fields["id"])) for each in problems}
    effects = []
    for person in current.everybody:
        was = before.get(person.employee_id)
        if was is None or person.employee_id in changed_by_hand or not _is_entered_alike(was, person):
            continue
        effect = _effect(person, was, "collect.by_others", lang)
        if effect and any(effect.fields[f"{result}_before"] != _NOTHING for result in ("total", "grade", "pay")):
            cause = text(lang, "collecting.by_others")
            effects.append(replace(effect, fields={**effect.fields, "name": cause}))
    return effects


def _is_entered_alike(was: Result, person: Appraised) -> bool:
    now = person.employee.entries
    return all(_same(was.entries.get(key, math.nan), now.get(key, math.nan)) for key in {*was.entries, *now})


def _effect(person: Appraised, before: Result | None, code: str, lang: Lang) -> Problem | None:
    """Return the notice of how total, grade and pay of a person have changed, None where they have not."""
    fields: dict[str, object] = {"id": person.employee_id, "person": person.name}
    fields |= _results(person, before.columns if before else {}, "before", lang)
    fields |= _results(person, person.outcome.values, "after", lang)
    effects = _effects(fields, lang)
    return ChangedResult(code, fields={**fields, "effects": effects}, severity="warning") if effects else None


def _by_now(told: Problem, people: Mapping[str, Appraised], lang: Lang) -> Problem | None:
    """Return the notice of how results of somebody have changed by now, None where they are as before again."""
    person = people.get(str(told.fields["id"]))
    fields = {**told.fields, **(_results(person, person.outcome.values, "after", lang) if person else {})}
    effects = _effects(fields, lang)
    return replace(told, fields={**fields, "effects": effects}) if effects else None


def _results(person: Appraised, values: Mapping[str, float], when: str, lang: Lang) -> dict[str, str]:
    """Return total, grade and pay of somebody in words, as the fields of a notice have them."""
    plan, found = person.outcome.plan, dict[str, str]()
    for name, key in {"total": "total", "grade": "grade", "pay": plan.pay_total()}.items():
        value = values.get(key, math.nan)
        is_there = math.isfinite(value)
        found[f"{name}_{when}"] = entry_in_words(plan, plan.columns[key], value, lang) if is_there else _NOTHING
    return found


def _effects(fields: Mapping[str, object], lang: Lang) -> list[str]:
    """Return what has changed of total, grade and pay, as the fields of a notice say it."""
    both = ((name, fields[f"{name}_before"], fields[f"{name}_after"]) for name in ("total", "grade", "pay"))
    return [text(lang, f"collecting.effect.{name}", before=was, after=now) for name, was, now in both if was != now]


def once_each(notices: Sequence[Problem], lang: Lang) -> list[Problem]:
    """Return the notices of several readings one after the other (see `by_others`), one of each person for all of them.

    Who comes out as before is not told of.
    """
    of_person: dict[object, Problem] = {}
    for each in notices:
        known = of_person.get(each.fields["id"], each)
        before = {name: value for name, value in known.fields.items() if name.endswith("_before")}
        fields = {**each.fields, **before}
        of_person[each.fields["id"]] = replace(each, fields={**fields, "effects": _effects(fields, lang)})
    return [each for each in of_person.values() if each.fields["effects"]]


def differences(read: Reading, before: Sequence[Employee], after: Sequence[Employee], lang: Lang) -> Iterator[Problem]:
    """Yield a notice of each entry that is another than before, of those who stand in both; its place is the newer."""
    earlier = {employee.employee_id: employee for employee in before}
    plans: dict[str, Plan] = {}
    for employee in after:
        if (was := earlier.get(employee.employee_id)) is not None:
            if employee.scheme not in plans:
                plans[employee.scheme] = issuing.plan_issued(read, employee.scheme)
            yield from _of_employee(plans[employee.scheme], was, employee, lang)


def _of_employee(plan: Plan, was: Employee, now: Employee, lang: Lang) -> Iterator[Problem]:
    for spec in (spec for spec in fillable(plan) if spec.kind != "words"):
        values = [each.entries.get(spec.id, math.nan) for each in (was, now)]
        if not _same(*values):
            old, new = (entry_in_words(plan, spec, value, lang) for value in values)
            place = now.places.get(spec.id, Place())
            yield _changed(now, place, own_name(spec, lang), before=old, after=new)
    for key, name in texts_of(plan, [was, now], lang).items():
        old, new = (each.texts.get(key, "") for each in (was, now))
        if old != new:
            blank = text(lang, "results.blank")
            yield _changed(now, now.places.get(key, Place()), name, before=old or blank, after=new or blank)
    for table in plan.tables:
        yield from _rows(plan, table, was, now, lang=lang)


def _rows(plan: Plan, table: str, was: Employee, now: Employee, *, lang: Lang) -> Iterator[Problem]:
    """Yield the rows of a detail table that differ, one beside the other in their order; of both, what differs."""
    name, nothing = plan.scheme.details[table].name[lang], text(lang, "collecting.no_row")
    names = [own_name(spec, lang) for spec in fillable(plan, table)]
    for old, new in zip_longest(was.rows.get(table, ()), now.rows.get(table, ())):
        cells = [_cells(plan, table, row.entries, row.texts, lang=lang) if row else [nothing] for row in (old, new)]
        if cells[0] == cells[1]:
            continue
        row, words = name, [text(lang, "results.separator").join(each) for each in cells]
        if old and new:
            differ = [at for at, (one, other) in enumerate(zip(*cells, strict=True)) if one != other]
            told = [[f"{names[at]} {each[at]}" for at in differ] for each in cells]
            row, words = f"{name} {cells[1][0]}", [text(lang, "results.separator").join(each) for each in told]
        yield _changed(now, new.place if new else old.place, row, before=words[0], after=words[1])


def _changed(who: Employee, place: Place, name: str, *, before: str, after: str) -> Problem:
    fields = {"id": who.employee_id, "person": who.name, "name": name, "before": before, "after": after}
    return ChangedEntry("collect.changed", place, fields, "warning")


def row_in_words(plan: Plan, table: str, entries: Mapping[str, float], texts: Mapping[str, str], *, lang: Lang) -> str:
    """Return what stands in a row of a detail table."""
    return text(lang, "results.separator").join(_cells(plan, table, entries, texts, lang=lang))


def _cells(plan: Plan, table: str, entries: Mapping[str, float], texts: Mapping[str, str], *, lang: Lang) -> list[str]:
    specs = fillable(plan, table)
    return [texts.get(s.id) or entry_in_words(plan, s, entries.get(s.id, math.nan), lang) for s in specs]


def _same(old: float, new: float) -> bool:
    return old == new or (math.isnan(old) and math.isnan(new))
