"""How long work tells how far it is, without knowing who listens."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

#: Passes the items on, telling how many are done; the text (a key of `commands.progress`) says of what.
Track = Callable[[Sequence[Any], str], Iterable[Any]]


def quiet(items: Sequence[Any], _what: str) -> Iterable[Any]:
    """Tell nobody."""
    return items
