"""The parts that a page of Markdown is made of."""

from collections.abc import Iterator, Sequence

from presales_xl.texts import Lang, text


def heading(lang: Lang, key: str) -> Iterator[str]:
    """Yield a heading with blank lines around it."""
    yield from ("", f"## {text(lang, f'page.heading.{key}')}", "")


def table(lang: Lang, columns: Sequence[str], rows: Sequence[Sequence[str]], *, raw: bool = False) -> Iterator[str]:
    """Yield a table with a blank line below it; columns in which no row says anything are left out.

    Cells that are `raw` are Markdown already.
    """
    used = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    yield _row([text(lang, f"page.column.{columns[place]}") for place in used])
    yield _row(["---"] * len(used))
    for row in rows:
        yield _row([row[place] if raw else cell(row[place]) for place in used])
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def cell(content: str) -> str:
    """Return a text as a table's cell: on one line, nothing in it taken for Markdown."""
    escaped = content.replace("|", "\\|").replace("*", "\\*").replace("~", "\\~")
    return "<br>".join(escaped.splitlines())
