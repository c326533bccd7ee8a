from __future__ import annotations

import re
from dataclasses import replace

import pytest

from speechqa.checklist.load import load_checklist, shipped_checklists
from speechqa.matching.attempt import try_text
from speechqa.matching.model import Match
from speechqa.matching.verdicts import match
from tests.matching.conversation import transcript_of

CARDS = {name: load_checklist(name) for name in shipped_checklists()}


def _said(kind: str) -> set[str]:
    return {
        phrase.say for card in CARDS.values() for checkpoint in card.checkpoints for phrase in getattr(checkpoint, kind)
    }


def test_all_kinds_of_conversation_are_shipped() -> None:
    assert set(CARDS) == {
        "clinic-inbound", "sales-inbound", "outbound-warm", "outbound-cold", "repeat-sale", "service-support",
    }  # fmt: skip


def test_together_they_hold_the_nine_points_of_technology_cards() -> None:
    ids = {checkpoint.id for card in CARDS.values() for checkpoint in card.checkpoints}
    assert {
        "greeting", "introduction", "position", "company_business", "small_talk", "purpose", "customer_name",
        "positive_language", "steer", "objections", "recording_notice", "asked_question", "next_step",
    } <= ids  # fmt: skip


@pytest.mark.parametrize(
    "phrase",
    [
        "понятия не имею", "не знаю", "наверное никакие", "ничем не могу помочь", "у нас ничего нет",
        "ничего вам сказать не могу", "что это значит", "ставьте этот", "со мной",
    ],
)  # fmt: skip
def test_forbidden_phrases_stand_in_them_with_what_to_say_instead(phrase: str) -> None:
    assert phrase in _said("none")
    for card in CARDS.values():
        for checkpoint in card.checkpoints:
            for forbidden in checkpoint.none:
                if forbidden.say == phrase:
                    assert set(forbidden.instead) == {"ru", "en"}, (card.id, checkpoint.id)


@pytest.mark.parametrize("name", CARDS)
def test_rudeness_and_luring_away_are_critical_in_each(name: str) -> None:
    checkpoints = {checkpoint.id: checkpoint for checkpoint in CARDS[name].checkpoints}
    for identity in ("no_rudeness", "no_lure_away"):
        assert checkpoints[identity].critical
        assert checkpoints[identity].none
    assert "мой личный номер" in {phrase.say for phrase in checkpoints["no_lure_away"].none}


def test_contraindications_are_critical_in_the_clinic() -> None:
    assert {checkpoint.id: checkpoint.critical for checkpoint in CARDS["clinic-inbound"].checkpoints}[
        "contraindications"
    ]


@pytest.mark.parametrize("name", CARDS)
def test_every_checkpoint_is_written_for_use(name: str) -> None:
    card = CARDS[name]
    assert set(card.title) == {"ru", "en"}
    for checkpoint in card.checkpoints:
        assert set(checkpoint.title) == {"ru", "en"}, checkpoint.id
        assert checkpoint.section in card.sections, checkpoint.id
        if checkpoint.by == "human":
            continue
        assert set(checkpoint.advice) == {"ru", "en"}, checkpoint.id
        if checkpoint.questions is not None:
            continue
        phrases = [phrase.say for phrase in (*checkpoint.any, *checkpoint.none)]
        assert len(phrases) >= 5, checkpoint.id
        assert len(set(phrases)) == len(phrases), checkpoint.id
        for phrase in phrases:
            assert len(phrase.split()) <= 7, phrase
            assert len(phrase.split()) > 1 or len(phrase) >= 5, phrase
            assert re.fullmatch(r"[а-яё {}a-z-]+", phrase), phrase


