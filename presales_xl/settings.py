"""What `presales.toml` may say, and what it says when it is silent."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from presales_xl.files import decoded
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail, warning

FILE = "presales.toml"
ROSTER = "roster.xlsx"


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("blank")
    return value.strip()


Filled = Annotated[str, AfterValidator(_filled)]
Share = Annotated[float, Field(ge=0)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CalibrationSettings(_Table):
    """How grades are calibrated: whether the quota binds, and from how many people on a team is a pool of its own."""

    mode: Literal["off", "advise", "enforce"] = "advise"
    pool_min: int = Field(default=10, ge=1, le=1000)


class Mail(_Table):
    """The mail server; its password comes from the environment alone."""

    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    user: str = ""
    sender: str = ""
    security: Literal["starttls", "ssl", "none"] = "starttls"

    @property
    def is_set(self) -> bool:
        """Return whether anything goes by mail: else people send it by hand."""
        return bool(self.host and self.sender)


class Publish(_Table):
    """Working days from the result to the feedback interview and to the end of the time for an appeal."""

    interview_days: int = Field(default=5, ge=1, le=60)
    appeal_days: int = Field(default=5, ge=1, le=60)


class Planning(_Table):
    """Working days from a plan to the day by which it is to be answered."""

    answer_days: int = Field(default=5, ge=1, le=60)


class Settings(_Table):
    """The whole file."""

    company: Filled = ""
    lang: Literal["zh-CN", "zh", "en"] = "zh-CN"
    roster: Filled = ROSTER
    cohort: Literal["role", "team"] = "role"
    due: int = Field(default=3, ge=0, le=60)
    """Calendar days after a period by which its workbooks are due back."""
    returns: str = ""
    """The folder, usually a share, that 提交 saves to; beside the workbook where there is none."""
    contact: str = ""
    """Whom managers and raters ask, and how: a name, an address, an extension."""
    ledger: Filled = "ledger.sqlite"
    anonymous_below: int = Field(default=3, ge=1, le=100)
    """How many raters a kind needs for its rating to be shown by itself to whom it is about."""
    budget: dict[str, Annotated[float, Field(ge=0)]] = {}
    """Yuan a month by team, for the report and for `what-if`."""
    users: dict[str, Filled] = {}
    """Names of people by the system's users that they are."""
    keep_months: int = Field(default=36, ge=24, le=600)
    """How many months after its end the names of a period stay in ledger and folders, for `ledger retain`."""
    four_eyes: bool = False
    """Whether a period is settled by somebody else than who calibrated it; everybody who acts is listed in `users`."""
    approval: bool = False
    """Whether all results go to one above before they are paid and published, not only those of schemes that say so."""
    calibration: CalibrationSettings = CalibrationSettings()
    mail: Mail = Mail()
    publish: Publish = Publish()
    plan: Planning = Planning()


def relative_returns(settings: Settings) -> Iterator[Problem]:
    """Yield a warning where workbooks are to be returned to a folder that is another one on each computer.

    A share, a folder of a drive or of the whole system, an address of the web or of mail are the same on all.
    """
    returns = settings.returns.strip()
    is_address = "@" in returns or bool(re.match(r"[a-z][a-z0-9+.-]+:", returns, re.IGNORECASE))
    if returns and not (is_address or PureWindowsPath(returns).is_absolute() or PurePosixPath(returns).is_absolute()):
        yield warning("project.returns_relative", Place(file=FILE, field="returns"), found=returns)


def read(file: Path) -> Settings:
    """Return what a settings file says; ProblemsError names every key that is not known or has a wrong value."""
    try:
        stated: dict[str, Any] = tomllib.loads(decoded(file))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = Place(file=str(file), line=int(line[1]) if line else 0)
        raise fail("project.toml", place, found=str(error)) from None
    try:
        return Settings.model_validate(stated)
    except ValidationError as error:
        raise ProblemsError(_problems(error, file, list(stated))) from None


def _problems(error: ValidationError, file: Path, order: list[str]) -> Iterator[Problem]:
    """Yield the problems, unknown keys first, as far as they go in the file's order."""
    details = error.errors(include_url=False)
    details.sort(key=lambda detail: (detail["type"] != "extra_forbidden", order.index(str(detail["loc"][0]))))
    for detail in details:
        path = [str(part) for part in detail["loc"]]
        place = Place(file=str(file), field=".".join(path))
        if detail["type"] == "extra_forbidden":
            yield Problem("project.unknown_key", place, {"known": _known(path[:-1])})
        else:
            yield Problem("project.value", place, {"found": detail["input"], "expected": _expected(detail)})


def _known(path: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in path:
        inner = model.model_fields[part].annotation
        model = inner if isinstance(inner, type) and issubclass(inner, BaseModel) else model
    return list(model.model_fields)


def _expected(error: Any) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            return str(context["expected"]).replace("'", '"').replace(" or ", " / ").replace(", ", " / ")
        case "greater_than_equal":
            return f"≥ {context['ge']}"
        case "less_than_equal":
            return f"≤ {context['le']}"
        case "int_type" | "float_type":
            return "123"
        case "model_type":
            return "[…]"
    return '"…"'
