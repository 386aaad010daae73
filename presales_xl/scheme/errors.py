"""What went wrong, where, what was found: data only; `texts.explain` makes the sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal


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
    severity: Literal["error", "warning"] = "error"

    def at(self, **parts: str | int) -> "Problem":
        """Return the same problem with parts of its place filled in."""
        return replace(self, place=replace(self.place, **parts))  # type: ignore[arg-type]


class ProblemsError(Exception):
    """Raised when work cannot go on; carries every problem found so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code} {dict(p.fields)}" for p in self.problems))


def fail(code: str, place: Place | None = None, **fields: object) -> ProblemsError:
    """Return the error of a single problem, to be raised."""
    return ProblemsError([Problem(code, place or Place(), fields)])
