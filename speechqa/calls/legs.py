"""Rows of a call log in, calls out: one call is all the rows of one linkedid, however many legs it had."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from speechqa.calls.answers import answer_of, covered, disposition_of, end_of, is_nobodys, person_legs
from speechqa.calls.clock import offset_of, offsets_of, utc_of
from speechqa.calls.dialplan import Dialplan
from speechqa.calls.direction import direction_of
from speechqa.calls.links import main_keys
from speechqa.calls.model import Call, QueueEvent, Row
from speechqa.calls.numbers import number_key
from speechqa.calls.one_row import call_of_one
from speechqa.calls.parties import customer_name_of, customer_of, line_of, manager_of, rung_of
from speechqa.calls.queue_story import QueueStory, story_of
from speechqa.calls.queued import call_of_story, told_by_story
from speechqa.calls.transfer import transferred_to

__all__ = ["Dialplan", "call_from_rows", "call_key", "calls_from_rows", "is_call"]

_RECORDED = re.compile(r"\.(wav|wav49|mp3|gsm|ogg|opus|webm|ulaw|alaw|flac|m4a)$", re.IGNORECASE)
_FIRST_TEXT = Row._fields.index("accountcode")
_FIRST_TOLD = Row._fields.index("direction")
_NOTHING_TOLD = ("",) * (len(Row._fields) - _FIRST_TOLD)
_RECORDERS = frozenset(("mixmonitor", "monitor"))


def call_key(row: Row) -> str:
    """What all rows of one call have in common."""
    if row.linkedid or row.uniqueid:
        return row.linkedid or row.uniqueid
    # An export may write the numbers in another way next time.
    numbers = number_key(row.src), number_key(row.dst)
    said = "\x1f".join((row.start.isoformat(), *numbers, row.channel, row.dstchannel, f"{row.duration:g}"))
    return f"row-{hashlib.sha256(said.encode(errors='surrogatepass')).hexdigest()[:16]}"


def is_call(rows: Sequence[Row]) -> bool:
    """Whether these rows are somebody's call, and not only the far end of one that has rows of its own."""
    return not all(map(is_nobodys, rows))


def calls_from_rows(
    rows: Sequence[Row],
    zone: ZoneInfo,
    *,
    extension_length: int = 5,
    country: str = "RU",
    dialplan: Dialplan | None = None,
    queue_events: Sequence[QueueEvent] = (),
) -> tuple[Call, ...]:
    """All calls in the order of their start; the same whatever the order of the rows.

    Args:
        zone: of the log's times, where its uniqueids do not tell better.
        extension_length: digits of the longest extension.
        country: of numbers written without their country.
        dialplan: instead of these two.
        queue_events: of the ``queue_log`` beside it.
    """
    plan = dialplan or Dialplan(extension_length=extension_length, country=country)
    groups: dict[str, list[Row]] = {}
    for row in set(rows):
        groups.setdefault(call_key(row), []).append(row)
    joined: dict[str, list[Row]] = {}
    keys = main_keys(groups)
    for key, legs in groups.items():
        joined.setdefault(keys.get(key, key), []).extend(legs)
    by_id: dict[str, list[QueueEvent]] = {}
    for event in queue_events:
        by_id.setdefault(event.callid, []).append(event)
    told = offsets_of(rows)
    # One offset all over the log holds for rows without an id too; two are summer and winter, which the zone knows.
    common = next(iter(told)) if len(told) == 1 else None
    calls = []
    for key, legs in joined.items():
        if not is_call(legs):
            continue
        first_rows = sorted(legs, key=_order)
        own = next((offset for row in first_rows if (offset := offset_of(row)) is not None), None) if told else None
        ids = dict.fromkeys((key, *(row.uniqueid for row in first_rows)))
        events = [event for one in ids for event in by_id.pop(one, ())] if by_id else ()
        offset = own if own is not None else common
        calls.append(call_from_rows(key, legs, zone=zone, offset=offset, dialplan=plan, queue_events=events))
    for key, events in by_id.items():
        story = story_of(events, plan)
        if story is not None:
            calls.append(call_of_story(key, story, plan))
    return tuple(sorted(calls, key=lambda call: (str(call.started_at), call.call_id)))


def call_from_rows(
    key: str,
    rows: Sequence[Row],
    *,
    zone: ZoneInfo,
    offset: timedelta | None,
    dialplan: Dialplan,
    queue_events: Sequence[QueueEvent] = (),
) -> Call:
    """The call that these rows, at least one, and queue events tell of; the same whatever their order.

    Args:
        key: its id.
        zone: of times without an offset.
        offset: of the log's clock from UTC, where something tells it better than the zone.
        queue_events: of all its channels.
    """
    if len(rows) == 1 and not queue_events:
        plain = call_of_one(key, rows[0], zone, offset, dialplan)
        if plain is not None:
            return plain
    return call_by_rules(key, rows, zone, offset, dialplan, queue_events)


