"""What a scheme file says: sections, indicators, inputs, detail tables, grades, pay. Shape only, no meaning.

`compile.compile_scheme` gives it meaning; `load.load` reads it from YAML with messages that name the line.
The texts below fields become descriptions in the JSON Schema of scheme files.
Names are written once for both languages, `{zh: …, en: …}`, or as one text that serves for both.
"""

import math
from collections.abc import Collection, Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AllowInfNan, BeforeValidator, ConfigDict, Field, field_serializer, model_validator
from pydantic_core import PydanticCustomError

from presales_xl.scheme.bands import check_bands
from presales_xl.scheme.names import NOTHING, Model, Names, Text
from presales_xl.scheme.remembered import Remembered
from presales_xl.scheme.rules import Bands, Figure, Formula, Identifier, Rule, check_described

Cycle = Literal["month", "quarter", "half_year", "year", "project"]
InputType = Literal["count", "number", "money", "rate", "score", "seconds", "choice", "yes_no", "text"]

#: What each type of input may hold, unless the scheme says otherwise: lowest and highest value (None: no limit).
RANGES: dict[str, tuple[float | None, float | None]] = {
    "count": (0, None),
    "number": (0, None),
    "money": (0, None),
    "rate": (0, 1),
    "score": (0, 100),
    "seconds": (0, None),
}


class Input(Model):
    """One cell per employee that somebody fills in; a blank is missing, unless the input says otherwise."""

    name: Text
    type: InputType
    unit: Text = NOTHING
    help: Text = NOTHING
    min: float | None = None
    max: float | None = None
    limits: tuple[Identifier, Identifier] | None = None
    """The parameters with the lowest and highest number, which may differ by a choice that stands beside it."""
    may_be_negative: bool = False
    """Receipts or sales of which more may be refunded than came in; `min` does not hold then."""
    usual: tuple[float, float] | None = None
    """The lowest and highest value that nobody wonders at; whoever enters another one is asked to confirm it."""
    part_of: Identifier | None = None
    """The input with the whole that it counts a part of; whoever enters more than that is asked to confirm it."""
    left_out: list[Formula] = Field(default_factory=list)
    """Conditions under which it counts for nothing; whoever enters it all the same is asked to confirm it."""
    choices: list[Identifier] = Field(default_factory=list)
    """What may be chosen, by the ids that `choices` of the scheme names; the best first."""
    quarters: bool = False
    """Its choices are the four quarters: another one than that of the period is asked to be confirmed."""
    described: dict[str, Text] = Field(default_factory=dict)
    """What earns each of the choices; of a number what earns it from there on: `{"3": …, "2": …, "1": …}`."""
    given_by: Literal["manager", "hr"] = "manager"
    """`hr`: the figure comes with the roster and is locked in the workbook once given."""
    rated_by: Identifier | None = None
    """The rater who gives it where the roster names some; else the manager fills it in."""
    default: float | str | None = None
    """What a blank counts as."""
    optional: bool = False
    """It may stay blank, and the formula says what then: `given(input, otherwise)`."""
    remembered: Remembered | None = None
    """What it takes over from earlier periods; a figure that HR gives counts more."""
    prorated: bool = False
    """It is the target of a whole period: where the roster has dates, people get its share for their days at work."""

    @model_validator(mode="after")
    def _a_description_each(self) -> Self:
        if self.described and self.type == "choice":
            check_described(self.described, self.choices)
        for key in self.described if self.type != "choice" else ():
            try:
                float(key)
            except ValueError:
                raise PydanticCustomError("scheme.not_number", "levels of a number", {"found": key}) from None
        return self

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Return the lowest and highest number allowed, None where there is no limit or a parameter holds it."""
        low, high = RANGES.get(self.type, (None, None)) if self.limits is None else (None, None)
        low = None if self.may_be_negative else low if self.min is None else self.min
        return (low, high if self.max is None else self.max)

    @property
    def may_stay_blank(self) -> bool:
        """Whether a blank is no gap: there is a default, or the formula says what then."""
        return self.optional or self.default is not None

    @property
    def is_text(self) -> bool:
        """Whether the input is a choice from a list."""
        return self.type in ("choice", "yes_no")

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers are allowed."""
        return self.type == "count"


