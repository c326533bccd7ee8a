"""Where call records came from: what could not be read, whether the clock is right, how two channels are made there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from speechqa.store.columns import path_from
from speechqa.store.settings import zone_of
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class BadRowText:
    """A row that was kept aside."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One file or database; ``warning`` is about its time zone, ``timezone`` is what the user said of it."""

    source: str
    kind: str
    rows: int
    timezone: str | None
    warning: str | None
    bad: tuple[BadRowText, ...]


def source_rows(db: Database) -> tuple[SourceRow, ...]:
    """All sources, in the order of their first reading."""
    from speechqa.pipeline.log_clock import disagreement
    from speechqa.store.sources import all_sources, bad_rows_of

    zone = zone_of(db)
    return tuple(
        SourceRow(
            str(path_from(source.place)),
            source.kind,
            source.rows,
            source.timezone,
            disagreement(source, zone),
            tuple(BadRowText(bad.line, bad.reason) for bad in bad_rows_of(db, source_id)),
        )
        for source_id, source in sorted(all_sources(db).items())
    )


def mono_advice(db: Database, sources: Sequence[SourceRow]) -> tuple[str, ...]:
    """How to record each party on a channel of its own, for every telephone system that is known to be in use."""
    kinds = {source.kind.partition(":")[0] for source in sources}
    kinds |= {
        str(pattern).partition("_")[0]
        for (pattern,) in db.conn.execute("SELECT DISTINCT name_pattern FROM recording").fetchall()
        if str(pattern).startswith(("freepbx", "mikopbx"))
    }
    known = kinds & {"freepbx", "freeswitch", "mikopbx"}
    if "asterisk" in kinds and not known:
        known = {"asterisk"}
    advice = {
        "asterisk": _(
            "Asterisk: let MixMonitor write each side to a file of its own, which are read as one call: "
            "MixMonitor(NAME.wav,r(NAME-r.wav)t(NAME-t.wav))"
        ),
        "freepbx": _(
            "FreePBX: copy the context [sub-record-check] from extensions_additional.conf to "
            "extensions_override_freepbx.conf, and add to the options of its MixMonitor "
            "r(NAME-r.${{MON_FMT}})t(NAME-t.${{MON_FMT}}), NAME being what stands before .${{MON_FMT}} there; "
            "compare the copy after every upgrade"
        ).format(),
        "freeswitch": _("FreeSWITCH: set RECORD_STEREO=true before record_session (caller left, called right)"),
        "mikopbx": _("MikoPBX: switch on stereo recording in the general settings (PBXSplitAudioThread)"),
    }
    found = tuple(advice[kind] for kind in advice if kind in known)
    return found or (
        _("Ask the telephone system's maker for stereo (dual-channel) recording, one party on each channel."),
    )
