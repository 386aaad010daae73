"""Schemes as issued: kept for ever, named by the digest of their text."""

import hashlib

from sqlalchemy import select

from presales_xl.ledger import tables as t
from presales_xl.ledger.step import Reading, Step


def put(step: Step, source: str, scheme_id: str) -> str:
    """Keep a scheme as issued (its JSON text) and return its digest; one that is known already is not written again."""
    digest = digest_of(source)
    if step.first(select(t.scheme).where(t.scheme.c.digest == digest)) is None:
        step.insert(t.scheme, {"digest": digest, "scheme_id": scheme_id, "source": source, "added_at": step.at})
    return digest


def digest_of(source: str) -> str:
    """Return what names a scheme as issued: the SHA-256 of its text, as hex."""
    return hashlib.sha256(source.encode()).hexdigest()


def source(read: Reading, digest: str) -> str:
    """Return the text of a scheme as issued; KeyError when there is none of that digest."""
    row = read.first(select(t.scheme.c.source).where(t.scheme.c.digest == digest))
    if row is None:
        raise KeyError(digest)
    return str(row.source)
