"""A small project whose checklist has outcomes, tags and counts, for the tests of store, metrics and report.

The values are made by hand: what matching makes of such a checklist is told by the tests of matching.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sample_store import add_call, words

from speechqa.checklist.model import (
    AppliesTo,
    Checklist,
    Checkpoint,
    Count,
    Outcome,
    Phrase,
    Tag,
    Trigger,
    Within,
)
from speechqa.matching.model import Hit, Match, Observed, Roles, Verdict
from speechqa.recording.model import Interval
from speechqa.store.connection import open_store
from speechqa.transcript.model import TURN_SECONDS, Segment, Transcript

SALES = Checklist(
    id="shop-inbound",
    title={"ru": "Звонок в магазин", "en": "Call to the shop"},
    language="ru",
    checkpoints=(
        Checkpoint(id="greeting", title={"ru": "Приветствие", "en": "Greeting"}, any=(Phrase("добрый день"),)),
        Checkpoint(
            id="introduction",
            title={"ru": "Представился", "en": "Introduction"},
            any=(Phrase("меня зовут {name}"),),
            after="greeting",
        ),
        Checkpoint(
            id="by_name",
            title={"ru": "По имени, дважды", "en": "Named the customer twice"},
            any=(Phrase("{name}"),),
            min_count=2,
        ),
        Checkpoint(
            id="objections",
            title={"ru": "Возражения отработаны", "en": "Objections answered"},
            weight=2.0,
            critical=True,
            any=(Phrase("понимаю вас"),),
            when=Trigger("customer", (Phrase("дорого"),)),
            within=Within("when", 60.0),
            advice={"ru": "Понимаю вас. Давайте посмотрим, что входит в цену."},
        ),
        Checkpoint(id="questions", title={"ru": "Задаёт вопросы", "en": "Asks questions"}, questions=Count(min=3)),
        Checkpoint(
            id="interrupts",
            title={"ru": "Не перебивает", "en": "Does not interrupt"},
            interruptions=Count(max=2),
        ),
    ),
    applies_to=AppliesTo(),
    thresholds=None,
    sections={},
    content_hash="5" * 64,
    origin="shop.yaml",
    source_text="checklist: shop-inbound\n",
    outcomes=(
        Outcome(id="order", title={"ru": "Заказ", "en": "Order"}, any=(Phrase("оформила заказ"),)),
        Outcome(id="call_back", title={"ru": "Перезвоним", "en": "Call-back agreed"}, any=(Phrase("перезвоню вам"),)),
        Outcome(
            id="declined",
            title={"ru": "Отказался", "en": "Declined"},
            speaker="customer",
            any=(Phrase("не надо"),),
            next_step=False,
        ),
        Outcome(id="lost", title={"ru": "Звонок потерян", "en": "Lost call"}),
    ),
    tags=(
        Tag(id="sale", title={"ru": "Продажа", "en": "Sale"}, any=(Phrase("хочу купить"),), group="target"),
        Tag(id="wrong_number", title={"ru": "Ошиблись номером", "en": "Wrong number"}, group="junk"),
        Tag(id="delivery", title={"ru": "Вопрос о доставке", "en": "Asks of a delivery"}, group="non_target"),
        Tag(id="complaint", title={"ru": "Жалоба", "en": "Complaint"}, speaker="customer"),
    ),
)

GREETING = Hit("добрый день", "добрый день", "manager", 1.0, 1.8, 100.0, 0.93, 85.0)
EARLY = Hit("меня зовут {name}", "меня зовут анна", "manager", 0.2, 1.0, 100.0, 0.9, 85.0)
NAMED = Hit("{name}", "пётр", "manager", 9.0, 9.4, 100.0, 0.9, 85.0)
EXPENSIVE = Hit("дорого", "ой дорого", "customer", 16.0, 16.8, 100.0, 0.8, 85.0)
ANSWERED = Hit("понимаю вас", "понимаю вас", "manager", 12.0, 12.8, 100.0, 0.9, 85.0)
ORDER = Hit("оформила заказ", "оформила вам заказ", "manager", 25.0, 26.2, 92.5, 0.9, 80.0)
CALL_BACK = Hit("перезвоню вам", "перезвоню вам", "manager", 27.0, 27.8, 100.0, 0.9, 85.0)
BUY = Hit("хочу купить", "хочу купить", "customer", 3.0, 3.8, 100.0, 0.9, 85.0)
WRONG = Hit("ошиблись номером", "вы ошиблись номером", "manager", 5.0, 6.2, 100.0, 0.9, 85.0)

ROLES = Roles(0, "phrases", True, 3.0)
SAID = (
    Verdict("greeting", "passed", "hit", GREETING),
    Verdict("introduction", "passed", "hit", replace(EARLY, start=2.0, end=2.8)),
    Verdict("by_name", "passed", "hit", NAMED, count=3, of=2),
    Verdict("objections", "passed", "hit", ANSWERED, trigger=replace(EXPENSIVE, start=10.0, end=10.8), count=2, of=2),
    Verdict("questions", "passed", "hit", count=4, of=3),
    Verdict("interrupts", "passed", "hit", count=1, of=2),
)
MISSED = (
    Verdict("greeting", "failed", "no_hit", nearest=replace(GREETING, quote="добрый вечер", similarity=74.9)),
    Verdict("introduction", "failed", "too_early", nearest=EARLY),
    Verdict("by_name", "failed", "too_few", NAMED, count=1, of=2),
    Verdict("objections", "failed", "unanswered", trigger=EXPENSIVE, count=2, of=3),
    Verdict("questions", "failed", "too_few", count=1, of=3),
    Verdict("interrupts", "failed", "too_many", count=5, of=2),
)
SALE = (Observed("sale", BUY),)


def untimed(key: str) -> Transcript:
    """A dialogue of turns without times, as a chat or another's CSV gives it."""
    said = ((0, "добрый день магазин"), (1, "хочу купить стол"), (0, "меня зовут анна оформила вам заказ"), (1, "ага"))
    segments = []
    for n, (channel, text) in enumerate(said):
        spoken = words(text, n * TURN_SECONDS, TURN_SECONDS / len(text.split()))
        segments.append(Segment(channel, (*spoken[:-1], replace(spoken[-1], end=(n + 1) * TURN_SECONDS))))
    speech = tuple(tuple(Interval(s.start, s.end) for s in segments if s.channel == channel) for channel in (0, 1))
    return Transcript(key, "ru", len(said) * TURN_SECONDS, 2, speech, tuple(segments), False, 0)


