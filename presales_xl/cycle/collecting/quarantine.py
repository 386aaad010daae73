"""Files that could not be used: moved out of the inbox, each with a text beside it that says why and what to do."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from presales_xl.cycle.collecting.incoming import NOTE, digest_of
from presales_xl.files import draft, new_text
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang, explain, text

_STEM_MOST = 50  # characters of a file's name that are kept, so that it fits with what is added to it


def set_aside(file: Path, digest: str, folder: Path, inbox: Path, problems: Sequence[Problem], lang: Lang) -> Path:
    """Move a file of the inbox into the quarantine folder (copy one from elsewhere) and write down why.

    Done again, it ends in the same: the file's place there carries the first digits of its digest. ProblemsError when
    it cannot be moved, say because it is open, or is not the file any more that the digest is of.
    """
    target = folder / f"{file.stem[:_STEM_MOST]}_{digest[:8]}{file.suffix}"
    note = target.with_name(target.name + NOTE)
    with new_text(note, "utf-8-sig") as stream:  # with a mark: Notepad of older Windows shows Chinese then
        lines = [explain(lang, problem) for problem in problems]
        stream.write("\r\n\r\n".join([text(lang, "collecting.quarantine", file=file.name), *lines]) + "\r\n")
    try:
        if digest_of(target) != digest:
            _copy(file, digest, target)
        if file.resolve().is_relative_to(inbox.resolve()) and digest_of(file) in (digest, ""):
            file.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise fail("collect.not_set_aside", Place(file=str(file)), folder=str(folder), reason=reason) from None
    return target


def _copy(file: Path, digest: str, target: Path) -> None:
    """Copy a file, whole or not at all."""
    with draft(target) as place:
        shutil.copy2(file, place)
        if digest_of(place) != digest:
            raise ProblemsError([Problem("collect.changing", Place(file=str(file)))])
