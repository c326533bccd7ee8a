"""Which channel the manager is on: right, or said to be unsure; never certain and wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speechqa.calls.model import Call
from speechqa.matching.verdicts import match
from speechqa.recording.model import Interval
from speechqa.settings import Settings
from speechqa.transcript.model import Segment, Transcript
from tests.matching.conversation import card, transcript_of

CARD = card("- {id: greeting, any: [добрый день]}")
QUESTIONS = card("- {id: asked, any: [подскажите пожалуйста, у вас есть, скажите]}\n- {id: bye, any: [до свидания]}")
COLD_CALLS = card(
    "- {id: offer, any: [хотим предложить вам сотрудничество]}\n- {id: who, any: [кто у вас отвечает]}\n"
    "- {id: name, any: ['меня зовут {name}']}\n- {id: mail, any: [отправлю вам презентацию]}"
)

Turns = list[tuple[int, str]]

USUAL: Turns = [
    (0, "клиника рассвет добрый день меня зовут анна чем могу помочь"),
    (1, "здравствуйте сколько стоит у вас томография колена"),
    (0, "как я могу к вам обращаться"),
    (1, "ирина"),
    (0, "ирина пять тысяч рублей вам удобно завтра"),
    (1, "ой дорого я подумаю"),
]
CUSTOMER_FIRST: Turns = [
    (1, "алло здравствуйте"),
    (0, "да слушаю вас"),
    (1, "мне нужна томография колена сколько это будет стоить"),
    (0, "пять тысяч рублей на какой день вас записать"),
    (1, "а можно в субботу"),
    (0, "да можно в субботу ждём вас возьмите паспорт"),
    (1, "хорошо спасибо"),
]
SKIPS_THE_CARD: Turns = [
    (0, "да рассвет"),
    (1, "мне нужна томография сколько стоит"),
    (0, "пять тысяч рублей"),
    (1, "а скидка есть у меня пенсионное"),
    (0, "нет у нас скидок к сожалению нет вам на какой день"),
    (1, "я подумаю"),
]
ASKS_A_LOT: Turns = [
    (0, "рассвет слушаю вас"),
    (1, "здравствуйте скажите пожалуйста а у вас есть томография колена"),
    (0, "да есть"),
    (1, "подскажите пожалуйста а сколько стоит"),
    (0, "пять тысяч рублей"),
    (1, "а скажите у вас есть парковка"),
    (0, "есть вас записать"),
    (1, "подскажите а можно мне в субботу и у вас есть скидка"),
    (0, "на субботу записываю вас продиктуйте номер телефона"),
    (1, "до свидания"),
]
MENU_FIRST: Turns = [
    (0, "вы позвонили в клинику рассвет все разговоры записываются оставайтесь на линии"),
    (0, "оператор анна слушаю вас"),
    (1, "здравствуйте мне нужна томография"),
    (0, "какой у вас вопрос по томографии назовите ваше имя"),
    (1, "я хочу записаться сколько это будет стоить"),
    (0, "пять тысяч рублей вам удобно завтра"),
]
OUTBOUND: Turns = [
    (1, "приёмная строительной компании меня зовут елена слушаю вас"),
    (0, "здравствуйте вас беспокоит кирилл компания груз экспресс мы предлагаем перевозки"),
    (1, "по какому вопросу"),
    (0, "подскажите кто у вас занимается перевозками могу предложить вам расчёт"),
    (1, "мне не интересно"),
]

SUPPLIER: Turns = [
    (0, "автосервис мотор здравствуйте слушаю вас"),
    (1, "добрый день рекламное агентство пиксель меня зовут вадим хотим предложить вам сотрудничество"),
    (0, "у нас уже есть подрядчик"),
    (1, "понимаю вас а кто у вас отвечает за рекламу"),
    (0, "директор но он такие звонки не принимает"),
    (1, "тогда я отправлю вам презентацию хорошего дня"),
]
HARDLY_SPEAKS: Turns = [
    (0, "да"),
    (1, "добрый вечер это рассвет меня зовут роман скажите что нужно чтобы к вам попасть на прием"),
    (0, "просто прийти"),
    (1, "а во сколько и у вас консультация платная"),
    (0, "платная"),
    (1, "а снимок вы делаете и результат сразу отдаете я раньше в другую клинику ходил закрылись они"),
    (0, "да"),
    (1, "ну хорошо я подумаю всего хорошего"),
]


def roles_of(turns: Turns, direction: str = "inbound", manager: int = 0, checklist=CARD, change=None, **settings):
    placed = [(channel if manager == 0 else 1 - channel, text) for channel, text in turns]
    transcript = transcript_of(placed)
    transcript = change(transcript) if change else transcript
    return match(transcript, checklist, Call("c", direction=direction), Settings(**settings)).roles


def is_right_or_unsure(roles, manager: int) -> bool:
    return roles.manager_channel in (manager, None) or not roles.certain


@pytest.mark.parametrize("manager", [0, 1], ids=["left", "right"])
@pytest.mark.parametrize(
    ("turns", "direction"),
    [
        (USUAL, "inbound"),
        (USUAL, "unknown"),
        (CUSTOMER_FIRST, "inbound"),
        (SKIPS_THE_CARD, "inbound"),
        (MENU_FIRST, "inbound"),
        (MENU_FIRST, "unknown"),
        (OUTBOUND, "outbound"),
    ],
    ids=["usual", "usual, direction unknown", "customer first", "skips the card", "menu", "menu, unknown", "outbound"],
)
def test_the_manager_is_told_on_either_channel(turns, direction, manager):
    roles = roles_of(turns, direction, manager)
    assert (roles.manager_channel, roles.certain) == (manager, True)


@pytest.mark.parametrize("manager", [0, 1])
@pytest.mark.parametrize(
    ("turns", "direction"),
    [
        (turns, direction)
        for turns in (USUAL, CUSTOMER_FIRST, SKIPS_THE_CARD, ASKS_A_LOT, MENU_FIRST, OUTBOUND)
        for direction in ("unknown", "outbound" if turns is OUTBOUND else "inbound")
    ],
)
def test_with_or_without_the_direction_nobody_is_certain_and_wrong(turns, direction, manager):
    assert is_right_or_unsure(roles_of(turns, direction, manager), manager)


@pytest.mark.parametrize("manager", [0, 1])
@pytest.mark.parametrize("direction", ["inbound", "unknown"])
@pytest.mark.parametrize("checklist", [CARD, QUESTIONS], ids=["greeting", "questions"])
@pytest.mark.parametrize("turns", [SUPPLIER, SUPPLIER[1:], HARDLY_SPEAKS, HARDLY_SPEAKS[1:]])
def test_a_seller_who_calls_or_a_customer_who_does_the_talking_is_never_surely_the_manager(
    turns, checklist, direction, manager
):
    assert is_right_or_unsure(roles_of(turns, direction, manager, checklist), manager)


@pytest.mark.parametrize("manager", [0, 1])
def test_under_a_card_for_cold_calls_a_seller_who_calls_in_is_not_surely_the_manager(manager):
    assert is_right_or_unsure(roles_of(SUPPLIER, "inbound", manager, COLD_CALLS), manager)


@pytest.mark.parametrize("manager", [0, 1])
def test_a_customer_who_asks_what_the_card_asks_of_the_manager_is_not_taken_for_him(manager):
    assert roles_of(ASKS_A_LOT, "inbound", manager, QUESTIONS).manager_channel == manager


@pytest.mark.parametrize("manager", [0, 1])
def test_ringback_before_the_answer_is_nobody_speaking_first(manager):
    def ring(transcript: Transcript) -> Transcript:
        rung = 1 - manager
        speech = list(transcript.speech)
        speech[rung] = (Interval(0.0, 0.4), *speech[rung])
        return replace(transcript, speech=tuple(speech))

    assert roles_of(USUAL, "inbound", manager, change=ring) == roles_of(USUAL, "inbound", manager)


def _with_crosstalk(transcript: Transcript, probability: float = 0.6) -> Transcript:
    """Each party faintly on the other channel, in part, and dated a little later."""
    echoes = []
    for segment in transcript.segments:
        words = tuple(
            replace(word, start=word.start + 0.1, end=word.end + 0.1, probability=probability) for word in segment.words
        )
        echoes.append(Segment(1 - segment.channel, words))
    every = sorted((*transcript.segments, *echoes), key=lambda segment: segment.start)
    whole = (Interval(0.5, transcript.duration),)
    return replace(transcript, segments=tuple(every), speech=(whole, whole))


@pytest.mark.parametrize("manager", [0, 1])
@pytest.mark.parametrize("turns", [USUAL, CUSTOMER_FIRST, SKIPS_THE_CARD, MENU_FIRST])
def test_crosstalk_does_not_mix_the_parties_up(turns, manager):
    roles = roles_of(turns, "inbound", manager, change=_with_crosstalk)
    assert is_right_or_unsure(roles, manager)
    if turns is USUAL:
        assert (roles.manager_channel, roles.certain) == (manager, True)


def test_one_recording_on_both_channels_is_mono():
    roles = roles_of(USUAL, change=lambda transcript: _with_crosstalk(transcript, probability=0.95))
    assert (roles.manager_channel, roles.reason) == (None, "mono")


@pytest.mark.parametrize("configured", ["auto", "left", "right"])
def test_roles_that_the_source_names_go_before_everything(configured):
    roles = roles_of(USUAL, change=lambda t: replace(t, manager_channel=1), manager_channel=configured)
    assert (roles.manager_channel, roles.reason, roles.certain) == (1, "given", True)


@pytest.mark.parametrize("customer", [0, 1])
def test_the_telephone_systems_word_on_the_channels_goes_before_any_guess(customer):
    transcript = transcript_of(USUAL)
    roles = match(transcript, CARD, Call("c", "inbound", customer_channel=customer), Settings()).roles
    assert (roles.manager_channel, roles.reason, roles.certain) == (1 - customer, "record", True)


def test_the_telephone_systems_word_makes_no_two_channels_of_one():
    roles = match(replace(transcript_of(USUAL), channels=1), CARD, Call("c", customer_channel=0), Settings()).roles
    assert (roles.manager_channel, roles.reason) == (None, "mono")


def test_who_called_a_business_is_not_known_without_the_direction():
    roles = roles_of(OUTBOUND, "unknown")
    assert is_right_or_unsure(roles, 0)


def test_two_parties_of_whom_nothing_tells_are_unsure():
    assert not roles_of([(0, "угу"), (1, "ну да"), (0, "так"), (1, "вот")], "unknown").certain