def _turn(hit: Hit, n: int, at: float = 0.0) -> Hit:
    return replace(hit, start=(n - 1) * TURN_SECONDS + at, end=(n - 1) * TURN_SECONDS + at + 2.0)


def build_outcomes(path: Path) -> tuple[Any, dict[str, str]]:
    """Calls of every outcome and group; returns the database and the calls' ids by what they show."""
    db = open_store(path, timezone="Europe/Moscow")

    def add(n: int, match: Match | None, **options: Any) -> str:
        return add_call(db, n, match, checklist=SALES, days=n, **options)

    both = (Observed("order", ORDER), Observed("call_back", CALL_BACK))
    lost = (Observed("declined", replace(EXPENSIVE, phrase="не надо", quote="не надо", start=20.0, end=20.4)),)
    by_turn = (
        replace(SAID[0], hit=_turn(GREETING, 1)),
        replace(SAID[1], hit=_turn(EARLY, 3)),
        replace(MISSED[2], hit=None, nearest=_turn(replace(NAMED, quote="анна", similarity=61.0), 3, 1.0), count=0),
        Verdict("objections", "not_applicable", "no_trigger"),
        replace(MISSED[4], count=0),
        Verdict("interrupts", "not_applicable", "one_channel"),
    )
    ids = {
        "order": add(1, Match(ROLES, SAID, "order", both, SALE, "target")),
        "lost": add(2, Match(ROLES, MISSED, "lost", lost, (*SALE, Observed("complaint")), "target")),
        "call_back": add(3, Match(ROLES, SAID, "call_back", (both[1],), (), "target"), manager="102"),
        "junk": add(
            4, Match(ROLES, (), "not_sales", (), (Observed("wrong_number", WRONG),), "junk"), not_scored="junk"
        ),
        "delivery": add(
            5, Match(ROLES, (), "not_sales", (), (Observed("delivery", replace(BUY, quote="когда привезут")),),
                     "non_target"),
            not_scored="non_target", manager="102",
        ),
        "short": add(6, None, not_scored="too_short"),
        "untimed": add(
            7, Match(Roles(0, "given", True), by_turn, "order", (Observed("order", _turn(ORDER, 3, 1.0)),),
                     (Observed("sale", _turn(BUY, 2)),), "target"),
            spoken=untimed("t7"),
        ),
    }  # fmt: skip
    return db, ids
