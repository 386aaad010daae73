"""What is told of people when their workbooks come back, as far as it is told apart; all else is a plain `Problem`."""

from presales_xl.scheme.errors import Problem


class PersonProblem(Problem):
    """Something leaves at most one person incomplete, a row of nobody's no one: everybody else's entries count."""

    __slots__ = ()


class EntryProblem(PersonProblem):
    """An entry does not count, or is odd."""

    __slots__ = ()


class ChangedEntry(Problem):
    """An entry is another one than had counted before."""

    __slots__ = ()


class ChangedResult(Problem):
    """Total, grade or pay of somebody is another one than before, by what was changed."""

    __slots__ = ()


class OverruledEntry(Problem):
    """An entry says otherwise than an upheld appeal has decided: it does not count."""

    __slots__ = ()


#: By the names under which the ledger keeps them.
TYPES = {each.__name__: each for each in (PersonProblem, EntryProblem, ChangedEntry, ChangedResult, OverruledEntry)}
