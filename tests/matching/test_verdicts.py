"""Verdicts on written conversations: who said it, when, after what, and with which evidence."""

import pytest

from speechqa.calls.model import Call
from speechqa.matching.verdicts import match
from speechqa.settings import Settings
from tests.matching.conversation import card, transcript_of

GREETING = "- {id: greeting, any: [добрый день], within: first 20s}"
TURNS = [
    (0, "Добрый день, клиника Рассвет, меня зовут Анна, чем могу помочь"),
    (1, "Здравствуйте, хочу записаться, сколько стоит"),
    (0, "Стоимость пять тысяч рублей, вам удобно завтра"),
    (1, "Дорого у вас"),
    (0, "Понимаю вас, в стоимость входит консультация, запишу вас на завтра"),
]


def verdicts(checklist, turns=TURNS, **options):
    matched = match(transcript_of(turns, **options), checklist)
    return {verdict.checkpoint_id: verdict for verdict in matched.verdicts}


def test_a_passed_checkpoint_has_its_evidence():
    found = verdicts(card(GREETING))["greeting"]
    assert (found.verdict, found.reason) == ("passed", "hit")
    assert (found.hit.quote, found.hit.speaker, found.hit.start) == ("Добрый день,", "manager", 0.5)


def test_a_failed_checkpoint_shows_the_nearest_miss():
    found = verdicts(card("- {id: doctor, any: [врач назначил исследование]}"))["doctor"]
    assert (found.verdict, found.reason, found.hit) == ("failed", "no_hit", None)
    assert found.nearest.similarity < 80


def test_the_customers_words_are_not_the_managers():
    swapped = [(0, "Клиника Рассвет, меня зовут Анна, чем могу помочь"), (1, "Добрый день, сколько стоит у вас МРТ")]
    assert verdicts(card(GREETING), swapped)["greeting"].verdict == "failed"


def test_in_mono_either_party_may_have_said_it_and_the_speaker_is_unknown():
    found = verdicts(card(GREETING), channels=1)["greeting"]
    assert (found.verdict, found.hit.speaker) == ("passed", "unknown")


def test_too_late_is_failed_and_says_what_was_said_too_late():
    late = [(0, "Клиника Рассвет слушаю вас " + "так " * 60), (1, "Хочу записаться"), (0, "Добрый день")]
    found = verdicts(card(GREETING), late)["greeting"]
    assert (found.verdict, found.reason, found.nearest.quote) == ("failed", "outside_window", "Добрый день")


def test_without_a_trigger_a_checkpoint_does_not_apply():
    checklist = card("- {id: late, when: {speaker: customer, any: [опоздаю]}, any: [ничего страшного]}")
    found = verdicts(checklist)["late"]
    assert (found.verdict, found.reason) == ("not_applicable", "no_trigger")


@pytest.mark.parametrize(("answer", "verdict"), [("понимаю вас", "passed"), ("ну что поделать", "failed")])
def test_an_objection_must_be_answered_after_it_was_made(answer, verdict):
    checklist = card(
        "- {id: price, when: {speaker: customer, any: [дорого]}, within: 10s after when, any: [понимаю вас]}"
    )
    turns = [(0, "Понимаю вас, клиника Рассвет, чем могу помочь"), (1, "Ой как дорого, сколько стоит"), (0, answer)]
    found = verdicts(checklist, turns)["price"]
    assert found.verdict == verdict
    assert found.trigger.quote == "дорого,"


def test_a_forbidden_phrase_fails_with_its_quote_and_its_absence_passes():
    checklist = card("- {id: brush_off, none: [понятия не имею]}")
    assert verdicts(checklist)["brush_off"].reason == "absent"
    rude = [*TURNS, (0, "Понятия не имею")]
    found = verdicts(checklist, rude)["brush_off"]
    assert (found.verdict, found.hit.quote) == ("failed", "Понятия не имею")


@pytest.mark.parametrize(
    ("said", "verdict"), [("Не знаю", "failed"), ("Не знаю, сейчас уточню", "passed"), ("Не знаю. " * 1, "failed")]
)
def test_a_voiding_phrase_beside_a_forbidden_one_lets_it_pass(said, verdict):
    checklist = card("- {id: brush_off, none: [{say: не знаю, unless: [сейчас уточню]}]}")
    assert verdicts(checklist, [*TURNS, (0, said)])["brush_off"].verdict == verdict


def test_all_asks_for_every_phrase():
    both = "- {id: both, all: [клиника рассвет, меня зовут]}"
    assert verdicts(card(both))["both"].verdict == "passed"
    assert verdicts(card(both.replace("меня зовут", "всего доброго")))["both"].verdict == "failed"


def test_last_seconds_count_from_the_end():
    checklist = card("- {id: bye, any: [чем могу помочь], within: last 5s}")
    assert verdicts(checklist)["bye"].reason == "outside_window"
    assert verdicts(card("- {id: bye, any: [запишу вас], within: last 5s}"))["bye"].verdict == "passed"


