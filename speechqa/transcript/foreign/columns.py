"""The header of a table of turns in; which column is what, out: as the user says, else by common names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speechqa.errors import RecordingError
from speechqa.settings import TURN_FIELDS
from speechqa.texts import _

_NAMES: Mapping[str, tuple[str, ...]] = {
    "dialogue": (
        *("dialogue", "dialog", "dialogue id", "dialog id", "dlg id", "call", "call id", "callid", "conversation"),
        *("conversation id", "session", "session id", "uniqueid", "linkedid", "recording", "file", "id call"),
        *("диалог", "id диалога", "номер диалога", "код диалога", "звонок", "id звонка", "номер звонка", "разговор"),
        *("id разговора", "номер разговора", "запись", "файл"),
    ),
    "line": (
        *("line", "line n", "line number", "line no", "n", "no", "number", "turn", "turn id", "turn number", "seq"),
        *("sequence", "order", "index", "position", "utterance id", "segment"),
        *("строка", "номер строки", "номер реплики", "номер", "порядок", "№", "№ строки", "№ реплики", "п/п", "№ п/п"),
    ),
    "role": (
        *("role", "speaker", "speaker role", "who", "party", "channel", "side", "participant", "author", "speaker id"),
        *("роль", "говорящий", "спикер", "кто", "кто говорит", "сторона", "канал", "участник", "автор"),
    ),
    "text": (
        *("text", "utterance", "phrase", "content", "message", "transcript", "transcription", "replica", "sentence"),
        *("текст", "реплика", "фраза", "сообщение", "высказывание", "расшифровка", "текст реплики"),
    ),
    "start": (
        *("start", "start time", "begin", "begin time", "from", "offset", "start sec", "start s", "start seconds"),
        *("начало", "старт", "время начала", "с", "начало с", "начало сек"),
    ),
    "end": (
        *("end", "end time", "finish", "to", "stop", "end sec", "end s", "end seconds"),
        *("конец", "окончание", "время окончания", "время конца", "по", "конец с", "конец сек"),
    ),
}


def find_columns(header: Sequence[str], told: Mapping[str, str], where: str) -> dict[str, int]:
    """The index of each field that the table has.

    Args:
        told: field to column name, from the user.

    Raises:
        RecordingError: a column that was told is not there, or there is no text.
    """
    names = [_plain(name) for name in header]
    found: dict[str, int] = {}
    for field, name in told.items():
        if _plain(name) not in names:
            raise RecordingError(_("there is no column {name!r}").format(name=name), where, _has(header))
        found[field] = names.index(_plain(name))
    for field in TURN_FIELDS:
        if field not in found:
            free = [n for n in range(len(names)) if n not in found.values()]
            match = next((n for known in _NAMES[field] for n in free if names[n] == known), None)
            if match is not None:
                found[field] = match
    if "text" not in found:
        raise RecordingError(_("no turns: there is no column for the text"), where, _has(header))
    return found


def known_columns(header: Sequence[str], told: Mapping[str, str]) -> int:
    """How many columns of the header are understood."""
    names = {_plain(name) for name in header}
    return sum(
        _plain(told[field]) in names if field in told else any(name in names for name in _NAMES[field])
        for field in TURN_FIELDS
    )


def _has(header: Sequence[str]) -> str:
    shown = ", ".join(name.strip()[:30] for name in header[:12])
    return _("Its columns are: {columns}. Say which is which with --columns dialogue=NAME,role=NAME,text=NAME.").format(
        columns=shown
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").replace("_", " ").replace(".", " ").replace("-", " ").split())
