"""Human Russian telephone speech with its text: the voice prompts of Debian's asterisk-core-sounds-ru-wav (CC-BY 3.0).

Comes in as installed files, goes out as (path, text) pairs that have enough words to tell anything.
"""

from __future__ import annotations

import gzip
from pathlib import Path

SOUNDS = Path("/usr/share/asterisk/sounds/ru_RU_f_IvrvoiceRU")
TEXTS = Path("/usr/share/doc/asterisk-core-sounds-ru/core-sounds-ru.txt.gz")
LEAST_WORDS = 4


def human_prompts() -> tuple[tuple[Path, str], ...]:
    """Prompts of at least LEAST_WORDS words; empty where the package is not installed."""
    if not TEXTS.is_file():
        return ()
    with gzip.open(TEXTS, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    pairs = []
    for line in lines:
        name, colon, text = line.strip().partition(": ")
        path = SOUNDS / f"{name}.wav"
        spoken = colon and not line.startswith(";") and not text.startswith("[")
        if spoken and len(text.split()) >= LEAST_WORDS and path.is_file():
            pairs.append((path, text))
    return tuple(pairs)
