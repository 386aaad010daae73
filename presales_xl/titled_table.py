"""A table as people are shown it: on a statement's page, on the sheet that a button writes."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TitledTable:
    """A title, the heads of the columns, the rows."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
