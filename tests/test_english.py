"""English is English: no text that the product or a shipped scheme holds has Chinese punctuation in it.

What is made of them is looked at where it is made: pages, workbooks, forms, statements, letters, the demo's files.
"""

from collections.abc import Iterator

import pytest

from presales_xl import catalogue
from presales_xl.resources import SCHEMES
from presales_xl.scheme.names import Names
from presales_xl.texts import all_texts
from tests.english import chinese_punctuation


def test_no_english_text_of_the_product_has_chinese_punctuation() -> None:
    assert {key: found for key, pair in all_texts().items() if (found := chinese_punctuation(pair["en"]))} == {}


@pytest.mark.parametrize("scheme", sorted(file.stem for file in SCHEMES.glob("*.yaml")))
def test_no_english_name_or_remark_of_a_scheme_has_chinese_punctuation(scheme: str) -> None:
    names = list(_names(dict(catalogue.load(scheme).scheme)))
    assert names
    assert [found for name in names for found in chinese_punctuation(name.en)] == []


def _names(node: object) -> Iterator[Names]:
    """Yield everything in a scheme that is said in both languages."""
    if isinstance(node, Names):
        yield node
        return
    fields = getattr(node, "__pydantic_fields__", None)
    if fields is not None:
        node = {key: getattr(node, key) for key in fields}
    if isinstance(node, dict):
        node = list(node.values())
    for part in node if isinstance(node, list | tuple) else ():
        yield from _names(part)
