"""What a sentence of a form becomes beside the indicators: points, a veto, lowered grades, pay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from presales_xl.design.imported.source import Passage
from presales_xl.design.sentences.drafted import RuleDraft
from presales_xl.design.sentences.pieces import Mark, mark_of


@dataclass(frozen=True)
class Part:
    """A part of a scheme as its file says it, in the block `block`, with what it needs and where it comes from."""

    block: Literal["adjustments", "vetoes", "pay", "grades", "measures"]
    key: str
    name: str
    said: Mapping[str, Any] | str
    needs: RuleDraft
    sources: Sequence[Passage]
    remarks: tuple[str, ...]

    @property
    def content(self) -> Mapping[str, Any]:
        """Return what is said, by field; nothing for a formula alone."""
        return self.said if not isinstance(self.said, str) else {}

    @property
    def mark(self) -> Mark:
        """Return how sure it is."""
        return mark_of(self.remarks)
