"""Conversation metrics from score to the view and the report of a call, through a whole project."""

from __future__ import annotations

import io
import json
import wave
from pathlib import Path
from typing import Any

import pytest

from speechqa.checklist.load import parse_checklist
from speechqa.pipeline import rescore
from speechqa.recording.model import SAMPLE_RATE, Audio
from speechqa.report.call import report_call
from speechqa.report.render.write import write_report
from speechqa.store.connection import open_store
from tests.pipeline.conftest import Desk, Stub, query, sha256_of
from tests.recording.test_hold import music, recording

TURNS = (
    (0, "добрый день клиника рассвет меня зовут анна чем могу помочь"),
    (1, "здравствуйте хочу записаться на мрт подскажите сколько стоит"),
    (0, "записала вас на завтра до свидания"),
)
MANAGER, CUSTOMER = 16, 8
"""Words; each takes 0.4 s, 0.05 of them pause after the last of a turn."""


@pytest.fixture
def scored(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, Stub())
    desk.put("external-101-79161112233-20261109-100000-1762671600.1.wav", TURNS, seconds=20)
    desk.score(settings=desk.settings(manager_channel="left"))
    return desk


def encode(path: Path, audio: Audio) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(audio.channels)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((audio.samples.T * 32767).astype("<i2").tobytes())


def _row(desk: Desk, columns: str, table: str = "conversation_metrics") -> tuple[Any, ...]:
    (row,) = query(desk.root / "calls.db", f"SELECT {columns} FROM {table}")
    return row


def test_score_stores_what_was_heard_and_the_view_divides_it(scored: Desk) -> None:
    manager, customer = MANAGER * 0.4 - 0.1, CUSTOMER * 0.4 - 0.05
    row = _row(scored, "manager_speech, customer_speech, both_speech, recorded, speech, quiet, overlap")
    spoken = manager + customer
    assert row == pytest.approx((manager, customer, spoken, 20.0, spoken, 20.0 - spoken, 0.0))
    shares = _row(scored, "manager_talk_share, customer_talk_share, manager_call_share, customer_call_share")
    assert shares == pytest.approx((manager / spoken, customer / spoken, manager / 20, customer / 20))
    assert sum(shares[:2]) == pytest.approx(1.0)
    assert _row(scored, "manager_words, customer_words, manager_turns, customer_turns") == (MANAGER, CUSTOMER, 2, 1)
    assert _row(scored, "manager_rate, manager_words_per_turn") == pytest.approx((60 * MANAGER / manager, MANAGER / 2))
    # The pause of 0.6 s between turns, and 0.05 s after each word.
    assert _row(scored, "manager_reply_gap, manager_replies, manager_reply_seconds") == pytest.approx((0.65, 1, 0.65))
    assert _row(scored, "silences, silence, hold") == (1, pytest.approx(20 - 0.5 - spoken - 1.3), 0)


def test_the_report_of_a_call_has_them_in_json_and_in_the_table(scored: Desk) -> None:
    db = open_store(scored.root / "calls.db")
    call_id = _row(scored, "call_id", "call")[0]
    report = report_call(db, call_id)
    stream = io.StringIO()
    write_report(report, "json", stream, 80)
    talk = json.loads(stream.getvalue())["conversation"]
    assert talk["manager"]["talk_share"] + talk["customer"]["talk_share"] == pytest.approx(100)
    assert (talk["interruptions"], talk["hold"], talk["told_apart"], talk["certain"]) == ([], 0, True, True)
    assert talk["limits"] == {"silence": 3.0, "interruption": 1.0, "monologue_pause": 2.0, "back_channel": 1.0}
    stream = io.StringIO()
    write_report(report, "table", stream, 80)
    assert "67 % of the talk (32 % of the call), 152 words a minute" in stream.getvalue()
    assert report_call(db, call_id, brief=True).talk is not None


def test_a_changed_setting_changes_the_figures_at_rescore_and_stays(scored: Desk) -> None:
    settings = scored.settings(manager_channel="left", silence=30)
    assert rescore(settings, checklists=scored.cards).rescored == 0
    assert _row(scored, "silences, silence, longest_silence") == (0, 0, 0)
    scored.score(settings=scored.settings(manager_channel="left"))
    assert _row(scored, "silences") == (0,)
    scored.score(settings=scored.settings(manager_channel="left", silence=3))
    assert _row(scored, "silences") == (1,)


def test_figures_follow_the_roles(scored: Desk) -> None:
    before = _row(scored, "manager_speech, customer_speech, manager_turns, manager_reply_gap, customer_reply_gap")
    card = parse_checklist("checklist: other\ncheckpoints: [{id: price, any: [сколько стоит]}]", "other.yaml")
    db = open_store(scored.root / "calls.db")
    db.conn.execute("UPDATE transcript SET manager_channel = 1")
    db.conn.commit()
    db.conn.close()
    rescore(scored.settings(), checklists=(card,))
    after = _row(scored, "customer_speech, manager_speech, customer_turns, customer_reply_gap, manager_reply_gap")
    assert after == before


def test_nothing_is_computed_twice(scored: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("speechqa.metrics.conversation.converse", fail)
    scored.score(settings=scored.settings(manager_channel="left"))
    assert rescore(scored.settings(manager_channel="left"), checklists=scored.cards).failed == ()


def test_a_call_that_no_checklist_fits_has_its_figures_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Stub())
    desk.put("internal-101-102-20261109-100000-1762671600.1.wav", TURNS, seconds=20)
    desk.score()
    assert _row(desk, "not_scored_reason IS NULL", "call_metrics") == (0,)
    assert _row(desk, "told_apart, manager_channel, manager_words") == (1, 0, MANAGER)


def test_hold_music_is_measured_when_the_sound_is_heard(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Stub())
    path = desk.recordings / "2026_11_09_12_00_05.wav"
    path.parent.mkdir()
    encode(path, recording(music(20)))
    desk.stub.scripts[sha256_of(path)] = TURNS
    desk.score()
    assert _row(desk, "hold") == (pytest.approx(20.0, abs=1.0),)
    ((channel, start),) = query(desk.root / "calls.db", "SELECT channel, start FROM hold_interval")
    assert (channel, start) == (0, pytest.approx(20.0, abs=1.0))


def test_they_go_with_the_recording(scored: Desk) -> None:
    db = open_store(scored.root / "calls.db")
    db.conn.execute("INSERT INTO interruption SELECT recording_id, 0, 'manager', 1, 1, 1 FROM conversation")
    assert db.conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
    db.conn.execute("DELETE FROM recording")
    for table in ("conversation", "interruption"):
        assert db.conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
