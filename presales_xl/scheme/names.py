"""Names in both languages, and the base of everything that a scheme file holds."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Model(BaseModel):
    """Base of everything that a scheme file holds: frozen, and unknown fields are errors.

    What checks a file is built when the first file is read: a plan that was compiled before does without, and to build
    it takes longer than a click has.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


class Names(Model):
    """A name or sentence in both languages."""

    zh: str
    en: str

    def __getitem__(self, lang: Literal["zh", "en"]) -> str:
        """Return the text in `lang`."""
        return self.zh if lang == "zh" else self.en


#: What nobody said anything about.
NOTHING = Names(zh="", en="")


def _both(value: object) -> object:
    return {"zh": value, "en": value} if isinstance(value, str) else value


Text = Annotated[Names, BeforeValidator(_both, json_schema_input_type=str | Names)]
