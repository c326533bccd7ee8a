"""Own calls in, what is known of their recordings and records out; and those that may be their partners."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from speechqa.calls.join import JoinRecord, JoinSide
from speechqa.calls.links import bare_id
from speechqa.calls.model import Call
from speechqa.recording.file_names import file_stem, is_telling
from speechqa.recording.model import NameFacts
from speechqa.recording.sides import whole_path
from speechqa.store.columns import CALL_COLUMNS, call_from, path_from, text_value, time_from, time_value
from speechqa.store.recordings import select_recordings
from speechqa.store.settings import zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS = ", ".join(CALL_COLUMNS)
_LONG_WAIT = timedelta(seconds=300)
_FOLD = timedelta(hours=1)
"""Local times are not in order where a clock is set back."""

_OWN = """(own_call_id IN (SELECT value FROM json_each(:own))
          OR (own_call_id IS NULL AND call_id IN (SELECT value FROM json_each(:own))))"""


def sides_of(db: Database, own_calls: Iterable[str], *, without_record: bool = True) -> dict[str, JoinSide]:
    """By own call, its longest recording; ``without_record``: where the call has no record by itself."""
    own, zone = json.dumps(list(own_calls)), zone_of(db)
    if own == "[]":
        return {}
    recordings = select_recordings(
        db,
        f"""replaced_by IS NULL AND {_OWN} AND (:all OR NOT EXISTS (
              SELECT 1 FROM record WHERE record.call_id = recording.call_id
              AND record.own_call_id IS recording.own_call_id))""",
        {"own": own, "all": not without_record},
    )
    places = {
        recording_id: (call, {path_from(path), whole_path(path_from(path)) if sent else path_from(path)})
        for recording_id, call, path, sent in db.conn.execute(
            f"""SELECT recording_id, coalesce(own_call_id, call_id), absolute_path, sent_path FROM recording
                WHERE {_OWN}""",
            {"own": own},
        ).fetchall()
    }
    sides: dict[str, JoinSide] = {}
    files: dict[str, list[str]] = defaultdict(list)
    for recording in recordings:
        call, paths = places[recording.recording_id]
        files[call] += map(str, paths)
        # The end of the last word is no length to be compared.
        duration = recording.duration if recording.has_sound else None
        side = JoinSide(recording.recording_id, recording.name, duration, zone, (), recording.channels is not None)
        sides.setdefault(call, side)
    return {
        call: JoinSide(side.recording_id, side.name, side.duration, zone, tuple(sorted(files[call])), side.is_heard)
        for call, side in sides.items()
    }


def records_of(db: Database, own_calls: Iterable[str]) -> dict[str, JoinRecord]:
    """By own call, its record (the one with most talk)."""
    own = json.dumps(list(own_calls))
    if own == "[]":
        return {}
    rows = db.conn.execute(
        f"""SELECT coalesce(own_call_id, call_id), record_id,
                   EXISTS (SELECT 1 FROM recording WHERE recording.call_id = record.call_id
                           AND recording.own_call_id IS record.own_call_id AND replaced_by IS NULL),
                   {_COLUMNS}
            FROM record WHERE {_OWN} ORDER BY talk DESC NULLS LAST, record_id""",
        {"own": own},
    ).fetchall()
    ids: dict[str, set[str]] = defaultdict(set)
    for call, uniqueid in db.conn.execute(
        f"""SELECT coalesce(own_call_id, call_id), record_row.uniqueid FROM record JOIN record_row
            ON call_key = record_id AND record_row.uniqueid IS NOT NULL WHERE {_OWN}""",
        {"own": own},
    ).fetchall():
        ids[call].add(uniqueid)
    records: dict[str, JoinRecord] = {}
    for call, record_id, is_taken, *values in rows:
        record = call_from(record_id, values)
        # A call's further records, though they do not speak for it, bear its ids.
        ids[call] |= {record_id, *filter(None, (record.uniqueid, record.linkedid))}
        records.setdefault(call, JoinRecord(record_id, record, is_taken=bool(is_taken)))
    return {
        call: JoinRecord(one.record_id, one.call, frozenset(ids[call]), one.is_taken) for call, one in records.items()
    }


def before(db: Database) -> tuple[dict[str, JoinRecord], dict[str, JoinSide]]:
    """What records and recordings said before they changed or went, as far as partners were looked for by it."""
    rows = db.conn.execute("SELECT kind, id FROM unjoined WHERE kind IN ('record_was', 'recording_was')").fetchall()
    records: dict[str, JoinRecord] = {}
    sides: dict[str, JoinSide] = {}
    for kind, said in rows:
        if kind == "record_was":
            started_at, wait, uniqueid, linkedid, file = json.loads(said)
            call = Call(said, started_at=time_from(started_at), wait=wait, recording_file=file)
            records[said] = JoinRecord(said, call, frozenset(filter(None, (uniqueid, linkedid))))
        else:
            started_at, uniqueid, name = json.loads(said)
            facts = NameFacts(started_at=time_from(started_at), uniqueid=uniqueid)
            sides[said] = JoinSide(said, facts, None, zone_of(db), (name,))
    return records, sides


def records_near(db: Database, sides: Mapping[str, JoinSide], tolerance: float) -> set[str]:
    """Own calls of the records that may be these recordings'."""
    if not sides:
        return set()
    (longest,) = db.conn.execute("SELECT coalesce(max(wait), 0) FROM record WHERE wait > 300").fetchone()
    starts = [start for side in sides.values() for start in _starts(side)]
    margin, wait = timedelta(seconds=tolerance), timedelta(seconds=longest)
    ids = {side.name.uniqueid for side in sides.values() if side.name.uniqueid}
    files = [path for side in sides.values() for path in side.files]
    rows = db.conn.execute(
        """WITH near AS (
               SELECT record_id FROM json_each(:soon) JOIN record ON started_at BETWEEN value ->> 0 AND value ->> 1
               UNION SELECT record_id FROM json_each(:late) JOIN record
                 ON started_at BETWEEN value ->> 0 AND value ->> 1 AND wait > 300
               UNION SELECT record_id FROM json_each(:ids) JOIN record ON record_id = value
               UNION SELECT record_id FROM json_each(:ids) JOIN alias ON alias = value JOIN record
                 ON record.call_id = alias.call_id
               UNION SELECT call_key FROM json_each(:ids) JOIN record_row ON record_row.uniqueid = value
               UNION SELECT record_id FROM json_each(:ids) JOIN record
                 ON substr(uniqueid, length(rtrim(uniqueid, '0123456789.')) + 1) = value
                 AND rtrim(uniqueid, '0123456789.') <> ''
               UNION SELECT record_id FROM json_each(:ids) JOIN record
                 ON substr(linkedid, length(rtrim(linkedid, '0123456789.')) + 1) = value
                 AND rtrim(linkedid, '0123456789.') <> ''
               UNION SELECT record_id FROM json_each(:stems) JOIN record
                 ON substr(recording_file, length(rtrim(recording_file, replace(recording_file, '/', ''))) + 1)
                 BETWEEN value AND value || '.zzzzz' AND recording_file IS NOT NULL)
           SELECT coalesce(own_call_id, call_id) FROM near JOIN record USING (record_id)""",
        {
            "soon": _spans((start - _LONG_WAIT - margin, start + margin) for start in starts),
            "late": _spans((start - wait - margin, start + margin) for start in starts) if longest else "[]",
            "ids": _texts({*ids, *map(bare_id, ids)}),
            "stems": _texts(_stems(files)),
        },
    ).fetchall()
    return {row[0] for row in rows}


