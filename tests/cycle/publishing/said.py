"""What a statement or a plan says: on screen as the texts of its page, on paper as the words of its PDF."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

#: Gives the words of each page of a document's PDF (see `printed`), as one string without blanks.
OnPaper = Callable[[dict[str, object]], list[str]]


def together(words: str) -> str:
    """Return words without blanks, and without what lets a long word break."""
    return re.sub(r"[\s\u200b]", "", words)


class _Texts(HTMLParser):
    """Gathers the texts of a page, and checks that every tag is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and data.strip():
            self.texts.append(together(data))


def texts_of(page: str) -> list[str]:
    """Return the texts of a page in order, each without blanks; every tag of the page is closed."""
    parser = _Texts()
    parser.feed(page)
    assert parser.open == []
    return parser.texts


def not_the_same(page: str, paper: list[str]) -> list[str]:
    """Return what only the page says, and the letters that only the paper has beside page numbers and bullets."""
    texts, printed = texts_of(page), "".join(paper)
    return [words for words in texts if words not in printed] + sorted(
        set(printed) - set("".join(texts)) - set("/0123456789●")
    )
