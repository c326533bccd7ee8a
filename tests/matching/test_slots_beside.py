"""Slots beside each other and in other company than the phrase's own words; tables."""

from __future__ import annotations

import pytest

from speechqa.checklist.phrases import Fault, read_phrase
from tests.matching.conversation import card, transcript_of, verdicts_on
from tests.matching.test_fairness import heard


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("автошкола {company} {name}", "Автошкола Вектор, Дмитрий", True),
        ("автошкола {company} {name}", "автошкола вектор дмитрий", True),
        ("автошкола {company} {name}", "Автошкола Рога и Копыта, Дмитрий, слушаю", True),
        ("автошкола {company} {name}", "Дмитрий, автошкола Вектор", True),
        ("автошкола {company} {name}", "автошкола", False),
        ("{name} компания {company} добрый день", "Добрый день, Главбух Онлайн, Вероника", True),
        ("компания {company} (менеджер|) {name}", "компания Протектор менеджер Анна", True),
        ("компания {company} (менеджер|) {name}", "компания Протектор Анна", True),
        ("{company} {name}", "Протектор, Анна", True),
        ("{company} {name}", "Анна, Протектор, слушаю", True),
        ("{company} {name}", "рога и копыта Анна", True),
        ("{company} (менеджер|) {name}", "Протектор менеджер Анна", True),
        ("{company} {name}", "добрый день Анна", False),
        ("{company} {name}", "хорошо Анна", False),
        ("{company} {name}", "рога и копыта", False),
    ],
)
def test_a_company_and_a_name_stand_side_by_side(phrase, text, said):
    assert heard(phrase, text) is said


def test_a_company_needs_a_name_or_a_word_beside_it():
    assert read_phrase("{company} (менеджер|) {name}")
    for phrase in ("{company}", "{company} {number}"):
        with pytest.raises(Fault):
            read_phrase(phrase)


@pytest.mark.parametrize(
    ("phrase", "text", "said"),
    [
        ("автомат {number} тысяч", "автомат у нас сорок четыре тысячи", True),
        ("от {number} рублей", "от двух с половиной тысяч рублей", True),
        ("от {number} рублей", "от двух с половиной тысяч и до четырёх", True),
        ("от {number} рублей", "от пятисот метров", False),
        ("от {number} рублей", "две тысячи", False),
        ("стоит {number} рублей", "стоит две семьсот", True),
        ("стоит {number} рублей", "стоит от пятисот до тысячи", True),
        ("{number} рублей", "в две тысячи пятнадцатом", False),
        ("{number} (рублей|) за (колесо|диск)", "по шесть с половиной за диск", True),
        ("{number} (рублей|) за шину", "девять восемьсот за шину", True),
        ("тариф стоит {number}", "завтра в 30 расскажу про тарифы", False),
        ("на механике или на автомате", "Механика тридцать шесть тысяч рублей, автомат сорок", False),
        ("на механике или на автомате", "вам механику или автомат", True),
    ],
)
def test_a_number_is_heard_as_people_say_prices(phrase, text, said):
    assert heard(phrase, text) is said


def test_two_and_a_half_thousand_is_a_number():
    assert heard("2500 рублей", "две с половиной тысячи рублей")
    assert heard("2500 dollars", "two and a half thousand dollars", "en")


@pytest.mark.parametrize(
    "greeting",
    [
        "Здравствуйте, Татьяна, это компания Вектор, меня зовут Артём",
        "Здравствуйте, Татьяна, меня зовут Артём",
    ],
)
def test_who_is_called_by_name_first_is_not_taken_for_who_calls(greeting):
    checklist = card('- {id: names, any: ["{name}"], min_count: 2}')
    said = [(0, greeting), (1, "да слушаю"), (0, "Татьяна, звоню по заявке"), (1, "хорошо")]
    assert verdicts_on(checklist, transcript_of(said))["names"].verdict == "passed"
    assert verdicts_on(checklist, transcript_of([(0, "это Артём компания Вектор Артём")]))["names"].verdict == "failed"
