"""The seal of a workbook: whoever lacks the project's key cannot make one, so nobody else issued the workbook."""

import hmac
import secrets
from pathlib import Path

from presales_xl.files import draft
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, fail
from presales_xl.workbook.identity import Issued, Seal

_BYTES = 32


def sealer(project: Project, *, make: bool = True) -> Seal:
    """Return what makes the seals of a project, by HMAC-SHA256; its key is made when there is none and `make` says so.

    ProblemsError `seal.key_missing` where it is not to be made, `seal.key_damaged` when the key's file does not hold
    one, `file.unwritable` when it cannot be made.
    """
    if not project.key.exists():
        if not make:
            raise fail("seal.key_missing", Place(file=str(project.key)))
        _make(project.key)
    key = _read(project.key)
    return lambda content: hmac.digest(key, content.encode(), "sha256").hex()


def is_whole(issued: Issued, seal: Seal) -> bool:
    """Return whether a workbook's hidden sheet is as it was sealed."""
    return hmac.compare_digest(issued.seal.encode(), seal(issued.content()).encode())


def _make(file: Path) -> None:
    """Make the key, whole or not at all; whoever made one at the same time was first, and that one stays."""
    with draft(file, replace=False) as place:
        place.write_text(f"{secrets.token_hex(_BYTES)}\n", encoding="utf-8")


def _read(file: Path) -> bytes:
    try:
        key = bytes.fromhex(file.read_text(encoding="utf-8").strip())
    except (ValueError, OSError):
        key = b""
    if len(key) != _BYTES:
        raise fail("seal.key_damaged", Place(file=str(file)))
    return key
