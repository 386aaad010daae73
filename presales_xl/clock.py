"""What time it is: for the days that people are told and for when the ledger notes something, of one clock."""

import datetime as dt


def now() -> dt.datetime:
    """Return the moment that it is where this computer is."""
    return dt.datetime.now().astimezone()
