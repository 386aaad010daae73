"""The YAML of a scheme file: what it holds with the line of each field; what people mistype, with its cause, mended.

A line that is no YAML stops nothing else: it is mended where it is certain what is meant, else the item that it is of
is left out, and the others are looked at.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail

_MOST = 100  # mistakes of a file that are looked for
_ITEM = 2  # columns that the items of a block are indented by, such as `  calls: {…}` below `inputs:`
_QUOTED = re.compile(r"""(?<![\w])"(?:\\.|[^"\\])*"|(?<![\w])'(?:''|[^'])*'|(?:^|(?<=\s))#.*""")
_WIDE = {"：": ": ", "，": ", ", "｛": "{", "｝": "}", "［": "[", "］": "]", "“": '"', "”": '"'}
_WIDE_SIGN = re.compile(r"(?:^\s*|[{,，]\s*)[^\s{}:：,，]+(：)\s*|(，)\s*(?=[^\s{},，:：]+\s*[:：])|([｛｝［］“”])")
_SIGN_FIRST = re.compile(r"(?:^\s*|:\s+|[\[{,]\s*)([%@`*&!>|][^,}\]:]*[^\s,}\]:])(?=\s*(?:[,}\]]|:\s|$))|:\s+(%)")
_NO_BLANK = re.compile(r"^\s*[^\W\d]\w*(:)(?=[^\s:])")
_COLON_INSIDE = re.compile(r"^\s*[\w.]+:\s+([^\s{}\[\]|>&*!].*:(?:\s.*|))$")
_BRACKETS = {"{": "}", "[": "]"}


@dataclass(frozen=True)
class SchemeDocument:
    """What a scheme file holds, and the line of each of its fields by dotted path."""

    file: str
    content: Mapping[str, object]
    lines: Mapping[str, int]

    def placed(self, problem: Problem) -> Problem:
        """Return the problem with file and line: that of its field, or of the nearest field around it."""
        path = problem.place.field
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return problem.at(file=self.file, line=self.lines.get(path, 1))


class Mended(NamedTuple):
    """A scheme file without what is no YAML in it: the mistakes, and the names of items that were left out for them."""

    document: SchemeDocument
    problems: list[Problem]
    left_out: set[str]


def _document(source: str, file: str) -> SchemeDocument:
    """Return what a text holds; MarkedYAMLError at the first line that is no YAML, ProblemsError for what has none."""
    try:
        document = YAML(typ="rt").load(source)
        if isinstance(document, CommentedMap):
            return SchemeDocument(file, _plain_map(document), dict(_lines(document)))
    except MarkedYAMLError:
        raise
    except (YAMLError, ValueError, RecursionError) as error:
        raise fail("scheme.yaml", Place(file=file), found=str(error).splitlines()[0]) from None
    raise fail("scheme.no_fields", Place(file=file))


def _problem(error: MarkedYAMLError, file: str) -> tuple[Problem, list[int]]:
    """Return the problem of an error of the parser, and the lines (from 0) that it speaks of."""
    marks = [mark.line for mark in (error.problem_mark, error.context_mark) if mark]
    place = Place(file=file, line=marks[0] + 1 if marks else 0)
    if isinstance(error, DuplicateKeyError):
        key = re.search(r'"(.*?)"', error.problem or "")
        return Problem("scheme.field_twice", place, {"field": key[1] if key else ""}), marks
    return Problem("scheme.yaml", place, {"found": error.problem or ""}), marks


def read_mended(source: str, file: str) -> Mended:
    """Return what a text holds without what is no YAML in it; ProblemsError where nothing is left to look at."""
    lines, problems, left_out, tried = source.splitlines(), list[Problem](), set[str](), set[str]()
    for _ in range(_MOST):
        try:
            return Mended(_document("\n".join(lines), file), problems, left_out)
        except MarkedYAMLError as error:
            number, problem, line = _meant(lines, error, file)
        except ProblemsError as error:
            raise ProblemsError(problems or error.problems) from None
        if problem.place.line not in {other.place.line for other in problems}:
            problems.append(problem)
        if line is None or line in tried:
            left_out.add(_leave_out(lines, number))
        else:
            lines[number] = line
            tried.add(line)
    raise ProblemsError(problems)


def _meant(lines: Sequence[str], error: MarkedYAMLError, file: str) -> tuple[int, Problem, str | None]:
    """Return the line (from 0) in which something is wrong, the problem with its cause, and the line as it is meant.

    The parser often notices a mistake in the line after it. None where nobody can tell what is meant.
    """
    problem, marks = _problem(error, file)
    before = [number for number in range(min([*marks[:1], len(lines)]) - 1, -1, -1) if lines[number].strip()][:1]
    told = [number for number in [*marks[:1], *before, *marks[1:]] if number < len(lines) and lines[number].strip()]
    for number in () if isinstance(error, DuplicateKeyError) else told:
        for code, cause in _CAUSES.items():
            if (found := cause(lines, number)) is not None:
                return number, Problem(code, Place(file=file, line=number + 1), found.fields), found.line
    return (told or [len(lines) - 1])[0], problem, None


def _leave_out(lines: list[str], number: int) -> str:
    """Blank the lines of the item that a line is of; return the item's name."""
    first = number
    while first and (not lines[first].strip() or _indent(lines[first]) > _ITEM):
        first -= 1
    end = number + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > _indent(lines[first])):
        end += 1
    name = lines[first].partition(":")[0].strip()
    lines[first:end] = [""] * (end - first)
    return name


