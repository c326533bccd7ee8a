from speechqa.matching.attempt import try_text
from tests.matching.conversation import card


def test_every_part_of_every_checkpoint_says_how_close_a_text_comes():
    checklist = card(
        "- {id: greeting, any: [добрый день, здравствуйте]}\n"
        "- {id: price, when: {speaker: customer, any: [дорого]}, any: [понимаю вас]}\n"
        "- {id: brush_off, none: [{say: не знаю, unless: [сейчас уточню]}]}"
    )
    found = {(a.checkpoint_id, a.part): a for a in try_text(checklist, "добрый день не знаю сейчас уточню")}
    assert found["greeting", "any"].hit
    assert found["greeting", "any"].quote == "добрый день"
    assert not found["brush_off", "none"].hit
    assert not found["price", "any"].hit
