"""What matching says: roles, hits and verdicts; values only."""

from __future__ import annotations

from dataclasses import dataclass

PASSED, FAILED, NOT_APPLICABLE, UNHEARD = "passed", "failed", "not_applicable", "unheard"


@dataclass(frozen=True, slots=True)
class Roles:
    """Who speaks on which channel.

    Attributes:
        manager_channel: 0 or 1; None for mono.
        reason: ``mono``, ``configured``, ``phrases``, ``cues``, ``direction`` or ``default``.
        certain: False where nothing but a prior decided.
        margin: how much more the chosen side said of what a manager says (0 where it was not weighed).
    """

    manager_channel: int | None
    reason: str
    certain: bool
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """The evidence: what was heard, by whom, when, and how close it is to the phrase.

    ``similarity`` is 0-100, ``probability`` the mean word probability 0-1, times are seconds within the call,
    ``speaker`` is ``manager``, ``customer`` or ``unknown``.
    """

    phrase: str
    quote: str
    speaker: str
    start: float
    end: float
    similarity: float
    probability: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one checkpoint.

    Attributes:
        verdict: one of the four.
        hit: the evidence of a passed checkpoint, or the quote that failed a ``none``.
        nearest: for a failed one without a hit, the most similar thing said.
        trigger: what set off ``when``.
        reason: ``hit``, ``no_hit``, ``outside_window`` (``nearest`` was said, but not where it counts), ``forbidden``,
            ``absent`` (nothing forbidden was said), ``no_trigger``, ``by_human`` or ``unintelligible``.
    """

    checkpoint_id: str
    verdict: str
    reason: str
    hit: Hit | None = None
    nearest: Hit | None = None
    trigger: Hit | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """All verdicts on one call, in the checklist's order."""

    roles: Roles
    verdicts: tuple[Verdict, ...]
