"""The shape of a checklist file: plain content in (texts, lists, dicts), checked pydantic models out.

Scalars arrive as the text that was written. The values' own small language is read by phrases.py; how pydantic's
errors are put to a person stands in explain.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from speechqa.checklist.model import BUILT_IN_OUTCOMES, Within
from speechqa.checklist.phrases import Fault, read_advice, read_duration, read_phrase, read_text
from speechqa.checklist.windows import read_within
from speechqa.texts import _
from speechqa.texts.languages import primary_subtag

FAULT = "speechqa_fault"
"""The type of pydantic errors in our own words; their context holds ``what``, ``remedy`` and ``at`` (a key)."""

LANGUAGE = "language"
"""The key of the validation context that tells in which language a text without one is."""


def _fault(what: str, remedy: str, at: str | None = None) -> PydanticCustomError:
    return PydanticCustomError(FAULT, "{what}", {"what": what, "remedy": remedy, "at": at or ""})


def _scalar(reader: Callable[[str], Any]) -> PlainValidator:
    def validate(value: Any) -> Any:
        if value is None:
            raise _fault(_("there is no value"), _("Write a value, or remove the key."))
        if not isinstance(value, str):
            raise _fault(_("a single text is expected here"), _("Write it on one line, without '-' and without ':'."))
        try:
            return reader(value)
        except Fault as error:
            raise _fault(error.what, error.remedy) from None

    return PlainValidator(validate)


def _by_language(reader: Callable[[str], str]) -> PlainValidator:
    def validate(value: Any, info: ValidationInfo) -> dict[str, str]:
        if isinstance(value, str):
            value = {(info.context or {}).get(LANGUAGE, "ru"): value}
        if not isinstance(value, dict) or not value:
            raise _fault(
                _("a text is expected here"), _("Write a text, or {example}.").format(example="{ru: …, en: …}")
            )
        for language, text in value.items():
            if not re.fullmatch(r"[a-z]{2,3}", language):
                raise _fault(
                    _("{language!r} is not a language").format(language=language),
                    _("Languages are ru and en; put a text that holds a comma in quotes."),
                    language,
                )
            if not isinstance(text, str):
                raise _fault(_("a text is expected here"), _("Write a text, or remove the key."), language)
        try:
            return {language: reader(text) for language, text in value.items()}
        except Fault as error:
            raise _fault(error.what, error.remedy) from None

    return PlainValidator(validate)


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _truth(value: Any) -> Any:
    return {"true": True, "false": False}.get(value.casefold(), value) if isinstance(value, str) else value


def _read_id(text: str) -> str:
    if not re.fullmatch(r"[\w.-]+", text):
        raise Fault(
            _("{text!r} is not a name for the machine").format(text=text),
            _("Use letters, digits, '-' and '_' without spaces; what people read goes into 'title'."),
        )
    return text


def _read_language(text: str) -> str:
    language = primary_subtag(text)
    if language is None:
        raise Fault(_("{text!r} is not a language").format(text=text), _("Write its code, such as ru, en or ru-RU."))
    return language


Id = Annotated[str, _scalar(_read_id)]
Title = Annotated[dict[str, str], _by_language(read_text)]
Advice = Annotated[dict[str, str], _by_language(read_advice)]
PhraseText = Annotated[str, _scalar(read_phrase)]
PhraseTexts = Annotated[list[PhraseText], BeforeValidator(_one_or_many), Field(min_length=1)]
Texts = Annotated[list[Annotated[str, _scalar(read_text)]], BeforeValidator(_one_or_many), Field(min_length=1)]
Seconds = Annotated[float, _scalar(read_duration)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
LEAST_SIMILARITY = 30
"""A lower one would be met by anything; 0.9 is a fraction where a percentage is meant."""

MOST_DISTANCE = 20
"""Foreign words between two of a phrase, beyond which they no longer belong together."""

Similarity = Annotated[float, Field(ge=LEAST_SIMILARITY, le=100, allow_inf_nan=False)]
Truth = Annotated[Literal[True, False], BeforeValidator(_truth)]
Directions = Annotated[list[Literal["inbound", "outbound"]], BeforeValidator(_one_or_many), Field(min_length=1)]
Speaker = Literal["manager", "customer", "any"]


class _Strict(BaseModel):
    # Defaults are not validated: a list that is left out is empty, one that is there must not be.
    model_config = ConfigDict(extra="forbid", frozen=True)


class PhraseIn(_Strict):
    """A phrase; a bare text is its ``say``."""

    say: PhraseText
    unless: Annotated[list[PhraseText], BeforeValidator(_one_or_many), Field(min_length=1)] = []
    instead: Advice = {}
    threshold: Similarity | None = None
    distance: Annotated[int, Field(ge=0, le=MOST_DISTANCE)] | None = None
    order: Literal["free", "fixed"] = "free"
    question: Truth | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        if value is None:
            value = ""
        return {"say": value} if isinstance(value, str) else value


Phrases = Annotated[list[PhraseIn], Field(min_length=1)]


class WhenIn(_Strict):
    """The trigger of a checkpoint."""

    speaker: Speaker = "customer"
    any: Phrases


class CountIn(_Strict):
    """How often at least and at most."""

    min: Annotated[int, Field(ge=1)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> CountIn:
        if self.min is None and self.max is None:
            raise _fault(_("neither a least nor a most number"), _("Write {example}.").format(example="{min: 1}"))
        if self.min is not None and self.max is not None and self.min > self.max:
            raise _fault(
                _("min ({min}) is above max ({max})").format(min=self.min, max=self.max),
                _("Lower min, or raise max."),
                "min",
            )
        return self


class RuleIn(_Strict):
    """What checkpoints, outcomes and tags have in common."""

    id: Id
    title: Title = {}
    speaker: Speaker = "any"
    any: Phrases = []
    all: Phrases = []
    none: Phrases = []
    unless: PhraseTexts = []
    when: WhenIn | None = None
    within: Annotated[Within, _scalar(read_within)] | None = None
    min_count: Annotated[int, Field(ge=1)] = 1
    threshold: Similarity | None = None

    @model_validator(mode="after")
    def _sound(self) -> RuleIn:
        if self.within is not None and self.within.anchor == "when" and self.when is None:
            raise _fault(
                _("'after when' without a 'when'"),
                _("Add 'when:' with the phrases that start the time, or write 'first …' or 'last …'."),
                "within",
            )
        if self.min_count > 1 and not self.any:
            raise _fault(
                _("'min_count' without 'any'"), _("Add 'any:' with the phrases that are counted."), "min_count"
            )
        return self

    def has_phrases(self) -> bool:
        return bool(self.any or self.all or self.none)


class CheckpointIn(RuleIn):
    """One item."""

    section: Id | None = None
    weight: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 1.0
    critical: Truth = False
    speaker: Speaker = "manager"
    advice: Advice = {}
    by: Literal["machine", "human"] = "machine"
    after: Id | None = None
    answer: Literal["each", "once"] | None = None
    questions: CountIn | None = None
    interruptions: CountIn | None = None

    @model_validator(mode="after")
    def _whole(self) -> CheckpointIn:
        if self.by == "machine" and not (self.has_phrases() or self.questions or self.interruptions):
            raise _fault(
                _("the checkpoint {id!r} has no phrases").format(id=self.id),
                _("Add 'any:', 'all:' or 'none:' with phrases, or 'by: human' where a person judges."),
            )
        if self.answer is not None and self.when is None:
            raise _fault(
                _("'answer' without a 'when'"), _("Add 'when:' with the phrases that call for an answer."), "answer"
            )
        return self


class OutcomeIn(RuleIn):
    """How a call may end."""

    next_step: Truth = True

    @model_validator(mode="after")
    def _whole(self) -> OutcomeIn:
        if self.id in BUILT_IN_OUTCOMES:
            for key in OutcomeIn.model_fields:
                if key in self.model_fields_set - {"id", "title"}:
                    raise _fault(
                        _("the outcome {id!r} is made without phrases").format(id=self.id),
                        _("Keep only its 'id' and 'title', or choose another id."),
                        key,
                    )
        elif not self.has_phrases():
            raise _fault(
                _("the outcome {id!r} has no phrases").format(id=self.id), _("Add 'any:' or 'all:' with phrases.")
            )
        return self


class TagIn(RuleIn):
    """A mark on a call."""

    group: Literal["target", "non_target", "junk"] | None = None

    @model_validator(mode="after")
    def _whole(self) -> TagIn:
        if not self.has_phrases():
            raise _fault(_("the tag {id!r} has no phrases").format(id=self.id), _("Add 'any:' or 'all:' with phrases."))
        return self


class AppliesToIn(_Strict):
    """Which calls a checklist is for."""

    direction: Directions = []
    lines: Texts = []
    department: Texts = []
    manager: Texts = []
    customer: Texts = []
    source: Texts = []
    tag: Texts = []
    min_talk: Seconds | None = None


class ThresholdsIn(_Strict):
    """Percent."""

    green: Percent = 80.0
    yellow: Percent = 60.0

    @model_validator(mode="after")
    def _ordered(self) -> ThresholdsIn:
        if self.yellow > self.green:
            raise _fault(
                _("yellow ({yellow:g}) is above green ({green:g})").format(yellow=self.yellow, green=self.green),
                _("Yellow begins below green: lower it, or raise green."),
                "yellow" if "yellow" in self.model_fields_set else "green",
            )
        return self


class ChecklistIn(_Strict):
    """A file."""

    checklist: Id | None = None
    title: Title = {}
    language: Annotated[str, _scalar(_read_language)] = "ru"
    applies_to: AppliesToIn = AppliesToIn()
    thresholds: ThresholdsIn | None = None
    sections: dict[str, Title] = {}
    checkpoints: Annotated[list[CheckpointIn], Field(min_length=1)]
    outcomes: Annotated[list[OutcomeIn], Field(min_length=1)] = []
    tags: Annotated[list[TagIn], Field(min_length=1)] = []
