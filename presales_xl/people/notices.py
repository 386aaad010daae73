"""What is told of people when their workbooks come back, as far as it is told apart; all else is a plain `Problem`."""

from collections.abc import Mapping

from presales_xl.scheme.errors import Problem


class PersonProblem(Problem):
    """Something leaves at most one person incomplete, a row of nobody's no one: everybody else's entries count."""


class EntryProblem(PersonProblem):
    """An entry does not count, or is odd."""


class TakenEntry(EntryProblem):
    """An entry that does not count is a number to formulas, which go on from it."""


class SeenOtherwise(Problem):
    """Formulas see something else than what counts."""


class NumberAsText(EntryProblem, SeenOtherwise):
    """A number is a text: it counts, and formulas see none."""


class WordsProblem(Problem):
    """A text that somebody wrote is not read, or has no room on the form: whoever wrote it is to put it right."""


class UnreadWords(WordsProblem, SeenOtherwise):
    """No text stands where one is written, but a cell that formulas take for one."""


class StrayRow(PersonProblem):
    """A row of details is nobody's, or one too many: a sheet counts it otherwise than results do."""


class UnplacedRow(StrayRow, SeenOtherwise):
    """Nobody can say whose a row of details is, or it does not say so as formulas want it: results wait for it."""


class MovedCells(Problem):
    """Cells do not stand where formulas as issued would look for them."""


class PersonTwice(PersonProblem, MovedCells):
    """Somebody has two rows: none of them counts."""


class ChangedLabel(Problem):
    """A label, a rule or a figure is not as it was issued."""


class OpenNotice(PersonProblem):
    """Somebody is open, though nothing that was entered is wrong."""


class BlankNotice(OpenNotice):
    """Something is to be filled in."""


class UncomputedNotice(OpenNotice):
    """All that must be given is there and valid, and something comes out of it for nobody."""


class WaitingNotice(PersonProblem):
    """HR or raters have something to give, to decide or to confirm: nothing is left for the manager."""


class DecisionNotice(WaitingNotice):
    """HR has something to decide of which no entry is left to be given."""


class UnratedNotice(WaitingNotice):
    """Ratings are lacking, of which raters are told themselves."""


class QuestionNotice(PersonProblem):
    """Something is to be confirmed: a doubted entry, or that results count which a sheet showed otherwise."""


class ShownOtherwise(PersonProblem):
    """A sheet showed of somebody another figure than counts."""


class ComputedShown(Problem):
    """A computed cell shows something else than follows from the entries."""


class ResultShown(ShownOtherwise, ComputedShown):
    """That figure is no entry: it is computed."""


class ChangedEntry(Problem):
    """An entry is another one than had counted before."""


class ChangedResult(Problem):
    """Total, grade or pay of somebody is another one than before, by what was changed."""


class Objection(Problem):
    """Somebody objects to what they were told, or refuses what they were asked to approve."""


class BlankAnswers(Problem):
    """A form says nothing of some of the people that it asks about."""


class OutdatedAnswer(Problem):
    """An answer is to a document that another revision has taken the place of."""


class OverwrittenFormula(Problem):
    """A computed cell holds no formula any more."""


class OverruledEntry(Problem):
    """An entry says otherwise than an upheld appeal has decided: it does not count."""


#: By the names under which the ledger keeps them.
TYPES: Mapping[str, type[Problem]] = {
    name: each for name, each in list(globals().items()) if isinstance(each, type) and issubclass(each, Problem)
}
