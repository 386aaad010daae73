"""What of `presales.toml` decides results and what is told of them, as a period keeps it.

Whom people are ranked with, whether a quota binds, who needs approval, which raters stay unknown: a setting is changed
for what is to come. So a period keeps those by which it was first settled or published, and nothing that people relied
on changes with the file, unless HR says that this period, too, is to go by the settings of now.
"""

import json
from collections.abc import Iterator
from dataclasses import replace

from presales_xl.ledger import marks
from presales_xl.ledger.codec import dumps
from presales_xl.ledger.marks import State
from presales_xl.ledger.step import Reading, Step
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, warning
from presales_xl.settings import Settings
from presales_xl.texts import Lang, text

_DECIDING = {"cohort", "calibration", "approval", "anonymous_below"}


def with_own_settings(project: Project, read: Reading, period: str) -> Project:
    """Return the project with the settings by which a period is worked out and told: its own where it keeps them."""
    kept = next((each.settings for each in reversed(marks.all_of(read, period)) if each.settings), "")
    if not kept:
        return project
    settings = Settings.model_validate(json.loads(kept))
    own = {key: getattr(settings, key) for key in settings.model_fields_set}
    return replace(project, settings=project.settings.model_copy(update=own))


def rely_on(step: Step, period: str, state: State, settings: Settings) -> None:
    """Note that a period has come to a state in which its results are relied on, with the settings that it keeps."""
    marks.add(step, period, state, settings=_kept(settings))


def go_by_current(step: Step, project: Project, period: str, reason: str, lang: Lang) -> list[str]:
    """Let a period that keeps other settings go by those of now, and note why; return what these say otherwise."""
    own = with_own_settings(project, step, period).settings
    now = _now(project, own)
    if changed := _otherwise(now, own, lang):
        words = text(lang, "problems.comma").join(changed)
        marks.change_settings(step, period, _kept(now), what=words, reason=reason)
        step.note(settings=changed)
    return changed


def _now(project: Project, own: Settings) -> Settings:
    """Return the settings of now as a period of other ones may go by them: raters who were unknown then stay so."""
    least = max(own.anonymous_below, project.settings.anonymous_below)
    return project.settings.model_copy(update={"anonymous_below": least})


def _kept(settings: Settings) -> str:
    return dumps(settings.model_dump(include=_DECIDING))


def kept_otherwise(project: Project, own: Settings, lang: Lang) -> list[str]:
    """Return what a period's own settings say otherwise than those of now do, by which it may go."""
    return _otherwise(own, _now(project, own), lang)


def _otherwise(settings: Settings, others: Settings, lang: Lang) -> list[str]:
    """Return in words what settings say otherwise than others do."""
    said = _in_words(others, lang)
    return [words for words in _in_words(settings, lang) if words not in said]


def other_settings(project: Project, own: Settings, period: str, lang: Lang) -> Iterator[Problem]:
    """Yield a notice where a period goes by other settings than the file has now, with those that it keeps."""
    if kept := kept_otherwise(project, own, lang):
        yield warning("standing.other_settings", period=period, found=kept)


def _in_words(settings: Settings, lang: Lang) -> list[str]:
    """Return what the settings say that decide results."""
    approval = "all" if settings.approval else "schemes"
    stated = (f"cohort.{settings.cohort}", f"approval.{approval}", f"mode.{settings.calibration.mode}", "pool", "few")
    least, few = settings.calibration.pool_min, settings.anonymous_below
    return [text(lang, f"calibration.kept.{each}", least=least, few=few) for each in stated]