INNOCENT = [
    "добрый день клиника Рассвет меня зовут Анна слушаю вас",
    "что вас беспокоит и давно ли болит",
    "я вас понимаю это действительно неприятно",
    "правильно ли я понимаю что вам нужна поясница",
    "не волнуйтесь процедура безболезненная",
    "я не знаю точно сейчас уточню у врача",
    "к сожалению на завтра ничего нет но есть время в среду",
    "могу предложить вам пятницу на десять часов",
    "цена пять тысяч рублей диск входит в стоимость",
    "оплатить можно картой или наличными в кассе",
    "оплата в кассе клиники чек мы выдаём",
    "без записи к сожалению не получится",
    "можете перевести оплату на расчётный счёт компании",
    "продиктуйте пожалуйста ваш номер телефона",
    "запишите пожалуйста наш номер",
    "повторите пожалуйста я вас плохо слышу",
    "алло вы меня слышите",
    "слушаю вас говорите пожалуйста",
    "одну минуту я посмотрю расписание",
    "вам нужно будет снять украшения и часы",
    "закройте пожалуйста дверь в кабинет",
    "пройдите на второй этаж и сядьте у кабинета",
    "выход отсюда направо",
    "подскажите как к вам обращаться",
    "мы решим вашу проблему",
    "расскажите в чём ваша проблема",
    "этим занимается мой коллега сейчас соединю вас",
    "на сайте есть карта проезда я пришлю вам ссылку",
    "какой товар вас интересует",
    "рекомендую поставить этот вариант он надёжнее",
    "дешевле этот вариант но он хуже по качеству",
    "у конкурентов цена выше чем у нас",
    "я объясню что это значит для вас",
    "перезвоните нам если появятся вопросы",
    "звоните нам в любое время",
    "больше вопросов нет",
    "ваш личный кабинет открывается на сайте",
    "личный менеджер свяжется с вами завтра",
    "назовите ваш личный номер из договора",
    "запишите личный номер заявки",
    "никакие документы не нужны",
    "вы уже достали результаты",
    "оплату можно перевести на карту клиники",
    "помогу вам с удовольствием",
    "чем я могу вам помочь",
    "ничем не болели в последнее время",
    "сколько раз вы у нас были",
    "не кладите трубку я сейчас вернусь",
    "извините за ожидание",
    "спасибо за понимание",
    "мы работаем каждый день с восьми до двадцати",
    "давайте договоримся на понедельник",
    "врач принимает по вторникам и четвергам",
    "приходите за пятнадцать минут до начала",
    "хорошего вам дня до свидания",
]


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("sentence", INNOCENT)
def test_innocent_sentences_break_no_prohibition(name: str, sentence: str) -> None:
    assert not [
        (each.checkpoint_id, each.phrase, each.quote)
        for each in try_text(CARDS[name], sentence)
        if each.part == "none" and each.hit
    ]


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize(
    ("sentence", "checkpoint"),
    [
        ("ну я не знаю", "no_brush_off"),
        ("я понятия не имею", "no_brush_off"),
        ("к сожалению ничем не могу вам помочь", "no_brush_off"),
        ("это вообще не ко мне", "no_brush_off"),
        ("а сколько можно вам повторять", "no_rudeness"),
        ("женщина не морочьте голову", "no_rudeness"),
        ("вы уже меня достали", "no_rudeness"),
        ("заткнитесь", "no_rudeness"),
        ("запишите мой личный номер", "no_lure_away"),
        ("позвоните мне на личный", "no_lure_away"),
        ("сделаем всё мимо кассы", "no_lure_away"),
        ("наберите на мой личный вечером", "no_lure_away"),
        ("переведите деньги мне на карту", "no_lure_away"),
    ],
)
def test_forbidden_things_are_caught_as_people_say_them(name: str, sentence: str, checkpoint: str) -> None:
    caught = {each.checkpoint_id for each in try_text(CARDS[name], sentence) if each.part == "none" and each.hit}
    assert checkpoint in caught


def _passed(name: str, sentence: str) -> set[str]:
    return {each.checkpoint_id for each in try_text(CARDS[name], sentence) if each.part == "any" and each.hit}


