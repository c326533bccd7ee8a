"""Changed cards and all calls that their originals judged in; which lights would change, from which to which, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from speechqa.checklist.model import UNSCORED_GROUPS, Checklist
from speechqa.evaluation.rematch import heard, rematch, with_roles
from speechqa.scoring import score
from speechqa.settings import Settings
from speechqa.store.judged import JudgedRecording

if TYPE_CHECKING:
    from sqlite_utils import Database

Moves = Counter[tuple[str, str]]
"""Calls by the light they had and the other one that they would have."""

Progress = Callable[[int, int], None]
"""Told how many calls of how many were matched again."""


def light_moves(
    db: Database,
    card_id: str,
    changes: Sequence[tuple[Checklist, Checklist]],
    recordings: Sequence[JudgedRecording],
    settings: Settings,
    progress: Progress,
) -> list[Moves]:
    """For each pair of a card and the same changed, what the change does to the lights of the card's calls."""
    from speechqa.store.settings import thresholds_of

    moves: list[Moves] = [Counter() for _change in changes]
    thresholds = thresholds_of(db)
    own = [one for one in recordings if one.checklist == card_id and one.speaks and _judged(one)]
    distinct = {card.content_hash: card for pair in changes for card in pair}
    for number, recording in enumerate(own, 1):
        one = heard(db, recording, settings)
        roles = rematch(one, changes[0][0]).roles
        # Telling who is the manager is most of the work; one phrase more or less seldom changes it.
        told = with_roles(one, roles.manager_channel) if roles.certain else one
        lights = {key: score(card, rematch(told, card).verdicts, thresholds).light for key, card in distinct.items()}
        for (before, after), counted in zip(changes, moves, strict=True):
            was, now = lights[before.content_hash], lights[after.content_hash]
            if was != now:
                counted[was, now] += 1
        progress(number, len(own))
    return moves


def _judged(recording: JudgedRecording) -> bool:
    return recording.transcript_id is not None and recording.not_scored in (None, *UNSCORED_GROUPS)
