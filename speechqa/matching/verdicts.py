"""A transcript, what is known of the call and a checklist in; verdicts with their evidence, outcome and tags out."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from speechqa.calls.model import Call
from speechqa.checklist import phrases
from speechqa.checklist.model import Checklist
from speechqa.matching.crosstalk import own_words
from speechqa.matching.heard import Heard, look_closer_at, speaker_of
from speechqa.matching.listen import listen_to
from speechqa.matching.model import Match, Verdict
from speechqa.matching.outcomes import TARGET, group_of, observed, outcome_of
from speechqa.matching.plan import plan_of
from speechqa.matching.roles import tell_roles
from speechqa.matching.rules import Ruling, rule_on
from speechqa.matching.stream import stream_of
from speechqa.matching.utterances import utterances_of
from speechqa.settings import Settings
from speechqa.transcript import quarantine
from speechqa.transcript.model import Transcript

__all__ = ["match", "matcher_version", "speaker_of"]


def match(
    transcript: Transcript, checklist: Checklist, call: Call | None = None, settings: Settings | None = None
) -> Match:
    """Verdicts on every checkpoint, in the checklist's order; pure: the same input gives the same result.

    A call that its tags put outside the card's kind (junk, non_target) has no verdicts.

    Args:
        call: for its direction, which helps to tell the manager's channel.
        settings: for ``similarity``, ``manager_channel`` and ``interruption``.
    """
    heard = _hear(transcript, checklist, call, settings or Settings())
    tags = observed(checklist.tags, heard)
    group = group_of(tags, checklist)
    outcomes = observed(checklist.outcomes, heard)
    return Match(
        roles=heard.roles,
        verdicts=_verdicts(heard) if group in (None, TARGET) else (),
        outcome=outcome_of(outcomes, group, heard),
        outcomes=outcomes,
        tags=tags,
        group=group,
    )


@lru_cache(maxsize=1)
def matcher_version() -> str:
    """Everything but its input that a verdict depends on: this room's code, what reads phrases, rapidfuzz, dictionary
    and stemmer.

    The code is told by its sum, not by a number that somebody forgets to raise.
    """
    from importlib.metadata import version

    files = [*sorted(Path(__file__).parent.rglob("*.py")), Path(quarantine.__file__), Path(phrases.__file__)]
    code = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    packages = {
        "rapidfuzz": "rapidfuzz",
        "morphology": "pymorphy3",
        "dictionary": "pymorphy3-dicts-ru",
        "stems": "snowballstemmer",
    }
    return "; ".join([code, *(f"{part} {version(package)}" for part, package in packages.items())])


def _hear(transcript: Transcript, checklist: Checklist, call: Call | None, settings: Settings) -> Heard:
    parties = own_words(transcript)
    streams = tuple(
        stream_of(words, "unknown", checklist.language, doubted=len(parties.words) > 1) for words in parties.words
    )
    plan = plan_of(checklist, settings.similarity)
    listened = listen_to(plan, streams)
    roles = tell_roles(
        transcript,
        checklist,
        streams,
        listened,
        call=call,
        configured=settings.manager_channel,
        similarity=settings.similarity,
        one_voice=parties.one_voice,
    )
    return Heard(
        transcript,
        checklist,
        streams,
        listened,
        roles,
        settings.similarity,
        utterances_of(streams, one_voice=roles.manager_channel is None),
        frozenset([checkpoint.after for checkpoint in checklist.checkpoints]),
        settings.interruption,
    )


def _verdicts(heard: Heard) -> tuple[Verdict, ...]:
    """Each checkpoint is judged once, after the one it must come after."""
    checkpoints = {checkpoint.id: checkpoint for checkpoint in heard.checklist.checkpoints}
    look_closer_at(checkpoints.values(), heard)
    rulings: dict[str, Ruling] = {}

    def rule(identity: str) -> Ruling:
        if identity not in rulings:
            checkpoint = checkpoints[identity]
            after = rule(checkpoint.after).said if checkpoint.after is not None else None
            rulings[identity] = rule_on(checkpoint, heard, after)
        return rulings[identity]

    return tuple(rule(identity).verdict for identity in checkpoints)
