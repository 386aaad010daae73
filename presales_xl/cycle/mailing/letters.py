"""The letters that workbooks are mailed with: a subject, the same words as text and as HTML, and the workbook.

The words are the Jinja2 templates of `workbook_templates/mail/`; a project's own folder `mail/` may replace any of
them.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, select_autoescape
from jinja2.sandbox import SandboxedEnvironment

from presales_xl.resources import MAIL
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import Lang

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_ENCRYPTED = ("application", "vnd.ms-office")  # what an encrypted workbook is: no zip archive any more


@dataclass(frozen=True)
class Words:
    """What the templates may say."""

    company: str
    period: str
    kind: str
    name: str
    team: str
    people: int
    issue: int
    due: str
    encrypted: bool


def is_address(written: str) -> bool:
    """Return whether a text is a mail address that every server takes."""
    return _ADDRESS.fullmatch(written) is not None


def sender_of(written: str) -> Address | None:
    """Return the sender as `hr@example.com` or `人事部 <hr@example.com>` names one, None for anything else."""
    name, address = parseaddr(written)
    return Address(name, addr_spec=address) if is_address(address) else None


def message_id(period: str, seal: str, address: str, sender: Address) -> str:
    """Return the Message-ID of a workbook's letter to an address: always the same one, so that no copy goes unseen."""
    digest = hashlib.sha256("\n".join((period, seal, address.casefold())).encode()).hexdigest()
    return f"<{digest[:40]}@{sender.domain}>"


def letter(
    words: Words, sender: Address, address: str, key: str, attachment: tuple[str, bytes], own: Path, lang: Lang
) -> EmailMessage:
    """Return a letter with its attachment (name and bytes); `key` is its Message-ID, `own` the project's templates.

    ProblemsError `mail.template` when a template cannot be used.
    """
    said = {part: _rendered(f"{part}.{lang}.j2", words, own) for part in ("subject", "text", "html")}
    made = EmailMessage()
    made["Subject"] = " ".join(said["subject"].split())
    made["From"] = sender
    made["To"] = Address(words.name, addr_spec=address)
    made["Date"] = format_datetime(dt.datetime.now(dt.UTC).astimezone())
    made["Message-ID"] = key
    made.set_content(said["text"])
    made.add_alternative(said["html"], subtype="html")
    name, data = attachment
    main, sub = _ENCRYPTED if words.encrypted else _XLSX
    made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return made


def _rendered(template: str, words: Words, own: Path) -> str:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader([own, MAIL]),
        undefined=StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=False,
        autoescape=select_autoescape(enabled_extensions=("html.zh.j2", "html.en.j2"), default=False),
    )
    try:
        return environment.get_template(template).render(**vars(words)).strip()
    except (TemplateError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", None) or 0
        raise fail("mail.template", Place(file=str(own / template), line=line), reason=str(error)) from None
