"""Where, when, after what and how often: the rules between a phrase that was heard and a verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speechqa.matching.verdicts import match
from speechqa.recording.model import Interval
from tests.matching.conversation import card, transcript_at, transcript_of, verdicts_on

OPENING = (0, "Клиника Рассвет чем могу помочь")
ASKS = (1, "Сколько стоит у вас томография колена")


def on(checkpoint, turns, **options):
    (found,) = verdicts_on(card(checkpoint), transcript_of(turns, **options)).values()
    return found


# --- where


@pytest.mark.parametrize(
    ("within", "verdict"),
    [
        ("first utterance", "failed"),
        ("first 2 utterances", "passed"),
        ("utterance 2", "passed"),
        ("utterance 1", "failed"),
        ("last utterance", "failed"),
        ("last 2 utterances", "passed"),
        ("first 20%", "failed"),
        ("first 60%", "passed"),
        ("last 50%", "passed"),
        ("last 20%", "failed"),
    ],
)
def test_a_place_is_told_by_the_partys_utterances_or_by_the_share_of_the_call(within, verdict):
    turns = [
        OPENING,
        ASKS,
        (0, "Томография колена пять тысяч рублей"),
        (1, "Понятно а завтра есть свободное время"),
        (0, "Да приходите завтра к девяти утра"),
    ]
    found = on(f"- {{id: price, any: [томография пять тысяч рублей], within: {within}}}", turns)
    assert found.verdict == verdict
    if verdict == "failed":
        assert (found.reason, found.nearest.quote) == ("outside_window", "Томография колена пять тысяч рублей")


def test_turns_of_one_speaker_are_one_utterance_and_a_word_of_assent_does_not_end_it():
    turns = [OPENING, (0, "меня зовут Анна"), (1, "угу"), (0, "назовите вашу фамилию"), ASKS, (0, "всего доброго")]
    assert on("- {id: a, any: [назовите вашу фамилию], within: first utterance}", turns).verdict == "passed"
    assert on("- {id: a, any: [всего доброго], within: utterance 2}", turns).verdict == "passed"


@pytest.mark.parametrize(
    ("within", "verdict"), [("1 utterance after when", "failed"), ("2 utterances after when", "passed")]
)
def test_an_answer_may_be_asked_for_in_the_next_utterances(within, verdict):
    checkpoint = f"- {{id: price, when: {{any: [дорого]}}, within: {within}, any: [понимаю вас]}}"
    turns = [
        OPENING,
        ASKS,
        (0, "пять тысяч"),
        (1, "дорого у вас"),
        (0, "ну что поделать"),
        (1, "вот именно"),
        (0, "понимаю вас"),
    ]
    assert on(checkpoint, turns).verdict == verdict


# --- what voids it


@pytest.mark.parametrize(("said", "verdict"), [("перезвоню вам", "passed"), ("перезвоню вам или нет", "failed")])
def test_an_exclusion_of_the_checkpoint_voids_a_hit_of_any_of_its_phrases(said, verdict):
    checkpoint = "- {id: promise, any: [свяжусь с вами, перезвоню вам], unless: [или нет]}"
    assert on(checkpoint, [OPENING, ASKS, (0, said)]).verdict == verdict


def test_a_higher_threshold_asks_no_more_of_what_voids_a_phrase():
    checkpoint = "- {id: brush_off, threshold: 98, none: [не знаю], unless: [сейчас уточню]}"
    assert on(checkpoint, [OPENING, ASKS, (0, "не знаю сейчас я уточняю")]).verdict == "passed"


# --- after another checkpoint

ORDER = "- {id: name, any: ['меня зовут {name}']}\n- {id: price, any: [пять тысяч рублей], after: name}"


@pytest.mark.parametrize(
    ("turns", "verdict", "reason"),
    [
        ([(0, "меня зовут Анна"), ASKS, (0, "пять тысяч рублей")], "passed", "hit"),
        ([(0, "пять тысяч рублей"), ASKS, (0, "меня зовут Анна")], "failed", "too_early"),
        ([(0, "пять тысяч рублей"), ASKS, (0, "меня зовут Анна"), ASKS, (0, "пять тысяч рублей")], "passed", "hit"),
        ([OPENING, ASKS, (0, "пять тысяч рублей")], "passed", "hit"),
        ([(0, "меня зовут Анна"), ASKS], "failed", "no_hit"),
    ],
)
def test_a_checkpoint_after_another_counts_from_its_end_where_the_other_was_said(turns, verdict, reason):
    found = verdicts_on(card(ORDER), transcript_of(turns))["price"]
    assert (found.verdict, found.reason) == (verdict, reason)
    if reason == "too_early":
        assert found.nearest.quote == "пять тысяч рублей"


def test_the_order_in_the_file_is_not_the_order_in_the_call():
    first, second = ORDER.split("\n")
    turns = [(0, "пять тысяч рублей"), ASKS, (0, "меня зовут Анна")]
    assert verdicts_on(card(f"{second}\n{first}"), transcript_of(turns))["price"].reason == "too_early"


def test_words_that_are_evidence_of_both_checkpoints_are_not_too_early_for_either():
    checkpoints = (
        "- {id: offer, any: [могу записать вас на утро]}\n- {id: confirm, after: offer, any: [записала вас на утро]}"
    )
    found = verdicts_on(card(checkpoints), transcript_of([OPENING, ASKS, (0, "могу записать вас на утро")]))
    assert found["offer"].verdict == "passed"
    assert found["confirm"].reason != "too_early"


def test_the_same_phrase_after_itself_is_to_be_said_again():
    checkpoints = "- {id: one, any: [понимаю вас]}\n- {id: two, after: one, any: [понимаю вас]}"
    turns = [OPENING, ASKS, (0, "понимаю вас")]
    assert verdicts_on(card(checkpoints), transcript_of(turns))["two"].reason == "too_early"
    again = [*turns, ASKS, (0, "понимаю вас")]
    assert verdicts_on(card(checkpoints), transcript_of(again))["two"].verdict == "passed"


# --- reaction

ANSWER = "- {id: price, when: {any: [дорого]}, within: 20s after when, any: [понимаю вас], answer: ANSWER}"
OBJECTIONS = [
    OPENING,
    (1, "ой дорого у вас"),
    (0, "понимаю вас в стоимость входит консультация врача и диск со снимками"),
    (1, "а по времени сколько это будет"),
    (0, "так " * 60),
    (1, "всё равно дорого"),
    (0, "ну как хотите"),
]


def test_every_trigger_needs_an_answer_and_they_are_counted():
    found = on(ANSWER.replace("ANSWER", "each"), OBJECTIONS)
    assert (found.verdict, found.reason, found.count, found.of) == ("failed", "unanswered", 1, 2)
    assert found.trigger.quote == "дорого"
    assert found.trigger.start > 30
    assert found.nearest.quote == "понимаю вас"


def test_one_answer_is_enough_where_the_card_says_so():
    found = on(ANSWER.replace("ANSWER", "once"), OBJECTIONS)
    assert (found.verdict, found.count, found.of) == ("passed", None, None)
    assert 0 < found.hit.start - found.trigger.end < 5


def test_all_answered_is_passed_with_the_count():
    found = on(ANSWER.replace("ANSWER", "each"), [*OBJECTIONS[:-1], (0, "понимаю вас")])
    assert (found.verdict, found.count, found.of) == ("passed", 2, 2)


def test_an_objection_repeated_before_anybody_answers_is_one():
    turns = [
        OPENING,
        (1, "дорого у вас " + "ну вот " * 10 + "очень дорого"),
        (0, "угу"),
        (1, "дорого"),
        (0, "понимаю вас"),
    ]
    found = on(ANSWER.replace("ANSWER", "each"), turns)
    assert (found.verdict, found.count, found.of) == ("passed", 1, 1)


def test_an_objection_made_again_after_a_reply_is_another():
    turns = [OPENING, (1, "дорого у вас"), (0, "ну такие цены"), (1, "дорого"), (0, "понимаю вас")]
    found = on(ANSWER.replace("ANSWER", "each").replace("20s", "3s"), turns)
    assert (found.verdict, found.count, found.of) == ("failed", 1, 2)


def test_an_answer_that_may_stand_anywhere_is_asked_for_once():
    checkpoint = "- {id: price, when: {any: [дорого]}, any: [понимаю вас]}"
    assert on(checkpoint, OBJECTIONS).verdict == "passed"


def test_an_answer_that_cannot_be_made_out_is_unheard():
    clear = transcript_of(OBJECTIONS)
    mumbled = tuple(replace(word, probability=0.1) for word in clear.segments[-1].words)
    segments = (*clear.segments[:-1], replace(clear.segments[-1], words=mumbled))
    checkpoint = card(ANSWER.replace("ANSWER", "each").replace("20s", "5s"))
    (found,) = verdicts_on(checkpoint, replace(clear, segments=segments)).values()
    assert (found.verdict, found.count, found.of) == ("unheard", 1, 2)


# --- how often

NAMED = "- {id: named, any: ['{name}'], min_count: 2}"


@pytest.mark.parametrize(
    ("said", "verdict", "reason", "count"),
    [
        ("Ирина назовите фамилию Ирина", "passed", "hit", 2),
        ("Ирина назовите фамилию", "failed", "too_few", 1),
        ("Ирина Петровна назовите фамилию", "failed", "too_few", 1),
        ("назовите фамилию", "failed", "no_hit", 0),
    ],
)
def test_the_customers_name_is_counted_and_the_managers_own_is_not(said, verdict, reason, count):
    turns = [(0, "клиника рассвет меня зовут Анна слушаю вас"), (1, "я Ирина сколько стоит"), (0, said)]
    found = on(NAMED, turns)
    assert (found.verdict, found.reason, found.count, found.of) == (verdict, reason, count, 2)


def test_two_phrases_in_one_place_are_one_time():
    checkpoint = "- {id: thanks, any: [спасибо за звонок, спасибо], min_count: 2}"
    assert on(checkpoint, [OPENING, ASKS, (0, "спасибо за звонок")]).count == 1


def test_questions_are_counted():
    asking = [OPENING, ASKS, (0, "Какое колено вас беспокоит?"), (1, "Правое"), (0, "Когда вам удобно приехать?")]
    few = on("- {id: asked, questions: {min: 9}}", asking)
    assert (few.verdict, few.reason, few.of) == ("failed", "too_few", 9)
    assert few.count >= 2
    enough = on("- {id: asked, questions: {min: 2}}", asking)
    assert (enough.verdict, enough.reason) == ("passed", "hit")
    assert enough.hit is not None
    many = on("- {id: asked, questions: {max: 1}}", asking)
    assert (many.verdict, many.reason, many.of) == ("failed", "too_many", 1)


INTERRUPTIONS = "- {id: patient, interruptions: {max: 0}}"


@pytest.mark.parametrize(
    ("start", "text", "verdict"),
    [
        (3.0, "нет подождите я вам объясню", "failed"),
        (3.0, "угу да", "passed"),
        (8.1, "нет подождите я вам объясню", "passed"),
        (9.5, "нет подождите я вам объясню", "passed"),
    ],
    ids=["over the customer", "assent", "the usual overlap of turns", "after the customer"],
)
def test_speaking_over_the_customer_is_counted(start, text, verdict):
    customer = (
        1,
        1.0,
        "мне врач назначил томографию колена и я хотела бы узнать сколько у вас это будет стоить завтра",
    )
    (found,) = verdicts_on(card(INTERRUPTIONS), transcript_at([(0, 0.0, "да"), customer, (0, start, text)])).values()
    assert found.verdict == verdict
    assert found.of == 0
    if verdict == "failed":
        assert (found.reason, found.count, found.hit.quote) == ("too_many", 1, text)


@pytest.mark.parametrize("change", [{"channels": 1, "manager_channel": None}, {"timed": False}])
def test_interruptions_take_two_channels_with_times(change):
    transcript = transcript_of([OPENING, ASKS])
    if change.get("channels") == 1:
        transcript = transcript_of([OPENING, ASKS], channels=1)
    else:
        transcript = replace(transcript, **change)
    (found,) = verdicts_on(card(INTERRUPTIONS), transcript).values()
    assert (found.verdict, found.reason) == ("not_applicable", "one_channel")


def test_crosstalk_interrupts_nobody():
    customer = (1, 1.0, "мне врач назначил томографию колена и я хотела бы узнать сколько у вас это будет стоить")
    clear = transcript_at([(0, 0.0, "да"), customer])
    echo = transcript_at([(0, 3.0, " ".join(customer[2].split()[5:]))], probability=0.6)
    both = replace(
        clear,
        segments=(*clear.segments, *echo.segments),
        speech=((*clear.speech[0], Interval(3.0, 7.0)), clear.speech[1]),
    )
    (found,) = verdicts_on(card(INTERRUPTIONS), both).values()
    assert found.verdict == "passed"


# --- evidence


def test_a_hit_tells_what_was_asked_of_it():
    found = on("- {id: a, any: [{say: чем могу помочь, threshold: 91}]}", [OPENING, ASKS])
    assert (found.hit.threshold, found.hit.speaker) == (91.0, "manager")


def test_where_one_party_is_silent_what_anybody_may_say_is_heard_all_the_same():
    transcript = transcript_of([(0, "разговор записывается добрый день")])
    silent = replace(transcript, speech=(transcript.speech[0], ()))
    checklist = card("- {id: notice, speaker: any, any: [разговор записывается]}\n- {id: hello, any: [добрый день]}")
    found = {verdict.checkpoint_id: verdict.verdict for verdict in match(silent, checklist).verdicts}
    assert found == {"notice": "passed", "hello": "unheard"}
