"""A call as its rows tell it and what the queue log says beside in; out, the call as it was.

Behind a queue that had answered at once, the rows alone have the wait and the talk wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from speechqa.calls.answers import answer_of, end_of
from speechqa.calls.dialplan import Dialplan
from speechqa.calls.model import Call, Row
from speechqa.calls.numbers import is_extension, is_external, party
from speechqa.calls.queue_story import QueueStory

_CLOCKS_APART = 90
"""Seconds: the queue log's clock and the call log's are one machine's; further apart, a zone was not known."""

_SAME_ANSWER = 3
"""Seconds between what the queue log and the row of an agent's telephone say of one answer."""


def told_by_story(
    call: Call, story: QueueStory, rows: Sequence[Row], persons: Sequence[Row], dialplan: Dialplan
) -> Call:
    """The call with what the queue log tells better.

    Args:
        rows: in their order.
        persons: rows in which somebody answered, first answer first.
    """
    is_inbound = call.direction == "inbound"
    rung = _rung(call, story, dialplan)
    manager = call.manager
    if manager is None and is_inbound and not persons and not story.talks and len(rung) == 1:
        manager = rung[0]
    called = replace(
        call,
        manager=manager,
        manager_source="record" if manager else None,
        customer=call.customer or (_customer(story, dialplan) if is_inbound else None),
        queue=next((row.queue for row in rows if row.queue), None) or story.queue or call.queue,
        rung=rung,
        hangup_by=call.hangup_by or (story.hangup_by if is_inbound else None),
        transferred_to=call.transferred_to or _target(story, dialplan),
    )
    if not story.talks:
        return called
    wait = _wait(call, story, rows)
    begun = [row for row in persons if row.lastapp.lower() != "queue"]
    earlier = [row for row in begun if _after(rows, answer_of(row)) < wait - _SAME_ANSWER]
    talked = [(wait + start - story.talks[0][0], wait + _end(call, story, end, wait)) for start, end in story.talks]
    talked += [(_after(rows, answer_of(row)), _after(rows, end_of(row))) for row in begun]
    if earlier:
        # Somebody talked to the caller, and sent the call into the queue.
        return replace(called, talk=_covered(talked))
    if is_inbound and not any(row.manager for row in rows):
        is_known = is_extension(story.agent, dialplan.extension_length) or (story.agent and not begun)
        manager = story.agent if is_known else call.manager or story.agent
    return replace(
        called,
        manager=manager,
        manager_source="record" if manager else None,
        manager_name=call.manager_name or (story.agent_name if is_inbound else None),
        wait=wait,
        wait_row=persons[0].duration - persons[0].billsec if persons else 0.0,
        talk=_covered(talked),
        disposition="answered",
    )


def call_of_story(key: str, story: QueueStory, dialplan: Dialplan) -> Call:
    """A call that has no row, or none yet."""
    is_internal = is_extension(story.caller, dialplan.extension_length)
    duration = story.left_at - story.entered_at
    only = story.rung[0] if len(story.rung) == 1 else None
    manager = story.caller if is_internal else story.agent or only
    wait = story.talks[0][0] - story.entered_at if story.talks else duration
    return Call(
        call_id=key,
        direction="internal" if is_internal else "inbound",
        manager=manager,
        manager_source="record" if manager else None,
        manager_name=None if is_internal else story.agent_name,
        customer=None if is_internal else _customer(story, dialplan),
        started_at=datetime.fromtimestamp(story.entered_at, UTC),
        duration=duration,
        talk=_covered([(start, story.left_at if end is None else end) for start, end in story.talks]),
        wait=wait,
        disposition="answered" if story.talks else "missed",
        uniqueid=key,
        rung=story.rung,
        transferred_to=_target(story, dialplan),
        hangup_by=None if is_internal else story.hangup_by,
        queue=story.queue,
        has_record=True,
    )


def _wait(call: Call, story: QueueStory, rows: Sequence[Row]) -> float:
    """From the first row to the answer; by the time in the queue alone where the two logs' clocks do not fit."""
    if call.started_at is not None:
        wait = story.talks[0][0] - call.started_at.timestamp()
        if -_CLOCKS_APART <= wait <= (call.duration or 0.0) + _CLOCKS_APART:
            return max(0.0, wait)
    queued = next((row for row in rows if row.lastapp.lower() == "queue"), rows[0])
    return _after(rows, queued.start) + story.holdtime


def _end(call: Call, story: QueueStory, end: float | None, wait: float) -> float:
    return max(0.0, (call.duration or 0.0) - wait) if end is None else end - story.talks[0][0]


def _after(rows: Sequence[Row], moment: datetime) -> float:
    return (moment - rows[0].start).total_seconds()


def _covered(intervals: Sequence[tuple[float, float]]) -> float:
    total, until = 0.0, float("-inf")
    for start, end in sorted(intervals):
        total += max(0.0, end - max(start, until))
        until = max(until, end)
    return total


def _customer(story: QueueStory, dialplan: Dialplan) -> str | None:
    caller = None if is_extension(story.caller, dialplan.extension_length) else story.caller
    return party(caller, dialplan.country)


def _target(story: QueueStory, dialplan: Dialplan) -> str | None:
    is_number = is_external(story.transferred_to, dialplan.extension_length)
    return party(story.transferred_to, dialplan.country) if is_number else story.transferred_to


def _rung(call: Call, story: QueueStory, dialplan: Dialplan) -> tuple[str, ...]:
    """Those whom the rows know by their telephones are not named once more by their names."""
    told = [who for who in story.rung if not call.rung or is_extension(who, dialplan.extension_length)]
    return tuple(dict.fromkeys((*told, *call.rung)))
