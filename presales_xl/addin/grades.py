"""计算等级: grades by the scale, ranks, and the quota of the forced distribution for this team."""

from collections.abc import Mapping

import xlwings as xw

from presales_xl.addin.open_book import OpenBook
from presales_xl.addin.registry import NOBODY, Answer, Ask, command
from presales_xl.addin.results import Results, Told, doubtful, results
from presales_xl.cycle.calibrating import calibration
from presales_xl.cycle.calibrating.calibration import Distribution
from presales_xl.cycle.calibrating.distribution import Candidate, counts, places_of
from presales_xl.scheme.errors import fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.areas import GRADES, HEADER, LINE
from presales_xl.workbook.layout import label_of

_RANK, _WHO, _TOTAL, _GRADE, _PROPOSED, _NOTE = 0, 1, 3, 4, 5, 7  # columns of the area
_NAMED = 5  # people whom the message names


@command
def compute_grades(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Write to 汇总 each role's grades and ranks, the places of its quota, and who stands above or below it.

    Nothing that somebody entered changes; grades are decided in the calibration of the whole company.
    ProblemsError `workbook.not_ours`, `addin.no_grades`, those of `OpenBook.area`.
    """
    opened = OpenBook.read(book)
    opened.area(GRADES)
    lang = opened.issued.identity.lang
    review = opened.review()
    found = [one for one in results(opened, review, lang) if "grade" in one.role.plan.columns]
    if not found:
        raise fail("addin.no_grades")
    told, said = Told(), []
    for one in found:
        team = _Team(opened, one)
        team.write(told, lang)
        said += team.summary(ask.lang)
    told.write(opened, GRADES)
    doubt = doubtful(review, ask.lang)
    said += ["", text(ask.lang, "addin.grades.done"), *filter(None, [doubt])]
    return Answer("\n".join(said), "warning" if doubt else "info")


class _Team:
    """The people of one role, ranked among themselves."""

    def __init__(self, opened: OpenBook, found: Results) -> None:
        known = opened.issued.identity
        # With a least size of 1 the team is a pool of its own, as HR's calibration forms pools.
        all_of_it = calibration.of([found.standing(opened)], known.company, known.period, mode="advise", least=1)
        self.found = found
        self.role = found.role
        self.distribution: Distribution | None = next(iter(all_of_it.distributions), None)
        self.places = {person.employee_id: place for place, person in enumerate(self.role.people)}
        self.ranked = self.distribution.everybody if self.distribution else []
        graded = {one.employee_id for one in self.ranked}
        self.rest = [place for key, place in self.places.items() if key not in graded]

    def name(self, grade: int, lang: Lang) -> str:
        return self.distribution.grade_names(lang)[grade] if self.distribution else ""

    def write(self, told: Told, lang: Lang) -> None:
        told.heading("addin.grades.heading", lang, role=self.role.name)
        told.add(LINE, {0: text(lang, "addin.mark", said=self.quota(lang))})
        headers = {_RANK: "rank", _WHO: "who", _TOTAL: "total", _GRADE: "grade", _PROPOSED: "proposed", _NOTE: "note"}
        if not self.has_quota:
            del headers[_PROPOSED]
        told.add(HEADER, {place: text(lang, f"addin.grades.{key}") for place, key in headers.items()})
        for one in self.ranked:
            place = self.places[one.employee_id]
            told.add(
                LINE,
                {
                    _RANK: self.found.value("rank", place),
                    _WHO: self.found.link(place),
                    _TOTAL: one.total,
                    _GRADE: self.name(one.by_scale, lang),
                    _PROPOSED: None if one.proposed is None else self.name(one.proposed, lang),
                    _NOTE: self.note(one, lang),
                },
            )
        for place in self.rest:
            told.add(LINE, {_WHO: self.found.link(place), _NOTE: text(lang, "addin.grades.incomplete")})
        told.gap()

    @property
    def has_quota(self) -> bool:
        return bool(self.distribution and self.distribution.groups)

    def quota(self, lang: Lang) -> str:
        """Return the places of each grade and how many have it now."""
        if self.distribution is None:
            return text(lang, "addin.grades.nobody")
        if not self.has_quota:
            return text(lang, "addin.grades.no_quota")
        parts = [
            text(lang, "addin.grades.places", grade=self._group(key, lang), places=places, heads=heads)
            for key, (places, heads) in self._counted(self.distribution).items()
        ]
        return text(lang, "addin.grades.quota", people=len(self.ranked), parts=text(lang, "addin.comma").join(parts))

    def _counted(self, distribution: Distribution) -> Mapping[str, tuple[int, int]]:
        groups = distribution.groups
        places = places_of(groups, len(self.ranked))
        heads = counts(groups, [one.by_scale for one in self.ranked])
        return {key: (places[key], heads[key]) for key in places}

    def _group(self, key: str, lang: Lang) -> str:
        group = next(group for group in self.distribution.groups if group.key == key) if self.distribution else None
        return "+".join(self.name(grade, lang) for grade in group.grades) if group else key

    def note(self, one: Candidate, lang: Lang) -> str | None:
        """Return where somebody stands against the quota, and what binds the grade."""
        parts = []
        if one.proposed is not None and one.proposed != one.by_scale:
            key = "above" if one.proposed > one.by_scale else "below"
            fields = {"grade": self.name(one.by_scale, lang), "proposed": self.name(one.proposed, lang)}
            parts.append(text(lang, f"addin.grades.{key}", **fields))
        if one.limit and self.distribution:
            lowest = one.limit == len(self.distribution.keys) - 1
            key = "vetoed" if lowest else "lowered"
            parts.append(text(lang, f"calibration.note.{key}", grade=self.name(one.limit, lang)))
        if one.undecided:
            parts.append(text(lang, "addin.grades.undecided"))
        return text(lang, "addin.mark", said=text(lang, "addin.semicolon").join(parts)) if parts else None

    def summary(self, lang: Lang) -> list[str]:
        """Return what the message says of the role."""
        lines = [text(lang, "addin.grades.summary", role=self.role.name, said=self.quota(lang))]
        for key, sign in (("over", 1), ("under", -1)):
            people = [
                label_of(one.employee_id, one.who.name)
                for one in self.ranked
                if one.proposed is not None and (one.proposed - one.by_scale) * sign > 0
            ]
            if people:
                named = [*people[:_NAMED], *(["…"] if len(people) > _NAMED else [])]
                told = text(lang, "problems.comma").join(named)
                lines.append(text(lang, f"addin.grades.{key}", count=len(people), people=told))
        if self.rest:
            lines.append(text(lang, "addin.grades.left", count=len(self.rest)))
        return lines
