"""What went wrong, where, what was found: data only; `problem_texts.explain` makes the sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self

Severity = Literal["error", "warning"]
#: What a cell shows whose formula has no result; a text that is spelled so is what a copy of such a cell left behind.
CELL_ERRORS = ("#DIV/0!", "#GETTING_DATA", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem lies; empty parts are left out of the message."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    line: int = 0
    field: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a person has to mend.

    `code` names the message in `workbook_templates/texts/*.yaml` (under `problem`), `fields` fills its blanks:
    what was found, what was expected.
    """

    code: str
    place: Place = Place()
    fields: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"

    def at(self, **parts: str | int) -> "Problem":
        """Return the same problem with parts of its place filled in."""
        return replace(self, place=replace(self.place, **parts))  # type: ignore[arg-type]


class WholeProblem(Problem):
    """Something holds only of a whole scheme: where a part of it was put aside, that says nothing."""


class UnusedProblem(WholeProblem):
    """Something is stated that nothing uses."""


class MissingField(Problem):
    """A field is not there that has to be."""


class MisplacedItem(Problem):
    """An item says what those of another block say."""


class BestDiffers(Problem):
    """Full points are not the best that the rule of an indicator can give."""


class ProblemsError(Exception):
    """Raised when work cannot go on; carries every problem found so far, for people.

    Code that does something else on one failure than on another tells them apart by the classes below, never by a code.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)  # so that it can be sent from one process to another

    def __str__(self) -> str:
        return "; ".join(f"{problem.code} {dict(problem.fields)}" for problem in self.problems)

    def at(self, **parts: str | int) -> Self:
        """Return the same error with parts of its problems' places filled in."""
        return type(self)(problem.at(**parts) for problem in self.problems)


class UnavailableError(ProblemsError):
    """A file cannot be had now: it is gone, or another program has it. That says nothing of what is in it."""


class EncryptedError(ProblemsError):
    """A file opens only with a password."""


class WrongPasswordError(ProblemsError):
    """A file opens, but not with this password."""


class ClosedError(ProblemsError):
    """Results that people rely on, as they were settled, paid or published, would change; nobody gave a reason."""


class IncompleteError(ProblemsError):
    """Grades would be given within a quota while some who compete have no result yet; nobody said why."""


class StaleError(ProblemsError):
    """A calibration was written before what it is about changed: it has to be written anew."""


class TooEarlyError(ProblemsError):
    """A step of a period before the one that it builds on: nothing was issued yet, or there are no results yet."""


class NoProjectError(ProblemsError):
    """A folder holds no project yet."""


class NoPayError(ProblemsError):
    """Nobody is paid anything by the schemes of a period: there is nothing to settle."""


class KeyGoneError(ProblemsError):
    """The key of the seals is gone: it has to be put back before anything else."""


class UnwrittenError(ProblemsError):
    """A file cannot be written, for another program has it open, or its folder or disk does not take it."""


class OtherKindError(ProblemsError):
    """A file is of a kind that is not read as a workbook."""


class OtherFormatError(OtherKindError):
    """A file is a table of another format than .xlsx, as which a program can save it."""


class SlowError(ProblemsError):
    """Reading a file took longer than it may, and was ended."""


class TakenError(ProblemsError):
    """A file or an id is there already; what it stands for is replaced only when somebody says so."""


def warning(code: str, place: Place | None = None, **fields: object) -> Problem:
    """Return a problem that does not stop anything."""
    return Problem(code, place or Place(), fields, "warning")


def fail(code: str, place: Place | None = None, **fields: object) -> ProblemsError:
    """Return the error of a single problem, to be raised."""
    return ProblemsError([Problem(code, place or Place(), fields)])


def too_early(code: str, place: Place | None = None, **fields: object) -> TooEarlyError:
    """Return the error of a step of a period before the one that it builds on, to be raised."""
    return TooEarlyError([Problem(code, place or Place(), fields)])
