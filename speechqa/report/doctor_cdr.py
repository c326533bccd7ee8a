"""How well call records and recordings fit together: a database in, what is missing, doubtful or lost out.

An answered call is one that a person answered and that has at least ``min_talk`` seconds of talk; internal calls, which
are seldom recorded, are left out of what is missing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speechqa.report.doctor_claims import Claims, several_claims
from speechqa.report.doctor_sources import SourceRow, mono_advice, source_rows
from speechqa.report.period import Period
from speechqa.report.recording_places import Places
from speechqa.store.columns import path_from
from speechqa.store.settings import zone_of

if TYPE_CHECKING:
    from sqlite_utils import Database

PROBLEMS = (
    "answered_without_recording",
    "recording_gone",
    "recording_not_scored",
    "recording_without_record",
    "several_calls_claim_recording",
    "several_recordings",
    "unknown_direction",
    "unknown_manager",
    "unknown_line",
)
"""In the order in which they are told."""

REASONS = ("uniqueid", "recording_file", "number_and_time", "time")

_ANSWERED = "c.has_record AND c.disposition = 'answered' AND c.talk >= :min_talk AND c.direction <> 'internal'"
_RECORDED = "EXISTS (SELECT 1 FROM recording g WHERE g.call_id = c.call_id AND g.replaced_by IS NULL)"
_CALL = "c.call_id, c.started_at, c.direction, c.manager, c.customer, c.duration, c.talk"


@dataclass(frozen=True, slots=True)
class Problem:
    """One call or recording that something is wrong with; ``file`` is the recording's, or the one its record names.

    ``calls`` are all that claim one recording; ``owner`` is the one of them that has it, ``reason`` says why.
    """

    call_id: str
    started_at: datetime | None
    direction: str
    manager: str | None
    customer: str | None
    duration: float | None
    talk: float | None
    file: str | None = None
    calls: tuple[str, ...] = ()
    owner: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CdrCheck:
    """The whole of it; the fields are the keys of the JSON, in order.

    Attributes:
        calls: in the period, ``with_record`` of which have a record, ``answered`` of these as above; ``internal`` and
            ``machine_only`` are counted apart.
        recordings: ``heard`` of which were decoded or have a text: ``mono`` of these have one channel, ``dual_mono``
            two with the same sound.
        joins: recordings by how they found their record; ``none`` did not.
        problems: by what is wrong.
        advice: how to record two channels on this telephone system; empty where nothing is mono.
        undated: calls that no period can fit.
        recorded: answered calls that have a recording.
    """

    period: Period
    min_talk: float
    calls: int
    with_record: int
    answered: int
    internal: int
    machine_only: int
    recordings: int
    heard: int
    mono: int
    dual_mono: int
    joins: dict[str, int]
    problems: dict[str, tuple[Problem, ...]]
    sources: tuple[SourceRow, ...]
    advice: tuple[str, ...]
    undated: int
    recorded: int = 0


def check_cdr(
    db: Database, period: Period | None = None, *, min_talk: float = 15.0, folders: Sequence[Path] = ()
) -> CdrCheck:
    """Look at all calls of a period.

    Args:
        folders: where recordings lie, beside the places where some were found.
    """
    period = period or Period()
    ask = _Question(db, period, min_talk)
    calls = ask.row(
        f"""SELECT count(*), coalesce(sum(c.has_record), 0), coalesce(sum({_ANSWERED}), 0),
                   coalesce(sum(c.direction = 'internal'), 0), coalesce(sum(c.disposition = 'machine_only'), 0)
            FROM call c WHERE {{period}}"""
    )
    of_recordings = "FROM recording g JOIN call c USING (call_id) WHERE g.replaced_by IS NULL AND {period}"
    dual = "EXISTS (SELECT 1 FROM health h WHERE h.recording_id = g.recording_id AND h.code = 'dual_mono')"
    recordings = ask.row(
        f"""SELECT count(*), count(g.channels), coalesce(sum(g.channels = 1), 0), coalesce(sum({dual}), 0)
            {of_recordings}"""
    )
    joins = dict(ask.rows(f"SELECT coalesce(g.join_reason, 'none'), count(*) {of_recordings} GROUP BY 1"))
    (undated,) = db.conn.execute("SELECT count(*) FROM call WHERE local_date IS NULL").fetchone()
    sources = source_rows(db)
    of_calls = ("calls", "with_record", "answered", "internal", "machine_only")
    counts = (*of_calls, "recordings", "heard", "mono", "dual_mono")
    return CdrCheck(
        period=period,
        min_talk=min_talk,
        **dict(zip(counts, (*calls, *recordings), strict=True)),
        joins={reason: joins.get(reason, 0) for reason in (*REASONS, "none")},
        problems=_problems(ask, folders),
        sources=sources,
        advice=mono_advice(db, sources) if recordings[2] or recordings[3] else (),
        undated=undated if period.explicit else 0,
        recorded=ask.row(f"SELECT count(*) FROM call c WHERE {{period}} AND {_ANSWERED} AND {_RECORDED}")[0],
    )


class _Question:
    """Queries about calls ``c`` of one period, whose condition stands for ``{period}``."""

    def __init__(self, db: Database, period: Period, min_talk: float) -> None:
        self.db = db
        self.zone = zone_of(db)
        self.condition = "(:start IS NULL OR c.local_date >= :start) AND (:end IS NULL OR c.local_date <= :end)"
        self.values = {
            "start": period.start.isoformat() if period.start else None,
            "end": period.end.isoformat() if period.end else None,
            "min_talk": min_talk,
        }

    def rows(self, sql: str, **values: str) -> list[tuple[Any, ...]]:
        return list(self.db.conn.execute(sql.replace("{period}", self.condition), self.values | values).fetchall())

    def row(self, sql: str) -> tuple[Any, ...]:
        return self.rows(sql)[0]

    def problems(self, rest: str, file: str = "NULL", **values: str) -> tuple[Problem, ...]:
        """Calls that fit, each with a file."""
        rows = self.rows(f"SELECT {_CALL}, {file} {rest} ORDER BY c.started_at NULLS LAST, c.call_id", **values)
        return tuple(
            Problem(
                call_id,
                datetime.fromisoformat(started_at).astimezone(self.zone) if started_at else None,
                direction,
                manager,
                customer,
                duration,
                talk,
                str(path_from(file)) if file is not None else None,
            )
            for call_id, started_at, direction, manager, customer, duration, talk, file in rows
        )


def _problems(ask: _Question, folders: Sequence[Path]) -> dict[str, tuple[Problem, ...]]:
    calls = "FROM call c WHERE {period} AND "
    missing = ask.problems(f"{calls} {_ANSWERED} AND NOT {_RECORDED}", "c.recording_file")
    claims = several_claims(ask.db)
    # Another call has that recording, or several fit it alike: it is neither gone nor unknown.
    claimed = {call_id for one in claims if one.is_known for call_id in one.calls if call_id != one.owner}
    missing = tuple(one for one in missing if one.call_id not in claimed)
    places = Places(ask.db, folders)
    seen = {one.call_id: places.look(one.file, one.started_at) for one in missing if one.file}
    recordings = "FROM recording g JOIN call c USING (call_id) WHERE g.replaced_by IS NULL AND {period}"
    known = f"{calls} {_ANSWERED} AND "
    return {
        "answered_without_recording": tuple(one for one in missing if seen.get(one.call_id) is None),
        "recording_gone": tuple(one for one in missing if seen.get(one.call_id) is False),
        "recording_not_scored": tuple(one for one in missing if seen.get(one.call_id) is True),
        "recording_without_record": ask.problems(f"{recordings} AND NOT c.has_record", "g.path"),
        "several_calls_claim_recording": _claims(ask, claims),
        "several_recordings": ask.problems(
            f"""{recordings} AND (SELECT count(DISTINCT sha256) FROM recording o
                                  WHERE o.call_id = c.call_id AND o.replaced_by IS NULL) > 1""",
            "g.path",
        ),
        "unknown_direction": ask.problems(
            f"{calls} c.has_record AND c.disposition = 'answered' AND c.talk >= :min_talk AND c.direction = 'unknown'"
        ),
        "unknown_manager": ask.problems(f"{known} c.manager IS NULL"),
        "unknown_line": ask.problems(f"{known} c.line IS NULL AND c.direction <> 'unknown'"),
    }


def _claims(ask: _Question, claims: Sequence[Claims]) -> tuple[Problem, ...]:
    """Each told by the call that has the recording, else by the first that claims it."""
    told = [(one.owner or one.calls[0], one) for one in claims]
    ids = json.dumps([call_id for call_id, _one in told])
    rest = "FROM call c WHERE {period} AND c.call_id IN (SELECT value FROM json_each(:ids))"
    calls = {call.call_id: call for call in ask.problems(rest, ids=ids)}
    found = [
        replace(calls[call_id], file=one.file, calls=one.calls, owner=one.owner, reason=one.reason)
        for call_id, one in told
        if call_id in calls
    ]
    order = {call_id: n for n, call_id in enumerate(calls)}
    return tuple(sorted(found, key=lambda one: (order[one.call_id], one.file)))