class Words(Model):
    """A text that somebody writes of each employee: on form and statement, in results, never counted."""

    name: Text
    help: Text = NOTHING
    written_by: Identifier = "manager"
    """`manager`, `hr` (it comes with the roster), or a rater: on the rater's form, else the manager writes it."""
    explains: list[Identifier] = Field(default_factory=list)
    """The inputs that it gives the reason or the source of, beside which it stands."""
    required: bool = False
    """Total and pay wait for it; where it explains inputs, while one of those is not 0."""
    confidential: bool = False
    """Kept from the employee: neither on the form nor on the statement."""
    periods: list[Cycle] = Field(default_factory=list)
    """The periods in which it is written, all of the scheme's when none are named."""


#: What every employee is told, whatever the scheme.
COMMENT = Words.model_construct(name=Names(zh="评语", en="Comment"))
#: What HR says of the figures that it set for an employee alone.
INDIVIDUAL = Words.model_construct(name=Names(zh="个别调整说明", en="Individual figures"), written_by="hr")


class RowCheck(Model):
    """A condition that every row of a detail table must meet; a row that does not is incomplete."""

    name: Text
    when: Formula


class Detail(Model):
    """A detail table: rows of its own, keyed by employee; rules roll them up.

    Levels rules that name the table add their own column to it. `measures` are computed in every row; their formulas
    know the table's own columns by name, and `alike(column, key)`, the sum over all rows with the same text in `key`.
    """

    name: Text
    row_name: Text
    """What one row is called."""
    columns: dict[Identifier, Input] = Field(default_factory=dict)
    rows: int = Field(default=3, ge=1)
    """How many blank rows the workbook keeps ready per employee."""
    most: int = Field(default=10, ge=1)
    """How many rows an employee may have."""
    least: int = Field(default=1, ge=0)
    """How many rows an employee must have; with 0, no row is no gap."""
    measures: dict[Identifier, "RowMeasure"] = Field(default_factory=dict)
    checks: dict[Identifier, RowCheck] = Field(default_factory=dict)


class Indicator(Model):
    """One indicator (指标): its full points and the rule that turns a measured value into points."""

    name: Text
    rule: Rule
    points: Figure | None = None
    """The full points: a number, or one per level; a rule that states its own best points may leave them out."""
    out_of: float | None = Field(default=None, gt=0)
    """The rule scores 0..out_of, and the score is scaled to the full points."""
    range: tuple[float, float] | None = None
    """The full points allowed, lowest and highest."""
    zero_when: Formula | None = None
    """A condition that takes all points away."""
    left_out: Formula | None = None
    """A condition under which it does not apply, beside that of `empty`: nothing blank may decide it."""
    red_line: bool = False
    """Marked as never allowed to fail."""
    enabled: bool = True
    """`false` keeps an optional indicator in the file but out of use."""
    empty: Literal["exempt", "zero", "full", "missing"] = "missing"
    """What holds where a share is to be taken of nothing, as of 0 bids: it does not apply, or gives the worst points
    (the last place), or all of them, or stays open."""
    periods: list[Cycle] = Field(default_factory=list)
    """The periods in which it is due, all of the scheme's when none are named; the others' points are rescaled."""
    rules: dict[Cycle, Rule] = Field(default_factory=dict)
    """Rules of periods in which it is scored otherwise, such as a year that takes the mean of its quarters."""
    help: Text = NOTHING

    @property
    def weighs_nothing_at_some_level(self) -> bool:
        """Whether there are levels for which it does not count."""
        return isinstance(self.points, dict) and 0 in self.points.values()


class Section(Model):
    """A group of indicators."""

    name: Text
    share: tuple[float, float] | None = None
    """The full points that its indicators may have together, lowest and highest."""
    indicators: dict[Identifier, Indicator]


