"""The seal of a workbook: whoever lacks the project's key cannot make one, so nobody else issued the workbook.

The key's file is for its owner only. It holds a key a line, the newest first: that one makes seals. The others made the
seals of workbooks that are out; the ledger says of each workbook which key sealed it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from presales_xl.files import draft
from presales_xl.ledger import marks
from presales_xl.ledger.ledger import Ledger
from presales_xl.project import Project
from presales_xl.scheme.errors import KeyGoneError, Place, Problem, fail, too_early
from presales_xl.workbook.identity import Seal

_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """The keys of a project, the newest first, by the digests that the ledger knows them by."""

    by_digest: Mapping[str, bytes]

    @property
    def newest(self) -> str:
        """Return the digest of the key that seals what is issued now."""
        return next(iter(self.by_digest))

    def seal(self, digest: str = "") -> Seal:
        """Return what makes seals, by HMAC-SHA256, with the key of a digest; with the newest where there is none."""
        key = self.by_digest.get(digest) or self.by_digest[self.newest]
        return lambda content: hmac.digest(key, content.encode(), "sha256").hex()


def keys_of(project: Project, *, make: bool = True) -> Keys:
    """Return the keys of a project; one is made when there is none and `make` says so.

    ProblemsError where it is not to be made: `ledger.missing`, `ledger.nothing_issued` when nothing was ever sealed,
    `seal.key_missing` when it is gone; `seal.key_damaged` when the file does not hold keys, `file.unwritable` when it
    cannot be made.
    """
    if not project.key.exists():
        if not make:
            with Ledger.open(project.ledger, create=False).reading() as read:
                if not marks.periods(read):  # then there was no key yet either
                    raise too_early("ledger.nothing_issued")
            raise KeyGoneError([Problem("seal.key_missing", Place(file=str(project.key)))])
        _write(project.key, [_new()], replace=False)
    return Keys({_digest(key): key for key in _read(project.key)})


def rotate(project: Project) -> Keys:
    """Put a new key before those that there are, and say so in the ledger's log; return all.

    What is out stays acceptable. ProblemsError as `keys_of` without making one, and the ledger's.
    """
    with Ledger.open(project.ledger, create=False).step(project.by, "rotate-key", "", always=True) as step:
        before = keys_of(project, make=False)
        _write(project.key, [_new(), *before.by_digest.values()], replace=True)
        after = keys_of(project, make=False)
        step.note(key=after.newest, key_before=before.newest)
    return after


def is_whole(sealed: str, digest: str, seal: Seal) -> bool:
    """Return whether a workbook's hidden sheet, whose content has this digest, is as it was sealed."""
    return hmac.compare_digest(sealed.encode(), seal(digest).encode())


def _new() -> bytes:
    return secrets.token_bytes(_BYTES)


def _digest(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:16]


def _write(file: Path, keys: list[bytes], *, replace: bool) -> None:
    """Write the keys, whole or not at all; without `replace` those stay that somebody made at the same time."""
    with draft(file, replace=replace) as place:
        place.touch(mode=0o600)  # before anything stands in it; on Windows its folder's rights hold
        place.write_text("".join(f"{key.hex()}\n" for key in keys), encoding="utf-8")


def _read(file: Path) -> list[bytes]:
    try:
        keys = [bytes.fromhex(line) for line in file.read_text(encoding="utf-8").split()]
    except (ValueError, OSError):
        keys = []
    if not keys or any(len(key) != _BYTES for key in keys):
        raise fail("seal.key_damaged", Place(file=str(file)))
    return keys