@pytest.mark.parametrize(
    ("name", "sentence", "checkpoint"),
    [
        ("clinic-inbound", "клиника Рассвет Светлана добрый день", "introduction"),
        ("clinic-inbound", "да Светлана слушаю", "introduction"),
        ("clinic-inbound", "болит какое плечо правое или левое", "clarify_request"),
        ("clinic-inbound", "скажите а что у вас случилось", "clarify_request"),
        ("clinic-inbound", "вы по направлению или сами решили", "clarify_request"),
        ("clinic-inbound", "серьги и другие украшения оставьте дома", "preparation"),
        ("clinic-inbound", "за шесть часов не есть и не пить", "preparation"),
        ("clinic-inbound", "снимки прошлые захватите с собой", "preparation"),
        ("clinic-inbound", "это 7 тысяч", "price"),
        ("clinic-inbound", "получится 6 000", "price"),
        ("clinic-inbound", "шесть тысяч пятьсот", "price"),
        ("clinic-inbound", "5500 рублей", "price"),
        ("clinic-inbound", "металла в теле пластин штифтов нет", "contraindications"),
        ("clinic-inbound", "у вас нет водителя ритма", "contraindications"),
        ("clinic-inbound", "тогда записываю вас на вторник", "next_step"),
        ("clinic-inbound", "свободно завтра в девять", "next_step"),
        ("clinic-inbound", "хорошего вам вечера", "goodbye"),
        ("outbound-warm", "здравствуйте это Светлана из компании Рассвет", "introduction"),
        ("outbound-warm", "вас беспокоит Светлана", "introduction"),
        ("outbound-warm", "а кем вы у них работаете", "position"),
        ("outbound-warm", "скажите кто у вас принимает такие решения", "position"),
        ("outbound-warm", "перезваниваю вам по заявке", "purpose"),
        ("outbound-warm", "тогда предлагаю так", "steer"),
        ("outbound-warm", "чем занимается ваше предприятие", "company_business"),
        ("outbound-warm", "сегодня вышлю вам расчёт", "next_step"),
        ("service-support", "заявку оформлю и перезвоню вам", "solution"),
    ],
)
def test_checkpoints_are_passed_by_what_people_commonly_say(name: str, sentence: str, checkpoint: str) -> None:
    assert checkpoint in _passed(name, sentence)


@pytest.mark.parametrize(
    ("name", "sentence", "checkpoint"),
    [
        ("clinic-inbound", "здравствуйте клиника Рассвет", "introduction"),
        ("clinic-inbound", "наденьте одежду без металла", "contraindications"),
        ("clinic-inbound", "снимите всё металлическое", "contraindications"),
        ("clinic-inbound", "беременным можно", "contraindications"),
        ("clinic-inbound", "никаких противопоказаний нет процедура безопасная", "contraindications"),
        ("clinic-inbound", "мы работаем с 8 до 20 часов", "price"),
        ("clinic-inbound", "запишите мой личный номер", "next_step"),
        ("clinic-inbound", "звоните завтра", "next_step"),
        ("clinic-inbound", "подойдёт к вам врач жду вас в восемь", "goodbye"),
        ("clinic-inbound", "перезвоним вам через два часа", "preparation"),
        ("clinic-inbound", "ребёнку шесть лет", "clarify_request"),
        ("clinic-inbound", "хорошо Записал вас", "customer_name"),
        ("outbound-warm", "Сергей Иванович это клиника Рассвет", "introduction"),
        ("outbound-warm", "вас беспокоит Рассвет", "introduction"),
        ("outbound-warm", "добрый день Компания Рассвет", "customer_name"),
        ("outbound-warm", "вы просили перезвонить", "next_step"),
        ("outbound-warm", "это решает директор", "position"),
        ("outbound-warm", "кто у вас занимается закупками", "company_business"),
        ("outbound-warm", "хорошо договорились", "steer"),
    ],
)
def test_checkpoints_are_not_passed_by_what_only_sounds_like_them(name: str, sentence: str, checkpoint: str) -> None:
    assert checkpoint not in _passed(name, sentence)


def _match(name: str, *turns: tuple[int, str]) -> Match:
    opening = (0, "добрый день чем могу помочь")
    return match(replace(transcript_of([opening, *turns]), manager_channel=0), CARDS[name])


