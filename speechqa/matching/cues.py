"""What people on either side of a sales or service call say whatever the checklist asks, by language.

Used only to tell the channels apart; never evidence of a checkpoint.
"""

from __future__ import annotations

from collections.abc import Mapping

MANAGER: Mapping[str, tuple[str, ...]] = {
    "ru": (
        "чем могу помочь", "чем могу быть полезен", "слушаю вас", "меня зовут {name}", "компания", "клиника",
        "отдел продаж", "как к вам обращаться", "как я могу к вам обращаться", "спасибо за звонок",
        "спасибо что позвонили", "оставайтесь на линии", "могу вам предложить", "давайте я вас запишу",
        "записала вас", "записываю вас", "вас записать", "вам удобно", "на какое время вам удобно", "ждем вас",
        "ваш номер телефона", "продиктуйте номер", "у нас есть", "мы работаем", "могу предложить",
        "всего вам доброго", "хорошего дня", "остались вопросы", "какой у вас вопрос", "есть ли у вас",
        "мы предлагаем", "наша компания", "вышлю вам", "перезвоню вам", "я вас понимаю", "понимаю вас",
        "подождите минуту", "одну минуту", "минуточку", "сейчас посмотрю", "сейчас проверю", "мастер вам перезвонит",
        "наш менеджер вам перезвонит", "вас записал", "уточните пожалуйста",
        "возьмите с собой", "вас беспокоит", "удобно говорить", "звоню вам",
    ),
    "en": (
        "how can i help you", "my name is {name}", "thank you for calling", "may i have your name",
        "i can offer you", "shall i book you", "what time suits you", "please hold the line", "our company",
        "anything else i can help", "i will send you", "i am calling from",
    ),
}  # fmt: skip

CUSTOMER: Mapping[str, tuple[str, ...]] = {
    "ru": (
        "алло", "сколько стоит", "сколько это стоит", "сколько будет стоить", "хочу записаться", "хотел бы записаться",
        "хотела бы записаться", "хотела узнать", "хотел узнать", "у вас можно", "у вас есть", "а у вас", "вы работаете",
        "до скольки вы", "где вы находитесь", "как к вам проехать", "дорого", "я подумаю", "мне надо подумать",
        "мне нужно", "меня интересует", "у меня болит", "врач назначил", "доктор направил", "запишите меня",
        "я записан", "мне неинтересно", "откуда у вас мой номер", "я перезвоню", "можно записаться", "вы звонили",
        "а можно", "а сколько", "подскажите пожалуйста", "скажите сколько", "да жду", "хорошо спасибо",
        "спасибо до свидания",
    ),
    "en": (
        "how much is it", "how much does it cost", "i would like to book", "i want to", "do you have", "are you open",
        "that is expensive", "let me think", "i need", "who is calling",
    ),
}  # fmt: skip

COURTESY: Mapping[str, tuple[str, ...]] = {
    "ru": (
        "добрый день", "доброе утро", "добрый вечер", "здравствуйте", "до свидания", "всего доброго", "всего хорошего",
        "хорошего дня", "спасибо", "меня зовут", "это {name}",
    ),
    "en": ("good morning", "good afternoon", "hello", "goodbye", "bye", "thank you", "my name is"),
}  # fmt: skip
"""What either party says out of courtesy, also where a checklist expects it of the manager."""

ANSWERING: Mapping[str, tuple[str, ...]] = {"ru": ("алло", "да", "слушаю", "але"), "en": ("hello", "yes")}
"""What a person says who picks up a telephone of his own."""
