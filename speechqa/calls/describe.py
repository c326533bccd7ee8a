"""All sources of facts about one call in, the call out: the one place that says which source is believed.

The manager is the record's, else the file name's, the option's, the folder's, the one who gave a name; each other fact
is the record's, else the file name's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from speechqa.calls.model import Call
from speechqa.calls.numbers import is_extension, party
from speechqa.recording.model import NameFacts


def describe_call(
    call_id: str,
    name: NameFacts,
    *,
    folder: str | None,
    manager_option: str | None,
    record: Call | None,
    introduction: str | None,
    audio_duration: float | None,
    zone: ZoneInfo,
    extension_length: int,
    country: str,
) -> Call:
    """The call ``call_id`` as far as anything is known of it.

    Args:
        folder: the telling folder that the recording lies in.
        manager_option: what the user said the manager is, where nothing about the call itself tells.
        introduction: the first name that the manager gave.
        zone: of naive times in file names.
    """
    manager, source = _manager(record, name, manager_option, folder, introduction)
    direction = record.direction if record and record.direction != "unknown" else name.direction
    number = None if is_extension(name.number, extension_length) else party(name.number, country)
    return Call(
        call_id=call_id,
        direction=direction,
        manager=manager,
        manager_source=source,
        manager_name=(record.manager_name if record else None) or _stripped(introduction),
        customer=(record.customer if record else None) or number,
        line=record.line if record else None,
        started_at=(record.started_at if record else None) or _utc(name.started_at, zone),
        duration=record.duration if record and record.duration is not None else audio_duration,
        talk=record.talk if record else None,
        wait=record.wait if record else None,
        wait_row=record.wait_row if record else None,
        disposition=record.disposition if record else None,
        uniqueid=(record.uniqueid if record else None) or name.uniqueid,
        linkedid=record.linkedid if record else None,
        rung=record.rung if record else (),
        transferred_to=record.transferred_to if record else None,
        hangup_by=record.hangup_by if record else None,
        hangup_cause=record.hangup_cause if record else None,
        queue=record.queue if record else None,
        recording_file=record.recording_file if record else None,
        customer_channel=record.customer_channel if record else None,
        customer_name=record.customer_name if record else None,
        source=record.source if record else None,
        campaign=record.campaign if record else None,
        keyword=record.keyword if record else None,
        cost=record.cost if record else None,
        has_record=record is not None,
    )


def _manager(
    record: Call | None, name: NameFacts, option: str | None, folder: str | None, introduction: str | None
) -> tuple[str | None, str | None]:
    sources = (
        (record.manager if record else None, "record"),
        (name.manager, "name"),
        (option, "option"),
        (folder, "folder"),
        (introduction, "introduction"),
    )
    return next(((_stripped(who), source) for who, source in sources if _stripped(who)), (None, None))


def _stripped(text: str | None) -> str | None:
    return (text or "").strip() or None


def _utc(started: datetime | None, zone: ZoneInfo) -> datetime | None:
    if started is None:
        return None
    return (started if started.tzinfo is not None else started.replace(tzinfo=zone)).astimezone(UTC)