@pytest.mark.parametrize("name", CARDS)
def test_outcomes_and_tags_are_written_for_use(name: str) -> None:
    card = CARDS[name]
    for rule in (*card.outcomes, *card.tags):
        assert set(rule.title) == {"ru", "en"}, rule.id
    assert "lost" in {outcome.id for outcome in card.outcomes}
    assert {"complaint", "gratitude", "threatens_to_leave"} <= {tag.id for tag in card.tags}
    assert any(tag.group == "junk" for tag in card.tags)


@pytest.mark.parametrize(
    ("name", "turns", "outcome"),
    [
        ("clinic-inbound", [(1, "можно записаться"), (0, "записала вас на завтра на десять утра")], "appointment"),
        (
            "clinic-inbound",
            [(1, "можно записаться"), (0, "есть свободное время в пятницу"), (1, "нет")],
            "time_offered",
        ),
        ("clinic-inbound", [(1, "сколько стоит"), (0, "я уточню у врача и перезвоню вам")], "call_back"),
        ("clinic-inbound", [(1, "сколько стоит"), (0, "пять тысяч"), (1, "спасибо я подумаю")], "lost"),
        ("sales-inbound", [(1, "хочу заказать окна"), (0, "оформляем заказ")], "order"),
        ("sales-inbound", [(1, "сколько стоит"), (0, "продиктуйте ваш номер телефона")], "phone_taken"),
        ("sales-inbound", [(1, "есть эта модель"), (0, "могу предложить другую модель")], "alternative_offered"),
        ("outbound-cold", [(1, "пришлите на почту"), (0, "пришлю вам предложение")], "offer_sent"),
        ("outbound-cold", [(1, "нам не интересно больше не звоните"), (0, "до свидания")], "lost"),
        ("service-support", [(1, "не работает"), (0, "зарегистрирую обращение")], "passed_on"),
        ("service-support", [(0, "нажмите кнопку"), (1, "спасибо вы мне очень помогли")], "question_resolved"),
    ],
)
def test_a_call_ends_as_people_would_say(name: str, turns: list[tuple[int, str]], outcome: str) -> None:
    assert _match(name, *turns).outcome == outcome


@pytest.mark.parametrize(
    ("name", "said", "group", "tag"),
    [
        ("clinic-inbound", "извините я ошибся номером", "junk", "wrong_number"),
        ("clinic-inbound", "ой я не туда попала", "junk", "wrong_number"),
        ("sales-inbound", "мы хотим предложить вам рекламу в интернете", "junk", "sells_something"),
        ("sales-inbound", "я звоню по вакансии менеджера", "non_target", "looks_for_work"),
        ("sales-inbound", "подскажите где мой заказ", "non_target", "service"),
        ("sales-inbound", "хочу пожаловаться на вашу работу", "target", "complaint"),
        ("sales-inbound", "где мой заказ и ещё хочу заказать двери", "target", "sale"),
        ("clinic-inbound", "скажите пожалуйста сколько стоит томография", "target", "sale"),
        ("clinic-inbound", "большое вам спасибо", "target", "gratitude"),
        ("outbound-warm", "я тогда уйду к конкурентам", "target", "threatens_to_leave"),
    ],
)
def test_what_the_customer_says_tells_the_kind_of_call(name: str, said: str, group: str, tag: str) -> None:
    found = _match(name, (1, said), (0, "понятно всего доброго"))
    assert tag in {each.id for each in found.tags}
    assert (found.group, bool(found.verdicts)) == (group, group == "target")


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize(
    "said",
    [
        "здравствуйте мне нужна консультация",
        "а где вы находитесь и как доехать",
        "у меня номер восемь девятьсот шестнадцать",
        "я работаю до шести вечера",
        "мне нужна томография колена",
        "запишите мой номер телефона",
        "предложите что нибудь другое",
        "я заказ ещё не делал",
    ],
)
def test_an_ordinary_customer_is_not_taken_for_junk(name: str, said: str) -> None:
    assert _match(name, (1, said), (0, "хорошо")).group == "target"