def _unset(value: object) -> object:
    """Return a figure with NaN for what is left open."""
    if isinstance(value, dict):
        return {key: _unset(each) for key, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        raise PydanticCustomError("scheme.not_number", "no number", {"found": value})
    return math.nan if value is None else value


_MayBeUnset = Annotated[float, AllowInfNan()]


class Parameter(Model):
    """A named figure used in formulas, changeable on the parameter sheet."""

    name: Text
    value: Annotated[
        _MayBeUnset | dict[str, _MayBeUnset],
        BeforeValidator(_unset, json_schema_input_type=Figure | dict[str, float | None] | None),
    ]
    """A number, or one per level or grade; `null` is left for HR to fill in, and what is paid by it waits for that."""
    by: Identifier | None = None
    unit: Literal["", "rate", "money", "points", "count"] = ""
    range: tuple[float, float] | None = None
    """The values allowed, lowest and highest."""

    @field_serializer("value")
    def _left_open(self, value: Figure) -> object:
        if isinstance(value, dict):
            return {key: None if math.isnan(each) else each for key, each in value.items()}
        return None if math.isnan(value) else value


class RowMeasure(Model):
    """An intermediate figure with a name, shown in a column of its own."""

    name: Text
    formula: Formula
    unit: Literal["", "rate", "money", "count"] = ""


class Measure(RowMeasure):
    """An intermediate figure with a name: what the formula comes to, or what a table makes of that."""

    bands: Bands | None = None
    """A table such as `{≥95: 1.2, ≥60: 1, else: 0}`: the measure is the value of the first bound that is reached."""


class Adjustment(Model):
    """Points added to, or taken from, the total after all indicators."""

    name: Text
    rule: Rule
    reason: Literal["optional", "required"] = "optional"
    """Whether the manager has to say why, where the manager enters what is added or deducted."""


class Veto(Model):
    """A condition that forces the total to 0 or the grade to the lowest (一票否决)."""

    name: Text
    when: Formula
    effect: Literal["total_zero", "lowest_grade"]


def _scale(scale: dict[str, str]) -> dict[str, str]:
    check_bands(list(scale.values()))
    return scale


class GradeScale(Model):
    """The grades, given by the rounded total."""

    scale: Annotated[dict[str, Annotated[str, BeforeValidator(str)]], AfterValidator(_scale)]
    """Grade and its lower bound, such as `A: ≥90`; best first, the last one `else`."""
    names: dict[str, Text] = Field(default_factory=dict)
    quota: dict[str, float] = Field(default_factory=dict)
    """The forced distribution as shares of the cohort; `C+D` gives two grades a share together."""
    lowered_by: Formula | None = None
    """How many grades to go down, never below the lowest."""
    raised_by: Formula | None = None
    """How many grades to go up after all that lowers them, vetoes too, never above the best."""


class PayItem(Model):
    """An amount of money in yuan, rounded to 0.01 at the last step; the sum of several adds what each is rounded to."""

    name: Text
    formula: Formula
    periods: list[Cycle] = Field(default_factory=list)
    """The periods in which it is paid, all of the scheme's when none are named."""
    prorated: bool = False
    """It is the amount of a whole period: where the roster has dates, people get its share for their days at work."""


class Flag(Model):
    """An outcome that HR is told of, such as a promotion list or an improvement plan."""

    name: Text
    when: Formula
    periods: list[Cycle] = Field(default_factory=list)
    """The periods that decide it, all of the scheme's when none are named."""


class AppraisedPeople(Model):
    """Who is appraised in a period."""

    least_days: int = Field(default=30, ge=0)
    """How many days before the end of a period somebody must have joined to be appraised in it (our own choice)."""
    stints: Literal["by_days", "last", "longest"] = "by_days"
    """How somebody is appraised whose role or manager changed within a period, under this scheme: in each for their
    days, joined by days, or for all of these days in the last one or in the longest one (our own choice)."""
    least_stint_days: int = Field(default=7, ge=1)
    """How many days at work in a role and with a manager are appraised by themselves (our own choice)."""


class Total(Model):
    """How the total comes about when it is not the plain sum of the points."""

    name: Text = Names(zh="总分", en="Total")
    formula: Formula
    unit: Literal["points", "count", "money"] = "points"


#: Fields of a scheme that no file states: the roster and the period set them.
OF_ROSTER = ("by_days", "month", "handed_on", "individual")


class Scheme(Model):
    """A whole appraisal scheme (考核方案) as its file states it."""

    model_config = ConfigDict(title="presales_xl scheme")

    id: Identifier
    name: Text
    cycles: list[Cycle] = Field(min_length=1)
    tracks: list[Cycle] = Field(default_factory=list)
    """The cycles whose workbooks only track points and total, without grade, pay or flags."""
    about: Text = NOTHING
    levels: dict[Identifier, Text] = Field(default_factory=dict)
    level_name: Text | None = None
    """What the levels are called where they are none of people, such as profiles of weights."""
    choices: dict[Identifier, Text] = Field(default_factory=dict)
    raters: dict[Identifier, Text] = Field(default_factory=dict)
    """Raters by position, beside self, superior, peer, customer, sales and cross_department."""
    appraised: AppraisedPeople = AppraisedPeople.model_construct()
    """Who is appraised in a period, by the dates of the roster."""
    approval: bool = False
    """Whether results go to one above before they are paid and published."""
    by_days: bool = False
    """Whether what is prorated is: set where the roster has dates, which say for how many days people are at work."""
    month: int = Field(default=0, ge=0, le=12)
    """The month that the period ends with, set where entries are held against that; 0 for one of over a quarter."""
    handed_on: list[Identifier] | None = None
    """What later periods take over of one of this length, where that is not what the inputs in use take over."""
    individual: dict[str, Text] = Field(default_factory=dict)
    """The figures that HR sets otherwise for some people, by parameter id, and their names: set by the roster."""
    beside: list[Identifier] = Field(default_factory=list)
    """Raters who say what they would give for each indicator: shown with the difference, never counted."""
    parameters: dict[Identifier, Parameter] = Field(default_factory=dict)
    inputs: dict[Identifier, Input] = Field(default_factory=dict)
    details: dict[Identifier, Detail] = Field(default_factory=dict)
    measures: dict[Identifier, Measure] = Field(default_factory=dict)
    sections: dict[Identifier, Section] = Field(default_factory=dict)
    indicators: dict[Identifier, Indicator] = Field(default_factory=dict)
    full_points: float | None = 100
    """What the full points of all indicators must sum to; `null`: not checked."""
    adjustments: dict[Identifier, Adjustment] = Field(default_factory=dict)
    total: Total | None = None
    vetoes: dict[Identifier, Veto] = Field(default_factory=dict)
    grades: GradeScale | None = None
    pay: dict[Identifier, PayItem] = Field(default_factory=dict)
    flags: dict[Identifier, Flag] = Field(default_factory=dict)
    words: dict[Identifier, Words] = Field(default_factory=dict)
    """Texts that are written of each employee; a comment (`comment`) is, in every scheme."""
    readings: dict[str, Text] = Field(default_factory=dict)
    """Why a figure is a choice where its source is silent: by parameter id, or a pattern such as `*.points`."""

    def prorated(self) -> list[Names]:
        """Return the names of the targets and amounts that are of a whole period."""
        targets = [field.name for field in self.inputs.values() if field.prorated]
        return targets + [item.name for item in self.pay.values() if item.prorated]

    def all_sections(self) -> Iterator[tuple[str, Section | None, dict[str, Indicator]]]:
        """Yield id, section and enabled indicators; a scheme without sections yields one with id ""."""
        for key, section in self.sections.items():
            yield key, section, _enabled(section.indicators)
        if not self.sections:
            yield "", None, _enabled(self.indicators)

    def enabled(self) -> dict[str, Indicator]:
        """Return the indicators in use, by id, in file order."""
        return {key: indicator for _, _, group in self.all_sections() for key, indicator in group.items()}

    def enabling(self, ids: Collection[str] | None = None) -> "Scheme":
        """Return the scheme with these optional indicators in use, with all of them when `ids` is None."""

        def enabled(indicators: dict[str, Indicator]) -> dict[str, Indicator]:
            return {
                key: value.model_copy(update={"enabled": True}) if ids is None or key in ids else value
                for key, value in indicators.items()
            }

        sections = {
            key: section.model_copy(update={"indicators": enabled(section.indicators)})
            for key, section in self.sections.items()
        }
        return self.model_copy(update={"sections": sections, "indicators": enabled(self.indicators)})

    def path_of(self, indicator: str) -> str:
        """Return the dotted path in the scheme file to an indicator."""
        for key, section in self.sections.items():
            if indicator in section.indicators:
                return f"sections.{key}.indicators.{indicator}"
        return f"indicators.{indicator}"


def _enabled(indicators: dict[str, Indicator]) -> dict[str, Indicator]:
    return {key: indicator for key, indicator in indicators.items() if indicator.enabled}