def call_by_rules(
    key: str,
    rows: Sequence[Row],
    zone: ZoneInfo,
    offset: timedelta | None,
    dialplan: Dialplan,
    queue_events: Sequence[QueueEvent] = (),
) -> Call:
    """The same as ``call_from_rows`` says, by all rules, of however many rows."""
    if len(rows) > 1:
        if any(row.start.tzinfo is not None for row in rows):
            rows = [_in_utc(row, zone, offset) for row in rows]
            zone, offset = ZoneInfo("UTC"), timedelta(0)
        rows = sorted(rows, key=_order)
    first = rows[0]
    started_at = utc_of(first, zone, offset)
    story = story_of(queue_events, dialplan) if queue_events else None
    direction = direction_of(rows, dialplan)
    persons = _persons(rows, story, direction, dialplan)
    duration = first.duration if len(rows) == 1 else (max(map(end_of, rows)) - first.start).total_seconds()
    wait, wait_row, talk = duration, None, 0.0
    if persons:
        answered = persons[0]
        wait_row = answered.duration - answered.billsec
        wait = wait_row if len(rows) == 1 else max(0.0, (answer_of(answered) - first.start).total_seconds())
        talk = answered.billsec if len(rows) == 1 else covered((answer_of(row), end_of(row)) for row in persons)
    manager = manager_of(rows, persons, direction, dialplan)
    # Of most logs no row says anything of what is asked for here.
    saying = [row for row in rows if row[_FIRST_TOLD:] != _NOTHING_TOLD]
    first_saying = [row for row in persons if row[_FIRST_TOLD:] != _NOTHING_TOLD] + saying if saying else saying
    call = Call(
        call_id=key,
        direction=direction,
        manager=manager,
        manager_source="record" if manager else None,
        manager_name=_told("manager_name", first_saying),
        customer=customer_of(rows, direction, dialplan),
        line=line_of(rows, direction, dialplan),
        started_at=started_at,
        duration=duration,
        talk=talk,
        wait=wait,
        wait_row=wait_row,
        disposition=disposition_of(rows, bool(persons), direction),
        uniqueid=first.uniqueid or None,
        linkedid=first.linkedid or None,
        rung=rung_of(rows, direction, manager, dialplan),
        transferred_to=transferred_to(rows, persons, direction, manager, dialplan),
        hangup_by=_told("hangup_by", saying[::-1]),
        hangup_cause=_told("hangup_cause", first_saying),
        queue=_told("queue", saying) or _queue_of(rows),
        recording_file=_told("recording_file", first_saying) or _recording_of(persons, rows),
        customer_channel=_customer_channel(first_saying, direction),
        customer_name=customer_name_of(rows, direction),
        source=_told("source", saying),
        campaign=_told("campaign", saying),
        keyword=_told("keyword", saying),
        cost=_cost_of(saying),
        has_record=True,
    )
    return call if story is None else told_by_story(call, story, rows, persons, dialplan)


def _order(row: Row) -> tuple[object, ...]:
    later_channel = bool(row.linkedid) and row.uniqueid != row.linkedid
    sequence = int(row.sequence) if row.sequence.isdecimal() else 0
    said = (row.uniqueid, row.duration, row.billsec, row.disposition, row.src, row.dst)
    return (row.start, later_channel, sequence, *said, row[_FIRST_TEXT:])


def _in_utc(row: Row, zone: ZoneInfo, offset: timedelta | None) -> Row:
    return row._replace(start=utc_of(row, zone, offset).replace(tzinfo=None))


def _told(name: str, rows: Iterable[Row]) -> str | None:
    """The first that says it."""
    for row in rows:
        value: str = getattr(row, name)
        if value:
            return value
    return None


def _persons(rows: Sequence[Row], story: QueueStory | None, direction: str, dialplan: Dialplan) -> list[Row]:
    persons = person_legs(rows)
    if story is not None and not story.talks:
        # What the queue answered, no person did.
        persons = [row for row in persons if row.lastapp.lower() != "queue"]
    if direction == "outbound" and persons and dialplan.channel(rows[0].channel).is_local:
        # Of a call that the telephone system made, the first to answer was the caller's own telephone.
        persons = [row for row in persons if not _is_own_telephone(row, dialplan)]
    return persons


def _is_own_telephone(row: Row, dialplan: Dialplan) -> bool:
    return dialplan.channel(row.channel).is_local and dialplan.channel(row.dstchannel).extension is not None


def _queue_of(rows: Sequence[Row]) -> str | None:
    for row in rows:
        if row.lastapp.lower() == "queue" and row.lastdata:
            return re.split("[,|]", row.lastdata, maxsplit=1)[0].strip() or None
    return None


def _recording_of(persons: Sequence[Row], rows: Sequence[Row]) -> str | None:
    for row in (*persons, *rows):
        named = row.userfield.removeprefix("audio:").strip()
        if named and _RECORDED.search(named):
            return named
        if row.lastapp.lower() in _RECORDERS and row.lastdata:
            return re.split("[,|]", row.lastdata, maxsplit=1)[0].strip() or None
    return None


def _customer_channel(rows: Sequence[Row], direction: str) -> int | None:
    told = _told("caller_channel", rows) if direction in {"inbound", "outbound"} else None
    if told not in {"0", "1"}:
        return None
    return int(told) if direction == "inbound" else 1 - int(told)


def _cost_of(rows: Sequence[Row]) -> float | None:
    costs = []
    for row in rows:
        if row.cost:
            try:
                costs.append(float(row.cost.replace(",", ".")))
            except ValueError:
                continue
    return sum(costs) if costs and math.isfinite(sum(costs)) else None
