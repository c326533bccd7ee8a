"""A checklist, ready to be matched: values only. What each key means stands in docs/checklists.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LocalText = Mapping[str, str]
"""A text for people by language: ``{"ru": ..., "en": ...}``; may be empty."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something that may be said.

    Attributes:
        say: the phrase as written, in the phrase language of phrases.py.
        unless: phrases that void a hit when they are said beside it.
        instead: what should have been said (for a phrase that is a fault).
        threshold: the least similarity 0-100 that counts; None for the default.
        distance: the most foreign words between two of its own; None for the default leniency.
        order: ``free``, or ``fixed``: its words count only in the order written.
        question: True: it counts only in a question; False: only outside one; None: either.
    """

    say: str
    unless: tuple[str, ...] = ()
    instead: LocalText = field(default_factory=dict)
    threshold: float | None = None
    distance: int | None = None
    order: str = "free"
    question: bool | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """``when``: the rule applies only after somebody said one of these."""

    speaker: str
    any: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """Where in the call a phrase counts.

    ``anchor`` is ``first`` (from the first speech), ``last`` (before the last speech), ``when`` (after the trigger's
    end) or ``nth`` (only the utterance of that number). ``unit`` is ``seconds``, ``percent`` (of the time from first
    to last speech) or ``utterances`` (of the party whose words count).
    """

    anchor: str
    amount: float
    unit: str = "seconds"


@dataclass(frozen=True, slots=True)
class Count:
    """How often at least and at most; None for no limit."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must be heard, from whom and where in the call.

    Attributes:
        speaker: ``manager``, ``customer`` or ``any``.
        unless: phrases that void any hit beside which they are said.
        min_count: how many times one of ``any`` must be said.
        threshold: the least similarity of its phrases; None for the default.
    """

    id: str
    title: LocalText
    speaker: str = "manager"
    any: tuple[Phrase, ...] = ()
    all: tuple[Phrase, ...] = ()
    none: tuple[Phrase, ...] = ()
    unless: tuple[str, ...] = ()
    when: Trigger | None = None
    within: Within | None = None
    min_count: int = 1
    threshold: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint(Rule):
    """One item of a checklist.

    Attributes:
        by: ``machine`` or ``human``.
        after: the id of the checkpoint after whose hit this one must be said.
        answer: with a trigger, ``each`` trigger must be answered or ``once`` is enough.
        questions: how many questions the party asks.
        interruptions: how often it speaks over the other party.
    """

    weight: float = 1.0
    critical: bool = False
    section: str | None = None
    advice: LocalText = field(default_factory=dict)
    by: str = "machine"
    after: str | None = None
    answer: str = "each"
    questions: Count | None = None
    interruptions: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Rule):
    """How a call may end. ``next_step`` tells whether it leads on: a target call without any next step is lost."""

    next_step: bool = True


UNSCORED_GROUPS = ("non_target", "junk")
"""Groups of calls that are not scored, with the group as the reason; their tags, roles and outcome are kept."""


LOST, NOT_SALES = "lost", "not_sales"

BUILT_IN_OUTCOMES: Mapping[str, LocalText] = {
    LOST: {"ru": "Потерян", "en": "Lost"},
    NOT_SALES: {"ru": "Не продажа", "en": "Not a sales call"},
}
"""Outcomes that no rule need name, with their titles where a checklist gives none: a target call without a next step,
and a call that is no sales call; neither leads on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag(Rule):
    """A mark on a call. ``group`` is ``target``, ``non_target``, ``junk`` or None; the second and third are not
    scored."""

    group: str | None = None


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Which calls a checklist is for; an empty field means any. ``min_talk`` in seconds, None for the default."""

    direction: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    manager: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    min_talk: float | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Percent: above ``green`` is green, from ``yellow`` to ``green`` inclusive is yellow, below is red (S3)."""

    green: float = 80.0
    yellow: float = 60.0


@dataclass(frozen=True, slots=True)
class Checklist:
    """A technology card.

    ``content_hash`` is that of the parsed content, so that comments and layout change nothing. ``origin`` is the path
    it was read from. ``sections`` maps a section's id to its title, in order.
    """

    id: str
    title: LocalText
    language: str
    checkpoints: tuple[Checkpoint, ...]
    applies_to: AppliesTo
    thresholds: Thresholds | None
    sections: Mapping[str, LocalText]
    content_hash: str
    origin: str
    source_text: str = ""
    outcomes: tuple[Outcome, ...] = ()
    tags: tuple[Tag, ...] = ()
