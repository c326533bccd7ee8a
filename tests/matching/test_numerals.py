import pytest

from speechqa.matching.languages.ru import RUSSIAN
from speechqa.matching.numerals import digits_of


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("двадцать пять", ("25", 2)),
        ("сто двадцать пять рублей", ("125", 3)),
        ("пять тысяч", ("5000", 2)),
        ("двадцать пять тысяч триста", ("25300", 4)),
        ("пятнадцать минут", ("15", 1)),
        ("десять двадцать", ("10", 1)),
        ("25", ("25", 1)),
        ("25 тысяч триста", ("25300", 3)),
        ("25 300 рублей", ("25300", 2)),
        ("² тысячи", ("", 0)),
        ("007", ("7", 1)),
        ("один раз", ("", 0)),
        ("двадцать один", ("21", 2)),
        ("тысяча", ("", 0)),
        ("рублей", ("", 0)),
        ("", ("", 0)),
    ],
)
def test_number_words_become_digits(words, expected):
    assert digits_of(words.split(), RUSSIAN.numerals) == expected
