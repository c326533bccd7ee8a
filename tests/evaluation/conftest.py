"""Scripted calls scored by a card, for people to disagree with."""

from __future__ import annotations

import pytest

from speechqa.checklist.load import parse_checklist
from tests.pipeline.conftest import Desk, Stub, Turns

CARD = """\
checklist: shop
checkpoints:
  - id: greeting
    title: {ru: Приветствие, en: Greeting}
    any:
      - добрый день
      - доброе утро
  - id: delivery
    critical: true
    any:
      - доставим завтра
      - есть ли у вас машина
  - id: no_brush_off
    none:
      - не знаю
  - id: objection
    when: {speaker: customer, any: [это дорого]}
    any: [понимаю вас]
"""
HELLO: Turns = ((0, "добрый день магазин окна слушаю вас"), (1, "здравствуйте сколько стоит окно у вас"))
WISHES: Turns = ((0, "приветствую вас магазин окна слушаю вас"), (1, "здравствуйте сколько стоит окно у вас"))
BARE: Turns = ((0, "магазин окна слушаю вас чем могу помочь"), (1, "сколько стоит окно у вас хочу заказать"))
DELIVERED: Turns = ((0, "окно стоит семь тысяч рублей доставим завтра до обеда"), (1, "хорошо спасибо вам большое"))
OFFERED: Turns = ((0, "окно стоит семь тысяч рублей привезём завтра до обеда"), (1, "хорошо спасибо вам большое"))
ASIDE: Turns = ((0, "сейчас уточню у мастера минуту не знаю но скажу"), (1, "хорошо я подожду у телефона"))
BRUSH: Turns = ((0, "не знаю спросите кого нибудь другого пожалуйста"), (1, "хорошо я подожду у телефона"))


@pytest.fixture
def shop(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Eight scored calls; two of them bear one name."""
    desk = Desk(tmp_path_factory.mktemp("shop"), Stub(), (parse_checklist(CARD, "shop.yaml"),))
    scripts = {
        "good.wav": (*HELLO, *DELIVERED),
        "wishes.wav": (*WISHES, *DELIVERED),
        "wishes2.wav": (*WISHES, *OFFERED),
        "silent.wav": (*BARE, *OFFERED),
        "aside.wav": (*HELLO, *ASIDE, *DELIVERED),
        "brush.wav": (*HELLO, *BRUSH),
        "one/same.wav": (*HELLO, *OFFERED),
        "two/same.wav": (*WISHES, *OFFERED),
    }
    for n, (name, turns) in enumerate(scripts.items()):
        desk.put(name, turns, seconds=20 + n, pitch=300 + 40 * n)
    # Two short turns do not tell who is the manager; here it is known.
    desk.score(settings=desk.settings(manager_channel="left"))
    return desk