class _Cause(NamedTuple):
    """Why a line is no YAML: what a message tells of it, and the line as it is meant, None where that is unknown."""

    fields: Mapping[str, object]
    line: str | None


def _bare(line: str) -> str:
    """Return a line with blanks instead of what stands in quotation marks or in a comment."""
    return _QUOTED.sub(lambda found: "\N{MIDDLE DOT}" * len(found[0]), line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _tab(lines: Sequence[str], number: int) -> _Cause | None:
    blank = re.match(r"\s*", lines[number])
    if blank is None or "\t" not in blank[0]:
        return None
    return _Cause({}, blank[0].expandtabs(_ITEM) + lines[number][blank.end() :])


def _wide_sign(lines: Sequence[str], number: int) -> _Cause | None:
    spans = [match.span(match.lastindex or 0) for match in _WIDE_SIGN.finditer(_bare(lines[number]))]
    if not spans:
        return None
    line, signs = lines[number], list[str]()
    for start, end in reversed(spans):
        signs.insert(0, line[start:end])
        line = line[:start] + _WIDE[line[start:end]] + line[end:]
    narrow = [_WIDE[sign].strip() for sign in dict.fromkeys(signs)]
    return _Cause({"found": list(dict.fromkeys(signs)), "expected": narrow}, line)


def _sign_first(lines: Sequence[str], number: int) -> _Cause | None:
    match = _SIGN_FIRST.search(_bare(lines[number]))
    if match is None:
        return None
    start, end = match.span(match.lastindex or 0)
    words = lines[number][start:end]
    quoted = f'"{words}"'
    return _Cause({"found": words, "expected": quoted}, lines[number][:start] + quoted + lines[number][end:])


def _no_blank(lines: Sequence[str], number: int) -> _Cause | None:
    match = _NO_BLANK.match(_bare(lines[number]))
    if match is None:
        return None
    line = f"{lines[number][: match.end()]} {lines[number][match.end() :]}"
    return _Cause({"found": lines[number].strip(), "expected": line.strip()}, line)


def _wrong_indent(lines: Sequence[str], number: int) -> _Cause | None:
    """Return how far a line should be indented: as the one before, or as one that this one stands in."""
    open_, depth = list[int](), 0
    before = ""
    for line in filter(str.strip, map(_bare, lines[:number])):
        if depth == 0:
            open_ = [*(each for each in open_ if each < _indent(line)), _indent(line)]
            before = line
        depth = max(0, depth + sum(line.count(left) - line.count(right) for left, right in _BRACKETS.items()))
    found = _indent(lines[number])
    deeper = bool(open_) and found > open_[-1] and not before.rstrip().endswith((":", "|", ">"))
    if depth or not open_ or not (deeper or (found < open_[-1] and found not in open_)):
        return None
    expected = open_[-1:] if deeper else open_
    right = min(reversed(expected), key=lambda each: abs(each - found))
    return _Cause({"found": found, "expected": expected}, " " * right + lines[number].lstrip(" "))


def _colon_inside(lines: Sequence[str], number: int) -> _Cause | None:
    match = _COLON_INSIDE.match(_bare(lines[number]))
    if match is None:
        return None
    start, end = match.span(1)
    quoted = '"' + lines[number][start:end].replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _Cause({"found": lines[number][start:end], "expected": quoted}, lines[number][:start] + quoted)


def _bracket(lines: Sequence[str], number: int) -> _Cause | None:
    """Return the bracket that a line opens or closes once too often, or a quotation mark that is never closed."""
    bare, line = _bare(lines[number]), lines[number].rstrip()
    expected = list[str]()
    for place, sign in enumerate(bare):
        if sign in _BRACKETS:
            expected.append(_BRACKETS[sign])
        elif sign in _BRACKETS.values():
            if expected[-1:] != [sign]:
                return _Cause({"found": sign}, line[:place] + line[place + 1 :])
            expected.pop()
    if '"' in bare:
        return _Cause({"found": '"'}, None)
    return _Cause({"found": expected[-1]}, None) if expected else None


#: What may be wrong in a line, the most telling first, by its message.
_CAUSES: Mapping[str, Callable[[Sequence[str], int], _Cause | None]] = {
    "scheme.yaml_tab": _tab,
    "scheme.yaml_wide": _wide_sign,
    "scheme.yaml_sign_first": _sign_first,
    "scheme.yaml_no_blank": _no_blank,
    "scheme.yaml_indent": _wrong_indent,
    "scheme.yaml_colon": _colon_inside,
    "scheme.yaml_bracket": _bracket,
}


def _plain_map(node: Mapping[object, object]) -> dict[str, object]:
    return {str(key): _plain(value) for key, value in node.items()}


def _plain(node: object) -> object:
    """Return ruamel's containers as plain ones, so that pydantic sees nothing special; keys become text."""
    if isinstance(node, Mapping):
        return _plain_map(node)
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    for base in (int, float, str):
        if isinstance(node, base):
            return base(node)
    return node


def _lines(node: object, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Yield the dotted path and the line (from 1) of every field."""
    if isinstance(node, CommentedMap):
        positions = node.lc.data or {}
        for key, value in node.items():
            if key in positions:  # what comes from a merged mapping (<<) has its line there
                yield f"{prefix}{key}", positions[key][0] + 1
            yield from _lines(value, f"{prefix}{key}.")
    elif isinstance(node, CommentedSeq):
        for place, value in enumerate(node):
            yield from _lines(value, f"{prefix}{place}.")
