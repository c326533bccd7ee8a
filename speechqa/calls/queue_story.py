"""Queue events of one call in; out, what the caller went through: who was rung, who answered when, who hung up.

The call log does not know it: to the caller's channel the queue itself has answered, at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speechqa.calls.channels import base_of, read_base
from speechqa.calls.dialplan import Dialplan
from speechqa.calls.model import QueueEvent

_COMPLETED = {"COMPLETECALLER": "customer", "COMPLETEAGENT": "manager"}
_BLIND = frozenset(("BLINDTRANSFER", "TRANSFER"))
_ENDS = frozenset((*_COMPLETED, *_BLIND, "ATTENDEDTRANSFER"))


@dataclass(frozen=True, slots=True)
class QueueStory:
    """What the events tell; times are seconds since 1970.

    Attributes:
        queue: where the caller was answered, else waited first.
        caller: number as the queue saw it.
        entered_at, left_at: first and last event.
        talks: from each answer to its end, or None where the end was not logged.
        holdtime: seconds in the queue until the first answer.
        agent: who answered first: extension where the member's name tells it, else the name.
        agent_name: the member's name where it tells no extension.
        rung: who was rung, the one who answered last.
        transferred_to: where an agent sent the caller without talking first.
        hangup_by: ``customer`` or ``manager``.
    """

    queue: str | None
    caller: str | None
    entered_at: float
    left_at: float
    talks: tuple[tuple[float, float | None], ...] = ()
    holdtime: float = 0.0
    agent: str | None = None
    agent_name: str | None = None
    rung: tuple[str, ...] = ()
    transferred_to: str | None = None
    hangup_by: str | None = None


def story_of(events: Sequence[QueueEvent], dialplan: Dialplan) -> QueueStory | None:
    """What the events tell; None where none is about a caller."""
    told = sorted(events, key=lambda event: (event.at, event.event in _ENDS))
    told = [event for event in told if event.callid]
    if not told:
        return None
    connects = [event for event in told if event.event == "CONNECT"]
    entered = next((event for event in told if event.event == "ENTERQUEUE"), None)
    ended = [event for event in told if event.event in _ENDS]
    last = ended[-1] if ended else None
    blind = next((event for event in told if event.event in _BLIND), None)
    abandoned = not connects and any(event.event == "ABANDON" for event in told)
    rung = [event for event in told if event.event == "RINGNOANSWER"] + connects[:1]
    first = connects[0] if connects else None
    named = _extension(first.agent, dialplan) if first else None
    return QueueStory(
        queue=(first or entered or told[0]).queue or None,
        caller=_at(entered, 1) if entered else None,
        entered_at=(entered or told[0]).at,
        left_at=told[-1].at,
        talks=tuple((event.at, _end(event, ended)) for event in connects),
        holdtime=_seconds(_at(first, 0)) if first else 0.0,
        agent=(named or first.agent or None) if first else None,
        agent_name=first.agent if first and named is None and "/" not in first.agent and first.agent else None,
        rung=tuple(
            dict.fromkeys(who for event in rung if (who := _extension(event.agent, dialplan) or event.agent or None))
        ),
        transferred_to=_at(blind, 0) if blind else None,
        hangup_by=_COMPLETED.get(last.event) if last else "customer" if abandoned else None,
    )


def _end(connect: QueueEvent, ended: Sequence[QueueEvent]) -> float | None:
    return next((event.at for event in ended if event.at >= connect.at), None)


def _extension(agent: str, dialplan: Dialplan) -> str | None:
    """``SIP/101`` and ``Local/101@from-queue/n`` → ``101``; so does a member named by the extension alone."""
    if "/" not in agent:
        return agent if 2 <= len(agent) <= dialplan.extension_length and agent.isdigit() else None
    return read_base(base_of(agent), dialplan.extension_length, dialplan.trunks).extension


def _at(event: QueueEvent | None, place: int) -> str | None:
    return event.data[place] or None if event and len(event.data) > place else None


def _seconds(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
