"""Cells of exported tables → moments, lengths, numbers, amounts."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.calls.numbers import party
from speechqa.calls.values_of import amount, first_of, moment, number, seconds

WHEN = datetime(2024, 1, 15, 10, 15, 30)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("00:03:25", 205),
        ("3:25", 205),
        ("0:03:25", 205),
        ("205", 205),
        ("205,4", 205.4),
        ("205.4", 205.4),
        ("3 мин 25 сек", 205),
        ("3 мин. 25 сек.", 205),
        ("3м25с", 205),
        ("1 ч 2 мин", 3720),
        ("1h 2m 3s", 3723),
        ("25 сек", 25),
        ("1 205", 1205),
        ("100:00:00", 360000),
        ("00:00:12.500", 12.5),
        ("0", 0),
    ],
)
def test_a_length_is_read_however_it_is_written(text: str, length: float) -> None:
    assert seconds(text) == length


@pytest.mark.parametrize("text", ["3:75", "-5", "1:2:3:4", "три минуты", "3 попугая", "12 мин и", "5,5,5", "мин"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        seconds(text)


@pytest.mark.parametrize("text", ["", "-", "—", " ", "null"])
def test_an_empty_cell_is_no_length(text: str) -> None:
    assert seconds(text) is None


@given(st.integers(0, 10**6))
def test_all_ways_to_write_a_length_mean_the_same(length: int) -> None:
    hours, rest = divmod(length, 3600)
    minutes, left = divmod(rest, 60)
    if hours < 10000:
        assert seconds(f"{hours:02d}:{minutes:02d}:{left:02d}") == length
    assert seconds(f"{length // 60}:{left:02d}") == length
    assert seconds(f"{hours} ч {minutes} мин {left} сек") == length
    assert seconds(f"{length}") == length
    assert seconds(f"{length},0") == length
    assert seconds(f"{length * 1000}", "milliseconds") == pytest.approx(length)


@given(st.text(max_size=30))
def test_any_text_is_a_length_or_is_refused(text: str) -> None:
    try:
        length = seconds(text)
    except ValueError:
        return
    assert length is None or length >= 0


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2024-01-15 10:15:30", "dayfirst"),
        ("2024-01-15T10:15:30", "dayfirst"),
        ("15.01.2024 10:15:30", "dayfirst"),
        ("15.01.2024, 10:15:30", "dayfirst"),
        ("15.1.2024 10:15:30", "dayfirst"),
        ("15/01/2024 10:15:30", "dayfirst"),
        ("15.01.24 10:15:30", "dayfirst"),
        ("15.01.2024 10:15:30 AM", "dayfirst"),
        ("1/15/2024 10:15:30", "monthfirst"),
        ("01.15.2024 10:15:30", "monthfirst"),
        ("2024-01-15 10:15:30", "monthfirst"),
        ("45306.4274305556", "excel"),
        ("45306,4274305556", "excel"),
    ],
)
def test_a_moment_is_read_however_it_is_written(text: str, dates: str) -> None:
    assert moment(text, dates) == WHEN


def test_what_says_its_zone_is_utc_and_what_does_not_is_the_map_s() -> None:
    at = datetime(2024, 1, 15, 7, 15, 30, tzinfo=UTC)
    for text in ("2024-01-15T10:15:30+03:00", "20240115T071530Z", "2024-01-15T07:15:30Z", "2024-01-15 07:15:30+0000"):
        assert moment(text) == at
    assert moment("1705302930", "unix") == at
    assert moment("1705302930000", "milliseconds") == at
    assert moment("15.01.2024 10:15:30", zone=ZoneInfo("Europe/Moscow")) == at
    assert moment("15.01.2024 10:15:30.500").microsecond == 500000  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("31.02.2024 10:00:00", "dayfirst"),
        ("15.01.2024", "dayfirst"),
        ("2024-01-15", "dayfirst"),
        ("2024-01-15 25:00:00", "dayfirst"),
        ("15.01.1924 10:00", "dayfirst"),
        ("1/15/2024 10:00", "dayfirst"),
        ("yesterday", "unix"),
        ("99999999999999", "unix"),
        ("Итого", "dayfirst"),
    ],
)
def test_an_impossible_moment_is_refused(text: str, dates: str) -> None:
    with pytest.raises(ValueError, match="no possible time"):
        moment(text, dates)


def test_zeros_are_no_moment() -> None:
    assert moment("0", "unix") is moment("0000-00-00 00:00:00") is moment("") is moment("-") is None


@given(st.datetimes(datetime(1991, 1, 1), datetime(2100, 1, 1)))
def test_dotted_and_iso_mean_the_same(when: datetime) -> None:
    when = when.replace(microsecond=0)
    assert moment(f"{when:%d.%m.%Y %H:%M:%S}") == moment(when.isoformat()) == when
    assert moment(f"{when.month}/{when.day}/{when:%Y %H:%M:%S}", "monthfirst") == when


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("+7 (495) 123-45-67", "+7 (495) 123-45-67"),
        ("'+74951234567", "+74951234567"),
        ('="84951234567"', "84951234567"),
        ("74951234567.0", "74951234567"),
        ("74951234567,00", "74951234567"),
        ("+7\u00a0495\u00a0123\u201145\u201167", "+7 495 123-45-67"),
        ("sip:101@pbx.example", "101"),
        ("tel:+74951234567", "+74951234567"),
        ("101", "101"),
        ("ivanov", "ivanov"),
        ("Скрытый номер", ""),
        ("Не определён", ""),
        ("anonymous", ""),
        ("-", ""),
    ],
)
def test_a_number_is_freed_of_what_exports_put_around_it(text: str, said: str) -> None:
    assert number(text) == said


@pytest.mark.parametrize("text", ["7,4951E+10", "7.4951E+10", "7,4951E10", "7,4951Е+10"])
def test_a_number_that_a_spreadsheet_has_cut_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="export it again"):
        number(text)


@given(st.integers(9_000_000_000, 9_999_999_999))
def test_a_number_is_the_same_in_every_way_it_is_written(national: int) -> None:
    digits = str(national)
    spaced = f"({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}"
    forms = (f"+7{digits}", f"8{digits}", f"7{digits}", f"+7 {spaced}", f"8 {spaced}", f"'7{digits}", f"7{digits}.0")
    assert len({party(number(form), "RU") for form in forms}) == 1


def test_money_has_a_decimal_point() -> None:
    assert [amount(text) for text in ("12,50", "1 234,50 ₽", "1,234.50", "1.234,50", "3 руб.", "-", "")] == [
        *("12.5", "1234.5", "1234.5", "1234.5", "3", "", "")
    ]
    with pytest.raises(ValueError, match="no amount"):
        amount("бесплатно")


def test_of_a_list_the_first_is_taken() -> None:
    assert [first_of(text) for text in ('["a", "b"]', "[a,b]", "['a']", "[]", "a.mp3")] == ["a", "a", "a", "", "a.mp3"]
