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
        say: the phrase as written; ``{name}`` and ``{number}`` stand for any first name or number.
        unless: phrases that void a hit when they are said beside it.
        instead: what should have been said (for a phrase that is a fault).
        threshold: the least similarity 0-100 that counts; None for the default.
    """

    say: str
    unless: tuple[str, ...] = ()
    instead: LocalText = field(default_factory=dict)
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """``when``: the checkpoint applies only after somebody said one of these."""

    speaker: str
    any: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """Where in the call a phrase counts.

    ``anchor`` is ``first`` (seconds from the first speech), ``last`` (seconds before the last speech) or ``when``
    (seconds after the trigger's end).
    """

    anchor: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One item of a checklist.

    ``speaker`` is ``manager``, ``customer`` or ``any``; ``by`` is ``machine`` or ``human``.
    """

    id: str
    title: LocalText
    speaker: str = "manager"
    weight: float = 1.0
    critical: bool = False
    any: tuple[Phrase, ...] = ()
    all: tuple[Phrase, ...] = ()
    none: tuple[Phrase, ...] = ()
    when: Trigger | None = None
    within: Within | None = None
    section: str | None = None
    advice: LocalText = field(default_factory=dict)
    by: str = "machine"
    threshold: float | None = None


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
