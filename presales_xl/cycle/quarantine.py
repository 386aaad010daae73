"""Files that could not be used: moved out of the inbox, each with a text beside it that says why and what to do."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from presales_xl.cycle.files import new_text
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.texts import Lang, explain, text

NOTE = ".txt"


def set_aside(file: Path, digest: str, folder: Path, inbox: Path, problems: Sequence[Problem], lang: Lang) -> Path:
    """Move a file of the inbox into the quarantine folder (copy one from elsewhere) and write down why.

    Done again, it ends in the same: the file's place there carries the first digits of its digest. ProblemsError when
    it cannot be moved, say because it is open.
    """
    target = folder / f"{file.stem}_{digest[:8]}{file.suffix}"
    note = target.with_name(target.name + NOTE)
    with new_text(note, "utf-8-sig") as stream:  # with a mark: Notepad of older Windows shows Chinese then
        lines = [explain(lang, problem) for problem in problems]
        stream.write("\r\n\r\n".join([text(lang, "collecting.quarantine", file=file.name), *lines]) + "\r\n")
    try:
        if not target.exists():
            shutil.copy2(file, target)
        if file.resolve().is_relative_to(inbox.resolve()):
            file.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise fail("collect.not_set_aside", Place(file=str(file)), folder=str(folder), reason=reason) from None
    return target
