"""A file's name, or the tags in it, in; what they say about the call out. The file is not opened here.

Known are FreePBX's names, MikoPBX's names and tags, those of domain.md's telephone side and S4's; further ones come
from the settings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from speechqa.errors import UsageError
from speechqa.recording.model import NameFacts
from speechqa.texts import _

GROUPS = frozenset(["year", "month", "day", "hour", "minute", "second", "manager", "direction", "number", "uniqueid"])
"""Named groups that a pattern from the settings may have."""


def parse_name(path: Path, extra_patterns: Sequence[str] = ()) -> NameFacts:
    """Read the name; patterns from the settings are tried first, in their order.

    Raises:
        UsageError: a pattern from the settings is no regular expression, or has a group of another name.
    """
    name = unicodedata.normalize("NFC", path.name)
    stem = name[: -len(path.suffix)] if path.suffix and re.fullmatch(r"\.[A-Za-z]\w{1,5}", path.suffix) else name
    for pattern in extra_patterns:
        match = _compiled(pattern).search(stem)
        facts = _facts(match.groupdict(), pattern) if match else None
        if facts is not None:
            return facts
    for known, regex in _KNOWN.items():
        match = regex.fullmatch(stem)
        facts = _facts(match.groupdict(), known) if match else None
        if facts is not None:
            return facts
    bare = _BARE_ID.fullmatch(stem)
    return _freepbx(stem) or _mikopbx(stem) or (bare and _facts(bare.groupdict(), "uniqueid")) or NameFacts()


def tag_facts(tags: Mapping[str, str]) -> NameFacts | None:
    """What MikoPBX writes into a recording, which tells its call without any record; None for tags of others.

    The id is the call's (``CALL_LINKEDID``), since a call of several rows has several recordings.
    """
    uniqueid = tags.get("CALL_LINKEDID") or tags.get("CALL_UNIQUEID", "").partition("_")[0] or None
    if uniqueid is None:
        return None
    direction, manager, number = _sides(
        "external", _known(tags.get("CALL_DST_NUM", "")), _known(tags.get("CALL_SRC_NUM", ""))
    )
    try:
        local = datetime.fromisoformat(tags.get("DATE", "")).replace(tzinfo=None)
    except ValueError:
        local = None
    return NameFacts("mikopbx_tags", _start(local, _epoch_of(uniqueid)), manager, direction, number, uniqueid)


def filled(first: NameFacts, second: NameFacts) -> NameFacts:
    """``first``, and of ``second`` what it does not say."""
    known = first.direction != "unknown"
    return NameFacts(
        first.pattern or second.pattern,
        first.started_at or second.started_at,
        first.manager or second.manager,
        first.direction if known else second.direction,
        first.number or second.number,
        first.uniqueid or second.uniqueid,
    )


_S4_END = r"(?:_+(?P<manager>\d{2,5}(?=_|\(|$)))?(?:_+(?!\()[0-9A-Za-z]+)?(?:_*\((?P<direction>[^()]+)\))?"
_KNOWN: Mapping[str, re.Pattern[str]] = {
    "date_time": re.compile(
        r"(?P<year>(?:19|20)\d\d)_(?P<month>\d\d)_(?P<day>\d\d)_(?P<hour>\d\d)_(?P<minute>\d\d)_(?P<second>\d\d)"
        + _S4_END
    ),
}

_FREEPBX_TAIL = re.compile(
    r"(?P<head>.+?)-(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)-(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)"
    r"(?:-(?P<uniqueid>.*?\d{9,}\.\d+))?(?:-(?:in|out|rx|tx|r|t|[01]))?"
)
_MIKOPBX = re.compile(
    r"(?:pickup_|transfer_(?P<source>[^_]*)_(?P<destination>[^_]*)_)?(?P<uniqueid>mikopbx-\d{9,10}\.\d+)"
    r"(?P<glued>[A-Za-z]\w*)?(?:_[A-Za-z0-9]{5,16})?(?:_(?:in|out))?"
)
_PARTY = re.compile(r"[+\w*#.@]+")
_EXTENSION = re.compile(r"\d{2,5}")
_UNIQUEID = re.compile(r"(?:^|[^\d])(?P<epoch>\d{9,10})\.\d+$")
_BARE_ID = re.compile(
    r"(?:[A-Za-z]\w*[-_])?(?P<uniqueid>(?:[A-Za-z][\w.]*-)?1\d{9}\.\d{1,9})(?:-(?:in|out|rx|tx|r|t|L|R|stereo))?"
)
"""The id alone, as MixMonitor is often told to write it, with what part of the sound it is."""
_HALF_HOUR, _FARTHEST_ZONE, _LONGEST_MENU, _CLOCK_SECONDS = 1800, 14 * 3600, 480, 60
_INBOUND_TYPES = frozenset(["in", "inbound", "incoming", "q", "queue", "rg", "group", "ringgroup", "fmgroup"])
_OUTBOUND_TYPES = frozenset(["out", "outbound", "outgoing"])
_INTERNAL_TYPES = frozenset(["internal", "int", "exten", "local"])
_OTHER_TYPES = frozenset(
    ["external", "ext", "force", "ondemand", "dontcare", "yes", "never", "always", "conf", "meetme", "page", "vm"]
)
_DIRECTIONS = {
    **dict.fromkeys(("в", "вх", "входящий", "входящие", "b", "in", "inbound", "incoming", "i"), "inbound"),
    **dict.fromkeys(("и", "исх", "исходящий", "исходящие", "out", "outbound", "outgoing", "o"), "outbound"),
    **dict.fromkeys(("внутренний", "internal", "local"), "internal"),
}


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        regex = re.compile(pattern)
    except re.error as error:
        raise UsageError(
            _("not a regular expression: {error}").format(error=error), f"name_patterns: {pattern}"
        ) from None
    unknown = sorted(set(regex.groupindex) - GROUPS)
    if unknown or not regex.groupindex:
        raise UsageError(
            _("unknown group: {group}").format(group=unknown[0]) if unknown else _("the pattern has no named group"),
            f"name_patterns: {pattern}",
            _("Groups are {groups}.").format(groups=", ".join(sorted(GROUPS))),
        )
    return regex


def _facts(groups: Mapping[str, str | None], pattern: str) -> NameFacts | None:
    """Values of named groups; None where they hold an impossible date."""
    uniqueid = groups.get("uniqueid") or None
    local = None
    if groups.get("year"):
        try:
            year, month, day = (int(groups.get(key) or 1) for key in ("year", "month", "day"))
            hour, minute, second = (int(groups.get(key) or 0) for key in ("hour", "minute", "second"))
            local = datetime(year + 2000 if year < 100 else year, month, day, hour, minute, second)
        except ValueError:
            return None
    direction = (groups.get("direction") or "").strip().lower()
    return NameFacts(
        pattern=pattern,
        started_at=_start(local, _epoch_of(uniqueid)),
        manager=(groups.get("manager") or "").strip() or None,
        direction=_DIRECTIONS.get(direction, "unknown"),
        number=(groups.get("number") or "").strip() or None,
        uniqueid=uniqueid,
    )


def _start(local: datetime | None, epoch: datetime | None) -> datetime | None:
    """The epoch, which needs no time zone, unless the local time can be no zone's time of the same call.

    The call waits a while in menus before the recording begins, so that local time may be some minutes later.
    """
    if local is None or epoch is None:
        return epoch or local
    apart = (local - epoch.replace(tzinfo=None)).total_seconds()
    whole = (apart + _CLOCK_SECONDS) // _HALF_HOUR * _HALF_HOUR
    same = abs(whole) <= _FARTHEST_ZONE and apart - whole <= _LONGEST_MENU
    return epoch if same else local


def _epoch_of(uniqueid: str | None) -> datetime | None:
    match = _UNIQUEID.search(uniqueid or "")
    return datetime.fromtimestamp(int(match["epoch"]), UTC) if match else None


def _freepbx(stem: str) -> NameFacts | None:
    """``{type}-{dest}-{from}-{date}-{time}-{uniqueid}``, read from the right: only the left end may hold dashes."""
    tail = _FREEPBX_TAIL.fullmatch(stem)
    if tail is None:
        return None
    groups = tail.groupdict()
    facts = _facts({key: value for key, value in groups.items() if key != "head"}, "freepbx")
    if facts is None:
        return None
    kind, *parties = groups["head"].split("-")
    kind = kind.lower()
    if kind not in _INBOUND_TYPES | _OUTBOUND_TYPES | _INTERNAL_TYPES | _OTHER_TYPES:
        return None
    destination, source = _two_parties(kind, parties)
    direction, manager, number = _sides(kind, destination, source)
    return NameFacts("freepbx", facts.started_at, manager, direction, number, facts.uniqueid)


def _mikopbx(stem: str) -> NameFacts | None:
    """The id of a channel, which is the call's where the caller's own channel was recorded, then six random letters.

    After a telephone's own transfer the letters follow without a mark, so that nothing tells where the id ends.
    """
    match = _MIKOPBX.fullmatch(stem)
    if match is None:
        return None
    sides = _known(match["destination"] or ""), _known(match["source"] or "")
    direction, manager, number = _sides("external", *sides)
    uniqueid = None if match["glued"] else match["uniqueid"]
    return NameFacts("mikopbx", _epoch_of(match["uniqueid"]), manager, direction, number, uniqueid)


def _two_parties(kind: str, parts: Sequence[str]) -> tuple[str | None, str | None]:
    """Destination and caller; a number written with dashes (8-495-123-45-67) is put together again.

    Of a single field nothing tells whose it is, so it is taken as the destination.
    """
    if len(parts) <= 2:
        destination, source = (*parts, "", "")[:2]
        return _known(destination), _known(source)
    if kind not in _OUTBOUND_TYPES and _EXTENSION.fullmatch(parts[0]):
        return parts[0], _known("".join(parts[1:]))
    return _known("".join(parts[:-1])), _known(parts[-1])


def _known(field: str) -> str | None:
    blank = not field or field.lower() in {"unknown", "anonymous", "restricted", "private", "s", "null", "none"}
    return None if blank or not _PARTY.fullmatch(field) else field


def _sides(kind: str, destination: str | None, source: str | None) -> tuple[str, str | None, str | None]:
    """Direction, manager and external number; what the lengths tell wins over the order of the fields.

    Installations disagree on the order (``out-NUMBER-EXTENSION``, ``in-NUMBER-EXTENSION``), the lengths do not.
    """
    extensions = [party for party in (destination, source) if party and _EXTENSION.fullmatch(party)]
    numbers = [party for party in (destination, source) if party and not _EXTENSION.fullmatch(party)]
    queue_like = kind in {"q", "queue", "rg", "group", "ringgroup", "fmgroup"}
    if len(extensions) == 2:
        if kind in _OUTBOUND_TYPES or kind in _INBOUND_TYPES:
            direction = "outbound" if kind in _OUTBOUND_TYPES else "inbound"
            mine, theirs = (source, destination) if direction == "outbound" else (destination, source)
            return direction, None if queue_like else mine, theirs
        return "internal", source, None
    if kind in _OUTBOUND_TYPES:
        direction = "outbound"
    elif kind in _INBOUND_TYPES:
        direction = "inbound"
    elif numbers and extensions:
        direction = "outbound" if numbers[0] == destination else "inbound"
    elif kind in _INTERNAL_TYPES and not numbers:
        direction = "internal"
    else:
        direction = "unknown"
    # A queue's or ring group's own number is no manager: who answered is in the call's record.
    manager = extensions[0] if extensions and not queue_like else None
    if len(numbers) == 2:
        number = destination if direction == "outbound" else source
    else:
        number = numbers[0] if numbers else None
    return direction, manager, number
