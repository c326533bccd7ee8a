"""Amounts as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speechqa.calls.amounts import amount_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500", 1500),
        ("1 234,50 ₽", 1234.5),
        ("1\N{NO-BREAK SPACE}234,50 руб.", 1234.5),
        ("руб. 1500", 1500),
        ("1,234.50", 1234.5),
        ("1.234,50", 1234.5),
        ("1,500,000", 1_500_000),
        ("1.500.000 р.", 1_500_000),
        ("12,5", 12.5),
        ("-300", -300),
        ("−300,", -300),
        ("$99.90", 99.9),
        ("5 400 рублей", 5400),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str, amount: float) -> None:
    assert amount_of(text) == amount


@pytest.mark.parametrize("text", ["", "-", "много", "12 штук", "1-2", "12.01.2024 г.", "р", "nan", "inf", "1e5"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert amount_of(text) is None


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_amount_comes_back_with_a_point_or_a_comma(amount: object) -> None:
    assert amount_of(f"{amount:,.2f}") == amount_of(f"{amount:,.2f}".translate(str.maketrans(",.", ".,")))
    assert amount_of(f"{amount:.2f}") == float(str(amount))