def test_what_only_a_person_can_judge_is_not_applicable():
    assert verdicts(card("- {id: tone, by: human}"))["tone"].reason == "by_human"


def test_an_unintelligible_place_is_unheard_and_not_failed():
    checklist = card("- {id: doctor, any: [врач назначил исследование]}\n- {id: rude, none: [дурак]}")
    found = verdicts(checklist, probability=0.2)
    assert {verdict.verdict for verdict in found.values()} == {"unheard"}


def test_quarantined_text_is_no_evidence():
    from dataclasses import replace

    transcript = transcript_of(TURNS)
    muted = replace(transcript, segments=tuple(replace(s, quarantine="no_voice") for s in transcript.segments))
    (found,) = match(muted, card(GREETING)).verdicts
    assert found.verdict != "passed"


def test_the_same_input_gives_the_same_result_whatever_the_order_of_phrases():
    one = verdicts(card("- {id: a, any: [чем могу помочь, добрый день, меня зовут]}"))["a"]
    other = verdicts(card("- {id: a, any: [меня зовут, добрый день, чем могу помочь]}"))["a"]
    assert one == other


@pytest.mark.parametrize("manager", [0, 1])
@pytest.mark.parametrize("direction", ["inbound", "outbound", "unknown"])
def test_the_managers_channel_is_told_by_what_is_said(manager, direction):
    turns = [(channel if manager == 0 else 1 - channel, text) for channel, text in TURNS]
    roles = match(transcript_of(turns), card(GREETING), Call("c", direction=direction)).roles
    assert (roles.manager_channel, roles.certain) == (manager, True)


def test_where_nothing_tells_the_channels_apart_the_roles_are_a_guess():
    roles = match(transcript_of([(0, "угу так"), (1, "ну вот")]), card(GREETING)).roles
    assert not roles.certain


def test_a_configured_channel_decides_where_nothing_is_said_and_yields_to_what_is():
    configured = Settings(manager_channel="right")
    quiet = match(transcript_of([(0, "угу так"), (1, "ну вот")]), card(GREETING), None, configured).roles
    assert (quiet.manager_channel, quiet.reason) == (1, "configured")
    spoken = match(transcript_of(TURNS), card(GREETING), None, configured).roles
    assert (spoken.manager_channel, spoken.reason) == (0, "cues")


def test_what_cannot_be_made_out_is_unheard_though_the_phrase_comes_later():
    from dataclasses import replace

    clear = transcript_of(
        [(0, "клиника рассвет слушаю вас чем могу помочь " + "так " * 60), (0, "добрый день"), (1, "сколько стоит")]
    )
    mumbled = tuple(replace(word, probability=0.1) for word in clear.segments[0].words)
    transcript = replace(clear, segments=(replace(clear.segments[0], words=mumbled), *clear.segments[1:]))
    (found,) = match(transcript, card(GREETING)).verdicts
    assert (found.verdict, found.nearest.quote) == ("unheard", "добрый день")


def test_where_the_customer_cannot_be_made_out_an_objection_is_unheard_and_not_absent():
    from dataclasses import replace

    clear = transcript_of(TURNS)
    channels = {1: 0.1, 0: 0.9}
    segments = tuple(
        replace(s, words=tuple(replace(w, probability=channels[s.channel]) for w in s.words)) for s in clear.segments
    )
    checklist = card("- {id: late, when: {speaker: customer, any: [опоздаю]}, any: [ничего страшного]}")
    (found,) = match(replace(clear, segments=segments), checklist).verdicts
    assert found.verdict == "unheard"


def test_where_one_channel_is_dead_and_nothing_tells_whose_all_is_unheard():
    from dataclasses import replace

    transcript = transcript_of([(0, "здравствуйте мне нужен мастер по ремонту добрый день")])
    (found,) = match(replace(transcript, speech=(transcript.speech[0], ())), card(GREETING)).verdicts
    assert found.verdict == "unheard"


@pytest.mark.parametrize("manager", [0, 1])
def test_a_customer_who_says_the_managers_courtesies_is_not_taken_for_him(manager):
    checklist = card(
        "- {id: name, any: ['меня зовут {name}']}\n- {id: mileage, any: [какой пробег]}\n"
        "- {id: car, any: [какая у вас машина]}\n- {id: bye, any: [всего доброго]}"
    )
    turns = [
        (0, "здравствуйте автосервис"),
        (1, "здравствуйте меня зовут Андрей скажите сколько ставит замена колодок"),
        (0, "подождите минуту я посмотрю"),
        (1, "да жду"),
        (0, "нужно знать какая у вас машина"),
        (1, "какой пробег вам тоже нужно"),
        (0, "нет мастер вам перезвонит и назовёт цену"),
        (1, "хорошо всего доброго"),
    ]
    swapped = [(channel if manager == 0 else 1 - channel, text) for channel, text in turns]
    assert match(transcript_of(swapped), checklist).roles.manager_channel == manager
