"""Words that exports write for the direction, the end and the outcome of a call, and what each of them means."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, ...]] = {
    "direction": ("inbound", "outbound", "internal"),
    "disposition": ("answered", "missed", "busy", "failed", "machine", "by_talk"),
    "hangup_by": ("customer", "manager", "caller", "called", "unknown"),
}
"""What a column of words may say. ``by_talk``: answered where there was talk."""

WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "direction": {
        "inbound": (
            *("in", "inbound", "incoming", "входящий", "входящая", "входящие", "входящее", "вх", "входящий звонок"),
            *("входящий вызов", "входящий внешний"),
        ),
        "outbound": (
            *("out", "outbound", "outgoing", "исходящий", "исходящая", "исходящие", "исходящее", "исх"),
            *("исходящий звонок", "исходящий вызов", "исходящий внешний", "callback", "обратный звонок"),
        ),
        "internal": ("internal", "local", "внутренний", "внутренняя", "внутренние", "внутр", "внутренний вызов"),
    },
    "disposition": {
        "answered": (
            *("answered", "answer", "success", "successful", "completed", "accepted", "yes", "true", "1", "да"),
            *("отвечен", "отвеченный", "отвечено", "принят", "принятый", "принято", "успешный", "успешно"),
            *("состоялся", "состоявшийся", "состоявшиеся", "разговор", "разговор состоялся", "успех", "ответили"),
            "есть ответ",
        ),
        "missed": (
            *("missed", "no answer", "noanswer", "not answered", "unanswered", "cancel", "cancelled", "canceled"),
            *("abandoned", "lost", "no", "false", "0", "нет", "пропущен", "пропущенный", "пропущено", "не отвечен"),
            *("неотвечен", "неотвеченный", "не отвечено", "не принят", "непринятый", "без ответа", "нет ответа"),
            *("недозвон", "не дозвонились", "потерян", "потерянный", "сброшен", "отменен", "несостоявшийся"),
            *("не состоялся", "неуспешный", "неуспешно", "отбой", "не ответили"),
        ),
        "busy": ("busy", "занят", "занято", "линия занята", "абонент занят"),
        "failed": (
            *("failed", "fail", "error", "congestion", "unavailable", "notavailable", "notallowed", "notfound"),
            *("ошибка", "недоступен", "абонент недоступен", "не удалось", "заблокирован"),
        ),
        "machine": (
            *("voicemail", "voice mail", "ivr", "answering machine", "голосовая почта", "автоответчик"),
            "голосовое меню",
        ),
    },
    "hangup_by": {
        "customer": ("customer", "client", "клиент", "клиентом", "абонент", "посетитель"),
        "manager": ("manager", "agent", "operator", "employee", "сотрудник", "сотрудником", "оператор", "менеджер"),
        "caller": ("caller", "вызывающий", "звонящий"),
        "called": ("called", "callee", "вызываемый"),
    },
}
"""Known without any map, which may give them another meaning; in the form of ``plain``."""

TOTALS = ("итого", "всего", "итог", "total", "totals", "grand total")
"""A row that begins with one of these is no call."""

_SIGNS = str.maketrans({**dict.fromkeys("_\u00a0\u2007\u2009\u202f\t\r\n", " "), "\u200b": None, "\ufeff": None})


def plain(text: str) -> str:
    """As titles and words are compared: case, ё and spaces do not matter, nor signs at either end."""
    return " ".join(text.translate(_SIGNS).casefold().replace("ё", "е").strip("\"'«»*:;.,#№ ").split())
