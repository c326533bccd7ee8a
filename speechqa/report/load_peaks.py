"""Calls in, how many of them ran at once out: by hour, day and line, against the lines owned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from speechqa.metrics.concurrency import Peak, Span, Sweep, by_hour, calls_at, hours_of, most_at_once, sweep
from speechqa.report.period import Period
from speechqa.report.sheet import Bars, Column, Table
from speechqa.store.settings import get_setting, zone_of
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlite_utils import Database

Found = tuple[tuple[Table, ...], tuple[str, ...], tuple[str, ...]]


def peaks(db: Database, period: Period, where: str, values: Mapping[str, Any]) -> Found:
    """Three tables, with notes and warnings."""
    zone, text = zone_of(db), get_setting(db, "lines_owned")
    owned = int(text) if text else None
    spans, lines, untold = _spans(db, where, values)
    hours = hours_of(_days(db, where, values, period), zone)
    whole = sweep(spans, hours, owned)
    of_lines = {line: most_at_once(own) for line, own in lines.items()}
    full = _kept(by_hour(whole.full, zone), period) if owned is not None else None
    by_hour_of_day = _best((hour, peak) for (_day, hour), peak in whole.peaks.items())
    by_day = _best((day, peak) for (day, _hour), peak in whole.peaks.items())
    at = calls_at(spans, [peak.at for found in (by_hour_of_day, by_day) for peak in found.values()])
    tables = (
        _table("at_once_by_hour", Column("hour", _("hour"), "count"), by_hour_of_day, at, zone, full, 1,
               _("Most calls at once, by hour")),
        _table("at_once_by_day", Column("day", _("day"), "date"), by_day, at, zone, full, 0,
               _("Most calls at once, by day")),
        _of_lines(db, of_lines, lines, zone),
    )  # fmt: skip
    return tables, _notes(owned, untold), _warnings(whole, owned, full)


def _spans(db: Database, where: str, values: Mapping[str, Any]) -> tuple[list[Span], dict[str | None, list[Span]], int]:
    """All calls in order of their begin, the same by line, and of how many the times are not known."""
    spans: list[Span] = []
    lines: dict[str | None, list[Span]] = defaultdict(list)
    untold = 0
    for call_id, started_at, duration, line in db.conn.execute(
        f"SELECT call_id, started_at, duration, line FROM call_fact WHERE {where} ORDER BY started_at, call_id",
        values,
    ):
        if started_at is None or duration is None:
            untold += 1
        elif duration > 0:
            begin = datetime.fromisoformat(started_at).timestamp()
            span = (begin, begin + duration, call_id)
            spans.append(span)
            lines[line].append(span)
    return spans, lines, untold


def _days(db: Database, where: str, values: Mapping[str, Any], period: Period) -> set[date]:
    """Those on which calls began, and the days after, into which some of them may have lasted."""
    begun = db.conn.execute(f"SELECT DISTINCT local_date FROM call_fact WHERE {where}", values).fetchall()
    days = {date.fromisoformat(row[0]) for row in begun if row[0] is not None}
    return {day for one in days for day in (one, one + timedelta(days=1)) if _within(day, period)}


def _within(day: date, period: Period) -> bool:
    return (period.start is None or period.start <= day) and (period.end is None or day <= period.end)


def _kept(seconds: Mapping[tuple[str, int], float], period: Period) -> dict[tuple[str, int], float]:
    return {key: value for key, value in seconds.items() if _within(date.fromisoformat(key[0]), period)}


def _best(found: Iterable[tuple[Any, Peak]]) -> dict[Any, Peak]:
    """The highest peak of each key, of equal ones the first."""
    best: dict[Any, Peak] = {}
    for key, peak in found:
        if key not in best or (-peak.calls, peak.at) < (-best[key].calls, best[key].at):
            best[key] = peak
    return dict(sorted(best.items()))


def _table(
    key: str, first: Column, found: Mapping[Any, Peak], at: Mapping[float, tuple[str, ...]], zone: ZoneInfo,
    full: Mapping[tuple[str, int], float] | None, place: int, title: str,
) -> Table:  # fmt: skip
    busy: dict[Any, float] = defaultdict(float)
    for hour, seconds in (full or {}).items():
        busy[hour[place]] += seconds
    columns = (
        first, Column("at_once", _("at once"), "count"), Column("at", _("first at"), "moment"),
        Column("all_busy", _("all lines busy"), "seconds"),
    )  # fmt: skip
    rows = tuple(
        (one, peak.calls, datetime.fromtimestamp(peak.at, zone), None if full is None else busy[one])
        for one, peak in found.items()
    )
    ids = tuple(at[peak.at] for peak in found.values())
    chart = Bars((first.key,), "at_once") if first.key == "hour" else None
    return Table(key, columns, rows, title, chart=chart, call_ids=ids, call_ids_of={"at_once": ids})


def _of_lines(
    db: Database, found: Mapping[str | None, Peak | None],
    lines: Mapping[str | None, list[Span]], zone: ZoneInfo,
) -> Table:  # fmt: skip
    titles = dict(
        db.conn.execute("SELECT number, title FROM line WHERE title IS NOT NULL ORDER BY valid_from").fetchall()
    )
    there = {line: peak for line, peak in found.items() if peak is not None}
    ordered = sorted(there.items(), key=lambda item: (-item[1].calls, item[0] is None, str(item[0])))
    columns = (
        Column("line", _("line"), shown=False), Column("title", _("line")), Column("calls", _("calls"), "count"),
        Column("at_once", _("at once"), "count"), Column("at", _("first at"), "moment"),
    )  # fmt: skip
    rows = tuple(
        (line, titles.get(line, line), len(lines[line]), peak.calls, datetime.fromtimestamp(peak.at, zone))
        for line, peak in ordered
    )
    ids = tuple(calls_at(lines[key], [peak.at])[peak.at] for key, peak in ordered)
    every = tuple(tuple(call_id for _begin, _end, call_id in lines[line]) for line, _peak in ordered)
    return Table("at_once_by_line", columns, rows, _("Most calls at once, by line"), call_ids=ids,
                 call_ids_of={"at_once": ids, "calls": every})  # fmt: skip


def _notes(owned: int | None, untold: int) -> tuple[str, ...]:
    notes = [_("At once: calls from and to outside, each from its begin to its end, ringing included.")]
    if owned is None:
        notes.append(
            _("How long all lines were busy is not known: set lines_owned to how many calls they carry at once.")
        )
    if untold:
        told = ngettext("{n} call without a begin or a length is not counted there.",
                        "{n} calls without a begin or a length are not counted there.", untold)  # fmt: skip
        notes.append(told.format(n=untold))
    return tuple(notes)


def _warnings(found: Sweep, owned: int | None, full: Mapping[tuple[str, int], float] | None) -> tuple[str, ...]:
    most = max((peak.calls for peak in found.peaks.values()), default=0)
    if owned is None or not full:
        return ()
    if most > owned:
        return (
            _("{most} calls ran at once, more than the {owned} of lines_owned: the setting is too low.").format(
                most=most, owned=owned
            ),
        )
    busy = str(timedelta(seconds=round(sum(full.values()))))
    return (_("All {owned} lines were busy for {time} (h:mm:ss): callers may have heard the busy tone.").format(
        owned=owned, time=busy),)  # fmt: skip
