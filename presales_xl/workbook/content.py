"""What a manager's workbook says before anybody fills it in."""

from collections.abc import Sequence
from dataclasses import dataclass

from presales_xl.people.employees import Role


@dataclass(frozen=True)
class Book:
    """One manager's workbook for one period.

    `issue` counts what was issued to the manager for it; `returns` is the folder that it is to be returned to, if any.
    """

    company: str
    period: str
    manager_id: str
    manager: str
    team: str
    roles: Sequence[Role]
    issue: int = 1
    returns: str = ""
