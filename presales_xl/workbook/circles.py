"""Formulas for entries that come back to their own cell: what a program keeps of such a one is no value.

Who types `=G8` into G7 and `=G7` into G8, or takes an entry from a total that hangs on it, is warned by Excel once;
then it shows 0, or what was there before, as if somebody had typed it.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from presales_xl.workbook.sheet_xml import Positions, names_in, read_by

Cell = tuple[str, int, int]
"""Sheet, its name in small letters; row and column, from 0."""


class Circles:
    """Tells which formulas of a workbook come back to their own cell, or hang on such a one.

    `texts` are all formulas, ours too, by sheet and cell, (row, column) from 0; `names` what names stand for, those of
    a single sheet behind its name, as in `Sheet!Name`.
    """

    def __init__(
        self, texts: Mapping[str, Mapping[tuple[int, int], str]], names: Mapping[str, str] | None = None
    ) -> None:
        self._names = {name.replace("'", "").casefold(): text for name, text in (names or {}).items()}
        self._texts = {sheet.casefold(): formulas for sheet, formulas in texts.items()}
        self._cells = {sheet: Positions(formulas) for sheet, formulas in self._texts.items()}
        self._verdicts: dict[Cell, bool] = {}

    def holds(self, sheet: str, row: int, column: int) -> bool:
        """Return whether the formula of a cell is no value by that."""
        start = (sheet.casefold(), row, column)
        if start not in self._verdicts:
            self._follow(start)
        return self._verdicts[start]

    def _follow(self, start: Cell) -> None:
        """Find the verdict on a cell, and on all whose formulas it hangs on."""
        path = {start: self._formulas_read_by(start)}
        while path:
            cell, others = next(reversed(path.items()))
            other = next((each for each in others if self._verdicts.get(each, True)), None)
            if other is None:
                self._verdicts[cell] = False
                del path[cell]
            elif other in path or other in self._verdicts:
                self._verdicts |= dict.fromkeys(path, True)
                return
            else:
                path[other] = self._formulas_read_by(other)

    def _formulas_read_by(self, cell: Cell) -> Iterator[Cell]:
        own, *place = cell
        formula = self._texts.get(own, {}).get((place[0], place[1]), "")
        for named, top, left, bottom, right in chain.from_iterable(map(read_by, self._with_names(formula, own))):
            sheet = named.casefold() or own
            with_formula = self._cells.get(sheet, Positions())
            for row in with_formula.rows_between(top - 1, bottom - 1):
                columns = with_formula.row(row) & (1 << right) - 1
                reached = range(left - 1, columns.bit_length())
                yield from ((sheet, row, column) for column in reached if columns >> column & 1)

    def _with_names(self, formula: str, sheet: str) -> Iterator[str]:
        """Yield a formula of a sheet, and what the names in it stand for, and the names in these."""
        met, coming = set[str](), [formula] if formula else []
        while coming:
            text = coming.pop()
            yield text
            for name in names_in(text) - met if self._names else ():
                met.add(name)
                meant = self._names.get(f"{sheet.replace(chr(39), '')}!{name}") or self._names.get(name)
                coming += [meant] if meant else []
