"""What matching says: roles, hits and verdicts; values only."""

from __future__ import annotations

from dataclasses import dataclass

PASSED, FAILED, NOT_APPLICABLE, UNHEARD = "passed", "failed", "not_applicable", "unheard"


@dataclass(frozen=True, slots=True)
class Roles:
    """Who speaks on which channel.

    Attributes:
        manager_channel: 0 or 1; None for mono.
        reason: ``mono``, ``configured``, ``given`` (the source of the transcript names the roles), ``phrases``,
            ``cues``, ``direction`` or ``default``.
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

    ``similarity`` and ``threshold`` (the least similarity that counts for this phrase) are 0-100, ``probability`` the
    mean word probability 0-1, times are seconds within the call, ``speaker`` is ``manager``, ``customer`` or
    ``unknown``.
    """

    phrase: str
    quote: str
    speaker: str
    start: float
    end: float
    similarity: float
    probability: float
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one checkpoint.

    Attributes:
        verdict: one of the four.
        hit: the evidence of a passed checkpoint, or the quote that failed a ``none``.
        nearest: for a failed one without a hit, the most similar thing said.
        trigger: what set off ``when``; of several the one that ``hit`` answers, or the first that nothing answers.
        reason: ``hit``, ``no_hit``, ``outside_window`` (``nearest`` was said, but not where it counts), ``too_early``
            (said before the checkpoint it must come after), ``too_few`` or ``too_many`` (of what is counted),
            ``unanswered`` (a trigger without an answer), ``forbidden``, ``absent`` (nothing forbidden was said),
            ``no_trigger``, ``one_channel`` (it takes two channels with times), ``by_human`` or ``unintelligible``.
        count: how many times what is counted happened (phrases said, triggers answered, questions, interruptions);
            None where nothing is counted.
        of: how many of them there should be, at least or at most.
    """

    checkpoint_id: str
    verdict: str
    reason: str
    hit: Hit | None = None
    nearest: Hit | None = None
    trigger: Hit | None = None
    count: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """An outcome or a tag that was heard, with its evidence; ``hit`` is None where something's absence made it."""

    id: str
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """All verdicts on one call, in the checklist's order.

    Attributes:
        outcome: the id of the outcome that counts: the first heard that leads on, LOST, NOT_SALES, else the first
            heard; None where the checklist has no outcomes.
        outcomes: all outcomes heard, in the checklist's order.
        tags: all tags heard, in the checklist's order.
        group: ``target``, ``non_target`` or ``junk`` by the tags; None where the checklist has no tag with a group.
    """

    roles: Roles
    verdicts: tuple[Verdict, ...]
    outcome: str | None = None
    outcomes: tuple[Observed, ...] = ()
    tags: tuple[Observed, ...] = ()
    group: str | None = None
