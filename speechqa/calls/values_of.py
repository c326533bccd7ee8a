"""A cell of an exported table in; the moment, length of time, number or amount that it means out.

An empty cell means nothing (None, or an empty text); one that makes no sense raises ValueError with the reason.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from speechqa.calls.amounts import amount_of
from speechqa.calls.moments import moment_of
from speechqa.texts import _

UNITS = {"milliseconds": 0.001, "seconds": 1.0, "minutes": 60.0, "days": 86400.0}
"""What a plain number of a length of time may count."""

DATES = ("dayfirst", "monthfirst", "unix", "milliseconds", "excel")

_NOTHING = frozenset(("", "-", "--", "—", "–", "null", "none", "nan", "n/a", "нет", "#n/a", "[]"))
_LONGEST_NOTHING = 5
_HIDDEN = frozenset(
    (
        *("anonymous", "unknown", "hidden", "private", "restricted", "unavailable", "скрыт", "скрыто", "скрытый"),
        *("скрытый номер", "номер скрыт", "аноним", "анонимный", "неизвестно", "неизвестный", "неизвестный номер"),
        "не определен",
    )
)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,6}):([0-5]?\d(?:[.,]\d+)?)")
_PLAIN = re.compile(r"\d{1,12}(?:[.,]\d+)?|\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_WORDED = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-zа-я]+)\.?")
_SECONDS_OF = {
    **dict.fromkeys(("д", "дн", "день", "дня", "дней", "d", "day", "days"), 86400),
    **dict.fromkeys(("ч", "час", "часа", "часов", "h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("м", "мин", "минута", "минуты", "минут", "m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("с", "сек", "секунда", "секунды", "секунд", "s", "sec", "secs", "second", "seconds"), 1),
}
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u200b]+")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_AS_IT_IS = re.compile(r"\+?[0-9(][0-9 ()-]*[0-9]")
_CUT = re.compile(r"\d(?:[.,]\d+)?[EeЕе]\+?\d{1,2}")
_WHOLE = re.compile(r"(\d{2,15})[.,]0+")
_MONTH_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(.*)", re.DOTALL)
_SHORT_YEAR = re.compile(r"(\d{1,2}[./-]\d{1,2}[./-])(\d{2}\b.*)", re.DOTALL)
_TWELVE = re.compile(r"(.*\s)(\d{1,2})(:\d{2}(?::\d{2})?)\s*([ap])\.?m\.?", re.IGNORECASE)
_NUMERIC = re.compile(r"\d{1,16}(?:[.,]\d+)?")
_EXCELS_ZERO = datetime(1899, 12, 30)
_EARLIEST, _LATEST = 1990, 2200
_LONGEST_DAY_ONLY = 10


def moment(text: str, dates: str = "dayfirst", zone: ZoneInfo | None = None) -> datetime | None:
    """When: UTC where the text or ``zone`` says it, else as the export's clock showed it.

    Args:
        dates: of ``DATES``; ISO's year-month-day is read under ``dayfirst`` and ``monthfirst`` alike.
    """
    if not text.strip("0:-. ") or text.casefold() in _NOTHING:
        # Zeros are how some exports write that there was none.
        return None
    when = _moment(text, dates)
    if when is None or not _EARLIEST <= when.year <= _LATEST:
        raise ValueError(_("no possible time: {text}").format(text=text))
    if when.tzinfo is not None:
        return when.astimezone(UTC)
    return when if zone is None else when.replace(tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=65536)
def seconds(text: str, unit: str = "seconds") -> float | None:
    """How long: ``00:03:25``, ``3:25`` (minutes and seconds), ``205``, ``205,4``, «3 мин 25 сек»."""
    said = _SPACES.sub(" ", text).strip().casefold()
    if said in _NOTHING:
        return None
    if _PLAIN.fullmatch(said):
        return float(said.replace(" ", "").replace(",", ".")) * UNITS[unit]
    clock = _CLOCK.fullmatch(said)
    if clock is not None:
        hours, minutes, rest = clock.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))
    total, end = 0.0, 0
    for part in _WORDED.finditer(said):
        if said[end : part.start()].strip() or part[2] not in _SECONDS_OF:
            break
        total, end = total + float(part[1].replace(",", ".")) * _SECONDS_OF[part[2]], part.end()
    if end == 0 or said[end:].strip():
        raise ValueError(_("no length of time: {text}").format(text=text))
    return total


@lru_cache(maxsize=65536)
def number(text: str) -> str:
    """A telephone number or extension as it is written, without what spreadsheets and exports put around it."""
    if _AS_IT_IS.fullmatch(text):
        return text
    said = _SPACES.sub(" ", text).strip().translate(_DASHES)
    if said.startswith('="') and said.endswith('"'):
        said = said[2:-1]
    said = said.strip(" '\"[]")
    if said.casefold() in _NOTHING or said.casefold().replace("ё", "е") in _HIDDEN:
        return ""
    if _CUT.fullmatch(said):
        raise ValueError(
            _("a spreadsheet has cut the number to {text}; export it again, and open it as text").format(text=said)
        )
    whole = _WHOLE.fullmatch(said)
    if whole is not None:
        return whole[1]
    scheme, _colon, address = said.partition(":")
    if scheme.casefold() in {"sip", "sips", "tel"}:
        said = address.partition("@")[0]
    return said


@lru_cache(maxsize=4096)
def amount(text: str) -> str:
    """Money with a decimal point: of ``1 234,50 ₽`` it is ``1234.50``."""
    if text.strip().casefold() in _NOTHING:
        return ""
    number = amount_of(text)
    if number is None:
        raise ValueError(_("no amount: {text}").format(text=text))
    return f"{number:.10g}"


def words(text: str) -> str:
    """A name, with the dash or ``null`` left out that some exports write for none."""
    return "" if len(text) < _LONGEST_NOTHING and text.casefold() in _NOTHING else text


def first_of(text: str) -> str:
    """The first of a list: of ``["a", "b"]`` and of ``[a,b]`` it is ``a``; any other text as it is."""
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1].partition(",")[0].strip(" '\"")
    return "" if text.casefold() in _NOTHING else text


def _moment(text: str, dates: str) -> datetime | None:
    if dates in {"dayfirst", "monthfirst"}:
        # The two commonest ways, read by the interpreter itself; whatever else there is goes the long way.
        iso = text
        if dates == "dayfirst" and text[2:3] == "." == text[5:6] and len(text) > _LONGEST_DAY_ONLY:
            iso = f"{text[6:10]}-{text[3:5]}-{text[:2]}{text[10:]}"
        try:
            return datetime.fromisoformat(iso) if len(iso) > _LONGEST_DAY_ONLY else None
        except ValueError:
            return _written(text.strip(), dates)
    said = text.strip().replace(",", ".")
    if not _NUMERIC.fullmatch(said):
        return _written(text.strip(), "dayfirst")
    try:
        if dates == "excel":
            return _EXCELS_ZERO + timedelta(seconds=round(float(said) * 86400))
        return datetime.fromtimestamp(float(said) / (1000 if dates == "milliseconds" else 1), UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _written(text: str, dates: str) -> datetime | None:
    twelve = _TWELVE.fullmatch(text)
    if twelve is not None:
        hour = int(twelve[2]) % 12 + (12 if twelve[4].lower() == "p" else 0)
        text = f"{twelve[1]}{hour:02d}{twelve[3]}"
    short = _SHORT_YEAR.fullmatch(text)
    if short is not None:
        text = f"{short[1]}20{short[2]}"
    month = _MONTH_FIRST.fullmatch(text) if dates == "monthfirst" else None
    told = moment_of(f"{month[3]}{month[2]}{month[1]}{month[2]}{month[4]}{month[5]}" if month is not None else text)
    # A day without a time would be a call at midnight.
    return None if told is None or told[1] else told[0]
