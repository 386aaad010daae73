"""Values on their way between xlwings and the bridge."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pandas as pd

RawCell = float | str | bool | datetime | None


class CellError(str):
    """An error that a cell shows, `#N/A`."""

    __slots__ = ()


def outgoing(value: Any) -> Any:
    """Return a value as the bridge takes it; what is missing, in whatever library's way, is blank."""
    if isinstance(value, dict) or value is None:
        return value
    if pd.isna(value):
        return None
    if isinstance(value, datetime | date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        return {"date": moment.replace(tzinfo=None, microsecond=0).isoformat()}
    plain = value.item() if hasattr(value, "item") else value  # numpy's scalars
    return plain if isinstance(plain, bool | int | float | str) else str(plain)


def incoming(value: Any) -> RawCell:
    """Return a value that the bridge sent."""
    match value:
        case {"date": moment}:
            return datetime.fromisoformat(moment)
        case {"error": error}:
            return CellError(error)
        case None | bool() | float() | str():
            return value
    raise TypeError(f"{value!r} from the bridge")


def padded(block: Sequence[Sequence[Any]], rows: int, columns: int, blank: Any) -> list[list[Any]]:
    """Return a block of the size asked for: the bridge leaves out what is unused at the end."""
    filled = [[*row, *[blank] * (columns - len(row))] for row in block]
    return [*filled, *[[blank] * columns for _ in range(rows - len(filled))]]
