"""What things are called in a design workbook: names for ids, ids for names, and formulas in names.

A formula of a scheme is Python's syntax over ids, `received / receivable`; a cell shows it in names and customary
signs, `实收款 ÷ 应收款`. The names are those of the workbook; a name that the workbook was issued with still stands for
the same thing when it has another one by now, so that renaming needs one cell only.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from itertools import count, product
from typing import Any
from unicodedata import normalize

from presales_xl.scheme.errors import Problem, ProblemsError, fail
from presales_xl.scheme.formula import FUNCTIONS, PLAIN_NUMBERS
from presales_xl.scheme.resolve import RATERS, YES_NO
from presales_xl.scheme.rules import USUAL_RATER
from presales_xl.scheme.states import STATES
from presales_xl.texts import LANGUAGES, Lang, text

#: What a scheme file holds, as plain values.
Content = Mapping[str, Any]
#: Kinds of names -> ids -> names.
Names = Mapping[str, Mapping[str, str]]

_RESULTS = ("total", "grade", "rank", "level", "points")
_OPERATORS = ("and", "or", "not", "missing")
_CHOICE = "choice_of"  # a choice between values, while it stands as a call among other calls
_SIGNS = {"*": "×", "/": "÷", "-": "−", ">=": "≥", "<=": "≤", "!=": "≠", "==": "="}
_TYPED = {sign: python for python, sign in _SIGNS.items()} | {"<>": "!=", "–": "-", "—": "-"}
_SIGN = re.compile(r">=|<=|<>|==|!=|[-+*/(),<>×÷−–—≥≤≠=]")
_QUOTED = re.compile(r"[“\"'‘]([^”\"'’]*)[”\"'’]")
_BRACKETED = re.compile(r"「([^」]*)」|\[([^\]]*)\]")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")
_PARTING = re.compile(r"[、,，;；:：\n=→]|得|^\d")
_RUN = re.compile(r"\w+")
_BARE = re.compile(r"[^\W\d](?:[\w ]*\w)?")
_TABLE_OF_ROWS = "row:"
_RATED = ("levels", "rating", "level_range", "all_or_nothing")  # kinds of rules with inputs of their own


def plain_name(name: object, lang: Lang) -> str:
    """Return a name of a scheme file, which may be one text for both languages, in one of them."""
    return str(name[lang] if isinstance(name, Mapping) else name or "")


def spelled(name: str) -> str:
    """Return a name by which it is found again, however wide its signs and blanks were typed."""
    return " ".join(normalize("NFKC", name).split())


class AmbiguousName(Problem):
    """A name stands for several things."""


class Vocabulary:
    """The names of everything in one scheme, by kind: `value` is what formulas know, `row:T` what those of table T do.

    `issued` are the names by kind and id that the workbook began with.
    """

    def __init__(self, content: Content, lang: Lang, issued: Names | None = None) -> None:
        self.content = content
        self.lang: Lang = lang
        self.issued = issued or {}
        self.owner = ""  # what the formulas that are read now are of
        self.figures: dict[str, dict[str, Any]] = {}  # parameters that numbers in formulas became, by id
        self._words: dict[str, dict[str, str]] = {}  # of formulas, by detail table
        self._found: dict[tuple[bool, str], dict[str, list[str]]] = {}  # ids by name, of names issued and of those now
        self.names: dict[str, dict[str, str]] = {kind: dict(_told_apart(pairs)) for kind, pairs in self._kinds()}

    def _kinds(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        content = self.content
        for kind, block in {
            "level": "levels",
            "choice": "choices",
            "grade": "grades",
            "table": "details",
            "input": "inputs",
            "parameter": "parameters",
            "flag": "flags",
            "veto": "vetoes",
            "item": "pay",
            "section": "sections",
        }.items():
            yield kind, [(key, self.called(item)) for key, item in (content.get(block) or {}).items()]
        yield "answer", [(key, name[self.lang]) for key, name in YES_NO.items()]
        yield "state", [(key, name[self.lang]) for key, name in STATES.items()]
        raters = {key: name[self.lang] for key, name in RATERS.items()}
        own = {key: self.called(item) for key, item in (content.get("raters") or {}).items()}
        yield "rater", list({**raters, **own}.items())
        of_tables = [item.get("columns") or {} for item in (content.get("details") or {}).values()]
        yield "column", list({key: self.called(item) for columns in of_tables for key, item in columns.items()}.items())
        yield "indicator", [(key, self.called(item)) for key, item in indicators(content)]
        yield "value", list(self._values())
        for table in content.get("details") or {}:
            yield f"{_TABLE_OF_ROWS}{table}", list(self._of_rows(table))

    def called(self, item: Content) -> str:
        """Return the name of an item."""
        return plain_name(item.get("name"), self.lang)

    def _values(self) -> Iterator[tuple[str, str]]:
        """Yield what formulas know, by the ids that they use."""
        content = self.content
        for block in ("inputs", "measures", "parameters"):
            yield from ((key, self.called(item)) for key, item in (content.get(block) or {}).items())
        yield from ((key, text(self.lang, f"design.value.{key}")) for key in _RESULTS)
        for table in content.get("details") or {}:
            yield table, self.names_of_tables[table]
            for key, name in self._of_rows(table):
                yield f"{table}.{key}", f"{self.names_of_tables[table]}·{name}"
        for owner, prefix in (("pay", "pay"), ("points", "points"), ("adjustments", "adjustment")):
            items = dict(indicators(content)) if owner == "points" else content.get(owner) or {}
            word = text(self.lang, f"design.value.of_{prefix}")
            yield from ((f"{prefix}.{key}", f"{word}·{self.called(item)}") for key, item in items.items())
        for key, item in [*indicators(content), *(content.get("adjustments") or {}).items()]:
            yield from self._rated(key, self.called(item), item.get("rule") or {})
            for rater in content.get("beside") or ():
                yield f"{key}_{rater}", self._by(self.called(item), rater)

    @cached_property
    def names_of_tables(self) -> dict[str, str]:
        """Return the names of the detail tables."""
        return {key: self.called(item) for key, item in (self.content.get("details") or {}).items()}

    def _of_rows(self, table: str) -> Iterator[tuple[str, str]]:
        item = (self.content.get("details") or {})[table]
        for block in ("columns", "measures"):
            yield from ((key, self.called(each)) for key, each in (item.get(block) or {}).items())
        for key, owner in indicators(self.content):
            for path, name, rule in _rules(key, self.called(owner), owner.get("rule") or {}, self.lang):
                if rule.get("table") == table:
                    yield from self._inputs_of(path, name, rule)

    def _rated(self, key: str, name: str, rule: Content) -> Iterator[tuple[str, str]]:
        """Yield the inputs that a rule and its parts bring with them, called as the compiler calls them."""
        for path, called, part in _rules(key, name, rule, self.lang):
            if part.get("kind") in _RATED and not part.get("of") and not part.get("table"):
                yield from self._inputs_of(path, called, part)

    def _inputs_of(self, path: str, name: str, rule: Content) -> Iterator[tuple[str, str]]:
        raters = list(rule.get("raters") or (USUAL_RATER,))
        for rater in raters:
            shown = name if raters == [USUAL_RATER] else self._by(name, rater)
            yield path if len(raters) == 1 else f"{path}_{rater}", shown

    def _by(self, name: str, rater: str) -> str:
        own = self.content.get("raters") or {}
        by = self.called(own[rater]) if rater in own else RATERS[rater][self.lang] if rater in RATERS else rater
        return f"{name}（{by}）" if self.lang == "zh" else f"{name} ({by})"

    # Names by themselves.

    def shown(self, kind: str, key: str) -> str:
        """Return the name of an id; the id itself where it has none, which reads back as well."""
        return self.names.get(kind, {}).get(key) or key

    def listed(self, kind: str, key: str) -> str:
        """Return the name of an id as it stands in a list: in brackets where it has a sign that parts the list."""
        name = self.shown(kind, key)
        return self._in_brackets(name) if _PARTING.search(name) else name

    def _in_brackets(self, name: str) -> str:
        return f"「{name}」" if self.lang == "zh" else f"[{name}]"

    def id_of(self, kind: str, name: str) -> str:
        """Return the id that a name stands for; ProblemsError `design.name_unknown` or `design.name_twice`."""
        ids = self.ids(kind, name)
        if len(ids) == 1:
            return ids[0]
        if ids:
            fields = {"found": name, "close": [self.shown(kind, key) for key in ids]}
            raise ProblemsError([AmbiguousName("design.name_twice", fields=fields)])
        known = list(self.names.get(kind, {}).values())
        close = get_close_matches(name, known, n=3, cutoff=0.4) or known[:8]
        raise fail("design.name_unknown" if close else "design.name_nowhere", found=name, close=close)

    def ids(self, kind: str, name: str) -> list[str]:
        """Return the ids of the things of a kind that have a name, or had it when the workbook was written."""
        match = _BRACKETED.fullmatch(name.strip())
        wanted = spelled(name if match is None else match[1] or match[2] or "")
        for issued in (False, True):
            if ids := self._inverse(kind, issued=issued).get(wanted):
                return [key for key in ids if key in self.names.get(kind, {})] or ids
        return [wanted] if wanted in self.names.get(kind, {}) else []

    def _inverse(self, kind: str, *, issued: bool) -> dict[str, list[str]]:
        """Return the ids of a kind by name, worked out once."""
        if (issued, kind) in self._found:
            return self._found[issued, kind]
        ids = self._found[issued, kind] = {}
        for key, name in (self.issued if issued else self.names).get(kind, {}).items():
            ids.setdefault(spelled(name), []).append(key)
            if name.endswith(f"#{key}"):  # two things of one name, by which alone neither is known
                ids.setdefault(spelled(name.removesuffix(f"#{key}")), []).append(key)
        return ids

    # Formulas.

    def formula(self, formula: str, table: str = "") -> str:
        """Return a formula of ids in names; `table` is the detail table in whose rows it stands."""
        tree = ast.parse(formula.strip(), mode="eval")
        wanted = ast.unparse(tree)
        called = ast.unparse(_Called(self).visit(ast.parse(formula.strip(), mode="eval")))
        for bracketed in (False, True):
            written = self._written(called, table, bracketed=bracketed)
            try:
                if self.read_formula(written, table) == wanted:
                    return written
            except ProblemsError:
                continue
        return formula

    def _written(self, source: str, table: str, *, bracketed: bool) -> str:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
        parts, end, skipped = [], 0, 0
        for place, token in enumerate(tokens):
            if skipped:
                skipped -= 1
                continue
            if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
                break
            parts.append(" " * (token.start[1] - end))
            end = token.end[1]
            following = tokens[place + 1]
            if token.type == tokenize.NAME and following.string == "." and tokens[place + 2].type == tokenize.NAME:
                parts.append(self._name(f"{token.string}.{tokens[place + 2].string}", table, bracketed))
                end, skipped = tokens[place + 2].end[1], 2
            elif token.type == tokenize.NAME:
                parts.append(self._word(token.string, table, bracketed, called=following.string == "("))
            elif token.type == tokenize.STRING:
                parts.append(f"“{ast.literal_eval(token.string)}”")
            else:
                parts.append(_SIGNS.get(token.string, token.string))
        return "".join(parts)

    def _word(self, word: str, table: str, bracketed: bool, *, called: bool) -> str:
        if called and word in (*FUNCTIONS, _CHOICE):
            return text(self.lang, f"design.function.{word}")
        if word in _OPERATORS:
            return text(self.lang, f"design.operator.{word}")
        return self._name(word, table, bracketed)

    def _name(self, key: str, table: str, bracketed: bool) -> str:
        for kind in (f"{_TABLE_OF_ROWS}{table}", "value"):
            if name := self.names.get(kind, {}).get(key):
                is_bare = _BARE.fullmatch(name) and not bracketed
                return name if is_bare else self._in_brackets(name)
        return key

    def read_formula(self, written: str, table: str = "") -> str:
        """Return a formula in names as one of ids; ProblemsError says which name or sign is not understood."""
        source = "".join(self._tokens(spelled(written), table))
        try:
            tree = ast.parse(source.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise fail("design.formula", found=written) from None
        return ast.unparse(ast.fix_missing_locations(_Python(self).visit(tree)))

    def _tokens(self, written: str, table: str) -> Iterator[str]:
        """Yield the tokens of a formula in names as Python's."""
        place = 0
        known = self._known(table)
        while place < len(written):
            if written[place].isspace():
                place += 1
            elif match := _BRACKETED.match(written, place):
                yield f" {self._value(match[1] or match[2] or '', table)} "
                place = match.end()
            elif match := _QUOTED.match(written, place):
                yield repr(match[1])
                place = match.end()
            elif longest := self._longest(written, place, known):
                name, python = longest
                yield f" {python} "
                place += len(name)
            elif match := _NUMBER.match(written, place):
                yield f" {float(match[1]) / 100:.12g} " if match[2] else match[1]
                place = match.end()
            elif match := _SIGN.match(written, place):
                yield f" {_TYPED.get(match[0], match[0])} "
                place = match.end()
            else:
                run = _RUN.match(written, place)
                yield f" {self._value(run[0] if run else written[place], table)} "
                place = run.end() if run else place + 1

    def _known(self, table: str) -> dict[str, str]:
        """Return all words of formulas with what they stand for; those of the row before others of the same name."""
        if table in self._words:
            return self._words[table]
        words = {text(lang, f"design.operator.{word}"): word for lang in LANGUAGES for word in _OPERATORS}
        kinds = ("value", f"{_TABLE_OF_ROWS}{table}")
        for issued in (True, False):
            for kind in kinds:
                inverse = self._inverse(kind, issued=issued)
                words |= {name: ids[0] for name, ids in inverse.items() if name and len(ids) == 1}
        self._words[table] = words
        return words

    def _longest(self, written: str, place: int, known: Mapping[str, str]) -> tuple[str, str] | None:
        """Return the longest word that stands at a place and ends there, with what it stands for."""
        rest = written[place:]
        for lang, function in product(LANGUAGES, (*FUNCTIONS, _CHOICE)):
            word = text(lang, f"design.function.{function}")
            if re.match(rf"{re.escape(word)}\s*\(", rest, re.IGNORECASE):
                return rest[: len(word)], function
        fitting = [word for word in known if rest.startswith(word)]
        whole = [word for word in fitting if _ends(rest, word)] or [w for w in fitting if _splits(rest, w, known)]
        return (longest, known[longest]) if (longest := max(whole, key=len, default="")) else None

    def _value(self, name: str, table: str) -> str:
        if self.ids(f"{_TABLE_OF_ROWS}{table}", name):
            return self.id_of(f"{_TABLE_OF_ROWS}{table}", name)
        return self.id_of("value", name)

    def figure(self, number: float) -> str:
        """Return the id of a new parameter for a number that stands in a formula."""
        known = {**self.names.get("parameter", {}), **self.issued.get("parameter", {}), **self.figures}
        key = next(key for place in count(1) if (key := f"figure_{place}") not in known)
        name = text(self.lang, "design.figure_of", name=self.owner, number=f"{number:.12g}")
        self.figures[key] = {"name": name, "value": number}
        return key

    def label_kinds(self, subject: ast.expr) -> tuple[str, ...]:
        """Return the kinds of labels that what stands before a comparison may have."""
        if isinstance(subject, ast.Call) and subject.args:
            subject = subject.args[0]
        name = subject.id if isinstance(subject, ast.Name) else ""
        return (name,) if name in ("grade", "level", "state") else ("answer", "choice")


