from __future__ import annotations

import pytest

from speechqa.calls.model import Call
from speechqa.checklist.model import AppliesTo, Checklist
from speechqa.checklist.select import Selected, select, tie


def card(name: str, **limits: object) -> Checklist:
    return Checklist(name, {}, "ru", (), AppliesTo(**limits), None, {}, name, name)  # type: ignore[arg-type]


INBOUND = card("inbound", direction=("inbound",))
OUTBOUND = card("outbound", direction=("outbound",))
LINE = card("line", direction=("inbound",), lines=("+7 495 123-45-67",))


def chosen(cards: list[Checklist], call: Call, **options: bool) -> str | None:
    selected = select(cards, call, 15, 60.0, **options)
    return selected.checklist.id if selected.checklist else selected.not_scored


def test_the_card_of_the_direction_is_chosen() -> None:
    assert chosen([INBOUND, OUTBOUND], Call("a", direction="outbound")) == "outbound"


def test_the_most_specific_card_wins() -> None:
    assert chosen([INBOUND, LINE], Call("a", direction="inbound", line="84951234567")) == "line"
    assert chosen([INBOUND, LINE], Call("a", direction="inbound", line="+74957654321")) == "inbound"


def test_an_unknown_fact_does_not_fit_a_card_that_asks_for_it() -> None:
    assert chosen([LINE], Call("a", direction="inbound")) == "no_checklist"
    assert chosen([INBOUND, OUTBOUND], Call("a")) == "no_checklist"
    assert chosen([card("tagged", tag=("новый",))], Call("a")) == "no_checklist"


def test_the_only_card_takes_calls_of_unknown_direction_but_not_of_another() -> None:
    assert chosen([INBOUND], Call("a")) == "inbound"
    assert chosen([INBOUND], Call("a", direction="outbound")) == "no_checklist"


def test_a_forced_card_judges_whatever_is_long_enough() -> None:
    assert chosen([LINE], Call("a", direction="outbound"), forced=True) == "line"
    assert chosen([LINE], Call("a", talk=5), forced=True) == "too_short"
    assert chosen([LINE], Call("a", direction="internal"), forced=True) == "internal"


def test_manager_fits_by_extension_or_name() -> None:
    anna = card("anna", manager=("анна", "101"))
    assert chosen([anna], Call("a", manager="101")) == "anna"
    assert chosen([anna], Call("a", manager="7", manager_name="Анна")) == "anna"
    assert chosen([anna], Call("a", manager="1010")) == "no_checklist"
    assert chosen([anna], Call("a", manager="a7", extension="101")) == "anna"


def test_department_and_source_are_those_of_the_lists() -> None:
    card_of = card("sales", department=("Продажи",), source=("яндекс", "Google"))
    assert chosen([card_of], Call("a", department="продажи", source="Яндекс")) == "sales"
    assert chosen([card_of], Call("a", department="Сервис", source="Яндекс")) == "no_checklist"
    assert chosen([card_of], Call("a", department="Продажи")) == "no_checklist"


@pytest.mark.parametrize(
    ("call", "speech", "expected"),
    [
        (Call("a", talk=14.9), 60.0, Selected(None, "too_short", "talk")),
        (Call("a", talk=15), 1.0, Selected(INBOUND, None, "talk")),
        (Call("a"), 14.9, Selected(None, "too_short", "speech")),
        (Call("a"), 15.0, Selected(INBOUND, None, "speech")),
        (Call("a"), None, Selected(INBOUND, None, "unknown")),
        (Call("a", disposition="machine_only", talk=40), 60.0, Selected(None, "machine_only", "talk")),
    ],
)
def test_the_length_is_the_records_and_else_that_of_speech(
    call: Call, speech: float | None, expected: Selected
) -> None:
    assert select([INBOUND], call, 15, speech) == expected


def test_the_cards_own_limit_goes_before_the_default() -> None:
    brief = card("brief", min_talk=5.0)
    assert select([brief], Call("a", talk=6), 15, None).checklist == brief
    assert select([brief], Call("a", talk=4), 15, None).not_scored == "too_short"


def test_a_tie_needs_equal_criteria_that_can_hold_together() -> None:
    assert tie(INBOUND, card("other", direction=("outbound", "inbound")))
    assert tie(LINE, card("anna", direction=("inbound",), manager=("101",)))
    assert not tie(INBOUND, OUTBOUND)
    assert not tie(INBOUND, LINE)
