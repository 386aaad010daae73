"""The seal of a workbook: whoever lacks the project's key cannot make one, so nobody else issued the workbook."""

import hmac
import secrets
from pathlib import Path

from presales_xl.cycle.files import new_text
from presales_xl.cycle.project import Project
from presales_xl.scheme.errors import Place, fail
from presales_xl.workbook.identity import Issued, Seal

_BYTES = 32


def sealer(project: Project) -> Seal:
    """Return what makes the seals of a project, by HMAC-SHA256; its key is made when there is none.

    ProblemsError `seal.key_damaged` when the key's file does not hold one, `file.unwritable` when it cannot be made.
    """
    key = _key(project.key)
    return lambda content: hmac.digest(key, content.encode(), "sha256").hex()


def is_whole(issued: Issued, seal: Seal) -> bool:
    """Return whether a workbook's hidden sheet is as it was sealed."""
    return hmac.compare_digest(issued.seal, seal(issued.content()))


def _key(file: Path) -> bytes:
    if not file.exists():
        with new_text(file) as stream:
            stream.write(f"{secrets.token_hex(_BYTES)}\n")
    try:
        key = bytes.fromhex(file.read_text(encoding="utf-8").strip())
    except (ValueError, OSError):
        key = b""
    if len(key) != _BYTES:
        raise fail("seal.key_damaged", Place(file=str(file)))
    return key
