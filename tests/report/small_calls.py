"""Conversations in, transcripts from elsewhere out that ``score --transcripts`` takes as calls; no model needed.

The checklist has five checkpoints of one weight, so that a call scores 20 % for each that its manager says.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SAID = ("добрый день", "как я могу к вам обращаться", "есть ли у вас противопоказания", "записала вас на завтра",
        "до свидания")  # fmt: skip

CHECKLIST = """
checklist: small
title: {ru: Малая, en: Small}
checkpoints:
  - {id: greeting, title: {ru: Приветствие, en: Greeting}, any: [добрый день]}
  - {id: name, title: {ru: Имя, en: Name}, any: [как я могу к вам обращаться]}
  - {id: contraindications, title: {ru: Противопоказания, en: Contraindications}, any: [есть ли у вас противопоказания]}
  - {id: booking, title: {ru: Запись, en: Booking}, any: [записала вас на завтра]}
  - {id: goodbye, title: {ru: Прощание, en: Goodbye}, any: [до свидания]}
"""


def say(folder: Path, start: str, extension: str, passed: int, number: str = "79161112233", seconds: int = 60) -> Path:
    """A call of ``extension`` from ``number`` at ``YYYY-MM-DD HH:MM:SS`` whose manager says the first ``passed``."""
    day, time = start.replace("-", "").replace(":", "").split()
    said = " ".join(SAID[:passed]) or "алло слушаю вас внимательно"
    epoch = int(datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Europe/Moscow")).timestamp())
    path = folder / f"in-{number}-{extension}-{day}-{time}-{epoch}.{extension}.vtt"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "WEBVTT\n\n"
        f"00:00:01.000 --> 00:00:20.000\n<v Manager>{said}\n\n"
        "00:00:20.000 --> 00:00:30.000\n<v Customer>хочу узнать сколько стоит ваша услуга\n\n"
        f"00:00:30.000 --> 00:{seconds // 60:02d}:{seconds % 60:02d}.000\n<v Manager>три тысячи рублей\n",
        encoding="utf-8",
    )
    return path
