"""The real recogniser on real sound: text, word times in the call, identity."""

import numpy as np
import pytest

from speechqa.recording.model import SAMPLE_RATE, Audio, Interval
from speechqa.settings import Settings
from speechqa.transcript.whisper import _by_place, _pack, identify, load_whisper, prepare


class Spoken:
    """A word as faster-whisper gives it."""

    def __init__(self, word, start, end):
        self.word, self.start, self.end, self.probability = word, start, end, 0.9


def test_words_of_a_pack_go_back_to_their_place_in_the_call():
    intervals = (Interval(10.0, 12.0), Interval(30.0, 31.0))
    packed, places = _pack(np.zeros(40 * SAMPLE_RATE, np.float32), intervals)
    assert len(packed) / SAMPLE_RATE == pytest.approx(3.3)
    groups = list(_by_place([Spoken(" добрый", 0.5, 1.0), Spoken(" день", 2.2, 2.9)], places))
    assert [[(w.text, w.start, w.end) for w in group] for group in groups] == [
        [("добрый", 10.5, 11.0)],
        [("день", 30.05, 30.75)],
    ]


def test_a_word_never_leaves_the_speech_it_was_heard_in():
    _packed, places = _pack(np.zeros(40 * SAMPLE_RATE, np.float32), (Interval(10.0, 12.0),))
    ((word,),) = _by_place([Spoken(" ага", 0.0, 9.0)], places)
    assert (word.start, word.end) == (10.0, 12.0)


@pytest.mark.model
def test_the_transcripts_name_depends_on_all_that_changes_the_text(model_dir):
    base, _folder = identify(Settings(model=str(model_dir)))
    ids = {base.transcript_id("a"), base.transcript_id("b")}
    for changed in (Settings(beam_size=1), Settings(language="en"), Settings(compute_type="float32")):
        other, _folder = identify(changed.model_copy(update={"model": str(model_dir)}))
        ids.add(other.transcript_id("a"))
    assert len(ids) == 5
    again, _folder = identify(Settings(model=str(model_dir), jobs=2, similarity=90))
    assert again.transcript_id("a") == base.transcript_id("a")


@pytest.mark.model
@pytest.mark.parametrize("sound", ["silence", "tone", "noise"])
def test_where_nobody_speaks_nothing_becomes_evidence(model_dir, sound):
    n = 20 * SAMPLE_RATE
    rng = np.random.default_rng(1)
    samples = {
        "silence": np.zeros(n),
        "tone": 0.3 * np.sin(2 * np.pi * 425 * np.arange(n) / SAMPLE_RATE),
        "noise": rng.normal(0, 0.05, n),
    }[sound].astype(np.float32)
    audio = Audio(samples[np.newaxis], 8000, "wav", "pcm_s16le")
    whisper = load_whisper(Settings(model=str(model_dir)))
    transcript = next(iter(whisper.recognise([prepare("x", audio)])))
    assert all(segment.quarantine for segment in transcript.segments)