def _ends(rest: str, word: str) -> bool:
    after = rest[len(word) : len(word) + 1]
    return not (after and (after.isalnum() or after == "_") and (word[-1].isalnum() or word[-1] == "_"))


def _splits(rest: str, word: str, known: Iterable[str]) -> bool:
    """Return whether what follows a word at once is a word too, as in 甲且乙."""
    behind = rest[len(word) :]
    return any(behind.startswith(other) and (_ends(behind, other) or other in ("且", "或", "非")) for other in known)


def _told_apart(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield ids with their names; where several have the same name each has its id behind it."""
    pairs = list(pairs)
    names = [spelled(name) for _, name in pairs]
    for key, name in pairs:
        yield key, f"{name}#{key}" if names.count(spelled(name)) > 1 else name


def indicators(content: Content) -> Iterator[tuple[str, Content]]:
    """Yield the indicators of a scheme, within sections and without."""
    yield from (content.get("indicators") or {}).items()
    for section in (content.get("sections") or {}).values():
        yield from (section.get("indicators") or {}).items()


def _rules(owner: str, name: str, rule: Content, lang: Lang, key: str = "") -> Iterator[tuple[str, str, Content]]:
    """Yield a rule and its parts, each with the id and the name of its own input."""
    yield f"{owner}_{key}" if key else owner, plain_name(rule.get("name"), lang) or name, rule
    for inner, part in (rule.get("parts") or {}).items():
        yield from _rules(owner, name, part, lang, key=inner)


class _Called(ast.NodeTransformer):
    """Puts labels by their names, and choices as calls, as spreadsheets write them."""

    def __init__(self, names: Vocabulary) -> None:
        self.names = names

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        parts = [self.visit(part) for part in (node.test, node.body, node.orelse)]
        return ast.Call(ast.Name(_CHOICE), parts, [])

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        kinds = self.names.label_kinds(node.left)
        self.generic_visit(node)
        node.comparators = [self._label(part, kinds) for part in node.comparators]
        return node

    def _label(self, part: ast.expr, kinds: tuple[str, ...]) -> ast.expr:
        if not (isinstance(part, ast.Constant) and isinstance(part.value, str)):
            return part
        kind = next((kind for kind in kinds if part.value in self.names.names.get(kind, {})), kinds[0])
        return ast.Constant(self.names.shown(kind, part.value))


class _Python(ast.NodeTransformer):
    """Puts labels by their ids, and calls that are choices as choices."""

    def __init__(self, names: Vocabulary) -> None:
        self.names = names

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        is_figure = isinstance(node.value, int | float) and node.value not in PLAIN_NUMBERS
        return ast.Name(self.names.figure(node.value)) if is_figure else node  # type: ignore[arg-type]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == "round":
            node.args[:1] = [self.visit(part) for part in node.args[:1]]  # its digits are no figure
            return node
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == _CHOICE:
            if len(node.args) != 3:
                raise fail("design.choice", found=len(node.args))
            return ast.IfExp(*node.args)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        kinds = self.names.label_kinds(node.left)
        self.generic_visit(node)
        for part in node.comparators:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                known = [kind for kind in kinds if self.names.ids(kind, part.value)]
                part.value = self.names.id_of((known or kinds[-1:])[0], part.value)
        return node