def recordings_near(db: Database, records: Mapping[str, JoinRecord], tolerance: float) -> set[str]:
    """Own calls of the recordings that may be these records'."""
    if not records:
        return set()
    margin, zone = timedelta(seconds=tolerance), zone_of(db)
    calls = [record.call for record in records.values()]
    moments = {
        moment
        for call in calls
        if call.started_at is not None
        for moment in (call.started_at, call.started_at + timedelta(seconds=call.wait or 0.0))
    }
    local = [moment.astimezone(zone).replace(tzinfo=None) for moment in moments]
    ids = {bare_id(one) for record in records.values() for one in record.ids}
    rows = db.conn.execute(
        """WITH near AS (
               SELECT recording_id FROM json_each(:spans) JOIN recording
                 ON name_started_at BETWEEN value ->> 0 AND value ->> 1
               UNION SELECT recording_id FROM json_each(:ids) JOIN recording
                 ON substr(name_uniqueid, length(rtrim(name_uniqueid, '0123456789.')) + 1) = value
                 AND name_uniqueid IS NOT NULL
               UNION SELECT recording_id FROM json_each(:stems) JOIN recording
                 ON name BETWEEN value AND value || '.zzzzz')
           SELECT coalesce(own_call_id, call_id) FROM near JOIN recording USING (recording_id)""",
        {
            # An aware time of a name is in UTC; both kinds stand in one column.
            "spans": json.dumps(
                json.loads(_spans((moment - margin, moment + margin) for moment in moments))
                + json.loads(_spans((moment - margin - _FOLD, moment + margin + _FOLD) for moment in local))
            ),
            "ids": _texts(ids),
            "stems": _texts(_stems(filter(None, (call.recording_file for call in calls)))),
        },
    ).fetchall()
    return {row[0] for row in rows}


def _starts(side: JoinSide) -> Iterator[datetime]:
    started = side.name.started_at
    if started is not None:
        yield (started if started.tzinfo is not None else started.replace(tzinfo=side.zone)).astimezone(UTC)


def _stems(paths: Iterable[str]) -> set[str]:
    return {stem if is_telling(stem) else path for path in paths for stem in [file_stem(path)]}


def _texts(texts: Iterable[str]) -> str:
    return json.dumps(sorted(filter(None, map(text_value, texts))))


def _spans(spans: Iterable[tuple[datetime, datetime]]) -> str:
    """Stretches of time as the database writes its times, those that overlap put together."""
    merged: list[list[datetime]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([begin, end])
    return json.dumps([[_written(begin), _written(end)] for begin, end in merged])


def _written(moment: datetime) -> str | None:
    return time_value(moment) if moment.tzinfo is not None else moment.isoformat()
